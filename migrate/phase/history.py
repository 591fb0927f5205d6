"""`progress.csv`: who set which step to which status, when. Lines are only ever added; the latest one counts."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.errors import MigrateError, UnreadableError
from migrate.model.finding import Place
from migrate.model.procedure import Status, Step
from migrate.model.value import value
from migrate.phase import lines
from migrate.phase.steps import find_status, find_step

FILE = "progress.csv"
HEADER = ("at", "who", "business", "step", "status", "note", "evidence", "sha256", "origin")
"""The last three are missing in files of earlier versions."""


@value
class Change:
    """One line of the history. ``step`` is the number 1–40."""

    at: str
    who: str
    business: str
    step: int
    status: Status
    note: str = ""
    evidence: str = ""
    """A file that was named as evidence: path in the workspace, or its bare name."""
    sha256: str = ""
    """Its digest at that time."""
    origin: str = ""
    """The workspace in which it was set, where that is another one."""

    @property
    def spot(self) -> tuple[str, int]:
        """Business and step."""
        return (self.business, self.step)


def read(rows: list[dict[str, str]], steps: tuple[Step, ...]) -> tuple[Change, ...]:
    """The history in the rows of `progress.csv`.

    Raises:
        UnreadableError: MIG-PHS-003, a row that ``phase set`` does not write; it names the row.
    """
    changes = []
    for number, row in enumerate(rows, start=1):
        try:
            changes.append(
                Change(
                    at=row["at"],
                    who=row["who"],
                    business=row["business"],
                    step=find_step(steps, row["step"]).number,
                    status=find_status(row["status"]),
                    note=row["note"],
                    evidence=row.get("evidence", ""),
                    sha256=row.get("sha256", ""),
                    origin=row.get("origin", ""),
                )
            )
        except (KeyError, MigrateError):
            raise UnreadableError("MIG-PHS-003", Place(file=FILE, row=number), {"file": FILE}) from None
    return tuple(changes)


def as_row(change: Change) -> dict[str, str]:
    """A change as a row of `progress.csv`."""
    return {
        "at": change.at,
        "who": change.who,
        "business": change.business,
        "step": str(change.step),
        "status": change.status.value,
        "note": change.note,
        "evidence": change.evidence,
        "sha256": change.sha256,
        "origin": change.origin,
    }


def add(before: bytes, *changes: Change) -> bytes:
    """The text of `progress.csv` with more lines; what was there stays (see `lines.add`)."""
    return lines.add(before, HEADER, [as_row(one) for one in changes])


def in_order(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes by time; those of one moment as they stand in the file."""
    return tuple(sorted(changes, key=lambda one: one.at))


def latest(changes: Sequence[Change], business: str, step: int) -> Change | None:
    """The change that counts for one step of one business: the latest, of one moment the last; None where none is."""
    mine = [one for one in changes if one.spot == (business, step)]
    return in_order(mine)[-1] if mine else None
