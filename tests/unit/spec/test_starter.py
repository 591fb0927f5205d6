"""The bundled starter model 「法定記載事項」: the given tables with the listed changes, nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.spec import BasisKind, Item, Spec, SpecKind
from migrate.spec import store

SPECS = bundled("specs")
STARTER = SPECS / "starter"
EDITION = "starter-2026-11"
GIF = SPECS / "gif-core-data-model" / "2.3"
KEYS = {
    "type": "type",
    "length": "length",
    "required": "output_condition",
    "code": "code",
    "note": "description",
}
BASIS = {"basis": "text", "basis_kind": "kind", "source": "source", "law_as_of": "as_of"}
Cells = dict[tuple[str, str, str], dict[str, str]]


@cache
def starters() -> Mapping[str, Spec]:
    """Business ID → bundled starter spec."""
    folders = {row["business_id"]: row["folder"] for row in tables.read(STARTER / "folders.csv")}
    return {business: store.read(SPECS / folder / EDITION) for business, folder in folders.items()}


def changes(codes: bool) -> list[tuple[str, Mapping[str, str]]]:
    files = sorted((STARTER / "changes").glob("*.csv"))
    return [(f.name, row) for f in files if f.name.startswith("codes") is codes for row in tables.read(f)]


def replayed(given: Path) -> Cells:
    """The given items after the changes, told once more: item → its cells."""
    cells: Cells = {(r["business_id"], r["table"], r["item"]): dict(r) for r in tables.read(given)}
    for _, row in changes(codes=False):
        place = (row["business_id"], row["table"], row["item"])
        if row["field"] == "drop":
            del cells[place]
        elif row["field"] == "rename":
            cells[(*place[:2], row["new"])] = cells.pop(place)
        elif row["field"] == "add":
            cells[place] = dict.fromkeys((*KEYS, *BASIS, "key", "fk_group"), "")
        else:
            cells[place][row["field"]] = row["new"]
    return cells


def shown(item: Item) -> dict[str, str]:
    """An item's cells under the names of the given file."""
    assert item.basis is not None
    own = {given: getattr(item, ours) for given, ours in KEYS.items()}
    return own | {given: str(getattr(item.basis, ours)) for given, ours in BASIS.items()}


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that applies changes; it lies beside the build script, outside the package."""
    monkeypatch.syspath_prepend(str(STARTER))
    import changing as module

    return module


def model(changing: ModuleType):
    """A model of two tables: 学校 is pointed at by 在籍."""
    texts = (*KEYS, *BASIS, "key", "fk_group")
    base = dict.fromkeys(texts, "")
    rows = [("学校", "学校コード", "PK"), ("学校", "名称", ""), ("在籍", "学校コード", "PK;FK→学校.学校コード")]
    items = [
        base | {"business_id": "017", "business": "学齢簿編製", "table": t, "item": i, "key": k, "length": "6"}
        for t, i, k in rows
    ]
    return changing.Model(items, [])


def change(field: str, table: str, item: str, old: str = "", new: str = "") -> dict[str, str]:
    place = {"business_id": "017", "table": table, "item": item}
    return place | {"field": field, "old": old, "new": new, "reason": "試験のため。"}


def test_items_are_the_given_ones_with_the_listed_changes(shared: Path) -> None:
    """Every bundled item is a given or an added one, and each of its cells is the given one or the changed one."""
    cells = replayed(shared / "data" / "statutory_items.csv")
    expected = {place: {name: row[name] for name in (*KEYS, *BASIS)} for place, row in cells.items()}
    actual = {(b, i.table, i.name): shown(i) for b, spec in starters().items() for i in spec.items}

    assert actual == expected


def test_keys_are_the_given_ones_with_the_listed_changes(shared: Path) -> None:
    """Primary keys and what foreign keys point at are those of the given file with the changes (renames follow)."""
    cells = replayed(shared / "data" / "statutory_items.csv")
    renamed = {
        (row["business_id"], row["table"], row["item"]): row["new"]
        for _, row in changes(codes=False)
        if row["field"] == "rename"
    }

    def targets(place: tuple[str, str, str], key: str) -> list[tuple[str, str, str]]:
        found = []
        for part in key.split(";"):
            if part.startswith("FK→"):
                table, _, item = part[3:].rpartition(".")
                business, table = table.split("/", 1) if table[:4].strip("0123456789") == "/" else (place[0], table)
                found.append((business, table, renamed.get((business, table, item), item)))
        return found

    expected = {p: ("PK" in row["key"].split(";"), targets(p, row["key"])) for p, row in cells.items()}
    actual = {
        (b, i.table, i.name): (i.primary_key, [(r.business, r.table, r.item) for r in i.references])
        for b, spec in starters().items()
        for i in spec.items
    }

    assert actual == expected


def test_build_gives_the_committed_bytes(shared: Path, tmp_path: Path) -> None:
    """Building from the given files gives the bundled folders byte for byte."""
    script = [sys.executable, str(STARTER / "build.py"), "--facts", str(shared / "data"), "--out", str(tmp_path)]
    done = subprocess.run(script, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    expected = {p.relative_to(tmp_path): p.read_bytes() for p in sorted(tmp_path.rglob("*")) if p.is_file()}
    folders = [*SPECS.glob(f"*/{EDITION}"), GIF]
    actual = {p.relative_to(SPECS): p.read_bytes() for folder in folders for p in sorted(folder.iterdir())}

    assert actual == expected


def test_every_change_has_a_reason() -> None:
    """Each row of a change file says why, in a sentence."""
    rows = [*changes(codes=False), *changes(codes=True)]
    bare = [(name, row) for name, row in rows if len(row["reason"]) < 8 or not row["reason"].endswith(("。", "）"))]

    assert bare == []


def test_all_ids_have_a_starter_that_says_so() -> None:
    """27 businesses and sub-systems and 032 have a starter, whose papers say that it is not the official list."""
    wanted = {f"{n:03}" for n in [*range(1, 16), *range(17, 29), 32]}
    telling = {
        business
        for business, spec in starters().items()
        if spec.kind is SpecKind.STARTER
        and "ひな型" in spec.title
        and "国が公表した「基本データリスト」ではありません" in spec.provenance.derived
        and spec.provenance.licence == "Apache-2.0"
    }

    assert telling == wanted


def test_essential_tables_exist_and_have_a_key() -> None:
    """Each id has the tables without which it cannot bill, pay, certify or vote; each has a primary key."""
    essential = tables.read(STARTER / "essential.csv")
    keyed = {(b, item.table) for b, spec in starters().items() for item in spec.items if item.primary_key}
    missing = [(r["business_id"], r["table"]) for r in essential if (r["business_id"], r["table"]) not in keyed]

    assert missing == []
    assert {row["business_id"] for row in essential} == set(starters())


def test_statute_inferred_and_audit_items_are_counted_apart() -> None:
    """An audit item is no legal item: it rests on 031's closing items; all others have a basis of one kind."""
    items = [item for spec in starters().values() for item in spec.items]
    audit = Counter(item.basis.kind for item in items if item.audit and item.basis)
    legal = Counter(item.basis.kind for item in items if not item.audit and item.basis)

    assert set(audit) == {BasisKind.SAME_AS_031}
    assert audit.total() == 3 * sum(len(spec.tables) for spec in starters().values())
    assert legal.total() + audit.total() == len(items)
    assert legal[BasisKind.STATUTE] > 0 < legal[BasisKind.INFERRED]


