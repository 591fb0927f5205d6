"""What the tables of one system are about, and the tables of the standard that each of them feeds."""

import pytest

from migrate.gap import systems
from migrate.gap.tables import Evidence

from .build import chosen, matched, spec, table, target

PERSON = "宛名番号 氏名 生年月日:DATE 性別 住所"
JUMIN = spec("001", "住民基本台帳", 住民票=f"{PERSON} 世帯番号 異動年月日:DATE 異動事由")
KAIGO = spec("023", "介護保険", 被保険者=f"{PERSON} 被保険者番号 資格取得年月日:DATE 資格喪失年月日:DATE")
KOKUHO = spec("024", "国民健康保険", 被保険者=f"{PERSON} 被保険者番号 資格取得年月日:DATE 資格喪失年月日:DATE")


def evidence(strength: float) -> Evidence:
    return Evidence(share=strength, total=3.0, title=0.0, matched=strength)


def test_tables_with_a_common_first_word_are_one_system() -> None:
    """Three or more; the others of the file stay together."""
    made = [table(name, "A") for name in ("KG_A", "KG_B", "KG_C", "NZ_A", "OTHER")]

    assert [[t.name for t in one] for one in systems.together(made)] == [["KG_A", "KG_B", "KG_C"], ["NZ_A", "OTHER"]]


def test_tables_of_two_files_are_two_systems() -> None:
    """Even where they are called alike."""
    made = [table("A", "X", file="one.sql"), table("A", "X", file="two.sql")]

    assert len(systems.together(made)) == 2


def test_the_register_is_not_what_a_system_is_about() -> None:
    """Every system holds copies of 住民票; the business that comes near is the main one."""
    judged = [{("001", "住民票"): evidence(0.6), ("023", "被保険者"): evidence(0.5)}]

    assert systems.system_of([table("A", "X")], judged, {}).main == "023"


def test_a_register_is_a_register() -> None:
    """Where no other business comes near, the system is about 001."""
    judged = [{("001", "住民票"): evidence(0.9), ("006", "選挙人名簿"): evidence(0.4)}]

    assert systems.system_of([table("A", "X")], judged, {}).main == "001"


@pytest.mark.parametrize(
    ("file", "business"), [("kaigo.sql", "023"), ("kokuho_nhi.sql", "024"), ("介護保険.sql", "023")]
)
def test_a_file_that_is_named_after_a_business_speaks_for_it(file: str, business: str) -> None:
    """Both businesses have the same items: the name of the file decides."""
    source = table("HIHO", "HIHOKENSHA_NO", "SHIMEI", "SHIKAKU_SHUTOKU_YMD", "SHIKAKU_SOSHITSU_YMD", file=file)

    found = chosen(matched((JUMIN, KAIGO, KOKUHO), source)[0])

    assert {one.split()[0] for one in found.values()} == {business}


def test_what_the_names_of_files_say() -> None:
    """A share of the words of the business's name."""
    said = systems.said_by_file(target(JUMIN, KAIGO), [table("A", "X", file="care-insurance.sql")])

    assert (said["001"], said["023"]) == (0.0, 1.0)


def test_a_table_without_evidence_has_no_home() -> None:
    """Nothing is covered, nothing is counted."""
    [one] = matched((JUMIN,), table("DOG", "BREED", "COLOR", "RABIES_YMD"))

    assert (one.homes, any(one.covered), one.chosen) == (frozenset(), False, {})


def test_columns_that_keep_book_of_rows_feed_nothing() -> None:
    """Although the standard has a 操作者ID."""
    known = spec("001", "住民基本台帳", 住民票=f"{PERSON} 操作者ID 操作年月日:DATE 操作時刻")
    names = ("ATENA_NO", "SHIMEI", "SEINENGAPPI", "SEIBETSU", "JUSHO")

    book = chosen(matched((known,), table("JUMIN", *names, "created_by", "updated_by"))[0])
    host = chosen(matched((known,), table("JUMIN", *names, "updated_by"))[0])

    assert ("updated_by" in book, host.get("updated_by")) == (False, "001 住民票.操作者ID")
