"""Rows: whole, once, of one moment, counted; nothing is written to the server."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sqlalchemy.exc import DBAPIError

from migrate.errors import UnreadableError
from migrate.model.source import SourceFile, SourceKind
from migrate.source.live import connection, rows, structure
from migrate.source.live.address import Credentials, parse
from migrate.source.live.connection import Live
from migrate.source.stage import stage

from ...spec import postgres as pg
from . import mariadb as my

YOMU = Credentials(user="yomu", password="Yomu-Himitsu-7")
KAKU = Credentials(user="kaku", password="Kaku-Himitsu-7")


def url(server: pg.Server | my.Server, user: str = "yomu") -> str:
    """The address of a test server."""
    if isinstance(server, my.Server):
        return server.url(user, "juki")
    return f"postgresql://{user}@/postgres?host={server._folder}"


@contextmanager
def opened(server: pg.Server | my.Server, who: Credentials = YOMU) -> Iterator[Live]:
    """A connection to a test server."""
    with connection.opened(parse(url(server, who.user)), who) as live:
        yield live


def _fetch(live: Live, table: str, into: Path, views: bool = False) -> rows.Fetched:
    read = {one.table.name: one for one in structure.read(live, views=views).tables}
    return rows.fetch(live, read[table], into, into.name)


def _cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream, strict=True))


@pytest.fixture
def server(request: pytest.FixtureRequest) -> pg.Server | my.Server:
    """The server that the test's parameter names."""
    return request.getfixturevalue(request.param)


both = pytest.mark.parametrize("server", ["postgres", "mariadb"], indirect=True)


def test_every_kind_of_value_of_postgresql(postgres: pg.Server, tmp_path: Path) -> None:
    """Blanks of char(n), line ends, quotes, dates without end, arrays, bytes, decimals: as they are."""
    with opened(postgres) as live:
        _fetch(live, "住民", tmp_path / "t.csv")
    header, first, second, third = _cells(tmp_path / "t.csv")
    a1, a2, a3 = (dict(zip(header, row, strict=True)) for row in (first, second, third))

    assert a1 == {
        "宛名番号": "A1        ",
        "履歴": "1",
        "setai_no": "1",
        "氏名": '改行\nと"引用"と,と\rと\ttab',
        "性別": "男",
        "生年月日": "1950-01-02",
        "kubun": "1 ",
        "denwa": '{0312,NULL,"a,b"}',
        "shikaku": "2024-04-01 18:00:00+09",
        "koshin": "2024-04-01 09:00:00.123",
        "zei_gaku": "12345678.90",
        "shashin": "\\x00ff22",
        "kana": "フメイ",
        "gokei": "24691357.80",
        "ren_no": "1",
        "basho": "(1,2)",
    }
    assert (a2["生年月日"], a2["shikaku"], a2["zei_gaku"], a2["shashin"]) == (
        "0044-03-15 BC",
        "infinity",
        "-0.01",
        "\\x",
    )
    assert (a3["氏名"], a3["生年月日"], a3["kubun"]) == ("𠮷田", "infinity", "")


def test_every_kind_of_value_of_mariadb(mariadb: my.Server, tmp_path: Path) -> None:
    """Zero dates, negative times, bits, bytes, floats with all digits, sets, invisible columns: as they are."""
    with opened(mariadb) as live:
        _fetch(live, "住民", tmp_path / "t.csv")
    header, first, second, _ = _cells(tmp_path / "t.csv")
    a1, a2 = (dict(zip(header, row, strict=True)) for row in (first, second))

    assert a1 == {
        "宛名番号": "A1",
        "履歴": "1",
        "setai_no": "1",
        "氏名": '改行\nと"引用"と,と\rと\ttab',
        "性別": "男",
        "生年月日": "1950-01-02",
        "jikan": "-838:59:59",
        "koshin": "2024-04-01 09:00:00.123",
        "toroku": "2024-04-01 09:00:00",
        "zei_gaku": "12345678.90",
        "ritsu": "16777216",
        "shashin": "\\x00ff22",
        "hash": "\\x01000000",
        "hata": "5",
        "kana": "フメイ",
        "gokei": "24691357.80",
        "ren_no": "1",
        "kakushi": "7",
        "zokusei": "a,b",
        "joho": '{"a": 1}',
    }
    assert (a2["生年月日"], a2["ritsu"], a2["hata"], a2["shashin"]) == ("0000-00-00", "0.10000000149011612", "0", "\\x")


