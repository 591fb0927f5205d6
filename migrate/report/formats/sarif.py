"""SARIF 2.1.0 (OASIS): one run, a rule for each code, a result for each finding."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from migrate.model.finding import Finding, Severity
from migrate.model.quality import State
from migrate.report import inspection as inspected
from migrate.report import messages
from migrate.report.inspection import Inspection

MOST = 25_000
"""Results of one run that GitHub takes; the heaviest are kept, and the run says how many are not."""
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"


def inspect(inspection: Inspection) -> bytes:
    """The inspection as a SARIF log; files are relative to where the command ran."""
    found = inspected.heaviest_first(inspection.findings)
    shown = found[:MOST]
    heaviest: dict[str, Severity] = {}
    for one in shown:
        heaviest.setdefault(one.code, one.severity)
    places = {code: number for number, code in enumerate(heaviest)}
    marks = inspected.fingerprints(shown)
    run = {
        "tool": {
            "driver": {
                "name": "migrate",
                "version": inspection.version,
                "rules": [_rule(inspection, code, severity) for code, severity in heaviest.items()],
            }
        },
        "language": "ja-JP",
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(len(found) - len(shown))],
        "results": [_result(inspection, one, places, mark) for one, mark in zip(shown, marks, strict=True)],
        "properties": {"summary": inspected.plain(inspection.summary), "checks": _checks(inspection)},
    }
    body = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return (json.dumps(body, ensure_ascii=False) + "\n").encode()


def _rule(inspection: Inspection, code: str, severity: Severity) -> dict[str, Any]:
    text = messages.message(code)
    rule: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": inspected.title_of(inspection, code)},
        "defaultConfiguration": {"level": _LEVELS[severity]},
    }
    if text is not None:
        rule["fullDescription"] = {"text": messages.general(text.reason)}
        rule["help"] = {"text": f"{messages.general(text.cure)}\n根拠: {text.basis}\nmigrate explain {code}"}
    return rule


def _invocation(left_out: int) -> dict[str, Any]:
    if not left_out:
        return {"executionSuccessful": True}
    text = f"重い順に {MOST:,} 件を載せました。ほかに {left_out:,} 件あります。"
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [{"level": "warning", "message": {"text": text}}],
    }


def _result(inspection: Inspection, finding: Finding, places: Mapping[str, int], mark: str) -> dict[str, Any]:
    p = finding.place
    physical: dict[str, Any] = {
        "artifactLocation": {"uri": quote(inspected.plain(inspection.path(finding))), "uriBaseId": _ROOT}
    }
    if p.line is not None:
        physical["region"] = {"startLine": p.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    logical = "/".join(inspected.plain(part) for part in (p.business, p.table, p.item) if part)
    if logical:
        location["logicalLocations"] = [{"fullyQualifiedName": logical}]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": inspected.said(finding)},
        "locations": [location],
        "partialFingerprints": {"migrateFinding/v1": mark},
    }
    known = {name: found for name, found in (("row", p.row), ("key", p.key)) if found is not None}
    if known:
        result["properties"] = known
    return result


def _checks(inspection: Inspection) -> list[dict[str, Any]]:
    """What was judged, with its counts: findings may name only the first failing rows."""
    return [
        {
            "business": business,
            "code": one.code,
            "table": inspected.plain(one.table),
            "item": inspected.plain(one.item),
            "state": one.state.value,
            "rows": one.rows,
            "failed": one.failed,
            "open": one.open,
        }
        for business, checks in inspection.checks.items()
        for one in checks
        if one.failed or one.state not in (State.PASSED, State.NOT_APPLICABLE)
    ]
