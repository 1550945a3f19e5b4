"""What stands beside a name and tells who it is: titles before, appositions after, and what they tell."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import msgspec

from dragoman import knowledge as kb

_TOKEN = re.compile(r"[^\W_]+(?:[.'’\-–&][^\W_]+)*\.?|[^\w\s]")
_CONNECT = frozenset(
    [
        "of",
        "for",
        "and",
        "the",
        "deputy",
        "vice",
        "former",
        "ex",
        "acting",
        "senior",
        "top",
        "chief",
        "special",
        "national",
        "security",
        "foreign",
        "policy",
        "affairs",
        "interim",
        "caretaker",
        "outgoing",
        "incoming",
        "new",
        "veteran",
        "late",
        "then",
        "chief",
        "first",
        "state",
        "public",
        "press",
        "permanent",
        "general",
        "retired",
    ]
)
_DAYS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
_NEAR = 600  # characters before a name that can hold its title
_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"(?:the|a|an)\s+")
_PART = re.compile(r"[^\s,]+")
_APPOSITION = re.compile(
    r"(?:,\s+(?:\d{1,3},\s+)?|\s+\()((?:(?:the|a|an|his|her|its|their|one of)\s+)?[^,.;:()“”\"]{3,90})(?=[,.;)]|$)"
)
_CLAUSE = re.compile(r"\b(?:said|says|was|were|is|are|has|had|have|will|told|who|which|that|but|added)\b")
_IN_FRONT = re.compile(r"((?:[Tt]he|a|A|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[A-Z][\w]+['’]s)\s+[^,.;:“”\"()]{3,80}),\s+$")
# "UN envoy to Yemen" is not Yemen's, "adviser to the German chancellor" is Germany's.
_SENT = re.compile(
    r"\b(?:ambassador|envoy|representative|emissary|delegate|consul|nuncio|mediator|rapporteur)s?(?:\s+general)?\s+(?:to|for|in|on)\s",
    re.IGNORECASE,
)


class Title(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside a name and tells who it is."""

    words: str
    start: int
    end: int


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What a noun phrase tells of whom it describes."""

    countries: tuple[str, ...] = ()
    sector: str | None = None
    organisation: str | None = None
    role: str | None = None
    head: bool = False
    role_kind: str | None = None


def title_before(text: str, start: int, floor: int) -> Title | None:
    """The title that leads up to a name: "Italian Prime Minister | Giorgia Meloni"."""
    tokens = [m.span() for m in _TOKEN.finditer(text, max(floor, start - _NEAR), start)]
    begin = start
    if tokens and text[slice(*tokens[-1])].casefold() in ("of", "for", "and"):
        return None  # "a spokesman for | Kari Solberg" is someone else
    for s, e in reversed(tokens[-14:]):
        word = text[s:e]
        gap = text[e:begin]
        if gap.strip() or "\n" in gap:
            break
        bare = _POSSESSIVE.sub("", word)
        if word in (",", ".") or not word[:1].isalnum() or bare.casefold() in _DAYS:
            break
        ok = (
            bare[:1].isupper() or bare[:1].isdigit() or bare.casefold() in _CONNECT or kb.find_role(bare) or "-" in bare
        )
        ok = (
            ok or bare == "counterpart" or kb.find_role(text[s:start]) != kb.find_role(text[e:start])
        )  # "defence | minister"
        if not ok or (bare.casefold() == "of" and kb.find_role(text[e:start])):
            break
        if bare.casefold() in ("and", "the") and (kb.find_role(text[e:start]) or bare == "The"):
            begin = s if bare == "The" else begin
            break
        begin = s
    return make_title(text, begin, start)


def make_title(text: str, start: int, end: int) -> Title | None:
    """A title if the words hold an office or function."""
    while start < end and (
        m := re.match(
            r"(?:of|for|and|the|The|In|On|At|But|As|Meanwhile|And|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)\s+", text[start:end]
        )
    ):
        start += m.end()
    words = text[start:end].strip(" ,")
    if not words:
        return None
    honour = re.match(r"^(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame)\.?$", words)
    if honour or not is_title(words):
        return None
    return Title(words=words, start=start, end=start + len(words))


def is_title(words: str) -> bool:
    """Whether words hold an office or function; "Swedish counterpart" tells a country at least."""
    return bool(kb.find_role(words) or (re.search(r"\bcounterpart$", words) and kb.states_in(words)))


def title_after(text: str, end: int, ceiling: int) -> Title | None:
    """An apposition: ", the Italian prime minister," or " (the party's leader)"."""
    m = _APPOSITION.match(text, end, ceiling)
    if not m:
        return None
    words = m[1]
    if _CLAUSE.search(words) or len(words.split()) > 12:
        return None
    lead = words.split()[0].casefold()
    fits = (
        lead in ("the", "a", "an", "his", "her", "its", "one") or kb.find_role(words.split()[0]) or kb.states_in(words)
    )
    if not fits and not (words[:1].islower() and kb.find_role(words)):
        return None
    s = m.start(1)
    article = _ARTICLE.match(words)
    skip = article.end() if article else 0
    return make_title(text, s + skip, s + len(words))


def title_in_front(text: str, start: int, floor: int) -> Title | None:
    """A description set before the name by a comma: "the party's leader, | Jane Roe"."""
    m = _IN_FRONT.search(text, max(floor, start - _NEAR), start)
    if not m or len(m[1].split()) > 10 or not is_title(m[1]):
        return None
    last = m[1].split()
    tail = " ".join(last[-7:])
    return make_title(text, m.end(1) - len(tail), m.end(1))


@lru_cache(maxsize=20_000)
def describe(words: str, on: date | None = None) -> Described:
    """Countries, sector, organisation and role that a noun phrase tells."""
    sent = _SENT.search(words)
    own = words[: sent.end()] if sent else words
    countries = list(kb.states_in(own, on))
    sector = kb.sector_of_role(words)
    role = kb.find_role(words)
    organisation = None
    tokens = [(m.start(), m.end()) for m in _PART.finditer(own)]
    i = 0
    while i < len(tokens):
        step = 1
        for j in range(min(len(tokens), i + 6), i, -1):
            part = _POSSESSIVE.sub("", words[tokens[i][0] : tokens[j - 1][1]])
            if not part[:1].isupper():
                break
            entry = kb.find_metonym(part) or kb.find_organisation(part)
            if entry:
                organisation = organisation or entry.name
                if entry.country and entry.country not in countries:
                    countries.append(entry.country)
                sector = sector or entry.sector
                step = j - i
                break
            capital = kb.find_capital(part, on)
            if capital and capital.iso3 and not countries and j == i + 1:
                countries.append(capital.iso3)
        i += step
    return Described(
        countries=tuple(countries),
        sector=sector,
        organisation=organisation,
        role=role.name if role else None,
        head=kb.is_head_role(words),
        role_kind=role.kind if role else None,
    )
