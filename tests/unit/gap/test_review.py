"""The review goes out as a workbook and comes back as decisions; nothing that people decided is ever overwritten."""

import io
import random
import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.flow import gap, gap_review
from migrate.flow import map as mapping
from migrate.flow.gap_review import Wanted
from migrate.flow.outcome import Outcome
from migrate.gap.decisions import store
from migrate.gap.review.book import ANSWER_HEADS, HEAD_ROW
from migrate.gap.review.offers import HOLD, JOIN, NONE, REFUSE
from migrate.model.decision import Decision, Degree, Verdict
from migrate.model.review import ReviewSplit
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

ROOT = Path(__file__).parents[2]
GROUP = "住登外者宛名基本情報"
SESSION = Session(who="test", as_of=date(2026, 11, 26))
FILE = "gap/review.xlsx"
Fill = Mapping[tuple[str, ...], Mapping[str, Any]]


class Desk:
    """A workspace with the invented town's two tables."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)

    def path(self, name: str = FILE) -> Path:
        return self.workspace.path(name)

    def make(self, name: str = FILE, split: ReviewSplit = ReviewSplit.NONE, force: bool = False) -> Outcome:
        wanted = Wanted(file=self.path(name), split=split, force=force)
        return gap_review.make(self.workspace, SESSION, wanted)

    def read(self, *names: str) -> Outcome:
        return gap_review.read(self.workspace, SESSION, [self.path(name) for name in names or (FILE,)])

    def edit(self, change: Callable[[Any], None], name: str = FILE, to: str = "") -> None:
        book = openpyxl.load_workbook(self.path(name))
        change(book)
        stream = io.BytesIO()
        book.save(stream)
        self.path(to or name).write_bytes(stream.getvalue())

    def fill(self, answers: Fill, name: str = FILE, to: str = "") -> None:
        def change(book: Any) -> None:
            for key, texts in answers.items():
                for head, text in texts.items():
                    cell(book, key, head).value = text

        self.edit(change, name, to)

    def kept(self) -> dict[tuple[str, str, str, str], Decision]:
        path = self.path("gap/decisions/031.yaml")
        return {d.spot: d for d in store.load(path.read_bytes(), "x").decisions} if path.is_file() else {}


def sheet_of(book: Any, key: tuple[str, ...]) -> Any:
    return book[
        "031 項目から"
        if len(key) == 2 and key[0] in {"", "T_JUTOGAI", "FUKU_ATENA"} and key[1] in ITEMS
        else "031 列から"
    ]


ITEMS = {"氏名", "性別", "個人番号", "生年月日", "住所_町字", "宛名番号", "氏名_外国人漢字"}


def cell(book: Any, key: tuple[str, ...], head: str) -> Any:
    """The cell of a row (table and item, or table and column) below a heading."""
    sheet = sheet_of(book, key)
    heads = {c.value: c.column for c in sheet[HEAD_ROW + 1]}
    names = ("現行の表", "項目") if "項目" in heads else ("現行の表", "列")
    for row in range(HEAD_ROW + 2, sheet.max_row + 1):
        if tuple(sheet.cell(row, heads[n]).value or "" for n in names) == key:
            return sheet.cell(row, heads[head])
    raise KeyError(key)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    shutil.copytree(ROOT / "cases" / "gap-run" / "town" / "in", tmp_path / "town")
    return Desk(tmp_path / "town")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made") / "town"
    shutil.copytree(ROOT / "cases" / "gap-run" / "town" / "in", root)
    Desk(root).make()
    return root


@pytest.fixture
def blank(made: Path, tmp_path: Path) -> Desk:
    shutil.copytree(made, tmp_path / "blank")
    return Desk(tmp_path / "blank")


def codes(outcome: Outcome) -> list[str]:
    return [f.code for f in outcome.findings]


WHO = {"担当": "住民課", "日付": datetime(2026, 11, 20)}


def test_what_people_decide_is_kept(blank: Desk) -> None:
    """A choice from the list, one typed by hand, several columns, 該当なし, 保留 and a refusal become decisions."""
    blank.fill(
        {
            ("T_JUTOGAI", "氏名"): {**WHO, "決定": "T_JUTOGAI.SHIMEI_KJ"},
            ("T_JUTOGAI", "性別"): {**WHO, "決定": "BIKO", "程度": "広い", "コメント": "備考に: 書いている # 例外"},
            ("T_JUTOGAI", "住所_町字"): {**WHO, "決定": f"T_JUTOGAI.CHOAZA{JOIN}T_JUTOGAI.BANCHI", "程度": "狭い"},
            ("FUKU_ATENA", "生年月日"): {**WHO, "決定": NONE},
            ("T_JUTOGAI", "宛名番号"): {**WHO, "決定": REFUSE},
            ("T_JUTOGAI", "個人番号"): {"コメント": "確認中"},
            ("FUKU_ATENA", "YOBI"): {**WHO, "決定": NONE},
            ("FUKU_ATENA", "SEX"): {**WHO, "決定": HOLD},
        }
    )
    outcome = blank.read()
    kept = blank.kept()

    assert codes(outcome) == []
    assert {(d.table, d.column, d.item): (d.verdict.value, d.degree.value, d.date) for d in kept.values()} == {
        ("T_JUTOGAI", "SHIMEI_KJ", "氏名"): ("採用", "一致", "2026-11-20"),
        ("T_JUTOGAI", "BIKO", "性別"): ("採用", "広い", "2026-11-20"),
        ("T_JUTOGAI", "CHOAZA", "住所_町字"): ("採用", "狭い", "2026-11-20"),
        ("T_JUTOGAI", "BANCHI", "住所_町字"): ("採用", "狭い", "2026-11-20"),
        ("FUKU_ATENA", "", "生年月日"): ("該当なし", "なし", "2026-11-20"),
        ("T_JUTOGAI", "ATENA_NO", "宛名番号"): ("不採用", "なし", "2026-11-20"),
        ("T_JUTOGAI", "NAYOSE_NO", "宛名番号"): ("不採用", "なし", "2026-11-20"),
        ("T_JUTOGAI", "", "個人番号"): ("保留", "なし", "2026-11-26"),
        ("FUKU_ATENA", "YOBI", ""): ("該当なし", "なし", "2026-11-20"),
        ("FUKU_ATENA", "SEX", ""): ("保留", "なし", "2026-11-20"),
    }
    assert kept["T_JUTOGAI", "BIKO", GROUP, "性別"].comment == "備考に: 書いている # 例外"


def test_every_later_run_follows_and_leaves_the_file_alone(blank: Desk) -> None:
    """gap run, map draft, gap review again: decisions hold in all of them, and their file keeps its bytes."""
    blank.fill(
        {
            ("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.BIKO"},
            ("T_JUTOGAI", "SEIBETSU"): {**WHO, "決定": NONE},
        }
    )
    blank.read()
    path = blank.path("gap/decisions/031.yaml")
    path.write_bytes("# 税務課の覚え書き\n".encode() + path.read_bytes())
    before = path.read_bytes()
    gap.run(blank.workspace, SESSION)
    mapping.draft_all(blank.workspace, SESSION)
    blank.make()
    again = blank.read()
    draft = blank.path("mapping/031.draft.yaml").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(blank.path())

    assert path.read_bytes() == before
    assert "100 点 人が決めた対応です（住民課、2026-11-20）。" in draft
    assert "code(BIKO," in draft
    assert "code(SEIBETSU," not in draft
    assert cell(book, ("T_JUTOGAI", "性別"), "決定").value == "T_JUTOGAI.BIKO"
    assert cell(book, ("T_JUTOGAI", "SEIBETSU"), "決定").value == NONE
    assert (again.data.new, again.data.changed, codes(again)) == (0, 0, [])


def test_the_same_file_read_twice_changes_nothing(blank: Desk) -> None:
    """Reading is idempotent, bytes of the decisions included."""
    blank.fill({("T_JUTOGAI", "性別"): {"決定": REFUSE}, ("T_JUTOGAI", "氏名"): {**WHO, "決定": "T_JUTOGAI.BIKO"}})
    blank.read()
    before = blank.path("gap/decisions/031.yaml").read_bytes()
    again = blank.read()

    assert (blank.path("gap/decisions/031.yaml").read_bytes(), again.data.new, again.data.changed) == (before, 0, 0)


def test_a_changed_mind_changes_the_row_and_keeps_the_old_pair(blank: Desk) -> None:
    """In a book that shows the decision, another choice stands for it; the old pair is kept as 不採用."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.BIKO"}})
    blank.read()
    blank.make()
    blank.fill({("T_JUTOGAI", "性別"): {"決定": "T_JUTOGAI.SEIBETSU", "担当": "税務課"}})
    outcome = blank.read()
    verdicts = {spot[1]: d.verdict for spot, d in blank.kept().items()}

    assert (codes(outcome), verdicts) == ([], {"BIKO": Verdict.REFUSED, "SEIBETSU": Verdict.TAKEN})


