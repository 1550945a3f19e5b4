"""Records of our sample pages, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

import dragoman
from dragoman.record import Record
from dragoman.store import Store, open_store

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(scope="session")
def records() -> list[Record]:
    return [dragoman.read(p) for p in sorted(SAMPLES.glob("*.html"))]


@pytest.fixture
def store(tmp_path: Path, records: list[Record]):
    with open_store(tmp_path / "record.sqlite", write=True) as store:
        store.append(records)
        yield store


def documents_of(store: Store) -> list[str]:
    return [r.to_json() for r in store.records()]
