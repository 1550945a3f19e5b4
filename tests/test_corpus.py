"""The loop of ``add``: everything once, whatever happens in between."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dragoman.config import Config
from dragoman.corpus import AddOptions, add, item_id
from dragoman.errors import SourceError
from dragoman.record import Document
from dragoman.sources.bulk import Item
from dragoman.store import open_store

PLACES = ["Norvik", "Halden", "Sarn", "Tolmin", "Ostrava", "Lund", "Arles", "Cork", "Graz", "Vigo"]
NAMES = ["Ida Lund", "Omar Haddad", "Jana Novak", "Luis Prado", "Mei Tan"]


def article(k: int) -> dict[str, str]:
    """A short article of our own; every number gives another one."""
    place, name = PLACES[k % 10], NAMES[k % 5]
    text = (
        f"{place} council votes down harbour plan number {k}\n\n"
        f"The mayor of {place}, {name}, rejected plan {k} for a new harbour on Tuesday.\n\n"
        f"“We will not pay {k} million for a wall of stone,” {name.split()[1]} said after {k % 7 + 2} hours of talks. "
        f"Fishermen from district {k * 13 % 101} said they would block the road to {PLACES[(k + 3) % 10]} until {k} boats are let in."
    )
    return {"text": text, "date": f"2025-03-{k % 27 + 1:02d}", "outlet": f"{place} Post", "id": str(k)}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(article(k), ensure_ascii=False) + "\n" for k in range(40)), encoding="utf-8")
    return path


def ids(path: Path) -> list[str]:
    with open_store(path) as store:
        return sorted(r[0] for t in ("document", "statement", "event") for r in store.db.execute(f"SELECT id FROM {t}"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What one run without trouble gives."""
    folder = tmp_path_factory.mktemp("whole")
    path = folder / "articles.jsonl"
    path.write_text("".join(json.dumps(article(k), ensure_ascii=False) + "\n" for k in range(40)), encoding="utf-8")
    with open_store(folder / "r.sqlite", write=True) as store:
        summary = add([str(path)], store)
    assert (summary.documents, summary.coded, sum(summary.failed.values())) == (40, 40, 0)
    return ids(folder / "r.sqlite")


def run_add(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "dragoman.cli", "add", *arguments],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def count(path: Path) -> int:
    if not path.exists():
        return 0
    with open_store(path) as store:
        return int(store.db.execute("SELECT count(*) FROM document").fetchone()[0])


