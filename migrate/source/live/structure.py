"""The structure of a database: SQLAlchemy's inspector, and the product's own catalogue beside it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Inspector, inspect
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.exc import CompileError, SQLAlchemyError

from migrate.errors import NothingCheckedError, UnreadableError
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.source import SourceTable
from migrate.model.value import value
from migrate.source.live import failure
from migrate.source.live.connection import Live
from migrate.source.live.product import Catalogue, Column, Declared, Kind, Thing
from migrate.source.live.shape import Reflected, table_of

_PARTS = {
    "columns": "列",
    "pk_constraint": "主キー",
    "foreign_keys": "外部キー",
    "indexes": "索引",
    "unique_constraints": "一意制約",
    "table_comment": "コメント",
}
"""What the inspector is asked for, in its words and in ours."""
_LEFT_OUT = {
    Kind.VIEW: "行は元の表で読みます。ビューも読むときは --views を付けてください",
    Kind.MATERIALIZED: "行は元の表で読みます。ビューも読むときは --views を付けてください",
    Kind.PARTITION: "行は元の表に含めて読みます",
    Kind.FOREIGN: "行は別のデータベースにあります",
    Kind.SEQUENCE: "番号を数えるもので、行を持ちません",
}
_VIEWS = (Kind.VIEW, Kind.MATERIALIZED)
_DEFAULT_SCHEMAS = ("", "dbo", "public", "main")
_DOING = "構造の読取り"


@value
class LiveTable:
    """A table with what is needed to select its rows."""

    schema: str
    thing: Thing
    table: SourceTable
    columns: tuple[Column, ...]


@value
class Structure:
    """What was read of a database; ``findings`` names everything that was not."""

    tables: tuple[LiveTable, ...]
    findings: tuple[Finding, ...]


class _Reader:
    """Reads one schema after the other."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.inspector: Inspector = inspect(live.connection)
        self.findings: list[Finding] = []

    def say(self, code: str, severity: Severity, table: str, params: Mapping[str, str | int], item: str = "") -> None:
        place = Place(file=self.live.address.name, table=table or None, item=item or None)
        self.findings.append(Finding(code=code, severity=severity, place=place, params=params))

    def _ask(self, part: str, schema: str, names: Sequence[str]) -> tuple[dict[str, Any], dict[str, str]]:
        """One part of all tables; of those that the inspector skips, one by one. Failures with the server's code.

        Raises:
            NotImplementedError: the product does not have it.
        """
        found: dict[str, Any] = {}
        failed: dict[str, str] = {}
        try:
            with self.live.attempt(_DOING):
                many = getattr(self.inspector, f"get_multi_{part}")(
                    schema=schema, filter_names=list(names), kind=ObjectKind.ANY
                )
                found = {name: one for (_, name), one in many.items()}
        except SQLAlchemyError:
            pass  # one table among them: found below
        for name in names:
            if name in found:
                continue
            try:
                with self.live.attempt(_DOING):
                    found[name] = getattr(self.inspector, f"get_{part}")(name, schema=schema)
            except SQLAlchemyError as error:
                failed[name] = failure.judge(error, self.live.product)[1]
        return found, failed

    def part(self, part: str, schema: str, names: Sequence[str], known: bool = False) -> dict[str, Any]:
        """One part of all tables; what could not be read is said.

        Args:
            part: one of `_PARTS`.
            schema: their schema.
            names: the tables.
            known: True where the types are known from the product itself: what SQLAlchemy says of them is no matter.
        """
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            try:
                found, failed = self._ask(part, schema, names)
            except NotImplementedError:
                params = {"part": _PARTS[part], "reason": f"{self.live.product.title} では読めません"}
                self.say("MIG-SRC-213", Severity.INFO, "", params)
                return {}
        code = "MIG-SRC-212" if part == "columns" else "MIG-SRC-213"
        for name, answer in failed.items():
            params = {"part": _PARTS[part], "reason": f"サーバーの答え: {answer}"}
            self.say(code, Severity.ERROR, name, params)
        if heard and not (part == "columns" and known):
            count = len({str(one.message) for one in heard})
            reason = f"{self.live.product.title} の定義のうち、{count} 件を SQLAlchemy が読み取れませんでした"
            self.say("MIG-SRC-213", Severity.WARNING, "", {"part": _PARTS[part], "reason": reason})
        return found

    def things(self, schema: str, views: bool) -> list[Thing]:
        """What is read as a table; the rest is named with the reason."""
        taken = []
        for thing in self.live.product.things(self.live.connection, schema):
            is_taken = thing.kind is Kind.TABLE or (views and thing.kind in _VIEWS)
            if is_taken:
                taken.append(thing)
            if thing.kind is not Kind.TABLE:
                reason = "--views により、表として読みました" if is_taken else _LEFT_OUT[thing.kind]
                self.say("MIG-SRC-211", Severity.INFO, thing.name, {"kind": thing.kind.value, "reason": reason})
            if is_taken and not thing.readable:
                self.say("MIG-SRC-214", Severity.WARNING, thing.name, self._denied())
        return taken

    def _denied(self) -> dict[str, str]:
        address, product = self.live.address, self.live.product
        return {
            "product": product.title,
            "database": address.label,
            "doing": "行の読取り",
            "answer": "この利用者に SELECT の権限がない",
        }

    def schema(self, schema: str, views: bool) -> Iterator[tuple[Thing, Reflected, tuple[Column, ...]]]:
        """The tables of one schema."""
        things = self.things(schema, views)
        names = [thing.name for thing in things]
        if not names:
            return
        texts = self.live.product.declared(self.live.connection, schema)
        read = {"columns": self.part("columns", schema, names, known=bool(texts))}
        names = [name for name in names if name in read["columns"]]
        read |= {part: self.part(part, schema, names) for part in _PARTS if part != "columns"}
        for thing in things:
            name = thing.name
            if name not in read["columns"]:
                continue
            columns = tuple(self._column(name, one, texts) for one in read["columns"][name])
            self._missed(name, columns, texts)
            reflected = Reflected(
                schema=schema,
                name=name,
                columns=tuple(read["columns"][name]),
                types=tuple(column.text for column in columns),
                bases=tuple(column.base for column in columns),
                defaults=tuple(texts[at].default if (at := (name, c.name)) in texts else None for c in columns),
                primary=read["pk_constraint"].get(name) or {},
                foreign=tuple(read["foreign_keys"].get(name) or ()),
                indexes=tuple(read["indexes"].get(name) or ()),
                uniques=tuple(read["unique_constraints"].get(name) or ()),
                comment=(read["table_comment"].get(name) or {}).get("text") or "",
            )
            yield thing, reflected, columns

    def _column(self, table: str, column: Any, texts: Catalogue) -> Column:
        name, kind = column["name"], column["type"]
        stated = texts.get((table, name), Declared())
        text = stated.text
        if not text:
            try:
                text = kind.compile(self.live.connection.dialect)
            except CompileError:
                self.say("MIG-SRC-210", Severity.WARNING, table, {"column": name}, name)
        return Column(name=name, type=kind, text=text, charset=stated.charset, base=stated.base)

    def _missed(self, table: str, columns: Iterable[Column], texts: Catalogue) -> None:
        """Columns that the product's catalogue names and the inspector does not."""
        read = {column.name for column in columns}
        for known_table, name in sorted(texts):
            if known_table == table and name not in read:
                params = {"part": "列", "reason": "SQLAlchemy がこの列を読み取れませんでした"}
                self.say("MIG-SRC-212", Severity.ERROR, table, params, name)


