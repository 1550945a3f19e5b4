"""Lone sentences: setting tokens as text, bringing marks back to tokens, exact counts."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from dragoman.errors import UsageError
from evals import polnear_sentences as ps

TOKENS = ["``", "It", "'s", "n't", "over", ",", "''", "Ruiz", "-LRB-", "R.", "-RRB-", "said", "."]
LABELS = ["B-content", *["I-content"] * 6, "B-source", "I-source", "I-source", "I-source", "B-cue", "O"]


def test_tokens_are_set_as_print_sets_them_and_keep_their_places() -> None:
    text, where = ps.set_tokens(TOKENS)
    assert text == "\"It'sn't over,\" Ruiz (R.) said."
    assert [text[s:e] for s, e in where] == [ps.MARKS.get(t, t) for t in TOKENS]


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        (["Mr.", "Li", ":", "$", "5", "million", "?"], "Mr. Li: $5 million?"),
        (["Trump", "'s", "plan", "--", "dead", "...", "he", "said"], "Trump's plan -- dead... he said"),
        (['"', "No", '"', "he", "said", '"', "never", '"'], '"No" he said "never"'),
        (["the", "voters", "'", "will"], "the voters' will"),
        ([], ""),
    ],
)
def test_setting(tokens: list[str], text: str) -> None:
    assert ps.set_tokens(tokens)[0] == text


def test_labels_to_spans() -> None:
    labels = ["O", "B-cue", "I-cue", "B-cue", "I-source", "I-content", "I-content"]
    assert list(ps.spans_in(labels)) == [("cue", 1, 3), ("cue", 3, 4), ("source", 4, 5), ("content", 5, 7)]


def test_marks_come_back_to_tokens() -> None:
    where = [(0, 3), (4, 7), (7, 8)]
    assert ps.found_in(where, [("cue", 0, 3), ("content", 5, 8), ("source", 8, 9)]) == {
        ("cue", 0, 1),
        ("content", 1, 3),
    }


def test_only_exact_spans_are_right() -> None:
    gold = frozenset({("cue", 0, 2), ("content", 3, 6)})
    counts = ps.score_sentence(
        ps.Sentence("a", (), gold), frozenset({("cue", 0, 2), ("content", 3, 5), ("source", 6, 7)})
    )
    assert counts["cue"] == (1, 1, 1)
    assert counts["content"] == (0, 1, 1)
    assert counts["source"] == (0, 1, 0)
    assert counts["all"] == (1, 3, 2)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rows = [
        {"tokens": TOKENS, "labels": LABELS, "id": "a"},
        {"tokens": ["So", "."], "labels": ["O", "O"], "id": "a"},
    ]
    path = tmp_path / "valid.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in rows))
    monkeypatch.setattr(ps, "model_in", lambda folder: SimpleNamespace(name="none"))
    return path


def test_run_alone_and_in_context(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def marks_of(text: str, model: object) -> list[tuple[str, int, int]]:
        seen.append(text)
        return [("cue", text.index("said"), text.index("said") + 4)] if "said" in text else []

    monkeypatch.setattr(ps, "marks_of", marks_of)
    figures = ps.run(file, context=True)
    lone = "\"It'sn't over,\" Ruiz (R.) said."
    assert seen == [lone, "So.", lone + " So."]
    assert figures["scores"]["cue"]["f1"] == figures["scores in context"]["cue"]["f1"] == 1.0
    assert figures["scores"]["all"]["gold"] == 3
    assert "article around" in ps.render(figures)
    assert "article around" not in ps.render(ps.run(file))


def test_a_broken_line_is_named(file: Path) -> None:
    file.write_text('{"tokens": ["a"], "labels": []}\n')
    with pytest.raises(UsageError, match="line 1"):
        ps.run(file)
