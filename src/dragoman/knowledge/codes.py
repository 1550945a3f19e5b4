"""Codes of the field's event data sets: CAMEO for what happened, FIPS and CAMEO for where and who.

Sources, all public: the CAMEO codebook (Schrodt, 2012) in the wording of the ICEWS dictionaries, the CAMEO version of
Goldstein's scale as GDELT publishes it, CAMEO2PLOVER of the PLOVER repository (CC BY-SA 4.0) read backwards, GDELT's
look-up tables, GeoNames' FIPS 10-4 codes (CC BY 4.0). The tables stand in ``tools/knowledge``; nothing is read at
import.
"""

from __future__ import annotations

from functools import cache
from itertools import takewhile

import msgspec

from dragoman.knowledge._data import read_json
from dragoman.knowledge._names import find_organisation
from dragoman.knowledge._text import fold

# PLOVER renamed two of CAMEO's actor types and added others that CAMEO has no code for (SOC, REL, PRM).
_TYPES = {"JRN": "MED", "MED": "HLH", "ISM": "NGM"} | {
    code: code
    for code in (
        "GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "LEG", "UAF", "CVL", "BUS", "LAB", "AGR", "EDU", "REF",
        "CRM", "IGO", "NGO", "IMG", "MNC",
    )
}  # fmt: skip
_GDELT_QUADS = {"03": 1, "04": 1, "05": 1, "06": 2, "07": 2, "08": 2} | {
    root: 3 if root < "14" else 4 for root in ("09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20")
}


class _Code(msgspec.Struct, frozen=True):
    title: str
    goldstein: float


class _Codes(msgspec.Struct, frozen=True):
    cameo: dict[str, _Code]
    plover: dict[str, dict[str, tuple[str, ...]]]
    fips: dict[str, str]
    cameo_countries: dict[str, str]
    groups: dict[str, str]


class Cameo(msgspec.Struct, frozen=True, kw_only=True):
    """What an event of PLOVER is in CAMEO, as far as its type and mode tell.

    ``code`` is the narrowest code that holds all that the event may be ("080", to yield, for a retreat of no known
    mode); None where CAMEO parts what PLOVER has as one (an attack may be 18, 19 or 20). ``base`` are its first three
    digits, ``root`` its first two. ``goldstein`` and ``quad`` (GDELT's QuadClass, 1 to 4, a matter of the root) are
    also given where ``code`` is None and all that the event may be agree.
    """

    code: str | None = None
    title: str | None = None
    goldstein: float | None = None
    quad: int | None = None

    @property
    def root(self) -> str | None:
        """The first two digits."""
        return self.code[:2] if self.code else None

    @property
    def base(self) -> str | None:
        """The first three digits."""
        return self.code[:3] if self.code else None


@cache
def _codes() -> _Codes:
    return read_json("codes.json", _Codes)


def _common_start(codes: tuple[str, ...]) -> str:
    """The digits that all codes begin with."""
    alike = takewhile(lambda digits: len(set(digits)) == 1, zip(*codes, strict=False))
    return "".join(digits[0] for digits in alike)


@cache
def cameo_of(event_type: str, mode: str | None = None) -> Cameo:
    """The CAMEO code of a PLOVER event type and mode; a mode that the table lacks counts as not told.

    Raises:
        KeyError: PLOVER has no such type.
    """
    modes = _codes().plover[event_type]
    candidates = modes.get(mode or "", modes[""])
    quads = {_GDELT_QUADS[c[:2]] for c in candidates}
    quad = quads.pop() if len(quads) == 1 else None
    common = _common_start(candidates)
    if len(common) < 2:
        entries = [_codes().cameo.get(c.ljust(3, "0")) for c in candidates]
        figures = {e.goldstein if e else None for e in entries}
        return Cameo(goldstein=figures.pop() if len(figures) == 1 else None, quad=quad)
    code = common.ljust(3, "0")
    entry = _codes().cameo[code]
    return Cameo(code=code, title=entry.title, goldstein=entry.goldstein, quad=quad)


def fips_of(iso3: str | None) -> str | None:
    """The FIPS 10-4 code of a country, which GDELT's places have; None where FIPS has none (Palestine as a whole)."""
    return _codes().fips.get(iso3 or "")


def cameo_country_of(iso3: str | None) -> str | None:
    """CAMEO's country code: ISO's alpha-3 but for a few (ROM, MTN)."""
    return _codes().cameo_countries.get(iso3, iso3) if iso3 else None


@cache
def _groups() -> dict[str, str]:
    """Codes by the folded name that our own table of organisations gives a body."""
    known = ((find_organisation(name), name, code) for name, code in _codes().groups.items())
    return {fold(entry.name if entry else name): code for entry, name, code in known}


def cameo_group_of(name: str) -> str | None:
    """CAMEO's code of a body that it knows by name (``NATO`` is ``NAT``)."""
    entry = find_organisation(name)
    return _groups().get(fold(entry.name if entry else name))


def cameo_type_of(sector: str | None) -> str | None:
    """CAMEO's actor type of a PLOVER sector; None where CAMEO has none."""
    return _TYPES.get(sector or "")
