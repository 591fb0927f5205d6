"""Tests of mappings: run them through the engine, and draft one for each rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.engine.plan import Plan
from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow import edited, keys_tables, loaded, pipeline
from migrate.flow.outcome import Outcome
from migrate.mapping import load, trial_draft, trials, trying
from migrate.mapping.check import check
from migrate.mapping.compile import plan_of
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.model.trial import Trial, TrialFile
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FOLDER = "mapping/tests"


@value
class TrialResult:
    """How one test ended."""

    file: str
    name: str
    line: int | None
    passed: bool
    differences: int


@value
class MapTest:
    """All tests that were run, and which items and rules no test looks at."""

    tests: tuple[TrialResult, ...]
    untested: tuple[str, ...]
    """``グループ → 項目`` of mapped items that no test states, and names of row rules that none expects."""


def _files(workspace: Workspace, file: Path | None) -> tuple[Path, ...]:
    if file is not None:
        return (file,)
    found = workspace.path(FOLDER).glob("*.yaml")
    paths = tuple(path for path in sorted(found) if not path.name.endswith(".draft.yaml"))
    if not paths:
        raise NothingCheckedError("MIG-MAP-085", Place(file=FOLDER), {"folder": FOLDER})
    return paths


@value
class _Ready:
    """A mapping that may be run, for the tests of a file."""

    mapping: Mapping
    schema: SourceSchema
    business: str


def _ready(work: Job, file: TrialFile) -> _Ready:
    """The mapping that a file of tests names.

    Raises:
        NothingCheckedError: MIG-MAP-040, it is not there.
        MigrateError: MIG-CNV-023, it has errors; MIG-MAP-001 to -008, -063 to -065, MIG-SPEC-006.
    """
    name = f"mapping/{file.mapping}"
    path = work.workspace.path(name)
    if not path.is_file():
        raise NothingCheckedError("MIG-MAP-040", Place(file=file.path), {"file": name})
    mapping = load.load(work.read(path), name, pipeline.codes_of(work, path))
    schema = keys_tables.with_keys(work, loaded.schema(work), mapping)
    business = mapping.spec.partition("@")[0]
    errors = [f for f in check(mapping, loaded.spec(work, business).spec, schema) if f.severity is Severity.ERROR]
    if errors:
        params: dict[str, str | int] = {"count": len(errors), "first": errors[0].code, "file": name}
        raise MigrateError("MIG-CNV-023", errors[0].place, params)
    return _Ready(mapping=mapping, schema=schema, business=business)


def _untested(mapping: Mapping, tests: Sequence[Trial]) -> tuple[str, ...]:
    stated = {(t, item) for trial in tests for t, rows in trial.expected.items() for row in rows for item in row.values}
    items = [(block.table, rule.item) for block in mapping.blocks for rule in block.items]
    named = {fate.by for trial in tests for fate in trial.fates}
    rules = [one.name for block in mapping.blocks for one in block.rows]
    rules += [one.name for block in mapping.blocks for one in block.scope]
    missing = [f"{table} → {item}" for table, item in items if (table, item) not in stated]
    return tuple(dict.fromkeys((*missing, *(f"決まり「{rule}」" for rule in rules if rule not in named))))


def _run(work: Job, file: TrialFile, ready: _Ready) -> tuple[tuple[TrialResult, ...], tuple[Finding, ...]]:
    plan = plan_of(ready.mapping, loaded.spec(work, ready.business).spec)
    place = Place(business=ready.business, file=file.path)
    results: list[TrialResult] = []
    findings: list[Finding] = []
    for trial in file.trials:
        found = trying.differences(plan, ready.schema, trial, place, work.scratch())
        findings += found
        results.append(
            TrialResult(file=file.path, name=trial.name, line=trial.line, passed=not found, differences=len(found))
        )
    return tuple(results), tuple(findings)


_COLUMNS = (
    Column(title="ファイル", width=30),
    Column(title="テスト", width=40),
    Column(title="結果", width=8),
    Column(title="違い", unit="件", numeric=True, width=8),
)


def _section(results: tuple[TrialResult, ...], untested: tuple[str, ...]) -> Section:
    passed = sum(one.passed for one in results)
    figures = Figures(
        figures=(
            Figure(label="合格", value=f"{passed} 件", note=f"テスト {len(results)} 件のうち"),
            Figure(
                label="不合格",
                value=f"{len(results) - passed} 件",
                tone=Tone.BAD if passed < len(results) else Tone.GOOD,
            ),
            Figure(label="テストのない項目と決まり", value=f"{len(untested)} 件"),
        )
    )
    word = {True: Cell(text="合格", tone=Tone.GOOD), False: Cell(text="不合格", tone=Tone.BAD)}
    rows = tuple((f"{r.file}:{r.line}", r.name, word[r.passed], r.differences) for r in results)
    grids = [Grid(title="テストの結果", columns=_COLUMNS, rows=rows)] if rows else []
    if untested:
        column = (Column(title="項目・決まり", width=60),)
        grids.append(Grid(title="どのテストも見ていないもの", columns=column, rows=tuple((one,) for one in untested)))
    return Section(id="map-test", title="対応表のテスト", blocks=(figures, *grids))


def write_draft(work: Job, plan: Plan, schema: SourceSchema) -> int:
    """Write mapping/tests/<業務ID>.draft.yaml; how many tests there are.

    Raises:
        MigrateError: MIG-CNV-016 to -019, the plan cannot be run.
    """
    text, made = trial_draft.draft(plan, schema, work.scratch())
    if made:
        edited.write(work, f"{FOLDER}/{plan.business}.draft.yaml", text)
    return made


@value
class DraftedTests:
    """Drafted tests of one mapping."""

    file: str
    tests: int


@value
class MapTestDraft:
    """All drafts that were written."""

    drafts: tuple[DraftedTests, ...]


def draft(workspace: Workspace, session: Session) -> Outcome:
    """Draft tests for every rule of every mapping of the workspace; what people wrote is never touched.

    Raises:
        NothingCheckedError: MIG-MAP-040 (no mapping), MIG-GAP-020, -021.
        MigrateError: MIG-CNV-023 (a mapping has errors), MIG-SPEC-006.
    """
    drafts = []
    with job.run(workspace, session, "map test --draft") as work:
        for business in pipeline.mapped(workspace, ""):
            name = f"{business}.yaml"
            ready = _ready(work, TrialFile(path=f"{FOLDER}/{name}", mapping=name, trials=()))
            plan = plan_of(ready.mapping, loaded.spec(work, business).spec)
            made = write_draft(work, plan, ready.schema)
            drafts.append(DraftedTests(file=f"{FOLDER}/{business}.draft.yaml", tests=made))
    figures = Figures(figures=tuple(Figure(label="テストの下書き", value=f"{d.tests} 件", note=d.file) for d in drafts))
    section = Section(id="map-test-draft", title="テストの下書き", blocks=(figures,))
    return Outcome(
        kind="map-test-draft",
        data=MapTestDraft(drafts=tuple(drafts)),
        document=Document(title="対応表のテストの下書き", sections=(section,)),
        inputs=tuple(work.inputs.values()),
        notices=tuple(
            f"{d.file} に書きました。期待の値を確かめ、{d.file.replace('.draft', '')} という名前で保存してください。"
            for d in drafts
        ),
    )


def run(workspace: Workspace, session: Session, file: Path | None = None) -> Outcome:
    """Run the tests of mappings: of the file named, else all of mapping/tests (drafts left out).

    Raises:
        NothingCheckedError: MIG-MAP-085 (no test), -040 (no mapping), MIG-GAP-020, -021.
        MigrateError: MIG-CNV-023 (the mapping has errors), MIG-SPEC-006.
        UnreadableError: MIG-SYS-001, -007.
    """
    results: list[TrialResult] = []
    findings: list[Finding] = []
    mappings: dict[str, Mapping] = {}
    tried: dict[str, list[Trial]] = {}
    with job.run(workspace, session, "map test") as work:
        for path in _files(workspace, file):
            read, wrong = trials.load(work.read(path), workspace.relative(path))
            findings += wrong
            if read is not None:
                ready = _ready(work, read)
                told, found = _run(work, read, ready)
                results += told
                findings += found
                mappings[read.mapping] = ready.mapping
                tried.setdefault(read.mapping, []).extend(read.trials)
        work.findings = len(findings)
    untested = tuple(one for name in sorted(tried) for one in _untested(mappings[name], tried[name]))
    return Outcome(
        kind="map-test",
        data=MapTest(tests=tuple(results), untested=untested),
        document=Document(title="対応表のテスト", sections=(_section(tuple(results), untested),)),
        findings=tuple(findings),
        inputs=tuple(work.inputs.values()),
        nothing_checked=not results and not findings,
    )