def test_lists_that_must_not_ship_have_no_values(shared: Path) -> None:
    """A list that was only seen in a third party's product is bundled as an open list without values."""
    given = tables.read(shared / "data" / "statutory_codes.csv")
    closed = {row["code_id"] for row in given if row["ship"] == "no"}
    bundled_lists = [one for spec in starters().values() for one in spec.code_lists if one.published_id in closed]

    assert bundled_lists
    assert {tuple(value.value for value in one.values) for one in bundled_lists} == {("任意",)}


def test_each_bundled_list_is_used() -> None:
    """A business bundles exactly the code lists that its items name."""
    lists = {b: {one.id for one in spec.code_lists} for b, spec in starters().items()}
    used = {b: {item.code_list_id for item in spec.items if item.code} for b, spec in starters().items()}

    assert lists == used


def test_no_item_is_doubled() -> None:
    """An item's name is unique within its group, an id within its business, and a group stands together."""
    for spec in starters().values():
        names = Counter((item.table, item.name) for item in spec.items)
        ids = Counter(item.id for item in spec.items)
        runs = [item.table for n, item in enumerate(spec.items) if n == 0 or spec.items[n - 1].table != item.table]
        assert [k for counter in (names, ids, Counter(runs)) for k, n in counter.items() if n > 1] == []


