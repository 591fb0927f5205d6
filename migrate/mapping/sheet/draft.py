"""The draft that a mapping sheet gives: simple lines as expressions, everything else as comments with its cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from migrate.engine import expression
from migrate.engine.identifier import column_text
from migrate.mapping.propose import code_name
from migrate.mapping.sheet import rules
from migrate.mapping.sheet.codelists import CodeLists, about, referred
from migrate.mapping.sheet.entries import Entry, Read
from migrate.mapping.sheet.headings import plain
from migrate.mapping.sheet.pairs import pairs
from migrate.mapping.sheet.rules import Given
from migrate.mapping.written import quoted, said, scalar
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Item, Spec
from migrate.model.value import value

OWN = Basis(document="本ツール独自", section="対応表のワークブックの読み方（specs/layouts/mapping-sheet）")
_BRACKETS = " ()[]【】<>〈〉「」"
_NOT_MOVED = re.compile("(?:移行)?対象外|移行しない|移行不要|不要|廃棄|破棄|否|無|なし|×|✕|x|-")
_SEPARATORS = re.compile(r"[+＋&＆、,\n・]")


@value
class Line:
    """One line of the sheet as far as it was understood."""

    entry: Entry
    group: str
    item: Item | None
    table: SourceTable | None
    columns: tuple[str, ...]
    expression: str
    shared: int = 1
    """How many items the line names in one cell."""


@value
class Imported:
    """The text of a draft, how much of the sheet went in, and what did not, by cell."""

    text: bytes
    lines: int
    items: int
    doubtful: int
    dropped: int
    findings: tuple[Finding, ...]


class _Importer:
    def __init__(self, spec: Spec, schema: SourceSchema, file: str, lists: CodeLists) -> None:
        self.spec, self.schema, self.file, self.lists = spec, schema, file, lists
        self.findings: list[Finding] = []
        self.groups = {plain(table): table for table in spec.tables}
        self.pairs: dict[str, Mapping[str, str]] = {}
        self.tables = {plain(n): t for t in schema.tables for n in (t.logical_name, t.name) if n}

    def note(self, code: str, entry: Entry, cell: str, other: str = "", count: int = 0) -> None:
        """A warning at a cell; ``other`` names another place that it is about, ``count`` says how many."""
        place = Place(file=self.file, sheet=entry.sheet, cell=cell)
        params: dict[str, str | int] = {"count": count} if count else {"other": other} if other else {}
        found = Finding(code=code, severity=Severity.WARNING, place=place, params=params, basis=OWN)
        if found not in self.findings[-1:]:  # a cell that names several items is told once
            self.findings.append(found)

    def _group(self, entry: Entry) -> str:
        return self.groups.get(plain(entry.text("target_table")), "") or self.groups.get(plain(entry.sheet), "")

    def _items(self, entry: Entry, group: str) -> tuple[Item | None, ...]:
        """The items that a line names, several where all parts of its cell are names of items."""
        given, number = entry.text("target_item"), entry.text("target_id").strip()
        whole = self._item(given, number, group)
        parts = [one for one in _SEPARATORS.split(given) if one.strip()]
        found = [self._item(part, "", group) for part in parts] if whole is None and len(parts) > 1 else []
        return tuple(found) if found and all(found) else (whole,)

    def _item(self, given: str, number: str, group: str) -> Item | None:
        """The item by its id, by its name in the group, by a name that one group alone has."""
        pool = self.spec.items_of(group) if group else self.spec.items
        found = [item for item in pool if number and item.id in (number, number.zfill(8))]
        found = found or [item for item in pool if given and plain(item.name) == plain(given)]
        return found[0] if len(found) == 1 else None

    def _columns(self, entry: Entry, table: SourceTable | None) -> tuple[str, ...]:
        """The source columns that a line names; () where one of them is not known."""
        text = entry.text("source_column", "source_logical")
        if table is None or not text:
            return ()
        names = {plain(n): c.name for c in table.columns for n in (c.logical_name, c.name) if n}
        whole = names.get(plain(text))
        parts = [text] if whole is not None else [one for one in _SEPARATORS.split(text) if one.strip()]
        found = [names.get(plain(part)) for part in parts]
        if len(parts) == 1 and found == [None] and entry.text("source_logical") and entry.text("source_column"):
            found = [names.get(plain(entry.text("source_logical")))]
        return tuple(one for one in found if one) if all(found) else ()

    def line(self, entry: Entry) -> Iterator[Line]:
        """A line for each item that a line of the sheet names."""
        group = self._group(entry)
        items = self._items(entry, group)
        table = self.tables.get(plain(entry.text("source_table"))) or self.tables.get(plain(entry.sheet))
        if table is None and not entry.text("source_table") and len(self.schema.tables) == 1:
            table = self.schema.tables[0]
        columns = self._columns(entry, table)
        for item in items:
            yield Line(
                entry=entry,
                group=item.table if item else group,
                item=item,
                table=table,
                columns=columns,
                expression=self._expression(entry, item, table, columns) if item is not None else "",
                shared=len(items),
            )

    def _expression(self, entry: Entry, item: Item, table: SourceTable | None, columns: tuple[str, ...]) -> str:
        texts = tuple(map(column_text, columns))
        rule = entry.text("rule")
        if fixed := entry.text("fixed"):
            return "'" + fixed.replace("'", "''") + "'" if not columns else ""
        name = re.sub(r"\W", "_", plain(entry.text("codes"))) or code_name(item, table.name if table else "")
        given = Given(columns=texts, code_map=name, width=item.max_length)
        codes = next(filter(None, map(pairs, (rule, entry.text("codes"), entry.text("note")))), {})
        refers = referred(rule, self.lists) or referred(f"コード変換({entry.text('codes')})", self.lists)
        codes = codes or self.lists.get(refers) or about(item.name, columns[0] if columns else "", self.lists)
        if len(texts) == 1 and ((not rule and entry.text("codes")) or pairs(rule) or referred(rule, self.lists)):
            made = f"code({texts[0]}, '{name}')"
        elif rule:
            made = rules.understood(rule, given)
        elif not columns and entry.nothing & {"source_column", "source_logical"}:
            made = "NULL"
        else:
            made = texts[0] if len(texts) == 1 else ""
        for used in expression.code_maps(expression.parse(made)) if made and codes else ():
            self.pairs[used] = codes if self.pairs.get(used, codes) == codes else {}
        return made

    def together(self, lines: Sequence[Line]) -> list[Line]:
        """Lines that say 連結 of one item and one table are one line with all their columns."""
        found: list[Line] = []
        for line in lines:
            last = found[-1] if found else None
            same = last is not None and (last.item, last.table) == (line.item, line.table)
            same = same and last is not None and line.entry.text("rule") in ("", last.entry.text("rule"))
            if last is None or not same or line.item is None or not last.expression.startswith("concat("):
                found.append(line)
                continue
            columns = (*last.columns, *line.columns)
            made = self._expression(last.entry, line.item, line.table, columns) if line.columns else ""
            found[-1] = replace(last, columns=columns, expression=made)
        return found

    def dropped(self, line: Line) -> str:
        """Why a line's columns are not moved, ``""`` where they are or nothing says so."""
        entry = line.entry
        said_no = next(
            (
                t
                for m in ("decision", "rule", "target_item")
                if (t := entry.text(m)) and _NOT_MOVED.fullmatch(unicodedata.normalize("NFKC", t).strip(_BRACKETS))
            ),
            "",
        )
        if line.item is None and line.columns and (said_no or not entry.text("target_item", "target_id")):
            reason = [one for one in (entry.text("rule"), entry.text("note"), said_no) if one]
            return "。".join(dict.fromkeys(reason)) or "対応表のワークブックに移行先がない"
        return ""

    def tell(self, line: Line) -> str:
        """What is open about a line, for the comment; findings say it by cell."""
        entry = line.entry
        if line.shared > 1:
            self.note("MIG-MAP-106", entry, entry.cell("target_item", "target_id"), count=line.shared)
            return (
                f"一つのセルに項目が {line.shared} 個あります{f'（案 {line.expression}）' if line.expression else ''}"
            )
        if line.item is None:
            self.note("MIG-MAP-132", entry, entry.cell("target_item", "target_id"))
            return "標準の項目が分かりません"
        if line.table is None and entry.text("source_column", "source_logical"):
            self.note("MIG-MAP-133", entry, entry.cell("source_table", "source_column", "source_logical"))
            return "現行の表が分かりません"
        if not line.columns and entry.text("source_column", "source_logical") and not line.expression:
            self.note("MIG-MAP-133", entry, entry.cell("source_column", "source_logical"))
            return "現行の列が分かりません"
        if not line.expression:
            self.note("MIG-MAP-134", entry, entry.cell("rule", "fixed", "target_item"))
            return "変換内容を式にできません"
        return ""


