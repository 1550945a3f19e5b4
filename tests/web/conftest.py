"""A small record written by hand (no model is needed), some of it hostile, and the room that shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dragoman.record import (
    About,
    Actor,
    Date,
    Document,
    Dropped,
    Event,
    Evidence,
    Issue,
    Mention,
    Note,
    Position,
    Record,
    Role,
    Statement,
)
from dragoman.store import open_store
from dragoman.web.app import Room, create_app

TEXT = (
    "Norland rejects the harbour plan\n\n"
    "The Foreign Ministry of Norland rejected the harbour plan on Monday, the daily Havnen reported. "
    'Minister Ada Berg called it "a mistake" and said that Sudmark had threatened to close the strait.\n\n'
    "Sudmark sent three ships to the strait on Tuesday. A ceasefire would follow if both sides agreed, Berg said."
)
HOSTILE_TEXT = (
    'Mayor says </p><script>alert("x")</script> <img src=x onerror=alert(1)>\n\n'
    'Olu <b>Evil</b> said "}</style><svg onload=alert(2)> it\'s \u202e over & done" on {{ 7*7 }} {% raw %}.\n\n'
    "The mayor attacked javascript:alert(3) on Friday."
)
HOSTILE_NAME = "\"><script>alert('a')</script>\u202eEvil"
DOC, COPY, HOSTILE, LATER = "doc-00000000000a", "doc-00000000000b", "doc-00000000000c", "doc-00000000000d"
BERG, MINISTRY, SUDMARK, PAPER, EVIL, DALL = (f"ac-00000000000{k}" for k in "abcdef")
OUTER, INNER, THREAT, PEACE = "st-00000000000a", "st-00000000000b", "st-00000000000c", "st-00000000000d"
REJECT, SHIPS = "ev-00000000000a", "ev-00000000000b"
AGAINST = "po-00000000000a"
PLAN = "is-00000000000a"
ABOUT = About(version="0.1.0", model="by-hand")
MONDAY = Date(start="2024-05-06", end="2024-05-06", text="on Monday", granularity="day")


def at(text: str, words: str) -> tuple[int, int]:
    """Where words stand in a text."""
    start = text.index(words)
    return start, start + len(words)


def first_record() -> Record:
    """One article with statements inside statements, events, a position, notes and dropped text."""
    text = TEXT
    whole = at(text, "The Foreign Ministry of Norland rejected the harbour plan on Monday")
    return Record(
        dragoman=ABOUT,
        documents=(
            Document(
                id=DOC, source="https://havnen.example/plan", url="https://havnen.example/plan", outlet="Havnen",
                title="Norland rejects the harbour plan", authors=("Ida Moe",), published="2024-05-08", language="en",
                text=text, coverage=1.0, dropped=(Dropped(text="Share this story", reason="share bar"),),
            ),
        ),
        actors=(
            Actor(
                id=BERG, name="Ada Berg", kind="person", country="NOR", sector="GOV",
                roles=(Role(title="Minister", document=DOC, start=at(text, "Minister")[0], end=at(text, "Minister")[1]),),
            ),
            Actor(id=MINISTRY, name="Foreign Ministry of Norland", kind="government", country="NOR", sector="GOV"),
            Actor(id=SUDMARK, name="Sudmark", kind="state", country="SWE"),
            Actor(id=PAPER, name="Havnen", kind="outlet", sector="JRN"),
        ),
        mentions=(
            Mention(document=DOC, actor=BERG, start=at(text, "Ada Berg")[0], end=at(text, "Ada Berg")[1], form="name"),
            Mention(document=DOC, actor=SUDMARK, start=at(text, "Sudmark")[0], end=at(text, "Sudmark")[1], form="name"),
            Mention(document=DOC, actor=MINISTRY, start=whole[0], end=whole[0] + 31, form="name"),
        ),
        statements=(
            Statement(
                id=OUTER, document=DOC, speaker=PAPER, speaker_span=at(text, "the daily Havnen"),
                cue_span=at(text, "reported"), content_spans=(whole,), quotation="indirect", modality="asserted",
            ),
            Statement(
                id=INNER, document=DOC, speaker=BERG, speaker_span=at(text, "Minister Ada Berg"),
                cue_span=at(text, "called"), content_spans=(at(text, 'it "a mistake"'),), quotation="mixed",
                modality="asserted", date=MONDAY,
            ),
            Statement(
                id=THREAT, document=DOC, speaker=BERG, speaker_span=at(text, "Minister Ada Berg"),
                cue_span=at(text, "said"), content_spans=(at(text, "that Sudmark had threatened to close the strait"),),
                quotation="indirect", modality="asserted",
            ),
            Statement(
                id=PEACE, document=DOC, speaker=BERG, speaker_span=at(text, "Berg said"), cue_span=None,
                content_spans=(at(text, "A ceasefire would follow if both sides agreed"),), quotation="indirect",
                modality="asserted", within=THREAT,
            ),
        ),
        events=(
            Event(
                id=REJECT, document=DOC, type="REJECT", mode=None, contexts=("economic",), actors=(MINISTRY,),
                recipients=(), span=at(text, "rejected the harbour plan on Monday"), date=MONDAY, place=None,
                modality="asserted", within=OUTER, quad="verbal conflict",
            ),
            Event(
                id=SHIPS, document=DOC, type="MOBILIZE", mode="troops", contexts=("military",), actors=(SUDMARK,),
                recipients=(BERG,), span=at(text, "sent three ships to the strait on Tuesday"), date=None, place=None,
                modality="asserted", within=None, quad="material conflict",
            ),
        ),
        positions=(
            Position(
                id=AGAINST, actor=MINISTRY, issue=PLAN, stance="oppose", date=MONDAY, event=REJECT,
                evidence=Evidence(
                    document=DOC, start=at(text, "rejected the harbour plan")[0], end=at(text, "rejected the harbour plan")[1]
                ),
            ),
        ),
        issues=(Issue(id=PLAN, label="the harbour plan"),),
        notes=(
            Note(
                document=DOC, stage="times", code="date-unresolved", message="“on Tuesday” can't be resolved to a day",
                start=at(text, "on Tuesday")[0], end=at(text, "on Tuesday")[1],
            ),
        ),
    )  # fmt: skip


def copy_record() -> Record:
    """The same article in another outlet."""
    text = TEXT + "\n\nEnds."
    span = at(text, "A ceasefire would follow if both sides agreed")
    return Record(
        dragoman=ABOUT,
        documents=(
            Document(
                id=COPY, source="copy.txt", outlet="Kysten", title="Plan rejected", published="2024-05-09",
                language="en", text=text, coverage=0.8, duplicate_of=DOC,
            ),
        ),
        actors=first_record().actors[:1],
        mentions=(Mention(document=COPY, actor=BERG, start=at(text, "Ada Berg")[0], end=at(text, "Ada Berg")[1], form="name"),),
        statements=(
            Statement(
                id="st-0000000000c0", document=COPY, speaker=BERG, speaker_span=None, cue_span=None,
                content_spans=(span,), quotation="indirect", modality="negated",
            ),
        ),
    )  # fmt: skip


def hostile_record() -> Record:
    """An article whose text, title, outlet, address, actor and issue try to break out."""
    text = HOSTILE_TEXT
    said = at(text, '"}</style><svg onload=alert(2)> it\'s \u202e over & done"')
    return Record(
        dragoman=ABOUT,
        documents=(
            Document(
                id=HOSTILE, source="javascript:alert('s')", url="javascript:alert('u')",
                outlet='"><img src=x onerror=alert(5)>', title='</title><script>alert("t")</script>\u202etfel',
                authors=("<i>x</i>",), published="2024-05-10", language="en", text=text, coverage=1.0,
                dropped=(Dropped(text="<script>alert(6)</script>", reason="<b>why</b>"),),
            ),
        ),
        actors=(Actor(id=EVIL, name=HOSTILE_NAME, kind="person", country="NOR"),),
        mentions=(Mention(document=HOSTILE, actor=EVIL, start=at(text, "Olu")[0], end=at(text, "Olu")[1], form="name"),),
        statements=(
            Statement(
                id="st-0000000000e0", document=HOSTILE, speaker=EVIL, speaker_span=at(text, "Olu <b>Evil</b>"),
                cue_span=at(text, "said"), content_spans=(said,), quotation="direct", modality="asserted",
            ),
        ),
        events=(
            Event(
                id="ev-0000000000e0", document=HOSTILE, type="ASSAULT", mode=None, contexts=(), actors=(EVIL,),
                recipients=(), span=at(text, "attacked javascript:alert(3)"), date=None, place=None,
                modality="asserted", within=None, quad="material conflict",
            ),
        ),
        positions=(
            Position(
                id="po-0000000000e0", actor=EVIL, issue="is-0000000000e0", stance="support", date=None,
                evidence=Evidence(document=HOSTILE, start=said[0], end=said[1]), statement="st-0000000000e0",
            ),
        ),
        issues=(Issue(id="is-0000000000e0", label="<svg onload=alert(7)>"),),
        notes=(Note(document=HOSTILE, stage="events", code="<b>code</b>", message="<script>alert(8)</script>"),),
    )  # fmt: skip


def many_records(number: int) -> list[Record]:
    """Short articles on days one after the other, each with a statement and an event."""
    out = []
    for k in range(number):
        text = f"Talks, day {k}\n\nKim Dall said that the talks of day {k} would go on. Dall met Sudmark's envoy."
        said, met = at(text, f"that the talks of day {k} would go on"), at(text, "met Sudmark's envoy")
        doc = f"doc-{k:012x}".replace("doc-0000", "doc-1000")
        out.append(
            Record(
                dragoman=ABOUT,
                documents=(
                    Document(
                        id=doc, source=f"{k}.txt", outlet=f"Outlet {k % 3}", title=f"Talks, day {k}", language="en",
                        published=f"2024-0{1 + k // 28}-{1 + k % 28:02}" if k else None, text=text, coverage=1.0,
                    ),
                ),
                actors=(Actor(id=DALL, name="Kim Dall", kind="person", country="DNK"), first_record().actors[2]),
                mentions=(Mention(document=doc, actor=DALL, start=at(text, "Kim Dall")[0], end=at(text, "Kim Dall")[1], form="name"),),
                statements=(
                    Statement(
                        id=f"st-{k:012x}".replace("st-0000", "st-1000"), document=doc, speaker=DALL,
                        speaker_span=at(text, "Kim Dall"), cue_span=at(text, "said"), content_spans=(said,),
                        quotation="indirect", modality="asserted" if k % 2 else "future",
                    ),
                ),
                events=(
                    Event(
                        id=f"ev-{k:012x}".replace("ev-0000", "ev-1000"), document=doc, type="CONSULT", mode=None,
                        contexts=(), actors=(DALL,), recipients=(SUDMARK,), span=met, date=None, place=None,
                        modality="asserted", within=None, quad="verbal cooperation",
                    ),
                ),
            )
        )  # fmt: skip
    return out


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A record file with all of it."""
    name = tmp_path / "record.sqlite"
    with open_store(name, write=True) as store:
        store.append([first_record(), copy_record(), hostile_record(), *many_records(30)])
        store.db.execute("UPDATE document SET story = 'story-1' WHERE id IN (?, ?)", (DOC, COPY))
    return name


@pytest.fixture
def empty_file(tmp_path: Path) -> Path:
    """A record file with nothing in it."""
    name = tmp_path / "empty.sqlite"
    open_store(name, write=True).close()
    return name


@pytest.fixture
def open_room(file: Path) -> Callable[..., TestClient]:
    """Opens the room as it is set up by the arguments of ``Room``."""

    def start(**how: object) -> TestClient:
        return TestClient(create_app(Room(str(file), **how)), base_url="http://127.0.0.1", follow_redirects=False)  # type: ignore[arg-type]

    return start


@pytest.fixture
def room(open_room: Callable[..., TestClient]) -> TestClient:
    """The room, open for reading and correcting."""
    return open_room()
