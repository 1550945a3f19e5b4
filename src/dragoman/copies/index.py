"""The index of copies in an SQLite store.

Candidates come from an inverted index of an eighth of the word triples. A triple is entered once for each story,
however often that story is printed, and one that stands in many stories of the same days finds nothing any more:
posting lists, look-ups and so the cost of an article stay bounded however large the corpus is.

**Stories never change by themselves.** An article keeps the cluster and ``duplicate_of`` that it was given. Where a
later article shows that two stories are one (a full text between two versions too far apart to be told), it joins the
closer one and the pair is noted; :meth:`Copies.join_bridged` makes them one, and says which articles changed, when
the owner of the store asks for it. Only whole versions bridge: a digest that holds two stories does not.

Nothing is held in memory between calls, so two writers may take turns on one file. Call :meth:`Copies.place` inside
the transaction that writes the article, begun with ``BEGIN IMMEDIATE``: otherwise two writers may each found the story.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Literal, TypeAlias

import msgspec

from dragoman.copies.sketches import Likeness, Sketch, compare, is_copy, may_be_copy, unpack
from dragoman.record import make_id

Kind: TypeAlias = Literal["exact", "near", "abridged"]

WINDOW = 10  # days between two printings of a story
PERIOD = 32  # days whose postings lie together
CLOSE = 3  # days within which two printings are no surprise
CROWD = 32  # a triple of this many stories in one window finds nothing
CANDIDATES = 8  # texts that a new one is compared with
_INDEXED = 2**32 // 8  # triples with a hash below this can find a text
_FEWEST, _MOST = 16, 96  # how many of a text's triples are indexed, at least (if it has them) and at most
_FORMULA = 5  # a triple of this many stories is a formula: that two texts share it tells nothing
_UNDATED = -1
_SHORTEST = 8  # words below which a text is nobody's copy
_LONG = 60  # words from which an identical text is a copy whenever it was published
_OVERLAP = 0.35  # of the passages that a text shares with one story, how many it must share with the other
_NEAR = 0.7  # length of the smaller over the larger from which a copy is "near", below "abridged"


class Placement(msgspec.Struct, frozen=True):
    """Where an article belongs.

    Attributes:
        cluster: id of its story: ``make_id("story", id of the story's first article)``.
        duplicate_of: the first article of the story to be seen, or None if this is it. That article is never a
            duplicate itself, so the articles without ``duplicate_of`` are the independent reports.
        kind: what made it a copy, or None if it is the first report.
        score: share of the smaller text's own words that stand in the other (0 to 1); 0 for a first report.
    """

    cluster: str
    duplicate_of: str | None
    kind: Kind | None
    score: float


class Report(msgspec.Struct, frozen=True):
    """One article of a story; ``published`` is its ISO day, or None."""

    document: str
    published: str | None
    kind: Kind | None
    score: float


class Move(msgspec.Struct, frozen=True):
    """An article whose story became part of another: its new cluster and ``duplicate_of``."""

    document: str
    cluster: str
    duplicate_of: str


class _Match(msgspec.Struct, frozen=True):
    """A stored text that the new one is a copy of."""

    story: int
    likeness: Likeness


class Copies:
    """The stories of a store: which articles are printings of one.

    Args:
        db: an open connection; the caller owns its transactions, nothing is committed here. The tables are made if
            they are not there.
    """

    SCHEMA: ClassVar[tuple[str, ...]] = (
        "CREATE TABLE IF NOT EXISTS copies_story (story INTEGER PRIMARY KEY, cluster TEXT NOT NULL, "
        "first TEXT NOT NULL)",
        "CREATE TABLE IF NOT EXISTS copies_document (document INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
        "story INTEGER NOT NULL, day INTEGER NOT NULL, digest INTEGER NOT NULL, kind TEXT, score REAL NOT NULL, "
        "sketch BLOB)",
        "CREATE INDEX IF NOT EXISTS copies_by_digest ON copies_document (digest, day)",
        "CREATE INDEX IF NOT EXISTS copies_by_story ON copies_document (story)",
        "CREATE INDEX IF NOT EXISTS copies_by_cluster ON copies_story (cluster)",
        # The period comes first: what is read and written now lies together, whatever the store's size.
        "CREATE TABLE IF NOT EXISTS copies_posting (period INTEGER NOT NULL, hash INTEGER NOT NULL, "
        "day INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (period, hash, day, document)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS copies_bridge (one INTEGER NOT NULL, two INTEGER NOT NULL, "
        "document INTEGER NOT NULL, PRIMARY KEY (one, two)) WITHOUT ROWID",
    )

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'copies_bridge'").fetchone() is None:
            self.create(db)

    @classmethod
    def create(cls, db: sqlite3.Connection) -> None:
        """Make the tables where they are missing, in the caller's transaction if one is open."""
        for statement in cls.SCHEMA:
            db.execute(statement)

    def place(self, doc_id: str, sketch: Sketch, published: str | None) -> Placement:
        """Find the story of an article and enter the article into it.

        An id that is already there keeps its place and nothing is entered.

        Args:
            doc_id: the document's id.
            sketch: of its text.
            published: ISO date or date-time; None, or what is no date, counts as unknown.
        """
        if (known := self.placement(doc_id)) is not None:
            return known
        day = day_of(published)
        if (story := self._find_same(sketch, day)) is not None:
            # Whoever looks for it finds the first of these words: no sketch, no postings.
            self._enter(doc_id, story, day, sketch, ("exact", 1.0, False))
            return self._placed(doc_id)
        found = self._look_up(sketch, day)
        matches = self._find_matches(sketch, day, found)
        if not matches:
            story = self._db.execute(
                "INSERT INTO copies_story (cluster, first) VALUES (?, ?)", (make_id("story", doc_id), doc_id)
            ).lastrowid
            assert story is not None
            document = self._enter(doc_id, story, day, sketch, (None, 0.0, True))
        else:
            best = matches[0]
            story = best.story
            kind: Kind = "near" if best.likeness.ratio >= _NEAR else "abridged"
            document = self._enter(doc_id, story, day, sketch, (kind, round(best.likeness.share, 3), True))
            self._note_bridges(document, matches)
        self._post(document, story, day, found)
        return self._placed(doc_id)

    def placement(self, doc_id: str) -> Placement | None:
        """Where an article was placed, or None if it is not there."""
        row = self._db.execute(
            "SELECT s.cluster, s.first, d.kind, d.score FROM copies_document d JOIN copies_story s USING (story) "
            "WHERE d.id = ?",
            (doc_id,),
        ).fetchone()
        if row is None:
            return None
        cluster, first, kind, score = row
        return Placement(cluster, None if first == doc_id else first, kind, score)

    def reports(self, cluster: str) -> list[Report]:
        """The articles of a story, the earliest published first (unknown days last), then as they came."""
        rows = self._db.execute(
            "SELECT d.id, d.day, d.kind, d.score FROM copies_story s JOIN copies_document d USING (story) "
            "WHERE s.cluster = ? ORDER BY d.day = ?, d.day, d.document",
            (cluster, _UNDATED),
        )
        return [
            Report(i, None if day == _UNDATED else date.fromordinal(day).isoformat(), k, s) for i, day, k, s in rows
        ]

    def join_bridged(self) -> list[Move]:
        """Make one story of those that a later article showed to be one; the earlier story stays.

        Returns:
            Every article whose cluster changed. The caller writes these into its own tables in the same transaction.
        """
        moved: set[str] = set()
        while (pair := self._db.execute("SELECT one, two FROM copies_bridge ORDER BY one, two").fetchone()) is not None:
            moved |= self._join(*pair)
        places = ((i, self._placed(i)) for i in sorted(moved))
        return [Move(i, p.cluster, p.duplicate_of) for i, p in places if p.duplicate_of is not None]

    def _join(self, one: int, two: int) -> set[str]:
        """Story ``two`` becomes part of ``one``; the ids of its articles."""
        db = self._db
        moved = {row[0] for row in db.execute("SELECT id FROM copies_document WHERE story = ?", (two,))}
        # Its first report is one of two versions that a third joins: that is all that is known of it.
        db.execute("UPDATE copies_document SET kind = 'near' WHERE kind IS NULL AND story = ?", (two,))
        db.execute("UPDATE copies_document SET story = ? WHERE story = ?", (one, two))
        db.execute("DELETE FROM copies_story WHERE story = ?", (two,))
        bridges = db.execute(
            "SELECT one, two, document FROM copies_bridge WHERE one = ?1 OR two = ?1", (two,)
        ).fetchall()
        db.execute("DELETE FROM copies_bridge WHERE one = ?1 OR two = ?1", (two,))
        for a, b, document in bridges:
            low, high = sorted((one if a == two else a, one if b == two else b))
            if low != high:
                db.execute("INSERT OR IGNORE INTO copies_bridge VALUES (?, ?, ?)", (low, high, document))
        return moved

    # ------------------------------------------------------------ finding
    def _find_same(self, sketch: Sketch, day: int) -> int | None:
        """The story of a text with the same words."""
        if sketch.words < _SHORTEST:
            return None
        low, high = (day - WINDOW, day + WINDOW)
        if sketch.words >= _LONG or day == _UNDATED:
            low, high = _UNDATED, date.max.toordinal()
        row = self._db.execute(
            "SELECT document, story FROM copies_document WHERE digest = ?1 AND day BETWEEN ?2 AND ?3 "
            "UNION ALL SELECT document, story FROM copies_document WHERE digest = ?1 AND day = ?4 ORDER BY 1 LIMIT 1",
            (sketch.digest, low, high, _UNDATED),
        ).fetchone()
        return None if row is None else int(row[1])

    def _look_up(self, sketch: Sketch, day: int) -> dict[int, list[int]]:
        """For each indexed triple of a text the documents that brought it, up to ``CROWD``, one a story."""
        low, high = day - WINDOW, day + WINDOW
        if day == _UNDATED:
            periods, low, high = self._periods(), 0, date.max.toordinal()
        else:
            periods = sorted({_UNDATED, low // PERIOD, high // PERIOD})
        found: dict[int, list[int]] = {h: [] for h in index_hashes(sketch)}
        rows = self._db.execute(
            "SELECT hash, document FROM copies_posting WHERE period IN (SELECT value FROM json_each(?)) "
            "AND hash IN (SELECT value FROM json_each(?)) AND (day BETWEEN ? AND ? OR day = ?)",
            (_list(periods), _list(found), low, high, _UNDATED),
        )
        for h, document in rows:
            if len(found[h]) < CROWD:
                found[h].append(document)
        return found

    def _periods(self) -> list[int]:
        """All periods that have postings: an article without a date is looked for in each (12 for every year)."""
        found: list[int] = []
        next_one = "SELECT min(period) FROM copies_posting WHERE period > ?"
        last: int | None = _UNDATED - 1
        while (last := self._db.execute(next_one, (last,)).fetchone()[0]) is not None:
            found.append(last)
        return found

    def _find_matches(self, sketch: Sketch, day: int, found: Mapping[int, Sequence[int]]) -> list[_Match]:
        """The stored texts that this is a copy of, the most alike first."""
        votes: dict[int, float] = {}
        for documents in found.values():
            if len(documents) < CROWD:
                for document in documents:
                    votes[document] = votes.get(document, 0.0) + 1 / len(documents)
        likely = sorted(votes, key=lambda d: (-votes[d], d))[:CANDIDATES]
        hashes, matches = frozenset(unpack(sketch.hashes)), []
        for document, story, its_day, other in self._stored(likely):
            if sketch.words < _SHORTEST or not may_be_copy(sketch, hashes, other):
                continue
            likeness = compare(sketch, other)
            shared = [h for h in found if h in likeness.common]
            formulas = sum(len(found[h]) >= _FORMULA for h in shared) / len(shared) if len(shared) >= 4 else 0.0
            close = _UNDATED not in (day, its_day) and abs(day - its_day) <= CLOSE
            if is_copy(sketch, other, likeness, close=close, formulas=formulas):
                matches.append((-likeness.share * likeness.spread, document, _Match(story, likeness)))
        return [m for *_, m in sorted(matches, key=lambda x: x[:2])]

    def _stored(self, documents: Sequence[int]) -> Iterator[tuple[int, int, int, Sketch]]:
        for document in documents:
            row = self._db.execute(
                "SELECT story, day, sketch FROM copies_document WHERE document = ?", (document,)
            ).fetchone()
            if row is not None and row[2] is not None:
                yield document, row[0], row[1], msgspec.msgpack.decode(row[2], type=Sketch)

    # ------------------------------------------------------------ writing
    def _enter(self, doc_id: str, story: int, day: int, sketch: Sketch, how: tuple[Kind | None, float, bool]) -> int:
        kind, score, keep = how
        document = self._db.execute(
            "INSERT INTO copies_document (id, story, day, digest, kind, score, sketch) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (doc_id, story, day, sketch.digest, kind, score, msgspec.msgpack.encode(sketch) if keep else None),
        ).lastrowid
        assert document is not None
        return document

    def _post(self, document: int, story: int, day: int, found: Mapping[int, Sequence[int]]) -> None:
        """Index the triples that the story has not brought yet and that are not everybody's."""
        others = {d for documents in found.values() for d in documents}
        rows = self._db.execute(
            "SELECT document FROM copies_document WHERE story = ? AND document IN (SELECT value FROM json_each(?))",
            (story, _list(sorted(others))),
        )
        ours = {row[0] for row in rows}
        self._db.executemany(
            "INSERT INTO copies_posting VALUES (?, ?, ?, ?)",
            [
                (_period(day), h, day, document)
                for h, documents in found.items()
                if len(documents) < CROWD and ours.isdisjoint(documents)
            ],
        )

    def _note_bridges(self, document: int, matches: Sequence[_Match]) -> None:
        """Note the stories that this article shows to be one."""
        best = matches[0]
        for other in matches[1:]:
            # The same passages must stand in both, and one of the two must be a whole version: a digest, or a report
            # with another's paragraphs in it, has one passage from here and one from there.
            one, two = best.likeness.common, other.likeness.common
            same = len(one & two) >= _OVERLAP * max(len(one), len(two))
            whole = same and max(best.likeness.ratio, other.likeness.ratio) >= _NEAR
            if other.story != best.story and whole:
                low, high = sorted((best.story, other.story))
                self._db.execute("INSERT OR IGNORE INTO copies_bridge VALUES (?, ?, ?)", (low, high, document))

    def _placed(self, doc_id: str) -> Placement:
        placement = self.placement(doc_id)
        assert placement is not None
        return placement


def index_hashes(sketch: Sketch) -> list[int]:
    """The triples of a text that can find it, and that it looks others up by: ascending.

    Those inside quotation marks too: an edition may have lost its marks.
    """
    return [h for n, h in enumerate(unpack(sketch.hashes)[:_MOST]) if n < _FEWEST or h < _INDEXED]


def _list(numbers: Iterable[int]) -> str:
    """Numbers as one parameter of a query, which stays the same whatever their count."""
    return f"[{','.join(map(str, numbers))}]"


def _period(day: int) -> int:
    return _UNDATED if day == _UNDATED else day // PERIOD


def day_of(published: str | None) -> int:
    """The day's ordinal of an ISO date or date-time; -1 where there is none."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return _UNDATED
