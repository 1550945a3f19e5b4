"""Plain text to articles. A line is a paragraph, or one of several lines of a wrapped paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dragoman.sources.clean import clean_line, clean_text
from dragoman.sources.split import Draft, Paragraph, drop_stubs, make_drafts

_WIDEST = 132  # columns; nobody wraps by hand beyond
_NARROWEST = 30
_SLACK = 14  # columns that a wrapped line may fall short of what its next word would have filled
_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)")


def read_text(text: str) -> list[Draft]:
    """The articles of a plain-text page."""
    lines = clean_text(text).split("\n")
    return drop_stubs(make_drafts([p for p in map(_to_paragraph, _unwrap(lines)) if p.text]))


def _to_paragraph(line: str) -> Paragraph:
    heading = _HEADING.match(line)
    if heading:
        return Paragraph(clean_line(line[heading.end() :]), len(heading.group(1)))
    return Paragraph(clean_line(line))


def _unwrap(lines: Sequence[str]) -> Iterator[str]:
    """Paragraphs: the blocks between blank lines, each one unwrapped if it is wrapped."""
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block:
            yield from _unwrap_block(block)
            block = []
    if block:
        yield from _unwrap_block(block)


def _unwrap_block(block: list[str]) -> Iterator[str]:
    width = max(len(line.rstrip()) for line in block)
    if len(block) == 1 or not _NARROWEST <= width <= _WIDEST or not _is_wrapped(block, width):
        yield from block
        return
    paragraph = [block[0].strip()]
    for line, following in pairwise(block):
        if _fills(line, following, width) and not following.startswith(("  ", "\t")):
            paragraph.append(following.strip())
        else:
            yield " ".join(paragraph)
            paragraph = [following.strip()]
    yield " ".join(paragraph)


def _is_wrapped(block: Sequence[str], width: int) -> bool:
    """Most lines are so full that their next word did not fit, and some break inside a sentence."""
    pairs = list(pairwise(block))
    full = sum(_fills(line, following, width) for line, following in pairs)
    inside = sum(not line.rstrip().endswith((".", "!", "?", ":", "”", '"')) for line in block[:-1])
    return full >= 0.6 * len(pairs) and inside >= 0.4 * len(pairs)


def _fills(line: str, following: str, width: int) -> bool:
    first_word = following.split(maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(first_word) > width - _SLACK
