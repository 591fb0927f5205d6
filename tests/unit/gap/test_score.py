"""A truth in both forms, and the figures against it."""

import pytest

from migrate.gap import listing, score, truth

from .build import matched, spec, table

JUMIN = spec("001", "住民基本台帳", 住民票="宛名番号 世帯番号 氏名 生年月日:DATE 性別", 世帯="世帯番号 世帯主")
FOUND = matched((JUMIN,), table("JUKI", "ATENA_NO", "SETAI_NO", "SHIMEI", "SEINENGAPPI", "SEIBETSU", "YOBI"))
HEAD = {"source_table": "juki", "gold_business": "001", "gold_table": "住民票"}


def row(column: str, item: str, **more: str) -> dict[str, str]:
    return {**HEAD, "source_column": column, "gold_item": item, **more}


def test_figures_of_a_truth() -> None:
    """Right, right by name only, wrong, without counterpart; each counted once."""
    gold = truth.of_rows(
        [
            row("atena_no", "宛名番号"),
            row("SETAI_NO", "世帯番号", gold_table="世帯"),
            row("SHIMEI", "性別|氏名"),
            row("SEINENGAPPI", "性別"),
            row("YOBI", "", gold_business="", gold_table=""),
        ]
    )
    made = score.score(FOUND, gold, "w")
    exact, named = made.exact[0], made.by_name[0]

    assert (exact.pairs, exact.top1, exact.found, exact.chosen, exact.alone, exact.left_alone) == (4, 2, 2, 4, 1, 1)
    assert (named.top1, named.found) == (3, 3)
    assert [t.name for t in made.exact] == ["", "001"]
    assert exact.mrr == pytest.approx(exact.reciprocal / 4)


def test_columns_that_nobody_judged_do_not_count() -> None:
    """A CSV judges what it names; JSON judges all columns, those it does not name have no counterpart."""
    csv = score.score(FOUND, truth.of_rows([row("ATENA_NO", "宛名番号")]), "w").exact[0]
    names = score.score(FOUND, truth.of_names({"ATENA_NO": "宛名番号", "JUKI.SHIMEI": "氏名"}), "w").exact[0]

    assert (csv.pairs, csv.alone) == (1, 0)
    assert (names.pairs, names.top1, names.alone) == (2, 2, 4)


def test_tables_of_one_name_in_two_systems_are_kept_apart() -> None:
    """source_schema tells which one a row is about."""
    rows = [row("ID", "宛名番号", source_schema="a"), row("ID", "", source_schema="b")]
    gold = truth.of_rows(rows)
    one, other = truth.schema_of(rows).tables

    assert (one.file, bool(gold.of(one, "id")), other.file, gold.of(other, "ID")) == ("a", True, "b", frozenset())


def test_a_truth_is_a_schema() -> None:
    """Names, comments and types of its columns; what it does not say stays open."""
    (made,) = truth.schema_of([row("a", "", source_comment="氏名", source_type="numeric(5, 2)"), row("b", "")]).tables
    a, b = made.columns

    assert (a.logical_name, a.type, a.length, a.scale, b.type, b.length) == ("氏名", "NUMERIC", 5, 2, "", None)


def test_the_chosen_item_comes_first() -> None:
    """One row per column, at most so many candidates, each item once; none where nothing was chosen."""
    listed = {c.column: c for c in listing.columns(FOUND, 2)}

    assert all(len(c.candidates) <= 2 for c in listed.values())
    assert listed["SHIMEI"].chosen is listed["SHIMEI"].candidates[0]
    assert (listed["YOBI"].chosen, listed["SHIMEI"].candidates[0].item) == (None, "氏名")
    assert all(len({(x.table, x.item) for x in c.candidates}) == len(c.candidates) for c in listed.values())
