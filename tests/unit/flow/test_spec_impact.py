"""From two editions to what they touch in the workspace: the list follows the difference, the plan follows its day."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.flow import answers, gap, phase_make, phase_read, plan, plan_exchange, spec_impact
from migrate.forms.records import Record
from migrate.gap.functions import layout, store
from migrate.model.spec import Form, Function, Spec
from migrate.phase import form as forms
from migrate.phase.plan import tasks
from migrate.phase.yearly_impact import Area
from migrate.spec import store as specs
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))
ROOT = Path(__file__).parents[2]
BEFORE, AFTER = "031@2026-03-31", "031@2027-03-31"
GROUP = "住登外者宛名基本情報"
SEARCH = Function(
    id="0310001",
    categories=("宛名", "検索", "氏名で検索"),
    requirement="氏名で検索できること。",
    kind="標準オプション機能",
    conformity_date="2028-04-01",
)
NUMBER = replace(SEARCH, id="0310002", categories=("宛名", "検索", "番号で検索"), requirement="番号で検索できること。")
NOTICE = Form(
    id="0310010",
    name="宛名番号通知書",
    categories=("通知", "宛名"),
    requirement="宛名番号を印字できること。",
    kind="実装必須機能",
    conformity_date="2028-04-01",
)


class Town:
    """A workspace with two imported editions, a mapping of the first, and registers."""

    def __init__(self, root: Path, spec: Spec) -> None:
        shutil.copytree(ROOT / "cases" / "gap-run" / "town" / "in", root)
        self.workspace = Workspace(root)
        self.before = replace(spec, edition="2026-03-31", functions=(SEARCH, NUMBER), forms=(NOTICE,))
        text = (bundled("mappings") / "nanaseno" / "031.yaml").read_bytes()
        self.write("mapping/031.yaml", text.replace(b"2023-09-29", b"2026-03-31", 1))
        self.shelve(self.before)
        self.pin("2026-03-31")

    def write(self, name: str, data: bytes) -> None:
        path = self.workspace.path(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def shelve(self, spec: Spec) -> None:
        for name, data in specs.files(spec).items():
            self.write(f"spec/031-town/{spec.edition}/{name}", data)

    def pin(self, edition: str) -> None:
        path = self.workspace.path("project.yaml")
        path.write_text(path.read_text(encoding="utf-8").replace("2023-09-29", edition), encoding="utf-8")
        self.workspace = Workspace(self.workspace.root)

    def revise(self, change: Callable[[Spec], Spec]) -> None:
        """Import the later edition."""
        self.shelve(change(replace(self.before, edition="2027-03-31")))

    def fill(self, step: str, answers: dict[Spot, Any]) -> None:
        path = self.workspace.path(*phase_make.make(self.workspace, SESSION, step).data.form.split("/"))
        path.write_bytes(Clerk(forms.form(int(path.name[:2]))).fill(path.read_bytes(), answers))
        assert phase_read.read(self.workspace, SESSION, [path]).findings == ()

    def show(self, day: str = "") -> Any:
        return spec_impact.run(self.workspace, SESSION, BEFORE, AFTER, day)

    def touched(self, day: str = "") -> dict[Area, list[str]]:
        found: dict[Area, list[str]] = {}
        for one in self.show(day).data.touched:
            found.setdefault(one.row.area, []).append(one.row.key)
        return found


@pytest.fixture
def town(tmp_path: Path) -> Town:
    folder = bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29"
    return Town(tmp_path / "town", specs.read(folder))


def shorter(name: str) -> Callable[[Spec], Spec]:
    """The edition in which an item is one character shorter."""

    def change(spec: Spec) -> Spec:
        assert any(one.name == name for one in spec.items)
        items = tuple(replace(i, length=str(int(i.length) - 1)) if i.name == name else i for i in spec.items)
        return replace(spec, items=items)

    return change


def stricter(spec: Spec) -> Spec:
    return replace(spec, functions=(replace(SEARCH, kind="実装必須機能"), NUMBER))


def form_changed(spec: Spec) -> Spec:
    return replace(spec, forms=(replace(NOTICE, requirement="宛名番号と発行日を印字できること。"),))


def test_nothing_changed_is_said_plainly(town: Town) -> None:
    """Two editions that say the same touch nothing, and there is nothing to plan."""
    town.revise(lambda spec: spec)
    outcome = town.show("2028-04-01")

    assert outcome.document.summary == "二つの版に違いはないので、見直すものはありません。"
    assert (outcome.data.touched, outcome.data.proposal, outcome.findings) == ((), (), ())
    assert not town.workspace.path("out", "impact", "031-工程案.csv").exists()


def test_an_item_touches_its_comparison_its_mapping_and_its_checks(town: Town) -> None:
    """The line of the mapping, the row of the comparison and the rule that looks at it are named; no other is."""
    gap.run(town.workspace, SESSION, "031")
    town.revise(shorter("氏名"))
    found = town.show().data
    by_area = {one.row.area: one for one in found.touched}

    assert {one.row.name for one in found.touched if one.row.area is Area.ITEMS} == {f"{GROUP} 氏名"}
    assert by_area[Area.MAPPING].row.place.startswith("mapping/031.yaml:")
    assert {one.row.key for one in found.touched if one.row.area is Area.MAPPING} == {"氏名"}
    assert Area.FUNCTIONS not in by_area
    assert all("桁数" in " ".join(one.reasons) or one.row.area is Area.CHECKS for one in found.touched)


def test_the_list_follows_the_difference(town: Town) -> None:
    """Another item, another list; a workspace without a comparison says that it has none."""
    town.revise(shorter("氏名"))
    first = town.touched()
    town.revise(shorter("住所_番地号表記"))
    second = town.touched()
    looked = {one.area: one for one in town.show().data.looked}

    assert (set(first[Area.MAPPING]), set(second[Area.MAPPING])) == ({"氏名"}, {"住所_番地号表記"})
    assert looked[Area.ITEMS].rows == 0
    assert "migrate gap run" in looked[Area.ITEMS].why


def test_a_code_list_touches_the_code_map_that_fills_its_item(town: Town) -> None:
    """A code value that goes away leads to the map of the mapping, not to the maps of other items."""

    def change(spec: Spec) -> Spec:
        sex = next(i.code_list_id for i in spec.items if i.name == "性別")
        lists = tuple(replace(one, values=one.values[:-1]) if one.id == sex else one for one in spec.code_lists)
        return replace(spec, code_lists=lists)

    town.revise(change)
    found = town.touched()[Area.MAPPING]

    assert {"seibetsu_zei", "seibetsu_fuku"} <= set(found)
    assert "daihyo_zei" not in found


def test_a_function_touches_its_answer(town: Town) -> None:
    """The answer of the changed function is named with what was decided; one that did not change is not."""
    town.write("fit/031/function.csv", _fit("0310001", "0310002"))
    town.revise(stricter)
    (one,) = [one for one in town.show().data.touched if one.row.area is Area.FUNCTIONS]

    assert (one.row.key, one.row.state, one.row.place) == ("0310001", "採用・適合", "fit/031/function.csv")
    assert one.effect.value == "tightens"


def test_a_new_function_has_to_be_asked_where_others_were(town: Town) -> None:
    """A town that has answered is told of the new requirement; one that has not begun is told to begin."""
    new = replace(SEARCH, id="0310003", categories=("宛名", "検索", "住所で検索"))
    town.revise(lambda spec: replace(spec, functions=(*spec.functions, new)))
    assert Area.FUNCTIONS not in town.touched()
    town.write("fit/031/function.csv", _fit("0310001", "0310002"))

    assert town.touched()[Area.FUNCTIONS] == ["0310003"]


def _fit(*ids: str) -> bytes:
    records = [
        Record(sheet="function", key=id, answers={"current": "有", "adopt": "採用", "fit": "適合"}) for id in ids
    ]
    return store.written(layout.fit().of("function"), records, {})


CASES: dict[Spot, Any] = {
    ("case", key, question): text
    for key, name in (
        ("+0", f"日付の変換: {GROUP} 氏名 ← T_JUTOGAI"),
        ("+1", f"日付の変換: {GROUP} 氏名_読み仮名 ← T_JUTOGAI"),
        ("+2", "帳票 0310010 宛名番号通知書"),
    )
    for question, text in (
        ("name", name),
        ("business", "031"),
        ("kind", "帳票"),
        ("expected", "そのまま"),
        ("result", "未実施"),
    )
}


def test_tests_are_named_by_whole_names(town: Town) -> None:
    """「氏名」 is not 「氏名_読み仮名」; a form is named by its 帳票ID."""
    town.fill("⑮-1", CASES)
    names = {key: one.text("name") for key, one in _cases(town)}
    town.revise(shorter("氏名"))
    by_item = [names[key] for key in town.touched()[Area.TESTS]]
    town.revise(form_changed)
    by_form = [names[key] for key in town.touched()[Area.TESTS]]

    assert by_item == [f"日付の変換: {GROUP} 氏名 ← T_JUTOGAI"]
    assert "帳票 0310010 宛名番号通知書" in by_form
    assert not any("氏名" in name for name in by_form)


def _cases(town: Town) -> list[tuple[str, Any]]:
    given, _ = answers.kept_in(town.workspace, forms.form(15))
    return [(one.key, one) for one in given.of("case")]


def test_a_form_touches_its_ordinance(town: Town) -> None:
    """The row of ⑰ that names the 帳票, and the ordinance that its form stands in."""
    rows = {
        ("form", "+0", "name"): "0310010 宛名番号通知書",
        ("form", "+0", "business"): "031",
        ("form", "+0", "ground"): "規則",
        ("form", "+0", "law"): "七瀬野町宛名規則",
        ("form", "+0", "number"): "様式第1号",
        ("form", "+0", "change"): "様式を改める",
        ("form", "+0", "detail"): "発行日を加える",
        ("rule", "+0", "name"): "七瀬野町宛名規則",
        ("rule", "+0", "business"): "031",
        ("rule", "+1", "name"): "七瀬野町手数料規則",
        ("rule", "+1", "business"): "031",
    }
    town.fill("⑰-1", rows)
    town.revise(form_changed)
    found = [one.row.name for one in town.show().data.touched if one.row.area is Area.ORDINANCES]
    town.revise(stricter)

    assert {"0310010 宛名番号通知書", "七瀬野町宛名規則"} <= set(found)
    assert "七瀬野町手数料規則" not in found
    assert Area.ORDINANCES not in town.touched()


def test_budget_rows_follow_the_kind_of_change(town: Town) -> None:
    """An item reaches the migration of data, a function the set-up; a row of 0 yen is not touched."""
    money = {"setup": 1_000_000, "move": 2_000_000, "test": 0}
    rows: dict[Spot, Any] = {("initial", key, "year_one"): yen for key, yen in money.items()}
    rows |= {("initial", key, "subsidy"): "要確認" for key in money}
    town.fill("⑧-1", rows)
    town.revise(shorter("氏名"))
    by_item = town.touched()[Area.BUDGET]
    town.revise(stricter)

    assert (by_item, town.touched()[Area.BUDGET]) == (["move"], ["setup"])


def test_the_day_of_changed_requirements_drives_the_plan(town: Town) -> None:
    """Dated back from the 適合基準日 that the changed function names; the budget ends with the assembly."""
    town.revise(stricter)
    outcome = town.show()
    found = outcome.data
    last = found.proposal[-1]
    vote = next(one for one in found.proposal if one.name.startswith("改定の対応の予算の議決"))

    assert (found.fitting.day, found.days_left) == (date(2028, 4, 1), 492)
    assert (last.end, last.deadline, found.late) == (date(2028, 4, 1), date(2028, 4, 1), 0)
    assert vote.end in {one.end for one in plan.load_calendar(town.workspace).periods if one.kind == "議会"}
    assert found.latest_start is not None
    assert min(one.start for one in found.proposal) == found.latest_start
    assert f"遅くとも {found.latest_start}" in str(outcome.document)


def test_the_plan_has_what_the_changes_need(town: Town) -> None:
    """A form brings the ordinance with it; an item brings the mapping; neither brings the other's."""

    def names(change: Callable[[Spec], Spec]) -> str:
        town.revise(change)
        return " ".join(one.name for one in town.show("2028-04-01").data.proposal)

    by_form, by_item = names(form_changed), names(shorter("氏名"))
    assert "条例の議決" in by_form
    assert "対応表" not in by_form
    assert "条例の議決" not in by_item
    assert "対応表" in by_item


