"""What SQLAlchemy alone says of a product: the way of Oracle, SQL Server and Db2, on a real SQLite file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from migrate.errors import UnreadableError
from migrate.source.live import connection, rows, structure
from migrate.source.live.address import Credentials, parse

NOBODY = Credentials(user="")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with Japanese names and awkward values."""
    path = tmp_path / "juki.db"
    with sqlite3.connect(path) as made:
        made.executescript(
            """
            CREATE TABLE "住民" ("番号" INTEGER NOT NULL, "枝" INTEGER, "氏名" VARCHAR(40) NOT NULL DEFAULT 'フメイ',
              gaku NUMERIC(11, 2), hi DATE, bytes BLOB, fushigi GAIJI(4), PRIMARY KEY ("番号", "枝"));
            CREATE UNIQUE INDEX ix ON "住民" ("氏名");
            CREATE TABLE kodomo (id INTEGER PRIMARY KEY, oya INTEGER REFERENCES "住民" ("番号") );
            CREATE VIEW v AS SELECT 1 AS a;
            INSERT INTO "住民" VALUES (2, 1, '', 0.5, '2024-02-29', x'00ff', 'x'), (1, 1, '𠮷', NULL, NULL, NULL, NULL);
            """
        )
    made.close()
    return path


def test_structure(file: Path) -> None:
    """Columns with types and lengths, keys, references, indexes; what cannot be read is named."""
    with connection.opened(parse(f"sqlite:///{file}"), NOBODY) as live:
        read = structure.read(live)
    tables = {one.table.name: one.table for one in read.tables}
    jumin = tables["住民"]

    assert [(c.name, c.type, c.length, c.scale, c.nullable, c.default) for c in jumin.columns] == [
        ("番号", "INTEGER", None, None, False, ""),
        ("枝", "INTEGER", None, None, False, ""),
        ("氏名", "VARCHAR", 40, None, False, "'フメイ'"),
        ("gaku", "NUMERIC", 11, 2, True, ""),
        ("hi", "DATE", None, None, True, ""),
        ("bytes", "BLOB", None, None, True, ""),
        ("fushigi", "GAIJI", 4, None, True, ""),
    ]
    assert (jumin.primary_key, [(i.columns, i.unique) for i in jumin.indexes]) == (("番号", "枝"), [(("氏名",), True)])
    assert [(k.columns, k.table, k.target) for k in tables["kodomo"].foreign_keys] == [(("oya",), "住民", ("番号",))]
    assert [(one.code, one.place.table) for one in read.findings] == [
        ("MIG-SRC-211", "v"),
        ("MIG-SRC-213", None),
    ]


def test_rows(file: Path, tmp_path: Path) -> None:
    """Values of Python as text: in the order of the key, bytes in hexadecimal."""
    with connection.opened(parse(f"sqlite:///{file}"), NOBODY) as live:
        table = next(one for one in structure.read(live).tables if one.table.name == "住民")
        rows.fetch(live, table, tmp_path / "t.csv", "t.csv")

    assert (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        '"1","1","𠮷",,,,',
        '"2","1","","0.5","2024-02-29","\\x00ff","x"',
    ]


def test_the_file_is_not_written(file: Path) -> None:
    """The file is opened for reading only."""
    before = file.read_bytes()
    with connection.opened(parse(f"sqlite:///{file}"), NOBODY) as live, pytest.raises(DBAPIError):
        live.connection.exec_driver_sql("DELETE FROM kodomo")

    assert file.read_bytes() == before


def test_no_file_is_made(tmp_path: Path) -> None:
    """A file that is not there is an error, and is not there afterwards."""
    with pytest.raises(UnreadableError) as caught, connection.opened(parse(f"sqlite:///{tmp_path}/nai.db"), NOBODY):
        pass

    assert (caught.value.code, (tmp_path / "nai.db").exists()) == ("MIG-SRC-205", False)
