"""Who stands where, against our own reading of sixty articles: ``python -m evals positions FILE``.

FILE is ``evals/gold/positions.jsonl`` (see the README beside it). Each article is read by the product's own path, with
its publication day. Positions are matched one to one with the gold, at four levels, each with all that stands above it:

- *evidence*: our words and one of the gold's evidence spans share a word.
- *and actor*: the names fit, as in ``evals articles``; any of the names that the gold allows will do.
- *and stance*: support, oppose or conditional is the gold's.
- *and issue*: our label is about the same thing. A label is right if it has a word of each group of stems of the gold
  ("ban|prohib" and "phone|mobile") and none of a group with "!". The same stand in other words is right too, where the
  gold lists it: to oppose "lifting the ban" is to support "the ban". This is a stand-in for reading the labels:
  ``--show dev`` prints them side by side for a person.

A gold position marked *doubtful* (readers would differ) is neither asked for nor held against us, and so is a further
evidence span of a position that we found already; a second prediction on the same words counts as wrong.

The file has two halves. Of *held* only sums are ever printed: it is for the figure and for nothing else.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.record import Record, Span
from evals.articles import Who, same_name, who, who_is
from evals.product import first, model_in, need_file, progress, record_of
from evals.scoring import Count, Figures, Page, Words, dice, match_items, r4, tally_figures
from evals.tables import score_table, table

LAYOUT = "JSON lines with id, part, text and positions, as evals/gold/positions.jsonl"
PARTS = {"dev": "dev", "held": "held back"}
LEVELS = ("evidence", "and actor", "and stance", "and issue")
ROWS = {name: name for name in LEVELS}
SHOW = ("article", "verdict", "actor, gold", "actor, ours", "stance, gold", "ours", "issue, gold", "issue, ours")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Wording:
    """One way to put a stand: a stance towards whatever its label's word stems name."""

    stance: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Gold:
    """An annotated position. ``places``: its evidence spans as sets of words; ``wordings``: the main one first."""

    names: tuple[Who, ...]
    wordings: tuple[Wording, ...]
    issue: str
    places: tuple[Words, ...]
    doubtful: bool


@dataclass(frozen=True)
class Ours:
    """A position of the record. ``confidence`` is None as long as the record has none."""

    actor: Who
    stance: str
    issue: str
    place: Words
    confidence: float | None = None


@dataclass(frozen=True)
class Verdict:
    """How one article went at one level: pairs (ours, gold), which of ours count neither way, and the sizes."""

    pairs: dict[int, int]
    spared: frozenset[int]
    predicted: int
    gold: int

    @property
    def count(self) -> Count:
        """(right, predicted, gold)."""
        return len(self.pairs), self.predicted - len(self.spared), self.gold


def add_options(parser: argparse.ArgumentParser) -> None:
    """``--show dev``."""
    parser.add_argument(
        "--show", choices=("dev",), help="list every position of the dev half, ours beside the gold's, to judge labels"
    )


def run(path: Path, limit: int | None = None, model: Path | None = None, show: str | None = None) -> Figures:
    """Read and score the articles, half by half."""
    rows = read_gold(path)
    reader = model_in(model)
    units: dict[str, list[dict[str, Count]]] = {part: [] for part in PARTS}
    ranked: dict[str, list[tuple[float, bool]]] = {part: [] for part in PARTS}
    lines: list[tuple[str, ...]] = []
    chosen = [row for part in PARTS for row in first([r for r in rows if r["part"] == part], limit)]
    for row in progress(chosen, "articles"):
        page, part = Page(row["text"]), row["part"]
        gold = gold_positions(row, page)
        ours = our_positions(record_of(row["text"], reader, published=row["published"]), page)
        verdicts = [judge(ours, gold, level) for level in range(len(LEVELS))]
        units[part].append({name: v.count for name, v in zip(LEVELS, verdicts, strict=True)})
        ranked[part] += ranking(ours, verdicts[-1])
        if show == part:
            lines += side_by_side(row["id"], ours, gold, verdicts)
    return {
        "evaluation": "positions",
        "articles": {part: len(units[part]) for part in PARTS},
        "gold": sum(1 for row in chosen for p in row["positions"] if not p["doubtful"]),
        "scores": {part: tally_figures(units[part]) for part in PARTS if units[part]},
        "by_confidence": {part: precision_by_rank(ranked[part]) for part in PARTS},
        **({"shown": lines} if show else {}),
    }


