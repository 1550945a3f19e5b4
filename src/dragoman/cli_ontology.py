"""Commands for a user's own ontology: the YAML half of ``check``, and ``train-ontology``. Heavy parts load on use."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.errors import UsageError

if TYPE_CHECKING:
    from dragoman.ontology.rows import Labelled
    from dragoman.ontology.train import Trained

SHOWN = 20  # skipped rows that are printed


def check_ontology_file(path: Path) -> bool:
    """Print what an ontology file holds, or every fault with line and field; whether it is sound."""
    from dragoman.embedding import embed
    from dragoman.ontology.check import check_ontology
    from dragoman.ontology.head import head_path, load_head

    ontology, problems = check_ontology(path, embed)
    if ontology is None:
        print("\n".join(str(p) for p in problems))
        print(f"{len(problems)} fault{'s' if len(problems) > 1 else ''} in {path}")
        return False
    examples = sum(len(t.examples) for t in ontology.types)
    version = f" {ontology.version}" if ontology.version else ""
    print(f"{path}: {ontology.name}{version}, {len(ontology.types)} types, {examples} examples, sound")
    alone = [t.code for t in ontology.types if not t.parents]
    if alone:
        print(
            f"  no parent: {', '.join(alone)}. Name a PLOVER type as parent, and words that the reader is not sure of "
            "are looked at for these types too"
        )
    head = head_path(path)
    if head.exists():
        print(f"  {head}: trained on {load_head(head, ontology).rows} sentences")
    return True


def train_ontology(
    ontology: Annotated[Path, typer.Argument(metavar="ONTOLOGY", help="An ontology file (YAML).")],
    labelled: Annotated[
        Path, typer.Argument(metavar="LABELLED", help="JSON lines or CSV: sentence, code and perhaps trigger.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the head goes; default: ONTOLOGY's .head.npz.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the five folds.")] = 13,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Threads of the encoder.")] = 2,
) -> None:
    """Fit a head for your own event types to labelled sentences, and print how well it does on unseen ones."""
    from dragoman.embedding import embed
    from dragoman.model import load_model
    from dragoman.ontology.check import read_ontology
    from dragoman.ontology.head import head_path, save_head
    from dragoman.ontology.match import locate_by
    from dragoman.ontology.rows import read_rows
    from dragoman.ontology.train import train

    start = time.monotonic()
    own = read_ontology(ontology)
    target = out or head_path(ontology)
    if not target.parent.is_dir():
        raise UsageError(f"can't write {target}: {target.parent} is no folder; make it, or choose another --out")
    rows = read_rows(labelled, own)
    _print_skipped(rows)
    trained = train(own, rows, lambda texts: embed(texts, threads), locate_by(load_model(threads)), seed)
    save_head(trained.head, target)
    _print_figures(trained)
    print(f"wrote {target} ({time.monotonic() - start:.0f} s)")
    if target != head_path(ontology):
        print(f"--ontology {ontology} looks for {head_path(ontology)}: put it there to use it")


def _print_skipped(rows: Labelled) -> None:
    for words in rows.skipped[:SHOWN]:
        print(f"dragoman: skipped {words}", file=sys.stderr)
    if len(rows.skipped) > SHOWN:
        print(f"dragoman: skipped {len(rows.skipped) - SHOWN} more rows", file=sys.stderr)


def _print_figures(trained: Trained) -> None:
    n = len(trained.gold)
    print(
        f"{n} sentences, five-fold cross-validation: accuracy {trained.accuracy:.3f}, macro F1 {trained.macro_f1:.3f}"
    )
    width = max(len(c) for c in trained.head.codes)
    for code in trained.head.codes:
        print(f"  {code:{width}}  F1 {trained.f1(code):.3f}  of {trained.gold.count(code)} sentences")
    if confused := trained.confused():
        print("most confused (labelled -> guessed):")
        for gold, guessed, rows in confused:
            print(f"  {gold} -> {guessed}: {rows}")
    if "none" not in trained.gold:
        print(
            "Tip: rows with the code NONE (events that are none of your types) teach the head to leave events alone; "
            "there are none yet"
        )
