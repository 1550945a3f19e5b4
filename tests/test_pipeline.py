"""The whole path with the shipped model: whatever comes in, a sound record comes out."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import dragoman
from dragoman.config import Config
from dragoman.errors import SourceError, UsageError
from dragoman.model import Model
from dragoman.pipeline import merge, read_all, read_document, read_text
from dragoman.reading import ReadAttribution, ReadEvent, Reading, ReadName, ReadStance
from dragoman.record import About, Actor, Document, Issue, Note, Record, Role, Span, json_schema

SAMPLES = Path(__file__).parents[1] / "samples"
TEXT = (
    "Norway expels two Danish envoys\n\n"
    "Norway expelled two Danish diplomats on Monday, Foreign Minister Kari Solberg said in Oslo. “We reject this plan,” "
    "she told reporters. “That door is closed.”\n\n"
    "Denmark accused Norway of lying, according to the newspaper Havnen. The Danish government will not sign the "
    "accord unless Oslo apologises."
)


class Fake:
    """Stands in for the model: gives a reading made by hand."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def read(self, text: str, least: float = 0.5) -> Reading:
        return self.reading


def spans_of(record: Record) -> list[tuple[str, Span]]:
    """Every span of a record with its document."""
    out: list[tuple[str, Span]] = [(m.document, (m.start, m.end)) for m in record.mentions]
    for s in record.statements:
        spans = [*s.content_spans, s.speaker_span, s.cue_span]
        out += [(s.document, x) for x in spans if x]
    out += [(e.document, e.span) for e in record.events]
    out += [(p.evidence.document, (p.evidence.start, p.evidence.end)) for p in record.positions]
    out += [
        (n.document, (n.start, n.end)) for n in record.notes if n.document and n.start is not None and n.end is not None
    ]
    for a in record.actors:
        out += [
            (r.document, (r.start, r.end)) for r in a.roles if r.document and r.start is not None and r.end is not None
        ]
    return out


VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def check(record: Record) -> None:
    """What holds of every record."""
    texts = {d.id: d.text for d in record.documents}
    for document, (s, e) in spans_of(record):
        text = texts[document]
        assert 0 <= s < e <= len(text), (document, s, e, len(text))
        assert text[s:e].strip(), "a span holds words"
    actors, issues = {a.id for a in record.actors}, {i.id for i in record.issues}
    said, done = {s.id for s in record.statements}, {e.id for e in record.events}
    assert len(actors) == len(record.actors) and len(issues) == len(record.issues), "one of each id"
    assert len(said) == len(record.statements) and len(done) == len(record.events)
    assert len({p.id for p in record.positions}) == len(record.positions)
    for s in record.statements:
        assert s.speaker is None or s.speaker in actors
        assert s.within is None or (s.within in said and s.within != s.id)
        assert s.content_spans == tuple(sorted(s.content_spans)) and s.content_spans
    for event in record.events:
        assert {*event.actors, *event.recipients} <= actors and (event.actors or event.recipients)
        assert event.within is None or event.within in said
    for p in record.positions:
        assert p.actor in actors and p.issue in issues
        assert (p.statement is None) != (p.event is None), "a position rests on one of them"
        assert (p.statement in said) if p.statement else (p.event in done)
    assert {m.actor for m in record.mentions} <= actors
    assert {p.issue for p in record.positions} == issues, "no issue without a position"
    for x in (*record.statements, *record.events):
        if x.date:
            assert x.date.start <= x.date.end
            assert x.date.text in texts[x.document]
    for d in record.documents:
        assert 0 <= d.coverage <= 1
    VALIDATOR.validate(json.loads(record.to_json()))
    assert Record.from_json(record.to_json()) == record


@pytest.fixture(scope="module")
def record(model: Model) -> Record:
    return read_text(TEXT, published="2024-05-08", outlet="Havnen", model=model)


# ---------------------------------------------------------------- one text
def test_a_plain_text_gives_a_sound_record(record: Record) -> None:
    check(record)
    assert record.documents[0].text == TEXT
    assert record.statements and record.events, "the record holds something to check"
    assert record.documents[0].coverage == 1.0


def test_main_facts_are_found(record: Record) -> None:
    names = {a.id: a for a in record.actors}
    said = {names[s.speaker].name for s in record.statements if s.speaker}
    assert "Kari Solberg" in said
    done = {(e.type, *(names[k].country for k in (*e.actors, *e.recipients))) for e in record.events}
    assert ("SANCTION", "NOR", "DNK") in done
    solberg = next(a for a in record.actors if a.name == "Kari Solberg")
    assert solberg.kind == "person" and solberg.roles and solberg.roles[0].title == "Foreign Minister"


def test_the_same_text_gives_the_same_record(record: Record, model: Model) -> None:
    again = read_text(TEXT, published="2024-05-08", outlet="Havnen", model=model)
    assert again.to_json() == record.to_json()


