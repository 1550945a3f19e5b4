"""Readers of days, months, weekdays and feasts: from what a pattern matched to an interval."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from dragoman.find import _time_cues as cue
from dragoman.find import _time_patterns as pat
from dragoman.find import _time_values as val
from dragoman.find._time_scan import Match, Reader, Reading, Scan, dated, day_number, month_number, step_of
from dragoman.find._time_values import Value

_DAY = timedelta(days=1)
_NEWS_DAYS = 60
_AMBIGUOUS_MONTHS = ("March", "April", "May", "June", "August")
_KNOWN_WORDS = {
    1: (re.compile(r"Capitol|riot|insurrection|committee|rioter"), date(2021, 1, 6)),
    10: (re.compile(r"attack|massacre|assault|Hamas|hostage"), date(2023, 10, 7)),
}
_FEAST_MARK = re.compile(
    r"\b(?:at|over|before|after|by|since|until|till|during|on|for|of|in|this|last|next|around|through|ahead "
    r"of|early|late)"
    r"\s+(?:the\s+)?(?:holy\s+month\s+of\s+)?$",
    re.IGNORECASE,
)
_NEED_MARK = (
    "Christmas",
    "Easter",
    "New Year",
    "Ramadan",
    "Passover",
    "Pentecost",
    "Halloween",
    "Thanksgiving",
)
_UNCOMPUTED = ("Eid", "Yom Kippur", "Rosh Hashana", "Passover", "Nowruz")
_FIXED = {
    "Christmas": (12, 25), "Christmas Eve": (12, 24), "Boxing": (12, 26), "New Year's Eve": (12, 31),
    "New Years Eve": (12, 31), "New Year's": (1, 1), "New Years": (1, 1), "New Year": (1, 1),
    "May Day": (5, 1), "Bastille": (7, 14), "Valentine's": (2, 14), "Halloween": (10, 31),
    "Independence": (7, 4), "Veterans": (11, 11), "Armistice": (11, 11), "International Women's": (3, 8),
    "Orthodox Christmas": (1, 7),
}  # fmt: skip
_FROM_EASTER = {
    "Easter": 0, "Easter Sunday": 0, "Easter Monday": 1, "Good Friday": -2, "Palm Sunday": -7,
    "Ash Wednesday": -46, "Maundy Thursday": -3, "Whit Monday": 50, "Pentecost": 49, "Ascension": 39,
}  # fmt: skip
_NTH = {"Thanksgiving": (11, 3, 4), "Labor": (9, 0, 1), "Martin Luther King": (1, 0, 3)}


# Days and months


def read_iso(scan: Scan, m: Match) -> Reading | None:
    return Reading(*m.span(), val.day(date(int(m["year"]), int(m["month"]), int(m["day"]))), False)


def read_slashed(scan: Scan, m: Match) -> Reading | None:
    a, b, y = int(m["a"]), int(m["b"]), int(m["year"])
    if a > 12 and b > 12:
        return None
    if m["sep"] == "." or a > 12 or a == b:
        return Reading(*m.span(), val.day(date(y, b, a)), False)
    return Reading(*m.span(), val.day(date(y, a, b)) if b > 12 else None, False)


def read_known(scan: Scan, m: Match) -> Reading | None:
    if m.group() == "9/11":
        return Reading(*m.span(), val.day(date(2001, 9, 11)), False)
    words, when = _KNOWN_WORDS[1 if "Jan" in m.group() else 10]
    near = scan.text[max(0, m.start() - 30) : m.end() + 40]
    if words.search(near) and scan.today is not None and scan.today > when + timedelta(days=60):
        return Reading(*m.span(), val.day(when), True)
    return None


def read_date(scan: Scan, m: Match) -> Reading | None:
    return read_day(scan, m, None)


def read_day(scan: Scan, m: Match, weekday: int | None) -> Reading | None:
    """A day of a month; ``weekday``: the one written before it, which tells the year."""
    month, number, y = month_number(m["month"]), day_number(m["day"]), scan.year_of(m)
    month_first = m.start("month") < m.start("day")
    if m["day"].isalpha() or "-" in m["day"]:
        stops = scan.text[m.end() : m.end() + 1] in (",", ".", ";", "", "\n") or y is not None
        if not (stops if month_first else re.search(r"\bof\s", m.group())):
            return None
    if month_first and y is None and cue.COUNTED.match(scan.text, m.end()):
        return _month_reading(scan, m, m.end("month"))
    if y is not None or m["rel"]:
        return dated(scan, m, val.day(date(y, month, number)) if y is not None else None)

    def make(year: int) -> Value:
        d = date(year, month, number)
        if weekday is not None and d.weekday() != weekday:
            raise ValueError("another weekday")
        return val.day(d)

    reach = 4 if (month, number) == (2, 29) else 1
    value = scan.pick(make, m.start(), reach=reach)
    if value is not None and (told := _told(scan, m.start(), value, make)):
        return told._replace(start=m.start(), end=m.end())
    if value is None and weekday is not None:  # the wrong weekday: a slip of the writer
        value = scan.pick(lambda year: val.day(date(year, month, number)), m.start(), reach=reach)
    return dated(scan, m, value)


def _month_reading(scan: Scan, m: Match, end: int) -> Reading:
    month = month_number(m["month"])
    y = scan.year_of(m) if end >= m.end() else None
    if y is not None or (m.groupdict().get("rel") and end >= m.end()):
        return dated(scan, m, val.months(y, month) if y is not None else None, end)
    value = scan.pick(lambda year: val.months(year, month), m.start())
    if value is not None and (told := _told(scan, m.start(), value, lambda year: val.months(year, month))):
        return told._replace(start=m.start(), end=end)
    return Reading(m.start(), end, value, True)


def _told(scan: Scan, at: int, value: Value, make: Callable[[int], Value]) -> Reading | None:
    """The reading of an undated day or month in a story of an earlier year, or None outside one.

    "He was freed on 4 June 2014. On 9 July he left." What stands near to publication is news even so:
    "sanctions of July 2015 were lifted on 3 May". What would lie before the story's date is left open.
    """
    story = scan.story(at)
    if story is None or scan.today is None or abs((value.end - scan.today).days) <= _NEWS_DAYS:
        return None
    then = make(story.start.year)
    return Reading(at, at, then if then.start >= story.start else None, True, inherited=True)


def read_month(scan: Scan, m: Match) -> Reading | None:
    if m.groupdict().get("year") is None and m.groupdict().get("rel") is None and not _is_month(scan, m):
        return None
    return _month_reading(scan, m, m.end())


def _is_month(scan: Scan, m: Match) -> bool:
    """Whether a month's name standing alone is the month: not Mrs May, the March on Rome, Jan Egeland."""
    name, before, after = m["month"], scan.before(m.start()), scan.text[m.end() : m.end() + 20]
    if len(name) == 3 and name != "May":
        return False
    named = re.match(r"\s+[A-Z][a-z]+", after)
    if re.search(r"\b(?:each|every)\s+$", before):
        return False
    if cue.CERTAIN_MONTH_MARK.search(before):
        return True
    if scan.is_chained(m.start()):
        return True
    if name not in _AMBIGUOUS_MONTHS:
        person = cue.WORDS_BEFORE_NAME.search(before)
        return not (named and not cue.MONTH_MARK.search(before)) and (
            person is None
            or person.group().rstrip().endswith(("'s", "’s"))
            or person.group().strip() in ("The", "In", "Last")
        )
    if cue.MONTH_MARK.search(before):
        return not named and not (name == "May" and scan.has_a_may)
    noun = re.match(r"(?:\s+(?!on\b|for\b|to\b|of\b|was\b|is\b|has\b|had\b|will\b|in\b|by\b|and\b)|-)[a-z]+", after)
    return bool(noun and re.search(r"(?:\b(?:the|a|its|his|her|their)|['’]s)\s+$", before))


