"""Each gap between a column and an item is a finding of its own, and profiles say what declarations cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.gap import comparison, keys
from migrate.gap.comparison import Case
from migrate.gap.complete import complete
from migrate.gap.values import Held
from migrate.gap.weights import default
from migrate.lexicon import vocabulary
from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit, GapReport, ItemGap
from migrate.model.profile import Care, ColumnProfile, Tally, ValueCount
from migrate.model.source import Index, SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec

NAMES = {
    "ATENA_NO": "宛名番号",
    "SHIMEI": "氏名",
    "SEX": "性別",
    "MACHI": "住所_町字",
    "ZIP": "郵便番号",
    "KANA": "氏名カナ",
}
ROWS = 100
GAIJI = (Tally(name="kanji_or_other", count=ROWS), Tally(name="gaiji", count=7))


def held(name: str, **known: object) -> Held:
    """A profile of 100 rows of which only ``known`` is remarkable."""
    plain = ColumnProfile(
        name=name, logical_name="", care=Care.CLOSED, why="", empty=0, blank=0, distinct=ROWS, distinct_exact=True,
        shortest=1, longest=1, mean_length=1.0, characters=(), signatures=(), patterns=(),
    )  # fmt: skip
    return Held(profile=replace(plain, **known), rows=ROWS)  # type: ignore[arg-type]


def compared(
    spec: Spec, profiles: dict[str, Held], *, key: tuple[str, ...] = (), length: int = 10, remark: str = ""
) -> GapReport:
    """The comparison of an invented table; ``remark`` is what its definition says of SEX."""
    columns = tuple(
        SourceColumn(name=n, logical_name=words, type="VARCHAR2", length=length, comment=remark if n == "SEX" else "")
        for n, words in NAMES.items()
    )
    table = SourceTable(name="T", columns=columns, primary_key=key)
    schema = SourceSchema(tables=(table,), files=())
    known = {("T", name): one for name, one in profiles.items()}
    reports = comparison.compare(vocabulary.load(), Case(schema=schema, specs=(spec,), held=known))
    return complete(reports, (spec,), schema, known, default())[0]


def item(report: GapReport, name: str) -> ItemGap:
    return next(i for i in report.items if i.item == name)


def found(report: GapReport, name: str, code: str) -> list[Finding]:
    return [f for f in item(report, name).findings if f.code == code]


def test_a_declared_length_above_is_a_warning_where_nobody_looked(spec: Spec) -> None:
    """MIG-GAP-003: 60 characters may be in a column for 18."""
    (one,) = found(compared(spec, {}, length=60), "住所_町字", "MIG-GAP-003")

    assert (one.severity, one.params["have"], one.params["want"]) == (Severity.WARNING, 60, 18)


def test_a_declared_length_above_is_fine_where_no_value_is_longer(spec: Spec) -> None:
    """MIG-GAP-036 says what was counted; the item is 変換で適合, not 要判断."""
    report = compared(spec, {"MACHI": held("MACHI", longest=18)}, length=60)
    (one,) = found(report, "住所_町字", "MIG-GAP-036")

    assert (one.severity, one.params["longest"], item(report, "住所_町字").fit) == (Severity.INFO, 18, Fit.CONVERT)
    assert found(report, "住所_町字", "MIG-GAP-003") == []


def test_values_that_are_longer_are_for_people_to_decide(spec: Spec) -> None:
    """MIG-GAP-037, whatever the declaration says."""
    report = compared(spec, {"MACHI": held("MACHI", longest=19)}, length=10)
    (one,) = found(report, "住所_町字", "MIG-GAP-037")

    assert (one.params["longest"], one.params["want"], item(report, "住所_町字").fit) == (19, 18, Fit.DECIDE)


def test_lengths_with_blanks_around_prove_nothing(spec: Spec) -> None:
    """A CHAR column is filled up with blanks: its longest value is not longer than the item for that."""
    padded = held("MACHI", longest=60, characters=(Tally(name="trailing_blank", count=100),))

    assert found(compared(spec, {"MACHI": padded}, length=60), "住所_町字", "MIG-GAP-037") == []


def test_the_hyphen_of_a_postal_code_is_no_digit(spec: Spec) -> None:
    """``999-0001`` has eight characters and fits into seven."""
    parted = held("ZIP", longest=8, signatures=(Tally(name="postal_3_4", count=100),))

    assert found(compared(spec, {"ZIP": parted}), "住所_郵便番号", "MIG-GAP-037") == []


def test_codes_that_the_list_does_not_have_are_counted_by_rows(spec: Spec) -> None:
    """MIG-GAP-028 with rows, -029 for what never occurs; ``01`` is the list's ``1``."""
    values = (("01", "60"), ("3", "15"), ("9", "25"))
    codes = held("SEX", care=Care.CODE, values=tuple(ValueCount(text=t, pattern="9", count=n) for t, n in values))
    report = compared(spec, {"SEX": codes})
    (unknown,), (unused,) = found(report, "性別", "MIG-GAP-028"), found(report, "性別", "MIG-GAP-029")

    assert (unknown.params["count"], unknown.params["rows"], unknown.params["whole"]) == (2, 40, ROWS)
    assert unused.params["count"] == 2
    assert item(report, "性別").fit is Fit.DECIDE
    (gap,) = report.codes
    assert [(u.value, u.known, u.rows) for u in gap.held] == [
        ("01", True, "60"),
        ("3", False, "15"),
        ("9", False, "25"),
    ]
    assert [u.value for u in gap.unused] == ["0", "2"]


