"""The bundled tables have the published numbers, and answer without guessing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from migrate.characters import mojijoho, shrink
from migrate.characters.mojijoho import MojiJoho
from migrate.characters.stored import place
from migrate.errors import UnreadableError
from migrate.files import yaml

LIST = mojijoho.load()
MAP = shrink.load()


@pytest.mark.parametrize(
    ("column", "count"),
    [
        ("MJ文字図形名", 58_862),
        ("実装したMoji_JohoコレクションIVS", 11_382),
        ("戸籍統一文字番号", 55_270),
        ("住基ネット統一文字コード", 19_563),
        ("X0213", 13_707),
    ],
)
def test_counts_of_the_list(column: str, count: int) -> None:
    """Filled cells of the list, as measured in the package (data standards, C2)."""
    table = pq.read_table(place("mji") / "mji.parquet", columns=[column])

    assert count == pc.count(table.column(column)).as_py()


def test_counts_of_the_map() -> None:
    """Relations by reason, as measured in the package (data standards, C2)."""
    expected = {
        "JIS包摂規準UCS統合規則": 14_515,
        "戸籍統一文字情報_親字正字": 18_089,
        "法務省告示582号別表第四_一": 5_006,
        "法務省告示582号別表第四_二": 7_562,
        "辞書類等による関連字": 15_958,
        "民一2842号通達別表_誤字俗字正字一覧表_俗字": 233,
        "民一2842号通達別表_誤字俗字正字一覧表_別字": 150,
        "民一2842号通達別表_誤字俗字正字一覧表_無印": 618,
        "民二5202号通知別表_正字俗字等対照表": 138,
        "読み字形による類推": 413,
    }
    tables = pq.read_table(place("mjsm") / "mjsm.parquet", columns=["表"]).column("表").to_pylist()

    assert (expected, 62_682) == (dict(Counter(tables)), MAP.facts.rows)


def test_candidates_of_the_map() -> None:
    """Candidates 0, 1, 2, 3, 4 or more: 23,011, 28,684, 6,226, 735, 206 (published for MJ縮退マップ 1.2.0)."""
    names = pq.read_table(place("mji") / "mji.parquet", columns=["MJ文字図形名"]).column(0).to_pylist()
    counts = Counter(min(len(MAP.candidates(name)), 4) for name in names)

    assert dict(counts) == {0: 23_011, 1: 28_684, 2: 6_226, 3: 735, 4: 206}


def test_every_relation_is_of_a_character_of_the_list() -> None:
    """No relation starts at an MJ name that the list does not have."""
    names = set(pq.read_table(place("mjsm") / "mjsm.parquet", columns=["MJ文字図形名"]).column(0).to_pylist())

    assert [name for name in sorted(names) if name not in LIST] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("邉", "MJ026190"),
        ("邉\U000e010f", "MJ026190"),
        ("髙", "MJ028902"),
        ("博\U000e010a", "MJ059399"),
        ("\U0001b002", "MJ090001"),
        ("邉\U000e0100", None),
        ("邉邉", None),
        ("ア", None),
        ("\U00100000", None),
        ("\ue000", None),
        ("", None),
    ],
)
def test_from_a_text_to_its_name(text: str, name: str | None) -> None:
    """A character, or a base with its selector, has one MJ name; IVS of other collections, 外字 and kana none."""
    assert name == LIST.name_of(text)


def test_writings_lead_back() -> None:
    """Whatever writes an MJ character is read as that character, and 19 of the list have no writing."""
    names = pq.read_table(place("mji") / "mji.parquet", columns=["MJ文字図形名"]).column(0).to_pylist()
    writings = {name: LIST.writings(name) for name in names}
    wrong = [name for name, texts in writings.items() if any(LIST.name_of(text) != name for text in texts)]

    assert (wrong, sum(not texts for texts in writings.values())) == ([], 19)


def test_forms_of_one_character() -> None:
    """Rows that share 対応するUCS are found together: 辺 is written in two forms."""
    assert LIST.forms_of("辺") == ("MJ025758", "MJ025759")


@pytest.mark.parametrize(
    ("ask", "number", "name"),
    [
        (LIST.by_juki, "J+9089", "MJ026190"),
        (LIST.by_juki, "9089", None),
        (LIST.by_koseki, "445000", "MJ026190"),
        (LIST.by_koseki, "999999", None),
        (LIST.by_touki, "00445000", "MJ026190"),
        (LIST.by_touki, "445000", None),
    ],
)
def test_from_other_numbers(ask: Callable[[str], str | None], number: str, name: str | None) -> None:
    """住基ネット統一, 戸籍統一 and 登記統一 numbers lead to the MJ name; what they do not have is None."""
    assert name == ask(number)


def test_no_such_name() -> None:
    """An unknown MJ name has no record, no writing, no candidate."""
    assert (LIST.record("MJ999999"), LIST.writings("MJ999999"), MAP.candidates("MJ999999")) == (None, (), ())


def test_a_map_without_hops_ranks_nothing() -> None:
    """邉 may become itself, 辺 or 邊: three candidates with their reasons, in the order of the map's tables."""
    found = [(one.text, one.x0213, one.reasons[0].table) for one in MAP.candidates("MJ026190")]

    assert found == [
        ("邉", "1-78-21", "JIS包摂規準UCS統合規則"),
        ("辺", "1-42-53", "戸籍統一文字情報_親字正字"),
        ("邊", "1-78-20", "戸籍統一文字情報_親字正字"),
    ]


@pytest.mark.parametrize("work", ["mji", "mjih", "mjsm"])
def test_own_folder_own_licence(work: str) -> None:
    """Each work stands in a folder of its own with its licence, attribution and papers."""
    papers = yaml.load(place(work) / "SOURCE.yaml")
    text = (place(work) / "LICENSE.md").read_text(encoding="utf-8")

    assert papers["licence"] == "CC BY-SA 2.1 JP"
    assert [part for part in ("IPA", papers["title"], "CC BY-SA 2.1 JP", papers["edition"]) if part not in text] == []


def test_an_installation_without_the_tables(tmp_path: Path) -> None:
    """Where the tables were left out, a lookup is a clear error, never an empty answer."""
    with pytest.raises(UnreadableError) as caught:
        MojiJoho(tmp_path / "mji.parquet").name_of("山")

    assert caught.value.code == "MIG-SPEC-089"


def test_a_damaged_table(tmp_path: Path) -> None:
    """A file that is no Parquet is refused by name."""
    (tmp_path / "mji.parquet").write_bytes(b"PAR1" + bytes(40))

    with pytest.raises(UnreadableError) as caught:
        MojiJoho(tmp_path / "mji.parquet").name_of("山")

    assert (caught.value.code, caught.value.where.file) == ("MIG-SPEC-089", "mji.parquet")
