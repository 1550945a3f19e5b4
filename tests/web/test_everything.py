"""Time, map and network: counts, choices, links, and what a browser makes of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from dragoman.errors import UsageError
from dragoman.store import Store
from dragoman.store.corrections import correct
from dragoman.web.app import Room, create_app
from dragoman.web.pages import NotThere
from dragoman.web.views.counting import Months, span_of
from dragoman.web.views.network import show_network
from dragoman.web.views.times import show_time
from dragoman.web.views.worldmap import show_map
from tests.web.conftest import BERG, DALL, PLAN, SUDMARK, hostile_record
from tests.web.rooms_by_hand import ask, rooms_store, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """A record that no test changes."""
    with rooms_store(hostile_record()) as opened:
        yield opened


def total(data: dict[str, Any]) -> int:
    return sum(sum(b.counts) for b in data["chart"].bars)


# ---------------------------------------------------------------- time
def test_all_that_happened_is_in_the_chart_or_counted_beside_it(store: Store) -> None:
    data = show_time(ask(store))
    asserted = store.db.execute("SELECT count(*) FROM event WHERE modality = 'asserted'").fetchone()[0]
    assert total(data) + data["span"]["before"] + data["span"]["after"] + data["span"]["undated"] == asserted
    everything = show_time(ask(store, modality="any"))
    assert total(everything) + everything["span"]["before"] == asserted + 1  # one was denied


def test_days_far_off_are_left_out_and_told() -> None:
    near = tuple((f"2024-{m:02}", "x", 100, f"2024-{m:02}-01", f"2024-{m:02}-28") for m in range(1, 7))
    far = ("1905-06", "x", 3, "1905-06-07", "1905-06-07")
    span = span_of(Months((far, *near), 0))
    assert span is not None and (str(span.first), str(span.last), span.before) == ("2024-01-01", "2024-06-28", 3)
    whole = span_of(Months((("2023-11", "x", 3, "2023-11-01", "2023-11-02"), *near), 0))
    assert whole is not None and (str(whole.first), whole.before) == ("2023-11-01", 0)  # near enough to show
    assert span_of(Months((), 4)) is None


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_stretches_count_the_same(store: Store, unit: str) -> None:
    data = show_time(ask(store, by=unit, **{"from": "2024-01-01", "to": "2024-12-31"}))
    assert data["chart"].unit == unit and total(data) == 8
    busiest = max(data["chart"].bars, key=lambda b: sum(b.counts))
    assert (
        busiest.link == f"/time?by={unit}&from=2024-01-01&to=2024-12-31&since={busiest.start}&until={busiest.end}#list"
    )


def test_a_span_of_too_many_bars_is_told_and_drawn_by_longer_ones(store: Store) -> None:
    data = show_time(ask(store, by="day", **{"from": "1900-01-01", "to": "2024-12-31"}))
    assert data["chart"].unit == "year" and "too many days" in data["notes"][0]


def test_a_choice_lists_its_part_and_the_chart_stays(store: Store) -> None:
    data = show_time(ask(store, since="2024-01-12", until="2024-01-12"))
    assert total(data) == total(show_time(ask(store)))
    assert {h["source"]["published"] for h in data["hits"]} == {"2024-01-12"} and len(data["hits"]) == 2
    assert (data["chart"].since, data["chart"].until) == ("2024-01-12", "2024-01-12")
    assert data["links"]["closer"] == "/time?from=2024-01-12&to=2024-01-12"
    assert "since=2024-01-12" in data["find"] and "modality=asserted" in data["find"]


def test_statements_by_how_they_are_told_without_copies(store: Store) -> None:
    data = show_time(ask(store, what="statements"))
    assert [s.name for s in data["chart"].series] == ["asserted", "future", "hypothetical", "negated"]
    assert total(data) == 5
    assert total(show_time(ask(store, what="statements", actor="Berg"))) == 3
    assert show_time(ask(store, what="statements", q="ceasefire"))["hits"][0]["kind"] == "statement"


@pytest.mark.parametrize("query", [
    {"what": "notes"}, {"by": "hour"}, {"since": "today"}, {"until": "2024-13-01"}, {"from": "x"}, {"copies": "x"},
    {"from": "2024-02-01", "to": "2024-01-01"}, {"modality": "perhaps"}, {"page": "0"},
    {"what": "statements", "type": "AID"}, {"q": "“”"},
], ids=str)  # fmt: skip
def test_what_makes_no_sense_in_time_is_said(store: Store, query: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        show_time(ask(store, **query))


# ---------------------------------------------------------------- map
def test_countries_and_places_are_counted(store: Store) -> None:
    data = show_map(ask(store))
    assert [(c["code"], c["count"]) for c in data["countries"]] == [("UKR", 3), ("SGP", 1)]
    assert [(p["name"], p["count"]) for p in data["places"]] == [("Kyiv", 2), ("Downtown", 1)]  # no dot for a country
    assert data["counts"]["located"] == 4 and data["months"] == ["2024-01", "2024-02"]
    assert data["countries"][0]["months"] == {0: 1, 1: 2}
    assert data["list"] is None
    world = data["world"]
    assert {(d.name, round(d.lat), round(d.lon)) for d in world.dots} == {("Kyiv", 50, 31), ("Downtown", 1, 104)}
    assert [land.level for land in world.lands] == [4, 1] or world.lands[0].level > world.lands[1].level


def test_a_country_or_a_place_lists_its_events(store: Store) -> None:
    assert len(show_map(ask(store, at="ukr"))["list"]["hits"]) == 3
    data = show_map(ask(store, at="UKR", place="Kyiv"))
    assert len(data["list"]["hits"]) == 2 and data["chosen"] == "Kyiv, Ukraine"
    assert show_map(ask(store, at="XXX"))["list"]["hits"] == []
    assert show_map(ask(store, modality="any"))["countries"][0]["count"] == 4


def test_the_map_is_narrowed(store: Store) -> None:
    assert [c["code"] for c in show_map(ask(store, until="2024-01-31"))["countries"]] == ["SGP", "UKR"]
    assert [c["code"] for c in show_map(ask(store, quad="verbal conflict"))["countries"]] == ["UKR"]
    assert show_map(ask(store, since="2030-01-01"))["countries"] == []
    assert show_map(ask(store, region="africa"))["region"] == "africa"
    for query in ({"region": "atlantis"}, {"quad": "war"}, {"since": "x"}, {"at": "UKR", "page": "x"}):
        with pytest.raises(UsageError):
            show_map(ask(store, **query))


# ---------------------------------------------------------------- network
def test_pairs_are_counted_by_quad_class(store: Store) -> None:
    data = show_network(ask(store))
    rows = {(r["one_name"], r["two_name"]): {q: n for q, n in r["counts"].items() if n} for r in data["rows"]}
    assert rows == {
        ("Sudmark", "Ada Berg"): {"verbal conflict": 2, "material cooperation": 3, "material conflict": 1},
        ("Ada Berg", "Kim Dall"): {"verbal conflict": 1}, ("Kim Dall", "Ada Berg"): {"verbal conflict": 1},
    }  # fmt: skip
    assert {n.id for n in data["picture"].nodes} == {SUDMARK, BERG, DALL}
    assert data["arrows"] == {"shown": 5, "all": 5}


def test_the_acts_of_one_on_another_are_listed(store: Store) -> None:
    acts = show_network(ask(store, one=SUDMARK, two=BERG))["acts"]
    assert len(acts["hits"]) == 6 and (acts["one"]["name"], acts["two"]["name"]) == ("Sudmark", "Ada Berg")
    assert acts["turned"] == f"/network?one={BERG}&two={SUDMARK}#acts"
    assert len(show_network(ask(store, one=DALL, two=BERG))["acts"]["hits"]) == 1
    assert show_network(ask(store, one=BERG, two=SUDMARK))["acts"]["hits"] == []
    with pytest.raises(NotThere):
        show_network(ask(store, one="ac-none", two=BERG))


def test_merged_actors_act_as_one() -> None:
    with rooms_store() as own:
        correct(own, "actor", DALL, "merge", by="t", value=SUDMARK)
        data = show_network(ask(own))
        assert {n.id for n in data["picture"].nodes} == {SUDMARK, BERG}
        counts = {(r["one"], r["two"]): r["total"] for r in data["rows"]}
        assert counts == {(SUDMARK, BERG): 7, (BERG, SUDMARK): 1}
        assert len(show_network(ask(own, one=SUDMARK, two=BERG))["acts"]["hits"]) == 7


def test_the_network_is_narrowed(store: Store) -> None:
    assert [r["total"] for r in show_network(ask(store, quad="material cooperation"))["rows"]] == [3]
    assert {r["one_name"] for r in show_network(ask(store, country="DNK"))["rows"]} == {"Ada Berg", "Kim Dall"}
    assert len(show_network(ask(store, most="2"))["picture"].nodes) == 2
    for query in ({"most": "1"}, {"most": "all"}, {"quad": "x"}):
        with pytest.raises(UsageError):
            show_network(ask(store, **query))


# ---------------------------------------------------------------- pages
ADDRESSES = (
    "/actors", f"/actors/{BERG}?split=1", "/actors/ac-00000000000e", "/issues", f"/issues/{PLAN}?split=1", "/matrix",
    "/time", "/time?what=statements&since=2024-01-10&until=2024-01-31", "/map?at=UKR&region=europe",
    f"/network?one={SUDMARK}&two={BERG}",
)  # fmt: skip


def test_an_empty_record_says_so(empty_file: Path) -> None:
    room = TestClient(create_app(Room(str(empty_file))), base_url="http://127.0.0.1")
    for path in ("/actors", "/issues", "/matrix", "/time", "/time?what=statements", "/map", "/network"):
        answer = room.get(path)
        assert answer.status_code == 200 and 'class="empty"' in answer.text, path
        assert room.get(path.replace("?", ".json?") if "?" in path else f"{path}.json").status_code == 200


def test_hostile_values_come_back_as_words(room: TestClient) -> None:
    for path in ("/time", "/map", "/network"):
        page = room.get(
            f"{path}?q=%3Cscript%3Ealert(1)%3C/script%3E&actor=%22%3E%3Cimg src=x%3E&outlet=%E2%80%AE%3Cb%3E"
        )
        assert page.status_code == 200
        assert (
            "<script>alert" not in page.text
            and "<img" not in page.text
            and "<b>" not in page.text.split("<main")[1].split("<h1")[0]
        )
    for path in ("/map?at=%3Cscript%3E&place=%3Cscript%3E", "/network?one=x&two=y"):
        assert "<script>" not in room.get(path).text
    assert msgspec.json.decode(room.get("/network.json").content)["quads"][0]["quad"] == "verbal cooperation"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("everything")) as found:
        yield found


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[Any]:
    """Opens a page by path; nothing may be complained of, nobody else asked."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def start(path: str, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.on("request", lambda r: None if r.url.startswith((address, "data:")) else complaints.append(r.url))
        page.goto(address + path)
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


