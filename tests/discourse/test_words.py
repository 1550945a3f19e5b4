"""Content words, heads, names, and what keeps two labels apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.discourse.words import clash, heads_of, read_words, stem


@pytest.mark.parametrize(
    "same", [("ban", "bans", "banning", "banned"), ("truce", "ceasefire"), ("deployment", "deploying", "deploys")]
)
def test_forms_of_a_word_have_one_stem(same: tuple[str, ...]) -> None:
    assert len({stem(w) for w in same}) == 1


def test_heads_are_the_verb_and_its_object() -> None:
    assert heads_of("sending peacekeepers to Ukraine") == {stem("sending"), stem("peacekeepers")}
    assert heads_of("European peacekeepers arriving in Ukraine") == {stem("peacekeepers")}
    assert heads_of("the night fishing ban") == {"ban"}


def test_states_are_known_by_name_people_and_capital() -> None:
    assert "UKR" in read_words("peace in Kiev").names & read_words("Ukrainian peace").names


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        ("ceasefire in Ukraine", "ceasefire in Yemen", "other names"),
        ("a 30-day ceasefire", "a 60-day ceasefire", "other figures"),
        ("building the bridge", "not building the bridge", "one is negated"),
        ("temporary ban on trawlers", "ban on trawlers", "another degree"),
        ("fuel taxes", "cutting fuel taxes", "another question of the same thing"),
        ("raising fuel duty", "cutting fuel duty", "another question of the same thing"),
        ("allowing trawlers in the fjord", "trawlers in the fjord and oil drilling at sea", "one asks for more than one thing"),
        ("trawlers", "trawlers from coming to port", "one is negated"),
    ],
)  # fmt: skip
def test_what_keeps_labels_apart(one: str, two: str, why: str) -> None:
    assert clash(read_words(one), read_words(two)) == why
    assert clash(read_words(two), read_words(one)) == why


def test_nothing_keeps_like_labels_apart() -> None:
    assert clash(read_words("a ceasefire in Ukraine"), read_words("Ukrainian ceasefire")) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_taken_apart(one: str, two: str) -> None:
    a, b = read_words(one), read_words(two)
    assert clash(a, b) == clash(b, a)
    assert clash(a, a) is None