@pytest.mark.parametrize(
    ("counts", "rows"),
    [(("<10",), "1～9"), (("<10", "12"), "13～21"), ((">=10",), "10 以上"), (("<10", ">=10"), "11 以上")],
)
def test_counts_that_are_not_told_stay_untold(spec: Spec, counts: tuple[str, ...], rows: str) -> None:
    """A number below 10 is given by its bounds only."""
    values = tuple(ValueCount(text=str(7 + n), pattern="9", count=c) for n, c in enumerate(counts))
    report = compared(spec, {"SEX": held("SEX", care=Care.CODE, values=values)})
    (one,) = found(report, "性別", "MIG-GAP-028")

    assert one.params["rows"] == rows


def test_values_that_look_like_persons_are_counted_not_shown(spec: Spec) -> None:
    """A value without text is a value that the list may not have; then nothing is said to be unused."""
    values = (ValueCount(text="1", pattern="9", count="90"), ValueCount(text=None, pattern="J{2}", count="<10"))
    report = compared(spec, {"SEX": held("SEX", care=Care.CODE, values=values)})
    (one,) = found(report, "性別", "MIG-GAP-028")

    assert (one.params["count"], one.params["rows"]) == (1, "1 以上")
    assert found(report, "性別", "MIG-GAP-029") == []


def test_gaiji_are_for_people_to_identify(spec: Spec) -> None:
    """MIG-GAP-030 with the cells that hold them and those with bytes that nothing decodes."""
    report = compared(spec, {"SHIMEI": held("SHIMEI", characters=GAIJI, undecodable=2)})
    (one,) = found(report, "氏名", "MIG-GAP-030")

    assert (one.params["gaiji"], one.params["broken"], item(report, "氏名").fit) == (7, 2, Fit.DECIDE)


def test_half_width_in_a_full_width_item_is_said(spec: Spec) -> None:
    """MIG-GAP-031: the kinds and their cells."""
    kana = held("KANA", characters=(Tally(name="half_kana", count=80), Tally(name="half_letter", count=3)))
    (one,) = found(compared(spec, {"KANA": kana}), "氏名_読み仮名", "MIG-GAP-031")

    assert one.params["what"] == "半角英字のある値 3 件、半角カナのある値 80 件"


def test_full_width_in_a_half_width_item_is_said(spec: Spec) -> None:
    """MIG-GAP-031 for X."""
    full = held("ATENA_NO", characters=(Tally(name="full", count=4),))
    (one,) = found(compared(spec, {"ATENA_NO": full}), "宛名番号", "MIG-GAP-031")

    assert one.params["what"] == "全角文字のある値 4 件"


