"""Rows, matrix and changes: who stands where, and who moved."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.discourse.changes import find_changes, find_contradictions, follow_positions, render_changes
from dragoman.discourse.matrix import build_matrix, render_matrix, render_sides
from dragoman.discourse.stands import list_stands, sentence_around, window
from dragoman.errors import UsageError

from .by_hand import record


def test_a_row_has_its_sentence_and_its_day() -> None:
    [row] = list_stands([record([("Ola Berg", "support", "a bridge")])])
    assert (row.name, row.stance, row.label) == ("Ola Berg", "support", "a bridge")
    assert (row.day, row.day_from) == ("2031-05-01", "published")
    assert row.sentence == "Ola Berg backs a bridge."
    [row] = list_stands([record([("Ola Berg", "support", "a bridge")], dated="2031-04-02")])
    assert (row.day, row.day_from) == ("2031-04-02", "text")


def test_without_any_date_there_is_no_day() -> None:
    [row] = list_stands([record([("Ola Berg", "support", "a bridge")], day=None)])
    assert (row.day, row.day_from) == (None, None)


def test_copies_of_an_article_do_not_count_twice() -> None:
    said = [("Ola Berg", "support", "a bridge")]
    both = [record(said, name="one"), record(said, name="two", duplicate_of="doc-1")]
    assert len(list_stands(both)) == 1
    assert len(list_stands(both, copies=True)) == 2


def test_a_window_has_both_its_days_and_no_undated_rows() -> None:
    rows = list_stands([record([("Ola Berg", "support", "a bridge")], d, name=f"n{d}") for d in ("2031-05-01", "2031-05-03", None)])  # fmt: skip
    assert len(window(rows)) == 3
    assert len(window(rows, "2031-05-01", "2031-05-03")) == 2
    assert len(window(rows, "2031-05-02")) == 1


@pytest.mark.parametrize(("since", "until"), [("2031-5-1", None), ("yesterday", None), ("2031-05-02", "2031-05-01")])
def test_a_window_that_is_none(since: str, until: str | None) -> None:
    with pytest.raises(UsageError):
        window([], since, until)


@given(st.text(alphabet="ab .!?\n“”A", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_the_sentence_holds_the_words(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    words = " ".join(text[start:end].split())
    assert "\n" in text[start:end] or words in sentence_around(text, start, end)


def test_titles_do_not_end_a_sentence() -> None:
    text = "It rained. Sen. J. Berg of the U.S. Senate backs it. Others wait."
    assert sentence_around(text, 25, 30) == "Sen. J. Berg of the U.S. Senate backs it."


def test_cells_hold_stance_counts_days_and_words() -> None:
    records = [
        record([("Ola Berg", "support", "a bridge"), ("Kari Vik", "oppose", "a bridge")], "2031-05-01", name="one"),
        record(
            [("Ola Berg", "support", "a bridge"), ("Kari Vik", "conditional", "a bridge")], "2031-05-09", name="two"
        ),
        record([("Ola Berg", "oppose", "a port"), ("Ola Berg", "support", "a port")], "2031-05-09", name="three"),
    ]
    matrix = build_matrix(list_stands(records))
    names = {a.name: a.id for a in matrix.actors}
    issues = {i.name: i.id for i in matrix.issues}
    cell = matrix.cell(names["Ola Berg"], issues["a bridge"])
    assert cell and (cell.side, cell.support, cell.first, cell.last) == ("support", 2, "2031-05-01", "2031-05-09")
    assert [w.sentence for w in cell.evidence] == ["Ola Berg backs a bridge."] * 2
    cell = matrix.cell(names["Kari Vik"], issues["a bridge"])
    assert cell and (cell.side, cell.oppose, cell.conditional) == ("oppose", 1, 1)
    cell = matrix.cell(names["Ola Berg"], issues["a port"])
    assert cell and cell.side == "mixed"
    assert matrix.cell(names["Kari Vik"], issues["a port"]) is None
    assert msgspec.json.decode(msgspec.json.encode(matrix))["issues"][0]["name"] == "a bridge"


def test_the_table_names_everyone_and_everything() -> None:
    people = [f"Person Number{i}" for i in range(9)]
    matrix = build_matrix(list_stands([record([(p, "support", "a bridge over the Norsund") for p in people])]))
    text = render_matrix(matrix, 60)
    assert all(f"Number{i}" in text for i in range(9))
    assert max(len(line) for line in text.splitlines() if "for" not in line) <= 60
    assert "“Person Number3 backs a bridge over the Norsund.”" in render_sides(matrix)


def test_marks() -> None:
    said = [
        ("Ola Berg", "support", "a bridge"),
        ("Ola Berg", "conditional", "a bridge"),
        ("Kari Vik", "oppose", "a bridge"),
    ]
    line = render_matrix(build_matrix(list_stands([record(said)])), 80).splitlines()
    assert any("+?2" in x and "−" in x for x in line)


def test_an_issue_of_one_actor_can_be_left_out() -> None:
    said = [("Ola Berg", "support", "a bridge"), ("Kari Vik", "oppose", "a bridge"), ("Ola Berg", "support", "a port")]
    assert [i.name for i in build_matrix(list_stands([record(said)]), least=2).issues] == ["a bridge"]


def test_no_positions() -> None:
    matrix = build_matrix([])
    assert render_matrix(matrix) == render_sides(matrix) == "No positions."
    assert find_changes([]) == []


# ---------------------------------------------------------------- over time
def course(*stances: tuple[str | None, str]) -> list[object]:
    """Rows of one actor on one issue."""
    return list_stands([record([("Ola Berg", s, "a bridge")], d, name=f"n{i}") for i, (d, s) in enumerate(stances)])  # type: ignore[return-value]


def test_a_change_has_both_sentences_and_both_days() -> None:
    rows = course(
        ("2031-05-01", "oppose"), ("2031-05-03", "oppose"), ("2031-05-09", "support"), ("2031-06-01", "support")
    )
    [change] = find_changes(rows)  # type: ignore[arg-type]
    assert (change.before.day, change.before.sentence) == ("2031-05-03", "Ola Berg rejects a bridge.")
    assert (change.after.day, change.after.sentence) == ("2031-05-09", "Ola Berg backs a bridge.")
    assert change.reversal
    assert "oppose → support   (reversal)" in render_changes([change])


def test_a_condition_is_a_change_and_no_reversal() -> None:
    rows = course(("2031-05-01", "oppose"), ("2031-05-03", "conditional"), ("2031-05-09", "support"))
    assert [c.reversal for c in find_changes(rows)] == [False, False]  # type: ignore[arg-type]


def test_words_of_one_day_tell_no_order() -> None:
    rows = course(("2031-05-01", "oppose"), ("2031-05-01", "support"), ("2031-05-09", "oppose"))
    assert find_changes(rows) == []  # type: ignore[arg-type]
    assert [d.day for d in find_contradictions(rows)] == ["2031-05-01"]  # type: ignore[arg-type]


def test_undated_words_are_kept_apart() -> None:
    [one] = follow_positions(course(("2031-05-01", "oppose"), (None, "support")))  # type: ignore[arg-type]
    assert (len(one.days), len(one.undated)) == (1, 1)
