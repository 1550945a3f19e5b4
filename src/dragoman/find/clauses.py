"""A shallow look at clauses: words, the verb group around a verb, and the noun phrase that stands before it.

No parser is at hand when a text is read; what can't be told from the words around is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from operator import itemgetter

import msgspec

from dragoman.find.inflect import forms
from dragoman.find.stance_words import stance_words, word_list
from dragoman.record import Span

_TOKEN = re.compile(
    r"[^\W\d_](?!\.[A-Z])[^\W_]*(?:['’\-‑][^\W_]+)*|(?:[A-Z]\.){2,}(?:-\w+)?|[^\W\d_]"
    r"|\d+(?:[.,:/]\d+)*[^\W_]*(?:['’\-‑][^\W_]+)*|''|``|--+|\.{2,}|[^\w\s]|_"
)


def words(text: str) -> frozenset[str]:
    """A list of words written as one string."""
    return frozenset(text.split())


_VERSUS = words("v vs")
_ABBREVIATED = _VERSUS | words(
    "mr mrs ms dr sen sens rep reps gov gen lt col sgt st jr sr no prof rev inc corp ltd co jan feb mar apr jun "
    "jul aug sep sept oct nov dec"
)
_START = itemgetter(0)
_LINE = re.compile(r"[^\n]+")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
BE = words("is are was were be been being am 's 're 'm isn't aren't wasn't weren't")
HAVE = words("has have had having hasn't haven't hadn't 've")
DO = words("do does did don't doesn't didn't")
MODAL = words(
    "will would shall should can could may might must ought won't wouldn't shan't shouldn't can't cannot couldn't "
    "mustn't mightn't 'll"
)
NOT = words("not never neither nor")
NORMATIVE = words("should must ought shouldn't mustn't")
MAYBE = words("may might could can mightn't")
ADVERBS = words(
    "also again still now already once ever even just then therefore however instead long always often both all today "
    "yesterday too soon thus far either rather further openly not-so-subtly else later earlier recently initially "
    "twice privately so nevertheless nonetheless meanwhile moreover likewise hence maybe perhaps almost quite very "
    "well yet indeed otherwise somehow anyway sometimes never much no-longer"
)
PRONOUNS = words("he she it they we i you who which that this these those")
SUBJECTS = words("he she it they we i you")
DETERMINERS = words(
    "the a an any all some no every each this that these those his her its their our my your another both such"
)
PREPOSITIONS = words(
    "of for to in on at by with from against over under about into onto between among through during after before "
    "since until within without across along near toward towards despite amid amidst beyond behind around upon via "
    "per than as like including regarding concerning except"
)
SUBORDINATORS = words(
    "because although though while whereas which who whom whose that unless if until after before when since where "
    "why how whether lest as amid despite following during saying adding arguing insisting warning calling citing "
    "noting so"
)
JOINERS = words("and or but nor yet")
STOPS = frozenset(".;:!?—–()[]…")
QUOTES = frozenset("\"“”„«»`'‘’")
TIMES = words(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight tomorrow january february march "
    "april may june july august september october november december week month year years weeks months day days night "
    "morning jan feb mar apr jun jul aug sep sept oct nov dec afternoon evening weekend century decade hours hour "
    "minutes spring summer autumn winter fall"
)


@cache
def finite_forms() -> frozenset[str]:
    """Forms of common verbs that open or close a clause: not gerunds, and not bare nouns."""
    out = set(stance_words().neutral)
    for verb in word_list("common_verbs"):
        out |= {f for f, kind in forms(verb).items() if kind in ("ed", "en", "s")}
    nouns = words(
        "calls demands plans votes moves plays works offers pledges promises cuts drops claims issues talks leads "
        "ends reports fears hopes attacks needs uses visits runs turns forms causes increases fights returns "
        "struggles backs points helps pushes pulls faces falls rises signs presses gains launches stands set cut put "
        "read hit led united report claim hope fear comment remark voice show point note talk outline estimate "
        "forecast wonder states forces orders posts comments remarks "
        "answers quotes worries detail state post concern answer "
        "question "
        "say-so tweet"
    )  # fmt: skip
    return frozenset(w for w in out if not w.endswith("ing")) - nouns


class Words(msgspec.Struct, frozen=True):
    """The words and marks of a text: where they stand, and how they read in small letters.

    ``titled`` are the lines Set Like This, in which a capital tells nothing.
    """

    text: str
    start: list[int]
    end: list[int]
    low: list[str]
    titled: list[Span] = []

    def at(self, place: int) -> int:
        """The first word that begins at or behind a place."""
        return bisect_left(self.start, place)

    def span(self, i: int, j: int) -> Span:
        """The characters of words ``i`` to ``j`` (exclusive)."""
        return self.start[i], self.end[j - 1]

    def raw(self, i: int) -> str:
        """A word as it stands."""
        return self.text[self.start[i] : self.end[i]]

    def capital(self, i: int) -> bool:
        """Whether a word begins with a capital that tells something."""
        at = self.start[i]
        if not self.text[at].isupper():
            return False
        line = bisect_right(self.titled, at, key=_START)
        return line == 0 or at >= self.titled[line - 1][1]


def _is_titled(line: str) -> bool:
    """Whether nearly all longer words of a line begin with a capital, and there are enough of them to tell."""
    long = [x for x in _LONG_WORD.findall(line) if x.lower() not in PREPOSITIONS]
    lower = sum(not x[0].isupper() for x in long)
    return len(long) >= 4 and lower * 8 <= len(long) and len(line) <= 200


def read_words(text: str) -> Words:
    """The words of a text."""
    start: list[int] = []
    end: list[int] = []
    low: list[str] = []
    for m in _TOKEN.finditer(text):
        a, b = m.span()
        word = m.group().lower()
        if word == "." and low and end[-1] == a and (low[-1] in _ABBREVIATED or _initial(text, start[-1], a)):
            if text[start[-1]].isupper() or low[-1] in _VERSUS:
                end[-1] = b  # the full stop of "Mr.", "J." or "Roe v. Wade"
                continue
        elif "’" in word:
            word = word.replace("’", "'")
        elif len(word) > 2 and word[-1] == "." and word[0] != ".":
            word = word.rstrip(".")
        start.append(a)
        end.append(b)
        low.append(word)
    return Words(text, start, end, low, [m.span() for m in _LINE.finditer(text) if _is_titled(m.group())])


def _initial(text: str, start: int, end: int) -> bool:
    """Whether a full stop stands behind a lone capital before a name ("Janet L. Yellen")."""
    return (
        end - start == 1
        and text[start].isupper()
        and text[end + 1 : end + 2] == " "
        and text[end + 2 : end + 3].isupper()
    )


class Group(msgspec.Struct, frozen=True):
    """The verb group that ends with a verb: "has never | backed".

    ``start`` is its first word; ``before`` the word before it (-1: none in the sentence); ``infinitive``: "to" opens
    it; ``subject`` is the pronoun that an auxiliary is glued to ("we'll"), as the number of its word.
    """

    start: int
    before: int
    negated: bool
    modal: str | None = None
    infinitive: bool = False
    be: bool = False
    have: bool = False
    do: bool = False
    subject: int | None = None


_GLUED = re.compile(r"^(\w+)'(ll|d|re|ve|m|s)$")


def verb_group(w: Words, i: int, first: int) -> Group:
    """The verb group of the verb at word ``i``, in the sentence that begins with word ``first``."""
    negated = be = have = do = infinitive = False
    modal: str | None = None
    subject: int | None = None
    start, j = i, i - 1
    while j >= first:
        low = w.low[j]
        if low == "to":
            infinitive, start = True, j
            if j - 1 >= first and w.low[j - 1] in NOT:
                negated, start = not negated, j - 1
            j = start - 1
            break
        glued = _GLUED.match(low)
        if low in NOT or (low == "longer" and w.low[j - 1] == "no"):
            negated, start = not negated, j - (low == "longer")
            j = start
        elif low in BE or low in HAVE or low in DO or low in MODAL:
            be, have, do = be or low in BE, have or low in HAVE, do or low in DO
            modal = low if low in MODAL else modal
            negated = negated != (low.endswith("n't") or low == "cannot")
            start = j
        elif glued and glued[1] in SUBJECTS | {"who", "that", "there"}:
            modal = {"ll": "will", "d": "would"}.get(glued[2], modal)
            be = be or glued[2] in ("re", "m", "s")
            have = have or glued[2] == "ve"
            subject, start = j, j
            break
        elif not (low.endswith("ly") or low in ADVERBS) and not _aside(w, j, first):
            break
        elif low == ",":
            j -= 2
        j -= 1
    before = j
    while start - 1 > before and w.low[start - 1].endswith("ly"):
        start -= 1
    return Group(start, j if j >= first else -1, negated, modal, infinitive, be, have, do, subject)


def _aside(w: Words, j: int, first: int) -> bool:
    """Whether ", however," ends at a comma."""
    return w.low[j] == "," and j - 2 >= first and w.low[j - 2] == "," and (
        w.low[j - 1] in ADVERBS or w.low[j - 1].endswith("ly")
    )  # fmt: skip


# ---------------------------------------------------------------- the noun phrase before
class Subject(msgspec.Struct, frozen=True):
    """What stands before a verb group.

    ``kind`` is phrase (words ``start`` to ``end``), shared (the verb is joined to another: its subject is that one's)
    or none.
    """

    kind: str
    start: int = 0
    end: int = 0


NONE, SHARED = Subject("none"), Subject("shared")
_FAR = 22  # words of a subject


def subject_before(w: Words, k: int, first: int) -> Subject:
    """The subject that ends with word ``k``."""
    while k >= first and (w.low[k] in ADVERBS or w.low[k].endswith("ly")) and not w.capital(k):
        k -= 1
    if k < first:
        return SHARED
    low = w.low[k]
    if low[-1] in QUOTES and not low[0].isalnum():
        return subject_before(w, k - 1, first)
    if low == ")":
        opening = next((j for j in range(k, max(first, k - 12) - 1, -1) if w.low[j] == "("), first)
        return subject_before(w, opening - 1, first)
    if low in JOINERS or low in ("then", "to"):
        return SHARED
    if low in ("who", "which", "that") and k > first:
        k -= 2 if w.low[k - 1] == "," else 1
        return subject_before(w, k, first) if k >= first and w.low[k] not in SUBORDINATORS else NONE
    if low == ",":
        return _behind_aside(w, k, first)
    if low in SUBJECTS or (low in PRONOUNS):
        return Subject("phrase", k, k + 1)
    return _phrase_before(w, k, first)


def _behind_aside(w: Words, k: int, first: int) -> Subject:
    """The subject before an aside: "Schiff, the top Democrat on the committee, | called"."""
    for c in range(k - 1, max(first, k - 40), -1):
        if w.low[c] in STOPS and w.low[c] not in "()":
            return SHARED
        if w.low[c] == ",":
            inner = w.low[c + 1]
            if 1 < k - c - 1 <= 5 and all(w.capital(j) for j in range(c + 1, k)) and not w.capital(c - 1):
                return Subject("phrase", c + 1, k)  # "the incoming president, | Ana Lima, | pledged"
            if inner in JOINERS and w.low[c - 1] not in STOPS:
                continue
            return subject_before(w, c - 1, first)
    return SHARED


def _phrase_before(w: Words, k: int, first: int) -> Subject:
    """The noun phrase that ends with word ``k``, its prepositional parts included."""
    finite = finite_forms()
    j = k
    while j >= first and k - j < _FAR:
        low = w.low[j]
        if low == "," or low in STOPS or (not low[0].isalnum() and low[0] not in "'’&$%-"):
            if low[0] in QUOTES and j > first:
                j -= 1
                continue
            break
        if low in SUBORDINATORS and not (low == "as" or low == "so"):
            break
        if low in BE or low in HAVE or low in MODAL or low in DO or low in ("but", "yet"):
            break
        if (
            low in finite
            and j < k
            and not w.capital(j)
            and w.low[j - 1] not in DETERMINERS
            and not w.low[j - 1].endswith("'s")
        ):
            break
        j -= 1
    j += 1
    while j <= k and (w.low[j] in JOINERS or w.low[j] in ADVERBS or w.low[j] in ("as", "so")):
        j += 1
    j = _past_opening(w, j, k)
    return Subject("phrase", j, k + 1) if j <= k else SHARED


def _past_opening(w: Words, j: int, k: int) -> int:
    """Past an opening time or prepositional phrase: "In a statement | the ministry"; "On Monday | Lund"."""
    while j <= k and w.low[j] in TIMES and j < k:
        j += 1
    if j > k or w.low[j] not in PREPOSITIONS:
        return j
    for m in range(j + 2, k + 1):
        opens = (
            w.low[m] in DETERMINERS
            or w.low[m] in SUBJECTS
            or (w.capital(m) and (not w.capital(m - 1) or w.low[m - 1] in TIMES))
        )
        if (
            opens
            and w.low[m - 1] not in PREPOSITIONS
            and w.low[m - 1] not in DETERMINERS
            and w.low[m - 1] not in JOINERS
        ):
            return m
    return k + 1
