"""Documentation that can be checked: commands, options, settings, links, paths and examples."""

from __future__ import annotations

import dataclasses
import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from dragoman.cli import app
from dragoman.config import Config
from evals.__main__ import NAMES, parser_for

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
USAGE = (ROOT / "docs" / "usage.md").read_text(encoding="utf-8")
COMMANDS_PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
FOLDERS = ("docs", "evals", "src", "tests", "training")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))])


def all_commands(group: Any, name: str = "") -> dict[str, Any]:
    """Every command by its words ("actors show")."""
    out = {}
    for word, command in group.commands.items():
        full = f"{name} {word}".strip()
        out |= all_commands(command, full) if hasattr(command, "commands") else {full: command}
    return out


COMMANDS: dict[str, Any] = all_commands(typer.main.get_command(app))
HELP = {"--help"}  # every command has it
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# Folders of one machine, and hosts or options that name where packages come from.
_MACHINE_PATH = re.compile(
    r"(?<![\w.:/~$}#-])/(?:root|home|work|Users|mnt|srv|scratch)/\w[\w./-]*|\b[A-Z]:\\Users\\\w+"
)
_PACKAGE_HOST = re.compile(
    r"pypi\.(?:org|python)|pythonhosted\.org|conda\.anaconda|download\.pytorch|registry\.npm|"
    r"--(?:extra-)?index-url|--(?:trusted-host|find-links)\b|PIP_(?:EXTRA_)?INDEX_URL",
    re.IGNORECASE,
)


def options_of(command: Any) -> dict[str, Any]:
    """The options of a command by each of their spellings, hidden ones left out."""
    shown = [p for p in command.params if p.param_type_name == "option" and not getattr(p, "hidden", False)]
    return {name: p for p in shown for name in (*p.opts, *p.secondary_opts)}


def names_option(text: str, option: str) -> bool:
    """Whether a code span of the text begins with the option."""
    return re.search(rf"`{re.escape(option)}(?![\w-])", text) is not None


# ---------------------------------------------------------------- commands, options, settings
def test_the_page_of_commands_is_the_programs_own() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "build_commands.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_command_and_option_says_what_it_does() -> None:
    for name, command in COMMANDS.items():
        assert (command.help or "").strip(), name
        assert not [p.name for p in options_of(command).values() if not (p.help or "").strip()], name
        assert f"## `dragoman {name}`" in COMMANDS_PAGE


def test_the_commands_are_found() -> None:
    assert {"read", "schema", "check"} <= set(COMMANDS)
    assert "--json" in options_of(COMMANDS["read"])


def test_options_before_the_command_are_documented() -> None:
    root = typer.main.get_command(app)
    shown = options_of(root)
    assert "--version" in shown
    assert not [name for name in shown if not re.search(rf"`dragoman {name}`", USAGE)]


def test_options_in_tables_are_there() -> None:
    table = re.search(r"^### `dragoman read\b.*?(?=^##|\Z)", USAGE, re.MULTILINE | re.DOTALL)
    assert table
    written = set(re.findall(r"^\| `(--?[\w-]+)", table[0], re.MULTILINE))
    assert written == set(options_of(COMMANDS["read"])) - HELP
    rows = re.findall(r"^\| `(--[\w-]+).*?\(default (\S+?)\)", table[0], re.MULTILINE)
    assert rows and rows == [(name, str(options_of(COMMANDS["read"])[name].default)) for name, _ in rows]


def test_every_setting_is_documented() -> None:
    python = USAGE[USAGE.index("## From Python") :]
    names = [f.name for f in dataclasses.fields(Config)]
    assert names and not [name for name in names if not re.search(rf"\b{name}\b", python)]


# ---------------------------------------------------------------- links and commands
@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [t.split("#")[0] for t in _LINK.findall(page.read_text(encoding="utf-8"))]
    files = [t for t in targets if t and not re.match(r"[a-z]+:", t)]
    if page.name == "README.md" and page.parent == ROOT:
        assert "docs/usage.md" in files
    assert not [t for t in files if not (page.parent / t).exists()]


