"""Published tables (総務省 市区町村・都道府県, デジタル庁 特定移行) in a workbook or a CSV, as one report a body.

A body of which a cell cannot be understood is left out whole and told: a mean of what happened to be legible is none.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from migrate.files.xlsx import cell_name
from migrate.model.finding import Severity
from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedBusiness, ReportedStep, ReportedSystem
from migrate.model.procedure import TOTAL_STEPS, Status
from migrate.model.value import value
from migrate.pmo.columns import MARKS
from migrate.pmo.intake import cells
from migrate.pmo.intake.headings import Columns, Role, Vocabulary
from migrate.pmo.intake.terms import Terms
from migrate.pmo.intake.verdict import Fault, NotTakenError, Remark, Verdict

_STATUS_OF = {mark: status for status, mark in MARKS.items()}
_MOST_NAMED = 5


@value
class Table:
    """A sheet with the heading found in it."""

    sheet: str
    rows: Sequence[Sequence[str]]
    columns: Columns

    def text(self, row: int, role: Role) -> str:
        """The cell of a row in the column of ``role``; empty where there is no such column."""
        column = self.columns.roles.get(role)
        return self.rows[row][column].strip() if column is not None else ""

    def fault(self, row: int, column: int, place: str, reason: str) -> Fault:
        """Something wrong in a cell."""
        return Fault(place=place, reason=reason, sheet=self.sheet, cell=cell_name(row, column))

    @property
    def steps(self) -> bool:
        """True where a row is a business of a body."""
        return Role.BUSINESS in self.columns.roles

    @property
    def marks(self) -> bool:
        """True for a list of 特定移行支援システム: of the businesses' cells none is a rate."""
        below = self.rows[self.columns.row + 1 :]
        every = {row[column] for row in below for column in self.columns.businesses.values()}
        told = {text for text in every if not cells.is_empty(text)}
        return bool(told) and all(map(cells.is_mark, told)) and Role.TOTAL not in self.columns.roles


@value
class Gathered:
    """What all tables of a file say of one body."""

    body: Body
    place: tuple[Table, int]
    printed: dict[str, float | None] = field(default_factory=dict)
    """First 業務ID → printed rate; under the empty one that of the whole body."""
    steps: dict[str, tuple[ReportedStep, ...]] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)


@value
class Published:
    """What a published file says."""

    form: str
    reports: tuple[BodyReport, ...]
    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...]


def read(file: str, sheets: Mapping[str, Sequence[Sequence[str]]], terms: Terms) -> Published:
    """The reports in the sheets of the file of that name.

    Raises:
        NotTakenError: no sheet has a known heading, the month is not told, or it is another one.
    """
    words = Vocabulary(terms.known)
    tables = [
        Table(sheet=name, rows=rows, columns=found) for name, rows in sheets.items() if (found := words.columns(rows))
    ]
    if not tables:
        raise NotTakenError(Verdict.SCHEMA, "公表資料の見出し（都道府県、市区町村、業務名など）が見つかりません")
    _whole(tables, terms)
    period = _period(file, tables, terms)
    bodies, faults = dict[str, Gathered](), list[Fault]()
    wrong = set[str]()
    for table in tables:
        for row in range(table.columns.row + 1, len(table.rows)):
            _row(table, row, (words, terms), bodies, (faults, wrong))
    kept = [one for key, one in bodies.items() if key not in wrong and (one.printed or one.steps or one.marked)]
    reports = tuple(_report(one, period, terms) for one in kept)
    return Published(
        form=_form(tables), reports=reports, faults=tuple(faults), remarks=tuple(_remarks(tables, sheets, kept))
    )


def _whole(tables: Sequence[Table], terms: Terms) -> None:
    """Raises:
    NotTakenError: a table of steps has not all 40.
    """
    for one in tables:
        missing = [step.code for step in terms.known.steps if step.number not in one.columns.steps]
        if one.columns.steps and missing:
            named = "、".join(missing[:_MOST_NAMED])
            reason = f"ステップの見出しが {len(missing)} 個見つかりません（{named} など）"
            raise NotTakenError(Verdict.SCHEMA, reason, (one.fault(one.columns.row, 0, "見出し", reason),))


