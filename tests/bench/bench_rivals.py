"""This tool beside pandas, linkml-map and pgloader on the same rows in one run; printed, not asserted.

Run: python tests/bench/bench_rivals.py FOLDER [ROWS] [--runs 3] [--linkml-rows 20000] [--python PYTHON]
FOLDER is that of `bench_convert`; ROWS (1,000,000 where it is not given) are the first of its CP932 file. Each is a
process of its own and counted whole, with interpreter, imports and start-up:

- migrate stages the file and converts it by the plan of `bench_convert` to Parquet, lineage, rejects and CSV;
- pandas applies the same 30 items, a Python function per cell (`rivals_plain`), and writes CSV;
- linkml-map maps the same items (`rivals_linkml`), a part of the rows; the rest is reckoned from rows beyond the first;
- pgloader only loads the file into a PostgreSQL of its own that syncs nothing to disk: no item is converted. It stops
  at the first damaged byte, so that what is timed is a copy with none; the processor time of the server is counted.

Where cells of pandas differ: plain Python takes a date that cannot be for one that is not known (birth_fusho), and a
name with U+FFFD is not the name. The rivals run where their environment is (.nox/tools/rivals, locked in
tests/bench/rivals.txt, or --python); pgloader and PostgreSQL are the machine's. What is missing is said and left out.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bench_convert import CONVERT, STAGE, Spent, spent

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
Answer = TypeVar("Answer")
SOURCE = "resident_cp932.csv"
DAMAGED, MENDED = b"\x85\x40", "？".encode("cp932")
_MIGRATE = STAGE + CONVERT + "\nprint(len(staged['resident'].bad_bytes))\n"
_KEPT = "[\U000f0000-\U000fffff]"
_LOAD = """LOAD CSV FROM '{source}' WITH ENCODING cp932 ({columns})
INTO postgresql://postgres@unix:{socket}:5432/postgres TARGET TABLE public.resident ({columns})
WITH skip header = 1, truncate, fields optionally enclosed by '"', fields escaped by double-quote,
     fields terminated by ',';
"""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one run took: seconds by the clock and of the processor, MB at most."""

    wall: float
    cpu: float
    memory: float

    def line(self, rows: int, base: Taken) -> str:
        """Seconds per million rows, and how many times those of ``base``."""
        each = 1_000_000 / rows
        return (
            f"{self.wall * each:8.2f} s  cpu {self.cpu * each:8.2f} s  {rows / self.wall:>9,.0f} rows/s"
            f"  x {self.wall / base.wall:6.2f}  cpu x {self.cpu / base.cpu:6.2f}  {self.memory:6.0f} MB"
        )


def timed(run: Callable[[], Spent]) -> Taken:
    began = time.perf_counter()
    done = run()
    return Taken(wall=time.perf_counter() - began, cpu=done.cpu, memory=done.memory)


def first_rows(source: Path, into: Path, rows: int) -> int:
    """Copy the header and the first rows (a line each in this data); how many damaged cells are among them."""
    into.parent.mkdir()
    (into.parent / "town.parquet").symlink_to(source.with_name("town.parquet").resolve())
    damaged = 0
    with source.open("rb") as old, into.open("wb") as new:
        for line in islice(old, rows + 1):
            damaged += line.count(DAMAGED)
            new.write(line)
    return damaged


