"""The workbook of characters comes back as decisions; hostile edits are named by cell and change nothing in silence."""

from __future__ import annotations

import io
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrate.characters.ledger import store
from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import chars, chars_form, source
from migrate.flow.chars_form import FontOption, Wanted
from migrate.flow.outcome import Outcome
from migrate.forms.answer import RefusedError
from migrate.forms.characters import writing
from migrate.forms.characters.layout import HEAD_ROW, HEADS, META, PROGRESS, SHEET
from migrate.model.characters import COMMON
from migrate.model.finding import Severity
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace, create

SESSION = Session(who="test", as_of=date(2026, 11, 26))
LATER = Session(who="test", as_of=date(2026, 11, 27))
FILE = "characters.xlsx"
PROJECT = "municipality: {code: '999999', name: 架空市}\n".encode()
TEXT = "ID,NAME\r\n1,\ue000田\r\n2,\ue001山￡\r\n3,￠川\r\n4,∑\r\n5,￢￤\r\n"


class Desk:
    """A workspace with two gaiji of one system, five signs that MJ+ does not have, and their workbook."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def make(self, name: str = FILE, **more: Any) -> Outcome:
        wanted = Wanted(file=self.workspace.path(name), target=more.pop("target", "mj"), **more)
        return chars_form.export(self.workspace, SESSION, wanted)

    def edit(self, change: Callable[[Any], None], name: str = FILE, to: str = "") -> None:
        book = openpyxl.load_workbook(self.workspace.path(name))
        change(book)
        book.save(self.workspace.path(to or name))

    def fill(self, *rows: tuple[str, dict[str, Any]], name: str = FILE, to: str = "") -> None:
        """Fill rows by their code."""

        def change(book: Any) -> None:
            sheet = book[SHEET]
            for code, answers in rows:
                at = row_of(sheet, code)
                for head, answer in answers.items():
                    sheet.cell(at, HEADS.index(head) + 1).value = answer

        self.edit(change, name, to)

    def read(self, *names: str, overwrite: bool = False, session: Session = SESSION) -> Outcome:
        paths = [self.workspace.path(name) for name in names or (FILE,)]
        return chars_form.read(self.workspace, session, paths, overwrite)

    def decided(self) -> dict[tuple[str, str], tuple[str, str, str, str, str]]:
        name = store.file_of("mj")
        return {
            (one.system, one.text): (one.verdict.value, one.to, one.by, one.date, one.note)
            for one in store.read(self.workspace.path(name), name)
        }


def row_of(sheet: Any, code: str) -> int:
    column = HEADS.index("符号") + 1
    return next(at for at in range(HEAD_ROW + 2, sheet.max_row + 1) if sheet.cell(at, column).value == code)


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    return sorted((one.code, one.place.cell or "") for one in outcome.findings)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = create(tmp_path_factory.mktemp("desk") / "machi", PROJECT)
    workspace.path("source/a.csv").write_bytes(TEXT.encode("cp932"))
    ddl = b"CREATE TABLE A (ID CHAR(1), NAME VARCHAR2(20), PRIMARY KEY (ID));"
    workspace.path("source/a.sql").write_bytes(ddl)
    source.scan(workspace, SESSION, 0)
    chars.list_characters(workspace, SESSION, "mj")
    return workspace.root


@pytest.fixture
def desk(scanned: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(scanned, tmp_path / "machi")
    found = Desk(Workspace(tmp_path / "machi"))
    found.make()
    yield found


GOOD = ("U+E000", {"決定": "対応する文字", "対応する文字": "髙", "担当": "市民課", "日付": datetime(2026, 11, 20)})


def test_decisions(desk: Desk) -> None:
    """What clerks fill in becomes decisions, in whichever of the ways they name a character and a day."""
    desk.fill(
        GOOD,
        ("U+E001", {"対応する文字": "ＭＪ０２８９０２", "担当": "市民課", "日付": "令和8年11月21日"}),
        ("U+FFE0", {"決定": "対応する文字", "対応する文字": "候補1", "担当": "市民課"}),
        ("U+FFE1", {"決定": "対応する文字", "対応する文字": "U+00A3 £", "担当": "市民課"}),
        ("U+2211", {"決定": "そのまま", "担当": "市民課", "メモ": "記号"}),
        ("U+FFE4", {"メモ": "あとで", "担当": "税務課"}),
    )
    outcome = desk.read()

    assert desk.decided() == {
        ("a", "\ue000"): ("対応する文字", "髙", "市民課", "2026-11-20", ""),
        ("a", "\ue001"): ("対応する文字", "髙", "市民課", "2026-11-21", ""),
        (COMMON, "￠"): ("対応する文字", "¢", "市民課", "2026-11-26", ""),
        (COMMON, "￡"): ("対応する文字", "£", "市民課", "2026-11-26", ""),
        (COMMON, "∑"): ("そのまま", "", "市民課", "2026-11-26", "記号"),
        (COMMON, "￤"): ("保留", "", "税務課", "2026-11-26", "あとで"),
    }
    assert (outcome.data.new, codes(outcome)) == (6, [])  # type: ignore[attr-defined]


def test_again_changes_nothing(desk: Desk) -> None:
    """The same file read twice is the same decisions, not one byte more."""
    desk.fill(GOOD)
    desk.read()
    before = desk.workspace.path("mapping/characters.csv").read_bytes()
    outcome = desk.read(session=LATER)

    assert (outcome.data.new, outcome.data.changed, outcome.data.same) == (0, 0, 1)  # type: ignore[attr-defined]
    assert desk.workspace.path("mapping/characters.csv").read_bytes() == before


def test_workbook_shows_decisions(desk: Desk) -> None:
    """A new workbook holds what is decided, open characters first, and reading it back changes nothing."""
    desk.fill(GOOD)
    desk.read()
    desk.make("zwei.xlsx")
    sheet = openpyxl.load_workbook(desk.workspace.path("zwei.xlsx"))[SHEET]
    at = row_of(sheet, "U+E000")
    shown = [sheet.cell(at, HEADS.index(head) + 1).value for head in ("決定", "対応する文字", "担当")]

    assert (shown, at) == (["対応する文字", "U+9AD9 髙", "市民課"], sheet.max_row)
    assert desk.read("zwei.xlsx").data.changed == 0  # type: ignore[attr-defined]
    desk.make("drei.xlsx", open_only=True)
    assert openpyxl.load_workbook(desk.workspace.path("drei.xlsx"))[SHEET].max_row == HEAD_ROW + 1 + 6


@pytest.mark.parametrize(
    ("code", "answers", "head"),
    [
        ("U+E000", {"決定": "たぶん"}, "決定"),
        ("U+E000", {"決定": "対応する文字"}, "対応する文字"),
        ("U+E000", {"決定": "そのまま", "対応する文字": "髙"}, "対応する文字"),
        ("U+E000", {"対応する文字": "U+9AD9 高"}, "対応する文字"),
        ("U+E000", {"対応する文字": "U+ZZZZ"}, "対応する文字"),
        ("U+E000", {"対応する文字": "U+D800"}, "対応する文字"),
        ("U+E000", {"対応する文字": "MJ999999"}, "対応する文字"),
        ("U+E000", {"対応する文字": "GJ000001"}, "対応する文字"),
        ("U+E000", {"対応する文字": "候補1"}, "対応する文字"),
        ("U+E000", {"対応する文字": "あいうえおかきくけこさ"}, "対応する文字"),
        ("U+E000", {"対応する文字": "\U000ff080"}, "対応する文字"),
        ("U+E000", {"対応する文字": "=UNICHAR(39641)"}, "対応する文字"),
        ("U+E000", {"対応する文字": "髙", "日付": "来月"}, "日付"),
        ("U+E000", {"対応する文字": "髙", "日付": "2026-02-30"}, "日付"),
        ("U+E000", {"対応する文字": "髙", "メモ": "あ" * 2001}, "メモ"),
    ],
)
def test_cells_that_are_no_answer(desk: Desk, code: str, answers: dict[str, Any], head: str) -> None:
    """A cell that cannot be an answer is named by its address; its row is not saved, the others are."""
    desk.fill((code, answers), ("U+FFE0", {"対応する文字": "候補1", "担当": "市民課"}))
    outcome = desk.read()
    at = row_of(openpyxl.load_workbook(desk.workspace.path(FILE))[SHEET], code)
    letter = openpyxl.utils.get_column_letter(HEADS.index(head) + 1)

    assert codes(outcome) == [("MIG-CHR-016", f"{letter}{at}")]
    assert list(desk.decided()) == [(COMMON, "￠")]


def test_personal_number(desk: Desk) -> None:
    """A note that holds a 個人番号 is refused and not repeated in any output."""
    digits = [int(c) for c in f"{random.Random(3).randrange(10**11):011}"]
    rest = sum(w * d for w, d in zip((6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), digits, strict=True)) % 11
    number = "".join(map(str, digits)) + str(0 if rest <= 1 else 11 - rest)
    desk.fill(("U+E000", {"対応する文字": "髙", "メモ": f"本人 {number}"}))
    outcome = desk.read()

    assert [code for code, _ in codes(outcome)] == ["MIG-CHR-016"]
    assert number not in repr(outcome)


def test_sorted_and_filtered_rows(desk: Desk) -> None:
    """Rows in another order mean the same: a row is the system and the code that it shows."""

    def turn(book: Any) -> None:
        sheet = book[SHEET]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD_ROW + 2)]
        for at, row in enumerate(reversed(rows), start=HEAD_ROW + 2):
            for column, text in enumerate(row, start=1):
                sheet.cell(at, column).value = text

    desk.fill(GOOD)
    desk.edit(turn)
    desk.read()

    assert list(desk.decided()) == [("a", "\ue000")]


def test_code_that_was_changed(desk: Desk) -> None:
    """A row whose code or system was overwritten belongs to nobody; an answer in it is named and not saved."""

    def change(book: Any) -> None:
        sheet = book[SHEET]
        sheet.cell(row_of(sheet, "U+E000"), HEADS.index("符号") + 1).value = "U+F000"
        sheet.cell(row_of(sheet, "U+E001"), HEADS.index("システム") + 1).value = "b"

    desk.fill(GOOD, ("U+E001", {"対応する文字": "鷗", "担当": "x"}))
    desk.edit(change)
    outcome = desk.read()

    assert [code for code, _ in codes(outcome)] == ["MIG-CHR-017", "MIG-CHR-017", "MIG-CHR-019"]
    assert desk.decided() == {}


def test_copied_row(desk: Desk) -> None:
    """A second row of the same character is named."""

    def change(book: Any) -> None:
        sheet = book[SHEET]
        for column in range(1, len(HEADS) + 1):
            sheet.cell(sheet.max_row + (column == 1), column).value = sheet.cell(row_of(sheet, "U+E000"), column).value

    desk.fill(GOOD)
    desk.edit(change)
    outcome = desk.read()

    assert [code for code, _ in codes(outcome)] == ["MIG-CHR-017"]
    assert list(desk.decided()) == [("a", "\ue000")]


def test_rows_and_sheets_that_are_gone(desk: Desk) -> None:
    """Deleted rows are said; what was decided about them stays. A sheet of remarks is said too."""

    def change(book: Any) -> None:
        book[SHEET].delete_rows(row_of(book[SHEET], "U+E001"), 2)
        book.create_sheet("覚え書き")["A1"] = "電話した"

    desk.fill(GOOD)
    desk.edit(change)

    assert [code for code, _ in codes(desk.read())] == ["MIG-CHR-019", "MIG-CHR-022"]


def test_headings_that_are_gone(desk: Desk) -> None:
    """Without its headings the sheet is not read, and that is said."""
    desk.fill(GOOD)
    desk.edit(lambda book: book[SHEET].delete_rows(HEAD_ROW + 1))
    outcome = desk.read()

    assert [code for code, _ in codes(outcome)] == ["MIG-CHR-019", "MIG-CHR-022"]
    assert desk.decided() == {}


def test_columns_in_another_order(desk: Desk) -> None:
    """Columns are told by their headings."""
    desk.fill(GOOD)
    desk.edit(lambda book: book[SHEET].insert_cols(3, 2))
    desk.read()

    assert list(desk.decided()) == [("a", "\ue000")]


@pytest.mark.parametrize("line", [("form", "other"), ("version", "9"), ("target", "")])
def test_not_ours(desk: Desk, line: tuple[str, str]) -> None:
    """A workbook without our mark, of a newer edition or without its target is refused."""

    def change(book: Any) -> None:
        sheet = book[META]
        at = next(row[0].row for row in sheet.iter_rows() if row[0].value == line[0])
        sheet.cell(at, 2).value = line[1]

    desk.edit(change)
    with pytest.raises(UnreadableError, match="MIG-CHR-015"):
        desk.read()


def test_other_files(desk: Desk) -> None:
    """Another workbook, no workbook, another body's workbook: each is refused with its own reason."""
    book = openpyxl.Workbook()
    book.save(desk.workspace.path("x.xlsx"))
    with pytest.raises(UnreadableError, match="MIG-CHR-015"):
        desk.read("x.xlsx")
    desk.workspace.path("y.xlsx").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(UnreadableError, match="MIG-FORM"):
        desk.read("y.xlsx")
    project = desk.workspace.path("project.yaml")
    project.write_bytes(project.read_bytes().replace(b"999999", b"888888"))
    with pytest.raises(UnreadableError, match="MIG-CHR-018"):
        Desk(Workspace(desk.workspace.root)).read()


