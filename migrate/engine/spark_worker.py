"""What runs in Spark's Python workers: the same bodies of calls that run on this machine."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from migrate.engine.calls import Calls, CodeMaps
from migrate.engine.projection import Level

Batches = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def calls(level: Level, code_maps: CodeMaps) -> Batches:
    """Puts results and failures of a level's calls in the place of their inputs; other columns stay."""
    plain = {name: dict(pairs) for name, pairs in code_maps.items()}

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        own = Calls(plain)
        for batch in batches:
            columns = dict(zip(batch.schema.names, batch.columns, strict=True))
            results = own.run([call for call, _ in level], [columns.pop(one.name) for _, one in level])
            for (call, _), (values, failures) in zip(level, results, strict=True):
                columns[call.value_column], columns[call.failure_column] = values, failures
            yield pa.RecordBatch.from_pydict(columns)

    return run


def looks(folder: Path) -> Batches:
    """Tells of each worker that is asked: its version of this program, and whether it can write to ``folder``.

    The function goes over as a whole, so that it can tell of a worker that does not have this program.
    """
    wanted = str(folder)

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            version = str(importlib.import_module("migrate").__version__)
        except ImportError:
            version = ""
        sees = os.path.isdir(wanted) and os.access(wanted, os.R_OK | os.W_OK)  # noqa: PTH112 (no names from outside)
        for _ in batches:
            yield pa.RecordBatch.from_pydict({"version": [version], "sees": [sees]})

    return run
