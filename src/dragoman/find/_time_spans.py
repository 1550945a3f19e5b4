"""Readers of years, seasons, quarters and parts, and of dates counted from another: interval by interval."""

from __future__ import annotations

import re
from datetime import date

from dragoman.find import _time_cues as cue
from dragoman.find import _time_patterns as pat
from dragoman.find import _time_values as val
from dragoman.find._time_scan import Match, Reader, Reading, Scan, dated, step_of, year_number
from dragoman.find._time_values import Unit, Value

_QUARTER_LEANS = (val.QUARTER_BEHIND, val.QUARTER_AHEAD)
_NEAR = 300  # characters before a comparison in which what is compared is looked for
_LONG = ("decades", "centuries", "generations")
_DAY_WORDS = ("day", "night", "evening", "morning", "afternoon")
_ENDED = re.compile(rf"\s+(?:that\s+)?(?:ended|ending)\s+(?={'|'.join(pat.MONTHS)}|\d)", re.IGNORECASE)
_PERIODS = ("month", "quarter", "season", "year")
_PARTS = {"beginning": "early", "start": "early", "middle": "mid", "close": "end"}


# Years, decades, centuries


def read_year_range(scan: Scan, m: Match) -> Reading | None:
    a = int(m["year"])
    b = int(m["year2"]) if len(m["year2"]) == 4 else a - a % 100 + int(m["year2"])
    marked = m.group()[0].isalpha() or cue.YEAR_MARK.search(scan.before(m.start()))
    if not marked or b <= a or a < 1700 or cue.COUNTED.match(scan.text, m.end()):
        return None
    return Reading(*m.span(), Value(date(a, 1, 1), date(b, 12, 31), "period"), False)


def read_year(scan: Scan, m: Match) -> Reading | None:
    groups = m.groupdict()
    words = groups.get("year") or groups["spoken"]
    y = year_number(words)
    named = m.start() != m.start("year") if groups.get("year") else True
    before = scan.before(m.start())
    mark = cue.YEAR_MARK.search(before)
    spoken = words[0].isalpha() and y < 2000  # "nineteen ninety-six"; "twenty twenty" needs more
    for_year = cue.FOR_YEAR.search(before) and y >= 1900 and not cue.NAMED_COUNT.match(scan.text, m.end())
    chained = (
        scan.is_chained(m.start()) and scan.found[-1].value is not None and (scan.found[-1].value.granularity == "year")
    )
    owned = words.isdigit() and _is_owned(scan, m, y)
    if not (named or mark or chained or spoken or for_year or owned) or cue.COUNTED.match(scan.text, m.end()):
        return None
    latest = (scan.today.year if scan.today else 2050) + 60
    loose = mark is not None and re.match(
        r"(?:by|of|from|to|until|till|before|after|between)\b", mark.group(), re.IGNORECASE
    )
    if y > latest or (loose and y < 1500):
        return None
    return Reading(*m.span(), val.year(y), False)


def _is_owned(scan: Scan, m: Match, y: int) -> bool:
    """Whether a year in digits dates the noun after it: "its 1990 invasion", not "his 2000 followers"."""
    noun = re.compile(r"\s+([A-Za-z][\w'’-]*)").match(scan.text, m.end())
    latest = (scan.today.year if scan.today else 2050) + 10
    if noun is None or not 1800 <= y <= latest or not cue.YEAR_OWNED.search(scan.before(m.start())):
        return False
    return not cue.NOT_OWNED.match(noun[1]) and not (y % 50 == 0 and noun[1].endswith("s"))


def read_decade(scan: Scan, m: Match) -> Reading | None:
    groups = m.groupdict()
    if groups.get("year"):
        y = int(groups["year"])
    elif groups.get("short"):
        y = int(groups["short"]) + (2000 if int(groups["short"]) == 20 else 1900)
    elif re.search(r"\bthe\s+$|\b(?:early|late|mid)[- ]$", scan.before(m.start()), re.IGNORECASE):
        y = 1900 + pat.TENS[groups["word"].lower()]
    else:
        return None
    return Reading(*m.span(), val.decade(y), False)


def read_century(scan: Scan, m: Match) -> Reading | None:
    number = int(m["n"]) if m["n"] else pat.ORDINALS[m["word"].lower()]
    return Reading(*m.span(), val.century(number), False) if 0 < number < 30 else None


# Quarters, halves, seasons, parts


