"""Who stands where: words that take a stand -> positions of actors on issues.

The words decide where the lexicon has them (:mod:`dragoman.find.stand_search`); the model decides whether words that
are used otherwise too take a stand, and what no list has (:mod:`dragoman.find.stance_model`). A stand rests on the
event or the statement in which it is taken; one that the report tells in other words ("landlords are against the cap",
"voted to close the school") is put down as a statement of its own: the holder's will, in the report's words. Issues are
named in the article's own words; labels that share their content words are one issue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from dragoman.find.actors import Cast
from dragoman.find.clauses import Words, read_words
from dragoman.find.holders import Facts, Held, find_holders
from dragoman.find.issue_labels import Label, file_issue, is_policy, points_away
from dragoman.find.layout import Sentences, overlap, quotation_of
from dragoman.find.phrases import I_WE
from dragoman.find.stance_model import by_model, holder_of
from dragoman.find.stance_words import word_list
from dragoman.find.stand_search import find_stands
from dragoman.find.stands import Scene, Stand, span_of
from dragoman.find.statements import innermost
from dragoman.reading import ReadEvent, ReadStance
from dragoman.record import Date, Document, Event, Evidence, Issue, Position, Span, Statement, make_id

DOUBT = 0.5  # what the model looked at and holds for no stand: such words of the lexicon were right in 3 of 14 places


def find_positions(
    doc: Document,
    stances: tuple[ReadStance, ...],
    read_events: tuple[ReadEvent, ...],
    events: list[Event],
    statements: list[Statement],
    cast: Cast,
    sentences: Sentences,
    date_of: Callable[[Span], Date | None],
) -> tuple[list[Position], list[Issue], list[Statement]]:
    """Positions in text order, the issues they are about, and statements for those that nothing found so far shows."""
    doubted = [s.span for s in stances if s.score < DOUBT]
    stances = tuple(s for s in stances if s.score >= DOUBT)
    w = read_words(doc.text)
    facts = Facts(w, cast, sentences, statements, events, read_events)
    scene = Scene(w, cast, [], [])
    found: list[tuple[Stand, Held]] = []
    for stand in find_stands(scene):
        span = span_of(w, stand)
        stand = settle(stand, span, stances)
        if stand.stance is None or not likely(stand, span, stances, read_events):
            continue
        if any(overlap(span, x) for x in doubted) and not any(overlap(span, s.span) for s in stances):
            continue
        held = find_holders(stand, facts)
        # of "the government must pay", who must is not who demands it; and "I" is who speaks
        plain = stand.part == "should" or (held.actors and in_first_person(w, stand))
        pointed = None if plain else pointed_out(stand, span_of(w, stand), stances, scene)
        if pointed:
            seen = find_holders(pointed, facts)
            held = seen if seen.actors and not set(seen.actors) < set(held.actors) else held
            stand = pointed if held is seen else stand
        if stand.part == "will" and stand.stance == "support" and not all(is_public(cast, k) for k in held.actors):
            continue
        found += held_by(stand, held) if not on_nothing(scene, stand) else []
    taken = [span_of(w, stand) for stand, _ in found]
    for read in stances:
        if any(overlap(read.span, x) for x in taken):
            continue
        alone = by_model(scene, read)
        found += held_by(alone, find_holders(alone, facts)) if alone and not on_nothing(scene, alone) else []
    new: list[Statement] = []
    shown: list[tuple[Stand, Held]] = []
    for stand, held in found:
        if held.event or held.statement:
            shown.append((stand, held))
            continue
        expressed = express(doc, stand, held, facts, date_of)
        shown += [(stand, Held((s.speaker,), s, None)) for s in expressed if s.speaker]
        new += expressed
    positions, issues = make_positions(doc, shown, [span_of(w, stand) for stand, _ in shown])
    used = {p.statement for p in positions}
    return positions, issues, [s for s in dict.fromkeys(new) if s.id in used]


def in_first_person(w: Words, stand: Stand) -> bool:
    """Whether the subject of the words that take the stand is "I" or "we"."""
    return stand.subject.kind == "phrase" and w.low[stand.subject.start].split("'")[0] in I_WE


def pointed_out(stand: Stand, span: Span, stances: Iterable[ReadStance], scene: Scene) -> Stand | None:
    """The stand with the holder that the model points at for these words, if it does: it sees more than the clause."""
    alike = [s for s in stances if overlap(s.span, span) and s.holder and s.stance == stand.stance]
    if not alike:
        return None
    best = max(alike, key=lambda s: min(s.span[1], span[1]) - max(s.span[0], span[0]))
    return msgspec.structs.replace(stand, subject=holder_of(scene, best), by="pointed")


def express(
    doc: Document, stand: Stand, held: Held, facts: Facts, date_of: Callable[[Span], Date | None]
) -> list[Statement]:
    """A statement of each holder: the words that take the stand, which are the report's, so they have no cue."""
    w, (start, end) = facts.w, span_of(facts.w, stand)
    subject = w.span(stand.subject.start, stand.subject.end) if stand.subject.kind == "phrase" else None
    around = innermost(s for s in facts.statements if any(a <= start and end <= b for a, b in s.content_spans))
    return [
        Statement(
            id=make_id("st", doc.id, ((start, end),), None, actor),
            document=doc.id,
            speaker=actor,
            speaker_span=subject,
            cue_span=None,
            content_spans=((start, end),),
            quotation=quotation_of(doc.text, facts.cast.quoted, ((start, end),)),
            modality="asserted",
            date=date_of((start, end)),
            within=around.id if around else None,
        )
        for actor in held.actors
    ]


