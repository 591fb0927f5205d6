"""The Fit&Gap as a document for people: counts, issues, options, transition, what is open, packages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from migrate.forms.answer import day
from migrate.forms.records import State
from migrate.gap.functions import layout, offers_document
from migrate.gap.functions.judge import TITLES
from migrate.gap.functions.package import PackageStanding
from migrate.gap.functions.requirement import FORM, FUNCTION, KINDS, OUTSIDE, Duty
from migrate.gap.functions.standing import ADOPTED, TRANSITION, BusinessStanding, Standing, Verdict, lacking
from migrate.gap.functions.steps import StepProof
from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.value import value

MOST = 1_000
"""Rows that the list of open rows shows; the form shows them all."""
NOBODY = "（担当課なし）"
_TONES = {
    Verdict.FITS: Tone.GOOD,
    Verdict.GAP: Tone.BAD,
    Verdict.FORBIDDEN: Tone.BAD,
    Verdict.GIVEN_UP: Tone.CAUTION,
    Verdict.OPEN: Tone.CAUTION,
}
_OWN = (
    "様式と、どこまで書けば③-2 の裏づけになるかは、本ツール独自です。"
    "全部の行の記入と、課題の対応方針・担当課・期限が要ります。③-1 は migrate phase make ③-1 です。"
)


@value
class View:
    """What is shown."""

    businesses: tuple[BusinessStanding, ...]
    packages: tuple[PackageStanding, ...]
    proofs: tuple[StepProof, ...]
    as_of: date

    @property
    def rows(self) -> tuple[Standing, ...]:
        """Every row of every business, those outside the standard last."""
        inside = [one for business in self.businesses for one in business.rows]
        return (*inside, *(one for business in self.businesses for one in business.outside))

    @property
    def issues(self) -> tuple[Standing, ...]:
        """The 課題, the earliest deadline first, those without one at the end."""
        found = [one for one in self.rows if one.issue]
        return tuple(sorted(found, key=lambda one: (day(one.deadline) or date.max, one.business, one.key)))


def _figures(view: View) -> Figures:
    rows, issues = view.rows, view.issues
    settled = sum(one.settled for one in rows)
    share = settled / len(rows) if rows else 0.0
    late = sum((due := day(one.deadline)) is not None and due < view.as_of for one in issues)
    forbidden = sum(one.verdict is Verdict.FORBIDDEN for one in rows)
    counts = Counter(one.sheet for one in rows)
    return Figures(
        figures=(
            Figure(
                label="要件",
                value=f"{counts[FUNCTION] + counts[FORM]:,}",
                note=f"機能 {counts[FUNCTION]:,}、帳票 {counts[FORM]:,}、標準にないもの {counts[OUTSIDE]:,}",
            ),
            Figure(
                label="記入の済んだ行",
                value=f"{share:.1%}",
                note=f"{settled:,}／{len(rows):,}",
                tone=Tone.GOOD if rows and settled == len(rows) else Tone.CAUTION,
            ),
            Figure(
                label="課題",
                value=f"{len(issues):,}",
                note=f"実装不可機能の使用 {forbidden:,}",
                tone=Tone.CAUTION if issues else Tone.PLAIN,
            ),
            Figure(label="期限を過ぎた課題", value=f"{late:,}", tone=Tone.BAD if late else Tone.PLAIN),
        )
    )


_COUNTED = (Verdict.FITS, Verdict.GAP, Verdict.FORBIDDEN, Verdict.GIVEN_UP, Verdict.NOT_WANTED, Verdict.NOT_CONCERNED)


def _classes(view: View) -> Grid:
    """How many requirements of each class came to what, business by business."""
    columns = (
        Column(title="業務", width=6),
        Column(title="要件", width=12),
        Column(title="類型", width=20),
        Column(title="件数", numeric=True, width=8),
        *(Column(title=str(one), numeric=True, width=11) for one in _COUNTED),
        Column(title="未決", numeric=True, width=8),
    )
    rows: list[tuple[Value, ...]] = []
    for business in view.businesses:
        for sheet in (FUNCTION, FORM):
            for duty in Duty:
                mine = [one for one in business.rows if (one.sheet, one.duty) == (sheet, duty)]
                counts = Counter(one.verdict for one in mine)
                if mine:
                    head = (business.business, TITLES[sheet], duty.value, len(mine))
                    rows.append((*head, *(counts[one] for one in (*_COUNTED, Verdict.OPEN))))
        if business.outside:
            counts = Counter(one.verdict for one in business.outside)
            head = (business.business, TITLES[OUTSIDE], "標準仕様の外", len(business.outside))
            rows.append((*head, *(counts[one] for one in (*_COUNTED, Verdict.OPEN))))
    note = f"{Duty.OPTION.words}のうち、採用しないのに今使っているものが「不採用だが使用中」です。"
    return Grid(title="業務と類型ごとの件数", columns=columns, rows=tuple(rows), note=note)


def _departments(view: View) -> Grid:
    columns = (
        Column(title="担当課", width=24),
        Column(title="行", numeric=True, width=8),
        Column(title="記入済", numeric=True, width=10),
        Column(title="未記入・要確認", numeric=True, width=16),
        Column(title="課題", numeric=True, width=8),
        Column(title="期限を過ぎた課題", numeric=True, width=18),
        Column(title="次の期限", width=14),
    )
    by_name: dict[str, list[Standing]] = {}
    for one in view.rows:
        by_name.setdefault(one.department or NOBODY, []).append(one)
    rows: list[tuple[Value, ...]] = []
    for name in sorted(by_name, key=lambda one: (one == NOBODY, one)):
        mine = by_name[name]
        due = sorted(d for one in mine if one.issue and (d := day(one.deadline)) is not None)
        late = sum(one < view.as_of for one in due)
        coming = next((one.isoformat() for one in due if one >= view.as_of), "")
        done = sum(one.settled for one in mine)
        marked: Value = Cell(text=late, tone=Tone.BAD) if late else 0
        rows.append((name, len(mine), done, len(mine) - done, sum(o.issue for o in mine), marked, coming))
    return Grid(title="担当課ごとの状況", columns=columns, rows=tuple(rows))


def _policies(view: View) -> Grid:
    counts = Counter(one.policy or "（なし）" for one in view.issues)
    columns = (Column(title="対応方針", width=24), Column(title="課題", numeric=True, width=8))
    rows = tuple((name, number) for name, number in sorted(counts.items(), key=lambda one: (-one[1], one[0])))
    return Grid(title="対応方針ごとの課題", columns=columns, rows=rows)


def _due(one: Standing, as_of: date) -> Value:
    due = day(one.deadline)
    if due is None:
        return Cell(text=one.deadline or "なし", tone=Tone.CAUTION)
    return Cell(text=f"{one.deadline} 経過", tone=Tone.BAD) if due < as_of else one.deadline


_ISSUE_COLUMNS = (
    Column(title="種類", width=10),
    Column(title="ID", width=16),
    Column(title="名称", width=28),
    Column(title="類型", width=20),
    Column(title="適合基準日", width=15),
    Column(title="課題", width=18),
    Column(title="対応方針", width=18),
    Column(title="担当課", width=14),
    Column(title="期限", width=16),
    Column(title="足りないもの", width=16),
    Column(title="備考", width=26),
)


def _issue_rows(rows: Iterable[Standing], as_of: date) -> tuple[tuple[Value, ...], ...]:
    found: list[tuple[Value, ...]] = []
    for one in rows:
        what = "標準にない" if one.sheet == OUTSIDE else str(one.verdict)
        found.append(
            (
                KINDS[one.sheet],
                one.key,
                one.name,
                one.duty or "標準仕様の外",
                one.conformity_date,
                Cell(text=what, tone=_TONES.get(one.verdict, Tone.PLAIN)),
                one.policy,
                one.department,
                _due(one, as_of),
                Cell(text=lacking(one), tone=Tone.CAUTION) if lacking(one) else "",
                one.note,
            )
        )
    return tuple(found)


def _issues(view: View) -> tuple[Block, ...]:
    if not view.issues:
        return (Note(text="課題は、まだ 1 件もありません。"),)
    note = "期限の早い順です。今使っている実装不可機能と、今使っているのに採用しない標準オプション機能も課題です。"
    return (
        _policies(view),
        Grid(
            title="課題（運用見直しが必要な業務等）",
            columns=_ISSUE_COLUMNS,
            rows=_issue_rows(view.issues, view.as_of),
            note=note,
        ),
    )


def _transition(view: View) -> tuple[Block, ...]:
    rows = [one for one in view.issues if one.policy == TRANSITION]
    limit = layout.limit("transition")
    sure = f"この日付の確かさは {limit.certainty} です（A 公式の文、B 二次資料）。"
    text = f"{limit.text}。{sure}届出の要領を必ず確かめてください。"
    if not rows:
        return (Note(text=f"経過措置とした要件はありません。{text}"),)
    grid = Grid(title="経過措置", columns=_ISSUE_COLUMNS, rows=_issue_rows(rows, view.as_of), note=text)
    return (Note(text="一部機能経過措置には、デジタル庁への届出が要ります。", tone=Tone.CAUTION), grid)


def _options(view: View) -> tuple[Block, ...]:
    columns = (
        Column(title="種類", width=8),
        Column(title="ID", width=13),
        Column(title="名称", width=36),
        Column(title="適合基準日", width=12),
        Column(title="現行", width=8),
        Column(title="採否", width=10),
        Column(title="優先順位", width=10),
    )
    order = {"採用": 0, "未定": 1, "": 1, "不採用": 2}
    ranks = {"高": 0, "中": 1, "低": 2}
    options = [one for one in view.rows if one.duty == Duty.OPTION]
    options.sort(key=lambda o: (o.business, order.get(o.adopt, 1), ranks.get(o.priority, 3), o.key))
    rows = tuple(
        (
            KINDS[one.sheet],
            one.key,
            one.name,
            one.conformity_date,
            one.current,
            one.adopt or Cell(text="未記入", tone=Tone.CAUTION),
            one.priority or (Cell(text="未記入", tone=Tone.CAUTION) if one.adopt == ADOPTED else ""),
        )
        for one in options
    )
    note = f"{Duty.OPTION.words}のうち、何をどの順に求めるかです（⑤-2 の方針のもとになります）。"
    return (Grid(title="標準オプション機能の採否", columns=columns, rows=rows, note=note),) if rows else ()


def _open(view: View) -> tuple[Block, ...]:
    rows = [one for one in view.rows if not one.settled]
    if not rows:
        return (Note(text="未記入の行も、不明・未定の行もありません。", tone=Tone.GOOD),)
    columns = (
        Column(title="種類", width=8),
        Column(title="ID", width=13),
        Column(title="名称", width=40),
        Column(title="類型", width=20),
        Column(title="担当課", width=16),
        Column(title="状態", width=10),
    )
    rows.sort(key=lambda one: (one.state is State.MISSING, one.business, one.key))
    shown = tuple(
        (KINDS[o.sheet], o.key, o.name, o.duty, o.department, Cell(text=str(o.state), tone=Tone.CAUTION))
        for o in rows[:MOST]
    )
    left = len(rows) - len(shown)
    more = f"ほかに {left:,} 行あります。全部は Fit&Gap 表で見られます。" if left else ""
    note = f"「要確認」（不明・未定）が先です。{more}"
    return (Grid(title="残っている行", columns=columns, rows=shown, note=note),)


def _steps(view: View) -> Grid:
    columns = (
        Column(title="業務", width=24),
        Column(title="③-2", width=12),
        Column(title="次に要るもの", width=60),
    )
    known = {one.business: one for one in view.proofs}
    rows: list[tuple[Value, ...]] = []
    for one in view.businesses:
        proof = known[one.business]
        word, tone = ("裏づけあり", Tone.GOOD) if proof.proven else ("不足", Tone.CAUTION)
        rows.append((f"{one.business} {one.name}", Cell(text=word, tone=tone), proof.lacking))
    return Grid(title="業務ごとの裏づけ", columns=columns, rows=tuple(rows), note=_OWN)


def summary(view: View) -> str:
    """One sentence."""
    settled = sum(one.settled for one in view.rows)
    return (
        f"業務 {len(view.businesses)}、要件など {len(view.rows):,} 行のうち {settled:,} 行の記入が済み、"
        f"課題は {len(view.issues):,} 件です。"
    )


def _document(view: View, sections: Sequence[Section]) -> Document:
    specs = "、".join(f"{one.business}@{one.edition} {one.name}" for one in view.businesses)
    return Document(
        title="標準仕様との比較: 機能・帳票（③-2）",
        facts=(("時点", view.as_of.isoformat()), ("標準仕様", specs), ("様式", "本ツール独自")),
        summary=summary(view),
        sections=tuple(sections),
    )


def _state(view: View) -> Section:
    blocks = (_figures(view), _classes(view), _departments(view), _steps(view))
    return Section(id="state", title="状況", blocks=blocks)


def document(view: View) -> Document:
    """All of it."""
    sections = [
        _state(view),
        Section(id="issues", title="課題", blocks=_issues(view)),
        Section(id="transition", title="経過措置", blocks=_transition(view)),
        Section(id="options", title="標準オプション機能", blocks=_options(view)),
        Section(id="open", title="残っている行", blocks=_open(view)),
        Section(id="packages", title="製品との比較", blocks=offers_document.blocks(view.packages)),
    ]
    return _document(view, [one for one in sections if one.blocks])


def brief(view: View) -> Document:
    """What a terminal shows: the state and the packages, not the lists."""
    more = Note(text="課題の一覧は -v、全部の表は --format html -o FitGap.html で見られます（xlsx も同じです）。")
    sections = [_state(view)]
    if view.packages:
        grid = offers_document.short(view.packages)
        sections.append(Section(id="packages", title="製品との比較", blocks=(grid,)))
    sections.append(Section(id="more", title="詳しく見るには", blocks=(more,)))
    return _document(view, sections)
