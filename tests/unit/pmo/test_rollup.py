"""The roll-up: official rates of many bodies, exactly; what is not a municipality, or not the official rate, apart."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from migrate.flow import pmo_known
from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedBusiness, ReportedStep, ReportedSystem
from migrate.model.procedure import Status
from migrate.pmo import rollup, store
from migrate.pmo.by import By
from migrate.pmo.known import UNKNOWN, sizes
from migrate.pmo.received import Received
from migrate.pmo.rollup import Rollup, Statistics

from ... import nation
from . import published

KNOWN = pmo_known.known()
_CLOSED = (Status.DONE, Status.NOT_APPLICABLE)


def _rolled(folder: Path, by: By = By.PREFECTURE, period: str = "2026-01") -> Rollup:
    with store.opened(folder, pmo_known.months(folder, period)) as engine:
        return rollup.roll(engine, KNOWN, period, by)


def _stored(folder: Path, reports: Iterable[BodyReport]) -> Path:
    for report in reports:
        store.add(folder, report.period, [Received(report=report, form="JSON", file="x.zip", sha256="0" * 64)])
    return folder


def _town(name: str, closed: Iterable[int], **changes: object) -> BodyReport:
    """A town whose businesses have so many closed steps each."""
    businesses = tuple(_business(one.systems[0], n) for one, n in zip(KNOWN.businesses, closed, strict=False))
    body = Body(name=name, prefecture="富山県", population=8_000)
    report = BodyReport(period="2026-01", as_of="2026-01-31", body=body, businesses=businesses)
    return replace(report, **changes)  # type: ignore[arg-type]


def _business(id: str, closed: int, **changes: object) -> ReportedBusiness:
    steps = tuple(ReportedStep(status=Status.DONE if n < closed else Status.OPEN) for n in range(40))
    return replace(ReportedBusiness(business=id, name=id, steps=steps), **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Rollup:
    """The roll-up of the published tables."""
    return _rolled(published.collected(tmp_path_factory.mktemp("official")))


def test_every_published_rate_of_a_prefecture_comes_out(official: Rollup) -> None:
    """(完了済み + 対象外) / 40, computed from the published steps, is the published rate; both stand side by side."""
    found = {
        (body.name, one.name): (one.mean, one.printed)
        for body in official.prefectures.bodies
        for one in body.businesses
    }

    assert found == {
        (row["prefecture"], row["business"]): (float(row["published_rate"]), float(row["published_rate"]))
        for row in published.rows("prefecture_steps")
    }


def test_every_published_total_of_a_municipality_comes_out(official: Rollup) -> None:
    """The plain mean of the 20 rates is the printed total to its four decimals; the printed one stays beside it."""
    found = {(one.prefecture, one.name): one for one in official.municipalities}
    wanted = {
        (row["prefecture"], row["municipality"]): float(row["overall"]) for row in published.rows("municipality_rates")
    }

    assert {key: one.printed for key, one in found.items()} == wanted
    assert max(abs((found[key].completion or 0) - total) for key, total in wanted.items()) <= 0.00005 + 1e-12


def test_the_national_figures_are_those_of_unrounded_rates(official: Rollup) -> None:
    """Mean and median are over municipalities alone, of rates computed from the cells, not of printed totals."""
    rates = [_exact(row) for row in published.rows("municipality_rates")]
    national = official.national

    assert (national.n, national.at_100) == (len(rates), sum(rate == 1 for rate in rates))
    assert national.mean == pytest.approx(float(sum(rates) / len(rates)), abs=1e-14)
    assert national.median == float(statistics.median(rates))
    assert national.printed.mean == pytest.approx(
        statistics.mean(float(row["overall"]) for row in published.rows("municipality_rates")), abs=1e-12
    )


def _exact(row: dict[str, str]) -> Fraction:
    return sum((Fraction(row[one.name]) for one in KNOWN.businesses), Fraction(0)) / 20


def test_a_prefecture_times_a_business_is_the_mean_of_its_municipalities(official: Rollup) -> None:
    """The table of prefectures and businesses, every cell."""
    cells: dict[tuple[str, str], list[Fraction]] = {}
    for row in published.rows("municipality_rates"):
        for one in KNOWN.businesses:
            cells.setdefault((row["prefecture"], one.name), []).append(Fraction(row[one.name]))
    found = {(group.name, one.name): one.mean for group in official.groups for one in group.businesses}

    assert found == {key: pytest.approx(float(sum(rates) / len(rates)), abs=1e-14) for key, rates in cells.items()}


# --- against a plain computation -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chosen() -> tuple[Body, ...]:
    """Two prefectures with their municipalities; one town without population."""
    found = [one for one in nation.bodies() if one.prefecture in ("富山県", "鳥取県")]
    return (replace(found[0], population=None), *found[1:])


@pytest.fixture(scope="module")
def reports(chosen: tuple[Body, ...]) -> dict[str, list[BodyReport]]:
    """Two months of them."""
    return {period: list(nation.month(period, chosen=chosen)) for period in ("2026-01", "2026-02")}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, reports: dict[str, list[BodyReport]]) -> Path:
    """Their store."""
    folder = tmp_path_factory.mktemp("small")
    for period, found in reports.items():
        store.add(folder, period, [Received(report=one, form="JSON", file="", sha256="") for one in found])
    return folder


Groups = Callable[[BodyReport, ReportedBusiness], Iterable[tuple[str, tuple[ReportedStep, ...]]]]


def _of_cell(name: Callable[[BodyReport, ReportedBusiness], Iterable[str]]) -> Groups:
    return lambda report, business: [(one, business.steps) for one in name(report, business)]


def _of_steps(key: Callable[[int], str]) -> Groups:
    def groups(_: BodyReport, business: ReportedBusiness) -> Iterator[tuple[str, tuple[ReportedStep, ...]]]:
        for name in dict.fromkeys(key(n) for n in range(40)):
            yield name, tuple(step for n, step in enumerate(business.steps) if key(n) == name)

    return groups


def _size(report: BodyReport, _: ReportedBusiness) -> list[str]:
    people = report.body.population
    return [UNKNOWN if people is None else [one.name for one in sizes() if one.least <= people][-1]]


_MINISTRIES = {one.systems[0]: one.ministry for one in KNOWN.businesses}
_NAIVE: dict[By, Groups] = {
    By.PREFECTURE: _of_cell(lambda report, _: [report.body.prefecture]),
    By.BUSINESS: _of_cell(lambda _, business: [business.business]),
    By.MINISTRY: _of_cell(lambda _, business: [_MINISTRIES[business.business]]),
    By.SIZE: _of_cell(_size),
    By.VENDOR: _of_cell(lambda _, business: {one.vendor for one in business.systems}),
    By.PHASE: _of_steps(lambda n: KNOWN.steps[n].phase),
    By.ITEM: _of_steps(lambda n: str(KNOWN.steps[n].item_number)),
    By.STEP: _of_steps(lambda n: str(n + 1)),
}


def _plain(reports: Iterable[BodyReport], groups: Groups) -> dict[str, dict[str, list[list[ReportedStep]]]]:
    """Group → body → the steps of its cells."""
    found: dict[str, dict[str, list[list[ReportedStep]]]] = {}
    for report in reports:
        if report.body.kind is BodyKind.MUNICIPALITY:
            for business in report.businesses:
                for name, steps in groups(report, business):
                    found.setdefault(name, {}).setdefault(report.body.key, []).append(list(steps))
    return found


def _share(cells: list[list[ReportedStep]], wanted: tuple[Status, ...]) -> Fraction:
    return sum((Fraction(sum(step.status in wanted for step in one), len(one)) for one in cells), Fraction(0)) / len(
        cells
    )


def _evidence(cells: list[list[ReportedStep]]) -> Fraction | None:
    told = [one for one in cells if all(step.proven is not None for step in one)]
    if not told:
        return None
    return sum((Fraction(sum(bool(step.proven) for step in one), len(one)) for one in told), Fraction(0)) / len(told)


def _figures(one: Statistics) -> tuple[object, ...]:
    bands = one.bands
    return (one.n, one.cells, one.median, one.minimum, one.maximum, one.at_100, bands.full, bands.upper, bands.lower)


@pytest.mark.parametrize("by", By)
def test_groups_are_those_of_a_plain_computation(small: Path, reports: dict[str, list[BodyReport]], by: By) -> None:
    """By every grouping: rates, bands, quartiles, 作業中率, evidence and history equal a computation with fractions."""
    found = {one.key: one for one in _rolled(small, by, "2026-02").groups}
    now, before = (_plain(reports[period], _NAIVE[by]) for period in ("2026-02", "2026-01"))

    assert found.keys() == now.keys()
    for key, bodies in now.items():
        one, rates = found[key], [_share(cells, _CLOSED) for cells in bodies.values()]
        assert _figures(one) == (
            len(rates),
            sum(map(len, bodies.values())),
            pytest.approx(float(statistics.median(rates)), abs=1e-14),
            pytest.approx(float(min(rates)), abs=1e-14),
            pytest.approx(float(max(rates)), abs=1e-14),
            sum(rate == 1 for rate in rates),
            sum(rate == 1 for rate in rates),
            sum(Fraction(4, 5) <= rate < 1 for rate in rates),
            sum(rate < Fraction(4, 5) for rate in rates),
        )
        working = [_share(cells, (Status.WORKING,)) for cells in bodies.values()]
        open_ = [_share(cells, (Status.OPEN,)) for cells in bodies.values()]
        evidence = [share for cells in bodies.values() if (share := _evidence(cells)) is not None]
        past = [_share(cells, _CLOSED) for cells in before.get(key, {}).values()]
        means = [float(sum(shares) / len(shares)) if shares else None for shares in (rates, working, open_, evidence)]
        assert [one.mean, one.working, one.untouched, one.evidence.mean] == [
            None if mean is None else pytest.approx(mean, abs=1e-14) for mean in means
        ]
        assert one.evidence.n == len(evidence)
        assert [(month.period, month.n) for month in one.history] == [
            *([("2026-01", len(past))] if past else []),
            ("2026-02", len(rates)),
        ]
        if len(rates) > 1:
            quartiles = statistics.quantiles(rates, n=4, method="inclusive")
            assert (one.q1, one.q3) == (
                pytest.approx(float(quartiles[0]), abs=1e-14),
                pytest.approx(float(quartiles[2]), abs=1e-14),
            )


def test_groups_stand_in_the_published_order(small: Path) -> None:
    """Prefectures by code, businesses as published, classes from small to large with 「不明」 last."""
    assert [one.name for one in _rolled(small).groups] == ["富山県", "鳥取県"]
    assert [one.name for one in _rolled(small, By.BUSINESS).groups] == [one.name for one in KNOWN.businesses]
    assert [one.key for one in _rolled(small, By.STEP).groups] == [str(n) for n in range(1, 41)]
    assert _rolled(small, By.SIZE).groups[-1].name == UNKNOWN


def test_what_is_counted_beside(small: Path, reports: dict[str, list[BodyReport]]) -> None:
    """⑱, systems in operation and 特定移行支援システム are counts of their own, of municipalities alone."""
    towns = [one for one in reports["2026-01"] if one.body.kind is BodyKind.MUNICIPALITY]
    cells = [business for one in towns for business in one.businesses]
    systems = [system for one in cells for system in one.systems]
    special = [one.body.key for one in towns for business in one.businesses if business.systems[0].reason]
    found = _rolled(small).national

    assert found.operation == rollup.Operation(
        cells=len(cells),
        done=sum(one.steps[39].status is Status.DONE for one in cells),
        systems=len(systems),
        running=sum(bool(one.operation) for one in systems),
    )
    assert found.special is not None
    assert (found.special.bodies, found.special.systems) == (len(set(special)), len(special))
    assert found.special.reasons == {
        reason: count for reason in "1234" if (count := sum(one.reason == reason for one in systems))
    }


# --- edges -----------------------------------------------------------------------------------------------------------


def test_bands_have_no_binary_noise(tmp_path: Path) -> None:
    """All closed is 100 %, exactly 80 % is not below 80 %, however the sum of fortieths comes out in binary."""
    _stored(
        tmp_path,
        [
            _town("全完了町", [40] * 20),
            _town("八割町", [31, 33] * 10),
            _town("八割弱町", [31, *[32] * 19]),
            _town("一歩前町", [39, *[40] * 19]),
        ],
    )
    found = _rolled(tmp_path).national

    assert found.bands == rollup.Bands(full=1, upper=2, lower=1)
    assert (found.at_100, found.maximum) == (1, 1.0)
    assert found.mean == pytest.approx((1 + 0.8 + 0.79875 + 0.99875) / 4, abs=1e-15)


def test_a_body_is_the_mean_of_its_own_businesses(tmp_path: Path) -> None:
    """A ward with 18 businesses is divided by 18, and what is none of the 20 never counts."""
    ward = _town("十八区", [40] * 9 + [20] * 9)
    ward = replace(ward, businesses=(*ward.businesses, _business("031", 0)))
    _stored(tmp_path, [ward])
    found = _rolled(tmp_path)

    assert (found.national.mean, found.national.cells) == (0.75, 18)
    assert [one.completion for one in found.municipalities] == [0.75]


def test_prefectures_and_unions_are_apart(tmp_path: Path) -> None:
    """Their businesses are in no national figure and in no group."""
    prefecture = replace(
        _town("富山県", [20, 40]), body=Body(name="富山県", prefecture="富山県", kind=BodyKind.PREFECTURE)
    )
    union = replace(_town("某広域連合", [10]), body=Body(name="某広域連合", prefecture="富山県", kind=BodyKind.UNION))
    _stored(tmp_path, [_town("町", [30]), prefecture, union])
    found = _rolled(tmp_path)

    assert (found.national.n, found.national.mean, found.groups[0].n) == (1, 0.75, 1)
    assert (found.prefectures.n, found.prefectures.mean, found.prefectures.median) == (1, 0.75, 0.75)
    assert [(one.name, one.completion) for one in found.unions.bodies] == [("某広域連合", 0.25)]


def test_without_municipalities_there_is_no_national_rate(tmp_path: Path) -> None:
    """None is not zero."""
    prefecture = replace(_town("富山県", [20]), body=Body(name="富山県", prefecture="富山県", kind=BodyKind.PREFECTURE))
    _stored(tmp_path, [prefecture])
    found = _rolled(tmp_path)

    assert (found.national, found.groups) == (Statistics(), ())


def test_a_body_without_any_rate_is_named(tmp_path: Path) -> None:
    """It is in no figure, and it is said."""
    _stored(tmp_path, [_town("町", [20]), _town("無回答町", [])])
    found = _rolled(tmp_path)

    assert (found.national.n, found.unrated) == (1, ("富山県|無回答町",))


def test_vendors_meet_whatever_the_spelling(tmp_path: Path) -> None:
    """㈱ and 株式会社, width and blanks make no two vendors; none told is 「不明」; two systems count for both."""
    names = [("㈱ベンダ甲",), ("株式会社 ベンダ甲",), ("（株）ベンダ甲", "乙社"), ("",), ()]
    town = _town("町", [40, 40, 20, 10, 30])
    cells = tuple(
        replace(one, systems=tuple(ReportedSystem(vendor=name) for name in each))
        for one, each in zip(town.businesses, names, strict=True)
    )
    _stored(tmp_path, [replace(town, businesses=cells)])
    groups = {
        one.name: (one.cells, one.mean, one.operation.systems)
        for one in _rolled(tmp_path, By.VENDOR).groups
        if one.operation
    }

    assert groups == {
        "㈱ベンダ甲": (3, pytest.approx(100 / 120), 3),
        "乙社": (1, 0.5, 1),
        UNKNOWN: (2, 0.5, 1),
    }


def test_operation_counts_from_its_day(tmp_path: Path) -> None:
    """A day of operation that is yet to come is no operation."""
    systems = tuple(ReportedSystem(name=day, operation=day) for day in ("2026-01-31", "2026-02-01", ""))
    _stored(tmp_path, [_town("町", [], businesses=(_business("001", 5, systems=systems),))])
    found = _rolled(tmp_path).national.operation

    assert found is not None
    assert (found.running, found.systems) == (1, 3)


def test_only_rates_make_no_steps(tmp_path: Path) -> None:
    """Where a source tells but a rate, that rate counts; 作業中率 and the groups of steps rest on told steps alone."""
    bare = ReportedBusiness(business="001", name="", printed=0.9)
    half = ReportedStep(status=Status.WORKING)
    _stored(
        tmp_path,
        [
            _town("率だけ町", [], businesses=(bare,)),
            _town("作業中町", [], businesses=(ReportedBusiness(business="001", name="", steps=(half,) * 40),)),
        ],
    )
    found, steps = _rolled(tmp_path), _rolled(tmp_path, By.PHASE)

    assert (found.national.n, found.national.mean, found.national.told) == (2, 0.45, 1)
    assert (found.national.working, found.national.untouched) == (1.0, 0.0)
    assert [(one.n, one.mean) for one in steps.groups] == [(1, 0.0)] * 3


def test_a_group_of_an_earlier_month_alone_is_not_shown(tmp_path: Path) -> None:
    """Groups are those of the month; the history of the nation has the earlier month with as many bodies as it had."""
    first = _town("町", [20])
    gone = replace(first, body=Body(name="別の町", prefecture="石川県"))
    _stored(tmp_path, [first, gone, replace(first, period="2026-02")])
    found = _rolled(tmp_path, period="2026-02")

    assert [one.name for one in found.groups] == ["富山県"]
    assert [(one.period, one.n) for one in found.national.history] == [("2026-01", 2), ("2026-02", 1)]
