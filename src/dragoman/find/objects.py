"""What stands behind a word that takes a stand: the noun phrase, the "to do" or the "that" that names the issue."""

from __future__ import annotations

import msgspec

from dragoman.find.clauses import (
    ADVERBS,
    BE,
    DETERMINERS,
    HAVE,
    JOINERS,
    MODAL,
    NOT,
    PREPOSITIONS,
    QUOTES,
    STOPS,
    SUBJECTS,
    SUBORDINATORS,
    TIMES,
    Words,
    finite_forms,
    words,
)
from dragoman.find.extents import base_verbs, opens_noun, phrase_end
from dragoman.find.inflect import gerund_of_participle

_NEVER_DETERMINERS = words("it him them me us himself herself itself themselves")
_OBJECT_PRONOUNS = words("it him them her me us you himself herself itself themselves this that these those one")
_NO_OBJECT = (
    words("neither nothing nobody what whatever how who whoever ,")
    | SUBJECTS
    | (SUBORDINATORS - {"that"})
    | STOPS
    | MODAL
    | BE
    | JOINERS
    | (PREPOSITIONS - {"over", "like", "near"})
)
_NO_GERUND = words("nothing something anything everything")
_SKIPPED = ADVERBS - words("all both so later further long early else quite very much well rather")
_ON_ITS_WAY = ADVERBS | TIMES | words("on last this")
_NO_ADVERB = words("supply apply rely comply multiply reply ally rally fly imply bully tally family")
_OTHERS_END = STOPS | SUBORDINATORS | MODAL | BE | HAVE | frozenset(',"“”')
_ASKING = frozenset(["dema", "prop", "reco", "requ", "urge", "urgi", "stip"])
_NO_DEMAND = STOPS | words(", if will would was were is are has had have")


class Thing(msgspec.Struct, frozen=True):
    """The words that name an issue, from word ``start`` to ``end`` (exclusive).

    ``kind``: phrase, gerund, verb ("to do": ``verb`` is its first word), passive ("be lifted": ``verb`` is the
    participle) or pronoun. ``who`` are the words of those who should do it, if they stand there.
    """

    kind: str
    start: int
    end: int
    verb: int = -1
    negated: bool = False
    who: tuple[int, int] | None = None


def find_thing(w: Words, slot: str, i: int, last: int, mask: bytearray) -> Thing | None:
    """What fills the slot of a word, from word ``i`` on; ``last`` is the end (exclusive) of the sentence."""
    if slot == "infinitive":
        to = _to_behind(w, i, last)
        return None if to is None else verb_thing(w, to, last, mask)
    if slot == "other":
        return _other(w, i, last, mask)
    if slot == "that":
        return that_thing(w, i, last, mask)
    return object_thing(w, i, last, mask)


def object_thing(w: Words, i: int, last: int, mask: bytearray) -> Thing | None:
    """A noun phrase or a gerund."""
    while i < last and (w.low[i][0] in QUOTES or w.low[i] in _SKIPPED):
        i += 1
    if i >= last:
        return None
    low = w.low[i]
    if low in _OBJECT_PRONOUNS and (low in _NEVER_DETERMINERS or i + 1 >= last or not opens_noun(w, i + 1)):
        return Thing("pronoun", i, i + 1)
    if low in _NO_OBJECT:
        return None
    if low == "not" and i + 1 < last and w.low[i + 1].endswith("ing"):
        return Thing("gerund", i + 1, phrase_end(w, i + 1, last, mask), i + 1, negated=True)
    if low == "no" and i + 1 < last and w.low[i + 1] not in ("one", "longer", "more", "matter"):
        found = object_thing(w, i + 1, last, mask)
        return found and msgspec.structs.replace(found, negated=not found.negated)
    end = phrase_end(w, i, last, mask)
    if end <= i:
        return None
    gerund = low.endswith("ing") and len(low) > 5 and low not in _NO_GERUND
    return Thing("gerund" if gerund else "phrase", i, end, i if gerund else -1)


