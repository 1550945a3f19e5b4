"""Whose stand it is: the subject, the actor of the event, the speaker; and which statement or event it rests on."""

from __future__ import annotations

import re

import msgspec

from dragoman import knowledge as kb
from dragoman.find.actors import Cast
from dragoman.find.clauses import NOT, Words
from dragoman.find.layout import Sentences
from dragoman.find.phrases import I_WE
from dragoman.find.stance_words import word_list
from dragoman.find.stands import Stand
from dragoman.find.statements import innermost
from dragoman.reading import ReadEvent
from dragoman.record import Event, Span, Statement


class Facts(msgspec.Struct, frozen=True):
    """What was found in a text so far."""

    w: Words
    cast: Cast
    sentences: Sentences
    statements: list[Statement]
    events: list[Event]
    read: tuple[ReadEvent, ...]


class Held(msgspec.Struct, frozen=True):
    """Who takes a stand, and the statement or event that shows it."""

    actors: tuple[str, ...]
    statement: Statement | None
    event: Event | None


def find_holders(stand: Stand, facts: Facts) -> Held:
    """Whose stand it is; without actors where the text does not tell."""
    w, cast = facts.w, facts.cast
    span = w.span(stand.start, stand.end)
    head = (w.start[stand.head], w.end[stand.head])
    cue = [s for s in facts.statements if s.cue_span and s.cue_span[0] < head[1] and head[0] < s.cue_span[1]]
    around = innermost(s for s in facts.statements if any(a <= head[0] and head[1] <= b for a, b in s.content_spans))
    event = event_at(stand, facts)
    if event and event.modality == "hypothetical" and stand.stance != "conditional" and stand.subject.kind != "phrase":
        return Held((), None, None)
    actors = _who(stand, facts, cue, around, event)
    actors = tuple(principal(cast, k) for k in dict.fromkeys(actors) if can_hold(cast, k, stand.by == "pointed"))
    pronoun = stand.subject.kind == "phrase" and w.low[stand.subject.start].split("'")[0] in ("it", "they")
    if stand.part == "will" and pronoun and around and not _own(cast, actors, around.speaker):
        return Held((), None, None)
    plain = not any(x in NOT or x.endswith("n't") for x in w.low[stand.start : stand.head])
    if plain and cue and not event and any(s.modality == "negated" for s in cue):
        return Held((), None, None)
    statement = (
        next((s for s in cue if s.speaker in actors), None)
        or (cue[0] if cue else None)
        or around
        or _beside(span, facts)
    )
    return Held(actors, statement, event if event and set(event.actors) & set(actors) else None)


def _who(
    stand: Stand, facts: Facts, cue: list[Statement], around: Statement | None, event: Event | None
) -> tuple[str, ...]:
    """Candidates in order of trust."""
    speaker = around.speaker if around else None
    if stand.by == "speaker or act" and event and event.type not in ("CONSULT", "COOPERATE"):
        return event.actors  # to meet or to work together shows no stand on what is spoken of
    if stand.by.startswith("speaker"):
        return (speaker,) if speaker and around and around.modality != "negated" else ()
    if stand.subject.kind == "phrase":
        found = resolve(stand.subject.start, stand.subject.end, facts, speaker)
        if len(found) > 1 and stand.subject.end - stand.subject.start > 1 and not _joins(stand, facts):
            found = resolve(stand.subject.end - 1, stand.subject.end, facts, speaker) or found[-1:]
        if _of_a_kind(stand, found, facts):
            return ()
        if found or stand.by == "agent":
            return found
        if event and not _same_words(event, stand, facts):
            return ()
    if cue and cue[0].speaker:
        return tuple(s.speaker for s in cue if s.speaker and s.content_spans == cue[0].content_spans)
    if event:
        return event.actors
    if stand.subject.kind == "shared":
        return shared(stand, facts, speaker)
    return ()


def _joins(stand: Stand, facts: Facts) -> bool:
    """Whether the words of the subject are joint sides, not a name with its office ("Linz Mayor Ada Kern")."""
    words = facts.w.low[stand.subject.start : stand.subject.end]
    return any(x in ("and", "or", ",", "&", "both", "nor") for x in words)


