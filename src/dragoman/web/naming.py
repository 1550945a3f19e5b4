"""Who is meant by a name that a person types."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from dragoman.errors import UsageError
from dragoman.store import Store
from dragoman.write.wording import clean


def names_to_type(actors: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For actors given as (id, name): what to type so that :func:`resolve_names` knows which one is meant."""
    listed = list(actors)
    seen = Counter(name.casefold() for _, name in listed)
    return {
        id: name if seen[name.casefold()] == 1 and clean(name) == name else f"{clean(name)} [{id}]"
        for id, name in listed
    }


def resolve_names(store: Store, target: str, typed: list[str], new_kind: str | None = None) -> list[Any]:
    """Actors by what a person types: ``name [id]``, an id, or a name; empty lines are left out.

    A name means the actor of the item's own article if there is one of that name, else the only one in the record.

    Args:
        store: the record.
        target: the item that is being corrected.
        typed: what was typed, one actor each.
        new_kind: what a name that nobody has becomes a new actor of; None: it is an error.

    Raises:
        UsageError: nobody has the name, or several have it.
    """
    out: list[Any] = []
    for words in (" ".join(t.split()) for t in typed):
        if not words:
            continue
        inside = re.search(r"\[(ac-[0-9a-f]+)\]$", words) or re.fullmatch(r"(ac-[0-9a-f]+)", words)
        if inside:
            out.append(inside.group(1))
            continue
        found = _actors_called(store, target, words)
        if len(found) > 1:
            listed = "; ".join(f"{words} [{i}]" for i in found[:8])
            raise UsageError(f"several actors are called “{words}”: type one of {listed}")
        if not found and new_kind is None:
            raise UsageError(
                f"no actor in this record is called “{words}”; choose a name from the list, or say that it is a new one"
            )
        out.append(found[0] if found else {"name": words, "kind": new_kind})
    return out


def _actors_called(store: Store, target: str, name: str) -> list[str]:
    db = store.db
    for table in ("statement", "event", "position"):
        row = db.execute(f"SELECT document FROM {table} WHERE id = ?", (target,)).fetchone()
        if row:
            here = db.execute(
                "SELECT DISTINCT coalesce(a.same_as, a.id) FROM mention m JOIN actor a ON a.id = m.actor "
                "WHERE m.document = ? AND a.name = ? COLLATE NOCASE",
                (row[0], name),
            ).fetchall()
            if len(here) == 1:
                return [here[0][0]]
    found = db.execute("SELECT DISTINCT coalesce(same_as, id) FROM actor WHERE name = ? COLLATE NOCASE", (name,))
    return [r[0] for r in found]
