"""Bodies are known by their codes and names; wards, ended municipalities and mistaken names are told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrate.model.pmo import Body, BodyKind
from migrate.pmo.intake.bodies import Register, nation
from migrate.pmo.intake.verdict import NotTakenError, Verdict

REGISTER = Register()
TOYAMA = Body(name="富山市", prefecture="富山県", code="162019")


def _reason(body: Body, period: str = "2026-11") -> str:
    with pytest.raises(NotTakenError) as caught:
        REGISTER.own(body, period)
    assert caught.value.verdict is Verdict.BODY
    return caught.value.reason


def test_the_nation() -> None:
    """1,741 municipalities and 47 prefectures, each code with its check digit; no ward of a designated city."""
    kinds = [one.kind for one in nation()]

    assert (kinds.count(BodyKind.MUNICIPALITY), kinds.count(BodyKind.PREFECTURE)) == (1741, 47)
    assert {one.code for one in nation()} >= {"162019", "131016", "011002", "130001"}
    assert REGISTER.of_code("011011") is None


def test_own_and_published_meet_under_one_code() -> None:
    """With or without code, with blanks, full width, 郡 or a variant letter: the same body."""
    told = [
        TOYAMA,
        replace(TOYAMA, code=""),
        replace(TOYAMA, code="", name=" 富山　市"),
        replace(TOYAMA, prefecture=""),
    ]

    assert {REGISTER.own(one, "2026-11").key for one in told} == {"162019"}
    assert REGISTER.named("茨城県", "竜ヶ崎市") == REGISTER.named("茨城県", "龍ケ崎市")
    assert REGISTER.named("奈良県", "葛\U000e0100城市") == REGISTER.named("奈良県", "葛城市")
    assert REGISTER.named("北海道", "") == REGISTER.named("北海道", "北海道")
    assert REGISTER.named("富山県", "札幌市") is None


def test_names_that_recur_are_told_apart_by_prefecture() -> None:
    """府中市 of 東京都 and of 広島県 are two bodies."""
    found = [REGISTER.named(prefecture, "府中市") for prefecture in ("東京都", "広島県")]

    assert [one.code for one in found if one] == ["132063", "342084"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (replace(TOYAMA, code="162018"), "団体コードの検査数字が合いません（6 桁の全国地方公共団体コード）"),
        (replace(TOYAMA, code="山田太郎"), "団体コードの検査数字が合いません（6 桁の全国地方公共団体コード）"),
        (replace(TOYAMA, name="高岡市"), "団体コード 162019 は富山県富山市のものですが、団体名が違います"),
        (replace(TOYAMA, prefecture="石川県"), "団体コード 162019 は富山県富山市のものですが、団体名が違います"),
        (replace(TOYAMA, kind=BodyKind.PREFECTURE), "団体コード 162019 の団体の区分は「市区町村」です"),
        (
            Body(name="札幌市中央区", prefecture="北海道", code="011011"),
            "団体コード 011011 は行政区（札幌市中央区）のもので、団体ではありません",
        ),
        (
            Body(name="どこか町", prefecture="富山県", code=""),
            "団体コードがなく、「富山県」の団体名からも団体が決まりません",
        ),
    ],
)
def test_what_is_no_body_is_told(body: Body, reason: str) -> None:
    """The reason says what is wrong; no value that is not a code or a name of the register is repeated."""
    assert _reason(body) == reason


def test_a_merged_body_is_told_with_its_successor() -> None:
    """A code that ended is no body any more; before its end it was one."""
    old = Body(name="山古志村", prefecture="新潟県", code="153648")
    with pytest.raises(NotTakenError) as caught:
        REGISTER.own(old, "2026-11")

    assert caught.value.reason == "団体コード 153648 は 2005-04-01 に廃止されています（後継: 152021 新潟県長岡市）"
    assert REGISTER.own(old, "2004-11") == old


def test_unions_have_codes_of_their_own() -> None:
    """A 広域連合 is taken under its code; a municipality cannot call itself one."""
    union = Body(name="みどり広域連合", prefecture="富山県", code="168017", kind=BodyKind.UNION)

    assert REGISTER.own(union, "2026-11") == union
    assert _reason(replace(union, kind=BodyKind.MUNICIPALITY)) == "団体コード 168017 の団体はありません"
    assert Register([replace(union, population=5)]).named("富山県", "みどり広域連合") == replace(union, population=5)
