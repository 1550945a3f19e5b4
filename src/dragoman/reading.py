"""What the model saw in a text, before anything is made of it.

A :class:`Reading` is plain data by character offsets: the finders in ``find/`` turn it into the record, and are
tested with recorded readings, without weights.
"""

from __future__ import annotations

import msgspec

from dragoman.record import EventType, Modality, Span, Stance


class ReadAttribution(msgspec.Struct, frozen=True, kw_only=True):
    """A cue with its source and contents. ``level`` 1 is told by the article, 2 within another content, and so on."""

    source: Span | None
    cue: Span | None
    contents: tuple[Span, ...]
    level: int = 1
    modality: Modality = "asserted"


class ReadName(msgspec.Struct, frozen=True, kw_only=True):
    """A proper name. ``kind``: person, organisation, place or misc."""

    start: int
    end: int
    kind: str


class ReadEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Words that state an event, and the words that stand for its sides, date and place.

    ``score`` is the model's probability (0 to 1) that the trigger states an event; ``own`` the code that a user's
    ontology gives it.
    """

    trigger: Span
    type: EventType
    modality: Modality
    actors: tuple[Span, ...] = ()
    recipients: tuple[Span, ...] = ()
    date: Span | None = None
    place: Span | None = None
    score: float = 1.0
    own: str | None = None


class ReadStance(msgspec.Struct, frozen=True, kw_only=True):
    """Words that take a stand, and those that name the issue and who holds it, if the model found them.

    ``score`` is the probability that the words take any stand; what was looked at and is likely none is here too.
    """

    span: Span
    stance: Stance
    issue: Span | None = None
    holder: Span | None = None
    score: float = 1.0


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """All that one pass saw. ``read`` is how many characters of the text the model was given."""

    attributions: tuple[ReadAttribution, ...] = ()
    names: tuple[ReadName, ...] = ()
    events: tuple[ReadEvent, ...] = ()
    stances: tuple[ReadStance, ...] = ()
    read: int = 0
