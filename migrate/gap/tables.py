"""Tables before columns: how far the columns of a table, taken together, are those of a table of the standard.

A column that matches many tables (氏名, 操作者ID) tells little of the table, one that few have tells much. A table
whose columns find no home together is not covered by the standard (an own tax, a work table): its columns then have no
counterpart, however usual their names are.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from migrate.gap.columns import Fitting
from migrate.gap.target import TableKey, Target
from migrate.lexicon import spelling
from migrate.lexicon.written import readings
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.value import value

SURE, LIKELY = 0.70, 0.60
"""From here on a column speaks for a table, or may be explained by it."""
COVERED, COVERED_LEAST, COVERED_SUM = 0.46, 0.33, 2.5
"""A table is covered where its strength, its share without the title and the sum reach these, …"""
COVERED_SHARE, COVERED_SMALL = 0.60, 1.0
"""… or where nearly all of its few columns match, …"""
COVERED_TITLE, COVERED_MATCHED, COVERED_TITLED = 0.50, 0.40, 0.6
"""… or where the tables' names agree, so many columns match and they tell a little, …"""
COVERED_NAMED, COVERED_PART, COVERED_TOLD = 0.35, 0.25, 2.0
"""… or where the names come near, and a smaller share of the columns tells so much."""
_NAMELESS, _SAYS_NOTHING = 0.20, 3
"""What a title may be worth where the table's own name says nothing (K11TBL)."""
_LETTERS = re.compile(r"[^\W\d_]+")
_TITLE = 0.5
_OF_ITEMS = 0.75
_WORTH_A_TITLE = 0.4
_READINGS = 4
REGISTER = frozenset({"001"})
"""住民基本台帳: every system holds copies of its items, so it is not what a system is about unless nothing else is."""
_CREATED = frozenset({"作成日時", "作成者", "作成年月日", "登録日時", "登録者", "登録ユーザ"})
_UPDATED = frozenset({"更新日時", "更新者", "更新ユーザ", "更新プログラム", "更新端末", "バージョン"})
_CREATED_LATIN = frozenset({"add", "ins", "cre", "create", "created", "insert", "inserted", "regist"})
_UPDATED_LATIN = frozenset({"upd", "update", "updated", "mod", "modified", "delete", "deleted"})
_ALONE = frozenset({"created", "updated", "modified"})
_AUDIT_END = frozenset(
    {
        "dt", "at", "on", "by", "user", "usr", "ymd", "hms", "date", "time", "datetime", "timestamp", "id", "pgm", "pg",
        "term", "cd",
    }
)  # fmt: skip


@value
class Evidence:
    """What speaks for one table of the standard."""

    share: float
    """Share of the columns, by what they tell, that match one of its items."""
    total: float
    """Sum of what the matching columns tell."""
    title: float
    """How far the tables' names agree, 0–1."""
    matched: float
    """Share of the columns that match one of its items, whatever they tell."""

    @property
    def strength(self) -> float:
        """Share and title together."""
        return self.share + _TITLE * self.title

    @property
    def covers(self) -> bool:
        """True where the table is taken for covered by the standard's table, by its columns."""
        wide = self.strength >= COVERED and self.share >= COVERED_LEAST and self.total >= COVERED_SUM
        return wide or (self.share >= COVERED_SHARE and self.total + _TITLE * self.title >= COVERED_SMALL)

    @property
    def named(self) -> bool:
        """True where the tables' names agree, and enough of the columns to believe it."""
        titled = self.title >= COVERED_TITLE and self.matched >= COVERED_MATCHED and self.total >= COVERED_TITLED
        near = self.title >= COVERED_NAMED and self.share >= COVERED_PART and self.total >= COVERED_TOLD
        return titled or near


NO_EVIDENCE = Evidence(share=0.0, total=0.0, title=0.0, matched=0.0)


def _says(column: SourceColumn, names: frozenset[str], latin: frozenset[str]) -> bool:
    words = [w.lower() for w in spelling.words(column.name)]
    said = words and words[0] in latin and (set(words[1:]) <= _AUDIT_END if words[1:] else words[0] in _ALONE)
    return bool(said) or column.logical_name in names or column.comment in names


def is_audit(column: SourceColumn) -> bool:
    """True for columns that only say who wrote the row and when, or count its versions."""
    words = [w.lower() for w in spelling.words(column.name)]
    if words in (["version"], ["id"], ["row", "version"]):
        return True
    return _says(column, _CREATED, _CREATED_LATIN) or _says(column, _UPDATED, _UPDATED_LATIN)


def bookkeeping(table: SourceTable) -> frozenset[int]:
    """Positions of the columns by which an application keeps book of its rows: made and changed, side by side.

    They are about the row of the old system, not about the operation that 操作者ID and 操作年月日 of the standard name.
    """
    made = {place for place, c in enumerate(table.columns) if _says(c, _CREATED, _CREATED_LATIN)}
    changed = {place for place, c in enumerate(table.columns) if _says(c, _UPDATED, _UPDATED_LATIN)}
    return frozenset(made | changed) if made and changed else frozenset()


def table_readings(target: Target, *names: str) -> tuple[frozenset[str], ...]:
    """The likely readings of a source table's names, each as its words; a reading without a known word is left out."""
    found = (r for name in names if name.strip() for r in readings(target.vocabulary, name)[:_READINGS])
    words = (frozenset(w.word for w in reading if w.word) for reading in found)
    return tuple(dict.fromkeys(one for one in words if one))


