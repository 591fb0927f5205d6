"""YAML and CSV of our own: lines are known, bad files are named."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml.error import YAMLError

from migrate.errors import UnreadableError
from migrate.files import records, tables, yaml
from migrate.model.provenance import FileDigest


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"a: &x 1\nb: *x\n", 1),
        (b"a: 1\nb: !!python/object:os.system {}\n", 2),
        (b"a: 1\n\tb: 2\n", 2),
        (b"a: 1\na: 2\n", 2),
        (b"a: [1\n", None),
        (b"\x82\xa0: 1\n", None),
        (b"[" * 5000, None),
    ],
    ids=["anchor", "tag", "tab", "duplicate key", "unclosed", "not UTF-8", "deep"],
)
def test_bad_yaml_is_one_error(text: bytes, line: int | None) -> None:
    """Whatever is wrong with a YAML file is MIG-SYS-007, with the line where the parser knows one."""
    with pytest.raises(UnreadableError) as caught:
        yaml.loads(text, "x.yaml")

    assert caught.value.code == "MIG-SYS-007"
    if line is not None:
        assert caught.value.where.line == line


@given(st.text(st.sampled_from("a1 -?:[]{},&*!\n\t\r\u2028'\"#"), max_size=120))
def test_a_text_taken_for_plain_has_nothing_to_guard_against(text: str) -> None:
    """What skips the guard by its letters alone holds no anchor, alias or tag and does not nest too deep."""
    if yaml._plain(text):
        with suppress(YAMLError, ValueError), patch.object(yaml, "_plain", return_value=False):
            yaml._guard(text, "x.yaml")


@pytest.mark.parametrize(
    "text",
    ["- " * 120 + "a", "\n".join(" " * n + "a:" for n in range(120)), "[" * 101, "? " * 120, "a:\n- b:\n" + "{" * 99],
    ids=["dashes", "columns", "brackets", "question marks", "all"],
)
def test_deep_nesting_is_never_plain(text: str) -> None:
    """Each way to nest counts."""
    assert not yaml._plain(text)


def test_yaml_keeps_comments_and_order() -> None:
    """A document that is loaded, changed and written keeps its comments and its order."""
    document = yaml.loads("b: 1  # 説明\na:\n  - x\n".encode(), "x")
    document["c"] = 3

    assert yaml.dumps(document).decode() == "b: 1  # 説明\na:\n  - x\nc: 3\n"


def test_yaml_lines() -> None:
    """The line of a key and of a list entry is known, from 1."""
    document = yaml.loads(b"a: 1\nb:\n  - x\n  - y\n", "x")

    assert (yaml.line_of(document, "b"), yaml.line_of(document["b"], 1)) == (2, 4)


def test_csv_round_trip(tmp_path: Path) -> None:
    """A table with commas, quotes and line breaks comes back as it was."""
    path = tmp_path / "t.csv"
    path.write_bytes(tables.to_bytes(("名", "値"), [("あ,い", 'x"y\nz')]))

    assert tables.read(path) == [{"名": "あ,い", "値": 'x"y\nz'}]


@pytest.mark.parametrize("data", [b"", b"a,b\n1\n", b"a\n\xff\n"], ids=["empty", "ragged", "not UTF-8"])
def test_bad_csv_is_one_error(tmp_path: Path, data: bytes) -> None:
    """A table of ours that is damaged is MIG-SYS-008."""
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        tables.read(tmp_path / "t.csv")

    assert caught.value.code == "MIG-SYS-008"


def test_record_that_is_not_ours() -> None:
    """A JSON file that does not fit the type is MIG-SYS-003 and names the spot, not the value."""
    with pytest.raises(UnreadableError) as caught:
        records.load(FileDigest, b'{"path": "a", "sha256": 5}', "x.json")

    assert (caught.value.code, caught.value.params["spot"]) == ("MIG-SYS-003", "sha256")
