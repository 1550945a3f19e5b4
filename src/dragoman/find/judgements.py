"""What should be done, what will not be done, what is called a mistake: stands without a verb of their own."""

from __future__ import annotations

import msgspec

from dragoman.find.clauses import (
    ADVERBS,
    BE,
    DETERMINERS,
    NONE,
    NORMATIVE,
    NOT,
    PREPOSITIONS,
    QUOTES,
    STOPS,
    SUBJECTS,
    SUBORDINATORS,
    Subject,
    Words,
    subject_before,
    verb_group,
    words,
)
from dragoman.find.issue_names import name_issue
from dragoman.find.objects import Thing, verb_thing
from dragoman.find.stance_verbs import named_before, subject_of
from dragoman.find.stance_words import Judgement, stance_words, word_list
from dragoman.find.stands import Scene, Stand, asks, make_stand, supposed
from dragoman.find.topics import bare

_SAID = words("said says told added wrote argued insisted warned")
WILL = words("will would won't wouldn't")


def should(scene: Scene, i: int) -> Stand | None:
    """ "Europe should focus on ...", "the text must be kept", "we need to act": the speaker is for doing it."""
    w = scene.w
    first, last = scene.sentence(i)
    low = w.low[i]
    if asks(w, i, last) or i + 2 >= last:
        return None
    at = i if low in NORMATIVE - {"ought"} else i + 1
    if at > i and w.low[at] != "to":
        return None
    j, negated = _past_adverbs(w, at + 1, last, low.endswith("n't"))
    if j >= last or w.low[j] in word_list("idle_duties") or (w.low[j] in BE and w.low[j] != "be"):
        return None
    g = verb_group(w, i, first)
    before = subject_before(w, g.before, first) if g.before >= first else NONE
    if before.kind != "phrase" or supposed(w, g.start, first) or (g.modal and low not in NORMATIVE):
        return None
    thing = verb_thing(w, j, last, scene.mask)
    if thing is None or (thing.kind == "verb" and w.low[thing.verb] == "be"):
        return None
    nobody = w.low[before.start] in ("nobody", "none", "no", "neither")
    who = None if nobody else (before.start, before.end)
    if g.negated and low not in ("need", "needs"):
        return None  # "we don't have to" says no more than that
    negated = negated != g.negated  # "we don't need to build it"
    thing = Thing(thing.kind, thing.start, thing.end, thing.verb, negated != nobody, who)
    named = name_issue(w, thing, last, scene.cast)
    if named is None:
        return None
    return make_stand(i, before.start, named, 1, by="speaker", subject=before, sure=False, part="should")


def _past_adverbs(w: Words, j: int, last: int, negated: bool) -> tuple[int, bool]:
    """The verb behind adverbs and negations, and whether it is negated."""
    while j < last and (w.low[j] in ADVERBS or w.low[j].endswith("ly") or w.low[j] in NOT):
        negated = negated != (w.low[j] in NOT)
        j += 1
    return j, negated


def will(scene: Scene, i: int) -> Stand | None:
    """ "will not send troops": against doing it; "will sign only if ...": on a condition."""
    w = scene.w
    first, last = scene.sentence(i)
    j, negated = _past_adverbs(w, i + 1, last, w.low[i].endswith("n't"))
    if asks(w, i, last) or j >= last or w.low[j] in stance_words().verbs or w.low[j] in word_list("idle_duties"):
        return None
    if w.low[j] == "be" and j + 1 < last and w.low[j + 1].endswith("ing"):
        thing: Thing | None = _going(scene, j + 1, last)
    else:
        thing = verb_thing(w, j, last, scene.mask)
    g = verb_group(w, i, first)
    if thing is None or thing.kind == "passive" or w.low[thing.verb] in BE | {"have"} or supposed(w, g.start, first):
        return None
    subject = Subject("phrase", g.subject, g.subject + 1) if g.subject is not None else (
        subject_before(w, g.before, first) if g.before >= first else NONE
    )  # fmt: skip
    named = name_issue(w, thing, last, scene.cast)
    if named is None or subject.kind == "none":
        return None
    sign = -1 if negated else 1
    return make_stand(i, g.start, named, sign, by="subject", subject=subject, sure=False, part="will")


def _going(scene: Scene, i: int, last: int) -> Thing | None:
    """What stands behind "will not be": "sending troops", "going to send troops"."""
    from dragoman.find.objects import object_thing

    if scene.w.low[i] == "going":
        return verb_thing(scene.w, i + 1, last, scene.mask)
    found = object_thing(scene.w, i, last, scene.mask)
    return found if found and found.kind == "gerund" else None


