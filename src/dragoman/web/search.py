"""Which items a search finds, newest first: quick on a large record, and as the same filters find them elsewhere.

:func:`dragoman.store.query.show` asks views; a page has to be there at once, so this asks tables by their indexes,
counts no further than needed, and looks at the number of full-text matches to choose between two ways: from few
matches to their rows, or down the days until a page is full.

A word of the search box may also be who speaks, acts or takes the stand: "Moscow ceasefire" finds what Russia said of
a ceasefire. Operators and quotes of FTS5 ("a phrase", prefix*, OR, NOT) search the words alone.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dragoman.errors import UsageError
from dragoman.store import Filters, Store
from dragoman.store.query import check, check_type, like, search_terms

MOST = 5_000  # counting stops there
MANY = 3_000  # full-text matches above which it is quicker to walk down the days
TABLES = ("statements", "events", "positions", "documents")
_TABLE = {"statements": "statement", "events": "event", "positions": "position", "documents": "document"}
_FIELDS = {
    "statements": {"actor", "country", "sector", "modality"},
    "events": {"actor", "country", "sector", "type", "mode", "modality"},
    "positions": {"actor", "country", "sector", "issue", "stance"},
    "documents": set[str](),
}
_EVERYWHERE = {"since", "until", "outlet", "document", "independent", "text"}
# Words of a question that say nothing of what is looked for.
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a about an and are as at be by did do does for from has have he her his how in is it its of on or said say "
        "says she since so tell than that the their them they this to told was were what when where which who whom "
        "whose why will with",
    )
)


@dataclass(frozen=True)
class Words:
    """What the words of a search box mean.

    Attributes:
        match: the full-text query of the words that are looked for in texts; empty for none.
        names: words that name actors as well, each with the ids of those actors (merged ones included).
        shown: all words that are looked for, as typed.
    """

    match: str = ""
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    shown: tuple[str, ...] = ()


@dataclass
class _Query:
    """Conditions and their values."""

    where: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    narrow: bool = False  # whether an index leads to few rows

    def add(self, condition: str, *values: object) -> None:
        self.where.append(condition)
        self.values += values

    def __str__(self) -> str:
        return " AND ".join(f"({w})" for w in self.where) or "1"


def misfits(what: str, filters: Filters) -> list[str]:
    """Names of the filters that are set and that a table does not know."""
    known = _FIELDS[what] | _EVERYWHERE
    names = ("actor", "country", "sector", "type", "mode", "issue", "stance", "modality")
    return [n for n in names if getattr(filters, n) is not None and n not in known]


def understand(store: Store, text: str | None) -> Words:
    """What the words of a search box mean in this record."""
    if not text or not text.strip():
        return Words()
    plain = re.findall(r"\w+(?:['’.-]\w+)*", text)
    if not re.fullmatch(r"[\w\s,.;:!?'’()-]*", text) or {"OR", "NOT", "AND"} & set(plain):
        match = search_terms(text)
        if not match:
            raise UsageError("there is no word in this search; type a word, a name or “a phrase”")
        return Words(match, (), tuple(w for w in re.findall(r"\w+", text) if w not in ("OR", "NOT", "AND")))
    words = [w for w in dict.fromkeys(plain) if w.lower() not in _SMALL or (w.isupper() and len(w) > 1)] or plain
    if not words:
        raise UsageError("there is no word in this search; type a word, a name or “a phrase”")
    names = tuple((w, found) for w in words[:12] if (found := tuple(named(store, w))))
    known = {w for w, _ in names}
    match = " ".join(f'"{p}"' for w in words if w not in known for p in re.findall(r"\w+", w))
    return Words(match, names, tuple(words))


def named(store: Store, word: str) -> list[str]:
    """Ids of the actors that a word names: part of the name, or the seat of a government ("Moscow")."""
    from dragoman.knowledge import find_capital, find_metonym

    match = " ".join(f'"{p}"' for p in re.findall(r"\w+", word))
    where, values = "a.rowid IN (SELECT rowid FROM actor_text WHERE actor_text MATCH ?)", [match]
    seat = find_capital(word) if word[:1].isupper() else None
    stands = find_metonym(word) if word[:1].isupper() else None
    country = (seat.iso3 if seat else None) or (stands.country if stands and stands.kind == "government" else None)
    if country:
        where += " OR (a.country = ? AND a.kind IN ('state', 'government'))"
        values.append(country)
    found = store.db.execute(f"SELECT coalesce(a.same_as, a.id) FROM actor a WHERE {where} LIMIT 2000", values)
    return _with_merged(store.db, [r[0] for r in found])


def _with_merged(db: sqlite3.Connection, ids: Sequence[str]) -> list[str]:
    """The ids and those of actors that were merged into them."""
    found = db.execute(
        "SELECT value FROM json_each(?1) UNION SELECT id FROM actor WHERE same_as IN (SELECT value FROM json_each(?1))",
        (json.dumps(list(ids)),),
    )
    return [r[0] for r in found]


def find(store: Store, what: str, filters: Filters, limit: int | None = None, offset: int = 0) -> list[str]:
    """Ids of the items found, newest first.

    Raises:
        UsageError: a filter makes no sense, or does not go with the table.
    """
    query, words = build_query(store, what, filters)
    order = "ORDER BY t.day DESC, t.n DESC" if what == "documents" else "ORDER BY t.day DESC, t.document, t.start, t.id"
    page = "" if limit is None and not offset else f" LIMIT {-1 if limit is None else int(limit)} OFFSET {int(offset)}"
    source, query = choose_source(store, what, query, words, walk=limit is not None)
    return [r[0] for r in execute(store.db, f"SELECT t.id {source} WHERE {query} {order}{page}", query.values)]


def count(store: Store, what: str, filters: Filters, most: int = MOST) -> int:
    """How many items are found; counting stops at ``most`` + 1."""
    query, words = build_query(store, what, filters)
    source, query = choose_source(store, what, query, words, walk=False)
    text = f"SELECT count(*) FROM (SELECT 1 {source} WHERE {query} LIMIT {int(most) + 1})"
    return int(execute(store.db, text, query.values).fetchone()[0])


def build_query(store: Store, what: str, f: Filters) -> tuple[_Query, Words]:
    check(what, replace(f, mode=None) if what != "events" else f)
    check_type(store.db, f)
    query = _Query()
    if what != "documents":
        query.add("t.verdict IS NOT 'rejected'")
    if f.type is not None:
        query.add("(t.type = ? OR t.own = ?)", f.type, f.type)
    for name in ("mode", "stance", "modality"):
        if getattr(f, name) is not None:
            query.add(f"t.{name} = ?", getattr(f, name))
    if f.since is not None:
        query.add("t.day >= ?", f.since)
    if f.until is not None:
        query.add("t.day <= ?", f.until)
    if f.document is not None:
        query.add("t.id = ?" if what == "documents" else "t.document = ?", f.document)
    if f.issue is not None:
        query.add("t.issue IN (SELECT value FROM json_each(?))", json.dumps(_issues(store.db, f.issue)))
    query.narrow = any(v is not None for v in (f.document, f.issue, f.type, f.outlet))
    chosen = _chosen(store.db, f)
    if chosen is not None:
        _add_actors(what, query, chosen)
    if f.outlet is not None:
        _add_outlet(store.db, what, query, f.outlet)
    if f.independent:
        query.add(
            "t.duplicate_of IS NULL"
            if what == "documents"
            else "(SELECT d.duplicate_of FROM document d WHERE d.id = t.document) IS NULL"
        )
    return query, understand(store, f.text)


def _chosen(db: sqlite3.Connection, f: Filters) -> list[str] | None:
    """Ids of the actors that the filters choose: one and the same actor passes all of them. None: no such filter."""
    query = _Query()
    if f.actor is not None:
        if f.actor.startswith("ac-"):
            query.add("id = ? OR same_as = ? OR name LIKE ? ESCAPE '\\'", f.actor, f.actor, like(f.actor))
        else:
            query.add("name LIKE ? ESCAPE '\\'", like(f.actor))
    if f.country is not None:
        query.add("country = ?", f.country.upper())
    if f.sector is not None:
        query.add("sector = ?", f.sector.upper())
    if not query.where:
        return None
    found = db.execute(f"SELECT coalesce(same_as, id) FROM actor WHERE {query}", query.values)
    return _with_merged(db, [r[0] for r in found])


def _add_actors(what: str, query: _Query, ids: Sequence[str]) -> None:
    query.add(_BY_ACTOR[what], json.dumps(list(ids)))
    query.narrow = True


_BY_ACTOR = {
    "statements": "t.speaker IN (SELECT value FROM json_each(?))",
    "events": "t.id IN (SELECT x.event FROM json_each(?) j CROSS JOIN side x ON x.actor = j.value)",
    "positions": "t.actor IN (SELECT value FROM json_each(?))",
}


def _issues(db: sqlite3.Connection, given: str) -> list[str]:
    """Ids of issues by id or words of the label, with those merged into them."""
    found = db.execute(
        "SELECT coalesce(same_as, id) FROM issue WHERE (same_as IS NULL AND label LIKE ?2 ESCAPE '\\') OR id = ?1",
        (given, like(given)),
    )
    roots = json.dumps([r[0] for r in found])
    merged = db.execute(
        "SELECT value FROM json_each(?1) UNION SELECT id FROM issue WHERE same_as IN (SELECT value FROM json_each(?1))",
        (roots,),
    )
    return [r[0] for r in merged]


def _add_outlet(db: sqlite3.Connection, what: str, query: _Query, given: str) -> None:
    pattern = like(given)
    if what == "documents":
        query.add("t.outlet LIKE ? ESCAPE '\\'", pattern)
        return
    size = db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM document WHERE outlet LIKE ? ESCAPE '\\' LIMIT 400)", (pattern,)
    )
    if size.fetchone()[0] < 400:
        query.add("t.document IN (SELECT id FROM document WHERE outlet LIKE ? ESCAPE '\\')", pattern)
    else:  # most rows pass: ask each one on the way down the days
        query.add("(SELECT d.outlet FROM document d WHERE d.id = t.document) LIKE ? ESCAPE '\\'", pattern)


# ---------------------------------------------------------------- words
_TEXTS = {"statements": "statement_text", "documents": "document_text"}


def choose_source(store: Store, what: str, query: _Query, words: Words, walk: bool) -> tuple[str, _Query]:
    """The FROM clause, and the conditions with those on words; ``walk``: a page is wanted, in order of days."""
    source = f"FROM {_TABLE[what]} t"
    if walk and what != "documents" and not query.narrow and not words.names:
        source += f" INDEXED BY {_TABLE[what]}_day"  # SQLite takes a filter that most pass for a reason to read all
    if not words.match and not words.names:
        return source, query
    table = _TEXTS.get(what)
    if table is None:
        for word in re.findall(r"\w+", words.match):
            if word not in ("OR", "NOT", "AND"):
                _add_plain(store.db, what, query, word, ())
        for word, ids in words.names:
            _add_plain(store.db, what, query, word, ids)
        return f"FROM {_TABLE[what]} t", query
    match = words.match
    if what == "documents":  # an article is found by its words alone
        match = " ".join([match, *(f'"{p}"' for w, _ in words.names for p in re.findall(r"\w+", w))]).strip()
    else:
        for word, ids in words.names:
            inside = " ".join(f'"{p}"' for p in re.findall(r"\w+", word))
            query.add(
                f"t.n IN (SELECT rowid FROM {table} WHERE {table} MATCH ?) "
                "OR t.speaker IN (SELECT value FROM json_each(?))",
                inside, json.dumps(ids),
            )  # fmt: skip
    if not match:
        return source, query
    if walk and _matches(store.db, table, match) > MANY:
        query.add(f"EXISTS (SELECT 1 FROM {table} WHERE {table}.rowid = t.n AND {table} MATCH ?)", match)
        return source, query
    # CROSS JOIN keeps SQLite from walking the days where few match
    query.where.insert(0, f"{table} MATCH ?")
    query.values.insert(0, match)
    return f"FROM {table} CROSS JOIN {_TABLE[what]} t ON t.n = {table}.rowid", query


def _add_plain(db: sqlite3.Connection, what: str, query: _Query, word: str, ids: Sequence[str]) -> None:
    """A word in the words of an event or position, or who is named by it, or (positions) the issue.

    These words have no full-text index of their own: where few articles hold the word, only theirs are looked at.
    """
    test = "t.words LIKE ? ESCAPE '\\'"
    values: list[object] = [like(word)]
    if _matches(db, "document_text", f'"{word}" *') <= MANY:
        test = (
            "(t.document IN (SELECT d.id FROM document_text x CROSS JOIN document d ON d.n = x.rowid "
            f"WHERE document_text MATCH ?) AND {test})"
        )
        values.insert(0, f'"{word}" *')
    if ids:
        test += f" OR {_BY_ACTOR[what]}"
        values.append(json.dumps(list(ids)))
    if what == "positions":
        test += (
            " OR t.issue IN (SELECT i.id FROM issue_text x JOIN issue k ON k.n = x.rowid "
            "JOIN issue i ON coalesce(i.same_as, i.id) = coalesce(k.same_as, k.id) WHERE issue_text MATCH ?)"
        )
        values.append(f'"{word}"')
    query.add(test, *values)


def _matches(db: sqlite3.Connection, table: str, match: str) -> int:
    text = f"SELECT count(*) FROM (SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT {MANY + 1})"
    return int(execute(db, text, [match]).fetchone()[0])


def execute(db: sqlite3.Connection, text: str, values: Sequence[object]) -> sqlite3.Cursor:
    try:
        return db.execute(text, tuple(values))
    except sqlite3.OperationalError as problem:
        if any(w in str(problem) for w in ("fts5", "unterminated string", "no such column")):
            raise UsageError("the search words can't be understood; put a phrase in double quotes") from None
        raise
