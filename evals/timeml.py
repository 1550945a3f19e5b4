"""Dates against TimeML (TimeBank): ``python -m evals timeml DIR``. Are dates found, and do they mean the right days?

*relaxed*: a found expression overlaps one of the gold; *strict*: it has the gold's very words. *value*: it overlaps and
means the right days, counted against all that were found and all of the gold (F1).

Vague words (PRESENT_REF, PAST_REF, FUTURE_REF) are no dates in Dragoman's record and count neither way;
DURATION and SET are left out of the gold, and a date found on one is a false alarm. A value is right if its
interval is the gold's; where the gold says START, MID or END of a unit, which TIMEX3 does not put in days,
one inside the unit is. So it is where ours has the gold's words and, before them, the part that the gold leaves
out ("earlier [this month]", "the first nine months of [1997]"). A range of ours that the gold has as two dates
("from [Aug. 26] to [Oct. 20]") is both, and right for both, if its two ends are theirs. Weeks and quarters that
the gold leaves without a number (1989-WXX) can't be right; *gold with days only* leaves them out of the count.
What the gold calls DURATION or SET is counted apart: how much of it we took for a date.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from dragoman.errors import UsageError
from dragoman.find.layout import Sentences
from dragoman.find.times import FoundTime, find_times
from dragoman.record import Date
from evals.scoring import Figures, share
from evals.tables import table

_DAY = timedelta(days=1)
_TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_PART_BEFORE = re.compile(
    r"(?:early|earlier|late|later|mid)(?:\s+(?:in|on))?[\s-]+(?:the\s+)?$|(?:first|last|second|third)\s.*\bof\s+$",
    re.IGNORECASE | re.DOTALL,
)
_SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_VAGUE = ("PRESENT_REF", "PAST_REF", "FUTURE_REF")


class Gold(NamedTuple):
    """One TIMEX3 of the gold."""

    start: int
    end: int
    kind: str
    value: str
    part: bool

    @property
    def is_vague(self) -> bool:
        """Whether it names no days at all ("now", "recently", "a few months")."""
        return self.value in _VAGUE or self.value.startswith("P")


class Case(NamedTuple):
    """One expression of the gold or of ours: the pair, or the half that there is."""

    document: str
    text: str
    gold: Gold | None
    found: FoundTime | None
    verdict: str


def run(path: Path, limit: int | None = None) -> Figures:
    """Figures over the ``.tml`` files of a folder."""
    return _figures(list(compare(path, limit)))


def compare(path: Path | str, limit: int | None = None) -> Iterator[Case]:
    """Every gold and every found expression of a folder, matched by overlap."""
    files = sorted(Path(path).glob("*.tml"))
    for file in files[:limit]:
        try:
            text, published, gold = read_timeml(file.read_text(encoding="utf-8"))
        except (KeyError, UnicodeDecodeError) as problem:
            raise UsageError(f"{file} is not TimeML ({problem!r}). Give a folder of TimeML documents.") from problem
        yield from _match(file.stem, text, gold, find_times(text, published, Sentences(text)))


def read_timeml(source: str) -> tuple[str, str | None, list[Gold]]:
    """The text of a TimeML document, its creation day, and its TIMEX3."""
    created = re.search(r'<TIMEX3[^>]*value="([^"]*)"[^>]*functionInDocument="CREATION_TIME"', source)
    body = re.search(r"<TEXT>(.*)</TEXT>", source, re.DOTALL)
    text, gold, opened, at = "", [], [], 0
    raw = body[1] if body else ""
    for tag in _TAG.finditer(raw):
        text += html.unescape(raw[at : tag.start()])
        at = tag.end()
        if tag[2] == "TIMEX3" and not tag[1]:
            opened.append((len(text), dict(_ATTRIBUTE.findall(tag[3]))))
        elif tag[2] == "TIMEX3" and opened:
            start, a = opened.pop()
            gold.append(Gold(start, len(text), a["type"], a["value"], a.get("mod") in ("START", "MID", "END")))
    return text + html.unescape(raw[at:]), created[1][:10] if created else None, gold


def interval_of(value: str) -> tuple[date, date] | None:
    """The days of a TIMEX3 value; None where it leaves them open (1989-WXX)."""
    value = value.split("T")[0]
    if m := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
        monday = date.fromisocalendar(int(m[1]), int(m[2]), 1)
        return (monday + 5 * _DAY, monday + 6 * _DAY) if m[3] else (monday, monday + 6 * _DAY)
    if m := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value):
        d = date.fromisoformat(value)
        return d, d
    if m := re.fullmatch(r"(\d{4})-(\d\d|Q[1-4]|H[12]|SP|SU|FA|WI)", value):
        year, code = int(m[1]), m[2]
        first, count = (int(code), 1) if code.isdigit() else (_SEASONS.get(code, 0), 3)
        if code[0] in "QH":
            count = 3 if code[0] == "Q" else 6
            first = (int(code[1]) - 1) * count + 1
        return date(year, first, 1), _month_end(year, first + count - 1)
    if m := re.fullmatch(r"(\d{2,4})X{0,2}", value):
        years = 10 ** (4 - len(m[1]))
        return date(int(m[1]) * years, 1, 1), date((int(m[1]) + 1) * years - 1, 12, 31)
    return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - _DAY


def _match(document: str, text: str, gold: list[Gold], found: list[FoundTime]) -> Iterator[Case]:
    taken: set[int] = set()
    others = [g for g in gold if g.kind not in ("DATE", "TIME")]
    ranges = _match_ranges([g for g in gold if g not in others], found)
    for g in gold:
        if g in others:
            continue
        if g in ranges:
            taken.add(ranges[g])
            yield Case(document, text, g, found[ranges[g]], "right")
            continue
        near = [i for i, f in enumerate(found) if i not in taken and f.start < g.end and g.start < f.end]
        at = min(near, key=lambda i: (found[i].start, found[i].end) != (g.start, g.end), default=None)
        if at is not None:
            taken.add(at)
        f = found[at] if at is not None else None
        yield Case(document, text, g, f, "ignored" if g.is_vague else _verdict(text, g, f))
    for i, f in enumerate(found):
        if i not in taken:
            other = next((o for o in others if f.start < o.end and o.start < f.end), None)
            yield Case(document, text, other, f, "false alarm")


def _match_ranges(gold: list[Gold], found: list[FoundTime]) -> dict[Gold, int]:
    """The dates of the gold that are the two ends of a range of ours, and which; all others are judged one by one."""
    pairs: dict[Gold, int] = {}
    for i, f in enumerate(found):
        inside = [g for g in gold if f.start <= g.start and g.end <= f.end]
        ends = [interval_of(g.value) for g in inside]
        if len(ends) == 2 and ends[0] and ends[1] and f.date and _days(f.date) == (ends[0][0], ends[1][1]):
            pairs |= dict.fromkeys(inside, i)
    return pairs


def _verdict(text: str, gold: Gold, found: FoundTime | None) -> str:
    if found is None:
        return "missed"
    days = interval_of(gold.value)
    if days is None:
        return "no value in the gold"
    if found.date is None:
        return "unresolved"
    ours = _days(found.date)
    if ours == days:
        return "right"
    part = gold.part or _PART_BEFORE.search(text[found.start : gold.start])
    return "within" if part and days[0] <= ours[0] and ours[1] <= days[1] else "wrong"


def _days(found: Date) -> tuple[date, date]:
    return date.fromisoformat(found.start), date.fromisoformat(found.end)


def _figures(cases: list[Case]) -> Figures:
    count = Counter(c.verdict for c in cases)
    valued = count["right"] + count["within"] + count["wrong"] + count["unresolved"]
    hits = valued + count["no value in the gold"]
    found, gold = hits + count["false alarm"], hits + count["missed"]
    right = count["right"] + count["within"]
    judged = [c for c in cases if c.gold and c.found and c.verdict not in ("ignored", "false alarm")]
    dayless = count["no value in the gold"]
    same = sum((c.gold.start, c.gold.end) == (c.found.start, c.found.end) for c in judged if c.gold and c.found)
    return {
        "evaluation": "timeml",
        "documents": len({c.document for c in cases}),
        "gold": gold,
        "found": found,
        "precision": share(hits, found),
        "recall": share(hits, gold),
        "f1": share(2 * hits, found + gold),
        "strict_f1": share(2 * same, found + gold),
        "value_accuracy": share(right, valued),
        "value_accuracy_exact": share(count["right"], valued),
        "value_f1": share(2 * right, found + gold),
        "value_f1_days_only": share(2 * right, found + gold - 2 * dayless),
        "unresolved": count["unresolved"],
        "ignored": count["ignored"],
        "durations_taken": sum(c.verdict == "false alarm" and c.gold is not None for c in cases),
    }


def render(figures: Figures) -> str:
    """The figures as a table for a person."""
    f = figures
    rows = [
        ("span, relaxed: F1", f["f1"]),
        ("span, relaxed: precision", f["precision"]),
        ("span, relaxed: recall", f["recall"]),
        ("span, strict: F1", f["strict_f1"]),
        ("value (relaxed span): F1", f["value_f1"]),
        ("value, gold with days only: F1", f["value_f1_days_only"]),
        ("value, of the dates found: accuracy", f["value_accuracy"]),
        ("value, without parts of units: accuracy", f["value_accuracy_exact"]),
    ]
    head = (
        f"TimeML: {f['documents']} documents; {f['gold']} dates and times in the gold, {f['found']} found, "
        f"{f['unresolved']} of them unresolved; {f['ignored']} vague ones of the gold not counted; "
        f"{f['durations_taken']} durations and sets taken for dates."
    )
    return head + "\n\n" + table(("measure", "share"), rows)
