"""Seconds of `migrate source scan` for 500 tables with about 7,500 columns per product, beside an empty Python.

Then the same 500 tables of Oracle with 100,000 INSERT lines behind them, and dumps of 200 MB with the memory they take.

Run: python tests/bench/bench_ddl.py
"""

from __future__ import annotations

import importlib.util
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
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


def _dump(path: Path, text: str, lines: Iterable[str]) -> None:
    """A script with rows behind its tables."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.writelines(lines)


def _inserts(count: int) -> Iterator[str]:
    for n in range(count):
        yield f"Insert into T (A,B,C) values ({n},'it''s; (x)',to_date('2020-01-01','YYYY-MM-DD'));\n"


def _extended(megabytes: int) -> Iterator[str]:
    rows = ",".join(f"({n},'a\\'b;','漢字{n}',NULL)" for n in range(25_000))
    for _ in range(megabytes * 1_000_000 // len(rows.encode())):
        yield f"INSERT INTO `t` VALUES {rows};\n"


def _copied(megabytes: int) -> Iterator[str]:
    yield "COPY public.t (a, b) FROM stdin;\n"
    line = "1\tit's; CREATE TABLE x ( 漢字\t\\N\n"
    for _ in range(megabytes * 1_000_000 // len(line.encode())):
        yield line
    yield "\\.\n"


def _dumps(writer: ModuleType, folder: Path) -> None:
    """Print seconds and the largest resident memory of any run so far for scripts with data."""
    kinds: dict[str, tuple[str, Iterator[str]]] = {
        "100,000 INSERT lines": ("oracle", _inserts(100_000)),
        "200 MB INSERT (MySQL)": ("mysql", _extended(200)),
        "200 MB COPY": ("postgres", _copied(200)),
    }
    for name, (dialect, lines) in kinds.items():
        path = folder / "dump.sql"
        _dump(path, writer.script(dialect, _TABLES, seed=3)[0], lines)
        took = _seconds("-m", "migrate", "source", "scan", str(path), "--json")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{name:24} {took:6.2f} s  {path.stat().st_size / 1e6:.0f} MB, {memory:.0f} MB of memory at most")


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
        _dumps(writer, Path(folder))


if __name__ == "__main__":
    main()
