"""Addresses to bytes, within limits of time, size and place.

Every hop resolves its host once, checks the addresses and connects to the address that was checked (the
name goes into the Host header and the TLS handshake), so that a name can't answer "public" to the check and
"127.0.0.1" to the connection. Proxies of the environment are not used: only ``Config`` decides how a run
reads.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from dragoman.config import Config
from dragoman.errors import SourceError

if TYPE_CHECKING:
    import httpx

_USER_AGENT = "dragoman/0.1 (+news research)"
_MOST_REDIRECTS = 10
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PAGES = ("text/", "application/xhtml", "application/xml", "application/octet-stream", "binary/octet-stream")
_FEEDS = ("text/", "application/rss", "application/atom", "application/rdf", "application/feed", "application/json")
_KEPT = ("etag", "last-modified", "retry-after", "cache-control")
_NOT_PAGES = ("text/css", "text/javascript", "text/csv", "text/calendar")
_ADVICE_SAVE = "Open it in a browser, save the article as HTML or text, and give that file."

T = TypeVar("T")


@dataclass(frozen=True)
class Answer:
    """What a server sent: the bytes, the address after redirects, and the charset that it declared.

    ``fresh`` is False where the server said that nothing changed since (then there are no bytes). ``headers`` holds
    those that tell when to ask again (``etag``, ``last-modified``, ``retry-after``, ``cache-control``).
    """

    data: bytes
    url: str
    charset: str | None
    fresh: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Trip:
    """One fetch on its way: what it has spent and been given."""

    source: str
    config: Config
    deadline: float
    seen: set[tuple[str, str]] = field(default_factory=set)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    clients: list[httpx.Client] = field(default_factory=list)
    send: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = _PAGES

    def remaining(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def too_slow(self) -> SourceError:
        problem = f"the server did not finish within {self.config.timeout:g} seconds"
        return SourceError(self.source, problem, "Try again later, or allow more time.", "timeout")

    def fail(self, problem: str, advice: str, code: str) -> SourceError:
        return SourceError(self.source, problem, advice, code)


def fetch(source: str, config: Config, send: Mapping[str, str] | None = None, feed: bool = False) -> Answer:
    """Fetch a page.

    Args:
        source: an ``http://`` or ``https://`` address.
        config: the limits: ``timeout`` for everything together, ``max_bytes`` after decompression,
            ``private_addresses``.
        send: further headers, such as ``If-None-Match``; a server that answers "not modified" gives ``fresh=False``.
        feed: a feed is wanted, so its content types are welcome too.

    Raises:
        SourceError: whatever goes wrong; the message names the address and says what to do.
    """
    trip = _Trip(source, config, time.monotonic() + config.timeout, send=send or {})
    if feed:
        trip.kinds = _PAGES + _FEEDS
    try:
        return _within(lambda: _travel(trip), trip)
    finally:
        for client in trip.clients:
            client.close()


def _within(work: Callable[[], T], trip: _Trip) -> T:
    """Run ``work`` in a thread and leave it when time is up.

    Timeouts of sockets count from the last byte, and name resolution has none at all: a server that drips its
    headers would hold the run for hours.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="dragoman-fetch", daemon=True)
    thread.start()
    thread.join(max(0.0, trip.deadline - time.monotonic()) + 0.5)
    if results:
        return results[0]
    if errors:
        raise errors[0]
    raise trip.too_slow()


def _travel(trip: _Trip) -> Answer:
    """Follow redirects until a page answers."""
    import httpx

    url = _parse(trip.source, trip)
    for _ in range(_MOST_REDIRECTS + 1):
        jar = trip.cookies.setdefault(url.host, {})
        state = (str(url), repr(sorted(jar.items())))
        if state in trip.seen:
            raise trip.fail("the server redirects in a loop", _ADVICE_SAVE, "redirect-loop")
        trip.seen.add(state)
        try:
            answer = _visit(url, jar, trip)
        except httpx.HTTPError as error:
            raise _explain(error, url, trip) from None
        if isinstance(answer, Answer):
            return answer
        url = _parse(answer, trip, base=url)
    problem = f"the server redirects more than {_MOST_REDIRECTS} times"
    raise trip.fail(problem, _ADVICE_SAVE, "redirect-loop")


def _parse(address: str, trip: _Trip, base: httpx.URL | None = None) -> httpx.URL:
    import httpx

    try:
        url = base.join(address) if base is not None else httpx.URL(address)
        port = url.port
    except (httpx.InvalidURL, ValueError, TypeError):
        raise trip.fail("this is not a valid address", "Check how it is written.", "bad-address") from None
    if url.scheme not in ("http", "https") or not url.host or port == 0:
        problem = (
            f"the server redirects to {str(url)[:100]!r}, which is not a web page" if base else "not a web address"
        )
        raise trip.fail(problem, _ADVICE_SAVE, "bad-address")
    return url.copy_with(fragment=None)


