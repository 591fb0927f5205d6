"""設定項目 (⑬-1): what a business has to decide before it runs on the new system, and what is to be tried afterwards.

Parameters and roles are ours (`reports/layouts/phase/13/`); codes and operations come from the standard, the
comparison, the mapping and the Fit&Gap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.phase import dates, procurement, register
from migrate.phase.facts import Business, Facts

ITEM, STEP = 13, 31
SETTING, ROLE, CODE, CHECK = "setting", "role", "code", "check"
DECIDED_ON = (SETTING, ROLE, CODE)
"""The registers of things to decide; the fourth one is that of trials."""
OPEN, CONFIRMED, NOT_NEEDED = "未決", "確認済み", "対象外"
PASSED, UNTRIED = "合格", "未確認"
_VALUES = 8
"""Values without a counterpart that are named."""
_ORGANISATION = 1
Rows = Iterator[tuple[str, Mapping[str, Answer]]]


@cache
def _data(name: str) -> tuple[dict[str, str], ...]:
    return tuple(tables.read(bundled("reports") / "layouts" / "phase" / f"{ITEM:02}" / name))


def _short(*parts: str) -> str:
    """A part of a key that stays the same for the same names."""
    return sha256_of_bytes("\x1f".join(parts).encode())[:10]


def _joined(names: Sequence[str], most: int = _VALUES) -> str:
    return "、".join(names[:most]) + (f" ほか {len(names) - most}" if len(names) > most else "")


def departments(facts: Facts, business: Business) -> tuple[str, ...]:
    """The departments of a business, by the survey and by the list of people in charge (①-2)."""
    members = facts.of(_ORGANISATION).of("member")
    listed = (one.text("department") for one in members if business.id in one.text(register.BUSINESS).split())
    return tuple(dict.fromkeys(name for name in (*business.departments, *listed) if name))


def _settings(_: Facts, one: Business) -> Rows:
    for row in _data("parameters.csv"):
        if row["business"] == one.id:
            yield f"{one.id}-p-{row['key']}", {"name": row["name"], "kind": row["kind"], "hint": row["hint"]}
    for option in one.data.moved.options:
        name = f"オプション機能 {option.id} {option.name} の使い方"
        row = {"name": name, "kind": "運用方法", "hint": "採用した標準オプション機能", "decider": option.department}
        yield f"{one.id}-o-{option.id}"[:31], row
    for issue in one.data.function_issues:
        hint = "・".join(filter(None, (issue.reason, issue.policy)))
        row = {"name": f"運用の見直し: {issue.subject}", "kind": "運用方法", "hint": hint, "decider": issue.department}
        yield f"{one.id}-{issue.key}"[:31].rstrip("-"), row


def _roles(facts: Facts, one: Business) -> Rows:
    for department in departments(facts, one):
        for row in _data("roles.csv"):
            key = f"{one.id}-{row['id']}-{_short(department)}"
            yield key, {"department": department, "role": row["name"], "value": row["value"]}


def _codes(_: Facts, one: Business) -> Rows:
    for own in one.data.codes.own:
        hint = f"標準が値を決めていないコードです。項目: {_joined(own.items)}"
        yield f"{one.id}-own-{own.id}"[:31], {"name": own.name, "hint": hint}
    for gap in one.data.codes.unknown:
        hint = f"「{gap.code_list}」にない値の扱い: {_joined(gap.values)}（{gap.source}）"
        yield (
            f"{one.id}-gap-{_short(gap.table, gap.item, gap.source)}",
            {"name": f"{gap.table} {gap.item}", "hint": hint},
        )
    uses: dict[str, dict[str, None]] = {}
    for move in one.data.moved.moves:
        for name, items in move.codes.items():
            uses.setdefault(name, {}).update(dict.fromkeys(f"{move.table} {item}" for item in items))
    for name, pairs in one.data.moved.codes.items():
        hint = f"{pairs:,} 通りの置き換え先でよいか。項目: {_joined(tuple(uses.get(name, ())))}"
        yield f"{one.id}-map-{_short(name)}", {"name": f"コードの置き換え「{name}」", "hint": hint}
    if not (one.data.codes.own or one.data.codes.unknown or one.data.moved.codes):
        hint = "分かっているものはありません。団体が決めるコードがなければ、対象外とします"
        yield f"{one.id}-none", {"name": f"{one.id} 団体が決めるコードの有無", "hint": hint}


def _checks(facts: Facts, one: Business) -> Rows:
    tester = next(iter(departments(facts, one)), "")
    if one.data.functions:
        total = sum(one.data.functions.values())
        row = {
            "name": f"{one.id} 標準仕様の機能・帳票（{total:,} 件）",
            "way": "機能・帳票の一覧に沿って、業務の流れで確かめる",
        }
        yield f"{one.id}-functions", {**row, "tester": tester}
    for option in one.data.moved.options:
        row = {"name": f"オプション機能 {option.id} {option.name}", "tester": option.department or tester}
        yield f"{one.id}-o-{option.id}"[:31], row


_SUGGEST: Mapping[str, Callable[[Facts, Business], Rows]] = {
    SETTING: _settings,
    ROLE: _roles,
    CODE: _codes,
    CHECK: _checks,
}


def _rows(facts: Facts, sheet: str, one: Business) -> Rows:
    """What is suggested for a business; nothing once it is in operation."""
    if procurement.in_operation(facts, one.id):
        return
    common: dict[str, Answer] = {register.BUSINESS: one.id}
    if planned := dates.planned(facts, STEP, one.id):
        common["due"] = planned.end.isoformat()
    if sheet == CHECK:
        common["result"] = UNTRIED
    else:
        common["state"] = OPEN
        if first := next(iter(departments(facts, one)), ""):
            common["decider"] = first
    for key, row in _SUGGEST[sheet](facts, one):
        yield key, {**common, **{name: said for name, said in row.items() if said}}


def offers(facts: Facts) -> Mapping[str, Mapping[str, Mapping[str, Answer]]]:
    """Sheet → rows that the workspace lets us suggest, each of one business."""
    return {
        sheet: {key: row for one in facts.businesses for key, row in _rows(facts, sheet, one)} for sheet in _SUGGEST
    }


def done(row: Record) -> bool:
    """True where nothing is left to be done about a row."""
    if row.sheet == CHECK:
        return row.text("result") in (PASSED, NOT_NEEDED)
    return row.text("state") in (CONFIRMED, NOT_NEEDED)


def late(row: Record, as_of: date) -> bool:
    """True where something is left and its day has passed."""
    due = answer.day(row.answers.get("due"))
    return due is not None and due < as_of and not done(row)


def missing(facts: Facts, business: Business) -> Mapping[str, Mapping[str, Mapping[str, Answer]]]:
    """Sheet → what is suggested for a business and does not stand in the register as its own."""
    kept = {(row.sheet, row.key) for row in facts.of(ITEM).records if register.concerns(row, business.id)}
    return {
        sheet: {key: row for key, row in _rows(facts, sheet, business) if (sheet, key) not in kept}
        for sheet in _SUGGEST
    }
