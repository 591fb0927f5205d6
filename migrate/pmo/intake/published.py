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
    marks: bool
    """True for a list of 特定移行支援システム."""

    def text(self, row: int, role: Role) -> str:
        """The cell of a row in the column of ``role``; empty where there is no such column."""
        column = self.columns.roles.get(role)
        return self.rows[row][column].strip() if column is not None else ""

    def fault(self, row: int, column: int, place: str, reason: str) -> Fault:
        """Something wrong in a cell."""
        return Fault(place=place, reason=reason, sheet=self.sheet, cell=cell_name(row, column))

    def body_fault(self, row: int, reason: str) -> Fault:
        """Something wrong with the body of a row, in the first column that names it."""
        return self.fault(row, min(self.columns.roles.values()), "団体", reason)

    @property
    def steps(self) -> bool:
        """True where a row is a business of a body."""
        return Role.BUSINESS in self.columns.roles

    @property
    def values(self) -> tuple[int, ...]:
        """The columns that say something of a body."""
        roles = (self.columns.roles[one] for one in (Role.STATUSES, Role.TOTAL) if one in self.columns.roles)
        return (*self.columns.businesses.values(), *self.columns.steps.values(), *roles)


def _table(sheet: str, rows: Sequence[Sequence[str]], columns: Columns) -> Table:
    """The table; of a list of 特定移行支援システム no cell of a business is a rate."""
    below = {row[at] for row in rows[columns.row + 1 :] for at in columns.businesses.values()}
    told = {text for text in below if not cells.is_empty(text)}
    marks = bool(told) and all(map(cells.is_mark, told)) and Role.TOTAL not in columns.roles
    return Table(sheet=sheet, rows=rows, columns=columns, marks=marks)


@value
class Gathered:
    """What all tables of a file say of one body."""

    body: Body
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
    headed = ((name, rows, words.columns(rows)) for name, rows in sheets.items())
    tables = [_table(name, rows, columns) for name, rows, columns in headed if columns is not None]
    if not tables:
        raise NotTakenError(Verdict.SCHEMA, "公表資料の見出し（都道府県、市区町村、業務名など）が見つかりません")
    _whole(tables, terms)
    period = _period(file, tables, terms)
    found = _Gathering(words, terms, period)
    for table in tables:
        found.take(table)
    kept = found.kept()
    return Published(
        form=_form(tables),
        reports=tuple(_report(one, period, terms) for one in kept),
        faults=tuple(found.faults),
        remarks=tuple(_remarks(tables, sheets, kept)),
    )


def _whole(tables: Sequence[Table], terms: Terms) -> None:
    """Raises:
    NotTakenError: a table of steps has not all 40, or does not say of which business.
    """
    for one in tables:
        if (one.columns.steps or Role.STATUSES in one.columns.roles) and not one.steps:
            raise NotTakenError(Verdict.SCHEMA, "ステップの表に、業務名の列がありません")
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


