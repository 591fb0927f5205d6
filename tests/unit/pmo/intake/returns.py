"""Returns of invented bodies as files, sound and broken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from migrate.files import bagit, records
from migrate.files.bundled import bundled
from migrate.flow import pmo_known
from migrate.model.pmo import BodyReport
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
        day=date(2026, 12, 1),
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
