"""Seconds of `migrate source scan` for 500 tables with about 7,500 columns per product, beside an empty Python.

Run: python tests/bench/bench_ddl.py
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

_TESTS = Path(__file__).resolve().parent.parent
_TABLES = 500


def _writer() -> ModuleType:
    """The tests' writer of scripts; its folder is no package of the installation."""
    folder = _TESTS / "unit" / "source"
    for name in ("ddl_kinds", "ddl_writer"):
        spec = importlib.util.spec_from_file_location(
            f"bench_source.{name}", folder / f"{name}.py", submodule_search_locations=None
        )
        if spec is None or spec.loader is None:
            raise ImportError(name)
        module = importlib.util.module_from_spec(spec)
        module.__package__ = "bench_source"
        sys.modules.setdefault("bench_source", ModuleType("bench_source"))
        sys.modules[f"bench_source.{name}"] = module
        spec.loader.exec_module(module)
    return sys.modules["bench_source.ddl_writer"]


def _seconds(*words: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], capture_output=True, check=False)
    return time.perf_counter() - began


def main() -> None:
    """Print seconds per product."""
    writer = _writer()
    empty = _seconds("-c", "pass")
    print(f"{'python -c pass':24} {empty:6.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        for dialect in writer.DIALECTS:
            text, tables = writer.script(dialect, _TABLES, seed=3)
            path = Path(folder) / f"{dialect}.sql"
            path.write_text(text, encoding="cp932")
            columns = sum(len(table.columns) for table in tables)
            took = min(_seconds("-m", "migrate", "source", "scan", str(path), "--json") for _ in range(3))
            size = len(text) / 1e6
            print(f"{dialect:24} {took:6.2f} s  {len(tables)} tables, {columns:,} columns, {size:.1f} MB")


if __name__ == "__main__":
    main()
