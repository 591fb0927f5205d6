"""Who takes part: the vendors with what is known of their offers, the judges, and lots that people drew.

All three are files that people edit: `offers.csv`, `judges.csv`, `draw.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from migrate.errors import MigrateError
from migrate.forms.answer import holds_personal_number
from migrate.forms.decision_sheet import ANY, FaultError, Line, Sheet, day, filled
from migrate.forms.form import KEY
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.scoring import exact

FILE, JUDGES_FILE, DRAW_FILE = "offers.csv", "judges.csv", "draw.csv"
FAULT, JUDGES_FAULT, DRAW_FAULT = "MIG-RFP-003", "MIG-RFP-004", "MIG-RFP-005"
COLUMNS = ("業者", "業者名", "項目", "値")
JUDGES_COLUMNS = ("委員", "呼び名", "出席", "除斥")
DRAW_COLUMNS = ("順", "業者", "引いた日", "立会い")
RECEIVED, OPENED, WITHDRAWN = "受領日", "開封日", "辞退日"
_DATES = (RECEIVED, OPENED, WITHDRAWN)
PRESENT, ABSENT = "出席", "欠席"


@value
class Offer:
    """One vendor with the facts of its offer."""

    vendor: str
    """Letters, digits and hyphens."""
    name: str
    facts: Mapping[str, Fraction]
    """What formulas may name, such as 見積額."""
    dates: Mapping[str, date]
    """受領日, 開封日, 辞退日; what is not known is not in it."""


@value
class Judge:
    """A member of the committee."""

    id: str
    name: str
    """What the documents call them, such as 委員A."""
    present: bool
    recused: frozenset[str]
    """Vendors that they do not judge."""


@value
class Draw:
    """Lots that people drew: the vendors in the order that came out, when, and who saw it."""

    order: tuple[str, ...] = ()
    on: date | None = None
    witness: str = ""


@value
class _Fact:
    vendor: str
    name: str
    fact: str
    number: Fraction | None
    on: date | None


def load(data: bytes, name: str) -> tuple[Offer, ...]:
    """The offers, in the order of the file; a fact of 「*」 is one of every vendor.

    Raises:
        MigrateError: MIG-RFP-003 with every fault and its line.
    """
    lines = Sheet(file=name, columns=COLUMNS, fault=FAULT).read(data, _fact)
    common = {one.fact: one.number for one in lines if one.vendor == ANY and one.number is not None}
    names: dict[str, str] = {}
    facts: dict[str, dict[str, Fraction]] = {}
    dates: dict[str, dict[str, date]] = {}
    faults = []
    for one in lines:
        if one.vendor == ANY:
            continue
        names[one.vendor] = names.get(one.vendor) or one.name
        if one.name and names[one.vendor] != one.name:
            faults.append(f"業者 {one.vendor} に、名前が 2 つあります。")
        mine, known = facts.setdefault(one.vendor, dict(common)), dates.setdefault(one.vendor, {})
        if one.fact in known or (one.fact in mine and one.fact not in common):
            faults.append(f"業者 {one.vendor} の「{one.fact}」が 2 回あります。")
        if one.number is not None:
            mine[one.fact] = one.number
        if one.on is not None:
            known[one.fact] = one.on
    faults += [f"業者 {vendor} の「業者名」がありません。" for vendor, said in names.items() if not said]
    if faults:
        raise MigrateError(FAULT, Place(file=name), {"reason": "\n".join(dict.fromkeys(faults))})
    return tuple(Offer(vendor=v, name=names[v], facts=facts[v], dates=dates[v]) for v in names)


def _key(line: Line, column: str) -> str:
    text = filled(line, column)
    if not KEY.fullmatch(text):
        raise FaultError(f"「{column}」は、半角の英数字とハイフン（31 文字まで）で書いてください。")
    return text


def _fact(line: Line) -> _Fact:
    vendor = ANY if line.cells["業者"] == ANY else _key(line, "業者")
    fact, text = filled(line, "項目"), filled(line, "値")
    if holds_personal_number(text) or holds_personal_number(line.cells["業者名"]):
        raise FaultError("個人番号と同じ形の 12 桁の数字があります。")
    if fact in _DATES:
        return _Fact(vendor=vendor, name=line.cells["業者名"], fact=fact, number=None, on=day(line, "値"))
    number = exact.number(text)
    if number is None:
        raise FaultError(f"「{fact}」の値は、数で書いてください（円とコンマは構いません）。")
    return _Fact(vendor=vendor, name=line.cells["業者名"], fact=fact, number=number, on=None)


def load_judges(data: bytes, name: str) -> tuple[Judge, ...]:
    """The committee.

    Raises:
        MigrateError: MIG-RFP-004 with every fault and its line.
    """
    judges = Sheet(file=name, columns=JUDGES_COLUMNS, fault=JUDGES_FAULT).read(data, _judge)
    ids = [one.id for one in judges]
    if len(set(ids)) < len(ids):
        raise MigrateError(JUDGES_FAULT, Place(file=name), {"reason": "同じ「委員」の ID が 2 回あります。"})
    return judges


def _judge(line: Line) -> Judge:
    present = line.cells["出席"] or PRESENT
    if present not in (PRESENT, ABSENT):
        raise FaultError(f"「出席」は、{PRESENT} か {ABSENT} です。")
    id = _key(line, "委員")
    return Judge(
        id=id,
        name=line.cells["呼び名"] or id,
        present=present == PRESENT,
        recused=frozenset(line.cells["除斥"].replace("、", " ").replace(",", " ").split()),
    )


def load_draw(data: bytes, name: str) -> Draw:
    """The lots; a file without lines says that none were drawn.

    Raises:
        MigrateError: MIG-RFP-005 with every fault and its line.
    """

    def parse(line: Line) -> tuple[int, str, date, str]:
        number = exact.number(filled(line, "順"))
        if number is None or number.denominator != 1 or number < 1:
            raise FaultError("「順」は、1 からの整数です。")
        return int(number), _key(line, "業者"), day(line, "引いた日"), filled(line, "立会い")

    lines = sorted(Sheet(file=name, columns=DRAW_COLUMNS, fault=DRAW_FAULT).read(data, parse))
    if not lines:
        return Draw()
    order = tuple(one[1] for one in lines)
    if [one[0] for one in lines] != list(range(1, len(lines) + 1)) or len(set(order)) < len(order):
        raise MigrateError(DRAW_FAULT, Place(file=name), {"reason": "「順」は 1 から続け、業者は 1 回ずつ書きます。"})
    if len({one[2:] for one in lines}) > 1:
        raise MigrateError(DRAW_FAULT, Place(file=name), {"reason": "「引いた日」と「立会い」が、行によって違います。"})
    return Draw(order=order, on=lines[0][2], witness=lines[0][3])
