"""Images for people: how many went where, in what formats. No file name: it may hold a number of somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.model.document import Cell, Column, Document, Grid, Note, Section, Tone
from migrate.model.images import ImageBalance, ImageFormat

_CLOSED = Note(
    text="収支は閉じています。すべてのファイルと、行が示すすべての名前の行き先が分かっています。", tone=Tone.GOOD
)
_OWN = (
    "形式・大きさ・解像度は、ファイルの先頭などの構造から読んだものです。画像そのものは開いていません。"
    "一つずつの一覧は out/restricted/images/（取扱注意）にあります。"
)


def _number(title: str, unit: str) -> Column:
    return Column(title=title, unit=unit, numeric=True, width=16)


def _bad(number: int) -> Cell:
    return Cell(text=number, tone=Tone.BAD if number else Tone.PLAIN)


def _files(found: Sequence[ImageBalance]) -> Grid:
    columns = (
        *(Column(title="種類", width=16), _number("ファイル", "個"), _number("複写", "個"), _number("参照なし", "個")),
        *(_number("拒否", "個"), Column(title="収支", width=8), _number("壊れ・形式違い", "個")),
        *(_number("同じ中身", "個"), _number("複写の大きさ", "バイト")),
    )
    rows = tuple(
        (
            *(one.kind, one.files, one.copied, one.orphans, _bad(one.refused)),
            *("一致" if one.closed else "不一致", _bad(one.damaged), one.alike, one.bytes),
        )
        for one in found
    )
    return Grid(
        title="ファイルの収支",
        columns=columns,
        rows=rows,
        note="ファイル＝複写＋参照なし＋拒否。壊れ・形式違いと同じ中身は、複写のうちです。",
    )


def _names(found: Sequence[ImageBalance]) -> Grid:
    columns = (
        *(
            Column(title="種類", width=16),
            Column(title="参照する表", width=20),
            _number("行", "行"),
            _number("名前が空", "行"),
        ),
        *(_number("名前", "個"), _number("ファイルあり", "個"), _number("ファイルなし", "個"), _number("拒否", "個")),
    )
    rows = tuple(
        (
            *(one.kind, one.table, one.rows, one.blank, one.names, one.found),
            *(_bad(one.missing), _bad(one.refused_names)),
        )
        for one in found
    )
    return Grid(title="参照の収支", columns=columns, rows=rows, note="名前＝ファイルあり＋ファイルなし＋拒否。")


def _formats(found: Mapping[str, Mapping[ImageFormat, int]]) -> Grid:
    columns = (Column(title="種類", width=16), Column(title="形式", width=12), _number("複写", "個"))
    rows = tuple((kind, form, count) for kind, forms in found.items() for form, count in forms.items())
    return Grid(title="形式", columns=columns, rows=rows)


def document(found: Sequence[ImageBalance], formats: Mapping[str, Mapping[ImageFormat, int]]) -> Document:
    """What `convert images` shows."""
    copied = sum(one.copied for one in found)
    blocks = (_CLOSED, _files(found), _names(found), _formats(formats), Note(text=_OWN))
    return Document(
        title="画像の移行",
        summary=f"画像 {copied:,} 個を複写しました。",
        sections=(Section(id="convert-images", title="結果", blocks=blocks),),
    )
