"""Writing 30 columns as CSV in several forms; rows a second of processor time and peak memory, printed, not asserted.

Run: python tests/bench/bench_csvout.py [ROWS]
The rows are invented: numbers, names, codes, dates, addresses, some without a value. Each form is a process of its own;
reading the Parquet file is counted, interpreter and imports are not.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

_MAKE = """
import random, sys
import pyarrow as pa, pyarrow.parquet as pq
dice, rows, some = random.Random(6), int(sys.argv[2]), 100_000
kinds = (lambda: f"{dice.randrange(10**9):015d}", lambda: dice.choice(("山田　太郎", "鈴木　花子", "佐藤　一二三")),
    lambda: dice.choice((None, "1", "2")), lambda: f"19{dice.randrange(50, 99)}-0{dice.randrange(1, 9)}-11",
    lambda: dice.choice(("どこか県某市大字なにがし", "ほか町１丁目２番地３号", "abc", "a,b")))
table = pa.table({f"c{n}": [kinds[n % 5]() for _ in range(some)] for n in range(30)})
with pq.ParquetWriter(sys.argv[1], table.schema, compression="zstd", compression_level=1) as writer:
    for _ in range(-(-rows // some)):
        writer.write_table(table, row_group_size=131072)
"""
_WRITE = """
import shutil, sys, time
from pathlib import Path
from migrate.engine import csvout, unwritable
from migrate.model.delivery import DeliveryForm, Quoting
parquet, folder = Path(sys.argv[1]), Path(sys.argv[2])
form = eval(sys.argv[3])
names = tuple(f"c{n}" for n in range(30))
begin = time.process_time()
assert unwritable.find(parquet, form, names, folder / "listing") == ()
parts = csvout.write(parquet, folder / "csv", form, names)
print(time.process_time() - begin, sum(part.rows for part in parts), sum(part.path.stat().st_size for part in parts))
shutil.rmtree(folder / "csv")
"""
_FORMS = (
    "DeliveryForm()",
    "DeliveryForm(quoting=Quoting.NEEDED)",
    "DeliveryForm(rows=100_000)",
    "DeliveryForm(nothing='NULL')",
    "DeliveryForm(encoding='cp932')",
    "DeliveryForm(encoding='utf-16-le', bom=True)",
)


def main() -> None:
    """Print one line for each form."""
    rows = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    with tempfile.TemporaryDirectory() as folder:
        parquet = f"{folder}/t.parquet"
        subprocess.run([sys.executable, "-c", _MAKE, parquet, rows], check=True)
        for form in _FORMS:
            with tempfile.TemporaryFile("w+") as out:
                process = subprocess.Popen([sys.executable, "-c", _WRITE, parquet, folder, form], stdout=out)
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                out.seek(0)
                seconds, written, size = (float(word) for word in out.read().split())
            speed = written / seconds
            print(f"{form:48} {speed:10,.0f} rows/s  {size / 2**20:8,.0f} MB  peak {usage.ru_maxrss / 1024:6,.0f} MB")


if __name__ == "__main__":
    main()
