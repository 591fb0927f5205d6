"""GitLab code quality: a JSON list of findings; a merge request shows those that are new by their fingerprint."""

from __future__ import annotations

import json

from migrate.model.finding import Severity
from migrate.report import inspection as inspected
from migrate.report.inspection import Inspection

_WEIGHTS = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def inspect(inspection: Inspection) -> bytes:
    """The findings as GitLab reads them, heaviest first; a place without a line is line 1 of its file."""
    found = inspected.heaviest_first(inspection.findings)
    body = [
        {
            "description": inspected.said(one),
            "check_name": one.code,
            "fingerprint": mark,
            "severity": _WEIGHTS[one.severity],
            "location": {"path": inspected.plain(inspection.path(one)), "lines": {"begin": one.place.line or 1}},
        }
        for one, mark in zip(found, inspected.fingerprints(found), strict=True)
    ]
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in body)
    return f"[\n{lines}\n]\n".encode()
