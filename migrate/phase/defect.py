"""運用開始後に見つかった不具合: whether it is really mended, and what the results say of the tables to be corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from migrate.forms import answer
from migrate.forms.records import Record
from migrate.model.value import value
from migrate.phase.facts import Business, Facts

ITEM, SHEET = 18, "defect"
MENDED, NO_DEFECT = "直した", "不具合でない"
BY_COMPARISON, BY_CHECK = "突合の結果", "検査の結果"
_DAY = 10
"""Characters of an ISO day."""


@value
class Measured:
    """A table that is to be corrected, as the last results stand; None where a tool has not run."""

    business: str
    table: str
    rows: int | None
    differing: int | None
    failed: int | None
    """Failures of the rule that the row names, else of all rules, in the table."""


def unmended(facts: Facts, record: Record) -> tuple[str, ...]:
    """Why a defect is not mended yet; nothing where it is, or where it is none.

    It is mended once a comparison of its business that was made after the correction, and after the conversion that
    carried it out, leaves nothing open.
    """
    state = record.text("state")
    if state == NO_DEFECT:
        return ()
    corrected = answer.day(record.answers.get("corrected"))
    if state != MENDED:
        return (state or "調査中",)
    if corrected is None:
        return ("訂正の日がありません",)
    mine = [one for one in facts.businesses if one.id in record.text("business").split()]
    if not mine:
        return ("業務が書かれていません",)
    return tuple(f"{one.id}: {why}" for one in mine if (why := _unproven(one, corrected.isoformat())))


def _unproven(one: Business, corrected: str) -> str:
    """Why no comparison of the business proves a correction of that ISO day; empty where one does."""
    found, runs = one.data.compared, one.data.moved.runs
    if found is None or not found.at:
        return "突合がありません"
    if found.at[:_DAY] < corrected:
        return f"訂正（{corrected}）の後の突合がありません（結果の変わった最後の突合は {found.at[:_DAY]}）"
    if runs and datetime.fromisoformat(runs[-1].at) > datetime.fromisoformat(found.at):
        return "最後の変換の後に突合をやり直していません"
    return f"突合に未解消の差異が {found.open:,} 件あります" if found.open else ""


def doubts(facts: Facts, record: Record) -> tuple[str, ...]:
    """What does not fit together in a row: a number that nothing shows, days in the wrong order.

    A number is held against the results until the defect is mended; after that they show the corrected data.
    """
    told = []
    found, corrected = (answer.day(record.answers.get(one)) for one in ("found", "corrected"))
    if found and corrected and corrected < found:
        told.append(f"訂正の日（{corrected}）が、見つけた日（{found}）より前です")
    affected, counted = record.answers.get("affected"), record.text("counted")
    known = _counts(facts, record)
    shown = f"いまの{counted}は {sum(known):,} 件です"
    if not isinstance(affected, int):
        told.append(f"影響した住民の件数がまだありません{f'（{shown}）' if known else ''}")
    elif counted in (BY_COMPARISON, BY_CHECK) and not known:
        told.append(f"{counted}に、この表がありません")
    elif known and sum(known) != affected and unmended(facts, record):
        told.append(shown)
    return tuple(told)


def _counts(facts: Facts, record: Record) -> tuple[int, ...]:
    """What the result by which a row is counted says of each of its tables; nothing where it is counted otherwise."""
    counted, tables = record.text("counted"), tuple(measured(facts, record))
    found: list[int | None] = []
    if counted == BY_COMPARISON:
        found = [one.differing for one in tables]
    elif counted == BY_CHECK:
        found = [one.failed for one in tables]
    return tuple(number for number in found if number is not None)


def measured(facts: Facts, record: Record) -> Iterator[Measured]:
    """The tables that a defect names, business by business, as the last results stand."""
    names, rule = record.text("target").replace("、", " ").split(), record.text("rule").upper()
    for one in facts.businesses:
        if one.id not in record.text("business").split():
            continue
        converted, compared, checks = one.data.converted, one.data.compared, one.data.checks
        for name in names:
            failed = [each.failed for each in checks or () if each.table == name and rule in ("", each.code)]
            if converted is None or name not in converted.rows:
                continue
            yield Measured(
                business=one.id,
                table=name,
                rows=converted.rows[name],
                differing=compared.differing.get(name, 0) if compared else None,
                failed=sum(failed) if checks is not None else None,
            )
