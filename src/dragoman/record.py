"""The record: every data type of Dragoman, immutable.

The names here are the public API and the JSON contract. A span is ``[start, end)`` in Unicode code points
(Python ``str`` indices) into the ``text`` of its document. ``None`` means that the text does not tell.
Ids are made from content (:func:`make_id`), so that the same input gives the same ids.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal, TypeAlias

import msgspec

Span: TypeAlias = tuple[int, int]
Modality: TypeAlias = Literal["asserted", "future", "hypothetical", "negated"]
Quotation: TypeAlias = Literal["direct", "mixed", "indirect"]
ActorKind: TypeAlias = Literal["person", "state", "government", "organisation", "group", "outlet", "unnamed"]
MentionForm: TypeAlias = Literal["name", "role", "pronoun", "metonym"]
Stance: TypeAlias = Literal["support", "oppose", "conditional"]
Granularity: TypeAlias = Literal["day", "week", "month", "season", "quarter", "year", "decade", "period"]
EventType: TypeAlias = Literal[
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Quad: TypeAlias = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]


class Dropped(msgspec.Struct, frozen=True):
    """Text that stood on the page and is not the article, and why it was left out."""

    text: str
    reason: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One article. ``text`` is headline first, paragraphs parted by a blank line.

    ``coverage`` is characters read by the model / characters of ``text`` (0 to 1).
    """

    id: str
    source: str
    text: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    dropped: tuple[Dropped, ...] = ()
    coverage: float = 0.0
    duplicate_of: str | None = None


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """An office or function that the words at ``document[start:end]`` give an actor.

    ``from_`` (``from`` in JSON) and ``until`` are ISO days, or None where no words tell.
    """

    title: str
    organisation: str | None = None
    country: str | None = None
    sector: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    document: str | None = None
    start: int | None = None
    end: int | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks, acts or is acted upon. ``country`` is ISO 3166 alpha-3; ``sector`` a PLOVER sector code."""

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    roles: tuple[Role, ...] = ()


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a document that stand for an actor."""

    document: str
    actor: str
    start: int
    end: int
    form: MentionForm


class Date(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of ISO days, both ends included, and the words that gave it."""

    start: str
    end: str
    text: str
    granularity: Granularity


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A place named in the text; what is not known of it is None."""

    text: str
    name: str | None = None
    country: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A passage whose truth the article puts in someone's mouth or mind.

    ``content_spans`` hold what was said, without cue and source, in text order. ``within`` is the id of the
    statement whose content reports this one; None: the document's outlet vouches for it.
    """

    id: str
    document: str
    speaker: str | None
    speaker_span: Span | None
    cue_span: Span | None
    content_spans: tuple[Span, ...]
    quotation: Quotation
    modality: Modality
    date: Date | None = None
    within: str | None = None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A politically relevant interaction, as one mention in the text states it. ``own``: code of a user's ontology."""

    id: str
    document: str
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    span: Span
    date: Date | None
    place: Place | None
    modality: Modality
    within: str | None
    quad: Quad
    own: str | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """The words that a position rests on."""

    document: str
    start: int
    end: int


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """Where an actor stands on an issue. It rests on a statement or on an event."""

    id: str
    actor: str
    issue: str
    stance: Stance
    date: Date | None
    evidence: Evidence
    statement: str | None = None
    event: str | None = None


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """A question of politics, named by a short noun phrase in the articles' words."""

    id: str
    label: str


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be read, settled or resolved.

    ``stage`` is one of source, extract, model, statements, events, actors, times, places, positions; ``code``
    a short stable slug (``no-publication-date``); ``message`` a sentence for a person.
    """

    document: str | None
    stage: str
    code: str
    message: str
    start: int | None = None
    end: int | None = None


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Which program and model made a record."""

    version: str
    model: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What Dragoman keeps of one or more documents."""

    dragoman: About
    documents: tuple[Document, ...] = ()
    actors: tuple[Actor, ...] = ()
    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    positions: tuple[Position, ...] = ()
    issues: tuple[Issue, ...] = ()
    notes: tuple[Note, ...] = ()

    def to_json(self, indent: int | None = None) -> str:
        """The record as JSON text in the layout of the data contract."""
        raw = msgspec.json.encode(self)
        if indent is not None:
            raw = msgspec.json.format(raw, indent=indent)
        return raw.decode("utf-8")

    def show(self, what: str, **filters: Any) -> Any:
        """Rows of this record as a record file gives them: ``record.show("events", country="FRA").to_pandas()``.

        Args:
            what: documents, statements, events, positions, actors, issues or notes.
            filters: as of ``dragoman show``: actor, country, type, since, until, issue, modality, outlet, text ...

        Returns:
            ``dragoman.store.Rows``: ``list(rows)`` gives dicts; ``to_arrow``, ``to_pandas``, ``to_polars`` give frames.

        Raises:
            UsageError: there is no such table, filter or value.
        """
        from importlib import import_module

        store: Any = import_module("dragoman.store")  # by name: the data types know nothing of what is above them
        return store.Store.of(self).show(what, **filters)

    @classmethod
    def from_json(cls, data: str | bytes) -> Record:
        """Read a record back; raises ``msgspec.ValidationError`` where the data breaks the contract."""
        return msgspec.json.decode(data, type=cls)


def make_id(kind: str, *parts: object) -> str:
    """A stable id: ``kind`` and 12 hex digits of the SHA-256 of the parts (``"st-3f0c..."``)."""
    digest = hashlib.sha256("\x1f".join(str(p) for p in parts).encode("utf-8", "surrogatepass"))
    return f"{kind}-{digest.hexdigest()[:12]}"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of :class:`Record`, made from the types."""
    schema = msgspec.json.schema(Record)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Dragoman record", **schema}
