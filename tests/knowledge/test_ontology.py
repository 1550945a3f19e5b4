import re
from typing import get_args

import pytest

from dragoman.knowledge import contexts_of, event_types, mode_of, modes_of, ontology, quad_of
from dragoman.record import EventType, Quad

CONTEXTS = [
    "military", "intelligence", "executive", "legislative", "election", "political_institutions",
    "pro_democracy", "pro_autocracy", "economic", "legal", "reparations", "human_rights",
    "rights_freedoms", "repression", "human_security", "gender", "lgbt", "religion_ethnicity",
    "inequality", "diplomatic", "territory", "peacekeeping", "health", "asylum", "migration",
    "disasters", "natural_resource", "environment", "technology", "terrorism", "cbrn", "cyber",
    "misinformation", "crime", "corruption", "illegal_drugs", "trafficking",
]  # fmt: skip


def test_types_and_quads_are_those_of_the_record() -> None:
    assert set(event_types()) == set(get_args(EventType))
    assert set(ontology().quads) == set(get_args(Quad))
    for event_type in event_types():
        assert quad_of(event_type) in get_args(Quad)
        assert -10 <= ontology().types[event_type].intensity <= 10
        assert ontology().types[event_type].examples


def test_signs_of_quad_and_intensity_agree() -> None:
    for event_type in ontology().types.values():
        assert (event_type.intensity > 0) == event_type.quad.endswith("cooperation")


def test_types_with_modes() -> None:
    without = {t for t in event_types() if not modes_of(t)}
    assert without == {"AGREE", "SUPPORT", "CONCEDE", "COOPERATE"}  # the manual gives these none
    assert modes_of("REJECT") == modes_of("REQUEST") == ("assist", "change", "yield", "meet")


def test_contexts_are_those_of_the_published_data() -> None:
    assert list(ontology().contexts) == CONTEXTS


def test_crosswalk_to_cameo() -> None:
    cameo = ontology().cameo
    assert {f"{n:02}" for n in range(1, 21)} <= set(cameo)
    assert {v for v in cameo.values() if v} == set(event_types())
    for name, event_type in ontology().types.items():
        assert all(cameo[c] == name for c in event_type.cameo)


def test_cues_are_clean() -> None:
    lists = [(c.cues, name) for name, c in ontology().contexts.items()]
    lists += [(m.cues, f"{t} {n}") for t, e in ontology().types.items() for n, m in e.modes.items()]
    for cues, where in lists:
        assert len(cues) == len(set(cues)), where
        assert all(re.fullmatch(r"[\w' -]+\*?(?: [\w' -]+)?", cue) for cue in cues), where


@pytest.mark.parametrize(
    ("event_type", "words", "mode"),
    [
        ("ASSAULT", "a suicide bomber blew himself up", "suicide-attack"),
        ("ASSAULT", "fired tear gas", "crowd-control"),
        ("ASSAULT", "shelled the town", "heavy-weapons"), ("ASSAULT", "killed", None),
        ("ASSAULT", "was beheaded", "execute"),
        ("ASSAULT", "kidnapped two nuns", "abduct"), ("ASSAULT", "gunmen opened fire", "firearms"),
        ("ASSAULT", "car bomb exploded", "explosives"), ("ASSAULT", "stabbed", "primitive"),
        ("COERCE", "arrested 30 people", "arrest"), ("COERCE", "imposed a curfew", "curfew"),
        ("COERCE", "declared a state of emergency", "martial-law"),
        ("COERCE", "hacked the ministry", "cyber"),
        ("PROTEST", "went on hunger strike", "hunger"),
        ("PROTEST", "railway workers went on strike", "strike"),
        ("PROTEST", "marched through Lima", "demo"), ("PROTEST", "blocked the highway", "obstruct"),
        ("CONSULT", "spoke by telephone", "phone"), ("CONSULT", "met", None),
        ("CONSULT", "arrived in Cairo", "visit"),
        ("REQUEST", "called for the release of hostages", "yield"),
        ("SANCTION", "expelled two diplomats", "expel"),
        ("SANCTION", "suspended aid", "discontinue"), ("MOBILIZE", "test-fired a missile", "weapons"),
        ("MOBILIZE", "massed troops", "troops"), ("AID", "granted asylum", "asylum"),
        ("RETREAT", "resigned", "resign"),
        ("RETREAT", "freed twelve prisoners", "release"), ("THREATEN", "threatened to annex", "territory"),
        ("ACCUSE", "sued the bank", "allege"), ("AGREE", "agreed", None), ("ASSAULT", "", None),
    ],
)  # fmt: skip
def test_modes_from_words(event_type: str, words: str, mode: str | None) -> None:
    assert mode_of(event_type, words) == mode


def test_contexts_from_words() -> None:
    assert set(contexts_of("The court jailed him for corruption after the election")) >= {
        "legal", "corruption", "election",
    }  # fmt: skip
    assert contexts_of("He ate an apple") == ()


def test_unknown_type() -> None:
    with pytest.raises(KeyError):
        quad_of("DANCE")


def test_long_text_is_quick() -> None:
    assert "military" in contexts_of("word " * 20_000 + "troops")
