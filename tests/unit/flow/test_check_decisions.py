"""What people decide about failures in a workspace, and what `check run` makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from migrate.cli.frame import app
from migrate.errors import Exit, MigrateError, NothingCheckedError, UnreadableError
from migrate.files.bundled import bundled
from migrate.flow import check as flow
from migrate.flow import check_baseline, check_decisions
from migrate.flow.blank_sheets import SheetList
from migrate.flow.check import How
from migrate.flow.check_outcome import CheckRun
from migrate.flow.outcome import Outcome
from migrate.model.document import Grid
from migrate.model.finding import Severity
from migrate.model.quality import State
from migrate.model.spec import Spec
from migrate.quality import catalogue
from migrate.report.formats import html, text
from migrate.spec import library
from migrate.workspace import clock
from migrate.workspace.folder import Workspace
from tests.unit.flow.check_town import TABLE, convert, town

SESSION = clock.session(date(2026, 11, 23))
BAD: dict[str, str | None] = {"性別": "9"}


@pytest.fixture(scope="module")
def spec() -> Spec:
    """031@2023-09-29."""
    return library.resolve("031@2023-09-29", library.entries(bundled("specs")), {}).spec


@pytest.fixture
def workspace(spec: Spec, tmp_path: Path) -> Workspace:
    """Four rows, of which the second and the fourth have a 性別 that is no code."""
    return town(spec, tmp_path / "town", ({}, BAD, {}, BAD))


def write(workspace: Workspace, name: str, *lines: str) -> None:
    """Add lines to a sheet that `check init` made."""
    path = workspace.path(name)
    if not path.is_file():
        check_decisions.init(workspace, SESSION)
    with path.open("a", encoding="utf-8", newline="") as stream:
        stream.writelines(f"{line}\r\n" for line in lines)


def sex(outcome: Outcome) -> tuple[State, int, int]:
    """State, failures and open failures of the check of 性別."""
    assert isinstance(outcome.data, CheckRun)
    (one,) = (o for o in outcome.data.results[0].outcomes if (o.code, o.item) == ("MIG-DQ-005", "性別"))
    return one.state, one.failed, one.open


def test_blank_sheets_change_nothing(workspace: Workspace) -> None:
    """The sheets of `check init` hold no decision."""
    check_decisions.init(workspace, SESSION)

    assert sex(flow.check(workspace, SESSION)) == (State.FAILED, 2, 2)


def test_init_leaves_what_people_wrote(workspace: Workspace) -> None:
    """A second `check init` makes nothing and touches nothing."""
    write(workspace, "check/waivers.csv", "MIG-DQ-005,031,*,*,*,係,照会中,2027-03-31")
    before = workspace.path("check/waivers.csv").read_bytes()
    again = check_decisions.init(workspace, SESSION)

    assert isinstance(again.data, SheetList)
    assert (again.data.made, workspace.path("check/waivers.csv").read_bytes()) == ((), before)


def test_a_file_that_nothing_reads_is_said(workspace: Workspace) -> None:
    """A sheet saved as a workbook or under another name decides nothing, and that is said."""
    write(workspace, "check/waivers.csv")
    for name in ("免除.csv", "waivers.xlsx", "~$waivers.xlsx", ".~lock.waivers.csv#"):
        workspace.path("check", name).write_bytes(b"")
    said = [notice for notice in flow.check(workspace, SESSION).notices if "読まないファイル" in notice]

    assert [notice.partition("。")[0] for notice in said] == [
        "読まないファイルがあります: check/waivers.xlsx、check/免除.csv"
    ]


def test_a_waiver_is_shown_with_owner_and_reason(workspace: Workspace) -> None:
    """The failure of its key is settled, and the page says by whom, until when and why."""
    key = workspace.key_digest(f"{2:015d}")
    write(workspace, "check/waivers.csv", f"MIG-DQ-005,31,{TABLE},性別,{key},住民課 窓口係,本人に照会中,2027/3/31")
    outcome = flow.check(workspace, SESSION)
    page = html.render(outcome.document).decode()

    assert sex(outcome) == (State.FAILED, 2, 1)
    assert [f.place.row for f in outcome.findings] == [104]
    assert ["住民課 窓口係" in page, "本人に照会中" in page, "2027-03-31 まで" in page] == [True, True, True]


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no word of a table is broken."""
    monkeypatch.setenv("COLUMNS", "240")


