"""Who did what to whom: event words as read -> events with sides, date, place, modality and on whose word."""

from __future__ import annotations

import re

import msgspec

from dragoman import knowledge as kb
from dragoman.find.actors import Cast
from dragoman.find.event_modality import modality_of
from dragoman.find.event_screens import is_no_event
from dragoman.find.event_sides import Act, Draft, has_sides, is_somebody, share_sides, sides_of, spoken_by, toward
from dragoman.find.event_twins import tell_once
from dragoman.find.event_words import mend_words
from dragoman.find.layout import Sentences, SpanIndex
from dragoman.find.places import Places
from dragoman.find.statements import DateOf, holds, innermost
from dragoman.reading import ReadEvent
from dragoman.record import Document, Event, EventType, Note, Place, Quad, Span, Statement, make_id


def find_events(
    doc: Document,
    read: tuple[ReadEvent, ...],
    cast: Cast,
    sentences: Sentences,
    statements: list[Statement],
    date_of: DateOf,
    min_score: float,
) -> tuple[list[Event], list[Note]]:
    """Events in text order. One without any side is left out with a note: it says nothing of whom."""
    told: SpanIndex[Statement] = SpanIndex()
    cued: SpanIndex[Statement] = SpanIndex()
    for st in statements:
        told.add(st, st.content_spans)
        cued.add(st, [st.cue_span] if st.cue_span else [])
    drafts: list[Draft] = []
    for r in sorted(read, key=lambda r: r.trigger):
        if r.score < min_score or (not r.own and is_no_event(r, doc.text, sentences.around(r.trigger[0]), cast.names)):
            continue
        r = leave_main_clause(mend_words(r, doc.text), doc.text)
        r = r if r.own else msgspec.structs.replace(r, type=own_type(r, doc.text))
        inner = within_of(r.trigger, told.near(r.trigger))
        actors, recipients = sides_of(r, cast, inner, doc.text)
        actors = actors or spoken_by(r, cued.near(r.trigger), recipients)
        act = Act(r, cast, actors, event_span(doc.text, r, sentences), sentences.around(r.trigger[0])[1])
        if not any(is_somebody(cast, k, r.type) for k in recipients):  # "a village", or nobody at all
            recipients = toward(act) or recipients
        drafts.append(Draft(r, inner, actors, recipients))
    drafts = share_sides(tell_once(drafts, doc.text), cast)
    places = Places(doc, cast.names)
    out = [make_event(doc, d, places, sentences, date_of) for d in drafts if has_sides(d, cast)]
    notes = [
        Note(
            document=doc.id,
            stage="events",
            code="no-sides",
            start=d.read.trigger[0],
            end=d.read.trigger[1],
            message=f"“{doc.text[d.read.trigger[0] : d.read.trigger[1]]}” reads like {d.read.type}, "
            "but no side is named",
        )
        for d in drafts
        if not has_sides(d, cast)
    ]
    return out, notes


def make_event(doc: Document, d: Draft, places: Places, sentences: Sentences, date_of: DateOf) -> Event:
    """The event of a draft, with span, mode, date, place and modality."""
    r = d.read
    span = event_span(doc.text, r, sentences)
    return Event(
        id=make_id("ev", doc.id, r.trigger, r.type),
        document=doc.id,
        type=r.type,
        mode=kb.mode_of(r.type, doc.text[span[0] : span[1]]),
        contexts=kb.contexts_of(sentence_words(doc.text, r, sentences)),
        actors=d.actors,
        recipients=d.recipients,
        span=span,
        date=(date_of(r.date) if r.date else None) or date_of(r.trigger),
        place=place_of(r, places),
        modality=modality_of(r, doc.text),
        within=d.inner.id if d.inner else None,
        quad=quad_of(r.type),
        own=r.own,
    )


