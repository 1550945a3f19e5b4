"""Rows of a record for a terminal, a spreadsheet or another program."""

from __future__ import annotations

import csv
import io
import json
import shutil
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

# What a person wants to see of each table, in this order; --json and --csv give every column.
SHOWN = {
    "documents": ("published", "outlet", "title", "id"),
    "statements": ("day", "speaker", "words", "modality", "outlet"),
    "events": ("day", "type", "own", "actors", "recipients", "words", "modality", "outlet"),
    "positions": ("day", "actor", "stance", "issue", "words", "outlet"),
    "actors": ("name", "kind", "country", "sector", "mentions", "id"),
    "issues": ("label", "positions", "id"),
    "notes": ("document", "stage", "message"),
}
_WIDE = {"words", "title", "message", "label"}  # columns that give way when the line is too long


def list_rows(what: str, columns: Sequence[str], values: Iterable[Sequence[Any]], width: int | None = None) -> str:
    """A table in plain text, one row a line, cut to ``width`` columns (default: the terminal's)."""
    width = width or shutil.get_terminal_size((120, 24)).columns
    names = [n for n in SHOWN.get(what, columns) if n in columns]
    values = list(values)
    names = [n for n in names if n != "own" or any(row[columns.index(n)] for row in values)]
    at = [columns.index(n) for n in names]
    table = [[_cell(row[k]) for k in at] for row in values]
    if not table:
        return ""
    widths = [max(len(n), max(_columns(row[k]) for row in table)) for k, n in enumerate(names)]
    widths = _fit(names, widths, width)
    lines = ["  ".join(_pad(n, w) for n, w in zip(names, widths, strict=True)).rstrip()]
    lines += ["  ".join(_pad(c, w) for c, w in zip(row, widths, strict=True)).rstrip() for row in table]
    return "\n".join(lines) + "\n"


def _fit(names: Sequence[str], widths: list[int], width: int) -> list[int]:
    """Widths that go into a line: the widest columns give way first, no column falls under its name or 6."""
    room = width - 2 * (len(names) - 1)
    while sum(widths) > room:
        can = [k for k, n in enumerate(names) if widths[k] > max(6, len(n))]
        if not can:
            break
        wide = [k for k in can if names[k] in _WIDE and widths[k] > 30]
        k = max(wide or can, key=lambda i: widths[i])
        widths[k] -= 1
    return widths


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = " ".join(str(value).split())
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf") or c == "\u200d")


def _columns(text: str) -> int:
    return sum(_width(c) for c in text)


def _width(c: str) -> int:
    if unicodedata.combining(c):
        return 0
    return 2 if unicodedata.east_asian_width(c) in ("W", "F") else 1


def _pad(text: str, width: int) -> str:
    used = _columns(text)
    if used <= width:
        return text + " " * (width - used)
    out, used = "", 1
    for c in text:
        if used + _width(c) > width:
            break
        out += c
        used += _width(c)
    return out + "…" + " " * (width - used)


def json_rows(columns: Sequence[str], values: Iterable[Sequence[Any]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(dict(zip(columns, v, strict=True)), ensure_ascii=False) + "\n" for v in values)


def csv_rows(columns: Sequence[str], values: Iterable[Sequence[Any]]) -> str:
    """CSV with a header line. A cell that a spreadsheet would take for a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[_safe(v) for v in row] for row in values])
    return out.getvalue()


def _safe(value: object) -> object:
    return "'" + value if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
