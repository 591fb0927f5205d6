"""Numbers are given once and stay; people's decisions, and nothing else, make two old numbers one person."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.keys import decisions
from migrate.keys.build import Wish
from migrate.model.keys import KeyPlan

from .build_table import HEAD, plan, run

TWO = """
  宛名番号:
    digits: 8
    spaces:
      住民: {first: "1", last: "79999999"}
      住登外: {first: "80000000", last: "89999999", check_digit: M11W2-7}
    sources:
      - {system: 住基, table: JUMIN, columns: [NO], space: 住民, rule: 引継}
      - {system: 税, table: ZEI, columns: [NO], space: 住登外, rule: 付番}
"""


def olds(*numbers: str) -> list[dict[str, str | None]]:
    """Rows with old numbers."""
    return [{"NO": one} for one in numbers]


def check_digit(body: str) -> int | None:
    """Modulus 11 with weights 2 to 7 from the right, in plain Python; None for 10."""
    total = sum(int(one) * (2 + place % 6) for place, one in enumerate(reversed(body)))
    return {0: 0, 1: None}.get(total % 11, 11 - total % 11)


def test_numbers_are_kept_or_assigned(tmp_path: Path) -> None:
    """引継 fills up with 0; 付番 gives the numbers of its space in the order of the old ones."""
    made, _ = run(tmp_path, plan(TWO), {"JUMIN": olds("0102", "7"), "ZEI": olds("9", "10", " 2 ")})

    assert [(one["system"], one["old"], one["new"]) for one in made.rows] == [
        ("住基", "7", "00000007"),
        ("住基", "0102", "00000102"),
        ("税", "2", "80000006"),
        ("税", "9", "80000014"),
        ("税", "10", "80000022"),
    ]


def test_assigned_numbers_pass_the_check(tmp_path: Path) -> None:
    """Every assigned number ends with its check digit; bodies without one are passed over."""
    made, _ = run(tmp_path, plan(TWO), {"JUMIN": olds("1"), "ZEI": olds(*map(str, range(500)))})
    assigned = [one["new"] for one in made.rows if one["rule"] == "付番"]

    assert len(assigned) == 500
    assert [one for one in assigned if check_digit(one[:-1]) != int(one[-1])] == []
    assert len({one[:-1] for one in assigned} ^ {f"{n:07}" for n in range(8000000, int(assigned[-1][:-1]) + 1)}) > 40


@pytest.mark.parametrize(
    ("old", "why"),
    [
        ("A1", "数字だけでない"),
        ("１２", "数字だけでない"),
        ("123456789", "桁が多すぎる"),
        ("80000001", "範囲の外になる"),
        ("0", "範囲の外になる"),
    ],
)
def test_what_cannot_be_kept_is_held(tmp_path: Path, old: str, why: str) -> None:
    """No digits are cut, none invented, and a 住民 number never lands among those of 住登外."""
    made, _ = run(tmp_path, plan(TWO), {"JUMIN": olds(old, "5"), "ZEI": olds()})

    assert (made.held, made.number("住基", old), made.number("住基", "5")) == ([("住基", old, why)], "", "00000005")


def test_numbers_that_meet_are_held(tmp_path: Path) -> None:
    """Old numbers that would get one new number get none; the tool does not choose."""
    made, _ = run(tmp_path, plan(TWO), {"JUMIN": olds("007", "7", "8"), "ZEI": olds()})

    assert [(one[1], one[2]) for one in made.held] == [
        ("007", "ほかの旧番号と同じ新番号になる"),
        ("7", "ほかの旧番号と同じ新番号になる"),
    ]
    assert [one["old"] for one in made.rows] == ["8"]


def test_a_full_space_gives_no_more(tmp_path: Path) -> None:
    """What does not fit is held and counted; no number of another space is used."""
    small = plan(TWO.replace('"89999999", check_digit: M11W2-7', '"80000002"'))
    made, _ = run(tmp_path, small, {"JUMIN": olds(), "ZEI": olds("1", "2", "3", "4", "5")})

    assert (made.missing, [one["new"] for one in made.rows]) == (2, ["80000000", "80000001", "80000002"])
    assert made.held == [("税", "4", "範囲に空きがない"), ("税", "5", "範囲に空きがない")]


def test_vanished_numbers_stay_and_new_ones_follow(tmp_path: Path) -> None:
    """A number is never given to somebody else, though its owner is gone."""
    first, table = run(tmp_path / "1", plan(TWO), {"JUMIN": olds("1"), "ZEI": olds("10", "20")})
    second, _ = run(
        tmp_path / "2", plan(TWO), {"JUMIN": olds(), "ZEI": olds("05", "20")}, before=table, wish=Wish(run=2)
    )

    assert second.number("税", "10") == first.number("税", "10")
    assert second.number("税", "05") > first.number("税", "20")
    assert [(one["old"], one["first_run"], one["last_seen"]) for one in second.rows] == [
        ("1", "1", "1"),
        ("05", "2", "2"),
        ("10", "1", "1"),
        ("20", "1", "2"),
    ]


SAME = "宛名番号,税,20,住基,1,同一,架空,2026-11-01,転入前の住登外\n"


def test_a_decision_in_time_gives_one_number(tmp_path: Path) -> None:
    """The old number takes its representative's; who decided and why stands beside it."""
    made, _ = run(tmp_path, plan(TWO), {"JUMIN": olds("1"), "ZEI": olds("20", "30")}, said=SAME)
    row = next(one for one in made.rows if one["old"] == "20")

    assert (row["new"], row["rule"], row["space"], row["reason"]) == ("00000001", "決定", "住民", "転入前の住登外")
    assert (made.codes, made.number("税", "30")) == ([], "80000006")


