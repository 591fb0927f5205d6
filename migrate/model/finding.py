"""Finding: the one currency in which every stage says what it found.

A finding never carries a resident's value: it names the place (table, item, row number, keyed digest of the row key)
and the code; the text is rendered late, from `reports/messages/`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from migrate.model.value import value


class Severity(StrEnum):
    """How much a finding weighs; the wording of the standard decides (必須 → error, 推奨 → warning)."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)


@value
class Place:
    """Where something is. Every part is optional; ``row`` and ``line`` count from 1, a header line is not a row."""

    business: str | None = None
    """業務ID, 3 digits."""
    table: str | None = None
    item: str | None = None
    """Item of the standard, or column of the current system."""
    file: str | None = None
    """File name relative to the workspace; never a machine path."""
    row: int | None = None
    """Record number in `file` (or in `table` where there is no file)."""
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    key: str | None = None
    """HMAC-SHA256 of the row's key under the workspace's own key, 16 hex digits."""


@value
class Basis:
    """The published text that a rule rests on; ``document`` is 「本ツール独自」 where no official text fixes it."""

    document: str
    section: str = ""
    date: str = ""
    """ISO date of the edition."""


@value
class Finding:
    """One observation: what (code), how bad, where, with which parameters, on what basis."""

    code: str
    """``MIG-<area>-<nnn>``; an entry of `reports/messages/`."""
    severity: Severity
    place: Place = field(default_factory=Place)
    params: Mapping[str, str | int] = field(default_factory=dict)
    """Named parameters of the message: names, counts and lengths of the schema, never a value of a row."""
    basis: Basis | None = None

    @property
    def fingerprint(self) -> str:
        """Identity that survives re-extracts: code, place without line numbers, and key digest (else the row)."""
        p = self.place
        who = p.key or (f"row {p.row}" if p.row is not None else "")
        parts = (self.code, p.business, p.table, p.item, p.file, p.sheet, p.cell, who)
        return hashlib.sha256("\x1f".join(x or "" for x in parts).encode(errors="surrogatepass")).hexdigest()[:32]


def sort_key(finding: Finding) -> tuple[str, ...]:
    """Order in which findings are stored and shown: code, place, row."""
    p = finding.place
    number = p.row if p.row is not None else (p.line or 0)
    return (finding.code, p.business or "", p.table or "", p.item or "", p.file or "", f"{number:012d}", p.cell or "")


def worst(findings: tuple[Finding, ...]) -> Severity | None:
    """The heaviest severity among ``findings``, None where there are none."""
    return max((f.severity for f in findings), key=lambda s: s.rank, default=None)
