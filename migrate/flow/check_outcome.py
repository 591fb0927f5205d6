"""What a check gives back: data, page and findings of every business or file that was checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from migrate.errors import MigrateError
from migrate.flow.outcome import Inspected, Outcome
from migrate.model.document import Document, Section
from migrate.model.finding import Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult, Decision
from migrate.model.quality import Outcome as Check
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.quality import catalogue, document
from migrate.quality.document import View
from migrate.quality.document_worst import Advice
from migrate.quality.score import Score, by_category, counted
from migrate.quality.split import Split
from migrate.report import messages
from migrate.report.findings import SHOWN, with_findings
from migrate.spec import document as spec_document


@value
class Checked:
    """One business's check without its findings, which stand beside it. ``scores``: the four categories."""

    spec: str
    rows: int
    scores: tuple[Score, ...]
    outcomes: tuple[Check, ...]
    decisions: tuple[Decision, ...] = ()
    splits: tuple[Split, ...] = ()


@value
class CheckRun:
    """All businesses that were checked."""

    results: tuple[Checked, ...]


@value
class Made:
    """The check of one business or file."""

    result: CheckResult
    spec: Spec
    view: View
    splits: tuple[Split, ...] = ()


def only(codes: tuple[str, ...]) -> frozenset[str]:
    """The rules that are asked about; empty: all.

    Raises:
        MigrateError: MIG-DQ-054, there is no such rule.
    """
    found = frozenset(code.strip().upper() for code in codes)
    unknown = sorted(found - {rule.code for rule in catalogue.rules()})
    if unknown:
        raise MigrateError("MIG-DQ-054", params={"code": "、".join(unknown)})
    return found


def advice() -> Mapping[str, Advice]:
    """What to do about the failures of each rule."""
    texts = {rule.code: messages.message(rule.code) for rule in catalogue.rules()}
    return {
        code: Advice(cure=messages.general(one.cure), department=messages.general(one.department))
        for code, one in texts.items()
        if one is not None
    }


def _summary(results: tuple[CheckResult, ...]) -> str:
    if all(result.rows == 0 for result in results):
        return "検査する行がありませんでした。"
    counts = sum((counted(result) for result in results), Counter[Severity]())
    if not counts.total():
        failed = sum(result.failed for result in results)
        settled = f"未解決の不合格はありません（不合格 {failed:,} 件は、すべて免除・既知・許容です）。"
        return settled if failed else "判定した値に、不合格はありませんでした。"
    return f"指摘が {counts.total():,} 件あります（うちエラー {counts[Severity.ERROR]:,} 件）。"


def _sections(made: tuple[Made, ...], brief: bool) -> tuple[Section, ...]:
    many = len(made) > 1
    return tuple(
        section
        for one in made
        for section in document.sections(
            one.result, f"quality-{one.result.spec[:3]}" if many else "quality", one.view, brief
        )
    )


def outcome(made: tuple[Made, ...], inputs: tuple[FileDigest, ...], notices: tuple[str, ...]) -> Outcome:
    """The outcome of a check."""
    results = tuple(one.result for one in made)
    page = Document(
        title="変換後データの検査",
        facts=spec_document.facts(tuple(one.spec for one in made)),
        summary=_summary(results),
        sections=_sections(made, brief=False),
    )
    findings = tuple(sorted((f for r in results for f in r.findings), key=sort_key))
    short = replace(page, sections=_sections(made, brief=True))
    checked = tuple(
        Checked(
            spec=one.result.spec,
            rows=one.result.rows,
            scores=by_category(one.result.outcomes),
            outcomes=one.result.outcomes,
            decisions=one.result.decisions,
            splits=one.splits,
        )
        for one in made
    )
    return Outcome(
        kind="check-run",
        data=CheckRun(results=checked),
        document=page,
        brief=with_findings(short, findings, SHOWN),
        findings=findings,
        inputs=inputs,
        nothing_checked=all(result.rows == 0 for result in results),
        inspected=Inspected(
            checks={one.spec.business: one.result.outcomes for one in made},
            titles={rule.code: rule.title for rule in catalogue.rules()},
        ),
        notices=notices,
    )
