"""`reconcile sample`: the same rows every time, of every kind some, and no value unless it was asked for."""

from __future__ import annotations

import io
import shutil
import stat
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from migrate.errors import MigrateError
from migrate.files import seal
from migrate.flow import convert, reconcile_sample, reconcile_seal, source
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_sample import Asked, Sampled
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
AT = frozen_session(date(2026, 11, 23))
PLAIN = "out/restricted/031/sample.xlsx"


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden town, converted once."""
    root = tmp_path_factory.mktemp("town") / "w"
    shutil.copytree(TOWN, root)
    source.scan(Workspace(root), AT)
    convert.run(Workspace(root), AT)
    return root


@pytest.fixture
def town(converted: Path, tmp_path: Path) -> Workspace:
    """A copy to write in."""
    shutil.copytree(converted, tmp_path / "w")
    return Workspace(tmp_path / "w")


def drawn(outcome: Outcome) -> Sampled:
    assert isinstance(outcome.data, Sampled)
    return outcome.data


def texts(book: bytes) -> set[str]:
    sheets = openpyxl.load_workbook(io.BytesIO(book)).worksheets
    return {str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row if cell}


def names(town: Workspace) -> set[str]:
    found = pl.read_parquet(town.path("out/converted/031/住登外者宛名基本情報.parquet"))["氏名"]
    return {text for text in found.to_list() if text}


def test_same_input_same_sample(town: Workspace) -> None:
    """Rows, sheet and digests are the same in each run."""
    first = drawn(reconcile_sample.run(town, AT, Asked(business="031", rows=2)))
    book = town.path(first.file).read_bytes()
    assert drawn(reconcile_sample.run(town, AT, Asked(business="031", rows=2))) == first
    assert town.path(first.file).read_bytes() == book
    assert len(first.rows) == 2


def test_one_key_draws_the_same_rows_on_both_sides(town: Workspace, tmp_path: Path) -> None:
    """Another workspace (another key of its own) draws the same rows by the key that both hold."""
    reconcile_seal.key(tmp_path / "key.txt")
    asked = Asked(business="031", rows=2, key_file=tmp_path / "key.txt")
    shutil.copytree(town.root, tmp_path / "other")
    (tmp_path / "other" / ".migrate" / "key").write_bytes(b"x" * 32)
    sides = [drawn(reconcile_sample.run(one, AT, asked)).rows for one in (town, Workspace(tmp_path / "other"))]
    assert sides[0] == sides[1]
    own = drawn(reconcile_sample.run(Workspace(tmp_path / "other"), AT, Asked(business="031", rows=2))).rows
    assert {one.digest for one in own}.isdisjoint(one.digest for one in sides[0])


def test_no_value_unless_asked_for(town: Workspace) -> None:
    """The ordinary sheet holds digests, numbers and shapes: no name of anybody."""
    found = drawn(reconcile_sample.run(town, AT, Asked(business="031", by="氏名")))
    said = texts(town.path(found.file).read_bytes())
    assert names(town) and not names(town) & said
    assert {one.digest for one in found.rows} <= said


def test_values_are_restricted_and_marked(town: Workspace) -> None:
    """With values: mode 0600, 取扱注意, the date of destruction, and the outcome still holds no value."""
    found = reconcile_sample.run(town, AT, Asked(business="031", with_values=True, purge_on=date(2026, 12, 1)))
    path = town.path(PLAIN)
    said = texts(path.read_bytes())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(town) <= said and "取扱注意" in said and "令和8年12月1日（2026-12-01）" in said
    assert drawn(found).purge_on == "2026-12-01"
    assert not any(name in str(found.document) + str(found.data) for name in names(town))


def test_an_encrypted_sheet_replaces_the_plain_one(
    town: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a password the sheet opens with it alone, and none lies open beside it."""
    reconcile_sample.run(town, AT, Asked(business="031", with_values=True))
    monkeypatch.setenv("PW", "correct horse battery")
    found = reconcile_sample.run(town, AT, Asked(business="031", with_values=True, password_env="PW"))
    sealed = town.path(drawn(found).file)
    assert seal.is_sealed(sealed) and not town.path(PLAIN).exists()
    seal.unseal(sealed, tmp_path / "open.xlsx", seal.Key(password="correct horse battery"))
    assert names(town) <= texts((tmp_path / "open.xlsx").read_bytes())


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(business="031", purge_on=date(2026, 12, 1)), "MIG-REC-062"),
        (Asked(business="031", with_values=True, purge_on=date(2026, 11, 22)), "MIG-REC-063"),
        (Asked(business="031", table="ない"), "MIG-REC-064"),
        (Asked(business="031", by="ない"), "MIG-REC-065"),
        (Asked(business="001"), "MIG-REC-012"),
    ],
)
def test_mistakes(town: Workspace, asked: Asked, code: str) -> None:
    """What cannot be drawn is said by its code."""
    with pytest.raises(MigrateError) as error:
        reconcile_sample.run(town, AT, asked)
    assert error.value.code == code
