"""``python -m evals NAME PATH [--json]``: parse, call the module's run and render, print."""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import sys
from pathlib import Path
from types import ModuleType

from dragoman.errors import DragomanError, UsageError

NAMES = {
    "polnear": "PolNeAR folder (text/, attributions/): who said what, on whole articles",
    "polnear-sentences": "JSON lines with tokens and labels: exact spans on lone sentences",
    "gsr": "PLOVER gold standard records (JSON): events from plain text",
    "ontology": "rows with marked sides (TSV): PLOVER as if it were a user's own ontology",
    "plover": "rows with marked source and target (TSV): the type between two sides",
    "directed-sentiment": "rows with two entities in brackets: who is for or against whom",
    "nested": "our own nested statements (training/data/nested-eval.jsonl)",
    "articles": "our own gold articles; PATH is the folder that holds the corpora",
    "toponyms": "LGL (XML): place names and where they are",
    "coreference": "our own reviewed set (evals/gold/coreference.jsonl): who is who, and who each pronoun is",
    "positions": "our own reviewed set (evals/gold/positions.jsonl): who is for or against what",
    "stands": "our own annotation of real news (evals/gold/stands.jsonl); PATH is the folder that holds the corpora",
    "ner": "CoNLL columns: names, strict, by kind",
    "timeml": "TimeML folder: dates and what days they mean",
    "tempeval3": "the older name of timeml",
    "copies": "folder with text/ (as PolNeAR's): copies built from its articles, found again",
    "report": "all of these over a folder of corpora; --out writes the page",
    "floors": "all of these against evals/floors.json; exit code 1 if a figure fell",
}


def main(argv: list[str] | None = None) -> int:
    """Exit code 0: measured; 1: a floor was broken; 2: wrong usage."""
    argv = sys.argv[1:] if argv is None else argv
    try:
        name = argv[0] if argv and not argv[0].startswith("-") else None
        if name is not None and name not in NAMES:
            print(
                f"python -m evals: no evaluation is called {name!r}; there are {', '.join(NAMES)}",
                file=sys.stderr,
            )
            return 2
        module = importlib.import_module(f"evals.{name.replace('-', '_')}") if name else None
        args = parser_for(name, module).parse_args(argv)
        assert module is not None
        if not args.path.exists():
            raise UsageError(f"{args.path} is not there. Give the corpus as its publisher lays it out.")
        wanted = inspect.signature(module.run).parameters
        options = {k: v for k, v in vars(args).items() if k in wanted and k != "path"}
        figures = module.run(args.path, **options)
        if figures.get("gold") == 0:
            raise UsageError(f"{args.path} holds nothing of this corpus, so nothing was measured.")
        if args.json:
            print(json.dumps(figures, indent=1, ensure_ascii=False))
        else:
            renders = inspect.signature(module.render).parameters
            print(module.render(figures, **{k: v for k, v in vars(args).items() if k in renders and k != "figures"}))
        return 1 if figures.get("broken") else 0
    except DragomanError as problem:
        print(f"python -m evals: {problem}", file=sys.stderr)
        return 2


def parser_for(name: str | None, module: ModuleType | None) -> argparse.ArgumentParser:
    """The options that all evaluations take, and those of the one named."""
    listing = "\n".join(f"  {n:20} {words}" for n, words in NAMES.items())
    parser = argparse.ArgumentParser(
        prog="python -m evals",
        description="Measure Dragoman against a corpus.",
        epilog="evaluations:\n" + listing,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", metavar="NAME", help="an evaluation (see below)")
    parser.add_argument("path", metavar="PATH", type=Path, help="the corpus")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--limit", type=positive, metavar="N", help="only the first N documents or rows: a quick look")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="another model than the shipped one")
    if module is not None and hasattr(module, "add_options"):
        module.add_options(parser)
    return parser


def positive(words: str) -> int:
    """A number above zero."""
    n = int(words)
    if n < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return n


if __name__ == "__main__":
    sys.exit(main())
