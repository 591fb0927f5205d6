"""Make the character tables anew from the npm package `@mandel59/mojidata`.

    npm pack @mandel59/mojidata@1.8.1 && tar xzf mandel59-mojidata-1.8.1.tgz
    python specs/characters/build.py --package package

The same package and the same pyarrow give the same bytes. The tables keep the published column names; texts and codes
are copied as they are. Each folder is a work of its own under CC BY-SA 2.1 JP, and the toolkit runs without it.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.files import records, yaml
from migrate.files.digest import sha256_of

HERE = Path(__file__).resolve().parent
MJ = "MJ文字図形名"
_LICENCE = "CC BY-SA 2.1 JP"
_PUBLISHER = "一般社団法人文字情報技術促進協議会（原著作: 独立行政法人情報処理推進機構（IPA））"
_TEXT, _NUMBER = pa.string(), pa.int16()
_TEXTS, _NUMBERS = pa.list_(pa.string()), pa.list_(pa.int16())
_LEVEL = 19


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column: published name, type, meaning; ``alike`` where neighbours share their beginnings."""

    name: str
    meaning: str
    type: pa.DataType = _TEXT
    alike: bool = False


@dataclass(frozen=True, kw_only=True)
class Work:
    """One published work: what it is called, which original the package took, and its tables."""

    folder: str
    title: str
    original: re.Pattern[str]
    """File name of the original in the package's `download.txt`; the groups are the edition."""
    edition: str
    """Format of the edition, filled with the groups."""
    date: str
    url: str
    derived: str
    tables: Mapping[str, tuple[tuple[Field, ...], Callable[[sqlite3.Connection], Iterable[Sequence[Any]]]]]
    """File name → columns and rows."""


