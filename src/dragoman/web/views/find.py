"""One search box over everything, with filters; results are sentences with their sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

from dragoman.errors import UsageError
from dragoman.record import EventType, Modality, Stance
from dragoman.store import Filters, Store
from dragoman.web import search
from dragoman.web.filters import as_query
from dragoman.web.hits import actors_by_id, read_hits
from dragoman.web.memory import Memory
from dragoman.web.naming import names_to_type
from dragoman.web.pages import FILTERS, PER_PAGE, Ask, Page
from dragoman.write.wording import EVENT_WORDS, MODALITY_WORDS, SECTOR_WORDS, STANCE_WORDS, country_name

TABS = {"statements": "Statements", "events": "Events", "positions": "Positions", "documents": "Articles"}
_OF_FILTER = {"type": "events", "mode": "events", "stance": "positions", "issue": "positions"}
_CHOSEN_WORDS = {
    "q": "words", "actor": "actor", "country": "country", "sector": "sector", "type": "type", "issue": "issue",
    "stance": "stance", "modality": "told as", "outlet": "outlet", "since": "since", "until": "until",
    "independent": "copies",
}  # fmt: skip
TOLD_AS = {k: v or "happened" for k, v in MODALITY_WORDS.items()} | {"negated": "did not happen"}


def filters_of(query: Mapping[str, str]) -> Filters:
    """Filters from the values of an address; the names are those of :data:`dragoman.web.pages.FILTERS`.

    Raises:
        UsageError: ``independent`` is neither 0 nor 1.
    """
    given = {k: v.strip() for k, v in query.items() if v.strip()}
    if given.get("independent", "0") not in ("0", "1"):
        raise UsageError(f"independent is 1 or left out, not {given['independent']!r}")
    names = ("actor", "country", "sector", "type", "mode", "issue", "stance", "modality", "outlet", "since", "until")
    return Filters(
        **{n: given.get(n) for n in (*names, "document")},  # type: ignore[arg-type]
        text=given.get("q"),
        independent=given.get("independent") == "1",
    )


def table_of(query: Mapping[str, str]) -> str:
    """Which table a search is about: as said, else the one that knows the filters, else statements.

    Raises:
        UsageError: there is no such table.
    """
    what = query.get("what")
    if what is None:
        return next((t for f, t in _OF_FILTER.items() if query.get(f)), "statements")
    if what not in TABS:
        raise UsageError(f"there is no tab {what!r}; choose one of {', '.join(TABS)}")
    return what


def show_find(ask: Ask) -> dict[str, Any]:
    """What the words and filters find: one page of one table, and how much the others hold."""
    query = {k: v for k, v in ask.query.items() if k != "page"}
    filters, what, number = filters_of(query), table_of(ask.query), ask.number()
    stray = search.misfits(what, filters)
    told = (
        f"{TABS[what]} have no {' and no '.join(stray)}: leave that filter out, or look under another tab."
        if stray
        else ""
    )
    ids: list[str] = []
    words = search.understand(ask.store, filters.text)
    if not stray:
        ids = search.find(ask.store, what, filters, PER_PAGE + 1, (number - 1) * PER_PAGE)
    plain = tuple(w for w, _ in words.names) if what in ("statements", "documents") else words.shown
    match = " ".join([words.match, *(f'"{w}"' for w, _ in words.names)]).strip() if what == "documents" else words.match
    return {
        "what": what,
        "query": query,
        "told": told,
        "tabs": _tabs(ask, query, filters, what),
        "hits": read_hits(ask.store, what, ids[:PER_PAGE], match or None, plain),
        "number": number,
        "more": len(ids) > PER_PAGE,
        "matches": _matches(ask, words),
        "looked_for": list(words.shown),
        "chosen": _chosen(ask, query),
        "choices": ask.memory.get(ask.store, "choices", lambda: choices(ask.store)),
        "downloads": _downloads(query, what),
        "total": ask.memory.get(
            ask.store, "any", lambda: ask.store.db.execute("SELECT count(*) FROM document").fetchone()[0]
        ),
    }


def _tabs(ask: Ask, query: dict[str, str], filters: Filters, here: str) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for what, words in TABS.items():
        found: str | None = None
        if not search.misfits(what, filters):
            found = counted(count_kept(ask.memory, ask.store, what, filters))
        link = f"/find{as_query({**query, 'what': what})}"
        out.append({"name": what, "words": words, "count": found, "link": link, "here": what == here})
    return out


def count_kept(memory: Memory, store: Store, what: str, filters: Filters) -> int:
    """How many items there are, up to :data:`dragoman.web.search.MOST` + 1; kept until the record changes."""
    return memory.get(store, ("count", what, filters), lambda: search.count(store, what, filters))


def counted(number: int) -> str:
    """A count for a person: ``1,204``, or ``5,000+`` where counting stopped."""
    return f"{search.MOST:,}+" if number > search.MOST else f"{number:,}"


def _matches(ask: Ask, words: search.Words) -> dict[str, Any]:
    """Actors and issues whose names hold the words: those named most often first."""
    if not words.shown:
        return {"actors": [], "issues": []}
    together = " ".join(f'"{w}"' for w in words.shown)
    either = " OR ".join(f'"{w}"' for w in words.shown)
    text = (
        "SELECT a.id, (SELECT count(*) FROM mention m WHERE m.actor = a.id) AS many FROM actor a "
        "WHERE a.same_as IS NULL AND a.rowid IN (SELECT rowid FROM actor_text WHERE actor_text MATCH ? LIMIT 200) "
        "ORDER BY many DESC LIMIT 5"
    )
    db = ask.store.db
    ids = [r[0] for r in db.execute(text, (together,))] if len(words.shown) > 1 else []
    ids = ids or [r[0] for r in db.execute(text, (either,))]
    for _, known in words.names:  # a seat of government stands for who sits there
        ids += [k for k in known if len(known) <= 3 and k not in ids]
    names = actors_by_id(db, ids)
    issues = db.execute(
        "SELECT i.id, i.label, (SELECT count(*) FROM position p WHERE p.issue = i.id) AS many FROM issue i "
        "WHERE i.same_as IS NULL AND i.n IN (SELECT rowid FROM issue_text WHERE issue_text MATCH ? LIMIT 200) "
        "ORDER BY many DESC LIMIT 5",
        (together,),
    )
    return {
        "actors": list({a["id"]: a for a in (names[i] for i in ids if i in names)}.values())[:6],
        "issues": [{"id": r["id"], "label": r["label"], "positions": r["many"]} for r in issues],
    }


def _chosen(ask: Ask, query: dict[str, str]) -> list[dict[str, str]]:
    """The filters that are set, each with the address without it."""
    out = []
    for name, value in query.items():
        if name not in _CHOSEN_WORDS or name == "q":
            continue
        shown = value
        if name == "country":
            shown = country_name(value.upper()) or value
        elif name == "sector":
            shown = SECTOR_WORDS.get(value.upper()) or value
        elif name == "modality":
            shown = TOLD_AS.get(value, value)
        elif name == "independent":
            shown = "left out"
        elif name == "actor" and value.startswith("ac-"):
            found = actors_by_id(ask.store.db, [value])
            shown = found[value]["name"] if value in found else value
        elif name == "issue" and value.startswith("is-"):
            row = ask.store.db.execute("SELECT label FROM issue WHERE id = ?", (value,)).fetchone()
            shown = row[0] if row else value
        out.append(
            {
                "name": name,
                "words": f"{_CHOSEN_WORDS[name]}: {shown}",
                "link": f"/find{as_query(query, **{name: None})}",
            }
        )
    return out


def choices(store: Store) -> dict[str, list[dict[str, str]]]:
    """What the filters can be set to in this record."""
    db = store.db
    countries = [r[0] for r in db.execute("SELECT DISTINCT country FROM actor WHERE country IS NOT NULL")]
    sectors = [r[0] for r in db.execute("SELECT DISTINCT sector FROM actor WHERE sector IS NOT NULL")]
    outlets = [
        r[0] for r in db.execute("SELECT DISTINCT outlet FROM document WHERE outlet IS NOT NULL ORDER BY 1 LIMIT 500")
    ]
    named = sorted(((country_name(c) or c, c) for c in countries), key=lambda x: x[0].casefold())
    return {
        "country": [{"value": c, "words": n} for n, c in named],
        "sector": sorted(({"value": s, "words": SECTOR_WORDS.get(s) or s} for s in sectors), key=lambda x: x["words"]),
        "outlet": [{"value": o, "words": o} for o in outlets],
        "type": [{"value": t, "words": f"{t} – {EVENT_WORDS[t]}"} for t in get_args(EventType)],
        "modality": [{"value": m, "words": TOLD_AS[m]} for m in get_args(Modality)],
        "stance": [{"value": s, "words": STANCE_WORDS[s]} for s in get_args(Stance)],
    }


def _downloads(query: dict[str, str], what: str) -> list[dict[str, str]]:
    from dragoman.write.exports import FORMATS

    link = as_query({**query, "what": what})
    out = [
        {"name": "csv", "words": f"These {TABS[what].lower()} as a table (CSV)", "link": f"/download/csv{link}"},
        {"name": "jsonl", "words": f"These {TABS[what].lower()} as JSON lines", "link": f"/download/jsonl{link}"},
    ]
    out += [
        {"name": n, "words": f.summary, "link": f"/download/{n}{link}"}
        for n, f in FORMATS.items()
        if n not in ("csv", "jsonl")
    ]
    return out


def show_names(ask: Ask) -> dict[str, Any]:
    """Actors whose names begin with or hold what is typed: for choosing one while correcting."""
    words = re.findall(r"\w+", ask.query.get("q", ""))
    if not words:
        return {"typed": "", "actors": []}
    match = " ".join([*(f'"{w}"' for w in words[:-1]), f'"{words[-1]}"*'])
    found = ask.store.db.execute(
        "SELECT a.id, a.name, a.kind, a.country, (SELECT count(*) FROM mention m WHERE m.actor = a.id) AS many "
        "FROM actor a WHERE a.same_as IS NULL AND a.rowid IN "
        "(SELECT rowid FROM actor_text WHERE actor_text MATCH ? LIMIT 300) ORDER BY many DESC, a.name LIMIT 12",
        (match,),
    ).fetchall()
    typed = names_to_type([(r["id"], r["name"]) for r in found])
    return {
        "typed": ask.query.get("q", ""),
        "actors": [
            {"id": r["id"], "name": r["name"], "kind": r["kind"], "country": country_name(r["country"]),
             "typed": typed[r["id"]]}
            for r in found
        ],
    }  # fmt: skip


PAGES = (
    Page(
        "/find", "find.html", "search statements, events, positions and articles", show_find,
        {"what": "statements, events, positions or documents", "document": "an article's id", **FILTERS},
    ),
    Page("/find/names", "names.html", "actors whose names hold what is typed", show_names, {"q": "part of a name"}),
)  # fmt: skip
