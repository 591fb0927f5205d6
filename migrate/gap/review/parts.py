"""The review cut into workbooks: one for all, or one for each business, グループ or department."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from migrate.gap.review.offers import Sheetful
from migrate.model.review import ReviewSplit

OTHER, NOBODY = "その他", "担当課未定"
_MOST = 60


def file_part(text: str) -> str:
    """``text`` as part of a file name."""
    kept = "".join(c if c.isalnum() or c in "-（）" else "_" for c in unicodedata.normalize("NFC", text))
    return kept[:_MOST].strip("_-") or OTHER


def _groups(one: Sheetful) -> Iterable[tuple[str, Sheetful]]:
    names = dict.fromkeys((*(r.group_of for r in one.items), *(r.group_of for r in one.columns)))
    for name in names:
        items = tuple(row for row in one.items if row.group_of == name)
        columns = tuple(row for row in one.columns if row.group_of == name)
        yield f"{one.spec.business}-{name or OTHER}", replace(one, items=items, columns=columns)


def parts(
    sheets: Sequence[Sheetful], split: ReviewSplit, departments: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, tuple[Sheetful, ...]], ...]:
    """File-name parts and what each file holds, in a steady order; names that collide get a number.

    ``departments`` gives the departments of each business; a business of several ones is in the file of each.
    """
    found: dict[str, list[Sheetful]] = defaultdict(list)
    for one in sheets:
        if split is ReviewSplit.NONE:
            found[""].append(one)
        elif split is ReviewSplit.BUSINESS:
            found[one.spec.business].append(one)
        elif split is ReviewSplit.GROUP:
            for name, cut in _groups(one):
                found[name].append(cut)
        else:
            for name in departments.get(one.spec.business) or (NOBODY,):
                found[name].append(one)
    seen: Counter[str] = Counter()
    named = []
    for name, held in found.items():
        part = file_part(name) if name else ""
        seen[part] += 1
        named.append((f"{part}-{seen[part]}" if seen[part] > 1 else part, tuple(held)))
    return tuple(named)
