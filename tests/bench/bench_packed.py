"""Reading a CSV out of a zip or gzip file beside the plain file, and what inflating alone takes, in one run; printed.

Run: python tests/bench/bench_packed.py [RECORDS] [RUNS]   (1,000,000 records of 8 columns unless said otherwise)

``extra / inflating`` is what the packed file costs more than the plain one, in units of inflating it with zlib alone.
The standard library's own gzip reader stands beside it. Times are those of the processor, all threads together.
"""

from __future__ import annotations

import gzip
import random
import statistics
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from migrate.model.source import SourceColumn, SourceFile, SourceKind, SourceTable
from migrate.source import encoding
from migrate.source.read_csv import each

_NAMES = ("山田　太郎", "佐藤　花子", "髙橋　一郎", "渡邉　葉月", "斎藤　次郎")
_COLUMNS = tuple(f"C{n}" for n in range(8))
_TABLE = SourceTable(name="T", columns=tuple(SourceColumn(name=name) for name in _COLUMNS))


def _record(rng: random.Random, number: int) -> bytes:
    fields = [f"{number:010}", rng.choice(_NAMES), "ﾔﾏﾀﾞ ﾀﾛｳ", f"{rng.randrange(10**8)}"]
    fields += [
        f"19{rng.randrange(100):02}{rng.randrange(1, 13):02}01",
        "1",
        f"{rng.randrange(10**7):07}",
        "七瀬野町一丁目",
    ]
    return (",".join(fields) + "\r\n").encode("cp932")


def _plain(path: Path) -> None:
    path.write_bytes(_DATA)


def _gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(_DATA, 6))


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.csv", _DATA)


_DATA = b""


def _inflate(path: Path) -> None:
    inflate = zlib.decompressobj(31)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            inflate.decompress(block)


def _library(path: Path) -> None:
    with gzip.open(path) as stream:
        while stream.read(1 << 20):
            pass


def _read(path: Path) -> None:
    file = SourceFile(path="data.csv", kind=SourceKind.CSV, sha256="", encoding="cp932", why="", table="T")
    rows = sum(chunk.records for chunk in each(path, file, _TABLE, lambda piece: piece))
    assert rows == _DATA.count(b"\n") - 1


def _timed(read: Callable[[], None]) -> float:
    begin = time.process_time()
    read()
    return time.process_time() - begin


def main() -> None:
    """Print medians and ratios."""
    global _DATA  # noqa: PLW0603  # one file for all the writers
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    rng = random.Random(1)
    _DATA = (",".join(_COLUMNS) + "\r\n").encode() + b"".join(_record(rng, n) for n in range(records))
    with tempfile.TemporaryDirectory() as folder:
        plain, squeezed, packed = (Path(folder, name) for name in ("data.csv", "data.csv.gz", "data.zip"))
        _plain(plain)
        _gzip(squeezed)
        _zip(packed)
        reads: dict[str, Callable[[], None]] = {
            "inflating": lambda: _inflate(squeezed),
            "gzip module": lambda: _library(squeezed),
            "plain": lambda: _read(plain),
            "gzip": lambda: _read(squeezed / "data.csv"),
            "zip": lambda: _read(packed / "data.csv"),
            "detect plain": lambda: _detect(plain),
            "detect gzip": lambda: _detect(squeezed / "data.csv"),
            "detect zip": lambda: _detect(packed / "data.csv"),
        }
        times: dict[str, list[float]] = {name: [] for name in reads}
        for _ in range(runs):
            for name, read in reads.items():
                times[name].append(_timed(read))
    median = {name: statistics.median(one) for name, one in times.items()}
    print(f"{len(_DATA) / 1e6:.0f} MB, {records:,} records, median of {runs}")
    for name, seconds in median.items():
        print(f"{name:<14}{seconds:7.3f} s")
    for what, base in (
        ("gzip", "plain"),
        ("zip", "plain"),
        ("detect gzip", "detect plain"),
        ("detect zip", "detect plain"),
    ):
        print(f"{what}: extra / inflating {(median[what] - median[base]) / median['inflating']:.2f}")


def _detect(path: Path) -> None:
    assert encoding.detect(path, "data.csv").codec == "cp932"


if __name__ == "__main__":
    main()
