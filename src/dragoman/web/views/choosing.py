"""The filters of the pictures: those of a search, with events told as having happened unless others are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dragoman.errors import UsageError
from dragoman.store import Filters
from dragoman.web.draw.network import QUADS
from dragoman.web.hits import read_hits
from dragoman.web.pages import FILTERS, PER_PAGE, Ask
from dragoman.web.scope import COPIES, Scope, counts_once, find_query, make_scope
from dragoman.web.views.find import filters_of
from dragoman.web.views.mending import checked_day

CHOSEN = {
    **{k: v for k, v in FILTERS.items() if k not in ("independent", "issue", "stance", "page")},
    "modality": f"{FILTERS['modality']}, or any; events that are asserted unless told",
    "copies": COPIES,
}
QUAD = {"quad": f"quad class of the event: {', '.join(QUADS)}"}


def told_as(query: Mapping[str, str], what: str) -> dict[str, str]:
    """The filters of an address as a search has them: what did not happen is no event unless it is asked for.

    A count of attacks must not hold those that were denied.
    """
    names = [k for k in FILTERS if k not in ("independent", "page")]
    out = {k: v for k, v in query.items() if k in names and v}
    if what == "events":
        out.setdefault("modality", "asserted")
    if out.get("modality") == "any":
        del out["modality"]
    return out


def choose(ask: Ask, what: str, *, without: tuple[str, ...] = ()) -> tuple[Filters, Scope]:
    """The filters of an address and the rows that they choose.

    Args:
        ask: the question.
        what: statements or events.
        without: filters that are passed over (``since``, ``until`` where they choose a part of a picture).

    Raises:
        UsageError: a value makes no sense.
    """
    for name in ("since", "until"):
        if ask.query.get(name):
            checked_day(ask.query[name], name)
    given = {k: v for k, v in told_as(ask.query, what).items() if k not in without}
    filters = filters_of(given)
    scope = make_scope(ask, what, filters)
    if quad := ask.query.get("quad"):
        if quad not in QUADS:
            raise UsageError(f"{quad!r} is no quad class; choose one of {', '.join(QUADS)}")
        scope = scope.narrowed("t.quad = ?", quad)
    return filters, scope


def list_items(ask: Ask, what: str, scope: Scope) -> dict[str, Any]:
    """One page of the rows of a choice, newest first, as sentences."""
    number = ask.number()
    found = scope.ask(
        ask.store.db, "t.id", "ORDER BY t.day DESC, t.document, t.start, t.id LIMIT ? OFFSET ?", PER_PAGE + 1,
        (number - 1) * PER_PAGE,
    )  # fmt: skip
    ids = [r[0] for r in found]
    return {"hits": read_hits(ask.store, what, ids[:PER_PAGE]), "number": number, "more": len(ids) > PER_PAGE}


def find_filters(ask: Ask, what: str) -> dict[str, str]:
    """The values of ``/find`` for the same choice."""
    query = told_as(ask.query, what)
    if not counts_once(ask.query):
        query["copies"] = "1"
    return find_query(query, what)


def key_of(name: str, ask: Ask, *leave: str) -> tuple[Any, ...]:
    """Under what a picture is remembered: its name and the values that shape it."""
    return (name, *sorted((k, v) for k, v in ask.query.items() if k not in ("page", *leave)))