def _where(entry: Entry) -> str:
    return f"{entry.sheet}!{entry.row} 行"


def _quoted_rule(entry: Entry) -> str:
    texts = [
        one for one in (entry.text("source_column", "source_logical"), entry.text("rule"), entry.text("note")) if one
    ]
    return said(" ／ ".join(texts))


class _Writer:
    """Writes the blocks of understood lines, with what is open beside them."""

    def __init__(self, importer: _Importer, lines: Sequence[Line]) -> None:
        self.importer, self.lines = importer, lines
        self.items = self.doubtful = 0
        self.maps: dict[str, None] = {}

    def _filled(self, line: Line, seen: dict[str, Line]) -> Iterator[str]:
        assert line.item is not None, "lines of blocks have an item"
        if line.item.name in seen:
            other = seen[line.item.name].entry
            self.importer.note(
                "MIG-MAP-135", line.entry, line.entry.cell("target_item", "target_id"), other=_where(other)
            )
            self.doubtful += 1
            yield f"        # 要確認 {said(line.item.name)} は {_where(other)}にもあります: {_quoted_rule(line.entry)}"
            return
        open_point = self.importer.tell(line)
        if open_point:
            self.doubtful += 1
            told = f"{open_point}（{_where(line.entry)}）: {_quoted_rule(line.entry)}"
            yield f"        # 要確認 {said(line.item.name)}: {told}"
            return
        seen[line.item.name] = line
        self.items += 1
        self.maps |= dict.fromkeys(expression.code_maps(expression.parse(line.expression)))
        remark = f" 備考: {said(note)}" if (note := line.entry.text("note")) else ""
        yield f"        {scalar(line.item.name)}: {scalar(line.expression)}  # {_where(line.entry)}{remark}"

    def _block(self, source: str, lines: Sequence[Line]) -> Iterator[str]:
        yield f"    - source: {scalar(source)}"
        keys = {one.item.name for one in lines if one.item is not None and one.item.primary_key and one.columns}
        if not keys:
            yield f"      # 要確認 {said(source)} に主キーの項目がありません。ほかの表から引くだけの表なら、"
            yield "      # その表の join（table・as・on）に移し、列を「別名.列」と書いてください。"
        yield "      items:"
        seen: dict[str, Line] = {}
        order = {item.id: n for n, item in enumerate(self.importer.spec.items)}
        for line in sorted(lines, key=lambda one: order[one.item.id] if one.item else 0):
            yield from self._filled(line, seen)

    def tables(self) -> Iterator[str]:
        """The blocks, by group of the standard and source table; constants go into each block of their group."""
        known = [line for line in self.lines if line.item is not None and not self.importer.dropped(line)]
        for group in (g for g in self.importer.spec.tables if any(one.group == g for one in known)):
            own = [line for line in known if line.group == group]
            sources = list(dict.fromkeys(line.table.name for line in own if line.table is not None and line.columns))
            constants = [line for line in own if not line.columns and line.expression]
            lost = [line for line in own if not line.columns and not line.expression]
            if not sources:
                yield f"  # 要確認 {said(group)}: 現行の表が分かりません。"
                yield from (f"  # {text}" for line in own for text in self._alone(line))
                continue
            yield f"  {scalar(group)}:"
            for n, source in enumerate(sources):
                lines = [line for line in own if line.table is not None and line.table.name == source and line.columns]
                yield from self._block(source, [*lines, *constants, *(lost if n == 0 else [])])

    def _alone(self, line: Line) -> Iterator[str]:
        open_point = self.importer.tell(line)
        self.doubtful += 1
        name = line.item.name if line.item else line.entry.text("target_item", "target_id")
        yield f"要確認 {said(name)}: {open_point}（{_where(line.entry)}）: {_quoted_rule(line.entry)}"

    def strangers(self) -> Iterator[str]:
        """Lines whose item the standard does not have."""
        for line in self.lines:
            if line.item is None and not self.importer.dropped(line):
                yield from (f"# {text}" for text in self._alone(line))

    def drop(self) -> tuple[list[str], int]:
        """The columns that the sheet leaves behind, with its reasons; one that fills an item is not among them."""
        used = {
            (one.table.name, c) for one in self.lines if one.item and one.table and one.expression for c in one.columns
        }
        found: dict[str, dict[str, str]] = {}
        for line in self.lines:
            reason = self.importer.dropped(line)
            for column in line.columns if reason and line.table is not None else ():
                if line.table is not None and (line.table.name, column) not in used:
                    found.setdefault(line.table.name, {}).setdefault(column, f"{said(reason)}（{_where(line.entry)}）")
        lines = ["drop:"] if found else []
        for table, columns in found.items():
            lines.append(f"  {scalar(table)}:")
            lines += [f"    {scalar(column)}: {scalar(reason)}" for column, reason in columns.items()]
        return lines, sum(map(len, found.values()))


