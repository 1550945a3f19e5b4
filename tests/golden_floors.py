"""How well the sample pages are read, against tests/golden/*.gold.json: ``python -m tests.golden_floors [--write]``.

Without an option, prints today's figures beside their floors; exit code 1 if one is below. ``--write`` lifts the
floors in tests/golden/floors.json to a margin below today's figures and adds those that are missing. It never lowers
one: a person takes a floor out of the file by hand, and says why.

All is matched one to one:

- *statement content*: token Dice at least 0.5. Joint speakers of one content are one statement.
- *content with speaker*: and the speaker's name fits: one name holds the other's words, or a person's surname and
  first initial are the same (:func:`evals.articles.speaker_fits`).
- *event type*: the same type, and the event's span shares a word with the gold's trigger.
- *type with both sides*: and each side has the gold's set of countries, None being one of them (a side without
  anybody is the empty set). AGREE, CONSULT and COOPERATE pool their sides.
- *modality*: share of the events matched by type whose modality is the gold's.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import dragoman
from evals.articles import SYMMETRIC, Said, counted, our_facts, speaker_fits, who
from evals.scoring import SOFT, Count, Page, Words, dice, match_items, r4

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
FLOORS = GOLDEN / "floors.json"
OVERALL = "overall"
MEASURES = ("statement content", "content with speaker", "event type", "type with both sides", "modality")
MARGIN, OVERALL_MARGIN = 0.05, 0.02
Countries = frozenset[str | None]
Figures = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Act:
    """An event: type, the words that state it, the countries of its sides, modality."""

    type: str
    words: Words
    actors: Countries
    recipients: Countries
    modality: str


@dataclass(frozen=True)
class Facts:
    """What is compared of one article."""

    said: tuple[Said, ...]
    acts: tuple[Act, ...]


# ---------------------------------------------------------------- gold and ours
def gold_names() -> list[str]:
    """The annotated articles: ``border``, ``two-articles-1``."""
    return sorted(f.name.removesuffix(".gold.json") for f in GOLDEN.glob("*.gold.json"))


@cache
def gold_of(name: str) -> dict[str, Any]:
    """The annotation of an article."""
    read: dict[str, Any] = json.loads((GOLDEN / f"{name}.gold.json").read_text(encoding="utf-8"))
    return read


def page_of(name: str) -> tuple[Path, int]:
    """The page that an article stands on, and the article's place on it from 0."""
    pages = {f.stem: f for f in (ROOT / "samples").iterdir()}
    if name in pages:
        return pages[name], 0
    page, _, number = name.rpartition("-")
    return pages[page], int(number) - 1


@cache
def record_of(page: Path) -> dragoman.Record:
    """The record of a sample page; each is read once."""
    return dragoman.read(page)


def document_of(name: str) -> dragoman.Document:
    """The document that should be an article."""
    page, place = page_of(name)
    return record_of(page).documents[place]


def place_of(words: str, text: str) -> tuple[int, int]:
    """Where the annotation's words stand; they must stand once."""
    if text.count(words) != 1:
        raise ValueError(f"{words!r} stands {text.count(words)} times in the article")
    start = text.index(words)
    return start, start + len(words)


def gold_facts(gold: Mapping[str, Any], page: Page) -> Facts:
    """What the annotation holds."""

    def side(parties: Iterable[Mapping[str, Any]]) -> Countries:
        return frozenset(p["country"] for p in parties)

    said = []
    for s in gold["statements"]:
        speakers = [s["speaker"]] if isinstance(s["speaker"], str) else s["speaker"] or []
        said.append(Said(page.words_in(place_of(c, page.text) for c in s["content"]), tuple(who(n) for n in speakers)))
    return Facts(
        tuple(said),
        tuple(
            Act(e["type"], page.words_in([place_of(e["trigger"], page.text)]), side(e["actors"]),
                side(e["recipients"]), e["modality"])
            for e in gold["events"]
        ),
    )  # fmt: skip


