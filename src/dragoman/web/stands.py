"""Positions as the discourse library wants them, by indexes: a page can't read whole articles for a matrix."""

from __future__ import annotations

import sqlite3
from typing import cast

from dragoman.discourse.stands import DayFrom, Stand
from dragoman.web.scope import Scope

MOST = 20_000  # positions behind one picture; a page that meets it says so

_COLUMNS = (
    "t.id, a.id AS actor, a.name, a.kind, a.country, i.id AS issue, i.label, t.stance, t.day, t.date_start, "
    "t.document, t.start, t.end, t.words"
)
_JOIN = (
    "JOIN actor m ON m.id = t.actor JOIN actor a ON a.id = coalesce(m.same_as, m.id) "
    "JOIN issue k ON k.id = t.issue JOIN issue i ON i.id = coalesce(k.same_as, k.id)"
)


def list_stands(db: sqlite3.Connection, scope: Scope, most: int = MOST) -> list[Stand]:
    """The positions of a choice as rows, oldest first, undated ones last: what ``discourse`` makes its views of.

    ``sentence`` holds the words of the evidence alone, and ``title`` nothing: who shows a sentence reads it by the
    position's id. Of more than ``most`` the newest are given.
    """
    found = scope.joined(_JOIN).ask(db, _COLUMNS, "ORDER BY t.day DESC LIMIT ?", most)
    out = []
    for r in found:
        day_from = "text" if r["date_start"] else "published" if r["day"] else None
        out.append(
            Stand(
                position=r["id"], actor=r["actor"], name=r["name"], kind=r["kind"], country=r["country"],
                issue=r["issue"], label=r["label"], stance=r["stance"], day=r["day"],
                day_from=cast("DayFrom | None", day_from), document=r["document"], title=None, start=r["start"],
                end=r["end"], words=r["words"], sentence=r["words"],
            )
        )  # fmt: skip
    return sorted(out, key=lambda s: (s.day or "~", s.document, s.start, s.position))
