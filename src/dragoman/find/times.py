"""When: the date expressions of a text, resolved to days against its publication and against each other.

Words are found by pattern (``_time_patterns``), read by kind (``_time_days``, ``_time_spans``) with an eye on
the tense around them (``_time_scan``), turned to intervals (``_time_values``), and given to the words that
they can be the time of (``_time_reach``). Durations ("for two weeks") are no dates and are not reported; a
date that can't be resolved is reported without one.
"""

from __future__ import annotations

from datetime import date

import msgspec

from dragoman.find import _time_days, _time_spans
from dragoman.find import _time_patterns as pat
from dragoman.find._time_reach import find_reach
from dragoman.find._time_scan import Reading, Scan
from dragoman.find._time_values import years_before
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.record import Date, Span

_READERS = _time_days.READERS | _time_spans.READERS
_HISTORY_YEARS = 2
_ADJACENT = 9  # characters: " on ", " before "


class FoundTime(msgspec.Struct, frozen=True, kw_only=True):
    """A date expression: its words, and the days they stand for.

    ``date`` is None where the words are a date that can't be resolved. ``relative``: the words need the
    publication date or another date to mean anything. ``history``: it ended more than two years before
    publication.
    ``reach``: what it can be the time of, by the grammar of its sentence: words before it that end after
    ``reach[0]``, words after it that begin no later than ``reach[1]``.
    """

    start: int
    end: int
    date: Date | None
    relative: bool
    history: bool
    reach: Span


def find_times(
    text: str, published: str | None, sentences: Sentences, quoted: bytearray | None = None
) -> list[FoundTime]:
    """Every date expression of ``text``, in text order, none overlapping another.

    Args:
        text: the text of a document.
        published: its ISO date or date-time. Without it only expressions with a year of their own are
            resolved.
        sentences: the sentences of ``text``.
        quoted: ``quoted_mask(text)``, where it is at hand.
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
        elif raw[0] not in "'’‘" and (low := raw.lower()) not in rules and low[:-2] not in rules:
            continue  # the second for "Monday's"
        reading = scan.read_at(at)
        if reading is not None and reading.end > at:
            scan.found.append(reading)
            done = reading.end
    mask = quoted or (quoted_mask(text) if scan.found else bytearray())
    return [_found_time(r, today, text, sentences.around(r.start), mask) for r in scan.found]


def _day_of(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _found_time(r: Reading, today: date | None, text: str, sentence: Span, mask: bytearray) -> FoundTime:
    value, history, when = r.value, r.history, None
    if value is not None and value.start <= value.end:
        history = today is not None and value.end < years_before(today, _HISTORY_YEARS)
        when = Date(
            start=value.start.isoformat(),
            end=value.end.isoformat(),
            text=text[r.start : r.end],
            granularity=value.granularity,
        )
    reach = find_reach(text, (r.start, r.end), sentence, mask)
    return FoundTime(start=r.start, end=r.end, date=when, relative=r.relative, history=history, reach=reach)


def date_for(span: Span, times: list[FoundTime], sentence: Span) -> FoundTime | None:
    """The time of ``sentence`` that the words at ``span`` (an event's, or a cue) happened at, as its grammar
    tells.

    The nearest after the words if it is theirs, else the nearest before; None where another verb or noun owns
    it, or a quotation parts them.
    """
    inside = [t for t in times if sentence[0] <= t.start and t.end <= sentence[1]]
    for t in inside:
        if t.start < span[1] and span[0] < t.end:
            return t
    after = next((t for t in inside if t.start >= span[1] > t.reach[0]), None)
    before = next((t for t in reversed(inside) if t.end <= span[0] <= t.reach[1]), None)
    if after is not None and before is not None:
        # "On Monday he announced a visit on Friday": the far one is the visit's
        return after if after.start - span[1] <= _ADJACENT else before
    return after or before
