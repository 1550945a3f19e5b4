"""What is in the record, the list of its articles, and what people corrected."""

from __future__ import annotations

import calendar
import json
import sqlite3
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from dragoman.store import Store
from dragoman.web import search
from dragoman.web.filters import as_day, as_query
from dragoman.web.hits import actors_by_id, read_hits
from dragoman.web.pages import FILTERS, PER_PAGE, Ask, Page
from dragoman.web.views.article import correction_data
from dragoman.web.views.find import count_kept, counted, filters_of

MOST_BARS = 92  # bars of a chart; a longer time is told by weeks, months or years
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3_652}  # days
NOTE_WORDS = {
    "date-unresolved": "dates that can't be resolved to a day",
    "no-sides": "events that name no side, and were left out",
    "no-speaker": "statements whose speaker is not named",
    "speaker-unsettled": "speakers that can't be linked to one actor",
    "no-publication-date": "articles without a date of publication",
    "stage-failed": "parts that could not be read",
}


def show_overview(ask: Ask) -> dict[str, Any]:
    """Figures of the whole record; kept until it changes."""
    data = ask.memory.get(ask.store, "overview", lambda: overview(ask.store))
    return {
        **data,
        "newest": read_hits(ask.store, "documents", data["newest_ids"]),
        "record": Path(ask.store.path).name,
    }


