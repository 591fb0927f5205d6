"""Decisions in `mapping/characters.csv`: for people to read and edit; rows, their order and other columns are kept.

That file is about the move itself (target `mj`). Decisions for a neighbour that takes fewer characters never touch the
move: they are in a file of their own for each target, `mapping/characters-jisx0213.csv`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from migrate.characters.ledger.clusters import clusters, codes, of_codes, shown
from migrate.errors import MigrateError
from migrate.files import tables
from migrate.model.characters import COMMON, CharacterDecision, CharacterKey, CharacterVerdict
from migrate.model.finding import Place

MOVE = "mj"
"""Target of the move itself."""
HEADER = ("system", "code", "character", "decision", "to_code", "to", "by", "date", "note")
MOST_TO = 10
"""Longest text that may stand for one character, in characters."""
_NEEDED = {"code", "decision"}


class _WrongError(Exception):
    """A row that is no decision, in words."""


def file_of(target: str) -> str:
    """The file of decisions for a target, below the workspace.

    >>> file_of("mj"), file_of("jisx0213")
    ('mapping/characters.csv', 'mapping/characters-jisx0213.csv')
    """
    return "mapping/characters.csv" if target == MOVE else f"mapping/characters-{target}.csv"


def _wrong(name: str, line: int, reason: object) -> MigrateError:
    return MigrateError("MIG-CHR-008", Place(file=name, line=line), {"reason": str(reason), "file": name})


def _text(code: str, character: str, what: str) -> str:
    """The text that a code names, where a character beside it does not say otherwise."""
    named = of_codes(code) if code else character
    if named is None:
        raise _WrongError(f"{what}の「{code}」は、U+9AD9 の形の符号ではありません")
    if character and named != character:
        raise _WrongError(f"{what}の符号「{code}」と文字「{character}」が違います")
    return named


def is_day(text: str) -> bool:
    """True for an ISO day that the calendar has."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _decision(line: int, row: Mapping[str, str]) -> CharacterDecision:
    """A row as a decision (raises _WrongError)."""
    cells = {key: row.get(key, "").strip(" \t\r\n") for key in HEADER}
    text = _text(cells["code"], cells["character"], "対象")
    to = _text(cells["to_code"], cells["to"], "対応する文字")
    try:
        verdict = CharacterVerdict(cells["decision"])
    except ValueError:
        words = "、".join(one.value for one in CharacterVerdict)
        raise _WrongError(f"decision の「{cells['decision']}」は、{words} のどれでもありません") from None
    if len(clusters(text)) != 1:
        raise _WrongError("対象の文字が 1 文字ではありません")
    if (verdict is CharacterVerdict.REPLACE) != bool(to):
        raise _WrongError(f"「{verdict}」と、to・to_code の有無が合いません")
    if to == text or len(clusters(to)) > MOST_TO:
        raise _WrongError(f"対応する文字は、別の文字 1～{MOST_TO} 文字です")
    if cells["date"] and not is_day(cells["date"]):
        raise _WrongError("date は、暦にある日付（2026-11-26 の形）で書きます")
    return CharacterDecision(
        system=cells["system"] or COMMON,
        text=text,
        verdict=verdict,
        to=to,
        by=cells["by"],
        date=cells["date"],
        note=cells["note"],
        line=line,
    )


def _is_empty(row: Mapping[str, str]) -> bool:
    """True for a row that holds nothing of ours, whatever people keep in columns of their own."""
    return not any(row.get(key, "").strip() for key in HEADER)


def read(path: Path, name: str) -> tuple[CharacterDecision, ...]:
    """The decisions in their order; none where there is no file. ``line`` counts records, the header is 1.

    Raises:
        UnreadableError: MIG-SYS-008.
        MigrateError: MIG-CHR-008 with the line, a row is no decision, or a character is decided twice.
    """
    if not path.is_file():
        return ()
    rows = tables.read(path)
    if rows and not set(rows[0]) >= _NEEDED:
        raise _wrong(name, 1, f"見出しに {'、'.join(sorted(_NEEDED))} がありません")
    found: dict[CharacterKey, CharacterDecision] = {}
    for line, row in enumerate(rows, start=2):
        if _is_empty(row):
            continue
        try:
            one = _decision(line, row)
        except _WrongError as error:
            raise _wrong(name, line, error) from None
        if one.key in found:
            raise _wrong(name, line, f"同じシステムと文字の決定が {found[one.key].line} 行目にもあります")
        found[one.key] = one
    return tuple(found.values())


def _cells(one: CharacterDecision) -> dict[str, str]:
    return {
        "system": one.system,
        "code": codes(one.text),
        "character": shown(one.text),
        "decision": one.verdict.value,
        "to_code": codes(one.to),
        "to": shown(one.to) if one.to else "",
        "by": one.by,
        "date": one.date,
        "note": one.note,
    }


def written(before: bytes | None, changes: Sequence[CharacterDecision]) -> bytes:
    """The file with the changed decisions in it: each in its row, new ones at the end, nothing is ever taken out."""
    text = (before or b"").decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row] or [list(HEADER)]
    head = [*rows[0], *(name for name in HEADER if name not in rows[0])]
    body = [dict(zip(head, [*row, *[""] * (len(head) - len(row))], strict=True)) for row in rows[1:]]
    spots = {_decision(n, row).key: row for n, row in enumerate(body, start=2) if not _is_empty(row)}
    for one in changes:
        row = spots.get(one.key)
        if row is None:
            row = dict.fromkeys(head, "")
            body.append(row)
        row.update(_cells(one))
    return tables.to_bytes(head, [[row[name] for name in head] for row in body])
