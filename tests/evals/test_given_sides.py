"""The two evaluations whose sides are given: plover and directed-sentiment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dragoman.dyads import TOWARD, TYPES, Dyad
from dragoman.errors import UsageError
from dragoman.graphs import MODELS
from dragoman.record import EventType, Span
from evals import directed_sentiment as ds
from evals import plover


class Oracle:
    """Stands in for ``read_dyad``: one type and one class are certain, whatever is asked."""

    def __init__(self, kind: EventType = "AID", toward: int = 0) -> None:
        self.kind: EventType = kind
        self.toward = toward
        self.asked: list[tuple[str, Span | None, Span | None]] = []

    def __call__(self, text: str, source: Span | None, target: Span | None, **options: Any) -> Dyad:
        self.asked.append((text, source, target))
        if source and target and source[0] < target[1] and target[0] < source[1]:
            raise UsageError("overlap")
        return Dyad(
            dict.fromkeys(TYPES, 0.0) | {self.kind: 1.0},
            {k: float(i == self.toward) for i, k in enumerate(TOWARD)},
        )


# ---------------------------------------------------------------- plover
def test_unmark_keeps_the_first_of_each() -> None:
    text, sides = plover.unmark("The <t>rebels</t> and <s>Rome</s> and <t>others</t>")
    assert text == "The rebels and Rome and others"
    assert sides == {"t": (4, 10), "s": (15, 19)}


def test_concede_and_retreat_are_yield() -> None:
    p = plover.by_root({"AGREE": 0.4, "CONCEDE": 0.25, "RETREAT": 0.25, "ASSAULT": 0.1})
    assert p["YIELD"] == pytest.approx(0.5)
    assert plover.classify(p) == {"root": "YIELD", "quad": "2", "binary": "0"}


def test_levels_are_read_from_summed_probabilities() -> None:
    p = dict.fromkeys(plover.QUAD, 0.0) | {"AGREE": 0.4, "ACCUSE": 0.35, "REJECT": 0.25}
    assert plover.classify(p) == {"root": "AGREE", "quad": "3", "binary": "1"}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    file = tmp_path / "PLV_dev.tsv"
    file.write_text(
        "\tsentence\tmarked_sentence\tgold_penta\tgold_root\n"
        "1\tx\t<s>Rome</s> freed <t>two men</t>\t2\tYIELD\n"
        "2\tx\t<s>Rome</s> shelled <t>Oster</t>\t4\tASSAULT\n"
        "3\tx\tAll <t>men</t> fled\t2\tRETREAT\n"
    )
    return file


def test_plover_run(rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oracle = Oracle("RETREAT")
    monkeypatch.setattr(plover, "read_dyad", oracle)
    figures = plover.run(rows)
    assert oracle.asked[0] == ("Rome freed two men", (0, 4), (11, 18))
    assert oracle.asked[2] == ("All men fled", None, (4, 7))
    assert figures["without both sides"] == 1 and not figures["in training"]
    assert figures["levels"]["root"]["accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["levels"]["root"]["macro_f1"] == pytest.approx(0.4, abs=1e-4)
    assert "quad class" in plover.render(figures)


def test_binary_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "AW.tsv"
    file.write_text("marked_sentence\tgold_binary\n<s>A</s> hit <t>B</t>\t1\n<s>A</s> fed <t>B</t>\t0\n")
    monkeypatch.setattr(plover, "read_dyad", Oracle("AID"))
    figures = plover.run(file)
    assert list(figures["levels"]) == ["binary"] and figures["levels"]["binary"]["accuracy"] == 0.5
    assert "root" not in plover.render(figures)


def test_training_rows_are_no_measure(tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plover, "read_dyad", Oracle())
    file = tmp_path / "PLV_train.tsv"
    file.write_text(rows.read_text())
    assert "no measure" in plover.render(plover.run(file))


def test_plover_wrong_columns(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("a\tb\n1\t2\n")
    with pytest.raises(UsageError, match="marked_sentence"):
        plover.run(tmp_path / "x.tsv")


# ---------------------------------------------------------------- directed sentiment
def test_brackets_come_out_and_other_brackets_stay() -> None:
    row = ds.read_row("[Sic] [Ann]'s men praised [Bob].", "Ann", "Bob", 1)
    assert row.text == "[Sic] Ann's men praised Bob."
    assert row.entities is not None
    assert [row.text[s:e] for s, e in row.entities] == ["Ann", "Bob"]


def test_one_name_twice_and_a_name_that_is_not_there() -> None:
    row = ds.read_row("[Ann] met [Ann].", "Ann", "Ann", 0)
    assert row.entities == ((0, 3), (8, 11))
    assert ds.read_row("[Ann] met Bob.", "Ann", "Bob", 0).entities is None


def test_marks_that_overlap_are_answered_without_them(monkeypatch: pytest.MonkeyPatch) -> None:
    oracle = Oracle("ASSAULT")
    monkeypatch.setattr(plover, "read_dyad", oracle)
    row = plover.Row("Iraq's ex-minister fled", (0, 18), (0, 6), {"root": "RETREAT"})
    assert plover.probabilities(row, MODELS)["ASSAULT"] == 1.0
    assert oracle.asked[-1][1:] == (None, None)


def test_the_first_entity_stands_for_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    oracle = Oracle(toward=3)
    monkeypatch.setattr(ds, "read_dyad", oracle)
    assert ds.classify(ds.Row("Ann met Bob", ((8, 11), (0, 3)), 0), MODELS) == 3
    assert oracle.asked == [("Ann met Bob", (8, 11), (0, 3))]
    assert ds.classify(ds.Row("Ann met Bob", None, 0), MODELS) == 0
    assert ds.classify(ds.Row("Ann met Bob", ((0, 7), (4, 11)), 0), MODELS) == 0


def test_directed_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "valid.txt"
    file.write_text('[Ann] hit [Bob]\tAnn\tBob\t3\n"""So"" said\n[Ann] of [Bob]"\tAnn\tBob\t0\n')
    monkeypatch.setattr(ds, "read_dyad", Oracle(toward=3))
    figures = ds.run(file)
    assert (figures["rows"], figures["accuracy"], figures["not located"]) == (2, 0.5, 0)
    assert "first against second" in ds.render(figures)
    file.write_text("no tabs here\n")
    with pytest.raises(UsageError, match="row 1"):
        ds.run(file)
