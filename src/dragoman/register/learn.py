"""Learning who is who from a document: offices and functions with their words, day and country.

Only whom a document names in full is learned, so that a surname that was settled wrongly teaches nothing. Learning a
document twice changes nothing: roles are known by the words and places that evidence them, documents by their id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from dragoman import knowledge as kb
from dragoman.record import Actor, Document, Record
from dragoman.register.entries import DOCUMENTS, Entry, Held, Vote, join_roles
from dragoman.register.names import bare_name, is_full_name, name_words, names_agree
from dragoman.register.settle import is_distinctive, is_named_body
from dragoman.register.sketch import day_of, sketch_person

# What may stand between a title and the name behind it, and between a name and what describes it.
_IN_FRONT = re.compile(r"[\s,“\"(]{1,4}")
_BEHIND = re.compile(r"\s*[,(–-]\s*(?:\d{1,3},\s+)?(?:(?:the|a|an|who is|now|then|formerly)\s+)*")


def learned_from(record: Record, known: dict[str, Entry]) -> Iterator[Entry]:
    """The entries of a settled one-document record's actors, with what the document adds to what is ``known``."""
    for actor in record.actors:
        entry = known.get(actor.id)
        new = _learn_person(record, actor, entry) if actor.kind == "person" else _learn_body(record, actor, entry)
        if new is not None and new != entry:
            yield new


def _learn_person(record: Record, actor: Actor, entry: Entry | None) -> Entry | None:
    """A person named in full in the document; None: nothing to learn."""
    doc = record.documents[0]
    forms = _full_forms(record, actor)
    if not forms or (entry is not None and entry.kind != "person"):
        return None
    sketch = sketch_person(record, actor)
    if entry is None:
        entry = Entry(id=actor.id, name=bare_name(actor.name), kind="person")
    known = {name_words(n) for n in (entry.name, *entry.aliases)}
    aliases = [f for f in forms if name_words(f) not in known and names_agree(f, entry.name)]
    votes = entry.votes
    if sketch.gender and all(v.document != doc.id for v in votes) and len(votes) < DOCUMENTS:
        votes = (*votes, Vote(doc.id, sketch.gender))
    held = [h for h in sketch.held if _beside_full_name(record, actor, h)]
    roles = join_roles((*entry.roles, *held)) if held else entry.roles
    entry = msgspec.structs.replace(entry, aliases=(*entry.aliases, *aliases), roles=roles, votes=votes)
    return _seen(entry, doc)


def _full_forms(record: Record, actor: Actor) -> list[str]:
    """The full names by which a document's words name an actor."""
    text = record.documents[0].text
    words = [bare_name(text[m.start : m.end]) for m in record.mentions if m.actor == actor.id and m.form == "name"]
    forms = [w for w in dict.fromkeys(words) if is_full_name(w) and not w.isupper()]
    if not forms and not words and is_full_name(actor.name):
        forms = [bare_name(actor.name)]
    return forms


def _beside_full_name(record: Record, actor: Actor, role: Held) -> bool:
    """Whether a role's words stand beside the full name: a surname's title may be a namesake's."""
    text = record.documents[0].text
    at, end = role.witnesses[0].start, role.witnesses[0].end
    if at is None or end is None:
        return True
    return any(
        (_IN_FRONT.fullmatch(text[end : m.start]) or _BEHIND.fullmatch(text[m.end : at]))
        and is_full_name(text[m.start : m.end])
        for m in record.mentions
        if m.actor == actor.id and m.form == "name"
    )


def _learn_body(record: Record, actor: Actor, entry: Entry | None) -> Entry | None:
    """A body with a name of its own that Dragoman does not know anyway."""
    if entry is None:
        known = kb.find_organisation(actor.name) or kb.find_metonym(actor.name) or kb.find_state(actor.name)
        if known or not is_named_body(actor, record.mentions) or not is_distinctive(actor.name):
            return None
        if any(a.kind == "person" and is_full_name(a.name) and a.name in actor.name for a in record.actors):
            return None  # a piece of text around somebody's name
        entry = Entry(id=actor.id, name=actor.name, kind=actor.kind, country=actor.country, sector=actor.sector)
    elif not is_named_body(actor, record.mentions):
        return None
    entry = msgspec.structs.replace(entry, country=entry.country or actor.country, sector=entry.sector or actor.sector)
    return _seen(entry, record.documents[0])


def _seen(entry: Entry, doc: Document) -> Entry:
    """The entry, with the document among those that name it."""
    day = day_of(doc)
    days = [d for d in (entry.first, entry.last, day.isoformat() if day else None) if d]
    documents = entry.documents
    if doc.id not in documents and len(documents) < DOCUMENTS:
        documents = (*documents, doc.id)
    return msgspec.structs.replace(
        entry, first=min(days, default=None), last=max(days, default=None), documents=documents
    )
