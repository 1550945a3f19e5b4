"""Opening a record file: versions, locks, and errors that say what to do."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from dragoman.errors import StoreError, UsageError
from dragoman.record import Record
from dragoman.store import query, rows, schema
from dragoman.store.query import Filters, Rows

BUSY_MS = 60_000  # how long a writer waits for another one's commit


class Store:
    """A record file that is open. Use as a context manager, or call :meth:`close`.

    Readers never wait for a writer, and see whole commits only. ``db`` is the connection: readers may query it.
    """

    def __init__(self, db: sqlite3.Connection, path: str, writable: bool) -> None:
        self.db, self.path, self.writable = db, path, writable

    @classmethod
    def of(cls, *records: Record) -> Store:
        """Records in memory, to be asked as a file is."""
        db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA foreign_keys = OFF")
        db.row_factory = sqlite3.Row
        schema.migrate(db)
        store = cls(db, ":memory:", True)
        store.append(records)
        return store

    def append(self, records: Iterable[Record], item: str | None = None) -> list[str]:
        """Write records of documents; gives the ids of those that were new.

        A document that the file holds already (the same id) is left as it is. All or nothing: inside a transaction of
        the caller, or in one of its own.
        """
        with self.transaction():
            return [new for record in records for new in rows.append(self.db, record, item)]

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One atomic piece of work; nested uses join the outer one.

        Raises:
            StoreError: another writer held the file too long, the disk is full, or the file is damaged.
        """
        if self.db.in_transaction:
            yield self.db
            return
        with explain(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    def show(self, what: str, filters: Filters | None = None, **chosen: object) -> Rows:
        """Rows of ``statements``, ``events``, ``actors``, ``positions``, ``documents``, ``issues`` or ``notes``.

        Filters are given as :class:`Filters` or by name (``actor=``, ``country=``, ``since=`` ...).

        Raises:
            UsageError: there is no such table, filter or value.
        """
        if chosen:
            filters = query.make_filters(chosen)
        with explain(self.path):
            return query.show(self.db, what, filters or Filters())

    def sql(self, text: str, limit: int | None = None) -> Rows:
        """Rows of a query of the user's own, read-only.

        Raises:
            UsageError: the query is no query, is wrong, or writes.
        """
        with explain(self.path):
            return query.sql(self.db, text, limit)

    def records(self, filters: Filters | None = None) -> Iterator[Record]:
        """The record of each document, in the order in which they came, corrections applied."""
        with explain(self.path):
            yield from rows.read_records(self.db, query.documents(self.db, filters or Filters()))

    def record(self, document: str) -> Record | None:
        """The record of one document, or None if the file does not hold it."""
        with explain(self.path):
            return next(iter(rows.read_records(self.db, [document])), None)

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in where nobody else is reading."""
        if self.writable and self.path != ":memory:":
            with suppress(sqlite3.Error):
                self.db.execute("PRAGMA optimize")
        self.db.close()
        if self.writable and self.path != ":memory:":
            _release_host(Path(self.path))

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(path: str | os.PathLike[str], write: bool = False) -> Store:
    """Open a record file; a new one is made where there is none and ``write`` is asked.

    Args:
        path: the file, usually ``*.sqlite``.
        write: open for writing too. Several writers on one machine take turns.

    Raises:
        StoreError: it is not there (and not to be made), is not a record, is damaged, was made by a newer version, is
            in a folder that can't be written, or is being written from another machine.
    """
    file = Path(path)
    name = os.fspath(path)
    if not write and not file.exists():
        raise StoreError(
            name, "there is no such record", "Make one with: dragoman add SOURCE... --record FILE.", "not-found"
        )
    if file.is_dir():
        raise StoreError(name, "this is a folder", "Name a file, such as record.sqlite.", "not-found")
    if write:
        _claim_host(file)
    with explain(name):
        if write:
            db = sqlite3.connect(name, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
        else:
            db = _connect_reader(file)
        db.row_factory = sqlite3.Row
        try:
            _prepare(db, name, write)
        except BaseException:
            db.close()
            raise
    return Store(db, name, write)


def _connect_reader(file: Path) -> sqlite3.Connection:
    uri = f"file:{quote(str(file.resolve()))}?mode=ro"
    db = sqlite3.connect(uri, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    try:
        db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        # a folder that can't be written holds no -shm file for the log: read what is in the file itself
        db.close()
        db = sqlite3.connect(uri + "&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA query_only = ON")
    return db


def _prepare(db: sqlite3.Connection, name: str, write: bool) -> None:
    db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    known = int(db.execute("PRAGMA application_id").fetchone()[0])
    empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if known != schema.APPLICATION_ID and not (empty and write):
        raise StoreError(name, "this is not a record of Dragoman's", "Name another file.", "not-a-record")
    if version > schema.VERSION:
        advice = f"It has schema {version}; this Dragoman knows {schema.VERSION}: install a newer one."
        raise StoreError(name, "this record was made by a newer version", advice, "newer")
    if write:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # with WAL a kill loses nothing that was committed
        db.execute("PRAGMA cache_size = -65536")
        if version < schema.VERSION:
            db.execute("BEGIN IMMEDIATE")
            try:
                schema.migrate(db)
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
    elif version < schema.VERSION:
        advice = f"Bring it up to date with: dragoman add --record {name} (no sources needed)."
        raise StoreError(name, f"this record has an old schema ({version})", advice, "old")


# ---------------------------------------------------------------- errors
@contextmanager
def explain(path: str) -> Iterator[None]:
    """SQLite's errors in words that a person can act on."""
    try:
        yield
    except sqlite3.Error as problem:
        raise _store_error(path, problem) from problem


def _store_error(path: str, problem: sqlite3.Error) -> Exception:
    told = str(problem)
    if "locked" in told or "busy" in told:
        advice = "Another program is writing to it and does not let go: wait for it or stop it, and run again."
        return StoreError(path, "the record is locked", advice, "locked")
    if "disk is full" in told:
        return StoreError(path, "the disk is full", "Make room and run again: what was committed is kept.", "full")
    if "readonly" in told or "unable to open" in told:
        return StoreError(
            path, "the record can't be written", "Check the folder's and the file's permissions.", "read-only"
        )
    if "malformed" in told or "not a database" in told or "corrupt" in told:
        advice = (
            "Keep it aside. If it is a record, save what can be read with: sqlite3 FILE .recover | sqlite3 NEW, "
            "or add the sources to a new record."
        )
        return StoreError(path, "the file is damaged or no record", advice, "corrupt")
    if isinstance(problem, (sqlite3.ProgrammingError, sqlite3.OperationalError)) and "interrupted" in told:
        return UsageError("the query took too long and was stopped; narrow it")
    return StoreError(path, f"the record can't be used ({told})", "Run dragoman check, and report this.", "unreadable")


# ---------------------------------------------------------------- one machine at a time
def _host_file(path: Path) -> Path:
    return path.with_name(path.name + "-host")


def _claim_host(path: Path) -> None:
    """Say which machine writes. WAL needs shared memory, so two machines on one shared folder would ruin the file."""
    mark, here = _host_file(path), socket.gethostname()
    try:
        with open(mark, "x", encoding="utf-8") as file:
            file.write(here)
        return
    except FileExistsError:
        pass
    except FileNotFoundError:
        advice = "Make the folder first."
        raise StoreError(str(path), f"there is no folder {path.parent}", advice, "not-found") from None
    except OSError as problem:
        if "space" in str(problem.strerror).lower():
            advice = "Make room and run again: what was committed is kept."
            raise StoreError(str(path), "the disk is full", advice, "full") from problem
        advice = "Choose a folder that you may write to, or copy the record."
        raise StoreError(str(path), "its folder can't be written", advice, "read-only") from problem
    try:
        other = mark.read_text(encoding="utf-8").strip()
    except OSError:
        return  # it was released just now
    if other and other != here:
        advice = (
            "One shared file must not be written from two machines. Stop that one, or, if it is gone, delete "
            f"{mark.name}; to code on many machines, write parts and bring them in with: dragoman merge."
        )
        raise StoreError(str(path), f"the machine {other} is writing to it", advice, "locked")


def _release_host(path: Path) -> None:
    """Take the mark away when this was the last writer here (others keep the file open: then the log stays)."""
    if not path.with_name(path.name + "-wal").exists():
        _host_file(path).unlink(missing_ok=True)
