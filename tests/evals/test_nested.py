"""Nested statements: who reports whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import UsageError
from evals import nested
from evals.nested import gold_of, ours_of, place, score_brief
from evals.scoring import Page

from .conftest import Draft

TEXT = "Havnen wrote that Ann Lee fears that Bo claims the old bridge will fall."
BRIEF: dict[str, Any] = {
    "text": TEXT,
    "statements": [
        {
            "speaker": "Havnen",
            "content": ["Ann Lee fears that Bo claims the old bridge will fall"],
            "within": None,
        },
        {"speaker": "Ann Lee", "content": ["Bo claims the old bridge will fall"], "within": 0},
        {"speaker": "Bo", "content": ["the old bridge will fall"], "within": 1},
    ],
}


def draft(deep: bool = True) -> Draft:
    d = Draft(TEXT)
    a = d.said("Havnen", "wrote", "Ann Lee fears that Bo claims the old bridge will fall")
    b = d.said("Ann Lee", "fears", "Bo claims the old bridge will fall", within=a) if deep else a
    d.said("Bo", "claims", "the old bridge will fall", within=b)
    return d


def counts(d: Draft) -> tuple[Any, Any]:
    page = Page(TEXT)
    return score_brief(gold_of(BRIEF, page), ours_of(d.record(), page))


def test_all_right() -> None:
    got, more = counts(draft())
    assert set(got.values()) == {(2, 2, 2)}
    assert more["within 3"] == 1 and more["found"] == 2


def test_a_skipped_level_breaks_within_but_not_content() -> None:
    got, more = counts(draft(deep=False))
    assert got["content"] == (1, 1, 2) and got["content and speaker"] == (1, 1, 2)
    assert got["whole chain"] == (0, 1, 2)
    assert more["gold 2"] == more["gold 3"] == 1


def test_the_chain_is_followed_to_the_article() -> None:
    d = draft()
    d.statements[0] = d.statements[0].__class__(
        **{f: getattr(d.statements[0], f) for f in d.statements[0].__struct_fields__} | {"speaker_span": (26, 31)}
    )
    got, _ = counts(d)
    assert got["content and within"] == (1, 2, 2)  # Bo within Ann Lee still is; Ann Lee within Havnen is not
    assert got["whole chain"] == (0, 2, 2)


def test_level_one_statements_do_not_count() -> None:
    d = Draft(TEXT)
    d.said("Bo", "claims", "the old bridge will fall")
    assert counts(d)[0]["content"] == (0, 0, 2)


def test_words_are_pointed_at_by_occurrence() -> None:
    assert place("he and he", "he#2") == [(7, 9), (0, 2)]
    with pytest.raises(ValueError, match="not in the text"):
        place("he", "she")


def test_run_and_render(tmp_path: Path, product: Callable[..., None]) -> None:
    product(nested, {TEXT: draft()})
    file = tmp_path / "nested.jsonl"
    file.write_text(json.dumps(BRIEF) + "\n")
    figures = nested.run(file)
    assert figures["scores"]["whole chain"]["f1"] == 1.0 and figures["right within"] == 1.0
    assert figures["depths"] == {
        2: {"gold": 1, "found": 1, "within": 1},
        3: {"gold": 1, "found": 1, "within": 1},
    }
    assert "100.0% are within" in nested.render(figures)


def test_a_circle_is_named(tmp_path: Path) -> None:
    file = tmp_path / "nested.jsonl"
    file.write_text(json.dumps({"text": "a b", "statements": [{"content": ["a"], "within": 0}]}))
    with pytest.raises(UsageError, match=r"line 1.*circle"):
        nested.run(file)
