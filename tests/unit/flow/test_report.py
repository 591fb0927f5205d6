"""`report build`: what lies in the workspace goes into the report; the same workspace gives the same bytes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from migrate.cli.frame import app
from migrate.errors import Exit, MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.flow import report
from migrate.model.document import Cell, Document, Grid
from migrate.model.finding import Finding, Place, Severity
from migrate.model.gap import Fit, GapReport, ItemGap
from migrate.model.quality import CheckResult
from migrate.model.source import SourceSchema
from migrate.workspace import job
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace, create

PROJECT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'
ITEM = ItemGap(
    item_id="03100001", item="宛名番号", table="表", output_condition="必須", implementation="○", fit=Fit.FIT
)
GAP = GapReport(spec="031@2023-09-29", items=(ITEM,), columns=())
FINDING = Finding(code="MIG-DQ-001", severity=Severity.ERROR, place=Place(file="source/zei.csv", row=3, item="氏名"))
CHECK = CheckResult(spec="031@2023-09-29", rows=5, outcomes=(), findings=(FINDING,))


@pytest.fixture
def session() -> Session:
    return frozen_session(date(2026, 11, 23))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace that has been compared and checked, and no more."""
    made = create(tmp_path / "town", PROJECT.encode(), key=b"k" * 32)
    for name, one in (("out/gap/031.json", GAP), ("out/check/031.json", CHECK)):
        made.path(name).parent.mkdir(parents=True, exist_ok=True)
        made.path(name).write_bytes(records.dump(one))
    return made


def _bytes(workspace: Workspace) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(workspace.path(report.FOLDER).iterdir())}


def _states(document: Document) -> dict[str, str]:
    grid = document.sections[0].blocks[1]
    assert isinstance(grid, Grid)
    return {str(row[0]): row[1].text for row in grid.rows if isinstance(row[1], Cell) and isinstance(row[1].text, str)}


def test_three_files(workspace: Workspace, session: Session) -> None:
    """HTML to read, xlsx to work with, JSON to exchange."""
    report.run(workspace, session)

    assert sorted(_bytes(workspace)) == ["report.html", "report.json", "report.xlsx"]


def test_second_run_changes_nothing(workspace: Workspace, session: Session) -> None:
    """The same workspace gives the same bytes."""
    report.run(workspace, session)
    first = _bytes(workspace)
    report.run(workspace, session)

    assert _bytes(workspace) == first


def test_json_obeys_its_schema(workspace: Workspace, session: Session, root: Path) -> None:
    """report.json is what the schema says, with the findings, and the same as --json prints."""
    outcome = report.run(workspace, session)
    data = json.loads(_bytes(workspace)["report.json"])
    schema = json.loads((root / "reports" / "schemas" / "report.json").read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator(schema).validate(data)
    assert (data["title"], len(data["findings"])) == (outcome.document.title, 1)


def test_states(workspace: Workspace, session: Session) -> None:
    """What was run is 実施済み, what was not is 未実施."""
    expected = {
        "標準仕様の概要": "実施済み",
        "現行システム": "未実施",
        "比較分析": "実施済み",
        "変換と収支": "未実施",
        "品質": "実施済み",
        "現新比較": "未実施",
        "進捗": "実施済み",
    }
    assert _states(report.run(workspace, session).document) == expected


def test_changed_input_makes_a_result_outdated(workspace: Workspace, session: Session) -> None:
    """A result whose input changed after it was made must be made again, and the report says so."""
    with job.run(workspace, session, "gap run") as work:
        workspace.path("source/a.csv").write_bytes(b"1")
        work.note(workspace.path("source/a.csv"))
        work.write("out/gap/031.json", records.dump(GAP))
    before = _states(report.run(workspace, session).document)["比較分析"]
    workspace.path("source/a.csv").write_bytes(b"2")
    after = _states(report.run(workspace, session).document)["比較分析"]

    assert (before, after) == ("実施済み", "やり直しが必要")


def test_outdated_input_makes_the_next_result_outdated(workspace: Workspace, session: Session) -> None:
    """What rests on an outdated result is outdated too."""
    workspace.path("source/a.csv").write_bytes(b"1")
    with job.run(workspace, session, "source scan") as work:
        work.note(workspace.path("source/a.csv"))
        work.write("out/source/schema.json", records.dump(SourceSchema(tables=(), files=())))
    with job.run(workspace, session, "gap run") as work:
        work.note(workspace.path("out/source/schema.json"))
        work.write("out/gap/031.json", records.dump(GAP))
    workspace.path("source/a.csv").write_bytes(b"2")
    states = _states(report.run(workspace, session).document)

    assert (states["現行システム"], states["比較分析"]) == ("やり直しが必要", "やり直しが必要")


def test_nothing_to_report(tmp_path: Path, session: Session) -> None:
    """An empty workspace is refused: nothing was checked."""
    empty = create(tmp_path / "town", PROJECT.encode(), key=b"k" * 32)

    with pytest.raises(NothingCheckedError) as caught:
        report.run(empty, session)
    assert (caught.value.code, caught.value.exit) == ("MIG-REP-001", Exit.NOTHING_CHECKED)
    assert not empty.path(report.FOLDER).exists()


@pytest.mark.parametrize("business", ["31", "０３１", "../", "abc"])
def test_business_id(workspace: Workspace, session: Session, business: str) -> None:
    """A 業務ID is three half-width digits."""
    with pytest.raises(MigrateError) as caught:
        report.run(workspace, session, business)
    assert caught.value.code == "MIG-REP-002"


def test_other_business_has_nothing(workspace: Workspace, session: Session) -> None:
    """A business without results is not reported as if it had some."""
    with pytest.raises(NothingCheckedError):
        report.run(workspace, session, "010")


def test_damaged_result(workspace: Workspace, session: Session) -> None:
    """A stage's damaged result is refused, and no report is left."""
    workspace.path("out/check/031.json").write_bytes(b'{"spec": 1}')

    with pytest.raises(UnreadableError):
        report.run(workspace, session)
    assert not workspace.path(report.FOLDER).exists()


def test_terminal_shows_the_verdict_only(workspace: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    """A terminal gets the short form; a file in the same format gets all of it."""
    target = workspace.path("all.txt")
    code = app.main(["report", "build", "-C", str(workspace.root), "--as-of", "2026-11-23"])
    short = capfd.readouterr().out
    app.main(["report", "build", "-C", str(workspace.root), "--format", "text", "--output", str(target)])

    assert code == Exit.OK
    assert ("判定はまだできません。" in short, "指摘一覧" in short) == (True, False)
    assert "指摘一覧" in target.read_text(encoding="utf-8")


def test_html_elsewhere_is_the_same_page(workspace: Workspace) -> None:
    """--format html --output writes the very page of out/report/."""
    target = workspace.path("page.html")
    app.main(
        ["report", "build", "-C", str(workspace.root), "--as-of", "2026-11-23", "--format", "html", "-o", str(target)]
    )

    assert target.read_bytes() == _bytes(workspace)["report.html"]


def test_fail_on(workspace: Workspace) -> None:
    """Findings give exit 1 only where --fail-on asks for it."""
    command = ["report", "build", "-q", "-C", str(workspace.root)]

    assert (app.main(command), app.main([*command, "--fail-on", "error"])) == (Exit.OK, Exit.FINDINGS)
