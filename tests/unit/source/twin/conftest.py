"""Profiles of bytes, and twins of profiles, without a workspace."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from migrate import town
from migrate.files.digest import sha256_of
from migrate.model.profile import FileProfile
from migrate.model.source import SourceSchema, SourceTable
from migrate.source.detect import Input
from migrate.source.profile.file import profile
from migrate.source.scan import scan
from migrate.source.twin.table import Plan, Table, tables
from migrate.source.twin.write import write

Bytes = Mapping[str, bytes]


@dataclass(frozen=True)
class Pair:
    """Profiles of the originals and of their twins, and the twins' bytes, by file."""

    original: dict[str, FileProfile]
    twin: dict[str, FileProfile]
    data: dict[str, bytes]
    lost: list[str]


def scanned(folder: Path, files: Bytes) -> SourceSchema:
    """The schema of some files."""
    inputs = []
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        inputs.append(Input(path=path, name=name, sha256=sha256_of(path), declared=None))
    return scan(inputs)


def profiles(folder: Path, files: Bytes) -> tuple[list[FileProfile], dict[str, SourceTable]]:
    """Profiles of the data files among some files, and the tables."""
    schema = scanned(folder, files)
    declared = {one.name: one for one in schema.tables}
    found = [
        profile(folder / one.path, one, declared.get(one.table)) for one in schema.files if one.kind in {"csv", "fixed"}
    ]
    return found, declared


def made(
    found: list[FileProfile], declared: dict[str, SourceTable], plan: Plan, folder: Path
) -> tuple[dict[str, bytes], list[str]]:
    """The twin's files, and the ties that it could not keep."""
    built, lost = tables(found, declared, plan)
    data = {}
    for one in built:
        path = folder / "twin"
        write(one, _layout(one, declared), path)
        data[one.profile.file] = path.read_bytes()
    return data, lost


def _layout(one: Table, declared: dict[str, SourceTable]) -> dict:
    table = declared.get(one.profile.table)
    return {column.name: column for column in table.columns} if table else {}


def pair(folder: Path, files: Bytes, rows: int | None = None, seed: int = 1, clean: bool = False) -> Pair:
    """Profile, imitate, profile again (the second time with the same definitions beside the twin's files)."""
    found, declared = profiles(folder / "a", files)
    wanted = {one.file: one.rows if rows is None else rows for one in found}
    data, lost = made(found, declared, Plan(seed=seed, clean=clean, rows=wanted), folder)
    again, _ = profiles(folder / "b", {**files, **data})
    return Pair({one.file: one for one in found}, {one.file: one for one in again}, data, lost)


@pytest.fixture(scope="package")
def town_pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The demo town's files and their twins."""
    return pair(tmp_path_factory.mktemp("town"), town.build().files)


def check_12(body: str) -> str:
    """Check digit of a 個人番号, for numbers that are only made here."""
    total = sum(int(digit) * weight for digit, weight in zip(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 11 % 10)


def check_13(body: str) -> str:
    """Check digit of a 法人番号, which stands in front."""
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(body)))
    return str(9 - total % 9)


_FAMILY, _GIVEN = (
    ("五百旗頭", "勅使河原", "御手洗", "小鳥遊", "我妻", "渡邉", "\ue005山"),
    ("太郎", "花子", "一", "由美子"),
)
_KANA = ("ｲｵｷﾍﾞ", "ﾃｼｶﾞﾜﾗ", "ﾐﾀﾗｲ", "ﾀｶﾅｼ", "ﾜｶﾞﾂﾏ")
LEGACY_ROWS = 4000
HEAD = (
    "atena_no,setai_no,kojin_no,shimei,shimei_kn,umare_ymd,seibetsu_kbn,yubin,jusho,denwa,mail,hojin_no,"
    "dantai_cd,koshin_nichiji,biko,nendo"
)


