"""Which way a label asks, and what is too unsure to turn."""

from __future__ import annotations

import pytest

from dragoman.discourse.polarity import one_wording, read_polarity, turn


@pytest.mark.parametrize(
    ("label", "words", "sign"),
    [
        ("lifting the ban on night fishing", "ban on night fishing", -1),
        ("an end to the curfew", "curfew", -1),
        ("ending the embargo against Sudland", "embargo against Sudland", -1),
        ("repeal of the Harbour Act", "Harbour Act", -1),
        ("repealing and replacing the Harbour Act", "Harbour Act", -1),
        ("scrapping the fuel tax", "fuel tax", -1),
        ("withdrawal from the Fish Treaty", "Fish Treaty", -1),
        ("opposition to a bridge over the sound", "bridge over the sound", -1),
        ("opposition to lifting the ban on night fishing", "ban on night fishing", 1),
        ("not lifting the ban on night fishing", "ban on night fishing", 1),
        ("support for a carbon price", "carbon price", 1),
        ("imposing sanctions on Sudland", "sanctions on Sudland", 1),
        ("blocking the nomination of Ola Berg", "nomination of Ola Berg", -1),
    ],
)
def test_plain_wordings_are_one_question(label: str, words: str, sign: int) -> None:
    found = read_polarity(label)
    assert (found.words, found.sign) == (words, sign)
    assert label.endswith(found.words), "the issue is named in the label's own words"
    assert found.why


@pytest.mark.parametrize(
    "label",
    [
        "easing the sanctions on Sudland",
        "lifting some sanctions",
        "gradually lifting the ban",
        "an early end to the ban",
        "imposing new sanctions on Sudland",
        "lifting children out of poverty",
        "leaving the European Union",
        "end to violence",
        "ending support for rebels",
        "repeal much of the Harbour Act",
        "abolish the U",
        "dropping out of the race",
        "stopping Ola Berg from becoming chancellor",
        "ban on night fishing",
        "a bridge over the sound",
        "not",
        "",
    ],
)
def test_what_is_not_plain_stays(label: str) -> None:
    found = read_polarity(label)
    assert found.sign == 1
    assert found.words == label.strip()


@pytest.mark.parametrize(
    "label",
    ["ban on night fishing", "banning night fishing", "night fishing ban", "the prohibition of night fishing"],
)
def test_the_ways_to_say_a_ban_are_one_wording(label: str) -> None:
    assert one_wording(label) == "ban on night fishing"


def test_who_is_banned_from_what() -> None:
    assert one_wording("barring all trawlers from entering the fjord") == "ban on trawlers entering the fjord"
    assert one_wording("temporarily banning trawlers") == "temporary ban on trawlers"


def test_a_condition_stays_a_condition() -> None:
    assert turn("conditional", -1) == "conditional"
    assert (turn("support", -1), turn("oppose", -1), turn("oppose", 1)) == ("oppose", "support", "oppose")


def test_no_label_takes_long() -> None:
    assert read_polarity("opposition to " * 5_000 + "it").sign in (1, -1)
