"""What the sheets of decisions about checks have in common: the check that a line is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from migrate.forms import decision_sheet
from migrate.forms.decision_sheet import ANY, FaultError, Line, Sheet
from migrate.model.value import value

T = TypeVar("T")


@value
class Known:
    """What a line may name: codes of the rules, and 業務IDs."""

    codes: frozenset[str]
    businesses: frozenset[str]


@value
class Scope:
    """The failures that a line is about: one rule of one business, at one or all tables and items."""

    code: str
    business: str
    table: str
    item: str

    def covers(self, code: str, table: str, item: str) -> bool:
        """True where the line is about this check."""
        return self.code == code and self.table in (ANY, table) and self.item in (ANY, item)

    @property
    def breadth(self) -> int:
        """Smaller is more exact: of two lines about one check the more exact one counts."""
        return 2 * (self.item == ANY) + (self.table == ANY)


def read(data: bytes, name: str, columns: tuple[str, ...], parse: Callable[[Line], T]) -> tuple[T, ...]:
    """What ``parse`` makes of each record of a sheet.

    Raises:
        MigrateError: MIG-DQ-041, it has not these columns, or with every line that ``parse`` refused.
    """
    return Sheet(file=name, columns=columns, fault="MIG-DQ-041").read(data, parse)


def scope(line: Line, known: Known) -> Scope:
    """The check that a line is about."""
    code = decision_sheet.filled(line, "規則").upper()
    if code not in known.codes:
        raise FaultError(f"規則 {code} はありません。一覧: migrate check rules")
    return Scope(
        code=code,
        business=decision_sheet.business(line, known.businesses),
        table=decision_sheet.anywhere(line, "グループ"),
        item=decision_sheet.anywhere(line, "項目"),
    )