def _legacy_row(n: int, dice: random.Random) -> list[str]:
    body = f"{dice.randrange(10**11):011d}"
    month, day, year = dice.randint(1, 12), dice.randint(1, 28), dice.randint(2, 63)
    western = f"{dice.randrange(10**12):012d}"
    birth = dice.choice(
        (f"S{year:02d}{month:02d}{day:02d}", f"S{year:02d}{month:02d}{day:02d}", f"昭和{year}年{month}月{day}日")
    )
    return [
        f"{n + 1:010d}",
        str(n // 3 + 1),
        "" if dice.random() < 0.2 else body + check_12(body),
        dice.choice(_FAMILY) + "　" + dice.choice(_GIVEN) + (str(n % 7) if n % 900 == 0 else ""),
        dice.choice(_KANA) + " ﾊﾅｺ",
        "0000000" if dice.random() < 0.05 else birth,
        "9" if n < 4 else dice.choice("112"),
        f"{dice.randint(100, 999)}-{dice.randint(0, 9999):04d}",
        f"旭ヶ丘市見晴町{dice.randint(1, 9)}丁目{dice.randint(1, 30)}番",
        "" if dice.random() < 0.5 else f"0{dice.randint(3, 9)}-{dice.randint(2000, 9999)}-{dice.randint(0, 9999):04d}",
        "" if dice.random() < 0.7 else f"user{dice.randint(10, 99)}@mail.example.jp",
        check_13(western) + western,
        dice.choice(("131016", "011002", "990019")),
        f"2026{month:02d}{day:02d}{dice.randint(8, 19):02d}{dice.randint(0, 59):02d}00",
        dice.choice(("", "", "　", "要確認", "旧住所の郵便物は返戻されたため、" * 4)),
        dice.choice(("2024", "2025")),
    ]


def legacy() -> bytes:
    """A legacy extract of residents with damage, gaiji, rare codes and ragged rows (CP932, CRLF)."""
    dice = random.Random(7)
    lines = [HEAD]
    for n in range(LEGACY_ROWS):
        row = _legacy_row(n, dice)
        lines.append(",".join(row[:5] if n % 800 == 799 else row))
    data = "\r\n".join([*lines, ""]).encode("cp932")
    return data.replace("御手洗".encode("cp932"), b"\x85\x40\x8e\xe8", 25)


LEGACY_DDL = (
    "CREATE TABLE SETAI (setai_no VARCHAR(10) PRIMARY KEY, nushi VARCHAR(20));\n"
    "CREATE TABLE JUMIN ("
    + ", ".join(f"{name} VARCHAR(100)" for name in HEAD.split(","))
    + ", PRIMARY KEY (atena_no), FOREIGN KEY (setai_no) REFERENCES SETAI (setai_no));\n"
    "CREATE TABLE RIREKI (atena_no VARCHAR(10), rireki_no VARCHAR(3), jiyu_kbn VARCHAR(2),"
    " PRIMARY KEY (atena_no, rireki_no), FOREIGN KEY (atena_no) REFERENCES JUMIN (atena_no));\n"
)


def delivery() -> dict[str, bytes]:
    """Three tables that refer to each other, and their DDL."""
    homes = LEGACY_ROWS // 3 + 1
    setai = "setai_no,nushi\r\n" + "".join(f"{n + 1},氏名 {n % 50}\r\n" for n in range(homes))
    history = [(n, k) for n in range(0, LEGACY_ROWS, 2) for k in range(1, 2 + (n % 3 == 0))]
    rireki = "atena_no,rireki_no,jiyu_kbn\n" + "".join(f'"{n + 1:010d}","{k}","{n % 5 + 10}"\n' for n, k in history)
    return {
        "source/ddl.sql": LEGACY_DDL.encode("cp932"),
        "source/jumin.csv": legacy(),
        "source/setai.csv": setai.encode("cp932"),
        "source/rireki.csv": rireki.encode(),
    }


@pytest.fixture(scope="package")
def legacy_pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The delivery of three tables and its twin."""
    return pair(tmp_path_factory.mktemp("legacy"), delivery())


Imitated = Callable[..., Pair]


@pytest.fixture
def imitated(tmp_path: Path) -> Imitated:
    """Imitates some files."""

    def call(files: Bytes, rows: int | None = None, seed: int = 1, clean: bool = False) -> Pair:
        return pair(tmp_path, files, rows, seed, clean)

    return call
