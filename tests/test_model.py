"""The model's pass: windows, decoding and spans on their own; then the shipped weights on odd texts."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.closer import LONGEST
from dragoman.errors import ModelError
from dragoman.find.layout import Sentences
from dragoman.graphs import softmax
from dragoman.model import (
    OVERLAP,
    Model,
    Scores,
    char_span,
    cut_windows,
    distance_bucket,
    gelu,
    load_model,
    model_name,
    pieces_in,
    role_spans,
    sentence_starts,
    spans_of,
    viterbi,
    weigh,
)
from dragoman.reading import ReadEvent, Reading
from dragoman.record import EventType, Modality, Span

LABELS = ["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"]
O, B_SOURCE, I_SOURCE, B_CUE, I_CUE, B_CONTENT, I_CONTENT = range(7)  # noqa: E741


def scores_of(text: str, *pieces: str) -> Scores:
    """The text cut into these pieces, in order, without scores."""
    offsets, at = [], 0
    for piece in pieces:
        at = text.index(piece, at)
        offsets.append((at, at + len(piece)))
        at += len(piece)
    return Scores(text, np.array(offsets, dtype=np.int64).reshape(-1, 2), {}, {})


# ---------------------------------------------------------------- windows
@settings(max_examples=300)
@given(
    n=st.integers(0, 3000),
    size=st.integers(100, 400),
    overlap=st.sampled_from([8, 9, 33, OVERLAP]),
    starts=st.lists(st.integers(1, 3000), unique=True, max_size=200),
)
def test_windows_part_any_text_exactly(n: int, size: int, overlap: int, starts: list[int]) -> None:
    starts = sorted(s for s in starts if s < n)
    windows = cut_windows(n, starts, size, overlap)
    kept = [i for _, _, keep, until in windows for i in range(keep, until)]
    assert kept == list(range(n)), "each piece is kept once, in order"
    for at, to, keep, until in windows:
        assert 0 <= at <= keep < until <= to <= n
        assert to - at <= size
    for _, to, _, until in windows[:-1]:
        assert to - until >= overlap // 2, "no piece is read at the very end of a window"
    for at, _, keep, _ in windows[1:]:
        assert keep - at >= overlap // 2, "nor at its very beginning"
    assert len(windows) <= n // max(1, size // 4) + 1


def test_windows_are_cut_where_sentences_begin() -> None:
    windows = cut_windows(300, [60, 90, 120, 180, 250], 100, 10)
    assert [w[3] for w in windows] == [90, 180, 250, 300]
    assert cut_windows(0, [], 100, 10) == []
    assert cut_windows(100, [50], 100, 10) == [(0, 100, 0, 100)]


def test_sentences_start_at_pieces() -> None:
    text = "One two. Three “four.” Five\n\nSix"
    s = scores_of(text, "One", "two", ".", "Three", "“", "four", ".", "”", "Five", "Six")
    assert sentence_starts(text, s.offsets) == [3, 8, 9]
    assert sentence_starts("", s.offsets[:0]) == []


# ---------------------------------------------------------------- decoding
@settings(max_examples=60)
@given(n=st.integers(1, 5), k=st.integers(1, 4), seed=st.integers(0, 10**6))
def test_viterbi_finds_what_trying_all_paths_finds(n: int, k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=(n, k)).astype(np.float32)
    transitions = rng.normal(size=(k, k)).astype(np.float32)

    def value(path: tuple[int, ...]) -> float:
        there = sum(float(transitions[a, b]) for a, b in itertools.pairwise(path))
        return there + sum(float(scores[i, t]) for i, t in enumerate(path))

    best = max(itertools.product(range(k), repeat=n), key=value)
    assert tuple(viterbi(scores, transitions)) == best


def test_viterbi_heeds_forbidden_transitions() -> None:
    scores = np.array([[0, 5], [5, 0], [0, 6]], dtype=np.float32)
    transitions = np.array([[0, -100], [0, 0]], dtype=np.float32)
    assert list(viterbi(scores, transitions)) == [1, 1, 1]
    assert list(viterbi(scores, np.zeros((2, 2), dtype=np.float32))) == [1, 0, 1]


def spans(text: str, pieces: list[str], tags: list[int]) -> list[tuple[str, str]]:
    s = scores_of(text, *pieces)
    found = spans_of(np.array(tags), LABELS, s)
    return [(x[0], text[slice(*char_span(s, x))]) for x in found]


def test_tags_become_spans() -> None:
    text = "Anna Lund said the plan died"
    pieces = text.split()
    tags = [B_SOURCE, I_SOURCE, B_CUE, B_CONTENT, I_CONTENT, I_CONTENT]
    assert spans(text, pieces, tags) == [("source", "Anna Lund"), ("cue", "said"), ("content", "the plan died")]
    assert spans(text, pieces, [O] * 6) == []
    assert spans(text, pieces, [B_SOURCE, B_SOURCE, O, O, O, O]) == [("source", "Anna"), ("source", "Lund")]
    orphan = [O, I_SOURCE, I_CUE, I_CONTENT, O, I_CONTENT]
    assert spans(text, pieces, orphan) == [("source", "Lund"), ("cue", "said"), ("content", "the"), ("content", "died")]


def test_no_span_cuts_a_word() -> None:
    text = "Solberg’s unkindness, 12,000 re-elected"
    pieces = ["Sol", "berg", "’", "s", "un", "kind", "ness", ",", "12", ",", "000", "re", "-", "elected"]
    tags = [B_SOURCE, O, O, O, O, I_CUE, O, O, B_CONTENT, O, O, O, O, O]
    assert spans(text, pieces, tags) == [("source", "Solberg"), ("content", "12")]
    tags = [O, B_SOURCE, O, O, B_CUE, B_CONTENT, O, O, O, O, O, O, O, O]
    assert spans(text, pieces, tags) == [("cue", "unkindness")], "a word follows its first piece"


def test_spans_do_not_run_into_another_paragraph_unless_quoted() -> None:
    text = "One two\n\nthree four"
    assert spans(text, text.split(), [B_CONTENT, I_CONTENT, I_CONTENT, I_CONTENT]) == [
        ("content", "One two"),
        ("content", "three four"),
    ]
    assert spans(text, text.split(), [B_SOURCE, I_SOURCE, I_SOURCE, O]) == [("source", "One two"), ("source", "three")]
    text = "“One two\n\n“three four”"
    pieces = ["“", "One", "two", "“", "three", "four", "”"]
    assert spans(text, pieces, [B_CONTENT] + [I_CONTENT] * 6) == [("content", text)]


@settings(max_examples=200)
@given(st.data())
def test_char_spans_never_cut_a_word_and_always_lie_inside(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab é́ß1.,'’“” \n\t🙂ا", min_size=1, max_size=30))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2)) | {0, len(text)})
    offsets = np.array(list(itertools.pairwise(cuts)), dtype=np.int64)
    i = data.draw(st.integers(0, len(offsets) - 1))
    j = data.draw(st.integers(i + 1, len(offsets)))
    s, e = char_span(Scores(text, offsets, {}, {}), ("x", i, j))
    assert 0 <= s <= e <= len(text)
    if s < e:
        assert not text[s].isspace() and not text[e - 1].isspace()
        assert not (s > 0 and text[s].isalnum() and text[s - 1].isalnum())
        assert not (e < len(text) and text[e].isalnum() and text[e - 1].isalnum())
    for p in range(int(offsets[i, 0]), int(offsets[j - 1, 1])):
        assert s <= p < e or text[p].isspace(), "no character of the pieces is lost"


def test_roles_are_runs_of_whole_words() -> None:
    text = "the Norwegian army and police left"
    s = scores_of(text, "the", "Nor", "wegian", "army", "and", "police", "left")
    on = np.array([-2, -2, 3, 2, -0.5, 4, -3], dtype=np.float32)
    assert [text[a:b] for a, b in role_spans(on, 0, s)] == ["Norwegian army and police"]
    off = np.array([-2, -2, 3, 2, -1.5, 4, -3], dtype=np.float32)
    assert [text[a:b] for a, b in role_spans(off, 0, s)] == ["Norwegian army", "police"]
    assert role_spans(np.array([1, 1], dtype=np.float32), 5, s) == ((23, 34),), "the runs start at a given piece"
    assert role_spans(np.zeros(7, dtype=np.float32), 0, s) == ()


def test_pieces_in_a_span() -> None:
    s = scores_of("the plan is dead", "the", "plan", "is", "dead")
    assert pieces_in(s.offsets, (4, 11)) == slice(1, 3)
    assert pieces_in(s.offsets, (5, 6)) == slice(1, 2), "touched is in"
    assert pieces_in(s.offsets, (0, 16)) == slice(0, 4)


def test_distances_fall_into_buckets_as_in_training() -> None:
    got = list(distance_bucket(np.array([-1000, -5, -4, -1, 0, 1, 4, 5, 1000])))
    assert got == [0, 8, 8, 11, 12, 13, 16, 16, 24]


def test_functions() -> None:
    x = np.array([[-2.0, 0.0, 3.0], [1000.0, 0.0, 1000.0]], dtype=np.float32)
    assert np.allclose(softmax(x).sum(-1), 1) and np.allclose(softmax(x)[1], [0.5, 0, 0.5])
    assert np.allclose(gelu(np.array([0.0, 1.0, -1.0], dtype=np.float32)), [0, 0.8413, -0.1587], atol=1e-3)


# ---------------------------------------------------------------- the shipped weights
def spans_in(reading: Reading) -> list[Span]:
    out = [(n.start, n.end) for n in reading.names]
    for a in reading.attributions:
        out += [*a.contents, *([a.cue] if a.cue else []), *([a.source] if a.source else [])]
    for e in reading.events:
        out += [e.trigger, *e.actors, *e.recipients, *([e.date] if e.date else []), *([e.place] if e.place else [])]
    for s in reading.stances:
        out += [s.span, *([s.issue] if s.issue else [])]
    return out


ODD = {
    "empty": "",
    "white space": " \n\n\t ",
    "one word": "Minister",
    "one letter": "a",
    "only quotation marks": "“”\"'‘’«»„" * 20,
    "emoji": "🙂🙃 said 👩‍👩‍👧 “🕊” 🇳🇴",
    "combining marks": "Pre\u0301sident Nova\u0301k said “no\u0301\u0301\u0301n”. " * 3,
    "right to left": "قال وزير الخارجية إن بلاده “لن توقع” الاتفاق. אמר ראש הממשלה.",
    "mixed directions": "The minister قال “we go” היום.",
    "controls": "The \x00minister\x7f said\u200b \ufeff“no\u202e”.",
    "one long word": "x" * 3000,
    "no spaces": "MinisterSaidNo." * 100,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_texts_are_read(model: Model, text: str) -> None:
    reading = model.read(text)
    assert reading.read == len(text)
    for s, e in spans_in(reading):
        assert 0 <= s < e <= len(text)
        assert text[s:e].strip() == text[s:e]


def test_half_a_character_is_read(model: Model) -> None:
    text = "The minister \ud83d said “no”."
    assert model.read(text).read == len(text)


def test_a_text_without_a_sentence_end_is_read_to_its_end(model: Model) -> None:
    text = ("and the minister of norland said to the press again that the talks with sudland go on " * 1200)[:100_000]
    scores = model.score(text)
    assert int(scores.offsets[-1, 1]) == len(text.rstrip())
    assert all(np.abs(part).sum(1).min() > 0 for part in scores.tags.values()), "no piece is left without scores"


def test_a_sentence_is_read_alike_wherever_it_stands(model: Model) -> None:
    sentence = "“We will not sign,” Norwegian Foreign Minister Kari Solberg told reporters on Tuesday."
    filler = "Rain fell on the hills, and the roads were empty all day long. " * 30
    alone, late = model.read(sentence), model.read(filler + sentence)
    where = len(filler)

    def names(reading: Reading, by: int) -> list[tuple[int, int, str]]:
        return [(n.start - by, n.end - by, n.kind) for n in reading.names if n.start >= by]

    assert (sentence.index("Kari"), sentence.index("Kari") + 12, "person") in names(alone, 0)
    assert names(late, where) == names(alone, 0)


def test_reading_twice_gives_equal_readings(model: Model) -> None:
    text = Path(__file__).parents[1].joinpath("samples", "plain.txt").read_text(encoding="utf-8")[:1500]
    one = model.read(text)
    assert one == model.read(text)
    assert one.attributions and one.names, "the reading holds something to compare"


def test_attributions_have_words_of_their_own(model: Model) -> None:
    text = (
        "“We will not sign,” Norwegian Foreign Minister Kari Solberg told reporters on Tuesday. “That door is closed.”"
    )
    found = [a for a in model.read(text).attributions if a.source]
    assert found and found[0].level == 1
    assert "Kari Solberg" in text[slice(*found[0].source)] if found[0].source else False
    assert found[0].cue is not None and text[slice(*found[0].cue)].startswith("told")
    assert "We will not sign" in text[slice(*found[0].contents[0])]


# ---------------------------------------------------------------- loading
def test_the_model_is_loaded_once_and_named() -> None:
    assert load_model() is load_model()
    assert load_model().name == model_name()


def test_a_broken_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="can't be loaded"):
        Model(tmp_path)
    (tmp_path / "reader.json").write_text("{")
    with pytest.raises(ModelError, match=str(tmp_path)):
        Model(tmp_path)


# ---------------------------------------------------------------- a closer look at words
PAGE = """The mayor of Velm met dockers on Monday. Two days before, police had arrested nine of them in Port Amary.

