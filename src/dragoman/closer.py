"""A closer look at words of a sentence: do they state an event or take a stand, of which kind, and whose.

The reader (:mod:`dragoman.model`) passes over an article once and points at words that may state an event or take a
stand. Here each sentence with such words is read again with the words marked, by an encoder that learned nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import numpy as np

from dragoman.graphs import MODELS, Array, Graph, softmax
from dragoman.record import EventType

KINDS: tuple[str, ...] = ("none", *get_args(EventType))
MODALITIES = ("asserted", "future", "hypothetical", "negated")
STANCES = ("none", "support", "oppose", "conditional")
ROLES = ("actor", "recipient", "date", "place", "issue", "holder")
LONGEST = 126  # word pieces of a sentence that are read, as in training
_OUTPUTS = ("kind", "modality", "stance", "roles")
_MARKS = {"event": ("[unused5]", "[unused6]"), "stand": ("[unused7]", "[unused8]")}


class Window(NamedTuple):
    """Pieces ``lo`` to ``hi`` of a text, in which ``start`` to ``end`` are the words in question."""

    lo: int
    start: int
    end: int
    hi: int


class Look(NamedTuple):
    """What was seen: probabilities over ``KINDS``, ``MODALITIES`` and ``STANCES``, and for each piece of the window
    the scores of ``ROLES`` (pieces, 6), above zero where a piece has the role."""

    window: Window
    kinds: Array
    modalities: Array
    stances: Array
    roles: Array


class Closer:
    """The weights in memory. Raises ModelError where a file is missing or broken."""

    def __init__(self, folder: Path = MODELS, threads: int = 2) -> None:
        self._graph = Graph(folder, "closer", threads)

    def look(self, ids: Sequence[int], windows: Sequence[Window], kind: Literal["event", "stand"]) -> list[Look]:
        """Look at each window of a text (``ids``: all of its pieces), one by one: together they were slower."""
        before, behind = (self._graph.token(m) for m in _MARKS[kind])
        out = []
        for w in windows:
            row = [*ids[w.lo : w.start], before, *ids[w.start : w.end], behind, *ids[w.end : w.hi]]
            first, last = 1 + w.start - w.lo, 2 + w.end - w.lo  # behind [CLS], and behind the first mark
            places = {"first": np.array([first]), "last": np.array([last])}
            kinds, modalities, stances, roles = (x[0] for x in self._graph.run([row], _OUTPUTS, **places))
            kept = np.delete(roles[1 : len(row) + 1], [first - 1, last - 1], axis=0)
            out.append(Look(w, softmax(kinds), softmax(modalities), softmax(stances), kept))
        return out


def fit_window(lo: int, start: int, end: int, hi: int, longest: int = LONGEST) -> Window:
    """A window of at most so many pieces around the words in question."""
    spare = max(0, longest - (end - start))
    left, right = start - lo, hi - end
    if left + right > spare:
        left = min(left, max(spare - right, spare // 2))
        right = min(right, spare - left)
    return Window(start - left, start, end, end + right)
