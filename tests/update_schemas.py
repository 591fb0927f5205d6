"""Write `reports/schemas/` anew from the types: ``python tests/update_schemas.py``; the diff is read.

A stage's value has the schema of its type. What a command prints with ``--json`` has the schema ``<kind>.json``: the
common envelope and the fields of the command's data.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

from migrate.files import records, strict
from migrate.model.balance import Conversion
from migrate.model.document import Document
from migrate.model.finding import Finding
from migrate.model.gap import GapReport
from migrate.model.pmo import BodyReport
from migrate.model.procedure import Progress
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult
from migrate.model.reconcile import Reconciliation
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.procure.answers import VendorAnswers
from migrate.procure.package import Package
from migrate.procure.submission import Submission
from migrate.workspace.ledger import Entry

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "reports" / "schemas"
STAGES: dict[str, type] = {
    "check-result": CheckResult,
    "conversion": Conversion,
    "document": Document,
    "gap-report": GapReport,
    "ledger-line": Entry,
    "procure-package": Package,
    "procure-submission": Submission,
    "progress": Progress,
    "reconciliation": Reconciliation,
    "source-schema": SourceSchema,
    "spec": Spec,
    "vendor-answers": VendorAnswers,
}
STRICT: dict[str, type] = {"pmo-progress": BodyReport}
"""What others make is read strictly: no further keys."""
COMMANDS = {
    "chars-export": "chars_form.CharsExport",
    "chars-import": "chars_form.CharsImport",
    "chars-list": "chars.CharsList",
    "chars-shrink": "chars_shrink.CharsShrink",
    "check-baseline": "check_baseline.BaselineList",
    "check-init": "blank_sheets.SheetList",
    "check-rules": "check.RuleList",
    "check-run": "check_outcome.CheckRun",
    "check-schema": "check_schema.CheckSchema",
    "ci": "ci.CiRun",
    "convert-baseline": "convert_baseline.BaselineRun",
    "convert-closing": "convert_closing.ClosingRun",
    "convert-delta": "convert_delta.DeltaRun",
    "convert-images": "images.ImagesConverted",
    "convert-run": "convert.ConvertRun",
    "demo": "demo.Demo",
    "doctor": "doctor.Examination",
    "explain": "explain.Explanations",
    "functions-make": "functions.FunctionsMake",
    "functions-read": "functions.FunctionsRead",
    "functions-show": "functions_show.FunctionsShow",
    "gap-actuals": "gap_effort.GapActuals",
    "gap-evidence": "gap.GapEvidence",
    "gap-match": "gap_match.SchemaMatch",
    "gap-review-make": "gap_review.GapReviewMake",
    "gap-review-read": "gap_review.GapReviewRead",
    "gap-run": "gap.GapRun",
    "handover": "handover.HandoverMade",
    "handover-verify": "handover_verify.HandoverChecked",
    "init": "init.Initialised",
    "keys-build": "keys.KeysBuild",
    "keys-check": "keys_check.KeysCheck",
    "keys-show": "keys_check.KeysShow",
    "ledger-export": "ledger.LedgerExport",
    "ledger-merge": "ledger.LedgerMerge",
    "ledger-report": "ledger_report.LedgerReport",
    "ledger-verify": "ledger_verify.LedgerVerify",
    "map-check": "map.MapCheck",
    "map-doc": "map_doc.MapDoc",
    "map-draft": "map.MapDrafts",
    "map-functions": "map_sql.MapFunctions",
    "map-import": "map_import.MapImport",
    "map-lineage": "map_doc.MapLineage",
    "map-pack": "map_pack.MapPack",
    "map-packs": "map_packs.MapPacks",
    "map-show": "map.Mappings",
    "map-sql": "map_sql.MapSql",
    "map-test": "map_test.MapTest",
    "map-test-draft": "map_test.MapTestDraft",
    "map-upgrade": "map_upgrade.MapUpgrade",
    "phase-board": "phase.Board",
    "phase-fact": "phase_fact.SystemList",
    "phase-history": "phase_next.PastChanges",
    "phase-list": "phase.StepList",
    "phase-make": "phase_make.PhaseMake",
    "phase-next": "phase_next.Next",
    "phase-peripheral": "phase_peripheral.PeripheralList",
    "phase-read": "phase_read.PhaseRead",
    "phase-risks": "phase_risks.RiskList",
    "phase-set": "phase_set.StepSet",
    "phase-show": "phase.StepsShown",
    "phase-status": "phase.Standing",
    "plan-baseline": "plan_draft.PlanBaseline",
    "plan-export": "plan_exchange.PlanExport",
    "plan-import": "plan_exchange.PlanImport",
    "plan-init": "plan_draft.PlanInit",
    "plan-shift": "plan_shift.PlanShift",
    "plan-show": "plan.PlanShow",
    "pmo-collect": "pmo_collect_found.PmoCollect",
    "pmo-export": "pmo_export.PmoExport",
    "pmo-paper": "pmo_paper.PmoPaper",
    "pmo-rollup": "pmo_rollup.Rollup",
    "pmo-slips": "pmo_slips.Slips",
    "purge": "purge.Purge",
    "purge-record": "purge.PurgeRecord",
    "procurement-qa": "procure_qa.Questions",
    "procurement-qa-import": "procure_qa.QuestionsRead",
    "reconcile-between": "reconcile_between.BetweenRun",
    "reconcile-certificate": "reconcile_certificate.Certified",
    "reconcile-compare": "reconcile_compare.SealsCompared",
    "reconcile-init": "blank_sheets.SheetList",
    "reconcile-key": "reconcile_seal.KeyMade",
    "reconcile-open": "reconcile_open.SealOpened",
    "reconcile-run": "reconcile.ReconcileRun",
    "reconcile-sample": "reconcile_sample.Sampled",
    "reconcile-sample-open": "reconcile_sample.SheetOpened",
    "reconcile-seal": "reconcile_seal.SealMade",
    "reconcile-trend": "reconcile_trend.Trend",
    "reconcile-verify": "reconcile_verify.ReconcileVerify",
    "report": "report.Document",
    "report-home": "report_home.ReportHome",
    "rfi-build": "rfi_build.RfiBuild",
    "rfi-collect": "procure_receipt.Receipt",
    "rfi-compare": "rfi_compare.RfiCompare",
    "rfi-show": "procure_show.Shown",
    "rfp-build": "rfp_build.RfpBuild",
    "rfp-collect": "procure_receipt.Receipt",
    "rfp-init": "rfp_init.RfpInit",
    "rfp-lock": "rfp_lock.RfpLock",
    "rfp-ocds": "rfp_ocds.RfpOcds",
    "rfp-offers": "rfp_offers.RfpOffers",
    "rfp-score": "rfp_score.RfpScore",
    "rfp-sheets": "rfp_sheets.RfpSheets",
    "rfp-show": "procure_show.Shown",
    "source-book": "source_book.SourceBook",
    "source-fetch": "source_database.SourceFetch",
    "source-lint": "source_lint.SourceLint",
    "source-profile": "source_profile.SourceProfile",
    "source-scan": "source.SourceSchema",
    "source-twin": "source_twin.Twin",
    "spec-codes": "spec.show.SpecCodes",
    "spec-diff": "spec.diff.SpecDiff",
    "spec-export": "spec.export.SpecExported",
    "spec-impact": "spec_impact.Impact",
    "spec-import": "spec.import_.SpecImported",
    "spec-import-font": "spec.font.FontImported",
    "spec-items": "spec.show.SpecItems",
    "spec-lint": "spec.lint.SpecLint",
    "spec-list": "spec.show.SpecList",
    "spec-search": "spec.search.SpecSearch",
    "spec-show": "spec.show.SpecShown",
    "survey-make": "survey.SurveyMake",
    "survey-read": "survey.SurveyRead",
    "survey-show": "survey.SurveyShow",
}
"""Kind of an outcome → ``<module in migrate.flow>.<type of its data>``."""


@value
class Envelope:
    """The fields that stand around every command's data."""

    inputs: tuple[FileDigest, ...]
    findings: tuple[Finding, ...]


