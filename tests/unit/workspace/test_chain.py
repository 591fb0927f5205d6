"""Whatever is done to a line of the ledger shows: in the chain, or to a witness."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.flow import ledger_verify
from migrate.workspace import chain, folder, ledger
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Entry, Result

PROJECT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {}\nsources: []\n'.encode()


def entry(number: int) -> Entry:
    """An invented run; every third one failed."""
    failed = number % 3 == 2
    return Entry(
        at=f"2026-11-{number % 28 + 1:02}T09:00:00+09:00",
        who="test",
        command=f"check run {number % 4}",
        inputs=(),
        outputs=(),
        result=Result.FAILED if failed else Result.DONE,
        findings=number % 5,
        error="MIG-SYS-001" if failed else "",
    )


def made(root: Path, count: int) -> Workspace:
    """A workspace whose ledger has ``count`` lines."""
    workspace = folder.create(root, PROJECT)
    for number in range(count):
        ledger.append(workspace.ledger, entry(number), workspace.head)
    return workspace


def codes(workspace: Workspace, **witnesses: object) -> list[str]:
    return [one.code for one in ledger_verify.verify(workspace, **witnesses).findings]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Twelve lines; each test puts its own bytes in their place."""
    return made(tmp_path_factory.mktemp("ledger") / "w", 12)


@pytest.fixture(scope="module")
def lines(twelve: Workspace) -> list[bytes]:
    """Its lines as they were written."""
    return twelve.ledger.read_bytes().splitlines(keepends=True)


def test_an_untouched_ledger_is_whole(twelve: Workspace, lines: list[bytes]) -> None:
    twelve.ledger.write_bytes(b"".join(lines))

    assert codes(twelve) == []
    assert [one.previous for one in twelve.entries()][:2] == ["", chain.witness([lines[0][:-1]]).last]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_single_change_of_a_line_is_found(twelve: Workspace, lines: list[bytes], data: st.DataObject) -> None:
    """One byte of any line, the last one too: the note beside the ledger has seen it."""
    number = data.draw(st.integers(0, 11))
    place = data.draw(st.integers(0, len(lines[number]) - 2))
    other = data.draw(st.integers(0, 255).filter(lambda one: one not in {lines[number][place], 10, 13}))
    changed = bytearray(lines[number])
    changed[place] = other
    twelve.ledger.write_bytes(b"".join([*lines[:number], bytes(changed), *lines[number + 1 :]]))

    assert set(codes(twelve)) & {"MIG-SYS-068", "MIG-SYS-069", "MIG-SYS-070", "MIG-SYS-071", "MIG-SYS-073"}


@settings(max_examples=60, deadline=None)
@given(start=st.integers(0, 11), count=st.integers(1, 12))
def test_any_missing_lines_are_found(twelve: Workspace, lines: list[bytes], start: int, count: int) -> None:
    """At the beginning, between, at the end; all of them."""
    twelve.ledger.write_bytes(b"".join(lines[:start] + lines[start + count :]))

    assert set(codes(twelve)) & {"MIG-SYS-068", "MIG-SYS-071", "MIG-SYS-073"}


@settings(max_examples=60, deadline=None)
@given(places=st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1]))
def test_any_change_of_order_is_found(twelve: Workspace, lines: list[bytes], places: tuple[int, int]) -> None:
    mixed = list(lines)
    mixed[places[0]], mixed[places[1]] = mixed[places[1]], mixed[places[0]]
    twelve.ledger.write_bytes(b"".join(mixed))

    assert set(codes(twelve)) & {"MIG-SYS-068", "MIG-SYS-069", "MIG-SYS-071"}


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 11), repeated=st.integers(0, 11))
def test_any_line_put_in_is_found(twelve: Workspace, lines: list[bytes], place: int, repeated: int) -> None:
    """A line of the ledger once more, and a forged one that names the line before it."""
    twelve.ledger.write_bytes(b"".join([*lines[:place], lines[repeated], *lines[place:]]))
    assert "MIG-SYS-069" in codes(twelve)

    before = chain.witness([line.rstrip() for line in lines[:place]]).last
    forged = lines[3].replace(b'"findings": 3', b'"findings": 0')
    head, _, _ = forged.rpartition(b'"previous"')
    twelve.ledger.write_bytes(
        b"".join([*lines[:place], head + b'"previous": "' + before.encode() + b'"}\n', *lines[place:]])
    )
    assert "MIG-SYS-069" in codes(twelve)


def test_each_break_is_named_with_its_line(twelve: Workspace, lines: list[bytes]) -> None:
    """Several at once, in the order of the lines."""
    edited = lines[2].replace(b'"who": "test"', b'"who": "toto"')
    twelve.ledger.write_bytes(b"".join([*lines[:2], edited, *lines[3:5], b"?\n", *lines[5:8], *lines[9:]]))

    found = ledger_verify.verify(twelve).findings

    assert [(one.code, one.place.line) for one in found] == [
        ("MIG-SYS-068", 3),
        ("MIG-SYS-070", 6),
        ("MIG-SYS-069", 7),
        ("MIG-SYS-068", 9),
    ]


