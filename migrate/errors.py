"""The one error that the toolkit raises on purpose, and the exit codes that are its contract."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from migrate.model.finding import Place


class Exit(IntEnum):
    """Exit codes, frozen."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNREADABLE = 3
    BUG = 4
    NOTHING_CHECKED = 5
    INTERRUPTED = 130


class MigrateError(Exception):
    """Something the user can put right: a stable code, a place, and named parameters.

    The text is in `reports/messages/<area>.yaml`. Parameters carry names, counts and paths, never a resident's value.
    """

    exit: Exit = Exit.USAGE

    def __init__(self, code: str, where: Place | None = None, params: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.where = where or Place()
        self.params: Mapping[str, str | int] = MappingProxyType(dict(params or {}))


class BalanceError(MigrateError):
    """The balance of a conversion does not close (exit 1, whatever ``--fail-on`` says); nothing is published."""

    exit = Exit.FINDINGS


class UnreadableError(MigrateError):
    """An input cannot be read or is refused (exit 3)."""

    exit = Exit.UNREADABLE


class NothingCheckedError(MigrateError):
    """There was nothing to work on (exit 5): no input, no table, no check."""

    exit = Exit.NOTHING_CHECKED
