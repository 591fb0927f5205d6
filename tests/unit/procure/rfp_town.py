"""An invented competition: three judges, three vendors, a small tree."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from migrate.procure.scoring import criteria, offers, rules
from migrate.procure.scoring.criteria import Criteria
from migrate.procure.scoring.rules import Rules
from migrate.procure.scoring.score import Inputs

TREE = (
    ("X-1", "必須の機能", "", "", "条件", "", "必須不可 = 0", "", ""),
    ("A", "提案", "", "420", "", "", "", "四捨五入 1", ""),
    ("A-1", "方針", "理解", "220", "委員", "点", "", "", ""),
    ("A-2", "移行", "方法", "200", "委員", "5段階", "", "", ""),
    ("B", "価格", "", "150", "式", "", "配点 × 最低(見積額) ÷ 見積額", "四捨五入 1", ""),
)
PRICES = {"v1": 100_000_000, "v2": 80_000_000, "v3": 120_000_000}


def sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue().encode()


def tree(rows: Iterable[Sequence[object]] = TREE) -> Criteria:
    return criteria.load(sheet(criteria.COLUMNS, rows), "criteria.csv")


def settings(of: Criteria, **given: str) -> Rules:
    """The rules with some settings changed, by id."""
    rows = [(one.label, given.get(one.id, one.default), "") for one in rules.settings()]
    return rules.load(sheet(rules.COLUMNS, rows), "rules.csv", of)


def offer_rows(prices: Mapping[str, int], **more: str) -> list[tuple[str, str, str, object]]:
    found: list[tuple[str, str, str, object]] = []
    for vendor, price in prices.items():
        found += [(vendor, f"{vendor}社", "見積額", price), (vendor, f"{vendor}社", "必須不可", 0)]
    return found + [(key.partition("_")[0], "", key.partition("_")[2], text) for key, text in more.items()]


def judge_rows(number: int = 3) -> list[tuple[str, str, str, str]]:
    return [(f"j{n}", f"委員{'ABCDEFG'[n - 1]}", "出席", "") for n in range(1, number + 1)]


def inputs(
    shares: Mapping[tuple[str, str, str], str],
    prices: Mapping[str, int] = PRICES,
    judges: Sequence[tuple[str, str, str, str]] = (),
    of: Criteria | None = None,
    more: Mapping[str, str] | None = None,
    **given: str,
) -> Inputs:
    """Marks as shares: (judge, vendor, item) → share; a judge 「*」 stands for all of them."""
    found, committee = of or tree(), tuple(judges) or tuple(judge_rows())
    marks = {}
    for (judge, vendor, number), share in shares.items():
        for one in (row[0] for row in committee) if judge == "*" else (judge,):
            marks[one, vendor, number] = Fraction(share)
    return Inputs(
        criteria=found,
        rules=settings(found, **given),
        offers=offers.load(sheet(offers.COLUMNS, offer_rows(prices, **(more or {}))), "offers.csv"),
        judges=offers.load_judges(sheet(offers.JUDGES_COLUMNS, committee), "judges.csv"),
        marks=marks,
    )


def even(share: str = "0.6", vendors: Iterable[str] = PRICES) -> dict[tuple[str, str, str], str]:
    """All judges give all vendors the same for everything."""
    return {("*", vendor, number): share for vendor in vendors for number in ("A-1", "A-2")}
