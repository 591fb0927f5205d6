"""What one block's conversion found: a finding for each value, record and row about which there is something to say.

Rows that are not written because a row rule took them (対象外, 統合) raise no finding for their values: nobody will
use them. Their failures are counted (`Found.unreported`), so that nothing passes in silence.

A mistake in a mapping makes every row of a table say the same: of one code and item the first `LISTED` are listed, the
others counted in one finding more. All their values are in the restricted files (`refused`).
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
from migrate.engine.result import Digest
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value

LISTED = 1000
REST = "MIG-CNV-032"
_BAD = pa.schema([("_row", pa.int64()), ("item", pa.string())])


@value
class Found:
    """Everything found in one block."""

    findings: tuple[Finding, ...]
    unreported: Counter[str]


@value
class Told:
    """Why a value or a row is not there, as a finding says it."""

    code: str
    item: str
    """``""`` where no single item is meant."""
    reason: str
    """Short, for the file of rejects."""
    params: dict[str, str | int]


class Teller:
    """Turns the notes of a converted block (`block.BlockRun.odd`) into words."""

    def __init__(self, run: BlockRun, runs: tuple[BlockRun, ...]) -> None:
        self.run, self.runs = run, runs
        self.items = [item.item for item in run.block.items]

    def call(self, failure: str) -> StagedCall:
        """The call that failed, of a failure text ``call|reason``."""
        return self.run.lowering.call(int(failure.partition("|")[0]))

    def failure(self, failure: str, item: str = "") -> Told:
        """A failure text."""
        call, reason = self.call(failure), failure.partition("|")[2]
        params: dict[str, str | int] = {"reason": reason}
        if call.code_map:
            params["map"] = call.code_map
        return Told(code=call.function.unmatched, item=item, reason=reason, params=params)

    def reject(self, reject: str, failure: str | None) -> Told:
        """Why a row is rejected; ``failure`` is that of the item that is meant."""
        kind, _, index = reject.partition("|")
        if kind == "R":
            rule = self.run.block.rows[int(index)].name
            return Told(code="MIG-CNV-026", item="", reason=rule, params={"rule": rule})
        if kind == cases.CASE:
            number, _, row = index.partition("|")
            parent = self.runs[int(number)]
            file, at = parent.staged.place(int(row))
            params: dict[str, str | int] = {"parent": parent.block.table, "file": file, "row": at}
            reason = f"{parent.block.table}（{file} {at} 件目）とともに"
            return Told(code=cases.CODE, item="", reason=reason, params=params)
        item = self.items[int(index)]
        if kind == "E" and failure is not None:
            return self.failure(failure, item)
        return Told(code="MIG-CNV-005", item=item, reason="", params={})

    def failed(self) -> str:
        """SQL of the failure that rejects a row, NULL where it is none."""
        arms = " ".join(f"WHEN 'E|{n}' THEN c.e{n}" for n in self.run.failing)
        return f"CASE c.reject {arms} END" if arms else "CAST(NULL AS VARCHAR)"


class _Listing:
    """Findings of one block, at most `LISTED` of a code and item."""

    def __init__(self, business: str, run: BlockRun, digest: Digest) -> None:
        self.business, self.run, self.digest = business, run, digest
        self.findings: list[Finding] = []
        self.seen: Counter[tuple[str, str | None]] = Counter()

    def add(self, told: Told, row: int, key: Sequence[str | None] = ()) -> None:
        """One more, with the values of its row's key."""
        item = told.item or None
        self.seen[told.code, item] += 1
        if self.seen[told.code, item] > LISTED:
            return
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
        self.findings.append(Finding(code=told.code, severity=Severity.ERROR, place=place, params=told.params))

    def count(self, told: Told, number: int) -> None:
        """So many more, that are not listed."""
        self.seen[told.code, told.item or None] += number

    def all(self) -> tuple[Finding, ...]:
        """The findings, and for each code and item how many more there are."""
        rest = [
            Finding(
                code=REST,
                severity=Severity.ERROR,
                place=Place(business=self.business, table=self.run.block.table, item=item),
                params={"code": code, "count": seen - LISTED, "listed": LISTED},
            )
            for (code, item), seen in self.seen.items()
            if seen > LISTED
        ]
        return (*self.findings, *rest)


