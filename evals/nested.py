"""Statements inside statements, against our own set: ``python -m evals nested FILE``.

FILE is ``training/data/nested-eval.jsonl`` or another of its layout.

Each line is a brief (layout: training/data/README.md) whose statements point at words of its text;
``within`` is the index of the statement that reports them. The product's own path reads the text; only
*inner* statements (those within another) are compared, those of the gold with those of ours.

- *content*: Dice of the content words at least 0.5, one to one.
- *content and speaker*: and the words that name the speaker overlap by half, or nobody is named on either
  side.
- *content and within*: and the statement that reports it is the right one: its content matches the content
  of the gold's outer statement, and its speaker that one's speaker.
- *whole chain*: content, speaker and all statements around it, up to the article.
- *right within*: the share of the inner statements found (content) whose outer statement is right.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from dragoman.record import Record
from evals.product import first, model_in, need_file, progress, record_of
from evals.scoring import (
    SOFT,
    Count,
    Figures,
    Page,
    Span,
    Words,
    add_up,
    dice,
    match_items,
    share,
    soft_or_none,
    tally_figures,
)
from evals.tables import score_table, table

LAYOUT = "JSON lines with text and statements (speaker, content, within)"
ROWS = {
    "content": "content",
    "content and speaker": "content and speaker",
    "content and within": "content and within",
    "whole chain": "whole chain",
}


@dataclass(frozen=True)
class Said:
    """A statement by words. ``speakers`` are the ways its speaker may be pointed at; ``outer`` reports it."""

    content: Words
    speakers: tuple[Words, ...]
    outer: Said | None = None

    @property
    def depth(self) -> int:
        """1: told by the article; 2: within another; ..."""
        return 1 + (self.outer.depth if self.outer else 0)


def run(path: Path, limit: int | None = None, model: Path | None = None) -> Figures:
    """Read and score the briefs of a file."""
    rows = first(read_rows(path), limit)
    reader = model_in(model)
    units: list[dict[str, Count]] = []
    counters = []
    for row in progress(rows, "nested"):
        page = Page(row["text"])
        counts, more = score_brief(gold_of(row, page), ours_of(record_of(page.text, reader), page))
        units.append(counts)
        counters.append(more)
    n = add_up(counters)
    depths = sorted(int(k.split()[1]) for k in n if k.startswith("gold "))
    return {
        "evaluation": "nested",
        "briefs": len(rows),
        "scores": tally_figures(units),
        "right within": share(n["within"], n["found"]),
        "depths": {d: {"gold": n[f"gold {d}"], "found": n[f"found {d}"], "within": n[f"within {d}"]} for d in depths},
    }


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The briefs of a file."""
    need_file(path, LAYOUT)
    out = []
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            gold_of(row, Page(row["text"]))
        except (ValueError, KeyError, TypeError, IndexError) as problem:
            raise UsageError(f"{path}, line {n}: {problem!r}. Give {LAYOUT}.") from problem
        out.append(row)
    return out


def gold_of(row: dict[str, Any], page: Page) -> list[Said]:
    """The statements of a brief, in its order."""
    rows = row["statements"]
    made: dict[int, Said] = {}

    def make(i: int, around: tuple[int, ...] = ()) -> Said:
        if i in around:
            raise ValueError("within goes in a circle")
        if i not in made:
            s, outer = rows[i], rows[i].get("within")
            content = page.words_in(place(page.text, words)[0] for words in s["content"])
            speakers = tuple(page.words_in([at]) for at in place(page.text, s["speaker"])) if s.get("speaker") else ()
            made[i] = Said(content, speakers, None if outer is None else make(outer, (*around, i)))
        return made[i]

    return [make(i) for i in range(len(rows))]


