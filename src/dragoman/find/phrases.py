"""Noun phrases: pronouns, plurals, bodies, where the head of a phrase ends. No document in here."""

from __future__ import annotations

import re

from dragoman.record import Span

HE = frozenset(["he", "him", "his", "himself"])
SHE = frozenset(["she", "her", "hers", "herself"])
THEY = frozenset(["they", "them", "their", "theirs", "themselves"])
IT = frozenset(["it", "its", "itself"])
I_WE = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"])
WHO = frozenset(["who", "which", "that", "whom", "whose"])
PRONOUNS = HE | SHE | THEY | IT | I_WE | WHO | {"you", "your", "both", "this", "these", "those", "one"}
BODIES = re.compile(
    r"\b(government|authorities|ministry|army|military|police|parliament|administration|court|cabinet|junta|regime|"
    r"forces|troops|embassy|navy|air force|coast guard|prosecutors?|party|council|commission|committee|assembly|"
    r"senate|congress|union|opposition|agency|department|office|presidency|side|delegation|bank|service|group)\b",
    re.IGNORECASE,
)
GOVERNMENT = re.compile(
    r"\b(government|authorities|administration|regime|junta|cabinet|ministry|presidency)\b", re.IGNORECASE
)
PLURAL = re.compile(
    r"^(?:two|three|four|five|six|seven|eight|nine|ten|\d[\d,]*|several|many|some|few|other|dozens|hundreds|thousands|"
    r"tens|scores|both|all|most|more|protesters|demonstrators|rebels|militants|police|troops|forces|people|authorities)\b",
    re.IGNORECASE,
)
# What stands before the noun that counts: "Thousands of | fishermen", "14 | engineers".
QUANTITY = re.compile(
    r"(?:(?:at least|about|nearly|some|more than|up to|around|over)\s+)?(?:\d[\d,.]*\s+(?:million\s+)?|"
    r"(?:tens of thousands|hundreds of thousands|tens|hundreds|thousands|dozens|scores|members?|one|some|most|many|several|"  # noqa: E501
    r"a (?:group|number|handful|majority|coalition|dozen)|groups?|the rest|both|all)\s+of\s+)(?:the\s+)?",
    re.IGNORECASE,
)
PHRASE_TAIL = re.compile(
    r",|\s(?:of|for|in|at|from|to|with|on|under|against|by|who|whose|which|that|near|over|after|during|familiar|close|"
    r"based|led|speaking|into|amid|as)\s",
    re.IGNORECASE,
)
WOMEN = re.compile(
    r"\b(?:Mrs|Ms|Miss|Lady|Dame|Queen|Princess|Baroness|Duchess|Sister|\w*[wW]oman|[gG]irl|mother|wife|daughter|actress|chancellress)\b",
    re.I,
)
MEN = re.compile(
    r"\b(?:Mr|Sir|Lord|King|Prince|Baron|Duke|Father|Pope|\w{3,}sman|[mM]an|[bB]oy|husband|son|Sheikh|Emir|brother)\b"
)
_POSSESSIVE_S = re.compile(r"['’]s$")
_STOP = (
    "the a an of for to in on at by with from and or as is are was were be been has have had not no than that then "
    "so also both such more most very all any each other another there here up out over off down about after "
    "before when while where how why what if but"
).replace(" ", "|")
CONTENT_WORD = re.compile(rf"\b(?!(?:{_STOP})\b)[^\W\d_]{{2,}}", re.IGNORECASE)
FROM_STATES = re.compile(r"\s+(?:from|of)\s+(?:the\s+)?[A-Z][\w.'’-]*(?:\s+and\s+(?:the\s+)?[A-Z][\w.'’-]*)?")
NOUN_PHRASE_BEFORE = re.compile(
    r"\b((?:an?|the|two|three|four|five|six|some|several|many|one of the|his|her|its|their)\s+"
    r"(?:(?!\b(?:an?|the|and)\b)[^,.;:“”\"\n]){2,60}?),?\s*$",
    re.IGNORECASE,
)
ANYBODYS = re.compile(
    r"\b(?:officials?|diplomats?|sources?|aides?|advis[eo]rs?|envoys?|ambassadors?|lawyers?|analysts?|experts?|delegates?|"
    r"negotiators?|mediators?|spokes\w+|insiders?|observers?|counterparts?|leaders?|allies|critics|neighbou?rs?)\b",
    re.IGNORECASE,
)
OUTLET_NOUN = re.compile(
    r"\b(?:newspaper|paper|outlet|daily|weekly|broadcaster|agency|magazine|tabloid|channel|network|website|portal)\b",
    re.I,
)


def as_pronoun(words: str) -> str | None:
    """The pronoun in small letters, without a possessive ending; None for other words and for "US", the state."""
    low = _POSSESSIVE_S.sub("", words).casefold()
    return low if low in PRONOUNS and _POSSESSIVE_S.sub("", words) != "US" else None


DATELINE = re.compile(r"(?:^|\n)([A-Z][A-Z .'’-]{2,30}[A-Z])(?:,\s+[^—–\n]{2,40}?|\s+\([^)\n]{2,30}\))?\s+[—–-]{1,2}\s")
_OFFICES = {
    "pm": "prime minister",
    "premier": "prime minister",
    "spokeswoman": "spokesman",
    "spokesperson": "spokesman",
    "chairwoman": "chairman",
    "chair": "chairman",
    "congresswoman": "congressman",
    "policewoman": "policeman",
    "mp": "lawmaker",
    "legislator": "lawmaker",
    "parliamentarian": "lawmaker",
    "adviser": "advisor",
    "head of state": "president",
    "first minister": "prime minister",
}


def same_office(role: str | None) -> str | None:
    """A role word in the form by which offices are compared: "PM" and "premier" are "prime minister"."""
    low = (role or "").casefold()
    return _OFFICES.get(low, low) or None


def trim(text: str, span: Span) -> Span:
    """A span without white space, commas and quotation marks at its ends."""
    s, e = span
    while s < e and (text[s].isspace() or text[s] in "\"“”‘’',;:–—-("):
        s += 1
    while e > s and (text[e - 1].isspace() or text[e - 1] in '"“”,;:–—-('):
        e -= 1
    return s, e


def clean_phrase(words: str) -> str:
    """A description as a name: without article, white space on one line."""
    words = " ".join(words.split())
    return (
        re.sub(r"^(?:(?:of|by|for|with|from|to|that|and)\s+)*(?:the\s+|an?\s+)?", "", words, flags=re.IGNORECASE)
        or words
    )


def is_plural(head: str) -> bool:
    """Whether a noun phrase is about several: by its first word or the ending of its last."""
    words = head.split()
    if not words:
        return False
    if PLURAL.match(re.sub(r"^(?:the|at least|about|nearly|some|more than|up to)\s+", "", head, flags=re.IGNORECASE)):
        return True
    last = re.sub(r"['’]s?$", "", words[-1]).casefold()
    if last in ("police", "people", "troops", "men", "women", "children", "media", "clergy"):
        return True
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "ics", "news", "congress"))
