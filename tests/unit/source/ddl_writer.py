"""A random schema, and the script that each product writes for it: invented names, seeded.

The writers follow what the products' own tools emit (SQL Developer, Management Studio, db2look, rdbprt, pddefrev,
pg_dump, mysqldump), with their storage clauses, their ways of adding keys later, and their ways of keeping comments.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .ddl_kinds import Kind, kind_of

NAMES = [
    "ATENA_NO", "SETAI_NO", "SHIMEI_KANJI", "SHIMEI_KANA", "SEIBETSU_CD", "SEINENGAPPI", "JUSHO_CD", "KATAGAKI",
    "YUBIN_NO", "DENWA_NO", "IDO_YMD", "IDO_JIYU_CD", "SHORI_YMD", "SHORI_JIKAN", "KOUSHIN_USER", "KOUSHIN_TS",
    "SAKUJO_FLG", "RIREKI_NO", "KAZEI_NENDO", "NENZEI_GAKU", "BIKO", "表示順", "ソート区分", "予備項目",
    "宛名番号", "世帯主氏名", "続柄コード", "能力区分", "申請年月日", "十円未満", "構成員数", "貼付欄",
    "竹内区分", "KEY", "COMMENT", "TYPE", "ORDER_NO", "INDEX_NO", "CHECK_FLG", "PRIMARY_KBN", "UNIQUE_NO",
    "DATE_FROM", "DATE_TO", "USER_ID", "LEVEL_CD", "STORAGE_KBN", "PARTITION_NO", "NULL_FLG", "DEFAULT_CD",
    "REFERENCES_NO", "END_YMD", "GO_KBN", "LOCATION", "PERIOD_CD",
]  # fmt: skip
BRACKETED = ["金額[円]", "率[%", "]x", "[x", "末尾]", "2026", "[元]号"]
"""Names that only SQL Server gets, whose brackets have to be told from these."""
LABELS = [
    "宛名番号", "世帯番号", "漢字氏名", "カナ氏名", "性別（1:男、2:女）", "生年月日　和暦", "方書", "郵便番号",
    "異動年月日", "異動事由", "更新日時", "削除フラグ", "表示順；補足", "備考;その他", "いわゆる'通称'", "予備",
    "--注意", "能力", "申請日", "ソート",
]  # fmt: skip


@dataclass
class Column:
    """One column."""

    name: str
    kind: Kind
    nullable: bool
    default: str
    comment: str


@dataclass
class Table:
    """One table; keys hold names of columns."""

    name: str
    comment: str
    columns: list[Column]
    primary: tuple[str, ...] = ()
    uniques: list[tuple[str, ...]] = field(default_factory=list)
    indexes: list[tuple[str, ...]] = field(default_factory=list)
    foreign: list[tuple[tuple[str, ...], str, tuple[str, ...]]] = field(default_factory=list)


def _table(rng: random.Random, dialect: str, number: int, before: list[Table]) -> Table:
    known = NAMES + BRACKETED if dialect == "sqlserver" else NAMES
    names = rng.sample(known, rng.randint(3, 25))
    columns = []
    for name in names:
        kind = kind_of(rng, dialect)
        default = rng.choice(kind.defaults) if kind.defaults and rng.random() < 0.4 else ""
        comment = rng.choice(LABELS) if rng.random() < 0.6 else ""
        columns.append(Column(name, kind, rng.random() < 0.6, default, comment))
    table = Table(f"T_{number:03}_{rng.choice(('表', 'JUKI', 'ソ', '能', 'x'))}", rng.choice((*LABELS, "")), columns)
    if rng.random() < 0.9:
        table.primary = tuple(rng.sample(names, rng.randint(1, 2)))
    if rng.random() < 0.3:
        table.uniques.append(tuple(rng.sample(names, 2)))
    for _ in range(rng.randint(0, 2)):
        table.indexes.append(tuple(rng.sample(names, rng.randint(1, 3))))
    keyed = [other for other in before if other.primary and len(other.primary) == 1]
    if keyed and rng.random() < 0.4:
        other = rng.choice(keyed)
        table.foreign.append(((rng.choice(names),), other.name, other.primary))
    return table


def schema(dialect: str, tables: int, seed: int) -> tuple[random.Random, list[Table]]:
    """A random schema with the generator that made it."""
    rng = random.Random(f"{dialect} {seed}")
    made: list[Table] = []
    for number in range(tables):
        made.append(_table(rng, dialect, number, made))
    return rng, made


def _list(names: tuple[str, ...], quote: Callable[[str], str], end: str = "") -> str:
    return ", ".join(quote(name) + end for name in names)


def _body(lines: list[str]) -> str:
    return ",\n".join(lines)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _oracle(rng: random.Random, table: Table) -> Iterator[str]:
    def q(name: str) -> str:
        return f'"{name}"'

    where = f'"JUKI".{q(table.name)}'
    storage = 'PCTFREE 10 INITRANS 2\n  STORAGE(INITIAL 65536 NEXT 1048576 BUFFER_POOL DEFAULT)\n  TABLESPACE "USERS" '
    lines = []
    for c in table.columns:
        default = f" DEFAULT {c.default}" if c.default else ""
        null = "" if c.nullable else rng.choice((" NOT NULL ENABLE", ' CONSTRAINT "NN" NOT NULL'))
        lines.append(f"\t{q(c.name)} {c.kind.text}{default}{null}")
    late = rng.random() < 0.5
    if table.primary and not late:
        lines.append(
            f'\t CONSTRAINT "PK{table.name}" PRIMARY KEY ({_list(table.primary, q)})\n  USING INDEX {storage} ENABLE'
        )
    lines.append(f"\t CONSTRAINT \"CK{table.name}\" CHECK ((1 IN (1, (2))) AND 'a' <> ')') ENABLE")
    yield (
        f"  CREATE TABLE {where} \n   ( {_body(lines)}\n   ) SEGMENT CREATION IMMEDIATE \n  {storage}"
        + rng.choice(
            (
                "",
                '\n  PARTITION BY HASH ("X") (PARTITION "P1" TABLESPACE "T")',
                '\n LOB ("X") STORE AS SECUREFILE (ENABLE STORAGE IN ROW CHUNK 8192)',
            )
        )
        + rng.choice((" ;", "\n/"))
    )
    if table.primary and late:
        key = f"PRIMARY KEY ({_list(table.primary, q)})"
        added = rng.choice((f'CONSTRAINT "PK{table.name}" {key} USING INDEX {storage} ENABLE', f"( {key} )"))
        yield f"ALTER TABLE {where} ADD {added};"
    for names in table.uniques:
        yield f"ALTER TABLE {where} ADD UNIQUE ({_list(names, q)}) USING INDEX TABLESPACE X ENABLE;"
    for n, names in enumerate(table.indexes):
        kind = rng.choice(("", "UNIQUE ", "BITMAP "))
        yield f'CREATE {kind}INDEX "JUKI"."IX{n}_{table.name}" ON {where} ({_list(names, q)}) {storage};'
    for names, target, keys in table.foreign:
        yield (
            f'ALTER TABLE {where} ADD CONSTRAINT "FK{table.name}" FOREIGN KEY ({_list(names, q)})\n\t  '
            f'REFERENCES "JUKI".{q(target)} ({_list(keys, q)}) ON DELETE CASCADE ENABLE;'
        )
    if table.comment:
        yield f"   COMMENT ON TABLE {where}  IS {_text(table.comment)};"
    for c in table.columns:
        if c.comment:
            yield f"   COMMENT ON COLUMN {where}.{q(c.name)} IS {_text(c.comment)};"


def _sqlserver(rng: random.Random, table: Table) -> Iterator[str]:
    def q(name: str) -> str:
        return f"[{name.replace(']', ']]')}]"

    where = f"[dbo].{q(table.name)}"
    options = (
        "WITH (PAD_INDEX = OFF, STATISTICS_NORECOMPUTE = OFF, IGNORE_DUP_KEY = OFF, ALLOW_ROW_LOCKS = ON) ON [PRIMARY]"
    )
    late = rng.random() < 0.5
    lines = []
    for c in table.columns:
        default = f" CONSTRAINT {q('DF_' + c.name)}  DEFAULT {c.default}" if c.default and not late else ""
        collate = " COLLATE Japanese_CI_AS" if "char" in c.kind.text else ""
        lines.append(f"\t{q(c.name)} {c.kind.text}{collate} {'' if c.nullable else 'NOT '}NULL{default}")
    if table.primary:
        key = f"PRIMARY KEY CLUSTERED \n(\n\t{_list(table.primary, q, ' ASC')}\n){options}"
        lines.append(f" CONSTRAINT {q('PK_' + table.name)} {key}")
    lines += [
        f" CONSTRAINT {q('UQ_' + table.name)} UNIQUE NONCLUSTERED ({_list(names, q, ' ASC')}) {options}"
        for names in table.uniques
    ]
    guard = rng.random() < 0.3
    yield "SET ANSI_NULLS ON\nGO\nSET QUOTED_IDENTIFIER ON\nGO"
    begin, end = (
        (f"IF NOT EXISTS (SELECT * FROM sys.objects WHERE object_id = OBJECT_ID(N'{where}'))\nBEGIN\n", "\nEND")
        if guard
        else ("", "")
    )
    yield f"{begin}CREATE TABLE {where}(\n{_body(lines)}\n) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]{end}\nGO"
    for c in table.columns:
        if c.default and late:
            yield f"ALTER TABLE {where} ADD  CONSTRAINT {q('DF_' + c.name)}  DEFAULT {c.default} FOR {q(c.name)}\nGO"
    for n, names in enumerate(table.indexes):
        yield (
            f"CREATE {rng.choice(('', 'UNIQUE '))}NONCLUSTERED INDEX [IX{n}] ON "
            f"{where}\n(\n\t{_list(names, q, ' ASC')}\n){options}\nGO"
        )
    for names, target, keys in table.foreign:
        yield (
            f"ALTER TABLE {where}  WITH CHECK ADD  CONSTRAINT [FK] FOREIGN "
            f"KEY({_list(names, q)})\nREFERENCES [dbo].{q(target)} ({_list(keys, q)})\nGO\nALTER TABLE "
            f"{where} CHECK CONSTRAINT [FK]\nGO"
        )
    level = f"@level0type=N'SCHEMA',@level0name=N'dbo', @level1type=N'TABLE',@level1name=N'{table.name}'"
    if table.comment:
        yield f"EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N{_text(table.comment)} , {level}\nGO"
    for c in table.columns:
        if c.comment:
            yield (
                f"EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N{_text(c.comment)} , "
                f"{level}, @level2type=N'COLUMN',@level2name=N'{c.name}'\nGO"
            )


def _postgres(rng: random.Random, table: Table) -> Iterator[str]:
    def q(name: str) -> str:
        return f'"{name}"'

    where = f"public.{q(table.name)}"
    late = rng.random() < 0.3
    lines = []
    for c in table.columns:
        collate = ' COLLATE pg_catalog."C"' if c.kind.text == "text" else ""
        default = f" DEFAULT {c.default}" if c.default and not late else ""
        lines.append(f"    {q(c.name)} {c.kind.text}{collate}{default}{'' if c.nullable else ' NOT NULL'}")
    lines.append(f"    CONSTRAINT ck CHECK ((({q(table.columns[0].name)})::text ~ '^[;)]'::text))")
    tail = rng.choice(("", "\nPARTITION BY HASH (a)", "\nWITH (fillfactor='70')"))
    yield f"--\n-- Name: {table.name}; Type: TABLE; Schema: public; Owner: x\n--\n"
    yield f"CREATE TABLE {where} (\n{_body(lines)}\n){tail};"
    yield f"ALTER TABLE {where} OWNER TO postgres;"
    if table.comment:
        yield f"COMMENT ON TABLE {where} IS {_text(table.comment)};"
    for c in table.columns:
        if c.comment:
            yield f"COMMENT ON COLUMN {where}.{q(c.name)} IS {_text(c.comment)};"
        if c.default and late:
            yield f"ALTER TABLE ONLY {where} ALTER COLUMN {q(c.name)} SET DEFAULT {c.default};"
    yield f"COPY {where} (a) FROM stdin;\n1\tit's (\n\\.\n"
    if table.primary:
        yield f'ALTER TABLE ONLY {where}\n    ADD CONSTRAINT "pk_{table.name}" PRIMARY KEY ({_list(table.primary, q)});'
    for names in table.uniques:
        yield f"ALTER TABLE ONLY {where}\n    ADD CONSTRAINT uq UNIQUE ({_list(names, q)});"
    for n, names in enumerate(table.indexes):
        yield (
            f"CREATE {rng.choice(('', 'UNIQUE '))}INDEX ix{n} ON {where} USING btree ({_list(names, q)}) WHERE (1 = 1);"
        )
    for names, target, keys in table.foreign:
        yield (
            f"ALTER TABLE ONLY {where}\n    ADD CONSTRAINT fk FOREIGN KEY ({_list(names, q)}) "
            f"REFERENCES public.{q(target)}({_list(keys, q)}) ON DELETE SET NULL DEFERRABLE;"
        )


def _mysql(rng: random.Random, table: Table) -> Iterator[str]:
    def q(name: str) -> str:
        return f"`{name}`"

    lines = []
    for c in table.columns:
        null = "" if c.nullable else " NOT NULL"
        default = f" DEFAULT {c.default}" if c.default else ""
        comment = f" COMMENT {_text(c.comment)}" if c.comment else ""
        lines.append(f"  {q(c.name)} {c.kind.text}{null}{default}{comment}")
    if table.primary:
        lines.append(f"  PRIMARY KEY ({_list(table.primary, q)}) USING BTREE")
    lines += [f"  UNIQUE KEY `uq` ({_list(names, q)})" for names in table.uniques]
    lines += [
        f"  {rng.choice(('KEY', 'FULLTEXT KEY'))} `ix{n}` ({_list(names, q)})" for n, names in enumerate(table.indexes)
    ]
    lines += [
        (
            f"  CONSTRAINT `fk` FOREIGN KEY ({_list(n, q)}) REFERENCES {q(t)} ({_list(k, q)}) ON DELETE "
            f"SET NULL ON UPDATE CASCADE"
        )
        for n, t, k in table.foreign
    ]
    comment = f" COMMENT={_text(table.comment)}" if table.comment else ""
    tail = rng.choice(("", "\n/*!50100 PARTITION BY HASH (`a`)\nPARTITIONS 4 */"))
    yield (
        f"DROP TABLE IF EXISTS {q(table.name)};\n/*!40101 SET @saved_cs_client     = "
        f"@@character_set_client */;\n/*!50503 SET character_set_client = utf8mb4 */;"
    )
    yield (
        f"CREATE TABLE {q(table.name)} (\n{_body(lines)}\n) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT "
        f"CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci{comment}{tail};"
    )
    yield (
        f"LOCK TABLES {q(table.name)} WRITE;\nINSERT INTO {q(table.name)} VALUES "
        f"(1,'a;b\\'c\\\\','CREATE TABLE z (');\nUNLOCK TABLES;"
    )


def _host(rng: random.Random, table: Table, dialect: str) -> Iterator[str]:
    def q(name: str) -> str:
        return name if dialect != "db2" else f'"{name}"'

    where = f"{q('JUKI')}.{q(table.name)}"
    db2 = dialect.startswith("db2")
    late = db2 and rng.random() < 0.5
    with_default = "WITH DEFAULT" if db2 else "DEFAULT"
    lines = []
    for c in table.columns:
        parts = [f" {with_default} {c.default}"] if c.default else []
        parts += [] if c.nullable else [" NOT NULL"]
        rng.shuffle(parts)
        lines.append(
            f"\t{q(c.name)}　{c.kind.text}{''.join(parts)}"
            if dialect == "symfoware"
            else f"\t{q(c.name)} {c.kind.text}{''.join(parts)}"
        )
    if table.primary and not late:
        lines.append(f"\tPRIMARY KEY ({_list(table.primary, q)})")
    lines += [f"\tUNIQUE ({_list(names, q)})" for names in table.uniques]
    foreign = {"db2zos": "FOREIGN KEY REL1"}.get(dialect, "FOREIGN KEY")
    lines += [f"\t{foreign} ({_list(n, q)}) REFERENCES {q('JUKI')}.{q(t)} ({_list(k, q)})" for n, t, k in table.foreign]
    tail = {
        "db2": 'DISTRIBUTE BY HASH("A")\n IN "USERSPACE1" INDEX IN "IDX" COMPRESS YES ADAPTIVE ORGANIZE BY ROW',
        "db2zos": "IN DB01.TS01 AUDIT NONE DATA CAPTURE NONE CCSID EBCDIC WITH RESTRICT ON DROP",
        "symfoware": "ON DBSP1", "hirdb": "IN (RDAREA1) PCTFREE=(10,5) LOCK ROW",
    }[dialect]  # fmt: skip
    yield f"CREATE {'FIX ' if dialect == 'hirdb' else ''}TABLE {where}\n(\n{_body(lines)}\n) {tail};"
    if table.primary and late:
        yield (
            f'ALTER TABLE {where}\n\tADD CONSTRAINT "PK{table.name}" PRIMARY '
            f"KEY\n\t\t({_list(table.primary, q)})\n\tENFORCED;"
        )
    for n, names in enumerate(table.indexes):
        extra = {"db2zos": "USING STOGROUP S PRIQTY 12 SECQTY 12 BUFFERPOOL BP0", "hirdb": "IN (RDI1)"}.get(dialect, "")
        yield (
            f"CREATE {rng.choice(('', 'UNIQUE '))}INDEX {q('JUKI')}.{q('IX' + str(n))} ON {where} "
            f"({_list(names, q, ' ASC')}) {extra};"
        )
    if table.comment:
        yield f"{'LABEL' if dialect == 'db2zos' else 'COMMENT'} ON TABLE {where} IS {_text(table.comment)};"
    commented = [c for c in table.columns if c.comment]
    if dialect == "db2zos" and commented:
        yield f"LABEL ON {where} (\n{_body([f'  {c.name} IS {_text(c.comment)}' for c in commented])});"
    else:
        yield from (f"COMMENT ON COLUMN {where}.{q(c.name)} IS {_text(c.comment)};" for c in commented)


def script(dialect: str, tables: int, seed: int = 1) -> tuple[str, list[Table]]:
    """The script of a random schema in the words of one product, and the schema."""
    rng, made = schema(dialect, tables, seed)
    heads = {
        "oracle": "REM It's the \"head\nSET DEFINE OFF\nPROMPT CREATE TABLE no (a int);\n",
        "sqlserver": "USE [X]\nGO\n/****** Object:  Table [dbo].[it's]    Script Date: 2024/01/01 ******/\n",
        "db2": "-- This CLP file was created using DB2LOOK\nCONNECT TO X;\nSET CURRENT SCHEMA = \"JUKI\";\n",
        "postgres": "SET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n"
        "CREATE TYPE public.kubun_t AS ENUM (\n    '1', ';'\n);\n",
        "mysql": "-- MySQL dump 10.13  Distrib 8.0.30\n/*!40101 SET NAMES utf8mb4 */;\n",
    }  # fmt: skip
    writers = {"oracle": _oracle, "sqlserver": _sqlserver, "postgres": _postgres, "mysql": _mysql}
    parts = [heads.get(dialect, "")]
    for table in made:
        parts += writers[dialect](rng, table) if dialect in writers else _host(rng, table, dialect)
        if rng.random() < 0.2:
            parts.append(f"-- {rng.choice(LABELS)}\n/* CREATE TABLE z (a INT); */")
    return "\n".join(parts) + "\n", made


DIALECTS = ("oracle", "sqlserver", "db2", "db2zos", "symfoware", "hirdb", "postgres", "mysql")
