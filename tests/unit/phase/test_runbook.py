"""切替の手順 by the clock: offsets as people write them, and whether each decision leaves time to go back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.forms.answer import Answer
from migrate.forms.records import Answers, Record
from migrate.phase import artefact, golive, runbook
from migrate.phase import form as forms
from migrate.phase.facts import Business, Data, Facts, Rehearsal
from migrate.phase.runbook import Timetable

AS_OF = date(2027, 12, 1)
DAY, OPENS = date(2028, 1, 4), time(8, 30)
RUNS = (
    Rehearsal(command="convert run 010", at="2027-11-20T10:00:00+09:00", result="完了", seconds=610.0),
    Rehearsal(command="reconcile run 010", at="2027-11-20T11:00:00+09:00", result="完了", seconds=300.0),
)
FACTS = Facts(
    municipality="七瀬野町",
    code="990019",
    as_of=AS_OF,
    businesses=(Business(id="010", name="個人住民税", data=Data(rehearsals=RUNS)), Business(id="020", name="戸籍")),
)


def step(key: str, offset: str, minutes: Answer, **more: Answer) -> Record:
    told: Mapping[str, Answer] = {"name": key, "offset": offset, "minutes": minutes, "point": "いいえ", **more}
    return Record(sheet="runbook", key=key, answers=told)


def point(key: str, offset: str, minutes: int, back: int) -> Record:
    return step(key, offset, minutes, point="はい", back=back, how="戻す")


def is_safe(found: Timetable) -> bool:
    return found.way_out is not None and not found.doubts


def table(*rows: Record, business: str = "010") -> Timetable:
    facts = replace(FACTS, answers={18: Answers(records=rows)})
    return runbook.timetable(facts, DAY, OPENS, frozenset({business}))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("T-63:00", -63),
        ("T0-63", -63),
        ("Ｔ－６３：００", -63),
        ("63時間前", -63),
        ("−1:30", -1.5),
        ("+4", 4),
        ("4時間後", 4),
        ("T+0:00", 0),
        ("0", 0),
    ],
)
def test_an_offset_as_people_write_it(text: str, hours: float) -> None:
    """Width, kind of hyphen, words and the T do not matter."""
    assert runbook.offset(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "朝", "前日 17:15", "-3時間前", "T-1:75", "1.5", "1/4 8:30"])
def test_what_is_no_offset(text: str) -> None:
    """Nothing is guessed."""
    assert runbook.offset(text) is None


@given(st.text(max_size=12))
def test_hostile_times(text: str) -> None:
    """Any text gives a time or none; nothing breaks."""
    assert runbook.offset(text) is None or isinstance(runbook.offset(text), timedelta)
    assert runbook.clock(text) is None or isinstance(runbook.clock(text), time)


def test_rows_by_the_clock() -> None:
    """By their beginning, on the days before and after the opening; a row of another business is not in it."""
    found = table(
        step("watch", "T+1:00", 30),
        step("freeze", "T-63:00", 60),
        step("other", "T-10:00", 60, business="020"),
        step("mine", "T-9:00", 60, business="010 011"),
    )

    assert [(one.record.key, runbook.shown(one.begin)) for one in found.slots] == [
        ("freeze", "1/1（土）17:30"),
        ("mine", "1/3（月）23:30"),
        ("watch", "1/4（火）09:30"),
    ]


def test_a_decision_that_leaves_time_to_go_back() -> None:
    """Ends 10 hours before the opening and takes 9 hours to undo: safe; 11 hours: too late, and said."""
    safe = table(point("judge", "T-11:00", 60, 540))
    late = table(point("judge", "T-11:00", 60, 660))

    assert is_safe(safe)
    assert safe.slots[0].restored == datetime(2028, 1, 4, 7, 30)
    assert not is_safe(late)
    assert late.slots[0].doubt == "ここで戻すと、業務を始める時刻に間に合いません"


def test_a_decision_before_its_work_has_ended() -> None:
    """A row that still runs when it is decided about is named."""
    found = table(step("load", "T-20:00", 180), point("judge", "T-18:00", 30, 60))

    assert found.slots[1].doubt == "判断の時刻までに終わらない作業: load"
    assert not is_safe(found)


def test_a_decision_after_the_opening_cannot_be_in_time() -> None:
    """It is no fault of it, but one before the opening is needed."""
    after = point("noon", "T+4:00", 30, 600)

    assert table(after).slots[0].doubt == ""
    assert not is_safe(table(after))
    assert is_safe(table(after, point("judge", "T-5:00", 30, 60)))


def test_what_cannot_be_read_is_named() -> None:
    """A row without a time or a length, or with one beyond all days, is not in the table, which is not safe then."""
    found = table(
        step("load", "朝", 10),
        point("judge", "T-5:00", 30, 60),
        step("half", "T-1:00", "不明"),
        step("long", "T-2:00", 10**13),
        point("back", "T-2:00", 10, 10**13),
    )

    assert found.unread == ("load", "half", "long")
    assert [(one.name, one.restored is None) for one in found.slots] == [("judge", False), ("back", True)]
    assert not is_safe(found)


def test_measured_time_stands_in_the_template() -> None:
    """The row of the migration takes the minutes of ⑭-3 where they are planned, else those of the ledger."""
    offered = artefact.of_item(18).offers
    judge = Record(sheet="judge", key="j", answers={"business": "010", "start": "2028-01-04", "decision": "未判定"})
    measured = replace(FACTS, answers={18: Answers(records=(judge,))})
    planned = Record(sheet="runbook", key="convert", answers={"minutes": 400})

    assert offered(FACTS)["runbook"]["data"]["minutes"] == 720
    assert offered(measured)["runbook"]["data"]["minutes"] == 16
    both = replace(measured, answers={**measured.answers, 14: Answers(records=(planned,))})
    assert offered(both)["runbook"]["data"]["minutes"] == 400


def test_our_template_is_safe() -> None:
    """Every row that the form prints has its defaults, can be read, and the whole can be left in time."""
    rows = golive.table("runbook")
    presets = [one.key for one in forms.form(18).of("runbook").presets]
    offered = artefact.of_item(18).offers(FACTS)["runbook"]
    found = table(*(Record(sheet="runbook", key=key, answers=row) for key, row in offered.items()))

    assert [row["row"] for row in rows] == presets
    assert len(found.slots) == len(presets)
    assert is_safe(found), [one.doubt for one in found.slots]
    assert [row["row"] for row in golive.table("hypercare")] == [
        one.key for one in forms.form(18).of("hypercare").presets
    ]
