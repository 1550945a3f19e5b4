"""Whole records, against our own reading of twelve articles: ``python -m evals articles FOLDER``.

FOLDER holds the corpora that the articles come from (``polnear/dev/text``, ``tempeval3/TimeBank``); the
annotation is ``evals/gold/articles.jsonl`` (see its README). Each article is read by the product's own
path, with its publication day. All are matched one to one.

- *statement content*: content Dice at least 0.5; statements within statements count like all others.
- *content with speaker*: and the speaker's name fits: one name holds the other's words (titles and accents
  apart), or, for people, surname and first initial are the same. A gold statement with joint speakers is
  met by any of them; one whose speaker nobody names by a speaker of kind "unnamed", or none. Countries do
  not matter.
- *event type*: the same type, and the words that state it overlap or stand in the same sentence.
- *type with both sides*: and both sides fit. A side fits if one of its members does: the same country, or a
  fitting name, or both without country. An empty side is met by an empty side only. AGREE, CONSULT and
  COOPERATE pool their sides: two of the parties (the only one, if there is one) must be met by two of ours.
- *sides by name*: the same, by names alone (at home, all sides have one country).
- *position*: actor's name and stance fit, and the evidence overlaps or stands in the same sentence. Issues
  are labels in free words and are compared by reading, not here.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.find.layout import Sentences
from dragoman.record import Actor, Record, Span
from evals.product import first, model_in, need_folder, progress, record_of
from evals.scoring import SOFT, Count, Figures, Page, Words, dice, match_items, tally_figures
from evals.tables import score_table
from evals.tempeval3 import read_timeml

GOLD = Path(__file__).parent / "gold" / "articles.jsonl"
LAYOUT = "the folder that holds polnear/dev/text and tempeval3/TimeBank"
SYMMETRIC = frozenset({"AGREE", "CONSULT", "COOPERATE"})
ROWS = {
    "statement content": "statement content", "content with speaker": "content with speaker",
    "event type": "event type", "type, trigger overlaps": "event type, trigger overlaps",
    "type with both sides": "event type with both sides", "sides by name": "event type, both sides by name",
    "position": "position",
}  # fmt: skip
_TITLES = frozenset(
    [
        "mr", "mrs", "ms", "miss", "dr", "sir", "lord", "lady", "dame", "president", "prime",
        "minister", "premier", "chancellor", "secretary", "senator", "sen", "rep", "representative",
        "governor", "gov", "general", "gen", "col", "colonel", "king", "queen", "prince", "princess",
        "pope", "foreign", "former", "then", "the", "a", "an", "of", "and", "for", "vice", "deputy",
        "chief", "leader", "spokesman", "spokeswoman", "spokesperson",
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Who:
    """A speaker or a side: its name's words, in order, and its country. ``kind`` is known of ours only."""

    words: tuple[str, ...]
    country: str | None
    kind: str | None = None


@dataclass(frozen=True)
class Said:
    """A statement: content words and speakers."""

    content: Words
    speakers: tuple[Who, ...]


@dataclass(frozen=True)
class Act:
    """An event: type, words and sides."""

    type: str
    span: Span
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]


@dataclass(frozen=True)
class Stand:
    """A position: actor, stance and evidence."""

    actor: Who
    stance: str
    span: Span


@dataclass(frozen=True)
class Facts:
    """All that is compared of one article."""

    said: tuple[Said, ...]
    acts: tuple[Act, ...]
    stands: tuple[Stand, ...]


def run(path: Path, limit: int | None = None, model: Path | None = None, gold: Path = GOLD) -> Figures:
    """Read and score the annotated articles."""
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = list(first(rows, limit))
    texts = [text_of(path, row) for row in rows]
    reader = model_in(model)
    units = []
    for row, text in progress(list(zip(rows, texts, strict=True)), "articles"):
        page = Page(text)
        record = record_of(text, reader, published=row["published"])
        units.append(score_article(gold_facts(row, page), our_facts(record, page), Sentences(text)))
    return {"evaluation": "articles", "articles": len(rows), "scores": tally_figures(units)}


def text_of(folder: Path, row: dict[str, Any]) -> str:
    """The text of an annotated article, checked against the annotation's sum."""
    where = {
        "polnear-dev": f"polnear/dev/text/{row['doc']}.txt",
        "timebank": f"tempeval3/TimeBank/{row['doc']}.tml",
    }
    file = where[row["corpus"]]
    need_folder(folder, (file,), LAYOUT)
    text = (folder / file).read_bytes().decode("utf-8")
    if row["corpus"] == "timebank":
        text = read_timeml(text)[0].strip()
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != row["sha256"]:
        raise UsageError(f"{folder / file} is not the text that was annotated (its SHA-256 differs). Give {LAYOUT}.")
    return text


