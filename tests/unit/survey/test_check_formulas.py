"""The check column says in a real spreadsheet program what the reader will say."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from migrate.files import xlsx
from migrate.forms.book.sheets import CHECK_HEAD
from migrate.forms.records import Answers, Record

SYSTEM = {
    "in_use": "有",
    "name": "住登外者宛名番号管理",
    "users": 120,
    "terminals": "不明",
    "vendor": "甲社",
    "conforming": "適合確認済み",
    "conformance_number": "031-0_1234567890123_1",
    "conformance_date": "2025-03-31",
    "contract_end": "2027-03",
    "contract_start": "2022-04-01",
    "notice": "なし",
    "renewal": "不明",
    "hosting": "庁内",
    "tables": 0,
    "my_number": "はい",
    "dbms": "不明",
}
ROLE = {"department": "責任", "current_vendor": "実施", "next_vendor": "報告", "agreed": "2026-11-01"}
KEPT = Answers(
    records=(
        Record(sheet="system", key="031", answers=SYSTEM),
        Record(sheet="role", key="heiko", answers={**ROLE, "policy": "責任"}),
        Record(sheet="role", key="rehearsal", answers={**ROLE, "policy": "相談"}),
        Record(sheet="peripheral", key="gis", answers={"in_use": "無"}),
        Record(sheet="peripheral", key="denshi-shinsei", answers={"in_use": "有", "department": "総務課"}),
        Record(
            sheet="interface",
            key="r0001",
            answers={
                "sender": "a",
                "receiver": "b",
                "name": "c",
                "frequency": "日次",
                "method": "ファイル",
                "my_number": "いいえ",
                "department": "d",
                "volume": 10,
            },
        ),
        Record(sheet="interface", key="r0002", answers={"sender": "a", "receiver": "b", "name": "e", "method": "不明"}),
        Record(
            sheet="issue",
            key="r0001",
            answers={"question": "q", "state": "解決", "department": "d", "due": "2027-01-31"},
        ),
        Record(
            sheet="issue",
            key="r0002",
            answers={"question": "r", "state": "確認中", "department": "d", "due": "2027-01-31"},
        ),
    )
)


def recalculated(data: bytes, folder: Path) -> xlsx.Workbook:
    """The workbook after a spreadsheet program has opened, calculated and saved it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice がありません")
    (folder / "form.xlsx").write_bytes(data)
    (folder / "out").mkdir()
    subprocess.run(
        [
            office,
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(folder / "form.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return xlsx.load(folder / "out" / "form.xlsx")


def column(book: xlsx.Workbook, sheet: str, head: str) -> dict[int, str]:
    """Texts under a heading, by row from 1."""
    found = next(s for s in book.sheets if s.name == sheet)
    top = next(n for n, row in enumerate(found.rows) if head in row)
    at = found.rows[top].index(head)
    rows = enumerate(found.rows[top + 1 :], start=top + 2)
    return {n: xlsx.cell_text(row[at]) if len(row) > at else "" for n, row in rows}


@pytest.fixture(scope="module")
def books(desk: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[xlsx.Workbook, xlsx.Workbook]:
    """As written (values worked out by us), and as calculated by the program (openpyxl drops our values first)."""
    data = desk.make(answers=KEPT)
    return xlsx.loads(data, "form.xlsx"), recalculated(
        desk.edit(data, lambda book: None), tmp_path_factory.mktemp("lo")
    )


@pytest.mark.parametrize(
    "sheet",
    [
        "031 住登外者宛名番号管理",
        "周辺システム",
        "外部の接続先",
        "連携一覧",
        "打合せ記録",
        "役割分担",
        "確認事項",
        "取りまとめ",
    ],
)
def test_check_column(books: tuple[xlsx.Workbook, xlsx.Workbook], sheet: str) -> None:
    """Every word of the check column is what the reader's own rules say."""
    ours, theirs = (column(book, sheet, CHECK_HEAD) for book in books)
    assert len(ours) >= 1
    assert {n: word for n, word in theirs.items() if n in ours} == ours


def test_one_is_responsible(books: tuple[xlsx.Workbook, xlsx.Workbook]) -> None:
    """A task with two responsible parties needs a look, one with a single one is settled."""
    tasks, words = column(books[1], "役割分担", "作業\n必須"), column(books[1], "役割分担", CHECK_HEAD)
    said = {tasks[n]: words[n] for n in tasks}
    assert (said["移行期間中の現行システムの運用と法改正対応"], said["移行リハーサルの立会い"]) == ("要確認", "記入済")


def test_what_the_words_are(books: tuple[xlsx.Workbook, xlsx.Workbook]) -> None:
    """All five words occur, so that the comparison above is about something."""
    words = set(column(books[1], "031 住登外者宛名番号管理", CHECK_HEAD).values()) | set(
        column(books[1], "確認事項", CHECK_HEAD).values()
    )
    assert {"未記入", "要確認", "記入済", "任意"} <= words


def test_counts(books: tuple[xlsx.Workbook, xlsx.Workbook]) -> None:
    """The sheet of progress counts the same."""
    for head in ("記入済", "未記入", "要確認", "状況"):
        ours, theirs = (column(book, "記入状況", head) for book in books)
        assert theirs == ours


def test_typed_by_people(desk: Any, tmp_path: Path) -> None:
    """While people type: an answer that is not in the list, and words for a number, are 要確認; 無 asks for no more."""

    def change(book: Any) -> None:
        desk.cell(book, "system", "031", "in_use").value = "有"
        desk.cell(book, "system", "031", "hosting").value = "どこか"
        desk.cell(book, "system", "031", "users").value = "百人"
        desk.cell(book, "system", "031", "tables").value = 5
        desk.cell(book, "counterpart", "eltax", "in_use").value = "無"

    book = recalculated(desk.edit(desk.make(), change), tmp_path)
    asked = column(book, "031 住登外者宛名番号管理", "質問")
    words = column(book, "031 住登外者宛名番号管理", CHECK_HEAD)
    by_label = {asked[n]: word for n, word in words.items()}
    assert (by_label["設置の場所"], by_label["利用者の数"], by_label["表の数"], by_label["適合確認番号"]) == (
        "要確認",
        "要確認",
        "記入済",
        "対象外",
    )
    names, states = column(book, "外部の接続先", "相手の名称\n必須"), column(book, "外部の接続先", CHECK_HEAD)
    assert {names[n]: states[n] for n in names}["eLTAX（地方税ポータルシステム）"] == "記入済"
