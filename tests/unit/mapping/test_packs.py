"""Packs: what they fit, and drafts that start from one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.gap import comparison
from migrate.gap.comparison import Case
from migrate.lexicon import vocabulary
from migrate.mapping import check, constructs, layout, load, packs
from migrate.mapping.draft import draft
from migrate.model.finding import Severity
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import CodeValue, Spec

ROOT = bundled("mappings")


@pytest.mark.parametrize("folder", sorted(p.parent for p in ROOT.glob("*/SOURCE.yaml")), ids=lambda p: p.name)
def test_every_pack_has_its_papers(folder: Path) -> None:
    """SOURCE.yaml and README.md, and something to start from."""
    papers = yaml.load(folder / "SOURCE.yaml")
    pack = packs.read(folder)

    assert [key for key in ("title", "publisher", "edition", "date", "licence", "derived") if not papers[key]] == []
    assert (folder / "README.md").is_file()
    assert pack.mappings or pack.constructs


def test_every_folder_of_mappings_is_a_pack() -> None:
    """No folder without papers stands beside them."""
    assert {p.name for p in ROOT.iterdir() if p.is_dir()} == {pack.name for pack in packs.all_packs(ROOT)}


def test_constructs_are_described_by_their_schema() -> None:
    """The columns of each constructs.csv are those of the Table Schema, in their order."""
    fields = [field["name"] for field in yaml.load(ROOT / "constructs.schema.json")["fields"]]

    for path in ROOT.glob(f"*/{constructs.FILE}"):
        assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(fields)


def test_the_layout_of_a_pack_is_its_tables_and_columns(schema: SourceSchema) -> None:
    """Every column of the town's tables is used, judged or dropped by its mapping: the fingerprints are the same."""
    read = packs.named("nanaseno", ROOT).columns

    assert layout.fit(read, layout.of_schema(schema)) == layout.LayoutFit(
        tables=2, tables_met=2, columns=42, columns_met=42, unknown=0
    )
    assert layout.fingerprint(read) == layout.fingerprint(layout.of_schema(schema))


def test_a_fingerprint_is_of_names_alone(schema: SourceSchema) -> None:
    """Order and types do not matter; one more column does."""
    turned = [replace(t, columns=tuple(replace(c, type="X") for c in reversed(t.columns))) for t in schema.tables]
    more = replace(schema.tables[0], columns=(*schema.tables[0].columns, SourceColumn(name="NEW")))
    one, other, third = (
        layout.fingerprint(layout.of_schema(replace(schema, tables=tuple(tables))))
        for tables in (schema.tables, reversed(turned), (more, *schema.tables[1:]))
    )

    assert one == other != third


def test_a_draft_from_a_pack_is_its_text_with_what_differs(schema: SourceSchema) -> None:
    """A table that is gone and an edition that differs are said in front; the comments of its makers stay."""
    pack = packs.named("nanaseno", ROOT)
    mapping = pack.mapping("031")
    assert mapping is not None
    held = replace(schema, tables=tuple(t for t in schema.tables if t.name == "T_JUTOGAI"))
    text = packs.started(pack, mapping, "031@2027-04-01", held).decode()

    assert "# パックの表 2 個のうち 1 個、列 42 個のうち 23 個が、この現行システムにあります。" in text
    assert "# 要確認 パックは 031@2023-09-29 あてです。移行先は 031@2027-04-01 です。" in text
    assert "# 要確認 表 FUKU_ATENA は、この現行システムにありません。" in text
    assert [b.source for b in load.load(text.encode(), "d.yaml").blocks] == ["T_JUTOGAI"]
    assert [m.name for m in load.load(text.encode(), "d.yaml").code_maps] == [m.name for m in mapping.code_maps]