def read_day_range(scan: Scan, m: Match) -> Reading | None:
    if cue.COUNTED.match(scan.text, m.end()):
        return None
    month, a, b = month_number(m["month"]), day_number(m["day"]), day_number(m["day2"])
    month2 = month_number(m["month2"]) if m.groupdict().get("month2") else month

    def make(year: int) -> Value:
        start = date(year, month, a)
        end = date(year + (month2 < month), month2, b)
        if end < start:
            raise ValueError("the end before the start")
        return Value(start, end, "period")

    y = scan.year_of(m)
    if y is not None and month2 < month and m.groupdict().get("year"):
        y -= 1  # "28 December to 3 January 2024"
    if y is not None or m["rel"]:
        return dated(scan, m, make(y) if y is not None else None)
    return dated(scan, m, scan.pick(make, m.start()))


def read_month_range(scan: Scan, m: Match) -> Reading | None:
    a, b = month_number(m["month"]), month_number(m["month2"])
    count = (b - a) % 12 + 1
    y = scan.year_of(m)
    if y is not None:
        return dated(scan, m, val.months(y - (b < a), a, count, "period"))
    return dated(scan, m, scan.pick(lambda year: val.months(year, a, count, "period"), m.start()))


# Weekdays and days by name


def read_weekday(scan: Scan, m: Match) -> Reading | None:
    text = scan.text
    if cue.NOT_WEEKDAY_BEFORE.search(scan.before(m.start())) or cue.NOT_WEEKDAY_AFTER.match(text, m.end("wd")):
        return None
    if cue.HABITUAL_WEEKDAY.match(text, m.end("wd")):
        return None
    number = pat.WEEKDAYS[m["wd"].lower()]
    if gap := re.compile(r",?\s+(?:the\s+)?\(?").match(text, m.end("wd")):
        first = "#" if text[gap.end() : gap.end() + 1].isdigit() else text[gap.end() : gap.end() + 3].lower()
        for rule in pat.rules_by_word().get(first, ()) if first == "#" or first in pat.MONTHS else ():
            if rule.reader == "read_date" and (d := rule.pattern.match(text, gap.end())):
                try:
                    dated = read_day(scan, d, number)
                except ValueError:
                    dated = Reading(d.start(), d.end(), None, True)
                if dated is not None and (dated.value is None or dated.value.granularity == "day"):
                    return dated._replace(start=m.start())
    if scan.today is None:
        return Reading(*m.span(), None, True)
    if m["rel"]:
        return Reading(
            *m.span(),
            val.day(val.week(scan.today + 7 * step_of(m["rel"]) * _DAY).start + number * _DAY),
            True,
        )
    future = scan.lean(m.start()) is val.FUTURE
    return Reading(*m.span(), val.weekday(number, scan.today, future=future), True)


