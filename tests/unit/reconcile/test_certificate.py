"""検証報告書: one page of A4 in a real Writer, however much there is to say."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.model.balance import BalanceLine, Conversion
from migrate.model.provenance import FileDigest
from migrate.model.reconcile import ControlTotal, DifferenceKind, Fate, Reconciliation, TableComparison
from migrate.quality.score import CATEGORIES
from migrate.reconcile.certificate import CategoryScore, Certificate, Kept, OpenItem, document
from migrate.report import formats

DAY = "令和9年12月31日（2027-12-31）"
_LONG = "個人住民税（特別徴収・普通徴収）課税台帳履歴管理情報の控除対象配偶者及び扶養親族区分一覧"


def _digest(path: str) -> FileDigest:
    return FileDigest(path=path, sha256="0123456789abcdef" * 4)


def _line(name: str, rows: int, rejected: int) -> BalanceLine:
    return BalanceLine(
        target=f"{name}の移行先",
        source=name,
        file=f"source/{name}.csv",
        read=rows,
        written=rows - rejected,
        rejected={"MIG-CNV-031": rejected} if rejected else {},
        merged={},
        excluded={},
    )


def _compared(name: str, rows: int, wrong: int) -> TableComparison:
    totals = tuple(
        ControlTotal(name=f"{name}: {n}", formula="全部の行の数", source=rows, target=rows - wrong, fate=Fate.OPEN)
        for n in range(20)
    )
    return TableComparison(
        table=name,
        file=f"out/converted/010/{name}.parquet",
        expected=rows,
        delivered=rows,
        equal=rows - wrong,
        differences=dict.fromkeys(DifferenceKind, wrong),
        totals=totals,
        fates=dict.fromkeys(Fate, wrong),
    )


def certificate(tables: int, name: str, rows: int, wrong: int) -> Certificate:
    """A page about so many tables of that name, each with so many rows, of which so many are wrong."""
    items = tuple(
        OpenItem(stage=stage, code=f"MIG-DQ-{n:03d}", words=f"{name}の{_LONG}が、標準の形ではありません。", count=rows)
        for n in range(tables if wrong else 0)
        for stage in Kept
    )
    return Certificate(
        municipality="架空県七瀬野郡七瀬野町",
        business="010 個人住民税",
        as_of="2027-12-31",
        tool="migrate 0.1.0",
        spec="010@starter-2026-11",
        manifest=_digest("manifest.json"),
        mapping_sha256="fedcba9876543210" * 4,
        sources=tuple(_digest(f"source/{name}{n}.csv") for n in range(tables)),
        outdated=f"out/convert/{name}.json" if wrong else "",
        conversion=Conversion(
            spec="010@starter-2026-11",
            mapping_sha256="",
            lines=tuple(_line(f"{name}{n}", rows, wrong) for n in range(tables)),
            targets=(),
            outputs=(),
            findings=(),
        ),
        reconciliation=Reconciliation(
            spec="010@starter-2026-11",
            tables=tuple(_compared(f"{name}{n}", rows, wrong) for n in range(tables)),
            findings=(),
            unlisted=wrong,
        ),
        scores=tuple(
            CategoryScore(category=category, judged=rows, failed=wrong, open=wrong, share="99.99 %")
            for category in CATEGORIES
        ),
        unrun=wrong,
        open_items=items,
    )


PAGES: Mapping[str, Certificate] = {
    "small": certificate(1, "T_JUTOGAI", 20, 0),
    "unchecked": replace(certificate(1, "T_JUTOGAI", 20, 0), scores=()),
    "large": certificate(60, _LONG, 123_456_789, 0),
    "wrong": certificate(60, _LONG, 123_456_789, 98_765_432),
    "late": replace(certificate(60, _LONG, 123_456_789, 98_765_432), outdated="", municipality=_LONG),
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the PDF of each page, printed by LibreOffice Writer."""
    office, told = shutil.which("soffice") or shutil.which("libreoffice"), shutil.which("pdfinfo")
    if office is None or told is None:
        pytest.skip("soffice か pdfinfo がありません（.ci/run が入れます）")
    if not any(Path(office).resolve().parent.glob("*swlo*")):
        pytest.skip("LibreOffice Writer がありません（apt-get install libreoffice-writer-nogui）")
    folder = tmp_path_factory.mktemp("printed")
    for name, page in PAGES.items():
        (folder / f"{name}.docx").write_bytes(formats.render("docx", document(page, DAY)))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.docx") for name in PAGES]
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.parametrize("name", PAGES)
def test_one_page(printed: Path, name: str) -> None:
    """Nothing to say, everything to say at its longest: one page of A4, whose last line is that of the 承認."""
    told = subprocess.run(["pdfinfo", str(printed / f"{name}.pdf")], check=True, capture_output=True, text=True).stdout
    facts = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    assert (facts["Pages"].strip(), "A4" in facts["Page size"]) == ("1", True)
    words = subprocess.run(
        ["pdftotext", "-layout", str(printed / f"{name}.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    assert "承認" in words and "残っている事項" in words
