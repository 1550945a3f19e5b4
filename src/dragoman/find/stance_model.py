"""Stands that the model saw and no list has: its words, its stance, who holds it and what it is about.

The model points at the words of the holder and of the issue; where it does not, the clause and the statement around
give them. What stays without a holder or an issue is no stand.
"""

from __future__ import annotations

import msgspec

from dragoman.find.clauses import (
    BE,
    DETERMINERS,
    DO,
    HAVE,
    MAYBE,
    MODAL,
    NONE,
    NOT,
    PREPOSITIONS,
    Group,
    Subject,
    Words,
    finite_forms,
    verb_group,
)
from dragoman.find.extents import base_verbs
from dragoman.find.issue_labels import Label, is_policy, names_somebody
from dragoman.find.issue_names import Named, name_issue
from dragoman.find.objects import Thing, object_thing, verb_thing
from dragoman.find.stance_words import stance_words, word_list
from dragoman.find.stands import CONDITION, Scene, Stand, about_words, asks, supposed, with_condition
from dragoman.find.topics import bare, fuller
from dragoman.reading import ReadStance

# From which probability on a stand is kept, if its issue is named by a noun of policy or an action, and if not. Chosen
# on the dev half of evals/gold/positions.jsonl and on evals/gold/stands.jsonl.
SURE, SURE_OF_OTHERS = 0.7, 0.9
_FEWEST = 2  # words of a stance that says enough by itself
_WISHING = frozenset(["need", "needs", "want", "wants", "have"])
_PARTICLES = frozenset(["out", "off", "up", "down", "away", "back", "over", "in", "on", "forward", "ahead", "together"])
_BEFORE_VERBS = frozenset(["to", "and", "or", ",", "not", "n't", "never"])
_TURNED = {"support": "oppose", "oppose": "support"}


def by_model(scene: Scene, read: ReadStance) -> Stand | None:
    """The stand that a stance of the model takes, or None where whose it is or on what is not plain."""
    w = scene.w
    start, end = w.at(read.span[0]), w.at(read.span[1])
    if end - start < _FEWEST or read.score < SURE:
        return None
    first, last = scene.sentence(start)
    end = min(end, last)
    if asks(w, start, last):
        return None
    verb = first_verb(w, start, end)
    group = verb_group(w, verb, first) if verb is not None else None
    if supposed(w, group.start if group else start, first) or (group and not told_as_done(group, start, read)):
        return None
    if read.stance == "support" and denied_wish(w, start, end):
        return None  # "we don't need to build it"
    if read.stance == "conditional" and not CONDITION.search(w.text, *read.span):
        return None
    named = issue_of(scene, read, (start, end))
    if named is None and verb is not None and w.low[verb] in word_list("acts_of_protest"):
        named = bare(scene, start)  # who marches does so for or against what is spoken of
    subject = holder_of(scene, read)
    if named is None or (read.score < SURE_OF_OTHERS and not is_policy(named.label)):
        return None
    stance = _TURNED.get(read.stance, read.stance) if named.sign < 0 else read.stance
    if stance == "support" and fought(w, named.thing):
        stance = "oppose"
    stand = Stand(
        head=verb if verb is not None else start, start=start, end=end, stance=stance, label=named.label,  # type: ignore[arg-type]
        issue=(named.thing.start, named.thing.end), by="speaker or act" if subject.kind == "none" else "pointed",
        subject=subject, sure=False, part="model",
    )  # fmt: skip
    return stand if read.stance == "conditional" else with_condition(scene, stand)


def fought(w: Words, thing: Thing) -> bool:
    """Whether the issue is what a support is directed against: "leads the push against | coal"."""
    i = thing.start
    while i and w.low[i - 1] in DETERMINERS:
        i -= 1
    return i > 0 and w.low[i - 1] == "against"


def denied_wish(w: Words, start: int, end: int) -> bool:
    """Whether the words say that something is not needed or wanted, which no support does."""
    return any(
        w.low[k] in _WISHING and (w.low[k - 1] in NOT or w.low[k - 1].endswith("n't")) for k in range(start + 1, end)
    )