@pytest.mark.usefixtures("wide")
def test_exit_codes_follow_open_failures(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    """Open errors are exit 1; allowed ones exit 0; of an expired waiver exit 1 again."""
    run = ["check", "run", "-C", str(workspace.root), "--as-of", "2026-11-23", "-q"]
    codes = [app.main(run)]
    write(workspace, "check/thresholds.csv", "MIG-DQ-005,031,*,*,50%,少数,課長,2026-11-01")
    codes.append(app.main(run))
    workspace.path("check/thresholds.csv").unlink()
    write(workspace, "check/waivers.csv", "MIG-DQ-005,031,*,*,*,係,照会中,2026-11-22")
    codes.append(app.main(run))
    said = capsys.readouterr().out

    assert (codes, "期限切れ" in said) == ([1, 0, 1], True)


def test_a_faulty_sheet_stops_the_check(workspace: Workspace) -> None:
    """A line without a reason is refused; no result is written."""
    write(workspace, "check/thresholds.csv", "MIG-DQ-005,031,*,*,10,,課長,2026-11-01")
    with pytest.raises(MigrateError) as caught:
        flow.check(workspace, SESSION)

    assert (caught.value.code, caught.value.exit, caught.value.where.file, caught.value.where.line) == (
        "MIG-DQ-041",
        Exit.USAGE,
        "check/thresholds.csv",
        3,
    )
    assert not workspace.path("out/check/031.json").is_file()


@pytest.mark.usefixtures("wide")
def test_the_baseline_knows_failures_after_a_new_extract(workspace: Workspace, spec: Spec) -> None:
    """Known by key: the rows stand elsewhere in the next conversion, and a new failure is open."""
    flow.check(workspace, SESSION)
    check_baseline.update(workspace, SESSION, "旧システムの時から")
    rows: tuple[dict[str, str | None], ...] = (
        {**BAD, "宛名番号": f"{4:015d}"},
        {**BAD, "宛名番号": f"{9:015d}"},
        {**BAD, "宛名番号": f"{2:015d}"},
    )
    convert(workspace, spec, rows)
    without, known = flow.check(workspace, SESSION), flow.check(workspace, SESSION, how=How(baseline=True))

    assert (sex(without)[2], sex(known)) == (3, (State.FAILED, 3, 1))
    assert [f.place.row for f in known.findings] == [102]
    assert "旧システムの時から" in text.render(known.document).decode()
    assert any("check/baseline.parquet は使っていません" in notice for notice in without.notices)


def test_prune_forgets_what_was_mended(workspace: Workspace, spec: Spec) -> None:
    """After a run in which a known row is in order, its entry goes."""
    flow.check(workspace, SESSION)
    check_baseline.update(workspace, SESSION, "旧来")
    convert(workspace, spec, ({}, BAD, {}, {}))
    flow.check(workspace, SESSION)
    left = check_baseline.prune(workspace, SESSION)

    assert isinstance(left.data, check_baseline.BaselineList)
    assert [(one.code, one.rows) for one in left.data.known] == [("MIG-DQ-005", 1)]


def test_rows_without_key_are_not_in_the_baseline(spec: Spec, tmp_path: Path) -> None:
    """An empty key is said, and counted."""
    workspace = town(spec, tmp_path / "town", ({"宛名番号": None, **BAD},))
    flow.check(workspace, SESSION)
    made = check_baseline.update(workspace, SESSION, "旧来")
    assert isinstance(made.data, check_baseline.BaselineList)
    failures = pl.read_parquet(workspace.path("out/check/031.failures.parquet"))

    assert (failures["key"].null_count(), failures.height, made.data.known) == (2, 2, ())
    assert [(f.code, f.params["rows"]) for f in made.findings] == [("MIG-DQ-045", 2)]


def test_a_baseline_needs_a_run_and_a_reason(workspace: Workspace) -> None:
    """Before the first run there is nothing to take; without a reason nothing is taken; none can be shown or used."""
    with pytest.raises(NothingCheckedError, match="MIG-DQ-050"):
        check_baseline.update(workspace, SESSION, "旧来")
    flow.check(workspace, SESSION)
    with pytest.raises(MigrateError, match="MIG-SYS-020"):
        check_baseline.update(workspace, SESSION, " ")
    with pytest.raises(UnreadableError, match="MIG-DQ-046"):
        check_baseline.show(workspace)
    with pytest.raises(UnreadableError, match="MIG-DQ-046"):
        flow.check(workspace, SESSION, how=How(baseline=True))


def test_one_rule_again_says_what_the_whole_check_says(spec: Spec, tmp_path: Path) -> None:
    """The outcomes of a rule are those among all rules, and the kept result is not touched."""
    bad: dict[str, str | None] = {"生年月日": "昭和１年", "氏名": None, "操作者ID": "ｱ" * 40}
    workspace = town(spec, tmp_path / "town", ({}, bad, BAD))
    whole = flow.check(workspace, SESSION)
    assert isinstance(whole.data, CheckRun)
    before = {p: p.read_bytes() for p in workspace.path("out/check").iterdir()}
    for code in ("MIG-DQ-003", "MIG-DQ-004", "MIG-DQ-005", "MIG-DQ-006"):
        again = flow.check(workspace, SESSION, how=How(rules=(code,)))
        assert isinstance(again.data, CheckRun)
        assert again.data.results[0].outcomes == tuple(o for o in whole.data.results[0].outcomes if o.code == code)
        assert [f.fingerprint for f in again.findings if f.code == code] == [
            f.fingerprint for f in whole.findings if f.code == code
        ]

    assert before == {p: p.read_bytes() for p in workspace.path("out/check").iterdir()}


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (How(rules=("MIG-DQ-999",)), "MIG-DQ-054"),
        (How(rules=("MIG-DQ-005",), split=Severity.ERROR), "MIG-DQ-040"),
    ],
)
def test_rules_that_cannot_be_asked_about(workspace: Workspace, how: How, code: str) -> None:
    """A rule that does not exist, and one rule with --split."""
    with pytest.raises(MigrateError, match=code):
        flow.check(workspace, SESSION, how=how)