def read_named_quarter(scan: Scan, m: Match) -> Reading | None:
    groups = m.groupdict()
    nth = groups.get("nth") or groups["q"]
    number = int(nth[0]) if nth[0].isdigit() else pat.ORDINALS[nth.lower()]
    y = int(groups.get("year2") or groups.get("year") or 0)
    if y:
        return Reading(*m.span(), val.quarter(y, number), False)
    if groups.get("ago"):
        now = scan.pick(lambda y: val.quarter(y, number), m.start(), leans=_QUARTER_LEANS)
        return Reading(*m.span(), val.move_years(now, -1) if now else None, True, shifted=True)
    if groups.get("rel") and scan.today is not None:
        return Reading(*m.span(), val.quarter(scan.today.year + step_of(groups["rel"]), number), True)
    return Reading(*m.span(), scan.pick(lambda y: val.quarter(y, number), m.start(), leans=_QUARTER_LEANS), True)


def read_unit_quarter(scan: Scan, m: Match) -> Reading | None:
    last = _last_quarter(scan, 0)
    if scan.today is None or (last is None and not m["nth"]):
        return Reading(*m.span(), None, True)
    number = pat.ORDINALS[m["nth"].lower()] if m["nth"] else (last or val.quarter(1, 1)).end.month // 3
    return Reading(*m.span(), val.quarter(scan.today.year + step_of(m["rel"]), number), True)


