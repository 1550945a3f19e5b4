"""Order, a bounded number in flight, and workers that die."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from dragoman.pool import IN_FLIGHT, Lost, run_ordered


def square(n: int, plus: int) -> int:
    time.sleep(0.002 * (n % 3))
    return n * n + plus


def die_at_seven(n: int) -> int:
    if n % 10 == 7:
        os._exit(9)
    return n


def test_answers_come_in_order() -> None:
    for workers in (1, 2):
        assert list(run_ordered(square, range(40), workers, (1,))) == [n * n + 1 for n in range(40)]


def test_work_is_read_only_as_fast_as_it_is_done() -> None:
    read = 0

    def endless() -> Iterator[int]:
        nonlocal read
        while True:
            read += 1
            yield read

    answers = run_ordered(square, endless(), 2, (0,))
    for _ in range(30):
        next(answers)
    assert read <= 30 + 2 * IN_FLIGHT
    answers.close()


def test_a_worker_that_dies_costs_its_item_only() -> None:
    answers = list(run_ordered(die_at_seven, range(24), 2))
    assert [a.work if isinstance(a, Lost) else a for a in answers] == list(range(24))
    assert [a.work for a in answers if isinstance(a, Lost)] == [7, 17]
