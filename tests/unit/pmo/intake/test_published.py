"""The published workbooks and their CSV: headings are read, never positions; every printed rate comes out."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

import pytest
import xlsxwriter

from migrate.model.pmo import BodyReport
from migrate.pmo.columns import MARKS
from migrate.pmo.intake import published
from migrate.pmo.intake.opening import Opened, opened
from migrate.pmo.intake.verdict import NotTakenError, Verdict

from .returns import KNOWN, NAMES, terms

_WORDS = {"済": "完了済み", "中": "作業中", "未": "未", "外": "対象外"}
_MONTH = "令和8年1月_進捗状況"
_NAMES = [one.name for one in KNOWN.businesses]
Rows = Sequence[Sequence[str | float]]


def _book(path: Path, sheets: Mapping[str, Rows], merged: Sequence[tuple[int, int, int, int, str]] = ()) -> Path:
    book = xlsxwriter.Workbook(path)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
        for top, left, bottom, right, text in merged:
            sheet.merge_range(top, left, bottom, right, text)
    book.close()
    return path


def _open(path: Path, period: str = "") -> Opened:
    return opened(path, path.name, terms(period))


def _by_name(found: Opened) -> dict[tuple[str, str], BodyReport]:
    return {(one.body.prefecture, one.body.name): one for one in found.reports}


def _rates(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_municipalities(tmp_path: Path, shared: Path) -> None:
    """総務省 市区町村: a heading of two rows, merged cells, 住民基本台帳 for 住民記録, totals; all rates come out."""
    head, *rows = _rates(shared / "published" / "municipality_rates_2026-01.csv")
    cells = [[*row[:2], *map(float, row[2:])] for row in rows]
    names = ["住民基本台帳" if one == "住民記録" else f" {one[:2]}\n{one[2:]}　" for one in head[3:]]
    total = ["", "合 計", 0.9, *[0.9] * 20]
    merged = [(0, at, 1, at, word) for at, word in enumerate(("都道府県", "市区町村", "全体"))]
    merged.append((0, 3, 0, 22, "業務ごとの完了率"))
    path = _book(tmp_path / "a.xlsx", {_MONTH: [[""], ["", "", "", *names], *cells, total]}, merged)

    found = _open(path)

    assert (found.told.verdict, found.told.form, found.own) == (Verdict.TAKEN, "公表（完了率）", False)
    assert {one.period for one in found.reports} == {"2026-01"}
    reports = _by_name(found)
    for row in rows:
        one = reports[row[0], row[1]]
        assert [each.printed for each in one.businesses] == [float(cell) for cell in row[3:]]
        assert one.printed == float(row[2]) == pytest.approx(fmean(map(float, row[3:])), abs=0.00005001)
        assert [each.business for each in one.businesses] == list(NAMES)
    assert (len(found.reports), all(one.body.code for one in found.reports)) == (len(rows), True)


def test_prefectures(tmp_path: Path, shared: Path) -> None:
    """総務省 都道府県: printed rates of one sheet and the 40 steps of the other are one report; 未 is 未着手."""
    with (shared / "published" / "prefecture_steps_2026-01.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    rates: dict[str, list[float]] = {}
    for row in rows:
        rates.setdefault(row["prefecture"], []).append(float(row["published_rate"]))
    first = [
        ["都道府県", "完了率", "生活保護", "児童扶養手当"],
        *([name, fmean(two), *two] for name, two in rates.items()),
    ]
    steps = [one.published_name.replace("の", "の　 ") for one in KNOWN.steps]
    second = [["都道府県名", "市区町村名", "業務名", *steps]]
    second += [
        [row["prefecture"], "-", row["business"], *(_WORDS[one] for one in row["statuses_1_to_40"])] for row in rows
    ]
    path = _book(tmp_path / "b.xlsx", {_MONTH: first, "業務別ステップ別進捗一覧": second, "注": [["注意書き"]]})

    found = _open(path)

    reports = {one.body.prefecture: one for one in found.reports}
    businesses = {(name, each.name): each for name, one in reports.items() for each in one.businesses}
    for row in rows:
        one = businesses[row["prefecture"], row["business"]]
        assert "".join(MARKS[step.status] for step in one.steps) == row["statuses_1_to_40"]
        assert one.completion == one.printed == float(row["published_rate"])
    assert [(one.code, one.detail) for one in found.told.remarks] == [("MIG-PMO-071", "注")]
    assert {one.printed for one in reports.values()} == {fmean(two) for two in rates.values()}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
@pytest.mark.parametrize("name", ["municipality_rates_2026-01.csv", "prefecture_steps_2026-01.csv"])
def test_csv_says_the_same(tmp_path: Path, shared: Path, name: str, encoding: str) -> None:
    """Both CSV forms are read, from UTF-8 and as Excel saves them; the month stands in the file's name."""
    text = (shared / "published" / name).read_text(encoding="utf-8")
    (tmp_path / name).write_bytes(text.encode(encoding))
    found = _open(tmp_path / name)

    rows = list(csv.DictReader(io.StringIO(text)))
    printed = [each.printed for one in found.reports for each in one.businesses]
    assert (found.told.verdict, found.reports[0].period) == (Verdict.TAKEN, "2026-01")
    assert len(printed) == len(rows) * (20 if "rates" in name else 1)


