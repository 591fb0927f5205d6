"""福祉総合システム: record layout and fixed-length file of ``FUKU_ATENA``."""

from __future__ import annotations

from migrate.model.value import value
from migrate.text import width
from migrate.town import encode, people, places
from migrate.town.dice import Dice
from migrate.town.people import Person, Registry
from migrate.town.rows import Row, Table

TABLE, LAYOUT_FILE, FILE = "FUKU_ATENA", "source/fuku_layout.csv", "source/fuku_atena.dat"
_HEADER = ("項番", "項目名", "物理名", "開始位置", "桁数", "型", "備考")
_CLERKS = ("FUKU01", "FUKU02", "KAIGO05", "NIGHTBAT")
_BUSINESSES = ("022", "022", "023", "023", "020", "021", "027")
"""業務ID: 障害者福祉, 介護保険, 児童扶養手当, 生活保護, 児童手当."""


@value
class Field:
    """A field of the record: physical name, width in bytes, type (X half-width, N full-width, 9 digits), names."""

    name: str
    width: int
    type: str
    title: str
    remark: str = ""

    @property
    def filler(self) -> str:
        """Blank that fills the field up on the right."""
        return "\u3000" if self.type == "N" else " "


FIELDS = tuple(
    Field(name=name, width=width_, type=type_, title=title, remark=remark)
    for name, width_, type_, title, remark in (
        ("ATENA_CD", 8, "X", "宛名コード", "主キー"),
        ("SIMEI", 60, "N", "氏名", "姓と名の間は全角空白。日本人のみ（外国人は税総合で管理）"),
        ("KANA", 30, "X", "カナ氏名", "半角カナ"),
        ("SEX", 1, "X", "性別", "M:男 F:女 U:不明"),
        ("UMARE", 7, "X", "生年月日", "元号1桁+年月日6桁。0000000:なし"),
        ("MYNUMBER", 12, "X", "個人番号", ""),
        ("YUBIN", 7, "X", "郵便番号", ""),
        ("CITY_CD", 6, "X", "市区町村コード", ""),
        ("KEN", 8, "N", "都道府県名", ""),
        ("CITY", 24, "N", "市区町村名", ""),
        ("MACHI", 40, "N", "町字名", ""),
        ("BANCHI", 40, "N", "番地", ""),
        ("KATA", 60, "N", "方書", ""),
        ("GYOMU", 3, "X", "利用業務コード", "業務ID"),
        ("MASSHO", 1, "X", "抹消区分", "1:抹消"),
        ("UPD_YMD", 7, "X", "更新日", "元号1桁+年月日6桁"),
        ("UPD_HMS", 6, "X", "更新時刻", "HHMMSS"),
        ("UPD_ID", 8, "X", "更新者", ""),
        ("YOBI", 10, "X", "予備", "空白"),
    )
)
RECORD = sum(one.width for one in FIELDS)
"""Bytes of a record without its CRLF."""


def _cells(dice: Dice, person: Person, number: str) -> dict[str, str]:
    place = places.address(dice)
    day = people.day_of_work(dice, person.birth)
    birth = people.compact(person.birth, dice.chance(50)) if person.birth else "0000000"
    return {
        "ATENA_CD": number,
        "SIMEI": person.name.full,
        "KANA": width.half_width(person.name.reading),
        "SEX": "U" if dice.chance(0.5) else ("F" if person.female else "M"),
        "UMARE": birth,
        "MYNUMBER": person.number,
        "YUBIN": place.municipality.postal_code,
        "CITY_CD": place.municipality.code,
        "KEN": place.municipality.prefecture,
        "CITY": place.municipality.name,
        "MACHI": width.full_width(place.choaza),
        "BANCHI": width.full_width(place.banchi),
        "KATA": width.full_width(place.katagaki),
        "GYOMU": dice.pick(_BUSINESSES),
        "MASSHO": "1" if dice.chance(4) else "0",
        "UPD_YMD": people.compact(day),
        "UPD_HMS": f"{dice.between(7, 21):02d}{dice.below(60):02d}{dice.below(60):02d}",
        "UPD_ID": dice.pick(_CLERKS),
        "YOBI": "",
    }


def build(dice: Dice, registry: Registry, count: int) -> Table:
    """``count`` rows in the order of the primary key."""
    rows = []
    number = 310_000
    for _ in range(count):
        number += dice.between(1, 5)
        cells = _cells(dice, registry.person(0), f"{number:08d}")
        rows.append(Row(cells=cells, written=cells["MASSHO"] == "0"))
    return Table(name=TABLE, file=FILE, rows=tuple(rows))


def record(row: Row) -> bytes:
    """One record without its end: `RECORD` bytes unless damaged."""
    data = b"".join(encode.field(row.cells[one.name], one.width, one.filler) for one in FIELDS)
    return row.damage(data) if row.damage else data


def data_file(table: Table) -> bytes:
    """The fixed-length file: CP932 records that end in CRLF, no header."""
    return encode.CRLF.join([*(record(row) for row in table.rows), b""])


def layout_file() -> bytes:
    """The layout table that came with the file: CP932, CRLF, first byte of each field counted from 1."""
    lines = [",".join(_HEADER)]
    start = 1
    for number, one in enumerate(FIELDS, start=1):
        cells = (str(number), one.title, one.name, str(start), str(one.width), one.type, one.remark)
        lines.append(",".join(encode.quoted(cell) if "," in cell else cell for cell in cells))
        start += one.width
    return encode.cp932("\r\n".join([*lines, ""]))
