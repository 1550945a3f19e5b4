"""Our coreference set: its offsets, the scores by hand, and who a pronoun is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.errors import UsageError
from dragoman.reading import ReadAttribution, Reading, ReadName
from evals import coreference
from evals.coreference import Case, GoldActor, GoldMention, aligned, conll, cubed, judge, links, read_cases, same_actors

GOLD = Path(__file__).parents[2] / "evals" / "gold" / "coreference.jsonl"
TEXT = "Anna Lund resigned. She said Peter Berg knew. He denied it."


def mention(words: str, *who: str, form: str = "name", speaks: bool = False) -> GoldMention:
    at = TEXT.index(words)
    return GoldMention(at, at + len(words), words, who, form, speaks)


def case(**changes: Any) -> Case:
    actors = (GoldActor("a", "Anna Lund", "person"), GoldActor("b", "Peter Berg", "person"))
    mentions = (
        mention("Anna Lund", "a"), mention("She", "a", form="pronoun", speaks=True),
        mention("Peter Berg", "b"), mention("He", "b", form="pronoun", speaks=True),
    )  # fmt: skip
    fields = {"id": "c", "part": "dev", "published": "2024-05-08", "text": TEXT, "actors": actors, "mentions": mentions}
    return Case(**(fields | changes))


# ---------------------------------------------------------------- the set
def test_the_set_is_whole_and_its_halves_are_even() -> None:
    cases = read_cases(GOLD)  # checks every offset
    assert len(cases) >= 60 and len({c.id for c in cases}) == len(cases) == len({c.text for c in cases})
    assert Counter(c.part for c in cases) == {"dev": 30, "held": 30}
    for c in cases:
        assert 110 <= len(c.text.split()) <= 200, c.id
        assert len({m.span for m in c.mentions}) == len(c.mentions), c.id
        assert {a.id for a in c.actors} == {w for m in c.mentions for w in m.who}, c.id
    assert sum(m.speaks for c in cases for m in c.mentions) > 250


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"words": "Xnna Lund"}, "not 'Xnna Lund'"), ({"who": ["z"]}, "not all among the actors"),
     ({"form": "noun"}, "the form 'noun'"), ({"speaks": True}, "speaking pronoun"), ({"start": "0"}, "int")],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    row = {
        "id": "c",
        "part": "dev",
        "published": None,
        "text": TEXT,
        "actors": [{"id": "a", "name": "Anna", "kind": "p"}],
    }
    row["mentions"] = [{"start": 0, "end": 9, "words": "Anna Lund", "who": ["a"], "form": "name"} | change]
    file = tmp_path / "x.jsonl"
    file.write_text("\n" + json.dumps(row))
    with pytest.raises(UsageError, match="line 2") as caught:
        read_cases(file)
    assert problem in str(caught.value)


# ---------------------------------------------------------------- scores
def sets(*clusters: Sequence[int]) -> list[frozenset[int]]:
    return [frozenset(c) for c in clusters]


def test_scores_by_hand() -> None:
    gold, ours = sets((1, 2, 3), (4, 5)), sets((1, 2), (3, 4, 5))
    assert links(gold, ours) == (2.0, 3.0) and links(ours, gold) == (2.0, 3.0)
    assert cubed(gold, ours) == (pytest.approx(4 / 3 + 1 / 3 + 2), 5.0)
    assert aligned(gold, ours) == pytest.approx(2 * 2 / 5 + 2 * 2 / 5)
    assert conll([(gold, gold)]) == {"MUC": 1.0, "B3": 1.0, "CEAF-e": 1.0, "mean": 1.0}
    assert conll([(gold, [])])["mean"] == 0.0


@given(st.lists(st.integers(0, 3), min_size=1, max_size=9), st.lists(st.integers(0, 3), min_size=9, max_size=9))
def test_scores_are_shares(gold: list[int], ours: list[int]) -> None:
    def group(labels: Sequence[int]) -> list[frozenset[int]]:
        return [frozenset(i for i, x in enumerate(labels) if x == label) for label in set(labels)]

    scores = conll([(group(gold), group(ours[: len(gold)]))])
    assert all(0 <= x <= 1 for x in scores.values())


# ---------------------------------------------------------------- who is this
def test_a_pronoun_is_right_when_it_resolves_as_its_actors_name_does() -> None:
    record = SimpleNamespace(statements=(), mentions=())
    good, swapped = [("A",), ("A",), ("B",), ("B",)], [("A",), ("B",), ("B",), ("A",)]
    assert same_actors(case(), good) == {"A": "a", "B": "b"}
    assert judge(case(), good, record)["speakers right"] == 2  # type: ignore[arg-type]
    assert judge(case(), swapped, record)["speakers right"] == 0  # type: ignore[arg-type]


def test_one_actor_of_ours_for_two_of_the_gold_is_right_for_one_at_most() -> None:
    lumped = [("A",)] * 4
    right = judge(case(), lumped, SimpleNamespace(statements=(), mentions=()))["pronouns right"]  # type: ignore[arg-type]
    assert right == 1


def test_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ReadAttribution(source=(20, 23), cue=(24, 28), contents=((29, 44),))
    names = (ReadName(start=0, end=9, kind="person"), ReadName(start=29, end=39, kind="person"))
    reading = Reading(attributions=(said,), names=names, read=len(TEXT))
    monkeypatch.setattr(coreference, "model_in", lambda folder: SimpleNamespace(read=lambda text: reading))
    import msgspec

    file = tmp_path / "x.jsonl"
    file.write_bytes(msgspec.json.encode(case()))
    figures = coreference.run(file)
    part = figures["parts"]["dev"]
    assert part["accuracy"]["pronouns"] == {"asked": 2, "right": 2, "share": 1.0}
    assert part["accuracy"]["speakers in the record"] == {"asked": 2, "right": 1, "share": 0.5}
    assert part["words given"]["mean"] == 1.0
    assert "speaker of a statement" in coreference.render(figures)
