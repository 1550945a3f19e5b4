"""The same code on a Ray cluster of two workers on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.config import Config
from dragoman.corpus import add
from dragoman.parts import list_parts, merge
from dragoman.scale import add_on_ray
from dragoman.sources.bulk import BulkOptions
from dragoman.store import open_store
from tests.test_parts import everything, sources

__all__ = ["sources"]

ray = pytest.importorskip("ray")


def test_ray_gives_what_a_plain_run_gives(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.scale.BUNDLE", 1)
    where = str(tmp_path / "parts")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        summary = add_on_ray([str(sources)], where, Config(threads=1), BulkOptions(), 2)
        assert (summary.documents, sum(summary.failed.values()), len(list_parts(where))) == (10, 2, 3)
        again = add_on_ray([str(sources)], where, Config(threads=1), BulkOptions(), 2)
        assert (again.documents, again.passed) == (0, 3), "a job goes on where it was"
        Path(where, list_parts(where)[0]).unlink()
        assert add_on_ray([str(sources)], where, Config(threads=1), BulkOptions(), 2).passed == 2
    finally:
        ray.shutdown()
    with open_store(tmp_path / "ray.sqlite", write=True) as store:
        merge(where, store)
    with open_store(tmp_path / "plain.sqlite", write=True) as store:
        order = [s for p in list_parts(where) for s in _sources_of(where, p)]
        add(order, store)
    assert everything(tmp_path / "ray.sqlite") == everything(tmp_path / "plain.sqlite")


def _sources_of(where: str, part: str) -> list[str]:
    """Sources of a part, so that the plain run takes them in the order in which the parts are merged."""
    from dragoman.parts import read_part

    return list(dict.fromkeys(c.source for c in read_part(where, part)))
