"""Between the record's types and the tables' rows."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec

from dragoman.record import (
    About,
    Actor,
    Date,
    Document,
    Dropped,
    Event,
    Evidence,
    Issue,
    Mention,
    Note,
    Place,
    Position,
    Record,
    Role,
    Span,
    Statement,
)  # fmt: skip

GAP = " … "  # between the parts of a split content


def now() -> str:
    """The time, for a person to read; nothing is ordered by it, so a clock that jumps does no harm."""
    return datetime.now(UTC).isoformat(timespec="seconds")


# ---------------------------------------------------------------- write
def append(db: sqlite3.Connection, record: Record, item: str | None = None) -> list[str]:
    """Insert the documents of a record that are not there yet, with all that rests on them. Gives their ids."""
    here: dict[str, Document] = {}
    for doc in record.documents:
        if _insert_document(db, doc, record.dragoman, item):
            here[doc.id] = doc
    if not here:
        return []
    if not all(_is_sound(d.text) for d in here.values()):
        record = _made_sound(record)  # spans stay right: the stand-in is one character too
        here = {d.id: d for d in record.documents if d.id in here}
    _insert_actors(db, record.actors, here)
    _insert_many(db, "mention", [_mention_row(m) for m in record.mentions if m.document in here])
    _insert_many(
        db, "statement", [_statement_row(s, here[s.document]) for s in record.statements if s.document in here]
    )
    events = [e for e in record.events if e.document in here]
    _insert_many(db, "event", [_event_row(e, here[e.document]) for e in events])
    _insert_many(db, "side", [row for e in events for row in _side_rows(e)])
    _insert_issues(db, record.issues)
    stands = [p for p in record.positions if p.evidence.document in here]
    _insert_many(db, "position", [_position_row(p, here[p.evidence.document]) for p in stands])
    notes = [n for n in record.notes if n.document is None or n.document in here]
    _insert_many(db, "note", [_note_row(n) for n in notes])
    for name in here:
        db.execute(
            "INSERT INTO statement_text (rowid, words) SELECT n, words FROM statement WHERE document = ?", (name,)
        )
    return list(here)


@cache
def _insert_text(table: str, names: tuple[str, ...]) -> str:
    return f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


def _insert_many(db: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """Rows with the same columns; a row of an id that is there is left as it is."""
    if rows:
        db.executemany(_insert_text(table, tuple(rows[0])), [tuple(r.values()) for r in rows])


def _insert_document(db: sqlite3.Connection, d: Document, about: About, item: str | None) -> bool:
    row = {
        "id": d.id, "source": _sound(d.source), "url": _sound(d.url), "outlet": _sound(d.outlet),
        "title": _sound(d.title), "authors": _json([_sound(a) for a in d.authors]), "published": d.published,
        "day": day_of(d.published), "language": d.language, "text": _sound(d.text),
        "dropped": _json([(_sound(x.text), x.reason) for x in d.dropped]), "coverage": d.coverage,
        "duplicate_of": d.duplicate_of, "version": about.version, "model": about.model, "item": item, "added": now(),
    }  # fmt: skip
    done = db.execute(_insert_text("document", tuple(row)), tuple(row.values()))
    if done.rowcount > 0:
        db.execute(
            "INSERT INTO document_text (rowid, title, text) VALUES (?, ?, ?)",
            (done.lastrowid, row["title"], row["text"]),
        )
    return done.rowcount > 0


def _insert_actors(db: sqlite3.Connection, actors: Iterable[Actor], here: dict[str, Document]) -> None:
    actors = list(actors)
    known = _known(db, "actor", [a.id for a in actors])
    new = {a.id: a for a in actors if a.id not in known}
    columns = ("id", "name", "kind", "country", "sector")
    _insert_many(db, "actor", [{c: getattr(a, c) for c in columns} for a in new.values()])
    _index_new(db, "actor", "rowid", "name", list(new))
    db.executemany(  # known so far without
        "UPDATE actor SET country = coalesce(country, ?), sector = coalesce(sector, ?) "
        "WHERE id = ? AND (country IS NULL OR sector IS NULL)",
        [(a.country, a.sector, a.id) for a in actors if a.id in known and (a.country or a.sector)],
    )
    _insert_many(db, "role", [_role_row(a.id, r) for a in actors for r in a.roles if r.document in here])
    for a in actors:
        for r in a.roles:
            if r.document is None and not _has_role(db, a.id, r):
                _insert_many(db, "role", [_role_row(a.id, r)])


def _known(db: sqlite3.Connection, table: str, names: list[str]) -> set[str]:
    """Which of the ids a table holds."""
    found = db.execute(f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(names),))
    return {r[0] for r in found}


def _index_new(db: sqlite3.Connection, table: str, key: str, column: str, names: list[str]) -> None:
    """New rows go into the full-text index of their table."""
    if names:
        db.execute(
            f"INSERT INTO {table}_text (rowid, {column}) SELECT {key}, {column} FROM {table} "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(names),),
        )


def _has_role(db: sqlite3.Connection, actor: str, r: Role) -> bool:
    found = db.execute("SELECT 1 FROM role WHERE actor = ? AND title = ? AND document IS NULL", (actor, r.title))
    return found.fetchone() is not None


def _role_row(actor: str, r: Role) -> dict[str, Any]:
    return {
        "actor": actor, "title": r.title, "organisation": r.organisation, "country": r.country, "sector": r.sector,
        "from_day": r.from_, "until_day": r.until, "document": r.document, "start": r.start, "end": r.end,
    }  # fmt: skip


def _mention_row(m: Mention) -> dict[str, Any]:
    return {"document": m.document, "actor": m.actor, "start": m.start, "end": m.end, "form": m.form}


def _note_row(n: Note) -> dict[str, Any]:
    return {c: getattr(n, c) for c in ("document", "stage", "code", "message", "start", "end")}


def _statement_row(s: Statement, doc: Document) -> dict[str, Any]:
    speaker, cue = s.speaker_span or (None, None), s.cue_span or (None, None)
    return {
        "id": s.id, "document": s.document, "speaker": s.speaker, "speaker_start": speaker[0],
        "speaker_end": speaker[1], "cue_start": cue[0], "cue_end": cue[1], "content_spans": _json(s.content_spans),
        "start": min(a for a, _ in s.content_spans), "end": max(b for _, b in s.content_spans),
        "words": GAP.join(doc.text[a:b] for a, b in s.content_spans), "quotation": s.quotation, "modality": s.modality,
        **date_columns(s.date), "day": s.date.start if s.date else day_of(doc.published), "within": s.within,
    }  # fmt: skip


def _event_row(e: Event, doc: Document) -> dict[str, Any]:
    p = e.place
    return {
        "id": e.id, "document": e.document, "type": e.type, "mode": e.mode, "contexts": _json(e.contexts),
        "start": e.span[0], "end": e.span[1], "words": doc.text[e.span[0] : e.span[1]], **date_columns(e.date),
        "day": e.date.start if e.date else day_of(doc.published),
        "place_text": p and p.text, "place_name": p and p.name, "place_country": p and p.country,
        "place_admin1": p and p.admin1, "place_lat": p and p.lat, "place_lon": p and p.lon,
        "geonames_id": p and p.geonames_id, "modality": e.modality, "within": e.within, "quad": e.quad, "own": e.own,
    }  # fmt: skip


def _side_rows(e: Event) -> Iterator[dict[str, Any]]:
    for role, actors in (("actor", e.actors), ("recipient", e.recipients)):
        for place, actor in enumerate(actors):
            yield {"event": e.id, "role": role, "place": place, "actor": actor}


def _insert_issues(db: sqlite3.Connection, issues: Iterable[Issue]) -> None:
    issues = list(issues)
    known = _known(db, "issue", [i.id for i in issues]) if issues else set()
    new = {i.id: i.label for i in issues if i.id not in known}
    _insert_many(db, "issue", [{"id": k, "label": label} for k, label in new.items()])
    _index_new(db, "issue", "n", "label", list(new))


def _position_row(p: Position, doc: Document) -> dict[str, Any]:
    return {
        "id": p.id, "actor": p.actor, "issue": p.issue, "stance": p.stance, **date_columns(p.date),
        "day": p.date.start if p.date else day_of(doc.published), "document": doc.id, "start": p.evidence.start,
        "end": p.evidence.end, "words": doc.text[p.evidence.start : p.evidence.end], "statement": p.statement,
        "event": p.event,
    }  # fmt: skip


def date_columns(d: Date | None) -> dict[str, str | None]:
    """A date as its four columns."""
    if d is None:
        return dict.fromkeys(("date_start", "date_end", "date_text", "date_granularity"))
    return {"date_start": d.start, "date_end": d.end, "date_text": d.text, "date_granularity": d.granularity}


def day_of(published: str | None) -> str | None:
    """The ISO day of a date or date-time."""
    return published[:10] if published else None


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _is_sound(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _sound(value: Any) -> Any:
    """Half of a character can't be stored as UTF-8; the stand-in keeps all offsets."""
    if value is None or _is_sound(value):
        return value
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)


