"""Answers in YAML files, one a sheet: for people to read and to edit; their comments and their order are kept.

The record of a form's ``repeated`` sheet has a file of its own.
"""

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
from migrate.model.value import value

_HEAD = """# yaml-language-server: $schema={schema}.json
# {title}の回答（様式は本ツール独自）。直接直しても、コメントを書いても構いません。
# migrate {make} は、この回答を{noun}に書き込み、migrate {read} は、変わったところだけをここに足します。
"""


def file_name(form: Form, sheet: SheetForm, key: str) -> str:
    """The file of a record, relative to the workspace."""
    name = f"{sheet.id}-{key}" if sheet.id == form.head.repeated else sheet.id
    return f"{form.head.folder}/{name}.yaml"


@value
class _File:
    """One file on its way in: what is wrong in it is told under its form's code."""

    form: Form
    name: str

    def wrong(self, line: int | None, spot: str, reason: str) -> MigrateError:
        """What is to be said of a line."""
        return MigrateError(
            self.form.head.codes.damaged, Place(file=self.name, line=line), {"spot": spot, "reason": reason}
        )


def _cell(raw: Any) -> CellValue:
    """A value of YAML as a cell would hold it."""
    if raw is None or isinstance(raw, bool | date):
        return raw
    if isinstance(raw, int | float):
        return float(raw)
    if isinstance(raw, str):
        return str(raw)
    raise answer.RefusedError("並びや入れ子は書けません", "1 つの値")


def _answers(node: Any, sheet: SheetForm, file: _File) -> dict[str, Answer]:
    if not isinstance(node, dict):
        raise file.wrong(yaml.line_of(node), "answers", "「質問の ID: 答え」の並びではありません")
    found: dict[str, Answer] = {}
    for id, raw in node.items():
        question = sheet.question(str(id))
        line = yaml.line_of(node, id)
        if question is None:
            raise file.wrong(line, "answers", "知らない質問の ID です")
        try:
            given = answer.read(_cell(raw), question).answer
        except answer.RefusedError as error:
            raise file.wrong(line, question.label, f"{error.reason}。書けるもの: {error.wanted}") from None
        if given is not None:
            found[question.id] = given
    return found


def _record(node: Any, sheet: SheetForm, file: _File) -> Record:
    if not isinstance(node, dict) or not isinstance(node.get("key"), str) or not KEY.fullmatch(node["key"]):
        raise file.wrong(yaml.line_of(node), "key", "key（引用符で囲んだ半角の英数字）がありません")
    return Record(sheet=sheet.id, key=str(node["key"]), answers=_answers(node.get("answers") or {}, sheet, file))


def _records(file: _File, data: bytes) -> tuple[Record, ...]:
    document, head = yaml.loads(data, file.name), file.form.head
    if not isinstance(document, dict) or document.get("form") != head.id:
        raise file.wrong(1, "form", f"「form: {head.id}」がありません")
    version = document.get("version")
    if not isinstance(version, int) or not 1 <= version <= head.version:
        raise file.wrong(yaml.line_of(document, "version"), "version", f"1 から {head.version} までの数ではありません")
    sheet = file.form.sheet(str(document.get("sheet")))
    if sheet is None:
        raise file.wrong(yaml.line_of(document, "sheet"), "sheet", "知らないシートです")
    if not sheet.table:
        return (_record(document, sheet, file),)
    rows = document.get("rows") or []
    if not isinstance(rows, list):
        raise file.wrong(yaml.line_of(document, "rows"), "rows", "「- 」で始まる並びではありません")
    return tuple(_record(row, sheet, file) for row in rows)


def load(form: Form, files: Mapping[str, bytes]) -> Answers:
    """The answers in the files (name → bytes).

    Raises:
        UnreadableError: MIG-SYS-007, a file is not YAML.
        MigrateError: the form's code for damaged answers, with the line: something is no answer, or is there twice.
    """
    found: dict[tuple[str, str], Record] = {}
    for name in sorted(files):
        file = _File(form=form, name=name)
        for record in _records(file, files[name]):
            if (record.sheet, record.key) in found:
                raise file.wrong(None, "key", "同じシートに同じ key が 2 つあります")
            found[record.sheet, record.key] = record
    order = {sheet.id: number for number, sheet in enumerate(form.sheets)}
    records = sorted(found.values(), key=lambda one: order[one.sheet])  # keeps the order of rows in a file
    return Answers(records=tuple(records))


def _fresh(form: Form, sheet: SheetForm, key: str) -> bytes:
    head, (make, read) = form.head, form.head.commands
    told = _HEAD.format(title=sheet.title, noun=head.noun, make=make, read=read, schema=head.schema)
    text = told + f"form: {head.id}\nversion: {head.version}\nsheet: {sheet.id}\n"
    return (text + ("rows: []\n" if sheet.table else f'key: "{key}"\nanswers: {{}}\n')).encode()


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


def written(form: Form, before: bytes | None, name: str, changes: Sequence[Record]) -> bytes:
    """The text of a file with the changed answers in it; what did not change stays byte for byte where it can.

    ``changes``, at least one and all of one sheet, hold only the answers that are new or different. Nothing is ever
    taken out.
    """
    sheet = form.of(changes[0].sheet)
    text = before or _fresh(form, sheet, changes[0].key)
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
