"""What the build scripts of the knowledge share: where the tables stand and how they are read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "tools" / "knowledge"
OUT = ROOT / "src" / "dragoman" / "knowledge"
sys.path.insert(0, str(OUT))  # the package need not be installed: only its name folding is wanted

from _text import fold  # noqa: E402

__all__ = ["OUT", "TABLES", "fold", "lines", "split", "without_nothing"]


def lines(name: str) -> list[str]:
    rows = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [r.rstrip() for r in rows if r.strip() and not r.startswith("#")]


def split(values: str) -> list[str]:
    return [v.strip() for v in values.split(";") if v.strip()]


def without_nothing(row: dict[str, Any]) -> dict[str, Any]:
    """The row without its empty fields."""
    return {k: v for k, v in row.items() if v not in (None, [], "")}
