"""Cuts a text into stretches at every border of a mark, so that marks may nest and overlap freely.

HTML cannot hold two elements that overlap, and a statement of three levels with an event across its border
is the usual case. A flat row of segments, each of which knows all marks that cover it, can show any of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, NamedTuple

from dragoman.record import Span

Kind = Literal["event", "position", "content", "cue", "speaker", "actor", "note"]
DEEPEST = 4  # deeper statements share the lowest underline
_ORDER: dict[Kind, int] = {
    "event": 0,
    "position": 1,
    "content": 2,
    "cue": 3,
    "speaker": 4,
    "actor": 5,
    "note": 6,
}
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")


class Mark(NamedTuple):
    """A stretch of text that belongs to an item of the page. ``level`` counts the statements around it."""

    start: int
    end: int
    kind: Kind
    item: str
    title: str
    level: int = 0


class Chip(NamedTuple):
    """A small sign in the text that stands for an item: its number, event type or stance."""

    at: int
    kind: Kind
    item: str
    text: str
    label: str
    level: int = 0
    after: bool = False


class Segment(NamedTuple):
    """A stretch of text that the same marks cover from start to end."""

    text: str
    classes: str
    items: str
    title: str
    before: tuple[Chip, ...]
    after: tuple[Chip, ...]


def paragraphs_of(text: str) -> list[Span]:
    """The paragraphs of a text, which blank lines part."""
    spans: list[Span] = []
    start = 0
    for match in [*_BLANK.finditer(text), None]:
        end = match.start() if match else len(text)
        if text[start:end].strip():
            spans.append((start, end))
        start = match.end() if match else end
    return spans


def cut_segments(text: str, marks: Iterable[Mark], chips: Iterable[Chip]) -> list[list[Segment]]:
    """The segments of each paragraph of ``text``; marks that do not lie within the text are left out."""
    paragraphs = paragraphs_of(text)
    usable = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    opening: dict[int, list[Mark]] = defaultdict(list)
    closing: dict[int, list[Mark]] = defaultdict(list)
    for mark in usable:
        opening[mark.start].append(mark)
        closing[mark.end].append(mark)
    before, after = _place_chips(paragraphs, chips)
    edges = {edge for paragraph in paragraphs for edge in paragraph}
    points = sorted(edges | set(opening) | set(closing) | set(before) | set(after))
    active: dict[Mark, None] = {}
    pieces: list[tuple[int, Segment]] = []
    for here, there in pairwise(points):
        for mark in closing[here]:
            active.pop(mark, None)
        active.update(dict.fromkeys(opening[here]))
        segment = _segment(text, here, there, list(active), before.get(here, ()), after.get(there, ()))
        pieces.append((here, segment))
    return _by_paragraph(paragraphs, pieces)


def _place_chips(
    paragraphs: list[Span], chips: Iterable[Chip]
) -> tuple[dict[int, tuple[Chip, ...]], dict[int, tuple[Chip, ...]]]:
    """Chips by the offset before or after which they stand; outer statements come before inner ones."""
    before: dict[int, tuple[Chip, ...]] = {}
    after: dict[int, tuple[Chip, ...]] = {}
    inside = [(low, high) for low, high in paragraphs]
    for chip in sorted(chips, key=lambda c: (c.at, c.kind == "event", c.level)):
        if chip.after and any(low < chip.at <= high for low, high in inside):
            after[chip.at] = (*after.get(chip.at, ()), chip)
        elif not chip.after and any(low <= chip.at < high for low, high in inside):
            before[chip.at] = (*before.get(chip.at, ()), chip)
    return before, after


def _by_paragraph(paragraphs: list[Span], pieces: list[tuple[int, Segment]]) -> list[list[Segment]]:
    rows: list[list[Segment]] = []
    position = 0
    for low, high in paragraphs:
        while position < len(pieces) and pieces[position][0] < low:
            position += 1
        row: list[Segment] = []
        while position < len(pieces) and pieces[position][0] < high:
            row.append(pieces[position][1])
            position += 1
        rows.append(row)
    return rows


def _segment(
    text: str, start: int, end: int, marks: list[Mark], before: tuple[Chip, ...], after: tuple[Chip, ...]
) -> Segment:
    marks = sorted(marks, key=lambda m: (_ORDER[m.kind], -m.level, m.start))
    classes = []
    for mark in marks:
        if mark.kind == "content":
            level = min(mark.level + 1, DEEPEST)
            classes.append(f"u{level}")
            if mark.end == end:
                classes.append(f"x{level}")
        else:
            classes.append(mark.kind)
    titles = dict.fromkeys(m.title for m in marks if m.title)
    return Segment(
        text=text[start:end],
        classes=" ".join(dict.fromkeys(classes)),
        items=" ".join(dict.fromkeys(m.item for m in marks)),
        title="\n".join(titles),
        before=before,
        after=after,
    )
