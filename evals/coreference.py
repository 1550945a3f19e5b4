"""Who is who within a document: ``python -m evals coreference FILE`` (our own set, evals/gold/coreference.jsonl).

FILE holds one JSON object a line: ``id``, ``part`` (dev or held), ``published``, ``text``, ``actors`` [{``id``,
``name``, ``kind``}] and ``mentions`` [{``start``, ``end``, ``words``, ``who`` [actor ids], ``form`` (name, role,
pronoun, metonym), ``speaks`` (the words are a pronoun that is the source of a statement)}]. Offsets are checked
against ``words``.

- *who is this pronoun*: each pronoun of the gold is handed to Dragoman (``Cast.resolve``), which must give the actors
  that the gold gives, all of them and no other. Which of our actors is which of the gold's is told by the gold's names
  (where an actor has none, its other words): the one of ours that most of them resolve to, each of ours once.
- *speaker*: the pronouns that are the source of a statement. *in the record*: the record has a statement whose source
  is that pronoun, with the right speaker; *of those read*: of the pronouns that the record has as a source at all.
- *words given*: coreference scores (MUC, B3, CEAF-e and their mean, as the CoNLL 2012 task counts) over the gold's
  mentions of one actor, as ``Cast.resolve`` groups them. *mentions found*: the same over the record's own mentions,
  which hold only the actors that the record keeps; a mention is the gold's if one's words hold the other's, the
  closest first.

The two parts are scored apart: read the product's errors on dev only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from dragoman.errors import UsageError
from dragoman.find.layout import overlap
from dragoman.record import Document, Mention, Record, Span, make_id
from evals.product import first, model_in, need_file, progress
from evals.scoring import Figures, match, r4, share
from evals.tables import table

if TYPE_CHECKING:
    from dragoman.find.actors import Cast
    from dragoman.model import Model
    from dragoman.reading import Reading

LAYOUT = "JSON lines with id, part, text, actors and mentions"
FORMS = ("name", "role", "pronoun", "metonym")
SPEAKER = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
ROWS = {
    "pronouns": "who is this pronoun",
    "he or she": "  he, she and their forms",
    "it or they": "  it, they and their forms",
    "i or we": "  I, we and their forms",
    "speakers": "speaker of a statement (a pronoun)",
    "speakers in the record": "  in the record",
    "speakers read": "  of those read",
    "roles": "who is this role or metonym",
}
Cluster = frozenset[int]


class GoldActor(msgspec.Struct, frozen=True):
    """An actor of the gold."""

    id: str
    name: str
    kind: str


class GoldMention(msgspec.Struct, frozen=True):
    """Words of the gold that stand for one or more actors."""

    start: int
    end: int
    words: str
    who: tuple[str, ...]
    form: str
    speaks: bool = False

    @property
    def span(self) -> Span:
        """Where they stand."""
        return self.start, self.end


class Case(msgspec.Struct, frozen=True):
    """One document of the gold."""

    id: str
    part: str
    published: str | None
    text: str
    actors: tuple[GoldActor, ...]
    mentions: tuple[GoldMention, ...]


class Fixed(NamedTuple):
    """A model that has read already: the pipeline and the cast see one reading."""

    reading: Reading

    def read(self, text: str, least: float = 0.5) -> Reading:
        """The reading."""
        return self.reading


def run(path: Path, limit: int | None = None, model: Path | None = None) -> Figures:
    """Score the documents of a file, part by part."""
    cases = first(read_cases(path), limit)
    reader = model_in(model)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    given: dict[str, list[tuple[list[Cluster], list[Cluster]]]] = defaultdict(list)
    found: dict[str, list[tuple[list[Cluster], list[Cluster]]]] = defaultdict(list)
    for case in progress(cases, "coreference"):
        record, cast = read_case(case, reader)
        resolved = resolve_all(case, cast, record)
        counts[case.part].update(judge(case, resolved, record))
        given[case.part].append(clusters_given(case, resolved))
        found[case.part].append(clusters_found(case, record))
    parts = {
        part: {
            "documents": sum(c.part == part for c in cases),
            "accuracy": {
                name: {"asked": n[name], "right": n[f"{name} right"], "share": share(n[f"{name} right"], n[name])}
                for name in ROWS
            },
            "words given": conll(given[part]),
            "mentions found": conll(found[part]),
        }
        for part, n in sorted(counts.items())
    }
    return {"evaluation": "coreference", "gold": sum(len(c.mentions) for c in cases), "parts": parts}


# ---------------------------------------------------------------- gold
def read_cases(path: Path) -> list[Case]:
    """The documents; an offset that does not give its words, or an unknown actor, is an error that names the line."""
    need_file(path, LAYOUT)
    out = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            case = msgspec.json.decode(line, type=Case)
            check(case)
        except (msgspec.DecodeError, ValueError) as problem:
            raise UsageError(f"{path}, line {n}: {problem}. Give {LAYOUT}.") from problem
        out.append(case)
    return out


def check(case: Case) -> None:
    """Raise ``ValueError`` where a document breaks its own rules."""
    known = {a.id for a in case.actors}
    for m in case.mentions:
        if case.text[m.start : m.end] != m.words:
            raise ValueError(f"{m.start}-{m.end} is {case.text[m.start : m.end]!r}, not {m.words!r}")
        if not m.who or not set(m.who) <= known:
            raise ValueError(f"{m.words!r} stands for {list(m.who)}, which are not all among the actors")
        if m.form not in FORMS:
            raise ValueError(f"{m.words!r} has the form {m.form!r}, which is none of {', '.join(FORMS)}")
        if m.speaks and m.form != "pronoun":
            raise ValueError(f"{m.words!r} is marked as a speaking pronoun and is none")


# ---------------------------------------------------------------- ours
def read_case(case: Case, reader: Model) -> tuple[Record, Cast]:
    """The record of a document, and a fresh cast of the same reading to ask."""
    from dragoman.config import Config
    from dragoman.find.actors import Cast
    from dragoman.find.layout import Sentences, quoted_mask
    from dragoman.pipeline import read_document

    doc = Document(
        id=make_id("doc", case.text), source=case.id, text=case.text, published=case.published, language="en"
    )
    reading = reader.read(case.text)
    record = read_document(doc, Config(), Fixed(reading))  # type: ignore[arg-type]
    return record, Cast(doc, reading, Sentences(case.text), quoted_mask(case.text))


def resolve_all(case: Case, cast: Cast, record: Record) -> list[tuple[str, ...]]:
    """Our actors for each mention of the gold, asked in text order as the words are met."""
    out = []
    for m in case.mentions:
        speaker = speaker_around(m.span, record) if m.words.casefold() in SPEAKER else None
        out.append(cast.resolve(m.span, speaker))
    return out


def speaker_around(span: Span, record: Record) -> str | None:
    """Who speaks where the words stand: the speaker of the narrowest statement around them."""
    around = [
        (e - s, st.speaker) for st in record.statements for s, e in st.content_spans if s <= span[0] and span[1] <= e
    ]
    return min(around, key=lambda x: x[0])[1] if around else None


def same_actors(case: Case, resolved: Sequence[tuple[str, ...]]) -> dict[str, str]:
    """Our actor -> the gold's: the one that its names (or other words) mostly resolve to, each of ours once."""
    votes: dict[str, Counter[str]] = {a.id: Counter() for a in case.actors}
    for forms in (("name",), ("role", "metonym")):
        for m, ours in zip(case.mentions, resolved, strict=True):
            if m.form in forms and len(m.who) == 1 and len(ours) == 1 and (forms[0] == "name" or not named(case, m)):
                votes[m.who[0]][ours[0]] += 1
    pairs = [
        (i, j, float(n))
        for i, (gold, of) in enumerate(votes.items())
        for j, (ours, n) in enumerate((k, of[k]) for k in all_keys(votes))
        if n and n == max(of.values())
    ]
    golds, keys = list(votes), all_keys(votes)
    return {keys[j]: golds[i] for i, j in match(pairs).items()}


