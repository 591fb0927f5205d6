"""Points, ranks and what a weight decides; every rule on an invented competition."""

from __future__ import annotations

from fractions import Fraction

import pytest

from migrate.errors import MigrateError
from migrate.procure.scoring import criteria, lock, offers, rules, sensitivity
from migrate.procure.scoring.exact import written
from migrate.procure.scoring.offers import Draw
from migrate.procure.scoring.ranking import Ranking, Verdict, rank
from migrate.procure.scoring.score import Inputs, Scored, State, score
from tests.unit.procure.rfp_town import TREE, even, inputs, offer_rows, settings, sheet, tree


def ranked(given: Inputs, draw: Draw | None = None) -> Ranking:
    return rank(score(given), given.rules, draw or Draw())


def of(found: tuple[Scored, ...], vendor: str) -> Scored:
    return next(one for one in found if one.offer.vendor == vendor)


def totals(given: Inputs) -> dict[str, str]:
    return {one.offer.vendor: written(one.total) if one.total is not None else "" for one in score(given)}


def test_proposal_and_price_rounded_to_a_decimal() -> None:
    """札幌市: 提案 420 and 価格 150, both rounded to one decimal, make the total."""
    shares = {**even(), ("j1", "v1", "A-1"): "1"}
    found = of(score(inputs(shares)), "v1")

    # 220 × (1 + 0.6 + 0.6) / 3 = 161.333…; 200 × 0.6 = 120; price 150 × 80 / 100 = 120
    assert (found.points["A-1"], found.points["A"], found.points["B"]) == (Fraction(484, 3), Fraction("281.3"), 120)
    assert found.total == Fraction("401.3")


def test_equal_totals_go_by_the_proposal_then_by_lot() -> None:
    """The higher proposal is first; where it is equal too, only people's lots decide."""
    tie_on_total = {**even(vendors=("v1", "v2")), ("*", "v1", "A-2"): "0.75"}
    # v1: 132 + 150 + 120 (price 100 → 120) = 402; v2: 132 + 120 + 150 = 402
    found = ranked(inputs(tie_on_total, {"v1": 100_000_000, "v2": 80_000_000}))
    assert [(one.offer.vendor, written(one.total or Fraction())) for one in found.vendors] == [
        ("v1", "402"),
        ("v2", "402"),
    ]
    assert (found.verdict, found.ranks) == (Verdict.FIRST, {"v1": 1, "v2": 2})

    same = inputs(even(vendors=("v1", "v2")), {"v1": 90_000_000, "v2": 90_000_000})
    found = ranked(same)
    assert (found.verdict, found.ranks, found.ties) == (Verdict.TIE, {"v1": 1, "v2": 1}, (("v1", "v2"),))
    assert found.first is None

    drawn = ranked(same, Draw(order=("v2", "v1")))
    assert (drawn.verdict, drawn.ranks, drawn.by_lot) == (Verdict.FIRST, {"v2": 1, "v1": 2}, True)
    assert drawn.first is not None and drawn.first.offer.vendor == "v2"


def test_lots_that_were_not_to_be_drawn() -> None:
    """Lots change nothing where there is no tie; whoever stands in them is named."""
    found = ranked(inputs(even()), Draw(order=("v3", "v1")))

    assert found.ranks == {"v2": 1, "v1": 2, "v3": 3}
    assert found.strange == ("v3", "v1")


def test_required_function_missing_is_out_and_its_price_does_not_count() -> None:
    """Whoever fails a condition is out, and the lowest price is that of those who stay."""
    found = score(_with_missing("v2"))

    assert (of(found, "v2").state, of(found, "v2").reason) == (State.OUT, "X-1「必須の機能」を満たさない")
    assert of(found, "v1").points["B"] == 150


def _with_missing(vendor: str) -> Inputs:
    rows = [
        (*row[:3], 1) if row[0] == vendor and row[2] == "必須不可" else row for row in offer_rows({"v1": 100, "v2": 80})
    ]
    base = inputs(even(vendors=("v1", "v2")))
    found = offers.load(sheet(offers.COLUMNS, rows), "offers.csv")
    return Inputs(criteria=base.criteria, rules=base.rules, offers=found, judges=base.judges, marks=base.marks)


