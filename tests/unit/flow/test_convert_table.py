"""`convert run --table`: one table anew, the others as they are, and when that is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from migrate.cli.frame import app
from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import convert
from migrate.flow.pipeline import How
from migrate.workspace.folder import Workspace
from tests.unit.flow.ledger_town import BUSINESS, MAPPING, SESSION, SETAI, SHIEN, TSUSHO, build, digests, edit, write

OUT = ("out/converted", "out/lineage", "out/restricted", "out/convert")


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """Three tables; one row of 通称履歴 is rejected, one is excluded."""
    town = build(tmp_path / "machi")
    edit(town, "tsusho", "竹田,R010503,0", "竹田,R010599,0")
    edit(town, "tsusho", "菊田,R010505,0", "菊田,R010505,1")
    return town


def again(town: Workspace, table: str = TSUSHO) -> None:
    """Convert one table."""
    convert.run(town, SESSION, BUSINESS, How(table=table))


def remap(town: Workspace, old: str, new: str) -> None:
    """Change the mapping."""
    assert old in MAPPING
    town.path("mapping/001.yaml").write_text(MAPPING.replace(old, new), encoding="utf-8")


def test_the_same_table_again_changes_nothing(town: Workspace) -> None:
    """Each table again, from the same source by the same mapping: all files keep their bytes."""
    convert.run(town, SESSION, BUSINESS)
    before = digests(town, *OUT)
    for table in (SETAI, TSUSHO, SHIEN):
        again(town, table)

    assert digests(town, *OUT) == before
    assert [entry.command for entry in town.entries()][-1] == f"convert run 001 --table {SHIEN}"


def test_one_table_by_a_changed_mapping(town: Workspace) -> None:
    """Only that table's files, balance and findings change; the manifest says which table was made by which mapping."""
    convert.run(town, SESSION, BUSINESS)
    before, first = digests(town, *OUT), json.loads(town.path("out/converted/001/manifest.json").read_bytes())
    remap(town, "on_error: 拒否", "on_error: 空欄")
    again(town)

    after, manifest = digests(town, *OUT), json.loads(town.path("out/converted/001/manifest.json").read_bytes())
    conversion = json.loads(town.path("out/convert/001.json").read_bytes())
    others = [name for name in before if SETAI in name or SHIEN in name]
    assert {name: after[name] for name in others} == {name: before[name] for name in others}
    assert {one["table"]: one["rows"] for one in manifest["tables"]} == {SETAI: 2, TSUSHO: 4, SHIEN: 1}
    assert manifest["mapping_sha256"] == first["mapping_sha256"]
    assert list(manifest["mappings"]) == [TSUSHO] and manifest["mappings"][TSUSHO] != first["mapping_sha256"]
    assert [(line["target"], line["written"], line["rejected"]) for line in conversion["lines"]] == [
        (SETAI, 2, {}),
        (TSUSHO, 4, {}),
        (SHIEN, 1, {}),
    ]
    assert [(f["code"], f["place"]["table"]) for f in conversion["findings"]] == [("MIG-CNV-001", TSUSHO)]
    assert pq.read_metadata(town.path("out/restricted/001/rejects.parquet")).num_rows == 0
    assert {one["path"]: one["sha256"] for one in conversion["outputs"]} == {
        name: digest for name, digest in after.items() if not name.endswith((".json",))
    }


def test_all_tables_one_by_one_come_to_one_run(town: Workspace) -> None:
    """After every table was made by the new mapping the outputs are those of a whole run by it."""
    convert.run(town, SESSION, BUSINESS)
    remap(town, "on_error: 拒否", "on_error: 空欄")
    for table in (SHIEN, TSUSHO, SETAI):
        again(town, table)
    found = digests(town, *OUT)
    convert.run(town, SESSION, BUSINESS)

    assert digests(town, *OUT) == found


