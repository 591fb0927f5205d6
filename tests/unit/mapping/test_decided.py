"""A mapping beside what people decided: each rule that says something else is named, none that follows."""

from dataclasses import replace

import pytest

from migrate.files.bundled import bundled
from migrate.mapping import check, decided, load, packs
from migrate.model.decision import Decision, Decisions, Degree, Verdict
from migrate.model.finding import Finding, Severity
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec

TEXT = packs.named("nanaseno", bundled("mappings")).text("031")
GROUP = "住登外者宛名基本情報"


def against(schema: SourceSchema, *decisions: Decision) -> list[tuple[str, str, str]]:
    known = Decisions(business="031", decisions=decisions)
    found = decided.against(load.load(TEXT, "031.yaml"), known, schema)
    return [(one.source, one.item, one.words) for one in found]


def said(verdict: Verdict, table: str = "", column: str = "", item: str = "") -> Decision:
    degree = Degree.EXACT if verdict is Verdict.TAKEN else Degree.NONE
    group = GROUP if item else ""
    return Decision(verdict=verdict, degree=degree, table=table, column=column, group=group, item=item, line=9)


@pytest.mark.parametrize(
    ("decision", "found"),
    [
        (said(Verdict.NONE, "T_JUTOGAI", "", "個人番号"), ("T_JUTOGAI", "個人番号", "表 T_JUTOGAI からは「該当なし」")),
        (said(Verdict.NONE, "T_JUTOGAI", "KOJIN_NO"), ("T_JUTOGAI", "個人番号", "T_JUTOGAI.KOJIN_NO は「該当なし」")),
        (
            said(Verdict.REFUSED, "T_JUTOGAI", "KOJIN_NO", "個人番号"),
            ("T_JUTOGAI", "個人番号", "T_JUTOGAI.KOJIN_NO は「不採用」"),
        ),
        (
            said(Verdict.TAKEN, "FUKU_ATENA", "KANA", "個人番号"),
            ("FUKU_ATENA", "個人番号", "FUKU_ATENA.KANA は「採用」"),
        ),
        (
            said(Verdict.TAKEN, "FUKU_ATENA", "YOBI", "住所_フリガナ"),
            ("FUKU_ATENA", "", f"FUKU_ATENA.YOBI は「{GROUP}」の「住所_フリガナ」に「採用」"),
        ),
    ],
)
def test_a_rule_against_a_decision_is_named(
    schema: SourceSchema, decision: Decision, found: tuple[str, str, str]
) -> None:
    """An item or a column without counterpart that is filled, a refused pair, another column, one that is given up."""
    assert against(schema, decision) == [found]


def test_an_item_without_counterpart_is_filled_from_no_table(schema: SourceSchema) -> None:
    """該当なし of an item for all tables is met by every block that fills it."""
    found = against(schema, said(Verdict.NONE, item="個人番号"))

    assert found == [(table, "個人番号", "この項目は「該当なし」") for table in ("T_JUTOGAI", "FUKU_ATENA")]


def test_what_follows_the_decisions_is_not_named(schema: SourceSchema) -> None:
    """The pair that was taken, one that is held, one of a column that is gone."""
    taken = said(Verdict.TAKEN, "T_JUTOGAI", "KOJIN_NO", "個人番号")
    held = said(Verdict.HELD, "FUKU_ATENA", "", "個人番号")

    assert against(schema, taken, held, replace(taken, table="FUKU_ATENA", column="MUKASHI")) == []


def test_the_draft_says_so_above_the_rule(schema: SourceSchema) -> None:
    """The remark stands above the item, and the text is still the same mapping."""
    known = Decisions(business="031", decisions=(said(Verdict.NONE, "T_JUTOGAI", "", "個人番号"),))
    mapping = load.load(TEXT, "031.yaml")
    text = decided.marked(TEXT, "031.yaml", tuple(decided.against(mapping, known, schema)))
    lines = text.decode().splitlines()
    at = next(n for n, line in enumerate(lines) if line.strip().startswith("個人番号:"))

    assert "人の決定では、表 T_JUTOGAI からは「該当なし」です（gap/decisions 9 行目）" in lines[at - 1]
    rules = [[(r.item, r.expression) for r in b.items] for b in load.load(text, "031.yaml").blocks]
    assert rules == [[(r.item, r.expression) for r in b.items] for b in mapping.blocks]


