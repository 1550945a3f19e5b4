"""Names in a text: people with the titles that introduce them, organisations, outlets, states, capitals.

The model marks proper names; what is known beforehand (states, seats of government, organisations, outlets)
overrules it, because a tagger takes Kiev for a person and Brussels for a town.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Literal

import msgspec

from dragoman import knowledge as kb
from dragoman.find.layout import WordIndex
from dragoman.find.titles import describe
from dragoman.reading import ReadName
from dragoman.record import ActorKind, Span

NameKind = Literal["person", "organisation", "outlet", "state", "adjective", "capital", "seat", "place"]

_CAPITALISED = re.compile(
    r"(?:[A-Z][\w.'’\-–]*|al-[A-Z]\w+)(?:[ ](?:(?:of|for|the|and|on|de|la|du|del|von|van|bin|al)[ ])*[A-Z0-9][\w.'’\-–]*)*"  # noqa: E501
)
_OUTLET_AFTER = re.compile(
    r"^(?:['’]s|[\"”’'])?\s+(?:news\s?papers?|dail(?:y|ies)|weekly|magazine|news agenc(?:y|ies)|news service|tabloid|broadcaster|TV|television|radio|channel)\b"  # noqa: E501
)
_OUTLET_BEFORE = re.compile(
    r"(?:newspapers?|daily|weekly|magazine|news agency|agency|broadcaster|tabloid|newswire)\s+(?:[A-Z][\w’' ]+(?:,| and)\s+)?[\"“‘']?$"  # noqa: E501
)
ABBREVIATED = frozenset(["jr", "sr", "inc", "ltd", "co", "corp", "st"])
_DAYS = frozenset(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
_DATE = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)(?:\s+\d{1,4})?|\d[\d\s]*"
)
_OWNS = re.compile(r"(?:['’]s?)?\s+")
_POSSESSIVE = re.compile(r"(?:['’]s?)$")
_NAME_BEHIND = re.compile(r"['’]?s? [A-Z]")
_BODY_TAIL = re.compile(r"[a-z] (?:of (?:the )?)?[A-Z]\w+$")
_JOINED = re.compile(r"[,;]|\band\b")
_OUTLET_WORD = re.compile(
    r"\b(?:News|Times|Post|Daily|Gazette|Tribune|Herald|Radio|TV|Television|Journal|Guardian)\b|"
    r"\b(?:Ledger|Chronicle|Courier|Dispatch|Inquirer|Telegraph|Weekly|Magazine|Examiner|Observer|Newswire)$"
)
_DESCRIBED = re.compile(r"\s+(?:(?:and|or)\s+(\w+)\s+)?([\w-]+)")
_TOKEN = re.compile(r"\S+")
_HYPHEN_INSIDE = re.compile(r"\w[-–]\w")
_SUFFIX = re.compile(r",?\s+(?:Jr|Sr|II|III|IV)\.?$")
_PARTICLES = frozenset(
    ["van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "la", "le", "al", "el", "bin", "ibn", "ben"]
)
_NOT_PEOPLE = frozenset(
    [
        "i",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "republican",
        "democrat",
        "democrats",
        "republicans",
        "muslim",
        "muslims",
        "christian",
        "christians",
    ]
)


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """A name in the text. ``country`` is ISO alpha-3 where the name itself tells it."""

    start: int
    end: int
    kind: NameKind
    canonical: str
    actor_kind: ActorKind | None = None
    country: str | None = None
    sector: str | None = None
    shared: bool = False  # bodies of other countries bear the name too ("the Senate")


class Names:
    """The names of a text, in order and without overlaps, found by position."""

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = list(names)
        self._starts = [n.start for n in names]
        self._ends = [n.end for n in names]

    def __iter__(self) -> Iterator[Name]:
        return iter(self._names)

    def starting(self, start: int, end: int) -> list[Name]:
        """Those that begin in ``[start, end)``."""
        return self._names[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def inside(self, start: int, end: int) -> list[Name]:
        """Those that lie in ``[start, end)`` as a whole."""
        return self._names[bisect_left(self._starts, start) : bisect_right(self._ends, end)]

    def meeting(self, start: int, end: int) -> list[Name]:
        """Those that end behind ``start`` and begin before ``end``."""
        return self._names[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def beside(self, start: int, end: int) -> list[Name]:
        """The last one before ``start`` and the first from ``end`` on."""
        before, after = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return [*self._names[max(0, before - 1) : before], *self._names[after : after + 1]]

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that states, capitals, adjectives and seats tell."""
        kinds = ("state", "capital", "adjective", "seat")
        return frozenset(n.country for n in self if n.kind in kinds and n.country)

    @cached_property
    def states(self) -> dict[str, list[int]]:
        """Where each state is named, by itself, its capital or an adjective."""
        found: dict[str, list[int]] = {}
        for n in self:
            if n.kind in ("state", "capital", "adjective"):
                found.setdefault(n.canonical, []).append(n.start)
        return found


