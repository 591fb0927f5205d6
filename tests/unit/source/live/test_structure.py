"""The structure read live is that which our DDL reader reads from the product's own dump of the same database."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import pytest

from migrate.model.source import ForeignKey, Index, SourceTable
from migrate.source.ddl.script import read_script
from migrate.source.live import connection, structure
from migrate.source.live.address import Credentials, parse

from ...spec import postgres as pg
from . import mariadb as my

ADMIN = Credentials(user="postgres")
ROOT = Credentials(user="root")


def _bare(text: str) -> str:
    """An expression without the brackets and casts that one of two spellings of it has."""
    return "".join(text.split()).strip("()").replace("::text", "").replace("(kana)", "kana")


def _index(index: Index) -> Index:
    """Line numbers exist in scripts only; pg_dump brackets expressions otherwise than the catalogue."""
    columns = tuple(_bare(column) for column in index.columns)
    return replace(index, line=None, columns=columns, where=_bare(index.where))


def _key(key: ForeignKey) -> ForeignKey:
    """A reference without columns means the primary key, which the catalogue spells out."""
    return replace(key, line=None)


def _same(table: SourceTable) -> SourceTable:
    """A table without what only a script has (lines) or only a database has (its name as the file)."""
    return replace(
        table,
        columns=tuple(replace(column, line=None) for column in table.columns),
        primary_key_line=None,
        foreign_keys=tuple(sorted((_key(key) for key in table.foreign_keys), key=lambda key: key.name)),
        indexes=tuple(sorted((_index(index) for index in table.indexes), key=lambda index: index.name)),
        file="",
        line=None,
    )


def _differences(left: SourceTable, right: SourceTable) -> list[tuple[object, object]]:
    """The parts in which two tables differ."""
    pairs = [(left.columns, right.columns), (left.indexes, right.indexes), (left.foreign_keys, right.foreign_keys)]
    found = [(one, other) for ones, others in pairs for one, other in zip(ones, others, strict=True) if one != other]
    empty = {"columns": (), "indexes": (), "foreign_keys": ()}
    rest = replace(left, **empty), replace(right, **empty)
    return found if rest[0] == rest[1] else [*found, rest]


def _live(url: str, who: Credentials) -> dict[str, SourceTable]:
    with connection.opened(parse(url), who) as live:
        read = structure.read(live)
    return {one.table.name: _same(one.table) for one in read.tables}


def _from_ddl(text: str) -> dict[str, SourceTable]:
    script = read_script(text, "dump.sql")
    assert script.unknown == 0
    return {table.name: _same(table) for table in script.tables}


def _pg_dump(running: pg.Server) -> str:
    words = [str(running._psql.parent / "pg_dump"), "-s", "-h", str(running._folder), "-U", "postgres", "postgres"]
    return subprocess.run(words, check=True, capture_output=True).stdout.decode()


def test_postgresql_as_pg_dump(postgres: pg.Server) -> None:
    """Each table of PostgreSQL is equal to what pg_dump declares; what differs is named here.

    - Partitions: pg_dump writes them as tables that are attached later; here they are left out by name.
    """
    live = _live(f"postgresql://postgres@/postgres?host={postgres._folder}", ADMIN)
    dumped = {name: table for name, table in _from_ddl(_pg_dump(postgres)).items() if "choshu_" not in name}
    assert sorted(live) == sorted(dumped)
    assert [_differences(live[name], dumped[name]) for name in sorted(live)] == [[]] * len(live)


def test_mariadb_as_its_dump(mariadb: my.Server) -> None:
    """Each table of MariaDB is equal to what mariadb-dump declares; what differs is named here.

    - Generated columns: neither side gives them a default.
    - Names of primary keys: MariaDB calls each of them PRIMARY and writes none.
    """
    live = _live(mariadb.url("root", "juki"), ROOT)
    dumped = _from_ddl(mariadb.dump("juki", view="jumin_v"))

    assert sorted(live) == sorted(dumped)
    assert [_differences(live[name], dumped[name]) for name in sorted(live)] == [[]] * len(live)


def _findings(url: str, who: Credentials, views: bool = False) -> list[tuple[str, str | None, str]]:
    with connection.opened(parse(url), who) as live:
        read = structure.read(live, views=views)
    return [
        (one.code, one.place.table, str(one.params.get("kind") or one.params.get("part") or one.params.get("answer")))
        for one in read.findings
    ]


def test_what_is_left_out_is_named(postgres: pg.Server) -> None:
    """Views, partitions and tables that may not be read are findings; nothing else is left out."""
    url = f"postgresql://yomu@/postgres?host={postgres._folder}"

    assert _findings(url, Credentials(user="yomu")) == [
        ("MIG-SRC-211", "choshu_2024", "区画（パーティション）"),
        ("MIG-SRC-211", "choshu_2025", "区画（パーティション）"),
        ("MIG-SRC-211", "jumin_v", "ビュー"),
        ("MIG-SRC-211", "sum_m", "実体化ビュー"),
        ("MIG-SRC-214", "himitsu", "この利用者に SELECT の権限がない"),
    ]


def test_what_mariadb_does_not_show_is_named(mariadb: my.Server) -> None:
    """A table of which the user sees a part only cannot be read; MariaDB does not name what he may not see at all."""
    found = _findings(mariadb.url("yomu", "juki"), Credentials(user="yomu", password="Yomu-Himitsu-7"))

    assert found == [("MIG-SRC-211", "jumin_v", "ビュー"), ("MIG-SRC-212", "himitsu", "列")]


def test_views_are_read_where_asked_for(postgres: pg.Server) -> None:
    """With --views a view is a table, and is named as a view all the same."""
    with connection.opened(
        parse(f"postgresql://yomu@/postgres?host={postgres._folder}"), Credentials(user="yomu")
    ) as at:
        read = structure.read(at, ["juki"], views=True)

    tables = {one.table.name: [column.name for column in one.table.columns] for one in read.tables}
    assert tables["jumin_v"] == ["宛名番号", "氏名"]
    assert [(one.code, one.place.table) for one in read.findings] == [("MIG-SRC-211", "jumin_v")]


@pytest.mark.parametrize("schema", ["JUKI", "nai", ""])
def test_no_such_schema(postgres: pg.Server, schema: str) -> None:
    """A schema that is not there is an error that names those that are."""
    from migrate.errors import UnreadableError

    with (
        connection.opened(
            parse(f"postgresql://yomu@/postgres?host={postgres._folder}"), Credentials(user="yomu")
        ) as at,
        pytest.raises(UnreadableError) as caught,
    ):
        structure.read(at, [schema])

    assert (caught.value.code, "juki" in str(caught.value.params["known"])) == ("MIG-SRC-205", True)
