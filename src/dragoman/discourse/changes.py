"""Positions over time, with every change of mind marked: from, to, both sentences, both days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from dragoman.discourse.stands import Stand
from dragoman.record import Stance


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """All that an actor said on an issue on one day. ``stance`` is None where the day holds several stances."""

    day: str
    stance: Stance | None
    stands: tuple[Stand, ...]


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """What an actor said on an issue, day by day; ``undated`` rows can't be put in order and stand apart."""

    actor: str
    name: str
    issue: str
    label: str
    days: tuple[Day, ...]
    undated: tuple[Stand, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """An actor's stance on an issue on one day, and another one on a later day.

    ``reversal`` is true from support to opposition or back, false where one of the two is conditional.
    """

    actor: str
    name: str
    issue: str
    label: str
    before: Stand
    after: Stand
    reversal: bool


def follow_positions(stands: Iterable[Stand]) -> list[Course]:
    """Each actor's course on each issue, in the order of names and labels."""
    groups: dict[tuple[str, str], list[Stand]] = defaultdict(list)
    for s in stands:
        groups[s.actor, s.issue].append(s)
    out = []
    for rows in groups.values():
        days: dict[str, list[Stand]] = defaultdict(list)
        for s in rows:
            if s.day:
                days[s.day].append(s)
        out.append(
            Course(
                actor=rows[0].actor, name=rows[0].name, issue=rows[0].issue, label=rows[0].label,
                days=tuple(
                    Day(day=d, stance=_only({s.stance for s in days[d]}), stands=tuple(days[d])) for d in sorted(days)
                ),
                undated=tuple(s for s in rows if not s.day),
            )
        )  # fmt: skip
    return sorted(out, key=lambda c: (c.name, c.label, c.actor, c.issue))


def _only(stances: set[Stance]) -> Stance | None:
    return next(iter(stances)) if len(stances) == 1 else None


def find_changes(stands: Iterable[Stand]) -> list[Change]:
    """Every change of stance, oldest first.

    Only days that hold one stance are compared: words of one day that pull both ways (a report of the old position
    beside the new one) tell of no order. The sentence before is the last of its day, the one after the first.
    """
    out = []
    for course in follow_positions(stands):
        clear = [d for d in course.days if d.stance]
        for one, two in pairwise(clear):
            if one.stance == two.stance:
                continue
            out.append(
                Change(
                    actor=course.actor, name=course.name, issue=course.issue, label=course.label,
                    before=one.stands[-1], after=two.stands[0],
                    reversal={one.stance, two.stance} == {"support", "oppose"},
                )
            )  # fmt: skip
    return sorted(out, key=lambda c: (c.after.day or "", c.name, c.label))


def find_contradictions(stands: Iterable[Stand]) -> list[Day]:
    """Days on which one actor is for and against one issue: for a person to look at."""
    return [
        d
        for course in follow_positions(stands)
        for d in course.days
        if {"support", "oppose"} <= {s.stance for s in d.stands}
    ]


def render_changes(changes: Iterable[Change]) -> str:
    """Changes as text, for a terminal."""
    out = []
    for c in changes:
        head = f"{c.name}: {c.label}"
        lines = [head, f"  {c.before.stance} → {c.after.stance}" + ("   (reversal)" if c.reversal else "")]
        lines += [f"  {s.day} {s.stance:<11} “{s.sentence}”" for s in (c.before, c.after)]
        out.append("\n".join(lines))
    return "\n\n".join(out) if out else "No changes of position."