def test_the_list_of_special_systems(tmp_path: Path) -> None:
    """デジタル庁 結果一覧: each 「●」 is a 特定移行支援システム, its reason not told; 共通機能 is named as not read."""
    head = ["団体コード", "自治体名", "自治体区分", *_NAMES, "共通機能"]
    rows: Rows = [["特定移行支援システム該当見込み一覧"], ["令和7年12月末時点"], head]
    marks = [
        ["162019", "富山市", "市区町村", "●", *[""] * 18, "●"],
        [11002, "札幌市", "", *[""] * 20],
        [160008, "", "都道府県", *[""] * 12, "●"],
    ]
    path = _book(tmp_path / "c.xlsx", {"結果一覧": [*rows, *marks]})

    found = _open(path)

    marked = {one.body.name: [(each.name, each.systems[0].reason) for each in one.businesses] for one in found.reports}
    assert marked == {"富山市": [("住民記録", "?"), ("印鑑登録", "?")], "富山県": [("生活保護", "?")]}
    assert (found.told.form, {one.period for one in found.reports}) == ("公表（特定移行）", {"2025-12"})
    assert {one.period for one in _open(path, "2026-11").reports} == {"2026-11"}


def test_a_body_with_an_odd_cell_is_left_out_whole(tmp_path: Path) -> None:
    """One illegible cell keeps its body out, by cell; the other bodies are taken, a percentage is a rate."""
    head = ["都道府県", "市区町村", "全体", *_NAMES]
    good = ["富山県", "富山市", 0.5, *["５０％"] * 20]
    rows = [
        head,
        good,
        ["富山県", "高岡市", 0.5, *[0.5] * 19, "未定"],
        ["富山県", "魚津市", 0.5, *[50] * 20],
        ["", "氷見市", *[0.5] * 21],
    ]
    found = _open(_book(tmp_path / "d.xlsx", {_MONTH: rows}))

    assert (found.told.verdict, [one.body.name for one in found.reports]) == (Verdict.PARTLY, ["富山市"])
    assert {each.printed for each in found.reports[0].businesses} == {0.5}
    cells = [(one.cell, one.place) for one in found.told.faults]
    assert (cells[0], len(cells), cells[-1]) == (("W3", "印鑑登録"), 22, ("A5", "団体"))
    assert {one.sheet for one in found.told.faults} == {_MONTH}


def test_wards_and_unknown_names(tmp_path: Path) -> None:
    """A ward of a designated city is no body; an unknown name is kept under prefecture and name, and said."""
    head = ["都道府県", "市区町村", *_NAMES]
    rows = [head, ["北海道", "札幌市中央区", *[1] * 20], ["北海道", "新しい町", *[1] * 20]]
    found = _open(_book(tmp_path / "e.xlsx", {_MONTH: rows}))

    assert [one.body.key for one in found.reports] == ["北海道|新しい町"]
    assert [one.reason for one in found.told.faults] == ["行政区は団体ではありません"]
    assert ("MIG-PMO-065", "北海道新しい町") in [(one.code, one.detail) for one in found.told.remarks]


