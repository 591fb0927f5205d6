"""Fit&Gap from the requirements workbook to the issues: every answer comes back, every doubt is named."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import phase
from migrate.forms.form import Kind
from migrate.gap.functions import layout
from migrate.gap.functions.package import Match
from migrate.gap.functions.requirement import Duty, duty_of, requirements
from migrate.gap.functions.standing import Verdict
from migrate.model.finding import Severity
from migrate.model.spec import Function
from migrate.workspace.clock import frozen_session

FORM = "001-住民基本台帳.xlsx"


def codes(outcome: Any) -> Counter[str]:
    return Counter(f.code for f in outcome.findings)


def test_nothing_imported_is_exit_5_with_what_to_do(bare: Any) -> None:
    """Without functions in any spec (the starter has none) there is nothing to make, to read or to show."""
    for act in (bare.make, bare.show):
        with pytest.raises(NothingCheckedError) as error:
            act()
        assert error.value.code == "MIG-GAP-080"
    with pytest.raises(NothingCheckedError):
        bare.make(businesses=("031",))
    with pytest.raises(MigrateError) as unknown:
        bare.make(businesses=("777",))
    assert unknown.value.code == "MIG-SPEC-006"


def test_the_whole_way(desk: Any, everything: Any) -> None:
    """What is typed comes back as kept values, as verdicts, as issues, and proves ③-2."""
    (form,) = desk.make()
    outcome = desk.read(desk.fill(form, everything))
    assert (outcome.data.new, outcome.findings, outcome.data.conflicts) == (len(everything), (), 0)
    assert "0010002,検索,有,採用,高,不適合,運用見直し,市民課,2027-03-31," in desk.kept("fit/001/function.csv")
    assert "001-r0001,敬老祝いの対象者一覧,機能," in desk.kept("fit/001/outside.csv")
    shown = desk.show()
    (business,) = shown.data.businesses
    assert [one.verdict for one in business.rows] == [
        Verdict.FITS,
        Verdict.GAP,
        Verdict.FORBIDDEN,
        Verdict.GAP,
        Verdict.FITS,
    ]
    assert [proof.proven for proof in shown.data.proofs] == [True]
    # 使用中の実装不可機能と、令和10年度末より後の経過措置（過ぎた適合基準日は言わない）
    assert codes(shown) == Counter({"MIG-GAP-083": 1, "MIG-GAP-086": 1})
    steps = phase.status(desk.workspace, "001").data.steps
    proven = {s.step.code: [e.command for e in s.evidence] for s in steps if s.evidence}
    assert proven == {"③-2": ["gap functions show"]}


def test_proof_goes_with_its_answers(desk: Any, everything: Any) -> None:
    """An answer that people take out of the CSV takes the step's proof with it."""
    desk.read(desk.fill(desk.make()[0], everything))
    desk.show()
    path = desk.workspace.path("fit/001/function.csv")
    path.write_text(desk.kept("fit/001/function.csv").replace("採用,高", "未定,"), encoding="utf-8")
    assert [proof.proven for proof in desk.show().data.proofs] == [False]
    assert not list(desk.workspace.path("out/functions/steps").glob("*"))


def test_nothing_answered_is_lost_when_made_again(desk: Any, everything: Any) -> None:
    """The next form holds every answer and every row that people added; read again, it adds nothing."""
    (form,) = desk.make()
    desk.read(desk.fill(form, everything))
    (again,) = desk.make()
    outcome = desk.read(again)
    assert (outcome.data.new, outcome.data.changed, outcome.data.same) == (0, 0, len(everything))
    assert outcome.findings == ()


