"""A person's word over the machine's: corrections as lines of a plain file, applied on top of the record.

``record.sqlite`` has ``record.corrections.jsonl`` beside it: one JSON object a line, with who and when, only ever
appended to. What the machine said is kept, so that any correction can be undone; a document that is coded again gets
its corrections again. Lines that others wrote (a copy of the file, another machine) are taken in by :func:`sync`.

========= ============================== ==============================================================
kind      action                         field and value
========= ============================== ==============================================================
statement accept, reject, set            speaker (actor id, new actor or null), quotation, modality
event     accept, reject, set            type, mode, modality, actors [], recipients []
position  accept, reject, set            stance, actor, issue
actor     set, merge, split              name, kind, country, sector, gender; merge: the id it is the same as;
                                         split: {"documents": [...], "name": ..., "country": ...}
actor     role, alias, drop              for the register (``register.corrections``): kept here, applied there
issue     set, merge, split              label; merge: the id; split: {"positions": [...], "label": ...}
any       undo                           ``kind`` is "correction", the target a correction's id
========= ============================== ==============================================================

A new actor is given as {"name": ..., "kind": ..., "country": ...}.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import msgspec

from dragoman.errors import StoreError, UsageError
from dragoman.knowledge import fold
from dragoman.record import ActorKind, EventType, Modality, Quotation, Stance, make_id
from dragoman.store.connect import Store
from dragoman.store.rows import now


class Correction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of the file. ``id`` is made from all other fields."""

    id: str
    at: str
    by: str
    kind: str
    target: str
    action: str
    field: str | None = None
    value: Any = None
    why: str | None = None


ACTIONS = {
    "statement": ("accept", "reject", "set"),
    "event": ("accept", "reject", "set"),
    "position": ("accept", "reject", "set"),
    "actor": ("set", "merge", "split", "role", "alias", "drop"),
    "issue": ("set", "merge", "split"),
    "correction": ("undo",),
}
_WORDS: dict[tuple[str, str], tuple[str, ...] | None] = {
    ("statement", "speaker"): None,
    ("statement", "quotation"): get_args(Quotation),
    ("statement", "modality"): get_args(Modality),
    ("event", "type"): get_args(EventType),
    ("event", "mode"): None,
    ("event", "modality"): get_args(Modality),
    ("event", "actors"): None,
    ("event", "recipients"): None,
    ("position", "stance"): get_args(Stance),
    ("position", "actor"): None,
    ("position", "issue"): None,
    ("actor", "name"): None,
    ("actor", "kind"): get_args(ActorKind),
    ("actor", "country"): None,
    ("actor", "sector"): None,
    ("actor", "gender"): ("m", "f"),
    ("issue", "label"): None,
}


def file_beside(path: str) -> Path:
    """The corrections' file of a record."""
    return Path(path).with_suffix(".corrections.jsonl")


def correct(store: Store, kind: str, target: str, action: str, *, by: str, field: str | None = None, value: Any = None,
            why: str | None = None) -> Correction:  # fmt: skip
    """Make one correction: a line in the file, and the record changed.

    Raises:
        UsageError: the correction makes no sense (no such item, action, field or value).
        StoreError: the file or the record can't be written.
    """
    parts = (now(), by, kind, target, action, field, json.dumps(value, sort_keys=True), why)
    with store.transaction() as db:
        known = db.execute("SELECT count(*) FROM correction").fetchone()[0]  # two alike in one second stay two
        one = Correction(
            id=make_id("co", *parts, known), at=parts[0], by=by, kind=kind, target=target, action=action, field=field,
            value=value, why=why,
        )  # fmt: skip
        check(db, one)
        _apply(db, one)
        if store.path != ":memory:":
            _write_line(file_beside(store.path), one)  # last: a line that can't be written rolls the change back
    return one


def undo(store: Store, target: str, *, by: str) -> Correction:
    """Take a correction back; what the machine said, or the corrections before it, hold again."""
    return correct(store, "correction", target, "undo", by=by)


def sync(store: Store) -> list[str]:
    """Bring file and record together: lines of the file that the record does not know are applied.

    Returns:
        What was wrong with lines that could not be applied, one sentence each; they stay in the file.
    """
    path = file_beside(store.path)
    told: list[str] = []
    lines = _read_lines(path, told)
    with store.transaction() as db:
        known = {r[0]: r[1] for r in db.execute("SELECT id, line FROM correction")}
        for number, one in lines:
            if one.id in known:
                continue
            try:
                _apply(db, one)
            except UsageError as problem:
                told.append(f"{path}: line {number}: {problem}")
        in_file = {c.id for _, c in lines}
        missing = [line for name, line in known.items() if name not in in_file]
    if missing:  # the file was lost or cut: what the record knows goes back into it
        for line in missing:
            _write_line(path, msgspec.json.decode(line, type=Correction))
    return told


