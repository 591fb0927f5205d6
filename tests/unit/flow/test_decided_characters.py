"""What people decided about characters is written by the conversion, and counted; open ones hold no row back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from migrate.characters.ledger import store
from migrate.errors import MigrateError
from migrate.flow import chars, chars_common, convert, phase_set, source
from migrate.flow.phase_set import Setting
from migrate.model.characters import COMMON, CharacterDecision, CharacterVerdict, open_characters
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

FIXTURE = Path(__file__).resolve().parents[2] / "cases" / "convert-run" / "fates" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 26))
GAIJI = b"\xf0\x40"
"""U+E000, the first character that a CP932 system may define itself."""


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """The town of `convert run` with one person more, whose name begins with a character of the system's own."""
    root = Path(shutil.copytree(FIXTURE, tmp_path / "machi"))
    record = b"9000009999,1,%s\x93c\x81@\x8e\x9f\x98Y,b,1,S450131,,0,op1,R01.05.01,093000,\r\n" % GAIJI
    with (root / "source" / "atena.csv").open("ab") as out:
        out.write(record)
    workspace = Workspace(root)
    source.scan(workspace, SESSION, 0)
    return workspace


def _names(workspace: Workspace) -> list[str]:
    tables = sorted(workspace.path("out/converted/031").glob("*.parquet"))
    columns = [column for path in tables for column in pq.read_table(path).columns]
    return [text for column in columns for text in column.to_pylist() if text and text.endswith("田　次郎")]


def _changed(workspace: Workspace) -> None:
    """A person more, with another character of the system's own, and a conversion of it."""
    file = workspace.path("source", "atena.csv")
    last = file.read_bytes().splitlines(keepends=True)[-1]
    file.write_bytes(file.read_bytes() + last.replace(b"9000009999", b"9000009998").replace(GAIJI, b"\xf0\x41"))
    convert.run(workspace, SESSION)


def _open(workspace: Workspace) -> list[str]:
    with job.run(workspace, SESSION, "test") as work:
        known = chars_common.decisions(work, store.MOVE)
        ledger = chars_common.ledger_of(chars_common.saved(work, store.MOVE), known)
    return sorted({one.text for one in open_characters(ledger)})


def test_an_open_character_stays_and_is_told(town: Workspace) -> None:
    """Nobody decided: the person arrives with the character as it was read, and a warning says that it is open."""
    chars.list_characters(town, SESSION, "mj")

    outcome = convert.run(town, SESSION)

    assert _names(town) == ["\ue000田　次郎"]
    assert "MIG-CHR-002" in {one.code for one in outcome.findings}


def test_a_decision_is_written_and_counted(town: Workspace) -> None:
    """The character is written as decided, the number of cells is said, the balance is the same."""
    before = [line.read for line in convert.run(town, SESSION).data.conversions[0].lines]
    decision = CharacterDecision(
        system=COMMON, text="\ue000", verdict=CharacterVerdict.REPLACE, to="髙", by="係", date="2026-11-26"
    )
    path = town.path(store.file_of(store.MOVE))
    path.write_bytes(store.written(None, [decision]))

    outcome = convert.run(town, SESSION)

    assert _names(town) == ["髙田　次郎"]
    assert any("T_ATENA の 2 個の値の文字" in one for one in outcome.notices)  # one stood in the town before
    assert [line.read for line in outcome.data.conversions[0].lines] == before
    assert all(line.closed for line in outcome.data.conversions[0].lines)


def test_open_characters_bar_the_sign_off_alone(town: Workspace) -> None:
    """The final migration (⑭-3) is not set to done while a character is open; other steps are, and it is afterwards."""
    chars.list_characters(town, SESSION, "mj")
    done = Setting(step="⑭-3", status="完了済み", business="031")

    with pytest.raises(MigrateError) as caught:
        phase_set.set_status(town, SESSION, done)
    phase_set.set_status(town, SESSION, Setting(step="⑭-2", status="完了済み", business="031"))
    kept = [
        CharacterDecision(system=COMMON, text=text, verdict=CharacterVerdict.KEEP, by="係", date="2026-11-26")
        for text in _open(town)
    ]
    town.path(store.file_of(store.MOVE)).write_bytes(store.written(None, kept))
    outcome = phase_set.set_status(town, SESSION, done)

    assert (caught.value.code, caught.value.params["count"]) == ("MIG-PHS-006", len(kept))
    assert outcome.data.after.value == "完了済み"


def test_characters_that_nobody_looked_at_bar_the_sign_off(town: Workspace) -> None:
    """What was converted is signed off after a `chars list` of it, and one of an earlier conversion is not enough."""
    done = Setting(step="⑭-3", status="完了済み", business="031")
    convert.run(town, SESSION)
    codes = []
    for look in (lambda: None, lambda: chars.list_characters(town, SESSION, "mj"), lambda: _changed(town)):
        look()
        with pytest.raises(MigrateError) as caught:
            phase_set.set_status(town, SESSION, done)
        codes.append(caught.value.code)

    assert codes == ["MIG-PHS-007", "MIG-PHS-006", "MIG-PHS-007"]
