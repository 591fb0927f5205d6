"""Layout tables of record files: CSV with a header that says, in whatever words, name, position, width and type."""

from __future__ import annotations

import csv
import io
import itertools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from migrate.errors import UnreadableError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.record import FieldForm
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.value import value
from migrate.source.host.fields import condition
from migrate.source.layout_types import formed

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("項番", "no", "番号", "連番", "項目番号", "#"),
    "logical": ("項目名", "日本語名", "論理名", "項目名称", "名称", "和名", "日本語項目名", "データ項目名"),
    "name": ("物理名", "英字名", "カラム名", "列名", "項目id", "フィールド名", "英名", "変数名", "column", "name"),
    "start": ("開始位置", "開始", "位置", "開始バイト", "開始桁", "先頭位置", "start"),
    "bytes": ("バイト数", "バイト", "バイト長", "項目長", "レングス", "長さ", "サイズ", "bytes"),
    "digits": ("桁数", "桁", "length", "digits"),
    "scale": ("小数桁数", "小数桁", "小数部", "小数部桁数", "小数点以下桁数", "小数点以下", "小数", "scale"),
    "when": ("条件", "適用条件", "when"),
    "redefines": ("再定義", "redefines"),
    "value": ("固定値", "設定値", "値", "value"),
    "times": ("繰返し", "繰り返し", "繰返", "繰返し数", "繰返し回数", "繰り返し回数", "回数", "occurs"),
    "type": ("型", "属性", "データ型", "タイプ", "形式", "type"),
    "key": ("キー", "主キー", "pk", "key"),
    "note": ("備考", "説明", "コメント", "摘要", "補足"),
}
_TITLES = ("レコード名", "テーブル名", "表名", "ファイル名", "レコードid", "物理ファイル名", "table")
_KEY_NOTE = re.compile(r"(?:主キー|ＰＫ|\bPK\b)", re.IGNORECASE)
_KEY_MARKS = ("○", "◯", "〇", "●", "◎", "1", "y", "yes", "pk", "主")
_LAYOUT_WORDS = re.compile(r"[_\-\s]*(?:layout|record|rec|レイアウト|レコード|定義)+[_\-\s]*", re.IGNORECASE)
_SEARCHED = 20
_MOST_TIMES = 9999


@value
class Layout:
    """A layout table as read. ``named`` is False where its file does not say what the record is called."""

    table: SourceTable
    named: bool
    findings: tuple[Finding, ...] = ()


def _plain(text: str) -> str:
    """A heading for comparison: NFKC, no blanks, brackets and units, small letters."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"\(.*?\)|[\s_・※*]", "", folded).casefold()


def _heads(cells: list[str]) -> dict[str, int]:
    """Meaning → column of a header row; the first column of a meaning counts."""
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        for meaning, words in _HEADINGS.items():
            if _plain(cell) in words:
                found.setdefault(meaning, position)
    if "bytes" not in found and "digits" in found:
        found["bytes"] = found.pop("digits")
    return found


def _is_header(found: dict[str, int]) -> bool:
    return ("name" in found or "logical" in found) and "bytes" in found and ("start" in found or "type" in found)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows with their line numbers, under the delimiter that makes more of them."""
    first = text[:10_000]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = []
    try:
        for row in reader:
            rows.append((reader.line_num, row))
    except csv.Error:
        return rows
    return rows


def is_layout(text: str) -> bool:
    """True where a header row of a layout table stands in the first rows."""
    return any(_is_header(_heads(cells)) for _, cells in _rows(text[:50_000])[:_SEARCHED])