def reapply(db: sqlite3.Connection) -> None:
    """Apply corrections whose items had gone and are there again. Part of the caller's transaction."""
    waiting = db.execute(
        "SELECT line FROM correction WHERE state = 'waiting' AND undone_by IS NULL ORDER BY seq"
    ).fetchall()
    for row in waiting:
        one = msgspec.json.decode(row[0], type=Correction)
        if _ready(db, one):
            db.execute("UPDATE correction SET state = 'applied' WHERE id = ?", (one.id,))
            _restate(db, one)
    for kind in ("actor", "issue"):
        for one in _standing(db, kind, None, ("split",)):
            _split(db, one)  # documents that came since


def _ready(db: sqlite3.Connection, c: Correction) -> bool:
    """Whether all that a correction speaks of is in the record."""
    return _exists(db, c.kind, c.target) and (c.action != "merge" or _exists(db, c.kind, str(c.value)))


def history(db: sqlite3.Connection, kind: str | None = None, target: str | None = None) -> list[dict[str, Any]]:
    """Corrections, newest first, each with ``undone`` (by which) and ``state`` (applied, waiting)."""
    where = "WHERE (? IS NULL OR kind = ?) AND (? IS NULL OR target = ?)"
    found = db.execute(
        f"SELECT line, undone_by, state FROM correction {where} ORDER BY seq DESC", (kind, kind, target, target)
    )
    return [{**json.loads(r[0]), "undone": r[1], "state": r[2]} for r in found]


# ---------------------------------------------------------------- checking
def check(db: sqlite3.Connection, c: Correction) -> None:
    """Raise ``UsageError`` where a correction makes no sense."""
    if c.kind not in ACTIONS:
        raise UsageError(f"there is no kind {c.kind!r}; choose one of {', '.join(ACTIONS)}")
    if c.action not in ACTIONS[c.kind]:
        raise UsageError(f"a {c.kind} can't be changed by {c.action!r}; choose one of {', '.join(ACTIONS[c.kind])}")
    if not c.by.strip():
        raise UsageError("a correction needs the name of who makes it")
    if not _exists(db, c.kind, c.target):
        raise UsageError(f"there is no {c.kind} {c.target!r} in this record")
    if c.action == "set":
        _check_set(db, c)
    elif c.action == "merge":
        if not isinstance(c.value, str) or not _exists(db, c.kind, c.value):
            raise UsageError(f"there is no {c.kind} {c.value!r} to merge with")
        if _root(db, c.kind, c.value) == _root(db, c.kind, c.target):
            raise UsageError(f"{c.target} and {c.value} are one already")
    elif c.action == "split":
        members = "documents" if c.kind == "actor" else "positions"
        name = "name" if c.kind == "actor" else "label"
        if not isinstance(c.value, dict) or not c.value.get(members) or not str(c.value.get(name) or "").strip():
            raise UsageError(f"a split needs a {name} and a list of {members}")
    elif c.action == "undo":
        row = db.execute("SELECT undone_by, kind FROM correction WHERE id = ?", (c.target,)).fetchone()
        if row[0]:
            raise UsageError(f"{c.target} was undone already")
        if row[1] == "correction":
            raise UsageError("an undoing can't be undone; make the correction again")


def _check_set(db: sqlite3.Connection, c: Correction) -> None:
    fields = [f for k, f in _WORDS if k == c.kind]
    if c.field not in fields:
        raise UsageError(f"a {c.kind} has no field {c.field!r} to set; choose one of {', '.join(fields)}")
    allowed = _WORDS[c.kind, c.field]
    if allowed and c.value not in allowed:
        raise UsageError(f"{c.value!r} is no {c.field}; choose one of {', '.join(allowed)}")
    if c.field in ("actors", "recipients"):
        if not isinstance(c.value, list):
            raise UsageError(f"{c.field} must be a list of actors")
        for one in c.value:
            _check_actor(db, one)
    elif c.field in ("speaker", "actor"):
        if c.value is None and c.field == "actor":
            raise UsageError("a position needs an actor; reject it instead")
        if c.value is not None:
            _check_actor(db, c.value)
    elif c.field == "issue":
        if not isinstance(c.value, str) or not c.value.strip():
            raise UsageError("an issue is given by its id or by a new label")
    elif c.field in ("name", "label") and not (isinstance(c.value, str) and c.value.strip()):
        raise UsageError(f"a {c.field} must have words")
    elif c.field == "country" and not (c.value is None or (isinstance(c.value, str) and len(c.value) == 3)):
        raise UsageError("a country is an ISO 3166 alpha-3 code, such as FRA, or null")


