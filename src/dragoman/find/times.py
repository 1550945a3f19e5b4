"""When: the date expressions of a text, resolved to days against its publication and against each other.

The words are found by pattern (``_time_patterns``), read by kind (``_time_days``, ``_time_spans``) with an eye on the
tense around them (``_time_scan``), and turned to intervals (``_time_values``). Durations ("for two weeks") are no
dates and are not reported; a date that can't be resolved is reported without one.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import msgspec

from dragoman.find import _time_days, _time_spans
from dragoman.find import _time_patterns as pat
from dragoman.find._time_scan import Reading, Scan
from dragoman.find._time_values import years_before
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.record import Date, Span

_READERS = _time_days.READERS | _time_spans.READERS
_HISTORY_YEARS = 2


class FoundTime(msgspec.Struct, frozen=True, kw_only=True):
    """A date expression: its words, and the days they stand for.

    ``date`` is None where the words are a date that can't be resolved. ``relative``: the words need the publication
    date or another date to mean anything. ``history``: it ended more than two years before publication.
    """

    start: int
    end: int
    date: Date | None
    relative: bool
    history: bool


def find_times(text: str, published: str | None, sentences: Sentences) -> list[FoundTime]:
    """Every date expression of ``text``, in text order, none overlapping another.

    Args:
        text: the text of a document.
        published: its ISO date or date-time. Without it only expressions with a year of their own are resolved.
        sentences: the sentences of ``text``.
    """
    today = _day_of(published)
    scan = Scan(text, today, sentences, _READERS)
    rules = pat.rules_by_word()
    done = 0
    for word in pat.WORD.finditer(text):
        at, raw = word.start(), word.group()
        if at < done:
            continue
        if raw[0].isdigit():
            if at > 1 and text[at - 1] in ".,:/-–" and text[at - 2].isdigit():
                continue  # the inside of a larger number
        elif raw[0] not in "'’‘" and raw.lower().removesuffix("'s").removesuffix("’s") not in rules:
            if raw.lower() not in rules:
                continue
        reading = scan.read_at(at)
        if reading is not None and reading.end > at:
            scan.found.append(reading)
            done = reading.end
    return [_found_time(text, r, today) for r in scan.found]


def _day_of(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _found_time(text: str, reading: Reading, today: date | None) -> FoundTime:
    value, history = reading.value, reading.history
    if value is None or value.start > value.end:
        return FoundTime(start=reading.start, end=reading.end, date=None, relative=reading.relative, history=history)
    return FoundTime(
        start=reading.start,
        end=reading.end,
        date=Date(
            start=value.start.isoformat(),
            end=value.end.isoformat(),
            text=text[reading.start : reading.end],
            granularity=value.granularity,
        ),
        relative=reading.relative,
        history=today is not None and value.end < years_before(today, _HISTORY_YEARS),
    )