def test_a_source_that_the_earlier_run_did_not_read_is_refused(town: Workspace) -> None:
    """Nothing says that such a file is of the same day as the others."""
    text = MAPPING.replace(MAPPING[MAPPING.index(f"  {TSUSHO}:") : MAPPING.index(f"  {SHIEN}:")], "")
    town.path("mapping/001.yaml").write_text(text + "drop:\n  tsusho: {}\n", encoding="utf-8")
    convert.run(town, SESSION, BUSINESS)
    town.path("mapping/001.yaml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        again(town)

    assert (caught.value.code, caught.value.params["changed"]) == ("MIG-CNV-049", "source/tsusho.csv")


def _no_run(town: Workspace) -> None:
    town.path("out/converted/001/manifest.json").unlink()


def _other_source(town: Workspace) -> None:
    write(town, "setai", "NO\r\n1\r\n")


def _other_form(town: Workspace) -> None:
    path = town.path("project.yaml")
    path.write_text(path.read_text(encoding="utf-8") + "output: {newline: LF}\n", encoding="utf-8")
    town.__dict__.pop("project", None)


def _touched(town: Workspace) -> None:
    town.path(f"out/converted/001/{SETAI}.csv").write_bytes(b"x")


@pytest.mark.parametrize(
    ("act", "error", "code", "changed"),
    [
        (_no_run, NothingCheckedError, "MIG-CNV-048", None),
        (_other_source, MigrateError, "MIG-CNV-049", "source/setai.csv"),
        (_other_form, MigrateError, "MIG-CNV-049", "project.yaml の output"),
        (_touched, UnreadableError, "MIG-CNV-036", None),
    ],
)
def test_refused(
    town: Workspace, act: Callable[[Workspace], None], error: type[MigrateError], code: str, changed: str | None
) -> None:
    """Without an earlier run, or where anything that the other tables rest on has changed, nothing is written."""
    convert.run(town, SESSION, BUSINESS)
    act(town)
    before = digests(town, *OUT)
    with pytest.raises(error) as caught:
        again(town)

    assert (caught.value.code, caught.value.params.get("changed")) == (code, changed)
    assert digests(town, *OUT) == before


def test_an_unknown_table_is_refused_with_near_names(town: Workspace) -> None:
    """What was probably meant is said."""
    convert.run(town, SESSION, BUSINESS)
    with pytest.raises(MigrateError) as caught:
        again(town, "通称")

    assert (caught.value.code, caught.value.params["near"]) == ("MIG-CNV-047", TSUSHO)


def test_decisions_about_characters_since_are_refused(town: Workspace) -> None:
    """Names of one table by new decisions beside names of another by old ones would not be the same names."""
    convert.run(town, SESSION, BUSINESS)
    before = digests(town, *OUT)
    text = "system,code,decision,to\n,U+6885,対応する文字,楳\n"
    town.path("mapping/characters.csv").write_text(text, encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        again(town)

    changed = "setai の文字の決定、shien の文字の決定、tsusho の文字の決定"
    assert (caught.value.code, caught.value.params["changed"]) == ("MIG-CNV-049", changed)
    assert digests(town, *OUT) == before


def test_a_table_again_keeps_what_was_noted_of_characters(town: Workspace) -> None:
    """The manifest goes on telling of the sources of the other tables too."""
    text = "system,code,decision,to\n,U+6885,対応する文字,楳\n"
    town.path("mapping/characters.csv").write_text(text, encoding="utf-8")
    convert.run(town, SESSION, BUSINESS)
    before = json.loads(town.path("out/converted/001/manifest.json").read_bytes())["characters"]
    again(town)

    after = json.loads(town.path("out/converted/001/manifest.json").read_bytes())["characters"]
    assert after == before
    assert {table: len(digest) for table, digest in after.items()} == {"setai": 64, "shien": 64, "tsusho": 64}


def test_the_only_business_need_not_be_named(town: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    """With one mapping the command takes its business; with two it asks which."""
    words = ["convert", "run", "--table", TSUSHO, "-q", "--fail-on", "never", "-C", str(town.root)]
    convert.run(town, SESSION, BUSINESS)
    one = app.main(words)
    town.path("mapping/002.yaml").write_text(MAPPING, encoding="utf-8")
    two = app.main(words)

    assert (one, two) == (0, 2)
    assert [entry.command for entry in town.entries()][-1] == f"convert run 001 --table {TSUSHO}"
    assert "対応表のある業務が複数あるので" in capfd.readouterr().err
