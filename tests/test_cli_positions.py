"""The commands on positions, as a user types them; records by hand, no model."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dragoman import cli_positions, embedding
from dragoman.errors import DragomanError, SourceError, UsageError

from .discourse.by_hand import embed, record

app = typer.Typer(pretty_exceptions_enable=False)
cli_positions.mount(app)
BOOK = "issues:\n  - {name: the crossing, keywords: [bridge, tunnel]}\n  - {name: whaling, keywords: whale*}\n"


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "embed", embed)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Three records as JSON: a page each, the last in JSON lines."""
    records = [
        record([("Ola Berg", "support", "a bridge over the Norsund"), ("Kari Vik", "support", "a bridge over the Norsund")], "2031-05-01", name="one"),
        record([("Ola Berg", "oppose", "the bridge over the Norsund"), ("Lio Tam", "oppose", "a tunnel to Isla")], "2031-05-09", name="two"),
        record([("Lio Tam", "conditional", "the bridge over the Norsund")], None, name="three"),
    ]  # fmt: skip
    for r in records[:2]:
        (tmp_path / f"{r.documents[0].source}.json").write_text(r.to_json(indent=2), encoding="utf-8")
    (tmp_path / "rest.jsonl").write_text(records[2].to_json() + "\n\n", encoding="utf-8")
    return [str(tmp_path / n) for n in ("one.html.json", "two.html.json", "rest.jsonl")]


def run(*arguments: str, code: int = 0) -> Result:
    """Run a command; the exit code is checked."""
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100"})
    if code == 0 and result.exception:
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def fails(kind: type[DragomanError], *arguments: str) -> str:
    """The message of a command that can't be done."""
    result = CliRunner().invoke(app, list(arguments))
    assert isinstance(result.exception, kind), result.output
    return str(result.exception)


def test_matrix(files: list[str]) -> None:
    text = run("matrix", *files).stdout
    assert "a bridge over the Norsund" in text and "±2" in text and "Lio Tam" in text
    assert "+ for" in text


def test_matrix_as_csv_and_json(files: list[str]) -> None:
    grid = list(csv.reader(io.StringIO(run("matrix", *files, "--csv").stdout)))
    assert ["Kari Vik", "support", ""] in grid
    cells = list(csv.DictReader(io.StringIO(run("matrix", *files, "--cells").stdout)))
    assert {c["side"] for c in cells} == {"mixed", "support", "oppose", "conditional"}
    whole = json.loads(run("matrix", *files, "--json").stdout)
    sentences = [w["sentence"] for c in whole["cells"] for w in c["evidence"]]
    assert len(sentences) == 5 and "Ola Berg backs a bridge over the Norsund." in sentences


def test_a_window_tells_what_has_no_day(files: list[str]) -> None:
    result = run("matrix", *files, "--since", "2031-05-02", "--csv")
    assert "1 position without a day" in result.stderr
    assert "Kari Vik" not in result.stdout


def test_only_some_actors_and_issues(files: list[str]) -> None:
    text = run("matrix", *files, "--actor", "berg", "--issue", "BRIDGE", "--csv").stdout
    assert text.splitlines() == ["actor,a bridge over the Norsund", "Ola Berg,mixed"]
    assert "near: Ola Berg" in fails(UsageError, "matrix", *files, "--actor", "Ole Berg")


def test_many_actors_are_shown_as_asked(tmp_path: Path) -> None:
    said = [(f"Member {i:02}", "support", "a bridge over the Norsund") for i in range(30)]
    (tmp_path / "r.json").write_text(record(said).to_json(), encoding="utf-8")
    text = run("matrix", str(tmp_path / "r.json")).stdout
    assert "6 actors and 0 issues more; --all shows them" in text and "29" not in text
    assert "29" in run("matrix", str(tmp_path / "r.json"), "--all").stdout


def test_changes(files: list[str]) -> None:
    text = run("changes", *files).stdout
    assert "Ola Berg: a bridge over the Norsund" in text
    assert "support → oppose   (reversal)" in text
    assert "2031-05-09 oppose      “Ola Berg rejects the bridge over the Norsund.”" in text
    assert len(json.loads(run("changes", *files, "--json").stdout)) == 1
    assert run("changes", *files, "--csv", "--reversals").stdout.count("\n") == 2


