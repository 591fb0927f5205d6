"""Items and code lists of a spec for people."""

from __future__ import annotations

from collections.abc import Callable

from migrate.model.document import Block, Cell, Column, Grid, Section, Tone, Value
from migrate.model.spec import BasisKind, Item, OutputCondition, Spec, SpecKind
from migrate.model.value import value
from migrate.spec.document import first_blocks, full_title
from migrate.spec.parts import MARK

_NONE = "（空欄）"
_TONES = {
    OutputCondition.REQUIRED.value: Tone.BAD,
    OutputCondition.CONDITIONAL.value: Tone.CAUTION,
    OutputCondition.OPTIONAL.value: Tone.PLAIN,
}
BASIS_WORDS = {
    BasisKind.STATUTE: "法律",
    BasisKind.ORDINANCE: "政省令",
    BasisKind.GUIDELINE: "要領",
    BasisKind.FORM: "様式",
    BasisKind.SAME_AS_031: "031 と同じ",
    BasisKind.INFERRED: "推定",
}
_NOTES = {
    SpecKind.STARTER: "根拠が「推定」の項目は、法令に書かれていないもので、本ツールの見込みです。",
    SpecKind.OFFICIAL: "データ出力条件は値の有無、実装類型は項目を出力できることの要否で、別のものです。",
}


@value
class _Shown:
    """One column: its head, what it shows, whether a terminal shows it, and for a starter model only (or not)."""

    column: Column
    text: Callable[[Item], Value]
    brief: bool
    starter: bool | None = None


def _condition(item: Item) -> Value:
    tone = _TONES.get(item.output_condition, Tone.MUTED)
    return Cell(text=item.output_condition or _NONE, tone=tone)


def _targets(item: Item) -> str:
    """What a foreign key points at; a mark where an official list says no more."""
    named = "、".join(f"{r.business}/{r.table}.{r.item}" for r in item.references)
    return named or (MARK if item.foreign_key else "")


def _basis_word(item: Item) -> str:
    return BASIS_WORDS[item.basis.kind] if item.basis else ""


_COLUMNS = (
    _Shown(column=Column(title="データ項目ID", width=13), text=lambda i: i.id, brief=True),
    _Shown(column=Column(title="データ項目", width=28), text=lambda i: i.name, brief=True),
    _Shown(column=Column(title="主キー", width=7), text=lambda i: MARK if i.primary_key else "", brief=True),
    _Shown(column=Column(title="データ型", width=8), text=lambda i: i.type, brief=True),
    _Shown(column=Column(title="桁数", width=6), text=lambda i: i.length, brief=True),
    _Shown(column=Column(title="コード", width=8), text=lambda i: i.code, brief=True),
    _Shown(column=Column(title="データ出力条件", width=14), text=_condition, brief=True),
    _Shown(column=Column(title="実装類型", width=9), text=lambda i: i.implementation, brief=True, starter=False),
    _Shown(column=Column(title="根拠の種類", width=10), text=_basis_word, brief=True, starter=True),
    _Shown(column=Column(title="外部キー", width=26), text=_targets, brief=False),
    _Shown(column=Column(title="項目定義", width=44), text=lambda i: i.definition, brief=False, starter=False),
    _Shown(column=Column(title="項目説明", width=44), text=lambda i: i.description, brief=False),
    _Shown(
        column=Column(title="根拠", width=44), text=lambda i: i.basis.text if i.basis else "", brief=False, starter=True
    ),
    _Shown(
        column=Column(title="根拠の出典", width=36),
        text=lambda i: i.basis.source if i.basis else "",
        brief=False,
        starter=True,
    ),
)


def items(spec: Spec, table: str = "", brief: bool = False) -> Section:
    """The items in published order, names as published; of one group where ``table`` is given.

    ``brief`` leaves the long texts out.
    """
    ours = spec.kind is SpecKind.STARTER
    shown = [c for c in _COLUMNS if (c.brief or not brief) and c.starter in (None, ours)]
    note = _NOTES.get(spec.kind, "") + ("項目説明なども見るには -v を付けてください。" if brief else "")
    grids = [
        Grid(
            title=f"グループ「{name}」",
            columns=tuple(c.column for c in shown),
            rows=tuple(tuple(c.text(item) for c in shown) for item in spec.items_of(name)),
            note=note,
        )
        for name in ((table,) if table else spec.tables)
    ]
    return Section(
        id=f"items-{spec.business}", title=f"{full_title(spec)} データ項目", blocks=(*first_blocks(spec), *grids)
    )


def codes(spec: Spec) -> Section:
    """The code lists with their values, and which items use them."""
    columns = (
        Column(title="コードID", width=9),
        Column(title="コード名", width=22),
        Column(title="コード値", width=10),
        Column(title="内容", width=28),
        Column(title="備考", width=36),
    )
    rows = tuple(
        (one.id, one.name, code.value, code.meaning, code.remarks) for one in spec.code_lists for code in one.values
    )
    users: dict[str, list[str]] = {}
    for item in spec.items:
        users.setdefault(item.code_list_id, []).append(item.name)
    used = tuple(
        (f"{one.id} {one.name}", "、".join(dict.fromkeys(users.get(one.id, ()))) or "なし", _openness(one.open))
        for one in spec.code_lists
    )
    heads = (Column(title="コード一覧", width=28), Column(title="使う項目", width=40), Column(title="値", width=28))
    blocks: tuple[Block, ...] = (
        *first_blocks(spec),
        Grid(title="コードの値", columns=columns, rows=rows),
        Grid(title="使う項目", columns=heads, rows=used),
    )
    return Section(id=f"codes-{spec.business}", title=f"{full_title(spec)} コード一覧", blocks=blocks)


def _openness(is_open: bool) -> str:
    return "任意（ここでは値を定めません）" if is_open else "上の値だけ"
