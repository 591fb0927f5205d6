"""What changed between two states of a table: added, changed and deleted rows, why rows are gone, and the proof.

Equal rows are paired first, as multisets, by their digest; only what is left over is paired by key. In a table without
a primary key, or with a key that stands twice, a pair by key would multiply rows: there whole rows are compared, and a
changed row is one deleted and one added row. A row that is gone because its source row is rejected now is **held**: it
stays in the baseline, since nobody said that it is to be deleted. Everything larger than memory is left to DuckDB.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, name, text
from migrate.engine.state import Applied, Layout, checksum, differing, digests, duplicates, load
from migrate.engine.unwritten import KEY
from migrate.errors import BalanceError
from migrate.model.delta import Change, Checksum, Gone, GoneRows, Pairing
from migrate.model.finding import Place
from migrate.model.mapping import Fate
from migrate.model.value import value

UNPROVEN = "MIG-CNV-034"
HELD = pa.schema(
    [
        ("baseline_row", pa.int64()),
        ("key", KEY),
        ("code", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
    ]
)
"""Rows that are held: where they stand in the baseline, and the source row that is rejected now."""
_BEFORE, _AFTER = "before", "after"
_GONE = {Fate.REJECTED: Gone.REJECTED, Fate.MERGED: Gone.MERGED, Fate.EXCLUDED: Gone.EXCLUDED}
"""In the order in which they count where several source rows have the key that is gone: the one to ask about first."""


@value
class Task:
    """One table: two states, and the source rows of the newer one that are not written (`unwritten.UNWRITTEN`)."""

    table: str
    items: tuple[str, ...]
    key: tuple[str, ...]
    """Items of the primary key; empty where the table has none."""
    before: Path
    after: Path
    unwritten: Path


@value
class Compared:
    """The changes of one table as counts."""

    pairing: Pairing
    before: Checksum
    after: Checksum
    """Of the new conversion."""
    unchanged: int
    counts: Mapping[Change, int]
    """Rows that are handed over."""
    differing: Mapping[str, int]
    """Item → changed rows in which it differs."""
    gone: tuple[GoneRows, ...]
    untold: int

    @property
    def held(self) -> int:
        """Rows that are gone and not handed over as deletions."""
        return sum(one.rows for one in self.gone if one.held)


@value
class Written:
    """The files of one table's delta, and the state that they lead to."""

    files: Mapping[Change, Path]
    held: Path
    state: Checksum


