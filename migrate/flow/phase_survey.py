"""The survey as the documents of ① to ③ need it: its own tables, what it lacks, and what stands around the systems."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from migrate.forms.form import ALL
from migrate.forms.records import Answers, Count
from migrate.model.document import Block
from migrate.phase import register
from migrate.phase.survey_report import Around, Surveyed
from migrate.report import messages
from migrate.survey import dependencies, document, judge, steps
from migrate.survey.form import form
from migrate.survey.inventory import NOT_IN_USE, Inventory

_AROUND = ("peripheral", "counterpart")
_SUMMARY = "summary"


def surveyed(given: Answers, found: Inventory, as_of: date) -> Surveyed:
    """The survey of ``found``, as its answers stand on a day."""
    questions = form()
    proofs = steps.proofs(questions, given, found)
    view = document.View(
        form=questions,
        answers=given,
        inventory=found,
        proofs=proofs,
        diagram=dependencies.diagram(found),
        as_of=as_of,
        cutover=None,
    )
    lacking: dict[str, dict[int, str]] = defaultdict(dict)
    for one in proofs:
        lacking[one.business][one.step] = one.lacking
    total = Count()
    for sheet in found.sheets:
        total = total.plus(sheet.count)
    often = Counter(one.code for one in judge.judge(questions, given, found, as_of, None))
    summary = given.get(_SUMMARY, ALL)
    return Surveyed(
        blocks=_blocks(view, given),
        lacking=dict(lacking),
        asked=total.asked,
        answered=total.answered,
        pending=total.pending,
        not_answered=found.not_answered,
        open_questions=len(found.issues),
        findings=tuple((code, messages.heading(code), number) for code, number in sorted(often.items())),
        around=tuple(_around(given)),
        compiled_by=summary.text("compiled_by") if summary else "",
    )


def _blocks(view: document.View, given: Answers) -> Mapping[int, tuple[Block, ...]]:
    """The survey's tables by step; its summary, where somebody wrote it, stands first in ②-4."""
    found = document.of_steps(view)
    if not given.of(_SUMMARY):
        return found
    told = register.grid(form().of(_SUMMARY), given)
    return {**found, steps.SUMMARY: (told, *found[steps.SUMMARY])}


def _around(given: Answers) -> Iterator[Around]:
    """What is in use beside the core systems."""
    for sheet in _AROUND:
        names = {one.key: one.name for one in form().of(sheet).presets}
        for record in given.of(sheet):
            if record.text("in_use") == NOT_IN_USE:
                continue
            yield Around(
                key=record.key,
                name=record.text("name") or names.get(record.key, record.key),
                external=sheet == _AROUND[1],
                department=record.text("department"),
                vendor=record.text("vendor"),
                contract_end=record.text("contract_end"),
                my_number=record.text("my_number"),
                businesses=tuple(record.text("businesses").split()),
            )
