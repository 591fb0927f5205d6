"""Invented copybooks and records come back as they were meant; damaged ones are counted, never lost, never a crash."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from migrate.errors import UnreadableError
from migrate.model.source import SourceFile, SourceKind
from migrate.source.copybook.reader import UNKNOWN, is_copybook, read_copybooks
from migrate.source.read_fixed import record_length
from migrate.source.stage import stage

from .host_writer import Invention

RECORDS = 7
FIXED = SourceKind.FIXED


def _rows(folder: Path, data: bytes, copybook: str, encoding: str) -> tuple[int, list[dict[str, str]], int, int]:
    """Records, rows, bad rows and bad cells of data under the first table of a copybook."""
    (table,) = read_copybooks([(copybook, "t.cpy")])[0].tables
    path = folder / "data"
    path.write_bytes(data)
    file = SourceFile(path="source/data", kind=FIXED, sha256="", encoding=encoding, why="", table=table.name)
    staged = stage(path, file, table, folder)
    rows = pq.read_table(staged.parquet).to_pylist()
    return staged.rows, rows, len(staged.bad_rows), len(staged.bad_bytes)


@pytest.mark.parametrize("host", [False, True])
@pytest.mark.parametrize("first", range(0, 200, 50))
def test_invented_records_come_back(tmp_path: Path, first: int, host: bool) -> None:
    """Every value of every field of generated records is read as it was written, in ASCII and EBCDIC zones."""
    for seed in range(first, first + 50):
        made = Invention(seed)
        if host and any(one.usage == "wide" for _, one in made.fields()):
            continue  # Python's EBCDIC codecs have no double bytes
        copybook = made.copybook()
        written = [[(name, *made.value(one, host)) for name, one in made.fields()] for _ in range(RECORDS)]
        data = b"".join(raw for record in written for _, _, raw in record)
        count, rows, broken, bad = _rows(tmp_path, data, copybook, "cp037" if host else "cp932")
        wanted = [{name: text for name, text, _ in record} for record in written]

        assert is_copybook(copybook) or " PIC " not in copybook
        assert (count, broken, bad) == (RECORDS, 0, 0), copybook
        assert [{name: row[name] for name, _ in made.fields()} for row in rows] == wanted, copybook


def _mutated(rng: random.Random, text: str) -> str:
    at, end = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    match rng.randrange(6):
        case 0:
            return text[:at] + text[end:]
        case 1:
            return (
                text[:at] + rng.choice((".", "'", '"', "(", ")", "==", "*>", "\n", " OCCURS ", " COPY X.")) + text[at:]
            )
        case 2:
            return text.replace(rng.choice(("PIC", "OCCURS", "COMP", ".", "9(", "05", "TIMES")), "", 1)
        case 3:
            return text[:at] + chr(rng.randrange(1, 0x3000)) + text[at:]
        case 4:
            return text[:at] + text[at:end] * 2 + text[end:]
        case _:
            return text.replace("9(", f"9({rng.randrange(10**8)}", 1)


def test_thousand_mutated_copybooks() -> None:
    """A damaged copybook gives tables whose fields lie inside their record, or says what it did not understand."""
    rng = random.Random(11)
    silent = []
    for seed in range(1000):
        text = Invention(seed % 60).copybook()
        for _ in range(rng.randint(1, 4)):
            text = _mutated(rng, text)
        book = read_copybooks([(text, "m.cpy")])[0]
        for table in book.tables:
            names = [column.name.casefold() for column in table.columns]
            assert len(set(names)) == len(names)
            placed = [bool(c.start and c.bytes) for c in table.columns]
            assert all(placed) or (not any(placed) and any(f.code == UNKNOWN for f in book.findings))
        if book.read and not book.tables and not any(finding.code == UNKNOWN for finding in book.findings):
            silent.append(text)
        assert all(finding.place.line for finding in book.findings)

    assert silent == []


def test_thousand_mutated_files(tmp_path: Path) -> None:
    """Of a damaged file every record is a row or a bad record, and every cell that is no value is reported."""
    rng = random.Random(12)
    for seed in range(40):
        made = Invention(seed)
        copybook = made.copybook()
        (table,) = read_copybooks([(copybook, "t.cpy")])[0].tables
        step = record_length(table)
        whole = b"".join(made.value(one, False)[1] for _ in range(5) for _, one in made.fields())
        for _ in range(25):
            data = bytearray(whole)
            for _ in range(rng.randint(0, 6)):
                data[rng.randrange(len(data))] = rng.randrange(0x100)
            cut = bytes(data[: rng.randrange(1, len(data) + 1)])
            try:
                count, rows, broken, _ = _rows(tmp_path, cut, copybook, "cp932")
            except UnreadableError as error:  # pragma: no cover - a reader that refuses must say why
                pytest.fail(error.code)
            newlines = cut.count(b"\n") + cut.count(b"\r")
            assert len(rows) + broken == count
            if not newlines:
                tail = len(cut.rstrip(b"\x1a")) if len(cut) % step else len(cut)
                assert count == -(-tail // step)
