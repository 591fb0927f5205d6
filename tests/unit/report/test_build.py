"""The big report: everything that was done is in it, everything that was not is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from migrate.model.balance import BalanceLine, Conversion, TargetCount
from migrate.model.document import Cell, Document, Figures, Grid, Note, Section
from migrate.model.finding import Finding, Place, Severity
from migrate.model.gap import Fit, GapReport, ItemGap
from migrate.model.procedure import Progress
from migrate.model.provenance import FileDigest, Provenance
from migrate.model.quality import CheckResult, Outcome, State
from migrate.model.reconcile import Reconciliation
from migrate.model.source import SourceColumn, SourceFile, SourceKind, SourceSchema, SourceTable
from migrate.model.spec import Item, Spec, SpecKind
from migrate.report import messages
from migrate.report.build import brief, build, japanese_date
from migrate.report.results import Head, Results, Stage

HEAD = Head(
    municipality="七瀬野町",
    as_of=date(2026, 11, 23),
    tool="migrate 0.0.0",
    inputs=(FileDigest(path="out/gap/031.json", sha256="0123456789abcdef" * 4),),
    files=("out/report/report.html",),
)
TABLE = "住登外者宛名基本情報"


def _item(number: int, name: str) -> Item:
    return Item(
        id=f"0310{number:04d}",
        name=name,
        romaji="",
        table=TABLE,
        primary_key=number == 1,
        foreign_key=False,
        classes=("", "", ""),
        type="X",
        length="15",
        code="",
        repeat="",
        output_condition="必須",
        definition="",
        description="",
        function="",
        implementation="○",
        sample="",
        remarks="",
    )


def _spec() -> Spec:
    papers = Provenance(
        title="基本データリスト",
        publisher="デジタル庁",
        edition="2023-09-29",
        date="2023-09-29",
        licence="公共データ利用規約",
        sha256="ab" * 32,
        derived="読み取り",
    )
    return Spec(
        business="031",
        business_name="住登外者宛名番号管理",
        edition="2023-09-29",
        kind=SpecKind.OFFICIAL,
        title="基本データリスト",
        items=(_item(1, "宛名番号"), _item(2, "業務ID")),
        code_lists=(),
        provenance=papers,
    )


def _finding(code: str = "MIG-DQ-001", row: int = 7) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, place=Place(file="source/zei.csv", row=row, item="市区町村名"))


def _conversion(written: int = 13) -> Conversion:
    line = BalanceLine(
        target=TABLE,
        source="T_JUTOGAI",
        file="source/zei.csv",
        read=20,
        written=written,
        rejected={"MIG-CNV-005": 2},
        merged={"旧履歴": 4},
        excluded={"削除済み": 1},
    )
    targets = (TargetCount(table=TABLE, rows=13, with_source=13),)
    return Conversion(spec="031@2023-09-29", mapping_sha256="", lines=(line,), targets=targets, outputs=(), findings=())


@pytest.fixture
def full() -> Results:
    """One business with every stage done and nothing found."""
    spec = _spec()
    items = tuple(
        ItemGap(item_id=i.id, item=i.name, table=TABLE, output_condition="必須", implementation="○", fit=Fit.FIT)
        for i in spec.items
    )
    outcome = Outcome(
        code="MIG-DQ-001",
        severity=Severity.ERROR,
        table=TABLE,
        item="宛名番号",
        state=State.PASSED,
        rows=13,
        failed=0,
        category="完全性",
    )
    source = SourceSchema(
        tables=(SourceTable(name="T_JUTOGAI", columns=(SourceColumn(name="ATENA_NO"),), file="source/zei.sql"),),
        files=(
            SourceFile(path="source/zei.sql", kind=SourceKind.DDL, sha256="", encoding="cp932", why="表の定義です。"),
        ),
    )
    stage = {s: (Section(id=s.value, title=s.value, blocks=(Note(text=f"本文 {s.value}"),)),) for s in Stage}
    return Results(
        business="031",
        business_name="住登外者宛名番号管理",
        spec=spec,
        source=source,
        gap=GapReport(spec=spec.id, items=items, columns=()),
        conversion=_conversion(),
        check=CheckResult(spec=spec.id, rows=13, outcomes=(outcome,), findings=()),
        reconciliation=Reconciliation(spec=spec.id, tables=(), findings=()),
        progress=Progress(business="031", business_name="住登外者宛名番号管理", steps=()),
        sections=stage,
        outdated={},
    )


def _unrun(results: Results) -> tuple[Outcome, ...]:
    assert results.check is not None
    return tuple(replace(o, state=State.NOT_RUN) for o in results.check.outcomes)


def _settled(results: Results) -> tuple[Outcome, ...]:
    """Three failures of the first check, all of them decided about."""
    assert results.check is not None
    first, *rest = results.check.outcomes
    return (replace(first, failed=3, waived=2, known=1), *rest)


def _figures(document: Document) -> dict[str, str]:
    block = document.sections[0].blocks[0]
    assert isinstance(block, Figures)
    return {f.label: f.value for f in block.figures}


def _grid(document: Document, title: str) -> Grid:
    return next(b for s in document.sections for b in s.blocks if isinstance(b, Grid) and b.title == title)


def test_era_date() -> None:
    """People read a date in both calendars; the first year of an era is 元年."""
    actual = [japanese_date(day) for day in (date(2026, 11, 23), date(2019, 5, 1), date(2019, 4, 30))]

    assert actual == ["令和8年11月23日（2026-11-23）", "令和元年5月1日（2019-05-01）", "平成31年4月30日（2019-04-30）"]


def test_all_stages_are_sections_in_the_order_of_the_work(full: Results) -> None:
    """Overview, seven stages, findings, terms."""
    document = build(HEAD, (full,))

    expected = ["overview", *(s.value for s in Stage), "findings", "terms"]
    assert [s.id for s in document.sections] == expected


def test_passed(full: Results) -> None:
    """合格 only where every stage was run, the balance closes, and nothing is open."""
    document = build(HEAD, (full,))

    expected = "合格です。20 行を読み、収支は一致しています。エラーも、現新比較の相違もありません。"
    assert document.summary == expected


def test_stage_texts_are_taken_over(full: Results) -> None:
    """What the quality stage says of itself stands in its section."""
    section = next(s for s in build(HEAD, (full,)).sections if s.id == "check")

    assert section.blocks == (Note(text="本文 check"),)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda r: replace(r, check=None, reconciliation=None),
            "判定はまだできません。20 行を読み、収支は一致しています。未実施の段階: 品質、現新比較。",
        ),
        (
            lambda r: replace(r, conversion=_conversion(written=12)),
            "不合格です。20 行を読み、収支が一致していません。エラーも、現新比較の相違もありません。",
        ),
        (
            lambda r: replace(r, reconciliation=replace(r.reconciliation, findings=(_finding("MIG-REC-001"),))),
            "要対応です。20 行を読み、収支は一致しています。現新比較の未解消の相違 1 件が残っています。",
        ),
        (
            lambda r: replace(r, check=replace(r.check, findings=(_finding(), _finding(row=8)))),
            "要対応です。20 行を読み、収支は一致しています。エラー 2 件が残っています。",
        ),
        (
            lambda r: replace(r, check=replace(r.check, outcomes=_unrun(r))),
            "要確認です。20 行を読み、収支は一致しています。エラーも、現新比較の相違もありません。"
            "品質の検査のうち 1 件は未実施です。",
        ),
        (
            lambda r: replace(r, check=replace(r.check, outcomes=_settled(r))),
            "合格です。20 行を読み、収支は一致しています。エラーも、現新比較の相違もありません。"
            "このほか、品質の不合格 3 件を、免除・既知・許容としています。",
        ),
        (
            lambda r: replace(r, outdated={Stage.CHECK: "out/converted/031/manifest.json"}),
            "判定はまだできません。20 行を読み、収支は一致しています。"
            "エラーも、現新比較の相違もありません。やり直しが必要な段階: 品質。",
        ),
    ],
)
def test_verdict(full: Results, change: Callable[[Results], Results], expected: str) -> None:
    """The sentence names what is missing before it judges, and never says 合格 with something open."""
    assert build(HEAD, (change(full),)).summary == expected


@pytest.mark.parametrize("stage", [s for s in Stage if s is not Stage.PROGRESS])
def test_missing_stage_is_said(full: Results, stage: Stage) -> None:
    """A stage that was not run is 未実施 in the table of stages and in its own section, with the command to run."""
    field = {Stage.CONVERT: "conversion", Stage.RECONCILE: "reconciliation"}.get(stage, stage.value)
    document = build(HEAD, (replace(full, **{field: None}),))
    rows = {row[0]: row[1:] for row in _grid(document, "段階ごとの状態").rows}
    note = next(s for s in document.sections if s.id == stage.value).blocks[0]

    state, command = rows[stage.heading]
    assert isinstance(state, Cell)
    assert isinstance(note, Note)
    assert (state.text, command) == ("未実施", stage.command("031"))
    assert stage.command("031") in note.text


def test_outdated_stage_is_said(full: Results) -> None:
    """A result whose input changed afterwards says which input, and what to type."""
    document = build(HEAD, (replace(full, outdated={Stage.CHECK: "out/converted/031/manifest.json"}),))
    note = next(s for s in document.sections if s.id == "check").blocks[0]

    assert isinstance(note, Note)
    assert "out/converted/031/manifest.json" in note.text
    assert Stage.CHECK.command("031") in note.text


def test_key_figures(full: Results) -> None:
    """The first screen: items, rows and their fates, balance, findings, differences, steps."""
    expected = {
        "現行の列が当たる標準の項目": "2 / 2 項目",
        "読んだ行": "20 行",
        "書き込んだ行": "13 行",
        "拒否した行": "2 行",
        "収支": "一致",
        "エラー": "0 件",
        "未解消の相違": "0 件",
        "裏づけのあるステップ": "0 / 40",
    }
    assert _figures(build(HEAD, (full,))) == expected


def test_nothing_run_is_not_zero(full: Results) -> None:
    """A figure of a stage that was not run is 未実施, not 0."""
    empty = Results(business="031", sections={}, outdated={})

    assert set(_figures(build(HEAD, (empty,))).values()) == {"未実施", "0 件"}


def test_findings_by_code_and_one_by_one(full: Results) -> None:
    """Each finding is listed once, and counted under its code."""
    check = replace(full.check, findings=(_finding(), _finding(row=8))) if full.check else None
    document = build(HEAD, (replace(full, check=check),))

    assert [row[3] for row in _grid(document, "コードごとの件数").rows] == [2]
    assert [row[5] for row in _grid(document, "指摘一覧").rows] == [7, 8]


def test_several_businesses(full: Results) -> None:
    """With two businesses each stage but the current system has a section for each, ids stay unique, sums add up."""
    other = replace(full, business="010", business_name="個人住民税")
    document = build(HEAD, (other, full))
    ids = [s.id for s in document.sections]

    assert len(ids) == len(set(ids)) == 1 + 2 * 6 + 1 + 2
    assert _figures(document)["読んだ行"] == "40 行"


def test_brief_has_the_verdict_and_the_files(full: Results) -> None:
    """A terminal shows the verdict and where the report lies, not the whole report."""
    short = brief(build(HEAD, (full,)), HEAD.files)

    assert [s.id for s in short.sections] == ["overview", "files"]
    assert _grid(short, "書き出したファイル").rows == (("out/report/report.html",),)


def test_general_wording() -> None:
    """A code's text without a case: asides with parameters go, others become 〇〇, doubled braces single."""
    texts = (
        "桁が違います（あるべき {a}、実際 {b}）。",
        "「{item}」: 現行の {table}.{column} です。",
        "{{rule: {name}}}",
    )

    expected = ["桁が違います。", "「〇〇」: 現行の 〇〇 です。", "{rule: 〇〇}"]
    assert [messages.general(text) for text in texts] == expected
