"""What reads like an event and is none: sport, accidents, words inside a name, bare words of speech, mere particles."""

from __future__ import annotations

import re
from functools import lru_cache

from dragoman.find.clauses import ADVERBS, BE, DETERMINERS, DO, HAVE, MODAL, NOT, PREPOSITIONS, PRONOUNS, words
from dragoman.find.names import Names
from dragoman.reading import ReadEvent
from dragoman.record import Span

# Words of sport that are hardly used otherwise; two of them in a sentence veto its events ("attacked down the left").
_SPORT = re.compile(
    r"\b(?:striker|midfielder|goalkeeper|winger|full-?back|centre-?forward|forward line|fly-?half|scrum|penalt(?:y|ies) shoot-?out|"  # noqa: E501
    r"half-?time|kick-?off|scored|equali[sz]er|goalless|quarter-?finals?|semi-?finals?|offside|free kick|corner kick|innings|"  # noqa: E501
    r"wickets?|batsman|batter|bowler|touchdown|quarterback|home run|slam dunk|rebounds|tie-?break|set points?|grand slam|"  # noqa: E501
    r"grand prix|pole position|lap|podium|medals?|knock-?out|bout|heavyweight|featherweight|referee|umpire|head coach|"
    r"relegat\w+|league|derby|cup tie|world cup|championship|title race|season|stoppage time|extra time|the net|the pitch|"  # noqa: E501
    r"goals?|peloton|defenders?|dressing room|transfer window|unbeaten|playoffs?)\b",
    re.IGNORECASE,
)
_ACCIDENT = re.compile(
    r"\b(?:crash(?:e[sd]|ing)?|accident(?:s|al|ally)?|earthquakes?|quakes?|floods?|flooding|landslides?|mudslides?|"
    r"avalanches?|hurricanes?|typhoons?|cyclones?|tornado(?:es)?|(?:snow|sand|thunder|wind)storms?|derail\w*|capsiz\w+|shipwreck\w*|wildfires?|"
    r"heatwaves?|heat wave|droughts?|famine|epidemics?|outbreaks?|stampedes?|lightning|volcan\w+|tsunamis?)\b",
    re.IGNORECASE,
)
_HOSTILE = re.compile(
    r"\b(?:attack\w*|bomb\w*|sho[ot]t?\w*|gun\w*|opened fire|fired|firing|shell\w*|missiles?|rockets?|rebels?|"
    r"militants?|terror\w*|suicide|assassin\w*|sabotag\w*|deliberate\w*|ambush\w*|clash\w*|fight\w*|fought|war|raid\w*|ramm\w+|"
    r"storm(?:ed|ing)?|violence|violent|mortar\w*|grenades?|protest\w*|riot\w*|hijack\w*)\b",
    re.IGNORECASE,
)
# Words that say that something was said or thought, and nothing of how the speaker stands to another side.
_SPEECH = words(
    "said say says saying told tell tells telling added adds adding noted notes noting stated states remarked "
    "explained explains believes believed thinks thought knows knew replied replies commented reacted "
    "reacts recalled recalls described describes"
)
# "do so": the act is told elsewhere; its type can't be read off these words.
_STANDS_FOR_A_VERB = re.compile(r"(?:do|does|did|done|doing)\s+(?:so|it|that|this|likewise|the same)\b", re.IGNORECASE)
# Verbs that are acts between sides without the words behind them: a witness takes the stand, a placard is held up.
_IDIOM = re.compile(r"(?:take[sn]?|taking|took) the (?:witness )?stand\b|(?:hold(?:s|ing)?|held) up\b", re.IGNORECASE)
_EMPTY = (
    ADVERBS
    | BE
    | DETERMINERS
    | DO
    | HAVE
    | MODAL
    | NOT
    | PREPOSITIONS
    | PRONOUNS
    | words("out up down off away home so if as and or but here there another one only")
) - words("against behind")  # "is | against | the plan"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BODIES = ("organisation", "outlet", "place", "seat")


@lru_cache(maxsize=512)  # the events of a sentence ask about the same words
def is_sport(sentence: str) -> bool:
    """Whether a sentence is about sport: at least two different words of sport."""
    return len({m.group().casefold() for m in _SPORT.finditer(sentence)}) >= 2


@lru_cache(maxsize=512)
def is_accident(sentence: str) -> bool:
    """Whether a sentence tells of an accident or a disaster, and of nothing hostile."""
    return bool(_ACCIDENT.search(sentence)) and not _HOSTILE.search(sentence)


def says_nothing(trigger: str) -> bool:
    """Whether the words that should state an event can't: particles only, "said", "do so"."""
    found = [m.group().casefold() for m in _WORD.finditer(trigger)]
    if all(w in _EMPTY for w in found) or _STANDS_FOR_A_VERB.fullmatch(trigger.strip()):
        return True
    return len(found) == 1 and found[0] in _SPEECH


def is_in_name(r: ReadEvent, text: str, start: int, names: Names) -> bool:
    """Whether the words are a name's or part of one's ("Committee to | Protect | Journalists", "Desert Storm").

    Not where the sentence, which begins at ``start``, is a headline with capitals throughout: there they tell nothing.
    """
    s, e = r.trigger
    swallowed = any(
        n.kind in _BODIES and n.start <= s and e <= n.end and n.end - n.start > e - s for n in names.meeting(s, e)
    )
    capitals = [w.group()[0].isupper() for w in _WORD.finditer(text, s, e)]
    opens = not re.search(r"[\w,]\s+$", text[start:s])
    return swallowed or (bool(capitals) and all(capitals) and not opens)


@lru_cache(maxsize=512)
def is_headline(sentence: str) -> bool:
    """Whether nearly all words of a sentence begin with a capital."""
    first = [w.group()[0].isupper() for w in _WORD.finditer(sentence)]
    return sum(first) >= 0.7 * len(first)


def is_no_event(r: ReadEvent, text: str, sentence: Span, names: Names) -> bool:
    """Whether the words at ``r.trigger`` state nothing that happens between sides, whatever the model saw in them."""
    trigger, around = text[r.trigger[0] : r.trigger[1]], text[sentence[0] : sentence[1]]
    if is_sport(around) or says_nothing(trigger) or _IDIOM.match(text, r.trigger[0]):
        return True
    if not is_headline(around) and is_in_name(r, text, sentence[0], names):
        return True
    return r.type == "ASSAULT" and is_accident(around) and (not r.actors or bool(_ACCIDENT.fullmatch(trigger)))
