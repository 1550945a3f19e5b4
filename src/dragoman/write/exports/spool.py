"""Rows put aside on disk until all records have been seen, so that memory stays flat however large the corpus."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar

import msgspec

from dragoman.write.exports.files import refused

T = TypeVar("T")


class Spool(Generic[T]):
    """A table of values by key, in the order of their first coming."""

    def __init__(self, db: sqlite3.Connection, name: str, type: type[T]) -> None:
        self._db, self._name = db, name
        self._folder = Path(db.execute("PRAGMA database_list").fetchone()[2]).parent.parent
        self._decoder = msgspec.msgpack.Decoder(type)
        db.execute(f"CREATE TABLE {name} (at INTEGER PRIMARY KEY, key TEXT UNIQUE, value BLOB)")

    def get(self, key: str) -> T | None:
        """The value of a key, or None."""
        row = self._db.execute(f"SELECT value FROM {self._name} WHERE key = ?", (key,)).fetchone()
        return self._decoder.decode(row[0]) if row else None

    def put(self, key: str, value: T) -> None:
        """Keep a value; one of the same key is replaced and keeps its place."""
        try:
            self._insert(key, value)
        except sqlite3.OperationalError as problem:  # a full disk, as a rule
            raise refused(self._folder, OSError(str(problem))) from problem

    def _insert(self, key: str, value: T) -> None:
        self._db.execute(
            f"INSERT INTO {self._name} (key, value) VALUES (?, ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, msgspec.msgpack.encode(value)),
        )

    def values(self) -> Iterator[T]:
        """All values, in the order of their first coming."""
        for (value,) in self._db.execute(f"SELECT value FROM {self._name} ORDER BY at"):
            yield self._decoder.decode(value)


@contextmanager
def open_spool(beside: Path) -> Iterator[sqlite3.Connection]:
    """A database in a temporary folder beside the output (there is room there), removed afterwards."""
    with TemporaryDirectory(prefix=".dragoman-", dir=beside) as folder:
        db = sqlite3.connect(Path(folder) / "spool.sqlite", isolation_level=None)
        try:
            db.execute("PRAGMA journal_mode = OFF")
            db.execute("PRAGMA synchronous = OFF")
            db.execute("BEGIN")
            yield db
        finally:
            db.close()
