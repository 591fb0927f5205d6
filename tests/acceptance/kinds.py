"""Kinds of households, and the codes and check digits that all makers of a town's rows share."""

from __future__ import annotations

from typing import NamedTuple

NATIONAL, LATER, CARE = "国保", "後期", "介護"
RELATION = {"世帯主": "02", "妻": "12", "子": "20"}
Ages = tuple[int, int]
"""The fewest and the most years that somebody completes in 2026."""


class Kind(NamedTuple):
    """Who lives in a household, and by what they are all insured."""

    head: Ages
    """Of the head, and of his wife if there is one."""
    wife: bool = False
    child: Ages | None = None
    insured: tuple[str, ...] = ()


KINDS = (
    Kind(head=(35, 45), wife=True, child=(6, 10), insured=(NATIONAL,)),
    Kind(head=(77, 90), insured=(LATER, CARE)),
    Kind(head=(67, 72), wife=True, insured=(NATIONAL, CARE)),
    Kind(head=(30, 50)),
    Kind(head=(32, 38), wife=True, child=(2, 2), insured=(NATIONAL,)),
    Kind(head=(35, 45), child=(6, 10), insured=(NATIONAL,)),
    Kind(head=(66, 70), insured=(CARE,)),
    Kind(head=(30, 50)),
)
FAMILY, OLD, COUPLE, WORKER, YOUNG, LONE, POOR, DISABLED = range(len(KINDS))
"""A family with a pupil, one old person, a couple at 66 to 73, one person at work, a family with an infant, a father
alone with a pupil, one person on public assistance and one person with a disability."""


def wide(text: str) -> str:
    """Letters and digits in full width, as 住所 and names are kept.

    >>> wide("12番地1")
    '１２番地１'
    """
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


def insurer(number: str) -> str:
    """保険者番号, 公費負担者番号, 受給者番号 or the number of a provider with the right last digit.

    Weights are 2 and 1 by turns from the right, the digits of the products are added.
    """
    total = 0
    for place, digit in enumerate(reversed(number[:-1])):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return number[:-1] + str(-total % 10)
