"""The plan of a workspace: drafted, edited in a spreadsheet, read back, shifted; its days reach the other artefacts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import phase_fact, phase_facts, phase_set, plan, plan_draft, plan_exchange, plan_shift
from migrate.flow.plan_draft import Wish
from migrate.phase.facts import Milestones
from migrate.phase.plan.shift import Slip
from migrate.workspace import job
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

SESSION = frozen_session(date(2026, 11, 26))
TASKS, CALENDAR = "plan/tasks.csv", "plan/calendar.csv"
A3 = "out/plan/工程表-A3.xlsx"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    text = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {"031": "2023-09-29"}\n'
    return create(tmp_path / "town", text.encode(), b"k" * 32)


def init(workspace: Workspace, business: str = "010", go_live: str = "令和11年7月2日", **more: Any) -> Any:
    return plan_draft.init(workspace, SESSION, Wish(business=business, go_live=go_live, **more))


def lines(workspace: Workspace) -> list[str]:
    return workspace.path(TASKS).read_text(encoding="utf-8-sig").splitlines()


def change(workspace: Workspace, edit: Callable[[Any], None]) -> Path:
    """Somebody works in the exported workbook."""
    path = workspace.path(*A3.split("/"))
    book = openpyxl.load_workbook(path)
    edit(book["工程表"])
    book.save(path)
    return path


def cell(sheet: Any, key: str, title: str) -> Any:
    column = next(one.column for one in sheet[4] if one.value == title)
    row = next(row for row in range(5, sheet.max_row + 1) if sheet.cell(row, 1).value == key)
    return sheet.cell(row, column)


def milestones(workspace: Workspace, business: str = "010") -> Milestones:
    with job.run(workspace, SESSION, "test") as work:
        return phase_facts.gather(work).plan[business]


def test_a_plan_of_two_businesses(workspace: Workspace) -> None:
    """Both go live on the day; the tasks of the whole municipality are there once; the calendar can be mended."""
    found = init(workspace, "010,024", vendor="甲社")
    assert found.data.go_live == {"010": date(2029, 7, 2), "024": date(2029, 7, 2)}
    assert sum(one.startswith("all-1-1,") for one in lines(workspace)) == 1
    assert any("甲社" in one for one in lines(workspace))
    assert workspace.path(CALENDAR).read_bytes().startswith(b"\xef\xbb\xbf")
    assert {one.code for one in found.findings} == {"MIG-PHS-100"}  # 国保: 07-02 lies in 本算定
    assert {one.place.business for one in found.findings} == {"024"}


def test_the_town_mends_its_calendar(workspace: Workspace) -> None:
    """Without the busy period in plan/calendar.csv the warning goes; a damaged row is named."""
    init(workspace, "024")
    path = workspace.path(CALENDAR)
    text = path.read_text(encoding="utf-8-sig")
    path.write_text("\n".join(one for one in text.splitlines() if "024" not in one) + "\n", encoding="utf-8")
    assert plan.show(workspace, SESSION).findings == ()
    path.write_text(text.replace("03-20", "3月20日"), encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        plan.show(workspace, SESSION)
    assert caught.value.code == "MIG-PHS-104"


def test_special_systems_go_by_their_new_deadline(workspace: Workspace) -> None:
    """Without a day, what is planned are the 特定移行支援システム by their deadlines; what is in operation is not."""
    for business, fact in (("027", {"reason": "4", "until": "2030-03"}), ("020", {"operation": "2026-01-05"})):
        phase_fact.fact(workspace, SESSION, phase_fact.Fact(business=business, **fact))
    found = plan_draft.init(workspace, SESSION, Wish())
    assert found.data.go_live == {"027": date(2030, 3, 31)}
    shown = plan.show(workspace, SESSION).document
    assert "事由 4・期限 2030-03'" in str(shown)
    phase_fact.fact(workspace, SESSION, phase_fact.Fact(business="027", until="2029-12"))
    assert "事由 4・期限 2029-12（間に合わない）'" in str(plan.show(workspace, SESSION).document)


def test_closed_steps_are_not_planned(workspace: Workspace) -> None:
    """What is 完了済み or 対象外 has no task, and is counted."""
    for step, status in (("①-1", "完了済み"), ("③-2", "完了済み"), ("⑨-1", "対象外"), ("④-1", "作業中")):
        phase_set.set_status(workspace, SESSION, phase_set.Setting(step=step, status=status, business="010"))
    found = init(workspace)
    keys = {one.partition(",")[0] for one in lines(workspace)}
    assert found.data.left_out == 3
    assert not keys & {"all-1-1", "010-3-2", "010-9-1"} and "010-4-1" in keys


def test_typical_mistakes(workspace: Workspace) -> None:
    """No plan yet, no day, no date, a business that has a plan, a vendor that nobody knows."""
    wrong: list[tuple[str, Callable[[], Any]]] = [
        ("MIG-PHS-094", lambda: plan.show(workspace, SESSION)),
        ("MIG-PHS-095", lambda: plan_draft.init(workspace, SESSION, Wish())),
        ("MIG-PHS-095", lambda: init(workspace, go_live="")),
        ("MIG-PHS-097", lambda: init(workspace, go_live="再来年の夏")),
        ("MIG-PHS-097", lambda: init(workspace, go_live="2026-11-25")),
        ("MIG-PHS-097", lambda: init(workspace, go_live="令和19年4月1日")),
        ("MIG-PHS-042", lambda: init(workspace, "007")),
        ("", lambda: init(workspace)),
        ("MIG-PHS-096", lambda: init(workspace)),
        ("MIG-PHS-103", lambda: plan_shift.run(workspace, SESSION, Slip(days=30, vendor="丁社"))),
        ("MIG-PHS-103", lambda: plan_shift.run(workspace, SESSION, Slip(days=30))),
        ("MIG-PHS-042", lambda: plan.show(workspace, SESSION, "水道")),
        ("", lambda: init(workspace, force=True)),
    ]
    for code, act in wrong:
        if not code:
            act()
            continue
        with pytest.raises((MigrateError, NothingCheckedError)) as caught:
            act()
        assert caught.value.code == code


def test_one_business_is_shown(workspace: Workspace) -> None:
    """By name or 業務ID: only its tasks, and a lane for each."""
    init(workspace, "010,011")
    for name in ("住民税", "10", "010"):
        found = plan.show(workspace, SESSION, name)
        assert {one.task.business for one in found.data.schedule.timed} == {"010"}
    assert "テストの実施" in str(found.document)


def test_export_edit_import(workspace: Workspace) -> None:
    """Days typed in the workbook come back, and reach what other artefacts ask of the plan."""
    init(workspace)
    before = milestones(workspace)
    plan_exchange.export(workspace, SESSION)
    same = plan_exchange.import_(workspace, SESSION, workspace.path(*A3.split("/")))
    assert (same.data.new, same.data.changed, same.data.missing) == ((), (), ())

    def edit(sheet: Any) -> None:
        cell(sheet, "010-13-1", "開始").value = "令和10年9月1日"
        cell(sheet, "010-13-1", "終了").value = "2028/12/28"
        cell(sheet, "010-17-1", "備考").value = "法規担当と協議"

    found = plan_exchange.import_(workspace, SESSION, change(workspace, edit))
    assert found.data.changed == ("010-13-1", "010-17-1")
    assert milestones(workspace).construction == date(2028, 9, 1) != before.construction


def test_an_edited_workbook_is_not_written_over(workspace: Workspace) -> None:
    """What people typed is read before a new workbook is written, unless they say otherwise."""
    init(workspace)
    plan_exchange.export(workspace, SESSION)
    path = change(workspace, lambda sheet: setattr(cell(sheet, "010-13-1", "備考"), "value", "x"))
    with pytest.raises(MigrateError) as caught:
        plan_exchange.export(workspace, SESSION)
    assert caught.value.code == "MIG-PHS-098"
    plan_exchange.import_(workspace, SESSION, path)
    plan_exchange.export(workspace, SESSION)


def test_a_bad_cell_changes_nothing(workspace: Workspace) -> None:
    """One cell that cannot be read: it is named, and the plan stays as it was."""
    init(workspace)
    plan_exchange.export(workspace, SESSION)
    before = workspace.path(TASKS).read_bytes()

    def edit(sheet: Any) -> None:
        cell(sheet, "010-13-1", "開始").value = "来月"
        cell(sheet, "010-13-1", "終了").value = date(2028, 12, 1)

    found = plan_exchange.import_(workspace, SESSION, change(workspace, edit))
    assert [(one.code, one.place.sheet, (one.place.cell or "")[0]) for one in found.findings] == [
        ("MIG-PHS-091", "工程表", "G")
    ]
    assert (found.data.written, workspace.path(TASKS).read_bytes()) == (False, before)


def test_rows_that_are_gone(workspace: Workspace, tmp_path: Path) -> None:
    """Tasks that a file lacks stay, unless they are to go; then nothing waits for them any more."""
    init(workspace)
    count = len(lines(workspace))
    file = tmp_path / "一部.csv"
    file.write_bytes("番号,作業,開始,終了,先行\n010-13-1,設定,2028-06-01,2028-09-29,010-12-1\n".encode("cp932"))
    broken = plan_exchange.import_(workspace, SESSION, file)
    assert [one.code for one in broken.findings] == ["MIG-PHS-091"]  # 010-12-1 is not in the file
    file.write_bytes("番号,作業,開始,終了\n010-13-1,設定,2028-06-01,2028-09-29\n".encode("cp932"))
    kept = plan_exchange.import_(workspace, SESSION, file)
    assert (len(kept.data.missing), len(lines(workspace))) == (count - 2, count)
    plan_exchange.import_(workspace, SESSION, file, remove=True)
    assert len(lines(workspace)) == 2
    assert plan.show(workspace, SESSION).findings == ()


def test_a_vendor_plan_without_a_workspace_plan(workspace: Workspace, tmp_path: Path) -> None:
    """A vendor's table is a plan too; a circle in it is refused before anything is written."""
    file = tmp_path / "乙社.csv"
    file.write_text(
        "No,タスク名,開始日,終了日,先行作業\n1,設計,2027/4/5,R9.4.30,\n2,製造,2027/5/6,2027/6/30,1\n", "utf-8"
    )
    assert plan_exchange.import_(workspace, SESSION, file).data.new == ("1", "2")
    file.write_text(
        "No,タスク名,開始日,終了日,先行作業\n1,設計,2027/4/5,R9.4.30,2\n2,製造,2027/5/6,2027/6/30,1\n", "utf-8"
    )
    with pytest.raises(MigrateError) as caught:
        plan_exchange.import_(workspace, SESSION, file)
    assert caught.value.code == "MIG-PHS-093"
    file.write_text("品名,数量\nx,1\n", "utf-8")
    with pytest.raises(UnreadableError) as caught:
        plan_exchange.import_(workspace, SESSION, file)
    assert caught.value.code == "MIG-PHS-090"


