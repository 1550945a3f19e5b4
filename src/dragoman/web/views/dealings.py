"""Who acts on whom: what one actor did and had done to him, and the strongest dealings of all."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.web.draw import Arrow, Network, Node, lay_out_around, lay_out_by_springs
from dragoman.web.draw.network import QUADS
from dragoman.web.pages import Ask
from dragoman.web.scope import Scope, as_list, counts_once, find_link, without_copies
from dragoman.write.wording import EVENT_WORDS, clean

FACED = 12  # counterparts that are drawn around an actor
# Of an act without a recipient, such as "the two met", the sides are each other's.
OTHER = (
    "JOIN side o ON o.event = s.event AND ((s.role = 'actor' AND o.role = 'recipient') OR "
    "(s.role = 'recipient' AND o.role = 'actor') OR (s.role = 'actor' AND o.role = 'actor' AND o.place <> s.place "
    "AND NOT EXISTS (SELECT 1 FROM side r WHERE r.event = s.event AND r.role = 'recipient')))"
)
Pair = tuple[str, str, str]  # who, on whom, quad class


def deeds_of(ask: Ask, root: str, ids: str) -> dict[str, Any]:
    """What an actor did and had done to him: by type, by counterpart, and drawn.

    Args:
        ask: the question; ``copies`` counts.
        root: the actor's id.
        ids: all ids that stand for him, as JSON.
    """
    scope = Scope(
        "FROM side s JOIN event t ON t.id = s.event",
        "s.actor IN (SELECT value FROM json_each(?)) AND t.verdict IS NOT 'rejected'",
        (ids,),
    )
    if counts_once(ask.query):
        scope = without_copies(ask.memory, ask.store, scope)
    types, total = _by_type(ask, scope, root)
    faced = _counterparts(ask.store.db, scope.narrowed("t.modality = 'asserted'"), ids)
    return {
        "total": total,
        "did": types["actor"],
        "had": types["recipient"],
        "most": max((max(f["did"].total(), f["had"].total()) for f in faced), default=1),
        "faces": _faces(ask, root, faced),
        "picture": _around(ask, root, faced),
    }


def _by_type(ask: Ask, scope: Scope, root: str) -> tuple[dict[str, list[dict[str, Any]]], int]:
    found = scope.ask(
        ask.store.db,
        "s.role, t.type, t.quad, count(DISTINCT CASE WHEN t.modality = 'asserted' THEN t.id END) AS happened, "
        "count(DISTINCT CASE WHEN t.modality <> 'asserted' THEN t.id END) AS other",
        "GROUP BY s.role, t.type, t.quad ORDER BY happened DESC, other DESC, t.type",
    ).fetchall()
    out: dict[str, list[dict[str, Any]]] = {"actor": [], "recipient": []}
    for r in found:
        link = find_link(ask.query, "events", actor=root, type=r["type"])
        out[r["role"]].append({
            "type": r["type"], "words": EVENT_WORDS.get(r["type"], ""), "quad": r["quad"], "css": QUADS[r["quad"]][0],
            "happened": r["happened"], "other": r["other"], "link": link,
        })  # fmt: skip
    total = scope.ask(ask.store.db, "count(DISTINCT t.id)").fetchone()[0]
    return out, total


def _counterparts(db: sqlite3.Connection, scope: Scope, ids: str) -> list[dict[str, Any]]:
    """Counterparts, those with most dealings first: did (quad class -> count) and had."""
    found = scope.joined(f"{OTHER} JOIN actor m ON m.id = o.actor").ask(
        db,
        "coalesce(m.same_as, m.id) AS other, s.role, t.quad, count(DISTINCT t.id) AS many",
        "AND o.actor NOT IN (SELECT value FROM json_each(?)) GROUP BY 1, 2, 3",
        ids,
    )
    out: dict[str, dict[str, Any]] = {}
    for r in found:
        one = out.setdefault(r["other"], {"id": r["other"], "did": Counter(), "had": Counter(), "total": 0})
        one["did" if r["role"] == "actor" else "had"][r["quad"]] += r["many"]
        one["total"] += r["many"]
    return sorted(out.values(), key=lambda x: (-x["total"], x["id"]))[:FACED]


def _faces(ask: Ask, root: str, faced: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = names_of(ask.store.db, [f["id"] for f in faced])
    return [
        {"id": f["id"], "name": names[f["id"]], "total": f["total"], "did": dict(f["did"]), "had": dict(f["had"])}
        for f in faced
    ]


def _around(ask: Ask, root: str, faced: Sequence[Mapping[str, Any]]) -> Network | None:
    """An actor among those whom he faces: conflict on one side, cooperation on the other."""
    if not faced:
        return None
    order = sorted(faced, key=lambda f: (_warmth(f), f["id"]))
    places = lay_out_around(root, [f["id"] for f in order])
    pairs: Counter[Pair] = Counter()
    for f in faced:
        for quad in QUADS:
            pairs[root, f["id"], quad] += f["did"][quad]
            pairs[f["id"], root, quad] += f["had"][quad]
    counts = {f["id"]: f["total"] for f in faced} | {root: max(f["total"] for f in faced)}
    return draw_network(ask, pairs, places, counts, {"label": "those whom this actor faces", "focus": root})


def _warmth(faced: Mapping[str, Any]) -> float:
    """From -1, conflict alone, to 1, cooperation alone."""
    both = faced["did"] + faced["had"]
    warm = both["verbal cooperation"] + both["material cooperation"]
    return float((2 * warm - both.total()) / max(both.total(), 1))


def names_of(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Names of actors."""
    found = db.execute("SELECT id, name FROM actor WHERE id IN (SELECT value FROM json_each(?))", (as_list(ids),))
    return {r["id"]: clean(r["name"]) for r in found}


