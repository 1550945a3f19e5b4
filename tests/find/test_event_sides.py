"""Who receives an act, as far as the words around it tell."""

from __future__ import annotations

import pytest

from dragoman.find.event_sides import sides_of
from tests.find.by_hand import cast_of, did, said
from tests.find.test_events import Done


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "want"),
    [
        # whose the thing is
        ("Norway turned down a recent Chinese proposal.", "turned down", "REJECT", ["China"]),
        ("Norway rejected Norwegian objections.", "rejected", "REJECT", []),
        ("Norway rejected a plan of Chinese envoys.", "rejected", "REJECT", []),  # the adjective stands farther off
        ("Norway denounced as a crime Serbia’s conduct.", "denounced", "ACCUSE", ["Serbia"]),
        # behind the preposition that belongs to the act
        ("Norway sent rice to Bosnia.", "sent", "AID", ["Bosnia and Herzegovina"]),
        ("Norway imposed sanctions on Serbia.", "imposed sanctions", "SANCTION", ["Serbia"]),
        ("Norway rallied against the EU plan.", "rallied", "PROTEST", ["European Union"]),
        ("Norway criticised the force dispatched to Serbia.", "criticised", "ACCUSE", []),
        ("Norway urged retaliation on Serbia.", "urged", "REQUEST", []),
        ("Norway made a visit to Ankara.", "visit", "CONSULT", ["Turkey"]),
        ("Norway held talks in Ankara.", "talks", "CONSULT", []),
        ("Norway sent rice and flew to Bosnia.", "sent", "AID", []),  # another verb's
        # on whose soil
        ("Norway lifted a night curfew in Montenegro.", "lifted", "CONCEDE", ["Montenegro"]),
        ("Norway withdrew from southern Lebanon.", "withdrew", "RETREAT", ["Lebanon"]),
        ("Norway shelled a village in western Cambodia.", "shelled", "ASSAULT", ["Cambodia"]),
        ("Norway arrested nine men in Norway.", "arrested", "COERCE", []),
        ("Norway deployed troops in Poland.", "deployed", "MOBILIZE", []),
        ("Norway met rebels in Lebanon.", "met", "CONSULT", []),
        # whose embassy
        ("Norway rallied outside the Ethiopian embassy.", "rallied", "PROTEST", ["Ethiopia"]),
        ("Norway rallied outside the Ethiopian bakery.", "rallied", "PROTEST", []),
    ],
)
def test_who_is_hit_by_an_act_without_recipient(text: str, trigger: str, kind: str, want: list[str]) -> None:
    got = Done(text, did(text, trigger, kind, ("Norway",)))  # type: ignore[arg-type]
    assert got.sides() == (["Norway"], want)


def test_a_recipient_that_was_read_is_not_overruled() -> None:
    text = "Norway sent soldiers of Serbia rice to Bosnia."
    assert Done(text, did(text, "sent", "AID", ("Norway",), ("soldiers of Serbia",))).sides()[1] == [
        "soldiers of Serbia"
    ]


def test_a_thing_gives_way_to_somebody() -> None:
    text = "Norway retook a village in western Cambodia."
    assert Done(text, did(text, "retook", "ASSAULT", ("Norway",), ("a village",))).sides() == (["Norway"], ["Cambodia"])


def test_an_act_without_anybody_finds_nobody_behind_a_preposition() -> None:
    text = "Stagnant relations between the members of Norway."
    assert Done(text, did(text, "relations", "COOPERATE")).events == []


def test_nobody_moves_against_his_own_troops() -> None:
    text = "Norway withdrew its peacekeepers from Lebanon."
    assert Done(text, did(text, "withdrew", "RETREAT", ("Norway",), ("peacekeepers",))).sides()[1] == ["Lebanon"]


def test_a_pronoun_is_not_the_side_that_it_accuses() -> None:
    text = "Kuwait pumped oil. It accused Kuwait of theft."
    assert Done(text, did(text, "accused", "ACCUSE", ("It",), ("Kuwait",))).sides()[0] == []


