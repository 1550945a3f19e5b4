"""What is dear to compute and the same for every reader until the record changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from dragoman.store import Store

T = TypeVar("T")
MOST = 2_000  # answers kept; the oldest go first


class Memory:
    """Answers kept for as long as the record file stays as it is.

    ``PRAGMA data_version`` counts for one connection only, and each thread has its own: the file's and its log's size
    and time of change tell all threads the same.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._stamp: tuple[object, ...] = ()
        self._known: dict[Hashable, object] = {}

    def get(self, store: Store, key: Hashable, compute: Callable[[], T]) -> T:
        """The answer kept under ``key``, or a new one; one thread computes while others wait for it."""
        stamp = _stamp_of(store)  # before computing: what a commit changes meanwhile is computed again
        with self._lock:
            if stamp != self._stamp:
                self._stamp, self._known = stamp, {}
            if key not in self._known:
                found = compute()
                while len(self._known) >= MOST:
                    del self._known[next(iter(self._known))]
                self._known[key] = found
            return cast(T, self._known[key])


def _stamp_of(store: Store) -> tuple[object, ...]:
    if store.path == ":memory:":
        return (id(store), store.db.total_changes)
    out: list[object] = [store.path]
    for name in (store.path, f"{store.path}-wal"):
        try:
            found = os.stat(name)
        except OSError:
            continue
        if found.st_size:  # a reader may make an empty log and take it away again
            out += [name, found.st_ino, found.st_size, found.st_mtime_ns]
    return tuple(out)
