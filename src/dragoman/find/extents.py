"""Where a phrase that names an issue ends: complete, and without what belongs to its clause only (when, where said)."""

from __future__ import annotations

import re
from functools import cache

from dragoman.find.clauses import (
    ADVERBS,
    BE,
    DETERMINERS,
    DO,
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
from dragoman.find.inflect import irregular_verbs
from dragoman.find.stance_words import stance_words, word_list

LONGEST = 22  # words of an issue before it is cut to a label
_MARKS = frozenset(".;:!?—–()[]")
_NEVER_LAST = (
    PREPOSITIONS
    | DETERMINERS
    | JOINERS
    | SUBORDINATORS
    | ADVERBS
    | BE
    | words(
        "what how who into only first early late online instead there again not well such very more immediately last "
        "next , '"
    )
)
_NO_NOUN = PREPOSITIONS | SUBORDINATORS | JOINERS | BE | MODAL | HAVE | ADVERBS | TIMES
_NOT_PLAIN = PREPOSITIONS | DETERMINERS | JOINERS | ADVERBS | SUBORDINATORS
_CLAUSE = (MODAL | BE | HAVE | DO | (SUBJECTS - {"it", "you"}) | words("instead despite because than")) - words(
    "being be having have do"
)
_OPENING_CLAUSE = SUBJECTS | SUBORDINATORS | words("not that then to , also")
_WITH_SECOND = PREPOSITIONS | JOINERS | words("all both half such not as than")
_ADJECTIVE = re.compile(r"(?:y|ive|al|ous|ic|ent|ant|ful|less|ble|ed|er|est|new|steep|long|big|broad|deep|full|fair)$")
_ALSO_NOUNS = words("may march summer days years months hours fall day year week")
_THEN = words("last next this coming earlier late")
_WHEN = words("after before since until during despite amid within upon")
_FIXED = {"in": words("order response"), "into": words("law")}
_BEFORE_TIME = DETERMINERS | words("last next coming late early recent separate same")


@cache
def base_verbs() -> frozenset[str]:
    """Verbs by their base form: those of the lexicon, and others of news."""
    lexicon = {e.lemma.split()[0] for found in stance_words().verbs.values() for _, e in found}
    return frozenset(lexicon | irregular_verbs() | word_list("common_verbs") | word_list("verbs_of_news"))


def phrase_end(w: Words, i: int, last: int, mask: bytearray, verb: bool = False) -> int:
    """The end (exclusive) of the phrase that begins with word ``i``; ``verb``: it is something "to do"."""
    inside = bool(mask[w.start[i]]) and not (i and w.low[i - 1][0] in QUOTES and w.end[i - 1] == w.start[i])
    doing = verb or w.low[i].endswith("ing")
    j = i + 1 if doing else i
    stop = min(last, i + LONGEST)
    while j < stop and not _ends(w, j, i, last) and (doing or not _second_noun(w, i, j)):
        if w.low[j][0] in QUOTES and inside and not mask[min(w.end[j], len(mask) - 1)]:
            break
        j += 1
    if j < last and (w.low[j] in MODAL or w.low[j] in BE or w.low[j] in HAVE or w.low[j] in finite_forms()):
        j = _before_clause(w, i, j)
    while j > i + 1 and loose(w, j - 1):
        j -= 1
    return j


def loose(w: Words, j: int) -> bool:
    """Whether a word can't be the last of a phrase."""
    return w.low[j] in _NEVER_LAST


def opens_noun(w: Words, i: int) -> bool:
    """Whether a noun goes on at word ``i`` ("her | plan", but not "her | to leave")."""
    low = w.low[i]
    return low[0].isalnum() and low not in _NO_NOUN and not low.endswith("ly")


def _second_noun(w: Words, i: int, j: int) -> bool:
    """Whether an article opens another phrase: "disavowed Duke | the day before"."""
    if w.low[j] not in ("the", "a", "an") or j <= i:
        return False
    before = w.low[j - 1]
    return before[0].isalnum() and before not in _WITH_SECOND and not before.endswith("ing")


def _before_clause(w: Words, i: int, j: int) -> int:
    """The end of a noun whose own clause follows without "that": "the radar systems | Berlin had promised"."""
    k = j - 1
    while k > i + 1 and (w.capital(k) or w.low[k].endswith("'s")):
        k -= 1
    if k < j - 1 and _plain(w, k):
        return k + 1
    for k in range(j - 2, max(i, j - 5), -1):
        if (w.low[k] in DETERMINERS or w.low[k] == "it") and _plain(w, k - 1) and k - 1 > i:
            return k
    return j - 1 if w.low[j - 1] in SUBJECTS and j - 1 > i else j


def _plain(w: Words, k: int) -> bool:
    """Whether a word is likely a noun in small letters."""
    return w.low[k].isalpha() and not w.capital(k) and w.low[k] not in _NOT_PLAIN


def _ends(w: Words, j: int, i: int, last: int) -> bool:
    """Whether the phrase that began at ``i`` ends before word ``j``."""
    low = w.low[j]
    if low in STOPS or low[0] in _MARKS or low in ("--", "-", "_", "..."):
        return True
    if low == ",":
        return not _goes_on(w, i, j, last)
    if low in SUBORDINATORS:
        return not (low == "as" and w.low[j - 1] in ("such", "well", "soon", "much"))
    if (low in _CLAUSE and not (low == "may" and w.capital(j))) or (low == "have" and w.low[j - 1] != "to"):
        return True
    if low == "do" and j + 1 < last and w.low[j + 1] in NOT:
        return True
    if low == "it" and j - 1 > i and _plain(w, j - 1) and w.low[j - 1] not in base_verbs():
        return True
    if low in _FIXED and j + 1 < last and w.low[j + 1] in _FIXED[low]:
        return True
    if low in JOINERS:
        return _new_clause(w, j, last, w.low[i] in base_verbs())
    if low in finite_forms() and not w.capital(j) and j > i and not _noun_follows(w.low[j - 1]):
        return True
    return _time_or_venue(w, j, last)


def _noun_follows(before: str) -> bool:
    """Whether a noun, not a verb, stands behind a word."""
    owner = before.endswith(("'s", "s'", "ly"))
    return owner or before in DETERMINERS or before in PREPOSITIONS or before in JOINERS


def _goes_on(w: Words, i: int, j: int, last: int) -> bool:
    """Whether a comma only parts adjectives ("a long, bloody war")."""
    k = j - 1
    one = w.low[k]
    if k < i or j + 2 >= last or one.endswith(("s", "ing")) or w.capital(k):
        return False
    before = w.low[k - 1]
    quoted = before[0] in QUOTES
    determined = k > i and (w.low[k - 2] if quoted else before) in DETERMINERS
    if not (determined or ((k == i or before in PREPOSITIONS or quoted) and _ADJECTIVE.search(one))):
        return False
    after = w.low[j + 1]
    if not after.isalpha() or w.capital(j + 1) or after.endswith("ing") or after in finite_forms():
        return False
    return after not in NOT | DETERMINERS | SUBJECTS and (opens_noun(w, j + 1) or after.endswith("ly"))


def _new_clause(w: Words, j: int, last: int, plain_verb: bool) -> bool:
    """Whether "and" opens another clause, not another noun."""
    if w.low[j] in ("but", "nor", "yet"):
        return True
    if j + 1 >= last or w.low[j + 1] in _OPENING_CLAUSE:
        return True
    said = _verb_joined(w, j, last, plain_verb)
    if said is not None:
        return said
    for k in range(j + 1, min(last, j + 7)):
        low = w.low[k]
        if low in BE or low in MODAL or low in HAVE:
            return True
        if low in STOPS or low == "," or low in SUBORDINATORS:
            return False
        if low in finite_forms() and not w.capital(k) and k > j + 1 and w.low[k - 1] not in DETERMINERS:
            return True
    return False


def _verb_joined(w: Words, j: int, last: int, plain_verb: bool) -> bool | None:
    """Whether the word behind "and" is another verb of the clause; None where it is no verb that we know."""
    k = j + 1
    low, follows = w.low[k], w.low[k + 1] if k + 1 < last else "."
    kinds = {kind for kind, _ in stance_words().verbs.get(low, ())}
    if low.endswith("ed") and (follows in PREPOSITIONS or follows in DETERMINERS or follows in SUBJECTS):
        return True
    if "base" in kinds and w.low[j - 1] not in stance_words().verbs:
        return follows.isalpha() and follows not in PREPOSITIONS | JOINERS and not plain_verb
    if low in finite_forms() or kinds & {"ed", "s"}:
        return not w.capital(k)
    return None


def _time_or_venue(w: Words, j: int, last: int) -> bool:
    """Whether "on Monday", "last week" or "in a statement" begins at word ``j``."""
    low = w.low[j]
    after = w.low[j + 1] if j + 1 < last else ""
    if low in TIMES - _ALSO_NOUNS or (low in _THEN and after in TIMES):
        return True
    if low not in PREPOSITIONS:
        return False
    if low in _WHEN:
        return True
    if low == "by" and (after.endswith("ing") or (after in ("the", "a", "then") and _is_time(w, j + 2, last))):
        return True
    k = j + 1
    while k < min(last, j + 4) and w.low[k] in _BEFORE_TIME:
        k += 1
    if low in ("on", "in", "at", "by", "over", "for") and _is_time(w, k, last) and not _is_noun(w, k + 1, last):
        return True
    return low in ("in", "at", "on", "via", "through") and _is_venue(w, k, last)


def _is_venue(w: Words, k: int, last: int) -> bool:
    for m in range(k, min(last, k + 3)):
        if not w.low[m][0].isalnum():
            return False
        if w.low[m] in word_list("venues"):
            return True
    return False


def _is_time(w: Words, k: int, last: int) -> bool:
    if k >= last:
        return False
    low = w.low[k]
    year = len(low) == 4 and low.isdigit() and low[:2] in ("19", "20")
    return low in TIMES or year or low in ("end", "moment", "time", "past")


def _is_noun(w: Words, k: int, last: int) -> bool:
    """Whether a noun follows a time word ("in May elections")."""
    return k < last and w.low[k].isalpha() and opens_noun(w, k) and w.low[k] not in finite_forms()
