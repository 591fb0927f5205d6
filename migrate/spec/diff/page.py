"""A comparison of two specs as sections for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from migrate.model.document import Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.spec_diff import Change, ChangeKind, Effect, Named, SpecDiff, Subject
from migrate.model.value import value

WORDS = {Effect.TIGHTENS: "厳しくなる", Effect.LOOSENS: "緩くなる", Effect.NEUTRAL: "中立"}
_TONES = {Effect.TIGHTENS: Tone.CAUTION, Effect.LOOSENS: Tone.GOOD, Effect.NEUTRAL: Tone.MUTED}
_MEANING = (
    "影響は、すでに変換したデータから見たものです（本ツール独自の区分）。"
    "「厳しくなる」は正しかった値が正しくなくなることがあるもの、「緩くなる」は正しいままのもの、"
    "「中立」は名称・順序・文言など、値の決まりに関わらないものです。"
)
_SURE = 0.97
_EFFECT = Column(title="影響", width=12)
_REASON = Column(title="理由", width=52)
_REQUIREMENTS = frozenset({Subject.FUNCTION, Subject.FORM, Subject.INTERFACE, Subject.INTERFACE_ITEM})
_WORDING = frozenset({ChangeKind.TEXT, ChangeKind.ORDER, ChangeKind.ID})
_SUBJECTS = {
    Subject.TABLE: "グループ",
    Subject.ITEM: "データ項目",
    Subject.CODE_LIST: "コード一覧",
    Subject.CODE: "コード値",
    Subject.FUNCTION: "機能要件",
    Subject.FORM: "帳票要件",
    Subject.INTERFACE: "連携",
    Subject.INTERFACE_ITEM: "連携の項目",
}
_KINDS = {
    ChangeKind.ADDED: "追加",
    ChangeKind.REMOVED: "削除",
    ChangeKind.RENAMED: "名称の変更",
    ChangeKind.MOVED: "移動",
    ChangeKind.TYPE: "データ型",
    ChangeKind.LENGTH: "桁数",
    ChangeKind.REPEAT: "繰り返し",
    ChangeKind.REQUIRED: "データ出力条件",
    ChangeKind.IMPLEMENTATION: "実装類型",
    ChangeKind.PRIMARY_KEY: "主キー",
    ChangeKind.FOREIGN_KEY: "外部キー",
    ChangeKind.CODE_LIST: "コード一覧",
    ChangeKind.MEANING: "意味",
    ChangeKind.CONFORMITY_DATE: "適合基準日",
    ChangeKind.ID: "番号",
    ChangeKind.ORDER: "並び順",
    ChangeKind.TEXT: "文言",
}
_FIELDS = {
    "romaji": "ローマ字名",
    "classes": "クラス分類",
    "definition": "項目定義",
    "description": "項目説明",
    "function": "標準仕様書関連箇所",
    "sample": "記載例",
    "remarks": "備考",
    "basis": "根拠",
    "categories": "分類",
    "requirement": "要件",
    "provider": "提供側",
    "consumer": "利用側",
    "method": "方法",
}


@value
class Part:
    """One grid: its title, which changes it holds, and whether it shows texts before and after."""

    title: str
    holds: Callable[[Change], bool]
    note: str = ""
    where: str = "グループ"
    """Heading of the column that says where a thing is."""
    guessed: bool = False
    """True where the pairs of this grid may be guesses."""


def _about(*subjects: Subject) -> Callable[[Change], bool]:
    return lambda change: change.subject in subjects and change.kind not in _WORDING


def _items(*kinds: ChangeKind) -> Callable[[Change], bool]:
    return lambda change: change.subject is Subject.ITEM and change.kind in kinds


K = ChangeKind
_PARTS = (
    Part(title="グループ", holds=_about(Subject.TABLE)),
    Part(title="名称の変更", holds=_items(K.RENAMED), guessed=True),
    Part(title="項目の移動", holds=_items(K.MOVED), guessed=True),
    Part(title="項目の追加", holds=_items(K.ADDED)),
    Part(title="項目の削除", holds=_items(K.REMOVED)),
    Part(title="データ型・桁数・繰り返し", holds=_items(K.TYPE, K.LENGTH, K.REPEAT)),
    Part(
        title="値と出力の要否",
        holds=_items(K.REQUIRED, K.IMPLEMENTATION),
        note="データ出力条件は値の有無、実装類型は項目を出力できることの要否で、別のものです。",
    ),
    Part(title="キー", holds=_items(K.PRIMARY_KEY, K.FOREIGN_KEY)),
    Part(
        title="コード",
        where="グループ・コード一覧",
        holds=lambda c: (
            (c.subject in {Subject.CODE, Subject.CODE_LIST} and c.kind not in _WORDING)
            or _items(K.CODE_LIST, K.MEANING)(c)
        ),
    ),
    Part(title="機能要件", holds=_about(Subject.FUNCTION)),
    Part(title="帳票要件", holds=_about(Subject.FORM)),
    Part(title="機能別連携仕様", holds=_about(Subject.INTERFACE, Subject.INTERFACE_ITEM), where="連携ID"),
)
_LAST = Part(title="番号・並び順・説明の文言", holds=lambda change: change.kind in _WORDING)


def summary(found: SpecDiff) -> str:
    """One sentence for a reader with ten seconds."""
    names = f"{found.before.spec} から {found.after.spec} へ"
    counts = found.counts
    if not counts.total:
        return f"{names}の違いはありません。"
    return (
        f"{names}の違いは {counts.total} 件で、すでに変換したデータにとって厳しくなるものが {counts.tightens} 件、"
        f"緩くなるものが {counts.loosens} 件、中立のものが {counts.neutral} 件です。"
    )


def full(found: SpecDiff) -> tuple[Section, ...]:
    """Everything: figures, what was not compared, one grid per kind of change."""
    return (_overview(found), *_sections(found, _grid))


def brief(found: SpecDiff) -> tuple[Section, ...]:
    """For a terminal: narrow grids, wording only counted."""
    wording = sum(map(_LAST.holds, found.changes))
    said = f"番号・並び順・説明の文言だけの違いが、ほかに {wording} 件あります（-v を付けると示します）。"
    tail = (Section(id="diff-more", title=_LAST.title, blocks=(Note(text=said),)),) if wording else ()
    rest = tuple(change for change in found.changes if not _LAST.holds(change))
    several = max(found.before.tables, found.after.tables) > 1
    return (_overview(found), *_split(rest, partial(_short_grid, several=several)), *tail)


def _sections(found: SpecDiff, grid: Callable[[Part, tuple[Change, ...]], Grid]) -> tuple[Section, ...]:
    wording = tuple(filter(_LAST.holds, found.changes))
    tail = (Section(id="diff-wording", title=_LAST.title, blocks=(_wording_grid(wording),)),) if wording else ()
    return (*_split(found.changes, grid), *tail)


def _split(changes: tuple[Change, ...], grid: Callable[[Part, tuple[Change, ...]], Grid]) -> tuple[Section, ...]:
    ordered = sorted(changes, key=lambda change: list(Effect).index(change.effect))
    grids = [grid(part, held) for part in _PARTS if (held := tuple(filter(part.holds, ordered)))]
    return (Section(id="diff-changes", title="違い", blocks=tuple(grids)),) if grids else ()


def _overview(found: SpecDiff) -> Section:
    counts = found.counts
    figures = Figures(
        figures=(
            Figure(label="厳しくなる", value=f"{counts.tightens} 件", tone=_tone(counts.tightens, Tone.CAUTION)),
            Figure(label="緩くなる", value=f"{counts.loosens} 件", tone=_tone(counts.loosens, Tone.GOOD)),
            Figure(label="中立", value=f"{counts.neutral} 件"),
        )
    )
    columns = (
        Column(title="", width=8),
        Column(title="標準仕様", width=22),
        Column(title="業務", width=24),
        Column(title="資料", width=40),
        Column(title="グループ", unit="個", numeric=True, width=10),
        Column(title="データ項目", unit="項目", numeric=True, width=12),
    )
    rows = tuple(
        (word, side.spec, side.business_name, side.title, side.tables, side.items)
        for word, side in (("変更前", found.before), ("変更後", found.after))
    )
    blocks: list[Block] = [figures, Note(text=_MEANING)] if counts.total else []
    blocks.append(Grid(title="くらべたもの", columns=columns, rows=rows))
    if found.not_compared:
        heads = (Column(title="くらべていないもの", width=90),)
        blocks.append(
            Grid(title="くらべていないもの", columns=heads, rows=tuple((one.reason,) for one in found.not_compared))
        )
    return Section(id="diff-summary", title="まとめ", blocks=tuple(blocks))


def _tone(count: int, tone: Tone) -> Tone:
    return tone if count else Tone.PLAIN


def _effect(change: Change) -> Cell:
    return Cell(text=WORDS[change.effect], tone=_TONES[change.effect])


def _names(change: Change) -> tuple[str, str]:
    if change.subject is Subject.TABLE:
        return change.table_before, change.table_after
    return _name(change, change.item_before), _name(change, change.item_after)


def _name(change: Change, one: Named | None) -> str:
    if one is None:
        return ""
    if change.subject is Subject.CODE:
        return f"{one.id} {one.name}".strip()
    return f"{one.id} {one.name}" if change.subject in _REQUIREMENTS else one.name


def _where(change: Change) -> str:
    """グループ (of a code value its list, of an item of an interface its 連携ID)."""
    both = dict.fromkeys(name for name in (change.table_before, change.table_after) if name)
    return " → ".join(both)


def _what(change: Change) -> str:
    return _FIELDS.get(change.field) or _KINDS[change.kind]


def _texts(change: Change) -> tuple[str, str]:
    """Both texts where they say more than the names do."""
    if change.kind in {K.ADDED, K.REMOVED, K.RENAMED, K.MOVED}:
        return "", ""
    if change.kind is K.ORDER:
        return _place(change.before), _place(change.after)
    return change.before or "（なし）", change.after or "（なし）"


def _place(previous: str) -> str:
    return f"「{previous}」の次" if previous else "先頭"


def _grid(part: Part, changes: tuple[Change, ...]) -> Grid:
    renames = all(change.kind in {K.RENAMED, K.MOVED} for change in changes)
    lone = all(change.kind in {K.ADDED, K.REMOVED} for change in changes)
    columns: list[Column] = [
        _EFFECT,
        Column(title="種類", width=14),
        Column(title=part.where, width=28),
        Column(title="変更前の名称", width=26),
        Column(title="変更後の名称", width=26),
    ]
    if renames:
        columns.append(Column(title="確からしさ", unit="%", numeric=True, width=12))
    elif not lone:
        columns += [Column(title="変更前", width=20), Column(title="変更後", width=20)]
    rows: list[tuple[Value, ...]] = []
    for change in changes:
        middle: tuple[Value, ...] = () if lone else _texts(change)
        if renames:
            middle = (round(change.confidence * 100),)
        head = (_effect(change), _kind(change), "" if change.subject is Subject.TABLE else _where(change))
        rows.append((*head, *_names(change), *middle, change.reason))
    return Grid(
        title=f"{part.title}（{len(rows)} 件）",
        columns=(*columns, _REASON),
        rows=tuple(rows),
        note=_note(part, changes),
    )


def _note(part: Part, changes: tuple[Change, ...]) -> str:
    guesses = sum(change.confidence < _SURE for change in changes) if part.guessed else 0
    return f"名称などから推定したものが {guesses} 件あります。原本で確かめてください。" if guesses else part.note


def _kind(change: Change) -> str:
    word = _what(change)
    return word if change.subject is Subject.ITEM else f"{_SUBJECTS[change.subject]}: {word}"


def _short_grid(part: Part, changes: tuple[Change, ...], *, several: bool) -> Grid:
    """A narrow grid; it says where a thing is, unless it is an item and there is but one グループ (not ``several``)."""
    placed = [change for change in changes if change.subject is not Subject.TABLE and _where(change)]
    spread = any(several or change.subject is not Subject.ITEM for change in placed)
    where = (Column(title=part.where, width=24),) if spread else ()
    columns = (_EFFECT, *where, Column(title="名称", width=34), Column(title="違い", width=26), _REASON)
    rows = tuple(
        (
            _effect(change),
            *((_where(change),) if spread else ()),
            _both(_names(change)),
            _difference(change),
            change.reason,
        )
        for change in changes
    )
    return Grid(title=f"{part.title}（{len(rows)} 件）", columns=columns, rows=rows, note=_note(part, changes))


def sentence(change: Change) -> str:
    """A change in one line: what it is about, and what is different; wording is not repeated."""
    difference = f"{_kind(change)}の文言" if change.kind is K.TEXT else _difference(change)
    return f"{_both(_names(change)) or _where(change)}: {difference}"


def _both(names: Iterable[str]) -> str:
    return " → ".join(dict.fromkeys(name for name in names if name))


def _difference(change: Change) -> str:
    texts = _texts(change)
    if change.kind in {K.RENAMED, K.MOVED}:
        return f"{_kind(change)}（確からしさ {round(change.confidence * 100)} %）"
    return f"{_kind(change)} {texts[0]} → {texts[1]}" if any(texts) else _kind(change)


def _wording_grid(changes: tuple[Change, ...]) -> Grid:
    columns = (
        Column(title="種類", width=20),
        Column(title="グループ", width=28),
        Column(title="名称", width=28),
        Column(title="変更前", width=40),
        Column(title="変更後", width=40),
        _REASON,
    )
    rows = tuple(
        (_kind(change), _where(change), _both(_names(change)), *_texts(change), change.reason) for change in changes
    )
    note = "影響はすべて「中立」です。"
    return Grid(title=f"{_LAST.title}（{len(rows)} 件）", columns=columns, rows=rows, note=note)
