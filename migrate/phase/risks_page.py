"""The list of risks and issues for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.value import value
from migrate.phase import grids
from migrate.phase.risks import Entry, Rows, Standing, Wanted

_SHOWN = 30
_TONES = {
    Standing.OVERDUE: Tone.BAD,
    Standing.BLOCKED: Tone.CAUTION,
    Standing.DATED: Tone.PLAIN,
    Standing.UNDATED: Tone.CAUTION,
}
_WEIGHTS = {"高": Tone.BAD, "中": Tone.CAUTION, "低": Tone.MUTED}
_COLUMNS = (
    Column(title="急ぎ", width=10),
    Column(title="期限", width=12),
    Column(title="あと", unit="日", numeric=True, width=8),
    Column(title="種類", width=12),
    Column(title="重さ", width=6),
    Column(title="業務", width=20),
    Column(title="内容", width=32),
    Column(title="対応", width=30),
    Column(title="担当", width=16),
    Column(title="状態", width=10),
    Column(title="待っていること", width=20),
    Column(title="登録簿", width=18),
)
_BRIEF = ("急ぎ", "期限", "種類", "業務", "内容", "担当", "登録簿")
_BASIS = Basis(document="本ツール独自", section="リスクと課題の一覧（reports/layouts/phase/tracked.csv）")


@value
class View:
    """What the page shows. ``names``: 業務ID → name; ``entries``: the wanted ones of ``rows``."""

    municipality: str
    as_of: date
    rows: Rows
    wanted: Wanted
    entries: tuple[Entry, ...]
    names: Mapping[str, str]


def _said(view: View) -> str:
    """Which rows were asked for; empty where all were."""
    asked = view.wanted
    parts = (
        (f"業務 {asked.business} {view.names.get(asked.business, '')}".strip() if asked.business else ""),
        (f"担当に「{asked.owner}」を含む" if asked.owner else ""),
        (f"種類 {asked.kind}" if asked.kind else ""),
        ("期限超過だけ" if asked.overdue else ""),
    )
    return "、".join(filter(None, parts))


def _summary(view: View) -> str:
    if not view.rows.entries:
        settled = sum(one.closed for one in view.rows.registers)
        return "片づいていないものはありません。" if settled else "登録簿には、まだ何も書かれていません。"
    if not view.entries:
        return f"条件（{_said(view)}）に合うものはありません。"
    overdue = sum(one.standing is Standing.OVERDUE for one in view.entries)
    late = f"期限を過ぎたものが {overdue} 件あります" if overdue else "期限を過ぎたものはありません"
    unowned = sum(one.unowned for one in view.entries)
    nobody = f"担当の決まっていないものが {unowned} 件あります。" if unowned else ""
    return f"片づいていないものは {len(view.entries)} 件で、{late}。{nobody}"


def document(view: View, brief: bool = False) -> Document:
    """The list; ``brief`` holds the most pressing rows in few columns."""
    blocks: list[Block] = []
    if view.entries:
        blocks += [_figures(view), _list(view, brief)]
    facts = [("時点", view.as_of.isoformat())]
    facts += [("絞り込み", _said(view))] if _said(view) else []
    kept = (Section(id="registers", title="登録簿", blocks=tuple(_registers(view))),)
    listed = (Section(id="open", title="片づいていないもの", blocks=tuple(blocks)),) if blocks else ()
    return Document(
        title="リスクと課題",
        subtitle=view.municipality,
        facts=tuple(facts),
        summary=_summary(view),
        sections=(*listed, *(() if brief and listed else kept)),
    )


def _figures(view: View) -> Figures:
    counts = (
        ("期限超過", sum(one.standing is Standing.OVERDUE for one in view.entries), Tone.BAD),
        ("停止中", sum(one.standing is Standing.BLOCKED for one in view.entries), Tone.CAUTION),
        ("担当なし", sum(one.unowned for one in view.entries), Tone.CAUTION),
        ("期限なし", sum(one.days_left is None for one in view.entries), Tone.CAUTION),
        ("重さ 高", sum(one.weight == "高" for one in view.entries), Tone.CAUTION),
    )
    told = [Figure(label=name, value=f"{n:,} 件", tone=tone if n else Tone.GOOD) for name, n, tone in counts]
    return Figures(figures=(Figure(label="片づいていないもの", value=f"{len(view.entries):,} 件"), *told))


def _list(view: View, brief: bool) -> Grid:
    shown = view.entries[:_SHOWN] if brief else view.entries
    places = [n for n, one in enumerate(_COLUMNS) if not brief or one.title in _BRIEF]
    every = [_row(view, one) for one in shown]
    more = len(view.entries) - len(shown)
    grid = Grid(
        title="急ぐものから",
        columns=tuple(_COLUMNS[n] for n in places),
        rows=tuple(tuple(row[n] for n in places) for row in every),
        note=f"ほかに {more} 件あります（-v を付けると、すべて示します）。" if more else "",
    )
    return grids.filled(grid)


def _row(view: View, one: Entry) -> tuple[Value, ...]:
    named = [f"{id} {view.names.get(id, '')}".strip() for id in one.businesses]
    return (
        Cell(text=one.standing.value, tone=_TONES[one.standing]),
        one.due or Cell(text="なし", tone=Tone.CAUTION),
        one.days_left,
        one.kind,
        Cell(text=one.weight, tone=_WEIGHTS[one.weight]) if one.weight in _WEIGHTS else one.weight,
        "、".join(named) or "全業務",
        one.subject,
        one.detail,
        Cell(text=one.owner or "なし", tone=Tone.CAUTION) if one.unowned else one.owner,
        one.state,
        one.waits,
        f"{one.step} {one.register}",
    )


def _registers(view: View) -> Iterator[Block]:
    yield Note(
        text="一覧は、次の登録簿から作っています。書き足すときは、様式に記入し、migrate phase read で読み取ります。"
    )
    columns = (
        Column(title="登録簿", width=34),
        Column(title="種類", width=14),
        Column(title="片づいていない", unit="件", numeric=True, width=16),
        Column(title="片づいた", unit="件", numeric=True, width=12),
        Column(title="様式を作るコマンド", width=34),
    )
    rows = tuple(
        (f"{one.step} {one.register}", one.kind, one.open, one.closed, one.command) for one in view.rows.registers
    )
    yield Grid(title="登録簿ごと", columns=columns, rows=rows)


def findings(entries: tuple[Entry, ...]) -> tuple[Finding, ...]:
    """MIG-PHS-106 for a row past its date, -107 without owner, -108 without date."""
    return tuple(found for one in entries for found in _findings(one))


def _findings(one: Entry) -> Iterator[Finding]:
    if one.standing is Standing.OVERDUE:
        yield _finding(one, "MIG-PHS-106", Severity.WARNING, {"due": one.due, "days": -(one.days_left or 0)})
    if one.unowned:
        yield _finding(one, "MIG-PHS-107", Severity.INFO, {})
    if one.days_left is None:
        yield _finding(one, "MIG-PHS-108", Severity.INFO, {})


def _finding(one: Entry, code: str, severity: Severity, more: Mapping[str, str | int]) -> Finding:
    business = one.businesses[0] if len(one.businesses) == 1 else None
    place = Place(business=business, table=one.register, item=one.key)
    params = {"subject": one.subject, "register": f"{one.step} {one.register}", **more}
    return Finding(code=code, severity=severity, place=place, params=params, basis=_BASIS)


def is_empty(rows: Rows) -> bool:
    """True where no register holds anything."""
    return not any(one.open or one.closed for one in rows.registers)