def _to_behind(w: Words, i: int, last: int) -> int | None:
    """The "to" of "agreed | on Thursday to set up", or None."""
    for j in range(i, min(last - 1, i + 6)):
        low = w.low[j]
        if low == "to" or (low == "not" and w.low[j + 1] == "to"):
            return j
        if not (low in _ON_ITS_WAY or low[0].isdigit() or low.endswith("ly") or low[0] in QUOTES):
            return None
    return None


def verb_thing(w: Words, to: int, last: int, mask: bytearray) -> Thing | None:
    """What is "to do", from its "to" (or "not to") on."""
    negated = False
    i = to
    while i < last and (w.low[i] == "to" or w.low[i] in NOT or w.low[i][0] in QUOTES or _is_adverb(w.low[i])):
        negated = negated != (w.low[i] in NOT)
        i += 1
    if i >= last or not _may_be_verb(w, i):
        return None
    if w.low[i] == "be" and i + 1 < last:
        part = next((j for j in range(i + 1, min(last, i + 3)) if gerund_of_participle(w.low[j])), None)
        if part is not None:
            return Thing("passive", i, phrase_end(w, part, last, mask), part, negated)
    return Thing("verb", i, phrase_end(w, i, last, mask, verb=True), i, negated)


def _is_adverb(low: str) -> bool:
    return low in ADVERBS or (low.endswith("ly") and low not in _NO_ADVERB)


def _may_be_verb(w: Words, i: int) -> bool:
    low = w.low[i]
    plain = low[0].isalpha() and not w.capital(i) and not low.endswith(("tion", "ment", "ity", "ed"))
    return plain and low not in DETERMINERS and low not in PREPOSITIONS and low not in SUBORDINATORS


def _other(w: Words, i: int, last: int, mask: bytearray) -> Thing | None:
    """What somebody else is to do: "Berlin | to hand over the radar systems"."""
    for j in range(i, min(last - 1, i + 18)):
        low = w.low[j]
        if low == "to" or (low == "not" and w.low[j + 1] == "to"):
            if j == i:
                return None
            found = verb_thing(w, j, last, mask)
            if found and _is_known_verb(w, found.verb, last):
                return msgspec.structs.replace(found, who=(i, j))
            continue
        if low in _OTHERS_END:
            return None
        if low in finite_forms() and not w.capital(j) and w.low[j - 1] not in DETERMINERS:
            return None
    return None


def _is_known_verb(w: Words, i: int, last: int) -> bool:
    """Whether a word behind "to" is a verb that we know, or an article is behind it: not "to | missile tests"."""
    after = w.low[i + 1] if i + 1 < last else "."
    known = w.low[i] in base_verbs() or gerund_of_participle(w.low[i]) is not None
    return known or not after[0].isalnum() or after in DETERMINERS | PREPOSITIONS | _OBJECT_PRONOUNS


def that_thing(w: Words, i: int, last: int, mask: bytearray) -> Thing | None:
    """What is demanded: "that Senegal scrap the accord", "that the text be kept"."""
    if i >= last or w.low[i] != "that":
        return None
    asking = w.low[i - 1][:4] in _ASKING
    for j in range(i + 1, min(last, i + 14)):
        low = w.low[j]
        if low in _NO_DEMAND:
            return None
        if j == i + 1 and low not in ("not", "be"):
            continue
        if low in ("should", "must", "shouldn't") or (low == "not" and asking):
            return modal_thing(w, j, (i + 1, j), last, mask)
        if low.endswith("ed") and not w.capital(j):
            return None
        bare = low in base_verbs() and asking and w.low[j - 1] not in DETERMINERS | PREPOSITIONS
        if low == "be" or bare:
            return modal_thing(w, j - 1, (i + 1, j), last, mask)
    return None


def modal_thing(w: Words, i: int, who: tuple[int, int], last: int, mask: bytearray) -> Thing | None:
    """What should be done, from the word before the verb on ("must | be lifted", "should not | sign")."""
    negated = w.low[i].endswith("n't") or w.low[i] == "not"
    found = verb_thing(w, i + 1, last, mask)
    return found and msgspec.structs.replace(found, who=who, negated=found.negated != negated)
