"""標準仕様の項目定義から作った、Pandera（Polars）のスキーマです。

使い方: SCHEMAS["グループ名"].validate(frame, lazy=True)
frame の列は項目名で、すべて文字列です（pl.String）。値がないところは、空文字ではなく null にします。
検査の名前は、規則のコードです（意味と直し方: migrate explain コード）。
nullable=False の違反は、必須の違反と同じことです。
1 つの値が、いくつもの検査で不合格になることがあります。コメントの「順」が小さいものから直します。
"""

import pandera.polars as pa
import polars as pl

# 008@starter-2026-11 当日投票管理 法定記載事項（本ツールのひな型、2026-11）
# これは、法令の記載事項などから本ツールが作ったひな型です。公式の「基本データリスト」ではありません。公式の一覧を使うには、発行元から入手したブックを migrate spec import ファイル名 で取り込んでください。
SPEC = "008@starter-2026-11"
# 外字（私用領域の文字）
PRIVATE_USE = r"[\x{E000}-\x{F8FF}\x{F0000}-\x{FEFFF}\x{FF100}-\x{10FFFF}]"
# これだけの値は、値なしとみなす
BLANKS = " \u3000\t\xa0"
# データ型 X: 半角文字列
TYPE_X = r"\A(?:[ -~\x{FF61}-\x{FF9F}\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFF}]*)\z"
# 前の文字に付き、桁数に数えない文字
MARKS = r"[\x{FE00}-\x{FE0F}\x{E0100}-\x{E01EF}\x{3099}\x{309A}]"
# データ型 DATE の形
TYPE_DATE = r"\A(?:[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))\z"
# 不明な開始年月日、無期限の終了年月日
SENTINELS = ["0000-01-01", "9999-12-31"]
# 不詳日: 日、または月と日が 99
PARTLY_UNKNOWN = r"\A[1-9][0-9]{3}-(0[1-9]|1[0-2]|99)-99\z"
# コード一覧「有無・該当フラグ」
CODES_L000_1 = ["0", "1"]
# 基準日（YYYY-MM-DD）
AS_OF = "2026-11-26"
# データ型 TIME の形
TYPE_TIME = r"\A(?:([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)\z"
# データ型 9: 整数
TYPE_9 = r"\A(?:[0-9\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFF}]+)\z"


def _check(code: str, *, where: pl.Expr, passes: pl.Expr) -> pa.Check:
    """where の行は passes でなければなりません。ほかの行は見ません。"""
    verdict = ~where.fill_null(False) | passes.fill_null(False)
    return pa.Check(lambda data: data.lazyframe.select(verdict), name=code, ignore_na=False)


SCHEMAS: dict[str, pa.DataFrameSchema] = {}

