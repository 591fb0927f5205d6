"""Is the national side sound: specs are examined before anything rests on them."""

from __future__ import annotations

from collections import Counter

from migrate.errors import MigrateError
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import Shelf, resolve_any
from migrate.model.document import Cell, Column, Document, Grid, Section, Tone
from migrate.model.finding import Finding
from migrate.model.value import value
from migrate.spec import lint
from migrate.workspace.folder import Workspace


@value
class LintedSpec:
    """One spec that was examined; its findings stand beside it."""

    spec: str
    tables: int
    items: int
    findings: int


@value
class SpecLint:
    """Result of `spec lint`."""

    specs: tuple[LintedSpec, ...]


def _page(specs: tuple[LintedSpec, ...]) -> Document:
    faults = sum(spec.findings for spec in specs)
    columns = (
        Column(title="仕様", width=22),
        Column(title="グループ", unit="個", numeric=True, width=9),
        Column(title="項目", unit="個", numeric=True, width=9),
        Column(title="指摘", unit="件", numeric=True, width=9),
        Column(title="判定", width=10),
    )
    rows = tuple(
        (
            *(spec.spec, spec.tables, spec.items, spec.findings),
            Cell(text="不適合" if spec.findings else "適合", tone=Tone.BAD if spec.findings else Tone.GOOD),
        )
        for spec in specs
    )
    note = (
        "ID・主キー・外部キー・データ型・桁数・コード一覧・条件・根拠・出典を調べました。意味の正しさは調べていません。"
    )
    summary = f"{len(specs)} 件の仕様を調べ、指摘は {faults} 件でした。"
    grid = Grid(title="調べた仕様", columns=columns, rows=rows, note=note)
    return Document(
        title="標準仕様の点検", summary=summary, sections=(Section(id="lint", title="結果", blocks=(grid,)),)
    )


def run(references: tuple[str, ...], everything: bool, workspace: Workspace | None) -> Outcome:
    """Examine the specs named by ``references``, or ``everything`` at hand; in a workspace, else, the pinned ones.

    Raises:
        MigrateError: MIG-SPEC-110 (nothing was named), -006 (no such spec).
        UnreadableError: the files of a spec are damaged.
    """
    shelf = Shelf(workspace)
    pinned = tuple(f"{business}@{edition}" for business, edition in sorted(shelf.pins.items()))
    wanted = references or pinned
    if everything:
        specs = tuple(shelf.read(entry) for entry in shelf.entries)
    elif wanted:
        specs = tuple(resolve_any(reference, workspace).spec for reference in wanted)
    else:
        raise MigrateError("MIG-SPEC-110")
    found: list[Finding] = []
    counts: Counter[str] = Counter()
    for spec in specs:
        faults = lint.lint(spec, shelf.beside)
        counts[spec.id] += len(faults)
        found += faults
    linted = tuple(
        LintedSpec(spec=spec.id, tables=len(spec.tables), items=len(spec.items), findings=counts[spec.id])
        for spec in specs
    )
    return Outcome(
        kind="spec-lint",
        data=SpecLint(specs=linted),
        document=_page(linted),
        findings=tuple(found),
        nothing_checked=not specs,
    )
