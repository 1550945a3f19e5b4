"""A document as the page shows it: cards for the lists, marks and chips for the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from dragoman.record import Actor, Document, Event, Note, Position, Span, Statement
from dragoman.write.chain import (
    Index,
    Item,
    actor_names,
    chain,
    is_usable,
    level_of,
    speaker_name,
    words_at,
)
from dragoman.write.segments import Chip, Kind, Mark, Segment, cut_segments
from dragoman.write.wording import (
    EVENT_WORDS,
    MODALITY_WORDS,
    QUOTATION_WORDS,
    STANCE_WORDS,
    TOLD_WORDS,
    actor_details,
    clean,
    content_words,
    date_words,
    describe_event,
    describe_position,
    describe_statement,
    place_words,
    published_words,
    sentence_around,
    shorten,
    sides,
    title_of,
)

ACTOR_KINDS = {"unnamed": "not named", "organisation": "organisation"}


@dataclass(frozen=True, slots=True)
class Step:
    """A voice on the path from the outlet to an item; ``item`` is the place of what it said on the page."""

    name: str
    kind: str
    item: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One item in the lists beside the text. ``placed``: there is a chip for it in the text."""

    id: str
    kind: str
    sign: str
    head: str
    details: str = ""
    words: str = ""
    sentence: tuple[str, str, str] | None = None
    facts: tuple[str, ...] = ()
    path: tuple[Step, ...] = ()
    level: int = 0
    placed: bool = True
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """An actor in the matrix of positions, with the place of the position."""

    name: str
    item: str
    when: str


@dataclass(slots=True, kw_only=True)
class Section:
    """One document."""

    id: str
    title: str
    outlet: str
    published: str
    authors: str
    language: str | None
    link: str | None
    source: str
    coverage: str
    copy_of: str | None
    headline: list[Segment] = field(default_factory=list)
    paragraphs: list[list[Segment]] = field(default_factory=list)
    statements: list[Card] = field(default_factory=list)
    events: list[Card] = field(default_factory=list)
    positions: list[Card] = field(default_factory=list)
    actors: list[Card] = field(default_factory=list)
    notes: list[Card] = field(default_factory=list)
    matrix: list[tuple[str, list[list[Holder]]]] = field(default_factory=list)
    dropped: list[tuple[str, str]] = field(default_factory=list)


def build_section(index: Index, document: Document, id: str) -> Section:
    """The section of ``document``; all ids on the page begin with ``id``."""
    sheet = _Sheet(index, document, id)
    facts = index.facts[document.id]
    section = _section_head(index, document, id)
    section.statements = [sheet.add_statement(s) for s in facts.statements]
    section.events = [sheet.add_event(e) for e in facts.events]
    section.positions = [sheet.add_position(p) for p in facts.positions]
    section.notes = [sheet.add_note(f"{id}-n{n}", note) for n, note in enumerate(facts.notes, 1)]
    section.actors = sheet.add_actors()
    section.matrix = _matrix(sheet, facts.positions)
    section.dropped = [(clean(d.reason), clean(shorten(d.text.strip(), 240))) for d in document.dropped]
    rows = [
        [s._replace(text=clean(s.text)) for s in row] for row in cut_segments(document.text, sheet.marks, sheet.chips)
    ]
    if rows and "".join(s.text for s in rows[0]).strip() == section.title.strip():
        section.headline, rows = rows[0], rows[1:]
    section.paragraphs = rows
    return section


def _section_head(index: Index, document: Document, id: str) -> Section:
    share = "all" if document.coverage >= 1 else f"{int(document.coverage * 100)}%"
    original = index.documents.get(document.duplicate_of or "")
    copy_of = clean(title_of(original)) if original else "another article"
    return Section(
        id=id,
        title=clean(title_of(document)),
        outlet=clean(document.outlet or "Outlet not known"),
        published=clean(published_words(document)),
        authors=clean(", ".join(document.authors)),
        language=document.language,
        link=_link(document.url) or _link(document.source),
        source=clean(document.url or document.source),
        coverage=f"{share} of {len(document.text):,} characters",
        copy_of=copy_of if document.duplicate_of is not None else None,
    )


