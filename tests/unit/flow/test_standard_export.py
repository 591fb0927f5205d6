"""A standard's own export as the source of a new workspace: scan, gap, draft, check, convert, quality, reconcile."""

from __future__ import annotations

import csv
import random
from datetime import date
from pathlib import Path

import pytest

from migrate.files import records, yaml
from migrate.files.bundled import bundled
from migrate.flow import check, convert, gap, init, reconcile, source, standards
from migrate.flow import map as mapping
from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit
from migrate.model.reconcile import Reconciliation
from migrate.model.source import SourceSchema
from migrate.model.spec import Item, Spec
from migrate.spec.diff import links, words
from migrate.town import town
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

SESSION = Session(who="test", as_of=date(2026, 11, 23))
GROUP = "住登外者宛名基本情報"


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo town's converted table of 031, as another system would hand it over."""
    workspace = new(tmp_path_factory.mktemp("town") / "nanaseno", {"031": "2023-09-29"})
    mapped = (bundled("mappings") / "nanaseno" / "031.yaml").read_bytes()
    for name, data in {**town.build().files, "mapping/031.yaml": mapped}.items():
        workspace.path(name).parent.mkdir(parents=True, exist_ok=True)
        workspace.path(name).write_bytes(data)
    source.scan(workspace, SESSION)
    convert.run(workspace, SESSION)
    return workspace.path(f"out/converted/031/{GROUP}.csv")


@pytest.fixture(scope="session")
def specs() -> dict[str, Spec]:
    return {spec.id: spec for spec in standards.supplier(None)()}


def new(root: Path, pins: dict[str, str]) -> Workspace:
    init.init(root, init.Municipality(code="", name="新しい町"), SESSION)
    text = (root / "project.yaml").read_text(encoding="utf-8")
    pinned = "{" + ", ".join(f'"{one}": "{edition}"' for one, edition in pins.items()) + "}"
    (root / "project.yaml").write_text(text.replace("specs: {}", f"specs: {pinned}"), encoding="utf-8")
    return Workspace(root)


def drafted(workspace: Workspace, business: str, pack: str = "") -> tuple[Finding, ...]:
    """Scan, compare, draft, take the draft as it is, and check it."""
    source.scan(workspace, SESSION)
    gap.run(workspace, SESSION)
    mapping.draft_all(workspace, SESSION, pack=pack)
    draft = workspace.path(f"mapping/{business}.draft.yaml")
    workspace.path(f"mapping/{business}.yaml").write_bytes(draft.read_bytes())
    return mapping.check(workspace, SESSION).findings


def settle_drops(workspace: Workspace, business: str) -> None:
    """What a person does with the columns that go nowhere: a reason for each."""
    path = workspace.path(f"mapping/{business}.yaml")
    document = yaml.loads(path.read_bytes(), path.name)
    schema = records.load(SourceSchema, workspace.path("out/source/schema.json").read_bytes(), "schema")
    drop = document.setdefault("drop", {})
    for finding in mapping.check(workspace, SESSION).findings:
        if finding.code == "MIG-MAP-018":
            drop.setdefault(str(finding.params["source"]), {})[str(finding.params["column"])] = "移行先にない"
    assert set(drop) <= {table.name for table in schema.tables}
    path.write_bytes(yaml.dumps(document))


def test_the_same_edition_is_an_identity(exported: Path, tmp_path: Path) -> None:
    """No DDL, no hand: 29 items copied, nothing to decide, every row of every item the same to the byte."""
    workspace = new(tmp_path / "machi", {"031": "2023-09-29"})
    workspace.path("source/KYU_SYSTEM_0001.csv").write_bytes(exported.read_bytes())
    found = drafted(workspace, "031")
    report = gap.run(workspace, SESSION).data.reports[0]  # type: ignore[attr-defined]
    convert.run(workspace, SESSION)
    check.check(workspace, SESSION)
    reconcile.run(workspace, SESSION)
    result = records.load(Reconciliation, workspace.path("out/reconcile/031.json").read_bytes(), "r")
    written = workspace.path(f"out/converted/031/{GROUP}.csv").read_bytes()

    assert found == ()
    assert {item.fit for item in report.items} == {Fit.FIT}
    assert written == exported.read_bytes()
    assert len(written.splitlines()) == 16_385
    assert (result.findings, {table.equal for table in result.tables}) == ((), {16_384})


def test_without_header_it_is_the_same(exported: Path, tmp_path: Path) -> None:
    """The values prove the group; converted, the rows are those of the file with its header."""
    workspace = new(tmp_path / "machi", {"031": "2023-09-29"})
    lines = exported.read_bytes().split(b"\r\n")[:1001]
    workspace.path("source/DATA.DAT").write_bytes(b"\r\n".join((*lines[1:], b"")))
    found = source.scan(workspace, SESSION).findings
    assert drafted(workspace, "031") == ()
    convert.run(workspace, SESSION)

    assert [f.code for f in found] == ["MIG-SRC-308"]
    assert workspace.path(f"out/converted/031/{GROUP}.csv").read_bytes() == b"\r\n".join((*lines, b""))


