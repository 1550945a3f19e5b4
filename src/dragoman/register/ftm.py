"""FollowTheMoney entities (OpenSanctions and others): persons, bodies, and who held which position when.

One JSON object a line, ``{"id", "schema", "properties": {name: [values]}}``; every value is a list. ``Occupancy`` links
a ``holder`` to a ``post`` (a ``Position``); in nested exports both stand inside each other. Schemata after
followthemoney.tech.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from dragoman import knowledge as kb
from dragoman.record import ActorKind
from dragoman.register.entries import Gender, Held
from dragoman.register.rows import BadRow, Problems, Row, Skipped, country_in, open_lines, term

_KINDS: dict[str, ActorKind] = {
    "Person": "person", "Organization": "organisation", "PublicBody": "organisation", "Company": "organisation",
    "LegalEntity": "organisation",
}  # fmt: skip
_NOT_COUNTRIES = frozenset({"zz", "eu", "un", "xx", "intl"})
# Codes of past states and parts, as FollowTheMoney writes them.
_CODES = {"suhh": "SUN", "yucs": "YUG", "csxx": "SCG", "cshh": "CSK", "dd": "DDR", "ddde": "DDR", "xk": "XKX",
          "gb-sct": "GBR",
          "gb-wls": "GBR", "gb-nir": "GBR", "gb-eng": "GBR", "ge-ab": None, "ge-so": None, "md-pmr": None}  # fmt: skip


class Thing(msgspec.Struct):
    """An entity as a line has it."""

    id: str
    schema: str
    properties: dict[str, list[Any]]
    number: int = 0


def read_ftm(name: str, skipped: Problems, remarks: list[str]) -> Iterator[Row]:
    """The persons and bodies of a file of entities; a row's number is its line."""
    actors: dict[str, Thing] = {}
    posts: dict[str, Thing] = {}
    held: list[Thing] = []
    others: dict[str, int] = {}
    for number, line in enumerate(open_lines(name), start=1):
        text = line.strip().rstrip(",")
        if text in ("", "[", "]"):
            continue
        try:
            thing = msgspec.json.decode(text, type=Thing)
        except msgspec.DecodeError as problem:
            skipped.append(Skipped(number, f"no entity of FollowTheMoney ({problem})"))
            continue
        thing.number = number
        if thing.schema in _KINDS:
            actors[thing.id] = thing
        elif thing.schema == "Position":
            posts[thing.id] = thing
        elif thing.schema == "Occupancy":
            held.append(thing)
        else:
            others[thing.schema] = others.get(thing.schema, 0) + 1
    if others:
        remarks.append("not read: " + ", ".join(f"{n} {schema}" for schema, n in sorted(others.items())))
    by_holder: dict[str, list[Thing]] = {}
    for thing in held:
        for holder in _values(thing, "holder"):
            by_holder.setdefault(holder, []).append(thing)
    for thing in actors.values():
        try:
            yield _row(thing, by_holder.get(thing.id, []), posts, skipped)
        except BadRow as problem:
            skipped.append(Skipped(thing.number, str(problem)))


def _row(thing: Thing, held: list[Thing], posts: dict[str, Thing], skipped: Problems) -> Row:
    names = _values(thing, "name")
    if not names:
        raise BadRow(f"entity {thing.id} has no name")
    countries = {c for p in ("nationality", "citizenship", "country", "mainCountry", "jurisdiction")
                 for v in _values(thing, p) if (c := _country(v))}  # fmt: skip
    gender: dict[str, Gender] = {"male": "m", "female": "f"}
    sexes = [gender[g] for v in _values(thing, "gender") if (g := v.casefold()) in gender]
    roles: list[Held] = []
    for occupancy in [*held, *_nested(thing, "positionOccupancies")]:
        try:
            roles.append(_term(occupancy, posts))
        except BadRow as problem:
            skipped.append(Skipped(occupancy.number or thing.number, f"only a part: {problem}"))
    if not roles:
        roles = [term(p) for p in _values(thing, "position")]
    kind = _KINDS[thing.schema]
    about = None if kind == "person" else kb.sector_of_role(names[0])
    return Row(
        number=thing.number, name=names[0], kind=kind, country=countries.pop() if len(countries) == 1 else None,
        sector="GOV" if thing.schema == "PublicBody" and not about else about,
        gender=sexes[0] if len(set(sexes)) == 1 else None, roles=tuple(roles), key=thing.id,
        aliases=(*names[1:], *_values(thing, "alias"), *_values(thing, "previousName")),
    )  # fmt: skip


def _term(occupancy: Thing, posts: dict[str, Thing]) -> Held:
    """A term of office: the title and country of the post, the days of the occupancy."""
    post = next((posts[v] for v in _values(occupancy, "post") if v in posts), None)
    post = post or next(iter(_nested(occupancy, "post")), None)
    if post is None or not _values(post, "name"):
        raise BadRow(f"occupancy {occupancy.id} names no position that the file holds")
    countries = {c for v in _values(post, "country") if (c := _country(v))}
    start = min(_values(occupancy, "startDate") or _values(occupancy, "periodStart"), default=None)
    end = max(_values(occupancy, "endDate") or _values(occupancy, "periodEnd"), default=None)
    body = next((n for o in _nested(post, "organization") for n in _values(o, "name")), None)
    country = countries.pop() if len(countries) == 1 else None
    return term(_values(post, "name")[0], country=country, begin=start, end=end, organisation=body)


def _values(thing: Thing, name: str) -> list[str]:
    return [" ".join(v.split()) for v in thing.properties.get(name, ()) if isinstance(v, str) and v.strip()]


def _nested(thing: Thing, name: str) -> list[Thing]:
    out = []
    for value in thing.properties.get(name, ()):
        if isinstance(value, dict):
            try:
                out.append(msgspec.convert(value, Thing))
            except msgspec.ValidationError:
                continue
    return out


def _country(code: str) -> str | None:
    low = code.casefold()
    if low in _NOT_COUNTRIES:
        return None
    if low in _CODES:
        return _CODES[low]
    try:
        return country_in(code.split("-")[0])
    except BadRow:
        return None
