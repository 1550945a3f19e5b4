"""Stands: which words take one, what the issue is, which way, and where to look for whose it is.

The parts are found by :mod:`stance_verbs`, :mod:`stance_nouns` and :mod:`judgements`; who holds a stand is a question
of its own (:mod:`dragoman.find.holders`).
"""

from __future__ import annotations

import re

import msgspec

from dragoman.find.actors import Cast
from dragoman.find.clauses import (
    ADVERBS,
    DETERMINERS,
    MAYBE,
    NONE,
    NORMATIVE,
    PREPOSITIONS,
    QUOTES,
    TIMES,
    Group,
    Subject,
    Words,
    words,
)
from dragoman.find.extents import base_verbs
from dragoman.find.inflect import gerund
from dragoman.find.issue_labels import Label
from dragoman.find.issue_names import Named
from dragoman.find.objects import Thing, find_thing, verb_thing
from dragoman.find.stance_words import Entry, word_list
from dragoman.record import Span, Stance


class Scene(msgspec.Struct, frozen=True):
    """A text as the search for stands sees it. ``known`` are the stands found so far.

    ``barred`` collects words up to which nothing else is looked for: what is not told as somebody's own stand.
    """

    w: Words
    cast: Cast
    known: list[Stand]
    barred: list[int]

    @property
    def mask(self) -> bytearray:
        """1 for each character inside quotation marks."""
        return self.cast.quoted

    def sentence(self, i: int) -> tuple[int, int]:
        """The words of the sentence that holds word ``i``: from, to (exclusive)."""
        s, e = self.cast.sentences.around(self.w.start[i])
        return self.w.at(s), self.w.at(e)


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """Words that take a stand.

    ``head`` is the word that takes it and ``start`` to ``end`` all of its words, the issue included. ``by`` says where
    the holder stands: the ``subject``, words to which the model ``pointed``, the ``agent`` (behind "by"), the
    ``speaker`` of the statement around it, or (``speaker or act``) whoever acts in the event that its words tell,
    before the speaker. ``sure`` is False where the words are used otherwise too; ``firm`` where a plain "if" behind
    them is no condition of the stand ("endorsed a ban if ..."). ``doing``: the issue is something to do. ``stance`` is
    None where only the model can tell it.
    """

    head: int
    start: int
    end: int
    stance: Stance | None
    label: Label
    issue: tuple[int, int]
    by: str
    subject: Subject = NONE
    sure: bool = True
    part: str = "verb"
    firm: bool = False
    doing: bool = False


def make_stand(
    head: int, start: int, named: Named, sign: int, *, by: str, subject: Subject = NONE, sure: bool = True,
    part: str = "verb",
) -> Stand:  # fmt: skip
    """A stand from its parts; ``sign`` 0 leaves the stance open."""
    way = sign * named.sign
    t = named.thing
    return Stand(
        head=head, start=min(start, t.start), end=max(head + 1, t.end),
        stance="support" if way > 0 else "oppose" if way < 0 else None,
        label=named.label, issue=(t.start, t.end), by=by, subject=subject, sure=sure, part=part,
        doing=t.kind in ("verb", "gerund"),
    )  # fmt: skip


def span_of(w: Words, stand: Stand) -> Span:
    """The characters of a stand, without marks that stand alone at its ends."""
    start, end = stand.start, stand.end
    while end > start + 1 and not w.low[end - 1][-1].isalnum() and w.low[end - 1] not in ("”", "''", "%"):
        end -= 1
    s, e = w.span(start, end)
    if s and w.text[s - 1] in '“‘"' and (w.text.count("”", s, e) or w.text.count('"', s, e) % 2):
        s -= 1
    return (s, e - 1) if w.text[e - 1] == '"' and w.text.count('"', s, e) % 2 else (s, e)


# ---------------------------------------------------------------- what the parts share
def past_tail(w: Words, i: int, e: Entry, last: int) -> int | None:
    """The word behind "spoke out (strongly) against"; None where the words do not stand there."""
    j = i + 1
    for word in e.tail:
        skipped = 0
        while j < last and w.low[j] != word and skipped < 3 and _between(w, j):
            j, skipped = j + 1, skipped + 1
        if j >= last or w.low[j] != word:
            return None
        j += 1
    return j


_PARTING = ADVERBS | TIMES | words("hard harder hardest loudest on last this week year month to")


def _between(w: Words, j: int) -> bool:
    """Whether a word may part "spoke out | strongly | against"."""
    low = w.low[j]
    return low in _PARTING or low.endswith("ly") or low[0].isdigit()


def thing_behind(scene: Scene, e: Entry, at: int, last: int) -> Thing | None:
    """What fills an entry's slot; "agreed to | divide" is something to do, though "agreed to talks" is not."""
    w = scene.w
    to_do = e.slot == "object" and e.tail and e.tail[-1] == "to" and at < last
    verb = to_do and (w.low[at] in base_verbs() or (at + 1 < last and w.low[at + 1] in DETERMINERS))
    if verb and w.low[at] not in word_list("policy"):
        return verb_thing(w, at - 1, last, scene.mask)
    return find_thing(w, e.slot, at, last, scene.mask)


