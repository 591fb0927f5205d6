"""Where something stands in a report, in words that its writer knows: 固定資産税・ステップ 8・状態."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from migrate.files.strict import Fault as Strict
from migrate.files.strict import Wrong
from migrate.pmo.intake.verdict import Fault

FIELDS = {
    "kind": "ファイルの種類",
    "version": "形式の版",
    "period": "期間",
    "as_of": "時点",
    "revision": "訂正の番号",
    "body": "団体",
    "businesses": "業務",
    "risks": "リスク",
    "notes": "自由記述の有無",
    "tool": "ツールの版",
    "printed": "公表の完了率",
    "name": "名",
    "prefecture": "都道府県",
    "code": "団体コード",
    "population": "人口",
    "business": "業務ID",
    "steps": "ステップ",
    "systems": "システム",
    "counts": "件数",
    "status": "状態",
    "planned": "予定の日",
    "actual": "完了の日",
    "changed": "変更の日",
    "proven": "裏づけ",
    "vendor": "ベンダ",
    "package": "パッケージ",
    "operation": "稼働の日",
    "reason": "特定移行の事由",
    "until": "特定移行の期限",
    "remains": "残る作業",
    "undecided": "未決定",
    "rejected": "変換の拒否",
    "errors": "品質のエラー",
    "differences": "未解消の相違",
    "id": "番号",
    "level": "大きさ",
    "due": "期限",
    "text": "内容",
}
"""Key of the JSON → what people call it; of a list, what one of it is called."""
_REASONS = {
    Strict.MISSING: "項目がありません",
    Strict.UNKNOWN: "形式にない項目です",
    Strict.TYPE: "値の型（文字列・数・真偽・一覧）が違います",
}
_KEY = re.compile(r"[A-Za-z_]\w{0,40}", re.ASCII)


def place(path: Sequence[str | int], data: Any, names: Mapping[str, str]) -> str:
    """The words for a place in the JSON ``data``; ``names`` has the businesses by 業務ID.

    >>> place(("businesses", 0, "steps", 7, "status"), {"businesses": [{"business": "012"}]}, {"012": "固定資産税"})
    '固定資産税・ステップ 8・状態'
    """
    words = []
    for at, part in enumerate(path):
        if isinstance(part, str):
            if not (at + 1 < len(path) and isinstance(path[at + 1], int)):
                words.append(FIELDS.get(part) or _unknown(part))
        elif path[at - 1] == "businesses":
            words.append(_business(data, part, names))
        else:
            words.append(f"{FIELDS[str(path[at - 1])]} {part + 1}")
    return "・".join(words) or "全体"


def _unknown(key: str) -> str:
    return key if _KEY.fullmatch(key) else "（名の分からない項目）"


def _business(data: Any, at: int, names: Mapping[str, str]) -> str:
    try:
        return names[data["businesses"][at]["business"]]
    except (KeyError, TypeError, IndexError):
        return f"{at + 1} 番目の業務"


def fault(wrong: Wrong, data: Any, names: Mapping[str, str]) -> Fault:
    """One violation of the form."""
    reason = f"{wrong.wanted} のどれかではありません" if wrong.fault is Strict.CHOICE else _REASONS[wrong.fault]
    return Fault(place=place(wrong.path, data, names), reason=reason)