def test_another_edition_goes_by_the_renames(exported: Path, tmp_path: Path, specs: dict[str, Spec]) -> None:
    """A file laid out after the API's field names becomes 031@2023-09-29: renamed items carry their values."""
    before, after = specs["031@api-2.0"], specs["031@2023-09-29"]
    linked = links.links(words.load(), before, after)
    group = linked.groups[0].group
    back = {link.item: link.to_item for link in linked.items if link.group == group}
    workspace = new(tmp_path / "machi", {"031": "2023-09-29"})
    with exported.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))[:500]
    with workspace.path("source/api.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([item.romaji for item in before.items_of(group)])
        for row in rows:
            writer.writerow([row[back[i.name]] if i.name in back else "" for i in before.items_of(group)])
    found = drafted(workspace, "031")
    draft = workspace.path("mapping/031.draft.yaml").read_text(encoding="utf-8")
    settle_drops(workspace, "031")
    text = workspace.path("mapping/031.yaml").read_text(encoding="utf-8")
    for name, pairs in (("daihyoatenafuragu", '{"0": "0", "1": "1"}'), ("seibetsu", '{"0": "0", "1": "1", "2": "2"}')):
        at = text.index(name)
        text = text[:at] + text[at:].replace("{}", pairs, 1)
    workspace.path("mapping/031.yaml").write_text(text, encoding="utf-8")
    after_people = [f for f in mapping.check(workspace, SESSION).findings if f.severity is Severity.ERROR]
    convert.run(workspace, SESSION)
    reconcile.run(workspace, SESSION)
    with workspace.path(f"out/converted/031/{GROUP}.csv").open(encoding="utf-8", newline="") as stream:
        converted = list(csv.DictReader(stream))

    assert {f.code for f in found} == {"MIG-MAP-018", "MIG-MAP-022", "MIG-MAP-026"}
    assert "        氏名_読み仮名: shimei_furigana" in draft
    assert draft.count("版の間で名前が変わった項目です") == 5
    assert after_people == []
    assert converted == rows


def value(item: Item, chance: random.Random, row: int) -> str:
    """An invented value that an item's data type admits."""
    if item.primary_key and item.notation == "X":
        return f"{row:0{item.max_length or 1}d}"
    match item.notation:
        case "DATE":
            return f"20{chance.randrange(10, 26)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
        case "TIME":
            return f"1{chance.randrange(10)}:0{chance.randrange(10)}:00"
        case "N":
            return "".join(chance.choice("七瀬野花町川山田") for _ in range(min(item.max_length or 1, 6)))
        case "YEAR":
            return "2026"
    return "1" if item.notation == "9" or item.code else "A" * min(item.max_length or 1, 3)


def test_a_whole_business_of_nine_groups(tmp_path: Path, specs: dict[str, Spec]) -> None:
    """001 in the starter's groups, CP932 and headed by ids, beside another business's export: 223 items copied."""
    spec, chance = specs["001@starter-2026-11"], random.Random(1)
    workspace = new(tmp_path / "machi", {"001": "starter-2026-11"})
    sent: dict[str, list[list[str]]] = {}
    for number, group in enumerate(spec.tables):
        items = spec.items_of(group)
        sent[group] = [[value(item, chance, row) for item in items] for row in range(1, 21)]
        with workspace.path(f"source/G{number:02}.TXT").open("w", encoding="cp932", newline="") as out:
            csv.writer(out, delimiter="\t").writerows([[item.id for item in items], *sent[group]])
    other = specs["002@starter-2026-11"]
    group = other.tables[0]
    header = ",".join(item.name for item in other.items_of(group))
    workspace.path("source/inkan.csv").write_bytes(f"{header}\r\n".encode())
    found = drafted(workspace, "001")
    left_out = [f for f in gap.run(workspace, SESSION).findings if f.code == "MIG-GAP-040"]
    convert.run(workspace, SESSION)
    reconcile.run(workspace, SESSION)
    made = {}
    for table in spec.tables:
        with workspace.path(f"out/converted/001/{table}.csv").open(encoding="utf-8", newline="") as stream:
            made[table] = list(csv.reader(stream))[1:]

    assert found == ()
    assert made == sent
    assert [(f.params["business"], f.params["group"]) for f in left_out] == [("002", group)]


def test_columns_of_the_products_own_have_a_proposal(exported: Path, tmp_path: Path) -> None:
    """最新フラグ is a sample of a row rule, 更新日時 a reason to drop; the rest is left to people; the hint says so."""
    workspace = new(tmp_path / "machi", {"031": "2023-09-29"})
    lines = exported.read_text(encoding="utf-8").splitlines()[:3]
    tail = ('"最新フラグ","更新日時","独自区分"', '"1","2026-01-01","X"', '"0","2026-01-01","Y"')
    text = "\r\n".join(f"{line},{more}" for line, more in zip(lines, tail, strict=True))
    workspace.path("source/a.csv").write_text(text + "\r\n", encoding="utf-8")
    drafted(workspace, "031")
    hint = mapping.draft_all(workspace, SESSION).notices[-1]
    found = drafted(workspace, "031", "standard-export")
    draft = workspace.path("mapping/031.draft.yaml").read_text(encoding="utf-8")

    assert hint.endswith("2 個は、パックに扱いの案があります: migrate map draft --pack standard-export")
    assert "#   - {rule: 最新フラグ, when: \"最新フラグ <> '1'\", fate: 対象外, reason: 理由を書く}" in draft
    assert "    更新日時: 出力元のシステムが付けた管理の列で、標準の項目ではない" in draft
    assert [f.params["column"] for f in found if f.code == "MIG-MAP-018"] == ["最新フラグ", "独自区分"]
