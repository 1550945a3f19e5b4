"""The words of dates in English news: patterns by the word they begin with, and the tables they need.

A rule is a pattern and the name of its reader in ``_time_days`` or ``_time_spans``. Rules are tried at the
words that can begin one, in order, and the first that a reader accepts wins. Compiled once, when first asked
for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MONTHS = {n.lower(): i for i, n in enumerate(_NAMES, 1)} | {n[:3].lower(): i for i, n in enumerate(_NAMES, 1)}
MONTHS["sept"] = 9
WEEKDAYS = {n: i for i, n in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])}
NUMBERS = {
    n: i
    for i, n in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {
    "a": 1,
    "an": 1,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "couple of": 2,
    "a couple of": 2,
    "dozen": 12,
    "a dozen": 12,
}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
ORDINALS = (
    {n: i for i, n in enumerate(_ORDINALS, 1)}
    | {"twenty-" + n: 20 + i for i, n in enumerate(_ORDINALS[:9], 1)}
    | {"thirtieth": 30, "thirty-first": 31}
)
TENS = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}

# Patterns ignore case, but for names, which English writes with a capital.
_MONTH = "(?-i:" + "|".join(_NAMES) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_M, _M2 = rf"(?P<month>{_MONTH})", rf"(?P<month2>{_MONTH})"
_ORD = "|".join(sorted(ORDINALS, key=len, reverse=True))
_NUM_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_D, _D2 = rf"(?P<day>{_NUM_DAY}|(?:{_ORD})\b)", rf"(?P<day2>{_NUM_DAY})"
_YEAR = r"(?:1[0-9]|20|21)\d\d(?!\d|,\d|[-–/]\d\d\d\d\d|%)"
_SPOKEN = (
    r"(?:nineteen|twenty)[ -](?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|"
    r"three|"
    r"four|five|six|seven|eight|nine))?|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"oh[ -]\w+)"
)
_Y = rf"(?P<year>{_YEAR}|{_SPOKEN}\b)"
_LAST_YEAR = r"(?:of\s+)?(?P<rel>last|this|next)\s+year\b"
_TAIL = rf"(?:\s*,?\s+(?:of\s+)?{_Y}|\s*,?\s+{_LAST_YEAR})?"
_STOP = r"(?![\w%$€£]|[.,:/]\d|\s*%|-\d)"
_TO = r"\s*(?:-|–|—|\bto\b|\bthrough\b|\buntil\b|\btill\b)\s*"
_PART_OF_DAY = (
    r"(?P<tod>\s+(?:early\s+|late\s+)?(?:mid-?\s?)?"
    r"(?:morning|afternoon|evening|night|noon|midnight)\b(?!\s+(?-i:[A-Z])))?"
)
_WD = "(?P<wd>(?-i:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday))"
_SEASON = "spring|summer|autumn|fall|winter"
_UNIT = "day|week|month|quarter|year|decade|century"
_COUNT = (
    r"(?:an?\s+(?:couple\s+of|few|dozen)|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|"
    r"fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|hundred|several|"
    r"many|"
    r"some|few|couple\s+of|dozens?\s+of|\d{1,3})"
)
_FEW = "two|three|four|five|six|seven|eight|nine|ten|eleven|[2-9]|1[01]"
_NTH = r"(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)"
_EVES = "Christmas Eve|Christmas Day|Christmas|Boxing Day|New Year['’]?s Eve|New Year['’]?s Day|New Year"
_FEASTS = (
    rf"{_EVES}|Easter Sunday|Easter Monday|Easter|Good Friday|Palm Sunday|Ash Wednesday|Maundy Thursday|"
    r"Whit Monday|Pentecost|Ascension Day|Orthodox Easter|Orthodox Christmas|Ramadan|Eid(?: al-(?:Fitr|"
    r"Adha))?|"
    r"Thanksgiving(?: Day)?|May Day|Bastille Day|Valentine['’]s Day|Halloween|Independence Day|"
    r"Labor Day|Veterans Day|Armistice Day|Martin Luther King(?: Jr\.?)? Day|International Women['’]s Day|"
    r"Yom Kippur|Rosh Hashanah?|Passover|Nowruz"
)

# Reader, pattern, the words it can begin with ("#" a digit, "M" a month, "W" a weekday, "N" a number word).
_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "read_iso",
        rf"(?P<year>\d{{4}})(?P<sep>[-/])(?P<month>\d\d)(?P=sep)(?P<day>\d\d)(?:T[\d:.]+Z?)?{_STOP}",
        "#",
    ),
    (
        "read_slashed",
        r"(?P<a>\d{1,2})(?P<sep>[/.])(?P<b>\d{1,2})(?P=sep)(?P<year>(?:1[5-9]|20)\d\d)(?![\w/]|\.\d)",
        "#",
    ),
    ("read_known", r"9/11(?![\d/])", "#"),
    (
        "read_known",
        r"(?:Jan(?:uary|\.)\s+6|6\s+January|Oct(?:ober|\.)\s+7|7\s+October)(?![\d\w]|,?\s+\d{4}"
        r"|,?\s+(?:of\s+)?(?:last|this|next)\s+year)",
        "#M",
    ),
    ("read_day_range", rf"{_D}\s+{_M}{_TO}{_D2}\s+{_M2}{_TAIL}{_STOP}", "#"),
    ("read_day_range", rf"{_M}\s+{_D}{_TO}{_M2}\s+{_D2}{_TAIL}{_STOP}", "M"),
    ("read_day_range", rf"{_D}{_TO}{_D2}\s+(?:of\s+)?{_M}{_TAIL}{_STOP}", "#"),
    ("read_day_range", rf"{_M}\s+{_D}{_TO}{_D2}(?!\s+{_MONTH}){_TAIL}{_STOP}", "M"),
    (
        "read_day_range",
        rf"(?:between|from)\s+(?:the\s+)?{_D}\s+(?:and|to)\s+(?:the\s+)?{_D2}\s+(?:of\s+)?{_M}{_TAIL}{_STOP}",
        "between from",
    ),
    (
        "read_day_range",
        rf"(?:between|from)\s+{_M}\s+{_D}\s+and\s+(?:{_M2}\s+)?{_D2}{_TAIL}{_STOP}",
        "between from",
    ),
    ("read_day_range", rf"between\s+{_D}\s+{_M}\s+and\s+{_D2}\s+{_M2}{_TAIL}{_STOP}", "between"),
    (
        "read_month_range",
        rf"(?:between|from)\s+{_M}\s+(?:and|to|until|through)\s+{_M2}\b(?!\s+\d{{1,2}}\b){_TAIL}",
        "between from",
    ),
    ("read_month_range", rf"{_M}(?:\s*[-–]\s*|\s+to\s+|\s+through\s+){_M2}\s+{_Y}", "M"),
    (
        "read_year_range",
        rf"(?:between|from)\s+(?P<year>{_YEAR})\s*(?:and|to|until|through|till|[-–])\s*"
        rf"(?P<year2>{_YEAR}|\d\d(?!\d)){_STOP}",
        "between from",
    ),
    (
        "read_year_range",
        rf"(?P<year>{_YEAR})(?:\s*[-–]\s*|\s+to\s+|\s+through\s+)(?P<year2>{_YEAR}|\d\d(?!\d)){_STOP}",
        "#",
    ),
    ("read_date", rf"{_M}\s+(?:the\s+)?{_D}{_TAIL}{_STOP}", "M"),
    ("read_date", rf"(?:the\s+)?{_D}\s+(?:of\s+)?{_M}(?!\s+\d{{1,2}}\b){_TAIL}(?![\w-])", "# the first"),
    ("read_month", rf"{_M}\s*,?\s+(?:of\s+|in\s+)?{_Y}(?![\w%])", "M"),
    ("read_month", rf"{_M}\s*,?\s+{_LAST_YEAR}", "M"),
    (
        "read_feast",
        rf"(?P<name>(?-i:{_FEASTS}))(?:,?\s+(?:of\s+|in\s+)?(?P<year>{_YEAR}))?(?!\w)",
        "christmas boxing new easter good palm ash maundy whit pentecost ascension orthodox ramadan eid "
        "thanksgiving may "
        "bastille valentine's valentine’s halloween independence labor veterans armistice martin "
        "international "
        "black yom rosh passover nowruz valentine",
    ),
    ("read_month", rf"{_M}(?![\w-])", "M"),
    ("read_weekday", rf"{_WD}{_PART_OF_DAY}(?:\s+(?:of\s+)?(?P<rel>last|this|next)\s+week\b)?(?!\w)", "W"),
    ("read_deictic", r"(?:the\s+day\s+(?P<over>before\s+yesterday|after\s+tomorrow))\b", "the"),
    (
        "read_deictic",
        rf"(?P<word>today|tonight|yesterday|tomorrow|last\s+night|this\s+(?:morning|afternoon|evening))\b"
        rf"{_PART_OF_DAY}",
        "today tonight yesterday tomorrow last this",
    ),
    ("read_deictic", r"(?P<word>overnight)\b(?!-)", "overnight"),
    (
        "read_named_quarter",
        rf"(?:(?P<year>{_YEAR})\s+|(?P<ago>year-(?:ago|earlier))\s+)?(?:fiscal[- ]+)?{_NTH}[- ]quarter\b"
        rf"(?:\s+(?:of\s+)?(?:(?:fiscal\s+)?(?P<year2>{_YEAR})|(?P<rel>last|this|next|the)\s+year\b))?",
        "# year first second third fourth fiscal 1st 2nd 3rd 4th",
    ),
    ("read_named_quarter", rf"Q(?P<q>[1-4])\b(?:\s+(?:of\s+)?(?P<year2>{_YEAR}))?", "q"),
    (
        "read_half",
        rf"(?P<nth>first|second|last)[- ]half\s+of\s+(?:(?P<year>{_YEAR})|(?P<rel>last|this|next)\s+year\b|"
        r"(?P<the>the\s+year)\b)",
        "first second last",
    ),
    (
        "read_some_of",
        rf"(?P<side>first|last|final)\s+(?P<n>{_FEW})\s+(?P<unit>month|quarter)s\s+of\s+(?:(?P<year>{_YEAR})|"
        r"(?P<rel>last|this|next)\s+year\b|(?P<the>the\s+year)\b)",
        "first last final",
    ),
    (
        "read_nth_of",
        r"(?P<nth>first|second|third|fourth|last|final)\s+(?P<unit>days?|week|weekend|fortnight|quarter|half)\s+of\s+"
        r"(?:the\s+)?(?=[\w'’])",
        "first second third fourth last final",
    ),
    (
        "read_unit_quarter",
        rf"(?P<rel>last|this|next)\s+year['’]s\s+(?:{_NTH}[- ])?quarter\b",
        "last this next",
    ),
    (
        "read_same",
        r"(?:later|earlier)\s+(?:in|on)\s+the\s+(?P<unit>day)\b|later\s+that\s+(?P<unit2>day|night|evening|"
        r"afternoon|week|month|year)\b",
        "later earlier",
    ),
    ("read_part", r"mid[- ]?(?=[\w'’])", "mid"),
    (
        "read_part",
        r"(?:the\s+)?(?P<part>early|late|mid|earlier|later)(?:\s+(?:on|"
        r"in))?(?:\s+the)?[- ]+(?:part\s+of\s+)?(?=[\w'’])",
        "the early late earlier later",
    ),
    (
        "read_part",
        r"(?:the\s+)?(?P<part>very\s+end|end|beginning|start|middle|close)\s+of\s+(?:the\s+)?(?=[\w'’])",
        "the end beginning start middle close",
    ),
    ("read_part", r"(?P<part>year)(?:[- ]|['’]s[- ])end\b", "year"),
    (
        "read_ago",
        rf"(?P<approx>(?:nearly|almost|about|around|roughly|approximately|some|just|only|more\s+than|over|"
        rf"less\s+than|at\s+least|well\s+over|just\s+over)\s+)*(?P<n>{_COUNT})\s+(?P<loose>or\s+(?:so|two|"
        rf"more|three)\s+)?"
        rf"(?P<unit>{_UNIT}|weekend)s?\s+(?P<half>and\s+a\s+half\s+)?(?P<loose2>or\s+(?:so|two|"
        rf"more)\s+)?ago\b",
        "# N nearly almost about around roughly approximately some just only more over less at well",
    ),
    (
        "read_ago",
        r"(?P<vague>days|weeks|months|years|decades|centuries|generations)\s+ago\b",
        "days weeks months years decades centuries generations",
    ),
    ("read_hence", rf"(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})s?\s+(?:from\s+now|hence)\b", "# N"),
    ("read_hence", rf"in\s+(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})s?['’]s?\s+time\b", "in"),
    (
        "read_in",
        rf"in\s+(?P<n>{_COUNT})\s+(?P<unit>day|week|month|year)s?\b(?=\s*(?:[.,;:)\"”—–]|$)|\s+(?:and|but|if)\b)",
        "in",
    ),
    (
        "read_shift",
        rf"(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})s?\s+(?:(?P<back>earlier|previously)|(?P<on>later|afterwards?)|"
        r"(?:(?P<back2>before)|(?P<on2>after))(?=\s*[.,;:)\"”]|\s*$|\s+(?:that|in|at|on)\b))",
        "# N",
    ),
    ("read_year_ago", r"year[- ](?:earlier|ago)(?:\s+(?:quarter|period))?\b", "year"),
    (
        "read_same",
        r"(?:that|(?:the|that)\s+(?:very\s+)?same|that\s+very)\s+(?P<unit>day|night|evening|morning|"
        r"afternoon|"
        r"week|month|quarter|year)\b",
        "the that",
    ),
    (
        "read_neighbour",
        rf"the\s+(?P<side>following|next|previous|preceding)\s+(?P<unit>day|night|evening|morning|afternoon|"
        rf"weekend|week|month|quarter|year|{_WD})\b",
        "the",
    ),
    (
        "read_neighbour",
        r"the\s+(?P<unit>day|night|evening|morning)\s+(?P<side>before|after)(?=\s*[.,;:)\"”]|\s*$)",
        "the",
    ),
    (
        "read_quarter_word",
        r"the\s+(?:(?P<year>\d{4})\s+|(?P<which>latest|year-earlier|year-ago|current|"
        r"most\s+recent)\s+)?(?P<noun>quarter|period)\b"
        r"(?P<ago>\s+a\s+year\s+(?:ago|earlier)\b)?(?!\s+(?:of\s+(?:a|the|all)|final)|-)",
        "the",
    ),
    (
        "read_unit",
        rf"(?P<rel>last|this\s+past|this\s+coming|this|next|the\s+current|the\s+coming|the\s+past|upcoming|"
        rf"coming)\s+"
        rf"(?:(?:fiscal|calendar|school)\s+)?(?P<unit>weekend|week|month|quarter|year|decade|century|"
        rf"{_SEASON}|{_WD}|{_M}|"
        rf"Christmas|Easter|Ramadan|New\s+Year)\b(?!-)(?:\s+(?P<tod>morning|afternoon|evening|night)\b)?",
        "last this next the upcoming coming",
    ),
    ("read_weekend", r"the\s+weekend\b(?!\s+of\b)", "the"),
    ("read_full_year", r"the\s+full\s+year\b(?!\s+(?:\d|of\b|in\b|last\b|to\b))", "the"),
    (
        "read_season",
        rf"(?P<name>{_SEASON})(?:\s+(?:of\s+|in\s+)?(?:{_Y}(?:[-–/](?P<year2>\d\d"
        rf"(?:\d\d)?))?|{_LAST_YEAR}))?(?![\w-])",
        _SEASON.replace("|", " "),
    ),
    ("read_decade", r"(?P<year>(?:1[0-9]|20)\d0)['’]?s\b", "#"),
    ("read_decade", r"['’‘](?P<short>[2-9]0)s\b", "'"),
    ("read_decade", rf"(?P<word>{'|'.join(TENS)})\b(?!\s+[a-z]+s\b)", " ".join(TENS)),
    (
        "read_century",
        rf"(?P<n>\d\d?)(?:st|nd|rd|th)\s+century\b|(?P<word>{_ORD})\s+century\b",
        "# N first second third " + " ".join(_ORDINALS[3:]),
    ),
    (
        "read_year",
        rf"(?:the\s+)?(?:fiscal(?:\s+year)?|year|calendar\s+year)\s+{_Y}{_STOP}",
        "fiscal year calendar the",
    ),
    ("read_year", r"the\s+year\s+(?P<spoken>two\s+thousand)\b", "the"),
    ("read_year", rf"(?P<year>{_SPOKEN})\b", "nineteen twenty"),
    ("read_year", rf"(?P<year>{_YEAR}){_STOP}(?![-–]\w)", "#"),
)

WORD = re.compile(r"(?<![\w$€£])(?:['’‘](?=\d)|\d+|[A-Za-z]+(?:['’]s)?)")


class Rule(NamedTuple):
    """A pattern and the name of the function that reads what it matches."""

    reader: str
    pattern: re.Pattern[str]


@cache
def rules_by_word() -> dict[str, tuple[Rule, ...]]:
    """The rules to try at a word (lower case; ``#`` for digits), in order."""
    months = [*MONTHS, "sept"]
    classes: dict[str, Iterable[str]] = {
        "M": months,
        "W": WEEKDAYS,
        "N": [*NUMBERS, "several", "many", "few", "dozens"],
    }
    out: dict[str, list[Rule]] = {}
    for reader, source, firsts in _RULES:
        # A run of blanks is short: an open-ended one beside another is quadratic on a page of blanks.
        source = source.replace(r"\s+", r"\s{1,4}").replace(r"\s*", r"\s{0,4}")
        rule = Rule(reader, re.compile(source, re.IGNORECASE))
        words: list[str] = []
        for first in re.findall(r"[#MWN](?=[#MWN ]|$)|\S+", firsts):
            words += classes.get(first, [first])
        for word in dict.fromkeys(words):
            out.setdefault(word, []).append(rule)
    return {word: tuple(rules) for word, rules in out.items()}
