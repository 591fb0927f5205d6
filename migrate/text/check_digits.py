"""Check digits (検査用数字) of the numbers that municipalities hold, each with the text that fixes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from migrate.model.value import value
from migrate.text.refusal import UnconvertibleError


def _weighted(first: str, weights: tuple[int, ...]) -> int:
    """Sum of digits × weights, both from the right; weights start again when they are used up."""
    return sum(int(digit) * weights[n % len(weights)] for n, digit in enumerate(reversed(first)))


def _kojinbango(first: str) -> int:
    rest = _weighted(first, (2, 3, 4, 5, 6, 7)) % 11
    return 0 if rest <= 1 else 11 - rest


def _hojinbango(first: str) -> int:
    return 9 - _weighted(first, (1, 2)) % 9


def _dantai(first: str) -> int:
    return (11 - _weighted(first, (2, 3, 4, 5, 6)) % 11) % 10


def _hokensha(first: str) -> int:
    products = (int(digit) * (2 - n % 2) for n, digit in enumerate(reversed(first)))
    return -sum(product // 10 + product % 10 for product in products) % 10


def _atenabango(first: str) -> int:
    rest = _weighted(first, (2, 3, 4, 5, 6, 7)) % 11
    if rest == 1:
        raise UnconvertibleError("検査用数字が決まらない番号")
    return (11 - rest) % 11


@value
class Rule:
    """How one kind of number is checked."""

    lengths: range
    """How long the number is, check digit included."""
    digit: Callable[[str], int]
    """Check digit of the other digits."""
    leading: bool = False
    """True where the check digit stands in front."""
    given: bool = False
    """True where others give the number and no check digit may be worked out for it."""


RULES: Mapping[str, Rule] = {
    "個人番号": Rule(lengths=range(12, 13), digit=_kojinbango, given=True),
    "法人番号": Rule(lengths=range(13, 14), digit=_hojinbango, leading=True),
    "団体コード": Rule(lengths=range(6, 7), digit=_dantai),
    "保険者番号": Rule(lengths=range(8, 9), digit=_hokensha),
    "宛名番号": Rule(lengths=range(2, 16), digit=_atenabango),
}
"""個人番号: 平成26年総務省令第85号 第5条. 法人番号: 平成26年財務省令第70号 第2条.
団体コード: 全国地方公共団体コード (総務省).
保険者番号: modulus 10, weights 2 and 1 from the right, the digits of the products are added.
宛名番号: 住民記録システム標準仕様書【第1.0版】1.1.13, modulus 11, weights 2–7; numbers given before need none. What a
remainder of 1 means is not said there, so such numbers are refused."""
ADDED = tuple(name for name, rule in RULES.items() if not rule.given)
"""Kinds to which `added` adds a check digit."""


def _digits(text: str, lengths: range) -> None:
    if not (text.isascii() and text.isdigit() and len(text) in lengths):
        size = f"{lengths.start}" if len(lengths) == 1 else f"{lengths.start}～{lengths.stop - 1}"
        raise UnconvertibleError(f"半角数字 {size} 桁でない")


def checked(text: str, kind: str) -> str:
    """``text`` where its check digit is right.

    >>> checked("131016", "団体コード"), checked("01130012", "保険者番号")
    ('131016', '01130012')
    >>> checked("131015", "団体コード")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 検査用数字が合わない

    Raises:
        UnconvertibleError: not so many half-width digits, or another check digit.
    """
    rule = RULES[kind]
    _digits(text, rule.lengths)
    first, digit = (text[1:], text[0]) if rule.leading else (text[:-1], text[-1])
    if str(rule.digit(first)) != digit:
        raise UnconvertibleError("検査用数字が合わない")
    return text


def added(text: str, kind: str) -> str:
    """``text`` with its check digit.

    >>> added("13101", "団体コード"), added("000012050002", "法人番号")
    ('131016', '7000012050002')

    Raises:
        UnconvertibleError: not so many half-width digits.
    """
    rule = RULES[kind]
    _digits(text, range(rule.lengths.start - 1, rule.lengths.stop - 1))
    digit = rule.digit(text)
    return f"{digit}{text}" if rule.leading else f"{text}{digit}"
