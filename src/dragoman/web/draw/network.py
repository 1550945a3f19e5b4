"""Who acts on whom: actors as discs, acts as arrows, each quad class with a colour and a dash of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec
from markupsafe import Markup

from dragoman.web.draw.svg import joined, linked, shorten_label, tag, width_of

QUADS: dict[str, tuple[str, str]] = {  # class of the colour, dashes
    "verbal cooperation": ("vcoop", "1.5 5"),
    "material cooperation": ("mcoop", "14 4"),
    "verbal conflict": ("vconf", "7 4"),
    "material conflict": ("mconf", "none"),
}
_MARGIN = 46
_SIZE = 13
Box = tuple[float, float, float, float]


class Node(msgspec.Struct, frozen=True):
    """An actor: where he stands (0 to 1 each way), how many acts he has part in, the address of his page."""

    id: str
    name: str
    x: float
    y: float
    count: int
    link: str
    focus: bool = False


class Arrow(msgspec.Struct, frozen=True):
    """So many acts of one actor on another (ids) of one quad class, and the address of their list."""

    source: str
    target: str
    quad: str
    count: int
    link: str


class Network(msgspec.Struct, frozen=True):
    """Actors and acts, the strongest arrows last so that they lie on top."""

    label: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]

    def svg(self, prefix: str, width: int = 900, height: int = 620, key: str = "n") -> Markup:
        """The picture; ``key`` begins its ids, so that two pictures can stand on one page."""
        return _draw(self, prefix, width, height, key)


# ---------------------------------------------------------------- where actors stand
def lay_out_by_springs(names: Sequence[str], weights: dict[tuple[str, str], int], seed: int = 7) -> dict[str, Any]:
    """Places (0 to 1 each way) by springs: who has much to do with each other stands near. The same data, the same map.

    Raises:
        UsageError: networkx is not installed.
    """
    from dragoman.discourse.networks import load_networkx

    graph = load_networkx().Graph()
    graph.add_nodes_from(names)
    for (a, b), count in sorted(weights.items()):
        before = graph.get_edge_data(a, b, {"weight": 0.0})["weight"]
        graph.add_edge(a, b, weight=before + math.log2(1 + count))
    if not names:
        return {}
    found = load_networkx().spring_layout(graph, seed=seed, k=2.2 / math.sqrt(len(names)), iterations=120)
    places = {n: (float(p[0]), float(p[1])) for n, p in found.items()}
    return _part(_fit(places))


def _fit(places: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    xs, ys = [x for x, _ in places.values()], [y for _, y in places.values()]
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    return {
        n: ((x - min(xs)) / wide if wide else 0.5, (y - min(ys)) / tall if tall else 0.5)
        for n, (x, y) in places.items()
    }


def _part(places: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Push apart those that stand too near for a label between them."""
    least = min(0.16, 0.75 / math.sqrt(len(places)))
    now = dict(places)
    names = sorted(now)
    for _ in range(60):
        moved = False
        for i, a in enumerate(names):
            for b in names[i + 1 :]:
                dx, dy = now[b][0] - now[a][0], (now[b][1] - now[a][1])
                far = math.hypot(dx, dy)
                if far >= least:
                    continue
                moved = True
                ux, uy = (dx / far, dy / far) if far > 1e-9 else (math.cos(i), math.sin(i))
                push = (least - far) / 2
                now[a] = (now[a][0] - ux * push, now[a][1] - uy * push)
                now[b] = (now[b][0] + ux * push, now[b][1] + uy * push)
        if not moved:
            break
    return _fit(now)


