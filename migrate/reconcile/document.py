"""A reconciliation for people: the files that were compared, the differences by class, the control totals."""

from __future__ import annotations

from migrate.model.document import Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.reconcile import ControlTotal, DifferenceKind, Fate, LeftOut, Reconciliation, Ruling, TableComparison
from migrate.model.value import value

_PLAIN = "空白・全角半角・大文字小文字をそろえてから比べることはしていません。行の順序は比べません。"
_CSV = "CSV では空欄と空の文字を区別できないため、空欄の表し方は Parquet だけで比べます。"


@value
class Words:
    """How a comparison speaks of its two sides."""

    how: str
    base: str
    """Title of the rows that must be there."""
    other: str
    """Title of the rows that are there."""


OWN = Words(
    how="元データを読み直し、対応表のとおりにもう一度変換した行と、変換後のファイルの行を、主キーで比べました。"
    f"{_PLAIN}{_CSV}",
    base="あるべき行",
    other="変換後の行",
)
AGAINST = Words(
    how="元データを読み直し、対応表のとおりにもう一度変換した行と、新システムから出したファイルの行を、主キーで比べました。"
    f"{_PLAIN}{_CSV}版が違うときは、両方の版にある項目だけを、コードは reconcile/codes/ の表で読み替えて比べます。",
    base="あるべき行",
    other="新システムの行",
)
BETWEEN = Words(
    how=f"前と後の、二つの新システムの出力の行を、主キーで比べました。{_PLAIN}{_CSV}",
    base="前の行",
    other="後の行",
)
_TOTALS = (
    "移行元の数と額は、書き込まれた元の行の値を、もう一つのやり方で変換して数え、足したものです。変換後の行は使っていません。"
    "行が 5 に満たない区分の額は、ほかの区分と合わせるか、示さずに行の突合だけで比べます。"
    "定義は本ツール独自です。"
)
_NO_TOTALS = "移行元にも変換後にも行がないため、比べる合計はありません。"


def _form(comparison: TableComparison) -> str:
    """The form of a delivered file, in the word that people use."""
    return "Parquet" if comparison.file.endswith(".parquet") else "CSV"


def _verdict(differing: int, open_: int) -> Cell:
    if open_:
        return Cell(text="不一致", tone=Tone.BAD)
    return Cell(text="決定済み", tone=Tone.CAUTION) if differing else Cell(text="一致", tone=Tone.GOOD)


def _figures(tables: tuple[TableComparison, ...], open_: int, words: Words) -> Figures:
    expected = sum(one.expected for one in tables)
    equal = sum(one.equal for one in tables)
    return Figures(
        figures=(
            Figure(
                label="未解消の相違",
                value=f"{open_:,} 件",
                tone=Tone.BAD if open_ else Tone.GOOD,
                note="0 件で合格",
            ),
            Figure(label="一致した行", value=f"{equal:,} 行", note=f"{words.base} {expected:,}"),
            Figure(label="比べたファイル", value=f"{len(tables)} 個"),
            *(() if words is BETWEEN else (_agreeing(tables),)),
        )
    )


def _agreeing(tables: tuple[TableComparison, ...]) -> Figure:
    """How many totals disagree; between two exports none is counted."""
    wrong = sum(not total.agrees for one in tables for total in one.totals)
    undecided = sum(total.open for one in tables for total in one.totals)
    totals = sum(len(one.totals) for one in tables)
    return Figure(
        label="一致しない合計",
        value=f"{wrong:,} 件",
        tone=Tone.MUTED if not totals else Tone.BAD if undecided else Tone.GOOD,
        note=f"比べた合計 {totals:,}",
    )


def _files(tables: tuple[TableComparison, ...], brief: bool, words: Words) -> Grid:
    """One line a file, with the classes that there are; ``brief``: as one sum, for the width of a terminal."""
    kinds = () if brief else _kinds(tables)
    columns = (
        Column(title="移行先", width=24),
        Column(title="形式", width=10),
        *(Column(title=title, unit="行", numeric=True, width=12) for title in (words.base, words.other, "一致")),
        *((Column(title="相違", unit="件", numeric=True, width=10),) if brief else ()),
        *(Column(title=kind.value, unit="件", numeric=True, width=12) for kind in kinds),
        *(Column(title=fate.value, unit="件", numeric=True, width=10) for fate in Fate),
        Column(title="判定", width=10),
    )
    ordered = sorted(tables, key=lambda one: (-one.open, -one.differing, one.table, one.file))
    rows: list[tuple[Value, ...]] = []
    for one in ordered:
        numbers = (one.differing,) if brief else tuple(one.differences.get(kind, 0) for kind in kinds)
        fates = tuple(one.fates.get(fate, 0) if one.fates else one.differing * (fate is Fate.OPEN) for fate in Fate)
        verdict = _verdict(one.differing, one.open)
        rows.append((one.table, _form(one), one.expected, one.delivered, one.equal, *numbers, *fates, verdict))
    note = (
        "欠落と余分は行の数、そのほかの相違は項目の数です。相違は、想定・了承・未解消のどれかです。"
        "未解消の多いファイルから並べています。"
    )
    note += "" if brief else f"1 件もない種類の列は省きました（種類は、{'、'.join(DifferenceKind)}）。"
    return Grid(title="行の突合", columns=columns, rows=tuple(rows), note=_classes(tables) + note if brief else note)


