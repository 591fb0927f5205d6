"""データ移行別紙: what the tools found out about the data, as counts; never a value of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from migrate.model.document import Block, Cell, Column, Document, Note, Tone, Value
from migrate.procure import days
from migrate.procure.package import Package
from migrate.procure.rfp import lists, paper, specification
from migrate.procure.rfp.tender import Moved, Tender

PAPER = "migration"
_LISTED = 30
"""Failing rules that are listed; of the others the number is said."""


def document(package: Package, tender: Tender) -> Document:
    """The annex; what no tool has found out yet is named in its first chapter."""
    blocks: dict[str, tuple[Block, ...]] = {
        "volumes": _volumes(tender),
        "sources": _sources(tender),
        "gap": _counted(tender, "標準のデータ項目", "項目", lambda one: one.gap),
        "conversion": _counted(tender, "変換の結果", "行", lambda one: one.fates),
        "quality": _quality(tender),
        "characters": specification.characters(tender),
        "compared": _counted(tender, "違いの数", "行", lambda one: one.compared),
        "done": _done(tender),
    }
    titles = {one.id: one.title for one in tender.chapters[PAPER]}
    unknown = [titles[id] for id, found in blocks.items() if not found and id in titles]
    untried = [one.business for one in tender.moved if not one.rows]
    lacking = {"まだ調べていないこと": unknown, "まだ変換を試していない業務": untried if blocks["volumes"] else []}
    blocks["about"] = tuple(
        Note(text=f"{label}: {'、'.join(many)}。受託者が、構築の初めに調べます。", tone=Tone.CAUTION)
        for label, many in lacking.items()
        if many
    )
    kept = tuple(one for one in tender.chapters[PAPER] if blocks.get(one.id, True))
    tender = replace(tender, chapters={**tender.chapters, PAPER: kept})
    blocks |= {
        "rehearsal": (specification.rounds(tender),),
        "division": (lists.grid("division"),),
    }
    return paper.document(PAPER, package, tender, blocks)


def _volumes(tender: Tender) -> tuple[Block, ...]:
    columns = (paper.BUSINESS, Column(title="標準の表", width=44), Column(title="行数", numeric=True, width=14))
    rows: list[tuple[Value, ...]] = []
    for one in tender.moved:
        rows += ((one.business, table, number) for table, number in one.rows.items())
        if len(one.rows) > 1:
            rows.append((one.business, Cell(text="計", tone=Tone.MUTED), sum(one.rows.values())))
    return paper.table("データの量", columns, rows)


def _counted(tender: Tender, title: str, unit: str, of: Callable[[Moved], Mapping[str, int]]) -> tuple[Block, ...]:
    """A row a business, a column for each thing that was counted anywhere."""
    listed = [(one.business, of(one)) for one in tender.moved if of(one)]
    heads = list(dict.fromkeys(name for _, counts in listed for name in counts))
    wide = max(10, 70 // max(1, len(heads)))
    columns = (paper.BUSINESS, *(Column(title=head, unit=unit, numeric=True, width=wide) for head in heads))
    return paper.table(title, columns, [(name, *(counts.get(head, 0) for head in heads)) for name, counts in listed])


def _quality(tender: Tender) -> tuple[Block, ...]:
    checked = [one for one in tender.moved if one.failing is not None]
    columns = (
        paper.BUSINESS,
        Column(title="指摘のある検査", unit="種類", numeric=True, width=18),
        Column(title="指摘", unit="件", numeric=True, width=16),
        Column(title="未決", unit="件", numeric=True, width=16),
    )
    sums = [(one.business, *_sums(one)) for one in checked]
    return (*paper.table("検査の結果", columns, sums), *_rules(checked))


def _sums(one: Moved) -> tuple[int, int, int]:
    failing = one.failing or ()
    return len(failing), sum(each.failed for each in failing), sum(each.open for each in failing)


def _rules(checked: Sequence[Moved]) -> tuple[Block, ...]:
    """The rules that fail most, of all items of a table together."""
    sums: dict[tuple[str, str, str], list[int]] = {}
    for one in checked:
        for each in one.failing or ():
            found = sums.setdefault((one.business, each.title, each.table), [0, 0])
            found[0], found[1] = found[0] + each.failed, found[1] + each.open
    listed = sorted(sums.items(), key=lambda one: (-one[1][0], one[0]))
    columns = (
        Column(title="業務", width=24),
        Column(title="検査", width=40),
        Column(title="標準の表", width=22),
        Column(title="指摘", numeric=True, width=9),
        Column(title="未決", numeric=True, width=9),
    )
    more = f"ほかに {len(listed) - _LISTED:,} 種類の指摘があります。"
    return (
        *paper.table("指摘の多い検査", columns, [(*spot, *counts) for spot, counts in listed[:_LISTED]]),
        *((Note(text=more),) if len(listed) > _LISTED else ()),
    )


def _sources(tender: Tender) -> tuple[Block, ...]:
    columns = (paper.BUSINESS, Column(title="形", width=62), Column(title="ファイル", numeric=True, width=12))
    rows = [(one.business, kind, number) for one in tender.moved for kind, number in one.sources.items()]
    return paper.table("現行のデータの形", columns, rows)


def _done(tender: Tender) -> tuple[Block, ...]:
    columns = (
        paper.BUSINESS,
        Column(title="日", width=20),
        Column(title="読んだ行", numeric=True, width=14),
        Column(title="変換できなかった行", numeric=True, width=18),
        Column(title="結果", width=14),
    )
    rows = [
        (one.business, days.written(each.at[:10]), each.read, each.rejected, each.result)
        for one in tender.moved
        for each in one.tried
    ]
    return paper.table("試した変換", columns, rows)