_MJI = (
    Field(name=MJ, meaning="文字図形の名前（MJ＋6 桁）", alike=True),
    Field(name="対応するUCS", meaning="対応する UCS の文字", alike=True),
    Field(name="実装したUCS", meaning="その文字だけで書ける場合の文字", alike=True),
    Field(name="実装したMoji_JohoコレクションIVS", meaning="異体字シーケンス（文字＋異体字セレクタ）", alike=True),
    Field(name="実装したSVS", meaning="標準化された異体シーケンス（互換漢字）"),
    Field(name="戸籍統一文字番号", meaning="6 桁", alike=True),
    Field(name="住基ネット統一文字コード", meaning="J+ と 16 進 4 桁", alike=True),
    Field(name="入管正字コード", meaning="0x と 16 進", alike=True),
    Field(name="入管外字コード", meaning="0x と 16 進"),
    Field(name="漢字施策", meaning="常用漢字・人名用漢字"),
    Field(name="対応する互換漢字", meaning="互換漢字の文字"),
    Field(name="X0213", meaning="JIS X 0213 の面区点"),
    Field(name="X0213_包摂連番", meaning="JIS X 0213 の包摂規準の番号（・区切り）"),
    Field(name="X0213_包摂区分", meaning="0 または 2", type=_NUMBER),
    Field(name="X0212", meaning="JIS X 0212 の区点", alike=True),
    Field(name="MJ文字図形バージョン", meaning="文字図形の版"),
    Field(name="登記統一文字番号", meaning="8 桁", alike=True),
    Field(name="総画数", meaning="画", type=_NUMBER),
    Field(name="大漢和", meaning="大漢和辞典の番号", alike=True),
    Field(name="日本語漢字辞典", meaning="新潮日本語漢字辞典の番号", alike=True),
    Field(name="新大字典", meaning="新大字典の番号", alike=True),
    Field(name="大字源", meaning="大字源の番号", alike=True),
    Field(name="大漢語林", meaning="大漢語林の番号", alike=True),
    Field(name="備考", meaning="備考"),
)
_MJI_LISTS = (
    Field(name="読み", meaning="読み（音はカタカナ、訓はひらがな）", type=_TEXTS),
    Field(name="部首", meaning="部首の番号（1–214）", type=_NUMBERS),
    Field(name="内画数", meaning="部首と同じ順の内画数（画）。原表で - のものは空", type=_NUMBERS),
    Field(name="重複実装したMoji_JohoコレクションIVS", meaning="同じ図形を表す二つ目の異体字シーケンス", type=_TEXTS),
)
_SHRINK = (
    Field(name=MJ, meaning="縮退する前の文字図形の名前", alike=True),
    Field(name="縮退UCS", meaning="縮退した先の文字"),
    Field(name="縮退X0213", meaning="その JIS X 0213 の面区点"),
    Field(name="表", meaning="縮退の根拠となる表の名前"),
    Field(name="順位", meaning="告示の別表の中の順位（1 から）", type=_NUMBER),
    Field(name="ホップ数", meaning="親字・正字をたどった回数", type=_NUMBER),
)
_NOTES = (
    Field(name=MJ, meaning="文字図形の名前", alike=True),
    Field(name="参考情報", meaning="国字・地名外字などの別"),
)
_HENTAIGANA = (
    Field(name=MJ, meaning="文字図形の名前", alike=True),
    Field(name="文字", meaning="UCS の文字", alike=True),
    Field(name="字母", meaning="もとになった漢字"),
    Field(name="戸籍統一文字番号", meaning="6 桁", alike=True),
    Field(name="学術用変体仮名番号", meaning="学術情報交換用変体仮名の番号", alike=True),
    Field(name="備考", meaning="備考"),
    Field(name="音価", meaning="読み", type=_TEXTS),
)
TABLES = (
    "JIS包摂規準UCS統合規則",
    "法務省告示582号別表第四_一",
    "法務省告示582号別表第四_二",
    "戸籍統一文字情報_親字正字",
    "民一2842号通達別表_誤字俗字正字一覧表_俗字",
    "民一2842号通達別表_誤字俗字正字一覧表_別字",
    "民一2842号通達別表_誤字俗字正字一覧表_無印",
    "民二5202号通知別表_正字俗字等対照表",
    "読み字形による類推",
    "辞書類等による関連字",
)
"""The reasons of a shrink relation, in the order of the map."""


def _text(cell: Any) -> str | None:
    return None if cell is None else str(cell)


def _selected(db: sqlite3.Connection, table: str, fields: Sequence[Field]) -> list[list[Any]]:
    names = ", ".join(f'"{field.name}"' for field in fields)
    rows = db.execute(f'SELECT {names} FROM "{table}" ORDER BY "{MJ}"')
    return [
        [cell if field.type == _NUMBER else _text(cell) for field, cell in zip(fields, row, strict=True)]
        for row in rows
    ]


def _lists(db: sqlite3.Connection, table: str, column: str) -> dict[str, list[Any]]:
    """MJ name → the values of ``column`` in the order of the package."""
    found: dict[str, list[Any]] = {}
    for name, cell in db.execute(f'SELECT "{MJ}", "{column}" FROM "{table}" ORDER BY rowid'):
        found.setdefault(name, []).append(cell)
    return found


def _mji(db: sqlite3.Connection) -> Iterable[Sequence[Any]]:
    readings = _lists(db, "mji_reading", "読み")
    radicals = _lists(db, "mji_rsindex", "部首")
    inner = _lists(db, "mji_rsindex", "内画数")
    doubles = _lists(db, "mji_duplicated_ivs", "重複実装したMoji_JohoコレクションIVS")
    for row in _selected(db, "mji", _MJI):
        name = row[0]
        strokes = [cell if isinstance(cell, int) else None for cell in inner.get(name, [])]
        yield [*row, readings.get(name, []), radicals.get(name, []), strokes, doubles.get(name, [])]


