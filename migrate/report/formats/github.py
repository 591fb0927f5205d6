"""GitHub Actions: workflow commands that become annotations, and a Markdown page for the summary of the step.

GitHub shows at most ten annotations of a kind a step: the ten heaviest are given, and one that counts the others.
"""

from __future__ import annotations

import html
import re
from collections import Counter

from migrate.model.finding import Finding, Severity
from migrate.model.quality import State
from migrate.report import inspection as inspected
from migrate.report import messages
from migrate.report.inspection import Inspection

SHOWN = 10
LISTED = 100
"""Findings in the table of the summary."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~])")


def inspect(inspection: Inspection) -> bytes:
    """The annotations, one a line."""
    found = inspected.heaviest_first(inspection.findings)
    lines = [_annotation(inspection, one) for one in found[:SHOWN]]
    others = inspected.counts(inspection.checks, inspection.findings).total() - len(lines)
    if others > 0:
        title = _property(inspection.title)
        lines.append(f"::notice title={title}::ほかに {others:,} 件あります。{_data(inspection.summary)}")
    return "".join(f"{line}\n" for line in lines).encode()


def _data(text: str) -> str:
    """Text of a command; a carriage return is already written out, as every control character is."""
    return inspected.plain(text).replace("%", "%25").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _annotation(inspection: Inspection, finding: Finding) -> str:
    line = f",line={finding.place.line}" if finding.place.line is not None else ""
    spot = f"file={_property(inspection.path(finding))}{line},title={finding.code}"
    return f"::{_COMMANDS[finding.severity]} {spot}::{_data(inspected.said(finding))}"


def summary(inspection: Inspection) -> bytes:
    """The page for GITHUB_STEP_SUMMARY."""
    counts = inspected.counts(inspection.checks, inspection.findings)
    tally = "、".join(f"{messages.WORDS[one]} {counts[one]:,} 件" for one in _WEIGHTS)
    parts = [f"## {_text(inspection.title)}", _text(inspection.summary), tally]
    if inspection.checks:
        parts.append(_states(inspection))
    found = inspected.heaviest_first(inspection.findings)
    if found:
        parts.append(_table(inspection, found[:LISTED]))
    if counts.total() > min(len(found), LISTED):
        parts.append(f"ほかに {counts.total() - min(len(found), LISTED):,} 件あります。")
    return ("\n\n".join(parts) + "\n").encode()


def _text(text: str) -> str:
    """``text`` that Markdown and HTML leave as it is, on one line."""
    flat = " ".join(inspected.plain(text).split())
    return _MARKDOWN.sub(r"\\\1", html.escape(flat, quote=False))


def _states(inspection: Inspection) -> str:
    lines = [f"| 業務 | {' | '.join(one.value for one in State)} |", f"|---|{'---:|' * len(State)}"]
    for business, checks in inspection.checks.items():
        tally = Counter(one.state for one in checks)
        lines.append(f"| {_text(business)} | {' | '.join(f'{tally[one]:,}' for one in State)} |")
    return "\n".join(lines)


def _table(inspection: Inspection, found: list[Finding]) -> str:
    lines = ["| コード | 重さ | 内容 | 場所 |", "|---|---|---|---|"]
    for one in found:
        line = f":{one.place.line}" if one.place.line is not None else ""
        spot = " ".join(part for part in (inspection.path(one) + line, inspected.where(one)) if part)
        row = (one.code, messages.WORDS[one.severity], messages.sentence(one), spot)
        lines.append(f"| {' | '.join(_text(cell) for cell in row)} |")
    return "\n".join(lines)
