"""The home page for people: one page to read in the morning, to print, and to start from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.procedure import TOTAL_STEPS
from migrate.model.value import value
from migrate.phase import board, grids, home_data, home_late, risks_page, systems_page, upcoming
from migrate.phase.home import End, FileState, Home, Standing
from migrate.phase.plan import page as plan_page

_UP = "../../"
"""From the folder of the page to the workspace."""
_FILES = {
    FileState.FRESH: Tone.GOOD,
    FileState.STALE: Tone.CAUTION,
    FileState.AROUND: Tone.PLAIN,
    FileState.READ: Tone.GOOD,
    FileState.UNREAD: Tone.CAUTION,
    FileState.EDITED: Tone.PLAIN,
    FileState.UNTOLD: Tone.MUTED,
}
_APART = (
    "完了率は、人が設定した状態から数えます（「完了済み」と「対象外」のステップ数 ÷ 40。全体は 20 業務の単純平均）。"
    "裏づけ率は、成果物があり、新しく、検査を通ったステップの割合で、本ツール独自の数です。"
    "稼働と特定移行支援システムは、どちらの率とも別の事実です。"
)
_FILE_NOTE = (
    "日は、台帳に残る、作った日か読み取った日です。"
    "「もとが変わりました」は、その項目の登録簿や結果があとで変わったもので、コマンドをもう一度打つと新しくなります。"
    "元の値のあるファイル（out/restricted/、取扱注意）は載せていません。"
)


@value
class View:
    """What the page is made of: its values, and the views of the parts that are shown as their own pages show them."""

    home: Home
    board: board.View
    plan: plan_page.View | None
    risks: risks_page.View


def document(view: View) -> Document:
    """The page."""
    home = view.home
    return Document(
        title="標準化移行のいま",
        subtitle=home.municipality or "自治体名の記載なし",
        facts=(
            ("時点", home.as_of),
            ("取り扱い", "住民の値はありません。担当の名前があるので、庁内で使ってください"),
            ("作り直し", "migrate report home（リンクは、作業フォルダの out/report/ で開いたときに使えます）"),
        ),
        summary=summary(home),
        sections=(
            *_first(home),
            Section(id="now", title="いま、どこにいるか", blocks=tuple(_now(view))),
            Section(id="next", title="次にすること", blocks=tuple(_next(view))),
            Section(id="late", title="遅れていること", blocks=tuple(home_late.blocks(home, view.plan, view.risks))),
            *home_data.sections(home),
            Section(id="files", title="開くもの", blocks=tuple(_files(home))),
        ),
    )


def summary(home: Home) -> str:
    """One sentence: what a head of section has to know."""
    if not home.begun:
        return f"まだ何も始まっていません。はじめに migrate {home.first[0].command} を打ちます。"
    parts = [f"完了率は {board.percent(home.completion)}、裏づけ率は {board.percent(home.evidence_rate)} です。"]
    late = [f"遅れている作業 {len(home.late):,} 件"] if home.late else []
    late += [f"期限に間に合わない見込みの作業 {len(home.broken):,} 件"] if home.broken else []
    late += [f"期限を過ぎた課題など {len(home.overdue):,} 件"] if home.overdue else []
    past = sum(one.state is not End.SOON for one in home.contracts)
    late += [f"移行までもたない契約 {past:,} 件"] if past else []
    if late:
        parts.append(f"{'、'.join(late)}があります。")
    elif home.planned:
        parts.append("工程表より遅れている作業はありません。")
    else:
        parts.append("工程表がないので、遅れは分かりません。")
    return "".join(parts)


def _first(home: Home) -> Iterator[Section]:
    """What has not been begun; nothing where all has."""
    if home.first:
        columns = (
            Column(title="すること", width=30),
            Column(title="打つコマンド", width=48),
            Column(title="分かること", width=60),
        )
        rows = tuple((one.what, f"migrate {one.command}", one.why) for one in home.first)
        grid = Grid(title="はじめに打つコマンド", columns=columns, rows=rows)
        yield Section(id="first", title="まだ始めていないこと", blocks=(grid,))


def _now(view: View) -> Iterator[Block]:
    home = view.home
    yield board.figures(view.board)
    yield _work(home)
    yield Note(text=_APART)
    yield _standings(home)
    names = {one.business: one.business_name for one in home.standings}
    for section in systems_page.sections(home.systems, names, view.board.reasons):
        yield from (block for block in section.blocks if isinstance(block, Grid))


def _work(home: Home) -> Figures:
    """Key figures of what is to be done."""
    papers = (
        ("読み取っていない様式", sum(one.state is FileState.UNREAD for one in home.files)),
        ("もとが変わった文書", sum(one.state is FileState.STALE for one in home.files)),
    )
    late = (
        Figure(
            label="遅れている作業",
            value=f"{len(home.late):,} 件",
            note=f"期限に間に合わない見込み {len(home.broken):,} 件",
            tone=Tone.BAD if home.late or home.broken else Tone.GOOD,
        )
        if home.planned
        else Figure(label="遅れている作業", value="不明", note="工程表がありません", tone=Tone.MUTED)
    )
    overdue = (
        replace(
            _counted("期限を過ぎた課題など", len(home.overdue), "件", Tone.BAD),
            note=f"片づいていないもの {home.registered:,} 件",
        )
        if home.registers
        else Figure(label="期限を過ぎた課題など", value="不明", note="登録簿は空です", tone=Tone.MUTED)
    )
    return Figures(
        figures=(
            Figure(label="いま始められるステップ", value=f"{len(home.next.upcoming)} 種類"),
            late,
            overdue,
            *home_data.figures(home),
            *(_counted(label, number, "枚", Tone.CAUTION) for label, number in papers if home.files),
        )
    )


def _counted(label: str, number: int, unit: str, tone: Tone) -> Figure:
    return Figure(label=label, value=f"{number:,} {unit}", tone=tone if number else Tone.GOOD)


def _standings(home: Home) -> Grid:
    columns = (
        Column(title="業務", width=22),
        Column(title="完了率", width=6, numeric=True),
        Column(title="裏づけ率", width=8, numeric=True),
        *(
            Column(title=f"{one.phase.removesuffix('フェーズ')} {what}", unit=f"{one.steps} 中", width=8, numeric=True)
            for one in home.standings[0].phases
            for what in ("完了", "裏づけ")
        ),
        Column(title="稼働", width=17),
        Column(title="特定移行支援の期限", width=11),
    )
    rows = tuple(_standing(one, home) for one in home.standings)
    note = (
        "フェーズの列は、完了か裏づけのあるステップの数です。稼働の日は、稼働中でなければ工程表による見込みです。"
        "40 ステップごとの状態は migrate phase status で見られます。"
    )
    return grids.filled(Grid(title="業務とフェーズ", columns=columns, rows=rows, note=note, compact=True))


def _standing(one: Standing, home: Home) -> tuple[Value, ...]:
    told = [each for each in home.systems if each.business == one.business]
    running = sorted(each.operation for each in told if each.operation)
    limits = [each.until or "未定" for each in told if each.reason]
    counts = (number for each in one.phases for number in (each.closed, each.proven))
    expected = f"{one.go_live} 見込み" if one.go_live else ""
    return (
        f"{one.business} {one.business_name}".strip(),
        board.percent(one.completion),
        board.percent(one.evidenced / TOTAL_STEPS),
        *counts,
        _operation(running[0], home.as_of) if running else expected,
        Cell(text="、".join(limits), tone=Tone.CAUTION) if limits else "",
    )


def _operation(since: str, as_of: str) -> Value:
    """Both are ISO days; a day to come is no operation yet."""
    return Cell(text=f"{since} 稼働", tone=Tone.GOOD) if since <= as_of else f"{since} 予定"


def _next(view: View) -> Iterator[Block]:
    found = view.home.next
    page = upcoming.document(found, view.board.progress, view.home.municipality)
    yield Note(text=f"{page.summary}順番は強制しません。担う人ごとに示します（同じものは migrate phase next）。")
    for section in page.sections:
        for block in section.blocks:
            yield replace(block, title=section.title) if isinstance(block, Grid) else block


def _files(home: Home) -> Iterator[Block]:
    if not home.files:
        yield Note(text="まだ、開くファイルはありません。", tone=Tone.MUTED)
        return
    yield Note(text=_FILE_NOTE)
    columns = (
        Column(title="ファイル", width=44),
        Column(title="フォルダ", width=22),
        Column(title="日", width=12),
        Column(title="状態", width=40),
        Column(title="変わったもと", width=34),
        Column(title="コマンド", width=28),
    )
    for kind in dict.fromkeys(one.kind for one in home.files):
        rows: list[tuple[Value, ...]] = []
        for one in (each for each in home.files if each.kind == kind):
            folder, _, name = one.path.rpartition("/")
            link = Cell(text=name, href=_UP + quote(one.path))
            command = f"migrate {one.command}" if one.command else ""
            rows.append(
                (link, folder, one.day, Cell(text=one.state.value, tone=_FILES[one.state]), one.changed, command)
            )
        yield grids.filled(Grid(title=kind, columns=columns, rows=tuple(rows)))