def test_good_and_bad_rows_add_up(workspace: Workspace) -> None:
    """Every row is in one of the two files, in its order, for the owner only; a warning makes no row bad."""
    outcome = flow.check(workspace, SESSION, how=How(split=Severity.ERROR))
    folder = workspace.path("out/restricted/031/split")
    good, bad = (pl.read_parquet(folder / f"{TABLE}.{part}.parquet") for part in ("good", "bad"))
    whole = pl.read_parquet(workspace.path("out", "converted", "031", f"{TABLE}.parquet"))
    lines = (folder / f"{TABLE}.bad.csv").read_bytes().decode("utf-8-sig").splitlines()

    assert isinstance(outcome.data, CheckRun)
    assert [(s.rows, s.good, s.bad) for s in outcome.data.results[0].splits] == [(4, 2, 2)]
    assert pl.concat([good, bad]).sort("宛名番号").equals(whole)
    assert [line.split(",")[:4] for line in lines[1:]] == [
        [f'"{n}"', '"source/zei.csv"', f'"{n + 100}"', '"MIG-DQ-005"'] for n in (2, 4)
    ]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_settled_failures_make_no_row_bad(workspace: Workspace) -> None:
    """A waived row is a good one."""
    key = workspace.key_digest(f"{2:015d}")
    write(workspace, "check/waivers.csv", f"MIG-DQ-005,031,*,*,{key},係,照会中,2027-03-31")
    outcome = flow.check(workspace, SESSION, how=How(split=Severity.ERROR))

    assert isinstance(outcome.data, CheckRun)
    assert [(s.good, s.bad) for s in outcome.data.results[0].splits] == [(3, 1)]


