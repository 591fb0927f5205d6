"""Tables before columns, one assignment, parts of a whole, and what must stay without a counterpart."""

import pytest

from migrate.gap import feeds
from migrate.gap.evidence import total
from migrate.gap.joined import candidate
from migrate.gap.match import Known

from .build import chosen, matched, spec, table

JUMIN = spec(
    "001",
    "住民基本台帳",
    住民票="宛名番号 世帯番号 氏名 氏名_フリガナ 生年月日:DATE 性別 続柄 住所 郵便番号 異動年月日:DATE 異動事由 備考",
    転入="宛名番号 転入前住所 転入年月日:DATE",
)
KAIGO = spec(
    "023",
    "介護保険",
    被保険者="宛名番号 被保険者番号 資格取得年月日:DATE 資格喪失年月日:DATE 資格取得事由 被保険者区分 氏名 備考",
    要介護認定="被保険者番号 申請年月日:DATE 認定年月日:DATE 要介護度 有効期間開始年月日:DATE 有効期間終了年月日:DATE",
)
HIHO = table("KG_HIHO", "ATENA_NO", "HIHOKENSHA_NO", "SHIKAKU_SHUTOKU_YMD", "SHIKAKU_SOSHITSU_YMD", "HIHOKENSHA_KBN")
JUKI = table("JUKI", "ATENA_NO", "SETAI_NO", "SHIMEI", "SHIMEI_KANA", "SEINENGAPPI", "SEIBETSU", "JUSHO")


def test_a_table_goes_to_the_business_that_it_suits() -> None:
    """Both businesses have 宛名番号 and 氏名; each table feeds its own, all at once."""
    found = [chosen(one) for one in matched((JUMIN, KAIGO), HIHO, JUKI)]

    assert [sorted({v.split(".")[0] for v in one.values()}) for one in found] == [["023 被保険者"], ["001 住民票"]]
    assert [len(one) for one in found] == [5, 7]


def test_the_order_of_the_tables_changes_nothing() -> None:
    """The answer comes in the schema's order and is the same whichever comes first."""
    one, other = matched((JUMIN, KAIGO), HIHO, JUKI), matched((JUMIN, KAIGO), JUKI, HIHO)

    assert [chosen(m) for m in one] == [chosen(m) for m in reversed(other)]


def test_an_item_takes_one_column_and_a_column_one_item() -> None:
    """Two columns that suit the same item: the better one feeds it, the other is left."""
    found = chosen(matched((JUMIN,), table("T", "ATENA_NO", "SHIMEI", "SHIMEI2=旧氏名", "SEINENGAPPI", "SEIBETSU"))[0])

    assert (found["SHIMEI"], "SHIMEI2" in found) == ("001 住民票.氏名", False)
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(
    ("column", "not_this"),
    [
        ("X=前住所", "001 転入.転入前住所"),
        ("X=前世帯番号", "001 住民票.世帯番号"),
        ("X=届出年月日", "001 住民票.異動年月日"),
        ("X=年月日不詳", "001 住民票.異動年月日"),
        ("X=旧氏名", "001 住民票.氏名"),
        ("X=送付先郵便番号", "001 住民票.郵便番号"),
        ("X=資格喪失年月日", "001 住民票.異動年月日"),
    ],
)
def test_words_that_make_another_thing_are_not_left_out(column: str, not_this: str) -> None:
    """Real incidents: 前住所 filled as 転入前住所, 届出日 as the day of the change."""
    rest = ("ATENA_NO", "SETAI_NO", "SHIMEI", "SEINENGAPPI", "SEIBETSU")
    found = chosen(matched((JUMIN,), table("JUKI", *rest, column))[0])

    assert found.get("X") != not_this
    assert len(found) >= len(rest)


@pytest.mark.parametrize(
    "columns",
    [
        ("SHUKUHAKU_ZEI_NO=宿泊税番号", "SHISETSU_CD=宿泊施設コード", "HAKUSU=泊数", "ATENA_NO", "BIKO=備考"),
        ("BOOK_ID", "TITLE", "LENT_ON", "RETURNED_ON", "RESIDENT_NO"),
        ("JOB_ID", "STARTED_AT", "ENDED_AT", "STATUS", "MESSAGE"),
        ("KEY", "VALUE", "UPDATED_AT", "UPDATED_BY"),
        ("QZX1", "QZX2", "QZX3"),
    ],
)
def test_tables_that_no_standard_covers_have_no_counterpart(columns: tuple[str, ...]) -> None:
    """However usual single names are (宛名番号, 備考), a table of its own feeds nothing."""
    (found,) = matched((JUMIN, KAIGO), table("OWN", *columns))

    assert (chosen(found), found.parts) == ({}, {})


def test_a_table_laid_out_after_a_business_feeds_no_other() -> None:
    """What a file is laid out after is known: its further columns are looked for there alone."""
    (found,) = matched((JUMIN, KAIGO), table("EXPORT", "氏名"), known=Known(laid_out={"EXPORT": "023"}))

    assert chosen(found) == {"氏名": "023 被保険者.氏名"}


