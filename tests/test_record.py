"""The record: it goes to JSON and back unchanged, its schema tells the truth, its ids are stable, it is strict."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Place,
    Position,
    Record,
    Role,
    Statement,
    json_schema,
    make_id,
)

TEXT = "Norland rejects plan\n\nNorland’s “foreign minister” rejected the plan in Havnby on Monday 🕊."


def full_record() -> Record:
    """Every object of the contract with every field filled."""
    monday = Date(start="2024-05-06", end="2024-05-06", text="on Monday", granularity="day")
    havnby = Place(text="Havnby", name="Havnby", country="NOR", admin1="Vestland", lat=60.4, lon=5.3, geonames_id=7)
    role = Role(title="foreign minister", organisation="Foreign Ministry", country="NOR", sector="GOV", from_="2021-10-01",
                until="2025-01-01", document="doc-1", start=33, end=49)  # fmt: skip
    return Record(
        dragoman=About(version="0", model="m"),
        documents=(
            Document(id="doc-1", source="a.html", text=TEXT, url="https://news.test/a", outlet="Havnen", title="T",
                     authors=("A", "B"), published="2024-05-08T10:00:00+02:00", language="en",
                     dropped=(Dropped(text="©", reason="photo credit"),), coverage=1.0, duplicate_of="doc-0"),
        ),
        actors=(Actor(id="ac-1", name="Kari Solberg", kind="person", country="NOR", sector="GOV", roles=(role,)),),
        mentions=(Mention(document="doc-1", actor="ac-1", start=22, end=29, form="name"),),
        statements=(
            Statement(id="st-1", document="doc-1", speaker=None, speaker_span=None, cue_span=(51, 59),
                      content_spans=((0, 7), (8, 20)), quotation="mixed", modality="negated", date=monday, within="st-0"),
        ),
        events=(
            Event(id="ev-1", document="doc-1", type="REJECT", mode="proposal", contexts=("diplomatic",), actors=("ac-1",),
                  recipients=(), span=(51, 68), date=None, place=havnby, modality="asserted", within="st-1",
                  quad="verbal conflict"),
        ),
        positions=(
            Position(id="po-1", actor="ac-1", issue="is-1", stance="oppose", date=monday,
                     evidence=Evidence(document="doc-1", start=51, end=68), event="ev-1"),
        ),
        issues=(Issue(id="is-1", label="the plan"),),
        notes=(Note(document="doc-1", stage="times", code="date-unresolved", message="…", start=1, end=2),),
    )  # fmt: skip


@pytest.mark.parametrize("indent", [None, 2])
def test_record_goes_to_json_and_back(indent: int | None) -> None:
    record = full_record()
    assert Record.from_json(record.to_json(indent)) == record
    assert Record.from_json(record.to_json(indent).encode()) == record


def test_json_keeps_letters_and_names_of_the_contract() -> None:
    data = json.loads(full_record().to_json())
    assert list(data) == [
        "dragoman", "documents", "actors", "mentions", "statements", "events", "positions", "issues", "notes",
    ]  # fmt: skip
    assert data["documents"][0]["text"] == TEXT
    assert data["statements"][0]["content_spans"] == [[0, 7], [8, 20]]
    assert data["statements"][0]["speaker"] is None, "what is not known is null, not left out"
    role = data["actors"][0]["roles"][0]
    assert role["from"] == "2021-10-01" and "from_" not in role
    assert set(data["documents"][0]) == {
        "id", "source", "url", "outlet", "title", "authors", "published", "language", "text", "dropped", "coverage",
        "duplicate_of",
    }  # fmt: skip
    assert set(data["events"][0]) == {
        "id", "document", "type", "mode", "contexts", "actors", "recipients", "span", "date", "place", "modality",
        "within", "quad", "own",
    }  # fmt: skip


def test_schema_accepts_a_full_and_an_empty_record() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(full_record().to_json()), schema)
    jsonschema.validate(json.loads(Record(dragoman=About(version="0", model="m")).to_json()), schema)


BREAKS: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("no version", lambda d: d["dragoman"].pop("version")),
    ("number as text", lambda d: d["mentions"][0].update(start="22")),
    ("text as number", lambda d: d["actors"][0].update(name=7)),
    ("half a character", lambda d: d["mentions"][0].update(end=2.5)),
    ("unknown event type", lambda d: d["events"][0].update(type="FIGHT")),
    ("lower-case type", lambda d: d["events"][0].update(type="reject")),
    ("unknown modality", lambda d: d["events"][0].update(modality="perhaps")),
    ("unknown form", lambda d: d["mentions"][0].update(form="nickname")),
    ("unknown kind", lambda d: d["actors"][0].update(kind="alien")),
    ("unknown stance", lambda d: d["positions"][0].update(stance="neutral")),
    ("unknown granularity", lambda d: d["positions"][0]["date"].update(granularity="hour")),
    ("span of three", lambda d: d["events"][0].update(span=[1, 2, 3])),
    ("span of one", lambda d: d["statements"][0].update(content_spans=[[1]])),
    ("null where a value must be", lambda d: d["events"][0].update(span=None)),
    ("documents not a list", lambda d: d.update(documents={})),
    ("no id", lambda d: d["statements"][0].pop("id")),
    ("truth as number", lambda d: d["documents"][0].update(coverage=True)),
]


@pytest.mark.parametrize(("what", "spoil"), BREAKS, ids=[b[0] for b in BREAKS])
def test_wrong_types_are_refused(what: str, spoil: Callable[[dict[str, Any]], object]) -> None:
    data = json.loads(full_record().to_json())
    spoil(data)
    with pytest.raises(msgspec.ValidationError):
        Record.from_json(json.dumps(data))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json_schema())


def test_broken_json_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        Record.from_json(full_record().to_json()[:-2])


def test_a_record_cannot_be_changed() -> None:
    record = full_record()
    with pytest.raises(AttributeError):
        record.notes = ()  # type: ignore[misc]
    with pytest.raises(AttributeError):
        record.actors[0].name = "someone else"  # type: ignore[misc]
    assert hash(record) == hash(full_record())


# ---------------------------------------------------------------- ids
def test_ids_do_not_change_between_versions() -> None:
    # People's corrections are filed under these: a change of this value loses them.
    assert make_id("st", "doc-1", (1, 2), None) == "st-8e5a6fef9c26"


def test_ids_are_told_apart() -> None:
    ids = [
        make_id("st", "a", "b"), make_id("ev", "a", "b"), make_id("st", "ab"), make_id("st", "a", "b", ""),
        make_id("st", "b", "a"), make_id("st"), make_id("st", ""), make_id("st", "a", None),
    ]  # fmt: skip
    # no parts and one empty part are the same text, and only they
    assert len(set(ids)) == len(ids) - 1


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_ids_are_stable_and_distinct(one: list[str], two: list[str]) -> None:
    assert make_id("x", *one) == make_id("x", *one)
    if "\x1f".join(one) != "\x1f".join(two):
        assert make_id("x", *one) != make_id("x", *two)


def test_an_id_can_be_made_of_half_a_character() -> None:
    assert make_id("doc", "\ud800") == make_id("doc", "\ud800")