@pytest.mark.parametrize(("combine", "points"), [("平均", "132"), ("中央値", "110"), ("両端を除く平均", "110")])
def test_several_judges(combine: str, points: str) -> None:
    """Marks of 0.4, 0.5 and 0.9: the mean, the middle, and the mean without the ends."""
    shares = {**even(), ("j1", "v1", "A-1"): "0.4", ("j2", "v1", "A-1"): "0.5", ("j3", "v1", "A-1"): "0.9"}

    assert of(score(inputs(shares, combine=combine)), "v1").points["A-1"] == Fraction(points)


def test_trimmed_mean_of_four_keeps_two() -> None:
    """One highest and one lowest go, not more."""
    judges = [(f"j{n}", f"委員{n}", "出席", "") for n in range(1, 5)]
    shares = {**even(), **{(f"j{n}", "v1", "A-1"): share for n, share in enumerate(("0.1", "0.5", "0.7", "0.9"), 1)}}

    found = of(score(inputs(shares, judges=judges, combine="両端を除く平均")), "v1")
    assert found.points["A-1"] == Fraction("0.6") * 220


def test_mark_that_is_missing_is_waited_for_or_left_out() -> None:
    """A judge who is present and left a mark open stops the score, or is left out where the rules say so."""
    shares = {key: share for key, share in _by_judge().items() if key != ("j3", "v1", "A-1")}

    waiting = of(score(inputs(shares)), "v1")
    assert (waiting.state, waiting.total, [one.code for one in waiting.findings]) == (State.OPEN, None, ["MIG-RFP-014"])
    assert ranked(inputs(shares)).verdict is Verdict.OPEN

    left_out = of(score(inputs(shares, absence="除いて計算")), "v1")
    assert (left_out.state, left_out.points["A-1"]) == (State.RANKED, Fraction(132))
    assert [one.severity for one in left_out.findings] == ["warning"]


def _by_judge() -> dict[tuple[str, str, str], str]:
    return {(f"j{n}", v, i): "0.6" for n in (1, 2, 3) for v in ("v1", "v2", "v3") for i in ("A-1", "A-2")}


def test_absent_and_recused_judges_do_not_count() -> None:
    """An absent judge counts nowhere, a recused one counts for the other vendors only."""
    judges = [("j1", "委員A", "出席", ""), ("j2", "委員B", "欠席", ""), ("j3", "委員C", "出席", "v1")]
    shares = {**_by_judge(), ("j2", "v1", "A-1"): "1", ("j3", "v1", "A-1"): "1", ("j3", "v2", "A-1"): "1"}
    found = score(inputs(shares, judges=judges))

    assert of(found, "v1").points["A-1"] == 132
    assert of(found, "v2").points["A-1"] == Fraction("0.8") * 220


def test_strict_and_mild_judges_made_alike() -> None:
    """Share: a vendor's part of what the judge gave to all. Deviation: 50 + 10 z of a hundred."""
    shares = {**even(), ("*", "v1", "A-1"): "0.9", ("*", "v2", "A-1"): "0.6", ("*", "v3", "A-1"): "0.3"}

    share = score(inputs(shares, normalise="占有率"))
    assert [of(share, v).points["A-1"] for v in ("v1", "v2", "v3")] == [110, Fraction(220, 3), Fraction(110, 3)]

    lines = [line for line in of(share, "v1").lines if line.number == "A-1"]
    assert [(line.what, line.filled, line.result) for line in lines] == [
        *((f"方針（委員{name}）", "198", "110") for name in "ABC"),
        ("方針", "平均（110, 110, 110）", "110"),
    ]

    deviation = score(inputs(shares, normalise="偏差"))
    points = [of(deviation, v).points["A-1"] for v in ("v1", "v2", "v3")]
    assert points[1] == 110  # the mean is 50 of 100
    assert points[0] - points[1] == points[1] - points[2]
    # z = 0.3 / sqrt(0.06) = 1.224744871391589…
    assert written(points[0]) == "136.944387…"
    assert [of(deviation, v).points["A-2"] for v in ("v1", "v2", "v3")] == [100, 100, 100]


