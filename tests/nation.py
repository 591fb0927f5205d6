"""An invented state of the whole nation, month by month: all 1,741 municipalities and 47 prefectures, seeded.

The means of January 2026 lie near the published ones; who is ahead or behind, vendors, packages and days are invented.
The same seed gives the same nation; a later month never takes back what an earlier one had done.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from migrate.engine import municipalities
from migrate.files.bundled import bundled
from migrate.model.catalogue import Business
from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedBusiness, ReportedStep, ReportedSystem
from migrate.model.procedure import TOTAL_STEPS, Status
from migrate.spec import catalogue
from migrate.text import check_digits

_QUANTILES = (
    (0.0, 0.0),
    (0.002, 0.3),
    (0.042, 0.56),
    (0.25, 0.775),
    (0.5, 0.852),
    (0.75, 0.92),
    (0.96, 1.0),
    (1.0, 1.0),
)
"""Share of bodies → completion in January 2026, near the published distribution."""
_BASE = 2026 * 12
_VENDORS = tuple(f"ベンダ{letter}" for letter in "甲乙丙丁戊己庚辛")
_LATE_VENDOR = _VENDORS[3]
"""Its customers are behind the others."""
_RFP_STEPS = range(23, 26)
_BEGIN, _END, _LATER = date(2023, 4, 1), date(2026, 3, 31), date(2029, 3, 31)
_POPULATIONS = (3_000, 8_000, 18_000, 45_000, 90_000, 160_000, 350_000, 900_000)


@cache
def bodies() -> tuple[Body, ...]:
    """The 1,741 municipalities (no wards of designated cities), then the 47 prefectures."""
    found, prefectures = [], {}
    for one in municipalities.municipalities():
        prefectures.setdefault(one.code[:2], one.prefecture)
        if "市" in one.name[:-1] and one.name.endswith("区"):
            continue
        chance = random.Random(f"people {one.code}")
        people = chance.choice(_POPULATIONS) + chance.randrange(1_000)
        found.append(Body(name=one.name, prefecture=one.prefecture, code=_code(one.code), population=people))
    for number, name in sorted(prefectures.items()):
        code = _code(f"{number}000")
        found.append(Body(name=name, prefecture=name, code=code, kind=BodyKind.PREFECTURE))
    return tuple(found)


def _code(digits: str) -> str:
    return check_digits.added(digits, "団体コード")


@cache
def businesses() -> tuple[Business, ...]:
    """The 20 in the published order."""
    known = catalogue.load(bundled("specs") / catalogue.FOLDER).businesses
    return tuple(sorted((one for one in known if one.order), key=lambda one: one.order or 0))


def month(period: str, seed: int = 1, chosen: tuple[Body, ...] | None = None) -> Iterator[BodyReport]:
    """What each body (all, unless ``chosen``) reports of ``period`` (YYYY-MM)."""
    year, number = map(int, period.split("-"))
    passed = year * 12 + number - 1 - _BASE
    day = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    for body in bodies() if chosen is None else chosen:
        yield _report(body, period, day, passed, seed)


def _report(body: Body, period: str, day: date, passed: int, seed: int) -> BodyReport:
    chance = random.Random(f"{seed} {body.code}")
    rate, speed = _completion(chance.random()), chance.choice((0.0, 0.005, 0.01, 0.02))
    vendor = chance.choice(_VENDORS)
    evident = chance.random() < 0.3
    wanted = [one for one in businesses() if one.prefectures or body.kind is BodyKind.MUNICIPALITY]
    found = []
    for one in wanted:
        own = random.Random(f"{seed} {body.code} {one.name}")
        sold = vendor if own.random() < 0.8 else own.choice(_VENDORS)
        drag = 0.1 if sold == _LATE_VENDOR else 0.0
        share = min(1.0, max(0.0, rate + own.uniform(-0.05, 0.05) * (rate < 1) - drag * (rate < 1) + speed * passed))
        steps = _steps(own, round(share * TOTAL_STEPS), day, evident)
        late = share < 0.7 and own.random() < 0.6
        system = ReportedSystem(
            name=f"{one.name}システム",
            vendor=sold,
            package=f"{sold}パッケージ{one.order}",
            operation=day.replace(day=1).isoformat() if share == 1 else "",
            reason=own.choice("1234") if late else "",
            until=_LATER.isoformat() if late else "",
        )
        found.append(ReportedBusiness(business=one.systems[0], name=one.name, steps=steps, systems=(system,)))
    return BodyReport(period=period, as_of=day.isoformat(), body=body, businesses=tuple(found), tool="nation")


def _completion(share: float) -> float:
    """Between the quantiles, a straight line."""
    place = min(bisect(_QUANTILES, (share, 2.0)), len(_QUANTILES) - 1)
    (left, low), (right, high) = _QUANTILES[place - 1], _QUANTILES[place]
    return low + (high - low) * (share - left) / (right - left)


def _steps(own: random.Random, closed: int, day: date, evident: bool) -> tuple[ReportedStep, ...]:
    """The 40 steps: ``closed`` of them done or not applicable, nearly in order, the next ones under way."""
    order = sorted(range(1, TOTAL_STEPS + 1), key=lambda step: step + own.uniform(-3, 3))
    outside = {one for one in order if own.random() < (0.2 if one in _RFP_STEPS else 0.04)}
    place = {one: at for at, one in enumerate(order)}
    slip, working = own.randrange(-20, 60), own.randrange(1, 4)
    found = []
    for step in range(1, TOTAL_STEPS + 1):
        planned = _BEGIN + (_END - _BEGIN) * step / TOTAL_STEPS
        actual = min(planned + timedelta(days=slip), day)
        if place[step] < closed:
            status = Status.NOT_APPLICABLE if step in outside else Status.DONE
        else:
            status = Status.WORKING if place[step] < closed + working else Status.OPEN
        done = status is Status.DONE
        found.append(
            ReportedStep(
                status=status,
                planned=planned.isoformat(),
                actual=actual.isoformat() if done else "",
                changed="" if status is Status.OPEN else actual.isoformat(),
                proven=(done and own.random() < 0.8) if evident else None,
            )
        )
    return tuple(found)
