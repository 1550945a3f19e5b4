"""CSV and Parquet: nine tables in a folder, with the ids that join them and readable columns beside each id.

documents, actors, roles, statements, events, positions, issues, mentions, notes. Every row of a statement, an event
or a position says on whose word it stands and carries the article's words, so that it can be read without the other
tables. Parquet has types (dates as days, numbers, lists), CSV the same columns as text; lists are parted by ``; ``.

**Formulas in CSV.** A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line
break, and the words of an article are anyone's. Such a cell of text gets an apostrophe in front in CSV, and so does
one that begins with an apostrophe before one of these, so that taking one apostrophe away gives the words back.
Numbers and ids are left alone. Programs should read Parquet or JSON lines, which have the words as they are;
``formulas=True`` leaves CSV as it is, too.

CSV is UTF-8 without a mark at its head, quoted where needed, one line feed after a row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dragoman.errors import UsageError
from dragoman.record import Actor, Date, Document, Event, Issue, Place, Record, Span
from dragoman.write.chain import Index, actor_names, speaker_name
from dragoman.write.exports.facts import (
    Choice,
    content_of,
    indexed,
    join_actors,
    parse_day,
    sector_of,
    state_of,
    vouched_by,
    words_of,
)
from dragoman.write.exports.files import Lines, guarded, new_files, target_folder
from dragoman.write.exports.spool import Spool, open_spool

if TYPE_CHECKING:
    import sqlite3

Row = tuple[Any, ...]
_DATE = {"date_start": "day", "date_end": "day", "date_text": "text", "date_granularity": "text"}
_PLACE = {
    "place_text": "text", "place_name": "text", "place_country": "text", "place_admin1": "text", "lat": "number",
    "lon": "number", "geonames_id": "whole",
}  # fmt: skip
_SPAN = {"start": "whole", "end": "whole"}
# Columns with their types, table by table: text, id (text that is never guarded), whole, number, day, texts (a list).
TABLES: dict[str, dict[str, str]] = {
    "documents": {
        "id": "id", "outlet": "text", "title": "text", "published": "text", "authors": "texts", "url": "text",
        "source": "text", "language": "text", "characters": "whole", "coverage": "number", "duplicate_of": "id",
        "text": "text",
    },
    "actors": {
        "id": "id", "name": "text", "kind": "text", "country": "text", "country_name": "text", "sector": "text",
        "titles": "texts",
    },
    "roles": {
        "actor": "id", "actor_name": "text", "title": "text", "organisation": "text", "country": "text",
        "sector": "text", "from": "day", "until": "day", "document": "id", **_SPAN,
    },
    "statements": {
        "id": "id", "document": "id", "outlet": "text", "published": "text", "speaker": "id", "speaker_name": "text",
        "speaker_kind": "text", "speaker_country": "text", "speaker_sector": "text", "speaker_words": "text",
        "cue": "text", "text": "text", "quotation": "text", "modality": "text", **_DATE, "within": "id",
        "on_the_word_of": "text", **_SPAN, "spans": "texts",
    },
    "events": {
        "id": "id", "document": "id", "outlet": "text", "published": "text", "type": "text", "mode": "text",
        "quad": "text", "contexts": "texts", "actors": "texts", "actor_names": "texts", "actor_countries": "texts",
        "actor_sectors": "texts", "recipients": "texts", "recipient_names": "texts", "recipient_countries": "texts",
        "recipient_sectors": "texts", "text": "text", "modality": "text", **_DATE, **_PLACE, "within": "id",
        "on_the_word_of": "text", **_SPAN,
    },
    "positions": {
        "id": "id", "document": "id", "outlet": "text", "published": "text", "actor": "id", "actor_name": "text",
        "actor_country": "text", "actor_sector": "text", "stance": "text", "issue": "id", "issue_label": "text",
        "text": "text", **_DATE, "statement": "id", "event": "id", **_SPAN,
    },
    "issues": {"id": "id", "label": "text"},
    "mentions": {"document": "id", "actor": "id", "actor_name": "text", "form": "text", "text": "text", **_SPAN},
    "notes": {"document": "id", "stage": "text", "code": "text", "message": "text", "text": "text", **_SPAN},
}  # fmt: skip
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")  # the wide forms count in East Asian spreadsheets
BATCH = 5_000  # rows of Parquet written at once


class Sinks(NamedTuple):
    """What takes the rows of a table, and what ends it."""

    add: Callable[[str, Row], None]
    close: Callable[[], None]


def write_csv(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """A CSV file for each table in the folder ``out``."""
    return _write(records, out, choice, "csv", _csv_sinks)


def write_parquet(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """A Parquet file for each table in the folder ``out`` (needs pyarrow)."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as missing:
        raise UsageError('Parquet needs the package pyarrow: pip install "dragoman[frames]"') from missing
    return _write(records, out, choice, "parquet", _parquet_sinks)


