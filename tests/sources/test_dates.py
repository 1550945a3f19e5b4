"""Publication dates: read one way or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import UsageError
from dragoman.sources.dates import check_published, date_in_url, is_believable, parse_published


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-08", "2024-05-08"),
        ("2024-05-08T09:30:00+02:00", "2024-05-08T09:30:00+02:00"),
        ("2024-05-08T09:30:00Z", "2024-05-08T09:30:00+00:00"),
        ("2024-05-08T09:30:00.123+0200", "2024-05-08T09:30:00+02:00"),
        ("2024-05-08 09:30", "2024-05-08T09:30:00"),
        ("20240508", "2024-05-08"),
        ("8 May 2024", "2024-05-08"),
        ("Wed, 08 May 2024 14:05:00 GMT", "2024-05-08T14:05:00+00:00"),
        ("May 8th, 2024 2:05 pm UTC", "2024-05-08T14:05:00+00:00"),
        ("Wednesday, May 8, 2024 at 2:05 pm", "2024-05-08"),
        ("2024/05/08", "2024-05-08"),
        ("08.05.2024", "2024-05-08"),
        ("25/04/2024", "2024-04-25"),
        ("04/25/2024", "2024-04-25"),
        ("04/05/2024", None),
        ("31 June 2024", None),
        ("yesterday", None),
        ("2024-13-45", None),
        ("", None),
    ],
)
def test_parse(text: str, expected: str | None) -> None:
    assert parse_published(text) == expected


@given(st.dates(min_value=date(1801, 1, 1)))
def test_every_day_reads_back(day: date) -> None:
    spellings = (f"{day:%Y-%m-%d}", f"{day.day} {day:%B} {day.year:04}", f"{day:%b} {day.day}, {day.year:04}")
    assert {parse_published(s) for s in spellings} == {day.isoformat()}


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    parse_published(text)
    date_in_url(text)


def test_url() -> None:
    assert date_in_url("https://havnen.example/world/2024/05/08/plan") == "2024-05-08"
    assert date_in_url("https://havnen.example/2024/may/08/plan") == "2024-05-08"
    assert date_in_url("https://havnen.example/article-20240508123") is None


def test_believable() -> None:
    today = date(2024, 5, 8)
    assert is_believable("2024-05-08", today) and is_believable("2024-05-08T23:59:00+02:00", today)
    assert not is_believable("2024-05-09", today) and not is_believable("1799-12-31", today)
    assert is_believable(date.today().isoformat(), None)
    assert not is_believable((date.today() + timedelta(days=3)).isoformat(), None)


def test_override() -> None:
    assert check_published(" 2024-05-08 ") == "2024-05-08"
    assert check_published("2024-05-08T14:30:00+02:00") == "2024-05-08T14:30:00+02:00"
    for wrong in ("8 May 2024", "2024-5-8", "", "tomorrow", "2024-02-30"):
        with pytest.raises(UsageError):
            check_published(wrong)
