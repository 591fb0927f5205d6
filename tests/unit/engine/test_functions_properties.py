"""Invariants of every conversion function, on any text that a legacy column may hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.engine import functions, municipalities
from migrate.engine.kinds import Kind
from migrate.text import addresses, blanks, characters, eras, kana, width
from migrate.text.refusal import UnconvertibleError
from tests.unit.engine import samples

TEXT = st.one_of(
    st.text(max_size=12),
    st.text(alphabet=samples.EDGES, max_size=12),
    st.lists(st.sampled_from((*samples.SEEDS, " ", "　", "-", "1")), max_size=3).map("".join),
)
DAY = st.dates(date(1873, 1, 1), date(2050, 12, 31))
WHOLE = st.integers(-(10**30), 10**30)


def run(name: str, text: str | None, *others: object) -> str | None:
    """The Python reference."""
    function = functions.function(name)
    assert function is not None
    return function.apply(text, *others)


def outcome(name: str, text: str | None, *others: object) -> str | None:
    """The reference's value, or ``refused`` and the reason."""
    try:
        return run(name, text, *others)
    except UnconvertibleError as error:
        return f"refused: {error.reason}"


def refused(name: str, text: str | None, *others: object) -> bool:
    """True where the reference refuses."""
    return (outcome(name, text, *others) or "").startswith("refused: ")


@pytest.mark.parametrize("name", functions.names())
@given(text=TEXT)
def test_a_text_or_no_value_or_a_reason_without_the_value(name: str, text: str) -> None:
    """Never an empty text, never another error; the reason never holds the value; no value in, no value out."""
    function = functions.function(name)
    assert function is not None
    for others in samples.literals(name):
        taken = [
            samples.CODES if k is Kind.CODE_MAP else o for k, o in zip(function.parameters[1:], others, strict=False)
        ]
        if function.parameters == (Kind.VALUE, Kind.VALUE):
            taken = ["x"]
        try:
            found = function.apply(text, *taken)
        except UnconvertibleError as error:
            assert len(text) < 4 or text not in error.reason
        else:
            assert found is None or (isinstance(found, str) and found)
        assert function.apply(None, *taken) is None
        assert function.apply("", *taken) is None


@pytest.mark.parametrize(
    ("name", "others"),
    [
        *(("trim", ()), ("ltrim", ()), ("rtrim", ()), ("squeeze", ()), ("blank_to_null", ()), ("zenkaku", ())),
        *(("hankaku", ()), ("zenkaku_kana", ()), ("katakana", ()), ("oomoji_kana", ()), ("digits", ()), ("number", ())),
        *(
            ("lpad", (6, "0")),
            ("rpad", (6, "0")),
            ("max_length", (6,)),
            ("without", ("　",)),
            ("check_digit", ("団体コード",)),
        ),
        *(("wareki_date", ()), ("hms_time", ()), ("timestamp", ()), ("times", (1,)), ("dantai_code", ("2026-11-01",))),
    ],
)
@given(text=TEXT)
def test_once_is_enough(name: str, others: tuple[object, ...], text: str) -> None:
    """What a function has made of a value, it leaves as it is."""
    once = outcome(name, text, *others)
    if once is not None and not once.startswith("refused: "):
        assert outcome(name, once, *others) == once


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("trim", lambda one: one not in blanks.BLANKS),
        ("squeeze", lambda one: one not in blanks.BLANKS),
        ("zenkaku", lambda one: not characters.is_half(one) and one not in "゛゜　"),
        ("katakana", lambda one: one not in kana.HIRAGANA + kana.KATAKANA),
        ("oomoji_kana", lambda one: one not in "".join(kana.LARGER) + "".join(kana.LARGER.values())),
    ],
)
@given(text=TEXT)
def test_other_characters_stay_in_their_order(name: str, kept: Callable[[str], bool], text: str) -> None:
    """Gaiji, undecodable bytes, variation selectors and compatibility characters pass through untouched."""
    other = "".join(one for one in text if kept(one) and not ("\u3000" <= one <= "\u30ff"))
    found = "".join(one for one in run(name, text) or "" if kept(one) and not ("\u3000" <= one <= "\u30ff"))
    wide = "".join(one for one in found if not "\uff01" <= one <= "\uff5e")

    assert (found if name != "zenkaku" else wide) == (
        other if name != "zenkaku" else "".join(one for one in other if not "\uff01" <= one <= "\uff5e")
    )


@given(TEXT)
def test_blanks_go_on_the_side_that_is_named(text: str) -> None:
    """trim is ltrim and rtrim; what is between stays."""
    assert run("trim", text) == run("rtrim", run("ltrim", text))
    assert (text or "").endswith(run("ltrim", text) or "") and text.startswith(run("rtrim", text) or "")
    squeezed = run("squeeze", text) or ""
    assert " " not in squeezed and "　　" not in squeezed and squeezed == squeezed.strip(blanks.BLANKS)


