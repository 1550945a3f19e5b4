"""Questions to a record: filters, tables of rows, the user's own SQL."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from dragoman.errors import UsageError
from dragoman.record import EventType, Modality, Stance

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

TABLES = ("documents", "statements", "events", "positions", "actors", "issues", "notes")
SQL_SECONDS = 300.0  # after which a query of the user's own is stopped


@dataclass(frozen=True)
class Filters:
    """What to show. A filter that is None lets all pass; several are joined by "and".

    Attributes:
        actor: an actor's id, or words of his name: who speaks, acts, is acted upon or takes the stand.
        country: ISO 3166 alpha-3 code of such an actor.
        sector: PLOVER sector code of such an actor.
        type: PLOVER event type, or a code of one's own ontology.
        mode: PLOVER mode of an event.
        since: ISO day; the item's own date, else the day of publication, is this day or later.
        until: ISO day, inclusive.
        issue: an issue's id, or words of its label.
        stance: support, oppose or conditional.
        modality: asserted, future, hypothetical or negated.
        outlet: words of the outlet's name.
        text: full-text search: words, "a phrase", prefix*, OR, NOT.
        document: a document's id.
        independent: leave out copies: each story is counted once.
        limit: at most so many rows.
        offset: rows to pass over first.
    """

    actor: str | None = None
    country: str | None = None
    sector: str | None = None
    type: str | None = None
    mode: str | None = None
    since: str | None = None
    until: str | None = None
    issue: str | None = None
    stance: str | None = None
    modality: str | None = None
    outlet: str | None = None
    text: str | None = None
    document: str | None = None
    independent: bool = False
    limit: int | None = None
    offset: int = 0


# Which filters a table knows; asking it for another is an error, not a silent "all".
_KNOWN: dict[str, set[str]] = {
    "documents": {"since", "until", "outlet", "text", "document", "independent"},
    "statements": {
        "actor", "country", "sector", "since", "until", "modality", "outlet", "text", "document", "independent",
    },
    "events": {
        "actor", "country", "sector", "type", "mode", "since", "until", "modality", "outlet", "text", "document",
        "independent",
    },
    "positions": {
        "actor", "country", "sector", "since", "until", "issue", "stance", "outlet", "text", "document", "independent",
    },
    "actors": {"actor", "country", "sector", "text"},
    "issues": {"issue", "text"},
    "notes": {"document", "text"},
}  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """A table: names of columns, and rows as tuples.

    ``list(rows)`` gives dicts; ``to_arrow``, ``to_pandas`` and ``to_polars`` frames where those packages are installed.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (dict(zip(self.columns, v, strict=True)) for v in self.values)

    def __len__(self) -> int:
        return len(self.values)

    def to_arrow(self) -> pyarrow.Table:
        """The rows as an Arrow table."""
        import_frames("pyarrow")
        import pyarrow as pa

        return pa.table({name: [v[k] for v in self.values] for k, name in enumerate(self.columns)})

    def to_pandas(self) -> pandas.DataFrame:
        """The rows as a pandas frame."""
        import_frames("pandas")
        import pandas as pd

        return pd.DataFrame.from_records(list(self.values), columns=list(self.columns))

    def to_polars(self) -> polars.DataFrame:
        """The rows as a Polars frame."""
        import_frames("polars")
        import polars as pl

        return pl.DataFrame(list(self.values), schema=list(self.columns), orient="row", infer_schema_length=None)


def import_frames(package: str) -> None:
    """Import a package of the ``frames`` extra, or say how to get it."""
    import importlib

    try:
        importlib.import_module(package)
    except ImportError:
        raise UsageError(f'{package} is not installed; install it with: pip install "dragoman[frames]"') from None


def make_filters(chosen: dict[str, object]) -> Filters:
    """Filters from names and values.

    Raises:
        UsageError: no such filter.
    """
    known = {f.name for f in fields(Filters)}
    for name in chosen:
        if name not in known:
            raise UsageError(f"there is no filter {name!r}; there are {', '.join(sorted(known))}")
    return Filters(**chosen)  # type: ignore[arg-type]