def _check_actor(db: sqlite3.Connection, value: Any) -> None:
    if isinstance(value, dict):
        if not str(value.get("name") or "").strip():
            raise UsageError("a new actor needs a name")
        if value.get("kind", "person") not in get_args(ActorKind):
            raise UsageError(
                f"{value.get('kind')!r} is no kind of actor; choose one of {', '.join(get_args(ActorKind))}"
            )
    elif not isinstance(value, str) or not _exists(db, "actor", value):
        raise UsageError(f"there is no actor {value!r} in this record")


def _exists(db: sqlite3.Connection, kind: str, target: str) -> bool:
    table = kind if kind in ACTIONS else "statement"
    return db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (target,)).fetchone() is not None


# ---------------------------------------------------------------- applying
def _apply(db: sqlite3.Connection, c: Correction) -> None:
    """Enter a correction and change the record. One whose item is not there waits for it."""
    there = c.kind not in ACTIONS or _ready(db, c)
    if there:
        check(db, c)
    state = "applied" if there or c.action == "undo" else "waiting"
    db.execute(
        "INSERT OR IGNORE INTO correction (id, at, by, kind, target, action, line, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (c.id, c.at, c.by, c.kind, c.target, c.action, msgspec.json.encode(c).decode(), state),
    )
    if state == "applied":
        _restate(db, c)


def _restate(db: sqlite3.Connection, c: Correction) -> None:
    """Say the item again: what the machine said, then every correction of it that stands, in order."""
    if c.action == "undo":
        row = db.execute("SELECT line FROM correction WHERE id = ? AND state = 'applied'", (c.target,)).fetchone()
        db.execute("UPDATE correction SET undone_by = ? WHERE id = ?", (c.id, c.target))
        if row is not None:
            before = msgspec.json.decode(row[0], type=Correction)
            if before.action == "split":
                _take_back(db, before)
            else:
                _restate(db, before)
    elif c.action == "split":
        _split(db, c)
    elif c.action == "merge":
        _merge_all(db, c.kind)
    else:
        _restate_item(db, c.kind, c.target)


def _standing(db: sqlite3.Connection, kind: str, target: str | None, actions: Iterable[str]) -> list[Correction]:
    found = db.execute(
        "SELECT line FROM correction WHERE kind = ? AND (? IS NULL OR target = ?) AND undone_by IS NULL "
        "AND state = 'applied' ORDER BY seq",
        (kind, target, target),
    )
    every = [msgspec.json.decode(r[0], type=Correction) for r in found]
    return [c for c in every if c.action in set(actions)]


def _restate_item(db: sqlite3.Connection, kind: str, target: str) -> None:
    said = db.execute("SELECT row FROM machine WHERE kind = ? AND id = ?", (kind, target)).fetchone()
    row = json.loads(said[0]) if said else _row(db, kind, target)
    standing = _standing(db, kind, target, ("accept", "reject", "set"))
    if standing and not said:
        db.execute("INSERT INTO machine VALUES (?, ?, ?)", (kind, target, json.dumps(row)))
    for c in standing:
        if c.action == "set":
            assert c.field is not None
            row[c.field] = _settled(db, kind, c)
            if kind in ("statement", "event", "position"):
                row["verdict"] = "changed"
        else:
            row["verdict"] = {"accept": "accepted", "reject": "rejected"}[c.action]
    _write_row(db, kind, target, row)
    if not standing:
        db.execute("DELETE FROM machine WHERE kind = ? AND id = ?", (kind, target))


_COLUMNS = {
    "statement": ("speaker", "quotation", "modality", "verdict"),
    "event": ("type", "mode", "modality", "quad", "verdict"),
    "position": ("stance", "actor", "issue", "verdict"),
    "actor": ("name", "kind", "country", "sector"),
    "issue": ("label",),
}


def _row(db: sqlite3.Connection, kind: str, target: str) -> dict[str, Any]:
    found = db.execute(f"SELECT {', '.join(_COLUMNS[kind])} FROM {kind} WHERE id = ?", (target,)).fetchone()
    row = dict(found)
    if kind == "event":
        for name in ("actor", "recipient"):
            sides = db.execute("SELECT actor FROM side WHERE event = ? AND role = ? ORDER BY place", (target, name))
            row[name + "s"] = [r[0] for r in sides]
    return row