def test_target_of_the_meta_sheet_is_no_path(desk: Desk) -> None:
    """A target that would lead out of mapping/ is none of ours."""

    def change(book: Any) -> None:
        book[META]["B4"] = "../../evil"

    desk.fill(GOOD)
    desk.edit(change)
    with pytest.raises(UnreadableError, match="MIG-CHR-015"):
        desk.read()


def test_decision_that_changed_meanwhile(desk: Desk) -> None:
    """A decision that somebody else made after the workbook is not overwritten without saying so."""
    shutil.copy(desk.workspace.path(FILE), desk.workspace.path("b.xlsx"))
    desk.fill(GOOD)
    desk.read()
    desk.fill(("U+E000", {"対応する文字": "鷗", "担当": "税務課"}), name="b.xlsx")
    outcome = desk.read("b.xlsx")

    assert [code for code, _ in codes(outcome)] == ["MIG-CHR-023"]
    assert desk.decided()["a", "\ue000"][1] == "髙"
    assert [code for code, _ in codes(desk.read("b.xlsx", overwrite=True))] == []
    assert desk.decided()["a", "\ue000"][:3] == ("対応する文字", "鷗", "税務課")


def test_held_decision_may_be_made(desk: Desk) -> None:
    """保留 is no decision yet: another workbook may decide."""
    shutil.copy(desk.workspace.path(FILE), desk.workspace.path("b.xlsx"))
    desk.fill(("U+E000", {"決定": "保留", "担当": "税務課"}))
    desk.read()
    desk.fill(GOOD, name="b.xlsx")

    assert codes(desk.read("b.xlsx")) == []
    assert desk.decided()["a", "\ue000"][:2] == ("対応する文字", "髙")


