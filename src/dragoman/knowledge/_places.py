"""A compact gazetteer: countries, their first-order divisions, capitals and cities (GeoNames, CC BY 4.0)."""

from __future__ import annotations

import gzip
from functools import cache
from typing import NamedTuple

from dragoman.knowledge._data import read_bytes
from dragoman.knowledge._text import fold, plain, same_case
from dragoman.record import Place


class _Row(NamedTuple):
    rank: int
    line: str


@cache
def _table() -> dict[str, list[_Row]]:
    """Folded name -> rows as text; a line is taken apart only when it is asked for.

    ``rank`` is 0 where the name is the place's own, 1 where it is another spelling. The file is sorted by
    kind and population, so that rows of one rank stand in the order of preference.
    """
    table: dict[str, list[_Row]] = {}
    for line in gzip.decompress(read_bytes("places.tsv.gz")).decode("utf-8").split("\n"):
        if line:
            keys = line[: line.index("\t")].split(";")
            for n, key in enumerate(keys):
                table.setdefault(key, []).append(_Row(min(n, 1), line))
    return table


def _fields(row: _Row) -> list[str]:
    return row.line.split("\t")


def _place(text: str, fields: list[str]) -> Place:
    _, name, _, country, admin1, lat, lon, number, _ = fields
    return Place(
        text=text,
        name=name,
        country=country or None,
        admin1=admin1 or None,
        lat=float(lat),
        lon=float(lon),
        geonames_id=int(number) if number else None,
    )


def find_places(name: str, prefer_country: str | None = None) -> list[Place]:
    """All places of this name, the likeliest first.

    Countries come before capitals, places whose own name it is before other spellings, then the larger one;
    places in ``prefer_country`` (ISO alpha-3) before all others, but for countries and capitals of their own
    name.
    """
    written = plain(name)
    if written[:1].islower():
        return []
    found: list[tuple[tuple[bool, bool, bool, bool], list[str]]] = []
    for row in _table().get(written.casefold(), ()):
        fields = _fields(row)
        if not same_case(plain(fields[1]), written) and row.rank == 0:
            continue
        eminent = fields[2] in ("country", "capital") and row.rank == 0
        abroad = prefer_country is not None and fields[3] != prefer_country
        found.append(((not eminent, abroad, bool(row.rank), fields[2] == "admin1"), fields))
    found.sort(key=lambda pair: pair[0])
    return [_place(name, fields) for _, fields in found]


def find_place(name: str, prefer_country: str | None = None) -> Place | None:
    """The likeliest place of this name, or None; see :func:`find_places`."""
    places = find_places(name, prefer_country)
    return places[0] if places else None
