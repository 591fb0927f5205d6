"""Fixed-length records with packed and zoned fields beside plain text ones of the same length, in one run; printed.

Run: python tests/bench/bench_fixed.py [RECORDS] [RUNS]   (1,000,000 records of 219 bytes unless said otherwise)
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from migrate.model.record import FieldForm, Usage
from migrate.model.source import SourceColumn, SourceFile, SourceKind, SourceTable
from migrate.source.read_fixed import tasks

_NAMES = ("山田　太郎", "佐藤　花子", "髙橋　一郎", "渡邉　葉月")
_TEXTS = (8, 20, 40, 1, 8, 12, 15, 15)
_NUMBERS = ((Usage.PACKED, 6, 11), (Usage.ZONED, 14, 14)) * 5


def _table(numbers: bool) -> SourceTable:
    columns, start = [], 1
    fields = [(Usage.TEXT, width, None) for width in _TEXTS] + [*_NUMBERS]
    for n, (usage, width, digits) in enumerate(fields):
        form = FieldForm(usage=usage, signed=True) if numbers and usage is not Usage.TEXT else None
        columns.append(
            SourceColumn(name=f"C{n:02}", start=start, bytes=width, length=digits, scale=2 if form else None, form=form)
        )
        start += width
    return SourceTable(name="T", columns=tuple(columns))


def _record(rng: random.Random, numbers: bool) -> bytes:
    texts = [f"{rng.randrange(10**8):08}", rng.choice(_NAMES), rng.choice(_NAMES) * 2, "1", "20260401"]
    texts += [f"{rng.randrange(10**12):012}", "ﾔﾏﾀﾞ ﾀﾛｳ", "03-1234-5678"]
    made = b"".join(text.encode("cp932").ljust(width) for text, width in zip(texts, _TEXTS, strict=True))
    for usage, width, digits in _NUMBERS:
        amount = rng.randrange(10**digits)
        if numbers and usage is Usage.PACKED:
            made += bytes.fromhex(f"{amount:0{digits}}{rng.choice('cd')}")
        elif numbers:
            made += f"{amount // 10:0{digits - 1}}{rng.choice('{ABCDEFGHI}JKLMNOPQR')}".encode()
        else:
            made += f"{amount % 10**width:{width}}".encode()
    return made


def _timed(read: Callable[[], None]) -> float:
    begin = time.perf_counter()
    read()
    return time.perf_counter() - begin


def main() -> None:
    """Print medians and the ratio."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    rng = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        reads: dict[str, Callable[[], None]] = {}
        for numbers in (False, True):
            table = _table(numbers)
            path = Path(folder, f"{numbers}.dat")
            some = [_record(rng, numbers) for _ in range(5000)]
            path.write_bytes(b"".join(rng.choice(some) for _ in range(records)))
            file = SourceFile(path=path.name, kind=SourceKind.FIXED, sha256="", encoding="cp932", why="")

            def read(path: Path = path, file: SourceFile = file, table: SourceTable = table) -> None:
                for task in tasks(path, file, table):
                    task()

            reads["5 packed and 5 zoned fields" if numbers else "plain text"] = read
            print(f"{path.stat().st_size / records:.0f} bytes a record")
        found: dict[str, list[float]] = {name: [] for name in reads}
        for _ in range(runs):
            for name, read in reads.items():
                found[name].append(_timed(read))
    base = statistics.median(found["plain text"])
    print(f"{records:,} records, median of {runs}, load {os.getloadavg()[0]:.1f}")
    for name, times in found.items():
        took = statistics.median(times)
        print(f"{name:32} {took:6.2f} s  x {took / base:4.2f}")


if __name__ == "__main__":
    main()
