"""Between two editions everything is compared or listed; codes follow what people decided, in the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.engine.plan import Plan
from migrate.files.bundled import bundled
from migrate.flow import reconcile_against
from migrate.flow.reconcile_against import Between, Export
from migrate.model.editions import EditionLinks, GroupLink, ItemLink
from migrate.model.finding import Severity
from migrate.model.spec import Spec
from migrate.reconcile import carry
from migrate.reconcile.carry import Way
from migrate.spec import library
from migrate.spec.diff import links, recoding, words

WAY = Way(table="前", to_table="後", items=(("番号", "番号"), ("性別", "性"), ("氏名", "名")))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("engine"), Limits(memory="512MB")) as ready:
        yield ready


def spec(reference: str) -> Spec:
    return library.resolve(reference, library.entries(bundled("specs")), {}).spec


def between(before: Spec, after: Spec, given: EditionLinks | None = None) -> Between:
    linked = given or links.links(words.load(), before, after)
    return Between(before=before, after=after, links=linked, recodings=recoding.recodings(before, after, linked))


@pytest.mark.parametrize(
    "pair",
    [("031@2023-09-29", "031@api-2.0"), ("031@api-2.0", "031@2023-09-29"), ("001", "001"), ("031@2023-09-29", "001")],
)
def test_everything_is_compared_or_listed(pair: tuple[str, str]) -> None:
    """Each table and item of either edition stands in a way or, alone or with its table, in what is left out."""
    both = between(spec(pair[0]), spec(pair[1]))
    tables = {t: tuple(i.name for i in both.before.items_of(t)) for t in both.before.tables}
    ways = carry.ways(both.links, tables)
    left = carry.left_out(both.links, ways, tables, both.after)
    whole = {(one.spec, one.table) for one in left if not one.item}
    single = [(one.spec, one.table, one.item) for one in left if one.item]
    taken = [(both.before.id, w.table, ours) for w in ways for ours, _ in w.items]
    theirs = [(both.after.id, w.to_table, name) for w in ways for _, name in w.items]
    sides = (both.before, both.after) if both.before.id != both.after.id else (both.before,)
    wanted = {(s.id, i.table, i.name) for s in sides for i in s.items if (s.id, i.table) not in whole}
    assert wanted == {*taken, *theirs, *single}
    assert not set(single) & {*taken, *theirs}


def test_codes_and_names_are_carried_in_the_order_of_the_rows(engine: Engine, tmp_path: Path) -> None:
    """Only decided codes change; what has no value keeps none; the file itself is taken where nothing changes."""
    ours = pa.table({"番号": ["3", "1", "2", "4"], "性別": ["2", None, "1", "9"], "氏名": ["'", "", None, "d"]})
    pq.write_table(ours, tmp_path / "o.parquet")
    pq.write_table(ours.rename_columns(["番号", "性", "名"]), tmp_path / "t.parquet")
    coded = carry.recoded(engine, tmp_path / "o.parquet", WAY, {"性別": {"2": "3", "3": "2"}}, tmp_path / "e.parquet")
    named = carry.renamed(engine, tmp_path / "t.parquet", WAY, tmp_path / "d.parquet")
    assert pq.read_table(coded)["性別"].to_pylist() == ["3", None, "1", "9"]
    assert pq.read_table(named).to_pydict() == ours.to_pydict()
    assert carry.recoded(engine, tmp_path / "o.parquet", WAY, {"性別": {}}, tmp_path / "n") == tmp_path / "o.parquet"


def test_a_missing_file_and_a_lost_key_are_said() -> None:
    """MIG-REC-046 is an error; a key that the other edition does not have (MIG-REC-050) a warning."""
    own = spec("002")
    first, second = own.tables[:2]
    columns = {t: tuple(i.name for i in own.items_of(t)) for t in (first, second)}
    keys = {t: tuple(i.name for i in own.items_of(t) if i.primary_key) for t in columns}
    lost = keys[first][0]
    given = EditionLinks(
        before=own.id,
        after=own.id,
        groups=tuple(GroupLink(group=t, to_group=t) for t in columns),
        items=tuple(
            ItemLink(group=t, item=i, to_group=t, to_item=i)
            for t in columns
            for i in columns[t]
            if (t, i) != (first, lost)
        ),
    )
    export = Export(
        between=between(own, own, given),
        ways={way.table: way for way in carry.ways(given, columns)},
        tables={},
        decided={},
        left_out=(),
        unused=(),
    )
    plan = Plan(spec=own.id, business="002", blocks=(), code_maps={}, keys=keys, columns=columns)
    found = reconcile_against.findings(export, plan)
    assert sorted((f.code, f.severity, f.place.table) for f in found) == sorted(
        [
            ("MIG-REC-046", Severity.ERROR, first),
            ("MIG-REC-046", Severity.ERROR, second),
            ("MIG-REC-050", Severity.WARNING, first),
        ]
    )
