"""What is counted in charts: the filters of a page as SQL, with copies of a story left out unless they are asked for.

Filters mean what they mean in a search (:mod:`dragoman.web.search`); charts group and count in SQL and never hold the
rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dragoman.errors import UsageError
from dragoman.store import Filters, Store
from dragoman.web import search
from dragoman.web.filters import as_query
from dragoman.web.memory import Memory
from dragoman.web.pages import FILTERS, Ask

COUNTED = {k: v for k, v in FILTERS.items() if k not in ("independent", "page", "issue", "stance")}
COPIES = "1 counts copies of a story too"


@dataclass(frozen=True)
class Scope:
    """A choice of rows of one table, called ``t``.

    Attributes:
        source: the FROM clause.
        where: the conditions.
        values: values of the conditions, in order.
    """

    source: str
    where: str
    values: tuple[Any, ...]

    def ask(self, db: sqlite3.Connection, columns: str, rest: str = "", *more: Any) -> sqlite3.Cursor:
        """Rows of the choice: ``columns``, and what follows the conditions (GROUP BY, ORDER BY, LIMIT)."""
        text = f"SELECT {columns} {self.source} WHERE {self.where} {rest}"
        return search.execute(db, text, (*self.values, *more))

    def narrowed(self, condition: str, *values: Any) -> Scope:
        """The choice with one more condition."""
        return replace(self, where=f"{self.where} AND ({condition})", values=(*self.values, *values))

    def joined(self, join: str) -> Scope:
        """The choice with another table beside it; the join must not have values."""
        return replace(self, source=f"{self.source} {join}")


def make_scope(ask: Ask, what: str, filters: Filters) -> Scope:
    """The rows of statements, events or positions that filters choose.

    Raises:
        UsageError: a filter makes no sense, or does not go with the table.
    """
    stray = search.misfits(what, filters)
    if stray:
        raise UsageError(f"{what} have no {' and no '.join(stray)}; leave that filter out")
    chosen, words = search.build_query(ask.store, what, replace(filters, independent=False))
    source, query = search.choose_source(ask.store, what, chosen, words, walk=False)
    scope = Scope(source, str(query), tuple(query.values))
    return without_copies(ask.memory, ask.store, scope) if counts_once(ask.query) else scope


def counts_once(query: Mapping[str, str]) -> bool:
    """Whether copies are left out: they are unless ``copies`` is 1.

    Raises:
        UsageError: ``copies`` is neither 0 nor 1.
    """
    given = query.get("copies", "0")
    if given not in ("0", "1"):
        raise UsageError(f"copies is 1 or left out, not {given!r}")
    return given == "0"


def without_copies(memory: Memory, store: Store, scope: Scope) -> Scope:
    """The choice without what stands in copies; the ids of copies are read once for each state of the record."""
    copies = memory.get(store, "copies", lambda: _copies(store.db))
    if copies == "[]":
        return scope
    return scope.narrowed("t.document NOT IN (SELECT value FROM json_each(?))", copies)


def _copies(db: sqlite3.Connection) -> str:
    # a copy has a story: the index on it is quicker than a walk over all texts
    found = db.execute("SELECT id FROM document WHERE story IS NOT NULL AND duplicate_of IS NOT NULL")
    return json.dumps([r[0] for r in found])


def find_query(query: Mapping[str, str], what: str, **more: str | None) -> dict[str, str]:
    """The values of an address of ``/find`` that lists what is counted here."""
    names = [*FILTERS, "mode"]
    out: dict[str, str | None] = {"what": what, **{k: v for k, v in query.items() if k in names and k != "page"}}
    out |= {"independent": "1" if counts_once(query) else None} | more
    return {k: v for k, v in out.items() if v}


def find_link(query: Mapping[str, str], what: str, **more: str | None) -> str:
    """The address of ``/find`` that lists what is counted here."""
    return "/find" + as_query(find_query(query, what, **more))


def members(db: sqlite3.Connection, table: str, name: str) -> tuple[str, tuple[str, ...]] | None:
    """The actor or issue that an id stands for after merging, and all ids that stand for it; None: there is none.

    Args:
        db: the record.
        table: ``actor`` or ``issue``.
        name: the id.
    """
    row = db.execute(f"SELECT coalesce(same_as, id) FROM {table} WHERE id = ?", (name,)).fetchone()
    if row is None:
        return None
    same = db.execute(f"SELECT id FROM {table} WHERE same_as = ? ORDER BY id", (row[0],))
    return row[0], (row[0], *(r[0] for r in same))


def as_list(ids: Iterable[str]) -> str:
    """Ids as one parameter: ``IN (SELECT value FROM json_each(?))``."""
    return json.dumps(list(ids))
