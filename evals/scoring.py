"""What is counted, and how: words, quotation marks, overlap, one-to-one matching, P/R/F1 and their intervals.

Definitions (those of the published comparison that our targets come from):

- *word*: a run of letters and digits, with inner ``' ’ - . , &`` kept when a letter or digit follows
  ("U.S", "don't", "1,000" are one word each). Punctuation and quotation marks are no words, so taking one
  in or leaving it out is never an error, except in *strict*.
- a word belongs to a span if they share a character.
- *Dice* of two sets of words: 2|A & B| / (|A| + |B|). Two spans match softly from 0.5 on.
- predictions and gold are matched one to one: as many pairs as can be (bipartite), better overlap tried
  first.
- intervals: 95%, bootstrap over documents (or rows), seeded.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Span = tuple[int, int]
Words = frozenset[int]
Kind = Literal["direct", "mixed", "indirect"]
Count = tuple[int, int, int]  # right, predicted, gold
Figures = dict[str, Any]

KINDS: tuple[Kind, ...] = ("direct", "mixed", "indirect")
SOFT = 0.5
ROUNDS = 1000
_WORD = re.compile(r"[^\W_]+(?:['’\-.,&][^\W_]+)*")
_MARK = re.compile(r"[\"“”„‟«»]|``|''")
_OPENING = frozenset(("“", "„", "‟", "«", "``"))
_TOGGLES = frozenset(('"', "''"))


# ---------------------------------------------------------------- texts
class Page:
    """A text with its words and what stands in quotation marks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[Span] = [m.span() for m in _WORD.finditer(text)]
        self._starts = [s for s, _ in self.words]
        self._ends = [e for _, e in self.words]
        self.quoted = quoted_mask(text)

    def words_in(self, spans: Iterable[Sequence[int]]) -> Words:
        """Indices of the words that share a character with any of the spans."""
        out: set[int] = set()
        for s, e in spans:
            if s < e:
                out.update(range(bisect_right(self._ends, s), bisect_left(self._starts, e)))
        return frozenset(out)

    def trimmed(self, spans: Iterable[Sequence[int]]) -> tuple[Span, ...]:
        """Spans without white space at their ends; those that only white space parts are joined."""
        out: list[Span] = []
        for s, e in sorted((s, e) for s, e in spans):
            piece = self.text[s:e]
            s, e = s + len(piece) - len(piece.lstrip()), s + len(piece.rstrip())
            if s >= e:
                continue
            if out and not self.text[out[-1][1] : s].strip():
                out[-1] = (out[-1][0], max(e, out[-1][1]))
            else:
                out.append((s, e))
        return tuple(out)

    def kind(self, words: Words) -> Kind:
        """Direct: every word stands in double quotation marks; indirect: none; mixed: some."""
        inside = sum(self.quoted[self.words[i][0]] for i in words)
        return "direct" if inside == len(words) else "mixed" if inside else "indirect"


def quoted_mask(text: str) -> bytearray:
    """1 for each character inside double quotation marks, marks included.

    Straight marks and '' toggle, curly ones open and close. A line is a paragraph: what is still open at its
    end runs to that end, and the next line starts outside. A closing mark with nothing open is passed over.
    """
    mask = bytearray(len(text))
    at = 0
    for line in text.split("\n"):
        start: int | None = None
        for m in _MARK.finditer(line):
            opens = start is None if m.group() in _TOGGLES else m.group() in _OPENING
            if opens and start is None:
                start = at + m.start()
            elif not opens and start is not None:
                mask[start : at + m.end()] = b"\1" * (at + m.end() - start)
                start = None
        if start is not None:
            mask[start : at + len(line)] = b"\1" * (at + len(line) - start)
        at += len(line) + 1
    return mask


def dice(a: frozenset[int], b: frozenset[int]) -> float:
    """Overlap of two sets, 0 to 1; two empty ones give 0."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def soft_or_none(a: Words, b: Words) -> bool:
    """Both empty, or overlapping by at least half."""
    return dice(a, b) >= SOFT if a and b else not a and not b


# ---------------------------------------------------------------- matching
def match(pairs: Iterable[tuple[int, int, float]]) -> dict[int, int]:
    """Largest one-to-one matching of (prediction, gold, score) triples; the better score is tried first."""
    edges: dict[int, list[tuple[float, int]]] = {}
    for left, right, score in pairs:
        edges.setdefault(left, []).append((-score, right))
    for options in edges.values():
        options.sort()
    owner: dict[int, int] = {}

    def place(left: int, tried: set[int]) -> bool:
        for _, right in edges[left]:
            if right in tried:
                continue
            tried.add(right)
            if right not in owner or place(owner[right], tried):
                owner[right] = left
                return True
        return False

    for left in sorted(edges):
        place(left, set())
    return {left: right for right, left in owner.items()}


def match_items(
    predicted: Sequence[Any], gold: Sequence[Any], score: Callable[[Any, Any], float | None]
) -> dict[int, int]:
    """Match two lists of anything; ``score`` gives None for a pair that does not pass."""
    pairs = []
    for i, p in enumerate(predicted):
        for j, g in enumerate(gold):
            s = score(p, g)
            if s is not None:
                pairs.append((i, j, s))
    return match(pairs)


# ---------------------------------------------------------------- figures
@dataclass(frozen=True)
class Tally:
    """Right, predicted and gold, added up."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the predictions that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.gold) if self.right else 0.0


