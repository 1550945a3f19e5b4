"""An embedded gazetteer: countries, divisions, regions, capitals and towns (GeoNames, CC BY 4.0).

``places.bin`` holds 288,000 places in small deflated blocks sorted by name (``tools/pack_places.py`` has the layout):
a look-up inflates one block, so nothing is read at import and no table is built.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from typing import NamedTuple

import msgspec

from dragoman.knowledge._data import read_bytes
from dragoman.knowledge._text import plain
from dragoman.record import Place

_KINDS = ("country", "capital", "admin1", "admin2", "city", "region")
_WIDTHS = (1, 1, 2, 2, 2, 4, 4)
_VILLAGE = 5_000
_SMALL = 15_000  # inhabitants under which a town's name alone says too little, unless no other place bears it


class Listed(NamedTuple):
    """A place of the gazetteer under one of its names.

    ``rank`` is 0 for its own name (or a well-known older one), 1 for another spelling; ``kind`` one of country,
    capital, admin1, admin2, city, region (regions and seas, too); ``country`` ISO alpha-3 or ""; ``number`` the
    GeoNames number, 0 where it has none; ``people`` its inhabitants, for a division those of its towns. Kind
    ``unlisted`` is a place that the gazetteer lacks: of it, the country may be known, and no point.
    """

    rank: int
    name: str
    kind: str
    country: str
    admin1: str
    lat: float
    lon: float
    number: int
    people: int

    def as_place(self, text: str) -> Place:
        """The record's form, with the words that named it."""
        if self.kind == "unlisted":
            return Place(text=text, country=self.country or None, admin1=self.admin1 or None)
        return Place(
            text=text,
            name=self.name,
            country=self.country or None,
            admin1=self.admin1 or None,
            lat=self.lat,
            lon=self.lon,
            geonames_id=self.number or None,
        )


class _Index(msgspec.Struct):
    first: list[str]
    end: list[int]
    countries: list[str]
    admin1: list[str]


@cache
def _file() -> tuple[_Index, bytes]:
    """The index and the packed blocks."""
    data = read_bytes("places.bin")
    stop = 8 + int.from_bytes(data[4:8], "little")
    return msgspec.json.decode(zlib.decompress(data[8:stop]), type=_Index), data[stop:]


@lru_cache(maxsize=64)
def _block(number: int) -> tuple[list[str], list[str], bytes]:
    """Keys, names and the planes of numbers of a block."""
    index, packed = _file()
    data = zlib.decompress(packed[index.end[number - 1] if number else 0 : index.end[number]])
    stop = 4 + int.from_bytes(data[:4], "little")
    keys, _, names = data[4:stop].decode("utf-8").partition("\0")
    return keys.split("\n"), names.split("\n"), data[stop:]


def _numbers(planes: bytes, row: int, rows: int) -> list[int]:
    """The cells of one row."""
    out, at = [], row
    for width in _WIDTHS:
        out.append(sum(planes[at + k * rows] << 8 * k for k in range(width)))
        at += width * rows
    return out


def _rows(key: str) -> list[Listed]:
    """The places filed under a key; other spellings are looked up under the key that they name."""
    out = []
    for i, number in _found(key):
        keys, names, planes = _block(number)
        cells = _numbers(planes, i, len(keys))
        if not names[i].startswith("="):
            out.append(_listed(key, names[i], cells))
            continue
        main = names[i][1:]
        for j, other in _found(main):
            keys, names_there, planes = _block(other)
            there = _numbers(planes, j, len(keys))
            if there[5] == cells[5] and not names_there[j].startswith("="):
                out.append(_listed(main, names_there[j], there)._replace(rank=cells[0]))
                break
    return out


def _found(key: str) -> list[tuple[int, int]]:
    """Row and block of each entry of a key; the entries of one key stand in one block."""
    number = bisect_right(_file()[0].first, key) - 1
    if number < 0:
        return []
    keys = _block(number)[0]
    return [(i, number) for i in range(bisect_left(keys, key), bisect_right(keys, key))]


def _listed(key: str, name: str, cells: list[int]) -> Listed:
    index = _file()[0]
    kind, country, admin1, lat, lon, number, people = cells
    return Listed(
        rank=0,
        name=name or key.title(),
        kind=_KINDS[kind],
        country=index.countries[country],
        admin1=index.admin1[admin1],
        lat=round(lat / 100 - 90, 2),
        lon=round(lon / 100 - 180, 2),
        number=number,
        people=people,
    )


@lru_cache(maxsize=4096)
def places_named(name: str) -> tuple[Listed, ...]:
    """Every place of the gazetteer that bears this name, countries and capitals first, then the larger ones."""
    written = plain(name)
    if not written or written[:1].islower():
        return ()
    order = {"country": 0, "capital": 1}
    found = dict.fromkeys(_rows(written.casefold()))
    return tuple(sorted(found, key=lambda r: (order.get(r.kind, 2), r.rank, -_weight(r), r.number)))


def _weight(r: Listed) -> float:
    """What size counts for: a province stands before a town of its name unless the town has most of its people."""
    return {"admin1": 0.2, "admin2": 0.05}.get(r.kind, 1.0) * r.people + 1_000_000 * (r.kind == "region")


