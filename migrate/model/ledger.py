"""What is told of the ledger: the verdict on its chain, and the runs that it holds."""

from __future__ import annotations

from migrate.model.provenance import FileDigest
from migrate.model.value import value

NOTE, CODE = "台帳の控え（.migrate/head）", "書き留めた確認コード"
"""What two kinds of witness are called; copies have the names of their files."""


@value
class WitnessHeard:
    """One witness, and whether the ledger begins with what it saw."""

    name: str
    lines: int
    fits: bool


@value
class MergedLedger:
    """The ledger of another network that was merged here."""

    file: str
    name: str
    lines: int
    whole: bool


@value
class LedgerVerify:
    """The verdict on a ledger."""

    whole: bool
    """True where no fault was found."""
    lines: int
    code: str
    """Check code of the ledger as it is; empty without a line."""
    noted: bool
    """True where the note beside the ledger was there to be heard."""
    witnesses: tuple[WitnessHeard, ...]
    merged: tuple[MergedLedger, ...]


@value
class Run:
    """One line of a ledger, as an auditor reads it."""

    line: int
    origin: str
    """The other network whose ledger was merged; empty for this workspace's own."""
    at: str
    who: str
    command: str
    result: str
    findings: int
    error: str
    seconds: float | None
    read: int | None
    """Source rows of a conversion; None for other commands."""
    written: int | None
    inputs: tuple[FileDigest, ...]
    outputs: tuple[FileDigest, ...]

    @property
    def day(self) -> str:
        """ISO date in Japan's time zone."""
        return self.at[:10]

    @property
    def failed(self) -> bool:
        """True where the command ended with an error."""
        return bool(self.error)


@value
class Asked:
    """Which runs are wanted; empty parts leave all in."""

    since: str = ""
    """ISO date, included."""
    until: str = ""
    """ISO date, included."""
    who: str = ""
    command: str = ""
    """How the command begins."""
    file: str = ""
    """A file that was read or written: its path, its name, a pattern, or the beginning of its sha256."""


@value
class LedgerReport:
    """Who ran what on which inputs, and whether the ledger can be believed."""

    verdict: LedgerVerify
    asked: Asked
    all: int
    """Runs in all ledgers, wanted or not."""
    runs: tuple[Run, ...]
    """In the order of their time."""
