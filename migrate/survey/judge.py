"""What the inventory makes worth a look: what is missing, contracts and the cut-over, unknown senders, overdue issues.

Findings name systems and keys of rows; no free text is quoted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from migrate.forms import kept
from migrate.forms.answer import day
from migrate.forms.form import RESPONSIBLE, Form
from migrate.forms.read import found as notes
from migrate.forms.records import Answers, missing
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.survey.form import HEAD, INTERFACE, ISSUE, SYSTEM
from migrate.survey.inventory import Inventory, PartyKind, SystemFacts, is_before

ROLE = "role"
_SHOWN = 5
finding = partial(notes.finding, HEAD)


def _system_place(form: Form, system: SystemFacts) -> Place:
    return Place(file=kept.file_name(form, form.of(SYSTEM), system.key))


def _systems(form: Form, found: Inventory) -> Iterator[Finding]:
    for system in found.systems:
        place, name = _system_place(form, system), system.name
        if system.missing:
            left = "、".join(system.missing[:_SHOWN]) + ("など" if len(system.missing) > _SHOWN else "")
            params: dict[str, str | int] = {"name": name, "count": len(system.missing), "questions": left}
            yield finding("MIG-SRC-291", Severity.WARNING, place, params)
        if system.count.pending:
            yield finding("MIG-SRC-292", Severity.INFO, place, {"name": name, "count": system.count.pending})
        if system.in_use and not system.department:
            yield finding("MIG-SRC-298", Severity.WARNING, place, {"name": name})


def _contracts(form: Form, found: Inventory, cutover: date | None) -> Iterator[Finding]:
    if cutover is None:
        return
    for system in found.systems:
        end, before = day(system.contract_end), is_before(system.contract_end, cutover)
        if not system.in_use or before is None or end is None or end == cutover:
            continue
        params: dict[str, str | int] = {
            "name": system.name,
            "end": system.contract_end,
            "cutover": cutover.isoformat(),
            "days": abs((cutover - end).days),
        }
        place = _system_place(form, system)
        if before:
            yield finding("MIG-SRC-293", Severity.WARNING, place, params)
        else:
            yield finding("MIG-SRC-294", Severity.INFO, place, params)


def _rows(form: Form, answers: Answers) -> Iterator[Finding]:
    """Rows of tables with a required cell missing."""
    for sheet in form.sheets:
        if not sheet.table:
            continue
        for record in answers.of(sheet.id):
            left = missing(sheet, record.answers)
            if left:
                params: dict[str, str | int] = {
                    "name": f"{sheet.title}の {record.key}",
                    "count": len(left),
                    "questions": "、".join(q.label for q in left[:_SHOWN]) + ("など" if len(left) > _SHOWN else ""),
                }
                yield finding(
                    "MIG-SRC-291", Severity.WARNING, Place(file=kept.file_name(form, sheet, record.key)), params
                )


def _interfaces(form: Form, found: Inventory) -> Iterator[Finding]:
    sheet = form.of(INTERFACE)
    for one in found.interfaces:
        for id, party in (("sender", one.sender), ("receiver", one.receiver)):
            question = sheet.question(id)
            if party.kind is PartyKind.UNKNOWN and question is not None:
                place = Place(file=kept.file_name(form, sheet, one.key), item=question.label)
                yield finding("MIG-SRC-295", Severity.WARNING, place, {"key": one.key})


def _issues(form: Form, found: Inventory, as_of: date) -> Iterator[Finding]:
    for issue in found.issues:
        due = day(issue.due)
        if due is not None and due < as_of:
            params: dict[str, str | int] = {"key": issue.key, "due": issue.due}
            yield finding(
                "MIG-SRC-296", Severity.WARNING, Place(file=kept.file_name(form, form.of(ISSUE), issue.key)), params
            )


def responsible(form: Form, answers: Answers, key: str) -> int:
    """Number of parties that are 「責任」 for a task."""
    record = answers.get(ROLE, key)
    return sum(record.text(part.id) == RESPONSIBLE for part in form.of(ROLE).parts) if record else 0


def _roles(form: Form, answers: Answers) -> Iterator[Finding]:
    sheet = form.of(ROLE)
    for record in answers.of(ROLE):
        number = responsible(form, answers, record.key)
        if number != 1 and not missing(sheet, record.answers):
            place = Place(file=kept.file_name(form, sheet, record.key))
            task = next((p.name for p in sheet.presets if p.key == record.key), record.key)
            yield finding("MIG-SRC-297", Severity.WARNING, place, {"task": task, "count": number})


def judge(form: Form, answers: Answers, found: Inventory, as_of: date, cutover: date | None) -> tuple[Finding, ...]:
    """Everything worth a look; ``cutover`` is the day on which the standard system takes over, None where unknown."""
    findings = (
        *_systems(form, found),
        *_contracts(form, found, cutover),
        *_rows(form, answers),
        *_interfaces(form, found),
        *_issues(form, found, as_of),
        *_roles(form, answers),
    )
    return tuple(sorted(findings, key=sort_key))
