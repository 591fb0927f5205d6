"""One invented town through the 40 steps: each step's commands prove that step of that business, and nothing else.

The town, what people answer and what is typed are in `tests/cases/walk/`; the walked business is 031.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path
from xml.etree import ElementTree

import pytest

from migrate.files.bundled import bundled
from migrate.phase import steps as procedure
from migrate.phase.steps import Procedure

from .walking import Said, Walker, table

BUSINESS = "031"
TOWN = "七瀬野町"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, kw_only=True)
class Stand:
    """Where the business stood: the steps that are proven, and the official rate."""

    proven: frozenset[int]
    completion: float
    stale: Mapping[int, str]
    """Step → the input that has changed since its proof."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """One step as it was walked, before its commands and after them; then comes its `phase set`."""

    step: int
    before: Stand
    after: Stand
    commands: tuple[str, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, kw_only=True)
class Walked:
    """The town after the walk."""

    walker: Walker
    steps: tuple[Done, ...]
    end: Stand


@cache
def manual() -> Procedure:
    return procedure.load(bundled("specs") / "procedure" / procedure.EDITION)


def _stand(walker: Walker, day: str) -> Stand:
    shown = walker.type(f"migrate phase status --business {BUSINESS} --json", day)
    assert shown.code == 0, shown
    found = shown.json()
    return Stand(
        proven=frozenset(
            one["step"]["number"] for one in found["steps"] if any(each["proves"] for each in one["evidence"])
        ),
        completion=found["completion"],
        stale={
            one["step"]["number"]: each["changed"]
            for one in found["steps"]
            for each in one["evidence"]
            if each["changed"]
        },
    )


def _walk(walker: Walker) -> Iterator[Done]:
    before = _stand(walker, "2026-09-28")
    for number, lines in groupby(table("steps.csv"), key=lambda one: int(one["step"])):
        said, commands, day = [], [], ""
        for one in lines:
            day = one["day"]
            for answers, workbook in zip(one["answers"].split(), one["workbook"].split(), strict=True):
                walker.fill(workbook, answers)
            commands.append(one["command"])
            said.append(walker.type(one["command"], day))
        after = _stand(walker, day)
        if number:
            said.append(walker.type(f"migrate phase set {number} 完了済み --business {BUSINESS}", day))
        yield Done(step=number, before=before, after=after, commands=tuple(commands), said=tuple(said))
        before = after


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """The town after all its steps; do not change it."""
    walker = Walker(tmp_path_factory.mktemp("walk"))
    walker.settle()
    steps = tuple(_walk(walker))
    return Walked(walker=walker, steps=steps, end=_stand(walker, "2029-01-03"))


def test_every_command_does_its_work(walked: Walked) -> None:
    """No command of the walk refuses, and none of what people filled in comes back as a finding."""
    failed = [
        (one.step, command, said.code, str(said)[-600:])
        for one in walked.steps
        for command, said in zip((*one.commands, "phase set"), one.said, strict=False)
        if said.code
    ]

    assert failed == []


def test_no_command_of_the_walk_has_a_network(walked: Walked) -> None:
    """All steps are walked without a name looked up, a port opened, or anybody called."""
    assert walked.walker.asked == []


def test_each_step_proves_exactly_itself(walked: Walked) -> None:
    """The steps that become proven by a step's commands are that step; none that was proven is lost."""
    moved = {
        one.step: (one.after.proven - one.before.proven, one.before.proven - one.after.proven) for one in walked.steps
    }
    stale = {one.step: dict(one.after.stale) for one in walked.steps if one.after.stale}
    expected = {one.step: (frozenset({one.step} - {0}), frozenset()) for one in walked.steps}

    assert (moved, stale) == (expected, {})


def test_the_walk_is_whole(walked: Walked) -> None:
    """Every step is walked once, and is proven at the end."""
    numbers = [one.step for one in walked.steps if one.step]
    every = frozenset(range(1, 41))

    assert (len(numbers), frozenset(numbers), walked.end.proven) == (len(every), every, every)


def test_only_people_move_the_official_rate(walked: Walked) -> None:
    """The official rate stands still under all commands, and moves by one step of 40 with each `phase set`."""
    set_before = list(accumulate((bool(one.step) for one in walked.steps), initial=0))
    rates = [round(40 * stand.completion, 6) for stand in (*(one.after for one in walked.steps), walked.end)]

    assert rates == set_before


def test_every_step_has_a_command_that_is_used(walked: Walked) -> None:
    """The guide names commands other than `phase set` for each step, and the walk proves the step with one of them."""
    named = {one.step: set(one.commands) for one in manual().guides}
    typed = {
        one.step: {name for name in named[one.step] if any(c.startswith(f"migrate {name}") for c in one.commands)}
        for one in walked.steps
        if one.step
    }

    assert [step for step, names in named.items() if not names - {"phase set"}] == []
    assert [step for step, names in typed.items() if not names] == []


