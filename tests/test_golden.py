"""The sample pages against their annotation: figures stay above tests/golden/floors.json (see golden_floors.py)."""

from __future__ import annotations

import dataclasses

import pytest

import dragoman
from evals.articles import who
from evals.scoring import Page
from tests import golden_floors as golden

NAMES = golden.gold_names()


# ---------------------------------------------------------------- the pages
def test_every_article_is_annotated() -> None:
    pages = {golden.page_of(name)[0] for name in NAMES}
    samples = golden.ROOT / "samples"
    assert pages == {*samples.glob("*.html"), *samples.glob("*.txt")}
    assert sum(len(golden.record_of(page).documents) for page in pages) == len(NAMES) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_head_of_the_article(name: str) -> None:
    document, gold = golden.document_of(name), golden.gold_of(name)
    assert (document.title, document.outlet) == (gold["title"], gold["outlet"])
    assert document.published and document.published[:10] == gold["published"]


@pytest.mark.parametrize("name", NAMES)
def test_annotation_stands_in_the_text(name: str) -> None:
    gold, text = golden.gold_of(name), golden.document_of(name).text
    words = [c for s in gold["statements"] for c in s["content"]]
    words += [e["trigger"] for e in gold["events"]] + [p["evidence"] for p in gold["positions"]]
    assert words and [w for w in words if text.count(w) != 1] == []


# ---------------------------------------------------------------- the floors
def test_every_figure_has_a_floor() -> None:
    floors = golden.read_floors()
    assert set(floors) == {golden.OVERALL, *NAMES}
    assert all(set(row) == set(golden.MEASURES) for row in floors.values())
    assert all(floors[golden.OVERALL].values()), "a floor of 0 holds nothing"


@pytest.mark.parametrize("name", [golden.OVERALL, *NAMES])
def test_figures_keep_to_their_floors(name: str) -> None:
    assert golden.broken({name: golden.read_floors()[name]}, golden.measure()) == []


def test_floors_are_never_lowered() -> None:
    assert golden.raised({"a": {"x": 0.9, "y": 0.1}}, {"a": {"x": 0.8, "y": 0.8}}) == {"a": {"x": 0.9, "y": 0.75}}
    assert golden.raised({}, {golden.OVERALL: {"x": 0.8}}) == {golden.OVERALL: {"x": 0.78}}
    assert golden.broken({"a": {"x": 0.9, "y": 0.8}}, {"a": {"x": 0.8999, "y": 0.8}}) == [
        "a, x: 0.8999 is below 0.9000"
    ]


# ---------------------------------------------------------------- the scoring
TEXT = "Norway sanctioned Iceland. Kari Solberg said that talks had failed. Sweden and Finland met in Oslo."
GOLD = {
    "statements": [{"content": ["talks had failed"], "speaker": "Kari Solberg"}],
    "events": [
        {"type": "SANCTION", "trigger": "sanctioned", "modality": "asserted",
         "actors": [{"country": "NOR"}], "recipients": [{"country": "ISL"}]},
        {"type": "CONSULT", "trigger": "met", "modality": "asserted",
         "actors": [{"country": "SWE"}, {"country": "FIN"}], "recipients": []},
    ],
}  # fmt: skip


def figures(ours: golden.Facts) -> dict[str, float]:
    """The figures of a reading of ``TEXT``."""
    counts = golden.score(ours, golden.gold_facts(GOLD, Page(TEXT)))
    return {m: golden.figure(c) for m, c in counts.items()}


def perfect() -> golden.Facts:
    """A reading of ``TEXT`` that is all right."""
    return golden.gold_facts(GOLD, Page(TEXT))


def with_act(number: int, **changes: object) -> golden.Facts:
    """The perfect reading with one event changed."""
    acts = list(perfect().acts)
    acts[number] = dataclasses.replace(acts[number], **changes)  # type: ignore[arg-type]
    return dataclasses.replace(perfect(), acts=tuple(acts))


def test_perfect_and_empty_readings() -> None:
    assert set(figures(perfect()).values()) == {1.0}
    assert set(figures(golden.Facts((), ())).values()) == {0.0}


@pytest.mark.parametrize(("speaker", "right"), [("Solberg", 1.0), ("K. Solberg", 1.0), ("Kari Olsen", 0.0)])
def test_speakers_fit_by_surname(speaker: str, right: float) -> None:
    (said,) = perfect().said
    ours = dataclasses.replace(said, speakers=(who(speaker, None, "person"),))
    got = figures(dataclasses.replace(perfect(), said=(ours,)))
    assert (got["statement content"], got["content with speaker"]) == (1.0, right)


def test_content_is_matched_once() -> None:
    (said,) = perfect().said
    assert figures(dataclasses.replace(perfect(), said=(said, said)))["statement content"] == pytest.approx(2 / 3)


def test_sides_are_sets_of_countries() -> None:
    swapped = figures(with_act(0, actors=frozenset({"ISL"}), recipients=frozenset({"NOR"})))
    assert (swapped["event type"], swapped["type with both sides"]) == (1.0, 0.5)
    assert figures(with_act(0, recipients=frozenset()))["type with both sides"] == 0.5
    pooled = with_act(1, actors=frozenset({"FIN"}), recipients=frozenset({"SWE"}))
    assert figures(pooled)["type with both sides"] == 1.0
    assert figures(with_act(1, actors=frozenset({"FIN"})))["type with both sides"] == 0.5


def test_types_triggers_and_modality() -> None:
    assert figures(with_act(0, type="COERCE"))["event type"] == 0.5
    elsewhere = Page(TEXT).words_in([golden.place_of("failed", TEXT)])
    assert figures(with_act(0, words=elsewhere))["event type"] == 0.5
    denied = figures(with_act(0, modality="negated"))
    assert (denied["event type"], denied["modality"]) == (1.0, 0.5)


def test_joint_speakers_are_one_statement() -> None:
    start, end = golden.place_of("talks had failed", TEXT)
    document = dragoman.Document(id="doc-1", source="-", text=TEXT)
    actors = tuple(dragoman.Actor(id=f"ac-{n}", name=n, kind="person") for n in ("Kari Solberg", "Ola Nordmann"))
    statements = tuple(
        dragoman.Statement(id=f"st-{n}", document=d, speaker=a.id, speaker_span=None, cue_span=None,
                           content_spans=((start, end),), quotation="indirect", modality="asserted")
        for n, (d, a) in enumerate([("doc-1", actors[0]), ("doc-1", actors[1]), ("doc-2", actors[0])])
    )  # fmt: skip
    record = record_with(document, actors, statements)
    got = figures(golden.facts_of(record, document, Page(TEXT)))
    assert (got["statement content"], got["content with speaker"]) == (1.0, 1.0)


def record_with(
    document: dragoman.Document, actors: tuple[dragoman.Actor, ...], statements: tuple[dragoman.Statement, ...]
) -> dragoman.Record:
    """A record of one document."""
    from dragoman.record import About

    return dragoman.Record(
        dragoman=About(version="0", model="none"), documents=(document,), actors=actors, statements=statements
    )
