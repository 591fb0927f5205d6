"""What in the current schema will matter for the migration: the rules held against what was scanned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from migrate.files.bundled import bundled
from migrate.flow import loaded
from migrate.flow import source as scanning
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.finding import Finding, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceKind, SourceSchema
from migrate.model.spec import Spec, SpecKind
from migrate.model.value import value
from migrate.source.lint import catalogue, document, subject
from migrate.source.lint.subject import Limit
from migrate.spec import library, store
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_UNREAD = ("MIG-SRC-001", "MIG-SRC-002")
"""Statements that were not understood; warnings where the scan was told to admit them."""
_DATA = (SourceKind.CSV, SourceKind.FIXED)
_PUBLISHED = frozenset({SpecKind.OFFICIAL, SpecKind.API})


@value
class RuleCount:
    """What one rule found."""

    code: str
    name: str
    title: str
    group: str
    severity: Severity
    findings: int
    tables: int


@value
class SourceLint:
    """Result of `source lint`: every rule that was held, also those that found nothing."""

    tables: int
    columns: int
    standards: tuple[str, ...]
    """Official specs whose lengths were compared, as ``ID@EDITION``."""
    rules: tuple[RuleCount, ...]


def _officials(workspace: Workspace | None) -> tuple[Spec, ...]:
    """The official specs at hand, of a pinned business the pinned edition only; a starter's lengths are no standard.

    Editions differ in lengths (住所_町字 18 or 120); without a pin the longest that was published counts.
    """
    known = library.entries(bundled("specs"), workspace.path("spec") if workspace else None)
    pins = workspace.project.specs if workspace else {}
    wanted = (entry for entry in known if pins.get(entry.head.business, entry.head.edition) == entry.head.edition)
    published = [entry for entry in wanted if entry.head.kind in _PUBLISHED]
    published.sort(key=lambda entry: entry.head.kind is SpecKind.API)  # of equal lengths the list of the data is named
    return tuple(store.read(entry.folder, entry.head) for entry in published)


def _limits(specs: Iterable[Spec]) -> Mapping[str, Limit]:
    items = ((spec.id, item) for spec in specs for item in spec.items)
    return subject.limits((item.name, item.max_length, spec) for spec, item in items if item.max_length is not None)


def _unread(schema: SourceSchema) -> tuple[Finding, ...]:
    """Findings of the scan that say that the definitions were not read to the end: they are said again."""
    data = {file.path for file in schema.files if file.kind in _DATA}
    return tuple(
        f for f in schema.findings if f.place.file not in data and (f.severity is Severity.ERROR or f.code in _UNREAD)
    )


def _counts(findings: Sequence[Finding]) -> tuple[RuleCount, ...]:
    numbers = Counter(finding.code for finding in findings)
    tables = Counter(code for code, _ in {(finding.code, finding.place.table) for finding in findings})
    return tuple(
        RuleCount(
            code=rule.code,
            name=rule.name,
            title=rule.title,
            group=rule.group,
            severity=rule.severity,
            findings=numbers[rule.code],
            tables=tables[rule.code],
        )
        for rule in catalogue.RULES
    )


def _outcome(schema: SourceSchema, specs: Sequence[Spec], inputs: Iterable[FileDigest]) -> Outcome:
    found = catalogue.lint(schema, _limits(specs))
    unread = _unread(schema)
    summary = document.summary(schema, catalogue.RULES, found)
    if unread:
        summary += f" 表の定義を読み切れていない所が {len(unread):,} 件あり、そこは調べていません。"
    names = tuple(sorted(spec.id for spec in specs))
    title, facts = "現行システムの構造の点検", [("桁をくらべた標準仕様", "、".join(names) or "なし")]
    skipped = sum(file.statements_skipped for file in schema.files)
    if skipped:
        facts.append(("調べていないもの", f"表の定義でない文 {skipped:,}（ビュー、トリガー、手続き、権限など）"))
    pages = [
        Document(
            title=title, facts=tuple(facts), summary=summary, sections=(document.section(catalogue.RULES, found, all_),)
        )
        for all_ in (True, False)
    ]
    data = SourceLint(
        tables=len(schema.tables),
        columns=sum(len(table.columns) for table in schema.tables),
        standards=names,
        rules=_counts(found),
    )
    return Outcome(
        kind="source-lint",
        data=data,
        document=pages[0],
        brief=pages[1],
        findings=tuple(sorted((*found, *unread), key=sort_key)),
        inputs=tuple(sorted(inputs, key=lambda one: one.path)),
        nothing_checked=not schema.tables,
    )


def run(workspace: Workspace, session: Session) -> Outcome:
    """Hold the rules against the scanned schema; nothing is written but the ledger line.

    Raises:
        NothingCheckedError: MIG-GAP-020 (not scanned yet), -021 (no table in it).
        UnreadableError: MIG-SYS-002, -003, or a spec is damaged.
    """
    with job.run(workspace, session, "source lint") as work:
        schema = loaded.schema(work)
        outcome = _outcome(schema, _officials(workspace), work.inputs.values())
        work.findings = len(outcome.findings)
    return outcome


def run_files(paths: Sequence[Path], workspace: Workspace | None = None) -> Outcome:
    """Hold the rules against what these files define; lengths are those of the specs in ``workspace``, else bundled.

    Raises:
        NothingCheckedError: MIG-SRC-016.
        UnreadableError: MIG-SRC-007, -008, -012, MIG-SYS-001, -002.
    """
    scanned = scanning.scan_files(paths, workspace=workspace)
    assert isinstance(scanned.data, SourceSchema)
    return _outcome(scanned.data, _officials(workspace), scanned.inputs)
