"""Tables of old numbers for tests, and the table of numbers that comes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine.duckdb import Limits, opened
from migrate.keys import build, candidates, counting, decisions, declared, gather, table, verify
from migrate.model.keys import KeyPlan

Row = Mapping[str, str | None]
FIRST = build.Wish(run=1)
HEAD = ",".join(decisions.HEADER) + "\n"


def plan(text: str) -> KeyPlan:
    """A declaration of the kinds in ``text``."""
    return declared.load(f"keys: 1\nkinds:\n{text}".encode(), declared.FILE)


@dataclass(frozen=True)
class Made:
    """A table after one run."""

    rows: list[dict[str, str]]
    held: list[tuple[str, str, str]]
    """System, old number, why."""
    codes: list[str]
    unknown: list[int]
    missing: int
    bytes: bytes
    pairs: list[tuple[str, str, str, str]]

    def number(self, system: str, old: str) -> str:
        """The new number of an old one, empty where it has none."""
        found = [one["new"] for one in self.rows if (one["system"], one["old"]) == (system, old)]
        return found[0] if found else ""


def run(
    folder: Path,
    keys: KeyPlan,
    tables: Mapping[str, Sequence[Row]],
    *,
    before: Path | None = None,
    said: str = "",
    wish: build.Wish = FIRST,
) -> tuple[Made, Path]:
    """Build the first kind of ``keys``; the result, and the file of the table for the next run."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, rows in tables.items():
        columns = sorted({column for row in rows for column in row}) or ["NO"]
        arrow = pa.table({c: pa.array([row.get(c) for row in rows], pa.string()) for c in columns})
        pq.write_table(arrow, folder / f"{name}.parquet")
        paths[name] = (folder / f"{name}.parquet",)
    kind, decided = keys.kinds[0], decisions.load((HEAD + said).encode(), decisions.FILE, keys)
    with opened(folder / "db", Limits(memory="500MB")) as engine:
        if before is None:
            table.empty(engine, "previous")
        else:
            table.load(engine, before, "previous")
        build.prepare(engine)
        gather.gather(engine, kind, paths)
        made = build.build(engine, kind, decided, wish)
        found = [one.code for one in verify.verify(engine, kind)]
        table.save(engine, folder / "out.parquet", folder / "out.csv", b"")
        columns_of = ("system", "old", "new", "rule", "space", "reason", "first_run", "last_seen", "replaced")
        listed = engine.rows(f"SELECT {', '.join(columns_of)} FROM numbers ORDER BY {table.ORDER}")
        held = engine.rows("SELECT system, old, why FROM held ORDER BY ALL")
        assert sum(counting.held(engine).values()) == len(held)
        candidates.find(engine, keys, decided, paths)
        pairs = engine.rows("SELECT root_system, root_old, system, old FROM pairs ORDER BY ALL")
    result = Made(
        rows=[dict(zip(columns_of, map(str, one), strict=True)) for one in listed],
        held=[(str(a), str(b), str(c)) for a, b, c in held],
        codes=found,
        unknown=[one.line for one in made.unknown],
        missing=sum(one.missing for one in made.shortages),
        bytes=(folder / "out.parquet").read_bytes() + (folder / "out.csv").read_bytes(),
        pairs=[(str(a), str(b), str(c), str(d)) for a, b, c, d in pairs],
    )
    (folder / "db" / "work.duckdb").unlink()
    return result, folder / "out.parquet"
