"""The room in a real browser: reading, searching, correcting, keys, narrow, dark, without scripts, for everyone."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dragoman.store import open_store
from dragoman.web.app import Room, create_app
from tests.web.conftest import (
    AGAINST,
    COPY,
    DOC,
    HOSTILE,
    INNER,
    PEACE,
    SHIPS,
    TEXT,
    copy_record,
    first_record,
    hostile_record,
    many_records,
)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
ADDRESSES = {
    "overview": "/", "articles": "/documents", "article": f"/documents/{DOC}", "hostile": f"/documents/{HOSTILE}",
    "find": "/find?q=ceasefire", "events": "/find?what=events", "nothing": "/find?q=nosuchword&country=NOR",
    "statement": f"/statements/{INNER}", "event": f"/events/{SHIPS}", "position": f"/positions/{AGAINST}",
    "corrections": "/corrections", "names": "/find/names?q=berg", "read": "/read", "not there": "/documents/none",
}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a free port, under a prefix."""
    uvicorn = pytest.importorskip("uvicorn")
    file = tmp_path_factory.mktemp("room") / "record.sqlite"
    with open_store(file, write=True) as store:
        store.append([first_record(), copy_record(), hostile_record(), *many_records(30)])
        store.db.execute("UPDATE document SET story = 'story-1' WHERE id IN (?, ?)", (DOC, COPY))
    app = create_app(Room(str(file), prefix="/room"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/room"
    server.should_exit = True
    thread.join(timeout=10)


Open = Callable[..., Any]


@pytest.fixture
def show(browser: Any, address: str) -> Iterator[Open]:
    """Opens a page; at the end, nothing must have been complained of or asked of another host."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def start(path: str, **options: Any) -> Any:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: complaints.append(str(e)))
        page.on("dialog", lambda d: complaints.append(f"dialog {d.message}") or d.dismiss())
        page.on("request", lambda r: None if r.url.startswith((address, "data:")) else complaints.append(r.url))
        page.goto(address + path)
        return page

    yield start
    for context in contexts:
        context.close()
    assert [c for c in complaints if "404" not in c] == []


def width_of(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def faults_of(page: Any, rules: str = "") -> list[str]:
    """What axe-core finds to be serious or worse; ``rules``: only these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], {rules}}})")
    return [
        f"{v['id']}: {n['target']} {n['html'][:150]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
        for n in v["nodes"]
    ]


@pytest.mark.parametrize("name", ADDRESSES)
def test_pages_are_for_everyone_light_and_dark(show: Open, name: str) -> None:
    page = show(ADDRESSES[name], color_scheme="light")
    assert faults_of(page) == []
    page.emulate_media(color_scheme="dark")
    assert faults_of(page, "runOnly: ['color-contrast']") == []


def test_the_open_panel_and_the_keys_are_for_everyone(show: Open) -> None:
    page = show(f"/documents/{DOC}#{PEACE}")
    page.wait_for_selector("#panel:not([hidden])")
    page.click("#panel [data-change]")
    page.wait_for_selector("#panel #correct")
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    page.click(".keys")
    assert faults_of(page) == []


def test_nothing_is_wider_than_a_narrow_screen(show: Open, address: str) -> None:
    page = show("/", viewport={"width": 360, "height": 740})
    for path in ADDRESSES.values():
        page.goto(address + path)
        assert width_of(page) <= 360, path
    page.goto(f"{address}/documents/{DOC}#{INNER}")
    page.wait_for_selector("#panel:not([hidden])")
    assert width_of(page) <= 360


def test_without_scripts_an_article_is_read_and_layers_go_off(show: Open) -> None:
    page = show(f"/documents/{DOC}", java_script_enabled=False)
    chips = page.locator("article .chip")
    assert chips.count() == 4 + 2 + 1 + 1
    marked = page.locator(f'article [data-m~="{INNER}"]').last
    assert "linear-gradient" in marked.evaluate("e => getComputedStyle(e).backgroundImage")
    assert page.locator(".c-content").first.is_visible() and not page.locator(".c-note").is_visible()
    page.uncheck("#layer-s")
    page.check("#layer-n")
    assert not page.locator(".c-content").first.is_visible() and page.locator(".c-note").is_visible()
    page.uncheck("#layer-e")
    assert not page.locator(".c-event").first.is_visible()
    page.click(".c-position")
    assert page.url.endswith(f"#{AGAINST}")
    assert page.locator(f"#{AGAINST} .path").inner_text() == "Havnen Havnen Foreign Ministry of Norland"
    page.click("article .dropped summary")
    assert page.locator("article .dropped li").inner_text() == "share bar Share this story"
    assert page.locator("article details").first.locator("li").count() == 1  # the copy


def test_without_scripts_a_search_is_narrowed_and_an_item_corrected_and_undone(show: Open) -> None:
    page = show("/", java_script_enabled=False)
    page.fill("#search-box", "talks")
    page.click("text=Find")
    assert page.locator(".tabs [aria-current]").inner_text() == "Statements 30"
    assert page.locator(".hit").count() == 25
    page.click("text=Older")
    assert page.locator(".hit").count() == 5
    page.goto(page.url.split("?")[0] + "?what=statements&q=ceasefire")
    page.check("[name=independent]")
    page.click("text=Show")
    assert page.locator(".hit").count() == 1
    assert page.locator("mark.found").inner_text() == "ceasefire"
    page.click(".hit >> text=evidence")
    page.select_option("#c-modality", "negated")
    page.click("#c-modality ~ button")
    assert "NOT said" in page.locator(".facts").inner_text()
    assert page.locator(".verdict").first.inner_text().endswith("changed")
    page.click(".done >> text=Undo")
    assert page.locator(".done").inner_text() == "Taken back."
    assert page.locator(".verdict").count() == 0


