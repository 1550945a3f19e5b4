"""Corrections: they win, survive, can be undone; and what makes no sense is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.errors import SourceError, UsageError
from dragoman.record import Record, make_id
from dragoman.register import Correction, Register, append_correction, make_correction, read_corrections
from tests.register.by_hand import make_record

ILZE = make_id("ac", "person", "ilze krastina")


def krastina(n: int = 1, published: str = "2025-03-01") -> Record:
    return make_record(
        f"{n}: Norwegian Foreign Minister Ilze Krastina rejected the plan.",
        {"name": "Ilze Krastina", "country": "NOR", "roles": ["Norwegian Foreign Minister"]},
        published=published,
    )


def learned(*records: Record) -> Register:
    register = Register()
    for r in records or (krastina(),):
        register.learn(register.settle(r))
    return register


def fix(register: Register, target: str, action: str, **more: object) -> Correction:
    one = make_correction(target, action, by="ada", **more)  # type: ignore[arg-type]
    register.correct(one)
    return one


def test_a_set_field_wins_over_documents_before_and_after() -> None:
    register = learned()
    fix(register, ILZE, "set", field="country", value="Latvia")
    settled = register.settle(krastina(2))
    assert settled.actors[0].country == "LVA"
    register.learn(settled)
    entry = register.get(ILZE)
    assert entry is not None and entry.country == "LVA"
    assert register.settle(krastina(3)).actors[0].country == "LVA"


def test_what_was_learned_stays_under_a_correction_and_undo_brings_it_back(tmp_path: Path) -> None:
    register = learned()
    one = fix(register, ILZE, "set", field="name", value="Ilze Kalnina")
    assert [e.name for e in register] == ["Ilze Kalnina"]
    register.save(tmp_path / "r.jsonl")
    assert [e.name for e in Register.load(tmp_path / "r.jsonl")] == ["Ilze Krastina"], "the file holds what was learned"
    back = fix(register, one.id, "undo")
    assert (back.kind, back.target) == ("correction", one.id)
    assert [e.name for e in register] == ["Ilze Krastina"]
    fix(register, back.id, "undo")
    assert [e.name for e in register] == ["Ilze Kalnina"]


def test_merging_leads_old_ids_and_later_documents_to_one() -> None:
    other = make_record("Ilze Krastina-Holm spoke.", {"name": "Ilze Krastina-Holm"})
    register = learned(krastina(), other)
    holm = make_id("ac", "person", "ilze krastina holm")
    one = fix(register, holm, "merge", value=ILZE)
    assert [e.id for e in register] == [ILZE]
    entry = register.get(holm)
    assert entry is not None and entry.id == ILZE and "Ilze Krastina-Holm" in entry.aliases
    settled = register.settle(other)
    assert settled.actors[0].id == ILZE
    register.learn(settled)
    fix(register, one.id, "undo")
    assert {e.id for e in register} == {ILZE, holm}


def test_a_merged_actor_keeps_what_was_corrected_of_either() -> None:
    other = make_record("Ilze Krastina-Holm spoke.", {"name": "Ilze Krastina-Holm"})
    register = learned(krastina(), other)
    holm = make_id("ac", "person", "ilze krastina holm")
    fix(register, holm, "set", field="sector", value="LEG")
    fix(register, holm, "merge", value=ILZE)
    assert register.settle(krastina(5)).actors[0].sector == "LEG"


def test_splitting_parts_documents_and_their_words() -> None:
    first, second = krastina(1), krastina(2, "2025-05-05")
    register = learned(first, second)
    one = fix(
        register,
        ILZE,
        "split",
        value={"name": "Ilze Krastina", "documents": [second.documents[0].id], "country": "LVA"},
    )
    new = make_id("ac", one.id)
    a, b = register.get(ILZE), register.get(new)
    assert a is not None and b is not None
    assert [r.until for r in a.roles] == ["2025-03-01"] and [r.from_ for r in b.roles] == ["2025-05-05"]
    again = register.settle(second)
    assert (again.actors[0].id, again.actors[0].country) == (new, "LVA")
    assert register.settle(first).actors[0].id == ILZE
    fix(register, one.id, "undo")
    assert register.get(new) is None and register.settle(second).actors[0].id == ILZE


def test_roles_aliases_and_dropping() -> None:
    register = learned()
    fix(register, ILZE, "role", value={"title": "mayor of Lund", "country": "SE", "from": "2010", "until": "2014-06"})
    fix(register, ILZE, "alias", value="Krasti")
    entry = register.get(ILZE)
    assert entry is not None and entry.aliases == ("Krasti",)
    mayor = next(r for r in entry.roles if r.title == "mayor of Lund")
    assert (mayor.country, mayor.from_, mayor.until, mayor.exact) == ("SWE", "2010-01-01", "2014-06-30", True)
    assert register.settle(make_record("Krasti spoke.", {"name": "Krasti"})).actors[0].id == ILZE
    fix(register, ILZE, "drop", field="role", value="norwegian foreign minister")
    register.learn(register.settle(krastina(9)))
    entry = register.get(ILZE)
    assert entry is not None and [r.title for r in entry.roles] == ["mayor of Lund"], "what was dropped stays away"
    fix(register, ILZE, "drop", field="entry")
    assert len(register) == 0 and register.search("krastina") == []


def test_a_dropped_actor_is_nobody_to_later_documents() -> None:
    register = learned()
    fix(register, ILZE, "drop", field="entry")
    later = register.settle(make_record("Krastina spoke.", {"name": "Krastina"}, published="2025-04-01"))
    assert later.actors[0].name == "Krastina"


@pytest.mark.parametrize(
    ("action", "more"),
    [
        ("set", {"field": "colour", "value": "red"}),
        ("set", {"field": "country", "value": "Atlantis"}),
        ("set", {"field": "sector", "value": "XYZ"}),
        ("set", {"field": "kind", "value": "wizard"}),
        ("set", {"field": "name", "value": ""}),
        ("role", {"value": {}}),
        ("role", {"value": {"title": "mayor", "shoe": 1}}),
        ("role", {"value": {"title": "mayor", "from": "2020-02-31"}}),
        ("role", {"value": {"title": "mayor", "from": "soon"}}),
        ("merge", {}),
        ("alias", {"value": " "}),
        ("split", {"value": {"documents": []}}),
        ("split", {"value": {"documents": ["doc-1"]}}),
        ("drop", {"field": "house"}),
    ],
)
def test_what_makes_no_sense_is_refused(action: str, more: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        make_correction(ILZE, action, by="ada", **more)  # type: ignore[arg-type]


def test_a_correction_of_nobody_is_a_problem_not_a_fall() -> None:
    register = learned()
    fix(register, "ac-none", "alias", value="Nobody")
    fix(register, ILZE, "merge", value="ac-none")
    assert len(register.problems) == 2 and "ac-none" in register.problems[0]
    assert len(register) == 1


def test_a_surname_of_one_document_is_given_to_somebody_by_hand() -> None:
    register = learned()
    said = make_record(
        "Krastina and Bo Krastina said no.", {"name": "Krastina", "forms": ["Krastina and"]}, published="1999-01-01"
    )
    alone = register.settle(said).actors[0].id
    assert register.get(alone) is None
    one = fix(register, alone, "merge", value=ILZE)
    assert register.problems == ()
    settled = register.settle(said)
    assert (settled.actors[0].id, settled.actors[0].name) == (ILZE, "Ilze Krastina")
    fix(register, one.id, "undo")
    assert register.settle(said).actors[0].id == alone


def test_fields_of_actors_that_are_not_kept_are_fixed_in_records_too() -> None:
    register = learned()
    crowd = make_record("It rained, protesters said.", {"name": "protesters", "kind": "group"})
    fix(register, crowd.actors[0].id, "set", field="country", value="NOR")
    assert register.settle(crowd).actors[0].country == "NOR"
    assert len(register) == 1


def test_a_person_is_not_merged_into_a_body() -> None:
    body = make_record("The Skarv Institute agreed.", {"name": "Skarv Institute", "kind": "organisation"})
    register = learned(krastina(), body)
    fix(register, ILZE, "merge", value=body.actors[0].id)
    assert "can't be one" in register.problems[0]
    assert len(register) == 2


def test_merging_in_a_ring_ends() -> None:
    register = learned(krastina(), make_record("Bo Ek spoke.", {"name": "Bo Ek"}))
    bo = make_id("ac", "person", "bo ek")
    fix(register, ILZE, "merge", value=bo)
    fix(register, bo, "merge", value=ILZE)
    assert [e.id for e in register] == [bo]


def test_the_file_takes_lines_of_others_and_names_bad_ones(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    assert read_corrections(path) == []
    one = make_correction(ILZE, "set", field="country", value="LVA", by="ada", why="she moved")
    path.write_text('{"id":"co-1","at":"2026-01-01","by":"bo","kind":"statement","target":"st-1","action":"reject"}')
    append_correction(path, one)
    append_correction(path, make_correction(one.id, "undo", by="bo"))
    assert [c.action for c in read_corrections(path)] == ["set", "undo"], "a missing end of line loses nothing"
    assert read_corrections(path)[0] == one
    path.write_text(path.read_text() + "{\n")
    with pytest.raises(SourceError, match="line 4"):
        read_corrections(path)
    with pytest.raises(UsageError, match="can't write"):
        append_correction(tmp_path / "no" / "c.jsonl", one)
