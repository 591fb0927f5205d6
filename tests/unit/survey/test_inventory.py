"""The one inventory: who is who, what is complete, what the answers prove, and what is worth a look."""

from __future__ import annotations

from datetime import date
from typing import Any

from migrate.forms.records import Answers, Record
from migrate.survey import dependencies, judge, offers
from migrate.survey.form import form
from migrate.survey.inventory import Inventory, inventory
from migrate.survey.steps import proofs

AS_OF = date(2026, 11, 26)
CUTOVER = date(2027, 3, 31)
ROW = {"frequency": "日次", "method": "ファイル", "my_number": "はい", "department": "市民課"}


def complete(sheet: str, **given: Any) -> dict[str, Any]:
    """Answers to everything that is required."""
    found: dict[str, Any] = {}
    for question in form().of(sheet).questions:
        if question.required:
            kinds = {"number": 3, "date": "2027-03-31", "choice": question.choices[0].text if question.choices else ""}
            found[question.id] = kinds.get(question.kind.value) or "記入"
    found |= {"businesses": "031", "conformance_number": "031_1234567890123_1"} if sheet == "system" else {}
    return {**found, **given}


def system(key: str = "031", **given: Any) -> Record:
    return Record(sheet="system", key=key, answers=complete("system", **{"name": "住登外", "businesses": key, **given}))


def interface(number: int, sender: str, receiver: str, **given: Any) -> Record:
    answers = {"sender": sender, "receiver": receiver, "name": f"情報{number}", **ROW, **given}
    return Record(sheet="interface", key=f"r{number:04}", answers=answers)


def of(desk: Any, *records: Record) -> tuple[Answers, Inventory]:
    answers = Answers(records=records)
    names = {b.systems[0]: b.law_name for b in desk.catalogue.businesses if b.systems}
    return answers, inventory(form(), answers, names, offers.aliases(desk.catalogue))


def codes(desk: Any, *records: Record, cutover: date | None = CUTOVER) -> list[str]:
    answers, found = of(desk, *records)
    return [f.code for f in judge.judge(form(), answers, found, AS_OF, cutover)]


def test_parties_are_known_by_any_of_their_names(desk: Any) -> None:
    """住民記録 is 001, eLTAX and 国保連 are counterparts, GIS a peripheral system; other names are unknown."""
    ends = ("住民記録", "001", "住基システム", "ｅＬＴＡＸ", "国保連", "GIS", "しらない箱")
    rows = [interface(n, name, "住登外") for n, name in enumerate(ends, start=1)]
    _, found = of(desk, system(), system("001", name="住民基本台帳"), *rows)
    assert [one.sender.id for one in found.interfaces] == [
        "system:001",
        "system:001",
        "system:001",
        "counterpart:eltax",
        "counterpart:kokuhoren",
        "peripheral:gis",
        "unknown:しらない箱",
    ]


def test_a_business_without_answers_is_known_too(desk: Any) -> None:
    """介護保険 is no unknown name only because its department has not answered yet; a system marked 「無」 is one."""
    unused = Record(sheet="system", key="031", answers={"in_use": "無", "name": "住登外"})
    _, found = of(desk, unused, interface(1, "介護保険", "住登外"))
    (one,) = found.interfaces
    assert (one.sender.id, one.receiver.kind.value) == ("system:023", "一覧にない名前")


def test_a_complete_system_proves_its_basics(desk: Any) -> None:
    """②-1 needs every required answer; 不明 and a missing one do not do."""
    for given, expected in (({}, True), ({"vendor": "不明"}, False), ({"vendor": ""}, False)):
        record = system()
        kept = {q: a for q, a in {**record.answers, **given}.items() if a}
        answers, found = of(desk, Record(sheet="system", key="031", answers=kept))
        first = next(p for p in proofs(form(), answers, found) if (p.step, p.business) == (4, "031"))
        assert (first.proven, bool(first.lacking)) == (expected, not expected)


def test_all_four_steps(desk: Any) -> None:
    """Everything filled in proves ②-1 to ②-4; each part taken away takes its step and ②-4 with it."""
    sheets = form()
    others = [
        Record(sheet=id, key=p.key, answers={"in_use": "無"})
        for id in ("peripheral", "counterpart")
        for p in sheets.of(id).presets
    ]
    role = {
        "policy": "相談",
        "department": "実施",
        "current_vendor": "責任",
        "next_vendor": "報告",
        "agreed": "2026-11-01",
    }
    others += [Record(sheet="role", key=p.key, answers=role) for p in sheets.of("role").presets]
    meeting = Record(sheet="meeting", key="r0001", answers=complete("meeting"))
    summary = Record(sheet="summary", key="all", answers=complete("summary"))
    full = [system(), interface(1, "住登外", "eLTAX"), meeting, summary, *others]

    def proven(*left_out: int) -> list[bool]:
        answers, found = of(desk, *(r for n, r in enumerate(full) if n not in left_out))
        return [p.proven for p in proofs(sheets, answers, found) if p.business == "031"]

    assert proven() == [True, True, True, True]
    assert proven(1) == [True, False, True, False]
    assert proven(2) == [True, True, False, False]
    assert proven(3) == [True, True, True, False]
    assert proven(4) == [True, True, True, False]
    assert proven(len(full) - 1) == [True, True, False, False]


