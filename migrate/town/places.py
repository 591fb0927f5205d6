"""Addresses: real municipalities (names, codes and general postal codes are public facts) with invented 町字.

Codes: 全国地方公共団体コード (総務省), the first five digits; the sixth is computed here. Postal codes: 日本郵便
郵便番号データ, the municipality's own general number.
"""

from __future__ import annotations

from migrate.model.value import value
from migrate.text import width
from migrate.town.dice import Dice

_WEIGHTS = (6, 5, 4, 3, 2)
_MUNICIPALITIES = """\
01101 北海道 札幌市中央区 0600000
01202 北海道 函館市 0400000
02201 青森県 青森市 0380000
03201 岩手県 盛岡市 0200000
04101 宮城県 仙台市青葉区 9800000
05201 秋田県 秋田市 0100000
06201 山形県 山形市 9900000
07202 福島県 会津若松市 9650000
08201 茨城県 水戸市 3100000
09201 栃木県 宇都宮市 3210000
10201 群馬県 前橋市 3710000
11203 埼玉県 川口市 3320000
12101 千葉県 千葉市中央区 2600000
12204 千葉県 船橋市 2730000
13101 東京都 千代田区 1000000
13104 東京都 新宿区 1600000
13112 東京都 世田谷区 1540000
13201 東京都 八王子市 1920000
14104 神奈川県 横浜市中区 2310000
14106 神奈川県 横浜市保土ケ谷区 2400000
14134 神奈川県 川崎市高津区 2130000
16201 富山県 富山市 9390000
17201 石川県 金沢市 9200000
18201 福井県 福井市 9180000
19201 山梨県 甲府市 4000000
20201 長野県 長野市 3810000
20541 長野県 上高井郡小布施町 3810200
21201 岐阜県 岐阜市 5000000
22101 静岡県 静岡市葵区 4220000
23105 愛知県 名古屋市中村区 4530000
24201 三重県 津市 5140000
25201 滋賀県 大津市 5200000
26103 京都府 京都市左京区 6060000
27127 大阪府 大阪市北区 5300000
27141 大阪府 堺市堺区 5900000
28110 兵庫県 神戸市中央区 6500000
29201 奈良県 奈良市 6300000
30421 和歌山県 東牟婁郡那智勝浦町 6495300
31201 鳥取県 鳥取市 6800000
32201 島根県 松江市 6900000
33101 岡山県 岡山市北区 7000000
34101 広島県 広島市中区 7300000
35201 山口県 下関市 7500000
36201 徳島県 徳島市 7700000
37201 香川県 高松市 7600000
38201 愛媛県 松山市 7910000
39201 高知県 高知市 7800000
40106 福岡県 北九州市小倉北区 8020000
41201 佐賀県 佐賀市 8490000
42201 長崎県 長崎市 8500000
43101 熊本県 熊本市中央区 8610000
44201 大分県 大分市 8700100
45201 宮崎県 宮崎市 8800000
46201 鹿児島県 鹿児島市 8900000
47201 沖縄県 那覇市 9000000
"""
_OAZA = ("雲雀", "夕映", "蛍川", "楓坂", "鶴見原", "月影", "七草", "百合", "若葉", "風見", "朝霧", "﨑ノ浜", "髙見")
_SUFFIX = ("台", "町", "ケ丘", "新田", "本町", "南")
_KOAZA = ("上ノ原", "下川原", "中ノ沢", "堂ノ前", "八幡前")
_BUILDINGS = ("ﾒｿﾞﾝ七瀬", "ｺｰﾎﾟ雲雀", "サンハイツ", "グリーンヒルズ①番館", "県営住宅Ⅱ", "夕映マンション", "ﾊｲﾂ･ｶｴﾃﾞ")
_CARE = ("㈱七瀬商事内", "髙﨑様方", "㈲朝霧水産気付", "楓坂荘№３")


def check_digit(five: str) -> str:
    """Check digit of a 全国地方公共団体コード: 11 − (Σ of the digits × 6,5,4,3,2, mod 11), its last digit.

    >>> check_digit("13101"), check_digit("99001")
    ('6', '9')
    """
    total = sum(int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


@value
class Municipality:
    """A municipality: code with check digit, prefecture, name, its general postal code (seven digits)."""

    code: str
    prefecture: str
    name: str
    postal_code: str


def _municipalities() -> tuple[Municipality, ...]:
    lines = (line.split() for line in _MUNICIPALITIES.splitlines())
    return tuple(
        Municipality(code=five + check_digit(five), prefecture=prefecture, name=name, postal_code=postal)
        for five, prefecture, name, postal in lines
    )


MUNICIPALITIES = _municipalities()


@value
class Address:
    """An address as an old system writes it: mixed widths."""

    municipality: Municipality
    choaza: str
    banchi: str
    katagaki: str


def _choaza(dice: Dice) -> str:
    oaza = dice.pick(_OAZA) + dice.pick(_SUFFIX)
    if dice.chance(60):
        return f"{oaza}{dice.pick(('一', '二', '三', '1', '2', '３'))}丁目"
    return f"大字{oaza}字{dice.pick(_KOAZA)}" if dice.chance(50) else oaza


def _banchi(dice: Dice) -> str:
    lot, sub = dice.between(1, 2400), dice.between(1, 40)
    form = dice.pick(("{}番地{}", "{}-{}", "{}番{}号", "{}番地の{}"))
    text = form.format(lot, sub)
    return width.full_width(text) if dice.chance(50) else text


def _katagaki(dice: Dice) -> str:
    if dice.chance(60):
        return ""
    if dice.chance(20):
        return dice.pick(_CARE)
    room = f"{dice.between(1, 12)}{dice.between(1, 20):02d}"
    building = dice.pick(_BUILDINGS)
    return f"{building}{width.full_width(room)}号室" if dice.chance(50) else f"{building} {room}"


def address(dice: Dice) -> Address:
    """An address anywhere in the country (住登外者 live elsewhere)."""
    return Address(
        municipality=dice.pick(MUNICIPALITIES), choaza=_choaza(dice), banchi=_banchi(dice), katagaki=_katagaki(dice)
    )


def long_katagaki(dice: Dice) -> str:
    """A long 方書: building, floor, room and the firm in it (under 120 bytes in CP932)."""
    floor = dice.between(10, 40)
    room = width.full_width(f"{floor}{dice.between(1, 20):02d}")
    storey = width.full_width(str(floor))
    return f"七瀬野リバーサイドレジデンス弐番館南棟{storey}階{room}号室　株式会社朝霧水産東京営業所気付"
