"""Mutants of the schema, made from the definitions: the examples of the rules kill each of them.

For each derived kind of rule the examples (`tests/rules/<CODE>/{ok,ng}`) are judged against the spec with one thing
changed at the item that the example is about; a mutant on which no verdict of the code changes survives.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from migrate.files.bundled import bundled
from migrate.model.spec import CodeList, CodeValue, Item, Spec
from migrate.quality import schema as schemas
from migrate.quality.bind import bind_whole
from migrate.quality.catalogue import rules
from migrate.spec import library

ROWS = Path(__file__).parents[2] / "rules"
TABLE = "住登外者宛名基本情報"
SPEC = library.resolve("031@2023-09-29", library.entries(bundled("specs")), {}).spec
WIDER = {"X": "", "N": "", "9": "X", "9V": "X", "S9": "X", "DATE": "X", "TIME": "X", "YEAR": "X"}
"""Type → one that admits more; without a type nothing is asked."""
OTHER = {"X": "Ｎ", "N": "X", "9": "Ｎ", "9V": "Ｎ", "S9": "Ｎ", "DATE": "YEAR", "TIME": "YEAR", "YEAR": "DATE"}


def _with_item(name: str, change: Callable[[Item], Item]) -> Spec:
    return replace(SPEC, items=tuple(change(item) if item.name == name else item for item in SPEC.items))


def _with_values(code_list: CodeList, values: tuple[CodeValue, ...]) -> Spec:
    changed = tuple(replace(one, values=values) if one.id == code_list.id else one for one in SPEC.code_lists)
    return replace(SPEC, code_lists=changed)


def _boundary(item: Item, filled: str) -> list[str | None]:
    """What an item of this definition admits, and what lies just beyond, in cells of its own."""
    size = sum(item.digits) or 4
    one = {"N": "山", "9": "1", "9V": "1", "S9": "1"}.get(item.notation, "A")
    codes = [value.value for value in SPEC.codes[item.code_list_id].values] if item.code_list_id in SPEC.codes else []
    forms = ["2020-02-29", "2021-02-29", "12:34:56", "24:00:00", "2020", "ﾔﾏ", "山", "１"]
    return [None, filled, one * size, one * (size + 1), *codes, "~", *forms]


def _mutants(item: Item) -> Iterator[tuple[str, Spec]]:
    """Every change that the definition of an item allows."""
    condition = "任意" if item.required else "必須"
    yield "nullable flipped", _with_item(item.name, lambda i: replace(i, output_condition=condition))
    if item.notation in WIDER:
        yield "class widened", _with_item(item.name, lambda i: replace(i, type=WIDER[i.notation]))
        yield "class changed", _with_item(item.name, lambda i: replace(i, type=OTHER[i.notation]))
    if item.digits and item.notation in ("X", "N", "9", "S9"):
        for by in (-1, 1):
            yield f"limit {by:+}", _with_item(item.name, lambda i, by=by: replace(i, length=str(sum(i.digits) + by)))  # type: ignore[misc]
    found = SPEC.codes.get(item.code_list_id) if item.code_list_id else None
    if found is not None and not found.open:
        for value in found.values:
            kept = tuple(one for one in found.values if one != value)
            yield f"value {value.value} dropped", _with_values(found, kept)
        yield "value ~ added", _with_values(found, (*found.values, CodeValue(value="~", meaning="")))


MUTANTS = [(item, name, spec) for item in SPEC.items for name, spec in _mutants(item)]


def _verdict(spec: Spec, item: Item) -> list[tuple[str, str, int]]:
    cells = _boundary(item, item.sample or "1")
    frame = pl.DataFrame({one.name: pl.Series([None] * len(cells), dtype=pl.String) for one in SPEC.items})
    frame = frame.with_columns(pl.Series(item.name, cells, dtype=pl.String))
    asked = (one for one in bind_whole(spec, TABLE, rules()) if one.use.item.name == item.name)
    return sorted(schemas.failures(schemas.schema_of(asked), frame).iter_rows())


@pytest.mark.parametrize("item", SPEC.items, ids=lambda item: item.name)
def test_every_mutant_of_an_item_is_killed(item: Item) -> None:
    """Each change of the definition changes a verdict on the cells at the edges of the definition."""
    before = _verdict(SPEC, item)
    survivors = [name for one, name, spec in MUTANTS if one is item and _verdict(spec, item) == before]

    assert survivors == []


def _example(code: str) -> tuple[str, pl.DataFrame]:
    """The item that the failing example of a rule names first, and its rows."""
    with (ROWS / code / "ng" / "expected.csv").open(encoding="utf-8", newline="") as stream:
        item = next(iter(csv.DictReader(stream)))["item"]
    frame = pl.read_csv(ROWS / code / "ng" / f"{TABLE}.csv", infer_schema=False)
    return item, frame.with_columns(pl.when(pl.all() != "").then(pl.all()))


@pytest.mark.parametrize(
    ("code", "lost"),
    [
        ("MIG-DQ-001", {"output_condition": "任意"}),
        ("MIG-DQ-003", {"type": ""}),
        ("MIG-DQ-004", {"length": ""}),
        ("MIG-DQ-005", {"code": ""}),
        ("MIG-DQ-006", {"type": "X"}),
    ],
)
def test_the_stored_example_kills_the_mutant_without_its_kind(code: str, lost: dict[str, str]) -> None:
    """The failing example of a derived rule passes once what the rule is derived from is taken away."""
    item, frame = _example(code)
    changed = _with_item(item, lambda i: replace(i, **lost))  # type: ignore[arg-type]

    def codes(spec: Spec) -> set[str]:
        found = schemas.failures(schemas.derive(spec, TABLE), frame).filter(pl.col("item") == item)
        return set(found["check"])

    assert (code in codes(SPEC), code in codes(changed)) == (True, False)
