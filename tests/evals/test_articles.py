"""Whole records: names, sides and positions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman.errors import UsageError
from evals import articles
from evals.articles import Act, Said, same_name, sides_fit, speaker_fits, who

from .conftest import Draft

TEXT = "Ann Lee said the vote was lost. Norland rejected the plan of Sudria.\n\nThe two sides met in Oster.\n"


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Ann Lee", "Lee", True),
        ("President Barack Obama", "Obama", True),
        ("Recep Tayyip Erdoğan", "Erdogan", True),
        ("Bill Clinton", "Hillary Clinton", False),
        ("Joe Biden", "Joseph Biden", True),
        ("the White House’s", "White House", True),
        ("Republican Party", "Democratic Party", False),
        ("U.N. Security Council", "UN Security Council", True),
        ("Norland", "Sudria", False),
    ],
)
def test_names(one: str, two: str, same: bool) -> None:
    person = "person" if "Biden" in one or "Clinton" in one else None
    assert same_name(who(one, kind=person), who(two)) is same
    assert same_name(who(two), who(one, kind=person)) is same


def test_speakers() -> None:
    words = frozenset({1})
    joint = Said(words, (who("Ann"), who("Bo")))
    assert speaker_fits(Said(words, (who("Bo"),)), joint)
    assert not speaker_fits(Said(words, ()), joint)
    nobody = Said(words, ())
    assert speaker_fits(nobody, nobody)
    assert speaker_fits(Said(words, (who("officials", None, "unnamed"),)), nobody)
    assert not speaker_fits(Said(words, (who("Ann"),)), nobody)


def test_sides() -> None:
    span = (0, 1)
    norland, sudria, body = who("Norland", "NOR"), who("Sudria", "SUD"), who("World Council")
    gold = Act("REJECT", span, (norland,), (body,))
    assert sides_fit(Act("REJECT", span, (who("premier", "NOR"),), (who("rebels"),)), gold)
    assert not sides_fit(Act("REJECT", span, (who("premier", "NOR"),), (who("rebels"),)), gold, by_name=True)
    assert not sides_fit(Act("REJECT", span, (norland,), ()), gold)
    assert not sides_fit(Act("REJECT", span, (body,), (norland,)), gold)
    met = Act("CONSULT", span, (norland, sudria), ())
    assert sides_fit(Act("CONSULT", span, (sudria,), (norland,)), met)
    assert not sides_fit(Act("CONSULT", span, (sudria,), ()), met)
    assert sides_fit(Act("CONSULT", span, (sudria, norland), ()), Act("CONSULT", span, (norland,), ()))


@pytest.fixture
def corpus(tmp_path: Path) -> tuple[Path, Path]:
    spot = Draft(TEXT).spot
    side = lambda n, c: [{"name": n, "country": c}]  # noqa: E731
    row = {
        "corpus": "polnear-dev",
        "doc": "gazette_a",
        "published": "2020-01-02",
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "statements": [{"content": [spot("the vote was lost")], "speaker": ["Ann Lee"]}],
        "events": [
            {"type": "REJECT", "span": spot("rejected"), "actors": side("Norland", "NOR"),
             "recipients": side("Sudria", "SUD")},
            {"type": "CONSULT", "span": spot("met"),
             "actors": side("Norland", "NOR") + side("Sudria", "SUD"), "recipients": []},
        ],
        "positions": [
            {"actor": "Norland", "issue": "the plan", "stance": "oppose", "evidence": spot("rejected")},
        ],
    }  # fmt: skip
    (tmp_path / "polnear/dev/text").mkdir(parents=True)
    (tmp_path / "polnear/dev/text/gazette_a.txt").write_bytes(TEXT.encode())
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(row) + "\n")
    return tmp_path, gold


def test_run_and_render(corpus: tuple[Path, Path], product: Callable[..., None]) -> None:
    d = Draft(TEXT)
    d.said("Ann Lee", "said", "the vote was lost")
    for name, code in (("Norland", "NOR"), ("Sudria", "SUD")):
        d.actor(name, code, "state")
    d.did("REJECT", "the plan", ("Norland",), ("Sudria",))
    d.did("CONSULT", "rejected", ("Norland",), ("Sudria",))
    d.stands("Norland", "oppose", "plan of Sudria")
    d.stands("Norland", "support", "plan of Sudria")
    product(articles, {TEXT: d})
    scores = articles.run(corpus[0], gold=corpus[1])["scores"]
    right = {k: s["right"] for k, s in scores.items()}
    assert right == {
        "statement content": 1, "content with speaker": 1,
        "event type": 1,  # REJECT in the same sentence; CONSULT stands in another
        "type, trigger overlaps": 0, "type with both sides": 1, "sides by name": 1, "position": 1,
    }  # fmt: skip
    assert scores["position"]["predicted"] == 2
    assert "| statement content" in articles.render({"articles": 1, "scores": scores})


def test_another_text_is_refused(corpus: tuple[Path, Path]) -> None:
    (corpus[0] / "polnear/dev/text/gazette_a.txt").write_text("another")
    with pytest.raises(UsageError, match="SHA-256"):
        articles.run(corpus[0], gold=corpus[1])
    with pytest.raises(UsageError, match="has no polnear"):
        articles.run(corpus[1].parent / "polnear", gold=corpus[1])


def test_timebank_is_read_as_annotated(tmp_path: Path) -> None:
    (tmp_path / "tempeval3/TimeBank").mkdir(parents=True)
    tml = '<TimeML><TEXT>\nThey <EVENT eid="e1">met</EVENT> &amp; left.\n</TEXT></TimeML>'
    (tmp_path / "tempeval3/TimeBank/x.tml").write_text(tml)
    text = "They met & left."
    row = {"corpus": "timebank", "doc": "x", "sha256": hashlib.sha256(text.encode()).hexdigest()}
    assert articles.text_of(tmp_path, row) == text
