"""A record with its actors under the ids that settling found: the links, put into every place where an actor stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from dragoman.record import Actor, Note, Record, Role

How = Literal["id", "full name", "surname", "surname in the document", "head of state", "body", "new", "alone"]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Which entry a document's actor is, and how that was found; ``entry`` is the id that the actor gets."""

    actor: str
    entry: str
    name: str
    how: How
    why: str = ""
    country: str | None = None
    sector: str | None = None


def rewrite(
    record: Record, links: dict[str, Link], fixed: Callable[[str], dict[str, str | None]], notes: list[Note]
) -> Record:
    """A one-document record with new ids and what the register adds; actors that are one become one.

    ``fixed`` gives the fields of an actor that a person's corrections fixed: these win.
    """
    new = {a: k.entry for a, k in links.items()}
    actors: dict[str, Actor] = {}
    order = sorted(record.actors, key=lambda a: links[a.id].how not in ("full name", "new", "id"))
    for a in order:
        link = links[a.id]
        actor = msgspec.structs.replace(
            a, id=link.entry, name=link.name, country=link.country or a.country, sector=a.sector or link.sector,
            roles=_recountried(a, link.country),
        )  # fmt: skip
        there = actors.get(actor.id)
        actors[actor.id] = actor if there is None else _join_actors(there, actor)
    for id, actor in actors.items():
        if by_hand := fixed(id):
            actors[id] = msgspec.structs.replace(actor, **{k: v for k, v in by_hand.items() if hasattr(actor, k)})
    place = {new[a.id]: n for n, a in reversed(list(enumerate(record.actors)))}
    mentions = tuple(
        dict.fromkeys(msgspec.structs.replace(m, actor=new.get(m.actor, m.actor)) for m in record.mentions)
    )
    return msgspec.structs.replace(
        record,
        actors=tuple(sorted(actors.values(), key=lambda a: place[a.id])),
        mentions=mentions,
        statements=tuple(
            msgspec.structs.replace(s, speaker=new.get(s.speaker, s.speaker) if s.speaker else None)
            for s in record.statements
        ),
        events=tuple(
            msgspec.structs.replace(e, actors=_renamed(e.actors, new), recipients=_renamed(e.recipients, new))
            for e in record.events
        ),
        positions=tuple(msgspec.structs.replace(p, actor=new.get(p.actor, p.actor)) for p in record.positions),
        notes=tuple(dict.fromkeys((*record.notes, *notes))),
    )


def _recountried(actor: Actor, country: str | None) -> tuple[Role, ...]:
    """The roles of an actor whose country was only guessed and is better known now: the guess goes from them too."""
    if country is None or actor.country in (None, country):
        return actor.roles
    return tuple(msgspec.structs.replace(r, country=None) if r.country == actor.country else r for r in actor.roles)


def _renamed(ids: tuple[str, ...], new: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(new.get(i, i) for i in ids))


def _join_actors(one: Actor, two: Actor) -> Actor:
    roles = (*one.roles, *(r for r in two.roles if r not in one.roles))
    return msgspec.structs.replace(
        one, country=one.country or two.country, sector=one.sector or two.sector, roles=roles
    )


def split_record(record: Record) -> Iterator[Record]:
    """A record of several documents as one record for each, in order."""
    for doc in record.documents:
        mine = {
            n: tuple(x for x in getattr(record, n) if x.document == doc.id)
            for n in ("mentions", "statements", "events")
        }
        positions = tuple(p for p in record.positions if p.evidence.document == doc.id)
        used = {m.actor for m in mine["mentions"]} | {p.actor for p in positions}
        used |= {s.speaker for s in mine["statements"]} | {
            a for e in mine["events"] for a in (*e.actors, *e.recipients)
        }
        actors = tuple(
            msgspec.structs.replace(a, roles=tuple(r for r in a.roles if r.document in (None, doc.id)))
            for a in record.actors
            if a.id in used
        )
        notes = tuple(n for n in record.notes if n.document == doc.id)
        yield msgspec.structs.replace(record, documents=(doc,), actors=actors, positions=positions, notes=notes, **mine)


def join_records(record: Record, parts: list[Record]) -> Record:
    """Settled parts as one record again; what belongs to no document comes last."""
    actors: dict[str, Actor] = {}
    for part in parts:
        for a in part.actors:
            actors[a.id] = a if a.id not in actors else _join_actors(actors[a.id], a)
    whole = {
        n: tuple(x for p in parts for x in getattr(p, n)) for n in ("mentions", "statements", "events", "positions")
    }
    loose = tuple(n for n in record.notes if n.document not in {d.id for d in record.documents})
    notes = (*(n for p in parts for n in p.notes), *loose)
    return msgspec.structs.replace(record, actors=tuple(actors.values()), notes=notes, **whole)
