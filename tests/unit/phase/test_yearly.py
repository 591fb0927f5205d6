"""The yearly work on a revision, dated back from its 適合基準日; names in texts are found as wholes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.spec_diff import Change, ChangeKind, Counts, Effect, Named, Side, SpecDiff, Subject
from migrate.phase import form as forms
from migrate.phase import yearly
from migrate.phase.plan import calendar
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.read import Names, Read, of_csv, read
from migrate.phase.plan.tasks import procedure as steps
from migrate.phase.plan.tasks import to_bytes
from migrate.phase.yearly import Revision
from migrate.phase.yearly_impact import Changes

CALENDAR = Calendar(calendar.default())
AS_OF = date(2026, 11, 26)
SUBJECTS = {one.value for one in Subject}


def revision(fitting: date, edition: str = "2027-03-31") -> Revision:
    return Revision(business="031", edition=edition, fitting=fitting)


def tables_of(file: str) -> list[dict[str, str]]:
    return tables.read(bundled("reports") / "layouts" / "phase" / file)


@pytest.mark.parametrize("subject", list(Subject))
@pytest.mark.parametrize("days", [1, 30, 200, 365, 700, 1500])
def test_every_plan_is_in_order_and_ends_where_it_must(subject: Subject, days: int) -> None:
    """Whatever changed and however near the day is: tasks wait for what they need, and lateness is what is missing."""
    fitting = AS_OF + timedelta(days=days)
    found = yearly.propose(revision(fitting), {subject}, CALENDAR, AS_OF)
    by_key = {one.key: one for one in found.tasks}
    last = by_key[f"031-{yearly.FITTING}-20270331"]

    for one in found.tasks:
        assert one.start <= one.end
        assert one.start >= AS_OF
        for before in one.after:
            first = by_key[before.key]
            assert one.end >= first.end
            assert one.milestone or before.lag or one.start > first.end
    assert last.end == max(one.end for one in found.tasks)
    assert (found.late > 0) == (last.end > fitting)
    assert found.late or last.end == fitting
    assert (found.latest_start < AS_OF) <= (found.late > 0)


def test_a_later_day_never_begins_earlier() -> None:
    """The last day to begin moves with the 適合基準日, never the other way."""
    days = [date(2027, 12, 1) + timedelta(days=10 * n) for n in range(60)]
    starts = [yearly.propose(revision(day), {Subject.FORM}, CALENDAR, AS_OF).latest_start for day in days]

    assert starts == sorted(starts)


@pytest.mark.parametrize("edition", ["2027-03-31", "api-2.0", "令和9年版", "第3.0版　改", "x" * 80, "=1+1"])
def test_the_proposal_can_be_read_as_a_plan(edition: str) -> None:
    """However an edition is called, its tasks have keys that a plan takes, and other ones than another edition's."""
    found = yearly.propose(revision(date(2028, 4, 1), edition), set(Subject), CALENDAR, AS_OF)
    other = yearly.propose(revision(date(2028, 4, 1), edition + "b"), set(Subject), CALENDAR, AS_OF)
    taken = read(of_csv(to_bytes(found.tasks), "工程案.csv"), Names(ids={"031": "031"}))

    assert isinstance(taken, Read)
    assert taken.findings == ()
    assert [replace(one, name="") for one in taken.tasks] == [replace(one, name="") for one in found.tasks]
    assert not {one.key for one in found.tasks} & {one.key for one in other.tasks}


def test_the_data_name_what_there_is() -> None:
    """Subjects, rows of ⑧ and steps of both tables exist; steps name tasks that a plan can have."""
    budget = {one.key for one in forms.form(8).of("initial").presets}
    for row in tables_of("impact.csv"):
        assert set(row["subjects"].split()) <= SUBJECTS
        known = budget if row["area"] == "budget" else {str(one.number) for one in steps().steps}
        assert row["ref"] in known
    for row in tables_of("plan/yearly.csv"):
        assert set(row["subjects"].split()) <= SUBJECTS


def change(subject: Subject, table: str, name: str, id: str = "00310001") -> Change:
    one = Named(id=id, name=name)
    return Change(
        subject=subject, kind=ChangeKind.LENGTH, effect=Effect.TIGHTENS, rule="length-shorter", business="031",
        table_before=table, table_after=table, item_before=one, item_after=one, reason="", confidence=1.0,
    )  # fmt: skip


def changes(*many: Change) -> Changes:
    side = Side(
        spec="031@a",
        business="031",
        business_name="",
        edition="a",
        kind="official",
        title="",
        sha256="",
        tables=1,
        items=1,
    )
    counts = Counts(tightens=len(many), loosens=0, neutral=0)
    diff = SpecDiff(before=side, after=side, counts=counts, changes=many, not_compared=())
    return Changes(diff, lambda one: one.rule)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("日付の変換: 宛名 氏名 ← T_JUTOGAI", True),
        ("宛名 氏名", True),
        ("「宛名 氏名」を見る", True),
        ("日付の変換: 宛名 氏名_読み仮名 ← T", False),
        ("旧宛名 氏名", False),
        ("宛名の氏名", False),
        ("宛名 氏名_読み仮名、宛名 氏名", True),
        ("", False),
    ],
)
def test_an_item_is_named_with_its_table_and_as_a_whole(text: str, named: bool) -> None:
    """氏名 of 宛名 is neither 氏名_読み仮名 nor the 氏名 of another table."""
    assert bool(changes(change(Subject.ITEM, "宛名", "氏名")).named(text)) is named


@pytest.mark.parametrize(
    ("text", "named"), [("帳票 0310010 通知書", True), ("機能 0310010", True), ("00310010", False), ("03100101", False)]
)
def test_a_number_is_named_as_a_whole(text: str, named: bool) -> None:
    """Digits beside a 機能ID make another number."""
    assert bool(changes(change(Subject.FORM, "", "通知書", "0310010")).named(text)) is named


def test_order_and_numbers_touch_nothing() -> None:
    """A workspace rests on names and meanings, not on the order of a list."""
    one = change(Subject.ITEM, "宛名", "氏名")
    silent = changes(replace(one, kind=ChangeKind.ORDER), replace(one, kind=ChangeKind.ID))

    assert (silent.all, silent.subjects) == ((), frozenset())