def test_a_pack_of_other_tables_is_refused(schema: SourceSchema) -> None:
    """None of its tables is there: what it reads and what there is."""
    pack = packs.named("nanaseno", ROOT)
    mapping = pack.mapping("031")
    assert mapping is not None
    other = SourceSchema(tables=(SourceTable(name="T_OTHER", columns=()),), files=())

    with pytest.raises(MigrateError) as caught:
        packs.started(pack, mapping, "031@2023-09-29", other)

    assert (caught.value.code, caught.value.params["known"]) == ("MIG-MAP-061", "T_OTHER")


@pytest.mark.parametrize("name", ["nope", "", "../mappings", "nanaseno/031.yaml"])
def test_no_such_pack(name: str) -> None:
    """The cure names those there are."""
    with pytest.raises(MigrateError) as caught:
        packs.named(name, ROOT)

    assert caught.value.code == "MIG-MAP-060"
    assert "standard-export" in str(caught.value.params["known"])


def test_a_pack_may_lie_outside(tmp_path: Path) -> None:
    """A vendor's pack is a folder that is named by its path."""
    (tmp_path / "SOURCE.yaml").write_text("title: 製品の対応\n", encoding="utf-8")
    (tmp_path / "031.yaml").write_bytes(packs.named("nanaseno", ROOT).text("031"))

    assert packs.named(str(tmp_path), ROOT).title == "製品の対応"


CODES = (
    CodeValue(value="03", meaning="3：昭和"),
    CodeValue(value="04", meaning="平成"),
    CodeValue(value="9", meaning="他"),
)
DATES = SourceTable(
    name="JJ001",
    columns=(
        SourceColumn(name="宛名番号", logical_name="宛名番号", type="X", length=15),
        SourceColumn(name="氏名", logical_name="氏名", type="Ｎ", length=100),
        SourceColumn(name="氏名_フリガナ", logical_name="氏名_フリガナ", type="Ｎ", length=100),
        SourceColumn(name="性別", logical_name="性別", type="X", length=1),
        SourceColumn(name="個人番号", logical_name="個人番号", type="X", length=12),
        SourceColumn(name="生年月日_年号", logical_name="生年月日_年号", type="X", length=2, codes=CODES),
        SourceColumn(name="生年月日", logical_name="生年月日", type="X", length=6),
        SourceColumn(name="生年月日_不詳区分", logical_name="生年月日_不詳区分", type="X", length=1),
        SourceColumn(name="予備1", logical_name="予備1", type="X", length=10),
    ),
)


def test_an_era_beside_a_date_becomes_one_date(spec: Spec) -> None:
    """The pair is one expression, the era's codes come from the code list by their meaning, the filler is proposed."""
    held = SourceSchema(tables=(DATES,), files=())
    pack = packs.named("chukan-hyojun-layout", ROOT)
    made = draft(
        comparison.compare(vocabulary.load(), Case(schema=held, specs=(spec,)))[0], spec, held, pack.constructs
    )
    mapping = load.load(made.text, "d.yaml")
    errors = {
        (f.code, f.params.get("column")) for f in check.check(mapping, spec, held) if f.severity is Severity.ERROR
    }
    rules = {rule.item: rule.expression for block in mapping.blocks for rule in block.items}

    assert rules["生年月日"] == "wareki_date(concat(code(生年月日_年号, 'nengo'), 生年月日))"
    assert {m.name: dict(m.values) for m in mapping.code_maps}["nengo"] == {"03": "昭和", "04": "平成"}
    assert [(d.column, d.reason) for d in mapping.dropped] == [("予備1", "予備の項目で、値を持たない")]
    assert ("MIG-MAP-018", "生年月日_不詳区分") in errors
    assert {column for code, column in errors if code == "MIG-MAP-018"} == {"生年月日_不詳区分"}
    assert made.undecided == 1


def test_the_standards_constructs_leave_other_tables_alone(schema: SourceSchema) -> None:
    """削除フラグ of a system's own table is no column that a standard's export has besides its items."""
    assert packs.in_use(packs.named("standard-export", ROOT), schema) == 0