def _period(file: str, tables: Sequence[Table], terms: Terms) -> str:
    """The month that sheets, their titles or the file's name tell, else the one that is collected."""
    told = dict.fromkeys(month for one in tables if (month := _told(one)))
    if len(told) > 1:
        raise NotTakenError(Verdict.PERIOD, f"シートによって月が違います（{'、'.join(told)}）")
    stated = next(iter(told), "") or cells.month(file)
    if not (stated or terms.period):
        raise NotTakenError(
            Verdict.PERIOD, "いつの月のものか、シート名にもファイル名にもありません。--period で示してください"
        )
    if terms.period and all(one.marks for one in tables):  # published now and then, true until the next one
        return terms.period
    return stated or terms.period


def _told(table: Table) -> str:
    above = (text for row in table.rows[: table.columns.row] for text in row)
    return next((month for text in (table.sheet, *above) if (month := cells.month(text))), "")


def _row(
    table: Table,
    row: int,
    told: tuple[Vocabulary, Terms],
    bodies: dict[str, Gathered],
    wrong: tuple[list[Fault], set[str]],
) -> None:
    """Take one row of a table in; what is wrong in it is noted with the body that it keeps out."""
    words, terms = told
    values = [*table.columns.businesses.values(), *table.columns.steps.values()]
    values += [table.columns.roles[role] for role in (Role.STATUSES, Role.TOTAL) if role in table.columns.roles]
    names = [table.text(row, role) for role in (Role.CODE, Role.PREFECTURE, Role.NAME)]
    silent = all(cells.is_empty(table.rows[row][column]) for column in values)
    if any(map(cells.is_total, names)) or (silent and all(map(cells.is_empty, names[1:]))):
        return
    if silent and not table.marks and not cells.is_empty(names[1]) and cells.is_empty(names[2]):
        return  # a remark below the table
    faults, keys = wrong
    try:
        body = _body(table, row, terms)
    except NotTakenError as error:
        faults.append(table.fault(row, min(table.columns.roles.values()), "団体", error.reason))
        return
    one = bodies.setdefault(body.key, Gathered(body=body, place=(table, row)))
    found = list(_steps(table, row, one, words) if table.steps else _rates(table, row, one, terms))
    if found:
        faults += found
        keys.add(body.key)


def _body(table: Table, row: int, terms: Terms) -> Body:
    """The body of a row.

    Raises:
        NotTakenError: no name, or a code that does not fit.
    """
    code, prefecture, name = (table.text(row, role) for role in (Role.CODE, Role.PREFECTURE, Role.NAME))
    if not cells.is_empty(code):
        six = cells.squeezed(code).zfill(6)
        found = terms.register.of_code(six)
        if found is not None and cells.is_empty(name):
            return found
        kind = found.kind if found is not None else BodyKind.UNION
        return terms.register.own(
            Body(name=name, prefecture=prefecture, code=six, kind=kind), terms.period or "2026-01"
        )
    if cells.is_empty(prefecture):
        raise NotTakenError(Verdict.BODY, "都道府県がありません")
    own = "" if cells.is_empty(name) else name
    found = terms.register.named(prefecture, own)
    if found is None and terms.register.is_ward(prefecture, own):
        raise NotTakenError(Verdict.BODY, "行政区は団体ではありません")
    return found or Body(name=cells.squeezed(own), prefecture=cells.squeezed(prefecture))


