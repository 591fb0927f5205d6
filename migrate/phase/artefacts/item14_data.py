"""⑭ データ移行: plan of the migration, cleansing list, runbook with go/no-go, and a letter to each current vendor."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.files.digest import sha256_of_bytes
from migrate.forms.answer import Answer
from migrate.forms.form import ALL
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Grid, Note, Section, Tone
from migrate.phase import chapters, dates, extraction, go_no_go, register, runbook
from migrate.phase import form as forms
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.facts import Business, Check, Facts

ITEM = 14
AGREED, CLEANSED, MIGRATED = 32, 33, 34
_FINISHED = ("完了済み", "対象外")
_RUNS = 10
"""Conversions of a business that are offered as rehearsals; the newest ones."""


def _key(business: str, check: Check) -> str:
    """The row of the cleansing list that is about the check."""
    told = "\x1f".join((check.code, check.table, check.item))
    return f"dq-{business}-{sha256_of_bytes(told.encode())[:10]}"


def _cleansing(facts: Facts) -> Iterator[tuple[str, dict[str, Answer]]]:
    """One row a rule and item that fails; one that says so where a business has been checked and nothing fails."""
    for one in facts.businesses:
        if one.data.checks == ():
            yield (
                f"dq-{one.id}-none",
                {
                    "name": f"{one.id} 品質検査の指摘なし",
                    "business": one.id,
                    "rule": "―",
                    "count": 0,
                    "state": "対象外",
                },
            )
        for check in one.data.checks or ():
            yield _key(one.id, check), _offered(facts, one, check)


def _offered(facts: Facts, one: Business, check: Check) -> dict[str, Answer]:
    return {
        "name": f"{check.table} {check.item}".strip(),
        "business": one.id,
        "rule": f"{check.code} {check.title}",
        "count": check.failed,
        **({"owner": one.departments[0]} if one.departments else {}),
        **({"due": planned.end.isoformat()} if (planned := dates.planned(facts, CLEANSED, one.id)) else {}),
        "state": "作業中" if check.open < check.failed else "未着手",
    }


def _rehearsals(facts: Facts) -> Iterator[tuple[str, dict[str, Answer]]]:
    for one in facts.businesses:
        for run in one.data.moved.runs[-_RUNS:]:
            moment = "".join(mark for mark in run.at[:19] if mark.isalnum())
            row: dict[str, Answer] = {"name": f"変換 {run.at[:16].replace('T', ' ')}", "business": one.id}
            row["held"] = run.at[:10]
            if run.read is not None and run.rejected is not None:
                row["rows"] = run.read - run.rejected
            yield f"run-{one.id}-{moment}", row


def _offers(facts: Facts) -> Offers:
    seconds = runbook.measured(facts.businesses)
    measured = {key: seconds.get(f"{key} run", 0) for key in ("convert", "check", "reconcile")}
    days = {"freeze": dates.first(facts, MIGRATED), "cutover": dates.last(facts, MIGRATED)}
    return {
        "plan": {ALL: {key: day for key, day in days.items() if day}},
        "extract": {key: dict(row) for key, row in extraction.offers(facts)},
        "cleansing": dict(_cleansing(facts)),
        "rehearsal": dict(_rehearsals(facts)),
        "runbook": {key: {"minutes": runbook.in_minutes(spent)} for key, spent in measured.items() if spent},
        "decision": {f"go-{one.id}": {"business": one.id} for one in facts.businesses if one.data.moved.moves},
    }


def _scope(facts: Facts) -> Iterator[Section]:
    rows = [
        (
            f"{one.id} {one.name}",
            move.table,
            move.source,
            move.items,
            *((move.fates.read, move.fates.written) if move.fates else ("未変換", "")),
            *((move.fates.merged + move.fates.excluded, move.fates.rejected) if move.fates else ("", "")),
        )
        for one in facts.businesses
        for move in one.data.moved.moves
    ]
    if not rows:
        return
    columns = (
        Column(title="業務", width=20),
        Column(title="標準の表", width=26),
        Column(title="元の表", width=20),
        Column(title="項目", numeric=True, width=7),
        *(Column(title=title, numeric=True, width=9) for title in ("読んだ行", "移す行", "移さない行", "拒否")),
    )
    yield chapters.of_item(ITEM)["scope"].section(Grid(title="標準の表ごとの件数", columns=columns, rows=tuple(rows)))


def _left(facts: Facts) -> Iterator[Section]:
    rules = [
        (one.id, move.source, name, fate, reason)
        for one in facts.businesses
        for move in one.data.moved.moves
        for name, fate, reason in move.left
    ]
    columns_left = [
        (one.id, source, column, "項目", reason)
        for one in facts.businesses
        for source, column, reason in one.data.moved.dropped
    ]
    if rows := tuple(dict.fromkeys((*rules, *columns_left))):
        columns = (
            Column(title="業務", width=6),
            Column(title="元の表", width=18),
            Column(title="規則・項目", width=18),
            Column(title="扱い", width=8),
            Column(title="理由", width=50),
        )
        yield chapters.of_item(ITEM)["left"].section(Grid(title="移行しない行と項目", columns=columns, rows=rows))


def _sources(facts: Facts) -> Iterator[Section]:
    rows = [
        (one.id, data.source, data.path or "（未受領）", data.form, data.encoding, data.columns)
        for one in facts.businesses
        for data in one.data.moved.sources
    ]
    if rows:
        columns = (
            Column(title="業務", width=6),
            Column(title="元の表", width=20),
            Column(title="ファイル", width=26),
            Column(title="形", width=34),
            Column(title="文字コード", width=11),
            Column(title="項目", numeric=True, width=7),
        )
        yield chapters.of_item(ITEM)["sources"].section(
            Grid(title="元の表とファイル", columns=columns, rows=tuple(rows))
        )


def _days(facts: Facts) -> Iterator[Section]:
    """When each business is to be moved, as its plan expects now."""
    rows = []
    for one in facts.businesses:
        if plan := facts.plan.get(one.id):
            spans = (plan.steps.get(step) for step in (AGREED, CLEANSED, MIGRATED))
            said = (f"{span.start.isoformat()} 〜 {span.end.isoformat()}" if span else "" for span in spans)
            rows.append((f"{one.id} {one.name}", *said, plan.go_live.isoformat() if plan.go_live else ""))
    if rows:
        heads = ("調整（⑭-1）", "クレンジング（⑭-2）", "最終移行（⑭-3）", "運用開始")
        columns = (Column(title="業務", width=26), *(Column(title=head, width=22) for head in heads))
        yield chapters.of_item(ITEM)["days"].section(Grid(title="業務ごとの日程", columns=columns, rows=tuple(rows)))


def _characters(facts: Facts) -> Iterator[Section]:
    gaiji = [
        (one.name, one.vendor, one.numbers["gaiji"])
        for one in extraction.systems(facts)
        if one.numbers.get("gaiji") is not None
    ]
    blocks: list[Grid | Note] = []
    if facts.characters:
        found = facts.characters
        tone = Tone.CAUTION if found.undecided else Tone.GOOD
        blocks.append(
            Note(
                text=f"移行先にない文字は {found.found:,} 字（{found.cells:,} か所）で、"
                f"{found.undecided:,} 字がまだ決まっていません。",
                tone=tone,
            )
        )
    if gaiji:
        columns = (
            Column(title="現行システム", width=30),
            Column(title="ベンダ", width=30),
            Column(title="外字", unit="文字", numeric=True, width=12),
        )
        blocks.append(Grid(title="調査による外字の数", columns=columns, rows=tuple(gaiji)))
    if blocks:
        yield chapters.of_item(ITEM)["characters"].section(*blocks)


def _quality(facts: Facts) -> Iterator[Section]:
    rows = [
        (
            one.id,
            f"{check.table} {check.item}".strip(),
            f"{check.code} {check.title}",
            check.failed,
            Cell(text=check.open, tone=Tone.CAUTION if check.open else Tone.GOOD),
        )
        for one in facts.businesses
        for check in one.data.checks or ()
    ]
    if rows:
        columns = (
            Column(title="業務", width=6),
            Column(title="対象", width=32),
            Column(title="規則", width=46),
            Column(title="件数", numeric=True, width=9),
            Column(title="未判断", numeric=True, width=9),
        )
        yield chapters.of_item(ITEM)["quality"].section(
            Grid(title="いまの検査の結果", columns=columns, rows=tuple(rows))
        )


def _trials(facts: Facts) -> Iterator[Section]:
    rows = [
        (one.id, run.at[:16].replace("T", " "), run.result, run.read, run.rejected, run.seconds)
        for one in facts.businesses
        for run in one.data.moved.runs[-_RUNS:]
    ]
    if rows:
        columns = (
            Column(title="業務", width=6),
            Column(title="日時", width=18),
            Column(title="結果", width=14),
            *(Column(title=title, numeric=True, width=12) for title in ("読んだ行", "拒否")),
            Column(title="時間", unit="秒", numeric=True, width=10),
        )
        yield chapters.of_item(ITEM)["trials"].section(Grid(title="変換", columns=columns, rows=tuple(rows)))


def _of_registers(facts: Facts, step: int, *ids: str) -> tuple[Section, ...]:
    """The registers of a step that hold something; of all of them where none is named."""
    answers = facts.of(ITEM)
    sheets = register.wanted(forms.form(ITEM), frozenset({step}))
    return tuple(register.section(one, answers) for one in sheets if answers.of(one.id) and (not ids or one.id in ids))


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    del item
    found: list[Section] = []
    if AGREED in steps:
        found += _of_registers(facts, AGREED, "plan")
        for part in (_days, _scope, _left, _sources, _characters):
            found += part(facts)
        found += _of_registers(facts, AGREED, "agree", "extract", "risk")
    if CLEANSED in steps:
        found += (*_quality(facts), *_of_registers(facts, CLEANSED))
    if MIGRATED in steps:
        found += (*_trials(facts), *_of_registers(facts, MIGRATED, "rehearsal"))
        found += (*go_no_go.sections(facts), *_of_registers(facts, MIGRATED, "runbook"))
        found += (*go_no_go.turning_points(facts.of(ITEM)), *_of_registers(facts, MIGRATED, "decision"))
    return tuple(found)


def _mine(facts: Facts, sheet: str, business: str) -> tuple[Record, ...]:
    return tuple(one for one in facts.of(ITEM).of(sheet) if register.concerns(one, business))


def _holds(facts: Facts, step: int, business: str) -> bool:
    if step == AGREED:
        asked = {row.key for row in facts.of(ITEM).of("extract")}
        one = facts.business(business)
        every = register.all_printed(forms.form(ITEM).of("agree"), facts.of(ITEM))
        every = every and all(extraction.key(system) in asked for system in (one.systems if one else ()))
        return every and all(one.text("state") != "協議中" for one in _mine(facts, "agree", business))
    if step == CLEANSED:
        listed = _mine(facts, "cleansing", business)
        return all(one.text("state") in _FINISHED for one in listed) and not _unlisted(facts, business)
    verdicts = _mine(facts, "decision", business)
    decided = all((one.text("decision"), one.text("outcome")) == ("実施", "移行完了") for one in verdicts)
    return decided and go_no_go.sound(facts, business)


def _unlisted(facts: Facts, business: str) -> bool:
    """True where nothing was checked, or a rule fails of which the list knows nothing and nobody has decided."""
    one = facts.business(business)
    known = {row.key for row in facts.of(ITEM).of("cleansing")}
    if one is None or one.data.checks is None:
        return True
    return any(check.open and _key(business, check) not in known for check in one.data.checks)


ARTEFACT = Artefact(item=ITEM, offers=_offers, sections=_sections, holds=_holds, papers=extraction.letters)