@given(TEXT, st.integers(1, 15), st.sampled_from("0 *０𠮷"))
def test_filling_never_cuts(text: str, size: int, fill: str) -> None:
    """The value is the end (lpad) or the start (rpad) of a result of that length; a longer one is refused."""
    if len(text) > size:
        assert refused("lpad", text, size, fill) and refused("rpad", text, size, fill)
        assert refused("max_length", text, size)
    elif text:
        left, right = run("lpad", text, size, fill) or "", run("rpad", text, size, fill) or ""
        assert (len(left), len(right)) == (size, size)
        assert left == fill * (size - len(text)) + text and right == text + fill * (size - len(text))
        assert run("max_length", text, size) == text


@given(TEXT, TEXT, st.sampled_from(("　", "-", "・", "丁目")))
def test_what_is_joined_with_a_separator_comes_apart_again(first: str, second: str, separator: str) -> None:
    """Where both parts pass without, the joined text has exactly one place to cut."""
    if not refused("without", first, separator) and not refused("without", second, separator):
        joined = run("concat", first, separator, second) or ""
        at = joined.find(separator)
        if len(separator) == 1:
            assert (joined[:at], joined[at + 1 :]) == (first, second)
    else:
        assert separator in first or separator in second


@given(DAY)
def test_a_day_comes_back_from_each_of_its_eras(day: date) -> None:
    """Era letter, code, kanji and western form give the same day, its fiscal year and the flag 0."""
    for era in eras.of_day(day):
        year = day.year - era.first.year + 1
        compact = f"{year:02d}{day.month:02d}{day.day:02d}"
        forms = (f"{era.letter}{compact}", f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日")
        for form in (*forms, day.isoformat(), day.strftime("%Y%m%d")):
            assert run("wareki_date", form) == run("fusho_date", form) == day.isoformat()
            assert (run("fusho_flag", form), run("fusho_hyoki", form)) == ("0", None)
            assert run("nendo", form) == str((day - timedelta(days=90 if day.month < 4 else 0)).year)
        assert run("nengo_date", f"{era.digit}{compact}", "12345") == day.isoformat()
        assert run("nengo_date", f"{era.letter}{compact}", "MTSHR") == day.isoformat()


@given(TEXT)
def test_date_flag_and_wording_agree(text: str) -> None:
    """A date has the flag 0 and no wording, a wording the flag 1 and no date; what is refused is refused by both."""
    day, flag, wording = outcome("wareki_date", text), outcome("fusho_flag", text), run("fusho_hyoki", text)
    if (day or "").startswith("refused: "):
        assert (flag, wording) == (day, None)
    else:
        assert flag == ("1" if wording else "0" if day else None)
        assert not (day and wording)
        partial = run("fusho_date", text)
        assert partial is None or partial == day or (day is None and len(partial) == 10)


@given(WHOLE, st.integers(0, 5))
def test_amounts_come_back_from_every_way_of_writing(number: int, zeros: int) -> None:
    """Commas, zeros in front, the sign in front or behind, ▲, 円 and full width change nothing."""
    plain, size = str(number), str(abs(number))
    before = "-" if number < 0 else ""
    forms = [f"{before}{'0' * zeros}{size}", f"{before}{abs(number):,}", f"{before}{size}円", f"¥{before}{size}"]
    forms += [f"▲{size}", f"{size}-", f"△ {abs(number):,}円"] if number < 0 else [f"+{size}"]
    for form in (*forms, *map(width.full_width, forms), *(f" {form}　" for form in forms)):
        assert run("number", form) == plain
        assert run("times", form, 1000) == str(number * 1000)
        assert int((run("decimal", form, 3) or "").replace(".", "")) == number


@given(TEXT)
def test_a_number_holds_no_more_than_the_digits_of_its_text(text: str) -> None:
    """No digit is invented or lost but zeros in front; anything but a number is refused."""
    found = outcome("number", text)
    if found is not None and not found.startswith("refused: "):
        written = "".join(one for one in width.half_ascii(text) if "0" <= one <= "9")
        assert found.lstrip("-") == (written.lstrip("0") or "0")
    digits = outcome("digits", text)
    if digits is not None and not digits.startswith("refused: "):
        assert digits == "".join(one for one in width.half_ascii(text) if "0" <= one <= "9")


@given(DAY, st.times())
def test_moments_come_back(day: date, time: object) -> None:
    """A day and a time in the usual forms, seconds included."""
    clock = str(time)[:8]
    wanted = f"{day.isoformat()} {clock}"
    compact = day.strftime("%Y%m%d") + clock.replace(":", "")
    for form in (
        compact,
        wanted,
        f"{day.isoformat()}T{clock}.000",
        f"{day:%Y/%m/%d} {clock}",
        width.full_width(compact),
    ):
        assert run("timestamp", form) == wanted or not compact.strip("0")
    assert run("hms_time", clock) == run("hms_time", clock.replace(":", "")) == clock


@given(st.sampled_from(("団体コード", "法人番号", "保険者番号", "宛名番号")), st.integers(0, 10**14 - 1))
def test_a_check_digit_that_was_added_is_right_and_no_other(kind: str, number: int) -> None:
    """The number with its check digit passes; with any other digit in that place it is refused."""
    size = {"団体コード": 5, "法人番号": 12, "保険者番号": 7, "宛名番号": 14}[kind]
    first = str(number).zfill(14)[-size:]
    if refused("add_check_digit", first, kind):
        assert kind == "宛名番号"  # remainder 1
        return
    whole = run("add_check_digit", first, kind) or ""
    at = 0 if kind == "法人番号" else len(whole) - 1
    others = {whole[:at] + digit + whole[at + 1 :] for digit in "0123456789"} - {whole}

    assert run("check_digit", whole, kind) == whole
    assert [one for one in others if not refused("check_digit", one, kind)] == []


@given(st.integers(0, 10**11 - 1))
def test_individual_numbers_have_one_check_digit(number: int) -> None:
    """Of the ten last digits of a 個人番号 exactly one is right (総務省令第85号 第5条)."""
    first = str(number).zfill(11)

    assert sum(not refused("check_digit", f"{first}{digit}", "個人番号") for digit in range(10)) == 1


def test_all_codes_of_today_stay_what_they_are() -> None:
    """A code of today is the same today, with and without its check digit."""
    for code in municipalities.codes():
        six = run("add_check_digit", code, "団体コード")
        assert run("dantai_code", code, "2026-11-01") == code
        assert run("dantai_code", six, "2026-11-01") == six


def test_every_code_that_ended_leads_to_one_of_today() -> None:
    """A code that ended is not of today, and ends once; what took over is of today or ended on a later day."""
    changes, today = municipalities.changes(), municipalities.codes()
    assert [code for code in changes if code in today] == []
    assert [
        (code, day, one)
        for code, (day, after) in changes.items()
        for one in after
        if one not in today and not (one in changes and changes[one][0] > day)
    ] == []
    parted = {code for code, (_, after) in changes.items() if len(after) > 1}
    assert (len(changes), parted) == (2066, {"19341", "22135", "40102", "40104"})


@pytest.mark.parametrize(
    ("code", "day", "became"),
    [
        ("11204", "2001-04-30", "11204"),
        ("11204", "2001-05-01", "11244"),
        ("112046", "2003-04-01", "111007"),
        ("20431", "2026-11-01", "21206"),
        ("08343", "2005-01-21", "08226"),
        ("19341", "2026-11-01", "refused: 二つ以上の団体に分かれた"),
        ("19341", "2006-02-28", "19341"),
        ("112045", "2026-11-01", "refused: 検査用数字が合わない"),
        ("13000", "2026-11-01", "refused: 団体コードの一覧にない"),
        ("1310", "2026-11-01", "refused: 半角数字 5 桁か 6 桁でない"),
    ],
)
def test_a_code_is_followed_to_the_day(code: str, day: str, became: str) -> None:
    """浦和市 → さいたま市 → the designated city, over a prefecture's border, two steps on one day, a parted village."""
    assert outcome("dantai_code", code, day) == became


@given(TEXT)
def test_no_character_of_an_address_is_lost(text: str) -> None:
    """The five parts, put together, are the address; only blanks around a part go."""
    parts = addresses.split(text, municipalities.gazetteer())
    given_out = [run("address_part", text, part) or "" for part in addresses.PARTS]

    assert "".join(parts) == text
    assert given_out == [part.strip(blanks.BLANKS) for part in parts]


@given(st.sampled_from(municipalities.municipalities()), st.sampled_from(("", "本町", "北１条西", "大字東字西")))
def test_every_municipality_is_found(one: addresses.Municipality, town: str) -> None:
    """With its prefecture, with and without its 郡; what follows is neither added nor taken away."""
    for name in one.written:
        parts = addresses.split(f"{one.prefecture}{name}{town}１２－３　荘１", municipalities.gazetteer())
        assert parts == (one.prefecture, name, town, "１２－３", "　荘１")


@given(TEXT)
def test_a_name_is_cut_at_one_blank_only(text: str) -> None:
    """氏 and 名 with one blank between them are the name; without a blank there is neither, with more it is refused."""
    parts = (run("squeeze", text) or "").split("　")
    if len(parts) > 2:
        assert refused("name_part", text, 1) and refused("name_part", text, 2)
    else:
        found = (run("name_part", text, 1), run("name_part", text, 2))
        assert found == (tuple(parts) if len(parts) == 2 else (None, None))


@given(TEXT)
def test_kana_change_their_letters_only(text: str) -> None:
    """As many characters as before, each the same letter: katakana by its Unicode name, large by its small one."""
    katakana, large = run("katakana", text) or "", run("oomoji_kana", text) or ""
    assert (len(katakana), len(large)) == (len(text), len(text))
    for old, new in zip(text, katakana, strict=True):
        assert new == old or unicodedata.name(old).replace("HIRAGANA", "KATAKANA") == unicodedata.name(new)
    for old, new in zip(text, large, strict=True):
        assert new == old or unicodedata.name(old).replace("SMALL ", "") == unicodedata.name(new)


@given(TEXT, st.sampled_from(("99", "0")))
def test_other_codes_never_fail(text: str, other: str) -> None:
    """code_or gives what code gives, and the other code where code refuses."""
    plain = outcome("code", text, samples.CODES)

    assert run("code_or", text, samples.CODES, other) == (other if refused("code", text, samples.CODES) else plain)
