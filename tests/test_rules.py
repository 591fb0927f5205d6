"""Every rule has examples: `tests/rules/<CODE>/ok` raises nothing, `ng` raises exactly that code at those cells.

``{kojinbango:n}`` stands for the n-th number with a valid check digit, ``{kojinbango-bad:n}`` for one whose check digit
is wrong: no valid number is stored.
"""

from __future__ import annotations

import csv
import random
import re
from pathlib import Path

import pytest

from migrate.files.bundled import bundled
from migrate.model.finding import Finding
from migrate.model.spec import Spec
from migrate.quality import catalogue
from migrate.quality import run as checks
from migrate.quality.rules import kojinbango
from migrate.spec import library

FOLDER = Path(__file__).parent / "rules"
_NUMBER = re.compile(r"\{kojinbango(-bad)?:(\d+)\}")


@pytest.fixture(scope="module")
def spec() -> Spec:
    """031@2023-09-29."""
    return library.resolve("031@2023-09-29", library.entries(bundled("specs")), {}).spec


def _number(match: re.Match[str]) -> str:
    chance = random.Random(int(match[2]))
    first = "".join(str(chance.randrange(10)) for _ in range(11))
    digit = kojinbango.check_digit(first)
    return first + str((digit + 1) % 10 if match[1] else digit)


def _run(spec: Spec, folder: Path, tmp_path: Path) -> tuple[Finding, ...]:
    given = {}
    for path in sorted(folder.glob("*.csv")):
        if path.stem in spec.tables:
            filled = tmp_path / path.name
            filled.write_text(_NUMBER.sub(_number, path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
            given[path.stem] = checks.Given(data=filled, name=path.name)
    return checks.run(spec, given, None, tmp_path / "scratch").findings


def _codes() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def test_every_rule_has_examples() -> None:
    """No rule without an example that passes and one that fails."""
    lacking = sorted({rule.code for rule in catalogue.rules()} - set(_codes()))

    assert lacking == []


@pytest.mark.parametrize("code", _codes())
def test_ok_raises_nothing(code: str, spec: Spec, tmp_path: Path) -> None:
    """The ok rows raise no finding at all, of this code or any other."""
    assert _run(spec, FOLDER / code / "ok", tmp_path) == ()


@pytest.mark.parametrize("code", _codes())
def test_ng_raises_exactly_this_code(code: str, spec: Spec, tmp_path: Path) -> None:
    """The ng rows raise this code at the expected cells and nothing else."""
    with (FOLDER / code / "ng" / "expected.csv").open(encoding="utf-8", newline="") as stream:
        expected = [(code, row["row"], row["item"]) for row in csv.DictReader(stream)]

    actual = [(f.code, str(f.place.row or ""), f.place.item) for f in _run(spec, FOLDER / code / "ng", tmp_path)]

    assert sorted(expected) == sorted(actual)
