"""A record for the rooms of actors, issues, time, map and network: changes of mind, copies, places, deeds."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.record import (
    Actor,
    Date,
    Document,
    Event,
    Evidence,
    Issue,
    Mention,
    Place,
    Position,
    Record,
    Role,
    Stance,
)
from dragoman.store import Store, open_store
from dragoman.web.app import Room, create_app
from dragoman.web.pages import Ask
from tests.web.conftest import ABOUT, BERG, DALL, PLAN, SUDMARK, first_record, hostile_record

DAMS = "is-00000000000b"
KYIV = Place(text="Kyiv", name="Kyiv", country="UKR", admin1=None, lat=50.45, lon=30.52, geonames_id=703448)
SINGAPORE = Place(text="Singapore", name="Downtown", country="SGP", admin1=None, lat=1.28, lon=103.85, geonames_id=None)
UKRAINE = Place(text="Ukraine", name="Ukraine", country="UKR", admin1=None, lat=49.0, lon=32.0, geonames_id=690791)
ACTORS = {
    BERG: Actor(id=BERG, name="Ada Berg", kind="person", country="NOR", sector="GOV"),
    SUDMARK: Actor(id=SUDMARK, name="Sudmark", kind="state", country="SWE"),
    DALL: Actor(id=DALL, name="Kim Dall", kind="person", country="DNK"),
}


def day(iso: str) -> Date:
    return Date(start=iso, end=iso, text=iso, granularity="day")


def stance_record(
    key: str, published: str | None, stands: list[tuple[str, str, Stance]], copy_of: str | None = None
) -> Record:
    """An article with positions: (actor, issue, stance)."""
    lines = [f"{ACTORS[a].name} spoke of {i} in words of {s}, number {n}." for n, (a, i, s) in enumerate(stands)]
    text = f"Article {key}\n\n" + " ".join(lines)
    doc = f"doc-5000{key:0>8}"
    spans = [(text.index(line), text.index(line) + len(line)) for line in lines]
    return Record(
        dragoman=ABOUT,
        documents=(
            Document(
                id=doc, source=f"{key}.txt", outlet="Tinget", title=f"Article {key}", language="en",
                published=published, text=text, coverage=1.0, duplicate_of=copy_of,
            ),
        ),
        actors=tuple(ACTORS[a] for a in dict.fromkeys(a for a, _, _ in stands)),
        mentions=tuple(
            Mention(document=doc, actor=a, start=s, end=s + len(ACTORS[a].name), form="name")
            for (a, _, _), (s, _) in zip(stands, spans, strict=True)
        ),
        positions=tuple(
            Position(
                id=f"po-5000{key:0>6}{n:02}", actor=a, issue=i, stance=s, date=None,
                evidence=Evidence(document=doc, start=spans[n][0], end=spans[n][1]),
            )
            for n, (a, i, s) in enumerate(stands)
        ),
        issues=(Issue(id=PLAN, label="the harbour plan"), Issue(id=DAMS, label="new dams in the north")),
    )  # fmt: skip


def deed_record(key: str, published: str, deeds: list[dict[str, Any]]) -> Record:
    """An article with events; each a dict of fields that differ from a threat of Sudmark's to Berg."""
    text = f"Deeds {key}\n\n" + " ".join(f"Sudmark did deed number {n}." for n in range(len(deeds)))
    doc = f"doc-6000{key:0>8}"
    events = []
    for n, deed in enumerate(deeds):
        start = text.index(f"did deed number {n}")
        usual = {
            "type": "THREATEN", "mode": None, "contexts": (), "actors": (SUDMARK,), "recipients": (BERG,),
            "date": None, "place": None, "modality": "asserted", "within": None, "quad": "verbal conflict",
        }  # fmt: skip
        events.append(
            Event(**{**usual, "id": f"ev-6000{key:0>6}{n:02}", "document": doc, "span": (start, start + 15), **deed})
        )
    one = Document(
        id=doc, source=f"{key}.txt", outlet="Tinget", title=f"Deeds {key}", published=published, text=text,
        coverage=1.0, language="en",
    )  # fmt: skip
    return Record(dragoman=ABOUT, documents=(one,), actors=tuple(ACTORS.values()), events=tuple(events))


def rooms_records() -> list[Record]:
    """All of it: Berg changes from support to opposition, one article is copied, deeds have places."""
    original = stance_record("1", "2024-01-10", [(BERG, PLAN, "support"), (SUDMARK, PLAN, "conditional")])
    aid = {"type": "AID", "quad": "material cooperation", "place": KYIV}
    return [
        first_record(),
        original,
        stance_record("2", "2024-01-11", [(BERG, PLAN, "support")], copy_of=original.documents[0].id),
        stance_record("3", "2024-03-01", [(BERG, PLAN, "oppose"), (DALL, DAMS, "support")]),
        stance_record("4", None, [(DALL, PLAN, "support")]),
        deed_record("1", "2024-01-12", [aid, {**aid, "place": SINGAPORE}, {"modality": "negated", "place": KYIV}]),
        deed_record("2", "2024-02-20", [aid, {"place": UKRAINE}, {"actors": (BERG, DALL), "recipients": ()}]),
        deed_record("3", "2024-02-21", [{"date": day("1905-06-07")}]),
    ]


def rooms_store(*more: Record) -> Store:
    """The record in memory, with wordings and the copy's story."""
    store = Store.of(*rooms_records(), *more)
    add_rest(store)
    return store


def add_rest(store: Store) -> None:
    """What records do not hold: stories of copies, wordings, an office with its words."""
    from dragoman.discourse.issues import Filing
    from dragoman.store.rows import keep_wordings

    store.db.execute("UPDATE document SET story = 'story-1' WHERE id IN ('doc-500000000001', 'doc-500000000002')")
    filings = [
        Filing(position="po-500000000100", document="doc-500000000001", label="the harbour plan", stance="support",
               issue=PLAN, sign=1, reason="first wording", score=1.0),
        Filing(position="po-500000000300", document="doc-500000000003", label="leaving the harbour as it is",
               stance="support", issue=PLAN, sign=-1, reason="akin as “the harbour plan”", score=0.71),
    ]  # fmt: skip
    keep_wordings(store.db, filings)


def ask(store: Store, path: str = "", may_correct: bool = False, **query: str) -> Ask:
    """A question to a record; ``path`` is the id in the address."""
    return Ask(store, {"id": path} if path else {}, query, may_correct)


HOSTILE_ROLE = Role(title='"><script>alert(9)</script>\u202e', document="doc-00000000000c", start=0, end=5)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server of the record (and of hostile articles) on a free port, under a prefix; gives its address."""
    import pytest

    uvicorn = pytest.importorskip("uvicorn")
    file = folder / "record.sqlite"
    with open_store(file, write=True) as store:
        store.append([*rooms_records(), hostile_record()])
        add_rest(store)
    app = create_app(Room(str(file), prefix="/room"))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/room"
    server.should_exit = True
    thread.join(timeout=10)
