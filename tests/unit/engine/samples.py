"""Arguments and edge values for every conversion function, the same in each run."""

from __future__ import annotations

import random
from collections.abc import Iterator

from migrate.engine import functions
from migrate.engine.kinds import Kind
from migrate.text import width

CODES = {"1": "1", "2": "2", "9 ": "0", "Ａ": "", " ": "空"}
LITERALS: dict[str, tuple[tuple[str | int, ...], ...]] = {
    "add_check_digit": (("団体コード",), ("法人番号",), ("保険者番号",), ("宛名番号",)),
    "address_part": tuple((part,) for part in ("都道府県", "市区町村", "町字", "番地", "方書")),
    "check_digit": (("個人番号",), ("法人番号",), ("団体コード",), ("保険者番号",), ("宛名番号",)),
    "code": (("m",),),
    "code_or": (("m", "99"),),
    "dantai_code": (("2026-11-01",), ("2004-11-30",)),
    "decimal": ((2,), (18,)),
    "lpad": ((5, "0"), (3, "𠮷")),
    "max_length": ((4,),),
    "name_part": ((1,), (2,)),
    "nengo_date": (("12345",), ("MTSHR",)),
    "rpad": ((5, "0"), (3, "　")),
    "substr": ((1, 2), (3, 9999)),
    "times": ((1000,), (1,)),
    "without": (("　",), ("-",)),
}
"""Function → sets of arguments after the value; the others take none."""
_DATES = (
    *(
        "S450131",
        "Ｓ４５．１．３１",
        "昭和45年1月31日",
        "19700131",
        "1970/1/31",
        "H310430",
        "R010501",
        "令和元年5月1日",
    ),
    *("明治45年7月30日", "大正元年7月30日", "T151225", "S640107", "S640108", "M060101", "M051202", "明治5年閏4月1日"),
    *("慶応3年閏4月5日", "18721231", "17881231", "S450229", "S470229", "20240229", "0000000", "99999999", "3450131"),
    *("5060401", "9450131", "昭和45年頃", "推定昭和20年3月5日", "令和○○年○月上旬", "年月日不詳", "昭和45年 月日不詳"),
    *(
        "令和2年3月4日から10日頃までの間",
        "西暦1945年頃",
        "平成31年春",
        "昭和70年頃",
        "R080331",
        "H01.01.08",
        "㍼45.1.31",
    ),
)
_NUMBERS = (
    *(
        "1",
        "000123",
        "1,234",
        "１２，３４５円",
        "▲500",
        "△１",
        "500-",
        "-0",
        "+7",
        "￥1,000",
        "¥ 5",
        "1.5",
        "1,23",
        "--1",
    ),
    *("9" * 38, "9" * 39, "03-1234-5678", "０３（１２３４）５６７８", "〒100-0014", "12 34", "100-00A4", "1" * 400),
)
_NAMES = (
    *("山田　太郎", "山田太郎", "ﾔﾏﾀﾞ ﾀﾛｳ", "ｷﾞｮｳｻﾞ　ﾊﾟﾝ", "ｽﾐｽ ｼﾞｮﾝ ﾎﾟｰﾙ", "髙﨑　神子", "やまだ　はなこ", "カﾞ", "ｶ゛", "ﾞｱﾟ"),
    *(
        "ヴァイオリン",
        "ヷヸヹヺ",
        "ＳＭＩＴＨ　ＪＯＨＮ",
        "葛\U000e0100飾　\ue000子",
        "\U000ff080田　𠮷",
        "e\u0301　か\u3099",
    ),
)
_ADDRESSES = (
    *(
        "東京都千代田区霞が関１－２－３　庁舎５階",
        "北海道札幌市中央区北１条西２丁目",
        "横浜市中区本町6丁目50番地10 メゾン",
    ),
    *(
        "茨城県龍ヶ崎市3710番地",
        "七瀬野町 101",
        "本町2-3号室",
        "蒲生郡日野町1",
        "日野町1-2",
        "岩手県洋野町第3地割12-3",
        "京都府",
    ),
)
_CODES = (
    *("131016", "131015", "13101", "01339", "013391", "01202", "00001", "01130012", "7000012050002", "000012050002"),
    *("1234567890", "12345678901", "1", "2", "9", "9 ", "Ａ", "000000000000", "12", "10"),
)
_TIMES = (
    "093005",
    "0930",
    "9:30",
    "24:00:00",
    "20260401093005",
    "2026/4/1 9:30",
    "R08.04.01 09:30:05",
    "00000000000000",
)
SEEDS = (*_DATES, *_NUMBERS, *_NAMES, *_ADDRESSES, *_CODES, *_TIMES)
EDGES = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, range(0xFF01, 0xFFA0)))
    + "".join(map(chr, range(0x3041, 0x30FF)))
    + "　\t\n\r\0\x7f\x85\xa0\u2003\u200b\ufeff\uffff\u3099\u309a゛゜‐‑‒–—―−¥￥〒▲△①㈱～∥"
    + "元年月日不詳頃閏明治大正昭和平成令㍾㍻㋿丁目番地号室都県市区町村"
    + "髙﨑神葛\U000e0100\ue000\uf8ff\U000f0000\U000ff080\U000ff0ff\U000ffffd\U00100000\U0010fffd"
    + "𠮷🏠é\u0301٣Ⅳ²ßİ"
)
CASES = 5000


def values(name: str) -> list[str]:
    """At least 5,000 different texts for a function: edge characters, seeds, seeds with something wrong."""
    dice = random.Random(name)
    found = dict.fromkeys(("", *EDGES, *SEEDS, *_formed(), *(one * 3000 for one in "1０ｱ　𠮷")))
    for text in _wrong(dice):
        if len(found) > CASES + 500:
            break
        found[text] = None
    return list(found)


def _formed() -> Iterator[str]:
    for seed in SEEDS:
        yield from (f" {seed}　", seed.replace("　", "  "), width.full_width(seed), width.half_width(seed), seed * 2)


def _wrong(dice: random.Random) -> Iterator[str]:
    while True:
        seed = dice.choice(SEEDS)
        at = dice.randrange(len(seed) + 1)
        yield seed[:at] + dice.choice(EDGES) + seed[at + dice.randrange(2) :]
        yield "".join(dice.choices(EDGES, k=dice.randrange(2, 12)))
        yield seed[:at] + str(dice.randrange(100)) + seed[at + 2 :]
        yield str(dice.randrange(10 ** dice.randrange(1, 16)))


def literals(name: str) -> tuple[tuple[str | int, ...], ...]:
    """Sets of arguments after the value (values not among them)."""
    return LITERALS.get(name, ((),))


def call(name: str, columns: tuple[str, str], others: tuple[str | int, ...]) -> str:
    """The call as a mapping writes it; functions of several values take both columns."""
    function = functions.function(name)
    assert function is not None
    taken = columns if function.variadic or function.parameters == (Kind.VALUE, Kind.VALUE) else columns[:1]
    written = [f"'{one}'" if isinstance(one, str) else str(one) for one in others]
    return f"{name}({', '.join((*taken, *written))})"
