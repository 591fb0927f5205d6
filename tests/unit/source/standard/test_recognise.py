"""Exports of a 標準準拠システム are recognised by their header; what fits equally is never guessed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from migrate.errors import MigrateError
from migrate.model.finding import Severity
from migrate.model.source import SourceSchema
from migrate.model.spec import Item, Spec, SpecKind
from migrate.source.standard.shape import Naming
from migrate.workspace.project import DeclaredSource

from .conftest import Look, csv_of, names

GROUP = "住登外者宛名基本情報"
TABLE = f"031_{GROUP}"


def header(items: Sequence[Item], naming: Naming) -> list[str]:
    return [{Naming.NAME: i.name, Naming.ROMAJI: i.romaji, Naming.ID: i.id}[naming] for i in items]


def exports(specs: Sequence[Spec], naming: Naming) -> dict[str, tuple[str, str, bytes]]:
    """One file per グループ of every edition that systems export, under names that say nothing."""
    found = {}
    for folder, spec in enumerate(s for s in specs if s.kind is not SpecKind.API):
        for number, group in enumerate(spec.tables):
            data = csv_of(header(spec.items_of(group), naming))
            found[f"d{folder}/f{number}.csv"] = (spec.id, group, data)
    return found


def taken(schema: SourceSchema) -> dict[str, tuple[str, str]]:
    tables = {table.name: table for table in schema.tables}
    return {f.path: (tables[f.table].spec, tables[f.table].logical_name) for f in schema.files if f.table}


@pytest.mark.parametrize("naming", Naming)
def test_every_group_of_every_business_is_recognised(specs: tuple[Spec, ...], look: Look, naming: Naming) -> None:
    """20 businesses and more side by side, a folder each, under names that say nothing: business, edition, グループ."""
    files = exports(specs, naming)
    schema = look({name: data for name, (_, _, data) in files.items()}, specs)

    assert taken(schema) == {name: (spec, group) for name, (spec, group, _) in files.items()}
    assert len(files) > 200
    assert schema.findings == ()


def test_partial_exports_are_recognised_with_what_they_lack(specs: tuple[Spec, ...], look: Look) -> None:
    """Any optional items may be missing and columns of the product's own be there: each is listed, none is lost."""
    chance = random.Random(4)
    files, missing, extra = {}, {}, {}
    for folder, spec in enumerate(s for s in specs if s.kind is SpecKind.STARTER):
        for number, group in enumerate(spec.tables):
            items = spec.items_of(group)
            if len(items) < 8 or chance.random() < 0.7:
                continue
            kept = [i for i in items if i.primary_key or i.required or chance.random() < 0.8]
            name = f"{spec.business}_{folder}/{number}.csv"
            files[name] = csv_of([*names(kept), "製品独自１"])
            missing[name] = {i.name for i in items} - {i.name for i in kept}
            extra[name] = (spec.id, group)
    schema = look(files, specs)
    told = {f.place.file: set(str(f.params["columns"]).split("、")) for f in schema.findings if f.code == "MIG-SRC-302"}

    assert len(files) > 40
    assert taken(schema) == extra
    assert told == {name: left for name, left in missing.items() if left}
    assert {f.place.file for f in schema.findings if f.code == "MIG-SRC-303"} == set(files)
    assert all(table.columns[-1].name == "製品独自１" and not table.columns[-1].item for table in schema.tables)


def test_the_table_comes_from_the_standard(atena: Spec, look: Look) -> None:
    """Types, lengths, keys, ids and the closed code lists with their meanings."""
    schema = look({"x.csv": csv_of(header(atena.items_of(GROUP), Naming.ROMAJI))}, [atena])
    table = schema.tables[0]
    flag = next(c for c in table.columns if c.logical_name == "代表宛名フラグ")
    key = table.columns[0]

    assert (table.name, table.spec, table.logical_name, table.primary_key) == (TABLE, atena.id, GROUP, ("atenabango",))
    assert (key.name, key.logical_name, key.type, key.length, key.nullable) == (
        "atenabango",
        "宛名番号",
        "X",
        15,
        False,
    )
    assert (flag.item, flag.comment) == ("03100025", "コード 002「代表宛名フラグ」")
    assert [(c.value, c.meaning) for c in flag.codes] == [("0", "代表宛名"), ("1", "非代表宛名")]


