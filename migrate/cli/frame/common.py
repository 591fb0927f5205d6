"""The common options of one call, as a command's body gets them."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.model.finding import Severity
from migrate.model.value import value

if TYPE_CHECKING:
    from migrate.workspace.clock import Session
    from migrate.workspace.folder import Workspace


class FailOn(StrEnum):
    """Severity from which findings give exit 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


@value
class Common:
    """The common options of one call."""

    workspace: Path | None
    formats: tuple[str, ...]
    outputs: tuple[Path, ...]
    fail_on: Severity | None
    as_of: date | None
    quiet: bool
    verbose: bool

    def open(self) -> Workspace:
        """The workspace that was named, else the one around the current folder (MIG-SYS-013 where there is none)."""
        from migrate.workspace.folder import find

        return find(self.workspace)

    def tell(self, sentence: str) -> None:
        """Say on stderr what begins, unless --quiet."""
        if not self.quiet:
            sys.stderr.write(sentence + "\n")
            sys.stderr.flush()

    def session(self) -> Session:
        """The current user, now; reports carry --as-of."""
        from migrate.workspace.clock import session

        return session(self.as_of)
