"""Who acts in an event and who receives: the words of the sides -> actors, and what neighbouring words tell of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dragoman.find.actors import Cast
from dragoman.find.clauses import DETERMINERS, PREPOSITIONS
from dragoman.find.names import Name
from dragoman.find.phrases import I_WE, as_pronoun
from dragoman.reading import ReadEvent
from dragoman.record import Span, Statement

Keys = tuple[str, ...]
SYMMETRIC = frozenset({"AGREE", "CONSULT", "COOPERATE"})


class Draft(NamedTuple):
    """An event in the making: as read, the statement that tells of it, and its sides so far."""

    read: ReadEvent
    inner: Statement | None
    actors: Keys
    recipients: Keys

    def with_sides(self, actors: Keys, recipients: Keys) -> Draft:
        """The same with other sides."""
        return self._replace(actors=actors, recipients=recipients)


def without(keys: Keys, others: Keys) -> Keys:
    """``keys`` that are not among ``others``."""
    return tuple(k for k in keys if k not in others)


def has_sides(d: Draft, cast: Cast) -> bool:
    """Whether an event has somebody among its sides; in a user's ontology bare words ("crane drivers") are somebody."""
    if d.read.own:
        return bool(d.actors or d.recipients)
    return any(is_somebody(cast, k, d.read.type) for k in (*d.actors, *d.recipients))


def is_somebody(cast: Cast, key: str, kind: str) -> bool:
    """Whether a side is more than bare words ("many", "rival tolls") and more than private people ("a woman").

    A name, a country, an office, a force, a body is somebody; private people without country are one where they
    protest, or are arrested or dispersed, which only an authority does.
    """
    p = cast.people[key]
    if p.kind not in ("unnamed", "group") or p.country is not None:
        return True
    return p.sector is not None and (p.sector != "CVL" or kind in ("PROTEST", "COERCE"))


# ---------------------------------------------------------------- as read
def sides_of(r: ReadEvent, cast: Cast, inner: Statement | None, text: str) -> tuple[Keys, Keys]:
    """Actors and recipients. "We" and "I" are the speaker; nobody does something to himself only.

    Where a pronoun seems to stand for the named other side ("It accused Kuwait"), it stands for somebody else.
    """
    speaker = inner.speaker if inner else None
    sides = [[(k, s) for s in spans for k in cast.resolve(s, speaker_at(s, text, speaker))]
             for spans in (r.actors, r.recipients)]  # fmt: skip
    named = {k for k, s in sides[1] if not is_pronoun(s, text)}
    actors = list(dict.fromkeys(k for k, s in sides[0] if not (k in named and is_pronoun(s, text))))
    recipients = [k for k in dict.fromkeys(k for k, _ in sides[1]) if k not in actors]
    recipients = others_than_own(r, recipients, actors, sides[1], cast)
    if r.type in SYMMETRIC and not actors and len(recipients) > 1:
        actors, recipients = recipients, []
    if r.type in SYMMETRIC and len({*actors, *recipients}) < 2:
        actors = [*(joined_behind(r, cast, text) or actors)]
        recipients = [k for k in recipients if k not in actors]
    return tuple(actors), tuple(recipients)


_BEHIND_BETWEEN = re.compile(r"\s+(?:[\w-]+\s+)?between\s+")
_PARTED_BY_AND = re.compile(r"['’]?s?(?:\s+[a-z][\w-]+){0,2}\s+and\s+(?:the\s+)?(?:[a-z][\w-]+\s+){0,2}")


def joined_behind(r: ReadEvent, cast: Cast, text: str) -> Keys:
    """The two parties of "talks between the US and Ukraine"; none where two names do not stand there."""
    m = _BEHIND_BETWEEN.match(text, r.trigger[1])
    if not m:
        return ()
    near = cast.names.inside(m.end(), min(len(text), m.end() + 90))
    named = [n for n in near if n.kind not in ("place", "adjective")]
    if len(named) < 2 or named[0].start - m.end() > 30:
        return ()
    if not _PARTED_BY_AND.fullmatch(text, named[0].end, named[1].start):
        return ()
    parties = [k for n in named[:2] for k in cast.resolve((n.start, n.end))]
    return tuple(dict.fromkeys(parties)) if len(set(parties)) == 2 else ()


_MOVES = frozenset({"RETREAT", "MOBILIZE", "SANCTION"})
_FORCES = re.compile(
    r"\b(?:forces?|troops|soldiers|army|navy|fleet|units?|contingent|peacekeepers|ships|planes|personnel|staff|envoys?|"
    r"ambassadors?|diplomats|observers|ministers)$",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:its|their|his|her|our|my)\s", re.IGNORECASE)


def others_than_own(
    r: ReadEvent, recipients: list[str], actors: list[str], read: list[tuple[str, Span]], cast: Cast
) -> list[str]:
    """Recipients without what the actor moves: "withdrew | their peacekeepers | from Chad"."""
    own = {cast.people[k].country for k in actors} | {None}
    if r.type not in _MOVES:
        return recipients
    moved = {
        k for k, s in read
        if _OWN.match(cast.text, s[0]) and (cast.people[k].country in own or _FORCES.search(cast.text, *s))
    }  # fmt: skip
    return [k for k in recipients if k not in moved]


