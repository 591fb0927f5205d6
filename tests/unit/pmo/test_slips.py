"""Reasons, ranking and shared causes: each follows from numbers that are told, by rules that are data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.flow import pmo_known, pmo_slips
from migrate.model.pmo import Body, BodyReport, ReportedBusiness, ReportedStep, ReportedSystem
from migrate.model.procedure import Status
from migrate.pmo import store
from migrate.pmo.known import UNKNOWN
from migrate.pmo.received import Received
from migrate.pmo.slips import causes, judge, rules
from migrate.pmo.slips.causes import Cause, Shared
from migrate.pmo.slips.facts import Facts
from migrate.pmo.slips.judge import Slipping
from migrate.pmo.slips.rank import Slips
from migrate.pmo.slips.rules import Slip
from migrate.report import messages

from ... import nation

KNOWN = pmo_known.known()
RULES = rules.load()


def _facts(**changes: object) -> Facts:
    """A system in the middle of its way of which nothing speaks for slipping."""
    calm = Facts(
        body="162019",
        business="001",
        size="5千人未満",
        vendors=("甲社",),
        packages=("パック",),
        closed=20,
        statuses="済" * 20 + "未" * 20,
        proven="－" * 40,
        planned=True,
        overdue=0,
        oldest_step=None,
        oldest_day=None,
        behind=0,
        near=10,
        near_median=20,
        wide=30,
        wide_median=20,
        still=0,
        since="2026-05",
        moved=0,
        moved_day=None,
        running="",
    )
    return replace(calm, **changes)  # type: ignore[arg-type]


def _judged(**changes: object) -> Slipping:
    return judge.judge([_facts(**changes)], RULES, KNOWN.steps)[0]


def _told(slipping: Slipping) -> list[tuple[Slip, float, str]]:
    return [(one.code, one.measure, one.text) for one in slipping.reasons]


def test_a_calm_system_has_no_reason() -> None:
    """Nothing is made up."""
    assert _judged().reasons == ()


def test_behind_its_plan() -> None:
    """The oldest planned day that has passed with an open step gives the days."""
    late = _judged(overdue=3, oldest_step=21, oldest_day=date(2026, 5, 1), behind=30)

    assert _told(late) == [
        (Slip.PLAN, 30, "計画の日を過ぎたステップが 3。最も古いのは ⑧-1（2026-05-01 の予定、30 日遅れ）")
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"near_median": 26},
            "完了率 50 %は、同じ規模（5千人未満）・ベンダ（甲社）の 10 団体の中央値 65 %より 15 ポイント低い",
        ),
        (
            {"near": 5, "near_median": 40, "wide_median": 26},
            "完了率 50 %は、同じ規模（5千人未満）の 30 団体（同じベンダは 5 団体だけのため、ベンダを問わない）の"
            "中央値 65 %より 15 ポイント低い",
        ),
        (
            {"vendors": (UNKNOWN,), "near_median": 40, "wide_median": 26},
            "完了率 50 %は、同じ規模（5千人未満）の 30 団体（ベンダが不明のため、ベンダを問わない）の"
            "中央値 65 %より 15 ポイント低い",
        ),
        (
            {"size": UNKNOWN, "vendors": (UNKNOWN,), "near_median": 40, "wide_median": 26},
            "完了率 50 %は、規模が不明の 30 団体（ベンダが不明のため、ベンダを問わない）の"
            "中央値 65 %より 15 ポイント低い",
        ),
    ],
)
def test_behind_its_peers(changes: dict[str, object], words: str) -> None:
    """Same business, size and vendor; where these are few, that is said and the vendor does not matter."""
    assert _told(_judged(**changes)) == [(Slip.PEERS, 15, words)]


@pytest.mark.parametrize(
    "changes",
    [
        {"near_median": 23.9},
        {"near": 5, "near_median": 40, "wide": 5, "wide_median": 40},
    ],
)
def test_near_its_peers_or_without_any(changes: dict[str, object]) -> None:
    """Below the threshold there is no reason, and nobody is compared with too few."""
    assert _judged(**changes).reasons == ()
    assert _judged(**changes).compared is ("wide" not in changes)


def test_standing_still() -> None:
    """From three months on, or from what --months says."""
    text = "2026-02 の報告から 3 か月分、状態が変わらない（完了率 50 %）"

    assert _told(_judged(still=3, since="2026-02")) == [(Slip.STALLED, 3, text)]
    assert _judged(still=2, since="2026-03").reasons == ()
    strict = judge.judge([_facts(still=2, since="2026-03")], RULES.stalled_from(2), KNOWN.steps)[0]
    assert [one.code for one in strict.reasons] == [Slip.STALLED]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"statuses": "済" * 20 + "未" * 19 + "済", "closed": 21}, "⑱ が完了済み。残るステップが 19（完了率 52.5 %）"),
        ({"running": "2026-04-01"}, "2026-04-01 に稼働。残るステップが 20（完了率 50 %）"),
    ],
)
def test_in_operation_with_open_steps(changes: dict[str, object], words: str) -> None:
    """⑱ 完了済み or a day of operation, and steps that are open: two facts that do not fit."""
    assert words in [text for code, _, text in _told(_judged(**changes)) if code is Slip.RUNNING]


def test_in_operation_at_100_percent_is_as_it_should_be() -> None:
    """No open step, no reason."""
    assert _judged(statuses="済" * 40, closed=40, running="2026-04-01", near_median=40).reasons == ()


def test_an_earlier_step_is_open() -> None:
    """Information of little weight: no official text enforces an order; 対象外 is not open, nor does it come later."""
    found = _judged(statuses="済外中未済" + "外" * 5 + "未" * 30, closed=8, near_median=8)

    assert _told(found) == [(Slip.ORDER, 2, "②-2 が完了済みで、手前に残るステップが 2（最初は ①-3）")]
    assert found.points == pytest.approx(2 * 2 / 20)


def test_all_changed_on_one_day() -> None:
    """From ten steps on; fewer may well change on one day."""
    text = "日付のある 12 ステップの変更が、すべて 2026-05-20"

    assert _told(_judged(moved=12, moved_day=date(2026, 5, 20))) == [(Slip.ONE_DAY, 12, text)]
    assert _judged(moved=9, moved_day=date(2026, 5, 20)).reasons == ()
    assert _judged(moved=12).reasons == ()


def test_100_percent_without_evidence() -> None:
    """Only where evidence is told, only at 100 %; steps that are 対象外 need none."""
    whole = {"closed": 40, "near_median": 40}
    bare = _judged(statuses="済" * 30 + "外" * 10, proven="無" * 29 + "証" + "無" * 10, **whole)

    assert _told(bare) == [(Slip.UNPROVEN, 29, "100 %だが、完了済みの 30 ステップのうち 29 に証拠がない")]
    assert _judged(statuses="済" * 40, proven="－" * 40, **whole).reasons == ()
    assert _judged(statuses="済" * 40, proven="証" * 21 + "無" * 19, **whole).reasons == ()
    assert _judged(proven="無" * 40).reasons == ()


def test_points_are_weight_times_degree() -> None:
    """A measure weighs fully from its `full` on; the points of a system are the sum; every reason can be redone."""
    found = _judged(overdue=1, oldest_step=21, oldest_day=date(2020, 1, 1), behind=2_000, near_median=30, still=6)
    plan, peers, stalled = (RULES.rules[one] for one in (Slip.PLAN, Slip.PEERS, Slip.STALLED))

    assert [(one.code, one.points) for one in found.reasons] == [
        (Slip.PLAN, plan.weight),
        (Slip.PEERS, peers.weight * 25 / peers.full),
        (Slip.STALLED, stalled.weight * 6 / stalled.full),
    ]
    assert found.points == pytest.approx(sum(one.points for one in found.reasons))


def test_weights_are_a_hundred_and_each_is_explained() -> None:
    """The weights share 100 points; each kind has its page in `migrate explain`."""
    assert sum(one.weight for one in RULES.rules.values()) == 100
    assert [code for code in Slip if messages.message(code) is None] == []
    assert list(RULES.rules) == list(Slip)


# --- causes ----------------------------------------------------------------------------------------------------------


def _many(vendor: str, late: int, calm: int) -> list[Facts]:
    """Systems of a vendor, each of a body of its own."""
    slow = {"overdue": 1, "oldest_step": 34, "oldest_day": date(2025, 1, 1), "behind": 400}
    return [
        *(_facts(body=f"{vendor}{n}", vendors=(vendor,), packages=(), **slow) for n in range(late)),
        *(_facts(body=f"{vendor}+{n}", vendors=(vendor,), packages=()) for n in range(calm)),
    ]


def _causes(found: Sequence[Facts]) -> list[Cause]:
    return list(causes.causes(found, judge.judge(found, RULES, KNOWN.steps), RULES, KNOWN.steps))


def test_a_vendor_whose_customers_slip_is_a_cause() -> None:
    """Share, share of all, lift and excess with their counts; the others are none."""
    found = [one for one in _causes(_many("甲社", 30, 10) + _many("乙社", 10, 150)) if one.kind is Shared.VENDOR]

    assert [(one.name, one.n, one.late, one.bodies, one.share, one.base, one.lift, one.excess) for one in found] == [
        ("甲社", 40, 30, 30, 0.75, 0.2, 3.75, 22.0)
    ]


@pytest.mark.parametrize(
    ("vendor", "others"),
    [
        (_many("甲社", 9, 0), _many("乙社", 10, 150)),
        (_many("甲社", 4, 8), _many("乙社", 30, 130)),
        (_many("甲社", 12, 48), _many("乙社", 30, 120)),
    ],
)
def test_few_systems_chance_or_the_share_of_all_are_no_cause(vendor: list[Facts], others: list[Facts]) -> None:
    """Fewer than ten, within what chance does, or as often as all others."""
    assert [one.name for one in _causes(vendor + others) if one.kind is Shared.VENDOR] == []


def test_one_body_with_many_systems_is_no_shared_cause() -> None:
    """A cause is shared by at least three bodies."""
    own = [replace(one, body="一団体") for one in _many("甲社", 20, 0)]

    assert [one.name for one in _causes(own + _many("乙社", 10, 150)) if one.kind is Shared.VENDOR] == []


def test_a_step_at_which_many_are_held_up_is_a_cause() -> None:
    """The open step that was planned first; without plans the first open one."""
    planned = _many("甲社", 30, 50)
    unplanned = [replace(one, body=f"無{n}", oldest_step=None) for n, one in enumerate(_many("乙社", 20, 0))]
    found = [one for one in _causes(planned + unplanned) if one.kind is Shared.STEP]

    assert [(one.name, one.n, one.late, one.lift) for one in found] == [
        ("⑭-3 最終データ移行の実施・結果確認", 50, 30, 24.0),
        ("⑧-1 予算根拠資料の作成", 50, 20, 16.0),
    ]


# --- the whole -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five months of two prefectures, of which the last three stand still for everybody."""
    folder = tmp_path_factory.mktemp("kept")
    chosen = tuple(one for one in nation.bodies() if one.prefecture in ("富山県", "鳥取県"))
    found = {month: list(nation.month(month, chosen=chosen)) for month in ("2026-01", "2026-02")}
    for month in ("2026-03", "2026-04", "2026-05"):
        found[month] = [replace(one, period=month, as_of=f"{month}-28") for one in found["2026-02"]]
    for month, reports in found.items():
        store.add(folder, month, [Received(report=one, form="JSON", file="", sha256="") for one in reports])
    return folder


