"""The words behind a stand as the name of an issue: a short noun phrase, looked through to the thing itself.

"the idea of a tax" is about the tax, "to reject the deal" about the deal (against it), "send troops to the border" is
"sending troops to the border".
"""

from __future__ import annotations

import msgspec

from dragoman.find.actors import Cast
from dragoman.find.clauses import DETERMINERS, PREPOSITIONS, QUOTES, TIMES, Words, words
from dragoman.find.extents import base_verbs, loose, phrase_end
from dragoman.find.inflect import gerund, gerund_of_participle
from dragoman.find.issue_labels import EMPTY_WORDS, Label, make_label, names_somebody
from dragoman.find.objects import Thing, find_thing, object_thing, verb_thing
from dragoman.find.stance_words import Entry, stance_words, word_list

MOST_WORDS = 10
_DEEPEST = 3
_COUNTS = words(
    "consecutive straight one two three four five six seven eight nine ten dozen hundred thousand million almost "
    "nearly about more less first second half several few many"
)
_PRONOUNS = words("him her them me us you it himself herself themselves this that")
_DEGREES = words(
    "harder faster better further hard fast forward ahead together soon quickly well away out in up down on off back"
)
_NO_CONTENT = EMPTY_WORDS | _COUNTS | _PRONOUNS | _DEGREES
_NO_ONE = words("he she it they we you i him them us people there")
_DEALING = words("talk talking negotiate negotiating speak speaking deal dealing cooperate cooperating")
_WORKING = words(
    "work working try trying continue continuing seek seeking move moving fight fighting help helping begin start"
)
_JOINING = words("lead leading join joining form forming launch launching mount mounting")
_NO_ISSUE = words("being having seeing thinking knowing saying commenting discussing speculating")
_NO_ISSUE_ALONE = words("voting acting thinking waiting working")
_DRAFTS = words(
    "legislation bill law measure proposal plan amendment resolution deal rule policy decree order motion settlement "
    "agreement clause passage"
)
_BETWEEN = words("deal accord treaty pact agreement truce ceasefire")
_OWN_CALLS = words("plan plans bid proposal proposals")
_FIGHTING = [[x, "against"] for x in ("fight", "campaign", "push", "battle", "charge", "crusade", "drive")]
_AGAINST = words("opposition objections resistance")


class Named(msgspec.Struct, frozen=True):
    """An issue as named: ``sign`` is -1 where its words ask for the opposite ("not signing", "rejecting the deal")."""

    label: Label
    sign: int
    thing: Thing


def name_issue(w: Words, thing: Thing, last: int, cast: Cast, sign: int = 1, depth: int = 0) -> Named | None:
    """The label of a thing; None where its words say too little, or name somebody.

    ``sign`` is the way of the word that governs it: "refused to rule out a tax" is for nothing.
    """
    own = -1 if thing.negated else 1
    if thing.kind == "pronoun" or _only_counts(w, thing):
        return None
    inner = _inner(w, thing, last, cast) if depth < _DEEPEST else None
    if inner:
        turned, below = inner
        if turned < 0 and sign * own < 0 and thing.kind != "phrase":
            return None
        deeper = name_issue(w, below, last, cast, sign * own * turned, depth + 1)
        if deeper:
            whole = msgspec.structs.replace(deeper.thing, start=min(thing.start, deeper.thing.start))
            return Named(deeper.label, own * turned * deeper.sign, whole)
        if thing.kind != "phrase":
            return None
    said = _spell_phrase(w, thing, cast) if thing.kind == "phrase" else _spell_verb(w, thing, cast)
    label = make_label(said) if said else None
    return Named(label, own, thing) if label else None


def _only_counts(w: Words, thing: Thing) -> bool:
    """Whether a phrase only says how long or how many: "fought for | almost five hours"."""
    return thing.kind == "phrase" and all(
        x in TIMES or x[0].isdigit() or x in _COUNTS or x in DETERMINERS or x in PREPOSITIONS
        for x in w.low[thing.start : thing.end]
    )


# ---------------------------------------------------------------- the thing itself
def _inner(w: Words, thing: Thing, last: int, cast: Cast) -> tuple[int, Thing] | None:
    """The issue inside "rejecting the deal", "the idea of a tax", "their decision to leave", and its sign."""
    if thing.kind in ("verb", "gerund"):
        return _inner_verb(w, thing, last, cast)
    if thing.kind != "phrase":
        return None
    mask = cast.quoted
    for i in range(thing.start, min(thing.end, thing.start + 6)):
        low = w.low[i]
        if low in PREPOSITIONS or low == ",":
            return None
        after = w.low[i + 1] if i + 1 < thing.end else ""
        if low in word_list("frames") and after == "of":
            return _signed(1, object_thing(w, i + 2, last, mask))
        spoken = low in word_list("spoken") and after in ("for", "by", "from", "to", "on")
        found = _signed(1, _spoken(w, i, thing, last, mask)) if spoken or low in word_list("frames") else None
        found = found or _inner_noun(w, i, after, last, mask)
        if found:
            return found
    return None