def _made_sound(record: Record) -> Record:
    """A record without half characters."""

    def sound(value: Any) -> Any:
        if isinstance(value, str):
            return _sound(value)
        if isinstance(value, dict):
            return {k: sound(v) for k, v in value.items()}
        return [sound(v) for v in value] if isinstance(value, (list, tuple)) else value

    return msgspec.convert(sound(msgspec.to_builtins(record)), Record)


# ---------------------------------------------------------------- read
def read_records(db: sqlite3.Connection, documents: Iterable[str]) -> Iterator[Record]:
    """The record of each document named, one at a time; merged actors and issues stand under one id."""
    for name in documents:
        row = db.execute("SELECT * FROM document WHERE id = ?", (name,)).fetchone()
        if row is not None:
            yield _read_record(db, row)


def _read_record(db: sqlite3.Connection, row: sqlite3.Row) -> Record:
    doc = _document(row)
    one = (doc.id,)
    kept = "AND verdict IS NOT 'rejected'"
    statements = [
        _statement(r) for r in db.execute(f"SELECT * FROM statement WHERE document = ? {kept} ORDER BY n", one)
    ]
    events = [_event(db, r) for r in db.execute(f"SELECT * FROM event WHERE document = ? {kept} ORDER BY n", one)]
    positions = [_position(r) for r in db.execute(f"SELECT * FROM position WHERE document = ? {kept} ORDER BY n", one)]
    mentions = [
        Mention(document=r["document"], actor=r["actor"], start=r["start"], end=r["end"], form=r["form"])
        for r in db.execute("SELECT * FROM mention WHERE document = ? ORDER BY rowid", one)
    ]
    names = {m.actor for m in mentions} | {s.speaker for s in statements if s.speaker}
    names |= {p.actor for p in positions} | {a for e in events for a in (*e.actors, *e.recipients)}
    same = _same_as(db, "actor", names)
    same_issue = _same_as(db, "issue", {p.issue for p in positions})
    notes = [
        Note(**{k: r[k] for k in ("document", "stage", "code", "message", "start", "end")})
        for r in db.execute("SELECT * FROM note WHERE document = ? ORDER BY rowid", one)
    ]
    return Record(
        dragoman=About(version=row["version"], model=row["model"]),
        documents=(doc,),
        actors=tuple(a for n in sorted(set(same.values())) for a in _actors(db, n, doc.id)),
        mentions=tuple(_replace(m, actor=same[m.actor]) for m in mentions if m.actor in same),
        statements=tuple(_replace(s, speaker=same.get(s.speaker or "")) for s in statements),
        events=tuple(
            _replace(e, actors=_unique(same, e.actors), recipients=_unique(same, e.recipients)) for e in events
        ),
        positions=tuple(_replace(p, actor=same[p.actor], issue=same_issue[p.issue]) for p in positions),
        issues=tuple(
            Issue(id=r["id"], label=r["label"])
            for n in sorted(set(same_issue.values()))
            for r in db.execute("SELECT * FROM issue WHERE id = ?", (n,))
        ),
        notes=tuple(notes),
    )