def tally_figures(units: Sequence[Mapping[str, Count]], seed: int = 0) -> dict[str, Figures]:
    """Counts of each document by measure -> P, R, F1 with its interval, and the counts."""
    names = list(dict.fromkeys(name for u in units for name in u))
    out: dict[str, Figures] = {}
    for name in names:
        table = np.array([u.get(name, (0, 0, 0)) for u in units], dtype=np.int64).reshape(-1, 3)
        right, predicted, gold = (int(n) for n in table.sum(0))
        t = Tally(right, predicted, gold)
        low, high = interval_of_f1(table, seed)
        out[name] = {
            "precision": r4(t.precision), "recall": r4(t.recall),
            "f1": r4(t.f1), "f1_low": r4(low), "f1_high": r4(high),
            "right": right, "predicted": predicted, "gold": gold,
        }  # fmt: skip
    return out


def interval_of_f1(table: npt.NDArray[np.int64], seed: int = 0, rounds: int = ROUNDS) -> tuple[float, float]:
    """95% bootstrap interval of the F1 of summed rows (right, predicted, gold)."""
    if not len(table):
        return 0.0, 0.0
    weights = resamples(len(table), seed, rounds)
    sums = weights @ table
    below = sums[:, 1] + sums[:, 2]
    return percentiles(np.where(below > 0, 2 * sums[:, 0] / np.maximum(below, 1), 0.0))


def resamples(n: int, seed: int = 0, rounds: int = ROUNDS) -> npt.NDArray[np.int64]:
    """How often each of ``n`` units is drawn in each of the rounds: (rounds, n)."""
    rng = np.random.default_rng(seed)
    out: npt.NDArray[np.int64] = rng.multinomial(n, np.full(n, 1 / n), size=rounds)
    return out


def percentiles(values: npt.NDArray[np.floating[Any]]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile."""
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)


def class_figures(gold: Sequence[str], guess: Sequence[str], labels: Sequence[str], seed: int = 0) -> Figures:
    """Accuracy (micro F1, as each row has one class), macro F1 over the gold's classes, and each class."""
    names = list(dict.fromkeys((*labels, *gold, *guess)))
    place = {name: i for i, name in enumerate(names)}
    k, n = len(names), len(gold)
    used = [place[x] for x in names if x in set(gold)]
    cell = np.array([place[g] * k + place[p] for g, p in zip(gold, guess, strict=True)], dtype=np.int64)

    def macro(confusion: npt.NDArray[Any]) -> tuple[float, float, npt.NDArray[np.floating[Any]]]:
        right, guessed, true = confusion.diagonal(), confusion.sum(0), confusion.sum(1)
        f1 = 2 * right / np.maximum(guessed + true, 1)
        return float(right.sum() / max(confusion.sum(), 1)), float(f1[used].mean()) if used else 0.0, f1

    confusion = np.bincount(cell, minlength=k * k).reshape(k, k)
    accuracy, score, f1 = macro(confusion)
    drawn = (
        [macro(np.bincount(cell, w, minlength=k * k).reshape(k, k))[:2] for w in resamples(n, seed)]
        if n
        else [(0.0, 0.0)]
    )
    spread = np.array(drawn)
    low, high = percentiles(spread[:, 0]), percentiles(spread[:, 1])
    return {
        "rows": n,
        "accuracy": r4(accuracy), "accuracy_low": r4(low[0]), "accuracy_high": r4(low[1]),
        "macro_f1": r4(score), "macro_f1_low": r4(high[0]), "macro_f1_high": r4(high[1]),
        "classes": {
            name: {"f1": r4(float(f1[i])), "right": int(confusion[i, i]),
                   "predicted": int(confusion[:, i].sum()), "gold": int(confusion[i].sum())}
            for name, i in place.items() if confusion[i].sum()
        },
    }  # fmt: skip


def add_up(counters: Iterable[Counter[str]]) -> Counter[str]:
    """The sum of counters."""
    out: Counter[str] = Counter()
    for c in counters:
        out.update(c)
    return out


def share(part: int, whole: int) -> float:
    """Part of a whole; 0 of nothing."""
    return r4(part / whole) if whole else 0.0


def r4(x: float) -> float:
    """Rounded for printing."""
    return round(x, 4)