def overview(store: Store) -> dict[str, Any]:
    """All figures of the overview, asked from the tables' indexes where there are such."""
    db = store.db
    return {
        "counts": counts(db),
        "articles": articles_over_time(db),
        "outlets": _outlets(db),
        "reading": _reading(db),
        "copies": _copies(db),
        "failures": _failures(db),
        "notes": _notes(db),
        "actors": _actors(db),
        "issues": _issues(db),
        "types": _types(db),
        "newest_ids": search.find(store, "documents", filters_of({}), 6),
        "figures": read_figures(),
    }


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many items of each kind stand; what people rejected is not counted."""
    out = {}
    for name in ("document", "statement", "event", "position"):
        out[name + "s"] = _one(db, f"SELECT count(*) FROM {name}")
        if name != "document":  # rejected ones are among the few that people touched
            out[name + "s"] -= _one(
                db,
                f"SELECT count(*) FROM machine m JOIN {name} t ON t.id = m.id "
                f"WHERE m.kind = '{name}' AND t.verdict = 'rejected'",
            )
    for name in ("actor", "issue"):
        merged = _one(db, f"SELECT count(*) FROM {name} WHERE same_as IS NOT NULL")
        out[name + "s"] = _one(db, f"SELECT count(*) FROM {name}") - merged
    return out


def articles_over_time(db: sqlite3.Connection) -> dict[str, Any] | None:
    """Articles by day, or by week, month or year where the days are too many for a chart."""
    found = {
        r[0]: r[1]
        for r in db.execute("SELECT day, count(*) FROM document WHERE day IS NOT NULL GROUP BY day ORDER BY day")
    }
    undated = _one(db, "SELECT count(*) FROM document WHERE day IS NULL")
    days = {d: n for k, n in found.items() if (d := _day(k)) is not None}
    if not days:
        return None
    bars, unit = _bars(days)
    return {
        "label": f"Articles by {unit}", "unit": unit.capitalize(), "counted": "Articles", "bars": bars,
        "most": max(b["value"] for b in bars), "first": bars[0]["words"], "last": bars[-1]["words"],
        "undated": undated,
    }  # fmt: skip


def _bars(days: dict[date, int]) -> tuple[list[dict[str, Any]], str]:
    first, last = min(days), max(days)
    span = (last - first).days + 1
    unit = next((name for name, long in _UNITS.items() if span <= MOST_BARS * long), "century")
    bars: dict[date, int] = {}
    at, end = _period(first, unit)
    while at <= last:
        bars[at] = 0
        if end == date.max:
            break
        at, end = _period(end + timedelta(days=1), unit)
    for day, many in days.items():
        bars[_period(day, unit)[0]] += many
    out = []
    for start, many in bars.items():
        end = _period(start, unit)[1]
        words = {"day": as_day(str(start)), "week": f"week of {as_day(str(start))}", "month": f"{start:%B %Y}"}
        query = as_query({"since": str(start), "until": str(end)})
        years = f"{start.year}s" if unit in ("decade", "century") else str(start.year)
        out.append({"words": words.get(unit, years), "value": many, "link": f"/documents{query}"})
    return out, unit


def _period(day: date, unit: str) -> tuple[date, date]:
    """First and last day of the day, week, month, year, decade or century that holds a day."""
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(days=day.weekday())  # the first of January of the year 1 is one
        return monday, monday + timedelta(days=min(6, (date.max - monday).days))
    if unit == "month":
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    long = {"year": 1, "decade": 10, "century": 100}[unit]
    first_year = day.year // long * long
    return date(max(first_year, 1), 1, 1), date(min(first_year + long - 1, 9999), 12, 31)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _outlets(db: sqlite3.Connection) -> list[dict[str, Any]]:
    found = db.execute(
        "SELECT outlet, count(*) AS many, min(day) AS first, max(day) AS last FROM document GROUP BY outlet "
        "ORDER BY many DESC, outlet LIMIT 12"
    ).fetchall()
    most = found[0]["many"] if found else 1
    return [{"outlet": r["outlet"], "articles": r["many"], "first": r["first"], "last": r["last"],
             "share": r["many"] / most} for r in found]  # fmt: skip


def _reading(db: sqlite3.Connection) -> dict[str, Any]:
    """How much was read, in which languages, and by which model."""
    row = db.execute(
        "SELECT avg(coverage), sum(coverage < 1), sum(coverage = 0) FROM document"
    ).fetchone()  # fmt: skip
    languages = db.execute("SELECT language, count(*) FROM document GROUP BY language ORDER BY 2 DESC LIMIT 8")
    models = db.execute("SELECT model, version, count(*) FROM document GROUP BY model, version ORDER BY 3 DESC LIMIT 8")
    return {
        "coverage": row[0], "in_part": row[1] or 0, "unread": row[2] or 0,
        "languages": [{"language": r[0], "articles": r[1]} for r in languages],
        "models": [{"model": r[0], "version": r[1], "articles": r[2]} for r in models],
    }  # fmt: skip


def _copies(db: sqlite3.Connection) -> dict[str, int]:
    return {
        "copies": _one(db, "SELECT count(*) FROM document WHERE duplicate_of IS NOT NULL"),
        "stories": _one(db, "SELECT count(DISTINCT story) FROM document WHERE duplicate_of IS NOT NULL"),
    }


def _failures(db: sqlite3.Connection) -> dict[str, Any]:
    """Inputs that gave no article, by what was wrong; sources by state."""
    found = db.execute(
        "SELECT code, count(*) AS many, min(message) AS example FROM item WHERE state = 'failed' "
        "GROUP BY code ORDER BY many DESC LIMIT 20"
    )
    sources = db.execute("SELECT state, count(*) FROM source GROUP BY state ORDER BY 2 DESC")
    return {
        "items": [dict(r) for r in found],
        "sources": [{"state": r[0], "sources": r[1]} for r in sources],
    }


def _notes(db: sqlite3.Connection) -> list[dict[str, Any]]:
    found = db.execute("SELECT code, count(*) AS many FROM note GROUP BY code ORDER BY many DESC LIMIT 12").fetchall()
    most = found[0]["many"] if found else 1
    return [
        {
            "code": r["code"], "words": NOTE_WORDS.get(r["code"], r["code"].replace("-", " ")), "notes": r["many"],
            "share": r["many"] / most,
            "example": db.execute("SELECT message FROM note WHERE code = ? LIMIT 1", (r["code"],)).fetchone()[0],
        }
        for r in found
    ]  # fmt: skip


def _actors(db: sqlite3.Connection) -> list[dict[str, Any]]:
    found = db.execute(
        "SELECT actor, count(*) AS many FROM mention GROUP BY actor ORDER BY many DESC LIMIT 40"
    ).fetchall()
    names = actors_by_id(db, (r["actor"] for r in found))
    sums: dict[str, dict[str, Any]] = {}
    for r in found:
        if (a := names.get(r["actor"])) is not None:
            sums.setdefault(a["id"], {**a, "mentions": 0})["mentions"] += r["many"]
    out = sorted(sums.values(), key=lambda a: -a["mentions"])[:12]
    return [{**a, "share": a["mentions"] / out[0]["mentions"]} for a in out]


def _issues(db: sqlite3.Connection) -> list[dict[str, Any]]:
    found = db.execute(
        "SELECT i.id, i.label, sum(c.many) AS many FROM "
        "(SELECT issue, count(*) AS many FROM position GROUP BY issue ORDER BY many DESC LIMIT 60) c "
        "JOIN issue k ON k.id = c.issue JOIN issue i ON i.id = coalesce(k.same_as, k.id) "
        "GROUP BY i.id ORDER BY many DESC, i.label LIMIT 10"
    ).fetchall()
    most = found[0]["many"] if found else 1
    return [{"id": r["id"], "label": r["label"], "positions": r["many"], "share": r["many"] / most} for r in found]


def _types(db: sqlite3.Connection) -> list[dict[str, Any]]:
    from dragoman.write.wording import EVENT_WORDS

    found = db.execute("SELECT type, count(*) AS many FROM event GROUP BY type ORDER BY many DESC").fetchall()
    most = found[0]["many"] if found else 1
    return [
        {"type": r["type"], "words": EVENT_WORDS.get(r["type"], ""), "events": r["many"], "share": r["many"] / most}
        for r in found
    ]


def _one(db: sqlite3.Connection, text: str) -> int:
    return int(db.execute(text).fetchone()[0])


def read_figures(path: Path | None = None) -> dict[str, Any] | None:
    """How well the model reads, as measured: ``{"model", "rows": [{"what", "corpus", "figure", "value"}]}``.

    The file ``models/figures.json`` is written by ``python -m evals report``; without it, or where it is of another
    form, nothing is told.
    """
    source = path or files("dragoman.models") / "figures.json"
    try:
        data = json.loads(source.read_text(encoding="utf-8"))
        rows = [{k: r[k] for k in ("what", "corpus", "figure", "value")} for r in data["rows"]]
        return {"model": str(data["model"]), "rows": rows} if rows else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


# ---------------------------------------------------------------- lists
def show_documents(ask: Ask) -> dict[str, Any]:
    """Articles, newest first, by words, outlet and day."""
    query = {k: v for k, v in ask.query.items() if k != "page"}
    filters, number = filters_of(query), ask.number()
    ids = search.find(ask.store, "documents", filters, PER_PAGE + 1, (number - 1) * PER_PAGE)
    words = search.understand(ask.store, filters.text)
    match = " ".join([words.match, *(f'"{w}"' for w, _ in words.names)]).strip()
    outlets = ask.memory.get(ask.store, "outlets", lambda: [
        r[0] for r in ask.store.db.execute(
            "SELECT outlet FROM document WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY count(*) DESC LIMIT 500")
    ])  # fmt: skip
    return {
        "hits": read_hits(ask.store, "documents", ids[:PER_PAGE], match or None),
        "count": counted(count_kept(ask.memory, ask.store, "documents", filters)),
        "number": number, "more": len(ids) > PER_PAGE, "query": query, "outlets": sorted(outlets, key=str.casefold),
    }  # fmt: skip


def show_corrections(ask: Ask) -> dict[str, Any]:
    """What people said over the machine, newest first."""
    number = ask.number()
    found = ask.store.db.execute(
        "SELECT line, undone_by, state FROM correction ORDER BY seq DESC LIMIT ? OFFSET ?",
        (PER_PAGE + 1, (number - 1) * PER_PAGE),
    ).fetchall()
    lines = [{**json.loads(r["line"]), "undone": r["undone_by"], "state": r["state"]} for r in found[:PER_PAGE]]
    return {
        "corrections": [correction_data(ask, c) for c in lines],
        "count": _one(ask.store.db, "SELECT count(*) FROM correction"),
        "number": number, "more": len(found) > PER_PAGE, "may_correct": ask.may_correct,
    }  # fmt: skip


_OF_DOCUMENTS = {k: FILTERS[k] for k in ("q", "outlet", "since", "until", "independent", "page")}
PAGES = (
    Page("/", "overview.html", "what is in the record", show_overview),
    Page("/documents", "documents.html", "the articles, newest first", show_documents, _OF_DOCUMENTS),
    Page("/corrections", "corrections.html", "what people corrected", show_corrections, {"page": FILTERS["page"]}),
)