def test_random_answers_come_back(desk: Any) -> None:
    """Any valid answer in any cell is read as its choice, its ISO day, its text; what the CSV keeps is the same."""
    dice = random.Random(20261126)
    (form,) = desk.make()
    expected: dict[tuple[str, str, str], str] = {}
    typed: dict[tuple[str, str, str], Any] = {}
    for sheet in layout.fit().sheets:
        keys = {"function": ["0010001", "0010002", "0010004"], "form": ["0010001"], "outside": ["+0", "+3"]}[sheet.id]
        for key in keys:
            for question in sheet.questions:
                if question.printed:
                    continue
                if question.kind is Kind.CHOICE:
                    one = dice.choice(question.choices)
                    said, kept = dice.choice([one.text, f" {one.text}　", *one.words]), one.text
                elif question.kind is Kind.DATE:
                    said, kept = dice.choice(
                        [("R9.3.31", "2027-03-31"), ("未定", "未定"), (date(2027, 5, 1), "2027-05-01")]
                    )
                else:
                    kept = f"{dice.choice(['=1+1', '-x', '＠a', 'ふつう', chr(39) + '=a'])}{key}"
                    said = kept
                typed[sheet.id, key, question.id], expected[sheet.id, key, question.id] = said, kept

    def write(book: Any) -> None:
        for spot, given in typed.items():
            cell = desk.cell(book, *spot)
            cell.value = given
            if isinstance(given, str):
                cell.data_type = "s"

    outcome = desk.read(desk.edit(form, write))
    assert (outcome.findings, outcome.data.new) == ((), len(expected))
    again = desk.edit(desk.make()[0], lambda book: None, to="again.xlsx")
    book = openpyxl.load_workbook(again)
    new = {"+0": "001-r0001", "+3": "001-r0002"}
    for (sheet, key, question), kept in expected.items():
        value = desk.cell(book, sheet, new.get(key, key), question).value
        assert (value.date().isoformat() if hasattr(value, "date") else value) == kept, (sheet, key, question)


def test_two_departments(desk: Any) -> None:
    """Different rows of two files come together; a row that both answer otherwise is named twice, kept by neither."""
    (form,) = desk.make(department="市民課")
    assert form.name == "001-住民基本台帳-市民課.xlsx"
    one = desk.fill(
        form, {("function", "0010001", "current"): "有", ("function", "0010004", "current"): "有"}, to="a.xlsx"
    )
    (other,) = desk.make(department="税務課")
    two = desk.fill(
        other, {("function", "0010001", "current"): "無", ("form", "0010001", "current"): "無"}, to="b.xlsx"
    )
    outcome = desk.read(one, two)
    assert [(f.code, f.place.file, f.place.cell) for f in outcome.findings] == [
        ("MIG-GAP-074", "fit/forms/a.xlsx", "I6"),
        ("MIG-GAP-074", "fit/forms/b.xlsx", "I6"),
    ]
    kept = desk.kept("fit/001/function.csv").splitlines()
    assert [line.split(",")[0] for line in kept[1:]] == ["0010004"]
    assert ",市民課," in kept[1]  # 表が示した担当課は、書かれた行だけに残る
    assert ",税務課," in desk.kept("fit/001/form.csv")


def test_a_departments_form_has_its_rows_only(desk: Any) -> None:
    """Rows of another department are left out; rows that are nobody's are in every form."""
    (form,) = desk.make()
    desk.read(
        desk.fill(form, {("function", "0010001", "department"): "税務課", ("function", "0010001", "current"): "有"})
    )
    (mine,) = desk.make(department="市民課")
    page = openpyxl.load_workbook(mine)["機能要件"]
    assert [page.cell(r, 1).value for r in range(6, page.max_row + 1)] == ["0010002", "0010003", "0010004"]
    assert len(desk.show(department="税務課").data.businesses[0].rows) == 1


def test_faults_are_named_by_cell(desk: Any) -> None:
    """A word that is no answer, a formula without a value, a 個人番号, a strange column: each with its cell."""
    digits = "12345678901"
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11
    number = digits + str(0 if rest <= 1 else 11 - rest)

    def spoil(book: Any) -> None:
        desk.cell(book, "function", "0010001", "fit").value = "たぶん"
        desk.cell(book, "function", "0010001", "current").value = "=NOW()"
        desk.cell(book, "function", "0010002", "note").value = number
        desk.cell(book, "function", "0010002", "deadline").value = "来年"
        book["機能要件"].cell(6, 25).value = "?"

    outcome = desk.read(desk.edit(desk.make()[0], spoil))
    assert sorted((f.code, f.place.cell) for f in outcome.findings) == [
        ("MIG-GAP-061", "L6"),
        ("MIG-GAP-061", "O7"),
        ("MIG-GAP-061", "P7"),
        ("MIG-GAP-063", "I6"),
        ("MIG-GAP-068", "Y4"),
    ]
    assert not any(number in str(f.params) for f in outcome.findings)


