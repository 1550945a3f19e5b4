"""``dragoman actors``: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dragoman.cli_actors import app
from dragoman.errors import DragomanError
from dragoman.record import make_id
from dragoman.register import Register
from tests.register.by_hand import make_record

ILZE = make_id("ac", "person", "ilze krastina")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a register of two people and a body."""
    monkeypatch.chdir(tmp_path)
    register = Register()
    for r in (
        make_record(
            "Norwegian Foreign Minister Ilze Krastina met Bo Ek of the Skarv Institute.",
            {"name": "Ilze Krastina", "country": "NOR", "roles": ["Norwegian Foreign Minister"]}, {"name": "Bo Ek"},
            {"name": "Skarv Institute", "kind": "organisation"}, source="=x.html",
        ),
    ):  # fmt: skip
        register.learn(register.settle(r))
    register.save("dragoman.actors.jsonl")
    return tmp_path


def run(*args: str) -> Result:
    result = CliRunner().invoke(app, list(args))
    if result.exception and not isinstance(result.exception, SystemExit | DragomanError):
        raise result.exception
    return result


def test_show_lists_all_and_one_with_words_and_document(folder: Path) -> None:
    listed = run("show").stdout
    assert [line.split("  ")[1] for line in listed.splitlines()] == ["Bo Ek", "Ilze Krastina", "Skarv Institute"]
    assert "(person, NOR, GOV)  Norwegian Foreign Minister, as read on 2025-03-04" in listed
    one = run("show", "Ilze Krastina").stdout
    assert "“Norwegian Foreign Minister” Havnen, 2025-03-04, =x.html (doc-" in one
    assert run("show", ILZE).stdout == one
    assert (
        json.loads(run("show", ILZE, "--json").stdout)["roles"][0]["witnesses"][0]["words"]
        == "Norwegian Foreign Minister"
    )


def test_search(folder: Path) -> None:
    assert "Ilze Krastina" in run("search", "krast").stdout
    assert "Ilze Krastina" in run("search", "foreign", "minister").stdout
    nothing = run("search", "zzz")
    assert nothing.exit_code == 1 and "no actor has 'zzz'" in nothing.stderr
    assert [json.loads(line)["name"] for line in run("search", "--json", "ek").stdout.splitlines()] == ["Bo Ek"]


def test_correct_is_kept_in_a_plain_file_wins_and_is_undone(folder: Path) -> None:
    before = (folder / "dragoman.actors.jsonl").read_bytes()
    done = run("correct", "Bo Ek", "--set", "country=Sweden", "--role", "mayor of Lund", "--country", "SWE", "--from", "2020",
               "--alias", "Bosse", "--by", "ada", "--why", "told by the town")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "SWE" in done.stdout
    lines = [json.loads(x) for x in (folder / "dragoman.corrections.jsonl").read_text().splitlines()]
    assert [x["action"] for x in lines] == ["set", "role", "alias"]
    assert all(x["by"] == "ada" and x["why"] == "told by the town" and x["kind"] == "actor" for x in lines)
    assert (folder / "dragoman.actors.jsonl").read_bytes() == before, "what was learned is not touched"
    shown = run("show", "Bosse").stdout
    assert "mayor of Lund (SWE, GOV), 2020-01-01 to …" in shown and lines[0]["id"] in shown
    assert run("correct", lines[0]["id"], "--undo").exit_code == 0
    assert "undone" in run("show", "Bo Ek").stdout


def test_correct_drop(folder: Path) -> None:
    assert run("correct", ILZE, "--drop-role", "Norwegian foreign minister").exit_code == 0
    assert "role" not in run("show", ILZE).stdout.split("correction")[0]
    assert "forgotten" in run("correct", ILZE, "--drop").stdout
    assert "Krastina" not in run("show").stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("show", "Nobody Known"), "no actor 'Nobody Known'"),
        (("correct", "Bo Ek"), "say what to correct"),
        (("correct", "Bo Ek", "--set", "country"), "FIELD=VALUE"),
        (("correct", "Bo Ek", "--set", "country=Atlantis"), "Atlantis"),
        (("correct", "Bo Ek", "--set", "sector=XYZ"), "XYZ"),
        (("correct", "Bo Ek", "--country", "SWE"), "--role"),
        (("correct", "Bo Ek", "--drop-role", "king"), "no role 'king'"),
        (("correct", "Bo Ek", "--drop-alias", "Bosse"), "'Bosse'"),
        (("correct", "co-1", "--undo"), "no correction 'co-1'"),
        (("merge", "Bo Ek", "Bo Ek"), "one actor already"),
        (("merge", "Bo Ek", "Skarv Institute"), "can't be one"),
        (("split", "Bo Ek", "--document", ""), "document"),
        (("export", "x.csv", "--form", "xml"), "xml"),
        (("import", "none.csv"), "no such file"),
        (("import", "none.csv", "--form", "xml"), "xml"),
        (("show", "--register", "none.jsonl"), "no such register"),
    ],
)
def test_mistakes_are_told_and_nothing_is_written(folder: Path, args: tuple[str, ...], words: str) -> None:
    before = (folder / "dragoman.actors.jsonl").read_bytes()
    result = run(*args)
    assert result.exit_code != 0 and isinstance(result.exception, DragomanError)
    assert words in str(result.exception)
    assert not (folder / "dragoman.corrections.jsonl").exists()
    assert (folder / "dragoman.actors.jsonl").read_bytes() == before


