"""What a mapping lets reconciliation tolerate is measured, reasoned, never at a key, and printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrate.mapping import check as checks
from migrate.mapping import document, load
from migrate.model.document import Grid
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec

CLEAN = Path(__file__).parents[2] / "cases" / "map-check" / "clean" / "in" / "mapping" / "031.yaml"
TEXT = CLEAN.read_text(encoding="utf-8")
DATE = "操作年月日: wareki_date(KOSHIN_YMD)"
DAYS = "操作年月日: {expr: wareki_date(KOSHIN_YMD), tolerance: {days: 1, reason: 夜間の更新のため}}"


def codes(text: str, spec: Spec, schema: SourceSchema) -> list[tuple[str, int | None]]:
    read = load.read(text.encode(), "m.yaml")
    found = read if isinstance(read, tuple) else checks.check(read, spec, schema)
    return [(f.code, f.place.line) for f in found if f.severity.value == "error"]


def test_the_same_tolerance_in_all_blocks_is_right(spec: Spec, schema: SourceSchema) -> None:
    """Both blocks of the item allow one day."""
    body = r"\1: {expr: '\2', tolerance: {days: 1, reason: 夜間の更新のため}}"
    text, times = re.subn("(操作年月日): (.*)", body, TEXT)
    assert (times, codes(text, spec, schema)) == (2, [])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (DATE, DAYS.replace("days: 1, ", ""), "MIG-MAP-109"),
        (DATE, DAYS.replace("days: 1", 'days: 1, number: "1"'), "MIG-MAP-109"),
        (DATE, DAYS.replace("days: 1", "weeks: 1"), "MIG-MAP-002"),
        (DATE, DAYS.replace("days: 1", "days: -1"), "MIG-MAP-005"),
        (DATE, DAYS.replace("days: 1", 'number: "-1"'), "MIG-MAP-005"),
        (DATE, DAYS.replace("days: 1", 'number: "0.0"'), "MIG-MAP-005"),
        (DATE, DAYS.replace("days: 1", "number: 1"), "MIG-MAP-004"),
        (DATE, DAYS.replace(", reason: 夜間の更新のため", ""), "MIG-MAP-003"),
        (DATE, DAYS.replace("夜間の更新のため", '""'), "MIG-MAP-008"),
        (DATE, DAYS.replace("days: 1", 'number: "1"'), "MIG-MAP-111"),
        ("操作者ID: KOSHIN_USER", '操作者ID: {expr: KOSHIN_USER, tolerance: {days: 1, reason: x}}', "MIG-MAP-111"),
        (
            "宛名番号: lpad(ATENA_NO, 15, '0')",
            "宛名番号: {expr: \"lpad(ATENA_NO, 15, '0')\", tolerance: {number: \"1\", reason: x}}",
            "MIG-MAP-110",
        ),
    ],
)  # fmt: skip
def test_a_wrong_tolerance_is_an_error(old: str, new: str, code: str, spec: Spec, schema: SourceSchema) -> None:
    """No kind, two kinds, an unknown one, none above zero, no reason, one that does not fit, a key: with the line."""
    text = TEXT.replace(old, new)
    assert text != TEXT
    lines = [n for n, line in enumerate(text.splitlines(), start=1) if "tolerance" in line]
    found = codes(text, spec, schema)
    assert code in {one for one, _ in found}
    assert {line for one, line in found if one == code} <= set(lines)


def test_blocks_of_one_item_agree(spec: Spec, schema: SourceSchema) -> None:
    """One block allows a day, the other nothing."""
    text = TEXT.replace(DATE, DAYS, 1)
    assert [code for code, _ in codes(text, spec, schema)] == ["MIG-MAP-112"]


def test_the_document_prints_it(spec: Spec) -> None:
    """`map doc` has a line for each, with its reason."""
    mapping = load.load(TEXT.replace(DATE, DAYS).encode(), "m.yaml")
    grids = [b for s in document.sections(mapping) for b in s.blocks if isinstance(b, Grid)]
    rows = next(grid.rows for grid in grids if grid.title == "現新比較の許容差")
    assert {row[2:] for row in rows} == {("操作年月日", "±1 日", "夜間の更新のため")}
