"""States, seats and houses, organisations, heads of state and government, first names."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import cache, lru_cache

import msgspec

from dragoman.knowledge._data import read_bytes, read_json
from dragoman.knowledge._text import cover, first_word, first_words, fold, plain, same_case
from dragoman.record import ActorKind


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A state or territory of today or of the past century.

    ``iso3`` is the code to put into a record: for a past state its former code (SUN, YUG, DDR), for a part
    (Scotland) that of its state, for a de facto state None. ``status`` is one of state, territory,
    de facto, part, historic; ``note`` tells what its names may also mean.
    """

    name: str
    iso3: str | None = None
    iso2: str | None = None
    cow_number: int | None = None
    cow: str | None = None
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    combining: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    from_: int | None = msgspec.field(default=None, name="from")
    until: int | None = None
    status: str = "state"
    note: str | None = None

    def existed(self, on: date) -> bool:
        """Whether it existed under this name in the year of ``on``, as far as is known."""
        return (self.from_ is None or self.from_ <= on.year) and (self.until is None or on.year <= self.until)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """An actor that is known beforehand: a seat of government, an organisation, the holder of an office.

    ``shared`` are those of its names that bodies of other countries have too (Senate, Labour Party): there
    the country that the document is about should be asked first. ``from_`` and ``until`` are ISO days,
    months or years, as exactly as is known.
    """

    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    aliases: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    title: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None


class _States(msgspec.Struct, frozen=True):
    not_states: tuple[str, ...]
    states: tuple[State, ...]


# A name found in its table: how it is written there, and whose it is. The order in the list is the ranking.
_Names = dict[str, list[tuple[str, State]]]
_RANK = {"state": 0, "territory": 1, "de facto": 2, "part": 3, "historic": 4}
# Capitals that are far more often something else, or a town elsewhere, when they stand for someone who acts.
_UNSURE_CAPITALS = {
    "hamilton", "plymouth", "douglas", "stanley", "jamestown", "victoria", "george town", "georgetown",
    "kingston", "male", "valley", "salisbury", "aden", "st denis", "marigot",
}  # fmt: skip
# "US-backed rebels" are not the US; "the Saudi-led coalition" is Saudi Arabia's.
_NOT_ITSELF = re.compile(
    r"-(?:backed|funded|financed|supplied|made|built|trained|armed|aligned|allied|born|supported|sponsored"
    r"|brokered|mediated|imposed|educated|designed|style|speaking|language|bound|occupied)\b",
    re.IGNORECASE,
)


# "North and South Korea" are two states, not one.
_HALVES = re.compile(
    r"\b(North|South|East|West) (?:and|&) (North|South|East|West)"
    r" (Korea\w*|Viet ?[Nn]am\w*|German\w*|Yemen\w*)"
)


@cache
def _table() -> _States:
    return read_json("states.json", _States)


def all_states() -> tuple[State, ...]:
    """Every state, territory, part and past state that is known."""
    return _table().states


@cache
def _by_code() -> dict[str, State]:
    ranked = sorted(all_states(), key=lambda s: _RANK[s.status], reverse=True)
    return {s.iso3: s for s in ranked if s.iso3}


def state_by_code(iso3: str) -> State | None:
    """The state of an ISO 3166 alpha-3 code, past codes such as SUN and YUG included."""
    return _by_code().get(iso3.upper())


@cache
def _by_cow() -> dict[str, State]:
    ranked = sorted(all_states(), key=lambda s: _RANK[s.status], reverse=True)
    table = {s.cow: s for s in ranked if s.cow}
    return table | {str(s.cow_number): s for s in ranked if s.cow_number}


def state_by_cow(code: str | int) -> State | None:
    """The state of a Correlates of War code, in letters or as number."""
    return _by_cow().get(str(code).upper())


def _index(forms: dict[str, int]) -> _Names:
    """Files all states under the named fields; an earlier field and a living state win."""
    rows: list[tuple[int, int, str, State]] = []
    for state in all_states():
        for field, weight in forms.items():
            rows += [(weight, _RANK[state.status], form, state) for form in getattr(state, field)]
    table: _Names = defaultdict(list)
    for _, _, form, state in sorted(rows, key=lambda r: r[:2]):
        table[fold(form)].append((plain(form), state))
    return dict(table)


@cache
def _state_names() -> _Names:
    return _index({"names": 0, "adjectives": 1, "people": 2})


@cache
def _capital_names() -> _Names:
    return {k: v for k, v in _index({"capitals": 0}).items() if k not in _UNSURE_CAPITALS}


@cache
def _combining_names() -> _Names:
    return _index({"combining": 0, "adjectives": 1})


def _choose(table: _Names, words: str, on: date | None) -> State | None:
    written = plain(words)
    fitting = [s for form, s in table.get(written.casefold(), ()) if same_case(form, written)]
    if on is not None:
        fitting = [s for s in fitting if s.existed(on)] or fitting
    return fitting[0] if fitting else None


def find_state(words: str, on: date | None = None) -> State | None:
    """The state that ``words`` name, by name, adjective or people noun, not by its capital.

    The whole of ``words`` must be the name (``"the U.S."``, ``"Britons"``, ``"Zaire's"``); ``on`` decides
    between states of one name. Ask :func:`states_in` about a longer phrase.
    """
    return _choose(_state_names(), words, on)