def faults_of(page: Any, rules: str = "") -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], {rules}}})")
    return [
        f"{v['id']}: {n['target']} {n['html'][:150]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"]
    ]


@pytest.mark.parametrize("path", ADDRESSES)
def test_pages_are_for_everyone_and_fit_a_narrow_screen(opened: Any, path: str) -> None:
    page = opened(path, color_scheme="light")
    assert faults_of(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults_of(page, "runOnly: ['color-contrast']") == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_dragging_across_the_chart_chooses_a_part_of_the_time(opened: Any) -> None:
    page = opened("/time?by=month&from=2024-01-01&to=2024-06-30", viewport={"width": 1280, "height": 900})
    box = page.locator(".wide svg.timeline").bounding_box()
    scale = box["width"] / 960
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + (34 + 24) * scale, y)
    page.mouse.down()
    page.mouse.move(box["x"] + (34 + 48 + 24) * scale, y, steps=4)
    page.mouse.up()
    page.wait_for_url("**since=2024-01-01&until=2024-02-29")
    page.wait_for_selector(".chosen-time")
    assert page.input_value("#f-since") == "2024-01-01"
    assert page.locator("#list .hit").count() == 5
    page.go_back()
    page.wait_for_selector(".chosen-time", state="detached")
    assert page.input_value("#f-since") == ""


