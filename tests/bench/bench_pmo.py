"""PMO: collecting a month of 1,788 returns, rolling up 24 stored months, finding who slips; printed, not asserted.

Run: python tests/bench/bench_pmo.py collect FOLDER
     python tests/bench/bench_pmo.py rollup FOLDER [MONTHS]
The nation of `tests/nation.py` is invented; its means of January 2026 lie near the published ones. For ``collect``
FOLDER gets the zips of one month, sealed as `pmo export` seals them; they are collected into a new store, then once
more, when nothing is new. For ``rollup`` it gets a store (once; about ten seconds a month and core). Each command is a
process of its own, with its seconds, seconds of processor and peak memory.
"""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from migrate.files import bagit, records  # noqa: E402
from migrate.model.pmo import Body  # noqa: E402
from migrate.pmo import store  # noqa: E402
from migrate.pmo.by import By  # noqa: E402
from migrate.pmo.export import workbook  # noqa: E402
from migrate.pmo.received import Received  # noqa: E402
from tests import nation  # noqa: E402
from tests.bench.watched import watched  # noqa: E402

_FIRST = 2026
_MONTH = "2026-11"


def _month(folder: Path, period: str) -> None:
    found = [
        Received(report=one, form="JSON", file=f"{one.body.code}.zip", sha256="0" * 64) for one in nation.month(period)
    ]
    store.add(folder, period, found)


def _store(folder: Path, months: int) -> Path:
    """The store of so many months; those that it has are kept."""
    made = folder / f"store-{months}"
    wanted = [f"{_FIRST + n // 12}-{n % 12 + 1:02}" for n in range(months)]
    missing = [one for one in wanted if one not in store.periods(made)]
    with ProcessPoolExecutor(2) as pool:
        for _ in pool.map(_month, [made] * len(missing), missing):
            pass
    return made


def _zips(folder: Path) -> Path:
    """The returns of a month, as `pmo export` writes them; those that are there are kept."""
    made = folder / "returns"
    made.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(2) as pool:
        for _ in pool.map(_zip, [made] * len(nation.bodies()), nation.bodies(), chunksize=32):
            pass
    return made


def _zip(folder: Path, body: Body) -> None:
    (one,) = nation.month(_MONTH, chosen=(body,))
    name = f"進捗_{body.code}_{_MONTH}"
    if not (folder / f"{name}.zip").is_file():
        entries = (
            bagit.Entry(name="progress.json", content=records.dump(one)),
            bagit.Entry(name="progress.xlsx", content=workbook.file(one)),
        )
        bagit.write(folder / f"{name}.zip", name, entries, [])


def collect(folder: Path) -> None:
    """Time the intake of a month, and the same again."""
    made, stored = _zips(folder), folder / "collected"
    shutil.rmtree(stored, ignore_errors=True)
    for name in ("collect", "collect again"):
        words = ["collect", str(made), "--store", str(stored), "--output", str(folder / "collected.txt")]
        taken = watched([sys.executable, "-m", "migrate", "pmo", *words])
        print(f"{taken.wall:7.1f} s {taken.cpu:7.1f} s CPU {taken.memory:6.0f} MB  {name}", flush=True)


def rollup(folder: Path, months: int) -> None:
    """Time the commands over the store."""
    made = _store(folder, months)
    commands = {f"rollup --by {one.value}": ["rollup", "--by", one.value, "--json"] for one in By}
    commands["rollup --html"] = ["rollup", "--html", str(folder / "dashboard.html")]
    commands["rollup --xlsx"] = ["rollup", "--xlsx", str(folder / "rollup.xlsx")]
    commands["slips"] = ["slips", "--json"]
    for name, words in commands.items():
        taken = watched([sys.executable, "-m", "migrate", "pmo", words[0], "--store", str(made), *words[1:]])
        print(f"{taken.wall:7.1f} s {taken.cpu:7.1f} s CPU {taken.memory:6.0f} MB  {name}", flush=True)


if __name__ == "__main__":
    part, folder, *more = sys.argv[1:]
    if part == "collect":
        collect(Path(folder))
    if part == "rollup":
        rollup(Path(folder), int(more[0]) if more else 24)
