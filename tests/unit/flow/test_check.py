"""`check run` in a workspace and on one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from migrate.errors import Exit, MigrateError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow import check as flow
from migrate.flow.check_file import Target, check_file, is_file_check
from migrate.flow.check_outcome import CheckRun
from migrate.model.quality import CheckResult
from migrate.model.spec import Spec
from migrate.report.formats import text
from migrate.spec import library
from migrate.workspace import clock, folder
from migrate.workspace.folder import Workspace
from tests.unit.flow.check_town import TABLE, Lineage, rows_of, town

Convert = Callable[..., Workspace]
SESSION = clock.session(date(2026, 11, 23))


@pytest.fixture(scope="module")
def spec() -> Spec:
    """031@2023-09-29."""
    return library.resolve("031@2023-09-29", library.entries(bundled("specs")), {}).spec


@pytest.fixture
def converted(spec: Spec, tmp_path: Path) -> Convert:
    """A workspace with a converted table; ``lineage`` pairs each target row with its source file and record."""

    def make(*changes: dict[str, str | None], lineage: Lineage | None = None) -> Workspace:
        return town(spec, tmp_path / "town", changes, lineage)

    return make


def test_findings_name_the_source_record(converted: Convert) -> None:
    """A failing row is named by the source file and record that was written there, not by its place in the target."""
    lineage = [
        (1, "source/fuku.dat", 7, "書込"),
        (2, "source/zei.csv", 41, "統合"),
        (2, "source/zei.csv", 42, "書込"),
    ]
    workspace = converted({}, {"性別": "9"}, lineage=lineage)
    found = flow.check(workspace, SESSION).findings
    key = workspace.key_digest(f"{2:015d}")

    assert [("MIG-DQ-005", "031", TABLE, "性別", "source/zei.csv", 42, key)] == [
        (f.code, f.place.business, f.place.table, f.place.item, f.place.file, f.place.row, f.place.key) for f in found
    ]


def test_the_result_is_saved(converted: Convert) -> None:
    """`out/check/031.json` holds the whole result, and loads as the value it is."""
    workspace = converted({}, {"性別": "9"})
    outcome = flow.check(workspace, SESSION, "031")
    saved = records.load(CheckResult, workspace.path("out/check/031.json").read_bytes(), "031.json")

    assert ("031@2023-09-29", 2, outcome.findings) == (saved.spec, saved.rows, saved.findings)


def test_no_value_is_written(converted: Convert) -> None:
    """No value of a failing row is in the saved result, in the JSON, or in the document."""
    secret = "秘密の値です"
    workspace = converted({"性別": secret, "操作者ID": secret, "生年月日": secret, "個人番号": secret})
    outcome = flow.check(workspace, SESSION)
    saved = workspace.path("out/check/031.json").read_text(encoding="utf-8")
    shown = text.render(outcome.document).decode()

    assert (
        len(outcome.findings),
        secret in saved,
        secret in shown,
        secret in str(records.as_json(outcome.data)),
    ) == (4, False, False, False)


def test_a_second_run_changes_nothing(converted: Convert) -> None:
    """The same input gives the same bytes; the second run is 「変更なし」 in the ledger."""
    workspace = converted({"性別": "9"}, {"性別": "9"})
    flow.check(workspace, SESSION)
    first = workspace.path("out/check/031.json").read_bytes()
    flow.check(workspace, SESSION)

    assert (first, ["所見あり", "変更なし"]) == (
        workspace.path("out/check/031.json").read_bytes(),
        [entry.result.value for entry in workspace.entries()],
    )


@pytest.mark.parametrize("business", ["", "031"])
def test_without_manifest_nothing_is_checked(business: str, converted: Convert) -> None:
    """An unfinished conversion is refused with exit 5 and the next command, and noted as 失敗."""
    workspace = converted({})
    workspace.path("out/converted/031/manifest.json").unlink()
    with pytest.raises(MigrateError) as caught:
        flow.check(workspace, SESSION, business)

    assert (
        caught.value.code,
        caught.value.exit,
        [entry.error for entry in workspace.entries()],
        workspace.path("out/check/031.json").exists(),
    ) == ("MIG-DQ-030", Exit.NOTHING_CHECKED, ["MIG-DQ-030"], False)


def test_nothing_converted_at_all(tmp_path: Path) -> None:
    """A fresh workspace: exit 5."""
    workspace = folder.create(tmp_path, b"specs: {}\n")
    with pytest.raises(MigrateError) as caught:
        flow.check(workspace, SESSION)

    assert (caught.value.code, caught.value.exit) == ("MIG-DQ-030", Exit.NOTHING_CHECKED)


def test_a_changed_file_is_said_and_still_checked(spec: Spec, converted: Convert) -> None:
    """A file that is not the one converted is a warning; its contents as they are now are judged."""
    workspace = converted({})
    rows_of(spec, {"性別": "9"}).write_parquet(workspace.path("out", "converted", "031", f"{TABLE}.parquet"))

    assert [f.code for f in flow.check(workspace, SESSION).findings] == ["MIG-DQ-005", "MIG-DQ-020"]


def test_rows_without_lineage_are_said(converted: Convert) -> None:
    """A failing row that the lineage does not name is still a finding, by the target's row, and the gap is said."""
    workspace = converted({}, {"性別": "9"}, lineage=[(1, "source/zei.csv", 1, "書込")])
    found = [(f.code, f.place.file, f.place.row) for f in flow.check(workspace, SESSION).findings]

    assert [
        ("MIG-DQ-005", f"out/converted/031/{TABLE}.parquet", 2),
        ("MIG-DQ-023", f"out/lineage/031/{TABLE}.parquet", None),
    ] == found


