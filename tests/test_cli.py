"""The command line as a person runs it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import jsonschema
import pytest

import dragoman
from dragoman.record import Record

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples"
PLAIN = str(SAMPLES / "plain.txt")
SHORT = "Norway expels envoys\n\n" + (
    "Norway expelled two Danish diplomats on Monday, Foreign Minister Kari Solberg said in Oslo. "
    "Denmark accused Norway of lying and said that it would answer before the end of the week. "
    "“That door is closed,” Solberg told reporters when she was asked about the talks with Denmark.\n"
)


def run(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run the program; standard input is closed unless text is given."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-m", "dragoman.cli", *args], input=stdin, capture_output=True, text=True, encoding="utf-8",
        env=environment, cwd=ROOT, timeout=600, check=False,
    )  # fmt: skip


@cache
def schema() -> dict[str, object]:
    """What `dragoman schema` prints."""
    done = run("schema")
    assert (done.returncode, done.stderr) == (0, "")
    out: dict[str, object] = json.loads(done.stdout)
    return out


def no_traceback(done: subprocess.CompletedProcess[str]) -> None:
    assert "Traceback" not in done.stderr + done.stdout, done.stderr


# ---------------------------------------------------------------- reading
@pytest.fixture(scope="module")
def missing_one(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A page, a missing file and a short text read in one run, as JSON and as a page."""
    folder = tmp_path_factory.mktemp("cli")
    short = folder / "short.txt"
    short.write_text(SHORT, encoding="utf-8")
    html = folder / "out.html"
    return run("read", PLAIN, "no-such-page.html", str(short), "--json", "--html", str(html)), html


def test_json_follows_the_schema(missing_one: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    data = json.loads(missing_one[0].stdout)
    jsonschema.validate(data, schema())
    record = Record.from_json(missing_one[0].stdout)
    assert record.statements and record.events and record.actors
    assert record.dragoman.version == dragoman.__version__


def test_one_missing_input_does_not_stop_the_others(
    missing_one: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, _ = missing_one
    no_traceback(done)
    assert done.returncode == 1, "not all went well"
    sources = [d["source"] for d in json.loads(done.stdout)["documents"]]
    assert sources[0] == PLAIN and sources[1].endswith("short.txt") and len(sources) == 2
    complaint = [line for line in done.stderr.splitlines() if "no-such-page.html" in line]
    assert len(complaint) == 1 and complaint[0].startswith("dragoman: no-such-page.html: ")
    assert len(complaint[0].split()) > 6, "it says what is wrong and what to do"


def test_one_self_contained_page_is_written(missing_one: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, page = missing_one
    html = page.read_text(encoding="utf-8")
    assert html.lower().startswith("<!doctype html>") and "</html>" in html
    assert "Ethiopia frees 14 Egyptian engineers" in html and "Norway expels envoys" in html
    assert 'src="http' not in html and "<link" not in html, "nothing is fetched"
    assert str(page) in done.stderr, "it says where it wrote"


def test_standard_input_is_read_and_reported() -> None:
    done = run("read", "-", "--published", "2024-05-08", stdin=SHORT)
    no_traceback(done)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "Norway expels envoys"
    assert "\x1b[" not in done.stdout, "no colours in a pipe"
    assert max(map(len, lines)) <= 100
    assert "Kari Solberg" in done.stdout and "8 May 2024" in done.stdout


# ---------------------------------------------------------------- how it ends
@pytest.mark.parametrize(
    "args",
    [
        ("read",),  # nothing to read
        ("read", PLAIN, "--published", "yesterday"),
        ("read", PLAIN, "--threads", "0"),
        ("read", PLAIN, "--width", "wide"),
        ("read", PLAIN, "--no-such-option"),
        ("no-such-command",),
    ],
)
def test_usage_errors_end_with_2(args: tuple[str, ...]) -> None:
    done = run(*args)
    no_traceback(done)
    assert done.returncode == 2
    assert done.stderr.strip() and done.stdout == ""


def test_a_page_that_can_not_be_written_ends_with_2(tmp_path: Path) -> None:
    text = tmp_path / "short.txt"
    text.write_text(SHORT, encoding="utf-8")
    target = tmp_path / "no" / "such" / "folder.html"
    done = run("read", str(text), "--html", str(target))
    no_traceback(done)
    assert done.returncode == 2 and str(target) in done.stderr


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.html", b""),
        ("white.txt", b" \n\n "),
        ("binary.html", bytes(range(256)) * 40),
        ("no-article.html", b"<html><body><nav><a href='/'>Home</a></nav></body></html>"),
        ("page.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"),
    ],
)
def test_what_holds_no_article_ends_with_1(tmp_path: Path, name: str, data: bytes) -> None:
    page = tmp_path / name
    page.write_bytes(data)
    done = run("read", str(page))
    no_traceback(done)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"dragoman: {page}: ") and done.stderr.count("\n") == 1


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    done = run("read", str(tmp_path), "--json")
    no_traceback(done)
    assert (done.returncode, done.stdout) == (1, "") and str(tmp_path) in done.stderr


def test_a_closed_pipe_is_no_crash() -> None:
    program = f'"{sys.executable}" -m dragoman.cli schema'
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {program} | true"], capture_output=True, text=True, env=environment, cwd=ROOT,
        timeout=120, check=False,
    )  # fmt: skip
    no_traceback(done)
    assert "BrokenPipe" not in done.stderr and "Exception" not in done.stderr, done.stderr


def test_a_pipe_closed_while_reading_is_no_crash(tmp_path: Path) -> None:
    text = tmp_path / "short.txt"
    text.write_text(SHORT, encoding="utf-8")
    command = f'"{sys.executable}" -m dragoman.cli read {text} {text} {text} --json | head -c 10'
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=environment, cwd=ROOT, timeout=600, check=False
    )
    no_traceback(done)
    assert done.stdout.startswith("{") and "Exception" not in done.stderr, done.stderr


# ---------------------------------------------------------------- the other commands
def test_the_schema_is_printed() -> None:
    assert schema() == dragoman.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_version_is_printed() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"dragoman {dragoman.__version__}\n")


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("read", "schema", "check"))
    assert run().returncode in (0, 2)


def test_check_prints_versions_model_and_canaries() -> None:
    done = run("check")
    no_traceback(done)
    assert done.stdout.startswith(f"dragoman {dragoman.__version__}, Python ")
    assert "model: " in done.stdout and "configuration: " in done.stdout
    verdicts = [line for line in done.stdout.splitlines() if line.strip().startswith(("ok ", "BAD "))]
    assert len(verdicts) >= 5
    assert (done.returncode == 0) == (not any("BAD" in v for v in verdicts))


def test_all_canaries_are_sound() -> None:
    from dragoman.canary import run_canaries

    lines, sound = run_canaries()
    assert sound, [line for line in lines if "BAD" in line]
