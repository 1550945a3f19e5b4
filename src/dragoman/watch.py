"""Feeds into a record, for weeks: ``dragoman watch FEEDS.toml``.

A feed is asked with what it said last time (ETag, Last-Modified), a page once. Hosts are asked one thing at a time with
a pause between; robots.txt is obeyed; what fails is tried again later and later. All that has to be remembered is in
the record, so a restart goes on where the last run stopped, and memory does not grow.

    [watch]
    every = "15m"        # how often a feed is asked, unless it says so itself
    pause = 2.0          # seconds between two requests to one host

    [[feed]]
    url = "https://example.org/politics.rss"
    outlet = "The Example"
    every = "5m"
"""

from __future__ import annotations

import heapq
import random
import re
import time
import tomllib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from dragoman.config import Config
from dragoman.corpus import Coded, Writer, code_item
from dragoman.errors import SourceError, UsageError
from dragoman.record import make_id
from dragoman.sources.bulk import Item
from dragoman.sources.feeds import Entry, parse_feed
from dragoman.sources.fetch import fetch
from dragoman.store import Store, corrections
from dragoman.summary import Summary

LONGEST = 24 * 3600.0  # seconds between two tries of a feed that keeps failing
HOSTS = 500  # hosts whose robots.txt is remembered
ROBOTS_FOR = 12 * 3600.0
AGENT = "dragoman"
TRIES = 4  # of a page that fails for a passing reason


@dataclass(frozen=True)
class Feed:
    """A feed to watch. ``every``: seconds between two looks."""

    url: str
    outlet: str | None = None
    every: float = 900.0


@dataclass(frozen=True)
class Plan:
    """What a FEEDS.toml says. ``pause``: seconds between two requests to one host."""

    feeds: tuple[Feed, ...]
    pause: float = 2.0
    robots: bool = True


class Memory(msgspec.Struct, kw_only=True):
    """What is remembered of a feed, in the record."""

    etag: str | None = None
    modified: str | None = None
    next: float = 0.0  # seconds since 1970
    fails: int = 0
    retry: dict[str, int] = {}  # pages that failed for a passing reason: how often


# ---------------------------------------------------------------- the plan
def read_plan(path: Path) -> Plan:
    """Read FEEDS.toml.

    Raises:
        UsageError: it can't be read, or a field is unknown or makes no sense; the message names it.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise UsageError(f"{path} can't be read ({problem.strerror})") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise UsageError(f"{path} is no TOML: {problem}") from problem
    _refuse(path, "", data, {"watch", "feed"})
    general = data.get("watch", {})
    _refuse(path, "[watch]", general, {"every", "pause", "robots"})
    usual = read_duration(path, general.get("every", "15m"))
    feeds = []
    for number, one in enumerate(data.get("feed", []), 1):
        _refuse(path, f"[[feed]] {number}", one, {"url", "outlet", "every"})
        url = str(one.get("url") or "")
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
            raise UsageError(f"{path}: [[feed]] {number} needs a url that begins with http:// or https://")
        feeds.append(Feed(url, one.get("outlet"), read_duration(path, one["every"]) if "every" in one else usual))
    if not feeds:
        raise UsageError(f'{path} names no feed; add one: [[feed]] and url = "https://..."')
    if len({f.url for f in feeds}) < len(feeds):
        raise UsageError(f"{path} names a feed twice")
    pause = general.get("pause", 2.0)
    if not isinstance(pause, (int, float)) or pause < 0:
        raise UsageError(f"{path}: pause must be a number of seconds")
    return Plan(tuple(feeds), float(pause), bool(general.get("robots", True)))


def _refuse(path: Path, where: str, table: Any, known: set[str]) -> None:
    if not isinstance(table, dict):
        raise UsageError(f"{path}: {where} must be a table")
    for name in table:
        if name not in known:
            there = ", ".join(sorted(known))
            raise UsageError(f"{path}: {where or 'the file'} has an unknown field {name!r}; known are {there}")


def read_duration(path: Path, value: object) -> float:
    """Seconds of ``"15m"``, ``"2h"``, ``"1d"``, ``"30s"`` or a number of seconds; at least one second."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([smhd]?)\s*", str(value))
    seconds = float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]] if found else 0.0
    if seconds < 1:
        raise UsageError(f'{path}: every = {value!r} makes no sense; write it as "15m", "2h" or "1d"')
    return seconds