def test_provisional_numbers_keep_to_the_range() -> None:
    """The item number of an id is in the 9xxxx range that marks it as provisional."""
    strangers = [i.id for b, s in starters().items() for i in s.items if i.id[:4] != f"{b}9" or i.id[3:] < "90001"]

    assert strangers == []


def test_foreign_keys_point_at_whole_keys() -> None:
    """The columns of a foreign key are the primary key of a table that is there."""
    tables_of = [(b, t, spec.items_of(t)) for b, spec in starters().items() for t in spec.tables]
    keys = {(b, t): {item.name for item in items if item.primary_key} for b, t, items in tables_of}
    wrong = []
    for business, table, items in tables_of:
        groups: dict[tuple[str, str, str], set[str]] = {}
        for item in items:
            for one in item.references:
                groups.setdefault((one.business, one.table, one.group or item.name), set()).add(one.item)
        wrong += [(business, table, g) for g, columns in groups.items() if keys.get(g[:2]) != columns]

    assert wrong == []


def test_change_with_another_old_is_refused(changing: ModuleType) -> None:
    """A change whose ``old`` is not what is there is refused."""
    with pytest.raises(changing.RefusalError):
        model(changing).change(change("length", "学校", "名称", old="100", new="50"))


def test_change_of_what_is_not_there_is_refused(changing: ModuleType) -> None:
    """A change that names an item that is not there is refused."""
    with pytest.raises(changing.RefusalError):
        model(changing).change(change("length", "学校", "所在地", old="6", new="50"))


def test_refusal_names_the_row(changing: ModuleType, tmp_path: Path) -> None:
    """The refusal names the file and the line of the change."""
    row = change("length", "学校", "名称", old="100", new="50")
    (tmp_path / "017.csv").write_bytes(tables.to_bytes(tuple(row), [tuple(row.values())]))
    problems = changing.apply_changes(model(changing), tmp_path)

    assert [p.place for p in problems] == ["changes/017.csv の 2 行目（見出しを 1 行目とする）"]


def test_added_item_does_not_renumber_the_others(changing: ModuleType) -> None:
    """An added item stands where it was put and takes the number after the last."""
    built = model(changing)
    built.change(change("add", "学校", "所在地", new="学校コード"))

    assert [(r.item, r.number) for r in built.rows["017"]] == [
        ("学校コード", 90001),
        ("所在地", 90004),
        ("名称", 90002),
        ("学校コード", 90003),
    ]


def test_references_follow_a_renamed_item(changing: ModuleType) -> None:
    """A foreign key that points at a renamed item points at its new name."""
    built = model(changing)
    built.change(change("rename", "学校", "学校コード", old="学校コード", new="学校番号"))

    assert [built.rows["017"][2].key, changing.key_problems(built)] == ["PK;FK→学校.学校番号", []]


def test_half_a_key_is_a_problem(changing: ModuleType) -> None:
    """A foreign key that holds only a part of its target's key is named."""
    built = model(changing)
    built.change(change("key", "学校", "名称", new="PK"))

    assert [p.place for p in changing.key_problems(built)] == ["017「在籍」"]


def test_gif_is_bundled_as_published(shared: Path) -> None:
    """The GIF core data model has every published name and type in order; its licence is CC0."""
    spec = store.read(GIF)
    rows = [r for r in tables.read(shared / "data" / "official_items.csv") if r["business"] == "GIF"]
    expected = [(r["table"], r["item"], r["romaji"], r["type"]) for r in rows]

    assert [(i.table, i.name, i.romaji, i.type) for i in spec.items] == expected
    assert (spec.kind, spec.provenance.licence) == (SpecKind.REFERENCE, "CC0-1.0")
