"""検証報告書: what one person signs for one business, on one page of A4. Counts, digests and codes, never a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from enum import StrEnum
from unicodedata import east_asian_width

from migrate.model.balance import Conversion
from migrate.model.document import Block, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.provenance import FileDigest
from migrate.model.reconcile import DifferenceKind, Fate, Reconciliation
from migrate.model.value import value

DIGITS = 12
"""Hex digits of a sha256 that are printed; the ledger has all of them."""
_MOST = 2
"""Lines of one table before the rest is one line, so that the page holds all."""
_MOST_TOTALS = 1
_MOST_KINDS = 2
_ROLES = ("作成", "確認", "承認")


@value
class CategoryScore:
    """What the check says about one category: verdicts, failures, those that nobody has decided about."""

    category: str
    judged: int
    failed: int
    open: int
    share: str
    """Passed, with two decimals, cut."""


class Kept(StrEnum):
    """The stages whose errors stay on the page."""

    CONVERT = "変換"
    CHECK = "品質検査"
    RECONCILE = "現新比較"


@value
class OpenItem:
    """Something that is not settled: where it was found, its code and words, how often."""

    stage: Kept
    code: str
    words: str
    count: int


@value
class Certificate:
    """Everything that the page says."""

    municipality: str
    business: str
    as_of: str
    tool: str
    spec: str
    manifest: FileDigest
    mapping_sha256: str
    sources: tuple[FileDigest, ...]
    outdated: str
    """A file that changed after what rests on it was made; empty where none did."""
    conversion: Conversion = field(repr=False)
    reconciliation: Reconciliation = field(repr=False)
    scores: tuple[CategoryScore, ...]
    """None where the check has not been run."""
    unrun: int
    """Checks that were not run or broke off."""
    open_items: tuple[OpenItem, ...]


def verdict(found: Certificate) -> tuple[str, bool]:
    """The verdict in one sentence, and whether everything is good."""
    differences = found.reconciliation.open
    errors = sum(one.count for one in found.open_items if one.stage is not Kept.RECONCILE)
    if found.outdated:
        return (
            f"判定はまだできません。{_fit(found.outdated, 36)} が、あとで変わっています。変換からやり直してください。",
            False,
        )
    wrong = [] if found.conversion.closed else ["収支が一致していません"]
    wrong += [f"現新比較の未解消の相違が {differences:,} 件あります"] if differences else []
    wrong += [f"変換と検査のエラーが {errors:,} 件残っています"] if errors else []
    if wrong:
        return f"不合格です。{'。'.join(wrong)}。", False
    if not found.scores or found.unrun:
        what = f"のうち {found.unrun:,} 件が" if found.scores else "が"
        return f"要確認です。現新比較の相違はありませんが、品質検査{what}未実施です。", False
    return "合格です。収支は一致し、現新比較の相違もエラーも残っていません。", True


def _number(title: str, unit: str = "行", width: int = 13) -> Column:
    return Column(title=title, unit=unit, numeric=True, width=width)


def _cut(rows: list[tuple[Value, ...]], words: int) -> tuple[tuple[Value, ...], ...]:
    """The first lines, a line for the rest, and the sum of all where there are several; ``words`` columns lead."""
    if len(rows) < 2:
        return tuple(rows)

    def added(some: list[tuple[Value, ...]], label: str) -> tuple[Value, ...]:
        sums = (sum(n for n in column if isinstance(n, int)) for column in list(zip(*some, strict=True))[words:])
        return (label, *("",) * (words - 1), *sums)

    rest = [added(rows[_MOST:], f"ほか {len(rows) - _MOST} 件")] if len(rows) > _MOST else []
    return (*rows[:_MOST], *rest, added(rows, "合計"))


def _fit(text: str, width: int) -> str:
    """``text`` on one line of ``width`` half-width characters: the middle gives way, as names differ at their ends."""
    if _length(text) <= width:
        return text
    head, tail = text[: len(text) // 2], text[len(text) // 2 :]
    while _length(head) + _length(tail) > width - 2:
        head, tail = (head[:-1], tail) if len(head) >= len(tail) else (head, tail[1:])
    return f"{head}…{tail}"


def _length(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WFA" else 1 for c in text)


def _balance(conversion: Conversion) -> Section:
    columns = (
        Column(title="移行元の表", width=18),
        Column(title="移行先", width=20),
        *(_number(word) for word in ("読込", "書込", "統合", "対象外", "拒否")),
    )
    rows: list[tuple[Value, ...]] = [
        (
            _fit(line.source, 18),
            _fit(line.target, 20),
            line.read,
            line.written,
            sum(line.merged.values()),
            sum(line.excluded.values()),
            sum(line.rejected.values()),
        )
        for line in sorted(conversion.lines, key=lambda one: (-one.read, one.source, one.target))
    ]
    word, tone = ("一致", Tone.GOOD) if conversion.closed else ("不一致", Tone.BAD)
    said = Note(text=f"読込＝書込＋統合＋対象外＋拒否: {word}", tone=tone)
    return Section(id="balance", title="収支", blocks=(Grid(title="", columns=columns, rows=_cut(rows, 2)), said))


def _rows(reconciliation: Reconciliation) -> Section:
    columns = (
        Column(title="移行先のファイル", width=30),
        *(_number(word) for word in ("期待", "変換後", "一致")),
        *(_number(word, "件", 11) for word in ("想定", "了承", "未解消")),
    )
    files: list[tuple[Value, ...]] = [
        (
            f"{_fit(one.table, 18)}（{'Parquet' if one.file.endswith('.parquet') else 'CSV'}）",
            one.expected,
            one.delivered,
            one.equal,
            one.fates.get(Fate.EXPECTED, 0),
            one.fates.get(Fate.ACCEPTED, 0),
            one.open,
        )
        for one in sorted(reconciliation.tables, key=lambda t: (-t.open, t.table, t.file))
    ]
    return Section(
        id="rows",
        title="行の突合",
        blocks=(
            Grid(title="", columns=columns, rows=_cut(files, 1)),
            Note(text=f"相違の種類（空白・全角半角もそのまま比べました）: {_classes(reconciliation)}"),
        ),
    )


def _classes(reconciliation: Reconciliation) -> str:
    """The most frequent classes of differences, whatever became of them."""
    kinds = {kind: sum(one.differences.get(kind, 0) for one in reconciliation.tables) for kind in DifferenceKind}
    found = sorted((kind for kind in kinds if kinds[kind]), key=lambda kind: -kinds[kind])
    named = "、".join(f"{kind.value} {kinds[kind]:,}" for kind in found[:_MOST_KINDS])
    rest = found[_MOST_KINDS:]
    return f"{named}、ほか {len(rest)} 種類 {sum(kinds[kind] for kind in rest):,}" if rest else named or "なし"


def _totals(reconciliation: Reconciliation) -> Section:
    totals = [(one.table, total) for one in reconciliation.tables for total in one.totals]
    wrong = [(table, total) for table, total in totals if not total.agrees]
    still = sum(total.open for _, total in wrong)
    blocks: list[Block] = []
    if not totals:
        blocks.append(Note(text="この業務の合計突合の定義はありません。", tone=Tone.MUTED))
    else:
        text = f"{len(totals):,} 件の合計のうち、一致 {len(totals) - len(wrong):,} 件、不一致 {len(wrong):,} 件"
        text += f"（うち未解消 {still:,} 件）。" if wrong else "。"
        blocks.append(Note(text=text, tone=Tone.BAD if still else Tone.GOOD))
    if wrong:
        more = f"（ほか {len(wrong) - _MOST_TOTALS:,} 件）" if len(wrong) > _MOST_TOTALS else ""
        columns = (
            Column(title=f"一致しない合計{more}", width=50),
            Column(title="移行元", numeric=True, width=14),
            Column(title="変換後", numeric=True, width=14),
        )
        rows = tuple(
            (_fit(f"{table} {total.name}", 50), total.source, total.target) for table, total in wrong[:_MOST_TOTALS]
        )
        blocks.append(Grid(title="", columns=columns, rows=rows))
    return Section(id="totals", title="合計の突合", blocks=tuple(blocks))


def _check(found: Certificate) -> Section:
    if not found.scores:
        return Section(id="check", title="品質検査", blocks=(Note(text="未実施です。", tone=Tone.CAUTION),))
    columns = (
        Column(title="分類", width=20),
        *(_number(word, "件") for word in ("判定", "不合格", "未解消")),
        Column(title="合格の割合", width=14, numeric=True),
    )
    rows = tuple((one.category, one.judged, one.failed, one.open, one.share) for one in found.scores)
    unrun = (Note(text=f"未実施の検査 {found.unrun:,} 件", tone=Tone.CAUTION),) if found.unrun else ()
    return Section(id="check", title="品質検査", blocks=(Grid(title="", columns=columns, rows=rows), *unrun))


def _open_items(items: tuple[OpenItem, ...]) -> Section:
    if not items:
        return Section(id="open", title="残っている事項", blocks=(Note(text="ありません。", tone=Tone.GOOD),))
    columns = (
        Column(title="段階", width=12),
        Column(title="コード", width=14),
        Column(title="内容", width=64),
        _number("件数", "件"),
    )
    rows: list[tuple[Value, ...]] = [
        (one.stage.value, one.code, _fit(one.words, 62), one.count) for one in items[:_MOST]
    ]
    rest = items[_MOST:]
    if rest:
        rows.append(
            (f"ほか {len(rest)} 種類", "", "報告書（migrate report build）にあります。", sum(i.count for i in rest))
        )
    return Section(id="open", title="残っている事項", blocks=(Grid(title="", columns=columns, rows=tuple(rows)),))


def _signatures() -> Section:
    columns = tuple(
        Column(title=title, width=width)
        for title, width in (("", 8), ("所属・職名", 34), ("氏名", 30), ("日付", 18), ("印", 12))
    )
    rows = tuple((role, None, None, None, None) for role in _ROLES)
    return Section(id="signatures", title="署名", blocks=(Grid(title="", columns=columns, rows=rows),))


def _sources(sources: tuple[FileDigest, ...], short: Callable[[str], str]) -> str:
    named = "、".join(f"{_fit(one.path.rpartition('/')[2], 22)} {short(one.sha256)}" for one in sources[:2])
    return f"{named}、ほか {len(sources) - 2} 個" if len(sources) > 2 else named


def document(found: Certificate, day: str) -> Document:
    """The page; ``day`` is the date for people."""

    def short(sha256: str) -> str:
        return sha256[:DIGITS]

    word, _ = verdict(found)
    facts = (
        ("時点", day),
        ("変換の結果", f"manifest.json {short(found.manifest.sha256)}、対応表 {short(found.mapping_sha256)}"),
        ("元データ", _sources(found.sources, short)),
        ("標準仕様と道具", f"{found.spec}、{found.tool}（英数字は sha256 の先頭 {DIGITS} 桁。全桁は台帳にあります）"),
    )
    return Document(
        title=f"検証報告書　{found.business}",
        subtitle=found.municipality,
        facts=facts,
        summary=word,
        sections=(
            _balance(found.conversion),
            _rows(found.reconciliation),
            _totals(found.reconciliation),
            _check(found),
            _open_items(found.open_items),
            _signatures(),
        ),
    )
