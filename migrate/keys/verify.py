"""Whether the table can be used: one number for each old one, one person for each number, every number in its space."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrate.engine.duckdb import Engine, name, text
from migrate.keys.gather import CURRENT, Parquets, old_number, rows_of
from migrate.keys.numbering import check_digit
from migrate.keys.table import NUMBERS
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.keys import CheckDigit, KeyKind, KeyReference, Numbering
from migrate.model.value import value

OWN = Basis(document="本ツール独自", section="番号対応表（mapping/keys.yaml）")
MISSING = "missing"
"""Relation of references without a number: ``kind``, ``system``, ``tbl``, ``columns``, ``old``, ``rows``."""


@value
class Use:
    """How the old numbers of one table that uses them meet the table of numbers. All count rows."""

    kind: str
    system: str
    table: str
    column: str
    rows: int
    blank: int
    known: int
    missing: int
    near: int
    """Of ``missing``, those that would be known but for leading zeros."""


def finding(code: str, severity: Severity, place: Place, params: Mapping[str, str | int]) -> Finding:
    """A finding that rests on this tool's own rules."""
    return Finding(code=code, severity=severity, place=place, params=params, basis=OWN)


def _shared(engine: Engine, kind: KeyKind) -> Iterator[Finding]:
    """MIG-CNV-067: old numbers of several persons with one new number; -070: decided as one, numbered as several."""
    whose = (
        f"(SELECT n.*, coalesce(m.root_system, n.system) AS rs, coalesce(m.root_old, n.old) AS ro FROM {NUMBERS} AS n "
        f"LEFT JOIN member AS m USING (system, old) WHERE n.kind = {text(kind.name)})"
    )
    rows = engine.rows(
        f"SELECT spaces, count(*), sum(olds) FROM (SELECT string_agg(DISTINCT space, '、' ORDER BY space) AS spaces, "
        f"count(*) AS olds FROM {whose} GROUP BY new HAVING count(DISTINCT (rs, ro)) > 1) GROUP BY ALL ORDER BY ALL"
    )
    for spaces, numbers, olds in rows:
        params: dict[str, str | int] = {"count": int(olds), "numbers": int(numbers), "spaces": str(spaces)}
        yield finding("MIG-CNV-067", Severity.ERROR, Place(table=kind.name), params)
    groups = (
        f"SELECT rs, ro FROM {whose} GROUP BY ALL HAVING count(DISTINCT new) > 1 AND count(DISTINCT (system, old)) > 1"
    )
    if count := engine.number(f"SELECT count(*) FROM ({groups})"):
        yield finding("MIG-CNV-070", Severity.ERROR, Place(table=kind.name), {"count": count})


def _twice(engine: Engine, kind: KeyKind) -> Iterator[Finding]:
    """MIG-CNV-072: an old number with several lines."""
    twice = f"SELECT 1 FROM {NUMBERS} WHERE kind = {text(kind.name)} GROUP BY system, old HAVING count(*) > 1"
    if count := engine.number(f"SELECT count(*) FROM ({twice})"):
        yield finding("MIG-CNV-072", Severity.ERROR, Place(table=kind.name), {"count": count})


def _forms(engine: Engine, kind: KeyKind) -> Iterator[Finding]:
    """MIG-CNV-073: numbers of a wrong length, beyond their space, or with a wrong check digit."""
    own = f"FROM {NUMBERS} WHERE kind = {text(kind.name)}"
    digits = f"regexp_full_match(new, '[0-9]{{{kind.digits}}}')"
    found = {f"{kind.digits} 桁の数字でない": engine.number(f"SELECT count(*) {own} AND NOT {digits}")}
    for one in kind.spaces:
        inside = f"space = {text(one.name)} AND {digits}"
        number = f"CASE WHEN {digits} THEN new::BIGINT END"
        beyond = f"{number} NOT BETWEEN {one.first} AND {one.last}"
        found[f"範囲「{one.name}」の外"] = engine.number(f"SELECT count(*) {own} AND {inside} AND {beyond}")
        if one.check_digit is not CheckDigit.NONE:
            made = f"{number} % 10 IS DISTINCT FROM {check_digit(f'({number} // 10)', kind.digits - 1)}"
            assigned = f"rule = {text(Numbering.ASSIGN)} AND {made}"
            found[f"範囲「{one.name}」の検査数字の違い"] = engine.number(
                f"SELECT count(*) {own} AND {inside} AND {assigned}"
            )
    named = ", ".join(text(one.name) for one in kind.spaces)
    found["keys.yaml にない範囲"] = engine.number(f"SELECT count(*) {own} AND space NOT IN ({named})")
    for what, count in found.items():
        if count:
            params: dict[str, str | int] = {"what": what, "count": count}
            yield finding("MIG-CNV-073", Severity.ERROR, Place(table=kind.name), params)


