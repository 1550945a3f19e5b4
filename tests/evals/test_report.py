"""The command, the page and the floors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals import floors, nested, report
from evals.__main__ import NAMES, main
from evals.tables import table

from .conftest import Draft

BRIEF = {
    "text": "A said B said C.",
    "statements": [{"content": ["B said C"], "within": None, "speaker": "A"}],
}


@pytest.fixture
def brief(tmp_path: Path, product: Callable[..., None]) -> Path:
    product(nested, {str(BRIEF["text"]): Draft(str(BRIEF["text"]))})
    file = tmp_path / "nested.jsonl"
    file.write_text(json.dumps(BRIEF))
    return file


def test_every_name_has_a_module_with_run_and_render() -> None:
    import importlib

    for name in NAMES:
        module = importlib.import_module(f"evals.{name.replace('-', '_')}")
        assert callable(module.run) and callable(module.render) and module.__doc__


def test_json_and_tables(brief: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nested", str(brief), "--json"]) == 0
    out = capsys.readouterr()
    assert json.loads(out.out)["briefs"] == 1
    assert "nested: 1 of 1" in out.err
    assert main(["nested", str(brief)]) == 0
    assert "| inner statements" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["astrology", "x"], "no evaluation is called 'astrology'"),
        (["polnear", "/nowhere/at/all"], "/nowhere/at/all is not there"),
        (["polnear", "."], "has no text"),
    ],
)
def test_wrong_usage(argv: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    assert words in capsys.readouterr().err


def test_nothing_to_measure_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tempeval3", str(tmp_path)]) == 2
    assert "nothing was measured" in capsys.readouterr().err


def test_argparse_errors_exit_with_2() -> None:
    for argv in ([], ["polnear"], ["polnear", ".", "--limit", "0"]):
        with pytest.raises(SystemExit) as stopped:
            main(argv)
        assert stopped.value.code == 2


def test_tables_read_as_text() -> None:
    assert table(("a", "long"), [("x", 0.5), ("yy", None)]) == (
        "| a   | long |\n| --- | ---: |\n| x   | 50.0 |\n| yy  |      |"
    )


# ---------------------------------------------------------------- page and floors
FIGURES: dict[str, Any] = {
    "evaluation": "articles",
    "articles": 1,
    "scores": {
        k: {"precision": 0.5, "recall": 0.5, "f1": f1, "f1_low": 0.4, "f1_high": 0.6,
            "right": 1, "predicted": 2, "gold": 2}
        for k, f1 in zip(
            ("statement content", "content with speaker", "type with both sides"),
            (0.7, 0.5, 0.2),
            strict=True,
        )
    },
}  # fmt: skip


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(path: Path, limit: object, model: object, only: list[str] | None) -> dict[str, Any]:
        return {
            "evaluation": "report", "model": "tiny", "limit": limit,
            "sections": {"articles": {"path": "CORPORA", "figures": FIGURES}},
            "missing": {"gsr": "plover/gsr_dev.json is not there"},
        }  # fmt: skip

    monkeypatch.setattr(report, "measure", measure)
    monkeypatch.setattr(floors, "measure", measure)


@pytest.mark.usefixtures("measured")
def test_the_page(tmp_path: Path) -> None:
    out = tmp_path / "docs" / "accuracy.md"
    report.run(tmp_path, out=out)
    page = out.read_text()
    assert "`python -m evals articles CORPORA`" in page and "model `tiny`" in page
    assert "*statement content*: content Dice at least 0.5" in page  # the definitions come from the module
    assert "| Dragoman " in page and "what the first release asks for" in page
    assert "gsr: plover/gsr_dev.json is not there" in page
    assert str(tmp_path) not in page
    assert "quick look" not in page and "first 3 items" in report.render(report.run(tmp_path, limit=3))


def test_one_failure_costs_its_own_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "model_in", lambda folder: type("M", (), {"name": "tiny"}))
    (tmp_path / "plover").mkdir()
    (tmp_path / "plover/gsr_dev.json").write_text("not json")
    figures = report.measure(tmp_path, None, None, ["gsr", "polnear"])
    assert figures["sections"] == {}
    assert "failed" in figures["missing"]["gsr"] and str(tmp_path) not in figures["missing"]["gsr"]
    assert "is not there" in figures["missing"]["polnear"]


@pytest.fixture
def bounds(tmp_path: Path) -> Path:
    file = tmp_path / "floors.json"
    least = {"scores/statement content/f1": 0.6, "scores/type with both sides/f1": 0.3, "scores/gone/f1": 0.1}
    file.write_text(
        json.dumps(
            {
                "articles": {"at least": least, "at most": {"articles": 1}},
                "gsr": {"at least": {"scores/type/f1": 0.1}},
            }
        )
    )
    return file


@pytest.mark.usefixtures("measured")
def test_floors(tmp_path: Path, bounds: Path) -> None:
    figures = floors.run(tmp_path, floors=bounds)
    verdicts = {r["figure"]: r["verdict"] for r in figures["rows"]}
    assert verdicts == {
        "scores/statement content/f1": "held", "scores/type with both sides/f1": "broken",
        "scores/gone/f1": "broken", "articles": "held", "scores/type/f1": "not measured",
    }  # fmt: skip
    assert "2 broken" in floors.render(figures)


def test_floors_that_nothing_can_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["floors", str(tmp_path), "--only", "gsr", "--floors", str(floors.FLOORS)]) == 2
    assert "no figure with a floor" in capsys.readouterr().err


@pytest.mark.usefixtures("measured")
def test_floors_are_raised_and_never_lowered(tmp_path: Path, bounds: Path) -> None:
    floors.run(tmp_path, floors=bounds, lift=True)
    least = json.loads(bounds.read_text())["articles"]["at least"]
    assert least["scores/statement content/f1"] == 0.69
    assert least["scores/type with both sides/f1"] == 0.3
    assert least["scores/content with speaker/f1"] == 0.49
    assert json.loads(bounds.read_text())["gsr"] == {"at least": {"scores/type/f1": 0.1}}


def test_the_floors_and_peers_of_the_repository_name_known_evaluations() -> None:
    known = {s.id for s in report.SECTIONS}
    assert set(floors.read_floors(floors.FLOORS)) <= known
    for name, beside in json.loads(report.PEERS.read_text()).items():
        assert name in known
        assert all(len(r) == len(beside["head"]) == len(beside["ours"]) + 1 for r in beside["rows"])
