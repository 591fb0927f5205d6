"""Decisions in `gap/decisions/<業務ID>.yaml`: for people to read and edit; their comments and their order are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.files.jsonschema_check import Violation, violations
from migrate.model.decision import Decision, Decisions, Degree, Spot, Verdict
from migrate.model.finding import Place

FOLDER = "gap/decisions"
_HEAD = """# yaml-language-server: $schema=gap-decisions.json
# 現行の列と標準の項目の対応について、人が決めたことです（業務 {business}、形は本ツール独自）。
# 直接直しても、コメントを書いても構いません。migrate gap run と migrate map draft は、ここに書いたことに従います。
decisions: 1
business: "{business}"
rows: []
"""
_KEYS = (
    "table", "column", "group", "item", "decision", "degree",
    "column_type", "item_type", "edition", "reviewer", "date", "comment",
)  # fmt: skip
_TEXTS = {
    "additionalProperties": "書けるのは {wanted} です",
    "required": "{wanted} がありません",
    "enum": "書けるのは {wanted} です",
    "pattern": "形が違います（業務 ID は引用符で囲んだ 3 桁、日付は 2026-11-26 の形）",
    "type": "文字で書いてください（数や日付は引用符で囲む）",
    "const": "{wanted} ではありません",
}


def file_of(business: str) -> str:
    """The file of a business, relative to the workspace."""
    return f"{FOLDER}/{business}.yaml"


@cache
def _schema() -> Any:
    return json.loads((bundled("reports") / "schemas" / "gap-decisions.json").read_bytes())


def _wrong(name: str, line: int | None, spot: str, reason: str) -> MigrateError:
    return MigrateError("MIG-GAP-090", Place(file=name, line=line), {"spot": spot, "reason": reason})


def _refuse(document: Any, name: str, found: Violation) -> MigrateError:
    node, line = document, yaml.line_of(document)
    for step in found.path:
        inside = step in node if isinstance(node, dict) else isinstance(node, list)
        if not inside:
            break
        line = yaml.line_of(node, step) or line
        node = node[step]
    spot = " → ".join(str(p + 1) if isinstance(p, int) else p for p in found.path) or "ファイルの先頭"
    reason = _TEXTS.get(found.rule, "形が違います").format(wanted=found.wanted)
    return _wrong(name, line, spot, reason)


def _default(verdict: Verdict) -> Degree:
    return Degree.EXACT if verdict is Verdict.TAKEN else Degree.NONE


def _decision(row: Any) -> Decision:
    verdict = Verdict(row["decision"])
    texts = {key: str(row.get(key, "")) for key in _KEYS if key not in ("decision", "degree")}
    degree = Degree(row["degree"]) if "degree" in row else _default(verdict)
    return Decision(verdict=verdict, degree=degree, line=yaml.line_of(row), **texts)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _plain_dates(document: Any) -> None:
    """A day without quotes is a day of YAML; people write it either way."""
    rows = document.get("rows")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("date"), date):
            row["date"] = row["date"].isoformat()[:10]


def faults(one: Decision) -> Iterator[str]:
    """Why a decision says nothing that can be followed, in words."""
    if bool(one.column) and not one.table:
        yield "column があるのに table がありません"
    if bool(one.group) != bool(one.item):
        yield "group と item は、両方を書くか、両方を省きます"
    if one.verdict in (Verdict.TAKEN, Verdict.REFUSED) and not one.is_pair:
        yield f"「{one.verdict}」には、table、column、group、item の全部が要ります"
    if one.verdict is Verdict.NONE and one.is_pair:
        yield "「該当なし」は、列か項目の片方だけについて書きます。組を退けるなら「不採用」です"
    if one.date and not _is_day(one.date):
        yield f"date の「{one.date}」は、暦にある日付（2026-11-26 の形）ではありません"
    if not one.column and not one.item:
        yield "列も項目も書かれていません"
    if (one.verdict is Verdict.TAKEN) == (one.degree is Degree.NONE):
        yield f"「{one.verdict}」の degree に「{one.degree}」は書けません"


def load(data: bytes, name: str) -> Decisions:
    """The decisions in a file's bytes; ``name`` is the file's name for places.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML.
        MigrateError: MIG-GAP-090 with the line: something in it is no decision, or a spot is decided twice.
    """
    document = yaml.loads(data, name)
    if not isinstance(document, dict):
        raise _wrong(name, 1, "ファイルの先頭", "「見出し: 値」の並びではありません")
    _plain_dates(document)
    for violation in violations(_schema(), document):
        raise _refuse(document, name, violation)
    found: dict[Spot, Decision] = {}
    for row in document["rows"] or ():
        one = _decision(row)
        for reason in faults(one):
            raise _wrong(name, one.line, "rows", reason)
        if one.spot in found:
            raise _wrong(name, one.line, "rows", f"同じ列と項目の決定が {found[one.spot].line} 行目にもあります")
        found[one.spot] = one
    return Decisions(business=str(document["business"]), decisions=tuple(found.values()), path=name)


def _texts(one: Decision) -> dict[str, str]:
    texts = {key: str(getattr(one, "verdict" if key == "decision" else key)) for key in _KEYS}
    return {key: text for key, text in texts.items() if text}


def _fill(row: Any, one: Decision) -> None:
    texts = _texts(one)
    for key in _KEYS:
        if key in texts and row.get(key) != texts[key]:
            row[key] = texts[key]
        elif key not in texts and key in row:
            row[key] = ""


def _new(one: Decision) -> Any:
    row = yaml.loads(b"{}\n", "")
    row.fa.set_block_style()
    for key, text in _texts(one).items():
        row[key] = text
    return row


def written(before: bytes | None, business: str, changes: Sequence[Decision]) -> bytes:
    """The text of the file with the changed decisions in it; nothing is ever taken out of it.

    A change stands for the row of its spot, or is a new row at the end.
    """
    text = before or _HEAD.format(business=business).encode()
    if not changes:
        return text
    document = yaml.loads(text, file_of(business))
    _plain_dates(document)
    if not document["rows"]:
        document["rows"] = yaml.loads(b"[]\n", "")
    rows = document["rows"]
    rows.fa.set_block_style()
    known: Mapping[Spot, Any] = {_decision(row).spot: row for row in rows}
    for one in changes:
        if one.spot in known:
            _fill(known[one.spot], one)
        else:
            rows.append(_new(one))
    return yaml.dumps(document)
