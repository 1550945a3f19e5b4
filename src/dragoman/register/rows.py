"""What all outside lists have in common: rows, what is wrong with them, lines of files, terms of office."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Iterable, Iterator
from typing import cast

import msgspec

from dragoman import knowledge as kb
from dragoman.errors import SourceError, UsageError
from dragoman.record import ActorKind
from dragoman.register.corrections import country_code, day_bound
from dragoman.register.entries import Gender, Held


class BadRow(ValueError):
    """A row of a list can't be used; the message says why."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An actor as one row of a list has it; ``key`` is the list's own id, if it has one."""

    number: int
    name: str
    kind: ActorKind = "person"
    country: str | None = None
    sector: str | None = None
    gender: Gender | None = None
    aliases: tuple[str, ...] = ()
    roles: tuple[Held, ...] = ()
    key: str | None = None


class Skipped(msgspec.Struct, frozen=True):
    """A row that was left out, or of which a part was."""

    row: int
    why: str


Problems = list[Skipped]


def open_lines(name: str) -> Iterator[str]:
    """The lines of a text file, packed with gzip or bzip2 or not; bytes that are no UTF-8 are read as Windows-1252."""
    opener = gzip.open if name.endswith(".gz") else bz2.open if name.endswith(".bz2") else open
    try:
        with opener(name, "rb") as file:
            for n, raw in enumerate(cast("Iterable[bytes]", file)):
                line = raw.removeprefix(b"\xef\xbb\xbf") if n == 0 else raw
                try:
                    yield line.decode("utf-8")
                except UnicodeDecodeError:
                    yield line.decode("cp1252", "replace")
    except FileNotFoundError as problem:
        raise SourceError(name, "there is no such file", "Check the path.", "not-found") from problem
    except (OSError, EOFError) as problem:
        raise SourceError(name, f"can't be read ({problem})", "Check that the file is whole.") from problem


def term(title: str, *, country: str | None = None, sector: str | None = None, organisation: str | None = None,
         begin: str | None = None, end: str | None = None) -> Held:  # fmt: skip
    """A role with its term of office; the sector from the title where the list has none.

    Raises:
        BadRow: the dates are none, or the end lies before the beginning.
    """
    try:
        first, last = day_bound(begin), day_bound(end, end=True)
    except ValueError as problem:
        raise BadRow(f"{begin or ''}–{end or ''} is no term of office ({problem})") from problem
    if first and last and last < first:
        raise BadRow(f"a term that ends on {last} before it begins on {first}")
    title = " ".join(title.split())
    return Held(
        title=title, organisation=organisation or None, country=country, sector=sector or kb.sector_of_role(title),
        told=country is not None, exact=True, from_=first, until=last,
    )  # fmt: skip


def country_in(words: str | None) -> str | None:
    """The code of a country in a list; raises ``BadRow`` for words that are none."""
    if not words or not words.strip():
        return None
    try:
        return country_code(words)
    except UsageError as problem:
        raise BadRow(str(problem)) from problem
