"""Papers: what they say follows from what was reported, of one month; the mayor's is one page."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow import pmo_paper
from migrate.flow.pmo_paper import PmoPaper, Wish
from migrate.model.document import Cell, Document, Figures, Grid, Note, Value
from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedBusiness, ReportedRisk, ReportedStep, ReportedSystem
from migrate.model.procedure import Status
from migrate.pmo import store
from migrate.pmo.intake import roster
from migrate.pmo.intake.roster import Expected
from migrate.pmo.received import Received
from migrate.report.formats import docx

from ... import nation


def _steps(closed: int, planned: str = "") -> tuple[ReportedStep, ...]:
    states = [Status.DONE] * closed + [Status.OPEN] * (40 - closed)
    return tuple(ReportedStep(status=one, planned=planned) for one in states)


def _report(body: Body, *businesses: ReportedBusiness, period: str = "2026-02", **changes: object) -> BodyReport:
    report = BodyReport(period=period, as_of=f"{period}-28", body=body, businesses=businesses)
    return replace(report, **changes)  # type: ignore[arg-type]


def _town(name: str, code: str, prefecture: str = "島根県", population: int | None = 18_000) -> Body:
    return Body(name=name, prefecture=prefecture, code=code, population=population)


def _residents(closed: int, planned: str = "", **changes: object) -> ReportedBusiness:
    one = ReportedBusiness(business="001", name="住民記録", steps=_steps(closed, planned))
    return replace(one, **changes)  # type: ignore[arg-type]


MASUDA = _town("益田市", "322041")
HAMADA = _town("浜田市", "322024")
TOWNS = (
    _report(MASUDA, _residents(30), period="2026-01"),
    _report(
        MASUDA,
        _residents(
            32,
            "2026-02-27",
            systems=(ReportedSystem(name="住記", vendor="甲社", operation="2026-02-01", reason="1"),),
        ),
        ReportedBusiness(business="021", name="生活保護", steps=_steps(40)),
        risks=(
            ReportedRisk(id="R-2", business="001", level="小", due="2026-03-31"),
            ReportedRisk(id="R-1", business="001", level="大", due="2026-02-01"),
        ),
    ),
    _report(HAMADA, _residents(40), ReportedBusiness(business="021", name="生活保護", printed=0.7)),
    _report(_town("府中市", "132063", "東京都"), _residents(20)),
    _report(_town("府中市", "342084", "広島県", None), _residents(10)),
    _report(Body(name="島根県", prefecture="島根県", code="320005", kind=BodyKind.PREFECTURE), _residents(5)),
    _report(Body(name="無番町", prefecture="広島県"), _residents(40)),
)


def _stored(folder: Path, reports: Iterable[BodyReport]) -> Path:
    for one in reports:
        store.add(folder, one.period, [Received(report=one, form="JSON", file="x.zip", sha256="0" * 64)])
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of a town, one month of its neighbours."""
    return _stored(tmp_path_factory.mktemp("保管庫"), TOWNS)


def _paper(folder: Path, **wish: str) -> tuple[PmoPaper, Document]:
    outcome = pmo_paper.run(Wish(store=folder, **wish))
    assert isinstance(outcome.data, PmoPaper)
    return outcome.data, outcome.document


def _section(document: Document, id: str) -> list[object]:
    return [block for one in document.sections if one.id == id for block in one.blocks]


def _plain(row: Iterable[Value]) -> list[object]:
    return [one.text if isinstance(one, Cell) else one for one in row]


def _rows(document: Document, id: str, place: int = 0) -> list[list[object]]:
    return [_plain(row) for row in [one for one in _section(document, id) if isinstance(one, Grid)][place].rows]


def _figures(document: Document) -> dict[str, str]:
    return {
        one.label: one.value
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Figures)
        for one in block.figures
    }


def test_the_figures_of_a_body_by_hand(folder: Path) -> None:
    """(32/40 + 40/40) / 2 = 90 %; a month before it was 30/40; operation and support are counted apart."""
    data, document = _paper(folder, body="322041")

    assert data.bodies[0].history == (("2026-01", 0.75), ("2026-02", pytest.approx(0.9)))
    assert document.summary == (
        "手順の完了率は 90.0 %で、令和8年1月から 15.0 ポイント上がりました。"
        "計画の日を過ぎたステップがある業務は 1 あります。"
    )
    assert _figures(document) == {
        "手順の完了率": "90.0 %",
        "完了率 100 %の業務": "1／2",
        "稼働中の業務": "1／2",
        "特定移行支援のある業務": "1",
        "成果物で裏づけた割合": "－",
    }