def test_empty_cells_of_a_required_item_are_an_error(spec: Spec) -> None:
    """MIG-GAP-038 with rows; 必須 is an error."""
    report = compared(spec, {"ATENA_NO": held("ATENA_NO", empty=3, blank=2)})
    (one,) = found(report, "宛名番号", "MIG-GAP-038")

    assert (one.severity, one.params["rows"], one.params["whole"]) == (Severity.ERROR, 5, ROWS)


def test_a_nullable_column_is_said_only_where_nobody_looked(spec: Spec) -> None:
    """MIG-GAP-039: neither for a primary key nor where the profile counted no empty cell."""
    assert len(found(compared(spec, {}), "宛名番号", "MIG-GAP-039")) == 1
    assert found(compared(spec, {}, key=("ATENA_NO",)), "宛名番号", "MIG-GAP-039") == []
    assert found(compared(spec, {"ATENA_NO": held("ATENA_NO")}), "宛名番号", "MIG-GAP-039") == []


def test_output_condition_and_implementation_are_told_apart(spec: Spec) -> None:
    """A missing item that is 条件付き必須 and ○ has a finding for each of the two."""
    report = compared(spec, {})
    of = {i.item: {f.code for f in i.findings} for i in report.items if i.fit is Fit.MISSING}
    expected = {
        i.name: ({"MIG-GAP-002"} if i.required else set())
        | ({"MIG-GAP-006"} if i.output_condition == "条件付き必須" else set())
        | ({"MIG-GAP-032"} if i.implementation else set())
        for i in spec.items
        if i.name in of
    }

    assert of == expected
    assert {"MIG-GAP-006", "MIG-GAP-032"} in of.values()


def test_another_primary_key_is_said(spec: Spec) -> None:
    """MIG-GAP-033 names the columns that make more rows of one."""
    (one,) = [f for f in compared(spec, {}, key=("ATENA_NO", "ZIP")).findings if f.code == "MIG-GAP-033"]

    assert one.params["difference"] == "標準の主キーに当たらない現行の主キー列: ZIP"


@pytest.mark.parametrize(
    ("profiles", "expected"),
    [
        ({}, [(Severity.INFO, 0)]),
        ({"ATENA_NO": held("ATENA_NO", distinct=97)}, [(Severity.WARNING, 3)]),
        ({"ATENA_NO": held("ATENA_NO")}, []),
    ],
)
def test_repeated_keys_are_counted(spec: Spec, profiles: dict[str, Held], expected: list[tuple[Severity, int]]) -> None:
    """MIG-GAP-034: not declared unique; the profile proves it, disproves it, or is missing."""
    found_ = [f for f in compared(spec, profiles).findings if f.code == "MIG-GAP-034"]

    assert [(f.severity, f.params["rows"]) for f in found_] == expected


def test_a_unique_index_is_as_good_as_a_key(spec: Spec) -> None:
    """Nothing is said of a column whose values are declared unique, unless only for some rows."""
    column = SourceColumn(name="A", type="CHAR", length=1)
    report = compared(spec, {})
    (fill,) = keys.fills(report, SourceSchema(tables=(SourceTable(name="T", columns=(column,)),), files=()))
    for where, expected in (("", 0), ("DEL = 0", 1)):
        index = Index(columns=("ATENA_NO",), unique=True, where=where)
        one = replace(fill, table=replace(fill.table, indexes=(index,)))

        assert len([f for f in keys.findings((one,), spec, {}) if f.code == "MIG-GAP-034"]) == expected


def test_every_finding_has_a_basis(spec: Spec) -> None:
    """An official list is the basis itself; what is ours is called ours."""
    report = compared(spec, {"SHIMEI": held("SHIMEI", characters=GAIJI)})
    documents = {f.basis.document for f in comparison.findings_of(report) if f.basis}

    assert documents == {spec.title, "本ツール独自"}
    assert all(f.basis for f in comparison.findings_of(report))