@pytest.mark.parametrize(
    ("text", "asker"),
    [("Serbia rejected an Australian ultimatum.", ("Australian",)), ("Serbia rejected an Australian ultimatum.", ())],
)
def test_who_answers_was_asked(text: str, asker: tuple[str, ...]) -> None:
    got = Done(text, did(text, "rejected", "REJECT", ("Serbia",)), did(text, "ultimatum", "THREATEN", asker))
    sides = [[[got.actors[k].country for k in side] for side in (e.actors, e.recipients)] for e in got.events]
    assert sides == [[["SRB"], ["AUS"]], [["AUS"], ["SRB"]]]


def test_nobody_answers_himself() -> None:
    text = "Serbia praised the accord but demanded aid."
    got = Done(text, did(text, "praised", "SUPPORT", ("Serbia",)), did(text, "demanded", "REQUEST", ("Serbia",)))
    assert [(len(e.actors), e.recipients) for e in got.events] == [(1, ()), (1, ())]


def test_a_demand_of_nobody_stays_nobodys() -> None:
    text = "Norway shrugged the threat off."
    got = Done(text, did(text, "shrugged", "REJECT", ("Norway",)), did(text, "threat", "THREATEN"))
    assert [e.type for e in got.events] == ["REJECT"]


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "side", "events"),
    [
        ("A woman was killed.", "killed", "ASSAULT", "A woman", 0),  # crime among private people
        ("Soldiers were killed.", "killed", "ASSAULT", "Soldiers", 1),
        ("Demonstrators marched.", "marched", "PROTEST", "Demonstrators", 1),
        ("Nine women were arrested.", "arrested", "COERCE", "Nine women", 1),  # by an authority
        ("Nine Norwegian women were killed.", "killed", "ASSAULT", "Nine Norwegian women", 1),
    ],
)
def test_private_people_are_no_political_side(text: str, trigger: str, kind: str, side: str, events: int) -> None:
    got = Done(text, did(text, trigger, kind, (), (side,)))  # type: ignore[arg-type]
    assert (len(got.events), len(got.notes)) == (events, 1 - events)


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "want"),
    [
        ("Norway threatened further action against Denmark.", "threatened", "SANCTION", "THREATEN"),
        ("Norway accepted demands from Danish rebels.", "accepted", "AGREE", "CONCEDE"),
        ("Norway accepted an invitation from Denmark.", "accepted", "AGREE", "AGREE"),
        ("Norway offered to share its data.", "offered", "REQUEST", "AGREE"),
        ("Norway suspended Danish imports.", "suspended", "SANCTION", "SANCTION"),
    ],
)
def test_words_that_settle_their_type(text: str, trigger: str, kind: str, want: str) -> None:
    assert Done(text, did(text, trigger, kind, ("Norway",))).only().type == want  # type: ignore[arg-type]


def test_a_speaker_does_what_his_words_do() -> None:
    text = "Norway warned of sanctions against Denmark, Norway said."
    got = Done(
        text,
        did(text, "warned", "THREATEN", (), ("Denmark",)),
        said=(said(text, "Norway", "warned", "sanctions against Denmark"),),
    )
    assert got.sides() == (["Norway"], ["Denmark"])


def test_talks_between_two_have_two_sides() -> None:
    text = "Anna Lund praised the talks between the US and Ukraine in Jeddah."
    for actors in ((), ("Ukraine",), ("the US",)):
        r = did(text, "talks", "CONSULT", actors)
        cast = cast_of(text, people=("Anna Lund",))
        found, others = sides_of(r, cast, None, text)
        assert {cast.people[k].name for k in (*found, *others)} == {"United States", "Ukraine"}
    apart = "Norway said talks between its minister and others went well in Sweden."
    assert sides_of(did(apart, "talks", "CONSULT", ("Norway",)), cast_of(apart), None, apart)[1] == ()
