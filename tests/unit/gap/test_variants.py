"""Names of the standard that say two things, and those that only look so."""

import pytest

from migrate.gap.variants import announced, variants


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("職業又は勤務先名", ["職業名", "勤務先名"]),
        ("届出・申告年月日", ["届出年月日", "申告年月日"]),
        ("第三債務者_氏名又は名称", ["第三債務者_氏名", "第三債務者_名称"]),
        ("債務者_宛名番号", ["債務者_番号", "債務者_コード"]),
        ("宛名番号", []),
        ("軽減額_子ども・子育て支援納付金分", []),
        ("歯及び口腔の疾病・異常", []),
    ],
)
def test_sides(name: str, others: list[str]) -> None:
    """One side of 又は is enough; a dot inside a proper name, or after の, joins no two names."""
    assert list(variants(name)) == others


@pytest.mark.parametrize(
    ("word", "kind"), [("年税額", "額"), ("資格取得年月日", "日"), ("有無", "フラグ"), ("氏名", "")]
)
def test_the_last_word_announces_a_kind(word: str, kind: str) -> None:
    """Listed words, and longer ones that end so."""
    assert announced(word) == kind