def read_deictic(scan: Scan, m: Match) -> Reading | None:
    groups = m.groupdict()
    word = " ".join((groups.get("word") or groups["over"]).lower().split())
    before = scan.before(m.start())
    if m.group()[0].isupper() and re.search(r"(?<![.!?:]\s)\b[A-Z]\w+\s+$", before):
        return None  # Russia Today
    if re.match(r"\s+(?:[Pp]rogramme?|[Ss]how)\b", scan.text[m.end() : m.end() + 12]):
        return None
    if (
        word in ("today", "tomorrow")
        and re.search(r"\b\w+\s+of\s+$", before)
        and not re.match(r"['’]s", scan.text[m.end() : m.end() + 2])
    ):
        return None  # the people of tomorrow
    if word == "today" and cue.GENERIC_TODAY.match(scan.text, m.end()):
        return None
    if word == "overnight" and (
        re.search(r"\b(?:[Aa]n|become|became)\s+$", before)
        or re.match(r"\s+(?:on|from|into|to|[A-Z]\w+day)\b", scan.text[m.end() : m.end() + 14])
    ):
        return None  # fmt: skip
    if scan.today is None:
        return Reading(*m.span(), None, True)
    step = {
        "yesterday": -1,
        "tomorrow": 1,
        "last night": -1,
        "before yesterday": -2,
        "after tomorrow": 2,
    }.get(word, 0)
    if word == "overnight":
        return Reading(*m.span(), Value(scan.today - _DAY, scan.today, "period"), True)
    return Reading(*m.span(), val.move("day", scan.today, step), True)


def read_weekend(scan: Scan, m: Match) -> Reading | None:
    if scan.today is None:
        return Reading(*m.span(), None, True)
    step = 0 if scan.today.weekday() >= 5 or scan.lean(m.start() + 4) is val.FUTURE else -1
    return Reading(*m.span(), val.move("weekend", scan.today, step), True)


def read_unit(scan: Scan, m: Match) -> Reading | None:
    """last, this, next + week, month, year, weekday, month's name, season, feast."""
    rel, unit, today = " ".join(m["rel"].lower().split()), m["unit"].lower(), scan.today
    step = step_of(rel)
    counted = unit in ("week", "month", "quarter", "year", "decade", "century")
    if counted and m["unit"][0].isupper() and m.group() != m.group().upper():
        return None  # ABC's "This Week"
    if counted and rel not in ("last", "this", "next", "the current"):
        return None  # the past week, the coming month: how long, not when
    if (
        rel in ("last", "next")
        and re.search(r"\b(?:the|its|their|his|her|these|those)\s+$", scan.before(m.start()))
        and (counted or unit == "weekend")
    ):
        return None
    if m["month"] or m["wd"] or unit in ("christmas", "easter", "ramadan", "new year"):
        return read_named_unit(scan, m, step)
    if today is None:
        return Reading(*m.span(), None, True)
    if unit in val.SEASON_MONTH:
        value = scan.pick(lambda y: val.season(y, unit), m.start(), step if step or unit != "winter" else None, reach=2)
    elif unit == "weekend" and step == 0:
        back = today.weekday() < 4 and scan.lean(m.start()).past < scan.lean(m.start()).future
        value = val.move("weekend", today, -1 if back else 0)
    else:
        value = val.move(unit, today, step)  # type: ignore[arg-type]
    return Reading(*m.span(), value, True)


