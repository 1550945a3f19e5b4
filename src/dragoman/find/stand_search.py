"""All stands of a text, from left to right."""

from __future__ import annotations

from functools import cache

from dragoman.find.clauses import NORMATIVE
from dragoman.find.judgements import WILL, found_to_be, judged, should, will
from dragoman.find.stance_nouns import by_adjective, by_noun
from dragoman.find.stance_verbs import by_verb
from dragoman.find.stance_words import stance_words
from dragoman.find.stands import Scene, Stand, with_condition
from dragoman.find.topics import fill_label

_TO_BE = frozenset(["is", "are", "was", "were", "be"])
_DUTY = NORMATIVE | {"need", "needs", "have", "has"}


def find_stands(scene: Scene) -> list[Stand]:
    """Stands in text order. What lies inside the issue of another one is part of it."""
    w, out = scene.w, scene.known
    taken, opening = -1, _opening_words()
    for i, low in enumerate(w.low):
        if i < taken or low not in opening:
            continue
        found = stand_at(scene, i)
        while scene.barred:
            taken = max(taken, scene.barred.pop())
        if found:
            found = fill_label(scene, with_condition(scene, found))
            out.append(found)
            taken = max(taken, found.issue[1] if found.issue[0] > i else i + 1)
    return out


@cache
def _opening_words() -> frozenset[str]:
    """All words that may take a stand."""
    lexicon = stance_words()
    return (
        frozenset(lexicon.verbs)
        | frozenset(lexicon.adjectives)
        | frozenset(lexicon.nouns)
        | lexicon.judging
        | _DUTY
        | WILL
        | _TO_BE
    )


def stand_at(scene: Scene, i: int) -> Stand | None:
    """The stand that the word ``i`` takes."""
    low, lexicon = scene.w.low[i], stance_words()
    return (
        (by_verb(scene, i) if low in lexicon.verbs else None)
        or (by_adjective(scene, i) if low in lexicon.adjectives else None)
        or (by_noun(scene, i) if low in lexicon.nouns else None)
        or (judged(scene, i) if low in lexicon.judging else None)
        or (should(scene, i) if low in _DUTY else None)
        or (will(scene, i) if low in WILL else None)
        or (found_to_be(scene, i) if low in _TO_BE else None)
    )