# Verbs that name their own type: what they are about must not decide it ("threatened | further action").
_OWN_TYPE: dict[EventType, re.Pattern[str]] = {
    "THREATEN": re.compile(r"threaten(?:s|ed|ing)?\b", re.IGNORECASE),
    "ACCUSE": re.compile(r"(?:accus(?:es?|ed|ing)|condemn(?:s|ed|ing)?|denounc(?:es?|ed|ing))\b", re.IGNORECASE),
    "REJECT": re.compile(r"(?:veto(?:es|ed|ing)|reject(?:s|ed|ing)?)\b", re.IGNORECASE),
    "REQUEST": re.compile(r"(?:demand(?:ed|ing)|urg(?:es|ed|ing))\b", re.IGNORECASE),
}
_DEMAND = re.compile(r"\s+(?:\w+\s+){0,3}(?:demands?|ultimatum|conditions)\b", re.IGNORECASE)
_ACCEPT = re.compile(r"accept(?:s|ed|ing)?$", re.IGNORECASE)
_OFFER = re.compile(r"offer(?:s|ed|ing)?$")
_TO = re.compile(r"\s+to\b")


def own_type(r: ReadEvent, text: str) -> EventType:
    """The type, where the words themselves settle it by the PLOVER manual.

    To offer to do something is AGREE (an intent to cooperate), not a request; to accept a demand is CONCEDE.
    """
    s, e = r.trigger
    if r.type == "REQUEST" and _OFFER.match(text[s:e]) and _TO.match(text, e):
        return "AGREE"
    if r.type == "AGREE" and _ACCEPT.match(text[s:e]) and _DEMAND.match(text, e):
        return "CONCEDE"
    return next((kind for kind, verb in _OWN_TYPE.items() if verb.match(text, s, e)), r.type)


_BE = re.compile(r"\b(?:was|were|is|are|been|being|be)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_BEGINS_CLAUSE = re.compile(
    r"\b(?:after|because|when|while|before|since|although|though|as|until|unless)\s+(?!\w+ing\b)"
)
_BY = re.compile(r"[^.;:!?\n]{0,60}?\bby\b", re.IGNORECASE)


def leave_main_clause(r: ReadEvent, text: str) -> ReadEvent:
    """A passive in a clause of its own has no sides from the main clause.

    "Police detained eleven protesters after stones were thrown": who threw them is not told, and nobody says at whom.
    """
    at = r.trigger[0]
    if not _BE.search(text[max(0, at - 24) : at]) or _BY.match(text, r.trigger[1]):
        return r
    begins = max((m.start() for m in _BEGINS_CLAUSE.finditer(text, max(0, at - 120), at)), default=None)
    if begins is None or re.search(r"[.;:!?\n]", text[begins:at]):
        return r

    def own(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(x for x in spans if x[0] >= begins)

    return msgspec.structs.replace(r, actors=own(r.actors), recipients=own(r.recipients))


def quad_of(kind: str) -> Quad:
    """PLOVER quad class of an event type."""
    quad = kb.quad_of(kind)
    assert quad is not None, kind
    return quad  # type: ignore[return-value,unused-ignore]


def sentence_words(text: str, r: ReadEvent, sentences: Sentences) -> str:
    """The sentence in which an event is stated."""
    s, e = sentences.around(r.trigger[0])
    return text[s:e]


def within_of(trigger: Span, statements: list[Statement]) -> Statement | None:
    """The innermost statement whose content holds the event's words."""
    return innermost(st for st in statements if holds(st.content_spans, trigger))


_CLAUSE_END = re.compile(
    r"[;:!?\n”»()]|,(?!\d)|\"|\s[–—-]\s|\s(?:but|after|before|when|while|which|who|whose|because|although|though|saying|said|says|"
    r"following|amid|adding|according|where|whereas|until|unless|if|as)\b",
    re.IGNORECASE,
)
_SPAN_WORDS = 10
_PART = re.compile(r"\S+")


def event_span(text: str, r: ReadEvent, sentences: Sentences) -> Span:
    """The words that state the event: from its verb or noun to the end of the clause, at most ten words on."""
    s, e = r.trigger
    _, stop = sentences.around(s)
    cut = _CLAUSE_END.search(text, e, stop)
    stop = cut.start() if cut else stop
    tail = [m.end() for m in _PART.finditer(text[e:stop])][:_SPAN_WORDS]
    end = e + tail[-1] if tail else e
    while end > e and not text[end - 1].isalnum():
        end -= 1
    return s, max(e, end)


def place_of(r: ReadEvent, places: Places) -> Place | None:
    """The place that the model paired with the event, looked up; unknown ones keep their words only."""
    return places.find(r.place) if r.place else None
