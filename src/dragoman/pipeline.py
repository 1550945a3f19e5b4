"""The path: read -> model pass -> find -> settle. One record per document, in order, always."""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import msgspec

from dragoman.config import Config
from dragoman.errors import SourceError
from dragoman.record import About, Actor, Document, Event, Issue, Note, Position, Record, Span, Statement, make_id

if TYPE_CHECKING:
    from dragoman.model import Model
    from dragoman.reading import ReadEvent
    from dragoman.record import Date

VERSION = "0.1.0"
T = TypeVar("T")


def read(source: str | os.PathLike[str], published: str | None = None, *, config: Config | None = None) -> Record:
    """Read one page, text file, URL or standard input (``-``) and give its record.

    Args:
        source: path, ``http(s)://`` address, or ``-``.
        published: publication date (ISO); overrides the page's own.
        config: further settings.

    Returns:
        The record of all articles on the page.

    Raises:
        SourceError: the input can't be read or holds no article.
        UsageError: ``published`` is not a date.
        ModelError: the shipped model can't be loaded.
    """
    from dragoman.sources import read_source

    config = config or Config()
    if published:
        config = _with(config, published=published)
    documents, notes = read_source(source, config)
    records = [read_document(doc, config) for doc in documents]
    return merge([*records, Record(dragoman=_about(config), notes=tuple(notes))])


def read_all(sources: Iterable[str], config: Config) -> Iterable[tuple[str, Record | SourceError]]:
    """Read many sources, in order; one that fails gives its error and the others go on."""
    for source in sources:
        try:
            yield source, read(source, config=config)
        except SourceError as problem:
            yield source, problem


def read_text(
    text: str,
    config: Config | None = None,
    *,
    source: str = "-",
    title: str | None = None,
    published: str | None = None,
    outlet: str | None = None,
    model: Model | None = None,
) -> Record:
    """Code a plain text as it stands: the document's ``text`` is exactly ``text``."""
    doc = Document(
        id=make_id("doc", title or "", text),
        source=source,
        text=text,
        title=title,
        published=published,
        outlet=outlet,
        language="en",
    )
    return read_document(doc, config or Config(), model)