def _mjsm(db: sqlite3.Connection) -> Iterable[Sequence[Any]]:
    found = db.execute(f'SELECT "{MJ}", "縮退UCS", "縮退X0213", "表", "順位", "ホップ数" FROM mjsm').fetchall()
    unknown = {row[3] for row in found} - set(TABLES)
    if unknown:
        raise ValueError(f"unknown shrink tables: {sorted(unknown)}")
    return sorted(found, key=lambda row: (row[0], TABLES.index(row[3]), row[4] or 0, row[5] or 0, row[1]))


def _notes(db: sqlite3.Connection) -> Iterable[Sequence[Any]]:
    return _selected(db, "mjsm_note", _NOTES)


def _mjih(db: sqlite3.Connection) -> Iterable[Sequence[Any]]:
    sounds = _lists(db, "mjih_phonetic", "音価")
    return [[*row, sounds.get(row[0], [])] for row in _selected(db, "mjih", _HENTAIGANA[:-1])]


_COPIED = "npm の @mandel59/mojidata {version}（dist/moji.db）の{tables}を、値を変えずに Parquet に移した。"
_MADE = "specs/characters/build.py が作成。"
WORKS = (
    Work(
        folder="mji",
        title="MJ文字情報一覧表",
        original=re.compile(r"mji\.(\d{3})(\d{2})\.xlsx"),
        edition="Ver.{}.{}",
        date="2024-01",
        url="https://moji.or.jp/mojikiban/mjlist/",
        derived=_COPIED.replace("{tables}", "表 mji・mji_reading・mji_rsindex・mji_duplicated_ivs ")
        + "読み・部首・内画数・重複実装の IVS は、1 文字 1 行の並びにまとめた。更新履歴（mji_changelog）は含まない。"
        + "辞典の番号は文字として、内画数の「-」は空として置いた。"
        + "日付は、パッケージが記す原本の置き場所（uploads/2024/01）による。"
        + _MADE,
        tables={"mji.parquet": ((*_MJI, *_MJI_LISTS), _mji)},
    ),
    Work(
        folder="mjih",
        title="MJ文字情報一覧表 変体仮名編",
        original=re.compile(r"MJIH(\d{3})(\d{2})-xlsx\.zip"),
        edition="Ver.{}.{}",
        date="不明",
        url="https://moji.or.jp/mojikiban/",
        derived=_COPIED.replace("{tables}", "表 mjih・mjih_phonetic ")
        + "文字の名前・符号位置・国語研 URL は含まない（文字から分かるため）。"
        + _MADE,
        tables={"mjih.parquet": (_HENTAIGANA, _mjih)},
    ),
    Work(
        folder="mjsm",
        title="MJ縮退マップ",
        original=re.compile(r"MJShrinkMapVer\.([\d.]+)\.zip"),
        edition="Ver.{}",
        date="2018-01-26",
        url="https://moji.or.jp/mojikiban/map/",
        derived=_COPIED.replace("{tables}", "ビュー mjsm と表 mjsm_note ")
        + "行は MJ文字図形名・表・順位・ホップ数の順に並べた。縮退候補の優先順位を示すものではない。"
        + _MADE,
        tables={"mjsm.parquet": (_SHRINK, _mjsm), "notes.parquet": (_NOTES, _notes)},
    ),
)


def _original(package: Path, pattern: re.Pattern[str]) -> tuple[str, str, tuple[str, ...]]:
    """Name, sha256 and edition of the newest original that the package's `download.txt` names."""
    lines = (package / "download.txt").read_text(encoding="utf-8").splitlines()
    named = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    found = [(match.groups(), words) for words in named if (match := pattern.fullmatch(words[0]))]
    if not found:
        raise ValueError(f"download.txt names no {pattern.pattern}")
    groups, words = max(found)
    return words[0], words[1], tuple(groups)


