"""Answers in `survey/*.yaml`: for people to read and to edit; their comments and their order are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.files.xlsx import CellValue
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.form import KEY, Form, SheetForm
from migrate.forms.records import Answers, Record
from migrate.model.finding import Place
from migrate.survey.form import ID, VERSION

FOLDER = "survey"
_HEAD = """# yaml-language-server: $schema=survey-answers.json
# {title}の回答（様式は本ツール独自）。直接直しても、コメントを書いても構いません。
# migrate survey make は、この回答を調査票に書き込み、migrate survey read は、変わったところだけをここに足します。
"""


def file_name(sheet: SheetForm, key: str) -> str:
    """The file of a record, relative to the workspace."""
    return f"{FOLDER}/{sheet.id}.yaml" if sheet.table or sheet.id != "system" else f"{FOLDER}/system-{key}.yaml"


def _wrong(name: str, line: int | None, spot: str, reason: str) -> MigrateError:
    return MigrateError("MIG-SRC-270", Place(file=name, line=line), {"spot": spot, "reason": reason})


def _cell(raw: Any) -> CellValue:
    """A value of YAML as a cell would hold it."""
    if raw is None or isinstance(raw, bool | date):
        return raw
    if isinstance(raw, int | float):
        return float(raw)
    if isinstance(raw, str):
        return str(raw)
    raise answer.RefusedError("並びや入れ子は書けません", "1 つの値")


def _answers(node: Any, sheet: SheetForm, name: str) -> dict[str, Answer]:
    if not isinstance(node, dict):
        raise _wrong(name, yaml.line_of(node), "answers", "「質問の ID: 答え」の並びではありません")
    found: dict[str, Answer] = {}
    for id, raw in node.items():
        question = sheet.question(str(id))
        line = yaml.line_of(node, id)
        if question is None:
            raise _wrong(name, line, "answers", "知らない質問の ID です")
        try:
            given = answer.read(_cell(raw), question).answer
        except answer.RefusedError as error:
            raise _wrong(name, line, question.label, f"{error.reason}。書けるもの: {error.wanted}") from None
        if given is not None:
            found[question.id] = given
    return found


def _record(node: Any, sheet: SheetForm, name: str) -> Record:
    if not isinstance(node, dict) or not isinstance(node.get("key"), str) or not KEY.fullmatch(node["key"]):
        raise _wrong(name, yaml.line_of(node), "key", "key（引用符で囲んだ半角の英数字）がありません")
    return Record(sheet=sheet.id, key=str(node["key"]), answers=_answers(node.get("answers") or {}, sheet, name))


def _file(form: Form, name: str, data: bytes) -> tuple[Record, ...]:
    document = yaml.loads(data, name)
    if not isinstance(document, dict) or document.get("form") != ID:
        raise _wrong(name, 1, "form", f"「form: {ID}」がありません")
    version = document.get("version")
    if not isinstance(version, int) or not 1 <= version <= VERSION:
        raise _wrong(name, yaml.line_of(document, "version"), "version", f"1 から {VERSION} までの数ではありません")
    sheet = form.sheet(str(document.get("sheet")))
    if sheet is None:
        raise _wrong(name, yaml.line_of(document, "sheet"), "sheet", "知らないシートです")
    if not sheet.table:
        return (_record(document, sheet, name),)
    rows = document.get("rows") or []
    if not isinstance(rows, list):
        raise _wrong(name, yaml.line_of(document, "rows"), "rows", "「- 」で始まる並びではありません")
    return tuple(_record(row, sheet, name) for row in rows)


def load(form: Form, files: Mapping[str, bytes]) -> Answers:
    """The answers in the files (name → bytes).

    Raises:
        UnreadableError: MIG-SYS-007, a file is not YAML.
        MigrateError: MIG-SRC-270 with the line, something in it is no answer to the questionnaire, or is there twice.
    """
    found: dict[tuple[str, str], Record] = {}
    for name in sorted(files):
        for record in _file(form, name, files[name]):
            if (record.sheet, record.key) in found:
                raise _wrong(name, None, "key", "同じシートに同じ key が 2 つあります")
            found[record.sheet, record.key] = record
    order = {sheet.id: number for number, sheet in enumerate(form.sheets)}
    records = sorted(found.values(), key=lambda one: order[one.sheet])  # keeps the order of rows in a file
    return Answers(records=tuple(records))


def _fresh(sheet: SheetForm, key: str) -> bytes:
    head = _HEAD.format(title=sheet.title) + f"form: {ID}\nversion: {VERSION}\nsheet: {sheet.id}\n"
    return (head + ("rows: []\n" if sheet.table else f'key: "{key}"\nanswers: {{}}\n')).encode()


def _block(parent: Any, key: str, empty: str) -> Any:
    """The mapping or sequence under ``key``, in lines; one that is missing or has nothing in it is made new."""
    if not parent.get(key):
        parent[key] = yaml.loads(empty.encode(), "")
    parent[key].fa.set_block_style()
    return parent[key]


def _fill(parent: Any, sheet: SheetForm, changes: Mapping[str, Answer]) -> None:
    node = _block(parent, "answers", "{}")
    for question in sheet.questions:
        if question.id not in changes:
            continue
        new = question.id not in node
        node[question.id] = changes[question.id]
        if new:
            node.yaml_add_eol_comment(question.label, question.id)


def _new_row(key: str) -> Any:
    return yaml.loads(f'key: "{key}"\nanswers: {{}}\n'.encode(), "")


def written(sheet: SheetForm, before: bytes | None, name: str, changes: Sequence[Record]) -> bytes:
    """The text of a file with the changed answers in it; what did not change stays byte for byte where it can.

    ``changes`` hold only the answers that are new or different. Nothing is ever taken out.
    """
    text = before or _fresh(sheet, changes[0].key if changes else "")
    if not any(record.answers for record in changes):
        return text
    document = yaml.loads(text, name)
    if not sheet.table:
        _fill(document, sheet, changes[0].answers)
        return yaml.dumps(document)
    rows = _block(document, "rows", "[]")
    by_key = {str(row["key"]): row for row in rows}
    for record in changes:
        if record.key not in by_key:
            by_key[record.key] = _new_row(record.key)
            rows.append(by_key[record.key])
        _fill(by_key[record.key], sheet, record.answers)
    return yaml.dumps(document)