class Comparison:
    """One table: compared, written, proven, in this order, in one database."""

    def __init__(self, engine: Engine, task: Task) -> None:
        self._engine, self._task = engine, task
        self._whole = whole = Layout(items=task.items, key=task.key)
        for relation, path in ((_BEFORE, task.before), (_AFTER, task.after)):
            load(engine, relation, path, whole)
        self.pairing = Pairing.KEY if task.key else Pairing.NO_KEY
        if task.key and any(duplicates(engine, relation, whole) for relation in (_BEFORE, _AFTER)):
            self.pairing = Pairing.DUPLICATES
        self.layout = Layout(items=task.items, key=task.key if self.pairing.keyed else ())
        self._leave_over()
        self._pair()
        self._explain()

    def _leave_over(self) -> None:
        """Rows without an equal one in the other state."""
        sides = " UNION ALL ".join(
            f"SELECT {text(side)} AS side, r, h FROM {name(digests(side))}" for side in (_BEFORE, _AFTER)
        )
        counts = f"count(*) FILTER (side = {text(_BEFORE)}) AS b, count(*) FILTER (side = {text(_AFTER)}) AS a"
        self._engine.run(
            "CREATE OR REPLACE TABLE left_over AS SELECT side, r FROM ("
            "SELECT s.side, s.r, least(a, b) AS paired, row_number() OVER (PARTITION BY s.side, s.h ORDER BY s.r) AS n "
            f"FROM ({sides}) AS s JOIN (SELECT h, {counts} FROM ({sides}) GROUP BY h HAVING a <> b) USING (h)"
            ") WHERE n > paired"
        )

    def _left(self, side: str, columns: tuple[str, ...]) -> str:
        """Query of the rows of one state that are left over."""
        listed = "".join(f", {column}" for column in columns)
        return f"SELECT r{listed} FROM {name(side)} WHERE r IN (SELECT r FROM left_over WHERE side = {text(side)})"

    def _pair(self) -> None:
        """What is left over, by key: ``b`` and ``a`` number the row in both states, NULL where it is not in one."""
        keys = self.layout.keys
        before, after = self._left(_BEFORE, keys), self._left(_AFTER, keys)
        if keys:
            same = " AND ".join(f"b.{key} IS NOT DISTINCT FROM a.{key}" for key in keys)
            pairs = f"SELECT b.r AS b, a.r AS a FROM ({before}) AS b FULL JOIN ({after}) AS a ON {same}"
        else:
            pairs = f"SELECT r AS b, NULL::BIGINT AS a FROM ({before}) UNION ALL SELECT NULL, r FROM ({after})"
        self._engine.run(f"CREATE OR REPLACE TABLE pairs AS {pairs}")

    def _explain(self) -> None:
        """Why each row of the baseline that has no partner is gone, and the source row that says so."""
        alone = "SELECT b FROM pairs WHERE a IS NULL"
        lost = f"SELECT *, {self._remains()} AS remains FROM {name(_BEFORE)} WHERE r IN ({alone})"
        key = f"[{', '.join(f'd.{one}' for one in self._whole.keys)}]" if self._task.key else "NULL::VARCHAR[]"
        rank = " ".join(f"WHEN {text(fate.value)} THEN {n}" for n, fate in enumerate(_GONE))
        word = " ".join(f"WHEN {text(fate.value)} THEN {text(gone.value)}" for fate, gone in _GONE.items())
        told = (
            f"SELECT key, arg_min(struct_pack(gone := CASE fate {word} END, why := why, file := source_file, "
            f"number := source_row), struct_pack(rank := CASE fate {rank} END, file := source_file, "
            f"number := source_row)) AS u FROM read_parquet({text(str(self._task.unwritten))}) "
            f"WHERE target_table = {text(self._task.table)} AND key IS NOT NULL GROUP BY key"
        )
        self._engine.run(
            f"CREATE OR REPLACE TABLE gone AS SELECT d.r, {key} AS key, "
            f"CASE WHEN remains THEN {text(Gone.REPLACED.value)} ELSE coalesce(t.u.gone, {text(self._silence)}) END "
            f"AS gone, CASE WHEN remains THEN '' ELSE coalesce(t.u.why, '') END AS why, "
            f"t.u.file AS source_file, t.u.number AS source_row "
            f"FROM ({lost}) AS d LEFT JOIN ({told}) AS t ON t.key = {key}"
        )

    def _remains(self) -> str:
        """SQL: true for a row that is gone while another one of its key is there, which one row of each key forbids."""
        if self.pairing is not Pairing.DUPLICATES:
            return "false"
        key = f"[{', '.join(self._whole.keys)}]"
        return f"coalesce({key} IN (SELECT {key} FROM {name(_AFTER)}), false)"

    @property
    def _silence(self) -> str:
        """What it means that nothing is told of a row that is gone."""
        return (Gone.SOURCE if self._task.key else Gone.UNTOLD).value

    def compared(self) -> Compared:
        """The changes as counts."""
        before, after = (checksum(self._engine, f"SELECT h FROM {name(digests(s))}") for s in (_BEFORE, _AFTER))
        counts = {change: self._engine.number(f"SELECT count(*) FROM ({self._rows(change)})") for change in Change}
        gone = self._gone()
        return Compared(
            pairing=self.pairing,
            before=before,
            after=after,
            unchanged=after.rows - counts[Change.ADDED] - counts[Change.CHANGED],
            counts=counts,
            differing=self._differing(),
            gone=gone,
            untold=self._untold(),
        )

    def _gone(self) -> tuple[GoneRows, ...]:
        rows = self._engine.rows("SELECT gone, why, count(*) FROM gone GROUP BY ALL ORDER BY ALL")
        return tuple(
            GoneRows(gone=Gone(gone), why=why, rows=count, held=Gone(gone) is Gone.REJECTED)
            for gone, why, count in rows
        )

    def _untold(self) -> int:
        """Rejected source rows that may be a row that is gone: no key, or one with an empty part."""
        return self._engine.number(
            f"SELECT count(*) FROM read_parquet({text(str(self._task.unwritten))}) "
            f"WHERE target_table = {text(self._task.table)} AND fate = {text(Fate.REJECTED.value)} "
            "AND (key IS NULL OR list_contains(list_transform(key, lambda x: x IS NULL), true))"
        )

    def _differing(self) -> dict[str, int]:
        """In how many changed rows each item differs; items that do in none are left out."""
        if not self.pairing.keyed:
            return {}
        differs = ", ".join(f"count(*) FILTER (b.{c} IS DISTINCT FROM a.{c})" for c in self.layout.columns)
        for side, own in ((_BEFORE, "b"), (_AFTER, "a")):  # apart: a join of whole states would hold one in memory
            chosen = f"SELECT {own} FROM pairs WHERE b IS NOT NULL AND a IS NOT NULL"
            self._engine.run(
                f"CREATE OR REPLACE TABLE {name(f'changed {side}')} AS SELECT * FROM {name(side)} WHERE r IN ({chosen})"
            )
        before, after = (name(f"changed {side}") for side in (_BEFORE, _AFTER))
        counts = self._engine.rows(
            f"SELECT {differs} FROM pairs AS p JOIN {before} AS b ON b.r = p.b JOIN {after} AS a ON a.r = p.a"
        )[0]
        return {item: count for item, count in zip(self._task.items, counts, strict=True) if count}

    def _rows(self, change: Change) -> str:
        """Query of the rows that are handed over, under the names of their columns."""
        side, chosen = {
            Change.ADDED: (_AFTER, "SELECT a FROM pairs WHERE b IS NULL"),
            Change.CHANGED: (_AFTER, "SELECT a FROM pairs WHERE b IS NOT NULL AND a IS NOT NULL"),
            Change.DELETED: (_BEFORE, f"SELECT r FROM gone WHERE gone <> {text(Gone.REJECTED.value)}"),
        }[change]
        return f"SELECT {', '.join(self.layout.columns)} FROM {name(side)} WHERE r IN ({chosen}) ORDER BY r"

    def write(self, into: Path) -> Written:
        """Write the changes as Parquet files into the folder ``into``, and prove that they lead to the new state.

        Raises:
            BalanceError: MIG-CNV-034, the baseline with these files applied is not the new conversion.
        """
        into.mkdir(parents=True, exist_ok=True)
        schema, files = self.layout.schema, {}
        for n, change in enumerate(Change):
            files[change] = into / f"{n}.parquet"
            batches = (b.rename_columns(schema.names) for b in self._engine.batches(self._rows(change)))
            parquet.write(files[change], schema, batches)
        held = into / "held.parquet"
        rows = (
            f"SELECT r, key, why, source_file, source_row FROM gone WHERE gone = {text(Gone.REJECTED.value)} ORDER BY r"
        )
        parquet.write(held, HELD, (b.rename_columns(HELD.names) for b in self._engine.batches(rows)))
        return Written(files=files, held=held, state=self._proven(files))

    def _proven(self, files: Mapping[Change, Path]) -> Checksum:
        """Read the files back, apply them to the baseline and compare the whole with what must be there."""
        stay = f"SELECT r FROM gone WHERE gone = {text(Gone.REJECTED.value)}"
        wanted = (
            f"SELECT h FROM {name(digests(_AFTER))} UNION ALL "
            f"SELECT h FROM {name(digests(_BEFORE))} WHERE r IN ({stay})"
        )
        applied = Applied(self._engine, _BEFORE, files, self.layout).digests
        expected, found = (checksum(self._engine, select) for select in (wanted, applied))
        open_ = differing(self._engine, wanted, applied)
        if open_ or expected != found:
            params: dict[str, str | int] = {"expected": expected.rows, "found": found.rows, "open": open_}
            raise BalanceError(UNPROVEN, Place(table=self._task.table), params)
        return found
