"""Explain a code."""

from __future__ import annotations

from collections.abc import Callable

from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Note, Section
from migrate.model.quality import Listing
from migrate.model.value import value
from migrate.quality import catalogue as rule_catalogue
from migrate.quality import document_rules
from migrate.quality.catalogue import Rule
from migrate.report import messages as catalogue
from migrate.report.messages import Message


@value
class Explanations:
    """The messages asked for; of one that is a rule, its rows, and the SQL that lists the failing rows if there is."""

    messages: tuple[Message, ...]
    rules: tuple[Rule, ...] = ()
    sql: Listing | None = None


def _listing(found: Listing) -> Section:
    how = "表は「業務ID グループ」の名で見え、値のない欄は NULL、_row は行の番号（1 から）です。"
    file = found.where.endswith(".sql")
    where = f"{found.where} に書いてあります。" if file else f"例として、{found.where}のときの文です。{how}"
    return Section(id="sql", title="不合格の行を挙げる SQL", blocks=(Note(text=where), Note(text=found.sql)))


def _page(message: Message, rules: tuple[Rule, ...], sql: Listing | None) -> Document:
    parts = (
        ("内容", message.title),
        ("理由", message.reason),
        ("根拠", message.basis),
        ("例", message.example),
        ("直し方", message.cure),
        ("業務担当課へ", message.department),
    )
    blocks = tuple(Note(text=f"{label}  {catalogue.general(text)}") for label, text in parts if text)
    said = Section(id="explain", title=catalogue.general(message.title), blocks=blocks)
    more = (document_rules.rule_list(rules),) if rules else ()
    return Document(title=message.code, sections=(said, *more, *((_listing(sql),) if sql else ())))


def _catalogue(found: tuple[Message, ...]) -> Document:
    columns = (Column(title="コード", width=14), Column(title="内容", width=70))
    grid = Grid(title="コード一覧", columns=columns, rows=tuple((m.code, catalogue.general(m.title)) for m in found))
    return Document(title="指摘とエラーのコード", sections=(Section(id="codes", title="一覧", blocks=(grid,)),))


def explain(code: str, sql_of: Callable[[tuple[Rule, ...]], Listing | None]) -> Outcome:
    """The page of one code, or the list of all where ``code`` is empty. ``sql_of`` (`explain_rule.listing`) is called
    for a rule only: it needs the heavy libraries.

    Raises:
        MigrateError: MIG-SYS-023, no such code.
    """
    if not code:
        every = catalogue.all_messages()
        return Outcome(kind="explain", data=Explanations(messages=every), document=_catalogue(every))
    one = catalogue.message(code.strip().upper())
    if one is None:
        raise MigrateError("MIG-SYS-023", params={"code": code})
    rules = tuple(rule for rule in rule_catalogue.rules() if rule.code == one.code)
    sql = sql_of(rules) if rules else None
    again = (f"この規則だけを検査する: migrate check run --rule {one.code}",) if rules else ()
    data = Explanations(messages=(one,), rules=rules, sql=sql)
    return Outcome(kind="explain", data=data, document=_page(one, rules, sql), notices=again)
