"""Documents about disposal: what is due, what was disposed of, the whole record; for a signature on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.purge import Candidate, Disposed, PurgeClass
from migrate.workspace.clock import Session
from migrate.workspace.disposal import Disposal, State

_OURS = "区分と日数は本ツール独自です（国の文書に定めはありません）。団体の文書管理・情報セキュリティの定めが先です。"
_LIMITS = (
    "消去は、ファイルの削除です。上書きはしません（SSD や共有フォルダでは、上書きしても元の記録が残ることがあります）。"
    "バックアップ、共有の世代管理、メール、印刷物、持ち出した写しには届きません。それぞれの定めで廃棄してください。"
)
_SIGN = (("実施者（署名）", "＿＿＿＿＿＿＿＿＿＿"), ("立会人（署名）", "＿＿＿＿＿＿＿＿＿＿"))


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size:,} B"


def planned(town: str, session: Session, found: Sequence[Candidate], known: Mapping[str, PurgeClass]) -> Document:
    """What would go, and what stays for now."""
    wanted = [one for one in found if one.wanted]
    text = (
        f"廃棄の時期が来たファイルが {len(wanted):,} 個（{_size(sum(one.size for one in wanted))}）あります。"
        if wanted
        else "廃棄の時期が来たファイルはありません。"
    )
    blocks: list[Block] = [_classes(found, known)] if found else []
    blocks += [_files("廃棄するファイル", wanted, known)] if wanted else []
    later = [one for one in found if not one.wanted]
    blocks += [_files("まだ残すファイル", later, known)] if later else []
    return Document(
        title="廃棄の候補",
        subtitle=town,
        facts=(("時点", session.as_of.isoformat()),),
        summary=text,
        sections=(Section(id="due", title="廃棄の候補", blocks=(*blocks, Note(text=_OURS), Note(text=_LIMITS))),),
    )


def _classes(found: Sequence[Candidate], known: Mapping[str, PurgeClass]) -> Grid:
    columns = (
        Column(title="区分", width=28),
        Column(title="名前", width=12),
        Column(title="ファイル", unit="個", numeric=True, width=12),
        Column(title="うち廃棄", unit="個", numeric=True, width=12),
        Column(title="大きさ", numeric=True, width=12),
        Column(title="廃棄するとできなくなること", width=56),
    )
    rows = []
    for kind in known.values():
        own = [one for one in found if one.kind == kind.id]
        if own:
            size = _size(sum(one.size for one in own))
            rows.append((kind.title, kind.id, len(own), sum(one.wanted for one in own), size, kind.stops))
    return Grid(title="区分ごと", columns=columns, rows=tuple(rows))


def _files(title: str, found: Sequence[Candidate], known: Mapping[str, PurgeClass]) -> Grid:
    columns = (
        Column(title="区分", width=24),
        Column(title="ファイル", width=56),
        Column(title="大きさ", numeric=True, width=12),
        Column(title="作った日", width=12),
        Column(title="期限", width=12),
    )
    rows = tuple((known[one.kind].title, one.file, _size(one.size), one.made, one.due) for one in found)
    return Grid(title=title, columns=columns, rows=rows)


def disposed(town: str, session: Session, found: Sequence[Disposed], known: Mapping[str, PurgeClass]) -> Document:
    """What went, with the digest of each file, and what could not."""
    gone = [one for one in found if not one.reason]
    left = len(found) - len(gone)
    rest = f"{left:,} 個は廃棄できませんでした。" if left else ""
    columns = (
        Column(title="区分", width=24),
        Column(title="ファイル", width=48),
        Column(title="大きさ", numeric=True, width=12),
        Column(title="sha256", width=66),
        Column(title="結果", width=24),
    )
    rows = tuple(
        (
            known[one.kind].title,
            one.file,
            _size(one.size),
            one.sha256,
            Cell(text=f"未完（{one.reason}）" if one.reason else "完了", tone=Tone.BAD if one.reason else Tone.PLAIN),
        )
        for one in found
    )
    blocks: tuple[Block, ...] = (Grid(title="廃棄したファイル", columns=columns, rows=rows),) if rows else ()
    return Document(
        title="廃棄記録",
        subtitle=town,
        facts=(("日時", session.now()[:16].replace("T", " ")), ("実施者", session.who), *_SIGN),
        summary=f"{len(gone):,} 個のファイル（{_size(sum(one.size for one in gone))}）を廃棄しました。{rest}"
        if found
        else "廃棄するものはありませんでした。",
        sections=(Section(id="record", title="廃棄したファイル", blocks=(*blocks, Note(text=_LIMITS))),),
    )


def record(town: str, session: Session, lines: Sequence[Disposal], known: Mapping[str, PurgeClass]) -> Document:
    """Every line of the record that is no announcement."""
    told = [one for one in lines if one.state is not State.PLANNED]
    days = sorted({one.at[:10] for one in told})
    columns = (
        Column(title="日時", width=18),
        Column(title="実施者", width=14),
        Column(title="区分", width=20),
        Column(title="ファイル", width=44),
        Column(title="大きさ", numeric=True, width=12),
        Column(title="sha256", width=66),
        Column(title="理由", width=28),
        Column(title="結果", width=8),
    )
    rows = tuple(
        (
            one.at[:16].replace("T", " "),
            one.who,
            known[one.kind].title if one.kind in known else one.kind,
            one.file,
            _size(one.size),
            one.sha256,
            one.reason,
            Cell(text=one.state.value, tone=Tone.BAD if one.state is State.FAILED else Tone.PLAIN),
        )
        for one in told
    )
    figures = Figures(
        figures=(
            Figure(label="廃棄したファイル", value=f"{sum(one.state is State.DONE for one in told):,}"),
            Figure(label="未完", value=f"{sum(one.state is State.FAILED for one in told):,}"),
            Figure(label="期間", value=f"{days[0]} から {days[-1]}" if days else "なし"),
        )
    )
    return Document(
        title="廃棄記録",
        subtitle=town,
        facts=(("時点", session.as_of.isoformat()), *_SIGN),
        summary=f"{len(told):,} 行の記録があります。" if told else "廃棄の記録はありません。",
        sections=(
            Section(
                id="record",
                title="廃棄の記録",
                blocks=(figures, Grid(title="廃棄の記録", columns=columns, rows=rows), Note(text=_LIMITS)),
            ),
        ),
    )
