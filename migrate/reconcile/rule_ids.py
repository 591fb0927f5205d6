"""Rules that an expected difference may name: each must stand somewhere, so that a director can look it up.

It is the name of a rule or a limit of the mapping's block, a function or a code map that fills the item, a message of
this tool (`migrate explain`), or a line of `reconcile/rules.csv`, where people write what they agreed on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from migrate.forms import decision_sheet
from migrate.forms.decision_sheet import ANY, FaultError, Line, Sheet
from migrate.model.mapping import Mapping
from migrate.model.reconcile import Fate
from migrate.reconcile.decisions import FAULT, Decision

RULES = Sheet(file="reconcile/rules.csv", columns=("規則", "内容", "根拠"), fault=FAULT)
EXAMPLE = ("R-001", "旧システムは氏名を 20 文字で切っている", "移行判定会議 2026-11-20 議事録 3")
_FUNCTION = re.compile(r"\b([A-Za-z_]\w*)\s*\(")
_CODE_MAP = re.compile(r"\bcode\s*\([^()']*,\s*'([^']+)'\s*\)")


def read(data: bytes) -> frozenset[str]:
    """The rules in `reconcile/rules.csv`.

    Raises:
        MigrateError: MIG-REC-040, with every faulty line.
    """
    seen: dict[str, int] = {}

    def parse(line: Line) -> str:
        rule = decision_sheet.filled(line, "規則")
        decision_sheet.filled(line, "内容", "内容のない規則はできません。")
        if rule in seen:
            raise FaultError(f"{seen[rule]} 行目と同じ規則です。どちらか 1 行にしてください。")
        seen[rule] = line.number
        return rule

    return frozenset(RULES.read(data, parse))


def of_mapping(mapping: Mapping, table: str, item: str) -> frozenset[str]:
    """What the mapping has that may explain a difference at an item of a table (``*``: at any)."""
    found: set[str] = set()
    for block in (one for one in mapping.blocks if one.table == table):
        found |= {rule.name for rule in block.rows} | {scope.name for scope in block.scope}
        for rule in (one for one in block.items if item in (ANY, one.item)):
            found |= {*_FUNCTION.findall(rule.expression), *_CODE_MAP.findall(rule.expression)}
    return frozenset(found)


def unknown(
    decided: Iterable[Decision], written: frozenset[str], mapping: Mapping | None, explained: Callable[[str], bool]
) -> tuple[Decision, ...]:
    """The expectations whose rule stands nowhere.

    Args:
        decided: decisions of people.
        written: the rules of `reconcile/rules.csv`.
        mapping: the mapping that the rows came by; None where none is concerned.
        explained: whether this tool explains a code.
    """
    return tuple(
        one
        for one in decided
        if one.fate is Fate.EXPECTED
        and one.rule not in written
        and not (mapping and one.rule in of_mapping(mapping, one.table, one.item))
        and not explained(one.rule)
    )
