"""A mapping carried to another edition: touched lines are marked, everything else keeps its bytes."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.flow import gap, map_doc, map_upgrade
from migrate.flow import map as mapping
from migrate.forms.records import Record
from migrate.gap.decisions import store
from migrate.gap.functions import layout
from migrate.gap.functions import store as answers
from migrate.mapping import load
from migrate.mapping.lines import Text
from migrate.mapping.upgrade import Editions, Upgraded, upgrade
from migrate.model.decision import Decision, Degree, Verdict
from migrate.model.spec import Function, Item, Spec, SpecKind
from migrate.model.upgrade import Work
from migrate.spec import store as specs
from migrate.spec.diff import compare, links, words
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

SESSION = Session(who="test", as_of=date(2026, 11, 26))
ROOT = Path(__file__).parents[2]
GROUP = "住登外者宛名基本情報"
READ = words.load()
PACK = (bundled("mappings") / "nanaseno" / "031.yaml").read_bytes()


def later(spec: Spec, change: Callable[[Item], Item | tuple[Item, ...] | None], edition: str = "2027-01-01") -> Spec:
    """The spec in an invented later edition: each item as ``change`` gives it (None: gone, several: split)."""
    items: list[Item] = []
    for item in spec.items:
        new = change(item)
        items += () if new is None else new if isinstance(new, tuple) else (new,)
    return replace(spec, edition=edition, items=tuple(items))


def carried(spec: Spec, after: Spec, text: bytes = PACK) -> Upgraded:
    editions = Editions(
        before=spec, after=after, links=links.links(READ, spec, after), diff=compare.compare(READ, spec, after)
    )
    return upgrade(text, "mapping/031.yaml", editions)


def told(made: Upgraded) -> list[tuple[Work, str, str]]:
    return [(t.work, t.item, t.to_item) for t in made.touched]


def rest(made: Upgraded) -> list[str]:
    """The lines of the draft without our own comments."""
    lines = made.text.decode().splitlines()[3:]
    return [line for line in lines if not line.lstrip().startswith(("# 要確認", "# 参考"))]


def test_nothing_changed_touches_nothing(spec: Spec) -> None:
    """Only the edition's line differs."""
    made = carried(spec, later(spec, lambda item: item))

    assert made.touched == ()
    assert made.text.split(b"\n", 3)[3] == PACK.replace(b'"031@2023-09-29"', b'"031@2027-01-01"')


def test_a_renamed_item_is_renamed_at_its_line(spec: Spec) -> None:
    """The key is the new one, its expression and note stay, the reason stands above."""

    def change(item: Item) -> Item:
        return replace(item, name="氏名_外国人ローマ字") if item.name == "氏名_外国人アルファベット" else item

    made = carried(spec, later(spec, change))
    wanted = (
        PACK.decode().replace("氏名_外国人アルファベット:", "氏名_外国人ローマ字:").replace("2023-09-29", "2027-01-01")
    )

    assert told(made) == [(Work.RENAME, "氏名_外国人アルファベット", "氏名_外国人ローマ字")] * 2
    assert rest(made) == wanted.splitlines()


def split(spec: Spec, *names: str) -> Spec:
    """The spec with 住所_方書 split into items of those names; one that holds its name keeps its romaji."""

    def part(item: Item, n: int, name: str) -> Item:
        new = replace(item, id=f"0310090{n}", name=name, definition=name, description="", length=f"{n + 7}")
        return new if n == 0 and item.name in name else replace(new, romaji=f"new{n}")

    def change(item: Item) -> Item | tuple[Item, ...]:
        return tuple(part(item, n, name) for n, name in enumerate(names)) if item.name == "住所_方書" else item

    return later(spec, change)


def test_an_item_that_was_split_names_the_other_part(spec: Spec) -> None:
    """One part is taken for the item itself; that there is another one is said beside it."""
    made = carried(spec, split(spec, "住所_方書_棟名", "住所_方書_部屋番号"))
    renamed = [t for t in made.touched if t.work is Work.RENAME]

    assert [(t.item, "住所_方書_部屋番号" in t.sentence) for t in renamed] == [("住所_方書", True)] * 2
    assert [t.item for t in made.touched if t.work is Work.ADDED] == ["住所_方書_部屋番号"]


def test_an_item_that_became_others_is_taken_out_with_its_heirs_named(spec: Spec) -> None:
    """Where no part is the item itself, its line is a comment now, possible heirs are named, and the draft loads."""
    made = carried(spec, split(spec, "住所_建物", "住所_室"))
    gone = [t for t in made.touched if t.work is Work.GONE]

    assert [(t.item, "住所_建物、住所_室" in t.sentence) for t in gone] == [("住所_方書", True)] * 2
    assert "        # 住所_方書: zenkaku(trim(KATAGAKI))" in made.text.decode().splitlines()
    assert all(r.item != "住所_方書" for b in load.load(made.text, "x").blocks for r in b.items)


