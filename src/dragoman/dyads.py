"""What a sentence tells between two sides that are given: the PLOVER type of the act, and who is for or against whom.

A dyad is a source and a target, as event data knows them. Whoever has the two sides already (from an own list of
actors, from another coder's output) asks here; an article as a whole is read by :mod:`dragoman.model`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import get_args

import msgspec
import numpy as np

from dragoman.errors import UsageError
from dragoman.graphs import MODELS, Array, Graph, softmax
from dragoman.record import EventType, Span

TYPES: tuple[EventType, ...] = get_args(EventType)
TOWARD = ("none", "source for target", "target for source", "source against target", "target against source")
SWAPPED = (0, 2, 1, 4, 3)  # the place of each of these when source and target change places
LONGEST = 158  # word pieces with marks that are read, as in training
_MARKS = ("[unused1]", "[unused2]", "[unused3]", "[unused4]")


class Dyad(msgspec.Struct, frozen=True):
    """Probabilities of what lies between two sides.

    ``types``: of the 16 event types, for what the source does to the target; they add up to 1, so that something is
    likeliest even where the sentence tells no event between the two. ``toward``: none, source for target, target for
    source, source against target, target against source.
    """

    types: dict[EventType, float]
    toward: dict[str, float]


def read_dyad(text: str, source: Span | None, target: Span | None, *, threads: int = 2, folder: Path = MODELS) -> Dyad:
    """Read what ``text`` tells between two of its parts.

    Args:
        text: a sentence or two. Of a longer one the pieces around both sides are read.
        source: character offsets of who acts; None if it is not named (the text's start stands for it).
        target: likewise of towards whom (the text's end).
        threads: threads of one pass.
        folder: holds ``dyads.onnx``, ``words.npz`` and ``tokenizer.json``.

    Raises:
        UsageError: the sides overlap, lie outside of the text or too far apart (158 word pieces).
        ModelError: the model's files are missing or broken.
    """
    sides = (source or (0, 0), target or (len(text), len(text)))
    graph = _load(folder, threads)
    there = _scores(graph, text, *sides)
    back = _scores(graph, text, sides[1], sides[0])
    toward = (softmax(there[1]) + softmax(back[1])[list(SWAPPED)]) / 2
    return Dyad(_by_type(there[0]), dict(zip(TOWARD, toward.tolist(), strict=True)))


def types_between(text: str, source: Span, target: Span, threads: int = 2) -> dict[EventType, float]:
    """The ``types`` of :func:`read_dyad` alone, at half its cost. Raises what it raises."""
    return _by_type(_scores(_load(MODELS, threads), text, source, target)[0])


def _by_type(scores: Array) -> dict[EventType, float]:
    return dict(zip(TYPES, softmax(scores).tolist(), strict=True))


def _scores(graph: Graph, text: str, source: Span, target: Span) -> tuple[Array, Array]:
    """Scores of types and of who is for whom, with the marks of one way round."""
    (a, b), (c, d) = source, target
    if not (0 <= a <= b <= len(text) and 0 <= c <= d <= len(text)) or (a < d and c < b):
        raise UsageError(f"source {source} and target {target} must be two parts of the text that share no character")
    ids: list[int] = []
    marks: dict[str, int] = {}
    at = 0
    for place, mark in sorted(zip((a, b, c, d), _MARKS, strict=True)):
        ids += graph.pieces(text[at:place])[0]
        marks[mark] = len(ids)
        ids.append(graph.token(mark))
        at = place
    ids += graph.pieces(text[at:])[0]
    first, last = min(marks.values()), max(marks.values())
    if last - first >= LONGEST:
        raise UsageError(f"source {source} and target {target} are too far apart: give the sentence that holds both")
    start = 0 if last < LONGEST else min(first, max(0, (first + last - LONGEST) // 2 + 1))
    places = {k: np.array([1 + marks[m] - start]) for k, m in (("source", _MARKS[0]), ("target", _MARKS[2]))}
    kind, toward = graph.run([ids[start : start + LONGEST]], ["kind", "toward"], **places)
    return kind[0], toward[0]


@lru_cache(maxsize=2)
def _load(folder: Path, threads: int) -> Graph:
    return Graph(folder, "dyads", threads)