def sign_of(e: Entry, g: Group) -> int:
    """Which way an entry stands with its negation and modal; 0: no stand."""
    if g.modal in NORMATIVE:
        return 0
    if g.negated:
        return e.negated
    return 0 if g.modal in MAYBE and e.lemma != "live with" else e.sign


_SUPPOSING = frozenset(["if", "whether", "unless", "lest", "provided", "providing", "suppose", "until"])


def supposed(w: Words, start: int, first: int) -> bool:
    """Whether the clause only supposes it: "if Rome rejects the plan", "whether to back it"."""
    for j in range(start - 1, max(first - 1, start - 12), -1):
        low = w.low[j]
        if low in _SUPPOSING or (low == "had" and j >= start - 4):
            return True
        if low == "that" and j > first and w.low[j - 1] in _SUPPOSING:
            return True
        if low in (",", ";", ":", "that", "and", "but") or low in QUOTES:
            return False
    return False


def about_words(w: Words, thing: Thing) -> bool:
    """Whether the object is something said: to reject a claim is no stand on a course of action."""
    return thing.kind == "phrase" and w.low[head_of(w, thing) - 1] in word_list("claims")


def head_of(w: Words, thing: Thing) -> int:
    """The word behind the head of a phrase."""
    return next((k for k in range(thing.start + 1, thing.end) if w.low[k] in PREPOSITIONS), thing.end)


def idle(w: Words, e: Entry, named: Named) -> bool:
    """Whether what somebody is for is only his own errand: to travel, to meet, an interview."""
    t = named.thing
    if e.sign * named.sign < 0:
        return False
    if t.kind in ("verb", "gerund") and t.who is None and e.slot in ("infinitive", "object"):
        verb, errands = w.low[t.verb], word_list("errands")
        return verb in errands or (t.kind == "gerund" and any(gerund(v) == verb for v in errands))
    return t.kind == "phrase" and w.low[head_of(w, t) - 1] in word_list("errand_nouns")


def asks(w: Words, i: int, last: int) -> bool:
    """Whether the sentence is a question."""
    return "?" in w.low[i:last]


# ---------------------------------------------------------------- conditions
CONDITION = re.compile(
    r"\b(?:only if|if|unless|provided(?: that)?|providing(?: that)?|on (?:the |one )?condition|as long as|so long as|"
    r"only when|only after|only once|but only (?:if|when|after|once|with|as|in)|"
    r"but that [^.;]{0,60}\b(?:should|must|needs?)\b|until|"
    r"in (?:return|exchange) for|"
    r"should(?= (?:the|a|an|any|it|they|he|she|its|their|his|her|(?-i:[A-Z])\w+) ))\b",
    re.IGNORECASE,
)
_NO_CONDITION = re.compile(r"(?:even|as|what|see|wonder\w*|asked|ask|know|about|say|decide|and)\s+$", re.IGNORECASE)
_IDLE_IF = re.compile(
    r"if (?:any|not|anything|ever|only|necessary|needed|elected|possible|so|it (?:had|was|were|came|comes|reaches|gets)"
    r"|they want|(?:he|she|i) (?:wins?|won|is|were|was|becomes?|became))\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"[.;:—]|,\s*(?:and|but|which|who|while|saying|adding)\b|\b(?:said|says|told|and|but|that)\b", re.IGNORECASE
)
_CONDITION_ENDS = re.compile(r"[;:—!?\n]|\.(?!\w)|\s-+\s|,(?!\d)|[”\"](?=\s|$)")
_REFUSED = re.compile(r"\b(?:not|never|refus\w+|won['’]t|wouldn['’]t|cannot|can['’]t)\b", re.IGNORECASE)
_LEAD_IF = re.compile(
    r"(?<![\w,] )\b(?:If|Unless|Provided|As long as|Only if|Should)\b[^.;:\n]{5,170}?,\s+(?:then\s+)?(?:\S+\s+){0,4}$"
)


def with_condition(scene: Scene, stand: Stand) -> Stand:
    """The stand with the condition beside it, if one is: then it is conditional, and its words take that in."""
    w, text = scene.w, scene.w.text
    if stand.part == "should":
        return stand
    first, last = scene.sentence(stand.head)
    s, e = w.start[stand.start], w.end[stand.end - 1]
    stop = w.end[last - 1]
    for m in CONDITION.finditer(text, s, stop):
        if stand.firm and m.group().lower() in ("if", "should"):
            continue
        if m.group().lower() == "until" and not _REFUSED.search(text, s, m.start()):
            continue
        if _NO_CONDITION.search(text[max(0, m.start() - 12) : m.start()]) or _IDLE_IF.match(text, m.start()):
            continue
        between = text[e : m.start()] if m.start() >= e else ""
        if (not m.group().lower().startswith("but") and _APART.search(between)) or len(between) > 60:
            return stand
        end = _CONDITION_ENDS.search(text, m.end(), stop)
        until = w.at(end.start()) if end else last
        return msgspec.structs.replace(stand, stance="conditional", end=max(stand.end, until))
    lead = None if stand.firm else _LEAD_IF.search(text, w.start[first], s)
    if lead and not _IDLE_IF.match(text, lead.start()):
        return msgspec.structs.replace(stand, stance="conditional", start=min(stand.start, w.at(lead.start())))
    return stand