def test_a_later_decision_changes_nothing_unasked(tmp_path: Path) -> None:
    """MIG-CNV-070 names it; --apply-decisions follows it, and the number that was given up is never used again."""
    tables = {"JUMIN": olds("1"), "ZEI": olds("20")}
    first, table = run(tmp_path / "1", plan(TWO), tables)
    second, table = run(tmp_path / "2", plan(TWO), tables, before=table, said=SAME, wish=Wish(run=2))
    third, table = run(tmp_path / "3", plan(TWO), tables, before=table, said=SAME, wish=Wish(run=2, apply=True))
    fourth, _ = run(
        tmp_path / "4", plan(TWO), {**tables, "ZEI": olds("20", "21")}, before=table, said=SAME, wish=Wish(run=3)
    )

    assert (second.rows[1]["new"], second.codes) == (first.number("税", "20"), ["MIG-CNV-070"])
    assert (third.number("税", "20"), third.rows[1]["replaced"], third.codes) == ("00000001", "80000006", [])
    assert fourth.number("税", "21") == "80000014"


def test_a_decision_that_is_taken_back_is_named(tmp_path: Path) -> None:
    """Two old numbers with one new number and no decision: MIG-CNV-067."""
    tables = {"JUMIN": olds("1"), "ZEI": olds("20")}
    _, table = run(tmp_path / "1", plan(TWO), tables, said=SAME)
    second, _ = run(tmp_path / "2", plan(TWO), tables, before=table, wish=Wish(run=2))

    assert second.codes == ["MIG-CNV-067"]


def test_chains_of_decisions_lead_to_one_root(tmp_path: Path) -> None:
    """30 is 20, 20 is 1 of 住基: all three are one person."""
    said = SAME + "宛名番号,税,30,税,20,同一,架空,2026-11-02,旧姓\n"
    made, _ = run(tmp_path, plan(TWO), {"JUMIN": olds("1"), "ZEI": olds("20", "30")}, said=said)

    assert ({one["new"] for one in made.rows}, made.codes) == ({"00000001"}, [])


def test_a_new_representative_takes_the_number_that_exists(tmp_path: Path) -> None:
    """The group keeps the number that one of it has: existing assignments do not change."""
    first, table = run(tmp_path / "1", plan(TWO), {"JUMIN": olds(), "ZEI": olds("20")})
    tables = {"JUMIN": olds("1"), "ZEI": olds("20")}
    second, _ = run(tmp_path / "2", plan(TWO), tables, before=table, said=SAME, wish=Wish(run=2))

    assert second.number("住基", "1") == second.number("税", "20") == first.number("税", "20")
    assert second.codes == []