def is_public(cast: Cast, key: str) -> bool:
    """Whether somebody is a state or a government: what they will do is policy; what a person will do is a plan."""
    return cast.people[key].kind in ("state", "government")


def names_policy(label: Label) -> bool:
    """Whether a label of something to do names a measure that it is done with."""
    return any(x.casefold() in word_list("policy") for x in label.words.split()[1:])


def on_nothing(scene: Scene, stand: Stand) -> bool:
    """Whether the words of the issue say nothing, or name a person: to be for or against somebody is no position."""
    if points_away(stand.label):
        return True
    people = (n for n in scene.cast.names.meeting(*scene.w.span(*stand.issue)) if n.kind == "person")
    return any(scene.w.text[n.start : n.end] == stand.label.words for n in people)


def held_by(stand: Stand, held: Held) -> list[tuple[Stand, Held]]:
    """The stand, if somebody holds it."""
    return [(stand, held)] if held.actors else []


def make_positions(
    doc: Document, found: list[tuple[Stand, Held]], spans: list[Span]
) -> tuple[list[Position], list[Issue]]:
    """Positions and issues of stands."""
    labels: dict[str, Label] = {}
    out: list[Position] = []
    for (stand, held), span in sorted(zip(found, spans, strict=True), key=lambda x: x[1]):
        issue = file_issue(labels, stand.label)
        out += [make_position(doc, actor, issue, stand, span, held) for actor in held.actors]
    kept = once(out)
    used = {p.issue for p in kept}
    return kept, [Issue(id=k, label=v.words) for k, v in labels.items() if k in used]


def settle(stand: Stand, span: Span, stances: Iterable[ReadStance]) -> Stand:
    """What a quotation calls something ("called the decision “a grave sin”") is blame if the model takes it for that;
    praise in unknown words is too often irony."""
    if stand.stance is not None:
        return stand
    seen = {s.stance for s in stances if overlap(s.span, span)} - {"conditional"}
    return msgspec.structs.replace(stand, stance="oppose") if seen == {"oppose"} else stand


_ACTS = frozenset(["AGREE", "SUPPORT", "REJECT", "REQUEST", "ACCUSE", "PROTEST", "THREATEN", "CONCEDE"])


def likely(stand: Stand, span: Span, stances: Iterable[ReadStance], read: Iterable[ReadEvent]) -> bool:
    """Whether words that do not always take a stand do so here."""
    if stand.sure:
        return True
    way = {s.stance for s in stances if overlap(s.span, span)}
    inside = [r for r in read if span[0] <= r.trigger[0] < span[1]]
    if stand.part in ("should", "bare"):
        return bool(way) or any(r.type in _ACTS for r in inside)
    if stand.part == "will":
        if stand.stance == "support":
            return "support" in way and is_policy(stand.label) and names_policy(stand.label)
        refused = stand.stance == "oppose" and any(r.modality == "negated" for r in inside)
        return refused or stand.stance == "conditional" or stand.stance in way
    acts = any(r.type in _ACTS for r in inside)
    return (bool(way) or acts) if stand.doing else is_policy(stand.label)


def make_position(doc: Document, actor: str, issue: str, stand: Stand, span: Span, held: Held) -> Position:
    """One position."""
    assert stand.stance is not None
    shows = held.event or held.statement
    return Position(
        id=make_id("po", doc.id, actor, issue, stand.stance, span),
        actor=actor,
        issue=issue,
        stance=stand.stance,
        date=(held.event.date if held.event else None) or (held.statement.date if held.statement else None),
        evidence=Evidence(document=doc.id, start=span[0], end=span[1]),
        statement=shows.id if isinstance(shows, Statement) else None,
        event=shows.id if isinstance(shows, Event) else None,
    )


def once(positions: list[Position]) -> list[Position]:
    """One position for the same actor and issue in a statement or event: the one with the fullest words."""
    best: dict[tuple[str, str, str | None], Position] = {}
    for p in positions:
        key = (p.actor, p.issue, p.event or p.statement)
        known = best.get(key)
        if known is None or p.evidence.end - p.evidence.start > known.evidence.end - known.evidence.start:
            best[key] = p
    return sorted(best.values(), key=lambda p: (p.evidence.start, p.actor))
