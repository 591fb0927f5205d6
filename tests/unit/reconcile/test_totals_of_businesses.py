"""The control totals of every business on converted rows: both sides give the figures of a plain count in Python.

The rows are those of the acceptance town where it has the table, and more with what goes wrong: no value, a value that
no list has, years out of range, amounts that are no whole numbers. Old codes differ from the new ones.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine.convert import convert
from migrate.engine.duckdb import Limits, opened
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanRowRule
from migrate.engine.result import Surroundings
from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.flow.spec.at_hand import resolve
from migrate.model.mapping import Fate, OnError
from migrate.model.spec import Item, Spec
from migrate.model.staging import Staged
from migrate.reconcile import totals
from migrate.reconcile.totals import EMPTY, UNLISTED, SourceRows
from tests.acceptance.verdicts import clean_town

Cells = dict[str, str]
DEFINITIONS = sorted((bundled("specs") / "totals").glob("[0-9]*.yaml"))
GENERATED = 60
ODD = "ZZ"
"""A new code that no list has."""


@cache
def _town() -> Mapping[tuple[str, str], list[Cells]]:
    return {name: [dict(row.cells) for row in rows] for name, rows in clean_town(1).tables.items()}


def _codes(spec: Spec, item: Item) -> dict[str, str]:
    listed = spec.codes.get(item.code_list_id)
    return {one.value: one.meaning for one in listed.values} if listed else {}


def _looked_at(entries: list[Mapping[str, Any]]) -> list[str]:
    found: list[str] = []
    for one in entries:
        by = one.get("by", [])
        found += [by] if isinstance(by, str) else [str(item) for item in by]
        found += [
            str(item) for case in one.get("cases", []) for part in ("filled", "empty") for item in case.get(part, [])
        ]
        found += [str(one["sum"])] if "sum" in one else []
    return list(dict.fromkeys(found))


def _made(spec: Spec, table: str, items: list[str], ranges: Mapping[str, list[int]]) -> list[Cells]:
    """Rows as they are to arrive."""
    chance = random.Random(table)
    known = {item.name: item for item in spec.items_of(table)}

    def cell(name: str) -> str:
        if name in ranges:
            low, high = ranges[name]
            return chance.choice(("", str(low), str(high), f"{low:02}", str(high + 1), str(low - 1), "12345"))
        if codes := _codes(spec, known[name]):
            return chance.choice(("", ODD, *codes))
        return chance.choice(("", "0", "1200", "-35", "+7", "12.5", "約10", "123456789012"))

    return [{name: cell(name) for name in items} for _ in range(GENERATED)]


def _label(entry: Mapping[str, Any], spec: Spec, row: Cells) -> str:
    """The line of a total on which a row counts, in plain words."""
    by = entry.get("by", [])
    known = {item.name: item for item in spec.items_of(str(entry["table"]))}
    parts = []
    for number, item in enumerate([by] if isinstance(by, str) else by):
        value, given = row[item], entry.get("values") if number == 0 else None
        words = (
            _codes(spec, known[item])
            if given is None
            else given
            if isinstance(given, Mapping)
            else dict.fromkeys(given, "")
        )
        low, high = entry.get("ranges", {}).get(item, (0, -1))
        if not value:
            parts.append(EMPTY)
        elif item in entry.get("ranges", {}):
            parts.append(value if value.isdigit() and len(value) < 5 and low <= int(value) <= high else UNLISTED)
        else:
            parts.append(f"{value} {words[value]}".strip() if value in words else UNLISTED)
    for case in entry.get("cases", []):
        if all(row[i] for i in case.get("filled", [])) and not any(row[i] for i in case.get("empty", [])):
            return str(case["name"])
    return "・".join(parts) if by else UNLISTED if entry.get("cases") else ""


def _counted(entry: Mapping[str, Any], spec: Spec, rows: list[Cells]) -> tuple[Counter[str], Counter[str], int]:
    """Rows and sums by line, and the rows whose amount is none."""
    numbers, sums, faulty = Counter[str](), Counter[str](), 0
    for row in rows:
        label = _label(entry, spec, row)
        numbers[label] += 1
        amount = row[str(entry["sum"])] if "sum" in entry else ""
        whole = re.fullmatch("[+-]?[0-9]{1,18}", amount)
        sums[label] += int(amount) if whole else 0
        faulty += bool(amount) and not whole
    return numbers, sums, faulty


def _staged(folder: Path, number: int, items: list[str], rows: list[Cells], coded: set[str]) -> Staged:
    """The rows as the old system has them: codes as ``K…``, and every seventh row twice, the second one deleted."""
    old = [[f"K{row[item]}" if item in coded and row[item] else row[item] for item in items] for row in rows]
    lines = [line for n, cells in enumerate(old) for line in ([*cells, "0"], *([[*cells, "1"]] if n % 7 == 0 else []))]
    columns = {"_row": pa.array(range(1, len(lines) + 1), pa.int64())}
    columns |= {f"C{n}": pa.array([line[n] for line in lines], pa.string()) for n in range(len(items))}
    columns["GONE"] = pa.array([line[-1] for line in lines], pa.string())
    path = folder / f"{number}.parquet"
    pq.write_table(pa.table(columns), path)
    return Staged(table=f"T{number}", file=f"{number}.csv", rows=len(lines), parquet=path, bad_bytes=(), bad_rows=())


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_both_sides_are_what_a_plain_count_gives(path: Path, tmp_path: Path) -> None:
    """Every total of a business: rows and sums by line, and what cannot be added up."""
    spec = resolve(path.stem, None).spec
    given = yaml.load(path)["totals"]
    rows, plans, staged, codes, columns = {}, [], {}, {}, {}
    for number, table in enumerate(dict.fromkeys(str(one["table"]) for one in given)):
        entries = [one for one in given if one["table"] == table]
        items = _looked_at(entries) or [spec.items_of(table)[0].name]
        ranges = {item: bounds for one in entries for item, bounds in one.get("ranges", {}).items()}
        known = {item.name: item for item in spec.items_of(table)}
        coded = {item for item in items if item not in ranges and _codes(spec, known[item])}
        rows[table] = [{item: row.get(item, "") for item in items} for row in _town().get((path.stem, table), [])]
        rows[table] += _made(spec, table, items, ranges)
        staged[f"T{number}"] = _staged(tmp_path, number, items, rows[table], coded)
        for item in coded:
            codes[f"{number}{item}"] = {f"K{row[item]}": row[item] for row in rows[table] if row[item]}
        made = (
            PlanItem(
                item=item,
                tree=parse(f"code(C{n}, '{number}{item}')" if item in coded else f"trim(C{n})"),
                on_error=OnError.EMPTY,
            )
            for n, item in enumerate(items)
        )
        gone = PlanRowRule(name="消", fate=Fate.EXCLUDED, condition=parse_condition("GONE = '1'"))
        plans.append(PlanBlock(table=table, source=f"T{number}", rows=(gone,), items=tuple(made)))
        columns[table] = tuple(items)
    plan = Plan(spec=spec.id, business=path.stem, blocks=tuple(plans), code_maps=codes, keys={}, columns=columns)
    around = Surroundings(digest="/".join, records=lambda source, numbers: ((one, b"") for one in numbers))
    converted = {one.table: one for one in convert(plan, staged, tmp_path / "out", around).tables}

    defined = {(one.table, one.name): totals.bound(one, spec) for one in totals.load(path)}
    assert len(defined) == len(given)
    with opened(tmp_path / "engine", Limits(memory="512MB")) as engine:
        for entry in given:
            table = str(entry["table"])
            one, total = converted[table], defined[table, str(entry["name"])]
            blocks = tuple(block for block in plan.blocks if block.table == table)
            source = SourceRows(blocks=blocks, staged=staged, lineage=one.lineage, code_maps=codes)
            listed = ", ".join(f'"{item}" AS c{n}' for n, item in enumerate(columns[table]))
            engine.run(f"CREATE OR REPLACE TEMP VIEW delivered AS SELECT {listed} FROM read_parquet('{one.parquet}')")
            numbers, sums, faulty = _counted(entry, spec, rows[table])
            for found in (
                totals.source_tallies(engine, total, source),
                totals.delivered_tallies(engine, total, columns[table]),
            ):
                assert (total.name, Counter(found.rows)) == (total.name, numbers)
                assert (total.name, Counter(found.sums)) == (total.name, sums if total.sum else Counter())
                assert (total.name, found.faulty) == (total.name, faulty)
