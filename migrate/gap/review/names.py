"""What people write in 「決定」, as the columns and items that it names.

The name itself always counts. What is plainly meant is taken as well and said: another width or case, the Japanese
name, 候補1, the whole text of an offer copied into the cell. What could mean two things means none of them.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from migrate.forms.form import plain
from migrate.gap.review.offers import HOLD, ITEM, JOIN, NONE, REFUSE, column_name, item_name
from migrate.gap.review.read import Said
from migrate.model.source import SourceColumn, SourceSchema
from migrate.model.spec import Item, Spec

_WORDS = {
    **{plain(word): word for word in (REFUSE, NONE, HOLD)},
    **dict.fromkeys(("該当無し", "なし", "無し"), NONE),
    **dict.fromkeys(("未定", "検討中", "確認中"), HOLD),
}
_PARTS = re.compile(r"[＋+、,，]")
_OFFER = re.compile(r"(?:候補)?(?P<number>[1-9])")
_COPIED = re.compile(r"(?P<name>\S+)(?: (?P<label>.*?))?(?: \d{1,3} 点(?: .*)?)?")
_NEAR, _LIKE = 3, 0.6


class UnknownError(ValueError):
    """A choice names something that is not there; ``near`` are names that are there."""

    def __init__(self, near: tuple[str, ...]) -> None:
        super().__init__()
        self.near = near


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")


def _by(fold: Callable[[str], str], names: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Folded name → what it names; a name that could mean two things is left out."""
    found: dict[str, str] = {}
    twice = set()
    for name, meant in names:
        key = fold(name)
        if key and found.setdefault(key, meant) != meant:
            twice.add(key)
    return {key: meant for key, meant in found.items() if key not in twice}


class Names:
    """The columns and items that a choice may name."""

    def __init__(self, spec: Spec, schema: SourceSchema) -> None:
        self.columns: Mapping[str, tuple[str, SourceColumn]] = {
            column_name(t.name, c.name): (t.name, c) for t in schema.tables for c in t.columns
        }
        self.items: Mapping[str, Item] = {item_name(i.table, i.name): i for i in spec.items}
        self.edition = spec.edition
        self._columns = _by(
            _folded,
            (
                *((name, name) for name in self.columns),
                *((column_name(t, c.logical_name), n) for n, (t, c) in self.columns.items() if c.logical_name),
            ),
        )
        self._items = _by(
            _folded,
            (*((name, name) for name in self.items), *((one.name, name) for name, one in self.items.items())),
        )

    def _label(self, name: str, kind: str) -> str:
        return self.columns[name][1].logical_name if kind == ITEM else ""

    def _named(self, text: str, kind: str, table: str) -> str:
        """The one column or item of that name; ``""`` where there is none."""
        exact: Iterable[str] = self.columns if kind == ITEM else self.items
        own = column_name(table, text) if kind == ITEM else text
        if text in exact or own in exact:
            return text if text in exact else own
        folded = self._columns if kind == ITEM else self._items
        return folded.get(_folded(text)) or folded.get(_folded(own), "")

    def _one(self, text: str, kind: str, table: str, options: tuple[str, ...]) -> str:
        if found := self._named(text, kind, table):
            return found
        if number := _OFFER.fullmatch(_folded(text)):
            at = int(number["number"]) - 1
            return self._named(options[at], kind, table) if at < len(options) else ""
        copied = _COPIED.fullmatch(text)
        found = self._named(copied["name"], kind, table) if copied else ""
        return found if copied and found and (copied["label"] or "") in ("", self._label(found, kind)) else ""

    def choice(self, said: Said) -> str:
        """What a row's 「決定」 says, in the names of the schema and the spec; ``""`` where it says nothing.

        Raises:
            UnknownError: it names what is not there, or what could be two things.
        """
        text = said.answer.choice
        if not text:
            return ""
        if word := _WORDS.get(plain(text)):
            return word
        _, kind, table, *_ = json.loads(said.key)
        options = said.printed.options
        if whole := self._one(text, kind, table, options):
            return whole
        found = []
        for part in _PARTS.split(text):
            one = self._one(part.strip(), kind, table, options)
            if not one:
                raise UnknownError(self._near(part.strip(), kind, table))
            found.append(one)
        return JOIN.join(dict.fromkeys(found))

    def _near(self, text: str, kind: str, table: str) -> tuple[str, ...]:
        """Names like ``text``: those that end with it, those of the row's own table, any others."""
        known = {_folded(name): name for name in (self.columns if kind == ITEM else self.items)}
        own = _folded(column_name(table, text)) if kind == ITEM and table else ""
        near = [name for name in known if text and name.endswith(f".{_folded(text)}")]
        for one in (own, _folded(text)):
            near += difflib.get_close_matches(one, known, n=_NEAR, cutoff=_LIKE) if one else ()
        return tuple(dict.fromkeys(known[name] for name in near))[:_NEAR]