def test_a_column_that_was_renamed_is_chosen_anew(blank: Desk) -> None:
    """The book shows the old name; the new one stands for it, and the old pair is kept as 不採用."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.SEIBETSU"}})
    blank.read()
    schema = blank.path("out/source/schema.json")
    schema.write_text(schema.read_text("utf-8").replace('"SEIBETSU"', '"SEIBETSU_CD"'), encoding="utf-8")
    blank.make()
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.SEIBETSU_CD"}})

    assert codes(blank.read()) == []
    assert {spot[1]: d.verdict for spot, d in blank.kept().items()} == {
        "SEIBETSU": Verdict.REFUSED,
        "SEIBETSU_CD": Verdict.TAKEN,
    }


def test_from_nothing_to_something_is_no_contradiction(blank: Desk) -> None:
    """該当なし that people withdraw by choosing a column is held, so that both can stand in the file."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": NONE}})
    blank.read()
    blank.make()
    blank.fill({("T_JUTOGAI", "性別"): {"決定": "T_JUTOGAI.SEIBETSU"}})
    outcome = blank.read()

    assert (codes(outcome), {d.verdict for d in blank.kept().values()}) == ([], {Verdict.TAKEN, Verdict.HELD})


def test_a_stale_file_does_not_win_over_a_newer_decision(blank: Desk) -> None:
    """Somebody decided after the book was made: the kept decision stays, and the cell is named."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": NONE}}, to="gap/b.xlsx")
    blank.fill({("T_JUTOGAI", "性別"): {"担当": "税務課", "決定": "T_JUTOGAI.SEIBETSU"}})
    blank.read("gap/b.xlsx")
    before = blank.path("gap/decisions/031.yaml").read_bytes()
    outcome = blank.read()

    assert codes(outcome) == ["MIG-GAP-107"]
    assert blank.path("gap/decisions/031.yaml").read_bytes() == before


def test_the_same_pair_decided_otherwise_since_is_named(blank: Desk) -> None:
    """A degree that differs from the kept one, in a book that did not show it."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.SEIBETSU"}}, to="gap/b.xlsx")
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.SEIBETSU", "程度": "狭い"}})
    blank.read("gap/b.xlsx")

    assert codes(blank.read()) == ["MIG-GAP-106"]
    assert blank.kept()["T_JUTOGAI", "SEIBETSU", GROUP, "性別"].degree is Degree.EXACT


