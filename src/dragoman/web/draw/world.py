"""The world in the Natural Earth projection: shapes of countries, where a place lies, regions to look at."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from math import log, radians, sqrt

import msgspec
from markupsafe import Markup

from dragoman.web.draw.network import place_label
from dragoman.web.draw.svg import linked, number, shorten_label, tag

WIDTH, HEIGHT = 2000, 1000  # of the whole world, poles included
_HALF = 2.73539  # the projection of 180 degrees east on the equator
_TOP = 1.42239  # and of the pole

REGIONS: dict[str, tuple[str, tuple[float, float, float, float]]] = {  # west, south, east, north
    "world": ("the world", (-180, -57, 180, 84)),
    "europe": ("Europe", (-14, 34, 42, 71)),
    "middle-east": ("Middle East", (22, 10, 66, 43)),
    "africa": ("Africa", (-20, -36, 54, 38)),
    "central-asia": ("Central and South Asia", (44, 4, 98, 56)),
    "east-asia": ("East and Southeast Asia", (90, -12, 150, 55)),
    "oceania": ("Oceania", (108, -48, 180, 4)),
    "north-america": ("North and Central America", (-168, 6, -50, 74)),
    "south-america": ("South America", (-84, -56, -32, 14)),
}


class Shapes(msgspec.Struct, frozen=True):
    """What ``shapes.json`` holds.

    Attributes:
        source: where the shapes come from, and under which terms.
        countries: SVG path in the world's units by ISO alpha-3; shapes without a code stand under their name.
        points: the middle of countries too small for a shape.
        boxes: left, top, right, bottom of each shape.
    """

    source: str
    countries: dict[str, str]
    points: dict[str, tuple[int, int]]
    boxes: dict[str, tuple[int, int, int, int]]


class View(msgspec.Struct, frozen=True):
    """A part of the world: its left and top, width and height, in the world's units."""

    left: float
    top: float
    width: float
    height: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height

    def meets(self, box: tuple[float, float, float, float]) -> bool:
        """Whether it shares anything with a box (left, top, right, bottom)."""
        left, top, right, bottom = box
        return (
            left <= self.left + self.width
            and right >= self.left
            and top <= self.top + self.height
            and bottom >= self.top
        )


@cache
def load_shapes() -> Shapes:
    """The shapes of countries."""
    data = (files("dragoman.web") / "shapes.json").read_bytes()
    return msgspec.json.decode(data, type=Shapes)


def project(lon: float, lat: float) -> tuple[float, float]:
    """A place on the map, in the world's units.

    The polynomials are those of Savric, Jenny, Patterson, Petrovic and Hurni, "A Polynomial Equation for the Natural
    Earth Projection", Cartography and Geographic Information Science 38 (2011).
    """
    lam, phi = radians(max(-180.0, min(180.0, lon))), radians(max(-90.0, min(90.0, lat)))
    p2 = phi * phi
    p4 = p2 * p2
    p8 = p4 * p4
    x = lam * (0.870700 - 0.131979 * p2 - 0.013791 * p4 + 0.003971 * p2 * p8 - 0.001529 * p4 * p8)
    y = phi * (1.007226 + 0.015085 * p2 - 0.044475 * p2 * p4 + 0.028874 * p8 - 0.005916 * p2 * p8)
    return (x / _HALF + 1) * WIDTH / 2, (1 - y / _TOP) * HEIGHT / 2


def view_of(region: str) -> View:
    """The part of the world that a name of :data:`REGIONS` stands for.

    Raises:
        KeyError: there is no such region.
    """
    west, south, east, north = REGIONS[region][1]
    edge = [project(lon, lat) for lon in (west, (west + east) / 2, east) for lat in (south, (south + north) / 2, north)]
    left, right = min(x for x, _ in edge), max(x for x, _ in edge)
    top, bottom = min(y for _, y in edge), max(y for _, y in edge)
    return View(left, top, right - left, bottom - top)


# ---------------------------------------------------------------- drawing
LEVELS = 5
_LABELS = 10
FEW = 60  # where no place has more than a few events, dots stay small


class Land(msgspec.Struct, frozen=True):
    """A country with its count: level 0 (nothing) to :data:`LEVELS`; ``months``: number of the month -> count."""

    code: str
    name: str
    count: int
    level: int
    link: str
    months: dict[int, int] = {}


