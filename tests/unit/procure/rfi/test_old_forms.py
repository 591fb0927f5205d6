"""Through a real office program: answers saved as .xls or .ods come back, and the check column says what is missing."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from migrate.files import records, xlsx
from migrate.procure.submission import Current

from .town import Bidder, Town


def _saved(file: Path, suffix: str, folder: Path) -> Path:
    """The file as an office program saves it, with every formula calculated."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("soffice がありません（.ci/run が入れます）")
    profile = f"-env:UserInstallation={(folder.parent / 'office').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", suffix, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{file.stem}.{suffix}"


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_forms_of_workbooks(tmp_path: Path, suffix: str) -> None:
    """What is lost on the way (hidden sheets, formats of cells) takes no answer with it."""
    town = Town(tmp_path, functions_each=3)
    town.build()
    bidder = Bidder(*town.book("03-"))
    meant = bidder.fill(random.Random(7))
    file = bidder.save(tmp_path / "sent")
    _saved(file, suffix, tmp_path / "made")
    outcome = town.collect(tmp_path / "made", vendor="old")
    path = town.workspace.path("out/rfi/all/answers/old.json")
    (book,) = records.load(Current, path.read_bytes(), path.name).books

    assert outcome.data.files[0].name.endswith(suffix)
    assert {(one.sheet, one.key, one.question): one.value for one in book.given} == meant


def test_the_check_column_of_costs(tmp_path: Path) -> None:
    """Missing, doubtful, filled in; a spare row may stay blank; a word for an amount is an answer."""
    town = Town(tmp_path, functions_each=1)
    town.build()
    bidder = Bidder(*town.book("03-"))
    typed = {"I01": 100, "I02": "含む", "I03": "120万円", "I04": "未定", "I18": -50}
    cells: dict[tuple[str, str, str], Any] = {("initial", key, "amount"): said for key, said in typed.items()}
    bidder.type(cells | {("initial", key, "tax"): "税抜" for key in typed})
    book = xlsx.load(_saved(bidder.save(tmp_path / "sent"), "xlsx", tmp_path / "made"))
    page = next(sheet for sheet in book.sheets if sheet.name == "初期費用")
    shown = {row[0]: row[-1] for row in page.rows[5:]}

    assert {key: shown[key] for key in (*typed, "I05", "I16")} == {
        "I01": "記入済",
        "I02": "記入済",
        "I03": "要確認",
        "I04": "要確認",
        "I18": "記入済",
        "I05": "未記入",
        "I16": "任意",
    }