def test_the_hidden_ids_may_go(desk: Any, everything: Any) -> None:
    """Without the machine sheets and the hidden ids a row is known by the printed ID, in any order of rows."""
    (form,) = desk.make()

    def strip(book: Any) -> None:
        for name in ("_meta", "_codes"):
            del book[name]
        for page in book.worksheets[2:]:
            for row in range(6, page.max_row + 1):
                page.cell(row, 1).value = None
        page = book["機能要件"]
        first = [page.cell(6, c).value for c in range(1, 18)]
        for c in range(1, 18):
            page.cell(6, c).value = page.cell(9, c).value
            page.cell(9, c).value = first[c - 1]

    desk.read(desk.edit(desk.fill(form, everything), strip))
    assert "0010004,照会,無,,,不適合,経過措置,情報政策課,2030-03-31," in desk.kept("fit/001/function.csv")
    assert [p.proven for p in desk.show().data.proofs] == [True]


def test_rows_sorted_without_the_hidden_ids_are_what_they_show(desk: Any, everything: Any) -> None:
    """Ids that stayed behind when the rows were sorted put no answer on another requirement."""
    (form,) = desk.make()

    def shift(book: Any) -> None:
        page = book["機能要件"]
        ids = [page.cell(row, 1).value for row in range(6, 10)]
        for row, id in zip(range(6, 10), ids[1:] + ids[:1], strict=True):
            page.cell(row, 1).value = id

    outcome = desk.read(desk.edit(desk.fill(form, everything), shift))
    assert codes(outcome) == {}
    assert "0010004,照会,無,,,不適合,経過措置,情報政策課,2030-03-31," in desk.kept("fit/001/function.csv")


def test_hostile_files(desk: Any, tmp_path: Any) -> None:
    """A file that is none of ours, another municipality's, one without its business, a row of another edition."""
    (form,) = desk.make()
    strange = tmp_path / "x.xlsx"
    openpyxl.Workbook().save(strange)
    with pytest.raises(UnreadableError) as error:
        desk.read(strange)
    assert error.value.code == "MIG-GAP-060"

    def foreign(book: Any) -> None:
        book["_meta"]["B3"].value = "011002"

    assert codes(desk.read(desk.edit(form, foreign, to="f.xlsx"))) == Counter({"MIG-GAP-073": 1})

    def other(book: Any) -> None:
        page = book["機能要件"]
        page.cell(6, 1).value = page.cell(6, 2).value = "0019999"
        page.cell(6, 9).value = "有"
        page.cell(7, 1).value = "../../etc"
        page.cell(7, 2).value = "x"

    outcome = desk.read(desk.edit(form, other, to="o.xlsx"))
    assert codes(outcome) == Counter({"MIG-GAP-071": 1})
    assert (outcome.data.new, outcome.data.unreadable) == (0, 1)


def test_an_unread_form_is_not_written_over(desk: Any) -> None:
    """A form that people filled in and nobody read stays; with force it goes."""
    (form,) = desk.make()
    desk.fill(form, {("function", "0010001", "current"): "有"})
    with pytest.raises(MigrateError) as error:
        desk.make()
    assert error.value.code == "MIG-GAP-078"
    desk.make(force=True)


def test_kept_answers_win_over_an_old_form(desk: Any) -> None:
    """A form made before an answer was kept cannot change it in silence; with overwrite it can."""
    (form,) = desk.make()
    old = desk.fill(form, {("function", "0010001", "current"): "無"}, to="old.xlsx")
    desk.read(desk.fill(form, {("function", "0010001", "current"): "有"}, to="new.xlsx"))
    assert codes(desk.read(old)) == Counter({"MIG-GAP-075": 1})
    assert desk.read(old, overwrite=True).data.changed == 1


def test_a_new_edition(desk: Any, everything: Any) -> None:
    """Requirements that changed or went with a new edition are named; their answers stay."""
    (form,) = desk.make()
    filled = desk.fill(form, everything, to="old.xlsx")
    desk.read(filled)
    rows = (("0010001", "管理", "別の文。", "実装必須機能", ""), ("0010009", "新しい", "新設。", "実装必須機能", ""))
    desk.bring(edition="2027-01", functions=rows)
    outcome = desk.read(filled, overwrite=True)
    assert codes(outcome)["MIG-GAP-089"] == 1
    shown = desk.show()
    assert [f.params["count"] for f in shown.findings if f.code == "MIG-GAP-089"] == [3]
    assert "0010003," in desk.kept("fit/001/function.csv")


