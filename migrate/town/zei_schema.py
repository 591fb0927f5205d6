"""The export DDL of 税総合システム, as an Oracle export tool prints it."""

from __future__ import annotations

from migrate.town import encode, people
from migrate.town.zei import COLUMNS, TABLE

OWNER = "ZEI"
_KEY = ("ATENA_NO", "RIREKI_NO")
_REQUIRED = (*_KEY, "DAIHYO_FLG", "SAKUJO_FLG")
_REMARKS = {
    "SHIMEI_KJ": "姓と名の間は全角空白",
    "SHIMEI_KN": "半角カナ",
    "SHIMEI_EN": "外国人のみ",
    "SEIBETSU": "1:男 2:女 9:不明",
    "SEINENGAPPI": "和暦。不詳のときは文言",
    "DAIHYO_FLG": "1:代表 0:名寄せ元",
    "SAKUJO_FLG": "1:削除",
    "KOSHIN_JI": "HHMMSS",
}
_STORAGE = """\
  PCTFREE {free} INITRANS {trans} MAXTRANS 255
  STORAGE(INITIAL 65536 NEXT 1048576 MINEXTENTS 1 MAXEXTENTS 2147483645
  PCTINCREASE 0 FREELISTS 1 FREELIST GROUPS 1
  BUFFER_POOL DEFAULT FLASH_CACHE DEFAULT CELL_FLASH_CACHE DEFAULT)
  TABLESPACE "{space}" """


def _storage(space: str, index: bool = False) -> str:
    text = _STORAGE.format(free=10, trans=2 if index else 1, space=space)
    return text.replace("MAXTRANS 255\n", "MAXTRANS 255 COMPUTE STATISTICS\n" if index else "MAXTRANS 255\n")


def _header() -> str:
    day = people.EXTRACTED
    return f"""\
--------------------------------------------------------
--  税総合システム（架空）  データ移行用 DDL エクスポート
--  File created - {day:%Y-%m-%d}
--  対象スキーマ: {OWNER}   対象表: {TABLE}（住登外者宛名）
--  本書の町、システム、氏名はすべて架空のものです。
--------------------------------------------------------
"""


def _table() -> str:
    columns = []
    for column in COLUMNS:
        default = " DEFAULT '0'" if column.name == "SAKUJO_FLG" else ""
        required = " NOT NULL ENABLE" if column.name in _REQUIRED else ""
        columns.append(f'\t"{column.name}" {column.type}{default}{required}')
    body = ",\n".join(columns).lstrip("\t")
    storage = _storage("ZEI_DATA")
    return f'  CREATE TABLE "{OWNER}"."{TABLE}"\n   (\t{body}\n   ) SEGMENT CREATION IMMEDIATE\n{storage};\n'


def _comments() -> str:
    lines = [f'   COMMENT ON TABLE "{OWNER}"."{TABLE}"  IS \'住登外者宛名\';']
    for column in COLUMNS:
        text = f"{column.title}\u3000{_REMARKS.get(column.name, '')}".rstrip("\u3000")
        lines.append(f'   COMMENT ON COLUMN "{OWNER}"."{TABLE}"."{column.name}" IS \'{text}\';')
    return "\n".join(lines) + "\n"


def _indexes() -> str:
    key = ", ".join(f'"{name}"' for name in _KEY)
    return f"""\
  CREATE UNIQUE INDEX "{OWNER}"."PK_{TABLE}" ON "{OWNER}"."{TABLE}" ({key})
{_storage("ZEI_INDEX", index=True)};

  CREATE INDEX "{OWNER}"."IX_{TABLE}_KANA" ON "{OWNER}"."{TABLE}" ("SHIMEI_KN", "SEINENGAPPI")
{_storage("ZEI_INDEX", index=True)};

  ALTER TABLE "{OWNER}"."{TABLE}" ADD CONSTRAINT "PK_{TABLE}" PRIMARY KEY ({key})
  USING INDEX "{OWNER}"."PK_{TABLE}"  ENABLE;
"""


def schema_file() -> bytes:
    """The DDL script: table, comments, indexes, primary key, grants; CP932, CRLF."""
    rights = (("SELECT", "ZEI_REF"), ("SELECT, UPDATE", "ZEI_APP"))
    grants = "".join(f'  GRANT {right} ON "{OWNER}"."{TABLE}" TO "{user}";\n' for right, user in rights)
    parts = [_header(), _table(), _comments(), _indexes(), grants]
    return encode.cp932("\n".join(parts).replace("\n", "\r\n"))
