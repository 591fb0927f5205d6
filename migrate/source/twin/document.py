"""The twin for people: its files, its keys and references, and what it imitates and what it does not."""

from __future__ import annotations

from migrate.model.document import Column, Figure, Figures, Grid, Note, Section
from migrate.model.twin import Twin, TwinFile

STATEMENT = "架空データ。実在の人物・住所・番号とは関係がありません。"
IMITATED = (
    "ファイルの数と名前、文字コード、区切り、改行、見出し、固定長の位置",
    "列ごとの、空と空白の割合、文字数、値の形、文字の種類（外字を含む）、値の種類の数",
    "コードの値と件数。10 件未満のコードも必ず出ます（件数は本ツールが決めたもの）",
    "日付・電話・郵便番号・団体コード・法人番号の形（検査用数字を含む）",
    "主キーの一意と、DDL に宣言された外部キーのつながり",
    "復号できないバイトと、切り分けられない行の割合（--clean で除けます）",
)
NOT_IMITATED = (
    "個人番号: 12 桁の数字は、すべて検査用数字が合わないように作ります",
    "電話番号: 市外局番の次を 0 で始め、どこにもつながらない番号にします",
    "法人番号: どの登記所にもない 9999 の番号です",
    "列と列の関係（氏名とカナ、生年月日と年齢、住所と郵便番号など）: 合っていません",
    "値の偏り: コードのほかは、どの値もほぼ同じ件数です。並び順も元のデータと関係がありません",
    "引用符: 全部の項目に付けるか、必要な項目だけに付けるかのどちらかです",
    "個人に関わらない列でも、プロファイルが値を出さなかったものは、形だけをまねます",
)
_FILES = (
    Column(title="ファイル", width=34),
    Column(title="元", width=30),
    Column(title="表", width=18),
    Column(title="文字コード", width=12),
    Column(title="行", unit="行", numeric=True, width=12),
    Column(title="切り分けられない行", unit="行", numeric=True, width=16),
    Column(title="列", unit="列", numeric=True, width=8),
)
_TIES = (
    Column(title="ファイル", width=34),
    Column(title="種類", width=20),
    Column(title="列", width=60),
)
_LIST = (Column(title="項目", width=90),)


def _line(one: TwinFile) -> tuple[str | int, ...]:
    return one.path, one.source, one.table, one.encoding, one.rows, one.ragged, one.columns


def _ties(one: TwinFile) -> list[tuple[str, str, str]]:
    keys = [(one.path, "一意の列", name) for name in one.keys]
    references = [(one.path, "外部キー", name) for name in one.references]
    return [*keys, *references, *((one.path, "復号できないバイト", name) for name in one.damaged)]


def summary(twin: Twin) -> str:
    """One sentence for a reader with ten seconds."""
    rows = sum(one.rows for one in twin.files)
    return f"{STATEMENT}プロファイルだけから、ファイル {len(twin.files):,} 個、{rows:,} 行を作りました。"


def sections(twin: Twin) -> tuple[Section, ...]:
    """The files, then their ties, then what is imitated and what is not."""
    figures = Figures(
        figures=(
            Figure(label="ファイル", value=f"{len(twin.files):,}"),
            Figure(label="行", value=f"{sum(one.rows for one in twin.files):,}"),
            Figure(label="乱数の種", value=str(twin.seed)),
        )
    )
    files = Grid(title="作ったファイル", columns=_FILES, rows=tuple(map(_line, twin.files)))
    ties = Grid(
        title="キーと外部キー、復号できないバイト",
        columns=_TIES,
        rows=tuple(row for one in twin.files for row in _ties(one)),
    )
    note = Note(
        text="元のデータのファイルは開いていません。プロファイルが示したコードのほかは、作った値です（偶然の一致はあり得ます）。"
    )
    return (
        Section(id="source-twin-files", title="架空データのファイル", blocks=(figures, files, ties, note)),
        Section(
            id="source-twin-imitated",
            title="まねたことと、まねていないこと",
            blocks=(
                Grid(title="まねたこと", columns=_LIST, rows=tuple((one,) for one in IMITATED)),
                Grid(title="まねていないこと", columns=_LIST, rows=tuple((one,) for one in NOT_IMITATED)),
            ),
        ),
    )


def readme(twin: Twin) -> str:
    """The text that lies beside the files."""
    lines = [
        STATEMENT,
        "現行システムのデータの「プロファイル」（件数・文字数・値の形）だけから、migrate source twin が作りました。",
        "元のデータのファイルは開いていません。氏名や住所が実在のものと一致しても、偶然です。",
        "",
        "まねたこと",
        *(f"- {one}" for one in IMITATED),
        "",
        "まねていないこと",
        *(f"- {one}" for one in NOT_IMITATED),
        "",
        f"乱数の種 {twin.seed}（同じプロファイル、同じ種、同じ行数なら、同じバイトになります）",
        "",
        *(f"{one.path.rpartition('/')[2]}: {one.rows:,} 行（元 {one.source}、表 {one.table}）" for one in twin.files),
    ]
    return "\n".join(lines) + "\n"
