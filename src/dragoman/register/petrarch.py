"""PETRARCH and TABARI actor dictionaries (``Phoenix.Countries.actors.txt``): names, synonyms, dated codes.

Layout, after the PETRARCH documentation and ``PETRreader.py`` of openeventdata: ``NAME_ [CODE]``, synonyms on lines
that begin with ``+``, codes with dates on indented lines: ``[USAGOV 19930120-20010120]``, ``[AFGGOV >011222]`` from
that day, ``[USAELI <20100101]`` until it, a code without dates for all other times. Two-digit years up to 30 are 20xx.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import msgspec

from dragoman import knowledge as kb
from dragoman.record import ActorKind
from dragoman.register.entries import Held
from dragoman.register.rows import BadRow, Problems, Row, Skipped, open_lines

_CODE = re.compile(r"\[\s*([A-Z0-9~*+-]+?)\s*(?:\s([^\]]*))?\]")
_RANGE = re.compile(r"^\s*(\d{6,8})\s*-\s*(\d{6,8})\s*$")
_BOUND = re.compile(r"^\s*([<>])\s*(\d{6,8})\s*$")
# CAMEO's agent codes as PLOVER's sectors; MED is the media there, medicine here. What has no like is left out.
_SECTORS = {
    "GOV": "GOV", "MIL": "MIL", "REB": "REB", "INS": "REB", "SEP": "REB", "OPP": "OPP", "PTY": "PTY", "COP": "COP",
    "JUD": "JUD", "SPY": "SPY", "LEG": "LEG", "CVL": "CVL", "ELI": "CVL", "BUS": "BUS", "LAB": "LAB", "AGR": "AGR",
    "EDU": "EDU", "MED": "JRN", "HLH": "MED", "REF": "REF", "CRM": "CRM", "UAF": "UAF", "PRM": "PRM", "IGO": "IGO",
    "NGO": "NGO", "NGM": "NGO", "IMG": "IMG", "MNC": "MNC", "ISM": "ISM", "HRI": "SOC", "ENV": "SOC", "SOC": "SOC",
    "REL": "REL", "MUS": "REL", "CHR": "REL", "JEW": "REL", "HIN": "REL", "BUD": "REL",
}  # fmt: skip
_COUNTRIES = {"PAL": "PSE", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "ZAR": "COD", "SER": "SRB", "WBG": "PSE"}
_TITLES = re.compile(
    r"^(?:(?:ACTING|FORMER|PRIME|FOREIGN|DEFENSE|DEFENCE|INTERIOR|FINANCE|DEPUTY|VICE|PRESIDENT|MINISTER|PREMIER|KING|QUEEN|"
    r"PRINCE|SULTAN|SHEIKH|GENERAL|COLONEL|MAJOR|CAPTAIN|CHANCELLOR|SECRETARY|OF|STATE|SENATOR|SPEAKER|AMBASSADOR|"
    r"CHAIRMAN|GOVERNOR|MR|MRS|MS|DR)\s+)+(?=\S)"
)


class _Block(msgspec.Struct):
    """A name with its synonyms and codes."""

    number: int
    names: list[str]
    codes: list[tuple[int, str, str]]


def read_petrarch(name: str, skipped: Problems, remarks: list[str]) -> Iterator[Row]:
    """The actors of a dictionary; a row's number is the line of its first name."""
    states = 0
    for block in _blocks(name, skipped):
        try:
            row = _row(block, skipped)
        except BadRow as problem:
            skipped.append(Skipped(block.number, str(problem)))
            continue
        if row is None:
            states += 1
        else:
            yield row
    if states:
        remarks.append(f"left out as states and their towns, which Dragoman knows of itself: {states}")


def _blocks(name: str, skipped: Problems) -> Iterator[_Block]:
    """The blocks of the file; comments (``#``, ``;``, ``<!-- -->``) are passed over."""
    block: _Block | None = None
    comment = False
    for number, line in enumerate(open_lines(name), start=1):
        line, comment = _uncommented(line.rstrip("\r\n"), comment)
        if "---STOP---" in line:
            break
        if not line.strip():
            continue
        indented = line[:1] in " \t" and line.lstrip().startswith("[")
        text = line.strip()
        codes = [(number, m[1], (m[2] or "").strip()) for m in _CODE.finditer(text)]
        names = text[: text.find("[")].strip() if "[" in text else text
        if "[" in text and not codes:
            skipped.append(Skipped(number, f"only a part: {text[text.find('[') :][:60]!r} is no code"))
        if indented or not names:
            if block is None:
                skipped.append(Skipped(number, "a code without a name before it"))
            else:
                block.codes += codes
        elif names.startswith("+"):
            if block is None:
                skipped.append(Skipped(number, "a synonym without a name before it"))
            else:
                block.names.append(names[1:])
                block.codes += codes
        else:
            if block is not None:
                yield block
            block = _Block(number, [names], codes)
    if block is not None:
        yield block


