"""The criteria: a tree of items with points, as the body edits it in `criteria.csv`; layouts and scales are ours.

An item is a heading (the sum of those in it), or gets its points from judges or from a formula; a condition gives no
points, and whoever does not meet it is out. ``A-2`` is in ``A``; numbers begin with a letter, since a
spreadsheet makes a date of 1-2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from functools import cache

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.decision_sheet import FaultError, Line, Sheet, filled
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.scoring import exact, expression
from migrate.procure.scoring.exact import Rounding
from migrate.procure.scoring.expression import FormulaError

FILE = "criteria.csv"
FAULT = "MIG-RFP-001"
POINTS = "点"
"""The scale on which judges write points themselves."""
COLUMNS = ("番号", "項目", "観点", "配点", "採点", "尺度", "式", "端数", "最低点")
_FIELDS = ("number", "name", "view", "points", "source", "scale", "formula", "rounding", "floor")
"""Columns of templates.csv, in the order of `COLUMNS`."""
_NUMBER = re.compile(r"[A-Z](-[0-9]{1,2}){0,3}")
_LAYOUT = ("layouts", "rfp", "criteria")


class By(StrEnum):
    """Where the points of an item come from."""

    JUDGES = "委員"
    FORMULA = "式"
    CONDITION = "条件"


@value
class Formula:
    """A formula with what is known of its origin; a formula of the body's own has no name."""

    expression: str
    name: str = ""
    origin: str = ""
    note: str = ""


@value
class Criterion:
    """One item."""

    number: str
    name: str
    view: str
    points: Fraction
    """0 for a condition."""
    by: By | None
    """None for a heading."""
    scale: str = ""
    formula: Formula | None = None
    rounding: Rounding | None = None
    """None: as the rules say."""
    floor: Fraction | None = None
    """Whoever has fewer points is out."""
    factor: Fraction = Fraction(1)
    """What the result of a formula without 「配点」 is multiplied by: other than 1 only where a weight is moved."""

    @property
    def parent(self) -> str:
        """Number of the heading that it stands in, empty at the top."""
        return self.number.rpartition("-")[0]


@value
class Criteria:
    """The whole tree, in the order of the file."""

    items: tuple[Criterion, ...]

    def of(self, number: str) -> Criterion | None:
        """The item of that number."""
        return next((one for one in self.items if one.number == number), None)

    def within(self, number: str) -> tuple[Criterion, ...]:
        """The items that stand directly in a heading (empty number: those at the top), without conditions."""
        return tuple(one for one in self.items if one.parent == number and one.by is not By.CONDITION)

    def given(self, by: By) -> tuple[Criterion, ...]:
        """The items whose points come from there."""
        return tuple(one for one in self.items if one.by is by)

    @property
    def top(self) -> tuple[Criterion, ...]:
        """Items that add up to the total."""
        return self.within("")

    @property
    def total(self) -> Fraction:
        """Points of all items together."""
        return sum((one.points for one in self.top), Fraction())

    def moved(self, number: str, points: Fraction) -> Criteria:
        """The tree in which one item has other points; what stands in it moves in proportion, headings above follow."""
        old = self.of(number)
        if old is None or not old.points:
            return self
        share, change = points / old.points, points - old.points
        above = {number[:at] for at in range(1, len(number)) if number[at] == "-"}
        found = []
        for one in self.items:
            if one.number == number or one.number.startswith(f"{number}-"):
                found.append(_weighted(one, share))
            elif one.number in above:
                found.append(replace(one, points=one.points + change))
            else:
                found.append(one)
        return Criteria(items=tuple(found))


def _weighted(one: Criterion, share: Fraction) -> Criterion:
    own = one.formula is not None and expression.OWN_POINTS in expression.names(one.formula.expression)
    return replace(one, points=one.points * share, factor=one.factor if own else one.factor * share)


@cache
def formulas() -> Mapping[str, Formula]:
    """The formulas that have a name: `specs/scoring/formulas.csv`."""
    rows = tables.read(bundled("specs") / "scoring" / "formulas.csv")
    return {
        row["name"]: Formula(expression=row["expression"], name=row["name"], origin=row["origin"], note=row["note"])
        for row in rows
    }


@cache
def scales() -> Mapping[str, Mapping[str, Fraction]]:
    """Scale → grade → share of the points."""
    found: dict[str, dict[str, Fraction]] = {}
    for row in tables.read(bundled("reports").joinpath(*_LAYOUT) / "scales.csv"):
        found.setdefault(row["scale"], {})[row["grade"]] = Fraction(row["share"])
    return found


@cache
def templates() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Name of a template → its rows, in the order of `COLUMNS`."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for row in tables.read(bundled("reports").joinpath(*_LAYOUT) / "templates.csv"):
        found[row["template"]] = (*found.get(row["template"], ()), tuple(row[one] for one in _FIELDS))
    return found


