"""The rules on synthetic towns: what a change of rules changes is said, and a clean town stays clean."""

from __future__ import annotations

from functools import cache

import pytest

from . import verdicts
from .defects import defects
from .judge import Failure

AGAIN = "規則を変えた結果として正しければ、python tests/acceptance/verdicts.py --update で書き直します。"


@cache
def _found() -> dict[Failure, int]:
    return dict(verdicts.judged(verdicts.spoiled_town()))


@pytest.mark.parametrize("seed", verdicts.CLEAN_SEEDS)
def test_nothing_fails_in_a_clean_town(seed: int) -> None:
    """No rule fires where nothing is wrong; no verdict of this town can be committed."""
    assert verdicts.alarms(seed) == []


@pytest.mark.parametrize(("name", "of"), [("counts.csv", verdicts.counts), ("defects.csv", verdicts.caught)])
def test_verdicts_are_those_committed(name: str, of: verdicts.Of) -> None:
    """Counts by rule and table, and the rules that find each defect."""
    changed = verdicts.changes(verdicts.read(name), of(_found()))

    assert changed == [], "\n".join(("変わる判定:", *changed, AGAIN))


def test_every_planted_defect_is_found() -> None:
    """Recall 100 %: a rule of some business fails in the household of each defect."""
    assert [place for place, rules in verdicts.caught(_found()).items() if not rules] == []


def test_five_defects_to_a_business() -> None:
    """No business is spared."""
    numbers = [one.id.partition("-") for one in defects()]

    assert {business for business, *_ in numbers} == {
        *("001", "002", "006", "010", "014", "023", "024", "025", "027", "032")
    }
    assert [int(number) for *_, number in numbers] == [1, 2, 3, 4, 5] * 10