class Loading:
    """A PostgreSQL with an empty table, and pgloader."""

    def __init__(self, stack: ExitStack, work: Path, source: Path) -> None:
        sys.path.insert(0, str(ROOT))
        from tests.unit.spec import postgres

        folder = postgres.binaries()
        if folder is None or shutil.which("pgloader") is None:
            raise FileNotFoundError("pgloader or PostgreSQL")
        self._server = stack.enter_context(postgres.server(folder))
        self._work = work
        socket, data = (self.asked(f"SHOW {name}") for name in ("unix_socket_directories", "data_directory"))
        self._postmaster = int((Path(data) / "postmaster.pid").read_text(encoding="ascii").split()[0])
        with source.open(encoding="cp932", newline="") as stream:
            self._columns = next(csv.reader(stream))
        self.asked(f"CREATE TABLE resident ({', '.join(f'{name} text' for name in self._columns)})")
        self._socket = socket

    def asked(self, query: str) -> str:
        """The answer of the server, unadorned."""
        return self._server.output(f"\\pset format unaligned\n\\pset tuples_only on\n{query};").strip()

    def rows(self) -> int:
        """Rows that the table holds."""
        return int(self.asked("SELECT count(*) FROM resident"))

    def _server_seconds(self) -> float:
        """Processor time of the server and of the sessions that ended."""
        words = Path(f"/proc/{self._postmaster}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")

    def load(self, source: Path) -> Spent:
        """Load a file in place of what the table holds; `told` is pgloader's own summary."""
        script = self._work / "residents.load"
        columns = ", ".join(self._columns)
        script.write_text(_LOAD.format(source=source, columns=columns, socket=self._socket), encoding="utf-8")
        before = self._server_seconds()
        done = spent(["pgloader", "--root-dir", str(self._work / "pgloader"), str(script)])
        return Spent(told=done.told, cpu=done.cpu + self._server_seconds() - before, memory=done.memory)


def apart(look: Callable[..., Answer], *words: object) -> Answer:
    """Look in a process of its own: the peak memory of a process begins with what its parent has."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(look, *words).result()


def differing(one: Path, other: Path) -> str:
    """Items whose cells differ between two CSV files of the same rows in the same order, with how many."""
    import duckdb

    connection = duckdb.connect()
    for name, path in (("a", one), ("b", other)):
        read = f"read_csv('{path}', header=true, all_varchar=true, nullstr='')"
        connection.execute(f"CREATE TABLE {name} AS SELECT row_number() OVER () AS _row, * FROM {read}")
    items = [name for name, *_ in connection.execute("DESCRIBE a").fetchall() if name != "_row"]
    counts = ", ".join(f'count(*) FILTER (a."{item}" IS DISTINCT FROM b."{item}")' for item in items)
    found = connection.execute(f"SELECT {counts} FROM a JOIN b USING (_row)").fetchone()
    assert found is not None
    return ", ".join(f"{item} {count:,}" for item, count in zip(items, found, strict=True) if count) or "none"


def marked(path: Path, pattern: str) -> tuple[int, int]:
    """Rows of a CSV, and how many names match a pattern."""
    import duckdb

    read = f"read_csv('{path}', header=true, all_varchar=true)"
    query = f"SELECT count(*), count(*) FILTER (regexp_matches(shimei, '{pattern}')) FROM {read}"
    found = duckdb.connect().execute(query).fetchone()
    assert found is not None
    return found


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The rows and the folder that all share."""

    work: Path
    rows: int
    linkml_rows: int
    runs: int
    python: Path
    """Interpreter that has pandas and linkml-map."""

    @property
    def source(self) -> Path:
        return self.work / "data" / SOURCE

    def _each(self, run: Callable[[], Spent]) -> Taken:
        taken = [timed(run) for _ in range(self.runs)]
        return Taken(
            wall=statistics.median(one.wall for one in taken),
            cpu=statistics.median(one.cpu for one in taken),
            memory=statistics.median(one.memory for one in taken),
        )

    def migrate(self) -> Iterator[str | Taken]:
        """A fresh folder each time: nothing is resumed."""
        folder = self.work / "migrate"
        told: list[str] = []

        def run() -> Spent:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            done = spent([sys.executable, "-c", _MIGRATE, str(self.source.parent), str(folder), "2GB"])
            told[:] = done.told.split()
            return done

        yield self._each(run)
        rows, kept = apart(marked, folder / "out" / "csv" / "1", _KEPT)
        yield f"{rows:,} rows written; {told[-1]} damaged cells reported by row and column, {kept} kept reversibly"

    def pandas(self) -> Iterator[str | Taken]:
        out = self.work / "pandas.csv"
        yield self._each(lambda: spent([str(self.python), str(HERE / "rivals_pandas.py"), str(self.source), str(out)]))
        rows, replaced = apart(marked, out, "\ufffd")
        yield f"{rows:,} rows written; {replaced} names hold U+FFFD, none reported: the bytes are lost"
        ours = self.work / "migrate" / "out" / "csv" / "1"
        yield f"cells that differ from migrate's: {apart(differing, ours, out)}"

    def linkml(self) -> Iterator[str | Taken]:
        """Start-up is measured with one row and not multiplied."""
        taken = []
        for rows in (1, self.linkml_rows):
            folder = self.work / f"linkml-{rows}"
            folder.mkdir()
            first_rows(self.source, folder / "data" / SOURCE, rows)
            words = [str(self.python), str(HERE / "rivals_linkml.py"), str(folder / "data" / SOURCE), str(folder)]
            taken.append(self._each(lambda words=words: spent(words, environment={"PYTHONUTF8": "1"})))  # type: ignore[misc]
        start, part = taken
        factor = (self.rows - 1) / max(self.linkml_rows - 1, 1)
        yield Taken(
            wall=start.wall + (part.wall - start.wall) * factor,
            cpu=start.cpu + (part.cpu - start.cpu) * factor,
            memory=part.memory,
        )
        rows, replaced = apart(marked, folder / "out.csv", "\ufffd")
        seconds = f"{rows:,} rows in {part.wall:.1f} s, cpu {part.cpu:.1f} s"
        yield f"reckoned from {seconds} (one row: {start.wall:.1f} s, cpu {start.cpu:.1f} s); memory of the part"
        yield f"it cannot be told an encoding, the file was recoded for it: {replaced} names hold U+FFFD, none reported"

    def pgloader(self) -> Iterator[str | Taken]:
        mended = self.work / "mended.csv"
        with self.source.open("rb") as old, mended.open("wb") as new:
            new.writelines(line.replace(DAMAGED, MENDED) for line in old)
        with ExitStack() as stack:
            server = Loading(stack, self.work, mended)
            yield self._each(lambda: server.load(mended))
            yield f"mended copy: {server.rows():,} rows loaded, no item converted; memory without that of the server"
            code = 0
            try:
                server.load(self.source)
            except subprocess.CalledProcessError as failed:
                code = failed.returncode
            yield f"file as it is: {server.rows():,} of {self.rows:,} rows loaded, exit code {code}"


