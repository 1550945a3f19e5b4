"""Settling one document's actors against what is known from others: who is whom, under which id, with which country.

1. A full name goes to the one known bearer whom nothing in the document contradicts; if all known bearers of the name
   are contradicted, it is a new person, with an id of its own.
2. A surname goes to the one bearer named in full in the same document, else to the one known bearer who fits its day
   and whom enough ties to the document. Otherwise it keeps an id of its document: two papers' "Scott" are two.
3. Bodies go by their exact name and country; a name that many bodies bear ("Ministry of Health") ties nothing.
4. What the document does not say (country, sector) is taken from the entry, where the evidence holds on that day.
   What it says stands, except against a person's correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Protocol

import msgspec

from dragoman import knowledge as kb
from dragoman.knowledge import fold
from dragoman.record import Actor, Mention, Note, Record, make_id
from dragoman.register.entries import Entry
from dragoman.register.fit import contradiction, country_on, gender_of, holds_office, in_range, sector_on, ties, told_by
from dragoman.register.names import bare_name, is_telling, is_two_heads, name_words, names_agree, short_keys
from dragoman.register.rewrite import How, Link, join_records, rewrite, split_record
from dragoman.register.sketch import Sketch, day_of, short_form, sketch_person
from dragoman.register.words import words

NAMED_HEAD = 730  # days around a term of office in which the surname alone stands for its holder


class Known(Protocol):
    """What settling asks of a register."""

    def get(self, id: str) -> Entry | None:
        """The entry of an id."""

    def bearers(self, name: str) -> list[Entry]:
        """Persons of this full name."""

    def called(self, short: str) -> list[Entry]:
        """Persons who may be called by this surname or alias."""

    def bodies(self, name: str) -> list[Entry]:
        """Bodies of this name."""

    def moved(self, id: str, document: str) -> str:
        """The id under which a document's actor stands after merges and splits."""

    def fixed(self, id: str) -> dict[str, str | None]:
        """The fields that a person's corrections fixed."""


def settle(known: Known, record: Record) -> Record:
    """The record of one or more documents with its actors settled; ids of statements and events stay as they are."""
    if len(record.documents) > 1:
        return join_records(record, [settle(known, one) for one in split_record(record)])
    if not record.documents:
        return record
    links, notes = find_links(known, record)
    return rewrite(record, {k.actor: k for k in links}, known.fixed, notes)


def find_links(known: Known, record: Record) -> tuple[list[Link], list[Note]]:
    """Who each actor of a one-document record is, and notes on those who may be two."""
    case = _Case(known, record)
    for actor in record.actors:
        if actor.kind == "person" and case.sketches[actor.id].full:
            case.settle_full(case.sketches[actor.id])
    for actor in record.actors:
        if actor.kind == "person" and not case.sketches[actor.id].full:
            case.settle_short(case.sketches[actor.id])
        elif actor.kind != "person":
            case.settle_body(actor)
    return [case.links[a.id] for a in record.actors], case.notes


