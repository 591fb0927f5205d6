"""The home page's own values: ends of contracts, businesses that are behind, and what the page says in one sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from migrate.model.procedure import SystemFacts
from migrate.phase import home, home_page
from migrate.phase.facts import Facts
from migrate.phase.home import End, Ending, Home, OpenFile
from migrate.phase.risks import Entry, Standing
from migrate.phase.upcoming import Next

from .planning_facts import SYSTEM, TODAY, crowded, plan, town

LIVE = date(2028, 1, 4)


def ends(contract_end: str, **more: object) -> Facts:
    """A town with one system, whose contract ends then."""
    facts = town(1, **more)
    system = replace(SYSTEM, contract_end=contract_end)
    return replace(facts, businesses=(replace(facts.businesses[0], systems=(system,)),))


@pytest.mark.parametrize(
    ("contract_end", "planned", "state"),
    [
        ("2026-11-25", False, End.PAST),
        ("2026-11-25", True, End.PAST),
        ("2026-11-26", False, End.SOON),
        ("2027-05-25", False, End.SOON),
        ("2027-05-26", False, None),
        ("2028-01-03", True, End.SHORT),
        ("2028-01-04", True, None),
        ("2027-03", False, End.SOON),
        ("未定", True, None),
        ("なし", True, None),
        ("", True, None),
        ("いつか", True, None),
    ],
)
def test_the_end_of_a_contract(contract_end: str, planned: bool, state: End | None) -> None:
    """Past from the day after; short where it ends before operation starts; soon within 180 days; else untold."""
    facts = ends(contract_end, plan={"001": plan(LIVE, TODAY)} if planned else {})
    assert [one.state for one in home.endings(facts)] == ([state] if state else [])


def test_the_contract_of_a_business_in_operation_may_end() -> None:
    """What has been moved needs its old system no more; a day of operation to come is no operation."""
    running = SystemFacts(business="001", operation="2026-11-26")
    assert home.endings(ends("2026-12-31", told=(running,))) == ()
    assert len(home.endings(ends("2026-12-31", told=(replace(running, operation="2026-11-27"),)))) == 1


def test_the_worst_contract_comes_first() -> None:
    """What has ended, then what ends too early, then what ends soon."""
    facts = town(3, plan={"002": plan(LIVE, TODAY)})
    days = ("2027-01-31", "2027-12-31", "2026-10-31")
    facts = replace(
        facts,
        businesses=tuple(
            replace(one, systems=(replace(one.systems[0], contract_end=day),))
            for one, day in zip(facts.businesses, days, strict=True)
        ),
    )
    assert [(one.state, one.left) for one in home.endings(facts)] == [(End.PAST, -26), (End.SHORT, 400), (End.SOON, 66)]


def test_a_business_is_behind_its_plan_and_its_deadline() -> None:
    """Steps whose planned day has passed, and days by which operation is expected too late."""
    found = home.behind(crowded())
    assert len(found) == 20
    assert (found[0].since, found[0].go_live, found[0].limit, found[0].over) == (
        "2026-10-01",
        "2028-01-04",
        "2027-12-31",
        4,
    )


def page(**more: object) -> Home:
    """A page on which nothing is told."""
    blank = Home(
        municipality="七瀬野町",
        as_of=TODAY.isoformat(),
        completion=0.25,
        evidence_rate=0.125,
        in_operation=0,
        standings=(),
        systems=(),
        first=home.firsts(),
        next=Next(upcoming=(), ready=(), waiting=0),
        planned=False,
        late=(),
        broken=(),
        behind=(),
        registers=False,
        registered=0,
        overdue=(),
        contracts=(),
        characters=None,
        data=(),
        scanned="",
        files=(),
    )
    return replace(blank, **more)


def test_the_sentence_of_the_page() -> None:
    """Nothing begun; begun without a plan; in time; late by registers and contracts: each is said, rates apart."""
    rates = "完了率は 25.0%、裏づけ率は 12.5% です。"
    overdue = Entry(
        step="横断",
        register="リスク",
        sheet="risk",
        key="a",
        kind="リスク",
        subject="x",
        detail="",
        businesses=(),
        owner="",
        due="2026-11-01",
        days_left=-25,
        state="",
        waits="",
        weight="",
        standing=Standing.OVERDUE,
    )
    ending = Ending(system="x", businesses=(), end="2026-11-01", left=-25, renewal="", go_live="", state=End.PAST)
    soon = replace(ending, state=End.SOON)
    assert home_page.summary(page()) == "まだ何も始まっていません。はじめに migrate phase make ① を打ちます。"
    begun = page(first=())
    assert home_page.summary(begun) == f"{rates}工程表がないので、遅れは分かりません。"
    assert home_page.summary(replace(begun, planned=True)) == f"{rates}工程表より遅れている作業はありません。"
    assert home_page.summary(replace(begun, planned=True, overdue=(overdue,), contracts=(ending, soon))) == (
        f"{rates}期限を過ぎた課題など 1 件、移行までもたない契約 1 件があります。"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"files": (OpenFile(path="a.xlsx", kind="そのほか", state=home.FileState.UNTOLD, day="", command=""),)},
        {"registers": True},
        {"first": home.firsts()[1:]},
    ],
)
def test_anything_at_all_is_a_beginning(more: dict[str, object]) -> None:
    """A file, a row of a register or one thing that is there: the page no longer says that nothing has begun."""
    assert (page().begun, page(**more).begun) == (False, True)