def _of_a_kind(stand: Stand, found: tuple[str, ...], facts: Facts) -> bool:
    """Whether the words only tell a kind of people ("voters who are angry about"), or are "he" for a group."""
    w, s = facts.w, stand.subject
    people = [facts.cast.people[k] for k in found]
    kind = (
        s.end < len(w.low) and w.low[s.end] in ("who", "that") and all(p.kind in ("unnamed", "group") for p in people)
    )
    return bool(people) and (
        kind
        or (
            w.low[s.start] in ("he", "she")
            and any(p.plural or (p.kind != "person" and p.kind != "unnamed") for p in people)
        )
    )


def _same_words(event: Event, stand: Stand, facts: Facts) -> bool:
    """Whether the model takes the words of the subject for the actor, too."""
    s, e = facts.w.span(stand.subject.start, stand.subject.end)
    return any(a < e and s < b for r in facts.read if r.trigger[0] == event.span[0] for a, b in r.actors)


def resolve(start: int, end: int, facts: Facts, speaker: str | None) -> tuple[str, ...]:
    """The actors that words stand for."""
    w = facts.w
    span = w.span(start, end)
    low = w.low[start]
    if end - start == 1 and low in (
        "both",
        "some",
        "many",
        "others",
        "none",
        "neither",
        "each",
        "one",
        "all",
        "most",
        "few",
        "another",
    ):
        return ()
    if end - start > 1 and w.low[end - 1] in word_list("lifeless"):
        return ()  # "the chairman's bill" is not the chairman
    first = low.split("'")[0]
    if first in I_WE:
        return (speaker,) if speaker else ()
    if (
        w.text[span[1] - 2 : span[1]] in ("'s", "’s")
        and end - start >= 1
        and first not in ("he", "she", "it", "who", "that")
    ):
        span = (span[0], span[1] - 2)
    if "'" in low and end - start == 1 and first in ("he", "she", "they", "it", "who", "that"):
        span = (span[0], span[0] + len(first))
    found = facts.cast.resolve(span, speaker) or (_both(span, facts) if first == "they" else ())
    home = _HOME.match(w.text[span[0] : span[1]])
    return _at_home(found, home[1].casefold(), facts, speaker) if home else found


def _both(span: tuple[int, int], facts: Facts) -> tuple[str, ...]:
    """Two that are named together before "they" in its sentence: "envoys from Kiev and Washington"."""
    s, _ = facts.sentences.around(span[0])
    names = [n for n in facts.cast.names.inside(s, span[0]) if n.kind not in ("place", "adjective")]
    for one, two in zip(reversed(names[:-1]), reversed(names[1:]), strict=False):
        if facts.w.text[one.end : two.start] == " and ":
            return facts.cast.resolve((one.start, two.end), None)
    return ()


_HOME = re.compile(
    r"(?:his|her|our|my|their|the)\s+((?:own\s+)?(?:country|nation|government|party|group|side|office|campaign|administration|union|company|client|team|bloc))$",
    re.IGNORECASE,
)


def _at_home(found: tuple[str, ...], noun: str, facts: Facts, speaker: str | None) -> tuple[str, ...]:
    """ "His country" is the speaker's state, if it has a name here; "her party" is known through her alone."""
    people = facts.cast.people
    if any(people[k].kind not in ("unnamed", "group") and not _HOME.match(people[k].name) for k in found):
        return found if noun not in ("country", "nation") or any(people[k].kind == "state" for k in found) else ()
    country = next((people[k].country for k in ((speaker,) if speaker else found)), None)
    if noun in ("country", "nation", "government") and country:
        state = next((k for k, p in people.items() if p.kind == "state" and p.country == country), None)
        if state:
            return (state,)
    return (speaker,) if speaker else found


def shared(stand: Stand, facts: Facts, speaker: str | None) -> tuple[str, ...]:
    """The subject of the verb that this one is joined to: who acts or speaks before it in the same sentence."""
    w = facts.w
    head = w.start[stand.head]
    s, _ = facts.sentences.around(head)
    quoted = facts.cast.quoted[head]
    best: tuple[int, tuple[str, ...]] = (-1, ())
    for st in facts.statements:
        at = st.cue_span[0] if st.cue_span else -1
        if (
            s <= at < head
            and st.speaker
            and not quoted
            and st.speaker_span
            and st.speaker_span[0] < head
            and at > best[0]
        ):
            best = (at, tuple(x.speaker for x in facts.statements if x.cue_span == st.cue_span and x.speaker))
    for ev in facts.events:
        if (
            s <= ev.span[0] < head
            and ev.actors
            and ev.span[0] > best[0]
            and bool(facts.cast.quoted[ev.span[0]]) == bool(quoted)
        ):
            best = (ev.span[0], ev.actors)
    return best[1]


