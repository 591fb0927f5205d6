"""The balance of the conversion must come out again; tables, words and tones of the document follow the numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.model.balance import BalanceLine
from migrate.model.document import Cell, Grid, Note, Tone
from migrate.model.finding import Finding, Place, Severity
from migrate.model.reconcile import ControlTotal, DifferenceKind, Reconciliation, TableComparison
from migrate.reconcile import balance, document

LINE = BalanceLine(
    target="表",
    source="T",
    file="z.csv",
    read=10,
    written=6,
    rejected={"MIG-CNV-002": 1},
    merged={"旧": 2},
    excluded={"消": 1},
)


def test_the_same_balance_is_no_finding() -> None:
    """Noted and counted again: equal."""
    assert balance.compare("031", (LINE,), (LINE,)) == ()


@pytest.mark.parametrize(
    "again",
    [
        (replace(LINE, read=11, written=7),),
        (replace(LINE, written=5),),
        (replace(LINE, merged={"旧": 1}, excluded={"消": 2}),),
        (replace(LINE, merged={"別": 2}),),
        (),
        (LINE, replace(LINE, source="U")),
    ],
    ids=["other numbers", "does not close", "other fates", "other rule", "gone", "new"],
)
def test_any_other_balance_is_one_finding(again: tuple[BalanceLine, ...]) -> None:
    """A row more, an open sum, another fate or rule, a table gone or new."""
    assert [f.code for f in balance.compare("031", (LINE,), again)] == ["MIG-REC-008"]


def test_a_balance_that_never_closed_is_a_finding() -> None:
    """Two equal balances that do not add up are still wrong."""
    open_line = replace(LINE, written=5)
    assert [f.code for f in balance.compare("031", (open_line,), (open_line,))] == ["MIG-REC-008"]


def test_the_balance_in_a_line() -> None:
    """Read = written + merged + excluded + rejected, and the verdict."""
    assert balance.sentence((LINE,)) == "収支: 読込 10 ＝ 書込 6 ＋ 統合 2 ＋ 対象外 1 ＋ 拒否 1（一致）"
    assert balance.sentence((replace(LINE, written=5),)).endswith("（不一致）")


def comparison(form: str, missing: int, target: int) -> TableComparison:
    differences = dict.fromkeys(DifferenceKind, 0) | {DifferenceKind.MISSING: missing}
    totals = (
        ControlTotal(name="件数", formula="全部の行の数", source=5, target=5),
        ControlTotal(name="性別: 1 男", formula="「性別」の値ごとの行の数", source=3, target=target),
    )
    return TableComparison(
        table="表",
        file=f"out/表.{form}",
        expected=5,
        delivered=5,
        equal=5 - missing,
        differences=differences,
        totals=totals,
    )


def reconciliation(missing: int, target: int) -> Reconciliation:
    finding = Finding(code="MIG-REC-001", severity=Severity.ERROR, place=Place())
    tables = (comparison("csv", 0, 3), comparison("parquet", missing, target))
    return Reconciliation(spec="031@x", tables=tables, findings=(finding,) * missing)


def grids(found: Reconciliation, brief: bool = False) -> list[Grid]:
    return [b for part in document.sections(found, brief) for b in part.blocks if isinstance(b, Grid)]


def test_the_worst_comes_first() -> None:
    """The file with differences above the one without; the total that disagrees above those that agree."""
    files, totals = grids(reconciliation(2, 2))
    assert [(row[1], row[-1]) for row in files.rows] == [
        ("Parquet", Cell(text="不一致", tone=Tone.BAD)),
        ("CSV", Cell(text="一致", tone=Tone.GOOD)),
    ]
    assert [row[:-1] for row in totals.rows] == [("性別: 1 男", 3, 3, 2), ("件数", 5, 5, 5)]


def test_formulas_are_printed_in_words() -> None:
    """Each total's formula stands below the grid."""
    note = grids(reconciliation(0, 3))[1].note
    assert ("件数＝全部の行の数" in note, "性別＝「性別」の値ごとの行の数" in note) == (True, True)


def test_brief_shows_what_disagrees_only() -> None:
    """On a terminal: the totals that disagree, or one sentence that all agree."""
    assert [[row[0] for row in grid.rows] for grid in grids(reconciliation(2, 2), brief=True)][1] == ["性別: 1 男"]
    clean = document.sections(reconciliation(0, 3), brief=True)[0].blocks
    said = [block.text for block in clean if isinstance(block, Note) and block.tone is Tone.GOOD]
    assert said == ["表: 2 件の合計が、移行元とすべてのファイルで一致しています（-v ですべて表示）。"]


def test_without_totals_it_is_said() -> None:
    """No control totals is no silent pass."""
    bare = Reconciliation(spec="x", tables=(replace(comparison("csv", 0, 3), totals=()),), findings=())
    texts = [block.text for block in document.sections(bare)[0].blocks if isinstance(block, Note)]
    assert any("比べる合計はありません" in text for text in texts)


def test_the_sentence() -> None:
    """Open differences, or none."""
    assert document.sentence(reconciliation(2, 2)) == "031@x: 未解消の相違が 2 件あります。"
    assert document.sentence(reconciliation(0, 3)) == "031@x: 相違はありません（2 個のファイルの 10 行が一致）。"