def test_contracts_and_the_cutover(desk: Any) -> None:
    """Too early is a warning, too late a remark, the same day (or month) nothing; without a date nothing is said."""
    ends = {"2027-03-30": ["MIG-SRC-293"], "2027-04-01": ["MIG-SRC-294"], "2027-03-31": [], "2027-03": [], "なし": []}
    for end, expected in ends.items():
        assert codes(desk, system(contract_end=end)) == expected, end
        assert codes(desk, system(contract_end=end), cutover=None) == []


def test_a_system_that_is_not_in_use_needs_nothing_more(desk: Any) -> None:
    """「無」 is an answer."""
    assert codes(desk, Record(sheet="system", key="031", answers={"in_use": "無", "name": "x"})) == []


def test_what_is_worth_a_look(desk: Any) -> None:
    """Missing answers, no department, unknown ends, overdue issues, two responsible."""
    record = system()
    bare = {q: a for q, a in record.answers.items() if q != "department"}
    assert codes(desk, Record(sheet="system", key="031", answers=bare)) == ["MIG-SRC-291", "MIG-SRC-298"]
    assert codes(desk, system(dbms="不明")) == ["MIG-SRC-292"]
    assert codes(desk, system(), interface(1, "住登外", "箱")) == ["MIG-SRC-295"]
    late = Record(sheet="issue", key="r0001", answers=complete("issue", state="確認中", due="2026-11-25"))
    assert codes(desk, system(), late) == ["MIG-SRC-296"]
    solved = Record(sheet="issue", key="r0001", answers={**late.answers, "state": "解決"})
    assert codes(desk, system(), solved) == []
    two = {
        "policy": "責任",
        "department": "責任",
        "current_vendor": "実施",
        "next_vendor": "報告",
        "agreed": "2026-11-01",
    }
    assert codes(desk, system(), Record(sheet="role", key="heiko", answers={"task": "x", **two})) == ["MIG-SRC-297"]


def test_findings_quote_no_free_text(desk: Any) -> None:
    """The content of an interface, an issue, a note is in no finding."""
    secret = "書いてはいけない"
    rows = [interface(1, "箱" + secret, "住登外", name=secret, department="")]
    issue = Record(sheet="issue", key="r0001", answers={"question": secret, "due": "2020-01-01"})
    answers, found = of(desk, system(note=secret), *rows, issue)
    said = str(judge.judge(form(), answers, found, AS_OF, CUTOVER))
    assert secret not in said and "MIG-SRC-295" in said and "MIG-SRC-296" in said


def test_the_picture_has_an_arrow_a_pair(desk: Any) -> None:
    """Interfaces of one pair are one arrow; 個人番号 in one of them is 個人番号 in the arrow."""
    rows = [
        interface(1, "住登外", "eLTAX", my_number="いいえ"),
        interface(2, "住登外", "eLTAX", my_number="はい"),
        interface(3, "eLTAX", "住登外", my_number="いいえ"),
        interface(4, "GIS", "住登外", my_number="不明"),
    ]
    _, found = of(desk, system(), *rows)
    picture = dependencies.diagram(found)
    assert sorted((link.start, link.end, link.kind) for link in picture.links) == [
        ("counterpart:eltax", "system:031", 1),
        ("peripheral:gis", "system:031", 2),
        ("system:031", "counterpart:eltax", 0),
    ]
    assert {node.id: node.group for node in picture.nodes} == {
        "peripheral:gis": 0,
        "system:031": 1,
        "counterpart:eltax": 2,
    }


def test_a_picture_has_a_hundred_arrows_at_most(desk: Any) -> None:
    """Of more pairs the busiest are drawn, and the picture says how many there are."""
    rows = [interface(n, f"甲{n % 20}", f"乙{n // 20}") for n in range(400)] + [interface(400, "甲19", "乙19")]
    _, found = of(desk, system(), *rows)
    picture = dependencies.diagram(found)
    assert len(picture.links) == dependencies.MOST_ARROWS
    assert any(link.text.startswith("2 本") for link in picture.links)
    assert "全部で 400 組" in picture.summary


def test_what_nobody_has_answered(desk: Any) -> None:
    """Businesses of the catalogue without a system are listed; a system that handles several covers them."""
    _, found = of(desk, system("010", businesses="010 011 012 013"))
    assert "法人住民税" not in found.not_answered
    assert "住民基本台帳" in found.not_answered
