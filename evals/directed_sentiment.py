"""Who is for or against whom, against Park et al. (2021): ``python -m evals directed-sentiment FILE``.

FILE holds one row a line (tab-separated, quoted as CSV): a sentence with two entities in brackets, the
entities, and the class: 0 neutral, 1 first for second, 2 second for first, 3 first against second, 4 second
against first.

The entities are given; the shipped reader of dyads (``dragoman.dyads``) answers. Every row has one class, so
micro F1 is accuracy; macro F1 is the mean over the five classes. A row whose entities can't be found in its
sentence is answered with "none", not left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.dyads import read_dyad
from dragoman.errors import UsageError
from dragoman.graphs import MODELS
from evals.product import THREADS, need_file, progress, spread
from evals.scoring import Figures, Span, class_figures
from evals.tables import interval, table

LAYOUT = "tab-separated rows: sentence with two entities in brackets, both entities, class 0 to 4"
LABELS = ("none", "first for second", "second for first", "first against second", "second against first")


@dataclass(frozen=True)
class Row:
    """A sentence without brackets, where its entities stand, and the class."""

    text: str
    entities: tuple[Span, Span] | None
    gold: int


def run(path: Path, limit: int | None = None, model: Path | None = None) -> Figures:
    """Classify the rows of a file."""
    rows = spread(list(read_rows(path)), limit)
    guesses = [LABELS[classify(row, model or MODELS)] for row in progress(rows, "directed-sentiment")]
    return {
        "evaluation": "directed-sentiment",
        "rows": len(rows),
        "not located": sum(r.entities is None for r in rows),
        **class_figures([LABELS[r.gold] for r in rows], guesses, list(LABELS)),
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


def classify(row: Row, folder: Path) -> int:
    """The class that is likeliest between the two, the first standing for the source; 0 where there is none to ask."""
    if row.entities is None:
        return 0
    try:
        toward = read_dyad(row.text, *row.entities, threads=THREADS, folder=folder).toward
    except UsageError:  # one entity within the other, or a whole page between them
        return 0
    return list(toward).index(max(toward, key=lambda k: toward[k]))


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
