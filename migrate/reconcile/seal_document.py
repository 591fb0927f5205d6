"""Seals, their comparison and what the digests protect against, for people."""

from __future__ import annotations

from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.seal import DifferencesHeader, Normalisation, SealHeader, Side, TableDifferences, TableOpened

SIDES = {Side.OLD: "旧（移行元から求めた、あるべき行）", Side.NEW: "新（変換後・新システムの行）"}
_SHORT = {Side.OLD: "旧", Side.NEW: "新"}
_NORMALISATION = {
    Normalisation.NONE: "なし（空白・幅・大小文字・空の文字も、そのまま比べます）",
    Normalisation.EMPTY_AS_NULL: "空の文字を値なしとみなす（ほかはそのまま）",
}
_HANDLING = (
    "封印（.seal）に値は入っていません。ただし鍵を持つ人は、性別や生年月日のように取りうる値の少ない項目を、"
    "総当たりで当てられます。鍵は封印と別の経路（紙など）で渡し、照合が済んだら両方の拠点で廃棄してください。"
)
_VOLUMES = (
    "表ごとの行の数とバケツごとの行の数は、鍵がなくても分かります。"
    "くわしくは migrate explain MIG-REC-022 をご覧ください。"
)


def key_page(file: str, fingerprint: str) -> Document:
    """A new key: its fingerprint, and how to treat it."""
    facts = (("鍵のファイル", f"{file}（取扱注意、作成者だけが読めます）"), ("鍵の指紋", fingerprint))
    notes = (
        "両方の拠点に同じ鍵を置きます。17 組の文字は、紙に写して渡せます（最後の 1 組で写し間違いが分かります）。",
        "鍵を、封印と同じ媒体・同じメールで送らないでください。指紋は知られてもかまいません。",
        "リハーサルごとに新しい鍵を作ってください。同じ鍵の封印どうしは、同じ人の行を結び付けられます。",
    )
    section = Section(id="key", title="鍵の扱い", blocks=tuple(Note(text=text) for text in notes))
    return Document(title="封印の鍵を作りました", facts=facts, sections=(section,))


def seal_page(header: SealHeader, file: str, sha256: str, size: int) -> Document:
    """What was sealed."""
    columns = (
        Column(title="表", width=32),
        Column(title="行", unit="行", numeric=True, width=12),
        Column(title="バケツ", unit="個", numeric=True, width=10),
        Column(title="項目のまとまり", unit="個", numeric=True, width=12),
        Column(title="突合の単位", width=14),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (one.table, one.rows, len(one.buckets), len(one.groups), _unit(one.key, header)) for one in header.tables
    )
    facts = (
        ("標準仕様", header.spec),
        ("側", SIDES[header.side]),
        ("鍵の指紋", header.fingerprint),
        ("値の正規化", _NORMALISATION[header.normalisation]),
        *narrowed(header),
        ("ファイル", f"{file}（{size:,} バイト）"),
        ("sha256", sha256),
    )
    blocks: tuple[Block, ...] = (
        Grid(title="封印した表", columns=columns, rows=rows),
        Note(text="この sha256 は、封印とは別の手段（電話など）で相手に伝えてください。すり替えに気づけます。"),
        Note(text=_HANDLING),
        Note(text=_VOLUMES),
    )
    return Document(title="封印を作りました", facts=facts, sections=(Section(id="seal", title="封印", blocks=blocks),))


def _unit(key: tuple[str, ...], header: SealHeader) -> str:
    if header.form == "summary":
        return "バケツだけ"
    return "主キーごと" if key else "行全体（主キーなし）"


def narrowed(header: SealHeader) -> tuple[tuple[str, str], ...]:
    """A fact about what was left out; none where nothing was."""
    parts = [
        f"{one.table}（{len(one.chosen.numbers):,} / {1 << one.chosen.bits:,}）"
        for one in header.tables
        if not one.chosen.everything
    ]
    return (("絞り込み", f"違うバケツの行だけ: {'、'.join(parts)}"),) if parts else ()


def differing(tables: tuple[TableDifferences, ...]) -> int:
    """Rows that differ; buckets where rows are not known."""
    return sum(one.missing + one.extra + one.changed or one.buckets_differing for one in tables)


def _figures(tables: tuple[TableDifferences, ...], rows: bool) -> Figures:
    number = differing(tables)
    equal = f"{sum(one.equal or 0 for one in tables):,} 行" if rows else "（バケツだけの封印）"
    return Figures(
        figures=(
            Figure(
                label="相違",
                value=f"{number:,} {'行' if rows else 'バケツ'}",
                tone=Tone.BAD if number else Tone.GOOD,
                note="0 で一致",
            ),
            Figure(label="一致した行", value=equal),
            Figure(label="比べた表", value=f"{len(tables)} 個"),
        )
    )


def _verdict(one: TableDifferences) -> Cell:
    return Cell(text="一致", tone=Tone.GOOD) if one.clean else Cell(text="不一致", tone=Tone.BAD)


