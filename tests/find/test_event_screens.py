"""What reads like an event and is none."""

from __future__ import annotations

import pytest

from dragoman.find.event_screens import is_accident, is_no_event, is_sport, says_nothing
from tests.find.by_hand import cast_of, did


@pytest.mark.parametrize(
    ("trigger", "nothing"),
    [
        ("do so", True), ("did the same", True), ("said", True), ("reacted", True), ("out", True), ("home", True),
        ("", True), ("17", True), ("against", False), ("said no", False), ("called out", False), ("met", False),
    ],
)  # fmt: skip
def test_words_that_state_nothing(trigger: str, nothing: bool) -> None:
    assert says_nothing(trigger) is nothing


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "actors", "none"),
    [
        ("Lund is the first minister to do so since Oslo broke with Moscow.", "do so", "SUPPORT", ("Lund",), True),
        ("Oslo sent marines to join Operation Desert Shield.", "Desert Shield", "MOBILIZE", ("Oslo",), True),
        ("The Committee to Protect Journalists met.", "Protect", "AID", (), True),
        ("The Committee to Protect Journalists met.", "met", "CONSULT", (), False),
        ("Norway Rejects Danish Plan To Ban Whaling", "Rejects", "REJECT", ("Norway",), False),  # a headline
        ("Lund said: “Stop the war.”", "Stop", "REQUEST", (), False),  # opens a sentence of its own
        ("Seven soldiers were killed when a helicopter crashed.", "killed", "ASSAULT", (), True),
        ("Seven soldiers were killed when a helicopter crashed.", "crashed", "ASSAULT", ("helicopter",), True),
        ("Seven soldiers were killed when rebels made a helicopter crash.", "killed", "ASSAULT", (), False),
        ("Norway sent food after the earthquake.", "sent", "AID", ("Norway",), False),
        ("Mara Quist took the stand for four hours on Friday.", "took the stand", "SUPPORT", ("Mara Quist",), True),
        (
            "Mara Quist faced the cameras, holding up a list of prisoners.",
            "holding up",
            "COERCE",
            ("Mara Quist",),
            True,
        ),
        ("Police are holding nine men in Velm.", "holding", "COERCE", ("Police",), False),
        ("Mara Quist took a stand against the junta.", "took a stand", "SUPPORT", ("Mara Quist",), False),
    ],
)
def test_what_is_no_event(text: str, trigger: str, kind: str, actors: tuple[str, ...], none: bool) -> None:
    names = cast_of(text, bodies=("Committee to Protect Journalists",) if "Committee" in text else ()).names
    read = did(text, trigger, kind, actors)  # type: ignore[arg-type]
    assert is_no_event(read, text, (0, len(text)), names) is none


def test_sport_needs_two_words_of_it() -> None:
    assert is_sport("The striker scored before half-time.")
    assert not is_sport("The goals of the summit were attacked.")


def test_an_accident_with_an_attacker_is_none() -> None:
    assert is_accident("Nine died when the ferry capsized.")
    assert not is_accident("Nine died when the ferry capsized after a bomb went off.")