def _whole(folder: Path) -> Slips:
    return pmo_slips.found(folder, pmo_known.months(folder, ""))


def test_bodies_are_ranked_by_the_mean_points_of_their_systems(kept: Path) -> None:
    """Each body once, in the order of points; what stands below 100 % for three months is said to stand still."""
    found = _whole(kept)
    points = [one.points for one in found.ranked]

    assert points == sorted(points, reverse=True)
    assert [one.rank for one in found.ranked] == list(range(1, found.listed + 1))
    assert len({one.body for one in found.ranked}) == found.listed
    first = found.ranked[0]
    assert first.points == pytest.approx(sum(one.points for one in first.reasons) / first.systems)
    stalled = next(one for one in found.kinds if one.code is Slip.STALLED)
    below = sum(
        business.completion != 1 for one in nation.month("2026-02", chosen=_bodies()) for business in one.businesses
    )
    assert stalled.systems == below


def _bodies() -> tuple[Body, ...]:
    return tuple(one for one in nation.bodies() if one.prefecture in ("富山県", "鳥取県"))


def test_top_cuts_the_list_and_says_so(kept: Path) -> None:
    """The counts stay those of all bodies."""
    outcome = pmo_slips.run(kept, "", 0, 2)
    assert isinstance(outcome.data, Slips)

    assert (len(outcome.data.ranked), outcome.data.listed) == (2, _whole(kept).listed)
    ranked = next(one for one in outcome.document.sections if one.id == "ranked")
    assert any(f"ほかに {outcome.data.listed - 2}" in getattr(block, "note", "") for block in ranked.blocks)