def _replace(struct: Any, **changes: object) -> Any:
    return msgspec.structs.replace(struct, **changes)


def _unique(same: dict[str, str], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(same[n] for n in names if n in same))


def _same_as(db: sqlite3.Connection, table: str, names: set[str]) -> dict[str, str]:
    """Id -> the id that it is merged into, or itself; ids that the file does not hold are left out."""
    out: dict[str, str] = {}
    for name in names:
        row = db.execute(f"SELECT coalesce(same_as, id) FROM {table} WHERE id = ?", (name,)).fetchone()
        if row:
            out[name] = row[0]
    return out


def _document(r: sqlite3.Row) -> Document:
    return Document(
        id=r["id"], source=r["source"], text=r["text"], url=r["url"], outlet=r["outlet"], title=r["title"],
        authors=tuple(json.loads(r["authors"])), published=r["published"], language=r["language"],
        dropped=tuple(Dropped(text=t, reason=w) for t, w in json.loads(r["dropped"])), coverage=r["coverage"],
        duplicate_of=r["duplicate_of"],
    )  # fmt: skip


def _actors(db: sqlite3.Connection, name: str, document: str) -> Iterator[Actor]:
    for r in db.execute("SELECT * FROM actor WHERE id = ?", (name,)):
        roles = db.execute(
            "SELECT * FROM role WHERE (document = ? OR document IS NULL) AND actor IN "
            "(SELECT id FROM actor WHERE id = ? OR same_as = ?) ORDER BY rowid",
            (document, name, name),
        )
        yield Actor(
            id=r["id"], name=r["name"], kind=r["kind"], country=r["country"], sector=r["sector"],
            roles=tuple(role_of(x) for x in roles),
        )  # fmt: skip


def role_of(r: sqlite3.Row) -> Role:
    """A role from its row."""
    return Role(
        title=r["title"], organisation=r["organisation"], country=r["country"], sector=r["sector"],
        from_=r["from_day"], until=r["until_day"], document=r["document"], start=r["start"], end=r["end"],
    )  # fmt: skip


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else (start, end)


