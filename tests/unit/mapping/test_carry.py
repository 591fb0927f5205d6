"""A pack of another body: what fits is carried over byte for byte, what does not is a comment and is named."""

from dataclasses import replace

import pytest

from migrate.files.bundled import bundled
from migrate.mapping import carry, load, packs
from migrate.mapping.carry import Fitted
from migrate.model.source import SourceSchema, SourceTable

PACK = packs.named("nanaseno", bundled("mappings"))
TEXT = PACK.text("031")


def fitted(schema: SourceSchema, text: bytes = TEXT) -> Fitted:
    return carry.fitted(text, load.load(text, "031.yaml"), schema)


def without(schema: SourceSchema, table: str, *columns: str) -> SourceSchema:
    """The schema without some columns of a table."""
    tables = (
        replace(t, columns=tuple(c for c in t.columns if c.name not in columns)) if t.name == table else t
        for t in schema.tables
    )
    return replace(schema, tables=tuple(tables))


def test_a_system_of_the_same_product_takes_everything(schema: SourceSchema) -> None:
    """The same tables and columns: the text is the pack's own, byte for byte."""
    found = fitted(schema)

    assert (found.text, found.lost, found.items) == (TEXT, (), 58)


def test_items_of_a_missing_column_are_left_out_and_named(schema: SourceSchema) -> None:
    """Only the items that read it; the line is still there as a comment, and the rest loads."""
    found = fitted(without(schema, "FUKU_ATENA", "KATA", "SEX"))
    left = {r.item for b in load.load(found.text, "x").blocks if b.source == "FUKU_ATENA" for r in b.items}

    assert {(one.table, one.item, one.what) for one in found.lost} == {
        ("FUKU_ATENA", "住所_方書", "列 KATA"),
        ("FUKU_ATENA", "性別", "列 SEX"),
    }
    assert "        # 性別: code(SEX, 'seibetsu_fuku')" in found.text.decode().splitlines()
    assert not left & {"住所_方書", "性別"}


def test_a_row_rule_of_a_missing_column_is_marked_not_dropped(schema: SourceSchema) -> None:
    """A rule that takes rows out says what moves: leaving it out in silence would move more."""
    found = fitted(without(schema, "T_JUTOGAI", "SAKUJO_FLG"))

    assert [one.what for one in found.lost] == ["行の決まりの列 SAKUJO_FLG"]
    assert [r.name for r in load.load(found.text, "x").blocks[0].rows] == ["削除済み", "旧履歴"]


def test_a_column_that_is_not_there_need_not_be_given_up(schema: SourceSchema) -> None:
    """Entries of drop go with their columns; a table without any entry goes from drop."""
    found = fitted(without(schema, "FUKU_ATENA", "YOBI", "MASSHO"))
    mapping = load.load(found.text, "x")

    assert {d.column for d in mapping.dropped if d.source == "FUKU_ATENA"} & {"YOBI", "MASSHO"} == set()
    assert any("YOBI" in one.what for one in found.lost)


def test_a_table_under_another_name_is_suggested(schema: SourceSchema) -> None:
    """A missing table goes with its blocks; one with nearly the same columns is named."""
    tables = tuple(replace(t, name="J_ATENA") if t.name == "T_JUTOGAI" else t for t in schema.tables)
    found = fitted(replace(schema, tables=tables))

    assert [one.what for one in found.lost] == ["表 T_JUTOGAI（列のよく似た表: J_ATENA）"]
    assert [b.source for b in load.load(found.text, "x").blocks] == ["FUKU_ATENA"]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_missing_the_rest_loads_and_reads_only_what_is_there(schema: SourceSchema, seed: int) -> None:
    """Random columns are gone: no item that is left reads one of them."""
    import random

    from migrate.mapping import layout

    dice = random.Random(seed)
    tables = tuple(
        SourceTable(name=t.name, columns=tuple(c for c in t.columns if dice.random() < 0.6)) for t in schema.tables
    )
    held = replace(schema, tables=tables)
    found = fitted(held)
    mapping = load.load(found.text, "x")
    bare = replace(mapping, blocks=tuple(replace(b, rows=()) for b in mapping.blocks))
    have = layout.of_schema(held)

    assert all(columns <= have[table] for table, columns in layout.of_mapping(bare).items())
    assert sum(len(b.items) for b in mapping.blocks) == found.items
