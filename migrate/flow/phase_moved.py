"""How the data of a business move, gathered from mapping, scan, conversion and ledger for the artefacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlglot import exp

from migrate.errors import MigrateError
from migrate.flow import loaded, pipeline
from migrate.gap.functions.requirement import Duty
from migrate.gap.functions.standing import ADOPTED, BusinessStanding
from migrate.mapping import load
from migrate.mapping.trees import BlockTrees, trees
from migrate.model import mapping as model
from migrate.model.balance import Conversion
from migrate.model.source import SourceFile, SourceKind, SourceSchema
from migrate.phase.moved import Fates, Move, Moved, Option, Run, SourceData
from migrate.workspace.job import Job
from migrate.workspace.ledger import Entry

_CODES = frozenset({"code", "code_or"})
_KINDS = {SourceKind.CSV: "区切り文字の並び（CSV）", SourceKind.FIXED: "固定長", SourceKind.DATABASE: "データベース"}
_SEPARATORS = {",": "カンマ", "\t": "タブ"}


def moved(work: Job, id: str, conversion: Conversion | None, fit: BusinessStanding | None) -> Moved:
    """What is known of one business.

    Raises:
        UnreadableError: MIG-SYS-003, the scan of the current system is damaged.
    """
    mapping = _mapping(work, id)
    return Moved(
        moves=tuple(_moves(mapping, conversion)) if mapping else (),
        codes={one.name: len(one.values) for one in mapping.code_maps} if mapping else {},
        dropped=tuple((one.source, one.column, one.reason) for one in mapping.dropped) if mapping else (),
        sources=tuple(_sources(work, mapping)) if mapping else (),
        runs=tuple(_run(one) for one in work.workspace.entries() if one.command == f"convert run {id}"),
        options=tuple(
            Option(id=one.key, name=one.name, department=one.department)
            for one in (fit.rows if fit else ())
            if one.duty == Duty.OPTION.value and one.adopt == ADOPTED
        ),
    )


def _mapping(work: Job, id: str) -> model.Mapping | None:
    """The mapping; None where there is none, or where `map check` has to speak first."""
    name = f"mapping/{id}.yaml"
    path = work.workspace.path(*name.split("/"))
    if not path.is_file():
        return None
    try:
        found = load.read(work.read(path), name, pipeline.codes_of(work, path))
    except MigrateError:
        return None
    return found if isinstance(found, model.Mapping) else None


def _moves(mapping: model.Mapping, conversion: Conversion | None) -> Iterator[Move]:
    fates: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    for line in conversion.lines if conversion else ():
        counts = (line.read, line.written, *(sum(one.values()) for one in (line.rejected, line.merged, line.excluded)))
        so_far = fates[line.target, line.source]
        fates[line.target, line.source] = [one + other for one, other in zip(so_far, counts, strict=True)]
    for parsed in trees(mapping)[0]:
        block = parsed.block
        counted = fates.get((block.table, block.source))
        uses, codes = _uses(parsed)
        yield Move(
            table=block.table,
            source=block.source,
            items=sum(not isinstance(tree, exp.Null) for tree in parsed.items.values()),
            uses=uses,
            codes=codes,
            joins=tuple(dict.fromkeys(one.table for one in block.joins)),
            left=(
                *((one.name, one.fate.value, one.reason) for one in block.rows),
                *((one.name, model.Fate.EXCLUDED.value, one.basis) for one in block.scope),
            ),
            fates=Fates(**dict(zip(("read", "written", "rejected", "merged", "excluded"), counted, strict=True)))
            if counted
            else None,
        )


def _uses(parsed: BlockTrees) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """Functions and code maps, each with the items that it fills."""
    uses: dict[str, dict[str, None]] = defaultdict(dict)
    codes: dict[str, dict[str, None]] = defaultdict(dict)
    for item, tree in parsed.items.items():
        for call in tree.find_all(exp.Anonymous):
            name = call.name.lower()
            uses[name][item] = None
            if name in _CODES and len(call.expressions) > 1:
                codes[call.expressions[1].name][item] = None
    return {name: tuple(items) for name, items in uses.items()}, {name: tuple(items) for name, items in codes.items()}


def _sources(work: Job, mapping: model.Mapping) -> Iterator[SourceData]:
    if not work.workspace.path(*loaded.SCHEMA.split("/")).is_file():
        return
    schema = loaded.schema(work)
    for source in dict.fromkeys(block.source for block in mapping.blocks):
        files: list[SourceFile | None] = [one for one in schema.files if one.table == source and one.kind in _KINDS]
        for file in files or [None]:
            yield SourceData(
                source=source,
                path=file.path if file else "",
                form=_form(file) if file else "",
                encoding=file.encoding if file else "",
                columns=_columns(schema, source),
            )


def _columns(schema: SourceSchema, source: str) -> int:
    table = schema.table(source)
    return len(table.columns) if table else 0


def _form(file: SourceFile) -> str:
    parts = [_KINDS[file.kind]]
    if file.csv:
        parts.append(f"区切り {_SEPARATORS.get(file.csv.delimiter, file.csv.delimiter)}")
        parts.append(f"改行 {file.csv.newline}")
        parts.append("見出し行あり" if file.csv.header else "見出し行なし")
    return "、".join(parts)


def _run(entry: Entry) -> Run:
    sums = entry.sums
    return Run(
        at=entry.at,
        result=entry.result.value,
        read=sum(one.read for one in sums.lines) if sums else None,
        rejected=sum(one.rejected for one in sums.lines) if sums else None,
        seconds=entry.seconds,
    )
