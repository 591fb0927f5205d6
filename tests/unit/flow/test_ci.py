"""`ci`: a delivery folder held against what it says of itself, in whatever form it was delivered."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from migrate.cli.frame import show
from migrate.cli.frame.common import Common
from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow import ci as flow
from migrate.flow import ci_csv
from migrate.flow.ci_csv import CsvFile
from migrate.flow.delivery import file_names, header
from migrate.flow.outcome import Outcome
from migrate.model.balance import BalanceLine, Conversion, TargetCount
from migrate.model.delivery import CsvPart, DeliveryForm, Header, Manifest, ManifestTable, Quoting
from migrate.model.finding import Severity
from migrate.model.provenance import FileDigest
from migrate.model.quality import State
from migrate.model.spec import Spec
from migrate.report import formats
from migrate.spec import library
from migrate.workspace import clock
from migrate.workspace import folder as folders

TABLE = "住登外者宛名基本情報"
SESSION = clock.session(date(2026, 11, 26))
STANDARD = DeliveryForm(newline="\n")
COMMON = Common(workspace=None, formats=(), outputs=(), fail_on=Severity.ERROR, as_of=None, quiet=False, verbose=False)


@pytest.fixture(scope="module")
def spec() -> Spec:
    """031@2023-09-29."""
    return library.resolve("031@2023-09-29", library.entries(bundled("specs")), {}).spec


def rows_of(spec: Spec, *changes: dict[str, str]) -> list[dict[str, str]]:
    """Clean rows that differ by ``changes``."""
    clean = {
        **{item.name: "" for item in spec.items},
        "氏名": "架空　太郎",
        "代表宛名フラグ": "0",
        "操作者ID": "USER01",
        "操作年月日": "2023-05-01",
        "操作時刻": "12:34:56",
    }
    return [{**clean, "宛名番号": f"{n:015d}", **one} for n, one in enumerate(changes, start=1)]


def write_csv(path: Path, form: DeliveryForm, title: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    """The rows in a form of delivery."""
    stream = io.StringIO(newline="")
    quoting = {Quoting.ALL: csv.QUOTE_ALL, Quoting.NEEDED: csv.QUOTE_MINIMAL, Quoting.NONE: csv.QUOTE_NONE}
    writer = csv.writer(
        stream, delimiter=form.delimiter, lineterminator=form.newline, quoting=quoting[form.quoting], quotechar='"'
    )
    if title:
        writer.writerow(title)
    writer.writerows([cell or form.nothing for cell in row.values()] for row in rows)
    path.write_bytes((("\ufeff" if form.bom else "") + stream.getvalue()).encode(form.encoding))


Make = Callable[..., Path]


@pytest.fixture
def deliver(spec: Spec, tmp_path: Path) -> Make:
    """A delivery of some rows: CSV files in a form, Parquet where wanted, the manifest of both."""

    def make(
        *changes: dict[str, str], form: DeliveryForm = STANDARD, parquet: bool = False, folder: str = "納品"
    ) -> Path:
        target = tmp_path / folder
        target.mkdir()
        rows = rows_of(spec, *changes)
        items = tuple(rows[0])
        size = form.rows or len(rows)
        parts = [rows[at : at + size] for at in range(0, len(rows), size)]
        title = header(spec, TABLE, items, form)
        made = []
        for name, part in zip(file_names(spec, TABLE, form, len(parts)), parts, strict=True):
            write_csv(target / name, form, title, part)
            data = (target / name).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            made.append(CsvPart(path=f"out/converted/031/{name}", sha256=digest, rows=len(part), bytes=len(data)))
        table = target / f"{TABLE}.parquet"
        pl.DataFrame(rows).write_parquet(table)
        listed = FileDigest(
            path=f"out/converted/031/{TABLE}.parquet", sha256=hashlib.sha256(table.read_bytes()).hexdigest()
        )
        if not parquet:
            table.unlink()
        one = ManifestTable(
            table=TABLE,
            rows=len(rows),
            header=title,
            parquet=listed,
            csv=tuple(made),
            lineage=FileDigest(path=f"out/lineage/031/{TABLE}.parquet", sha256="0" * 64),
        )
        manifest = Manifest(spec="031@2023-09-29", mapping_sha256="0" * 64, sources=(), csv=form, tables=(one,))
        (target / "manifest.json").write_bytes(records.dump(manifest))
        return target

    return make


def run(folder: Path, spec: str = "") -> Outcome:
    """`migrate ci FOLDER`."""
    return flow.run(flow.Asked(folder=folder, spec=spec), SESSION)


def found(outcome: Outcome) -> list[tuple[str, str, int | None, int | None]]:
    """Code, file, row, line."""
    return [(f.code, f.place.file or "", f.place.row, f.place.line) for f in outcome.findings]


FORMS = {
    "standard": STANDARD,
    "crlf, bom": DeliveryForm(bom=True),
    "cp932, tab, romaji": DeliveryForm(encoding="cp932", delimiter="\t", header=Header.ROMAJI),
    "utf-16, nothing": DeliveryForm(encoding="utf-16-le", bom=True, nothing="NULL"),
    "euc, no header": DeliveryForm(encoding="euc_jp", header=Header.NONE),
    "unquoted": DeliveryForm(quoting=Quoting.NONE, delimiter="|"),
    "in parts": DeliveryForm(rows=2, name="{グループID}-{連番}.csv"),
    "parts, cp932": DeliveryForm(rows=2, encoding="cp932", name="{業務ID}_{グループ}_{連番}.txt"),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_form_of_delivery_is_read(form: DeliveryForm, deliver: Make, spec: Spec) -> None:
    """Rows in any form that a conversion writes are checked, and a finding names the file, its row and line."""
    folder = deliver({}, {}, {}, {"性別": "9"}, form=form)
    names = file_names(spec, TABLE, form, 2 if form.rows else 1)
    row = 2 if form.rows else 4
    outcome = run(folder)

    assert found(outcome) == [("MIG-DQ-005", names[-1], row, row + (form.header is not Header.NONE))]
    assert [one.rows for one in outcome.data.deliveries] == [4]  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_a_clean_delivery_has_no_finding(form: DeliveryForm, deliver: Make) -> None:
    """Whatever its form; and nothing is said to be proved that was not looked at."""
    outcome = run(deliver({}, {}, {}, form=form))
    states = {c.code: c.state for c in outcome.inspected.checks["031"] if c.code >= "MIG-DQ-070"}  # type: ignore[union-attr]

    assert (outcome.findings, outcome.nothing_checked, states["MIG-DQ-079"]) == ((), False, State.NOT_RUN)


def test_parquet_and_csv_are_one_table(deliver: Make) -> None:
    """Of both kinds the Parquet file is checked; both are counted."""
    folder = deliver({}, {"性別": "9"}, parquet=True)
    outcome = run(folder)
    counted = next(c for c in outcome.inspected.checks["031"] if c.code == "MIG-DQ-075")  # type: ignore[union-attr]

    assert (found(outcome), counted.rows) == ([("MIG-DQ-005", f"{TABLE}.parquet", 2, None)], 2)


def test_a_line_break_in_a_value_moves_lines(deliver: Make) -> None:
    """The line is where the record begins, not its number."""
    folder = deliver({"住所_方書": "一\n二"}, {"性別": "9"})
    places = [(f.place.row, f.place.line) for f in run(folder).findings if f.place.item == "性別"]

    assert places == [(2, 4)]


def _swap(folder: Path, name: str, old: bytes, new: bytes) -> None:
    path = folder / name
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


MISHAPS: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "changed": (lambda f: _swap(f, f"{TABLE}.csv", b"USER01", b"USER02"), ["MIG-DQ-074"]),
    "one row less": (
        lambda f: (f / f"{TABLE}.csv").write_bytes(b"".join((f / f"{TABLE}.csv").read_bytes().splitlines(True)[:-1])),
        ["MIG-DQ-074", "MIG-DQ-075"],
    ),
    "another header": (
        lambda f: _swap(f, f"{TABLE}.csv", '"氏名",'.encode(), '"氏　名",'.encode()),
        ["MIG-DQ-021", "MIG-DQ-022", "MIG-DQ-074", "MIG-DQ-076"],
    ),
    "gone": (lambda f: (f / f"{TABLE}.csv").unlink(), ["MIG-DQ-025", "MIG-DQ-072"]),
    "one more": (lambda f: (f / "旧.csv").write_bytes(b"a\n1\n"), ["MIG-DQ-073", "MIG-DQ-078"]),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), ["MIG-DQ-070"]),
    "ragged": (lambda f: _swap(f, f"{TABLE}.csv", b'"USER01",', b""), ["MIG-DQ-032", "MIG-DQ-074"]),
    "not utf-8": (lambda f: _swap(f, f"{TABLE}.csv", b"USER01", b"\x85\x40"), ["MIG-DQ-031", "MIG-DQ-074"]),
}


@pytest.mark.parametrize(("mishap", "codes"), MISHAPS.values(), ids=list(MISHAPS))
def test_a_mishap_is_named(mishap: Callable[[Path], object], codes: list[str], deliver: Make) -> None:
    """Each kind of damage to a clean delivery gives its own codes and no other."""
    folder = deliver({}, {})
    mishap(folder)

    assert sorted({f.code for f in run(folder, "031@2023-09-29").findings}) == codes


@pytest.mark.parametrize(("mishap", "unreadable"), [("not utf-8", True), ("ragged", True), ("changed", False)])
def test_what_cannot_be_read_is_told_apart(mishap: str, unreadable: bool, deliver: Make) -> None:
    """Exit 3 is for files that cannot be read, and such a table is not said to be missing."""
    folder = deliver({}, {})
    MISHAPS[mishap][0](folder)
    outcome = run(folder)

    assert (outcome.unreadable, outcome.nothing_checked) == (unreadable, False)
    assert "MIG-DQ-025" not in {f.code for f in outcome.findings}


@pytest.mark.parametrize("stray", [b"\xff\xff", b"\x85\x40", b"\x80\x20"])
def test_bytes_that_the_stated_encoding_lacks(stray: bytes, deliver: Make) -> None:
    """A CSV that is not in the encoding of its manifest is unreadable, and the encoding is named."""
    folder = deliver({}, form=FORMS["cp932, tab, romaji"])
    _swap(folder, f"{TABLE}.csv", b"USER01", stray)
    outcome = run(folder)

    assert outcome.unreadable
    assert [f.params["encoding"] for f in outcome.findings if f.code == "MIG-DQ-077"] == ["CP932"]


def test_sums_of_anybody_are_a_manifest(deliver: Make) -> None:
    """`sha256sum` output serves a vendor who has no `manifest.json`."""
    folder = deliver({}, {})
    digest = hashlib.sha256((folder / f"{TABLE}.csv").read_bytes()).hexdigest()
    (folder / "manifest.json").unlink()
    (folder / "SHA256SUMS").write_text(f"{digest}  ./{TABLE}.csv\n{'0' * 64} *無い.csv\n", encoding="utf-8")

    assert found(run(folder, "031")) == [("MIG-DQ-072", "無い.csv", None, None)]


@pytest.mark.parametrize(("name", "encoding"), [("SHA256SUMS", "cp932"), ("manifest-sha256.txt", "utf-8")])
def test_sums_of_files_in_folders(name: str, encoding: str, deliver: Make) -> None:
    """As in a BagIt package, or as Windows writes them."""
    folder = deliver({"性別": "9"})
    (folder / "manifest.json").unlink()
    (folder / "data").mkdir()
    path = (folder / f"{TABLE}.csv").rename(folder / "data" / f"{TABLE}.csv")
    line = f"{hashlib.sha256(path.read_bytes()).hexdigest()} *data\\{TABLE}.csv\r\n"
    (folder / name).write_bytes(line.encode(encoding))

    assert found(run(folder, "031")) == [("MIG-DQ-005", f"data/{TABLE}.csv", 1, 2)]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="ファイル名は Unicode だけです")
def test_a_name_that_is_no_text(deliver: Make) -> None:
    """Bytes of a file's name that are no UTF-8 are written out, and every format can say the name."""
    folder = deliver({})
    (folder / os.fsdecode("旧表.csv".encode("cp932"))).write_bytes(b"a\n1\n")
    outcome = run(folder)
    inspection = show.inspection(outcome, COMMON)
    said = [formats.inspect(name, inspection) for name in ("github", "gitlab", "junit", "sarif")]

    assert [f.code for f in outcome.findings] == ["MIG-DQ-073", "MIG-DQ-078"]
    assert [b"x8b" in one for one in (*said, show.payload(outcome))] == [True] * 5


