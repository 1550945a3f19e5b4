"""PolNeAR: gold, ours and the counts, on two articles; and agreement with the published scorer."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import UsageError
from evals import polnear
from evals.polnear import Attribution, attributions_of, parse_ann, read_gold, score_document

from .conftest import Draft

TEXT = 'Mayor Ana Ruiz said the bridge is safe. "It will hold," she added, "for years."\nIt was claimed that it fell.\n'


def ann(*attributions: dict[str, list[tuple[int, int]]]) -> str:
    lines, events, n = [], [], 0
    for k, a in enumerate(attributions, 1):
        parts = []
        for role, spans in a.items():
            for i, (s, e) in enumerate(spans):
                n += 1
                lines.append(f"T{n}\t{role.capitalize()} {s} {e}\twords")
                parts.append(f"{role.capitalize()}{i + 1 if i else ''}:T{n}")
        lines.append(f"T{n + 1000}\tAttribution 0 1\tx")
        events.append(f"E{k}\tAttribution:T{n + 1000} " + " ".join(parts))
    return "\n".join([*lines, *events, "A1\tDiscuss E1", ""])


def spot(words: str) -> tuple[int, int]:
    at = TEXT.index(words)
    return at, at + len(words)


GOLD = (
    {"source": [spot("Mayor Ana Ruiz")], "cue": [spot("said")], "content": [spot("the bridge is safe")]},
    {
        "source": [spot("she")],
        "cue": [spot("added")],
        "content": [spot('"It will hold,"'), spot('"for years."')],
    },
    {"cue": [spot("It was claimed")], "content": [spot("it fell")]},
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for part in ("text", "attributions"):
        (tmp_path / part).mkdir()
    for name in ("gazette_2020_a", "herald_2020_b"):
        (tmp_path / "text" / f"{name}.txt").write_bytes(TEXT.encode())
        (tmp_path / "attributions" / f"{name}_1a2b.ann").write_text(ann(*GOLD))
    (tmp_path / "attributions" / "gazette_2020_a_9fff.ann").write_text(ann())
    return tmp_path


def ours() -> Draft:
    d = Draft(TEXT)
    d.said("Mayor Ana Ruiz", "said", "the bridge is safe")
    d.said("she", "added", "It will hold")
    return d


def test_gold_is_the_first_annotator_with_parts_joined(corpus: Path) -> None:
    gold = read_gold(corpus, "gazette_2020_a")
    assert [len(a.content) for a in gold] == [1, 2, 1]
    assert gold[2].source == ()


def test_fragments_of_one_mark() -> None:
    (a,) = parse_ann("T1\tContent 0 3;5 8\tx\nE1\tAttribution:T9 Content:T1\nE2\tAttribution:T9\n")
    assert a.content == ((0, 3), (5, 8))


def test_ours_are_the_statements_of_the_article_itself_with_joint_speakers_as_one() -> None:
    d = Draft("Ann and Bob said that Cy thinks it rains.")
    outer = d.said("Ann", "said", "Cy thinks it rains")
    d.said("Bob", "said", "Cy thinks it rains")
    d.said("Cy", "thinks", "it rains", within=outer)
    (a,) = attributions_of(d.record())
    assert a.source == ((0, 3), (8, 11)) and a.content == ((22, 40),)


def test_counts_of_one_article() -> None:
    gold = [Attribution(*(tuple(a.get(r, ())) for r in polnear.ROLES)) for a in GOLD]
    counts, more = score_document(TEXT, gold, attributions_of(ours().record()))
    assert counts["exact"] == (1, 2, 3)
    assert counts["soft"] == (2, 2, 3)  # "It will hold" is three of five words: Dice 0.75
    assert counts["full"] == (2, 2, 3)
    assert counts["source tokens"] == (4, 4, 4)
    assert counts["content tokens"] == (7, 7, 11)
    assert more["gold direct"] == 1 and more["gold indirect"] == 2
    assert more["soft direct"] == 1 and more["gold without source"] == 1


def test_quotation_marks_matter_to_strict_only() -> None:
    gold = [Attribution((), (), (spot('"for years."'),))]
    counts, _ = score_document(TEXT, gold, [Attribution((), (), (spot("for years"),))])
    assert counts["exact"] == (1, 1, 1) and counts["strict"] == (0, 1, 1)


def test_a_missing_source_is_right_only_where_the_gold_has_none() -> None:
    content = (spot("it fell"),)
    with_source = Attribution((spot("she"),), (), content)
    bare = Attribution((), (), content)
    assert score_document(TEXT, [bare], [bare])[0]["full"] == (1, 1, 1)
    assert score_document(TEXT, [with_source], [bare])[0]["full"] == (0, 1, 1)
    assert score_document(TEXT, [bare], [with_source])[0]["full"] == (0, 1, 1)


def test_run_and_render(corpus: Path, tmp_path: Path, product: Callable[..., None]) -> None:
    product(polnear, {TEXT: ours()})
    out = tmp_path / "found.jsonl"
    figures = polnear.run(corpus, predictions=out)
    assert figures["documents"] == 2
    assert figures["scores"]["soft"]["recall"] == pytest.approx(4 / 6, abs=1e-4)
    assert set(figures["outlets"]) == {"gazette", "herald"}
    json.dumps(figures)
    assert "| gazette" in polnear.render(figures, by="outlet")
    assert "| gazette" not in polnear.render(figures)
    row = json.loads(out.read_text().splitlines()[0])
    assert row["doc"] == "gazette_2020_a" and row["attributions"][0]["cue"] == [[15, 19]]
    assert polnear.run(corpus, limit=1)["documents"] == 1


def test_wrong_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="attributions"):
        polnear.run(tmp_path)
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    with pytest.raises(UsageError, match=r"no \.txt"):
        polnear.run(tmp_path)


# ---------------------------------------------------------------- the published scorer
def scribble(rng: random.Random) -> str:
    pieces = ["the", "U.S.", "said", '"', "“", "”", "''", "plan", "1,000", "it's", ",", ".", "\n", "é"]
    return " ".join(rng.choice(pieces) for _ in range(rng.randint(5, 60)))


def some_attributions(rng: random.Random, text: str) -> list[dict[str, Any]]:
    def spans(most: int) -> list[tuple[int, int]]:
        out = []
        for _ in range(rng.randint(0, most)):
            s = rng.randrange(len(text))
            out.append((s, min(len(text), s + rng.randint(1, 25))))
        return out

    made = [{"source": spans(1), "cue": spans(1), "content": spans(2)} for _ in range(rng.randint(0, 6))]
    return [{k: v for k, v in a.items() if v} for a in made]


@pytest.mark.skipif("DRAGOMAN_SCORER" not in os.environ, reason="DRAGOMAN_SCORER names no score_attribution.py")
def test_agrees_with_the_published_scorer(tmp_path: Path) -> None:
    rng = random.Random(3)
    for part in ("text", "attributions"):
        (tmp_path / part).mkdir()
    units, lines = [], []
    for k in range(150):
        name, text = f"gazette_{k:03}", scribble(rng)
        gold, found = some_attributions(rng, text), some_attributions(rng, text)
        found += rng.sample(gold, rng.randint(0, len(gold)))
        (tmp_path / "text" / f"{name}.txt").write_bytes(text.encode())
        (tmp_path / "attributions" / f"{name}_abcd.ann").write_text(ann(*gold))
        lines.append(json.dumps({"doc": name, "attributions": found}))
        guess = [Attribution(*(tuple(a.get(r, ())) for r in polnear.ROLES)) for a in found]
        units.append(("gazette", *score_document(text, read_gold(tmp_path, name), guess)))
    (tmp_path / "found.jsonl").write_text("\n".join(lines))
    command = [sys.executable, os.environ["DRAGOMAN_SCORER"], "--data", str(tmp_path)]
    command += ["--pred", str(tmp_path / "found.jsonl"), "--json", str(tmp_path / "theirs.json")]
    subprocess.run(command, check=True, capture_output=True)
    theirs = json.loads((tmp_path / "theirs.json").read_text())
    figures = polnear.figures_of(units)
    names = {"token_source": "source tokens", "token_cue": "cue tokens", "token_content": "content tokens",
             "exact": "exact", "strict": "strict", "soft": "soft",
             "full": "full", "fullcue": "full and cue"}  # fmt: skip
    for their, our in names.items():
        mine = figures["scores"][our]
        assert [mine["precision"], mine["recall"], mine["f1"]] == pytest.approx(theirs[their], abs=1e-4), our
    for kind, recall in theirs["recall"].items():
        for measure, value in recall.items():
            assert figures["recall"][kind][measure] == pytest.approx(value, abs=1e-4)
    assert figures["recall"]["without source"]["full"] == pytest.approx(theirs["full_recall_no_source"], abs=1e-4)