def _parquet(fields: Sequence[Field], rows: Iterable[Sequence[Any]], marks: Mapping[str, str]) -> bytes:
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [() for _ in fields]
    arrays = [pa.array(cells, field.type) for field, cells in zip(fields, columns, strict=True)]
    schema = pa.schema([(field.name, field.type) for field in fields])
    sink = pa.BufferOutputStream()
    lists = {_TEXTS, _NUMBERS}
    with pq.ParquetWriter(
        sink,
        schema,
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=[f.name + (".list.element" if f.type in lists else "") for f in fields if not f.alike],
        column_encoding={f.name: "DELTA_BYTE_ARRAY" for f in fields if f.alike},
        write_statistics=False,
        store_schema=False,
    ) as writer:
        writer.write_table(pa.table(arrays, schema=schema), row_group_size=1 << 17)
        writer.add_key_value_metadata(dict(marks))
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _schema(fields: Sequence[Field]) -> bytes:
    kinds = {_TEXT: "string", _NUMBER: "integer", _TEXTS: "list", _NUMBERS: "list"}
    described = []
    for field in fields:
        one: dict[str, Any] = {"name": field.name, "type": kinds[field.type], "description": field.meaning}
        if field.type in {_TEXTS, _NUMBERS}:
            one["itemType"] = "string" if field.type == _TEXTS else "integer"
        described.append(one)
    head = {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json"}
    return records.to_bytes({**head, "fields": described})


def _licence(work: Work, edition: str) -> str:
    return (
        f"# {work.title} {edition}\n\n"
        "Copyright © IPA 独立行政法人情報処理推進機構 Information-technology Promotion Agency, Japan.\n\n"
        f"- 出典: 「{work.title}」（{_PUBLISHER}）<{work.url}>\n"
        "- 利用条件: クリエイティブ・コモンズ 表示 - 継承 2.1 日本（CC BY-SA 2.1 JP）\n"
        "  <https://creativecommons.org/licenses/by-sa/2.1/jp/legalcode>\n"
        "- 変更: 公表された表を Parquet に移しました。作り方は `SOURCE.yaml` の `derived` にあります。\n"
        "- このフォルダのデータと改変物は、同じ条件で利用できます。\n"
        "  migrate のプログラムの利用条件（Apache-2.0）は及びません。\n"
        "- 発行者が migrate を作成・保証したものではありません。\n"
    )


def build(package: Path, target: Path) -> None:
    """Write the folders of all works below ``target`` from the unpacked npm ``package``.

    Raises:
        ValueError: the package is not what this script knows (no original named, an unknown shrink table).
    """
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    database = package / "dist" / "moji.db"
    digest = sha256_of(database)
    with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as db:
        for work in WORKS:
            original, original_sha256, groups = _original(package, work.original)
            edition = work.edition.format(*groups)
            folder = target / work.folder
            folder.mkdir(parents=True, exist_ok=True)
            papers = {
                "title": work.title,
                "publisher": _PUBLISHER,
                "edition": edition,
                "date": work.date,
                "url": work.url,
                "licence": _LICENCE,
                "sha256": digest,
                "derived": work.derived.replace("{version}", version),
                "package": f"@mandel59/mojidata {version}",
                "originals": {original: original_sha256},
                "schemas": {name: name.replace(".parquet", ".schema.json") for name in work.tables},
            }
            (folder / "SOURCE.yaml").write_bytes(yaml.dumps(papers))
            (folder / "LICENSE.md").write_text(_licence(work, edition), encoding="utf-8", newline="\n")
            for name, (fields, rows) in work.tables.items():
                marks = {"title": work.title, "edition": edition, "sha256": digest}
                (folder / name).write_bytes(_parquet(fields, rows(db), marks))
                (folder / name.replace(".parquet", ".schema.json")).write_bytes(_schema(fields))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, required=True, help="the unpacked npm package")
    parser.add_argument("--target", type=Path, default=HERE, help="where the folders are written (default: here)")
    given = parser.parse_args()
    build(given.package, given.target)


if __name__ == "__main__":
    main()