def test_the_history_grows_with_each_rehearsal(workspace: Workspace, spec: Spec) -> None:
    """The same conversion with the same numbers adds nothing; another one does, and the page shows both."""
    flow.check(workspace, SESSION)
    first = flow.check(workspace, SESSION)
    convert(workspace, spec, ({}, BAD, {}, {}))
    second = flow.check(workspace, clock.session(date(2026, 12, 1)))
    lines = workspace.path("out/check/history.csv").read_text(encoding="utf-8").splitlines()

    assert [line.split(",")[0] for line in lines[1::4]] == ["2026-11-23", "2026-12-01"]
    assert ["quality-trend" in {s.id for s in one.document.sections} for one in (first, second)] == [False, True]
    assert "前回から 1 件減りました" in html.render(second.document).decode()


def test_the_trend_says_that_the_rules_changed(
    workspace: Workspace, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rule that came, went or has another weight since the last run is named beside the scores."""
    rules = catalogue.rules()
    other = replace(next(rule for rule in rules if rule.code == "MIG-DQ-005"), severity=Severity.INFO)
    with monkeypatch.context() as patch:
        before = (*(rule for rule in rules if rule.code not in ("MIG-DQ-005", "MIG-DQ-013")), other)
        patch.setattr(catalogue, "rules", lambda: before)
        flow.check(workspace, SESSION)
    convert(workspace, spec, ({}, BAD, {}, {}))
    shown = flow.check(workspace, clock.session(date(2026, 12, 1)))
    grid = next(
        block
        for one in shown.document.sections
        for block in one.blocks
        if isinstance(block, Grid) and block.title == "規則の変更"
    )
    marks = {line.split(",")[-1] for line in _lines(workspace, "out/check/history.csv")[1:]}

    assert list(grid.rows) == [("2026-12-01", "MIG-DQ-013", "なし", "MIG-DQ-005")]
    assert marks == {line.split(",")[0] for line in _lines(workspace, "out/check/catalogues.csv")[1:]}
    assert "前回とは規則が違う" in html.render(shown.document).decode()


def test_a_history_without_rules_is_read(workspace: Workspace, spec: Spec) -> None:
    """A history of a version that did not note the rules is taken over; nothing is said of what is not known."""
    flow.check(workspace, SESSION)
    path = workspace.path("out/check/history.csv")
    whole = path.read_bytes()
    lines = [line.rpartition(",")[0] for line in _lines(workspace, "out/check/history.csv")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    old = path.read_bytes()
    convert(workspace, spec, ({}, BAD, {}, {}))
    shown = flow.check(workspace, clock.session(date(2026, 12, 1)))

    assert len(_lines(workspace, "out/check/history.csv")) == 9
    assert "規則の変更" not in html.render(shown.document).decode()
    path.write_bytes(old)
    convert(workspace, spec, ({}, BAD, {}, BAD))
    flow.check(workspace, SESSION)
    assert path.read_bytes() == whole


def _lines(workspace: Workspace, name: str) -> list[str]:
    return workspace.path(name).read_text(encoding="utf-8").splitlines()


def test_a_damaged_history_is_refused(workspace: Workspace) -> None:
    """A line that this version does not write stops the run before anything is written."""
    flow.check(workspace, SESSION)
    path = workspace.path("out/check/history.csv")
    path.write_text(path.read_text(encoding="utf-8") + "きのう,031\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        flow.check(workspace, SESSION)

    assert (caught.value.code, caught.value.where.line) == ("MIG-DQ-049", 6)


def test_no_value_of_a_row_is_in_the_json(
    workspace: Workspace, spec: Spec, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Decisions and splits bring no value of a resident into the output."""
    convert(workspace, spec, ({"性別": "秘密の値です"},))
    write(workspace, "check/waivers.csv", "MIG-DQ-003,031,*,*,*,係,照会中,2027-03-31")
    app.main(["check", "run", "-C", str(workspace.root), "--json", "--split", "--as-of", "2026-11-23"])
    printed = capsysbinary.readouterr()
    body = json.loads(printed.out)

    assert (body["results"][0]["decisions"][0]["rows"], body["results"][0]["splits"][0]["rows"]) == (1, 1)
    assert "秘密" not in printed.out.decode() + printed.err.decode()
