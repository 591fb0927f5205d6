"""The table of numbers for people: counts, how full the spaces are, what has no number. No number of anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.keys.gather import Read
from migrate.keys.verify import Use
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.keys import CheckDigit, KeyCount, KeyRun, KeySummary, SpaceCount
from migrate.model.value import value

_OWN = "番号対応表の形は本ツール独自です。旧番号と新番号は out/restricted/keys/（取扱注意）だけにあります。"


@value
class BuiltView:
    """What a build shows beside the summary."""

    summary: KeySummary
    read: Sequence[Read]
    held: Mapping[tuple[str, str, str], int]
    candidates: Mapping[str, int]
    unreadable: int


def _number(title: str, unit: str = "件", width: int = 14) -> Column:
    return Column(title=title, unit=unit, numeric=True, width=width)


def _counts(found: Sequence[KeyCount]) -> Grid:
    columns = (
        Column(title="種類", width=14),
        Column(title="システム", width=14),
        Column(title="付け方", width=8),
        Column(title="範囲", width=12),
        _number("旧番号"),
        _number("今回から"),
        _number("今回ない"),
    )
    rows = tuple((one.kind, one.system, one.rule, one.space, one.rows, one.new, one.gone) for one in found)
    note = "今回ないのは、前の回にはあり、今回の現行データにない旧番号です。番号はそのまま残します。"
    return Grid(title="番号の付いた旧番号", columns=columns, rows=rows, note=note)


def _spaces(found: Sequence[SpaceCount]) -> Grid:
    columns = (
        Column(title="種類", width=14),
        Column(title="範囲", width=12),
        Column(title="はじめ", width=18),
        Column(title="おわり", width=18),
        Column(title="検査数字", width=10),
        _number("使った番号", width=20),
        _number("空き", width=20),
    )
    rows = tuple((one.kind, one.space, one.first, one.last, one.check_digit, one.used, one.free) for one in found)
    some = any(one.check_digit is not CheckDigit.NONE for one in found)
    note = "検査数字のある範囲の空きは、検査数字が 10 になる番号（約 11 分の 1）を除いた概数です。" if some else ""
    return Grid(title="範囲", columns=columns, rows=rows, note=note)


def _runs(found: Sequence[KeyRun]) -> Grid:
    columns = (_number("回", "", 6), Column(title="時点", width=12), Column(title="入力のハッシュ", width=66))
    rows = tuple((one.run, one.as_of, one.inputs) for one in found)
    return Grid(title="作成の回", columns=columns, rows=rows, note="入力が同じなら、同じ回です。")


def _read(found: Sequence[Read]) -> Grid:
    columns = (
        Column(title="種類", width=14),
        Column(title="システム", width=14),
        Column(title="表", width=30),
        _number("読んだ行"),
        _number("旧番号が空"),
    )
    rows = tuple((one.kind, one.system, one.table, one.rows, one.blank) for one in found)
    return Grid(title="読んだ表", columns=columns, rows=rows)


def _held(found: Mapping[tuple[str, str, str], int]) -> Grid:
    columns = (
        Column(title="種類", width=14),
        Column(title="システム", width=14),
        Column(title="わけ", width=34),
        _number("旧番号"),
    )
    rows = tuple((*spot, count) for spot, count in found.items())
    return Grid(title="番号を付けなかった旧番号", columns=columns, rows=rows, note="一つずつは 保留.csv にあります。")


def _figures(summary: KeySummary, held: int) -> Figures:
    new, gone = (sum(getattr(one, name) for one in summary.counts) for name in ("new", "gone"))
    return Figures(
        figures=(
            Figure(label="番号の付いた旧番号", value=f"{summary.rows:,} 件"),
            Figure(label="今回から", value=f"{new:,} 件"),
            Figure(label="今回ない", value=f"{gone:,} 件"),
            Figure(label="番号を付けなかった", value=f"{held:,} 件", tone=Tone.BAD if held else Tone.GOOD),
        )
    )


def built(view: BuiltView) -> Document:
    """What `keys build` shows."""
    summary, held = view.summary, sum(view.held.values())
    blocks: list[Figures | Grid | Note] = [_figures(summary, held), _counts(summary.counts), _spaces(summary.spaces)]
    if view.held:
        blocks.append(_held(view.held))
    blocks.append(_read(view.read))
    if view.unreadable:
        text = f"列に切り分けられない行が {view.unreadable:,} 行あります。その旧番号は分からず、番号を付けていません。"
        blocks.append(Note(text=text, tone=Tone.CAUTION))
    for kind, count in view.candidates.items():
        text = f"{kind}: 名寄せの候補が {count:,} 組あります。人が決めます（勝手にまとめることはありません）。"
        blocks.append(Note(text=text, tone=Tone.CAUTION if count else Tone.PLAIN))
    return Document(
        title="番号対応表の作成",
        facts=(("作成の回", str(summary.runs[-1].run)), ("CSV のハッシュ", summary.sha256)),
        summary=f"旧番号 {summary.rows:,} 件に新番号があります。"
        + (f"{held:,} 件には付けていません。" if held else ""),
        sections=(Section(id="keys-build", title="結果", blocks=(*blocks, Note(text=_OWN))),),
    )


def shown(summary: KeySummary) -> Document:
    """What `keys show` shows."""
    blocks = (_counts(summary.counts), _spaces(summary.spaces), _runs(summary.runs), Note(text=_OWN))
    return Document(
        title="番号対応表",
        facts=(("表", summary.table), ("CSV のハッシュ", summary.sha256)),
        summary=f"旧番号 {summary.rows:,} 件に新番号があります。",
        sections=(Section(id="keys-show", title="番号対応表", blocks=blocks),),
    )


def _uses(found: Sequence[Use]) -> Grid:
    columns = (
        Column(title="種類", width=14),
        Column(title="システム", width=14),
        Column(title="表", width=24),
        Column(title="列", width=20),
        _number("行"),
        _number("番号あり"),
        _number("空"),
        _number("番号なし"),
        _number("うち前の 0 の違い", width=18),
    )
    rows = tuple(
        (
            *(one.kind, one.system, one.table, one.column, one.rows, one.known, one.blank),
            Cell(text=one.missing, tone=Tone.BAD if one.missing else Tone.GOOD),
            one.near,
        )
        for one in found
    )
    return Grid(title="旧番号を使っている表", columns=columns, rows=rows)


def checked(rows: int, uses: Sequence[Use], errors: int) -> Document:
    """What `keys check` shows."""
    tone = Tone.BAD if errors else Tone.GOOD
    text = f"旧番号 {rows:,} 件を確かめました。" + (f"誤りが {errors} 件あります。" if errors else "誤りはありません。")
    blocks: tuple[Note | Grid, ...] = (Note(text=text, tone=tone),)
    if uses:
        blocks = (*blocks, _uses(uses))
    else:
        blocks = (*blocks, Note(text="keys.yaml に used_in がないため、ほかの表からの参照は確かめていません。"))
    return Document(
        title="番号対応表の点検",
        summary=text,
        sections=(Section(id="keys-check", title="結果", blocks=blocks),),
    )
