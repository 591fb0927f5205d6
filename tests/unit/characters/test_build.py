"""The character tables are made from the package, row for row, and always the same."""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest

from migrate.characters.mojijoho import MojiJoho, Radical, Record
from migrate.characters.shrink import Candidate, Reason, Shrink
from migrate.files import yaml
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """`specs/characters/build.py`."""
    found = importlib.util.spec_from_file_location("characters_build", bundled("specs") / "characters" / "build.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture
def made(script: ModuleType, package: Path, tmp_path: Path) -> Path:
    """The tables of the small package."""
    script.build(package, tmp_path / "made")
    return tmp_path / "made"


def _list(made: Path) -> MojiJoho:
    return MojiJoho(made / "mji" / "mji.parquet", made / "mjih" / "mjih.parquet")


def test_rows_are_sorted_by_name(made: Path) -> None:
    """The list is in the order of MJ names, whatever the package's order."""
    names = pq.read_table(made / "mji" / "mji.parquet").column("MJ文字図形名").to_pylist()

    assert names == ["MJ000001", "MJ000002", "MJ000003"]


def test_a_whole_row(made: Path) -> None:
    """A row keeps its texts and codes; readings and radicals are gathered in it, 「-」 is no stroke count."""
    expected = Record(
        mj="MJ000001",
        ucs="山",
        ivs="山\U000e0102",
        svs="山\ufe00",
        version="1",
        strokes=4,
        radicals=(Radical(number=46, inner_strokes=None), Radical(number=7, inner_strokes=2)),
        morohashi="補1",
        remarks="架空の行",
    )

    assert expected == _list(made).record("MJ000001")


def test_numbers_of_dictionaries_are_texts(made: Path) -> None:
    """大漢和 holds 「補1」 and numbers: all are texts."""
    record = _list(made).record("MJ000002")

    assert record is not None
    assert (record.morohashi, record.readings, record.x0213_kind) == ("7869", ("サン", "やま"), 0)


def test_a_variant_kana(made: Path) -> None:
    """変体仮名 have MJ names too: from the character, and from 戸籍統一文字番号."""
    table = _list(made)

    assert (table.name_of("\U0001b002"), table.by_koseki("900010")) == ("MJ090001", "MJ090001")


def test_relations_keep_their_reasons(made: Path) -> None:
    """Candidates come in the order of the map's tables, each with all its reasons; of several ways the shortest."""
    expected = (
        Candidate(
            text="山",
            x0213="1-27-19",
            reasons=(
                Reason(table="法務省告示582号別表第四_一", rank=1),
                Reason(table="戸籍統一文字情報_親字正字", hops=1),
            ),
        ),
        Candidate(text="丘", x0213="1-21-54", reasons=(Reason(table="法務省告示582号別表第四_一", rank=2),)),
        Candidate(text="岳", x0213="1-19-57", reasons=(Reason(table="辞書類等による関連字"),)),
    )
    shrink = Shrink(made / "mjsm" / "mjsm.parquet", made / "mjsm" / "notes.parquet")

    assert (expected, "国字") == (shrink.candidates("MJ000001"), shrink.note("MJ000001"))


def test_papers(made: Path, package: Path) -> None:
    """SOURCE.yaml names the newest original of the package, its edition, and the sha256 of the SQLite file."""
    papers = yaml.load(made / "mji" / "SOURCE.yaml")

    assert (papers["edition"], dict(papers["originals"]), papers["package"], papers["sha256"]) == (
        "Ver.006.02",
        {"mji.00602.xlsx": "aaaa"},
        "@mandel59/mojidata 9.9.9",
        sha256_of(package / "dist" / "moji.db"),
    )


def test_the_same_bytes(script: ModuleType, made: Path, package: Path, tmp_path: Path) -> None:
    """Built again, every file has the same bytes."""
    script.build(package, tmp_path / "again")
    files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())

    assert {f: (made / f).read_bytes() for f in files} == {f: (tmp_path / "again" / f).read_bytes() for f in files}


def test_an_unknown_reason_is_refused(script: ModuleType, package: Path, tmp_path: Path) -> None:
    """A table of the map that the script does not know stops it: no relation is left out in silence."""
    with closing(sqlite3.connect(package / "dist" / "moji.db")) as db:
        db.execute("UPDATE mjsm SET 表 = '新しい表' WHERE 縮退UCS = '岳'")
        db.commit()

    with pytest.raises(ValueError, match="新しい表"):
        script.build(package, tmp_path / "made")


def test_schemas_describe_the_columns(script: ModuleType) -> None:
    """The bundled Table Schemas name the columns of their files in order."""
    folder = bundled("specs") / "characters"
    differing = [
        name
        for work in script.WORKS
        for name in work.tables
        if pq.read_schema(folder / work.folder / name).names
        != [
            field["name"]
            for field in yaml.load(folder / work.folder / name.replace(".parquet", ".schema.json"))["fields"]
        ]
    ]

    assert differing == []