@pytest.mark.parametrize(
    ("spoil", "period", "verdict"),
    [
        (lambda sheets: {"Sheet1": [["こんにちは"], [1]]}, "", Verdict.SCHEMA),
        (lambda sheets: {"一覧": sheets[_MONTH]}, "", Verdict.PERIOD),
        (lambda sheets: sheets | {"令和8年2月_進捗状況": sheets[_MONTH]}, "", Verdict.PERIOD),
        (lambda sheets: sheets, "2026-11", Verdict.PERIOD),
        (
            lambda sheets: {
                _MONTH: [
                    ["都道府県名", "業務名", *(one.published_name for one in KNOWN.steps[:39])],
                    ["富山県", "生活保護"],
                ]
            },
            "",
            Verdict.SCHEMA,
        ),
        (lambda sheets: {_MONTH: sheets[_MONTH][:1]}, "", Verdict.SCHEMA),
    ],
)
def test_what_is_no_publication(
    tmp_path: Path, spoil: Callable[[dict[str, Rows]], dict[str, Rows]], period: str, verdict: Verdict
) -> None:
    """No heading, no month, two months, another month, 39 steps, no row: not taken, and told why."""
    sound: dict[str, Rows] = {_MONTH: [["都道府県", "市区町村", *_NAMES], ["富山県", "富山市", *[1] * 20]]}
    found = _open(_book(tmp_path / "f.xlsx", spoil(sound)), period)

    assert (found.told.verdict, found.reports, bool(found.told.reason)) == (verdict, (), True)


def _spoiled(sheets: dict[str, list[list[str]]], chance: random.Random) -> dict[str, list[list[str]]]:
    """The sheets with cells changed, rows and columns taken out or doubled."""
    words = [
        "",
        "●",
        "-",
        "1",
        "1.5",
        "済",
        "完了済み",
        "合計",
        "富山県",
        "業務名",
        "団体コード",
        "全体",
        "999999",
        "①",
    ]
    made = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    for rows in made.values():
        for _ in range(chance.randrange(6)):
            at, column = chance.randrange(len(rows)), chance.randrange(len(rows[0]))
            match chance.randrange(4):
                case 0:
                    rows[at][column] = chance.choice(words)
                case 1 if len(rows) > 1:
                    del rows[at]
                case 2 if len(rows[0]) > 1:
                    for row in rows:
                        del row[column]
                case _:
                    rows.append(list(rows[at]))
    return made


def test_sheets_at_random_never_crash() -> None:
    """However cells, rows and columns are mixed up, a table is read or refused, and a rate is never out of bounds."""
    chance, known, taken = random.Random(7), terms(), 0
    rates = [["都道府県", "市区町村", "全体", *_NAMES], ["富山県", "富山市", "0.5", *["0.5"] * 20]]
    steps = [["都道府県名", "市区町村名", "業務名", *(one.published_name for one in KNOWN.steps)]]
    steps.append(["富山県", "-", "生活保護", *["未"] * 40])
    marks = [["団体コード", "自治体名", *_NAMES], ["162019", "富山市", *["●"] * 20]]
    for _ in range(400):
        kinds = chance.sample([rates, steps, marks], chance.randrange(1, 4))
        sheets = {f"{at}_2026-01": rows for at, rows in enumerate(kinds)}
        try:
            found = published.read("a.xlsx", _spoiled(sheets, chance), known)
        except NotTakenError as error:
            assert error.reason
            continue
        taken += len(found.reports)
        assert all(
            0 <= each.printed <= 1 for one in found.reports for each in one.businesses if each.printed is not None
        )
        assert all(len(each.steps) in (0, 40) for one in found.reports for each in one.businesses)

    assert taken > 100