def find_names(text: str, tagged: tuple[ReadName, ...], on: date | None) -> list[Name]:
    """All names, in text order, without overlaps: known ones first, then those that the model tagged."""
    taken = bytearray(len(text) + 1)
    out: list[Name] = []
    index = WordIndex(text)
    tagged = mend(text, tagged, index)

    def add(name: Name | None) -> None:
        if name and name.start < name.end and not any(taken[name.start : name.end]):
            taken[name.start : name.end] = b"\x01" * (name.end - name.start)
            out.append(name)

    people = join_people(text, [strip_name(text, n.start, n.end) for n in tagged if n.kind == "person"])
    people = [add_surname(text, span, tagged) for span in people]
    for s, e in people:
        if " " in text[s:e] and not known_name(text, s, e, on):
            add(person_name(text, s, e))
    for n in tagged:
        s, e = strip_name(text, n.start, n.end)
        if n.kind == "organisation" and is_body_name(text[s:e]) and not known_name(text, s, e, on):
            add(organisation_name(text, s, e))  # before "Norwegian" alone is taken from it
    for m in _CAPITALISED.finditer(text):
        for name in known_in_run(text, m.start(), m.end(), on):
            add(name)
    for n in tagged:
        s, e = strip_name(text, n.start, n.end)
        if s >= e or any(taken[s:e]) or not text[s].isupper() or "\n" in text[s:e]:
            continue
        if n.kind == "person":
            add(person_name(text, s, e))
        elif n.kind == "organisation":
            add(organisation_name(text, s, e))
        elif n.kind == "place":
            add(Name(start=s, end=e, kind="place", canonical=text[s:e]))
        elif is_outlet(text, s, e):
            add(organisation_name(text, s, e))
    out = repeat_names(text, out, taken, index)
    return owned(text, one_kind(sorted(out, key=lambda n: n.start)))


def owned(text: str, names: list[Name]) -> list[Name]:
    """A body right behind a state is that state's: "Kyrgyzstan's State Border Service", "the Italian Senate"."""
    out: list[Name] = []
    for n in names:
        before = out[-1] if out else None
        if (
            before
            and n.kind in ("organisation", "seat")
            and (n.country is None or n.shared)
            and before.kind in ("state", "capital", "adjective")
            and before.country
            and _OWNS.fullmatch(text, before.end, n.start)
        ):
            canonical = f"{before.canonical} {text[n.start : n.end]}" if n.shared else n.canonical
            n = msgspec.structs.replace(n, country=before.country, shared=False, canonical=canonical)
        out.append(n)
    return out


def mend(text: str, tagged: tuple[ReadName, ...], index: WordIndex) -> tuple[ReadName, ...]:
    """Names that the tagger broke: "al-" | "Barghathi", "Attica" | "Daily"; and those that it got whole elsewhere."""
    out: list[ReadName] = []
    for n in tagged:
        last = out[-1] if out else None
        gap = text[last.end : n.start] if last else "\n"
        broken = last and (
            (gap == "" and text[last.end - 1] in "-’'")
            or (
                gap == " "
                and last.kind == "person"
                and n.kind == "organisation"
                and not known_body(text[n.start : n.end])
            )
        )
        if last and broken:
            out[-1] = msgspec.structs.replace(n, start=last.start)
        else:
            out.append(n)
    out.sort(key=lambda n: n.start)
    starts = [n.start for n in out]
    whole = {text[n.start : n.end]: n.kind for n in out if " " in text[n.start : n.end] and n.kind != "misc"}
    for words, kind in whole.items():
        for s in index.find(words):
            e = s + len(words)
            i, j = bisect_left(starts, s), bisect_left(starts, e)
            i -= i > 0 and out[i - 1].end > s
            out[i:j] = [ReadName(start=s, end=e, kind=kind)]
            starts[i:j] = [s]
    return tuple(out)


