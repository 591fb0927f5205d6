"""The parts of a score: what a clerk can check, and the arithmetic that is printed beside it."""

import pytest

from migrate.gap import listing
from migrate.gap.evidence import DECISION, candidate, decided, parts, total
from migrate.model.decision import Decision, Degree, Verdict

from .build import matched, spec, table

JUMIN = spec(
    "001", "住民基本台帳", 住民票="宛名番号 氏名 氏_日本人 生年月日:DATE 生年月日_不詳表記 性別 住所_都道府県 住所_町字"
)
SOURCE = table("JUMIN", "ATENA_NO", "SHIMEI", "BIRTH_YMD", "SEIBETSU", "JUSHO")
[FOUND] = matched((JUMIN,), SOURCE)


def test_the_parts_make_the_score() -> None:
    """The product of ``1 − weight × (1 − points)``, rounded as it is reported."""
    for place, one in FOUND.chosen.items():
        made = candidate(SOURCE, SOURCE.columns[place].name, one)
        assert (made.score, made.score) == (total(made.evidence), pytest.approx(one.score, abs=0.001))


def test_every_part_says_one_sentence() -> None:
    """In Japanese, ended; the name comes first."""
    found = parts(SOURCE, FOUND.chosen[0])

    assert [part.name for part in found] == ["物理名", "型と桁", "表の対応", "業務"]
    assert all(part.sentence.endswith("。") for part in found)


def test_the_name_is_explained_word_by_word() -> None:
    """Which written form stands for which word of the item."""
    assert parts(SOURCE, FOUND.chosen[2])[0].sentence == "物理名「BIRTH_YMD」: 「BIRTH_YMD」は「生年月日」の略語です。"


def test_another_name_of_an_item_is_explained_as_well() -> None:
    """所有者コード beside 所有者_宛名番号: コード is no word of the item."""
    known = spec("012", "固定資産税", 台帳="所有者_宛名番号 所有者_氏名 地番 地目 地積")
    source = table("T", "A=所有者コード", "B=所有者氏名", "C=地番", "D=地目", "E=地積")
    [found] = matched((known,), source)

    assert found.chosen[0].item.item.name == "所有者_宛名番号"
    assert "「コード」は同じ語" in parts(source, found.chosen[0])[0].sentence


def test_a_part_names_its_rule() -> None:
    """住所_都道府県 is made from a part of what 住所 holds."""
    place = next(p for p, ones in FOUND.parts.items() if SOURCE.columns[p].name == "JUSHO" and ones)

    assert parts(SOURCE, FOUND.parts[place][0])[-1].name == "命名規則"


def test_what_people_decided_alone_counts() -> None:
    """The rest is still told, without weight."""
    decision = Decision(
        verdict=Verdict.TAKEN,
        table="JUMIN",
        column="ATENA_NO",
        group="住民票",
        item="宛名番号",
        degree=Degree.BROADER,
        reviewer="市民課",
    )
    one = FOUND.chosen[0]._replace(decision=decided(decision), score=1.0)
    found = parts(SOURCE, one)

    assert (found[0].name, total(found), {part.weight for part in found[1:]}) == (DECISION, 1.0, {0.0})


def test_a_part_of_a_candidate_comes_last() -> None:
    """氏_日本人 of 氏名 says nothing that 氏名 does not say; it takes no place among the first."""
    order = [one.item.whole_is_item for one in listing.ranked(FOUND, 1)]

    assert order == sorted(order)
