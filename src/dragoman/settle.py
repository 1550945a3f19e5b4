"""Who is who and which issue is which across documents, kept in the record file as it grows.

The register of actors and the book of issues live in memory while a run writes; what changes in them goes into the
same transaction as the documents that changed it, and what another writer put there is taken in before each batch.
"""

from __future__ import annotations

from dragoman.discourse.issues import IssueBook, Settled
from dragoman.record import Record
from dragoman.register import Correction, Register, decode_entry, encode_entry, read_corrections
from dragoman.store import Store, corrections


class Settler:
    """Register and issue book of a record file.

    Args:
        store: open for writing; entries learned before are loaded.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.register = Register((), corrected_actors(store))
        self.issues = IssueBook()
        self._seen = 0
        self.refresh()

    def refresh(self) -> None:
        """Take in entries that came since, from an earlier run or another writer."""
        found = self.store.db.execute("SELECT seq, kind, entry FROM learned WHERE seq > ? ORDER BY seq", (self._seen,))
        for seq, kind, entry in found:
            if kind == "actor":
                self.register.add(decode_entry(entry))
            elif kind == "issue":
                self.issues.add_stored(entry)
            self._seen = seq

    def settle(self, record: Record) -> Settled:
        """The record with its actors and issues under the ids that the whole record file uses."""
        record = self.register.settle(record)
        self.register.learn(record)
        return self.issues.file(record)

    def save(self) -> None:
        """Write what changed. Part of the caller's transaction."""
        actors = [("actor", e.id, encode_entry(e)) for e in self.register.changed()]
        issues = [("issue", name, entry) for name, entry in self.issues.changed()]
        for row in actors + issues:
            done = self.store.db.execute("INSERT OR REPLACE INTO learned (kind, id, entry) VALUES (?, ?, ?)", row)
            self._seen = max(self._seen, done.lastrowid or 0)


def corrected_actors(store: Store) -> list[Correction]:
    """What people corrected of actors, from the file beside the record."""
    path = corrections.file_beside(store.path)
    return read_corrections(path) if store.path != ":memory:" and path.exists() else []


def load_register(store: Store) -> Register:
    """The register of actors of a record file, with the corrections on top."""
    found = store.db.execute("SELECT entry FROM learned WHERE kind = 'actor' ORDER BY seq")
    return Register((decode_entry(r[0]) for r in found), corrected_actors(store))


def save_register(store: Store, register: Register) -> None:
    """Write the entries that changed since the register was loaded, and apply new lines of the corrections' file."""
    with store.transaction() as db:
        db.executemany(
            "INSERT OR REPLACE INTO learned (kind, id, entry) VALUES ('actor', ?, ?)",
            [(e.id, encode_entry(e)) for e in register.changed()],
        )
    corrections.sync(store)
