"""Issues and the matrix: who is for and against, wordings, corrections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

from dragoman.errors import UsageError
from dragoman.record import make_id
from dragoman.store import Store
from dragoman.store.corrections import correct, undo
from dragoman.web import actions
from dragoman.web.pages import NotThere
from dragoman.web.views.issues import show_issue, show_issues, show_matrix
from tests.web.conftest import BERG, DALL, MINISTRY, PLAN, SUDMARK, hostile_record
from tests.web.rooms_by_hand import DAMS, ask, rooms_store

EVIL_ISSUE = "is-0000000000e0"


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


def columns(data: dict[str, Any]) -> dict[str, list[str]]:
    return {c["stance"]: [a["name"] for a in c["actors"]] for c in data["columns"]}


# ---------------------------------------------------------------- the list
def test_those_with_most_positions_come_first(store: Store) -> None:
    rows = show_issues(ask(store))["issues"]
    assert [r["id"] for r in rows[:2]] == [PLAN, DAMS] or rows[0]["id"] == PLAN
    plan = rows[0]
    assert plan["counts"] == {"support": 2, "oppose": 2, "conditional": 1}  # the copy's is not counted
    assert (plan["actors"], plan["first"], plan["last"]) == (4, "2024-01-10", "2024-05-06")
    assert show_issues(ask(store, copies="1"))["issues"][0]["counts"]["support"] == 3


def test_issues_are_found_by_their_words(store: Store) -> None:
    assert [i["id"] for i in show_issues(ask(store, q="dam"))["issues"]] == [DAMS]
    assert show_issues(ask(store, q="nothing"))["issues"] == []
    for query in ({"q": "!"}, {"page": "-1"}, {"copies": "2"}):
        with pytest.raises(UsageError):
            show_issues(ask(store, **query))


# ---------------------------------------------------------------- a page
def test_three_columns_with_days_and_sentences(store: Store) -> None:
    data = show_issue(ask(store, PLAN))
    assert columns(data) == {
        "support": ["Ada Berg", "Kim Dall"], "oppose": ["Foreign Ministry of Norland", "Ada Berg"],
        "conditional": ["Sudmark"],
    }  # fmt: skip
    berg = data["columns"][1]["actors"][1]
    assert (berg["day"], berg["also"]) == ("2024-03-01", ["for"])
    assert "".join(p["text"] for p in berg["hit"]["sentence"]).startswith("Ada Berg spoke of")
    assert f"issue={PLAN}" in berg["link"] and f"actor={BERG}" in berg["link"] and "independent=1" in berg["link"]


def test_change_over_time(store: Store) -> None:
    data = show_issue(ask(store, PLAN))
    chart = data["timeline"]
    assert sum(b.counts[0] for b in chart.bars) == 1 and sum(b.counts[1] for b in chart.bars) == 2
    assert chart.bars[0].start <= "2024-01-10" and chart.bars[-1].end >= "2024-05-06"
    assert [(c["actor"]["id"], c["reversal"]) for c in data["changes"]["list"]] == [(BERG, True)]
    assert [c["name"] for c in data["courses"]] == ["Ada Berg"] and data["courses"][0]["turned"] == ["2024-03-01"]


def test_wordings_tell_why_they_were_filed_here(store: Store) -> None:
    found = show_issue(ask(store, PLAN))["wordings"]
    assert [(w["label"], w["opposite"], w["count"]) for w in found] == [
        ("leaving the harbour as it is", True, 1), ("the harbour plan", False, 1),
    ]  # fmt: skip
    assert found[0]["reason"] == "akin as “the harbour plan”" and found[0]["link"] == "/positions/po-500000000300"


def test_rejected_positions_are_gone_and_come_back(own: Store) -> None:
    done = correct(own, "position", "po-500000000300", "reject", by="t")
    data = show_issue(ask(own, PLAN))
    assert columns(data)["oppose"] == ["Foreign Ministry of Norland"] and data["changes"]["list"] == []
    undo(own, done.id, by="t")
    assert columns(show_issue(ask(own, PLAN)))["oppose"][1] == "Ada Berg"


def test_merging_and_splitting(own: Store) -> None:
    correct(own, "issue", DAMS, "merge", by="t", value=PLAN)
    data = show_issue(ask(own, DAMS))
    assert (data["id"], [m["label"] for m in data["merged"]]) == (PLAN, ["new dams in the north"])
    assert data["counts"]["support"] == 3
    value = {"positions": ["po-500000000300"], "label": "the old harbour"}
    done = correct(own, "issue", PLAN, "split", by="t", value=value)
    assert columns(show_issue(ask(own, make_id("is", done.id))))["oppose"] == ["Ada Berg"]


def test_forms_offer_issues_alike_and_positions_to_split(store: Store) -> None:
    offered = show_issue(ask(store, PLAN, True, same="dams", split="1", until="2024-02-01"))["correct"]
    assert [i["id"] for i in offered["alike"]] == [DAMS]
    assert {p["day"] for p in offered["split"]["members"]} == {"2024-01-10", "2024-01-11"}
    assert {p["who"] for p in offered["split"]["members"]} == {"Ada Berg", "Sudmark"}


def test_an_unknown_issue_is_not_there(store: Store) -> None:
    with pytest.raises(NotThere):
        show_issue(ask(store, "is-none"))


# ---------------------------------------------------------------- matrix
def cells(data: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {
        (row["id"], issue["id"]): cell["sign"]
        for row in data["rows"]
        for issue, cell in zip(data["issues"], row["cells"], strict=True)
        if cell
    }


def test_cells_have_signs_counts_and_sentences_behind_them(store: Store) -> None:
    data = show_matrix(ask(store))
    assert cells(data) | {} == {
        (BERG, PLAN): "±", (DALL, PLAN): "+", (DALL, DAMS): "+", (MINISTRY, PLAN): "−", (SUDMARK, PLAN): "?",
        ("ac-00000000000e", EVIL_ISSUE): "+",
    }  # fmt: skip
    cell = next(r for r in data["rows"] if r["id"] == BERG)["cells"][0]
    assert (cell["words"], cell["first"], cell["last"]) == ("1 for, 1 against", "2024-01-10", "2024-03-01")
    assert cell["link"] == f"/find?what=positions&independent=1&actor={BERG}&issue={PLAN}"


@pytest.mark.parametrize(("query", "filled"), [
    ({"since": "2024-02-01"}, {(BERG, PLAN): "−", (DALL, DAMS): "+", (MINISTRY, PLAN): "−"}),
    ({"country": "DNK"}, {(DALL, PLAN): "+", (DALL, DAMS): "+"}),
    ({"issue": "dams"}, {(DALL, DAMS): "+"}),
    ({"stance": "conditional"}, {(SUDMARK, PLAN): "?"}),
    ({"actor": "Berg", "copies": "1", "until": "2024-01-31"}, {(BERG, PLAN): "+"}),
    ({"columns": "1", "rows": "1"}, {(BERG, PLAN): "±"}),
    ({"since": "2030-01-01"}, {}),
])  # fmt: skip
def test_the_matrix_is_narrowed(store: Store, query: dict[str, str], filled: dict[tuple[str, str], str]) -> None:
    found = {k: v for k, v in cells(show_matrix(ask(store, **query))).items() if k[1] != EVIL_ISSUE}
    assert found == filled


@pytest.mark.parametrize(
    "query", [{"rows": "0"}, {"columns": "many"}, {"since": "x"}, {"stance": "neutral"}, {"copies": "no"}], ids=str
)
def test_what_makes_no_sense_is_said(store: Store, query: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        show_matrix(ask(store, **query))


def test_an_empty_record_has_no_issues() -> None:
    store = Store.of()
    assert show_issues(ask(store))["issues"] == [] and show_matrix(ask(store))["rows"] == []


def test_pages_and_twins(room: TestClient, tmp_path: Path) -> None:
    for path in ("/issues", f"/issues/{PLAN}", f"/issues/{EVIL_ISSUE}", "/matrix", "/matrix?q=%3Cscript%3E"):
        page = room.get(path)
        assert page.status_code == 200 and "<svg onload" not in page.text and " style=" not in page.text
        assert "<script>" not in page.text
    assert room.get(f"/issues/{PLAN}.json").json()["label"] == "the harbour plan"
    assert room.get("/matrix.json").json()["signs"][0]["sign"] == "+"
    assert room.get("/issues/none").status_code == 404 and room.get("/matrix?rows=x").status_code == 400
    assert msgspec.json.decode(room.get("/issues.json").content)["total"] == 2


# ---------------------------------------------------------------- corrections through the forms
def form_of(room: TestClient, path: str) -> str:
    import re

    return re.search(r'name="crossing" value="([^"]+)"', room.get(path).text)[1]  # type: ignore[index]


def test_renaming_through_the_form_and_undoing(room: TestClient) -> None:
    values = {"kind": "issue", "target": PLAN, "action": "set", "field": "label", "value": "a new harbour", "by": "Ida"}
    sent = room.post(
        "/correct", data={**values, "crossing": form_of(room, f"/issues/{PLAN}"), "back": f"/issues/{PLAN}"}
    )
    assert sent.status_code == 303 and sent.headers["location"].startswith(f"/issues/{PLAN}")
    data = room.get(f"/issues/{PLAN}.json").json()
    assert data["label"] == "a new harbour" and data["history"][0]["by"] == "Ida"
    undoing = {"target": data["history"][0]["id"], "crossing": form_of(room, f"/issues/{PLAN}"), "back": "/"}
    assert room.post("/undo", data=undoing).status_code == 303
    assert room.get(f"/issues/{PLAN}.json").json()["label"] == "the harbour plan"


@pytest.mark.skipif(not hasattr(actions, "split_of"), reason="actions.py does not take splits from forms yet")
def test_splitting_through_the_form(room: TestClient) -> None:
    assert 'name="positions"' in room.get(f"/issues/{PLAN}?split=1").text
    values = {
        "kind": "issue", "target": PLAN, "action": "split", "positions": ["po-00000000000a"], "called": " the quay ",
        "crossing": form_of(room, f"/issues/{PLAN}"), "back": f"/issues/{PLAN}",
    }  # fmt: skip
    assert room.post("/correct", data=values).status_code == 303
    assert "the quay" in {i["label"] for i in room.get("/issues.json").json()["issues"]}
