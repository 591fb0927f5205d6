"""Documents about the ledger, for auditors."""

from __future__ import annotations

from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.ledger import NOTE, LedgerVerify

_SHOWN = (
    "この確認で分かること: 行の書換え、削除、割込み、順序の入替え。最後の行の書換えと末尾の削除は、証人"
    "（作業フォルダの控え、書き留めた確認コード、台帳の写し）があるときに分かります。"
)
_NOT_SHOWN = (
    "分からないこと: 台帳と控えの全部を、はじめから作り直した人がいるかどうか。確認コードを作業フォルダの外（紙など）に残し、"
    "あとで --check に渡すと、それも分かります。"
)
_UNNOTED = "作業フォルダの控え（.migrate/head）がありません。前の版で作った台帳か、控えなしで写した作業フォルダです。"


def verdict(town: str, told: LedgerVerify) -> Document:
    """What `ledger verify` found."""
    grids = tuple(grid for grid in (_witnesses(told), _merged(told)) if grid.rows)
    notes = ([Note(text=_UNNOTED, tone=Tone.CAUTION)] if not told.noted else []) + [
        Note(text=_SHOWN),
        Note(text=_NOT_SHOWN),
    ]
    blocks = (figures(told), *grids, *notes)
    return Document(
        title="台帳の確認",
        subtitle=town,
        summary=sentence(told),
        sections=(Section(id="verdict", title="確認の結果", blocks=blocks),),
    )


def sentence(told: LedgerVerify) -> str:
    """The verdict in one sentence."""
    if told.whole:
        return f"台帳 {told.lines:,} 行のつながりに、書換え・削除・順序の入替えの跡はありません。"
    return f"台帳 {told.lines:,} 行のつながりか証人に、合わないところがあります。"


def figures(told: LedgerVerify) -> Figures:
    """Verdict, lines and check code."""
    tone, word = (Tone.GOOD, "合っている") if told.whole else (Tone.BAD, "合わない")
    heard = [one.name for one in told.witnesses]
    return Figures(
        figures=(
            Figure(label="判定", value=word, tone=tone),
            Figure(label="台帳の行数", value=f"{told.lines:,}"),
            Figure(label="確認コード", value=told.code or "なし", note="行数と、最後の行までの要約値"),
            Figure(label="証人", value=f"{len(heard)}", note="、".join(heard) or f"{NOTE}もありません"),
        )
    )


def _fit(fits: bool, yes: str, no: str) -> Cell:
    return Cell(text=yes if fits else no, tone=Tone.GOOD if fits else Tone.BAD)


def _witnesses(told: LedgerVerify) -> Grid:
    rows = tuple((one.name, one.lines, _fit(one.fits, "合う", "合わない")) for one in told.witnesses)
    columns = (
        Column(title="証人", width=40),
        Column(title="見た行数", numeric=True, width=12),
        Column(title="台帳と", width=12),
    )
    return Grid(title="証人", columns=columns, rows=rows)


def _merged(told: LedgerVerify) -> Grid:
    rows = tuple((one.name, one.file, one.lines, _fit(one.whole, "合っている", "合わない")) for one in told.merged)
    columns = (
        Column(title="相手", width=24),
        Column(title="ファイル", width=40),
        Column(title="行数", numeric=True, width=12),
        Column(title="つながりと封印", width=16),
    )
    return Grid(title="取り込んだ台帳", columns=columns, rows=rows)