def is_pronoun(span: Span, text: str) -> bool:
    """Whether the words are one personal pronoun."""
    return as_pronoun(text[span[0] : span[1]]) is not None


def speaker_at(span: Span, text: str, speaker: str | None) -> str | None:
    """The speaker, for words in the first person."""
    first = text[span[0] : span[1]].partition(" ")[0]
    return speaker if as_pronoun(first) in I_WE else None


def spoken_by(r: ReadEvent, statements: list[Statement], recipients: Keys) -> Keys:
    """The speakers of the statement whose cue states the event ("accused", "warned"), where no actor was read."""
    found = [
        s.speaker
        for s in statements
        if s.speaker and s.cue_span and s.cue_span[0] < r.trigger[1] and r.trigger[0] < s.cue_span[1]
    ]
    return tuple(k for k in dict.fromkeys(found) if k not in recipients)


# ---------------------------------------------------------------- told by the words behind the act
_HITS = frozenset({"ACCUSE", "REJECT", "SUPPORT", "CONCEDE", "SANCTION", "THREATEN", "COERCE", "AID"})
_WHOSE = re.compile(r"\b(?:of|by|against|on|toward|towards|if|unless)\s+(?:the\s+)?$")
_OWNS = re.compile(r"['’]s?\s+\w")
_HEAVY = re.compile(r"\s+as\s")  # "denounced as a crime | Serbia's ..."
_THING = re.compile(r"\s+[a-z]")
_CONSULT_AT = re.compile(r"\b(?:visit|trip|travel|tour|fl[ey]|flew|flown|arriv|mission)\w*", re.IGNORECASE)
# Prepositions that lead to whom an act is directed, by type; counted on the project's own annotated briefs, where
# the state behind them is a recipient in 82 of 87 places ("with" and "for" were not counted).
_TOWARD = {
    "AID": ("to", "for"), "COOPERATE": ("to", "with"), "SANCTION": ("to", "on", "against", "with", "of", "from"),
    "SUPPORT": ("to", "for", "with"), "CONSULT": ("with",), "AGREE": ("with",), "ACCUSE": ("against", "with"),
    "REQUEST": ("on", "to"), "THREATEN": ("against",), "ASSAULT": ("against", "on"), "COERCE": ("against", "on"),
    "PROTEST": ("against",), "MOBILIZE": ("against",),
}  # fmt: skip
_KINDS = ("state", "capital", "organisation", "person", "adjective")


class Act(NamedTuple):
    """An act without recipient: its actors, its words up to the end of its clause, and where its sentence ends."""

    read: ReadEvent
    cast: Cast
    actors: Keys
    clause: Span
    stop: int


def toward(act: Act) -> Keys:
    """To whom an act without recipient is done, as far as the words behind it name him; never its own actors."""
    for look in (owner_of, behind_preposition, across_border, at_embassy) if act.actors else (owner_of,):
        found = without(look(act), act.actors)
        if found:
            return found
    return ()


def owner_of(act: Act) -> Keys:
    """Whose the thing is that an act hits, where the act names no recipient: the first state or body behind it.

    "Denounced Serbia's suppression of unrest", "defended the right of Russian troops", "turned down a Chinese
    proposal", "threatened to leave if Poland stays": only the words up to the end of the clause (after "if", of the
    sentence) are looked at.
    """
    r, cast, text = act.read, act.cast, act.cast.text
    at = r.trigger[1]
    if r.type not in _HITS:
        return ()
    until = act.stop if _HEAVY.match(text, at) else act.clause[1]
    own = {cast.people[k].country for k in act.actors}
    for n in cast.names.inside(at, act.stop):
        if n.kind not in ("state", "adjective", "organisation", "person"):
            continue
        whose = _WHOSE.search(text, max(at, n.start - 16), n.start)
        conditional = whose is not None and whose.group().startswith(("if", "unless"))
        if (conditional and r.type != "THREATEN") or (n.end > until and not conditional):
            continue
        first = (
            n.kind == "adjective"
            and r.type != "AID"
            and n.country not in own
            and _THING.match(text, n.end)
            and _is_next(text, at, n)
        )
        if _OWNS.match(text, n.end) or (whose and n.kind != "adjective") or first:
            return cast.resolve((n.start, n.end))
    return ()


def _is_next(text: str, at: int, n: Name) -> bool:
    """Whether nothing but an article and an adjective stands before a name: "rejected | a recent Chinese plan"."""
    before = [w.casefold() for w in text[at : n.start].split()]
    return len(before) <= 3 and all(w.isalpha() and w not in PREPOSITIONS and w != "and" for w in before) and (
        not before or before[0] in DETERMINERS or len(before) == 1
    )  # fmt: skip


