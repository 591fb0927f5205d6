"""What the home page says of the data: findings that are open, counts only, and the state of the last runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.model.document import Block, Cell, Column, Figure, Grid, Note, Section, Tone, Value
from migrate.phase.home import DataState, Home

_NOT_RUN = Cell(text="未実施", tone=Tone.MUTED)
_RUNS = (
    ("変換", "convert run", "convert"),
    ("品質検査", "check run", "check"),
    ("現新比較", "reconcile run", "reconcile"),
)
"""Title, command, folder of the result below out/."""
_UNTOLD = Cell(text="台帳に記録なし", tone=Tone.MUTED)
_RESULTS = {"完了": Tone.GOOD, "変更なし": Tone.GOOD, "所見あり": Tone.CAUTION, "失敗": Tone.BAD}


def figures(home: Home) -> tuple[Figure, ...]:
    """The key figures of the data."""
    return (_open(home.data), _balance(home.data))


def _open(data: Sequence[DataState]) -> Figure:
    judged = [one for one in data if one.errors is not None or one.differences is not None]
    if not judged:
        return Figure(label="残っている指摘", value="未実施", note="品質検査・現新比較", tone=Tone.MUTED)
    errors, differences = sum(one.errors or 0 for one in judged), sum(one.differences or 0 for one in judged)
    note = f"品質のエラー {errors:,}・現新比較の相違 {differences:,}"
    tone = Tone.BAD if errors + differences else Tone.GOOD
    return Figure(label="残っている指摘", value=f"{errors + differences:,} 件", note=note, tone=tone)


def _balance(data: Sequence[DataState]) -> Figure:
    converted = [one.closed for one in data if one.closed is not None]
    if not converted:
        return Figure(label="変換の収支", value="未実施", tone=Tone.MUTED)
    bad = converted.count(False)
    value = f"{bad} 業務が不一致" if bad else "一致"
    return Figure(
        label="変換の収支", value=value, note=f"変換した業務 {len(converted)}", tone=Tone.BAD if bad else Tone.GOOD
    )


def sections(home: Home) -> tuple[Section, ...]:
    """Open findings and the state of the data."""
    return (
        Section(id="findings", title="残っている指摘", blocks=tuple(_findings(home))),
        Section(id="data", title="データの状態", blocks=tuple(_states(home))),
    )


def _findings(home: Home) -> Iterator[Block]:
    if not home.data and home.characters is None:
        text = "まだ、どの業務の結果もありません。はじめに打つのは migrate source scan、次に migrate gap run です。"
        yield Note(text=text, tone=Tone.MUTED)
        return
    if home.characters is not None:
        text = f"移行先にない文字で、決めていないものが {home.characters:,} 字あります（migrate chars list）。"
        none = "移行先にない文字は、すべて決まっています。"
        yield Note(text=text if home.characters else none, tone=Tone.CAUTION if home.characters else Tone.GOOD)
    columns = (
        Column(title="業務", width=26),
        *(
            Column(title=title, unit=unit, numeric=True, width=16)
            for title, unit in (
                ("比較分析 要判断", "項目"),
                ("比較分析 現行になし", "項目"),
                ("変換 拒否した行", "行"),
                ("品質 エラー", "件"),
                ("品質 警告", "件"),
                ("現新比較 相違", "件"),
            )
        ),
    )
    rows = tuple(
        (
            _name(one),
            _number(one.undecided, Tone.CAUTION),
            _number(one.lacking, Tone.CAUTION),
            _number(one.rejected, Tone.BAD),
            _number(one.errors, Tone.BAD),
            _number(one.warnings, Tone.CAUTION),
            _number(one.differences, Tone.BAD),
        )
        for one in home.data
    )
    if rows:
        note = (
            "人が免除・既知・許容・受容としたものは、数えていません。中身は migrate report build の報告書にあります。"
        )
        yield Grid(title="業務ごとの件数", columns=columns, rows=rows, note=note)


def _name(one: DataState) -> str:
    return f"{one.business} {one.business_name}".strip()


def _number(count: int | None, tone: Tone) -> Value:
    if count is None:
        return _NOT_RUN
    return Cell(text=count, tone=tone) if count else count


def _states(home: Home) -> Iterator[Block]:
    scanned = f"現行の構造を最後に読んだのは {home.scanned} です。" if home.scanned else "現行の構造を読んでいません。"
    yield Note(text=scanned, tone=Tone.PLAIN if home.scanned else Tone.MUTED)
    if not home.data:
        return
    columns = (
        Column(title="業務", width=26),
        Column(title="標準仕様", width=18),
        Column(title="比較分析", width=14),
        *(Column(title=title, width=24) for title, _, _ in _RUNS),
        Column(title="変換の収支", width=12),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            _name(one),
            one.spec,
            _compared(one),
            *(_run(one, command, folder) for _, command, folder in _RUNS),
            _NOT_RUN
            if one.closed is None
            else Cell(text="一致" if one.closed else "不一致", tone=Tone.GOOD if one.closed else Tone.BAD),
        )
        for one in home.data
    )
    note = "日と結果は台帳の最後の実行です。「やり直し」は、もとが、その後に変わったものです。"
    yield Grid(title="最後の実行", columns=columns, rows=rows, note=note)


def _compared(one: DataState) -> Cell:
    """The comparison with the standard, which the ledger does not tell business by business."""
    if one.undecided is None:
        return _NOT_RUN
    old = f"out/gap/{one.business}.json" in one.outdated
    return Cell(text="やり直し", tone=Tone.CAUTION) if old else Cell(text="あり", tone=Tone.GOOD)


def _run(one: DataState, command: str, folder: str) -> Cell:
    run = next((each for each in one.runs if each.command == f"{command} {one.business}"), None)
    left = {"convert": one.closed, "check": one.errors, "reconcile": one.differences}[folder]
    if run is None:
        return _NOT_RUN if left is None else _UNTOLD
    if f"out/{folder}/{one.business}.json" in one.outdated:
        return Cell(text=f"{run.at[:10]} やり直し", tone=Tone.CAUTION)
    return Cell(text=f"{run.at[:10]} {run.result}", tone=_RESULTS[run.result])
