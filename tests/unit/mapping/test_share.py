"""A mapping that is handed on: people decide on their notes, and nothing that may be of a person goes out."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.files import records, yaml
from migrate.files.bundled import bundled
from migrate.flow import map as mapping
from migrate.flow import map_pack
from migrate.flow.map_pack import Wanted
from migrate.mapping import load, packs, share
from migrate.model.pack import Notes
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.spec import store
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

SESSION = Session(who="test", as_of=date(2026, 11, 26))
ROOT = Path(__file__).parents[2]
TEXT = (bundled("mappings") / "nanaseno" / "031.yaml").read_bytes()
SMALL = 'mapping: 1\nspec: "031@2023-09-29"\ntables:\n  G:\n    - source: T\n      items:\n        氏名: A\n'


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    shutil.copytree(ROOT / "cases" / "gap-run" / "town" / "in", tmp_path / "town")
    workspace = Workspace(tmp_path / "town")
    workspace.path("mapping").mkdir()
    workspace.path("mapping", "031.yaml").write_bytes(TEXT)
    return workspace


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (SMALL, ()),
        ("# yaml-language-server: $schema=x\n" + SMALL, ()),
        ("# 課の事情\n" + SMALL, (1,)),
        (SMALL.replace("A\n", "A  # 要る\n"), (7,)),
        (SMALL.replace("A\n", "\"replace(A, '#', ' # ')\"\n"), ()),
        (SMALL.replace("A\n", "{expr: A, note: 確認中}\n"), (7,)),
    ],
)
def test_notes_are_comments_and_note_texts(text: str, lines: tuple[int, ...]) -> None:
    """A # within quotes is none, the schema's line is none."""
    assert share.notes(text.encode(), "x") == lines


def test_without_notes_the_mapping_says_the_same() -> None:
    """Dropping notes changes no expression, rule, code map or reason."""
    before, after = load.load(TEXT, "x"), load.load(share.bare(TEXT, "x"), "x")

    def plain(one: object) -> str:
        return records.dump(one).decode()

    assert share.notes(share.bare(TEXT, "x"), "x") == ()
    assert [m.values for m in before.code_maps] == [m.values for m in after.code_maps]
    assert [(b.source, [(r.item, r.expression) for r in b.items]) for b in before.blocks] == [
        (b.source, [(r.item, r.expression) for r in b.items]) for b in after.blocks
    ]
    assert [(d.source, d.column, d.reason) for d in before.dropped] == [
        (d.source, d.column, d.reason) for d in after.dropped
    ]
    assert plain(after)


@pytest.mark.parametrize(
    "literal",
    ["'123456789018'", "'090-1234-5678'", "'１２３４５６７'", "'taro@example.jp'", "'012-3456'"],
)
def test_what_may_be_a_persons_is_found(literal: str) -> None:
    """Long numbers in either width, with hyphens, and addresses of mail."""
    (found,) = share.personal(SMALL.replace("A\n", f'"{literal}"\n').encode())

    assert found.line == 7


@pytest.mark.parametrize("literal", ["'2026-11-26'", "'20261126'", "'0000000000000000'", "'031-002'", "'99999999'"])
def test_days_and_fillers_are_nobodys(literal: str) -> None:
    """Days, runs of one digit and short codes are no value of a person."""
    assert share.personal(SMALL.replace("A\n", f'"{literal}"\n').encode()) == ()


def test_the_pack_of_the_example_is_clean() -> None:
    """The bundled example passes our own test."""
    assert share.personal(TEXT) == ()


def test_nobody_decided_on_the_notes(town: Workspace) -> None:
    """Nothing is written until somebody says what becomes of them."""
    with pytest.raises(MigrateError) as error:
        map_pack.run(town, SESSION, Wanted(name="zei"))

    assert (error.value.code, town.path("pack").exists()) == ("MIG-MAP-095", False)


def test_a_pack_kept_with_its_notes_is_the_same_file(town: Workspace) -> None:
    """keep: byte for byte, and it can be used at once."""
    map_pack.run(town, SESSION, Wanted(name="zei", notes=Notes.KEEP))
    pack = packs.named(str(town.path("pack", "zei")), bundled("mappings"))
    mapping.draft_all(town, SESSION, pack=str(town.path("pack", "zei")))

    assert pack.text("031") == TEXT
    assert town.path("mapping", "031.draft.yaml").read_bytes().endswith(TEXT)