def facts_of(record: dragoman.Record, document: dragoman.Document, page: Page) -> Facts:
    """What the record holds of one document."""
    country = {a.id: a.country for a in record.actors}
    own = msgspec.structs.replace(
        record, statements=tuple(s for s in record.statements if s.document == document.id), events=(), positions=()
    )
    return Facts(
        our_facts(own, page).said,
        tuple(
            Act(e.type, page.words_in([e.span]), frozenset(country[a] for a in e.actors),
                frozenset(country[r] for r in e.recipients), e.modality)
            for e in record.events if e.document == document.id
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- scoring
def score(ours: Facts, gold: Facts) -> dict[str, Count]:
    """Counts of one article by measure: right, predicted, gold. Of modality: right, matched, matched."""

    def content(p: Said, g: Said) -> float | None:
        d = dice(p.content, g.content)
        return d if d >= SOFT else None

    def kind(p: Act, g: Act) -> float | None:
        return dice(p.words, g.words) or None if p.type == g.type else None

    matched = match_items(ours.acts, gold.acts, kind)
    right = sum(ours.acts[i].modality == gold.acts[j].modality for i, j in matched.items())
    return {
        "statement content": counted(ours.said, gold.said, content),
        "content with speaker": counted(
            ours.said, gold.said, lambda p, g: content(p, g) if speaker_fits(p, g) else None
        ),
        "event type": (len(matched), len(ours.acts), len(gold.acts)),
        "type with both sides": counted(ours.acts, gold.acts, lambda p, g: kind(p, g) if sides_fit(p, g) else None),
        "modality": (right, len(matched), len(matched)),
    }


def sides_fit(ours: Act, gold: Act) -> bool:
    """Both sides have the same countries; symmetric acts pool theirs."""
    if gold.type in SYMMETRIC:
        return ours.actors | ours.recipients == gold.actors | gold.recipients
    return ours.actors == gold.actors and ours.recipients == gold.recipients


def figure(count: Count) -> float:
    """F1; of modality, accuracy."""
    right, predicted, gold = count
    return 2 * right / (predicted + gold) if right else 0.0


@cache
def counts_of(name: str) -> dict[str, Count]:
    """Counts of an article as it is read today."""
    document = document_of(name)
    page = Page(document.text)
    return score(facts_of(record_of(page_of(name)[0]), document, page), gold_facts(gold_of(name), page))


def measure() -> Figures:
    """Today's figures of each article, and of all together (counts added up)."""
    names = gold_names()
    figures = {name: {m: figure(counts_of(name)[m]) for m in MEASURES} for name in names}
    total = {m: [sum(counts_of(name)[m][k] for name in names) for k in range(3)] for m in MEASURES}
    return {OVERALL: {m: figure((a, b, c)) for m, (a, b, c) in total.items()}, **figures}


# ---------------------------------------------------------------- floors
def read_floors(path: Path = FLOORS) -> Figures:
    """The floors; none where there is no file."""
    floors: Figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return floors


def raised(floors: Figures, figures: Figures) -> Figures:
    """Floors lifted to a margin below the figures, never lowered; those of articles that are gone are left out."""
    return {
        name: {
            m: max(floors.get(name, {}).get(m, 0.0), r4(value - (OVERALL_MARGIN if name == OVERALL else MARGIN)))
            for m, value in row.items()
        }
        for name, row in figures.items()
    }


def broken(floors: Figures, figures: Figures) -> list[str]:
    """The figures below their floors, in words."""
    return [
        f"{name}, {m}: {figures[name][m]:.4f} is below {floor:.4f}"
        for name, row in floors.items()
        for m, floor in row.items()
        if figures[name][m] < floor
    ]


def render(figures: Figures, floors: Figures) -> str:
    """Figures, each with its floor."""
    lines = [" " * 16 + "".join(f"{m:>22}" for m in MEASURES)]
    for name, row in figures.items():
        cells = (f"{row[m]:.3f} (>= {floors.get(name, {}).get(m, 0.0):.3f})" for m in MEASURES)
        lines.append(f"{name:16}" + "".join(f"{c:>22}" for c in cells))
    return "\n".join(lines)


def main(argv: list[str] | None = None) -> int:
    """Print, and with ``--write`` lift the floors."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.golden_floors", description=re.split(r"\n\n", __doc__ or "")[0]
    )
    parser.add_argument("--write", action="store_true", help="lift the floors to a margin below today's figures")
    wanted = parser.parse_args(argv)
    figures, floors = measure(), read_floors()
    below = broken(floors, figures)
    if wanted.write:
        floors = raised(floors, figures)
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    print(render(figures, floors))
    print("\n".join(below) or "no figure is below its floor")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