def read_document(doc: Document, config: Config, model: Model | None = None) -> Record:
    """The record of one article. A stage that fails costs its own items and leaves a note, nothing else."""
    about = _about(config)
    if doc.language not in (None, "en"):
        return Record(dragoman=about, documents=(doc,))
    from dragoman.find.actors import Cast
    from dragoman.find.events import find_events
    from dragoman.find.layout import Sentences, quoted_mask
    from dragoman.find.positions import find_positions
    from dragoman.find.statements import find_statements
    from dragoman.find.times import FoundTime, date_for, find_times
    from dragoman.model import load_model

    matcher = None
    if config.ontology:
        from dragoman.ontology.match import FAINT, label_events, load_matcher

        matcher = load_matcher(config.ontology, config.threads)
    reading = (model or load_model(config.threads, config.quick)).read(doc.text, least=FAINT if matcher else 0.5)
    read_events = reading.events
    sentences, quoted = Sentences(doc.text), quoted_mask(doc.text)
    notes: list[Note] = []

    def attempt(stage: str, find: Callable[[], T], nothing: T) -> T:
        """What a stage finds; if it fails, nothing, and a note: the other stages go on."""
        try:
            return find()
        except Exception as problem:
            message = f"{stage} of this article could not be read ({type(problem).__name__}: {problem})"
            notes.append(Note(document=doc.id, stage=stage, code="stage-failed", message=message))
            return nothing

    if matcher:
        own = matcher
        no_own: tuple[tuple[ReadEvent, ...], list[Note]] = ((), [])
        read_events, unlabelled = attempt(
            "events", lambda: label_events(doc, reading.events, own, config.min_confidence), no_own
        )
        notes += unlabelled
        reading = msgspec.structs.replace(reading, events=tuple(e for e in reading.events if e.score >= 0.5))
    no_times: list[FoundTime] = []
    times = attempt("times", lambda: find_times(doc.text, doc.published, sentences, quoted), no_times)
    starts, ends = [t.start for t in times], [t.end for t in times]

    def date_of(span: Span) -> Date | None:
        for t in times[bisect_right(ends, span[0]) : bisect_left(starts, span[1])]:  # the words are a date themselves
            return t.date
        sentence = sentences.around(span[0])
        near = times[bisect_left(starts, sentence[0]) : bisect_right(ends, sentence[1])]
        found = date_for(span, near, sentence)
        return found.date if found else None

    cast = Cast(doc, reading, sentences, quoted)
    no_statements: tuple[list[Statement], list[Note]] = ([], [])
    no_events: tuple[list[Event], list[Note]] = ([], [])
    no_positions: tuple[list[Position], list[Issue], list[Statement]] = ([], [], [])
    statements, unsettled = attempt(
        "statements",
        lambda: find_statements(doc, reading.attributions, cast, sentences, quoted, date_of),
        no_statements,
    )
    events, sideless = attempt(
        "events",
        lambda: find_events(doc, read_events, cast, sentences, statements, date_of, config.min_confidence),
        no_events,
    )
    positions, issues, expressed = attempt(
        "positions",
        lambda: find_positions(doc, reading.stances, reading.events, events, statements, cast, sentences, date_of),
        no_positions,
    )
    statements = sorted([*statements, *expressed], key=lambda s: (s.content_spans[0][0], -s.content_spans[-1][1]))
    used = {s.speaker for s in statements if s.speaker} | {k for e in events for k in (*e.actors, *e.recipients)}
    actors = cast.actors(used | {p.actor for p in positions})
    kept = {a.id for a in actors}
    notes += unsettled + sideless
    notes += [
        Note(
            document=doc.id,
            stage="times",
            code="date-unresolved",
            start=t.start,
            end=t.end,
            message=f"“{doc.text[t.start : t.end]}” can't be resolved to a day"
            + ("" if doc.published else " without a publication date"),
        )
        for t in times
        if t.date is None
    ]
    doc = msgspec.structs.replace(doc, coverage=round(reading.read / len(doc.text), 4) if doc.text else 0.0)
    return Record(
        dragoman=about,
        documents=(doc,),
        actors=tuple(actors),
        mentions=tuple(cast.mentions(kept)),
        statements=tuple(statements),
        events=tuple(events),
        positions=tuple(positions),
        issues=tuple(issues),
        notes=tuple(sorted(notes, key=lambda n: (n.start or 0, n.stage))),
    )


def merge(records: Iterable[Record]) -> Record:
    """Several records as one; actors and issues of one id become one."""
    records = list(records)
    actors: dict[str, Actor] = {}
    issues: dict[str, Issue] = {}
    for r in records:
        for a in r.actors:
            known = actors.get(a.id)
            actors[a.id] = a if known is None else _join(known, a)
        for i in r.issues:
            issues.setdefault(i.id, i)
    parts = {
        name: tuple(x for r in records for x in getattr(r, name))
        for name in ("documents", "mentions", "statements", "events", "positions", "notes")
    }
    return Record(dragoman=records[0].dragoman, actors=tuple(actors.values()), issues=tuple(issues.values()), **parts)


def _join(one: Actor, two: Actor) -> Actor:
    roles = (*one.roles, *(r for r in two.roles if r not in one.roles))
    return msgspec.structs.replace(
        one, country=one.country or two.country, sector=one.sector or two.sector, roles=roles
    )


def _about(config: Config) -> About:
    from dragoman.model import model_name

    return About(version=VERSION, model=model_name() + (", quick" if config.quick else ""))


def _with(config: Config, **changes: object) -> Config:
    from dataclasses import replace

    return replace(config, **changes)  # type: ignore[arg-type]
