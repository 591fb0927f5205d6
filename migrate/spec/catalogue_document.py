"""The catalogue for people: which businesses are standardised, their 業務ID, ministry, and the spec at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from migrate.model.catalogue import Business, BusinessKind, Catalogue
from migrate.model.document import Block, Cell, Column, Grid, Section, Tone, Value
from migrate.model.spec import Spec, SpecKind
from migrate.spec.document import KINDS

_TITLES = {
    BusinessKind.STANDARDISED: "標準化対象の 20 業務",
    BusinessKind.COMMON: "七つの共通機能",
    BusinessKind.RELATED: "20 業務の数に入らない関連システム",
}
_NONE = "なし"
_COLUMNS = (
    Column(title="業務ID", width=6),
    Column(title="業務", width=34),
    Column(title="所管", width=16),
    Column(title="版", width=17),
    Column(title="種類", width=22),
    Column(title="グループ", unit="個", numeric=True, width=8),
    Column(title="項目", unit="個", numeric=True, width=8),
    Column(title="知られている版", width=22),
)
_BRIEF = (0, 1, 3, 4, 5, 6)
"""The columns that a terminal shows."""
_BASIS = (
    Column(title="業務ID", width=6),
    Column(title="業務", width=34),
    Column(title="法令等", unit="個", numeric=True, width=10),
    Column(title="031 と同じ", unit="個", numeric=True, width=10),
    Column(title="推定", unit="個", numeric=True, width=10),
    Column(title="操作の記録", unit="個", numeric=True, width=10),
)
_HOW = "「なし」の業務は、公式の資料を取り込むと使えます。"
_NOTE = (
    "業務名は総務省の進捗公表のとおりで、法令での名称が違うものは（ ）に示します。"
    + _HOW
    + "知られている版の（A）は公式資料、（B）はよい二次資料、（C）は弱い二次資料だけで確かめたものです。"
)
Defaults = Mapping[str, Spec | None]
"""業務ID → the spec that is used where no edition is named."""


def _known(business: Business) -> str:
    """The newest edition that is known, with its date and certainty."""
    newest = max(business.editions, key=lambda e: (e.date, e.edition), default=None)
    return f"{newest.edition} {newest.date}（{newest.certainty}）" if newest else ""


def _held(spec: Spec | None) -> tuple[Value, ...]:
    if spec is None:
        return (Cell(text=_NONE, tone=Tone.MUTED), "", None, None)
    tone = Tone.GOOD if spec.kind is SpecKind.OFFICIAL else Tone.CAUTION
    return (spec.edition, Cell(text=KINDS[spec.kind], tone=tone), len(spec.tables), len(spec.items))


def _name(catalogue: Catalogue, business: Business, identity: str) -> str:
    """How a line calls a 業務ID: the business, the system where there are several, and who shares it."""
    system = catalogue.by_id[identity].name
    if identity in business.shared_systems:
        users = sum(identity in one.shared_systems for one in catalogue.businesses)
        return f"{system}（{users} 業務で共用）"
    name = business.name if business.name == business.law_name else f"{business.name}（{business.law_name}）"
    return name if len(business.systems) == 1 else f"{name}: {system}"


def _lines(catalogue: Catalogue, kinds: Iterable[BusinessKind]) -> dict[str, tuple[str, Business]]:
    """業務ID → name and business, every 業務ID once, businesses in published order."""
    lines: dict[str, tuple[str, Business]] = {}
    for business in (one for kind in kinds for one in catalogue.of_kind(kind)):
        for identity in (*business.systems, *business.shared_systems):
            lines.setdefault(identity, (_name(catalogue, business, identity), business))
    return lines


def _rows(catalogue: Catalogue, kinds: Iterable[BusinessKind], defaults: Defaults) -> list[tuple[Value, ...]]:
    return [
        (identity, name, business.ministry, *_held(defaults.get(identity)), _known(business))
        for identity, (name, business) in _lines(catalogue, kinds).items()
    ]


def brief(catalogue: Catalogue, defaults: Defaults) -> Section:
    """Every 業務ID once, for a terminal: the 20 businesses in published order, then the common functions."""
    rows = tuple(tuple(row[i] for i in _BRIEF) for row in _rows(catalogue, BusinessKind, defaults))
    note = _HOW + "所管・項目の根拠の内訳・知られている版・手もとのすべての版も見るには -v を付けてください。"
    columns = tuple(_COLUMNS[i] for i in _BRIEF)
    grid = Grid(title="標準化対象の業務と共通機能", columns=columns, rows=rows, note=note)
    return Section(id="catalogue", title="業務と仕様", blocks=(grid,))


def businesses(catalogue: Catalogue, kind: BusinessKind, defaults: Defaults) -> Section:
    """The businesses of one kind, a line for each 業務ID."""
    grid = Grid(title=_TITLES[kind], columns=_COLUMNS, rows=tuple(_rows(catalogue, (kind,), defaults)), note=_NOTE)
    slug = {BusinessKind.STANDARDISED: "businesses", BusinessKind.COMMON: "common"}.get(kind, "related")
    return Section(id=f"catalogue-{slug}", title=_TITLES[kind], blocks=(grid,))


def basis(catalogue: Catalogue, defaults: Defaults) -> Section:
    """What the items of the starter models rest on, by 業務ID."""
    rows: list[tuple[Value, ...]] = []
    for identity, (name, _) in _lines(catalogue, BusinessKind).items():
        spec = defaults.get(identity)
        if spec is not None and spec.kind is SpecKind.STARTER:
            tally = spec.tally
            rows.append((identity, name, tally.law, tally.same_as_031, tally.inferred, tally.audit))
    note = "法令等は法律・政省令・要領・様式、推定は法令に書かれていない本ツールの見込みです。"
    grid = Grid(title="ひな型の項目の根拠", columns=_BASIS, rows=tuple(rows), note=note)
    return Section(id="catalogue-basis", title="ひな型の項目の根拠", blocks=(grid,))


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
