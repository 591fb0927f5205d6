"""突合票: the rows of a sample to be compared by eye on the screens of both systems, and to be signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.model.document import Block, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.value import value
from migrate.reconcile.sample import Sample

_BY_HAND = (
    Column(title="旧システムの画面", width=18),
    Column(title="新システムの画面", width=18),
    Column(title="一致・不一致", width=14),
    Column(title="備考", width=24),
)


@value
class Sheet:
    """What the sheet says beside the rows."""

    municipality: str
    business: str
    table: str
    day: str
    key: str
    """Which key made the digests."""
    by: str
    items: tuple[str, ...]
    texts: Mapping[int, Mapping[str, str]]
    """Target row → item → its value, or its shape where ``purge`` is empty."""
    purge: str = ""
    """The date until which a sheet with values is to be destroyed; empty: it holds none."""


def _rows(sample: Sample) -> Grid:
    columns = (
        Column(title="番号", numeric=True, width=6),
        Column(title="層", numeric=True, width=6),
        Column(title="キー", width=18),
        Column(title="元のファイル", width=30),
        Column(title="元の行", numeric=True, width=10),
        Column(title="移行先の行", numeric=True, width=10),
        *_BY_HAND[2:],
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (number, one.stratum, one.digest, one.file, one.source_row, one.row or None, None, None)
        for number, one in enumerate(sample.rows, start=1)
    )
    return Grid(title="抽出した行", columns=columns, rows=rows)


def _strata(sample: Sample, sheet: Sheet) -> Grid:
    with_value = bool(sheet.by and sheet.purge)
    columns = (
        Column(title="層", numeric=True, width=6),
        Column(title="行の由来", width=24),
        *((Column(title=sheet.by, width=20),) if with_value else ()),
        Column(title="母数", unit="行", numeric=True, width=12),
        Column(title="抽出", unit="行", numeric=True, width=12),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (number, one.name, *((one.value,) if with_value else ()), one.rows, one.drawn)
        for number, one in enumerate(sample.strata, start=1)
    )
    said = f"層は、行の由来と「{sheet.by}」の値で分けています。" if sheet.by else "層は、行の由来で分けています。"
    return Grid(title="層", columns=columns, rows=rows, note=said + "どの層からも、入るかぎり 1 行は選びます。")


def _items(sample: Sample, sheet: Sheet) -> Grid:
    columns = (
        Column(title="番号", numeric=True, width=6),
        Column(title="項目", width=26),
        Column(title="移行先の値" if sheet.purge else "移行先の値の形", width=30),
        *_BY_HAND,
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (number, item, sheet.texts.get(one.row, {}).get(item, ""), None, None, None, None)
        for number, one in enumerate(sample.rows, start=1)
        if one.row
        for item in sheet.items
    )
    return Grid(title="項目の突合", columns=columns, rows=rows, note="両方の画面を見て、値が同じかを記入してください。")


def document(sample: Sample, sheet: Sheet) -> Document:
    """The sheet."""
    facts: tuple[tuple[str, str], ...] = (
        ("時点", sheet.day),
        ("業務・移行先", f"{sheet.business} {sheet.table}"),
        ("選び方", f"主キーの鍵付きダイジェストの小さい順（{sheet.key}）。同じ鍵なら、両方の側で同じ行になります。"),
    )
    warned: tuple[Block, ...] = ()
    if sheet.purge:
        text = f"取扱注意: 住民の情報が入っています。{sheet.purge} までに廃棄し、外へ持ち出さないでください。"
        warned = (Note(text=text, tone=Tone.BAD),)
        facts = (*facts, ("取扱い", "取扱注意"), ("廃棄期限", sheet.purge))
    columns = tuple(
        Column(title=title, width=width)
        for title, width in (("役割", 10), ("所属・職名", 30), ("氏名", 26), ("日付", 16))
    )
    signed = Grid(
        title="署名", columns=columns, rows=tuple((role, None, None, None) for role in ("実施", "確認", "承認"))
    )
    return Document(
        title=f"突合票【取扱注意】{sheet.purge} までに廃棄" if sheet.purge else "突合票",  # at the top of each page
        subtitle=sheet.municipality,
        facts=facts,
        summary=f"{sheet.table} の {len(sample.rows):,} 行を、{len(sample.strata):,} の層から選びました。",
        sections=(
            Section(id="rows", title="抽出した行", blocks=(*warned, _rows(sample), _strata(sample, sheet))),
            Section(id="items", title="項目の突合", blocks=(_items(sample, sheet),)),
            Section(id="signatures", title="署名", blocks=(signed,)),
        ),
    )


def listing(sample: Sample, sheet: Sheet) -> Document:
    """What a screen shows: the strata and the rows, never a value."""
    shown = replace(sheet, purge="", texts={})
    return Document(
        title="突合票",
        subtitle=sheet.municipality,
        summary=f"{sheet.table} の {len(sample.rows):,} 行を、{len(sample.strata):,} の層から選びました。",
        sections=(Section(id="rows", title="抽出した行", blocks=(_strata(sample, shown), _rows(sample))),),
    )