@pytest.mark.parametrize(
    "line", ["nothing", f"{'0' * 64}  ../外.csv", f"{'0' * 64}  /etc/passwd", f"{'0' * 63}  a.csv"]
)
def test_sums_that_are_none(line: str, deliver: Make) -> None:
    """A line that is no sum, or that leads out of the folder, is refused with its number."""
    folder = deliver({})
    (folder / "manifest.json").unlink()
    (folder / "manifest-sha256.txt").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        run(folder, "031")

    assert (caught.value.code, caught.value.where.line) == ("MIG-DQ-081", 2)


def conversion(folder: Path, rows: int, read: int = 2, digest: str = "") -> None:
    """A conversion record beside the files."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    files = [manifest["tables"][0]["parquet"], *manifest["tables"][0]["csv"]]
    line = BalanceLine(
        target=TABLE, source="T", file="source/t.csv", read=read, written=2, rejected={}, merged={}, excluded={}
    )
    record = Conversion(
        spec="031@2023-09-29",
        mapping_sha256="0" * 64,
        lines=(line,),
        targets=(TargetCount(table=TABLE, rows=rows, with_source=rows),),
        outputs=tuple(FileDigest(path=one["path"], sha256=digest or one["sha256"]) for one in files),
        findings=(),
    )
    (folder / "conversion.json").write_bytes(records.dump(record))


@pytest.mark.parametrize(
    ("made", "codes"),
    [
        ({"rows": 2}, []),
        ({"rows": 3}, ["MIG-DQ-083"]),
        ({"rows": 2, "read": 5}, ["MIG-DQ-079"]),
        ({"rows": 2, "digest": "f" * 64}, ["MIG-DQ-080"]),
    ],
    ids=["closed", "other rows", "open", "another conversion"],
)
def test_the_balance_of_a_record(made: dict[str, int], codes: list[str], deliver: Make) -> None:
    """A record proves a delivery that it wrote, whose rows it counts, and where all that was read has a fate."""
    folder = deliver({}, {})
    conversion(folder, **made)  # type: ignore[arg-type]
    outcome = run(folder)
    closed = [c.state for c in outcome.inspected.checks["031"] if c.code == "MIG-DQ-079"]  # type: ignore[union-attr]

    assert [f.code for f in outcome.findings] == codes
    assert closed == [State.FAILED if "MIG-DQ-079" in codes else State.PASSED]


def test_a_folder_of_deliveries(deliver: Make, tmp_path: Path) -> None:
    """Each folder below is a delivery; files are named from the folder that was asked for."""
    first = deliver({"性別": "9"}, folder="a")
    second = deliver({}, {"性別": "9"}, folder="b")
    above = tmp_path / "all"
    for one in (first, second):
        above.mkdir(exist_ok=True)
        one.rename(above / one.name)
    (above / "b" / "manifest.json").unlink()

    assert found(run(above, "031")) == [
        ("MIG-DQ-005", f"a/{TABLE}.csv", 1, 2),
        ("MIG-DQ-005", f"b/{TABLE}.csv", 2, 3),
        ("MIG-DQ-070", "b", None, None),
    ]


def test_a_table_is_known_by_its_columns(deliver: Make) -> None:
    """A vendor's file of any name is the table whose items its columns are."""
    folder = deliver({"性別": "9"})
    (folder / "manifest.json").unlink()
    (folder / f"{TABLE}.csv").rename(folder / "EXPORT.CSV")

    assert found(run(folder, "031"))[0] == ("MIG-DQ-005", "EXPORT.CSV", 1, 2)


