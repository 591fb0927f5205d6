"""What a function takes in each place."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Kind of an argument, in the words that error messages print."""

    VALUE = "値"
    VALUES = "値（1 つ以上）"
    NUMBER = "整数"
    TEXT = "文字"
    CODE_MAP = "コード対応の名前"
