"""What a date can be the time of: how far its grammar reaches before and after it."""

from __future__ import annotations

import re

from dragoman.find import _time_cues as cue
from dragoman.record import Span

_FRAGMENT = 40  # characters: a quotation this short is a word or two of the reporter's own sentence
_NEAR = 300  # characters: a sentence longer than this is a page without full stops
_BLOCK = re.compile(rf"{cue.BOUNDARY.pattern}|{cue.VERB.pattern}|\b(?:of|by|for|from|in|on|with|without)\s+[a-z]+ing\b")
_AUXILIARIES = re.compile(
    r"(?:\b(?:will|would|shall|may|might|has|have|had|was|were|is|are|be|been|being|also|not|\w+ly)\s+)+",
    re.IGNORECASE,
)
_CLAUSE_START = re.compile(rf"{cue.BOUNDARY.pattern}|\b(?:and|but)\s+(?=(?:(?:on|in|at|by|late|early|earlier)\s+)?$)")
_HEAD_END = re.compile(
    r"\b(since|until|till|by|from|before|after|ahead\s+of|prior\s+to|following|of)\s+(?:the\s+)?$", re.I
)
_DETERMINER = re.compile(r"\b(?:the|a|an|its|his|her|their|this|that)\s+$", re.IGNORECASE)
_NOUN_WORDS = re.compile(r"(?:['’]s)?(?:\s+[\w'’-]+){0,3}")
_JOIN = re.compile(r"\b(?:and|but)\b")


def find_reach(text: str, time: Span, sentence: Span, mask: bytearray) -> Span:
    """Words before the time can own it if they end after the first figure, words after it if they begin no
    later than the second.

    Args:
        mask: ``quoted_mask(text)``: a time outside a quotation is not that of a clause inside it.
    """
    lo, hi = _voice(time, (max(sentence[0], time[0] - _NEAR), min(sentence[1], time[1] + _NEAR)), mask)
    before, after = text[lo : time[0]], text[time[1] : hi]
    if _is_attribute(before, text[time[0] : time[1]], after):
        noun = _NOUN_WORDS.match(text, time[1], hi)
        end = noun.end() if noun else time[1]
        block = _BLOCK.search(text, time[1], end)
        return time[0], block.start() if block else end
    return _reach_back(before, lo), _reach_on(text, before, time[1], hi)


def _voice(time: Span, sentence: Span, mask: bytearray) -> Span:
    """The stretch of the sentence around the time that is in the same quotation, or outside any long one."""
    lo, hi = sentence
    if mask[time[0]]:
        start, end = mask.rfind(b"\x00", lo, time[0]), mask.find(b"\x00", time[0], hi)
        return start + 1 if start >= 0 else lo, end if end >= 0 else hi
    at = lo
    while (start := mask.find(b"\x01", at, hi)) >= 0:
        end = mask.find(b"\x00", start, hi)
        end = hi if end < 0 else end
        if end - start > _FRAGMENT:
            if start >= time[1]:
                return lo, start
            lo = end
        at = end
    return lo, hi


def _is_attribute(before: str, words: str, after: str) -> bool:
    """Whether the time belongs to the noun after it: "Monday's attack", "the July 7 attack", "its 1990 invasion"."""
    if re.match(r"['’]s?\s", after):
        return True
    if re.fullmatch(r"\d{4}", words) and cue.YEAR_OWNED.search(before) and re.match(r"\s+[A-Za-z]", after):
        return True
    return bool(_DETERMINER.search(before) and re.match(r"\s+[a-z]{3,}", after))


def _reach_back(before: str, lo: int) -> int:
    end = lo + len(before)
    if head := _HEAD_END.search(before):
        word = head[1].lower()
        if word == "of":  # "the attack of 7 October"
            noun = re.search(r"[\w'’-]+\s+$", before[: head.start()])
            return lo + noun.start() if noun else end
        if word not in ("since", "until", "till", "by", "from"):
            return end  # before Monday, after Monday: some other time
        before = before[: head.start()]
        if word != "since" and word != "from":  # a deadline is that of the nearest words
            near = re.search(r"(?:[\w'’-]+\s+){0,3}$", before)
            lo, before = (lo + near.start(), before[near.start() :]) if near else (lo, before)
    blocks = list(_BLOCK.finditer(before))
    return lo + blocks[-1].start() if blocks else lo


def _reach_on(text: str, before: str, end: int, hi: int) -> int:
    """How far a time that stands before its verb reaches: to that verb, if none before the time owns it."""
    cuts = [m.end() for m in _CLAUSE_START.finditer(before)]
    if cue.VERB.search(before, cuts[-1] if cuts else 0):
        return end - 1
    at = end
    while block := _BLOCK.search(text, at, hi):
        chain = _AUXILIARIES.match(text, block.start(), hi)
        if chain is None:
            return _first(_JOIN, text, end, block.start())
        at = chain.end()
        if not cue.VERB.match(text, at, hi):
            return _first(_JOIN, text, end, at)
    return _first(_JOIN, text, end, hi)


def _first(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """``end``, or where ``pattern`` first matches before it."""
    m = pattern.search(text, start, end)
    return m.start() if m else end
