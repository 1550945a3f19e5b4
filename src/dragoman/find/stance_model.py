"""Stands that the model saw and no list has: its words and stance, with the subject and the issue that the words give.

The model often sees where a stand is taken and less often whose it is and on what; so its stance counts only where
the clause names somebody, or somebody speaks, and the issue is told there or plain from what stands before.
"""

from __future__ import annotations

import msgspec

from dragoman.find.clauses import (
    BE,
    DETERMINERS,
    DO,
    HAVE,
    MODAL,
    NONE,
    PREPOSITIONS,
    Subject,
    Words,
    finite_forms,
    subject_before,
    verb_group,
)
from dragoman.find.issue_labels import Label, is_policy
from dragoman.find.issue_names import Named, name_issue
from dragoman.find.objects import Thing, object_thing
from dragoman.find.stance_words import stance_words, word_list
from dragoman.find.stands import CONDITION, Scene, Stand, asks, supposed, with_condition
from dragoman.find.topics import bare, fill_label
from dragoman.reading import ReadStance

_FEWEST = 3  # words of a stance that says enough by itself


def by_model(scene: Scene, read: ReadStance) -> Stand | None:
    """The stand that a stance of the model takes, or None where whose it is or on what is not plain."""
    w = scene.w
    start, end = w.at(read.span[0]), w.at(read.span[1])
    if end - start < _FEWEST:
        return None
    first, last = scene.sentence(start)
    end = min(end, last)
    verb = first_verb(w, start, end)
    if asks(w, start, last) or (verb is not None and supposed(w, verb_group(w, verb, first).start, first)):
        return None
    if read.stance == "conditional" and not CONDITION.search(w.text, *read.span):
        return None
    if verb is None or w.low[verb + 1 : verb + 2] == ["for"] or w.low[verb] not in word_list("acts_of_protest"):
        return None  # of the others, more than half were wrong in holder, stance or issue
    named = issue_of(scene, read, (start, end))
    if named is None:
        return None
    subject, by = NONE, "speaker"
    if verb is not None:
        g = verb_group(w, verb, first)
        subject = Subject("phrase", g.subject, g.subject + 1) if g.subject is not None else (
            subject_before(w, g.before, first) if g.before >= first else NONE
        )  # fmt: skip
        by = "subject" if subject.kind != "none" else "speaker"
    stand = Stand(
        head=verb if verb is not None else start, start=start, end=end, stance=read.stance, label=named.label,
        issue=(start, start + 1), by=by, subject=subject, sure=False, part="model",
    )  # fmt: skip
    settled = with_condition(scene, stand)
    return fill_label(scene, msgspec.structs.replace(settled, issue=(named.thing.start, named.thing.end)))


def first_verb(w: Words, start: int, end: int) -> int | None:
    """The first word of the evidence that is likely a verb and not a helping one."""
    lexicon, finite = stance_words(), finite_forms()
    helping = BE | HAVE | DO | MODAL
    for i in range(start, end):
        low = w.low[i]
        if low in helping:
            after = next(
                (j for j in range(i + 1, min(end, i + 5)) if w.low[j] not in helping and not w.low[j].endswith("ly")), i
            )
            return (
                after
                if after > i and w.low[after][0].isalpha() and w.low[after] not in DETERMINERS | PREPOSITIONS
                else i
            )
        if w.capital(i) and i > start:
            continue
        plain = i == start or (w.low[i - 1] not in DETERMINERS and w.low[i - 1] not in PREPOSITIONS)
        if plain and (low in finite or any(kind in ("ed", "s") for kind, _ in lexicon.verbs.get(low, ()))):
            return i
    return None


def issue_of(scene: Scene, read: ReadStance, words: tuple[int, int]) -> Named | None:
    """What a stance is on: the noun phrase that the model points at, if it names a policy; else what stands before."""
    w = scene.w
    start, end = words
    if read.issue:
        found = _pointed(scene, read)
        if found:
            return found
    for i in range(start, end):
        if w.low[i] in DETERMINERS and i + 1 < end:
            last = scene.sentence(i)[1]
            thing = object_thing(w, i, last, scene.mask)
            named = name_issue(w, thing, last, scene.cast) if thing and thing.kind != "pronoun" else None
            if named and named.sign > 0 and is_policy(named.label):
                return named
    return bare(scene, start)


def _pointed(scene: Scene, read: ReadStance) -> Named | None:
    """The noun phrase around the issue of the model."""
    w = scene.w
    assert read.issue
    i = w.at(read.issue[0])
    first, last = scene.sentence(i)
    while i > first and w.low[i - 1][0].isalnum() and w.low[i] not in DETERMINERS and (
        w.low[i - 1] in DETERMINERS or w.capital(i - 1)
    ):  # fmt: skip
        i -= 1
    thing = object_thing(w, i, last, scene.mask)
    if thing is None or thing.kind == "pronoun":
        return None
    named = name_issue(
        w, Thing("phrase", thing.start, thing.end) if thing.kind == "phrase" else thing, last, scene.cast
    )
    return named if named and named.sign > 0 and _fit(named.label) else None


def _fit(label: Label) -> bool:
    return is_policy(label)
