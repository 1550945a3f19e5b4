"""Builds codes.json, the codes of the field's event layouts, from our tables: ``python tools/build_codes.py``.

Nothing beyond the standard library is needed. The tables and their sources: tools/knowledge/cameo.psv,
plover_cameo.psv, country_codes.psv, cameo_groups.psv.
"""

from __future__ import annotations

import json

from knowledge_tables import OUT, lines, split


def build_codes() -> None:
    """CAMEO codes with titles and figures, the way there from PLOVER, country codes, codes of groups."""
    cameo = {c: {"title": t, "goldstein": float(g)} for c, t, g in (row.split("|") for row in lines("cameo.psv"))}
    plover: dict[str, dict[str, list[str]]] = {}
    for row in lines("plover_cameo.psv"):
        kind, mode, codes = row.split("|")
        plover.setdefault(kind, {})[mode] = split(codes)
    countries = [row.split("|") for row in lines("country_codes.psv")]
    groups = {
        name: code for code, names in (row.split("|") for row in lines("cameo_groups.psv")) for name in split(names)
    }
    tables = {
        "cameo": cameo,
        "plover": plover,
        "fips": {iso: fips for iso, fips, _ in countries if fips},
        "cameo_countries": {iso: code for iso, _, code in countries if code},
        "groups": groups,
    }
    rows = ",\n".join(
        f'"{name}": {{\n'
        + ",\n".join(f" {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in table.items())
        + "\n}"
        for name, table in tables.items()
    )
    (OUT / "codes.json").write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    print("codes.json:", ", ".join(f"{len(t)} {n}" for n, t in tables.items()))


if __name__ == "__main__":
    build_codes()
