"""現行概要: what vendors are told of the current systems, without a resident's value, a cost or a contract's terms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from migrate.model.document import Block, Column, Document, Grid, Note, Section, Tone, Value
from migrate.procure import days, layouts
from migrate.procure.package import Package
from migrate.procure.rfi.books import KIND
from migrate.procure.rfi.request import DRAFT, mark
from migrate.procure.rfi.situation import SIZES, Business, Situation

_BUSINESS = Column(title="業務", width=28)


def document(package: Package, situation: Situation) -> Document:
    """The chapters about which something is known; the others are named in the first one."""
    found = layouts.chapters(KIND, "overview")
    blocks = {
        "systems": _systems(situation),
        "size": _size(situation),
        "links": _links(situation),
        "volumes": _volumes(situation),
        "quality": _quality(situation),
        "standard": _standard(situation),
        "outside": _outside(situation),
    }
    lacking = {
        "まだ調べていないこと": [found[id][0] for id, many in blocks.items() if not many],
        "現行システムをまだ調べていない業務": _without(situation, blocks["systems"], lambda one: one.systems),
        "まだ変換を試していない業務": _without(situation, blocks["volumes"], lambda one: one.rows),
    }
    blocks["about"] = tuple(
        Note(text=f"{label}: {'、'.join(many)}。", tone=Tone.CAUTION) for label, many in lacking.items() if many
    )
    sections = (
        Section(id=id, title=title, blocks=(*((Note(text=text),) if text else ()), *blocks[id]))
        for id, (title, text) in found.items()
        if id == "about" or blocks[id]
    )
    return Document(
        title=f"{mark(package)}現行概要",
        subtitle=package.municipality,
        facts=(
            ("件名", package.title),
            ("対象の業務", "、".join(f"{one.id} {one.name}" for one in package.businesses)),
            ("資料の版", f"第{package.edition}版"),
        ),
        sections=tuple(sections),
        watermark=DRAFT if package.draft else "",
    )


def _without(
    situation: Situation, told: Sequence[Block], known: Callable[[Business], Collection[object] | None]
) -> list[str]:
    """The businesses that are missing in what is told of others."""
    return [f"{one.id} {one.name}" for one in situation.businesses if told and not known(one)]


def _systems(situation: Situation) -> tuple[Block, ...]:
    columns = (
        _BUSINESS,
        Column(title="システム", width=24),
        Column(title="製品", width=22),
        Column(title="設置の場所", width=16),
        Column(title="契約の終わり", width=18),
        Column(title="個人番号", width=10),
    )
    rows = tuple(
        (
            situation.called(one.businesses),
            one.name,
            one.package,
            one.hosting,
            days.written(one.contract_end),
            one.my_number,
        )
        for one in situation.systems
    )
    return (Grid(title="現行システム", columns=columns, rows=rows),) if rows else ()


def _size(situation: Situation) -> tuple[Block, ...]:
    listed = [(one.name, one.sizes) for one in situation.systems if one.sizes]
    used = [id for id in SIZES if any(id in sizes for _, sizes in listed)]
    columns = (Column(title="システム", width=28), *(Column(title=SIZES[id], numeric=True, width=11) for id in used))
    rows = tuple((name, *(sizes.get(id) for id in used)) for name, sizes in listed)
    return (Grid(title="規模", columns=columns, rows=rows),) if rows else ()


def _links(situation: Situation) -> tuple[Block, ...]:
    columns = (
        Column(title="送り手", width=22),
        Column(title="受け手", width=22),
        Column(title="内容", width=28),
        Column(title="頻度", width=10),
        Column(title="方式", width=16),
        Column(title="個人番号", width=10),
        Column(title="外部", width=7),
    )
    rows = tuple(
        (one.sender, one.receiver, one.name, one.frequency, one.method, one.my_number, "外部" if one.external else "")
        for one in situation.links
    )
    return (Grid(title="連携", columns=columns, rows=rows),) if rows else ()


def _volumes(situation: Situation) -> tuple[Block, ...]:
    columns = (_BUSINESS, Column(title="標準の表", width=40), Column(title="行数", unit="行", numeric=True, width=14))
    rows: list[tuple[Value, ...]] = []
    for one in situation.businesses:
        rows += ((f"{one.id} {one.name}", table, count) for table, count in (one.rows or {}).items())
    return (Grid(title="データの量", columns=columns, rows=tuple(rows)),) if rows else ()


def _quality(situation: Situation) -> tuple[Block, ...]:
    columns = (
        _BUSINESS,
        Column(title="指摘のある検査", unit="種類", numeric=True, width=18),
        Column(title="指摘", unit="件", numeric=True, width=14),
        Column(title="変換できなかった行", unit="行", numeric=True, width=20),
    )
    known = [one for one in situation.businesses if one.defects is not None or one.rejected is not None]
    rows = tuple((f"{one.id} {one.name}", *(one.defects or (None, None)), one.rejected) for one in known)
    blocks: list[Block] = [Grid(title="データの品質", columns=columns, rows=rows)] if rows else []
    if situation.characters:
        found, open_ = situation.characters
        blocks.append(
            Note(text=f"移行先の文字にない文字は {found:,} 字で、扱いの決まっていないものは {open_:,} 字です。")
        )
    return tuple(blocks)


def _standard(situation: Situation) -> tuple[Block, ...]:
    columns = (
        _BUSINESS,
        Column(title="標準仕様の版", width=18),
        Column(title="要件", numeric=True, width=9),
        Column(title="標準オプション", numeric=True, width=15),
        Column(title="採用", numeric=True, width=9),
        Column(title="不採用", numeric=True, width=9),
        Column(title="検討中", numeric=True, width=9),
        Column(title="標準にないもの", numeric=True, width=15),
    )
    rows = tuple(_counts(one) for one in situation.businesses if one.wanted)
    return (Grid(title="機能・帳票の要件", columns=columns, rows=rows),) if rows else ()


def _counts(one: Business) -> tuple[Value, ...]:
    options = [each for each in one.wanted if each.option]
    decided = [sum(each.adopt == word for each in options) for word in ("採用", "不採用")]
    outside = sum(each.sheet == "outside" for each in one.wanted)
    return (
        f"{one.id} {one.name}",
        one.edition,
        len(one.wanted) - outside,
        len(options),
        *decided,
        len(options) - sum(decided),
        outside,
    )


def _outside(situation: Situation) -> tuple[Block, ...]:
    columns = (Column(title="名称", width=36), Column(title="種類", width=22), Column(title="関係する業務", width=46))
    rows = tuple((one.name, one.kind, situation.called(one.businesses)) for one in situation.beside)
    return (Grid(title="標準準拠システム以外", columns=columns, rows=rows),) if rows else ()
