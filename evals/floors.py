"""Figures that must not fall: ``python -m evals floors CORPORA``; exit code 1 if one did.

``evals/floors.json`` holds, per evaluation, figures with the least (``at least``) or most (``at most``)
that they may be. Nothing here lowers a floor. ``--raise`` lifts those that today's figures clear by more
than a point to one point below the figure, and adds a floor to each figure that peers.json compares; a
person lowers one by hand and says why. A floor whose corpus is not there is named, not passed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError
from evals.report import PEERS, SECTIONS, add_only, measure, value_at
from evals.scoring import Figures, r4
from evals.tables import table

FLOORS = Path(__file__).parent / "floors.json"
MARGIN = 0.01
Floors = dict[str, dict[str, dict[str, float]]]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of this evaluation alone."""
    parser.add_argument(
        "--raise", dest="lift", action="store_true", help="lift floors to a point below today's figures"
    )
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE", help="another file of floors")
    add_only(parser)


def run(
    path: Path,
    model: Path | None = None,
    only: list[str] | None = None,
    lift: bool = False,
    floors: Path = FLOORS,
) -> Figures:
    """Measure and compare; with ``lift``, raise the floors that held."""
    bounds = read_floors(floors)
    everything = [s.id for s in SECTIONS] if lift else list(bounds)
    wanted = [n for n in everything if only is None or n in only]
    figures = measure(path, None, model, wanted)
    found = {name: s["figures"] for name, s in figures["sections"].items()}
    rows = compare(bounds, found, wanted)
    if not lift and all(r["verdict"] == "not measured" for r in rows):
        raise UsageError(f"no figure with a floor could be measured: {figures['missing'] or 'none is set'}.")
    out: Figures = {
        "evaluation": "floors",
        "rows": rows,
        "broken": [f"{r['evaluation']} {r['figure']}" for r in rows if r["verdict"] == "broken"],
        "missing": figures["missing"],
    }
    if lift:
        lifted = raised(bounds, found)
        floors.write_text(json.dumps(lifted, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        out["raised"] = lifted != bounds
    return out


def read_floors(path: Path) -> Floors:
    """The floors of a file."""
    try:
        bounds: Floors = json.loads(path.read_text(encoding="utf-8"))
        for sides in bounds.values():
            if set(sides) - {"at least", "at most"}:
                raise ValueError("only 'at least' and 'at most' are known")
    except (OSError, ValueError, AttributeError) as problem:
        raise UsageError(f"{path} can't be read as floors ({problem}).") from problem
    return bounds


def compare(bounds: Floors, found: dict[str, Figures], wanted: list[str]) -> list[dict[str, Any]]:
    """Each bound with today's figure and a verdict: held, broken, not measured."""
    rows = []
    for name in wanted:
        for side, figures in bounds.get(name, {}).items():
            for where, bound in figures.items():
                value = value_at(found[name], where) if name in found else None
                verdict = verdict_on(value, bound, side) if name in found else "not measured"
                row = {"evaluation": name, "figure": where, "side": side, "bound": bound, "value": value}
                rows.append(row | {"verdict": verdict})
    return rows


def verdict_on(value: float | None, bound: float, side: str) -> str:
    """Whether a figure keeps to its bound; a figure that is gone does not."""
    if value is None:
        return "broken"
    return "held" if (value >= bound if side == "at least" else value <= bound) else "broken"


def raised(bounds: Floors, found: dict[str, Figures]) -> Floors:
    """Floors lifted to a margin below the figures (ceilings lowered to one above); never the other way."""
    out: Floors = {name: {side: dict(x) for side, x in sides.items()} for name, sides in bounds.items()}
    peers = json.loads(PEERS.read_text(encoding="utf-8"))
    for name, figures in found.items():
        sides = out.setdefault(name, {})
        least, most = sides.setdefault("at least", {}), sides.setdefault("at most", {})
        for where in () if figures.get("in training") else peers.get(name, {}).get("ours", ()):
            least.setdefault(where, 0.0)
        for where, bound in least.items():
            value = value_at(figures, where)
            least[where] = max(bound, r4((value or 0.0) - MARGIN))
        for where, bound in most.items():
            value = value_at(figures, where)
            most[where] = bound if value is None else min(bound, r4(value + MARGIN))
    return out


def render(figures: Figures) -> str:
    """The bounds as a table, and what broke."""
    rows = [
        (f"{r['evaluation']}: {r['figure']}", r["side"], plain(r["bound"]), plain(r["value"]), r["verdict"])
        for r in figures["rows"]
    ]
    lines = [table(("figure", "bound", "floor", "today", "verdict"), rows)]
    lines += [f"not measured: {k} ({v})" for k, v in figures["missing"].items()]
    checked = sum(r["verdict"] != "not measured" for r in figures["rows"])
    lines.append(f"{checked} of {len(figures['rows'])} checked, {len(figures['broken'])} broken")
    return "\n".join(lines)


def plain(x: float | None) -> str:
    """A figure as it stands in the file."""
    return "" if x is None else f"{x:.3f}"