def test_another_choice_in_a_file_that_did_not_show_the_kept_one_is_named(blank: Desk) -> None:
    """Two columns are taken for an item only where somebody says so, not because two people chose one each."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.SEIBETSU"}})
    blank.read()
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.BIKO"}})

    assert codes(blank.read()) == ["MIG-GAP-106"]
    assert [spot[1] for spot in blank.kept()] == ["SEIBETSU"]


def test_more_in_the_same_file_is_no_contradiction(blank: Desk) -> None:
    """A file that was read is filled in further: its column's row names one more item, the item's row still stands."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.BIKO"}})
    blank.read()
    blank.fill({("T_JUTOGAI", "BIKO"): {**WHO, "決定": f"{GROUP}.氏名"}})

    assert codes(blank.read()) == []
    assert {spot[3] for spot in blank.kept()} == {"性別", "氏名"}


def test_what_others_said_of_the_same_stays(blank: Desk) -> None:
    """Two files read one after the other, made before either: both reviewers and both comments are kept."""
    taken, held = ("T_JUTOGAI", "性別"), ("T_JUTOGAI", "個人番号")
    for name, who, said in (("gap/a.xlsx", "住民課", "甲"), ("gap/b.xlsx", "税務課", "乙")):
        words = {"担当": who, "コメント": said}
        blank.fill({taken: {**words, "決定": "T_JUTOGAI.SEIBETSU"}, held: words}, to=name)
        assert codes(blank.read(name)) == []

    assert {(d.reviewer, d.comment) for d in blank.kept().values()} == {("住民課、税務課", "甲\n乙")}