def test_ids_do_not_hang_on_the_rest_of_the_metadata(record: Record, model: Model) -> None:
    again = read_text(TEXT, model=model)
    assert [s.id for s in again.statements] == [s.id for s in record.statements]
    assert [e.id for e in again.events] == [e.id for e in record.events]


def test_without_a_publication_date_relative_dates_stay_open(model: Model, record: Record) -> None:
    dated = {e.span: e.date for e in record.events}
    assert any(d and d.start == "2024-05-06" for d in dated.values()), "Monday before Wednesday, 8 May 2024"
    bare = read_text(TEXT, model=model)
    assert all(x.date is None for x in (*bare.statements, *bare.events))
    notes = [n for n in bare.notes if n.code == "date-unresolved"]
    assert notes and "without a publication date" in notes[0].message
    assert TEXT[notes[0].start : notes[0].end].endswith("Monday")


def test_unlikely_events_are_left_out(model: Model, record: Record) -> None:
    assert read_text(TEXT, Config(min_confidence=1.01), model=model).events == ()


# ---------------------------------------------------------------- pages
@pytest.mark.parametrize("page", ["two-articles.html", "coalition.html"])
def test_pages_give_sound_records(page: str) -> None:
    record = dragoman.read(SAMPLES / page)
    check(record)
    assert len(record.documents) == (2 if page == "two-articles.html" else 1)
    for d in record.documents:
        assert d.coverage == 1.0 and d.language == "en" and d.title and d.text.startswith(d.title)
        assert [s for s in record.statements if s.document == d.id]
        assert [e for e in record.events if e.document == d.id]


# ---------------------------------------------------------------- what is not coded
def test_another_language_is_kept_and_not_coded(tmp_path: Path) -> None:
    words = (
        "Der norwegische Außenminister sagte am Montag in Oslo, dass die Gespräche mit Dänemark gescheitert seien. "
        "„Wir werden nicht unterschreiben“, erklärte er den Journalisten, bevor er nach Stockholm weiterreiste. "
        "Die dänische Regierung warf Norwegen vor, das Abkommen gebrochen zu haben, und rief ihren Botschafter zurück. "
    )
    page = tmp_path / "seite.txt"
    page.write_text(f"Gespräche gescheitert\n\n{words}\n\n{words}", encoding="utf-8")
    record = dragoman.read(page, published="2024-05-08")
    assert len(record.documents) == 1
    document = record.documents[0]
    assert document.language == "de" and "gescheitert" in document.text
    assert document.coverage == 0.0, "nothing of it was read by the model"
    facts = (record.actors, record.mentions, record.statements, record.events, record.positions, record.issues)
    assert facts == ((),) * 6
    assert [n for n in record.notes if n.document == document.id and "language" in n.code], "and the record says so"


ODD = [
    "",
    " ",
    "\n\n",
    "Minister",
    "“",
    "“”‘’«»",
    "🙂 said 🙂",
    "é́́",
    "قال الوزير “لا”.",
    "\x00",
    "a" * 5000,
    "1. 2. 3.",
    "'\"'\"'",
]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_give_sound_records(model: Model, text: str) -> None:
    record = read_text(text, published="2024-05-08", model=model)
    check(record)
    assert [d.text for d in record.documents] == [text]
    assert record.documents[0].coverage == (1.0 if text else 0.0)


