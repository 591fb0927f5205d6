"""``output`` of project.yaml: each setting, its default, and the line of what is not one."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.flow.init import Municipality, project_text
from migrate.model.delivery import DeliveryForm, DeliverySettings, Header, Quoting
from migrate.report import messages
from migrate.workspace import project


def _read(tmp_path: Path, text: str) -> DeliverySettings:
    path = tmp_path / "project.yaml"
    path.write_text(text, encoding="utf-8")
    return project.load(path).output


def test_nothing_said_is_the_default(tmp_path: Path) -> None:
    """UTF-8 without BOM, CRLF, commas, all quoted, Japanese names, one file for each table."""
    assert _read(tmp_path, "specs: {}\n") == _read(tmp_path, "output:\n") == DeliverySettings()
    form = DeliverySettings().of("001")
    assert (form.encoding, form.bom, form.newline, form.delimiter) == ("utf-8", False, "\r\n", ",")
    assert (form.quoting, form.header, form.nothing) == (Quoting.ALL, Header.JAPANESE, "")
    assert (form.name, form.rows) == ("{グループ}.csv", 0)


def test_the_comments_of_a_new_workspace_state_the_defaults(tmp_path: Path) -> None:
    """What `init` writes as a comment is read, and is the default; the business in it has its own encoding."""
    text = project_text(Municipality(code="", name="")).decode()
    lines = text[text.index("# output:") :].splitlines()
    found = _read(tmp_path, "\n".join(line.removeprefix("# ") for line in lines))
    assert (found.form, found.businesses) == (DeliveryForm(), {"001": DeliveryForm(encoding="cp932")})


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("encoding: UTF-16LE, bom: あり", DeliveryForm(encoding="utf-16-le", bom=True)),
        ("encoding: Shift_JIS", DeliveryForm(encoding="cp932")),
        ("bom: true", DeliveryForm(bom=True)),
        ("newline: lf, delimiter: タブ", DeliveryForm(newline="\n", delimiter="\t")),
        ('delimiter: "\\t"', DeliveryForm(delimiter="\t")),
        ("quoting: 必要なとき, header: ローマ字", DeliveryForm(quoting=Quoting.NEEDED, header=Header.ROMAJI)),
        ("quoting: none, header: なし", DeliveryForm(quoting=Quoting.NONE, header=Header.NONE)),
        ('nothing: "NULL"', DeliveryForm(nothing="NULL")),
        ("rows: 500000", DeliveryForm(rows=500000, name="{グループ}_{連番}.csv")),
        (
            'name: "{業務ID}-{グループID}-{連番}.txt", rows: 2',
            DeliveryForm(name="{業務ID}-{グループID}-{連番}.txt", rows=2),
        ),
    ],
)
def test_settings(tmp_path: Path, said: str, form: DeliveryForm) -> None:
    """Every setting is taken, in the words of this file and in English."""
    assert _read(tmp_path, f"output: {{{said}}}\n").form == form


def test_a_business_has_its_own(tmp_path: Path) -> None:
    """A business takes what is said for all and changes some of it; its id may stand without quotes."""
    found = _read(tmp_path, "output:\n  newline: LF\n  businesses:\n    001: {encoding: cp932}\n    '031': {rows: 9}\n")
    assert found.of("001") == DeliveryForm(newline="\n", encoding="cp932")
    assert found.of("031") == DeliveryForm(newline="\n", rows=9, name="{グループ}_{連番}.csv")
    assert found.of("032") == DeliveryForm(newline="\n")


@pytest.mark.parametrize(
    ("said", "line", "key"),
    [
        ("x", 1, "output"),
        ("\n  newline: CR", 2, "newline"),
        ("\n  newline: LF\n  encodign: utf-8", 3, "encodign"),
        ("\n  encoding: iso-2022-jp", 2, "encoding"),
        ("\n  encoding: cp932\n  bom: あり", 3, "bom"),
        ("\n  delimiter: 縦棒\n  encoding: cp932", 2, "delimiter"),
        ("\n  delimiter: ':'", 2, "delimiter"),
        ("\n  nothing: NULL", 2, "nothing"),
        ("\n  nothing: ','", 2, "nothing"),
        ("\n  nothing: '\"'", 2, "nothing"),
        ("\n  encoding: cp932\n  nothing: 𠮷", 3, "nothing"),
        ("\n  rows: 1,000", 2, "rows"),
        ("\n  rows: -1", 2, "rows"),
        ("\n  rows: [1]", 2, "rows"),
        ("\n  rows: 5\n  name: '{グループ}.csv'", 3, "name"),
        ("\n  name: '{グループ}.xlsx'", 2, "name"),
        ("\n  name: all.csv", 2, "name"),
        ("\n  name: '{グループ}{連番}.csv'", 2, "name"),
        ("\n  name: '../{グループ}.csv'", 2, "name"),
        ("\n  name: '{表}.csv'", 2, "name"),
        ("\n  name: '{グループ.csv'", 2, "name"),
        ("\n  businesses: 001", 2, "businesses"),
        ("\n  businesses:\n    1001: {rows: 1}", 3, "1001"),
        ("\n  businesses:\n    '001':\n      rows: 1\n      businesses: {}", 5, "businesses"),
    ],
)
def test_what_is_no_setting_is_refused_with_its_line(tmp_path: Path, said: str, line: int, key: str) -> None:
    """The line, the key, and a sentence that says what is possible."""
    with pytest.raises(MigrateError) as caught:
        _read(tmp_path, f"output: {said}\n")
    error = caught.value
    assert (error.code, error.where.line, error.params["key"]) == ("MIG-CNV-090", line, key)
    assert not str(error.params["reason"]).endswith("。")
    assert key in str(messages.message(error.code).reason).format(**error.params)
