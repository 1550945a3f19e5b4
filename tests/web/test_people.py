"""Actors: the list, a page for each, corrections through forms in a real browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from dragoman.errors import UsageError
from dragoman.store import Store
from dragoman.store.corrections import correct, undo
from dragoman.web import actions
from dragoman.web.pages import NotThere
from dragoman.web.views.people import show_actor, show_actors
from tests.web.conftest import BERG, DALL, EVIL, MINISTRY, PLAN, SUDMARK, hostile_record
from tests.web.rooms_by_hand import ask, rooms_store, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """A record that no test changes."""
    with rooms_store(hostile_record()) as opened:
        yield opened


@pytest.fixture
def own() -> Iterator[Store]:
    """A record to change."""
    with rooms_store() as opened:
        yield opened


# ---------------------------------------------------------------- the list
def test_those_named_most_often_come_first(store: Store) -> None:
    data = show_actors(ask(store))
    mentions = [a["mentions"] for a in data["actors"]]
    assert mentions == sorted(mentions, reverse=True)
    berg = data["actors"][0]
    assert (berg["name"], berg["country_name"], berg["sector_words"]) == ("Ada Berg", "Norway", "government")
    assert (berg["statements"], berg["positions"]) == (3, 3)
    assert data["total"] == len(data["actors"]) and not data["more"]


@pytest.mark.parametrize(("query", "names"), [
    ({"q": "ber"}, {"Ada Berg"}),
    ({"q": "Norland foreign"}, {"Foreign Ministry of Norland"}),
    ({"kind": "state"}, {"Sudmark"}),
    ({"country": "dnk"}, {"Kim Dall"}),
    ({"sector": "GOV", "kind": "person"}, {"Ada Berg"}),
    ({"q": "nobody at all"}, set()),
])  # fmt: skip
def test_filters(store: Store, query: dict[str, str], names: set[str]) -> None:
    assert {a["name"] for a in show_actors(ask(store, **query))["actors"]} == names


@pytest.mark.parametrize(
    "query", [{"kind": "king"}, {"q": "…"}, {"page": "0"}, {"page": "x"}, {"page": "9999"}], ids=str
)
def test_what_makes_no_sense_is_said(store: Store, query: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        show_actors(ask(store, **query))


def test_the_list_is_paged_and_merged_actors_count_together(own: Store) -> None:
    rows = [(f"ac-f{k:011x}", f"Actor {k:03}", "person") for k in range(60)]
    own.db.executemany("INSERT INTO actor (id, name, kind) VALUES (?, ?, ?)", rows)
    first, third = show_actors(ask(own)), show_actors(ask(own, page="3"))
    assert len(first["actors"]) == 25 and first["more"] and not third["more"]
    assert not {a["id"] for a in first["actors"]} & {a["id"] for a in third["actors"]}
    before = {a["id"]: a for a in first["actors"]}
    correct(own, "actor", DALL, "merge", by="t", value=BERG)
    after = {a["id"]: a for a in show_actors(ask(own))["actors"]}
    assert DALL not in after and after[BERG]["mentions"] == before[BERG]["mentions"] + before[DALL]["mentions"]
    assert after[BERG]["positions"] == before[BERG]["positions"] + before[DALL]["positions"]
    assert show_actors(ask(own, q="dall"))["actors"][0]["mentions"] == after[BERG]["mentions"]  # by a merged name


def test_an_empty_record_has_no_actors() -> None:
    data = show_actors(ask(Store.of()))
    assert data["actors"] == [] and data["total"] == 0


# ---------------------------------------------------------------- a page
def test_a_role_stands_with_its_words_and_days(store: Store) -> None:
    role = show_actor(ask(store, BERG))["roles"][0]
    assert (role["title"], role["first"], role["last"], role["articles"]) == ("Minister", "2024-05-08", "2024-05-08", 1)
    assert role["from"] is None  # the article tells no term: none is made up
    assert role["evidence"][0]["words"] == "Minister" and role["evidence"][0]["outlet"] == "Havnen"


def test_names_statements_and_counts(store: Store) -> None:
    data = show_actor(ask(store, BERG))
    assert [n["words"] for n in data["names"]] == ["Ada Berg"]
    assert data["counts"]["statements"] == 3 == len(data["statements"])
    assert {h["who"][0]["id"] for h in data["statements"]} == {BERG}
    assert data["country_name"] == "Norway" and data["correct"] is None


def test_stances_over_time_with_the_change_marked(store: Store) -> None:
    held = show_actor(ask(store, BERG))["positions"]
    course = held["courses"][0]
    assert (course["id"], course["counts"]) == (PLAN, {"support": 1, "oppose": 1, "conditional": 0})
    assert [(m.day, m.stance, m.changed) for m in course["picture"].marks] == [
        ("2024-01-10", "support", False), ("2024-03-01", "oppose", True),
    ]  # fmt: skip
    change = held["changes"]["list"][0]
    assert change["reversal"] and (change["before"]["day"], change["after"]["day"]) == ("2024-01-10", "2024-03-01")
    assert any(p["mark"] for p in change["after"]["hit"]["sentence"])


def test_a_copy_counts_only_where_it_is_asked_for(store: Store) -> None:
    assert show_actor(ask(store, BERG, copies="1"))["positions"]["courses"][0]["counts"]["support"] == 2
    with pytest.raises(UsageError, match="copies"):
        show_actor(ask(store, BERG, copies="yes"))


def test_what_was_denied_is_not_counted_as_done(store: Store) -> None:
    data = show_actor(ask(store, SUDMARK))["deeds"]
    did = {d["type"]: (d["happened"], d["other"]) for d in data["did"]}
    assert did == {"AID": (3, 0), "THREATEN": (2, 1), "MOBILIZE": (1, 0)}
    faces = {f["name"]: f for f in data["faces"]}
    assert faces["Ada Berg"]["did"] == {"material cooperation": 3, "verbal conflict": 2, "material conflict": 1}
    assert "/find?" in data["did"][0]["link"] and f"actor={SUDMARK}" in data["did"][0]["link"]


def test_sides_of_a_mutual_act_face_each_other(store: Store) -> None:
    faces = {f["id"]: f for f in show_actor(ask(store, DALL))["deeds"]["faces"]}
    assert faces[BERG]["did"] == {"verbal conflict": 1}
    picture = show_actor(ask(store, DALL))["deeds"]["picture"]
    assert {n.id for n in picture.nodes} == {DALL, BERG} and [n.focus for n in picture.nodes if n.id == DALL] == [True]


def test_an_unknown_actor_is_not_there(store: Store) -> None:
    for name in ("ac-000000000000", "", "'; DROP TABLE actor; --"):
        with pytest.raises(NotThere):
            show_actor(ask(store, name or "x"))


def test_a_merged_actor_leads_to_the_one_he_is(own: Store) -> None:
    done = correct(own, "actor", DALL, "merge", by="t", value=BERG)
    data = show_actor(ask(own, DALL))
    assert (data["id"], data["asked"], [m["name"] for m in data["merged"]]) == (BERG, DALL, ["Kim Dall"])
    assert [h["action"] for h in data["history"]] == ["merge"] and data["history"][0]["can_undo"]
    undo(own, done.id, by="t")
    after = show_actor(ask(own, DALL))
    assert after["id"] == DALL and {h["action"] for h in after["history"]} == {"undo", "merge"}


def test_forms_offer_those_alike_and_articles_to_split(store: Store) -> None:
    offered = show_actor(ask(store, BERG, True, same="dal", split="1", since="2024-03-01"))["correct"]
    assert [a["id"] for a in offered["alike"]] == [DALL]
    assert {d["day"] for d in offered["split"]["members"]} == {"2024-03-01", "2024-05-08"}
    assert show_actor(ask(store, BERG, True))["correct"]["split"] is None
    assert any(c["value"] == "NOR" for c in offered["countries"])
    memory = ask(store, BERG, True, split="1", since="2024-03-01")
    assert "since" not in show_actor(memory)["positions"]["courses"][0]["link"]
    with pytest.raises(UsageError, match="since"):
        show_actor(ask(store, BERG, True, split="1", since="soon"))


def test_the_data_is_plain_json(store: Store) -> None:
    data = msgspec.json.decode(msgspec.json.encode(show_actor(ask(store, BERG, True))))
    assert data["positions"]["courses"][0]["picture"]["marks"][0]["stance"] == "support"
    assert "<svg" not in msgspec.json.encode(data).decode()


def test_hostile_names_break_nothing(room: TestClient) -> None:
    for path in ("/actors", f"/actors/{EVIL}", "/actors?q=evil", f"/actors/{EVIL}?same=%22%3E%3Cscript%3E"):
        answer = room.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text and "\u202e" not in answer.text and " style=" not in answer.text
    assert room.get("/actors/none").status_code == 404 and room.get("/actors?kind=x").status_code == 400
    assert room.get(f"/actors/{MINISTRY}.json").json()["name"] == "Foreign Ministry of Norland"


# ---------------------------------------------------------------- in a browser
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
    with serving(tmp_path_factory.mktemp("people")) as found:
        yield found


@pytest.fixture
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page; ``param`` False turns scripts off. Nothing may be complained of."""
    context = browser.new_context(java_script_enabled=getattr(request, "param", True))
    opened = context.new_page()
    opened.set_default_timeout(8_000)
    complaints: list[str] = []
    opened.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda e: complaints.append(str(e)))
    yield opened
    context.close()
    assert complaints == []


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["scripts", "no scripts"])
def test_renaming_and_undoing(page: Any, address: str) -> None:
    page.goto(f"{address}/actors/{DALL}")
    page.fill("#c-name", "Kim <Dahl>")
    page.click("text=Rename")
    assert page.locator("h1").inner_text() == "Kim <Dahl>"
    page.click(".done >> text=Undo")
    assert page.locator("h1").inner_text() == "Kim Dall"
    page.select_option("#c-country", "FIN")
    page.click("#c-country ~ button")
    assert "Finland" in page.locator(".lead .meta").inner_text()
    page.select_option("#c-country", "null")
    page.click("#c-country ~ button")
    assert page.locator(".lead .meta").inner_text() == "Person"
    for _ in range(2):
        page.locator("#history button").first.click()
    assert "Denmark" in page.locator(".lead .meta").inner_text()