def _uncommented(line: str, inside: bool) -> tuple[str, bool]:
    if inside:
        end = line.find("-->")
        return ("", True) if end < 0 else (line[end + 3 :], False)
    line = re.sub(r"<!--.*?-->", "", line)
    if "<!--" in line:
        return line[: line.find("<!--")], True
    return re.split(r"[#;]", line, maxsplit=1)[0].rstrip(), False


def _row(block: _Block, skipped: Problems) -> Row | None:
    """The actor of a block; None for a state."""
    if not block.codes:
        raise BadRow(f"{block.names[0].strip('_ ')} has no code")
    names = list(dict.fromkeys(n for raw in block.names if (n := _name(raw))))
    if not names:
        raise BadRow(f"{block.names[0]!r} is no name")
    if len(block.codes) == 1 and len(block.codes[0][1]) == 3 and _country(block.codes[0][1]):
        return None
    roles: list[Held] = []
    undated: list[tuple[str | None, str | None]] = []
    for number, code, dates in block.codes:
        try:
            country, sector = _decode(code)
            first, last = _term(dates)
        except (BadRow, ValueError) as problem:
            skipped.append(Skipped(number, f"only a part: [{code} {dates}]: {problem}"))
            continue
        if first is None and last is None:
            undated.append((country, sector))
        else:
            roles.append(Held(title=code, country=country, sector=sector, told=country is not None, exact=True,
                              from_=first, until=last))  # fmt: skip
    if not roles and not undated:
        raise BadRow(f"no code of {names[0]} can be read")
    kind: ActorKind = "person" if _is_person(names[0], bool(roles)) else "organisation"
    country, sector = undated[-1] if undated else (None, None)
    if roles and kind == "person":
        sector = None  # a code "for all other times" says nothing of a term of office
        countries = {r.country for r in roles}
        country = country if countries <= {country, None} else None
    return Row(
        number=block.number, name=names[0], kind=kind, country=country, sector=sector, aliases=tuple(names[1:]),
        roles=tuple(roles),
    )  # fmt: skip


def _name(raw: str) -> str:
    """``HAMID_KARZAI_`` as "Hamid Karzai"; offices before a name are left out ("PRESIDENT_KARZAI_")."""
    words = " ".join(raw.replace("_", " ").split())
    words = _TITLES.sub("", words)
    if not words.isupper():
        return words
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda m: m[0].capitalize(), words)


def _is_person(name: str, dated: bool) -> bool:
    role = kb.find_role(name)
    if kb.find_organisation(name) or kb.find_metonym(name) or (role and role.kind != "title"):
        return False
    first = name.split()[0]
    return dated or (len(name.split()) > 1 and kb.gender_of(first) is not None)


def _decode(code: str) -> tuple[str | None, str | None]:
    """Country and sector of a code: ``AFGGOVMIL`` is Afghanistan's government, ``IGOUNO`` an organisation of states."""
    parts = [code[i : i + 3] for i in range(0, len(code), 3)]
    country = _country(parts[0])
    if country is None and parts[0] not in _SECTORS:
        raise BadRow(f"{parts[0]} is neither a country nor a sector")
    sectors = [_SECTORS[p] for p in (parts[1:] if country else parts) if p in _SECTORS]
    return country, sectors[0] if sectors else None


def _country(code: str) -> str | None:
    if code in _COUNTRIES:
        return _COUNTRIES[code]
    state = kb.state_by_code(code) if code not in _SECTORS else None
    return state.iso3 if state else None


def _term(dates: str) -> tuple[str | None, str | None]:
    if not dates:
        return None, None
    if both := _RANGE.match(dates):
        first, last = _day(both[1]), _day(both[2])
        if last < first:
            raise BadRow("the term ends before it begins")
        return first, last
    if bound := _BOUND.match(dates):
        day = _day(bound[2])
        return (None, day) if bound[1] == "<" else (day, None)
    raise BadRow(f"{dates!r} is no date range")


def _day(digits: str) -> str:
    """``YYMMDD`` or ``YYYYMMDD`` as an ISO day; raises ``BadRow`` for a day that does not exist."""
    if len(digits) == 8:
        year, rest = int(digits[:4]), digits[4:]
    elif len(digits) == 6:
        year, rest = int(digits[:2]), digits[2:]
        year += 2000 if year <= 30 else 1900
    else:
        raise BadRow(f"{digits} is no date (YYMMDD or YYYYMMDD)")
    try:
        return date(year, int(rest[:2]), int(rest[2:])).isoformat()
    except ValueError as problem:
        raise BadRow(f"{digits} is no day ({problem})") from problem
