"""What a search finds: the same as the same filters find elsewhere, and what a person means by words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import UsageError
from dragoman.store import Filters, Store, open_store, query
from dragoman.store.corrections import correct
from dragoman.web import search
from tests.web.conftest import AGAINST, BERG, COPY, DALL, DOC, INNER, MINISTRY, PEACE, PLAN, SUDMARK, THREAT


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with open_store(file, write=True) as opened:
        yield opened


CHOICES: dict[str, list[Any]] = {
    "actor": ["Berg", BERG, "%", "nobody", "ministry"],
    "country": ["NOR", "nor", "SWE", "XXX"],
    "sector": ["GOV", "MED"],
    "type": ["CONSULT", "REJECT", "ASSAULT"],
    "issue": ["plan", PLAN, "zzz"],
    "stance": ["oppose", "support"],
    "modality": ["asserted", "negated", "future"],
    "since": ["2024-01-20", "2024-05-06", "2030-01-01"],
    "until": ["2024-01-20", "2024-05-08"],
    "outlet": ["Outlet", "Havnen", "outlet 1", "none"],
    "document": [DOC, COPY],
    "independent": [True],
}


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), what=st.sampled_from(search.TABLES))
def test_filters_find_what_they_find_elsewhere(store: Store, data: st.DataObject, what: str) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(CHOICES)), max_size=4, unique=True))
    chosen = Filters(**{n: data.draw(st.sampled_from(CHOICES[n])) for n in names})
    if search.misfits(what, chosen):
        return
    wanted = [r["id"] for r in query.show(store.db, what, chosen)]
    assert search.find(store, what, chosen) == wanted
    assert search.count(store, what, chosen) == len(wanted)
    offset, limit = data.draw(st.integers(0, 8)), data.draw(st.integers(1, 8))
    assert search.find(store, what, chosen, limit, offset) == wanted[offset : offset + limit]


def test_merged_actors_and_issues_are_found_under_one(store: Store) -> None:
    correct(store, "actor", SUDMARK, "merge", value=MINISTRY, by="test")
    for actor in (MINISTRY, "Foreign Ministry"):
        for what in ("events", "positions"):
            f = Filters(actor=actor)
            assert search.find(store, what, f) == [r["id"] for r in query.show(store.db, what, f)]
    assert len(search.find(store, "events", Filters(actor=MINISTRY))) == 32


def test_rejected_items_are_not_found(store: Store) -> None:
    correct(store, "statement", PEACE, "reject", by="test")
    assert PEACE not in search.find(store, "statements", Filters())
    assert PEACE not in search.find(store, "statements", Filters(text="ceasefire"))


def found(store: Store, words: str, what: str = "statements") -> list[str]:
    return search.find(store, what, Filters(text=words))


def test_a_word_may_be_who_speaks(store: Store) -> None:
    assert found(store, "Berg ceasefire") == ["st-0000000000c0", PEACE]
    assert found(store, "what did Berg say about a ceasefire?") == ["st-0000000000c0", PEACE]
    assert found(store, "Sudmark close") == [THREAT]  # here the word is in what was said
    assert found(store, "Berg nosuchword") == []
    assert found(store, "Ministry harbour", "positions") == [AGAINST]
    assert set(found(store, "Dall met", "events")) == set(search.find(store, "events", Filters(actor=DALL)))


def test_stems_phrases_and_operators(store: Store) -> None:
    assert THREAT in found(store, "closing straits")
    assert found(store, '"close the strait"') == [THREAT]
    assert found(store, '"strait the close"') == []
    assert set(found(store, "mistake OR threatened")) == {INNER, THREAT}
    assert THREAT in found(store, "threat*")


def test_many_matches_are_found_in_order_of_days(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = search.find(store, "statements", Filters(text="talks"), 10)
    monkeypatch.setattr(search, "MANY", 3)
    for what in search.TABLES:
        f = Filters(text="talks")
        many = search.find(store, what, f, 10)
        monkeypatch.setattr(search, "MANY", 3_000)
        assert many == search.find(store, what, f, 10)
        monkeypatch.setattr(search, "MANY", 3)
    assert len(plain) == 10


def test_counting_stops(store: Store) -> None:
    assert search.count(store, "statements", Filters(), most=7) == 8


def test_the_seat_of_a_government_stands_for_it(store: Store) -> None:
    store.db.execute("INSERT INTO actor (id, name, kind, country) VALUES ('ac-0000000000f0', 'Norway', 'state', 'NOR')")
    assert "ac-0000000000f0" in search.named(store, "Oslo")
    assert "ac-0000000000f0" not in search.named(store, "oslo")  # "paris" in lower case is hardly a government


@pytest.mark.parametrize("words", ["!!!", "“”", '""', "…"])
def test_a_search_without_words_is_refused(store: Store, words: str) -> None:
    with pytest.raises(UsageError, match="no word"):
        found(store, words)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40), what=st.sampled_from(search.TABLES))
def test_no_words_break_it(store: Store, words: str, what: str) -> None:
    try:
        words.encode()
        found(store, words, what)
    except (UsageError, UnicodeEncodeError):
        pass
