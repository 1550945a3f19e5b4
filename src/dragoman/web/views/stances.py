"""Stances over time: of one actor on all issues, or of all actors on one issue; every change of mind marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dragoman.discourse.changes import Change, Course, find_changes, follow_positions
from dragoman.discourse.stands import Stand
from dragoman.web.draw import Mark, Strip
from dragoman.web.filters import as_day
from dragoman.web.hits import read_hits
from dragoman.web.pages import Ask
from dragoman.web.scope import Scope, counts_once, find_link, without_copies
from dragoman.web.stands import list_stands
from dragoman.write.wording import STANCE_WORDS, clean

SHOWN = 15  # courses on a page
CHANGES = 6
WORDS = {**STANCE_WORDS, "mixed": "for and against"}


def stances_of(ask: Ask, root: str, ids: str) -> dict[str, Any]:
    """The stances of an actor: a course for each issue, those with most positions first, and changes with sentences."""
    stands = list_stands(ask.store.db, scope_of(ask, "t.actor", ids))
    courses = follow_positions(stands)
    changes = find_changes(stands)
    turned = {c.after.position for c in changes}
    ordered = sorted(courses, key=lambda c: (-_size(c), c.label))
    span = _span(ordered[:SHOWN])
    return {
        "total": len(stands),
        "first": span[0] if span else None,
        "last": span[1] if span else None,
        "courses": [_course(ask, c, span, turned, "issue") for c in ordered[:SHOWN]],
        "more": max(len(ordered) - SHOWN, 0),
        "changes": changes_data(ask, changes),
    }


def scope_of(ask: Ask, column: str, ids: str) -> Scope:
    """Positions of an actor (``t.actor``) or issue (``t.issue``), as the switch for copies says."""
    scope = Scope(
        "FROM position t", f"{column} IN (SELECT value FROM json_each(?)) AND t.verdict IS NOT 'rejected'", (ids,)
    )
    return without_copies(ask.memory, ask.store, scope) if counts_once(ask.query) else scope


def _size(course: Course) -> int:
    return sum(len(d.stands) for d in course.days) + len(course.undated)


def courses_of_issue(ask: Ask, stands: Sequence[Stand]) -> list[dict[str, Any]]:
    """The courses of those actors who spoke on more than one day, those with changes first."""
    turned = {c.after.position for c in find_changes(stands)}
    courses = [c for c in follow_positions(stands) if len(c.days) > 1]
    courses.sort(key=lambda c: (not any(s.position in turned for d in c.days for s in d.stands), -_size(c), c.name))
    span = _span(courses[:SHOWN])
    return [_course(ask, c, span, turned, "actor") for c in courses[:SHOWN]]


def _span(courses: Sequence[Course]) -> tuple[str, str] | None:
    """The days of the strips; of days far off, which a text may name, the few are left out and stand at the edge."""
    days = sorted(d.day for c in courses for d in c.days)
    if not days:
        return None
    spare = len(days) // 20
    low, high = days[spare], days[-1 - spare]
    return (days[0], days[-1]) if _length(low, high) * 2 > _length(days[0], days[-1]) else (low, high)


def _length(first: str, last: str) -> int:
    return (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days


def _course(ask: Ask, course: Course, span: tuple[str, str] | None, turned: set[str], about: str) -> dict[str, Any]:
    counts = dict.fromkeys(STANCE_WORDS, 0)
    for s in (*(x for d in course.days for x in d.stands), *course.undated):
        counts[s.stance] += 1
    name = clean(course.label if about == "issue" else course.name)
    marks = []
    for d in course.days:
        stance = d.stance or ("mixed" if {"support", "oppose"} <= {s.stance for s in d.stands} else d.stands[0].stance)
        changed = any(s.position in turned for s in d.stands)
        words = f"{as_day(d.day)}: {WORDS[stance]}{' (changed)' if changed else ''}"
        marks.append(Mark(d.day, stance, words, f"/positions/{d.stands[0].position}", changed))
    label = f"{name}: {counts_words(counts)}"
    return {
        "id": course.issue if about == "issue" else course.actor,
        "name": name,
        "counts": counts,
        "words": counts_words(counts),
        "link": find_link(ask.query, "positions", actor=course.actor, issue=course.issue),
        "undated": len(course.undated),
        "picture": Strip(label, span[0], span[1], tuple(marks)) if span and marks else None,
        "turned": [m.day for m in marks if m.changed],
    }


def counts_words(counts: dict[str, int]) -> str:
    """``3 for, 1 against``."""
    return ", ".join(f"{n:,} {STANCE_WORDS[s]}" for s, n in counts.items() if n)


def changes_data(ask: Ask, changes: Iterable[Change]) -> dict[str, Any]:
    """Changes of mind, newest first, each with the sentence before and the one after; ``more`` were left out."""
    every = sorted(changes, key=lambda c: c.after.day or "", reverse=True)
    kept = every[:CHANGES]
    hits = read_hits(ask.store, "positions", [p for c in kept for p in (c.before.position, c.after.position)])
    by_id = {h["id"]: h for h in hits}
    return {
        "list": [
            {
                "actor": {"id": c.actor, "name": clean(c.name)},
                "issue": {"id": c.issue, "label": clean(c.label)},
                "before": {"stance": c.before.stance, "day": c.before.day, "hit": by_id[c.before.position]},
                "after": {"stance": c.after.stance, "day": c.after.day, "hit": by_id[c.after.position]},
                "reversal": c.reversal,
            }
            for c in kept
        ],
        "more": len(every) - len(kept),
    }
