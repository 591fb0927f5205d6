"""What is to be paid of a tax, and what was, as 収納管理 has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .households import Town

AS_OF = date(2026, 11, 23)


@dataclass(frozen=True, kw_only=True)
class Bill:
    """A tax of one year, in yen, as it was assessed."""

    tax: str
    """税目コード."""
    year: int
    notice: str
    """通知書番号."""
    payer: str
    """宛名番号."""
    decided: str
    """調定年月日."""
    parts: tuple[tuple[str, int], ...]
    """Last day of payment and amount, 期別 by 期別."""
    more: dict[str, str] = field(default_factory=dict)
    """Other cells of 調定."""


def quarters(whole: int) -> tuple[int, ...]:
    """Four instalments of full thousands; what is left over is in the first (地方税法20条の4の2第6項).

    >>> quarters(36500)
    (9500, 9000, 9000, 9000)
    """
    each = whole // 4000 * 1000
    return (whole - 3 * each, each, each, each)


def charge(town: Town, household: int, bill: Bill) -> None:
    """調定 of all instalments, and 収納, five days before the last day, of those that are over."""
    for part, (due, amount) in enumerate(bill.parts, start=1):
        year = str(bill.year)
        case = {
            "賦課年度": year,
            "相当年度": year,
            "税目コード": bill.tax,
            "通知書番号": bill.notice,
            "期別": str(part),
        }
        last, paid = date.fromisoformat(due), date.fromisoformat(due) <= AS_OF
        days = {"納期限": due, "法定納期限": bill.parts[0][0], "調定年月日": bill.decided}
        whole = {"調定額_本税（料）": str(amount), "完納コード": "2" if paid else "0"}
        town.add("014", "調定", household, **case, 宛名番号=bill.payer, **days, **whole, **bill.more)
        if not paid:
            continue
        told = {"収納番号": f"{household:08}{year}{bill.tax}{part:02}", "会計年度": year, "納付方法区分": "02"}
        told |= {
            "領収年月日": (last - timedelta(days=5)).isoformat(),
            "収納年月日": (last - timedelta(days=2)).isoformat(),
        }
        town.add("014", "収納", household, **case, **told, **{"収納額_本税（料）": str(amount)})