def test_floors_are_held_against_marks_as_given() -> None:
    """Shares of points only compare vendors: two good vendors are not below the floor for sharing the points."""
    both = even("0.8", ("v1", "v2"))
    prices = {"v1": 100_000_000, "v2": 100_000_000}
    found = ranked(inputs({**both, ("*", "v1", "A-1"): "0.9"}, prices, normalise="占有率"))
    assert [(str(one.state), written(one.total or Fraction())) for one in found.vendors] == [
        ("順位あり", "366.5"),
        ("順位あり", "353.5"),
    ]
    assert [written(one.bare or Fraction()) for one in found.vendors] == ["508", "486"]
    assert found.vendors[0].lines[-1].result == "508"

    poor = ranked(inputs({**both, **even("0.2", ("v2",))}, prices, normalise="占有率"))
    assert {one.offer.vendor: str(one.state) for one in poor.vendors} == {"v1": "順位あり", "v2": "基準点未満"}

    rows = [(*row[:-1], "150") if row[0] == "A-1" else row for row in TREE]
    out = score(inputs({**both, ("*", "v2", "A-1"): "0.6"}, prices, of=tree(rows), normalise="占有率"))
    assert {one.offer.vendor: str(one.state) for one in out} == {"v1": "順位あり", "v2": "失格"}


def test_one_bidder() -> None:
    """With one vendor nothing is made alike; the floor decides, or the rules say that nobody is chosen."""
    alone = {"v1": 100_000_000}
    good, poor = even("0.8", ["v1"]), even("0.2", ["v1"])

    assert ranked(inputs(good, alone, normalise="占有率")).verdict is Verdict.FIRST
    assert totals(inputs(good, alone, normalise="占有率")) == {"v1": "486"}
    assert ranked(inputs(poor, alone)).verdict is Verdict.NOBODY
    assert ranked(inputs(poor, alone)).vendors[0].state is State.BELOW
    assert ranked(inputs(good, alone, single="選ばない")).verdict is Verdict.SINGLE
    assert ranked(inputs(poor, alone, floor="")).verdict is Verdict.FIRST


def test_floor_of_an_item() -> None:
    """Whoever has fewer points than an item asks for is out, whatever the total."""
    rows = [(*row[:-1], "150") if row[0] == "A-1" else row for row in TREE]
    found = score(inputs({**even(), ("*", "v1", "A-1"): "0.9"}, of=tree(rows)))

    assert {one.offer.vendor: str(one.state) for one in found} == {"v1": "順位あり", "v2": "失格", "v3": "失格"}


def test_late_and_withdrawn_offers() -> None:
    """An offer after the deadline is not scored unless the rules take it; one that was withdrawn never is."""
    more = {"v2_受領日": "2027-04-02", "v1_受領日": "2027-04-01", "v3_辞退日": "2027-04-05"}
    found = score(inputs(even(), more=more, deadline="2027-04-01"))

    assert {one.offer.vendor: str(one.state) for one in found} == {"v1": "順位あり", "v2": "期限後", "v3": "辞退"}
    taken = score(inputs(even(), more=more, deadline="2027-04-01", late="受ける"))
    assert of(taken, "v2").state is State.RANKED


def test_fact_that_is_missing_is_named() -> None:
    """A vendor without a price waits, and the finding names the fact."""
    rows = [row for row in offer_rows({"v1": 100, "v2": 80}) if row[:3:2] != ("v1", "見積額")]
    base = inputs(even(vendors=("v1", "v2")))
    found = score(
        Inputs(
            criteria=base.criteria,
            rules=base.rules,
            offers=offers.load(sheet(offers.COLUMNS, rows), "offers.csv"),
            judges=base.judges,
            marks=base.marks,
        )
    )

    assert [(one.code, one.params["fact"]) for one in of(found, "v1").findings] == [("MIG-RFP-011", "見積額")]


def test_result_outside_the_points_is_said() -> None:
    """A formula that gives more than the item's points is reported; it is never cut in silence."""
    rows = [("B", "価格", "", "10", "式", "", "見積額 ÷ 10", "", "")]
    found = score(inputs({}, {"v1": 1_000}, of=tree(rows), tie="B", floor=""))

    assert [one.code for one in found[0].findings] == ["MIG-RFP-013"]
    assert found[0].total == 100


