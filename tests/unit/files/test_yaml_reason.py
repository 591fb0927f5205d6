"""What is wrong with a YAML file is said in words, at the line that is to be mended."""

import random

import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.files import yaml


def refused(data: bytes) -> tuple[int | None, str]:
    with pytest.raises(UnreadableError) as caught:
        yaml.loads(data, "m.yaml")
    where = caught.value.where
    return where.line if where is not None else None, str(caught.value.params["reason"])


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a:\n\tb: 1\n", 2, "タブ"),
        ("a:\n  \tb: 1\n", 2, "タブ"),
        ("a: 1\nb: 2\na: 3\n", 3, "1 行目にもあります"),
        ("a:\n  b: 1\n  c: 2\nx:\n  b: 3\n  d: 4\n  b: 5\n", 7, "5 行目にもあります"),
        ("{a: 1, a: 2}\n", 1, "二度あります"),
        ("a:\n  項目：trim(A)\n  名: B\n", 2, "全角"),
        ("a:\n　　項目: trim(A)\n  名: B\n", 2, "全角の空白"),
        ("a:\n  項目:trim(A)\n  名: B\n", 2, "「:」のあとに半角の空白"),
        ("a:\n  項目: '9' || trim(A)\n", 2, "値が引用符で始まり"),
        ("a: 'x' # 注\nb: '9' || x\n", 2, "値が引用符で始まり"),
        ("a: 標準: 全角\n", 1, "値の中に「: 」"),
        ("a: @x\n", 1, "記号で始まって"),
        ("a:\n  b: 1\n c: 2\n", 3, "字下げの深さ"),
        ("a:\n  - {rule: x, when: y}\n  b: 1\n", 3, yaml.yaml_reason.PLAIN),
        ("a: 'x\nb: y\n", 1, "引用符が閉じていません"),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, "かっこ"),
        ("a: 1\n---\nb: 2\n", 2, "二つ目の文書"),
        ("a: 1\nb: 2026-02-30\n", 2, "ない年月日"),
        ("a: 1\nb: \x01\n", 2, "U+0001"),
        ("[a]: 1\n? [a]\n", 2, "二度あります"),
        ("a: 0x_\n", None, "読めない値"),
    ],
)
def test_the_reason_and_the_line_to_mend(text: str, line: int | None, word: str) -> None:
    """One mistake each, as people make them with a Japanese keyboard."""
    found, why = refused(text.encode())
    assert (found, word in why) == (line, True), (found, why)


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        ("a: 1\nb: 氏名\n".encode("cp932"), 2, "Shift_JIS"),
        ("a: 1\n".encode("utf-16"), None, "UTF-16"),
        (b"a: 1\nb: 2\nc: \x81 \x81\n", 3, "UTF-8 ではありません"),
    ],
)
def test_the_encoding_that_an_editor_chose_is_named(data: bytes, line: int | None, word: str) -> None:
    """Saved as Shift_JIS or UTF-16 by an editor, or damaged."""
    found, why = refused(data)
    assert (found, word in why) == (line, True), (found, why)


def test_no_text_of_the_file_is_repeated() -> None:
    """A key that stands twice may be a value of a code map, or a name."""
    for text in ("南山　花子: 1\n南山　花子: 2\n", "a: 南山　花子: x\n", "- 南山　花子\nb: 1\n"):
        assert "南山" not in refused(text.encode())[1]


def test_whatever_is_typed_ends_in_words() -> None:
    """Four thousand short texts of YAML's own marks: a document or a reason, no other exception."""
    dice = random.Random(7)
    marks = "a:- \n'\"{}[],#?|>&*!%@`\t<=0x1.e_~"
    for _ in range(4000):
        text = "".join(dice.choice(marks) for _ in range(dice.randint(1, 14)))
        try:
            yaml.loads(text.encode(), "m.yaml")
        except MigrateError as error:
            assert error.params["reason"], text
