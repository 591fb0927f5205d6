"""Proofs of a procurement: a file for each step that is proven; the file of one that is no longer so goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from migrate.files import records
from migrate.workspace.job import Job


class Proof(Protocol):
    """One step of one business, whichever kind of procurement proves it."""

    @property
    def business(self) -> str:
        """業務ID."""

    @property
    def step(self) -> int:
        """Number of the step."""

    @property
    def proven(self) -> bool:
        """True where nothing is missing."""

    def file_in(self, folder: str) -> str:
        """Where the proof stands while it holds."""


_Proof = TypeVar("_Proof", bound=Proof)


def best(found: Iterable[_Proof]) -> tuple[_Proof, ...]:
    """One proof a business and step: where several units hold the business, one that proves is enough."""
    kept: dict[tuple[str, int], _Proof] = {}
    for one in found:
        before = kept.get((one.business, one.step))
        if before is None or (one.proven and not before.proven):
            kept[one.business, one.step] = one
    return tuple(one for _, one in sorted(kept.items()))


def write(work: Job, folder: str, proofs: Iterable[Proof]) -> None:
    """Stage the files in ``folder``; those of other businesses stay."""
    for one in proofs:
        if one.proven:
            work.write(one.file_in(folder), records.dump(one))
        else:
            work.remove(one.file_in(folder))