def test_a_day_that_cannot_be_met_is_a_finding(town: Town) -> None:
    """Too near: the work begins today, ends late, and by how many working days is said."""
    town.revise(stricter)
    outcome = town.show("2027-02-01")

    assert [one.code for one in outcome.findings] == ["MIG-PHS-113"]
    assert outcome.data.late == outcome.findings[0].params["days"] > 0
    assert min(one.start for one in outcome.data.proposal) == SESSION.as_of
    assert max(one.end for one in outcome.data.proposal) > date(2027, 2, 1)


def test_only_people_put_it_into_the_plan(town: Town) -> None:
    """Nothing is planned by the command; `plan import` takes its file as it is, beside what is planned, twice over."""
    town.revise(stricter)
    found = town.show().data
    assert not plan.is_there(town.workspace)
    file = town.workspace.path(*found.file.split("/"))
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    first = plan_exchange.import_(town.workspace, SESSION, file)
    again = plan_exchange.import_(town.workspace, SESSION, file)

    assert [one["番号"] for one in rows] == [one.key for one in found.proposal]
    assert plan.load(town.workspace) == found.proposal
    assert (first.findings, first.data.new, again.data.same) == ((), tuple(row["番号"] for row in rows), len(rows))
    assert all(one.step == 0 for one in found.proposal)


