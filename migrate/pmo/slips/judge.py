"""Reasons to think that a system slips: each is one measure against one rule, with the numbers in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from migrate.model.procedure import TOTAL_STEPS, Status, Step
from migrate.model.value import value
from migrate.pmo.columns import MARKS
from migrate.pmo.known import UNKNOWN
from migrate.pmo.slips.facts import Facts
from migrate.pmo.slips.rules import Rules, Slip

_DONE, _WORKING, _OPEN = (MARKS[one] for one in (Status.DONE, Status.WORKING, Status.OPEN))
_NOT_PROVEN, _PROVEN = "無", "証"


@value
class Reason:
    """One reason of one system."""

    code: Slip
    measure: float
    """In the unit of its rule."""
    points: float
    text: str
    """In Japanese, with the numbers from which it follows."""


@value
class Slipping:
    """One system and its reasons, the heaviest first; ``completion`` is 0–1."""

    body: str
    business: str
    vendors: tuple[str, ...]
    packages: tuple[str, ...]
    completion: float
    points: float
    reasons: tuple[Reason, ...]
    compared: bool
    """Whether there were enough others to compare it with."""

    @property
    def codes(self) -> frozenset[Slip]:
        """The kinds of its reasons."""
        return frozenset(one.code for one in self.reasons)


Told = tuple[float, str]
"""A measure and its words."""


def judge(found: Iterable[Facts], rules: Rules, steps: Sequence[Step]) -> tuple[Slipping, ...]:
    """Every system, also those without a reason."""
    codes = {step.number: step.code for step in steps}
    return tuple(_slipping(one, rules, codes) for one in found)


def _slipping(one: Facts, rules: Rules, codes: Mapping[int, str]) -> Slipping:
    reasons = []
    for code, tell in _TELLERS.items():
        rule = rules.rules[code]
        told = tell(one, rules, codes)
        if told is not None and told[0] >= rule.least:
            reasons.append(Reason(code=code, measure=told[0], points=rule.points(told[0]), text=told[1]))
    return Slipping(
        body=one.body,
        business=one.business,
        vendors=one.vendors,
        packages=one.packages,
        completion=round(one.closed / TOTAL_STEPS, 15),
        points=round(sum(reason.points for reason in reasons), 6),
        reasons=tuple(sorted(reasons, key=lambda reason: (-reason.points, reason.code))),
        compared=_others(one, rules.peers) is not None,
    )


def rate(closed: float) -> str:
    """Closed steps as a rate in words.

    >>> rate(40), rate(32.5)
    ('100 %', '81.25 %')
    """
    return f"{number(closed / TOTAL_STEPS * 100)} %"


def number(one: float) -> str:
    """To two decimals, without zeros at the end."""
    return f"{one:,.2f}".rstrip("0").rstrip(".")


def left(one: Facts) -> int:
    """Open steps of a system whose steps are told."""
    return one.statuses.count(_WORKING) + one.statuses.count(_OPEN)


def _plan(one: Facts, _: Rules, codes: Mapping[int, str]) -> Told | None:
    if one.oldest_day is None or one.oldest_step is None:
        return None
    return one.behind, (
        f"計画の日を過ぎたステップが {one.overdue}。最も古いのは {codes[one.oldest_step]}"
        f"（{one.oldest_day.isoformat()} の予定、{one.behind:,} 日遅れ）"
    )


def _others(one: Facts, least: int) -> tuple[float, str] | None:
    """The median to compare with and of whom it is; None where they are too few."""
    size = "規模が不明" if one.size == UNKNOWN else f"同じ規模（{one.size}）"
    unknown = one.vendors == (UNKNOWN,)
    if not unknown and one.near >= least:
        return one.near_median, f"{size}・ベンダ（{'、'.join(one.vendors)}）の {one.near:,} 団体"
    if one.wide < least:
        return None
    few = "ベンダが不明の" if unknown else f"同じベンダは {one.near:,} 団体だけの"
    return one.wide_median, f"{size}の {one.wide:,} 団体（{few}ため、ベンダを問わない）"


def _peers(one: Facts, rules: Rules, _: Mapping[int, str]) -> Told | None:
    others = _others(one, rules.peers)
    if others is None:
        return None
    median, whose = others
    points = round((median - one.closed) / TOTAL_STEPS * 100, 6)
    return points, f"完了率 {rate(one.closed)}は、{whose}の中央値 {rate(median)}より {number(points)} ポイント低い"


def below(one: Facts, rules: Rules) -> bool:
    """Behind others of its size (all of unknown size are one), whatever the vendor; for shared causes."""
    if one.wide < rules.peers:
        return False
    return (one.wide_median - one.closed) / TOTAL_STEPS * 100 >= rules.rules[Slip.PEERS].least


def _stalled(one: Facts, _: Rules, __: Mapping[int, str]) -> Told | None:
    if not one.since:
        return None
    state = "状態" if one.statuses else "完了率"
    return one.still, f"{one.since} の報告から {one.still} か月分、{state}が変わらない（完了率 {rate(one.closed)}）"


def _running(one: Facts, _: Rules, __: Mapping[int, str]) -> Told | None:
    done = one.statuses[-1:] == _DONE
    if not (done or one.running):
        return None
    since = "、".join(filter(None, ("⑱ が完了済み" if done else "", f"{one.running} に稼働" if one.running else "")))
    return left(one), f"{since}。残るステップが {left(one)}（完了率 {rate(one.closed)}）"


def _order(one: Facts, _: Rules, codes: Mapping[int, str]) -> Told | None:
    last = one.statuses.rfind(_DONE)
    before = one.statuses[: max(last, 0)]
    count = before.count(_WORKING) + before.count(_OPEN)
    if not count:
        return None
    first = min(place for mark in (_WORKING, _OPEN) if (place := before.find(mark)) >= 0)
    return count, f"{codes[last + 1]} が完了済みで、手前に残るステップが {count}（最初は {codes[first + 1]}）"


def _one_day(one: Facts, _: Rules, __: Mapping[int, str]) -> Told | None:
    if one.moved_day is None:
        return None
    return one.moved, f"日付のある {one.moved} ステップの変更が、すべて {one.moved_day.isoformat()}"


def _unproven(one: Facts, _: Rules, __: Mapping[int, str]) -> Told | None:
    if one.closed < TOTAL_STEPS or not {_NOT_PROVEN, _PROVEN} & set(one.proven):
        return None
    done = one.statuses.count(_DONE)
    bare = sum(status == _DONE and proven != _PROVEN for status, proven in zip(one.statuses, one.proven, strict=True))
    return bare, f"100 %だが、完了済みの {done} ステップのうち {bare} に証拠がない"


_TELLERS: Mapping[Slip, Callable[[Facts, Rules, Mapping[int, str]], Told | None]] = {
    Slip.PLAN: _plan,
    Slip.PEERS: _peers,
    Slip.STALLED: _stalled,
    Slip.RUNNING: _running,
    Slip.ORDER: _order,
    Slip.ONE_DAY: _one_day,
    Slip.UNPROVEN: _unproven,
}