def test_unknown_sides_of_decisions_are_named(tmp_path: Path) -> None:
    """The line of the decision is told, and the old number is numbered as if nothing were decided."""
    said = "宛名番号,税,020,住基,1,同一,架空,2026-11-01,先頭の 0\n"
    made, _ = run(tmp_path, plan(TWO), {"JUMIN": olds("1"), "ZEI": olds("20")}, said=said)

    assert (made.unknown, made.number("税", "20")) == ([2], "80000006")


def test_a_held_representative_holds_its_members(tmp_path: Path) -> None:
    """Nobody takes the number of somebody who has none."""
    said = "宛名番号,税,20,住基,A1,同一,架空,2026-11-01,同じ人\n"
    made, _ = run(tmp_path, plan(TWO), {"JUMIN": olds("A1"), "ZEI": olds("20")}, said=said)

    assert made.held == [("住基", "A1", "数字だけでない"), ("税", "20", "代表に番号がない")]


def test_candidates_are_listed_and_never_merged(tmp_path: Path) -> None:
    """Equal evidence makes a pair; a judged pair is not listed again."""
    keys = plan(
        TWO.replace("rule: 引継}", "rule: 引継, evidence: {生年月日: wareki_date(B), カナ: zenkaku_kana(K)}}").replace(
            "rule: 付番}", "rule: 付番, evidence: {生年月日: wareki_date(B), カナ: zenkaku_kana(K)}}"
        )
    )
    rows = {
        "JUMIN": [{"NO": "1", "B": "平成2年3月4日", "K": "ｺﾐﾅﾄ ﾅｷﾞ"}, {"NO": "2", "B": None, "K": "ﾐﾅﾐ"}],
        "ZEI": [{"NO": "20", "B": "H02.03.04", "K": "コミナト　ナギ"}, {"NO": "30", "B": None, "K": "ﾐﾅﾐ"}],
    }
    free, _ = run(tmp_path / "1", keys, rows)
    judged, _ = run(tmp_path / "2", keys, rows, said=SAME.replace("同一", "別人"))

    assert (free.pairs, len({one["new"] for one in free.rows})) == ([("住基", "1", "税", "20")], 4)
    assert judged.pairs == []


NUMBERS = st.lists(st.text("0123456789A ", min_size=0, max_size=9), max_size=25)


