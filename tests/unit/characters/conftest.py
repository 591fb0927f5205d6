"""A package like `@mandel59/mojidata`, with five invented rows."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

_MJI = (
    "MJ文字図形名",
    "対応するUCS",
    "実装したUCS",
    "実装したMoji_JohoコレクションIVS",
    "実装したSVS",
    "戸籍統一文字番号",
    "住基ネット統一文字コード",
    "入管正字コード",
    "入管外字コード",
    "漢字施策",
    "対応する互換漢字",
    "X0213",
    "X0213_包摂連番",
    "X0213_包摂区分",
    "X0212",
    "MJ文字図形バージョン",
    "登記統一文字番号",
    "総画数",
    "大漢和",
    "日本語漢字辞典",
    "新大字典",
    "大字源",
    "大漢語林",
    "備考",
)
ROWS = [
    {
        "MJ文字図形名": "MJ000002",
        "対応するUCS": "山",
        "実装したUCS": "山",
        "実装したMoji_JohoコレクションIVS": "山\U000e0101",
        "戸籍統一文字番号": "000020",
        "住基ネット統一文字コード": "J+5C71",
        "登記統一文字番号": "00000020",
        "X0213": "1-27-19",
        "X0213_包摂区分": 0,
        "総画数": 3,
        "大漢和": 7869,
    },
    {
        "MJ文字図形名": "MJ000001",
        "対応するUCS": "山",
        "実装したMoji_JohoコレクションIVS": "山\U000e0102",
        "実装したSVS": "山\ufe00",
        "総画数": 4,
        "大漢和": "補1",
        "備考": "架空の行",
    },
    {"MJ文字図形名": "MJ000003", "総画数": 5},
]
_OTHERS = """
CREATE TABLE mji_reading ("MJ文字図形名" TEXT, "読み" TEXT);
INSERT INTO mji_reading VALUES ('MJ000002', 'サン'), ('MJ000002', 'やま');
CREATE TABLE mji_rsindex ("MJ文字図形名" TEXT, "部首" INTEGER, "内画数" INTEGER);
INSERT INTO mji_rsindex VALUES ('MJ000002', 46, 0), ('MJ000001', 46, '-'), ('MJ000001', 7, 2);
CREATE TABLE mji_duplicated_ivs ("MJ文字図形名" TEXT, "重複実装したMoji_JohoコレクションIVS" TEXT);
INSERT INTO mji_duplicated_ivs VALUES ('MJ000001', '山' || char(917769));
CREATE TABLE mjih ("MJ文字図形名" TEXT, "文字" TEXT, "字母" TEXT, "戸籍統一文字番号" TEXT, "学術用変体仮名番号" TEXT,
  "備考" TEXT);
INSERT INTO mjih VALUES ('MJ090001', char(110594), '安', '900010', '010010010', NULL),
  ('MJ090039', NULL, '期', NULL, '100040010', 'MJ090061へ統合');
CREATE TABLE mjih_phonetic ("MJ文字図形名" TEXT, "文字" TEXT, "音価" TEXT);
INSERT INTO mjih_phonetic VALUES ('MJ090001', char(110594), 'あ');
CREATE TABLE mjsm ("MJ文字図形名" TEXT, "縮退UCS" TEXT, "縮退X0213" TEXT, "表" TEXT, "順位" INTEGER,
  "ホップ数" INTEGER);
INSERT INTO mjsm VALUES
  ('MJ000001', '岳', '1-19-57', '辞書類等による関連字', NULL, NULL),
  ('MJ000001', '山', '1-27-19', '戸籍統一文字情報_親字正字', NULL, 3),
  ('MJ000001', '山', '1-27-19', '戸籍統一文字情報_親字正字', NULL, 1),
  ('MJ000001', '丘', '1-21-54', '法務省告示582号別表第四_一', 2, NULL),
  ('MJ000001', '山', '1-27-19', '法務省告示582号別表第四_一', 1, NULL);
CREATE TABLE mjsm_note ("MJ文字図形名" TEXT, "参考情報" TEXT);
INSERT INTO mjsm_note VALUES ('MJ000001', '国字');
"""
DOWNLOADS = """# a comment
mji.00601-xlsx.zip 1111 https://example.org/
mji.00602.xlsx aaaa https://example.org/
MJShrinkMapVer.1.2.0.zip bbbb https://example.org/
MJIH00201-xlsx.zip cccc https://example.org/
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The unpacked package."""
    folder = tmp_path / "package"
    (folder / "dist").mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"version": "9.9.9"}), encoding="utf-8")
    (folder / "download.txt").write_text(DOWNLOADS, encoding="utf-8")
    with closing(sqlite3.connect(folder / "dist" / "moji.db")) as db:
        columns = ", ".join(f'"{name}"' for name in _MJI)
        db.execute(f"CREATE TABLE mji ({columns})")
        marks = ", ".join("?" for _ in _MJI)
        full = [{"MJ文字図形バージョン": "1", **row} for row in ROWS]
        db.executemany(f"INSERT INTO mji VALUES ({marks})", [tuple(row.get(name) for name in _MJI) for row in full])
        db.executescript(_OTHERS)
        db.commit()
    return folder
