"""税総合システム: Oracle table ``T_JUTOGAI``, its export DDL and its CSV."""

from __future__ import annotations

from migrate.model.value import value
from migrate.text import width
from migrate.town import encode, people, places
from migrate.town.dice import Dice
from migrate.town.people import Person, Registry
from migrate.town.rows import Row, Table

TABLE, SCHEMA_FILE, FILE = "T_JUTOGAI", "source/zei_schema.sql", "source/zei_jutogai.csv"
FOREIGN_PERCENT = 4
_REMARKS = (
    "",
    "",
    "",
    "",
    "納税管理人あり",
    "死亡（相続人代表者へ送付）",
    "電話連絡済, 要確認",
    '送付先を"本社"に変更',
    "返戻あり①",
)
_CLERKS = ("ZEI001", "ZEI014", "ZEI027", "SHIMIN03", "BATCH")


@value
class Column:
    """A column of the table: name, type as Oracle prints it, Japanese name."""

    name: str
    type: str
    title: str

    @property
    def text(self) -> bool:
        """True for VARCHAR2, which the spooled CSV puts in quotes."""
        return self.type.startswith("VARCHAR2")


COLUMNS = tuple(
    Column(name=name, type=type_, title=title)
    for name, type_, title in (
        ("ATENA_NO", "CHAR(10)", "宛名番号"),
        ("RIREKI_NO", "NUMBER(3,0)", "履歴番号"),
        ("KOJIN_NO", "CHAR(12)", "個人番号"),
        ("SHIMEI_KJ", "VARCHAR2(100)", "漢字氏名"),
        ("SHIMEI_KN", "VARCHAR2(60)", "カナ氏名"),
        ("SHIMEI_EN", "VARCHAR2(100)", "英字氏名"),
        ("SEIBETSU", "CHAR(1)", "性別"),
        ("SEINENGAPPI", "VARCHAR2(30)", "生年月日"),
        ("ZIP", "CHAR(8)", "郵便番号"),
        ("SHIKUCHOSON_CD", "CHAR(6)", "市区町村コード"),
        ("TODOFUKEN", "VARCHAR2(8)", "都道府県名"),
        ("SHIKUCHOSON", "VARCHAR2(40)", "市区町村名"),
        ("CHOAZA", "VARCHAR2(60)", "町字名"),
        ("BANCHI", "VARCHAR2(60)", "番地"),
        ("KATAGAKI", "VARCHAR2(120)", "方書"),
        ("DAIHYO_FLG", "CHAR(1)", "代表フラグ"),
        ("NAYOSE_NO", "CHAR(10)", "名寄せ先宛名番号"),
        ("SAKUJO_FLG", "CHAR(1)", "削除フラグ"),
        ("KOSHIN_USER", "VARCHAR2(10)", "更新者"),
        ("KOSHIN_YMD", "VARCHAR2(10)", "更新年月日"),
        ("KOSHIN_JI", "CHAR(6)", "更新時刻"),
        ("DENWA", "VARCHAR2(15)", "電話番号"),
        ("BIKO", "VARCHAR2(200)", "備考"),
    )
)
_NAMES = tuple(column.name for column in COLUMNS)
_IN_QUOTES = tuple(column.text for column in COLUMNS)


def _name_cells(dice: Dice, person: Person) -> dict[str, str]:
    name = person.name
    written = "" if name.foreign and not name.written_in_kanji and dice.chance(40) else name.full
    if dice.chance(2):
        written = written.replace("\u3000", " ")
    elif dice.chance(2):
        written += "\u3000\u3000" if written else ""
    return {
        "SHIMEI_KJ": written,
        "SHIMEI_KN": "" if dice.chance(1) else width.half_width(name.reading),
        "SHIMEI_EN": name.english,
        "SEIBETSU": "9" if dice.chance(1) else ("2" if person.female else "1"),
    }