def test_a_body_stands_beside_others_without_itself(folder: Path) -> None:
    """Of the prefecture, the size and all; a group of nobody is left out, prefectures are in none."""
    data, _ = _paper(folder, body="益田市")

    assert [(one.name, one.n, one.mean, one.ahead) for one in data.peers] == [
        ("島根県の市区町村", 1, pytest.approx(0.85), 0),
        ("人口1万人以上3万人未満の市区町村", 2, pytest.approx((0.85 + 0.5) / 2), 0),
        ("保管庫の市区町村すべて", 4, pytest.approx((0.85 + 0.5 + 0.25 + 1) / 4), 1),
    ]


def test_what_is_late_is_told_with_its_reason_and_asked(folder: Path) -> None:
    """Eight steps were planned for the day before; asked is about the plan, the support, the rest and the risk."""
    data, document = _paper(folder, body="32204")

    assert data.bodies[0].businesses[0].overdue == tuple(range(33, 41))
    ((name, rate, moved, reason),) = _rows(document, "late")
    assert (name, rate, moved) == ("住民記録", "80.0", "+5.0")
    assert reason == "2026-02-01 に稼働。残るステップが 8（完了率 80 %）。ほかに、計画より遅れ。"
    assert [one.text for one in _section(document, "asked") if isinstance(one, Note)] == [
        "1. 計画の日を過ぎた業務（住民記録）の、計画の見直しか、人と費用の手当て",
        "2. 特定移行支援システム（住民記録）の、新しい期限の決定",
        "3. 稼働後も残るステップのある 1 業務の、残りをいつまでに終えるか",
        "4. 期限を過ぎたリスク 1 件の扱い",
    ]


def test_grave_risks_come_first_without_words_that_were_not_let_out(folder: Path) -> None:
    """Level, then day; where the body kept its words, the paper says so."""
    _, document = _paper(folder, body="322041")

    assert [row[:2] for row in _rows(document, "risks")] == [["R-1", "大"], ["R-2", "小"]]
    assert {row[-1] for row in _rows(document, "risks")} == {"（報告に内容の文は入っていません）"}


def test_an_earlier_month_is_told_as_it_was(folder: Path) -> None:
    """Nothing of February is in the paper of January."""
    data, document = _paper(folder, body="322041", period="2026-01")

    assert (data.peers, data.bodies[0].history) == ((), (("2026-01", 0.75),))
    assert document.summary == "手順の完了率は 75.0 %で、比べられる前の月の報告はありません。"


def test_a_body_that_tells_only_rates(tmp_path: Path) -> None:
    """Without steps, days or systems the paper says what is not told, and nothing is late."""
    printed = ReportedBusiness(business="001", name="住民記録", printed=0.75)
    folder = _stored(tmp_path, [_report(MASUDA, printed, as_of="")])
    data, document = _paper(folder, body="322041")

    assert data.bodies[0].completion == 0.75
    assert [one.text for one in _section(document, "next") if isinstance(one, Note)] == [
        "40 ステップの状態は、報告されていません。"
    ]
    assert document.facts == (("団体と時点", "島根県 益田市　（時点の記載なし）"),)


def test_nothing_that_was_reported_is_a_rate(tmp_path: Path) -> None:
    """A body without a single rate has a paper that says so; the meeting's too."""
    folder = _stored(tmp_path, [_report(MASUDA, ReportedBusiness(business="001", name="住民記録"))])

    assert _paper(folder, body="322041")[1].summary == "この月の完了率は、報告されていません。"
    assert _paper(folder, prefecture="島根県")[1].summary == "この月に完了率を報告した市区町村はありません。"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"body": "益田"}, "MIG-PMO-140"),
        ({"body": "' OR true --"}, "MIG-PMO-140"),
        ({"body": "府中市"}, "MIG-PMO-141"),
        ({"prefecture": "島根"}, "MIG-PMO-142"),
        ({"prefecture": "出雲国"}, "MIG-PMO-142"),
        ({"prefecture": "沖縄県"}, "MIG-PMO-143"),
        ({}, "MIG-PMO-144"),
        ({"body": "322041", "prefecture": "島根県"}, "MIG-PMO-144"),
        ({"body": "322041", "period": "2025-01"}, "MIG-PMO-100"),
    ],
)
def test_what_cannot_be_made_is_named(folder: Path, wish: dict[str, str], code: str) -> None:
    """Unknown, ambiguous, not reported, or not said."""
    with pytest.raises((MigrateError, NothingCheckedError)) as refused:
        pmo_paper.run(Wish(store=folder, **wish))
    assert refused.value.code == code


def test_a_name_that_two_have_lists_both(folder: Path) -> None:
    """The list holds what --body takes; each of it gives its body, a body without a code by its key."""
    with pytest.raises(MigrateError) as refused:
        pmo_paper.run(Wish(store=folder, body="府中市"))
    assert refused.value.params["known"] == "132063（東京都 府中市）、342084（広島県 府中市）"
    for text, key in (("132063", "132063"), ("広島県府中市", "342084"), ("広島県|無番町", "広島県|無番町")):
        assert _paper(folder, body=text)[0].bodies[0].key == key