def named(case: Case, m: GoldMention) -> bool:
    """Whether the actor of a mention is named somewhere."""
    return any(x.form == "name" and x.who == m.who for x in case.mentions)


def all_keys(votes: dict[str, Counter[str]]) -> list[str]:
    """Our actors that got a vote, in a fixed order."""
    return sorted({k for of in votes.values() for k in of})


# ---------------------------------------------------------------- who is this
def judge(case: Case, resolved: Sequence[tuple[str, ...]], record: Record) -> Counter[str]:
    """How many were asked and right, by kind of question."""
    same = same_actors(case, resolved)
    out: Counter[str] = Counter()
    for m, ours in zip(case.mentions, resolved, strict=True):
        if m.form == "name":
            continue
        right = {same.get(k, "-") for k in ours} == set(m.who)
        for name in questions(m):
            out[name] += 1
            out[f"{name} right"] += right
        if m.speaks:
            said = [st.speaker for st in record.statements if st.speaker_span and overlap(st.speaker_span, m.span)]
            right = bool(said) and {same.get(k or "", "-") for k in said} == set(m.who)
            out["speakers in the record"] += 1
            out["speakers in the record right"] += right
            out["speakers read"] += bool(said)
            out["speakers read right"] += right
    return out


def questions(m: GoldMention) -> list[str]:
    """The rows of the table that a mention counts in."""
    if m.form != "pronoun":
        return ["roles"]
    low = m.words.casefold()
    kind = "i or we" if low in SPEAKER else "he or she" if low[0] in "hs" else "it or they"
    return ["pronouns", *([kind] if low[0] != "y" else []), *(["speakers"] if m.speaks else [])]


