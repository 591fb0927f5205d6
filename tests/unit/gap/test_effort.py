"""Coverage, estimate and actual hours: every sum is what its parts make."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.errors import UnreadableError
from migrate.files import tables, yaml
from migrate.files.bundled import bundled
from migrate.gap import actuals, comparison, document, effort_document, overview, weights
from migrate.gap.comparison import Case
from migrate.gap.complete import complete
from migrate.gap.decide import ORDER, decisions
from migrate.gap.values import Held
from migrate.gap.weights import Weights
from migrate.lexicon import vocabulary
from migrate.model.document import Grid
from migrate.model.gap import Counterpart, Effort, Fit, GapReport, Share
from migrate.model.profile import Care, ColumnProfile
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Spec


def profiles(schema: SourceSchema, rows: int, empty: int) -> dict[tuple[str, str], Held]:
    """Every column of every table: so many rows, so many of them empty."""
    one = ColumnProfile(
        name="", logical_name="", care=Care.CLOSED, why="", empty=empty, blank=0, distinct=rows, distinct_exact=True,
        shortest=1, longest=1, mean_length=1.0, characters=(), signatures=(), patterns=(),
    )  # fmt: skip
    return {
        (t.name, c.name): Held(profile=replace(one, name=c.name), rows=rows) for t in schema.tables for c in t.columns
    }


def made(
    schema: SourceSchema, spec: Spec, held: dict[tuple[str, str], Held], table: Weights | None = None
) -> GapReport:
    reports = comparison.compare(vocabulary.load(), Case(schema=schema, specs=(spec,), held=held))
    return complete(reports, (spec,), schema, held, table or weights.default())[0]


def effort(report: GapReport) -> Effort:
    assert report.effort is not None
    return report.effort


@pytest.fixture(scope="module")
def report(schema: SourceSchema, spec: Spec) -> GapReport:
    return made(schema, spec, {})


def test_coverage_counts_the_items_of_the_other_view(report: GapReport) -> None:
    """必須, 条件付き必須 and 実装類型 each by the states of their items."""
    (one,) = report.coverage
    for share, items in (
        (one.required, [i for i in report.items if i.output_condition == "必須"]),
        (one.conditional, [i for i in report.items if i.output_condition == "条件付き必須"]),
        (one.implementation, [i for i in report.items if i.implementation]),
    ):
        states = [i.fit for i in items]
        ready = states.count(Fit.FIT) + states.count(Fit.CONVERT)
        assert share == Share(have=ready, whole=len(items), open=states.count(Fit.DECIDE))


def test_without_a_profile_rows_are_unknown_not_zero(report: GapReport) -> None:
    """Nothing was counted, and the report says so."""
    assert [(c.rows, c.cells) for c in report.coverage] == [(None, None)]


def test_coverage_by_rows_counts_cells_with_a_value(schema: SourceSchema, spec: Spec) -> None:
    """Rows × 必須 items; a table that lacks an item gives it no value."""
    report = made(schema, spec, profiles(schema, 50, 5))
    required = [i for i in report.items if i.output_condition == "必須"]
    sources = [t.name for t in schema.tables]
    fed = sum(any(c.table == t for c in i.candidates) for i in required for t in sources)
    (one,) = report.coverage

    assert (one.rows, one.cells) == (100, Share(have=45 * fed, whole=50 * len(sources) * len(required)))


def test_full_is_said_of_all_only() -> None:
    """999 of 1000 are not 100 %."""
    assert effort_document.percent(Share(have=9999, whole=10000)) == "99.9 %"
    assert effort_document.percent(Share(have=3, whole=3)) == "100 %"


def test_a_column_tells_its_rows_with_a_value(schema: SourceSchema, spec: Spec) -> None:
    """A column without any value is a candidate for 廃棄."""
    report = made(schema, spec, profiles(schema, 50, 50))

    assert {c.filled for c in report.columns} == {0}


def test_the_estimate_is_the_printed_arithmetic(report: GapReport) -> None:
    """Count × hours, summed, times the factor, divided by the day; the document prints these very numbers."""
    one = effort(report)
    (table,) = one.tables
    section = effort_document.effort_section(report)
    assert section is not None
    (grid,) = [b for b in section.blocks if isinstance(b, Grid)]

    assert table.hours == round(sum(line.count * line.hours for line in table.lines) * one.factor, 1)
    assert table.days == round(table.hours / one.day, 1)
    assert [row[2:] for row in grid.rows[:-1]] == [(x.key, x.count, x.hours, x.total) for x in table.lines]
    assert grid.rows[-1][-1] == table.hours


def test_every_item_is_in_the_estimate_once(report: GapReport) -> None:
    """The lines of items add up to the number of items."""
    assert sum(x.count for t in effort(report).tables for x in t.lines if x.key.startswith("item.")) == len(
        report.items
    )


def test_any_weights_give_sums_of_their_products(schema: SourceSchema, spec: Spec) -> None:
    """Random weights: the total is linear in each of them."""
    rng = random.Random(5)
    base = weights.default()
    for _ in range(5):
        rows = {k: replace(w, hours=round(rng.uniform(0.1, 9), 2)) for k, w in base.rows.items()}
        one = effort(made(schema, spec, {}, Weights(rows=rows)))
        by_hand = sum(x.count * rows[x.key].hours for x in one.tables[0].lines) * rows["factor"].hours

        assert abs(one.tables[0].hours - by_hand) <= 0.06


def test_a_group_that_nothing_feeds_is_one_question(schema: SourceSchema, spec: Spec) -> None:
    """Not the sum of its items; and one decision."""
    empty = SourceSchema(tables=(SourceTable(name="T", columns=()),), files=())
    report = made(empty, spec, {})

    assert [(x.key, x.count) for x in effort(report).tables[0].lines] == [("table.missing", 1)]
    assert [(d.what, d.items) for d in decisions(report)] == [
        ("グループの要否を決める（現行の列が一つも当たらない）", ())
    ]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_own_weights_replace_those_that_are_named(tmp_path: Path) -> None:
    """Other columns and the order do not matter; an Excel BOM neither."""
    path = write(tmp_path / "weights.csv", '\ufeffhours,key,memo\n2.5,item.decide,会議が長い\n"1,000",table.base,\n')
    found = weights.read(path, weights.default())

    assert (found.hours("item.decide"), found.hours("table.base"), found.hours("item.fit")) == (2.5, 1000, 0.1)
    assert found.changed == ("item.decide", "table.base")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("key,weight\nitem.fit,1\n", 1),
        ("key,hours\nitem.fits,1\n", 2),
        ("key,hours\nitem.fit,1\nitem.fit,2\n", 3),
        ("key,hours\nitem.fit,-1\n", 2),
        ("key,hours\nitem.fit,nan\n", 2),
        ("key,hours\nitem.fit,inf\n", 2),
        ("key,hours\nitem.fit,一\n", 2),
        ("key,hours\nday,0\n", 2),
        ("key,hours\nfactor,0\n", 2),
    ],
)
def test_wrong_weights_are_refused_with_their_line(tmp_path: Path, text: str, line: int) -> None:
    """MIG-GAP-024: nothing is estimated with half a table."""
    with pytest.raises(UnreadableError) as caught:
        weights.read(write(tmp_path / "weights.csv", text), weights.default())

    assert (caught.value.code, caught.value.where.line) == ("MIG-GAP-024", line)


def test_hostile_weights_never_break_the_tool(tmp_path: Path) -> None:
    """Random bytes and random CSV end in a table or in a refusal with a code."""
    rng = random.Random(7)
    for _ in range(300):
        cells = ["key", "hours", "item.fit", "1", "", '"', "\n", ",", "9" * 400, "\x00", "１", "factor"]
        text = "".join(rng.choice(cells) for _ in range(rng.randint(0, 12)))
        path = tmp_path / "w.csv"
        path.write_bytes(text.encode() if rng.random() < 0.8 else rng.randbytes(20))
        try:
            found = weights.read(path, weights.default())
        except UnreadableError as error:
            assert error.code in {"MIG-GAP-024", "MIG-SYS-008"}
        else:
            assert set(found.rows) == set(weights.default().rows)


def test_the_shipped_weights_say_where_they_come_from() -> None:
    """A row per key in the order of the keys, as the table schema says; the only published number is the day."""
    folder = bundled("reports") / "effort"
    rows = tables.read(folder / "weights.csv")
    fields = [f["name"] for f in json.loads((folder / "weights.schema.json").read_text(encoding="utf-8"))["fields"]]

    assert [list(row) for row in rows] == [fields] * len(rows)
    assert [row["key"] for row in rows] == sorted({row["key"] for row in rows})
    assert yaml.load(folder / "SOURCE.yaml")["publisher"] == "本ツール独自"
    assert weights.default().hours("day") == 7.75


def test_the_sheet_comes_back(report: GapReport, tmp_path: Path) -> None:
    """The sheet that is written is the sheet that is read; rows without actual hours are none."""
    sheet = actuals.sheet("031", effort(report)).decode()
    path = tmp_path / "jisseki.csv"

    assert actuals.read(write(path, sheet), path.name) == ()
    rows = actuals.read(write(path, sheet.rstrip("\n") + "40\n"), path.name)
    assert [(r.business, r.group, r.hours) for r in rows] == [("031", report.items[0].table, 40.0)]


def test_the_corrected_factor_makes_the_estimate_the_actual(
    report: GapReport, schema: SourceSchema, spec: Spec
) -> None:
    """Estimating again with it gives the hours that were needed; what was added up is added up once."""
    group = report.items[0].table
    spent = tuple(actuals.Spent(business="031", group=group, hours=h, line=n) for n, h in ((2, 50.0), (3, 10.0)))
    found = actuals.calibrate(spent, {"031": effort(report)})
    assert found.corrected is not None
    base = weights.default()
    again = {**base.rows, "factor": replace(base.rows["factor"], hours=found.corrected)}

    assert found.actual == 60.0
    assert abs(effort(made(schema, spec, {}, Weights(rows=again))).hours - 60.0) < 0.5


def test_actual_hours_of_no_estimate_are_said(report: GapReport) -> None:
    """MIG-GAP-026 with its line, and they do not count."""
    spent = (actuals.Spent(business="001", group="住民票", hours=9.0, line=2),)
    (one,) = actuals.findings(spent, {"031": effort(report)}, "j.csv")

    assert (one.code, one.place.line) == ("MIG-GAP-026", 2)
    assert actuals.calibrate(spent, {"031": effort(report)}).corrected is None


@pytest.mark.parametrize(
    "text", ["business,group\n031,A\n", "business,group,actual\n031,A,十\n", "business,group,actual\n031,A,-1\n"]
)
def test_wrong_actual_hours_are_refused(tmp_path: Path, text: str) -> None:
    """MIG-GAP-025."""
    with pytest.raises(UnreadableError) as caught:
        actuals.read(write(tmp_path / "j.csv", text), "j.csv")

    assert caught.value.code == "MIG-GAP-025"


def test_decisions_are_sorted_and_whole(schema: SourceSchema, spec: Spec) -> None:
    """The gravest kind first, most rows first; every 要判断 and every missing 必須 item is among them."""
    report = made(schema, spec, profiles(schema, 50, 5))
    found = decisions(report)
    asked = {item for one in found for item in one.items}
    open_ = {
        i.item for i in report.items if i.fit is Fit.DECIDE or (i.fit is Fit.MISSING and i.output_condition == "必須")
    }

    assert [ORDER.index(d.what) for d in found] == sorted(ORDER.index(d.what) for d in found)
    assert open_ != set()
    assert open_ <= asked


def test_businesses_stand_side_by_side(schema: SourceSchema, spec: Spec, report: GapReport) -> None:
    """A row per business; tables that none of them takes are named with their columns."""
    lone = SourceTable(name="MAIL", columns=schema.tables[0].columns[:1])
    left = replace(
        report, columns=(*report.columns, replace(report.columns[0], table=lone.name, state=Counterpart.EXTRA))
    )
    section = overview.section((left, left), {spec.id: "031"})
    first, last = [b for b in section.blocks if isinstance(b, Grid)]

    assert len(first.rows) == 2
    assert last.rows == (("MAIL", 1),)
    assert len({s.id for s in document.sections(report)}) == len(document.sections(report))