# ---------------------------------------------------------------- politeness
class Host:
    """What is known of one host: when it may be asked again, and its robots.txt."""

    def __init__(self) -> None:
        self.free = 0.0  # time.monotonic() from which it may be asked
        self.robots: Any = None
        self.until = 0.0


class Hosts:
    """Pauses and robots.txt by host; the oldest are forgotten.

    Args:
        plan: pause, and whether robots.txt is obeyed.
        config: limits of a fetch.
        sleep: how to wait (tests do not).
    """

    def __init__(self, plan: Plan, config: Config, sleep: Callable[[float], None]) -> None:
        self.plan, self.config, self.sleep = plan, config, sleep
        self._known: OrderedDict[str, Host] = OrderedDict()

    def wait(self, url: str) -> None:
        """Return when this address may be fetched.

        Raises:
            SourceError: robots.txt forbids it (``robots``), or can't be had now (``robots-unknown``).
        """
        host = self._host(url)
        if self.plan.robots:
            self._check_robots(url, host)
        delay = max(0.0, host.free - time.monotonic())
        if delay:
            self.sleep(delay)
        host.free = time.monotonic() + self._pause(host)

    def hold(self, url: str, seconds: float) -> None:
        """The host asked not to be asked for so long."""
        self._host(url).free = time.monotonic() + min(seconds, LONGEST)

    def _host(self, url: str) -> Host:
        parts = urlsplit(url)
        name = f"{parts.scheme}://{parts.netloc}"
        host = self._known.pop(name, None) or Host()
        self._known[name] = host
        while len(self._known) > HOSTS:
            self._known.popitem(last=False)
        return host

    def _pause(self, host: Host) -> float:
        told = host.robots.crawl_delay(AGENT) if host.robots else None
        return max(self.plan.pause, min(float(told or 0), 60.0))

    def _check_robots(self, url: str, host: Host) -> None:
        if time.monotonic() > host.until:
            host.robots, host.until = self._read_robots(url), time.monotonic() + ROBOTS_FOR
        if host.robots is not None and not host.robots.can_fetch(url, AGENT):
            raise SourceError(url, "its robots.txt asks programs to stay away", "It is left out.", "robots")

    def _read_robots(self, url: str) -> Any:
        """The rules; None (all is allowed) where there is no such file. As RFC 9309 has it."""
        from protego import Protego

        parts = urlsplit(url)
        try:
            answer = fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", replace(self.config, max_bytes=512_000), {})
        except SourceError as problem:
            if problem.status is not None and 400 <= problem.status < 500 and problem.status != 429:
                return None
            if problem.code in ("content-type", "too-large"):
                return None
            advice = "It is tried again later."
            raise SourceError(
                url, f"its robots.txt can't be had ({problem.problem})", advice, "robots-unknown"
            ) from None
        return Protego.parse(answer.data.decode("utf-8", "replace"))


