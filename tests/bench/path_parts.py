"""A workspace whose one mapping moves the residents of the bench data to the 31 items of `check_parts`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import check_parts
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from migrate.model.spec import Spec
from migrate.spec import store

_CITY = ("139999", "131016")
"""The city of the bench data, which is none, and one that exists: no rule is to speak of every row."""
_ITEMS = {
    "市区町村コード": f"CASE city_cd WHEN '{_CITY[0]}' THEN '{_CITY[1]}' END",
    "宛名番号": "lpad(atena_no, 15, '0')",
    "世帯番号": "lpad(setai_no, 15, '0')",
    "個人番号": "kojin_no",
    "氏名": "trim(shimei)",
    "氏名_フリガナ": "zenkaku_kana(shimei_kn)",
    "氏": "name_part(shimei, 1)",
    "名": "name_part(shimei, 2)",
    "通称": "tsusho",
    "生年月日": "wareki_date(birth)",
    "生年月日_不詳": "CASE WHEN birth IS NOT NULL AND wareki_date(birth) IS NULL THEN '1' ELSE '0' END",
    "性別": "code(sex, 'sex')",
    "続柄": "zokugara",
    "郵便番号": "digits(zip)",
    "町字ID": "t.machiaza_id",
    "住所_町字": "zenkaku(t.machiaza_nm)",
    "住所_番地号表記": "zenkaku(banchi)",
    "住所": "zenkaku(concat(addr, banchi, katagaki))",
    "住所_方書": "zenkaku(katagaki)",
    "電話番号": "digits(tel)",
    "住民種別": "CASE jumin_kbn WHEN 'A' THEN '1' WHEN 'B' THEN '3' WHEN 'C' THEN '2' WHEN 'D' THEN '4' END",
    "住民となった年月日": "wareki_date(jumin_ymd)",
    "届出年月日": "wareki_date(todoke_ymd)",
    "異動年月日": "wareki_date(ido_ymd)",
    "異動事由": "ido_jiyu",
    "国籍": "coalesce(kokuseki, 'JPN')",
    "在留期間の満了の日": "wareki_date(zairyu_kgn)",
    "消除年月日": "wareki_date(shojo_ymd)",
    "備考": "trim(biko)",
    "更新日時": "koshin",
    "操作者ID": "'USER01'",
}
_TABLES = ("resident", "town")
_DROPPED = ("kyu_shi", "kyu_shi_kn", "mae_addr", "zairyu_kbn", "shojo_jiyu")


def spec() -> Spec:
    """The 31 items, with a city whose number is right."""
    given = check_parts.spec()
    lists = tuple(
        replace(one, values=tuple(replace(each, value=each.value.replace(*_CITY)) for each in one.values))
        for one in given.code_lists
    )
    return replace(given, code_lists=lists)


def mapping(standard: Spec) -> str:
    """The mapping as people write it."""
    items = "".join(f'        "{item}": {{expr: "{expr}", on_error: 空欄}}\n' for item, expr in _ITEMS.items())
    dropped = "".join(f"    {column}: 標準に項目がない\n" for column in _DROPPED)
    return (
        f'mapping: 1\nspec: "{standard.business}@{standard.edition}"\nproduct: bench\n'
        'codes:\n  sex: {"1": "1", "2": "2", "0": "0"}\n'
        f"tables:\n  {check_parts.TABLE}:\n    - source: resident\n"
        "      join:\n        - {table: town, as: t, on: {town_cd: town_cd}}\n"
        f"      items:\n{items}drop:\n  resident:\n{dropped}"
    )


def migrate(workspace: Path, *words: str) -> list[str]:
    """A command in the workspace."""
    return [sys.executable, "-m", "migrate", *words, "-C", str(workspace), "-q"]


def csv_columns(file: Path) -> list[str]:
    """What the header line of a CSV names."""
    with file.open("rb") as stream:
        return stream.readline().decode().strip().replace('"', "").split(",")


def make(data: Path, workspace: Path) -> None:
    """A workspace over the CSV files of ``data`` (see `bench_convert`), which are linked or copied, not scanned yet."""
    named = ("--code", _CITY[1], "--name", "見本市")
    words = [sys.executable, "-m", "migrate", "init", str(workspace), *named, "-q"]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    source, standard = workspace / "source", spec()
    try:
        os.link(data / "resident_cp932.csv", source / "resident.csv")
    except OSError:
        shutil.copy(data / "resident_cp932.csv", source / "resident.csv")
    pacsv.write_csv(pq.read_table(data / "town.parquet"), source / "town.csv")
    columns = csv_columns(source / "resident.csv"), csv_columns(source / "town.csv")
    tables = (
        f"CREATE TABLE {t} ({', '.join(f'{c} VARCHAR(200)' for c in cs)});"
        for t, cs in zip(_TABLES, columns, strict=True)
    )
    (source / "tables.sql").write_text("\n".join(tables), encoding="utf-8")
    project = workspace / "project.yaml"
    given = "sources:\n  - {file: source/resident.csv, encoding: cp932}\n"
    text = project.read_text(encoding="utf-8").replace("sources: []\n", given)
    pinned = f'specs: {{"{standard.business}": "{standard.edition}"}}'
    project.write_text(text.replace("specs: {}", pinned), encoding="utf-8")
    folder = workspace / "spec" / standard.business / standard.edition
    folder.mkdir(parents=True)
    for name, content in store.files(standard).items():
        (folder / name).write_bytes(content)
    (workspace / "mapping" / f"{standard.business}.yaml").write_text(mapping(standard), encoding="utf-8")