def check(what: str, f: Filters) -> None:
    """Raise ``UsageError`` for a table, filter or value that makes no sense."""
    if what not in TABLES:
        raise UsageError(f"there is no table {what!r}; choose one of {', '.join(TABLES)}")
    for field in fields(Filters):
        given = getattr(f, field.name)
        if given not in (None, False) and field.name not in (*_KNOWN[what], "limit", "offset"):
            raise UsageError(f"{what} have no {field.name}; they can be chosen by {', '.join(sorted(_KNOWN[what]))}")
    for name, allowed in (
        ("modality", get_args(Modality)),
        ("stance", get_args(Stance)),
    ):
        given = getattr(f, name)
        if given is not None and given not in allowed:
            raise UsageError(f"{given!r} is no {name}; choose one of {', '.join(allowed)}")
    for name in ("since", "until"):
        given = getattr(f, name)
        if given is not None:
            try:
                date.fromisoformat(given)
            except ValueError:
                raise UsageError(f"--{name} {given!r} is not a day; write it as YYYY-MM-DD") from None


def check_type(db: sqlite3.Connection, f: Filters) -> None:
    """Raise ``UsageError`` for an event type that is neither PLOVER's nor in the record."""
    if f.type is None or f.type in get_args(EventType):
        return
    if not db.execute("SELECT 1 FROM event WHERE own = ? LIMIT 1", (f.type,)).fetchone():
        raise UsageError(f"{f.type!r} is no type; choose one of {', '.join(get_args(EventType))}")


def show(db: sqlite3.Connection, what: str, f: Filters) -> Rows:
    """Rows of one of :data:`TABLES`, newest first (actors and issues: most often named first)."""
    check(what, f)
    check_type(db, f)
    where, values = _conditions(what, f)
    text = f"SELECT {_SELECT[what]}{' WHERE ' + ' AND '.join(where) if where else ''} {_ORDER[what]}"
    if f.limit is not None or f.offset:
        text += " LIMIT ? OFFSET ?"
        values += [-1 if f.limit is None else f.limit, f.offset]
    return _rows(_execute(db, text, values))


def count(db: sqlite3.Connection, what: str, f: Filters) -> int:
    """How many rows :func:`show` would give without a limit."""
    check(what, f)
    check_type(db, f)
    where, values = _conditions(what, f)
    source = _SELECT[what].rsplit("FROM ", 1)[1]
    text = f"SELECT count(*) FROM {source}{' WHERE ' + ' AND '.join(where) if where else ''}"
    return int(_execute(db, text, values).fetchone()[0])


def documents(db: sqlite3.Connection, f: Filters) -> Iterator[str]:
    """Ids of the documents that the filters choose, in the order in which they came."""
    plain = Filters(**{k: getattr(f, k) for k in ("since", "until", "outlet", "text", "document", "independent")})
    where, values = _conditions("documents", plain)
    text = f"SELECT t.id, t.n FROM document t{' WHERE ' + ' AND '.join(where) if where else ''}"
    last = 0
    while True:  # by pages, so that neither memory nor a read lock grows with the corpus
        page = _execute(db, f"SELECT * FROM ({text}) WHERE n > ? ORDER BY n LIMIT 500", [*values, last]).fetchall()
        if not page:
            return
        for row in page:
            yield row[0]
        last = page[-1][1]


