"""Transfer files (移行ファイル) of an invented layout become the standard: list, codes, data, draft by the pack."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from migrate.files import records
from migrate.flow import convert, gap, init, reconcile, source
from migrate.flow import map as mapping
from migrate.model.finding import Severity
from migrate.model.reconcile import Reconciliation
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

SESSION = Session(who="test", as_of=date(2026, 11, 23))
GROUP = "住登外者宛名基本情報"
ITEMS = (
    ("移行ファイルID", "移行ファイル名", "項目名", "データ型", "桁数", "外字使用", "コード", "主キー"),
    ("AT01", "住登外宛名", "宛名番号", "X", "15", "", "", "○"),
    ("", "", "氏名", "N", "80", "○", "", ""),
    ("", "", "氏名_読み仮名", "N", "80", "", "", ""),
    ("", "", "性別", "X", "1", "", "性別", ""),
    ("", "", "生年月日_年号コード", "X", "2", "", "年号", ""),
    ("", "", "生年月日", "X", "6", "", "", ""),
    ("", "", "代表宛名フラグ", "X", "1", "", "代表", ""),
    ("", "", "操作者ID", "X", "10", "", "", ""),
    ("", "", "操作年月日", "X", "8", "", "", ""),
    ("", "", "操作時刻", "X", "6", "", "", ""),
    ("", "", "予備1", "X", "20", "", "", ""),
)
CODES = (
    ("コード", "コード値", "意味"),
    *(("年号", value, era) for value, era in (("03", "昭和"), ("04", "平成"), ("05", "令和"))),
    *(("性別", value, meaning) for value, meaning in (("1", "男"), ("2", "女"), ("9", "不明（未記入）"))),
    *(("代表", value, meaning) for value, meaning in (("1", "代表宛名"), ("0", "非代表宛名"))),
)
DATA = (
    ("000000000000001", "七瀬　花子", "ナナセ　ハナコ", "2", "03", "450131", "1", "demo", "20261101", "090000", ""),
    ("000000000000002", "七瀬　太郎", "ナナセ　タロウ", "1", "05", "010501", "1", "demo", "20261101", "090100", ""),
    ("000000000000003", "七野　一", "ナナノ　ハジメ", "9", "", "", "0", "demo", "20261101", "090200", ""),
)
WANTED = [
    ("000000000000001", "七瀬　花子", "2", "1970-01-31", "0", "2026-11-01", "09:00:00"),
    ("000000000000002", "七瀬　太郎", "1", "2019-05-01", "0", "2026-11-01", "09:01:00"),
    ("000000000000003", "七野　一", "0", "", "1", "2026-11-01", "09:02:00"),
]


def write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="cp932", newline="") as out:
        csv.writer(out).writerows(rows)


@pytest.mark.parametrize("header", [True, False])
def test_from_the_lists_to_the_standard(tmp_path: Path, header: bool) -> None:
    """Era codes and dates become one date, code lists turn by their meaning; nothing is lost on the way."""
    init.init(tmp_path / "machi", init.Municipality(code="", name="町"), SESSION)
    workspace = Workspace(tmp_path / "machi")
    write(workspace.path("source/項目一覧.csv"), ITEMS)
    write(workspace.path("source/コード.csv"), CODES)
    head = (tuple(row[2] for row in ITEMS[1:]),) if header else ()
    write(workspace.path("source/AT01.csv"), (*head, *DATA))
    if not header:
        text = workspace.path("project.yaml").read_text(encoding="utf-8")
        said = "sources:\n  - {file: AT01.csv, table: AT01, header: なし}\n"
        workspace.path("project.yaml").write_text(text.replace("sources: []", said), encoding="utf-8")
    source.scan(workspace, SESSION)
    gap.run(workspace, SESSION, "031")
    mapping.draft_all(workspace, SESSION, "031", "chukan-hyojun-layout")
    draft = workspace.path("mapping/031.draft.yaml")
    workspace.path("mapping/031.yaml").write_bytes(draft.read_bytes())
    errors = [f for f in mapping.check(workspace, SESSION).findings if f.severity is Severity.ERROR]
    convert.run(workspace, SESSION, "031")
    reconcile.run(workspace, SESSION, "031")
    with workspace.path(f"out/converted/031/{GROUP}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = ("宛名番号", "氏名", "性別", "生年月日", "代表宛名フラグ", "操作年月日", "操作時刻")
    result = records.load(Reconciliation, workspace.path("out/reconcile/031.json").read_bytes(), "r")

    assert errors == []
    assert [tuple(row[name] for name in names) for row in rows] == WANTED
    assert {table.equal for table in result.tables} == {3}