# ---------------------------------------------------------------- names
def who(name: str, country: str | None = None, kind: str | None = None) -> Who:
    """A name by its words, without accents, titles and articles."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = re.sub(r"['’]s\b|\.", "", "".join(c for c in plain if not unicodedata.combining(c)))
    words = re.findall(r"\w+", plain)
    return Who(tuple([w for w in words if w not in _TITLES] or words), country, kind)


def same_name(a: Who, b: Who) -> bool:
    """The words of one hold the other's; or a person's surname and first initial are the same."""
    if not a.words or not b.words:
        return False
    one, two = set(a.words), set(b.words)
    if one <= two or two <= one:
        return True
    return "person" in (a.kind, b.kind) and a.words[-1] == b.words[-1] and a.words[0][0] == b.words[0][0]


def meets(a: Who, b: Who, by_name: bool = False) -> bool:
    """One side's member is the other's: by country, by name, or both without country."""
    if same_name(a, b):
        return True
    return not by_name and a.country == b.country


# ---------------------------------------------------------------- gold and ours
def gold_facts(row: dict[str, Any], page: Page) -> Facts:
    """What the annotation holds."""
    return Facts(
        tuple(Said(page.words_in(s["content"]), tuple(who(n) for n in s["speaker"])) for s in row["statements"]),
        tuple(
            Act(e["type"], (e["span"][0], e["span"][1]), side_of(e["actors"]), side_of(e["recipients"]))
            for e in row["events"]
        ),
        tuple(Stand(who(p["actor"]), p["stance"], (p["evidence"][0], p["evidence"][1])) for p in row["positions"]),
    )


def side_of(parties: Sequence[dict[str, Any]]) -> tuple[Who, ...]:
    """A side of an annotated event."""
    return tuple(who(m["name"], m["country"]) for m in parties)


def our_facts(record: Record, page: Page) -> Facts:
    """What the record holds; joint speakers of one content and cue are one statement."""
    known = {a.id: who_is(a) for a in record.actors}
    joint: dict[tuple[Any, ...], list[str]] = {}
    for s in record.statements:
        joint.setdefault((s.content_spans, s.cue_span, s.within), []).extend([s.speaker] if s.speaker else [])
    return Facts(
        tuple(Said(page.words_in(key[0]), members(speakers, known)) for key, speakers in joint.items()),
        tuple(
            Act(e.type, e.span, members(e.actors, known), members(e.recipients, known)) for e in record.events
        ),
        tuple(
            Stand(known[p.actor], p.stance, (p.evidence.start, p.evidence.end))
            for p in record.positions if p.actor in known
        ),
    )  # fmt: skip


def members(keys: Sequence[str], known: dict[str, Who]) -> tuple[Who, ...]:
    """The actors of some ids."""
    return tuple(known[k] for k in keys if k in known)


def who_is(actor: Actor) -> Who:
    """An actor by name."""
    return who(actor.name, actor.country, actor.kind)


# ---------------------------------------------------------------- scoring
def score_article(gold: Facts, ours: Facts, sentences: Sentences) -> dict[str, Count]:
    """Counts of one article by measure."""

    def near(a: Span, b: Span) -> float:
        """2: the spans overlap; 1: they share a sentence; 0: neither."""
        if a[0] < b[1] and b[0] < a[1]:
            return 2.0
        return float(sentences.index(a[0]) == sentences.index(b[0]))

    def said(fits: Callable[[Said, Said], bool]) -> Count:
        def score(p: Said, g: Said) -> float | None:
            d = dice(p.content, g.content)
            return d + speaker_fits(p, g) if d >= SOFT and fits(p, g) else None

        return counted(ours.said, gold.said, score)

    def acts(fits: Callable[[Act, Act], bool], closeness: float = 1.0) -> Count:
        def score(p: Act, g: Act) -> float | None:
            d = near(p.span, g.span)
            return d + sides_fit(p, g) if p.type == g.type and d >= closeness and fits(p, g) else None

        return counted(ours.acts, gold.acts, score)

    def stand(p: Stand, g: Stand) -> float | None:
        d = near(p.span, g.span)
        return d if d and p.stance == g.stance and same_name(p.actor, g.actor) else None

    return {
        "statement content": said(lambda p, g: True),
        "content with speaker": said(speaker_fits),
        "event type": acts(lambda p, g: True),
        "type, trigger overlaps": acts(lambda p, g: True, 2.0),
        "type with both sides": acts(sides_fit),
        "sides by name": acts(lambda p, g: sides_fit(p, g, True)),
        "position": counted(ours.stands, gold.stands, stand),
    }


def counted(ours: Sequence[Any], gold: Sequence[Any], score: Callable[[Any, Any], float | None]) -> Count:
    """(right, predicted, gold) of two lists."""
    return len(match_items(ours, gold, score)), len(ours), len(gold)


def speaker_fits(ours: Said, gold: Said) -> bool:
    """One of the speakers fits; where nobody is named, an unnamed one or none."""
    if not gold.speakers:
        return all(p.kind == "unnamed" for p in ours.speakers)
    return any(same_name(p, g) for p in ours.speakers for g in gold.speakers)


def sides_fit(ours: Act, gold: Act, by_name: bool = False) -> bool:
    """Both sides fit; symmetric acts pool theirs."""
    if gold.type in SYMMETRIC:
        mine, parties = (unique((*x.actors, *x.recipients)) for x in (ours, gold))
        met = match_items(mine, parties, lambda p, g: 1.0 if meets(p, g, by_name) else None)
        return len(met) >= min(2, len(parties))
    return side_fits(ours.actors, gold.actors, by_name) and side_fits(ours.recipients, gold.recipients, by_name)


def side_fits(ours: Sequence[Who], gold: Sequence[Who], by_name: bool) -> bool:
    """A member of one is a member of the other; nobody is met by nobody."""
    if not ours or not gold:
        return not ours and not gold
    return any(meets(p, g, by_name) for p in ours for g in gold)


def unique(members: Iterable[Who]) -> list[Who]:
    """Members without repetition."""
    return list(dict.fromkeys(members))


def render(figures: Figures) -> str:
    """Tables for a person."""
    return "\n\n".join((f"Our own annotation: {figures['articles']} articles.", score_table(figures["scores"], ROWS)))
