"""Items as sentences with their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.store import Store, open_store
from dragoman.web.hits import read_hits, sentence_parts
from dragoman.write.wording import clean
from tests.web.conftest import AGAINST, DOC, INNER, PEACE, REJECT, SHIPS, THREAT


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with open_store(file) as opened:
        yield opened


def test_statements_come_in_order_with_marks_and_words_found(store: Store) -> None:
    hits = read_hits(store, "statements", [PEACE, "st-nothere", INNER], match='"agree"')
    assert [h["id"] for h in hits] == [PEACE, INNER]
    first = hits[0]
    assert first["who"][0]["name"] == "Ada Berg" and first["who"][0]["country"] == "Norway"
    assert "".join(p["text"] for p in first["sentence"]) == "A ceasefire would follow if both sides agreed, Berg said."
    assert "".join(p["text"] for p in first["sentence"] if p["mark"]) == "A ceasefire would follow if both sides agreed"
    assert [p["text"] for p in first["sentence"] if p["found"]] == ["agreed"]
    assert first["source"]["outlet"] == "Havnen" and first["source"]["published"] == "2024-05-08"


def test_events_positions_and_articles(store: Store) -> None:
    ships, reject = read_hits(store, "events", [SHIPS, REJECT])
    assert ships["sign"] == "MOBILIZE" and ships["whom"][0]["name"] == "Ada Berg"
    assert reject["facts"][:2] == ["refusal", "6 May 2024"]
    (position,) = read_hits(store, "positions", [AGAINST])
    assert position["sign"] == "against" and position["issue"]["label"] == "the harbour plan"
    (article,) = read_hits(store, "documents", [DOC], match='"ceasefire"')
    assert article["facts"] == ["4 statements", "2 events", "1 position"]
    assert [p["text"] for p in article["sentence"] if p["found"]] == ["ceasefire"]


TEXTS = st.text(alphabet=st.sampled_from("ab .,!?\n\u202e“”é"), max_size=80)


@given(TEXTS, st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 90)), max_size=4))
def test_marks_are_the_words_of_the_spans(text: str, spans: list[tuple[int, int]]) -> None:
    parts = sentence_parts(text, spans, re.compile("a"))
    usable = [s for s in spans if 0 <= s[0] < s[1] <= len(text)]
    if not usable:
        assert parts == []
        return
    covered = sorted({k for s in usable for k in range(*s)})
    assert "".join(p["text"] for p in parts if p["mark"]) == clean("".join(text[k] for k in covered))
    assert "".join(p["text"] for p in parts) in clean(text)


def test_long_words_are_shortened_and_say_so() -> None:
    text = "word " * 2000
    parts = sentence_parts(text, [(0, 9_000)])
    assert re.fullmatch(r" … \[1,\d\d\d more words\]", parts[-1]["text"])
    around = sentence_parts(text, [(5000, 5004)])
    assert around[0]["text"] == "… " and around[-1]["text"] == " …"
    assert "".join(p["text"] for p in around if p["mark"]) == "word"


def test_a_statement_without_an_actor_keeps_its_words(store: Store) -> None:
    assert read_hits(store, "statements", [THREAT])[0]["voice"] == "Minister Ada Berg"