def test_two_files_that_differ(desk: Desk) -> None:
    """Two answers on one character count neither; the same answer twice counts once."""
    shutil.copy(desk.workspace.path(FILE), desk.workspace.path("b.xlsx"))
    desk.fill(GOOD, ("U+FFE0", {"対応する文字": "候補1", "担当": "市民課"}))
    desk.fill(
        ("U+E000", {"対応する文字": "鷗", "担当": "税務課"}),
        ("U+FFE0", {"対応する文字": "¢", "担当": "税務課"}),
        name="b.xlsx",
    )
    outcome = desk.read(FILE, "b.xlsx")

    assert [(one.code, one.place.file) for one in outcome.findings] == [
        ("MIG-CHR-021", "b.xlsx"),
        ("MIG-CHR-021", FILE),
    ]
    assert {key: one[1] for key, one in desk.decided().items()} == {(COMMON, "￠"): "¢"}


def test_emptied_and_changed(desk: Desk) -> None:
    """An emptied decision stays and is said; a changed one is written, under the day on which it was changed."""
    desk.fill(GOOD, ("U+E001", {"対応する文字": "鷗", "担当": "市民課"}))
    desk.read()
    desk.make(force=True)
    desk.fill(
        ("U+E000", {"決定": None, "対応する文字": None, "担当": None, "日付": None}),
        ("U+E001", {"決定": "保留", "担当": "税務課"}),
    )
    outcome = desk.read(session=LATER)

    assert [code for code, _ in codes(outcome)] == ["MIG-CHR-020"]
    assert desk.decided()["a", "\ue000"][1] == "髙"
    assert desk.decided()["a", "\ue001"] == ("保留", "", "税務課", "2026-11-27", "")