def test_an_editor_changes_line_ends_and_nothing_else(twelve: Workspace, lines: list[bytes]) -> None:
    """BOM and CRLF are told, the content is what it was; the next line goes on from it."""
    dressed = b"\xef\xbb\xbf" + b"".join(lines).replace(b"\n", b"\r\n")
    twelve.ledger.write_bytes(dressed)
    assert codes(twelve) == ["MIG-SYS-072"]
    assert len(twelve.entries()) == 12


def test_a_code_vouches_for_the_ledger_as_it_grows(tmp_path: Path) -> None:
    """However it is typed; with the note gone it is the only one who knows the last line."""
    town = made(tmp_path / "w", 5)
    code = ledger_verify.verify(town).data.code  # type: ignore[attr-defined]
    for number in range(3):
        ledger.append(town.ledger, entry(number), town.head)
    assert codes(town, code=code.lower().replace("-", "", 0)) == []

    town.head.unlink()
    town.ledger.write_bytes(b"".join(town.ledger.read_bytes().splitlines(keepends=True)[:4]))
    assert codes(town) == []
    assert codes(town, code=code) == ["MIG-SYS-073"]


@pytest.mark.parametrize(
    "code", ["", "5", "5-ABCD", "0-0000-0000-0000-0000", "5-ABCD-EFGH-JKMN-PQR", "x-0000-0000-0000-0000"]
)
def test_what_is_no_code_is_none(code: str) -> None:
    assert chain.from_code(code) is None


@given(lines=st.integers(1, 10**6), last=st.binary(min_size=32, max_size=32))
def test_a_code_is_read_as_it_was_written(lines: int, last: bytes) -> None:
    """And begins the sha256 that it was made of."""
    said = chain.Witness(lines=lines, last=last.hex())
    read = chain.from_code(chain.code(said))
    assert read is not None
    assert (read.lines, said.last.startswith(read.last), len(read.last)) == (lines, True, 20)


def test_a_crash_while_appending_leaves_a_trace(tmp_path: Path) -> None:
    """Half a line is cut off, and the next line says so; the chain is whole."""
    town = made(tmp_path / "w", 3)
    whole = town.ledger.read_bytes()
    town.ledger.write_bytes(whole + b'{"at": "2026-')
    assert codes(town) == ["MIG-SYS-076"]

    ledger.append(town.ledger, entry(3), town.head)
    assert [(one.command, one.error, one.findings) for one in town.entries()[3:]] == [
        (ledger.MEND, ledger.CUT, 13),
        ("check run 3", "", 3),
    ]
    assert codes(town) == ["MIG-SYS-074"]


def test_a_line_that_lacks_its_end_only_is_kept(tmp_path: Path) -> None:
    """A crash just before the line end, or an editor that took it away: nothing is lost."""
    town = made(tmp_path / "w", 3)
    town.ledger.write_bytes(town.ledger.read_bytes()[:-1])

    ledger.append(town.ledger, entry(3), town.head)

    assert (len(town.entries()), codes(town)) == (4, [])


def test_a_crash_between_the_line_and_its_note_is_no_fault(tmp_path: Path) -> None:
    """The note is one line behind until the next one."""
    town = made(tmp_path / "w", 3)
    note = town.head.read_bytes()
    ledger.append(town.ledger, entry(3), town.head)
    town.head.write_bytes(note)
    assert codes(town) == []

    ledger.append(town.ledger, entry(4), town.head)
    assert (codes(town), len(town.entries())) == ([], 5)


def test_a_lost_end_is_kept_in_the_line_that_follows(tmp_path: Path) -> None:
    """The chain alone would be whole again after the next run."""
    town = made(tmp_path / "w", 5)
    town.ledger.write_bytes(b"".join(town.ledger.read_bytes().splitlines(keepends=True)[:3]))
    assert codes(town) == ["MIG-SYS-073"]

    ledger.append(town.ledger, entry(5), town.head)
    found = ledger_verify.verify(town).findings
    assert [(one.code, one.place.line, dict(one.params)) for one in found] == [
        ("MIG-SYS-075", 4, {"line": 4, "noted": "5 行", "before": 3})
    ]


@pytest.mark.parametrize(
    "note", [b"", b"{}", b"[]", b'{"lines": -1, "last": ""}', b'{"lines": 3, "last": ""}', b"\xff"]
)
def test_a_damaged_note_is_told(note: bytes, tmp_path: Path) -> None:
    town = made(tmp_path / "w", 3)
    town.head.write_bytes(note)
    assert codes(town) == ["MIG-SYS-073"]

    ledger.append(town.ledger, entry(3), town.head)
    assert codes(town) == ["MIG-SYS-075"]


def test_a_ledger_without_note_is_taken_as_it_is(tmp_path: Path) -> None:
    """An earlier version's; its lines have no more to tell than their chain."""
    town = made(tmp_path / "w", 3)
    town.head.unlink()
    assert codes(town) == []

    ledger.append(town.ledger, entry(3), town.head)
    assert (codes(town), len(town.entries())) == ([], 4)
