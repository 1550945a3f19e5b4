"""PLOVER: event types with quad classes and modes, contexts, sectors (``plover.yaml``, compiled to JSON)."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from dragoman.knowledge._data import read_json
from dragoman.record import Quad


class Mode(msgspec.Struct, frozen=True, kw_only=True):
    """How an event of a type is done. ``cues`` are words (``*``: any ending) that tell it."""

    definition: str
    cues: tuple[str, ...] = ()


class Type(msgspec.Struct, frozen=True, kw_only=True):
    """An event type of the ontology."""

    definition: str
    quad: Quad
    intensity: float
    cameo: tuple[str, ...]
    modes: dict[str, Mode] = {}
    examples: tuple[str, ...] = ()


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What an event is about."""

    definition: str
    cues: tuple[str, ...]


class QuadClass(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of a quad class elsewhere: PLOVER, GDELT and ICEWS all count 1 to 4."""

    plover: int
    gdelt: int
    icews: int


class Ontology(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of PLOVER as Dragoman uses it."""

    name: str
    version: str
    source: str
    quads: dict[Quad, QuadClass]
    types: dict[str, Type]
    contexts: dict[str, Context]
    sectors: dict[str, str]
    cameo: dict[str, str | None]


@cache
def ontology() -> Ontology:
    """The shipped ontology."""
    return read_json("plover.json", Ontology)


def event_types() -> tuple[str, ...]:
    """The names of the event types, in the order of the manual."""
    return tuple(ontology().types)


def sectors() -> dict[str, str]:
    """The sector codes with what each means."""
    return ontology().sectors


def quad_of(event_type: str) -> Quad:
    """The quad class of an event type; raises ``KeyError`` for a type that PLOVER does not have."""
    return ontology().types[event_type].quad


def modes_of(event_type: str) -> tuple[str, ...]:
    """The modes of an event type; raises ``KeyError`` for a type that PLOVER does not have."""
    return tuple(ontology().types[event_type].modes)


_WORD = re.compile(r"\w+")


def _pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for a list of cues: whole words, an optional plural s, ``*`` for any ending."""
    parts = []
    for cue in sorted(cues, key=len, reverse=True):
        words = re.escape(cue.rstrip("*")).replace(r"\ ", r"[\s-]+")
        parts.append(words + (r"\w*" if cue.endswith("*") else "s?"))
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


@cache
def _mode_patterns(event_type: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    modes = ontology().types[event_type].modes
    return tuple((name, _pattern(mode.cues)) for name, mode in modes.items() if mode.cues)


@cache
def _context_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(c.cues) for c in ontology().contexts.values())


@cache
def _context_openings() -> dict[str, frozenset[int]]:
    """The contexts (by number) that have a cue whose first word begins with these letters, four at most."""
    out: dict[str, set[int]] = {}
    for number, context in enumerate(ontology().contexts.values()):
        for cue in context.cues:
            first = _WORD.search(cue)
            out.setdefault(first.group()[:4].lower() if first else "", set()).add(number)
    return {opening: frozenset(numbers) for opening, numbers in out.items()}


def mode_of(event_type: str, words: str) -> str | None:
    """The mode that an event's own words tell, or None; of several, the one with most cues."""
    hits = [(len(p.findall(words)), name) for name, p in _mode_patterns(event_type)]
    best = max(hits, key=lambda h: h[0], default=(0, ""))
    return best[1] if best[0] else None


@lru_cache(maxsize=512)  # the events of a sentence ask about the same words
def contexts_of(words: str) -> tuple[str, ...]:
    """The contexts whose trigger words stand in ``words``, in the order of the ontology."""
    openings = _context_openings()
    words_in = {w.lower() for w in _WORD.findall(words)}
    likely: set[int] = set().union(*(openings[o] for w in words_in for n in range(1, 5) if (o := w[:n]) in openings))
    names = tuple(ontology().contexts)
    return tuple(names[k] for k in sorted(likely) if _context_patterns()[k].search(words))
