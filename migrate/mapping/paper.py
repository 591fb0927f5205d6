"""The mapping document: per target table what fills each item, in words; what moves, what stays, what is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from migrate.engine import expression
from migrate.mapping import document, words
from migrate.mapping.context import Context
from migrate.mapping.trees import BlockTrees
from migrate.model.document import (
    Bar,
    BarChart,
    Cell,
    Column,
    Document,
    Figure,
    Figures,
    Grid,
    Note,
    Section,
    Tone,
    Value,
)
from migrate.model.finding import Finding, Severity
from migrate.model.mapping import Block
from migrate.model.spec import Item, OutputCondition

_PARTS = (
    ("列から作る", Tone.GOOD),
    ("決まった値", Tone.PLAIN),
    ("入れないと決めた", Tone.MUTED),
    ("書いていない", Tone.CAUTION),
)
_ITEMS = (
    Column(title="項目ID", width=10),
    Column(title="項目", width=24),
    Column(title="型", width=8),
    Column(title="出力条件", width=10),
    Column(title="現行の列", width=22),
    Column(title="作り方", width=46),
    Column(title="変換できないとき", width=10),
    Column(title="備考・要点", width=36),
)
_CODES = (
    Column(title="読み替え", width=18),
    Column(title="現行の値", width=12),
    Column(title="標準の値", width=12),
    Column(title="標準の意味", width=30),
    Column(title="使う項目", width=30),
)


def _state(tree: exp.Expression | None) -> int:
    """Position in `_PARTS`."""
    if tree is None:
        return 3
    if isinstance(tree, exp.Null):
        return 2
    return 0 if expression.columns(tree) else 1


def _names(c: Context, block: Block) -> dict[str, str]:
    table = c.table_of(block)
    return {column.name: column.logical_name for column in table.columns} if table is not None else {}


def _blocks(c: Context, table: str) -> tuple[BlockTrees, ...]:
    return tuple(trees for trees in c.trees if trees.block.table == table)


def _need(item: Item) -> str:
    return "主キー" if item.primary_key else item.output_condition


def _within(c: Context, block: Block, finding: Finding) -> bool:
    """True where a finding stands between the line of this block and that of the next."""
    first, line = block.line or 0, finding.place.line
    after = [one.line for one in c.mapping.blocks if one.line is not None and one.line > first]
    return finding.place.table == block.table and line is not None and first <= line < min(after, default=line + 1)


def _row(c: Context, trees: BlockTrees, item: Item, found: Sequence[Finding]) -> tuple[Value, ...]:
    rules = {rule.item: rule for rule in trees.block.items}
    rule, tree = rules.get(item.name), trees.items.get(item.name)
    names = _names(c, trees.block)
    open_points = [f.code for f in found if f.place.item == item.name and _within(c, trees.block, f)]
    said: Value = words.rule(tree, names) if tree is not None else _unwritten(item)
    notes = [rule.note] if rule is not None and rule.note else []
    notes += [f"許容差 {given.words}: {given.reason}"] if rule is not None and (given := rule.tolerance) else []
    notes += [f"要点 {'、'.join(dict.fromkeys(open_points))}"] if open_points else []
    return (
        item.id,
        item.name,
        f"{item.type} {item.length}".strip(),
        _need(item),
        "、".join(expression.columns(tree)) if tree is not None else "",
        said,
        rule.on_error.value if rule is not None and tree is not None and expression.columns(tree) else "",
        "。".join(notes),
    )


def _unwritten(item: Item) -> Cell:
    """How an item without an expression is shown: by how much it is needed."""
    if item.primary_key or item.required:
        return Cell(text="書いていない（必須）", tone=Tone.BAD)
    if item.output_condition == OutputCondition.CONDITIONAL:
        return Cell(text="書いていない（条件付き必須）", tone=Tone.CAUTION)
    return Cell(text="書いていない（空欄になる）", tone=Tone.MUTED)


def _shown(grid: Grid) -> Iterator[Grid]:
    if grid.rows:
        yield grid


def _table(c: Context, number: int, table: str, found: Sequence[Finding]) -> Section:
    """One target table: a grid of items for each block, then what decides about its rows."""
    blocks = _blocks(c, table)
    own = [trees.block for trees in blocks]
    grids = [
        Grid(
            title=f"{table} ← {document.source(trees.block)}",
            columns=_ITEMS,
            rows=tuple(_row(c, trees, item, found) for item in c.spec.items_of(table)),
        )
        for trees in blocks
    ]
    about = (document.joins(own), document.parents(own), document.scope(own), _rules(c, blocks))
    rest = [grid for one in about for grid in _shown(one)]
    nothing = [] if blocks else [Note(text="このグループを作る対応はありません。", tone=Tone.CAUTION)]
    return Section(id=f"table-{number}", title=table, blocks=(*nothing, *grids, *rest))


def _rules(c: Context, blocks: Sequence[BlockTrees]) -> Grid:
    """Row rules with their conditions in words."""
    plain = document.row_rules([trees.block for trees in blocks])
    said = [
        words.condition(tree, _names(c, trees.block)) if tree is not None else None
        for trees in blocks
        for tree in trees.conditions
    ]
    rows = tuple((*row[:4], said_one or row[4], *row[5:]) for row, said_one in zip(plain.rows, said, strict=True))
    return Grid(title=plain.title, columns=plain.columns, rows=rows)


def _codes(c: Context) -> Grid:
    """Code maps with the standard's meaning of each new value."""
    used: dict[str, dict[str, str]] = {}
    for trees in c.trees:
        items = {item.name: item for item in c.spec.items_of(trees.block.table)}
        for rule in trees.block.items:
            tree = trees.items.get(rule.item)
            for name in expression.code_maps(tree) if tree is not None else ():
                listed = items[rule.item].code_list_id if rule.item in items else ""
                used.setdefault(name, {})[rule.item] = listed
    rows: list[tuple[Value, ...]] = []
    for one in c.mapping.code_maps:
        lists = [c.spec.codes[code] for code in used.get(one.name, {}).values() if code in c.spec.codes]
        meanings = {value.value: value.meaning for listed in lists for value in listed.values}
        where = "、".join(used.get(one.name, {}))
        rows += [(one.name, old, new, meanings.get(new, ""), where) for old, new in one.values.items()]
    return Grid(title="コードの読み替え", columns=_CODES, rows=tuple(rows))