def documents(root: Path) -> dict[str, Path]:
    """Every Word document that the walk left, by its path."""
    return {path.relative_to(root).as_posix(): path for path in sorted(root.glob("out/**/*.docx"))}


def text(path: Path) -> str:
    """All that a Word document says."""
    with zipfile.ZipFile(path) as parts:
        return "\n".join(
            _said(one) for one in ElementTree.fromstring(parts.read("word/document.xml")).iter(f"{_WORD}p")
        )


def _said(paragraph: ElementTree.Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{_WORD}t"))


def _level(element: ElementTree.Element) -> int:
    """The level of a heading, 0 of anything else."""
    style = element.find(f"{_WORD}pPr/{_WORD}pStyle")
    found = re.fullmatch(r"Heading(\d)", style.get(f"{_WORD}val", "") if style is not None else "")
    return int(found[1]) if found else 0


def _empty_sections(path: Path) -> list[str]:
    """Headings after which there is nothing before the next heading that is no part of it."""
    with zipfile.ZipFile(path) as parts:
        body = ElementTree.fromstring(parts.read("word/document.xml")).find(f"{_WORD}body")
    assert body is not None
    seen = [
        one for one in body if one.tag != f"{_WORD}sectPr" and (one.tag != f"{_WORD}p" or _said(one) or len(one) > 1)
    ]
    ends = [*(_level(one) or 9 for one in seen[1:]), 0]
    return [_said(one) for one, then in zip(seen, ends, strict=True) if _level(one) and then <= _level(one)]


def test_no_document_has_an_empty_section(walked: Walked) -> None:
    """Under each heading stands something, in every document of the walk, and there are headings to look at."""
    found = documents(walked.walker.root)
    empty = {name: headings for name, path in found.items() if (headings := _empty_sections(path))}

    assert (empty, len(found) > 30) == ({}, True)


@pytest.fixture(scope="module")
def changed(walked: Walked, tmp_path_factory: pytest.TempPathFactory) -> Walker:
    """A copy of the walked town, of which each test changes another item."""
    root = tmp_path_factory.mktemp("changed") / "town"
    shutil.copytree(walked.walker.root, root)
    return Walker(root)


@pytest.mark.parametrize("change", table("changes.csv"), ids=lambda one: one["item"])
def test_a_document_changes_with_its_input(change: dict[str, str], changed: Walker) -> None:
    """Of each work item: what is answered otherwise stands in its document, where it did not stand before."""
    day = "2029-01-05"
    (path,) = changed.root.glob(change["document"])
    before = text(path)
    if change["make"]:
        assert changed.type(f"migrate {change['make']}", day).code == 0
    changed.alter(change)
    for line in [*change["read"].split("|"), change["again"]]:
        if line and (said := changed.type(f"migrate {line}", day)).code:
            pytest.fail(f"{line}: {said}")

    shown = f"{int(change['value']):,}" if change["value"].isdecimal() else change["value"]
    assert (shown in before, shown in text(path)) == (False, True)


def _printed(walked: Walked, folder: Path) -> Iterator[tuple[str, str, int]]:
    """Name of each document and workbook, what its PDF says, and its pages."""
    root = walked.walker.root
    found = [
        one
        for pattern in ("out/**/*.docx", "out/**/*.xlsx", "phase/forms/*.xlsx")
        for one in sorted(root.glob(pattern))
    ]
    for number, path in enumerate(found):
        shutil.copyfile(path, folder / f"{number:03}{path.suffix}")
    made = sorted(folder.glob("*.*x"))
    command = ["soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", folder, *made], check=True, capture_output=True, timeout=300)
    for number, path in enumerate(found):
        pdf = folder / f"{number:03}.pdf"
        said = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True).stdout.decode()
        yield path.relative_to(root).as_posix(), said, said.count("\f")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice（soffice）がありません")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler（pdftotext）がありません")
def test_everything_prints(walked: Walked, tmp_path: Path) -> None:
    """Each document and workbook has pages, not more than are sane; each document names the town."""
    bounds = {one["document"]: int(one["pages"]) for one in table("pages.csv")}
    found = list(_printed(walked, tmp_path))
    many = {
        name: pages
        for name, _, pages in found
        if not 0 < pages <= next(most for pattern, most in bounds.items() if fnmatch(name, pattern))
    }
    nameless = [name for name, said, _ in found if name.endswith(".docx") and TOWN not in said.replace("\n", "")]

    assert (many, nameless) == ({}, [])
