"""The mapping: draft it from the comparison, check it before any run, show it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow import decided, edited, keys_tables, loaded, map_carry, map_test, pipeline, profiles, standards
from migrate.flow.outcome import Outcome
from migrate.mapping import check as checks
from migrate.mapping import document, draft, layout, load, packs
from migrate.mapping.codefile import in_folder
from migrate.mapping.compile import plan_of
from migrate.mapping.packs import Pack
from migrate.model.document import Document, Figure, Figures, Note, Section, Tone
from migrate.model.finding import Finding, Place, Severity
from migrate.model.gap import GapReport
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class MapDraft:
    """One draft: where it is and what it leaves open."""

    file: str
    items: int
    doubtful: int
    undecided: int
    tests: int = 0
    """Drafted tests, in mapping/tests/<業務ID>.draft.yaml."""
    pack: str = ""
    """The pack whose own mapping it is a copy of, ``""`` for a draft from the comparison."""


@value
class MapDrafts:
    """The drafts that were written."""

    drafts: tuple[MapDraft, ...]


@value
class MapCheck:
    """Which files were checked, and how much was found."""

    files: tuple[str, ...]
    errors: int
    warnings: int


@value
class Mappings:
    """The mappings that were read."""

    mappings: tuple[Mapping, ...]


def _from_comparison(work: Job, business: str, schema: SourceSchema, pack: Pack | None) -> tuple[MapDraft, bytes]:
    name = f"out/gap/{business}.json"
    if not work.workspace.path(name).is_file():
        raise NothingCheckedError("MIG-MAP-041", Place(file=name), {"file": name})
    report = records.load(GapReport, work.read(work.workspace.path(name)), name)
    own = standards.of_business(schema, business)
    made = draft.draft(report, loaded.spec(work, report.spec).spec, own, pack.constructs if pack else ())
    file = f"mapping/{business}.draft.yaml"
    return MapDraft(file=file, items=made.items, doubtful=made.doubtful, undecided=made.undecided), made.text


def _from_pack(work: Job, business: str, schema: SourceSchema, pack: Pack) -> tuple[MapDraft, bytes]:
    """A pack's own mapping of the business where it has one, else a draft with its constructs.

    Raises:
        MigrateError: MIG-MAP-061 (none of its tables is there), -062 (it has nothing for this business).
    """
    mapping = pack.mapping(business)
    if mapping is None:
        if not pack.constructs:
            known = "、".join(one.spec.partition("@")[0] for one in pack.mappings) or "なし"
            raise MigrateError("MIG-MAP-062", params={"name": pack.name, "business": business, "known": known})
        return _from_comparison(work, business, schema, pack)
    text = map_carry.text_of(work, pack, mapping, schema)
    found = layout.fit(layout.of_mapping(mapping), layout.of_schema(schema))
    items = sum(len(block.items) for block in mapping.blocks)
    file = f"mapping/{business}.draft.yaml"
    return MapDraft(file=file, items=items, doubtful=0, undecided=found.unknown, pack=pack.name), text


def _tests(work: Job, business: str, schema: SourceSchema, text: bytes, pack: Pack | None) -> int:
    """Write mapping/tests/<業務ID>.draft.yaml for a draft that can be run; how many tests there are."""
    name = f"mapping/{business}.draft.yaml"
    if load.problems(text, name):
        return 0
    mapping = load.load(text, name, in_folder(pack.folder if pack else work.workspace.path("mapping")))
    plan = plan_of(mapping, loaded.spec(work, business).spec)
    if any(schema.table(source) is None for source in plan.sources):
        return 0
    try:
        return map_test.write_draft(work, plan, schema)
    except MigrateError:  # a pack's mapping that does not fit yet: map check says where
        return 0


def _hints(schema: SourceSchema) -> tuple[str, ...]:
    """The packs that would say more of files that are laid out after a standard."""
    found = (one for one in packs.all_packs(bundled("mappings")) if packs.for_standards(one))
    used = ((one.name, packs.in_use(one, schema)) for one in found)
    return tuple(
        f"標準にない列のうち {count} 個は、パックに扱いの案があります: migrate map draft --pack {name}"
        for name, count in used
        if count
    )


def draft_all(workspace: Workspace, session: Session, business: str = "", pack: str = "") -> Outcome:
    """Write mapping/<業務ID>.draft.yaml from out/gap/<業務ID>.json, or from a pack (its name, or a folder).

    mapping/<業務ID>.yaml is never touched.

    Raises:
        NothingCheckedError: MIG-GAP-020, -021, -022, MIG-MAP-041 (not compared yet).
        MigrateError: MIG-MAP-060 (no such pack), -061, -062 (it does not fit).
    """
    with job.run(workspace, session, f"map draft {business}".strip()) as work:
        schema = loaded.schema(work)
        known = packs.named(pack, bundled("mappings")) if pack else None
        hints = () if pack else _hints(schema)
        drafts: list[MapDraft] = []
        told: list[Finding] = []
        for one in loaded.businesses(workspace, business):
            made = _from_pack(work, one, schema, known) if known else _from_comparison(work, one, schema, None)
            text, spoken = map_carry.against(work, known, made[0].file, made[1], schema) if known else (made[1], ())
            edited.write(work, made[0].file, text)
            edited.check(work, f"{map_test.FOLDER}/{one}.draft.yaml")
            tests = _tests(work, one, schema, text, known)
            told += spoken
            drafts.append(replace(made[0], tests=tests))
            told += map_carry.lost(known, one, schema) if known else decided.newer(work, one)
    figures = tuple(
        Figure(label=label, value=f"{number} {unit}", note=d.file)
        for d in drafts
        for label, number, unit in (
            ("式を提案した項目", d.items, "件"),
            ("うち要確認", d.doubtful, "件"),
            ("行き先を決める列", d.undecided, "列"),
            ("テストの下書き", d.tests, "件"),
        )
    )
    section = Section(id="map-draft", title="下書き", blocks=(Figures(figures=figures),))
    return Outcome(
        kind="map-draft",
        data=MapDrafts(drafts=tuple(drafts)),
        document=Document(title="対応表の下書き", subtitle=workspace.project.name, sections=(section,)),
        findings=tuple(told),
        inputs=tuple(work.inputs.values()),
        notices=(
            *(
                f"{d.file} に書きました。確かめて直し、{d.file.replace('.draft', '')} という名前で保存してください。"
                for d in drafts
            ),
            *hints,
        ),
    )


_BESIDE = ("keys.yaml", "images.yaml")
"""Declarations in the folder of the mappings that are none: 番号対応表 and images."""


def files(workspace: Workspace, file: Path | None) -> tuple[Path, ...]:
    """The mapping files meant: the one named, else all that people own (the declarations beside them are none)."""
    if file is not None:
        return (file,)
    folder = workspace.path("mapping")
    found = tuple(p for p in sorted(folder.glob("*.yaml")) if not p.name.endswith((".draft.yaml", *_BESIDE)))
    if not found:
        name = f"mapping/{next(iter(sorted(workspace.project.specs)), '業務ID')}.yaml"
        raise NothingCheckedError("MIG-MAP-040", Place(file=name), {"file": name})
    return found


def _check_one(work: Job, path: Path) -> tuple[Finding, ...]:
    data, name = work.read(path), work.workspace.relative(path)
    mapping = load.read(data, name, pipeline.codes_of(work, path))
    if not isinstance(mapping, Mapping):
        return mapping
    spec = loaded.spec(work, mapping.spec.partition("@")[0]).spec
    schema = keys_tables.with_keys(work, loaded.schema(work), mapping)
    known = next((one for one in decided.load(work) if one.business == spec.business), None)
    return checks.check(mapping, spec, schema, profiles.fresh(work, schema), known)


def _verdict(files: tuple[str, ...], errors: int, warnings: int) -> Section:
    tone = Tone.BAD if errors else Tone.CAUTION if warnings else Tone.GOOD
    text = f"{'、'.join(files)} を確かめました。誤り {errors} 件、警告 {warnings} 件です。" + (
        "誤りを直すまで、変換はできません。" if errors else "変換できます。"
    )
    return Section(id="map-check", title="結果", blocks=(Note(text=text, tone=tone),))


def check(workspace: Workspace, session: Session, file: Path | None = None) -> Outcome:
    """Check mapping files before any run: the one named, else all of the workspace.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-007 (not YAML).
        NothingCheckedError: MIG-MAP-040 (no mapping), MIG-GAP-020, -021.
        MigrateError: MIG-SPEC-006, MIG-GAP-090 (a file of decisions is damaged).
    """
    with job.run(workspace, session, "map check") as work:
        paths = files(workspace, file)
        found = tuple(f for path in paths for f in _check_one(work, path))
        work.findings = len(found)
    names = tuple(workspace.relative(path) for path in paths)
    errors = sum(f.severity is Severity.ERROR for f in found)
    warnings = sum(f.severity is Severity.WARNING for f in found)
    return Outcome(
        kind="map-check",
        data=MapCheck(files=names, errors=errors, warnings=warnings),
        document=Document(title="対応表の点検", sections=(_verdict(names, errors, warnings),)),
        findings=found,
        inputs=tuple(work.inputs.values()),
    )


def show(workspace: Workspace, session: Session, file: Path | None = None) -> Outcome:
    """Show mapping files: the one named, else all of the workspace.

    Raises:
        UnreadableError: MIG-SYS-001, MIG-SYS-007.
        MigrateError: MIG-MAP-001 to -008, the first thing wrong in its form.
        NothingCheckedError: MIG-MAP-040.
    """
    with job.run(workspace, session, "map show") as work:
        paths = files(workspace, file)
        read = tuple(load.load(work.read(p), workspace.relative(p), pipeline.codes_of(work, p)) for p in paths)
    return Outcome(
        kind="map-show",
        data=Mappings(mappings=read),
        document=Document(
            title="対応表",
            subtitle="、".join(m.product for m in read if m.product),
            facts=tuple(("ファイル", m.path) for m in read),
            sections=tuple(s for m in read for s in document.sections(m)),
        ),
        inputs=tuple(work.inputs.values()),
    )
