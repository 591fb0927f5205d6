"""The score sheets of the judges: one workbook a judge, one sheet a vendor, one row an item. The layout is ours."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from migrate.files.xlsx import Workbook
from migrate.forms.answer import Answer
from migrate.forms.form import Choice, Codes, Condition, Form, Head, Kind, Preset, Question, SheetForm
from migrate.forms.plan import BookPlan, RowPlan, SheetPlan, file_part, sheet_name
from migrate.forms.read import workbook
from migrate.forms.read.found import finding
from migrate.forms.read.rows import Row, Source
from migrate.forms.read.workbook import Around
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.value import value
from migrate.procure.scoring import exact
from migrate.procure.scoring.criteria import POINTS, By, Criteria, Criterion, scales
from migrate.procure.scoring.judging import Marks
from migrate.procure.scoring.lock import SHORT
from migrate.procure.scoring.offers import Judge, Offer

STEP = 26
_REASON, POINTS_ID = "reason", "points_given"
_NEVER = ""
"""These sheets are read, not kept: what is reported of kept answers does not occur."""
CODES = Codes(
    not_ours="MIG-RFP-021",
    refused="MIG-RFP-022",
    bent="MIG-RFP-023",
    no_value="MIG-RFP-024",
    stray="MIG-RFP-025",
    left_out="MIG-RFP-026",
    sheet="MIG-RFP-027",
    lost="MIG-RFP-028",
    column="MIG-RFP-029",
    twice="MIG-RFP-030",
    two_sheets=_NEVER,
    unnamed="MIG-RFP-031",
    edition="MIG-RFP-032",
    municipality="MIG-RFP-033",
    unread="MIG-RFP-034",
    conflict=_NEVER,
    changed=_NEVER,
    emptied=_NEVER,
    gone=_NEVER,
    damaged=_NEVER,
)
HEAD = Head(
    id="migrate-rfp-score",
    version=1,
    prefix="rfpscore",
    noun="採点表",
    folder="rfp",
    schema="",
    commands=("rfp sheets", "rfp score"),
    repeated="",
    codes=CODES,
    basis=Basis(document="本ツール独自", section="採点表（⑩）"),
)
_GUIDE = (
    ("採点のしかた", "業者ごとにシートが 1 枚あります。クリーム色の欄に、項目ごとの評価と理由を書いてください。"),
    ("基準", "項目・観点・配点は、提案を開く前に固定したものです。行と見出しは直さないでください。"),
    ("空欄", "評価を空けた項目は、採点していないものとして扱います。0 点とはしません。"),
    ("除斥", "採点しない業者のシートはありません。利害の関わる業者のシートがあれば、事務局に知らせてください。"),
)


@value
class Read:
    """What one workbook says."""

    judge: str
    """Empty where the workbook does not say whose it is."""
    lock: str
    """First digits of the hash of the criteria for which it was made."""
    marks: Marks
    reasons: tuple[tuple[str, str, str], ...]
    """Vendor, number of the item, what the judge wrote."""
    findings: tuple[Finding, ...]


def _scale_id(scale: str) -> str:
    return POINTS_ID if scale == POINTS else f"grade{1 + [*scales()].index(scale)}"


def _question(sheet: str, id: str, label: str, kind: Kind, width: int) -> Question:
    return Question(
        sheet=sheet,
        id=id,
        section="",
        label=label,
        help="",
        kind=kind,
        choices=(),
        choice_list="",
        unit="",
        required=False,
        when=(),
        identity=id == "number",
        width=width,
        prefix=HEAD.prefix,
    )


def _mark(sheet: str, scale: str, alone: bool) -> Question:
    """The column in which a judge marks items of one scale."""
    grades = scales().get(scale, {})
    when = () if alone else ((Condition(question="scale", answer=scale),),)
    return Question(
        sheet=sheet,
        id=_scale_id(scale),
        section="",
        label="評価" if alone or scale == POINTS else f"評価（{scale}）",
        help="配点までの整数" if scale == POINTS else "一覧から選びます。",
        kind=Kind.NUMBER if scale == POINTS else Kind.CHOICE,
        choices=tuple(Choice(text=grade, words=()) for grade in grades),
        choice_list="" if scale == POINTS else _scale_id(scale),
        unit="点" if scale == POINTS else "",
        required=True,
        when=when,
        identity=False,
        width=16,
        prefix=HEAD.prefix,
    )


def sheet_id(vendor: str) -> str:
    """The id of a vendor's sheet.

    >>> sheet_id("a-1")
    'v_a_1'
    """
    return f"v_{vendor.replace('-', '_')}"


def form(criteria: Criteria, offers: Sequence[Offer]) -> Form:
    """The form for these items and vendors."""
    items = criteria.given(By.JUDGES)
    used = tuple(dict.fromkeys(one.scale for one in items))
    presets = tuple(Preset(key=one.number, name=one.number, words=()) for one in items)
    sheets = []
    for offer in offers:
        id = sheet_id(offer.vendor)
        questions = [
            _question(id, "number", "番号", Kind.PRINTED, 8),
            _question(id, "name", "項目", Kind.PRINTED, 26),
            _question(id, "view", "観点", Kind.PRINTED, 44),
            _question(id, "points", "配点", Kind.PRINTED, 8),
            *([_question(id, "scale", "尺度", Kind.PRINTED, 10)] if len(used) > 1 else ()),
            *(_mark(id, scale, len(used) == 1) for scale in used),
            _question(id, _REASON, "理由・気づいたこと", Kind.TEXT, 44),
        ]
        sheets.append(
            SheetForm(
                id=id,
                name=sheet_name("", offer.name),
                table=True,
                step=STEP,
                paper="A4",
                title=f"採点表　{offer.name}",
                intro="項目ごとに評価を書いてください。空けた項目は、採点していないものとして扱います。",
                questions=tuple(questions),
                presets=presets,
            )
        )
    return Form(head=HEAD, sheets=tuple(sheets), guide=_GUIDE)


def plan(title: str, criteria: Criteria, offers: Sequence[Offer], judge: Judge, lock: str) -> BookPlan:
    """A judge's workbook, without the vendors that they do not judge; ``lock`` is the hash of the criteria."""
    mine = [one for one in offers if one.vendor not in judge.recused]
    made = form(criteria, mine)
    items = criteria.given(By.JUDGES)
    sheets = []
    taken: set[str] = set()
    for sheet, offer in zip(made.sheets, mine, strict=True):
        name = sheet.name if sheet.name.casefold() not in taken else sheet_name("", f"{offer.vendor} {offer.name}")
        taken.add(name.casefold())
        rows = tuple(RowPlan(key=one.number, answers={}, offers={}, printed=_printed(one)) for one in items)
        sheets.append(SheetPlan(form=sheet, name=name, rows=rows))
    return BookPlan(
        form=made,
        title=f"{title or '提案の評価'}　{judge.name}",
        file=f"{judge.id}-採点表-{file_part(judge.name)}.xlsx",
        sheets=tuple(sheets),
        parties=(),
        scope=f"{judge.id}-{lock[:SHORT]}",
    )


