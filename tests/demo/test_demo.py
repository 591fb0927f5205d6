"""The slice, walked: same bytes, nothing hidden, and not a stage play."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from pathlib import Path

import duckdb

AS_OF = "2026-11-23"
ZEI, FUKU = "source/zei_jutogai.csv", "source/fuku_atena.dat"
STAGES = (("convert", "run"), ("check", "run"), ("reconcile", "run"))


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _found(town: Path) -> set[tuple[str, str, int, str]]:
    """Row-level findings of all stages: code, file, row, item."""
    found = set()
    for stage in ("convert", "check", "reconcile"):
        for one in json.loads((town / "out" / stage / "031.json").read_bytes())["findings"]:
            place = one["place"]
            if place["row"] is not None:
                found.add((one["code"], place["file"], place["row"], place["item"] or ""))
    return found


def _planted(town: Path) -> set[tuple[str, str, int, str]]:
    rows = csv.DictReader(io.StringIO((town / "demo" / "planted.csv").read_text(encoding="utf-8")))
    return {(r["code"], r["file"], int(r["row"]), r["item"]) for r in rows}


def test_every_planted_defect_is_found_and_none_invented(walked: Path) -> None:
    """The findings of all stages are exactly the planted defects."""
    assert _found(walked) == _planted(walked)


def test_balance_closes(walked: Path) -> None:
    """20,000 source rows have one fate each, and each target row names its source."""
    result = json.loads((walked / "out/convert/031.json").read_bytes())
    fates = [
        line["written"] + sum(line["rejected"].values()) + sum(line["merged"].values()) + sum(line["excluded"].values())
        for line in result["lines"]
    ]

    assert fates == [line["read"] for line in result["lines"]] == [14_000, 6_000]
    assert all(t["rows"] == t["with_source"] > 0 for t in result["targets"])


def test_reports_are_there(walked: Path) -> None:
    """The walk leaves one HTML page, one workbook and one JSON, and a workspace to go on with."""
    names = {
        "out/report/report.html",
        "out/report/report.xlsx",
        "out/report/report.json",
        "project.yaml",
        "ledger.jsonl",
    }

    assert names <= set(_digests(walked))


def test_same_input_same_bytes(walked: Path, tmp_path: Path, migrate) -> None:
    """A second town walked elsewhere on the same day is the same to the byte."""
    done = migrate("demo", "another", "--as-of", AS_OF, cwd=tmp_path)

    assert done.returncode == 0
    assert _digests(tmp_path / "another") == _digests(walked)


def test_second_walk_changes_one_ledger_line(town: Path, migrate) -> None:
    """Walking the same town again touches nothing but appends 「変更なし」 to the ledger."""
    before = _digests(town)
    lines = (town / "ledger.jsonl").read_bytes().splitlines()
    done = migrate("demo", str(town), "--as-of", AS_OF, cwd=town.parent)
    after = _digests(town)
    added = (town / "ledger.jsonl").read_bytes().splitlines()[len(lines) :]

    assert done.returncode == 0
    assert {k for k in after if after[k] != before.get(k)} == {"ledger.jsonl", ".migrate/head"}
    assert [json.loads(line)["result"] for line in added] == ["変更なし"]


def test_second_stage_run_is_noted_as_unchanged(town: Path, migrate) -> None:
    """A stage that is run again on the same inputs changes nothing but one ledger line."""
    before = _digests(town)
    done = migrate("convert", "run", "-C", str(town), "--fail-on", "never", cwd=town)
    after = _digests(town)

    assert done.returncode == 0
    assert {k for k in after if after[k] != before.get(k)} == {"ledger.jsonl", ".migrate/head"}
    assert json.loads((town / "ledger.jsonl").read_bytes().splitlines()[-1])["result"] == "変更なし"


def _clean_rows(town: Path, file: str, count: int) -> list[int]:
    """Source rows of a file that were written and carry no planted defect."""
    planted = {row for _, name, row, _ in _planted(town) if name == file}
    lineage = next((town / "out/lineage/031").glob("*.parquet"))
    rows = duckdb.sql(
        f"SELECT source_row FROM '{lineage}' WHERE source_file = '{file}' AND fate = '書込' ORDER BY source_row"
    ).fetchall()
    return [row for (row,) in rows if row not in planted][100 : 100 + count]


def _change_zei(town: Path, changes: dict[int, tuple[str, str]]) -> None:
    path = town / ZEI
    lines = path.read_bytes().split(b"\r\n")
    header = next(csv.reader([lines[0].decode("cp932")]))
    for row, (column, text) in changes.items():
        fields = next(csv.reader([lines[row].decode("cp932", "surrogateescape")]))
        position = header.index(column)
        fields[position] = fields[position].replace("\u3000", "") if text == "<no blank>" else text
        if text == "<other digit>":
            old = next(csv.reader([lines[row].decode("cp932")]))[position]
            fields[position] = old[:-1] + str((int(old[-1]) + 1) % 10)
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow(fields)
        lines[row] = out.getvalue().encode("cp932")
    path.write_bytes(b"\r\n".join(lines))


def _field(town: Path, name: str) -> tuple[int, int]:
    layout = csv.DictReader(io.StringIO((town / "source/fuku_layout.csv").read_text(encoding="cp932")))
    row = next(r for r in layout if r["物理名"] == name)
    return int(row["開始位置"]) - 1, int(row["桁数"])


def _change_fuku(town: Path, row: int, name: str, change: bytes) -> None:
    path = town / FUKU
    records = path.read_bytes().split(b"\r\n")
    start, _ = _field(town, name)
    record = records[row - 1]
    records[row - 1] = record[:start] + change + record[start + len(change) :]
    path.write_bytes(b"\r\n".join(records))


def _with_kojinbango(town: Path, rows: list[int]) -> int:
    lines = (town / ZEI).read_bytes().split(b"\r\n")
    header = next(csv.reader([lines[0].decode("cp932")]))
    position = header.index("KOJIN_NO")
    return next(r for r in rows if next(csv.reader([lines[r].decode("cp932")]))[position])


def test_seven_changed_cells_are_seven_new_findings(town: Path, migrate) -> None:
    """Seven cells spoilt by hand give exactly those seven findings more."""
    rows = _clean_rows(town, ZEI, 400)
    a, b, c, e = rows[0], rows[7], rows[20], rows[33]
    d = _with_kojinbango(town, rows[50:])
    f, g = _clean_rows(town, FUKU, 10)[:2]
    records = (town / FUKU).read_bytes().split(b"\r\n")
    start, width = _field(town, "CITY_CD")
    city = records[g - 1][start : start + width]
    _change_zei(
        town,
        {
            a: ("SEINENGAPPI", "昭和99年1月1日"),
            b: ("SEIBETSU", "X"),
            c: ("KOSHIN_USER", ""),
            d: ("KOJIN_NO", "<other digit>"),
            e: ("SHIMEI_KJ", "<no blank>"),
        },
    )
    _change_fuku(town, f, "SIMEI", b"\x85\x40")  # no character, and no blank: a second one parts no name
    _change_fuku(town, g, "CITY_CD", city[:-1] + (b"0" if city[-1:] != b"0" else b"1"))
    before = _found(town)
    codes = [migrate(*stage, "-C", str(town), cwd=town).returncode for stage in STAGES]

    assert _found(town) - before == {
        ("MIG-CNV-001", ZEI, a, "生年月日"),
        ("MIG-CNV-004", ZEI, b, "性別"),
        ("MIG-DQ-001", ZEI, c, "操作者ID"),
        ("MIG-DQ-010", ZEI, d, "個人番号"),
        ("MIG-DQ-013", ZEI, e, "氏名"),
        ("MIG-CNV-003", FUKU, f, "氏名"),
        ("MIG-DQ-012", FUKU, g, "住所_市区町村コード"),
    }
    assert (before - _found(town), codes) == (set(), [1, 1, 0])


def test_deleted_parquet_row_is_named(town: Path, migrate) -> None:
    """A converted row that disappears from the Parquet file is named by reconciliation, which exits 1."""
    path = next((town / "out/converted/031").glob("*.parquet"))
    shutil.copyfile(path, town / "all.parquet")
    duckdb.sql(
        f"COPY (SELECT * EXCLUDE n FROM (SELECT *, row_number() OVER () AS n FROM '{town / 'all.parquet'}') "
        f"WHERE n <> 500 ORDER BY n) TO '{path}' (FORMAT parquet)"
    )
    row = _source_row(town, 500)
    done = migrate("reconcile", "run", "-C", str(town), cwd=town)

    assert done.returncode == 1
    assert _missing(town) == [row]


def test_deleted_csv_row_is_named(town: Path, migrate) -> None:
    """The same for the standard CSV: what is handed over is what is compared."""
    path = next((town / "out/converted/031").glob("*.csv"))
    lines = path.read_bytes().split(b"\r\n")
    row = _source_row(town, 500)
    path.write_bytes(b"\r\n".join(lines[:500] + lines[501:]))
    done = migrate("reconcile", "run", "-C", str(town), cwd=town)

    assert done.returncode == 1
    assert _missing(town) == [row]


def _source_row(town: Path, target_row: int) -> tuple[str, int]:
    lineage = next((town / "out/lineage/031").glob("*.parquet"))
    found = duckdb.sql(
        f"SELECT source_file, source_row FROM '{lineage}' WHERE target_row = {target_row} AND fate = '書込'"
    ).fetchall()
    return found[0]


def _missing(town: Path) -> list[tuple[str, int]]:
    findings = json.loads((town / "out/reconcile/031.json").read_bytes())["findings"]
    return [(f["place"]["file"], f["place"]["row"]) for f in findings if f["code"] == "MIG-REC-001"]
