"""The profile for people: per file one line a column, then the forms, then the values that may be shown."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.document import Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.profile import Care, ColumnProfile, FileProfile

_CARE = {Care.CODE: "コード", Care.OPEN: "範囲を表示", Care.CLOSED: "値を出さない"}
_HIDDEN = Cell(text="非表示", tone=Tone.MUTED)
CLASSES = {
    "half_digit": "半角数字",
    "half_letter": "半角英字",
    "half_kana": "半角カナ",
    "half_mark": "半角記号",
    "full": "全角",
    "hiragana": "ひらがな",
    "katakana": "全角カタカナ",
    "kanji_or_other": "漢字・全角記号",
    "gaiji": "外字（私用領域）",
    "undecodable": "復号できないバイト",
    "control": "制御文字",
    "inner_blank": "途中の空白",
    "leading_blank": "先頭の空白",
    "trailing_blank": "末尾の空白",
}
"""Words of the classes of characters."""
SIGNATURES = {
    "era_letter_date": "和暦（元号の英字）",
    "era_kanji_date": "和暦（元号の漢字）",
    "era_date_7": "和暦 7 桁（元号の番号）",
    "era_date_6": "和暦 6 桁になり得る",
    "western_date_8": "西暦 8 桁",
    "western_date_parted": "西暦（区切りあり）",
    "western_month_6": "西暦年月 6 桁になり得る",
    "timestamp_14": "日時 14 桁",
    "timestamp_parted": "日時（区切りあり）",
    "no_date": "日付なし（0 か 9 の並び）",
    "half_kana": "半角カナだけ",
    "full_kana": "全角カナだけ",
    "name": "氏名の形",
    "address": "住所の形",
    "postal_7": "郵便番号 7 桁になり得る",
    "postal_3_4": "郵便番号 3-4 桁",
    "phone_parted": "電話番号（区切りあり）",
    "phone_digits": "電話番号（数字だけ）になり得る",
    "email": "メールアドレス",
    "kojin_bango": "個人番号（検査用数字が合う 12 桁）",
    "hojin_bango": "法人番号（検査用数字が合う 13 桁）",
    "dantai_code": "団体コード（検査用数字が合う 6 桁）",
    "flag_0_1": "フラグ（0・1）",
    "integer": "整数",
    "decimal": "小数・桁区切りの数",
    "zero_padded": "前ゼロの数字",
    "half_code": "英数字の符号",
    "long_text": "長い文（30 文字以上）",
}
"""Words of the forms."""
_COLUMNS = (
    Column(title="列", width=20),
    Column(title="日本語名", width=20),
    Column(title="空", unit="件", numeric=True, width=10),
    Column(title="空白だけ", unit="件", numeric=True, width=10),
    Column(title="値の種類", width=14),
    Column(title="文字数", width=10),
    Column(title="主な形", width=26),
    Column(title="値の扱い", width=14),
)
_CARES = (
    Column(title="列", width=20),
    Column(title="値の扱い", width=14),
    Column(title="最小", width=18),
    Column(title="最大", width=18),
    Column(title="平均の文字数", numeric=True, width=12),
    Column(title="理由", width=60),
)
_FORMS = (
    Column(title="列", width=20),
    Column(title="見方", width=12),
    Column(title="形", width=36),
    Column(title="件数", unit="件", numeric=True, width=12),
)
_VALUES = (
    Column(title="列", width=20),
    Column(title="値", width=24),
    Column(title="文字の並び", width=24),
    Column(title="件数", unit="件", width=12),
)
_PLAIN = ("integer", "half_code", "zero_padded")
"""Forms that say less than any other."""
_RAGGED = (
    Column(title="行", numeric=True, width=12),
    Column(title="実際", numeric=True, width=10),
    Column(title="あるべき数", numeric=True, width=12),
)
_RARE = "10 件未満は「<10」とし、引き算で分かるときは、ほかの件数も「>=10」か「非表示」にします。"
_NOTE = (
    "文字の並びの記号: 9 数字、A・E 英字、k 半角カナ、D 全角数字、L・e 全角英字、K カタカナ、H ひらがな、"
    "M・m 元号、Y・N・W 年月日、a 住所の文字、J ほかの全角、_ 全角空白、g 外字、u 復号できないバイト、c 制御文字。"
    "{n} は n 文字の続き。"
)


def _number(count: int | None) -> Value:
    return _HIDDEN if count is None else count


def _length(column: ColumnProfile) -> str:
    if column.shortest == column.longest:
        return "" if column.shortest is None else str(column.shortest)
    return f"{column.shortest}–{column.longest}"


def _main(column: ColumnProfile, rows: int) -> str:
    """The form that at least half of the cells that hold something have; one that says more than 整数 first."""
    filled = rows - (column.empty or 0) - (column.blank or 0)
    forms = [one.name for one in column.signatures if one.count is not None and one.count * 2 >= filled]
    forms.sort(key=lambda name: name in _PLAIN)
    return SIGNATURES[forms[0]] if forms else ""


def _line(column: ColumnProfile, rows: int) -> tuple[Value, ...]:
    distinct = f"{column.distinct:,}"
    return (
        column.name,
        column.logical_name,
        _number(column.empty),
        _number(column.blank),
        distinct if column.distinct_exact else f"約 {distinct}",
        _length(column),
        _main(column, rows),
        _CARE[column.care],
    )


def _care(column: ColumnProfile) -> tuple[Value, ...]:
    low, high = column.minimum or "", column.maximum or ""
    return column.name, _CARE[column.care], low, high, column.mean_length, column.why


def _forms(column: ColumnProfile) -> Iterator[tuple[Value, ...]]:
    for one in column.characters:
        yield column.name, "文字の種類", CLASSES[one.name], _number(one.count)
    for one in column.signatures:
        yield column.name, "値の形", SIGNATURES[one.name], _number(one.count)
    for one in column.patterns:
        yield column.name, "文字の並び", one.name, _number(one.count)


def _values(column: ColumnProfile) -> Iterator[tuple[Value, ...]]:
    for one in column.values:
        count = f"{int(one.count):,}" if one.count.isdigit() else one.count
        yield column.name, _HIDDEN if one.text is None else one.text, one.pattern, count


def _figures(one: FileProfile) -> Figures:
    lost = Tone.BAD if one.ragged_count else Tone.PLAIN
    closed = sum(column.care is Care.CLOSED for column in one.columns)
    return Figures(
        figures=(
            Figure(label="行", value=f"{one.records:,}"),
            Figure(label="切り分けられない行", value=f"{one.ragged_count:,}", tone=lost),
            Figure(label="列", value=f"{len(one.columns):,}"),
            Figure(label="値を出さない列", value=f"{closed:,}"),
        )
    )


def _columns(one: FileProfile) -> Grid:
    rows = tuple(_line(column, one.rows) for column in one.columns)
    return Grid(title=f"{one.file} の列", columns=_COLUMNS, rows=rows)


def _section(number: int, one: FileProfile, blocks: tuple[Block, ...]) -> Section:
    title = f"{one.file}（表 {one.table}、{one.encoding}）"
    return Section(id=f"source-profile-{number}", title=title, blocks=blocks)


def _file(number: int, one: FileProfile) -> Section:
    name = one.file
    forms = tuple(row for column in one.columns for row in _forms(column))
    values = tuple(row for column in one.columns for row in _values(column))
    blocks: list[Block] = [
        _figures(one),
        _columns(one),
        Grid(title=f"{name} の値の扱い", columns=_CARES, rows=tuple(map(_care, one.columns))),
        Grid(title=f"{name} の値の形", columns=_FORMS, rows=forms, note=_NOTE),
        Grid(title=f"{name} のコードと多い値", columns=_VALUES, rows=values, note=_RARE),
    ]
    if one.ragged:
        rows = tuple((row.row, row.found, row.expected) for row in one.ragged)
        note = f"{one.ragged_count:,} 行のうち、先頭の {len(rows):,} 行です。" if one.ragged_count > len(rows) else ""
        blocks.append(Grid(title=f"{name} の切り分けられない行", columns=_RAGGED, rows=rows, note=note))
    return _section(number, one, tuple(blocks))


def summary(files: tuple[FileProfile, ...]) -> str:
    """One sentence for a reader with ten seconds."""
    rows = sum(one.records for one in files)
    columns = sum(len(one.columns) for one in files)
    return f"データのファイル {len(files):,} 個、{rows:,} 行、{columns:,} 列を、全行について調べました。"


def sections(files: tuple[FileProfile, ...]) -> tuple[Section, ...]:
    """One section a file."""
    return tuple(_file(number, one) for number, one in enumerate(files, 1))


def brief_sections(files: tuple[FileProfile, ...]) -> tuple[Section, ...]:
    """One section a file, one line a column."""
    more = Note(text="値の形、コードの一覧、値の扱いの理由は、-v か --format html・xlsx で見られます。")
    parts = ((number, one, (_figures(one), _columns(one), more)) for number, one in enumerate(files, 1))
    return tuple(_section(number, one, blocks) for number, one, blocks in parts)
