"""Returns of invented bodies as files, sound and broken."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from migrate.files import bagit, records
from migrate.files.bundled import bundled
from migrate.flow import pmo_known
from migrate.model.pmo import BodyReport
from migrate.pmo import book
from migrate.pmo.columns import MARKS
from migrate.pmo.intake.bodies import Register
from migrate.pmo.intake.terms import Terms
from migrate.spec import catalogue

from .... import nation

PERIOD = "2026-11"
KNOWN = pmo_known.known()
NAMES = KNOWN.names
_SYSTEMS = catalogue.load(bundled("specs") / catalogue.FOLDER).systems


def terms(period: str = "") -> Terms:
    """What an intake of ``period`` knows."""
    return Terms(
        known=KNOWN,
        names=NAMES,
        others={one.id: one.name for one in _SYSTEMS if one.id not in NAMES},
        register=Register(),
        worded=lambda error: error.code,
        period=period,
    )


def reports(*positions: int, period: str = PERIOD) -> list[BodyReport]:
    """The reports of some of the invented nation's bodies (the last 47 are prefectures)."""
    return list(nation.month(period, chosen=tuple(nation.bodies()[at] for at in positions)))


def raw(report: BodyReport) -> dict[str, Any]:
    """The report as plain JSON data, to be spoiled."""
    data: dict[str, Any] = json.loads(records.dump(report))
    return data


def small(report: BodyReport, businesses: int = 2) -> BodyReport:
    """The report with few businesses, for tests that make many files."""
    return replace(report, businesses=report.businesses[:businesses])


def zipped(
    path: Path, content: BodyReport | bytes | None, book: bytes = b"", info: Mapping[str, str] | None = None
) -> Path:
    """A zip as `pmo export` makes it."""
    data = records.dump(content) if isinstance(content, BodyReport) else content
    entries = [bagit.Entry(name="progress.json", content=data)] if data is not None else []
    entries += [bagit.Entry(name="progress.xlsx", content=book)] if book else []
    bagit.write(path, path.stem, entries, list((info or {}).items()))
    return path


def booked(report: BodyReport, spoil: Mapping[tuple[str, int, int], str | float] | None = None) -> bytes:
    """The report as a workbook in the layout of `pmo export`; ``spoil`` changes cells (sheet, row, column)."""
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True})
    made.set_properties({"created": datetime(2026, 12, 1)})
    cells = {name: [list(row) for row in rows] for name, rows in _sheets(report).items()}
    for (name, row, column), text in (spoil or {}).items():
        cells[name][row][column] = text
    for name, rows in cells.items():
        sheet = made.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    made.close()
    return stream.getvalue()


def _sheets(report: BodyReport) -> dict[str, list[Sequence[str | float]]]:
    body = report.body
    told: dict[str, str | float] = {
        "kind": report.kind,
        "version": report.version,
        "period": report.period,
        "as_of": report.as_of,
        "revision": report.revision,
        "code": body.code,
        "prefecture": body.prefecture,
        "name": body.name,
        "body_kind": body.kind.value,
        "population": body.population or "",
        "notes": book.NOTES[report.notes],
        "tool": report.tool,
    }
    every = [(one.business, one.name, one) for one in report.businesses]
    days = [
        (id, name, number, step.planned, step.actual, step.changed, book.PROVEN[step.proven])
        for id, name, one in every
        for number, step in enumerate(one.steps, 1)
    ]
    systems = [
        (id, name, s.name, s.vendor, s.package, s.operation, s.reason, s.until, s.remains)
        for id, name, one in every
        for s in one.systems
    ]
    counts = [
        (id, name, *("" if number is None else number for number in (c.undecided, c.rejected, c.errors, c.differences)))
        for id, name, one in every
        for c in [one.counts]
    ]
    board = [(id, name, *(MARKS[step.status] for step in one.steps)) for id, name, one in every]
    return {
        book.COVER: [("進捗の報告",), *((book.COVER_LABELS[name], text) for name, text in told.items())],
        book.BOARD: [("40 ステップ",), book.BOARD_HEADINGS, *board],
        book.DAYS: [tuple(book.DAYS_HEADINGS.values()), *days],
        book.SYSTEMS: [tuple(book.SYSTEMS_HEADINGS.values()), *systems],
        book.COUNTS: [tuple(book.COUNTS_HEADINGS.values()), *counts],
        book.RISKS: [
            tuple(book.RISKS_HEADINGS.values()),
            *((r.id, r.business, r.level, r.due, r.text) for r in report.risks),
        ],
    }
