"""The check column says in a real spreadsheet program what the reader will say."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.files import xlsx
from migrate.forms.records import Answers
from migrate.gap.functions import layout, store
from migrate.gap.functions.requirement import Duty
from migrate.gap.functions.standing import row_state

KINDS = ("実装必須機能", "標準オプション機能", "実装不可機能", "★")
ANSWERS = [
    dict(zip(("current", "adopt", "fit", "policy"), given, strict=True))
    for given in itertools.product(
        ("", "有", "無", "不明"), ("", "採用", "不採用", "未定"), ("", "適合", "不適合"), ("", "EUC")
    )
]
REST = {"priority": "高", "department": "市民課", "deadline": date(2027, 3, 31)}


def test_the_check_column_in_libreoffice(bare: Any, tmp_path: Path) -> None:
    """For every class and every combination of answers the formula gives the state that `show` counts."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice がありません")
    rows = [(kind, given) for kind in KINDS for given in ANSWERS]
    functions = [(f"001{n:04}", f"機能{n}", "x。", kind, "") for n, (kind, _) in enumerate(rows, start=1)]
    bare.bring(functions=functions, forms=())

    def write(book: Any) -> None:
        page = book["機能要件"]
        columns = {q.id: n for n, q in enumerate(layout.fit().of("function").questions, start=2)}
        for number, (_, given) in enumerate(rows):
            # 答えの揃った行と、優先順位・担当課・期限のない行が交互にある
            for id, text in {**given, **(REST if number % 2 else {})}.items():
                page.cell(6 + number, columns[id]).value = text or None

    filled = bare.edit(bare.make()[0], write)
    subprocess.run(
        [office, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(filled)],
        check=True,
        capture_output=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        timeout=180,
    )
    book = xlsx.loads((tmp_path / "out" / filled.name).read_bytes(), "x.xlsx")
    sheet = next(s for s in book.sheets if s.name == "機能要件")
    shown = [str(row[-1]) for row in sheet.rows[5 : 5 + len(rows)]]
    typed = bare.read(filled)
    again = bare.read(tmp_path / "out" / filled.name)
    assert (again.data.same, again.data.new, again.findings) == (typed.data.new, 0, ())
    kept: Answers = store.load(layout.fit(), {"function.csv": bare.workspace.path("fit/001/function.csv").read_bytes()})
    answers = {one.key: one.answers for one in kept.records}
    words = {"★": "★", "標準オプション機能": Duty.OPTION.words}
    expected = [
        str(row_state(layout.fit().of("function"), {"class": words.get(kind, kind), **answers.get(f"001{n:04}", {})}))
        for n, (kind, _) in enumerate(rows, start=1)
    ]
    assert shown == expected
    assert len(set(expected)) == 3