def lay_out_around(middle: str, others: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Places for one actor and those whom he faces: around him, the first at the top."""
    out = {middle: (0.5, 0.5)}
    for n, name in enumerate(others):
        turn = 2 * math.pi * n / max(len(others), 1) - math.pi / 2
        out[name] = (0.5 + 0.5 * math.cos(turn), 0.5 + 0.5 * math.sin(turn))
    return out


# ---------------------------------------------------------------- drawing
def _draw(net: Network, prefix: str, width: int, height: int, key: str) -> Markup:
    most = max((n.count for n in net.nodes), default=1) or 1
    small = 0.75 if width < 500 else 1.0
    at = {n.id: (_MARGIN + n.x * (width - 2 * _MARGIN), _MARGIN + n.y * (height - 2 * _MARGIN)) for n in net.nodes}
    size = {n.id: small * (5 + 13 * math.sqrt(n.count / most)) for n in net.nodes}
    heads = [
        tag(
            "marker", tag("path", class_=f"f-{css}", d="M0 0L9 4L0 8z"), id=f"{key}-{css}", markerWidth=9,
            markerHeight=8, refX=8, refY=4, orient="auto", markerUnits="userSpaceOnUse",
        )
        for css, _ in QUADS.values()
    ]  # fmt: skip
    strongest = max((a.count for a in net.arrows), default=1)
    shown = [a for a in net.arrows if a.source in at and a.target in at]
    arrows = [_draw_arrow(a, at, size, strongest, key, prefix, net) for a in shown]
    taken = [(x - size[k], y - size[k], x + size[k], y + size[k]) for k, (x, y) in at.items()]
    ways = [(x - 4, y - 4, x + 4, y + 4) for a in shown for x, y in _along(a, at)]
    nodes = []
    for n in sorted(net.nodes, key=lambda n: (-n.focus, -n.count, n.id)):
        nodes.append(_draw_node(n, at[n.id], size[n.id], (width, height), (taken, ways), prefix))
    return tag(
        "svg", tag("defs", *heads), tag("g", *arrows, class_="arrows"), joined(nodes),
        class_="network", viewBox=f"0 0 {width} {height}", role="group", aria_label=net.label,
    )  # fmt: skip


def _draw_arrow(
    a: Arrow, at: dict[str, tuple[float, float]], size: dict[str, float], strongest: int, key: str, prefix: str,
    net: Network,
) -> Markup:  # fmt: skip
    css, dashes = QUADS[a.quad]
    (x1, y1), (x2, y2) = at[a.source], at[a.target]
    cx, cy = _bend(a, at)
    sx, sy = _towards(x1, y1, cx, cy, size[a.source] + 1)
    ex, ey = _towards(x2, y2, cx, cy, size[a.target] + 3)
    names = {n.id: n.name for n in net.nodes}
    told = f"{names[a.source]} → {names[a.target]}: {a.count:,} × {a.quad}"
    way = f"M{sx:.1f} {sy:.1f}Q{cx:.1f} {cy:.1f} {ex:.1f} {ey:.1f}"
    line = tag(
        "path", tag("title", told), class_=f"k-{css}", d=way, fill="none",
        stroke_width=1.2 + 3.3 * math.sqrt(a.count / max(strongest, 1)),
        stroke_dasharray=dashes, marker_end=f"url(#{key}-{css})",
    )  # fmt: skip
    return linked(a.link, prefix, line)


def _bend(a: Arrow, at: dict[str, tuple[float, float]]) -> tuple[float, float]:
    """The point that an arrow bends towards: to the right of its way, so that both directions and all classes show."""
    (x1, y1), (x2, y2) = at[a.source], at[a.target]
    far = math.hypot(x2 - x1, y2 - y1) or 1.0
    by = (9 + 11 * list(QUADS).index(a.quad)) * min(1.0, far / 120) / far
    return (x1 + x2) / 2 - (y2 - y1) * by, (y1 + y2) / 2 + (x2 - x1) * by


def _along(a: Arrow, at: dict[str, tuple[float, float]]) -> list[tuple[float, float]]:
    """Points of an arrow's way."""
    (x1, y1), (cx, cy), (x2, y2) = at[a.source], _bend(a, at), at[a.target]
    shares = [n / 9 for n in range(1, 9)]
    return [
        ((1 - s) ** 2 * x1 + 2 * s * (1 - s) * cx + s * s * x2, (1 - s) ** 2 * y1 + 2 * s * (1 - s) * cy + s * s * y2)
        for s in shares
    ]


def _towards(x: float, y: float, tx: float, ty: float, by: float) -> tuple[float, float]:
    far = math.hypot(tx - x, ty - y) or 1.0
    return x + (tx - x) / far * by, y + (ty - y) / far * by


def _draw_node(
    n: Node, at: tuple[float, float], size: float, room: tuple[int, int], full: tuple[list[Box], list[Box]],
    prefix: str,
) -> Markup:  # fmt: skip
    x, y = at
    taken, ways = full
    words = shorten_label(n.name, 26 if room[0] > 500 else 16)
    box, anchor = place_label(
        words, at, size, room, [*taken, *(w for w in ways if abs(w[0] - x) < 230 and abs(w[1] - y) < 60)]
    )
    taken.append(box)
    tx = {"start": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[anchor]
    return linked(
        n.link, prefix,
        tag("title", f"{n.name}: {n.count:,}"),
        tag("circle", class_="node focus" if n.focus else "node", cx=x, cy=y, r=size),
        tag("text", words, class_="label", x=tx, y=box[3] - 4, text_anchor=anchor),
        words=f"{n.name}: {n.count:,} acts", tabbed=True,
    )  # fmt: skip


def place_label(
    words: str, at: tuple[float, float], size: float, room: tuple[int, int], taken: Sequence[Box], text: float = _SIZE
) -> tuple[Box, str]:
    """A box for a label beside, above or below a disc that covers least of what is taken, and the text's anchor."""
    x, y = at
    wide, tall = width_of(words, text) + 2, text * 1.25
    tried: list[tuple[Box, str]] = [
        ((x + size + 4, y - tall / 2, x + size + 4 + wide, y + tall / 2), "start"),
        ((x - size - 4 - wide, y - tall / 2, x - size - 4, y + tall / 2), "end"),
        ((x - wide / 2, y - size - 2 - tall, x + wide / 2, y - size - 2), "middle"),
        ((x - wide / 2, y + size + 2, x + wide / 2, y + size + 2 + tall), "middle"),
        ((x + size, y - size - tall, x + size + wide, y - size), "start"),
        ((x + size, y + size, x + size + wide, y + size + tall), "start"),
        ((x - size - wide, y - size - tall, x - size, y - size), "end"),
        ((x - size - wide, y + size, x - size, y + size + tall), "end"),
    ]
    return min(tried, key=lambda t: sum(_shared(t[0], b) for b in taken) + 4 * _outside(t[0], room))


def _shared(a: Box, b: Box) -> float:
    wide, tall = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return wide * tall if wide > 0 and tall > 0 else 0.0


def _outside(a: Box, room: tuple[int, int]) -> float:
    whole = (a[2] - a[0]) * (a[3] - a[1])
    return whole - _shared(a, (2.0, 2.0, room[0] - 2.0, room[1] - 2.0))
