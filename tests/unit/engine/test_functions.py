"""The closed list: SQL and Python reference agree, and the functions refuse rather than guess."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.engine import functions
from migrate.engine.duckdb import Limits, opened
from migrate.engine.expression import parse
from migrate.engine.lowering import Lowering, sql
from migrate.text.refusal import UnconvertibleError

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


@given(st.text(max_size=12), st.integers(1, 10), st.sampled_from("0 *０"))
def test_lpad_fills_or_refuses_and_never_cuts(value: str, width: int, fill: str) -> None:
    """The value is the end of the result; what is too long is refused."""
    call = functions.function("lpad")
    assert call is not None
    try:
        found = call.apply(value, width, fill)
    except UnconvertibleError:
        assert len(value) > width
        return

    assert found is None if not value else (len(found or "") == width and (found or "").endswith(value))


@given(st.text(max_size=12))
def test_no_function_breaks_on_any_text(value: str) -> None:
    """Every function gives a text, no value, or a refusal whose reason does not hold the value."""
    others = {"lpad": (5, "0"), "name_part": (1,), "code": ({"1": "2"},), "substr": (1, 2), "nullif": ("x",)}
    for name in functions.names():
        found = functions.function(name)
        assert found is not None
        try:
            result = found.apply(value, *others.get(name, ()))
        except UnconvertibleError as error:
            assert len(value) < 4 or value not in error.reason
            continue
        assert result is None or (isinstance(result, str) and result)
        assert found.apply(None, *others.get(name, ())) in (None, "x" if name in ("concat", "coalesce") else None)
