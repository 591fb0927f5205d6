"""Show an outcome in the formats asked for, and choose the exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import migrate
from migrate.errors import Exit, MigrateError
from migrate.files import atomic, records
from migrate.model.finding import Severity, worst
from migrate.report import findings as found
from migrate.report import formats
from migrate.report.formats import github
from migrate.report.inspection import Inspection

if TYPE_CHECKING:
    from migrate.cli.frame.common import Common
    from migrate.flow.outcome import Outcome

SCHEMA_VERSION = 1
STDOUT = Path("-")
"""An --output that means the terminal."""


def payload(outcome: Outcome) -> bytes:
    """The outcome as JSON: schema version, tool, sha256 of the inputs, then the data's own fields and the findings."""
    data = records.as_json(outcome.data)
    head = {
        "schema_version": SCHEMA_VERSION,
        "kind": outcome.kind,
        "tool": {"name": "migrate", "version": migrate.__version__},
        "inputs": [records.as_json(one) for one in outcome.inputs],
    }
    return records.to_bytes({**head, **data, "findings": [records.as_json(one) for one in outcome.findings]})


def exit_code(outcome: Outcome, common: Common) -> Exit:
    """5 where nothing was checked, 3 where an input was not read, 1 where a finding reaches --fail-on, else 0."""
    if outcome.nothing_checked:
        return Exit.NOTHING_CHECKED
    if outcome.unreadable:
        return Exit.UNREADABLE
    if outcome.lenient:
        return Exit.OK
    heaviest = worst(outcome.findings)
    if common.fail_on is not None and heaviest is not None and heaviest.rank >= common.fail_on.rank:
        return Exit.FINDINGS
    return Exit.OK


def inspection(outcome: Outcome, common: Common) -> Inspection:
    """The outcome as formats take it that other tools read."""
    inspected = outcome.inspected
    return Inspection(
        title=outcome.document.title,
        summary=outcome.document.summary,
        version=migrate.__version__,
        findings=outcome.findings,
        checks=inspected.checks if inspected else {},
        titles=inspected.titles if inspected else {},
        base=inspected.base if inspected else "",
        fails=common.fail_on or Severity.ERROR,
    )


def _step_summary(page: bytes) -> None:
    """Append to the summary of the step where GitHub Actions runs this.

    Raises:
        UnreadableError: MIG-SYS-004/-005/-006.
    """
    named = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if named:
        try:
            with Path(named).open("ab") as stream:
                stream.write(page)
        except OSError as error:
            raise atomic.refuse(error, Path(named).name) from None


def _render(outcome: Outcome, name: str, common: Common, to_file: bool) -> bytes:
    if name == "json":
        return payload(outcome)
    if formats.is_for_tools(name):
        return formats.inspect(name, inspection(outcome, common))
    if outcome.verbatim and name == "text":
        return outcome.verbatim.encode()
    if outcome.page is not None and name == "html":
        return outcome.page()
    if outcome.brief is not None and name == "text" and not (common.verbose or to_file):
        return formats.render(name, outcome.brief)
    limit = None if common.verbose or name != "text" else found.SHOWN
    return formats.render(name, found.with_findings(outcome.document, outcome.findings, limit))


def show(outcome: Outcome, common: Common) -> Exit:
    """Print or write the outcome.

    Raises:
        MigrateError: MIG-SYS-021 (no such format), -022 (more outputs than formats, or a binary format without one).
        UnreadableError: an output file cannot be written.
    """
    known = ("json", *formats.names())
    for name in common.formats:
        if name not in known:
            raise MigrateError("MIG-SYS-021", params={"format": name, "known": "、".join(known)})
    if len(common.outputs) > len(common.formats):
        raise MigrateError("MIG-SYS-022", params={"format": common.formats[-1]})
    for position, name in enumerate(common.formats):
        target: Path | None = common.outputs[position] if position < len(common.outputs) else None
        target = None if target == STDOUT else target
        if target is None and formats.is_binary(name):
            raise MigrateError("MIG-SYS-022", params={"format": name})
        data = _render(outcome, name, common, target is not None)
        if name == "github":
            _step_summary(github.summary(inspection(outcome, common)))
        if target is not None:
            atomic.write(target, data)
        else:
            as_is = name == "json" or formats.is_for_tools(name)
            sys.stdout.flush()  # what was written as text comes before
            sys.stdout.buffer.write(data) if as_is else sys.stdout.write(data.decode())
    if not common.quiet:
        for notice in outcome.notices:
            sys.stderr.write(notice + "\n")
    return exit_code(outcome, common)
