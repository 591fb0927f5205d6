"""Files of a twin are written as the originals are: encoding, delimiter, quotes, line ends, header, damage."""

from __future__ import annotations

import csv
import io

import pytest

from .conftest import Imitated

ROWS = [
    [f"{n:05d}", "山田 太郎" if n % 2 else "髙﨑　花子", "男" if n % 3 else "女", f'"{n}", 備考' if n % 5 else ""]
    for n in range(60)
]
HEAD = ["atena_no", "shimei", "seibetsu_kbn", "biko"]


def _csv(delimiter: str = ",", newline: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([HEAD, *ROWS])
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (_csv(), "cp932"),
        (_csv(newline="\n"), "utf-8"),
        (_csv(quoting=csv.QUOTE_ALL), "utf-8-sig"),
        (_csv(delimiter="\t", quoting=csv.QUOTE_ALL), "cp932"),
        (_csv(delimiter=";", newline="\n"), "euc_jp"),
        (_csv(quoting=csv.QUOTE_ALL), "utf-16"),
    ],
)
def test_written_as_the_original(imitated: Imitated, text: str, encoding: str) -> None:
    """Profiled again, the file is written in the same form, and reads as well."""
    text = text.replace("髙﨑", "高崎") if encoding == "euc_jp" else text
    made = imitated({"source/a.csv": text.encode(encoding)})
    (a,), (b,) = made.original.values(), made.twin.values()

    assert (b.csv, b.encoding, b.records, b.ragged_count) == (a.csv, a.encoding, 60, 0)


def test_records_that_cannot_be_cut_stand_in_their_places(imitated: Imitated) -> None:
    """Same record numbers, same numbers of fields."""
    lines = ["atena_no,sex,biko", *(f"{n},1,x" for n in range(100))]
    lines[7], lines[50], lines[100] = "7,1", "50,1,a,b,c", "100"
    made = imitated({"source/a.csv": "\r\n".join([*lines, ""]).encode()})

    assert made.twin["source/a.csv"].ragged == made.original["source/a.csv"].ragged
    assert [(row.row, row.found) for row in made.twin["source/a.csv"].ragged] == [(7, 2), (50, 5), (100, 1)]


def test_an_undecodable_byte_is_one_again(imitated: Imitated) -> None:
    """As many cells as in the original hold one, in CP932 and in UTF-8."""
    for encoding, bad in (("cp932", b"\x85\x40"), ("utf-8", b"\xe5\xb1")):
        data = ("shimei,sex\r\n" + "山田,1\r\n" * 40).encode(encoding) + (bad + b"x,1\r\n") * 12
        data += ("渡邊,2\r\n" * 9000).encode(encoding)
        made = imitated({"source/a.csv": data})

        assert [one.columns[0].undecodable for one in (*made.original.values(), *made.twin.values())] == [12, 12]


def test_an_empty_file_and_an_empty_column(imitated: Imitated) -> None:
    """A header without rows stays one; a column without values stays empty."""
    made = imitated({"source/a.csv": b"atena_no,sex\r\n", "source/b.csv": b"atena_no,sex\r\n1,\r\n2,\r\n"})

    assert (made.data["source/a.csv"], [one.records for one in made.twin.values()]) == (b"atena_no,sex\r\n", [0, 2])
    assert [row.rpartition(",")[2] for row in made.data["source/b.csv"].decode().split("\r\n")] == ["sex", "", "", ""]


def test_one_row(imitated: Imitated) -> None:
    """The smallest file is imitated without its value."""
    made = imitated({"source/a.csv": "atena_no,shimei\r\n7351924680,麻績川　栞奈\r\n".encode()})

    assert (made.twin["source/a.csv"].records, "麻績" in made.data["source/a.csv"].decode()) == (1, False)
