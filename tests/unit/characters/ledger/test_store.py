"""The file of decisions is people's: read with every mistake named, written without losing anything of theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrate.characters.ledger import store
from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.model.characters import COMMON, CharacterDecision, CharacterVerdict

NAME = "mapping/characters.csv"
HEAD = "system,code,character,decision,to_code,to,by,date,note"


def _read(tmp_path: Path, *lines: str, head: str = HEAD) -> tuple[CharacterDecision, ...]:
    path = tmp_path / "characters.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return store.read(path, NAME)


def test_read(tmp_path: Path) -> None:
    """A code or a character is enough; no system is all systems; lines without anything are none."""
    found = _read(
        tmp_path,
        "税,U+E000,\ue000,対応する文字,U+9AD9,髙,市民課,2026-11-26,外字一覧 12 頁",
        ",,,,,,,,",
        ",u+8fbb u+e0100,,対応する文字,,辻,,,",
        "共通,U+0009,,対応する文字,U+0020,,,,",
        "税,U+E001,,保留,,,,,",
    )

    assert [(one.system, one.text, one.verdict.value, one.to, one.line) for one in found] == [
        ("税", "\ue000", "対応する文字", "髙", 2),
        (COMMON, "辻\U000e0100", "対応する文字", "辻", 4),
        (COMMON, "\t", "対応する文字", " ", 5),
        ("税", "\ue001", "保留", "", 6),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("税,E000,,保留,,,,,", "「E000」は、U+9AD9 の形"),
        ("税,U+E000,髙,保留,,,,,", "符号「U+E000」と文字「髙」が違います"),
        ("税,U+E000,,未定,,,,,", "「未定」は、対応する文字、そのまま、保留 のどれでもありません"),
        ("税,U+E000,,対応する文字,,,,,", "有無が合いません"),
        ("税,U+E000,,保留,,髙,,,", "有無が合いません"),
        ("税,U+E000 U+E001,,保留,,,,,", "1 文字ではありません"),
        ("税,U+9AD9,,対応する文字,,髙,,,", "別の文字 1～10 文字"),
        ("税,U+E000,,対応する文字,,あいうえおかきくけこさ,,,", "別の文字 1～10 文字"),
        ("税,U+E000,,保留,,,,2026-02-30,", "暦にある日付"),
        (",,,保留,,,,,", "1 文字ではありません"),
    ],
)
def test_mistakes(tmp_path: Path, line: str, reason: str) -> None:
    """A row that is no decision stops everything, with its line and its reason."""
    with pytest.raises(MigrateError) as caught:
        _read(tmp_path, "税,U+F000,,保留,,,,,", line)

    assert (caught.value.code, caught.value.where.line, caught.value.where.file) == ("MIG-CHR-008", 3, NAME)
    assert reason in str(caught.value.params["reason"])


def test_twice(tmp_path: Path) -> None:
    """A character of a system is decided once."""
    with pytest.raises(MigrateError) as caught:
        _read(tmp_path, "税,U+E000,,保留,,,,,", "税,U+E000,,そのまま,,,,,")

    assert caught.value.where.line == 3


def test_missing_heading(tmp_path: Path) -> None:
    """Without code and decision there is nothing to read."""
    with pytest.raises(MigrateError, match="MIG-CHR-008"):
        _read(tmp_path, "税,髙", head="system,character")


def test_no_file(tmp_path: Path) -> None:
    """No file is no decision."""
    assert store.read(tmp_path / "none.csv", NAME) == ()


def test_written_keeps_what_is_there() -> None:
    """Rows, their order, other columns and rows that nothing concerns stay; a change stands in its row."""
    before = ('メモ欄,code,decision,system,to\na,U+E001,保留,税,\nb,U+E000,対応する文字,税,"髙"\nc,,,,\n').encode(
        "utf-8-sig"
    )
    changes = [
        CharacterDecision(system="税", text="\ue001", verdict=CharacterVerdict.REPLACE, to="鷗", by="市民課"),
        CharacterDecision(system=COMMON, text="￡", verdict=CharacterVerdict.KEEP, date="2026-11-26"),
    ]

    assert store.written(before, changes).decode().splitlines() == [
        "メモ欄,code,decision,system,to,character,to_code,by,date,note",
        "a,U+E001,対応する文字,税,鷗,\ue001,U+9DD7,市民課,,",
        "b,U+E000,対応する文字,税,髙,,,,,",
        "c,,,,,,,,,",
        ",U+FFE1,そのまま,共通,,￡,,,2026-11-26,",
    ]


def test_round_trip(tmp_path: Path) -> None:
    """What is written is read back as it was."""
    changes = [
        CharacterDecision(
            system="税", text="\t", verdict=CharacterVerdict.REPLACE, to=" ", by="甲,乙", note='"言"\n改行'
        ),
        CharacterDecision(system="税", text="\U000ff080", verdict=CharacterVerdict.HOLD),
        CharacterDecision(system=COMMON, text="辻\U000e0100", verdict=CharacterVerdict.REPLACE, to="辻\U000e0102"),
    ]
    path = tmp_path / "a.csv"
    path.write_bytes(store.written(None, changes))

    assert [(o.system, o.text, o.verdict, o.to, o.by, o.note) for o in store.read(path, NAME)] == [
        (o.system, o.text, o.verdict, o.to, o.by, o.note) for o in changes
    ]
    assert store.written(path.read_bytes(), []) == path.read_bytes()


def test_schema_names_the_columns() -> None:
    """The Table Schema that is shipped describes exactly the columns of the file."""
    schema = json.loads((bundled("reports") / "layouts" / "chars" / "characters.schema.json").read_bytes())

    assert tuple(field["name"] for field in schema["fields"]) == store.HEADER
