"""Answers in `fit/<業務ID>/*.csv`: one file a sheet, one line a requirement, for people to read and to edit.

They are CSV, not YAML: a business has up to two thousand requirements. The file begins with a byte order mark, and a
text that a spreadsheet program would take for a formula has an apostrophe before it, so that people can open it there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.form import KEY, Form, Question, SheetForm
from migrate.forms.records import Answers, Record
from migrate.model.finding import Place
from migrate.text import formulas

FOLDER = "fit"
PACKAGES = f"{FOLDER}/packages"
NAME_HEAD = "（参考）名称"
_BOM = "\ufeff"
_RISKY = (*formulas.STARTS, "'")


def folder(business: str, package: str = "") -> str:
    """Where the answers to a business's requirements are, relative to the workspace."""
    return f"{PACKAGES}/{package}/{business}" if package else f"{FOLDER}/{business}"


def _wrong(name: str, line: int | None, reason: str) -> MigrateError:
    return MigrateError("MIG-GAP-079", Place(file=name, line=line), {"reason": reason})


def _key_head(sheet: SheetForm) -> str:
    return sheet.first.label if sheet.first.printed else "番号"


def _asked(sheet: SheetForm) -> tuple[Question, ...]:
    return tuple(q for q in sheet.questions if not q.printed)


def _bare(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:].startswith(_RISKY) else text


def _record(sheet: SheetForm, row: Mapping[str, str], place: tuple[str, int]) -> Record:
    key = row[_key_head(sheet)]
    if not KEY.fullmatch(key):
        raise _wrong(*place, f"「{_key_head(sheet)}」が半角の英数字ではありません")
    given: dict[str, Answer] = {}
    for question in _asked(sheet):
        try:
            said = answer.read(_bare(row.get(question.label, "")), question).answer
        except answer.RefusedError as error:
            raise _wrong(*place, f"「{question.label}」: {error.reason}。書けるもの: {error.wanted}") from None
        if said is not None:
            given[question.id] = said
    return Record(sheet=sheet.id, key=key, answers=given)


def _file(sheet: SheetForm, name: str, data: bytes) -> list[Record]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        header = next(reader, [])
        known = {_key_head(sheet), NAME_HEAD, *(q.label for q in _asked(sheet))}
        if _key_head(sheet) not in header or len(set(header)) != len(header) or not set(header) <= known:
            raise _wrong(name, 1, f"見出しが「{'、'.join(sorted(known))}」のどれかではありません")
        found: dict[str, Record] = {}
        for row in reader:
            place = (name, reader.line_num)
            if len(row) != len(header):
                raise _wrong(*place, "列の数が見出しと違います")
            record = _record(sheet, dict(zip(header, row, strict=True)), place)
            if record.key in found:
                raise _wrong(*place, "同じ番号が 2 つあります")
            found[record.key] = record
    except UnicodeDecodeError:
        raise _wrong(name, None, "UTF-8 ではありません（Excel では「CSV UTF-8」で保存します）") from None
    except csv.Error:
        raise _wrong(name, None, "CSV の書き方が正しくありません") from None
    return list(found.values())


def load(form: Form, files: Mapping[str, bytes]) -> Answers:
    """The answers in the files (name → bytes); a file is named after its sheet, such as ``fit/001/function.csv``.

    Raises:
        MigrateError: MIG-GAP-079 with the line, something in a file is no answer.
    """
    records: list[Record] = []
    by_sheet = {name.rpartition("/")[2].removesuffix(".csv"): name for name in files}
    for sheet in form.sheets:
        if sheet.id in by_sheet:
            records += _file(sheet, by_sheet[sheet.id], files[by_sheet[sheet.id]])
    return Answers(records=tuple(records))


def _cell(answered: Answer | None) -> str:
    text = "" if answered is None else str(answered)
    return f"'{text}" if text.startswith(_RISKY) else text


def written(sheet: SheetForm, records: Sequence[Record], names: Mapping[str, str]) -> bytes:
    """The file of one sheet, by key; ``names`` are printed beside the keys for the reader and never read back."""
    questions = _asked(sheet)
    named = sheet.first.printed
    header = [_key_head(sheet), *([NAME_HEAD] if named else []), *(q.label for q in questions)]
    rows = [
        [one.key, *([_cell(names.get(one.key))] if named else []), *(_cell(one.answers.get(q.id)) for q in questions)]
        for one in sorted(records, key=lambda one: one.key)
    ]
    return _BOM.encode() + tables.to_bytes(header, rows)


def joined(kept: Answers, changes: Sequence[Record]) -> Answers:
    """What is kept, with the changed answers in it; nothing is ever taken out."""
    found = {(r.sheet, r.key): dict(r.answers) for r in kept.records}
    for one in changes:
        found.setdefault((one.sheet, one.key), {}).update(one.answers)
    return Answers(records=tuple(Record(sheet=s, key=k, answers=given) for (s, k), given in found.items()))
