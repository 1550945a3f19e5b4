"""A file that Discourse Network Analyzer 3 opens: documents, statements, persons, organisations, concepts, agreement.

The layout is that of DNA 3.0 and 3.1 (repository leifeld-lab/dna, ``sql/Sql.java``, ``createTables`` for SQLite, read
at version 3.1.1): the same tables, columns, types, checks and keys. DNA opens files whose setting ``version`` begins
with 3.0, and asks for the password of a coder.
"""

from __future__ import annotations

import base64
import hashlib
import os
import sqlite3
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from dragoman.discourse._dna_tables import SETTINGS, TABLES
from dragoman.discourse.stands import Stand, list_stands
from dragoman.errors import UsageError
from dragoman.record import Actor, Document, Record

PASSWORD = "dragoman"
_LONGEST = 190  # DNA's columns check LENGTH(...) < 191
_ADMIN, _CODER = 1, 2
_STATEMENT, _CONDITIONAL = 1, 2
_PERSON, _ORGANISATION, _CONCEPT, _AGREEMENT = 1, 2, 3, 4
# the same three for conditional positions, which agreement (yes or no) can't hold
_OFFSET = 4
_CONDITION = 8
Who = tuple[str, str]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a DNA file holds, and what its layout could not hold as it is.

    ``conditional`` positions are statements of the type "Conditional position"; ``undated`` documents have 1970-01-01
    (DNA demands a day) and say so in their notes; ``shortened`` names are cut to 190 characters, whole in the notes.
    """

    documents: int
    statements: int
    conditional: int
    undated: int
    shortened: int


def write_dna(
    path: Path, records: Iterable[Record], *, password: str = PASSWORD, replace: bool = False, copies: bool = False
) -> Written:
    """Write a DNA database.

    Args:
        path: the file, by custom ``*.dna``.
        records: settled records, so that concepts are issues of the corpus.
        password: of both coders, "Admin" and "Dragoman" (who owns documents and statements).
        replace: overwrite an existing file; it may hold somebody's coding, so that is not the default.
        copies: code also documents that are copies of another.

    Returns:
        Counts of what was written.

    Raises:
        UsageError: the file exists, or can't be written.
    """
    if path.exists() and not replace:
        raise UsageError(f"{path} exists and may hold coding by hand; choose another name or ask to replace it")
    records = list(records)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.unlink(missing_ok=True)
        with closing(sqlite3.connect(aside)) as db, db:
            db.execute("PRAGMA foreign_keys = ON")
            written = _fill(db, records, password, copies)
        os.replace(aside, path)
    except (OSError, sqlite3.OperationalError) as problem:
        raise UsageError(f"can't write {path}: {problem}; choose a folder that you may write to") from problem
    finally:
        aside.unlink(missing_ok=True)
    return written


def hash_password(password: str, salt: bytes) -> str:
    """A password as DNA stores it: Jasypt's StrongPasswordEncryptor.

    SHA-256, 100,000 times over, of a salt of 16 bytes and the NFC form of the password; base64 of salt and digest.
    """
    if len(salt) != 16:
        raise ValueError("the salt has 16 bytes")
    digest = salt + unicodedata.normalize("NFC", password).encode("utf-8")
    for _ in range(100_000):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode("ascii")


def check_password(password: str, stored: str) -> bool:
    """Whether a stored hash is that of a password."""
    return hash_password(password, base64.b64decode(stored)[:16]) == stored


def java_text(text: str) -> tuple[str, Callable[[int], int]]:
    """A text as DNA's text pane holds it, and where an offset of ours lies in it.

    Java counts UTF-16 code units, so a character outside the basic plane counts twice; line ends are ``\\n`` alone.
    """
    starts: list[int] = []  # offsets in ours after which the difference changes
    shifts: list[int] = [0]
    out: list[str] = []
    for i, char in enumerate(text):
        if char == "\r":
            if text[i + 1 : i + 2] == "\n":
                starts.append(i + 1)
                shifts.append(shifts[-1] - 1)
                continue
            char = "\n"
        elif ord(char) > 0xFFFF:
            starts.append(i + 1)
            shifts.append(shifts[-1] + 1)
        elif 0xD800 <= ord(char) <= 0xDFFF:
            char = "\ufffd"  # half a character: no file can hold it
        out.append(char)
    return "".join(out), lambda at: at + shifts[bisect_right(starts, at)]


def _line(words: str) -> str:
    """Words on one line, as SQLite can hold them."""
    return " ".join(words.encode("utf-8", "replace").decode("utf-8").split())


def _fill(db: sqlite3.Connection, records: Sequence[Record], password: str, copies: bool) -> Written:
    for table in TABLES:
        db.execute(table)
    documents = {d.id: d for r in records for d in r.documents}
    _fill_frame(db, password, sorted(documents))
    offsets: dict[str, Callable[[int], int]] = {}
    numbers: dict[str, int] = {}
    undated = shortened = 0
    for number, doc in enumerate(documents.values(), 1):
        text, offsets[doc.id] = java_text(doc.text)
        numbers[doc.id] = number
        shortened += _add_document(db, number, doc, text)
        undated += doc.published is None
    actors = {a.id: a for r in records for a in r.actors}
    stands = [s for s in list_stands(records, copies=copies) if s.end > s.start]
    stands.sort(key=lambda s: (numbers[s.document], s.start, s.end, s.position))
    entities = _Entities(db)
    names = unique_names(actors, {s.actor for s in stands})
    concepts = _concepts(stands)
    for number, s in enumerate(stands, 1):
        at = offsets[s.document]
        kind = _CONDITIONAL if s.stance == "conditional" else _STATEMENT
        db.execute(
            "INSERT INTO STATEMENTS (ID, StatementTypeId, DocumentId, Start, Stop, Coder) VALUES (?, ?, ?, ?, ?, ?)",
            (number, kind, numbers[s.document], at(s.start), at(s.end), _CODER),
        )
        _add_values(db, entities, number, s, actors[s.actor], names, concepts)
    return Written(
        documents=len(documents), statements=len(stands),
        conditional=sum(s.stance == "conditional" for s in stands), undated=undated,
        shortened=shortened + entities.shortened,
    )  # fmt: skip


def _fill_frame(db: sqlite3.Connection, password: str, documents: Sequence[str]) -> None:
    """Settings, coders, statement types and variables."""
    # a salt from the content: the same records give the same file
    salts = [hashlib.sha256("\x1f".join([who, *documents]).encode()).digest()[:16] for who in ("Admin", "Dragoman")]
    for (number, name, *colour), salt in zip(
        ((_ADMIN, "Admin", 255, 255, 0), (_CODER, "Dragoman", 70, 130, 180)), salts, strict=True
    ):
        db.execute(
            "INSERT INTO CODERS (ID, Name, Red, Green, Blue, Password) VALUES (?, ?, ?, ?, ?, ?)",
            (number, name, *colour, hash_password(password, salt)),
        )
    db.executemany("INSERT INTO CODERRELATIONS (Coder, OtherCoder) VALUES (?, ?)", [(_ADMIN, _CODER), (_CODER, _ADMIN)])
    db.executemany("INSERT INTO SETTINGS (Property, Value) VALUES (?, ?)", SETTINGS)
    db.executemany(
        "INSERT INTO STATEMENTTYPES (ID, Label, Red, Green, Blue) VALUES (?, ?, ?, ?, ?)",
        [(_STATEMENT, "DNA Statement", 239, 208, 51), (_CONDITIONAL, "Conditional position", 100, 200, 190)],
    )
    short = ((_PERSON, "person"), (_ORGANISATION, "organization"), (_CONCEPT, "concept"))
    variables = [(n, name, "short text", _STATEMENT) for n, name in short]
    variables.append((_AGREEMENT, "agreement", "boolean", _STATEMENT))
    variables += [(n + _OFFSET, name, "short text", _CONDITIONAL) for n, name in short]
    variables.append((_CONDITION, "condition", "long text", _CONDITIONAL))
    db.executemany("INSERT INTO VARIABLES (ID, Variable, DataType, StatementTypeId) VALUES (?, ?, ?, ?)", variables)
    db.executemany(
        "INSERT INTO ATTRIBUTEVARIABLES (VariableId, AttributeVariable) VALUES (?, ?)",
        [(n + o, name) for name in ("Type", "Alias", "Notes") for o in (0, _OFFSET) for n, _ in short],
    )


def _add_document(db: sqlite3.Connection, number: int, doc: Document, text: str) -> int:
    """One document; how many of its fields had to be shortened."""
    title = doc.title or text.split("\n", 1)[0] or doc.source
    fields = {"title": title, "author": "; ".join(doc.authors), "source": doc.outlet or ""}
    fields = {k: _line(v) for k, v in fields.items()}
    notes = [_line(doc.source)] if doc.source not in ("", "-") else []
    notes += [f"{k}: {v}" for k, v in fields.items() if len(v) > _LONGEST]
    if doc.published is None:
        notes.append("The day of publication is unknown; 1970-01-01 stands for it.")
    if doc.duplicate_of:
        notes.append(f"A copy of {doc.duplicate_of}.")
    db.execute(
        "INSERT INTO DOCUMENTS (ID, Title, Text, Coder, Author, Source, Section, Notes, Type, Date) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, fields["title"][:_LONGEST], text, _CODER, fields["author"][:_LONGEST],
            fields["source"][:_LONGEST], "", "\n".join(notes), "", seconds(doc.published),
        ),
    )  # fmt: skip
    return sum(len(v) > _LONGEST for v in fields.values())


def seconds(published: str | None) -> int:
    """A day or date-time as DNA stores it: seconds since 1970, the clock as written taken for UTC; 0 for None."""
    if not published:
        return 0
    try:
        when = datetime.fromisoformat(published)
    except ValueError:
        when = datetime.combine(date.fromisoformat(published[:10]), datetime.min.time())
    return int(when.replace(tzinfo=UTC).timestamp())


class _Entities:
    """Persons, organisations and concepts, each once, with their attributes."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._ids: dict[tuple[int, str], int] = {}
        self._taken: set[tuple[int, str]] = set()
        self.shortened = 0

    def number(self, variable: int, value: str, kind: str = "", alias: str = "") -> int:
        if (variable, value) in self._ids:
            return self._ids[variable, value]
        shown, notes = value, ""
        if len(value) > _LONGEST:
            self.shortened += 1
            tail = 1
            shown, notes = value[:_LONGEST], value
            while (variable, shown) in self._taken:
                tail += 1
                shown = f"{value[: _LONGEST - 8]} ({tail})"
        self._taken.add((variable, shown))
        number = len(self._ids) + 1
        self._ids[variable, value] = number
        self._db.execute(
            "INSERT INTO ENTITIES (ID, VariableId, Value, Red, Green, Blue) VALUES (?, ?, ?, 0, 0, 0)",
            (number, variable, shown),
        )
        for name, attribute in (("Type", kind), ("Alias", alias), ("Notes", notes)):
            self._db.execute(
                "INSERT INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId, AttributeValue) "
                "SELECT ?, ID, ? FROM ATTRIBUTEVARIABLES WHERE VariableId = ? AND AttributeVariable = ?",
                (number, attribute[:_LONGEST], variable, name),
            )
        return number


