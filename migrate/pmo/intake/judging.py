"""All files of a folder against each other and against the store: what is new, what is known, what is out of date.

Of one body's own returns of a month the highest 訂正 counts, then the later 時点; what was published is put together
from all files that tell of a body. The outcome does not depend on what an earlier run of the same folder has stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from migrate.model.pmo import Body, BodyReport, ReportedBusiness
from migrate.model.value import value
from migrate.pmo.intake import kept
from migrate.pmo.intake.kept import Past
from migrate.pmo.intake.opening import JSON, Opened
from migrate.pmo.intake.verdict import FileVerdict, Remark, Verdict
from migrate.pmo.received import Received


@value
class Judged:
    """The verdicts in the order of the files, and what each month gains."""

    files: tuple[FileVerdict, ...]
    added: Mapping[str, tuple[Received, ...]]
    """Month → reports, in the order of the files; months that gain nothing are not in it."""


@value
class Months:
    """How the store stands, by month: asked only for months of which something came."""

    past: Callable[[str], Past]
    published: Callable[[str], Mapping[str, BodyReport]]
    due: Callable[[Body], date | None]
    """When the report of a body is due."""
    day: date
    """On which the files came."""


def judge(files: Sequence[Opened], months: Months) -> Judged:
    """The final verdicts, and what is to be stored."""
    told = [_described(one) for one in files]
    added = dict[str, list[tuple[int, Received]]]()
    for group in _groups(files).values():
        winner = max(group, key=lambda at: (*_rank(files[at].reports[0]), told[at].form == JSON, told[at].file))
        for at in group:
            told[at] = _against(told[at], files[at], told[winner], files[winner]) if at != winner else told[at]
        told[winner] = _against_store(told[winner], files[winner].reports[0], months)
        if told[winner].reports:
            report = files[winner].reports[0]
            added.setdefault(report.period, []).append((winner, _received(told[winner], report, own=True)))
    for period in dict.fromkeys(one.reports[0].period for one in files if one.reports and not one.own):
        for at, received in _published(files, told, period, months):
            added.setdefault(period, []).append((at, received))
    order = {period: tuple(one for _, one in sorted(rows, key=lambda row: row[0])) for period, rows in added.items()}
    return Judged(files=tuple(told), added=dict(sorted(order.items())))


def _described(one: Opened) -> FileVerdict:
    """The verdict with what the file's only report says of itself."""
    if not one.reports:
        return one.told
    report = one.reports[0]
    if not one.own:
        return replace(one.told, period=report.period, reports=len(one.reports))
    return replace(
        one.told,
        period=report.period,
        body=report.body.key,
        prefecture=report.body.prefecture,
        name=report.body.name,
        revision=report.revision,
        reports=1,
        content=kept.content(report),
    )


def _groups(files: Sequence[Opened]) -> dict[tuple[str, str], list[int]]:
    """Month and body → positions of its own returns."""
    found = dict[tuple[str, str], list[int]]()
    for at, one in enumerate(files):
        if one.reports and one.own:
            found.setdefault((one.reports[0].period, one.reports[0].body.key), []).append(at)
    return found


def _rank(report: BodyReport) -> tuple[int, str]:
    return report.revision, report.as_of


def _none(told: FileVerdict, verdict: Verdict, reason: str, remarks: Iterable[Remark] = ()) -> FileVerdict:
    said = () if verdict is Verdict.DUPLICATE else (*told.remarks, *remarks)  # when it was taken, it was said
    return replace(told, verdict=verdict, reason=reason, reports=0, remarks=said)


def _against(told: FileVerdict, file: Opened, best: FileVerdict, other: Opened) -> FileVerdict:
    """One of several own returns of a body that is not the one that counts."""
    if told.sha256 == best.sha256 or told.content == best.content:
        return _none(told, Verdict.DUPLICATE, f"{best.file} と同じ報告です")
    remarks = _conflict(best.file) if file.reports[0].revision == other.reports[0].revision else ()
    return _none(
        told,
        Verdict.SUPERSEDED,
        f"{best.file}（訂正 {best.revision}、時点 {other.reports[0].as_of}）があります",
        remarks,
    )


