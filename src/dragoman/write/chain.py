"""Views over a record: what belongs to which document, and on whose word each item stands.

Pure functions. An id that the record does not hold, a span outside its text or a circle of statements never
raises: a person who looks at a damaged record must still see the rest of it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Literal, TypeAlias

import msgspec

from dragoman.record import (
    Actor,
    Document,
    Event,
    Issue,
    Mention,
    Note,
    Position,
    Record,
    Span,
    Statement,
)

Item: TypeAlias = Statement | Event | Position

UNKNOWN_OUTLET = "the article (outlet not known)"
LOST = "a statement that is not in the record"
CIRCLE = "statements that vouch for each other"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a record holds of one document, in text order."""

    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()
    mentions: tuple[Mention, ...] = ()
    notes: tuple[Note, ...] = ()


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """A record with its items by id, and by document."""

    record: Record
    documents: dict[str, Document]
    actors: dict[str, Actor]
    statements: dict[str, Statement]
    events: dict[str, Event]
    issues: dict[str, Issue]
    facts: dict[str, Facts]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One voice on the way from an item to the outlet. ``statement`` is what that voice said."""

    kind: Literal["speaker", "outlet", "lost"]
    name: str
    actor: str | None = None
    statement: str | None = None


def index_record(record: Record) -> Index:
    """The items of ``record`` by id and by document; of two items with one id the first counts."""
    return Index(
        record=record,
        documents={d.id: d for d in reversed(record.documents)},
        actors={a.id: a for a in reversed(record.actors)},
        statements={s.id: s for s in reversed(record.statements)},
        events={e.id: e for e in reversed(record.events)},
        issues={i.id: i for i in reversed(record.issues)},
        facts=_facts_by_document(record),
    )


def _facts_by_document(record: Record) -> dict[str, Facts]:
    statements, events = defaultdict(list), defaultdict(list)
    positions, mentions, notes = defaultdict(list), defaultdict(list), defaultdict(list)
    for statement in sorted(record.statements, key=statement_start):
        statements[statement.document].append(statement)
    for event in sorted(record.events, key=lambda e: e.span):
        events[event.document].append(event)
    for position in sorted(record.positions, key=lambda p: (p.evidence.start, p.evidence.end)):
        positions[position.evidence.document].append(position)
    for mention in sorted(record.mentions, key=lambda m: (m.start, m.end)):
        mentions[mention.document].append(mention)
    for note in record.notes:
        notes[note.document or ""].append(note)
    return {
        document.id: Facts(
            statements=tuple(statements[document.id]),
            events=tuple(events[document.id]),
            positions=tuple(positions[document.id]),
            mentions=tuple(mentions[document.id]),
            notes=tuple(notes[document.id]),
        )
        for document in record.documents
    }


def statement_start(statement: Statement) -> tuple[int, int]:
    """Where a statement begins in its text, for sorting: at its content; of two, the longer first."""
    spans = statement.content_spans or tuple(s for s in (statement.cue_span, statement.speaker_span) if s is not None)
    if not spans:
        return (0, 0)
    return (spans[0][0], -spans[-1][1])


def chain(record: Record | Index, item: Item) -> list[Link]:
    """On whose word ``item`` stands: from the voice nearest to it up to the outlet, which comes last."""
    index = record if isinstance(record, Index) else index_record(record)
    if isinstance(item, Position):
        return _chain_of_position(index, item)
    links: list[Link] = []
    seen = {item.id}
    holder = item.within
    while holder is not None:
        statement = index.statements.get(holder)
        if holder in seen or statement is None:
            links.append(Link(kind="lost", name=CIRCLE if holder in seen else LOST))
            break
        seen.add(holder)
        links.append(speaker_link(index, statement))
        holder = statement.within
    links.append(_outlet_link(index, item.document))
    return links


def _chain_of_position(index: Index, position: Position) -> list[Link]:
    event = index.events.get(position.event or "")
    statement = index.statements.get(position.statement or "")
    if statement is not None:
        own_word = statement.speaker == position.actor
        return [*([] if own_word else [speaker_link(index, statement)]), *chain(index, statement)]
    if event is not None:
        return chain(index, event)
    lost = position.statement is not None or position.event is not None
    outlet = _outlet_link(index, position.evidence.document)
    return [Link(kind="lost", name="an item that is not in the record"), outlet] if lost else [outlet]


def speaker_link(index: Index, statement: Statement) -> Link:
    """The voice of a statement as a link of a chain."""
    return Link(
        kind="speaker",
        name=speaker_name(index, statement),
        actor=statement.speaker,
        statement=statement.id,
    )


def _outlet_link(index: Index, document: str) -> Link:
    found = index.documents.get(document)
    return Link(kind="outlet", name=(found.outlet if found else None) or UNKNOWN_OUTLET)


def speaker_name(index: Index, statement: Statement) -> str:
    """Who speaks: the actor's name, else the words that stand for the speaker, else "someone not named"."""
    actor = index.actors.get(statement.speaker or "")
    if actor is not None and actor.name.strip():
        return actor.name
    return words_at(index, statement.document, statement.speaker_span) or "someone not named"


def actor_names(index: Index, ids: tuple[str, ...]) -> list[str]:
    """The names of actors, in order, each once; an id that the record does not hold is "unknown actor"."""
    names = (index.actors[i].name if i in index.actors else "unknown actor" for i in ids)
    return list(dict.fromkeys(names))


def words_at(index: Index, document: str, span: Span | None) -> str:
    """The words of a span on one line; nothing where the span lies outside its text."""
    found = index.documents.get(document)
    if found is None or span is None or not 0 <= span[0] < span[1] <= len(found.text):
        return ""
    return " ".join(found.text[span[0] : span[1]].split())


def level_of(index: Index, item: Statement | Event) -> int:
    """How many statements an item lies within: 0 where the outlet itself vouches."""
    return sum(1 for link in chain(index, item) if link.kind == "speaker")


def is_usable(document: Document, span: Span | None) -> bool:
    """Whether a span can be sliced out of a document."""
    return span is not None and 0 <= span[0] < span[1] <= len(document.text)