def test_the_reason_names_what_was_met_and_the_next_best(specs: tuple[Spec, ...], atena: Spec, look: Look) -> None:
    """Met n of m, which edition, and how near the next one comes."""
    schema = look({"x.csv": csv_of(names(atena.items_of(GROUP)))}, specs)

    assert "見出しの 29 列のうち 29 列が、標準仕様 031@2023-09-29（住登外者宛名番号管理）の" in schema.files[0].why
    assert "次に近いのは 031@api-2.0 の「住登外者宛名番号付番API リクエスト」で 24 列" in schema.files[0].why


def test_what_must_be_there_is_a_warning(atena: Spec, look: Look) -> None:
    """A required item that the header lacks is named."""
    items = [i for i in atena.items_of(GROUP) if i.name not in {"操作者ID", "宛名番号"}]
    schema = look({"x.csv": csv_of(names(items))}, [atena])
    found = {f.code: (f.severity, f.params["columns"]) for f in schema.findings}

    assert found == {"MIG-SRC-301": (Severity.WARNING, "宛名番号、操作者ID")}
    assert schema.tables[0].primary_key == ()


def edition(spec: Spec, name: str, renamed: dict[str, str] | None = None, **changed: str) -> Spec:
    """Another edition: items of other names, or other in a column."""
    items = tuple(replace(i, name=(renamed or {}).get(i.name, i.name), **changed) for i in spec.items)
    return replace(spec, edition=name, items=items)


def test_the_edition_whose_names_fit_best_is_taken(atena: Spec, look: Look) -> None:
    """Editions differ by renames: the header decides."""
    newer = edition(atena, "2027-04-01", {"氏名_読み仮名": "氏名_フリガナ"})
    files = {"old/a.csv": csv_of(names(atena.items_of(GROUP))), "new/b.csv": csv_of(names(newer.items_of(GROUP)))}

    assert taken(look(files, [atena, newer])) == {"old/a.csv": (atena.id, GROUP), "new/b.csv": (newer.id, GROUP)}


def test_editions_that_do_not_differ_count_as_one(atena: Spec, look: Look) -> None:
    """Nothing depends on the choice: the last one, and the reason says so."""
    schema = look({"a.csv": csv_of(names(atena.items_of(GROUP)))}, [atena, edition(atena, "2027-04-01")])

    assert (schema.tables[0].spec, schema.findings) == ("031@2027-04-01", ())
    assert "定義が同じ版（031@2023-09-29）のうち最後に決めた" in schema.files[0].why


def test_editions_that_fit_equally_are_not_guessed(atena: Spec, look: Look) -> None:
    """Same names, other lengths: no table, and a finding that names the choices."""
    newer = edition(atena, "2027-04-01", length="99")
    schema = look({"a.csv": csv_of(names(atena.items_of(GROUP)))}, [atena, newer])
    known = f"031@2023-09-29 の「{GROUP}」、031@2027-04-01 の「{GROUP}」"

    assert (schema.tables, schema.files[0].table) == ((), "")
    assert [(f.code, f.params) for f in schema.findings] == [("MIG-SRC-300", {"count": 2, "met": 29, "known": known})]


@pytest.mark.parametrize(
    ("file", "declared"),
    [
        ("031_20270401/a.csv", None),
        ("a_2027-04-01.csv", None),
        ("a.csv", DeclaredSource(file="a.csv", spec="031@2027-04-01")),
        ("a.csv", DeclaredSource(file="a.csv", spec="０３１＠2027-04-01", table=TABLE)),
    ],
)
def test_path_or_project_yaml_settles_it(atena: Spec, look: Look, file: str, declared: DeclaredSource | None) -> None:
    """The edition that the path names, or project.yaml states."""
    newer = edition(atena, "2027-04-01", length="99")
    said = {file: declared} if declared else None
    schema = look({file: csv_of(names(atena.items_of(GROUP)))}, [atena, newer], said)

    assert (schema.tables[0].spec, schema.findings) == (newer.id, ())


