"""Counting by stretches of time: from a choice of rows to a timeline, in one query."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from dragoman.web.draw import Bar, Lane, Series, Timeline, buckets, unit_for
from dragoman.web.draw.timeline import Unit, bucket_words
from dragoman.web.scope import Scope

_BUCKET = {  # the first day of a stretch, from an ISO day
    "day": "t.day",
    "week": "date(t.day, 'weekday 0', '-6 days')",
}


class Months(NamedTuple):
    """Counts by month and series, from one walk over the rows: (``2025-03``, series, count, first day, last day)."""

    rows: tuple[tuple[str, str, int, str, str], ...]
    undated: int


class Span(NamedTuple):
    """The days that a chart shows, and how many rows lie before and after them."""

    first: date
    last: date
    before: int
    after: int


def make_timeline(
    db: sqlite3.Connection, scope: Scope, column: str, series: Sequence[Series], lanes: Sequence[Lane], *,
    label: str, link: Callable[[str, str], str], months: Months | None = None,
    span: tuple[date, date] | None = None, unit: Unit | None = None,
) -> Timeline | None:  # fmt: skip
    """A timeline of a choice of rows; None where no row has a day.

    Args:
        db: the record.
        scope: the rows.
        column: what parts them into series.
        series: the values of the column that are shown.
        lanes: how series stand to each other.
        label: what the picture shows, for those who cannot see it.
        link: from the first and last day of a stretch to the address of its list.
        months: the counts by month, where they are known already.
        span: days to show; unless given, those in which nearly all rows lie.
        unit: the stretches; unless given, what makes about a hundred bars at most.
    """
    months = months or count_months(db, scope, column)
    if span is None:
        found = span_of(months)
        if found is None:
            return None
        span = (found.first, found.last)
    unit = unit or unit_for(*span)
    stretches = buckets(*span, unit)
    if not stretches:
        return None
    at = {name.name: k for k, name in enumerate(series)}
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(series))
    for start, name, many in _count(db, scope, column, months, stretches, unit):
        if name in at:
            counts[start][at[name]] += many
    bars = []
    for a, b in stretches:
        start, end = a.isoformat(), b.isoformat()
        bars.append(Bar(start, end, bucket_words(a, unit), tuple(counts[start]), link(start, end)))
    return Timeline(label=label, unit=unit, series=tuple(series), lanes=tuple(lanes), bars=tuple(bars))


def _count(
    db: sqlite3.Connection, scope: Scope, column: str, months: Months, stretches: Sequence[tuple[date, date]],
    unit: Unit,
) -> Iterator[tuple[str, str, int]]:  # fmt: skip
    """First day of a stretch, series, count."""
    if unit in ("month", "year"):
        tail = "-01" if unit == "month" else "-01-01"
        for month, name, many, _, _ in months.rows:
            yield month[: 7 if unit == "month" else 4] + tail, name, many
        return
    yield from scope.ask(
        db, f"{_BUCKET[unit]} AS stretch, {column}, count(*)",
        f"AND t.day BETWEEN ? AND ? GROUP BY stretch, {column}", stretches[0][0].isoformat(),
        stretches[-1][1].isoformat(),
    )  # fmt: skip


def count_months(db: sqlite3.Connection, scope: Scope, column: str) -> Months:
    """Counts of a choice of rows by month and series."""
    found = scope.ask(
        db, f"substr(t.day, 1, 7) AS month, {column}, count(*), min(t.day), max(t.day)",
        f"GROUP BY month, {column} ORDER BY month",
    )  # fmt: skip
    rows, undated = [], 0
    for r in found:
        if r[0] is None or not (_is_day(r[3]) and _is_day(r[4])):
            undated += r[2]
        else:
            rows.append(tuple(r))
    return Months(tuple(rows), undated)


def span_of(months: Months, least: float = 0.02) -> Span | None:
    """The days in which all rows lie but for those far off; None where no row has a day.

    A day that a text names may be a century back ("since 1914"): up to ``least`` of the rows at either end are left
    out of the picture where that shortens it by half or more. They are counted.
    """
    by_month: dict[str, tuple[int, str, str]] = {}
    for month, _, many, first, last in months.rows:
        before = by_month.get(month, (0, first, last))
        by_month[month] = (before[0] + many, min(before[1], first), max(before[2], last))
    rows = [by_month[m] for m in sorted(by_month)]
    if not rows:
        return None
    spare = sum(r[0] for r in rows) * least
    low, high = _after_few(rows, spare), len(rows) - 1 - _after_few(rows[::-1], spare)
    if low > high or _days(rows[low][1], rows[high][2]) * 2 > _days(rows[0][1], rows[-1][2]):
        low, high = 0, len(rows) - 1
    return Span(
        date.fromisoformat(rows[low][1]), date.fromisoformat(rows[high][2]),
        sum(r[0] for r in rows[:low]), sum(r[0] for r in rows[high + 1 :]),
    )  # fmt: skip


def _after_few(rows: Sequence[tuple[int, str, str]], spare: float) -> int:
    """How many months at the beginning hold no more than ``spare`` rows together."""
    gone = 0
    for n, row in enumerate(rows):
        gone += row[0]
        if gone > spare:
            return n
    return 0


def _is_day(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
