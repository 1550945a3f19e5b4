"""Who stands where: the gold file, matching, labels, and what may be printed of the held half."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import UsageError
from evals import __main__ as command
from evals import positions
from evals.articles import who
from evals.positions import Gold, Ours, Wording, height, judge, label_fits, precision_by_rank, read_gold

from .conftest import Draft

GOLD = Path(positions.__file__).parent / "gold" / "positions.jsonl"
TEXT = "Norland backs the plan\n\nNorland said on Monday it backed the plan. Ann Lee voted against the plan.\n"
OTHER = "Sudria opposed lifting the ban. Bo Dahl said nothing.\n"


def span(text: str, words: str) -> dict[str, Any]:
    at = text.index(words)
    return {"start": at, "end": at + len(words), "words": words}


def stand(text: str, actor: str, stance: str, *evidence: str, doubtful: bool = False, **more: Any) -> dict[str, Any]:
    readings = more.pop("readings", [{"stance": stance, "keys": ["plan"]}])
    return {
        "actor": actor, "also": [], "stance": stance, "issue": "the plan", "readings": readings,
        "evidence": [span(text, e) for e in evidence], "holder": span(text, actor), "by_act": False,
        "changed": False, "doubtful": doubtful, **more,
    }  # fmt: skip


def row(text: str, part: str, *stands: dict[str, Any]) -> dict[str, Any]:
    return {"id": part, "part": part, "published": None, "text": text, "positions": list(stands)}


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(r) for r in rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write(
        tmp_path / "gold.jsonl",
        row(
            TEXT,
            "dev",
            stand(TEXT, "Norland", "support", "it backed the plan", "Norland backs the plan"),
            stand(TEXT, "Ann Lee", "oppose", "voted against the plan"),
        ),
        row(OTHER, "held", stand(OTHER, "Sudria", "oppose", "opposed lifting the ban")),
    )


# ---------------------------------------------------------------- the gold file
def test_the_gold_is_what_its_readme_says() -> None:
    rows = read_gold(GOLD)
    assert Counter(r["part"] for r in rows) == {"dev": 30, "held": 30}
    assert len({r["id"] for r in rows}) == len({r["text"] for r in rows}) == 60
    assert sum(not r["positions"] for r in rows) == 6
    certain = [p for r in rows for p in r["positions"] if not p["doubtful"]]
    assert len(certain) >= 300
    assert {p["stance"] for p in certain} == {"support", "oppose", "conditional"}
    assert all(130 <= len(r["text"].split()) <= 260 for r in rows)


def test_each_gold_label_satisfies_its_own_words() -> None:
    for r in read_gold(GOLD):
        for p in r["positions"]:
            main = p["readings"][0]
            assert main["stance"] == p["stance"]
            assert label_fits(p["issue"], main["keys"]), (r["id"], p["issue"])
            assert p["evidence"] and p["holder"]["words"].strip()


def test_each_gold_position_meets_itself() -> None:
    """A perfect product gets full marks: no gold position stands in the way of another."""
    for r in read_gold(GOLD):
        page = positions.Page(r["text"])
        wanted = positions.gold_positions(r, page)
        ours = [
            Ours(g.names[0], g.wordings[0].stance, g.issue, g.places[0]) for g in wanted if not g.doubtful and g.places
        ]
        right, predicted, total = judge(ours, wanted, 3).count
        assert right == predicted == total, r["id"]


# ---------------------------------------------------------------- labels
@pytest.mark.parametrize(
    ("label", "keys", "fits"),
    [
        ("lifting the ban on phones", ("ban", "phone|mobile"), True),
        ("the ban", ("ban", "phone|mobile"), False),
        ("Mobile-phone bans in schools", ("ban", "phone|mobile"), True),
        ("lifting the ban", ("ban", "!lift|end"), False),
        ("the ban", ("ban", "!lift|end"), True),
        ("urban planning", ("ban",), False),
        ("", ("ban",), False),
    ],
)
def test_labels(label: str, keys: tuple[str, ...], fits: bool) -> None:
    assert label_fits(label, keys) is fits


def a_gold(*places: set[int], doubtful: bool = False, actor: str = "Norland") -> Gold:
    wordings = (Wording("support", ("lift",)), Wording("oppose", ("ban", "!lift")))
    return Gold((who(actor), who("Oster")), wordings, "lifting the ban", tuple(map(frozenset, places)), doubtful)


@pytest.mark.parametrize(
    ("actor", "stance", "label", "place", "reached"),
    [
        ("Norland", "support", "lifting the ban", {1}, 4),
        ("Oster", "support", "lifting the ban", {1}, 4),
        ("Norland", "oppose", "the ban", {1}, 4),
        ("Norland", "oppose", "lifting the ban", {1}, 2),
        ("Norland", "support", "the ban", {1}, 3),
        ("Norland", "conditional", "lifting the ban", {1}, 2),
        ("Sudria", "support", "lifting the ban", {1}, 1),
        ("Norland", "support", "lifting the ban", {9}, 0),
    ],
)
def test_the_same_stand_in_other_words(actor: str, stance: str, label: str, place: set[int], reached: int) -> None:
    assert height(Ours(who(actor), stance, label, frozenset(place)), a_gold({1, 2})) == reached


def test_doubtful_ones_and_second_places_count_neither_way() -> None:
    def ours(*place: int, actor: str = "Norland") -> Ours:
        return Ours(who(actor), "support", "lifting the ban", frozenset(place))

    assert judge([ours(1), ours(7)], [a_gold({1}, {7})], 3).count == (1, 1, 1)
    assert judge([ours(1), ours(1, 2)], [a_gold({1}, {7})], 3).count == (1, 2, 1)  # said twice on the same words
    unsure = a_gold({5}, doubtful=True, actor="Sudria")
    assert judge([ours(5, actor="Sudria")], [unsure], 3).count == (0, 0, 0)
    assert judge([ours(5, actor="Sudria")] * 2, [unsure], 3).count == (0, 1, 0)
    assert judge([], [unsure, a_gold({1})], 3).count == (0, 0, 1)


def test_precision_by_rank() -> None:
    assert precision_by_rank([]) == []
    ranked = [(0.1, False), (0.9, True), (0.5, True), (0.4, False)]
    assert precision_by_rank(ranked)[0] == (1, 1.0)
    assert precision_by_rank(ranked)[-1] == (4, 0.5)


# ---------------------------------------------------------------- the run
def drafts() -> dict[str, Draft]:
    one, two = Draft(TEXT), Draft(OTHER)
    one.stands(one.actor("Norland", kind="state"), "support", "it backed the plan")
    one.stands("Norland", "support", "Norland backs the plan")
    one.stands(one.actor("Ann Lee"), "support", "voted against the plan")
    two.stands(two.actor("Sudria", kind="state"), "oppose", "opposed lifting the ban")
    return {TEXT: one, OTHER: two}


def test_the_halves_are_scored_apart(gold: Path, product: Callable[..., None]) -> None:
    product(positions, drafts())
    figures = positions.run(gold)
    dev, held = figures["scores"]["dev"], figures["scores"]["held"]
    assert [dev[level]["right"] for level in positions.LEVELS] == [2, 2, 1, 1]
    assert (dev["and issue"]["predicted"], dev["and issue"]["gold"]) == (2, 2)  # the headline repeats what we have
    assert held["and issue"]["f1"] == 1.0
    assert figures["articles"] == {"dev": 1, "held": 1}
    assert figures["gold"] == 3


def test_the_held_half_is_printed_in_sums_only(
    gold: Path, product: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    product(positions, drafts())
    shown = positions.run(gold, show="dev")
    assert {line[0] for line in shown["shown"]} == {"dev"}
    page = positions.render(shown)
    assert "ann lee" in page and "wrong stance" in page
    assert "sudria" not in page.casefold() and "sudria" not in json.dumps(shown).casefold()
    assert "ann lee" not in positions.render(positions.run(gold))
    with pytest.raises(SystemExit):
        command.main(["positions", str(gold), "--show", "held"])
    assert "invalid choice" in capsys.readouterr().err


def test_each_position_is_shown_once(gold: Path, product: Callable[..., None]) -> None:
    product(positions, drafts())
    verdicts = [line[1] for line in positions.run(gold, show="dev")["shown"]]
    assert Counter(verdicts) == {"right": 1, "wrong stance": 1, "counts neither way": 1}
    product(positions, {})
    assert [line[1] for line in positions.run(gold, show="dev")["shown"]] == ["missed", "missed"]


def test_an_article_without_positions_holds_each_prediction_against_us(
    tmp_path: Path, product: Callable[..., None]
) -> None:
    product(positions, drafts())
    figures = positions.run(write(tmp_path / "g.jsonl", row(TEXT, "dev")))
    assert figures["scores"]["dev"]["and issue"]["predicted"] == 3
    assert figures["scores"]["dev"]["evidence"]["precision"] == 0.0


def test_confidence_is_used_where_there_is_one() -> None:
    ours = [Ours(who("Norland"), "support", "lifting the ban", frozenset({1}), confidence=0.9)]
    assert positions.ranking(ours, judge(ours, [a_gold({1})], 3)) == [(0.9, True)]


# ---------------------------------------------------------------- bad input
def test_moved_offsets_are_named(gold: Path) -> None:
    gold.write_text(
        gold.read_text(encoding="utf-8").replace("opposed lifting the ban.", "has opposed lifting the ban.")
    )
    with pytest.raises(UsageError, match="line 2: 'opposed lifting the ban' does not stand at"):
        read_gold(gold)


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "x"}', '{"text": "x", "part": "test", "positions": []}'])
def test_another_file_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"line 1, is not an annotated article .* Give JSON lines"):
        read_gold(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a file"):
        read_gold(tmp_path)
