"""A Model Context Protocol server over a record, so that an assistant can answer with sources.

Tools read and never write. Every row that they give has an id, and ``evidence(id)`` gives the sentence behind it with
the chain of those on whose word it stands, so that an answer can quote instead of recalling.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dragoman.discourse.matrix import build_matrix
from dragoman.discourse.stands import list_stands
from dragoman.errors import DragomanError, UsageError
from dragoman.store import Filters, Store, open_store
from dragoman.store.query import search_terms

MOST = 50  # rows of one answer: an assistant reads every word
ABOUT = (
    "A record of political news: who said what, who did what to whom, on whose word, and who stands where. Every row "
    "has an id; call evidence(id) for the sentence and for the chain of those who vouch for it before you state it as "
    "fact. modality: asserted, future (planned), hypothetical, negated. null: the text does not tell."
)


class Desk:
    """The tools, on one record. Each call opens it anew, so that it is always what the file holds now.

    Args:
        record: path of the record file.
    """

    def __init__(self, record: Path) -> None:
        self.record = record

    def search_statements(
        self, text: str | None = None, actor: str | None = None, country: str | None = None, since: str | None = None,
        until: str | None = None, modality: str | None = None, outlet: str | None = None, limit: int = 20,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Who said what: statements by words, speaker (id or name), country (ISO alpha-3), days (ISO), outlet."""
        columns = ("id", "day", "speaker", "speaker_id", "speaker_country", "words", "quotation", "modality", "within",
                   "outlet", "published", "title", "url")  # fmt: skip
        filters = Filters(text=search_terms(text) if text else None, actor=actor, country=country, since=since,
                          until=until, modality=modality, outlet=outlet, limit=_limit(limit))  # fmt: skip
        return self._rows("statements", filters, columns)

    def search_events(
        self, actor: str | None = None, country: str | None = None, type: str | None = None, since: str | None = None,
        until: str | None = None, modality: str | None = None, text: str | None = None, limit: int = 20,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Who did what to whom: events by side (id or name), country, PLOVER type, days, modality, words."""
        columns = ("id", "day", "type", "mode", "quad", "actors", "recipients", "words", "modality", "date_start",
                   "date_end", "place_name", "within", "outlet", "published", "title", "url")  # fmt: skip
        filters = Filters(actor=actor, country=country, type=type.upper() if type else None, since=since, until=until,
                          modality=modality, text=text, limit=_limit(limit))  # fmt: skip
        return self._rows("events", filters, columns)

    def search_positions(
        self, actor: str | None = None, issue: str | None = None, stance: str | None = None, since: str | None = None,
        until: str | None = None, limit: int = 20,
    ) -> list[dict[str, Any]]:  # fmt: skip
        """Who stands where: positions by actor, issue (id or words), stance (support, oppose, conditional), days."""
        columns = ("id", "day", "actor", "actor_id", "stance", "issue", "issue_id", "words", "outlet", "published",
                   "title", "url")  # fmt: skip
        filters = Filters(actor=actor, issue=issue, stance=stance, since=since, until=until, limit=_limit(limit))
        return self._rows("positions", filters, columns)

    def find_actors(self, name: str, limit: int = 10) -> list[dict[str, Any]]:
        """Actors by part of a name, most often named first: id, name, kind, country, sector."""
        return self._rows("actors", Filters(actor=name, limit=_limit(limit)), None)

    def actor_card(self, actor: str) -> dict[str, Any]:
        """One actor by id: names, dated roles with the words that give them, latest statements, acts and positions."""
        with open_store(self.record) as store:
            found = list(store.show("actors", Filters(actor=actor, limit=1))) if actor.startswith("ac-") else []
            if not found:
                raise UsageError(f"there is no actor {actor!r}; ask find_actors for the id")
            name = found[0]["id"]
            roles = store.db.execute(
                "SELECT r.title, r.organisation, r.country, r.from_day, r.until_day, d.day AS read_on, d.outlet, "
                "substr(d.text, r.start + 1, r.end - r.start) AS words FROM role r LEFT JOIN document d "
                "ON d.id = r.document WHERE r.actor IN (SELECT id FROM actor WHERE id = ?1 OR same_as = ?1) "
                "ORDER BY d.day DESC LIMIT 20",
                (name,),
            )
            card = {**found[0], "roles": [dict(r) for r in roles]}
        return card | {
            "statements": self.search_statements(actor=name, limit=10),
            "events": self.search_events(actor=name, limit=10),
            "positions": self.search_positions(actor=name, limit=10),
        }

    def issue_matrix(self, issue: str | None = None, since: str | None = None, until: str | None = None) -> Any:
        """Actor x issue: which side each actor takes on each issue, days, one sentence; filter by words, days."""
        with open_store(self.record) as store:
            chosen = {p["document"] for p in store.show("positions", Filters(issue=issue, since=since, until=until))}
            stands = list_stands(r for name in sorted(chosen) for r in [store.record(name)] if r is not None)
        words = (issue or "").casefold()
        kept = [s for s in stands if not words or words in s.label.casefold() or s.issue == issue]
        matrix = build_matrix(kept)
        names = {h.id: h.name for h in (*matrix.actors, *matrix.issues)}
        return [
            {
                "actor": names[c.actor], "actor_id": c.actor, "issue": names[c.issue], "issue_id": c.issue,
                "side": c.side, "first": c.first, "last": c.last,
                "sentence": c.evidence[-1].sentence if c.evidence else None,
            }
            for c in matrix.cells[: MOST * 2]
        ]  # fmt: skip

    def evidence(self, id: str) -> dict[str, Any]:
        """What a statement, event or position rests on: its paragraph, and on whose word, from outlet to speaker."""
        kind = {"st": "statement", "ev": "event", "po": "position"}.get(id[:2])
        with open_store(self.record) as store:
            row = None
            if kind and re.fullmatch(r"[a-z]{2}-[0-9a-f]+", id):
                row = store.db.execute(f"SELECT document, start, end FROM {kind} WHERE id = ?", (id,)).fetchone()
            if row is None:
                raise UsageError(f"there is no statement, event or position {id!r}")
            d = store.db.execute("SELECT * FROM document WHERE id = ?", (row["document"],)).fetchone()
            text, start, end = d["text"], row["start"], row["end"]
            first = text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0
            last = text.find("\n\n", end)
            return {
                "id": id, "words": text[start:end], "paragraph": text[first : last if last >= 0 else len(text)],
                "on_whose_word": [d["outlet"] or d["source"], *_chain(store, kind or "", id)], "title": d["title"],
                "outlet": d["outlet"], "published": d["published"], "url": d["url"], "document": d["id"],
                "start": start, "end": end,
            }  # fmt: skip

    def _rows(self, what: str, filters: Filters, columns: tuple[str, ...] | None) -> list[dict[str, Any]]:
        with open_store(self.record) as store:
            rows = store.show(what, filters)
        return [{k: v for k, v in row.items() if columns is None or k in columns} for row in rows]


def _chain(store: Store, kind: str, name: str) -> list[str]:
    """Speakers from the outermost statement to the one that tells of it."""
    column = "coalesce(statement, (SELECT within FROM event WHERE id = event))" if kind == "position" else "within"
    row = store.db.execute(f"SELECT {column} FROM {kind} WHERE id = ?", (name,)).fetchone()
    at, out = row[0] if row else None, []
    for _ in range(20):  # deeper than anything is nested
        if at is None:
            break
        row = store.db.execute("SELECT speaker, within FROM statements WHERE id = ?", (at,)).fetchone()
        if row is None:
            break
        out.append(row["speaker"] or "somebody whom the text does not name")
        at = row["within"]
    return out[::-1]


def _limit(asked: int) -> int:
    return max(1, min(asked, MOST))


def tools_of(desk: Desk) -> tuple[Callable[..., Any], ...]:
    """The tools, in the order in which an assistant should think of them."""
    return (
        desk.search_statements, desk.search_events, desk.search_positions, desk.find_actors, desk.actor_card,
        desk.issue_matrix, desk.evidence,
    )  # fmt: skip


def make_server(record: Path) -> Any:
    """The server for one record.

    Raises:
        UsageError: the package ``mcp`` is not installed.
        StoreError: there is no such record.
    """
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from mcp_types import ToolAnnotations
    except ImportError:
        raise UsageError('the package mcp is not installed; install it with: pip install "dragoman[mcp]"') from None
    open_store(record).close()
    server = MCPServer("dragoman", instructions=ABOUT)

    def in_words(tool: Callable[..., Any]) -> Callable[..., Any]:
        """Errors of ours go to the assistant as they are: they say what to do."""
        from functools import wraps

        @wraps(tool)
        def call(*given: Any, **named: Any) -> Any:
            try:
                return tool(*given, **named)
            except DragomanError as problem:
                raise ToolError(str(problem)) from problem

        return call

    for tool in tools_of(Desk(record)):
        server.add_tool(
            in_words(tool), description=(tool.__doc__ or "").strip(), annotations=ToolAnnotations(read_only_hint=True)
        )
    return server
