"""What the benches of checks share: 31 items of residents as a spec, the rules asked of them, the same as one query.

The rows are those of the generator of the bench data, converted by the plan of `bench_convert` with its look-up, then
given the names of a standard and full-width digits where a standard wants them.
"""

from __future__ import annotations

import hmac
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from bench_convert import PLAN, STAGE

from migrate.model.provenance import Provenance
from migrate.model.quality import CheckResult
from migrate.model.spec import CodeList, CodeValue, Item, Spec, SpecKind
from migrate.quality import notation
from migrate.quality.catalogue import Rule, rules
from migrate.quality.run import Given, Setting, Subject, run

TABLE, AS_OF = "住民", date(2026, 11, 23)
_CONVERT = (
    PLAN
    + 'convert(plan, staged, work / "out", Surroundings(digest="|".join, records=raw, limits=Limits(memory=memory)))'
)
ITEMS: dict[str, tuple[str, str, str, bool, str]] = {
    "市区町村コード": ("city_cd", "X", "6", True, "139999"),
    "宛名番号": ("atena_no", "X", "15", True, ""),
    "世帯番号": ("setai_no", "X", "15", True, ""),
    "個人番号": ("kojin_no", "X", "12", False, ""),
    "氏名": ("shimei", "Ｎ", "100", True, ""),
    "氏名_フリガナ": ("shimei_kn", "Ｎ", "100", True, ""),
    "氏": ("shi", "Ｎ", "50", False, ""),
    "名": ("mei", "Ｎ", "50", False, ""),
    "通称": ("tsusho", "Ｎ", "100", False, ""),
    "生年月日": ("birth", "DATE", "10", True, ""),
    "生年月日_不詳": ("birth_fusho", "X", "1", True, "0 1"),
    "性別": ("sex", "X", "1", True, "0 1 2 9"),
    "続柄": ("zokugara", "X", "2", False, "01 02 11 12 13 21 99"),
    "郵便番号": ("zip", "X", "7", False, ""),
    "町字ID": ("machiaza_id", "X", "7", True, ""),
    "住所_町字": ("machiaza_nm", "Ｎ", "60", True, ""),
    "住所_番地号表記": ("banchi", "Ｎ", "60", False, ""),
    "住所": ("addr_full", "Ｎ", "120", True, ""),
    "住所_方書": ("katagaki", "Ｎ", "100", False, ""),
    "電話番号": ("tel", "X", "11", False, ""),
    "住民種別": ("jumin_sbt", "X", "1", True, "1 2 3 4"),
    "住民となった年月日": ("jumin_ymd", "DATE", "10", True, ""),
    "届出年月日": ("todoke_ymd", "DATE", "10", False, ""),
    "異動年月日": ("ido_ymd", "DATE", "10", False, ""),
    "異動事由": ("ido_jiyu", "X", "2", True, " ".join(f"{n:02}" for n in range(1, 31))),
    "国籍": ("kokuseki", "X", "3", True, "JPN USA CHN KOR VNM PHL BRA"),
    "在留期間の満了の日": ("zairyu_kgn", "DATE", "10", False, ""),
    "消除年月日": ("shojo_ymd", "DATE", "10", False, ""),
    "備考": ("biko", "Ｎ", "200", False, ""),
    "更新日時": ("koshin", "9", "14", True, ""),
    "操作者ID": ("'USER01'", "X", "8", True, ""),
}
"""Item → column of the conversion, type, length, 必須, values of its code list."""


def _item(number: int, name: str) -> Item:
    _, kind, length, required, codes = ITEMS[name]
    texts = dict.fromkeys(
        ("romaji", "repeat", "definition", "description", "function", "implementation", "sample", "remarks"), ""
    )
    return Item(
        id=f"999{number:05}",
        name=name,
        table=TABLE,
        primary_key=name == "宛名番号",
        foreign_key=False,
        classes=("", "", ""),
        type=kind,
        length=length,
        code=str(number) if codes else "",
        output_condition="必須" if required else "任意",
        **texts,
    )