def test_what_cannot_be_known_is_said(tmp_path: Path) -> None:
    """Published rates alone: no plan, no steps, no peers, one month; nothing is judged and that is said."""
    body = Body(name="町", prefecture="富山県")
    report = BodyReport(
        period="2026-01",
        as_of="2026-01-31",
        body=body,
        businesses=(ReportedBusiness(business="001", name="", printed=0.5),),
    )
    store.add(tmp_path, "2026-01", [Received(report=report, form="公表", file="", sha256="", own=False)])
    outcome = pmo_slips.run(tmp_path, "", 0, 10)
    assert isinstance(outcome.data, Slips)

    untold = outcome.data.untold
    assert (untold.plan, untold.peers, untold.steps, untold.evidence) == (1, 1, 1, 1)
    assert outcome.data.ranked == ()
    texts = [getattr(block, "text", "") for section in outcome.document.sections for block in section.blocks]
    assert any("4 か月分の報告がそろうまで" in text for text in texts)


def test_a_month_that_is_not_stored_is_refused(kept: Path) -> None:
    """The months that are stored are named."""
    with pytest.raises(MigrateError) as caught:
        pmo_slips.run(kept, "2026-13", 0, 10)

    assert (caught.value.code, caught.value.params["known"]) == (
        "MIG-PMO-100",
        "2026-01、2026-02、2026-03、2026-04、2026-05",
    )