def _rates(table: Table, row: int, one: Gathered, terms: Terms) -> Iterator[Fault]:
    """The rates or marks of a row, a business a column."""
    if table.marks:
        at = table.columns.businesses
        one.marked.update(id for id, column in at.items() if cells.is_mark(table.rows[row][column]))
        return
    if "" in one.printed or any(id in one.printed for id in table.columns.businesses):
        yield table.fault(row, table.columns.roles[Role.PREFECTURE], "団体", "同じ団体の行が二つあります")
        return
    columns = dict(table.columns.businesses)
    columns |= {"": table.columns.roles[Role.TOTAL]} if Role.TOTAL in table.columns.roles else {}
    for id, column in columns.items():
        text = table.rows[row][column]
        if cells.is_empty(text):
            continue
        rate = cells.rate(text)
        if rate is None:
            yield table.fault(row, column, terms.names.get(id, "全体"), "0 から 1 までの率ではありません")
        one.printed[id] = rate
    if not any(one.printed):
        yield table.fault(row, column, "業務", "率が一つもありません")


def _steps(table: Table, row: int, one: Gathered, words: Vocabulary) -> Iterator[Fault]:
    """The 40 states of a business, a step a column or all in one cell."""
    roles = table.columns.roles
    business = words.business(table.text(row, Role.BUSINESS))
    if not business:
        yield table.fault(row, roles[Role.BUSINESS], "業務名", "20 業務のどれでもありません")
        return
    if business in one.steps:
        yield table.fault(row, roles[Role.BUSINESS], "業務名", "同じ団体の同じ業務の行が二つあります")
        return
    if Role.STATUSES in roles:
        text = table.text(row, Role.STATUSES)
        found = [_STATUS_OF.get(mark) for mark in text]
        if len(text) != TOTAL_STEPS or None in found:
            yield table.fault(row, roles[Role.STATUSES], "ステップ 1〜40", "済・中・未・外 の 40 文字ではありません")
    else:
        columns = table.columns.steps
        found = [cells.status(table.rows[row][columns[number]]) for number in sorted(columns)]
        for number, status in enumerate(found, 1):
            if status is None:
                reason = "完了済み、作業中、未着手、対象外 のどれかではありません"
                yield table.fault(row, columns[number], f"ステップ {number}・状態", reason)
    if not cells.is_empty(total := table.text(row, Role.TOTAL)):
        one.printed[business] = cells.rate(total)
        if one.printed[business] is None:
            yield table.fault(row, roles[Role.TOTAL], "完了率", "0 から 1 までの率ではありません")
    one.steps[business] = tuple(ReportedStep(status=status or Status.OPEN) for status in found)


def _report(one: Gathered, period: str, terms: Terms) -> BodyReport:
    told = {*one.printed, *one.steps, *one.marked}
    businesses = tuple(
        ReportedBusiness(
            business=id,
            name=name,
            steps=one.steps.get(id, ()),
            printed=one.printed.get(id),
            systems=(ReportedSystem(reason="?"),) if id in one.marked else (),
        )
        for id, name in terms.names.items()
        if id in told
    )
    year, month = map(int, period.split("-"))
    return BodyReport(
        period=period,
        as_of=f"{period}-{calendar.monthrange(year, month)[1]:02}",
        body=one.body,
        businesses=businesses,
        printed=one.printed.get(""),
    )


def _form(tables: Sequence[Table]) -> str:
    if all(one.marks for one in tables):
        return "公表（特定移行）"
    return "公表（ステップ）" if any(one.steps for one in tables) else "公表（完了率）"


def _remarks(tables: Sequence[Table], sheets: Mapping[str, object], kept: Sequence[Gathered]) -> Iterator[Remark]:
    strange = [f"{one.body.prefecture}{one.body.name}" for one in kept if not one.body.code]
    if strange:
        more = f" など {len(strange):,} 団体" if len(strange) > _MOST_NAMED else ""
        yield Remark(code="MIG-PMO-065", detail="、".join(strange[:_MOST_NAMED]) + more)
    left = [name for name in sheets if name not in {one.sheet for one in tables}]
    left += [f"{one.sheet} の {cell_name(one.columns.row, at)}" for one in tables for at in one.columns.unknown]
    if left:
        yield Remark(code="MIG-PMO-071", severity=Severity.INFO, detail="、".join(left))