@both
def test_null_is_not_the_empty_string(server: pg.Server | my.Server, tmp_path: Path) -> None:
    """NULL is nothing between commas, the empty string two quotes; both are counted, and the column is named."""
    name = "setai" if isinstance(server, my.Server) else "juki.setai"
    with opened(server) as live:
        fetched = _fetch(live, name, tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()

    assert lines[1:4] == ['"1","世帯主1",""', '"2","世帯主2","あ"', '"3","世帯主3",']
    assert [(one.name, one.nulls, one.empty) for one in fetched.table.columns] == [
        ("setai_no", 0, 0),
        ("setainushi", 0, 0),
        ("memo", 33, 34),
    ]
    assert [(one.code, one.params["columns"]) for one in fetched.findings] == [("MIG-SRC-217", "memo")]


@both
def test_our_reader_takes_the_file(server: pg.Server | my.Server, tmp_path: Path) -> None:
    """Each file is staged by our reader with the server's number of rows and every cell as it was written."""
    counts = {}
    with opened(server) as live:
        for one in structure.read(live).tables:
            if not one.thing.readable or one.table.name in ("hogo", "nul"):
                continue
            path = tmp_path / rows.file_name(one.schema, one.thing.name)
            fetched = rows.fetch(live, one, path, path.name)
            file = SourceFile(path=path.name, kind=SourceKind.CSV, sha256="", encoding="utf-8", why="")
            staged = stage(path, file, one.table, tmp_path)
            table = pq.read_table(staged.parquet).drop_columns("_row")
            read = [list(row.values()) for row in table.to_pylist()]
            # csv.reader gives no cell for a line that is one NULL
            counts[one.table.name] = (
                staged.rows == fetched.table.rows,
                staged.bad_rows,
                read == [row or [""] for row in _cells(path)[1:]],
            )

    assert len(counts) >= 5
    assert {name: one for name, one in counts.items() if one != (True, (), True)} == {}


def test_inherited_rows_are_read_once(postgres: pg.Server, tmp_path: Path) -> None:
    """A parent's file holds its own rows only, a partitioned table's those of all partitions."""
    found = {}
    with opened(postgres) as live:
        for name in ("kojin", "hojin", "choshu"):
            found[name] = _fetch(live, name, tmp_path / name).table.rows

    assert found == {"kojin": 2, "hojin": 1, "choshu": 50}


def test_hidden_rows_are_an_error(postgres: pg.Server, tmp_path: Path) -> None:
    """Row-level security that would hide rows without a word is a refusal, and the transaction goes on."""
    with opened(postgres) as live:
        with pytest.raises(UnreadableError) as caught:
            _fetch(live, "hogo", tmp_path / "t.csv")
        after = _fetch(live, "kojin", tmp_path / "u.csv").table.rows

    assert (caught.value.code, after) == ("MIG-SRC-214", 2)


def test_contents_kept_elsewhere_are_said(postgres: pg.Server, tmp_path: Path) -> None:
    """A large object comes as its number only: its column is named with how many there are."""
    postgres.output(
        "CREATE DOMAIN zei.lo AS oid; CREATE TABLE zei.bunsho (id integer PRIMARY KEY, a oid, b zei.lo, c bytea);"
        "INSERT INTO zei.bunsho VALUES (1, lo_from_bytea(0, 'x'), NULL, 'x'), (2, NULL, 7, NULL), (3, NULL, 8, NULL);"
        "GRANT SELECT ON zei.bunsho TO yomu;"
    )
    try:
        with opened(postgres) as live:
            found = _fetch(live, "bunsho", tmp_path / "t.csv").findings
    finally:
        postgres.output("DROP TABLE zei.bunsho; DROP DOMAIN zei.lo;")

    assert [(one.code, one.place.item, dict(one.params)) for one in found] == [
        ("MIG-SRC-253", "a", {"count": 1}),
        ("MIG-SRC-253", "b", {"count": 2}),
    ]


def test_replaced_and_cut_characters_are_said(mariadb: my.Server, tmp_path: Path) -> None:
    """A character that the server turns into a question mark, a NUL, an old engine, a history: each is said."""
    found = []
    with opened(mariadb) as live:
        for name in ("furui", "nul", "rireki"):
            found += [
                (one.code, one.place.table, one.place.item) for one in _fetch(live, name, tmp_path / name).findings
            ]

    assert found == [
        ("MIG-SRC-218", "furui", "moji"),
        ("MIG-SRC-219", "furui", None),
        ("MIG-SRC-218", "nul", "moji"),
        ("MIG-SRC-219", "rireki", None),
    ]


@both
@pytest.mark.parametrize(
    "statement", ["INSERT INTO {t} VALUES (999, 'x', 'x')", "DELETE FROM {t}", "CREATE TABLE {n} (a int)"]
)
def test_the_server_refuses_writing(server: pg.Server | my.Server, statement: str) -> None:
    """A user who may write outside cannot write on our connection: the server itself refuses."""
    maria = isinstance(server, my.Server)
    text = statement.format(t="setai" if maria else "juki.setai", n="x" if maria else "pg_temp.x")
    if maria and text.startswith("CREATE"):
        text = "UPDATE furui SET id = 0"  # CREATE would end MariaDB's transaction: an old engine's rows instead
    with opened(server, KAKU) as live, pytest.raises(DBAPIError) as caught:
        live.connection.exec_driver_sql(text)
    origin = caught.value.orig
    code = origin.args[0]["C"] if not maria else origin.args[0]

    if text.startswith("CREATE"):
        assert code in ("25006", "42501")
    else:
        assert code == (1792 if maria else "25006")


def test_a_statement_that_ends_the_transaction_is_refused_too(mariadb: my.Server) -> None:
    """MariaDB's CREATE TABLE ends a transaction; the session's next one is read-only as well."""
    with opened(mariadb, KAKU) as live, pytest.raises(DBAPIError) as caught:
        live.connection.exec_driver_sql("CREATE TABLE tsukuru (a int)")

    assert caught.value.orig.args[0] == 1792


@both
def test_that_user_may_write_elsewhere(server: pg.Server | my.Server) -> None:
    """The refusal above is ours: the same user writes on a connection of his own."""
    if isinstance(server, my.Server):
        words = ["mariadb", "--no-defaults", f"--socket={server.socket}", "--user=kaku", "juki"]
        done = subprocess.run(
            [*words, "--password=Kaku-Himitsu-7", "-e", "UPDATE setai SET memo = memo WHERE setai_no = 1"],
            capture_output=True,
        )
    else:
        done = server.run("SET ROLE kaku; UPDATE juki.setai SET memo = memo WHERE setai_no = 1")

    assert (done.returncode, done.stderr) == (0, b"")


@both
def test_all_rows_are_of_one_moment(server: pg.Server | my.Server, tmp_path: Path) -> None:
    """What is written to a table after the transaction began is not in its file, nor in its count."""
    maria = isinstance(server, my.Server)
    name, table = ("choshu", "juki.choshu") if maria else ("choshu", "zei.choshu")
    with opened(server) as live:
        structure.read(live)
        server.run(f"INSERT INTO {table} VALUES (2025, 900, 1)")
        try:
            fetched = _fetch(live, name, tmp_path / "t.csv")
        finally:
            server.run(f"DELETE FROM {table} WHERE kibetsu = 900")

    assert fetched.table.rows == 50


@both
def test_same_rows_same_bytes(server: pg.Server | my.Server, tmp_path: Path) -> None:
    """Two readings of the same rows give the same bytes, in the order of the primary key."""
    digests = []
    for n in range(2):
        with opened(server) as live:
            digests.append(_fetch(live, "choshu", tmp_path / f"{n}.csv").table.sha256)

    assert digests[0] == digests[1]


_PROBE = """
import resource, sys
from pathlib import Path
from migrate.source.live import connection, rows, structure
from migrate.source.live.address import Credentials, parse
address = parse(sys.argv[1])
with connection.opened(address, Credentials(user=address.user)) as live:
    read = {one.table.name: one for one in structure.read(live).tables}
    for name in ("small", "big"):
        print(rows.fetch(live, read[name], Path(sys.argv[2]), "x").table.rows)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
"""


@both
def test_many_rows_in_bounded_memory(server: pg.Server | my.Server, tmp_path: Path) -> None:
    """A million rows (of PostgreSQL 400,000) take no more memory than thousands: not even 24 MB more."""
    if isinstance(server, my.Server):
        address, many = server.url("root", "ookii"), 1_000_000
        server.run(
            "CREATE DATABASE ookii; USE ookii; CREATE TABLE big AS SELECT seq AS id FROM seq_1_to_1000000;"
            "CREATE TABLE small AS SELECT seq AS id FROM seq_1_to_5000;"
        )
    else:
        address, many = f"postgresql://postgres@/ookii?host={server._folder}", 400_000
        server.output("CREATE DATABASE ookii;")
        server.output(
            "\\c ookii\nCREATE TABLE big AS SELECT n AS id FROM generate_series(1, 400000) n;"
            "CREATE TABLE small AS SELECT n AS id FROM generate_series(1, 5000) n;"
        )
    done = subprocess.run([sys.executable, "-c", _PROBE, address, str(tmp_path / "t")], capture_output=True, check=True)
    small, before, big, after = map(int, done.stdout.split())

    assert (small, big, after - before < 24) == (5_000, many, True)