def test_open_tasks_of_the_plan_are_touched(town: Town) -> None:
    """Tests of the business that are not over are touched; those that ended, and other businesses', are not."""
    text = tasks.to_bytes(
        [
            tasks.Task(key="a", name="テスト", start=date(2027, 6, 1), end=date(2027, 7, 1), business="031", step=35),
            tasks.Task(
                key="b", name="前のテスト", start=date(2026, 6, 1), end=date(2026, 7, 1), business="031", step=35,
                actual_start=date(2026, 6, 1), actual_end=date(2026, 7, 1),
            ),
            tasks.Task(key="c", name="テスト", start=date(2027, 6, 1), end=date(2027, 7, 1), business="010", step=35),
        ]
    )  # fmt: skip
    town.write("plan/tasks.csv", text)
    town.revise(stricter)

    assert town.touched()[Area.PLAN] == ["a"]


def test_transitional_measures_that_are_open(town: Town) -> None:
    """⑱'s open ones are listed with their day; one whose day has passed is a finding; one that is met is not listed."""
    rows = {("transitional", f"+{n}", question): text for n, told in enumerate((
        {"name": "0310002 番号で検索", "met": "2026-10-01", "state": "届出済み"},
        {"name": "0310001 氏名で検索", "met": "2028-03-31", "state": "届出前"},
        {"name": "0310009 その他", "met": "2026-01-31", "state": "適合済み"},
    )) for question, text in (told | {"business": "031"}).items()}  # fmt: skip
    town.fill("⑱-1", rows)
    town.revise(stricter)
    outcome = town.show()

    assert [(one.name, one.met, one.late) for one in outcome.data.transitional] == [
        ("0310002 番号で検索", "2026-10-01", True),
        ("0310001 氏名で検索", "2028-03-31", False),
    ]
    assert [one.code for one in outcome.findings] == ["MIG-PHS-114"]