def spec() -> Spec:
    """The 31 items as a spec."""
    items = tuple(_item(number, name) for number, name in enumerate(ITEMS, start=1))
    lists = tuple(
        CodeList(
            id=item.code_list_id,
            published_id=item.code,
            name=item.name,
            values=tuple(CodeValue(value=code, meaning="") for code in ITEMS[item.name][4].split()),
        )
        for item in items
        if item.code
    )
    return Spec(
        business="999",
        business_name="速さを測る業務",
        edition="2026-11-23",
        kind=SpecKind.STARTER,
        title="",
        items=items,
        code_lists=lists,
        provenance=Provenance(title="", publisher="", edition="", date="", licence="", sha256="", derived=""),
    )


ASKED = frozenset(
    f"MIG-DQ-{number:03}" for number in (1, 3, 4, 5, 6, 7, 10, 11, 13, 15, 100, 118, 119, 126)
) | frozenset({"MIG-CHR-001"})
"""The rules asked about: 119 checks of the 31 items."""


def asked() -> tuple[Rule, ...]:
    """Their rows of the bundled catalogue."""
    return tuple(rule for rule in rules() if rule.code in ASKED)


def prepare(data: Path, into: Path) -> int:
    """Convert the residents in ``data``, a folder as `bench_convert` takes it; the number of rows in ``into``."""
    with tempfile.TemporaryDirectory(dir=into.parent) as work:
        for script in (STAGE, _CONVERT):
            words = [sys.executable, "-c", script, str(data), work, "2GB", "join"]
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        named(Path(work) / "out" / "0.parquet", into)
    return rows_of(into)


def named(converted: Path, into: Path) -> None:
    """Rows under the names of the standard, in their order."""
    wide = "translate({}, '0123456789', '０１２３４５６７８９')"
    forms = {"machiaza_nm": wide, "banchi": wide, "addr_full": "replace({}, 'ﾊｲﾂ', 'ハイツ')"}
    forms["katagaki"] = forms["addr_full"]
    listed = ", ".join(f'{forms.get(it[0], "{}").format(it[0])} AS "{name}"' for name, it in ITEMS.items())
    with duckdb.connect() as con:
        con.execute(
            f"COPY (SELECT {listed} FROM read_parquet('{converted}')) TO '{into}' "
            "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 131072)"
        )


def rows_of(file: Path) -> int:
    """Rows of a Parquet file."""
    return pq.read_metadata(file).num_rows


def check(file: Path, folder: Path) -> CheckResult:
    """This tool's check of the file: all failing rows, with digests of their keys, in ``folder``/failures.parquet."""
    setting = Setting(
        scratch=folder,
        failures=folder / "failures.parquet",
        as_of=AS_OF,
        digest=lambda *key: hmac.digest(b"bench", "\x1f".join(key).encode(), "sha256").hex()[:16],
        catalogue=asked(),
    )
    return run(Subject(spec=spec(), given={TABLE: Given(data=file, name=file.name)}), setting)


_TEXTS = {
    "X": notation.text_pattern("X"),
    "Ｎ": notation.text_pattern("Ｎ"),
    "9": notation.text_pattern("9"),
    "DATE": notation.form_pattern("DATE"),
}
_GAIJI = r"[\x{E000}-\x{F8FF}\x{F0000}-\x{FEFFF}\x{FF100}-\x{10FFFF}]"
_INK = r"[^ \x{3000}\t\x{A0}]"
_MARKS = r"[\x{FE00}-\x{FE0F}\x{E0100}-\x{E01EF}\x{3099}\x{309A}]"
_KANA = rf"\A[ァ-ヺー-ヿぁ-ゖゝゞ・\x{{3000}}\x{{3099}}\x{{309A}}{notation.PRIVATE}]*\z"
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def _number_wrong(cell: str) -> str:
    """SQL that is true where a 個人番号 is none."""
    total = " + ".join(f"{w} * (unicode({cell}[{n}]) - 48)" for n, w in enumerate(_WEIGHTS, start=1))
    digit = f"CASE WHEN ({total}) % 11 <= 1 THEN 0 ELSE 11 - ({total}) % 11 END"
    return (
        f"CASE WHEN regexp_matches({cell}, '\\A[0-9]{{12}}\\z') THEN {digit} <> unicode({cell}[12]) - 48 ELSE true END"
    )


