"""The pages and their twins, and what keeps them safe."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dragoman.store import open_store
from dragoman.web.app import MOST_BODY, Room, all_pages, create_app
from tests.web.conftest import AGAINST, BERG, DOC, HOSTILE, INNER, PLAN, REJECT

Start = Callable[..., TestClient]
IDS = {"documents": DOC, "statements": INNER, "events": REJECT, "positions": AGAINST, "actors": BERG, "issues": PLAN}
PATHS = [p.path for p in all_pages()]


def filled(path: str, document: str = DOC) -> str:
    """An address with a real id in it."""
    ids = {**IDS, "documents": document}
    return re.sub(r"\{\w+(?::\w+)?\}", lambda m: ids.get(path.split("/")[1], "x"), path)


class Tags(HTMLParser):
    """Every tag with its attributes, and what would run or load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    """Nothing inline, nothing from elsewhere, no address that is not of the web."""
    for tag, attributes in Tags(html).tags:
        assert not [a for a in attributes if a.startswith("on")], (tag, attributes)
        assert "style" not in attributes, (tag, attributes)
        assert tag not in ("style", "iframe", "object", "embed", "base", "img"), (tag, attributes)
        if tag == "script":
            assert (attributes.get("src") or "").startswith("/"), attributes
        for name in ("href", "src", "action"):
            value = attributes.get(name)
            if value:
                assert re.match(r"(?:/(?!/)|#|https?://)", value), (tag, name, value)
    assert "\u202e" not in html


@pytest.mark.parametrize("path", PATHS)
def test_every_page_and_its_twin_answer(room: TestClient, path: str) -> None:
    page = room.get(filled(path))
    assert page.status_code == 200, page.text[:500]
    assert page.headers["content-type"].startswith("text/html")
    assert_harmless(page.text)
    twin = room.get((filled(path).rstrip("/") or "/index") + ".json")
    assert twin.status_code == 200
    assert isinstance(twin.json(), dict)


@pytest.mark.parametrize("path", PATHS)
def test_every_page_stands_an_empty_record(empty_file: Path, path: str) -> None:
    client = TestClient(create_app(Room(str(empty_file))), base_url="http://127.0.0.1")
    answer = client.get(filled(path))
    assert answer.status_code == (404 if "{" in path else 200), answer.text[:500]
    assert_harmless(answer.text)


@pytest.mark.parametrize(
    "address",
    [
        f"/documents/{HOSTILE}", "/", "/documents?q=<script>alert(1)</script>", "/find?q=%22%3E%3Cimg+src=x+onerror=alert(1)%3E",
        "/find?outlet=%22onmouseover=%22alert(1)", "/find?what=events&q=attacked", "/find?what=positions",
        "/statements/st-0000000000e0", "/events/ev-0000000000e0", "/positions/po-0000000000e0", "/find?q=over",
        "/find/names?q=%3Cscript%3E", "/find?country=%22%3E%3Cb%3E", "/%3Cscript%3Ealert(1)%3C/script%3E", "/documents?q=mayor",
        "/find?actor=ac-%22%3E%3Cscript%3E", "/find?independent=%3Cb%3E", "/corrections?done=co-%3Cscript%3E",
    ],
)  # fmt: skip
def test_hostile_text_stays_text(room: TestClient, address: str) -> None:
    answer = room.get(address)
    assert answer.status_code in (200, 400, 404)
    assert_harmless(answer.text)


def test_hostile_article_is_shown_word_for_word(room: TestClient) -> None:
    html = room.get(f"/documents/{HOSTILE}").text
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in html
    assert "{{ 7*7 }} {% raw %}" in html
    assert "49" not in re.sub(r"\d{3,}", "", html)
    assert 'href="javascript' not in html


def test_headers_are_strict_everywhere(room: TestClient) -> None:
    for address in ("/", "/nothing", "/static/room.css", "/find.json", "/download/csv"):
        headers = room.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert room.get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    [
        "/documents/doc-nothere", "/statements/x", "/events/'; DROP TABLE event; --", "/positions/%00", "/documents/..%2f..%2fetc",
        "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/room.css/..%5c..%5capp.py",
        "/documents/" + "x" * 3000, "/nothing.json",
    ],
)  # fmt: skip
def test_bad_addresses_are_not_there(room: TestClient, address: str) -> None:
    answer = room.get(address)
    assert answer.status_code == 404
    assert "import" not in answer.text and "root:" not in answer.text


def test_what_is_not_there_is_told_in_json_too(room: TestClient) -> None:
    answer = room.get("/documents/doc-nothere.json")
    assert answer.status_code == 404
    assert "doc-nothere" in answer.json()["error"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/find?type=NONSENSE", "NONSENSE"), ("/find?since=soon", "YYYY-MM-DD"), ("/find?what=secrets", "no tab"),
        ("/find?page=0", "no page"), ("/find?page=abc", "no page"), ("/find?page=99999", "no page"),
        ("/find?modality=maybe", "maybe"), ("/find?independent=yes", "independent"), ("/documents?until=2024-13-01", "day"),
        ("/find?q=" + "a" * 501, "too long"), ("/find?q=%21%21%21", "no word"), ("/download/exe", "no format"),
        ("/download/csv?what=statements&type=ASSAULT", "no type"),
    ],
)  # fmt: skip
def test_values_that_make_no_sense_are_refused_in_words(room: TestClient, address: str, told: str) -> None:
    answer = room.get(address)
    assert answer.status_code == 400
    assert told in answer.text


