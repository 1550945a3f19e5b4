"""Stands that an adjective or a noun takes: "is opposed to the plan", "voiced support", "Rome's call for talks"."""

from __future__ import annotations

from dragoman.find.clauses import (
    BE,
    DETERMINERS,
    JOINERS,
    MAYBE,
    NORMATIVE,
    PREPOSITIONS,
    STOPS,
    SUBJECTS,
    SUBORDINATORS,
    Subject,
    Words,
    finite_forms,
    subject_before,
    verb_group,
    words,
)
from dragoman.find.issue_names import name_issue
from dragoman.find.objects import find_thing
from dragoman.find.stance_verbs import _NOBODY, named_before, subject_of
from dragoman.find.stance_words import Entry, stance_words, word_list
from dragoman.find.stands import (
    Scene,
    Stand,
    about_words,
    asks,
    idle,
    make_stand,
    past_tail,
    sign_of,
    supposed,
    thing_behind,
)
from dragoman.find.topics import bare

_LINKING = words(
    "remain remained remains seem seems seemed stand stands stood came come dead firmly vehemently feel feels felt"
)
_DESCRIBING = words("opposed hostile committed critical supportive willing eager reluctant unwilling ready prepared")


def by_adjective(scene: Scene, i: int) -> Stand | None:
    """ "is opposed to", "ready to", "against": after a form of "be", or behind the noun it describes."""
    w = scene.w
    first, last = scene.sentence(i)
    if asks(w, i, last):
        return None
    for e in stance_words().adjectives[w.low[i]]:
        at = past_tail(w, i, e, last)
        if at is None:
            continue
        g = verb_group(w, i, first)
        linked = not g.be and g.before >= first and w.low[g.before] in _LINKING
        among = e.slot == "before" and _past_among(w, g.before, first) != g.before
        if (
            not (g.be or linked or among or _describes(w, i, first))
            or g.modal in NORMATIVE
            or supposed(w, g.start, first)
        ):
            return None
        sign = sign_of(e, g)
        if e.slot == "before":
            ends = at >= last or not w.low[at][0].isalnum() or w.low[at] in ("and", "but", "while", "because")
            bare_thing = bare(scene, i) if ends and sign else None
            if bare_thing is None:
                continue
            subject = subject_before(w, _past_among(w, g.before, first), first)
            return make_stand(i, g.start, bare_thing, sign, by="subject", subject=subject, part="bare")
        thing = thing_behind(scene, e, at, last)
        if thing is None or not sign:
            continue
        before = g.before
        while linked and before >= first and w.low[before] in _LINKING:
            before -= 1
        subject = (
            Subject("phrase", g.subject, g.subject + 1) if g.subject is not None else subject_before(w, before, first)
        )
        if subject.kind == "phrase" and w.low[subject.start] in _NOBODY:
            sign = e.negated
        named = (
            named_before(scene, thing, i) if thing.kind == "pronoun" else name_issue(w, thing, last, scene.cast, sign)
        )
        if named is None or not sign or idle(w, e, named):
            return None
        return make_stand(i, g.start, named, sign, by="subject", subject=subject, sure=e.sure, part="adjective")
    return None


def _past_among(w: Words, k: int, first: int) -> int:
    """The word before the verb of "were among ten countries | in favour"."""
    among = next((j for j in range(k, max(first, k - 6), -1) if w.low[j] == "among"), None)
    return verb_group(w, among, first).before if among is not None else k


def _describes(w: Words, i: int, first: int) -> bool:
    """Whether "opposed to" stands right behind a noun: "extremists opposed to the truce"."""
    if w.low[i] not in _DESCRIBING or i <= first:
        return False
    return w.low[i - 1].isalpha() and w.low[i - 1] not in DETERMINERS | PREPOSITIONS | BE | JOINERS


