"""The readiness of peripheral systems for people: sections for the document of 横断 and for ``phase peripheral``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from migrate.model.document import Block, Cell, Column, Grid, Note, Section, Tone, Value
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.value import value
from migrate.phase import chapters, grids, peripheral
from migrate.phase import form as forms
from migrate.phase.peripheral import Interface, Readiness

_TONES = {"準備完了": Tone.GOOD, "準備中": Tone.CAUTION, "未着手": Tone.CAUTION, "対象外": Tone.MUTED}
_RESULTS = {"合格": Tone.GOOD, "不合格": Tone.BAD, "未確認": Tone.CAUTION}
_BASIS = Basis(document="本ツール独自", section="周辺システムの準備（様式 横断）")


@value
class View:
    """What the pages show. ``names``: 業務ID → name; ``business``: only rows that concern it, empty for all."""

    as_of: date
    rows: tuple[Interface, ...]
    names: Mapping[str, str]
    business: str = ""

    @property
    def shown(self) -> tuple[Interface, ...]:
        """The rows in view."""
        return tuple(one for one in self.rows if not self.business or self._concerns(one))

    def _concerns(self, one: Interface) -> bool:
        return not one.businesses or self.business in one.businesses

    @property
    def readiness(self) -> tuple[Readiness, ...]:
        """Where the businesses in view stand."""
        found = peripheral.readiness(self.shown, self.as_of)
        return tuple(one for one in found if not self.business or one.business in ("", self.business))

    def label(self, business: str) -> str:
        """業務ID and name."""
        return f"{business} {self.names.get(business, '')}".strip() if business else "全業務に共通"


def summary(view: View) -> str:
    """Where the interfaces stand, in one sentence."""
    wanted = [one for one in view.shown if one.ready != peripheral.LEFT_OUT]
    if not wanted:
        return "周辺システムの準備は、まだ登録簿に書かれていません。"
    done, late = sum(one.done for one in wanted), sum(bool(one.late(view.as_of)) for one in wanted)
    untried = sum(one.untried for one in wanted)
    parts = [f"つなぐもの {len(wanted)} 件のうち、準備を終えて合格したものは {done} 件です"]
    parts += [f"期限を過ぎたものが {late} 件あります"] if late else []
    parts += [f"「準備完了」で合格していないものが {untried} 件あります"] if untried else []
    return "。".join(parts) + "。"


def sections(view: View) -> Iterator[Section]:
    """Readiness by business, then the registers; each only where it holds something."""
    parts = chapters.of_item(forms.REGISTERS)
    if view.readiness:
        yield parts["readiness"].section(_readiness(view))
    if systems := tuple(_grids(view, peripheral.SYSTEMS, "周辺システム")):
        yield parts["peripheral"].section(*systems, *_unwritten(view))
    procedures = tuple(_grids(view, peripheral.PROCEDURES, "手続"))
    said: tuple[Block, ...] = (*_counted(view), *procedures)
    if said:
        yield parts["mynaportal"].section(*said)


def _readiness(view: View) -> Grid:
    columns = (
        Column(title="業務", width=28),
        *(
            Column(title=title, unit="件", numeric=True, width=10)
            for title in ("つなぐもの", "準備完了", "確認の合格", "期限超過", "停止中")
        ),
        Column(title="次の期限", width=12),
    )
    rows = tuple(
        (
            view.label(one.business),
            one.interfaces,
            Cell(text=one.done, tone=Tone.GOOD if one.done == one.interfaces else Tone.PLAIN),
            one.passed,
            Cell(text=one.late, tone=Tone.BAD) if one.late else 0,
            Cell(text=one.blocked, tone=Tone.CAUTION) if one.blocked else 0,
            one.next_due,
        )
        for one in view.readiness
    )
    note = "業務の行は、全業務に共通のものを含みます。" if any(not one.business for one in view.readiness) else ""
    return Grid(title="業務ごとの準備", columns=columns, rows=rows, note=note)


_COLUMNS = (
    Column(title="名称", width=24),
    Column(title="業務", width=20),
    Column(title="つなぐ内容", width=22),
    Column(title="つなぐ相手", width=18),
    Column(title="ベンダ", width=18),
    Column(title="変わること", width=30),
    Column(title="準備", width=13),
    Column(title="確認", width=11),
    Column(title="確認した日", width=13),
    Column(title="担当", width=16),
    Column(title="期限", width=14),
    Column(title="待っていること", width=20),
)


def _grids(view: View, sheet: str, title: str) -> Iterator[Grid]:
    """One register as a table; none where nothing of it is in view."""
    if rows := tuple(_row(view, one) for one in peripheral.listed(view.shown, sheet)):
        yield grids.filled(Grid(title=title, columns=_COLUMNS, rows=rows))


def _row(view: View, one: Interface) -> tuple[Value, ...]:
    due = Cell(text=one.due, tone=Tone.BAD) if one.late(view.as_of) else one.due
    return (
        one.name,
        "、".join(map(view.label, one.businesses)) or "全業務",
        one.interface,
        one.party,
        one.vendor,
        one.change,
        Cell(text=one.ready or "未着手", tone=_TONES.get(one.ready, Tone.CAUTION)),
        Cell(text=one.result or "未確認", tone=_RESULTS.get(one.result, Tone.CAUTION)),
        one.tested,
        one.owner,
        due,
        one.waits,
    )


def _unwritten(view: View) -> Iterator[Note]:
    """Systems that are looked at everywhere and that nobody has written about, where all rows are in view."""
    missing = [] if view.business else [one.name for one in peripheral.unwritten(view.rows)]
    if missing:
        text = f"まだ登録簿にないもの: {'、'.join(missing)}。無ければ、準備を「対象外」として 1 行書きます。"
        yield Note(text=text, tone=Tone.CAUTION)


def _counted(view: View) -> Iterator[Note]:
    """How many procedures are written down, of how many."""
    for one in peripheral.known():
        if one.key != peripheral.PROCEDURES or one.procedures is None or view.business or not view.rows:
            continue
        rows = [row for row in view.rows if row.sheet == peripheral.PROCEDURES]
        done = sum(row.done for row in rows)
        yield Note(
            text=f"公表された対象は {one.procedures} 手続です。登録簿にあるのは {len(rows)} 手続で、"
            f"準備を終えて合格したものは {done} 手続です。",
            tone=Tone.PLAIN if len(rows) >= one.procedures else Tone.CAUTION,
        )
        yield Note(text=f"数の出典: {one.source}。手続の名は、団体の一覧から書き写してください。", tone=Tone.MUTED)


def findings(view: View) -> tuple[Finding, ...]:
    """MIG-PHS-106 for what is late, MIG-PHS-110 for what is called ready and was not found to work."""
    return tuple(found for one in view.shown for found in _findings(view, one))


def _findings(view: View, one: Interface) -> Iterator[Finding]:
    register = forms.form(forms.REGISTERS).of(one.sheet).name
    business = one.businesses[0] if len(one.businesses) == 1 else None
    place = Place(business=business, table=register, item=one.key)
    if late := one.late(view.as_of):
        named = {"subject": one.name, "register": f"{forms.ACROSS} {register}", "due": one.due}
        params: Mapping[str, str | int] = {**named, "days": late}
        yield Finding(code="MIG-PHS-106", severity=Severity.WARNING, place=place, params=params, basis=_BASIS)
    if one.untried:
        told = {"subject": one.name, "result": one.result or "未確認"}
        yield Finding(code="MIG-PHS-110", severity=Severity.WARNING, place=place, params=told, basis=_BASIS)