def _struck(read: Read, file: str) -> Iterator[Finding]:
    """MIG-MAP-102: cells that were not read because a line goes through their text."""
    for one in read.struck:
        place = Place(file=file, sheet=one.sheet, cell=one.cell)
        params: dict[str, str | int] = {"count": one.cells, "rows": one.rows}
        yield Finding(code="MIG-MAP-102", severity=Severity.WARNING, place=place, params=params, basis=OWN)


def draft(read: Read, spec: Spec, schema: SourceSchema, file: str) -> Imported:
    """The draft of a mapping that the lines of a workbook give, for this spec and this current system.

    ``file`` is the workbook's name for places. Findings MIG-MAP-130 (a sheet without headings), -132 to -135 and -106
    (a line of which something is not understood), -102 (what is struck through), each with its cell.
    """
    importer = _Importer(spec, schema, file, read.lists)
    lines = importer.together([line for entry in read.entries for line in importer.line(entry)])
    writer = _Writer(importer, lines)
    tables = list(writer.tables())
    strangers = list(writer.strangers())
    drop, dropped = writer.drop()
    codes = ["codes:"] if writer.maps else []
    for name in sorted(writer.maps):
        known = ", ".join(f"{quoted(old)}: {quoted(new)}" for old, new in importer.pairs.get(name, {}).items())
        said_so = (
            "もとの表の組です。すべてかを確かめてください。" if known else "現行の値: 標準の値 の組を書いてください。"
        )
        codes += [f"  # 要確認 {said_so}", f"  {scalar(name)}: {{{known}}}"]
    head = [
        f"# 対応表の下書き（{spec.id} {said(spec.business_name)}）。migrate map import が作りました。",
        f"# もとのワークブック: {said(file)}",
        f"# 直したものを mapping/{spec.business}.yaml という名前で保存してください。",
        "# 「要確認」は、式にできなかったところです。行の終わりに、もとの表の行を示します。",
        "mapping: 1",
        f'spec: "{spec.id}"',
        'product: ""',
    ]
    text = "\n".join([*head, *codes, "tables:", *tables, *drop, *strangers]) + "\n"
    quiet = tuple(
        Finding(
            code="MIG-MAP-130", severity=Severity.INFO, place=Place(file=file, sheet=one.sheet), params={}, basis=OWN
        )
        for one in read.skipped
    )
    return Imported(
        text=text.encode(),
        lines=len(read.entries),
        items=writer.items,
        doubtful=writer.doubtful,
        dropped=dropped,
        findings=(*importer.findings, *_struck(read, file), *quiet),
    )