# ---------------------------------------------------------------- what is called what
def judged(scene: Scene, i: int) -> Stand | None:
    """ "called the walkout a mistake", "described the drill as a provocation"; a quotation that judges is for the
    model to tell."""
    w = scene.w
    first, last = scene.sentence(i)
    g = verb_group(w, i, first)
    passive = g.be and not w.low[i].endswith("ing")
    if asks(w, i, last) or g.modal or g.negated or passive or supposed(w, g.start, first):
        return None
    if i + 2 >= last or w.low[i + 1] in SUBJECTS - {"it"} or w.low[i + 1] in ("him", "on", "for", "out", "by"):
        return None
    reach = range(i + 2, min(last, i + 22))
    found = next(((k, j) for k in reach if (j := judgement_at(w, k, last)) and _open(w, i, k)), None)
    end = _opening(w, i + 1, found[0] if found else min(last, i + 14), quoted=found is None)
    if end <= i + 1 or (found is None and end >= min(last, i + 14)):
        return None
    gerund = w.low[i + 1].endswith("ing")
    thing = Thing("gerund" if gerund else "phrase", i + 1, end, i + 1)
    if end == i + 2 and w.low[i + 1] in ("it", "them", "this"):
        thing = Thing("pronoun", i + 1, end)
        if found and w.low[min(found[0] + len(found[1].words), last - 1)] in ("that", "to", "if"):
            return None  # "called it a mistake to sign"
    named = (
        named_before(scene, thing, i) or bare(scene, i)
        if thing.kind == "pronoun"
        else name_issue(w, thing, end, scene.cast)
    )
    subject = subject_of(w, g, "ing" if w.low[i].endswith("ing") and not g.be else "ed", first)
    if named is None or subject is None:
        return None
    sign = found[1].sign if found else 0
    stand = make_stand(i, g.start, named, sign, by="subject", subject=subject, sure=bool(found), part="judged")
    until = found[0] + len(found[1].words) if found else next(
        (k for k in range(end + 1, last) if w.low[k][0] in "\"”'’" or w.low[k] in (",", ".")), end + 1
    )  # fmt: skip
    return msgspec.structs.replace(stand, end=max(stand.end, until), firm=True)


def _open(w: Words, i: int, k: int) -> bool:
    """Whether no clause ends between two words."""
    return not any(
        w.low[j] in STOPS or w.low[j] in SUBORDINATORS - {"as"} or w.low[j] in BE or w.low[j] in _SAID
        for j in range(i + 1, k)
    )


def _opening(w: Words, i: int, k: int, quoted: bool = False) -> int:
    """Where the judging words before ``k`` begin: "... | as a", "... | “a reckless"."""
    for j in range(i, k):
        if w.low[j] in STOPS or w.low[j] == ",":
            return k if quoted else j
        if (w.low[j] == "as" and w.low[j - 1] != "such" and (not quoted or w.low[j + 1][0] in QUOTES)) or (
            w.low[j][0] in QUOTES and j > i and len(w.low[j]) <= 2 and not _owns(w, j)
        ):
            return j
    j = k
    while j > i and w.low[j - 1] not in DETERMINERS and w.low[j - 1] not in PREPOSITIONS and k - j < 3:
        j -= 1
    return j - 1 if j > i and w.low[j - 1] in ("a", "an") else k


def _owns(w: Words, j: int) -> bool:
    """Whether a mark is the apostrophe of "the bishops' plan"."""
    return w.low[j] == "'" and w.start[j] == w.end[j - 1] and w.low[j - 1].endswith("s")


def judgement_at(w: Words, k: int, last: int) -> Judgement | None:
    """The judging words that begin at word ``k``."""
    for j in stance_words().judgements.get(w.low[k], ()):
        if k + len(j.words) <= last and tuple(w.low[k : k + len(j.words)]) == j.words:
            return j
    return None


def found_to_be(scene: Scene, i: int) -> Stand | None:
    """ "The deal is a mistake", "sanctions would be illegal": in somebody's words, the speaker is against it."""
    w = scene.w
    first, last = scene.sentence(i)
    if asks(w, i, last) or w.low[i] not in ("is", "are", "was", "were", "be"):
        return None
    g = verb_group(w, i, first)
    negated = g.negated
    j = i + 1
    while j < last and j < i + 6:
        low = w.low[j]
        found = judgement_at(w, j, last)
        if found:
            break
        if not (low in ADVERBS or low in NOT or low in DETERMINERS or low.endswith("ly") or low[0] in QUOTES or low in (
            "step", "simply", "more", "very", "big", "huge", "terrible", "total", "complete", "great", "political"
        )):  # fmt: skip
            return None
        negated = negated != (low in NOT or low == "no")
        j += 1
    else:
        return None
    before = subject_before(w, g.before, first) if g.before >= first else NONE
    if found is None or before.kind != "phrase" or supposed(w, g.start, first) or w.low[before.start] in SUBJECTS:
        return None
    gerund = w.low[before.start].endswith("ing")
    thing = Thing("gerund" if gerund else "phrase", before.start, before.end, before.start)
    named = name_issue(w, thing, before.end, scene.cast)
    if named is None:
        return None
    sign = -found.sign if negated else found.sign
    stand = make_stand(i, before.start, named, sign, by="speaker", subject=before, sure=False, part="found")
    return msgspec.structs.replace(stand, end=j + len(found.words), issue=(before.start, j + 1), firm=True)
