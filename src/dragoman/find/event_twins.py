"""One fact, one event: the noun behind a verb of the same act, and what is told again, are no further events."""

from __future__ import annotations

import re

import msgspec

from dragoman.find.event_sides import Draft, without
from dragoman.find.inflect import forms

_JOINT = re.compile(
    r"[.,;:!?\n]|\b(?:and|to|or|but|after|before|when|while|as|because|if|that|which|who|since|until)\b"
)
_CLAUSE = re.compile(
    r"[.;:!?\n\"“”]|\b(?:and|or|but|after|before|while|when|that|who|which|because|if|unless|until)\b|,\s"
)
_ADVERBIAL = re.compile(
    r"\b(?:in|during|through|by|with)\s+(?:an?|the|its|his|her|their|\w+['’]s|[a-z]+)\s", re.IGNORECASE
)
_LIGHT = re.compile(
    r"(?:g[ai]ve[sn]?|giving|h[oe]ld(?:s|ing)?|ma[dk]e[s]?|making|t[ao]ken?|taking|took|launch\w*|"
    r"carr(?:y|ie[sd]|ying) out|"
    r"impos\w+|issu\w+|sign\w*|reach\w*|conclud\w+|stag\w+|conduct\w*|offer\w*|provid\w+|grant\w*|declar\w+|announc\w+|"
    r"open\w*|lodg\w+|put|set|wag\w+|mount\w*|deliver\w*|file[sd]?|filing|struck|strik\w+|broke\w*|agree[sd]?)\b",
    re.IGNORECASE,
)
_BE_DONE = re.compile(r"\s+(?:was|were|is|are|has been|have been|had been|being)\s+(?:\w+ly\s+)?", re.IGNORECASE)
_TOUCHING = re.compile(r"[\s‑-]*(?:(?:the|an?|its|their|his|her)\s+)?")
_NEAR = 8
_LIFTS = frozenset({"CONCEDE", "RETREAT"})
_HARMS = frozenset({"COERCE", "SANCTION", "ASSAULT", "MOBILIZE"})
_LIFTED = re.compile(
    r"\b(?:lift|eas|relax|end|suspend|scrap|abolish|cancel|stop|halt|drop|remov|revok|repeal|waiv|loosen|"
    r"call(?:s|ed|ing)? off)"
    r"(?:s|e|es|ed|ped|ing|ping)?\b",
    re.IGNORECASE,
)
_IMPOSED = re.compile(r"\b(?:impos|introduc|declar|order|plac|slapp|put)")


def tell_once(drafts: list[Draft], text: str) -> list[Draft]:
    """The drafts, one for each fact that a clause tells with a verb and its noun."""
    out: list[Draft] = []
    for d in drafts:
        near = range(max(0, len(out) - _NEAR), len(out))  # in text order: the same words stand among the last
        same_words = next((i for i in near if overlap(out[i], d) and out[i].read.type == d.read.type), None)
        if same_words is not None:
            out[same_words] = merge(out[same_words], d, "", text)
            continue
        last = out[-1] if out else None
        if last and not overlap(last, d):
            between = text[last.read.trigger[1] : d.read.trigger[0]]
            if is_lifted(last, d, between, text):
                continue
            if last.read.type == d.read.type and is_same(last, d, between, text):
                out[-1] = merge(last, d, between, text)
                continue
        out.append(d)
    return out


def overlap(one: Draft, two: Draft) -> bool:
    """Whether two events are stated by the same words, or by words one of which holds the other."""
    return one.read.trigger[0] < two.read.trigger[1] and two.read.trigger[0] < one.read.trigger[1]


def is_same(one: Draft, two: Draft, between: str, text: str) -> bool:
    """Whether two neighbours of one type are one fact.

    "Signed | an agreement", "launched | an attack", "killed nine | in an attack", "the accord | was worked out",
    "imposing | sanctions".
    """
    first, second = (text[d.read.trigger[0] : d.read.trigger[1]] for d in (one, two))
    nobody_new = not without(two.actors, (*one.actors, *one.recipients)) or not one.actors
    if _TOUCHING.fullmatch(between) and (_LIGHT.match(first) or not between.strip()):
        return True
    if _BE_DONE.fullmatch(between):
        return True
    if one.read.modality != two.read.modality:
        return False
    if len(between) <= 30 and nobody_new and not _JOINT.search(between):
        return True
    if len(between) > 80 or _CLAUSE.search(between):
        return False
    if _LIGHT.match(first) and not is_verb(second) and not re.search(r"\bto\s+$", between):
        return True
    adverbial = list(_ADVERBIAL.finditer(between + " "))
    if one.read.type in ("ASSAULT", "COERCE", "PROTEST") and adverbial and not second.endswith("ing"):
        # "killed 46 people | in an attack": the noun tells how
        return len(between[adverbial[-1].start() :].split()) <= 4
    nothing_new = nobody_new and not without(two.recipients, (*one.actors, *one.recipients))
    return nothing_new and not is_verb(second) and bool(re.search(r"\bto\s+(?:\w+\s+)?$", between))


def is_verb(word: str) -> bool:
    """Whether a word is a verb's form that is hardly a noun's: "signed", "suspending"."""
    low = (word.split() or [""])[0].casefold()
    return low.endswith(("ed", "ing")) or any(low in forms(b) for b in ("sign", "meet", "give", "take", "send", "hold"))


def merge(one: Draft, two: Draft, between: str, text: str) -> Draft:
    """Two tellings of one fact as one event; the verb's sides come first, and its modality if it is a finite verb."""
    actors, recipients, read = one.actors, one.recipients, one.read
    if _BE_DONE.fullmatch(between):
        actors = (*actors, *without(two.actors, (*actors, *recipients)))
    given = any(read.trigger[1] <= s and e <= two.read.trigger[0] for s, e in two.read.actors)
    others = (*two.actors, *two.recipients) if given else two.recipients  # "gave | the inspectors | access"
    if re.match(r"\w+ing\b", text[read.trigger[0] : read.trigger[1]]) and read.modality == "asserted":
        read = msgspec.structs.replace(read, modality=two.read.modality)
    actors = actors or without(two.actors, recipients)
    return one._replace(read=read).with_sides(actors, recipients or without(others, actors))


def is_lifted(one: Draft, two: Draft, between: str, text: str) -> bool:
    """Whether the second names what the first takes back: "lifted | a night curfew" imposes no curfew."""
    return (
        one.read.type in _LIFTS
        and two.read.type in _HARMS
        and len(between) <= 30
        and not _JOINT.search(between)
        and bool(_LIFTED.match(text, one.read.trigger[0]))
        and not _IMPOSED.search(text, two.read.trigger[0], two.read.trigger[1] + 16)  # that is told as well
    )
