"""What people decided on counterparts, loaded for the stages that follow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.gap.decisions import store
from migrate.gap.decisions.eyes import needs_eyes
from migrate.gap.decisions.honour import NOBODY, Honour
from migrate.model.decision import Decisions
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.workspace.job import Job
from migrate.workspace.ledger import Result


def load(work: Job) -> tuple[Decisions, ...]:
    """The decisions of every business, noted as inputs of the job.

    Raises:
        UnreadableError: MIG-SYS-002, -007.
        MigrateError: MIG-GAP-090, a file is damaged.
    """
    folder = work.workspace.path(store.FOLDER)
    return tuple(store.load(work.read(path), work.workspace.relative(path)) for path in sorted(folder.glob("*.yaml")))


def honour(decisions: Sequence[Decisions], schema: SourceSchema) -> Honour:
    """The decisions as far as they are about columns of ``schema``, ready for the matcher."""
    return Honour(decisions, schema) if decisions else NOBODY


def eyes(decisions: Sequence[Decisions], specs: Sequence[Spec], schema: SourceSchema) -> Iterator[Finding]:
    """What needs eyes of people, for the businesses of ``specs``."""
    by_business = {spec.business: spec for spec in specs}
    for one in decisions:
        if one.business in by_business:
            yield from needs_eyes(one, by_business[one.business], schema)


def newer(work: Job, business: str) -> Iterator[Finding]:
    """MIG-MAP-094 where the comparison at hand was made before the decisions of a business were what they are now."""
    name = store.file_of(business)
    path = work.workspace.path(name)
    if not path.is_file():
        return
    digest, report = work.note(path).sha256, f"out/gap/{business}.json"
    runs = (e for e in reversed(work.workspace.entries()) if e.command.startswith("gap run"))
    made = next((e for e in runs if e.result is not Result.FAILED and any(o.path == report for o in e.outputs)), None)
    if made is None or all((one.path, one.sha256) != (name, digest) for one in made.inputs):
        place = Place(business=business, file=name)
        basis = Basis(document="本ツール独自", section="対応の決定（gap/decisions）")
        params: dict[str, str | int] = {"file": name}
        yield Finding(code="MIG-MAP-094", severity=Severity.WARNING, place=place, params=params, basis=basis)