# ---------------------------------------------------------------- gold and ours
def read_gold(path: Path) -> list[dict[str, Any]]:
    """The annotated articles, each offset checked against its words.

    Raises:
        UsageError: not such a file, or an offset does not give the words that stand beside it.
    """
    rows = []
    for n, line in enumerate(need_file(path, LAYOUT).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            for p in row["positions"]:
                for span in (*p["evidence"], p["holder"]):
                    if row["text"][span["start"] : span["end"]] != span["words"]:
                        raise UsageError(
                            f"{path}, line {n}: {span['words']!r} does not stand at {span['start']} of {row['id']}. "
                            "Text and offsets have to be changed together."
                        )
            if row["part"] not in PARTS:
                raise KeyError("part")
        except (ValueError, KeyError, TypeError) as problem:
            raise UsageError(f"{path}, line {n}, is not an annotated article ({problem}). Give {LAYOUT}.") from problem
        rows.append(row)
    return rows


def gold_positions(row: dict[str, Any], page: Page) -> list[Gold]:
    """What the annotation holds."""
    return [
        Gold(
            tuple(who(name) for name in (p["actor"], *p["also"])),
            tuple(Wording(w["stance"], tuple(w["keys"])) for w in p["readings"]),
            p["issue"],
            tuple(page.words_in([(e["start"], e["end"])]) for e in p["evidence"]),
            p["doubtful"],
        )
        for p in row["positions"]
    ]


def our_positions(record: Record, page: Page) -> list[Ours]:
    """What the record holds; a position whose actor or issue it does not list is left with an empty name."""
    actors = {a.id: who_is(a) for a in record.actors}
    labels = {i.id: i.label for i in record.issues}
    return [
        Ours(
            actors.get(p.actor, Who((), None)),
            p.stance,
            labels.get(p.issue, ""),
            page.words_in([span_of(p.evidence)]),
            getattr(p, "confidence", None),
        )
        for p in record.positions
    ]


def span_of(evidence: Any) -> Span:
    """The evidence's offsets."""
    return evidence.start, evidence.end


# ---------------------------------------------------------------- scoring
def judge(ours: Sequence[Ours], gold: Sequence[Gold], level: int) -> Verdict:
    """Match the certain positions; of what is left over, spare what meets a doubtful one or a second place."""
    certain = [j for j, g in enumerate(gold) if not g.doubtful]

    def score(p: Ours, j: int) -> float | None:
        reached = height(p, gold[j])
        return reached + max(dice(p.place, w) for w in gold[j].places) if reached > level else None

    met = match_items(ours, certain, score)
    pairs = {i: certain[k] for i, k in met.items()}
    left = [i for i in range(len(ours)) if i not in pairs]
    doors = [(j, w) for j, g in enumerate(gold) for w in g.places if g.doubtful]
    for i, j in pairs.items():
        doors += [(j, w) for w in gold[j].places if not ours[i].place & w]

    def enters(i: int, door: tuple[int, Words]) -> float | None:
        j, place = door
        return dice(ours[i].place, place) if ours[i].place & place and height(ours[i], gold[j]) > level else None

    spared = match_items(left, doors, enters)
    return Verdict(pairs, frozenset(left[k] for k in spared), len(ours), len(certain))


def height(p: Ours, g: Gold) -> int:
    """How many of the levels a pair reaches, 0 to 4."""
    stated = any(w.stance == p.stance and label_fits(p.issue, w.keys) for w in g.wordings)
    steps: tuple[Callable[[], bool], ...] = (
        lambda: any(p.place & w for w in g.places),
        lambda: any(same_name(p.actor, n) for n in g.names),
        lambda: stated or p.stance == g.wordings[0].stance,
        lambda: stated,
    )
    for n, step in enumerate(steps):
        if not step():
            return n
    return len(steps)


def label_fits(label: str, keys: Sequence[str]) -> bool:
    """A word of the label begins with a stem of each group, and none with a stem of a "!" group."""
    words = _WORD.findall(label.casefold())
    return all(
        any(word.startswith(stem) for stem in group.lstrip("!").split("|") for word in words) != group.startswith("!")
        for group in keys
    )


def ranking(ours: Sequence[Ours], verdict: Verdict) -> list[tuple[float, bool]]:
    """(confidence, right) of the predictions that count; empty where the record has no confidence."""
    return [
        (p.confidence, i in verdict.pairs)
        for i, p in enumerate(ours)
        if p.confidence is not None and i not in verdict.spared
    ]


def precision_by_rank(ranked: Sequence[tuple[float, bool]]) -> list[tuple[int, float]]:
    """Precision among the surest tenth, two tenths, ... of the predictions: (how many, precision)."""
    order = sorted(ranked, key=lambda x: -x[0])
    cuts = sorted({max(1, len(order) * k // 10) for k in range(1, 11)}) if order else []
    return [(n, r4(sum(right for _, right in order[:n]) / n)) for n in cuts]


# ---------------------------------------------------------------- for a person
def side_by_side(
    key: str, ours: Sequence[Ours], gold: Sequence[Gold], verdicts: Sequence[Verdict]
) -> list[tuple[str, ...]]:
    """A line for each position: matched as high up as it goes, then what we missed and what nobody asked for."""
    lines, shown_ours, shown_gold = [], set[int](), set[int]()
    names = ("wrong actor", "wrong stance", "wrong issue", "right")
    for verdict, name in reversed(list(zip(verdicts, names, strict=True))):
        for i, j in sorted(verdict.pairs.items()):
            if i not in shown_ours and j not in shown_gold:
                shown_ours.add(i)
                shown_gold.add(j)
                lines.append(line_of(key, name, ours[i], gold[j]))
    spared = verdicts[-1].spared
    lines += [line_of(key, "missed", None, g) for j, g in enumerate(gold) if j not in shown_gold and not g.doubtful]
    for i, p in enumerate(ours):
        if i not in shown_ours:
            lines.append(line_of(key, "counts neither way" if i in spared else "not asked for", p, None))
    return lines


def line_of(key: str, verdict: str, p: Ours | None, g: Gold | None) -> tuple[str, ...]:
    """One line of ``--show``."""
    mine = (" ".join(p.actor.words), p.stance, p.issue) if p else ("", "", "")
    theirs = (" ".join(g.names[0].words), g.wordings[0].stance, g.issue) if g else ("", "", "")
    return key, verdict, theirs[0], mine[0], theirs[1], mine[1], theirs[2], mine[2]


def render(figures: Figures) -> str:
    """Tables for a person."""
    parts = [f"Our own positions: {figures['gold']} certain ones."]
    for part, scores in figures["scores"].items():
        parts.append(f"{PARTS[part]}, {figures['articles'][part]} articles\n\n{score_table(scores, ROWS)}")
        if by_rank := figures["by_confidence"][part]:
            parts.append(table(("surest predictions", "precision"), by_rank))
    if figures.get("shown"):
        parts.append(table(SHOW, figures["shown"]))
    return "\n\n".join(parts)
