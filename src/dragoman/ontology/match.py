"""Codes of a user's ontology for the events of a reading or of a record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from dragoman import knowledge as kb
from dragoman.find.event_words import mend_words
from dragoman.find.layout import Sentences
from dragoman.ontology.head import Head, Locate, fit_head, head_path, load_head
from dragoman.ontology.mentions import Array, Embed, Mention, vectors
from dragoman.ontology.schema import Ontology, OwnType
from dragoman.reading import ReadEvent
from dragoman.record import Document, Event, Note, Record, Span

if TYPE_CHECKING:
    from dragoman.model import Model

FAINT = 0.1  # the reader's probability from which words are weighed as an event of the user's ontology
# A type's share against "none" from which an event has it. Set with six PLOVER types as a user's ontology and the rows
# of the other nine as what must be left alone (`python -m evals ontology`): a head that saw labelled sentences is surer
# of itself, also where it is wrong, unless it was shown what is none of its types.
SURE = 0.6
SURE_WHEN_TRAINED = 0.9
SURE_WITH_NONES = 0.6
NONES = 20  # sentences labelled NONE from which a head knows what to leave alone
MORE_FOR_FAINT = 0.05  # the same must be higher by this where the reader itself was not sure that there is an event
PRIOR = 0.5  # log odds that the reader's PLOVER type gives the types that it fits, and takes from the others


@dataclass(frozen=True)
class Match:
    """A type of the ontology, and its share (0 to 1) against "none of them"."""

    type: OwnType
    share: float


@dataclass(frozen=True)
class Matcher:
    """An ontology with its head and the encoder: gives mentions their types, or none."""

    ontology: Ontology
    head: Head
    embed: Embed

    @property
    def sure(self) -> float:
        """The share from which an event is given a type."""
        return sure_of(self.head.rows, self.head.none_rows)

    def match(self, mentions: Sequence[Mention], read_as: Sequence[str | None] = ()) -> list[Match | None]:
        """The likeliest type of each mention; None where "none of them" is likelier.

        Args:
            mentions: sentences with the words that state an event.
            read_as: the reader's PLOVER type of each, which counts for the types that name it as parent (or that
                have its quad class) and against those that name others.
        """
        if not mentions:
            return []
        p = self.head.probabilities(vectors(mentions, self.embed)).astype(np.float64)
        logs = np.log(np.maximum(p, 1e-12))
        if read_as:
            logs[:, :-1] += np.array([[fit(t, kind) * PRIOR for t in self.ontology.types] for kind in read_as])
        best = logs[:, :-1].argmax(axis=1)
        share = 1 / (1 + np.exp(logs[:, -1] - logs[np.arange(len(logs)), best]))
        return [
            Match(self.ontology.types[int(k)], float(s)) if s >= 0.5 else None for k, s in zip(best, share, strict=True)
        ]


def sure_of(rows: int, none_rows: int) -> float:
    """The share that a head made from so many labelled sentences must give a type."""
    if not rows:
        return SURE
    return SURE_WITH_NONES if none_rows >= NONES else SURE_WHEN_TRAINED


def fit(own: OwnType, plover: str | None) -> int:
    """1: the PLOVER type is one of the type's parents (or of its quad class); -1: it is not; 0: nothing is said."""
    if plover is None or not (own.parents or own.quad):
        return 0
    if own.parents:
        return 1 if plover in own.parents else -1
    return 1 if kb.quad_of(plover) == own.quad else -1


def label_events(
    doc: Document, read: Sequence[ReadEvent], matcher: Matcher, least: float
) -> tuple[tuple[ReadEvent, ...], list[Note]]:
    """The events of a reading that fit a type of the user's ontology, each with its code in ``own``.

    An event takes on the PLOVER type that its own type names as parent. Words under ``least`` (the reader was not sure
    that they state an event) count where the type is sure and names a parent; without a parent they have no PLOVER
    type, which is said in a note.
    """
    sentences = Sentences(doc.text)
    worded = (r for r in read if any(c.isalnum() for c in doc.text[slice(*r.trigger)]))
    read = join_light([mend_words(r, doc.text) for r in worded], doc.text)
    mentions = [mention_at(doc.text, sentences, r.trigger, r.actors, r.recipients) for r in read]
    found = matcher.match(mentions, [r.type for r in read])
    out: list[ReadEvent] = []
    notes: list[Note] = []
    for r, m in zip(read, found, strict=True):
        if m is None or m.share < matcher.sure + (0.0 if r.score >= least else MORE_FOR_FAINT):
            continue
        if r.score < least and not m.type.parents:
            notes.append(_no_parent(doc, r.trigger, m.type))
            continue
        kind = r.type if not m.type.parents or r.type in m.type.parents else m.type.parents[0]
        out.append(msgspec.structs.replace(r, own=m.type.code, type=kind, score=max(r.score, least)))
    return tuple(join_light(out, doc.text)), notes


_JOIN = 12  # characters between a light verb and its noun ("went on strike", "held a round of talks" is too far)


def join_light(read: Sequence[ReadEvent], text: str) -> list[ReadEvent]:
    """One event for a light verb and its noun that have the same type: the surer one, with the words of both."""
    out: list[ReadEvent] = []
    for r in sorted(read, key=lambda r: r.trigger):
        last = out[-1] if out else None
        alike = last and last.own == r.own and (r.own is not None or last.type == r.type)
        if last and alike and last.modality == r.modality:
            between = text[last.trigger[1] : r.trigger[0]]
            if len(between) <= _JOIN and not re.search(r"[^\w\s-]|\n|\b(?:and|or|but|to)\b", between):
                surer = max(last, r, key=lambda e: e.score)
                trigger = (last.trigger[0], max(last.trigger[1], r.trigger[1]))
                out[-1] = msgspec.structs.replace(surer, trigger=trigger)
                continue
        out.append(r)
    return out


