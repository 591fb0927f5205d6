"""Vendors who save as .xls or .ods: the same answers come back, through a real office program."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from migrate.files import records
from migrate.procure.submission import Current

from .town import Bidder, Town


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_forms_of_workbooks(tmp_path: Path, suffix: str) -> None:
    """What is lost on the way (hidden sheets, formats of cells) takes no answer with it."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("soffice がありません（.ci/run が入れます）")
    town = Town(tmp_path, functions_each=3)
    town.build()
    bidder = Bidder(*town.book("03-"))
    meant = bidder.fill(random.Random(7))
    file = bidder.save(tmp_path / "sent")
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    command = [office, "--headless", profile, "--convert-to", suffix, "--outdir", str(tmp_path / "made"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    outcome = town.collect(tmp_path / "made", vendor="old")
    path = town.workspace.path("out/rfi/all/answers/old.json")
    (book,) = records.load(Current, path.read_bytes(), path.name).books

    assert outcome.data.files[0].name.endswith(suffix)
    assert {(one.sheet, one.key, one.question): one.value for one in book.given} == meant
