"""Answers are kept until the record changes."""

from __future__ import annotations

import threading
from pathlib import Path

from dragoman.store import open_store
from dragoman.web import memory
from dragoman.web.memory import Memory
from tests.web.conftest import many_records


def test_kept_until_another_connection_commits(file: Path) -> None:
    kept, asked = Memory(), []

    def ask() -> int:
        asked.append(1)
        return int(store.db.execute("SELECT count(*) FROM document").fetchone()[0])

    with open_store(file) as store:
        assert kept.get(store, "n", ask) == kept.get(store, "n", ask) == 33
        assert len(asked) == 1
        with open_store(file, write=True) as writer:
            writer.append(many_records(31)[-1:])
        assert kept.get(store, "n", ask) == 34


def test_one_thread_computes_while_others_wait(file: Path) -> None:
    kept, asked = Memory(), []
    with open_store(file) as store:
        threads = [threading.Thread(target=kept.get, args=(store, "x", lambda: asked.append(1))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(asked) == 1


def test_the_oldest_answers_go(file: Path) -> None:
    kept = Memory()
    with open_store(file) as store:
        for k in range(memory.MOST + 5):
            kept.get(store, k, lambda: 0)
        assert len(kept._known) == memory.MOST