def test_a_value_of_several_lines_goes_out_whole(spec: Spec) -> None:
    """An item with expr and note is taken out with both lines."""
    made = carried(spec, later(spec, lambda item: None if item.name == "氏名_外国人漢字" else item))
    lines = made.text.decode().splitlines()
    at = lines.index("        # 氏名_外国人漢字:")

    assert lines[at + 1] == '          # expr: "NULL"'
    assert lines[at + 2].startswith("          # note: ")
    load.load(made.text, "x")


def test_tighter_forms_need_eyes_and_looser_ones_do_not(spec: Spec) -> None:
    """A shorter length is work; a longer one is only remarked."""
    lengths = {"住所_町字": "10", "住所_方書": "999"}
    made = carried(
        spec, later(spec, lambda item: replace(item, length=lengths[item.name]) if item.name in lengths else item)
    )

    assert told(made) == [(Work.FORM, "住所_町字", "住所_町字")] * 2
    assert "桁数「18」→「10」" in made.touched[0].sentence
    assert "# 参考 桁数" in made.text.decode()


def test_a_code_that_is_gone_touches_the_items_that_use_it(spec: Spec) -> None:
    """A value that the list no longer has makes its map doubtful."""
    sex = next(i for i in spec.items if i.name == "性別")
    lists = tuple(
        replace(one, values=one.values[:-1]) if one.id == sex.code_list_id else one for one in spec.code_lists
    )
    made = carried(spec, replace(later(spec, lambda item: item), code_lists=lists))

    assert told(made) == [(Work.CODES, "性別", "性別")] * 2
    assert "なくなった値 1 件" in made.touched[0].sentence


def test_a_renamed_group_and_a_new_required_item(spec: Spec) -> None:
    """The group's key is renamed; the new item is asked for below its last block."""

    def change(item: Item) -> Item | tuple[Item, ...]:
        moved = replace(item, table="住登外者の宛名基本情報")
        if item.name != "操作時刻":
            return moved
        new = replace(
            moved, id="03100903", name="連絡先の電話", definition="電話", description="", type="X", length="15"
        )
        return moved, replace(new, output_condition="必須", primary_key=False)

    made = carried(spec, later(spec, change))

    assert told(made) == [(Work.RENAME, "", ""), (Work.NEW, "連絡先の電話", "")]
    assert load.load(made.text, "x").tables == ("住登外者の宛名基本情報",)


def test_an_item_that_moved_leaves_its_block(spec: Spec) -> None:
    """An item in another group cannot stay in the old block."""

    def change(item: Item) -> Item:
        return replace(item, table="住登外者連絡先") if item.name.startswith("住所_") else item

    made = carried(spec, later(spec, change))
    moved = {t.item for t in made.touched if t.work is Work.MOVE}

    assert moved == {i.name for i in spec.items if i.name.startswith("住所_")}
    assert all(not r.item.startswith("住所_") for b in load.load(made.text, "x").blocks for r in b.items)


def test_items_on_one_line_are_never_rewritten(spec: Spec) -> None:
    """A flow mapping keeps its bytes; what to write is said above it."""
    text = (
        'mapping: 1\nspec: "031@2023-09-29"  # 版\ntables:\n'
        f"  {GROUP}:\n    - {{source: T, items: {{氏名: A, 性別: B}}}}\n"
    ).encode()
    made = carried(spec, later(spec, lambda i: replace(i, name="氏名_全体") if i.name == "氏名" else i), text)

    assert "    - {source: T, items: {氏名: A, 性別: B}}" in made.text.decode().splitlines()
    assert 'spec: "031@2027-01-01"  # 版' in made.text.decode().splitlines()
    assert any(t.item == "氏名" for t in made.touched)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_endings_and_the_mark_at_the_front_stay(ending: str) -> None:
    """A file of Windows stays one."""
    data = b"\xef\xbb\xbf" + PACK.replace(b"\n", ending.encode())

    assert Text(data, "x").written() == data


