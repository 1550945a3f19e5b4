"""Who did what to whom: event words as read -> events with sides, date, place, modality and on whose word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import msgspec

from dragoman import knowledge as kb
from dragoman.find.actors import Cast
from dragoman.find.layout import Sentences, SpanIndex
from dragoman.find.phrases import I_WE
from dragoman.find.places import Places
from dragoman.find.statements import DateOf, holds, innermost
from dragoman.reading import ReadEvent
from dragoman.record import Document, Event, Modality, Note, Place, Quad, Span, Statement, make_id

SYMMETRIC = frozenset({"AGREE", "CONSULT", "COOPERATE"})
_NEGATION = re.compile(
    r"(?:n['’]t|\b(?:not|never|no|nor|neither|without|refus\w+ to|declin\w+ to|fail\w+ to|unwilling to|den(?:y|ies|ied|ying)|"  # noqa: E501
    r"rul\w+ out|stopp?\w* short of|cancel\w+|called off|avoid\w*))\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


class Draft(NamedTuple):
    """An event in the making: as read, the statement that tells of it, and its sides so far."""

    read: ReadEvent
    inner: Statement | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]

    def with_sides(self, actors: tuple[str, ...], recipients: tuple[str, ...]) -> Draft:
        """The same with other sides."""
        return self._replace(actors=actors, recipients=recipients)


# Words of sport that are hardly used otherwise; two of them in a sentence veto its events ("attacked down the left").
_SPORT = re.compile(
    r"\b(?:striker|midfielder|goalkeeper|winger|full-?back|centre-?forward|forward line|fly-?half|scrum|penalt(?:y|ies) shoot-?out|"  # noqa: E501
    r"half-?time|kick-?off|scored|equali[sz]er|goalless|quarter-?finals?|semi-?finals?|offside|free kick|corner kick|innings|"  # noqa: E501
    r"wickets?|batsman|batter|bowler|touchdown|quarterback|home run|slam dunk|rebounds|tie-?break|set points?|grand slam|"  # noqa: E501
    r"grand prix|pole position|lap|podium|medals?|knock-?out|bout|heavyweight|featherweight|referee|umpire|head coach|"
    r"relegat\w+|league|derby|cup tie|world cup|championship|title race|season|stoppage time|extra time|the net|the pitch|"  # noqa: E501
    r"goals?|peloton|defenders?|dressing room|transfer window|unbeaten|playoffs?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)  # the events of a sentence ask about the same words
def is_sport(sentence: str) -> bool:
    """Whether a sentence is about sport: at least two different words of sport."""
    return len({m.group().casefold() for m in _SPORT.finditer(sentence)}) >= 2


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
        if r.score < min_score or is_sport(sentence_words(doc.text, r, sentences)):
            continue
        r = leave_main_clause(offer(r, doc.text), doc.text)
        inner = within_of(r.trigger, told.near(r.trigger))
        actors, recipients = sides_of(r, cast, inner, doc.text)
        actors = actors or spoken_by(r, cued.near(r.trigger), recipients)
        recipients = recipients or without(owner_of(r, cast, doc.text, sentences), actors)
        drafts.append(Draft(r, inner, actors, recipients))
    drafts = share_sides(once(drafts, doc.text), doc.text)
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


def once(drafts: list[Draft], text: str) -> list[Draft]:
    """One event for "signed an agreement": the noun right behind a verb of the same type adds no mention of its own."""
    out: list[Draft] = []
    for d in drafts:
        last = out[-1] if out else None
        if last and last.read.type == d.read.type and last.read.modality == d.read.modality:
            between = text[last.read.trigger[1] : d.read.trigger[0]]
            same = not without(d.actors, (*last.actors, *last.recipients)) or not last.actors
            if same and len(between) <= 30 and not re.search(r"[.,;:!?\n]|\b(?:and|to|or|but|after|before)\b", between):
                recipients = last.recipients or without(d.recipients, last.actors)
                out[-1] = last.with_sides(last.actors or d.actors, recipients)
                continue
        out.append(d)
    return out


_NEAR = 60  # characters between an act of speech and the act that it is about
_OWN_ACT = frozenset({"THREATEN", "AGREE", "REJECT"})  # to do something oneself
_OTHERS_ACT = frozenset({"REQUEST", "ACCUSE"})  # that somebody else do, or did, something


def share_sides(drafts: list[Draft], text: str) -> list[Draft]:
    """Sides that an act of speech and the act it is about tell each other.

    "Malaysia threatened to suspend its pact with Vietnam": the threat is against whom the suspension would hit.
    "Kyiv accused Minsk of moving armour": who is accused is who moved it.
    """
    out = list(drafts)
    for i in range(len(out) - 1):
        one, two = out[i], out[i + 1]
        between = text[one.read.trigger[1] : two.read.trigger[0]]
        if len(between) > _NEAR or re.search(r"[.;:!?\n“”\"]|,\s", between):
            continue
        if one.read.type in _OWN_ACT and two.read.modality != "asserted" and re.search(r"\bto\b", between):
            actors = two.actors or one.actors
            if actors == one.actors:
                out[i] = one.with_sides(one.actors, one.recipients or without(two.recipients, one.actors))
                out[i + 1] = two.with_sides(actors, two.recipients)
        elif one.read.type in _OTHERS_ACT and re.search(r"\b(?:to|of|that|for)\b", between):
            others = without(two.actors, one.actors)
            out[i] = one.with_sides(one.actors, one.recipients or others)
            actors = two.actors or without(one.recipients, two.recipients)
            out[i + 1] = two.with_sides(actors, two.recipients)
    return out


def offer(r: ReadEvent, text: str) -> ReadEvent:
    """To offer to do something is AGREE in the PLOVER manual (an intent to cooperate), not a request."""
    s, e = r.trigger
    if r.type == "REQUEST" and _OFFER.match(text[s:e]) and _TO.match(text, e):
        return msgspec.structs.replace(r, type="AGREE")
    return r


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


def without(keys: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """``keys`` that are not among ``others``."""
    return tuple(k for k in keys if k not in others)


def has_sides(d: Draft, cast: Cast) -> bool:
    """Whether an event has somebody among its sides; in a user's ontology bare words ("crane drivers") are somebody."""
    if d.read.own:
        return bool(d.actors or d.recipients)
    return any(is_somebody(cast, k) for k in (*d.actors, *d.recipients))


