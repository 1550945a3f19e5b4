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
_LONG = ("decades", "centuries", "generations")
_DAY_WORDS = ("day", "night", "evening", "morning", "afternoon")
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
    chained = (
        scan.is_chained(m.start()) and scan.found[-1].value is not None and (scan.found[-1].value.granularity == "year")
    )
    if not (named or mark or chained) or cue.COUNTED.match(scan.text, m.end()):
        return None
    latest = (scan.today.year if scan.today else 2050) + 60
    loose = mark is not None and re.match(
        r"(?:by|of|from|to|until|till|before|after|between)\b", mark.group(), re.IGNORECASE
    )
    if y > latest or (loose and y < 1500):
        return None
    return Reading(*m.span(), val.year(y), False)


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
    """the quarter, the latest quarter, the year-earlier quarter: the one the text is about."""
    if scan.today is None:
        return None
    which = (m["which"] or "").lower()
    if which in ("latest", "most recent"):
        return Reading(*m.span(), val.move("quarter", scan.today, -1), True)
    if which == "current":
        return Reading(*m.span(), val.unit_at("quarter", scan.today), True)
    last = _last_quarter(scan, 0)
    if last is None:
        return Reading(*m.span(), None, True) if which else None
    if m["year"]:
        return Reading(*m.span(), val.quarter(int(m["year"]), last.end.month // 3), False)
    return Reading(*m.span(), val.move_years(last, -1) if which else last, True, shifted=bool(which))


def read_half(scan: Scan, m: Match) -> Reading | None:
    y = scan.year_of(m) or (scan.today.year if scan.today and m["the"] else None)
    second = m["nth"].lower() != "first"
    return dated(scan, m, val.months(y, 7 if second else 1, 6, "period") if y else None)


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
    if not re.search(r"\b(?:in|by|until|since|during|through|throughout|early|late|mid)[\s-]+(?:the\s+)?$", before):
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
    if unit == "year" and (quarter := _quarter_nearby(scan, m.start())):
        return Reading(*m.span(), val.move_years(quarter, -n), True, shifted=True)
    if unit in ("decade", "century"):
        return Reading(*m.span(), None, True, True)
    return Reading(*m.span(), val.move(unit, scan.today, -n), True)  # type: ignore[arg-type]


def _quarter_nearby(scan: Scan, at: int) -> Value | None:
    """The quarter that a comparison is about: "third-quarter profit was $3, up from $2 a year ago"."""
    return _last_quarter(scan, scan.sentences.spans[max(0, scan.sentences.index(at) - 2)][0])


def _last_quarter(scan: Scan, start: int) -> Value | None:
    """The last quarter read that stands after ``start`` and is no comparison itself."""
    for r in reversed(scan.found):
        if r.start < start:
            return None
        if r.value is not None and r.value.granularity == "quarter" and not r.shifted:
            return r.value
    return None


def read_hence(scan: Scan, m: Match) -> Reading | None:
    n, unit = _count(m["n"]), m["unit"].lower()
    if n is None or scan.today is None or unit in ("decade", "century"):
        return Reading(*m.span(), None, True)
    return Reading(*m.span(), val.move(unit, scan.today, n), True)  # type: ignore[arg-type]


def read_shift(scan: Scan, m: Match) -> Reading | None:
    """two days later, a year earlier, the year-earlier quarter: from the discourse date."""
    groups = m.groupdict()
    unit: Unit = m["unit"].lower()  # type: ignore[assignment]
    n = _count(groups["n"]) if groups.get("n") else 1
    anchor = scan.anchor(unit)
    if n is None or anchor is None:
        return Reading(*m.span(), None, True)
    if groups.get("on") or groups.get("on2"):
        step = n
    else:
        step = -n
    if unit == "year" and anchor.granularity in ("quarter", "month", "season"):
        return Reading(*m.span(), val.move_years(anchor, step), True, shifted=True)
    return Reading(*m.span(), val.move(unit, anchor.start, step), True, shifted=unit == "year")


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
        read_season,
        read_part,
        read_bare_unit,
        read_ago,
        read_hence,
        read_shift,
        read_same,
        read_neighbour,
    )
}
