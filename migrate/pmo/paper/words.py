"""Wording that both papers share."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from migrate.pmo.slips.rules import Slip
from migrate.text.rates import percent

_ERA = 2018
"""Western year before the first of 令和."""
DEFINITIONS = (
    "完了率は「完了済み」と「対象外」のステップ数 ÷ 40（総務省の定義）で、団体の完了率は業務の単純平均です。"
    "ステップの作業量は同じでないので、移行の作業がどれだけ終わったかの割合ではありません。"
    "稼働中は、新しいシステムで業務を始めているという別の事実です。"
    "特定移行支援システムは、期限までの移行が難しいとして、国が新しい期限で支援するものです。"
)
_LATE = {Slip.PLAN, Slip.PEERS, Slip.STALLED, Slip.RUNNING}
_LEVELS = "大中小"


def weighs(codes: Collection[Slip]) -> bool:
    """Whether reasons make a business one that is late; gaps in evidence and order do not."""
    return not _LATE.isdisjoint(codes)


def weight(level: str) -> int:
    """The place of a risk's level, the gravest first; one that is not told comes last."""
    return _LEVELS.index(level) if level and level in _LEVELS else len(_LEVELS)


def short(name: str) -> str:
    """A step's name without what stands in brackets.

    >>> short("運用開始（本稼働）")
    '運用開始'
    """
    return name.partition("（")[0]


def month(period: str) -> str:
    """A month as people write it.

    >>> month("2026-11")
    '令和8年11月'
    """
    year, number = map(int, period.split("-"))
    return f"令和{year - _ERA}年{number}月"


def whole(prefecture: str, name: str) -> str:
    """Prefecture and body; a prefecture itself only once."""
    return name if name == prefecture else f"{prefecture} {name}"


def rate(share: float | None) -> str:
    """A rate with its unit; － where there is none."""
    return percent(share) if share is None else f"{percent(share)} %"


def points(now: float | None, before: float | None) -> str:
    """How far a rate has moved, in points.

    >>> points(0.8, 0.775), points(0.8, 0.8), points(0.8, None)
    ('+2.5', '±0.0', '－')
    """
    if now is None or before is None:
        return "－"
    moved = round((now - before) * 100, 1)
    return f"{moved:+.1f}" if moved else "±0.0"


def moved(history: Sequence[tuple[str, float | None]]) -> str:
    """How the last rate moved since the report before it, as a sentence."""
    told = [(period, rate) for period, rate in history if rate is not None]
    if len(told) < 2:
        return "比べられる前の月の報告はありません。"
    (period, before), (_, now) = told[-2:]
    change = round((now - before) * 100, 1)
    if not change:
        return f"{month(period)}から変わりません。"
    return f"{month(period)}から {abs(change):.1f} ポイント{'上がりました' if change > 0 else '下がりました'}。"


def some(names: Sequence[str], most: int) -> str:
    """The first names, and how many more there are.

    >>> some(["甲", "乙", "丙"], 2)
    '甲、乙 ほか 1'
    """
    more = len(names) - most
    return "、".join(names[:most]) + (f" ほか {more}" if more > 0 else "")
