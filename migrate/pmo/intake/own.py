"""A body's own report in JSON: read strictly and fast; one that is refused is looked at again, to say why."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from migrate.files import strict
from migrate.model.finding import Severity
from migrate.model.pmo import KIND, VERSION, BodyKind, BodyReport
from migrate.pmo.intake import check, places
from migrate.pmo.intake.terms import Terms
from migrate.pmo.intake.verdict import Fault, NotTakenError, Remark, Verdict
from migrate.text import personal_numbers

MAX_JSON = 8 << 20
"""Forty times as much as a report of 20 businesses."""
_NO_JSON = "JSON として読めません（途中で切れている、または書き換えられています）"
_BOM = b"\xef\xbb\xbf"


def read(data: bytes, terms: Terms) -> BodyReport:
    """The report in a JSON text, its body not yet identified.

    Raises:
        NotTakenError: no JSON, not of the form, of a newer version, contradictory, or with a number of a resident.
    """
    if len(data) > MAX_JSON:
        raise NotTakenError(Verdict.REFUSED, f"progress.json が {MAX_JSON >> 20} MB を超えています")
    plain = data.removeprefix(_BOM)
    try:
        report = strict.load(BodyReport, plain)
    except strict.StrictError as error:
        raise _explained(plain, error.wrong, terms) from None
    refuse_version(report.kind, report.version)
    return checked(report, terms)


def checked(report: BodyReport, terms: Terms) -> BodyReport:
    """The report where nothing is wrong in it.

    Raises:
        NotTakenError: something is; all of it is told.
    """
    _refuse_numbers("\n".join(check.written(report)))
    if found := check.faults(report, terms):
        raise NotTakenError(Verdict.SCHEMA, summary(found), found)
    return report


def summary(found: tuple[Fault, ...]) -> str:
    """The first thing that is wrong, and how many there are."""
    more = f"（ほか {len(found) - 1:,} か所）" if len(found) > 1 else ""
    return f"{found[0].place}: {found[0].reason}{more}"


def _refuse_numbers(text: str) -> None:
    """A report says nothing of residents.

    Raises:
        NotTakenError: there are twelve digits that can be a 個人番号.
    """
    if next(personal_numbers.places(text), None) is not None:
        raise NotTakenError(Verdict.REFUSED, "個人番号とみられる 12 桁の数字があります（値は記録しません）")


def refuse_version(kind: object, version: object) -> None:
    """Raises:
    NotTakenError: not a report of the version that is read here.
    """
    if kind != KIND:
        raise NotTakenError(Verdict.SCHEMA, f"進捗の報告（{KIND}）ではありません")
    if isinstance(version, int) and version > VERSION:
        raise NotTakenError(Verdict.NEWER, f"形式の版 {version} は、このツールの版（{VERSION} まで）より新しいものです")
    if version != VERSION:
        told = f" {version} " if isinstance(version, int) else ""
        raise NotTakenError(Verdict.SCHEMA, f"形式の版{told}は読めません（読むのは版 {VERSION} です）")


def _explained(data: bytes, wrong: tuple[strict.Wrong, ...], terms: Terms) -> NotTakenError:
    """Why a JSON text is no report; the version comes first, since another version has another form."""
    if wrong[0].fault is strict.Fault.SYNTAX:
        return NotTakenError(Verdict.UNREADABLE, _NO_JSON)
    try:
        raw: Any = json.loads(data)
    except ValueError:  # a number with thousands of digits
        return NotTakenError(Verdict.UNREADABLE, _NO_JSON)
    if not isinstance(raw, dict):
        return NotTakenError(Verdict.SCHEMA, f"進捗の報告（{KIND}）ではありません")
    try:
        refuse_version(raw.get("kind", KIND if "businesses" in raw else ""), raw.get("version", VERSION))
    except NotTakenError as other:
        return other
    found = tuple(places.fault(one, raw, terms.names) for one in wrong)
    return NotTakenError(Verdict.SCHEMA, summary(found), found)


def of_the_twenty(report: BodyReport, terms: Terms) -> tuple[BodyReport, tuple[Remark, ...]]:
    """The report with the businesses that count, in published order; which others it had.

    Raises:
        NotTakenError: it has none of the 20 (of a prefecture: of the two that prefectures handle).
    """
    prefecture = report.body.kind is BodyKind.PREFECTURE
    mine = [one.systems[0] for one in terms.known.businesses if one.prefectures or not prefecture]
    order = {id: at for at, id in enumerate(mine)}
    kept = sorted((one for one in report.businesses if one.business in order), key=lambda one: order[one.business])
    names = {**terms.others, **terms.names}
    left = [f"{one.business} {names[one.business]}" for one in report.businesses if one.business not in order]
    named = tuple(replace(one, name=terms.names[one.business]) for one in kept)
    if not named:
        raise NotTakenError(Verdict.SCHEMA, "20 業務（都道府県は 2 業務）のどれもありません")
    remarks = (Remark(code="MIG-PMO-068", severity=Severity.INFO, detail="、".join(left)),) if left else ()
    return replace(report, businesses=named), remarks