def known_body(words: str) -> bool:
    """Whether a seat or organisation of this name is known."""
    return kb.find_organisation(words) is not None or kb.find_metonym(words) is not None


def join_people(text: str, spans: list[Span]) -> list[Span]:
    """A first name and a surname that the tagger parted become one name."""
    out: list[Span] = []
    for s, e in spans:
        if out and text[out[-1][1] : s] == " " and " " not in text[s:e] and " " not in text[out[-1][0] : out[-1][1]]:
            out[-1] = (out[-1][0], e)
        else:
            out.append((s, e))
    return out


_SURNAME_BEHIND = re.compile(r" ([A-Z][a-z]+(?:[-’'][A-Z][a-z]+)?)(?=['’]s\b|[,.;:]|\s+[a-z(])")
_LINE_ENDS = re.compile(r"[^\n]*[.!?,;:”\"’')]\s*(?:\n|$)")


def add_surname(text: str, span: Span, tagged: tuple[ReadName, ...]) -> Span:
    """A first name with the surname behind it that the tagger left out: "Hanne | Moe".

    Only where nothing else is known of the next word, and not in a headline, which may set all words so.
    """
    s, e = span
    behind = _SURNAME_BEHIND.match(text, e)
    if not behind or not text[s:e].isalpha() or kb.gender_of(text[s:e]) is None:
        return span
    word = behind[1]
    near = [n for n in tagged if n.start < behind.end(1) and n.end > e + 1]
    if near or kb.find_role(word) or kb.opens_name(word) or word in _DAYS or not _LINE_ENDS.match(text, e):
        return span
    return s, behind.end(1)


def repeat_names(text: str, names: list[Name], taken: bytearray, index: WordIndex) -> list[Name]:
    """Later mentions by surname or by the same words that the tagger missed."""
    out = list(names)
    known: dict[str, Name] = {}
    for n in names:
        if n.kind == "person":
            known.setdefault(surname(n.canonical), n)
        if n.kind in ("person", "organisation", "outlet"):
            known.setdefault(text[n.start : n.end], n)
    short: dict[str, list[Name]] = {}
    for n in names:
        if n.kind in ("organisation", "outlet") and " " in n.canonical:
            short.setdefault(n.canonical.split()[-1], []).append(n)
    for last, bearers in short.items():
        if len({b.canonical for b in bearers}) == 1 and last[0].isupper():  # "the Commission", "the Ledger"
            for at in index.find(f"the {last}", any_case=True):
                s, e = at + 4, at + 4 + len(last)
                if at > bearers[0].start and not any(taken[s:e]) and not _NAME_BEHIND.match(text, e):
                    taken[s:e] = b"\x01" * len(last)
                    out.append(msgspec.structs.replace(bearers[0], start=s, end=e))
    for words, n in known.items():
        if len(words) < 3 or words.islower() or kb.find_state(words) or words in ("The", "But", "May", "March"):
            continue
        any_case = not words[0].isupper()  # "the ledger" is not the Ledger; but "Von der Leyen" opens a sentence
        for s in index.find(words, any_case=any_case):
            e = s + len(words)
            if not any(taken[s:e]) and text[e : e + 1] != "-" and text[max(0, s - 1) : s] != "-":
                taken[s:e] = b"\x01" * len(words)
                canonical = text[s:e] if n.kind == "person" else n.canonical
                out.append(msgspec.structs.replace(n, start=s, end=e, canonical=canonical))
    return out


def surname(name: str) -> str:
    """The last word of a name with the particles before it: "von der Leyen", "al-Sayed"."""
    words = name.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].casefold() in _PARTICLES:
        at -= 1
    return " ".join(words[at:])


def one_kind(names: list[Name]) -> list[Name]:
    """What is called an outlet once is one throughout the document."""
    outlets = {n.canonical.casefold(): n for n in names if n.kind == "outlet"}
    surnames = {n.canonical.split()[-1] for n in names if n.kind == "person" and " " in n.canonical}
    names = [
        msgspec.structs.replace(n, kind="person", actor_kind="person", country=None, sector=None)
        if n.kind in ("organisation", "place") and n.canonical in surnames and not kb.find_organisation(n.canonical)
        else n
        for n in names
    ]
    return [
        msgspec.structs.replace(
            n, kind="outlet", actor_kind="outlet", sector="JRN", canonical=outlets[n.canonical.casefold()].canonical
        )
        if n.kind == "organisation" and n.canonical.casefold() in outlets
        else n
        for n in names
    ]


