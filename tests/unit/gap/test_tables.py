"""Tables before columns: what speaks for a table, and what only keeps book of its rows."""

import pytest

from migrate.gap import tables
from migrate.gap.columns import fittings
from migrate.gap.names import Names
from migrate.gap.tables import Evidence, Unit
from migrate.model.source import SourceColumn

from .build import spec, table, target

JUMIN = spec(
    "001",
    "住民基本台帳",
    世帯="世帯番号 世帯設定年月日:DATE 世帯消滅年月日:DATE 操作者ID 操作年月日:DATE",
    住民票="宛名番号 世帯番号 氏名 生年月日:DATE 性別 住所 操作者ID 操作年月日:DATE",
)


@pytest.mark.parametrize("name", ["created_at", "updated_by", "UPD_YMD", "modified", "id", "version", "add_dt"])
def test_audit_columns(name: str) -> None:
    """They tell nothing of their table."""
    assert tables.is_audit(SourceColumn(name=name))


@pytest.mark.parametrize("name", ["updated_address", "created", "birth_date", "update_reason", "ADD_KBN"])
def test_other_columns(name: str) -> None:
    """Words that only begin so; ``created`` alone is one as well."""
    assert tables.is_audit(SourceColumn(name=name)) == (name == "created")


def test_an_application_keeps_book_of_its_rows() -> None:
    """Made and changed stand side by side."""
    one = table("PERSON", "resident_no", "created_at", "created_by", "updated_at")

    assert tables.bookkeeping(one) == {1, 2, 3}


def test_the_last_change_alone_is_an_operation() -> None:
    """更新者 and 更新日 of a host are the 操作者ID and the 操作年月日."""
    assert tables.bookkeeping(table("KIHON", "ATENA_NO", "UPD_USER", "UPD_YMD")) == frozenset()


def test_a_column_of_every_table_tells_little() -> None:
    """宛名番号 stands in all three, 印影 in one."""
    weights = tables.own_weights([table("A", "ATENA_NO", "INEI"), table("B", "ATENA_NO"), table("C", "ATENA_NO")])

    assert weights["ATENA_NO"] < 0.3 < weights["INEI"]


def test_a_small_table_with_the_right_name_is_covered() -> None:
    """Three columns, two of which fit, in a table that is called after the group of the standard."""
    evidence = Evidence(share=0.4, total=0.8, title=1.0, matched=0.45)

    assert (evidence.named, evidence.covers) == (True, False)


def test_a_name_without_columns_covers_nothing() -> None:
    """The title alone is no evidence."""
    assert not Evidence(share=0.05, total=0.1, title=1.0, matched=0.05).named


def test_what_speaks_for_a_table() -> None:
    """A table of households: its own columns and its name speak for 世帯 more than for 住民票."""
    known = target(JUMIN)
    source = table("SETAI", "SETAI_NO", "SETTEI_YMD=世帯設定年月日", "SHOMETSU_YMD=世帯消滅年月日")
    unit = Unit(table=source, columns=(0, 1, 2), readings=tables.table_readings(known, source.name))
    hits = [tables.hits(fittings(Names(known), column, unit.around)) for column in source.columns]

    judged = tables.evidence(known, unit, hits, tables.own_weights([source]))

    assert judged["001", "世帯"].strength > 2 * judged["001", "住民票"].strength


def test_columns_that_share_their_first_word_are_a_group() -> None:
    """送付先_… in a table of something else; two are too few."""
    one = table(
        "T",
        "A=指定番号",
        "B=送付先氏名",
        "C=送付先住所",
        "D=送付先電話番号",
        "E=施設名",
        "F=施設住所",
        "G=備考",
        "H=区分",
    )

    assert [unit.columns for unit in tables.groups(target(JUMIN), one)] == [(1, 2, 3)]


def test_a_title_is_read_in_the_way_that_suits_best() -> None:
    """Senses that a reading does not need do not thin out the one that names the table."""
    known = target(JUMIN)
    plain = Unit(table=table("T", "A"), columns=(0,), readings=(frozenset({"世帯"}),))
    torn = Unit(table=table("T", "A"), columns=(0,), readings=(frozenset({"種目", "増減"}), frozenset({"世帯"})))
    one, other = (tables._title(known, ("001", "世帯"), unit) for unit in (plain, torn))

    assert one == other > tables._title(known, ("001", "住民票"), torn)
