"""Folders of a corpus: texts in files, what is known of them in a table beside or above (PolNeAR's layout).

``metadata.tsv`` (or .csv) names the files in a column such as ``filename`` and tells title, outlet, author and
date; the texts stand in the same folder or below it, as in ``train/text/NAME.txt`` and ``dev/text/NAME.txt``.
"""

from __future__ import annotations

import csv
import io
import os
from functools import lru_cache

import msgspec

from dragoman.sources.columns import fold_column, map_fields, read_authors, read_cell, read_date, read_language
from dragoman.sources.decode import decode
from dragoman.sources.items import Item
from dragoman.sources.tables import is_sidecar, sniff_table

TABLES = ("metadata.tsv", "metadata.csv")
_FILE_COLUMNS = ("filename", "file", "textfile", "path")
_LEVELS = 3  # folders above a text in which its table is looked for
_LARGEST = 1 << 28  # bytes of a table that is held in memory


class Known(msgspec.Struct, frozen=True):
    """What a table tells of one text."""

    title: str | None
    published: str | None
    outlet: str | None
    url: str | None
    language: str | None
    authors: tuple[str, ...]


def is_metadata(path: str) -> bool:
    """Whether a file is a table that tells of the texts beside it, rather than a source of its own."""
    return os.path.basename(path).lower() in TABLES and bool(_load(path, *_stamp(path)))


def add_metadata(item: Item, path: str) -> Item:
    """A text file's item with what its corpus' table tells of it; the item as it is where none does.

    With a headline from the table a plain text is a body as it stands, which needs no search for an article.
    """
    known = find_metadata(path)
    if known is None:
        return item
    plain = path.lower().endswith(".txt") and known.title is not None
    return msgspec.structs.replace(
        item,
        kind="text" if plain else item.kind,
        **{name: value for name, value in msgspec.structs.asdict(known).items() if value},
    )


def find_metadata(path: str) -> Known | None:
    """What a table in a text's folder or up to three above tells of it; None if there is none, or it is not named."""
    folder, name = os.path.split(os.path.abspath(path))
    stem = os.path.splitext(name)[0]
    for _ in range(_LEVELS + 1):
        table = _table_of(folder)
        if table is not None:
            rows = _load(table, *_stamp(table))
            return rows.get(name) or rows.get(stem)
        folder = os.path.dirname(folder)
    return None


@lru_cache(maxsize=4096)
def _table_of(folder: str) -> str | None:
    for name in TABLES:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    return None


def _stamp(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)
    except OSError:
        return 0, 0
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=8)
def _load(path: str, size: int, _changed: int) -> dict[str, Known]:
    """The rows of a table by the names of their files; empty if it is no such table."""
    if not 0 < size <= _LARGEST:
        return {}
    try:
        with open(path, "rb") as file:
            text = decode(file.read())[0]
    except OSError:
        return {}
    dialect = sniff_table(text[: 1 << 18])
    if dialect is None:
        return {}
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), dialect))
    except csv.Error:
        return {}
    if not rows or not is_sidecar(rows[0]):
        return {}
    folded = [fold_column(name) for name in rows[0]]
    named = next(folded.index(name) for name in _FILE_COLUMNS if name in folded)
    mapping = map_fields(rows[0])
    known: dict[str, Known] = {}
    for row in rows[1:]:
        if len(row) == len(rows[0]):
            cells = dict(zip(rows[0], row, strict=True))
            known[os.path.basename(row[named])] = _to_known({f: cells[column] for f, column in mapping.items()})
    return known


def _to_known(cells: dict[str, str]) -> Known:
    return Known(
        title=read_cell(cells.get("title")),
        published=read_date(cells.get("published")),
        outlet=read_cell(cells.get("outlet")),
        url=read_cell(cells.get("url")),
        language=read_language(cells.get("language")),
        authors=read_authors(read_cell(cells.get("authors"))),
    )
