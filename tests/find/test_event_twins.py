"""One fact told by a verb and its noun is one event."""

from __future__ import annotations

import pytest

from dragoman.record import Modality
from tests.find.by_hand import did
from tests.find.test_events import Done


@pytest.mark.parametrize(
    ("text", "one", "two", "kind"),
    [
        ("Norway signed a new agreement.", "signed", "agreement", "AGREE"),
        ("Norway held three days of talks.", "held", "talks", "CONSULT"),
        ("Norway killed nine Danes in an attack on a village.", "killed", "attack", "ASSAULT"),
        ("Norway raised its ties back to ambassadorial level.", "raised", "ambassadorial level", "SUPPORT"),
        ("The Norway accord was worked out.", "accord", "worked out", "AGREE"),
    ],
)
def test_a_verb_and_its_noun_are_one(text: str, one: str, two: str, kind: str) -> None:
    read = [did(text, t, kind, ("Norway",)) for t in (one, two)]  # type: ignore[arg-type]
    assert len(Done(text, *read).events) == 1


@pytest.mark.parametrize(
    ("text", "one", "two", "kind"),
    [
        ("Norway met Denmark and held talks.", "met", "held talks", "CONSULT"),
        ("Norway killed nine Danes when it shelled Aarhus.", "killed", "shelled", "ASSAULT"),
        ("Norway killed nine Danes, wounding six others.", "killed", "wounding", "ASSAULT"),
        ("Norway agreed to sign.", "agreed", "sign", "AGREE"),
        ("Norway attacked. The attack failed.", "attacked", "attack", "ASSAULT"),
    ],
)
def test_two_acts_stay_two(text: str, one: str, two: str, kind: str) -> None:
    read = [did(text, t, kind, ("Norway",)) for t in (one, two)]  # type: ignore[arg-type]
    assert len(Done(text, *read).events) == 2


def test_the_sides_of_both_tellings_are_kept() -> None:
    text = "Nine soldiers were killed in clashes between Norway and Denmark."
    got = Done(
        text,
        did(text, "killed", "ASSAULT", (), ("Nine soldiers",)),
        did(text, "clashes", "ASSAULT", ("Norway and Denmark",)),
    )
    assert got.sides() == (["Norway", "Denmark"], ["Nine soldiers"])


def test_who_stands_between_a_light_verb_and_its_noun_receives() -> None:
    text = "Norway gave the rebels free access."
    got = Done(
        text,
        did(text, "gave", "CONCEDE", ("Norway",)),
        did(text, "access", "CONCEDE", ("the rebels",)),
    )
    assert got.sides() == (["Norway"], ["rebels"])


@pytest.mark.parametrize(("verb", "want"), [("imposing", "hypothetical"), ("imposed", "asserted")])
def test_only_a_finite_verb_tells_the_modality(verb: str, want: Modality) -> None:
    text = f"Norway spoke of {verb} sanctions."
    got = Done(
        text,
        did(text, verb, "SANCTION", ("Norway",)),
        did(text, "sanctions", "SANCTION", ("Norway",), modality="hypothetical"),
    )
    assert got.only().modality == want


@pytest.mark.parametrize(
    ("text", "verb", "noun", "left"),
    [
        ("Norway lifted a night curfew.", "lifted", "curfew", ["CONCEDE"]),
        ("Norway lifted the curfew imposed in May.", "lifted", "curfew", ["CONCEDE", "COERCE"]),  # both are told
        ("Norway conceded a curfew.", "conceded", "curfew", ["CONCEDE", "COERCE"]),
    ],
)
def test_what_is_lifted_is_not_imposed(text: str, verb: str, noun: str, left: list[str]) -> None:
    got = Done(text, did(text, verb, "CONCEDE", ("Norway",)), did(text, noun, "COERCE", ("Norway",)))
    assert [e.type for e in got.events] == left


def test_the_same_words_read_twice_are_one_act_of_a_type() -> None:
    text = "Norway attacked Denmark and Sweden."
    read = [
        did(text, "attacked", "ASSAULT", ("Norway",), ("Denmark",)),
        did(text, "attacked", "MOBILIZE", ("Norway",)),
        did(text, "attacked", "ASSAULT", ("Norway",), ("Sweden",)),
    ]
    assert [e.type for e in Done(text, *read).events] == ["ASSAULT", "MOBILIZE"]
