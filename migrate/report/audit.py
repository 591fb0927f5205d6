"""Documents about the ledger, for auditors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.ledger import NOTE, LedgerReport, LedgerVerify, Run
from migrate.report import messages

_SHOWN = (
    "この確認で分かること: 行の書換え、削除、割込み、順序の入替え。最後の行の書換えと末尾の削除は、証人"
    "（.migrate/head の控え、書き留めた確認コード、台帳の写し）があるときに分かります。"
)
_NOT_SHOWN = (
    "分からないこと: 台帳と控えの全部を、はじめから作り直した人がいるかどうか。確認コードを作業フォルダの外（紙など）に"
    "残し、あとで --check に渡すと、それも分かります。"
)
_UNNOTED = "台帳の控え（.migrate/head）がありません。前の版で作った台帳か、控えなしで写した作業フォルダです。"


def verdict(town: str, told: LedgerVerify) -> Document:
    """What `ledger verify` found."""
    blocks: list[Block] = [figures(told), *(grid for grid in (_witnesses(told), _merged(told)) if grid.rows)]
    blocks += ([Note(text=_UNNOTED, tone=Tone.CAUTION)] if not told.noted else []) + [
        Note(text=_SHOWN),
        Note(text=_NOT_SHOWN),
    ]
    return Document(
        title="台帳の確認",
        subtitle=town,
        summary=sentence(told),
        sections=(Section(id="verdict", title="確認の結果", blocks=tuple(blocks)),),
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


_DAYS = "月火水木金土日"
_LAST = 15
"""Runs that a terminal shows."""


def report(told: LedgerReport, town: str, day: str) -> Document:
    """Everything, for paper and Excel."""
    sections = (
        _verdict(told),
        Section(id="people", title="利用者ごと", blocks=(_people(told.runs),)),
        Section(id="commands", title="コマンドごと", blocks=(_commands(told.runs),)),
        Section(id="days", title="日ごと", blocks=(_days(told.runs),)),
        Section(id="failed", title="失敗した実行", blocks=(_failed(told.runs),)),
        Section(id="runs", title="実行の一覧", blocks=(_runs("実行の一覧", told.runs, files=True),)),
        Section(id="files", title="入力と出力のファイル", blocks=(_files(told.runs),)),
    )
    return replace(_head(told, town, day), sections=sections)


def brief(told: LedgerReport, town: str, day: str) -> Document:
    """What a terminal shows: the verdict, who did how much, the latest runs."""
    title = f"最近の実行（{min(_LAST, len(told.runs)):,} 回。全部は -v か --output 監査.xlsx）"
    blocks = (_people(told.runs), _runs(title, told.runs[-_LAST:]))
    return replace(_head(told, town, day), sections=(_verdict(told), Section(id="runs", title="実行", blocks=blocks)))


def _head(told: LedgerReport, town: str, day: str) -> Document:
    asked = told.asked
    span = f"{asked.since or 'はじめ'} から {asked.until or '終わり'} まで" if asked.since or asked.until else "全期間"
    wanted = (("期間", span), ("利用者", asked.who), ("コマンド", asked.command), ("ファイル", asked.file))
    failed = sum(one.failed for one in told.runs)
    people = len({one.who for one in told.runs})
    return Document(
        title="台帳の監査資料",
        subtitle=town,
        facts=(("時点", day), *((label, text) for label, text in wanted if text)),
        summary=f"{people:,} 人が {len(told.runs):,} 回実行し、失敗で終わったものは {failed:,} 回です"
        f"（台帳には全部で {told.all:,} 回）。{sentence(told.verdict)}",
    )


def _verdict(told: LedgerReport) -> Section:
    note = "利用者は、OS のログイン名か、環境変数 MIGRATE_USER の名前です。本人であることの証明ではありません。"
    merged = _merged(told.verdict)
    blocks = (figures(told.verdict), *((merged,) if merged.rows else ()), Note(text=note), Note(text=_NOT_SHOWN))
    return Section(id="verdict", title="台帳の確認", blocks=blocks)


def _moment(at: str) -> str:
    """A time as people read it.

    >>> _moment("2026-11-28T05:37:56+09:00")
    '2026-11-28（土） 05:37'
    """
    return f"{at[:10]}（{_DAYS[date.fromisoformat(at[:10]).weekday()]}） {at[11:16]}"


def _counts(runs: Sequence[Run]) -> tuple[Value, ...]:
    failed = sum(one.failed for one in runs)
    return (
        len(runs),
        Cell(text=failed, tone=Tone.BAD if failed else Tone.PLAIN),
        sum(one.findings for one in runs),
        _moment(runs[0].at),
        _moment(runs[-1].at),
    )


_COUNTS = (
    Column(title="実行", unit="回", numeric=True, width=10),
    Column(title="失敗", unit="回", numeric=True, width=10),
    Column(title="所見", unit="件", numeric=True, width=12),
    Column(title="最初", width=22),
    Column(title="最後", width=22),
)


def _grouped(runs: Sequence[Run], key: Callable[[Run], str]) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {}
    for one in runs:
        found.setdefault(key(one), []).append(one)
    return found


def _people(runs: Sequence[Run]) -> Grid:
    rows = tuple((who, *_counts(own)) for who, own in sorted(_grouped(runs, lambda one: one.who).items()))
    return Grid(title="利用者ごと", columns=(Column(title="利用者", width=24), *_COUNTS), rows=rows)


def _commands(runs: Sequence[Run]) -> Grid:
    rows = tuple((command, *_counts(own)) for command, own in sorted(_grouped(runs, lambda one: one.command).items()))
    return Grid(title="コマンドごと", columns=(Column(title="コマンド", width=32), *_COUNTS), rows=rows)


def _days(runs: Sequence[Run]) -> Grid:
    columns = (
        Column(title="日", width=12),
        Column(title="曜日", width=6),
        Column(title="実行", unit="回", numeric=True, width=10),
        Column(title="失敗", unit="回", numeric=True, width=10),
        Column(title="最初", width=8),
        Column(title="最後", width=8),
        Column(title="利用者", width=48),
    )
    rows = tuple(
        (
            day,
            _DAYS[date.fromisoformat(day).weekday()],
            len(own),
            sum(one.failed for one in own),
            own[0].at[11:16],
            own[-1].at[11:16],
            "、".join(sorted({one.who for one in own})),
        )
        for day, own in _grouped(runs, lambda one: one.day).items()
    )
    return Grid(title="日ごと", columns=columns, rows=rows)


def _failed(runs: Sequence[Run]) -> Grid | Note:
    rows = tuple((_moment(one.at), one.who, one.command, one.error, _why(one.error)) for one in runs if one.failed)
    if not rows:
        return Note(text="失敗した実行はありません。")
    columns = (
        Column(title="日時", width=22),
        Column(title="利用者", width=20),
        Column(title="コマンド", width=28),
        Column(title="コード", width=14),
        Column(title="理由", width=48),
    )
    return Grid(title="失敗した実行", columns=columns, rows=rows)


def _why(code: str) -> str:
    """What a code is about; a code of another version stands without."""
    return messages.heading(code) if messages.message(code) else ""


def _runs(title: str, runs: Sequence[Run], files: bool = False) -> Grid:
    """The runs, with the numbers of their files where there is room."""
    origin = any(one.origin for one in runs)
    columns = (
        Column(title="行", numeric=True, width=7),
        *((Column(title="網", width=14),) if origin else ()),
        Column(title="日時", width=22),
        Column(title="利用者", width=16),
        Column(title="コマンド", width=24),
        Column(title="結果", width=10),
        Column(title="所見", unit="件", numeric=True, width=9),
        *((Column(title="入力", numeric=True, width=7), Column(title="出力", numeric=True, width=7)) if files else ()),
        Column(title="読んだ行", numeric=True, width=11),
        Column(title="書いた行", numeric=True, width=11),
        Column(title="時間", unit="秒", numeric=True, width=9),
    )
    rows = tuple(
        (
            one.line,
            *((one.origin or "この作業フォルダ",) if origin else ()),
            _moment(one.at),
            one.who,
            one.command,
            Cell(text=f"{one.result} {one.error}".strip(), tone=Tone.BAD if one.failed else Tone.PLAIN),
            one.findings,
            *((len(one.inputs), len(one.outputs)) if files else ()),
            one.read,
            one.written,
            one.seconds,
        )
        for one in runs
    )
    return Grid(title=title, columns=columns, rows=rows)


def _files(runs: Sequence[Run]) -> Grid:
    columns = (
        Column(title="行", numeric=True, width=7),
        Column(title="日時", width=22),
        Column(title="コマンド", width=24),
        Column(title="区分", width=6),
        Column(title="ファイル", width=48),
        Column(title="sha256", width=66),
    )
    rows = tuple(
        (one.line, _moment(one.at), one.command, kind, file.path, file.sha256)
        for one in runs
        for kind, files in (("入力", one.inputs), ("出力", one.outputs))
        for file in files
    )
    note = "作業フォルダの外のファイルは、名前だけです。"
    return Grid(title="入力と出力のファイル", columns=columns, rows=rows, note=note)
