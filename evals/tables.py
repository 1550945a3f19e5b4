"""Figures as tables: Markdown that also reads well in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """An aligned Markdown table: first column to the left, the others to the right."""
    body = [[_words(x) for x in row] for row in rows]
    width = [
        max(len(head[i]), 3, *(len(r[i]) for r in body)) if body else max(len(head[i]), 3) for i in range(len(head))
    ]
    rule = ["-" * w if i == 0 else "-" * (w - 1) + ":" for i, w in enumerate(width)]
    return "\n".join(_line(cells, width) for cells in (head, rule, *body))


def _line(cells: Sequence[str], width: Sequence[int]) -> str:
    padded = [c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(cells, width, strict=True))]
    return f"| {' | '.join(padded)} |"


def _words(x: object) -> str:
    if isinstance(x, float):
        return percent(x)
    return "" if x is None else str(x)


def percent(x: float) -> str:
    """0.8241 -> "82.4"."""
    return f"{100 * x:.1f}"


def interval(low: float, high: float) -> str:
    """An interval in per cent."""
    return f"{percent(low)} to {percent(high)}"


def score_table(scores: Mapping[str, Mapping[str, Any]], names: Mapping[str, str], unit: str = "") -> str:
    """P, R, F1 with intervals and counts; ``names`` gives the rows and their words."""
    rows = [
        (words, s["precision"], s["recall"], s["f1"], interval(s["f1_low"], s["f1_high"]),
         s["gold"], s["predicted"], s["right"])
        for key, words in names.items()
        if (s := scores.get(key))
    ]  # fmt: skip
    return table((unit or "measure", "P", "R", "F1", "95% of F1", "gold", "predicted", "right"), rows)