def test_every_number_has_its_line() -> None:
    """The trail holds formula, values, exact number, rounding and result of every item and of the total."""
    shares = {**even(), ("j1", "v1", "A-1"): "1"}
    found = of(score(inputs(shares)), "v1")
    by_number = {line.number: line for line in found.lines}

    assert set(by_number) == {"X-1", "A-1", "A-2", "A", "B", ""}
    one = by_number["A-1"]
    assert (one.filled, one.exact, one.result) == ("平均（220, 132, 132）", "161.333333…", "161.333333…")
    assert (by_number["A"].exact, by_number["A"].result) == ("281.333333…", "281.3")
    assert by_number["B"].filled == "150 × 80,000,000 ÷ 100,000,000"
    assert by_number[""].result == written(found.total or Fraction())


def test_weight_that_decides() -> None:
    """Moving every weight five points up and down tells which of them decides; the rest of the tree follows."""
    # v1 is better in the proposal, v2 in the price; they are half a point apart
    shares = {**even(vendors=("v1", "v2")), ("*", "v1", "A-2"): "0.7525"}
    given = inputs(shares, {"v1": 100_000_000, "v2": 80_000_000})
    now = ranked(given)
    found = {(one.number, written(one.moved)): one for one in sensitivity.moves(given, now)}

    assert (now.first.offer.vendor if now.first else "") == "v1"
    assert set(found) == {
        (number, moved)
        for number, ups in {
            "A": ("425", "415"),
            "A-1": ("225", "215"),
            "A-2": ("205", "195"),
            "B": ("155", "145"),
        }.items()
        for moved in ups
    }
    assert {key for key, one in found.items() if one.changed} == {("B", "155"), ("A-2", "195")}
    assert found["B", "155"].leaders == ("v2",)


def test_moved_weights_add_up() -> None:
    """What stands in a heading moves in proportion, and the headings above follow an item."""
    moved = tree().moved("A", Fraction(425))
    assert [written(one.points) for one in moved.items] == ["0", "425", "222.619047…", "202.380952…", "150"]
    assert tree().moved("A-1", Fraction(225)).total == 575
    assert tree().moved("A-1", Fraction(225)).of("A") == tree().moved("A-2", Fraction(205)).of("A")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("A-1", "重なる", "", "5", "委員", "点", "", "", ""), "2 回"),
        (("D-1", "親なし", "", "5", "委員", "点", "", "", ""), "上の項目 D"),
        (("C", "見出し", "", "", "", "", "", "", ""), "中の項目がありません"),
        (("C", "配点なし", "", "", "委員", "点", "", "", ""), "「配点」が要ります"),
        (("C", "負", "", "-5", "委員", "点", "", "", ""), "0 以上の数"),
        (("C", "尺度", "", "5", "委員", "100段階", "", "", ""), "「尺度」"),
        (("C", "式", "", "5", "式", "", "import os (", "", ""), "式として読めません"),
        (("C", "式", "", "5", "式", "", "見積額 = 1", "", ""), "条件の式は"),
        (("X-2", "条件", "", "", "条件", "", "見積額", "", ""), "条件の式は"),
        (("X-2", "条件", "", "5", "条件", "", "見積額 > 1", "", ""), "「配点」を書きません"),
        (("B-1", "中", "", "5", "委員", "点", "", "", ""), "「採点」を空けて"),
        (("A-3", "中", "", "5", "委員", "点", "", "", ""), "合計 425 と違います"),
        (("1-2", "日付", "", "5", "委員", "点", "", "", ""), "A や A-2 の形"),
        (("C", "端数", "", "5", "委員", "点", "", "適当", ""), "「端数」"),
        (("C", "最低", "", "5", "委員", "点", "", "", "6"), "最低点が、配点を超えて"),
        (("C", "席", "", "5", "見学", "点", "", "", ""), "「採点」は"),
    ],
)
def test_tree_that_cannot_stand_is_refused_with_its_line(row: tuple[str, ...], said: str) -> None:
    """A fault of the criteria names what is wrong."""
    with pytest.raises(MigrateError) as caught:
        tree((*TREE, row))

    assert caught.value.code == "MIG-RFP-001"
    assert said in str(caught.value.params["reason"])


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        ("combine", "くじ"),
        ("tie", "Z"),
        ("tie", "X-1"),
        ("floor", "700"),
        ("floor", "多め"),
        ("total", "四捨五入 9"),
        ("deadline", "2027-04"),
        ("businesses", "住記"),
    ],
)
def test_rule_that_cannot_be_read_is_refused(setting: str, text: str) -> None:
    """A setting has one of its values or is refused."""
    with pytest.raises(MigrateError) as caught:
        settings(tree(), **{setting: text})

    assert caught.value.code == "MIG-RFP-002"