def _inner_noun(w: Words, i: int, after: str, last: int, mask: bytearray) -> tuple[int, Thing] | None:
    """The issue of "their decision | to leave", "dropped opposition | to the deal"."""
    for e in stance_words().nouns.get(w.low[i], ()):
        if e.slot == "infinitive" and not e.tail and after == "to":
            return _signed(e.sign, find_thing(w, "infinitive", i + 1, last, mask))
        if e.slot == "object" and e.sign < 0 and e.tail == (after,) and w.low[i] in _AGAINST:
            return _signed(e.sign, object_thing(w, i + 2, last, mask))
    return None


def _signed(sign: int, found: Thing | None) -> tuple[int, Thing] | None:
    return (sign, found) if found and found.kind != "pronoun" else None


def _spoken(w: Words, i: int, thing: Thing, last: int, mask: bytearray) -> Thing | None:
    """What "calls (by senators) for elections / to leave" ask for."""
    for j in range(i + 1, min(last, thing.end + 2, i + 9)):
        low = w.low[j]
        if low == "for" and w.low[i] not in _OWN_CALLS:
            other = find_thing(w, "other", j + 1, last, mask)
            return other or object_thing(w, j + 1, last, mask)
        if low == "to":
            return find_thing(w, "infinitive", j, last, mask)
        if low in ("by", "from") and j == i + 1:
            continue
        if low in PREPOSITIONS or not low[0].isalnum():
            return None
    return None


def _inner_verb(w: Words, thing: Thing, last: int, cast: Cast) -> tuple[int, Thing] | None:
    """The issue of a verb that takes a stand itself: "to reject | the deal"."""
    i, mask = thing.verb, cast.quoted
    if w.low[i] in _WORKING and w.low[i + 1 : i + 2] == ["to"]:
        return _signed(1, verb_thing(w, i + 1, last, mask))
    if w.low[i] in _JOINING:  # "leading a coalition to support Ukraine": what it is for; "the fight against amnesty"
        against = next((k for k in range(i + 2, thing.end - 1) if w.low[k - 1 : k + 1] in _FIGHTING), None)
        if against:
            return _signed(-1, object_thing(w, against + 1, last, mask))
        to = next((k for k in range(i + 2, thing.end - 1) if w.low[k] == "to"), None)
        return _signed(1, verb_thing(w, to, last, mask)) if to else None
    for kind, e in stance_words().verbs.get(w.low[i], ()):
        at = i + 1 + len(e.tail)
        if kind not in ("base", "ing") or at > last or tuple(w.low[i + 1 : at]) != e.tail:
            continue
        if e.slot == "object":
            return _inner_object(w, i, e, last, cast)
        if e.slot == "other":
            found = find_thing(w, "other", at, last, mask)
            if found:
                return e.sign, found
        if e.slot == "infinitive" and not e.tail and w.low[at : at + 1] == ["to"]:
            return _signed(e.sign, find_thing(w, "infinitive", at, last, mask))
    return None


def _inner_object(w: Words, i: int, e: Entry, last: int, cast: Cast) -> tuple[int, Thing] | None:
    """The object of such a verb. A pronoun for a thing: it is somebody, and to attack him no course of action."""
    found = object_thing(w, i + 1 + len(e.tail), last, cast.quoted)
    if not e.sure and e.tail:  # "to drop out of the conference", but not "to withdraw from the border"
        event = found and found.kind == "phrase" and w.low[_head(w, found) - 1] in word_list("policy")
        return (e.sign, found) if event and found else None
    if found and "with" in w.low[found.start : found.end] and names_somebody(w, found.start, found.end, cast):
        return None  # "supporting Ukraine with troops" is one
    if found and found.kind == "phrase" and not (e.tail or w.low[i] in word_list("turning")):
        start = _past_determiners(w, found.start, found.end)
        acting = "to" in w.low[found.start : found.end + 1]  # "allowing migrants to open shops"
        somebody = not acting and names_somebody(w, start, found.end, cast)
        return (e.sign, Thing("pronoun", i, i + 1)) if somebody else None
    return _signed(e.sign, found)


def _head(w: Words, thing: Thing) -> int:
    """The word behind the head of a noun phrase."""
    return next((k for k in range(thing.start + 1, thing.end) if w.low[k] in PREPOSITIONS), thing.end)


