"""Issues: the list, a page for each with who is for and against, and the matrix of actors and issues."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dragoman.discourse.changes import find_changes
from dragoman.discourse.matrix import SIDES, SIGNS, Cell, build_matrix
from dragoman.discourse.stands import Stand
from dragoman.errors import UsageError
from dragoman.web.draw import Lane, Series, Timeline
from dragoman.web.hits import read_hits
from dragoman.web.pages import FILTERS, LAST_PAGE, PER_PAGE, Ask, NotThere, Page
from dragoman.web.scope import COPIES, Scope, as_list, counts_once, find_link, make_scope, members
from dragoman.web.stands import MOST, list_stands
from dragoman.web.views import stances
from dragoman.web.views.counting import make_timeline
from dragoman.web.views.find import choices, filters_of
from dragoman.web.views.mending import history_of_all, splitting
from dragoman.write.wording import STANCE_WORDS, clean

SIDE_WORDS = dict(SIDES)
IN_COLUMN = 40  # actors in one column of an issue's page
ROWS, COLUMNS = 40, 24  # of the matrix
MOST_SIZE = 100
_SERIES = (
    Series("support", "for", "f-support"), Series("oppose", "against", "f-oppose"),
    Series("conditional", "on condition", "f-conditional"),
)  # fmt: skip
_LANES = (Lane((0,), (1,), "for", "against"), Lane((2,), (), "on condition"))


# ---------------------------------------------------------------- all of them
def show_issues(ask: Ask) -> dict[str, Any]:
    """Issues, those with most positions first."""
    number, query = ask.number(), {k: v for k, v in ask.query.items() if k != "page"}
    where, values = ["i.same_as IS NULL"], []
    if query.get("q"):
        words = re.findall(r"\w+", query["q"])
        if not words:
            raise UsageError("there is no word in this search; type words of an issue")
        where.append(
            "i.id IN (SELECT coalesce(k.same_as, k.id) FROM issue k WHERE k.n IN "
            "(SELECT rowid FROM issue_text WHERE issue_text MATCH ?))"
        )
        values.append(" ".join(f'"{w}"' for w in words))
    start = (number - 1) * PER_PAGE
    if len(where) > 1:
        found = _ranked(ask.store.db, where, values, PER_PAGE + 1, start)
    else:
        most = LAST_PAGE * PER_PAGE + 1
        found = ask.memory.get(ask.store, "issue ranking", lambda: _ranked(ask.store.db, where, values, most, 0))
        found = found[start : start + PER_PAGE + 1]
    rows = [_issue_row(ask, name, label) for name, label in found[:PER_PAGE]]
    return {
        "query": query,
        "issues": rows,
        "most": max((sum(r["counts"].values()) for r in rows), default=0),
        "number": number,
        "more": len(found) > PER_PAGE,
        "total": ask.memory.get(ask.store, "issues", lambda: _count_issues(ask)),
    }


def _ranked(
    db: sqlite3.Connection, where: list[str], values: list[str], most: int, start: int
) -> list[tuple[str, str]]:
    """Ids and labels of issues, those with most positions first."""
    found = db.execute(
        "WITH held AS MATERIALIZED (SELECT issue, count(*) AS many FROM position GROUP BY issue), "
        "merged AS (SELECT x.same_as, sum(h.many) AS many FROM issue x JOIN held h ON h.issue = x.id "
        "WHERE x.same_as IS NOT NULL GROUP BY x.same_as) "
        "SELECT i.id, i.label, coalesce(h.many, 0) + coalesce(g.many, 0) AS many FROM issue i "
        "LEFT JOIN held h ON h.issue = i.id LEFT JOIN merged g ON g.same_as = i.id "
        f"WHERE {' AND '.join(where)} ORDER BY many DESC, i.label, i.id LIMIT ? OFFSET ?",
        (*values, most, start),
    )
    return [(r[0], clean(r[1])) for r in found]


def _count_issues(ask: Ask) -> int:
    return int(ask.store.db.execute("SELECT count(*) FROM issue WHERE same_as IS NULL").fetchone()[0])


def _issue_row(ask: Ask, root: str, label: str) -> dict[str, Any]:
    known = members(ask.store.db, "issue", root)
    scope = stances.scope_of(ask, "t.issue", as_list(known[1] if known else ()))
    counts, who, first, last = Counter[str](), set(), "", ""
    for r in scope.ask(
        ask.store.db, "t.stance, t.actor, count(*) AS many, min(t.day) AS first, max(t.day) AS last",
        "GROUP BY t.stance, t.actor",
    ):  # fmt: skip
        counts[r["stance"]] += r["many"]
        who.add(r["actor"])
        first, last = min(first or r["first"] or "", r["first"] or first), max(last, r["last"] or "")
    return {
        "id": root, "label": label, "counts": {s: counts[s] for s in STANCE_WORDS}, "actors": len(who),
        "first": first or None, "last": last or None,
    }  # fmt: skip


# ---------------------------------------------------------------- one of them
def show_issue(ask: Ask) -> dict[str, Any]:
    """An issue: who is for, against, on condition; changes; wordings and why they were filed here.

    Raises:
        NotThere: the record has no such issue.
    """
    found = members(ask.store.db, "issue", ask.path["id"])
    if found is None:
        raise NotThere(f"there is no issue {ask.path['id']!r} in this record")
    root, ids = found
    row = ask.store.db.execute("SELECT * FROM issue WHERE id = ?", (root,)).fetchone()
    once = counts_once(ask.query)
    plain = replace(ask, query={k: v for k, v in ask.query.items() if k == "copies"})  # what is kept is everybody's
    seen = ask.memory.get(ask.store, ("issue", root, once), lambda: _all_of(plain, root, ids))
    correct = None
    if ask.may_correct:
        correct = {
            "sought": ask.query.get("same", ""),
            "alike": _alike(ask, root, ask.query.get("same") or row["label"]),
            "split": splitting(ask, "issue", ids) if ask.query.get("split") else None,
        }
    return {
        "id": root,
        "label": clean(row["label"]),
        "asked": ask.path["id"],
        "query": dict(plain.query),
        **seen,
        "history": history_of_all(ask, "issue", ids),
        "correct": correct,
    }


def _all_of(ask: Ask, root: str, ids: tuple[str, ...]) -> dict[str, Any]:
    scope = stances.scope_of(ask, "t.issue", as_list(ids))
    stands = list_stands(ask.store.db, scope)
    counts: Counter[str] = Counter(s.stance for s in stands)
    days = sorted(s.day for s in stands if s.day)
    matrix = build_matrix(stands)
    return {
        "merged": _merged(ask, ids[1:]),
        "counts": {s: counts[s] for s in STANCE_WORDS},
        "actors": len(matrix.actors),
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
        "cut": len(stands) == MOST,
        "columns": _columns(ask, root, stands, matrix.cells),
        "timeline": _timeline(ask, root, scope),
        "courses": stances.courses_of_issue(ask, stands),
        "changes": stances.changes_data(ask, find_changes(stands)),
        "wordings": _wordings(ask, ids),
    }


def _columns(ask: Ask, root: str, stands: Sequence[Stand], cells: Sequence[Cell]) -> list[dict[str, Any]]:
    """For each stance the actors who took it, the newest first, each with the newest sentence."""
    names = {s.actor: clean(s.name) for s in stands}
    columns: list[dict[str, Any]] = []
    for stance, words in STANCE_WORDS.items():
        held = [(c, [w for w in c.evidence if w.stance == stance]) for c in cells]
        kept = [(c, w[-1], len(w)) for c, w in held if w]
        kept.sort(key=lambda x: (x[1].day or "", x[2]), reverse=True)
        hits = {h["id"]: h for h in read_hits(ask.store, "positions", [w.position for _, w, _ in kept[:IN_COLUMN]])}
        columns.append({
            "stance": stance, "words": words, "total": len(kept), "more": max(len(kept) - IN_COLUMN, 0),
            "link": find_link(ask.query, "positions", issue=root, stance=stance),
            "actors": [
                {
                    "id": c.actor, "name": names[c.actor], "day": w.day, "count": n, "hit": hits[w.position],
                    "also": [STANCE_WORDS[s] for s in STANCE_WORDS if s != stance and getattr(c, s)],
                    "link": find_link(ask.query, "positions", issue=root, actor=c.actor),
                }
                for c, w, n in kept[:IN_COLUMN]
            ],
        })  # fmt: skip
    return columns


def _timeline(ask: Ask, root: str, scope: Scope) -> Timeline | None:
    return make_timeline(
        ask.store.db, scope, "t.stance", _SERIES, _LANES,
        label="positions over time: for above the line, against below it",
        link=lambda since, until: find_link(ask.query, "positions", issue=root, since=since, until=until),
    )  # fmt: skip


def _merged(ask: Ask, ids: tuple[str, ...]) -> list[dict[str, str]]:
    found = ask.store.db.execute(
        "SELECT id, label FROM issue WHERE id IN (SELECT value FROM json_each(?)) ORDER BY label", (as_list(ids),)
    )
    return [{"id": r["id"], "label": clean(r["label"])} for r in found]


def _wordings(ask: Ask, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    """What articles called the issue, the commonest first, and why each wording was filed here."""
    found = ask.store.db.execute(
        "SELECT w.label, w.sign, w.reason, max(w.score) AS score, count(*) AS many, min(w.position) AS position "
        "FROM position p CROSS JOIN wording w ON w.position = p.id "
        "WHERE p.issue IN (SELECT value FROM json_each(?)) AND p.verdict IS NOT 'rejected' "
        "GROUP BY w.label, w.sign, w.reason ORDER BY many DESC, w.label LIMIT 100",
        (as_list(ids),),
    )
    return [
        {"label": clean(r["label"]), "opposite": r["sign"] < 0, "reason": clean(r["reason"]), "score": r["score"],
         "count": r["many"], "link": f"/positions/{r['position']}"}
        for r in found
    ]  # fmt: skip


def _alike(ask: Ask, root: str, words: str) -> list[dict[str, Any]]:
    """Issues whose labels share words with what is typed."""
    found = re.findall(r"\w{3,}", words)[:12]
    if not found:
        return []
    rows = ask.store.db.execute(
        "SELECT i.id, i.label, (SELECT count(*) FROM position p WHERE p.issue = i.id) AS many FROM issue_text x "
        "JOIN issue i ON i.n = x.rowid WHERE issue_text MATCH ? AND i.same_as IS NULL AND i.id <> ? "
        "ORDER BY bm25(issue_text), i.id LIMIT 8",
        (" OR ".join(f'"{w}"' for w in found), root),
    )
    return [{"id": r["id"], "label": clean(r["label"]), "positions": r["many"]} for r in rows]


# ---------------------------------------------------------------- matrix
def show_matrix(ask: Ask) -> dict[str, Any]:
    """Actors x issues: who stands where, how often; the busiest rows and columns that the filters choose."""
    query = {k: v for k, v in ask.query.items() if v}
    rows, columns = _size(query, "rows", ROWS), _size(query, "columns", COLUMNS)
    scope = make_scope(ask, "positions", filters_of({k: v for k, v in query.items() if k in FILTERS}))
    key = ("matrix", tuple(sorted(query.items())))
    seen = ask.memory.get(ask.store, key, lambda: _matrix(ask, scope, rows, columns))
    return {
        "query": query,
        **seen,
        "signs": [{"side": s, "sign": SIGNS[s], "words": w} for s, w in SIDES],
        "choices": ask.memory.get(ask.store, "choices", lambda: choices(ask.store)),
    }


def _size(query: Mapping[str, str], name: str, otherwise: int) -> int:
    given = query.get(name, str(otherwise))
    if not given.isdecimal() or not 1 <= int(given[:6]) <= MOST_SIZE:
        raise UsageError(f"{name} is a number from 1 to {MOST_SIZE}, not {given!r}")
    return int(given)


def _matrix(ask: Ask, scope: Scope, rows: int, columns: int) -> dict[str, Any]:
    db = ask.store.db
    all_actors, all_issues, total = scope.ask(
        db, "count(DISTINCT t.actor), count(DISTINCT t.issue), count(*)"
    ).fetchone()  # fmt: skip
    issues = _busiest(db, scope, "issue", "count(DISTINCT t.actor)", columns)
    merged = f"(SELECT id FROM %s WHERE coalesce(same_as, id) IN {_GIVEN})"
    scope = scope.narrowed(f"t.issue IN {merged % 'issue'}", as_list(issues))
    actors = _busiest(db, scope, "actor", "count(DISTINCT t.issue)", rows)
    scope = scope.narrowed(f"t.actor IN {merged % 'actor'}", as_list(actors))
    stands = list_stands(db, scope)
    matrix = build_matrix(stands)
    cells = {(c.actor, c.issue): c for c in matrix.cells}
    return {
        "issues": [{"id": i.id, "label": clean(i.name), "cells": i.cells} for i in matrix.issues],
        "rows": [
            {
                "id": a.id, "name": clean(a.name),
                "cells": [_cell(ask, cells.get((a.id, i.id))) for i in matrix.issues],
            }
            for a in matrix.actors
        ],
        "counts": {"positions": len(stands), "all": total, "actors": all_actors, "issues": all_issues},
        "cut": len(stands) == MOST,
    }  # fmt: skip


_GIVEN = "(SELECT value FROM json_each(?))"


def _busiest(db: Any, scope: Scope, name: str, breadth: str, most: int) -> list[str]:
    """Ids of the actors or issues with the widest reach; of those alike, with most positions."""
    found = scope.joined(f"JOIN {name} x ON x.id = t.{name}").ask(
        db, "coalesce(x.same_as, x.id) AS who",
        f"GROUP BY who ORDER BY {breadth} DESC, count(*) DESC, who LIMIT ?", most,
    )  # fmt: skip
    return [r[0] for r in found]


def _cell(ask: Ask, cell: Cell | None) -> dict[str, Any] | None:
    if cell is None:
        return None
    counts = {s: getattr(cell, s) for s in STANCE_WORDS}
    return {
        "side": cell.side, "sign": SIGNS[cell.side] + ("?" if cell.conditional and cell.side != "conditional" else ""),
        "count": sum(counts.values()), "words": stances.counts_words(counts), "first": cell.first, "last": cell.last,
        "link": find_link(ask.query, "positions", actor=cell.actor, issue=cell.issue),
    }  # fmt: skip


_ISSUE_QUERY = {
    "copies": COPIES, "same": "words of an issue that may be the same (for merging)",
    "split": "1 offers positions for splitting", "outlet": "for splitting: positions in this outlet",
    "since": "for splitting: since this day",
    "until": "for splitting: until this day",
}  # fmt: skip
_MATRIX_FILTERS = ("q", "actor", "country", "sector", "issue", "stance", "outlet", "since", "until")
PAGES = (
    Page("/issues", "issues.html", "issues, those with most positions first", show_issues,
         {"q": "words of an issue", "copies": COPIES, "page": "which page, from 1"}),
    Page("/issues/{id}", "issue.html", "one issue: who is for, against, on condition; changes; wordings", show_issue,
         _ISSUE_QUERY),
    Page("/matrix", "matrix.html", "actors x issues: who stands where", show_matrix, {
        **{k: FILTERS[k] for k in _MATRIX_FILTERS}, "copies": COPIES,
        "rows": f"how many actors at most, {ROWS} unless told", "columns": f"how many issues, {COLUMNS} unless told",
    }),
)  # fmt: skip
