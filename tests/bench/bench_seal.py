"""Sealing, comparing and opening two sides of 31 columns with 0.6 % of differences; printed, not asserted.

Run: python tests/bench/bench_seal.py FOLDER [MILLIONS] [MEMORY]
The rows are made of numbers in FOLDER (once): of the new side 0.2 % are gone, 0.2 % extra, 0.2 % changed in one item;
of the side "near" one row is changed. Each step is a process of its own, with its seconds, seconds of processor and
peak memory. "copy" is DuckDB's plain copy of a side, to measure by; "seal" writes the full seal (rows, bytes);
"compare" lists every row that differs (missing, extra, changed); "open" finds the rows of the old side. Then the
drill-down with the side "near": "buckets" are the summaries and the narrowing, "only" the seals of the buckets that
differ, compared.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_COMMON = """
import resource, sys, time
from pathlib import Path
from migrate.engine import parquet
from migrate.engine.duckdb import Limits, opened
from migrate.files import records
from migrate.model.seal import ALGORITHM, NarrowedTable, Normalisation, SealedTable, SealHeader, Side
from migrate.reconcile import seal_compare, seal_digest, seal_file, seal_open
from dataclasses import replace
from migrate.reconcile.seal_digest import Rows
from migrate.reconcile.seal_key import SealKey
import pyarrow as pa
folder, rows, memory = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
items = ("宛名番号", *(f"項目{n}" for n in range(30)))
limits = Limits(memory=memory)
key = SealKey(secret=bytes(range(32)))
begin = time.perf_counter()
def told(*more):
    usage = resource.getrusage(resource.RUSAGE_SELF)
    clock, cpu = time.perf_counter() - begin, usage.ru_utime + usage.ru_stime
    print(f"{clock:7.1f} s {cpu:7.1f} s CPU {usage.ru_maxrss / 1024:6.0f} MB", *more, end="")
def side(name):
    return Rows(table="表", items=items, key=items[:1], parquet=folder / f"{name}.parquet", tells_empty=True)
def sealed(name, form, into, chosen=seal_digest.ALL):
    own = replace(side(name), chosen=chosen)
    parts = seal_digest.groups(own.items, own.key, each=False)
    body = folder / "body"
    body.unlink(missing_ok=True)
    with opened(folder / "work", limits) as engine:
        if form == "summary":
            seal_digest.digest(engine, own, key)
        else:
            seal_digest.append(engine, own, key, parts, body)
        count = engine.number("SELECT count(*) FROM sealed")
        bits = seal_digest.bits(count, chosen)
        table = SealedTable(table="表", shape=seal_file.shape(own.items, own.key), rows=count, empty_texts=0,
            buckets=seal_digest.buckets(engine, bits, chosen), items=items, key=own.key, groups=parts, chosen=chosen)
    header = SealHeader(spec="031@x", business="031", side=Side.OLD if name == "old" else Side.NEW,
        fingerprint=key.fingerprint, algorithm=ALGORITHM, normalisation=Normalisation.NONE, form="full",
        tables=(table,))
    if form == "summary":
        header, body = seal_file.summary(header), None
    seal_file.write(folder / into, header, body)
    return count, (folder / into).stat().st_size
def compared(one, two):
    found = []
    (counts,) = seal_compare.compare(seal_file.load(folder / one), seal_file.load(folder / two), found.append)
    return counts, found
"""
_STEPS = {
    "make": """
schema = pa.schema([(item, pa.string()) for item in items])
def made(engine, path, changed, where, more):
    values = ", ".join(f"CASE WHEN hash(i, {n}) % 5 > 0 THEN md5((i * {n + 7} % 70000)::VARCHAR)[:{4 + n % 12}] END"
        for n in range(29))
    last_item = f"CASE WHEN {changed} THEN 'x' ELSE 'y' END"
    sql = f"SELECT lpad(i::VARCHAR, 15, '0'), {values}, {last_item} FROM range(0, {rows + more}) AS t(i) WHERE {where}"
    parquet.write(path, schema, (batch.rename_columns(schema.names) for batch in engine.batches(sql)))
with opened(folder / "work", limits) as engine:
    made(engine, folder / "old.parquet", "false", "true", 0)
    made(engine, folder / "near.parquet", "i = 77", "true", 0)
    made(engine, folder / "new.parquet", "i % 500 = 1", "i % 500 <> 2", rows // 500)
told()
""",
    "copy": """
with opened(folder / "work", limits) as engine:
    source, target = folder / "old.parquet", folder / "copy.parquet"
    engine.run(f"COPY (FROM read_parquet('{source}')) TO '{target}' (FORMAT parquet, CODEC 'zstd')")
told()
""",
    "seal old": 'told(sealed("old", "full", "old.seal"))',
    "seal new": 'told(sealed("new", "full", "new.seal"))',
    "compare": 'counts, found = compared("old.seal", "new.seal")\ntold(counts.missing, counts.extra, counts.changed)',
    "open": """
_, found = compared("old.seal", "new.seal")
with opened(folder / "work", limits) as engine:
    seal_open.load(engine, found, (0,))
    told(seal_open.find(engine, 0, side("old"), None, key))
""",
    "buckets": """
made = [sealed(name, "summary", f"{name}.short") for name in ("old", "near")]
(narrowed,) = seal_compare.narrowed(*(seal_file.load(folder / f"{name}.short") for name in ("old", "near")))
(folder / "narrow.json").write_bytes(records.dump(narrowed))
told(made, f"{len(narrowed.chosen.numbers)} of {1 << narrowed.chosen.bits} buckets")
""",
    "only": """
chosen = records.load(NarrowedTable, (folder / "narrow.json").read_bytes(), "narrow.json").chosen
made = [sealed(name, "full", f"{name}.only", chosen) for name in ("old", "near")]
counts, found = compared("old.only", "near.only")
told(made, counts.missing, counts.extra, counts.changed)
""",
}


def main(folder: Path, millions: float, memory: str) -> None:
    """Make the rows where they are not there, then run each step."""
    folder.mkdir(parents=True, exist_ok=True)
    for step, code in _STEPS.items():
        if step == "make" and (folder / "new.parquet").exists():
            continue
        command = [sys.executable, "-c", _COMMON + code, str(folder), str(int(millions * 1_000_000)), memory]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        print(f"{step:16} {done.stdout}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 1, sys.argv[3] if len(sys.argv) > 3 else "2GB")