# 当日投票
# ここにない検査（複数の行や表、文字の一覧と比べるもの。migrate check run が行います）
# MIG-DQ-007 主キーの重複: 選挙コード
# MIG-DQ-140 参照先の行の有無: 選挙コード、名簿番号
# MIG-DQ-266 当日投票と期日前・不在者投票: 名簿番号
# MIG-DQ-268 投票した人の選挙権: 名簿番号
SCHEMAS["当日投票"] = pa.DataFrameSchema(
    {
        # 00890001　選挙コード　X(6)　必須　主キー
        "選挙コード": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("選挙コード").is_not_null() | pl.col("選挙コード").is_null(),
                    passes=pl.col("選挙コード").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=pl.col("選挙コード").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=(pl.col("選挙コード").str.len_chars() <= 6) | (pl.when(pl.col("選挙コード").str.len_chars() > 6).then(pl.col("選挙コード")).str.replace_all(MARKS, "").str.len_chars() <= 6),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890002　名簿番号　X(10)　必須　主キー
        "名簿番号": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("名簿番号").is_not_null(),
                    passes=~pl.col("名簿番号").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("名簿番号").is_not_null() | pl.col("名簿番号").is_null(),
                    passes=pl.col("名簿番号").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("名簿番号").is_not_null(),
                    passes=pl.col("名簿番号").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("名簿番号").is_not_null(),
                    passes=(pl.col("名簿番号").str.len_chars() <= 10) | (pl.when(pl.col("名簿番号").str.len_chars() > 10).then(pl.col("名簿番号")).str.replace_all(MARKS, "").str.len_chars() <= 10),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("名簿番号").is_not_null(),
                    passes=~pl.col("名簿番号").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("名簿番号").is_not_null(),
                    passes=~pl.col("名簿番号").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("名簿番号").is_not_null(),
                    passes=~pl.col("名簿番号").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("名簿番号").is_not_null(),
                    passes=~pl.col("名簿番号").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890003　投票区コード　X(6)　必須　主キー
        "投票区コード": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("投票区コード").is_not_null() | pl.col("投票区コード").is_null(),
                    passes=pl.col("投票区コード").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=pl.col("投票区コード").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=(pl.col("投票区コード").str.len_chars() <= 6) | (pl.when(pl.col("投票区コード").str.len_chars() > 6).then(pl.col("投票区コード")).str.replace_all(MARKS, "").str.len_chars() <= 6),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890004　名簿対照年月日　DATE(10)　必須
        "名簿対照年月日": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("名簿対照年月日").is_not_null() | pl.col("名簿対照年月日").is_null(),
                    passes=pl.col("名簿対照年月日").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-006 日付・時刻・年の形（エラー、順 4）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-006",
                    where=pl.col("名簿対照年月日").is_not_null(),
                    passes=(pl.col("名簿対照年月日").str.contains(TYPE_DATE) & pl.col("名簿対照年月日").str.to_date("%Y-%m-%d", strict=False).is_not_null() & (~pl.col("名簿対照年月日").str.starts_with("0000")) & (~pl.col("名簿対照年月日").is_in(SENTINELS))) | pl.col("名簿対照年月日").is_in(SENTINELS),
                ),
                # MIG-DQ-110 規定にない番兵の日付（エラー、順 2）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-110",
                    where=pl.col("名簿対照年月日").is_not_null(),
                    passes=~pl.col("名簿対照年月日").str.contains(r"\A(0|0{8}|9{8}|0000-?00-?00|9999-99-99|0001-01-01|0001-01-00|9999-01-01|9998-12-31|2999-12-31|2099-12-31)\z"),
                ),
                # MIG-DQ-112 年や年月だけの日付（エラー、順 2）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-112",
                    where=pl.col("名簿対照年月日").is_not_null(),
                    passes=~pl.col("名簿対照年月日").str.contains(r"\A[0-9]{4}(-?00-?00|-?(0[1-9]|1[0-2])-?00|-00-[0-9]{2}|-?(0[1-9]|1[0-2]))?\z"),
                ),
                # MIG-DQ-113 不詳日を認めない項目（エラー、順 3）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-113",
                    where=pl.col("名簿対照年月日").is_not_null(),
                    passes=~pl.col("名簿対照年月日").str.contains(PARTLY_UNKNOWN).fill_null(False),
                ),
                # MIG-DQ-118 太陽暦より前の日付（警告、順 40）　根拠: 明治五年太政官布告第337号（改暦ノ布告）　1872
                _check(
                    "MIG-DQ-118",
                    where=(pl.col("名簿対照年月日").str.contains(TYPE_DATE) & pl.col("名簿対照年月日").str.to_date("%Y-%m-%d", strict=False).is_not_null() & (~pl.col("名簿対照年月日").str.starts_with("0000")) & (~pl.col("名簿対照年月日").is_in(SENTINELS))).fill_null(False),
                    passes=pl.col("名簿対照年月日") >= "1873-01-01",
                ),
            ],
        ),
        # 00890005　本人宣言フラグ　X(1)　条件付き必須
        "本人宣言フラグ": pa.Column(
            pl.String,
            nullable=True,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("本人宣言フラグ").is_not_null(),
                    passes=~pl.col("本人宣言フラグ").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("本人宣言フラグ").is_not_null(),
                    passes=pl.col("本人宣言フラグ").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("本人宣言フラグ").is_not_null(),
                    passes=(pl.col("本人宣言フラグ").str.len_chars() <= 1) | (pl.when(pl.col("本人宣言フラグ").str.len_chars() > 1).then(pl.col("本人宣言フラグ")).str.replace_all(MARKS, "").str.len_chars() <= 1),
                ),
                # MIG-DQ-005 コード一覧（エラー、順 5）　根拠: 項目定義書　コード一覧　2023-09-29
                _check(
                    "MIG-DQ-005",
                    where=pl.col("本人宣言フラグ").is_not_null(),
                    passes=pl.col("本人宣言フラグ").is_in(CODES_L000_1),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("本人宣言フラグ").is_not_null(),
                    passes=~pl.col("本人宣言フラグ").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("本人宣言フラグ").is_not_null(),
                    passes=~pl.col("本人宣言フラグ").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("本人宣言フラグ").is_not_null(),
                    passes=~pl.col("本人宣言フラグ").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("本人宣言フラグ").is_not_null(),
                    passes=~pl.col("本人宣言フラグ").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890006　仮投票フラグ　X(1)　条件付き必須
        "仮投票フラグ": pa.Column(
            pl.String,
            nullable=True,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("仮投票フラグ").is_not_null(),
                    passes=~pl.col("仮投票フラグ").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("仮投票フラグ").is_not_null(),
                    passes=pl.col("仮投票フラグ").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("仮投票フラグ").is_not_null(),
                    passes=(pl.col("仮投票フラグ").str.len_chars() <= 1) | (pl.when(pl.col("仮投票フラグ").str.len_chars() > 1).then(pl.col("仮投票フラグ")).str.replace_all(MARKS, "").str.len_chars() <= 1),
                ),
                # MIG-DQ-005 コード一覧（エラー、順 5）　根拠: 項目定義書　コード一覧　2023-09-29
                _check(
                    "MIG-DQ-005",
                    where=pl.col("仮投票フラグ").is_not_null(),
                    passes=pl.col("仮投票フラグ").is_in(CODES_L000_1),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("仮投票フラグ").is_not_null(),
                    passes=~pl.col("仮投票フラグ").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("仮投票フラグ").is_not_null(),
                    passes=~pl.col("仮投票フラグ").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("仮投票フラグ").is_not_null(),
                    passes=~pl.col("仮投票フラグ").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("仮投票フラグ").is_not_null(),
                    passes=~pl.col("仮投票フラグ").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890007　操作者ID　X(10)　必須
        "操作者ID": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("操作者ID").is_not_null() | pl.col("操作者ID").is_null(),
                    passes=pl.col("操作者ID").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=pl.col("操作者ID").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=(pl.col("操作者ID").str.len_chars() <= 10) | (pl.when(pl.col("操作者ID").str.len_chars() > 10).then(pl.col("操作者ID")).str.replace_all(MARKS, "").str.len_chars() <= 10),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890008　操作年月日　DATE(10)　必須
        "操作年月日": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("操作年月日").is_not_null() | pl.col("操作年月日").is_null(),
                    passes=pl.col("操作年月日").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-006 日付・時刻・年の形（エラー、順 4）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-006",
                    where=pl.col("操作年月日").is_not_null(),
                    passes=(pl.col("操作年月日").str.contains(TYPE_DATE) & pl.col("操作年月日").str.to_date("%Y-%m-%d", strict=False).is_not_null() & (~pl.col("操作年月日").str.starts_with("0000")) & (~pl.col("操作年月日").is_in(SENTINELS))) | pl.col("操作年月日").is_in(SENTINELS),
                ),
                # MIG-DQ-110 規定にない番兵の日付（エラー、順 2）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-110",
                    where=pl.col("操作年月日").is_not_null(),
                    passes=~pl.col("操作年月日").str.contains(r"\A(0|0{8}|9{8}|0000-?00-?00|9999-99-99|0001-01-01|0001-01-00|9999-01-01|9998-12-31|2999-12-31|2099-12-31)\z"),
                ),
                # MIG-DQ-112 年や年月だけの日付（エラー、順 2）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-112",
                    where=pl.col("操作年月日").is_not_null(),
                    passes=~pl.col("操作年月日").str.contains(r"\A[0-9]{4}(-?00-?00|-?(0[1-9]|1[0-2])-?00|-00-[0-9]{2}|-?(0[1-9]|1[0-2]))?\z"),
                ),
                # MIG-DQ-113 不詳日を認めない項目（エラー、順 3）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-113",
                    where=pl.col("操作年月日").is_not_null(),
                    passes=~pl.col("操作年月日").str.contains(r"\A0000-01-01\z|-99\z"),
                ),
                # MIG-DQ-118 太陽暦より前の日付（警告、順 40）　根拠: 明治五年太政官布告第337号（改暦ノ布告）　1872
                _check(
                    "MIG-DQ-118",
                    where=(pl.col("操作年月日").str.contains(TYPE_DATE) & pl.col("操作年月日").str.to_date("%Y-%m-%d", strict=False).is_not_null() & (~pl.col("操作年月日").str.starts_with("0000")) & (~pl.col("操作年月日").is_in(SENTINELS))).fill_null(False),
                    passes=pl.col("操作年月日") >= "1873-01-01",
                ),
                # MIG-DQ-119 基準日より後の日付（エラー、順 41）　根拠: 本ツール独自
                _check(
                    "MIG-DQ-119",
                    where=(pl.col("操作年月日").str.contains(TYPE_DATE) & pl.col("操作年月日").str.to_date("%Y-%m-%d", strict=False).is_not_null() & (~pl.col("操作年月日").str.starts_with("0000")) & (~pl.col("操作年月日").is_in(SENTINELS))).fill_null(False),
                    passes=pl.col("操作年月日") <= AS_OF,
                ),
            ],
        ),
        # 00890009　操作時刻　TIME(8)　必須
        "操作時刻": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("操作時刻").is_not_null() | pl.col("操作時刻").is_null(),
                    passes=pl.col("操作時刻").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-006 日付・時刻・年の形（エラー、順 4）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-006",
                    where=pl.col("操作時刻").is_not_null(),
                    passes=pl.col("操作時刻").str.contains(TYPE_TIME),
                ),
            ],
        ),
    }
)