def _number(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    return int(plain) if plain.isdecimal() else None


def _title(rows: list[tuple[int, list[str]]]) -> str:
    """The record's name where a row above the header says it: ``レコード名,FUKU_ATENA``."""
    for _, cells in rows:
        for label, text in itertools.pairwise(cells):
            if _plain(label).rstrip(":") in _TITLES and text.strip():
                return text.strip()
    return ""


def provisional_name(file: str) -> str:
    """A name from the file's own: ``fuku_layout.csv`` → ``FUKU``."""
    stem = PurePosixPath(file).stem
    return (_LAYOUT_WORDS.sub("", stem) or stem).upper()


class _Reader:
    def __init__(self, file: str, heads: dict[str, int]) -> None:
        self.file = file
        self.heads = heads
        self.next_start = 1
        self.keys: list[str] = []
        self.findings: list[Finding] = []

    def refuse(self, line: int, reason: str) -> UnreadableError:
        return UnreadableError("MIG-SRC-012", Place(file=self.file, line=line), {"reason": reason})

    def cell(self, cells: list[str], meaning: str) -> str:
        at = self.heads.get(meaning)
        return cells[at].strip(" \u3000") if at is not None and at < len(cells) else ""

    def column(self, line: int, cells: list[str]) -> SourceColumn:
        logical = self.cell(cells, "logical")
        name = self.cell(cells, "name") or logical
        if not name:
            raise self.refuse(line, "項目の名前がありません")
        width = _number(self.cell(cells, "bytes"))
        if not width:
            raise self.refuse(line, f"項目「{name}」の桁数が 1 以上の整数ではありません")
        said = self.cell(cells, "start")
        start = _number(said) if said else self.next_start
        if not start:
            raise self.refuse(line, f"項目「{name}」の開始位置が 1 以上の整数ではありません")
        form = self.form(line, cells, name)
        if start < self.next_start and form is None:
            raise self.refuse(line, f"項目「{name}」の開始位置が、前の項目と重なります")
        if start > self.next_start:
            place = Place(file=self.file, line=line, item=name)
            params: dict[str, str | int] = {"begin": self.next_start, "end": start - 1}
            self.findings.append(Finding(code="MIG-SRC-021", severity=Severity.WARNING, place=place, params=params))
        self.next_start = max(self.next_start, start + width)
        digits, scale = _number(self.cell(cells, "digits")), _number(self.cell(cells, "scale"))
        note = self.cell(cells, "note")
        if self.cell(cells, "key").casefold() in _KEY_MARKS or _KEY_NOTE.search(note):
            self.keys.append(name)
        return SourceColumn(
            name=name,
            logical_name=logical,
            type=self.cell(cells, "type").upper(),
            length=digits or width,
            length_unit="" if digits else "BYTE",
            scale=scale or None,
            default=self.cell(cells, "value"),
            comment=note,
            line=line,
            start=start,
            bytes=width,
            form=form,
        )

    def form(self, line: int, cells: list[str], name: str) -> FieldForm | None:
        """A field that shares its bytes with another one: which it redefines, in which records it applies."""
        base, when = self.cell(cells, "redefines"), self.cell(cells, "when")
        if when and not condition(when)[0]:
            raise self.refuse(line, f"項目「{name}」の条件「{when}」が、列=値 の形ではありません")
        return FieldForm(readings=(base or name,), when=when) if base or when else None

    def columns(self, line: int, cells: list[str]) -> list[SourceColumn]:
        """The field of a row, or all its occurrences."""
        first = self.column(line, cells)
        times = _number(self.cell(cells, "times")) or 1
        if times == 1:
            return [first]
        if times > _MOST_TIMES:
            raise self.refuse(line, f"項目「{first.name}」の繰り返しが {_MOST_TIMES:,} 回を超えます")
        start, width = first.start or 1, first.bytes or 1
        self.next_start = max(self.next_start, start + width * times)
        return [
            replace(
                first, name=f"{first.name}-{n + 1}", start=start + n * width, form=replace(first.form, occurs=n + 1)
            )
            if first.form
            else replace(first, name=f"{first.name}-{n + 1}", start=start + n * width)
            for n in range(times)
        ]


def read_layout(text: str, file: str, declared: str = "") -> Layout:
    """Read a layout table; headers are found by meaning, in any order, a missing start follows the field before.

    Args:
        text: the decoded CSV.
        file: its name for places.
        declared: the table's name where project.yaml states it.

    Raises:
        UnreadableError: MIG-SRC-012 with the line: no name, no width, fields that overlap, a name twice, no field.
    """
    rows = _rows(text)
    at = next((n for n, (_, cells) in enumerate(rows[:_SEARCHED]) if _is_header(_heads(cells))), None)
    if at is None:
        raise UnreadableError("MIG-SRC-012", Place(file=file), {"reason": "見出し（項目名・桁数など）がありません"})
    reader = _Reader(file, _heads(rows[at][1]))
    columns: list[SourceColumn] = []
    taken: set[str] = set()
    for line, cells in rows[at + 1 :]:
        if not any(cell.strip(" \u3000\x1a") for cell in cells):
            continue
        for column in reader.columns(line, cells):
            if column.name.casefold() in taken:
                raise reader.refuse(line, f"項目「{column.name}」が 2 回あります")
            taken.add(column.name.casefold())
            columns.append(column)
    if not columns:
        raise reader.refuse(rows[at][0], "項目が 1 つもありません")
    said = declared or _title(rows[:at])
    keys = tuple(reader.keys)
    table = SourceTable(
        name=said or provisional_name(file),
        columns=tuple(replace(c, nullable=False) if c.name in keys else c for c in columns),
        primary_key=keys,
        file=file,
        line=rows[at][0],
    )
    return Layout(table=formed(table), named=bool(said), findings=tuple(reader.findings))