def _conditions(name: str) -> Iterator[tuple[str, str]]:
    """Code and SQL that is true where a cell fails, the more basic ones first."""
    _, kind, length, required, codes = ITEMS[name]
    cell, dated = f'"{name}"', kind == "DATE"
    if required:
        yield "MIG-DQ-001", f"({cell} IS NULL OR NOT regexp_matches({cell}, '{_INK}'))"
    if not dated:
        yield "MIG-DQ-003", f"NOT regexp_matches({cell}, '{_TEXTS[kind]}')"
        seen = f"length(regexp_replace({cell}, '{_MARKS}', '', 'g'))"
        yield "MIG-DQ-004", f"(length({cell}) > {length} AND {seen} > {length})"
    else:
        day = (
            f"regexp_matches({cell}, '{_TEXTS['DATE']}') AND {cell} >= '0001' AND try_cast({cell} AS DATE) IS NOT NULL"
        )
        yield "MIG-DQ-006", f"NOT ({day} OR {cell} IN ('0000-01-01', '9999-12-31'))"
    if codes:
        yield "MIG-DQ-005", f"{cell} NOT IN ({', '.join(repr(code) for code in codes.split())})"
    if name == "個人番号":
        yield "MIG-DQ-010", _number_wrong(cell)
    if name in ("郵便番号", "町字ID"):
        yield "MIG-DQ-100", f"NOT regexp_matches({cell}, '\\A[0-9]{{7}}\\z')"
    if not dated and kind != "9":
        yield "MIG-CHR-001", f"regexp_matches({cell}, '{_GAIJI}')"
    if name == "氏名":
        yield "MIG-DQ-013", rf"NOT regexp_matches({cell}, '[^\x{{3000}}]\x{{3000}}+[^\x{{3000}}]')"
    if name == "氏名_フリガナ":
        yield "MIG-DQ-015", f"NOT regexp_matches({cell}, '{_KANA}')"
    if name.endswith("年月日"):
        yield "MIG-DQ-118", f"{cell} < '1873-01-01'"
    if name in ("生年月日", "届出年月日"):
        yield "MIG-DQ-119", f"({cell} > '{AS_OF}' AND {cell} <> '9999-12-31')"
    if name == "生年月日":
        yield "MIG-DQ-126", f'{cell} > "住民となった年月日"'


_NUMBERED = "(SELECT file_row_number + 1 AS row, * FROM read_parquet('{file}', file_row_number = true))"


def query(file: Path, into: Path) -> str:
    """One pass by hand: of every row that fails, its number, its key and the rules at its items."""
    cells = {
        name: "CASE " + " ".join(f"WHEN {failing} THEN '{name} {code}'" for code, failing in _conditions(name)) + " END"
        for name in ITEMS
    }
    cells["宛名番号"] = (
        f"coalesce({cells['宛名番号']}, CASE WHEN row IN (FROM key_twice) THEN '宛名番号 MIG-DQ-007' END)"
    )
    cells["個人番号"] = (
        f"coalesce({cells['個人番号']}, CASE WHEN row IN (FROM number_twice) THEN '個人番号 MIG-DQ-011' END)"
    )
    rows = _NUMBERED.format(file=file)
    key = 'min(row) OVER (PARTITION BY "宛名番号") AS first'
    keys = f'SELECT "宛名番号" FROM {rows} WHERE "宛名番号" IS NOT NULL GROUP BY 1 HAVING count(*) > 1'
    numbers = (
        f'SELECT "個人番号" FROM {rows} WHERE "個人番号" IS NOT NULL AND "宛名番号" IS NOT NULL GROUP BY 1 '
        'HAVING min("宛名番号") <> max("宛名番号")'
    )
    people = f'SELECT "個人番号", "宛名番号", min(row) AS row FROM {rows} WHERE "個人番号" IN ({numbers}) GROUP BY 1, 2'
    return (
        f'COPY (WITH key_twice AS (SELECT row FROM (SELECT row, {key} FROM {rows} WHERE "宛名番号" IN ({keys})) '
        "WHERE row > first), "
        f"number_twice AS (SELECT row FROM ({people}) "
        'QUALIFY row_number() OVER (PARTITION BY "個人番号" ORDER BY row) > 1) '
        f'SELECT row, "宛名番号", list_filter([{", ".join(cells.values())}], lambda x: x IS NOT NULL) AS rules '
        f"FROM {rows} WHERE coalesce({', '.join(cells.values())}) IS NOT NULL) TO '{into}' (FORMAT parquet)"
    )