# 投票区別投票状況
# ここにない検査（複数の行や表、文字の一覧と比べるもの。migrate check run が行います）
# MIG-DQ-007 主キーの重複: 選挙コード
# MIG-DQ-140 参照先の行の有無: 選挙コード、投票区コード
SCHEMAS["投票区別投票状況"] = pa.DataFrameSchema(
    {
        # 00890010　選挙コード　X(6)　必須　主キー
        "選挙コード": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("選挙コード").is_not_null() | pl.col("選挙コード").is_null(),
                    passes=pl.col("選挙コード").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=pl.col("選挙コード").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=(pl.col("選挙コード").str.len_chars() <= 6) | (pl.when(pl.col("選挙コード").str.len_chars() > 6).then(pl.col("選挙コード")).str.replace_all(MARKS, "").str.len_chars() <= 6),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("選挙コード").is_not_null(),
                    passes=~pl.col("選挙コード").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890011　投票区コード　X(6)　必須　主キー
        "投票区コード": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("投票区コード").is_not_null() | pl.col("投票区コード").is_null(),
                    passes=pl.col("投票区コード").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=pl.col("投票区コード").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=(pl.col("投票区コード").str.len_chars() <= 6) | (pl.when(pl.col("投票区コード").str.len_chars() > 6).then(pl.col("投票区コード")).str.replace_all(MARKS, "").str.len_chars() <= 6),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("投票区コード").is_not_null(),
                    passes=~pl.col("投票区コード").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890012　集計時刻　TIME(8)　必須　主キー
        "集計時刻": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("集計時刻").is_not_null() | pl.col("集計時刻").is_null(),
                    passes=pl.col("集計時刻").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-006 日付・時刻・年の形（エラー、順 4）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-006",
                    where=pl.col("集計時刻").is_not_null(),
                    passes=pl.col("集計時刻").str.contains(TYPE_TIME),
                ),
            ],
        ),
        # 00890013　当日有権者数_男　9(7)　必須
        "当日有権者数_男": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("当日有権者数_男").is_not_null() | pl.col("当日有権者数_男").is_null(),
                    passes=pl.col("当日有権者数_男").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("当日有権者数_男").is_not_null(),
                    passes=pl.col("当日有権者数_男").str.contains(TYPE_9),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("当日有権者数_男").is_not_null(),
                    passes=(pl.col("当日有権者数_男").str.len_chars() <= 7) | (pl.when(pl.col("当日有権者数_男").str.len_chars() > 7).then(pl.col("当日有権者数_男")).str.replace_all(MARKS, "").str.len_chars() <= 7),
                ),
            ],
        ),
        # 00890014　当日有権者数_女　9(7)　必須
        "当日有権者数_女": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("当日有権者数_女").is_not_null() | pl.col("当日有権者数_女").is_null(),
                    passes=pl.col("当日有権者数_女").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("当日有権者数_女").is_not_null(),
                    passes=pl.col("当日有権者数_女").str.contains(TYPE_9),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("当日有権者数_女").is_not_null(),
                    passes=(pl.col("当日有権者数_女").str.len_chars() <= 7) | (pl.when(pl.col("当日有権者数_女").str.len_chars() > 7).then(pl.col("当日有権者数_女")).str.replace_all(MARKS, "").str.len_chars() <= 7),
                ),
            ],
        ),
        # 00890015　投票者数_男　9(7)　必須
        "投票者数_男": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("投票者数_男").is_not_null() | pl.col("投票者数_男").is_null(),
                    passes=pl.col("投票者数_男").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("投票者数_男").is_not_null(),
                    passes=pl.col("投票者数_男").str.contains(TYPE_9),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("投票者数_男").is_not_null(),
                    passes=(pl.col("投票者数_男").str.len_chars() <= 7) | (pl.when(pl.col("投票者数_男").str.len_chars() > 7).then(pl.col("投票者数_男")).str.replace_all(MARKS, "").str.len_chars() <= 7),
                ),
            ],
        ),
        # 00890016　投票者数_女　9(7)　必須
        "投票者数_女": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("投票者数_女").is_not_null() | pl.col("投票者数_女").is_null(),
                    passes=pl.col("投票者数_女").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("投票者数_女").is_not_null(),
                    passes=pl.col("投票者数_女").str.contains(TYPE_9),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("投票者数_女").is_not_null(),
                    passes=(pl.col("投票者数_女").str.len_chars() <= 7) | (pl.when(pl.col("投票者数_女").str.len_chars() > 7).then(pl.col("投票者数_女")).str.replace_all(MARKS, "").str.len_chars() <= 7),
                ),
            ],
        ),
        # 00890017　不在者投票者数　9(7)　任意
        "不在者投票者数": pa.Column(
            pl.String,
            nullable=True,
            checks=[
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("不在者投票者数").is_not_null(),
                    passes=pl.col("不在者投票者数").str.contains(TYPE_9),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("不在者投票者数").is_not_null(),
                    passes=(pl.col("不在者投票者数").str.len_chars() <= 7) | (pl.when(pl.col("不在者投票者数").str.len_chars() > 7).then(pl.col("不在者投票者数")).str.replace_all(MARKS, "").str.len_chars() <= 7),
                ),
            ],
        ),
        # 00890018　操作者ID　X(10)　必須
        "操作者ID": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-CHR-001 外字（私用領域の文字）（警告、順 12）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-001",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(PRIVATE_USE),
                ),
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("操作者ID").is_not_null() | pl.col("操作者ID").is_null(),
                    passes=pl.col("操作者ID").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-003 文字の種類（エラー、順 2）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-003",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=pl.col("操作者ID").str.contains(TYPE_X),
                ),
                # MIG-DQ-004 桁数（エラー、順 3）　根拠: 項目定義書　凡例 列項目説明「桁数」　2023-09-29
                _check(
                    "MIG-DQ-004",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=(pl.col("操作者ID").str.len_chars() <= 10) | (pl.when(pl.col("操作者ID").str.len_chars() > 10).then(pl.col("操作者ID")).str.replace_all(MARKS, "").str.len_chars() <= 10),
                ),
                # MIG-CHR-042 制御文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-042",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(r"[\x{0}-\x{1F}\x{7F}-\x{9F}]"),
                ),
                # MIG-CHR-043 目に見えない文字（エラー、順 1）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-CHR-043",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(r"[\x{A0}\x{AD}\x{180E}\x{200B}-\x{200F}\x{2028}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]"),
                ),
                # MIG-CHR-040 文字が失われた跡（置換文字）（エラー、順 1）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-040",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(r"[〓\x{FFFD}]"),
                ),
                # MIG-CHR-044 前後と連続の空白（警告、順 21）　根拠: 本ツール独自
                _check(
                    "MIG-CHR-044",
                    where=pl.col("操作者ID").is_not_null(),
                    passes=~pl.col("操作者ID").str.contains(r"\A[ \x{3000}]|[ \x{3000}]\z"),
                ),
            ],
        ),
        # 00890019　操作年月日　DATE(10)　必須
        "操作年月日": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("操作年月日").is_not_null() | pl.col("操作年月日").is_null(),
                    passes=pl.col("操作年月日").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-006 日付・時刻・年の形（エラー、順 4）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-006",
                    where=pl.col("操作年月日").is_not_null(),
                    passes=(pl.col("操作年月日").str.contains(TYPE_DATE) & pl.col("操作年月日").str.to_date("%Y-%m-%d", strict=False).is_not_null() & (~pl.col("操作年月日").str.starts_with("0000")) & (~pl.col("操作年月日").is_in(SENTINELS))) | pl.col("操作年月日").is_in(SENTINELS),
                ),
                # MIG-DQ-110 規定にない番兵の日付（エラー、順 2）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-110",
                    where=pl.col("操作年月日").is_not_null(),
                    passes=~pl.col("操作年月日").str.contains(r"\A(0|0{8}|9{8}|0000-?00-?00|9999-99-99|0001-01-01|0001-01-00|9999-01-01|9998-12-31|2999-12-31|2099-12-31)\z"),
                ),
                # MIG-DQ-112 年や年月だけの日付（エラー、順 2）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-112",
                    where=pl.col("操作年月日").is_not_null(),
                    passes=~pl.col("操作年月日").str.contains(r"\A[0-9]{4}(-?00-?00|-?(0[1-9]|1[0-2])-?00|-00-[0-9]{2}|-?(0[1-9]|1[0-2]))?\z"),
                ),
                # MIG-DQ-113 不詳日を認めない項目（エラー、順 3）　根拠: 項目定義書　凡例 データ型 DATE　2023-09-29
                _check(
                    "MIG-DQ-113",
                    where=pl.col("操作年月日").is_not_null(),
                    passes=~pl.col("操作年月日").str.contains(r"\A0000-01-01\z|-99\z"),
                ),
                # MIG-DQ-118 太陽暦より前の日付（警告、順 40）　根拠: 明治五年太政官布告第337号（改暦ノ布告）　1872
                _check(
                    "MIG-DQ-118",
                    where=(pl.col("操作年月日").str.contains(TYPE_DATE) & pl.col("操作年月日").str.to_date("%Y-%m-%d", strict=False).is_not_null() & (~pl.col("操作年月日").str.starts_with("0000")) & (~pl.col("操作年月日").is_in(SENTINELS))).fill_null(False),
                    passes=pl.col("操作年月日") >= "1873-01-01",
                ),
                # MIG-DQ-119 基準日より後の日付（エラー、順 41）　根拠: 本ツール独自
                _check(
                    "MIG-DQ-119",
                    where=(pl.col("操作年月日").str.contains(TYPE_DATE) & pl.col("操作年月日").str.to_date("%Y-%m-%d", strict=False).is_not_null() & (~pl.col("操作年月日").str.starts_with("0000")) & (~pl.col("操作年月日").is_in(SENTINELS))).fill_null(False),
                    passes=pl.col("操作年月日") <= AS_OF,
                ),
            ],
        ),
        # 00890020　操作時刻　TIME(8)　必須
        "操作時刻": pa.Column(
            pl.String,
            nullable=False,
            checks=[
                # MIG-DQ-001 必須項目の欠落（エラー、順 1）　根拠: 項目定義書　データ出力条件　2023-09-29
                _check(
                    "MIG-DQ-001",
                    where=pl.col("操作時刻").is_not_null() | pl.col("操作時刻").is_null(),
                    passes=pl.col("操作時刻").str.strip_chars(BLANKS).str.len_bytes().fill_null(0) > 0,
                ),
                # MIG-DQ-006 日付・時刻・年の形（エラー、順 4）　根拠: 項目定義書　凡例 データ型　2023-09-29
                _check(
                    "MIG-DQ-006",
                    where=pl.col("操作時刻").is_not_null(),
                    passes=pl.col("操作時刻").str.contains(TYPE_TIME),
                ),
            ],
        ),
    }
)
