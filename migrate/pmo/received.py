"""A report as it came in: from which file, in which form, how late."""

from __future__ import annotations

from migrate.model.pmo import BodyReport
from migrate.model.value import value


@value
class Received:
    """One report of one body and month."""

    report: BodyReport
    form: str
    """JSON, xlsx, or the name of a published layout."""
    file: str
    """Its name below the folder of returns."""
    sha256: str
    own: bool = True
    """False where somebody else published it (総務省); a body's own return has the last word."""
    late: int = 0
    """Days after the day by which it was due."""
