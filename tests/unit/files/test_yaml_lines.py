"""Reading by lines gives what the parser gives, lines included, and leaves to it what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.errors import UnreadableError
from migrate.files import yaml, yaml_lines

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(p for folder in ("mappings", "specs", "reports", "tests/cases") for p in (ROOT / folder).rglob("*.yaml"))


def lines(node: Any) -> Any:
    """A document with the line of everything in it."""
    if isinstance(node, dict):
        return yaml.line_of(node), [(k, yaml.line_of(node, k), lines(v)) for k, v in node.items()]
    if isinstance(node, list):
        return yaml.line_of(node), [(yaml.line_of(node, n), lines(v)) for n, v in enumerate(node)]
    return type(node).__name__.replace("DoubleQuotedScalarString", "str").replace(
        "SingleQuotedScalarString", "str"
    ), node


def outcome(read: Any, data: bytes) -> Any:
    """The document with its lines, or where and why it is refused."""
    try:
        return lines(read(data, "x.yaml"))
    except UnreadableError as error:
        return error.code, error.where, dict(error.params)


def test_every_file_that_the_repository_holds_is_read_alike() -> None:
    """Mappings, decisions, data of the standard: the same values at the same lines."""
    assert len(FILES) > 50
    for path in FILES:
        data = path.read_bytes()
        assert outcome(yaml_lines.read, data) == outcome(yaml.loads, data), path


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "- a\n- b: 1\n  c: 2\n", "a: |\n  b: c\n  d: e\nf: g\n", "a: \"x\n  b: c\n  d: e\"\n", "a: b\n  c\n",
        "a: b\n  c: d\n", "a: b\n\n  - c\n", "a:\n- b\n- c\nd: e\n", "a:\n  - b\n c: d\n", "a: 1\na: 2\n",
        "a: {b: 1,\n c: 2}\n", "a: &x b\nc: *x\n", "a: !!str b\n", "a: b: c\n", "a: b #c\n", "a: b#c\n",
        "a: # c\n  d: e # f\n", "a: yes\nb: null\nc:\n", "null: 1\n", "1: 2\n", "'a': \"b\"\n\"c\\n\": d\n",
        "- - a\n- b\n", "-\n  a: b\n", "- a: b\n  - c\n", "- a:\n  - c\n- d\n", "a:\r\n  b: c\r\nd: e\r\n",
        "a: b\rc: d\n", "a: b\u2028c: d\n", "# x\u0085a: b\n", "a: \u0001\n", "# \uffff\na: b\n", "---\na: b\n",
        "a: b\n...\nc: d\n", "%YAML 1.1\n---\na: yes\n", "a:\tb\n", "a: b\t\n", "\ta: b\n",
        "a: 2026-01-02\nb: 1_0\nc: 0x1\n", "a: [b, 'c']  # d\ne: {f: g, h: [i]}\n", "a: [b\n", "a: b:\n", "a: @b\n",
        "a: 'it''s'\n", "k" * 1100 + ": v\n", "a: >-\n  b\n", "\ufeffa: b\n", "a: - b\n", "? a\n: b\n",
        "a: \"b\" c\n", "a: b\n c: d\n", "a:\n    b: c\n  d: e\n",
    ],
)  # fmt: skip
def test_forms_that_are_no_plain_lines_are_left_to_the_parser(text: str) -> None:
    """Texts over several lines, anchors, other words and numbers, damaged indents: the same, refusals included."""
    assert outcome(yaml_lines.read, text.encode()) == outcome(yaml.loads, text.encode())


_SCRAPS = (
    "a",
    "氏名",
    "b: c",
    "- ",
    "  ",
    "\n",
    ": ",
    "'x'",
    '"y"',
    "# z",
    "{d: e}",
    "[f]",
    "|",
    "1",
    "null",
    ",",
    "g:",
)


@given(st.lists(st.sampled_from(_SCRAPS), max_size=14).map("".join))
def test_any_text_is_read_alike(text: str) -> None:
    """Whatever is put together of the signs of YAML."""
    assert outcome(yaml_lines.read, text.encode()) == outcome(yaml.loads, text.encode())