def is_somebody(cast: Cast, key: str) -> bool:
    """Whether a side is more than bare words ("many", "rival tolls"): a name, a country, a sector, a body or crowd."""
    p = cast.people[key]
    return p.kind != "unnamed" or p.country is not None or p.sector is not None


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


def sides_of(r: ReadEvent, cast: Cast, inner: Statement | None, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors and recipients. "We" and "I" are the speaker; nobody does something to himself only."""
    speaker = inner.speaker if inner else None
    actors = [k for s in r.actors for k in cast.resolve(s, speaker_at(s, text, speaker))]
    recipients = [k for s in r.recipients for k in cast.resolve(s, speaker_at(s, text, speaker))]
    actors = list(dict.fromkeys(actors))
    recipients = [k for k in dict.fromkeys(recipients) if k not in actors]
    if r.type in SYMMETRIC and not actors and len(recipients) > 1:
        actors, recipients = recipients, []
    return tuple(actors), tuple(recipients)


_HITS = frozenset({"ACCUSE", "REJECT", "SUPPORT", "CONCEDE", "SANCTION", "THREATEN", "COERCE", "AID"})
_WHOSE = re.compile(r"\b(?:of|by|against|on|toward|towards|if|unless)\s+(?:the\s+)?$")
_OWNS = re.compile(r"['’]s?\s+\w")


def owner_of(r: ReadEvent, cast: Cast, text: str, sentences: Sentences) -> tuple[str, ...]:
    """Whose the thing is that an act hits, where the act names no recipient: the first state or body behind it.

    "Denounced Serbia's suppression of unrest", "defended the right of Russian troops", "threatened to leave if
    Poland stays": only the words up to the end of the clause (after "if", of the sentence) are looked at.
    """
    if r.type not in _HITS:
        return ()
    behind = r.trigger[1]
    clause = event_span(text, r, sentences)[1]
    stop = sentences.around(r.trigger[0])[1]
    for n in cast.names.inside(behind, stop):
        if n.kind not in ("state", "adjective", "organisation", "person"):
            continue
        whose = _WHOSE.search(text, max(behind, n.start - 16), n.start)
        conditional = whose is not None and whose.group().startswith(("if", "unless"))
        if (conditional and r.type != "THREATEN") or (n.end > clause and not conditional):
            continue
        if _OWNS.match(text, n.end) or (whose and n.kind != "adjective"):
            return cast.resolve((n.start, n.end))
    return ()


def spoken_by(r: ReadEvent, statements: list[Statement], recipients: tuple[str, ...]) -> tuple[str, ...]:
    """The speakers of the statement whose cue states the event ("accused", "warned"), where no actor was read."""
    found = [
        s.speaker
        for s in statements
        if s.speaker and s.cue_span and s.cue_span[0] < r.trigger[1] and r.trigger[0] < s.cue_span[1]
    ]
    return tuple(k for k in dict.fromkeys(found) if k not in recipients)


def speaker_at(span: Span, text: str, speaker: str | None) -> str | None:
    """The speaker, for words in the first person."""
    first = text[span[0] : span[1]].split()
    return speaker if first and first[0].casefold() in I_WE else None


def modality_of(r: ReadEvent, text: str) -> Modality:
    """As the model read it; a negation right before the words overrules "asserted"."""
    if r.modality == "asserted":
        before = re.split(r"[.;:\n]", text[max(0, r.trigger[0] - 40) : r.trigger[0]])[-1]
        if _NEGATION.search(before) and r.type not in ("REJECT",):
            return "negated"
    return r.modality


_CLAUSE_END = re.compile(
    r"[;:!?\n”»()]|(?<!\b[A-Z])\.(?!\w)|,(?!\d)|\"|\s[–—-]\s|\s(?:but|after|before|when|while|which|who|whose|because|although|though|saying|said|says|"
    r"following|amid|adding|according|where|whereas|until|unless|if|as)\b",
    re.IGNORECASE,
)
_SPAN_WORDS = 10
_OFFER = re.compile(r"offer(?:s|ed|ing)?$")
_TO = re.compile(r"\s+to\b")
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
