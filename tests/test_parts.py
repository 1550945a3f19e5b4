"""Parquet parts: whole or not there, readable where they lie, and into a record without loss."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dragoman.config import Config
from dragoman.corpus import add
from dragoman.errors import UsageError
from dragoman.parts import list_parts, merge, read_part
from dragoman.scale import code_part, plan_parts
from dragoman.sources.bulk import BulkOptions
from dragoman.store import open_store
from tests.test_corpus import article

pytest.importorskip("pyarrow")


def everything(path: Path) -> list[str]:
    with open_store(path) as store:
        return sorted(r.to_json() for r in store.records())


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for name, numbers in (("one", range(5)), ("two", range(5, 9))):
        lines = [json.dumps(article(k)) for k in numbers]
        (folder / f"{name}.jsonl").write_text("\n".join([*lines, "{broken"]) + "\n", encoding="utf-8")
    (folder / "page.txt").write_text(article(50)["text"], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def plain(sources: Path) -> list[str]:
    record = sources.parent / "plain.sqlite"
    with open_store(record, write=True) as store:
        add([str(sources)], store)
    return everything(record)


def write_parts(sources: Path, where: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr("dragoman.scale.BUNDLE", 2)
    parts, faults = plan_parts([str(sources)])
    assert not faults and len(parts) == 2
    for part in parts:
        code_part(part, str(where), Config(threads=1), BulkOptions())
    return [p.name for p in parts]


def test_parts_give_what_a_plain_run_gives(
    sources: Path, plain: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = write_parts(sources, tmp_path / "parts", monkeypatch)
    assert list_parts(str(tmp_path / "parts")) == sorted(names)
    with open_store(tmp_path / "r.sqlite", write=True) as store:
        summary = merge(str(tmp_path / "parts"), store)
        assert (summary.coded, sum(summary.failed.values())) == (10, 2)
        assert merge(str(tmp_path / "parts"), store).items == 0, "nothing twice"
    ids = [json.loads(r)["documents"][0]["id"] for r in everything(tmp_path / "r.sqlite")]
    assert sorted(ids) == sorted(json.loads(r)["documents"][0]["id"] for r in plain)


def test_the_plan_is_the_same_every_time(sources: Path) -> None:
    assert plan_parts([str(sources)]) == plan_parts([str(sources)])
    faults = plan_parts([str(sources / "none.txt")])[1]
    assert faults and "none.txt" in str(faults[0].error)


def test_a_damaged_part_is_set_aside_and_named(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = tmp_path / "parts"
    names = sorted(write_parts(sources, where, monkeypatch))
    data = bytearray((where / names[0]).read_bytes())
    middle = len(data) // 3
    data[middle : middle + 400] = b"\x00" * 400
    (where / names[0]).write_bytes(bytes(data))
    (where / "cut.parquet").write_bytes(b"PAR1 and then nothing")
    with open_store(tmp_path / "r.sqlite", write=True) as store:
        summary = merge(str(where), store)
        good = sum(len(c.records) for c in read_part(str(where), names[1]))
        assert len(store.show("documents")) == good
    assert summary.failed["corrupt-part"] == 2
    assert (where / f"{names[0]}.corrupt").exists() and (where / "cut.parquet.corrupt").exists()


def test_duckdb_reads_parts_where_they_lie(sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    duckdb = pytest.importorskip("duckdb")
    write_parts(sources, tmp_path / "parts", monkeypatch)
    query = (
        f"SELECT count(*) FROM '{tmp_path}/parts/*.parquet' p, unnest(p.records) r(r), unnest(r.r.documents) d(d) "
        "WHERE d.d.outlet IS NOT NULL"
    )
    assert duckdb.execute(query).fetchall()[0][0] >= 9


def test_where_parts_can_not_go(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be opened"):
        list_parts("nonsense://x/y")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can't be opened"):
        list_parts(str(tmp_path / "file" / "parts"))