def behind_preposition(act: Act) -> Keys:
    """The name behind the preposition that belongs to the act: "sent rice | to Bosnia", "rallied | against the EU"."""
    r = act.read
    leads: tuple[str, ...] = _TOWARD.get(r.type, ())
    next_word = act.cast.text[r.trigger[1] :].split(maxsplit=1)[:1]
    if r.type == "CONSULT" and _CONSULT_AT.search(act.cast.text, r.trigger[0], r.trigger[1]):
        leads += ("to", "in")
    for n, lead in names_behind(act):
        if lead in leads and n.kind in _KINDS and (r.type != "REQUEST" or next_word == [lead]):
            return act.cast.resolve((n.start, n.end))
    return ()


_LEAD = re.compile(
    r"\b(\w+)\s+(?:(?:the|an?|its|his|her|their|all)\s+)?(?:\w+(?:ern|al)\s+|\w+\s+of\s+)?$", re.IGNORECASE
)
_PLACED = ("in", "of", "from", "inside", "into", "across", "on")
_BORDERS = frozenset({"ASSAULT", "COERCE", "CONCEDE", "RETREAT"})
_PARTICIPLE = re.compile(r"(?:\w{2}ed|sent|led|built|bought)\s+$")
_DIRECTED = re.compile(r"\b(?:and|or|but|that|who|which|to (?!the\b|[A-Z])\w+)\b|[\"“”,]")
_EMBASSY = re.compile(r"['’s]*\s+(?:\w+\s+)?(?:embassy|consulate|high commission|diplomatic mission)\b", re.IGNORECASE)


def names_behind(act: Act) -> Iterator[tuple[Name, str]]:
    """The names in the act's own clause, each with the preposition before it, up to the next verb or joint."""
    text, at = act.cast.text, act.read.trigger[1]
    for n in act.cast.names.inside(at, act.clause[1]):
        if _DIRECTED.search(text, at, n.start):
            return
        lead = _LEAD.search(text, max(at, n.start - 36), n.start)
        if lead and _PARTICIPLE.search(text, at, lead.start()) and act.read.type != "SANCTION":
            return  # "criticised the force dispatched | to Norway"
        if lead and n.start - at <= 70:
            yield n, lead[1].casefold()


def across_border(act: Act) -> Keys:
    """The state on whose soil another one uses force, or gives way: "retook a village | in western Cambodia".

    At home ("arrested a dozen people in Serbia") a place says nothing of the other side.
    """
    own = {act.cast.people[k].country for k in act.actors}
    if act.read.type not in _BORDERS or len(own) != 1 or None in own:
        return ()
    for n, lead in names_behind(act):
        if n.kind == "state" and lead in _PLACED:
            return () if n.country in own else act.cast.resolve((n.start, n.end))
    return ()


def at_embassy(act: Act) -> Keys:
    """Whose embassy a crowd stands at: "rallied outside the Ethiopian embassy"."""
    if act.read.type != "PROTEST":
        return ()
    for n in act.cast.names.inside(act.read.trigger[1], act.clause[1]):
        if n.kind in ("state", "adjective") and _EMBASSY.match(act.cast.text, n.end):
            return act.cast.resolve((n.start, n.end))
    return ()


# ---------------------------------------------------------------- told by a neighbouring act
_NEAR = 60  # characters between an act of speech and the act that it is about
_OWN_ACT = frozenset({"THREATEN", "AGREE", "REJECT"})  # to do something oneself
_OTHERS_ACT = frozenset({"REQUEST", "ACCUSE"})  # that somebody else do, or did, something
_ANSWERS = frozenset({"REJECT", "AGREE", "CONCEDE", "SUPPORT"})
_ASKS = frozenset({"REQUEST", "THREATEN"})
_APART = re.compile(r"[.;:!?\n“”\"]|,\s")


def share_sides(drafts: list[Draft], cast: Cast) -> list[Draft]:
    """Sides that an act of speech and the act it is about tell each other.

    "Malaysia threatened to suspend its pact with Vietnam": the threat is against whom the suspension would hit.
    "Kyiv accused Minsk of moving armour": who is accused is who moved it. "Oslo rejected a Danish ultimatum": the
    ultimatum was to whom it is that rejects it.
    """
    text = cast.text
    out = list(drafts)
    for i in range(len(out) - 1):
        one, two = out[i], out[i + 1]
        between = text[one.read.trigger[1] : two.read.trigger[0]]
        if len(between) > _NEAR or _APART.search(between):
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
        elif one.read.type in _ANSWERS and two.read.type in _ASKS and not re.search(r"\b(?:to|and|that)\b", between):
            out[i], out[i + 1] = answer(one, two)
    return out


def answer(one: Draft, two: Draft) -> tuple[Draft, Draft]:
    """The answer to a demand, and the demand: who answers was asked, who asked is answered. Nobody answers himself."""
    if set(one.actors) & set(two.actors):
        return one, two
    askers = without(two.actors, one.actors) or (
        () if two.actors else without(two.recipients or one.recipients, one.actors)
    )
    if not (askers or two.actors or two.recipients):
        return one, two
    asked = without(two.recipients, askers) or without(one.actors, askers)
    return one.with_sides(one.actors, one.recipients or askers), two.with_sides(askers or two.actors, asked)