def main() -> None:
    """Print a table, and what became of the damaged cells."""
    options = argparse.ArgumentParser(description="migrate beside pandas, linkml-map and pgloader.")
    options.add_argument("folder", type=Path, help="resident_cp932.csv and town.parquet")
    options.add_argument("rows", type=int, nargs="?", default=1_000_000, help="the first rows of the file")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--linkml-rows", type=int, default=20_000, help="as many are measured")
    options.add_argument(
        "--python",
        type=Path,
        default=ROOT / ".nox" / "tools" / "rivals" / "bin" / "python",
        help="has pandas and linkml-map",
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data" / SOURCE
        damaged = first_rows(chosen.folder / SOURCE, data, chosen.rows)
        with data.open("rb") as stream:
            rows = sum(1 for _ in stream) - 1
        bench = Bench(
            work=Path(folder),
            rows=rows,
            linkml_rows=min(rows, chosen.linkml_rows),
            runs=chosen.runs,
            python=chosen.python,
        )
        print(f"{rows:,} rows with {damaged} damaged cells, median of {chosen.runs}, load {os.getloadavg()[0]:.1f}")
        print("seconds are per million rows, of the whole process")
        base: Taken | None = None
        for name in ("migrate", "pandas", "linkml", "pgloader"):
            try:
                taken, *notes = getattr(bench, name)()
            except FileNotFoundError as missing:
                print(f"{name:9} left out, not on this machine: {missing.filename or missing}")
                continue
            base = base or taken
            print(f"{name:9} {taken.line(rows, base)}")
            for note in notes:
                print(f"{'':9} {note}")


if __name__ == "__main__":
    main()
