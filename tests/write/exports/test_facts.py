"""Pairs of sides, days, numbers: what the layouts share."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.record import Date, Event, Record, make_id
from dragoman.write.exports.facts import (
    cell,
    common_prefix,
    day_of,
    join_actors,
    number_of,
    numbered_pairs,
    pairs_of,
    stamp_of,
)


def event(type: str, actors: str, recipients: str = "") -> Event:
    return Event(
        id="ev-0123456789ab", document="d", type=type, mode=None, contexts=(), actors=tuple(actors),  # type: ignore[arg-type]
        recipients=tuple(recipients), span=(0, 1), date=None, place=None, modality="asserted", within=None,
        quad="verbal cooperation",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("type", "actors", "recipients", "pairs"),
    [
        ("ASSAULT", "a", "b", ["ab"]),
        ("ASSAULT", "ab", "cd", ["ac", "ad", "bc", "bd"]),
        ("ASSAULT", "ab", "", ["a-", "b-"]),  # both attack somebody: nobody says that they attack each other
        ("ASSAULT", "ab", "ab", ["ab", "ba"]),  # recipients repeat the actors: they do
        ("ASSAULT", "", "b", ["-b"]),
        ("CONSULT", "ab", "", ["ab", "ba"]),
        ("CONSULT", "ab", "ba", ["ab", "ba"]),
        ("AGREE", "abc", "", ["ab", "ac", "ba", "bc", "ca", "cb"]),
        ("CONSULT", "a", "b", ["ab"]),
        ("CONSULT", "a", "", ["a-"]),
        ("CONSULT", "ab", "c", ["ac", "bc"]),
        ("REJECT", "a", "a", ["a-"]),  # nobody acts on himself
    ],
)
def test_pairs(type: str, actors: str, recipients: str, pairs: list[str]) -> None:
    assert ["".join(side or "-" for side in p) for p in pairs_of(event(type, actors, recipients))] == pairs


@given(st.text("abcd", max_size=6), st.text("abcd", max_size=6), st.sampled_from(["AGREE", "ASSAULT", "CONSULT"]))
def test_no_side_is_lost_or_doubled(actors: str, recipients: str, type: str) -> None:
    found = numbered_pairs(event(type, actors, recipients))
    pairs = [p for _, p in found]
    assert len(set(pairs)) == len(pairs) == len({n for n, _ in found})
    assert {s for p in pairs for s in p if s} == set(actors) | set(recipients)
    assert all(a != b for a, b in pairs)


def test_a_number_is_the_ids_own_digits() -> None:
    assert number_of("ev-0123456789ab") == 0x0123456789AB
    assert numbered_pairs(event("ASSAULT", "a", "b")) == [(0x0123456789AB, ("a", "b"))]
    assert 0 <= number_of("anything else") < 2**48
    assert number_of("anything else") == number_of("anything else") != number_of("anything")


@given(st.text())
def test_numbers_fit_a_double(text: str) -> None:
    assert int(float(number_of(make_id("ev", text)))) == number_of(make_id("ev", text)) < 2**48


@pytest.mark.parametrize(
    ("start", "end", "day", "prefix"),
    [
        ("2025-03-11", "2025-03-11", "2025-03-11", "2025-03-11"),
        ("2025-03-10", "2025-03-16", "2025-03-10", "2025-03"),  # a week
        ("2025-03-29", "2025-04-01", "2025-03-29", "2025"),
        ("2025-03-01", "2025-03-31", None, "2025-03"),
        ("2025-01-01", "2025-12-31", None, "2025"),
        ("2024-12-01", "2025-02-28", None, None),
        ("soon", "soon", None, "soon"[:10]),
    ],
)
def test_days_are_no_more_exact_than_the_text(start: str, end: str, day: str | None, prefix: str | None) -> None:
    when = Date(start=start, end=end, text="then", granularity="period")
    assert day_of(when) == day
    if start != "soon":
        assert common_prefix(when) == prefix
    assert day_of(None) is None and common_prefix(None) is None


@pytest.mark.parametrize(
    ("published", "stamp"),
    [
        ("2025-03-12T01:30:00+02:00", "20250311233000"),
        ("2025-03-12T01:30:00", "20250312013000"),
        ("2025-03-12", "20250312000000"),
        ("12 March", None),
        (None, None),
    ],
)
def test_stamps_are_utc(published: str | None, stamp: str | None) -> None:
    assert stamp_of(published) == stamp


@given(st.text())
def test_a_cell_never_breaks_a_line(text: str) -> None:
    assert len(cell(text).splitlines()) <= 1 and "\t" not in cell(text)


def test_actors_of_two_records_become_one(story: Record, copy: Record) -> None:
    one, two = story.actors[2], copy.actors[2]
    assert join_actors(one, one) is one
    assert join_actors(msgspec.structs.replace(one, country=None), two).country == "FRA"
    assert [r.document for r in join_actors(one, two).roles] == ["doc-aaaaaaaaaaaa", "doc-bbbbbbbbbbbb"]
