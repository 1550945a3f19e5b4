"""A compact gazetteer: countries, their first-order divisions, capitals and cities (GeoNames, CC BY 4.0)."""

from __future__ import annotations

import gzip
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from dragoman.knowledge._data import read_bytes
from dragoman.knowledge._text import plain
from dragoman.record import Place


class _Row(NamedTuple):
    """A name of a place as the file has it; ``rank`` is 0 for its own name, 1 for another spelling."""

    rank: str
    order: str
    name: str
    kind: str
    country: str
    admin1: str
    lat: str
    lon: str
    number: str
    population: str


@cache
def _lines() -> list[str]:
    """One line for each name of each place, sorted: 37,000 rows are bisected, not taken apart."""
    return gzip.decompress(read_bytes("places.tsv.gz")).decode("utf-8").split("\n")


def _rows(key: str) -> list[_Row]:
    lines, start = _lines(), key + "\t"
    i = bisect_left(lines, start)
    rows = []
    while i < len(lines) and lines[i].startswith(start):
        rows.append(_Row(*lines[i].split("\t")[1:]))
        i += 1
    return rows


def _place(text: str, row: _Row) -> Place:
    return Place(
        text=text,
        name=row.name,
        country=row.country or None,
        admin1=row.admin1 or None,
        lat=float(row.lat),
        lon=float(row.lon),
        geonames_id=int(row.number) if row.number else None,
    )


def find_places(name: str, prefer_country: str | None = None) -> list[Place]:
    """All places of this name, the likeliest first.

    Countries and capitals of that very name come first, and so does a province of ``prefer_country`` (ISO
    alpha-3: Georgia for an article about the USA); then other places of that country; then places whose own
    name it is before other spellings; then the larger one.
    """
    written = plain(name)
    if written[:1].islower():
        return []

    def preference(row: _Row) -> tuple[bool, bool, str, str]:
        abroad = prefer_country is not None and row.country != prefer_country
        eminent = row.rank == "0" and row.kind in ("country", "capital")
        at_home = not abroad and prefer_country is not None and row.kind == "admin1"
        return not (eminent or at_home), abroad, row.rank, row.order

    return [_place(name, row) for row in sorted(_rows(written.casefold()), key=preference)]


def find_place(name: str, prefer_country: str | None = None) -> Place | None:
    """The likeliest place of this name, or None; see :func:`find_places`."""
    places = find_places(name, prefer_country)
    return places[0] if places else None
