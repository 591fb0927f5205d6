"""The form of a mapping file: read exactly, or everything wrong named with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.mapping import load
from migrate.model.mapping import Block, CodeMap, Dropped, Fate, ItemRule, Mapping, OnError, RowRule

GOOD = """\
mapping: 1
spec: "031@2023-09-29"
product: 例
codes:
  s: {"1": "1", "01": "2"}
tables:
  表:
    - source: T
      rows:
        - {rule: 削除済み, when: "A = '1'", fate: 対象外, reason: 移さない}
        - {rule: 旧履歴, key: [K], latest_by: R, fate: 統合, reason: 最新だけ}
      items:
        番号: lpad(K, 15, '0')
        性別: {expr: "code(S, 's')", on_error: 拒否, note: 覚え書き}
drop:
  T: {B: 理由}
"""


def found(text: str) -> list[tuple[str, int | None]]:
    return [(f.code, f.place.line) for f in load.problems(text.encode(), "m.yaml")]


def with_block(text: str) -> str:
    return f"mapping: 1\nspec: 031@x\ntables:\n  表:\n    - source: T\n{text}"


def test_a_good_file_becomes_a_mapping_with_lines() -> None:
    """Every value, its order and its line are kept."""
    expected = Mapping(
        spec="031@2023-09-29",
        product="例",
        blocks=(
            Block(
                table="表",
                source="T",
                rows=(
                    RowRule(name="削除済み", fate=Fate.EXCLUDED, reason="移さない", when="A = '1'", line=10),
                    RowRule(name="旧履歴", fate=Fate.MERGED, reason="最新だけ", key=("K",), latest_by="R", line=11),
                ),
                items=(
                    ItemRule(item="番号", expression="lpad(K, 15, '0')", line=13),
                    ItemRule(item="性別", expression="code(S, 's')", on_error=OnError.REJECT, note="覚え書き", line=14),
                ),
                line=8,
            ),
        ),
        dropped=(Dropped(source="T", column="B", reason="理由", line=16),),
        code_maps=(CodeMap(name="s", values={"1": "1", "01": "2"}, line=5),),
        path="m.yaml",
        spec_line=2,
    )

    assert load.load(GOOD.encode(), "m.yaml") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("MIG-MAP-001", 1)]),
        ("- a\n", [("MIG-MAP-001", 1)]),
        (with_block("      itemz: {}\n"), [("MIG-MAP-002", 6), ("MIG-MAP-003", 5)]),
        ("mapping: 1\ntables: {表: [{source: T, items: {a: b}}]}\n", [("MIG-MAP-003", 1)]),
        (with_block("      items:\n        業務ID: 010\n"), [("MIG-MAP-004", 7)]),
        (with_block("      items:\n        日: 2023-01-01\n"), [("MIG-MAP-004", 7)]),
        (with_block("      items: [a]\n"), [("MIG-MAP-004", 6)]),
        (with_block("      items:\n        a: {expr: b, on_error: 無視}\n"), [("MIG-MAP-005", 7)]),
        ("mapping: 2\nspec: 031@x\ntables: {表: [{source: T, items: {a: b}}]}\n", [("MIG-MAP-005", 1)]),
        ("mapping: 1\nspec: 住基\ntables: {表: [{source: T, items: {a: b}}]}\n", [("MIG-MAP-005", 2)]),
        (GOOD.replace('"01": "2"', '1: "2"'), [("MIG-MAP-006", 5)]),
        (GOOD.replace(", latest_by: R", ""), [("MIG-MAP-007", 11)]),
        (GOOD.replace("{B: 理由}", '{B: ""}'), [("MIG-MAP-008", 16)]),
        ("mapping: 1\nspec: 031@x\ntables: {}\n", [("MIG-MAP-008", 3)]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, expected: list[tuple[str, int | None]]) -> None:
    """Wrong keys, missing keys, wrong types, unquoted numbers, empty parts: all of them, not the first."""
    assert found(text) == expected


@pytest.mark.parametrize("text", ["a:\n\tb: 1\n", "a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: !!int 1\n", "a: [\n"])
def test_what_is_no_plain_yaml_is_refused(text: str) -> None:
    """Tabs, duplicate keys, anchors, tags and broken text are MIG-SYS-007 with the line."""
    with pytest.raises(MigrateError) as caught:
        load.problems(text.encode(), "m.yaml")

    assert (caught.value.code, caught.value.where.file) == ("MIG-SYS-007", "m.yaml")
    assert caught.value.where.line is not None


def test_bytes_that_are_no_text_are_refused() -> None:
    """A mapping saved as CP932 is not read as something else."""
    with pytest.raises(MigrateError) as caught:
        load.load("mapping: 1\nproduct: 七瀬野町\n".encode("cp932"), "m.yaml")

    assert caught.value.code == "MIG-SYS-007"


def test_load_refuses_what_problems_names() -> None:
    """Nobody gets a mapping from a file with a wrong form."""
    with pytest.raises(MigrateError) as caught:
        load.load(b"mapping: 1\n", "m.yaml")

    assert caught.value.code == "MIG-MAP-003"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["mapping", "spec", "tables", "codes", "drop", "items", "rows"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_any_document_is_either_loaded_or_named(data: object) -> None:
    """Whatever the YAML holds, the answer is findings or a mapping, never another exception."""
    text = yaml.dumps(data)
    try:
        problems = load.problems(text, "m.yaml")
    except MigrateError as error:
        assert error.code == "MIG-SYS-007"
        return

    if not problems:
        assert isinstance(load.load(text, "m.yaml"), Mapping)
