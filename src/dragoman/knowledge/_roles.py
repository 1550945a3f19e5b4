"""Words for what people are: offices, professions, groups, and the PLOVER sector that each belongs to."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from dragoman.knowledge._data import read_json
from dragoman.knowledge._text import cover, fold


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A role word. ``weak`` words (leader, spokesman) take the sector of what stands beside them, if any.

    ``kind`` is title (of a person), group (troops, protesters) or body (army, church, union); ``head`` marks
    heads of state and government.
    """

    name: str
    sector: str | None = None
    kind: str = "title"
    head: bool = False
    weak: bool = False
    forms: tuple[str, ...] = ()


_TAIL = re.compile(r",| (?:of|for|in|at|from|to|with|on|under|against|by|who|whose|near|over|and)\b", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:former|ex|onetime|one-time|ousted|deposed|late|retired|then)\b[ -]", re.IGNORECASE)
# Who fights or opposes the state stays that, whatever the rank: "rebel general", "opposition lawmaker".
_OVERRIDING = ("REB", "OPP", "CRM")
_OFFICES = frozenset({"GOV", "LEG", "JUD", "SPY"})


@cache
def _roles() -> dict[str, Role]:
    return {fold(form): role for role in read_json("roles.json", tuple[Role, ...]) for form in role.forms}


def _found(words: str) -> list[Role]:
    table = _roles()
    return [table[fold(words[a:b])] for a, b in cover(words, lambda w: fold(w) in table, 5)]


def find_role(words: str) -> Role | None:
    """The role word that heads a noun phrase (``"Italian deputy foreign minister"``), or None."""
    cut = _TAIL.search(words)
    roles = _found(words[: cut.start()] if cut else words) or _found(words)
    return roles[-1] if roles else None


def is_head_role(words: str) -> bool:
    """Whether a noun phrase names the office of a head of state or government, one of today."""
    role = find_role(words)
    return role is not None and role.head and not re.search(r"\b(?:vice|deputy|former|ex)\b", words, re.IGNORECASE)


def sector_of_role(words: str) -> str | None:
    """The PLOVER sector of whom a noun phrase describes (``"riot police"``: COP), or None.

    ``"the rebel commander"`` is REB, ``"a police spokesman"`` COP, ``"head of the army"`` MIL; who held
    an office of state formerly is CVL, as the PLOVER manual has it.
    """
    cut = _TAIL.search(words)
    front, back = (words[: cut.start()], words[cut.start() :]) if cut else (words, "")
    near = _found(front)
    if not near:
        return None
    sector = _sector(near, _found(back))
    if sector in _OFFICES and _FORMER.search(front):
        return "CVL"
    return sector


def _sector(near: list[Role], far: list[Role]) -> str | None:
    strong = [r.sector for r in near if not r.weak and r.sector]
    for sector in _OVERRIDING:
        if sector in strong:
            return sector
    if strong:
        return strong[-1]
    # Only weak words: "head of the army", "chairman of the company".
    beside = [r.sector for r in far if not r.weak and r.sector]
    return beside[0] if beside else near[-1].sector
