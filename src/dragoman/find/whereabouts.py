"""Which country the words around a phrase speak of, for offices and bodies that do not say it themselves."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from dragoman import knowledge as kb
from dragoman.find.names import Name
from dragoman.find.phrases import DATELINE
from dragoman.record import Span


def home_country(text: str, names: list[Name], on: date | None) -> str | None:
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


def near_country(text: str, names: list[Name], sentence: Span, home: str | None) -> str | None:
    """The country of the one place that the sentence names."""
    s, e = sentence
    found: set[str] = set()
    known = {n.country for n in names if n.kind in ("state", "capital", "adjective", "seat") and n.country}
    for n in names:
        where = re.search(r"\b(?:in|at|from|near|outside)\s+(?:the\s+)?$", text[max(s, n.start - 14) : n.start], re.I)
        if s <= n.start < e and where and n.kind in ("place", "capital", "state", "seat"):
            if n.kind == "place":
                place = kb.find_place(n.canonical, home)
                # towns share names: only one in a country that the article speaks of tells anything
                if place and place.country and place.country in known:
                    found.add(place.country)
            elif n.country:
                found.add(n.country)
    return found.pop() if len(found) == 1 else None


def paragraph_country(text: str, names: list[Name], at: int) -> str | None:
    """The country of the one state that the paragraph names before ``at``."""
    start = text.rfind("\n\n", 0, at) + 1
    found = {n.country for n in names if start <= n.start < at and n.kind in ("state", "capital", "adjective", "seat")}
    return found.pop() if len(found) == 1 else None


def main_states(names: list[Name], at: int) -> list[str]:
    """The two states named most before ``at``, for "the two countries"; none where a third is as frequent."""
    counts = Counter(n.canonical for n in names if n.start < at and n.kind in ("state", "capital", "adjective"))
    top = counts.most_common(3)
    if len(top) < 2 or (len(top) == 3 and top[2][1] == top[1][1]):
        return []
    return [t[0] for t in top[:2]]