def test_without_scripts_a_bar_and_dates_choose_a_part_of_the_time(opened: Any) -> None:
    page = opened("/time?by=month&from=2024-01-01&to=2024-06-30", java_script_enabled=False)
    assert not page.locator(".brush-hint").is_visible()
    page.locator(".wide svg.timeline a").first.click()
    assert "since=2024-01-01&until=2024-01-31" in page.url and page.locator("#list .hit").count() == 2
    page.fill("#f-since", "2024-02-01")
    page.fill("#f-until", "2024-03-01")
    page.click(".filters >> text=Show")
    assert page.locator("#list .hit").count() == 3
    page.click("summary >> text=As a table")
    assert "February 2024" in page.locator("table.data").inner_text()


def test_the_slider_shows_one_month(opened: Any) -> None:
    page = opened("/map")
    rows = page.locator("tr[data-months]:visible")
    assert rows.count() == 4
    slider = page.locator("#month")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("output").inner_text() == "January 2024"
    assert {r.split("\t")[0] for r in rows.all_inner_texts()} == {"Ukraine", "Singapore", "Kyiv UKR", "Downtown SGP"}
    page.keyboard.press("ArrowRight")
    assert {tuple(r.split("\t")) for r in rows.all_inner_texts()} == {("Ukraine", "2"), ("Kyiv UKR", "1")}
    assert page.locator("circle.dot[data-name=Downtown]").get_attribute("r") == "0"
    page.keyboard.press("Home")
    assert rows.count() == 4 and page.locator("output").inner_text() == "all the time"


def test_without_scripts_a_country_is_chosen_on_the_map(opened: Any) -> None:
    page = opened("/map", java_script_enabled=False)
    assert not page.locator(".slider").is_visible()
    shape = page.locator("a:has(.land[data-name=Ukraine])").get_attribute("href")
    assert shape == page.locator("table a >> text=Ukraine").get_attribute("href")
    page.click("table >> text=Ukraine")
    assert page.locator("#list h2").inner_text() == "Ukraine" and page.locator("#list .hit").count() == 3
    page.locator("circle.dot[data-name=Kyiv]").click()
    assert page.locator("#list h2").inner_text() == "Kyiv, Ukraine"


def test_actors_of_the_network_are_reached_by_the_keyboard(opened: Any, address: str) -> None:
    page = opened("/network")
    names = set()
    page.locator(".filters button").focus()
    for _ in range(9):
        page.keyboard.press("Tab")
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        if label and label.endswith(" acts"):
            names.add(label.split(":")[0])
    assert names == {"Sudmark", "Ada Berg", "Kim Dall"}
    page.locator(".wide .network a[aria-label^=Sudmark]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/actors/{SUDMARK}")


def test_an_arrow_leads_to_its_events(opened: Any) -> None:
    page = opened("/network", java_script_enabled=False)
    page.click("table.dealings td.num a >> nth=0")
    assert page.locator("#acts .hit").count() == 6
