"""Two mistakes that real migrations made: the wrong one of two dates, and a name that only looks the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from migrate.engine import expression
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.lexicon import glossary, spelling
from migrate.lexicon.glossary import Glossary
from migrate.mapping.blocks import FUSHO
from migrate.mapping.context import Context
from migrate.mapping.trees import BlockTrees
from migrate.model.finding import Finding, Severity
from migrate.model.kinds import Kind, item_kind, kind_of
from migrate.model.mapping import ItemRule
from migrate.model.source import SourceColumn, SourceTable

_SURE = 0.95
"""A term of the glossary itself, its synonyms and abbreviations; nothing guessed."""

_PARTS = {"name_part", "substr"}
"""Functions that take a part of a value: the column's name is then that of the whole (氏名 for 氏)."""


def _decided(rule: ItemRule) -> bool:
    """True where a person's note stands beside the rule; that of the pair of an unknown date is ours."""
    return rule.note not in ("", FUSHO)


@cache
def _words(part: str) -> tuple[str, ...]:
    """Words of dates of one part, longest first."""
    rows = tables.read(bundled("specs") / "mapping" / "date-words.csv")
    return tuple(sorted((row["word"] for row in rows if row["part"] == part), key=lambda word: (-len(word), word)))


def _pieces(column: SourceColumn) -> tuple[str, ...]:
    """The column's Japanese name, else the words of its name in capitals."""
    if column.logical_name:
        return (spelling.key(column.logical_name),)
    return tuple(word.upper() for word in spelling.words(column.name))


def _without(pieces: tuple[str, ...], part: str) -> tuple[str, ...]:
    """What is left of a name without the words of a part; words of a physical name go whole."""
    words = _words(part)
    if len(pieces) == 1 and not pieces[0].isascii():
        text = pieces[0]
        for word in words:
            text = text.removesuffix(word) if part == "date" else text.replace(word, "")
        return (re.sub(r"[のと_]+$", "", text),)
    return tuple(piece for piece in pieces if piece not in words)


def dated(column: SourceColumn) -> bool:
    """True where type or name say that a column holds a date."""
    return kind_of(column) in (Kind.DATE, Kind.MOMENT) or _without(_pieces(column), "date") != _pieces(column)


def stem(column: SourceColumn) -> str:
    """What a date is about, without the words that say which of the dates of that event it is.

    >>> a = SourceColumn(name="A", logical_name="転入異動年月日")
    >>> b = SourceColumn(name="B", logical_name="転入届出日")
    >>> stem(a), stem(b), stem(SourceColumn(name="IDO_YMD")), stem(SourceColumn(name="TODOKE_YMD"))
    ('転入', '転入', '', '')
    """
    return "_".join(piece for piece in _without(_without(_pieces(column), "date"), "which") if piece)


def _which(column: SourceColumn) -> bool:
    plain = _without(_pieces(column), "date")
    return _without(plain, "which") != plain


def _rivals(table: SourceTable, taken: SourceColumn, used: set[str]) -> list[SourceColumn]:
    """Other dates of the same event that feed no item; one of the two names must say which date it is."""
    return [
        other
        for other in table.columns
        if other.name not in used
        and other.name != taken.name
        and dated(other)
        and stem(other) == stem(taken)
        and (_which(other) or _which(taken))
    ]


def dates(c: Context) -> Iterator[Finding]:
    """MIG-MAP-077: of two dates that could fill an item one was taken, and no note says why."""
    used: dict[str, set[str]] = {}
    for trees in c.trees:
        for table, name in (c.origin(trees.block, name) for name in trees.used):
            used.setdefault(table, set()).add(name)
    for trees in c.trees:
        source = c.schema.table(trees.block.source)
        items = {item.name: item for item in c.spec.items_of(trees.block.table)}
        for rule in trees.block.items:
            if (
                source is None
                or _decided(rule)
                or rule.item not in items
                or item_kind(items[rule.item]) is not Kind.DATE
            ):
                continue
            names = c.columns(trees, rule.item)
            for taken in (one for one in source.columns if one.name in names and dated(one)):
                if others := _rivals(source, taken, used.get(source.name, set())):
                    left = "、".join(_named(other) for other in others)
                    params = {"item": rule.item, "taken": _named(taken), "left": left}
                    yield c.finding("MIG-MAP-077", Severity.WARNING, params, trees.block.table, rule.item, rule.line)


def _named(column: SourceColumn) -> str:
    return f"{column.name}（{column.logical_name}）" if column.logical_name else column.name


def _terms(known: Glossary, text: str) -> frozenset[str]:
    """Terms that a name, or one of its parts, surely stands for."""
    found = set()
    for part in {text, *text.split("_")}:
        senses = known.japanese.get(spelling.key(part), ()) or known.latin.get(spelling.romaji_key(part), ())
        found |= {sense.term for sense in senses[:1] if sense.quality >= _SURE}
    return frozenset(found)


def _confused(known: Glossary, column: SourceColumn, item: str) -> tuple[str, str] | None:
    ours, theirs = _terms(known, item), _terms(known, column.logical_name or column.name)
    if ours & theirs:
        return None
    pairs = ((a, b) for b in sorted(theirs) for a in sorted(ours))
    return next(((a, b) for a, b in pairs if known.confusable(a, b) and not _kin(known, a, b)), None)


def _kin(known: Glossary, one: str, other: str) -> bool:
    """True for terms that current systems write with the same abbreviation (読み仮名 and フリガナ: KANA)."""
    return bool(set(known.terms[one].abbreviations) & set(known.terms[other].abbreviations))


def _guarded(c: Context, trees: BlockTrees, rule: ItemRule) -> Iterator[Finding]:
    table, known = c.table_of(trees.block), glossary.load()
    tree = trees.items.get(rule.item)
    if tree is None or any(call.this in _PARTS for call in expression.calls(tree)):
        return
    names = c.columns(trees, rule.item)
    for column in (one for one in table.columns if one.name in names) if table is not None else ():
        if (pair := _confused(known, column, rule.item)) is not None:
            params = {"item": rule.item, "column": _named(column), "ours": pair[0], "theirs": pair[1]}
            yield c.finding("MIG-MAP-078", Severity.WARNING, params, trees.block.table, rule.item, rule.line)


def names(c: Context) -> Iterator[Finding]:
    """MIG-MAP-078: a column whose name the glossary says not to confuse with the item's; a note settles it."""
    for trees in c.trees:
        for rule in trees.block.items:
            if not _decided(rule):
                yield from _guarded(c, trees, rule)