def _printed(one: Criterion) -> dict[str, Answer]:
    texts = {"number": one.number, "name": one.name, "view": one.view, "points": exact.written(one.points)}
    return {**texts, "scale": one.scale}


def read(book: Workbook, source: Source, criteria: Criteria, offers: Sequence[Offer]) -> Read:
    """What a judge's workbook says.

    Raises:
        UnreadableError: MIG-RFP-021, it is none of these sheets.
    """
    made = form(criteria, offers)
    filled = workbook.of_book(book, source, Around(form=made, names={}, municipality=""))
    judge, _, lock = filled.scope.rpartition("-")
    vendors = {sheet_id(one.vendor): one.vendor for one in offers}
    marks: dict[tuple[str, str, str], Fraction] = {}
    reasons, findings = [], [*filled.findings]
    for row in filled.rows:
        item = criteria.of(row.key)
        if item is None or item.by is not By.JUDGES:
            findings += _unnamed(row)
            continue
        spot = (judge, vendors[row.sheet], item.number)
        share, place = _share(row, item)
        if share is not None and share > 1:
            params: dict[str, str | int] = {"question": "評価", "reason": "配点を超えています"}
            wanted = f"0〜{exact.written(item.points)}"
            findings.append(finding(HEAD, CODES.refused, Severity.ERROR, place, {**params, "wanted": wanted}))
        elif share is not None and spot in marks:
            findings.append(finding(HEAD, CODES.twice, Severity.ERROR, place, {"number": item.number}))
        elif share is not None:
            marks[spot] = share
        if (said := row.said.get(_REASON)) is not None and said.answer:
            reasons.append((spot[1], item.number, str(said.answer)))
    return Read(judge=judge, lock=lock, marks=marks, reasons=tuple(reasons), findings=tuple(findings))


def _unnamed(row: Row) -> list[Finding]:
    """A row that is no item and yet says something."""
    if any(one.answer is not None for one in row.said.values()):
        return [finding(HEAD, CODES.unnamed, Severity.ERROR, row.place)]
    return []


def _share(row: Row, item: Criterion) -> tuple[Fraction | None, Place]:
    """The share of the points in a row, None where it is open, and where it stands."""
    said = row.said.get(_scale_id(item.scale))
    if said is None or said.answer is None:
        return None, row.place
    if isinstance(said.answer, int):
        return Fraction(said.answer) / item.points, said.place
    return scales().get(item.scale, {}).get(said.answer), said.place