def _tables(tables: tuple[TableDifferences, ...], names: tuple[str, str], rows: bool) -> Grid:
    columns = (
        Column(title="表", width=30),
        Column(title=names[0], unit="行", numeric=True, width=12),
        Column(title=names[1], unit="行", numeric=True, width=12),
        *(
            (
                Column(title="一致", unit="行", numeric=True, width=12),
                Column(title="欠落", unit="行", numeric=True, width=10),
                Column(title="余分", unit="行", numeric=True, width=10),
                Column(title="相違", unit="行", numeric=True, width=10),
            )
            if rows
            else ()
        ),
        Column(title="違うバケツ", width=14),
        Column(title="判定", width=8),
    )
    found: list[tuple[Value, ...]] = []
    for one in sorted(tables, key=lambda one: (one.clean, one.table)):
        counts = (one.equal, one.missing, one.extra, one.changed) if rows else ()
        share = f"{one.buckets_differing:,} / {one.buckets:,}"
        found.append((one.table, one.base, one.other, *counts, share, _verdict(one)))
    return Grid(
        title="表ごとの突合",
        columns=columns,
        rows=tuple(found),
        note=(
            f"欠落は{names[0]}にだけある行、余分は{names[1]}にだけある行、相違は主キーが同じで中身の違う行です。"
            if rows
            else "バケツは、行を主キーのダイジェストで分けたものです。どの行が違うかまでは分かりません。"
        ),
    )


def _groups(tables: tuple[TableDifferences, ...]) -> Grid:
    columns = (
        Column(title="表", width=30),
        Column(title="項目のまとまり", width=60),
        Column(title="違う行", unit="行", numeric=True, width=10),
    )
    rows = tuple((one.table, spoken(items), count) for one in tables for items, count in one.groups if count)
    return Grid(
        title="相違のある項目", columns=columns, rows=rows, note="1 行が、いくつものまとまりで違うことがあります。"
    )


def spoken(items: tuple[str, ...]) -> str:
    """A group of items in few words.

    >>> spoken(("氏名",)), spoken(("氏名", "性別", "住所"))
    ('氏名', '氏名〜住所（3 項目）')
    """
    return items[0] if len(items) == 1 else f"{items[0]}〜{items[-1]}（{len(items)} 項目）"


def side_names(sides: tuple[Side, Side]) -> tuple[str, str]:
    """What base and other are called: 旧 and 新, else 基準 and 相手."""
    return (_SHORT[sides[0]], _SHORT[sides[1]]) if sides[0] is not sides[1] else ("基準", "相手")


def compare_page(header: DifferencesHeader, base: SealHeader, files: tuple[str, str], rows: bool) -> Document:
    """The comparison of two seals, of which one is ``base``; ``rows`` False: of buckets only."""
    tables = header.tables
    names = side_names(header.sides)
    blocks: list[Block] = [_figures(tables, rows), _tables(tables, names, rows)]
    if any(count for one in tables for _, count in one.groups):
        blocks.append(_groups(tables))
    number = differing(tables)
    verdict = f"相違が {number:,} {'行' if rows else 'バケツ'}あります。" if number else "相違はありません。"
    facts = (
        ("標準仕様", header.spec),
        ("鍵の指紋", header.fingerprint),
        ("値の正規化", _NORMALISATION[header.normalisation]),
        *narrowed(base),
        *((name, f"{file}（sha256 {sha256}）") for name, file, sha256 in zip(names, files, header.seals, strict=True)),
    )
    return Document(
        title="封印の突合の結果",
        facts=facts,
        summary=f"{header.spec}: {verdict}",
        sections=(Section(id="seals", title="封印の突合", blocks=tuple(blocks)),),
    )


def open_page(header: DifferencesHeader, side: Side, tables: tuple[TableOpened, ...]) -> Document:
    """What was found of the differences at one side."""
    columns = (
        Column(title="表", width=32),
        Column(title="この側にある違う行", unit="行", numeric=True, width=18),
        Column(title="見つかった行", unit="行", numeric=True, width=12),
        Column(title="相手の側にだけある行", unit="行", numeric=True, width=18),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple((one.table, one.wanted, one.found, one.elsewhere) for one in tables)
    found = sum(one.found for one in tables)
    verdict = f"違う行が、この側に {found:,} 行あります。" if tables else "相違のファイルに、違う行はありません。"
    blocks: tuple[Block, ...] = (Grid(title="表ごとの行", columns=columns, rows=rows),) if tables else ()
    note = Note(text="値は表示しません。鍵ダイジェストが同じ行どうしを、両方の拠点で見比べてください。")
    return Document(
        title="違う行の一覧",
        facts=(("標準仕様", header.spec), ("側", SIDES[side]), ("鍵の指紋", header.fingerprint)),
        summary=f"{header.spec}: {verdict}",
        sections=(Section(id="open", title="違う行", blocks=(*blocks, note)),),
    )