def test_lock_is_of_the_meaning_and_names_what_changed() -> None:
    """Saving again changes nothing; a weight, a formula, a rule or a rounding does, and is named."""
    first = lock.content(tree(), settings(tree()))
    kept = lock.Lock(at="2027-03-01T09:00:00+09:00", sha256=lock.digest(first), content=first, offers=0)
    assert lock.different(kept, lock.content(tree([list(row) for row in TREE]), settings(tree()))) == ()

    changed = [(*row[:3], "160", *row[4:]) if row[0] == "B" else row for row in TREE]
    assert lock.different(kept, lock.content(tree(changed), settings(tree(changed), floor="342"))) == ("項目 B",)
    assert lock.different(kept, lock.content(tree(), settings(tree(), combine="中央値"))) == ("設定 委員の点のまとめ",)
    swapped = (TREE[0], TREE[1], TREE[3], TREE[2], TREE[4])
    assert lock.different(kept, lock.content(tree(swapped), settings(tree()))) == ("順番",)


@pytest.mark.parametrize(
    "rows",
    [
        [("v1", "一社", "見積額", "約1億")],
        [("v1", "一社", "見積額", "1"), ("v1", "一社", "見積額", "2")],
        [("v1", "一社", "見積額", "1"), ("v1", "二社", "必須不可", "0")],
        [("v1", "", "見積額", "1")],
        [("../v1", "一社", "見積額", "1")],
        [("v1", "一社", "受領日", "4月")],
        [("v1", "一社", "", "1")],
    ],
)
def test_offer_that_cannot_be_read_is_refused(rows: list[tuple[str, ...]]) -> None:
    """Nothing is guessed of an offer."""
    with pytest.raises(MigrateError) as caught:
        offers.load(sheet(offers.COLUMNS, rows), "offers.csv")

    assert caught.value.code == "MIG-RFP-003"


def test_fact_of_all_vendors() -> None:
    """「*」 gives every vendor a fact; a vendor's own goes before it."""
    rows = [("*", "", "予定価格", "100"), ("v1", "一社", "見積額", "90"), ("v2", "二社", "予定価格", "80")]
    found = offers.load(sheet(offers.COLUMNS, rows), "offers.csv")

    assert [dict(one.facts) for one in found] == [{"予定価格": 100, "見積額": 90}, {"予定価格": 80}]


@pytest.mark.parametrize(
    "rows",
    [
        [(1, "v1", "2027-04-10", "会計管理者"), (3, "v2", "2027-04-10", "会計管理者")],
        [(1, "v1", "2027-04-10", "会計管理者"), (2, "v1", "2027-04-10", "会計管理者")],
        [(1, "v1", "2027-04-10", "会計管理者"), (2, "v2", "2027-04-11", "会計管理者")],
        [(1, "v1", "", "会計管理者")],
        [(1, "v1", "2027-04-10", "")],
    ],
)
def test_lots_need_order_day_and_witness(rows: list[tuple[object, ...]]) -> None:
    """Lots are recorded whole or refused."""
    with pytest.raises(MigrateError) as caught:
        offers.load_draw(sheet(offers.DRAW_COLUMNS, rows), "draw.csv")

    assert caught.value.code == "MIG-RFP-005"


@pytest.mark.parametrize("name", sorted(criteria.templates()))
def test_templates_can_be_scored(name: str) -> None:
    """Each template is a tree that stands, with the rules as they are at first."""
    found = criteria.load(sheet(criteria.COLUMNS, criteria.templates()[name]), "criteria.csv")

    assert rules.load(sheet(rules.COLUMNS, []), "rules.csv", found).floor == found.total * Fraction(60, 100)