def told_as_done(group: Group, start: int, read: ReadStance) -> bool:
    """Whether the words before the verb leave the stand as it is: no "not" that the model's words lack, no "might"."""
    unread = group.negated and group.start < start
    return not unread and (read.stance == "conditional" or group.modal not in MAYBE)


def holder_of(scene: Scene, read: ReadStance) -> Subject:
    """The words for who takes the stand, if the model points at any: whole names and whole words."""
    w = scene.w
    if read.holder is None:
        return NONE
    start, end = read.holder
    names = scene.cast.names.meeting(start, end)
    start, end = min([start, *(n.start for n in names)]), max([end, *(n.end for n in names)])
    return Subject("phrase", w.at(start), max(w.at(start) + 1, w.at(end)))


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


def issue_of(scene: Scene, read: ReadStance, within: tuple[int, int]) -> Named | None:
    """What a stance is on: what the model points at, or what stands in its words.

    A stance on "it", or on what is told in another sentence, is left alone: what was spoken of before was right in
    fewer than half of the cases on the dev half.
    """
    w = scene.w
    start, end = within
    if read.issue:
        i, until = w.at(read.issue[0]), w.at(read.issue[1])
        first, last = scene.sentence(start)
        if not first <= i < last:
            return None
        somebody = i < until and not to_do(w, i, first) and names_somebody(w, i, until, scene.cast)
        return None if somebody else pointed(scene, i, until)
    for i in range(start, end):
        if w.low[i] in DETERMINERS and i + 1 < end:
            last = scene.sentence(i)[1]
            thing = object_thing(w, i, last, scene.mask)
            named = name_issue(w, thing, last, scene.cast) if thing and thing.kind != "pronoun" else None
            if named and is_policy(named.label):
                return full(scene, named)
    return None


def to_do(w: Words, i: int, first: int) -> bool:
    """Whether word ``i`` begins something to do: "require Muslims to register", "allowing people to apply"."""
    before = w.low[i - 1] if i > first else ""
    noun = w.low[i] in word_list("policy") and before not in MODAL | _BEFORE_VERBS  # "Mayor Backs | Ban On Fireworks"
    plain = before not in DETERMINERS and not noun
    return w.low[i] == "to" or (plain and (w.low[i] in base_verbs() or w.low[i].endswith("ing")))


def pointed(scene: Scene, i: int, end: int) -> Named | None:
    """The issue in the words ``i`` to ``end``; None where they name somebody, or nothing to be for or against."""
    w = scene.w
    first, last = scene.sentence(i)
    while i > first and w.low[i - 1][0].isalnum() and w.low[i] not in DETERMINERS and (
        w.low[i - 1] in DETERMINERS or w.capital(i - 1)
    ):  # fmt: skip
        i -= 1
    thing: Thing | None
    if w.low[i] == "to" and w.low[i + 1 : i + 2] == ["have"]:
        i += 2  # "we need to have | a single payer system"
    if w.low[i] in base_verbs() and to_do(w, i, first) and end - i > 1:
        thing = Thing("verb", i, end, i)
    elif w.low[i] == "to":
        thing = verb_thing(w, i, last, scene.mask)
    else:
        thing = object_thing(w, i, last, scene.mask)
    if thing is None or thing.kind == "pronoun" or about_words(w, thing):
        return None
    if thing.kind == "phrase" and i < end < thing.end:
        thing = msgspec.structs.replace(thing, end=end)  # of the clause's words often too many are taken
    named = name_issue(w, thing, last, scene.cast)
    return full(scene, named) if named else None


def full(scene: Scene, named: Named) -> Named | None:
    """The issue by its fuller words; None where it is one plain word ("the plan") and nothing says which."""
    label = fuller(scene, named.label, (named.thing.start, named.thing.end)) or named.label
    return msgspec.structs.replace(named, label=label) if fits(label) else None


def fits(label: Label) -> bool:
    """Whether a label says what it is about, and is no piece of a verb: "sent | out to the capitals"."""
    words = label.words.casefold().split()
    return _PARTICLES.isdisjoint((words[0], words[-1])) and (len(label.key) > 1 or is_policy(label))
