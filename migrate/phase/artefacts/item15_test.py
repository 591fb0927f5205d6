"""⑮ テスト・研修: test plan with cases of this municipality, defects, and training by department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.forms.answer import Answer
from migrate.forms.form import ALL, plain
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Grid, Section, Tone, Value
from migrate.phase import chapters, dates, register
from migrate.phase import form as forms
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.cases import cases
from migrate.phase.facts import Business, Facts

ITEM = 15
TESTED, TRAINED = 35, 36
_PASSED = ("合格", "判断済み", "対象外")
_FINISHED = ("完了済み", "対象外", "")
_SHOWN = 20
"""Cases of a business that nobody has tried yet, as the document prints them."""


def departments(facts: Facts, one: Business) -> tuple[str, ...]:
    """The departments that must know the new system: those of the roster (①-2) and of the survey."""
    roster = (row.text("department") for row in facts.of(1).of("member") if register.concerns(row, one.id))
    named = (*roster, *one.departments)
    return tuple({plain(name): name for name in reversed(named) if name}.values())[::-1]


def _offers(facts: Facts) -> Offers:
    courses: dict[str, dict[str, Answer]] = {}
    by_department: dict[str, list[str]] = {}
    for one in facts.businesses:
        for name in departments(facts, one):
            by_department.setdefault(name, []).append(one.id)
    for number, (name, businesses) in enumerate(sorted(by_department.items()), start=1):
        courses[f"use-{number:02}"] = {
            "name": "標準準拠システムの操作",
            "department": name,
            "business": " ".join(businesses),
            "state": "未実施",
        }
        if planned := dates.last(facts, TRAINED):
            courses[f"use-{number:02}"]["planned"] = planned
    days = {"start": dates.first(facts, TESTED), "end": dates.last(facts, TESTED)}
    policy = {ALL: {key: day for key, day in days.items() if day}}
    return {"policy": policy, "case": {one.key: one.row for one in cases(facts)}, "course": courses}


def _mine(facts: Facts, sheet: str, business: str) -> tuple[Record, ...]:
    return tuple(one for one in facts.of(ITEM).of(sheet) if register.concerns(one, business))


def _progress(facts: Facts) -> Iterator[Section]:
    kept: dict[tuple[str, str], Counter[str]] = {}
    for row in facts.of(ITEM).of("case"):
        kept.setdefault((row.text("business"), row.text("kind")), Counter())[row.text("result") or "未実施"] += 1
    listed = {row.key for row in facts.of(ITEM).of("case")}
    drafts = Counter((one.business, one.kind) for one in cases(facts) if one.key not in listed)
    names = {one.id: one.name for one in facts.businesses}
    rows: list[tuple[Value, ...]] = []
    for business, kind in sorted(kept.keys() | drafts.keys()):
        counts = kept.get((business, kind), Counter())
        failed = Cell(text=counts["不合格"], tone=Tone.BAD) if counts["不合格"] else 0
        rows.append(
            (
                f"{business} {names.get(business, '')}".strip(),
                kind,
                sum(counts.values()),
                counts["合格"],
                failed,
                counts["判断済み"] + counts["対象外"],
                counts["未実施"],
                drafts[business, kind],
            )
        )
    if rows:
        heads = ("ケース", "合格", "不合格", "判断済み・対象外", "未実施", "案のまま")
        columns = (
            Column(title="業務", width=26),
            Column(title="種類", width=12),
            *(Column(title=head, numeric=True, width=10) for head in heads),
        )
        note = (
            "「案のまま」は、様式に前もって入っていて、まだ手を付けていないケースです。"
            "要らなければ、結果を「対象外」にします。"
        )
        yield chapters.of_item(ITEM)["progress"].section(
            Grid(title="業務と種類ごと", columns=columns, rows=tuple(rows), note=note)
        )


def _open(facts: Facts) -> Iterator[Section]:
    """What did not pass, what was decided, and the first of what has not been tried: kept cases, then drafts."""
    columns = (
        Column(title="種類", width=11),
        Column(title="確かめること", width=36),
        Column(title="データの条件", width=34),
        Column(title="期待する結果", width=34),
        Column(title="結果", width=9),
        Column(title="判断・不具合", width=20),
    )
    listed = {row.key for row in facts.of(ITEM).of("case")}
    offered = [one for one in cases(facts) if one.key not in listed]
    grids = []
    for one in facts.businesses:
        kept = _mine(facts, "case", one.id)
        loud = [row for row in kept if row.text("result") in ("不合格", "判断済み")]
        silent = [row for row in kept if row.text("result") in ("", "未実施")]
        drafts = [case.row for case in offered if case.business == one.id]
        waiting = [*(row.answers for row in silent), *drafts]
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (
                *(str(row.get(id, "")) for id in ("kind", "name", "condition", "expected")),
                Cell(text=str(row.get("result", "未実施")), tone=_TONES.get(str(row.get("result")), Tone.MUTED)),
                str(row.get("decision") or row.get("defect", "")),
            )
            for row in (*(row.answers for row in loud), *waiting[:_SHOWN])
        )
        more = len(waiting) - _SHOWN
        note = f"ほかの未実施 {more:,} 件は様式にあります。" if more > 0 else ""
        if rows:
            grids.append(Grid(title=f"{one.id} {one.name}", columns=columns, rows=rows, note=note))
    if grids:
        yield chapters.of_item(ITEM)["open"].section(*grids)


_TONES = {"不合格": Tone.BAD, "判断済み": Tone.CAUTION}


def _compared(facts: Facts) -> Iterator[Section]:
    rows = [
        (
            f"{one.id} {one.name}",
            found.tables,
            found.rows,
            found.expected,
            found.accepted,
            Cell(text=found.open, tone=Tone.BAD if found.open else Tone.GOOD),
        )
        for one in facts.businesses
        if (found := one.data.compared)
    ]
    if rows:
        heads = ("表", "行", "規則による差異", "承認した差異", "判断のない差異")
        columns = (Column(title="業務", width=30), *(Column(title=head, numeric=True, width=14) for head in heads))
        yield chapters.of_item(ITEM)["compared"].section(Grid(title="業務ごと", columns=columns, rows=tuple(rows)))


def _training(facts: Facts) -> Iterator[Section]:
    rows = []
    for name in dict.fromkeys(name for one in facts.businesses for name in departments(facts, one)):
        courses = [row for row in facts.of(ITEM).of("course") if plain(row.text("department")) == plain(name)]
        held = [row for row in courses if row.text("state") == "実施"]
        invited, attended = (sum(_number(row, id) for row in held) for id in ("invited", "attended"))
        word = Cell(text="済み", tone=Tone.GOOD) if attended else Cell(text="まだ", tone=Tone.CAUTION)
        rows.append((name, len(courses), len(held), invited, attended, word))
    if rows:
        heads = ("課程", "実施", "対象の人数", "受講した人数")
        columns = (
            Column(title="課", width=28),
            *(Column(title=head, numeric=True, width=12) for head in heads),
            Column(title="受講", width=10),
        )
        yield chapters.of_item(ITEM)["training"].section(Grid(title="課ごと", columns=columns, rows=tuple(rows)))


def _number(row: Record, id: str) -> int:
    given = row.answers.get(id)
    return given if isinstance(given, int) else 0


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    form, answers = forms.form(item), facts.of(item)
    found: list[Section] = []
    if TESTED in steps:
        found += [register.section(form.of("policy"), answers)] if answers.of("policy") else []
        for part in (_progress, _compared, _open):
            found += part(facts)
        found += [register.section(form.of("defect"), answers)] if answers.of("defect") else []
    if TRAINED in steps:
        found += _training(facts)
        found += [register.section(form.of("course"), answers)] if answers.of("course") else []
    return tuple(found)


def _holds(facts: Facts, step: int, business: str) -> bool:
    if step == TESTED:
        kept = _mine(facts, "case", business)
        offered = {one.key for one in cases(facts) if one.business == business}
        passed = offered <= {row.key for row in kept} and all(row.text("result") in _PASSED for row in kept)
        return passed and all(row.text("state") in _FINISHED for row in _mine(facts, "defect", business))
    courses = _mine(facts, "course", business)
    trained = {
        plain(row.text("department")) for row in courses if row.text("state") == "実施" and _number(row, "attended") > 0
    }
    one = facts.business(business)
    wanted = {plain(name) for name in departments(facts, one)} if one else set()
    return wanted <= trained and all(row.text("state") in ("実施", "対象外") for row in courses)


ARTEFACT = Artefact(item=ITEM, offers=_offers, sections=_sections, holds=_holds)