# ---------------------------------------------------------------- its words
def _spell_verb(w: Words, thing: Thing, cast: Cast) -> str | None:
    """Something to do as a noun phrase: "sending troops", "lifting the sanctions", "Clinton dropping out"."""
    end = _cut(w, thing.verb, thing.end)
    rest = w.text[w.end[thing.verb] : w.end[end - 1]] if end > thing.verb + 1 else ""
    second = thing.verb + 2
    if second < end and w.low[second - 1] in ("and", "or") and thing.kind == "verb" and w.low[second] in base_verbs():
        rest = f" {w.low[second - 1]} {gerund(w.low[second])}{w.text[w.end[second] : w.end[end - 1]]}"
    verb = w.low[thing.verb]
    doing = verb if thing.kind == "gerund" else gerund_of_participle(verb) if thing.kind == "passive" else gerund(verb)
    if doing is None or doing in _NO_ISSUE:
        return None
    who = thing.who and _who(w, *thing.who)
    if thing.kind == "passive":
        if not who or not thing.who:
            return None
        article = w.low[thing.who[0]] + " " if w.low[thing.who[0]] in ("the", "a", "an", "all", "any") else ""
        return f"{doing} {article}{who}{rest}"
    behind = w.low[thing.verb + 1 : end]
    content = [x for x in behind if x[0].isalpha() and x not in _NO_CONTENT and not _is_adverb(x)]
    if not content:
        return f"{who} {doing}{rest}" if who and doing not in _NO_ISSUE_ALONE else None
    for_whom = behind[0] in ("for", "with", "behind") and verb not in _DEALING and not who
    if for_whom and names_somebody(w, thing.verb + 2, end, cast):
        return None  # "working for Obama"
    return doing + rest


def _is_adverb(low: str) -> bool:
    return low.endswith("ly") and low not in ("family", "supply", "ally")


def _who(w: Words, i: int, j: int) -> str | None:
    """Those who should do it, if the words are few and name them."""
    while i < j and (w.low[i] in DETERMINERS or w.low[i][0] in QUOTES):
        i += 1
    if not 0 < j - i <= 5 or w.low[i] in _NO_ONE:
        return None
    return w.text[w.start[i] : w.end[j - 1]]


def _spell_phrase(w: Words, thing: Thing, cast: Cast) -> str | None:
    """A noun phrase without its article, cut where it would be too long; None where it stands for somebody."""
    i = _past_determiners(w, thing.start, thing.end)
    if i >= thing.end:
        return None
    end = _cut(w, i, _with_clause(w, i, _own_part(w, i, thing.end), cast))
    if w.low[end - 1].endswith(("'s", "s'")) or names_somebody(w, i, end, cast):
        return None
    return w.text[w.start[i] : w.end[end - 1]]


def _past_determiners(w: Words, i: int, end: int) -> int:
    while i < end and (w.low[i] in DETERMINERS - {"no", "some"} or w.low[i][0] in QUOTES):
        i += 1
    return i


def _own_part(w: Words, i: int, end: int) -> int:
    """The end without how or where a bill is defended: "the law | at a breakfast", "the reform | with 399 votes"."""
    for k in range(i + 1, end):
        if w.low[k] in PREPOSITIONS and w.low[k - 1] in word_list("drafts") - _BETWEEN:
            to = next((j for j in range(k + 1, min(k + 4, len(w.low))) if not w.low[j].endswith("ly")), k)
            far = w.low[k] == "to" and w.low[to] not in base_verbs()
            if far or w.low[k] in ("with", "at", "by", "from"):
                return k
    return end


def _with_clause(w: Words, i: int, end: int, cast: Cast) -> int:
    """The end with the clause that says what a bill would do: "legislation that would allow families to sue"."""
    if end - i > 3 or end + 3 >= len(w.low) or w.low[end - 1] not in _DRAFTS or w.low[end] not in ("that", "which"):
        return end
    verb = w.low[end + 1]
    helping = verb in ("would", "will", "could")
    same = cast.sentences.index(w.start[end + 2]) == cast.sentences.index(w.start[i])
    if not same or not (helping or (verb.endswith("s") and not verb.endswith("ss"))):
        return end
    last = w.at(cast.sentences.around(w.start[i])[1])
    until = phrase_end(w, end + 1 + helping, last, cast.quoted, verb=True)
    return until if until - i <= MOST_WORDS + 2 else end


def _cut(w: Words, i: int, end: int) -> int:
    """The end, cut before a preposition or a participle where the label would be too long."""
    if end - i > MOST_WORDS + 2:
        parts = [k for k in range(i + 3, i + MOST_WORDS + 1) if _may_cut(w, k)]
        end = parts[-1] if parts else i + MOST_WORDS
    if end - i > 4 and w.low[end - 1] in ("way", "ways", "time", "wake", "moment") and w.low[end - 3] in PREPOSITIONS:
        end -= 3
    while end > i + 1 and (loose(w, end - 1) or not (w.low[end - 1][-1].isalnum() or w.low[end - 1][-1] in "'’”\"%)")):
        end -= 1
    return end


def _may_cut(w: Words, k: int) -> bool:
    if w.low[k] in PREPOSITIONS:
        return w.low[k] != "of"
    return w.low[k].endswith("ing") and w.low[k - 1] not in PREPOSITIONS | DETERMINERS