def _write(
    records: Iterable[Record],
    out: Path,
    choice: Choice,
    suffix: str,
    open_sinks: Callable[[dict[str, tuple[Path, Path]], Choice], Sinks],
) -> list[Path]:
    folder = target_folder(out)
    paths = [folder / f"{name}.{suffix}" for name in TABLES]
    with new_files(paths, choice.overwrite) as parts, open_spool(folder) as db:
        sinks = open_sinks(dict(zip(TABLES, zip(parts, paths, strict=True), strict=True)), choice)
        try:
            for table, row in _rows(records, db):
                sinks.add(table, row)
        finally:
            sinks.close()
    return paths


def _rows(records: Iterable[Record], db: sqlite3.Connection) -> Iterator[tuple[str, Row]]:
    """All rows; actors, roles and issues, which many records share, once and at the end."""
    actors, issues = Spool(db, "actors", Actor), Spool(db, "issues", Issue)
    for index in indexed(records):
        for actor in index.record.actors:
            known = actors.get(actor.id)
            if known is None or (joined := join_actors(known, actor)) is not known:
                actors.put(actor.id, actor if known is None else joined)
        for issue in index.record.issues:
            if issues.get(issue.id) is None:
                issues.put(issue.id, issue)
        yield from _of_record(index)
    for actor in actors.values():
        yield "actors", _actor(actor)
        yield from (("roles", row) for row in _roles(actor))
    for issue in issues.values():
        yield "issues", (issue.id, issue.label)


def _of_record(index: Index) -> Iterator[tuple[str, Row]]:
    record = index.record
    yield from (("documents", _document(d)) for d in record.documents)
    yield from (("statements", row) for row in _statements(index))
    yield from (("events", _event(index, e)) for e in record.events)
    yield from (("positions", row) for row in _positions(index))
    for m in record.mentions:
        name = actor_names(index, (m.actor,))[0]
        yield (
            "mentions",
            (m.document, m.actor, name, m.form, _words(index, m.document, (m.start, m.end)), m.start, m.end),
        )
    for n in record.notes:
        span = (n.start, n.end) if n.start is not None and n.end is not None else None
        yield "notes", (n.document, n.stage, n.code, n.message, _words(index, n.document, span), n.start, n.end)


def _words(index: Index, document: str | None, span: Span | None) -> str | None:
    return words_of(index.documents.get(document or ""), span)


def _document(d: Document) -> Row:
    return (
        d.id, d.outlet, d.title, d.published, list(d.authors), d.url, d.source, d.language, len(d.text), d.coverage,
        d.duplicate_of, d.text,
    )  # fmt: skip


def _actor(a: Actor) -> Row:
    state = state_of(a.country)
    titles = list(dict.fromkeys(r.title for r in a.roles))
    return a.id, a.name, a.kind, a.country, state.name if state else None, sector_of(a), titles


def _roles(a: Actor) -> Iterator[Row]:
    for r in a.roles:
        days = parse_day(r.from_), parse_day(r.until)
        yield a.id, a.name, r.title, r.organisation, r.country, r.sector, *days, r.document, r.start, r.end


def _head(index: Index, document: str) -> Row:
    found = index.documents.get(document)
    return document, found.outlet if found else None, found.published if found else None


def _date(when: Date | None) -> Row:
    if when is None:
        return (None,) * 4
    return parse_day(when.start), parse_day(when.end), when.text, when.granularity


def _place(place: Place | None) -> Row:
    if place is None:
        return (None,) * 7
    return place.text, place.name, place.country, place.admin1, place.lat, place.lon, place.geonames_id


