"""The sheet in which people say which code of one edition is which of another, as drafted from both editions' lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from migrate.forms import decision_sheet
from migrate.forms.decision_sheet import COMMENT, FaultError, Line, Sheet
from migrate.model.editions import Recoding, Recodings

FAULT = "MIG-REC-049"
_COLUMNS = ("コード一覧", "後のコード一覧", "前の値", "前の意味", "後の値", "決め方")
_SAME, _OPEN = "意味が同じ（自動）", ""
_HOW = (
    f"{COMMENT} 前の版のコードを、後の版のどのコードに読み替えて比べるか。ここにない値は、両方の版で同じ意味です。",
    f"{COMMENT} 「後の値」が空欄の行は、まだ決まっていません（未解消に数えます）。同じ値のままなら、前の値を書きます。",
)

Key = tuple[str, str, str]
"""List, later list, value."""


def sheet(business: str, before: str, after: str) -> Sheet:
    """Where the codes of two editions of a standard are, for this business."""
    return Sheet(file=f"reconcile/codes/{business}.{before}.{after}.csv", columns=_COLUMNS, fault=FAULT)


def _key(one: Recoding) -> Key:
    return one.codes, one.to_codes, one.value


def draft(lines: tuple[Recoding, ...]) -> bytes:
    """The sheet as the lists of both editions have it: a value is filled in only where its meaning stands once."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for text in _HOW:
        writer.writerow((text,))
    for one in lines:
        writer.writerow((*_key(one), one.meaning, one.to_value, _SAME if one.to_value else _OPEN))
    return stream.getvalue().encode("utf-8-sig")


def _line(line: Line, values: Mapping[str, tuple[str, ...]], known: frozenset[Key]) -> tuple[Key, str]:
    codes, to_codes, value = (decision_sheet.filled(line, column) for column in _COLUMNS[:3])
    key, to = (codes, to_codes, value), line.cells["後の値"]
    if key not in known:
        raise FaultError(
            f"「{codes}」から「{to_codes}」への「{value}」は、二つの版の間で変わっていません。この行を消してください。"
            "Excel が数値に変えたときは、先頭の 0 を書き直してください。"
        )
    if to and to_codes in values and to not in values[to_codes]:
        raise FaultError(f"「{to}」は、後の版の「{to_codes}」にない値です。")
    return key, to


def read(file: Sheet, data: bytes, changes: Recodings) -> dict[Key, str]:
    """What was decided; values about which the sheet says nothing are left out.

    Raises:
        MigrateError: MIG-REC-049, with every faulty line.
    """
    known = frozenset(map(_key, changes.lines))
    found = file.read(data, lambda line: _line(line, changes.values, known))
    return {key: to for key, to in found if to}