def read_named_unit(scan: Scan, m: Match, step: int) -> Reading | None:
    """last Tuesday, this coming Friday, next March, last June 5, this Easter."""
    today = scan.today
    if m["wd"]:
        if cue.NOT_WEEKDAY_AFTER.match(scan.text, m.end("wd")):
            return None
        longer = scan.read_at(m.start("wd"))
        if longer and longer.end > m.end():
            return longer._replace(start=m.start())  # this Sunday, March 8
        if today is None:
            return Reading(*m.span(), None, True)
        number, rel = pat.WEEKDAYS[m["wd"].lower()], m["rel"].lower()
        if step == -1:
            value = val.weekday(number, today, future=False, strict=True)
        elif rel == "next":
            value = val.day(val.week(today + 7 * _DAY).start + number * _DAY)
        elif step == 1 or scan.lean(m.start()) is val.FUTURE:
            value = val.weekday(number, today, future=True, strict=step == 1)
        else:
            value = val.day(val.week(today).start + number * _DAY)
        return Reading(*m.span(), value, True)
    if m["month"]:
        month = month_number(m["month"])
        if d := re.compile(r"\s+(\d{1,2})(?:st|nd|rd|th)?(?![\w,]\d|\w)").match(scan.text, m.end("unit")):
            number = int(d[1])
            return Reading(
                m.start(),
                d.end(),
                scan.pick(lambda y: val.day(date(y, month, number)), m.start(), step),
                True,
            )
        return Reading(*m.span(), scan.pick(lambda y: val.months(y, month), m.start(), step), True)
    feast = scan.read_at(m.start("unit"))
    if feast is None:
        return None
    name = scan.text[m.start("unit") : feast.end]
    return Reading(m.start(), feast.end, scan.pick(lambda y: _feast(name, y), m.start(), step), True)


# Feasts


def read_feast(scan: Scan, m: Match) -> Reading | None:
    name, after = m["name"].replace("’", "'"), scan.text[m.end() : m.end() + 14]
    before = scan.before(m.start())
    if re.match(r"(?:['’]s)?\s+(?:Agreement|Accord|Rising|Island|War|Massacre|deal|agreement|accord|peace)", after):
        return None
    if name in _NEED_MARK and (not _FEAST_MARK.search(before) or re.match(r"\s+[A-Z]", after)):
        return None
    if name == "Independence Day" and not re.search(r"\b(?:U\.?S\.?|American|America['’]s)\s+$", before):
        return Reading(*m.span(), None, True)
    if name.startswith("Thanksgiving") and re.search(r"\bCanad\w+\s+$", before):
        return Reading(*m.span(), None, True)
    if re.search(r"\bOrthodox\s+$", before) and name.startswith("Easter"):
        name = "Orthodox Easter"
    if name.startswith(_UNCOMPUTED):
        return Reading(*m.span(), None, True)
    if m["year"]:
        return dated(scan, m, _feast(name, int(m["year"])))
    return dated(scan, m, scan.pick(lambda y: _feast(name, y), m.start()))


def _feast(name: str, y: int) -> Value:
    """A feast in a year; raises ValueError for one that can't be computed."""
    name = name.replace("’", "'").replace(" Jr.", "").removesuffix(" Day") if name != "May Day" else name
    if name in _FIXED:
        return val.day(date(y, *_FIXED[name]))
    if name in _FROM_EASTER:
        return val.day(val.easter(y) + _FROM_EASTER[name] * _DAY)
    if name in _NTH:
        return val.day(val.nth_weekday(y, *_NTH[name]))
    if name == "Orthodox Easter":
        return val.day(val.orthodox_easter(y))
    if name == "Ramadan":
        return val.ramadan(y)
    raise ValueError(f"{name} can't be computed")


READERS: dict[str, Reader] = {
    f.__name__: f
    for f in (
        read_iso,
        read_slashed,
        read_known,
        read_date,
        read_month,
        read_day_range,
        read_month_range,
        read_weekday,
        read_deictic,
        read_weekend,
        read_unit,
        read_feast,
    )
}