def build_twice(folder: Path, keys: KeyPlan, zei: list[str], jumin: list[str]) -> None:
    """The properties that hold for any old numbers."""
    tables = {"JUMIN": olds(*jumin), "ZEI": olds(*zei)}
    first, table = run(folder / "1", keys, tables)
    again, _ = run(folder / "2", keys, tables, before=table)
    shuffled = random.Random(len(zei)).sample(zei * 2, 2 * len(zei))
    other, _ = run(folder / "3", keys, {"JUMIN": olds(*jumin[::-1]), "ZEI": olds(*shuffled)})
    more = {"JUMIN": olds(*jumin[: len(jumin) // 2], "31", "0032"), "ZEI": olds(*zei[1:], "41", "0042")}
    later, _ = run(folder / "4", keys, more, before=table, wish=Wish(run=2))

    assert again.bytes == first.bytes == other.bytes
    assert {(r["system"], r["old"], r["new"]) for r in first.rows} <= {
        (r["system"], r["old"], r["new"]) for r in later.rows
    }
    for made in (first, later):
        assert len({one["new"] for one in made.rows}) == len(made.rows)
        assert made.codes == []


@settings(max_examples=25, deadline=None)
@given(zei=NUMBERS, jumin=NUMBERS)
def test_same_keys_same_table(tmp_path_factory: pytest.TempPathFactory, zei: list[str], jumin: list[str]) -> None:
    """Twice the same, whatever the order of the rows; later old numbers change no earlier one; no number is shared."""
    build_twice(tmp_path_factory.mktemp("keys"), plan(TWO), zei, jumin)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("宛名番号,税,1,住基,2,同一,,2026-11-01,x\n", "決めた人が空です"),
        ("宛名番号,税,1,住基,2,同じ,架空,2026-11-01,x\n", "決定に書けるのは 同一 か 別人 です"),
        ("宛名番号,税,1,住基,2,同一,架空,2026-02-30,x\n", "決めた日は、暦にある日付（2026-11-26 の形）で書きます"),
        ("世帯番号,税,1,住基,2,同一,架空,2026-11-01,x\n", "種類が keys.yaml にありません"),
        ("宛名番号,国保,1,住基,2,同一,架空,2026-11-01,x\n", "システムが、その種類の sources にありません"),
        ("宛名番号,税,1,税,1,同一,架空,2026-11-01,x\n", "自分自身を代表にしています"),
        (SAME + SAME.replace("住基,1", "住基,2"), "同じ旧番号に、代表が二つ書かれています"),
        (SAME + "宛名番号,住基,1,税,20,同一,架空,2026-11-01,x\n", "代表をたどると、もとの旧番号に戻ります"),
    ],
)
def test_bad_decisions_are_refused(rows: str, reason: str) -> None:
    """With the line, and without a value of it."""
    with pytest.raises(MigrateError) as caught:
        decisions.load((HEAD + rows).encode(), decisions.FILE, plan(TWO))

    assert (caught.value.code, caught.value.params["reason"]) == ("MIG-CNV-065", reason)
    assert caught.value.where.line is not None


def test_rows_without_a_decision_are_none_yet() -> None:
    """The list of candidates itself can be saved as the decisions."""
    assert decisions.load((HEAD + "宛名番号,税,1,住基,2,,,,\n").encode(), decisions.FILE, plan(TWO)) == ()


PEOPLE = [("住基", str(n)) for n in range(1, 5)] + [("税", str(n)) for n in range(1, 7)]


@st.composite
def decided(draw: st.DrawFn) -> dict[int, int]:
    """Old number → its representative, both by position in `PEOPLE`; never a circle, since it comes earlier."""
    below = draw(st.lists(st.integers(1, len(PEOPLE) - 1), unique=True, max_size=6))
    return {one: draw(st.integers(0, one - 1)) for one in below}


def root_of(one: int, said: dict[int, int]) -> int:
    """The representative of the representatives, in plain Python."""
    return root_of(said[one], said) if one in said else one


@settings(max_examples=20, deadline=None)
@given(said=decided(), known=st.sets(st.sampled_from(PEOPLE)), apply=st.booleans())
def test_numbers_follow_decisions(
    tmp_path_factory: pytest.TempPathFactory, said: dict[int, int], known: set[tuple[str, str]], apply: bool
) -> None:
    """With --apply-decisions one number for each person and one person for each number, whoever was numbered before.

    Without it no number that exists changes, and every group that has several is named.
    """
    folder = tmp_path_factory.mktemp("said")
    lines = "".join(
        f"宛名番号,{','.join(PEOPLE[one])},{','.join(PEOPLE[root])},同一,架空,2026-11-01,x\n"
        for one, root in said.items()
    )

    def tables(people: set[tuple[str, str]]) -> dict[str, list[dict[str, str | None]]]:
        return {
            "JUMIN": olds(*(old for system, old in people if system == "住基")),
            "ZEI": olds(*(old for system, old in people if system == "税")),
        }

    first, table = run(folder / "1", plan(TWO), tables(known))
    second, _ = run(
        folder / "2", plan(TWO), tables(set(PEOPLE)), before=table, said=lines, wish=Wish(run=2, apply=apply)
    )
    groups: dict[int, set[str]] = {}
    for place, spot in enumerate(PEOPLE):
        groups.setdefault(root_of(place, said), set()).add(second.number(*spot))

    several = [numbers for numbers in groups.values() if len(numbers) > 1]
    assert "" not in set.union(*groups.values())
    assert sum(map(len, groups.values())) == len(set.union(*groups.values()))
    assert second.codes == (["MIG-CNV-070"] if several else [])
    if apply:
        assert several == []
    else:
        assert all(second.number(one["system"], one["old"]) == one["new"] for one in first.rows)
