"""`mapping/keys.yaml`, written by people, as a `KeyPlan`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from sqlglot import exp

from migrate.engine import expression, functions
from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.files.jsonschema_check import Violation, violations
from migrate.model.finding import Place
from migrate.model.keys import CheckDigit, KeyKind, KeyPlan, KeyReference, KeySource, Numbering, NumberSpace

FILE = "mapping/keys.yaml"
WHOLE = "全体"
"""Name of the only space of a kind that declares none."""
_TEXTS = {
    "additionalProperties": "書けるのは {wanted} です",
    "required": "{wanted} がありません",
    "enum": "書けるのは {wanted} です",
    "const": "{wanted} ではありません",
    "minItems": "一つも書かれていません",
    "minProperties": "一つも書かれていません",
    "minLength": "空です",
    "maximum": "{wanted} 以下で書きます",
    "minimum": "{wanted} 以上で書きます",
    "maxItems": "多すぎます（{wanted} 個まで）",
    "type": "書き方（文字、数、並び）が違います",
    "pattern": '使えない文字があるか、長すぎます（番号は数字だけ、名前に / \\ : * ? " < > | は使えません）',
}


@cache
def _schema() -> Any:
    return json.loads((bundled("reports") / "schemas" / "keys.json").read_bytes())


def wrong(name: str, line: int | None, spot: str, reason: str) -> MigrateError:
    """MIG-CNV-060: something that is declared cannot be followed."""
    return MigrateError("MIG-CNV-060", Place(file=name, line=line), {"spot": spot, "reason": reason})


def refuse(document: Any, name: str, found: Violation) -> MigrateError:
    """MIG-CNV-060 of what a JSON Schema does not admit, with its line."""
    node, line = document, yaml.line_of(document)
    for step in found.path:
        inside = step in node if isinstance(node, dict) else isinstance(node, list)
        if not inside:
            break
        line = yaml.line_of(node, step) or line
        node = node[step]
    spot = " → ".join(str(p + 1) if isinstance(p, int) else p for p in found.path) or "ファイルの先頭"
    return wrong(name, line, spot, _TEXTS.get(found.rule, "形が違います").format(wanted=found.wanted))


def document_of(data: bytes, name: str, schema: Any) -> Any:
    """The YAML document in ``data`` where it has the form of ``schema``.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML.
        MigrateError: MIG-CNV-060 with the line.
    """
    document = yaml.loads(data, name)
    if not isinstance(document, dict):
        raise wrong(name, 1, "ファイルの先頭", "「見出し: 値」の並びではありません")
    for violation in violations(schema, document):
        raise refuse(document, name, violation)
    return document


def _spaces(row: Any, digits: int) -> tuple[NumberSpace, ...]:
    declared = row.get("spaces")
    if not declared:
        return (NumberSpace(name=WHOLE, first=1, last=10**digits - 1),)
    return tuple(
        NumberSpace(
            name=str(name),
            first=int(one["first"]),
            last=int(one["last"]),
            check_digit=CheckDigit(str(one.get("check_digit", CheckDigit.NONE))),
        )
        for name, one in declared.items()
    )


def _columns(row: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in row["columns"])


def _source(row: Any) -> KeySource:
    return KeySource(
        system=str(row["system"]),
        table=str(row["table"]),
        columns=_columns(row),
        space=str(row.get("space", WHOLE)),
        rule=Numbering(str(row["rule"])),
        prefix=str(row.get("prefix", "")),
        when=str(row.get("when", "")),
        evidence={str(name): str(text) for name, text in (row.get("evidence") or {}).items()},
        line=yaml.line_of(row),
    )


def _reference(row: Any) -> KeyReference:
    return KeyReference(
        system=str(row["system"]),
        table=str(row["table"]),
        columns=_columns(row),
        when=str(row.get("when", "")),
        line=yaml.line_of(row),
    )


def _kind(name: str, row: Any, line: int | None) -> KeyKind:
    return KeyKind(
        name=name,
        digits=int(row["digits"]),
        spaces=_spaces(row, int(row["digits"])),
        sources=tuple(_source(one) for one in row["sources"]),
        used_in=tuple(_reference(one) for one in row.get("used_in") or ()),
        line=line,
    )


Fault = tuple[int | None, str]
"""Line and reason."""


def _of_spaces(kind: KeyKind) -> Iterator[Fault]:
    for one in kind.spaces:
        if one.first > one.last or one.last >= 10**kind.digits:
            yield kind.line, f"範囲「{one.name}」は、first ≦ last で、{kind.digits} 桁に収まるように書きます"
    for before, after in pairwise(sorted(kind.spaces, key=lambda one: one.first)):
        if before.last >= after.first:
            yield kind.line, f"範囲「{before.name}」と「{after.name}」が重なっています"


def _of_sources(kind: KeyKind) -> Iterator[Fault]:
    names = [one.name for one in kind.spaces]
    parts = {one.system: len(one.columns) for one in reversed(kind.sources)}
    evident = {name for one in kind.sources for name in one.evidence}
    tables: set[tuple[str, str, str]] = set()
    for one in kind.sources:
        if one.space not in names:
            yield one.line, f"範囲「{one.space}」は spaces にありません（{'、'.join(names)}）。space で選びます"
        if one.rule is Numbering.KEEP and len(one.columns) > 1:
            yield one.line, "引継は、旧番号が一つの列のときだけです。複数の列なら 付番 にします"
        if one.rule is not Numbering.KEEP and one.prefix:
            yield one.line, "prefix は 引継 のときだけ書きます"
        if len(one.prefix) >= kind.digits:
            yield one.line, "prefix が新番号の桁数に達しています"
        if one.evidence and set(one.evidence) != evident:
            yield one.line, "evidence の名前は、どの表でも同じにします"
        spot = (one.system, one.table, one.when)
        if spot in tables:
            yield one.line, f"同じ表 {one.table} が、同じ条件で二度書かれています"
        tables.add(spot)
    for used in kind.tables:
        if parts.get(used.system) is None:
            yield used.line, f"システム「{used.system}」の旧番号の持ち主が sources にありません"
        elif parts[used.system] != len(used.columns):
            yield used.line, f"システム「{used.system}」の旧番号の列の数が、表によって違います"


def condition(when: str, place: Place) -> exp.Expression | None:
    """The tree of a condition; None where there is none.

    Raises:
        MigrateError: MIG-CNV-010 to -015, it is refused; MIG-CNV-060, it uses a function that may fail.
    """
    if not when:
        return None
    tree = expression.parse_condition(when, place)
    for call in expression.calls(tree):
        known = functions.function(str(call.this))
        if known is None or known.lower is None:
            raise wrong(place.file or "", place.line, "when", f"条件に、失敗のある関数 {call.this} は使えません")
    return tree


def columns_of(tree: exp.Expression) -> tuple[str, ...]:
    """Columns that a condition or an expression names."""
    return expression.columns(tree)


def evidence(source: KeySource, name: str) -> dict[str, exp.Expression]:
    """Name → tree of a source's evidence.

    Raises:
        MigrateError: MIG-CNV-010 to -015, an expression is refused; MIG-CNV-060, it needs a code map.
    """
    place = Place(file=name, table=source.table, line=source.line)
    trees = {one: expression.parse(text, place) for one, text in source.evidence.items()}
    for tree in trees.values():
        if expression.code_maps(tree):
            raise wrong(name, source.line, "evidence", "code は使えません。CASE で書きます")
    return trees


def _check(kinds: Sequence[KeyKind], name: str) -> None:
    for kind in kinds:
        for line, reason in (*_of_spaces(kind), *_of_sources(kind)):
            raise wrong(name, line, kind.name, reason)
        for used in kind.tables:
            condition(used.when, Place(file=name, table=used.table, line=used.line))
        for source in kind.sources:
            evidence(source, name)


def load(data: bytes, name: str) -> KeyPlan:
    """The declaration in a file's bytes; ``name`` is the file's name for places.

    Raises:
        UnreadableError: MIG-SYS-007, it is not YAML.
        MigrateError: MIG-CNV-060 with the line; MIG-CNV-010 to -015 for a condition or an expression.
    """
    document = document_of(data, name, _schema())
    rows = document["kinds"]
    kinds = tuple(_kind(str(one), rows[one], yaml.line_of(rows, one)) for one in rows)
    _check(kinds, name)
    return KeyPlan(kinds=kinds, path=name)
