"""The rules as data: `specs/rules/rules.csv`, one row a rule; a new row needs no code where its kind exists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.finding import Basis, Severity
from migrate.model.value import value

ANY = "*"


@value
class Rule:
    """One rule. ``business``, ``table`` and ``items`` say where it applies; ``*`` is a wildcard."""

    code: str
    kind: str
    """Name of the module in `migrate/quality/rules/`."""
    title: str
    """Short Japanese name."""
    business: str
    table: str
    items: tuple[str, ...]
    """Patterns of item names."""
    parameters: Mapping[str, str]
    severity: Severity
    category: str
    """形式 / 完全性 / 妥当性 / 整合性."""
    rank: int
    """Precedence: a cell that a smaller rank has failed is not judged by a larger one."""
    basis: Basis

    def reaches(self, business: str, table: str, item: str) -> bool:
        """True where the rule names this item of this table."""
        return (
            self.business in (ANY, business)
            and self.table in (ANY, table)
            and any(fnmatchcase(item, pattern) for pattern in self.items)
        )


def _parameters(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(";") if part)


def _basis(text: str) -> Basis:
    document, _, rest = text.partition("｜")
    section, _, date = rest.partition("｜")
    return Basis(document=document, section=section, date=date)


def read(path: Path) -> tuple[Rule, ...]:
    """The rules in a CSV, in file order.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-008.
    """
    return tuple(
        Rule(
            code=row["code"],
            kind=row["kind"],
            title=row["title"],
            business=row["business"],
            table=row["table"],
            items=tuple(row["items"].split(";")),
            parameters=_parameters(row["parameters"]),
            severity=Severity(row["severity"]),
            category=row["category"],
            rank=int(row["rank"]),
            basis=_basis(row["basis"]),
        )
        for row in tables.read(path)
    )


@cache
def rules() -> tuple[Rule, ...]:
    """The bundled rules, in file order; of two rows with one code that reach the same item the first one counts."""
    return read(bundled("specs") / "rules" / "rules.csv")


def pattern_of(characters: str) -> str:
    """``characters`` escaped for use inside a character class, ranges (``a-z``) kept."""
    return re.sub(r"([\\\]\[^&~])", r"\\\1", characters)
