"""⑬ 設定項目: what each business decides comes from standard, comparison and mapping; all confirmed is the proof."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.flow import phase, phase_make, phase_read, phase_settings, requirements
from migrate.forms.answer import Answer
from migrate.forms.form import KEY
from migrate.forms.records import Answers, Record
from migrate.model.document import Cell, Grid, Section
from migrate.model.gap import CodeGap, CodeUse, GapReport
from migrate.model.procedure import SystemFacts
from migrate.phase import artefact, settings
from migrate.phase import form as forms
from migrate.phase.facts import Business, Data, Facts, Issue, Milestones, Planned, System
from migrate.phase.moved import Move, Moved, Option
from migrate.phase.settings_codes import Codes, OwnCodes, UnknownCodes
from migrate.workspace import job
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

ITEM, STEP = 13, 31
TODAY = date(2026, 11, 27)
SESSION = frozen_session(TODAY)
FORM = forms.form(ITEM)
SYSTEM = System(
    key="001",
    name="住民情報システム",
    businesses=("001",),
    department="市民課",
    vendor="",
    package="",
    hosting="",
    contract_end="",
    renewal="",
    my_number="",
    numbers={},
)
DATA = Data(
    functions={"適合": 120, "不適合": 3},
    function_issues=(
        Issue(key="fit-0010002", subject="0010002 照会", reason="不適合", policy="運用見直し", department="総務課"),
    ),
    moved=Moved(
        moves=(Move(table="住民", source="JUMIN", items=2, codes={"seibetsu": ("性別",)}),),
        codes={"seibetsu": 3},
        options=(Option(id="0010001", name="検索", department="市民課"),),
    ),
    codes=Codes(
        own=(OwnCodes(id="001-005", name="住民状態", items=("住民状態",)),),
        unknown=(UnknownCodes(table="住民", item="性別", source="JUMIN.SEX", code_list="性別", values=("M", "F")),),
    ),
)
FACTS = Facts(
    municipality="七瀬野町",
    code="990019",
    as_of=TODAY,
    businesses=(
        Business(id="003", name="戸籍"),
        Business(id="001", name="住民基本台帳", systems=(SYSTEM,), data=DATA),
    ),
)
DONE: dict[str, Answer] = {"state": "確認済み", "due": "2026-10-01"}


def offered(facts: Facts, sheet: str, business: str = "001") -> dict[str, Mapping[str, Answer]]:
    rows = artefact.of_item(ITEM).offers(facts)[sheet]
    return {key: row for key, row in rows.items() if row["business"] == business}


def given(facts: Facts, *rows: tuple[str, str, Mapping[str, Answer]]) -> Facts:
    kept = {(one.sheet, one.key): one for one in facts.of(ITEM).records}
    kept |= {(sheet, key): Record(sheet=sheet, key=key, answers=row) for sheet, key, row in rows}
    return replace(facts, answers={**facts.answers, ITEM: Answers(records=tuple(kept.values()))})


def finished(facts: Facts, business: str = "001") -> Facts:
    """Everything printed and suggested is confirmed or passed."""
    rows: list[tuple[str, str, Mapping[str, Answer]]] = []
    for sheet in FORM.sheets:
        done: dict[str, Answer] = {"result": "合格"} if sheet.id == "check" else DONE
        rows += [(sheet.id, one.key, done) for one in sheet.presets]
        rows += [(sheet.id, key, {**row, **done}) for key, row in offered(facts, sheet.id, business).items()]
    return given(facts, *rows)


def holds(facts: Facts, business: str = "001") -> bool:
    return artefact.of_item(ITEM).holds(facts, STEP, business)


def sections(facts: Facts) -> tuple[Section, ...]:
    return artefact.of_item(ITEM).sections(facts, ITEM, frozenset({STEP}))


def grid(found: tuple[Section, ...], id: str) -> list[list[str]]:
    blocks = [block for one in found if one.id == id for block in one.blocks if isinstance(block, Grid)]
    return [[str(v.text if isinstance(v, Cell) else v) for v in row] for one in blocks for row in one.rows]


def test_what_is_to_be_decided_comes_from_what_the_stages_found() -> None:
    """Parameters of the business, adopted options, ways of working to be changed; the Fit&Gap's department decides."""
    found = offered(FACTS, "setting")

    assert {key: row["decider"] for key, row in found.items() if not key.startswith("001-p-")} == {
        "001-o-0010001": "市民課",
        "001-fit-0010002": "総務課",
    }
    assert found["001-fit-0010002"]["hint"] == "不適合・運用見直し"
    assert found["001-p-fee"]["kind"] == "パラメータ"


def test_codes_are_those_that_somebody_has_to_decide() -> None:
    """Lists left to the municipality, values without a counterpart, replacements of the mapping; none is said too."""
    hints = [str(row["hint"]) for row in offered(FACTS, "code").values()]

    assert len(hints) == 3
    assert "住民状態" in hints[0] and "M、F（JUMIN.SEX）" in hints[1]
    assert "3 通り" in hints[2] and "住民 性別" in hints[2]
    assert list(offered(FACTS, "code", "003")) == ["003-none"]