def test_damaged_kept_answers(desk: Any) -> None:
    """A line that people spoiled is named with its number, and nothing is read over it."""
    desk.read(desk.fill(desk.make()[0], {("function", "0010001", "current"): "有"}))
    path = desk.workspace.path("fit/001/function.csv")
    good = path.read_bytes()
    for bad in (
        good.replace("有".encode(), "多分".encode()),
        good.replace("現行の有無".encode(), "有無".encode()),
        good + good.splitlines(keepends=True)[1],
        good.replace(b"0010001", b"../x"),
        b"\x83\x65",
        good.replace(b",,", b",", 1),
    ):
        path.write_bytes(bad)
        with pytest.raises(MigrateError) as error:
            desk.show()
        assert (error.value.code, error.value.where.file) == ("MIG-GAP-079", "fit/001/function.csv")


def test_a_package_against_the_wishes(desk: Any, everything: Any) -> None:
    """A vendor's answers are read by the same command and judged by what is wanted, not by what is offered."""
    desk.read(desk.fill(desk.make()[0], everything))
    (form,) = desk.make(package="a-sha")
    book = openpyxl.load_workbook(form)
    assert [desk.cell(book, "function", f"001000{n}", "wish").value for n in range(1, 5)] == [
        "必須",
        "採用（高）",
        "不要（実装不可）",
        "必須",
    ]
    answers = {
        ("package", "", "name"): "住民くん",
        ("package", "", "vendor"): "甲社",
        ("package", "", "version"): "3.1",
        ("package", "", "conforming"): "適合予定",
        ("function", "0010001", "support"): "○",
        ("function", "0010002", "support"): "開発予定",
        ("function", "0010002", "available"): "2029-12-31",
        ("function", "0010003", "support"): "対応済み",
        ("form", "0010001", "support"): "対応しない",
        ("outside", "001-r0001", "support"): "EUC",
    }
    outcome = desk.read(desk.fill(form, answers))
    assert (outcome.data.new, outcome.findings) == (len(answers), ())
    shown = desk.show()
    (package,) = shown.data.packages
    assert [one.match for one in package.rows] == [
        Match.MET,
        Match.LATER,
        Match.AGAINST,
        Match.UNANSWERED,
        Match.NOT_MET,
        Match.MET,
    ]
    (found,) = [f for f in shown.findings if f.code == "MIG-GAP-088"]
    assert dict(found.params) == {
        "package": "a-sha",
        "missed": 1,
        "unanswered": 1,
        "later": 1,
        "late": 1,
        "terms": 0,
        "against": 1,
    }
    assert desk.read(desk.make(package="a-sha")[0]).data.same == len(answers)


def test_deadlines(desk: Any, everything: Any) -> None:
    """An issue whose day has passed is named; without policy, department or day it says what it lacks."""
    del everything["function", "0010002", "department"]
    everything["function", "0010003", "deadline"] = "なし"
    desk.read(desk.fill(desk.make()[0], everything))
    shown = desk.show(session=frozen_session(date(2027, 4, 1)))
    lacking = {f.place.item: f.params["lacking"] for f in shown.findings if f.code == "MIG-GAP-084"}
    assert lacking == {"0010002": "担当課", "0010003": "期限"}
    assert {f.place.item for f in shown.findings if f.code == "MIG-GAP-085"} == {"0010002", "001-r0001"}
    assert [p.proven for p in shown.data.proofs] == [False]


@pytest.mark.parametrize(
    ("published", "duty"),
    [
        ("【類型1：実装必須機能】", Duty.MUST),
        ("実装すべき機能", Duty.MUST),
        ("実装してもしなくても\n良い機能", Duty.OPTION),
        ("〇", Duty.OPTION),
        ("◎", Duty.MUST),
        ("実装不可機能（実装必須機能ではない）", Duty.UNKNOWN),
        ("", Duty.UNKNOWN),
        ("検討中", Duty.UNKNOWN),
    ],
)
def test_classes(published: str, duty: Duty) -> None:
    """A class is known by its name of today, its first name, or its mark; what is unclear stays unclear."""
    assert duty_of(published) is duty


