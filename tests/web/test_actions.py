"""Signing in, correcting and undoing, reading at once, downloads."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dragoman.errors import UsageError
from dragoman.record import Record
from dragoman.store import open_store
from dragoman.store.corrections import file_beside
from dragoman.web.naming import names_to_type, resolve_names
from dragoman.write.exports import FORMATS
from tests.web.conftest import AGAINST, BERG, DOC, INNER, MINISTRY, REJECT, SHIPS, SUDMARK, TEXT, first_record

Start = Callable[..., TestClient]


def crossing(room: TestClient, address: str = f"/statements/{INNER}") -> str:
    found = re.search(r'name="crossing" value="([^"]+)"', room.get(address).text)
    assert found
    return found.group(1)


def send(room: TestClient, **values: Any) -> Any:
    """A correction by form, as a page sends it."""
    return room.post("/correct", data={"crossing": crossing(room), "by": "Ida", **values})


def card(room: TestClient, kind: str, id: str) -> dict[str, Any]:
    found: dict[str, Any] = room.get(f"/{kind}/{id}.json").json()
    return found


# ---------------------------------------------------------------- correcting
def test_reject_is_kept_shown_and_undone(room: TestClient, file: Path) -> None:
    done = send(
        room, kind="statement", target=INNER, action="reject", why="not her words", back=f"/documents/{DOC}#{INNER}"
    )
    assert done.status_code == 303
    assert re.fullmatch(rf"/documents/{DOC}\?done=co-[0-9a-f]+#{INNER}", done.headers["location"])
    page = room.get(done.headers["location"])
    assert "Kept." in page.text and "Rejected by a person" in page.text
    assert INNER not in [c["id"] for c in room.get(f"/documents/{DOC}.json").json()["statements"]]
    assert INNER not in room.get("/find?q=mistake").text
    line = json.loads(file_beside(str(file)).read_text().splitlines()[-1])
    assert (line["by"], line["why"], line["action"]) == ("Ida", "not her words", "reject")
    listed = room.get("/corrections.json").json()["corrections"][0]
    assert listed["can_undo"] and listed["about"] == 'it "a mistake"'
    undone = room.post(
        "/undo", data={"crossing": crossing(room, "/corrections"), "target": listed["id"], "back": "/corrections"}
    )
    assert undone.headers["location"] == "/corrections?done=undone"
    assert INNER in [c["id"] for c in room.get(f"/documents/{DOC}.json").json()["statements"]]
    assert [c["can_undo"] for c in room.get("/corrections.json").json()["corrections"]] == [False, False]


def test_every_kind_can_be_changed(room: TestClient) -> None:
    send(room, kind="statement", target=INNER, action="set", field="speaker", name="sudmark")
    assert card(room, "statements", INNER)["record"]["speaker"] == SUDMARK
    send(room, kind="statement", target=INNER, action="set", field="speaker", name="")
    assert card(room, "statements", INNER)["record"]["speaker"] is None
    send(room, kind="event", target=SHIPS, action="set", field="type", value="THREATEN")
    assert card(room, "events", SHIPS)["record"]["type"] == "THREATEN"
    send(
        room,
        kind="event",
        target=SHIPS,
        action="set",
        field="recipients",
        names=["Ada Berg", "", f"Whoever [{MINISTRY}]"],
    )
    assert card(room, "events", SHIPS)["record"]["recipients"] == [BERG, MINISTRY]
    send(room, kind="event", target=REJECT, action="set", field="recipients", names=["", ""])
    assert card(room, "events", REJECT)["record"]["recipients"] == []
    send(room, kind="position", target=AGAINST, action="set", field="stance", value="conditional")
    data = card(room, "positions", AGAINST)
    assert data["record"]["stance"] == "conditional" and data["verdict"] == "changed"
    assert data["machine"]["stance"] == "oppose"
    assert data["history"][0]["before"] == "oppose" and data["history"][0]["after"] == "conditional"


def test_a_new_actor_is_made_only_when_asked(room: TestClient) -> None:
    refused = send(room, kind="statement", target=INNER, action="set", field="speaker", name="Nils Nyman")
    assert refused.status_code == 400 and "no actor in this record is called “Nils Nyman”" in refused.text
    made = send(
        room,
        kind="statement",
        target=INNER,
        action="set",
        field="speaker",
        name="Nils Nyman",
        new="1",
        new_kind="person",
    )
    assert made.status_code == 303
    assert card(room, "statements", INNER)["card"]["head"] == "Nils Nyman"
    assert room.get("/find/names.json?q=nym").json()["actors"][0]["name"] == "Nils Nyman"


def test_names_that_several_have_are_asked_about(file: Path) -> None:
    with open_store(file, write=True) as store:
        other = first_record()
        twin = "ac-0000000000ff"
        store.db.execute("INSERT INTO actor (id, name, kind) VALUES (?, 'Ada Berg', 'person')", (twin,))
        assert resolve_names(store, INNER, ["ada  berg"]) == [BERG]  # the one of the item's own article
        with pytest.raises(UsageError, match=f"\\[{twin}\\]"):
            resolve_names(store, "st-nothere", ["Ada Berg"])
        assert resolve_names(store, "", [f"Ada Berg [{twin}]", twin, " "]) == [twin, twin]
    typed = names_to_type([(a.id, a.name) for a in other.actors] + [(twin, "ada berg"), ("ac-1", "x\u202ey")])
    assert typed[BERG] == f"Ada Berg [{BERG}]" and typed[SUDMARK] == "Sudmark" and "\u202e" not in typed["ac-1"]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "statement", "target": "st-nothere", "action": "accept"},
        {"kind": "statement", "target": INNER, "action": "explode"},
        {"kind": "event", "target": SHIPS, "action": "set", "field": "type", "value": "PARTY"},
        {"kind": "event", "target": SHIPS, "action": "set", "field": "actors", "value": "[broken"},
        {"kind": "nonsense", "target": INNER, "action": "accept"},
        {},
    ],
)
def test_corrections_that_make_no_sense_change_nothing(room: TestClient, file: Path, values: dict[str, str]) -> None:
    assert send(room, **values).status_code == 400
    assert not file_beside(str(file)).exists()


@pytest.mark.parametrize(
    "back", ["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\nx"]
)
def test_the_way_back_stays_here(room: TestClient, back: str) -> None:
    done = send(room, kind="statement", target=INNER, action="accept", back=back)
    assert re.match(r"/(?![/\\])", done.headers["location"])


# ---------------------------------------------------------------- who may
def test_forms_of_other_sites_change_nothing(room: TestClient, file: Path) -> None:
    values = {"kind": "statement", "target": INNER, "action": "reject"}
    for secret in ("", "guess", "\u00e9"):
        assert room.post("/correct", data={**values, "crossing": secret}).status_code == 403
        assert room.post("/undo", data={"target": "co-1", "crossing": secret}).status_code == 403
        assert room.post("/read", data={"text": "x", "crossing": secret}).status_code == 403
    assert room.post("/correct", json=values, headers={"origin": "https://evil.example"}).status_code == 403
    assert room.post("/correct", json=values, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    as_text = room.post("/correct", content=json.dumps(values), headers={"content-type": "text/plain"})
    assert as_text.status_code == 403
    assert room.get(f"/correct?kind=statement&target={INNER}&action=reject").status_code == 405
    assert not file_beside(str(file)).exists()


def test_programs_correct_with_json(room: TestClient) -> None:
    answer = room.post(
        "/correct", json={"kind": "event", "target": SHIPS, "action": "set", "field": "actors", "value": [BERG], "by": "script"},
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 200 and answer.json()["id"].startswith("co-")
    assert card(room, "events", SHIPS)["record"]["actors"] == [BERG]
    for body in ("[]", "{", '"x"', "\xff"):
        broken = room.post("/correct", content=body.encode("latin-1"), headers={"content-type": "application/json"})
        assert broken.status_code == 400


def test_without_the_right_nothing_can_be_corrected(open_room: Start, file: Path) -> None:
    values = {"kind": "statement", "target": INNER, "action": "reject"}
    off = open_room(correcting=False)
    assert 'id="correct"' not in off.get(f"/statements/{INNER}").text
    assert off.post("/correct", json=values).status_code == 403
    locked = open_room(token="secret-token")
    assert 'name="crossing"' not in locked.get(f"/documents/{DOC}").text
    assert locked.post("/correct", json=values).status_code == 403
    assert locked.post("/correct", json=values, headers={"authorization": "Bearer wrong"}).status_code == 403
    assert locked.post("/correct", json=values, headers={"authorization": "Basic secret-token"}).status_code == 403
    assert not file_beside(str(file)).exists()
    done = locked.post(
        "/correct", json=values, headers={"authorization": "Bearer secret-token", "accept": "application/json"}
    )
    assert done.status_code == 200


def test_a_reader_with_the_read_token_does_not_correct(open_room: Start) -> None:
    client = open_room(token="writing-token", read_token="reading-token")
    client.post("/sign-in", data={"token": "reading-token"})
    assert client.get("/").status_code == 200
    assert client.post("/correct", json={"kind": "statement", "target": INNER, "action": "reject"}).status_code == 403
    client.post("/sign-in", data={"token": "writing-token"})
    assert 'id="correct"' in client.get(f"/statements/{INNER}").text


# ---------------------------------------------------------------- reading at once
@pytest.fixture
def read_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading without the model: whatever is sent gives the record written by hand."""

    def read(text: str, *_: object, **__: object) -> Record:
        return first_record()

    monkeypatch.setattr("dragoman.pipeline.read_text", read)


