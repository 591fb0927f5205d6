"""`convert run --form parquet`: no CSV is written, none stays behind, and every command says so until there is one."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.flow import check, ci, convert, handover, reconcile, reconcile_verify, source
from migrate.flow.ci import Asked
from migrate.flow.handover_asked import Wanted
from migrate.flow.outcome import Outcome
from migrate.flow.pipeline import How
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
OUT = "out/converted/031"
TABLE = "住登外者宛名基本情報"
AT = frozen_session(date(2026, 11, 23))
PARQUET_ONLY = How(csv=False)
CODE = "MIG-CNV-096"


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden town of four rows."""
    root = tmp_path_factory.mktemp("town") / "w"
    shutil.copytree(TOWN, root)
    source.scan(Workspace(root), AT)
    return root


@pytest.fixture
def town(scanned: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(scanned, tmp_path / "w")
    return Workspace(tmp_path / "w")


def files(town: Workspace) -> list[str]:
    return sorted(path.name for path in town.path(OUT).iterdir())


def told(outcome: Outcome) -> list[str]:
    return [one.code for one in outcome.findings if one.code == CODE]


def test_parquet_is_the_same_with_and_without_csv(town: Workspace) -> None:
    """Rows, lineage and balance do not depend on the CSV; the manifest names none and says no form of one."""
    convert.run(town, AT)
    whole = town.path(OUT, f"{TABLE}.parquet").read_bytes(), json.loads(town.path(OUT, "manifest.json").read_bytes())
    found = convert.run(town, AT, how=PARQUET_ONLY)
    manifest = json.loads(town.path(OUT, "manifest.json").read_bytes())

    assert town.path(OUT, f"{TABLE}.parquet").read_bytes() == whole[0]
    assert (manifest["csv"], manifest["tables"][0]["csv"], manifest["tables"][0]["header"]) == (None, [], [])
    assert manifest["tables"][0]["content"] == whole[1]["tables"][0]["content"]
    assert (files(town), told(found)) == (["manifest.json", f"{TABLE}.parquet"], [CODE])


def test_the_same_again_changes_nothing_and_csv_comes_back(town: Workspace) -> None:
    """Twice without CSV is 「変更なし」; asking for CSV after that is a change, and so is leaving it out again."""
    results = []
    for how in (PARQUET_ONLY, PARQUET_ONLY, How(), PARQUET_ONLY):
        found = convert.run(town, AT, how=how)
        results.append((any("前回と同じ" in one for one in found.notices), f"{TABLE}.csv" in files(town)))

    assert results == [(False, False), (True, False), (False, True), (False, False)]


def test_a_form_that_cannot_hold_a_value_is_no_matter_without_csv(scanned: Path, tmp_path: Path) -> None:
    """What could not be written as CSV is found only where CSV is written; no listing stays behind."""
    shutil.copytree(scanned, tmp_path / "w")
    town = Workspace(tmp_path / "w")
    project = town.path("project.yaml")
    with_form = f"{project.read_text(encoding='utf-8')}\noutput: {{quoting: なし, delimiter: カンマ}}\n"
    project.write_text(with_form, encoding="utf-8")
    data = town.path("source/zei_jutogai.csv")
    lines = data.read_text(encoding="utf-8").splitlines()
    data.write_text("\n".join([lines[0], *(one.replace("町瀬", '"町,瀬"', 1) for one in lines[1:])]) + "\n", "utf-8")
    source.scan(town, AT)
    unheld = [one.code for one in convert.run(town, AT).findings if one.code == "MIG-CNV-092"]
    left = [one.code for one in convert.run(town, AT, how=PARQUET_ONLY).findings if one.code == "MIG-CNV-092"]

    assert (bool(unheld), left) == (True, [])
    assert list(town.path("out/restricted/031").glob("unwritable-*")) == []


def test_every_reader_says_that_there_is_no_csv(town: Workspace, tmp_path: Path) -> None:
    """Checks, both comparisons, the gate and the package name it once; rows are all found equal."""
    convert.run(town, AT, how=PARQUET_ONLY)
    compared = reconcile.run(town, AT)
    outcomes = (
        check.check(town, AT),
        compared,
        reconcile_verify.run(town, AT),
        ci.run(Asked(folder=town.path(OUT), spec="031"), AT, town.root),
        handover.pack(town, AT, Wanted(target=tmp_path / "p.zip")),
    )

    assert [told(one) for one in outcomes] == [[CODE]] * len(outcomes)
    assert [one.code for one in compared.findings] == [CODE]


def test_none_of_them_says_it_of_a_conversion_with_csv(town: Workspace) -> None:
    """With CSV the same commands are silent about it."""
    outcomes = (convert.run(town, AT), check.check(town, AT), reconcile.run(town, AT), reconcile_verify.run(town, AT))

    assert [told(one) for one in outcomes] == [[]] * len(outcomes)


@pytest.mark.parametrize("first", [How(), PARQUET_ONLY])
def test_one_table_is_made_as_the_others_were(town: Workspace, first: How) -> None:
    """A manifest says one form of all tables: one table in another is refused, in the same one it changes nothing."""
    convert.run(town, AT, how=first)
    before = town.path(OUT, "manifest.json").read_bytes()
    with pytest.raises(MigrateError) as refused:
        convert.run(town, AT, how=How(table=TABLE, csv=not first.csv))
    again = convert.run(town, AT, how=How(table=TABLE, csv=first.csv))

    assert (refused.value.code, "--form" in str(refused.value.params["changed"])) == ("MIG-CNV-049", True)
    assert (town.path(OUT, "manifest.json").read_bytes(), told(again)) == (before, [] if first.csv else [CODE])