@pytest.mark.parametrize(
    "words",
    ['"', '"a', "a OR", "NEAR(a b", "words:x", "*", "a*b", "AND", "NOT x", "(", "^a", "a - b", "'; DROP TABLE statement; --", "a\x00b",
     "%", "_", "\\", "ceasefire\\", "{a b}", "+", "é ñ", "日本", "\ud7ff"],
)  # fmt: skip
def test_any_words_can_be_searched(room: TestClient, words: str) -> None:
    for what in ("statements", "events", "positions", "documents"):
        answer = room.get("/find", params={"q": words, "what": what})
        assert answer.status_code in (200, 400), answer.text[:300]
        assert "Something went wrong" not in answer.text


def test_sizes_are_limited(room: TestClient) -> None:
    big = room.post("/read", content=b"x" * (MOST_BODY + 1))
    assert big.status_code == 413
    assert room.post("/read", content=(b for b in [b"x"])).status_code == 411
    assert room.request("POST", "/read", headers={"content-length": "-5"}).status_code in (400, 413)
    assert room.post("/find").status_code == 405


def test_a_fault_of_ours_is_a_page_and_not_a_trace(room: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.web.views import find

    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(find.search, "find", fail)
    answer = room.get("/find")
    assert answer.status_code == 500
    assert "secret" not in answer.text and "content-security-policy" in answer.headers


def test_a_prefix_works_whether_or_not_the_proxy_strips_it(open_room: Start) -> None:
    client = open_room(prefix="/room")
    for address in ("/room/", "/room", "/", "/room/find?q=ceasefire", "/find?q=ceasefire"):
        answer = client.get(address)
        assert answer.status_code == 200
        for tag, attributes in Tags(answer.text).tags:
            for name in ("href", "src", "action"):
                if (attributes.get(name) or "").startswith("/"):
                    assert str(attributes[name]).startswith("/room/"), (tag, attributes)
    assert client.get("/room/static/room.css").status_code == 200
    assert client.get("/static/room.css").status_code == 200
    assert client.get("/roomfind").status_code == 404
    assert client.get("/room/static/..%2fapp.py").status_code == 404
    assert client.get("/room/openapi.json").json()["servers"] == [{"url": "/room"}]


def test_other_host_names_are_refused(open_room: Start) -> None:
    client = open_room(hosts=frozenset({"127.0.0.1", "[::1]"}))
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"host": "127.0.0.1:8711"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:8711"}).status_code == 200
    rebound = client.get("/", headers={"host": "evil.example"})
    assert rebound.status_code == 421 and "--allow-host" in rebound.text


def test_the_read_token_is_asked_for(open_room: Start) -> None:
    client = open_room(read_token="reading-token", token="writing-token")
    assert client.get("/").status_code == 401
    assert client.get("/find.json").status_code == 401
    assert "Norland" not in client.get(f"/documents/{DOC}").text
    assert client.get("/static/room.css").status_code == 200
    assert client.get("/", headers={"authorization": "Bearer wrong"}).status_code == 401
    for token in ("reading-token", "writing-token"):
        assert client.get("/", headers={"authorization": f"Bearer {token}"}).status_code == 200
    wrong = client.post("/sign-in", data={"token": "wrong"})
    assert wrong.status_code == 401 and "not the token" in wrong.text
    right = client.post("/sign-in", data={"token": "reading-token"})
    assert right.status_code == 303
    cookie = right.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "reading-token" not in cookie
    assert client.get("/").status_code == 200
    assert not client.get("/corrections.json").json()["may_correct"]


def test_tokens_are_not_guessed_by_trying(open_room: Start) -> None:
    client = open_room(read_token="reading-token")
    told = [client.post("/sign-in", data={"token": str(k)}).status_code for k in range(30)]
    assert told[0] == 401 and told[-1] == 429


def test_openapi_describes_every_twin(room: TestClient) -> None:
    data = room.get("/openapi.json").json()
    assert data["openapi"].startswith("3.1")
    for page in all_pages():
        address = re.sub(r"\{(\w+):\w+\}", r"{\1}", f"{page.path.rstrip('/') or '/index'}.json")
        assert set(page.query) <= {p["name"] for p in data["paths"][address]["get"]["parameters"]}


def test_readers_see_what_a_writer_commits(room: TestClient, file: Path) -> None:
    before = room.get("/index.json").json()["counts"]["documents"]
    from tests.web.conftest import many_records

    with open_store(file, write=True) as store:
        store.append(many_records(35)[-5:])
    assert room.get("/index.json").json()["counts"]["documents"] == before + 5