def _add_values(
    db: sqlite3.Connection, entities: _Entities, number: int, s: Stand, actor: Actor, names: dict[str, str],
    concepts: dict[str, str],
) -> None:  # fmt: skip
    """The variables of one statement."""
    shift = _OFFSET if s.stance == "conditional" else 0
    name = names[actor.id]
    person, organisation = (name, organisation_of(actor, s.document)) if actor.kind == "person" else ("", name)
    kind = actor.kind if not actor.country else f"{actor.kind}, {actor.country}"
    values = (
        (_PERSON, person, kind if person else ""),
        (_ORGANISATION, organisation, kind if not person else ""),
        (_CONCEPT, concepts[s.issue], ""),
    )
    for variable, value, what in values:
        entity = entities.number(variable + shift, value, what, actor.id if value == name else "")
        db.execute(
            "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?, ?, ?)",
            (number, variable + shift, entity),
        )
    if shift:
        db.execute(
            "INSERT INTO DATALONGTEXT (StatementId, VariableId, Value) VALUES (?, ?, ?)",
            (number, _CONDITION, _line(s.words)),
        )
    else:
        db.execute(
            "INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?, ?, ?)",
            (number, _AGREEMENT, int(s.stance == "support")),
        )


def organisation_of(actor: Actor, document: str) -> str:
    """The organisation that the words of this document (else of any) give a person's office, or ""."""
    known = [r for r in actor.roles if r.organisation]
    return _line(next((r.organisation or "" for r in [*(r for r in known if r.document == document), *known]), ""))


def unique_names(actors: dict[str, Actor], used: Iterable[str]) -> dict[str, str]:
    """A name for each actor, no two alike: the country, then a number, tells those of one name apart."""
    out: dict[str, str] = {}
    taken: set[tuple[Literal["person", "other"], str]] = set()
    for key in sorted(used, key=lambda k: (actors[k].name, actors[k].country or "", k)):
        actor = actors[key]
        sort: Literal["person", "other"] = "person" if actor.kind == "person" else "other"
        name = _line(actor.name) or key
        tries = [name, *([f"{name} ({actor.country})"] if actor.country else [])]
        number = 1
        while (sort, tries[0]) in taken:
            tries.pop(0)
            if not tries:
                number += 1
                tries = [f"{name} ({number})"]
        taken.add((sort, tries[0]))
        out[key] = tries[0]
    return out


def _concepts(stands: Iterable[Stand]) -> dict[str, str]:
    """A concept for each issue, no two alike."""
    out: dict[str, str] = {}
    taken: set[str] = set()
    for s in stands:
        if s.issue not in out:
            label = _line(s.label) or s.issue
            name, number = label, 1
            while name in taken:
                number += 1
                name = f"{label} ({number})"
            taken.add(name)
            out[s.issue] = name
    return out
