"""Which departments answer for a business, as the survey of the current systems says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from migrate.flow import answers
from migrate.survey.form import SYSTEM, form
from migrate.workspace.job import Job


def of_businesses(work: Job) -> Mapping[str, tuple[str, ...]]:
    """業務ID → departments of its systems, each once; empty where nobody has answered the survey.

    Raises:
        UnreadableError: MIG-SYS-007. MigrateError: MIG-SRC-270, an answer is damaged.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for record in answers.load(work, form()).of(SYSTEM):
        department = record.text("department")
        for business in record.text("businesses").split() if department else ():
            found[business][department] = None
    return {business: tuple(names) for business, names in found.items()}
