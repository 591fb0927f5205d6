"""Dates in parts are proposed for the item that they make together, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.engine.expression import columns, parse
from migrate.gap import comparison, feeds
from migrate.gap.comparison import Case
from migrate.gap.decisions.honour import Honour
from migrate.gap.evidence import total
from migrate.gap.joined import candidate
from migrate.gap.match import Known
from migrate.lexicon import vocabulary
from migrate.mapping.propose import propose
from migrate.model.decision import Decision, Decisions, Degree, Verdict
from migrate.model.gap import Counterpart
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import CodeValue

from .build import matched, spec

ITEMS = "宛名番号 世帯番号 氏名 性別 生年月日:DATE 届出年月日:DATE 異動年月日:DATE"
SPEC = spec("001", "住民基本台帳", 住民票=ITEMS)
REST = ("ATENA_NO", "SETAI_NO", "SHIMEI", "SEIBETSU")


def juki(*names: str) -> SourceTable:
    """The invented register; columns as ``NAME=日本語名:長さ``, the rest optional."""
    made = [SourceColumn(name=name, type="CHAR", length=15) for name in REST]
    for one in names:
        name, _, length = one.partition(":")
        physical, _, logical = name.partition("=")
        size = int(length) if length else None
        made.append(SourceColumn(name=physical, logical_name=logical, type="CHAR", length=size))
    return SourceTable(name="JUKI", columns=tuple(made), file="s")


def proposed(table: SourceTable, known: Known | None = None) -> list[tuple[str, str]]:
    """Item and expression of every proposal."""
    (found,) = matched((SPEC,), table, known=known)
    return [(one.item.item.name, candidate(table, one).expression) for one in found.joined]


@pytest.mark.parametrize(
    ("names", "item", "expression"),
    [
        (("SEINEN", "SEIGAPPI"), "生年月日", "wareki_date(concat(trim(SEINEN), lpad(trim(SEIGAPPI), 4, '0')))"),
        (
            ("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2"),
            "生年月日",
            "wareki_date(concat(trim(BIRTH_Y), '.', trim(BIRTH_M), '.', trim(BIRTH_D)))",
        ),
        (("A=生年", "B=生月", "C=生日"), "生年月日", "wareki_date(concat(trim(A), '.', trim(B), '.', trim(C)))"),
        (
            ("A=生年月日（年）", "B=生年月日（月）", "C=生年月日（日）", "D=生年月日（元号）"),
            "生年月日",
            "nengo_date(concat(trim(D), lpad(trim(A), 2, '0'), lpad(trim(B), 2, '0'), lpad(trim(C), 2, '0')), '12345')",
        ),
        (
            ("TODOKE_NEN:4", "TODOKE_TSUKI:2", "TODOKE_HI:2"),
            "届出年月日",
            "wareki_date(concat(trim(TODOKE_NEN), '.', trim(TODOKE_TSUKI), '.', trim(TODOKE_HI)))",
        ),
        (
            ("SEINENGAPPI_GENGO:1", "SEINENGAPPI:6"),
            "生年月日",
            "nengo_date(concat(trim(SEINENGAPPI_GENGO), lpad(trim(SEINENGAPPI), 6, '0')), '12345')",
        ),
        (
            ("A=元号コード", "B=異動年月日"),
            "異動年月日",
            "nengo_date(concat(trim(A), lpad(trim(B), 6, '0')), '12345')",
        ),
    ],
)
def test_the_parts_of_a_date_are_put_together(names: tuple[str, ...], item: str, expression: str) -> None:
    """Year and month and day, month with day, with or without an era; by either script; a working expression."""
    assert proposed(juki(*names)) == [(item, expression)]
    assert set(columns(parse(expression))) == {name.partition("=")[0].partition(":")[0] for name in names}


@pytest.mark.parametrize(
    "names",
    [
        ("SHIKYU_NEN", "SHIKYU_TSUKI"),
        ("GENGO:1", "SEINENGAPPI:8"),
        ("KAZEI_NEN:4", "KAZEI_TSUKI:2", "KAZEI_HI:2"),
        ("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:10"),
        ("BIRTH_Y:4", "TODOKE_M:2", "BIRTH_D:2"),
        ("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2", "SEINENGAPPI:10"),
        ("A=生年", "B=生月", "C=生日", "D=生年", "E=生月", "F=生日"),
    ],
)
def test_what_is_no_whole_date_is_left_alone(names: tuple[str, ...]) -> None:
    """A month of a year; a date with its century; no such item; too wide; other stems; a column of its own; twice."""
    assert proposed(juki(*names)) == []


def test_the_era_codes_are_those_of_the_declaration() -> None:
    """As far as it names all five; the draft asks for a look all the same."""
    eras = ("明治", "大正", "昭和", "平成", "令和")
    table = juki("GENGO:1", "SEINENGAPPI:6")
    named = tuple(CodeValue(value=code, meaning=era) for code, era in zip("MTSHR", eras, strict=True))
    told = replace(table, columns=(*table.columns[:-2], replace(table.columns[-2], codes=named), table.columns[-1]))
    (found,) = matched((SPEC,), told)
    shown = candidate(told, found.joined[0])
    item = next(one for one in SPEC.items if one.name == "生年月日")

    assert shown.expression.endswith(", 'MTSHR')")
    assert propose(SPEC, item, told.columns[-1], shown).doubts[0].startswith("年号のコードを")


def test_the_report_holds_one_candidate_with_all_its_columns() -> None:
    """The date alone is no candidate beside it; no column of a part stands as one that the standard does not have."""
    table = juki("GENGO:1", "SEINENGAPPI:6", "TODOKE_NEN:4", "TODOKE_TSUKI:2", "TODOKE_HI:2")
    schema = SourceSchema(tables=(table,), files=())
    (report,) = comparison.compare(vocabulary.load(), Case(schema=schema, specs=(SPEC,)))
    shown = {gap.item: [one.joined for one in gap.candidates] for gap in report.items if "年月日" in gap.item}
    states = {column.column: column.state for column in report.columns}

    assert shown == {
        "生年月日": [("SEINENGAPPI", "GENGO")],
        "届出年月日": [("TODOKE_NEN", "TODOKE_TSUKI", "TODOKE_HI")],
        "異動年月日": [],
    }
    assert set(states.values()) == {Counterpart.MAPPED}


def test_the_sentence_names_the_columns() -> None:
    """And its score is the product of its parts, as everywhere."""
    table = juki("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2")
    (found,) = matched((SPEC,), table)
    shown = candidate(table, found.joined[0])

    assert shown.evidence[-1].sentence == "BIRTH_Y、BIRTH_M、BIRTH_D に分かれた日付を合わせると「生年月日」になります。"
    assert total(shown.evidence) == shown.score
    assert [one.candidate.joined for one in feeds.of_names(found, SPEC).fed if one.candidate.joined] == [shown.joined]


def decided(item: str, *columns: str, verdict: Verdict = Verdict.TAKEN) -> tuple[Decision, ...]:
    return tuple(
        Decision(verdict=verdict, degree=Degree.EXACT, table="JUKI", column=one, group="住民票", item=item)
        for one in columns
    )


def after(pairs: tuple[Decision, ...], table: SourceTable) -> list[tuple[str, str]]:
    """What is proposed once people have decided."""
    schema = SourceSchema(tables=(table,), files=())
    return proposed(table, Known(decided=Honour((Decisions(business="001", decisions=pairs),), schema)))


@pytest.mark.parametrize(("verdict", "kept"), [(Verdict.TAKEN, True), (Verdict.REFUSED, False)])
def test_people_have_the_last_word(verdict: Verdict, kept: bool) -> None:
    """The pair of the first column, which the review shows, taken or refused."""
    found = after(decided("生年月日", "BIRTH_Y", verdict=verdict), juki("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2"))

    assert bool(found) is kept


def test_people_may_name_all_columns_of_a_date() -> None:
    """年＋月＋日 in the review is the same date as the year alone, not three columns for one item."""
    table = juki("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2")
    whole = after(decided("生年月日", "BIRTH_Y", "BIRTH_M", "BIRTH_D"), table)

    assert whole == proposed(table)
    assert whole[0][1] == "wareki_date(concat(trim(BIRTH_Y), '.', trim(BIRTH_M), '.', trim(BIRTH_D)))"


def test_people_may_give_a_date_to_another_item() -> None:
    """All of its columns go with it."""
    found = after(decided("届出年月日", "BIRTH_Y", "BIRTH_M", "BIRTH_D"), juki("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2"))

    assert [item for item, _ in found] == ["届出年月日"]


def test_a_decided_date_says_who_decided() -> None:
    """Its score is no longer that of the names, and how it is made is still said."""
    table = juki("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2")
    pairs = (Decisions(business="001", decisions=decided("生年月日", "BIRTH_Y", "BIRTH_M", "BIRTH_D")),)
    (found,) = matched((SPEC,), table, known=Known(decided=Honour(pairs, SourceSchema(tables=(table,), files=()))))
    shown = candidate(table, found.joined[0])

    assert (shown.evidence[0].name, shown.score, total(shown.evidence)) == ("決定", 1.0, 1.0)
    assert shown.evidence[-1].sentence.endswith("を合わせると「生年月日」になります。")


def test_a_day_alone_is_offered_for_no_date() -> None:
    """Neither for its own date, which has all the columns, nor for another one."""
    (found,) = matched((SPEC,), juki("IDO_Y:4", "IDO_M:2", "IDO_D:2"))
    offered = {one.item.item.name for place in range(4, 7) for one in found.offered(place)}

    there = {one.item.item.name for place in range(4, 7) for one in found.candidates[place]}

    assert [{name for name in names if name.endswith("年月日")} for names in (there, offered)] == [
        {"異動年月日"},
        set(),
    ]


def test_a_day_that_people_took_alone_is_left_to_them() -> None:
    """They meant something else than the date."""
    assert after(decided("生年月日", "BIRTH_D"), juki("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2")) == []


def test_the_evidence_shows_the_date_and_not_its_parts() -> None:
    """gap run --explain: the columns together, once."""
    schema = SourceSchema(tables=(juki("BIRTH_Y:4", "BIRTH_M:2", "BIRTH_D:2"),), files=())
    found = comparison.explain(vocabulary.load(), Case(schema=schema, specs=(SPEC,)), SPEC, "生年月日")

    assert [one.joined for one in found if one.column.startswith("BIRTH")] == [("BIRTH_Y", "BIRTH_M", "BIRTH_D")]
