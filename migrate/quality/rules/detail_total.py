"""明細の合計: an amount is the sum of the amounts in the rows of another table of the business with the same key.

``明細``: pattern of that table's name, ``額``: its amounts (added up), ``鍵``: items of the key, named alike in both
tables. Where given, ``履歴`` is the one of them that numbers the histories, of which the last is judged, and ``年`` the
one that is the year: an amount without any row there is a failure only where others of that year have rows, as old
years may be left out.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from migrate.quality.kinds import Kind, Reach, TableTest, Use, has_value, quoted, relation


def _named(use: Use, parameter: str) -> tuple[str, ...]:
    return tuple(use.rule.parameters[parameter].split("|"))


def _there(use: Use) -> str:
    """The table of the rows: the first whose name fits and that has the items, ``""`` where none does."""
    wanted = {*_named(use, "鍵"), *_named(use, "額")}
    for table in use.spec.tables:
        names = {item.name for item in use.spec.items_of(table)}
        if table != use.table and fnmatchcase(table, use.rule.parameters["明細"]) and wanted <= names:
            return table
    return ""


def _columns(use: Use) -> tuple[str, ...]:
    return _named(use, "鍵")


def _applies(use: Use) -> bool:
    return set(_columns(use)) <= {item.name for item in use.spec.items_of(use.table)} and _there(use) != ""


def _tables(use: Use) -> tuple[Reach, ...]:
    wanted = (*_named(use, "鍵"), *_named(use, "額"))
    return tuple(Reach(business=use.spec.business, table=_there(use), item=name) for name in wanted)


def _amount(name: str) -> str:
    return f"TRY_CAST({quoted(name)} AS DECIMAL(38, 0))"


def _latest(use: Use) -> str:
    """SQL that keeps the last history of each key, ``""`` where the key has none."""
    number = use.rule.parameters.get("履歴", "")
    unit = ", ".join(quoted(name) for name in _named(use, "鍵") if name != number)
    order = f"ORDER BY {_amount(number)} DESC, _row"
    return f"QUALIFY row_number() OVER (PARTITION BY {unit} {order}) = 1" if number else ""


def _test(use: Use) -> TableTest:
    keys, there, year = _named(use, "鍵"), relation(use, _there(use)), use.rule.parameters.get("年", "")
    listed = ", ".join(map(quoted, keys))
    amounts = " + ".join(f"coalesce({_amount(name)}, 0)" for name in _named(use, "額"))
    same = " AND ".join(f"whole.{quoted(name)} = parts.{quoted(name)}" for name in keys)
    known = f"whole.{quoted(year)} IN (SELECT {quoted(year)} FROM parts)" if year else "true"
    sql = (
        f"WITH latest AS (SELECT {listed}, {_amount(use.item.name)} AS total, _row "
        f"FROM {relation(use)} {_latest(use)}), "
        "whole AS (SELECT * FROM latest WHERE total IS NOT NULL), "
        f"parts AS (SELECT {listed}, sum({amounts}) AS total FROM {there} GROUP BY {listed}) "
        f"SELECT _row FROM whole LEFT JOIN parts ON {same} "
        f"WHERE whole.total <> parts.total OR (parts.total IS NULL AND whole.total <> 0 AND {known})"
    )
    return TableTest(domain=has_value(use.item.name), sql=sql)


def _words(use: Use) -> dict[str, str | int]:
    return {"table": _there(use), "amounts": "・".join(_named(use, "額"))}


KIND = Kind(test=_test, applies=_applies, columns=_columns, tables=_tables, words=_words)
