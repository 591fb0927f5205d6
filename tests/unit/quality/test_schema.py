"""The schema that is derived from the items, and its mutants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandera.polars as pa
import polars as pl
import pytest

from migrate.model.spec import CodeValue, Item, Spec
from migrate.quality import schema as schemas

TABLE = "住登外者宛名基本情報"
Make = Callable[..., dict[str, str]]
PROBES: list[dict[str, str]] = [
    {},
    {"操作者ID": ""},
    {"操作者ID": "Ａ"},
    {"操作者ID": "A" * 10},
    {"操作者ID": "A" * 11},
    {"氏名": "a"},
    {"代表宛名フラグ": "x"},
    {"代表宛名フラグ": "1", "名寄せ先宛名番号": ""},
    {"性別": "0"},
    {"性別": "2"},
    {"性別": "9"},
    {"生年月日": "0000-01-01"},
    {"生年月日": "9999-12-31"},
    {"生年月日": "1970-02-30"},
    {"操作時刻": "24:00:00"},
    {"操作時刻": "23:59"},
]


def _frame(row: Make) -> pl.DataFrame:
    frame = pl.DataFrame([row(**changes) for changes in PROBES])
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))


def _verdict(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> list[tuple[str, str, int]]:
    return sorted(schemas.failures(schema, frame).iter_rows())


def _mutant(spec: Spec, name: str, change: Callable[[Item], Item]) -> Spec:
    return replace(spec, items=tuple(change(item) if item.name == name else item for item in spec.items))


def _without(spec: Spec, list_id: str, value: str) -> Spec:
    lists = tuple(
        replace(one, values=tuple(v for v in one.values if v.value != value)) if one.id == list_id else one
        for one in spec.code_lists
    )
    return replace(spec, code_lists=lists)


def _with(spec: Spec, list_id: str, value: str) -> Spec:
    added = CodeValue(value=value, meaning="")
    lists = tuple(replace(one, values=(*one.values, added)) if one.id == list_id else one for one in spec.code_lists)
    return replace(spec, code_lists=lists)


MUTANTS: dict[str, Callable[[Spec], Spec]] = {
    "必須 lost": lambda s: _mutant(s, "操作者ID", lambda i: replace(i, output_condition="任意")),
    "必須 gained": lambda s: _mutant(s, "名寄せ先宛名番号", lambda i: replace(i, output_condition="必須")),
    "桁数 one less": lambda s: _mutant(s, "操作者ID", lambda i: replace(i, length="9")),
    "桁数 one more": lambda s: _mutant(s, "操作者ID", lambda i: replace(i, length="11")),
    "桁数 lost": lambda s: _mutant(s, "操作者ID", lambda i: replace(i, length="")),
    "X to Ｎ": lambda s: _mutant(s, "操作者ID", lambda i: replace(i, type="Ｎ")),
    "Ｎ to X": lambda s: _mutant(s, "氏名", lambda i: replace(i, type="X")),
    "9 to X": lambda s: _mutant(s, "代表宛名フラグ", lambda i: replace(i, type="X")),
    "type lost": lambda s: _mutant(s, "操作者ID", lambda i: replace(i, type="")),
    "DATE to X": lambda s: _mutant(s, "生年月日", lambda i: replace(i, type="X")),
    "DATE to YEAR": lambda s: _mutant(s, "生年月日", lambda i: replace(i, type="YEAR")),
    "TIME to X": lambda s: _mutant(s, "操作時刻", lambda i: replace(i, type="X")),
    "code list lost": lambda s: _mutant(s, "性別", lambda i: replace(i, code="")),
    "code list of another item": lambda s: _mutant(s, "性別", lambda i: replace(i, code="002")),
    "code value lost": lambda s: _without(s, "001", "0"),
    "code value gained": lambda s: _with(s, "001", "9"),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_of_the_spec_is_caught(name: str, spec: Spec, row: Make) -> None:
    """A schema derived from a spec with one thing changed judges the probes differently."""
    frame = _frame(row)

    assert _verdict(schemas.derive(spec, TABLE), frame) != _verdict(schemas.derive(MUTANTS[name](spec), TABLE), frame)


def test_a_lost_check_is_caught(spec: Spec, row: Make) -> None:
    """Without any one check of the derived kinds on the probed items, a failure of the probes goes unseen."""
    frame = _frame(row)
    probed = {
        ("操作者ID", "MIG-DQ-003"),
        ("操作者ID", "MIG-DQ-004"),
        ("代表宛名フラグ", "MIG-DQ-003"),
        ("名寄せ先宛名番号", "MIG-DQ-002"),
        ("性別", "MIG-DQ-005"),
        ("生年月日", "MIG-DQ-006"),
        ("操作時刻", "MIG-DQ-006"),
    }
    whole = _verdict(schemas.derive(spec, TABLE), frame)
    unseen = set()
    for item, code in probed:
        mutant = schemas.derive(spec, TABLE)
        column = mutant.columns[item]
        column.checks = [one for one in column.checks if one.name != code]
        if _verdict(mutant, frame) == whole:
            unseen.add((item, code))

    assert set() == unseen


def test_required_is_not_nullable(spec: Spec) -> None:
    """必須 items, and only they, are columns that are not nullable: the schema says itself what it asks for."""
    schema = schemas.derive(spec, TABLE)
    required = {item.name for item in spec.items if item.required}

    assert required == {name for name, column in schema.columns.items() if not column.nullable}


@pytest.mark.parametrize(
    ("kind", "length", "good", "bad"),
    [
        ("X", "3", ["ABC", "ｱｲｳ", " ~ "], ["ABCD", "あ", "\x7f", "\n", "é"]),
        ("Ｎ", "3", ["あいう", "𠮷𠮷𠮷", "葛\U000e0100", "　", "－"], ["あいうえ", "a", "ｱ", "\u00ad", "\ufffe"]),
        ("N", "3", ["あいう"], ["a"]),
        ("9", "3", ["000", "12"], ["1234", "-1", "１", "1.0", "٣"]),
        ("9V", "3,2", ["123.45", "1", "0.5"], ["1234", "1.234", ".5", "1.", "-1.0", "1.2.3", "1e3"]),
        ("S9", "3", ["-123", "123"], ["-1234", "--1", "+1", "1-", "-"]),
        ("YEAR", "4", ["0000", "9999", "2023"], ["23", "20233", "２０２３", "S45"]),
        (
            "DATE",
            "10",
            ["2000-02-29", "0000-01-01", "9999-12-31"],
            ["1900-02-29", "2023-1-1", "2023-01-01\n", "0000-12-31"],
        ),
        ("TIME", "8", ["00:00", "23:59:59"], ["24:00", "1:00", "12:60", "12:00:60", "120000"]),
    ],
)
def test_notation(spec: Spec, kind: str, length: str, good: list[str], bad: list[str]) -> None:
    """Each type notation admits what the legend says, counted in characters, and nothing else."""
    one = _mutant(spec, "住所_町字", lambda i: replace(i, type=kind, length=length, output_condition="任意"))
    codes = {"MIG-DQ-003", "MIG-DQ-004", "MIG-DQ-006"}
    schema = schemas.derive(one, TABLE)
    frame = pl.DataFrame({item.name: [None] * len(good + bad) for item in spec.items}).cast(pl.String)
    frame = frame.with_columns(pl.Series("住所_町字", good + bad))
    failed = {i for item, code, i in _verdict_of(schema, frame) if item == "住所_町字" and code in codes}

    assert set(range(len(good), len(good + bad))) == failed


def _verdict_of(schema: pa.DataFrameSchema, frame: pl.DataFrame) -> list[tuple[str, str, int]]:
    return list(schemas.failures(schema, frame).iter_rows())


def test_no_value_leaves_the_schema(spec: Spec, row: Make) -> None:
    """What the schema hands on is item, check and position: Pandera's failure cases with their values are dropped."""
    found = schemas.failures(schemas.derive(spec, TABLE), _frame(row))

    assert found.columns == ["item", "check", "index"]
