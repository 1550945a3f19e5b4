"""What stands beside a name and tells who it is: titles before, appositions after, and what they tell."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import msgspec

from dragoman import knowledge as kb
from dragoman.find.phrases import same_office
from dragoman.knowledge import fold

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
# What opens a sentence or a phrase and is no part of a title.
_NO_PART = re.compile(
    r"(?:of|for|and|the|as|both|The|In|On|At|But|As|Meanwhile|And|Both|Either|Neither|Like|Unlike|With|For|By|To|From|When|While|"
    r"After|Before|Since|If|Although|Though|Among|Even|Only|Also|That|Then|Yet|So|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir)\s+"
)
_AMONG = re.compile(  # "Lund, among | black voters," tells nothing of her; "Lund, as | mayor," does
    r"(?:among|amid|in|on|for|by|to|after|before|during|over|under|like|unlike|about|against|despite|"
    r"including|between|through|without|even|not|if|when|then|also|however|and|or|but|because|plus)\b",
    re.IGNORECASE,
)
_DOUBTED = re.compile(r"\b(?:supposed|alleged|purported|so-called|would-be|presumed|likely|potential|possible)\b", re.I)
_DOUBTED_BEFORE = re.compile(_DOUBTED.pattern + r"\s+$", re.I)
_WAR = r"(?:[- ](?:[Ww]ar|era))?[- ](?:[Ww]ars?|veterans?|vets?|(?:prisoners?|[Pp]risoners?) of war|POWs?)\b"
WAR = re.compile(_WAR)  # behind a state's name: where somebody fought, not whose he is
_FOUGHT = re.compile(r"\b([A-Z]\w*[a-z])" + _WAR)
_IN_FRONT = re.compile(r"((?:[Tt]he|a|A|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[A-Z][\w]+['’]s)\s+[^,.;:“”\"()]{3,80}),\s+$")
# "UN envoy to Yemen" is not Yemen's, "adviser to the German chancellor" is Germany's.
_SENT = re.compile(
    r"\b(?:ambassador|envoy|representative|emissary|delegate|consul|nuncio|mediator|rapporteur)s?(?:\s+general)?\s+(?:to|for|in|on)\s",
    re.IGNORECASE,
)


# "The vice president" is not the president, and the prime minister is not "the minister".
_OTHER_OFFICE = re.compile(r"\b(?:vice|deputy|assistant|associate|under|shadow)\b", re.IGNORECASE)
_OTHER_WITH = {
    "minister": re.compile(r"\b(?:prime|first|chief)$", re.IGNORECASE),
    "general": re.compile(r"\b(?:secretary|attorney|director|consul|governor|inspector|solicitor|surgeon)$", re.I),
}
_KIN = frozenset(["wife", "husband", "widow", "son", "daughter", "brother", "sister", "mother", "father", "first lady"])


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
    while start < end and (m := re.match(_NO_PART, text[start:end])):
        start += m.end()
    words = text[start:end].strip(" ,")
    if not words:
        return None
    honour = re.match(r"^(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame)\.?$", words)
    doubted = _DOUBTED.search(words) or _DOUBTED_BEFORE.search(text, max(0, start - 12), start)
    if honour or doubted or not is_title(words):
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
    if _CLAUSE.search(words) or _AMONG.match(words) or len(words.split()) > 12:
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
def is_office(wanted: str | None, held: str | None) -> bool:
    """Whether who holds one office may be called by the other: "minister" for a foreign, not for a prime minister."""
    if not wanted or not held:
        return False
    if held == wanted or same_office(held) == same_office(wanted):
        return True
    if held.startswith(wanted + " of "):
        return True
    if not held.endswith(" " + wanted):
        return False
    other = held[: -len(wanted) - 1]
    compound = _OTHER_WITH.get(wanted)
    return not (_OTHER_OFFICE.search(other) or (compound and compound.search(other)))


def may_hold(name: str, title: Title, held: list[Title]) -> bool:
    """Whether the bearer of a full name may be whom ``title`` and the surname alone name: "President | Obama".

    Not Michelle Obama: a president of that name is known, and she has another first name. Nor who is only told to be
    somebody's wife, nor, for the head of a state or government, who holds another office and not this one.
    """
    role = kb.find_role(title.words)
    if not role or (role.weak and not role.head):
        return True
    first, last = fold(name).split()[0], name.split()[-1]
    known = {h.name for h in kb.heads_named(last) if is_office(role.name, (h.title or "").casefold())}
    if known:
        return any(fold(h).split()[0] == first for h in known)
    roles = [r for t in held if (r := kb.find_role(t.words)) and (r.head or not r.weak)]
    if not roles or any(is_office(role.name, r.name) or is_office(r.name, role.name) for r in roles):
        return True
    return not (kb.is_head_role(title.words) or all(r.name in _KIN for r in roles))


def _leave_war(m: re.Match[str]) -> str:
    """Nothing of "Vietnam veteran" and "Korean War veteran"; a "French veteran" is French."""
    state = kb.find_state(m[1])
    own = state and m[1].casefold() in {a.casefold() for a in (*state.adjectives, *state.people)}
    return m[0] if own and "War" not in m[0] else ""


@lru_cache(maxsize=20_000)
def describe(words: str, on: date | None = None) -> Described:
    """Countries, sector, organisation and role that a noun phrase tells."""
    sent = _SENT.search(words)
    own = _FOUGHT.sub(_leave_war, words[: sent.end()] if sent else words)
    countries = list(kb.states_in(own, on))
    sector = kb.sector_of_role(words)
    role = kb.find_role(words)
    organisation = None
    tokens = [(m.start(), m.end()) for m in _PART.finditer(own)]
    i = 0
    while i < len(tokens):
        step = 1
        for j in range(min(len(tokens), i + 6), i, -1):
            part = _POSSESSIVE.sub("", own[tokens[i][0] : tokens[j - 1][1]])
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
