"""Proofs of a procurement: a file for each step that is proven; the file of one that is no longer so goes."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.files import records
from migrate.procure.proof import StepProof
from migrate.workspace.job import Job


def write(work: Job, folder: str, proofs: Iterable[StepProof]) -> None:
    """Stage the files in ``folder``; those of other businesses stay."""
    for one in proofs:
        if one.proven:
            work.write(one.file_in(folder), records.dump(one))
        else:
            work.remove(one.file_in(folder))