def _statements(index: Index) -> Iterator[Row]:
    for s in index.record.statements:
        speaker, document = index.actors.get(s.speaker or ""), index.documents.get(s.document)
        spans = s.content_spans
        yield (
            s.id, *_head(index, s.document), s.speaker,
            speaker_name(index, s) if s.speaker or s.speaker_span else None,
            *((speaker.kind, speaker.country, sector_of(speaker)) if speaker else (None,) * 3),
            words_of(document, s.speaker_span), words_of(document, s.cue_span), content_of(document, s), s.quotation,
            s.modality, *_date(s.date), s.within, vouched_by(index, s),
            spans[0][0] if spans else None, spans[-1][1] if spans else None, [f"{a}-{b}" for a, b in spans],
        )  # fmt: skip


def _sides(index: Index, ids: tuple[str, ...]) -> Row:
    """Ids, names, countries and sectors, of equal length; what is not known of a side is empty."""
    found = [index.actors.get(i) for i in ids]
    return (
        list(ids), [a.name if a else "" for a in found], [(a.country if a else None) or "" for a in found],
        [(sector_of(a) if a else None) or "" for a in found],
    )  # fmt: skip


def _event(index: Index, e: Event) -> Row:
    return (
        e.id, *_head(index, e.document), e.type, e.mode, e.quad, list(e.contexts), *_sides(index, e.actors),
        *_sides(index, e.recipients), _words(index, e.document, e.span), e.modality, *_date(e.date),
        *_place(e.place), e.within, vouched_by(index, e), *e.span,
    )  # fmt: skip


def _positions(index: Index) -> Iterator[Row]:
    for p in index.record.positions:
        actor, issue = index.actors.get(p.actor), index.issues.get(p.issue)
        span = (p.evidence.start, p.evidence.end)
        yield (
            p.id, *_head(index, p.evidence.document), p.actor,
            *((actor.name, actor.country, sector_of(actor)) if actor else (None,) * 3), p.stance, p.issue,
            issue.label if issue else None, _words(index, p.evidence.document, span), *_date(p.date), p.statement,
            p.event, *span,
        )  # fmt: skip


# ---------------------------------------------------------------- CSV


def guard(text: str) -> str:
    """A cell of text that no spreadsheet takes for a formula; one apostrophe less gives the words back."""
    return f"'{text}" if _FORMULA.match(text) else text


def _csv_cell(value: object, kind: str, formulas: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(str(v) for v in value) if any(value) else ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text if formulas or kind not in ("text", "texts") else guard(text)


def _csv_sinks(files: dict[str, tuple[Path, Path]], choice: Choice) -> Sinks:
    lines = {name: Lines(part, path) for name, (part, path) in files.items()}
    writers = {name: csv.writer(file, lineterminator="\n") for name, file in lines.items()}
    kinds = {name: tuple(columns.values()) for name, columns in TABLES.items()}
    for name, columns in TABLES.items():
        writers[name].writerow(columns)

    def add(table: str, row: Row) -> None:
        cells = zip(row, kinds[table], strict=True)
        writers[table].writerow([_csv_cell(v, k, choice.formulas) for v, k in cells])

    def close() -> None:
        for file in lines.values():
            file.__exit__()

    return Sinks(add, close)


# ---------------------------------------------------------------- Parquet


def _parquet_sinks(files: dict[str, tuple[Path, Path]], choice: Choice) -> Sinks:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        "id": pa.string(), "text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "day": pa.date32(),
        "texts": pa.list_(pa.string()),
    }  # fmt: skip
    schemas = {name: pa.schema([(c, types[k]) for c, k in columns.items()]) for name, columns in TABLES.items()}
    writers = {name: pq.ParquetWriter(part, schemas[name], compression="zstd") for name, (part, _) in files.items()}
    waiting: dict[str, list[Row]] = {name: [] for name in TABLES}

    def flush(table: str) -> None:
        rows, waiting[table] = waiting[table], []
        if rows:
            columns = zip(*rows, strict=True)
            rowset = pa.table(dict(zip(TABLES[table], columns, strict=True)), schema=schemas[table])
            with guarded(files[table][1]):
                writers[table].write_table(rowset)

    def add(table: str, row: Row) -> None:
        waiting[table].append(row)
        if len(waiting[table]) >= BATCH:
            flush(table)

    def close() -> None:
        for table, writer in writers.items():
            flush(table)
            with guarded(files[table][1]):
                writer.close()

    return Sinks(add, close)
