"""How well a user's own ontology is matched, with PLOVER in the user's place: ``python -m evals ontology FILE``.

FILE is Zero-Shot-PLOVER's TSV with ``marked_sentence`` and ``gold_root`` (see ``plover``). Its 15 types are given as a
user would give them: the definition and the two examples of each from knowledge/plover.yaml, and 0, 5, 20, 50 or all of
the labelled sentences of a type. The shipped sentence encoder, which never saw these rows, and the softmax head of
``dragoman train-ontology`` do the rest; the reader takes no part (it was trained on PLV_train), so the sides are known
and the words that state the event are not.

- Five folds, a sentence never on both sides; the labelled sentences are drawn from the other four folds, with three
  seeds. Accuracy and macro F1 are over all rows, with no row left alone.
- *left alone*: six types drawn at random are the ontology, the rows of the nine others are what must be given no type.
  Precision and recall at the shares from which the product gives a type.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.errors import UsageError
from dragoman.ontology.head import balance, told_by
from dragoman.ontology.match import sure_of
from dragoman.ontology.mentions import Array, Embed, Mention, vectors
from dragoman.ontology.schema import Ontology, OwnType
from dragoman.ontology.softmax import Ints, fit_softmax, probabilities
from dragoman.ontology.train import folds_of
from evals.plover import Row, read_rows
from evals.product import progress, spread
from evals.scoring import Figures, class_figures
from evals.tables import table

SIZES: tuple[int | None, ...] = (0, 5, 20, 50, None)
SEEDS = (13, 14, 15)
OLDER = {"YIELD": ("CONCEDE", "RETREAT")}
ALONE = ((0, 0), (5, 0), (5, 50), (20, 0), (20, 100))  # sentences a type, and sentences in all that are labelled NONE
OWN = 6  # types of the ontology in the test of what is left alone


def run(path: Path, limit: int | None = None) -> Figures:
    """Figures by the number of labelled sentences a type, and for what is left alone."""
    rows = [r for r in spread(read_rows(path), limit) if "root" in r.gold]
    if not rows:
        raise UsageError(f"{path} has no column gold_root, so there are no types to match")
    roots = sorted({r.gold["root"] for r in rows})
    embed = remember()
    mentions = [mention_of(r) for r in rows]
    x, y = vectors(mentions, embed), np.array([roots.index(r.gold["root"]) for r in rows], dtype=np.int64)
    told = told_by(as_ontology(roots), embed)
    own = told.y < len(roots)
    closed = []
    for n in progress(SIZES, "ontology"):
        found = []
        for seed in SEEDS if n else SEEDS[:1]:
            guess = predict(x, y, folds_of(mentions, y, seed), (told.x[own], told.y[own]), n, seed)
            found.append(class_figures([roots[k] for k in y], [roots[k] for k in guess], roots))
        mean = {k: float(np.mean([f[k] for f in found])) for k in ("accuracy", "macro_f1")}
        closed.append({"sentences": n, **mean})
    return {
        "evaluation": "ontology",
        "rows": len(rows),
        "types": len(roots),
        "by sentences": closed,
        "left alone": [left_alone(mentions, x, y, (roots, embed), n, none) for n, none in ALONE],
    }


def remember() -> Embed:
    """The shipped encoder, which embeds each text once."""
    from dragoman.embedding import embed

    known: dict[str, Array] = {}

    def encode(texts: Sequence[str]) -> Array:
        new = [t for t in dict.fromkeys(texts) if t not in known]
        known.update(zip(new, embed(new), strict=True))
        return np.stack([known[t] for t in texts])

    return encode


def mention_of(row: Row) -> Mention:
    """A row as a mention: the sides are marked, the words that state the event are not."""
    return Mention(row.text, None, row.source, row.target)


def as_ontology(roots: Sequence[str]) -> Ontology:
    """PLOVER's types as a user's ontology; the codes differ from PLOVER's, so that the product does not know them."""
    from dragoman import knowledge as kb

    types = kb.ontology().types
    out = []
    for root in roots:
        parts = [types[k] for k in OLDER.get(root, (root,))]
        definition = " ".join(t.definition for t in parts)
        out.append(
            OwnType(code=f"MY_{root}", definition=definition, examples=tuple(x for t in parts for x in t.examples))
        )
    return Ontology(name="plover-as-own", types=tuple(out))


