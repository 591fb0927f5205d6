"""Converting 31 columns of residents beside DuckDB's plain copy of the result; printed, not asserted.

Run: python tests/bench/bench_convert.py FOLDER [FOLDER …] [--runs 3] [--memory 2GB] [--join]
A FOLDER holds resident_cp932.csv and town.parquet of the generator of the bench data; with several (1 and 10 million
rows), the cost per million rows of each is set beside that of the first. Staging is done once and told apart. Each run
is a process of its own; "work" leaves out interpreter and imports. The plan has 30 items: five era dates, kana, two
code maps, padding, trimming, numbers, joined texts; with --join also a look-up. Where the machine is busy, processor
seconds say more than the clock.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
begin, used = time.perf_counter(), time.process_time()
resident = stage(path, file, table_of_header(path, file, None), work)
seconds, used = time.perf_counter() - begin, time.process_time() - used
towns = pq.read_table(data / "town.parquet")
towns = pa.table([pc.cast(column, pa.string()) for column in towns.columns], names=towns.column_names)
rows = pa.array(range(1, len(towns) + 1), pa.int64())
pq.write_table(towns.add_column(0, "_row", rows), work / "town.staged.parquet")
town = Staged(table="town", file="source/town.csv", rows=len(towns), parquet=work / "town.staged.parquet", bad_bytes=(),
    bad_rows=())
pickle.dump({"resident": resident, "town": town}, open(work / "staged.pickle", "wb"))
print(seconds, resident.rows, used)
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
CONVERT = (
    PLAN
    + """
clocks = lambda: (time.perf_counter(), time.process_time())
begin = clocks()
result = convert(plan, staged, work / "out", Surroundings(digest="|".join, records=raw, limits=Limits(memory=memory)))
converted = clocks()
write(result.tables[0].parquet, work / "out" / "csv", DeliveryForm(), plan.columns["person"])
ended = clocks()
print("findings", len(result.findings), "closed", all(line.closed for line in result.lines), file=sys.stderr)
print(*(after - before for one, next in ((begin, converted), (converted, ended)) for before, after in zip(one, next)))
"""
)
COPY = "plain copy of the result"
_COPY = """
import time, sys, duckdb
con = duckdb.connect()
con.execute("SET enable_progress_bar = false")
begin, used = time.perf_counter(), time.process_time()
con.execute(f"COPY (SELECT * FROM read_parquet('{sys.argv[2]}/out/0.parquet')) TO '{sys.argv[2]}/copy.parquet' "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)")
print(time.perf_counter() - begin, time.process_time() - used)
"""


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What a process printed, and what it cost."""

    told: str
    cpu: float
    """Seconds of processor, of the process and those that it waited for."""
    memory: float
    """Most that was resident, in MB."""


def spent(command: list[str], environment: Mapping[str, str] | None = None) -> Spent:
    """Run a command to its end; it fails with the command. The memory of a caller that is larger would be shown."""
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, stdout=out, env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command[:1])
        out.seek(0)
        return Spent(told=out.read(), cpu=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss / 1024)


def measured(script: str, *words: str) -> list[float]:
    """What a script prints last, then its processor seconds and peak memory (MB)."""
    done = spent([sys.executable, "-c", script, *words])
    return [*map(float, done.told.splitlines()[-1].split()), done.cpu, done.memory]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A step over all rows of a folder: medians of its runs."""

    rows: float
    work: float
    cpu: float
    """Seconds of processor, of all threads."""
    memory: float
    """Most that its process had in memory, in MB."""

    def line(self, step: str, more: str = "") -> str:
        """The row of the table; seconds are per million rows."""
        each = 1_000_000 / self.rows
        work, cpu, speed = self.work * each, self.cpu * each, f"{self.rows / self.work:,.0f}"
        return f"  {step:26} {work:7.2f} s  cpu {cpu:7.2f} s  {speed:>11} rows/s  {self.memory:6.0f} MB  {more}"


def costs(data: str, runs: int, memory: str, more: list[str]) -> dict[str, Cost]:
    """Step → its cost over the rows of a folder. The files of the work are gone afterwards."""
    with tempfile.TemporaryDirectory() as work:
        wall, rows, cpu, _, most = measured(STAGE, data, work, memory)
        found = {"stage CP932 CSV": [(wall, cpu, most)], "convert to Parquet": [], "standard CSV": [], COPY: []}
        for _ in range(runs):
            shutil.rmtree(Path(work) / "out", ignore_errors=True)
            convert, convert_cpu, csv, csv_cpu, _, most = measured(CONVERT, data, work, memory, *more)
            found["convert to Parquet"].append((convert, convert_cpu, most))
            found["standard CSV"].append((csv, csv_cpu, most))
            wall, cpu, _, most = measured(_COPY, data, work)
            found[COPY].append((wall, cpu, most))
    medians = {step: [statistics.median(column) for column in zip(*all_, strict=True)] for step, all_ in found.items()}
    return {step: Cost(rows=rows, work=w, cpu=c, memory=m) for step, (w, c, m) in medians.items()}


def main() -> None:
    """Print medians and ratios."""
    options = argparse.ArgumentParser(description="Cost per million rows of staging, converting and writing.")
    options.add_argument("folders", nargs="+", metavar="FOLDER")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--memory", default="2GB")
    options.add_argument("--join", action="store_true")
    chosen = options.parse_args()
    first: dict[str, Cost] = {}
    print("seconds per million rows; converting and writing CSV are one process, whose memory both lines show")
    for data in chosen.folders:
        found = costs(data, chosen.runs, chosen.memory, ["join"] if chosen.join else [])
        first = first or found
        rows, load = found[COPY].rows, os.getloadavg()[0]
        print(f"{rows:,.0f} rows, median of {chosen.runs}, --memory {chosen.memory}, load {load:.1f}")
        for step, cost in found.items():
            beside = f"x {cost.work / found[COPY].work:4.2f}, cpu x {cost.cpu / found[COPY].cpu:4.2f} of the copy"
            if found is not first:
                base, scale = first[step], first[step].rows / rows
                grown = f"x {cost.work / base.work * scale:4.2f}, cpu x {cost.cpu / base.cpu * scale:4.2f}"
                beside += f";  {grown} of the cost at {base.rows:,.0f}"
            print(cost.line(step, beside))


if __name__ == "__main__":
    main()
