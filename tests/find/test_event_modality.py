"""Whether an event is told as done."""

from __future__ import annotations

import pytest

from dragoman.find.event_modality import modality_of
from dragoman.record import Modality
from tests.find.by_hand import did


@pytest.mark.parametrize(
    ("text", "trigger", "want"),
    [
        ("Oslo defended the right of Danish troops to fire on militants.", "fire", "hypothetical"),
        ("Norway has the ability to strike.", "strike", "hypothetical"),
        ("The president spoke of potential retaliation.", "retaliation", "hypothetical"),
        ("Norway fears a possible attack.", "attack", "hypothetical"),
        ("Norway spoke of the planned deployment.", "deployment", "future"),
        ("Police made no arrests.", "made no arrests", "negated"),
        ("Norway did not attack.", "attack", "negated"),
        ("Norway had every right. It attacked.", "attacked", "asserted"),
        ("Norway attacked.", "attacked", "asserted"),
    ],
)
def test_the_words_before_overrule_asserted(text: str, trigger: str, want: Modality) -> None:
    assert modality_of(did(text, trigger, "ASSAULT"), text) == want


def test_what_the_model_saw_beyond_an_assertion_stays() -> None:
    text = "Police made no arrests."
    assert modality_of(did(text, "made no arrests", "COERCE", modality="future"), text) == "future"


def test_not_accepting_is_a_rejection_that_happened() -> None:
    text = "Norway did not accept."
    assert modality_of(did(text, "accept", "REJECT"), text) == "asserted"