def _conflict(file: str) -> tuple[Remark, ...]:
    return (Remark(code="MIG-PMO-063", detail=file),)


def _against_store(told: FileVerdict, report: BodyReport, months: Months) -> FileVerdict:
    """The own return of a body that counts in the folder, against what earlier intakes took."""
    past = months.past(report.period)
    known = past.files.get(told.sha256) or past.contents.get(told.content)
    if known:
        return _none(told, Verdict.DUPLICATE, f"取込済みです（{known}）")
    before = past.own.get(report.body.key)
    if before is not None and _rank(report) < (before.revision, before.as_of):
        remarks = _conflict(before.file) if report.revision == before.revision else ()
        return _none(
            told, Verdict.SUPERSEDED, f"より新しい報告（{before.file}、訂正 {before.revision}）が取込済みです", remarks
        )
    if before is not None:  # a correction of what came in time is not late
        same = report.revision == before.revision
        return replace(told, remarks=(*told.remarks, *(_conflict(before.file) if same else ())))
    due = months.due(report.body)
    late = max(0, (months.day - due).days) if due else 0
    if late:
        return replace(told, verdict=Verdict.LATE, late=late, reason=f"期限 {due} を {late} 日過ぎています")
    return told


def _received(told: FileVerdict, report: BodyReport, own: bool) -> Received:
    return Received(report=report, form=told.form, file=told.file, sha256=told.sha256, own=own, late=told.late)


def _published(
    files: Sequence[Opened], told: list[FileVerdict], period: str, months: Months
) -> list[tuple[int, Received]]:
    """The published reports of a month that say something new; the verdicts of their files are set."""
    before, past = months.published(period), months.past(period)
    now, last = dict(before), dict[str, int]()
    mine = [at for at, one in enumerate(files) if one.reports and not one.own and one.reports[0].period == period]
    for at in mine:
        for report in files[at].reports:
            key = report.body.key
            now[key] = _combined(now[key], report) if key in now else report
            last[key] = at
    fresh = {key: at for key, at in last.items() if key not in before or _differs(before[key], now[key])}
    for at in mine:
        gained = sum(report.body.key in fresh for report in files[at].reports)
        if told[at].sha256 in past.files or not gained:
            known = past.files.get(told[at].sha256, "")
            reason = f"取込済みです（{known}）" if known else "取り込んだ資料と同じ内容です"
            same = told[at].verdict is Verdict.PARTLY
            told[at] = replace(told[at], reports=0) if same else _none(told[at], Verdict.DUPLICATE, reason)
        else:
            told[at] = replace(told[at], reports=gained)
    return [(at, _received(told[at], now[key], own=False)) for key, at in fresh.items()]


def _combined(one: BodyReport, other: BodyReport) -> BodyReport:
    """What two published files say of a body; where both do, the later file has the last word."""
    mine = {each.business: each for each in one.businesses}
    for each in other.businesses:
        mine[each.business] = _both(mine[each.business], each) if each.business in mine else each
    printed = one.printed if other.printed is None else other.printed
    return replace(one, businesses=tuple(mine[id] for id in sorted(mine)), printed=printed)


def _both(one: ReportedBusiness, other: ReportedBusiness) -> ReportedBusiness:
    return replace(
        other,
        steps=other.steps or one.steps,
        printed=one.printed if other.printed is None else other.printed,
        systems=other.systems or one.systems,
    )


def _differs(one: BodyReport, other: BodyReport) -> bool:
    """True where two published reports of a body do not say the same."""
    return one.printed != other.printed or _plain(one) != _plain(other)


def _plain(report: BodyReport) -> list[ReportedBusiness]:
    return sorted((replace(each, name="") for each in report.businesses), key=lambda each: each.business)
