"""Publication dates: from what a page writes to an ISO day or date-time, or to None.

Only dates that can be read one way are read: "03/04/2024" is left alone, because half the world reads it as
March.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from dragoman.errors import UsageError

_EARLIEST_YEAR = 1800
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d{2})(?::\d{2})?\s*([ap]\.?m\b\.?)?\s*(GMT|UTC|Z\b|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_ISO = re.compile(
    r"(?<![\d/.-])(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?(?![\d-])"
)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<![\d/.-])(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?![\d/.-])")
_DOTTED = re.compile(r"(?<![\d/.-])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d/.-])")
_SLASHED = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?![\d/.-])")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$")
_URL = re.compile(
    r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/-]?(\d{2})(?=[/.-]|$)"
)


def parse_published(text: str) -> str | None:
    """The ISO day or date-time that a date written on a page stands for; None if it can't be read one way."""
    text = text.strip()[:120]
    found = _COMPACT.match(text) or _ISO.search(text)
    if found:
        return _from_numbers(*found.groups())
    for pattern, order in (
        (_DAY_FIRST, "dmy"),
        (_MONTH_FIRST, "mdy"),
        (_YEAR_FIRST, "ymd"),
        (_DOTTED, "dmy"),
    ):
        if found := pattern.search(text):
            parts = dict(zip(order, found.groups(), strict=True))
            return _with_clock(_day(parts["y"], parts["m"], parts["d"]), text[found.end() :])
    if found := _SLASHED.search(text):
        first, second, year = found.groups()
        if int(first) > 12 or first == second:
            return _day(year, second, first)
        if int(second) > 12:
            return _day(year, first, second)
    return None


def date_in_url(url: str) -> str | None:
    """The day in an address such as ``https://havnen.example/2024/05/08/plan``, or None."""
    found = _URL.search(url.split("?")[0])
    return _day(*found.groups()) if found else None


def is_believable(published: str, today: date | None) -> bool:
    """Whether a page can have been published then: not before 1800, and not after ``today``.

    Args:
        published: an ISO day or date-time.
        today: the last day believed; None: the present day, in whichever time zone is furthest ahead.
    """
    moment = datetime.fromisoformat(published)
    if moment.year < _EARLIEST_YEAR:
        return False
    if today is not None:
        return moment.date() <= today
    now = datetime.now(UTC)
    if moment.tzinfo is not None and len(published) > 10:
        return moment <= now + timedelta(hours=1)  # an hour: clocks of servers differ
    return moment.date() <= (now + timedelta(hours=14)).date()


def check_published(value: str) -> str:
    """A date that the user gave, as ISO; raises :class:`UsageError` if it is not one."""
    text = value.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        message = f"published date {value!r} is not an ISO date: write it as 2024-05-08 or 2024-05-08T14:30:00+02:00."
        raise UsageError(message) from None
    return moment.date().isoformat() if _is_day(text) else moment.isoformat()


def _is_day(text: str) -> bool:
    return re.search(r"[T ]\d", text) is None


def _from_numbers(
    year: str,
    month: str,
    day: str,
    hour: str | None,
    minute: str | None,
    second: str | None,
    zone: str | None,
) -> str | None:
    iso = _day(year, month, day)
    if iso is None or hour is None or minute is None:
        return iso
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=_zone(zone))
    except ValueError:
        return iso
    return moment.isoformat()


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if text[0] == "-" else offset)


def _day(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdecimal() else _MONTHS[month.lower()]
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None


def _with_clock(day: str | None, rest: str) -> str | None:
    """Add the time of day only where its zone is told: a time without one would mislead."""
    found = _CLOCK.search(rest[:40])
    if day is None or not found or not found.group(4):
        return day
    hour, minute = int(found.group(1)), int(found.group(2))
    if half := found.group(3):
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    try:
        clock = datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=_zone(found.group(4)))
    except ValueError:
        return day
    return clock.isoformat()