def test_two_reviewers_who_disagree_are_both_named(blank: Desk) -> None:
    """Neither of two answers to one row counts; other rows of both files do."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.SEIBETSU"}}, to="gap/a.xlsx")
    other = {("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.BIKO"}, ("T_JUTOGAI", "氏名"): {**WHO, "決定": NONE}}
    blank.fill(other, to="gap/b.xlsx")
    outcome = blank.read("gap/a.xlsx", "gap/b.xlsx")

    assert codes(outcome) == ["MIG-GAP-105"] * 2
    assert {f.place.file for f in outcome.findings} == {"gap/a.xlsx", "gap/b.xlsx"}
    assert list(blank.kept()) == [("T_JUTOGAI", "", GROUP, "氏名")]


def test_two_reviewers_who_agree_are_both_kept(blank: Desk) -> None:
    """The same decision by two: both names and both comments."""
    key = ("T_JUTOGAI", "性別")
    blank.fill({key: {"決定": "T_JUTOGAI.SEIBETSU", "担当": "住民課", "コメント": "甲"}}, to="gap/a.xlsx")
    blank.fill({key: {"決定": "T_JUTOGAI.SEIBETSU", "担当": "税務課", "コメント": "乙"}}, to="gap/b.xlsx")
    outcome = blank.read("gap/a.xlsx", "gap/b.xlsx")
    (kept,) = blank.kept().values()

    assert (codes(outcome), kept.reviewer, kept.comment) == ([], "住民課、税務課", "甲\n乙")


def test_item_and_column_that_contradict_are_named(blank: Desk) -> None:
    """A column taken on one sheet and 該当なし on the other: neither is kept."""
    blank.fill(
        {
            ("T_JUTOGAI", "性別"): {**WHO, "決定": "T_JUTOGAI.SEIBETSU"},
            ("T_JUTOGAI", "SEIBETSU"): {**WHO, "決定": NONE},
        }
    )

    assert (codes(blank.read()), blank.kept()) == (["MIG-GAP-107"] * 2, {})


def test_a_cleared_choice_withdraws_nothing(blank: Desk) -> None:
    """An empty cell says nothing; the kept decision stays and that is said."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": NONE}})
    blank.read()
    before = blank.path("gap/decisions/031.yaml").read_bytes()
    blank.make()
    blank.fill({("T_JUTOGAI", "性別"): {"決定": None}})

    assert codes(blank.read()) == ["MIG-GAP-108"]
    assert blank.path("gap/decisions/031.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ({"決定": "T_JUTOGAI.NAI"}, "MIG-GAP-103"),
        ({"決定": "=1+1"}, "MIG-GAP-096"),
        ({"決定": "T_JUTOGAI.SEIBETSU", "程度": "たぶん"}, "MIG-GAP-096"),
        ({"決定": NONE, "日付": "来週"}, "MIG-GAP-096"),
        ({"決定": NONE, "コメント": "あ" * 3_000}, "MIG-GAP-096"),
    ],
)
def test_what_is_no_answer_is_named_by_its_cell(blank: Desk, texts: Mapping[str, str], code: str) -> None:
    """Nothing of the row is kept; the place is sheet and cell, the value is not repeated."""
    blank.fill({("T_JUTOGAI", "性別"): {"担当": "住民課", **texts}})
    outcome = blank.read()
    (found,) = outcome.findings

    assert (found.code, found.place.sheet, bool(found.place.cell), blank.kept()) == (code, "031 項目から", True, {})
    assert not any(text in str(found.params.values()) for text in texts.values() if len(text) > 5)


