"""For the tests of bulk inputs: write bytes to a file and read all of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman.config import Config
from dragoman.sources.bulk import BulkOptions, Fault, Item, iter_items

Gather = Callable[..., tuple[list[Item], list[Fault]]]
BULK = Path(__file__).parent.parent / "data" / "bulk"


@pytest.fixture
def gather(tmp_path: Path) -> Gather:
    """Items and faults of a file (a path, or bytes or text that are written to one)."""

    def run(
        data: bytes | str | Path, name: str = "input", options: BulkOptions | None = None, config: Config | None = None
    ) -> tuple[list[Item], list[Fault]]:
        path = data if isinstance(data, Path) else tmp_path / name
        if not isinstance(data, Path):
            path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        found = list(iter_items(str(path), options or BulkOptions(), config or Config()))
        faults = [f for f in found if isinstance(f, Fault)]
        assert all(f.source == str(path) and f.error.advice and f.error.code for f in faults)
        return [item for item in found if isinstance(item, Item)], faults

    return run


@pytest.fixture
def bulk() -> Path:
    """The folder of sample exports."""
    return BULK
