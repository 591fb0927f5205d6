"""コード一覧: the value is one of the published values; a list whose values are 「任意」 admits any."""

from __future__ import annotations

import re

from migrate.model.spec import CodeList, Item, Spec
from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import col, lit


def _list(item: Item, spec: Spec) -> CodeList | None:
    return spec.codes.get(item.code_list_id) if item.code_list_id else None


def _applies(use: Use) -> bool:
    found = _list(use.item, use.spec)
    return found is not None and not found.open


def _test(use: Use) -> CellTest:
    found = _list(use.item, use.spec)
    values = tuple(one.value for one in found.values) if found else ()
    name = re.sub(r"[^0-9A-Za-z]", "_", use.item.code_list_id)
    listed = lit(values, f"CODES_{name}", f"コード一覧「{found.name}」" if found else "")
    return CellTest(domain=has_value(use.item.name), passes=col(use.item.name).is_in(listed))


def _words(use: Use) -> dict[str, str | int]:
    found = _list(use.item, use.spec)
    return {"list": found.name if found else ""}


KIND = Kind(test=_test, applies=_applies, words=_words)
