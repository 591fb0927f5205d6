"""What the form of a report cannot say: days are days, businesses are known, rates follow from steps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from migrate.model.pmo import BodyReport, ReportedBusiness, ReportedStep
from migrate.model.procedure import TOTAL_STEPS
from migrate.pmo.intake.places import FIELDS
from migrate.pmo.intake.terms import Terms
from migrate.pmo.intake.verdict import Fault

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DAYS = ("planned", "actual", "changed")
_COUNTS = ("undecided", "rejected", "errors", "differences")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_REASONS = frozenset({"", "1", "2", "3", "4", "?"})
_LEVELS = frozenset({"", "大", "中", "小"})
_GRAIN = 0.00005001
"""Printed rates are rounded to four decimals."""
_MOST = 10**12


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def faults(report: BodyReport, terms: Terms) -> tuple[Fault, ...]:
    """All that is wrong in a report of the right form."""
    found = [*_head(report)]
    seen: set[str] = set()
    for one in report.businesses:
        name = terms.names.get(one.business) or terms.others.get(one.business, "")
        if not name:
            found.append(Fault(place=f"業務ID {_id(one.business)}", reason="知らない業務ID です"))
            continue
        if one.business in seen:
            found.append(Fault(place=name, reason="同じ業務が二つあります"))
        seen.add(one.business)
        found += _business(one, name)
    return (*found, *_words(report), *_risks(report, terms))


def _id(text: str) -> str:
    return text if re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) else "（数字 3 桁でない）"


def _head(report: BodyReport) -> Iterator[Fault]:
    if not MONTH.fullmatch(report.period):
        yield Fault(place=FIELDS["period"], reason="2026-11 の形ではありません")
    if not _is_day(report.as_of):
        yield Fault(place=FIELDS["as_of"], reason="2026-11-30 の形の日ではありません")
    if not 0 <= report.revision <= 999:
        yield Fault(place=FIELDS["revision"], reason="0 から 999 までの数ではありません")
    if report.body.population is not None and not 0 < report.body.population < _MOST:
        yield Fault(place="団体・人口", reason="1 以上の数ではありません")
    if not report.businesses:
        yield Fault(place=FIELDS["businesses"], reason="業務が一つもありません")
    yield from _rate(report.printed, report.completion, FIELDS["printed"])


def _rate(printed: float | None, computed: float | None, place: str) -> Iterator[Fault]:
    if printed is None:
        return
    if not 0 <= printed <= 1:
        yield Fault(place=place, reason="0 から 1 までの数ではありません")
    elif computed is not None and abs(printed - computed) > _GRAIN:
        yield Fault(place=place, reason="40 ステップから計算した完了率と違います")


def _business(one: ReportedBusiness, name: str) -> Iterator[Fault]:
    if len(one.steps) not in (0, TOTAL_STEPS):
        yield Fault(place=name, reason=f"ステップが {len(one.steps)} 件です（{TOTAL_STEPS} 件か、0 件）")
    days = {day for step in one.steps for day in (step.planned, step.actual, step.changed)} - {""}
    if not all(map(_is_day, days)):
        yield from (
            fault for number, step in enumerate(one.steps, 1) for fault in _step(step, f"{name}・ステップ {number}")
        )
    yield from _rate(one.printed, one.completion, f"{name}・{FIELDS['printed']}")
    for at, system in enumerate(one.systems, 1):
        spot = f"{name}・システム {at}"
        if system.operation and not _is_day(system.operation):
            yield Fault(place=f"{spot}・{FIELDS['operation']}", reason="2026-11-30 の形の日ではありません")
        if system.until and not (_is_day(system.until) or MONTH.fullmatch(system.until)):
            yield Fault(place=f"{spot}・{FIELDS['until']}", reason="2026-11-30 か 2026-11 の形ではありません")
        if system.reason not in _REASONS:
            yield Fault(place=f"{spot}・{FIELDS['reason']}", reason="1、2、3、4 のどれかではありません")
    for count in _COUNTS:
        number = getattr(one.counts, count)
        if number is not None and not 0 <= number < _MOST:
            yield Fault(place=f"{name}・{FIELDS[count]}", reason="0 以上の件数ではありません")


def _step(step: ReportedStep, place: str) -> Iterator[Fault]:
    for name in _DAYS:
        day = getattr(step, name)
        if day and not _is_day(day):
            yield Fault(place=f"{place}・{FIELDS[name]}", reason="2026-11-30 の形の日ではありません")


def written(report: BodyReport) -> Iterator[str]:
    """All texts in a report that people or other systems may have put there."""
    yield from (report.tool, report.body.name, report.body.prefecture)
    for one in report.businesses:
        yield one.name
        for system in one.systems:
            yield from (system.name, system.vendor, system.package, system.remains)
    for risk in report.risks:
        yield from (risk.id, risk.text)


def _words(report: BodyReport) -> Iterator[Fault]:
    """No control characters but line ends; people's words only where the report says that there are some."""
    if any(_CONTROL.search(text) for text in written(report)):
        yield Fault(place="文字", reason="制御文字があります")
    spoken = [system.remains for one in report.businesses for system in one.systems]
    if not report.notes and any((*spoken, *(one.text for one in report.risks))):
        yield Fault(place=FIELDS["notes"], reason="自由記述がないはずの報告に、自由記述があります")


def _risks(report: BodyReport, terms: Terms) -> Iterator[Fault]:
    for at, one in enumerate(report.risks, 1):
        if one.business and one.business not in terms.names and one.business not in terms.others:
            yield Fault(place=f"リスク {at}・業務ID", reason="知らない業務ID です")
        if one.level not in _LEVELS:
            yield Fault(place=f"リスク {at}・{FIELDS['level']}", reason="大、中、小 のどれかではありません")
        if one.due and not _is_day(one.due):
            yield Fault(place=f"リスク {at}・{FIELDS['due']}", reason="2026-11-30 の形の日ではありません")
