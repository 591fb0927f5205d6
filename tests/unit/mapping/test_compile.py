"""A mapping compiles to a plan with a tree for every item, in spec order."""

from pathlib import Path

from sqlglot import exp

from migrate.engine.expression import columns
from migrate.mapping import load
from migrate.mapping.compile import compile as compile_mapping
from migrate.model.finding import Severity
from migrate.model.mapping import Fate, OnError
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec

TEXT = (Path(__file__).parents[2] / "cases" / "map-check" / "clean" / "in" / "mapping" / "031.yaml").read_bytes()
TABLE = "住登外者宛名基本情報"


def test_the_plan_holds_everything_the_mapping_says(spec: Spec, schema: SourceSchema) -> None:
    """Blocks, row rules, code maps, keys and columns."""
    plan, findings = compile_mapping(load.load(TEXT, "m.yaml"), spec, schema)
    names = tuple(i.name for i in spec.items)
    zei = plan.blocks[0]
    by_item = {i.item: i for i in zei.items}

    assert [f for f in findings if f.severity is Severity.ERROR] == []
    assert (plan.spec, plan.business, plan.tables, plan.sources) == (
        "031@2023-09-29", "031", (TABLE,), ("T_JUTOGAI", "FUKU_ATENA"),
    )  # fmt: skip
    assert (plan.keys, plan.columns) == ({TABLE: ("宛名番号",)}, {TABLE: names})
    assert all(tuple(i.item for i in b.items) == names for b in plan.blocks)
    assert [(r.name, r.fate, r.key, r.latest_by, r.condition is None) for r in zei.rows] == [
        ("削除済み", Fate.EXCLUDED, (), "", False),
        ("旧履歴", Fate.MERGED, ("ATENA_NO",), "RIREKI_NO", True),
    ]
    assert columns(by_item["宛名番号"].tree) == ("ATENA_NO",)
    assert isinstance(by_item["住所_町字コード"].tree, exp.Null)
    assert by_item["性別"].on_error is OnError.EMPTY
    assert plan.code_maps["daihyo_zei"] == {"1": "0", "0": "1"}


def test_a_refused_expression_leaves_no_tree_behind(spec: Spec, schema: SourceSchema) -> None:
    """What the restricted SQL refuses is an error among the findings and NULL in the plan."""
    text = TEXT.replace("個人番号: KOJIN_NO".encode(), "個人番号: upper(KOJIN_NO)".encode())
    plan, findings = compile_mapping(load.load(text, "m.yaml"), spec, schema)
    tree = next(i.tree for i in plan.blocks[0].items if i.item == "個人番号")

    assert isinstance(tree, exp.Null)
    assert [f.code for f in findings if f.severity is Severity.ERROR] == ["MIG-MAP-018", "MIG-CNV-011"]


def test_every_bundled_example_is_clean_and_compiles(spec: Spec, schema: SourceSchema) -> None:
    """The reviewed mapping of the town raises no error and no open question, and fills every item in both blocks."""
    files = sorted((Path(__file__).parents[3] / "mappings").glob("*/031.yaml"))
    assert files != []

    for path in files:
        plan, findings = compile_mapping(load.load(path.read_bytes(), path.name), spec, schema)
        assert {f.severity for f in findings} <= {Severity.WARNING}
        assert [len(b.items) for b in plan.blocks] == [len(spec.items)] * 2
