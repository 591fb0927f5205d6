"""All rows of the month as columns of JSON, gzip, base64: what the page's script filters, sorts and shows.

A business's 40 steps are 40 digits (`STATES`), so that the whole nation stays far below a megabyte; where a source has
told only a rate they are hyphens. Days are days since `ORIGIN`. No word that people wrote is in it.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.procedure import TOTAL_STEPS
from migrate.model.value import value
from migrate.pmo.columns import MARKS
from migrate.pmo.dashboard.scope import UNKNOWN, Scope, ordered

ORIGIN = date(2020, 1, 1)
STATES = "".join(MARKS.values())
"""A state's place here is its digit."""
_DIGITS = str.maketrans(STATES, "".join(map(str, range(len(STATES)))))
_UNTOLD = "-" * TOTAL_STEPS
_SYSTEM = ("name", "operation", "reason", "until")
_BODY = ("body", "code", "name", "prefecture", "kind", "population", "as_of", "revision", "printed", "own", "businesses")
_ROW = ("business", "statuses", "printed", "evidenced", "goal", "changed", "systems")


class Words:
    """A column of words as places in a list of different ones."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._places = {word: place for place, word in enumerate(known)}

    def place(self, word: str) -> int:
        """Its place; a new word goes to the end."""
        return self._places.setdefault(word, len(self._places))

    @property
    def words(self) -> list[str]:
        """All of them, by place."""
        return list(self._places)


@value
class Packed:
    """The rows of a month, packed."""

    rows: int
    text: str


def pack(engine: Engine, scope: Scope) -> Packed:
    """Bodies in the order of their codes, their businesses in the published one."""
    data = columns(_bodies(engine, scope), scope)
    return Packed(rows=len(data["rows"]["business"]), text=packed(data))


def packed(data: Mapping[str, Any]) -> str:
    """The same data give the same text: no clock and no system's name in the head of the gzip stream."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as stream:
        stream.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
    return base64.b64encode(out.getvalue()).decode()


def _bodies(engine: Engine, scope: Scope) -> list[dict[str, Any]]:
    month = duckdb.text(scope.period)
    kinds = "list_position(['市区町村', '都道府県'], kind)"
    found = engine.rows(
        f"""WITH own AS (
              SELECT body, list({{
                'business': business, 'statuses': statuses, 'printed': printed, 'evidenced': evidenced,
                'goal': planned[{TOTAL_STEPS}], 'changed': list_max(changed), 'systems': systems}}) AS businesses
              FROM cells WHERE period = {month} GROUP BY body)
            SELECT {", ".join(_BODY)} FROM bodies JOIN own USING (body) WHERE period = {month}
            ORDER BY {ordered("prefecture")}, prefecture, coalesce({kinds}, 9), code = '', body"""
    )
    return [dict(zip(_BODY, row, strict=True)) for row in found]


def columns(bodies: Iterable[Mapping[str, Any]], scope: Scope) -> dict[str, Any]:
    """The rows as columns; words stand once."""
    places = {business: place for place, business in enumerate(scope.businesses)}
    sizes = Words((*(name for name, _ in scope.sizes), UNKNOWN))
    prefectures, kinds, vendors, packages = Words(), Words(), Words(), Words()
    about: dict[str, list[Any]] = {name: [] for name in ("code", "name", "as_of", "revision", "printed", "own")}
    about |= {name: [] for name in ("key", "prefecture", "kind", "size", "businesses")}
    rows: dict[str, list[Any]] = {name: [] for name in (*_ROW, "states") if name != "statuses"}
    systems: dict[str, list[Any]] = {name: [] for name in (*_SYSTEM, "vendor", "package")}
    reasons = {}
    for body in bodies:
        for name in ("code", "name", "as_of", "revision", "printed"):
            about[name].append(body[name])
        about["key"].append(body["body"])
        about["own"].append(int(body["own"]))
        about["prefecture"].append(prefectures.place(body["prefecture"]))
        about["kind"].append(kinds.place(body["kind"]))
        about["size"].append(sizes.place(scope.size_of(body["population"])))
        about["businesses"].append(len(body["businesses"]))
        for cell in sorted(body["businesses"], key=lambda one: places[one["business"]]):
            if told := scope.reasons.get((body["body"], cell["business"])):
                reasons[len(rows["business"])] = told
            rows["business"].append(places[cell["business"]])
            rows["states"].append((cell["statuses"] or _UNTOLD).translate(_DIGITS))
            for name in ("printed", "evidenced"):
                rows[name].append(cell[name])
            for name in ("goal", "changed"):
                rows[name].append((cell[name] - ORIGIN).days if cell[name] else None)
            rows["systems"].append(len(cell["systems"]))
            for one in cell["systems"]:
                for name in _SYSTEM:
                    systems[name].append(one[name] or "")
                systems["vendor"].append(vendors.place(one["vendor"] or UNKNOWN))
                systems["package"].append(packages.place(one["package"] or ""))
    return {
        "origin": ORIGIN.isoformat(),
        "businesses": list(scope.businesses.values()),
        "steps": [(one.code, one.name, one.item) for one in scope.steps],
        **{"prefectures": prefectures.words, "kinds": kinds.words, "sizes": sizes.words},
        **{"vendors": vendors.words, "packages": packages.words},
        "bodies": about,
        "rows": {**rows, "states": "".join(rows["states"])},
        "systems": systems,
        "reasons": reasons,
    }