def find_places(name: str, prefer_country: str | None = None) -> list[Place]:
    """All places of this name, the likeliest first.

    Countries and capitals of that very name come first, and so does a province of ``prefer_country`` (ISO
    alpha-3: Georgia for an article about the USA); then other places of that country; then places whose own
    name it is before other spellings; then the larger one.
    """

    def preference(r: Listed) -> tuple[bool, bool, int, float]:
        abroad = prefer_country is not None and r.country != prefer_country
        eminent = r.rank == 0 and r.kind in ("country", "capital")
        at_home = not abroad and prefer_country is not None and r.kind == "admin1"
        return not (eminent or at_home), abroad, r.rank, -_weight(r)

    return [r.as_place(name) for r in sorted(places_named(name), key=preference)]


def find_place(name: str, prefer_country: str | None = None) -> Place | None:
    """The likeliest place of this name, or None.

    A village tells nothing of itself (an unknown name is nearly always some village's): towns of fewer than 15,000
    people and counties count only in ``prefer_country``, or from 5,000 people where no other place bears the name.
    See :func:`find_places`.
    """
    listed = places_named(name)
    alone = len(listed) == 1
    told = {
        r.number
        for r in listed
        if r.kind in ("country", "capital", "admin1", "region")
        or r.country == prefer_country
        or (r.people >= _SMALL and r.kind != "admin2")
        or (alone and (r.kind != "city" or r.people >= _VILLAGE or not r.number))
    }
    return next((p for p in find_places(name, prefer_country) if (p.geonames_id or 0) in told), None)


# How newspapers shorten states and provinces behind a town (AP style, postal codes): facts of usage, own list.
_SHORT_USA = (
    "Ala=Alabama;Ariz=Arizona;Ark=Arkansas;Calif=California;Cal=California;Colo=Colorado;Conn=Connecticut;"
    "Del=Delaware;Fla=Florida;Ga=Georgia;Ill=Illinois;Ind=Indiana;Kan=Kansas;Kans=Kansas;Ky=Kentucky;La=Louisiana;"
    "Md=Maryland;Mass=Massachusetts;Mich=Michigan;Minn=Minnesota;Miss=Mississippi;Mo=Missouri;Mont=Montana;"
    "Neb=Nebraska;Nebr=Nebraska;Nev=Nevada;NH=New Hampshire;NJ=New Jersey;NM=New Mexico;NY=New York;"
    "NC=North Carolina;ND=North Dakota;Okla=Oklahoma;Ore=Oregon;Pa=Pennsylvania;Penn=Pennsylvania;RI=Rhode Island;"
    "SC=South Carolina;SD=South Dakota;Tenn=Tennessee;Tex=Texas;Vt=Vermont;Va=Virginia;Wash=Washington;"
    "W Va=West Virginia;WVa=West Virginia;Wis=Wisconsin;Wisc=Wisconsin;Wyo=Wyoming;DC=District of Columbia"
)
_POSTAL_USA = (
    "AL=Alabama;AK=Alaska;AZ=Arizona;AR=Arkansas;CA=California;CO=Colorado;CT=Connecticut;DE=Delaware;FL=Florida;"
    "GA=Georgia;HI=Hawaii;ID=Idaho;IL=Illinois;IN=Indiana;IA=Iowa;KS=Kansas;KY=Kentucky;LA=Louisiana;ME=Maine;"
    "MD=Maryland;MA=Massachusetts;MI=Michigan;MN=Minnesota;MS=Mississippi;MO=Missouri;MT=Montana;NE=Nebraska;"
    "NV=Nevada;OH=Ohio;OK=Oklahoma;OR=Oregon;PA=Pennsylvania;TN=Tennessee;TX=Texas;UT=Utah;VT=Vermont;VA=Virginia;"
    "WA=Washington;WV=West Virginia;WI=Wisconsin;WY=Wyoming"
)
_SHORT_CAN = "Ont=Ontario;Que=Quebec;BC=British Columbia;Alta=Alberta;Sask=Saskatchewan;NS=Nova Scotia;NB=New Brunswick"
_SHORT_AUS = "NSW=New South Wales;Qld=Queensland;Vic=Victoria;Tas=Tasmania"
_SHORTENED = {
    short: (name, country)
    for country, table in (("USA", _SHORT_USA), ("USA", _POSTAL_USA), ("CAN", _SHORT_CAN), ("AUS", _SHORT_AUS))
    for short, _, name in (row.partition("=") for row in table.split(";"))
}
_POSTAL_CODES = frozenset(row[:2] for row in _POSTAL_USA.split(";"))


def places_shortened(words: str) -> tuple[Listed, ...]:
    """The state or province that a newspaper's short form stands for ("Va.", "N.M.", "TX"): none or one.

    Ask only about words behind a town or with a full stop: "Mass" and "IN" are other words, too.
    """
    name, country = _SHORTENED.get(words.strip().replace(".", ""), ("", ""))
    return tuple(c for c in places_named(name) if c.country == country and c.kind == "admin1")


def is_postal_code(words: str) -> bool:
    """Whether words are a state's two letters, which stand behind a town only: "L.A." is no Louisiana."""
    return words.strip().replace(".", "") in _POSTAL_CODES
