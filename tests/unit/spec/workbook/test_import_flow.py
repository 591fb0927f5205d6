"""Import into a workspace: files of one edition are joined, an API is never pinned, the same file changes nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of
from migrate.flow.outcome import Outcome
from migrate.flow.spec import import_
from migrate.model.finding import Severity
from migrate.model.provenance import FileDigest
from migrate.model.spec import Spec, SpecKind
from migrate.spec import store
from migrate.spec.workbook import importer, official
from migrate.workspace import folder
from migrate.workspace.clock import session
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Result

PROJECT = b"municipality:\n  code: '990019'\n  name: x\nspecs: {}\n"
SPECS = bundled("specs")
OFFICIAL = store.read(SPECS / "031-jutogaisha-atenabango" / "2023-09-29")
EDITION = "2024-01-15"


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A new workspace."""
    return folder.create(tmp_path / "town", PROJECT)


@pytest.fixture
def items(tmp_path: Path) -> Path:
    """The official items in another edition, as a workbook."""
    path = tmp_path / "031_item_20240115.xlsx"
    path.write_bytes(official.workbook(replace(OFFICIAL, edition=EDITION), SPECS / importer.LAYOUT))
    return path


@pytest.fixture
def functions(tmp_path: Path) -> Path:
    """Two functions of the same edition in a workbook of their own."""
    book = openpyxl.Workbook()
    for row in (
        ("大項目", "中項目", "小項目", "機能ID", "要件", "実装類型", "適合基準日", "備考"),
        ("1", "1.1", "付番", "0310001", "付番すること。", "実装必須機能", "", ""),
        ("1", "1.2", "検索", "0310002", "検索できること。", "標準オプション機能", "", ""),
    ):
        book.active.append(row)
    path = tmp_path / "031_functions_20240115.xlsx"
    book.save(path)
    return path


def _import(town: Workspace, file: Path, **said: str) -> Outcome:
    wanted = import_.Wanted(file=file, business=said.get("business", ""), edition=said.get("edition", ""))
    return import_.import_(wanted, Workspace(town.root), session(date(2026, 11, 23)))


def _kept(town: Workspace, edition: str = EDITION) -> Spec:
    return store.read(town.path("spec", "031", edition))


def _files(town: Workspace) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(town.path("spec").rglob("*.*")) if p.is_file()}


def _digests(*files: Path) -> tuple[FileDigest, ...]:
    return tuple(FileDigest(path=one.name, sha256=sha256_of(one)) for one in sorted(files))


def test_functions_join_the_items_of_their_edition(town: Workspace, items: Path, functions: Path) -> None:
    """Functions keep the items, codes, kind and title of the edition; the papers list both files."""
    _import(town, items)
    _import(town, functions)
    spec = _kept(town)

    assert [one.id for one in spec.functions] == ["0310001", "0310002"]
    assert (spec.items, spec.code_lists, spec.title) == (OFFICIAL.items, OFFICIAL.code_lists, OFFICIAL.title)
    assert spec.provenance.originals == _digests(items, functions)
    assert spec.provenance.sha256 == sha256_of(items)


def test_order_of_imports_does_not_matter(town: Workspace, tmp_path: Path, items: Path, functions: Path) -> None:
    """Items first or functions first: the same folder, byte for byte."""
    other = folder.create(tmp_path / "other", PROJECT)
    for place, files in ((town, (items, functions)), (other, (functions, items))):
        for file in files:
            _import(place, file)

    assert _files(town) == _files(other)


def test_joined_import_again_changes_nothing(town: Workspace, items: Path, functions: Path) -> None:
    """Importing either file again leaves every byte, and the ledger says 変更なし."""
    for file in (items, functions):
        _import(town, file)
    before = _files(town)
    _import(town, functions)

    assert (before, town.entries()[-1].result) == (_files(town), Result.UNCHANGED)


def test_only_editions_with_items_are_pinned(town: Workspace, items: Path, functions: Path) -> None:
    """Functions alone pin nothing; the items do."""
    _import(town, functions)
    before = dict(Workspace(town.root).project.specs)
    _import(town, items)

    assert (before, dict(Workspace(town.root).project.specs)) == ({}, {"031": EDITION})


def test_api_is_saved_but_not_pinned(town: Workspace, shared: Path) -> None:
    """An API specification lies beside the editions, and is never the one in use."""
    _import(town, shared / "official" / "031_numbering_api_20230929.xlsx")

    assert (_kept(town, "api-2.0").kind, dict(Workspace(town.root).project.specs)) == (SpecKind.API, {})


def test_functions_of_a_bundled_edition_take_its_items_along(town: Workspace, functions: Path) -> None:
    """Where only the bundle has the edition's items, they are kept beside the imported functions."""
    _import(town, functions, edition="2023-09-29")
    spec = _kept(town, "2023-09-29")

    assert (spec.items, len(spec.functions), spec.kind) == (OFFICIAL.items, 2, SpecKind.OFFICIAL)
    assert spec.provenance.originals[0].path == functions.name


