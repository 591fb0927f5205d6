"""What is known of a CSV file before it is looked at: stated in project.yaml, or found by an earlier look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.source import CsvForm
from migrate.model.value import value
from migrate.source.records import QUOTE
from migrate.workspace.project import DeclaredSource

ESCAPE = b"\\"
WORDS = {b",": "カンマ", b"\t": "タブ", b";": "セミコロン", b"|": "縦棒"}
_DELIMITERS = {
    **{word: byte for byte, word in WORDS.items()},
    **{byte.decode(): byte for byte in WORDS},
    "comma": b",",
    "tab": b"\t",
    "\\t": b"\t",
    "semicolon": b";",
    "pipe": b"|",
}
_YES = dict.fromkeys(("あり", "true", "yes", '"'), QUOTE)
_NO = dict.fromkeys(("なし", "false", "no", "none"), b"")
_ESCAPES = {**dict.fromkeys(("\\", "¥", "あり", "true", "backslash", "バックスラッシュ"), ESCAPE), **_NO}
_MOST_LINES = 1000
_T = TypeVar("_T")


@value
class Stated:
    """None where nothing is known."""

    delimiter: bytes | None = None
    quote: bytes | None = None
    escape: bytes | None = None
    header: bool | None = None
    skip: int | None = None
    footer: int | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What is known, in the words of project.yaml."""
        return tuple(key for key in _KEYS if getattr(self, key) is not None)


_KEYS = ("delimiter", "quote", "escape", "header", "skip", "footer")


def _wrong(source: DeclaredSource, key: str, said: str, known: str) -> MigrateError:
    params = {"file": source.file, "key": key, "value": said, "known": known}
    return MigrateError("MIG-SRC-015", Place(file="project.yaml"), params)


def _one_of(source: DeclaredSource, key: str, known: Mapping[str, _T], shown: str) -> _T | None:
    said: str = getattr(source, key)
    if not said:
        return None
    if said.casefold() not in known:
        raise _wrong(source, key, said, shown)
    return known[said.casefold()]


def _lines(source: DeclaredSource, key: str) -> int | None:
    said: str = getattr(source, key)
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and int(said) <= _MOST_LINES):
        raise _wrong(source, key, said, f"0 から {_MOST_LINES} までの行数")
    return int(said)


def of_source(source: DeclaredSource | None) -> Stated:
    """What project.yaml states.

    Raises:
        MigrateError: MIG-SRC-015, a value that does not exist, with those that do.
    """
    if source is None:
        return Stated()
    quote = _one_of(source, "quote", {**_YES, **_NO}, "あり、なし")
    header = _one_of(source, "header", {**_YES, **_NO}, "あり、なし")
    return Stated(
        delimiter=_one_of(source, "delimiter", _DELIMITERS, "、".join(WORDS.values())),
        quote=quote,
        escape=_one_of(source, "escape", _ESCAPES, "\\、なし"),
        header=None if header is None else bool(header),
        skip=_lines(source, "skip"),
        footer=_lines(source, "footer"),
    )


def of_form(form: CsvForm | None) -> Stated:
    """What an earlier look found; titles and footers are looked for again, unless their number was stated."""
    if form is None:
        return Stated()
    return Stated(
        delimiter=form.delimiter.encode(),
        quote=form.quote.encode(),
        escape=form.escape.encode(),
        header=form.header,
        skip=form.skipped if "skip" in form.stated or not form.header else None,
        footer=form.footer if "footer" in form.stated else None,
    )
