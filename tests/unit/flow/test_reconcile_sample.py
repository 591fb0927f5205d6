"""`reconcile sample`: the same rows every time, of every kind some, and no value unless it was asked for."""

from __future__ import annotations

import io
import json
import shutil
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from migrate.errors import MigrateError
from migrate.files import records, seal
from migrate.flow import convert, reconcile_sample, reconcile_seal, source
from migrate.flow.outcome import Outcome
from migrate.flow.reconcile_sample import Asked, Sampled
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
AT = frozen_session(date(2026, 11, 23))
PLAIN = "out/restricted/031/sample.xlsx"
PASSWORD = "correct horse battery"


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


def drawn_like(town: Workspace, tmp_path: Path) -> Asked:
    """What the old side drew with a key that both hold, as JSON, and a folder of the new system's files."""
    reconcile_seal.key(tmp_path / "key.txt")
    first = reconcile_sample.run(town, AT, Asked(key_file=tmp_path / "key.txt"))
    (tmp_path / "drawn.json").write_text(
        json.dumps({"kind": first.kind, **records.as_json(first.data)}), encoding="utf-8"
    )
    shutil.copytree(town.path("out/converted/031"), tmp_path / "new")
    shutil.rmtree(town.path("out"))
    return Asked(key_file=tmp_path / "key.txt", like=tmp_path / "drawn.json", folder=tmp_path / "new")


def test_the_other_site_finds_the_same_rows(town: Workspace, tmp_path: Path) -> None:
    """From the new system's files alone, in another order; rows that must not have arrived are not there."""
    asked = drawn_like(town, tmp_path)
    said = json.loads((tmp_path / "drawn.json").read_text(encoding="utf-8"))
    path = tmp_path / "new" / f"{said['table']}.parquet"
    rows = pl.read_parquet(path).reverse()
    rows.write_parquet(path)
    found = reconcile_sample.run(town, AT, asked)
    assert [(one.digest, one.stratum) for one in drawn(found).rows] == [
        (r["digest"], r["stratum"]) for r in said["rows"]
    ]
    assert [one.row for one in drawn(found).rows] == [r["row"] and len(rows) + 1 - r["row"] for r in said["rows"]]
    assert not any("見つからない行" in one for one in found.notices)

    rows.slice(1).write_parquet(path)
    assert any("この側に見つからない行が 1 行あります" in one for one in reconcile_sample.run(town, AT, asked).notices)


def test_a_sample_of_another_key_or_none(town: Workspace, tmp_path: Path) -> None:
    """Said before rows are looked for."""
    asked = drawn_like(town, tmp_path)
    reconcile_seal.key(tmp_path / "other.txt")
    (tmp_path / "bad.json").write_text('{"kind": "reconcile-sample"}', encoding="utf-8")
    wrong = (replace(asked, key_file=tmp_path / "other.txt"), replace(asked, like=tmp_path / "bad.json"))
    for one in (*wrong, replace(asked, like=tmp_path / "none.json")):
        with pytest.raises(MigrateError, match="MIG-REC-075"):
            reconcile_sample.run(town, AT, one)


