"""The definitions that all figures rest on."""

from __future__ import annotations

import numpy as np
import pytest

from evals.scoring import (
    Page,
    Tally,
    class_figures,
    dice,
    interval_of_f1,
    match,
    match_items,
    quoted_mask,
    tally_figures,
)


def words(text: str) -> list[str]:
    page = Page(text)
    return [text[s:e] for s, e in page.words]


def test_words_keep_inner_marks_and_drop_outer_ones() -> None:
    assert words('The U.S. vice-president didn’t pay "1,000" – AT&T did.') == [
        "The", "U.S", "vice-president", "didn’t", "pay", "1,000", "AT&T", "did",
    ]  # fmt: skip


def test_a_word_belongs_to_a_span_if_they_share_a_character() -> None:
    page = Page("one two three")
    assert page.words_in([(2, 5)]) == {0, 1}
    assert page.words_in([(3, 4)]) == frozenset()
    assert page.words_in([(4, 4)]) == frozenset()
    assert page.words_in([(0, 1), (8, 99)]) == {0, 2}


def test_trimmed_spans_are_joined_over_white_space_only() -> None:
    page = Page("a b, c")
    assert page.trimmed([(0, 2), (2, 3), (5, 6)]) == ((0, 3), (5, 6))
    assert page.trimmed([(1, 2)]) == ()


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('x "y" z', '"y"'),
        ("x “y” z", "“y”"),
        ("x ''y'' z", "''y''"),
        ("x “y\nz", "“y"),
        ("x ” y", ""),
        ("it's 'y' z", ""),
        ('a "b\nc" d', '"b" d'),
    ],
)
def test_quotation_marks(text: str, inside: str) -> None:
    mask = quoted_mask(text)
    assert "".join(c for c, m in zip(text, mask, strict=True) if m) == inside


def test_kind_is_by_share_of_quoted_words() -> None:
    page = Page('he said "go now" today')
    assert page.kind(page.words_in([(8, 16)])) == "direct"
    assert page.kind(page.words_in([(8, 22)])) == "mixed"
    assert page.kind(page.words_in([(0, 7)])) == "indirect"


def test_dice() -> None:
    assert dice(frozenset({1, 2}), frozenset({2, 3})) == 0.5
    assert dice(frozenset(), frozenset()) == 0.0


def test_matching_takes_as_many_pairs_as_can_be() -> None:
    # greedy by score would give 0-0 and leave 1 alone
    assert match([(0, 0, 0.9), (0, 1, 0.6), (1, 0, 0.7)]) == {0: 1, 1: 0}
    assert match([]) == {}
    assert match_items("ab", "ba", lambda p, g: 1.0 if p == g else None) == {0: 1, 1: 0}


def test_matching_tries_the_better_score_first() -> None:
    assert match([(0, 0, 0.5), (0, 1, 0.9)]) == {0: 1}


def test_tally() -> None:
    t = Tally(2, 4, 5)
    assert (t.precision, t.recall, t.f1) == (0.5, 0.4, pytest.approx(4 / 9))
    assert Tally(0, 0, 0).f1 == 0.0


def test_tally_figures_add_up_and_keep_their_interval() -> None:
    found = tally_figures([{"a": (1, 1, 2)}, {"a": (1, 2, 1), "b": (0, 1, 0)}])
    assert found["a"]["right"] == 2 and found["a"]["f1"] == pytest.approx(4 / 6, abs=1e-4)
    assert found["a"]["f1_low"] <= found["a"]["f1"] <= found["a"]["f1_high"]
    assert found["b"]["f1"] == 0.0


def test_intervals_are_seeded() -> None:
    table = np.array([(k % 3, 3, 4) for k in range(30)], dtype=np.int64)
    assert interval_of_f1(table, 1) == interval_of_f1(table, 1) != interval_of_f1(table, 2)


def test_class_figures() -> None:
    f = class_figures(["a", "a", "b", "c"], ["a", "b", "b", "x"], ["a", "b", "c"])
    assert f["accuracy"] == 0.5
    # a: 2/3, b: 2/3, c: 0; the guess x is no class of the gold and is only wrong
    assert f["macro_f1"] == pytest.approx((2 / 3 + 2 / 3) / 3, abs=1e-4)
    assert set(f["classes"]) == {"a", "b", "c"}
    assert class_figures([], [], ["a"])["accuracy"] == 0.0