class Desk:
    """A workspace with a mapping and decisions that people wrote."""

    def __init__(self, root: Path) -> None:
        shutil.copytree(ROOT / "cases" / "gap-run" / "town" / "in", root)
        self.workspace = Workspace(root)
        self.write("mapping/031.yaml", "# 町の対応表\n".encode() + PACK)
        taken = [
            Decision(verdict=Verdict.TAKEN, degree=Degree.EXACT, table="T_JUTOGAI", column=c, group=GROUP, item=i)
            for c, i in (("SHIMEI_KN", "氏名_読み仮名"), ("SEIBETSU", "性別"), ("BIKO", "氏名"))
        ]
        self.write("gap/decisions/031.yaml", "# 覚え書き\n".encode() + store.written(None, "031", taken))

    def write(self, name: str, data: bytes) -> None:
        path = self.workspace.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def shelve(self, spec: Spec) -> None:
        """Put a spec among the imported ones."""
        for name, data in specs.files(spec).items():
            self.write(f"spec/{spec.business}-town/{spec.edition}/{name}", data)

    def bytes(self) -> dict[str, bytes]:
        root = self.workspace.root
        return {n: (root / n).read_bytes() for n in ("mapping/031.yaml", "gap/decisions/031.yaml")}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "town")


@pytest.mark.parametrize("edition", ["api-2.0", "starter-2027-01"])
def test_peoples_files_keep_their_bytes(desk: Desk, spec: Spec, edition: str) -> None:
    """Draft and carried decisions stand beside; mapping and decisions are the same afterwards, twice over."""
    invented = later(spec, lambda i: replace(i, name=f"{i.name}_新") if i.name == "性別" else i, "starter-2027-01")
    desk.shelve(replace(invented, kind=SpecKind.STARTER))
    before = desk.bytes()
    first = map_upgrade.run(desk.workspace, SESSION, edition)
    draft = desk.workspace.path(f"mapping/031.{edition}.draft.yaml").read_bytes()
    again = map_upgrade.run(desk.workspace, SESSION, f"031@{edition}")

    assert desk.bytes() == before
    assert desk.workspace.path(f"mapping/031.{edition}.draft.yaml").read_bytes() == draft
    assert first.data == again.data
    assert b'spec: "031@' + edition.encode() in draft
    assert mapping.files(desk.workspace, None) == (desk.workspace.path("mapping/031.yaml"),)


def test_decisions_and_checks_of_touched_items_are_listed(desk: Desk) -> None:
    """A decision on a renamed item needs eyes and stands under its new name in the draft; others go on."""
    outcome = map_upgrade.run(desk.workspace, SESSION, "api-2.0")
    (made,) = outcome.data.upgrades
    touched = [(t.item, t.to_item, t.line) for t in made.touched if t.work is Work.DECISION]
    text = desk.workspace.path("gap/decisions/drafts/031.api-2.0.yaml").read_text(encoding="utf-8")

    assert ("氏名_読み仮名", "氏名_フリガナ", 8) in touched
    assert made.decisions == 3 - len(touched)
    assert text.startswith("# 覚え書き\n")
    assert "item: 氏名_フリガナ" in text
    assert {t.item for t in made.touched if t.work is Work.CHECK} >= {"氏名_読み仮名"}
    assert made.hours == pytest.approx(sum(one.count * one.each for one in made.labour))


def test_weights_are_the_municipalitys_own(desk: Desk) -> None:
    """gap/weights.csv changes the hours."""
    desk.write("gap/weights.csv", b"key,hours\nupgrade.rename,7\n")
    (made,) = map_upgrade.run(desk.workspace, SESSION, "api-2.0").data.upgrades

    assert next(one.each for one in made.labour if one.key == "upgrade.rename") == 7


def test_answers_on_functions_that_changed_are_listed(desk: Desk, spec: Spec) -> None:
    """An answered 機能ID whose 実装類型 became stricter is named with its file; others are not."""
    one = Function(id="0310001", categories=("宛名", "検索", "氏名で検索"), requirement="氏名で検索できること。",
                   kind="標準オプション機能", conformity_date="2026-04-01")  # fmt: skip
    other = replace(one, id="0310002", requirement="番号で検索できること。")
    before = replace(spec, edition="2027-01-01", functions=(one, other))
    desk.shelve(before)
    desk.shelve(replace(before, edition="2027-06-01", functions=(replace(one, kind="実装必須機能"), other)))
    desk.write("mapping/031.yaml", PACK.replace(b"2023-09-29", b"2027-01-01", 1))
    records = [Record(sheet="function", key=key, answers={"fit": "適合"}) for key in ("0310001", "0310002")]
    desk.write("fit/031/function.csv", answers.written(layout.fit().of("function"), records, {}))
    (made,) = map_upgrade.run(desk.workspace, SESSION, "2027-06-01").data.upgrades

    assert [(t.work, t.item, t.file) for t in made.touched] == [(Work.ANSWER, "0310001", "fit/031/function.csv")]


@pytest.mark.parametrize(
    ("to", "code"),
    [("2023-09-29", "MIG-MAP-091"), ("010@2027-01-01", "MIG-MAP-090"), ("2099-01-01", "MIG-SPEC-006")],
)
def test_an_edition_that_leads_nowhere_is_refused(desk: Desk, to: str, code: str) -> None:
    """The same edition, another business, an edition that is not at hand."""
    with pytest.raises(MigrateError) as error:
        map_upgrade.run(desk.workspace, SESSION, to)

    assert error.value.code == code