@pytest.mark.parametrize("damage", ["gone", "text", "columns"])
def test_a_damaged_lineage_is_refused(damage: str, converted: Convert) -> None:
    """Without a usable lineage no row could be named: exit 3."""
    workspace = converted({"性別": "9"})
    path = workspace.path("out", "lineage", "031", f"{TABLE}.parquet")
    if damage == "gone":
        path.unlink()
    elif damage == "text":
        path.write_text("target_row,source_row\n", encoding="utf-8")
    else:
        pl.DataFrame({"target_row": [1]}).write_parquet(path)
    with pytest.raises(MigrateError) as caught:
        flow.check(workspace, SESSION)

    assert (caught.value.code, caught.value.exit) == ("MIG-DQ-038", Exit.UNREADABLE)


def test_a_table_that_was_not_converted_is_not_run(converted: Convert) -> None:
    """A manifest without the table's file: its rules are 未実施, it is said, and nothing was checked."""
    workspace = converted({})
    workspace.path("out", "converted", "031", f"{TABLE}.parquet").unlink()
    outcome = flow.check(workspace, SESSION)
    assert isinstance(outcome.data, CheckRun)

    assert (True, ["MIG-DQ-025"], {"未実施"}) == (
        outcome.nothing_checked,
        [f.code for f in outcome.findings],
        {o.state.value for o in outcome.data.results[0].outcomes if o.table},
    )


def test_the_edition_of_the_conversion_judges(converted: Convert) -> None:
    """Data are judged by the edition they were converted for, whatever is pinned now; an unknown one is said."""
    workspace = converted({})
    path = workspace.path("out/converted/031/manifest.json")
    path.write_text(path.read_text(encoding="utf-8").replace("2023-09-29", "1999-01-01"), encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        flow.check(workspace, SESSION)

    assert caught.value.code == "MIG-SPEC-006"


def test_a_damaged_manifest_is_refused(converted: Convert) -> None:
    """A manifest that is no JSON: exit 3."""
    workspace = converted({})
    workspace.path("out/converted/031/manifest.json").write_bytes(b"{")
    with pytest.raises(MigrateError) as caught:
        flow.check(workspace, SESSION)

    assert (caught.value.code, caught.value.exit) == ("MIG-SYS-003", Exit.UNREADABLE)


def test_one_file_needs_no_workspace(spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file by itself is named by its own rows, without key digests; nothing is left behind."""
    monkeypatch.chdir(tmp_path)
    rows_of(spec, {}, {"性別": "9"}).write_csv(tmp_path / "x.csv")
    outcome = check_file(Target(file=tmp_path / "x.csv", spec="031"), SESSION)

    assert (
        [(f.code, f.place.file, f.place.row, f.place.key) for f in outcome.findings],
        [path.name for path in tmp_path.iterdir()],
    ) == ([("MIG-DQ-005", "x.csv", 2, None)], ["x.csv"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [("納品/x.csv", "納品/x.csv"), ("my x.csv", '"my x.csv"'), ("/", "x.csv")],
)
def test_the_command_that_checks_again_can_be_typed(
    typed: str, said: str, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page names the file as it was typed; of a path from the root it holds the name only."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "x.csv" if typed == "/" else Path(typed)
    path.parent.mkdir(exist_ok=True)
    rows_of(spec, {"性別": "9"}).write_csv(path)
    page = text.render(check_file(Target(file=path, spec="031"), SESSION).document).decode()

    assert f"migrate check run {said} --spec 031 --rule MIG-DQ-005" in " ".join(page.split())


@pytest.mark.parametrize(
    ("header", "table", "code"),
    [("物理名,ATENA", "", "MIG-DQ-033"), ("宛名番号", "別のグループ", "MIG-DQ-039")],
)
def test_a_file_of_another_kind_is_refused(header: str, table: str, code: str, tmp_path: Path) -> None:
    """A header without any item, or a table that the spec lacks, is refused: nothing passes unjudged."""
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n1\n" if "," not in header else f"{header}\n1,2\n", encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        check_file(Target(file=path, spec="031", table=table), SESSION)

    assert code == caught.value.code


@pytest.mark.parametrize(
    ("file", "spec", "beside", "without"),
    [
        (None, "031", ("--spec",), ()),
        (None, "", ("--table",), ()),
        (Path("x"), "031", ("--spec",), ("--business",)),
        (Path("x"), "", (), ()),
    ],
)
def test_options_that_do_not_go_together(
    file: Path | None, spec: str, beside: tuple[str, ...], without: tuple[str, ...]
) -> None:
    """Wrong combinations are wrong usage (exit 2), never a check of something else."""
    with pytest.raises(MigrateError) as caught:
        is_file_check(file, spec, beside, without)

    assert (caught.value.code, caught.value.exit) == ("MIG-DQ-040", Exit.USAGE)
