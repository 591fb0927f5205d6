"""The form of an item's values, as far as its name or type says: signatures of a profile, and how much they tell."""

from __future__ import annotations

from functools import lru_cache

from migrate.model.kinds import Kind, item_kind
from migrate.model.spec import Item
from migrate.model.value import value

_TELLS_ITSELF = 0.5


@value
class Form:
    """A form of values."""

    name: str
    """As sentences call it."""
    signatures: tuple[str, ...] = ()
    """Signatures of `model.profile` of which a value has one."""
    characters: tuple[str, ...] = ()
    """… or classes of characters of which it holds one."""
    telling: float
    """How much it tells where every value has it, 0–1."""


_DATE = Form(
    name="日付の形",
    signatures=(
        "era_letter_date", "era_kanji_date", "western_date_parted", "western_date_8", "era_date_7", "timestamp_parted",
        "timestamp_14", "no_date",
    ),
    telling=0.2,
)  # fmt: skip
_MOMENT = Form(name="日時の形", signatures=("timestamp_parted", "timestamp_14"), telling=0.4)
_KANA = Form(name="カナ", signatures=("half_kana", "full_kana"), characters=("half_kana", "katakana"), telling=0.35)
_FLAG = Form(name="0 か 1", signatures=("flag_0_1",), telling=0.1)
_NUMBER = Form(name="数", signatures=("integer", "decimal"), telling=0.05)
_JAPANESE = Form(name="漢字・かな", characters=("kanji_or_other", "hiragana", "katakana", "full"), telling=0.1)
_LETTERS = Form(name="英字", characters=("half_letter", "full"), telling=0.1)
_BY_ENDING: tuple[tuple[str, Form], ...] = (
    ("個人番号", Form(name="検査用数字の合う 12 桁の番号", signatures=("kojin_bango",), telling=0.7)),
    ("法人番号", Form(name="検査用数字の合う 13 桁の番号", signatures=("hojin_bango",), telling=0.7)),
    ("郵便番号", Form(name="郵便番号の形", signatures=("postal_3_4", "postal_7"), telling=0.3)),
    ("電話番号", Form(name="電話番号の形", signatures=("phone_parted", "phone_digits"), telling=0.5)),
    ("メールアドレス", Form(name="メールアドレスの形", signatures=("email",), telling=0.7)),
    ("市区町村コード", Form(name="検査数字の合う団体コード", signatures=("dantai_code",), telling=0.5)),
    ("フリガナ", _KANA),
    ("読み仮名", _KANA),
    ("振り仮名", _KANA),
    ("カナ", _KANA),
    ("アルファベット", _LETTERS),
    ("ローマ字", _LETTERS),
    ("英字", _LETTERS),
    ("氏名", Form(name="氏名の形", signatures=("name",), characters=("kanji_or_other",), telling=0.25)),
    ("住所", Form(name="住所の形", signatures=("address",), characters=("kanji_or_other",), telling=0.25)),
    ("フラグ", _FLAG),
    ("有無", _FLAG),
    ("更新日時", _MOMENT),
)
_FIVE_DIGITS = 5


@lru_cache(maxsize=1 << 16)
def form_of(item: Item) -> Form | None:
    """The form that an item's values must have, None where its name and type leave that open."""
    ending = item.name.split("_")[-1]
    if item_kind(item) is Kind.DATE:
        return _DATE
    for word, form in _BY_ENDING:
        if ending.endswith(word):
            return None if word == "市区町村コード" and item.max_length == _FIVE_DIGITS else form
    if ending.endswith(("年月日", "日付")):
        return _DATE
    if item_kind(item) is Kind.NUMBER or ending.endswith("額"):
        return _NUMBER
    return _JAPANESE if item_kind(item) is Kind.WIDE and not item.code else None


def tells_itself(item: Item) -> bool:
    """True where the form alone says what the values are."""
    form = form_of(item)
    return form is not None and form.telling >= _TELLS_ITSELF
