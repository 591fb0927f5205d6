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

from .rfi.town import Bidder, Town
from .rfp.town import Competition


def _saved(folder: Path, suffix: str, *files: Path) -> tuple[Path, ...]:
    """The files as an office program saves them, with every formula calculated."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("soffice がありません（.ci/run が入れます）")
    profile = f"-env:UserInstallation={(folder.parent / 'office').as_uri()}"
    command = [office, "--headless", profile, "--convert-to", suffix, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return tuple(folder / f"{file.stem}.{suffix}" for file in files)


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_forms_of_workbooks(tmp_path: Path, suffix: str) -> None:
    """What is lost on the way (hidden sheets, formats of cells) takes no answer with it; a formula has its value."""
    town = Town(tmp_path, functions_each=3)
    town.build()
    competition = Competition(town)
    competition.issue()
    bidders = (Bidder(*town.book("03-")), *map(competition.bidder, ("06-", "07-", "08-機能・帳票対応表-010")))
    meant = [bidder.fill(random.Random(7)) for bidder in bidders]
    bidders[2].type({("initial", "I02", "amount"): "=1000*1200"})
    meant[2] |= {("initial", "I02", "amount"): 1_200_000}
    files = _saved(tmp_path / "made", suffix, *(bidder.save(tmp_path / "sent") for bidder in bidders))
    asked = town.collect(files[0], vendor="old")
    competition.collect("old", "2027-07-15", *files[1:])
    path = town.workspace.path("out/rfi/all/answers/old.json")
    books = (*records.load(Current, path.read_bytes(), path.name).books, *competition.current("old").books)
    found = {one.layout: {(g.sheet, g.key, g.question): g.value for g in one.given} for one in books}

    assert asked.data.files[0].name.endswith(suffix)
    assert found == {bidder.book.layout: said for bidder, said in zip(bidders, meant, strict=True)}


def test_the_check_column_of_costs(tmp_path: Path) -> None:
    """Missing, doubtful, filled in; a spare row may stay blank; a word for an amount is an answer."""
    town = Town(tmp_path, functions_each=1)
    town.build()
    bidder = Bidder(*town.book("03-"))
    typed = {"I01": 100, "I02": "含む", "I03": "120万円", "I04": "未定", "I18": -50}
    cells: dict[tuple[str, str, str], Any] = {("initial", key, "amount"): said for key, said in typed.items()}
    bidder.type(cells | {("initial", key, "tax"): "税抜" for key in typed})
    book = xlsx.load(_saved(tmp_path / "made", "xlsx", bidder.save(tmp_path / "sent"))[0])
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