def find_capital(words: str, on: date | None = None) -> State | None:
    """The state whose capital or seat of government ``words`` name (``"Kiev"``, ``"The Hague"``)."""
    return _choose(_capital_names(), words, on)


def states_in(phrase: str, on: date | None = None) -> list[str]:
    """The codes of all states that ``phrase`` names, by name, adjective, people or combining form, in order.

    ``"the Franco-British push"`` gives ``["FRA", "GBR"]``. Names inside other names are passed over
    (``"New Mexico"``, ``"Latin America"``), and so is who is behind someone (``"Iran-backed militia"``).
    """
    return list(_states_in(phrase, on))


@lru_cache(maxsize=20_000)
def _states_in(phrase: str, on: date | None) -> tuple[str, ...]:
    codes: list[str] = []
    phrase = _HALVES.sub(r"\1 \3 and \2 \3", phrase)
    for start, end in cover(phrase, _is_state_or_trap, _state_first_words()):
        words = phrase[start:end]
        if fold(words) in _not_states() or _NOT_ITSELF.match(phrase, end):
            continue
        state = _choose(_state_names(), words, on)
        if state is None and phrase[end : end + 1] in "-–" and find_state(_next_word(phrase, end + 1)):
            state = _choose(_combining_names(), words, on)
        if state and state.iso3 and state.iso3 not in codes:
            codes.append(state.iso3)
    return tuple(codes)


def _next_word(phrase: str, start: int) -> str:
    return re.split(r"[\s,.;:-]", phrase[start:], maxsplit=1)[0]


@cache
def _not_states() -> frozenset[str]:
    return frozenset(fold(p) for p in _table().not_states)


@cache
def _state_first_words() -> dict[str, int]:
    return first_words([*_not_states(), *_state_names(), *_combining_names()])


def _is_state_or_trap(words: str) -> bool:
    key = fold(words)
    if key in _not_states():
        return True
    return bool(_choose(_state_names(), words, None) or _choose(_combining_names(), words, None))


# Filed by folded name: the form as its table has it, and whose it is.
_Entries = dict[str, list[tuple[str, Entry]]]


@cache
def _entries(file: str) -> _Entries:
    table: _Entries = defaultdict(list)
    for entry in read_json(file, tuple[Entry, ...]):
        for form in (entry.name, *entry.aliases):
            table[fold(form)].append((form, entry))
    return dict(table)


def _find_entry(file: str, words: str) -> Entry | None:
    written = plain(words)
    with_article = words.lstrip(' "“').lower().startswith("the ")
    for form, entry in _entries(file).get(written.casefold(), ()):
        # "the City" is the financial district, "City" is not.
        if same_case(plain(form), written) and (with_article or not form.lower().startswith("the ")):
            return entry
    return None


def find_metonym(words: str) -> Entry | None:
    """The actor that a seat, house, ministry or agency stands for (``"the Kremlin"``, ``"Foggy Bottom"``)."""
    return _find_entry("metonyms.json", words)


def find_organisation(words: str) -> Entry | None:
    """The organisation, alliance, court, party, armed group, bank or agency of this name or abbreviation."""
    return _find_entry("organisations.json", words)


@cache
def _all_first_words() -> frozenset[str]:
    tables = (_state_names(), _capital_names(), _entries("metonyms.json"), _entries("organisations.json"))
    return frozenset(first_words(form for table in tables for form in table))


def opens_name(words: str) -> bool:
    """Whether a state, capital, seat or organisation that is known can begin with the first of ``words``.

    An article tells nothing: it opens any of them.
    """
    first = first_word(words)
    return first is None or first in _all_first_words()


@cache
def _heads() -> dict[str, list[Entry]]:
    table: dict[str, list[Entry]] = defaultdict(list)
    for entry in read_json("heads.json", tuple[Entry, ...]):
        for form in {fold(entry.name), *map(fold, entry.aliases)}:
            table[form].append(entry)
    return dict(table)


def heads_named(words: str) -> tuple[Entry, ...]:
    """Every office that someone of this name (full name or surname) is known to have held."""
    return tuple(_heads().get(fold(words), ()))


def head_on(words: str, on: date) -> Entry | None:
    """The holder of a high office of this name on that day; None where nobody, or more than one, is known.

    Of two offices that one person holds at once, the first in the table. The table ends in January 2026: who
    held an office then (``until`` is None) may have left it since.
    """
    day = on.isoformat()
    serving = [e for e in heads_named(words) if _serves(e, day)]
    return serving[0] if serving and len({e.name for e in serving}) == 1 else None


def _serves(entry: Entry, day: str) -> bool:
    # ISO days, months and years compare as text once both are cut to the coarser of the two.
    if entry.from_ and day[: len(entry.from_)] < entry.from_:
        return False
    return not entry.until or day[: len(entry.until)] <= entry.until


@cache
def _genders() -> dict[str, str]:
    lines = read_bytes("first_names.tsv").decode("utf-8").splitlines()
    return {name: gender for gender, names in (line.split("\t") for line in lines) for name in names.split()}


def gender_of(first_name: str) -> str | None:
    """``"m"`` or ``"f"`` where a first name is clearly one of them nearly everywhere, else None."""
    return _genders().get(fold(first_name))
