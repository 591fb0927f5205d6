"""How points are put together: the settings of `rules.csv`; words, defaults and meanings are data, ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.answer import RefusedError, day_of
from migrate.forms.decision_sheet import FaultError, Line, Sheet, filled
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.scoring import exact
from migrate.procure.scoring.criteria import Criteria
from migrate.procure.scoring.exact import Rounding

FILE = "rules.csv"
FAULT = "MIG-RFP-002"
COLUMNS = ("設定", "値", "意味")


class Combine(StrEnum):
    """How the points of several judges become one number."""

    MEAN = "平均"
    MEDIAN = "中央値"
    TRIMMED = "両端を除く平均"


class Absence(StrEnum):
    """What is done where a judge who is present left a mark open."""

    WAIT = "そろうまで採点しない"
    LEAVE_OUT = "除いて計算"


class Normalise(StrEnum):
    """How strict and mild judges are made alike."""

    NONE = "なし"
    DEVIATION = "偏差"
    SHARE = "占有率"


@value
class Rules:
    """The settings, see `reports/layouts/rfp/criteria/rules.csv` for what each means."""

    title: str
    unit: str
    businesses: tuple[str, ...]
    """業務ID; empty: all of the municipality's."""
    deadline: date | None
    late_counts: bool
    combine: Combine
    absence: Absence
    normalise: Normalise
    rounding: Rounding
    total: Rounding
    tie: tuple[str, ...]
    """Numbers of the items that are compared where totals are equal."""
    floor: Fraction | None
    """Points that a winner must have."""
    single_wins: bool


@value
class Setting:
    """One setting: its id, its name for people, its first value, and the values it can have (empty: open)."""

    id: str
    label: str
    default: str
    choices: tuple[str, ...]
    help: str


@cache
def settings() -> tuple[Setting, ...]:
    """The settings, in their order."""
    rows = tables.read(bundled("reports") / "layouts" / "rfp" / "criteria" / "rules.csv")
    return tuple(
        Setting(
            id=row["id"],
            label=row["label"],
            default=row["default"],
            choices=tuple(row["choices"].split()),
            help=row["help"],
        )
        for row in rows
    )


def load(data: bytes, name: str, criteria: Criteria) -> Rules:
    """The settings in a file that people edited; one that is not there has its default.

    Raises:
        MigrateError: MIG-RFP-002 with every fault.
    """
    by_label = {one.label: one for one in settings()}

    def parse(line: Line) -> tuple[str, str]:
        label = filled(line, "設定")
        if label not in by_label:
            raise FaultError(f"設定「{label}」はありません。あるもの: {'、'.join(by_label)}。")
        given = unicodedata.normalize("NFKC", line.cells["値"]) if by_label[label].choices else line.cells["値"]
        if by_label[label].choices and given not in by_label[label].choices:
            raise FaultError(f"「{label}」の値は、{'、'.join(by_label[label].choices)}のどれかです。")
        return by_label[label].id, given

    lines = Sheet(file=name, columns=COLUMNS, fault=FAULT).read(data, parse)
    twice = [id for id, _ in lines if [one for one, _ in lines].count(id) > 1]
    if twice:
        label = next(one.label for one in settings() if one.id == twice[0])
        raise MigrateError(FAULT, Place(file=name), {"reason": f"設定「{label}」が 2 回あります。"})
    given = {one.id: one.default for one in settings()} | dict(lines)
    try:
        return _rules(given, criteria)
    except FaultError as fault:
        raise MigrateError(FAULT, Place(file=name), {"reason": str(fault)}) from None


def _rules(given: Mapping[str, str], criteria: Criteria) -> Rules:
    return Rules(
        title=given["title"],
        unit=given["unit"],
        businesses=_businesses(given["businesses"]),
        deadline=_day(given["deadline"]),
        late_counts=given["late"] == "受ける",
        combine=Combine(given["combine"]),
        absence=Absence(given["absence"]),
        normalise=Normalise(given["normalise"]),
        rounding=_rounding(given["rounding"], "項目の端数"),
        total=_rounding(given["total"], "合計の端数"),
        tie=_tie(given["tie"], criteria),
        floor=_floor(given["floor"], criteria),
        single_wins=given["single"] != "選ばない",
    )


def _businesses(text: str) -> tuple[str, ...]:
    parts = unicodedata.normalize("NFKC", text).replace(",", " ").replace("、", " ").split()
    if not all(part.isascii() and part.isdecimal() and len(part) <= 3 for part in parts):
        raise FaultError("「業務」は、業務ID（3 桁の数字）を空白で区切って書いてください。")
    return tuple(dict.fromkeys(part.zfill(3) for part in parts))


def _day(text: str) -> date | None:
    try:
        found = day_of(text).answer
    except RefusedError as error:
        raise FaultError(f"「提出期限」: {error.reason}。") from None
    return date.fromisoformat(str(found)) if found else None


def _rounding(text: str, label: str) -> Rounding:
    found = exact.rounding(text)
    if found is None:
        raise FaultError(f"「{label}」は、なし か「四捨五入 1」（小数第 1 位まで残す）の形で書いてください。")
    return found


def _tie(text: str, criteria: Criteria) -> tuple[str, ...]:
    numbers = tuple(unicodedata.normalize("NFKC", text).replace(",", " ").replace("、", " ").split())
    strange = [one for one in numbers if (found := criteria.of(one)) is None or not found.points]
    if strange:
        raise FaultError(f"「同点のとき」の {strange[0]} は、点のある項目の番号ではありません。")
    return numbers


def _floor(text: str, criteria: Criteria) -> Fraction | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = exact.number(plain.removesuffix("%"))
    points = None if found is None else criteria.total * found / 100 if plain.endswith("%") else found
    if points is None or not 0 <= points <= criteria.total:
        raise FaultError("「最低基準点」は、配点までの点か、60% の形で書いてください。")
    return points
