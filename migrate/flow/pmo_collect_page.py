"""What people read of `pmo collect`: how the month stands, whom to call, what to mend, and every file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrate.flow.pmo_collect_found import Lack, Month, PmoCollect
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.finding import Finding, Severity
from migrate.model.pmo import Body, BodyKind
from migrate.pmo.intake.verdict import MEANINGS, FileVerdict, Verdict
from migrate.report import messages

_TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAUTION, Severity.INFO: Tone.MUTED}
_LACKS = (
    Column(title="期間", width=14),
    Column(title="都道府県", width=14),
    Column(title="団体コード", width=14),
    Column(title="団体名", width=18),
    Column(title="区分", width=16),
    Column(title="状況", width=16),
    Column(title="理由", width=44),
    Column(title="ファイル", width=34),
)
_CALLS = (Column(title="連絡した日", width=14), Column(title="返答", width=20))
"""Filled in by hand, on the whole list."""
_FAULTS = (
    Column(title="ファイル", width=34),
    Column(title="シート", width=18),
    Column(title="セル", width=7),
    Column(title="場所", width=34),
    Column(title="直すこと", width=60),
)
_FILES = (
    Column(title="ファイル", width=34),
    Column(title="判定", width=14),
    Column(title="期間", width=9),
    Column(title="都道府県", width=10),
    Column(title="団体名", width=18),
    Column(title="訂正", numeric=True, width=6),
    Column(title="形式", width=18),
    Column(title="報告", unit="件", numeric=True, width=8),
    Column(title="理由", width=60),
)
_BRIEF = 20
_PLAIN = frozenset({Verdict.TAKEN, Verdict.DUPLICATE})


def body(row: Mapping[str, object]) -> Body:
    """The body of a row of the store."""
    return Body(
        name=str(row["name"]),
        prefecture=str(row["prefecture"]),
        code=str(row["code"]),
        kind=BodyKind(str(row["kind"])),
    )


def document(data: PmoCollect, most: int | None = None) -> Document:
    """The whole result; with ``most`` only so many rows of each list."""
    return Document(
        title="進捗の報告の受領",
        subtitle=f"{data.folder} → {data.store}",
        facts=(("期間", "、".join(one.period for one in data.months) or "（読めた報告がありません）"),),
        summary=_summary(data),
        sections=tuple(_sections(data, most)),
    )


def brief(data: PmoCollect, unlisted: tuple[Finding, ...]) -> Document:
    """What a terminal shows; ``unlisted`` is what is to be said besides the lists."""
    page = document(data, _BRIEF)
    rows = tuple((one.place.file, messages.sentence(one)) for one in unlisted)
    grid = Grid(title="そのほかの注意", columns=(_FILES[0], Column(title="内容", width=90)), rows=rows)
    return replace(page, sections=(*page.sections, _listed("remarks", grid, _BRIEF))) if rows else page


def _summary(data: PmoCollect) -> str:
    taken = sum(one.reports > 0 for one in data.files)
    added = sum(one.added for one in data.months)
    change = f"{added:,} 件の報告を保管庫に加えました。" if data.changed else "保管庫は変更なしです。"
    missing = "、".join(f"{one.period} は {one.missing:,} 団体が未着" for one in data.months if one.missing)
    return f"{data.files_in:,} ファイルのうち {taken:,} ファイルを取り込みました。{change}" + (
        f"{missing}です。" if missing else ""
    )


def _sections(data: PmoCollect, most: int | None) -> Iterator[Section]:
    yield Section(
        id="result",
        title="結果",
        blocks=(Figures(figures=tuple(_figures(data))), _balance(data), *map(_note, data.months)),
    )
    lacks = [(month.period, one) for month in data.months for one in month.lacks]
    unknown = [one for one in data.files if _is_bad(one) and one.file not in {lack.file for _, lack in lacks}]
    if lacks or unknown:
        rows = [_lack(period, one) for period, one in lacks]
        rows += [(one.period, "", "", "（団体不明）", "", _word(one.verdict), one.reason, one.file) for one in unknown]
        note = "名簿にあって報告のない団体と、届いたが取り込めなかった報告です。"
        columns = _LACKS if most is not None else (*_LACKS, *_CALLS)
        padded = tuple((*row, *[""] * (len(columns) - len(row))) for row in rows)
        yield _listed("reminders", Grid(title="督促一覧", columns=columns, rows=padded, note=note), most)
    faults = [
        (one.file, fault.sheet, fault.cell, fault.place, fault.reason) for one in data.files for fault in one.faults
    ]
    if faults:
        yield _listed("faults", Grid(title="直すところ", columns=_FAULTS, rows=tuple(faults)), most)
    shown = data.files if most is None else [one for one in data.files if one.verdict not in _PLAIN]
    if shown:
        title = "ファイルごとの判定" if most is None else "取り込んだもの・重複のほかのファイル"
        yield _listed("files", Grid(title=title, columns=_FILES, rows=tuple(map(_file, shown))), most)


def _figures(data: PmoCollect) -> Iterator[Figure]:
    for one in Verdict:
        if count := data.verdicts[one.value]:
            meaning = MEANINGS[one]
            yield Figure(
                label=meaning.word, value=f"{count:,}", tone=_TONES[meaning.severity] if meaning.code else Tone.GOOD
            )


def _balance(data: PmoCollect) -> Note:
    return Note(text=f"フォルダのファイル {data.files_in:,} 個 ＝ 判定の合計 {sum(data.verdicts.values()):,} 個")


def _note(month: Month) -> Note:
    lack = f"未着 {month.missing:,} 団体" if month.missing else "未着なし"
    done = f"第 {month.intake} 回の受領として {month.added:,} 件を加えました" if month.intake else "変更なし"
    text = f"{month.period}: {month.expectation}を待ち、報告のあった団体は {month.received:,}、{lack}。{done}。"
    return Note(text=text, tone=Tone.CAUTION if month.missing else Tone.GOOD)


def _listed(id: str, grid: Grid, most: int | None) -> Section:
    """A list, cut where it is long for a terminal; what is left out is said."""
    if most is None or len(grid.rows) <= most:
        return Section(id=id, title=grid.title, blocks=(grid,))
    left = f"ほか {len(grid.rows) - most:,} 行。-v ですべてを、--xlsx FILE か --output 督促.xlsx で表にします。"
    cut = Grid(title=grid.title, columns=grid.columns, rows=grid.rows[:most], note=grid.note)
    return Section(id=id, title=grid.title, blocks=(cut, Note(text=left)))


def _is_bad(file: FileVerdict) -> bool:
    return MEANINGS[file.verdict].severity is Severity.ERROR and bool(MEANINGS[file.verdict].code)


def _word(verdict: Verdict) -> Cell:
    meaning = MEANINGS[verdict]
    return Cell(text=meaning.word, tone=_TONES[meaning.severity] if meaning.code else Tone.GOOD)


def _lack(period: str, one: Lack) -> tuple[str | Cell, ...]:
    state = _word(one.verdict) if one.verdict else Cell(text="未着", tone=Tone.BAD)
    return (period, one.prefecture, one.code, one.name, one.kind.value, state, one.reason, one.file)


def _file(one: FileVerdict) -> tuple[str | int | Cell | None, ...]:
    revision = one.revision if one.body else None
    return (
        one.file,
        _word(one.verdict),
        one.period,
        one.prefecture,
        one.name,
        revision,
        one.form,
        one.reports,
        one.reason,
    )


def notices(data: PmoCollect) -> tuple[str, ...]:
    """What to type next."""
    if not data.changed:
        return ("保管庫は変更なしです。",)
    return (f"次は migrate pmo rollup --store {data.store} で、集約を見られます。",)
