"""① to ③ on the whole way: what survey, plan and comparison say stands in the documents and decides the proofs."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from migrate.files import records
from migrate.files.digest import sha256_of_bytes
from migrate.flow import phase, phase_fact, phase_make, plan_draft
from migrate.flow import survey as survey_flow
from migrate.forms.form import plain
from migrate.model.gap import ColumnGap, Counterpart, GapReport, Share, TableCoverage
from migrate.phase import form as forms
from migrate.workspace import job
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

from ...clerk import Spot
from .planning_town import SESSION, build, fill, fill_survey, said, talked

PERSON = "仮名 花子"
AREAS = tuple(one.key for one in forms.form(1).of("area").presets)
ROLES = {"head": "町長", "lead": "副町長", "office": "企画課", "owner": "住民課"} | dict.fromkeys(
    ("budget", "contract", "law", "security"), "総務課"
)
TERMS = {
    "state": "合意",
    "held": "2026-10-05",
    "runs": 4,
    "fee": "別に払う",
    "amount": 2_500_000,
    "form": "CSV・CP932",
    "documents": "はい",
    "attend": "立ち会う",
    "erase": "はい",
}


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town whose survey is read; copied for each test."""
    return build(tmp_path_factory.mktemp("planning") / "town").root


@pytest.fixture
def town(surveyed: Path, tmp_path: Path) -> Workspace:
    return Workspace(Path(shutil.copytree(surveyed, tmp_path / "town")))


def proven(town: Workspace, business: str = "001") -> list[str]:
    return [one.step.code for one in phase.progress_of(town, business).steps if one.proven]


def organisation() -> dict[Spot, str]:
    """What makes ①-1 whole."""
    found = {("policy", "all", "purpose"): "窓口を止めずに移す", ("policy", "all", "target"): "令和9年12月末"}
    found |= {("policy", "all", "meeting"): "推進会議"}
    found |= {("role", key, "department"): text for key, text in ROLES.items()}
    return found | {("area", key, "agreed"): "2026-11-02" for key in AREAS}


def vendor(name: str) -> str:
    return f"v-{sha256_of_bytes(plain(name).encode())[:10]}"


def gap(town: Workspace, extra: str = "T_TENSHUTSU") -> None:
    """What `gap run` leaves of 住民基本台帳: one table covered, one not, and a table outside the standard."""
    covered = Share(have=8, whole=9)
    nothing = Share(have=0, whole=0)
    report = GapReport(
        spec="001@x",
        items=(),
        columns=(
            ColumnGap(table="T_JUMIN", column="A", logical_name="", state=Counterpart.MAPPED),
            ColumnGap(table=extra, column="B", logical_name="", state=Counterpart.EXTRA),
        ),
        coverage=tuple(
            TableCoverage(table=name, sources=fed, required=share, conditional=nothing, implementation=nothing)
            for name, fed, share in (("住民", ("T_JUMIN",), covered), ("支援措置", (), Share(have=0, whole=3)))
        ),
    )
    with job.run(town, SESSION, "gap run") as work:
        work.write("out/gap/001.json", records.dump(report))


def test_the_organisation_holds_the_town(town: Workspace) -> None:
    """Departments come from the survey, the chart is drawn, and ①-1 waits until each area is decided."""
    open_ = organisation()
    del open_["area", AREAS[-1], "agreed"]
    fill(town, "①-1", 1, open_)
    text = said(town, "01-1-推進体制案.docx")
    assert "wpg:wgp" in text and text.count("<wps:wsp>") == len(ROLES) + len(ROLES) - 1
    assert all(part in text for part in ("窓口を止めずに移す", "副町長", "まだ決めていない領域: 障害・漏えい"))
    assert proven(town) == []
    fill(town, "①-1", 1, {("area", AREAS[-1], "agreed"): "2026-11-02"})
    assert proven(town) == ["①-1"]
    fill(town, "①-1", 1, {("role", "law", "above"): "総務部長"})
    assert "「上位の役割」が体制の中に見つからない役割: 法規担当" in said(town, "01-1-推進体制案.docx")


