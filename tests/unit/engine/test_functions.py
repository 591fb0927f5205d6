"""The closed list: SQL and Python reference agree, and the functions refuse rather than guess."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from migrate.engine import functions
from migrate.engine.duckdb import Limits, opened
from migrate.engine.expression import parse
from migrate.engine.lowering import Lowering, sql

TRICKY = [
    *(
        None,
        "",
        " ",
        "　",
        " 　 ",
        "a",
        " a　",
        "　山田　太郎　",
        "0",
        "00",
        "1",
        "'",
        '"',
        "\\",
        "%",
        "_",
        "a\nb",
        "\t",
        "é",
    ),
    *(
        "e\u0301x",
        "葛\U000e0100飾",
        "\ue000",
        "\U000ff080",
        "髙﨑",
        "ｶﾞ",
        "ガ",
        "🏠a",
        "true",
        "NULL",
        "-1",
        "1e3",
        "a,b",
    ),
    "\x00a",
]


def _agree(tmp_path: Path, text: str, reference: object) -> None:
    lowering = Lowering([tree := parse(text)])
    with opened(tmp_path / "work", Limits()) as engine:
        engine.run('CREATE TABLE t (n BIGINT, "A" VARCHAR, "B" VARCHAR)')
        pairs = [(a, b) for a in TRICKY for b in TRICKY]
        columns = [pa.array(range(len(pairs))), *(pa.array([pair[i] for pair in pairs], pa.string()) for i in (0, 1))]
        engine.insert("t", pa.table(columns, names=["n", "A", "B"]))
        found = [row[0] for row in engine.rows(f"SELECT {sql(lowering.value(tree))} FROM t ORDER BY n")]
    wanted = [reference(a or None, b or None) for a, b in pairs]  # type: ignore[operator]
    assert [(p, f, w) for p, f, w in zip(pairs, found, wanted, strict=True) if f != w] == []


def _apply(name: str) -> object:
    found = functions.function(name)
    assert found is not None
    return found.apply


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("trim(A)", lambda a, b: _apply("trim")(a)),  # type: ignore[operator]
        ("blank_to_null(A)", lambda a, b: _apply("blank_to_null")(a)),  # type: ignore[operator]
        ("concat(A, B)", _apply("concat")),  # type: ignore[operator]
        ("concat('9', A, '-', B)", lambda a, b: _apply("concat")("9", a, "-", b) if a or b else None),  # type: ignore[operator]
        ("coalesce(trim(A), B)", lambda a, b: _apply("coalesce")(_apply("trim")(a), b)),  # type: ignore[operator]
        ("nullif(A, B)", _apply("nullif")),  # type: ignore[operator]
        ("substr(A, 1, 1)", lambda a, b: _apply("substr")(a, 1, 1)),  # type: ignore[operator]
        ("substr(A, 2, 3)", lambda a, b: _apply("substr")(a, 2, 3)),  # type: ignore[operator]
        ("CASE WHEN A = B THEN 'same' WHEN A IS NULL THEN B ELSE A END", lambda a, b: "same" if a == b else a or b),
        (
            "CASE WHEN NOT (A <> '1') OR B IN ('0', '''') THEN A END",
            lambda a, b: a if a == "1" or b in ("0", "'") else None,
        ),
        ("CASE WHEN A IS NOT NULL AND B = '' THEN A END", lambda a, b: a if a and not b else None),
        ("CASE A WHEN 'a' THEN 'x' WHEN B THEN 'y' END", lambda a, b: "x" if a == "a" else "y" if a == b else None),
        ("'it''s \\'", lambda a, b: "it's \\"),
    ],
)
def test_sql_agrees_with_the_reference(tmp_path: Path, text: str, reference: object) -> None:
    """Plain SQL gives what the Python reference gives, over all pairs of tricky values; never an empty text."""
    _agree(tmp_path, text, reference)
