"""The restricted SQL: what is read, what is refused, and with which words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from migrate.engine import expression
from migrate.errors import MigrateError
from migrate.model.finding import Place


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("ATENA_NO", ("ATENA_NO",)),
        ('"氏 名"', ("氏 名",)),
        ("氏名", ("氏名",)),
        ("concat(B, A, B)", ("B", "A")),
        ("CASE WHEN A = '1' THEN B ELSE C END", ("A", "B", "C")),
        ("code(lpad(trim(A), 3, '0'), 'm')", ("A",)),
        ("NULL", ()),
        ("'010' -- 個人住民税", ()),
    ],
)
def test_columns_of_a_tree(text: str, columns: tuple[str, ...]) -> None:
    """Columns come in the order in which they are written, each once."""
    assert expression.columns(expression.parse(text)) == columns


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "MIG-CNV-010"),
        ("trim(", "MIG-CNV-010"),
        ("A; B", "MIG-CNV-010"),
        ("lpad(A)", "MIG-CNV-010"),
        ("'x" + "y" * 5000 + "'", "MIG-CNV-010"),
        ("(" * 900 + "A" + ")" * 900, "MIG-CNV-010"),
        ("regexp_replace(A, 'x', 'y')", "MIG-CNV-011"),
        ("read_text('/etc/passwd')", "MIG-CNV-011"),
        ("A::int", "MIG-CNV-011"),
        ("current_date", "MIG-CNV-011"),
        ("A || B", "MIG-CNV-012"),
        ("A + B", "MIG-CNV-012"),
        ("(SELECT A FROM t)", "MIG-CNV-012"),
        ("SELECT A", "MIG-CNV-012"),
        ("DROP TABLE t", "MIG-CNV-012"),
        ("*", "MIG-CNV-012"),
        ("s.t.A", "MIG-CNV-012"),
        ("A AS b", "MIG-CNV-012"),
        ("?", "MIG-CNV-012"),
        ("trim(BOTH 'x' FROM A)", "MIG-CNV-012"),
        ("trim(BOTH FROM A)", "MIG-CNV-012"),
        ("ltrim(A, 'x')", "MIG-CNV-012"),
        ("timestamp(A, 'JST')", "MIG-CNV-012"),
        ("lpad(A, 0, '0')", "MIG-CNV-013"),
        ("lpad(A, 3, '00')", "MIG-CNV-050"),
        ("rpad(A, 3, '00')", "MIG-CNV-050"),
        ("decimal(A, 19)", "MIG-CNV-050"),
        ("nengo_date(A, '1234')", "MIG-CNV-050"),
        ("check_digit(A, '番号')", "MIG-CNV-050"),
        ("add_check_digit(A, '個人番号')", "MIG-CNV-050"),
        ("lpad(A, B, '0')", "MIG-CNV-013"),
        ("substr(A, 0, 1)", "MIG-CNV-013"),
        ("code(A, m)", "MIG-CNV-013"),
        ("wareki_date(A, B)", "MIG-CNV-013"),
        ("A = '1'", "MIG-CNV-014"),
        ("zenkaku(A = '1')", "MIG-CNV-014"),
        ("A IN ('1')", "MIG-CNV-014"),
        ("1", "MIG-CNV-015"),
        ("concat(A, 1)", "MIG-CNV-015"),
    ],
)
def test_refused_values(text: str, code: str) -> None:
    """What is not on the allow-list is refused with the code that says why, at the place given."""
    with pytest.raises(MigrateError) as caught:
        expression.parse(text, Place(line=48))

    assert (caught.value.code, caught.value.where.line) == (code, 48)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A", "MIG-CNV-014"),
        ("'1'", "MIG-CNV-014"),
        ("A = 1", "MIG-CNV-015"),
        ("A LIKE '1%'", "MIG-CNV-012"),
        ("A > 1", "MIG-CNV-015"),
        ("A IN (SELECT 1)", "MIG-CNV-012"),
        ("A IN (B)", "MIG-CNV-012"),
        ("A IS TRUE", "MIG-CNV-012"),
        ("TRUE", "MIG-CNV-012"),
    ],
)
def test_refused_conditions(text: str, code: str) -> None:
    """Only =, <>, IN (texts), IS NULL, AND, OR and NOT make a condition."""
    with pytest.raises(MigrateError) as caught:
        expression.parse_condition(text)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "form"),
    [("A || B", "||"), ("A B", "名前が二つ並んでいる"), ("(SELECT A FROM t)", "SELECT"), ("A + B", "+")],
)
def test_a_form_is_named_as_people_write_it(text: str, form: str) -> None:
    """Not by the parser's own word."""
    with pytest.raises(MigrateError) as caught:
        expression.parse(text)

    assert caught.value.params["form"] == form


def test_the_nearest_function_is_named() -> None:
    """A slip of the pen is answered with the function that was meant."""
    with pytest.raises(MigrateError) as caught:
        expression.parse("zenkaku_kan(A)")

    assert str(caught.value.params["near"]).startswith("zenkaku_kana")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "空です"),
        ("trim(A", "「(」が閉じていません"),
        ("zenkaku(trim(A)", "「(」が閉じていません"),
        ("trim(A))", "「)」が多すぎます"),
        ("trim(A,)", "「,」のあとに値がありません"),
        ("lpad(A, , '0')", "「,」のあとに値がありません"),
        ("concat(A, 'x)", "引用符が閉じていません"),
        ("lpad(A，15，'0')", "全角の ， があります"),
        ("A; B", "式が二つ以上あります"),
        ("A" * 4001, "4,000 文字を超えています"),
    ],
)
def test_an_unreadable_expression_says_why(text: str, why: str) -> None:
    """Brackets, quotes, commas and full-width marks; what sqlglot would forgive (``trim(A``) is refused too."""
    with pytest.raises(MigrateError) as caught:
        expression.parse(text)

    assert (caught.value.code, caught.value.params["why"]) == ("MIG-CNV-010", why)


@pytest.mark.parametrize("text", ["'（'", "'('", "'it''s ('", '"氏名（漢字）"', "氏名（漢字）", "concat(A, ',')"])
def test_marks_in_texts_and_names_are_no_brackets(text: str) -> None:
    """What stands in quotes, and names with full-width brackets, are read."""
    assert expression.parse(text)


@example("--")
@given(st.text(alphabet="A'\"()=<>, *+-%|;[]{}:?$\\\n\x00nulltrimcasewhenthenendおに１"))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text of a mapping breaks the parser, and no message of another library comes out."""
    for parse in (expression.parse, expression.parse_condition):
        try:
            parse(text)
        except MigrateError as error:
            assert error.code.startswith("MIG-CNV-01")
