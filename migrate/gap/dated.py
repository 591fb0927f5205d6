"""Dates in parts: year, month and day in columns of their own, an era in a column beside the date.

Columns of one table whose names differ in nothing but the part (SEINEN, SEIGAPPI; 生年月日_年, _月, _日) are one date.
It is looked up as a column called after what they have in common would be. The part words are those of the vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from migrate.gap.declared import codes
from migrate.gap.target import TargetItem
from migrate.lexicon import spelling
from migrate.lexicon.vocabulary import Vocabulary
from migrate.model.kinds import Kind, item_kind, kind_of
from migrate.model.source import SourceColumn, SourceTable
from migrate.model.value import value


class Part(StrEnum):
    """What a column holds of a date."""

    ERA = "元号"
    YEAR = "年"
    MONTH_DAY = "月日"
    MONTH = "月"
    DAY = "日"
    WHOLE = "年月日"


_SHORT = {
    "g": Part.ERA, "gg": Part.ERA, "nengo": Part.ERA, "y": Part.YEAR, "m": Part.MONTH, "d": Part.DAY,
    "md": Part.MONTH_DAY, "mmdd": Part.MONTH_DAY, "gappi": Part.MONTH_DAY, "tsukihi": Part.MONTH_DAY,
}  # fmt: skip
"""Ends of physical names that are no words, and words that stand nowhere else."""
_TAILS = (
    "nengo",
    "gengo",
    "gappi",
    "tsukihi",
    "mmdd",
    "nen",
    "year",
    "yy",
    "tsuki",
    "gatsu",
    "month",
    "mm",
    "hi",
    "dd",
    "day",
)
"""Ends that are written without a separator (SEINEN)."""
_ENDING = re.compile(
    r"(?P<stem>.*?)[_・\s(\-]*(?P<part>(?:和暦|西暦)?年号?|元号|月日|月|日)(?:コード|区分|CD)?\)?", re.IGNORECASE
)
_WHOLE = re.compile(r"(?P<stem>.+?)[_・\s(\-]*(?:年月日|日付|日)\)?")
_ERA_FIRST = re.compile(r"(?:元号|(?:和暦)?年号)(?:コード|区分|CD)?[_・\s(\-]*(?P<stem>.*?)\)?", re.IGNORECASE)
_PIECES = re.compile(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_CODE = frozenset({"cd", "code", "kbn", "kubun"})
_WIDEST = {Part.ERA: 10, Part.YEAR: 8, Part.MONTH: 4, Part.DAY: 4, Part.MONTH_DAY: 5, Part.WHOLE: 7}
"""Characters beyond which a column holds more than its part: a date of eight digits says its century itself."""
_FORMS: tuple[tuple[Part, ...], ...] = (
    (Part.YEAR, Part.MONTH, Part.DAY, Part.ERA),
    (Part.YEAR, Part.MONTH_DAY, Part.ERA),
    (Part.YEAR, Part.MONTH, Part.DAY),
    (Part.YEAR, Part.MONTH_DAY),
    (Part.WHOLE, Part.ERA),
)
_TEMPLATES = {
    _FORMS[0]: "concat(trim({3}), lpad(trim({0}), 2, '0'), lpad(trim({1}), 2, '0'), lpad(trim({2}), 2, '0'))",
    _FORMS[1]: "concat(trim({2}), lpad(trim({0}), 2, '0'), lpad(trim({1}), 4, '0'))",
    _FORMS[2]: "concat(trim({0}), '.', trim({1}), '.', trim({2}))",
    _FORMS[3]: "concat(trim({0}), lpad(trim({1}), 4, '0'))",
    _FORMS[4]: "concat(trim({1}), lpad(trim({0}), 6, '0'))",
}
_ERA_CODES = "12345"
_ERAS = ("明治", "大正", "昭和", "平成", "令和")
_WESTERN = 4


@value
class Dated:
    """Columns that make one date."""

    places: tuple[int, ...]
    """Their positions, in the order of the template: the one that says most first."""
    parts: tuple[Part, ...]
    looked_up: tuple[SourceColumn, ...]
    """Columns as one of them would be that held the whole date."""
    template: str
    """Expression with ``{0}`` … for the columns."""

    @property
    def columns(self) -> tuple[tuple[int, Part], ...]:
        """Position of each column with what it holds."""
        return tuple(zip(self.places, self.parts, strict=True))


def _part(vocabulary: Vocabulary, word: str) -> Part | None:
    """What a word at the end of a physical name says; None for one that may be a whole date (DATE, YMD)."""
    if (short := _SHORT.get(word.lower())) is not None:
        return short
    terms = {sense.term for sense in vocabulary.latin.get(spelling.romaji_key(word), ())}
    if Part.WHOLE in terms and Part.DAY not in terms:
        return Part.WHOLE
    return next((part for part in Part if part in terms and part is not Part.WHOLE), None)


def _latin(vocabulary: Vocabulary, name: str) -> Iterator[tuple[str, Part]]:
    """Stem and part of a physical name, in every way that it may be read."""
    words = [word.lower() for word in _PIECES.findall(unicodedata.normalize("NFKC", name))]
    if len(words) > 1 and words[-1] in _CODE and _part(vocabulary, words[-2]) is Part.ERA:
        words.pop()
    if not words:
        return
    if _part(vocabulary, words[0]) is Part.ERA and len(words) > 1:
        yield "_".join(words[1:]), Part.ERA
    part = _part(vocabulary, words[-1])
    if part is not None:
        yield "_".join(words[:-1]), part
    tail = next((t for t in _TAILS if words[-1].endswith(t) and len(words[-1]) > len(t) + 1), "")
    ending = _part(vocabulary, tail) if tail else None
    if ending is not None and part is None:
        yield "_".join((*words[:-1], words[-1].removesuffix(tail))), ending
    yield "_".join(words), Part.WHOLE


def _japanese(name: str) -> Iterator[tuple[str, Part]]:
    """Stem and part of a Japanese name."""
    text = unicodedata.normalize("NFKC", name).strip()
    if (era := _ERA_FIRST.fullmatch(text)) is not None:
        yield era["stem"], Part.ERA
    if (found := _ENDING.fullmatch(text)) is not None:
        word = found["part"]
        part = Part.ERA if word.endswith("号") else Part.YEAR if word.endswith("年") else Part(word)
        yield found["stem"], part
    if (whole := _WHOLE.fullmatch(text)) is not None:
        yield whole["stem"], Part.WHOLE
    yield text, Part.WHOLE


def _may_be(column: SourceColumn, part: Part) -> bool:
    """True where a column has the room of a part and no more."""
    size = column.bytes if column.bytes is not None else column.length
    return kind_of(column) is not Kind.DATE and (size is None or size <= _WIDEST[part])


def _alone(vocabulary: Vocabulary, table: SourceTable) -> Iterator[tuple[str, int, int]]:
    """An era whose name says no more, just before or behind the one date that it can belong to: stem and positions."""
    names = [column.logical_name or column.name for column in table.columns]
    read = [set(_japanese(n) if not spelling.is_latin(n) else _latin(vocabulary, n)) for n in names]
    for place, found in enumerate(read):
        if ("", Part.ERA) in found and place + 1 < len(names) and _may_be(table.columns[place + 1], Part.WHOLE):
            yield names[place + 1], place, place + 1


def _stems(vocabulary: Vocabulary, table: SourceTable, japanese: bool) -> Mapping[str, Mapping[Part, list[int]]]:
    """Stem → part → the columns that hold it, by the names of one script."""
    found: dict[str, dict[Part, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, column in enumerate(table.columns):
        name = column.logical_name if japanese else column.name
        if not name or spelling.is_latin(name) is japanese:
            continue
        for stem, part in dict.fromkeys(_japanese(name) if japanese else _latin(vocabulary, name)):
            if _may_be(column, part):
                found[spelling.key(stem) if japanese else stem][part].append(place)
    return found


def _as_one(stem: str, column: SourceColumn, japanese: bool) -> tuple[SourceColumn, ...]:
    """Columns as they would be called that held the whole date."""
    if japanese:
        called = [stem] if stem.endswith(("日", "日付")) else [f"{stem}年月日", stem]
        return tuple(SourceColumn(name=column.name, logical_name=name, type="CHAR", length=8) for name in called)
    names = (f"{stem}_date", f"{stem}nengappi", stem) if stem else ("date",)
    return tuple(SourceColumn(name=name.upper(), type="CHAR", length=8) for name in names)


def _era_codes(column: SourceColumn) -> str:
    """The codes of 明治 to 令和 as the declaration tells them, else the usual ones."""
    told = {one.meaning: one.value for one in codes(column)}
    found = "".join(told.get(era, "") for era in _ERAS)
    return found if len(set(found)) == len(found) == len(_ERAS) else _ERA_CODES


def _template(form: tuple[Part, ...], columns: Sequence[SourceColumn]) -> str:
    joined = _TEMPLATES[form]
    if Part.ERA not in form:
        return f"wareki_date({joined})"
    return f"nengo_date({joined}, '{_era_codes(columns[form.index(Part.ERA)])}')"


def _form(held: Mapping[Part, list[int]], columns: Sequence[SourceColumn]) -> tuple[Part, ...] | None:
    """The form of a date that the parts of one stem make; a part that stands twice makes none."""
    once = {part for part, places in held.items() if len(places) == 1}
    if Part.YEAR in once and (columns[held[Part.YEAR][0]].length or 0) >= _WESTERN:
        once.discard(Part.ERA)  # the year says its century itself
    return next((form for form in _FORMS if set(form) <= once), None)


def is_date(item: TargetItem) -> bool:
    """True for an item that is a date, and no part of something else."""
    return item.rule is None and item_kind(item.item) is Kind.DATE


def dates(vocabulary: Vocabulary, table: SourceTable) -> Iterator[Dated]:
    """The dates in parts of a table; a column is a part of one date at most."""
    taken: set[int] = set()
    for japanese in (True, False):
        for stem, held in _stems(vocabulary, table, japanese).items():
            form = _form(held, table.columns)
            places = tuple(held[part][0] for part in form) if form else ()
            if form and len(set(places)) == len(places) and taken.isdisjoint(places):
                taken |= set(places)
                columns = tuple(table.columns[place] for place in places)
                looked_up = _as_one(stem, columns[0], japanese)
                yield Dated(places=places, parts=form, looked_up=looked_up, template=_template(form, columns))
    for name, era, whole in _alone(vocabulary, table):
        if taken.isdisjoint((era, whole)):
            taken |= {era, whole}
            columns = (table.columns[whole], table.columns[era])
            looked_up = _as_one(name, columns[0], not spelling.is_latin(name))
            yield Dated(
                places=(whole, era), parts=_FORMS[-1], looked_up=looked_up, template=_template(_FORMS[-1], columns)
            )
