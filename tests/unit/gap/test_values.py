"""Values as evidence: forms, code lists, shared values; an opaque name leaves the word to them."""

from dataclasses import replace

import pytest

from migrate.gap.arithmetic import NAME, OPAQUE, RAISE, VALUE, factor, name_weight
from migrate.gap.evidence import parts, total
from migrate.gap.match import Known
from migrate.gap.values import Held, overlap, value_fit
from migrate.model.profile import Care, ColumnProfile, Tally, ValueCount
from migrate.model.spec import CodeList, CodeValue

from .build import chosen, matched, spec, table, target

PROFILE = ColumnProfile(
    name="C", logical_name="", care=Care.CLOSED, why="", empty=0, blank=0, distinct=100, distinct_exact=True,
    shortest=1, longest=8, mean_length=8.0, characters=(), signatures=(), patterns=(),
)  # fmt: skip
JUMIN = spec("001", "住民基本台帳", 住民票="宛名番号 個人番号 氏名 氏名_フリガナ 生年月日:DATE 性別 郵便番号 備考")


def held(rows: int = 100, digests: frozenset[int] = frozenset(), **counts: int) -> Held:
    tallies = tuple(Tally(name=name, count=count) for name, count in counts.items())
    return Held(profile=replace(PROFILE, signatures=tallies), rows=rows, digests=digests)


def score(one: Held, name: str) -> float | None:
    item = next(i for i in target(JUMIN).items if i.item.name == name)
    found = value_fit(one, item, None)
    return None if found is None else round(found.score, 2)


@pytest.mark.parametrize(
    ("counts", "item", "expected"),
    [
        ({"era_letter_date": 100}, "生年月日", 1.0),
        ({"western_date_8": 60, "no_date": 40, "integer": 100}, "生年月日", 1.0),
        ({"name": 100}, "生年月日", 0.0),
        ({"integer": 100, "kojin_bango": 100}, "個人番号", 1.0),
        ({"integer": 100, "kojin_bango": 9}, "個人番号", 0.11),
        ({"postal_3_4": 100}, "郵便番号", 1.0),
        ({"half_kana": 95}, "氏名_フリガナ", 1.0),
        ({"integer": 100}, "氏名_フリガナ", 0.0),
    ],
)
def test_forms_suit_or_contradict(counts: dict[str, int], item: str, expected: float) -> None:
    """Dates of any era, check digits, kana, postal codes: told by the share of the cells."""
    assert score(held(**counts), item) == expected


def test_no_rows_say_nothing() -> None:
    """An empty file is no evidence, neither for nor against."""
    assert score(held(rows=0, integer=0), "生年月日") is None


def test_values_beyond_the_length_lower() -> None:
    """A value longer than the item can hold."""
    item = next(i for i in target(JUMIN).items if i.item.name == "備考")
    long = Held(profile=replace(PROFILE, longest=21), rows=5)

    assert (value_fit(long, item, None) is not None, value_fit(held(), item, None)) == (True, None)


def test_code_lists_are_weighed_by_rows() -> None:
    """Zeros in front do not matter; codes of its own are usual and lower little."""
    codes = CodeList(
        id="1", published_id="1", name="性別", values=tuple(CodeValue(value=v, meaning=v) for v in ("1", "2"))
    )
    item = next(i for i in target(JUMIN).items if i.item.name == "性別")

    def fit(*counts: tuple[str, str]) -> float:
        values = tuple(ValueCount(text=text, pattern="9", count=count) for text, count in counts)
        found = value_fit(Held(profile=replace(PROFILE, care=Care.CODE, values=values), rows=100), item, codes)
        assert found is not None
        return round(found.score, 3)

    assert fit(("01", "90"), ("02", ">=10")) == 1.0
    assert fit(("1", "90"), ("9", "<10")) == pytest.approx(1 - 0.15 * 5 / 95, abs=0.001)
    assert fit(("M", "50"), ("F", "50")) == 0.85


def test_overlap_of_sets_that_were_cut() -> None:
    """Only the part that both sides kept is compared."""

    def share(one: range, other: range, cut: bool = False) -> float:
        return overlap(held(digests=frozenset(one)), replace(held(digests=frozenset(other)), digests_cut=cut))

    assert share(range(100), range(50, 400)) == pytest.approx(0.5)
    assert share(range(1000), range(500), cut=True) == 1.0
    assert share(range(0, 1000, 2), range(100), cut=True) == 1.0
    assert (share(range(0), range(5)), share(range(5), range(5, 9))) == (0.0, 0.0)


def test_opaque_names_are_told_by_shared_values() -> None:
    """COL01 … beside a target whose values are known: the same values, the same column."""
    files = spec("CSV", "", T="宛名番号 氏名 生年月日")
    sets = {
        "宛名番号": frozenset(range(100)),
        "氏名": frozenset(range(1000, 1090)),
        "生年月日": frozenset(range(5000, 5040)),
    }
    forms = {"宛名番号": {"integer": 100}, "氏名": {"name": 100}, "生年月日": {"western_date_8": 100}}
    others = {name: held(digests=sets[name], **forms[name]) for name in sets}
    columns = {"COL01": "生年月日", "COL02": "宛名番号", "COL03": "氏名"}
    known = {("S", c): replace(others[name], others=others) for c, name in columns.items()}
    (found,) = matched((files,), table("S", *columns), known=Known(laid_out={"S": "CSV"}, held=known))

    assert chosen(found) == {c: f"CSV T.{name}" for c, name in columns.items()}


def test_values_that_contradict_lower_a_right_name() -> None:
    """A column called 生年月日 that holds names is not what it says; the part 「値」 says why."""
    columns = ("ATENA_NO", "SHIMEI", "SEIBETSU", "SEINENGAPPI")
    known = {("J", "SEINENGAPPI"): held(name=100)}
    plain = matched((JUMIN,), table("J", *columns))[0].chosen[3]
    (found,) = matched((JUMIN,), table("J", *columns), known=Known(held=known))
    best = next(s for s in found.candidates[3] if s.item.item.name == "生年月日")
    evidence = {e.name: e for e in parts(found.table, best)}

    assert best.score == pytest.approx(plain.score * (1 - VALUE))
    assert (evidence["値"].score, evidence["値"].sentence) == (0.0, "値の 0 % が日付の形です。")


def test_the_printed_arithmetic_is_the_one_that_was_done() -> None:
    """Name with what weight the values leave it, values, type, table and business multiply to the score."""
    known = {("J", "SEINENGAPPI"): held(era_date_7=90)}
    (found,) = matched((JUMIN,), table("J", "ATENA_NO", "SHIMEI", "SEIBETSU", "SEINENGAPPI"), known=Known(held=known))
    for ones in found.candidates:
        for one in ones:
            assert total(parts(found.table, one)) == pytest.approx(one.score, abs=0.0005)


def test_weights_of_the_name() -> None:
    """All of it without values; less the more they tell; an opaque name never decides."""
    assert (name_weight(0.0), name_weight(1.0)) == (NAME, pytest.approx(NAME - RAISE))
    assert (name_weight(0.0, opaque=True), name_weight(1.0, opaque=True)) == (OPAQUE, 0.0)
    assert (factor(1.0, 0.3), factor(0.0, 0.3)) == (1.0, 0.7)
