"""Which departments answer for a business, as the survey of the current systems says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from migrate.survey import store
from migrate.survey.form import SYSTEM, form
from migrate.workspace.job import Job


def of_businesses(work: Job) -> Mapping[str, tuple[str, ...]]:
    """業務ID → departments of its systems, each once; empty where nobody has answered the survey.

    Raises:
        UnreadableError: MIG-SYS-007. MigrateError: MIG-SRC-270, an answer is damaged.
    """
    folder = work.workspace.path(store.FOLDER)
    files = {f"{store.FOLDER}/{path.name}": work.read(path) for path in sorted(folder.glob("*.yaml"))}
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for record in store.load(form(), files).of(SYSTEM):
        department = record.text("department")
        for business in record.text("businesses").split() if department else ():
            found[business][department] = None
    return {business: tuple(names) for business, names in found.items()}
