"""Check converted data: a workspace's, or one file by itself."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import around, resolve
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult
from migrate.model.quality import Outcome as Check
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality import catalogue, document
from migrate.quality import run as checks
from migrate.quality.catalogue import Rule
from migrate.quality.rows import open_rows
from migrate.quality.run import Given, Setting, Subject
from migrate.quality.score import Score, by_category, counted
from migrate.spec import document as spec_document
from migrate.spec import library
from migrate.spec.library import Resolved
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

MANIFEST = "manifest.json"
_NO_KEYS = "行はファイルの行番号で示します（作業フォルダの鍵を使わないため、キーの要約値は付けません）。"


@value
class Checked:
    """One business's check without its findings, which stand beside it. ``scores``: the four categories."""

    spec: str
    rows: int
    scores: tuple[Score, ...]
    outcomes: tuple[Check, ...]


@value
class CheckRun:
    """All businesses that were checked."""

    results: tuple[Checked, ...]


@value
class RuleList:
    """The rules."""

    rules: tuple[Rule, ...]


@value
class Target:
    """One file to check. ``table`` is empty where the file's own header decides."""

    file: Path
    spec: str
    table: str = ""


def rules() -> Outcome:
    """The bundled rules; works without a workspace."""
    found = catalogue.rules()
    page = Document(title="検査の規則の一覧", sections=(document.rule_list(found),))
    return Outcome(kind="check-rules", data=RuleList(rules=found), document=page)