def _write_row(db: sqlite3.Connection, kind: str, target: str, row: dict[str, Any]) -> None:
    if kind == "event":
        from dragoman.knowledge import quad_of

        row["quad"] = quad_of(row["type"])
        db.execute("DELETE FROM side WHERE event = ?", (target,))
        for name in ("actor", "recipient"):
            sides = [(target, name, k, a) for k, a in enumerate(row[name + "s"])]
            db.executemany("INSERT OR IGNORE INTO side VALUES (?, ?, ?, ?)", sides)
    if kind in ("actor", "issue"):
        _reindex(db, kind, target, row)
    names = _COLUMNS[kind]
    db.execute(
        f"UPDATE {kind} SET {', '.join(f'{n} = ?' for n in names)} WHERE id = ?", (*(row[n] for n in names), target)
    )


def _reindex(db: sqlite3.Connection, kind: str, target: str, row: dict[str, Any]) -> None:
    """Full-text search follows a new name."""
    key, column = ("rowid", "name") if kind == "actor" else ("n", "label")
    old = db.execute(f"SELECT {key}, {column} FROM {kind} WHERE id = ?", (target,)).fetchone()
    if old[1] != row[column]:
        table = f"{kind}_text"
        db.execute(f"INSERT INTO {table} ({table}, rowid, {column}) VALUES ('delete', ?, ?)", tuple(old))
        db.execute(f"INSERT INTO {table} (rowid, {column}) VALUES (?, ?)", (old[0], row[column]))


def _settled(db: sqlite3.Connection, kind: str, c: Correction) -> Any:
    """The value as it stands in a row: new actors and issues are made."""
    if c.field in ("actors", "recipients"):
        return [_actor_id(db, v) for v in c.value]
    if c.field in ("speaker", "actor"):
        return None if c.value is None else _actor_id(db, c.value)
    if c.field == "issue":
        return _issue_id(db, c.value)
    if c.field == "country" and c.value:
        return c.value.upper()
    return c.value


def _actor_id(db: sqlite3.Connection, value: Any) -> str:
    if isinstance(value, str):
        return value
    kind, country = value.get("kind", "person"), value.get("country")
    name = " ".join(value["name"].split())
    new = make_id("ac", kind, fold(name)) if kind == "person" else make_id("ac", kind, fold(name), country or "")
    done = db.execute(
        "INSERT OR IGNORE INTO actor (id, name, kind, country, sector) VALUES (?, ?, ?, ?, ?)",
        (new, name, kind, country, value.get("sector")),
    )
    if done.rowcount > 0:
        db.execute("INSERT INTO actor_text (rowid, name) VALUES (?, ?)", (done.lastrowid, name))
    return new


def _issue_id(db: sqlite3.Connection, value: str) -> str:
    if _exists(db, "issue", value):
        return value
    label = " ".join(value.split())
    new = make_id("is", fold(label))
    done = db.execute("INSERT OR IGNORE INTO issue (id, label) VALUES (?, ?)", (new, label))
    if done.rowcount > 0:
        db.execute("INSERT INTO issue_text (rowid, label) VALUES (?, ?)", (done.lastrowid, label))
    return new


# ---------------------------------------------------------------- merging and splitting
def _root(db: sqlite3.Connection, table: str, name: str) -> str:
    row = db.execute(f"SELECT coalesce(same_as, id) FROM {table} WHERE id = ?", (name,)).fetchone()
    return row[0] if row else name


def _merge_all(db: sqlite3.Connection, kind: str) -> None:
    """Set ``same_as`` anew from all mergings that stand: chains end at their last link, rings do not come about."""
    into: dict[str, str] = {}

    def root(name: str) -> str:
        while name in into:
            name = into[name]
        return name

    for c in _standing(db, kind, None, ("merge",)):
        a, b = root(c.target), root(c.value)
        if a != b:
            into[a] = b
    db.execute(f"UPDATE {kind} SET same_as = NULL WHERE same_as IS NOT NULL")
    db.executemany(f"UPDATE {kind} SET same_as = ? WHERE id = ?", [(root(a), a) for a in into])