def test_both_have_to_be_in_charge(town: Workspace) -> None:
    """①-2 is proven of the businesses that have 主担当 and 副担当; names stay in register and document."""
    talk = {("talk", "+0", id): text for id, text in {"held": "2026-10-01", "department": "住民課"}.items()}
    talk |= {("talk", "+0", "topic"): "担当", ("talk", "+0", "result"): "決めた"}
    fill(town, "①-2", 1, talk | {("member", "001-first", "person"): PERSON})
    text = said(town, "01-2-担当者名簿.docx")
    assert PERSON in text and "調整の記録のない所管課（②の調査による）: 税務課、企画課" in text
    assert proven(town) == []
    fill(town, "①-2", 1, {("member", "001-second", "position"): "主事"})
    assert (proven(town), proven(town, "010")) == (["①-2"], [])
    made = phase_make.make(town, SESSION, "①-2")
    assert PERSON not in records.dump(made.data).decode()
    assert PERSON not in town.ledger.read_text(encoding="utf-8")


REPORT: dict[Spot, str] = {
    ("report", "+0", "held"): "2026-11-20",
    ("report", "+0", "to"): "町長",
    ("report", "+0", "way"): "面談",
    ("report", "+0", "topic"): "体制と期限",
}
MEMO = "01-3-首長報告メモ.docx"


def test_the_memo_follows_plan_survey_and_facts(town: Workspace) -> None:
    """Cost, contracts, lateness and 特定移行支援システム stand on it as they are now; what is decided leaves it."""
    fill(town, "①-1", 1, organisation())
    phase_make.make(town, SESSION, "①-3")
    before = said(town, MEMO)
    assert "33,000,000 円" in before and "工程表（migrate plan init）がない" in before
    assert "特定移行支援システム」は" not in before
    plan_draft.init(town, SESSION, plan_draft.Wish(business="001", go_live="2029-01-04"))
    facts = {"business": "010", "system": "税務システム", "reason": "2", "until": "2030-03-31", "remains": "置き換え"}
    phase_fact.fact(town, SESSION, phase_fact.Fact(**facts))
    phase_make.make(town, SESSION, "①-3")
    now = said(town, MEMO)
    assert "1 業務が、工程表か期限より遅れています。" in now
    assert all(
        part in now for part in ("「特定移行支援システム」は", "2030-03-31", "住民情報システムの契約は 2027-03-31")
    )
    fill(town, "①-3", 1, REPORT | {("decision", "contract-001", "state"): "決定"})
    assert "住民情報システムの契約は" not in said(town, MEMO)
    fill_survey(town, {("system", "001", "cost_total"): 20_000_000})
    phase_make.make(town, SESSION, "①-3")
    assert "35,000,000 円" in said(town, MEMO)


def test_a_report_of_tomorrow_proves_nothing(town: Workspace) -> None:
    """①-3 is proven once the day of a report has come."""
    fill(town, "①-3", 1, REPORT | {("report", "+0", "held"): "2026-12-01"})
    assert proven(town) == []
    phase_make.make(town, frozen_session(date(2026, 12, 1)), "①-3")
    assert proven(town) == ["①-3"]


def test_the_survey_stands_in_its_documents(town: Workspace) -> None:
    """②-1, ②-2 and ②-4 show this town and change with an answer; they prove nothing beside `survey show`."""
    for code in ("②-1", "②-2", "②-4"):
        made = phase_make.make(town, SESSION, code)
        assert (made.data.form, made.data.proofs) == ("", ())
    basics = said(town, "02-1-基礎調査.docx")
    assert (
        "使っているシステムは 3、ベンダは 2 社です。1 年の費用は、分かっている 3 システムで 33,000,000 円です。"
        in basics
    )
    assert "最も早いものは 2027-03-31 です。工程表がまだない" in basics
    links = said(town, "02-2-連携一覧.docx")
    assert "連携は 3 本、うち庁外とのもの 0 本" in links and "wpg:wgp" in links
    whole = said(town, "02-4-概要調査結果.docx")
    assert "調査なし" in whole and "まだ読んでいません（migrate source scan）" in whole
    fill_survey(town, {("system", "031", "contract_end"): "2026-12-31"})
    phase_make.make(town, SESSION, "②-1")
    assert "最も早いものは 2026-12-31 です。" in said(town, "02-1-基礎調査.docx")
    survey_flow.show(town, SESSION)
    assert proven(town) == ["②-1", "②-2"]