# ---------------------------------------------------------------- all of them
def strongest(ask: Ask, scope: Scope, most: int) -> tuple[list[tuple[str, int]], Counter[Pair]]:
    """The actors with part in most events of a choice, and the dealings among them.

    Args:
        ask: the question.
        scope: events.
        most: how many actors.

    Returns:
        Actors with their number of events, most first; pairs with their number of events by quad class.
    """
    db = ask.store.db
    root = dict(db.execute("SELECT id, same_as FROM actor WHERE same_as IS NOT NULL").fetchall())
    who = "coalesce((SELECT m.same_as FROM actor m WHERE m.id = s.actor), s.actor)" if root else "s.actor"
    found = db.execute(
        f"SELECT {who} AS who, count(DISTINCT s.event) AS many FROM side s WHERE s.event IN "
        f"(SELECT t.id {scope.source} WHERE {scope.where}) GROUP BY who ORDER BY many DESC, who LIMIT ?",
        (*scope.values, most),
    )
    actors = [(r["who"], r["many"]) for r in found]
    ids = as_list(a for a, _ in actors)
    inside = "IN (SELECT id FROM actor WHERE coalesce(same_as, id) IN (SELECT value FROM json_each(?)))"
    dealt = scope.joined(f"JOIN side s ON s.event = t.id AND s.role = 'actor' {OTHER}").ask(
        db, "s.actor AS one, o.actor AS two, t.quad, count(DISTINCT t.id) AS many",
        f"AND s.actor {inside} AND o.actor {inside} GROUP BY 1, 2, 3", ids, ids,
    )  # fmt: skip
    pairs: Counter[Pair] = Counter()
    for r in dealt:
        one, two = root.get(r["one"], r["one"]), root.get(r["two"], r["two"])
        if one != two:
            pairs[one, two, r["quad"]] += r["many"]
    return actors, pairs


def draw_network(
    ask: Ask, pairs: Mapping[Pair, int], places: Mapping[str, tuple[float, float]], counts: Mapping[str, int],
    look: Mapping[str, Any],
) -> Network:  # fmt: skip
    """The picture of dealings between actors whose places are known; ``look``: label, focus, most (arrows)."""
    names = names_of(ask.store.db, list(places))
    shown = sorted(((p, n) for p, n in pairs.items() if n), key=lambda x: (x[1], x[0]))[-look.get("most", 70) :]
    return Network(
        label=look["label"],
        nodes=tuple(
            Node(k, names.get(k, k), round(x, 4), round(y, 4), counts.get(k, 0), f"/actors/{k}", k == look.get("focus"))
            for k, (x, y) in places.items()
        ),
        arrows=tuple(
            Arrow(a, b, quad, n, f"/network{_pair_query(ask, a, b)}") for (a, b, quad), n in shown
        ),
    )  # fmt: skip


def _pair_query(ask: Ask, one: str, two: str) -> str:
    from dragoman.web.filters import as_query

    kept = {k: v for k, v in ask.query.items() if k in ("since", "until", "copies", "type", "modality")}
    return as_query(kept, one=one, two=two) + "#acts"


def place_by_springs(names: Sequence[str], pairs: Mapping[Pair, int]) -> dict[str, tuple[float, float]]:
    """Places of actors who deal with each other."""
    weights: dict[tuple[str, str], int] = defaultdict(int)
    for (a, b, _), n in pairs.items():
        weights[(a, b) if a < b else (b, a)] += n
    return lay_out_by_springs(names, weights)