def _split(db: sqlite3.Connection, c: Correction) -> None:
    """Part of an actor's documents, or of an issue's positions, go to a new one; which rows changed is kept."""
    new = make_id("ac" if c.kind == "actor" else "is", c.id)
    kept = db.execute("SELECT row FROM machine WHERE kind = 'split' AND id = ?", (c.id,)).fetchone()
    changed: list[tuple[str, int | str, str, str]] = [tuple(x) for x in json.loads(kept[0])] if kept else []
    if c.kind == "actor":
        done = db.execute(
            "INSERT OR IGNORE INTO actor (id, name, kind, country, sector) "
            "SELECT ?, ?, kind, ?, ? FROM actor WHERE id = ?",
            (new, c.value["name"], c.value.get("country"), c.value.get("sector"), c.target),
        )
        same = {r[0] for r in db.execute("SELECT id FROM actor WHERE id = ? OR same_as = ?", (c.target, c.target))}
        for document in c.value["documents"]:
            changed += _rows_of(db, document, same)
        if done.rowcount > 0:
            db.execute("INSERT INTO actor_text (rowid, name) SELECT rowid, name FROM actor WHERE id = ?", (new,))
    else:
        done = db.execute("INSERT OR IGNORE INTO issue (id, label) VALUES (?, ?)", (new, c.value["label"]))
        for name in c.value["positions"]:
            row = db.execute("SELECT n, issue FROM position WHERE id = ?", (name,)).fetchone()
            if row is not None and row[1] != new:
                changed.append(("position", row[0], "issue", row[1]))
        if done.rowcount > 0:
            db.execute("INSERT INTO issue_text (rowid, label) SELECT n, label FROM issue WHERE id = ?", (new,))
    for table, key, column, _ in changed:
        _set_cell(db, table, key, column, new)
    db.execute("INSERT OR REPLACE INTO machine VALUES ('split', ?, ?)", (c.id, json.dumps(changed)))


def _rows_of(db: sqlite3.Connection, document: str, same: set[str]) -> list[tuple[str, int | str, str, str]]:
    """Cells of a document that name one of the actors: (table, key, column, value)."""
    out: list[tuple[str, int | str, str, str]] = []
    for table, key, column in (
        ("mention", "rowid", "actor"), ("statement", "n", "speaker"), ("position", "n", "actor"),
        ("role", "rowid", "actor"),
    ):  # fmt: skip
        for r in db.execute(f"SELECT {key}, {column} FROM {table} WHERE document = ?", (document,)):
            if r[1] in same:
                out.append((table, r[0], column, r[1]))
    sides = db.execute(
        "SELECT s.event, s.role, s.place, s.actor FROM side s JOIN event e ON e.id = s.event WHERE e.document = ?",
        (document,),
    )
    out += [("side", f"{r[0]} {r[1]} {r[2]}", "actor", r[3]) for r in sides if r[3] in same]
    return out


def _set_cell(db: sqlite3.Connection, table: str, key: int | str, column: str, value: str) -> None:
    if table == "side":
        event, role, place = str(key).split(" ")
        db.execute("UPDATE side SET actor = ? WHERE event = ? AND role = ? AND place = ?", (value, event, role, place))
    else:
        name = "n" if table in ("statement", "position") else "rowid"
        db.execute(f"UPDATE {table} SET {column} = ? WHERE {name} = ?", (value, key))


def _take_back(db: sqlite3.Connection, c: Correction) -> None:
    row = db.execute("SELECT row FROM machine WHERE kind = 'split' AND id = ?", (c.id,)).fetchone()
    for table, key, column, old in json.loads(row[0]) if row else []:
        _set_cell(db, table, key, column, old)
    db.execute("DELETE FROM machine WHERE kind = 'split' AND id = ?", (c.id,))
    new = make_id("ac" if c.kind == "actor" else "is", c.id)
    key, column = ("rowid", "name") if c.kind == "actor" else ("n", "label")
    old_row = db.execute(f"SELECT {key}, {column} FROM {c.kind} WHERE id = ?", (new,)).fetchone()
    if old_row is not None:
        table = f"{c.kind}_text"
        db.execute(f"INSERT INTO {table} ({table}, rowid, {column}) VALUES ('delete', ?, ?)", tuple(old_row))
        db.execute(f"DELETE FROM {c.kind} WHERE id = ?", (new,))


# ---------------------------------------------------------------- the file
def _read_lines(path: Path, told: list[str]) -> list[tuple[int, Correction]]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise StoreError(str(path), f"it can't be read ({problem.strerror})", "Check its permissions.") from problem
    out = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            out.append((number, msgspec.json.decode(line, type=Correction)))
        except (msgspec.DecodeError, UnicodeDecodeError) as problem:
            told.append(f"{path}: line {number} is no correction ({problem}); mend or delete the line")
    return out


def _write_line(path: Path, c: Correction) -> None:
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            size = os.fstat(handle).st_size
            cut = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # a line that a crash cut stays by itself
            os.write(handle, (b"\n" if cut else b"") + msgspec.json.encode(c) + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as problem:
        advice = "Nothing was changed. Check the folder's permissions and the disk."
        raise StoreError(str(path), f"it can't be written ({problem.strerror})", advice) from problem