_SELECT = {
    "documents": (
        "t.id, t.outlet, t.day AS published, t.title, t.authors, t.url, t.source, t.language, t.coverage, "
        "t.duplicate_of, t.story FROM document t"
    ),
    "statements": "* FROM statements t",
    "events": "* FROM events t",
    "positions": "* FROM positions t",
    "actors": (
        "t.id, t.name, t.kind, t.country, t.sector, (SELECT count(*) FROM mention WHERE actor = t.id) AS mentions "
        "FROM actors t"
    ),
    "issues": (
        "t.id, t.label, "
        "(SELECT count(*) FROM position p WHERE p.issue = t.id AND p.verdict IS NOT 'rejected') AS positions "
        "FROM issue t"
    ),
    "notes": "t.document, t.stage, t.code, t.message, t.start, t.end FROM note t",
}
_ORDER = {
    "documents": "ORDER BY t.day DESC, t.n DESC",
    "statements": "ORDER BY t.day DESC, t.document, t.start, t.id",
    "events": "ORDER BY t.day DESC, t.document, t.start, t.id",
    "positions": "ORDER BY t.day DESC, t.document, t.start, t.id",
    "actors": "ORDER BY mentions DESC, t.name",
    "issues": "ORDER BY positions DESC, t.label",
    "notes": "ORDER BY t.document, t.start",
}
_SIDE = {"statements": "t.speaker_id", "positions": "t.actor_id"}
_SEARCH = {
    "documents": "t.n IN (SELECT rowid FROM document_text WHERE document_text MATCH ?)",
    "statements": (
        "t.id IN (SELECT s.id FROM statement_text x JOIN statement s ON s.n = x.rowid WHERE statement_text MATCH ?)"
    ),
    "actors": "t.id IN (SELECT a.id FROM actor_text x JOIN actor a ON a.rowid = x.rowid WHERE actor_text MATCH ?)",
    "issues": "t.id IN (SELECT i.id FROM issue_text x JOIN issue i ON i.n = x.rowid WHERE issue_text MATCH ?)",
}
_PLAIN = {"events": "t.words", "positions": "t.words", "notes": "t.message"}


def _conditions(what: str, f: Filters) -> tuple[list[str], list[Any]]:
    """SQL conditions and their values; every value goes in as a parameter."""
    where: list[str] = []
    values: list[Any] = []

    def add(condition: str, *given: object) -> None:
        where.append(condition)
        values.extend(given)

    if what == "issues":
        add("t.same_as IS NULL")
    _add_sides(what, f, add)
    if f.type is not None:
        add("(t.type = ? OR t.own = ?)", f.type, f.type)
    for name in ("mode", "stance", "modality"):
        if getattr(f, name) is not None:
            add(f"t.{name} = ?", getattr(f, name))
    if f.since is not None:
        add("t.day >= ?", f.since)
    if f.until is not None:
        add("t.day <= ?", f.until)
    if f.outlet is not None:
        add("t.outlet LIKE ? ESCAPE '\\'", like(f.outlet))
    if f.issue is not None:
        if what == "issues":
            add("(t.id = ? OR t.label LIKE ? ESCAPE '\\')", f.issue, like(f.issue))
        else:
            add("(t.issue_id = ? OR t.issue LIKE ? ESCAPE '\\')", f.issue, like(f.issue))
    if f.document is not None:
        add("t.id = ?" if what == "documents" else "t.document = ?", f.document)
    if f.independent:
        add("t.duplicate_of IS NULL")
    if f.text is not None:
        if what in _SEARCH:
            add(_SEARCH[what], f.text)
        else:
            for word in f.text.split():
                add(f"{_PLAIN[what]} LIKE ? ESCAPE '\\'", like(word.strip('"')))
    return where, values


def _add_sides(what: str, f: Filters, add: Any) -> None:
    """Conditions on who speaks, acts, is acted upon or takes the stand."""
    tests: list[tuple[str, list[object]]] = []
    if f.actor is not None:
        tests.append(
            ("id = ? OR same_as = ? OR name LIKE ? ESCAPE '\\'", [f.actor, f.actor, like(f.actor)])
            if f.actor.startswith("ac-")
            else ("name LIKE ? ESCAPE '\\'", [like(f.actor)])
        )
    if f.country is not None:
        tests.append(("country = ?", [f.country.upper()]))
    if f.sector is not None:
        tests.append(("sector = ?", [f.sector.upper()]))
    if not tests:
        return
    # one and the same actor has to pass all of them; what is merged into another counts as that one
    chosen = "SELECT coalesce(same_as, id) FROM actor WHERE " + " AND ".join(f"({t})" for t, _ in tests)
    given = [v for _, some in tests for v in some]
    if what == "actors":
        add(f"t.id IN ({chosen})", *given)
    elif what == "events":
        add(
            "t.id IN (SELECT x.event FROM side x JOIN actor m ON m.id = x.actor "
            f"WHERE coalesce(m.same_as, m.id) IN ({chosen}))",
            *given,
        )
    else:
        add(f"{_SIDE[what]} IN ({chosen})", *given)