def test_unclear_requirements_are_said(bare: Any) -> None:
    """A class that cannot be read is a finding, and its row asks for the fit as a mandatory one does."""
    bare.bring(functions=(("0010001", "a", "x。", "★", ""), ("0010002", "b", "y。", "実装必須機能", "")), forms=())
    form = bare.make()[0]
    bare.read(bare.fill(form, {("function", "0010001", "current"): "有", ("function", "0010001", "fit"): "適合"}))
    shown = bare.show()
    rows = shown.data.businesses[0].rows
    assert (rows[0].duty, rows[0].settled) == ("類型不明", True)
    assert codes(shown)["MIG-GAP-087"] == 1


def test_an_id_that_is_there_twice_is_two_rows() -> None:
    """Nothing is lost where a list names one ID twice, and a requirement without an ID is none."""
    one = Function(id="0010001", categories=("", "", "a"), requirement="x", kind="", conformity_date="")
    found = requirements((one, replace(one, requirement="y"), replace(one, id="")))
    assert [(r.key, r.text) for r in found] == [("0010001", "x"), ("0010001-2", "y")]


def test_what_cannot_be(desk: Any, everything: Any) -> None:
    """A function that may not be built comes with no transition; a deadline after a coming 適合基準日 is only said."""
    everything["function", "0010003", "policy"] = "経過措置"
    everything["function", "0010004", "policy"] = "運用見直し"
    desk.read(desk.fill(desk.make()[0], everything))
    found = {f.place.item: f.severity for f in desk.show().findings if f.code == "MIG-GAP-086"}
    assert found == {"0010003": Severity.WARNING, "0010004": Severity.INFO}


def test_no_free_text_in_findings(desk: Any, everything: Any) -> None:
    """What people wrote about a function of their own is in the list, never in a finding."""
    del everything["outside", "+0", "department"]
    desk.read(desk.fill(desk.make()[0], everything))
    shown = desk.show()
    assert any(f.place.item == "001-r0001" for f in shown.findings)
    assert not any("敬老" in str(value) for f in shown.findings for value in f.params.values())


def test_a_scope_is_no_path(desk: Any) -> None:
    """The machine sheet decides where answers go: whatever is no 業務ID and no key of a package is refused."""
    (form,) = desk.make(package="a-sha")
    for scope in ("001-../../../x", "../-x", "001-", "01-a", "001-" + "x" * 40):

        def move(book: Any, scope: str = scope) -> None:
            for row in book["_meta"].iter_rows():
                if row[0].value == "sheet" and row[3].value == "001-a-sha":
                    row[3].value = scope
            for page in book.worksheets:
                if isinstance(page["B3"].value, str):
                    page["B3"].value = None

        with pytest.raises(UnreadableError) as error:
            desk.read(desk.edit(form, move, to="moved.xlsx"))
        assert error.value.code == "MIG-GAP-060"


def test_same_answers_same_bytes(desk: Any, everything: Any) -> None:
    """A form made twice is the same file; so is what is stored, in whatever order the files come."""
    (form,) = desk.make()
    first = form.read_bytes()
    desk.make()
    assert form.read_bytes() == first
    half = {spot: given for spot, given in everything.items() if spot[0] != "function"}
    rest = {spot: given for spot, given in everything.items() if spot[0] == "function"}
    one, two = desk.fill(form, half, to="a.xlsx"), desk.fill(form, rest, to="b.xlsx")
    desk.read(one, two)
    stored = {p.name: p.read_bytes() for p in desk.workspace.path("fit/001").iterdir()}
    for path in desk.workspace.path("fit/001").iterdir():
        path.unlink()
    desk.read(two, one)
    assert {p.name: p.read_bytes() for p in desk.workspace.path("fit/001").iterdir()} == stored


def test_businesses_are_apart(desk: Any) -> None:
    """Forms of two businesses are read together; each has its own answers and its own rows outside the standard."""
    desk.bring(business="010", functions=(("0100001", "賦課", "賦課すること。", "実装必須機能", ""),), forms=())
    one, two = desk.make()
    name = {("outside", "+0", "name"): "独自の一覧", ("outside", "+0", "current"): "有"}
    desk.read(desk.fill(one, name), desk.fill(two, name | {("function", "0100001", "current"): "有"}))
    assert "001-r0001,独自の一覧" in desk.kept("fit/001/outside.csv")
    assert "010-r0001,独自の一覧" in desk.kept("fit/010/outside.csv")
    assert [one.business for one in desk.show("010").data.businesses] == ["010"]