def test_roles_are_those_of_the_departments() -> None:
    """Departments of the survey and of the people in charge, each once; another one changes no key of the first."""
    member = Record(sheet="member", key="r1", answers={"business": "001", "department": "会計課"})
    more = replace(FACTS, answers={1: Answers(records=(member,))})

    assert {row["department"] for row in offered(FACTS, "role").values()} == {"市民課"}
    assert {row["department"] for row in offered(more, "role").values()} == {"市民課", "会計課"}
    assert set(offered(FACTS, "role")) < set(offered(more, "role"))


def test_what_is_to_be_tried() -> None:
    """The requirements of the standard as a whole, and each option by itself."""
    names = [str(row["name"]) for row in offered(FACTS, "check").values()]

    assert names == ["001 標準仕様の機能・帳票（123 件）", "オプション機能 0010001 検索"]


def test_the_day_is_that_of_the_plan() -> None:
    """Until ⑬-1 ends; nothing is suggested once a business is in operation."""
    plan = {"001": Milestones(steps={STEP: Planned(start=TODAY, end=date(2027, 3, 31), done=False)})}
    live = replace(FACTS, told=(SystemFacts(business="001", operation="2026-01-05"),))

    assert {row["due"] for row in offered(replace(FACTS, plan=plan), "setting").values()} == {"2027-03-31"}
    assert [offered(live, sheet.id) for sheet in FORM.sheets] == [{}, {}, {}, {}]


def test_offers_are_rows_of_the_form() -> None:
    """Sheets, keys and questions are those of the form, closed answers among the choices, of every business."""
    catalogue = {row["business"] for row in tables.read(bundled("reports") / "layouts/phase/13/parameters.csv")}
    facts = replace(FACTS, businesses=tuple(Business(id=id, name=id, data=DATA) for id in sorted(catalogue)))
    for id, rows in artefact.of_item(ITEM).offers(facts).items():
        for key, row in rows.items():
            assert KEY.fullmatch(key), key
            for name, said in row.items():
                question = FORM.of(id).question(name)
                assert question is not None, (id, name)
                assert not question.choices or said in {one.text for one in question.choices}, (id, name, said)


def test_everything_decided_and_confirmed_is_the_proof() -> None:
    """Of that business; another one, and one that is known of nothing, is not proven by it."""
    assert holds(finished(FACTS))
    assert not holds(FACTS)
    assert not holds(finished(FACTS), "003")
    assert not holds(finished(FACTS), "999")


@pytest.mark.parametrize(
    ("sheet", "key", "row"),
    [
        ("setting", "001-p-fee", {"business": "001", "state": "決定"}),
        ("setting", "fiscal", {"state": "未決"}),
        ("code", "r0001", {"name": "地区", "business": "001", "state": "未決"}),
        ("check", "001-functions", {"business": "001", "result": "条件付き"}),
        ("check", "r0001", {"name": "帳票", "business": "001", "result": "不合格"}),
    ],
)
def test_one_row_that_is_open_stands_against_it(sheet: str, key: str, row: dict[str, Answer]) -> None:
    """Decided is not confirmed, passed with conditions is not passed; so it is for common rows and added ones."""
    assert not holds(given(finished(FACTS), (sheet, key, row)))


def test_rows_of_another_business_are_its_own_matter() -> None:
    """An open row of another business does not stand against it; a suggested row that was given away is lacking."""
    open_: dict[str, Answer] = {"name": "地区", "business": "003", "state": "未決"}

    assert holds(given(finished(FACTS), ("code", "r0001", open_)))
    assert not holds(given(finished(FACTS), ("setting", "001-p-fee", {**open_, "state": "確認済み"})))


def test_what_is_found_later_stands_against_it() -> None:
    """A code that the next comparison finds has to be decided too."""
    added = OwnCodes(id="001-018", name="続柄", items=("続柄1",))
    more = replace(DATA.codes, own=(*DATA.codes.own, added))
    first, second = FACTS.businesses
    later = replace(finished(FACTS), businesses=(first, replace(second, data=replace(DATA, codes=more))))

    assert not holds(later)
    one = later.business("001")
    assert one is not None
    assert [list(rows) for rows in settings.missing(later, one).values() if rows] == [["001-own-001-018"]]


def test_the_table_says_what_is_late_and_what_is_lacking() -> None:
    """A business without a department has no row of roles, which is named; what is over its day is counted."""
    late = ("setting", "001-p-fee", {"name": "手数料", "business": "001", "state": "決定", "due": "2026-11-26"})
    found = {row[0]: row[1:] for row in grid(sections(given(finished(FACTS), late)), "progress")}

    assert found["001 住民基本台帳"] == ["11", "1", "10", "0", "1", "2／2", "0", ""]
    assert found["003 戸籍"][-2:] == ["2", "権限、コード値"]
    assert grid(sections(given(finished(FACTS), late)), "late")[0][0] == "2026-11-26（超過）"