def test_an_imported_edition_with_invented_changes(desk: Desk, spec: Spec) -> None:
    """A later edition in the workspace's own spec folder is found like a bundled one."""
    after = later(spec, lambda i: replace(i, name="性別_表記") if i.name == "性別" else i)
    desk.shelve(after)
    (made,) = map_upgrade.run(desk.workspace, SESSION, after.edition).data.upgrades

    assert {(t.work, t.item) for t in made.touched} >= {(Work.RENAME, "性別"), (Work.DECISION, "性別")}


def test_a_draft_that_people_edited_is_not_written_over(desk: Desk) -> None:
    """MIG-MAP-099 names it, and its bytes stay; once it has another name, the draft is made again."""
    map_upgrade.run(desk.workspace, SESSION, "api-2.0")
    draft = desk.workspace.path("mapping/031.api-2.0.draft.yaml")
    made = draft.read_bytes()
    draft.write_bytes(made + "# 住民課で確かめた\n".encode())
    with pytest.raises(MigrateError) as error:
        map_upgrade.run(desk.workspace, SESSION, "api-2.0")

    assert (error.value.code, draft.read_bytes()) == ("MIG-MAP-099", made + "# 住民課で確かめた\n".encode())
    draft.rename(draft.with_name("031.api-2.0.ours.txt"))
    map_upgrade.run(desk.workspace, SESSION, "api-2.0")
    assert draft.read_bytes() == made


@pytest.mark.parametrize("name", ["mapping/031.draft.yaml", "mapping/tests/031.draft.yaml"])
def test_a_first_draft_that_people_edited_is_not_written_over(desk: Desk, name: str) -> None:
    """Neither the mapping's draft nor that of its tests; nothing else of the run is written either."""
    gap.run(desk.workspace, SESSION)
    mapping.draft_all(desk.workspace, SESSION)
    mapping.draft_all(desk.workspace, SESSION)
    path = desk.workspace.path(name)
    path.write_bytes(path.read_bytes() + "# 直した\n".encode())
    before = path.read_bytes()
    with pytest.raises(MigrateError) as error:
        mapping.draft_all(desk.workspace, SESSION)

    assert (error.value.code, error.value.where.file, path.read_bytes()) == ("MIG-MAP-099", name, before)


def test_a_pack_that_speaks_against_a_decision_is_named(desk: Desk) -> None:
    """MIG-MAP-100 with the decision's line and a remark in the draft: an item, and a column that the pack gives up."""
    outcome = mapping.draft_all(desk.workspace, SESSION, pack="nanaseno")
    draft = desk.workspace.path("mapping/031.draft.yaml").read_text("utf-8")
    told = [f for f in outcome.findings if f.code == "MIG-MAP-100"]

    assert {f.place.item for f in told} == {"氏名", "BIKO"}
    assert {f.params["decided"] for f in told} == {
        "T_JUTOGAI.BIKO は「採用」",
        "T_JUTOGAI.BIKO は「住登外者宛名基本情報」の「氏名」に「採用」",
    }
    assert f"人の決定では、T_JUTOGAI.BIKO は「採用」です（gap/decisions {told[0].place.line} 行目）" in draft


def test_the_check_of_the_final_mapping_names_what_people_decided(desk: Desk) -> None:
    """MIG-MAP-101 by the workspace's own file of decisions, which the run notes as read."""
    outcome = mapping.check(desk.workspace, SESSION)
    told = [f for f in outcome.findings if f.code == "MIG-MAP-101"]

    assert {(f.place.file, f.place.item) for f in told} == {("mapping/031.yaml", "氏名"), ("mapping/031.yaml", "BIKO")}
    assert {f.params["file"] for f in told} == {"gap/decisions/031.yaml"}
    assert "gap/decisions/031.yaml" in {one.path for one in outcome.inputs}


def test_a_name_that_the_mapping_does_not_have_lists_those_that_it_has(desk: Desk) -> None:
    """MIG-MAP-124 names whole items, those of a constant (業務ID) among the rest that is counted."""
    with pytest.raises(MigrateError) as error:
        map_doc.show_lineage(desk.workspace, SESSION, "しめい")
    names = str(error.value.params["known"]).partition(" ほか ")
    items = {rule.item for block in load.load(PACK, "m.yaml").blocks for rule in block.items}

    assert error.value.code == "MIG-MAP-124"
    assert set(names[0].split("、")) < items
    assert (len(names[0].split("、")), names[2]) == (20, f"{len(items) - 20} 個")