def _counts(c: Context, table: str) -> tuple[int, ...]:
    counts = [0, 0, 0, 0]
    for trees in _blocks(c, table):
        for item in c.spec.items_of(table):
            counts[_state(trees.items.get(item.name))] += 1
    return tuple(counts)


def _points(c: Context, found: Sequence[Finding]) -> tuple[Figures, BarChart]:
    mapped = [table for table in c.spec.tables if _blocks(c, table)]
    counts = {table: _counts(c, table) for table in mapped}
    totals = [sum(one[n] for one in counts.values()) for n in range(len(_PARTS))]
    errors = sum(f.severity is Severity.ERROR for f in found)
    warnings = sum(f.severity is Severity.WARNING for f in found)
    open_tone = Tone.BAD if errors else Tone.CAUTION if warnings else Tone.GOOD
    figures = Figures(
        figures=(
            Figure(label="作るグループ", value=f"{len(mapped)} 個", note=f"標準の {len(c.spec.tables)} 個のうち"),
            Figure(label="列から作る項目", value=f"{totals[0]} 個", note=f"項目 {sum(totals)} 個のうち"),
            Figure(label="移行しない列", value=f"{len(c.mapping.dropped)} 列"),
            Figure(label="要点（誤り・警告）", value=f"{errors} 件・{warnings} 件", tone=open_tone),
        )
    )
    said = "、".join(f"{word} {number:,}" for (word, _), number in zip(_PARTS, totals, strict=True))
    chart = BarChart(
        title="項目の埋まり方",
        parts=_PARTS,
        bars=tuple(Bar(label=table, values=one) for table, one in counts.items()),
        unit="項目",
        summary=f"標準の項目の埋まり方: {said}。",
    )
    return figures, chart


def paper(c: Context, found: Sequence[Finding]) -> Document:
    """The document of one mapping; ``found`` is what `check` says (its open points)."""
    figures, chart = _points(c, found)
    mapped = [table for table in c.spec.tables if _blocks(c, table)]
    unmapped = [table for table in c.spec.tables if table not in mapped]
    rest: list[Section] = []
    if (codes := _codes(c)).rows:
        rest.append(Section(id="codes", title="コードの読み替え", blocks=(codes,)))
    if (dropped := document.dropped(c.mapping)).rows:
        rest.append(Section(id="dropped", title="移行しない列", blocks=(dropped,)))
    if (joined := document.joined_files(c.mapping)).rows:
        rest.append(Section(id="files", title="つなぐファイル", blocks=(joined,)))
    if unmapped:
        column = (Column(title="グループ", width=40),)
        grid = Grid(title="作らないグループ", columns=column, rows=tuple((table,) for table in unmapped))
        rest.append(Section(id="unmapped", title="作らないグループ", blocks=(grid,)))
    errors = sum(f.severity is Severity.ERROR for f in found)
    summary = f"誤りが {errors} 件あるため、まだ変換できません。" if errors else "誤りはなく、変換できます。"
    return Document(
        title=f"対応表（{c.spec.business_name}）",
        subtitle=c.mapping.product,
        facts=(("標準仕様", c.spec.id), ("対応表", c.mapping.path)),
        summary=summary,
        sections=(
            Section(id="points", title="要点", blocks=(figures, chart)),
            *(_table(c, n, table, found) for n, table in enumerate(mapped, start=1)),
            *rest,
        ),
    )
