"""The blocks of a mapping file: its YAML, known to be of the right form, as values with their lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from migrate.files import yaml
from migrate.model.mapping import (
    Block,
    Fate,
    ItemRule,
    Join,
    OnError,
    Parent,
    RowRule,
    Scope,
    Tolerance,
    ToleranceKind,
    Unmet,
    Yields,
)

FUSHO = "不詳の組"
"""Note of the items that the construct ``fusho`` makes."""


def _tolerance(body: Any) -> Tolerance | None:
    written = body.get("tolerance")
    if written is None:
        return None
    kind = next(one for one in ToleranceKind if one.value in written)
    return Tolerance(
        kind=kind, size=str(written[kind.value]), reason=str(written["reason"]), line=yaml.line_of(body, "tolerance")
    )


def _plain(name: str, body: Any, line: int | None) -> ItemRule:
    if isinstance(body, str):
        return ItemRule(item=name, expression=str(body), line=line)
    return ItemRule(
        item=name,
        expression=str(body["expr"]),
        on_error=OnError(body.get("on_error", OnError.EMPTY)),
        note=str(body.get("note", "")),
        line=line,
        tolerance=_tolerance(body),
    )


def _fusho(name: str, body: Any, line: int | None) -> Iterator[ItemRule]:
    """A date that may be unknown: the date, the flag and the wording, each an item of its own.

    Without ``unknown`` (a condition) the wording in the value itself tells that it is unknown.
    """
    value = str(body["fusho"])
    unknown = str(body.get("unknown") or f"fusho_hyoki({value}) IS NOT NULL")
    date = (
        f"wareki_date({value})" if "unknown" not in body else f"CASE WHEN NOT ({unknown}) THEN wareki_date({value}) END"
    )
    wording = f"fusho_hyoki({value})" if "text" not in body else f"CASE WHEN {unknown} THEN {body['text']} END"
    note = "。".join(one for one in (str(body.get("note", "")), FUSHO) if one)
    on_error = OnError(body.get("on_error", OnError.EMPTY))
    allowed = _tolerance(body)
    yield ItemRule(item=name, expression=date, on_error=on_error, note=note, line=line, tolerance=allowed)
    if "flag" in body:
        flag = f"CASE WHEN {unknown} THEN '1' WHEN wareki_date({value}) IS NOT NULL THEN '0' END"
        yield ItemRule(item=str(body["flag"]), expression=flag, note=note, line=line)
    if "wording" in body:
        yield ItemRule(item=str(body["wording"]), expression=wording, note=note, line=line)


def _items(items: Any) -> Iterator[ItemRule]:
    for name in items:
        body, line = items[name], yaml.line_of(items, name)
        if not isinstance(body, str) and "fusho" in body:
            yield from _fusho(str(name), body, line)
        else:
            yield _plain(str(name), body, line)


def _row(body: Any, fate: Fate) -> RowRule:
    return RowRule(
        name=str(body["rule"]),
        fate=fate,
        reason=str(body["reason"]),
        when=str(body.get("when", "")),
        key=tuple(str(k) for k in body.get("key", ())),
        latest_by=str(body.get("latest_by", "")),
        line=yaml.line_of(body),
    )


def _join(body: Any) -> Join:
    return Join(
        table=str(body["table"]),
        alias=str(body.get("as", body["table"])),
        keys=tuple((str(ours), str(theirs)) for ours, theirs in body["on"].items()),
        when=str(body.get("when", "")),
        latest_by=str(body.get("latest_by", "")),
        unmet=Unmet(body.get("unmet", Unmet.EMPTY)),
        line=yaml.line_of(body),
    )


def _parent(body: Any) -> Parent:
    return Parent(
        table=str(body["table"]),
        source=str(body.get("source", "")),
        keys=tuple((str(ours), str(theirs)) for ours, theirs in body["on"].items()),
        line=yaml.line_of(body),
    )


def _scope(body: Any) -> Scope:
    return Scope(
        name=str(body["rule"]),
        expression=str(body["of"]),
        basis=str(body["basis"]),
        first=str(body.get("from", "")),
        last=str(body.get("until", "")),
        years=body.get("years"),
        as_of=str(body.get("as_of", "")),
        within=tuple(str(one) for one in body.get("in", ())),
        moves_empty=body.get("empty", "移す") == "移す",
        line=yaml.line_of(body),
    )


def block(table: str, body: Any) -> Block:
    """One block of the target ``table``. Rows that must not arrive (``reject``) are row rules after the others."""
    rows = tuple(_row(row, Fate(row["fate"])) for row in body.get("rows") or ())
    refused = tuple(_row(row, Fate.REJECTED) for row in body.get("reject") or ())
    return Block(
        table=table,
        source=str(body["source"]),
        rows=(*rows, *refused),
        items=tuple(_items(body["items"])),
        line=yaml.line_of(body),
        part=str(body.get("part", "")),
        yields=Yields(body["yields"]) if "yields" in body else None,
        joins=tuple(_join(one) for one in body.get("join") or ()),
        scope=tuple(_scope(one) for one in body.get("scope") or ()),
        parent=_parent(body["parent"]) if body.get("parent") else None,
    )


def with_parents(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a mapping, the source of a parent filled in where its table has only one."""
    sources: dict[str, set[str]] = {}
    for one in blocks:
        sources.setdefault(one.table, set()).add(one.source)

    def filled(one: Block) -> Block:
        only = sources.get(one.parent.table, set()) if one.parent is not None else set()
        if one.parent is None or one.parent.source or len(only) != 1:
            return one
        return replace(one, parent=replace(one.parent, source=next(iter(only))))

    return tuple(map(filled, blocks))
