"""Files that are not what they should be: a Japanese error with a code, and a line where there is one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.errors import Exit, MigrateError
from migrate.model.spec import Spec
from migrate.quality import run as checks

TABLE = "住登外者宛名基本情報"
Make = Callable[..., dict[str, str]]


def _check(spec: Spec, path: Path) -> checks.CheckResult:
    with tempfile.TemporaryDirectory() as scratch:
        subject = checks.Subject(spec=spec, given={TABLE: checks.Given(data=path, name=path.name)})
        failures = Path(scratch) / "failures.parquet"
        return checks.run(subject, checks.Setting(scratch=Path(scratch), failures=failures, as_of=date(2026, 11, 23)))


def _csv(rows: list[dict[str, str]]) -> str:
    lines = [",".join(f'"{name}"' for name in rows[0])]
    return "\r\n".join([*lines, *(",".join(f'"{text}"' for text in one.values()) for one in rows)]) + "\r\n"


def _refusal(spec: Spec, path: Path) -> tuple[str, int | None, int]:
    with pytest.raises(MigrateError) as caught:
        _check(spec, path)
    return (caught.value.code, caught.value.where.line, int(caught.value.exit))


HEAD = '"宛名番号","氏名"\r\n'
BAD_CSV: dict[str, tuple[bytes, tuple[str, int | None]]] = {
    "empty": (b"", ("MIG-DQ-033", None)),
    "blank header": (b"\r\n1,2\r\n", ("MIG-DQ-033", None)),
    "header with a nameless column": ('"宛名番号",""\r\n'.encode(), ("MIG-DQ-033", None)),
    "a column twice": ('"宛名番号","宛名番号"\r\n"1","2"\r\n'.encode(), ("MIG-DQ-033", None)),
    "header over two lines": ('"宛名番号","氏\n名"\r\n"1","2"\r\n'.encode(), ("MIG-DQ-033", None)),
    "CP932": (HEAD.encode() + '"1","架空　太郎"\r\n'.encode("cp932"), ("MIG-DQ-031", 2)),
    "UTF-8 cut in a character": (HEAD.encode() + '"1","架'.encode()[:-1], ("MIG-DQ-031", 2)),
    "a surrogate": (HEAD.encode() + b'"1","\xed\xa0\x80"\r\n', ("MIG-DQ-031", 2)),
    "UTF-16": (HEAD.encode("utf-16-le"), ("MIG-DQ-036", 1)),
    "NUL": (HEAD.encode() + b'"1","a"\r\n"2","\0"\r\n', ("MIG-DQ-036", 3)),
    "a field too many": (HEAD.encode() + b'"1","a"\r\n"2","b","c"\r\n', ("MIG-DQ-032", 3)),
    "a field too few": (HEAD.encode() + b'"1","a"\r\n"2"\r\n', ("MIG-DQ-032", 3)),
    "an open quote": (HEAD.encode() + b'"1","a"\r\n"2","b\r\n"3","c"\r\n', ("MIG-DQ-032", 4)),
    "cut within its last field": (HEAD.encode() + b'"1","a"\r\n"2","b', ("MIG-DQ-037", None)),
    "a line too long": (HEAD.encode() + b'"1","' + b"a" * (1 << 25) + b'"\r\n', ("MIG-DQ-037", None)),
}


@pytest.mark.parametrize("name", BAD_CSV)
def test_bad_csv_is_refused(name: str, spec: Spec, tmp_path: Path) -> None:
    """A damaged CSV is refused (exit 3) with its own code and the line, and nothing of it is checked."""
    data, expected = BAD_CSV[name]
    path = tmp_path / "t.csv"
    path.write_bytes(data)

    assert (*expected, int(Exit.UNREADABLE)) == _refusal(spec, path)


def _parquet(path: Path, columns: dict[str, pa.Array]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_bad_parquet_is_refused(spec: Spec, tmp_path: Path) -> None:
    """A cut, a foreign and an empty Parquet, and one whose numbers have lost their zeros, are refused."""
    whole = _parquet(tmp_path / "whole.parquet", {"宛名番号": pa.array(["1"] * 5000)})
    (tmp_path / "cut.parquet").write_bytes(whole.read_bytes()[:-20])
    (tmp_path / "empty.parquet").write_bytes(b"")
    (tmp_path / "foreign.parquet").write_bytes(b"PK\x03\x04 not a parquet file at all")
    spoilt = bytearray(whole.read_bytes())
    spoilt[4:40] = b"\xff" * 36
    (tmp_path / "spoilt.parquet").write_bytes(spoilt)
    _parquet(tmp_path / "number.parquet", {"宛名番号": pa.array([1, 2])})
    names = ("cut", "empty", "foreign", "spoilt", "number")

    assert dict.fromkeys(names[:4], ("MIG-DQ-034", None, 3)) | {"number": ("MIG-DQ-035", None, 3)} == {
        name: _refusal(spec, tmp_path / f"{name}.parquet") for name in names
    }


def test_no_file(spec: Spec, tmp_path: Path) -> None:
    """A file that is not there, and a folder in its place, are said as such."""
    (tmp_path / "folder.csv").mkdir()

    assert [
        _refusal(spec, tmp_path / "none.csv"),
        _refusal(spec, tmp_path / "folder.csv"),
    ] == [("MIG-SYS-001", None, 3), ("MIG-SYS-002", None, 3)]


@pytest.mark.parametrize("form", ["bom", "lf", "quoted newline", "no last newline", "other column order"])
def test_harmless_forms_are_read(form: str, spec: Spec, row: Make, tmp_path: Path) -> None:
    """A BOM, LF, a newline inside quotes, a missing last newline and another order of columns change no verdict."""
    rows = [row(宛名番号="1"), row(宛名番号="2", 性別="9")]
    text = _csv([dict(reversed(one.items())) for one in rows] if form == "other column order" else rows)
    data = {
        "bom": "\ufeff" + text,
        "lf": text.replace("\r\n", "\n"),
        "quoted newline": text,
        "no last newline": text.rstrip("\r\n"),
        "other column order": text,
    }[form]
    path = tmp_path / "t.csv"
    path.write_bytes(data.encode())

    assert [(f.code, f.place.item, f.place.row) for f in _check(spec, path).findings] == [("MIG-DQ-005", "性別", 2)]


def test_a_newline_in_a_value_is_one_record(spec: Spec, row: Make, tmp_path: Path) -> None:
    """A quoted newline belongs to its value: a wrong character of that cell; the next row keeps its number."""
    path = tmp_path / "t.csv"
    path.write_bytes(_csv([row(宛名番号="1", 住所_方書="上\r\n下"), row(宛名番号="2", 性別="9")]).encode())
    found = [(f.code, f.place.item, f.place.row) for f in _check(spec, path).findings]

    assert found == [("MIG-CHR-042", "住所_方書", 1), ("MIG-DQ-005", "性別", 2)]


def test_a_blank_line_is_a_record_without_values(spec: Spec, row: Make, tmp_path: Path) -> None:
    """A blank line is not passed over: it counts as a row, and its 必須 items are empty."""
    text = _csv([row(宛名番号="1"), row(宛名番号="2")]).split("\r\n")
    path = tmp_path / "t.csv"
    path.write_bytes("\r\n".join([*text[:2], "", *text[2:]]).encode())
    result = _check(spec, path)

    assert (3, {("MIG-DQ-001", 2)}) == (result.rows, {(f.code, f.place.row) for f in result.findings})


def test_one_huge_value(spec: Spec, row: Make, tmp_path: Path) -> None:
    """A value of ten million characters is one finding, and is not printed."""
    path = tmp_path / "t.parquet"
    pl.DataFrame([row(住所_方書="あ" * 10_000_000)]).write_parquet(path)
    result = _check(spec, path)

    assert (
        [(f.code, f.place.item, f.place.row) for f in result.findings],
        len(repr(result)) < 200_000,
    ) == ([("MIG-DQ-004", "住所_方書", 1)], True)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_no_rows(suffix: str, spec: Spec, row: Make, tmp_path: Path) -> None:
    """A table without rows is read, and nothing in it passes."""
    path = tmp_path / f"t.{suffix}"
    if suffix == "csv":
        path.write_bytes(_csv([row()]).splitlines()[0].encode() + b"\r\n")
    else:
        pl.DataFrame([row()]).clear().write_parquet(path)
    result = _check(spec, path)

    assert (0, {"対象外", "未実施"}, ()) == (result.rows, {o.state.value for o in result.outcomes}, result.findings)


def test_text_types_of_parquet(spec: Spec, row: Make, tmp_path: Path) -> None:
    """Large strings, dictionaries and a column of nulls only are texts too."""
    path = tmp_path / "t.parquet"
    columns: dict[str, pa.Array] = {name: pa.array([text or None], pa.string()) for name, text in row().items()}
    columns["氏名"] = pa.array(["架空　太郎"], pa.large_string())
    columns["性別"] = pa.array(["9"]).dictionary_encode()
    columns["住所_方書"] = pa.nulls(1)
    found = [(f.code, f.place.item) for f in _check(spec, _parquet(path, columns)).findings]

    assert found == [("MIG-DQ-005", "性別")]


def test_csv_and_parquet_agree(spec: Spec, row: Make, tmp_path: Path) -> None:
    """The same rows in both forms have the same findings; the empty text in Parquet is no value."""
    rows = [row(宛名番号=str(n % 7), 性別="129"[n % 3], 氏名="架空　太郎"[: n % 6]) for n in range(100)]
    (tmp_path / "t.csv").write_bytes(_csv(rows).encode())
    pl.DataFrame(rows).write_parquet(tmp_path / "t.parquet", row_group_size=7)
    results = [_check(spec, tmp_path / f"t.{suffix}") for suffix in ("csv", "parquet")]

    assert results[0].outcomes == results[1].outcomes
    assert [(f.code, f.place.item, f.place.row) for f in results[0].findings] == [
        (f.code, f.place.item, f.place.row) for f in results[1].findings
    ]