@pytest.mark.parametrize(
    ("remark", "codes", "fit"),
    [
        ("0:不明 1:男 2:女", [], Fit.CONVERT),
        ("M:男 F:女", ["MIG-GAP-123"], Fit.CONVERT),
        ("１＝男性、２＝女性", [], Fit.CONVERT),
        ("1:女 2:男", ["MIG-GAP-122", "MIG-GAP-123"], Fit.CONVERT),
        ("1:男 2:女 3:法人", ["MIG-GAP-121"], Fit.DECIDE),
        ("抹消後も残す。例 9:00", [], Fit.CONVERT),
    ],
)
def test_codes_that_the_definition_names_are_compared_without_a_profile(
    spec: Spec, remark: str, codes: list[str], fit: Fit
) -> None:
    """MIG-GAP-121 no such value, -122 the same code for another meaning, -123 the pairs that the meanings make."""
    sex = item(compared(spec, {}, remark=remark), "性別")
    said = [f.code for f in sex.findings if f.code in ("MIG-GAP-121", "MIG-GAP-122", "MIG-GAP-123")]

    assert (sorted(said), sex.fit) == (codes, fit)


def test_what_is_no_value_of_the_list_is_named_with_its_meaning(spec: Spec) -> None:
    """The words of the definition, not of a row; the table of codes holds it without a number of rows."""
    report = compared(spec, {}, remark="1:男 2:女 3:法人")
    (one,) = found(report, "性別", "MIG-GAP-121")
    (gap,) = report.codes

    assert (one.severity, one.params["count"], one.params["values"]) == (Severity.WARNING, 1, "3（法人）")
    assert [(u.value, u.known, u.rows) for u in gap.held] == [("1", True, ""), ("2", True, ""), ("3", False, "")]
    assert [u.value for u in gap.unused] == ["0"]


def test_counted_values_stand_before_those_of_the_definition(spec: Spec) -> None:
    """Where a profile tells the values, MIG-GAP-028 speaks of them; another meaning is still said."""
    counted = held("SEX", care=Care.CODE, values=(ValueCount(text="1", pattern="9", count="100"),))
    report = compared(spec, {"SEX": counted}, remark="1:女 2:男 3:法人")

    assert (found(report, "性別", "MIG-GAP-121"), len(found(report, "性別", "MIG-GAP-122"))) == ([], 1)
    assert [u.rows for gap in report.codes for u in gap.held] == ["100"]


def _counted(*values: tuple[str | None, str]) -> Held:
    """A profile of SEX; a value without text is one that the profile does not tell."""
    return held("SEX", care=Care.CODE, values=tuple(ValueCount(text=t, pattern="J", count=n) for t, n in values))


def test_values_that_a_meaning_pairs_are_not_outside_the_list(spec: Spec) -> None:
    """MIG-GAP-028 leaves out what -123 pairs, and -123 carries the rows: no row is in both, none in neither."""
    report = compared(spec, {"SEX": _counted(("M", "60"), ("F", "<10"), ("X", "31"))}, remark="M:男 F:女 U:不明")
    (outside,), (paired,) = found(report, "性別", "MIG-GAP-028"), found(report, "性別", "MIG-GAP-123")
    (gap,) = report.codes

    assert (outside.params["count"], outside.params["rows"]) == (1, 31)
    assert (
        paired.params["values"]
        == "M（男）→ 1（男） 60 行、F（女）→ 2（女） 1～9 行、U（不明）→ 0（不明（未記入）） 0 行"
    )
    assert [(u.value, u.known, u.meant) for u in gap.held] == [("M", False, "1"), ("F", False, "2"), ("X", False, "")]
    assert [u.value for u in gap.unused] == ["0"]


def test_nothing_is_outside_the_list_where_every_value_has_a_pair(spec: Spec) -> None:
    """Then the item is 変換で適合, no longer for people to decide."""
    report = compared(spec, {"SEX": _counted(("M", "60"), ("F", "40"))}, remark="M:男 F:女")

    assert (found(report, "性別", "MIG-GAP-028"), item(report, "性別").fit) == ([], Fit.CONVERT)


def test_a_pair_whose_rows_are_not_told_is_said_without_a_number(spec: Spec) -> None:
    """A value that the profile hides may be the declared one: nothing says that no row has it."""
    report = compared(spec, {"SEX": _counted(("M", ">=10"), (None, "<10"))}, remark="M:男 F:女")
    (paired,) = found(report, "性別", "MIG-GAP-123")

    assert paired.params["values"] == "M（男）→ 1（男） 10 行以上、F（女）→ 2（女）"
    assert found(report, "性別", "MIG-GAP-028")[0].params["count"] == 1
