"""docs/commands.md from the command line itself: ``python tools/build_commands.py [--check]``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from dragoman.cli import app

OUT = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
HEAD = """# Commands

Every command and option, written by `python tools/build_commands.py` from the program itself. How to work with them:
[usage.md](usage.md) (one page), [corpus.md](corpus.md) (a corpus), [positions.md](positions.md) (who stands where),
[ontologies.md](ontologies.md) (event types of your own), [reading-room.md](reading-room.md) (in the browser).
"""


def commands_of(group: Any, name: str) -> list[tuple[str, Any]]:
    """Every command with its full name, groups opened."""
    found = []
    for word, command in sorted(group.commands.items()):
        full = f"{name} {word}"
        found += commands_of(command, full) if hasattr(command, "commands") else [(full, command)]
    return found


def describe(name: str, command: Any) -> str:
    """A command's section: usage, what it does, its options."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not getattr(p, "hidden", False)]
    usage = " ".join([name, *(_metavar(p) for p in arguments), *(["[OPTIONS]"] if options else [])])
    lines = [f"## `{name}`", "", (command.help or "").strip(), "", f"    {usage}", ""]
    rows = [(f"`{_metavar(p)}`", p.help or "") for p in arguments] + [(_spelling(p), _help(p)) for p in options]
    if rows:
        lines += ["| | |", "|---|---|", *(f"| {a} | {_cell(b)} |" for a, b in rows), ""]
    return "\n".join(lines)


def _metavar(p: Any) -> str:
    return str(p.metavar or p.name.upper())


def _spelling(p: Any) -> str:
    value = "" if p.is_flag else f" {p.metavar or p.name.upper()}"
    return ", ".join(f"`{o}{value}`" for o in (*p.opts, *p.secondary_opts))


def _help(p: Any) -> str:
    text = (p.help or "").rstrip()
    default = p.default if not callable(p.default) else None
    if p.is_flag or default in (None, [], (), "") or "default" in text:
        return text
    return f"{text.removesuffix('.')}; default {default}."


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def build() -> str:
    """The whole page."""
    root = typer.main.get_command(app)
    return HEAD + "\n" + "\n".join(describe(n, c) for n, c in commands_of(root, "dragoman"))


def main() -> None:
    text = build()
    if "--check" in sys.argv:
        sys.exit(
            0 if OUT.read_text(encoding="utf-8") == text else f"{OUT.name} is out of date: run {Path(__file__).name}"
        )
    OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