def wait_for_some(path: Path, process: subprocess.Popen[str], least: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if count(path) >= least:
                return
        except Exception:
            pass
        time.sleep(0.02)


def test_a_second_run_changes_nothing(tmp_path: Path, rows: Path, whole: list[str]) -> None:
    record = tmp_path / "r.sqlite"
    with open_store(record, write=True) as store:
        add([str(rows)], store)
        again = add([str(rows)], store)
    assert (again.items, again.passed) == (0, 1)
    assert ids(record) == whole


def test_workers_give_what_one_process_gives(tmp_path: Path, rows: Path, whole: list[str]) -> None:
    record = tmp_path / "r.sqlite"
    with open_store(record, write=True) as store:
        summary = add([str(rows)], store, Config(threads=1), AddOptions(workers=2))
    assert summary.coded == 40
    assert ids(record) == whole


def test_new_rows_of_a_file_that_grew(tmp_path: Path, rows: Path, whole: list[str]) -> None:
    record, text = tmp_path / "r.sqlite", rows.read_text(encoding="utf-8")
    rows.write_text("".join(text.splitlines(keepends=True)[:25]), encoding="utf-8")
    with open_store(record, write=True) as store:
        assert add([str(rows)], store).coded == 25
        rows.write_text(text, encoding="utf-8")
        assert add([str(rows)], store).coded == 15
    assert ids(record) == whole


def test_kill_and_go_on(tmp_path: Path, rows: Path, whole: list[str]) -> None:
    record = tmp_path / "r.sqlite"
    for _ in range(2):
        process = run_add(str(rows), "--record", str(record), "--workers", "1")
        wait_for_some(record, process, count(record) + 1)
        process.kill()
        process.wait()
    process = run_add(str(rows), "--record", str(record), "--workers", "1")
    told = process.communicate(timeout=120)[1]
    assert process.returncode == 0, told
    assert ids(record) == whole


def test_ctrl_c_keeps_what_was_coded_and_says_so(tmp_path: Path, rows: Path, whole: list[str]) -> None:
    record = tmp_path / "r.sqlite"
    more = tmp_path / "more.jsonl"
    more.write_text("".join(json.dumps(article(k)) + "\n" for k in range(100, 700)), encoding="utf-8")
    process = run_add(str(rows), str(more), "--record", str(record), "--workers", "2")
    wait_for_some(record, process, 1)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 130 and "run the same command again" in told, told
    assert 0 < count(record) < 640


def test_two_adds_at_once(tmp_path: Path, rows: Path, whole: list[str]) -> None:
    record = tmp_path / "r.sqlite"
    both = [run_add(str(rows), "--record", str(record), "--workers", "1") for _ in range(2)]
    told = [p.communicate(timeout=120)[1] for p in both]
    assert [p.returncode for p in both] == [0, 0], told
    assert ids(record) == whole


def test_bad_rows_cost_themselves(tmp_path: Path) -> None:
    path, record = tmp_path / "mixed.jsonl", tmp_path / "r.sqlite"
    lines = [json.dumps(article(k)) for k in range(3)] + ["{broken"] * 1000 + [json.dumps({"title": "no text"})]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with open_store(record, write=True) as store:
        summary = add([str(path), str(tmp_path / "none.html")], store)
        assert summary.coded == 3 and sum(summary.failed.values()) == 1002
        ledger = store.db.execute("SELECT count(*), min(message) FROM item WHERE state = 'failed'").fetchone()
        assert ledger[0] == 1002 and str(path) in ledger[1]
        again = add([str(path)], store)
    assert again.items == 0


def test_a_cut_archive_gives_what_is_whole(tmp_path: Path) -> None:
    path, record = tmp_path / "cut.jsonl.gz", tmp_path / "r.sqlite"
    raw = "".join(json.dumps(article(k)) + "\n" for k in range(30)).encode()
    path.write_bytes(gzip.compress(raw)[:-200])
    with open_store(record, write=True) as store:
        summary = add([str(path)], store)
    assert summary.coded >= 1 and sum(summary.failed.values()) >= 1
    assert any(str(path) in e for e in summary.examples.values())


def test_one_story_in_two_outlets_stays_two_documents(tmp_path: Path) -> None:
    path, record = tmp_path / "wire.jsonl", tmp_path / "r.sqlite"
    one = article(1)
    copies = [{**one, "outlet": "First Post"}, {**one, "outlet": "Second Post"}, {**one, "outlet": "Second Post"}]
    path.write_text("".join(json.dumps(x) + "\n" for x in copies), encoding="utf-8")
    with open_store(record, write=True) as store:
        summary = add([str(path)], store)
        assert (summary.documents, summary.coded, summary.copies, summary.known) == (3, 2, 1, 1)
        docs = list(store.show("documents"))
        assert len({d["story"] for d in docs}) == 1
        assert [d["duplicate_of"] is None for d in sorted(docs, key=lambda d: d["duplicate_of"] or "")] == [True, False]
        assert len(store.show("documents", independent=True)) == 1
        for record_ in store.records():
            text = record_.documents[0].text
            assert all(text[a:b] for s in record_.statements for a, b in s.content_spans)
            known = {s.id for s in record_.statements}
            assert all(e.within in known for e in record_.events if e.within)


def test_a_crash_in_one_document_is_a_line_in_the_ledger(
    tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman import corpus

    real = corpus.read_document

    def fail_sometimes(doc: Document, config: Config) -> object:
        if "plan 7 " in doc.text:
            raise ZeroDivisionError("made for this test")
        return real(doc, config)

    monkeypatch.setattr(corpus, "read_document", fail_sometimes)
    with open_store(tmp_path / "r.sqlite", write=True) as store:
        summary = add([str(rows)], store)
        assert (summary.coded, dict(summary.failed)) == (39, {"crashed": 1})
        assert "row 8" in summary.examples["crashed"] or "line 8" in summary.examples["crashed"]
        monkeypatch.setattr(corpus, "read_document", real)
        assert add([str(rows)], store, options=AddOptions(retry=True)).coded == 1


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarms here")
def test_an_item_that_hangs_is_given_up(tmp_path: Path, rows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman import corpus

    monkeypatch.setattr(corpus, "ITEM_SECONDS", 1)
    monkeypatch.setattr(corpus, "read_document", lambda doc, config: time.sleep(30))
    item = Item(source="x", key="", data=article(1)["text"], kind="text")
    done = corpus.code_item(item, Config())
    assert done.error is not None and done.error.code == "too-slow"


def test_a_full_disk_stops_with_words_and_loses_nothing(tmp_path: Path, rows: Path, whole: list[str]) -> None:
    record = tmp_path / "r.sqlite"
    with open_store(record, write=True) as store:
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages + 30}")
        with pytest.raises(Exception, match="disk is full"):
            add([str(rows)], store)
    with open_store(record, write=True) as store:
        add([str(rows)], store)
    assert ids(record) == whole


def test_the_id_of_an_item_follows_its_content() -> None:
    one = Item(source="a.jsonl", key="row 1", data="text", kind="text")
    assert item_id(one) == item_id(Item(source=os.path.abspath("a.jsonl"), key="row 1", data=b"text", kind="text"))
    assert item_id(one) != item_id(Item(source="a.jsonl", key="row 1", data="text.", kind="text"))
    assert item_id(one) != item_id(Item(source="a.jsonl", key="row 2", data="text", kind="text"))


def test_errors_cross_processes() -> None:
    import pickle

    error = SourceError("x", "y", "z", "code")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
