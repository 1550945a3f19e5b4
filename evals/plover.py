"""The event type between two given sides, against Zero-Shot-PLOVER's rows: ``python -m evals plover FILE``.

FILE is a TSV with a head line and ``marked_sentence`` (``<s>source</s>``, ``<t>target</t>``), and either
``gold_root`` and ``gold_penta`` (PLV: root, quad class 1 to 4) or ``gold_binary`` (AW: 0 cooperation, 1
conflict).

The sides are given; the shipped reader of dyads (``dragoman.dyads``) scores the 16 types between them. CONCEDE and
RETREAT are the older YIELD, whose probability is the sum of both. Quad class and binary class are read from the
summed probabilities of their types.

- *root*: accuracy and macro F1 over the roots in the file. *quad*, *binary*: macro F1 over 4 and 2 classes.
- Where a side is marked more than once, its first mention counts; a row without both marks, or whose marks overlap, is
  answered as well: the sentence's start or end stands for a side that is not marked.

The shipped reader of dyads is trained on PLV_train: on that file its figures only tell that training worked, and its
recipe is measured by 5-fold cross-validation where it is trained (``training/dyads.py``). ``--folds 5`` measures
another head, which is made anew for each fold and has seen nothing of it: the one of ``dragoman train-ontology``, over
the sentence encoder, which knows no row of this file. Rows of one sentence share a fold.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dragoman.dyads import read_dyad
from dragoman.errors import UsageError
from dragoman.graphs import MODELS
from dragoman.record import EventType
from evals.product import THREADS, need_file, progress, spread
from evals.scoring import Figures, Span, class_figures
from evals.tables import interval, table

LAYOUT = "a TSV with marked_sentence and gold_root or gold_binary, as Zero-Shot-PLOVER's"
QUAD = {
    "AGREE": "1", "CONSULT": "1", "SUPPORT": "1", "COOPERATE": "2", "AID": "2", "YIELD": "2",
    "REQUEST": "3", "ACCUSE": "3", "REJECT": "3", "THREATEN": "3",
    "PROTEST": "4", "SANCTION": "4", "MOBILIZE": "4", "COERCE": "4", "ASSAULT": "4",
}  # fmt: skip
BINARY = {root: "0" if quad in "12" else "1" for root, quad in QUAD.items()}
NAMES = {"root": "root", "quad": "quad class", "binary": "binary class"}
TRAINED_ON = "PLV_train.tsv"


@dataclass(frozen=True)
class Row:
    """A sentence, its two sides, and the gold by level (root, quad, binary)."""

    text: str
    source: Span | None
    target: Span | None
    gold: dict[str, str]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The option of this evaluation alone."""
    parser.add_argument("--folds", type=int, metavar="K", help="cross-validate an own head instead (5, say)")


def run(path: Path, limit: int | None = None, model: Path | None = None, folds: int | None = None) -> Figures:
    """Classify the rows of a file at every level that it has gold for."""
    rows = spread(read_rows(path), limit)
    if folds is not None:
        guesses = cross_validated(rows, folds)
    else:
        guesses = [classify(probabilities(row, model or MODELS)) for row in progress(rows, "plover")]
    levels = [k for k in NAMES if all(k in r.gold for r in rows)]
    return {
        "evaluation": "plover",
        "rows": len(rows),
        "in training": path.name == TRAINED_ON and folds is None,
        "folds": folds,
        "without both sides": sum(r.source is None or r.target is None for r in rows),
        "levels": {
            k: class_figures([r.gold[k] for r in rows], [g[k] for g in guesses], sorted({r.gold[k] for r in rows}))
            for k in levels
        },
    }


def read_rows(path: Path) -> list[Row]:
    """The rows of a file."""
    need_file(path, LAYOUT)
    table_ = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    head = [h.strip() for h in table_[0]] if table_ else []
    if "marked_sentence" not in head or not {"gold_root", "gold_binary"} & set(head):
        raise UsageError(f"{path} lacks the columns marked_sentence and gold_root or gold_binary. Give {LAYOUT}.")
    out = []
    for cells in table_[1:]:
        row = dict(zip(head, cells, strict=False))
        gold: dict[str, str] = {}
        if root := row.get("gold_root", "").strip():
            gold["root"] = "YIELD" if root in ("CONCEDE", "RETREAT") else root
            gold["quad"] = row.get("gold_penta", "").strip() or QUAD.get(gold["root"], "")
            gold["binary"] = "0" if gold["quad"] in ("1", "2") else "1"
        elif binary := row.get("gold_binary", "").strip():
            gold["binary"] = binary
        if gold:
            text, sides = unmark(row["marked_sentence"])
            out.append(Row(text, sides.get("s"), sides.get("t"), gold))
    return out


