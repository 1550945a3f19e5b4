"""A text being read for dates: what its readers may look at, and what the words around a place tell.

A reader gets a match of its pattern. It returns None where the words are no date after all, and a reading
without a value where they are a date that can't be resolved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from dragoman.find import _time_cues as cue
from dragoman.find import _time_patterns as pat
from dragoman.find import _time_values as val
from dragoman.find._time_values import Lean, Unit, Value
from dragoman.find.layout import Sentences

_STEP = {"last": -1, "this past": -1, "the past": -1, "this": 0, "the current": 0, "the": 0}
_FINER: dict[Unit, tuple[str, ...]] = {
    "day": ("day",),
    "week": ("day", "week"),
    "weekend": ("day", "week"),
    "month": ("day", "week", "month"),
    "quarter": ("day", "month", "quarter"),
    "year": ("day", "week", "month", "season", "quarter", "year", "period"),
    "decade": (),
    "century": (),
}
_NEAR = 250  # characters before and after a date in which its verb is looked for
_BLANK_LINE = re.compile(r"\n\s*\n")
_PERSON_MAY = re.compile(r"\b(?:Theresa|Mrs\.?|Ms\.?|Minister|Secretary|Brian|Elaine|PM) May\b")
_BARE_UNIT = re.compile(r"(week|month|year|quarter|decade|century|spring|summer|autumn|fall|winter)\b(?![-'’])")


class Reading(NamedTuple):
    """What a reader made of a match: the span, the interval (None: unresolved) and how it was come by."""

    start: int
    end: int
    value: Value | None
    relative: bool
    history: bool = False
    shifted: bool = False
    inherited: bool = False


Match: TypeAlias = re.Match[str]
Reader: TypeAlias = "Callable[[Scan, Match], Reading | None]"


class Scan:
    """A text being read: the readings so far, and what the words around a place tell about its tense."""

    def __init__(self, text: str, today: date | None, sentences: Sentences, readers: Mapping[str, Reader]) -> None:
        self.text, self.today, self.sentences, self.readers = text, today, sentences, readers
        self.found: list[Reading] = []
        self.has_a_may = _PERSON_MAY.search(text) is not None

    def read_at(self, at: int, *, part: bool = False) -> Reading | None:
        """The date expression that begins exactly at ``at``; ``part``: after "early", "the end of"."""
        word = pat.WORD.match(self.text, at)
        if word is None:
            return None
        if part and (bare := _BARE_UNIT.match(self.text, at)):
            return self.readers["read_bare_unit"](self, bare)
        raw = word.group()
        first = "#" if raw[0].isdigit() else "'" if raw[0] in "'’‘" else raw.lower()
        rules = pat.rules_by_word()
        for rule in rules.get(first) or rules.get(first.removesuffix("'s").removesuffix("’s"), ()):
            if part and rule.reader in ("read_part", "read_nth_of"):
                continue  # one part of one thing: no "the end of the end of"
            if m := rule.pattern.match(self.text, at):
                try:
                    reading = self.readers[rule.reader](self, m)
                except (ValueError, OverflowError):  # 31 February, the year 0: a date that isn't
                    reading = dated(self, m, None)
                if reading is not None and _BLANK_LINE.search(self.text, reading.start, reading.end) is None:
                    return reading._replace(start=_past_from(self.text, reading.start))
        return None

    def before(self, at: int, width: int = 30) -> str:
        """The words of the same paragraph before ``at``."""
        return self.text[max(0, at - width) : at].rpartition("\n")[2]

    def lean(self, at: int) -> Lean:
        """How the words around ``at`` lean, to the past or to the future."""
        start, end = self.sentences.around(at)
        head, tail = self.text[max(start, at - _NEAR) : at], self.text[at : min(end, at + _NEAR)]
        own = re.match(r"[\w.]+(?:\s+\d+)?", tail)
        after = tail[own.end() :].lstrip(", ") if own else ""
        if (m := cue.FORWARD_PREPOSITION.search(head)) and (forward := _lean_forward(m, head, tail, after)):
            return forward
        if cue.BACK_PREPOSITION.search(head):
            return val.SINCE
        clause = re.sub(
            r"(?:\b(?:on|in|at|by|from|during|late|early|mid|the|of|of the)[\s-]+)+$",
            "",
            head,
            flags=re.IGNORECASE,
        )
        if not clause.strip(" \"“‘'") or cue.SPLIT_BEFORE.search(clause):
            ahead = re.split(r"[,;:—]", after, maxsplit=1)[0]
            if lean := _lean_ahead(ahead):
                return lean
        lean = _lean_behind(clause)
        if cue.DEADLINE.search(head) and (lean is val.NO_LEAN or cue.DEMAND.search(clause[-60:])):
            return val.FUTURE
        return lean

    def pick(
        self,
        make: Callable[[int], Value],
        at: int,
        rel: int | None = None,
        *,
        reach: int = 1,
        leans: tuple[Lean, Lean] | None = None,
    ) -> Value | None:
        """Of one expression in the years around publication, the one meant; ``rel``: last -1, this 0, next 1.

        ``leans`` replaces how the words lean: behind unless they lean to the future, and then ahead.
        """
        if self.today is None:
            return None
        options = list(_make_each(make, range(self.today.year - reach, self.today.year + reach + 1)))
        if rel == -1:
            return max((o for o in options if o.end < self.today), key=lambda o: o.end, default=None)
        if rel == 1:
            return min((o for o in options if o.start > self.today), key=lambda o: o.start, default=None)
        if rel == 0:
            return next(_make_each(make, [self.today.year]), None)
        lean = self.lean(at)
        if leans is not None:
            lean = leans[lean is val.FUTURE]
        return val.nearest(options, self.today, lean)

    def year_of(self, m: Match) -> int | None:
        """The year that the match gives: in digits, in words, or as last, this or next year."""
        groups = m.groupdict()
        if groups.get("year"):
            return year_number(groups["year"])
        if groups.get("rel") and self.today is not None:
            return self.today.year + step_of(groups["rel"])
        return None

    def anchor(self, unit: Unit, *, compared: bool = False) -> Value | None:
        """The discourse date: the last resolved date before here, fine enough to count ``unit`` from.

        ``compared``: to compare figures with, so not itself the year that others were compared with.
        """
        if self.today is None:
            return None
        for r in reversed(self.found):
            if unit == "year" and (r.shifted or (compared and self.is_last_year(r))):
                continue  # "$2 a year earlier ... $3 a year earlier": both from the same year
            if r.value is not None and r.value.granularity in _FINER[unit]:
                return r.value
        return None

    def is_last_year(self, r: Reading) -> bool:
        """Whether the reading is "last year", "a year ago"."""
        return bool(
            r.relative
            and r.value
            and r.value.granularity == "year"
            and self.today
            and r.value.end.year == self.today.year - 1
        )

    def story(self, at: int) -> Value | None:
        """The day or month of an earlier year that the sentence of ``at``, or the one before, tells of."""
        last = self.found[-1] if self.found else None
        if last is None or last.value is None or self.today is None or (last.relative and not last.inherited):
            return None
        near = self.sentences.index(at) - self.sentences.index(last.start) <= 1
        old = last.value.end < val.years_before(self.today, 1)
        return last.value if near and old and last.value.granularity in ("day", "month", "period") else None

    def is_chained(self, at: int) -> bool:
        """Whether only "and", "or" or a comma parts ``at`` from the date before."""
        return bool(self.found) and self.text[self.found[-1].end : at] in (
            " and ", ", ", ", and ", " or ", " to ", " & ", "/", " and in ",
        )  # fmt: skip


def _past_from(text: str, at: int) -> int:
    """Past the preposition of "from 3 to 5 June"."""
    m = re.compile(r"from\s+", re.IGNORECASE).match(text, at)
    return m.end() if m else at


def _make_each(make: Callable[[int], Value], years: range | list[int]) -> Iterator[Value]:
    for y in years:
        try:
            yield make(y)
        except (ValueError, OverflowError):
            continue


def _lean_forward(preposition: Match, head: str, tail: str, after: str) -> Lean | None:
    """The lean of "for Monday", "until March", "ahead of Sunday's vote"; None where the verb must tell."""
    word = preposition["word"].lower()
    if word.startswith("ahead"):
        return val.FUTURE
    if after.startswith(("'s", "’s")) or (word == "for" and not cue.A_DAY.match(tail)):
        return None
    if word in ("until", "till", "before"):
        if cue.EXTENDED.search(head):
            return val.FUTURE
        if cue.LASTED.search(head[-60:]) and _lean_behind(head) is not val.FUTURE:
            return val.PAST
        return val.FUTURE if cue.A_DAY.match(tail) else None
    return val.FUTURE


def _lean_ahead(clause: str) -> Lean | None:
    """The lean of the first verb of ``clause``; None where it has none, or only "to" and a verb."""
    marks = list(cue.TENSE.finditer(clause))[:2]
    if not marks or marks[0]["headline"]:
        return None
    if marks[0]["future"]:
        return val.FUTURE
    done = any(m["past"] and cue.HAPPENED.search(clause, 0, m.end()) for m in marks)
    return val.DONE if done else val.PAST


def _lean_behind(clause: str) -> Lean:
    """The lean of the last verb of ``clause``."""
    marks = list(cue.TENSE.finditer(clause))
    if not marks:
        return val.NO_LEAN
    last = marks[-1]
    if cue.REASON.search(clause, last.end()):
        return val.PAST
    if last["future"]:
        return val.FUTURE
    if last["headline"]:
        past = [m for m in marks if m["past"]]
        return val.WEAK_PAST if past else val.FUTURE
    if len(clause) - last.end() > 30:
        return val.WEAK_PAST
    done = cue.HAPPENED.search(clause, 0, last.end()) and not cue.APART.search(clause, last.end())
    return val.DONE if done else val.PAST


def step_of(rel: str) -> int:
    return _STEP.get(" ".join(rel.lower().split()), 1)


def year_number(words: str) -> int:
    if words.isdigit():
        return int(words)
    parts = re.split(r"[ -]+", words.lower())
    if parts == ["two", "thousand"]:
        return 2000
    tens = {
        "twenty": 20,
        "thirty": 30,
        "forty": 40,
        "fifty": 50,
        "sixty": 60,
        "seventy": 70,
        "eighty": 80,
        "ninety": 90,
    }
    units = sum(tens.get(p, pat.NUMBERS.get(p, 0)) for p in parts[1:])
    return (1900 if parts[0] == "nineteen" else 2000) + units


def month_number(words: str) -> int:
    return pat.MONTHS[words.lower().rstrip(".")]


def day_number(words: str) -> int:
    return pat.ORDINALS.get(words.lower()) or int(re.sub(r"\D", "", words))


def dated(scan: Scan, m: Match, value: Value | None, end: int | None = None) -> Reading:
    """A reading of the whole match; relative unless its own year stands in it."""
    return Reading(m.start(), end or m.end(), value, not m.groupdict().get("year"))
