"""Every difference has one fate, counts add up, and what is decided is said with owner and reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, Limits, opened
from migrate.model.reconcile import TOTAL, ControlTotal, DifferenceKind, Fate, TableComparison
from migrate.reconcile import fates
from migrate.reconcile.decisions import Decision
from migrate.reconcile.differences import SCHEMA

TODAY = date(2026, 11, 24)
KEY = "0123456789abcdef"
CHANGED, EXTRA = DifferenceKind.CHANGED.value, DifferenceKind.EXTRA.value
DIFFERENCES: list[dict[str, str | int | None]] = [
    {"kind": CHANGED, "item": "氏名", "key": KEY, "source_row": 2, "delivered_row": 1},
    {"kind": CHANGED, "item": "氏名", "key": "f" * 16, "source_row": 3, "delivered_row": 2},
    {"kind": CHANGED, "item": "住所", "key": KEY, "source_row": 2, "delivered_row": 1},
    {"kind": EXTRA, "key": None, "delivered_row": 9},
    {"kind": TOTAL, "item": "性別: 1 男"},
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("engine"), Limits(memory="512MB")) as ready:
        yield ready


def decision(
    fate: Fate, kind: str, item: str = "*", key: str = "*", end: str = "2027-03-31", line: int = 2
) -> Decision:
    return Decision(
        fate=fate,
        file="reconcile/expected.csv" if fate is Fate.EXPECTED else "reconcile/waivers.csv",
        line=line,
        kind=kind,
        business="031",
        table="表",
        item=item,
        key=key,
        rule="R-001" if fate is Fate.EXPECTED else "",
        owner="係",
        reason="理由",
        day=date.fromisoformat(end),
    )


def settled(engine: Engine, folder: Path, *decisions: Decision) -> tuple[fates.Settled, list[str], list[str | None]]:
    """The settlement, and fate and ``by`` of each difference in the file."""
    rows: list[dict[str, str | int | None]] = [
        {"table": "表", "delivered_file": "out/d.csv", **row} for row in DIFFERENCES
    ]
    parquet.write(folder / "found.parquet", SCHEMA, [pa.RecordBatch.from_pylist(rows, SCHEMA)])
    found = fates.settle(engine, folder / "found.parquet", decisions, TODAY)
    parquet.write(folder / "kept.parquet", SCHEMA, fates.marked(engine))
    kept = pq.read_table(folder / "kept.parquet")
    assert kept.drop_columns(["fate", "by", "line"]).to_pylist() == [
        {**dict.fromkeys(SCHEMA.names[:8]), **row} for row in rows
    ], "nothing is lost, moved or changed"
    return found, kept["fate"].to_pylist(), kept["by"].to_pylist()


def test_without_decisions_everything_is_open(engine: Engine, tmp_path: Path) -> None:
    """Nobody was asked."""
    _, found, by = settled(engine, tmp_path)

    assert (set(found), set(by)) == ({"未解消"}, {None})


def test_rules_come_before_waivers(engine: Engine, tmp_path: Path) -> None:
    """A rule on an item, a waiver of a key: what the rule explains needs no waiver, the rest of the key has it."""
    rule = decision(Fate.EXPECTED, CHANGED, "氏名", end="2020-01-01")
    waiver = decision(Fate.ACCEPTED, CHANGED, key=KEY)
    found, kept, by = settled(engine, tmp_path, waiver, rule)

    assert kept == ["想定", "想定", "了承", "未解消", "未解消"]
    assert by == ["R-001", "R-001", "係", None, None]
    assert [(r.fate, r.found, r.met) for r in found.rulings] == [(Fate.EXPECTED, 2, 2), (Fate.ACCEPTED, 1, 1)]
    assert found.findings == ()


def test_an_expired_waiver_opens_again_and_is_said(engine: Engine, tmp_path: Path) -> None:
    """What it was about is counted; a waiver still in force for the same difference holds."""
    old = decision(Fate.ACCEPTED, CHANGED, "氏名", end="2026-11-23", line=7)
    more = decision(Fate.ACCEPTED, CHANGED, key="f" * 16)
    found, kept, _ = settled(engine, tmp_path, old, more)

    assert kept == ["未解消", "了承", "未解消", "未解消", "未解消"]
    assert [(f.code, f.place.line, f.params["found"]) for f in found.findings] == [("MIG-REC-041", 7, 1)]
    assert [(r.found, r.met) for r in found.rulings] == [(1, 1), (1, 0)]


def test_a_waiver_is_in_force_on_its_last_day(engine: Engine, tmp_path: Path) -> None:
    """The end date itself counts."""
    _, kept, _ = settled(engine, tmp_path, decision(Fate.ACCEPTED, EXTRA, end="2026-11-24"))

    assert kept[3] == "了承"


def test_a_decision_about_nothing_is_said(engine: Engine, tmp_path: Path) -> None:
    """A wrong key, or a difference that is gone."""
    found, kept, _ = settled(engine, tmp_path, decision(Fate.ACCEPTED, EXTRA, key="a" * 16))

    assert (Counter(kept), [f.code for f in found.findings]) == ({"未解消": 5}, ["MIG-REC-042"])


@pytest.mark.parametrize("item", ["*", "性別", "性別: 1 男"])
def test_a_total_is_decided_by_its_name_or_its_line(engine: Engine, tmp_path: Path, item: str) -> None:
    """A missing row that is accepted leaves a total that must be accepted as well."""
    _, kept, _ = settled(engine, tmp_path, decision(Fate.ACCEPTED, TOTAL, item))

    assert kept == ["未解消"] * 4 + ["了承"]


def test_counts_by_fate_add_up(engine: Engine, tmp_path: Path) -> None:
    """Differences of a file = expected + accepted + open; totals carry their fate."""
    settled(engine, tmp_path, decision(Fate.EXPECTED, CHANGED, "氏名"), decision(Fate.ACCEPTED, TOTAL))
    one = TableComparison(
        table="表",
        file="out/d.csv",
        expected=5,
        delivered=6,
        equal=3,
        differences={DifferenceKind.CHANGED: 3, DifferenceKind.EXTRA: 1},
        totals=(
            ControlTotal(name="性別: 1 男", formula="f", source=1, target=2),
            ControlTotal(name="件数", formula="f", source=1, target=1),
        ),
    )
    (found,) = fates.with_fates(engine, tmp_path / "kept.parquet", (one,))

    assert found.fates == {Fate.EXPECTED: 2, Fate.ACCEPTED: 0, Fate.OPEN: 2}
    assert (found.open, found.differing, [t.open for t in found.totals]) == (2, 4, [False, False])
    assert [f.code for f in fates.findings(engine, tmp_path / "kept.parquet", "031", "k")] == [
        "MIG-REC-003",
        "MIG-REC-002",
    ]
