"""Exports without a header line: taken only where values prove one グループ, and always said."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Sequence

import pytest

from migrate.model.finding import Severity
from migrate.model.spec import Item, Spec, SpecKind
from migrate.workspace.project import DeclaredSource

from .conftest import Look, names

GROUP = "住登外者宛名基本情報"


def value(spec: Spec, item: Item, chance: random.Random) -> str:
    """An invented value that the item admits."""
    codes = spec.codes.get(item.code_list_id) if item.code_list_id else None
    if codes and not codes.open:
        return chance.choice(codes.values).value
    match item.notation:
        case "DATE":
            return f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
        case "TIME":
            return f"1{chance.randrange(10)}:0{chance.randrange(10)}:00"
        case "YEAR":
            return "2026"
        case "N":
            return "".join(chance.choice("七瀬野花町川山田") for _ in range(min(item.max_length or 1, 6)))
    return "".join(chance.choice("123456789") for _ in range(min(item.max_length or 1, 12)))


def rows(spec: Spec, items: Sequence[Item], count: int, chance: random.Random) -> list[list[str]]:
    return [[value(spec, item, chance) for item in items] for _ in range(count)]


def written(lines: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return out.getvalue().encode("cp932")


def test_no_group_is_ever_mistaken(specs: tuple[Spec, ...], look: Look) -> None:
    """Every グループ of five items or more, a folder for each business: the right one, or none with the reason."""
    chance = random.Random(9)
    files, wanted = {}, {}
    for spec in (s for s in specs if s.kind is not SpecKind.API):
        for number, group in enumerate(spec.tables):
            items = spec.items_of(group)
            name = f"{spec.business}/f{number}.csv"
            files[name], wanted[name] = written(rows(spec, items, 12, chance)), (spec.id, group)
    schema = look(files, specs)
    tables = {table.name: table for table in schema.tables}
    taken = {f.path: (tables[f.table].spec, tables[f.table].logical_name) for f in schema.files if f.table}
    told = {f.place.file for f in schema.findings if f.severity is Severity.ERROR}

    assert {name: group for name, group in taken.items() if group != wanted[name]} == {}
    assert set(files) - set(taken) == told
    assert len(taken) > 0.7 * len(files)
    assert {f.place.file for f in schema.findings if f.code == "MIG-SRC-308"} == set(taken)
    assert all(file.csv and not file.csv.header for file in schema.files if file.table)


@pytest.mark.parametrize("header", ["", "なし"])
def test_project_yaml_settles_it(atena: Spec, look: Look, header: str) -> None:
    """With the standard stated few values need to prove it; with the header stated nothing is left to say."""
    items = atena.items_of(GROUP)
    line = ["1" if i.primary_key else "" for i in items]
    declared = {"a.csv": DeclaredSource(file="a.csv", spec="031", table=GROUP, header=header)}
    schema = look({"a.csv": written([line, line])}, [atena], declared)

    assert [(f.path, f.table) for f in schema.files] == [("a.csv", f"031_{GROUP}")]
    assert [f.code for f in schema.findings] == ([] if header else ["MIG-SRC-308"])
    assert [column.name for column in schema.tables[0].columns] == names(items)


def test_values_that_do_not_fit_leave_it_open(atena: Spec, look: Look) -> None:
    """A date where a code must be: it is another file, whatever the number of its columns."""
    lines = rows(atena, atena.items_of(GROUP), 5, random.Random(1))
    for line in lines:
        line[24] = "2026-01-01"
    schema = look({"a.csv": written(lines)}, [atena])

    assert (schema.tables, [f.code for f in schema.findings]) == ((), ["MIG-SRC-009"])


def test_a_header_below_titles_is_found(atena: Spec, look: Look) -> None:
    """Titles above the header do not make it a file without one."""
    items = atena.items_of(GROUP)
    data = written([["住登外者一覧"], [], names(items), *rows(atena, items, 3, random.Random(2))])
    schema = look({"a.csv": data}, [atena])

    assert [(f.table, f.csv.header, f.csv.skipped) for f in schema.files if f.csv] == [(f"031_{GROUP}", True, 2)]
    assert [f.code for f in schema.findings] == ["MIG-SRC-228"]