def test_a_name_of_two_asks_for_the_id(folder: Path) -> None:
    register = Register.load("dragoman.actors.jsonl")
    other = make_record(
        "Latvian Minister Ilze Krastina sat.",
        {"name": "Ilze Krastina", "country": "LVA", "roles": ["Latvian Minister"]},
    )
    register.learn(register.settle(other))
    register.save("dragoman.actors.jsonl")
    assert "give the id" in str(run("show", "Ilze Krastina").exception)


def test_merge_and_split(folder: Path) -> None:
    assert run("merge", "Bo Ek", ILZE).exit_code == 0
    assert [x.split("  ")[1] for x in run("show").stdout.splitlines()] == ["Ilze Krastina", "Skarv Institute"]
    document = json.loads(run("show", ILZE, "--json").stdout)["documents"][0]
    done = run("split", ILZE, "--document", document, "--name", "Ilze the Other", "--country", "LVA")
    assert done.exit_code == 0 and "Ilze the Other" in done.stdout
    strange = run("split", ILZE, "--document", "doc-none")
    assert strange.exit_code == 0 and "keeps no words of doc-none" in strange.stderr


def test_import_reports_rows_and_goes_on(folder: Path) -> None:
    (folder / "x.csv").write_text("name,country,title,from\nAda Berg,NO,minister,2020\nBo Ek,Atlantis,,\nBo Ek,SE,,\n")
    done = run("import", "x.csv")
    assert "3 rows, 2 actors, 1 of them new" in done.stdout
    assert "row 3: 'Atlantis' is no country" in done.stdout
    assert "SWE" in run("show", "Bo Ek").stdout
    report = json.loads(run("import", "x.csv", "--json").stdout)[0]
    assert (report["new"], report["joined"], report["skipped"][0]["row"]) == (0, 2, 3), "again adds nobody"


def test_import_makes_the_register_if_there_is_none(folder: Path) -> None:
    (folder / "x.csv").write_text("name\nAda Berg\n")
    assert run("import", "x.csv", "--register", "new.jsonl").exit_code == 0
    assert "Ada Berg" in run("show", "--register", "new.jsonl").stdout


def test_exports_come_back(folder: Path) -> None:
    run("correct", "Bo Ek", "--set", "country=SWE")
    for name in ("out.jsonl", "out.csv", "out.ftm.json"):
        assert run("export", name).exit_code == 0
        assert run("import", name, "--register", name + ".register").exit_code == 0
        back = Register.load(name + ".register")
        assert {e.name for e in back} == {"Bo Ek", "Ilze Krastina", "Skarv Institute"}
        (bo,) = back.search("Bo Ek")
        assert bo.country == "SWE", "as corrected"
    (ilze,) = Register.load("out.csv.register").search("Krastina")
    assert (ilze.roles[0].title, ilze.roles[0].from_, ilze.roles[0].exact) == (
        "Norwegian Foreign Minister",
        "2025-03-04",
        False,
    )
    things = [json.loads(x) for x in (folder / "out.ftm.json").read_text().splitlines()]
    held = next(t for t in things if t["schema"] == "Occupancy")
    assert "startDate" not in held["properties"], "a day on which a paper said so is no first day of office"
    assert run("export", "-").stdout == (folder / "out.jsonl").read_text()


def test_csv_cells_are_no_formulas(folder: Path) -> None:
    run("correct", "Bo Ek", "--alias", '=HYPERLINK("x")')
    rows = list(csv.DictReader(io.StringIO(run("export", "-", "--form", "csv").stdout)))
    assert next(r for r in rows if r["name"] == "Bo Ek")["aliases"].startswith("'=")


def test_a_correction_that_no_longer_applies_is_told(folder: Path) -> None:
    (folder / "dragoman.corrections.jsonl").write_text(
        '{"id":"co-1","at":"2026-01-01T00:00:00Z","by":"a","kind":"actor","target":"ac-gone","action":"alias","value":"Nobody"}\n'
    )
    result = run("show")
    assert result.exit_code == 0 and "co-1: there is no actor ac-gone" in result.stderr