def test_same_character(desk: Desk) -> None:
    """A character is not replaced by itself."""
    desk.fill(("U+FFE0", {"対応する文字": "￠", "担当": "市民課"}))

    assert [code for code, _ in codes(desk.read())] == ["MIG-CHR-024"]


def test_unread_workbook_is_not_overwritten(desk: Desk) -> None:
    """A filled-in workbook is written over only after it was read, or when that is wished."""
    desk.fill(GOOD)
    with pytest.raises(MigrateError, match="MIG-CHR-012"):
        desk.make()
    desk.read()
    desk.make()
    desk.fill(GOOD)
    desk.make(force=True)


def test_nothing_filled_in(desk: Desk) -> None:
    """An empty workbook is no success."""
    assert desk.read().nothing_checked


def test_nothing_to_export(desk: Desk) -> None:
    """Without a ledger, or without an open character, there is no workbook."""
    with pytest.raises(NothingCheckedError, match="MIG-CHR-009"):
        desk.make("b.xlsx", target="jisx0208")
    lines = "".join(f",U+{ord(c):04X},そのまま\n" for c in "\ue000\ue001￡￠∑￢￤")
    desk.workspace.path("mapping/characters.csv").write_text("system,code,decision\n" + lines, encoding="utf-8")
    with pytest.raises(NothingCheckedError, match="MIG-CHR-014"):
        desk.make("b.xlsx", open_only=True)