def _is_nameless(table: SourceTable) -> bool:
    """True where a table's name says nothing to anybody: letters of at most three, and numbers."""
    return not table.logical_name and all(len(word) <= _SAYS_NOTHING for word in _LETTERS.findall(table.name))


def _title(target: Target, key: TableKey, unit: Unit) -> float:
    """The best that the name says: all its senses together, or one reading that the others would thin out.

    change_event may be 増減_種目, but a table 異動届出 is at hand.
    """
    ways = dict.fromkeys((unit.around, *unit.readings))
    return max((_agreement(target, key, words) for words in ways if words), default=0.0)


def _agreement(target: Target, key: TableKey, around: frozenset[str]) -> float:
    """How far the name of a table of the standard, or its items, say the words, 0–1."""
    vocabulary = target.vocabulary
    name, of_items = target.table_words[key]
    got = whole = 0.0
    for word in around:
        weight = target.weight(word) * target.tells_table(word)
        whole += weight
        in_name = max((vocabulary.relation(w, word) for w in name), default=0.0)
        near = (word, *vocabulary.near(word))
        in_items = max((vocabulary.relation(w, word) for w in near if w in of_items), default=0.0)
        got += weight * max(in_name, _OF_ITEMS * in_items)
    back = sum(target.weight(w) * max((vocabulary.relation(w, o) for o in around), default=0.0) for w in name)
    all_back = sum(target.weight(w) for w in name)
    return got / whole * (0.6 + 0.4 * (back / all_back if all_back else 0.0)) if whole else 0.0


def own_weights(tables: Sequence[SourceTable]) -> Mapping[str, float]:
    """Column name → how much it tells of its table within the source, 0.05–1: little where every table has it."""
    if len(tables) <= 2:
        return {c.name: 1.0 for t in tables for c in t.columns}
    seen = Counter(name for t in tables for name in {c.name for c in t.columns})
    whole = math.log(len(tables) + 1)
    return {name: max(0.05, 1 - math.log(count) / whole) for name, count in seen.items()}


@value
class Unit:
    """Columns that are looked at together: a table, or the columns of one that share their first word (送付先_…)."""

    table: SourceTable
    columns: tuple[int, ...]
    """Positions of its columns."""
    readings: tuple[frozenset[str], ...]
    """The table's name, or the shared word, in each likely reading as its words."""

    @property
    def around(self) -> frozenset[str]:
        """The words of all readings."""
        return frozenset().union(*self.readings)


@value
class Hit:
    """The best item of one table for one column."""

    score: float
    tells: float
    """How much the item tells of its table, 0–1."""
    sure: float
    """Most that a sure item of the table tells, by its score; 0 where none is sure."""


Hits = Mapping[TableKey, Hit]


def hits(found: Sequence[Fitting]) -> Hits:
    """For one column, the tables of the standard that have a likely item for it."""
    best: dict[TableKey, Hit] = {}
    for fitting in found:
        if fitting.score < LIKELY:
            break
        if fitting.item.whole_is_item:
            continue  # the whole speaks for itself
        key, tells = fitting.item.table, fitting.item.tells
        sure = fitting.score * tells if fitting.score >= SURE else 0.0
        known = best.get(key)
        if known is None:
            best[key] = Hit(score=fitting.score, tells=tells, sure=sure)
        elif sure > known.sure:
            best[key] = replace(known, sure=sure)
    return best


def evidence(
    target: Target, unit: Unit, found: Sequence[Hits], weights: Mapping[str, float]
) -> Mapping[TableKey, Evidence]:
    """What speaks for each table of the standard; only tables for which anything does."""
    told: dict[TableKey, dict[int, float]] = defaultdict(dict)
    own = {}
    for place in unit.columns:
        column = unit.table.columns[place]
        if is_audit(column):
            continue
        own[place] = weights[column.name]
        for key, hit in found[place].items():
            if hit.sure:
                told[key][place] = hit.sure * math.sqrt(own[place])
    whole = sum(own.values())
    nameless = _NAMELESS if not unit.around and _is_nameless(unit.table) else 0.0
    judged = {}
    for key, by_place in told.items():
        total = sum(by_place.values())
        left = whole - sum(own[p] for p in by_place)
        share = total / (total + left) if total + left else 0.0
        title = nameless or (_title(target, key, unit) if total >= _WORTH_A_TITLE else 0.0)
        matched = sum(own[p] * found[p][key].score for p in by_place) / whole if whole else 0.0
        judged[key] = Evidence(share=share, total=total, title=title, matched=matched)
    return judged


def groups(target: Target, table: SourceTable) -> tuple[Unit, ...]:
    """Parts of a table: three or more columns, not most of them, whose names begin with the same word."""
    leading: dict[str, list[int]] = defaultdict(list)
    for place, column in enumerate(table.columns):
        name = column.logical_name or column.name
        if spelling.is_latin(name):
            words = spelling.words(name)
            first = words[0].lower() if len(words) > 1 else ""
        else:
            found = readings(target.vocabulary, name)
            first = (found[0][0].word or found[0][0].text) if found and len(found[0]) > 1 else ""
        if first:
            leading[first].append(place)
    most = 0.6 * len(table.columns)
    return tuple(
        Unit(table=table, columns=tuple(places), readings=table_readings(target, first))
        for first, places in leading.items()
        if 3 <= len(places) < most
    )
