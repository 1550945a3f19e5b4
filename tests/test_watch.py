"""Feeds over a real HTTP server on loopback: conditional requests, robots, outages, memory of what was seen."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dragoman.config import Config
from dragoman.errors import UsageError
from dragoman.store import Store, open_store
from dragoman.watch import Feed, Plan, Watch, back_off, read_plan, wait_asked

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>The harbour minister, Ida Lund, rejected the plan for dock {n} on Tuesday, saying that the town could not pay.</p>
<p>“We will not sign it,” she told reporters in Norvik after talks with the fishermen's union, which has {n} members.</p>
<p>The union said it would block the road to the ferry terminal until the council withdraws the proposal.</p></article></body></html>"""


class Site:
    """A small newspaper: pages, a feed, robots.txt; every request is counted."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []
        self.links = ["/a", "/b"]
        self.robots = "User-agent: *\nDisallow: /private\n"
        self.down: dict[str, tuple[int, dict[str, str]]] = {}
        self.changed = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked[request.path] += 1
        self.times.append(time.monotonic())
        status, kind, headers = 200, "text/html", {}
        if request.path in self.down:
            status, headers = self.down[request.path]
            body = b"out of order"
        elif request.path == "/robots.txt":
            body, kind = self.robots.encode(), "text/plain"
        elif request.path == "/feed":
            etag = f'"{self.changed}"'
            headers = {"ETag": etag}
            kind = "application/rss+xml"
            if request.headers.get("If-None-Match") == etag:
                status, body = 304, b""
            else:
                body = self.feed().encode()
        else:
            body = PAGE.format(title=f"Dock {request.path[1:]} plan thrown out", n=ord(request.path[-1])).encode()
        request.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    def feed(self) -> str:
        items = "".join(
            f"<item><title>Dock {x[1:]}</title><link>{self.url}{x}</link><pubDate>Tue, 04 Mar 2025 10:00:00 GMT</pubDate></item>"
            for x in self.links
        )
        return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour News</title>{items}</channel></rss>"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "r.sqlite", write=True) as store:
        yield store


def watch(store: Store, site: Site, **more: object) -> Watch:
    plan = Plan((Feed(f"{site.url}/feed", "Harbour News", 60.0),), pause=0.0, **more)  # type: ignore[arg-type]
    return Watch(store, plan, Config(private_addresses=True, timeout=5))


def look(store: Store, site: Site, **more: object) -> Watch:
    """One look at the feed, by a process that has just started."""
    one = watch(store, site, **more)
    one.look(one.plan.feeds[0])
    return one


def test_what_is_new_is_taken_once(store: Store, site: Site) -> None:
    assert look(store, site).summary.coded == 2
    docs = list(store.show("documents"))
    assert {d["outlet"] for d in docs} == {"Harbour News"} and {d["published"] for d in docs} == {"2025-03-04"}
    assert look(store, site).summary.coded == 0, "nothing changed, and the server says so"
    site.links.insert(0, "/c")
    site.changed += 1
    assert look(store, site).summary.coded == 1
    assert (site.asked["/a"], site.asked["/b"], site.asked["/c"], site.asked["/feed"]) == (1, 1, 1, 3)


def test_robots_are_obeyed(store: Store, site: Site) -> None:
    site.links = ["/private/x", "/a"]
    one = look(store, site)
    assert one.summary.coded == 1 and one.summary.failed["robots"] == 1
    assert site.asked["/private/x"] == 0
    look(store, site)
    assert site.asked["/private/x"] == 0


def test_robots_that_can_not_be_had_keep_us_away_for_now(store: Store, site: Site) -> None:
    site.down["/robots.txt"] = (503, {})
    assert look(store, site).summary.coded == 0 and not site.asked["/feed"]
    del site.down["/robots.txt"]
    assert look(store, site).summary.coded == 2


def test_no_robots_file_means_welcome(store: Store, site: Site) -> None:
    site.down["/robots.txt"] = (404, {})
    assert look(store, site).summary.coded == 2


def test_an_outage_of_the_feed(store: Store, site: Site) -> None:
    site.down["/feed"] = (500, {})
    one = watch(store, site)
    delays = [one.look(one.plan.feeds[0]) for _ in range(4)]
    assert delays == sorted(delays) and delays[-1] == pytest.approx(8 * 60.0)
    del site.down["/feed"]
    assert one.look(one.plan.feeds[0]) < 70 and one.summary.coded == 2


def test_a_page_that_is_down_is_asked_again_then_given_up(store: Store, site: Site) -> None:
    site.down["/a"] = (503, {})
    for _ in range(3):
        assert sum(look(store, site).summary.failed.values()) == 0
    assert look(store, site).summary.failed["http-error"] == 1
    look(store, site)
    assert site.asked["/a"] == 4 and site.asked["/b"] == 1


def test_a_page_that_comes_back(store: Store, site: Site) -> None:
    site.down["/a"] = (503, {})
    look(store, site)
    del site.down["/a"]
    assert look(store, site).summary.coded == 1
    assert len(store.show("documents")) == 2


def test_a_page_that_is_gone_is_a_line_in_the_ledger(store: Store, site: Site) -> None:
    site.down["/a"] = (410, {})
    assert look(store, site).summary.failed["http-error"] == 1
    look(store, site)
    assert site.asked["/a"] == 1


def test_retry_after_is_heeded(store: Store, site: Site) -> None:
    site.down["/feed"] = (429, {"Retry-After": "1800"})
    one = watch(store, site)
    assert one.look(one.plan.feeds[0]) >= 1800


def test_hosts_get_a_pause(store: Store, site: Site) -> None:
    plan = Plan((Feed(f"{site.url}/feed", None, 60.0),), pause=0.3)
    one = Watch(store, plan, Config(private_addresses=True, timeout=5))
    one.look(plan.feeds[0])
    gaps = [b - a for a, b in zip(site.times[1:], site.times[2:], strict=False)]  # robots.txt goes first
    assert all(gap > 0.28 for gap in gaps), gaps


def test_private_addresses_are_refused_unless_allowed(store: Store, site: Site) -> None:
    plan = Plan((Feed(f"{site.url}/feed", None, 60.0),), pause=0.0)
    told: list[str] = []
    one = Watch(store, plan, Config(timeout=5), tell=told.append)
    one.look(plan.feeds[0])
    assert "private network" in told[0] and not site.asked


def test_something_else_than_a_feed(store: Store, site: Site) -> None:
    plan = Plan((Feed(f"{site.url}/a", None, 60.0), Feed(f"{site.url}/feed", None, 60.0)), pause=0.0)
    told: list[str] = []
    one = Watch(store, plan, Config(private_addresses=True, timeout=5), tell=told.append)
    assert one.run(once=True).coded == 2
    assert any("no RSS or Atom" in line for line in told)


def test_run_waits_stops_and_remembers(store: Store, site: Site) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        raise KeyboardInterrupt

    plan = Plan((Feed(f"{site.url}/feed", None, 60.0),), pause=0.0)
    config = Config(private_addresses=True, timeout=5)
    summary = Watch(store, plan, config, sleep).run()
    assert summary.stopped and summary.coded == 2 and 50 < slept[0] < 70
    Watch(store, plan, config, sleep).run()  # a restart does not ask before the feed is due
    assert site.asked["/feed"] == 1 and 50 < slept[1] <= 60


def test_a_clock_that_jumped_does_not_silence_a_feed(store: Store, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    monkeypatch.setattr("dragoman.watch.time.time", lambda: real() + 10 * 365 * 86400)
    look(store, site)
    monkeypatch.setattr("dragoman.watch.time.time", real)
    one = watch(store, site)
    assert one._first(one.plan.feeds[0]) <= 60.0


def test_what_is_remembered_does_not_grow(store: Store, site: Site) -> None:
    for k in range(6):
        site.links = [f"/{k}x{j}" for j in range(4)]
        site.changed += 1
        for link in site.links:
            site.down[link] = (503, {})
        look(store, site)
    entry = store.db.execute("SELECT length(entry) FROM learned WHERE kind = 'feed'").fetchone()[0]
    assert entry < 400


def test_back_off_and_retry_after() -> None:
    assert [back_off(60, k) for k in (1, 2, 3)] == [60, 120, 240]
    assert back_off(60, 100) == 86400
    assert wait_asked("120") == 120 and wait_asked(None) is None and wait_asked("soon") is None
    assert wait_asked("Wed, 21 Oct 2015 07:28:00 GMT") == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[feed]]\nurl = 'ftp://x/y'", "http"),
        ("[[feed]]\nurl = 'https://x.example/y'\nevry = '5m'", "evry"),
        ("[watch]\nevery = 'often'\n[[feed]]\nurl = 'https://x.example/y'", "often"),
        ("[[feed]]\nurl = 'https://x.example/y'\n[[feed]]\nurl = 'https://x.example/y'", "twice"),
        ("", "names no feed"),
        ("[[feed]\n", "no TOML"),
        ("feeds = 3", "feeds"),
        ("watch = 3\n[[feed]]\nurl = 'https://x.example/y'", "must be a table"),
    ],
)
def test_a_plan_that_makes_no_sense_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told) as caught:
        read_plan(path)
    assert "feeds.toml" in str(caught.value)


def test_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(
        "[watch]\nevery = '1h'\npause = 0.5\n[[feed]]\nurl = 'https://a.example/rss'\noutlet = 'A'\n"
        "[[feed]]\nurl = 'https://b.example/rss'\nevery = '5m'\n",
        encoding="utf-8",
    )
    plan = read_plan(path)
    assert [(f.outlet, f.every) for f in plan.feeds] == [("A", 3600.0), (None, 300.0)] and plan.pause == 0.5
