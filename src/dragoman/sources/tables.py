"""Tables: CSV and its kin row by row, Parquet batch by batch, whatever their size."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.sources.columns import count_fields, fold_column, looks_like_table, make_item, map_columns
from dragoman.sources.items import Fault, Item, Origin, clip
from dragoman.sources.packed import Stream

_DELIMITERS = ",\t;|"
_LONGEST_FIELD = 16_000_000  # characters; a quotation mark that is never closed swallows no more than that
_SAMPLE_ROWS = 60
_EXCEL = re.compile(r"sep=.\r?\n")  # the line with which Excel tells itself the delimiter
_PARQUET_BUFFER = 1 << 20  # bytes
_BATCH = 64  # rows of Parquet at a time: an article's page may have megabytes
_ADVICE_ROW = "Mend the row or take it out; the other rows were read."
_ADVICE_PARQUET = "Write the file again; what could be read of it was."


class _Dialect(csv.excel):
    """What a sample of a table tells of how it is written."""

    delimiter = ","
    quoting = csv.QUOTE_MINIMAL


def sniff_table(sample: str) -> _Dialect | None:
    """How a sample of a table is written: the delimiter and quoting that give most rows as many cells as the header.

    Returns:
        The dialect, or None if the first line has one cell only under each.
    """
    best: tuple[float, int, _Dialect] | None = None
    for delimiter in _DELIMITERS:
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            dialect = _Dialect()
            dialect.delimiter, dialect.quoting = delimiter, quoting  # type: ignore[assignment]
            rows = _try_rows(sample, dialect)
            if not rows or len(rows[0]) < 2:
                continue
            body = rows[1:] or rows
            fitting = sum(len(row) == len(rows[0]) for row in body) / len(body)
            merit = (fitting - (0.05 if quoting == csv.QUOTE_NONE else 0), count_fields(rows[0]), dialect)
            if best is None or merit[:2] > best[:2]:
                best = merit
    return best[2] if best else None


def _try_rows(sample: str, dialect: _Dialect) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), dialect):
            rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                return rows
    except csv.Error:
        pass
    return rows[:-1] if len(rows) > 2 else rows  # the last may be cut off


def is_table(sample: str) -> bool:
    """Whether text is a table of articles by its own account: a header with the usual names."""
    first = next((line for line in sample.split("\n", 3) if line.strip() and not _EXCEL.match(line + "\n")), "")
    if not looks_like_table(re.split(r"[,\t;|]", first[:4000])):
        return False  # most texts: no need to try how they would read as a table
    dialect = sniff_table(sample)
    if dialect is None:
        return False
    rows = _try_rows(sample, dialect)
    return looks_like_table(rows[0]) and (len(rows) < 2 or any(len(row) == len(rows[0]) for row in rows[1:]))


class _Lines:
    """The lines of a table, those of the row at hand kept so that they can be read again."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.held: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(_LONGEST_FIELD)
        if not line:
            raise StopIteration
        self.number += 1
        self.held.append(line)
        return line.replace("\x00", "") if "\x00" in line else line

    def rewind(self, keep: int) -> None:
        """Read the held lines again but for the first ``keep``."""
        self._again.extendleft(reversed(self.held[keep:]))
        self.number -= len(self.held) - keep
        self.held = []


def read_csv(stream: Stream, origin: Origin) -> Iterator[Item | Fault]:
    """The articles of a CSV, TSV or other delimited table with a header.

    Rows are counted from 1 below the header. A row with too few or too many cells is a fault.
    """
    encoding = origin.options.encoding or _encoding_of(stream.peek(4)[:4])
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    text = io.TextIOWrapper(stream, encoding, errors, newline="")
    sample = stream.peek()[: 1 << 18].decode(encoding, "replace").lstrip("\ufeff")
    dialect = _choose_dialect(sample, origin)
    lines = _Lines(text)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(lines, dialect)
    if _EXCEL.match(sample):
        next(lines)
    header = next((row for row in reader if any(cell.strip() for cell in row)), None)
    lines.held = []
    if header is None:
        yield origin.fault("it is empty", "Give a table with a header and rows.", "empty")
        return
    header = [cell.lstrip("\ufeff").strip() for cell in header]
    mapping = map_columns(header, origin)
    if isinstance(mapping, Fault):
        yield mapping
        return
    yield from _read_rows(reader, lines, header, mapping, origin)
    text.detach()


def _choose_dialect(sample: str, origin: Origin) -> _Dialect:
    dialect = sniff_table(sample.partition("\n")[2] if _EXCEL.match(sample) else sample)
    if dialect is None:
        dialect = _Dialect()
        dialect.delimiter = "\t" if origin.options.format == "tsv" else ","
    return dialect


