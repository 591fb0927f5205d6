"""Validate delivery folders in one go: what they say they hold, the files, the rows, the balance."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files.digest import sha256_of
from migrate.flow import check_decisions, ci_balance, ci_check, ci_delivery, ci_document, ci_manifest, csv_left_out
from migrate.flow.ci_check import Taken, Way
from migrate.flow.ci_delivery import CiDelivery, Delivery, Verdict
from migrate.flow.outcome import Inspected, Outcome
from migrate.flow.spec.at_hand import around, by_id, resolve
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult, State
from migrate.model.quality import Outcome as Check
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality import catalogue
from migrate.quality.score import by_category
from migrate.report import inspection
from migrate.spec.library import Resolved
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace, find


@value
class Asked:
    """What is to be validated. ``folder`` None: the workspace's conversions, else the current folder."""

    folder: Path | None = None
    spec: str = ""
    """For what no manifest says the spec of."""
    baseline: bool = False
    """Count the failures of the workspace's baseline apart."""
    lenient: bool = False
    """Findings give exit 0."""
    as_text: bool = True
    """Whether the result is shown as text; where it is not, one sentence is said beside it."""


@value
class CiRun:
    """All deliveries of the folder."""

    deliveries: tuple[CiDelivery, ...]


@value
class _Done:
    """One delivery, validated."""

    said: CiDelivery
    result: CheckResult
    findings: tuple[Finding, ...]
    unread: bool
    inputs: tuple[FileDigest, ...]


class _Reader:
    """Reads what people decided; nothing is written, so there is no job."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.noted: dict[str, FileDigest] = {}

    def note(self, path: Path) -> FileDigest:
        """A file noted as an input."""
        name = self.workspace.relative(path)
        try:
            self.noted[name] = FileDigest(path=name, sha256=sha256_of(path))
        except OSError:
            raise UnreadableError("MIG-SYS-002", Place(file=name), {"file": name}) from None
        return self.noted[name]

    def read(self, path: Path) -> bytes:
        """The bytes of a file, noted as an input."""
        self.note(path)
        return path.read_bytes()


def run(asked: Asked, session: Session, workspace: Path | None = None) -> Outcome:
    """Validate the deliveries of a folder; nothing is written.

    Raises:
        MigrateError: MIG-DQ-084 (no spec is said), MIG-SPEC-006/-090/-111 (it is not at hand), MIG-SYS-013, MIG-DQ-041
            (what people decided has faulty lines).
        NothingCheckedError: MIG-DQ-071, no data files.
        UnreadableError: MIG-SYS-001/-002 (the folder), MIG-SYS-003, MIG-DQ-081 (a damaged manifest or record), -046
            (the baseline).
    """
    here = around(workspace)
    folder = asked.folder or (here.path("out", "converted") if here is not None else Path())
    deliveries, resolved = [], []
    for name, one in _folders(folder):
        listing = ci_manifest.read(one, name)
        found = resolve(_spec_of(asked.spec, listing.spec, f"{name}{listing.name}"), here)
        resolved.append(found)
        deliveries.append(ci_delivery.taken(one, name, listing, found.spec))
    if asked.baseline and here is None:
        here = find(workspace)  # says that there is none
    reader = _Reader(here) if here is not None else None
    decided = {
        one.spec.business: check_decisions.load(reader, one.spec.business, asked.baseline)
        for one in resolved
        if reader is not None
    }
    with tempfile.TemporaryDirectory(prefix="migrate-ci-") as scratch:  # mode 0700
        digest = here.key_digest if here is not None else None
        way = Way(scratch=Path(scratch), as_of=session.as_of, digest=digest, decided=decided)
        done = _validate(deliveries, way)
    return _outcome(asked, folder, done, (resolved, reader.noted if reader else {}))


def _folders(folder: Path) -> list[tuple[str, Path]]:
    """The deliveries: the folder itself, else those right below it, with what their files' names begin with."""
    shown = folder.name or str(folder)
    if not folder.exists():
        raise UnreadableError("MIG-SYS-001", Place(file=shown), {"file": shown})
    if not folder.is_dir():
        raise UnreadableError("MIG-DQ-085", Place(file=shown), {"file": shown})
    try:
        if ci_manifest.is_delivery(folder):
            return [("", folder)]
        inner = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
        found = [(f"{path.name}/", path) for path in inner if ci_manifest.is_delivery(path)]
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=shown), {"file": shown}) from None
    if not found:
        raise NothingCheckedError("MIG-DQ-071", Place(file=shown), {"folder": shown})
    return found


def _spec_of(asked: str, stated: str, manifest: str) -> str:
    """The spec asked for where nothing else is stated, or another edition of the same business is."""
    if not (asked or stated):
        raise MigrateError("MIG-DQ-084", Place(file=manifest or None))
    same = bool(asked) and by_id(asked).partition("@")[0] == stated.partition("@")[0]
    return asked if asked and (same or not stated) else stated


