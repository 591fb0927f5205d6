"""Amounts of a vendor's sheets in yen: the cell's own scale, else the row's unit; the row's tax, the vendor's rate."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from migrate.forms.answer import pending
from migrate.forms.form import Form, Kind
from migrate.model.value import value
from migrate.procure.submission import BookAnswers, Given

UNITS = {"円": 1, "千円": 10**3, "万円": 10**4, "百万円": 10**6}
WITHOUT_TAX = "税抜"
PARTS = "cloud"
"""The sheet that breaks a row of another sheet down: what is in it is in that row already."""
_OWN_SCALE = frozenset("円万千億¥")


@value
class Amount:
    """One amount of money."""

    sheet: str
    key: str
    question: str
    pending: bool
    """Answered with 未定 or 不明."""
    yen: int | None
    """As the vendor means it; None for a word such as 未定 or 含む."""
    taxed: int | None
    """With tax, cut below the yen; None where the tax or its rate is not stated."""
    tax: str
    """税抜, 税込, 非課税; empty where it is not stated."""
    text: str
    """The cell as it was written."""
    cell: str
    """File, sheet and cell."""

    @property
    def open(self) -> bool:
        """True for what is more than nothing, and no amount with tax yet: 未定, or nobody said whether tax is in it."""
        return self.pending or (self.yen is not None and self.taxed is None)


def _scale(given: Given, unit: str) -> int:
    """What the number of a cell is multiplied by: a text that names its own scale is in yen already."""
    own = _OWN_SCALE & set(unicodedata.normalize("NFKC", given.text))
    return 1 if own else UNITS.get(unit or "円", 1)


def _taxed(yen: int, tax: str, rate: int | None) -> int | None:
    """``yen`` with tax; ``rate`` is in percent.

    >>> _taxed(1_000_005, "税抜", 10), _taxed(5, "税込", None), _taxed(5, "", 10)
    (1100005, 5, None)
    """
    if tax == WITHOUT_TAX:
        return None if rate is None else int(Fraction(yen) * (100 + rate) / 100)
    return yen if tax or not yen else None


def amounts(form: Form, answers: BookAnswers) -> tuple[Amount, ...]:
    """Every amount of a workbook that was read, in the order of its rows."""
    rate = answers.get("company", "all", "tax_rate")
    found = []
    for one in answers.given:
        question = form.of(one.sheet).question(one.question)
        if question is None or question.kind is not Kind.MONEY:
            continue
        unit, tax = (str(answers.get(one.sheet, one.key, id) or "") for id in ("unit", "tax"))
        yen = one.value * _scale(one, unit) if isinstance(one.value, int) else None
        taxed = None if yen is None else _taxed(yen, tax, rate if isinstance(rate, int) else None)
        found.append(
            Amount(
                sheet=one.sheet,
                key=one.key,
                question=one.question,
                pending=pending(one.value),
                yen=yen,
                taxed=taxed,
                tax=tax,
                text=one.text,
                cell=one.cell,
            )
        )
    return tuple(found)
