"""Pieces of a file worked on at the same time: few threads, few pieces in memory, results in the pieces' order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

_Result = TypeVar("_Result")


def in_order(tasks: Iterable[Callable[[], _Result]], name: str, threads: int = 2) -> Iterator[_Result]:
    """The results of ``tasks``, in their order.

    One task more is begun than there are threads. A task is taken when it is begun, the first of those that must wait
    when the first result is there and not yet given: what a task is asked can depend on the results so far, and always
    on the same ones.

    Args:
        tasks: calls that give a result each; they are taken in the caller's thread.
        name: how the threads are called.
        threads: how many tasks are worked on at a time; with one, each is called when its result is asked for.
    """
    if threads <= 1:
        for task in tasks:
            yield task()
        return
    coming = iter(tasks)
    with ThreadPoolExecutor(threads, thread_name_prefix=name) as pool:
        waiting: deque[Future[_Result]] = deque()
        try:
            waiting.extend(pool.submit(task) for task in islice(coming, threads + 1))
            while waiting:
                done = waiting.popleft().result()
                waiting.extend(pool.submit(task) for task in islice(coming, 1))
                yield done
        finally:
            for future in waiting:
                future.cancel()
