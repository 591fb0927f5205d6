"""What vendors answered, as `collect` left it for comparison and scoring; and what it says of running costs."""

from __future__ import annotations

from migrate.files import records
from migrate.flow import procure_desk
from migrate.phase.facts import Quoted
from migrate.procure.answers import Requirement, VendorAnswers
from migrate.procure.compare import costs
from migrate.workspace.job import Job

RFI = procure_desk.Desk(kind="rfi")


def vendors(work: Job, folder: str) -> tuple[VendorAnswers, ...]:
    """The vendors that answered, by key; ``folder`` is that of a unit, such as ``out/rfi/all``.

    Raises:
        UnreadableError: MIG-SYS-003.
    """
    paths = sorted(work.workspace.path(folder, "vendors").glob("*.json"))
    return tuple(records.load(VendorAnswers, work.read(path), work.workspace.relative(path)) for path in paths)


def requirements(work: Job, folder: str) -> tuple[Requirement, ...]:
    """What all of them were asked.

    Raises:
        UnreadableError: MIG-SYS-001, -003.
    """
    name = f"{folder}/requirements.json"
    return records.load(tuple[Requirement, ...], work.read(work.workspace.path(name)), name)


def quoted(work: Job) -> Quoted | None:
    """Running costs by the answers to the RFI: the median of the vendors of a unit, units added up; None without any.

    Raises:
        UnreadableError: MIG-SYS-003.
    """
    names: set[str] = set()
    years: dict[str, dict[str, int]] = {}
    for unit in RFI.units(work.workspace):
        answered = vendors(work, RFI.folder(unit))
        for label, found in costs.medians(answered).items():
            for year, yen in found.items():
                mine = years.setdefault(label, {})
                mine[year] = mine.get(year, 0) + yen
        names |= {one.vendor for one in answered if one.costs}
    return Quoted(vendors=len(names), years=years) if years else None
