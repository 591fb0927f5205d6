"""The rules on synthetic towns: what a change of rules changes is said, and a clean town stays clean."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from . import verdicts
from .defects import defects
from .judge import Failure

AGAIN = "規則を変えた結果として正しければ、python tests/acceptance/verdicts.py --update で書き直します。"


@cache
def _found() -> dict[Failure, int]:
    return dict(verdicts.judged(verdicts.spoiled_town()))


def test_nothing_fails_in_a_clean_town() -> None:
    """No rule fires where nothing is wrong; no verdict of this town can be committed."""
    assert verdicts.alarms(verdicts.judged(verdicts.clean_town(verdicts.CLEAN_SEED))) == []


def test_nothing_fails_in_clean_households_beside_spoiled_ones() -> None:
    """A defect is told in its own household only; the others are another clean town."""
    assert verdicts.alarms(_found()) == []


@pytest.mark.parametrize(("name", "of"), [("counts.csv", verdicts.counts), ("defects.csv", verdicts.caught)])
def test_verdicts_are_those_committed(name: str, of: verdicts.Of) -> None:
    """Counts by rule and table, and the rules that find each defect."""
    changed = verdicts.changes(verdicts.read(name), of(_found()))

    assert changed == [], "\n".join(("変わる判定:", *changed, AGAIN))


def test_every_planted_defect_is_found() -> None:
    """Recall 100 %: in the household of each defect a rule fails in the business where the defect shows."""
    assert verdicts.missed(_found()) == []


def test_five_defects_to_a_business() -> None:
    """No business of the town is spared."""
    businesses = {business for business, _ in verdicts.clean_town(verdicts.CLEAN_SEED).tables}

    assert [one.id for one in defects()] == [f"{one.id[:3]}-{n % 5 + 1}" for n, one in enumerate(defects())]
    assert Counter(one.id[:3] for one in defects()) == dict.fromkeys(businesses, 5)
