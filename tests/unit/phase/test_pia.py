"""特定個人情報保護評価: the table cell by cell with its boundaries, the dates, and what proves ⑫-1."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

import pytest

from migrate.forms.answer import Answer
from migrate.forms.records import Answers, Record
from migrate.model.document import Grid, Section
from migrate.phase import pia
from migrate.phase.artefacts import item12_pia as item
from migrate.phase.facts import Business, Facts, Link, System

NONE, BASIC, FOCUSED, FULL = pia.NONE, pia.BASIC, pia.FOCUSED, pia.FULL
AS_OF = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("people", "kinds", "seen"),
    [
        (0, (NONE, NONE, NONE), True),
        (999, (NONE, NONE, NONE), True),
        (1_000, (BASIC, BASIC, BASIC), False),
        (9_999, (BASIC, BASIC, BASIC), False),
        (10_000, (FOCUSED, FOCUSED, BASIC), False),
        (99_999, (FOCUSED, FOCUSED, BASIC), False),
        (100_000, (FULL, FULL, FOCUSED), True),
        (299_999, (FULL, FULL, FOCUSED), True),
        (300_000, (FULL, FULL, FULL), True),
        (3_000_000, (FULL, FULL, FULL), True),
    ],
)
def test_the_table_cell_by_cell(people: int, kinds: tuple[str, str, str], seen: bool) -> None:
    """500 handlers; 499 with an incident; 499 without. Rows whose text was not seen say so."""
    found = [pia.judge(people, 500, False), pia.judge(people, 499, True), pia.judge(people, 499, False)]

    assert [one.kind for one in found] == list(kinds)
    assert {one.seen for one in found} == {seen}
    assert pia.judge(people, 500, True) == found[0]


def test_the_greater_assessments_come_with_the_basic_one() -> None:
    """重点 and 全項目 with 基礎; below a thousand nothing."""
    assert [pia.judge(n, 500, False).papers for n in (999, 1_000, 10_000, 100_000)] == [
        (),
        (BASIC,),
        (BASIC, FOCUSED),
        (BASIC, FULL),
    ]


@pytest.mark.parametrize("kind", [BASIC, FOCUSED, FULL])
def test_an_assessment_ends_before_construction_starts(kind: str) -> None:
    """Its parts follow each other without a gap; the last one ends the day before."""
    parts = pia.timeline(kind, date(2027, 4, 1))

    assert parts[-1].end == date(2027, 3, 31)
    assert all(one.end + timedelta(days=1) == after.start for one, after in pairwise(parts))
    assert [one.name for one in parts if "聴取" in one.name or "第三者" in one.name] == (
        ["住民等の意見の聴取", "第三者点検"] if kind == FULL else []
    )
    assert all((one.end - one.start).days + 1 == 30 for one in parts if "聴取" in one.name)


def test_reviews_and_the_new_assessment() -> None:
    """Four yearly reviews, then anew before five years have passed."""
    assert pia.reviews(date(2026, 4, 1)) == tuple(date(2026 + n, 4, 1) for n in (1, 2, 3, 4))
    assert pia.again(date(2026, 4, 1)) == date(2031, 3, 31)


def system(key: str, my_number: str) -> System:
    return System(
        key=key,
        name=f"システム{key}",
        businesses=(key,),
        department="住民課",
        vendor="甲社",
        package="",
        hosting="",
        contract_end="",
        renewal="",
        my_number=my_number,
        numbers={},
    )


def facts(*rows: Mapping[str, Answer], begin: str = "2027-04-01") -> Facts:
    works = tuple(Record(sheet="work", key=f"r{at}", answers=row) for at, row in enumerate(rows))
    milestone = {"business": "", "point": "構築の開始", "day": begin}
    link = Link(
        key="a",
        sender="住民情報",
        receiver="中間サーバー",
        external=True,
        name="副本の登録",
        frequency="日次",
        method="ファイル",
        my_number="はい",
        department="",
    )
    return Facts(
        municipality="七瀬野町",
        code="990019",
        as_of=AS_OF,
        businesses=(
            Business(id="001", name="住民基本台帳", systems=(system("001", "はい"),)),
            Business(id="002", name="印鑑登録", systems=(system("002", "いいえ"),)),
            Business(id="003", name="戸籍"),
        ),
        links=(link,),
        answers={
            11: Answers(records=(Record(sheet="milestone", key="r1", answers=milestone),) if begin else ()),
            12: Answers(records=works),
        },
    )


def work(**other: Answer) -> dict[str, Answer]:
    given: dict[str, Answer] = {
        "name": "住民基本台帳に関する事務",
        "business": "001",
        "people": 20_000,
        "handlers": 120,
        "incident": "いいえ",
        "reason": "重要な変更",
        "ground": "検討書",
        "published": "2026-10-01",
    }
    return given | other


FULLY = {
    "people": 100_000,
    "handlers": 500,
    "heard_from": "2026-06-01",
    "heard_to": "2026-06-30",
    "reviewed": "2026-08-01",
}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, ""),
        ({"published": ""}, "まだ公表していません"),
        ({"published": "2026-12-01"}, "先の日"),
        ({"reason": "行わない（重要な変更でない）", "published": "", "before": "2025-04-01"}, ""),
        ({"reason": "行わない（重要な変更でない）", "published": ""}, "前回の公表の日がありません"),
        ({"people": 999, "published": ""}, ""),
        (FULLY, ""),
        (FULLY | {"heard_to": "2026-06-29"}, "29 日"),
        (FULLY | {"heard_from": ""}, "意見聴取の期間がありません"),
        (FULLY | {"reviewed": ""}, "第三者点検の日がありません"),
        (FULLY | {"reviewed": "2026-10-02"}, "公表より後"),
    ],
)
def test_what_is_missing_keeps_the_step_open(other: dict[str, Answer], said: str) -> None:
    """What the judged kind calls for; a change that is none, and a small task, call for nothing."""
    told = facts(work(**other))
    found = item.wrong(told, told.of(12).of("work")[0])

    assert (any(said in one for one in found) if said else not found) and len(found) <= 1
    assert item.holds(told, 30, "001") is not bool(said)
    assert ("open" in [one.id for one in item.sections(told, 12, frozenset({30}))]) is bool(said)


def test_published_after_construction_started() -> None:
    """The day of the start is that of ⑪; the same day is too late."""
    assert item.holds(facts(work(), begin="2026-10-02"), 30, "001")
    assert not item.holds(facts(work(), begin="2026-10-01"), 30, "001")


def grid(sections: tuple[Section, ...], id: str, at: int = 0) -> Grid:
    found = [one for one in next(one for one in sections if one.id == id).blocks if isinstance(one, Grid)]
    return found[at]


def test_the_document_follows_its_input() -> None:
    """Kind and certainty of each task, dates back from construction, and what the survey tells of 個人番号."""
    found = item.sections(facts(work(published="")), 12, frozenset({30}))
    rows = grid(found, "timeline").rows

    assert "要確認" in str(grid(found, "judgement").rows[0])
    assert [(one[2], one[3]) for one in rows] == [
        ("2027-02-16", "2027-03-17"),
        ("2027-03-18", "2027-03-31"),
        ("2027-04-01", ""),
    ]
    assert [one[0] for one in grid(found, "touched").rows] == ["システム001"]
    assert grid(found, "touched", 1).rows[0][1] == "住民情報 → 中間サーバー"
    moved = item.sections(facts(work(published="", people=100_000), begin="2027-05-01"), 12, frozenset({30}))
    assert (grid(moved, "timeline").rows[0][0:1], len(grid(moved, "timeline").rows)) == (rows[0][0:1], 3)
    assert "公表資料で確認" in str(grid(moved, "judgement").rows[0])
    after = grid(item.sections(facts(work()), 12, frozenset({30})), "after").rows[0]
    assert (after[1], after[2], str(getattr(after[3], "text", ""))) == ("2026-10-01", "2027-10-01", "2031-09-30")


def test_without_a_start_the_dates_are_said_to_be_missing() -> None:
    """No table of dates, and the task is named."""
    found = item.sections(facts(work(published=""), begin=""), 12, frozenset({30}))
    section = next(one for one in found if one.id == "timeline")

    assert "構築の開始の日が分からない" in str(section)
    assert not any(isinstance(one, Grid) for one in section.blocks)


def test_only_businesses_with_numbers_are_offered() -> None:
    """By the survey; a business that people have put into a row of their own is not suggested again."""
    assert item.offers(facts(work(business="001 002")))["work"] == {}
    assert item.offers(facts())["work"] == {"001": {"name": "住民基本台帳に関する事務", "business": "001"}}