@pytest.mark.parametrize("name", ["a.csv", "../a.xlsx", "a"])
def test_name_of_the_workbook(desk: Desk, name: str) -> None:
    """The workbook is an .xlsx in the workspace."""
    with pytest.raises(MigrateError, match="MIG-CHR-011"):
        desk.make(name)


def test_stale_ledger(desk: Desk) -> None:
    """A file that changed after the ledger was made is said."""
    desk.workspace.path("source/a.csv").write_bytes(b"ID,NAME\r\n1,x\r\n")
    outcome = desk.make("b.xlsx")

    assert [(one.code, one.severity, one.place.file) for one in outcome.findings] == [
        ("MIG-CHR-013", Severity.WARNING, "source/a.csv"),
    ]


def test_fonts(desk: Desk, tmp_path: Path) -> None:
    """A font of a system draws its gaiji, another font the rest; a font for a system that is not there is refused."""
    from ..characters.test_drawing import _font

    eudc = _font(tmp_path / "EUDC.TTE")
    outcome = desk.make("b.xlsx", fonts=(FontOption(system="a", path=eudc),))
    with zipfile.ZipFile(desk.workspace.path("b.xlsx")) as book:
        pictures = [name for name in book.namelist() if name.startswith("xl/media/")]

    assert (outcome.data.drawn, len(pictures)) == (1, 1)  # type: ignore[attr-defined]
    with pytest.raises(MigrateError, match="MIG-CHR-030"):
        desk.make("c.xlsx", fonts=(FontOption(system="税", path=eudc),))


def test_same_workbook_same_bytes(desk: Desk) -> None:
    """The same ledger gives the same workbook."""
    desk.make("b.xlsx")

    assert desk.workspace.path("b.xlsx").read_bytes() == desk.workspace.path(FILE).read_bytes()


def test_progress_sheet_adds_up(desk: Desk) -> None:
    """Stored results of the formulas are those of the estimate: 2 gaiji × 30 and 5 others × 10 minutes."""
    book = openpyxl.load_workbook(io.BytesIO(desk.workspace.path(FILE).read_bytes()), data_only=True)
    rows = [[cell.value for cell in row] for row in book[PROGRESS].iter_rows(min_row=5, max_row=10)]

    assert rows[0] == ["外字", 2, 0, 0, 2, 30, 60]
    assert rows[1] == ["対象にない文字", 5, 0, 0, 5, 10, 50]
    assert rows[3][:5] + rows[3][6:] == ["合計", 7, 0, 0, 7, 110]
    assert book[PROGRESS].cell(10, 7).value == pytest.approx(110 / 60)


@pytest.mark.parametrize("text", ["髙", "\U00020bb7", "辻\U000e0102", "U", "候補", "MJ", "U+", "-", "=A1", "１", "㈱"])
def test_literal_characters(text: str) -> None:
    """A character is itself, unless it has the form of a code."""
    try:
        found = writing.read(text, (), lambda _: ())
    except RefusedError:
        found = "refused"

    assert found == ("refused" if text == "U+" else text)


def test_similar(desk: Desk, tmp_path: Path) -> None:
    """Gaiji get the characters that look like them as proposals; the shapes of a font are computed once."""
    from ..characters.test_likeness import gaiji_font, known_font

    fonts = (FontOption(system="a", path=gaiji_font(tmp_path)), FontOption(system="", path=known_font(tmp_path)))
    desk.make("b.xlsx", fonts=fonts, similar=True)
    sheet = openpyxl.load_workbook(desk.workspace.path("b.xlsx"))[SHEET]
    offer = sheet.cell(row_of(sheet, "U+E000"), HEADS.index("候補1") + 1).value
    kept = sorted(desk.workspace.path("out/characters/shapes").iterdir())
    stamp = kept[0].stat().st_mtime_ns

    assert (offer.startswith("U+53E3 口\n字形が近い（一致度 "), len(kept)) == (True, 1)
    desk.fill(("U+E000", {"対応する文字": "候補1", "担当": "市民課"}), name="b.xlsx")
    desk.read("b.xlsx")
    assert desk.decided()["a", "\ue000"][1] == "口"
    desk.make("c.xlsx", fonts=fonts, similar=True)
    assert kept[0].stat().st_mtime_ns == stamp
    with pytest.raises(MigrateError, match="MIG-CHR-035"):
        desk.make("d.xlsx", fonts=fonts[:1], similar=True)
