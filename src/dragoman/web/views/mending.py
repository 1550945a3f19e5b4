"""What the pages of actors and issues share of correcting: what was corrected, and what a split can take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from dragoman.errors import UsageError
from dragoman.store.query import like
from dragoman.web.pages import Ask
from dragoman.web.scope import as_list
from dragoman.web.views.article import correction_data
from dragoman.write.wording import clean

MOST = 100  # documents or positions that one form offers


def history_of_all(ask: Ask, kind: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Corrections of an actor or issue and of those merged into it, newest first, in words."""
    from dragoman.store.corrections import history

    found = [c for name in ids for c in history(ask.store.db, kind, name)]
    taken_back = [u for c in found if c["undone"] for u in history(ask.store.db, "correction", c["id"])]
    return [correction_data(ask, c) for c in sorted([*found, *taken_back], key=lambda c: c["at"], reverse=True)]


def splitting(ask: Ask, kind: str, ids: Sequence[str]) -> dict[str, Any]:
    """The articles of an actor, or the positions of an issue, newest first, that a split may take to a new one.

    ``outlet``, ``since`` and ``until`` of the address narrow them.
    """
    given = {name: ask.query.get(name, "") for name in ("outlet", "since", "until")}
    return {"members": _members(ask, kind, ids), **given, "most": MOST}


def _members(ask: Ask, kind: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    where, values = _narrowed(ask)
    if kind == "actor":
        text = (
            "SELECT d.id, d.day, d.outlet, coalesce(d.title, substr(d.text, 1, 120)) AS title, NULL AS who, "
            "NULL AS stance FROM document d WHERE d.id IN "
            "(SELECT document FROM mention WHERE actor IN (SELECT value FROM json_each(?)))"
        )
    else:
        text = (
            "SELECT p.id, p.day, d.outlet, p.words AS title, a.name AS who, p.stance FROM position p "
            "JOIN document d ON d.id = p.document JOIN actor m ON m.id = p.actor "
            "JOIN actor a ON a.id = coalesce(m.same_as, m.id) "
            "WHERE p.verdict IS NOT 'rejected' AND p.issue IN (SELECT value FROM json_each(?))"
        )
    found = ask.store.db.execute(f"{text}{where} ORDER BY d.day DESC, 1 LIMIT ?", (as_list(ids), *values, MOST))
    return [
        {"id": r["id"], "day": r["day"], "outlet": clean(r["outlet"] or "") or None, "words": clean(r["title"] or ""),
         "who": clean(r["who"] or "") or None, "stance": r["stance"]}
        for r in found
    ]  # fmt: skip


def _narrowed(ask: Ask) -> tuple[str, list[str]]:
    where, values = "", []
    for name, sign in (("since", ">="), ("until", "<=")):
        if given := ask.query.get(name):
            where += f" AND d.day {sign} ?"
            values.append(checked_day(given, name))
    if outlet := ask.query.get("outlet"):
        where += " AND d.outlet LIKE ? ESCAPE '\\'"
        values.append(like(outlet))
    return where, values


def checked_day(given: str, name: str) -> str:
    """The day, if it is one.

    Raises:
        UsageError: it is no ISO day.
    """
    try:
        if date.fromisoformat(given).isoformat() == given:
            return given
    except ValueError:
        pass
    raise UsageError(f"{name} must be a day such as 2025-03-14, not {given!r}")