The union opposes the new tariff. It will strike on Friday unless the port authority withdraws it."""


def test_two_readings_are_weighed() -> None:
    one, two = np.array([0.8, 0.1, 0.1], np.float32), np.array([0.2, 0.7, 0.1], np.float32)
    assert np.allclose(weigh(one, two, 1.0), one, atol=1e-5) and np.allclose(weigh(one, two, 0.0), two, atol=1e-5)
    assert weigh(one, two, 0.6).argmax() == 0 and weigh(one, two, 0.2).argmax() == 1
    assert weigh(one, np.zeros(3, np.float32), 0.5).sum() == pytest.approx(1)


def test_events_have_their_own_sentence_only() -> None:
    sentences = Sentences(PAGE)
    events = {PAGE[slice(*e.trigger)]: e for e in load_model().read(PAGE).events}
    assert {"met", "arrested", "strike"} <= set(events)
    for e in events.values():
        around = sentences.around(e.trigger[0])
        for s, t in (*e.actors, *e.recipients, *(x for x in (e.date, e.place) if x)):
            assert around[0] <= s < t <= around[1], (PAGE[slice(*e.trigger)], PAGE[s:t])
    assert PAGE[slice(*events["met"].date or (0, 0))].endswith("Monday")
    assert [PAGE[slice(*x)] for x in events["arrested"].actors] == ["police"]
    assert PAGE[slice(*events["arrested"].place or (0, 0))].endswith("Port Amary")


def test_faint_events_are_read_where_they_are_asked_for() -> None:
    read = load_model().read
    sure, faint = read(PAGE).events, read(PAGE, least=0.05).events
    assert all(e.score >= 0.5 for e in sure)
    assert {e.trigger for e in sure} <= {e.trigger for e in faint}


def test_stands_carry_what_a_closer_look_makes_of_them() -> None:
    stances = {PAGE[slice(*s.span)]: s for s in load_model().read(PAGE).stances}
    (stand,) = [s for words, s in stances.items() if "opposes" in words]
    assert stand.stance == "oppose" and stand.score > 0.8
    assert stand.issue and "tariff" in PAGE[slice(*stand.issue)]
    assert all(s.score < 0.5 for words, s in stances.items() if "Monday" in words), "looked at, and no stand"


def test_words_without_end_are_looked_at_from_their_start() -> None:
    model = load_model()
    scores = model.score("we oppose the tariff and " * 300)
    n = len(scores.offsets)
    looks = model._look(scores, [("", 0, n), ("", n - 1, n)], "stand")
    assert [x.window.hi - x.window.lo <= LONGEST for x in looks if x] == [True, True]


def test_a_quick_reading_takes_no_closer_look() -> None:
    quick, full = load_model(2, True).read(PAGE), load_model().read(PAGE)
    assert (quick.attributions, quick.names) == (full.attributions, full.names)
    assert {"met", "arrested"} <= {PAGE[slice(*e.trigger)] for e in quick.events}
    assert [e.score for e in quick.events] != [e.score for e in full.events]
    assert {s.span for s in quick.stances} <= {s.span for s in full.stances}, "no faint suspicions"


# ---------------------------------------------------------------- a second look at types
def looked_at(kind: EventType, modality: Modality, score: dict[str, float], *more: ReadEvent) -> list[str]:
    """The types after a second look at one unsure event between two sides, of which the dyads' reader thinks ``score``."""
    text = "Norland offered Ostia talks on Monday."
    event = ReadEvent(trigger=(8, 15), type=kind, modality=modality, actors=((0, 7),), recipients=((16, 21),))
    asked = dict.fromkeys(get_args(EventType), 0.0) | score
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dragoman.model.types_between", lambda *_: asked)
        events = load_model()._second_look(scores_of(text, "Norland"), [event, *more], [0])
    return [e.type for e in events]


