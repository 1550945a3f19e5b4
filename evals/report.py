"""All evaluations over a folder of corpora: ``python -m evals report CORPORA --out docs/accuracy.md``.

The page is made from the figures alone: no date, no commit, no path of a machine. What is not there is
named, and an evaluation that fails costs its own section only.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from evals.product import model_in
from evals.scoring import Figures
from evals.tables import table

HERE = Path(__file__).parent
PEERS = HERE / "peers.json"
INTRODUCTION = """# Accuracy

Made by `python -m evals report CORPORA --out docs/accuracy.md`, never by hand; model `{model}`.{quick}

`CORPORA` is a folder that holds the public corpora in their publishers' layouts; no text of theirs is in this
repository. Figures are in per cent unless they are counts; intervals are 95% bootstrap intervals over
documents, texts or rows. How each is counted stands above its tables."""


@dataclass(frozen=True)
class Section:
    """One evaluation of the page; ``paths`` are tried in order, under the corpora or, if ``ours``, here."""

    name: str
    title: str
    paths: tuple[str, ...]
    options: dict[str, Any] = field(default_factory=dict)
    flags: str = ""
    ours: bool = False
    key: str = ""

    @property
    def module(self) -> Any:
        """The evaluation's module."""
        return importlib.import_module(f"evals.{self.name.replace('-', '_')}")

    @property
    def id(self) -> str:
        """What ``--only``, peers.json and floors.json call it."""
        return self.key or self.name


