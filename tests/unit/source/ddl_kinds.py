"""Types as each product writes them, and what a reader should say of them."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass
class Kind:
    """A type as one product writes it, and what a reader should say of it."""

    text: str
    name: str
    length: int | None = None
    scale: int | None = None
    unit: str = ""
    defaults: tuple[str, ...] = ()


def kind_of(rng: random.Random, dialect: str) -> Kind:
    """A random type of that product."""
    n, m, s = rng.randint(1, 200), rng.randint(5, 18), rng.randint(1, 4)
    return rng.choice(_KINDS[dialect](n, m, s))


_TEXT = ("'x'", "' '", "'it''s; (a)'")
_NUMBER = ("0", "-1", "99")


def _oracle(n: int, m: int, s: int) -> list[Kind]:
    return [
        Kind(f"VARCHAR2({n} CHAR)", "VARCHAR2", n, None, "CHAR", _TEXT),
        Kind(f"VARCHAR2({n} BYTE)", "VARCHAR2", n, None, "BYTE", _TEXT),
        Kind(f"VARCHAR2({n})", "VARCHAR2", n, None, "", (*_TEXT, "q'[it's]'", "SYS_CONTEXT('USERENV','X')")),
        Kind(f"NVARCHAR2({n})", "NVARCHAR2", n, None, "", _TEXT),
        Kind(f"CHAR({n})", "CHAR", n, None, "", _TEXT),
        Kind(f"NUMBER({m},{s})", "NUMBER", m, s, "", _NUMBER),
        Kind(f"NUMBER({m})", "NUMBER", m, None, "", _NUMBER),
        Kind("NUMBER(*,0)", "NUMBER", None, 0, "", _NUMBER),
        Kind("NUMBER", "NUMBER", defaults=_NUMBER),
        Kind("DATE", "DATE", defaults=("SYSDATE", "TO_DATE('20000101','YYYYMMDD')")),
        Kind("CLOB", "CLOB"),
        Kind("TIMESTAMP (6)", "TIMESTAMP", 6, defaults=("SYSTIMESTAMP",)),
        Kind("BLOB", "BLOB"),
        Kind("TIMESTAMP (3) WITH TIME ZONE", "TIMESTAMP WITH TIME ZONE", 3),
        Kind("LONG RAW", "LONG RAW"),
        Kind("RAW(16)", "RAW", 16, defaults=("SYS_GUID()",)),
        Kind("BINARY_DOUBLE", "BINARY_DOUBLE"),
    ]


def _sqlserver(n: int, m: int, s: int) -> list[Kind]:
    strings = ("('x')", "(N'it''s; (a)')", "('')")
    return [
        Kind(f"[nvarchar]({n})", "NVARCHAR", n, None, "", strings),
        Kind(f"[varchar]({n})", "VARCHAR", n, None, "", strings),
        Kind("[nvarchar](max)", "NVARCHAR"),
        Kind(f"[char]({n})", "CHAR", n, None, "", strings),
        Kind(f"[decimal]({m}, {s})", "DECIMAL", m, s, "", ("((0))", "((-1))")),
        Kind("[int]", "INT", defaults=("((0))",)),
        Kind("[bigint]", "BIGINT"),
        Kind("[bit]", "BIT", defaults=("((1))",)),
        Kind("[money]", "MONEY"),
        Kind("[datetime]", "DATETIME", defaults=("(getdate())",)),
        Kind("[datetime2](7)", "DATETIME2", 7),
        Kind("[uniqueidentifier]", "UNIQUEIDENTIFIER", defaults=("(newid())",)),
        Kind("[varbinary](max)", "VARBINARY"),
        Kind("[xml]", "XML"),
        Kind("[date]", "DATE"),
        Kind("[float]", "FLOAT"),
        Kind("[image]", "IMAGE"),
    ]


def _postgres(n: int, m: int, s: int) -> list[Kind]:
    return [
        Kind(
            f"character varying({n})",
            "CHARACTER VARYING",
            n,
            None,
            "",
            ("'x'::character varying", "''::character varying"),
        ),
        Kind(f"character({n})", "CHARACTER", n, None, "", ("'0'::bpchar", "'a;b'::bpchar")),
        Kind("text", "TEXT", defaults=("'x'::text",)),
        Kind(f"numeric({m},{s})", "NUMERIC", m, s, "", ("0", "'-1'::integer")),
        Kind("integer", "INTEGER", defaults=("0", "nextval('public.s_seq'::regclass)")),
        Kind("bigint", "BIGINT"),
        Kind("timestamp without time zone", "TIMESTAMP WITHOUT TIME ZONE", defaults=("now()", "CURRENT_TIMESTAMP")),
        Kind(
            "timestamp(3) with time zone",
            "TIMESTAMP WITH TIME ZONE",
            3,
            defaults=("('now'::text)::timestamp(3) with time zone",),
        ),
        Kind("date", "DATE", defaults=("'2000-01-01'::date",)),
        Kind("boolean", "BOOLEAN", defaults=("false",)),
        Kind("bytea", "BYTEA"),
        Kind("double precision", "DOUBLE PRECISION"),
        Kind("text[]", "TEXT ARRAY", defaults=("'{}'::text[]", "ARRAY['a'::text, 'b'::text]")),
        Kind("jsonb", "JSONB"),
        Kind("public.kubun_t", "KUBUN_T", defaults=("'1'::public.kubun_t",)),
        Kind("bit varying(8)", "BIT VARYING", 8),
    ]


def _mysql(n: int, m: int, s: int) -> list[Kind]:
    return [
        Kind(f"varchar({n})", "VARCHAR", n, None, "", ("'x'", "'it\\'s; (a)'", "''")),
        Kind(f"char({n})", "CHAR", n, None, "", ("'0'",)),
        Kind("int(11)", "INT", 11, None, "", ("'0'", "'-1'")),
        Kind("int unsigned", "INT", None, None, "", ("'0'",)),
        Kind("bigint(20) unsigned zerofill", "BIGINT", 20),
        Kind(f"decimal({m},{s})", "DECIMAL", m, s, "", ("'0.0'",)),
        Kind("datetime(3)", "DATETIME", 3, defaults=("CURRENT_TIMESTAMP(3)",)),
        Kind("date", "DATE"),
        Kind("timestamp", "TIMESTAMP", defaults=("CURRENT_TIMESTAMP",)),
        Kind("text", "TEXT"),
        Kind("mediumblob", "MEDIUMBLOB"),
        Kind("json", "JSON"),
        Kind("enum('a','b,c','d)')", "ENUM", defaults=("'a'",)),
        Kind("tinyint(1)", "TINYINT", 1, defaults=("'1'",)),
        Kind("double", "DOUBLE"),
        Kind(f"varchar({n}) CHARACTER SET cp932 COLLATE cp932_bin", "VARCHAR", n),
        Kind("bit(1)", "BIT", 1, defaults=("b'0'",)),
    ]


def _db2(n: int, m: int, s: int, zos: bool) -> list[Kind]:
    octets = "" if zos else " OCTETS"
    return [
        Kind(f"CHAR({n}{octets})", "CHAR", n, None, "" if zos else "BYTE", _TEXT),
        Kind(f"VARCHAR({n}{octets})", "VARCHAR", n, None, "" if zos else "BYTE", _TEXT),
        Kind(
            f"VARCHAR({n}) FOR MIXED DATA" if zos else f"VARCHAR({n} CODEUNITS32)",
            "VARCHAR",
            n,
            None,
            "" if zos else "CHAR",
        ),
        Kind(f"CHAR({n}) FOR BIT DATA", "CHAR", n),
        Kind(f"GRAPHIC({n}) CCSID UNICODE" if zos else f"GRAPHIC({n})", "GRAPHIC", n),
        Kind(f"DECIMAL({m},{s})", "DECIMAL", m, s, "", ("0", "-1")),
        Kind("INTEGER", "INTEGER", defaults=("0",)),
        Kind("SMALLINT", "SMALLINT"),
        Kind("BIGINT", "BIGINT"),
        Kind("DATE", "DATE", defaults=("CURRENT DATE",)),
        Kind("TIMESTAMP", "TIMESTAMP", defaults=("CURRENT TIMESTAMP",)),
        Kind("CLOB(1M)", "CLOB", 1 << 20),
        Kind("DOUBLE", "DOUBLE"),
        Kind("XML", "XML"),
        Kind("TIME", "TIME"),
    ]


def _symfoware(n: int, m: int, s: int) -> list[Kind]:
    return [
        Kind(f"CHARACTER({n})", "CHARACTER", n, None, "", _TEXT),
        Kind(f"CHARACTER VARYING({n})", "CHARACTER VARYING", n),
        Kind(f"NCHAR({n})", "NCHAR", n),
        Kind(f"NCHAR VARYING({n})", "NCHAR VARYING", n),
        Kind(f"DECIMAL({m},{s})", "DECIMAL", m, s, "", _NUMBER),
        Kind(f"NUMERIC({m})", "NUMERIC", m),
        Kind("INTEGER", "INTEGER", defaults=_NUMBER),
        Kind("SMALLINT", "SMALLINT"),
        Kind("DATE", "DATE"),
        Kind("TIMESTAMP", "TIMESTAMP"),
        Kind("BLOB(100K)", "BLOB", 102400),
    ]


def _hirdb(n: int, m: int, s: int) -> list[Kind]:
    return [
        Kind(f"CHAR({n})", "CHAR", n, None, "", _TEXT),
        Kind(f"MCHAR({n})", "MCHAR", n),
        Kind(f"MVARCHAR({n})", "MVARCHAR", n),
        Kind(f"NCHAR({n})", "NCHAR", n),
        Kind(f"NVARCHAR({n})", "NVARCHAR", n),
        Kind(f"DEC({m},{s})", "DEC", m, s, "", _NUMBER),
        Kind("INT", "INT", defaults=_NUMBER),
        Kind("SMALLFLT", "SMALLFLT"),
        Kind("DATE", "DATE"),
        Kind("TIMESTAMP(6)", "TIMESTAMP", 6),
        Kind("BLOB(1M)", "BLOB", 1 << 20),
        Kind(f"LARGE DECIMAL({m},{s})", "LARGE DECIMAL", m, s),
    ]


def _db2zos(n: int, m: int, s: int) -> list[Kind]:
    return _db2(n, m, s, zos=True)


def _db2luw(n: int, m: int, s: int) -> list[Kind]:
    return _db2(n, m, s, zos=False)


_KINDS = {
    "oracle": _oracle,
    "sqlserver": _sqlserver,
    "postgres": _postgres,
    "mysql": _mysql,
    "db2": _db2luw,
    "db2zos": _db2zos,
    "symfoware": _symfoware,
    "hirdb": _hirdb,
}
