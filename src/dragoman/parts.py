"""Parquet parts: what a cluster's workers write, and how it comes into a record file.

One row an item (a page, a row of a table), with the documents' records as nested columns under the names of the data
contract, so that DuckDB, Spark or pandas read parts where they lie:

    SELECT e.type, count(*) FROM 'parts/*.parquet', unnest(records) r(r), unnest(r.events) x(e) GROUP BY 1

A part is written aside and renamed when it is whole; one of that name is never written twice.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from dragoman.copies import Sketch
from dragoman.corpus import Coded, Writer
from dragoman.errors import SourceError, UsageError
from dragoman.record import Record
from dragoman.store import Store, corrections
from dragoman.store.query import import_frames
from dragoman.summary import Progress, Summary

if TYPE_CHECKING:
    import pyarrow
    from pyarrow.fs import FileSystem

ROWS = 64  # a row group: what is held in memory at once
_PLAIN = {str: "string", int: "int64", float: "float64", bool: "bool_"}


@cache
def arrow_schema() -> pyarrow.Schema:
    """The columns of a part, made from the record's types."""
    import_frames("pyarrow")
    import pyarrow as pa

    error = pa.struct([(n, pa.string()) for n in ("source", "problem", "advice", "code")])
    return pa.schema(
        [
            ("id", pa.string()), ("source", pa.string()), ("key", pa.string()), ("size", pa.int64()),
            ("records", pa.list_(_arrow_type(Record))), ("sketches", pa.list_(pa.binary())), ("error", error),
        ]
    )  # fmt: skip


def _arrow_type(kind: Any) -> Any:
    """The Arrow type of a type of the record."""
    import pyarrow as pa

    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return pa.struct([(f.encode_name, _arrow_type(hints[f.name])) for f in msgspec.structs.fields(kind)])
    origin, given = get_origin(kind), get_args(kind)
    if origin is Literal:
        return pa.string()
    if origin in (Union, types.UnionType):
        return _arrow_type(next(x for x in given if x is not type(None)))
    if origin is tuple:
        return pa.list_(_arrow_type(given[0]))
    return getattr(pa, _PLAIN[kind])()


def open_folder(where: str) -> tuple[FileSystem, str]:
    """A local folder or an address such as ``s3://bucket/folder``; local ones are made.

    Raises:
        UsageError: there is no such file system, or it can't be reached.
    """
    import_frames("pyarrow")
    from pyarrow import ArrowException, fs

    try:
        if "://" in where:
            found, path = fs.FileSystem.from_uri(where)
        else:
            import os

            found, path = fs.LocalFileSystem(), os.path.abspath(where)
        found.create_dir(path, recursive=True)
    except (ArrowException, OSError) as problem:
        raise UsageError(f"{where} can't be opened ({problem}); check the address and your rights") from problem
    return found, path.rstrip("/")


def list_parts(where: str) -> list[str]:
    """Names of the whole parts in a folder, sorted."""
    from pyarrow import fs

    found, path = open_folder(where)
    every = found.get_file_info(fs.FileSelector(path))
    return sorted(f.base_name for f in every if f.is_file and f.base_name.endswith(".parquet") and f.size)


def write_part(where: str, name: str, work: Iterable[Coded]) -> Summary:
    """Write a part; it has its name only when it is whole."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, summary = arrow_schema(), Summary()
    found, path = open_folder(where)
    aside = f"{path}/.{name}.writing"
    rows: list[dict[str, Any]] = []
    with found.open_output_stream(aside) as file, pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for coded in work:
            rows.append(_row(coded))
            summary.items += 1
            summary.documents += len(coded.records)
            if coded.error:
                summary.fail(coded.error)
            if len(rows) == ROWS:
                writer.write_table(pa.Table.from_pylist(rows, schema=schema))
                rows.clear()
        writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    found.move(aside, f"{path}/{name}")
    return summary


def _row(coded: Coded) -> dict[str, Any]:
    e = coded.error
    return {
        "id": coded.id, "source": coded.source, "key": coded.key, "size": coded.size,
        "records": [msgspec.to_builtins(Record.from_json(r)) for r in coded.records],
        "sketches": [msgspec.msgpack.encode(s) for s in coded.sketches],
        "error": {"source": e.source, "problem": e.problem, "advice": e.advice, "code": e.code} if e else None,
    }  # fmt: skip


def read_part(where: str, name: str) -> Iterator[Coded]:
    """The items of a part, a row group at a time.

    Raises:
        SourceError: the part is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found, path = open_folder(where)
    try:
        with found.open_input_file(f"{path}/{name}") as file:
            for batch in pq.ParquetFile(file).iter_batches(ROWS):
                for row in batch.to_pylist():
                    yield _coded(row)
    except (pa.ArrowException, OSError, KeyError, msgspec.ValidationError) as problem:
        told = f"this part is damaged ({str(problem).splitlines()[0][:200]})"
        advice = "It is set aside; run the job again to make it anew."
        raise SourceError(f"{path}/{name}", told, advice, "corrupt-part") from problem


def _coded(row: dict[str, Any]) -> Coded:
    return Coded(
        id=row["id"], source=row["source"], key=row["key"], size=row["size"],
        records=tuple(msgspec.convert(r, Record).to_json().encode() for r in row["records"]),
        sketches=tuple(msgspec.msgpack.decode(s, type=Sketch) for s in row["sketches"]),
        error=SourceError(**row["error"]) if row["error"] else None,
    )  # fmt: skip


def merge(where: str, store: Store, progress: Progress | None = None) -> Summary:
    """Bring the parts of a folder into a record: in order of their names, nothing twice.

    A damaged part is renamed to ``NAME.corrupt`` and named in the summary; what of it could be read is not taken.
    """
    summary = Summary()
    summary.told += corrections.sync(store)
    writer = Writer(store, summary)
    names = list_parts(where)
    for number, name in enumerate(names):
        try:
            _check_part(where, name)
            for coded in read_part(where, name):
                writer.take(coded)
                if writer.full:
                    writer.commit()
        except SourceError as problem:
            found, path = open_folder(where)
            found.move(f"{path}/{name}", f"{path}/{name}.corrupt")
            summary.fail(problem)
        writer.commit()
        if progress:
            progress(summary, number + 1, len(names))
    writer.join_stories()
    return summary


def _check_part(where: str, name: str) -> None:
    """Read a part once through, so that a damaged one is found before a line of it is taken."""
    for _ in read_part(where, name):
        pass
