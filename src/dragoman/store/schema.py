"""The tables of a record file, and how an old file becomes a new one.

One SQLite file (WAL, FTS5). ``PRAGMA user_version`` holds the schema's version, ``application_id`` says that the file
is ours. Each step of :data:`MIGRATIONS` brings a file from one version to the next, inside one transaction: a kill in
the middle leaves the old version whole.

Columns mirror the data contract: a span is two columns ``*_start``, ``*_end``; a date is ``date_start``, ``date_end``,
``date_text``, ``date_granularity``; lists are JSON. Beyond the contract: ``words`` (what a span says), ``day`` (the
publication day), ``story`` (the cluster of copies), ``verdict`` (``accepted``, ``rejected``, ``changed``: a person's
word), ``same_as`` (merged into).
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x44524147  # "DRAG"
VERSION = 2

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE document (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, url TEXT, outlet TEXT, title TEXT,
  authors TEXT NOT NULL DEFAULT '[]', published TEXT, day TEXT, language TEXT, text TEXT NOT NULL,
  dropped TEXT NOT NULL DEFAULT '[]', coverage REAL NOT NULL DEFAULT 0, duplicate_of TEXT, story TEXT,
  version TEXT NOT NULL, model TEXT NOT NULL, item TEXT, added TEXT NOT NULL);
CREATE INDEX document_day ON document (day);
CREATE INDEX document_outlet ON document (outlet, day);
CREATE INDEX document_story ON document (story);
CREATE INDEX document_item ON document (item);

CREATE TABLE actor (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, country TEXT, sector TEXT, same_as TEXT);
CREATE INDEX actor_same_as ON actor (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX actor_country ON actor (country);
CREATE INDEX actor_name ON actor (name COLLATE NOCASE);
CREATE TABLE role (
  actor TEXT NOT NULL, title TEXT NOT NULL, organisation TEXT, country TEXT, sector TEXT, from_day TEXT, until_day TEXT,
  document TEXT, start INTEGER, end INTEGER);
CREATE INDEX role_actor ON role (actor);
CREATE INDEX role_document ON role (document);
CREATE TABLE mention (
  document TEXT NOT NULL, actor TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, form TEXT NOT NULL);
CREATE INDEX mention_document ON mention (document);
CREATE INDEX mention_actor ON mention (actor);

CREATE TABLE statement (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, speaker TEXT,
  speaker_start INTEGER, speaker_end INTEGER, cue_start INTEGER, cue_end INTEGER,
  content_spans TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, words TEXT NOT NULL,
  quotation TEXT NOT NULL, modality TEXT NOT NULL,
  date_start TEXT, date_end TEXT, date_text TEXT, date_granularity TEXT, day TEXT, within TEXT, verdict TEXT);
CREATE INDEX statement_document ON statement (document);
CREATE INDEX statement_speaker ON statement (speaker, day);
CREATE INDEX statement_day ON statement (day);
CREATE INDEX statement_within ON statement (within) WHERE within IS NOT NULL;

CREATE TABLE event (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL, type TEXT NOT NULL, mode TEXT,
  contexts TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, words TEXT NOT NULL,
  date_start TEXT, date_end TEXT, date_text TEXT, date_granularity TEXT, day TEXT,
  place_text TEXT, place_name TEXT, place_country TEXT, place_admin1 TEXT, place_lat REAL, place_lon REAL,
  geonames_id INTEGER, modality TEXT NOT NULL, within TEXT, quad TEXT NOT NULL, verdict TEXT);
CREATE INDEX event_document ON event (document);
CREATE INDEX event_type ON event (type, day);
CREATE INDEX event_day ON event (day);
CREATE INDEX event_place ON event (place_country, day);
CREATE TABLE side (
  event TEXT NOT NULL, role TEXT NOT NULL, place INTEGER NOT NULL, actor TEXT NOT NULL,
  PRIMARY KEY (event, role, place)) WITHOUT ROWID;
CREATE INDEX side_actor ON side (actor, event);

CREATE TABLE issue (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, same_as TEXT);
CREATE INDEX issue_same_as ON issue (same_as) WHERE same_as IS NOT NULL;
CREATE TABLE position (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, actor TEXT NOT NULL, issue TEXT NOT NULL, stance TEXT NOT NULL,
  date_start TEXT, date_end TEXT, date_text TEXT, date_granularity TEXT, day TEXT,
  document TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, words TEXT NOT NULL,
  statement TEXT, event TEXT, verdict TEXT);
CREATE INDEX position_document ON position (document);
CREATE INDEX position_actor ON position (actor, day);
CREATE INDEX position_issue ON position (issue, day);
CREATE INDEX position_day ON position (day);

CREATE TABLE note (
  document TEXT, stage TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, start INTEGER, end INTEGER);
CREATE INDEX note_document ON note (document);
CREATE INDEX note_code ON note (code);

CREATE TABLE source (
  name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, state TEXT NOT NULL, items INTEGER NOT NULL DEFAULT 0,
  at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE item (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, documents INTEGER NOT NULL,
  code TEXT, message TEXT, at TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX item_state ON item (state, code);

CREATE VIRTUAL TABLE document_text USING fts5 (
  title, text, content='document', content_rowid='n', tokenize='porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE statement_text USING fts5 (
  words, content='statement', content_rowid='n', tokenize='porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE actor_text USING fts5 (
  name, content='actor', content_rowid='rowid', tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE issue_text USING fts5 (
  label, content='issue', content_rowid='n', tokenize='porter unicode61 remove_diacritics 2');
"""

