"""Packages: what goes out is whole, says only what vendors may know, and changes in no silence once it is issued."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from migrate.errors import MigrateError
from migrate.files import records, xlsx
from migrate.flow import procure_terms, rfi_build, rfi_collect
from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.phase import form as forms
from migrate.procure.package import Package
from migrate.workspace import job

from .town import ANSWERS, NAMES, SESSION, TERMS, Town, on


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town that knows its systems and wants."""
    town = Town(tmp_path, functions_each=4)
    town.decide()
    town.answer_survey()
    return town


def _words(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def _files(town: Town) -> dict[str, bytes]:
    root = town.workspace.path("out/rfi")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_is_in_the_packages(town: Town) -> None:
    """Letter, overview, answer sheets, a fit sheet a business, question sheet; the others' package has its own."""
    town.build()

    assert sorted(_files(town)) == [
        "all/outside/01-依頼書（標準準拠システム以外）.docx",
        "all/outside/01-依頼書（標準準拠システム以外）.json",
        "all/outside/02-現行概要.docx",
        "all/outside/02-現行概要.json",
        "all/outside/03-回答票（標準準拠システム以外）.xlsx",
        "all/outside/05-質問票.xlsx",
        "all/outside/package.json",
        "all/standard/01-依頼書.docx",
        "all/standard/01-依頼書.json",
        "all/standard/02-現行概要.docx",
        "all/standard/02-現行概要.json",
        "all/standard/03-回答票.xlsx",
        *(f"all/standard/04-機能・帳票回答票-{id}-{name}.xlsx" for id, name in NAMES.items()),
        "all/standard/05-質問票.xlsx",
        "all/standard/package.json",
    ]


def test_the_fit_sheet_has_the_standards_functions_and_the_towns_wishes(town: Town) -> None:
    """Every 機能ID and 帳票ID with class, wish and priority; what is in use outside the standard too."""
    town.build()
    book = next(one for one in town.package().books if one.business == "010")
    lines = {(page.sheet, line.key): line.printed for page in book.pages for line in page.lines}
    wishes = {
        key: (said.get("wish", ""), said.get("priority", "")) for (sheet, key), said in lines.items() if sheet != "x"
    }

    assert wishes == {
        "0100001": ("必須", ""),
        "0100002": ("採用", "高"),
        "0100003": ("不要（実装不可）", ""),
        "0100004": ("必須", ""),
        "010-r0001": ("", ""),
    }
    assert lines["form", "0100001"]["name"] == "通知書"
    assert lines["outside", "010-r0001"]["name"] == "敬老祝いの一覧"


def test_the_ten_rows_of_running_cost_are_the_published_ones(town: Town) -> None:
    """Names as in the published comparison of 2024-09, five years, tax and unit in their own columns."""
    town.build()
    book = next(one for one in town.package().books if one.layout == "rfi/answer")
    page = next(one for one in book.pages if one.sheet == "running")
    published = Path("../shared/published/running_cost_2024-09.csv").resolve()
    names = [line.printed["name"] for line in page.lines]

    assert len(names) == 10
    if published.is_file():
        rows = [row.split(",")[5].split(" ")[0] for row in published.read_text(encoding="utf-8").splitlines()[1:21:2]]
        assert names == rows
    cells = xlsx.load(town.workspace.path("out/rfi/all/standard/03-回答票.xlsx"))
    heads = next(sheet for sheet in cells.sheets if sheet.name == "運用費用").rows[3]
    assert [str(head).split("\n")[0] for head in heads][4:11] == [*(f"{n} 年目" for n in range(1, 6)), "単位", "税"]


def test_vendors_are_not_told_costs_nor_who_the_vendor_is(town: Town) -> None:
    """No cost, no current vendor's name in any file; product and number of 外字 are told."""
    town.build()
    texts = {name: _words(town.workspace.path("out/rfi", name)) for name in _files(town) if not name.endswith(".json")}
    texts |= {name: data.decode() for name, data in _files(town).items() if name.endswith(".json")}
    secret = ("7654321", "7,654,321", "1234567", "1,234,567", "甲乙丙情報")

    assert [(name, word) for name, text in texts.items() for word in secret if word in text] == []
    overview = texts["all/standard/02-現行概要.docx"]
    assert "税くん" in overview
    assert "321" in overview


def test_a_draft_says_so_until_it_is_issued(town: Town) -> None:
    """【案】 in title and foot of each document and in each workbook; the day of issue takes it away."""
    town.build()
    names = [name for name in _files(town) if not name.endswith(".json")]
    assert [name for name in names if "【案】" not in _words(town.workspace.path("out/rfi", name))] == []
    town.build(issued="2026-12-01")

    assert [name for name in names if "【案】" in _words(town.workspace.path("out/rfi", name))] == []
    assert "令和8年12月1日" in _words(town.workspace.path("out/rfi/all/standard/01-依頼書.docx"))


def test_nothing_goes_out_before_its_days_are_settled(town: Town) -> None:
    """An open day is said in the draft, and by name where somebody tries to issue it: nothing is written then."""
    wish = rfi_build.Wish(businesses=tuple(NAMES), told={"contact": "情報政策課", "questions_due": "2027-01-15"})
    rfi_build.build(town.workspace, SESSION, wish)
    before = _files(town)
    with pytest.raises(MigrateError) as refused:
        rfi_build.build(town.workspace, SESSION, rfi_build.Wish(told={"issued": "2026-12-01"}))

    assert "（未定）" in _words(town.workspace.path("out/rfi/all/standard/01-依頼書.docx"))
    assert (refused.value.code, refused.value.params["lacking"]) == ("MIG-RFI-080", "回答の期限")
    assert _files(town) == before


def test_days_follow_one_another(town: Town) -> None:
    """Answers before questions, an issue after both: each pair is named once, and the papers are made as told."""
    found = town.build(questions_due="2027-02-01", answers_due="2027-01-10", issued="2027-03-01").findings

    assert [(one.code, one.params["first"], one.params["then"]) for one in found] == [
        ("MIG-RFI-082", "発行日", "質問の期限"),
        ("MIG-RFI-082", "質問の期限", "回答の期限"),
    ]
    assert town.build(questions_due="2027-03-10", answers_due="2027-04-10", revise=True).findings == ()


def test_a_workbook_says_whom_it_goes_back_to(town: Town) -> None:
    """Municipality, day and contact stand on the first sheet of each: questions and answers have days of their own."""
    town.build()
    first = {}
    for name in ("03-回答票", "05-質問票"):
        cells = xlsx.load(town.workspace.path(f"out/rfi/all/standard/{name}.xlsx"))
        first[name] = {str(row[0]): row[1] for row in cells.sheets[0].rows if len(row) > 1}

    assert {first[name]["団体"] for name in first} == {"七瀬野町"}
    assert (first["03-回答票"]["期限"], first["05-質問票"]["期限"]) == ("令和9年2月12日", "令和9年1月15日")
    assert first["03-回答票"]["窓口"] == "情報政策課"


def test_what_was_issued_does_not_change_in_silence(town: Town) -> None:
    """The same again is the same bytes on any day; a change needs --revise and becomes the next edition."""
    town.build(issued="2026-12-01")
    before = _files(town)
    town.build(on("2027-01-05"))
    assert _files(town) == before
    with pytest.raises(MigrateError) as caught:
        town.build(on("2027-01-05"), answers_due="2027-03-01")
    assert (caught.value.code, _files(town) == before) == ("MIG-RFI-025", True)
    town.build(on("2027-01-05"), revise=True, answers_due="2027-03-01")

    assert (town.package().edition, town.package().answers_due) == (2, "2027-03-01")
    assert town.package("outside").edition == 2


def test_a_document_that_changes_is_a_new_edition(town: Town) -> None:
    """The overview rests on the survey: what vendors were told does not change behind their backs either."""
    town.build(issued="2026-12-01")
    path = town.workspace.path("survey/system-010.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("税くん", "税さん"), encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        town.build()
    assert caught.value.code == "MIG-RFI-025"
    town.build(revise=True)

    assert town.package().edition == 2
    assert "税さん" in _words(town.workspace.path("out/rfi/all/standard/02-現行概要.docx"))


def test_each_package_can_be_made_alone(town: Town) -> None:
    """⑤-1 and ⑤-3 are two acts: what is not asked for is neither made nor changed."""
    rfi_build.build(town.workspace, SESSION, rfi_build.Wish(businesses=tuple(NAMES), told=TERMS, parts=("standard",)))
    first = _files(town)
    assert {name.split("/")[1] for name in first} == {"standard"}
    rfi_build.build(town.workspace, SESSION, rfi_build.Wish(parts=("outside",)))

    assert {name.split("/")[1] for name in _files(town)} == {"standard", "outside"}
    assert {name: data for name, data in _files(town).items() if name in first} == first


def test_what_is_no_longer_asked_goes(town: Town) -> None:
    """A business less: its sheet goes; nothing beside the standard any more: that package goes."""
    town.build()
    town.workspace.path("survey/peripheral.yaml").unlink()
    town.workspace.path("fit/010/outside.csv").unlink()
    rfi_build.build(town.workspace, SESSION, rfi_build.Wish(businesses=("001",)))
    names = [name for name in _files(town) if name.endswith(".xlsx")]

    assert sorted(names) == [
        f"all/standard/{name}.xlsx" for name in ("03-回答票", "04-機能・帳票回答票-001-住民基本台帳", "05-質問票")
    ]


def test_terms_are_kept_and_comments_stay(town: Town) -> None:
    """What was said once needs not be said again; people may edit the file."""
    town.build()
    path = town.workspace.path("rfi/all/request.yaml")
    path.write_text(
        path.read_text(encoding="utf-8").replace("情報政策課", "総務課") + "# 課長に確認ずみ\n", encoding="utf-8"
    )
    rfi_build.build(town.workspace, SESSION, rfi_build.Wish())
    package = town.package()

    assert (package.contact, package.answers_due, [one.id for one in package.businesses]) == (
        "総務課",
        ANSWERS,
        list(NAMES),
    )
    assert "課長に確認ずみ" in path.read_text(encoding="utf-8")


def test_wrong_terms_and_units(town: Town) -> None:
    """A damaged file, a business that does not exist, a unit that is no key: named, and nothing is written."""
    with pytest.raises(MigrateError) as unit:
        town.build(unit="税のかたまり")
    with pytest.raises(MigrateError) as business:
        rfi_build.build(town.workspace, SESSION, rfi_build.Wish(businesses=("777",)))
    town.build()
    path = town.workspace.path("rfi/all/request.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace(ANSWERS, "そのうち"), encoding="utf-8")
    with pytest.raises(MigrateError) as damaged:
        town.build()

    assert [one.value.code for one in (unit, business, damaged)] == ["MIG-RFI-026", "MIG-RFI-028", "MIG-RFI-020"]
    assert damaged.value.where.line is not None


def test_nothing_known_is_no_empty_chapter(tmp_path: Path) -> None:
    """Without survey and requirements the package still stands: what nobody knows is said, not printed empty."""
    town = Town(tmp_path, functions_each=1)
    outcome = rfi_build.build(town.workspace, SESSION, rfi_build.Wish(businesses=("020",), told=TERMS))
    text = _words(town.workspace.path("out/rfi/all/standard/02-現行概要.docx"))

    assert [one.part for one in outcome.data.packages] == ["standard"]
    assert "まだ調べていないこと" in text
    assert "該当なし" not in text
    assert [one.layout for one in town.package().books] == ["rfi/answer", "rfi/ask"]
    assert "機能・帳票の表を作っていない業務: 020 児童扶養手当。" in "".join(outcome.notices)


def test_what_is_known_of_some_businesses_only_is_said(town: Town) -> None:
    """A list of systems that lacks a business would read as if that business had none."""
    town.build()
    text = _words(town.workspace.path("out/rfi/all/standard/02-現行概要.docx"))

    assert "現行システムをまだ調べていない業務: 001 住民基本台帳。" in text


def test_package_json_validates(town: Town) -> None:
    """The package as JSON is what its schema says, and comes back as the same value."""
    town.build()
    for part in ("standard", "outside"):
        path = town.workspace.path(f"out/rfi/all/{part}/package.json")
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        jsonschema.validate(data, records.schema(Package))
        assert records.dump(records.load(Package, path.read_bytes(), path.name)) == path.read_bytes()


def test_a_unit_of_procurement_has_packages_of_its_own(town: Town) -> None:
    """Taxes apart from the rest: nothing of one unit stands in the other's folder."""
    town.build()
    rfi_build.build(town.workspace, SESSION, rfi_build.Wish(unit="tax", businesses=("010",), told=TERMS))

    assert [one.id for one in town.package(unit="tax").businesses] == ["010"]
    assert len(town.package().businesses) == 3
    with pytest.raises(MigrateError) as which:
        town.collect(town.workspace.path("out/rfi/tax/standard/03-回答票.xlsx"))
    assert which.value.code == "MIG-RFI-026"


def test_a_unit_is_known_by_the_name_that_the_plan_gives_it(town: Town) -> None:
    """④-1's register names units and their businesses: the name is enough, for packages and for answers."""
    named: dict[str, Answer] = {"name": "税のまとまり", "business": "010 011"}
    with job.run(town.workspace, SESSION, "phase read") as work:
        procure_terms.keep(work, forms.form(4), Record(sheet="unit", key="r0003", answers=named))
    outcome = rfi_build.build(town.workspace, SESSION, rfi_build.Wish(unit="税のまとまり", told=TERMS))
    wish = rfi_collect.Delivery(vendor="a-sha", unit="税のまとまり")
    file = town.workspace.path("out/rfi/r0003/standard/03-回答票.xlsx")
    collected = rfi_collect.collect(town.workspace, SESSION, (file,), wish)

    assert (outcome.data.unit, outcome.data.businesses) == ("r0003", ("010", "011"))
    assert town.package(unit="r0003").title == "税のまとまりに関する情報提供依頼"
    assert (collected.data.unit, collected.data.number) == ("r0003", 1)


def test_undecided_terms_are_lacking(town: Town) -> None:
    """「未定」 is an answer, and no decision: the step is not proven by it."""
    outcome = town.build(answers_due="未定")

    assert outcome.data.lacking == ("回答の期限",)
    assert town.package().answers_due == ""