def _read_rows(
    reader: Iterator[list[str]], lines: _Lines, header: Sequence[str], mapping: dict[str, str], origin: Origin
) -> Iterator[Item | Fault]:
    names = _unique(header)
    wanted = {name: at for at, name in enumerate(names) if name in set(mapping.values())}
    width, number = len(header), 0
    start: str | None = None  # how rows begin, to find the next one after a quotation mark that was never closed
    while True:
        first_line = lines.number + 1
        lines.held = []
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield _skip_row(error, lines, start, first_line, origin.key(f"row {number}"), origin)
            continue
        if not row or (len(row) == 1 and not row[0].strip()):
            continue
        number += 1
        place = f"row {number}"
        if len(row) != width and not (len(row) > width and not any(cell.strip() for cell in row[width:])):
            cells = "1 cell" if len(row) == 1 else f"{len(row)} cells"
            problem = f"it has {cells} where the header has {width} ({_name_lines(first_line, lines.number)})"
            yield origin.fault(problem, _ADVICE_ROW, "bad-row", place)
            continue
        start = start or _begin(lines.held[0])
        yield make_item({name: row[at] for name, at in wanted.items()}, mapping, origin, place)


def _skip_row(error: csv.Error, lines: _Lines, start: str | None, first: int, key: str, origin: Origin) -> Fault:
    """After a field without an end, go on at the first later line that begins as rows of this table do."""
    last = lines.number
    keep = next((k for k, line in enumerate(lines.held) if k and start and _begin(line) == start), len(lines.held))
    if "field larger" not in str(error):
        keep = len(lines.held)
    skipped = _name_lines(first, first + keep - 1)
    lines.rewind(keep)
    if "field larger" in str(error):
        problem = f"a quotation mark is opened and not closed up to line {last:,}; left out: {skipped}"
    else:
        problem = f"it can't be read ({error}; {skipped})"
    place = key.rpartition(", ")[2]
    return origin.fault(problem, _ADVICE_ROW, "bad-row", place)


def _begin(line: str) -> str:
    """How a line begins: with a quotation mark, a digit, a letter, or what it is."""
    first = line[:1]
    return "9" if first.isdigit() else "a" if first.isalpha() else first


def _name_lines(first: int, last: int) -> str:
    return f"line {first:,}" if last <= first else f"lines {first:,} to {last:,}"


def _unique(header: Sequence[str]) -> list[str]:
    """Column names, a later one of the same name marked, so that the first keeps it."""
    seen: Counter[str] = Counter()
    names = []
    for name in header:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}\x00{seen[name]}")
    return names


def _encoding_of(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"  # what Excel calls Unicode text
    return "utf-8"


# ---------------------------------------------------------------- Parquet
def read_parquet(file: BinaryIO, origin: Origin) -> Iterator[Item | Fault]:
    """The articles of a Parquet file; only the columns that are needed are read."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        advice = 'Install it with: pip install "dragoman[frames]".'
        yield origin.fault("reading Parquet needs the package pyarrow", advice, "needs-package")
        return
    try:
        table = ParquetFile(file, pre_buffer=False, buffer_size=_PARQUET_BUFFER)  # else a row group is read whole
        names = list(table.schema_arrow.names)
    except (ArrowException, OSError, ValueError) as error:
        problem = f"it is damaged or cut off, and no Parquet file any more ({clip(str(error), 100)})"
        yield origin.fault(problem, _ADVICE_PARQUET, "damaged")
        return
    mapping = map_columns(names, origin)
    if isinstance(mapping, Fault):
        yield mapping
        return
    columns = [name for name in names if any(c == name or c.startswith(name + ".") for c in mapping.values())]
    number = 0
    for group in range(table.num_row_groups):
        rows = table.metadata.row_group(group).num_rows
        done = 0
        try:
            for batch in table.iter_batches(_BATCH, row_groups=[group], columns=columns, use_threads=False):
                for row in _to_rows(batch):
                    done += 1
                    yield make_item(row, mapping, origin, f"row {number + done}")
        except (ArrowException, OSError, ValueError) as error:
            problem = f"rows {number + done + 1:,} to {number + rows:,} are damaged ({clip(str(error), 100)})"
            yield origin.fault(problem, _ADVICE_PARQUET, "damaged", f"row {number + done + 1}")
        number += rows


def _to_rows(batch: Any) -> Iterator[dict[str, Any]]:
    names = batch.schema.names
    columns = [column.to_pylist() for column in batch.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def is_sidecar(header: Sequence[str]) -> bool:
    """Whether a table tells of files beside it: it names them and holds no text itself."""
    folded = {fold_column(name) for name in header}
    return bool(folded & {"filename", "file", "textfile", "path"}) and not looks_like_table(header)