# What is learned across documents (the register of actors, the issues and how each wording was filed), and what people
# corrected.
_LEARNED = """
CREATE TABLE learned (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, entry BLOB NOT NULL, UNIQUE (kind, id));
CREATE TABLE correction (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, at TEXT NOT NULL, by TEXT NOT NULL,
  kind TEXT NOT NULL, target TEXT NOT NULL, action TEXT NOT NULL, line TEXT NOT NULL, undone_by TEXT,
  state TEXT NOT NULL DEFAULT 'applied');
CREATE INDEX correction_target ON correction (kind, target);
CREATE TABLE wording (
  position TEXT PRIMARY KEY, document TEXT NOT NULL, label TEXT NOT NULL, stance TEXT NOT NULL, issue TEXT NOT NULL,
  sign INTEGER NOT NULL, reason TEXT NOT NULL, score REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX wording_document ON wording (document);
ALTER TABLE event ADD COLUMN own TEXT;
CREATE INDEX event_own ON event (own, day) WHERE own IS NOT NULL;
CREATE INDEX document_copy ON document (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE machine (kind TEXT NOT NULL, id TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
"""

_VIEWS = """
CREATE VIEW documents AS
SELECT d.id, d.outlet, d.day AS published, d.title, d.authors, d.url, d.source, d.language, d.coverage, d.duplicate_of,
  d.story, d.n FROM document d;

CREATE VIEW issues AS
SELECT i.id, i.label FROM issue i WHERE i.same_as IS NULL;

CREATE VIEW actors AS
SELECT a.id, a.name, a.kind, a.country, a.sector FROM actor a WHERE a.same_as IS NULL;

CREATE VIEW statements AS
SELECT s.id, d.outlet, d.day AS published, s.day, a.name AS speaker, a.id AS speaker_id, a.country AS speaker_country,
  a.sector AS speaker_sector, s.words, s.quotation, s.modality, s.date_start, s.date_end, s.within, d.title, d.url,
  s.document, s.start, s.end, d.story, d.duplicate_of, s.verdict
FROM statement s JOIN document d ON d.id = s.document
LEFT JOIN actor m ON m.id = s.speaker LEFT JOIN actor a ON a.id = coalesce(m.same_as, m.id)
WHERE s.verdict IS NOT 'rejected';

CREATE VIEW sides AS
SELECT x.event, x.role, x.place, a.id AS actor_id, a.name AS actor, a.kind, a.country, a.sector
FROM side x JOIN actor m ON m.id = x.actor JOIN actor a ON a.id = coalesce(m.same_as, m.id);

CREATE VIEW events AS
SELECT e.id, e.type, e.own, e.mode, e.contexts, e.quad, e.modality, e.date_start, e.date_end, e.day, d.day AS published,
  (SELECT group_concat(actor, '; ') FROM (SELECT actor FROM sides WHERE event = e.id AND role = 'actor' ORDER BY place))
    AS actors,
  (SELECT group_concat(actor, '; ') FROM
    (SELECT actor FROM sides WHERE event = e.id AND role = 'recipient' ORDER BY place)) AS recipients,
  (SELECT country FROM sides WHERE event = e.id AND role = 'actor' ORDER BY place LIMIT 1) AS actor_country,
  (SELECT country FROM sides WHERE event = e.id AND role = 'recipient' ORDER BY place LIMIT 1) AS recipient_country,
  e.words, e.place_name, e.place_country, e.place_lat, e.place_lon, e.within, d.outlet, d.title, d.url, e.document,
  e.start, e.end, d.story, d.duplicate_of, e.verdict
FROM event e JOIN document d ON d.id = e.document WHERE e.verdict IS NOT 'rejected';

CREATE VIEW positions AS
SELECT p.id, a.name AS actor, a.id AS actor_id, a.country AS actor_country, a.sector AS actor_sector, i.label AS issue,
  i.id AS issue_id, p.stance, p.date_start, p.date_end, p.day, d.day AS published, p.words, d.outlet, d.title, d.url,
  p.statement, p.event, p.document, p.start, p.end, d.story, d.duplicate_of, p.verdict
FROM position p JOIN document d ON d.id = p.document
JOIN actor m ON m.id = p.actor JOIN actor a ON a.id = coalesce(m.same_as, m.id)
JOIN issue k ON k.id = p.issue JOIN issue i ON i.id = coalesce(k.same_as, k.id)
WHERE p.verdict IS NOT 'rejected';
"""

VIEWS = ("documents", "issues", "actors", "statements", "sides", "events", "positions")

# version -> what brings a file from the version before to it
MIGRATIONS: dict[int, str] = {1: _TABLES, 2: _LEARNED}


def migrate(db: sqlite3.Connection) -> None:
    """Bring a file to :data:`VERSION`, step by step; views are made anew. Runs inside the caller's transaction."""
    at = int(db.execute("PRAGMA user_version").fetchone()[0])
    for version in range(at + 1, VERSION + 1):
        for statement in _split(MIGRATIONS[version]):
            db.execute(statement)
    for name in VIEWS:
        db.execute(f"DROP VIEW IF EXISTS {name}")
    for statement in _split(_VIEWS):
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def _split(script: str) -> list[str]:
    """Statements of a script one by one: ``executescript`` would commit the transaction that we are in."""
    return [s.strip() for s in script.split(";\n") if s.strip()]