def test_without_a_day_there_is_no_plan(town: Town) -> None:
    """Items alone name no 適合基準日: it is asked for, and nothing is made up."""
    town.before = replace(town.before, functions=(), forms=())
    town.shelve(town.before)
    for name in ("functions.csv", "forms.csv"):
        town.workspace.path("spec", "031-town", "2026-03-31", name).unlink()
    town.revise(shorter("氏名"))
    outcome = town.show()

    assert (outcome.data.fitting.day, outcome.data.proposal, outcome.data.days_left) == (None, (), None)
    assert "--conformity-date" in str(outcome.document)


def test_refusals(town: Town) -> None:
    """Two businesses, or a day that is none, are refused."""
    town.revise(stricter)
    with pytest.raises(MigrateError) as day:
        town.show("来年度")
    with pytest.raises(MigrateError) as business:
        spec_impact.run(town.workspace, SESSION, BEFORE, "010")

    assert (day.value.code, business.value.code) == ("MIG-PHS-111", "MIG-PHS-112")


def test_twice_the_same(town: Town) -> None:
    """Same editions, same workspace: the same result, and no file is touched."""
    town.revise(stricter)
    first = town.show()
    file = town.workspace.path("out", "impact", "031.json")
    before = file.stat().st_mtime_ns
    again = town.show()

    assert first.data == again.data
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize("text", ["later", "broken"])
def test_a_mapping_that_cannot_be_compared_is_said(town: Town, text: str) -> None:
    """One of the later edition has followed already, a broken one waits for `map check`: this is not "untouched"."""
    path = town.workspace.path("mapping", "031.yaml")
    later = path.read_bytes().replace(b"2026-03-31", b"2027-03-31", 1)
    path.write_bytes(later if text == "later" else b"mapping: 1\n")
    town.revise(shorter("氏名"))
    found = town.show().data
    (looked,) = [one for one in found.looked if one.area is Area.MAPPING]

    assert (looked.rows, "読める対応表がありません" in looked.why) == (0, True)
    assert Area.MAPPING not in {one.row.area for one in found.touched}


