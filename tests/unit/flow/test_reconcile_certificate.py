"""`reconcile certificate`: one page per business, whose verdict follows what the stages have left."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow import check, convert, reconcile, reconcile_certificate, source
from migrate.flow.outcome import Outcome
from migrate.model.document import Grid
from migrate.report import formats
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

TOWN = Path(__file__).parents[2] / "cases" / "reconcile-run" / "clean" / "in"
AT = frozen_session(date(2026, 11, 23))
NAME = "out/reconcile/031.certificate.docx"


@pytest.fixture(scope="module")
def reconciled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden town, converted and reconciled once."""
    root = tmp_path_factory.mktemp("town") / "w"
    shutil.copytree(TOWN, root)
    town = Workspace(root)
    source.scan(town, AT)
    convert.run(town, AT)
    reconcile.run(town, AT)
    return root


@pytest.fixture
def town(reconciled: Path, tmp_path: Path) -> Workspace:
    """A copy to spoil."""
    shutil.copytree(reconciled, tmp_path / "w")
    return Workspace(tmp_path / "w")


def grid(outcome: Outcome, section: str) -> Grid:
    found = next(one for one in outcome.document.sections if one.id == section)
    return next(block for block in found.blocks if isinstance(block, Grid))


def data(outcome: Outcome) -> reconcile_certificate.Certified:
    assert isinstance(outcome.data, reconcile_certificate.Certified)
    return outcome.data


def test_without_a_check_the_verdict_is_not_good(town: Workspace) -> None:
    """A stage that was not run is said, and the page is written all the same."""
    found = reconcile_certificate.run(town, AT)
    assert found.document.summary.startswith("要確認です。") and not data(found).passed
    with zipfile.ZipFile(io.BytesIO(town.path(NAME).read_bytes())) as parts:
        assert "要確認です。" in parts.read("word/document.xml").decode()


def test_the_numbers_are_those_of_the_stages(town: Workspace) -> None:
    """Balance, rows, signatures: as the conversion and the comparison say, three boxes to sign."""
    check.check(town, AT)
    found = reconcile_certificate.run(town, AT, "031")
    assert data(found).closed and data(found).open == data(found).differences == 0
    assert data(found).read == sum(int(str(row[2])) for row in grid(found, "balance").rows if row[0] != "合計")
    assert [row[1:4] for row in grid(found, "rows").rows if row[0] != "合計"] == [(4, 4, 4)] * 2
    assert [row[0] for row in grid(found, "signatures").rows] == ["作成", "確認", "承認"]
    assert len(data(found).scores) == 4


def test_a_difference_is_open_until_decided(town: Workspace) -> None:
    """One row taken out of the CSV: 不合格, the class and the number are on the page."""
    path = town.path("out/converted/031/住登外者宛名基本情報.csv")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    reconcile.run(town, AT)
    found = reconcile_certificate.run(town, AT)
    assert found.document.summary.startswith("不合格です。") and data(found).open >= 1
    assert any(row[1] == "MIG-REC-001" for row in grid(found, "open").rows)


def test_a_changed_mapping_forbids_a_verdict(town: Workspace) -> None:
    """What rests on files that have changed is not signed."""
    path = town.path("mapping/031.yaml")
    path.write_bytes(path.read_bytes() + b"\n# \xe5\xa4\x89\xe3\x81\x88\xe3\x81\x9f\n")
    found = reconcile_certificate.run(town, AT)
    assert found.document.summary.startswith("判定はまだできません。mapping/031.yaml")


def test_same_results_same_bytes(town: Workspace) -> None:
    """The page holds no clock."""
    reconcile_certificate.run(town, AT)
    first = town.path(NAME).read_bytes()
    assert formats.render("docx", reconcile_certificate.run(town, AT).document) == first


def test_nothing_reconciled_and_several(town: Workspace) -> None:
    """Without a result there is no page; of several, one is to be named."""
    with pytest.raises(NothingCheckedError) as none:
        reconcile_certificate.run(town, AT, "001")
    assert none.value.code == "MIG-REC-060"
    shutil.copy(town.path("out/reconcile/031.json"), town.path("out/reconcile/001.json"))
    with pytest.raises(MigrateError) as several:
        reconcile_certificate.run(town, AT)
    assert several.value.code == "MIG-REC-061"
