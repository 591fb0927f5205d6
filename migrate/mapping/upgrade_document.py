"""An upgrade for people: figures, what needs eyes, the hours with their arithmetic."""

from __future__ import annotations

from migrate.model.document import Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.upgrade import Touched, Upgrade, Work

_WORDS = {
    Work.RENAME: "名前",
    Work.MOVE: "移動",
    Work.GONE: "廃止",
    Work.FORM: "型・桁・必須",
    Work.CODES: "コード",
    Work.NEW: "新規（必須）",
    Work.ADDED: "新規（任意）",
    Work.DECISION: "人の決定",
    Work.CHECK: "点検",
    Work.ANSWER: "機能の回答",
}
_TOUCHED = (
    Column(title="何が", width=14),
    Column(title="場所", width=34),
    Column(title="グループ", width=24),
    Column(title="項目", width=24),
    Column(title="わけ", width=70),
)
_LABOUR = (
    Column(title="作業", width=40),
    Column(title="数", numeric=True, width=8),
    Column(title="1 つあたり", unit="人時", numeric=True, width=12),
    Column(title="計", unit="人時", numeric=True, width=10),
)


def summary(one: Upgrade) -> str:
    """The upgrade in one sentence."""
    return (
        f"{one.file} を {one.before} から {one.after} に移すと、対応 {one.carried} 件と決定 {one.decisions} 件は"
        f"そのまま使え、{len(one.touched)} 件は人が見る必要があります（目安 {one.hours:g} 人時）。"
    )


def _row(one: Touched) -> tuple[str, ...]:
    line = f":{one.line}" if one.line else ""
    place = f"{one.file}{line}" if one.file else "－"
    return (_WORDS[one.work], place, one.group, one.item, one.sentence)


def sections(one: Upgrade) -> tuple[Section, ...]:
    """Sections of one upgrade; ids start with ``upgrade-<業務ID>``."""
    key = one.after.partition("@")[0]
    figures = Figures(
        figures=(
            Figure(label="そのまま使える対応", value=f"{one.carried} 件", tone=Tone.GOOD),
            Figure(label="そのまま使える決定", value=f"{one.decisions} 件", tone=Tone.GOOD),
            Figure(
                label="人が見るもの",
                value=f"{len(one.touched)} 件",
                tone=Tone.CAUTION if one.touched else Tone.PLAIN,
            ),
            Figure(label="目安", value=f"{one.hours:g} 人時"),
        )
    )
    if not one.touched:
        text = "この対応表にかかわる違いはありません。"
        return (Section(id=f"upgrade-{key}", title=f"{one.before} → {one.after}", blocks=(figures, Note(text=text))),)
    touched = Grid(title="人が見るもの", columns=_TOUCHED, rows=tuple(map(_row, one.touched)))
    labour = Grid(
        title="工数の目安",
        columns=_LABOUR,
        rows=tuple((work.title, work.count, work.each, work.hours) for work in one.labour),
        note="重みは公的な基準ではなく、本ツール独自の目安です。gap/weights.csv（見出し key,hours）で変えられます。",
    )
    return (
        Section(id=f"upgrade-{key}", title=f"{one.before} → {one.after}", blocks=(figures, touched)),
        Section(id=f"upgrade-{key}-labour", title=f"工数の目安（{one.after}）", blocks=(labour,)),
    )
