"""What the ministry published of January 2026, as an intake hands it to the store."""

from __future__ import annotations

import csv
from pathlib import Path

from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedBusiness, ReportedStep
from migrate.pmo.columns import MARKS
from migrate.pmo.received import Received

from ... import nation

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "published"
PERIOD = "2026-01"
_STATUSES = {mark: status for status, mark in MARKS.items()}


def rows(name: str) -> list[dict[str, str]]:
    """One of the published tables."""
    with (FOLDER / f"{name}_{PERIOD}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def received() -> list[Received]:
    """The bodies of both tables."""
    ids = {one.name: one.systems[0] for one in nation.businesses()}
    found = []
    for row in rows("municipality_rates"):
        businesses = tuple(
            ReportedBusiness(business=ids[name], name=name, printed=float(text))
            for name, text in row.items()
            if name in ids
        )
        body = Body(name=row["municipality"], prefecture=row["prefecture"])
        found.append(_received(body, businesses, float(row["overall"])))
    steps = rows("prefecture_steps")
    for name in dict.fromkeys(row["prefecture"] for row in steps):
        businesses = tuple(
            ReportedBusiness(
                business=ids[row["business"]],
                name=row["business"],
                printed=float(row["published_rate"]),
                steps=tuple(ReportedStep(status=_STATUSES[mark]) for mark in row["statuses_1_to_40"]),
            )
            for row in steps
            if row["prefecture"] == name
        )
        found.append(_received(Body(name=name, prefecture=name, kind=BodyKind.PREFECTURE), businesses, None))
    return found


def _received(body: Body, businesses: tuple[ReportedBusiness, ...], printed: float | None) -> Received:
    report = BodyReport(period=PERIOD, as_of="2026-01-31", body=body, businesses=businesses, printed=printed)
    return Received(report=report, form="公表", file="公表.xlsx", sha256="0" * 64, own=False)