def place(text: str, words: str) -> list[Span]:
    """Where words stand: first the occurrence meant (``words#2`` the second), then all others.

    The others matter for speakers only: "he" may have been pointed at where it first occurs.
    """
    mark = re.search(r"#(\d+)$", words)
    needle = words[: mark.start()] if mark else words
    spots = [m.start() for m in re.finditer(f"(?={re.escape(needle)})", text)] if needle else []
    nth = int(mark[1]) if mark else 1
    if len(spots) < nth:
        raise ValueError(f"not in the text: {words!r}")
    chosen = spots.pop(nth - 1)
    return [(at, at + len(needle)) for at in (chosen, *spots)]


def ours_of(record: Record, page: Page) -> list[Said]:
    """Our statements; joint speakers are one, as the gold has them."""
    known = {s.id: s for s in record.statements}
    joint: dict[tuple[Any, ...], list[Span]] = {}
    for s in record.statements:
        spans = joint.setdefault((s.content_spans, s.cue_span), [])
        if s.speaker_span:
            spans.append(s.speaker_span)
    made: dict[tuple[Any, ...], Said] = {}

    def make(key: str, around: tuple[str, ...]) -> Said:
        s = known[key]
        outer = make(s.within, (*around, key)) if s.within in known and s.within not in around else None
        who = page.words_in(joint[s.content_spans, s.cue_span])
        said = Said(page.words_in(s.content_spans), (who,) if who else (), outer)
        return made.setdefault((s.content_spans, s.cue_span), said)

    for s in record.statements:
        make(s.id, (s.id,))
    return list(made.values())


def score_brief(gold: Sequence[Said], ours: Sequence[Said]) -> tuple[dict[str, Count], Counter[str]]:
    """Counts of one brief, and found and right within by depth."""
    g, p = ([x for x in items if x.outer] for items in (gold, ours))
    tests: dict[str, Callable[[Said, Said], bool]] = {
        "content": lambda a, b: True,
        "content and speaker": speaker_fits,
        "content and within": within_fits,
        "whole chain": chain_fits,
    }
    counts: dict[str, Count] = {}
    more: Counter[str] = Counter(f"gold {x.depth}" for x in g)
    for name, fits in tests.items():

        def score(a: Said, b: Said, fits: Callable[[Said, Said], bool] = fits) -> float | None:
            d = dice(a.content, b.content)
            # the one with the right speaker and chain first: contents of a chain may be the same words
            return d + speaker_fits(a, b) + within_fits(a, b) if d >= SOFT and fits(a, b) else None

        pairs = match_items(p, g, score)
        counts[name] = (len(pairs), len(p), len(g))
        if name == "content":
            for i, j in pairs.items():
                right = within_fits(p[i], g[j])
                more.update({"found": 1, f"found {g[j].depth}": 1, "within": right, f"within {g[j].depth}": right})
    return counts, more


def speaker_fits(a: Said, b: Said) -> bool:
    """The speakers' words overlap by half, or nobody is named on either side."""
    if not a.speakers or not b.speakers:
        return not a.speakers and not b.speakers
    return any(soft_or_none(x, y) for x in a.speakers for y in b.speakers)


def within_fits(a: Said, b: Said) -> bool:
    """The outer statements have matching contents and speakers."""
    if a.outer is None or b.outer is None:
        return a.outer is b.outer
    return dice(a.outer.content, b.outer.content) >= SOFT and speaker_fits(a.outer, b.outer)


def chain_fits(a: Said, b: Said) -> bool:
    """Speaker and every statement around it, up to the article."""
    if not speaker_fits(a, b) or not within_fits(a, b):
        return False
    return a.outer is None or b.outer is None or chain_fits(a.outer, b.outer)


def render(figures: Figures) -> str:
    """Tables for a person."""
    rows = [(str(d), x["gold"], x["found"], x["within"]) for d, x in figures["depths"].items()]
    return "\n\n".join((
        f"Nested statements: {figures['briefs']} briefs. Of the inner statements found, "
        f"{figures['right within']:.1%} are within the right statement.",
        score_table(figures["scores"], ROWS, "inner statements"),
        table(("depth", "gold", "found", "within right"), rows),
    ))  # fmt: skip