def test_baseline_against_what_is_expected(workspace: Workspace) -> None:
    """The baseline is fixed once; what slips later is measured against it."""
    init(workspace, vendor="甲社")
    first = plan_draft.baseline(workspace, SESSION)
    assert (first.data.tasks, first.data.kept) == (len(lines(workspace)) - 1, 0)
    plan_shift.run(workspace, SESSION, Slip(days=10, vendor="甲"), write=True)
    again = plan_draft.baseline(workspace, SESSION)
    assert (again.data.tasks, again.data.kept) == (0, first.data.tasks)
    section = next(one for one in plan.show(workspace, SESSION).document.sections if one.id == "go-live")
    (row,) = section.blocks[0].rows  # type: ignore[union-attr]
    assert row[3:5] == ("2029-07-02", 10)


def test_what_if_writes_nothing(workspace: Workspace) -> None:
    """The question alone leaves every file as it is; with ``write`` the answer becomes the plan."""
    init(workspace, vendor="甲社")
    before = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    asked = plan_shift.run(workspace, SESSION, Slip(days=30, vendor="甲社"))
    assert {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()} == before
    live = next(one for one in asked.data.moved if one.key == "010-18-1")
    assert (live.days, live.breaks) == (30, True)
    assert "MIG-PHS-099" in {one.code for one in asked.findings}
    plan_shift.run(workspace, SESSION, Slip(days=30, vendor="甲社"), write=True)
    assert milestones(workspace).go_live == live.end


def test_a_damaged_plan_is_named(workspace: Workspace) -> None:
    """A day that somebody mistyped in the CSV itself is named with its line."""
    init(workspace)
    path = workspace.path(TASKS)
    text = path.read_text(encoding="utf-8-sig").splitlines()
    text[3] = text[3].replace("2027-", "2027年?", 1)
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        plan.show(workspace, SESSION)
    assert (caught.value.code, caught.value.where.line) == ("MIG-PHS-091", 4)
