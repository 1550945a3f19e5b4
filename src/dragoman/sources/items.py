"""What the readers of bulk inputs hand on: items, faults, and what they are told to do."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from dragoman.config import Config
from dragoman.errors import SourceError, UsageError

FORMATS = (
    "csv", "tsv", "json", "jsonl", "parquet", "warc", "feed", "nexis", "factiva", "rtf", "docx", "html", "text",
)  # fmt: skip
FIELDS = ("text", "html", "title", "published", "outlet", "url", "authors", "language", "id")


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One unit of input: a page, a row, a record of an archive, an entry of a feed, an article of an export.

    Attributes:
        source: the file or address as the user gave it.
        key: the place inside of the source ("row 17", "record 5", "article 3"), counted from 1 and the same on
            every run; "" for a whole file.
        data: the page's bytes (or its text where the encoding is settled), or the plain text of the body.
        kind: page: an article has to be found in it; text: it is the body as it stands.
        title: metadata that the container tells, which override what the page says of itself. ``published`` is
            ISO; a date that can't be read one way stays as written, and ``read_item`` tells of it in a note.
    """

    source: str
    key: str
    data: bytes | str
    kind: Literal["page", "text"]
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """An input, or a place in one, that can't be read; everything else goes on."""

    source: str
    key: str
    error: SourceError


@dataclass(frozen=True)
class BulkOptions:
    """How bulk inputs are read.

    Attributes:
        columns: field -> column, where the usual names don't fit (``{"text": "post.body"}``); a dotted path
            leads into nested objects.
        format: one of ``FORMATS``, to read every input as that; None: the content decides.
        encoding: of tables, JSON lines and texts that don't tell their own; None: UTF-8, or guessed.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    format: str | None = None
    encoding: str | None = None

    def __post_init__(self) -> None:
        """Refuse what can't work before the first file is opened."""
        if unknown := sorted(set(self.columns) - set(FIELDS)):
            raise UsageError(f"there is no field {unknown[0]!r}: name one of {', '.join(FIELDS)}, as in text=body.")
        if empty := [name for name, column in self.columns.items() if not column]:
            raise UsageError(f"no column is named for {empty[0]!r}: write {empty[0]}=COLUMN.")
        if self.format is not None and self.format not in FORMATS:
            raise UsageError(f"there is no format {self.format!r}: use one of {', '.join(FORMATS)}.")
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except LookupError:
                message = f"there is no encoding {self.encoding!r}: use one such as utf-8, cp1252 or utf-16."
                raise UsageError(message) from None


@dataclass(frozen=True)
class Origin:
    """Where a reader is: which source, which member of an archive, under which options."""

    source: str
    options: BulkOptions
    config: Config
    member: str = ""
    url: str | None = None
    charset: str | None = None

    def key(self, place: str = "") -> str:
        """The key of a place in this input."""
        return ", ".join(part for part in (self.member, place) if part)

    def error(self, problem: str, advice: str, code: str = "unreadable", place: str = "") -> SourceError:
        """The error of a place in this input."""
        key = self.key(place)
        return SourceError(printable(self.source), f"{key}: {problem}" if key else problem, advice, code)

    def fault(self, problem: str, advice: str, code: str = "unreadable", place: str = "") -> Fault:
        """The fault of a place in this input."""
        return Fault(source=self.source, key=self.key(place), error=self.error(problem, advice, code, place))


def printable(source: str) -> str:
    """A path that can be printed and stored: bytes of a file name that are not UTF-8 become U+FFFD."""
    return source.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def clip(text: str, most: int = 60) -> str:
    """The start of a text on one line, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
