"""Small specs and schemas for the tests of the matcher; all invented."""

from __future__ import annotations

from dataclasses import replace

from migrate.gap.match import THRESHOLD, Known, Matched, match
from migrate.gap.target import Target
from migrate.lexicon import vocabulary
from migrate.model.provenance import Provenance
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Item, Spec, SpecKind

PAPERS = Provenance(title="", publisher="", edition="", date="", licence="", sha256="", derived="")
PLAIN = Item(
    id="", name="", romaji="", table="", primary_key=False, foreign_key=False, classes=("", "", ""), type="X",
    length="20", code="", repeat="", output_condition="", definition="", description="", function="",
    implementation="", sample="", remarks="",
)  # fmt: skip


def item(table: str, name: str, type_: str = "X", length: str = "20") -> Item:
    return replace(PLAIN, name=name, table=table, type=type_, length=length)


def spec(business: str, name: str, **tables: str) -> Spec:
    """``table="項目 項目:DATE"``: items by table, each with its type where that is not X."""
    items = tuple(item(table, *word.split(":")) for table, words in tables.items() for word in words.split())
    return Spec(
        business=business, business_name=name, edition="1", kind=SpecKind.STARTER, title="", items=items,
        code_lists=(), provenance=PAPERS,
    )  # fmt: skip


def table(name: str, *columns: str, file: str = "s") -> SourceTable:
    """Columns as ``NAME``, ``NAME=日本語名`` or ``NAME:TYPE``."""
    made = []
    for one in columns:
        physical, _, logical = one.partition("=")
        physical, _, kind = physical.partition(":")
        made.append(SourceColumn(name=physical, logical_name=logical, type=kind or "VARCHAR2", length=20))
    return SourceTable(name=name, columns=tuple(made), file=file)


def target(*specs: Spec) -> Target:
    return Target(vocabulary.load(), specs)


def matched(specs: tuple[Spec, ...], *tables: SourceTable, known: Known | None = None) -> tuple[Matched, ...]:
    schema = SourceSchema(tables=tables, files=())
    return match(target(*specs), schema, THRESHOLD, known or Known())


def chosen(one: Matched) -> dict[str, str]:
    """Column → ``業務ID 表.項目`` that it feeds directly."""
    return {
        one.table.columns[place].name: f"{s.item.business} {s.item.item.table}.{s.item.item.name}"
        for place, s in one.chosen.items()
    }