def test_both_kinds_without_a_manifest_must_agree(deliver: Make) -> None:
    """CSV and Parquet of one table hold the same rows."""
    folder = deliver({}, {}, parquet=True)
    (folder / "manifest.json").unlink()
    with (folder / f"{TABLE}.csv").open("ab") as stream:
        stream.write((folder / f"{TABLE}.csv").read_bytes().splitlines(keepends=True)[1])

    assert [f.code for f in run(folder, "031").findings] == ["MIG-DQ-070", "MIG-DQ-082"]


def test_nothing_to_check(tmp_path: Path, deliver: Make) -> None:
    """An empty folder, one without rows, a missing one and a file are each told apart."""
    codes = []
    (tmp_path / "file").write_text("")
    for name in ("nowhere", "file", "."):
        try:
            run(tmp_path / name, "031")
        except MigrateError as error:
            codes.append((error.code, int(error.exit)))
    empty = deliver({})
    (empty / "manifest.json").unlink()
    data = (empty / f"{TABLE}.csv").read_bytes().splitlines(keepends=True)[0]
    (empty / f"{TABLE}.csv").write_bytes(data)

    assert (codes, run(empty, "031").nothing_checked) == (
        [("MIG-SYS-001", 3), ("MIG-DQ-085", 3), ("MIG-DQ-071", 5)],
        True,
    )