def predict(x: Array, y: Ints, fold: Ints, told: tuple[Array, Ints], n: int | None, seed: int) -> Ints:
    """The class of each row, by heads fitted to what the file tells and ``n`` sentences a type of the other folds."""
    classes = int(y.max()) + 1
    out = np.empty(len(y), dtype=np.int64)
    if n == 0:
        weight, bias = fit_softmax(*told, classes)
        out[:] = probabilities(x, weight, bias).argmax(axis=1)
        return out
    for k in sorted(set(fold.tolist())):
        pick = draw(y, np.flatnonzero(fold != k), n, seed)
        weight, bias = fit_softmax(np.vstack([told[0], x[pick]]), np.concatenate([told[1], y[pick]]), classes)
        out[fold == k] = probabilities(x[fold == k], weight, bias).argmax(axis=1)
    return out


def draw(y: Ints, where: npt.NDArray[np.int64], n: int | None, seed: int) -> npt.NDArray[np.int64]:
    """``n`` rows of each class (or all) among ``where``, seeded."""
    rng = random.Random(seed)
    out: list[int] = []
    for k in sorted(set(y.tolist())):
        rows = [int(i) for i in where if y[i] == k]
        out += rows if n is None or n >= len(rows) else rng.sample(rows, n)
    return np.array(sorted(out), dtype=np.int64)


def left_alone(
    mentions: Sequence[Mention], x: Array, y: Ints, made: tuple[Sequence[str], Embed], n: int, nones: int
) -> dict[str, Any]:
    """Precision and recall of given types where most rows are none of the ontology's."""
    roots, embed = made
    share, right, inside = [], [], []
    for seed in SEEDS:
        own = sorted(random.Random(seed).sample(range(len(roots)), min(OWN, len(roots) - 1)))
        place = {k: i for i, k in enumerate(own)}
        ours, others = np.flatnonzero(np.isin(y, own)), np.flatnonzero(~np.isin(y, own))
        pick = [int(i) for i in draw(y, ours, n, seed)] if n else []
        pick += random.Random(seed).sample(others.tolist(), nones)
        told = told_by(as_ontology([roots[k] for k in own]), embed)
        labels = np.array([place.get(int(y[i]), len(own)) for i in pick], dtype=np.int64)
        ys, xs = np.concatenate([told.y, labels]), np.vstack([told.x, x[pick]])
        p = probabilities(x, *fit_softmax(xs, ys, len(own) + 1, balance(ys, len(own))))
        seen = {mentions[i].text for i in pick}
        for i in range(len(y)):
            if mentions[i].text not in seen:
                best = int(p[i, :-1].argmax())
                share.append(float(p[i, best] / (p[i, best] + p[i, -1])))
                right.append(own[best] == int(y[i]))
                inside.append(int(y[i]) in place)
    least = sure_of(n, nones)
    given = np.array(share) >= least
    hits, total, ours_ = int((given & np.array(right)).sum()), int(given.sum()), int(np.sum(inside))
    return {
        "sentences": n, "labelled none": nones, "share": least, "given": total, "of ontology": ours_,
        "rows": len(share), "precision": hits / max(1, total), "recall": hits / max(1, ours_),
    }  # fmt: skip


def render(figures: Figures) -> str:
    """Tables for a person."""
    rows = [
        ("all" if f["sentences"] is None else str(f["sentences"]), f["accuracy"], f["macro_f1"])
        for f in figures["by sentences"]
    ]
    alone = [
        (
            str(f["sentences"]),
            f["labelled none"],
            f["share"],
            f["precision"],
            f["recall"],
            f["given"],
            f["of ontology"],
            f["rows"],
        )
        for f in figures["left alone"]
    ]
    return "\n\n".join(
        [
            f"PLOVER as a user's ontology: {figures['rows']} rows, {figures['types']} types; each has a definition and "
            "two examples, and so many labelled sentences:",
            table(("sentences a type", "accuracy", "macro F1"), rows),
            f"{OWN} of the types as the ontology; the other rows are to be given no type:",
            table(("sentences a type", "labelled NONE", "share", "P", "R", "given", "of the ontology", "rows"), alone),
        ]
    )