def test_the_two_commands_are_there() -> None:
    block = re.search(r"^## Two commands\n.*?^```\w*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert block
    commands = [shlex.split(line, comments=True) for line in block[1].splitlines() if line.strip()]
    assert len(commands) == 2
    for script, *arguments in commands:
        assert os.access(ROOT / script, os.X_OK), f"{script} can't be run"
        assert (ROOT / script).read_text(encoding="utf-8").startswith("#!")
        assert not [a for a in arguments if not (ROOT / a).is_file()]


def shell_lines(text: str, program: str) -> Iterator[list[str]]:
    """Commands that begin with ``program`` in code blocks and code spans, split into words."""
    blocks = [line for _, code in _FENCE.findall(text) for line in code.splitlines()]
    for line in (*blocks, *re.findall(r"`([^`\n]+)`", _FENCE.sub("", text))):
        found = re.match(rf"(?:\$ )?(?:\S*/)?{re.escape(program)}(?= |$)(?!\s*=)(.*)", line.strip())
        if found:
            yield shlex.split(found[1].partition(" | ")[0].partition(";")[0], comments=True)


def wrong_dragoman(words: list[str]) -> str | None:
    """What is wrong with the words after ``dragoman``; None if nothing."""
    if not words:
        return None
    if words[0].startswith("-"):
        return None if words[0] in {*options_of(typer.main.get_command(app)), *HELP} else words[0]
    name = next((n for n in (" ".join(words[:2]), words[0]) if n in COMMANDS), None)
    if name is None:
        return None if words[0] in {n.split()[0] for n in COMMANDS if " " in n} and len(words) == 1 else words[0]
    known = {*options_of(COMMANDS[name]), *HELP}
    return next((w for w in words[1:] if w.startswith("--") and w.split("=")[0] not in known), None)


def wrong_evals(words: list[str]) -> str | None:
    """What is wrong with the words after ``python -m evals``; None if nothing."""
    if not words:
        return None
    if words[0] != "NAME" and words[0] not in NAMES:
        return words[0]
    module = None if words[0] == "NAME" else importlib.import_module(f"evals.{words[0].replace('-', '_')}")
    known = {o for a in parser_for(words[0], module)._actions for o in a.option_strings}
    given = [w.strip("[]") for w in words[1:]]
    return next((w for w in given if w.startswith("--") and w.split("=")[0] not in known), None)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_in_the_documents_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not [words for words in shell_lines(text, "dragoman") if wrong_dragoman(words)]
    assert not [words for words in shell_lines(text, "python -m evals") if wrong_evals(words)]


def test_the_check_of_commands_sees() -> None:
    text = "`dragoman raed x`\n```\n$ .venv/bin/dragoman read x --jsno  # no\ndragoman read x --json | head\n```\n"
    assert [wrong_dragoman(words) for words in shell_lines(text, "dragoman")] == ["--jsno", None, "raed"]
    text = "`python -m evals gsr FILE --json` `python -m evals grs FILE` `python -m evals gsr FILE --out x`"
    assert [wrong_evals(words) for words in shell_lines(text, "python -m evals")] == [None, "grs", "--out"]
    everywhere = [w for p in PAGES for w in shell_lines(p.read_text(encoding="utf-8"), "dragoman")]
    assert ["schema"] in everywhere


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_and_scripts_in_the_documents_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for module in re.findall(r"python3? -m ((?:evals|tests|tools|training)[\w.]*)", text):
        path = ROOT.joinpath(*module.split("."))
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module
    for script in re.findall(r"(?:python3? |`)((?:evals|scripts|tests|tools|training)/[\w./-]*\w)", text):
        assert (ROOT / script).exists(), script


@pytest.mark.parametrize(("name", "text"), [("README.md", README), ("docs/usage.md", USAGE)])
def test_python_examples_run(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(ROOT / "samples" / "summit.html", tmp_path / "page.html")
    monkeypatch.chdir(tmp_path)
    examples = [code for language, code in _FENCE.findall(text) if language == "python"]
    assert examples, f"{name} shows no Python"
    for code in examples:
        exec(compile(code, name, "exec"), {})
        assert capsys.readouterr().out.strip()


# ---------------------------------------------------------------- nothing of one machine
def tracked() -> list[Path]:
    """Text files that git tracks."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("git is not there")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name for name in listed.decode("utf-8").split("\0") if name]
    return [f for f in files if f.is_file() and b"\0" not in f.read_bytes()[:8192]]


@pytest.mark.parametrize("pattern", [_MACHINE_PATH, _PACKAGE_HOST], ids=["path", "package host"])
def test_nothing_of_one_machine(pattern: re.Pattern[str]) -> None:
    files = tracked()
    assert ROOT / "pyproject.toml" in files
    found = [
        f"{file.relative_to(ROOT)}:{number}: {hit[0]}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (hit := pattern.search(line))
    ]
    assert not found, "\n".join(found)


def test_the_check_of_machines_sees() -> None:
    slash, dot = "/", "."  # so that this file isn't found
    for words in (f"Path('{slash}root/x')", f"see {slash}work/y", f'"{slash}home/me/z.txt"'):
        assert _MACHINE_PATH.search(words), words
    for words in ("https://example.org/work/1", "a/root/b", "../work/x", "work/x", "x.json#/root/a"):
        assert not _MACHINE_PATH.search(words), words
    assert _PACKAGE_HOST.search(f"https://pypi{dot}org/simple") and _PACKAGE_HOST.search("pip --index" + "-url x")
