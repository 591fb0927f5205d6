"""The workbooks of a request: which forms, and which rows they print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.forms.form import SheetForm
from migrate.forms.plan import file_part
from migrate.model.value import value
from migrate.procure import layouts
from migrate.procure.layouts import Layout, Line
from migrate.procure.package import OUTSIDE, STANDARD, Book, Package, Page, scope, single
from migrate.procure.package import Business as Scope
from migrate.procure.rfi.situation import Beside, Business, Situation, Wanted

KIND = "rfi"
ANSWER, FIT, BESIDE, ASK = "rfi/answer", "rfi/fit", "rfi/outside", "rfi/ask"
PAPERS = {
    STANDARD: ("01-依頼書", "02-現行概要"),
    OUTSIDE: ("01-依頼書（標準準拠システム以外）", "02-現行概要"),
}
_BLANK = 30
_UNKNOWN = "調査中"


@value
class Terms:
    """What people decided of a request (`rfi/<unit>/request.yaml`). Days are ISO, empty where they are not stated."""

    unit: str
    unit_name: str
    """As ④-1 calls it; may be empty."""
    title: str
    issued: str
    questions_due: str
    answers_due: str
    contact: str
    address: str
    go_live: str
    edition: int
    lacking: tuple[str, ...]
    """Labels of the required terms that nobody has stated yet."""


def package(part: str, terms: Terms, situation: Situation, made: str) -> Package:
    """The package of a part; ``situation`` holds the unit's businesses only."""
    return Package(
        kind=KIND,
        part=part,
        unit=terms.unit,
        unit_name=terms.unit_name,
        title=terms.title,
        municipality=situation.municipality,
        code=situation.code,
        made=made,
        edition=terms.edition,
        issued=terms.issued,
        questions_due=terms.questions_due,
        answers_due=terms.answers_due,
        contact=terms.contact,
        businesses=tuple(Scope(id=one.id, name=one.name, edition=one.edition) for one in situation.businesses),
        papers=PAPERS[part],
        books=tuple(_books(part, terms, situation)),
    )


def _books(part: str, terms: Terms, situation: Situation) -> Iterator[Book]:
    for one in layouts.listed(KIND):
        if one.part not in (part, "both"):
            continue
        if one.id == FIT:
            yield from (fit(one, terms.unit, each) for each in situation.businesses if each.wanted)
        else:
            yield _book(one, terms, _rows(one.id, situation))


def _book(layout: Layout, terms: Terms, rows: Mapping[str, tuple[Line, ...]]) -> Book:
    """A workbook about the whole unit; a table whose rows the layout prints itself takes them from there."""
    form, fixed = layouts.form(layout.id), layouts.lines(layout.id) if layout.id != ASK else {}
    pages = (
        single(sheet.id) if not sheet.table else Page(sheet=sheet.id, lines=rows.get(sheet.id, fixed.get(sheet.id, ())))
        for sheet in form.sheets
    )
    return Book(
        layout=layout.id,
        scope=scope(terms.unit),
        file=f"{layout.file}.xlsx",
        title=terms.title,
        business="",
        pages=tuple(pages),
        blank=_BLANK if layout.id == ASK else 0,
    )


def _rows(layout: str, situation: Situation) -> dict[str, tuple[Line, ...]]:
    if layout == BESIDE:
        return {id: tuple(_beside(one, situation) for one in situation.beside) for id in ("system", "price")}
    if layout != ANSWER:
        return {}
    known = _known(situation)
    asked = (
        Line(
            key=one.key,
            printed={
                **one.printed,
                "known": known.get(one.printed["known"], _UNKNOWN) if "known" in one.printed else "",
            },
        )
        for one in layouts.lines(ANSWER)["migration"]
    )
    return {"product": tuple(product(one) for one in situation.businesses), "migration": tuple(asked)}


def product(one: Business) -> Line:
    """The row in which a vendor says what it offers for a business."""
    return Line(
        key=f"P{one.id}", printed={"id": f"P{one.id}", "business": f"{one.id} {one.name}", "edition": one.edition}
    )


def _beside(one: Beside, situation: Situation) -> Line:
    printed = {"id": one.key, "name": one.name, "kind": one.kind, "state": one.state}
    return Line(key=one.key, printed=printed | {"businesses": situation.called(one.businesses)})


def _known(situation: Situation) -> Mapping[str, str]:
    """Id of a fact (``known`` of `lines.csv`) → what is known; a fact that nobody knows is not in it."""
    forms = dict.fromkeys(form for one in situation.businesses for form in one.forms)
    rows = [f"{one.name} {sum(one.rows.values()):,} 行" for one in situation.businesses if one.rows]
    defects = [f"{one.name} {one.defects[1]:,} 件" for one in situation.businesses if one.defects and one.defects[1]]
    found = {"forms": "、".join(forms), "rows": "、".join(rows), "defects": "、".join(defects)}
    gaiji = [f"{one.name} 外字 {one.sizes['gaiji']:,} 字" for one in situation.systems if "gaiji" in one.sizes]
    found["characters"] = "、".join(gaiji)
    if situation.characters:
        found["characters"] = (
            f"移行先にない文字 {situation.characters[0]:,} 字（未決定 {situation.characters[1]:,} 字）"
        )
    return {id: text for id, text in found.items() if text}


def fit(layout: Layout, unit: str, one: Business) -> Book:
    """The requirements of one business; a sheet without rows is left out."""
    form = layouts.form(layout.id)
    pages = (Page(sheet=sheet.id, lines=tuple(_lines(sheet, one.wanted))) for sheet in form.sheets)
    return Book(
        layout=layout.id,
        scope=scope(unit, one.id),
        file=f"{layout.file}-{file_part(f'{one.id}-{one.name}')}.xlsx",
        title=f"{one.id} {one.name}（標準仕様 {one.edition}）",
        business=one.id,
        pages=tuple(page for page in pages if page.lines),
    )


def _lines(sheet: SheetForm, wanted: tuple[Wanted, ...]) -> Iterator[Line]:
    columns = {one.id for one in sheet.questions if one.printed}
    for one in wanted:
        if one.sheet == sheet.id:
            yield Line(key=one.key, printed={id: text for id, text in one.printed.items() if id in columns and text})