# ---------------------------------------------------------------- clusters
def clusters_given(case: Case, resolved: Sequence[tuple[str, ...]]) -> tuple[list[Cluster], list[Cluster]]:
    """Gold's and our clusters over the mentions of one actor; what we could not resolve stands alone."""
    gold: dict[str, set[int]] = defaultdict(set)
    ours: dict[str, set[int]] = defaultdict(set)
    for i, (m, keys) in enumerate(zip(case.mentions, resolved, strict=True)):
        if len(m.who) == 1:
            gold[m.who[0]].add(i)
            ours[keys[0] if keys else f"alone {i}"].add(i)
    return [frozenset(c) for c in gold.values()], [frozenset(c) for c in ours.values()]


def clusters_found(case: Case, record: Record) -> tuple[list[Cluster], list[Cluster]]:
    """Gold's clusters, and those of the record's mentions; ours that match none of the gold's get new numbers."""
    single = [m for m in case.mentions if len(m.who) == 1]
    pairs = [
        (j, i, closeness(m.span, (o.start, o.end)))
        for i, m in enumerate(single)
        for j, o in enumerate(record.mentions)
        if holds(m.span, o)
    ]
    at = match(pairs)
    gold: dict[str, set[int]] = defaultdict(set)
    ours: dict[str, set[int]] = defaultdict(set)
    for i, m in enumerate(single):
        gold[m.who[0]].add(i)
    for j, o in enumerate(record.mentions):
        ours[o.actor].add(at.get(j, len(single) + j))
    return [frozenset(c) for c in gold.values()], [frozenset(c) for c in ours.values()]


def holds(gold: Span, ours: Mention) -> bool:
    """Whether the one's words hold the other's."""
    s, e = gold
    return (s <= ours.start and ours.end <= e) or (ours.start <= s and e <= ours.end)


def closeness(a: Span, b: Span) -> float:
    """Dice of two spans' characters."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return 2 * shared / (a[1] - a[0] + b[1] - b[0])


# ---------------------------------------------------------------- scores
def conll(documents: Iterable[tuple[list[Cluster], list[Cluster]]]) -> dict[str, float]:
    """F1 of MUC (Vilain 1995), B3 (Bagga and Baldwin 1998) and CEAF-e (Luo 2005) over documents, and their mean."""
    sums: dict[str, list[float]] = {name: [0.0] * 4 for name in ("MUC", "B3", "CEAF-e")}
    for gold, ours in documents:
        best = aligned(gold, ours)
        for name, parts in (
            ("MUC", (*links(gold, ours), *links(ours, gold))),
            ("B3", (*cubed(gold, ours), *cubed(ours, gold))),
            ("CEAF-e", (best, float(len(gold)), best, float(len(ours)))),
        ):
            sums[name] = [a + b for a, b in zip(sums[name], parts, strict=True)]
    out = {}
    for name, (hit, gold_size, found, our_size) in sums.items():
        recall, precision = hit / gold_size if gold_size else 0.0, found / our_size if our_size else 0.0
        out[name] = r4(2 * recall * precision / (recall + precision)) if recall + precision else 0.0
    return out | {"mean": r4(sum(out.values()) / 3)}


def links(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, float]:
    """Links of ``key`` that ``response`` keeps, and all of them."""
    kept = total = 0
    for cluster in key:
        inside = [cluster & other for other in response if cluster & other]
        pieces = len(inside) + len(cluster - frozenset().union(*inside))
        kept += len(cluster) - pieces
        total += len(cluster) - 1
    return float(kept), float(total)


def cubed(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, float]:
    """Sum over mentions of ``key`` of the share of their cluster that ``response`` groups with them; mentions."""
    total = sum(len(c & o) ** 2 / len(c) for c in key for o in response)
    return total, float(sum(len(c) for c in key))


def aligned(gold: Sequence[Cluster], ours: Sequence[Cluster]) -> float:
    """The best one-to-one sum of 2|A & B| / (|A| + |B|), exact: by subsets of the gold's few clusters."""
    best = {0: 0.0}
    for o in ours:
        after = dict(best)
        for done, total in best.items():
            for i, g in enumerate(gold):
                if not done & 1 << i and (shared := len(g & o)):
                    key = done | 1 << i
                    after[key] = max(after.get(key, 0.0), total + 2 * shared / (len(g) + len(o)))
        best = after
    return max(best.values())


# ---------------------------------------------------------------- printing
def render(figures: Figures) -> str:
    """Tables for a person."""
    parts: dict[str, Any] = figures["parts"]
    head = ("share right", *(x for p in parts for x in (p, "asked")))
    rows = [
        (words, *(x for p in parts.values() for x in (p["accuracy"][name]["share"], p["accuracy"][name]["asked"])))
        for name, words in ROWS.items()
    ]
    scores = [
        (f"{over}: {name}", *(p[over][name] for p in parts.values()))
        for over in ("words given", "mentions found")
        for name in ("MUC", "B3", "CEAF-e", "mean")
    ]
    documents = ", ".join(f"{p['documents']} {name}" for name, p in parts.items())
    return "\n\n".join((
        f"Coreference: documents {documents}; {figures['gold']} mentions in the gold",
        table(head, rows),
        table(("F1", *parts), scores),
    ))  # fmt: skip