def test_months_after_the_period_are_not_looked_at(kept: Path) -> None:
    """The reasons of a month are those that could be known then."""
    assert pmo_slips.found(kept, pmo_known.months(kept, "2026-02")).months == ("2026-01", "2026-02")


def test_a_vendor_with_two_names_in_one_system(tmp_path: Path) -> None:
    """A business of two vendors is compared with those of the same two."""
    step = ReportedStep(status=Status.OPEN)
    systems = tuple(ReportedSystem(vendor=name) for name in ("乙社", "甲社"))
    business = ReportedBusiness(business="001", name="", steps=(step,) * 40, systems=systems)
    body = Body(name="町", prefecture="富山県", population=100)
    report = BodyReport(period="2026-01", as_of="2026-01-31", body=body, businesses=(business,))
    others = [
        replace(report, body=replace(body, name=f"町{n}"), businesses=(replace(business, steps=(_done(),) * 40),))
        for n in range(6)
    ]
    reports = [report, *others]
    store.add(tmp_path, "2026-01", [Received(report=one, form="JSON", file="", sha256="") for one in reports])
    found = _whole(tmp_path).ranked[0].reasons[0]

    assert found.vendors == ("乙社", "甲社")
    assert [one.text for one in found.reasons] == [
        "完了率 0 %は、同じ規模（5千人未満）・ベンダ（乙社、甲社）の 7 団体の中央値 100 %より 100 ポイント低い"
    ]


def _done() -> ReportedStep:
    return ReportedStep(status=Status.DONE)
