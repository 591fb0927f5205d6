"""Is a spec sound: ids, keys, foreign keys, types, lengths, code lists, legal basis, papers. One finding per fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.notation import FIXED
from migrate.model.spec import CodeList, Item, OutputCondition, Spec, SpecKind
from migrate.model.value import value
from migrate.spec.foreign import joined

Lookup = Callable[[str, str], Spec | None]
"""The spec that references into a 業務ID mean, by 業務ID and the edition that refers; None where there is none."""

_ITEM_ID = re.compile(r"([0-9]{3}|GIF)[0-9]{5}")
_REQUIREMENT_ID = re.compile(r"[0-9]{7}")
_INTERFACE_ID = re.compile(r"[0-9]{3}[a-z][0-9]{3}")
_ROMAJI = re.compile(r"[a-z0-9_]*")
_DIGITS = re.compile(r"[1-9][0-9]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COUNTED = frozenset({"X", "N", "9", "S9"})
_CONDITIONS = frozenset(condition.value for condition in OutputCondition)
_CONDITION_MARK = "※※"
Params = dict[str, str | int]


@value
class Context:
    """A spec under examination and how to find the others."""

    spec: Spec
    lookup: Lookup


def _found(spec: Spec, code: str, item: Item | None = None, params: Params | None = None) -> Finding:
    place = Place(business=spec.business, table=item.table if item else None, item=item.name if item else None)
    return Finding(code=code, severity=Severity.ERROR, place=place, params={"spec": spec.id, **(params or {})})


def _identities(context: Context) -> Iterator[Finding]:
    spec = context.spec
    counts = Counter(item.id for item in spec.items)
    names = Counter((item.table, item.name) for item in spec.items)
    for item in spec.items:
        if not _ITEM_ID.fullmatch(item.id) or not item.id.startswith(spec.business):
            yield _found(spec, "MIG-SPEC-091", item, {"id": item.id})
        if counts[item.id] > 1:
            yield _found(spec, "MIG-SPEC-092", item, {"id": item.id})
        if names[item.table, item.name] > 1:
            yield _found(spec, "MIG-SPEC-093", item)
        if not _ROMAJI.fullmatch(item.romaji) and spec.kind is not SpecKind.REFERENCE:
            yield _found(spec, "MIG-SPEC-094", item, {"romaji": item.romaji})


def _length_is_legal(symbol: str, length: str) -> bool:
    if symbol in FIXED:
        return length == str(FIXED[symbol])
    if symbol == "9V":
        parts = [part.strip() for part in length.split(",")]
        return len(parts) == 2 and all(_DIGITS.fullmatch(part) for part in parts)
    if symbol in _COUNTED:
        return bool(_DIGITS.fullmatch(length))
    return symbol == "BLOB"


def _types(context: Context) -> Iterator[Finding]:
    spec = context.spec
    if spec.kind is SpecKind.REFERENCE:
        return
    for item in spec.items:
        symbol = item.notation
        if symbol not in {*FIXED, *_COUNTED, "9V", "BLOB"}:
            yield _found(spec, "MIG-SPEC-095", item, {"type": item.type or "（空）"})
        elif not _length_is_legal(symbol, item.length):
            yield _found(spec, "MIG-SPEC-096", item, {"type": item.type, "length": item.length or "（空）"})
        if item.output_condition not in _CONDITIONS and spec.kind is not SpecKind.API:
            yield _found(spec, "MIG-SPEC-097", item, {"condition": item.output_condition or "（空）"})
        elif item.output_condition == OutputCondition.CONDITIONAL and _CONDITION_MARK not in item.description:
            yield _found(spec, "MIG-SPEC-098", item)


def _keys(context: Context) -> Iterator[Finding]:
    spec = context.spec
    if spec.kind in (SpecKind.REFERENCE, SpecKind.API):
        return
    for table in spec.tables:
        items = spec.items_of(table)
        if not any(item.primary_key for item in items):
            yield Finding(
                code="MIG-SPEC-099",
                severity=Severity.ERROR,
                place=Place(business=spec.business, table=table),
                params={"spec": spec.id},
            )
        for item in items:
            if item.primary_key and item.output_condition != OutputCondition.REQUIRED:
                yield _found(spec, "MIG-SPEC-100", item, {"condition": item.output_condition or "（空）"})


def _references(context: Context) -> Iterator[Finding]:
    spec = context.spec
    for one in joined(spec):
        first, where = one.columns[0][0], f"{one.business}/{one.target_table}"
        target = spec if one.business == spec.business else context.lookup(one.business, spec.edition)
        items = {item.name: item for item in target.items_of(one.target_table)} if target else {}
        missing = [name for _, name in one.columns if name not in items]
        if missing:
            yield _found(spec, "MIG-SPEC-101", first, {"target": f"{where}.{missing[0]}"})
            continue
        key = sorted(item.name for item in items.values() if item.primary_key)
        if sorted(name for _, name in one.columns) != key:
            yield _found(spec, "MIG-SPEC-102", first, {"target": where, "key": "、".join(key)})
        for item, name in one.columns:
            there = items[name]
            if (item.notation, item.length) != (there.notation, there.length):
                own, other = f"{item.type} {item.length}", f"{there.type} {there.length}"
                yield _found(spec, "MIG-SPEC-103", item, {"own": own, "target": f"{where}.{name}", "there": other})


def _codes(context: Context) -> Iterator[Finding]:
    spec = context.spec
    lists = spec.codes
    for item in spec.items:
        one = lists.get(item.code_list_id) if item.code_list_id else None
        if item.code_list_id and one is None:
            yield _found(spec, "MIG-SPEC-104", item, {"list": item.code})
        elif one is not None and not one.open and (limit := item.max_length) is not None:
            long = [code.value for code in one.values if len(code.value) > limit]
            if long:
                yield _found(
                    spec, "MIG-SPEC-105", item, {"list": one.published_id, "value": long[0], "length": item.length}
                )
    for one in spec.code_lists:
        yield from _values(spec, one)


def _values(spec: Spec, one: CodeList) -> Iterator[Finding]:
    counts = Counter(code.value for code in one.values)
    for text in (text for text, count in counts.items() if count > 1 or not text):
        yield _found(spec, "MIG-SPEC-106", None, {"list": one.published_id, "value": text or "（空）"})


def _basis(context: Context) -> Iterator[Finding]:
    spec = context.spec
    if spec.kind is SpecKind.STARTER:
        for item in spec.items:
            if item.basis is None or not item.basis.text.strip():
                yield _found(spec, "MIG-SPEC-107", item)


def _papers(context: Context) -> Iterator[Finding]:
    spec, papers = context.spec, context.spec.provenance
    for name in ("title", "publisher", "edition", "licence", "derived"):
        if not str(getattr(papers, name)).strip():
            yield _found(spec, "MIG-SPEC-108", None, {"name": name})
    if not _SHA256.fullmatch(papers.sha256):
        yield _found(spec, "MIG-SPEC-108", None, {"name": "sha256"})


def _requirements(context: Context) -> Iterator[Finding]:
    spec = context.spec
    named = (
        *((one.id, _REQUIREMENT_ID, "機能ID") for one in spec.functions),
        *((one.id, _REQUIREMENT_ID, "帳票ID") for one in spec.forms),
        *((one.id, _INTERFACE_ID, "連携ID") for one in spec.interfaces),
    )
    counts = Counter((what, identity) for identity, _, what in named)
    for identity, form, what in dict.fromkeys(named):
        if not form.fullmatch(identity) or counts[what, identity] > 1:
            yield _found(spec, "MIG-SPEC-109", None, {"what": what, "id": identity})


_RULES = (_identities, _types, _keys, _references, _codes, _basis, _papers, _requirements)


def lint(spec: Spec, lookup: Lookup) -> tuple[Finding, ...]:
    """Everything that is wrong with ``spec``, sorted. ``lookup`` finds the specs that it refers to."""
    context = Context(spec=spec, lookup=lookup)
    return tuple(sorted((found for rule in _RULES for found in rule(context)), key=sort_key))
