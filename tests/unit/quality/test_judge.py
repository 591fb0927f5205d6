"""Precedence, denominators and states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from migrate.model.quality import CheckResult
from migrate.model.spec import Spec
from migrate.quality import rows as row_files
from migrate.quality.catalogue import rules
from migrate.quality.score import by_category, by_rule, percent

Make = Callable[..., dict[str, str]]
Check = Callable[..., CheckResult]


def said(result: CheckResult) -> list[tuple[str, str | None, int | None]]:
    return [(f.code, f.place.item, f.place.row) for f in result.findings]


def judged(result: CheckResult, code: str, item: str) -> tuple[str, int, int]:
    (one,) = [o for o in result.outcomes if (o.code, o.item) == (code, item)]
    return (one.state.value, one.rows, one.failed)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"性別": "９９"}, ("MIG-DQ-003", "性別")),
        ({"性別": "99"}, ("MIG-DQ-004", "性別")),
        ({"個人番号": "1" * 13}, ("MIG-DQ-004", "個人番号")),
        ({"氏名": "ＡＢＣ\ue000"}, ("MIG-CHR-001", "氏名")),
        ({"氏名": "abc\ue000"}, ("MIG-DQ-003", "氏名")),
        ({"操作年月日": "2023-05-01 "}, ("MIG-DQ-006", "操作年月日")),
    ],
)
def test_one_cell_gets_one_finding(check: Check, row: Make, changes: dict[str, str], expected: tuple[str, str]) -> None:
    """Of the rules that a cell breaks, only the most basic one is named."""
    assert [(*expected, 1)] == said(check([row(**changes)]))


def test_denominators_leave_out_what_was_not_judged(check: Check, row: Make) -> None:
    """Cells without a value, and cells that a more basic rule has failed, are not judged."""
    result = check(
        [
            row(性別="1", 宛名番号="1"),
            row(性別="", 宛名番号="2"),
            row(性別="Ｘ", 宛名番号="3"),
            row(性別="12", 宛名番号="4"),
            row(性別="9", 宛名番号="5"),
        ]
    )

    codes = ("MIG-DQ-003", "MIG-DQ-004", "MIG-DQ-005", "MIG-CHR-001")
    expected = [("不合格", 4, 1), ("不合格", 3, 1), ("不合格", 2, 1), ("合格", 1, 0)]

    assert expected == [judged(result, code, "性別") for code in codes]


def test_a_table_wide_rule_leaves_out_what_was_not_judged(check: Check, row: Make) -> None:
    """The key of a row that breaks a more basic rule is not counted as unique, nor as a duplicate."""
    result = check([row(宛名番号="Ａ"), row(宛名番号="Ａ"), row(宛名番号="1"), row(宛名番号="1"), row(宛名番号="")])

    assert judged(result, "MIG-DQ-007", "宛名番号") == ("不合格", 2, 1)


def test_nothing_to_judge_is_not_applicable(check: Check, row: Make) -> None:
    """An item without any value is 対象外, never 合格; so is a rule whose items the spec lacks."""
    result = check([row()])

    assert judged(result, "MIG-DQ-010", "個人番号") == ("対象外", 0, 0)


def test_unstated_conditions_are_not_run(check: Check, row: Make) -> None:
    """条件付き必須 whose condition is only a published sentence is 未実施, and has no part in a score."""
    result = check([row()])

    assert judged(result, "MIG-DQ-002", "氏名") == ("未実施", 0, 0)


def test_a_rule_without_its_items_is_counted_apart(spec: Spec, check: Check, row: Make) -> None:
    """A rule of which the spec has no item is said to be 対象外."""
    without = replace(spec, items=tuple(item for item in spec.items if "市区町村コード" not in item.name))
    rows = [{name: text for name, text in row().items() if "市区町村コード" not in name}]
    result = check(rows, spec=without)

    assert [(o.state.value, o.item, o.rows) for o in result.outcomes if o.code == "MIG-DQ-012"] == [("対象外", "", 0)]


def test_a_rule_that_breaks_is_said(check: Check, row: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that cannot be run is 実行エラー with an error of its own, never 合格; the others still run."""
    broken = tuple(
        replace(r, kind="required_if", parameters={"氏名": "x"}, rank=1) if r.code == "MIG-DQ-014" else r
        for r in rules()
    )
    from migrate.quality.rules import required_if

    def explode(name: str) -> object:
        import polars as pl

        return pl.col("この列はありません").is_null()

    monkeypatch.setattr(required_if, "has_text", explode)
    result = check([row(性別="9")], broken)

    assert (
        judged(result, "MIG-DQ-014", "生年月日"),
        said(result),
    ) == (
        ("実行エラー", 0, 0),
        [("MIG-DQ-005", "性別", 1), ("MIG-DQ-026", "名寄せ先宛名番号", None), ("MIG-DQ-026", "生年月日", None)],
    )


def test_batches_do_not_change_the_result(check: Check, row: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row numbers, counts and duplicates are the same however the file is cut."""
    rows = [row(宛名番号=str(n // 2), 性別="19"[n % 2], 個人番号="" if n % 3 else "1") for n in range(300)]
    whole = check(rows)
    monkeypatch.setattr(row_files, "_BLOCK", 4096)

    assert whole == check(rows)


def test_the_same_input_gives_the_same_result(check: Check, row: Make) -> None:
    """Two runs give equal values, findings in one order."""
    rows = [row(宛名番号="1", 性別="9"), row(宛名番号="1", 氏名="架空")]

    assert check(rows) == check(rows)


def test_scores_have_denominators(check: Check, row: Make) -> None:
    """The score of a category is failed of judged, over the rules of that category only."""
    result = check([row(宛名番号="1"), row(宛名番号="1")])
    scores = {s.category: (s.judged, s.failed) for s in by_category(result.outcomes)}

    assert (scores["整合性"], scores["完全性"]) == ((2 + 2 + 2, 1), (10, 0))


def test_a_share_is_never_rounded_up() -> None:
    """One failure in a million is not 100 %."""
    assert (
        percent(1_000_000, 1),
        percent(1_000_000, 0),
        percent(3, 3),
        percent(0, 0),
    ) == ("99.99 %", "100.00 %", "0.00 %", "―")


def test_rules_worst_first(check: Check, row: Make) -> None:
    """Failed errors come first, then failed warnings, then what passed, then what was not run or not applicable."""
    result = check([row(宛名番号="1", 性別="9", 氏名="架空"), row(宛名番号="2", 性別="8")])

    assert (
        [s.code for s in by_rule(result.outcomes)][:2],
        by_rule(result.outcomes)[-1].state.value,
    ) == (["MIG-DQ-005", "MIG-DQ-013"], "対象外")