def unmark(marked: str) -> tuple[str, dict[str, Span]]:
    """The text without its marks, and the first span that each of them marked."""
    text = ""
    spans: dict[str, Span] = {}
    begun: dict[str, int] = {}
    for part in re.split(r"(</?[st]>)", marked):
        if re.fullmatch(r"</?[st]>", part):
            side = part.strip("</>")
            if part[1] != "/":
                begun[side] = len(text)
            elif side in begun:
                spans.setdefault(side, (begun[side], len(text)))
        else:
            text += part
    return text, {k: v for k, v in spans.items() if v[0] < v[1]}


def cross_validated(rows: Sequence[Row], folds: int) -> list[dict[str, str]]:
    """Classes of each row by a head that has not seen its fold (nor the sentence).

    Raises:
        UsageError: the rows have no roots, or there are fewer than two folds.
    """
    from dragoman.embedding import embed
    from dragoman.ontology.mentions import Mention, vectors
    from dragoman.ontology.softmax import fit_softmax
    from dragoman.ontology.softmax import probabilities as softmax_of
    from dragoman.ontology.train import folds_of

    if folds < 2 or any("root" not in r.gold for r in rows):
        raise UsageError("--folds needs two folds or more, and rows with gold_root")
    roots = sorted({r.gold["root"] for r in rows})
    mentions = [Mention(r.text, None, r.source, r.target) for r in rows]
    y = np.array([roots.index(r.gold["root"]) for r in rows], dtype=np.int64)
    x, fold = vectors(mentions, embed), folds_of(mentions, y, 13, folds)
    out: list[dict[str, str]] = [{} for _ in rows]
    for k in progress(range(folds), "plover folds"):
        weight, bias = fit_softmax(x[fold != k], y[fold != k], len(roots))
        here = np.flatnonzero(fold == k)
        for i, p in zip(here, softmax_of(x[here], weight, bias), strict=True):
            out[int(i)] = classify(dict.fromkeys(QUAD, 0.0) | dict(zip(roots, p.tolist(), strict=True)))
    return out


def probabilities(row: Row, folder: Path) -> dict[str, float]:
    """Probability of each of the older roots between the two sides."""
    try:
        types = read_dyad(row.text, row.source, row.target, threads=THREADS, folder=folder).types
    except UsageError:  # marks that overlap, or that a whole page parts: what the sentence tells without them
        types = read_dyad(row.text, None, None, threads=THREADS, folder=folder).types
    return by_root(types)


def by_root(types: Mapping[EventType, float]) -> dict[str, float]:
    """Probabilities of today's types -> of the older roots."""
    out = dict.fromkeys(QUAD, 0.0)
    for kind, x in types.items():
        out["YIELD" if kind in ("CONCEDE", "RETREAT") else kind] += x
    return out


def classify(p: dict[str, float]) -> dict[str, str]:
    """The likeliest root, quad class and binary class."""
    out = {"root": max(p, key=lambda k: p[k])}
    for level, classes in (("quad", QUAD), ("binary", BINARY)):
        mass: dict[str, float] = {}
        for root, x in p.items():
            mass[classes[root]] = mass.get(classes[root], 0.0) + x
        out[level] = max(mass, key=lambda k: mass[k])
    return out


def render(figures: Figures) -> str:
    """Tables for a person."""
    warning = " The model was trained on this file: these are no measure of it." if figures["in training"] else ""
    if figures["folds"]:
        warning = f" An own head, {figures['folds']}-fold cross-validation."
    rows = [
        (
            NAMES[k],
            x["accuracy"],
            x["macro_f1"],
            interval(x["macro_f1_low"], x["macro_f1_high"]),
            len(x["classes"]),
        )
        for k, x in figures["levels"].items()
    ]
    out = [
        f"PLOVER rows with given sides: {figures['rows']} ({figures['without both sides']} without both "
        f"marks).{warning}",
        table(("level", "accuracy", "macro F1", "95% of macro F1", "classes"), rows),
    ]
    if "root" in figures["levels"]:
        classes = figures["levels"]["root"]["classes"]
        per_root = [(k, c["f1"], c["gold"], c["predicted"], c["right"]) for k, c in sorted(classes.items())]
        out.append(table(("root", "F1", "gold", "predicted", "right"), per_root))
    return "\n\n".join(out)