def test_both_ways_on_a_day_is_said(tmp_path: Path) -> None:
    said = [("Ola Berg", "support", "a bridge over the Norsund"), ("Ola Berg", "oppose", "a bridge over the Norsund")]
    (tmp_path / "r.json").write_text(record(said).to_json(), encoding="utf-8")
    result = run("changes", str(tmp_path / "r.json"))
    assert result.stdout == "No changes of position.\n" and "on 1 day an actor is both" in result.stderr


def test_issues_show_and_why(files: list[str]) -> None:
    assert "against         Lio Tam, 2031-05-09" in run("issues", "show", *files).stdout
    text = run("issues", "show", *files, "--wordings").stdout
    assert "“the bridge over the Norsund”: same words" in text
    found = json.loads(run("issues", "show", *files, "--wordings", "--json").stdout)
    assert found[0]["wordings"][1]["reason"] == "same words"


def test_issues_check(files: list[str], tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    assert run("issues", "check", str(book)).stdout == f"{book}: 2 issues, 0 errors\n"
    text = run("issues", "check", str(book), *files).stdout
    assert "5 of 5 positions coded" in text and "nothing was coded under “whaling”" in text
    book.write_text("issues:\n  - {name: a, colour: red}\n", encoding="utf-8")
    result = run("issues", "check", str(book), code=1)
    assert f"{book}:2: error: issues[0].colour: is an unknown field" in result.stderr


def test_a_codebook_codes_every_view(files: list[str], tmp_path: Path) -> None:
    book = tmp_path / "book.yaml"
    book.write_text(BOOK, encoding="utf-8")
    assert run("matrix", *files, "--codebook", str(book), "--csv").stdout.splitlines()[0] == "actor,the crossing"
    book.write_text("issues:\n  - {name: a, parent: b}\n", encoding="utf-8")
    assert ":2: issues[0].parent: no issue" in fails(UsageError, "matrix", *files, "--codebook", str(book))


def test_polarisation(files: list[str]) -> None:
    text = run("network", *files).stdout
    assert "actors: 3   issues: 2" in text
    assert "contested: a bridge over the Norsund (2 for, 1 against)" in text


@pytest.mark.parametrize("name", ["n.gexf", "n.graphml", "n.csv", "n.dna"])
def test_network_files(files: list[str], tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    result = run("network", *files, "-o", str(path), "--mode", "two-mode" if name != "n.dna" else "actors")
    assert f"wrote {path}" in result.stderr and path.stat().st_size > 100
    assert "exists" in fails(UsageError, "network", *files, "-o", str(path))
    run("network", *files, "-o", str(path), "--force")


def test_dna_holds_everything_and_says_what_has_no_day(files: list[str], tmp_path: Path) -> None:
    result = run("network", *files, "-o", str(tmp_path / "n.dna"))
    assert "3 documents, 5 statements (1 conditional)" in result.stderr
    assert "1 document without a day" in result.stderr
    message = fails(UsageError, "network", *files, "-o", str(tmp_path / "m.dna"), "--since", "2031-05-01")
    assert "leave out --since" in message


def test_an_ending_that_is_none(files: list[str], tmp_path: Path) -> None:
    assert "choose one of these endings" in fails(UsageError, "network", *files, "-o", str(tmp_path / "n.xls"))


def test_input_that_is_none(files: list[str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{}", encoding="utf-8")
    assert "is no record" in fails(SourceError, "matrix", str(broken))
    lines = tmp_path / "broken.jsonl"
    lines.write_text(Path(files[0]).read_text().replace("\n", " ") + "\nnonsense\n", encoding="utf-8")
    assert "in line 2" in fails(SourceError, "matrix", str(lines))
    assert "Check the path" in fails(SourceError, "matrix", str(tmp_path / "none.json"))
    assert "not-a-day" in fails(UsageError, "matrix", *files, "--since", "not-a-day")


def test_an_article_with_no_positions_gives_none(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(record([]).to_json(), encoding="utf-8")
    source = str(tmp_path / "r.json")
    assert run("matrix", source).stdout == "No positions.\n"
    assert run("issues", "show", source).stdout == "No positions.\n"
    assert run("issues", "show", source, "--wordings").stdout == "No positions.\n"
    assert run("changes", source).stdout == "No changes of position.\n"
    assert "no coalitions" in run("network", source).stdout
    run("network", source, "-o", str(tmp_path / "n.gexf"))
    run("network", source, "-o", str(tmp_path / "n.graphml"))