def _no_parent(doc: Document, trigger: Span, own: OwnType) -> Note:
    words = doc.text[trigger[0] : trigger[1]]
    return Note(
        document=doc.id, stage="events", code="own-type-without-parent", start=trigger[0], end=trigger[1],
        message=f"“{words}” reads like {own.code}, but the reader is not sure of an event there; give {own.code} a "
        "parent (a PLOVER type) and such words count",
    )  # fmt: skip


def classify(record: Record, matcher: Matcher) -> Record:
    """A record with the codes of an ontology, for records that were read before.

    Events that fit none of its types are left out, with the positions that rest on nothing else; a note per document
    says how many. Words that the reader passed over are not there to be found: read again with the ontology for those.
    """
    kept: list[Event] = []
    notes: list[Note] = []
    for doc in record.documents:
        events = [e for e in record.events if e.document == doc.id]
        mentions = mentions_of(record, doc, events)
        found = matcher.match(mentions, [e.type for e in events])
        own = [
            msgspec.structs.replace(e, own=m.type.code)
            for e, m in zip(events, found, strict=True)
            if m is not None and m.share >= matcher.sure
        ]
        kept += own
        if left := len(events) - len(own):
            words = "event fits" if left == 1 else "events fit"
            message = f"{left} {words} no type of {matcher.ontology.name} and {'is' if left == 1 else 'are'} left out"
            notes.append(Note(document=doc.id, stage="events", code="not-of-ontology", message=message))
    ids = {e.id for e in kept}
    positions = tuple(
        p if p.event is None or p.event in ids else msgspec.structs.replace(p, event=None)
        for p in record.positions
        if p.event is None or p.event in ids or p.statement is not None
    )
    return msgspec.structs.replace(record, events=tuple(kept), positions=positions, notes=(*record.notes, *notes))


def mentions_of(record: Record, doc: Document, events: Sequence[Event]) -> list[Mention]:
    """The mentions of a record's events: sides are the words for their actors that stand nearest."""
    sentences = Sentences(doc.text)
    spots: dict[str, list[Span]] = {}
    for m in record.mentions:
        if m.document == doc.id:
            spots.setdefault(m.actor, []).append((m.start, m.end))
    return [
        mention_at(
            doc.text, sentences, _first_word(doc.text, e.span),
            [s for a in e.actors for s in spots.get(a, ())],
            [s for a in e.recipients for s in spots.get(a, ())],
        )
        for e in events
    ]  # fmt: skip


def _first_word(text: str, span: Span) -> Span:
    """An event's span runs from its verb or noun to the end of the clause: that verb or noun."""
    words = text[span[0] : span[1]].split(None, 1)
    return span[0], span[0] + len(words[0]) if words else span[1]


def mention_at(
    text: str, sentences: Sentences, trigger: Span, actors: Sequence[Span], recipients: Sequence[Span]
) -> Mention:
    """The mention at a trigger: its sentence, and of either side the words in it that stand nearest."""
    s, e = sentences.around(trigger[0])
    s, e = min(s, trigger[0]), max(e, trigger[1])

    def near(spans: Sequence[Span]) -> Span | None:
        inside = [x for x in spans if s <= x[0] and x[1] <= e]
        best = min(inside, key=lambda x: max(x[0] - trigger[1], trigger[0] - x[1]), default=None)
        return (best[0] - s, best[1] - s) if best else None

    return Mention(text[s:e], (trigger[0] - s, trigger[1] - s), near(actors), near(recipients))


def locate_by(model: Model) -> Locate:
    """Finds trigger and sides of unmarked example sentences as the reader reads them."""

    def locate(mention: Mention) -> Mention:
        if mention.trigger or mention.source or mention.target:
            return mention
        read = model.read(mention.text, least=FAINT).events
        if not read:
            return mention
        r = max(read, key=lambda r: r.score)
        actor, recipient = (x[0] if x else None for x in (r.actors, r.recipients))
        return Mention(mention.text, r.trigger, actor, recipient)

    return locate


def load_matcher(path: Path, threads: int = 2) -> Matcher:
    """The matcher of an ontology file: with the trained head beside it, else from definitions and examples.

    It is made once, and again where one of the two files has changed.

    Raises:
        UsageError: the file has faults, or the head is of another version of it.
    """
    head = head_path(path)
    stamps = tuple(p.stat().st_mtime_ns if p.exists() else 0 for p in (path, head))
    return _make_matcher(path, threads, stamps)


@lru_cache(maxsize=4)
def _make_matcher(path: Path, threads: int, stamps: tuple[int, ...]) -> Matcher:
    from dragoman.embedding import embed
    from dragoman.model import load_model
    from dragoman.ontology.check import read_ontology

    def encode(texts: Sequence[str]) -> Array:
        return embed(texts, threads)

    own = read_ontology(path)
    saved = head_path(path)
    if saved.exists():
        return Matcher(own, load_head(saved, own), encode)
    return Matcher(own, fit_head(own, encode, locate=locate_by(load_model(threads))), encode)
