"""DDL for five databases. Statements are sqlglot trees; what SQL cannot say is in comment lines (``sql.carried``).

Reading back takes the spec from the comment lines and compares the statements with those that the spec gives, so that a
change that was made in the SQL only is found, not passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sqlglot
from sqlglot.errors import SqlglotError

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.model.spec import Spec, SpecKind
from migrate.spec.interop import carry
from migrate.spec.interop.keys import ForeignKey
from migrate.spec.interop.options import Found, Options, is_ours, options_of, stamp
from migrate.spec.interop.sql import carried, statements
from migrate.spec.interop.sql.capacity import DIALECTS, Dialect

SUFFIXES = (".sql",)
OPTIONS = ("dialect", "checks")
_DEFAULT = "postgres"
_STAMP, _HEAD, _TABLE, _ITEM, _ORDER, _END = "migrate", "spec", "table", "item", "order", "end"
_LINES = "「--|」の行"
_LISTS = ("code_lists", "functions", "forms", "interfaces")
"""Parts of the head that get a line for each of their entries."""
_KINDS = {
    SpecKind.STARTER: "ひな型。公式の基本データリストではなく、法令をもとに本ツールが作ったもの",
    SpecKind.OFFICIAL: "公式",
    SpecKind.API: "公式の API 仕様",
    SpecKind.REFERENCE: "参照モデル",
}


def _dialect(options: Options) -> Dialect:
    name = options.dialect or _DEFAULT
    if name not in DIALECTS:
        raise MigrateError("MIG-SPEC-060", params={"dialect": name, "known": "、".join(sorted(DIALECTS))})
    return DIALECTS[name]


def _chosen(options: Options) -> Options:
    return Options(names=options.names, dialect=_dialect(options).name, checks=options.checks)


def _top(spec: Spec, dialect: Dialect) -> Iterator[str]:
    yield f"-- {' '.join(f'{spec.business} {spec.business_name}（{spec.edition}）'.split())}"
    yield f"-- 種類: {_KINDS[spec.kind]}"
    yield f"-- 製品: {dialect.title}"
    if dialect.comments == "property":
        yield "-- スキーマは dbo としています。"
    yield "-- 日付・時刻・年は文字列です（標準の 0000-01-01 や、暦にない不詳の日付を入れられない製品があるため）。"
    yield "-- Ｎ の長さは、異体字セレクタなどの分を見込んで、桁数より大きくしています。"
    yield "-- 終わりの「--|」「--+」の行は SQL で表せない事項です。migrate spec import が読むので、消さないでください。"


def _bottom(spec: Spec, plans: Iterable[statements.TablePlan], options: Options) -> Iterator[str]:
    """What SQL cannot say, below everything that a person reads."""
    head = carry.head(spec)
    yield from carried.lines(_STAMP, stamp(options))
    yield from carried.lines(_HEAD, {key: one for key, one in head.items() if key not in _LISTS})
    for plan in plans:
        yield from carried.lines(_TABLE, {"name": plan.table})
        for item in plan.items:
            yield from carried.lines(_ITEM, {"name": item.name, **carry.item(item)})
    yield from carried.lines(_ORDER, list(spec.tables))
    for part in _LISTS:
        for one in head.get(part, ()):
            yield from carried.lines(part, one)
    yield from carried.lines(_END, {"items": len(spec.items)})


def _key_comment(key: ForeignKey, reason: str) -> str:
    columns = "、".join(one.name for one in key.columns)
    target = "、".join(key.target_names)
    text = f"外部キー（書かない。理由: {reason}）: {columns} → {key.business} {key.target_table}（{target}）"
    return f"-- {' '.join(text.split())}"


def _sql(tree: Any, dialect: Dialect) -> str:
    return f"{tree.sql(dialect=dialect.sqlglot, pretty=True)};"


def _lines(spec: Spec, options: Options) -> Iterator[str]:
    dialect = _dialect(options)
    called = statements.naming(spec, dialect, options.names)
    plans = statements.plans(spec, dialect)
    yield from _top(spec, dialect)
    for plan in plans:
        yield ""
        if not dialect.foreign_keys and (key := [item.name for item in plan.items if item.primary_key]):
            yield f"-- 主キー: {'、'.join(key)}"
        yield from (_key_comment(key, reason) for key, reason in plan.unwritten)
        yield _sql(statements.create(plan, spec, called, dialect, options.checks), dialect)
        yield from (_sql(one, dialect) for one in statements.comments(plan, spec, called, dialect))
    yield ""
    yield from (_sql(one, dialect) for plan in plans for one in statements.alters(plan, called))
    yield ""
    yield from _bottom(spec, plans, options)


def write(spec: Spec, options: Options) -> bytes:
    """The bytes of the DDL file (UTF-8, LF).

    Raises:
        MigrateError: MIG-SPEC-060, there is no such dialect.
    """
    return ("\n".join(_lines(spec, _chosen(options))) + "\n").encode()


def _tree(text: str, name: str) -> dict[str, Any] | None:
    facts = carried.read(text, name)
    if not facts or facts[0][0] != _STAMP or not is_ours(facts[0][1]):
        return None
    options = options_of(facts[0][1])
    if options is None or options.dialect not in DIALECTS:
        raise carry.damaged(name, _STAMP)
    dialect = DIALECTS[options.dialect].sqlglot
    try:
        trees = sqlglot.parse(text, dialect=dialect)
    except (SqlglotError, RecursionError):
        raise carry.damaged(name, "SQL の文") from None
    written = [tree.sql(dialect=dialect, comments=False) for tree in trees if tree is not None]
    return {"facts": facts, "statements": dict.fromkeys(written, True)}


def parse(data: bytes, name: str) -> dict[str, Any] | None:
    """The comment lines (``facts``) and the statements of a DDL file, each in one way of writing.

    Raises:
        UnreadableError: MIG-SPEC-062, it is too large, or a statement or a comment line is damaged.
    """
    if len(data) > yaml.MAX_BYTES:
        raise carry.damaged(name, f"{yaml.MAX_BYTES >> 20} MB を超えています")
    try:
        return _tree(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        return None


def _gathered(facts: list[tuple[str, Any]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Head and items of a spec.

    Raises:
        ValueError: lines are missing.
        KeyError, TypeError, AttributeError: lines hold something else.
    """
    head: dict[str, Any] = {}
    tables: dict[str, list[dict[str, Any]]] = {}
    table = ""
    order, count = [], -1
    for word, data in facts:
        if word == _HEAD:
            head |= data
        elif word == _TABLE:
            table = data["name"]
            tables[table] = []
        elif word == _ITEM:
            tables[table].append({"table": table, **data})
        elif word in _LISTS:
            head.setdefault(word, []).append(data)
        elif word == _ORDER:
            order = data
        elif word == _END:
            count = data["items"]
    items = [one for name in order for one in tables[name]]
    if count != len(items) or len(tables) != len(order):
        raise ValueError("lines are missing")
    return head, items


def found(tree: dict[str, Any], name: str) -> Found:
    """The spec that the comment lines of a DDL file carry.

    Raises:
        UnreadableError: MIG-SPEC-062, lines are missing or damaged.
    """
    options = options_of(tree["facts"][0][1])
    try:
        head, items = _gathered(tree["facts"][1:])
    except (KeyError, TypeError, AttributeError, ValueError):
        raise carry.damaged(name, _LINES) from None
    if options is None:
        raise carry.damaged(name, _STAMP)
    return Found(spec=carry.spec(head, items, name), options=options)


def expected(spec: Spec, options: Options) -> dict[str, Any] | None:
    """The tree of the DDL of a spec."""
    return _tree(write(spec, options).decode(), "")
