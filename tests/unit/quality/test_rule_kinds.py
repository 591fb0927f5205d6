"""Kinds of rules against what they are made from: check digits, foreign keys of the specs, the repertoire."""

from __future__ import annotations

import random
from datetime import date

import polars as pl
import pytest

from migrate.files.bundled import bundled
from migrate.model.quality import State
from migrate.model.spec import Spec
from migrate.quality.bind import bind
from migrate.quality.catalogue import rules
from migrate.quality.kinds import Around, CellTest, Use, kind_of
from migrate.quality.rules import foreign_key, mixed_forms, repertoire
from migrate.quality.spelling import polars_of
from migrate.spec import library
from migrate.text import check_digits
from migrate.text.refusal import UnconvertibleError

CHANCE = random.Random(20261123)
SPECS = tuple(sorted(path.name[:3] for path in bundled("specs").glob("0[0-9][0-9]-*")))


def spec_of(business: str) -> Spec:
    return library.resolve(business, library.entries(bundled("specs")), {}).spec


def verdicts(code: str, item: str, numbers: list[str]) -> list[bool]:
    """What the rule says of these numbers in an item of 032."""
    spec = spec_of("032")
    rule = next(rule for rule in rules() if rule.code == code)
    found = next(one for one in spec.items if one.name == item)
    use = Use(rule=rule, spec=spec, table=found.table, item=found, around=Around(specs={}, as_of=date(2026, 11, 23)))
    test = kind_of(rule).test(use)
    assert isinstance(test, CellTest)
    return pl.DataFrame({item: numbers}).select(polars_of(test.passes)).to_series().to_list()


def right(number: str, kind: str) -> bool:
    try:
        return check_digits.checked(number, kind) == number
    except UnconvertibleError:
        return False


def numbers(length: int) -> list[str]:
    return ["".join(str(CHANCE.randrange(10)) for _ in range(length)) for _ in range(2000)]


def test_hojinbango_is_the_one_of_conversion() -> None:
    """The rule and the function that converts agree on any 13 digits."""
    given = numbers(13)

    expected = [right(number, "法人番号") for number in given]

    assert (verdicts("MIG-DQ-101", "法人番号", given), any(expected)) == (expected, True)


@pytest.mark.parametrize(("length", "front"), [(8, ""), (6, "00")])
def test_hokenjabango_is_the_one_of_conversion(length: int, front: str) -> None:
    """Six digits are judged as the eight that begin with 00."""
    given = numbers(length)

    expected = [right(front + number, "保険者番号") for number in given]

    assert (verdicts("MIG-DQ-102", "法人番号", given), any(expected)) == (expected, True)


@pytest.mark.parametrize("business", SPECS)
def test_no_foreign_key_is_lost(business: str) -> None:
    """Every reference of a spec is part of a key that is judged at an item of its own."""
    spec = spec_of(business)
    for table in spec.tables:
        stated = {
            (item.name, to.business, to.table, to.item) for item in spec.items_of(table) for to in item.references
        }
        judged = {
            (item.name, to.business, to.table, to.item)
            for key in foreign_key.keys_of(spec, table).values()
            for item, to in zip(key.items, key.targets, strict=True)
        }

        assert judged == stated, table


@pytest.mark.parametrize(
    ("there", "state"),
    [({("032", "宛名"): {"宛名番号"}}, None), ({}, State.NOT_RUN), ({("032", "宛名"): {"氏名"}}, State.NOT_APPLICABLE)],
)
def test_a_key_whose_target_is_not_at_hand_is_not_run(
    there: dict[tuple[str, str], set[str]], state: State | None
) -> None:
    """Without the file of 宛名 the key is 未実施, without its column 対象外; neither is passed."""
    columns = {
        ("001", "住民票"): frozenset({"宛名番号"}),
        **{table: frozenset(names) for table, names in there.items()},
    }
    around = Around(specs={"001": spec_of("001"), "032": spec_of("032")}, as_of=date(2026, 11, 23))
    keys = tuple(rule for rule in rules() if rule.code == "MIG-DQ-140")

    found = bind(spec_of("001"), "住民票", columns, keys, around)

    assert [one.state for one in found if one.use.item.name == "宛名番号"] == [state]


def test_a_row_refers_where_a_part_that_may_be_empty_is_filled() -> None:
    """Of the two keys of 還付充当 the second is judged only where 充当先 is filled."""
    keys = foreign_key.keys_of(spec_of("014"), "還付充当")

    assert keys["充当先_賦課年度"].optional == tuple(item.name for item in keys["充当先_賦課年度"].items)
    assert len(keys["賦課年度"].items) == len(keys["充当先_賦課年度"].items) == 5


def test_the_pattern_of_plain_texts_holds_what_the_repertoire_holds() -> None:
    """The quick look and the thorough one agree on single characters."""
    known = repertoire.Known()
    given = [chr(code) for code in CHANCE.sample(range(0x20, 0xD800), 5000)] + list("山髙﨑乌\ue000")

    quick = pl.Series(given).str.contains(known.plain).to_list()

    assert quick == [known.holds(one) for one in given]


def test_families_of_forms() -> None:
    """Two of a family in either order, not one of each of two families."""
    found = pl.Series(["～〜", "〜あ～", "～∥", "～～"]).str.contains(mixed_forms.mixed("～〜|∥‖")).to_list()

    assert found == [True, True, False, False]
