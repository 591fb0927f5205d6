"""Code maps in CSV files of their own beside the mapping: ``{file: codes/seibetsu.csv}``."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from migrate.errors import MigrateError, UnreadableError
from migrate.model.finding import Place
from migrate.model.mapping import CodeMap

Beside = Callable[[str], bytes]
"""Reads a file by its path relative to the mapping's folder; raises UnreadableError where it is not there."""
HEADER = ("現行の値", "標準の値")
"""Names of the columns that count; others (意味, 備考) are for people."""


def in_folder(folder: Path) -> Beside:
    """A reader of the files in ``folder``."""

    def read(name: str) -> bytes:
        try:
            return (folder / name).read_bytes()
        except OSError:
            raise UnreadableError("MIG-SYS-001", Place(file=name), {"file": name}) from None

    return read


def named_file(values: Any) -> str:
    """The file that a code map of the YAML names, ``""`` where its pairs stand there."""
    if len(values) == 1 and "file" in values and str(values["file"]).lower().endswith(".csv"):
        return str(values["file"])
    return ""


def _inside(name: str) -> bool:
    """True for a path that stays below the mapping's folder on every system."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and not set(name) & set("\\:\0")


def _wrong(name: str, line: int | None, why: str) -> MigrateError:
    return MigrateError("MIG-MAP-065", Place(file=name, line=line), {"file": name, "why": why})


def _pairs(data: bytes, name: str) -> Iterator[tuple[str, str]]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        head = next(reader, [])
        if not set(HEADER) <= set(head):
            raise _wrong(name, 1, f"見出しに {'、'.join(HEADER)} が要ります")
        old, new = (head.index(one) for one in HEADER)
        seen: set[str] = set()
        for row in reader:
            if not any(row):
                continue
            if len(row) <= max(old, new) or not row[old]:
                raise _wrong(name, reader.line_num, "現行の値が空か、列が足りません")
            if row[old] in seen:
                raise _wrong(name, reader.line_num, "同じ現行の値が二度出てきます")
            seen.add(row[old])
            yield row[old], row[new]
    except UnicodeDecodeError:
        raise _wrong(name, None, "UTF-8 ではありません（Excel では「CSV UTF-8」で保存します）") from None
    except csv.Error:
        raise _wrong(name, reader.line_num, "CSV の書き方が正しくありません") from None


def code_map(key: str, values: Any, place: Place, beside: Beside | None) -> CodeMap:
    """One code map: its pairs in the YAML, or in the file that it names.

    Raises:
        UnreadableError: MIG-SYS-001, the file is not there.
        MigrateError: MIG-MAP-065 with its line: a path outside the folder, no header, a row without or with a second
            old value, not UTF-8.
    """
    file = named_file(values)
    if not file:
        return CodeMap(name=key, values={str(a): str(b) for a, b in values.items()}, line=place.line)
    if not _inside(file) or beside is None:
        raise MigrateError("MIG-MAP-065", place, {"file": file, "why": "対応表のフォルダの下のファイルではありません"})
    return CodeMap(name=key, values=dict(_pairs(beside(file), file)), line=place.line, file=file)
