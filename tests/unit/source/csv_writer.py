"""Writes CSV files in the ways that products write them, and reads them back through scan and stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from migrate.files.digest import sha256_of
from migrate.model.source import SourceFile, SourceSchema
from migrate.model.staging import Staged
from migrate.source.detect import Input
from migrate.source.scan import scan
from migrate.source.stage import stage
from migrate.workspace.project import DeclaredSource

DDL = """CREATE TABLE T_IDO (ATENA_NO CHAR(10) NOT NULL, SHIMEI VARCHAR2(400), KINGAKU NUMBER(12), IDO_YMD DATE);
COMMENT ON COLUMN T_IDO.SHIMEI IS '氏名';
"""
NAMES = ("ATENA_NO", "氏名", "KINGAKU", "IDO_YMD")
COLUMNS = ("ATENA_NO", "SHIMEI", "KINGAKU", "IDO_YMD")
Row = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a file is written."""

    delimiter: str = ","
    encoding: str = "cp932"
    newline: str = "\r\n"
    quoting: str = "minimal"
    escape: str = ""
    header: bool = True
    before: str = ""
    after: str = ""
    last_end: bool = True

    def field(self, text: str) -> str:
        """One field as it stands in the file."""
        if self.escape:
            text = text.replace("\\", "\\\\")
            if self.quoting == "none":
                text = text.replace(self.delimiter, f"\\{self.delimiter}").replace("\n", "\\n").replace("\r", "\\r")
            else:
                text = text.replace('"', '\\"')
        elif self.quoting != "none":
            text = text.replace('"', '""')
        special = any(one in text for one in (self.delimiter, '"', "\r", "\n"))
        if self.quoting == "all" or (self.quoting == "minimal" and special):
            return f'"{text}"'
        return text

    def write(self, rows: Sequence[Row]) -> bytes:
        """The whole file."""
        lines = [self.delimiter.join(map(self.field, row)) for row in ([NAMES] if self.header else []) + list(rows)]
        text = self.before + self.newline.join(lines) + (self.newline if self.last_end else "") + self.after
        return text.encode(self.encoding)


def rows(count: int) -> list[Row]:
    """Invented rows, with characters that are hard in CP932 and values in every column."""
    names = ("山田　太郎", "高橋　花子", "ソ表ポ能十", "鈴木　一郎", "予十構申貼")
    return [
        (f"{n:010d}", names[n % len(names)], str(n * 37 % 1000), f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}")
        for n in range(1, count + 1)
    ]


def looked_at(folder: Path, data: bytes, name: str = "data.csv", **stated: str) -> SourceSchema:
    """The scan of the file beside its DDL."""
    (folder / "z.sql").write_text(DDL, encoding="utf-8")
    (folder / name).write_bytes(data)
    declared = DeclaredSource(file=name, **stated) if stated else None
    inputs = [
        Input(path=folder / one, name=one, sha256=sha256_of(folder / one), declared=declared if one == name else None)
        for one in (name, "z.sql")
    ]
    return scan(inputs)


def file_of(schema: SourceSchema, name: str = "data.csv") -> SourceFile:
    """The data file in a scan."""
    return next(one for one in schema.files if one.path == name)


def staged(folder: Path, schema: SourceSchema, name: str = "data.csv") -> tuple[Staged, list[Row]]:
    """The rows of the file, read as the scan says."""
    file = file_of(schema, name)
    table = schema.table(file.table)
    assert table is not None, schema.findings
    result = stage(folder / name, file, table, folder)
    found = pq.read_table(result.parquet).select(list(COLUMNS)).to_pylist()
    return result, [tuple(str(row[one]) for one in COLUMNS) for row in found]


def codes(schema: SourceSchema) -> list[tuple[str, str]]:
    """Codes and severities of the findings."""
    return [(one.code, one.severity.value) for one in schema.findings]