_OF_OUTCOME = re.compile(r'(?:Outcome|Blanks)\(\s*kind="([a-z-]+)"')


def kinds() -> set[str]:
    """Every kind that a flow gives back."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "migrate" / "flow").rglob("*.py"))
    return {kind for text in texts for kind in _OF_OUTCOME.findall(text)}


def command(kind: str) -> dict[str, Any]:
    """The schema of what a command prints."""
    module, _, name = COMMANDS[kind].rpartition(".")
    data = records.schema(getattr(importlib.import_module(f"migrate.flow.{module}"), name))
    around = records.schema(Envelope)
    head = {
        "schema_version": {"const": 1},
        "kind": {"const": kind},
        "tool": {
            "type": "object",
            "properties": {"name": {"const": "migrate"}, "version": {"type": "string"}},
            "required": ["name", "version"],
            "additionalProperties": False,
        },
    }
    properties = {**head, "inputs": around["properties"]["inputs"], **data.get("properties", {})}
    properties["findings"] = around["properties"]["findings"]
    return {
        "$schema": data["$schema"],
        "$defs": dict(sorted({**around.get("$defs", {}), **data.get("$defs", {})}.items())),
        "title": kind,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def schemas() -> dict[str, bytes]:
    """File name → contents."""
    stages = {f"{name}.json": records.to_bytes(records.schema(cls)) for name, cls in STAGES.items()}
    strictly = {f"{name}.json": records.to_bytes(strict.schema(cls)) for name, cls in STRICT.items()}
    return stages | strictly | {f"{kind}.json": records.to_bytes(command(kind)) for kind in sorted(kinds())}


if __name__ == "__main__":
    for name, data in schemas().items():
        (FOLDER / name).write_bytes(data)