@pytest.mark.parametrize(
    ("choice", "columns", "notes"),
    [
        ("SEIBETSU", ["SEIBETSU"], []),
        ("Ｔ＿ＪＵＴＯＧＡＩ．ＳＥＩＢＥＴＳＵ", ["SEIBETSU"], ["MIG-GAP-120"]),
        ("t_jutogai.seibetsu", ["SEIBETSU"], ["MIG-GAP-120"]),
        ("候補１", ["SEIBETSU"], ["MIG-GAP-120"]),
        ("1", ["SEIBETSU"], ["MIG-GAP-120"]),
        ("性別", ["SEIBETSU"], ["MIG-GAP-120"]),
        ("T_JUTOGAI.SEIBETSU　性別\n100 点 日本語名「性別」: 「性別」は同じ語です。", ["SEIBETSU"], ["MIG-GAP-120"]),
        ("SEIBETSU、備考", ["SEIBETSU", "BIKO"], ["MIG-GAP-120"]),
        ("該当無し", [""], ["MIG-GAP-120"]),
        ("候補3", [], ["MIG-GAP-103"]),
        ("T_JUTOGAI.SEIBETSU T_JUTOGAI.BIKO", [], ["MIG-GAP-103"]),
        ("SEIBETSU＋", [], ["MIG-GAP-103"]),
    ],
)
def test_what_is_plainly_meant_is_taken_and_said(
    blank: Desk, choice: str, columns: list[str], notes: list[str]
) -> None:
    """Width, case, the Japanese name, the number of an offer, a copied offer; nothing that could be two things."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": choice}})

    assert codes(blank.read()) == notes
    assert [spot[1] for spot in blank.kept()] == columns


@pytest.mark.parametrize("day", ["２０２６年１１月２０日", "令和8年11月20日", "R8.11.20", "2026/11/20", 46346])
def test_a_day_may_be_written_in_any_way(blank: Desk, day: str | int) -> None:
    """Eras, full width, the number that a spreadsheet keeps for a day."""

    def change(book: Any) -> None:
        cell(book, ("T_JUTOGAI", "性別"), "決定").value = NONE
        cell(book, ("T_JUTOGAI", "性別"), "日付").number_format = "General"
        cell(book, ("T_JUTOGAI", "性別"), "日付").value = day

    blank.edit(change)
    blank.read()

    assert [d.date for d in blank.kept().values()] == ["2026-11-20"]


def test_rows_sorted_without_their_hidden_key_are_what_they_show(blank: Desk) -> None:
    """People decide on what they see: a key that stayed behind would put it on another item."""

    def change(book: Any) -> None:
        cell(book, ("T_JUTOGAI", "性別"), "決定").value = NONE
        sheet = book["031 項目から"]
        rows = range(HEAD_ROW + 2, HEAD_ROW + 2 + 40)
        keys = [sheet.cell(row, 1).value for row in rows]
        for row, key in zip(rows, keys[1:] + keys[:1], strict=True):
            sheet.cell(row, 1).value = key

    blank.edit(change)

    assert codes(blank.read()) == ["MIG-GAP-109"]
    assert list(blank.kept()) == [("T_JUTOGAI", "", GROUP, "性別")]


def test_a_row_whose_names_were_typed_over_is_refused(blank: Desk) -> None:
    """What it shows is none of the rows that were made: nobody can tell what was decided."""

    def change(book: Any) -> None:
        cell(book, ("T_JUTOGAI", "性別"), "決定").value = NONE
        cell(book, ("T_JUTOGAI", "性別"), "項目").value = "性別の別"

    blank.edit(change)

    assert codes(blank.read()) == ["MIG-GAP-098"]
    assert blank.kept() == {}


def test_rows_may_be_sorted_and_columns_moved(blank: Desk) -> None:
    """A row is told by its key and a column by its heading, wherever people put them."""

    def change(book: Any) -> None:
        sheet = book["031 項目から"]
        sheet.insert_cols(3)
        rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=HEAD_ROW + 2)]
        random.Random(7).shuffle(rows)
        for at, row in enumerate(rows, start=HEAD_ROW + 2):
            for column, text in enumerate(row, start=1):
                sheet.cell(at, column).value = None if str(text).startswith("=") else text
        cell(book, ("T_JUTOGAI", "性別"), "決定").value = NONE

    blank.edit(change)
    blank.read()

    assert list(blank.kept()) == [("T_JUTOGAI", "", GROUP, "性別")]


def test_copied_and_invented_rows_are_refused(blank: Desk) -> None:
    """A row without our key, and one that stands twice, are named; the first one counts."""

    def change(book: Any) -> None:
        cell(book, ("T_JUTOGAI", "性別"), "決定").value = NONE
        sheet = book["031 項目から"]
        source = cell(book, ("T_JUTOGAI", "性別"), "決定").row
        for column in range(1, sheet.max_column + 1):
            sheet.cell(300, column).value = sheet.cell(source, column).value
        heads = {c.value: c.column for c in sheet[HEAD_ROW + 1]}
        sheet.cell(301, heads["決定"]).value = NONE
        sheet.cell(300, heads["確認"]).value = None

    blank.edit(change)

    assert sorted(codes(blank.read())) == ["MIG-GAP-098", "MIG-GAP-098", "MIG-GAP-109"]
    assert list(blank.kept()) == [("T_JUTOGAI", "", GROUP, "性別")]


def test_deleted_rows_are_counted(blank: Desk) -> None:
    """What is gone from the file is said; nothing kept goes with it."""
    blank.edit(lambda book: book["031 列から"].delete_rows(HEAD_ROW + 2, 5))
    (found,) = blank.read().findings

    assert (found.code, found.params["count"]) == ("MIG-GAP-101", 5)


def test_notes_on_an_own_sheet_are_left_and_said(blank: Desk) -> None:
    """A sheet of somebody's own is not read, and that is a warning, no error."""

    def change(book: Any) -> None:
        book.create_sheet("メモ")["A1"] = "あとで"

    blank.edit(change)

    assert [(f.code, f.severity.value) for f in blank.read().findings] == [("MIG-GAP-097", "warning")]


