"""Words for what people are: offices, professions, groups, and the PLOVER sector that each belongs to."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import msgspec

from dragoman.knowledge._data import read_json
from dragoman.knowledge._text import cover, first_words, fold


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A role word. ``weak`` words (leader, spokesman) take the sector of what stands beside them, if any.

    ``kind`` is title (of a person), group (troops, protesters) or body (army, church, union); ``head`` marks
    heads of state and government. ``forms`` are the singular and the plural, folded.
    """

    name: str
    sector: str | None = None
    kind: str = "title"
    head: bool = False
    weak: bool = False
    forms: tuple[str, ...] = ()


_TAIL = re.compile(r",| (?:of|for|in|at|from|to|with|on|under|against|by|who|whose|near|over|and)\b", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:former|ex|onetime|one-time|ousted|deposed|late|retired)\b[ -]", re.IGNORECASE)
_NOT_HEAD = re.compile(r"\b(?:vice|deputy|former|ex)\b", re.IGNORECASE)
# Who fights or opposes the state stays that, whatever the rank: "rebel general", "opposition lawmaker".
_OVERRIDING = ("REB", "OPP", "CRM")
_OFFICES = frozenset({"GOV", "LEG", "JUD", "SPY"})


@cache
def _roles() -> dict[str, Role]:
    return {form: role for role in read_json("roles.json", tuple[Role, ...]) for form in role.forms}


@cache
def _first_words() -> dict[str, int]:
    return first_words(_roles())


def _spans(words: str) -> list[tuple[int, int]]:
    return cover(words, lambda w: fold(w) in _roles(), _first_words())


def _found(words: str) -> list[Role]:
    return [_roles()[fold(words[a:b])] for a, b in _spans(words)]


@lru_cache(maxsize=20_000)  # names and titles of one document, and of one day's news, come again and again
def find_role(words: str) -> Role | None:
    """The role word that heads a noun phrase (``"Italian deputy foreign minister"``), or None."""
    roles = _found(_parts(words)[0]) or _found(words)
    return roles[-1] if roles else None


def is_head_role(words: str) -> bool:
    """Whether a noun phrase names the office of a head of state or government, held today."""
    role = find_role(words)
    if role is None or not role.head or _NOT_HEAD.search(words):
        return False
    return sector_of_role(words) == "GOV"


@lru_cache(maxsize=20_000)
def sector_of_role(words: str) -> str | None:
    """The PLOVER sector of whom a noun phrase describes (``"riot police"``: COP), or None.

    ``"the rebel commander"`` is REB, ``"a police spokesman"`` COP, ``"head of the army"`` MIL; who held
    an office of state formerly is CVL, as the PLOVER manual has it.
    """
    front, back = _parts(words)
    near = _found(front)
    if not near:
        return None
    sector = _sector(near, _found(back))
    return "CVL" if sector in _OFFICES and _FORMER.search(front) else sector


def _parts(words: str) -> tuple[str, str]:
    """What stands before the first preposition, and what an "of", "for", "at" or "in" adds to it."""
    inside = _spans(words)  # "chief of staff" is one role: its "of" cuts nothing
    cuts = (c for c in _TAIL.finditer(words) if not any(a <= c.start() < b for a, b in inside))
    cut = next(cuts, None)
    if cut is None:
        return words, ""
    front, back = words[: cut.start()], words[cut.end() :]
    if cut.group().strip().lower() not in ("of", "for", "at", "in"):
        return front, ""
    end = _TAIL.search(back)
    return front, back[: end.start()] if end else back


def _sector(near: list[Role], far: list[Role]) -> str | None:
    strong = [r.sector for r in near if not r.weak and r.sector]
    for sector in _OVERRIDING:
        if sector in strong:
            return sector
    if strong:
        return strong[-1]
    # Only weak words: "head of the army", "president of the company".
    beside = [r.sector for r in far if not r.weak and r.sector and r.kind != "title"]
    beside = beside or [r.sector for r in far if not r.weak and r.sector]
    return beside[0] if beside else near[-1].sector