def like(words: str) -> str:
    """A pattern that finds the words anywhere, its own signs taken as letters."""
    return "%" + re.sub(r"([%_\\])", r"\\\1", words) + "%"


def search_terms(words: str) -> str:
    """A full-text query from what a person types: plain words must all be there; quotes, OR, NOT and * are kept.

    What FTS5 would refuse (a lone quotation mark, a colon) is taken as words.
    """
    plain = re.sub(r"['’]", " ", words).strip()
    if (
        re.fullmatch(r'[\w\s"*]+', plain)
        and plain.count('"') % 2 == 0
        and not re.search(r'(?:^|\s)\*|""', plain)
        and not re.search(r"^(?:AND|OR|NOT)\b|\b(?:AND|OR|NOT)\s*$|\b(?:AND|OR|NOT)\s+(?:AND|OR|NOT)\b", plain)
    ):
        return plain
    return " ".join(f'"{w}"' for w in re.findall(r"\w+", words))


def _execute(db: sqlite3.Connection, text: str, values: Sequence[object]) -> sqlite3.Cursor:
    try:
        return db.execute(text, tuple(values))
    except sqlite3.OperationalError as problem:
        if "fts5" in str(problem) or "unterminated string" in str(problem) or "no such column" in str(problem):
            raise UsageError(
                f"the search words can't be understood ({problem}); put a phrase in double quotes"
            ) from None
        raise


def _rows(cursor: sqlite3.Cursor) -> Rows:
    names = tuple(d[0] for d in cursor.description or ())
    return Rows(names, tuple(tuple(r) for r in cursor))


def sql(db: sqlite3.Connection, text: str, limit: int | None = None, seconds: float = SQL_SECONDS) -> Rows:
    """Rows of the user's own query; writing, attaching and pragmas are refused.

    Raises:
        UsageError: the query is wrong, writes, or takes longer than ``seconds``.
    """
    until = time.monotonic() + seconds
    for table in ("document_text", "statement_text", "actor_text", "issue_text"):
        db.execute(f"SELECT rowid FROM {table} LIMIT 0")  # a search table is set up with more rights than a query has
    db.set_authorizer(_authorize)
    db.set_progress_handler(lambda: int(time.monotonic() > until), 100_000)
    try:
        cursor = db.execute(text)
        names = tuple(d[0] for d in cursor.description or ())
        found = cursor.fetchall() if limit is None else cursor.fetchmany(limit)
        return Rows(names, tuple(tuple(r) for r in found))
    except (sqlite3.OperationalError, sqlite3.ProgrammingError, sqlite3.Warning) as problem:
        if "interrupted" in str(problem):
            raise UsageError(f"the query took more than {seconds:.0f} seconds and was stopped; narrow it") from None
        raise UsageError(f"the query can't be run: {problem}") from None
    except sqlite3.DatabaseError as problem:
        if any(word in str(problem) for word in ("not authorized", "prohibited", "denied")):
            raise UsageError("a query may only read; corrections have a command of their own") from None
        raise
    finally:
        db.set_authorizer(None)
        db.set_progress_handler(None, 0)


_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


def _authorize(action: int, one: str | None, two: str | None, three: str | None, four: str | None) -> int:
    if action in _READS and not (action == sqlite3.SQLITE_FUNCTION and (two or "").lower() == "load_extension"):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and one == "data_version":
        return sqlite3.SQLITE_OK  # full-text search asks it of itself
    return sqlite3.SQLITE_DENY