def date_of(r: sqlite3.Row) -> Date | None:
    """A date from its four columns."""
    if r["date_start"] is None:
        return None
    return Date(start=r["date_start"], end=r["date_end"], text=r["date_text"], granularity=r["date_granularity"])


def _statement(r: sqlite3.Row) -> Statement:
    return Statement(
        id=r["id"], document=r["document"], speaker=r["speaker"],
        speaker_span=_span(r["speaker_start"], r["speaker_end"]), cue_span=_span(r["cue_start"], r["cue_end"]),
        content_spans=tuple((a, b) for a, b in json.loads(r["content_spans"])), quotation=r["quotation"],
        modality=r["modality"], date=date_of(r), within=r["within"],
    )  # fmt: skip


def _event(db: sqlite3.Connection, r: sqlite3.Row) -> Event:
    sides: dict[str, list[str]] = {"actor": [], "recipient": []}
    for x in db.execute("SELECT role, actor FROM side WHERE event = ? ORDER BY role, place", (r["id"],)):
        sides[x["role"]].append(x["actor"])
    place = None
    if r["place_text"] is not None:
        place = Place(
            text=r["place_text"], name=r["place_name"], country=r["place_country"], admin1=r["place_admin1"],
            lat=r["place_lat"], lon=r["place_lon"], geonames_id=r["geonames_id"],
        )  # fmt: skip
    return Event(
        id=r["id"], document=r["document"], type=r["type"], mode=r["mode"], contexts=tuple(json.loads(r["contexts"])),
        actors=tuple(sides["actor"]), recipients=tuple(sides["recipient"]), span=(r["start"], r["end"]),
        date=date_of(r), place=place, modality=r["modality"], within=r["within"], quad=r["quad"], own=r["own"],
    )  # fmt: skip


def _position(r: sqlite3.Row) -> Position:
    return Position(
        id=r["id"], actor=r["actor"], issue=r["issue"], stance=r["stance"], date=date_of(r),
        evidence=Evidence(document=r["document"], start=r["start"], end=r["end"]), statement=r["statement"],
        event=r["event"],
    )  # fmt: skip


# ---------------------------------------------------------------- change
def mark_copy(db: sqlite3.Connection, document: str, story: str, duplicate_of: str | None) -> None:
    """Say to which story a document belongs, and whose copy it is."""
    db.execute("UPDATE document SET story = ?, duplicate_of = ? WHERE id = ?", (story, duplicate_of, document))


def keep_wordings(db: sqlite3.Connection, filings: Iterable[Any]) -> None:
    """Keep what articles called their issues, and why each wording is where it is (``discourse.issues.Filing``)."""
    db.executemany(
        "INSERT OR REPLACE INTO wording (position, document, label, stance, issue, sign, reason, score) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(f.position, f.document, _sound(f.label), f.stance, f.issue, f.sign, f.reason, f.score) for f in filings],
    )


def read_wordings(db: sqlite3.Connection, document: str) -> list[dict[str, Any]]:
    """The wordings of a document, as they were kept."""
    return [dict(r) for r in db.execute("SELECT * FROM wording WHERE document = ?", (document,))]


def remove(db: sqlite3.Connection, document: str) -> None:
    """Take a document out with all that rests on it, so that it can be coded again.

    Actors and issues stay: other documents may name them. Corrections of what goes wait for it to come back.
    """
    for table in ("statement", "event", "position"):
        for r in db.execute(f"SELECT id FROM {table} WHERE document = ?", (document,)).fetchall():
            db.execute("UPDATE correction SET state = 'waiting' WHERE kind = ? AND target = ?", (table, r[0]))
            db.execute("DELETE FROM machine WHERE kind = ? AND id = ?", (table, r[0]))
    row = db.execute("SELECT n, title, text FROM document WHERE id = ?", (document,)).fetchone()
    if row is not None:
        db.execute(
            "INSERT INTO document_text (document_text, rowid, title, text) VALUES ('delete', ?, ?, ?)", tuple(row)
        )
    for r in db.execute("SELECT n, words FROM statement WHERE document = ?", (document,)).fetchall():
        db.execute("INSERT INTO statement_text (statement_text, rowid, words) VALUES ('delete', ?, ?)", tuple(r))
    db.execute("DELETE FROM side WHERE event IN (SELECT id FROM event WHERE document = ?)", (document,))
    for table in ("statement", "event", "position", "mention", "role", "note", "wording"):
        db.execute(f"DELETE FROM {table} WHERE document = ?", (document,))
    db.execute("DELETE FROM document WHERE id = ?", (document,))
