"""Opening, versions, faults of the file, and readers beside a writer."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.errors import StoreError
from dragoman.record import Record
from dragoman.store import Store, open_store, schema
from tests.store.conftest import documents_of

OLD = Path(__file__).parents[1] / "data" / "record-v1.sqlite.gz"


def test_a_record_comes_back_as_it_went_in(store: Store, records: list[Record]) -> None:
    back = {r.documents[0].id: r for r in store.records()}
    for record in records:
        for doc in record.documents:
            one = back[doc.id]
            assert one.documents == (doc,)
            for name in ("statements", "events", "mentions"):
                kept = {x for x in getattr(record, name) if x.document == doc.id}
                assert set(getattr(one, name)) == kept
            assert set(one.positions) == {p for p in record.positions if p.evidence.document == doc.id}
            assert {a.id for a in one.actors} <= {a.id for a in record.actors}
            for s in one.statements:
                assert all(one.documents[0].text[a:b].strip() for a, b in s.content_spans)


def test_adding_again_changes_nothing(store: Store, records: list[Record]) -> None:
    before = documents_of(store)
    assert store.append(records) == []
    assert documents_of(store) == before


def test_old_file_is_brought_up_to_date(tmp_path: Path, records: list[Record]) -> None:
    path = tmp_path / "old.sqlite"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    with pytest.raises(StoreError, match="old schema"):
        open_store(path)
    with open_store(path, write=True) as store:
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION
        assert len(store.show("statements")) > 3
        store.append(records[:1])
        assert store.db.execute("SELECT count(*) FROM correction").fetchone()[0] == 0
    with open_store(path) as store:
        assert len(store.show("documents")) == 2


def test_a_kill_in_the_middle_of_a_migration_leaves_the_old_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite"
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    monkeypatch.setitem(schema.MIGRATIONS, 2, "CREATE TABLE learned (id TEXT);\nCREATE TABLE nonsense (;\n")
    with pytest.raises(StoreError):
        open_store(path, write=True)
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1
        assert not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'learned'").fetchone()


def test_newer_file_is_refused(store: Store) -> None:
    store.db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(StoreError, match="newer version"):
        open_store(store.path)


@pytest.mark.parametrize(
    "data", [b"not a database at all, but long enough" * 50, b"", b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_what_is_no_record_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(data)
    with pytest.raises(StoreError, match=r"x\.sqlite") as caught:
        open_store(path)
    assert path.read_bytes() == data, "a file that is not ours is left as it is"
    assert caught.value.advice


def test_somebody_elses_database_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (x)")
    with pytest.raises(StoreError, match="not a record"):
        open_store(path, write=True)


def test_no_such_record(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="dragoman add"):
        open_store(tmp_path / "none.sqlite")
    with pytest.raises(StoreError, match="no folder"):
        open_store(tmp_path / "none" / "x.sqlite", write=True)


def test_damaged_page_is_told(tmp_path: Path, records: list[Record]) -> None:
    path = tmp_path / "x.sqlite"
    with open_store(path, write=True) as store:
        store.append(records)
    data = bytearray(path.read_bytes())
    for k in range(4096 * 3, len(data), 4096):
        data[k : k + 2000] = b"\xff" * len(data[k : k + 2000])
    path.write_bytes(bytes(data))
    with pytest.raises(StoreError) as caught, open_store(path) as store:
        list(store.records())
    assert caught.value.code == "corrupt"


def test_readers_see_whole_commits_while_a_writer_writes(store: Store, records: list[Record]) -> None:
    with open_store(store.path) as reader:
        seen = len(reader.show("statements"))
        with store.transaction() as db:
            db.execute("DELETE FROM statement")
            assert len(reader.show("statements")) == seen
        assert len(reader.show("statements")) == 0


def test_a_locked_record_is_told(store: Store) -> None:
    other = open_store(store.path, write=True)
    other.db.execute("PRAGMA busy_timeout = 50")
    store.db.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StoreError, match="locked"), other.transaction():
            pass
    finally:
        store.db.execute("ROLLBACK")
        other.close()


def test_a_full_disk_loses_nothing(store: Store, records: list[Record]) -> None:
    before = documents_of(store)
    pages = store.db.execute("PRAGMA page_count").fetchone()[0]
    store.db.execute(f"PRAGMA max_page_count = {pages}")
    big = "x" * 3_000_000
    with pytest.raises(StoreError, match="disk is full"), store.transaction() as db:
        db.execute("INSERT INTO meta VALUES ('big', ?)", (big,))
    store.db.execute("PRAGMA max_page_count = 100000000")
    assert documents_of(store) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="can't be written"):
            open_store(tmp_path / "x.sqlite", write=True)
    finally:
        tmp_path.chmod(0o700)


def test_two_machines_do_not_write_one_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.store.connect.socket.gethostname", lambda: "another-machine")
    with pytest.raises(StoreError, match="two machines"):
        open_store(store.path, write=True)
    open_store(store.path).close()


def test_the_machines_mark_goes_with_the_last_writer(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with open_store(path, write=True):
        assert (tmp_path / "x.sqlite-host").exists()
    assert not (tmp_path / "x.sqlite-host").exists()


def _write_some(path: str, raw: bytes, times: int) -> None:
    record = Record.from_json(raw)
    with open_store(path, write=True) as store:
        for k in range(times):
            with store.transaction() as db:
                db.execute("INSERT INTO meta VALUES (?, 'x')", (f"{os.getpid()}-{k}",))
                store.append([record])


def test_two_writers_take_turns(tmp_path: Path, records: list[Record]) -> None:
    path = str(tmp_path / "x.sqlite")
    open_store(path, write=True).close()
    raw = records[0].to_json().encode()
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_write_some, args=(path, raw, 25)) for _ in range(2)]
    for p in both:
        p.start()
    for p in both:
        p.join(60)
    assert [p.exitcode for p in both] == [0, 0]
    with open_store(path) as store:
        assert store.db.execute("SELECT count(*) FROM meta").fetchone()[0] == 50
        assert len(store.show("documents")) == len(records[0].documents)


def test_a_killed_writer_leaves_what_was_committed(tmp_path: Path, records: list[Record]) -> None:
    path = tmp_path / "x.sqlite"
    (tmp_path / "r.json").write_text(records[0].to_json(), encoding="utf-8")
    program = (
        "import os, sys\nfrom dragoman.record import Record\nfrom dragoman.store import open_store\n"
        "s = open_store(sys.argv[1], write=True)\ns.append([Record.from_json(open(sys.argv[2]).read())])\n"
        "s.db.execute('BEGIN IMMEDIATE')\ns.db.execute('DELETE FROM statement')\nos.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(path), str(tmp_path / "r.json")], capture_output=True)
    assert done.returncode == -9
    with open_store(path) as store:
        assert len(store.show("statements")) == len(records[0].statements)
