"""Who is whom across documents: links that must be made, and above all those that must not."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.record import Event, Evidence, Position, Record, make_id
from dragoman.register import Register
from tests.register.by_hand import make_record

Make = Callable[..., Record]


def read(register: Register, *records: Record) -> list[Record]:
    """Settle, then learn, each in order."""
    out = []
    for r in records:
        settled = register.settle(r)
        register.learn(settled)
        out.append(settled)
    return out


def krastina(published: str = "2025-03-01") -> Record:
    return make_record(
        "Norwegian Foreign Minister Ilze Krastina rejected the plan.",
        {"name": "Ilze Krastina", "country": "NOR", "sector": "GOV", "roles": ["Norwegian Foreign Minister"]},
        published=published,
    )


def bare(published: str | None = "2025-06-01", text: str = "Krastina said no in Oslo.", **more: object) -> Record:
    return make_record(text, {"name": "Krastina", **more}, published=published, source="b.html")


def test_a_surname_finds_the_one_known_bearer_with_country_and_sector() -> None:
    register = Register()
    first, second = read(register, krastina(), bare())
    actor = second.actors[0]
    assert actor.id == first.actors[0].id
    assert (actor.name, actor.country, actor.sector) == ("Ilze Krastina", "NOR", "GOV")
    assert second.statements[0].speaker == actor.id
    assert {m.actor for m in second.mentions} == {actor.id}
    assert second.statements[0].id == bare().statements[0].id, "ids of statements stay"


def test_an_empty_register_works_and_keeps_a_surname_to_its_document() -> None:
    one, two = Register().settle(bare()), Register().settle(bare(text="Krastina spoke in Lund."))
    assert one.actors[0].name == "Krastina"
    assert one.actors[0].country is None
    assert one.actors[0].id != two.actors[0].id, "two papers' Krastina may be two people"


@pytest.mark.parametrize("published", ["2010-01-01", "2035-01-01"])
def test_out_of_the_time_of_the_evidence_nobody_is_found(published: str) -> None:
    register = Register()
    _, later = read(register, krastina(), bare(published))
    assert later.actors[0].name == "Krastina"
    assert later.actors[0].country is None


def test_sector_ends_with_the_office_and_country_a_while_later() -> None:
    register = Register()
    later = read(register, krastina(), bare("2026-12-01"))[1].actors[0]
    assert (later.name, later.country, later.sector) == ("Ilze Krastina", "NOR", None)


def test_two_bearers_of_a_surname_leave_it_open_with_a_note() -> None:
    register = Register()
    other = make_record(
        "Latvian Defence Minister Juris Krastina arrived.",
        {"name": "Juris Krastina", "country": "LVA", "roles": ["Latvian Defence Minister"]},
    )
    settled = read(register, krastina(), other, bare())[2]
    assert settled.actors[0].name == "Krastina"
    note = next(n for n in settled.notes if n.code == "actor-ambiguous")
    assert "Ilze Krastina" in note.message and "Juris Krastina" in note.message
    assert settled.documents[0].text[note.start : note.end] == "Krastina"


def test_an_office_tells_two_bearers_apart() -> None:
    register = Register()
    other = make_record(
        "Latvian Defence Minister Juris Krastina arrived.",
        {"name": "Juris Krastina", "country": "LVA", "roles": ["Latvian Defence Minister"]},
    )
    third = bare(text="Foreign Minister Krastina said no.", roles=["Foreign Minister"])
    assert read(register, krastina(), other, third)[2].actors[0].name == "Ilze Krastina"


def test_another_country_in_the_words_is_another_person() -> None:
    register = Register()
    third = bare(text="Latvian lawmaker Krastina said no.", roles=["Latvian lawmaker"], country="LVA")
    actor = read(register, krastina(), third)[1].actors[0]
    assert (actor.name, actor.country) == ("Krastina", "LVA")


def test_two_people_of_one_full_name_stay_two() -> None:
    register = Register()
    other = make_record(
        "Latvian Finance Minister Ilze Krastina resigned.",
        {"name": "Ilze Krastina", "country": "LVA", "roles": ["Latvian Finance Minister"]},
    )
    first, second, again = read(register, krastina(), other, krastina("2025-03-09"))
    assert first.actors[0].id != second.actors[0].id
    assert again.actors[0].id == first.actors[0].id
    assert len(register.bearers("Ilze Krastina")) == 2
    entry = register.get(second.actors[0].id)
    assert entry is not None and {r.country for r in entry.roles} == {"LVA"}
    rerun = Register()
    assert read(rerun, krastina(), other)[1].actors[0].id == second.actors[0].id, "the second id is stable"


def test_a_professor_and_a_senator_of_a_common_name_are_two() -> None:
    register = Register()
    one = make_record("Senator Paul Miller objected.", {"name": "Paul Miller", "roles": ["Senator"]})
    two = make_record("It is odd, said Paul Miller, an economist.", {"name": "Paul Miller", "roles": ["economist"]})
    first, second = read(register, one, two)
    assert first.actors[0].id != second.actors[0].id


def test_form_of_address_parts_a_man_from_a_woman() -> None:
    register = Register()
    one = make_record("Mr. Kim Adler spoke.", {"name": "Kim Adler"})
    two = make_record("Ms. Kim Adler spoke.", {"name": "Kim Adler"})
    third = make_record("Mr. Kim Adler left.", {"name": "Kim Adler"})
    # pronouns and addresses of the first teach that he is a man
    first, second, again = read(register, one, two, third)
    assert first.actors[0].id != second.actors[0].id
    assert again.actors[0].id == first.actors[0].id


def test_middle_names_and_short_forms_are_one_and_differing_initials_two() -> None:
    register = Register()
    names = ("Harold J. Bexley", "Harold Bexley", "Sen. Harold Bexley", "Harold T. Bexley", "Robert Quill", "Bob Quill")
    ids = [r.actors[0].id for r in read(register, *(make_record(f"Yes, said {n}.", {"name": n}) for n in names))]
    assert ids[0] == ids[1] == ids[2]
    assert ids[3] != ids[0]
    assert ids[4] == ids[5]


def test_a_name_of_two_heads_of_state_is_nobodys() -> None:
    register = Register()
    one = make_record("George W. Bush spoke.", {"name": "George W. Bush"})
    two = make_record("George Bush spoke.", {"name": "George Bush"})
    first, second = read(register, one, two)
    assert first.actors[0].id != second.actors[0].id


def test_the_documents_own_words_win() -> None:
    register = Register()
    text = "Norwegian Prime Minister Ilze Krastina spoke."
    now = make_record(
        text, {"name": "Ilze Krastina", "country": "NOR", "sector": "LEG", "roles": ["Norwegian Prime Minister"]}
    )
    actor = read(register, krastina(), now)[1].actors[0]
    assert actor.sector == "LEG"
    assert actor.roles[0].title == "Norwegian Prime Minister"


def test_a_country_guessed_from_the_context_gives_way_to_words() -> None:
    register = Register()
    guessed = make_record(
        "In Seoul, Foreign Minister Ilze Krastina spoke.",
        {"name": "Ilze Krastina", "country": "KOR", "role_country": "KOR", "roles": ["Foreign Minister"]},
    )
    actor = read(register, krastina(), guessed)[1].actors[0]
    assert actor.country == "NOR"
    assert actor.roles[0].country is None


def test_a_guessed_country_alone_is_not_passed_on() -> None:
    register = Register()
    guessed = make_record(
        "In Seoul, Foreign Minister Ilze Krastina spoke.",
        {"name": "Ilze Krastina", "country": "KOR", "role_country": "KOR", "roles": ["Foreign Minister"]},
    )
    plain = make_record("Ilze Krastina spoke.", {"name": "Ilze Krastina"})
    assert read(register, guessed, plain)[1].actors[0].country is None


def test_a_state_is_never_a_person() -> None:
    register = Register()
    read(
        register,
        make_record("French Minister Marie France spoke.", {"name": "Marie France", "roles": ["French Minister"]}),
    )
    state = make_record("France objected.", {"name": "France", "kind": "state", "country": "FRA"})
    assert register.settle(state) == state


@pytest.mark.parametrize("name", ["two officials", "protesters in Lund"])
def test_the_unnamed_are_never_kept(name: str) -> None:
    register = Register()
    r = make_record(f"It rained, {name} said.", {"name": name, "kind": "unnamed"})
    assert read(register, r)[0].actors[0].id == r.actors[0].id
    assert len(register) == 0


@pytest.mark.parametrize("surname", ["Miller", "Scott", "Jordan"])
def test_a_common_surname_needs_more_than_itself(surname: str) -> None:
    register = Register()
    one = make_record(
        f"US Senator Avery {surname} spoke.", {"name": f"Avery {surname}", "country": "USA", "roles": ["US Senator"]}
    )
    alone = make_record(f"{surname} died in the fire.", {"name": surname})
    titled = make_record(f"Senator {surname} objected.", {"name": surname, "roles": ["Senator"]})
    _, a, b = read(register, one, alone, titled)
    assert a.actors[0].name == surname
    assert b.actors[0].name == f"Avery {surname}"


def test_officer_scott_is_not_senator_tarrant() -> None:
    register = Register()
    one = make_record(
        "US Senator Tim Tarrant spoke.", {"name": "Tim Tarrant", "country": "USA", "roles": ["US Senator"]}
    )
    officer = make_record("Police officer Tarrant fired.", {"name": "Tarrant", "roles": ["Police officer"]})
    assert read(register, one, officer)[1].actors[0].name == "Tarrant"


def test_mr_and_mrs_of_one_document() -> None:
    register = Register()
    both = make_record(
        "Jonas Holm and his wife Marit Holm came. Mrs. Holm spoke.",
        {"name": "Jonas Holm"}, {"name": "Marit Holm"}, {"name": "Holm", "forms": ["Holm spoke"]},
    )  # fmt: skip
    mentions = tuple(
        msgspec.structs.replace(m, end=m.end - 6) if both.documents[0].text[m.start : m.end] == "Holm spoke" else m
        for m in both.mentions
    )
    settled = register.settle(msgspec.structs.replace(both, mentions=mentions))
    assert [a.name for a in settled.actors] == ["Jonas Holm", "Marit Holm"]
    assert settled.statements[2].speaker == settled.actors[1].id


def test_pronouns_alone_do_not_choose_between_two_of_a_document() -> None:
    both = make_record(
        "Jonas Holm and Marit Holm came. Holm spoke. She said no. She left. She slept.",
        {"name": "Jonas Holm"}, {"name": "Marit Holm"}, {"name": "Holm", "forms": ["Holm spoke"], "pronouns": ["She"]},
    )  # fmt: skip
    settled = Register().settle(both)
    assert len(settled.actors) == 3


def test_two_forms_of_a_new_name_in_one_document_are_one() -> None:
    r = make_record("Joseph R. Tarn came. Joe Tarn spoke.", {"name": "Joseph R. Tarn"}, {"name": "Joe Tarn"})
    settled = Register().settle(r)
    assert len(settled.actors) == 1
    assert {s.speaker for s in settled.statements} == {settled.actors[0].id}


def test_heads_of_state_are_found_by_surname_where_the_document_speaks_of_their_country() -> None:
    usa = {"name": "United States", "kind": "state", "country": "USA"}
    r = make_record(
        "Obama said the United States agreed.", {"name": "Obama", "country": "USA"}, usa, published="2015-05-05"
    )
    assert Register().settle(r).actors[0].name == "Barack Obama"
    poll = make_record("A Rasmussen poll says so.", {"name": "Rasmussen", "country": "DNK"}, published="2016-05-05")
    assert Register().settle(poll).actors[0].name == "Rasmussen"


def test_bodies_go_by_distinctive_names_only() -> None:
    register = Register()
    known = make_record(
        "The Skarv Institute of Norway agreed.", {"name": "Skarv Institute", "kind": "organisation", "country": "NOR"}
    )
    plain = make_record("The Skarv Institute agreed.", {"name": "Skarv Institute", "kind": "organisation"})
    ministry = make_record(
        "The Ministry of Health agreed.", {"name": "Ministry of Health", "kind": "organisation", "country": "NOR"}
    )
    other = make_record("The Ministry of Health objected.", {"name": "Ministry of Health", "kind": "organisation"})
    a, b, c, d = read(register, known, plain, ministry, other)
    assert (b.actors[0].id, b.actors[0].country) == (a.actors[0].id, "NOR")
    assert d.actors[0].id != c.actors[0].id
    assert d.actors[0].country is None


def test_events_and_positions_follow() -> None:
    register = Register()
    read(register, krastina())
    r = bare()
    old = r.actors[0].id
    event = Event(
        id="ev-1", document=r.documents[0].id, type="REJECT", mode=None, contexts=(), actors=(old,), recipients=(old, "ac-x"),
        span=(0, 8), date=None, place=None, modality="asserted", within=None, quad="verbal conflict",
    )  # fmt: skip
    position = Position(
        id="po-1", actor=old, issue="is-1", stance="oppose", date=None, event="ev-1",
        evidence=Evidence(document=r.documents[0].id, start=0, end=8),
    )  # fmt: skip
    settled = register.settle(msgspec.structs.replace(r, events=(event,), positions=(position,)))
    new = settled.actors[0].id
    assert settled.events[0].actors == (new,)
    assert settled.events[0].recipients == (new, "ac-x")
    assert settled.positions[0].actor == new
    assert (settled.events[0].id, settled.positions[0].id) == ("ev-1", "po-1")


def test_settling_is_idempotent_and_changes_no_register() -> None:
    register = Register()
    read(register, krastina())
    before = list(register)
    once = register.settle(bare())
    assert register.settle(once) == once
    assert list(register) == before


def test_a_record_of_two_documents_is_settled_document_by_document() -> None:
    register = Register()
    read(register, krastina())
    a, b = bare(), bare(text="Krastina of the fish shop said no.", roles=[])
    old = bare(published="2001-01-01", text="Krastina spoke in 2001.")
    both = msgspec.structs.replace(
        a, documents=a.documents + old.documents, mentions=a.mentions + old.mentions,
        statements=a.statements + old.statements,
    )  # fmt: skip
    settled = register.settle(both)
    names = {s.document: next(x.name for x in settled.actors if x.id == s.speaker) for s in settled.statements}
    assert names == {a.documents[0].id: "Ilze Krastina", old.documents[0].id: "Krastina"}
    assert b.actors[0].id == a.actors[0].id  # the finder's ids are one; settled they are two


def test_links_say_how_they_were_found() -> None:
    register = Register()
    read(register, krastina())
    (link,) = register.links(bare())
    assert (link.how, link.name, link.country, link.sector) == ("surname", "Ilze Krastina", "NOR", "GOV")


names = st.lists(
    st.sampled_from(["Ilze Krastina", "Krastina", "Juris Krastina", "Bob Quill", "Quill"]),
    min_size=1,
    max_size=4,
    unique=True,
)


@given(st.lists(names, min_size=1, max_size=5))
def test_whatever_is_read_every_id_stands_for_an_actor_and_spans_stay(documents: list[list[str]]) -> None:
    register = Register()
    for n, people in enumerate(documents):
        text = f"{n}: " + " met ".join(people) + "."
        r = make_record(text, *({"name": p} for p in people))
        settled = register.settle(r)
        ids = {a.id for a in settled.actors}
        assert len(ids) == len(settled.actors)
        assert {s.speaker for s in settled.statements} <= ids
        assert {m.actor for m in settled.mentions} <= ids
        assert {(m.start, m.end) for m in settled.mentions} == {(m.start, m.end) for m in r.mentions}
        register.learn(settled)
        snapshot = list(register)
        register.learn(settled)
        assert list(register) == snapshot


def test_ids_of_new_people_are_those_that_the_finder_makes() -> None:
    r = krastina()
    assert Register().settle(r).actors[0].id == make_id("ac", "person", "ilze krastina")