# ---------------------------------------------------------------- watching
class Watch:
    """Watches feeds into a record.

    Args:
        store: open for writing.
        plan: feeds and pauses.
        config: limits of a fetch, threads of the model.
        sleep: how to wait; it may raise ``KeyboardInterrupt`` to stop.
        tell: called with a line for a person, now and then.
    """

    def __init__(
        self,
        store: Store,
        plan: Plan,
        config: Config,
        sleep: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.store, self.plan, self.config, self.sleep, self.tell = store, plan, config, sleep, tell
        self.summary = Summary()
        self.hosts = Hosts(plan, config, sleep)
        corrections.sync(store)
        self.writer = Writer(store, self.summary)

    def run(self, once: bool = False) -> Summary:
        """Look at each feed when it is due, until Ctrl-C; ``once`` looks at each that is due now and returns."""
        now = time.monotonic()
        queue = [(now + self._first(f), k) for k, f in enumerate(self.plan.feeds)]
        heapq.heapify(queue)
        try:
            while queue:
                due, k = heapq.heappop(queue)
                wait = due - time.monotonic()
                if once and wait > 0:
                    continue
                if wait > 0:
                    self.sleep(wait)
                delay = self.look(self.plan.feeds[k])
                if not once:
                    heapq.heappush(queue, (time.monotonic() + delay, k))
        except KeyboardInterrupt:
            self.summary.stopped = True
        return self.summary

    def _first(self, feed: Feed) -> float:
        """Seconds until a feed is due; the wall clock may have jumped, so never longer than its usual time."""
        return max(0.0, min(self._recall(feed).next - time.time(), feed.every))

    def look(self, feed: Feed) -> float:
        """Look at a feed and take in what is new; gives the seconds until the next look."""
        memory = self._recall(feed)
        before = self.summary.coded
        try:
            entries = self._ask(feed, memory)
            memory.fails = 0
            waiting = {page_id(e) for e in entries}
            memory.retry = {k: n for k, n in memory.retry.items() if k in waiting or not entries}
            for entry in entries:
                self._take(feed, entry, memory)
            delay = feed.every * random.uniform(0.95, 1.05)  # so that feeds of one site do not come at one moment
            if self.summary.coded > before:
                self.tell(f"{feed.url}: {self.summary.coded - before} new")
        except SourceError as problem:
            memory.fails += 1
            delay = max(back_off(feed.every, memory.fails), wait_asked(problem.retry_after) or 0.0)
            self.tell(f"{problem} (try {memory.fails}; again in {delay / 60:.0f} min)")
        memory.next = time.time() + delay
        self._remember(feed, memory)
        return delay

    def _ask(self, feed: Feed, memory: Memory) -> list[Entry]:
        """Entries of a feed; none if it did not change and nothing waits for another try."""
        self.hosts.wait(feed.url)
        send = {"Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1"}
        if not memory.retry:  # a page to be tried again is found in the feed
            send |= {"If-None-Match": memory.etag} if memory.etag else {}
            send |= {"If-Modified-Since": memory.modified} if memory.modified else {}
        answer = fetch(feed.url, self.config, send, feed=True)
        if not answer.fresh:
            return []
        entries = list(parse_feed(answer.data, answer.url, feed.url).entries)
        memory.etag, memory.modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        return entries

    def _take(self, feed: Feed, entry: Entry, memory: Memory) -> None:
        """Fetch and code one entry, unless the ledger knows it."""
        if not entry.url:
            return
        name = page_id(entry)
        if self.store.db.execute("SELECT 1 FROM item WHERE id = ?", (name,)).fetchone():
            memory.retry.pop(name, None)
            return
        try:
            self.hosts.wait(entry.url)
            answer = fetch(entry.url, self.config)
            item = Item(
                source=entry.url, key="", data=answer.data, kind="page", url=answer.url, published=entry.published,
                outlet=feed.outlet or entry.outlet,
            )  # fmt: skip
            coded = msgspec.structs.replace(code_item(item, self.config), id=name)
        except SourceError as problem:
            if is_passing(problem) and memory.retry.get(name, 0) + 1 < TRIES:
                memory.retry[name] = memory.retry.get(name, 0) + 1
                asked = wait_asked(problem.retry_after)
                if asked:
                    self.hosts.hold(entry.url, asked)
                return
            coded = Coded(id=name, source=entry.url, key="", error=problem)
        memory.retry.pop(name, None)
        self.writer.take(coded)
        self.writer.commit()

    # what is remembered
    def _recall(self, feed: Feed) -> Memory:
        row = self.store.db.execute("SELECT entry FROM learned WHERE kind = 'feed' AND id = ?", (feed.url,)).fetchone()
        return msgspec.json.decode(row[0], type=Memory) if row else Memory()

    def _remember(self, feed: Feed, memory: Memory) -> None:
        with self.store.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO learned (kind, id, entry) VALUES ('feed', ?, ?)",
                (feed.url, msgspec.json.encode(memory)),
            )


def page_id(entry: Entry) -> str:
    """The ledger's id of a page that a feed names."""
    return make_id("in", "watch", entry.url or "")


def back_off(every: float, fails: int) -> float:
    """Seconds until a feed that failed so often in a row is asked again."""
    return min(LONGEST, every * float(2 ** min(fails - 1, 16)))


def is_passing(problem: SourceError) -> bool:
    """Whether a page may be there the next time."""
    if problem.status is not None:
        return problem.status == 429 or problem.status >= 500
    return problem.code in ("timeout", "unreachable", "robots-unknown")


def wait_asked(told: str | None) -> float | None:
    """Seconds of a Retry-After header: a number, or a date; None if it says nothing that makes sense."""
    if not told:
        return None
    if told.strip().isdecimal():
        return float(told.strip()[:9])
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