def test_the_spec_must_be_said(deliver: Make) -> None:
    """Without a manifest the spec is asked for; what a manifest says is not put aside for another business."""
    folder = deliver({})
    other = run(folder, "001")
    (folder / "manifest.json").unlink()
    with pytest.raises(MigrateError) as caught:
        run(folder)

    assert (caught.value.code, int(caught.value.exit)) == ("MIG-DQ-084", 2)
    assert [one.spec for one in other.data.deliveries] == ["031@2023-09-29"]  # type: ignore[attr-defined]
    assert other.notices[-1] == "manifest が 031@2023-09-29 としているため、--spec 001 は使いません。"


def town(tmp_path: Path, **sheets: str) -> Path:
    """A workspace in which people decided something."""
    made = folders.create(tmp_path / "町", b'municipality: {code: "990019", name: x}\n', key=b"k" * 32)
    for name, text in sheets.items():
        path = made.path("check", f"{name}.csv")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return made.root


@pytest.mark.parametrize(("until", "codes"), [("2026-12-31", []), ("2026-01-31", ["MIG-DQ-005"])])
def test_what_people_decided_counts(until: str, codes: list[str], deliver: Make, tmp_path: Path) -> None:
    """Waivers of the workspace at hand hold for a delivery until their end; the sheet is an input."""
    sheet = f"規則,業務,グループ,項目,キー,担当,理由,期限\nMIG-DQ-005,031,*,性別,*,住民課,照会中,{until}\n"
    outcome = flow.run(flow.Asked(folder=deliver({"性別": "9"})), SESSION, town(tmp_path, waivers=sheet))
    check = next(c for c in outcome.inspected.checks["031"] if (c.code, c.item) == ("MIG-DQ-005", "性別"))  # type: ignore[union-attr]

    assert [f.code for f in outcome.findings if f.place.row] == codes
    assert (check.failed, check.open) == (1, len(codes))
    assert "check/waivers.csv" in {one.path for one in outcome.inputs}


