"""Fetching, from a real server on loopback."""

from __future__ import annotations

import contextlib
import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dragoman.config import Config
from dragoman.errors import SourceError
from dragoman.sources import read_source
from dragoman.sources.fetch import fetch, is_public

SENTENCE = "The Foreign Ministry of Norland rejected the canal plan on Monday, saying that it would cost too much. "
HEAD = "<head><title>Plan rejected by Norland</title></head>"
PAGE = f"<html>{HEAD}<body><p>{SENTENCE * 3}</p></body></html>".encode()
LOOPBACK = Config(private_addresses=True, timeout=10.0, max_bytes=1_000_000)


class Handler(BaseHTTPRequestHandler):
    """One method per path; the class keeps the headers of the last request."""

    last: dict[str, str] = {}  # noqa: RUF012

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        Handler.last = dict(self.headers.items())
        name = self.path.strip("/").split("?")[0].replace("/", "_").replace("-", "_")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"page_{name}", self.page_missing)()

    def answer(self, data: bytes, kind: str = "text/html", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def redirect(self, target: str, **headers: str) -> None:
        self.answer(b"", status=302, Location=target, **headers)

    def page_article(self) -> None:
        self.answer(PAGE)

    def page_missing(self) -> None:
        self.answer(b"gone", status=404)

    def page_forbidden(self) -> None:
        self.answer(b"no", status=403)

    def page_broken(self) -> None:
        self.answer(b"oops", status=503)

    def page_pdf(self) -> None:
        self.answer(b"%PDF-1.7", "application/pdf")

    def page_hidden_pdf(self) -> None:
        self.answer(b"%PDF-1.7 binary", "text/html")

    def page_picture(self) -> None:
        self.answer(b"\x89PNG", "image/png")

    def page_empty(self) -> None:
        self.answer(b"")

    def page_loop(self) -> None:
        self.redirect("/loop2")

    def page_loop2(self) -> None:
        self.redirect("/loop")

    def page_endless(self) -> None:
        self.redirect(self.path + "?" * ("?" not in self.path) + "x")

    def page_moved(self) -> None:
        self.redirect("article#top")

    def page_to_file(self) -> None:
        self.redirect("file:///etc/passwd")

    def page_to_private(self) -> None:
        self.redirect("http://169.254.169.254/latest/")

    def page_cookie(self) -> None:
        if "seen=1" in self.headers.get("Cookie", ""):
            self.answer(PAGE)
        else:
            self.redirect("/cookie", Set_Cookie="seen=1; Path=/")

    def page_gzip(self) -> None:
        self.answer(gzip.compress(PAGE), Content_Encoding="gzip")

    def page_bad_gzip(self) -> None:
        self.answer(b"this is not gzip", Content_Encoding="gzip")

    def page_bomb(self) -> None:
        self.answer(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")

    def page_huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x" * 65_536)

    def page_slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"<p>drip</p>")
            self.wfile.flush()
            time.sleep(0.1)

    def page_slow_headers(self) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 100:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(0.1)

    def page_cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"<p>half")

    def page_latin(self) -> None:
        text = f"<html><body><p>Café owners in Côte Rouge. {SENTENCE * 2}</p></body></html>"
        self.answer(text.encode("latin-1"), "text/html; charset=ISO-8859-1")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_an_article(server: str) -> None:
    (document,), _ = read_source(f"{server}/moved", LOOPBACK)
    assert document.source == f"{server}/moved" and document.url == f"{server}/article"
    assert document.title == "Plan rejected by Norland" and document.text.count("canal plan") == 3
    assert Handler.last["User-Agent"] == "dragoman/0.1 (+news research)"
    assert Handler.last["Host"] == server.removeprefix("http://")


@pytest.mark.parametrize("page", ["gzip", "cookie"])
def test_compression_and_cookies(server: str, page: str) -> None:
    assert fetch(f"{server}/{page}", LOOPBACK).data == PAGE


def test_charset_of_the_server(server: str) -> None:
    (document,), notes = read_source(f"{server}/latin", LOOPBACK)
    assert document.text.startswith("Café owners in Côte Rouge.")
    assert "encoding-guessed" not in [note.code for note in notes]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("nothing-here", "http-error"),
        ("forbidden", "http-error"),
        ("broken", "http-error"),
        ("pdf", "pdf"),
        ("hidden-pdf", "pdf"),
        ("picture", "content-type"),
        ("empty", "empty"),
        ("loop", "redirect-loop"),
        ("endless", "redirect-loop"),
        ("to-file", "bad-address"),
        ("bad-gzip", "unreachable"),
        ("bomb", "too-large"),
        ("huge", "too-large"),
        ("cut", "unreachable"),
    ],
)
def test_refused(server: str, page: str, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_source(f"{server}/{page}", LOOPBACK)
    assert caught.value.code == code, str(caught.value)
    assert str(caught.value).startswith(f"{server}/{page}: ") and caught.value.advice


@pytest.mark.parametrize("page", ["slow", "slow-headers"])
def test_time_is_limited(server: str, page: str) -> None:
    start = time.monotonic()
    with pytest.raises(SourceError) as caught:
        fetch(f"{server}/{page}", Config(private_addresses=True, timeout=0.7))
    assert caught.value.code == "timeout" and time.monotonic() - start < 3


def test_private_addresses(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (
        server,
        "http://localhost/",
        "http://[::1]/",
        "http://192.168.1.1/",
        "http://0x7f000001/",
    ):
        with pytest.raises(SourceError) as caught:
            fetch(address, Config(timeout=3))
        assert caught.value.code == "private-address"


def test_a_redirect_to_a_private_address(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first hop is let through as if it were public; the second must be checked on its own.
    monkeypatch.setattr("dragoman.sources.fetch.is_public", lambda address: address == "127.0.0.1")
    with pytest.raises(SourceError) as caught:
        fetch(f"{server}/to-private", Config(timeout=3))
    assert caught.value.code == "private-address" and "169.254.169.254" in str(caught.value)


@pytest.mark.parametrize(
    "address", ["http://", "http://[", "https://havnen.invalid/", "http://a:99999/", "http://a b/"]
)
def test_bad_addresses(address: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_source(address, Config(timeout=5))
    assert caught.value.code in ("bad-address", "unreachable", "timeout")


def test_nobody_listens(server: str) -> None:
    with pytest.raises(SourceError) as caught:
        fetch("http://127.0.0.1:9/", LOOPBACK)
    assert caught.value.code == "unreachable"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public