def test_terms_with_each_vendor(town: Workspace) -> None:
    """②-3 needs the meeting and the roles of the survey, and the terms with each vendor of the business's systems."""
    first = {("vendor", vendor("架空情報サービス"), id): text for id, text in TERMS.items()}
    fill(town, "②-3", 2, first)
    assert proven(town) == []
    fill_survey(town, talked())
    phase_make.make(town, SESSION, "②-3")
    assert (proven(town), proven(town, "031")) == (["②-3"], [])
    text = said(town, "02-3-現行ベンダとの打合せ.docx")
    assert "データ抽出は合わせて 4 回、別に払う費用は 2,500,000 円です。" in text
    assert "まだ合意していない会社: ななせ電算" in text
    path = town.path("survey", "meeting.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("移行の進め方", "顔合わせ"), encoding="utf-8")
    assert proven(town) == []


def test_survey_show_leaves_the_terms_to_the_register(town: Workspace) -> None:
    """With all of ②-3 in the survey, `survey show` leaves no proof of it."""
    fill_survey(town, talked())
    shown = survey_flow.show(town, SESSION)
    assert [one.proven for one in shown.data.proofs if (one.business, one.step) == ("001", 6)] == [True]
    assert not town.path("out", "survey", "steps", "001-2-3.json").exists()
    assert proven(town) == ["②-1", "②-2"]


def scope(business: str = "001") -> dict[Spot, str]:
    return {("scope", business, "unit"): "住民のまとまり", ("scope", business, "checked"): "2026-11-10"}


def test_the_scope_is_compared_and_confirmed(town: Workspace) -> None:
    """③-1 needs `gap run` and the row of the business; its document names what lies outside the standard."""
    fill(town, "③-1", 3, scope())
    assert proven(town) == []
    gap(town)
    phase_make.make(town, SESSION, "③-1")
    assert proven(town) == ["③-1"]
    text = said(town, "03-1-標準化対象範囲.docx")
    assert "複数の業務を扱う製品は 1 です。最も多いのは かくう総合 の 5 業務です。" in text
    assert all(part in text for part in ("T_TENSHUTSU", "表のすべて", "調査でシステムの見つからない業務 15"))
    gap(town, extra="T_SHIBO")
    assert proven(town) == []
    phase_make.make(town, SESSION, "③-1")
    assert "T_SHIBO" in said(town, "03-1-標準化対象範囲.docx") and proven(town) == ["③-1"]


def test_a_system_beside_the_standard_needs_its_way(town: Workspace) -> None:
    """口座振替 concerns 個人住民税: ③-1 of it waits until its way is decided, and again when one more turns up."""
    fill(town, "③-1", 3, scope("010") | {("scope", "010", "standard"): "事務がない", ("scope", "010", "reason"): "―"})
    assert proven(town, "010") == []
    assert "扱いと調達の決まっていないもの 1: 口座振替" in said(town, "03-1-標準化対象範囲.docx")
    way = {"handling": "残してつなぐ", "procure": "調達しない"}
    fill(town, "③-1", 3, {("outside", "p-koza-furikae", id): text for id, text in way.items()})
    assert proven(town, "010") == ["③-1"]
    more = {
        "in_use": "有",
        "department": "住民課",
        "vendor": "まど社",
        "contract_end": "2030-03-31",
        "my_number": "いいえ",
    }
    fill_survey(town, {("peripheral", "kakanai-madoguchi", id): text for id, text in more.items()})
    assert proven(town, "010") == []
    phase_make.make(town, SESSION, "③-1")
    assert proven(town, "010") == []


def test_in_operation_is_told_elsewhere(town: Workspace) -> None:
    """A business that people call 稼働中 without a comparison is proven only once `phase fact` tells of it."""
    fill(town, "③-1", 3, {("scope", "001", "standard"): "稼働中", ("scope", "001", "checked"): "2026-11-10"})
    assert proven(town) == []
    phase_fact.fact(town, SESSION, phase_fact.Fact(business="001", system="住民情報", operation="2026-01-05"))
    phase_make.make(town, SESSION, "③-1")
    assert proven(town) == ["③-1"]


def test_nothing_known_is_said_and_nothing_is_drawn(tmp_path: Path) -> None:
    """Without survey, plan and comparison the documents have no section and say what to do first."""
    empty = build(tmp_path / "empty", {})
    for code in ("②", "③"):
        made = phase_make.make(empty, SESSION, code)
        assert "まだ何も分かっていません" in said(empty, made.data.document.rpartition("/")[2])
        assert [one.title for one in made.document.sections] == ["まだ書かれていないところ"]
