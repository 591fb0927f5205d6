"""The catalogue for people: which businesses are standardised, their 業務ID, ministry, and the spec at hand."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.catalogue import Business, BusinessKind, Catalogue
from migrate.model.document import Block, Cell, Column, Grid, Section, Tone, Value
from migrate.model.spec import Spec, SpecKind
from migrate.spec.document import KINDS

_TITLES = {
    BusinessKind.STANDARDISED: "標準化対象の 20 業務",
    BusinessKind.COMMON: "七つの共通機能",
    BusinessKind.RELATED: "20 業務の数に入らない関連システム",
}
_NONE = "なし（公式の資料を取り込んでください）"
_COLUMNS = (
    Column(title="業務", width=22),
    Column(title="業務ID", width=8),
    Column(title="システム", width=26),
    Column(title="所管", width=18),
    Column(title="仕様", width=22),
    Column(title="種類", width=22),
    Column(title="グループ", unit="個", numeric=True, width=8),
    Column(title="項目", unit="個", numeric=True, width=8),
    Column(title="法令等", unit="個", numeric=True, width=8),
    Column(title="031 と同じ", unit="個", numeric=True, width=8),
    Column(title="推定", unit="個", numeric=True, width=8),
    Column(title="操作の記録", unit="個", numeric=True, width=8),
    Column(title="知られている版", width=26),
)
_NOTE = (
    "業務名は総務省の進捗公表のとおりで、法令での名称が違うものは（ ）に示します。"
    "「共用」は、ほかの業務と共に使うシステムです。項目の内訳は、ひな型の項目が何にもとづくかを示します。"
    "知られている版の（A）は公式資料、（B）はよい二次資料、（C）は弱い二次資料だけで確かめたものです。"
)


def _known(business: Business) -> str:
    """The newest edition that is known, with its date and certainty."""
    newest = max(business.editions, key=lambda e: (e.date, e.edition), default=None)
    return f"{newest.edition} {newest.date}（{newest.certainty}）" if newest else ""


def _held(spec: Spec | None) -> tuple[Value, ...]:
    if spec is None:
        return (Cell(text=_NONE, tone=Tone.MUTED), "", *([None] * 6))
    tone = Tone.GOOD if spec.kind is SpecKind.OFFICIAL else Tone.CAUTION
    tally = spec.tally
    basis: tuple[Value, ...] = (None, None, None, None)
    if spec.kind is SpecKind.STARTER:
        basis = (tally.law, tally.same_as_031, tally.inferred, tally.audit)
    return (spec.id, Cell(text=KINDS[spec.kind], tone=tone), len(spec.tables), len(spec.items), *basis)


def _rows(business: Business, names: Mapping[str, str], defaults: Mapping[str, Spec | None]) -> list[tuple[Value, ...]]:
    name = business.name if business.name == business.law_name else f"{business.name}（{business.law_name}）"
    return [
        (
            *(name, identity, names[identity] + ("（共用）" if identity in business.shared_systems else "")),
            *(business.ministry, *_held(defaults.get(identity)), _known(business)),
        )
        for identity in (*business.systems, *business.shared_systems)
    ]


def _users(catalogue: Catalogue, identity: str) -> int:
    """How many businesses share a system."""
    return sum(identity in one.shared_systems for one in catalogue.businesses)


_BRIEF = (
    Column(title="業務ID", width=6),
    Column(title="業務", width=34),
    Column(title="版", width=17),
    Column(title="種類", width=22),
    Column(title="グループ", numeric=True, width=8),
    Column(title="項目", numeric=True, width=6),
)


def brief(catalogue: Catalogue, defaults: Mapping[str, Spec | None]) -> Section:
    """Every 業務ID once, for a terminal: the 20 businesses in published order, then the common functions."""
    rows: dict[str, tuple[Value, ...]] = {}
    names = {system.id: system.name for system in catalogue.systems}
    for business in catalogue.businesses:
        for identity in (*business.systems, *business.shared_systems):
            single = len(business.systems) == 1 and identity in business.systems
            name = business.name if single else f"{business.name}: {names[identity]}"
            if identity in business.shared_systems:
                name = f"{names[identity]}（{_users(catalogue, identity)} 業務で共用）"
            spec = defaults.get(identity)
            held: tuple[Value, ...] = (
                (spec.edition, KINDS[spec.kind], len(spec.tables), len(spec.items))
                if spec
                else ("なし", "", None, None)
            )
            rows.setdefault(identity, (identity, name, *held))
    note = "所管・項目の内訳・知られている版・手もとのすべての版も見るには -v を付けてください。"
    grid = Grid(title="標準化対象の業務と共通機能", columns=_BRIEF, rows=tuple(rows.values()), note=note)
    return Section(id="catalogue", title="業務と仕様", blocks=(grid,))


def businesses(catalogue: Catalogue, kind: BusinessKind, defaults: Mapping[str, Spec | None]) -> Section:
    """The businesses of one kind, a line for each 業務ID; ``defaults`` gives the spec at hand by 業務ID."""
    names = {system.id: system.name for system in catalogue.systems}
    rows = tuple(row for business in catalogue.of_kind(kind) for row in _rows(business, names, defaults))
    grid = Grid(title=_TITLES[kind], columns=_COLUMNS, rows=rows, note=_NOTE)
    slug = {BusinessKind.STANDARDISED: "businesses", BusinessKind.COMMON: "common"}.get(kind, "related")
    return Section(id=f"catalogue-{slug}", title=_TITLES[kind], blocks=(grid,))


def system(catalogue: Catalogue, identity: str) -> tuple[Section, ...]:
    """What the catalogue knows of one 業務ID: its businesses, known editions and interfaces; nothing for others."""
    found = catalogue.of_system(identity)
    if not found:
        return ()
    facts = tuple(
        (one.name, one.law_name, "、".join(one.aliases), one.kind.value, one.ministry, one.certainty) for one in found
    )
    editions = tuple(
        dict.fromkeys(
            (e.document, e.edition, e.date, e.certainty, e.note, e.source)
            for e in (*(e for one in found for e in one.editions), *catalogue.general_editions)
        )
    )
    interfaces = tuple(
        (one.id or "不明", one.name, one.direction, one.certainty)
        for one in catalogue.interfaces
        if one.provider == identity
    )
    blocks: tuple[Block, ...] = (
        _grid("業務", ("名称（進捗公表）", "名称（法令）", "別の呼び方", "区分", "所管", "確かさ"), facts),
        _grid("知られている版", ("文書", "版", "日付", "確かさ", "備考", "出典"), editions),
        *((_grid("知られている連携", ("連携ID", "名称", "向き", "確かさ"), interfaces),) if interfaces else ()),
    )
    return (Section(id=f"catalogue-{identity}", title="業務と、知られている版", blocks=blocks),)


def _grid(title: str, heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Grid:
    return Grid(title=title, columns=tuple(Column(title=head, width=20) for head in heads), rows=rows)
