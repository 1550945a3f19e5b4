"""Two stories of our own, one of them told again in a copy; sides, dates and places of every kind that a layout meets."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.record import (
    About,
    Actor,
    Date,
    Document,
    Event,
    Evidence,
    Issue,
    Mention,
    Note,
    Place,
    Position,
    Record,
    Role,
    Span,
    Statement,
    make_id,
)

TALKS = """France and Japan hold talks in Lyon

France and Japan held talks in Lyon on Tuesday. Foreign Minister Claire Aubin said the meeting was “a first step”.

In March, NATO gave Kenya money for ships. She denied that France had attacked anyone. Last year France accused \
Kenya of “piracy”, and =1+1 was written on the wall."""
ABOUT = About(version="0.1.0", model="by-hand")


def span(text: str, words: str) -> Span:
    return text.index(words), text.index(words) + len(words)


def when(start: str, end: str, text: str, granularity: str) -> Date:
    return Date(start=start, end=end, text=text, granularity=granularity)  # type: ignore[arg-type]


TUESDAY = when("2025-03-11", "2025-03-11", "Tuesday", "day")
MARCH = when("2025-03-01", "2025-03-31", "March", "month")
LAST_YEAR = when("2024-01-01", "2024-12-31", "Last year", "year")
LYON = Place(
    text="Lyon", name="Lyon", country="FRA", admin1="Auvergne-Rhône-Alpes", lat=45.75, lon=4.85, geonames_id=2996944
)
FRANCE = Place(text="France", name="France", country="FRA", lat=46.2, lon=2.2, geonames_id=3017382)


def actors(document: str) -> tuple[Actor, ...]:
    minister = Role(title="Foreign Minister", country="FRA", sector="GOV", document=document, start=84, end=100)
    return (
        Actor(id="ac-000000000001", name="France", kind="state", country="FRA", sector="GOV"),
        Actor(id="ac-000000000002", name="Japan", kind="state", country="JPN", sector="GOV"),
        Actor(id="ac-000000000003", name="Claire Aubin", kind="person", country="FRA", sector="GOV", roles=(minister,)),
        Actor(id="ac-000000000004", name="NATO", kind="organisation", sector="IGO"),
        Actor(id="ac-000000000005", name="Kenya", kind="state", country="KEN", sector="GOV"),
    )


def make_story(document: Document) -> Record:
    """The record of the talks as one document tells them."""
    text, doc = document.text, document.id

    def event(n: int, type: str, words: str, actors: str, recipients: str = "", **more: object) -> Event:
        facts: dict[str, object] = {
            "mode": None, "contexts": ("diplomatic", "military"), "date": None, "place": None, "modality": "asserted",
            "within": None, "quad": "verbal cooperation", **more,
        }  # fmt: skip
        ids = {"F": "ac-000000000001", "J": "ac-000000000002", "N": "ac-000000000004", "K": "ac-000000000005"}
        return Event(
            id=make_id("ev", doc, n), document=doc, type=type, span=span(text, words),  # type: ignore[arg-type]
            actors=tuple(ids[a] for a in actors), recipients=tuple(ids[r] for r in recipients), **facts,  # type: ignore[arg-type]
        )  # fmt: skip

    said = make_id("st", doc, 1)
    return Record(
        dragoman=ABOUT,
        documents=(document,),
        actors=actors(doc),
        mentions=(
            Mention(document=doc, actor="ac-000000000001", start=0, end=6, form="name"),
            Mention(document=doc, actor="ac-000000000002", start=11, end=16, form="name"),
            Mention(document=doc, actor="ac-000000000003", start=span(text, "Claire Aubin")[0], end=span(text, "Claire Aubin")[1], form="name"),
            Mention(document=doc, actor="ac-000000000005", start=span(text, "Kenya")[0], end=span(text, "Kenya")[1], form="name"),
            Mention(document=doc, actor="ac-000000000003", start=span(text, "She")[0], end=span(text, "She")[1], form="pronoun"),
        ),
        statements=(
            Statement(
                id=said, document=doc, speaker="ac-000000000003", speaker_span=span(text, "Foreign Minister Claire Aubin"),
                cue_span=span(text, "said"), content_spans=(span(text, "the meeting was"), span(text, "“a first step”")),
                quotation="mixed", modality="asserted", date=TUESDAY,
            ),
            Statement(
                id=make_id("st", doc, 2), document=doc, speaker="ac-000000000003", speaker_span=span(text, "She"),
                cue_span=span(text, "denied"), content_spans=(span(text, "that France had attacked anyone"),),
                quotation="indirect", modality="negated", within=said,
            ),
        ),
        events=(
            event(1, "CONSULT", "hold talks in Lyon", "FJ", date=TUESDAY, place=LYON),
            event(2, "CONSULT", "held talks in Lyon on Tuesday", "FJ", date=TUESDAY, place=LYON),
            event(3, "AID", "gave Kenya money", "N", "K", mode="economic", date=MARCH, quad="material cooperation"),
            event(4, "ASSAULT", "attacked anyone", "F", modality="negated", within=make_id("st", doc, 2), quad="material conflict"),
            event(5, "ACCUSE", "accused Kenya of “piracy”", "F", "K", date=LAST_YEAR, place=FRANCE, quad="verbal conflict"),
        ),
        positions=(
            Position(
                id=make_id("po", doc, 1), actor="ac-000000000003", issue="is-000000000001", stance="support", date=TUESDAY,
                evidence=Evidence(document=doc, start=span(text, "the meeting")[0], end=span(text, "the meeting")[1]),
                statement=said,
            ),
        ),
        issues=(Issue(id="is-000000000001", label="=talks with Japan"),),
        notes=(Note(document=doc, stage="places", code="place-unknown", message="a place", start=0, end=6),),
    )  # fmt: skip


def make_document(id: str, **more: object) -> Document:
    facts: dict[str, object] = {
        "source": f"{id}.html", "text": TALKS, "url": f"https://www.{id}.example/a", "outlet": "The Daily; Post",
        "title": "France and Japan hold talks in Lyon", "authors": ("Ann Roe", "Jo Li"), "language": "en",
        "published": "2025-03-12T01:30:00+02:00", "coverage": 1.0, **more,
    }  # fmt: skip
    return Document(id=id, **facts)  # type: ignore[arg-type]


@pytest.fixture
def story() -> Record:
    return make_story(make_document("doc-aaaaaaaaaaaa"))


@pytest.fixture
def copy() -> Record:
    """The same story in another outlet, told to be a copy; it has no address and no hour."""
    return make_story(
        make_document(
            "doc-bbbbbbbbbbbb", url=None, published="2025-03-12", outlet="Echo", duplicate_of="doc-aaaaaaaaaaaa"
        )
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder
