"""`rfi compare` on a unit whose package was built and whose vendors have answered."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import NothingCheckedError
from migrate.files import records
from migrate.flow import phase, phase_facts, procure_terms, rfi_compare, rfi_state
from migrate.flow.outcome import Outcome
from migrate.phase import artefact
from migrate.procure.answers import CostRow, FunctionAnswer, Level, Requirement, VendorAnswers, Word
from migrate.procure.compare import proposals
from migrate.procure.package import STANDARD, Business, Package
from migrate.workspace import folder, job
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace

PROJECT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode()
PACKAGE = Package(
    kind="rfi",
    part=STANDARD,
    unit="tax",
    title="税務システムの情報提供依頼",
    municipality="七瀬野町",
    code="990019",
    made="2026-10-01",
    edition=1,
    issued="2026-10-01",
    questions_due="2026-10-15",
    answers_due="2026-10-30",
    contact="情報政策課",
    businesses=(Business(id="010", name="個人住民税", edition=""), Business(id="011", name="法人住民税", edition="")),
    papers=(),
    books=(),
)
ASKED = (
    Requirement(id="0100001", business="010", text="当初課税の計算ができること。", level=Level.REQUIRED),
    Requirement(id="0100002", business="010", text="納税証明書を窓口で出せること。", level=Level.WANTED),
    Requirement(id="0110001", business="011", text="申告の受付ができること。", level=Level.REQUIRED),
)


def vendor(key: str, name: str, scale: int, **words: Word) -> VendorAnswers:
    return VendorAnswers(
        vendor=key,
        name=name,
        received="2026-10-28",
        functions={
            id[1:]: FunctionAnswer(word=word, note="説明" if word is Word.SUBSTITUTE else "")
            for id, word in words.items()
        },
        costs=(
            CostRow(id="initial-I01", label="環境構築", years={"initial": 10_000_000 * scale}, initial=True),
            CostRow(id="running-R01", label="システム運用作業", years={str(n): 3_000_000 for n in range(1, 6)}),
        ),
        dates={"本番のデータ移行・切替": "2027-12"},
        businesses={"010": "対応"},
        starts={"010": "2028-01"},
        capacity={"データ移行の担当": f"{scale} 人"},
    )


VENDORS = (
    vendor("minato", "みなとシステム株式会社", 1, _0100001=Word.YES, _0100002=Word.NO),
    vendor("yama", "株式会社やまなみ情報", 3, _0100001=Word.SUBSTITUTE, _0100002=Word.NO),
)


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    workspace = folder.create(tmp_path / "town", PROJECT, key=b"k" * 32)
    put(workspace, "out/rfi/tax/standard/package.json", records.dump(PACKAGE))
    put(workspace, "out/rfi/tax/requirements.json", records.dump(ASKED))
    for one in VENDORS:
        put(workspace, f"out/rfi/tax/vendors/{one.vendor}.json", records.dump(one))
    return workspace


def put(workspace: Workspace, name: str, data: bytes) -> None:
    path = workspace.path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def run(workspace: Workspace) -> Outcome:
    return rfi_compare.run(workspace, frozen_session(date(2026, 12, 1)))


def words(workspace: Workspace) -> str:
    with zipfile.ZipFile(io.BytesIO(workspace.path("out/rfi/tax", rfi_compare.PAPER).read_bytes())) as parts:
        return parts.read("word/document.xml").decode()


def proven(workspace: Workspace) -> list[str]:
    return sorted(path.name for path in workspace.path(rfi_state.DESK.proofs).glob("*.json"))


def test_analysis_says_what_differs_and_what_is_far(town: Workspace) -> None:
    """Differences, unmet requirements, explanations that are missing and far amounts stand in the analysis."""
    found = run(town)
    text = words(town)

    for part in (
        "どの業者も満たさない要件",
        "納税証明書",
        "代替（説明）",
        "対応不可（説明なし）",
        "2 者の差が大きい",
        "提供できる業者",
    ):
        assert part in text
    assert [(one.code, one.place.business) for one in found.findings] == [
        ("MIG-RFP-043", "011"),
        ("MIG-RFP-044", None),
    ]
    assert town.path("out/rfi/tax", rfi_compare.COSTS).read_text(encoding="utf-8").count("\n") == 13


def test_first_step_is_proven_for_businesses_that_somebody_answered(town: Workspace) -> None:
    """⑦-1 holds where a vendor answered for the business and costs are there; it goes when they go."""
    run(town)
    assert proven(town) == ["010-7-1.json"]

    for one in VENDORS:
        put(town, f"out/rfi/tax/vendors/{one.vendor}.json", records.dump(replace(one, costs=())))
    run(town)
    assert proven(town) == []


def test_second_step_needs_what_people_changed(town: Workspace) -> None:
    """⑦-2 holds once changes.csv says what became of the plan; the blank that was made proves nothing."""
    run(town)
    name = town.path("rfi/tax/changes.csv")
    assert name.read_text(encoding="utf-8-sig").splitlines()[0] == "業務,項目,変更前,変更後,理由,決めた日"
    head = name.read_bytes()
    run(town)
    assert (name.read_bytes(), proven(town)) == (head, ["010-7-1.json"])

    name.write_bytes(head + "*,稼働の時期,2027年1月,2028年1月,2 者とも 2028 年 1 月からと回答,2026/11/30\r\n".encode())
    run(town)
    assert proven(town) == ["010-7-1.json", "010-7-2.json"]
    assert "2 者とも 2028 年 1 月からと回答" in words(town)


def test_what_the_answers_suggest_waits_for_people(town: Workspace) -> None:
    """Businesses that nobody offers, late starts and unmet wishes are lines for changes.csv; a decided one is gone."""
    with job.run(town, frozen_session(date(2026, 12, 1)), "rfi build") as work:
        procure_terms.keep_changed(work, rfi_state.DESK, "tax", {}, {"go_live": "2027-06-01"})
    first = run(town).data.proposed
    lines = town.path("out/rfi/tax", proposals.FILE).read_text(encoding="utf-8-sig").splitlines()
    line = "010,要件 0100002,標準準拠システムで満たす（求める）,窓口の印刷で代える,満たす業者がない,2026-11-30"
    name = town.path("rfi/tax/changes.csv")
    name.write_bytes(name.read_bytes() + f"{line}\r\n".encode())
    second = run(town).data.proposed

    assert [(one.business, one.subject) for one in first] == [
        ("010", "稼働の時期"),
        ("010", "要件 0100002"),
        ("011", "調達の範囲"),
    ]
    assert lines[1] == (
        "010,稼働の時期,令和9年6月1日,令和10年1月以後,"
        "希望の時期に稼働できる業者がない（いちばん早い業者は みなとシステム株式会社）,"
    )
    assert [one.subject for one in second] == ["稼働の時期", "調達の範囲"]
    assert "移行計画への案" in words(town)


def test_steps_are_proven_while_nothing_changed(town: Workspace) -> None:
    """The procedure sees ⑦-1 as proven, and no longer once a vendor's answers are not as they were compared."""

    def proven_now() -> bool:
        return phase.progress_of(town, "010").steps[18].proven

    run(town)
    assert proven_now()
    put(town, "out/rfi/tax/vendors/minato.json", records.dump(replace(VENDORS[0], costs=())))
    assert not proven_now()


def test_json_holds_every_requirement(town: Workspace) -> None:
    """The machine-readable result has each requirement once, whatever vendors left out."""
    found = json.loads(records.dump(run(town).data))

    assert sorted(row["requirement"]["id"] for row in found["comparison"]["rows"]) == ["0100001", "0100002", "0110001"]


def test_budget_is_offered_what_vendors_named(town: Workspace) -> None:
    """⑧ suggests the median of the vendors for each running row and year, and says where it comes from."""
    with job.run(town, frozen_session(date(2026, 12, 1)), "phase make ⑧") as work:
        facts = phase_facts.gather(work)
    assert facts.quoted is not None
    assert artefact.of_item(8).offers(facts)["running-b"] == {
        "work": {
            **dict.fromkeys(("year_one", "year_two", "year_three", "year_four", "year_five"), 3_000_000),
            "source": "RFI（⑥）の回答 2 者の中央値（税込）",
        }
    }


def test_no_answers_no_comparison(town: Workspace) -> None:
    """Without a vendor there is nothing to compare: exit 5."""
    for one in VENDORS:
        town.path(f"out/rfi/tax/vendors/{one.vendor}.json").unlink()
    with pytest.raises(NothingCheckedError) as caught:
        run(town)

    assert caught.value.code == "MIG-RFP-041"
