"""Languages."""

from __future__ import annotations

import pytest

from dragoman.sources.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ministry rejected the plan and said that it would not pay for it.", "en"),
        (
            "Das Ministerium lehnte den Plan ab und erklärte, dass die Kosten für das Land zu hoch seien.",
            "de",
        ),
        (
            "Le ministère a rejeté le plan lundi et a déclaré que son coût serait trop élevé pour le pays.",
            "fr",
        ),
        ("El ministerio rechazó el plan el lunes y dijo que costaría demasiado al país este año.", "es"),
        ("Министерство отклонило план и заявило, что он слишком дорог.", "ru"),
        ("外务省拒绝了该计划，并表示费用太高，国家今年无法承担。", "zh"),
        ("123 456", None),
    ],
)
def test_detect(text: str, language: str | None) -> None:
    assert detect_language(text) == language


def test_the_declaration_decides_on_short_texts_only() -> None:
    assert detect_language("Plan rejected", "nb-NO") == "nb"
    assert detect_language("The ministry rejected the plan and said that it would not pay for it.", "nb-NO") == "en"
