"""What "the bill", "it" or a bare "voted against" is about: the fuller words that stand before in the text.

Only what is plain: the same noun with more words, or the issue of the stand right before.
"""

from __future__ import annotations

import re

import msgspec

from dragoman.find.clauses import (
    ADVERBS,
    BE,
    DETERMINERS,
    DO,
    HAVE,
    JOINERS,
    MODAL,
    PREPOSITIONS,
    PRONOUNS,
    SUBORDINATORS,
    TIMES,
    Words,
    finite_forms,
    words,
)
from dragoman.find.extents import phrase_end
from dragoman.find.issue_labels import Label, is_policy
from dragoman.find.issue_names import Named, name_issue
from dragoman.find.objects import Thing
from dragoman.find.stance_words import word_list
from dragoman.find.stands import Scene, Stand

_POINTING = frozenset(["the", "this", "that", "these", "those", "its", "his", "her", "their", "such"])
_FUNCTION = DETERMINERS | PREPOSITIONS | JOINERS | SUBORDINATORS | BE | HAVE | DO | MODAL | ADVERBS | PRONOUNS | TIMES
_TELLS_NOTHING = words("same government rival latest current present draft final first second other entire")
_GOES_ON = frozenset(["of", "on", "for", "against", "to", "that", "which", "in", "between", "with"])
_NEAR = 3  # sentences in which a stand before is what a bare word is about
_FAR = 1200  # words that are looked back for a noun with more words


def fill_label(scene: Scene, stand: Stand) -> Stand:
    """A stand on "the bill" with the words that say which bill."""
    found = fuller(scene, stand.label, stand.issue)
    if found is None and says_little(scene, stand.label, stand.issue):
        found = topic_before(scene, stand.start)
    return msgspec.structs.replace(stand, label=found) if found else stand


def says_little(scene: Scene, label: Label, words: tuple[int, int]) -> bool:
    """Whether a label only points at something told before: "the measure", "that idea"."""
    w = scene.w
    head = label.words.split()[-1].casefold()
    plain = len(label.key) == 1 and (head in word_list("drafts") or head in word_list("generic"))
    return plain and any(w.low[k] == head and w.low[k - 1] in _POINTING for k in range(max(1, words[0]), words[1]))


def fuller(scene: Scene, label: Label, words: tuple[int, int]) -> Label | None:
    """The fuller words for "the bill", or None where the label says enough or nothing before is plain.

    ``words`` are those in which the label stands.
    """
    head = label.words.split()[-1].casefold()
    if len(label.key) != 1 or not (head in word_list("policy") or head in word_list("generic")):
        return None
    w = scene.w
    at = next((k for k in range(max(1, words[0]), words[1]) if w.low[k] == head), None)
    if at is None or w.low[at - 1] not in _POINTING or "one" in w.low[max(0, at - 3) : at]:
        return None
    for nouns in ((head,), *(group for group in _ALIKE if head in group)):
        same = same_noun(scene, nouns, at)
        if same:
            return same
    return None


_ALIKE = tuple(
    tuple(re.findall(r"\w+", line))
    for line in (
        "bill law legislation act measure text reform package ordinance amendment motion draft tax",
        "plan scheme proposal idea move policy measure initiative step decision project",
        "deal accord agreement treaty pact text document truce ceasefire compromise",
    )
)


def same_noun(scene: Scene, nouns: tuple[str, ...], at: int) -> Label | None:
    """The label with most words of those before that have one of the nouns for their head."""
    w = scene.w
    forms = {form for n in nouns for form in (n, n[:-1] if n.endswith("s") else n + "s")}
    plural = nouns[0].endswith("s") and not nouns[0].endswith("ss")
    best: Label | None = None
    for k in range(at - 1, max(-1, at - _FAR), -1):
        if w.low[k] not in forms or (plural and not w.low[k].endswith("s")):
            continue
        found = noun_phrase(scene, k)
        if found and len(found.key) > (len(best.key) if best else 1):
            best = found
    return best if best and len(best.key) > 1 else None


def noun_phrase(scene: Scene, k: int) -> Label | None:
    """The label of the noun phrase whose head is word ``k``."""
    w = scene.w
    first, last = scene.sentence(k)
    start = k
    while start > first and k - start < 4 and _modifies(w, start - 1):
        start -= 1
    goes_on = k + 1 < last and (w.low[k + 1] in _GOES_ON or w.low[k + 1].endswith("ing"))
    end = max(k + 1, phrase_end(w, k, last, scene.mask)) if goes_on else k + 1
    named = name_issue(w, Thing("phrase", start, end), last, scene.cast)
    if named is None or named.sign < 0 or len(named.label.key - _TELLS_NOTHING) < 2 <= len(named.label.key):
        return None
    return named.label


def _modifies(w: Words, j: int) -> bool:
    low = w.low[j]
    if not low[0].isalnum() or low in _FUNCTION or low.endswith("ly"):
        return False
    if low.endswith("s") and not low.endswith(("ss", "'s", "us")) and not w.capital(j) and "-" not in low:
        return False  # in a headline, a verb
    return w.capital(j) or (low not in finite_forms() and low not in word_list("light"))


def last_topic(scene: Scene, at: int) -> Label | None:
    """The issue of the surest stand before, at most some sentences back."""
    sentences = scene.cast.sentences
    here = sentences.index(scene.w.start[at])
    for stand in reversed(scene.known):
        if not stand.sure or not is_policy(stand.label) or stand.head >= at:
            continue
        there = sentences.index(scene.w.start[stand.head])
        return stand.label if here - there <= _NEAR else None
    return None


def central(scene: Scene, at: int) -> Label | None:
    """The issue that most stands before are on, if it is said of two at least."""
    counts: dict[str, list[Label]] = {}
    for stand in scene.known:
        if stand.sure and stand.head < at and len(stand.label.key) > 1:
            for stem in stand.label.key:
                counts.setdefault(stem, []).append(stand.label)
    most = max(counts.values(), key=len, default=[])
    return most[0] if len(most) > 1 else None


def headline(scene: Scene, at: int) -> Label | None:
    """The issue that the first line names by a noun of policy."""
    w = scene.w
    for k in range(min(at, w.at(scene.w.text.find("\n") if "\n" in w.text else 0))):
        if w.low[k] in word_list("drafts"):
            found = noun_phrase(scene, k)
            if found and len(found.key) > 1:
                return found
    return None


def topic_before(scene: Scene, at: int) -> Label | None:
    """What a vote or a refusal without an object is about: the nearest draft named before, else the last issue."""
    w = scene.w
    sentences = scene.cast.sentences
    here = sentences.index(w.start[at])
    for k in range(at - 1, max(-1, at - 150), -1):
        if w.low[k] in word_list("drafts"):
            if here - sentences.index(w.start[k]) > _NEAR:
                break
            found = same_noun(scene, (w.low[k],), k + 1)
            if found:
                return found
            break
    return central(scene, at) or headline(scene, at) or last_topic(scene, at)


def bare(scene: Scene, i: int, sign: int = 1) -> Named | None:
    """An issue for words that name none."""
    label = topic_before(scene, i)
    return Named(label, sign, Thing("pronoun", i, i + 1)) if label else None