def test_foreign_and_damaged_files_are_refused(desk: Desk) -> None:
    """No workbook, a workbook of others, one without its machine sheet, one of another body."""
    desk.make()
    desk.edit(lambda book: book.remove(book["_meta"]), to="gap/bare.xlsx")

    def other(book: Any) -> None:
        book["_meta"]["B3"] = "990001"

    desk.edit(other, to="gap/other.xlsx")
    desk.path("gap/text.xlsx").write_text("hello", encoding="utf-8")
    seen = []
    for name in ("gap/bare.xlsx", "gap/other.xlsx", "gap/text.xlsx"):
        with pytest.raises(UnreadableError) as error:
            desk.read(name)
        seen.append(error.value.code)

    assert seen == ["MIG-GAP-095", "MIG-GAP-100", "MIG-FORM-003"]


def test_an_unread_file_is_not_overwritten(blank: Desk) -> None:
    """A book that people filled in and nobody read stays, until it is read or given up by --force."""
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": NONE}})
    before = blank.path().read_bytes()
    with pytest.raises(MigrateError) as error:
        blank.make()

    assert (error.value.code, blank.path().read_bytes()) == ("MIG-GAP-099", before)
    blank.read()
    blank.make()


def test_a_place_outside_the_workspace_is_refused(desk: Desk) -> None:
    """The ledger knows files of the workspace only."""
    for name in ("../review.xlsx", "gap/review.csv"):
        with pytest.raises(MigrateError) as error:
            desk.make(name)
        assert error.value.code == "MIG-GAP-104"


