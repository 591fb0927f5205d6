"""Answers as YAML: people edit them, and their comments stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.errors import MigrateError
from migrate.forms import answer
from migrate.forms import kept as store
from migrate.forms.records import Record
from migrate.survey.form import form

SYSTEM, ISSUE = form().of("system"), form().of("issue")
NAME = "survey/system-031.yaml"
HEAD = "form: migrate-survey\nversion: 1\n"


def one(text: str) -> dict[str, object]:
    (record,) = store.load(form(), {NAME: text.encode()}).records
    return dict(record.answers)


def test_comments_and_order_stay() -> None:
    """A new answer is added; what people wrote around the others stays byte for byte."""
    before = (
        f"# 手で書いた\n{HEAD}sheet: system\nkey: '031'\nanswers:\n  users: 5   # 数えた\n  # 下の行\n  vendor: 甲社\n"
    )
    changes = [Record(sheet="system", key="031", answers={"package": "製品"})]
    after = store.written(form(), before.encode(), NAME, changes).decode()
    assert after.startswith(before.rstrip("\n"))
    assert after.removeprefix(before.rstrip("\n")).split() == ["package:", "製品", "#", "パッケージ"]


def test_no_change_no_byte() -> None:
    """Where nothing is new, the file stays as people wrote it."""
    before = f"{HEAD}sheet: system\nkey: '031'\nanswers: {{users:   5}}\n".encode()
    assert store.written(form(), before, NAME, [Record(sheet="system", key="031", answers={})]) == before


@pytest.mark.parametrize("body", ["answers:\n", "answers: {}\n", "answers: {users: 1}\n"])
def test_an_empty_or_inline_part_is_filled(body: str) -> None:
    """A part that people emptied, or wrote on one line, takes new answers."""
    before = f"{HEAD}sheet: system\nkey: '031'\n{body}".encode()
    after = store.written(form(), before, NAME, [Record(sheet="system", key="031", answers={"vendor": "甲社"})])
    assert one(after.decode())["vendor"] == "甲社"


def test_people_write_as_they_like() -> None:
    """Dates without quotes, 和暦, numbers with units, yes: they are read as from a cell."""
    answers = (
        "  contract_end: 2027-03-31\n  notice: 令和9年3月末\n  users: 1,200人\n  in_use: yes\n  version: 3\n  note:\n"
    )
    found = one(f"{HEAD}sheet: system\nkey: '031'\nanswers:\n{answers}")
    assert found == {
        "contract_end": "2027-03-31",
        "notice": "2027-03-31",
        "users": 1200,
        "in_use": "有",
        "version": "3",
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("form: other\n", 1),
        (f"{HEAD}sheet: nothing\n", 3),
        (f"{HEAD.replace('1', '9')}sheet: system\n", 2),
        (f"{HEAD}sheet: system\nkey: 31\nanswers: {{}}\n", None),
        (f"{HEAD}sheet: system\nkey: '031'\nanswers:\n  unknown: 1\n", 6),
        (f"{HEAD}sheet: system\nkey: '031'\nanswers:\n  users: many\n", 6),
        (f"{HEAD}sheet: system\nkey: '031'\nanswers:\n  users: [1]\n", 6),
        (f"{HEAD}sheet: system\nkey: '031'\nanswers: text\n", None),
        (f"{HEAD}sheet: issue\nrows: text\n", 4),
        (f"{HEAD}sheet: issue\nrows:\n  - answers: {{}}\n", None),
        (f"{HEAD}sheet: issue\nrows:\n  - {{key: 'r1'}}\n  - {{key: 'r1'}}\n", None),
        ("- a\n", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int | None) -> None:
    """A file that is no answer to the form is refused whole; the line is named where there is one."""
    with pytest.raises(MigrateError) as caught:
        store.load(form(), {NAME: text.encode()})
    assert caught.value.code == "MIG-SRC-270"
    if line is not None:
        assert caught.value.where.line == line


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_any_text_comes_back(text: str) -> None:
    """Whatever people type as a text is read, kept as YAML, and read again the same."""
    question = SYSTEM.question("note")
    assert question is not None
    try:
        given_text = answer.read(text, question).answer
    except answer.RefusedError:
        return
    if given_text is not None:
        record = Record(sheet="system", key="031", answers={"note": given_text})
        assert one(store.written(form(), None, NAME, [record]).decode()) == {"note": given_text}


@pytest.mark.parametrize("key", ["../x", "a/b", "", "あ", "a" * 40, "-"])
def test_a_key_is_no_path(key: str) -> None:
    """A key becomes part of a file name: anything but letters, digits and hyphens is refused."""
    with pytest.raises(MigrateError):
        one(f"{HEAD}sheet: system\nkey: '{key}'\nanswers: {{}}\n")


def test_rows_keep_their_order() -> None:
    """New rows come after the old ones, and rows stay in the order of the file."""
    before = f"{HEAD}sheet: issue\nrows:\n  - key: r0009\n    answers:\n      question: 甲\n".encode()
    changes = [
        Record(sheet="issue", key="r0009", answers={"state": "解決"}),
        Record(sheet="issue", key="r0010", answers={"question": "乙"}),
    ]
    after = store.written(form(), before, "survey/issue.yaml", changes)
    assert [r.key for r in store.load(form(), {"survey/issue.yaml": after}).records] == ["r0009", "r0010"]
