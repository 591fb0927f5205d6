"""Workbook files damaged as files: read with what is wrong listed, or refused; no traceback, no hang."""

from __future__ import annotations

import functools
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import pytest

from migrate.cli.frame import app
from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_child, xlsx_guard
from migrate.source.book import entry

from .damage import damaged
from .houses import LAYOUTS

MUTANTS = 504
PARTS = 6
WHOLE = 48
_LIMIT = 10.0


@functools.cache
def _plain(name: str) -> bytes:
    return LAYOUTS[name][0]()


def _mutant(seed: int) -> tuple[str, bytes]:
    name = list(LAYOUTS)[seed // 12 % len(LAYOUTS)]
    how, data = damaged(_plain(name), seed)
    return f"{name} {how}", data


class _Reader:
    """The reader process of the guarded door, kept for many files; one that dies is started again."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def read(self, data: bytes) -> object:
        """The reader's answer, ``{"error": …}`` where it breaks down."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=xlsx_child._limit)
        try:
            return self._pool.submit(_answer, data).result(timeout=_LIMIT)
        except BrokenProcessPool:
            self._pool = None
            return {"error": "Broken"}

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown()


def _answer(data: bytes) -> object:
    try:
        return xlsx_child._workbook(data)
    except BaseException as error:  # noqa: BLE001  # the reader's library raises its breakdowns as such
        return {"error": type(error).__name__}


@pytest.fixture(scope="module")
def reader() -> Iterator[_Reader]:
    """A reader process for this module."""
    one = _Reader()
    yield one
    one.close()


def _fate(data: bytes, reader: _Reader) -> str:
    """What becomes of a mutant by the same steps as `xlsx.loads` and `entry.open_book`, one process for all."""
    try:
        xlsx_guard.check(data, "m.xlsx", any_form=True)
        workbook = xlsx.workbook_of(reader.read(data), "m.xlsx")
    except UnreadableError as error:
        return error.code
    book = entry.book_of(workbook, data, "m.xlsx")
    return "read" if book.tables or book.findings else "silent"


@pytest.mark.parametrize("part", range(PARTS))
def test_mutants(part: int, reader: _Reader) -> None:
    """A mutant is read, with tables or with a word why not, or refused by an error of the guarded door; within 10 s."""
    wrong = []
    fates: Counter[str] = Counter()
    for seed in range(part, MUTANTS, PARTS):
        label, data = _mutant(seed)
        began = time.monotonic()
        fate = _fate(data, reader)
        fates[fate[:8]] += 1
        if time.monotonic() - began > _LIMIT or (fate != "read" and not fate.startswith("MIG-FORM-0")):
            wrong.append((label, fate))

    assert wrong == []
    assert set(fates) == {"read", "MIG-FORM"}


def test_mutants_through_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`source book` ends with exit code 0, 1 or 3, never with the one of a bug, and says why it refuses."""
    wrong = []
    for seed in range(WHOLE):
        label, data = _mutant(7 * seed + 1)
        path = tmp_path / "m.xlsx"
        path.write_bytes(data)
        code = app.main(["source", "book", str(path), "--to", str(tmp_path / f"{seed}.xlsx")])
        said = capsys.readouterr()
        told = said.out if code in (0, 1) else said.err
        if code not in (0, 1, 3) or not told.strip() or "Traceback" in said.err:
            wrong.append((label, code, said.err[:200]))

    assert wrong == []
