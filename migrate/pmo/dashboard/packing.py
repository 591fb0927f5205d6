"""All rows of the month as columns of JSON, gzip, base64: what the page's script filters, sorts and shows.

A business's 40 steps are 40 digits, places in `STATES`, so that the whole nation stays far below a megabyte; where a
source has told only a rate they are hyphens. Days are days since `ORIGIN`. No word that people wrote is in it.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from migrate.engine import duckdb
from migrate.engine.duckdb import Engine
from migrate.model.pmo import BodyKind
from migrate.model.procedure import TOTAL_STEPS
from migrate.model.value import value
from migrate.pmo import vendors
from migrate.pmo.columns import MARKS
from migrate.pmo.dashboard.figures import place
from migrate.pmo.known import UNKNOWN, Known, sizes
from migrate.pmo.slips.rank import Slips
from migrate.pmo.slips.rules import Slip

ORIGIN = date(2020, 1, 1)
STATES = "".join(MARKS.values())
REASONED = 500
"""Bodies, by rank, whose reasons are on the page; a megabyte does not hold those of the whole nation."""
_KINDS = [kind.value for kind in BodyKind]
_DIGITS = "".join(map(str, range(len(STATES))))
_ORDER = f"{place('prefecture')}, prefecture, list_position({_KINDS}, kind), contains(body, '|'), body"
"""Bodies without a code, whose key is prefecture and name, come after those with one."""
_BODIES = """
    SELECT body AS key, code, name, prefecture, kind, size, as_of, revision, printed, own::INT AS own, businesses
    FROM bodies JOIN (SELECT body, any_value(size) AS size, count(*) AS businesses FROM cells WHERE {month}
                      GROUP BY body) USING (body)
    WHERE {month} ORDER BY {order}"""
_ROWS = f"""
    SELECT body, business AS id, place AS business, printed, evidenced, len(systems) AS systems,
           planned[{TOTAL_STEPS}] - DATE '{ORIGIN}' AS goal, list_max(changed) - DATE '{ORIGIN}' AS changed,
           CASE statuses WHEN '' THEN repeat('-', {TOTAL_STEPS})
                ELSE translate(statuses, {duckdb.text(STATES)}, {duckdb.text(_DIGITS)}) END AS states
    FROM cells JOIN known USING (business) WHERE {{month}} ORDER BY {{order}}, place"""
_SYSTEMS = """
    SELECT unnest(list_transform(systems, lambda one: {{
             'name': coalesce(one.name, ''), 'operation': coalesce(one.operation, ''),
             'reason': coalesce(one.reason, ''), 'until': coalesce(one.until, ''),
             'vendor': coalesce(one.vendor, ''), 'package': coalesce(one.package, '')}}), max_depth := 2)
    FROM cells JOIN known USING (business) WHERE {month} ORDER BY {order}, place"""


@value
class Packed:
    """The rows of a month, packed."""

    rows: int
    text: str
    reasons: str


def pack(engine: Engine, known: Known, found: Slips) -> Packed:
    """Bodies in the order of their codes, their businesses in the published one; with the reasons of ``found``."""
    month = f"period = {duckdb.text(found.period)}"
    bodies, rows, systems = (
        engine.table(sql.format(month=month, order=_ORDER)).to_pydict() for sql in (_BODIES, _ROWS, _SYSTEMS)
    )
    ranks = {one.body: one.rank for one in found.ranked}
    bodies["rank"] = [ranks.get(key) for key in bodies["key"]]
    systems["vendor"] = _shown(engine, systems["vendor"])
    words = {
        "prefectures": _listed(bodies, "prefecture"),
        "kinds": _listed(bodies, "kind"),
        "sizes": _listed(bodies, "size", [*(one.name for one in sizes()), UNKNOWN]),
        "vendors": _listed(systems, "vendor"),
        "packages": _listed(systems, "package"),
    }
    keys = zip(rows.pop("body"), rows.pop("id"), strict=True)
    data = {
        "origin": ORIGIN.isoformat(),
        "businesses": list(known.names.values()),
        "steps": [(one.code, one.name, one.item) for one in known.steps],
        **words,
        "reasoned": REASONED,
        "bodies": bodies,
        "rows": rows | {"states": "".join(rows["states"])},
        "systems": systems,
    }
    reasons = _reasons(found)
    told = {row: reasons[key] for row, key in enumerate(keys) if key in reasons}
    return Packed(rows=len(rows["business"]), text=packed(data), reasons=packed(told))


def _reasons(found: Slips) -> dict[tuple[str, str], list[str]]:
    """Body and 業務ID → why it is thought to slip; that steps are out of order is seen on the body's board."""
    return {
        (one.body, system.business): texts
        for one in found.ranked[:REASONED]
        for system in one.reasons
        if (texts := [reason.text for reason in system.reasons if reason.code is not Slip.ORDER])
    }


def _listed(columns: dict[str, list[Any]], name: str, first: Sequence[str] = ()) -> list[str]:
    """The different words of a column, in the order of ``first`` and then as they come; in it stand their places."""
    places = {word: at for at, word in enumerate(first)}
    columns[name] = [places.setdefault(word, len(places)) for word in columns[name]]
    return list(places)


def _shown(engine: Engine, raw: Iterable[str]) -> list[str]:
    """The names under which vendors are counted in the roll-up."""
    names = vendors.shown(dict(engine.rows("SELECT coalesce(system.vendor, ''), count(*) FROM systems GROUP BY 1")))
    return [names[one] for one in raw]


def packed(data: Mapping[Any, Any]) -> str:
    """The same data give the same text: no clock and no system's name in the head of the gzip stream."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=out, mtime=0) as stream:
        stream.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
    return base64.b64encode(out.getvalue()).decode()
