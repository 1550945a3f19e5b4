"""The head of an ontology: softmax weights over its types and "none of them".

The same head serves with and without training. Untrained it is fitted, at each start and in a moment, to definitions
and examples of the file; ``dragoman train-ontology`` adds labelled sentences and saves it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeAlias

import numpy as np

from dragoman import knowledge as kb
from dragoman.errors import UsageError
from dragoman.ontology.mentions import HASHED, SIZE, Array, Embed, Mention, parse_marks, vectors
from dragoman.ontology.schema import Ontology
from dragoman.ontology.softmax import Ints, fit_softmax, probabilities

LAYOUT = 1  # of the file and of the vectors
NONE_SHARE = 1.0  # weight of all "none" rows together, in units of an average type
SAME_AS_BACKGROUND = 0.8  # cosine from which a PLOVER example says what the user's own type says

Locate: TypeAlias = Callable[[Mention], Mention]


def keep(mention: Mention) -> Mention:
    """The mention as it stands."""
    return mention


@dataclass(frozen=True)
class Head:
    """``weight`` (D, types + 1), ``bias`` (types + 1,): the last is "none". ``rows``: labelled sentences seen,
    ``none_rows`` of them labelled as none of the types.
    """

    codes: tuple[str, ...]
    weight: Array
    bias: Array
    fingerprint: str
    rows: int = 0
    none_rows: int = 0

    def probabilities(self, x: Array) -> Array:
        """Probabilities of vectors (N, D): (N, types + 1)."""
        return probabilities(x, self.weight, self.bias)


@dataclass(frozen=True)
class Lessons:
    """Rows to fit: vectors (N, D), class of each (the number of types stands for "none"), weight of each."""

    x: Array
    y: Ints
    weight: Array


def told_by(ontology: Ontology, embed: Embed, locate: Locate = keep, without: Collection[str] = ()) -> Lessons:
    """What the file itself teaches: definitions and examples, counter-examples and the shipped background.

    Args:
        embed: the sentence encoder.
        locate: finds trigger and sides in a sentence that has no marks.
        without: sentences that are left out (they are what the head is measured on).
    """
    none = len(ontology.types)
    mentions: list[Mention] = []
    classes: list[int] = []
    for k, t in enumerate(ontology.types):
        told = [Mention(t.definition if not t.name else f"{t.name}: {t.definition}")]
        told += [locate(m) for m in map(parse_marks, t.examples) if m.text not in without]
        against = [locate(m) for m in map(parse_marks, t.counter_examples) if m.text not in without]
        mentions += told + against
        classes += [k] * len(told) + [none] * len(against)
    own = vectors(mentions, embed)
    y = np.array(classes, dtype=np.int64)
    others = vectors([locate(m) for m in background()], embed)
    taken = own[y != none] if (y != none).any() else own
    free = (others @ taken.T).max(axis=1) < SAME_AS_BACKGROUND
    free &= np.array([not _names(ontology, m.text) for m in background()])
    x = np.vstack([own, others[free]])
    y = np.concatenate([y, np.full(int(free.sum()), none, dtype=np.int64)])
    return Lessons(x, y, balance(y, none))


def balance(y: Ints, none: int) -> Array:
    """Weights of rows: 1 for a type's; those of "none" share ``NONE_SHARE`` times what an average type has."""
    rows, nones = int((y != none).sum()), int((y == none).sum())
    each = NONE_SHARE * rows / max(1, len(set(y.tolist()) - {none})) / max(1, nones)
    return np.where(y == none, min(1.0, each), 1.0).astype(np.float32)


def fit_head(
    ontology: Ontology,
    embed: Embed,
    mentions: Sequence[Mention] = (),
    codes: Sequence[str | None] = (),
    locate: Locate = keep,
) -> Head:
    """A head from the file and, where given, labelled mentions (code None: no event of the ontology)."""
    told = told_by(ontology, embed, locate)
    none = len(ontology.types)
    x, y = told.x, told.y
    if mentions:
        x = np.vstack([x, vectors([locate(m) for m in mentions], embed)])
        y = np.concatenate([y, classes_of(codes, ontology)])
    weight, bias = fit_softmax(x, y, none + 1, balance(y, none))
    return Head(ontology.codes, weight, bias, ontology.fingerprint, len(mentions), list(codes).count(None))


