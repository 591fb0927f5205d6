"""Tables laid out after an edition of the standard: items paired as the editions are, everything else by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.gap import comparison, editions
from migrate.gap.comparison import Case
from migrate.lexicon import vocabulary
from migrate.model.editions import EditionLinks
from migrate.model.gap import Counterpart, Fit, GapReport
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import CodeValue, Spec
from migrate.source.standard import table
from migrate.source.standard.fit import Fit as Reading
from migrate.source.standard.shape import Naming, shapes
from migrate.spec.diff import links as pairing
from migrate.spec.diff import words

GROUP = "住登外者宛名基本情報"


@pytest.fixture(scope="module")
def renamed(spec: Spec) -> Spec:
    """A later edition: a reading has its new name, a group too, a code another meaning, an item is longer."""
    names = {"氏名_読み仮名": "氏名_フリガナ"}
    items = tuple(
        replace(
            item,
            name=names.get(item.name, item.name),
            table=item.table.replace("住登外者宛名基本情報", "住登外者宛名基本"),
            length="120" if item.name == "氏名" else item.length,
        )
        for item in spec.items
    )
    lists = tuple(
        replace(one, values=tuple(reversed_codes(one.values))) if one.name == "代表宛名フラグ" else one
        for one in spec.code_lists
    )
    return replace(spec, edition="2027-04-01", items=items, code_lists=lists)


def reversed_codes(values: tuple[CodeValue, ...]) -> list[CodeValue]:
    """The same meanings under each other's value."""
    return [replace(v, meaning=o.meaning) for v, o in zip(values, reversed(values), strict=True)]


def export(spec: Spec, group: str, *extra: str) -> SourceTable:
    shape = next(shape for shape in shapes([spec]) if shape.group == group)
    names = tuple(item.name for item in shape.items)
    places = (*range(len(names)), *(None for _ in extra))
    return table.table_of(Reading(shape=shape, naming=Naming.NAME, names=(*names, *extra), places=places), "a.csv")


def compared(held: SourceTable, before: Spec, after: Spec) -> tuple[GapReport, EditionLinks]:
    linked = pairing.links(words.load(), before, after)
    return compare(SourceSchema(tables=(held,), files=()), after, {before.id: linked}), linked


def compare(schema: SourceSchema, spec: Spec, links: editions.Links | None = None) -> GapReport:
    (report,) = comparison.compare(vocabulary.load(), Case(schema=schema, specs=(spec,), links=links or {}))
    return report


def test_the_same_edition_fits_item_by_item(spec: Spec) -> None:
    """Each column is its own item with 100 points, and there is nothing to say."""
    report, _ = compared(export(spec, GROUP), spec, spec)
    fed = [i for i in report.items if i.table == GROUP]

    assert {(i.fit, i.item == i.candidates[0].column, i.candidates[0].score) for i in fed} == {(Fit.FIT, True, 1.0)}
    assert [f.code for f in comparison.findings_of(report) if f.place.table == GROUP] == []


def test_a_later_edition_goes_by_the_renames(spec: Spec, renamed: Spec) -> None:
    """The renamed item is found and said, the renamed group too; a code whose meaning changed is no plain copy."""
    held = export(spec, GROUP)
    report, linked = compared(held, spec, renamed)
    items = {i.item: i for i in report.items}
    told = {f.code: f.params for f in editions.findings(held, linked, renamed)}

    assert items["氏名_フリガナ"].candidates[0].column == "氏名_読み仮名"
    assert [f.code for f in items["氏名_フリガナ"].findings] == ["MIG-GAP-043"]
    assert items["代表宛名フラグ"].fit is Fit.CONVERT
    assert items["性別"].fit is items["氏名"].fit is Fit.FIT
    assert (told["MIG-GAP-041"]["group"], told["MIG-GAP-041"]["to"]) == (GROUP, "住登外者宛名基本")


def test_columns_that_are_no_item_are_looked_for_by_name(spec: Spec) -> None:
    """A product's own column may be an item that the edition did not have; one that is none stays without."""
    fewer = replace(spec, items=tuple(i for i in spec.items if i.name != "住所_郵便番号"))
    report, _ = compared(export(fewer, GROUP, "郵便番号", "社内メモ"), fewer, spec)
    columns = {c.column: (c.state, c.items) for c in report.columns}

    assert columns["郵便番号"] == (Counterpart.MAPPED, ("住所_郵便番号",))
    assert columns["社内メモ"] == (Counterpart.EXTRA, ())


def test_a_group_without_counterpart_is_said(spec: Spec) -> None:
    """Nothing is guessed for it: its columns go nowhere, and the finding says how to look."""
    gone = replace(spec, edition="2027-04-01", items=tuple(i for i in spec.items if i.table != GROUP))
    held = export(spec, GROUP)
    report, linked = compared(held, spec, gone)

    assert {c.state for c in report.columns} == {Counterpart.EXTRA}
    assert [f.code for f in editions.findings(held, linked, gone)] == ["MIG-GAP-042"]


def test_links_of_an_edition_with_itself_are_complete(spec: Spec) -> None:
    """Every group and item, by its own name."""
    linked = pairing.links(words.load(), spec, spec)

    assert [(one.group, one.item) for one in linked.items] == [(i.table, i.name) for i in spec.items]
    assert all(one.to_item == one.item and one.confidence == 1.0 for one in linked.items)


def test_tables_of_the_systems_own_are_untouched(spec: Spec, schema: SourceSchema) -> None:
    """Without tables laid out after a standard, links change nothing."""
    linked = {spec.id: pairing.links(words.load(), spec, spec)}

    assert compare(schema, spec, linked) == compare(schema, spec)


def test_an_unlinked_column_type(spec: Spec) -> None:
    """A table that names an edition nobody handed over is compared by names, as any other."""
    held = replace(export(spec, GROUP), spec="031@1999-01-01", columns=(SourceColumn(name="宛名番号", type="X"),))
    report = compare(SourceSchema(tables=(held,), files=()), spec)

    assert [c.items for c in report.columns] == [("宛名番号",)]