def test_damaged_answers_are_refused(town: Town) -> None:
    """A kept register that holds no register names the file; nothing is written."""
    town.write("phase/15/case.yaml", b"form: migrate-phase-15\nversion: 1\nsheet: case\nrows: 3\n")
    town.revise(stricter)
    with pytest.raises(MigrateError) as error:
        town.show()

    assert error.value.code == "MIG-PHS-039"
    assert not town.workspace.path("out", "impact").exists()


def test_a_difference_that_touches_nothing_here_is_said(town: Town) -> None:
    """A function changed and nobody has answered, tested, planned or budgeted yet: that is said, and still planned."""
    town.revise(stricter)
    outcome = town.show()

    assert outcome.document.summary == "版の違いは 1 件ですが、この作業フォルダには、それに触れるものがありません。"
    assert (outcome.data.touched, bool(outcome.data.proposal)) == ((), True)


def test_a_day_that_has_passed(town: Town) -> None:
    """The last day that the changed requirements name is over: by how much is said, and the work begins today."""
    old = replace(SEARCH, kind="実装必須機能", conformity_date="令和8年4月1日")
    town.revise(lambda spec: replace(spec, functions=(old, NUMBER)))
    town.write("fit/031/function.csv", _fit("0310001"))
    outcome = town.show()

    assert (outcome.data.fitting.day, outcome.data.days_left) == (date(2026, 4, 1), -239)
    assert "適合基準日（2026-04-01）を 239 日過ぎています。" in outcome.document.summary
    assert [one.code for one in outcome.findings] == ["MIG-PHS-113"]