def test_rows_are_known_by_key_in_a_workspace(deliver: Make, tmp_path: Path) -> None:
    """The identity of a finding does not change with the row where a workspace's key is at hand."""
    first, later = deliver({"性別": "9"}), deliver({}, {"宛名番号": f"{1:015d}", "性別": "9"}, folder="後")
    root = town(tmp_path)
    marks = [
        next(f.fingerprint for f in flow.run(flow.Asked(folder=one), SESSION, root).findings if f.code == "MIG-DQ-005")
        for one in (first, later)
    ]

    assert marks[0] == marks[1]


def test_a_baseline_needs_a_workspace(deliver: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--baseline without a workspace, or without a baseline in it, is refused."""
    monkeypatch.chdir(tmp_path)
    asked = flow.Asked(folder=deliver({}), baseline=True)
    codes = []
    for workspace in (None, town(tmp_path)):
        with pytest.raises(MigrateError) as caught:
            flow.run(asked, SESSION, workspace)
        codes.append(caught.value.code)

    assert codes == ["MIG-SYS-013", "MIG-DQ-046"]


def test_all_that_was_read_is_an_input(deliver: Make) -> None:
    """The sha256 of the data, of the manifest and of the record."""
    folder = deliver({}, {})
    conversion(folder, rows=2)
    names = (f"{TABLE}.csv", "conversion.json", "manifest.json")

    assert {one.path: one.sha256 for one in run(folder).inputs} == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names
    }


def test_no_value_is_said(deliver: Make) -> None:
    """No value of a failing row is in the findings, the checks or the page."""
    secret = "秘密の値です"
    changes = {"性別": secret, "操作者ID": secret, "生年月日": secret, "個人番号": secret}
    outcome = run(deliver(changes, form=FORMS["cp932, tab, romaji"]))
    said = [str(records.as_json(one)) for one in (outcome.data, outcome.document)] + [str(outcome.findings)]

    assert (len(outcome.findings), [secret in one for one in said]) == (4, [False, False, False])


def test_lines_are_found_without_counting_breaks(tmp_path: Path) -> None:
    """The quick way and the slow way name the same lines."""
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x"\n2,"x\ny"\n3,z', encoding="utf-8")
    file = CsvFile(path=path, name="a.csv")
    flat = tmp_path / "b.csv"
    flat.write_text("a,b\n1,x\n2,y\n3,z", encoding="utf-8")

    assert ci_csv.lines(file, STANDARD, 3, {1, 2, 3}) == {1: 2, 2: 3, 3: 5}
    assert ci_csv.lines(replace(file, path=flat), STANDARD, 3, {1, 3}) == {1: 2, 3: 4}


def test_files_are_named_as_the_repository_has_them(
    deliver: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative to where the command runs; the bare name of a folder elsewhere, never a path of the machine."""
    folder = deliver({})
    bases = []
    for here in (tmp_path, folder, bundled("specs")):
        monkeypatch.chdir(here)
        bases.append(run(folder).inspected.base)  # type: ignore[union-attr]

    assert bases == ["納品", "", "納品"]


def test_damage_is_heavier_than_a_missing_list(deliver: Make) -> None:
    """No manifest is a warning, a wrong sum an error."""
    folder = deliver({})
    _swap(folder, f"{TABLE}.csv", b"USER01", b"USER02")
    wrong = run(folder).findings[0].severity
    (folder / "manifest.json").unlink()

    assert (wrong, run(folder, "031").findings[0].severity) == (Severity.ERROR, Severity.WARNING)


def test_an_empty_folder_is_an_error_of_its_own(tmp_path: Path) -> None:
    """Nothing checked, exit 5."""
    with pytest.raises(NothingCheckedError):
        run(tmp_path, "031")