def _validate(deliveries: list[Delivery], way: Way) -> list[_Done]:
    verdicts: list[list[Verdict]] = []
    taken: list[Taken] = []
    for number, one in enumerate(deliveries):
        made = Taken(one)
        looked = list(ci_delivery.against_listing(one))
        tables, more, made.unread = ci_delivery.tables_of(one)
        looked += more
        folder = way.scratch / f"read-{number}"
        folder.mkdir()
        for table, files in tables.items():
            try:
                looked += ci_delivery.headers(one, files)
                made.ready[table] = ci_check.ready(one, files, folder)
                looked += ci_delivery.row_counts(one, files, made.ready[table].counts)
            except UnreadableError as error:
                made.unread.append(ci_delivery.as_finding(error, one, table))
        verdicts.append(looked)
        taken.append(made)
    results = ci_check.check(tuple(taken), way)
    return [_done(*one) for one in zip(taken, verdicts, results, strict=True)]


def _done(taken: Taken, verdicts: list[Verdict], result: CheckResult) -> _Done:
    delivery = taken.delivery
    record = ci_balance.record_of(delivery)
    if record is not None:
        rows = {table: _rows(made) for table, made in taken.ready.items()}
        verdicts = [*verdicts, *ci_balance.verdicts(delivery, record.conversion, rows)]
    checks = (*ci_delivery.as_checks(verdicts), *(() if record else (_not_run(ci_balance.CLOSED),)), *result.outcomes)
    own = [one.finding for one in verdicts if one.finding is not None]
    if delivery.listing.manifest:
        own += csv_left_out.said_of(delivery.spec.business, delivery.listing.manifest)
    return _Done(
        said=CiDelivery(
            folder=delivery.name.rstrip("/"),
            spec=delivery.spec.id,
            manifest=delivery.listing.name,
            record=record.file.path if record else "",
            files=len(delivery.files),
            rows=result.rows,
            scores=by_category(result.outcomes),
            outcomes=checks,
            decisions=result.decisions,
        ),
        result=result,
        findings=tuple(sorted((*own, *_read_ones(taken, result), *taken.unread), key=sort_key)),
        unread=bool(taken.unread),
        inputs=_inputs(delivery, record),
    )


def _inputs(delivery: Delivery, record: ci_balance.Record | None) -> tuple[FileDigest, ...]:
    """The data files, what lists them, and the record."""
    sums = dict(delivery.sums)
    if delivery.listing.name:
        sums[delivery.listing.name] = sha256_of(delivery.folder / delivery.listing.name)
    found = tuple(FileDigest(path=f"{delivery.name}{name}", sha256=digest) for name, digest in sums.items())
    return (*found, record.file) if record else found


def _read_ones(taken: Taken, result: CheckResult) -> list[Finding]:
    """The findings but those that say of a table that it is not there, where its file could not be read."""
    unread = {one.place.table for one in taken.unread}
    return [one for one in result.findings if one.code != "MIG-DQ-025" or one.place.table not in unread]


def _rows(made: ci_check.Ready) -> int:
    return sum(rows for _, rows in made.parts) if made.parts else made.counts[made.given.name]


def _not_run(code: str) -> Check:
    """A check that could not be made since what it needs is not there."""
    return Check(
        code=code,
        severity=Severity.ERROR,
        table="",
        item="",
        state=State.NOT_RUN,
        rows=0,
        failed=0,
        category="整合性",
    )


def _unused(asked: str, specs: tuple[Spec, ...]) -> list[str]:
    """A notice for each delivery whose manifest says another business than --spec."""
    business = by_id(asked).partition("@")[0] if asked else ""
    return [
        f"manifest が {one.id} としているため、--spec {asked} は使いません。"
        for one in specs
        if asked and one.business != business
    ]


def _base(folder: Path) -> str:
    """The folder as seen from the current one, as a path of the repository; its bare name where it lies elsewhere."""
    path, here = Path(os.path.normpath(folder.absolute())), Path.cwd()
    found = path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name
    return "" if found == "." else found


def _outcome(
    asked: Asked, folder: Path, done: list[_Done], used: tuple[list[Resolved], Mapping[str, FileDigest]]
) -> Outcome:
    resolved, noted = used
    findings = tuple(sorted((one for each in done for one in each.findings), key=sort_key))
    checks: dict[str, tuple[Check, ...]] = {}
    for one in done:
        business = one.said.spec.partition("@")[0]
        checks[business] = (*checks.get(business, ()), *one.said.outcomes)
    own = {**ci_delivery.TITLES, **ci_balance.TITLES}
    inspected = Inspected(
        checks=checks, titles={**{rule.code: rule.title for rule in catalogue.rules()}, **own}, base=_base(folder)
    )
    shown = tuple(ci_document.Shown(said=one.said, result=one.result, titles=own) for one in done)
    counts = inspection.counts(checks, findings)
    specs = tuple(one.spec for one in resolved)
    page = ci_document.page(shown, counts, specs, PurePosixPath(inspected.base).name)
    unread = any(one.unread for one in done)
    notices = tuple(dict.fromkeys((*(one.why for one in resolved), *_unused(asked.spec, specs))))
    return Outcome(
        kind="ci",
        data=CiRun(deliveries=tuple(one.said for one in done)),
        document=page,
        brief=ci_document.brief(page, shown, findings),
        findings=findings,
        inputs=tuple(
            sorted((*(file for one in done for file in one.inputs), *noted.values()), key=lambda file: file.path)
        ),
        nothing_checked=not unread and all(one.said.rows == 0 for one in done),
        unreadable=unread,
        inspected=inspected,
        lenient=asked.lenient,
        notices=notices if asked.as_text else (*notices, page.summary),
    )
