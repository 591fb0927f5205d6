"""The answers of one sheet: form sheets question by question, tables row by row, every fault with its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field

from migrate.files.xlsx import cell_name
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.book.machine import HELP_ROW
from migrate.forms.form import Head, Kind, Question, SheetForm, plain
from migrate.forms.read.found import finding
from migrate.forms.read.grid import CHECK, Grid
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value

_LEAST_HELPS = 2


@value
class Said:
    """What one cell says."""

    place: Place
    answer: Answer | None
    """None: the cell is empty, or it was refused."""
    text: str = ""
    """What the cell holds, at most `answer.MAX_TEXT` characters; empty where a personal number stands there."""
    refused: bool = False
    """True where the cell holds no answer to its question, which is a finding too."""


@value
class Row:
    """One record as a sheet holds it."""

    sheet: str
    """Id of the sheet in the form."""
    key: str
    """Empty for a row without an id."""
    place: Place
    said: Mapping[str, Said]
    """Question id → what its cell says; cells that could not be read are not in it."""
    refused: Mapping[str, Said] = field(default_factory=dict)
    """Question id → a cell that holds no answer to it."""
    printed: Mapping[str, str] = field(default_factory=dict)
    """Column id → what stands in a column that is no question."""


@value
class Source:
    """Where a sheet comes from."""

    file: str
    unread: frozenset[tuple[str, str]]
    """(sheet, cell) whose value readers do not get, see `xlsx_unread`."""

    def depth(self, grid: Grid) -> int:
        """Number of rows that hold anything: a formula without a value may stand below the last value."""
        digits = ("".join(c for c in cell if c.isdecimal()) for sheet, cell in self.unread if sheet == grid.name)
        return max(grid.height, max((int(one) for one in digits if one), default=0))

    def place(self, grid: Grid, row: int, column: int) -> Place:
        """The place of a cell."""
        return Place(file=self.file, sheet=grid.name, cell=cell_name(row, column))


class Reader:
    """Reads sheets and gathers what is wrong in them."""

    def __init__(self, head: Head, source: Source) -> None:
        self.head = head
        self._codes = head.codes
        self._source = source
        self.findings: list[Finding] = []

    def _note(self, code: str, severity: Severity, place: Place, params: Mapping[str, str | int]) -> None:
        self.findings.append(finding(self.head, code, severity, place, params))

    def _said(self, grid: Grid, spot: tuple[int, int], question: Question) -> Said:
        """The answer in a cell; one that cannot be read is noted."""
        place = self._source.place(grid, *spot)
        params: dict[str, str | int] = {"question": question.label}
        if (grid.name, place.cell) in self._source.unread:
            self._note(self._codes.no_value, Severity.ERROR, place, params)
            return Said(place=place, answer=None, refused=True)
        text = "" if answer.holds_personal_number(grid.text(*spot)) else grid.text(*spot)[: answer.MAX_TEXT]
        try:
            if question.kind is Kind.MONEY and grid.is_covered(*spot) and text:
                raise answer.RefusedError("複数の行を結合したセルです", "行ごとに分けた金額")
            reading = answer.read(grid.cell(*spot), question)
        except answer.RefusedError as error:
            self._note(
                self._codes.refused, Severity.ERROR, place, params | {"reason": error.reason, "wanted": error.wanted}
            )
            return Said(place=place, answer=None, text=text, refused=True)
        if reading.bent:
            self._note(self._codes.bent, Severity.INFO, place, params | {"reason": reading.bent})
        return Said(place=place, answer=reading.answer, text=text)

    def form(self, grid: Grid, form: SheetForm, key: str) -> Row | None:
        """A form sheet; None where its headings are gone, which is noted."""
        head = grid.form_head()
        if head is None:
            self._note(self._codes.sheet, Severity.ERROR, Place(file=self._source.file, sheet=grid.name), _GONE)
            return None
        top, columns = head
        said: dict[str, Said] = {}
        refused: dict[str, Said] = {}
        seen: set[str] = set()
        for row in range(top + 1, self._source.depth(grid)):
            spot = (row, columns["answer"])
            question = _question_of(grid, row, columns, form)
            if question is None:
                self._unknown(grid, spot, columns.get("question"))
                continue
            given = self._said(grid, spot, question)
            seen.add(question.id)
            if given.refused:
                refused[question.id] = given
            else:
                self._keep(said, question, given)
        lost = [q.label for q in form.questions if q.id not in seen]
        if lost:
            params: dict[str, str | int] = {"questions": "、".join(lost[:5]), "count": len(lost)}
            self._note(self._codes.lost, Severity.WARNING, Place(file=self._source.file, sheet=grid.name), params)
        place = Place(file=self._source.file, sheet=grid.name)
        return Row(sheet=form.id, key=key, place=place, said=said, refused=refused)

    def _keep(self, said: dict[str, Said], question: Question, given: Said) -> None:
        before = said.get(question.id)
        if before is None or before.answer is None:
            said[question.id] = given
        elif given.answer not in (None, before.answer):
            params: dict[str, str | int] = {"question": question.label, "other": before.place.cell or ""}
            self._note(self._codes.twice, Severity.ERROR, given.place, params)

    def _unknown(self, grid: Grid, spot: tuple[int, int], label: int | None) -> None:
        """Note a row that is none of the questions and yet has an answer."""
        if grid.text(*spot) and (label is None or spot[1] != label):
            self._note(self._codes.stray, Severity.WARNING, self._source.place(grid, *spot), {})

    def table(self, grid: Grid, form: SheetForm) -> Iterator[Row]:
        """The rows of a table that hold anything."""
        head = grid.table_head(form)
        if head is None:
            self._note(self._codes.sheet, Severity.ERROR, Place(file=self._source.file, sheet=grid.name), _GONE)
            return
        top, columns = head
        self._columns(grid, form, top, columns)
        ids, known = grid.id_column(top), {one.key for one in form.presets}
        for row in range(self._source.depth(grid)):
            key = "" if ids is None else grid.text(row, ids)
            if row == top or key == HELP_ROW or (not key and _is_help(grid, row, form, columns)):
                continue
            if not any(grid.text(row, column) for column in columns.values()) and not self._blind(grid, row, columns):
                continue
            printed = {q.id: grid.text(row, columns[q.id]) for q in form.questions if q.printed and q.id in columns}
            key = _shown_key(form, printed) or key
            if row > top or key in known:  # somebody sorted the headings in between the rows
                yield self._row(grid, form, columns, (row, key, printed))

    def _row(
        self, grid: Grid, form: SheetForm, columns: Mapping[str, int], at: tuple[int, str, Mapping[str, str]]
    ) -> Row:
        """One row of a table; ``at`` is its number, its key, and what stands in its columns that are no questions."""
        row, key, printed = at
        given = {
            question.id: self._said(grid, (row, columns[question.id]), question)
            for question in form.questions
            if question.id in columns and not question.printed
        }
        return Row(
            sheet=form.id,
            key=key,
            place=self._source.place(grid, row, columns.get(form.first.id, min(columns.values()))),
            said={id: one for id, one in given.items() if not one.refused},
            refused={id: one for id, one in given.items() if one.refused},
            printed=printed,
        )

    def _blind(self, grid: Grid, row: int, columns: Mapping[str, int]) -> bool:
        """True where a row that looks empty holds formulas without a value."""
        return any((grid.name, cell_name(row, column)) in self._source.unread for column in columns.values())

    def _columns(self, grid: Grid, form: SheetForm, top: int, columns: Mapping[str, int]) -> None:
        """Note headings that are gone, and columns with values under a heading that is none of ours."""
        lost = [q.label for q in form.questions if q.id not in columns]
        if lost:
            params: dict[str, str | int] = {"questions": "、".join(lost[:5]), "count": len(lost)}
            self._note(self._codes.lost, Severity.WARNING, Place(file=self._source.file, sheet=grid.name), params)
        known = {*columns.values(), grid.id_column(top)}
        widest = max((grid.width(row) for row in range(top, grid.height)), default=0)
        for column in range(widest):
            if column in known or plain(grid.text(top, column)) == CHECK:
                continue
            filled = [row for row in range(top + 1, grid.height) if grid.text(row, column)]
            if filled:
                place = self._source.place(grid, top, column)
                self._note(self._codes.column, Severity.WARNING, place, {"count": len(filled)})


_GONE: Mapping[str, str | int] = {"reason": "見出しの行がありません"}


def _question_of(grid: Grid, row: int, columns: Mapping[str, int], form: SheetForm) -> Question | None:
    """The question of a row: by its id, else by its words."""
    if "id" in columns and (found := form.question(grid.text(row, columns["id"]))) is not None:
        return found
    label = plain(grid.text(row, columns["question"])) if "question" in columns else ""
    return next((q for q in form.questions if label and plain(q.label) == label), None)


def _shown_key(form: SheetForm, printed: Mapping[str, str]) -> str:
    """The key that a row shows to people, ``""`` where it shows none.

    They answer to what they see: a hidden id that stayed behind when the rows were sorted names another row.
    """
    shown = printed.get(form.first.id, "")
    return shown if any(one.key == shown for one in form.presets) else ""


def _is_help(grid: Grid, row: int, form: SheetForm, columns: Mapping[str, int]) -> bool:
    """True for the line of explanations where it has lost its id."""
    helped = [q for q in form.questions if q.id in columns and q.help]
    same = [q for q in helped if grid.text(row, columns[q.id]) == q.help]
    return len(same) >= max(1, min(_LEAST_HELPS, len(helped)))
