"""`progress.csv`: who set which step to which status, when. Lines are only ever added; the last one counts."""

from __future__ import annotations

import csv
import io

from migrate.errors import MigrateError, UnreadableError
from migrate.files import tables
from migrate.model.finding import Place
from migrate.model.procedure import Status, Step
from migrate.model.value import value
from migrate.phase.steps import find_status, find_step

FILE = "progress.csv"
_HEADER = ("at", "who", "business", "step", "status", "note")


@value
class Change:
    """One line of the history. ``step`` is the number 1–40."""

    at: str
    who: str
    business: str
    step: int
    status: Status
    note: str = ""


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
                )
            )
        except (KeyError, MigrateError):
            raise UnreadableError("MIG-PHS-003", Place(file=FILE, row=number), {"file": FILE}) from None
    return tuple(changes)


def add(before: bytes, change: Change) -> bytes:
    """The text of `progress.csv` with one more line; what was there stays as it is, byte for byte."""
    if not before:
        before = tables.to_bytes(_HEADER, ())
    if not before.endswith(b"\n"):
        before += b"\n"
    stream = io.StringIO(newline="")
    fields = (change.at, change.who, change.business, change.step, change.status.value, change.note)
    csv.writer(stream, lineterminator="\n").writerow(fields)
    return before + stream.getvalue().encode()


def latest(changes: tuple[Change, ...], business: str, step: int) -> Change | None:
    """The change that counts for one step of one business, None where it was never set."""
    return next((c for c in reversed(changes) if (c.business, c.step) == (business, step)), None)