def _address_cells(dice: Dice) -> dict[str, str]:
    found = places.address(dice)
    postal = found.municipality.postal_code
    return {
        "ZIP": postal if dice.chance(20) else f"{postal[:3]}-{postal[3:]}",
        "SHIKUCHOSON_CD": found.municipality.code,
        "TODOFUKEN": found.municipality.prefecture,
        "SHIKUCHOSON": found.municipality.name,
        "CHOAZA": found.choaza,
        "BANCHI": found.banchi,
        "KATAGAKI": places.long_katagaki(dice) if dice.chance(0.5) else found.katagaki,
    }


def _work_cells(dice: Dice, person: Person) -> dict[str, str]:
    day = people.day_of_work(dice, person.birth)
    hour, minute, second = dice.between(8, 19), dice.below(60), dice.below(60)
    return {
        "KOSHIN_USER": dice.pick(_CLERKS),
        "KOSHIN_YMD": people.dotted(day),
        "KOSHIN_JI": f"{hour:02d}{minute:02d}{second:02d}",
        "DENWA": f"0{dice.pick((7, 8, 9))}0-0000-{dice.below(10000):04d}" if dice.chance(50) else "",
        "BIKO": dice.pick(_REMARKS),
    }


def _birthday(dice: Dice, person: Person) -> str:
    if person.birth is None:
        return people.wording(dice) if dice.chance(80) else ""
    return people.any_form(dice, person.birth)


def _rows_of(dice: Dice, person: Person, number: str, count: int) -> list[Row]:
    """The rows of one person: ``count`` states of the history, the last one valid; all of them deleted or none."""
    deleted = dice.chance(3)
    birthday = _birthday(dice, person)
    rows = []
    for history in range(1, count + 1):
        cells = {"ATENA_NO": number, "RIREKI_NO": str(history), "KOJIN_NO": person.number, "SEINENGAPPI": birthday}
        cells |= _name_cells(dice, person) | _address_cells(dice) | _work_cells(dice, person)
        cells |= {"DAIHYO_FLG": "1", "NAYOSE_NO": "", "SAKUJO_FLG": "1" if deleted else "0"}
        rows.append(Row(cells=cells, written=history == count and not deleted, only=count == 1))
    return rows


def _point(dice: Dice, rows: list[Row]) -> None:
    """Make some rows 名寄せ元 (legacy flag 0): the same person under a second number, pointing at the first."""
    written = [row for row in rows if row.written]
    for row in written:
        if row.pointed_at or not dice.chance(4):
            continue
        target = dice.pick(written)
        if target is row or target.cells["DAIHYO_FLG"] == "0":
            continue
        target.pointed_at = True
        same = ("SHIMEI_KJ", "SHIMEI_KN", "SHIMEI_EN", "SEIBETSU", "SEINENGAPPI")
        row.cells |= {name: target.cells[name] for name in same}
        row.cells |= {"DAIHYO_FLG": "0", "NAYOSE_NO": target.cells["ATENA_NO"], "KOJIN_NO": ""}
        row.cells["KOSHIN_YMD"] = people.dotted(people.EXTRACTED)


def build(dice: Dice, registry: Registry, count: int) -> Table:
    """``count`` rows in the order of the primary key."""
    rows: list[Row] = []
    number = 2_001_000
    while len(rows) < count:
        number += dice.between(1, 4)
        states = 1 if dice.chance(82) else dice.between(2, 3)
        states = min(states, count - len(rows))
        rows += _rows_of(dice, registry.person(FOREIGN_PERCENT), f"{number:010d}", states)
    _point(dice, rows)
    return Table(name=TABLE, file=FILE, rows=tuple(rows))


def line(row: Row) -> bytes:
    """One record of the CSV without its end."""
    data = encode.cp932(encode.csv_line([row.cells[name] for name in _NAMES], _IN_QUOTES))
    return row.damage(data) if row.damage else data


def data_file(table: Table) -> bytes:
    """The CSV: header of column names, CP932, CRLF; text columns in quotes, the others bare, as SQL*Plus spools it."""
    header = ",".join(_NAMES).encode()
    return encode.CRLF.join([header, *(line(row) for row in table.rows), b""])
