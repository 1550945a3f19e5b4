"""A closer look at marked words: windows on their own, then the shipped weights on sentences of ours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.closer import KINDS, MODALITIES, ROLES, STANCES, Closer, Look, Window, fit_window
from dragoman.graphs import MODELS, Graph


@given(data=st.data(), longest=st.integers(1, 60))
def test_a_window_holds_the_words_and_is_no_longer_than_asked(data: st.DataObject, longest: int) -> None:
    lo, start, end, hi = sorted(data.draw(st.lists(st.integers(0, 200), min_size=4, max_size=4)))
    w = fit_window(lo, start, end, hi, longest)
    assert lo <= w.lo <= w.start == start <= end == w.end <= w.hi <= hi
    assert w.hi - w.lo <= max(longest, end - start)
    if hi - lo <= longest:
        assert w == (lo, start, end, hi), "what fits is left whole"
    elif end - start <= longest:
        assert w.hi - w.lo == longest, "no room is wasted"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph(MODELS, "closer", 1)


@pytest.fixture(scope="module")
def closer() -> Closer:
    return Closer(threads=1)


def pieces_of(graph: Graph, text: str, words: str) -> tuple[list[int], Window, list[str]]:
    """The pieces of a text, a window over all of it around some of its words, and each piece's word."""
    ids, offsets = graph.pieces(text)
    s, e = text.index(words), text.index(words) + len(words)
    at = [i for i, (a, b) in enumerate(offsets) if a < e and b > s]
    return ids, Window(0, at[0], at[-1] + 1, len(ids)), [text[a:b] for a, b in offsets]


def look_at(graph: Graph, closer: Closer, text: str, words: str, kind: str) -> tuple[Look, list[str]]:
    ids, window, parts = pieces_of(graph, text, words)
    (look,) = closer.look(ids, [window], kind)  # type: ignore[arg-type]
    return look, parts


def having(look: Look, parts: list[str], role: str) -> str:
    """The words that have a role."""
    return " ".join(x for x, score in zip(parts, look.roles[:, ROLES.index(role)], strict=True) if score > 0)


@pytest.mark.parametrize(
    ("text", "words", "kind", "modality", "actor", "recipient"),
    [
        ("Norland accused Ostia of shelling a village.", "accused", "ACCUSE", "asserted", "Norland", "Ostia"),
        ("Norland accused Ostia of shelling a village.", "shelling", "ASSAULT", "asserted", "Ostia", "village"),
        ("The minister will meet rebel leaders in Geneva on Friday.", "meet", "CONSULT", "future", "minister", "leaders"),
        ("Britain has not expelled any Russian diplomats.", "expelled", "SANCTION", "negated", "Britain", "diplomats"),
    ],
)  # fmt: skip
def test_events_of_plain_sentences(
    graph: Graph, closer: Closer, text: str, words: str, kind: str, modality: str, actor: str, recipient: str
) -> None:
    look, parts = look_at(graph, closer, text, words, "event")
    assert KINDS[int(look.kinds.argmax())] == kind
    assert MODALITIES[int(look.modalities.argmax())] == modality
    assert having(look, parts, "actor").replace(" ", "").endswith(actor)
    assert having(look, parts, "recipient").replace(" ", "").endswith(recipient)


def test_words_that_state_no_event(graph: Graph, closer: Closer) -> None:
    for text, words in (
        ("The committee's report runs to ninety pages.", "report"),
        ("Shares fell after the bank warned on profits.", "fell"),
    ):
        look, _ = look_at(graph, closer, text, words, "event")
        assert KINDS[int(look.kinds.argmax())] == "none", text


def test_stands_of_plain_sentences(graph: Graph, closer: Closer) -> None:
    text = "Mayor Ines Roth is against the toll on lorries, but the hauliers' union wants it extended."
    look, parts = look_at(graph, closer, text, "is against the toll on lorries", "stand")
    assert STANCES[int(look.stances.argmax())] == "oppose"
    assert "the toll" in having(look, parts, "issue")
    assert "Roth" in having(look, parts, "holder").replace(" ", "")
    look, _ = look_at(graph, closer, text, "wants it extended", "stand")
    assert STANCES[int(look.stances.argmax())] == "support"


@settings(max_examples=20, deadline=None)
@given(words=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=30), data=st.data())
def test_any_windows_get_as_many_rows_as_pieces(
    graph: Graph, closer: Closer, words: list[str], data: st.DataObject
) -> None:
    ids, _ = graph.pieces(" ".join(words))
    cuts = data.draw(st.lists(st.lists(st.integers(0, len(ids)), min_size=4, max_size=4), max_size=5))
    windows = [fit_window(*sorted(c)) for c in cuts]
    for kind in ("event", "stand"):
        looks = closer.look(ids, windows, kind)  # type: ignore[arg-type]
        assert [x.window for x in looks] == windows, "in the order asked"
        for look in looks:
            assert look.roles.shape == (look.window.hi - look.window.lo, len(ROLES))
            assert (look.kinds.shape, look.stances.shape) == ((len(KINDS),), (len(STANCES),))
            for p in (look.kinds, look.modalities, look.stances):
                assert np.isclose(p.sum(), 1, atol=1e-4)
