"""Long YAML that is read and not written again, line by line: blocks of ``key: value`` and ``- value``.

Only what stands on one line by itself is read so; each value that is more than a plain text goes to the parser alone.
Anything unforeseen (a text over several lines, an odd key) and anything wrong leaves the whole document to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from migrate.errors import UnreadableError
from migrate.files import yaml
from migrate.model.value import value

_NEVER = r"\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff&*!"
"""Control characters, and the marks of anchors and tags, which are the parser's to refuse."""
_INNER = rf"{_NEVER}:#\[\]{{}}"
_TEXT = rf"[^\W\d_](?:[^{_INNER}]*[^{_INNER} ])?"
_PLAIN = re.compile(rf"(?P<plain>{_TEXT})(?: +#.*)?")
_LINE = re.compile(
    rf"(?P<indent> *)(?P<item>- +)?(?:(?P<key>{_TEXT}|\"[^\"\\{_NEVER}]+\"|'[^'{_NEVER}]+'):(?: +|$))?(?P<rest>.*)"
)
_LONGEST = 1000
"""A key may be no longer, for a parser."""
_OTHER = re.compile("true|false|null|yes|no|on|off|y|n", re.IGNORECASE)
"""Words that are no texts in one edition of YAML or another."""
_BLOCKS = ("|", ">")
_AT_ONCE = 16
_STRANGE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Other ends of lines, and what no text may hold."""


class _Unforeseen(Exception):  # noqa: N818 – it is no error, the parser takes over
    """The text is not what this reader is for."""


@value
class _Line:
    """A line that holds something. ``number`` counts from 0, ``at`` is the column of its dash or key or value."""

    number: int
    at: int
    dash: bool
    inner: int
    """Column behind the dash."""
    key: str | None
    rest: str


def _plain(text: str) -> str | None:
    """A value that is a plain text, without a remark behind it; None for any other."""
    found = _PLAIN.fullmatch(text)
    return found["plain"] if found is not None and not _OTHER.fullmatch(found["plain"]) else None


def _values(texts: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """What the parser makes of values that stand on one line each; some at a time, as each call of it has its price."""
    for first in range(0, len(texts), _AT_ONCE):
        batch = texts[first : first + _AT_ONCE]
        if any(text.startswith(_BLOCKS) for text in batch):
            raise _Unforeseen
        document = yaml.loads("".join(f"k{n}: {text}\n" for n, text in enumerate(batch)).encode(), "")
        if [(key, yaml.line_of(document, key)) for key in document] != [(f"k{n}", n + 1) for n in range(len(batch))]:
            raise _Unforeseen  # one of them goes on in the next line
        yield from zip(batch, document.values(), strict=True)


def _key(text: str) -> str:
    bare = text[1:-1] if text[0] in "\"'" else text
    if bare is text and _OTHER.fullmatch(text):
        raise _Unforeseen
    return bare


def _lines(text: str) -> Iterator[_Line]:
    text = text.replace("\r\n", "\n")
    if _STRANGE.search(text):
        raise _Unforeseen
    for number, line in enumerate(text.split("\n")):
        bare = line.strip(" ")
        if not bare or bare.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        if found is None or line.startswith(("---", "...", "%")):
            raise _Unforeseen
        at, dash = len(found["indent"]), found["item"] or ""
        key, rest = found["key"], found["rest"]
        if len(key or "") > _LONGEST or (not dash and key is None):
            raise _Unforeseen
        rest = "" if rest.startswith("#") else rest
        inner = at + len(dash)
        yield _Line(number=number, at=at, dash=bool(dash), inner=inner, key=_key(key) if key else None, rest=rest)


def _placed(node: Any, line: int) -> Any:
    """A value of one line as if it had been read at that line."""
    made: CommentedMap | CommentedSeq
    if isinstance(node, CommentedMap):
        made = CommentedMap()
        for key, child in node.items():
            _put(made, key, _placed(child, line), line)
    elif isinstance(node, CommentedSeq):
        made = CommentedSeq()
        for child in node:
            _add(made, _placed(child, line), line)
    else:
        return node
    made._yaml_set_line_col(line, 0)  # as the parser's own constructor does
    return made


def _put(made: CommentedMap, key: str, child: Any, line: int) -> None:
    if key in made:
        raise _Unforeseen  # the parser says where a key stands twice
    made[key] = child
    made.lc.add_kv_line_col(key, [line, 0, line, 0])


def _add(made: CommentedSeq, child: Any, line: int) -> None:
    made.append(child)
    made.lc.add_idx_line_col(len(made) - 1, [line, 0])


class _Reader:
    """Goes down the lines once. Columns are not kept, only lines."""

    def __init__(self, text: str) -> None:
        self.lines = list(_lines(text))
        given = dict.fromkeys(line.rest for line in self.lines if line.rest)
        self.values: dict[str, Any] = {text: _plain(text) for text in given}
        self.values |= _values([text for text, plain in self.values.items() if plain is None])
        self.place = 0
        self.depth = 0

    def _next(self) -> _Line | None:
        return self.lines[self.place] if self.place < len(self.lines) else None

    def document(self) -> Any:
        """The whole document."""
        found = self._node(-1, -1)
        if self.place < len(self.lines) or not isinstance(found, CommentedMap | CommentedSeq):
            raise _Unforeseen
        return found

    def _node(self, above: int, dash_above: int) -> Any:
        """What stands below a key or dash: a map right of ``above``, a list right of ``dash_above``."""
        first = self._next()
        if first is None or first.at <= (dash_above if first.dash else above):
            return None
        self.depth += 1
        if self.depth > yaml.MAX_DEPTH:
            raise _Unforeseen
        made = self._list(first) if first.dash else self._map(first)
        made._yaml_set_line_col(first.number, 0)
        self.depth -= 1
        return made

    def _map(self, first: _Line) -> CommentedMap:
        made = CommentedMap()
        line: _Line | None = first
        while line is not None and line.at == first.at and not line.dash:
            self.place += 1
            assert line.key is not None, "lines without a dash have a key"
            # a list may begin right below its key
            child = self._value(line) if line.rest else self._node(line.at, line.at - 1)
            _put(made, line.key, child, line.number)
            line = self._next()
        self._left(line, first.at)
        return made

    def _list(self, first: _Line) -> CommentedSeq:
        made = CommentedSeq()
        line: _Line | None = first
        while line is not None and line.at == first.at and line.dash:
            if line.key is not None:  # a map that begins behind the dash
                self.lines[self.place] = replace(line, at=line.inner, dash=False)
                child = self._node(line.at, line.at)
            elif line.rest:
                self.place += 1
                child = self._value(line)
            else:
                raise _Unforeseen
            _add(made, child, line.number)
            line = self._next()
        self._left(line, first.at)
        return made

    @staticmethod
    def _left(line: _Line | None, at: int) -> None:
        """After a block comes only what stands further left, or a key at the column of the list above it."""
        if line is not None and line.at > at:
            raise _Unforeseen

    def _value(self, line: _Line) -> Any:
        return _placed(self.values[line.rest], line.number)


def read(data: bytes, name: str) -> Any:
    """The same document as `yaml.loads` gives, without its comments and not for `yaml.dumps`; far faster on long files.

    Raises:
        UnreadableError: as `yaml.loads`.
    """
    try:
        if len(data) <= yaml.MAX_BYTES:
            return _Reader(data.decode("utf-8-sig")).document()
    except (UnicodeDecodeError, UnreadableError, _Unforeseen):
        pass  # the parser says what is wrong, with the text as it is
    return yaml.loads(data, name)
