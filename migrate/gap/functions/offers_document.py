"""Packages against what is wanted, for people."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.forms.answer import pending
from migrate.gap.functions import package
from migrate.gap.functions.package import MISSED, Match, PackageStanding
from migrate.gap.functions.requirement import KINDS, OUTSIDE
from migrate.model.document import Block, Cell, Column, Grid, Tone, Value

_WANTED = "求めるものは、実装必須機能、採用とした標準オプション機能、続けると決めた標準にない機能・帳票です。"
_TONES = {
    Match.MET: Tone.GOOD,
    Match.LATER: Tone.CAUTION,
    Match.TERMS: Tone.CAUTION,
    Match.NOT_MET: Tone.BAD,
    Match.AGAINST: Tone.BAD,
    Match.UNANSWERED: Tone.CAUTION,
}


def counts(packages: Sequence[PackageStanding]) -> Grid:
    """A line for each package and business."""
    columns = (
        Column(title="業務", width=10),
        Column(title="製品", width=16),
        Column(title="製品名・版", width=24),
        Column(title="事業者", width=20),
        Column(title="適合確認", width=14),
        *(Column(title=str(match), numeric=True, width=12) for match in Match),
    )
    rows: list[tuple[Value, ...]] = []
    for one in packages:
        sure: Value = one.conforming or Cell(text="回答なし", tone=Tone.CAUTION)
        if pending(one.conforming):
            sure = Cell(text=one.conforming, tone=Tone.CAUTION)
        named = f"{one.name} {one.version}".strip()
        rows.append((one.business, one.package, named, one.vendor, sure, *(one.count(match) for match in Match)))
    return Grid(title="製品ごとの件数", columns=columns, rows=tuple(rows), note=_WANTED)


def short(packages: Sequence[PackageStanding]) -> Grid:
    """The same with what matters most only, for a terminal."""
    matches = (Match.MET, *MISSED)
    columns = (
        Column(title="業務", width=6),
        Column(title="製品", width=20),
        *(Column(title=str(match), numeric=True, width=14) for match in matches),
    )
    rows: list[tuple[Value, ...]] = []
    for one in packages:
        rows.append((one.business, one.package, *(one.count(match) for match in matches)))
    return Grid(title="製品ごとの件数", columns=columns, rows=tuple(rows), note=_WANTED)


def _sources(packages: Sequence[PackageStanding]) -> Grid:
    """Where the answers came from that vendors delivered."""
    columns = (
        Column(title="業務", width=8),
        Column(title="製品", width=16),
        Column(title="適合確認番号", width=28),
        Column(title="適合した版", width=12),
        Column(title="回答のもと", width=52),
        Column(title="尋ねた標準仕様の版", width=20),
        Column(title="人の回答を使った数", numeric=True, width=20),
    )
    rows: list[tuple[Value, ...]] = []
    for one in packages:
        if one.source:
            asked: Value = one.source.standard or Cell(text="前の版の資料", tone=Tone.CAUTION)
            conforms = (one.conformance_number, one.conformance_edition)
            rows.append((one.business, one.package, *conforms, package.called(one.source), asked, one.differing))
    note = "事業者の回答は、受け取ったところから読みます。fit/packages/ に人が書いた回答があれば、そちらを使います。"
    return Grid(title="事業者の回答のもと", columns=columns, rows=tuple(rows), note=note)


def _missed(packages: Sequence[PackageStanding]) -> Grid:
    columns = (
        Column(title="製品", width=16),
        Column(title="種類", width=8),
        Column(title="ID", width=13),
        Column(title="名称", width=36),
        Column(title="類型", width=20),
        Column(title="希望", width=16),
        Column(title="製品の回答", width=14),
        Column(title="対応の時期", width=14),
        Column(title="結果", width=16),
        Column(title="製品の備考", width=36),
    )
    rows: list[tuple[Value, ...]] = []
    order = {match: number for number, match in enumerate((Match.NOT_MET, Match.AGAINST, *MISSED))}
    for one in packages:
        missed = [row for row in one.rows if row.match in MISSED and row.match is not Match.UNANSWERED]
        for row in sorted(missed, key=lambda r: (order[r.match], r.sheet == OUTSIDE, r.key)):
            result = Cell(text=str(row.match), tone=_TONES[row.match])
            facts = (row.duty or "標準仕様の外", row.wish, row.support, row.available, result, row.note)
            rows.append((one.package, KINDS[row.sheet], row.key, row.name, *facts))
    note = "「回答なし」は件数だけを上の表に示しています。"
    return Grid(
        title="製品が満たさないもの・後から満たすもの・条件付きで満たすもの",
        columns=columns,
        rows=tuple(rows),
        note=note,
    )


def blocks(packages: Sequence[PackageStanding]) -> tuple[Block, ...]:
    """What is shown of the packages; nothing where there are none."""
    if not packages:
        return ()
    further = (_sources(packages), _missed(packages))
    return (counts(packages), *(grid for grid in further if grid.rows))
