"""Positions in real news: who is whom, and what is matched."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from dragoman.errors import UsageError
from dragoman.pipeline import read_text
from evals import stands

TEXT = (
    "Ann Lee rejected the fishing accord. “I oppose any tax on fuel,” Bo Vik said.\n\nThe accord was signed in Oster.\n"
)


def spot(words: str) -> list[int]:
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def mark(stance: str, evidence: str, holder: str) -> dict[str, object]:
    return {"stance": stance, "evidence": spot(evidence), "holder": spot(holder), "issue": None}


GOLD = [
    mark("oppose", "rejected the fishing accord", "Ann Lee"),
    mark("oppose", "oppose any tax on fuel", "I"),
]


def test_the_right_ones_count() -> None:
    record = read_text(TEXT)
    assert len(record.positions) == 2
    assert stands.score(record, TEXT, GOLD) == {"stance": (2, 2, 2), "holder": (2, 2, 2)}


def test_a_wrong_holder_or_stance_does_not() -> None:
    record = read_text(TEXT)
    wrong = [GOLD[0] | {"holder": spot("Bo Vik")}, GOLD[1] | {"stance": "support"}]
    assert stands.score(record, TEXT, wrong) == {"stance": (1, 2, 2), "holder": (0, 2, 2)}


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    folder = tmp_path / "polnear" / "train" / "text"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_bytes(TEXT.encode())
    return tmp_path


def test_run(corpora: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    row = {"sha1": hashlib.sha1(TEXT.encode()).hexdigest(), "read": [0, 36], "positions": GOLD[:1]}
    gold.write_text(json.dumps(row) + "\n")
    figures = stands.run(corpora, gold=gold)
    assert figures["gold"] == figures["scores"]["holder"]["right"] == 1
    assert "stance and holder" in stands.render(figures)
    gold.write_text(json.dumps(row | {"sha1": "0"}) + "\n")
    with pytest.raises(UsageError, match="no text with the sha1 0"):
        stands.run(corpora, gold=gold)


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="polnear"):
        stands.run(tmp_path)
