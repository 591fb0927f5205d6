"""What is told of the ledger: the verdict on its chain."""

from __future__ import annotations

from migrate.model.value import value

NOTE, CODE = "作業フォルダの控え", "書き留めた確認コード"
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