class Dot(msgspec.Struct, frozen=True):
    """A place with its count."""

    name: str
    country: str | None
    lat: float
    lon: float
    count: int
    link: str
    months: dict[int, int] = {}


class World(msgspec.Struct, frozen=True):
    """Countries and places with counts; ``region`` is a name of :data:`REGIONS`, ``chosen`` a country's code."""

    label: str
    region: str
    lands: tuple[Land, ...]
    dots: tuple[Dot, ...]
    chosen: str | None = None

    def svg(self, prefix: str) -> Markup:
        """The picture: shaded countries, a dot for each place, the names of those with most."""
        return _draw(self, prefix)


def level_of(count: int, most: int) -> int:
    """1 to :data:`LEVELS` on a scale of doublings, 0 for nothing."""
    if count <= 0:
        return 0
    return min(LEVELS, 1 + int(LEVELS * log(count) / log(most + 1))) if most > 1 else LEVELS


def _months(months: dict[int, int]) -> str | None:
    return " ".join(f"{m}:{n}" for m, n in sorted(months.items())) or None


def _draw(world: World, prefix: str) -> Markup:
    shapes, view = load_shapes(), view_of(world.region)
    known = {land.code: land for land in world.lands}
    scale = view.width / 1000  # units of the world for one of the picture of 1000
    parts: list[Markup] = []
    for code, path in shapes.countries.items():
        if view.meets(shapes.boxes[code]):
            parts.append(_draw_land(code, {"d": path}, known.get(code), world, prefix))
    for code, (x, y) in shapes.points.items():
        if code in known and view.holds(x, y):
            small: dict[str, str | float] = {"cx": x, "cy": y, "r": 4 * scale}
            parts.append(_draw_land(code, small, known[code], world, prefix))
    return tag(
        "svg", tag("g", *parts, class_="lands"), tag("g", *_draw_dots(world, view, scale, prefix), class_="dots"),
        class_="world", viewBox=" ".join(number(v) for v in (view.left, view.top, view.width, view.height)),
        aria_hidden="true", data_scale=f"{scale:.4f}",
        data_most=max((d.count for d in world.dots), default=1),
        data_most_land=max((land.count for land in world.lands), default=1),
    )  # fmt: skip


def _draw_land(code: str, shape: dict[str, str | float], land: Land | None, world: World, prefix: str) -> Markup:
    name = "path" if "d" in shape else "circle"
    if land is None:
        return tag(name, class_="land level-0", **shape)
    css = f"land level-{land.level}" + (" chosen" if code == world.chosen else "")
    inside = tag("title", f"{land.name}: {land.count:,}")
    drawn = tag(name, inside, class_=css, data_months=_months(land.months), data_name=land.name, **shape)
    return linked(land.link, prefix, drawn)


def _draw_dots(world: World, view: View, scale: float, prefix: str) -> list[Markup]:
    most = max((d.count for d in world.dots), default=1)
    seen = [(d, *project(d.lon, d.lat)) for d in sorted(world.dots, key=lambda d: (-d.count, d.name))]
    seen = [(d, x, y) for d, x, y in seen if view.holds(x, y)]
    parts, labels, taken = [], [], []
    for n, (d, x, y) in enumerate(seen):
        size = dot_size(d.count, most)
        circle = tag(
            "circle", tag("title", f"{d.name}: {d.count:,}"), class_="dot", cx=x, cy=y, r=size * scale,
            data_months=_months(d.months), data_name=d.name,
        )  # fmt: skip
        parts.append(linked(d.link, prefix, circle))
        at = ((x - view.left) / scale, (y - view.top) / scale)
        taken.append((at[0] - size, at[1] - size, at[0] + size, at[1] + size))
        if n < _LABELS:
            labels.append((shorten_label(d.name, 22), at, size))
    for words, at, size in labels:
        box, anchor = place_label(words, at, size, (1000, round(view.height / scale)), taken, 15)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue  # a label that covers another says less than none; the table has it
        taken.append(box)
        tx = {"start": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[anchor]
        parts.append(
            tag("text", words, class_="place", x=view.left + tx * scale, y=view.top + (box[3] - 5) * scale,
                text_anchor=anchor, font_size=15 * scale)
        )  # fmt: skip
    return parts


def dot_size(count: int, most: int) -> float:
    """The radius of a dot in a picture that is 1000 wide: its area goes with the count."""
    return 3 + 15 * sqrt(count / max(most, FEW))