@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["scripts", "no scripts"])
def test_merging_by_name_and_undoing(page: Any, address: str) -> None:
    page.goto(f"{address}/actors/{BERG}")
    page.fill("#m-same", "dal")
    page.click("text=Look up")
    page.click(".alike button")
    assert "Merged into this one: Kim Dall" in page.locator(".lead").inner_text()
    page.goto(f"{address}/actors/{DALL}")
    assert page.locator("h1").inner_text() == "Ada Berg" and DALL in page.locator(".lead").inner_text()
    page.locator("#history button").first.click()
    page.goto(f"{address}/actors/{DALL}")
    assert page.locator("h1").inner_text() == "Kim Dall"


@pytest.mark.skipif(not hasattr(actions, "split_of"), reason="actions.py does not take splits from forms yet")
@pytest.mark.parametrize("page", [True, False], indirect=True, ids=["scripts", "no scripts"])
def test_splitting_by_articles_and_undoing(page: Any, address: str) -> None:
    page.goto(f"{address}/actors/{BERG}")
    before = page.locator(".tile b").last.inner_text()
    page.click("text=Split …")
    page.fill("#s-outlet", "Tinget")
    page.click("text=List")
    boxes = page.locator("[name=documents]")
    assert boxes.count() == 3
    boxes.first.check()
    boxes.last.check()
    page.fill("#s-called", "Ada Berg of the north")
    page.click("text=Split off")
    assert int(page.locator(".tile b").last.inner_text()) == int(before) - 2
    page.goto(f"{address}/actors?q=north")
    page.click("table a.actor")
    assert page.locator("h1").inner_text() == "Ada Berg of the north"
    page.goto(f"{address}/actors/{BERG}")
    page.locator("#history button").first.click()
    assert page.locator(".tile b").last.inner_text() == before


def test_the_words_of_a_role_lead_to_their_place(page: Any, address: str) -> None:
    page.goto(f"{address}/actors/{BERG}")
    link = page.locator(".roles .telling a").first
    assert re.search(rf"/documents/doc-00000000000a#{BERG}:~:text=Minister$", link.get_attribute("href"))
    link.click()
    assert page.locator("article").count() >= 1