def test_neighbours_in_the_folder_settle_it(specs: tuple[Spec, ...], look: Look) -> None:
    """認定台帳 of 020 and 027 look alike: the other file of the folder says whose it is."""
    welfare = next(s for s in specs if s.business == "027")
    alike = welfare.items_of("認定台帳")
    sure = next(g for g in welfare.tables if g not in {"認定台帳", "債権", "債権収納", "手当額", "支払", "現況届"})
    alone = look({"a/1.csv": csv_of(names(alike))}, specs)
    beside = look({"b/1.csv": csv_of(names(alike)), "b/2.csv": csv_of(names(welfare.items_of(sure)))}, specs)

    assert [f.code for f in alone.findings] == ["MIG-SRC-300"]
    assert taken(beside)["b/1.csv"] == (welfare.id, "認定台帳")
    assert "同じフォルダの、ほかのファイルから決めた" in beside.files[0].why


@pytest.mark.parametrize(
    ("spec", "table", "key"), [("099", "", "spec"), ("031@1999-01-01", "", "spec"), ("031", "宛名", "table")]
)
def test_a_standard_nobody_knows_is_refused(atena: Spec, look: Look, spec: str, table: str, key: str) -> None:
    """project.yaml names a business, an edition or a グループ that is not at hand."""
    declared = {"a.csv": DeclaredSource(file="a.csv", spec=spec, table=table)}
    with pytest.raises(MigrateError) as caught:
        look({"a.csv": csv_of(names(atena.items_of(GROUP)))}, [atena], declared)

    assert (caught.value.code, caught.value.params["key"]) == ("MIG-SRC-015", key)


def test_two_files_of_one_group_stay_two_tables(atena: Spec, look: Look) -> None:
    """Two systems, or one export in pieces: both are kept, and it is said."""
    data = csv_of(names(atena.items_of(GROUP)))
    schema = look({"a.csv": data, "b.csv": data}, [atena])

    assert [(f.path, f.table) for f in schema.files] == [("a.csv", TABLE), ("b.csv", f"{TABLE}_2")]
    assert [(f.code, f.params["first"]) for f in schema.findings] == [("MIG-SRC-304", "a.csv")]


@pytest.mark.parametrize(
    "columns",
    [
        ["宛名番号", "氏名", "カナ氏名", "性別", "生年月日", "郵便番号", "住所", "方書", "電話番号", "備考"],
        ["ATENA_NO", "SHIMEI_KJ", "SHIMEI_KN", "SEIBETSU", "SEINENGAPPI", "JUSHO", "TEL"],
        ["物件番号", "所在", "地番", "地目", "地積", "評価額"],
        ["七瀬　花子", "1", "昭和45年1月31日", "990001"],
    ],
)
def test_other_files_are_not_taken_for_an_export(specs: tuple[Spec, ...], look: Look, columns: list[str]) -> None:
    """A system's own file has no table, and nothing of its first line is told."""
    schema = look({"a.csv": csv_of(columns)}, specs)
    told = " ".join(str(value) for finding in schema.findings for value in finding.params.values())

    assert (schema.tables, schema.files[0].table) == ((), "")
    assert {f.code for f in schema.findings} <= {"MIG-SRC-009", "MIG-SRC-305"}
    assert columns[0] not in told.replace("宛名番号管理", "").replace("宛名番号付番", "")


def test_a_file_that_is_only_a_little_like_one_is_said(atena: Spec, look: Look) -> None:
    """How much agrees, and what to write where it is one."""
    columns = [*names(atena.items_of(GROUP))[:10], *(f"独自{n}" for n in range(10))]
    schema = look({"a.csv": csv_of(columns)}, [atena])
    hint = next(f for f in schema.findings if f.code == "MIG-SRC-305")

    assert hint.params == {"names": 20, "met": 10, "spec": atena.id, "group": GROUP, "items": 29}


def test_a_declared_table_comes_first(atena: Spec, look: Look) -> None:
    """Where DDL declares the table of the file, the standard is not asked."""
    columns = names(atena.items_of(GROUP))
    ddl = f"CREATE TABLE T_ATENA ({', '.join(f'{name} VARCHAR(100)' for name in columns)});".encode("cp932")
    schema = look({"a.csv": csv_of(columns), "t.sql": ddl}, [atena])

    assert [(t.name, t.spec) for t in schema.tables] == [("T_ATENA", "")]


def test_a_column_named_twice_is_said(atena: Spec, look: Look) -> None:
    """Which of the two is meant cannot be told: an error, with the name."""
    columns = [*names(atena.items_of(GROUP)), "氏名"]
    schema = look({"a.csv": csv_of(columns)}, [atena])

    assert [(f.code, f.params["columns"]) for f in schema.findings] == [("MIG-SRC-020", "氏名")]
