"""The page: what is in the file, and what a real browser makes of it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dragoman.record import About, Document, Record
from dragoman.write import render_page
from dragoman.write.segments import Chip, Mark, cut_segments, paragraphs_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


class Opened:
    """A page in the browser with all that it complained of and asked for."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("dialog", lambda d: self.complaints.append(f"dialog {d.message}") or d.dismiss())
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.page.goto(file.as_uri())


@pytest.fixture
def file(tmp_path: Path, record: Record) -> Path:
    target = tmp_path / "page.html"
    target.write_text(render_page(record), encoding="utf-8")
    return target


# --- segments ---------------------------------------------------------------------------------------------


def test_segments_give_the_text_back_and_know_their_marks() -> None:
    text = "One two three four.\n\nFive six."
    marks = [
        Mark(0, 18, "content", "s1", "outer", 0),
        Mark(4, 13, "content", "s2", "inner", 1),
        Mark(8, 26, "event", "e1", "across"),
        Mark(90, 99, "event", "e2", "outside"),
    ]
    rows = cut_segments(
        text,
        marks,
        [Chip(4, "content", "s2", "2", "x", 1), Chip(18, "position", "p1", "for", "y", after=True)],
    )
    assert ["".join(s.text for s in row) for row in rows] == ["One two three four.", "Five six."]
    by_text = {s.text: s for row in rows for s in row}
    assert by_text["three"].items == "e1 s2 s1"
    assert by_text["three"].classes == "event u2 x2 u1"
    assert by_text["two "].before[0].item == "s2"
    assert by_text[" four"].after[0].item == "p1"
    assert by_text["Five "].items == "e1"
    assert by_text["six."].items == ""


def test_paragraphs() -> None:
    assert paragraphs_of("\n\na\n \nb\nc\n\n\n") == [(2, 3), (6, 9)]
    assert paragraphs_of("") == []


# --- the file ---------------------------------------------------------------------------------------------


def test_policy_names_the_very_script_and_style(record: Record) -> None:
    page = render_page(record)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])  # type: ignore[index]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_hostile_text_stays_text(record: Record) -> None:
    page = render_page(record)
    assert "<script>alert" not in page and "<img" not in page
    assert 'href="javascript' not in page
    assert " style=" not in page and " onclick" not in page
    assert len(re.findall(r"<script", page)) == 1
    assert page == render_page(record)


def test_ids_of_the_record_cannot_break_out(record: Record) -> None:
    bad = '"><script>alert(2)</script>'
    statements = tuple(msgspec.structs.replace(s, id=s.id + bad, within=None) for s in record.statements)
    actors = tuple(msgspec.structs.replace(a, name=a.name + bad) for a in record.actors)
    page = render_page(msgspec.structs.replace(record, statements=statements, actors=actors))
    assert "<script>alert" not in page


def test_every_link_in_the_page_has_its_goal_and_ids_are_unique(record: Record) -> None:
    page = render_page(record)
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


def test_empty_and_damaged_records() -> None:
    about = About(version="1", model="m")
    assert "No article was read." in render_page(Record(dragoman=about))
    blank = Document(id="d", source="x", text="", coverage=0.0, url="http://[bad")
    assert "This document has no text." in render_page(Record(dragoman=about, documents=(blank,)))
    odd = Document(id="d", source="x", text="a\ud800b\u202ec", coverage=1.0)
    assert "\u202e" not in render_page(Record(dragoman=about, documents=(odd,)))


def test_nothing_found_is_said() -> None:
    quiet = Document(id="d", source="x", text="Quiet\n\nIt rained.", title="Quiet", coverage=1.0)
    page = render_page(Record(dragoman=About(version="1", model="m"), documents=(quiet,)))
    for words in ("No statement was found.", "No event was found.", "No position was found."):
        assert words in page


# --- the browser ------------------------------------------------------------------------------------------


