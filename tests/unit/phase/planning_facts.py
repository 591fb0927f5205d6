"""Facts of invented towns for the tests of ① to ③."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from migrate.forms.answer import Answer
from migrate.forms.records import Answers, Record
from migrate.model.procedure import SystemFacts
from migrate.phase.facts import Business, Facts, Milestones, Planned, Reached, System

TODAY = date(2026, 11, 26)
SYSTEM = System(
    key="001",
    name="住民情報システム",
    businesses=("001",),
    department="住民課",
    vendor="架空情報サービス",
    package="かくう総合",
    hosting="庁内",
    contract_end="2027-03",
    renewal="自動更新",
    my_number="はい",
    numbers={"cost_total": 18_000_000},
)


def record(sheet: str, key: str, **given: Answer) -> Record:
    """One row of a register."""
    return Record(sheet=sheet, key=key, answers=given)


def answered(*rows: Record) -> Answers:
    """The answers to one form."""
    return Answers(records=rows)


def plan(go_live: date, planned: date, done: bool = False) -> Milestones:
    """A business whose step ③-1 was to have ended on a day."""
    span = Planned(start=planned - timedelta(days=30), end=planned, done=done, planned=planned)
    return Milestones(steps={8: span}, go_live=go_live)


def town(number: int = 1, **more: object) -> Facts:
    """``number`` businesses with a system each, nothing planned and nothing answered."""
    businesses = []
    for at in range(1, number + 1):
        id = f"{at:03}"
        system = replace(SYSTEM, key=id, name=f"{SYSTEM.name}{at}", businesses=(id,))
        businesses.append(Business(id=id, name=f"架空の事務その{at}", systems=(system,)))
    facts = Facts(municipality="七瀬野町", code="990019", as_of=TODAY, businesses=tuple(businesses))
    return replace(facts, **more)


def crowded() -> Facts:
    """A town in which everything is late, dear and to be decided: more than any page holds."""
    facts = town(20)
    told = tuple(
        SystemFacts(
            business=one.id,
            system=f"{one.name}のためのたいへん長い名のシステム",
            reason="2",
            until="2027-12-31",
            remains="個別に開発した部分を置き換え、連携の相手と日程を合わせ、帳票を作り直す" * 2,
        )
        for one in facts.businesses
    )
    rows = [record("decision", f"r{at:04}", name="たいへん長い決めてほしいこと" * 6) for at in range(12)]
    return replace(
        facts,
        told=told,
        plan={one.id: plan(date(2028, 1, 4), date(2026, 10, 1)) for one in facts.businesses},
        reached={one.id: Reached(closed=10, proven=3) for one in facts.businesses},
        answers={
            1: answered(record("policy", "all", target="2027-12-31"), *rows),
            8: answered(
                record("basis", "all", cap=5_000_000),
                record("initial", "build", year_one=90_000_000, subsidy="対象"),
                record("running-a", "work", year_one=20_000_000),
                record("running-b", "work", year_one=40_000_000),
            ),
        },
    )