class _Gathering:
    """The bodies of a file, table by table and row by row; a body with a fault is kept out whole."""

    def __init__(self, words: Vocabulary, terms: Terms, period: str) -> None:
        self.words, self.terms, self.period = words, terms, period
        self.bodies: dict[str, Gathered] = {}
        self.faults: list[Fault] = []
        self._wrong: set[str] = set()

    def kept(self) -> list[Gathered]:
        """The bodies of which something is told, and nothing wrong."""
        told = ((key, one) for key, one in self.bodies.items() if one.printed or one.steps or one.marked)
        return [one for key, one in told if key not in self._wrong]

    def take(self, table: Table) -> None:
        """Take all rows of a table in."""
        for row in range(table.columns.row + 1, len(table.rows)):
            if not _is_aside(table, row):
                self._row(table, row)

    def _row(self, table: Table, row: int) -> None:
        try:
            body = self._body(table, row)
        except NotTakenError as error:
            self.faults.append(table.body_fault(row, error.reason))
            return
        one = self.bodies.setdefault(body.key, Gathered(body=body))
        found = list(self._steps(table, row, one) if table.steps else self._rates(table, row, one))
        if found:
            self.faults += found
            self._wrong.add(body.key)

    def _body(self, table: Table, row: int) -> Body:
        """The body of a row.

        Raises:
            NotTakenError: no name, or a code that does not fit.
        """
        register = self.terms.register
        code, prefecture, name = (table.text(row, role) for role in (Role.CODE, Role.PREFECTURE, Role.NAME))
        own = "" if cells.is_empty(name) else cells.squeezed(name)
        if not cells.is_empty(code):
            six = cells.squeezed(code).zfill(6)
            found = register.of_code(six)
            kind = found.kind if found is not None else BodyKind.UNION
            told = Body(
                name=own or (found.name if found is not None else ""), prefecture=prefecture, code=six, kind=kind
            )
            return register.own(told, self.period)
        if cells.is_empty(prefecture):
            raise NotTakenError(Verdict.BODY, "都道府県がありません")
        found = register.named(prefecture, own)
        if found is None and register.is_ward(prefecture, own):
            raise NotTakenError(Verdict.BODY, "行政区は団体ではありません")
        return found or Body(name=own, prefecture=cells.squeezed(prefecture))

    def _rates(self, table: Table, row: int, one: Gathered) -> Iterator[Fault]:
        """The rates or marks of a row, a business a column."""
        columns = dict(table.columns.businesses)
        if table.marks:
            one.marked.update(id for id, column in columns.items() if cells.is_mark(table.rows[row][column]))
            return
        if one.printed.keys() & {"", *columns}:
            yield table.body_fault(row, "同じ団体の行が二つあります")
            return
        columns |= {"": table.columns.roles[Role.TOTAL]} if Role.TOTAL in table.columns.roles else {}
        told = {id: at for id, at in columns.items() if not cells.is_empty(table.rows[row][at])}
        for id, column in told.items():
            one.printed[id] = cells.rate(table.rows[row][column])
            if one.printed[id] is None:
                place = self.terms.names.get(id, "全体")
                yield table.fault(row, column, place, "0 から 1 までの率ではありません")
        if not any(told):
            yield table.body_fault(row, "業務の率が一つもありません")

    def _steps(self, table: Table, row: int, one: Gathered) -> Iterator[Fault]:
        """The 40 states of a business, a step a column or all in one cell."""
        roles = table.columns.roles
        business = self.words.business(table.text(row, Role.BUSINESS))
        if not business or business in one.steps:
            reason = "同じ団体の同じ業務の行が二つあります" if business else "20 業務のどれでもありません"
            yield table.fault(row, roles[Role.BUSINESS], "業務名", reason)
            return
        if Role.STATUSES in roles:
            text = table.text(row, Role.STATUSES)
            found = [_STATUS_OF.get(mark) for mark in text]
            if len(text) != TOTAL_STEPS or None in found:
                yield table.fault(
                    row, roles[Role.STATUSES], "ステップ 1〜40", "済・中・未・外 の 40 文字ではありません"
                )
        else:
            columns = sorted(table.columns.steps.items())
            found = [cells.status(table.rows[row][column]) for _, column in columns]
            for (number, column), status in zip(columns, found, strict=True):
                if status is None:
                    reason = "完了済み、作業中、未着手、対象外 のどれかではありません"
                    yield table.fault(row, column, f"ステップ {number}・状態", reason)
        if not cells.is_empty(total := table.text(row, Role.TOTAL)):
            one.printed[business] = cells.rate(total)
            if one.printed[business] is None:
                yield table.fault(row, roles[Role.TOTAL], "完了率", "0 から 1 までの率ではありません")
        one.steps[business] = tuple(ReportedStep(status=status or Status.OPEN) for status in found)


def _is_aside(table: Table, row: int) -> bool:
    """True for a row that tells of no body: sums, blanks, notes below the table."""
    names = [table.text(row, role) for role in (Role.CODE, Role.PREFECTURE, Role.NAME)]
    silent = all(cells.is_empty(table.rows[row][column]) for column in table.values)
    nobody = all(map(cells.is_empty, names[1:]))
    note = not table.marks and cells.is_empty(names[2]) and not cells.is_empty(names[1])
    return any(map(cells.is_total, names)) or (silent and (nobody or note))


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