def _kinds(tables: tuple[TableComparison, ...]) -> tuple[DifferenceKind, ...]:
    """The classes that have a column: those of rows and of plain values always, others where there is one."""
    always = (DifferenceKind.MISSING, DifferenceKind.EXTRA, DifferenceKind.CHANGED)
    return tuple(kind for kind in DifferenceKind if kind in always or any(t.differences.get(kind) for t in tables))


def _left_out(left: tuple[LeftOut, ...]) -> Grid:
    """What was not compared, and why."""
    columns = (
        Column(title="グループ", width=26),
        Column(title="項目・合計", width=30),
        Column(title="ある側", width=18),
        Column(title="比べなかった理由", width=50),
    )
    rows = tuple((one.table, one.item or "（全体）", one.spec, one.reason) for one in left)
    note = "ここにあるものは、一致も不一致も調べていません。"
    return Grid(title="比べなかったもの", columns=columns, rows=rows, note=note)


def _classes(tables: tuple[TableComparison, ...]) -> str:
    """The classes of differences that there are, in a sentence; empty where there is none."""
    sums = {kind: sum(one.differences.get(kind, 0) for one in tables) for kind in DifferenceKind}
    said = "、".join(f"{kind.value} {number:,}" for kind, number in sums.items() if number)
    return f"相違の内訳: {said}（件）。" if said else ""


def _columns(one: TableComparison, words: Words) -> Grid:
    """Each column of a delivered file: one number where both sides agree, else both."""
    columns = (
        Column(title="項目", width=30),
        *(Column(title=title, width=14) for title in ("空欄", "値の種類", "最短", "最長", "数の合計")),
    )

    def cell(old: int | None, new: int | None) -> Cell:
        before, after = ("―" if number is None else f"{number:,}" for number in (old, new))
        return Cell(text=before) if old == new else Cell(text=f"{before} → {after}", tone=Tone.BAD)

    rows: list[tuple[Value, ...]] = []
    for profile in one.columns:
        old, new = profile.source, profile.delivered
        pairs = (
            (old.empty, new.empty),
            (old.distinct, new.distinct),
            (old.shortest, new.shortest),
            (old.longest, new.longest),
            (old.total, new.total),
        )
        rows.append((profile.item, *(cell(*pair) for pair in pairs)))
    note = (
        f"両側で同じなら 1 つの数、違うなら「{words.base} → {words.other}」です。長さは文字数です。"
        "100 万行を超える表の値の種類は概数です。数の合計は、整数が 5 つ以上ある項目だけを示します。"
    )
    return Grid(title=f"列ごとの比較（{one.table}、{_form(one)}）", columns=columns, rows=tuple(rows), note=note)


def _totals(table: str, files: tuple[TableComparison, ...], brief: bool) -> Grid:
    """Totals of one table: the source once, each delivered file beside it; disagreements first, or alone."""
    named: dict[str, dict[str, ControlTotal]] = {}
    for one in files:
        for total in one.totals:
            named.setdefault(total.name, {})[one.file] = total
    wrong: list[tuple[Value, ...]] = []
    right: list[tuple[Value, ...]] = []
    formulas: dict[str, None] = {}
    for name, found in named.items():
        source = next(iter(found.values()))
        target = tuple(found[one.file].target if one.file in found else 0 for one in files)
        differing = sum(not one.agrees for one in found.values())
        undecided = sum(one.open for one in found.values())
        (wrong if differing else right).append((name, source.source, *target, _verdict(differing, undecided)))
        formulas[f"{name.partition(':')[0]}＝{source.formula}"] = None
    columns = (
        Column(title="合計", width=30),
        Column(title="移行元", numeric=True, width=12),
        *(Column(title=_form(one), numeric=True, width=12) for one in files),
        Column(title="判定", width=8),
    )
    note = f"{_TOTALS}数え方: {'。'.join(formulas)}。"
    if brief:
        note = f"ほかの {len(right):,} 件の合計は一致しています（-v ですべて表示）。"
    rows = tuple(wrong if brief else wrong + right)
    return Grid(title=f"合計の突合（{table}）", columns=columns, rows=rows, note=note)


