"""Layout tables: headers are found by meaning, positions are checked."""

from __future__ import annotations

import pytest

from migrate.errors import UnreadableError
from migrate.source.layout import is_layout, provisional_name, read_layout

PLAIN = """項番,項目名,物理名,開始位置,桁数,型,備考
1,宛名コード,ATENA_CD,1,8,X,主キー
2,氏名,SIMEI,9,60,N,
"""


def test_plain() -> None:
    """Names, positions and widths in bytes, type, remark; a remark 主キー makes the key."""
    layout = read_layout(PLAIN, "fuku_layout.csv")

    columns = [(c.name, c.logical_name, c.start, c.bytes, c.type, c.nullable, c.line) for c in layout.table.columns]
    assert columns == [("ATENA_CD", "宛名コード", 1, 8, "X", False, 2), ("SIMEI", "氏名", 9, 60, "N", True, 3)]
    assert (layout.table.primary_key, layout.table.name, layout.named) == (("ATENA_CD",), "FUKU", False)


OTHER = [
    "備考\tバイト数\t開始バイト\t論理名\t物理名\n\t８\t１\t宛名コード\tATENA_CD\n\t60\t9\t氏名\tSIMEI\n",
    "レコード名,FUKU_ATENA,,,\n\nNo.,項目名称,物理名,桁数（バイト）,属性\n1,宛名コード,ATENA_CD,8,X\n2,氏名,SIMEI,60,N\n,,,,\n",
    '"物理名","項目名","位置","長さ","主キー"\r\n"ATENA_CD","宛名コード","1","8","○"\r\n"SIMEI","氏名","9","60",""\r\n',
]


@pytest.mark.parametrize("text", OTHER)
def test_headers_by_meaning(text: str) -> None:
    """Other words, other orders, tabs, full-width digits, a title above, no positions: the same fields."""
    layout = read_layout(text, "x.csv")

    assert is_layout(text)
    assert [(c.name, c.logical_name, c.start, c.bytes) for c in layout.table.columns] == [
        ("ATENA_CD", "宛名コード", 1, 8),
        ("SIMEI", "氏名", 9, 60),
    ]


def test_name_of_the_record() -> None:
    """The name comes from project.yaml, from a row above the header, else from the file's name."""
    assert read_layout(PLAIN, "a.csv", "DECLARED").table.name == "DECLARED"
    assert read_layout(OTHER[1], "a.csv").table.name == "FUKU_ATENA"
    names = [provisional_name(n) for n in ("source/fuku_layout.csv", "レイアウト.csv", "宛名レイアウト.csv")]
    assert names == ["FUKU", "レイアウト", "宛名"]


def test_gap_is_said() -> None:
    """Bytes that no field covers are a warning with their numbers."""
    layout = read_layout("物理名,開始位置,桁数\nA,1,2\nB,5,2\n", "x.csv")

    assert [(f.code, f.place.item, dict(f.params)) for f in layout.findings] == [
        ("MIG-SRC-021", "B", {"begin": 3, "end": 4})
    ]


WRONG = [
    ("物理名,開始位置,桁数\nA,1,3\nB,3,2\n", 3),
    ("物理名,開始位置,桁数\nA,1,\n", 2),
    ("物理名,開始位置,桁数\nA,1,0\n", 2),
    ("物理名,開始位置,桁数\nA,x,2\n", 2),
    ("物理名,開始位置,桁数\nA,1,-2\n", 2),
    ("物理名,開始位置,桁数\n,1,2\n", 2),
    ("物理名,開始位置,桁数\nA,1,2\na,3,2\n", 3),
    ("物理名,開始位置,桁数\n", 1),
    ("\n\n", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "line"), WRONG)
def test_wrong_layouts(text: str, line: int | None) -> None:
    """Overlaps, missing names, widths that are no numbers, names twice, no field at all: an error with the line."""
    with pytest.raises(UnreadableError) as caught:
        read_layout(text, "x.csv")

    assert (caught.value.code, caught.value.where.line) == ("MIG-SRC-012", line)


@pytest.mark.parametrize("text", ["", "\n", "A,B\n1,2\n", "氏名,桁数\n山田,3\n", '"never closed\n' * 50, "a" * 300_000])
def test_what_is_no_layout(text: str) -> None:
    """Data and noise are not taken for a layout."""
    assert not is_layout(text)
