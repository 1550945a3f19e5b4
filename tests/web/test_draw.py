"""Pictures: well-formed, escaped, in proportion."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from dragoman.web.draw import (
    REGIONS,
    Arrow,
    Bar,
    Dot,
    Land,
    Lane,
    Mark,
    Network,
    Node,
    Series,
    Strip,
    Timeline,
    World,
    buckets,
    lay_out_around,
    lay_out_by_springs,
    unit_for,
)
from dragoman.web.draw.network import QUADS, place_label
from dragoman.web.draw.svg import shorten_label, tag
from dragoman.web.draw.timeline import MOST_BARS, UNITS, axis_labels, bucket_words, nice_step
from dragoman.web.draw.world import HEIGHT, LEVELS, WIDTH, level_of, load_shapes, project, view_of

EVIL = "\"><script>alert('a')</script>\u202e]]>\x00&"


def parse(markup: Markup) -> ET.Element:
    return ET.fromstring(str(markup))


def timeline(counts: list[tuple[int, ...]], label: str = "bars", link: str | None = None) -> Timeline:
    series = tuple(Series(f"s{k}", f"kind {k}", f"f-{k}") for k in range(2))
    bars = tuple(Bar(f"2024-01-{n + 1:02}", f"2024-01-{n + 1:02}", f"day {n}", c, link) for n, c in enumerate(counts))
    return Timeline(label=label, unit="day", series=series, lanes=(Lane((0,), (1,), "up", "down"),), bars=bars)


def network(name: str = "B") -> Network:
    nodes = (Node("a", "A", 0.1, 0.2, 9, "/actors/a", True), Node("b", name, 0.9, 0.8, 3, "/actors/b"))
    arrows = tuple(Arrow("a", "b", q, k + 1, f"/network?x={k}") for k, q in enumerate(QUADS))
    return Network(
        "who",
        nodes,
        (*arrows, Arrow("b", "a", "material conflict", 2, "/y"), Arrow("a", "z", "verbal conflict", 1, "/z")),
    )


# ---------------------------------------------------------------- escaping
@given(st.text(), st.text())
def test_an_element_is_well_formed_and_gives_its_words_back(inside: str, value: str) -> None:
    found = parse(tag("text", inside, aria_label=value))
    assert "script" not in [e.tag for e in found.iter()]
    assert len(found) == 0
    assert not set("\u202d\u202e\x00") & set((found.text or "") + found.attrib["aria-label"])


def test_markup_inside_stays_and_none_leaves_an_attribute_out() -> None:
    assert tag("g", tag("path", d="M0 0"), "<", class_="x", id=None, x=1.25, y=2.0) == (
        '<g class="x" x="1.2" y="2"><path d="M0 0"/>&lt;</g>'
    )


@pytest.mark.parametrize("picture", [
    timeline([(1, 2)], EVIL, f"/time?x={EVIL}").svg("/room"),
    Strip(EVIL, "2024-01-01", "2024-02-01", (Mark("2024-01-09", "support", EVIL, f"/p/{EVIL}", True),)).svg("/room"),
    network(EVIL).svg("/room"),
    World(EVIL, "world", (Land("UKR", EVIL, 4, 2, f"/map?at={EVIL}", {0: 4}),), (Dot(EVIL, "UKR", 50, 30, 4, EVIL, {0: 4}),), "UKR").svg("/room"),
])  # fmt: skip
def test_hostile_words_break_no_picture(picture: Markup) -> None:
    found = parse(picture)
    tags = {e.tag.split("}")[-1] for e in found.iter()}
    assert tags <= {"svg", "g", "a", "rect", "line", "text", "title", "path", "circle", "defs", "marker"}
    for e in found.iter():
        assert not any(k.startswith("on") or k == "style" for k in e.attrib)
        assert not e.attrib.get("href", "/").startswith("javascript")
    assert "<script" not in picture and "\u202e" not in picture


# ---------------------------------------------------------------- timeline
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 4000), st.sampled_from(UNITS))
def test_stretches_follow_each_other_without_gap(first: date, days: int, unit: str) -> None:
    last = date.fromordinal(first.toordinal() + days)
    found = buckets(first, last, unit)  # type: ignore[arg-type]
    assert found[0][0] <= first <= found[0][1]
    assert all(b[0].toordinal() == a[1].toordinal() + 1 for a, b in pairwise(found))
    assert found[-1][1] >= last or len(found) == MOST_BARS
    assert len(buckets(first, last, unit_for(first, last))) <= 205


def test_words_of_stretches() -> None:
    start = date(2025, 3, 3)
    assert [bucket_words(start, u) for u in UNITS] == ["3 March 2025", "week of 3 March 2025", "March 2025", "2025"]


def test_bars_stand_in_proportion_on_their_side_of_the_line() -> None:
    found = parse(timeline([(10, 0), (5, 20), (0, 0)]).svg(""))
    rects = {(e.attrib["class"], round(float(e.attrib["x"]))): e.attrib for e in found.iter("rect")}
    assert len(rects) == 3
    zero = next(float(e.attrib["y1"]) for e in found.iter("line") if e.attrib["class"] == "base")
    ups = [r for (css, _), r in rects.items() if css == "f-0"]
    assert float(ups[0]["height"]) == pytest.approx(2 * float(ups[1]["height"]), abs=0.2)
    for (css, _), r in rects.items():
        top, bottom = float(r["y"]), float(r["y"]) + float(r["height"])
        assert bottom <= zero + 0.1 if css == "f-0" else top >= zero - 0.1


def test_bars_are_links_of_the_pointer_only_and_the_choice_is_a_band() -> None:
    chart = timeline([(1, 0), (2, 1)], link="/time?since=2024-01-01&until=x")
    links = list(parse(chart.svg("/room")).iter("a"))
    assert {a.attrib["href"] for a in links} == {"/room/time?since=2024-01-01&until=x"}
    assert all(a.attrib["tabindex"] == "-1" for a in links)
    chosen = Timeline(
        label="",
        unit="day",
        series=chart.series,
        lanes=chart.lanes,
        bars=chart.bars,
        since="2024-01-02",
        until="2024-01-02",
    )
    bands = [e for e in parse(chosen.svg("")).iter("rect") if e.attrib["class"] == "chosen-time"]
    assert len(bands) == 1 and float(bands[0].attrib["x"]) > 34


def test_nothing_at_all_is_still_a_picture() -> None:
    assert parse(timeline([]).svg("")).attrib["aria-hidden"] == "true"
    assert parse(timeline([(0, 0)]).svg("", 360)).attrib["viewBox"].startswith("0 0 360 ")


@pytest.mark.parametrize(("most", "step"), [(1, 1), (3, 1), (4, 2), (10, 5), (70, 20), (100, 50), (999, 500)])
def test_steps_of_the_grid_are_round(most: int, step: int) -> None:
    assert nice_step(most) == step


def test_labels_of_the_axis_do_not_run_into_each_other() -> None:
    stretches = buckets(date(2021, 11, 20), date(2024, 2, 3), "week")
    bars = tuple(Bar(a.isoformat(), b.isoformat(), "", (1, 0)) for a, b in stretches)
    words = [w for _, w in axis_labels(bars, "week")]
    assert words[0] == "Nov 2021" and "Jan 2023" in words and "Feb" in words
    chart = Timeline(label="", unit="week", series=timeline([]).series, lanes=(Lane((0,)),), bars=bars)
    texts = sorted(
        (float(e.attrib["x"]), e.text or "") for e in parse(chart.svg("", 360)).iter("text") if e.attrib["class"] == "tick" and "text-anchor" not in e.attrib
    )  # fmt: skip
    assert all(a[0] + 5 * len(a[1]) < b[0] for a, b in pairwise(texts))


# ---------------------------------------------------------------- strip
def test_marks_lie_in_the_order_of_days_and_outliers_at_the_edge() -> None:
    marks = tuple(Mark(d, "support", d) for d in ("1999-01-01", "2024-01-01", "2024-06-01", "2024-12-31"))
    found = parse(Strip("x", "2024-01-01", "2024-12-31", marks).svg(""))
    at = [float(g.attrib["transform"].split("(")[1].split()[0]) for g in found.iter("g")]
    assert at[0] == at[1] < at[2] < at[3] <= 420
    assert parse(Strip("x", "2024-01-01", "2024-01-01", marks[1:2]).svg("")).tag == "svg"


# ---------------------------------------------------------------- network
def test_arrows_have_colour_dash_and_words_and_nodes_are_links() -> None:
    found = parse(network().svg("/room", key="q"))
    arrows = [e for e in found.iter("path") if "marker-end" in e.attrib]
    assert len(arrows) == 5  # the one to somebody who is not drawn is left out
    assert len({e.attrib["stroke-dasharray"] for e in arrows}) == 4
    assert all(e.attrib["marker-end"].startswith("url(#q-") for e in arrows)
    assert "A → B: 1 × verbal cooperation" in [e.text for e in found.iter("title")]
    nodes = [a for a in found.iter("a") if "tabindex" not in a.attrib]
    assert {a.attrib["href"] for a in nodes} == {"/room/actors/a", "/room/actors/b"}
    assert nodes[0].attrib["aria-label"] == "A: 9 acts"


def test_there_and_back_do_not_cover_each_other() -> None:
    ways = {
        e.attrib["d"].split("Q")[1].split()[0:2].__str__()
        for e in parse(network().svg("")).iter("path")
        if "marker-end" in e.attrib
    }
    assert len(ways) == 5


def test_springs_give_the_same_map_each_time_and_room_to_each() -> None:
    names = [f"n{k}" for k in range(24)]
    weights = {(names[k], names[(k * 7 + 3) % 24]): 1 + k for k in range(24) if k != (k * 7 + 3) % 24}
    one, two = lay_out_by_springs(names, weights), lay_out_by_springs(names, weights)
    assert one == two and set(one) == set(names)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in one.values())
    places = list(one.values())
    assert min(math.dist(a, b) for i, a in enumerate(places) for b in places[i + 1 :]) > 0.05
    assert lay_out_by_springs([], {}) == {} and lay_out_by_springs(["a"], {}) == {"a": (0.5, 0.5)}


def test_around_an_actor_all_stand_as_far() -> None:
    found = lay_out_around("m", ["a", "b", "c"])
    assert found["m"] == (0.5, 0.5) and found["a"] == pytest.approx((0.5, 0.0))
    assert {round(math.dist(p, (0.5, 0.5)), 6) for k, p in found.items() if k != "m"} == {0.5}


def test_a_label_goes_where_room_is() -> None:
    box, anchor = place_label("Words", (100, 100), 10, (400, 400), [])
    assert anchor == "start" and box[0] > 110
    box, anchor = place_label("Words", (100, 100), 10, (400, 400), [(110, 80, 200, 120)])
    assert anchor == "end" and box[2] < 90
    box, _ = place_label("Words", (395, 100), 4, (400, 400), [])
    assert box[2] <= 400


@given(st.text(max_size=60), st.integers(4, 30))
def test_a_short_label_is_short(words: str, most: int) -> None:
    assert len(shorten_label(words, most)) <= most


# ---------------------------------------------------------------- world
def test_the_projection_keeps_its_known_points() -> None:
    assert project(0, 0) == pytest.approx((WIDTH / 2, HEIGHT / 2))
    assert project(180, 0)[0] == pytest.approx(WIDTH, abs=1) and project(-180, 0)[0] == pytest.approx(0, abs=1)
    assert project(0, 90)[1] == pytest.approx(0, abs=1) and project(0, -90)[1] == pytest.approx(HEIGHT, abs=1)
    assert project(200, 95) == project(180, 90)  # what is beyond the world stands at its edge


def test_shapes_lie_where_the_countries_are() -> None:
    shapes = load_shapes()
    assert len(shapes.countries) > 170 and "public domain" in shapes.source
    for code, (lon, lat) in {"FRA": (2.4, 47), "AUS": (134, -25), "BRA": (-52, -10), "XKX": (20.9, 42.6)}.items():
        left, top, right, bottom = shapes.boxes[code]
        x, y = project(lon, lat)
        assert left <= x <= right and top <= y <= bottom
    for code, (lon, lat) in {"SGP": (103.8, 1.3), "MLT": (14.4, 35.9), "BHR": (50.5, 26)}.items():
        assert math.dist(shapes.points[code], project(lon, lat)) < 6
    assert not set(shapes.points) & set(shapes.countries)


def test_no_shape_runs_across_the_whole_map() -> None:
    for code, path in load_shapes().countries.items():
        for ring in path.split("M")[1:]:
            steps = ring.split("l")[1].rstrip("z").replace("-", " -").split()
            assert all(abs(int(s)) < WIDTH / 4 for s in steps), code


@pytest.mark.parametrize("region", REGIONS)
def test_regions_lie_in_the_world(region: str) -> None:
    view = view_of(region)
    assert 0 <= view.left < view.left + view.width <= WIDTH + 1
    found = parse(World("x", region, (), ()).svg(""))
    shown = sum("land" in e.attrib.get("class", "") for e in found.iter("path"))
    assert 3 <= shown <= len(load_shapes().countries)
    assert region == "world" or shown < 120


def test_levels_grow_with_the_count() -> None:
    assert level_of(0, 10) == 0 and level_of(1, 1) == LEVELS and level_of(1, 500) == 1 and level_of(500, 500) == LEVELS
    assert sorted(level_of(n, 500) for n in range(501)) == [level_of(n, 500) for n in range(501)]


def test_countries_are_shaded_and_small_ones_are_points() -> None:
    lands = (Land("UKR", "Ukraine", 8, 5, "/map?at=UKR", {0: 3, 2: 5}), Land("SGP", "Singapore", 1, 1, "/map?at=SGP"))
    dots = (Dot("Kyiv", "UKR", 50.45, 30.52, 8, "/k"), Dot("Odesa", "UKR", 46.5, 30.7, 2, "/o"))
    found = parse(World("x", "world", lands, dots, "UKR").svg("/room"))
    by_name = {e.attrib["data-name"]: e for e in found.iter() if "data-name" in e.attrib}
    assert by_name["Ukraine"].attrib["class"] == "land level-5 chosen"
    assert by_name["Ukraine"].attrib["data-months"] == "0:3 2:5"
    assert by_name["Singapore"].tag == "circle"
    assert float(by_name["Kyiv"].attrib["r"]) > float(by_name["Odesa"].attrib["r"])
    assert {e.text for e in found.iter("text")} == {"Kyiv", "Odesa"}
    elsewhere = parse(World("x", "south-america", lands, dots).svg(""))
    assert not list(elsewhere.iter("circle")) and not list(elsewhere.iter("text"))