def test_codes_as_csv_join_an_edition(town: Workspace, tmp_path: Path, items: Path) -> None:
    """A CSV list takes the place of the list with its ID, a new one comes behind; the encoding is said."""
    _import(town, items)
    path = tmp_path / "031_codes_20240115.csv"
    path.write_bytes(
        "コードID,コード名,コード値,コード値の内容\r\n2,新しい名,9,九\r\n印鑑登録7,状態,1,登録中\r\n".encode("cp932")
    )
    outcome = _import(town, path)
    ids = [one.published_id for one in OFFICIAL.code_lists]

    assert [one.published_id for one in _kept(town).code_lists] == [*ids, "印鑑登録7"]
    assert _kept(town).codes["002"].name == "新しい名"
    assert records.as_json(outcome.data)["encoding"] == "CP932"
    assert any("CP932" in notice for notice in outcome.notices)


def test_a_list_that_came_by_csv_answers_the_open_reference(town: Workspace, tmp_path: Path) -> None:
    """A code list that the items' book lacks is a warning until it is there."""
    book = tmp_path / "031_item_20240115.xlsx"
    book.write_bytes(official.workbook(replace(OFFICIAL, edition=EDITION, code_lists=()), SPECS / importer.LAYOUT))
    codes = tmp_path / "031_codes_20240115.csv"
    lines = [f"{one.published_id},{one.name},{v.value},{v.meaning}" for one in OFFICIAL.code_lists for v in one.values]
    codes.write_text("\n".join(["コードID,コード名,コード値,コード値の内容", *lines]), encoding="utf-8")
    first = _import(town, book)
    _import(town, codes)
    second = _import(town, book)

    assert [f.params["code"] for f in first.findings if f.code == "MIG-SPEC-010"] == ["1", "999", "002"]
    assert [f.code for f in second.findings if f.severity is not Severity.INFO] == []


def test_an_exported_starter_stays_a_starter(town: Workspace, tmp_path: Path) -> None:
    """A starter that was exported and imported again says what it is, with its publisher, basis and references."""
    spec = store.read(next((SPECS).glob("001-*/starter-*")))
    path = tmp_path / "out.xlsx"
    path.write_bytes(official.workbook(spec, SPECS / importer.LAYOUT))
    _import(town, path)
    back = store.read(town.path("spec", "001", spec.edition))

    assert back == replace(spec, provenance=replace(spec.provenance, sha256=sha256_of(path), originals=_digests(path)))


def test_a_starter_without_its_papers_is_not_taken_for_official(town: Workspace, tmp_path: Path) -> None:
    """Without the sheet 出典 the legal basis still tells that the list is ours."""
    spec = store.read(next((SPECS).glob("001-*/starter-*")))
    book = openpyxl.load_workbook(io.BytesIO(official.workbook(spec, SPECS / importer.LAYOUT)))
    book.remove(book["出典（本ツール）"])
    book.save(tmp_path / "001_20240115.xlsx")
    _import(town, tmp_path / "001_20240115.xlsx")

    assert store.read(town.path("spec", "001", EDITION)).kind is SpecKind.STARTER


def test_each_sheet_is_accounted_for(town: Workspace, items: Path) -> None:
    """The JSON names every table with its rows, taken and lost."""
    data = records.as_json(_import(town, items).data)
    counts = [(one["part"], one["rows"], one["taken"], one["lost"]) for one in data["sheets"]]

    assert counts == [("items", 29, 29, 0), ("codes", 6, 6, 0)]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "031_20240115.xlsx", "MIG-FORM-001"),
        (b"PK\x03\x04 broken", "031_20240115.xlsx", "MIG-FORM-004"),
        (b"\x80\xff\x00", "031_20240115.csv", "MIG-SPEC-026"),
        (b'a,"b', "031_20240115.csv", "MIG-SPEC-027"),
    ],
)
def test_damaged_files_leave_nothing(town: Workspace, tmp_path: Path, data: bytes, name: str, code: str) -> None:
    """An empty, broken or undecodable file is an error with the file's name; nothing is saved."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        _import(town, tmp_path / name)

    assert (caught.value.code, caught.value.where.file, list(town.path("spec").iterdir())) == (code, name, [])


def test_the_reference_model_is_not_imported(town: Workspace, tmp_path: Path) -> None:
    """A workbook whose papers name the reference model is refused."""
    spec = replace(OFFICIAL, business="GIF", kind=SpecKind.REFERENCE)
    (tmp_path / "gif_20240115.xlsx").write_bytes(official.workbook(spec, SPECS / importer.LAYOUT))
    with pytest.raises(MigrateError) as caught:
        _import(town, tmp_path / "gif_20240115.xlsx")

    assert caught.value.code == "MIG-SPEC-025"