def strip_name(text: str, start: int, end: int) -> Span:
    """A name without a possessive or marks at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    words = _POSSESSIVE.sub("", text[start:end])
    words = words.rstrip(' ,;:"“”()')
    last = words.rsplit(None, 1)[-1] if words else ""
    if last.endswith(".") and "." not in last[:-1] and last[:-1].casefold() not in ABBREVIATED:
        words = words.rstrip(".")  # the sentence's; "U.S." and "Jr." keep theirs
    return start, start + len(words)


def person_name(text: str, start: int, end: int) -> Name | None:
    """A person's name; titles that the tagger took along are cut off."""
    words = text[start:end]
    if words.casefold() in _NOT_PEOPLE or not any(c.isupper() for c in words) or "\n" in words:
        return None
    while " " in words:
        head, _, rest = words.partition(" ")
        if rest[:1].isupper() and (kb.find_role(head) or head.rstrip(".").casefold() in ("mr", "mrs", "ms", "dr")):
            start += len(words) - len(rest)
            words = rest
        else:
            break
    return Name(
        start=start, end=start + len(words), kind="person", canonical=_SUFFIX.sub("", words), actor_kind="person"
    )


def is_outlet(text: str, start: int, end: int) -> bool:
    """Whether words around a name call it a newspaper, agency, broadcaster ..."""
    return bool(_OUTLET_AFTER.match(text[end : end + 40]) or _OUTLET_BEFORE.search(text[max(0, start - 60) : start]))


def is_body_name(words: str) -> bool:
    """Whether words that hold a state's name are the name of one body: "Norwegian Herring Council"."""
    if not words[:1].isupper() or "\n" in words or not _BODY_TAIL.search(words):
        return False
    about = describe(words)
    return len(about.countries) == 1 and about.role_kind != "title" and not _JOINED.search(words)


def organisation_name(text: str, start: int, end: int) -> Name:
    """An organisation that only the tagger knows; its sector and country from its own words."""
    words = text[start:end]
    about = describe(words)
    outlet = is_outlet(text, start, end) or _OUTLET_WORD.search(words) is not None
    return Name(
        start=start,
        end=end,
        kind="outlet" if outlet else "organisation",
        canonical=words,
        actor_kind="outlet" if outlet else "organisation",
        country=about.countries[0] if len(about.countries) == 1 else None,
        sector="JRN" if outlet else about.sector,
    )


def known_name(text: str, start: int, end: int, on: date | None) -> Name | None:
    """The known actor that ``text[start:end]`` names as a whole, if any."""
    words = text[start:end]
    if _DATE.fullmatch(words):
        return None  # "November 17" is a day long before it is a group
    seat = kb.find_metonym(words)
    if seat:
        return of_entry(seat, "seat", words, start, end)
    state = kb.find_state(words, on)
    if state and not (len(words) <= 2 and words.islower()):
        adjective = is_adjective(state, words) and not (is_state_name(state, words) and not describes(text, end))
        return of_state(state, "adjective" if adjective else "state", start, end)
    body = kb.find_organisation(words)
    if body:
        return of_entry(body, "outlet" if body.kind == "outlet" else "organisation", words, start, end)
    outlet = outlet_called(words)
    if outlet:
        return Name(start=start, end=end, kind="outlet", canonical=outlet, actor_kind="outlet", sector="JRN")
    capital = kb.find_capital(words, on)
    return of_state(capital, "capital", start, end) if capital else None


def of_state(state: kb.State, kind: NameKind, start: int, end: int) -> Name:
    """A name that stands for a state."""
    return Name(
        start=start, end=end, kind=kind, canonical=state.name, actor_kind="state", country=state.iso3, sector="GOV"
    )


def of_entry(entry: kb.Entry, kind: NameKind, words: str, start: int, end: int) -> Name:
    """A name that stands for a known seat or body."""
    return Name(
        start=start,
        end=end,
        kind=kind,
        canonical=entry.name,
        actor_kind=entry.kind,
        country=entry.country,
        sector=entry.sector,
        shared=is_shared(words, entry.shared),
    )


def is_shared(words: str, shared: tuple[str, ...]) -> bool:
    """Whether this form of a body's name is one that bodies of other countries have too."""
    low = re.sub(r"^the ", "", words.casefold())
    return any(low == re.sub(r"^the ", "", s.casefold()) for s in shared)