def test_the_reader_of_dyads_overrules_an_unsure_type() -> None:
    assert looked_at("REQUEST", "asserted", {"AGREE": 0.9}) == ["AGREE"]
    assert looked_at("REQUEST", "asserted", {"AGREE": 0.5}) == ["REQUEST"], "not likely enough"
    assert looked_at("REQUEST", "asserted", {"AGREE": 0.8, "REQUEST": 0.2}) == ["REQUEST"], "not out of the question"
    assert looked_at("REQUEST", "future", {"AGREE": 0.9}) == ["REQUEST"], "a plan keeps the type of the act"
    assert looked_at("CONCEDE", "asserted", {"RETREAT": 0.9}) == ["CONCEDE"], "one type where that reader learned"
    other = ReadEvent(trigger=(22, 27), type="AGREE", modality="asserted", actors=((0, 7),), recipients=((16, 21),))
    assert looked_at("REQUEST", "asserted", {"AGREE": 0.9}, other) == ["REQUEST", "AGREE"], "it means the other act"


def test_sides_that_overlap_keep_their_type() -> None:
    text = "Norland's envoy praised Norland."
    event = ReadEvent(trigger=(16, 23), type="AGREE", modality="asserted", actors=((0, 15),), recipients=((0, 7),))
    assert load_model()._second_look(scores_of(text, "Norland"), [event], [0]) == [event]