def test_no_value_unless_asked_for(town: Workspace) -> None:
    """The ordinary sheet holds digests, numbers and shapes: no name of anybody."""
    found = drawn(reconcile_sample.run(town, AT, Asked(business="031", by="氏名")))
    said = texts(town.path(found.file).read_bytes())
    assert names(town) and not names(town) & said
    assert {one.digest for one in found.rows} <= said


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the variable that holds a password."""
    monkeypatch.setenv("PW", PASSWORD)
    return "PW"


def test_values_are_encrypted_and_marked(town: Workspace, locked: str, tmp_path: Path) -> None:
    """With values: encrypted, mode 0600; opened it says 取扱注意 and when to destroy it; the outcome holds no value."""
    asked = Asked(with_values=True, purge_on=date(2026, 12, 1), password_env=locked)
    found = reconcile_sample.run(town, AT, asked)
    sealed = town.path(drawn(found).file)
    assert seal.is_sealed(sealed) and stat.S_IMODE(sealed.stat().st_mode) == 0o600
    plain = tmp_path / "open.xlsx"
    reconcile_sample.open_sheet(sealed, plain, seal.Key(password=PASSWORD))
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600
    said = texts(plain.read_bytes())
    assert names(town) <= said and "取扱注意" in said and "令和8年12月1日（2026-12-01）" in said
    assert drawn(found).purge_on == "2026-12-01"
    assert not any(name in str(found.document) + str(found.data) for name in names(town))


def test_no_sheet_with_values_lies_open(town: Workspace, locked: str) -> None:
    """What an earlier version left open goes, and a sheet that was opened is not written over."""
    town.path(PLAIN).parent.mkdir(parents=True, exist_ok=True)
    town.path(PLAIN).write_bytes(b"open")
    made = drawn(reconcile_sample.run(town, AT, Asked(with_values=True, password_env=locked)))
    assert not town.path(PLAIN).exists()
    town.path(PLAIN).write_bytes(b"another")
    with pytest.raises(MigrateError) as error:
        reconcile_sample.open_sheet(town.path(made.file), town.path(PLAIN), seal.Key(password=PASSWORD))
    assert error.value.code == "MIG-REC-023" and town.path(PLAIN).read_bytes() == b"another"


def test_a_key_opens_what_was_closed_for_it(town: Workspace, tmp_path: Path) -> None:
    """A sheet for a public key opens with its secret key."""
    pyrage = pytest.importorskip("pyrage")
    own = pyrage.x25519.Identity.generate()
    (tmp_path / "secret").write_text(f"{own}\n", encoding="utf-8")
    made = drawn(reconcile_sample.run(town, AT, Asked(with_values=True, recipients=(str(own.to_public()),))))
    key = seal.Key(identity=tmp_path / "secret")
    reconcile_sample.open_sheet(town.path(made.file), tmp_path / "open.xlsx", key)
    assert names(town) <= texts((tmp_path / "open.xlsx").read_bytes())


def test_strata_of_rules(town: Workspace) -> None:
    """The named rules of the mapping are strata: rows merged into others, rows kept out."""
    found = drawn(reconcile_sample.run(town, AT, Asked()))
    assert {one.name for one in found.strata} >= {"書込（統合 旧履歴）", "対象外 削除済み"}
    assert sum(one.drawn for one in found.strata) == len(found.rows)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Asked(business="031", purge_on=date(2026, 12, 1)), "MIG-REC-062"),
        (Asked(business="031", with_values=True, password_env="PW", purge_on=date(2026, 11, 22)), "MIG-REC-063"),
        (Asked(business="031", table="ない"), "MIG-REC-064"),
        (Asked(business="031", by="ない"), "MIG-REC-065"),
        (Asked(business="001"), "MIG-REC-012"),
        (Asked(business="031", with_values=True), "MIG-REC-068"),
        (Asked(business="031", with_values=True, recipients=("age1",), password_env="PW"), "MIG-REC-068"),
    ],
)
def test_mistakes(town: Workspace, asked: Asked, code: str) -> None:
    """What cannot be drawn is said by its code."""
    with pytest.raises(MigrateError) as error:
        reconcile_sample.run(town, AT, asked)
    assert error.value.code == code


def test_which_business(town: Workspace) -> None:
    """One converted business needs no naming; several do, and none is said."""
    assert drawn(reconcile_sample.run(town, AT, Asked())).business == "031"
    shutil.copytree(town.path("out/converted/031"), town.path("out/converted/001"))
    with pytest.raises(MigrateError) as several:
        reconcile_sample.run(town, AT, Asked())
    shutil.rmtree(town.path("out/converted"))
    with pytest.raises(MigrateError) as none:
        reconcile_sample.run(town, AT, Asked())
    assert (several.value.code, none.value.code) == ("MIG-REC-069", "MIG-REC-071")