def test_a_whole_feeds_its_parts() -> None:
    """氏名 holds 氏 and 名; they are proposed with an expression, the whole itself goes to 氏名."""
    names = spec("001", "住民基本台帳", 住民票="宛名番号 氏名 氏_日本人 名_日本人 生年月日:DATE 性別 世帯番号")
    (found,) = matched((names,), table("J", "ATENA_NO", "SHIMEI", "SEINENGAPPI", "SEIBETSU", "SETAI_NO"))
    parts = {s.item.item.name for ones in found.parts.values() for s in ones}

    assert (chosen(found)["SHIMEI"], parts) == ("001 住民票.氏名", {"氏_日本人", "名_日本人"})


def test_a_group_of_columns_may_be_a_table_of_its_own() -> None:
    """Columns that begin with the same word (認定_…) inside a table of insured persons."""
    wide = table(
        "T", "ATENA_NO", "HIHOKENSHA_NO", "SHIKAKU_SHUTOKU_YMD", "SHIKAKU_SOSHITSU_YMD", "SHIKAKU_SHUTOKU_JIYU",
        "NINTEI_SHINSEI_YMD", "NINTEI_NINTEI_YMD", "NINTEI_YOKAIGODO",
    )  # fmt: skip
    found = chosen(matched((JUMIN, KAIGO), wide)[0])

    assert found["NINTEI_YOKAIGODO"] == "023 要介護認定.要介護度"
    assert found["SHIKAKU_SHUTOKU_YMD"] == "023 被保険者.資格取得年月日"


def test_audit_columns_belong_to_the_first_home_or_to_none() -> None:
    """備考 of a 住民票 table is never the 備考 of another table."""
    found = chosen(matched((JUMIN, KAIGO), table("JUKI", *(c.name for c in JUKI.columns), "BIKO=備考"))[0])

    assert found["BIKO"] == "001 住民票.備考"


def test_nothing_gives_nothing() -> None:
    """No table, a table without columns, names without letters: empty answers, no error."""
    assert matched((JUMIN,)) == ()
    assert [chosen(one) for one in matched((JUMIN,), table("EMPTY"), table("ODD", "___", "１"))] == [{}, {}]


def test_the_same_input_gives_the_same_answer() -> None:
    """Law 6."""
    assert matched((JUMIN, KAIGO), HIHO, JUKI) == matched((JUMIN, KAIGO), HIHO, JUKI)


def test_a_column_that_may_be_two_wholes_is_for_people_to_decide() -> None:
    """前住所 is not split into the parts of 転入前住所 nor of 転居前住所; both are shown."""
    parts = ["都道府県", "市区郡町村名", "町字", "番地号表記", "方書"]
    names = " ".join(f"{whole}_{part}" for whole in ("住所", "転入前住所", "転居前住所") for part in parts)
    moved = spec("001", "住民基本台帳", 住民票=f"宛名番号 世帯番号 氏名 生年月日:DATE 性別 {names}")
    columns = ("ATENA_NO", "SETAI_NO", "SHIMEI", "SEINENGAPPI", "SEIBETSU", "JUSHO=住所", "ZEN_JUSHO=前住所")
    (found,) = matched((moved,), table("JUKI", *columns))

    assert {s.item.whole for s in found.parts[5]} == {"住所"}
    assert {s.item.whole for s in found.candidates[6][:10]} == {"転入前住所", "転居前住所"}
    assert 6 not in found.parts


def test_columns_that_make_an_item_together_are_joined() -> None:
    """氏 and 名 make 氏名 where no column has the whole; in the grammar's order, with a blank between."""
    names = spec("001", "住民基本台帳", 住民票="宛名番号 世帯番号 氏名 氏_日本人 名_日本人 生年月日:DATE 性別")
    rest = ("ATENA_NO", "SETAI_NO", "SEINENGAPPI", "SEIBETSU")
    apart = matched((names,), table("JUKI", *rest, "MEI=名_日本人", "SEI=氏_日本人"))[0]
    whole = matched((names,), table("JUKI", *rest, "MEI=名_日本人", "SEI=氏_日本人", "SHIMEI=氏名"))[0]
    (made,) = apart.joined
    shown = candidate(apart.table, made)

    assert (shown.joined, shown.expression) == (("SEI", "MEI"), "trim(concat(SEI, '　', MEI))")
    assert total(shown.evidence) == shown.score
    assert whole.joined == ()
    assert [f.candidate.joined for f in feeds.of_names(apart, names).fed if f.candidate.joined] == [("SEI", "MEI")]


def test_a_reading_is_not_lost_for_ending_in_a_kind_of_value() -> None:
    """tax_year is 課税年度 in full: 年度 leads to no item, but counts where the item is found by its other word."""
    usual = "課税年度 課税区分 課税標準額 課税所得額 課税番号"
    tax = spec("010", "個人住民税", 課税=f"{usual} 相当年度 均等割額 宛名番号 通知書番号", 減免=usual, 控除=usual)
    columns = ("tax_year", "taxable_income", "per_capita_levy", "notice_no", "resident_no")
    found = matched((tax,), table("tax_assessment", *columns))[0]
    by_item = {one.item.item.name: one.fitting.name for one in found.candidates[0]}

    assert by_item["課税年度"] == pytest.approx(by_item["相当年度"])