def test_same_input_same_bytes(desk: Desk) -> None:
    """The workbook is made twice with the same bytes."""
    desk.make("gap/a.xlsx")
    desk.make("gap/b.xlsx")

    assert desk.path("gap/a.xlsx").read_bytes() == desk.path("gap/b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("split", "names"),
    [
        (ReviewSplit.BUSINESS, ["gap/review-031.xlsx"]),
        (ReviewSplit.GROUP, ["gap/review-031-住登外者宛名基本情報.xlsx"]),
        (ReviewSplit.DEPARTMENT, ["gap/review-担当課未定.xlsx"]),
    ],
)
def test_a_file_for_each_part(desk: Desk, split: ReviewSplit, names: list[str]) -> None:
    """The parts together hold every row, and each is read back alone."""
    outcome = desk.make(split=split)
    files = outcome.data.files

    assert [one.path for one in files] == names
    assert sum(one.items for one in files) == desk.make("gap/all.xlsx").data.files[0].items


@pytest.mark.parametrize("seed", range(3))
def test_round_trip_of_random_answers(blank: Desk, seed: int) -> None:
    """Whatever rows people answer: what is read is printed in the next book, and reading that changes nothing."""
    dice = random.Random(seed)
    wanted: dict[str, str] = {}

    def change(book: Any) -> None:
        sheet = book["031 項目から"]
        heads = {c.value: c.column for c in sheet[HEAD_ROW + 1]}
        for row in range(HEAD_ROW + 2, sheet.max_row + 1):
            if dice.random() < 0.5:
                continue
            first = str(sheet.cell(row, heads["候補1"]).value or "").split("　")[0].split("\n")[0]
            choice = dice.choice([NONE, HOLD, *([first] if first else [])])
            wanted[sheet.cell(row, 1).value] = choice
            texts = (choice, dice.choice(["一致", "広い", None]) if choice == first else None, "住民課", None, "=x")
            for head, text in zip(ANSWER_HEADS, texts, strict=True):
                sheet.cell(row, heads[head]).value = text
                sheet.cell(row, heads[head]).data_type = "s" if text else "n"

    blank.edit(change)
    outcome = blank.read()
    before = blank.path("gap/decisions/031.yaml").read_bytes()
    blank.make()
    sheet = openpyxl.load_workbook(blank.path())["031 項目から"]
    heads = {c.value: c.column for c in sheet[HEAD_ROW + 1]}
    rows = range(HEAD_ROW + 2, sheet.max_row + 1)
    shown = {sheet.cell(r, 1).value: sheet.cell(r, heads["決定"]).value for r in rows}
    again = blank.read()

    assert codes(outcome) == codes(again) == []
    assert {key: shown[key] for key in wanted} == wanted
    assert (blank.path("gap/decisions/031.yaml").read_bytes(), again.data.same > 0) == (before, True)


def test_a_draft_from_before_the_decisions_says_so(blank: Desk) -> None:
    """map draft rests on the comparison: one that is older than the decisions is named, a new one is not."""
    gap.run(blank.workspace, SESSION)
    blank.fill({("T_JUTOGAI", "性別"): {**WHO, "決定": NONE}})
    blank.read()
    before = codes(mapping.draft_all(blank.workspace, SESSION))
    gap.run(blank.workspace, SESSION)

    assert (before, codes(mapping.draft_all(blank.workspace, SESSION))) == (["MIG-MAP-094"], [])


def test_departments_come_from_the_survey(desk: Desk) -> None:
    """A business of two departments is in the book of each."""
    for key, department in (("001", "住民課"), ("002", "税務課")):
        text = (
            f'form: migrate-survey\nversion: 1\nsheet: system\nkey: "{key}"\n'
            f'answers:\n  name: 台帳{key}\n  businesses: "031"\n  department: {department}\n'
        )
        path = desk.path(f"survey/system-{key}.yaml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    made = desk.make(split=ReviewSplit.DEPARTMENT).data.files

    assert [one.path for one in made] == ["gap/review-住民課.xlsx", "gap/review-税務課.xlsx"]
