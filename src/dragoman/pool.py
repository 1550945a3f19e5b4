"""Work over processes, answers in order, and a worker that dies costs one item.

``concurrent.futures`` does the passing; what it lacks is here: a bounded number of items in flight (flat memory on an
endless input), and going on after a worker was killed.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

IN_FLIGHT = 6  # items a worker: enough that none is ever idle


@dataclass(frozen=True)
class Lost:
    """An item that ended its worker, even alone."""

    work: Any


def count_workers() -> int:
    """How many processes this machine can run at once."""
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:
        return max(1, os.cpu_count() or 1)


def run_ordered(
    do: Callable[..., Any], work: Iterable[Any], workers: int, given: tuple[Any, ...] = ()
) -> Generator[Any, None, None]:
    """``do(item, *given)`` for each item, answers in the order of the items.

    Args:
        do: a module's function; it should not raise.
        work: items, read only as fast as they are done.
        workers: processes; 1 means this one.
        given: further arguments, the same each time.

    Yields:
        What ``do`` gave, or :class:`Lost` for an item that ended its worker.
    """
    if workers <= 1:
        for item in work:
            yield do(item, *given)
        return
    yield from _run_in_pool(do, iter(work), workers, given)


def _run_in_pool(do: Callable[..., Any], work: Iterator[Any], workers: int, given: tuple[Any, ...]) -> Iterator[Any]:
    pool = _start(workers)
    flying: deque[tuple[Any, Future[Any]]] = deque()
    try:
        while True:
            while len(flying) < workers * IN_FLIGHT:
                item = next(work, flying)  # `flying` itself marks the end
                if item is flying:
                    break
                try:
                    flying.append((item, pool.submit(do, item, *given)))
                except BrokenProcessPool:
                    flying.append((item, _broken()))
            if not flying:
                return
            item, answer = flying[0]
            try:
                result = answer.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                waiting = [i for i, _ in flying]
                flying.clear()
                yield from _one_by_one(do, waiting, given)
                pool = _start(workers)
                continue
            flying.popleft()
            yield result
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _one_by_one(do: Callable[..., Any], waiting: list[Any], given: tuple[Any, ...]) -> Iterator[Any]:
    """After a death nobody knows whose fault it was: each item that was in flight gets a try by itself."""
    pool = _start(1)
    try:
        for item in waiting:
            try:
                yield pool.submit(do, item, *given).result()
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                pool = _start(1)
                yield Lost(item)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _broken() -> Future[Any]:
    out: Future[Any] = Future()
    out.set_exception(BrokenProcessPool("the pool had ended"))
    return out


def _start(workers: int) -> ProcessPoolExecutor:
    # spawned, not forked: a fork of a process whose libraries run threads may hang
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_settle_in)


def _settle_in() -> None:
    """Ctrl-C is for the parent, which stops us in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
