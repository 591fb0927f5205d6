"""JUnit XML, in the form that Jenkins reads: a suite is a table, a case is one check of one item.

A check whose weight is below the limit passes and says what it found; 対象外 and 未実施 are skipped, never passed. The
items to which a rule does not apply are one case of each table: there are thousands of them.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # only written, never read
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from migrate.model.finding import Finding, Severity
from migrate.model.quality import Outcome as Check
from migrate.model.quality import Settlement, State
from migrate.model.value import value
from migrate.report import inspection as inspected
from migrate.report.inspection import Inspection, Key

SHOWN = 20
"""Findings of one case that are named."""
_WHOLE = "全体"


@value
class _Case:
    business: str
    table: str
    name: str
    code: str
    severity: Severity
    state: State
    failed: int
    """Failures that are open."""
    settled: str
    """What was decided about other failures; empty where there are none."""
    findings: tuple[Finding, ...]


def inspect(inspection: Inspection) -> bytes:
    """The inspection as JUnit XML."""
    suites: dict[tuple[str, str], list[_Case]] = {}
    for case in _cases(inspection):
        suites.setdefault((case.business, case.table), []).append(case)
    root = ET.Element("testsuites", {"name": inspected.plain(inspection.title)})
    total = {"tests": 0, "failures": 0, "errors": 0}
    for (business, table), cases in suites.items():
        suite = _suite(inspection, f"{business} {table or _WHOLE}".strip(), cases)
        total = {name: count + int(suite.attrib[name]) for name, count in total.items()}
        root.append(suite)
    root.attrib.update({name: str(count) for name, count in total.items()})
    ET.indent(root, " ")
    text: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _cases(inspection: Inspection) -> Iterator[_Case]:
    """Every check, then what was found beside the checks."""
    found: dict[Key, list[Finding]] = {}
    for one in inspected.heaviest_first(inspection.findings):
        found.setdefault(inspected.key_of(one), []).append(one)
    for business, checks in inspection.checks.items():
        for check in _with_idle_ones_together(checks):
            yield _of_check(inspection, business, check, found.pop(inspected.key_of_check(business, check), []))
    for (business, code, table, item), ones in found.items():
        yield _Case(
            business=business,
            table=table,
            name=_name(inspection, code, item),
            code=code,
            severity=ones[0].severity,
            state=State.FAILED,
            failed=len(ones),
            settled="",
            findings=tuple(ones),
        )


def _with_idle_ones_together(checks: tuple[Check, ...]) -> Iterator[Check]:
    """The checks; of those that are 対象外 one for each rule and table, which stands for all its items."""
    idle = Counter((one.table, one.code) for one in checks if one.state is State.NOT_APPLICABLE)
    for one in checks:
        count = idle.pop((one.table, one.code), 0) if one.state is State.NOT_APPLICABLE else 1
        if count:
            yield one if count == 1 else replace(one, item=f"{one.item} ほか {count - 1:,} 項目")


def _of_check(inspection: Inspection, business: str, check: Check, found: list[Finding]) -> _Case:
    return _Case(
        business=business,
        table=check.table,
        name=_name(inspection, check.code, check.item),
        code=check.code,
        severity=check.severity,
        state=check.state,
        failed=check.open,
        settled="、".join(f"{word} {rows:,} 件" for word, rows in _settled(check) if rows),
        findings=tuple(found),
    )


def _settled(check: Check) -> tuple[tuple[Settlement, int], ...]:
    return (
        (Settlement.WAIVED, check.waived),
        (Settlement.KNOWN, check.known),
        (Settlement.ALLOWED, check.allowed),
    )


def _name(inspection: Inspection, code: str, item: str) -> str:
    return f"{code} {inspected.title_of(inspection, code)}" + (f"「{inspected.plain(item)}」" if item else "")


def _suite(inspection: Inspection, name: str, cases: list[_Case]) -> ET.Element:
    suite = ET.Element("testsuite", {"name": inspected.plain(name)})
    tally = {"failure": 0, "error": 0, "skipped": 0, "system-out": 0}
    for case in cases:
        spoken = f"{case.business}.{case.table or _WHOLE}".strip(".")
        element = ET.SubElement(suite, "testcase", {"classname": inspected.plain(spoken), "name": case.name})
        verdict = _verdict(inspection, case)
        if verdict is not None:
            tally[verdict.tag] += 1
            element.append(verdict)
    numbers = {"tests": len(cases), "failures": tally["failure"], "errors": tally["error"], "skipped": tally["skipped"]}
    suite.attrib.update({name: str(count) for name, count in numbers.items()})
    return suite


def _verdict(inspection: Inspection, case: _Case) -> ET.Element | None:
    """What a case says of itself; a passed one says nothing."""
    if case.state in (State.NOT_APPLICABLE, State.NOT_RUN):
        return ET.Element("skipped", {"message": case.state.value})
    if case.state is State.BROKEN:
        return ET.Element("error", {"type": case.code, "message": case.state.value})
    if case.state is State.PASSED and not case.settled:
        return None
    lines = [_line(inspection, one) for one in case.findings[:SHOWN]]
    if case.failed > len(lines):
        lines.append(f"ほかに {case.failed - len(lines):,} 件あります。")
    if case.settled:
        lines.append(f"このほか、扱いを決めた不合格: {case.settled}")
    if case.state is State.PASSED or not inspection.failing(case.severity):
        quiet = ET.Element("system-out")
        quiet.text = "\n".join(lines)
        return quiet
    failure = ET.Element("failure", {"type": case.code, "message": f"{case.failed:,} 件"})
    failure.text = "\n".join(lines)
    return failure


def _line(inspection: Inspection, finding: Finding) -> str:
    line = f":{finding.place.line}" if finding.place.line is not None else ""
    return f"{inspected.plain(inspection.path(finding))}{line}  {inspected.said(finding)}"
