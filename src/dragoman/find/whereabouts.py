"""Which country the words around a phrase speak of, for offices and bodies that do not say it themselves."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from datetime import date

from dragoman import knowledge as kb
from dragoman.find.names import Names
from dragoman.find.phrases import DATELINE
from dragoman.record import Span

_WHERE = re.compile(
    r"\b(?:in|at|from|near|outside)\s+(?:the\s+)?(?:(?:north|south|east|west)[\w-]*\s+|central\s+)?$", re.IGNORECASE
)


def home_country(text: str, names: Names, on: date | None) -> str | None:
    """The country that the document is about, where one clearly leads; else that of its dateline."""
    counts: Counter[str] = Counter()
    for n in names:
        code = None if n.shared else n.country
        if n.kind == "place":
            place = kb.find_place(n.canonical)
            code = place.country if place else None
        if code:
            counts[code] += 1
    if not counts:
        return None
    leader, times = counts.most_common(1)[0]
    if times >= 2 and times >= 0.55 * sum(counts.values()):
        return leader
    dateline = DATELINE.search(text)
    if dateline:
        state = kb.find_capital(dateline[1].title(), on) or kb.find_state(dateline[1].title(), on)
        place = None if state else kb.find_place(dateline[1].title())
        return state.iso3 if state else place.country if place else None
    return None


def near_country(text: str, names: Names, sentence: Span, home: str | None) -> str | None:
    """The country of the one place that the sentence names."""
    s, e = sentence
    found: set[str] = set()
    for n in names.starting(s, e):
        if n.kind in ("place", "capital", "state", "seat") and _WHERE.search(text[max(s, n.start - 28) : n.start]):
            if n.kind == "place":
                place = kb.find_place(n.canonical, home)
                # towns share names: only one in a country that the article speaks of tells anything
                if place and place.country and place.country in names.countries:
                    found.add(place.country)
            elif n.country:
                found.add(n.country)
    return found.pop() if len(found) == 1 else None


def paragraph_country(text: str, names: Names, at: int) -> str | None:
    """The country of the one state that the paragraph names before ``at``."""
    start = text.rfind("\n\n", 0, at) + 1
    near = names.starting(start, at)
    found = {n.country for n in near if n.kind in ("state", "capital", "adjective", "seat")}
    return found.pop() if len(found) == 1 else None


def main_states(names: Names, at: int) -> list[str]:
    """The two states named most before ``at``, for "the two countries"; none where a third is as frequent."""
    counts = Counter({name: times for name, where in names.states.items() if (times := bisect_left(where, at))})
    top = counts.most_common(3)
    if len(top) < 2 or (len(top) == 3 and top[2][1] == top[1][1]):
        return []
    return [t[0] for t in top[:2]]