def load(data: bytes, name: str) -> Criteria:
    """The tree in a file that people edited.

    Raises:
        MigrateError: MIG-RFP-001 with every fault and its line.
    """
    sheet = Sheet(file=name, columns=COLUMNS, fault=FAULT)
    items = sheet.read(data, _criterion)
    faults = [*_tree_faults(items)]
    if faults:
        raise MigrateError(FAULT, Place(file=name), {"reason": "\n".join(faults)})
    return Criteria(items=tuple(_with_sum(one, items) for one in items))


def _points(line: Line, column: str) -> Fraction | None:
    text = line.cells[column]
    if not text:
        return None
    found = exact.number(text)
    if found is None or found < 0:
        raise FaultError(f"「{column}」は、0 以上の数で書いてください。")
    return found


def _criterion(line: Line) -> Criterion:
    number = _dashed(filled(line, "番号"))
    source = line.cells["採点"]
    if source not in ("", *By):
        raise FaultError(f"「採点」は、{'、'.join(By)}のどれかか、空欄（見出し）です。")
    by = By(source) if source else None
    points = _points(line, "配点")
    if by in (By.JUDGES, By.FORMULA) and not points:
        raise FaultError("委員か式で点をつける項目には、「配点」が要ります。")
    if by is By.CONDITION and points:
        raise FaultError("条件には「配点」を書きません。")
    rounding = exact.rounding(line.cells["端数"])
    if rounding is None:
        raise FaultError("「端数」は、なし か「四捨五入 1」（小数第 1 位まで残す）の形で書いてください。")
    return Criterion(
        number=number,
        name=filled(line, "項目"),
        view=line.cells["観点"],
        points=points or Fraction(),
        by=by,
        scale=_scale(line, by),
        formula=_formula(line, by),
        rounding=rounding if line.cells["端数"] else None,
        floor=_points(line, "最低点"),
    )


def _dashed(text: str) -> str:
    """A number such as A-2, in whichever width it was typed."""
    plain = re.sub(r"[‐‑‒–—―−ー]", "-", unicodedata.normalize("NFKC", text)).upper()
    if not _NUMBER.fullmatch(plain):
        raise FaultError("「番号」は、A や A-2 の形で書いてください。")
    return plain


def _scale(line: Line, by: By | None) -> str:
    scale = line.cells["尺度"]
    if by is not By.JUDGES:
        if scale:
            raise FaultError("「尺度」は、委員が点をつける項目にだけ書きます。")
        return ""
    if scale not in (POINTS, *scales()):
        raise FaultError(f"「尺度」は、{'、'.join((POINTS, *scales()))}のどれかです。")
    return scale


def _formula(line: Line, by: By | None) -> Formula | None:
    text = line.cells["式"]
    if by not in (By.FORMULA, By.CONDITION):
        if text:
            raise FaultError("「式」は、採点が 式 か 条件 の項目にだけ書きます。")
        return None
    found = formulas().get(text) or Formula(expression=filled(line, "式"))
    try:
        judges = expression.is_condition(found.expression)
    except FormulaError as error:
        raise FaultError(f"「式」: {error}") from None
    if judges is not (by is By.CONDITION):
        raise FaultError("条件の式は「=」や「≦」で比べるもの、点の式は数になるものです。")
    return found


def _tree_faults(items: tuple[Criterion, ...]) -> list[str]:
    numbers = [one.number for one in items]
    faults = [f"番号 {one} が 2 回あります。" for one in dict.fromkeys(numbers) if numbers.count(one) > 1]
    for one in items:
        inside = [other for other in items if other.parent == one.number and other.by is not By.CONDITION]
        if one.by is None and not inside:
            faults.append(f"{one.number}「{one.name}」は見出しですが、中の項目がありません。")
        if one.by is not None and inside:
            faults.append(f"{one.number}「{one.name}」には中の項目があるので、「採点」を空けてください。")
        if one.parent and one.parent not in numbers and one.by is not By.CONDITION:
            faults.append(f"{one.number}「{one.name}」の上の項目 {one.parent} がありません。")
        total = _sum(one.number, items)
        if one.by is None and inside and one.points and one.points != total:
            faults.append(
                f"{one.number}「{one.name}」の配点 {exact.written(one.points)} が、"
                f"中の項目の合計 {exact.written(total)} と違います。"
            )
        if one.floor is not None and one.floor > (one.points or total):
            faults.append(f"{one.number}「{one.name}」の最低点が、配点を超えています。")
    if not any(one.by in (By.JUDGES, By.FORMULA) for one in items):
        faults.append("点をつける項目が 1 つもありません。")
    return faults


def _sum(number: str, items: tuple[Criterion, ...]) -> Fraction:
    """Points of what stands in a heading."""
    inside = [one for one in items if one.parent == number and one.by is not By.CONDITION]
    return sum((one.points or _sum(one.number, items) for one in inside), Fraction())


def _with_sum(one: Criterion, items: tuple[Criterion, ...]) -> Criterion:
    return replace(one, points=_sum(one.number, items)) if one.by is None else one
