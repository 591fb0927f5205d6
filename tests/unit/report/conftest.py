"""An invented document with every kind of block, as large and as awkward as real ones."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.model.document import (
    Bar,
    BarChart,
    Cell,
    Column,
    Document,
    Figure,
    Figures,
    Grid,
    Note,
    Section,
    Tone,
)

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=1+1",
    "+81",
    "-5",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://example.invalid","x")',
    "http://example.invalid/",
    "0012",
    "1E5",
    "a\x00b\x0b\x1fc",
    "一行目\r\n二行目",
    "_x0041_",
    "𠮷野家　髙﨑\ue000",
    "半\ud800角",
    "",
)


def _gap() -> Section:
    words = (("適合", Tone.GOOD), ("変換で適合", Tone.PLAIN), ("要判断", Tone.CAUTION), ("現行になし", Tone.BAD))
    chart = BarChart(
        title="標準の項目の判定",
        parts=words,
        bars=(Bar(label="住登外者宛名基本情報", values=(12, 14, 1, 2)), Bar(label="空の表", values=(0, 0, 0, 0))),
        unit="項目",
        summary="標準の 29 項目の内訳: 適合 12 項目、変換で適合 14 項目、要判断 1 項目、現行になし 2 項目。",
    )
    names = ("宛名番号", "業務ID", "氏名（清音化）カナ", "代表宛名フラグ", "名寄せ先宛名番号", "操作年月日")
    rows = tuple(
        (
            "住登外者宛名基本情報",
            f"0310{n:04d}",
            names[n % 6],
            ("必須", "条件付き必須", "任意")[n % 3],
            Cell(text=words[n % 4][0], tone=words[n % 4][1]),
            "T_JUTOGAI.ATENA_NO、FUKU_ATENA.ATENA_CD" if n % 4 < 3 else "",
            round(0.61 + n / 100, 3) if n % 4 < 3 else None,
        )
        for n in range(29)
    )
    columns = (
        Column(title="グループ", width=24),
        Column(title="データ項目ID", width=12),
        Column(title="項目", width=28),
        Column(title="データ出力条件", width=14),
        Column(title="判定", width=12),
        Column(title="現行の列", width=44),
        Column(title="評点", numeric=True, width=8),
    )
    return Section(id="gap", title="比較分析", blocks=(chart, Grid(title="標準の項目ごと", columns=columns, rows=rows)))


def _balance() -> Section:
    columns = (
        Column(title="現行の表", width=16),
        *(Column(title=t, unit="行", numeric=True, width=10) for t in ("読込", "書込", "拒否", "統合", "対象外")),
        Column(title="収支", width=10),
    )
    rows = (
        ("T_JUTOGAI", 14_000, 13_112, 7, 481, 400, Cell(text="一致", tone=Tone.GOOD)),
        ("FUKU_ATENA", 6_000, 5_896, 4, 0, 99, Cell(text="不一致", tone=Tone.BAD)),
    )
    note = "読込＝書込＋拒否＋統合＋対象外となるとき、収支は一致です。"
    return Section(
        id="convert", title="変換と収支", blocks=(Grid(title="収支", columns=columns, rows=rows, note=note),)
    )


def _findings(count: int) -> Section:
    columns = (
        Column(title="コード", width=13),
        Column(title="重さ", width=8),
        Column(title="内容", width=60),
        Column(title="場所", width=50),
    )
    rows = tuple(
        (
            f"MIG-DQ-{n % 15 + 1:03d}",
            Cell(text="エラー", tone=Tone.BAD) if n % 3 else Cell(text="警告", tone=Tone.CAUTION),
            "必須の項目が空です。",
            f"source/zei_jutogai.csv  031 住登外者宛名基本情報 →「市区町村名」  {n + 1} 件目  キー 0123456789abcdef",
        )
        for n in range(count)
    )
    return Section(id="findings", title="指摘一覧", blocks=(Grid(title="指摘一覧", columns=columns, rows=rows),))


def _hostile() -> Section:
    columns = (Column(title="<b>文字</b>", width=30), Column(title="=数", unit="<件>", numeric=True, width=8))
    rows = tuple((text, number) for number, text in enumerate(HOSTILE))
    grid = Grid(title="</title><script>x</script>", columns=columns, rows=rows, note="<i>注</i>")
    links = Grid(
        title="リンク",
        columns=(Column(title="先"),),
        rows=((Cell(text="安全", href="out/report.xlsx"),), (Cell(text="危険", href="javascript:alert(1)"),)),
    )
    return Section(id="hostile", title="<h1>記号", blocks=(Note(text="<p>本文</p>"), grid, links))


def document(findings: int) -> Document:
    """The invented document with that many findings."""
    figures = Figures(
        figures=(
            Figure(label="標準項目への当たり", value="26 / 29 項目", note="要判断 1・現行になし 2", tone=Tone.CAUTION),
            Figure(label="読んだ行", value="20,000 行", note="2 表"),
            Figure(label="収支", value="一致", note="すべての行の行き先が分かっています", tone=Tone.GOOD),
            Figure(label="エラー", value="52 件", note="指摘の合計 88 件", tone=Tone.BAD),
            Figure(label="未実施の段階", value="1", note="現新比較", tone=Tone.MUTED),
        )
    )
    overview = (figures, Note(text="現新比較は未実施です。実行: migrate reconcile run 031", tone=Tone.MUTED))
    return Document(
        title="七瀬野町 標準化移行 検証報告書",
        subtitle="031 住登外者宛名番号管理",
        facts=(
            ("時点", "令和8年11月23日（2026-11-23）"),
            ("対象業務", "031 住登外者宛名番号管理"),
            ("標準仕様", "031@2023-09-29 データ要件・連携要件 基本データリスト"),
            ("ツール", "migrate 0.1.0"),
            (
                "入力",
                "out/gap/031.json 0f3a9c21d4e5、out/convert/031.json 7721aa08b1c3、out/check/031.json 5be2c0f9d811",
            ),
        ),
        summary="要対応です。20,000 行を読み、収支は閉じています。エラー 52 件が残っています。",
        sections=(
            Section(id="overview", title="要点", blocks=overview),
            _gap(),
            _balance(),
            Section(id="empty", title="空の表", blocks=(Grid(title="空の表", columns=(Column(title="列"),), rows=()),)),
            _hostile(),
            _findings(findings),
        ),
    )


@pytest.fixture
def sample() -> Document:
    """The invented document with 88 findings."""
    return document(88)


@pytest.fixture
def sized() -> Callable[[int], Document]:
    """The invented document with any number of findings."""
    return document


def program(*names: str) -> str:
    """Path of an installed program; a skip that names it where there is none."""
    for name in names:
        if found := shutil.which(name):
            return found
    pytest.skip(f"{names[0]} がありません（.ci/run が入れます）")


@pytest.fixture
def chromium() -> str:
    """Path of Chromium."""
    return program("chromium", "chromium-browser", "google-chrome")


@pytest.fixture
def office() -> str:
    """Path of LibreOffice."""
    return program("soffice", "libreoffice")


@pytest.fixture
def axe() -> Path:
    """Path of axe-core's script (MPL-2.0; used in tests only), which a development dependency carries."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python がありません（requirements-dev.lock にあります）")
    return Path(found.origin).parent / "axe.min.js"
