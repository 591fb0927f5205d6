"""Check the converted data of a workspace."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from migrate.engine import spark_session, spark_tables
from migrate.engine.duckdb import Limits, opened
from migrate.engine.spark_session import Address
from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import check_decisions, check_history, check_subject
from migrate.flow.check_baseline import failures_of
from migrate.flow.check_outcome import Made, advice, only, outcome
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.finding import Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult
from migrate.model.value import value
from migrate.quality import catalogue, catalogue_past, document_rules, history
from migrate.quality import run as checks
from migrate.quality import split as splits
from migrate.quality.catalogue import Rule
from migrate.quality.document import View
from migrate.quality.history import Past
from migrate.quality.run import Setting, Subject
from migrate.quality.score import counted
from migrate.quality.split import Split
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class RuleList:
    """The rules."""

    rules: tuple[Rule, ...]


@value
class How:
    """How a check is made."""

    rules: tuple[str, ...] = ()
    """Codes of the rules to be checked; empty: all, and the result is kept."""
    baseline: bool = False
    """Count the failures of the baseline apart."""
    split: Severity | None = None
    """Write good and bad rows apart; a row with an open failure of this weight or more is bad."""
    spark: Address | None = None
    """Where Spark is, if that judges the rows."""


def rules() -> Outcome:
    """The bundled rules; works without a workspace."""
    found = catalogue.rules()
    page = Document(title="検査の規則の一覧", sections=(document_rules.rule_list(found),))
    return Outcome(kind="check-rules", data=RuleList(rules=found), document=page)


def check(workspace: Workspace, session: Session, business: str = "", how: How | None = None) -> Outcome:
    """Check the converted tables of ``business``, of every converted business where it is empty; writes
    `out/check/<business>.json`, the failures beside it and the history, unless only some rules are asked about.

    Raises:
        NothingCheckedError: MIG-DQ-030, a conversion is missing or unfinished.
        MigrateError: MIG-SPEC-006, MIG-DQ-040, -041, -054, MIG-CNV-080 to -085, -087 (Spark) and whatever the job
            raises.
        UnreadableError: an input is damaged.
        BalanceError: MIG-DQ-051.
    """
    wanted = how or How()
    codes = only(wanted.rules)
    if codes and wanted.split:
        reason = "--split は、全部の規則で検査するときだけ使えます（--rule とは使えません）。"
        raise MigrateError("MIG-DQ-040", params={"reason": reason})
    if wanted.spark:
        spark_session.ready(wanted.spark)
    notices: list[str] = []
    made: list[Made] = []
    inputs: dict[str, FileDigest] = {}
    for one in check_subject.businesses(workspace, business):
        command = f"check only {one} {' '.join(sorted(codes))}" if codes else f"check run {one}"
        with job.run(workspace, session, command) as work:
            done, said = _check_business(work, one, wanted)
            work.findings = counted(done.result).total()
        made.append(done)
        inputs |= work.inputs
        notices += said
    read = tuple(sorted(inputs.values(), key=lambda f: f.path))
    following = "migrate check run（全部の規則）" if codes else "migrate reconcile run"
    return outcome(tuple(made), read, (*notices, f"次に打つコマンド: {following}"))


def _check_business(work: Job, business: str, how: How) -> tuple[Made, tuple[str, ...]]:
    """Check one business and stage what is kept; what there is to say."""
    codes = only(how.rules)
    converted = check_subject.load(work, business)
    others = [one for one in check_subject.finished(work.workspace) if one != business]
    decided = check_decisions.load(work, business, how.baseline)
    scratch = work.scratch()
    setting = Setting(
        scratch=scratch,
        failures=scratch / "failures.parquet" if codes else work.stage(failures_of(business)),
        as_of=work.session.as_of,
        digest=work.workspace.key_digest,
        others=tuple(check_subject.load(work, one).subject for one in others),
        only=codes,
        decisions=decided.about(business, codes),
    )
    where = spark_tables.opened(how.spark, work.scratch()) if how.spark else nullcontext()
    with where as spark:
        result = checks.run(converted.subject, replace(setting, spark=spark))
    result = replace(result, findings=tuple(sorted((*result.findings, *converted.findings), key=sort_key)))
    left = sum(one.open for one in result.outcomes)
    said = (converted.resolved.why, *check_decisions.notices(work.workspace, setting.decisions, left))
    if codes:
        kept = "規則を絞ったので、結果のファイルは書き換えていません。"
        made = Made(result=result, spec=converted.resolved.spec, view=View(advice=advice()))
        return made, (*said, kept)
    work.write(f"out/check/{business}.json", records.dump(result))
    past = _noted(work, result, converted.conversion)
    apart = _split(work, converted.subject, setting.failures, how.split) if how.split else ()
    kept = f"結果を out/check/{business}.json に、不合格の全行を {failures_of(business)} に書きました。"
    made = Made(result=result, spec=converted.resolved.spec, view=View(past=past, advice=advice()), splits=apart)
    return made, (*said, kept, *_balance(apart))


def _noted(work: Job, result: CheckResult, conversion: str) -> tuple[Past, ...]:
    """Note the run in the history; the runs on the same business."""
    past = history.with_run(check_history.read(work.workspace), result, conversion, work.session.as_of)
    work.write(history.FILE, history.dump(past))
    work.write(catalogue_past.FILE, history.catalogues(past))
    return tuple(one for one in past if one.business == result.spec[:3])


def _split(work: Job, subject: Subject, failures: Path, weight: Severity) -> tuple[Split, ...]:
    """Stage the good and the bad rows of each table, for the owner's eyes only."""
    found = []
    with opened(work.scratch(), Limits()) as engine:
        for name, given in subject.given.items():
            table = splits.Table(
                business=subject.spec.business, name=name, rows=given.data, failures=failures, weight=weight
            )
            stem = f"{_split_folder(table.business)}/{name}"
            good, bad, sheet = (
                work.stage(f"{stem}.{part}", restricted=True) for part in ("good.parquet", "bad.parquet", "bad.csv")
            )
            found.append(splits.split(engine, table, splits.Into(good=good, bad=bad, bad_csv=sheet)))
    return tuple(found)


def _split_folder(business: str) -> str:
    return f"out/restricted/{business}/split"


def _balance(apart: tuple[Split, ...]) -> tuple[str, ...]:
    if not apart:
        return ()
    lines = tuple(f"  {one.table}: 良 {one.good:,} ＋ 不良 {one.bad:,} ＝ {one.rows:,} 行" for one in apart)
    return (f"行を分けて {_split_folder(apart[0].business)}/（取扱注意）に書きました。", *lines)