def _visit(url: httpx.URL, jar: dict[str, str], trip: _Trip) -> Answer | str:
    """One request. The answer, or the address that it redirects to."""
    import httpx

    address = _resolve(url, trip)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": _USER_AGENT,
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1",
        "Accept-Language": "en;q=1.0,*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        **trip.send,
    }
    if jar:  # some papers set a cookie and redirect to the same page until it comes back
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
    # A client for each hop: a connection kept open to one address must not serve another host's certificate.
    verify = _tls_context() if url.scheme == "https" else False
    client = httpx.Client(trust_env=False, follow_redirects=False, timeout=trip.remaining(), verify=verify)
    trip.clients.append(client)
    extensions = {"sni_hostname": url.raw_host.decode("ascii")}
    with client.stream("GET", url.copy_with(host=address), headers=headers, extensions=extensions) as response:
        for name, value in response.cookies.items():
            jar[name] = value
        if response.status_code in _REDIRECTS and "location" in response.headers:
            return response.headers["location"]
        kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
        if response.status_code == 304 and trip.send:
            return Answer(b"", _public(url), None, fresh=False, headers=kept)
        _check_headers(response, trip)
        return Answer(_read_body(response, trip), _public(url), response.charset_encoding, headers=kept)


@cache
def _tls_context() -> ssl.SSLContext:
    """Loading the certificates takes a tenth of a second, so once is enough."""
    import httpx

    return httpx.create_ssl_context(trust_env=False)


def _resolve(url: httpx.URL, trip: _Trip) -> str:
    """The address to connect to; refused if any address of the host is not public."""
    host = url.raw_host.decode("ascii").strip("[]")
    try:
        found = socket.getaddrinfo(host, url.port or (443 if url.scheme == "https" else 80), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        advice = "Check how it is written, and the network connection."
        raise trip.fail(f"the host {host!r} is not known", advice, "unreachable") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not trip.config.private_addresses:
        for address in addresses:
            if not is_public(address):
                problem = f"the host {host!r} is on a private network ({address})"
                advice = "If you trust it, allow private addresses."
                raise trip.fail(problem, advice, "private-address")
    # IPv4 first: a machine without an IPv6 route fails at once on the other, and there is one attempt only.
    return min(addresses, key=lambda address: ":" in address)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, looking through IPv4-in-IPv6 forms."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def _check_headers(response: httpx.Response, trip: _Trip) -> None:
    status = response.status_code
    if status != 200:
        error = _explain_status(status, response.reason_phrase, trip)
        error.status, error.retry_after = status, response.headers.get("retry-after")
        raise error
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind == "application/pdf":
        raise trip.fail("the server answered with a PDF, not a page", "Save its text to a file and give that.", "pdf")
    if kind and (not kind.startswith(trip.kinds) or kind.startswith(_NOT_PAGES)):
        raise trip.fail(f"the server answered with {kind[:60]}, not a page", _ADVICE_SAVE, "content-type")
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length[:18]) > trip.config.max_bytes:
        raise _too_large(trip)


def _read_body(response: httpx.Response, trip: _Trip) -> bytes:
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_bytes(65_536):
        size += len(piece)
        if size > trip.config.max_bytes:
            raise _too_large(trip)
        trip.remaining()
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(trip: _Trip) -> SourceError:
    problem = f"the page is larger than the limit of {trip.config.max_bytes:,} bytes"
    return trip.fail(problem, "Raise max_bytes, or save the part that you want.", "too-large")


def _explain_status(status: int, phrase: str, trip: _Trip) -> SourceError:
    problem = f"the server answered {status} {phrase}".rstrip()
    if status in (404, 410):
        return trip.fail(problem, "The page is not there (any more): check the address.", "http-error")
    if status in (401, 402, 403, 407, 451):
        return trip.fail(problem, f"The site does not let programs read it. {_ADVICE_SAVE}", "http-error")
    if status == 429 or status >= 500:
        return trip.fail(problem, "Try again later.", "http-error")
    return trip.fail(problem, _ADVICE_SAVE, "http-error")


def _explain(error: httpx.HTTPError, url: httpx.URL, trip: _Trip) -> SourceError:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return trip.too_slow()
    cause: Any = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            problem = f"no secure connection to {url.host} ({getattr(cause, 'verify_message', None) or cause.reason})"
            return trip.fail(problem, "Its certificate may be wrong: open it in a browser to see.", "unreachable")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.DecodingError):
        return trip.fail("the server sent damaged compressed data", "Try again later.", "unreachable")
    if isinstance(error, httpx.ConnectError):
        return trip.fail(f"can't connect to {url.host}", "Check the address and the network connection.", "unreachable")
    return trip.fail(f"the connection to {url.host} broke off ({error})", "Try again later.", "unreachable")


def _public(url: httpx.URL) -> str:
    """The address without a user's name and password."""
    return str(url.copy_with(userinfo=b"")) if url.userinfo else str(url)
