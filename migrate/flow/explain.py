"""Explain a code."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Note, Section
from migrate.model.value import value
from migrate.report import messages as catalogue
from migrate.report.messages import Message


@value
class Explanations:
    """The messages asked for."""

    messages: tuple[Message, ...]


def _page(message: Message) -> Document:
    parts = (
        ("内容", message.title),
        ("理由", message.reason),
        ("根拠", message.basis),
        ("例", message.example),
        ("直し方", message.cure),
        ("業務担当課へ", message.department),
    )
    blocks = tuple(Note(text=f"{label}  {catalogue.general(text)}") for label, text in parts if text)
    return Document(
        title=message.code, sections=(Section(id="explain", title=catalogue.general(message.title), blocks=blocks),)
    )


def _catalogue(found: tuple[Message, ...]) -> Document:
    columns = (Column(title="コード", width=14), Column(title="内容", width=70))
    grid = Grid(title="コード一覧", columns=columns, rows=tuple((m.code, catalogue.general(m.title)) for m in found))
    return Document(title="指摘とエラーのコード", sections=(Section(id="codes", title="一覧", blocks=(grid,)),))


def explain(code: str) -> Outcome:
    """The page of one code, or the list of all where ``code`` is empty.

    Raises:
        MigrateError: MIG-SYS-023, no such code.
    """
    if not code:
        found = catalogue.all_messages()
        return Outcome(kind="explain", data=Explanations(messages=found), document=_catalogue(found))
    one = catalogue.message(code.strip().upper())
    if one is None:
        raise MigrateError("MIG-SYS-023", params={"code": code})
    return Outcome(kind="explain", data=Explanations(messages=(one,)), document=_page(one))
