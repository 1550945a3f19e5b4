"""How fast the reading room answers on a large record: ``python benchmarks/web.py [--statements N] [--record FILE]``.

Makes a record of our own sample pages, many times over, with days, outlets, ids and a part of the actors shifted; then
starts a server on a free port of this machine and asks every page some times over one connection. Prints the time to
the first byte (median and worst), to the whole page (median), in milliseconds, and the page's size; "cold" is the first
byte of a page's very first request, when its counts are not yet kept in memory. ``--record`` keeps the record for
another run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import msgspec

from dragoman.pipeline import read
from dragoman.record import Record
from dragoman.store import Store, open_store
from dragoman.web.app import Room, create_app

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
OUTLETS = 40
VARIANTS = 60  # of each actor
FIRST_DAY = date(2019, 1, 1)
DAYS = 2_200


@dataclass(frozen=True)
class Timed:
    """One page: milliseconds to the first byte and to the last, and its size in bytes."""

    first: float
    whole: float
    size: int


def fill(path: Path, statements: int) -> None:
    """Write a record of at least so many statements."""
    records = [read(p) for p in sorted(SAMPLES.iterdir()) if p.suffix in (".html", ".txt")]
    done, copy = 0, 0
    with open_store(path, write=True) as store:
        while done < statements:
            with store.transaction():
                for _ in range(20):
                    for n, record in enumerate(records):
                        shifted = shift(record, copy, n)
                        store.append([shifted])
                        done += len(shifted.statements)
                    copy += 1
        with store.transaction() as db:  # one article in nine is a copy of the one before it
            db.execute("UPDATE document SET story = 'story-' || (n / 9) WHERE n % 9 IN (0, 1)")
            db.execute(
                "UPDATE document SET duplicate_of = (SELECT id FROM document d WHERE d.n = document.n - 1) "
                "WHERE n % 9 = 1 AND n > 1"
            )


def shift(record: Record, copy: int, page: int) -> Record:
    """A record under other ids, on another day, in another outlet, with some of its actors being others."""
    variant = (copy * 7 + page) % VARIANTS
    moved = str(FIRST_DAY + timedelta(days=(copy * 37 + page * 11) % DAYS))
    text = record.to_json()
    for kind in ("doc", "st", "ev", "po"):
        text = text.replace(f'"{kind}-', f'"{kind}-{copy:06x}')
    for kind in ("ac", "is"):
        text = text.replace(f'"{kind}-', f'"{kind}-{variant:02x}')
    data = json.loads(text)
    for document in data["documents"]:
        document["published"], document["outlet"] = moved, f"{document['outlet'] or 'Wire'} {copy % OUTLETS}"
        document["text"] += f"\n\nFiled under number w{copy}x{page} of series s{copy % 500}."
    for actor in data["actors"]:
        if variant % 3:
            actor["name"] += f" {variant}"
    for item in (*data["statements"], *data["events"], *data["positions"]):
        if item["date"]:
            item["date"].update(start=moved, end=moved)
    return msgspec.convert(data, Record)


def addresses(store: Store) -> list[str]:
    """The pages that are asked."""
    one = {
        t: store.db.execute(f"SELECT id FROM {t} ORDER BY n LIMIT 1 OFFSET 500").fetchone()[0]
        for t in ("document", "statement", "event")
    }
    actor = store.db.execute("SELECT speaker FROM statement WHERE speaker IS NOT NULL LIMIT 1 OFFSET 900").fetchone()[0]
    issue = store.db.execute("SELECT issue FROM position LIMIT 1 OFFSET 90").fetchone()[0]
    found = [
        "/", "/documents", "/documents?q=ransom&page=3", "/documents?outlet=Dispatch%201",
        f"/documents/{one['document']}",
        f"/statements/{one['statement']}", f"/events/{one['event']}", "/find", "/find?q=ransom",
        f"/find?q={quote('Lemma second filling')}", "/find?q=s77&what=documents", f"/find?q={quote('Cairo wedding')}",
        "/find?q=said", "/find?modality=negated", "/find?country=EGY", "/find?country=EGY&since=2024-01-01&q=gesture",
        "/find?what=events&q=talks", "/find?what=events&type=CONSULT&country=ETH",
        "/find?what=events&modality=hypothetical",
        "/find?what=positions&stance=oppose", "/find?what=positions&q=asylum",
        "/find?outlet=Dispatch%207&independent=1",
        f"/find?actor={actor}", "/find?q=nosuchword", "/corrections", "/read", "/find/names?q=Le",
        "/actors", f"/actors/{actor}", "/issues", f"/issues/{issue}", "/time", "/map", "/network",
    ]  # fmt: skip
    return found


def ask(connection: http.client.HTTPConnection, address: str) -> tuple[int, Timed]:
    """One request."""
    start = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    head = answer.read(1)
    first = time.perf_counter()
    size = len(head) + len(answer.read())
    return answer.status, Timed((first - start) * 1000, (time.perf_counter() - start) * 1000, size)


def measure(path: Path, times: int) -> None:
    """Print a line for each page."""
    import uvicorn

    app = create_app(Room(str(path)))
    app.state.room.warm()  # as the server does while it starts
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    with open_store(path) as store:
        counted = {
            t: store.db.execute(f"SELECT count(*) FROM {t}").fetchone()[0]
            for t in ("document", "statement", "event", "position", "actor")
        }
        asked = addresses(store)
    print("record:", ", ".join(f"{n:,} {t}s" for t, n in counted.items()), f"({path.stat().st_size / 1e6:.0f} MB)")
    print(f"{'page':56} {'cold':>7} {'first':>7} {'worst':>7} {'whole':>7} {'kB':>6}")
    for address in asked:
        status, cold = ask(connection, address)
        if status != 200:
            print(f"{address:56} {status}")
            continue
        runs = [ask(connection, address)[1] for _ in range(times)]
        first, whole = statistics.median(r.first for r in runs), statistics.median(r.whole for r in runs)
        worst = max(r.first for r in runs)
        print(f"{address[:56]:56} {cold.first:7.1f} {first:7.1f} {worst:7.1f} {whole:7.1f} {cold.size / 1000:6.0f}")
    server.should_exit = True
    thread.join(timeout=10)


def main() -> None:
    """Parse, fill, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--record", type=Path)
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.record or Path(folder) / "large.sqlite"
        if not path.exists():
            start = time.perf_counter()
            fill(path, options.statements)
            print(f"made in {time.perf_counter() - start:.0f} s")
        measure(path, options.times)


if __name__ == "__main__":
    main()
