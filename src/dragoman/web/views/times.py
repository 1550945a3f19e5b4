"""Events and statements over time, with a part of it chosen and listed."""

from __future__ import annotations

from datetime import date
from typing import Any

from dragoman.errors import UsageError
from dragoman.web.draw import Lane, Series, Timeline
from dragoman.web.draw.network import QUADS
from dragoman.web.draw.timeline import MOST_BARS, UNITS, Unit
from dragoman.web.filters import as_query
from dragoman.web.pages import Ask, Page
from dragoman.web.scope import Scope
from dragoman.web.views.choosing import CHOSEN, choose, find_filters, key_of, list_items
from dragoman.web.views.counting import Span, count_months, make_timeline, span_of
from dragoman.web.views.find import TOLD_AS, choices
from dragoman.web.views.mending import checked_day

TABS = {"events": "Events", "statements": "Statements"}
_SERIES = {
    "events": tuple(Series(q, q, f"f-{css}") for q, (css, _) in QUADS.items()),
    "statements": (
        Series("asserted", "said", "f-s"), Series("future", "expected to be said", "f-told-future"),
        Series("hypothetical", "perhaps said", "f-told-hypothetical"),
        Series("negated", "not said: declined or denied", "f-told-negated"),
    ),
}  # fmt: skip
_LANES = {
    "events": (Lane((1, 0), (3, 2), "cooperation ↑", "conflict ↓"),),
    "statements": (Lane((0, 1, 2, 3)),),
}
_COLUMN = {"events": "t.quad", "statements": "t.modality"}
_DAYS_OF = {"day": 1, "week": 7, "month": 31, "year": 366}


def show_time(ask: Ask) -> dict[str, Any]:
    """Counts by day, week, month or year, and the list of the part that ``since`` and ``until`` choose."""
    what, unit = _what(ask), _unit(ask)
    query = {k: v for k, v in ask.query.items() if k != "page"}
    _, whole = choose(ask, what, without=("since", "until"))
    _, chosen = choose(ask, what)
    seen = ask.memory.get(ask.store, key_of("time", ask, "since", "until"), lambda: _draw(ask, what, unit, whole))
    chart: Timeline | None = seen["chart"]
    since, until = ask.query.get("since"), ask.query.get("until")
    if chart is not None:
        chart = Timeline(
            label=chart.label, unit=chart.unit, series=chart.series, lanes=chart.lanes, bars=_linked(ask, chart),
            since=since, until=until,
        )  # fmt: skip
    return {
        "what": what,
        "query": query,
        "tabs": [
            {
                "name": k, "words": w, "count": None, "here": k == what,
                "link": "/time" + as_query({x: y for x, y in query.items() if x != "type" or k == "events"}, what=k),
            }
            for k, w in TABS.items()
        ],
        **seen,
        "chart": chart,
        "first": chart.bars[0].start if chart else None,
        "last": chart.bars[-1].end if chart else None,
        "links": _links(query, since, until),
        "find": "/find" + as_query(find_filters(ask, what)),
        **list_items(ask, what, chosen),
        "choices": ask.memory.get(ask.store, "choices", lambda: choices(ask.store)),
        "told": TOLD_AS,
    }  # fmt: skip


def _what(ask: Ask) -> str:
    what = ask.query.get("what", "events")
    if what not in TABS:
        raise UsageError(f"there is no tab {what!r}; choose one of {', '.join(TABS)}")
    return what


def _unit(ask: Ask) -> Unit | None:
    unit = ask.query.get("by")
    if unit is not None and unit not in UNITS:
        raise UsageError(f"{unit!r} is no stretch of time; choose one of {', '.join(UNITS)}")
    return unit


def _draw(ask: Ask, what: str, unit: Unit | None, scope: Scope) -> dict[str, Any]:
    """The chart without what is chosen of it, and what it does not show."""
    db = ask.store.db
    months = count_months(db, scope, _COLUMN[what])
    found = span_of(months)
    if found is None:
        return {"chart": None, "span": None, "notes": []}
    first, last = _view(ask, found)
    notes = []
    if unit is not None and (last - first).days / _DAYS_OF[unit] > MOST_BARS:
        notes.append(f"This span has too many {unit}s for one picture: choose a part of it, or longer stretches.")
        unit = None
    words = "cooperation above the line, conflict below it" if what == "events" else "by how the saying is told"
    chart = make_timeline(
        db, scope, _COLUMN[what], _SERIES[what], _LANES[what], label=f"{what} over time, {words}",
        link=lambda since, until: "", months=months, span=(first, last), unit=unit,
    )  # fmt: skip
    shown = sum(sum(b.counts) for b in chart.bars) if chart else 0
    return {
        "chart": chart,
        "span": {
            "before": found.before, "after": found.after, "undated": months.undated, "shown": shown,
            "narrowed": "from" in ask.query or "to" in ask.query,
        },
        "notes": notes,
    }  # fmt: skip


def _view(ask: Ask, found: Span) -> tuple[date, date]:
    """The days that the chart shows: those of the address, else those in which nearly all lies."""
    given = {}
    for name in ("from", "to"):
        if ask.query.get(name):
            given[name] = date.fromisoformat(checked_day(ask.query[name], name))
    first, last = given.get("from", found.first), given.get("to", found.last)
    if last < first:
        if len(given) == 2:
            raise UsageError(f"the chart ends ({last}) before it begins ({first}); swap the two days")
        first = last = given.get("from") or given.get("to") or first
    return first, last


def _linked(ask: Ask, chart: Timeline) -> tuple[Any, ...]:
    """The bars with addresses that choose them."""
    from msgspec.structs import replace

    query = {k: v for k, v in ask.query.items() if k != "page"}
    return tuple(
        replace(b, link=f"/time{as_query(query, since=b.start, until=b.end)}#list") if any(b.counts) else b
        for b in chart.bars
    )


def _links(query: dict[str, str], since: str | None, until: str | None) -> dict[str, str | None]:
    """Addresses that take the choice back, look closer at it, or show all of the time again."""
    open_ = {k: v for k, v in query.items() if k not in ("since", "until")}
    closer = as_query(open_, **{"from": since, "to": until, "by": None}) if since and until else None
    wide = as_query({k: v for k, v in query.items() if k not in ("from", "to", "by")})
    return {
        "none": f"/time{as_query(open_)}" if since or until else None,
        "closer": f"/time{closer}" if closer else None,
        "all": f"/time{wide}" if "from" in query or "to" in query else None,
    }


PAGES = (
    Page(
        "/time", "time.html", "events and statements over time", show_time,
        {
            "what": "events or statements", **CHOSEN, "by": "day, week, month or year",
            "from": "ISO day with which the chart begins", "to": "ISO day with which it ends",
            "page": "which page of the list, from 1",
        },
    ),
)  # fmt: skip
