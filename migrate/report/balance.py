"""The conversion's balance for people: what became of every source row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from migrate.model.balance import BalanceLine, Conversion
from migrate.model.document import Bar, BarChart, Cell, Column, Grid, Section, Tone, Value
from migrate.model.finding import Finding
from migrate.report import cases, messages

_PARTS = (("書込", Tone.GOOD), ("統合", Tone.PLAIN), ("対象外", Tone.MUTED), ("拒否", Tone.BAD))
_RULE_CODE = "MIG-CNV-026"
"""Rows that a rule of the mapping rejects."""
_RULE = "読込＝書込＋統合＋対象外＋拒否となるとき、収支は「一致」です。すべて現行の行数です。"


def _agrees(closed: bool) -> Cell:
    return Cell(text="一致", tone=Tone.GOOD) if closed else Cell(text="不一致", tone=Tone.BAD)


def _numbers(line: BalanceLine) -> tuple[int, int, int, int]:
    return (line.written, sum(line.merged.values()), sum(line.excluded.values()), sum(line.rejected.values()))


def _chart(lines: tuple[BalanceLine, ...]) -> BarChart:
    read = sum(line.read for line in lines)
    sums = [sum(numbers) for numbers in zip(*(_numbers(line) for line in lines), strict=True)] or [0, 0, 0, 0]
    words = "、".join(f"{word} {number:,}" for (word, _), number in zip(_PARTS, sums, strict=True))
    names = [line.source for line in lines]
    bars = tuple(
        Bar(
            label=line.source if len(set(names)) == len(names) else f"{line.source}（{line.target}・{line.file}）",
            values=_numbers(line),
        )
        for line in lines
    )
    return BarChart(
        title="読み込んだ行の行き先", parts=_PARTS, bars=bars, unit="行", summary=f"読んだ {read:,} 行の内訳: {words}。"
    )


def _lines(lines: tuple[BalanceLine, ...]) -> Grid:
    columns = (
        Column(title="移行先", width=24),
        Column(title="現行の表", width=16),
        Column(title="ファイル", width=26),
        Column(title="読込", unit="行", numeric=True, width=10),
        *(Column(title=word, unit="行", numeric=True, width=10) for word, _ in _PARTS),
        Column(title="収支", width=10),
    )
    rows = tuple((x.target, x.source, x.file, x.read, *_numbers(x), _agrees(x.closed)) for x in lines)
    return Grid(title="収支", columns=columns, rows=rows, note=_RULE)


def _said(line: BalanceLine, name: str) -> str:
    """What is said of a rule, by its reason in the mapping, or of a code."""
    found = messages.message(name)
    if found is not None:
        return messages.general(found.title)
    return line.reasons.get(name) or "対応表の規則によります。"


def _by_rule(line: BalanceLine, findings: Iterable[Finding]) -> Counter[str]:
    """Rows that rules of the mapping reject, by rule; empty where the findings do not tell all of them."""
    told = Counter(
        str(one.params["rule"])
        for one in findings
        if one.code == _RULE_CODE and (one.place.table, one.place.file) == (line.target, line.file)
    )
    return told if told.total() == line.rejected.get(_RULE_CODE) else Counter()


def _rejected(line: BalanceLine, findings: Iterable[Finding]) -> Iterator[tuple[str, str, int]]:
    """Code (with the name of the rule where one rejects), what is said of it, rows."""
    rules = _by_rule(line, findings)
    for code, number in sorted(line.rejected.items()):
        if code == _RULE_CODE and rules:
            yield from ((f"{code}（{rule}）", _said(line, rule), rows) for rule, rows in sorted(rules.items()))
        else:
            yield code, _said(line, code), number


def _kept_out(line: BalanceLine, findings: Iterable[Finding]) -> Iterator[tuple[Value, ...]]:
    """The rows of one line that are not written: fate, rule or code, what is said of it, number."""
    for word, tone, numbers in (("統合", Tone.PLAIN, line.merged), ("対象外", Tone.MUTED, line.excluded)):
        yield from (
            (Cell(text=word, tone=tone), name, _said(line, name), number) for name, number in sorted(numbers.items())
        )
    yield from ((Cell(text="拒否", tone=Tone.BAD), *row) for row in _rejected(line, findings))


def _reasons(conversion: Conversion) -> Grid:
    columns = (
        Column(title="現行の表", width=18),
        Column(title="行き先", width=10),
        Column(title="規則・コード", width=24),
        Column(title="内容", width=44),
        Column(title="行数", unit="行", numeric=True, width=10),
    )
    rows = tuple((line.source, *row) for line in conversion.lines for row in _kept_out(line, conversion.findings))
    return Grid(title="書き込まなかった行の理由", columns=columns, rows=rows)


def _targets(conversion: Conversion) -> Grid:
    columns = (
        Column(title="移行先", width=30),
        Column(title="行数", unit="行", numeric=True, width=12),
        Column(title="元の行が分かる行", unit="行", numeric=True, width=18),
        Column(title="収支", width=10),
    )
    rows = tuple((x.table, x.rows, x.with_source, _agrees(x.closed)) for x in conversion.targets)
    return Grid(title="移行先の行", columns=columns, rows=rows)


def section(conversion: Conversion) -> Section:
    """The balance of one conversion run: a bar and a row for each source file, reasons, cases, and target's rows."""
    lines = conversion.lines
    together = cases.grid(conversion.findings)
    kept_out = (_reasons(conversion), *((together,) if together.rows else ()))
    blocks = (_chart(lines), _lines(lines), *kept_out, _targets(conversion))
    return Section(id="convert", title="変換と収支", blocks=blocks)
