"""Every rule has examples: `tests/rules/<CODE>/ok` raises nothing, `ng` raises exactly that code at those cells.

Files stand as `<業務ID>/<グループ>.csv`, read against the bundled spec of that business, of which only the items of the
header count; or as `<グループ>.csv` with all items of 031@2023-09-29. The reference date is 2026-11-23.
``{kojinbango:n}`` stands for the n-th number with a valid check digit, ``{kojinbango-bad:n}`` for one whose check digit
is wrong: no valid number is stored.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from migrate.files.bundled import bundled
from migrate.model.finding import Finding
from migrate.model.spec import Spec
from migrate.quality import catalogue
from migrate.quality import run as checks
from migrate.report import messages
from migrate.spec import library
from migrate.text.check_digits import RULES

FOLDER = Path(__file__).parent / "rules"
AS_OF = date(2026, 11, 23)
_NUMBER = re.compile(r"\{kojinbango(-bad)?:(\d+)\}")


@cache
def _spec(business: str) -> Spec:
    return library.resolve(business, library.entries(bundled("specs")), {}).spec


def _number(match: re.Match[str]) -> str:
    chance = random.Random(int(match[2]))
    first = "".join(str(chance.randrange(10)) for _ in range(11))
    digit = RULES["個人番号"].digit(first)
    return first + str((digit + 1) % 10 if match[1] else digit)


def _filled(path: Path, folder: Path) -> Path:
    filled = folder / path.name
    folder.mkdir(parents=True, exist_ok=True)
    filled.write_text(_NUMBER.sub(_number, path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    return filled


def _narrowed(business: str, files: list[Path]) -> Spec:
    """The spec of a business with the tables and items of ``files`` only."""
    spec = _spec(business)
    headers = {path.stem: path.read_text(encoding="utf-8").splitlines()[0].split(",") for path in files}
    unknown = {table: set(names) - {i.name for i in spec.items_of(table)} for table, names in headers.items()}
    assert not any(unknown.values()), f"{spec.id} に無い項目: {unknown}"
    return replace(spec, items=tuple(i for i in spec.items if i.name in headers.get(i.table, ())))


def subjects(folder: Path, scratch: Path) -> Iterator[checks.Subject]:
    for business in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(business.glob("*.csv"))
        given = {one.stem: checks.Given(data=_filled(one, scratch / business.name), name=one.name) for one in files}
        yield checks.Subject(spec=_narrowed(business.name, files), given=given)
    flat = sorted(path for path in folder.glob("*.csv") if path.name != "expected.csv")
    if flat:
        given = {one.stem: checks.Given(data=_filled(one, scratch), name=one.name) for one in flat}
        yield checks.Subject(spec=_spec("031@2023-09-29"), given=given)


def _run(folder: Path, tmp_path: Path) -> tuple[Finding, ...]:
    every = tuple(subjects(folder, tmp_path / "rows"))
    found: list[Finding] = []
    for number, subject in enumerate(every):
        scratch = tmp_path / str(number)
        scratch.mkdir()
        others = tuple(one for one in every if one is not subject)
        setting = checks.Setting(scratch=scratch, failures=scratch / "all.parquet", as_of=AS_OF, others=others)
        found += checks.run(subject, setting).findings
    return tuple(found)


def codes() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def test_every_rule_has_examples() -> None:
    """No rule without an example that passes and one that fails."""
    lacking = sorted({rule.code for rule in catalogue.rules()} - set(codes()))

    assert lacking == []


def test_every_rule_has_advice_for_both_readers() -> None:
    """What the migration engineer does, and what the department is asked."""
    found = {rule.code: messages.message(rule.code) for rule in catalogue.rules()}

    assert [code for code, one in found.items() if one is None or not (one.cure and one.department)] == []


@pytest.mark.parametrize("code", codes())
def test_ok_raises_nothing(code: str, tmp_path: Path) -> None:
    """The ok rows raise no finding at all, of this code or any other."""
    assert _run(FOLDER / code / "ok", tmp_path) == ()


@pytest.mark.parametrize("code", codes())
def test_ng_raises_exactly_this_code(code: str, tmp_path: Path) -> None:
    """The ng rows raise this code at the expected cells and nothing else."""
    with (FOLDER / code / "ng" / "expected.csv").open(encoding="utf-8", newline="") as stream:
        expected = [(code, row["row"], row["item"]) for row in csv.DictReader(stream)]

    actual = [(f.code, str(f.place.row or ""), f.place.item) for f in _run(FOLDER / code / "ng", tmp_path)]

    assert sorted(expected) == sorted(actual)