def is_adjective(state: kb.State, words: str) -> bool:
    """Whether words are an adjective or people of a state ("French", "the French")."""
    bare = re.sub(r"^the\s+", "", words.casefold())
    return any(bare == a.casefold() for a in (*state.adjectives, *state.people))


def is_state_name(state: kb.State, words: str) -> bool:
    """Whether words are a state's own name; "US" and "Taiwan" are name and adjective."""
    bare = re.sub(r"^the\s+|\.", "", words.casefold())
    return any(bare == n.replace(".", "").casefold() for n in state.names)


def describes(text: str, end: int) -> bool:
    """Whether a word that ends here and may be an adjective is one: "US | officials", "US | and Russian officials"."""
    m = _DESCRIBED.match(text[end : end + 60])
    if not m:
        return False
    other = kb.find_state(m[1]) if m[1] else None
    return bool(kb.find_role(m[2]) if not m[1] else other and is_adjective(other, m[1]))


@lru_cache(maxsize=20_000)
def outlet_called(words: str) -> str | None:
    """The outlet of this exact name; names that are plain words too need their article ("The Times")."""
    from dragoman.sources.outlets import outlet_of_name

    if not words[:1].isupper() or words.islower() or "." in words:
        return None
    found = outlet_of_name(words)
    if found and found.startswith("The ") and found.count(" ") == 1 and not words.startswith("The "):
        return None
    if found and " " not in found and len(found) < 7 and not words.isupper():
        return None
    return found


@cache
def _outlet_openers() -> frozenset[str]:
    from dragoman.sources.outlets import fold_name, load_outlets

    names = (name for outlet in load_outlets() for name in (outlet["name"], *outlet.get("aliases", ())))
    return frozenset(word for name in names for word in fold_name(name).split()[:1])


@lru_cache(maxsize=20_000)
def opens_known_name(word: str) -> bool:
    """Whether the name of a known state, capital, body or outlet can begin with a word; an article may open any."""
    from dragoman.sources.outlets import fold_name

    first = fold_name(word).split()[:1]
    return kb.opens_name(word) or first in ([], ["the"]) or first[0] in _outlet_openers()


def known_in_run(text: str, start: int, end: int, on: date | None) -> list[Name]:
    """Known names in a run of capitalised words, the longest first from the left."""
    tokens = [(m.start() + start, m.end() + start) for m in _TOKEN.finditer(text[start:end])]
    out: list[Name] = []
    i = 0
    while i < len(tokens):
        found = None
        if text[tokens[i][0]].islower() and "-" not in text[slice(*tokens[i])]:
            i += 1  # "and the | Swedish"
            continue
        known = opens_known_name(text[slice(*strip_name(text, *tokens[i]))])
        for j in range(min(len(tokens), i + 7) if known else i, i, -1):
            s, e = strip_name(text, tokens[i][0], tokens[j - 1][1])
            if s < e and (j == i + 1 or text[e - 1 : e].isalnum()):
                found = known_name(text, s, e, on)
                if found and found.kind in ("state", "adjective") and is_part(text, s, e, (start, end), on):
                    found = None
                if found:
                    break
        if found:
            out.append(found)
            i = j
            continue
        out.extend(hyphenated(text, *tokens[i], on))
        i += 1
    return out


def is_part(text: str, start: int, end: int, run: Span, on: date | None) -> bool:
    """Whether a state's name is only a part of another name: "New | Mexico", "British | Columbia"."""
    if run == (start, end):
        return False
    state = kb.find_state(text[start:end], on)
    near = text[max(run[0], start - 25) : min(run[1], end + 25)]
    return bool(state and state.iso3 and state.iso3 not in kb.states_in(near, on))


def hyphenated(text: str, start: int, end: int, on: date | None) -> list[Name]:
    """The states of "Franco-British", "US-Russia"; none in "Iran-backed"."""
    words = text[start:end]
    if not _HYPHEN_INSIDE.search(words):
        return []
    codes = kb.states_in(words, on)
    out = []
    if len(codes) >= 1 and re.search(r"[-–][A-Z]", words):
        at = start
        for part, code in zip(re.split(r"[-–]", words), codes, strict=False):
            state = kb.state_by_code(code)
            end_at = at + len(re.sub(r"(?:['’]s?|[.,;:])$", "", part))
            if state:
                out.append(
                    Name(
                        start=at,
                        end=end_at,
                        kind="adjective",
                        canonical=state.name,
                        actor_kind="state",
                        country=code,
                        sector="GOV",
                    )
                )
            at += len(part) + 1
    return out
