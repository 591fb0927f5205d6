"""Pieces that are worked on at the same time come back in order, and an error ends the work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from migrate.files.side_by_side import in_order


def _slow(number: int) -> int:
    time.sleep(0.002 * (number % 3))
    return number


def test_results_keep_the_order_of_the_tasks() -> None:
    """Whichever task is done first, the results are those of the tasks in their order."""
    assert list(range(40)) == list(in_order((partial(_slow, number) for number in range(40)), "test"))


def test_with_one_thread_a_task_is_called_when_its_result_is_asked_for() -> None:
    """Nothing is begun ahead, and nothing runs in another thread."""
    called: list[int] = []

    def task(number: int) -> int:
        called.append(number)
        assert threading.current_thread() is threading.main_thread()
        return number

    results = in_order((partial(task, number) for number in range(5)), "test", threads=1)
    assert (next(results), next(results), called) == (0, 1, [0, 1])


@pytest.mark.parametrize("threads", [2, 3, 5])
def test_as_many_tasks_run_as_there_are_threads(threads: int) -> None:
    """Each of the first tasks waits until all of them run: with fewer threads they would wait for ever."""
    together = threading.Barrier(threads, timeout=20)

    def task(number: int) -> int:
        if number < threads:
            together.wait()
        return number

    assert list(in_order((partial(task, number) for number in range(12)), "test", threads)) == list(range(12))


def test_few_tasks_are_begun_ahead() -> None:
    """When a result is given, at most three more tasks were taken: a file of any size stays small in memory."""
    taken: list[int] = []

    def tasks() -> Iterator[Callable[[], int]]:
        for number in range(20):
            taken.append(number)
            yield partial(_slow, number)

    ahead = [len(taken) - 1 - result for result in in_order(tasks(), "test")]
    assert (max(ahead), min(ahead)) == (3, 0)


def test_the_error_of_a_task_is_raised_in_its_place() -> None:
    """Results before the failing task are given, then its error comes."""
    results = in_order((partial(divmod, 12, number) for number in (3, 2, 0, 1)), "test")
    assert [next(results), next(results)] == [(4, 0), (6, 0)]
    with pytest.raises(ZeroDivisionError):
        next(results)