def event_at(stand: Stand, facts: Facts) -> Event | None:
    """The event whose words are those that take the stand."""
    w = facts.w
    lo, hi = w.start[stand.start], w.end[stand.head]
    for ev in facts.events:
        if lo <= ev.span[0] < hi and ev.actors:
            trigger = next((r.trigger for r in facts.read if r.trigger[0] == ev.span[0]), ev.span)
            if trigger[0] < hi and lo < trigger[1]:
                return ev
    return None


def _beside(span: Span, facts: Facts) -> Statement | None:
    """The statement whose words meet the evidence."""

    def meets(st: Statement) -> bool:
        touches = [*st.content_spans, *([st.cue_span] if st.cue_span else [])]
        return sum(max(0, min(e, span[1]) - max(s, span[0])) for s, e in touches) * 2 >= span[1] - span[0]

    return innermost(st for st in facts.statements if meets(st))


_FOR = re.compile(
    r"(?:an?\s+|the\s+)?(?:\w+\s+)?(?:spokesman|spokeswoman|spokesperson|spokespeople) (?:for|of) (?:the )?(.+)$",
    re.IGNORECASE,
)


def principal(cast: Cast, key: str) -> str:
    """Whom an unnamed spokesman speaks for, if it is known here; else himself."""
    m = _FOR.match(cast.people[key].name) if cast.people[key].kind == "unnamed" else None
    return next((k for k, p in cast.people.items() if m and p.name == m[1] and p.kind != "unnamed"), key)


def _own(cast: Cast, actors: tuple[str, ...], speaker: str | None) -> bool:
    """Whether those who would act speak for themselves: the speaker, or his state."""
    country = cast.people[speaker].country if speaker else None
    return any(k == speaker or (country and cast.people[k].country == country) for k in actors)


def is_people(head: list[str], alone: bool) -> bool:
    """Whether a description names people or a body by its last word, and is more than "lawmaker" in a headline."""
    last = re.sub(r"['’]s?$", "", head[-1]).casefold()
    if last in word_list("lifeless") or (head[0][:1].islower() and head[0].endswith("ing")):
        return False
    if alone and not last.endswith("s") and kb.find_role(last) is not None:
        return False
    named = any(x[:1].isupper() for x in head[1:])
    kind = last in word_list("people") or kb.find_role(" ".join(head)) is not None or bool(
        re.search(r"(?:[^aeiou]ers|ors|ists|ants|ians|men|women|crats|cans|ees|eers|iers)$", last)
    )  # fmt: skip
    return kind or named


def can_hold(cast: Cast, key: str, pointed: bool = False) -> bool:
    """Whether somebody can take a stand: no outlet, no text or act, no bare "many".

    ``pointed``: the model takes the words for a holder, which tells "fishing cooperatives" from "fishing rights" better
    than a list of words for people.
    """
    p = cast.people[key]
    if p.kind == "outlet" or p.name.endswith(("'s", "’s")):
        return False
    if p.kind != "unnamed":
        return True
    if re.match(
        r"[DRI]-[A-Z]|(?:sens?|reps?|gov|mrs?|ms|dr)\.?$|not\b|(?:previously|certainly|also|even|then)\b|.*\b(?:surprise|reason|way)$",
        p.name,
        re.IGNORECASE,
    ):
        return False
    head = re.split(
        r"\s(?:of|for|in|at|from|to|with|on|under|against|by|who|which|that|led|based|including|near)\s|,", p.name
    )[0].split()
    short = bool(head) and len(p.name.split()) <= 14
    if pointed:
        return short and re.sub(r"['’]s?$", "", head[-1]).casefold() not in word_list("lifeless")
    return short and is_people(head, alone=len(p.name.split()) == 1)