def test_the_meeting_ranks_by_rate_and_names_who_is_missing(folder: Path) -> None:
    """A business that is not reported is a dash; without a roster all municipalities of the prefecture are expected."""
    data, document = _paper(folder, prefecture="島根県")
    heat = _rows(document, "heat")

    assert [row[:4] for row in heat] == [["1", "益田市", "90.0", "80"], ["2", "浜田市", "85.0", "100"]]
    assert [len(row) for row in heat] == [23, 23] and {"－"} == set(heat[0][4:]) - {"100"}
    assert _rows(document, "now") == [["100 %", 0, ""], ["80 % 以上", 2, "益田市、浜田市"], ["80 % 未満", 0, ""]]
    assert (len(data.missing), "松江市" in data.missing, "益田市" in data.missing) == (17, True, False)
    assert document.summary == (
        "市区町村 2 団体の完了率は、平均 87.5 %、中央値 87.5 %です。報告のない団体が 17 あります。"
    )


def test_the_roster_of_the_store_says_who_is_missing(tmp_path: Path) -> None:
    """Only its municipalities of the prefecture are expected."""
    folder = _stored(tmp_path, TOWNS[1:3])
    listed = (MASUDA, _town("松江市", "322016"), _town("府中市", "132063", "東京都"))
    (folder / roster.NAME).write_bytes(roster.to_bytes(Expected(body=one) for one in listed))

    assert _paper(folder, prefecture="島根県")[0].missing == ("松江市",)


def test_the_rank_of_equals_is_one_rank(tmp_path: Path) -> None:
    """Two first ones are followed by a third; 79.9…% is not shown as 80."""
    names = (("甲市", "322016", 40), ("乙市", "322024", 40), ("丙市", "322032", 31))
    folder = _stored(tmp_path, [_report(_town(name, code), _residents(closed)) for name, code, closed in names])
    _, document = _paper(folder, prefecture="島根県")

    assert [row[:4] for row in _rows(document, "heat")] == [
        ["1", "甲市", "100.0", "100"],
        ["1", "乙市", "100.0", "100"],
        ["3", "丙市", "77.5", "77"],
    ]


def test_shared_is_what_two_bodies_have(tmp_path: Path) -> None:
    """A vendor that is late in one body only is no cause that is shared; one written in two ways is one vendor."""

    def late(vendor: str) -> ReportedBusiness:
        return _residents(32, "2026-01-01", systems=(ReportedSystem(vendor=vendor),))

    towns = (("甲市", "322016", "㈱甲"), ("乙市", "322024", "株式会社　甲"), ("丙市", "322032", "乙社"))
    folder = _stored(tmp_path, [_report(_town(name, code), late(vendor)) for name, code, vendor in towns])
    _, document = _paper(folder, prefecture="島根県")

    assert [row[:5] for row in _rows(document, "shared")] == [["㈱甲", 2, 2, "100.0", 2]]
    assert [row[1:] for row in _rows(document, "shared", 1)] == [[3, 3]]


def test_the_same_store_gives_the_same_paper(folder: Path) -> None:
    """To the byte; a name like markup stays text."""
    first, second = (docx.render(_paper(folder, prefecture="島根県")[1]) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert 'w:orient="landscape"' in packed.read("word/document.xml").decode()


@pytest.fixture(scope="module")
def worst(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The towns of one prefecture for three months; the last has open risks."""
    chosen = [one for one in nation.bodies() if one.prefecture == "島根県"]
    months = ("2026-01", "2026-02", "2026-03")
    reports = [one for month in months for one in nation.month(month, chosen=chosen)]
    risks = tuple(ReportedRisk(id=f"R-{at}", business="001", level="大", due="2026-03-01") for at in range(9))
    return _stored(tmp_path_factory.mktemp("島根"), [replace(one, risks=risks) for one in reports])


def test_the_mayors_paper_is_one_page(worst: Path, tmp_path: Path) -> None:
    """Upright A4 in an office program, also of a town where all 20 businesses are late and risks are past their day."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("soffice がありません（.ci/run が入れます）")
    (tmp_path / "one.docx").write_bytes(docx.render(_paper(worst, body="浜田市")[1]))
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "one.docx"], check=True, capture_output=True, timeout=240
    )
    told = subprocess.run(["pdfinfo", tmp_path / "one.pdf"], check=True, capture_output=True, text=True).stdout
    info = dict(line.split(":", 1) for line in told.splitlines())

    assert info["Pages"].strip() == "1"
    assert info["Page size"].split()[:3] == ["595.304", "x", "841.89"]


def test_the_json_of_a_prefecture_holds_every_body(worst: Path) -> None:
    """Its municipalities, each with all its businesses, and no body of another kind."""
    data, _ = _paper(worst, prefecture="島根県")
    assert (len(data.bodies), {len(one.businesses) for one in data.bodies}, data.missing) == (19, {20}, ())
    assert {one.kind for one in data.bodies} == {BodyKind.MUNICIPALITY}
