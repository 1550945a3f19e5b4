"""Readings and casts made by hand: the finders are tested without weights."""

from __future__ import annotations

import re

from dragoman.find.actors import Cast
from dragoman.find.layout import Sentences, quoted_mask
from dragoman.reading import ReadAttribution, ReadEvent, Reading, ReadName, ReadStance
from dragoman.record import Actor, Document, EventType, Modality, Span, Stance

PUBLISHED = "2024-05-08"


def at(text: str, words: str, n: int = 0) -> Span:
    """Where ``words`` stand the ``n``-th time as whole words (-1: the last time)."""
    found = [m.start() for m in re.finditer(r"(?<!\w)" + re.escape(words) + r"(?!\w)", text)]
    assert found, f"{words!r} is not in the text"
    return found[n], found[n] + len(words)


def names(text: str, kind: str, *words: str) -> list[ReadName]:
    """Every place where the words stand, marked as names of one kind."""
    out = []
    for w in words:
        for m in re.finditer(r"(?<!\w)" + re.escape(w) + r"(?!\w)", text):
            out.append(ReadName(start=m.start(), end=m.end(), kind=kind))
    assert len(out) >= len(words), f"not all of {words} are in the text"
    return out


def read_names(
    text: str, people: tuple[str, ...] = (), bodies: tuple[str, ...] = (), places: tuple[str, ...] = ()
) -> tuple[ReadName, ...]:
    """What a perfect tagger marks; a name inside a longer one is not marked again."""
    found = [*names(text, "person", *people), *names(text, "organisation", *bodies), *names(text, "place", *places)]
    kept: list[ReadName] = []
    for n in sorted(found, key=lambda n: (n.start, n.start - n.end)):
        if not kept or n.start >= kept[-1].end:
            kept.append(n)
    return tuple(kept)


def reading_of(
    text: str, *, people: tuple[str, ...] = (), bodies: tuple[str, ...] = (), places: tuple[str, ...] = (),
    said: tuple[ReadAttribution, ...] = (), events: tuple[ReadEvent, ...] = (), stances: tuple[ReadStance, ...] = (),
) -> Reading:  # fmt: skip
    """A reading of ``text`` as the model would give it."""
    return Reading(
        names=read_names(text, people, bodies, places),
        attributions=said,
        events=events,
        stances=stances,
        read=len(text),
    )


def document(text: str, published: str | None = PUBLISHED, name: str = "doc-1") -> Document:
    """A document of this text."""
    return Document(id=name, source="page.html", text=text, language="en", published=published)


def cast_of(
    text: str, reading: Reading | None = None, published: str | None = PUBLISHED, name: str = "doc-1",
    **tagged: tuple[str, ...],
) -> Cast:  # fmt: skip
    """The cast of a text; ``tagged`` are the names (people, bodies, places) that a tagger marks."""
    reading = reading or reading_of(text, **tagged)  # type: ignore[arg-type]
    return Cast(document(text, published, name), reading, Sentences(text), quoted_mask(text))


def who(cast: Cast, words: str, n: int = 0, speaker: str | None = None) -> list[Actor]:
    """The actors that the words stand for."""
    keys = cast.resolve(at(cast.text, words, n), speaker)
    known = {a.id: a for a in cast.actors(set(keys))}
    return [known[k] for k in keys]


def one(cast: Cast, words: str, n: int = 0, speaker: str | None = None) -> Actor:
    """The one actor that the words stand for."""
    found = who(cast, words, n, speaker)
    assert len(found) == 1, f"{words!r} stands for {[a.name for a in found]}"
    return found[0]


def said(
    text: str, source: str | None, cue: str | None, *contents: str, level: int = 1, modality: Modality = "asserted",
    source_n: int = 0, cue_n: int = 0,
) -> ReadAttribution:  # fmt: skip
    """An attribution of a text, by its words."""
    return ReadAttribution(
        source=at(text, source, source_n) if source else None, cue=at(text, cue, cue_n) if cue else None,
        contents=tuple(find(text, c) for c in contents), level=level, modality=modality,
    )  # fmt: skip


def find(text: str, words: str) -> Span:
    """Where words stand first, marks included."""
    start = text.index(words)
    return start, start + len(words)


def did(
    text: str, trigger: str, kind: EventType, actors: tuple[str, ...] = (), recipients: tuple[str, ...] = (), *,
    place: str | None = None, date: str | None = None, modality: Modality = "asserted", score: float = 0.9,
) -> ReadEvent:  # fmt: skip
    """An event of a text, by its words."""
    return ReadEvent(
        trigger=at(text, trigger), type=kind, modality=modality, actors=tuple(at(text, w) for w in actors),
        recipients=tuple(at(text, w) for w in recipients), place=at(text, place) if place else None,
        date=at(text, date) if date else None, score=score,
    )  # fmt: skip


def stands(
    text: str, words: str, stance: Stance, issue: str | None = None, holder: str | None = None, score: float = 0.9
) -> ReadStance:
    """A stance of a text, by its words."""
    return ReadStance(
        span=find(text, words), stance=stance, issue=find(text, issue) if issue else None,
        holder=find(text, holder) if holder else None, score=score,
    )  # fmt: skip
