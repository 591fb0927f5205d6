"""The one clock and the name that the ledger notes."""

from __future__ import annotations

import getpass
import os
from datetime import date, datetime, timedelta, timezone

from migrate.model.value import value

JST = timezone(timedelta(hours=9), "JST")


@value
class Session:
    """Who works, and when. ``frozen`` stops the clock (only `demo --as-of` does that)."""

    who: str
    as_of: date
    """Date that reports carry."""
    frozen: datetime | None = None
    chained: bool = False
    """True inside a chain of commands (`demo`): a stage that changed nothing appends no ledger line of its own."""

    def now(self) -> str:
        """The time as ISO text in Japan's time zone, to the second."""
        at = self.frozen or datetime.now(JST)
        return at.isoformat(timespec="seconds")


def user_name() -> str:
    """Name for the ledger: MIGRATE_USER, else the login name, else 「不明」."""
    if name := os.environ.get("MIGRATE_USER"):
        return name
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "不明"


def session(as_of: date | None = None) -> Session:
    """A session of the current user on the running clock; reports carry ``as_of``, else today."""
    return Session(who=user_name(), as_of=as_of or datetime.now(JST).date())


def frozen_session(as_of: date) -> Session:
    """A session whose clock stands at midnight of ``as_of`` and whose user is 「demo」: same input, same bytes."""
    return Session(
        who="demo", chained=True, as_of=as_of, frozen=datetime(as_of.year, as_of.month, as_of.day, tzinfo=JST)
    )
