"""Events on the map: countries shaded, places as dots, by month."""

from __future__ import annotations

from collections import Counter
from typing import Any

from dragoman.errors import UsageError
from dragoman.knowledge import fold, state_by_code
from dragoman.web.draw import REGIONS, Dot, Land, World
from dragoman.web.draw.world import level_of
from dragoman.web.filters import as_query
from dragoman.web.pages import Ask, Page
from dragoman.web.scope import Scope
from dragoman.web.views.choosing import CHOSEN, QUAD, choose, find_filters, key_of, list_items
from dragoman.web.views.find import TOLD_AS, choices
from dragoman.write.wording import clean, country_name

DOTS = 200  # places that are drawn
MONTHS = 60  # of the slider, the newest
ROWS = 25  # of the tables
_NAME = "coalesce(t.place_name, t.place_text)"


def show_map(ask: Ask) -> dict[str, Any]:
    """Events by country and place; the list of one of them where ``at`` or ``place`` names it."""
    region = ask.query.get("region", "world")
    if region not in REGIONS:
        raise UsageError(f"there is no region {region!r}; choose one of {', '.join(REGIONS)}")
    _, scope = choose(ask, "events")
    at, place = ask.query.get("at"), ask.query.get("place")
    query = {k: v for k, v in ask.query.items() if k != "page"}
    seen = ask.memory.get(ask.store, key_of("map", ask, "region", "at", "place"), lambda: count_places(ask, scope))
    kept = {k: v for k, v in query.items() if k not in ("at", "place")}
    lands = tuple(_land(kept, row, seen["countries"][0]["count"]) for row in seen["countries"])
    dots = tuple(
        Dot(
            clean(p["name"]), p["country"], p["lat"], p["lon"], p["count"], _link(kept, p["country"], p["name"]),
            p["months"],
        )
        for p in seen["places"]
    )  # fmt: skip
    return {
        "query": query,
        "region": region,
        "regions": [
            {"name": k, "words": w, "link": f"/map{as_query(query, region=k)}", "here": k == region}
            for k, (w, _) in REGIONS.items()
        ],
        "world": World("events by country and place; the same as tables beside it", region, lands, dots, at),
        "countries": [{**row, "link": _link(kept, row["code"])} for row in seen["countries"]],
        "places": [
            {**row, "name": clean(row["name"]), "link": _link(kept, row["country"], row["name"])}
            for row in seen["places"][:ROWS]
        ],
        "counts": seen["counts"],
        "months": seen["months"],
        "chosen": _chosen(at, place),
        "away": f"/map{as_query(kept)}",
        "find": "/find" + as_query(find_filters(ask, "events")),
        "list": _list(ask, scope, at, place) if at or place else None,
        "choices": ask.memory.get(ask.store, "choices", lambda: choices(ask.store)),
        "told": TOLD_AS,
    }  # fmt: skip


def _land(query: dict[str, str], row: dict[str, Any], most: int) -> Land:
    link = _link(query, row["code"])
    return Land(row["code"], row["name"], row["count"], level_of(row["count"], most), link, row["months"])


def _link(query: dict[str, str], country: str | None, place: str | None = None) -> str:
    return f"/map{as_query(query, at=country, place=place)}#list"


def _chosen(at: str | None, place: str | None) -> str | None:
    country = country_name(at.upper()) if at else None
    return ", ".join(x for x in (clean(place) if place else None, country) if x) or None


def _list(ask: Ask, scope: Scope, at: str | None, place: str | None) -> dict[str, Any]:
    if at:
        scope = scope.narrowed("t.place_country = ?", at.upper())
    if place:
        scope = scope.narrowed(f"{_NAME} = ?", place)
    return list_items(ask, "events", scope)


def count_places(ask: Ask, scope: Scope) -> dict[str, Any]:
    """Countries and places with their counts, most first, and by month; how many events lie nowhere that is known."""
    found = scope.ask(
        ask.store.db, f"t.place_country AS country, CASE WHEN t.place_country IS NOT NULL THEN {_NAME} END AS name, "
        "substr(t.day, 1, 7) AS month, avg(t.place_lat) AS lat, avg(t.place_lon) AS lon, count(*) AS many",
        "GROUP BY 1, 2, 3",
    ).fetchall()  # fmt: skip
    located = [r for r in found if r["country"]]
    months = sorted({r["month"] for r in located if r["month"]})[-MONTHS:]
    at = {m: n for n, m in enumerate(months)}
    countries: dict[str, dict[str, Any]] = {}
    places: dict[tuple[str, str], dict[str, Any]] = {}
    for r in located:
        code, month = r["country"], at.get(r["month"])
        empty = {"code": code, "name": country_name(code) or code, "count": 0, "months": Counter()}
        groups = [countries.setdefault(code, empty)]
        if r["lat"] is not None and r["lon"] is not None and r["name"]:
            where = {"lat": round(r["lat"], 3), "lon": round(r["lon"], 3)}
            place = {"name": r["name"], "country": code, **where, "count": 0, "months": Counter()}
            groups.append(places.setdefault((r["name"], code), place))
        for group in groups:
            group["count"] += r["many"]
            if month is not None:
                group["months"][month] += r["many"]
    busiest = sorted(places.values(), key=lambda p: (-p["count"], p["name"]))
    pointed = [p for p in busiest if not _is_country(p["name"], p["country"])]
    return {
        "countries": sorted(countries.values(), key=lambda c: (-c["count"], c["name"])),
        "places": pointed[:DOTS],
        "months": months,
        "counts": {
            "events": sum(r["many"] for r in found), "located": sum(r["many"] for r in located),
            "more": len(pointed) > DOTS,
        },
    }  # fmt: skip


def _is_country(name: str, code: str | None) -> bool:
    """Whether a place is a country as a whole: it is shaded, a dot in its middle would be a place that nobody named."""
    state = state_by_code(code) if code else None
    return state is not None and fold(name) in {fold(n) for n in (state.name, *state.names)}


PAGES = (
    Page(
        "/map", "map.html", "events by country and place", show_map,
        {
            **CHOSEN, **QUAD, "at": "country of the place, ISO 3166 alpha-3: lists its events",
            "place": "name of a place: lists its events",
            "region": f"what part of the world: {', '.join(REGIONS)}", "page": "which page of the list, from 1",
        },
    ),
)  # fmt: skip