def test_a_pack_with_a_persons_value_is_refused(town: Workspace) -> None:
    """The line is named, its text is not, and nothing is written."""
    text = TEXT.replace(b"SAKUJO_FLG = '1'", b"ATENA_NO = '1234567890'")
    town.path("mapping", "031.yaml").write_bytes(text)
    with pytest.raises(MigrateError) as error:
        map_pack.run(town, SESSION, Wanted(name="zei", notes=Notes.DROP))

    assert error.value.code == "MIG-MAP-096"
    assert "1234567890" not in str(error.value.params)
    assert not town.path("pack").exists()


def test_two_mappings_of_one_business(town: Workspace) -> None:
    """A pack has one mapping for a business."""
    town.path("mapping", "031-zei.yaml").write_bytes(TEXT)
    with pytest.raises(MigrateError) as error:
        map_pack.run(town, SESSION, Wanted(name="zei", notes=Notes.DROP))

    assert error.value.code == "MIG-MAP-098"
    map_pack.run(town, SESSION, Wanted(name="zei", notes=Notes.DROP, file=town.path("mapping", "031.yaml")))


@pytest.mark.parametrize("name", ["", "..", "a/b", "A", "-a", "ゼイ"])
def test_names_are_plain(town: Workspace, name: str) -> None:
    """The name becomes a folder."""
    with pytest.raises(MigrateError) as error:
        map_pack.run(town, SESSION, Wanted(name=name, notes=Notes.DROP))

    assert error.value.code == "MIG-MAP-097"


def test_code_maps_in_files_go_with_the_mapping() -> None:
    """The CSV files that code maps name, each once; pairs in the mapping name none."""
    codes = 'codes:\n  a: {file: codes/a.csv}\n  b: {"1": "2"}\n  c: {file: codes/a.csv}\n'

    assert share.code_files((codes + SMALL).encode(), "x") == ("codes/a.csv",)


def test_what_does_not_fit_is_listed(town: Workspace) -> None:
    """A body with the same product and fewer columns: findings with the pack's line, and a draft that loads."""
    map_pack.run(town, SESSION, Wanted(name="zei", notes=Notes.KEEP))
    path = town.path("out", "source", "schema.json")
    schema = records.load(SourceSchema, path.read_bytes(), "x")
    tables = tuple(replace(t, columns=tuple(c for c in t.columns if c.name != "KATA")) for t in schema.tables)
    path.write_bytes(records.dump(replace(schema, tables=tables)))
    outcome = mapping.draft_all(town, SESSION, pack=str(town.path("pack", "zei")))
    draft = town.path("mapping", "031.draft.yaml").read_bytes()

    assert [(f.code, f.place.item, f.params["what"]) for f in outcome.findings] == [
        ("MIG-MAP-093", "住所_方書", "列 KATA")
    ]
    assert (
        outcome.findings[0].place.line
        == TEXT.decode().splitlines().index(next(line for line in TEXT.decode().splitlines() if "trim(KATA)" in line))
        + 1
    )
    load.load(draft, "x")


def test_a_pack_for_an_earlier_edition_is_carried_to_ours(town: Workspace, spec: Spec) -> None:
    """The draft is for the pinned edition, renamed items are renamed, and its makers' comments stay."""
    items = tuple(replace(i, name="性別_表記") if i.name == "性別" else i for i in spec.items)
    for name, data in store.files(replace(spec, edition="2027-01-01", items=items)).items():
        path = town.path("spec", "031", "2027-01-01", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    project = yaml.load(town.path("project.yaml"))
    project["specs"]["031"] = "2027-01-01"
    town.path("project.yaml").write_bytes(yaml.dumps(project))
    workspace = Workspace(town.root)
    mapping.draft_all(workspace, SESSION, pack="nanaseno")
    draft = workspace.path("mapping", "031.draft.yaml").read_bytes()
    made = load.load(draft, "x")

    assert made.spec == "031@2027-01-01"
    assert [{"性別", "性別_表記"} & {r.item for r in b.items} for b in made.blocks] == [{"性別_表記"}] * 2
    assert "# 1. 代表フラグの意味が逆。" in draft.decode()
