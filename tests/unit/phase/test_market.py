"""Answers to the RFI as the plan and the budget take them up."""

from __future__ import annotations

from datetime import date

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.phase import form, market
from migrate.phase.market import Bidder, Market, Price, Vendor
from migrate.procure import layouts

LAYOUTS = bundled("reports") / "layouts" / "phase" / "08"


def vendor(key: str, offers: dict[str, str], **starts: str) -> Vendor:
    return Vendor(key=key, name=key.upper(), offers=offers, starts={id[1:]: day for id, day in starts.items()})


TAX = Market(
    unit="tax",
    businesses=("010", "011"),
    vendors=(
        vendor("a", {"010": "対応", "011": "対応"}, _010="2028-01", _011="2028-02-10"),
        vendor("b", {"010": "対応", "011": "対応不可"}, _010="2027-10-01"),
        vendor("c", {"010": "条件付き", "011": "対応"}, _010="未定", _011="2028-01-04"),
    ),
    prices=(
        Price(line="I01", label="構築", totals={"a": 100, "b": 201, "c": 900}, far={"c": "高い外れ値"}),
        Price(line="I02", label="設定", totals={"a": 10, "b": 20}, far={}),
    ),
)
FAMILY = Market(
    unit="family",
    businesses=("001",),
    vendors=(vendor("a", {"001": "対応"}, _001="2029-01-04"),),
    prices=(Price(line="I01", label="構築", totals={"a": 1_000}, far={}),),
)


def test_a_bidder_offers_all_that_was_asked() -> None:
    """One business refused, and a vendor is none for the unit; its day is the last of its days, none if one is open."""
    assert [(one.name, one.conditional, one.start) for one in market.bidders((TAX,), ("010", "011"))] == [
        ("A", False, "2028-02-10"),
        ("C", True, ""),
    ]
    assert [one.name for one in market.bidders((TAX,), ("010",))] == ["A", "B", "C"]


def test_answers_to_several_requests_are_one_vendors() -> None:
    """Units of the plan may be cut in another way than requests were: a vendor offers what it offers anywhere."""
    assert [one.name for one in market.bidders((TAX, FAMILY), ("001", "010", "011"))] == ["A"]
    assert market.told((TAX,), ("010", "020")).startswith(
        "RFI（⑥）の回答: すべてを提供できるとした業者 3 者（尋ねた業務 010）。"
    )


def test_where_nobody_was_asked_nothing_is_said() -> None:
    """A business without a request, or a request without answers, is no business without vendors."""
    silent = Market(unit="x", businesses=("020",), vendors=())

    assert (market.asked((silent,), ("020",)), market.told((silent,), ("020",)), market.bidders((), ("020",))) == (
        (),
        "",
        (),
    )


def test_a_month_is_late_only_for_an_earlier_month() -> None:
    """A vendor that names a month is not late for any day of it; one that names no day is never late."""

    def late(start: str) -> bool:
        return Bidder(name="", conditional=False, start=start, people=0).late_for(date(2028, 1, 4))

    assert [late(one) for one in ("2028-01", "2028-02", "2028-01-04", "2028-01-05", "")] == [
        False,
        True,
        False,
        True,
        False,
    ]


def test_units_are_added_up_and_medians_cut() -> None:
    """Rows of one vendor are summed, then the median of the vendors is taken, then units are added."""
    both = market.quote((TAX, FAMILY), {"I01", "I02"})
    half = market.quote((TAX,), {"I02"})

    assert both is not None
    assert (both.yen, both.vendors, both.blank) == (221 + 1_000, 4, 0)
    assert both.far == ("C 構築 900 円（高い外れ値）",)
    assert half is not None
    assert (half.yen, half.vendors, half.blank) == (15, 2, 1)
    assert market.quote((TAX,), {"I03"}) is None


def test_each_row_of_the_answer_form_has_its_row_of_the_budget() -> None:
    """`quoted.csv` names each initial row of the RFI once, and only printed rows of ⑧."""
    rows = tables.read(LAYOUTS / "quoted.csv")
    printed = {one.key for one in form.form(8).of("initial").presets} | {"own", ""}
    asked = [(one.key, one.printed["name"]) for one in layouts.lines("rfi/answer")["initial"]]

    assert [row["line"] for row in rows] == [key for key, _ in asked]
    assert all(name.startswith(row["name"]) for row, (_, name) in zip(rows, asked, strict=True))
    assert {row["row"] for row in rows} <= printed
    assert all(row["why"] for row in rows if row["row"] in ("own", ""))
