"""Proofs of a procurement: a file for each step that is proven; the file of one that is no longer so goes."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.files import records
from migrate.flow.procure_desk import Desk
from migrate.procure.proof import StepProof
from migrate.workspace.job import Job


def best(found: Iterable[StepProof]) -> tuple[StepProof, ...]:
    """One proof a business and step: where several units hold the business, one that proves is enough."""
    kept: dict[tuple[str, int], StepProof] = {}
    for one in found:
        before = kept.get((one.business, one.step))
        if before is None or (one.proven and not before.proven):
            kept[one.business, one.step] = one
    return tuple(one for _, one in sorted(kept.items()))


def write(work: Job, desk: Desk, proofs: Iterable[StepProof]) -> None:
    """Stage the files; those of other businesses stay."""
    for one in proofs:
        name = one.file_in(desk.proofs)
        if one.proven:
            work.write(name, records.dump(one))
        else:
            work.remove(name)
