"""Calendar arithmetic for dates in text: intervals of days, their parts, their neighbours. No words here."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias

from dragoman.record import Granularity

Unit: TypeAlias = Literal["day", "week", "weekend", "month", "quarter", "year", "decade", "century"]
Part: TypeAlias = Literal["early", "mid", "late", "end", "earlier", "later"]
SEASON_MONTH = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_DAY = timedelta(days=1)


class Value(NamedTuple):
    """An interval of days, both ends included."""

    start: date
    end: date
    granularity: Granularity


class Lean(NamedTuple):
    """How the words around an undated date lean: the cost of a day before and of a day after publication."""

    past: float
    future: float


# "Declared a dividend payable Nov. 15": a past verb some way off does not rule the future out. "Laid down by
# the Feb. 23 accord": a future verb does not rule out last week. Set while looking at all of TimeBank.
NO_LEAN = Lean(1.0, 1.0)
PAST = Lean(1.0, 8.0)
WEAK_PAST = Lean(1.0, 2.5)
DONE = Lean(1.0, 40.0)  # told as over: a few days ahead at most (another time zone, a later revision)
SINCE = Lean(1.0, 400.0)
FUTURE = Lean(20.0, 1.0)
QUARTER_BEHIND = Lean(1.0, 4.0)  # reports of a quarter come after it, whatever the verb
QUARTER_AHEAD = Lean(3.0, 1.0)


def day(d: date) -> Value:
    """One day."""
    return Value(d, d, "day")


def week(d: date) -> Value:
    """The week, Monday to Sunday, that holds ``d``."""
    monday = d - d.weekday() * _DAY
    return Value(monday, monday + 6 * _DAY, "week")


def weekend(d: date) -> Value:
    """Saturday and Sunday of the week that holds ``d``."""
    saturday = d + (5 - d.weekday()) * _DAY
    return Value(saturday, saturday + _DAY, "period")


def months(year_: int, month_: int, count: int = 1, granularity: Granularity = "month") -> Value:
    """``count`` months from ``month_``, which may lie outside 1 to 12."""
    first, last = year_ * 12 + month_ - 1, year_ * 12 + month_ + count - 2
    ly, lm = last // 12, last % 12 + 1
    return Value(date(first // 12, first % 12 + 1, 1), date(ly, lm, monthrange(ly, lm)[1]), granularity)


def season(year_: int, name: str) -> Value:
    """A season of the northern year; the winter of a year starts in its December."""
    return months(year_, SEASON_MONTH[name], 3, "season")


def quarter(year_: int, number: int) -> Value:
    """A quarter; ``number`` may lie outside 1 to 4."""
    return months(year_, number * 3 - 2, 3, "quarter")


def year(year_: int) -> Value:
    """A calendar year."""
    return Value(date(year_, 1, 1), date(year_, 12, 31), "year")


def decade(year_: int) -> Value:
    """The decade that holds a year: 1990 to 1999."""
    return Value(date(year_ - year_ % 10, 1, 1), date(year_ - year_ % 10 + 9, 12, 31), "decade")


def century(number: int) -> Value:
    """A century as news counts it: the 20th is 1900 to 1999."""
    return Value(date(number * 100 - 100 or 1, 1, 1), date(number * 100 - 1, 12, 31), "period")


def unit_at(unit: Unit, d: date) -> Value:
    """The unit that holds ``d``."""
    makers: dict[Unit, Callable[[], Value]] = {
        "day": lambda: day(d),
        "week": lambda: week(d),
        "weekend": lambda: weekend(d),
        "month": lambda: months(d.year, d.month),
        "quarter": lambda: quarter(d.year, (d.month + 2) // 3),
        "year": lambda: year(d.year),
        "decade": lambda: decade(d.year),
        "century": lambda: century(d.year // 100 + 1),
    }
    return makers[unit]()


def move(unit: Unit, d: date, count: int) -> Value:
    """The unit ``count`` units after (before, if negative) the one that holds ``d``."""
    if unit == "day":
        return day(d + count * _DAY)
    if unit in ("week", "weekend"):
        return unit_at(unit, d + 7 * count * _DAY)
    if unit in ("month", "quarter"):
        step = count * (3 if unit == "quarter" else 1)
        return unit_at(unit, months(d.year, d.month + step).start)
    years = count * {"year": 1, "decade": 10, "century": 100}[unit]
    return unit_at(unit, date(d.year + years, 1, 1))


def move_years(value: Value, count: int) -> Value:
    """The same months ``count`` years on (quarters, months and seasons keep what they are)."""
    length = (value.end.year - value.start.year) * 12 + value.end.month - value.start.month + 1
    return months(value.start.year + count, value.start.month, length, value.granularity)


def part_of(value: Value, part: Part, today: date | None) -> Value:
    """Early, mid, late: thirds of an interval. Earlier, later: up to and from ``today`` where it holds today.

    A day keeps being that day. The end of a year is its December.
    """
    start, end, granularity = value
    if granularity == "day":
        return value
    if part in ("earlier", "later"):
        if today is not None and start <= today <= end:
            return Value(start, today, "period") if part == "earlier" else Value(today, end, "period")
        part = "early" if part == "earlier" else "late"
    if part == "end":
        if granularity == "year":
            return months(start.year, 12, 1, "period")
        part = "late"
    which = ("early", "mid", "late").index(part)
    if granularity == "week":
        a, b = ((0, 2), (2, 3), (3, 6))[which]
        return Value(start + a * _DAY, start + b * _DAY, "period")
    if granularity == "month":
        a, b = ((1, 10), (11, 20), (21, end.day))[which]
        return Value(start.replace(day=a), start.replace(day=b), "period")
    if granularity == "decade":
        a, b = ((0, 3), (4, 6), (7, 9))[which]
        return Value(date(start.year + a, 1, 1), date(start.year + b, 12, 31), "period")
    length = (end.year - start.year) * 12 + end.month - start.month + 1
    third = length // 3
    return months(start.year, start.month + which * third, third, "period") if third else value


def nth_of(value: Value, number: int, unit: str) -> Value | None:
    """The first, second ... (0: the last) day, week, weekend, quarter or half of a month or year.

    Weeks count from its start. None where it has none such.
    """
    start, end = value.start, value.end
    if unit == "half":
        if number > 2:
            return None
        if value.granularity == "year":
            return months(start.year, 1 if number == 1 else 7, 6, "period")
        middle = start.replace(day=15)
        return Value(start, middle, "period") if number == 1 else Value(middle + _DAY, end, "period")
    if unit == "weekend":
        saturday = start + (5 - start.weekday()) % 7 * _DAY + 7 * (number - 1) * _DAY
        if not number:
            saturday = end - (end.weekday() - 5) % 7 * _DAY
        return Value(saturday, saturday + _DAY, "period")
    if unit == "days":
        return part_of(value, "early" if number == 1 else "late", None) if number < 2 else None
    if unit == "quarter":
        return quarter(start.year, number or 4) if value.granularity == "year" else None
    length = {"day": 1, "week": 7, "fortnight": 14}[unit]
    first = start + (number - 1) * length * _DAY if number else end - (length - 1) * _DAY
    last = first + (length - 1) * _DAY
    return Value(first, last, "day" if length == 1 else "period") if last <= end else None


def nearest(options: Iterable[Value], today: date, lean: Lean) -> Value | None:
    """The option that costs least to reach from ``today``; the one that holds today costs nothing."""

    def cost(v: Value) -> float:
        if v.end < today:
            return (today - v.end).days * lean.past
        return max(0, (v.start - today).days) * lean.future

    return min(options, key=cost, default=None)


def weekday(number: int, today: date, *, future: bool, strict: bool = False) -> Value:
    """The nearest such weekday behind or ahead of ``today``; ``strict`` leaves ``today`` itself out."""
    if future:
        ahead = (number - today.weekday()) % 7
        return day(today + (ahead or 7 * strict) * _DAY)
    behind = (today.weekday() - number) % 7
    return day(today - (behind or 7 * strict) * _DAY)


def years_before(d: date, count: int) -> date:
    """The same day ``count`` years before; 29 February becomes the 28th."""
    try:
        return d.replace(year=d.year - count)
    except ValueError:
        return d.replace(year=d.year - count, day=28) if d.year > count else date.min


def easter(year_: int) -> date:
    """Easter Sunday of the western churches (Gauss, Meeus)."""
    a, b, c = year_ % 19, year_ // 100, year_ % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    j, k = c // 4, c % 4
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * j - k - h + m + 32) % 7
    month_ = (h - m + r + 90) // 25
    return date(year_, month_, (h - m + r + month_ + 19) % 32)


def orthodox_easter(year_: int) -> date:
    """Easter Sunday of the eastern churches, in the calendar of today (1900 to 2099)."""
    d = (19 * (year_ % 19) + 15) % 30
    e = (2 * (year_ % 4) + 4 * (year_ % 7) - d + 34) % 7
    return date(year_, (d + e + 114) // 31, (d + e + 114) % 31 + 1) + 13 * _DAY


def ramadan(year_: int) -> Value:
    """The Ramadan that begins in a year, by the tabular calendar: a day off where the moon was."""
    hijri = (year_ - 622) * 33 // 32
    for h in range(hijri - 1, hijri + 3):
        first = date.fromordinal(1 + 29 * 8 + 4 + (h - 1) * 354 + (3 + 11 * h) // 30 + 227014)
        if first.year == year_:
            return Value(first, first + 29 * _DAY, "period")
    raise ValueError(f"no Ramadan begins in {year_}")


def nth_weekday(year_: int, month_: int, number: int, nth: int) -> date:
    """The ``nth`` such weekday of a month, counted from its start."""
    first = date(year_, month_, 1)
    return first + ((number - first.weekday()) % 7 + 7 * (nth - 1)) * _DAY