def _chosen(reader: _Reader, wanted: Sequence[str]) -> list[str]:
    """The schemas to read.

    Raises:
        UnreadableError: MIG-SRC-205, there is none of that name.
    """
    if not wanted:
        return sorted(reader.live.product.schemas(reader.inspector))
    known = reader.inspector.get_schema_names()
    for name in wanted:
        if name not in known:
            shown = "、".join(one for one in known if not reader.live.product.is_system(one)) or "なし"
            params = {"what": f"スキーマ「{name}」", "known": f"あるスキーマ: {shown}"}
            raise UnreadableError("MIG-SRC-205", Place(file=reader.live.address.name), params)
    return sorted(set(wanted))


def _shown(name: str, schema: str, schemas: Mapping[str, set[str]]) -> str:
    """A table's name as the DDL reader gives it: with its schema where another schema has the name too."""
    several = len(schemas.get(name.casefold(), ())) > 1
    return f"{schema}.{name}" if several and schema.casefold() not in _DEFAULT_SCHEMAS else name


def read(live: Live, schemas: Sequence[str] = (), views: bool = False) -> Structure:
    """The tables of a database.

    Args:
        live: the open connection.
        schemas: those to read; none: all that are not the product's own.
        views: True to read views like tables.

    Raises:
        UnreadableError: MIG-SRC-205 (no such schema), -206 to -208.
        NothingCheckedError: MIG-SRC-205, no table can be seen.
    """
    reader = _Reader(live)
    found = []
    with failure.telling(live.address, live.product, _DOING):
        for schema in _chosen(reader, schemas):
            found += list(reader.schema(schema, views))
    if not found and not any(finding.code == "MIG-SRC-212" for finding in reader.findings):
        params = {"what": "この利用者に見える表", "known": "見える表があるスキーマを --schema で選んでください"}
        raise NothingCheckedError("MIG-SRC-205", Place(file=live.address.name), params)
    names: dict[str, set[str]] = {}
    for _, reflected, _ in found:
        names.setdefault(reflected.name.casefold(), set()).add(reflected.schema)

    def shown(name: str, schema: str) -> str:
        return _shown(name, schema, names)

    tables = [
        LiveTable(
            schema=reflected.schema, thing=thing, table=table_of(reflected, live.address.name, shown), columns=columns
        )
        for thing, reflected, columns in found
    ]
    tables.sort(key=lambda one: (one.table.name, one.schema))
    return Structure(tables=tuple(tables), findings=tuple(sorted(reader.findings, key=sort_key)))