def classes_of(codes: Sequence[str | None], ontology: Ontology) -> Ints:
    """Codes -> numbers of classes; None is the last."""
    at = {c: i for i, c in enumerate(ontology.codes)}
    return np.array([len(at) if c is None else at[c] for c in codes], dtype=np.int64)


@cache
def background() -> tuple[Mention, ...]:
    """Sentences that are no event of the user's ontology, as far as they don't say what its own examples say."""
    lines = resources.files("dragoman.ontology").joinpath("background.txt").read_text(encoding="utf-8").splitlines()
    out = [m for line in lines if line[:1] != "#" for m in _one_each(line)]
    return (*out, *(Mention(x) for _, x in _plover_examples()))


def _one_each(line: str) -> list[Mention]:
    """A mention for each marked word of a line."""
    parts = line.split("**")
    plain = "".join(parts)
    starts = [len("".join(parts[:k])) for k in range(1, len(parts), 2)]
    ends = [len("".join(parts[: k + 1])) for k in range(1, len(parts), 2)]
    return [Mention(plain, span) for span in zip(starts, ends, strict=True)] or [Mention(plain)]


@cache
def _plover_examples() -> tuple[tuple[str, str], ...]:
    return tuple((code, x) for code, t in kb.ontology().types.items() for x in t.examples)


def _names(ontology: Ontology, sentence: str) -> bool:
    """Whether the sentence is PLOVER's example of a type that the ontology has under the same code."""
    return any(sentence == x and code in ontology.codes for code, x in _plover_examples())


# ---------------------------------------------------------------- files
def head_path(ontology: Path) -> Path:
    """Where the head of an ontology file is looked for: ``mine.yaml`` -> ``mine.head.npz``."""
    return ontology.with_suffix(".head.npz")


def save_head(head: Head, path: Path) -> None:
    """Write a head; raises ``UsageError`` where the file can't be written."""
    about: dict[str, object] = {
        "layout": LAYOUT,
        "codes": head.codes,
        "fingerprint": head.fingerprint,
        "rows": head.rows,
    }
    about["none_rows"] = head.none_rows
    try:
        with path.open("wb") as file:
            np.savez_compressed(
                file, weight=head.weight.astype(np.float16), bias=head.bias, about=np.array(json.dumps(about))
            )
    except OSError as problem:
        raise UsageError(f"can't write {path}: {problem.strerror}; choose a folder that you may write to") from problem


def load_head(path: Path, ontology: Ontology) -> Head:
    """Read a head back.

    Raises:
        UsageError: the file is no head, or one of another ontology or of another version of it.
    """
    try:
        with np.load(path, allow_pickle=False) as found:
            about = json.loads(str(found["about"]))
            weight, bias = found["weight"].astype(np.float32), found["bias"].astype(np.float32)
        codes, layout = tuple(about["codes"]), about["layout"]
        rows, none_rows = int(about["rows"]), int(about["none_rows"])
    except Exception as problem:
        raise UsageError(
            f"{path} is no head of an ontology ({type(problem).__name__}); train it again: dragoman train-ontology"
        ) from problem
    again = f"train it again (dragoman train-ontology {ontology.source or 'mine.yaml'} LABELLED), or move {path} away"
    if about["fingerprint"] != ontology.fingerprint:
        new, gone = sorted(set(ontology.codes) - set(codes)), sorted(set(codes) - set(ontology.codes))
        what = "; ".join(
            f"{words} {', '.join(x)}" for words, x in (("it does not know", new), ("it still has", gone)) if x
        )
        what = what or "definitions, examples or version have changed since"
        raise UsageError(f"{path} was trained for another version of {ontology.name}: {what}; {again}")
    size = 3 * SIZE + HASHED
    if layout != LAYOUT or weight.shape != (size, len(codes) + 1) or bias.shape != (len(codes) + 1,):
        raise UsageError(f"{path} was trained with another version of Dragoman; {again}")
    return Head(codes, weight, bias, about["fingerprint"], rows, none_rows)
