"""Training a head on labelled sentences, with figures from cross-validation."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dragoman.ontology.head import Head, Locate, balance, classes_of, fit_head, keep, told_by
from dragoman.ontology.mentions import Array, Embed, Mention, vectors
from dragoman.ontology.rows import Labelled, need_enough
from dragoman.ontology.schema import Ontology
from dragoman.ontology.softmax import Ints, fit_softmax, probabilities

FOLDS = 5
NONE = "none"


@dataclass(frozen=True)
class Trained:
    """A head, and how heads made in the same way did on rows that they had not seen.

    ``gold`` and ``guessed`` are codes of the rows (``none`` for none of the types).
    """

    head: Head
    gold: tuple[str, ...]
    guessed: tuple[str, ...]

    @property
    def accuracy(self) -> float:
        """Share of rows with the right code."""
        return sum(g == p for g, p in zip(self.gold, self.guessed, strict=True)) / len(self.gold)

    @property
    def macro_f1(self) -> float:
        """Mean of the types' F1."""
        return float(np.mean([self.f1(c) for c in self.head.codes]))

    def f1(self, code: str) -> float:
        """F1 of a type."""
        right = sum(g == p == code for g, p in zip(self.gold, self.guessed, strict=True))
        return 2 * right / max(1, self.gold.count(code) + self.guessed.count(code))

    def confused(self, most: int = 5) -> list[tuple[str, str, int]]:
        """(gold, guessed, rows) of the pairs that were taken for each other most often."""
        pairs = Counter((g, p) for g, p in zip(self.gold, self.guessed, strict=True) if g != p)
        return [(g, p, n) for (g, p), n in sorted(pairs.items(), key=lambda x: (-x[1], x[0]))[:most]]


def train(ontology: Ontology, rows: Labelled, embed: Embed, locate: Locate = keep, seed: int = 13) -> Trained:
    """Fit a head to labelled rows and cross-validate it (five folds; a sentence is never on both sides).

    Raises:
        UsageError: a type has fewer than three sentences.
    """
    need_enough(rows, ontology)
    mentions = [locate(m) for m in rows.mentions]
    x, y = vectors(mentions, embed), classes_of(rows.codes, ontology)
    fold = folds_of(mentions, y, seed)
    told = told_by(ontology, embed, locate, {m.text for m in mentions})
    guess = cross_validate(x, y, fold, told.x, told.y, len(ontology.types))
    names = (*ontology.codes, NONE)
    head = fit_head(ontology, embed, mentions, rows.codes, locate)
    return Trained(head, tuple(names[k] for k in y), tuple(names[k] for k in guess))


def cross_validate(x: Array, y: Ints, fold: Ints, told_x: Array, told_y: Ints, none: int) -> Ints:
    """The class of each row as guessed by a head that has not seen its fold."""
    out = np.empty(len(y), dtype=np.int64)
    for k in sorted(set(fold.tolist())):
        here = fold != k
        xs, ys = np.vstack([told_x, x[here]]), np.concatenate([told_y, y[here]])
        weight, bias = fit_softmax(xs, ys, none + 1, balance(ys, none))
        out[~here] = probabilities(x[~here], weight, bias).argmax(axis=1)
    return out


def folds_of(mentions: Sequence[Mention], y: Ints, seed: int, folds: int = FOLDS) -> Ints:
    """A fold for each row: each class is spread evenly, rows of one sentence stay together; seeded."""
    order = list(range(len(mentions)))
    random.Random(seed).shuffle(order)
    order.sort(key=lambda i: int(y[i]))
    fold_of: dict[str, int] = {}
    out = np.empty(len(mentions), dtype=np.int64)
    for i in order:
        out[i] = fold_of.setdefault(mentions[i].text, len(fold_of) % folds)
    return out
