"""Whether an event is told as done, coming, only thought of, or not done: the words around overrule the model."""

from __future__ import annotations

import re

from dragoman.reading import ReadEvent
from dragoman.record import Modality

_NEGATION = re.compile(
    r"(?:n['’]t|\b(?:not|never|no|nor|neither|without|refus\w+ to|declin\w+ to|fail\w+ to|unwilling to|den(?:y|ies|ied|ying)|"  # noqa: E501
    r"rul\w+ out|stopp?\w* short of|cancel\w+|called off|avoid\w*))\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_NEGATED_NOUN = re.compile(r"\w+\s+(?:no|not any)\s", re.IGNORECASE)  # "made no arrests"
# "The right of Russian troops to | fire", "the ability to strike": it is possible, not told as done.
_MAY = re.compile(
    r"\b(?:right|ability|authority|permission|power|chance|opportunity|capacity|capability|licen[cs]e|mandate|freedom|reason|"
    r"pretext|temptation)(?:\s+(?:of|for)(?:\s+\w+){1,4})?\s+to\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:possible|potential|hypothetical|would-be|eventual|any|feared|risk of|danger of|possibility of|"
    r"prospect of|threat of|fears? of)\s+(?:(?:an?|the|further|new|more)\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"\b(?:planned|proposed|expected|scheduled|upcoming|forthcoming|imminent|looming|plan(?:s|ned|ning)? (?:for|to)|"
    r"prepar\w+ (?:for|to))\s+(?:(?:an?|the)\s+)?(?:\w+\s+)?$",
    re.IGNORECASE,
)


def modality_of(r: ReadEvent, text: str) -> Modality:
    """As the model read it; the words right before the event overrule "asserted"."""
    if r.modality != "asserted":
        return r.modality
    before = re.split(r"[.;:\n]", text[max(0, r.trigger[0] - 60) : r.trigger[0]])[-1]
    if r.type != "REJECT" and (
        _NEGATION.search(before[-40:]) or _NEGATED_NOUN.match(text, r.trigger[0], r.trigger[1])
    ):  # "does not accept" is what a rejection looks like
        return "negated"
    if _MAY.search(before) or _MAYBE.search(before):
        return "hypothetical"
    return "future" if _COMING.search(before) else "asserted"