def _rulings(rulings: tuple[Ruling, ...]) -> Grid:
    """Who has decided what, and how many differences it met."""
    columns = (
        Column(title="扱い", width=8),
        Column(title="種類", width=18),
        Column(title="グループ", width=20),
        Column(title="項目", width=20),
        Column(title="キー", width=18),
        Column(title="件数", unit="件", numeric=True, width=10),
        Column(title="規則・担当", width=24),
        Column(title="理由", width=40),
        Column(title="期限・決めた日", width=14),
    )
    rows: list[tuple[Value, ...]] = []
    for one in rulings:
        expired = one.found > one.met
        fate = Cell(text="期限切れ", tone=Tone.BAD) if expired else Cell(text=one.fate.value)
        who = "・".join(part for part in (one.rule, one.owner) if part)
        rows.append((fate, one.kind, one.table, one.item, one.key, one.found, who, one.reason, one.date))
    note = "期限切れの行が指す相違は、未解消に数えています。件数は、先の行が当たったものを除きます。"
    return Grid(title="相違について決めたこと", columns=columns, rows=tuple(rows), note=note)


def sections(reconciliation: Reconciliation, brief: bool = False) -> tuple[Section, ...]:
    """Key figures, one line per delivered file, and the control totals per table (``brief``: those that disagree)."""
    compared = reconciliation.tables
    words = AGAINST if reconciliation.against else OWN
    blocks: list[Block] = [
        _figures(compared, reconciliation.open, words),
        Note(text=words.how),
        _files(compared, brief, words),
    ]
    if reconciliation.left_out and brief:
        text = f"{len(reconciliation.left_out):,} 個の項目・グループ・合計を比べていません（-v ですべて表示）。"
        blocks.append(Note(text=text, tone=Tone.CAUTION))
    elif reconciliation.left_out:
        blocks.append(_left_out(reconciliation.left_out))
    if reconciliation.rulings:
        blocks.append(_rulings(reconciliation.rulings))
    for table in dict.fromkeys(one.table for one in compared):
        files = tuple(one for one in compared if one.table == table)
        if not any(one.totals for one in files):
            blocks.append(Note(text=_NO_TOTALS))
        elif brief and all(total.agrees for one in files for total in one.totals):
            number = len({total.name for one in files for total in one.totals})
            text = f"{table}: {number:,} 件の合計が、移行元とすべてのファイルで一致しています（-v ですべて表示）。"
            blocks.append(Note(text=text, tone=Tone.GOOD))
        else:
            blocks.append(_totals(table, files, brief))
    if not brief:
        blocks += [_columns(one, words) for one in compared if one.columns]
    return (Section(id="reconcile", title="現新比較", blocks=tuple(blocks)),)


def between(reconciliation: Reconciliation, brief: bool = False) -> tuple[Section, ...]:
    """Two exports over time: key figures, one line per table, what people decided."""
    tables = reconciliation.tables
    blocks: list[Block] = [
        _figures(tables, reconciliation.open, BETWEEN),
        Note(text=BETWEEN.how),
        _files(tables, brief, BETWEEN),
    ]
    if reconciliation.rulings:
        blocks.append(_rulings(reconciliation.rulings))
    if not brief:
        blocks += [_columns(one, BETWEEN) for one in tables if one.columns]
    return (Section(id="between", title="前と後の比較", blocks=tuple(blocks)),)


def sentence(reconciliation: Reconciliation) -> str:
    """The result for a reader with ten seconds."""
    spec, number = reconciliation.spec, reconciliation.open
    counts = {fate: sum(one.fates.get(fate, 0) for one in reconciliation.tables) for fate in Fate}
    totals = [total.fate for one in reconciliation.tables for total in one.totals if total.fate is not None]
    decided = {fate: counts[fate] + totals.count(fate) for fate in (Fate.EXPECTED, Fate.ACCEPTED)}
    named = "、".join(f"{fate.value} {found:,} 件" for fate, found in decided.items() if found)
    if number:
        beside = f"（ほかに、{named}）" if named else ""
        return f"{spec}: 未解消の相違が {number:,} 件あります{beside}。"
    if named:
        return f"{spec}: 未解消の相違はありません（{named}）。"
    equal = sum(one.equal for one in reconciliation.tables)
    return f"{spec}: 相違はありません（{len(reconciliation.tables)} 個のファイルの {equal:,} 行が一致）。"
