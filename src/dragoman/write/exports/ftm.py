"""FollowTheMoney: one entity a line (``{"id", "schema", "properties"}``), as ``ftm`` and Aleph read them.

- an actor is a **Person**, **PublicBody** (state, government, body of its army, police, courts, parliament, secret
  service), **Company** (business), **Organization** (other named bodies, outlets) or, where the article does not tell
  what it is (unnamed, groups), a **LegalEntity**. ``country`` is ISO alpha-2 in small letters; states that
  FollowTheMoney has no code for have none.
- a role of a person is a **Position**; that he holds it an **Occupancy** with the days that the text gives, if any.
- an asserted event is an **Event**: all sides are ``involved`` (the model has no direction there: the name and the
  summary say who did what), its day in ``startDate`` and ``endDate``, as coarse as the text has it.
- an article is an **Article**, with its text; the words that stand for an actor are **Mentions** of it (the model has
  no offsets), one for each actor, article and form of words.

Statements, stands and notes have no schema there and stay out; take JSON lines or the tables for them. Property names
follow followthemoney 4 (schema/*.yaml). Ids are the record's own; ``proof`` leads to the article.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dragoman.record import Actor, Document, Event, Record, Role, make_id
from dragoman.write.chain import Index, actor_names
from dragoman.write.exports.facts import (
    Choice,
    common_prefix,
    counted_events,
    indexed,
    join_actors,
    parse_day,
    sector_of,
    state_of,
    words_of,
)
from dragoman.write.exports.files import new_text, target_file
from dragoman.write.exports.spool import Spool, open_spool

Entity = dict[str, Any]
_PUBLIC = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
_LANGUAGES = {"en": "eng", "fr": "fra", "de": "deu", "es": "spa", "ru": "rus", "ar": "ara", "zh": "zho", "pt": "por"}
_UNKNOWN_COUNTRIES = frozenset({"ANT", "ATA", "BVT", "HMD", "IOT", "SGS", "ATF", "UMI"})


def write_ftm(records: Iterable[Record], out: Path, choice: Choice) -> list[Path]:
    """Entities: articles, mentions and events as they come, each actor once at the end."""
    path = target_file(out, "entities.ftm.json")
    with new_text(path, choice.overwrite) as lines, open_spool(path.parent) as db:
        actors = Spool(db, "actors", Actor)
        for index in indexed(records):
            for actor in index.record.actors:
                known = actors.get(actor.id)
                if known is None or (joined := join_actors(known, actor)) is not known:
                    actors.put(actor.id, actor if known is None else joined)
            for entity in _of_record(index, choice):
                lines.write(_line(entity))
        positions: set[str] = set()
        for actor in actors.values():
            for entity in actor_entities(actor):
                if entity["schema"] != "Position" or entity["id"] not in positions:
                    lines.write(_line(entity))
                if entity["schema"] == "Position":
                    positions.add(entity["id"])
    return [path]


def _line(entity: Entity) -> str:
    return json.dumps(entity, ensure_ascii=False) + "\n"


def _entity(id: str, schema: str, **values: object) -> Entity:
    """An entity; values that are None are left out, others become lists of text."""
    properties: dict[str, list[str]] = {}
    for name, value in values.items():
        many = value if isinstance(value, list | tuple) else [value]
        texts = list(dict.fromkeys(str(v) for v in many if v not in (None, "")))
        if texts:
            properties[name] = texts
    return {"id": id, "schema": schema, "properties": properties}


def schema_of(actor: Actor) -> str:
    """The narrowest schema that holds for an actor."""
    sector = sector_of(actor)
    if actor.kind == "person":
        return "Person"
    if actor.kind in ("state", "government"):
        return "PublicBody"
    if actor.kind == "organisation":
        return "PublicBody" if sector in _PUBLIC else "Company" if sector in ("BUS", "MNC") else "Organization"
    return "Organization" if actor.kind == "outlet" else "LegalEntity"


def country_of(iso3: str | None) -> str | None:
    """ISO alpha-2 in small letters; None for states of the past, which FollowTheMoney writes in other ways."""
    state = state_of(iso3)
    if state is None or state.until is not None or iso3 in _UNKNOWN_COUNTRIES or not state.iso2:
        return None
    return state.iso2.lower()


def actor_entities(actor: Actor) -> Iterator[Entity]:
    """An actor and, if a person, the offices that he holds."""
    titles = [r.title for r in actor.roles] if actor.kind == "person" else []
    schema = schema_of(actor)
    named = {"position": titles} if schema == "Person" else {}
    yield _entity(
        actor.id, schema, name=actor.name, country=country_of(actor.country), sector=sector_of(actor), **named
    )
    if schema != "Person":
        return
    for role in actor.roles:
        post = make_id("post", role.title, role.organisation or "", role.country or "")
        name = f"{role.title}, {role.organisation}" if role.organisation else role.title
        yield _entity(post, "Position", name=name, country=country_of(role.country))
        yield _occupancy(actor, role, post)


def _occupancy(actor: Actor, role: Role, post: str) -> Entity:
    id = make_id("occ", actor.id, post, role.document or "", role.start or "", role.from_ or "", role.until or "")
    return _entity(
        id, "Occupancy", holder=actor.id, post=post, startDate=role.from_, endDate=role.until, proof=role.document
    )


def _of_record(index: Index, choice: Choice) -> Iterator[Entity]:
    for document in index.record.documents:
        yield _article(document)
    seen: set[tuple[str, str, str]] = set()
    for mention in index.record.mentions:
        actor = index.actors.get(mention.actor)
        words = words_of(index.documents.get(mention.document), (mention.start, mention.end))
        if actor is None or not words or (mention.document, actor.id, words) in seen:
            continue
        seen.add((mention.document, actor.id, words))
        yield _entity(
            make_id("mention", mention.document, actor.id, words),
            "Mention",
            document=mention.document,
            resolved=actor.id,
            name=" ".join(words.split()),
            detectedSchema=schema_of(actor),
            contextCountry=country_of(actor.country),
        )
    for document, event in counted_events(index, choice):
        yield _event(index, document, event)


def _article(document: Document) -> Entity:
    moment = document.published if parse_day(document.published) else None
    return _entity(
        document.id,
        "Article",
        title=document.title,
        author=document.authors,
        publishedAt=moment,
        language=_LANGUAGES.get(document.language or ""),
        sourceUrl=_web_address(document),
        publisher=document.outlet,
        bodyText=document.text,
    )


def _web_address(document: Document) -> str | None:
    """The article's address where it is one of the web, which is all that FollowTheMoney takes."""
    address = document.url or document.source
    return address if address.startswith(("http://", "https://")) else None


def _event(index: Index, document: Document, event: Event) -> Entity:
    actors, recipients = actor_names(index, event.actors), actor_names(index, event.recipients)
    sides = " → ".join(", ".join(side) for side in (actors, recipients) if side)
    day = common_prefix(event.date)
    first = day or (event.date.start if event.date else None)
    place = event.place
    return _entity(
        event.id,
        "Event",
        name=f"{event.type}: {sides}" if sides else event.type,
        summary=" ".join((words_of(document, event.span) or "").split()),
        startDate=first,
        endDate=day or (event.date.end if event.date else None),
        location=(place.name or place.text) if place else None,
        country=country_of(place.country) if place else None,
        involved=[i for i in dict.fromkeys((*event.actors, *event.recipients)) if i in index.actors],
        keywords=[event.type, *([event.mode] if event.mode else []), *event.contexts],
        recordId=event.id,
        proof=document.id,
        publisher=document.outlet,
        sourceUrl=_web_address(document),
    )