def test_marks_are_walked_opened_and_closed_by_keys(show: Open) -> None:
    page = show(f"/documents/{DOC}")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.dataset.i")
    assert page.locator("#panel").is_visible()
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.dataset.i")
    assert first and second and first != second
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.i") == first
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    assert page.url.endswith(f"#{first}")
    path = page.locator("#panel .path.drawn li")
    assert path.count() >= 2 and path.first.get_attribute("class") == "outlet"
    page.keyboard.press("Escape")
    assert not page.locator("#panel").is_visible()
    assert page.evaluate("document.activeElement.dataset.i") == first
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("jk?")
    assert page.input_value("#search-box") == "jk?"


def test_the_chain_goes_from_the_outlet_through_every_voice(show: Open) -> None:
    page = show(f"/documents/{DOC}#{PEACE}")
    words = page.locator("#panel .path.drawn li").all_inner_texts()
    assert words == ["Havnen", "Ada Berg", "Ada Berg"]


def test_layers_are_remembered(show: Open, address: str) -> None:
    page = show(f"/documents/{DOC}")
    page.uncheck("#layer-e")
    page.goto(f"{address}/documents/{COPY}")
    assert not page.is_checked("#layer-e") and page.is_checked("#layer-s")


def test_pointing_at_words_shows_their_record(show: Open) -> None:
    page = show(f"/documents/{DOC}", viewport={"width": 1280, "height": 900})
    page.hover(f'article [data-m~="{INNER}"] >> nth=-1')
    assert "Ada Berg" in page.locator("#panel").inner_text()
    page.hover(".brand")
    assert not page.locator("#panel").is_visible()
    page.click(f'article [data-m~="{SHIPS}"] >> nth=0')
    page.hover(".brand")
    assert "MOBILIZE" in page.locator("#panel").inner_text()


def test_correcting_from_the_panel_and_undoing(show: Open, address: str) -> None:
    page = show(f"/documents/{DOC}#{SHIPS}")
    page.click("#panel [data-change]")
    page.wait_for_selector("#panel #correct")
    page.fill("#panel [data-my-name]", "Ida <Moe>")
    page.select_option("#panel #c-type", "THREATEN")
    page.click("#panel #c-type ~ button")
    page.wait_for_url("**done=co-*")
    page.wait_for_selector("#panel:not([hidden])")
    assert "THREATEN" in page.locator(f"#{SHIPS}").inner_text()
    page.click("#panel [value=reject]")
    page.wait_for_selector("text=Rejected by a person")
    assert page.locator(f"#{SHIPS}").count() == 0
    page.goto(f"{address}/corrections")
    assert page.locator(".hit").first.locator(".source").inner_text().startswith("Ida <Moe> · ")
    for _ in range(2):
        page.locator(".hit button").first.click()
        page.wait_for_url("**done=undone")
    page.goto(f"{address}/events/{SHIPS}")
    assert page.locator(".sign").first.inner_text() == "MOBILIZE"
    assert page.input_value("[data-my-name]") == "Ida <Moe>"


def test_a_speaker_is_chosen_by_typing_part_of_a_name(show: Open) -> None:
    page = show(f"/statements/{INNER}")
    page.fill("#c-speaker", "dal")
    page.wait_for_selector("#people option[value='Kim Dall']", state="attached")
    page.fill("#c-speaker", "Kim Dall")
    page.click("#c-speaker ~ button")
    page.wait_for_url("**done=co-*")
    assert page.locator("h1").inner_text() == "Kim Dall"
    page.click(".done >> text=Undo")
    page.wait_for_url("**done=undone")
    assert page.locator("h1").inner_text() == "Ada Berg"


def test_hostile_text_runs_nothing(show: Open, address: str) -> None:
    page = show(f"/documents/{HOSTILE}")
    for path in (f"/documents/{HOSTILE}", "/find?q=over", "/", "/find?what=positions", "/statements/st-0000000000e0"):
        page.goto(address + path)
        assert page.evaluate("document.querySelectorAll('svg[onload], img, script:not([src])').length") == 0
    page.goto(f"{address}/documents/{HOSTILE}#st-0000000000e0")
    page.wait_for_selector("#panel:not([hidden])")
    assert "<script>" in page.locator("#panel").inner_text()
    page.goto(f"{address}/documents/{HOSTILE}#%22%3E%3Cimg%20src=x%3E")
    page.goto(f"{address}/documents/{HOSTILE}#%zz")
    page.keyboard.press("j")
    assert page.locator("#panel").is_visible()


def test_a_text_is_pasted_or_dropped_and_read(show: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.pipeline.read_text", lambda *_, **__: first_record())
    page = show("/read")
    page.evaluate(
        """(words) => { const data = new DataTransfer(); data.setData("text/plain", words);
        document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true})) }""",
        TEXT,
    )
    assert page.input_value("#r-text") == TEXT
    page.click("button.main-action")
    page.wait_for_selector(".doc")
    page.keyboard.press("j")
    assert page.locator("#panel").is_visible()


def test_motion_is_reduced_where_asked_and_print_leaves_the_text(show: Open) -> None:
    page = show(f"/documents/{DOC}", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.emulate_media(media="print")
    assert not page.locator(".bar-top").is_visible() and page.locator("article").is_visible()
    assert json.loads(page.evaluate("JSON.stringify(document.querySelectorAll('.card').length)")) > 8