@pytest.mark.usefixtures("read_by_hand")
def test_a_pasted_text_is_shown_and_not_kept(room: TestClient, file: Path) -> None:
    before = file.stat().st_size
    answer = room.post("/read", data={"crossing": crossing(room, "/read"), "text": TEXT, "published": "2024-05-08"})
    assert answer.status_code == 200
    assert 'id="d1-s1"' in answer.text and "rejected the harbour plan" in answer.text
    assert file.stat().st_size == before


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"text": "  "}, "no text"),
        ({"text": "x", "published": "yesterday"}, "yesterday"),
        ({"text": "a" * 200_001}, "200,001"),
    ],
)
def test_texts_that_cant_be_read_are_told_of(room: TestClient, values: dict[str, str], told: str) -> None:
    answer = room.post("/read", data={"crossing": crossing(room, "/read"), **values})
    assert answer.status_code == 400 and told in answer.text


def test_a_dropped_file_without_an_article_is_told_of(room: TestClient) -> None:
    answer = room.post(
        "/read",
        data={"crossing": crossing(room, "/read")},
        files={"file": ("../../evil.html", b"<html></html>", "text/html")},
    )
    assert answer.status_code == 400
    assert "the file" in answer.text and "/tmp" not in answer.text


# ---------------------------------------------------------------- downloads
def test_tables_hold_what_the_page_shows(room: TestClient) -> None:
    for what in ("statements", "events", "positions", "documents"):
        address = f"?what={what}&q=ceasefire" if what in ("statements", "documents") else f"?what={what}"
        shown = [h["id"] for h in room.get(f"/find.json{address}").json()["hits"]]
        answer = room.get(f"/download/csv{address}")
        assert answer.headers["content-disposition"] == f'attachment; filename="dragoman-{what}.csv"'
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert shown and [r["id"] for r in rows][: len(shown)] == shown
        lines = room.get(f"/download/jsonl{address}").text.splitlines()
        assert [json.loads(x)["id"] for x in lines] == [r["id"] for r in rows]


@pytest.mark.parametrize("name", [n for n in FORMATS if n not in ("csv", "jsonl")])
def test_every_format_can_be_downloaded(room: TestClient, name: str) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    answer = room.get(f"/download/{name}?q=ceasefire")
    assert answer.status_code == 200, answer.text[:300]
    assert "attachment" in answer.headers["content-disposition"]
    if FORMATS[name].folder:
        assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_the_corrections_file_can_be_downloaded(room: TestClient) -> None:
    assert room.get("/corrections.jsonl").text == ""
    send(room, kind="statement", target=INNER, action="accept")
    assert json.loads(room.get("/corrections.jsonl").text)["target"] == INNER
