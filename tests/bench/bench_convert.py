"""Converting 31 columns of residents beside DuckDB's plain copy of the result; printed, not asserted.

Run: python tests/bench/bench_convert.py FOLDER [RUNS] [MEMORY]
FOLDER holds resident_cp932.csv and town.parquet of the generator of the bench data. Staging is done once and not
counted. Each run is a process of its own; "work" leaves out interpreter and imports. The plan has 30 items: five era
dates, kana, two code maps, a look-up, padding, trimming, numbers, joined texts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile

_COMMON = """
import time, sys
from pathlib import Path
import pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq
from migrate.model.source import SourceFile, SourceKind
from migrate.model.staging import Staged
from migrate.source.profile.file import table_of_header
from migrate.source.stage import stage
data, work, memory = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
"""
STAGE = (
    _COMMON
    + """
import pickle
path = data / "resident_cp932.csv"
file = SourceFile(path="source/resident.csv", kind=SourceKind.CSV, sha256="", encoding="cp932", why="")
begin = time.perf_counter()
resident = stage(path, file, table_of_header(path, file, None), work)
seconds = time.perf_counter() - begin
towns = pq.read_table(data / "town.parquet")
towns = pa.table([pc.cast(column, pa.string()) for column in towns.columns], names=towns.column_names)
rows = pa.array(range(1, len(towns) + 1), pa.int64())
pq.write_table(towns.add_column(0, "_row", rows), work / "town.staged.parquet")
town = Staged(table="town", file="source/town.csv", rows=len(towns), parquet=work / "town.staged.parquet", bad_bytes=(),
    bad_rows=())
pickle.dump({"resident": resident, "town": town}, open(work / "staged.pickle", "wb"))
print(seconds, resident.rows)
"""
)
PLAN = (
    _COMMON
    + """
import pickle
from migrate.engine.convert import convert
from migrate.engine.csvout import write
from migrate.model.delivery import DeliveryForm
from migrate.engine.duckdb import Limits
from migrate.engine.expression import parse
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanJoin
from migrate.engine.result import Surroundings
from migrate.model.mapping import OnError
ITEMS = {
    "city_cd": "city_cd", "atena_no": "lpad(atena_no, 15, '0')", "setai_no": "lpad(setai_no, 15, '0')",
    "kojin_no": "kojin_no", "shimei": "trim(shimei)", "shimei_kn": "zenkaku_kana(shimei_kn)",
    "shi": "name_part(shimei, 1)", "mei": "name_part(shimei, 2)", "tsusho": "tsusho", "birth": "wareki_date(birth)",
    "birth_fusho": "CASE WHEN birth IS NOT NULL AND wareki_date(birth) IS NULL THEN '1' ELSE '0' END",
    "sex": "code(sex, 'sex')", "zokugara": "zokugara", "zip": "digits(zip)", "machiaza_id": "t.machiaza_id",
    "machiaza_nm": "t.machiaza_nm", "banchi": "hankaku(banchi)", "addr_full": "concat(addr, banchi, katagaki)",
    "katagaki": "katagaki", "tel": "digits(tel)",
    "jumin_sbt": "CASE jumin_kbn WHEN 'A' THEN '1' WHEN 'B' THEN '3' WHEN 'C' THEN '2' WHEN 'D' THEN '4' END",
    "jumin_ymd": "wareki_date(jumin_ymd)", "todoke_ymd": "wareki_date(todoke_ymd)", "ido_ymd": "wareki_date(ido_ymd)",
    "ido_jiyu": "ido_jiyu", "kokuseki": "coalesce(kokuseki, 'JPN')", "zairyu_kgn": "wareki_date(zairyu_kgn)",
    "shojo_ymd": "wareki_date(shojo_ymd)", "biko": "trim(biko)", "koshin": "koshin",
}
staged = pickle.load(open(work / "staged.pickle", "rb"))
items = tuple(PlanItem(item=item, tree=parse(tree), on_error=OnError.EMPTY) for item, tree in ITEMS.items())
join = PlanJoin(table="town", alias="t", keys=(("town_cd", "town_cd"),))
joins = (join,) if "join" in sys.argv[4:] else ()
if not joins:
    items = tuple(i if not i.item.startswith("machiaza") else PlanItem(item=i.item, tree=parse("town_cd"),
        on_error=OnError.EMPTY) for i in items)
plan = Plan(spec="001@x", business="001", blocks=(PlanBlock(table="person", source="resident", rows=(), items=items,
    joins=joins),), code_maps={"sex": {"1": "1", "2": "2", "0": "0"}}, keys={"person": ("atena_no",)},
    columns={"person": tuple(ITEMS)})
raw = lambda table, rows: [(row, b"") for row in rows]
"""
)
_CONVERT = (
    PLAN
    + """
begin = time.perf_counter()
result = convert(plan, staged, work / "out", Surroundings(digest="|".join, records=raw, limits=Limits(memory=memory)))
converted = time.perf_counter()
write(result.tables[0].parquet, work / "out" / "csv", DeliveryForm(), plan.columns["person"])
ended = time.perf_counter()
print("findings", len(result.findings), "closed", all(line.closed for line in result.lines), file=sys.stderr)
print(converted - begin, ended - converted)
"""
)
_COPY = """
import time, sys, duckdb
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
begin = time.perf_counter()
con.execute(f"COPY (SELECT * FROM read_parquet('{sys.argv[2]}/out/0.parquet')) TO '{sys.argv[2]}/copy.parquet' "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")
print(time.perf_counter() - begin)
"""


def measured(script: str, *words: str) -> list[float]:
    """What a process prints last, then its CPU seconds and peak memory (MB)."""
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([sys.executable, "-c", script, *words], stdout=out)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        told = [float(word) for word in out.read().split("\n")[-2].split()]
        return [*told, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]


def main() -> None:
    """Print medians and ratios."""
    data, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    memory, more = sys.argv[3] if len(sys.argv) > 3 else "2GB", sys.argv[4:]
    with tempfile.TemporaryDirectory() as work:
        seconds, rows, *_ = measured(STAGE, data, work, memory)
        print(f"staged {rows:,.0f} rows in {seconds:.2f} s; load {os.getloadavg()[0]:.1f}")
        each = [(measured(_CONVERT, data, work, memory, *more), measured(_COPY, data, work)) for _ in range(runs)]
    convert, csv, cpu, memory_used = (statistics.median(column) for column in zip(*(a for a, _ in each), strict=True))
    copy, copy_cpu, _ = (statistics.median(column) for column in zip(*(b for _, b in each), strict=True))
    print(f"plain copy of the result  {copy:6.2f} s  cpu {copy_cpu:6.2f} s")
    print(f"convert to Parquet        {convert:6.2f} s  x {convert / copy:4.2f}  {rows / convert:,.0f} rows/s")
    print(f"standard CSV              {csv:6.2f} s  {rows / csv:,.0f} rows/s")
    print(f"whole process             cpu {cpu:6.2f} s  {memory_used:6.0f} MB")


if __name__ == "__main__":
    main()
