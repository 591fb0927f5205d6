"""Pieces of a file worked on at the same time: two threads, few pieces in memory, results in the file's order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

_WORKERS = 2
_IN_FLIGHT = 3
_Result = TypeVar("_Result")


def in_order(tasks: Iterator[Callable[[], _Result]], name: str) -> Iterator[_Result]:
    """The results of ``tasks``, in their order.

    A task is taken from the iterator when it is begun, the fourth when the first result is there and not yet given:
    what a task is asked can depend on the results so far, and always on the same ones.

    Args:
        tasks: calls that give a result each; they are taken in this thread.
        name: how the threads are called.
    """
    with ThreadPoolExecutor(_WORKERS, thread_name_prefix=name) as pool:
        waiting: deque[Future[_Result]] = deque()
        try:
            waiting.extend(pool.submit(task) for task in islice(tasks, _IN_FLIGHT))
            while waiting:
                done = waiting.popleft().result()
                waiting.extend(pool.submit(task) for task in islice(tasks, 1))
                yield done
        finally:
            for future in waiting:
                future.cancel()
