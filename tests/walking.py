"""Walks a town through the steps: what is typed, and what people fill in between, as `tests/cases/walk/` has it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.cli.frame.app import main
from migrate.files import records
from migrate.gap.functions import layout
from migrate.phase import form as phase
from migrate.procure import layouts
from migrate.procure.package import Package, form_of
from migrate.survey.form import form as survey

from .clerk import Clerk
from .sealed import watched
from .unit.flow.rfp_town import column, edit, pages

WALK = Path(__file__).parent / "cases" / "walk"
BLANKS, EVERY = "*", "**"
"""Keys of answers for all printed or offered rows: only where the cell is empty, or in any case."""


def table(name: str) -> list[dict[str, str]]:
    """A CSV file of the walk."""
    with (WALK / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Said(str):
    """What a command printed, with its exit code."""

    code: int

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self)
        return found


class Walker:
    """Somebody who types commands into the workspace ``root`` and fills in workbooks there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[str] = []
        """What commands asked of the network."""

    def settle(self) -> None:
        """Move in: the town's own files."""
        shutil.copytree(WALK / "town", self.root, dirs_exist_ok=True)
        (self.root / ".migrate").mkdir(exist_ok=True)
        (self.root / ".migrate" / "key").write_bytes(b"k" * 32)

    def type(self, line: str, day: str) -> Said:
        """Run ``migrate …`` as of a day, in this process."""
        words = [one for word in shlex.split(line) for one in self._globbed(word)]
        assert words[0] == "migrate", line
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        streams = contextlib.redirect_stdout(out), contextlib.redirect_stderr(err)
        with contextlib.chdir(self.root), streams[0], streams[1], watched(self.asked):
            code = main([*words[1:], "--as-of", day])
        texts = [stream.buffer.getvalue().decode() for stream in (out, err)]
        said = Said(texts[0] if code == 0 else "".join(texts))
        said.code = code
        return said

    def _globbed(self, word: str) -> list[str]:
        """As a shell does it."""
        found = sorted(self.root.glob(word)) if "*" in word else []
        return [one.relative_to(self.root).as_posix() for one in found] or [word]

    def fill(self, workbook: str, answers: str) -> None:
        """Fill in the workbook that the pattern names.

        What lies in `files/` is put there instead; of ``original>copy`` the copy is filled in, as vendors do.
        """
        pattern, _, copy = workbook.partition(">")
        target = self.root / (copy or pattern)
        if copy or answers.startswith("files/"):
            target.parent.mkdir(parents=True, exist_ok=True)
        if answers.startswith("files/"):
            shutil.copyfile(WALK / answers, target)
            return
        for path in sorted(self.root.glob(pattern)):
            if answers.startswith("answers/rfp-marks"):
                edit(path, lambda book: _mark(book, table(answers)))
            else:
                clerk = _clerk(path, Path(answers).name)
                done = filled(clerk, path.read_bytes(), table(answers), by=target.parent.name if copy else "")
                (target if copy else path).write_bytes(done)

    def alter(self, change: Mapping[str, str]) -> None:
        """Answer one question otherwise; in a text file, ``question`` is what stood there."""
        if not change["workbook"]:
            return
        (path,) = self.root.glob(change["workbook"])
        if path.suffix == ".csv":
            told = path.read_text(encoding="utf-8").replace(change["question"], change["value"])
            path.write_text(told, encoding="utf-8", newline="")
            return
        name = {"phase": f"{path.name[:2]}.csv", "survey": "survey", "fit": "fit", "rfi": "rfi-log"}
        kind = path.relative_to(self.root).parts[0]
        path.write_bytes(filled(_clerk(path, name[kind]), path.read_bytes(), [dict(change)]))


def _mark(book: Any, answers: list[dict[str, str]]) -> None:
    """The marks of a judge: of each vendor one for all items, or one for an item."""
    for vendor, page in pages(book).items():
        given = {one["key"]: one["value"] for one in answers if one["sheet"] == vendor}
        for row in range(6, page.max_row + 1):
            if number := page.cell(row, 2).value:
                page.cell(row, column(page, "評価")).value = given.get(number, given[BLANKS])


def _clerk(path: Path, answers: str) -> Clerk:
    """Somebody who knows the form that the workbook is of; the name of the answers tells which."""
    if answers[:2].isdecimal():
        return Clerk(phase.form(int(answers[:2])))
    if answers.startswith("fit"):
        return Clerk(layout.fit(), path.name[:3])
    if answers.startswith("rfi-log"):
        return Clerk(layouts.form("rfi/log"), "all")
    if answers.startswith(("rfi-", "rfp-")):
        package = records.load(Package, (path.parent / "package.json").read_bytes(), "package.json")
        book = next(one for one in package.books if one.file == path.name)
        return Clerk(form_of(book), book.scope)
    return Clerk(survey())


def filled(clerk: Clerk, data: bytes, answers: list[dict[str, str]], by: str = "") -> bytes:
    """The workbook with each line of ``answers`` (sheet, key, question, value) written into its cells.

    Two vendors (``by``) who answer alike in one second would else send the same bytes.
    """

    def change(book: Any) -> None:
        book.properties.lastModifiedBy = by or None
        for one in answers:
            for cell in _cells(clerk, book, one):
                cell.value = one["value"]

    return clerk.edit(data, change)


def _cells(clerk: Clerk, book: Any, one: Mapping[str, str]) -> list[Any]:
    sheet, key, question = one["sheet"], one["key"], one["question"]
    if key not in (BLANKS, EVERY):
        return [clerk.cell(book, sheet, key, question)]
    page = clerk.sheet(book, sheet)
    column = 2 + [q.id for q in clerk.form.of(sheet).questions].index(question)
    cells = [page.cell(row, column) for row in range(6, page.max_row + 1) if page.cell(row, 1).value]
    return [cell for cell in cells if key == EVERY or cell.value in (None, "")]
