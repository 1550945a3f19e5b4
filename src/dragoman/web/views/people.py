"""Actors: the list of them, and a page for each with what he said, did, had done to him and stands for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from dragoman.errors import UsageError
from dragoman.record import ActorKind
from dragoman.web.pages import LAST_PAGE, PER_PAGE, Ask, NotThere, Page
from dragoman.web.scope import COPIES, as_list, counts_once, members
from dragoman.web.views import dealings, stances
from dragoman.web.views.find import choices
from dragoman.web.views.mending import history_of_all, splitting
from dragoman.write.wording import SECTOR_WORDS, clean, country_name

KINDS = get_args(ActorKind)
NEWEST = 6  # statements on the page of an actor
_SAMPLE = 300  # of the newest mentions, to see how articles name an actor


# ---------------------------------------------------------------- all of them
def show_actors(ask: Ask) -> dict[str, Any]:
    """Actors that the filters choose, those named most often first."""
    query = {k: v for k, v in ask.query.items() if k != "page"}
    where, values = _conditions(query)
    number = ask.number()
    start = (number - 1) * PER_PAGE
    if len(where) > 1:
        found = ask.store.db.execute(
            f"SELECT a.id, {_MENTIONS} AS mentions FROM actor a WHERE {' AND '.join(where)} "
            "ORDER BY mentions DESC, a.name, a.id LIMIT ? OFFSET ?",
            (*values, PER_PAGE + 1, start),
        ).fetchall()
    else:
        found = ask.memory.get(ask.store, "ranking", lambda: _rank(ask.store.db))[start : start + PER_PAGE + 1]
    rows = [_row(ask, r[0], r[1]) for r in found[:PER_PAGE]]
    total = ask.memory.get(ask.store, "actors", lambda: _count_actors(ask))
    return {
        "query": query,
        "actors": rows,
        "number": number,
        "more": len(found) > PER_PAGE,
        "total": total,
        "kinds": list(KINDS),
        "choices": ask.memory.get(ask.store, "choices", lambda: choices(ask.store)),
    }


_MENTIONS = (
    "(SELECT count(*) FROM mention m WHERE m.actor = a.id) + "
    "(SELECT count(*) FROM actor x CROSS JOIN mention m ON m.actor = x.id WHERE x.same_as = a.id)"
)


def _rank(db: sqlite3.Connection) -> list[tuple[str, int]]:
    """Ids and mentions of all actors that a list can reach, those named most often first."""
    found = db.execute(
        "WITH named AS MATERIALIZED (SELECT actor, count(*) AS many FROM mention GROUP BY actor), "
        "merged AS (SELECT x.same_as, sum(n.many) AS many FROM actor x JOIN named n ON n.actor = x.id "
        "WHERE x.same_as IS NOT NULL GROUP BY x.same_as) "
        "SELECT a.id, coalesce(n.many, 0) + coalesce(g.many, 0) AS mentions "
        "FROM actor a LEFT JOIN named n ON n.actor = a.id LEFT JOIN merged g ON g.same_as = a.id "
        "WHERE a.same_as IS NULL ORDER BY mentions DESC, a.name, a.id LIMIT ?",
        (LAST_PAGE * PER_PAGE + 1,),
    )
    return [(r[0], r[1]) for r in found]


def _count_actors(ask: Ask) -> int:
    return int(ask.store.db.execute("SELECT count(*) FROM actor WHERE same_as IS NULL").fetchone()[0])


def _conditions(query: Mapping[str, str]) -> tuple[list[str], list[str]]:
    where, values = ["a.same_as IS NULL"], []
    if query.get("kind"):
        if query["kind"] not in KINDS:
            raise UsageError(f"{query['kind']!r} is no kind of actor; choose one of {', '.join(KINDS)}")
        where.append("a.kind = ?")
        values.append(query["kind"])
    for name in ("country", "sector"):
        if query.get(name):
            where.append(f"a.{name} = ?")
            values.append(query[name].upper())
    if query.get("q"):
        match = name_match(query["q"])
        if match is None:
            raise UsageError("there is no word in this search; type part of a name")
        where.append(
            "a.id IN (SELECT coalesce(m.same_as, m.id) FROM actor m WHERE m.rowid IN "
            "(SELECT rowid FROM actor_text WHERE actor_text MATCH ?))"
        )
        values.append(match)
    return where, values


def name_match(words: str) -> str | None:
    """A full-text query for names that hold all the words, the last of which may be the beginning of one."""
    found = re.findall(r"\w+", words)
    return " ".join([*(f'"{w}"' for w in found[:-1]), f'"{found[-1]}"*']) if found else None


def _row(ask: Ask, name: str, mentions: int) -> dict[str, Any]:
    """An actor of the list with counts by kind of item."""
    row = ask.store.db.execute("SELECT * FROM actor WHERE id = ?", (name,)).fetchone()
    ids = _all_ids(ask, name)
    counts = {
        name: ask.store.db.execute(text, (ids,)).fetchone()[0]
        for name, text in (
            ("statements", "SELECT count(*) FROM statement WHERE speaker IN (SELECT value FROM json_each(?))"),
            ("events", "SELECT count(DISTINCT event) FROM side WHERE actor IN (SELECT value FROM json_each(?))"),
            ("positions", "SELECT count(*) FROM position WHERE actor IN (SELECT value FROM json_each(?))"),
        )
    }
    return {**_described(row), "mentions": mentions, **counts}


def _all_ids(ask: Ask, name: str) -> str:
    found = members(ask.store.db, "actor", name)
    return as_list(found[1] if found else ())


def _described(row: Mapping[str, Any]) -> dict[str, Any]:
    sector = SECTOR_WORDS.get(row["sector"] or "") or row["sector"]
    return {
        "id": row["id"], "name": clean(row["name"]), "kind": row["kind"], "country": row["country"],
        "country_name": country_name(row["country"]), "sector": row["sector"], "sector_words": sector,
    }  # fmt: skip


# ---------------------------------------------------------------- one of them
def show_actor(ask: Ask) -> dict[str, Any]:
    """An actor: names, roles with evidence, statements, acts, stances over time, corrections.

    Raises:
        NotThere: the record has no such actor.
    """
    found = members(ask.store.db, "actor", ask.path["id"])
    if found is None:
        raise NotThere(f"there is no actor {ask.path['id']!r} in this record")
    root, ids = found
    once = counts_once(ask.query)
    row = ask.store.db.execute("SELECT * FROM actor WHERE id = ?", (root,)).fetchone()
    plain = replace(ask, query={k: v for k, v in ask.query.items() if k == "copies"})  # what is kept is everybody's
    seen = ask.memory.get(ask.store, ("actor", root, once), lambda: _all_of(plain, root, ids))
    return {
        **_described(row),
        "asked": ask.path["id"],
        "query": dict(plain.query),
        **seen,
        "history": history_of_all(ask, "actor", ids),
        "correct": _correcting(ask, root, ids, row["name"]) if ask.may_correct else None,
    }


def _all_of(ask: Ask, root: str, ids: tuple[str, ...]) -> dict[str, Any]:
    """What the record holds of an actor."""
    from dragoman.web.hits import read_hits

    chosen = as_list(ids)
    deeds = dealings.deeds_of(ask, root, chosen)
    positions = stances.stances_of(ask, root, chosen)
    said, count = _said(ask, chosen)
    mentions = ask.store.db.execute(
        "SELECT count(*), count(DISTINCT document) FROM mention WHERE actor IN (SELECT value FROM json_each(?))",
        (chosen,),
    ).fetchone()
    return {
        "merged": _merged(ask, ids[1:]),
        "names": _names(ask, chosen),
        "counts": {
            "mentions": mentions[0], "documents": mentions[1], "statements": count, "events": deeds["total"],
            "positions": positions["total"],
        },
        "roles": _roles(ask, chosen),
        "statements": read_hits(ask.store, "statements", said),
        "deeds": deeds,
        "positions": positions,
    }  # fmt: skip


def _said(ask: Ask, ids: str) -> tuple[list[str], int]:
    """Ids of the newest statements, and how many there are."""
    from dragoman.web.scope import Scope, without_copies

    scope = Scope(
        "FROM statement t", "t.speaker IN (SELECT value FROM json_each(?)) AND t.verdict IS NOT 'rejected'", (ids,)
    )
    if counts_once(ask.query):
        scope = without_copies(ask.memory, ask.store, scope)
    newest = scope.ask(ask.store.db, "t.id", "ORDER BY t.day DESC, t.document, t.start, t.id LIMIT ?", NEWEST)
    return [r[0] for r in newest], scope.ask(ask.store.db, "count(*)").fetchone()[0]


def _merged(ask: Ask, ids: tuple[str, ...]) -> list[dict[str, str]]:
    found = ask.store.db.execute(
        "SELECT id, name FROM actor WHERE id IN (SELECT value FROM json_each(?)) ORDER BY name", (as_list(ids),)
    )
    return [{"id": r["id"], "name": clean(r["name"])} for r in found]


def _names(ask: Ask, ids: str) -> list[dict[str, Any]]:
    """How the newest articles name the actor, the commonest way first; pronouns left out."""
    found = ask.store.db.execute(
        "SELECT words, form, count(*) AS many FROM "
        "(SELECT m.form, substr(d.text, m.start + 1, m.end - m.start) AS words "
        "FROM (SELECT * FROM mention WHERE actor IN (SELECT value FROM json_each(?)) AND form <> 'pronoun' "
        "ORDER BY rowid DESC LIMIT ?) m JOIN document d ON d.id = m.document) "
        "GROUP BY words, form ORDER BY many DESC, words",
        (ids, _SAMPLE),
    )
    out: dict[str, dict[str, Any]] = {}
    for r in found:
        words = " ".join(clean(r["words"] or "").split())
        if words:
            one = out.setdefault(words.casefold(), {"words": words, "form": r["form"], "count": 0})
            one["count"] += r["many"]
    return sorted(out.values(), key=lambda x: -x["count"])[:12]


def _roles(ask: Ask, ids: str) -> list[dict[str, Any]]:
    """Offices and functions, newest evidence first: title, since when and until when it was told, and the words."""
    found = ask.store.db.execute(
        "SELECT r.*, d.day, d.outlet, d.title AS headline, substr(d.text, r.start + 1, r.end - r.start) AS words "
        "FROM (SELECT * FROM role WHERE actor IN (SELECT value FROM json_each(?)) ORDER BY rowid DESC LIMIT 600) r "
        "LEFT JOIN document d ON d.id = r.document ORDER BY d.day DESC",
        (ids,),
    )
    out: dict[tuple[Any, ...], dict[str, Any]] = {}
    for r in found:
        key = (r["title"].casefold(), r["organisation"], r["country"])
        role = out.setdefault(key, {
            "title": clean(r["title"]), "organisation": clean(r["organisation"] or "") or None,
            "country": country_name(r["country"]), "sector": SECTOR_WORDS.get(r["sector"] or "") or r["sector"],
            "from": r["from_day"], "until": r["until_day"], "first": None, "last": None, "articles": 0, "evidence": [],
        })  # fmt: skip
        if r["document"] is None:
            continue
        role["articles"] += 1
        if r["day"]:
            role["first"], role["last"] = min(role["first"] or r["day"], r["day"]), max(role["last"] or "", r["day"])
        if len(role["evidence"]) < 3 and r["words"]:
            role["evidence"].append({
                "document": r["document"], "words": clean(" ".join(r["words"].split())), "outlet": r["outlet"],
                "published": r["day"], "title": clean(r["headline"] or "(no title)"),
            })  # fmt: skip
    return list(out.values())[:40]


def _correcting(ask: Ask, root: str, ids: tuple[str, ...], name: str) -> dict[str, Any]:
    """What the forms of corrections offer."""
    from dragoman.knowledge import all_states, sectors

    states = {s.iso3: s.name for s in all_states() if s.iso3 and s.status in ("state", "territory")}
    return {
        "kinds": list(KINDS),
        "countries": [{"value": k, "words": v} for k, v in sorted(states.items(), key=lambda x: x[1].casefold())],
        "sectors": sorted(
            ({"value": s, "words": SECTOR_WORDS.get(s) or s} for s in sectors()), key=lambda x: x["words"].casefold()
        ),
        "sought": ask.query.get("same", ""),
        "alike": _alike(ask, root, ask.query.get("same") or None, name),
        "split": splitting(ask, "actor", ids) if ask.query.get("split") else None,
    }


def _alike(ask: Ask, root: str, sought: str | None, name: str) -> list[dict[str, Any]]:
    """Actors that may be the same: those whose names hold what is typed, else one of the longer words of this name."""
    words = re.findall(r"\w{3,}", name)
    match = name_match(sought) if sought else " OR ".join(f'"{w}"' for w in words[-1:])
    if not match:
        return []
    found = ask.store.db.execute(
        "SELECT a.id, a.name, a.kind, a.country, a.sector, "
        "(SELECT count(*) FROM mention m WHERE m.actor = a.id) AS many FROM actor a "
        "WHERE a.same_as IS NULL AND a.id <> ? AND a.rowid IN "
        "(SELECT rowid FROM actor_text WHERE actor_text MATCH ? LIMIT 300) ORDER BY many DESC, a.name LIMIT 8",
        (root, match),
    )
    return [{**_described(r), "mentions": r["many"]} for r in found]


PAGES = (
    Page(
        "/actors", "actors.html", "actors, those named most often first", show_actors,
        {
            "q": "part of a name", "kind": f"one of {', '.join(KINDS)}", "country": "ISO 3166 alpha-3",
            "sector": "PLOVER sector code", "page": "which page, from 1",
        },
    ),
    Page(
        "/actors/{id}", "actor.html", "one actor: roles, statements, acts, positions over time", show_actor,
        {
            "copies": COPIES, "same": "part of the name of an actor that may be the same (for merging)",
            "split": "1 offers articles for splitting",
            "outlet": "for splitting: articles of this outlet", "since": "for splitting: articles since this day",
            "until": "for splitting: articles until this day",
        },
    ),
)  # fmt: skip
