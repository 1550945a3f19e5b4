"""Who is for or against whom, against Park et al. (2021): ``python -m evals directed-sentiment FILE``.

FILE holds one row a line (tab-separated, quoted as CSV): a sentence with two entities in brackets, the
entities, and the class: 0 neutral, 1 first for second, 2 second for first, 3 first against second, 4 second
against first.

The entities are given; the head "toward" answers. Every row has one class, so micro F1 is accuracy; macro
F1 is the mean over the five classes. A row whose entities can't be found in its sentence is answered with
"none", not left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from evals.product import model_in, need_file, progress, spread
from evals.scoring import Figures, Span, class_figures
from evals.tables import interval, table

if TYPE_CHECKING:
    from dragoman.model import Model

LAYOUT = "tab-separated rows: sentence with two entities in brackets, both entities, class 0 to 4"


@dataclass(frozen=True)
class Row:
    """A sentence without brackets, where its entities stand, and the class."""

    text: str
    entities: tuple[Span, Span] | None
    gold: int


def run(path: Path, limit: int | None = None, model: Path | None = None) -> Figures:
    """Classify the rows of a file."""
    rows = spread(list(read_rows(path)), limit)
    reader = model_in(model)
    labels = reader.toward
    guesses = [labels[classify(row, reader)] for row in progress(rows, "directed-sentiment")]
    return {
        "evaluation": "directed-sentiment",
        "rows": len(rows),
        "not located": sum(r.entities is None for r in rows),
        **class_figures([labels[r.gold] for r in rows], guesses, labels),
    }


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a file."""
    need_file(path, LAYOUT)
    with path.open(encoding="utf-8", newline="") as file:
        for n, row in enumerate(csv.reader(file, delimiter="\t"), 1):
            if not row:
                continue
            if len(row) != 4 or row[3].strip() not in {"0", "1", "2", "3", "4"}:
                raise UsageError(f"{path}, row {n} is not a row of this corpus. Give {LAYOUT}.")
            yield read_row(row[0], row[1], row[2], int(row[3]))


def read_row(marked: str, one: str, two: str, gold: int) -> Row:
    """Take the two brackets out of a sentence; other brackets stay."""
    spots = [(marked.find(f"[{e}]"), e) for e in (one, two)]
    if spots[0][0] >= 0 and spots[0] == spots[1]:
        spots[1] = (marked.find(f"[{two}]", spots[0][0] + 1), two)
    if any(at < 0 for at, _ in spots):
        return Row(marked, None, gold)
    text, at, spans = "", 0, {}
    for start, e in sorted(spots):
        text += marked[at:start]
        spans[start] = (len(text), len(text) + len(e))
        text += e
        at = start + len(e) + 2
    return Row(text + marked[at:], (spans[spots[0][0]], spans[spots[1][0]]), gold)


def classify(row: Row, model: Model) -> int:
    """The class that the head finds likeliest; 0 where there is nothing to ask of."""
    from dragoman.model import pieces_in

    scores = model.score(row.text)
    n = len(scores.offsets)
    if row.entities is None or not n:
        return 0
    one, two = (min(pieces_in(scores.offsets, e).start, n - 1) for e in row.entities)
    best = int(model.between(scores, "toward", min(one, two), max(one, two)).argmax())
    if one <= two or best == 0:
        return best
    return {1: 2, 2: 1, 3: 4, 4: 3}[best]


def render(figures: Figures) -> str:
    """Tables for a person."""
    f = figures
    rows = [
        ("micro F1 (accuracy)", f["accuracy"], interval(f["accuracy_low"], f["accuracy_high"])),
        ("macro F1", f["macro_f1"], interval(f["macro_f1_low"], f["macro_f1_high"])),
    ]
    classes = [(k, c["f1"], c["gold"], c["predicted"], c["right"]) for k, c in f["classes"].items()]
    return "\n\n".join((
        f"Directed sentiment: {f['rows']} rows, {f['not located']} with an entity that can't be found.",
        table(("measure", "value", "95%"), rows),
        table(("class", "F1", "gold", "predicted", "right"), classes),
    ))  # fmt: skip
