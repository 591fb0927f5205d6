"""The lock: a hash over criteria, weights, formulas, scales and rules, taken before the offers are opened."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from migrate.model.value import value
from migrate.procure.scoring import exact
from migrate.procure.scoring.criteria import Criteria, Criterion, scales
from migrate.procure.scoring.rules import Rules

FILE = "lock.json"
SHORT = 12
"""Digits of the hash that forms and documents show."""


@value
class Earlier:
    """A lock that was replaced, and why."""

    at: str
    sha256: str
    reason: str


@value
class Lock:
    """What was locked, and when."""

    at: str
    """ISO time."""
    sha256: str
    content: Mapping[str, str]
    """What the hash is taken over, part by part: 「項目 1-2」, 「設定 同点のとき」 … → its text."""
    offers: int
    """Vendors whose facts were in the workspace already; 0 where the criteria were fixed first."""
    earlier: tuple[Earlier, ...] = ()

    @property
    def moment(self) -> str:
        """Day and minute in print."""
        return shown(self.at)

    @property
    def on(self) -> date:
        """The day of the lock."""
        return date.fromisoformat(self.at[:10])


def shown(at: str) -> str:
    """An ISO time as a day and a minute.

    >>> shown("2027-03-01T09:30:00+09:00")
    '2027-03-01 09:30'
    """
    return at[:16].replace("T", " ")


def content(criteria: Criteria, rules: Rules) -> Mapping[str, str]:
    """Everything that points rest on besides offers and marks, as text by part.

    It is taken from what was understood, not from the bytes: saving the file again in a spreadsheet changes nothing.
    """
    found = {f"項目 {one.number}": _item(one) for one in criteria.items}
    found |= {
        f"尺度 {name}": "、".join(f"{grade} {exact.written(share)}" for grade, share in grades.items())
        for name, grades in scales().items()
        if any(one.scale == name for one in criteria.items)
    }
    return found | {f"設定 {label}": text for label, text in _rules(rules).items()}


def _item(one: Criterion) -> str:
    parts = {
        "名": one.name,
        "観点": one.view,
        "配点": exact.written(one.points),
        "採点": str(one.by or "見出し"),
        "尺度": one.scale,
        "式": one.formula.expression if one.formula else "",
        "端数": one.rounding.text if one.rounding else "",
        "最低点": "" if one.floor is None else exact.written(one.floor),
    }
    return "、".join(f"{label} {text}" for label, text in parts.items() if text)


def _rules(rules: Rules) -> dict[str, str]:
    return {
        "件名": rules.title,
        "調達の単位": rules.unit,
        "業務": " ".join(rules.businesses),
        "提出期限": rules.deadline.isoformat() if rules.deadline else "",
        "期限後の提案": "受ける" if rules.late_counts else "受けない",
        "委員の点のまとめ": str(rules.combine),
        "委員が欠けたとき": str(rules.absence),
        "委員の点の標準化": str(rules.normalise),
        "項目の端数": rules.rounding.text,
        "合計の端数": rules.total.text,
        "同点のとき": " ".join(rules.tie),
        "最低基準点": "" if rules.floor is None else exact.written(rules.floor),
        "1 者だけのとき": "選ぶ" if rules.single_wins else "選ばない",
    }


def digest(parts: Mapping[str, str]) -> str:
    """SHA-256 of the parts, in their order."""
    return hashlib.sha256(json.dumps(list(parts.items()), ensure_ascii=False).encode()).hexdigest()


def different(lock: Lock, parts: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the parts that are not as they were locked; 「順番」 where only the order is."""
    names = dict.fromkeys((*lock.content, *parts))
    found = tuple(name for name in names if lock.content.get(name) != parts.get(name))
    return found or (() if digest(parts) == lock.sha256 else ("順番",))
