"""Names of invented persons, put together from parts; likeness with anybody is chance.

髙 﨑 濵 神 are NEC/IBM extended characters of CP932, as family registers in old systems really hold them.
"""

from __future__ import annotations

from migrate.model.value import value
from migrate.town.dice import Dice

_HEADS = (
    *(("北", "キタ"), ("南", "ミナミ"), ("東", "ヒガシ"), ("西", "ニシ"), ("大", "オオ"), ("小", "コ")),
    *(("中", "ナカ"), ("上", "カミ"), ("下", "シモ"), ("石", "イシ"), ("松", "マツ"), ("杉", "スギ")),
    *(("竹", "タケ"), ("森", "モリ"), ("藤", "フジ"), ("水", "ミズ"), ("若", "ワカ"), ("長", "ナガ")),
    *(("髙", "タカ"), ("﨑", "サキ"), ("濵", "ハマ"), ("\ufa19", "カミ"), ("七瀬", "ナナセ"), ("雲雀", "ヒバリ")),
)
_TAILS = (
    *(("橋", "ハシ"), ("田", "ダ"), ("山", "ヤマ"), ("野", "ノ"), ("沢", "サワ"), ("原", "ハラ"), ("川", "カワ")),
    *(("村", "ムラ"), ("島", "シマ"), ("井", "イ"), ("本", "モト"), ("﨑", "サキ"), ("塚", "ヅカ"), ("瀬", "セ")),
)
_MALE = (
    (("健", "ケン"), ("浩", "ヒロ"), ("正", "マサ"), ("和", "カズ"), ("義", "ヨシ"), ("秀", "ヒデ"), ("孝", "タカ")),
    (
        ("太", "タ"),
        ("一", "イチ"),
        ("二", "ジ"),
        ("吾", "ゴ"),
        ("司", "シ"),
        ("志", "シ"),
        ("平", "ヘイ"),
        ("輔", "スケ"),
    ),
)
_FEMALE = (
    (
        ("美", "ミ"),
        ("由", "ユ"),
        ("久", "ク"),
        ("千", "チ"),
        ("幸", "サチ"),
        ("佳", "ヨシ"),
        ("真", "マ"),
        ("文", "フミ"),
    ),
    (("子", "コ"), ("江", "エ"), ("代", "ヨ"), ("香", "カ"), ("恵", "エ"), ("奈", "ナ"), ("穂", "ホ"), ("里", "リ")),
)
_ABROAD = (
    (("スミス", "SMITH"), ("ガルシア", "GARCIA"), ("シルヴァ", "SILVA"), ("サントス", "SANTOS"), ("グェン", "NGUYEN")),
    (("ジョン", "JOHN"), ("マリア", "MARIA"), ("パウロ", "PAULO"), ("デヴィ", "DEVI"), ("ヴァン・ナム", "VAN NAM")),
)
_CHINESE = (
    (("王", "オウ", "WANG"), ("李", "リ", "LI"), ("張", "チョウ", "ZHANG"), ("陳", "チン", "CHEN")),
    (("小明", "ショウメイ", "XIAOMING"), ("麗華", "レイカ", "LIHUA"), ("志強", "シキョウ", "ZHIQIANG")),
)


@value
class Name:
    """A name in its parts: as written, reading in full-width katakana, alphabet (empty for Japanese persons)."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    family_english: str = ""
    given_english: str = ""

    @property
    def foreign(self) -> bool:
        """True where the person has a name in the alphabet."""
        return bool(self.family_english)

    @property
    def written_in_kanji(self) -> bool:
        """True unless the name is written in katakana."""
        return self.family != self.family_kana

    @property
    def full(self) -> str:
        """Family name and given name with a full-width blank between."""
        return f"{self.family}\u3000{self.given}"

    @property
    def reading(self) -> str:
        """The reading with a full-width blank between the parts."""
        return f"{self.family_kana}\u3000{self.given_kana}"

    @property
    def english(self) -> str:
        """The name in capitals with a half-width blank between; empty for Japanese persons."""
        return f"{self.family_english} {self.given_english}".strip()


def japanese(dice: Dice, female: bool) -> Name:
    """A Japanese person's name."""
    head, tail = dice.pick(_HEADS), dice.pick(_TAILS)
    while tail[0] == head[0]:
        tail = dice.pick(_TAILS)
    first, second = (dice.pick(part) for part in (_FEMALE if female else _MALE))
    return Name(
        family=head[0] + tail[0],
        given=first[0] + second[0],
        family_kana=head[1] + tail[1],
        given_kana=first[1] + second[1],
    )


def foreign(dice: Dice) -> Name:
    """A foreign person's name: written in katakana, for every third person in kanji."""
    if dice.chance(33):
        family, given = (dice.pick(part) for part in _CHINESE)
        return Name(
            family=family[0],
            given=given[0],
            family_kana=family[1],
            given_kana=given[1],
            family_english=family[2],
            given_english=given[2],
        )
    surname, name = (dice.pick(part) for part in _ABROAD)
    return Name(
        family=surname[0],
        given=name[0],
        family_kana=surname[0],
        given_kana=name[0],
        family_english=surname[1],
        given_english=name[1],
    )