def _link(url: str | None) -> str | None:
    """An address that may become a link: http or https with a host, nothing else."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


class _Sheet:
    """Collects the marks and chips of one document while its items are turned into cards."""

    def __init__(self, index: Index, document: Document, id: str) -> None:
        self.index, self.document, self.id = index, document, id
        self.marks: list[Mark] = []
        self.chips: list[Chip] = []
        facts = index.facts[document.id]
        self.actor_ids = _actors_of(index, document.id)
        self.places = _number(f"{id}-s", facts.statements) | _number(f"{id}-e", facts.events)
        self.places |= _number(f"{id}-p", facts.positions)
        self.places |= {actor: f"{id}-a{n}" for n, actor in enumerate(self.actor_ids, 1)}

    def mark(self, span: Span | None, kind: Kind, item: str, title: str, level: int = 0) -> bool:
        """Mark a span; whether it lies within the text."""
        if span is None or not is_usable(self.document, span):
            return False
        self.marks.append(Mark(span[0], span[1], kind, item, title, level))
        return True

    def add_statement(self, statement: Statement) -> Card:
        """Card, underlines and number of a statement."""
        index, id = self.index, self.places[statement.id]
        level, number = level_of(index, statement), id.rsplit("s", 1)[1]
        title = clean(describe_statement(index, statement))
        self.mark(statement.speaker_span, "speaker", id, "", level)
        self.mark(statement.cue_span, "cue", id, "", level)
        placed = [self.mark(s, "content", id, title, level) for s in statement.content_spans]
        if any(placed):
            at = statement.content_spans[placed.index(True)][0]
            self.chips.append(Chip(at, "content", id, number, f"Statement {number}: {title}", level))
        speaker = speaker_name(index, statement)
        return Card(
            id=id,
            kind="statement",
            sign=number,
            head=clean(speaker),
            details=self._details(statement.speaker),
            words=clean(shorten(content_words(index, statement), 600)) or "(no content found)",
            facts=_facts(
                QUOTATION_WORDS[statement.quotation],
                TOLD_WORDS[statement.modality],
                date_words(statement.date),
            ),
            path=self._path(statement, Step(clean(speaker), "end", id)),
            level=min(level, 3),
            placed=any(placed),
        )

    def add_event(self, event: Event) -> Card:
        """Card, mark and type chip of an event."""
        index, id = self.index, self.places[event.id]
        title = clean(describe_event(index, event))
        marker = MODALITY_WORDS[event.modality]
        placed = self.mark(event.span, "event", id, title)
        sign = f"{marker.split(' ')[0]} {event.type}" if marker else event.type
        if placed:
            self.chips.append(Chip(event.span[0], "event", id, sign, f"Event: {title}"))
        who = clean(sides(index, event))
        place = place_words(event.place)
        return Card(
            id=id,
            kind="event",
            sign=sign,
            head=who,
            details=": ".join(_facts(marker, EVENT_WORDS.get(event.type))),
            sentence=self._sentence(event.span) if placed else None,
            facts=_facts(
                date_words(event.date),
                place and f"place: {place}",
                event.mode and f"how: {event.mode}",
                event.contexts and f"about: {', '.join(event.contexts)}",
                event.quad,
            ),
            path=self._path(event, Step(who, "end", id)),
            placed=placed,
        )

    def add_position(self, position: Position) -> Card:
        """Card, overline and stance chip of a position."""
        index, id = self.index, self.places[position.id]
        title = clean(describe_position(index, position))
        issue = index.issues.get(position.issue)
        span = (position.evidence.start, position.evidence.end)
        placed = self.mark(span, "position", id, title)
        stance = STANCE_WORDS[position.stance]
        if placed:
            self.chips.append(Chip(span[1], "position", id, stance, f"Position: {title}", after=True))
        name = clean(actor_names(index, (position.actor,))[0])
        return Card(
            id=id,
            kind="position",
            sign=stance,
            head=name,
            details=clean(issue.label if issue else "(issue not in the record)"),
            sentence=self._sentence(span) if placed else None,
            facts=_facts(date_words(position.date)),
            path=self._path(position, Step(name, "end", id)),
            placed=placed,
        )

    def add_note(self, id: str, note: Note) -> Card:
        """Card and question mark of a note."""
        span = None if note.start is None or note.end is None else (note.start, note.end)
        placed = self.mark(span, "note", id, "")
        if placed and span is not None:
            self.chips.append(Chip(span[0], "note", id, "?", clean(f"Not settled: {note.message}")))
        words = words_at(self.index, self.document.id, span)
        return Card(
            id=id,
            kind="note",
            sign="?",
            head=clean(note.message),
            words=clean(shorten(words, 160)),
            placed=placed,
        )

    def add_actors(self) -> list[Card]:
        """Cards of the actors, and the marks of their mentions with the anchors to reach them."""
        by_actor: dict[str, list[Span]] = {}
        for mention in self.index.facts[self.document.id].mentions:
            by_actor.setdefault(mention.actor, []).append((mention.start, mention.end))
        return [self._actor(self.index.actors[a], by_actor.get(a, [])) for a in self.actor_ids]

    def _actor(self, actor: Actor, spans: list[Span]) -> Card:
        id = self.places[actor.id]
        details = clean(", ".join(actor_details(actor, self.document.id)))
        title = clean(actor.name) + (f" ({details})" if details else "")
        places = []
        for number, span in enumerate(spans, 1):
            if self.mark(span, "actor", id, title):
                places.append(f"{id}-t{number}")
                self.chips.append(Chip(span[0], "actor", places[-1], "", title))
        kind = ACTOR_KINDS.get(actor.kind, actor.kind)
        return Card(
            id=id,
            kind="actor",
            sign="",
            head=clean(actor.name),
            details=details,
            facts=(kind, f"{len(places)} mention{'s' if len(places) != 1 else ''}"),
            placed=bool(places),
            places=tuple(places),
        )

    def _details(self, actor: str | None) -> str:
        found = self.index.actors.get(actor or "")
        return clean(", ".join(actor_details(found, self.document.id))) if found else "not linked to an actor"

    def _sentence(self, span: Span) -> tuple[str, str, str]:
        text = self.document.text
        low, high = sentence_around(text, span)
        low, high = max(low, span[0] - 300), min(high, span[1] + 300)
        return (clean(text[low : span[0]]), clean(text[span[0] : span[1]]), clean(text[span[1] : high]))

    def _path(self, item: Item, end: Step) -> tuple[Step, ...]:
        """From the outlet to the item."""
        steps = [
            Step(clean(link.name), link.kind, self.places.get(link.statement or ""))
            for link in reversed(chain(self.index, item))
        ]
        return (*steps, end)


def _number(prefix: str, items: Sequence[Item]) -> dict[str, str]:
    """Ids for the page by ids of the record."""
    return {item.id: f"{prefix}{n}" for n, item in enumerate(items, 1)}


def _facts(*facts: object) -> tuple[str, ...]:
    return tuple(clean(str(fact)) for fact in facts if fact)


def _actors_of(index: Index, document: str) -> list[str]:
    """The actors of a document that the record knows, in order of appearance."""
    facts = index.facts[document]
    ids = [m.actor for m in facts.mentions]
    ids += [s.speaker for s in facts.statements if s.speaker]
    for event in facts.events:
        ids += [*event.actors, *event.recipients]
    ids += [p.actor for p in facts.positions]
    return [a for a in dict.fromkeys(ids) if a in index.actors]


def _matrix(sheet: _Sheet, positions: Sequence[Position]) -> list[tuple[str, list[list[Holder]]]]:
    """Who is for, against and conditional, by issue."""
    rows: dict[str, list[list[Holder]]] = {}
    for position in positions:
        cells = rows.setdefault(position.issue, [[], [], []])
        name = clean(actor_names(sheet.index, (position.actor,))[0])
        when = date_words(position.date) if position.date else ""
        cell = cells[list(STANCE_WORDS).index(position.stance)]
        cell.append(Holder(name, sheet.places[position.id], clean(when)))
    labels = {id: issue.label for id, issue in sheet.index.issues.items()}
    return [(clean(labels.get(id, "(issue not in the record)")), cells) for id, cells in rows.items()]
