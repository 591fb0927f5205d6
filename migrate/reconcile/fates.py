"""Every difference gets one of three fates: a rule expects it, somebody accepts it until a day, or it is open.

Rules come first, then waivers in force, the more exact line before the broader one. A waiver that has expired settles
nothing, but what it is about is counted. No difference is left out, whatever becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from migrate.engine.duckdb import Engine, columns_of, name, text
from migrate.forms.decision_sheet import ANY
from migrate.model.finding import Finding, Place, Severity
from migrate.model.reconcile import SHOWN, TOTAL, ControlTotal, DifferenceKind, Fate, Ruling, TableComparison
from migrate.model.value import value
from migrate.reconcile.decisions import Decision
from migrate.reconcile.differences import CODES, SCHEMA

EXPIRED, UNUSED, REST = "MIG-REC-041", "MIG-REC-042", "MIG-REC-009"
_DECISIONS = pa.schema(
    [("position", pa.int64())]
    + [(column, pa.string()) for column in ("kind", "table", "item", "key", "fate", "by")]
    + [("line", pa.int64())]
)


@value
class Settled:
    """What the decisions did, and what is wrong with them."""

    rulings: tuple[Ruling, ...]
    findings: tuple[Finding, ...]


def settle(engine: Engine, found: Path, decisions: tuple[Decision, ...], as_of: date) -> Settled:
    """Decide the differences in ``found``, all of one business; `marked` then gives them with their fates."""
    ordered = sorted(decisions, key=lambda one: (one.expired(as_of), one.fate is Fate.ACCEPTED, one.breadth, one.line))
    in_force = sum(not one.expired(as_of) for one in ordered)
    rows = [
        {
            "position": position,
            "kind": one.kind,
            "table": one.table,
            "item": one.item,
            "key": one.key,
            "fate": one.fate.value,
            "by": one.rule or one.owner,
            "line": one.line,
        }
        for position, one in enumerate(ordered)
    ]
    engine.run(f'CREATE OR REPLACE TABLE "§rulings" ({columns_of(_DECISIONS)})')
    engine.insert("§rulings", pa.Table.from_pylist(rows, _DECISIONS))
    total = f"CASE WHEN f.kind = {text(TOTAL)} THEN split_part(f.item, ': ', 1) END"
    fits = (
        f'f.kind = r.kind AND r."table" IN ({text(ANY)}, f."table") AND r.key IN ({text(ANY)}, coalesce(f.key, \'\')) '
        f"AND r.item IN ({text(ANY)}, coalesce(f.item, ''), coalesce({total}, ''))"
    )
    source = f"read_parquet({text(str(found))}, file_row_number = true)"
    engine.run(f'CREATE OR REPLACE VIEW "§found" AS SELECT *, file_row_number AS n FROM {source}')
    engine.run(
        'CREATE OR REPLACE TABLE "§met" AS SELECT n, min(position) AS position '
        f'FROM "§found" f JOIN "§rulings" r ON {fits} GROUP BY n'
    )
    counts = dict(engine.rows('SELECT position, count(*) FROM "§met" GROUP BY position'))
    engine.run(f'DELETE FROM "§met" WHERE position >= {in_force}')
    rulings = tuple(_ruling(one, counts.get(n, 0), n < in_force) for n, one in enumerate(ordered))
    said = (_said(one, ruling, as_of) for one, ruling in zip(ordered, rulings, strict=True))
    return Settled(rulings=rulings, findings=tuple(one for one in said if one is not None))


def _ruling(one: Decision, found: int, in_force: bool) -> Ruling:
    return Ruling(
        fate=one.fate,
        kind=one.kind,
        table=one.table,
        item=one.item,
        key=one.key,
        rule=one.rule,
        owner=one.owner,
        reason=one.reason,
        date=one.day.isoformat() if one.day else "",
        line=one.line,
        found=found,
        met=found if in_force else 0,
    )


def _said(one: Decision, ruling: Ruling, as_of: date) -> Finding | None:
    """A waiver that has expired, or a line that is about nothing; the differences themselves are findings if open.

    A tolerance that nothing needed is no line too many.
    """
    if one.kind == DifferenceKind.TOLERATED:
        return None
    place = Place(business=one.business, file=one.file, line=one.line)
    if not ruling.found:
        return Finding(code=UNUSED, severity=Severity.WARNING, place=place, params={"kind": one.kind})
    if one.expired(as_of):
        params: dict[str, str | int] = {"kind": one.kind, "found": ruling.found, "end": ruling.date}
        return Finding(code=EXPIRED, severity=Severity.WARNING, place=place, params=params)
    return None


def marked(engine: Engine) -> Iterator[pa.RecordBatch]:
    """All differences in their order, each with its fate; `settle` has seen them."""
    own = {"fate": f"coalesce(r.fate, {text(Fate.OPEN)})", "by": "r.by", "line": "r.line"}
    columns = ", ".join(f"{own.get(column, 'f.' + name(column))} AS {name(column)}" for column in SCHEMA.names)
    yield from engine.batches(
        f'SELECT {columns} FROM "§found" f LEFT JOIN "§met" m USING (n) LEFT JOIN "§rulings" r USING (position) '
        "ORDER BY f.n"
    )


def _of(path: Path) -> str:
    return f"read_parquet({text(str(path))}, file_row_number = true)"


def with_fates(engine: Engine, marked_file: Path, tables: tuple[TableComparison, ...]) -> tuple[TableComparison, ...]:
    """``tables`` with what became of their differences and of their totals."""
    rows = engine.rows(
        'SELECT "table", delivered_file, fate, count(*), '
        f"CASE WHEN kind = {text(TOTAL)} THEN item END AS total FROM {_of(marked_file)} GROUP BY ALL"
    )
    counts: dict[tuple[str, str], dict[Fate, int]] = {}
    totals: dict[tuple[str, str, str], Fate] = {}
    for table, file, fate, number, total in rows:
        if total is None:
            counts.setdefault((table, file), {})[Fate(fate)] = number
        else:
            totals[table, file, total] = Fate(fate)
    return tuple(
        replace(
            one,
            fates={fate: counts.get((one.table, one.file), {}).get(fate, 0) for fate in Fate},
            totals=tuple(_with_fate(total, one, totals) for total in one.totals),
        )
        for one in tables
    )


def _with_fate(total: ControlTotal, one: TableComparison, fates: Mapping[tuple[str, str, str], Fate]) -> ControlTotal:
    return total if total.agrees else replace(total, fate=fates[one.table, one.file, total.name])


def findings(
    engine: Engine, marked_file: Path, business: str, kept: str, codes: Mapping[DifferenceKind, str] = CODES
) -> tuple[Finding, ...]:
    """The first `SHOWN` open differences of rows of each class at each item of each file, and for each file how many
    more stand in ``kept``, the file of differences as people find it.

    Where ``codes`` has one code for several classes, findings under it name the class.
    """
    place = 'kind, "table", item, delivered_file'
    engine.run(
        f'CREATE OR REPLACE TABLE "§open" AS SELECT *, row_number() OVER (PARTITION BY {place} '
        f"ORDER BY file_row_number) AS nth FROM {_of(marked_file)} "
        f"WHERE fate = {text(Fate.OPEN)} AND kind <> {text(TOTAL)}"
    )
    shown = engine.table(f'SELECT * FROM "§open" WHERE nth <= {SHOWN} ORDER BY file_row_number').to_pylist()
    rest = engine.rows(
        f'SELECT "table", delivered_file, count(*) FILTER (nth <= {SHOWN}), count(*) FILTER (nth > {SHOWN}) '
        'FROM "§open" GROUP BY ALL ORDER BY ALL'
    )
    more = tuple(
        Finding(
            code=REST,
            severity=Severity.INFO,
            place=Place(business=business, table=table, file=file),
            params={"delivered": file.rpartition("/")[2], "listed": listed, "rest": number, "kept": kept},
        )
        for table, file, listed, number in rest
        if number
    )
    return (*(_finding(business, row, codes) for row in shown), *more)


def _finding(business: str, row: Mapping[str, str | int | None], codes: Mapping[DifferenceKind, str]) -> Finding:
    extra = row["kind"] == DifferenceKind.EXTRA
    file, number = ("delivered_file", "delivered_row") if extra else ("source_file", "source_row")
    delivered = str(row["delivered_file"]).rpartition("/")[2]
    place = Place(
        business=business,
        table=_text(row["table"]),
        item=_text(row["item"]),
        file=_text(row[file]),
        row=_number(row[number]),
        key=_text(row["key"]),
    )
    params: dict[str, str | int] = {"delivered": delivered}
    if (at := _number(row["delivered_row"])) is not None:
        params["delivered_row"] = at
    code = codes[DifferenceKind(str(row["kind"]))]
    if sum(one == code for one in codes.values()) > 1:
        params["kind"] = str(row["kind"])
    return Finding(code=code, severity=Severity.ERROR, place=place, params=params)


def _text(cell: str | int | None) -> str | None:
    return None if cell is None else str(cell)


def _number(cell: str | int | None) -> int | None:
    return None if cell is None else int(cell)
