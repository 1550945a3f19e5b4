"""Who acts on whom: the busiest actors and what they do to each other."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dragoman.errors import UsageError
from dragoman.web.draw.network import QUADS
from dragoman.web.filters import as_query
from dragoman.web.pages import Ask, NotThere, Page
from dragoman.web.scope import Scope, as_list, members
from dragoman.web.views import dealings
from dragoman.web.views.choosing import CHOSEN, QUAD, choose, find_filters, key_of, list_items
from dragoman.web.views.find import TOLD_AS, choices

ACTORS, MOST_ACTORS = 20, 60
ROWS = 60  # of the table


def show_network(ask: Ask) -> dict[str, Any]:
    """Actors and what they do to each other by quad class; the acts of ``one`` on ``two`` as a list."""
    most = _most(ask)
    _, scope = choose(ask, "events")
    query = {k: v for k, v in ask.query.items() if k != "page"}
    seen = ask.memory.get(ask.store, key_of("network", ask, "one", "two"), lambda: _count(ask, scope, most))
    kept = {k: v for k, v in query.items() if k not in ("one", "two")}
    return {
        "query": query,
        **seen,
        "rows": [{**r, "link": f"/network{as_query(kept, one=r['one'], two=r['two'])}#acts"} for r in seen["rows"]],
        "quads": [{"quad": q, "css": css, "dashes": dashes} for q, (css, dashes) in QUADS.items()],
        "acts": _acts(ask, scope, kept),
        "find": "/find" + as_query(find_filters(ask, "events")),
        "choices": ask.memory.get(ask.store, "choices", lambda: choices(ask.store)),
        "told": TOLD_AS,
    }


def _most(ask: Ask) -> int:
    given = ask.query.get("most", str(ACTORS))
    if not given.isdecimal() or not 2 <= int(given[:6]) <= MOST_ACTORS:
        raise UsageError(f"most is a number of actors from 2 to {MOST_ACTORS}, not {given!r}")
    return int(given)


def _count(ask: Ask, scope: Scope, most: int) -> dict[str, Any]:
    actors, pairs = dealings.strongest(ask, scope, most)
    dealt = {a for a, b, _ in pairs} | {b for a, b, _ in pairs}
    counts = {a: n for a, n in actors if a in dealt}  # who stands alone says nothing in a network
    picture = None
    if counts:
        places = dealings.place_by_springs(list(counts), pairs)
        look = {"label": "who acts on whom; the same as a table below", "most": 3 * most}
        picture = dealings.draw_network(ask, pairs, places, counts, look)
    names = dealings.names_of(ask.store.db, list(counts))
    both: dict[tuple[str, str], Counter[str]] = {}
    for (one, two, quad), n in pairs.items():
        both.setdefault((one, two), Counter())[quad] += n
    rows = [
        {
            "one": one, "one_name": names.get(one, one), "two": two, "two_name": names.get(two, two),
            "counts": {q: c[q] for q in QUADS}, "total": c.total(),
        }
        for (one, two), c in sorted(both.items(), key=lambda x: (-x[1].total(), x[0]))
    ]  # fmt: skip
    return {
        "picture": picture,
        "rows": rows[:ROWS],
        "more": max(len(rows) - ROWS, 0),
        "arrows": {"shown": len(picture.arrows) if picture else 0, "all": sum(1 for n in pairs.values() if n)},
        "actors": len(counts),
    }


def _acts(ask: Ask, scope: Scope, kept: dict[str, str]) -> dict[str, Any] | None:
    """The acts of one actor on another, newest first."""
    one, two = ask.query.get("one"), ask.query.get("two")
    if not one or not two:
        return None
    ids = {}
    for name in (one, two):
        found = members(ask.store.db, "actor", name)
        if found is None:
            raise NotThere(f"there is no actor {name!r} in this record")
        ids[name] = as_list(found[1])
    names = dealings.names_of(ask.store.db, [one, two])
    given = "IN (SELECT value FROM json_each(?))"
    mine = scope.narrowed(
        f"t.id IN (SELECT s.event FROM side s {dealings.OTHER} WHERE s.role = 'actor' "
        f"AND s.actor {given} AND o.actor {given})",
        ids[one], ids[two],
    )  # fmt: skip
    return {
        "one": {"id": one, "name": names.get(one, one)},
        "two": {"id": two, "name": names.get(two, two)},
        "turned": f"/network{as_query(kept, one=two, two=one)}#acts",
        "away": f"/network{as_query(kept)}",
        **list_items(ask, "events", mine),
    }


PAGES = (
    Page(
        "/network", "network.html", "who acts on whom", show_network,
        {
            **CHOSEN, **QUAD, "most": f"how many actors, {ACTORS} unless told",
            "one": "an actor's id: with two, lists what he did to the other", "two": "an actor's id",
            "page": "which page of that list, from 1",
        },
    ),
)  # fmt: skip