def test_page_is_quiet_and_asks_nothing(browser: Any, file: Path) -> None:
    opened = Opened(browser, file)
    opened.page.hover("#d1 .text .u3")
    assert opened.complaints == []
    assert opened.requests == [file.as_uri()]


def test_text_reads_as_it_stands(browser: Any, file: Path, record: Record) -> None:
    page = Opened(browser, file).page
    for chip in page.query_selector_all("article .chip"):
        chip.evaluate("e => e.remove()")
    rows = [p.text_content() for p in page.query_selector_all("#d1 article h2, #d1 .text p")]
    assert rows == record.documents[0].text.split("\n\n")


def test_hover_shows_record_line_and_chain(browser: Any, file: Path) -> None:
    page = Opened(browser, file, viewport={"width": 1300, "height": 900}).page
    page.hover("#d1 .text .u3 >> nth=0")
    steps = page.locator("#panel .card.statement").first.locator(".path li").all_text_contents()
    assert [s.strip() for s in steps] == [
        *("The Northern Post", "Havnen", "an aide to Prime Minister Ingrid Solheim", "Ingrid Solheim")
    ]
    assert page.locator("#panel .card.statement").count() == 3
    page.hover("h1")
    assert page.locator("#panel").is_hidden()


def test_keyboard_opens_follows_the_path_and_closes(browser: Any, file: Path) -> None:
    page = Opened(browser, file, viewport={"width": 1300, "height": 900}).page
    page.focus("#d1-s4-t")
    page.keyboard.press("Enter")
    assert "the whole plan is a mistake" in page.inner_text("#panel")
    page.locator("#panel .path a", has_text="Havnen").focus()
    page.keyboard.press("Enter")
    assert "11 March 2025" in page.inner_text("#panel")
    assert page.locator("article .u1.on").count() > 0
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    assert page.evaluate("document.activeElement.id") == "d1-s4-t"


def test_layers_switch_off(browser: Any, file: Path) -> None:
    page = Opened(browser, file).page
    assert page.locator("#d1-e1-t").is_visible()
    page.uncheck("#layer-e")
    assert page.locator("#d1-e1-t").is_hidden()
    assert page.locator("#d1-n1-t").is_hidden()
    page.check("#layer-n")
    assert page.locator("#d1-n1-t").is_visible()


def test_touch_on_a_narrow_screen(browser: Any, file: Path) -> None:
    opened = Opened(browser, file, viewport={"width": 375, "height": 740}, has_touch=True)
    page = opened.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.locator("#d2 .m.event").first.tap()
    assert "Northern League → Norland, Estavia" in page.inner_text("#panel")
    page.locator("#panel .close").tap()
    assert page.locator("#panel").is_hidden()
    assert opened.complaints == []


def test_reading_without_javascript(browser: Any, file: Path) -> None:
    page = Opened(browser, file, java_script_enabled=False).page
    assert page.locator("#panel").is_hidden() and page.locator(".hint").first.is_hidden()
    assert "Ingrid Solheim" in (page.get_attribute("#d1-s4-t", "title") or "")
    page.click("#d1-s4-t")
    assert page.url.endswith("#d1-s4")
    page.uncheck("#layer-s")
    assert page.locator("#d1-s4-t").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_of_all_inks_is_aa(browser: Any, file: Path, scheme: str) -> None:
    page = Opened(browser, file, color_scheme=scheme).page
    names = ["paper", "card", "on", "e-wash", "ink", "soft", "s", "e", "p", "n"]
    script = "ns => ns.map(n => getComputedStyle(document.documentElement).getPropertyValue('--' + n).trim())"
    colors = dict(zip(names, page.evaluate(script, names), strict=True))
    pairs = [("paper", ink) for ink in ("ink", "soft", "s", "e", "p", "n")]
    pairs += [("card", ink) for ink in ("ink", "soft", "s", "e", "p", "n")]
    pairs += [("on", "ink"), ("on", "soft"), ("on", "s"), ("on", "e"), ("on", "p"), ("e-wash", "ink")]
    ratios = {pair: _contrast(colors[pair[0]], colors[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