SECTIONS = (
    Section("articles", "Whole records: twelve articles read by hand", ("",)),
    Section("polnear", "Who said what: PolNeAR, whole articles", ("polnear/dev",), {"by": "outlet"}, "--by outlet"),
    Section(
        "polnear-sentences",
        "Who said what: PolNeAR, exact spans on sentences",
        ("polnear-sentences/valid.jsonl",),
        {"context": True},
        "--context",
    ),
    Section("nested", "On whose word: nested statements", ("training/data/nested-eval.jsonl",), ours=True),
    Section("gsr", "Who did what to whom: PLOVER gold records, from plain text", ("plover/gsr_dev.json",)),
    Section("plover", "The type between given sides: PLV", ("plover/PLV_test.tsv",)),
    Section(
        "plover",
        "Cooperation or conflict between given sides: AW",
        ("plover/AW_test.tsv", "plover/AW_train.tsv"),
        key="plover-aw",
    ),
    Section("directed-sentiment", "Who is for or against whom: Park et al.", ("directed-sentiment/valid.txt",)),
    Section("positions", "Who stands where: own reviewed set", ("evals/gold/positions.jsonl",), ours=True),
    Section("stands", "Who stands where: beginnings of real articles", ("",)),
    Section("coreference", "Who is who in a text: own reviewed set", ("evals/gold/coreference.jsonl",), ours=True),
    Section("timeml", "Which days: TimeBank", ("tempeval3/TimeBank",)),
    Section("toponyms", "Where: LGL", ("toponyms/lgl.xml", "toponyms/LGL.xml")),
    Section("ner", "Names: CrossNER politics", ("ner-politics/dev.txt",)),
    Section("copies", "Copies of one story: built from PolNeAR dev", ("polnear/dev",)),
    Section("ontology", "Types of one's own: PLOVER as if it were a user's", ("plover/PLV_train.tsv",)),
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of this evaluation alone."""
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the page")
    add_only(parser)


def add_only(parser: argparse.ArgumentParser) -> None:
    """The option that picks some of the evaluations."""
    parser.add_argument("--only", action="append", choices=[s.id for s in SECTIONS], help="this one (repeat for more)")


def run(
    path: Path,
    limit: int | None = None,
    model: Path | None = None,
    out: Path | None = None,
    only: list[str] | None = None,
) -> Figures:
    """Run the evaluations whose corpora are there and, with ``out``, write the page."""
    figures = measure(path, limit, model, only)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(render(figures) + "\n", encoding="utf-8")
        print(f"wrote {out}", file=sys.stderr)
        if limit is None and only is None and model is None and out.resolve() == PAGE:
            # what the program says of itself is what the page of the repository says
            SHIPPED.write_text(json.dumps(brief(figures), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            print(f"wrote {SHIPPED.name}", file=sys.stderr)
    return figures


PAGE = HERE.resolve().parent / "docs" / "accuracy.md"
SHIPPED = HERE.parent / "src" / "dragoman" / "models" / "figures.json"
# What the reading room says of the model: section, what, corpus, figure, where it stands.
BRIEF = (
    ("polnear", "who said what: content", "PolNeAR dev, whole articles", "F1", "scores/soft/f1"),
    ("polnear", "the same with the right source", "PolNeAR dev, whole articles", "F1", "scores/full/f1"),
    ("articles", "event type", "twelve articles read by hand", "F1", "scores/event type/f1"),
    ("articles", "event type with both sides", "twelve articles read by hand", "F1", "scores/type with both sides/f1"),
    ("gsr", "event type", "PLOVER gold records dev", "F1", "scores/type/f1"),
    ("positions", "who stands where: precision", "own set, held half", "precision", "scores/held/and issue/precision"),
    ("positions", "who stands where: recall", "own set, held half", "recall", "scores/held/and issue/recall"),
    ("timeml", "days: value", "TimeBank", "F1", "value_f1"),
    ("toponyms", "places: country of a named place", "LGL", "accuracy", "country"),
)


def brief(figures: Figures) -> Figures:
    """The figures in a few rows, for the program's own pages; those that were not measured are left out."""
    rows = []
    for section, what, corpus, figure, where in BRIEF:
        value = value_at(figures["sections"].get(section, {}).get("figures", {}), where)
        if value is not None:
            rows.append({"what": what, "corpus": corpus, "figure": figure, "value": round(100 * value, 1)})
    return {"model": figures["model"], "rows": rows}


def measure(path: Path, limit: int | None, model: Path | None, only: list[str] | None) -> Figures:
    """Figures of each section, and why one has none."""
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder. Give the folder that holds the corpora (see the README).")
    figures: Figures = {
        "evaluation": "report",
        "model": model_in(model).name,
        "limit": limit,
        "sections": {},
        "missing": {},
    }
    for section in SECTIONS:
        if only is not None and section.id not in only:
            continue
        found = locate(section, path)
        if found is None:
            figures["missing"][section.id] = f"{' or '.join(section.paths)} is not there"
            continue
        options = {**section.options, "limit": limit, "model": model}
        wanted = inspect.signature(section.module.run).parameters
        try:
            result = section.module.run(found, **{k: v for k, v in options.items() if k in wanted})
        except Exception as problem:  # one corpus that can't be measured must not cost the others
            figures["missing"][section.id] = f"failed: {problem}".replace(str(path), "CORPORA")
            print(f"{section.id} failed: {problem!r}", file=sys.stderr)
            continue
        figures["sections"][section.id] = {"path": used_path(section, path), "figures": result}
    return figures


def locate(section: Section, corpora: Path) -> Path | None:
    """The first of a section's paths that exists."""
    root = HERE.parent if section.ours else corpora
    return next((root / p for p in section.paths if (root / p).exists()), None)


def used_path(section: Section, corpora: Path) -> str:
    """The path as a reader would type it."""
    root = HERE.parent if section.ours else corpora
    chosen = next(p for p in section.paths if (root / p).exists())
    return chosen if section.ours else f"CORPORA/{chosen}".rstrip("/")


def value_at(figures: Figures, where: str) -> Any:
    """``value_at(f, "scores/soft/f1")``; None where there is no such figure."""
    at: Any = figures
    for key in where.split("/"):
        at = at.get(key) if isinstance(at, dict) else None
    return at


# ---------------------------------------------------------------- page
def render(figures: Figures) -> str:
    """The page, in Markdown."""
    peers = json.loads(PEERS.read_text(encoding="utf-8"))
    quick = f"\n\n**A quick look: the first {figures['limit']} items only.**" if figures["limit"] else ""
    parts = [INTRODUCTION.format(model=figures["model"], quick=quick)]
    explained: set[str] = set()
    for section in SECTIONS:
        if section.id in figures["sections"]:
            parts += section_parts(section, figures, peers, section.name in explained)
            explained.add(section.name)
    if figures["missing"]:
        rows = "\n".join(f"- {k}: {v}" for k, v in figures["missing"].items())
        parts.append(f"## Not measured\n\n{rows}")
    return "\n\n".join(parts)


def section_parts(section: Section, figures: Figures, peers: dict[str, Any], explained: bool) -> Iterator[str]:
    """Title, command, definitions, our tables, and others' figures beside ours."""
    found = figures["sections"][section.id]
    module = section.module
    command = " ".join(x for x in ("python -m evals", section.name, found["path"], section.flags) if x)
    yield f"## {section.title}\n\n`{command}`"
    yield "Counted as above." if explained else (inspect.getdoc(module) or "").partition("\n\n")[2]
    wanted = inspect.signature(module.render).parameters
    tables = module.render(found["figures"], **{k: v for k, v in section.options.items() if k in wanted})
    yield tables if "|" in tables else f"```\n{tables}\n```"
    if (beside := peers.get(section.id)) and not found["figures"].get("in training"):
        ours = ("Dragoman", *(value_at(found["figures"], w) for w in beside["ours"]))
        yield table(beside["head"], [ours, *beside["rows"]])
        yield beside["note"]
