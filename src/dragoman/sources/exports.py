"""What exports of archives have in common: an article of one, its paragraphs, its outlet's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.sources.bylines import split_authors
from dragoman.sources.clean import clean_line
from dragoman.sources.columns import read_language
from dragoman.sources.dates import parse_published
from dragoman.sources.items import Fault, Item, Origin, clip
from dragoman.sources.outlets import outlet_of_name
from dragoman.sources.text import _unwrap as unwrap

ADVICE_ARTICLE = "The other articles of the export were read."
ADVICE_CUT = "Export it again; the articles before it were read."
_EDITION = re.compile(r"\s+[-–—]\s+[^-–—]{0,40}\bedition$|,\s*[^,]{0,30}\bedition$", re.IGNORECASE)
_PLACE = re.compile(r"\s*\([^()]{2,40}\)$")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Exported:
    """One article as an export writes it; ``dated`` and ``language`` are words, not codes."""

    title: str | None
    outlet: str | None
    dated: str
    body: Sequence[str]
    byline: str = ""
    language: str | None = None


def make_export_item(article: Exported, origin: Origin, place: str) -> Item | Fault:
    """The article as an item; a fault if it has no text."""
    if not any(_LETTER.search(paragraph) for paragraph in article.body):
        told = f" (“{clip(article.title, 60)}”)" if article.title else ""
        return origin.fault(f"the article has no text{told}", ADVICE_ARTICLE, "no-text", place)
    written = clean_line(article.dated)
    return Item(
        source=origin.source,
        key=origin.key(place),
        data="\n\n".join(article.body),
        kind="text",
        title=article.title,
        published=parse_published(written) or written or None,
        outlet=name_outlet(article.outlet),
        language=read_language(article.language),
        authors=split_authors(article.byline),
    )


def to_paragraphs(lines: Sequence[str], wrapped: bool) -> list[str]:
    """The paragraphs of a body: its lines, or what they are when unwrapped."""
    return [clean_line(line) for line in (unwrap(lines) if wrapped else lines) if line.strip()]


def to_blocks(lines: Sequence[str]) -> list[list[str]]:
    """The lines between empty ones."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def name_outlet(line: str | None) -> str | None:
    """An outlet's name without the edition and, where the name is known without it, the place."""
    if not line:
        return None
    name = _EDITION.sub("", clean_line(line))
    return outlet_of_name(name) or outlet_of_name(_PLACE.sub("", name)) or name or None