def read_quarter_word(scan: Scan, m: Match) -> Reading | None:
    """the quarter, the latest quarter, the year-earlier quarter, the 2023 period: the one the text is about."""
    which, is_period = (m["which"] or "").lower(), m["noun"].lower() == "period"
    if scan.today is None or (is_period and not (which or m["year"])):
        return None
    if not which and not m["ago"] and (ended := _quarter_to(scan, m)):
        return ended
    if which in ("latest", "most recent") and not is_period:
        return Reading(*m.span(), val.move("quarter", scan.today, -1), True)
    if which == "current":
        return None if is_period else Reading(*m.span(), val.unit_at("quarter", scan.today), True)
    last = (_last_quarter(scan, 0, over=True) if which or is_period else None) or _last_quarter(scan, 0)
    if last is None:
        return Reading(*m.span(), None, True) if which and not is_period else None
    if m["year"]:
        y = int(m["year"])
        whole = is_period and _is_of_months(scan, m)
        value = val.year(y) if whole else val.quarter(y, last.end.month // 3)
        return Reading(*m.span(), value, False, shifted=y < scan.today.year)
    ago = which.startswith("year") or m["ago"] is not None
    return Reading(*m.span(), val.move_years(last, -1) if ago else last, True, shifted=ago)


def _quarter_to(scan: Scan, m: Match) -> Reading | None:
    """The three months of "the quarter ended Sept. 30"."""
    ended = _ENDED.match(scan.text, m.end())
    last = scan.read_at(ended.end()) if ended else None
    if last is None or last.value is None or last.value.granularity != "day":
        return None
    day = last.value.end
    first = val.months(day.year, day.month - (2 if day.day > 7 else 3)).start  # some end on the Saturday after
    return Reading(*m.span(), Value(first, day, "quarter"), last.relative)


def _is_of_months(scan: Scan, m: Match) -> bool:
    """Whether the sentence is about a stretch of months, named after any quarter: "In the nine months"."""
    at = m.start()
    start = max(scan.sentences.around(at)[0], at - _NEAR)
    for r in reversed(scan.found):
        if r.end <= start:
            break
        if r.value and r.value.granularity == "quarter" and not r.shifted:
            start = r.end
            break
    near = cue.SPAN_OF_MONTHS.search(scan.text, start, at)
    return (near or cue.SPAN_OF_MONTHS.match(scan.text, m.end() + 1)) is not None


def read_half(scan: Scan, m: Match) -> Reading | None:
    y = scan.year_of(m) or (scan.today.year if scan.today and m["the"] else None)
    second = m["nth"].lower() != "first"
    return dated(scan, m, val.months(y, 7 if second else 1, 6, "period") if y else None)


def read_some_of(scan: Scan, m: Match) -> Reading | None:
    """the first nine months of 2023, the last two quarters of last year."""
    y = scan.year_of(m) or (scan.today.year if scan.today and m["the"] else None)
    count = (_count(m["n"]) or 1) * (3 if m["unit"].lower() == "quarter" else 1)
    if count > 12:
        return None
    first = 1 if m["side"].lower() == "first" else 13 - count
    return dated(scan, m, val.months(y, first, count, "period") if y else None)


def read_nth_of(scan: Scan, m: Match) -> Reading | None:
    """the first week of March, the second half of May, the last day of 2023."""
    inner = scan.read_at(m.end(), part=True)
    if inner is None or (inner.value is not None and inner.value.granularity not in ("month", "year")):
        return None
    nth, unit = m["nth"].lower(), m["unit"].lower()
    value = val.nth_of(inner.value, 0 if nth in ("last", "final") else pat.ORDINALS[nth], unit) if inner.value else None
    return inner._replace(start=m.start(), value=value)


def read_full_year(scan: Scan, m: Match) -> Reading | None:
    """the full year: the present one; in its first months, what is told as past is of the year before."""
    if scan.today is None:
        return Reading(*m.span(), None, True)
    lean = scan.lean(m.start())
    back = scan.today.month <= 3 and lean.past < lean.future
    return Reading(*m.span(), val.year(scan.today.year - back), True)


def read_season(scan: Scan, m: Match) -> Reading | None:
    name = m["name"].lower()
    before = scan.before(m.start())
    if m["year"] or m["rel"]:
        y = scan.year_of(m)
        if (
            name == "fall"
            and not m["name"][0].isupper()
            and not re.search(r"\b(?:in|of|the|since|by|until)\s+$", before)
        ):
            return None
        return dated(scan, m, val.season(y, name) if y is not None else None)
    after = scan.text[m.end() : m.end() + 14]
    if m["name"][0].isupper() or re.match(r"['’]|\s+of\b|\s+[A-Z]", after):
        return None
    marks = r"\b(?:in|into|over|by|until|since|during|through|throughout|early|late|mid)[\s-]+(?:the\s+)?$"
    if not re.search(marks, before, re.IGNORECASE):
        return None
    if name in ("fall", "spring") and not (
        re.search(r"\bthe\s+$", before) and re.match(r"\s*(?:[.,;:)]|$|\s(?:and|to)\b)", after)
    ):
        return None
    return Reading(*m.span(), scan.pick(lambda year: val.season(year, name), m.start()), True)


def read_part(scan: Scan, m: Match) -> Reading | None:
    """early, mid-, late, the end of ... before any date expression."""
    word = (m.groupdict().get("part") or "mid").lower().split()[-1]
    if word == "year":
        value = scan.pick(lambda y: val.part_of(val.year(y), "end", None), m.start())
        return Reading(*m.span(), value, True)
    inner = scan.read_at(m.end(), part=True)
    if inner is None:
        return None
    part = _PARTS.get(word, word)
    if inner.value is None or inner.value.granularity == "period":
        return inner._replace(start=m.start())
    if part == "end" and inner.value.granularity == "day":
        return None
    return inner._replace(start=m.start(), value=val.part_of(inner.value, part, scan.today))  # type: ignore[arg-type]


def read_bare_unit(scan: Scan, m: Match) -> Reading | None:
    """The unit of "the end of the year": the present one."""
    unit = m[1].lower()
    if unit in val.SEASON_MONTH:
        return Reading(*m.span(), scan.pick(lambda y: val.season(y, unit), m.start()), True)
    value = val.unit_at(unit, scan.today) if scan.today is not None else None  # type: ignore[arg-type]
    return Reading(*m.span(), value, True)


# Counted from today, or from the date the text is at


def read_ago(scan: Scan, m: Match) -> Reading | None:
    groups = m.groupdict()
    if groups.get("vague"):
        return Reading(*m.span(), None, True, scan.today is not None and groups["vague"].lower() in _LONG)
    unit, n = m["unit"].lower(), _count(m["n"])
    approx = " ".join((m["approx"] or "").lower().split())
    bounded = approx.startswith(("more than", "over", "less than", "at least", "well over"))
    unclear = bounded or m["half"] or (m["loose"] or m["loose2"] or "or so").split()[1] != "so"
    if scan.today is None:
        return Reading(*m.span(), None, True)
    long_ago = unit in ("decade", "century") or (unit == "year" and n is not None and n > 2 and approx[:4] != "less")
    if n is None or unclear or unit == "weekend":
        return Reading(*m.span(), None, True, long_ago)
    months = unit == "year" and _is_of_months(scan, m)
    if unit == "year" and not months and (quarter := _quarter_nearby(scan, m.start())):
        return Reading(*m.span(), val.move_years(quarter, -n), True, shifted=True)
    if unit in ("decade", "century"):
        return Reading(*m.span(), None, True, True)
    return Reading(*m.span(), val.move(unit, scan.today, -n), True)  # type: ignore[arg-type]


def _quarter_nearby(scan: Scan, at: int) -> Value | None:
    """The quarter that a comparison is about: "third-quarter profit was $3, up from $2 a year ago"."""
    return _last_quarter(scan, scan.sentences.spans[max(0, scan.sentences.index(at) - 2)][0])


def _last_quarter(scan: Scan, start: int, *, over: bool = False) -> Value | None:
    """The last quarter read that stands after ``start`` and is no comparison itself; ``over``: one that has ended."""
    for r in reversed(scan.found):
        if r.start < start:
            return None
        if r.value is None or r.value.granularity != "quarter" or r.shifted:
            continue
        if not over or scan.today is None or r.value.end <= scan.today:
            return r.value
    return None


def read_hence(scan: Scan, m: Match) -> Reading | None:
    n, unit = _count(m["n"]), m["unit"].lower()
    if n is None or scan.today is None or unit in ("decade", "century"):
        return Reading(*m.span(), None, True)
    return Reading(*m.span(), val.move(unit, scan.today, n), True)  # type: ignore[arg-type]


def read_in(scan: Scan, m: Match) -> Reading | None:
    """in two weeks, of what "will be decided" then; "twice in two weeks", "10 km in two days" are durations."""
    if _count(m["n"]) is None or m["n"].lower() + m["unit"].lower() == "ayear":
        return None
    before = scan.before(m.start(), 60)
    if not cue.WILL.search(before) or cue.HOW_LONG.search(before):
        return None
    return read_hence(scan, m)


def read_shift(scan: Scan, m: Match) -> Reading | None:
    """two days later, a year earlier: from the discourse date."""
    groups = m.groupdict()
    unit: Unit = m["unit"].lower()  # type: ignore[assignment]
    n = _count(groups["n"])
    anchor = scan.anchor(unit, compared=cue.COMPARED.search(scan.before(m.start(), 60)) is not None)
    if n is None or anchor is None:
        return Reading(*m.span(), None, True)
    if groups.get("on") or groups.get("on2"):
        step = n
    else:
        step = -n
    return Reading(*m.span(), _moved(scan, m, unit, anchor, step), True, shifted=unit == "year")


def _moved(scan: Scan, m: Match, unit: Unit, anchor: Value, step: int) -> Value:
    whole = anchor.granularity == "quarter" and _is_of_months(scan, m)
    if unit == "year" and anchor.granularity in ("quarter", "month", "season") and not whole:
        return val.move_years(anchor, step)
    return val.move(unit, anchor.start, step)


def read_year_ago(scan: Scan, m: Match) -> Reading | None:
    """the year-ago results, the year-earlier period: what was just compared with, else a year before the period."""
    last = next((r for r in reversed(scan.found) if r.value and r.value.granularity in _PERIODS), None)
    near = last is not None and scan.sentences.index(m.start()) - scan.sentences.index(last.start) <= 1
    if last is not None and near and (last.shifted or scan.is_last_year(last)):
        return Reading(*m.span(), last.value, True, shifted=True)
    by_quarter = last is not None and last.value is not None and last.value.granularity == "quarter"
    quarter = (_last_quarter(scan, 0, over=True) or _last_quarter(scan, 0)) if by_quarter else None
    anchor = quarter or scan.anchor("year", compared=True)
    return Reading(*m.span(), _moved(scan, m, "year", anchor, -1) if anchor else None, True, shifted=True)


def read_same(scan: Scan, m: Match) -> Reading | None:
    """that day, the same week, later that month."""
    word = (m["unit"] or m["unit2"]).lower()
    unit: Unit = "day" if word in _DAY_WORDS else word  # type: ignore[assignment]
    anchor = scan.anchor(unit)
    value = val.unit_at(unit, anchor.start) if anchor else None
    if anchor and value and m.groupdict().get("unit2") and unit != "day":  # later that month
        value = Value(anchor.start, max(anchor.start, value.end), "period")
    return Reading(*m.span(), value, True)


def read_neighbour(scan: Scan, m: Match) -> Reading | None:
    """the following day, the previous Friday, the night before."""
    groups = m.groupdict()
    word, side = m["unit"].lower(), m["side"].lower()
    step = 1 if side in ("following", "next", "after") else -1
    number = pat.WEEKDAYS.get(word)
    if side == "next" and number is None and word not in _DAY_WORDS:
        return None  # over the next month: how long
    if number is not None:
        anchor = scan.anchor("day")
        value = val.weekday(number, anchor.start, future=step > 0, strict=True) if anchor else None
        return Reading(*m.span(), value, True)
    unit: Unit = "day" if word in _DAY_WORDS else word  # type: ignore[assignment]
    anchor = scan.anchor(unit)
    if anchor is None and groups.get("wd") is None:
        return Reading(*m.span(), None, True)
    return Reading(*m.span(), val.move(unit, anchor.start, step) if anchor else None, True)


def _count(words: str) -> int | None:
    words = " ".join(words.lower().split())
    return int(words) if words.isdigit() else pat.NUMBERS.get(words)


READERS: dict[str, Reader] = {
    f.__name__: f
    for f in (
        read_year_range,
        read_year,
        read_decade,
        read_century,
        read_named_quarter,
        read_unit_quarter,
        read_quarter_word,
        read_half,
        read_some_of,
        read_nth_of,
        read_full_year,
        read_season,
        read_part,
        read_bare_unit,
        read_ago,
        read_hence,
        read_in,
        read_shift,
        read_year_ago,
        read_same,
        read_neighbour,
    )
}