def by_noun(scene: Scene, i: int) -> Stand | None:
    """ "its opposition to X", "voiced support for X", "opposition by Congress to X"."""
    w = scene.w
    first, last = scene.sentence(i)
    if asks(w, i, last):
        return None
    for e in stance_words().nouns[w.low[i]]:
        agent, at = _behind(w, i, e, last)
        if at is None:
            continue
        thing = find_thing(w, e.slot, at, last, scene.mask)
        if thing is None:
            continue
        sign, subject, start = _holder(w, i, e, agent, first)
        if not sign or subject is None or supposed(w, start, first):
            return None
        named = (
            named_before(scene, thing, i) if thing.kind == "pronoun" else name_issue(w, thing, last, scene.cast, sign)
        )
        if named is None or idle(w, e, named) or about_words(w, named.thing):
            return None
        return make_stand(i, start, named, sign, by="subject", subject=subject, sure=e.sure, part="noun")
    return None


def _behind(w: Words, i: int, e: Entry, last: int) -> tuple[Subject | None, int | None]:
    """Whose it is, if "by" or "from" stands behind the noun, and where the issue begins."""
    j, agent = i + 1, None
    if j + 2 < last and w.low[j] in ("by", "from", "among"):
        opener = e.tail[0] if e.tail else "to"
        stop = min(last, j + 10)
        end = next((k for k in range(j + 2, stop) if w.low[k] in (opener, ",") or w.low[k] in STOPS), last)
        if end < last and w.low[end] == opener:
            agent, j = Subject("phrase", j + 1, end), end
    if e.tail:
        return agent, j + len(e.tail) if tuple(w.low[j : j + len(e.tail)]) == e.tail else None
    return agent, j if j < last and w.low[j] in ("to", "not") else None


def _owner(w: Words, i: int, first: int) -> Subject | None:
    """The owner before a noun: "its", "Rome's", "Democratic"."""
    j = i - 1
    plain = DETERMINERS | PREPOSITIONS | JOINERS | BE
    while j > first and w.low[j].isalpha() and not w.capital(j) and w.low[j] not in plain and i - j < 5:
        verb = w.low[j] in finite_forms() or w.low[j] in word_list("light") or w.low[j] in word_list("dropping")
        if verb and not w.low[j - 1].endswith(("'s", "s'")):
            return None
        j -= 1
    if j < first:
        return None
    low = w.low[j]
    if low in ("its", "their", "his", "her", "our", "my"):
        return Subject("phrase", j, j + 1)
    start = j
    if low.endswith(("'s", "s'")) or low == "'":
        while start > first and (w.capital(start - 1) or w.low[start - 1] in ("of", "the", "for")):
            start -= 1
        return Subject("phrase", start, j + 1)
    if not w.capital(j):
        return None
    while start > first and w.capital(start - 1):
        start -= 1
    return Subject("phrase", start, j + 1)


def _holder(w: Words, i: int, e: Entry, agent: Subject | None, first: int) -> tuple[int, Subject | None, int]:
    """The sign, whose it is and where the words begin; sign 0 where nobody's is told."""
    owner = _owner(w, i, first)
    if agent:
        return e.sign, agent, i
    light, dropping = word_list("light"), word_list("dropping")
    j = owner.start - 1 if owner else i - 1
    no = False
    while j >= first and w.low[j].isalpha() and not w.capital(j) and i - j < 8:
        low = w.low[j]
        if low in finite_forms() or low in light or low in dropping or low in SUBORDINATORS | BE | SUBJECTS:
            break
        if low in PREPOSITIONS and low not in ("in", "up", "of", "for"):
            break
        no = no or low in ("no", "little", "any")
        j -= 1
    if j < first or not (w.low[j] in light or w.low[j] in dropping):
        return (0, None, i) if no or not owner else (e.sign, owner, owner.start)
    g = verb_group(w, j, first)
    if g.modal in MAYBE | NORMATIVE:
        return 0, None, i
    sign = e.negated if no or g.negated else -e.sign if w.low[j] in dropping else e.sign
    if owner:
        return sign, owner, g.start
    return sign, subject_of(w, g, "ing" if w.low[j].endswith("ing") else "ed", first), g.start
