"""A user's own ontology: event types, each with a definition and a few example sentences."""

from __future__ import annotations

import hashlib

import msgspec

from dragoman.record import EventType, Quad


class OwnType(msgspec.Struct, frozen=True, kw_only=True):
    """An event type. ``parents`` are the PLOVER types that an event of it may also have, the likeliest first."""

    code: str
    definition: str
    examples: tuple[str, ...]
    name: str | None = None
    counter_examples: tuple[str, ...] = ()
    quad: Quad | None = None
    parents: tuple[EventType, ...] = ()


class Ontology(msgspec.Struct, frozen=True, kw_only=True):
    """Event types under a name and version. ``source`` is the file that it was read from."""

    name: str
    types: tuple[OwnType, ...]
    version: str | None = None
    description: str | None = None
    source: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the types, in the order of the file."""
        return tuple(t.code for t in self.types)

    @property
    def fingerprint(self) -> str:
        """16 hex digits of the SHA-256 of all that tells the types apart; comments and layout do not count."""
        told = [(t.code, t.definition, t.examples, t.counter_examples, t.quad, t.parents) for t in self.types]
        return hashlib.sha256(msgspec.json.encode([self.name, self.version, told])).hexdigest()[:16]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of an ontology file, with the line (from 1) and the field where it stands."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: "
        return where + (f"{self.field}: {self.message}" if self.field else self.message)
