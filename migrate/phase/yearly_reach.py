"""What the changes of a standard reach in a workspace, area by area.

Only what names a changed item, table, 機能ID, 帳票ID or 連携ID is listed. Budget rows and tasks name none of them;
which kinds of change reach them is data of ours (`reports/layouts/phase/impact.csv`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.form import SheetForm
from migrate.forms.records import Answers, Record
from migrate.model.gap import GapReport
from migrate.model.spec_diff import Effect, Subject
from migrate.model.upgrade import Touched as Upgraded
from migrate.model.upgrade import Work
from migrate.phase import form as forms
from migrate.phase import register
from migrate.phase.moved import Move
from migrate.phase.plan.tasks import Task
from migrate.phase.yearly_impact import Area, Changes, Row, Touched

TESTS, ORDINANCES, BUDGET = (15, "case"), (17, "form"), (8, "initial")
"""Work item and sheet of the registers that are looked at."""
_RULES = "rule"
_YEARS = ("year_one", "year_two", "year_three")
_AREAS = {Work.DECISION: Area.DECISIONS, Work.CHECK: Area.CHECKS}
_REQUIREMENTS = {Subject.FUNCTION: "function", Subject.FORM: "form"}


@cache
def _reach(area: str) -> Mapping[str, tuple[frozenset[str], str]]:
    """Row or step → kinds of thing whose change reaches it, and why."""
    rows = tables.read(bundled("reports") / "layouts" / "phase" / "impact.csv")
    return {row["ref"]: (frozenset(row["subjects"].split()), row["reason"]) for row in rows if row["area"] == area}


def _reached(changes: Changes, area: str, ref: str, row: Row) -> Iterator[Touched]:
    """A row that kinds of change reach, with the reason for all of them together."""
    kinds, why = _reach(area).get(ref, (frozenset(), ""))
    if found := changes.of_kinds(kinds):
        effect = min((one.effect for one in found), key=list(Effect).index)
        yield Touched(row=row, effect=effect, reasons=(f"{why}（違い {len(found):,} 件）。",))


def of_items(changes: Changes, report: GapReport, file: str) -> Iterator[Touched]:
    """Items of the comparison with the standard."""
    for one in report.items:
        if found := changes.of_item(one.table, one.item):
            row = Row(area=Area.ITEMS, place=file, key=one.item_id, name=f"{one.table} {one.item}", state=one.fit.value)
            yield changes.touched(row, found)


def of_functions(changes: Changes, answers: Answers, folder: str) -> Iterator[Touched]:
    """Answers whose requirement changed; where answers were given at all, new requirements have to be asked too."""
    for (subject, id), many in changes.ids.items():
        sheet = _REQUIREMENTS.get(subject)
        record = answers.get(sheet, id) if sheet else None
        new = all(one.item_before is None for one in many)
        if sheet is None or (record is None and not (new and answers.records)):
            continue
        said = [record.text(name) for name in ("adopt", "fit", "policy")] if record else []
        state = "・".join(filter(None, said)) or "回答なし"
        named = next(item for one in many for item in (one.item_after, one.item_before) if item is not None)
        place = f"{folder}/{sheet}.csv" if record else "新しい要件（まだ聞いていません）"
        row = Row(area=Area.FUNCTIONS, place=place, key=id, name=named.name, state=state)
        yield changes.touched(row, many)


def of_written(changes: Changes, upgraded: Iterable[Upgraded]) -> Iterator[Touched]:
    """What ``map upgrade`` finds in the mapping, in decisions and in checks."""
    for one in upgraded:
        about = [(one.group, one.item), (one.to_group, one.to_item)]
        effects = {change.effect for place in about for change in changes.of_item(*place)}
        effects |= {Effect.TIGHTENS} if one.work in (Work.NEW, Work.GONE) else set()
        line = f":{one.line}" if one.line else ""
        row = Row(
            area=_AREAS.get(one.work, Area.MAPPING),
            place=f"{one.file}{line}" if one.file else "標準の検査",
            key=one.item or one.group or one.to_item or one.to_group,
            name=" ".join(filter(None, (one.group or one.to_group, one.item or one.to_item))),
        )
        effect = min(effects, key=list(Effect).index, default=Effect.NEUTRAL)
        yield Touched(row=row, effect=effect, reasons=(one.sentence,))


def of_code_maps(changes: Changes, moves: Iterable[Move], file: str) -> Iterator[Touched]:
    """Code maps that fill an item whose code list changed."""
    filled: dict[str, dict[tuple[str, str], None]] = {}
    for move in moves:
        for name, items in move.codes.items():
            filled.setdefault(name, {}).update(dict.fromkeys((move.table, item) for item in items))
    for name, places in filled.items():
        if found := [one for place in places for one in changes.codes.get(place, ())]:
            row = Row(area=Area.MAPPING, place=file, key=name, name=f"コード変換 {name}")
            yield changes.touched(row, found)


def of_tests(changes: Changes, answers: Answers, business: str) -> Iterator[Touched]:
    """Test cases of a business that name what changed."""
    for record in _mine(answers, TESTS[1], business):
        if found := changes.named(_text(record, ("name", "basis", "condition", "expected"))):
            row = Row(
                area=Area.TESTS,
                place=_place(TESTS),
                key=record.key,
                name=record.text("name"),
                state=record.text("result") or "未実施",
            )
            yield changes.touched(row, found)


def of_ordinances(changes: Changes, answers: Answers, business: str) -> Iterator[Touched]:
    """Forms of ⑰ that name a changed 帳票, and the ordinances that these stand in."""
    forms_changed = {id: many for (subject, id), many in changes.ids.items() if subject is Subject.FORM}
    sheet = _sheet(ORDINANCES)
    laws: dict[str, list[str]] = {}
    for record in _mine(answers, sheet.id, business):
        name = str(register.with_name(sheet, record).get(sheet.first.id, ""))
        found = [id for id in forms_changed if id in (record.key, name) or name.startswith((f"{id} ", f"{id}　"))]
        if found:
            if law := record.text("law"):
                laws.setdefault(law, []).extend(found)
            row = Row(
                area=Area.ORDINANCES, place=_place(ORDINANCES), key=record.key, name=name, state=record.text("law")
            )
            yield changes.touched(row, [one for id in found for one in forms_changed[id]])
    for record in _mine(answers, _RULES, business):
        if ids := laws.get(record.text("name")):
            place = _place((ORDINANCES[0], _RULES))
            row = Row(
                area=Area.ORDINANCES, place=place, key=record.key, name=record.text("name"), state=record.text("state")
            )
            yield changes.touched(row, [one for id in ids for one in forms_changed[id]])


def of_budget(changes: Changes, answers: Answers, business: str) -> Iterator[Touched]:
    """Rows of ⑧ that the kinds of change reach; a row of nothing but 0 yen is none."""
    sheet = _sheet(BUDGET)
    for record in _mine(answers, sheet.id, business):
        yen = sum(given for id in _YEARS if isinstance(given := record.answers.get(id), int))
        if yen:
            name = str(register.with_name(sheet, record).get(sheet.first.id, ""))
            row = Row(area=Area.BUDGET, place=_place(BUDGET), key=record.key, name=name, state=f"計 {yen:,} 円")
            yield from _reached(changes, "budget", record.key, row)


def of_plan(changes: Changes, tasks: Sequence[Task], business: str, file: str) -> Iterator[Touched]:
    """Tasks of a business that have not ended and whose step the kinds of change reach."""
    for one in tasks:
        if one.business == business and not one.finished:
            days = one.end.isoformat() if one.milestone else f"{one.start.isoformat()}〜{one.end.isoformat()}"
            row = Row(area=Area.PLAN, place=file, key=one.key, name=one.name, state=days)
            yield from _reached(changes, "step", str(one.step), row)


def _mine(answers: Answers, sheet: str, business: str) -> Iterator[Record]:
    return (one for one in answers.of(sheet) if register.concerns(one, business))


def _sheet(which: tuple[int, str]) -> SheetForm:
    return forms.form(which[0]).of(which[1])


def _place(which: tuple[int, str]) -> str:
    """A register as people call it."""
    return f"{chr(ord('①') + which[0] - 1)} {_sheet(which).name}"


def _text(record: Record, questions: Sequence[str]) -> str:
    return "\n".join(filter(None, map(record.text, questions)))
