"""CAMEO, FIPS and other codes: complete, and silent where they do not know."""

from __future__ import annotations

import pytest

from dragoman.knowledge import all_states, ontology
from dragoman.knowledge.codes import (
    _codes,
    cameo_country_of,
    cameo_group_of,
    cameo_of,
    cameo_type_of,
    fips_of,
)


def test_every_type_and_mode_has_its_row() -> None:
    types = ontology().types
    assert {t: {"", *types[t].modes} for t in types} == {t: set(m) for t, m in _codes().plover.items()}


@pytest.mark.parametrize("type", ontology().types)
def test_codes_agree_with_the_ontologys_own_roots(type: str) -> None:
    roots = {c[:2] for c in ontology().types[type].cameo}
    found = cameo_of(type)
    assert found.root in roots if found.code else len(roots) > 1
    for mode in ontology().types[type].modes:
        code = cameo_of(type, mode)
        assert (code.title is None) == (code.code is None)
        assert code.goldstein is None or -10 <= code.goldstein <= 10
        if code.code:
            assert code.code.startswith(code.base or "") and code.quad


def test_what_cameo_parts_has_no_code() -> None:
    attack = cameo_of("ASSAULT")
    assert (attack.code, attack.goldstein, attack.quad) == (None, None, 4)  # 18 is -9, 19 and 20 are -10
    blame = cameo_of("ACCUSE")
    assert (blame.code, blame.goldstein, blame.quad) == (None, -2.0, 3)  # 09 and 11 are both -2
    assert cameo_of("SANCTION", "convict").quad is None
    assert cameo_of("ASSAULT", "firearms").code == "193"
    assert cameo_of("RETREAT").code == "080" and cameo_of("RETREAT", "release").code == "0841"
    assert cameo_of("AID", "no such mode") == cameo_of("AID")
    with pytest.raises(KeyError):
        cameo_of("DANCE")


def test_countries() -> None:
    assert (fips_of("DEU"), fips_of("RUS"), fips_of("CHN"), fips_of("PSE"), fips_of(None)) == (
        "GM",
        "RS",
        "CH",
        None,
        None,
    )
    assert (cameo_country_of("ROU"), cameo_country_of("FRA"), cameo_country_of(None)) == ("ROM", "FRA", None)
    states = {s.iso3 for s in all_states() if s.status == "state" and s.iso3 and s.until is None}
    assert {s for s in states if fips_of(s) is None} <= {"PSE", "XKX"}
    fips = list(_codes().fips.values())
    assert len(fips) == len(set(fips)), "no two countries share a code"


def test_groups_and_types() -> None:
    assert cameo_group_of("NATO") == "NAT" and cameo_group_of("the United Nations") == "UNO"
    assert cameo_group_of("Chess Club of Lyon") is None
    assert cameo_type_of("JRN") == "MED" and cameo_type_of("MED") == "HLH"  # PLOVER's MED is health, CAMEO's the media
    assert cameo_type_of("SOC") is None and cameo_type_of(None) is None