def verify(engine: Engine, kind: KeyKind) -> Iterator[Finding]:
    """Everything wrong with the numbers of a kind in `NUMBERS`; needs the relation ``member`` of its decisions."""
    yield from _shared(engine, kind)
    yield from _twice(engine, kind)
    yield from _forms(engine, kind)


def behind(engine: Engine, kind: KeyKind) -> Iterator[Finding]:
    """MIG-CNV-075 for each system with old numbers that have no number yet; needs `gather`."""
    rows = engine.rows(
        f"SELECT system, count(*) FROM {CURRENT} AS c ANTI JOIN (SELECT * FROM {NUMBERS} "
        f"WHERE kind = {text(kind.name)}) AS n USING (system, old) GROUP BY ALL ORDER BY ALL"
    )
    for system, count in rows:
        params: dict[str, str | int] = {"system": str(system), "count": int(count)}
        yield finding("MIG-CNV-075", Severity.ERROR, Place(table=kind.name), params)


def prepare(engine: Engine) -> None:
    """Make the empty relation `MISSING`."""
    engine.run(
        f"CREATE OR REPLACE TABLE {MISSING} "
        "(kind VARCHAR, system VARCHAR, tbl VARCHAR, columns VARCHAR, old VARCHAR, rows BIGINT)"
    )


def _use(engine: Engine, kind: KeyKind, used: KeyReference, paths: Parquets) -> Use:
    columns = "、".join(used.columns)
    engine.run(
        f"CREATE OR REPLACE TABLE uses AS SELECT {old_number(used.columns)} AS old, count(*) AS rows "
        f"FROM {rows_of(used, paths)} GROUP BY 1"
    )
    engine.run(
        f"CREATE OR REPLACE TABLE have AS SELECT old FROM {NUMBERS} "
        f"WHERE kind = {text(kind.name)} AND system = {text(used.system)}"
    )
    rows, blank = engine.rows("SELECT coalesce(sum(rows), 0), coalesce(sum(rows) FILTER (old IS NULL), 0) FROM uses")[0]
    engine.run(
        f"INSERT INTO {MISSING} SELECT {text(kind.name)}, {text(used.system)}, {text(used.table)}, {text(columns)}, "
        "old, rows FROM uses ANTI JOIN have USING (old) WHERE old IS NOT NULL"
    )
    lacking, near = engine.rows(
        "SELECT coalesce(sum(rows), 0), coalesce(sum(rows) FILTER (ltrim(old, '0') IN "
        "(SELECT ltrim(old, '0') FROM have)), 0) FROM uses ANTI JOIN have USING (old) WHERE old IS NOT NULL"
    )[0]
    return Use(
        kind=kind.name,
        system=used.system,
        table=used.table,
        column=columns,
        rows=int(rows),
        blank=int(blank),
        known=int(rows) - int(blank) - int(lacking),
        missing=int(lacking),
        near=int(near),
    )


def uses(engine: Engine, kind: KeyKind, paths: Parquets) -> tuple[Use, ...]:
    """How every table that uses old numbers of the kind meets them; what is missing goes to `MISSING`."""
    return tuple(_use(engine, kind, one, paths) for one in kind.used_in)


def missing(found: Sequence[Use]) -> Iterator[Finding]:
    """MIG-CNV-074 for each table with old numbers that have no number."""
    for one in found:
        if one.missing:
            params: dict[str, str | int] = {
                "kind": one.kind,
                "system": one.system,
                "count": one.missing,
                "near": one.near,
            }
            yield finding("MIG-CNV-074", Severity.ERROR, Place(table=one.table, item=one.column), params)


def copy(engine: Engine, relation: str, heads: Mapping[str, str], order: str, path: str) -> int:
    """Write a relation as CSV (column → head); the number of rows."""
    columns = ", ".join(f"{one} AS {name(head)}" for one, head in heads.items())
    engine.run(
        f"COPY (SELECT {columns} FROM {relation} ORDER BY {order}) TO {text(path)} "
        "(FORMAT csv, HEADER true, FORCE_QUOTE *)"
    )
    return engine.number(f"SELECT count(*) FROM {relation}")
