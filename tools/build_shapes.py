"""Builds web/shapes.json, the shapes of countries: ``python tools/build_shapes.py ATLAS CODES``.

ATLAS is the folder of the npm package world-atlas 2.0.2 (Natural Earth 4.1 as TopoJSON; Natural Earth is in the public
domain, https://www.naturalearthdata.com/about/terms-of-use/; the package: Mike Bostock, ISC licence), CODES the file
``codes.json`` of the npm package i18n-iso-countries 7.14.0 (MIT licence; ISO 3166 numeric codes to alpha-3). Get them
with ``npm pack``. Countries come from countries-110m; those that it is too coarse for, as points, from countries-50m.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from dragoman.web.draw.world import project  # noqa: E402

OUT = ROOT / "src" / "dragoman" / "web" / "shapes.json"
SOURCE = (
    "Natural Earth 4.1, 1:110m and (points) 1:50m, public domain "
    "(https://www.naturalearthdata.com/about/terms-of-use/), by way of the npm package world-atlas 2.0.2 (Mike "
    "Bostock, ISC); borders are those of Natural Earth, no view of ours"
)
CODES = {"Kosovo": "XKX"}  # shapes without a number; what has no code stands under its name
LEFT_OUT = {"ATA"}
Ring = list[tuple[float, float]]


def read_countries(path: Path, codes: dict[str, str]) -> dict[str, list[Ring]]:
    """Code (or name) -> rings of longitude and latitude, outer rings and holes alike."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = [_degrees(arc, topology["transform"]) for arc in topology["arcs"]]
    out: dict[str, list[Ring]] = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = codes.get(shape.get("id", ""), CODES.get(name, name))
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        out.setdefault(code, []).extend(_ring(line, arcs) for polygon in polygons for line in polygon)
    return out


def _degrees(arc: list[list[int]], transform: dict[str, Any]) -> Ring:
    """A quantised arc: each point is told as the way from the one before."""
    x = y = 0
    out = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        scale, shift = transform["scale"], transform["translate"]
        out.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return out


def _ring(line: list[int], arcs: list[Ring]) -> Ring:
    """Arcs put together; ~n is arc n backwards."""
    out: Ring = []
    for n in line:
        arc = arcs[n] if n >= 0 else arcs[~n][::-1]
        out += arc[1:] if out else arc
    return out


def cut_at_edge(ring: Ring) -> list[Ring]:
    """A ring that crosses the 180th meridian, in the parts that lie on either side of it."""
    line = [ring[0]]
    for lon, lat in ring[1:]:
        before = line[-1][0]
        line.append((lon + 360 * round((before - lon) / 360), lat))
    out = []
    for shift in (-360.0, 0.0, 360.0):
        moved = [(lon + shift, lat) for lon, lat in line]
        kept = _beside(_beside(moved, 180.0, 1), -180.0, -1)
        if len(kept) > 2:
            out.append([*kept, kept[0]])
    return out


def _beside(ring: Ring, edge: float, sign: int) -> Ring:
    """The part of a ring on one side of a meridian (Sutherland and Hodgman's way)."""
    out: Ring = []
    for (x1, y1), (x2, y2) in pairwise([*ring, *ring[:1]]):
        in1, in2 = (edge - x1) * sign >= 0, (edge - x2) * sign >= 0
        if in1 != in2:
            share = (edge - x1) / (x2 - x1)
            out.append((edge, y1 + share * (y2 - y1)))
        if in2:
            out.append((x2, y2))
    return out


def draw_path(rings: list[Ring]) -> tuple[str, tuple[int, int, int, int]]:
    """An SVG path in whole units, relative after each start, and its box; rings of less than a unit are left out."""
    out: list[str] = []
    seen: list[tuple[int, int]] = []
    for ring in (part for whole in rings for part in cut_at_edge(whole)):
        points = [(round(x), round(y)) for x, y in (project(*p) for p in ring)]
        kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
        if len(set(kept)) < 3:
            continue
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(kept)]
        out.append(f"M{kept[0][0]} {kept[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-") + "z")
        seen += kept
    xs, ys = [x for x, _ in seen] or [0], [y for _, y in seen] or [0]
    return "".join(out), (min(xs), min(ys), max(xs), max(ys))


def middle_of(rings: list[Ring]) -> tuple[int, int]:
    """The middle of the largest ring."""
    points = [project(*p) for p in max(rings, key=len)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)


def build_shapes(atlas: Path, code_file: Path) -> None:
    """Write the file."""
    codes = {row[2]: row[1] for row in json.loads(code_file.read_text(encoding="utf-8"))}
    coarse = read_countries(atlas / "countries-110m.json", codes)
    fine = read_countries(atlas / "countries-50m.json", codes)
    drawn = {k: draw_path(v) for k, v in sorted(coarse.items()) if k not in LEFT_OUT}
    points = {k: middle_of(v) for k, v in sorted(fine.items()) if len(k) == 3 and k not in coarse}
    tables = {
        "countries": {k: path for k, (path, _) in drawn.items()},
        "points": points,
        "boxes": {k: box for k, (_, box) in drawn.items()},
    }
    rows = [f'"source": {json.dumps(SOURCE)}']
    for name, table in tables.items():
        lines = ",\n".join(f" {json.dumps(k)}: {json.dumps(v)}" for k, v in table.items())
        rows.append(f'"{name}": {{\n{lines}\n}}')
    OUT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    print(f"shapes.json: {len(drawn)} shapes, {len(points)} points, {OUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build_shapes(Path(sys.argv[1]), Path(sys.argv[2]))
