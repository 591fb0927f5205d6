"""Tables, one per transfer file, from the lists of a delivery."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from migrate.errors import UnreadableError
from migrate.files.xlsx import cell_name
from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.spec import CodeValue
from migrate.model.value import value
from migrate.source.transfer.sheet import Listed, Row, Table, plain

_DIGITS = re.compile(r"([0-9]+)(?:[,.]([0-9]+))?")
_MARKS = ("○", "◯", "〇", "●", "◎", "1", "y", "yes", "pk", "主", "有", "あり", "必須")
_NO = ("", "-", "－", "―", "ー", "×", "無", "なし", "0", "n", "no")


@value
class Listing:
    """What the lists of a delivery say."""

    tables: tuple[SourceTable, ...]
    findings: tuple[Finding, ...]


def _refuse(table: Table, row: Row, reason: str) -> UnreadableError:
    sheet = table.sheet.name or None
    place = Place(file=table.sheet.file, line=row.line, sheet=sheet)
    return UnreadableError("MIG-SRC-012", place, {"reason": reason})


def _digits(table: Table, row: Row, name: str) -> tuple[int | None, int | None]:
    """桁数 and the digits behind the point; a date may have none."""
    text = unicodedata.normalize("NFKC", table.cell(row, "length")).replace(" ", "")
    if text in _NO:
        return None, None
    found = _DIGITS.fullmatch(text)
    if found is None:
        raise _refuse(table, row, f"項目「{name}」の桁数が数ではありません")
    return int(found[1]), int(found[2]) if found[2] else None


def _column(table: Table, row: Row, codes: Mapping[str, tuple[CodeValue, ...]]) -> SourceColumn:
    name = table.cell(row, "item")
    if not name:
        raise _refuse(table, row, "項目の名前がありません")
    length, scale = _digits(table, row, name)
    code = table.cell(row, "code") or table.cell(row, "code_id")
    code = "" if code.casefold() in _NO else code
    gaiji = "外字使用" if table.cell(row, "gaiji").casefold() not in _NO else ""
    words = (gaiji, f"コード {code}" if code else "", table.cell(row, "note"))
    return SourceColumn(
        name=table.cell(row, "item_id") or name,
        logical_name=name,
        type=unicodedata.normalize("NFKC", table.cell(row, "type")).upper(),
        length=length,
        scale=scale,
        nullable=not any(table.cell(row, part).casefold() in _MARKS for part in ("key", "required")),
        comment="、".join(word for word in words if word),
        line=row.line,
        codes=codes.get(plain(code), ()) if code else (),
    )


def _codes(tables: Sequence[Table]) -> dict[str, tuple[CodeValue, ...]]:
    """Name or number of a code list → its values."""
    found: dict[str, list[CodeValue]] = {}
    for table in tables:
        ids = table.filled("code_id") if "code_id" in table.heads else ("" for _ in table.rows)
        names = table.filled("code") if "code" in table.heads else ("" for _ in table.rows)
        for row, one, name in zip(table.rows, ids, names, strict=True):
            held = CodeValue(value=table.cell(row, "value"), meaning=table.cell(row, "meaning"))
            for key in dict.fromkeys(plain(text) for text in (one, name) if text):
                found.setdefault(key, []).append(held)
    return {key: tuple(dict.fromkeys(values)) for key, values in found.items()}


def _names(tables: Sequence[Table]) -> dict[str, str]:
    """File id → file name, from lists of files."""
    return {t.cell(row, "file_id"): t.cell(row, "file") for t in tables for row in t.rows if t.cell(row, "file_id")}


def _grouped(table: Table) -> dict[str, tuple[str, list[Row]]]:
    """File id, else its name → (its name, its rows)."""
    ids = list(table.filled("file_id")) if "file_id" in table.heads else [""] * len(table.rows)
    names = list(table.filled("file")) if "file" in table.heads else [""] * len(table.rows)
    found: dict[str, tuple[str, list[Row]]] = {}
    for row, one, name in zip(table.rows, ids, names, strict=True):
        if not one and not name:
            raise _refuse(table, row, "どの移行ファイルの項目か、書かれていません")
        found.setdefault(one or name, (name, []))[1].append(row)
    return found


def _tables(
    table: Table, codes: Mapping[str, tuple[CodeValue, ...]], names: Mapping[str, str]
) -> Iterator[SourceTable]:
    for file, (name, rows) in _grouped(table).items():
        columns: list[SourceColumn] = []
        taken: set[str] = set()
        for row in rows:
            column = _column(table, row, codes)
            if column.name.casefold() in taken:
                raise _refuse(table, row, f"移行ファイル「{file}」に、項目「{column.name}」が 2 回あります")
            taken.add(column.name.casefold())
            columns.append(column)
        keys = tuple(c.name for c in columns if not c.nullable)
        yield SourceTable(
            name=file,
            logical_name=names.get(file) or name or file,
            columns=tuple(columns),
            primary_key=keys,
            file=table.sheet.file,
            line=rows[0].line,
            sheet=table.sheet.name,
            cell=cell_name(rows[0].line - 1, table.heads["item"]) if table.sheet.name else "",
        )


def _without_list(table: Table, codes: Mapping[str, tuple[CodeValue, ...]]) -> Iterator[Finding]:
    """MIG-SRC-306 for the codes that items use and no list explains."""
    used = {
        t for row in table.rows if (t := table.cell(row, "code") or table.cell(row, "code_id")).casefold() not in _NO
    }
    unknown = sorted(text for text in used if plain(text) not in codes)
    if unknown:
        place = Place(file=table.sheet.file, line=table.header, sheet=table.sheet.name or None)
        params: dict[str, str | int] = {"count": len(unknown), "codes": "、".join(unknown)}
        yield Finding(code="MIG-SRC-306", severity=Severity.WARNING, place=place, params=params)


def read(tables: Sequence[Table]) -> Listing:
    """The tables that the lists of a delivery declare; codes and file names are taken from lists in any of its files.

    Raises:
        UnreadableError: MIG-SRC-012 with file, sheet and line: an item without name, file or digits, or twice.
    """
    of = {listed: [table for table in tables if table.listed is listed] for listed in Listed}
    codes, names = _codes(of[Listed.CODES]), _names(of[Listed.FILES])
    made = [one for table in of[Listed.ITEMS] for one in _tables(table, codes, names)]
    found = [finding for table in of[Listed.ITEMS] for finding in _without_list(table, codes)]
    for one in (table for table in of[Listed.ITEMS] if not table.rows):
        raise UnreadableError(
            "MIG-SRC-012", Place(file=one.sheet.file, line=one.header), {"reason": "項目がありません"}
        )
    return Listing(tables=tuple(made), findings=tuple(found))