class _Reader:
    """Reads one converted block."""

    def __init__(self, engine: Engine, plan: Plan, teller: Teller, listing: _Listing) -> None:
        self.engine, self.run, self.teller, self.listing = engine, teller.run, teller, listing
        primary = plan.keys.get(self.run.block.table, ())
        self.key_columns = "".join(f", c.i{n}" for n, item in enumerate(teller.items) if item in primary)

    def _first(self, said: str, wanted: str) -> Iterator[tuple[int, str, str | None, list[str | None]]]:
        """Row, text, failure and key of the first rows of each kind; the others of the kind are counted.

        ``said``: SQL of two columns, the text and the failure that goes with it. A kind is the text, without the
        parent of a case, and the number of the failed call.
        """
        kind = f"CASE WHEN starts_with(said, '{cases.CASE}|') THEN '' ELSE said END, split_part(failed, '|', 1)"
        source = f"SELECT c._row, {said}{self.key_columns} FROM {name(self.run.odd)} AS c WHERE {wanted}"
        ranked = f"SELECT *, row_number() OVER (PARTITION BY {kind} ORDER BY _row) AS place FROM ({source})"
        listed = self.engine.rows(f"SELECT * EXCLUDE (place) FROM ({ranked}) WHERE place <= {LISTED} ORDER BY _row")
        for row, text, failure, *key in listed:
            yield int(row), text, failure, key
        counted = f"SELECT min(said), min(failed), count(*) AS number FROM ({source}) GROUP BY {kind}"
        for text, failure, rows in self.engine.rows(f"SELECT * FROM ({counted}) WHERE number > {LISTED}"):
            self.listing.count(self._told(text, failure), int(rows) - LISTED)

    def _told(self, text: str, failure: str | None) -> Told:
        return self.teller.reject(text, failure)

    def empties(self) -> None:
        """Values that failed in written rows."""
        for n in self.run.failing:
            said = f"'E|{n}' AS said, c.e{n} AS failed"
            for row, _, failure, key in self._first(said, f"{WRITTEN} AND c.e{n} IS NOT NULL"):
                self.listing.add(self.teller.failure(str(failure), self.teller.items[n]), row, key)

    def rejected(self) -> None:
        """Rows that a row rule, a failed value, an empty key item or a rejected parent keeps out."""
        said = f"c.reject AS said, {self.teller.failed()} AS failed"
        for row, reject, failure, key in self._first(said, f"{REJECTED} AND NOT starts_with(c.reject, 'P|')"):
            self.listing.add(self._told(reject, failure), row, key)

    def rule_failures(self) -> None:
        """Values that a row rule could not judge, in rows that no rule took."""
        rows = self.engine.rows(
            f"SELECT c._row, c.failure{self.key_columns} FROM {name(self.run.odd)} AS c "
            f"WHERE c.rule IS NULL AND c.failure IS NOT NULL ORDER BY c._row"
        )
        for row, failure, *key in rows:
            columns = self.teller.call(failure).columns
            self.listing.add(self.teller.failure(failure, columns[0] if columns else ""), row, key)

    def ragged(self) -> None:
        """Records that could not be cut into columns."""
        for bad in self.run.staged.bad_rows if self.run.first else ():
            params: dict[str, str | int] = {"expected": bad.expected, "found": bad.found}
            self.listing.add(Told(code="MIG-CNV-002", item="", reason="", params=params), bad.row)

    def unclear(self) -> None:
        """Rows whose place in a history cannot be told."""
        for row, rule in self.run.unclear:
            self.listing.add(Told(code="MIG-CNV-007", item="", reason="", params={"rule": rule}), row)

    def undecodable(self) -> int:
        """Cells with undecodable bytes in written and rejected rows; how many there are in others."""
        run = self.run
        cells = list(dict.fromkeys((bad.row, run.feeds(bad.column)) for bad in run.staged.bad_bytes))
        if not cells:
            return 0
        table = f"{run.odd}§bad"
        self.engine.run(f"CREATE TABLE {name(table)} (_row BIGINT, item VARCHAR)")
        rows, items = zip(*cells, strict=True)
        self.engine.insert(table, pa.table([pa.array(rows), pa.array(items)], schema=_BAD))
        others = 0
        for row, item, kept, *key in self.engine.rows(
            f"SELECT b._row, b.item, c.rule IS NULL{self.key_columns} FROM {name(table)} AS b "
            f"JOIN {name(run.odd)} AS c ON c._row = b._row ORDER BY b._row, b.item"
        ):
            if kept:
                self.listing.add(Told(code="MIG-CNV-003", item=item, reason="", params={}), row, key)
            else:
                others += 1
        return others

    def silent(self) -> Counter[str]:
        """Failed values in rows that a row rule took, by code; those that a rule could not judge too."""
        counts: Counter[str] = Counter()
        for column in (*(f"e{n}" for n in self.run.failing), "failure"):
            for failure, count in self.engine.rows(
                f"SELECT min({column}), count(*) FROM {name(self.run.odd)} "
                f"WHERE rule IS NOT NULL AND {column} IS NOT NULL GROUP BY split_part({column}, '|', 1)"
            ):
                counts[self.teller.failure(failure).code] += int(count)
        return counts


def read(engine: Engine, plan: Plan, run: BlockRun, runs: tuple[BlockRun, ...], digest: Digest) -> Found:
    """Everything found in one of the converted blocks."""
    teller = Teller(run, runs)
    listing = _Listing(plan.business, run, digest)
    reader = _Reader(engine, plan, teller, listing)
    reader.empties()
    reader.rule_failures()
    reader.rejected()
    reader.ragged()
    untold = reader.undecodable()
    reader.unclear()
    unreported = reader.silent()
    if untold:
        unreported["MIG-CNV-003"] += untold
    return Found(findings=listing.all(), unreported=unreported)
