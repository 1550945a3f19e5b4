"""Words that take a stand, from ``stance_words.toml``, by the form in which they stand in a text.

:func:`stance_words` gives the one lexicon; :meth:`StanceWords.at` the entries that a word form may open.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from dragoman.find.inflect import forms

Slot = Literal["object", "infinitive", "other", "that", "before"]
Part = Literal["verb", "adjective", "noun"]
FILE = Path(__file__).with_name("stance_words.toml")


class Entry(msgspec.Struct, frozen=True):
    """One way in which a word takes a stand.

    ``tail`` are the words that follow the first one ("out" of "rule out"), ``sign`` is 1 for support and -1 for
    oppose, ``negated`` the sign under a negation or 0 where that tells nothing.
    """

    lemma: str
    part: Part
    slot: Slot
    tail: tuple[str, ...]
    sign: int
    negated: int
    sure: bool


class Judgement(msgspec.Struct, frozen=True):
    """Words that judge a course of action: "null and void", -1."""

    words: tuple[str, ...]
    sign: int


class StanceWords(msgspec.Struct, frozen=True):
    """The lexicon.

    ``verbs``, ``adjectives`` and ``nouns`` go by form; a verb's forms carry their kind (base, s, ed, en, ing).
    ``judgements`` go by their first word. ``judging`` are the forms of verbs that judge ("called ..."), ``neutral``
    those of verbs that only report.
    """

    verbs: dict[str, list[tuple[str, Entry]]]
    adjectives: dict[str, list[Entry]]
    nouns: dict[str, list[Entry]]
    judgements: dict[str, list[Judgement]]
    judging: frozenset[str]
    neutral: frozenset[str]


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of words under ``[lists]``."""
    return frozenset(_data()["lists"][name].split())


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


_SIGN = {"support": 1, "oppose": -1, "none": 0}


@cache
def stance_words() -> StanceWords:
    """The lexicon, read once."""
    data = _data()
    verbs: dict[str, list[tuple[str, Entry]]] = {}
    for e in _entries(data["verb"], "verb"):
        for form, kind in forms(e.lemma.split()[0]).items():
            verbs.setdefault(form, []).append((kind, e))
    adjectives: dict[str, list[Entry]] = {}
    for e in _entries(data["adjective"], "adjective"):
        adjectives.setdefault(e.lemma.split()[0], []).append(e)
    nouns: dict[str, list[Entry]] = {}
    for e in _entries(data["noun"], "noun"):
        nouns.setdefault(e.lemma.split()[0], []).append(e)
    for lists in (verbs, adjectives, nouns):
        for found in lists.values():
            found.sort(key=_longest_first)
    judgement = data["judgement"]
    return StanceWords(
        verbs, adjectives, nouns, _judgements(judgement),
        frozenset(f for v in _listed(judgement["verbs"]) for f in forms(v)),
        frozenset(f for v in _listed(data["neutral"]["words"]) for f in forms(v)),
    )  # fmt: skip


def _longest_first(found: Entry | tuple[str, Entry]) -> tuple[int, int]:
    e = found[1] if isinstance(found, tuple) else found
    return -len(e.tail), ("infinitive", "other", "that", "object", "before").index(e.slot)


def _entries(groups: Iterable[dict[str, Any]], part: Part) -> Iterable[Entry]:
    for g in groups:
        for lemma in _listed(g["words"]):
            words = tuple(lemma.split()[1:])
            sign, negated = _SIGN[g["stance"]], _SIGN[g["negated"]]
            yield Entry(lemma, part, g["slot"], words, sign, negated, g["sure"])


def _judgements(data: dict[str, str]) -> dict[str, list[Judgement]]:
    out: dict[str, list[Judgement]] = {}
    for words, sign in ((data["for"], 1), (data["against"], -1)):
        for phrase in _listed(words):
            parts = tuple(phrase.split())
            out.setdefault(parts[0], []).append(Judgement(parts, sign))
    for found in out.values():
        found.sort(key=lambda j: -len(j.words))
    return out


def _listed(words: str) -> list[str]:
    """The lemmas of a list parted by commas, each once."""
    parts = (re.sub(r"\s+", " ", w).strip().strip('"') for w in words.split(","))
    return list(dict.fromkeys(p for p in parts if p))