def test_a_list_for_each_business_that_has_written() -> None:
    """Its own rows with who, why and when; what is suggested and not yet written; none for a business without rows."""
    row = {"name": "手数料", "business": "001", "state": "決定", "value": "300 円", "ground": "手数料条例"}
    row |= {"decider": "市民課長", "decided": "2026-11-20"}
    papers = artefact.of_item(ITEM).papers(given(FACTS, ("setting", "r0001", row)), frozenset({STEP}))
    paper = papers["13-1-設定項目一覧-001"]

    assert list(papers) == ["13-1-設定項目一覧-001"]
    assert grid(paper.sections, "settings") == [
        ["手数料", "300 円", "手数料条例", "市民課長\n2026-11-20", "", "", "決定"],
    ]
    assert ["コード値", "住民状態", "標準が値を決めていないコードです。項目: 住民状態"] in grid(
        paper.sections, "waiting"
    )
    assert artefact.of_item(ITEM).papers(finished(FACTS), frozenset({STEP + 1})) == {}


CONFIRMED = {
    "decider": "課長",
    "due": "R8.12.1",
    "state": "確認",
    "value": "案のとおり",
    "ground": "会議",
    "decided": "R8.11.10",
    "checked": "R8.11.20",
    "checker": "係長",
}


def fill(town: Workspace, answers: Mapping[Spot, Any]) -> None:
    path = town.path(phase_make.make(town, SESSION, "⑬-1").data.form)
    path.write_bytes(Clerk(FORM).fill(path.read_bytes(), answers))
    assert phase_read.read(town, SESSION, [path]).findings == ()
    phase_make.make(town, SESSION, "⑬-1")


def everything(town: Workspace, business: str) -> dict[Spot, Any]:
    """Each printed row and each of a business in the form, confirmed."""
    clerk, answers = Clerk(FORM), dict[Spot, Any]()
    book = clerk.open(town.path(phase_make.make(town, SESSION, "⑬-1").data.form).read_bytes())
    for sheet in FORM.sheets:
        page, printed = clerk.sheet(book, sheet.id), {one.key for one in sheet.presets}
        keys = [str(page.cell(row, 1).value or "") for row in range(6, page.max_row + 1)]
        for key in (one for one in keys if one in printed or one.startswith(f"{business}-")):
            told = {"way": "動かす", "tester": "市民課", "checked": "R8.11.20", "result": "○"}
            if sheet.id != "check":
                told = CONFIRMED | ({"kind": "パラメータ"} if sheet.id == "setting" else {})
            answers |= {(sheet.id, key, name): said for name, said in told.items()}
    return answers


def test_the_form_proves_its_step(tmp_path: Path) -> None:
    """Only ⑬-1 of the business, once its last open register has a row; the lists hold what was decided."""
    town = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)
    proven: list[list[str]] = []
    role = {"department": "市民課", "role": "担当", "business": "001", **CONFIRMED}
    for answers in (everything(town, "001"), {("role", "+0", name): said for name, said in role.items()}):
        fill(town, answers)
        steps = {id: phase.progress_of(town, id).steps for id in ("001", "010")}
        proven.append([f"{id} {one.step.code}" for id, found in steps.items() for one in found if one.proven])

    assert proven == [[], ["001 ⑬-1"]]
    with zipfile.ZipFile(io.BytesIO(town.path("out", "phase", "13-1-設定項目一覧-001.docx").read_bytes())) as parts:
        told = re.sub("<[^>]+>", "", parts.read("word/document.xml").decode())
    assert "市民課・担当" in told and "案のとおり" in told and "住民基本台帳" in told


def test_codes_of_standard_and_comparison(tmp_path: Path) -> None:
    """Open lists that an item uses, and the values that a list lacks; without a standard there are none."""
    town = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)

    def use(value: str, known: bool) -> CodeUse:
        return CodeUse(value=value, meaning="", known=known, rows="")

    gaps = tuple(
        CodeGap(table="住民", item=item, source="JUMIN", column="SEX", code_list="性別", held=held)
        for item, held in (("性別", (use("M", False), use("1", True))), ("続柄", (use("1", True),)))
    )
    report = GapReport(spec="031@x", items=(), columns=(), codes=gaps)
    with job.run(town, SESSION, "phase make") as work:
        known = requirements.standards(town)
        found = phase_settings.codes(work, known, "031", report)
        bare = phase_settings.codes(work, known, "999", None)

    assert [(one.id, one.name) for one in found.own] == [("999", "自治体固有コード")]
    assert all(one.items for one in found.own)
    assert [(one.item, one.source, one.values) for one in found.unknown] == [("性別", "JUMIN.SEX", ("M",))]
    assert bare == Codes()