# ---------------------------------------------------------------- any text, any reading
WORDS = st.sampled_from(
    ["Norway", "Kari", "Solberg", "said", "“", "”", "‘", "’", "’s", ",", ".", "\n\n", "the", "minister", "she", "we", "who",
     "and", "Moscow", "U.S.", "not", "if", "on Monday", "in Oslo", "🙂", "é́", "وزير", "٣", "newspaper", "Danish", "\u2028", "it"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.lists(WORDS, max_size=25).map("".join))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(text=st.one_of(TEXTS, st.text(st.characters(exclude_categories=["Cs"]), max_size=60)))
def test_any_text_gives_a_sound_record(model: Model, text: str) -> None:
    check(read_text(text, published="2024-05-08", model=model))


@st.composite
def texts_and_readings(draw: st.DrawFn) -> tuple[str, Reading]:
    """A text and spans of words that a model might mark in it, as wrongly as can be."""
    text = draw(TEXTS.filter(str.strip))

    def span() -> Span:
        starts = [i for i, c in enumerate(text) if not c.isspace()]
        s = draw(st.sampled_from(starts))
        e = draw(st.sampled_from([i + 1 for i in starts if i >= s][:40]))
        return s, e

    def maybe() -> Span | None:
        return span() if draw(st.booleans()) else None

    def some(most: int) -> tuple[Span, ...]:
        return tuple(span() for _ in range(draw(st.integers(0, most))))

    modality = st.sampled_from(["asserted", "future", "hypothetical", "negated"])
    kinds = st.sampled_from(["AGREE", "REJECT", "ASSAULT", "CONSULT", "SUPPORT", "ACCUSE"])
    n = st.integers(0, 3)
    return text, Reading(
        attributions=tuple(
            ReadAttribution(source=maybe(), cue=maybe(), contents=(span(), *some(1)), level=draw(st.integers(1, 3)),
                            modality=draw(modality))
            for _ in range(draw(n))
        ),
        names=tuple(
            ReadName(start=s, end=e, kind=draw(st.sampled_from(["person", "organisation", "place", "misc"])))
            for s, e in some(4)
        ),
        events=tuple(
            ReadEvent(trigger=span(), type=draw(kinds), modality=draw(modality), actors=some(2), recipients=some(2),
                      date=maybe(), place=maybe(), score=draw(st.floats(0, 1)))
            for _ in range(draw(n))
        ),
        stances=tuple(
            ReadStance(span=span(), stance=draw(st.sampled_from(["support", "oppose", "conditional"])), issue=maybe())
            for _ in range(draw(n))
        ),
        read=len(text),
    )  # fmt: skip


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(texts_and_readings())
def test_any_reading_gives_a_sound_record(pair: tuple[str, Reading]) -> None:
    text, reading = pair
    model: Model = Fake(reading)  # type: ignore[assignment]
    record = read_text(text, published="2024-05-08", model=model)
    check(record)
    assert read_text(text, published="2024-05-08", model=model) == record


# ---------------------------------------------------------------- inputs
def test_a_missing_file_raises_and_the_others_are_read(tmp_path: Path) -> None:
    missing = str(tmp_path / "no-such-page.html")
    with pytest.raises(SourceError, match=r"no-such-page\.html"):
        dragoman.read(missing)
    page = str(SAMPLES / "plain.txt")
    rows = list(read_all([missing, page], Config()))
    assert [name for name, _ in rows] == [missing, page]
    assert isinstance(rows[0][1], SourceError) and isinstance(rows[1][1], Record)
    assert rows[1][1].documents


def test_a_publication_date_overrides_and_must_be_one() -> None:
    with pytest.raises(UsageError):
        dragoman.read(SAMPLES / "plain.txt", published="yesterday")
    record = dragoman.read(SAMPLES / "plain.txt", published="2020-01-02")
    assert record.documents[0].published == "2020-01-02"


def test_coverage_is_the_part_that_was_read() -> None:
    half = Fake(Reading(read=len(TEXT) // 2))
    record = read_text(TEXT, model=half)  # type: ignore[arg-type]
    assert record.documents[0].coverage == round(len(TEXT) // 2 / len(TEXT), 4)


def test_a_document_of_unknown_language_is_read_and_one_of_another_is_not() -> None:
    reading = Reading(
        events=(ReadEvent(trigger=(7, 13), type="SANCTION", modality="asserted", actors=((0, 6),)),), read=32
    )
    model: Model = Fake(reading)  # type: ignore[assignment]
    doc = Document(id="d", source="s", text="Norway expels two Danish envoys.", language=None)
    assert len(read_document(doc, Config(), model).events) == 1
    assert read_document(msgspec.structs.replace(doc, language="fr"), Config(), model).events == ()


@pytest.mark.parametrize("stage", ["statements", "events", "positions", "times"])
def test_a_stage_that_fails_costs_its_own_items_only(stage: str, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(f"dragoman.find.{stage}.find_{stage}", fail)
    record = read_text(TEXT, published="2024-05-08", model=model)
    check(record)
    assert record.documents and record.mentions
    assert [n for n in record.notes if n.stage == stage], "and a note says so"


# ---------------------------------------------------------------- merging
def test_merging_keeps_all_and_joins_actors_and_issues() -> None:
    about = About(version="0", model="m")
    one = Record(
        dragoman=about, documents=(Document(id="d1", source="a", text="x"),),
        actors=(Actor(id="ac", name="N", kind="person", roles=(Role(title="mayor"),)), Actor(id="b", name="B", kind="state")),
        issues=(Issue(id="is", label="the plan"),), notes=(Note(document=None, stage="source", code="c", message="m"),),
    )  # fmt: skip
    two = Record(
        dragoman=about, documents=(Document(id="d2", source="b", text="y"),),
        actors=(Actor(id="ac", name="N", kind="person", country="NOR", sector="GOV", roles=(Role(title="mayor"), Role(title="judge"))),),
        issues=(Issue(id="is", label="a plan"), Issue(id="is2", label="another")),
    )  # fmt: skip
    got = merge([one, two])
    assert [d.id for d in got.documents] == ["d1", "d2"]
    assert [(a.id, a.country, [r.title for r in a.roles]) for a in got.actors] == [
        ("ac", "NOR", ["mayor", "judge"]), ("b", None, []),
    ]  # fmt: skip
    assert [(i.id, i.label) for i in got.issues] == [("is", "the plan"), ("is2", "another")]
    assert got.notes == one.notes
    assert merge([one]) == one
