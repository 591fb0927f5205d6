"""Each rule finds what it is for, at the places where it is, and nothing where it is not."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest

from migrate.model.finding import Finding
from migrate.report import messages
from migrate.source.lint.catalogue import RULES

Lint = Callable[[str], tuple[Finding, ...]]
Case = tuple[str, str, tuple[str, ...], str]
_LONG = "N" * 60 + "_ABC"
_WIDE = ", ".join(f"項目{chr(0x4E00 + n)} INT" for n in range(201))
CASES: tuple[Case, ...] = (
    ("no-primary-key", "CREATE TABLE T (A INT);", ("T",), "CREATE TABLE T (A INT PRIMARY KEY);"),
    ("no-primary-key", "CREATE TABLE T (A INT); CREATE INDEX I ON T(A);", ("T",), "CREATE TABLE T_BK (A INT);"),
    (
        "inexact-key",
        "CREATE TABLE T (A BINARY_DOUBLE, B TIMESTAMP, C INT, PRIMARY KEY (A, B, C));",
        ("T.A", "T.B"),
        "CREATE TABLE T (A INT, D DATE, PRIMARY KEY (A, D));",
    ),
    (
        "name-in-key",
        "CREATE TABLE T (SHIMEI VARCHAR2(100), KANA_SHIMEI VARCHAR2(50), PRIMARY KEY (SHIMEI, KANA_SHIMEI));",
        ("T.KANA_SHIMEI", "T.SHIMEI"),
        "CREATE TABLE T (ATENA_NO CHAR(15), SHIMEI VARCHAR2(100), PRIMARY KEY (ATENA_NO));",
    ),
    (
        "key-column-missing",
        "CREATE TABLE T (A INT, PRIMARY KEY (A, B));",
        ("T",),
        "CREATE TABLE T (A INT, b INT, PRIMARY KEY (a, B));",
    ),
    (
        "foreign-table-missing",
        "CREATE TABLE T (A INT PRIMARY KEY, B INT REFERENCES U (B));",
        ("T",),
        "CREATE TABLE T (A INT PRIMARY KEY, B INT REFERENCES u (B)); CREATE TABLE U (B INT PRIMARY KEY);",
    ),
    (
        "circular-keys",
        "CREATE TABLE A (I INT PRIMARY KEY, J INT REFERENCES B (I)); "
        "CREATE TABLE B (I INT PRIMARY KEY, J INT REFERENCES C (I)); "
        "CREATE TABLE C (I INT PRIMARY KEY, J INT REFERENCES A (I)); "
        "CREATE TABLE D (I INT PRIMARY KEY, J INT REFERENCES A (I), K INT REFERENCES E (I)); "
        "CREATE TABLE E (I INT PRIMARY KEY, J INT REFERENCES D (I)); CREATE TABLE F (I INT REFERENCES D (I));",
        ("A", "D"),
        "CREATE TABLE A (I INT PRIMARY KEY, J INT REFERENCES A (I)); "
        "CREATE TABLE B (I INT PRIMARY KEY, J INT REFERENCES A (I));",
    ),
    (
        "foreign-key-differs",
        "CREATE TABLE A (I CHAR(15) PRIMARY KEY); CREATE TABLE B (I CHAR(10) PRIMARY KEY REFERENCES A (I)); "
        "CREATE TABLE C (I INT PRIMARY KEY REFERENCES A (I));",
        ("B", "C"),
        "CREATE TABLE A (I CHAR(15) PRIMARY KEY); CREATE TABLE B (J CHAR(15) PRIMARY KEY REFERENCES A (I));",
    ),
    (
        "undeclared-key",
        "CREATE TABLE T_SETAI (SETAI_NO CHAR(10) PRIMARY KEY); "
        "CREATE TABLE T_JUKI (ATENA_NO CHAR(15) PRIMARY KEY, SETAI_NO CHAR(10));",
        ("T_JUKI.SETAI_NO",),
        "CREATE TABLE T_SETAI (SETAI_NO CHAR(10) PRIMARY KEY); CREATE TABLE A (ID INT PRIMARY KEY); "
        "CREATE TABLE T_JUKI (ATENA_NO CHAR(15) PRIMARY KEY, SETAI_NO CHAR(10) REFERENCES T_SETAI (SETAI_NO), ID INT);",
    ),
    (
        "repeated-columns",
        "CREATE TABLE T (A INT PRIMARY KEY, TEL1 CHAR(9), TEL2 CHAR(9), TEL3 CHAR(9), K_1_YMD DATE, K_2_YMD DATE, "
        "K_3_YMD DATE);",
        ("T.K_1_YMD", "T.TEL1"),
        "CREATE TABLE T (A INT PRIMARY KEY, TEL1 CHAR(9), TEL2 CHAR(9), YOBI1 CHAR(1), YOBI2 CHAR(1), YOBI3 CHAR(1), "
        "F7 INT, F9 INT, F20 INT);",
    ),
    (
        "history-without-number",
        "CREATE TABLE T_RIREKI (ATENA_NO CHAR(15) PRIMARY KEY, SHIMEI VARCHAR2(50));",
        ("T_RIREKI",),
        "CREATE TABLE T_RIREKI (ATENA_NO CHAR(15), RIREKI_NO INT, PRIMARY KEY (ATENA_NO, RIREKI_NO)); "
        "CREATE TABLE JOB_HISTORY (ID INT, START_DATE DATE, PRIMARY KEY (ID, START_DATE)); "
        "CREATE TABLE 使用履歴 (ID INT PRIMARY KEY, 処理日時 CHAR(14)); "
        "CREATE TABLE A_HIST (ID INT PRIMARY KEY, X TIMESTAMP);",
    ),
    (
        "several-person-keys",
        "CREATE TABLE T (ATENA_NO CHAR(15) PRIMARY KEY, KOJIN_CD CHAR(10));",
        ("T",),
        "CREATE TABLE T (ATENA_NO CHAR(15) PRIMARY KEY, 世帯主宛名番号 CHAR(15), 個人番号 CHAR(12));",
    ),
    (
        "person-without-key",
        "CREATE TABLE T (UKETSUKE_NO INT PRIMARY KEY, SHIMEI VARCHAR2(50), BIRTH_YMD CHAR(8));",
        ("T",),
        "CREATE TABLE T (ATENA_NO CHAR(15) PRIMARY KEY, SHIMEI VARCHAR2(50), BIRTH_YMD CHAR(8)); "
        "CREATE TABLE TANTOSHA (ID INT PRIMARY KEY, SHIMEI VARCHAR2(50));",
    ),
    (
        "person-keys-differ",
        "CREATE TABLE A (ATENA_NO CHAR(15) PRIMARY KEY); CREATE TABLE B (宛名コード CHAR(15) PRIMARY KEY); "
        "CREATE TABLE C (KOJIN_CD NUMBER(10) PRIMARY KEY);",
        ("C.KOJIN_CD",),
        "CREATE TABLE A (ATENA_NO CHAR(15) PRIMARY KEY); CREATE TABLE B (宛名コード CHAR(15) PRIMARY KEY);",
    ),
    (
        "my-number",
        "CREATE TABLE T (A INT PRIMARY KEY, KOJIN_NO CHAR(12), MY_NUMBER CHAR(12), B CHAR(12)); "
        "COMMENT ON COLUMN T.B IS '個人番号';",
        ("T.B", "T.KOJIN_NO", "T.MY_NUMBER"),
        "CREATE TABLE T (KOJIN_NO CHAR(10) PRIMARY KEY, 個人番号有無 CHAR(1), 基礎年金番号 CHAR(10));",
    ),
    (
        "resident-record-code",
        "CREATE TABLE T (A INT PRIMARY KEY, JUMINHYO_CD CHAR(11));",
        ("T.JUMINHYO_CD",),
        "CREATE TABLE T (A INT PRIMARY KEY, JUMIN_CD CHAR(11));",
    ),
    (
        "bank-account",
        "CREATE TABLE T (A INT PRIMARY KEY, KOZA_NO CHAR(7), 口座名義人カナ VARCHAR2(30), 口座名義人 VARCHAR2(30));",
        ("T.KOZA_NO", "T.口座名義人"),
        "CREATE TABLE T (A INT PRIMARY KEY, 金融機関コード CHAR(4));",
    ),
    (
        "protection",
        "CREATE TABLE T (A INT PRIMARY KEY, DV_FLG CHAR(1), 発行抑止区分 CHAR(1));",
        ("T.DV_FLG", "T.発行抑止区分"),
        "CREATE TABLE T (A INT PRIMARY KEY, 発行区分 CHAR(1), DVD_NO INT);",
    ),
    (
        "sensitive",
        "CREATE TABLE T (A INT PRIMARY KEY, 障害等級 CHAR(2), 病名 VARCHAR(50));",
        ("T",),
        "CREATE TABLE T (A INT PRIMARY KEY, 障害発生日時 TIMESTAMP, 等級 CHAR(2));",
    ),
    (
        "gaiji-likely",
        "CREATE TABLE T (A INT PRIMARY KEY, SHIMEI VARCHAR2(50), 方書 NVARCHAR2(50));",
        ("T.SHIMEI", "T.方書"),
        "CREATE TABLE T (A INT PRIMARY KEY, SHIMEI_KN VARCHAR2(50), 住所_都道府県 VARCHAR2(8), "
        "DEPARTMENT_NAME VARCHAR2(9), NAME VARCHAR2(9), 住所_市区町村コード CHAR(6), 氏名_ローマ字 VARCHAR2(99));",
    ),
    (
        "remarks",
        "CREATE TABLE T (A INT PRIMARY KEY, BIKO VARCHAR2(200), 特記事項 CLOB, 連絡メモ VARCHAR2(80));",
        ("T.BIKO", "T.特記事項", "T.連絡メモ"),
        "CREATE TABLE T (A INT PRIMARY KEY, 備考区分 CHAR(1));",
    ),
    (
        "date-as-text",
        "CREATE TABLE T (A INT PRIMARY KEY, 異動日 CHAR(8), UPD_YMD VARCHAR2(10), BIRTH_YMD NUMBER(8), "
        "登録日時 CHAR(14));",
        ("T.BIRTH_YMD", "T.UPD_YMD", "T.異動日", "T.登録日時"),
        "CREATE TABLE T (A INT PRIMARY KEY, 異動日 DATE, 登録日時 TIMESTAMP, 引落日 NUMBER(2), 曜日 CHAR(8));",
    ),
    (
        "era-date",
        "CREATE TABLE T (A INT PRIMARY KEY, 生年月日 CHAR(7), 元号コード CHAR(1), 異動日 VARCHAR2(9)); "
        "COMMENT ON COLUMN T.異動日 IS '異動日（和暦）';",
        ("T.元号コード", "T.生年月日", "T.異動日"),
        "CREATE TABLE T (A INT PRIMARY KEY, 生年月日 CHAR(8), 郵便番号 CHAR(7));",
    ),
    (
        "two-digit-year",
        "CREATE TABLE T (A INT PRIMARY KEY, 生年月日 CHAR(6), UPD_YMD NUMBER(6));",
        ("T.UPD_YMD", "T.生年月日"),
        "CREATE TABLE T (A INT PRIMARY KEY, 支給年月 CHAR(6), 更新時刻 CHAR(6), 異動日 CHAR(6)); "
        "COMMENT ON COLUMN T.異動日 IS 'YYYYMM';",
    ),
    (
        "free-date",
        "CREATE TABLE T (A INT PRIMARY KEY, 生年月日 VARCHAR2(30), 死亡日 TEXT);",
        ("T.死亡日", "T.生年月日"),
        "CREATE TABLE T (A INT PRIMARY KEY, 生年月日 VARCHAR2(10), 登録日時 CHAR(26));",
    ),
    (
        "split-date",
        "CREATE TABLE T (A INT PRIMARY KEY, 受付年月日 DATE, 受付時刻 TIME, 出生年 INT, 出生月 INT, 出生日 INT);",
        ("T.出生年", "T.受付年月日"),
        "CREATE TABLE T (A INT PRIMARY KEY, 利用年月日 DATE, 利用終了時刻 TIME, 課税年 INT, 課税月 INT, UPD_YMD DATE, "
        "UPD_HMS TIME);",
    ),
    (
        "sentinel-default",
        "CREATE TABLE T (A INT PRIMARY KEY, B DATE DEFAULT '9999-12-31', 終了年月日 CHAR(8) DEFAULT '99999999');",
        ("T.B", "T.終了年月日"),
        "CREATE TABLE T (A INT PRIMARY KEY, B DATE DEFAULT '2026-04-01', C CHAR(8) DEFAULT '99999999');",
    ),
    (
        "inexact-amount",
        "CREATE TABLE T (A INT PRIMARY KEY, 税額 FLOAT, CHOTEI_GAKU DOUBLE PRECISION);",
        ("T.CHOTEI_GAKU", "T.税額"),
        "CREATE TABLE T (A INT PRIMARY KEY, 税額 NUMBER(12), 緯度 FLOAT);",
    ),
    (
        "number-as-text",
        "CREATE TABLE T (A INT PRIMARY KEY, 税額 CHAR(10), 人数 VARCHAR2(3));",
        ("T.人数", "T.税額"),
        "CREATE TABLE T (A INT PRIMARY KEY, 税額 NUMBER(10), 算定理由 VARCHAR2(10));",
    ),
    (
        "leading-zeros",
        "CREATE TABLE T (A INT PRIMARY KEY, ZIP NUMBER(7), 市区町村コード INT, 宛名番号 NUMBER(15,0));",
        ("T.ZIP", "T.宛名番号", "T.市区町村コード"),
        "CREATE TABLE T (A INT PRIMARY KEY, ZIP CHAR(7), 履歴番号 NUMBER(3), 法人番号 NUMBER(13));",
    ),
    (
        "padded-text",
        "CREATE TABLE T (A INT PRIMARY KEY, 氏名 NCHAR(50), BIKO CHAR(80));",
        ("T.BIKO", "T.氏名"),
        "CREATE TABLE T (A INT PRIMARY KEY, 氏名 VARCHAR2(50), 宛名番号 CHAR(15));",
    ),
    (
        "byte-lengths",
        "CREATE TABLE T (A NUMBER(3) PRIMARY KEY, 氏名 VARCHAR2(50));",
        ("T",),
        "CREATE TABLE T (A NUMBER(3) PRIMARY KEY, 氏名 VARCHAR2(50 CHAR), 方書 NVARCHAR2(50));",
    ),
    (
        "national-mix",
        "CREATE TABLE T (A INT PRIMARY KEY, 氏名 NVARCHAR2(50), 方書 VARCHAR2(50));",
        ("T",),
        "CREATE TABLE T (A INT PRIMARY KEY, 氏名 NVARCHAR2(50), 方書 NVARCHAR2(50), カナ氏名 VARCHAR2(50));",
    ),
    (
        "large-object",
        "CREATE TABLE T (A INT PRIMARY KEY, 印影 BLOB, 本文 CLOB, 写真 LONG RAW);",
        ("T.写真", "T.印影", "T.本文"),
        "CREATE TABLE T (A INT PRIMARY KEY, 本文 TEXT);",
    ),
    (
        "vendor-type",
        "CREATE TABLE T (A INT PRIMARY KEY, 本文 XMLTYPE, 座標 SDO_GEOMETRY);",
        ("T.座標", "T.本文"),
        "CREATE TABLE T (A INT PRIMARY KEY, B TIMESTAMP WITH TIME ZONE, C NUMBER(3));",
    ),
    (
        "open-number",
        "CREATE TABLE T (A INT PRIMARY KEY, B NUMBER);",
        ("T.B",),
        "CREATE TABLE T (A INT PRIMARY KEY, B NUMBER(3), C BIGINT);",
    ),
    (
        "longer-than-standard",
        "CREATE TABLE T (A INT PRIMARY KEY, 氏名 NVARCHAR2(120), 方書 VARCHAR2(800), カナ氏名 TEXT);",
        ("T.カナ氏名", "T.方書", "T.氏名"),
        "CREATE TABLE T (A INT PRIMARY KEY, 氏名 NVARCHAR2(100), 方書 VARCHAR2(600), DEPARTMENT_NAME TEXT); "
        "CREATE TABLE M_SHICHOSON (市町村コード CHAR(6) PRIMARY KEY, 市町村名 NVARCHAR2(50));",
    ),
    (
        "shorter-than-standard",
        "CREATE TABLE T (A INT PRIMARY KEY, 氏名 VARCHAR2(100), 方書 NVARCHAR2(50));",
        ("T.方書", "T.氏名"),
        "CREATE TABLE T (A INT PRIMARY KEY, 氏名 VARCHAR2(200), 世帯主氏名 NVARCHAR2(20), 部署名 VARCHAR2(10));",
    ),
    (
        "empty-default",
        "CREATE TABLE T (A INT PRIMARY KEY, B CHAR(1) DEFAULT ' ' NOT NULL, 生年月日 NUMBER(8) DEFAULT 0 NOT NULL);",
        ("T.B", "T.生年月日"),
        "CREATE TABLE T (A INT PRIMARY KEY, B CHAR(1) DEFAULT ' ', 税額 NUMBER(8) DEFAULT 0 NOT NULL, "
        "C CHAR(1) DEFAULT '0' NOT NULL);",
    ),
    (
        "code-without-list",
        "CREATE TABLE T (A INT PRIMARY KEY, 異動区分 CHAR(2), DEL_FLG CHAR(1), SEX CHAR(1));",
        ("T.DEL_FLG", "T.SEX", "T.異動区分"),
        "CREATE TABLE T (A INT PRIMARY KEY, 異動区分 CHAR(2), SEX CHAR(1), 金融機関コード CHAR(4), KA_CD CHAR(3), "
        "都道府県コード CHAR(2), 続柄コード CHAR(2)); COMMENT ON COLUMN T.続柄コード IS '続柄（コードマスタ ZK）'; "
        "COMMENT ON COLUMN T.異動区分 IS '異動区分 1男 2女'; COMMENT ON COLUMN T.SEX IS '性別 1:男'; "
        "CREATE TABLE M_KA (KA_CD CHAR(3) PRIMARY KEY);",
    ),
    (
        "flags-differ",
        "CREATE TABLE T (A INT PRIMARY KEY, X_FLG CHAR(1), Y_FLG CHAR(1), Z_FLG NUMBER(1), 有効フラグ BOOLEAN);",
        ("T.Z_FLG", "T.有効フラグ"),
        "CREATE TABLE T (A INT PRIMARY KEY, X_FLG CHAR(1), Y_FLG VARCHAR(1), B NUMBER(1));",
    ),
    (
        "work-table",
        "CREATE TABLE T_JUKI_BK (A INT); CREATE TABLE JUKI_20240401 (A INT); CREATE TABLE WK_A (A INT); "
        "CREATE TABLE 住基退避 (A INT);",
        ("JUKI_20240401", "T_JUKI_BK", "WK_A", "住基退避"),
        "CREATE TABLE WORKER (A INT PRIMARY KEY); CREATE TABLE T_TEMPLATE (A INT PRIMARY KEY);",
    ),
    (
        "reserve-column",
        "CREATE TABLE T (A INT PRIMARY KEY, YOBI1 CHAR(1), FILLER CHAR(10), 予備２ CHAR(1));",
        ("T",),
        "CREATE TABLE T (A INT PRIMARY KEY, 曜日 CHAR(1), 予防接種 CHAR(1));",
    ),
    (
        "no-japanese-name",
        "CREATE TABLE T (A INT PRIMARY KEY, B INT); COMMENT ON COLUMN T.A IS '番号';",
        ("T",),
        "CREATE TABLE T (A INT PRIMARY KEY, 番号 INT); COMMENT ON COLUMN T.A IS '番号';",
    ),
    (
        "long-name",
        f"CREATE TABLE T (A INT PRIMARY KEY, {_LONG} INT, {'長' * 22} INT);",
        (f"T.{_LONG}", f"T.{'長' * 22}"),
        f"CREATE TABLE T (A INT PRIMARY KEY, {_LONG[1:]} INT, {'長' * 21} INT);",
    ),
    (
        "reserved-word",
        'CREATE TABLE "ORDER" (A INT PRIMARY KEY, "USER" INT, "end" INT);',
        ("ORDER", "ORDER.USER", "ORDER.end"),
        "CREATE TABLE ORDERS (A INT PRIMARY KEY, USER_ID INT);",
    ),
    (
        "odd-width",
        "CREATE TABLE Ｔ１ (A INT PRIMARY KEY, ｶﾅ INT);",
        ("Ｔ１", "Ｔ１.ｶﾅ"),
        "CREATE TABLE T1 (A INT PRIMARY KEY, カナ INT, 住所（確定） INT);",
    ),
    (
        "one-name-two-types",
        "CREATE TABLE T (KA CHAR(3) PRIMARY KEY); CREATE TABLE U (KA CHAR(3) PRIMARY KEY); "
        "CREATE TABLE V (KA NUMBER(3) PRIMARY KEY); CREATE TABLE W (KA CHAR(4) PRIMARY KEY);",
        ("V.KA", "W.KA"),
        "CREATE TABLE T (KA CHAR(3) PRIMARY KEY, BIKO CHAR(9)); "
        "CREATE TABLE U (KA CHAR(3) PRIMARY KEY, BIKO CHAR(99));",
    ),
    (
        "no-update-mark",
        "CREATE TABLE T (A INT PRIMARY KEY); CREATE TABLE U (A INT PRIMARY KEY, 更新日 DATE);",
        ("T", "U"),
        "CREATE TABLE T (A INT PRIMARY KEY, 更新日 DATE, 更新者 CHAR(8)); "
        "CREATE TABLE U (A INT PRIMARY KEY, UPD_DT DATE, UPD_USER CHAR(8)); CREATE TABLE T_BK (A INT);",
    ),
    ("wide-table", f"CREATE TABLE T ({_WIDE});", ("T",), f"CREATE TABLE T ({_WIDE.rpartition(',')[0]});"),
    (
        "doubled-index",
        "CREATE TABLE T (A INT PRIMARY KEY, B INT); CREATE INDEX I ON T (A, B); CREATE INDEX J ON T (A, B);",
        ("T",),
        "CREATE TABLE T (A INT PRIMARY KEY, B INT); CREATE INDEX I ON T (A, B); CREATE INDEX J ON T (B, A);",
    ),
)
"""Name of the rule, DDL in which it holds, where, DDL in which it does not hold."""
_CODES = {rule.name: rule.code for rule in RULES}


def _places(findings: tuple[Finding, ...], code: str) -> tuple[str, ...]:
    places = (f.place for f in findings if f.code == code)
    return tuple(f"{p.table}.{p.item}" if p.item else str(p.table) for p in places)


def test_every_rule_has_examples() -> None:
    """No rule without DDL in which it holds and DDL in which it does not."""
    assert sorted({rule.name for rule in RULES} - {case[0] for case in CASES}) == []


@pytest.mark.parametrize(("name", "ddl", "places"), [case[:3] for case in CASES])
def test_rule_holds(name: str, ddl: str, places: tuple[str, ...], lint: Lint) -> None:
    """The rule holds at these places and at no other."""
    assert tuple(sorted(places)) == tuple(sorted(_places(lint(ddl), _CODES[name])))


@pytest.mark.parametrize(("name", "ddl"), [(case[0], case[3]) for case in CASES])
def test_rule_does_not_hold(name: str, ddl: str, lint: Lint) -> None:
    """What looks alike and is sound raises nothing."""
    assert _places(lint(ddl), _CODES[name]) == ()


@pytest.mark.parametrize(("name", "ddl"), [case[:2] for case in CASES])
def test_message_is_complete(name: str, ddl: str, lint: Lint) -> None:
    """A finding carries every parameter that its title, reason, basis or cure names."""
    code = _CODES[name]
    message = messages.message(code)
    assert message is not None
    texts = (message.title, message.reason, message.cure)
    named = {part for text in texts for _, part, _, _ in string.Formatter().parse(text) if part}

    assert [sorted(named - set(f.params)) for f in lint(ddl) if f.code == code and named - set(f.params)] == []
