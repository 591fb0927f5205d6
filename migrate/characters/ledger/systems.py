"""Which current system a table belongs to: gaiji of one system are another's other characters.

Said by people in `mapping/character-systems.csv`; else the folder below ``source/`` (or the archive), else the file
that declares the table, as tables that are declared together belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.model.characters import COMMON
from migrate.model.finding import Place
from migrate.model.value import value

FILE = "mapping/character-systems.csv"
_HEADER = {"pattern", "system"}
_FOLDER = "source/"


@value
class SystemRule:
    """Tables and files whose name matches ``pattern`` (``*`` and ``?``) belong to ``system``."""

    pattern: str
    system: str


def read(path: Path) -> tuple[SystemRule, ...]:
    """The rules in their order; the first that matches holds.

    Raises:
        UnreadableError: MIG-SYS-008.
        MigrateError: MIG-CHR-027, a heading is missing, a cell is empty, or a system has the name of no system.
    """
    rows = tables.read(path)
    found = []
    for line, row in enumerate(rows, start=2):
        one = {key: row.get(key, "").strip() for key in _HEADER}
        if not all(one.values()) or one["system"] == COMMON:
            raise MigrateError("MIG-CHR-027", Place(file=FILE, line=line), {"file": FILE})
        found.append(SystemRule(pattern=one["pattern"], system=one["system"]))
    return tuple(found)


def system_of(table: str, file: str, declared: str, rules: Sequence[SystemRule] = ()) -> str:
    """The system of a table, whose rows are in ``file`` and which ``declared`` declares (both below the workspace).

    >>> system_of("ZEI", "source/税/zei.csv", "source/zei.sql")
    '税'
    >>> system_of("ZEI", "source/zei.csv", "source/zei_schema.sql")
    'zei_schema'
    """
    names = (table, file.removeprefix(_FOLDER), declared.removeprefix(_FOLDER))
    for rule in rules:
        if any(fnmatchcase(name, rule.pattern) for name in names if name):
            return rule.system
    inner = PurePosixPath(names[1])
    if len(inner.parts) > 1:
        return PurePosixPath(inner.parts[0]).stem if "." in inner.parts[0] else inner.parts[0]
    return PurePosixPath(names[2] or names[1]).stem or table