def checked(schema: SourceSchema, spec: Spec, text: bytes, *decisions: Decision) -> list[Finding]:
    """What `map check` says of the mapping beside the decisions."""
    known = Decisions(business="031", decisions=decisions, path="gap/decisions/031.yaml")
    found = check.check(load.load(text, "031.yaml"), spec, schema, decisions=known)
    return [one for one in found if one.code == "MIG-MAP-101"]


def test_the_check_says_who_decided_what_and_when(schema: SourceSchema, spec: Spec) -> None:
    """MIG-MAP-101 at the line of the rule, with the line of the decision."""
    decision = replace(said(Verdict.REFUSED, "T_JUTOGAI", "KOJIN_NO", "個人番号"), reviewer="市民課", date="2026-11-02")
    (one,) = checked(schema, spec, TEXT, decision)
    line = next(n for n, text in enumerate(TEXT.decode().splitlines(), 1) if text.strip().startswith("個人番号:"))

    assert (one.severity, one.place.item, one.place.file, one.place.line) == (
        Severity.WARNING, "個人番号", "031.yaml", line,
    )  # fmt: skip
    assert dict(one.params) == {
        "what": "個人番号",
        "decided": "T_JUTOGAI.KOJIN_NO は「不採用」",
        "who": "市民課",
        "when": "2026-11-02",
        "file": "gap/decisions/031.yaml",
        "line": 9,
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("個人番号: trim(KOJIN_NO)", '個人番号: "NULL"'),
        ("個人番号: trim(KOJIN_NO)", "個人番号: \"'0'\""),
        ("        個人番号: trim(KOJIN_NO)\n", ""),
    ],
)
def test_a_pair_that_was_taken_and_fills_nothing_is_said(
    schema: SourceSchema, spec: Spec, before: str, after: str
) -> None:
    """A constant, no value, no rule at all: people decided otherwise, and the mapping passes over it."""
    taken = said(Verdict.TAKEN, "T_JUTOGAI", "KOJIN_NO", "個人番号")
    text = TEXT.replace(before.encode(), after.encode(), 1)

    assert text != TEXT
    assert checked(schema, spec, TEXT, taken) == []
    assert [(f.place.item, f.params["decided"]) for f in checked(schema, spec, text, taken)] == [
        ("個人番号", "T_JUTOGAI.KOJIN_NO は「採用」")
    ]


def test_a_refused_column_of_a_joined_table_is_named(schema: SourceSchema, spec: Spec) -> None:
    """It fills the item all the same, under the alias of its table; taken, it is followed."""
    join = "    - source: T_JUTOGAI\n      join:\n        - {table: FUKU_ATENA, as: F, on: {ATENA_NO: ATENA_CD}}\n"
    text = TEXT.replace(b"    - source: T_JUTOGAI\n", join.encode(), 1)
    text = text.replace("個人番号: trim(KOJIN_NO)".encode(), "個人番号: trim(F.KOJIN_NO)".encode(), 1)
    taken = said(Verdict.TAKEN, "FUKU_ATENA", "KOJIN_NO", "個人番号")

    refused = checked(schema, spec, text, replace(taken, verdict=Verdict.REFUSED))

    assert [f.place.item for f in refused] == ["個人番号"]
    assert checked(schema, spec, text, taken) == []


def test_what_the_edition_no_longer_has_is_for_the_comparison_to_say(schema: SourceSchema, spec: Spec) -> None:
    """A decision on an item that is gone differs from no mapping."""
    assert checked(schema, spec, TEXT, said(Verdict.TAKEN, "T_JUTOGAI", "KOJIN_NO", "昔の項目")) == []
