"""``dragoman check mine.yaml``, ``train-ontology`` and ``--ontology`` as a person meets them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
LABOUR = ROOT / "samples" / "ontologies" / "labour-disputes.yaml"
TEXT = (
    "Porto Alto (Reuters) - Dock workers at Porto Alto went on strike over pay on Monday, and the port authority locked "
    "out 400 crane drivers in reply. The president of Kenya met the French foreign minister in Paris on Tuesday.\n"
)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run ``dragoman`` from the sources."""
    path = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    env = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "dragoman.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=180)


def sentences() -> list[dict[str, Any]]:
    """Labelled sentences, written for the test."""
    shapes = {
        "STRIKE": ("{} went on strike over pay.", "{} walked out for a day on Friday.", "{} stopped work at dawn."),
        "LOCKOUT": ("The owners locked out {} after the vote.", "The firm shut its gates to {}.", "Managers barred {} from the plant."),
        "DISMISS": ("The company dismissed {} on Monday.", "The firm sacked {} without notice.", "Owners laid off {} this week."),
        "WAGE_DEMAND": ("{} demanded a rise of five per cent.", "{} called for shorter shifts.", "{} asked the owners for more pay."),
        "SETTLEMENT": ("{} settled the dispute with the owners.", "{} signed a collective agreement.", "{} accepted the offer of the firm."),
    }  # fmt: skip
    who = ("The miners", "The weavers", "The pilots")
    return [{"sentence": s.format(w), "code": c} for c, some in shapes.items() for s in some for w in who]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copy of the sample ontology."""
    return Path(shutil.copy(LABOUR, tmp_path / "mine.yaml"))


def test_check_says_what_a_sound_file_holds(mine: Path) -> None:
    done = run("check", mine)
    assert done.returncode == 0, done.stderr
    assert "labour-disputes 1, 5 types, 16 examples, sound" in done.stdout


def test_check_lists_every_fault_and_exits_with_1(mine: Path) -> None:
    text = mine.read_text(encoding="utf-8").replace("definition: Workers", "defintion: Workers", 1)
    mine.write_text(text.replace("  LOCKOUT:", "  STRIKE:"), encoding="utf-8")
    done = run("check", mine)
    lines = text.split("\n")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    at = 1 + next(i for i, x in enumerate(lines) if "defintion" in x)
    twice = 1 + next(i for i, x in enumerate(lines) if x == "  LOCKOUT:")
    assert f"{mine}:{at}: types.STRIKE.defintion: is no field of an ontology; did you mean definition?" in done.stdout
    assert f"{mine}:{twice}: types.STRIKE: the code stands twice" in done.stdout
    assert "3 faults" in done.stdout


def test_check_of_a_missing_file(tmp_path: Path) -> None:
    done = run("check", tmp_path / "gone.yaml")
    assert done.returncode == 1 and "gone.yaml" in done.stdout and "Traceback" not in done.stderr


def test_an_ontology_from_file_to_events(mine: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    labelled = tmp_path / "labelled.jsonl"
    rows = [*sentences(), {"sentence": "The miners sang.", "code": "SING"}]
    labelled.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")

    done = run("train-ontology", mine, labelled)
    assert done.returncode == 0, done.stderr
    assert f"skipped {labelled}:46: “SING” is no code" in done.stderr
    assert "45 sentences, five-fold cross-validation: accuracy" in done.stdout and "macro F1" in done.stdout
    assert (tmp_path / "mine.head.npz").exists()
    assert "trained on 45 sentences" in run("check", mine).stdout

    done = run("read", page, "--published", "2024-05-08", "--ontology", mine, "--json")
    assert done.returncode == 0, done.stderr
    events = json.loads(done.stdout)["events"]
    assert {"STRIKE", "LOCKOUT"} == {e["own"] for e in events}

    mine.write_text(mine.read_text(encoding="utf-8").replace('version: "1"', 'version: "2"'), encoding="utf-8")
    done = run("read", page, "--ontology", mine)
    assert done.returncode == 2 and "trained for another version" in done.stderr and "Traceback" not in done.stderr


def test_training_with_too_few_sentences(mine: Path, tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.csv"
    labelled.write_text("sentence,code\nThe miners walked out at noon.,STRIKE\n", encoding="utf-8")
    done = run("train-ontology", mine, labelled)
    assert done.returncode == 2 and "STRIKE has 1" in done.stderr and "LOCKOUT has 0" in done.stderr
    assert not (tmp_path / "mine.head.npz").exists()


def test_a_faulty_ontology_stops_a_read(mine: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(TEXT, encoding="utf-8")
    mine.write_text("name: x\ntypes: {}\n", encoding="utf-8")
    done = run("read", page, "--ontology", mine)
    assert done.returncode == 2 and "mine.yaml:2: types" in done.stderr and "Traceback" not in done.stderr


def test_out_must_be_a_place_to_write(mine: Path, tmp_path: Path) -> None:
    done = run("train-ontology", mine, tmp_path / "x.csv", "--out", tmp_path / "no" / "such.npz")
    assert done.returncode == 2 and "no folder" in done.stderr