class _Case:
    """One document on the table."""

    def __init__(self, known: Known, record: Record) -> None:
        self.known = known
        self.doc = record.documents[0]
        self.day = day_of(self.doc)
        self.mentions = record.mentions
        self.sketches = {a.id: sketch_person(record, a) for a in record.actors if a.kind == "person"}
        self.links: dict[str, Link] = {}
        self.notes: list[Note] = []

    # ------------------------------------------------------------ full names
    def settle_full(self, sketch: Sketch) -> None:
        """A full name: the known bearer, or someone new."""
        bearers = self.known.bearers(sketch.name)
        by_id = self.known.get(self.known.moved(sketch.actor.id, self.doc.id))
        if by_id and by_id.kind == "person" and by_id not in bearers:
            bearers.append(by_id)  # an id that a person's correction moved
        moved = {self.known.moved(e.id, self.doc.id): e for e in bearers}
        bearers = [self.known.get(i) or e for i, e in moved.items()]
        fitting = [e for e in bearers if contradiction(e, sketch) is None]
        found = self._choose_full(fitting, sketch)
        if found:
            self._link(sketch, found, "full name")
        elif fitting:
            self._stay(sketch, [e.name + _of(e) for e in fitting])
        elif twin := self._twin(sketch):
            self._put(msgspec.structs.replace(twin, actor=sketch.actor.id))
        else:
            base = make_id("ac", "person", fold(sketch.name))
            self._new(sketch, base, bearers)

    def _twin(self, sketch: Sketch) -> Link | None:
        """Someone new whom the same document names in another form: "Joe Biden", "Joseph R. Biden"."""
        for id, link in self.links.items():
            other = self.sketches.get(id)
            if other and other.full and names_agree(other.name, sketch.name) and not (
                other.told and sketch.told and not other.told & sketch.told
            ):  # fmt: skip
                return link
        return None

    def _choose_full(self, fitting: list[Entry], sketch: Sketch) -> Entry | None:
        if len(fitting) <= 1:
            return fitting[0] if fitting else None
        for narrow in (
            [e for e in fitting if self.doc.id in e.documents],
            [e for e in fitting if name_words(e.name) == name_words(sketch.name)],
            [e for e in fitting if name_words(sketch.name) in map(name_words, e.aliases)],
            [e for e in fitting if {"office", "country"} & set(ties(e, sketch))],
        ):
            if len(narrow) == 1:
                return narrow[0]
        return None

    def _new(self, sketch: Sketch, base: str, bearers: list[Entry]) -> None:
        """Someone not known: the id of the name, or one of its own where the name's is another person's."""
        new, why = base, ""
        holder = next((e for e in bearers if e.id == base), None) or self.known.get(base)
        if holder is not None and (reason := contradiction(holder, sketch)):
            new, why = make_id("ac", "person", fold(sketch.name), reason), reason
            other = self.known.get(new)
            if other is not None and contradiction(other, sketch):
                new = make_id("ac", "person", fold(sketch.name), reason, self.doc.id)
        self._put(Link(actor=sketch.actor.id, entry=new, name=sketch.name, how="new", why=why))

    # ------------------------------------------------------------ surnames
    def settle_short(self, sketch: Sketch) -> None:
        """A surname or another short form."""
        alone = make_id("ac", "person", fold(sketch.name), self.doc.id)
        by_hand = self.known.get(self.known.moved(alone, self.doc.id)) or self._settled_before(sketch)
        if by_hand is not None:  # a person said who this document's surname is, or it was settled before
            return self._put(Link(actor=sketch.actor.id, entry=by_hand.id, name=by_hand.name, how="id"))
        short = short_form(sketch)
        here = [s for s in self.sketches.values() if s.full and short in short_keys(s.name, s.actor.country)]
        if here:
            return self._settle_among(sketch, here)
        fitting, found, how = self._fitting(sketch, short)
        if found is not None:
            return self._link(sketch, found, how)
        head = self._head(sketch, short) if not fitting else None
        if head and self._head_meant(sketch, head):
            self._put(
                Link(actor=sketch.actor.id, entry=make_id("ac", "person", fold(head)), name=head, how="head of state")
            )
        else:
            self._stay(sketch, [e.name + _of(e) for e in fitting] if len(fitting) > 1 else [])

    def _settled_before(self, sketch: Sketch) -> Entry | None:
        """The entry that the actor has already, where its id is not that of the bare name."""
        entry = self.known.get(self.known.moved(sketch.actor.id, self.doc.id))
        bare = make_id("ac", "person", fold(sketch.name))
        return entry if entry is not None and sketch.actor.id != bare else None

    def _settle_among(self, sketch: Sketch, here: list[Sketch]) -> None:
        """A surname that the finder left open although bearers stand in the document: only "Mr" or "Mrs" can tell."""
        if len({self.links[s.actor.id].entry for s in here}) == 1 and len(here) > 1:
            link = self.links[here[0].actor.id]  # one person under two forms of the name
            return self._put(msgspec.structs.replace(link, actor=sketch.actor.id, how="surname in the document"))
        genders = {s.actor.id: s.gender or self._entry_gender(s) for s in here}
        fits = [s for s in here if sketch.addressed is not None and genders[s.actor.id] == sketch.addressed]
        open_ = [s for s in here if genders[s.actor.id] is None]
        if len(fits) == 1 and not open_ and len(here) > 1:
            link = self.links[fits[0].actor.id]
            self._put(
                msgspec.structs.replace(
                    link, actor=sketch.actor.id, how="surname in the document", why="form of address"
                )
            )
        else:
            self._stay(sketch, [s.name for s in here] if len(here) > 1 else [])

    def _entry_gender(self, sketch: Sketch) -> str | None:
        entry = self.known.get(self.links[sketch.actor.id].entry)
        return gender_of(entry) if entry else None

    def _fitting(self, sketch: Sketch, short: str) -> tuple[list[Entry], Entry | None, How]:
        """The known bearers of a surname who may be meant, the one who must be, and how that was found."""
        fitting = [e for e in self.known.called(short) if in_range(e, self.day) and contradiction(e, sketch) is None]
        country = sketch.actor.country
        if country and len(fitting) > 1:
            fitting = [e for e in fitting if country_on(e, self.day) in (None, country)]
        head = self._head(sketch, short)
        heads = [e for e in fitting if head and names_agree(e.name, head)]
        if len(heads) == 1 and not any(holds_office(e) for e in fitting if e not in heads):
            return fitting, heads[0], "head of state"
        if head and not heads and not any(holds_office(e) for e in fitting):
            return [], None, "head of state"
        if len(fitting) > 1 and is_two_heads(short) and not head:
            return (
                fitting,
                None,
                "surname",
            )  # "President Clinton said", "the Clinton campaign": two of one name and house
        if len(fitting) > 1:
            tied = [e for e in fitting if "office" in ties(e, sketch)]
            return fitting, tied[0] if len(tied) == 1 else None, "surname"
        if not fitting:
            return [], None, "surname"
        return fitting, fitting[0] if self._enough(fitting[0], sketch, short) else None, "surname"

    def _enough(self, entry: Entry, sketch: Sketch, short: str) -> bool:
        """Whether the only known bearer of a surname is known and tied well enough to be meant."""
        found = ties(entry, sketch)
        if "office" in found or short in {fold(a) for a in entry.aliases}:
            return True
        if sketch.held and not sketch.told and offices_differ(sketch):
            return False
        if not is_telling(sketch.name):
            return False
        if "country" in found:
            return True
        if holds_office(entry):
            return "place" in found or len(entry.documents) >= 2 or bool(entry.origins) or not sketch.spoken_of
        return len(entry.documents) >= 3

    def _head(self, sketch: Sketch, short: str) -> str | None:
        """The one head of state or government of this surname in office about then; the finder knows them too."""
        day = self.day
        held = list(kb.heads_named(short))
        names = {e.name for e in held}
        if day is None or len(names) != 1 or len({e.country for e in held}) != 1:
            serving = kb.head_on(short, day) if day else None
            held, names = ([serving], {serving.name}) if serving else ([], set())
        if day is None or not held or not names or sketch.actor.country not in (None, held[0].country):
            return None
        if any(" " not in n for n in names) and kb.head_on(short, day) is None:
            return None  # "Abdullah" is many a king
        around = [(day + timedelta(days=d)).isoformat() for d in (-NAMED_HEAD, NAMED_HEAD)]
        about = any((e.from_ or "")[:10] <= around[1] and around[0] <= (e.until or "9999") for e in held)
        return names.pop() if about else None

    def _head_meant(self, sketch: Sketch, head: str) -> bool:
        """Whether anything in the document speaks for the head of state of a surname that no document introduced.

        "Rasmussen" is a pollster in an article that never speaks of Denmark.
        """
        countries = {e.country for e in kb.heads_named(head)}
        offices = {e.title for e in kb.heads_named(head) if e.title}
        titles = {fold(h.title) for h in sketch.held}
        return bool(countries & sketch.spoken_of) or any(fold(o) in t for o in offices for t in titles)

    # ------------------------------------------------------------ bodies
    def settle_body(self, actor: Actor) -> None:
        """A body, state or group: by its id, else by its exact name where that is one body's alone."""
        entry = self.known.get(self.known.moved(actor.id, self.doc.id))
        if entry is not None:
            return self._put(Link(actor=actor.id, entry=entry.id, name=entry.name, how="id"))
        link = Link(actor=actor.id, entry=actor.id, name=actor.name, how="new")
        if is_named_body(actor, self.mentions) and is_distinctive(actor.name):
            same = [
                e for e in self.known.bodies(actor.name)
                if e.kind == actor.kind and (e.country == actor.country or None in (e.country, actor.country))
            ]  # fmt: skip
            if len(same) == 1:
                e = same[0]
                country = e.country if actor.country is None else None
                sector = e.sector if actor.sector is None else None
                link = Link(actor=actor.id, entry=e.id, name=e.name, how="body", country=country, sector=sector)
        self._put(link)

    # ------------------------------------------------------------ results
    def _link(self, sketch: Sketch, entry: Entry, how: How) -> None:
        actor = sketch.actor
        country = country_on(entry, self.day)
        if actor.country is not None and (sketch.told or not sketch.held or country not in told_by(entry)):
            country = None  # what the document says stands; what was only guessed from its context gives way to words
        country = country if country != actor.country else None
        sector = sector_on(entry, self.day) if actor.sector is None else None
        why = ", ".join(ties(entry, sketch))
        self._put(
            Link(actor=actor.id, entry=entry.id, name=entry.name, how=how, why=why, country=country, sector=sector)
        )

    def _stay(self, sketch: Sketch, perhaps: list[str]) -> None:
        """Nobody known: an id of this document, and a note where two known people may be meant."""
        alone = make_id("ac", "person", fold(sketch.name), self.doc.id)
        if perhaps:
            first = next((m for m in self.mentions if m.actor == sketch.actor.id), None)
            who = " or ".join([", ".join(perhaps[:-1]), perhaps[-1]]) if len(perhaps) > 1 else perhaps[0]
            self.notes.append(
                Note(
                    document=self.doc.id, stage="actors", code="actor-ambiguous",
                    start=first.start if first else None, end=first.end if first else None,
                    message=f"“{sketch.name}” may be {who}: left open",
                )
            )  # fmt: skip
        self._put(Link(actor=sketch.actor.id, entry=alone, name=sketch.name, how="alone"))

    def _put(self, link: Link) -> None:
        self.links[link.actor] = link


def offices_differ(sketch: Sketch) -> bool:
    """Whether a document gives a surname an office of its own ("Officer Scott"), which no tie confirmed."""
    return bool(sketch.offices)


def _of(entry: Entry) -> str:
    role = entry.roles[-1].title if entry.roles else None
    return f" ({role})" if role else ""


def is_named_body(actor: Actor, mentions: Iterable[Mention]) -> bool:
    """Whether an actor is a body with a name of its own, not a description or somebody unnamed."""
    if actor.kind not in ("organisation", "outlet", "group", "government") or not actor.name[:1].isupper():
        return False
    if bare_name(actor.name) != " ".join(actor.name.split()):
        return False  # "Mr. Okafor" is no body
    return any(m.actor == actor.id and m.form == "name" for m in mentions)


def is_distinctive(name: str) -> bool:
    """Whether a body's name holds more than words that the bodies of every country bear."""
    parts = [w for w in re.split(r"[^\w'’.]+", fold(name)) if w]
    return any(w not in words().generic and not w.isdigit() and len(w) > 2 for w in parts)