def check(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Check the converted tables of ``business``, of every converted business where it is empty; writes
    `out/check/<business>.json`.

    Raises:
        NothingCheckedError: MIG-DQ-030, a conversion is missing or unfinished.
        MigrateError: MIG-SPEC-006 and whatever the job raises.
        UnreadableError: an input is damaged.
    """
    notices: list[str] = []
    specs: list[Spec] = []
    results: list[CheckResult] = []
    inputs: dict[str, FileDigest] = {}
    for one in _businesses(workspace, business):
        with job.run(workspace, session, f"check run {one}") as work:
            result, resolved = _check_business(work, one)
            work.write(f"out/check/{one}.json", records.dump(result))
            work.findings = counted(result).total()
        results.append(result)
        inputs |= work.inputs
        specs.append(resolved.spec)
        notices += (resolved.why, f"結果を out/check/{one}.json に、不合格の全行を {_failures(one)} に書きました。")
    read = tuple(sorted(inputs.values(), key=lambda f: f.path))
    return _outcome(tuple(results), tuple(specs), read, (*notices, "次に打つコマンド: migrate reconcile run"))


def check_file(target: Target, session: Session, workspace: Path | None = None) -> Outcome:
    """Check one standard CSV or Parquet file against a spec; a workspace is used only to look the spec up.

    Raises:
        MigrateError: MIG-SPEC-006; MIG-DQ-039, the file's table is not clear.
        UnreadableError: MIG-SYS-001/-002, MIG-DQ-031 … -037.
    """
    here = around(workspace)
    resolved = resolve(target.spec, here)
    name = target.file.name
    table = _table_of(resolved.spec, target)
    with tempfile.TemporaryDirectory(prefix="migrate-") as scratch:  # mode 0700
        subject = Subject(spec=resolved.spec, given={table: Given(data=target.file, name=name)})
        failures = Path(scratch) / "failures.parquet"
        result = checks.run(subject, Setting(scratch=Path(scratch), failures=failures, as_of=session.as_of))
    others = frozenset(resolved.spec.tables) - {table}
    result = replace(
        result,
        findings=tuple(f for f in result.findings if f.place.table not in others),
        outcomes=tuple(o for o in result.outcomes if o.table not in others),
    )
    inputs = (FileDigest(path=name, sha256=sha256_of(target.file)),)
    return _outcome((result,), (resolved.spec,), inputs, (resolved.why, _NO_KEYS))


def is_file_check(file: Path | None, target: tuple[str, str], business: str) -> bool:
    """True where one file is to be checked; ``target`` is what was given as --spec and --table.

    Raises:
        MigrateError: MIG-DQ-040, options that do not go together.
    """
    spec, table = target
    if file is None and (spec or table):
        raise MigrateError(
            "MIG-DQ-040", params={"reason": "--spec と --table は、ファイルを指定したときだけ使えます。"}
        )
    if file is not None and business:
        raise MigrateError("MIG-DQ-040", params={"reason": "--business は、作業フォルダを検査するときだけ使えます。"})
    if file is not None and not spec:
        raise MigrateError("MIG-DQ-040", params={"reason": "ファイルを検査するには --spec（標準仕様）が必要です。"})
    return file is not None


def _table_of(spec: Spec, target: Target) -> str:
    """The table whose rows the file holds: the one named, the spec's only one, the file's name, else the header's."""
    rows = open_rows(target.file, target.file.name)
    shared = {table: len({i.name for i in spec.items_of(table)} & set(rows.columns)) for table in spec.tables}
    if not any(shared.values()):
        reason = f"{spec.id} の項目名の列が 1 つもありません"
        raise UnreadableError("MIG-DQ-033", Place(file=rows.name), {"file": rows.name, "reason": reason})
    if target.table in spec.tables:
        return target.table
    best = [table for table, count in shared.items() if count == max(shared.values())]
    if not target.table and target.file.stem in spec.tables:
        return target.file.stem
    if target.table or len(best) != 1:
        params = {"file": rows.name, "spec": spec.id, "known": "、".join(spec.tables)}
        raise MigrateError("MIG-DQ-039", Place(file=rows.name), params)
    return best[0]


def _businesses(workspace: Workspace, business: str) -> tuple[str, ...]:
    if business:
        return (business,)
    folder = workspace.path("out", "converted")
    found = tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()
    if not found:
        raise NothingCheckedError("MIG-DQ-030", params={"what": "どの業務"})
    return found


def _converted(workspace: Workspace) -> tuple[str, ...]:
    """The businesses whose conversion has ended well."""
    return tuple(sorted(path.parent.name for path in workspace.path("out", "converted").glob(f"*/{MANIFEST}")))


def _failures(business: str) -> str:
    return f"out/check/{business}.failures.parquet"


def _check_business(work: Job, business: str) -> tuple[CheckResult, Resolved]:
    subject, resolved, findings = _subject(work, business)
    others = [one for one in _converted(work.workspace) if one != business]
    setting = Setting(
        scratch=work.scratch(),
        failures=work.stage(_failures(business)),
        as_of=work.session.as_of,
        digest=work.workspace.key_digest,
        others=tuple(_subject(work, one)[0] for one in others),
    )
    result = checks.run(subject, setting)
    return replace(result, findings=tuple(sorted((*result.findings, *findings), key=sort_key))), resolved


def _subject(work: Job, business: str) -> tuple[Subject, Resolved, list[Finding]]:
    """A converted business: its spec and files, and what is odd about the files."""
    workspace = work.workspace
    folder = workspace.path("out", "converted", business)
    manifest = folder / MANIFEST
    if not manifest.is_file():
        where = Place(business=business, file=workspace.relative(manifest))
        raise NothingCheckedError("MIG-DQ-030", where, {"what": f"業務 {business}"})
    known = library.entries(bundled("specs"), workspace.path("spec"))
    converted = _read_manifest(work.read(manifest), workspace.relative(manifest))
    resolved = library.resolve(converted.spec or business, known, workspace.project.specs)
    given, findings = {}, []
    noted = converted.files
    for table in resolved.spec.tables:
        data = folder / f"{table}.parquet"
        if not data.is_file():
            continue
        lineage = workspace.path("out", "lineage", business, f"{table}.parquet")
        name = workspace.relative(data)
        if noted.get(name) != work.note(data).sha256:
            place = Place(business=business, table=table, file=name)
            findings.append(Finding(code="MIG-DQ-020", severity=Severity.WARNING, place=place, params={"file": name}))
        if lineage.is_file():
            work.note(lineage)
        given[table] = Given(data=data, name=name, lineage=lineage, lineage_name=workspace.relative(lineage))
    return Subject(spec=resolved.spec, given=given), resolved, findings


@value
class _Manifest:
    """What a manifest says: the spec of the conversion (``ID@EDITION``, 「」 where not stated), path → sha256."""

    spec: str
    files: Mapping[str, str]


def _read_manifest(data: bytes, name: str) -> _Manifest:
    """The manifest of a conversion; files are taken wherever in it they stand."""
    files: dict[str, str] = {}

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("path"), str) and isinstance(node.get("sha256"), str):
                files[node["path"]] = node["sha256"]
            for part in node.values():
                walk(part)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    try:
        body = json.loads(data)
        walk(body)
    except (ValueError, RecursionError):
        raise UnreadableError("MIG-SYS-003", Place(file=name), {"file": name, "spot": ""}) from None
    spec = body.get("spec") if isinstance(body, dict) else None
    return _Manifest(spec=spec if isinstance(spec, str) else "", files=files)


def _summary(results: tuple[CheckResult, ...]) -> str:
    if all(result.rows == 0 for result in results):
        return "検査する行がありませんでした。"
    counts = sum((counted(result) for result in results), Counter[Severity]())
    if not counts.total():
        return "判定した値に、不合格はありませんでした。"
    return f"指摘が {counts.total():,} 件あります（うちエラー {counts[Severity.ERROR]:,} 件）。"


def _outcome(
    results: tuple[CheckResult, ...],
    specs: tuple[Spec, ...],
    inputs: tuple[FileDigest, ...],
    notices: tuple[str, ...],
) -> Outcome:
    many = len(results) > 1
    parts = tuple(
        section
        for result in results
        for section in document.sections(result, f"quality-{result.spec[:3]}" if many else "quality")
    )
    page = Document(
        title="変換後データの検査",
        facts=spec_document.facts(specs),
        summary=_summary(results),
        sections=parts,
    )
    checked = tuple(
        Checked(spec=r.spec, rows=r.rows, scores=by_category(r.outcomes), outcomes=r.outcomes) for r in results
    )
    return Outcome(
        kind="check-run",
        data=CheckRun(results=checked),
        document=page,
        findings=tuple(sorted((f for r in results for f in r.findings), key=sort_key)),
        inputs=inputs,
        nothing_checked=all(result.rows == 0 for result in results),
        notices=notices,
    )
