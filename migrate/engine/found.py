"""What one block's conversion found: findings, rejected rows, values that could not be converted.

Rows that are not written because a row rule took them (対象外, 統合) raise no finding for their values: nobody will
use them. Their failures are counted (`Found.unreported`), so that nothing passes in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa

from migrate.engine import cases
from migrate.engine.block import REJECTED, WRITTEN, BlockRun
from migrate.engine.duckdb import Engine, name
from migrate.engine.lowering import StagedCall
from migrate.engine.plan import Plan
from migrate.engine.result import Surroundings
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value

REJECTS = pa.schema(
    [
        ("target_table", pa.string()),
        ("source_table", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("code", pa.string()),
        ("item", pa.string()),
        ("reason", pa.string()),
        ("raw", pa.binary()),
    ]
)
VALUES = pa.schema(
    [
        ("target_table", pa.string()),
        ("item", pa.string()),
        ("source_table", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("source_column", pa.string()),
        ("code", pa.string()),
        ("reason", pa.string()),
        ("raw", pa.string()),
    ]
)
UNDECODABLE = pa.schema(
    [
        ("source_table", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("source_column", pa.string()),
        ("raw", pa.binary()),
    ]
)
_BAD = pa.schema([("_row", pa.int64()), ("item", pa.string())])


@value
class Reject:
    """A row that is not written, and why."""

    row: int
    code: str
    item: str
    reason: str
    raw: bytes = b""


@value
class Found:
    """Everything found in one block."""

    findings: tuple[Finding, ...]
    rejects: tuple[Reject, ...]
    """By row."""
    values: tuple[tuple[object, ...], ...]
    """Rows of the file of values (`VALUES`)."""
    unreported: Counter[str]


class _Reader:
    """Reads one converted block."""

    def __init__(
        self, engine: Engine, plan: Plan, run: BlockRun, runs: tuple[BlockRun, ...], surroundings: Surroundings
    ) -> None:
        self.engine = engine
        self.run = run
        self.runs = runs
        self.business = plan.business
        self.digest = surroundings.digest
        self.items = [item.item for item in run.block.items]
        self.keys = [n for n, item in enumerate(self.items) if item in plan.keys.get(run.block.table, ())]
        self.key_columns = "".join(f", c.i{n}" for n in self.keys)

    def finding(
        self, code: str, row: int, item: str | None, params: dict[str, str | int], key: Sequence[str | None] = ()
    ) -> Finding:
        file, number = self.run.staged.place(row)
        whole = bool(key) and all(part is not None for part in key)
        place = Place(
            business=self.business,
            table=self.run.block.table,
            item=item,
            file=file,
            row=number,
            key=self.digest(tuple(part or "" for part in key)) if whole else None,
        )
        return Finding(code=code, severity=Severity.ERROR, place=place, params=params)

    def reason(self, failure: str) -> tuple[StagedCall, str, dict[str, str | int]]:
        """Call, code and parameters of a failure text ``call|reason``."""
        number, _, reason = failure.partition("|")
        call = self.run.lowering.call(int(number))
        params: dict[str, str | int] = {"reason": reason}
        if call.code_map:
            params["map"] = call.code_map
        return call, call.function.unmatched, params

    def empties(self) -> Iterator[tuple[Finding, list[tuple[object, ...]]]]:
        """Values that failed in written rows, each with its lines for the file of values."""
        run = self.run
        for n in run.failing:
            calls = {call.number: call for call in run.lowering.calls}
            numbers = [int(r[0]) for r in self.engine.rows(self._numbers(n))]
            columns = list(dict.fromkeys(one for number in numbers for one in calls[number].columns))
            raw = "".join(f", s.{name(one)}" for one in columns)
            rows = self.engine.rows(
                f"SELECT c._row, c.e{n}{self.key_columns}{raw} FROM {name(run.odd)} AS c "
                f"JOIN {name(run.source)} AS s ON s._row = c._row "
                f"WHERE {WRITTEN} AND c.e{n} IS NOT NULL ORDER BY c._row"
            )
            for row, failure, *rest in rows:
                key, raws = rest[: len(self.keys)], dict(zip(columns, rest[len(self.keys) :], strict=True))
                call, code, params = self.reason(failure)
                head = (run.block.table, self.items[n], run.staged.table, *run.staged.place(row))
                lines: list[tuple[object, ...]] = [
                    (*head, one, code, params["reason"], raws[one]) for one in call.columns
                ]
                yield self.finding(code, row, self.items[n], params, key), lines

    def _numbers(self, n: int) -> str:
        column, table = f"CAST(split_part(e{n}, '|', 1) AS INTEGER)", name(self.run.odd)
        return f"SELECT DISTINCT {column} FROM {table} AS c WHERE {WRITTEN} AND e{n} IS NOT NULL ORDER BY 1"

    def rule_failures(self) -> Iterator[Finding]:
        """Values that a row rule could not judge, in rows that no rule took."""
        rows = self.engine.rows(
            f"SELECT c._row, c.failure{self.key_columns} FROM {name(self.run.odd)} AS c "
            f"WHERE c.rule IS NULL AND c.failure IS NOT NULL ORDER BY c._row"
        )
        for row, failure, *key in rows:
            call, code, params = self.reason(failure)
            yield self.finding(code, row, call.columns[0] if call.columns else None, params, key)

    def rejected(self) -> Iterator[tuple[Finding, Reject]]:
        """Rows that a failed value or an empty key item keeps out."""
        run = self.run
        failures = "".join(f", c.e{n}" for n in run.failing)
        rows = self.engine.rows(
            f"SELECT c._row, c.reject{self.key_columns}{failures} FROM {name(run.odd)} AS c "
            f"WHERE {REJECTED} AND NOT starts_with(c.reject, 'P|') ORDER BY c._row"
        )
        for row, reject, *rest in rows:
            kind, _, index = reject.partition("|")
            if kind == "R":
                yield self._refused(row, run.block.rows[int(index)].name, rest[: len(self.keys)])
                continue
            if kind == cases.CASE:
                yield self._with_parent(row, index, rest[: len(self.keys)])
                continue
            item = self.items[int(index)]
            code, params = "MIG-CNV-005", dict[str, str | int]()
            if kind == "E":
                _, code, params = self.reason(rest[len(self.keys) + run.failing.index(int(index))])
            found = self.finding(code, row, item, params, rest[: len(self.keys)])
            yield found, Reject(row=row, code=code, item=item, reason=str(params.get("reason", "")))

    def _refused(self, row: int, rule: str, key: Sequence[str | None]) -> tuple[Finding, Reject]:
        """A row that a row rule rejects."""
        code = "MIG-CNV-026"
        return self.finding(code, row, None, {"rule": rule}, key), Reject(row=row, code=code, item="", reason=rule)

    def _with_parent(self, row: int, parent: str, key: Sequence[str | None]) -> tuple[Finding, Reject]:
        """A row that goes with the rejected row that it belongs to."""
        number, _, parent_row = parent.partition("|")
        run = self.runs[int(number)]
        file, at = run.staged.place(int(parent_row))
        params: dict[str, str | int] = {"parent": run.block.table, "file": file, "row": at}
        reason = f"{run.block.table}（{file} {at} 件目）とともに"
        return self.finding(cases.CODE, row, None, params, key), Reject(
            row=row, code=cases.CODE, item="", reason=reason
        )

    def ragged(self) -> Iterator[tuple[Finding, Reject]]:
        """Records that could not be cut into columns."""
        for bad in self.run.staged.bad_rows if self.run.first else ():
            params: dict[str, str | int] = {"expected": bad.expected, "found": bad.found}
            reason = f"あるべき {bad.expected}、実際 {bad.found}"
            reject = Reject(row=bad.row, code="MIG-CNV-002", item="", reason=reason, raw=bad.raw)
            yield self.finding("MIG-CNV-002", bad.row, None, params), reject

    def undecodable(self) -> tuple[list[Finding], int]:
        """Cells with undecodable bytes: findings in written and rejected rows, and how many there are in others."""
        run = self.run
        cells = list(dict.fromkeys((bad.row, run.feeds(bad.column)) for bad in run.staged.bad_bytes))
        if not cells:
            return [], 0
        table = f"{run.odd}§bad"
        self.engine.run(f"CREATE TABLE {name(table)} (_row BIGINT, item VARCHAR)")
        rows, items = zip(*cells, strict=True)
        self.engine.insert(table, pa.table([pa.array(rows), pa.array(items)], schema=_BAD))
        joined = self.engine.rows(
            f"SELECT b._row, b.item, c.rule IS NULL{self.key_columns} FROM {name(table)} AS b "
            f"JOIN {name(run.odd)} AS c ON c._row = b._row ORDER BY b._row, b.item"
        )
        told = [self.finding("MIG-CNV-003", row, item, {}, key) for row, item, kept, *key in joined if kept]
        return told, sum(not kept for _, _, kept, *_ in joined)

    def silent(self) -> Counter[str]:
        """Failed values in rows that a row rule took, by code; those that a rule could not judge too."""
        counts: Counter[str] = Counter()
        for n in self.run.failing:
            for failure, count in self.engine.rows(
                f"SELECT e{n}, count(*) FROM {name(self.run.odd)} "
                f"WHERE rule IS NOT NULL AND e{n} IS NOT NULL GROUP BY 1"
            ):
                counts[self.reason(failure)[1]] += int(count)
        for failure, count in self.engine.rows(
            f"SELECT failure, count(*) FROM {name(self.run.odd)} "
            f"WHERE rule IS NOT NULL AND failure IS NOT NULL GROUP BY 1"
        ):
            counts[self.reason(failure)[1]] += int(count)
        return counts


def read(engine: Engine, plan: Plan, run: BlockRun, runs: tuple[BlockRun, ...], surroundings: Surroundings) -> Found:
    """Everything found in one of the converted blocks; rejected rows carry the bytes of their record."""
    reader = _Reader(engine, plan, run, runs, surroundings)
    findings: list[Finding] = []
    values: list[tuple[object, ...]] = []
    for finding, lines in reader.empties():
        findings.append(finding)
        values += lines
    findings += reader.rule_failures()
    late = list(reader.rejected())
    raw = dict(surroundings.records(run.staged.table, [reject.row for _, reject in late])) if late else {}
    rejects = [_with_raw(reject, raw) for _, reject in late]
    findings += [finding for finding, _ in late]
    for finding, reject in reader.ragged():
        findings.append(finding)
        rejects.append(reject)
    told, untold = reader.undecodable()
    findings += told
    findings += [reader.finding("MIG-CNV-007", row, None, {"rule": rule}) for row, rule in run.unclear]
    unreported = reader.silent()
    if untold:
        unreported["MIG-CNV-003"] += untold
    return Found(
        findings=tuple(findings),
        rejects=tuple(sorted(rejects, key=lambda one: one.row)),
        values=tuple(values),
        unreported=unreported,
    )


def _with_raw(reject: Reject, raw: dict[int, bytes]) -> Reject:
    return Reject(row=reject.row, code=reject.code, item=reject.item, reason=reject.reason, raw=raw[reject.row])
