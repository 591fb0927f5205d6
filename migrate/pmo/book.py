"""The layout of progress.xlsx, as it is written by `pmo export` and read back by `pmo collect` for want of the JSON.

Sheets are found by their names, columns by their headings (in the first rows of a sheet), the cover's values beside
their labels; titles, notes, looks and further sheets are free. Every sheet is there, also without rows; an empty cell
tells nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.procedure import TOTAL_STEPS

COVER, BOARD, DAYS, SYSTEMS, COUNTS, RISKS = "表紙", "進捗", "計画と実績", "システム", "件数", "リスク"
"""Names of the sheets."""
HEADING_ROWS = 8
"""A heading stands within so many rows."""

COVER_LABELS: Mapping[str, str] = {
    "kind": "ファイルの種類",
    "version": "形式の版",
    "period": "期間",
    "as_of": "時点",
    "revision": "訂正の番号",
    "code": "団体コード",
    "prefecture": "都道府県",
    "name": "団体名",
    "body_kind": "団体の区分",
    "population": "人口",
    "notes": "自由記述",
    "tool": "ツールの版",
}
"""Field → label in column A; its value stands in column B."""
NOTES = {True: "あり", False: "なし"}

BUSINESS = "業務ID"
"""First column of every table with a row a business: text of three digits; `NAME` is beside it."""
NAME = "業務"
STEP = "ステップ番号"
BOARD_HEADINGS: tuple[str, ...] = (BUSINESS, NAME, *(str(number) for number in range(1, TOTAL_STEPS + 1)))
"""A column a step, headed by its number; a cell is the state: 済, 中, 未, 外 (or its full word)."""
DAYS_HEADINGS: Mapping[str, str] = {
    "business": BUSINESS,
    "name": NAME,
    "number": STEP,
    "planned": "予定の日",
    "actual": "完了の日",
    "changed": "変更の日",
    "proven": "裏づけ",
}
"""A row a step; days are dates or ISO text; it has no state, which stands on the board alone."""
PROVEN = {True: "あり", False: "なし", None: ""}
SYSTEMS_HEADINGS: Mapping[str, str] = {
    "business": BUSINESS,
    "business_name": NAME,
    "name": "システム",
    "vendor": "ベンダ",
    "package": "パッケージ",
    "operation": "稼働の日",
    "reason": "特定移行の事由",
    "until": "特定移行の期限",
    "remains": "残る作業",
}
"""A row a system."""
COUNTS_HEADINGS: Mapping[str, str] = {
    "business": BUSINESS,
    "name": NAME,
    "undecided": "未決定",
    "rejected": "変換の拒否",
    "errors": "品質のエラー",
    "differences": "未解消の相違",
}
"""A row a business; empty where the command has not run."""
RISKS_HEADINGS: Mapping[str, str] = {
    "id": "番号",
    "business": BUSINESS,
    "level": "大きさ",
    "due": "期限",
    "text": "内容",
}
"""A row an open risk."""
