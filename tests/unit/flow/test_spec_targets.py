"""Mistakes of a hurried user: an empty search, a spec without items, a folder or another layout as target."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.errors import Exit, MigrateError, NothingCheckedError
from migrate.flow.spec import export, search, show


@pytest.mark.parametrize("query", ["", "  ", "\u3000"])
def test_nothing_to_look_for(query: str) -> None:
    """An empty word is wrong usage, not a search without hits."""
    with pytest.raises(MigrateError) as caught:
        search.search(query, None)

    assert (caught.value.code, caught.value.exit) == ("MIG-SPEC-040", Exit.USAGE)


@pytest.mark.parametrize(
    ("layout", "name", "code"),
    [
        ("official", "", "MIG-SPEC-041"),
        ("official", "031.sql", "MIG-SPEC-042"),
        ("official", "031.JSON", "MIG-SPEC-042"),
        ("ddl", "031.xlsx", "MIG-SPEC-042"),
        ("odcs", "031.json", "MIG-SPEC-042"),
    ],
)
def test_targets_that_are_refused(tmp_path: Path, layout: str, name: str, code: str) -> None:
    """A folder, and a name that ends like files of another layout: nothing is written."""
    with pytest.raises(MigrateError) as caught:
        export.export("031", None, export.Wanted(layout=layout, target=tmp_path / name))

    assert (caught.value.code, list(tmp_path.iterdir())) == (code, [])


def test_another_ending_is_the_users_business(tmp_path: Path) -> None:
    """An ending that no layout has is no mistake."""
    outcome = export.export("031", None, export.Wanted(layout="ddl", target=tmp_path / "031.ddl"))

    assert [path.name for path in tmp_path.iterdir()] == ["031.ddl"]
    assert not any("書きかえました" in notice for notice in outcome.notices)


def test_what_was_there_is_said(tmp_path: Path) -> None:
    """Writing over other contents is said; the same contents are not written again."""
    target = tmp_path / "031.sql"
    target.write_text("x")
    wanted = export.Wanted(layout="ddl", target=target)
    said = [
        any("031.sql の前の内容を" in notice for notice in export.export("031", None, wanted).notices) for _ in range(2)
    ]

    assert said == [True, False]


def test_a_spec_without_code_lists_has_none_to_show() -> None:
    """An empty page is no answer: exit 5, with what the spec does hold."""
    with pytest.raises(NothingCheckedError) as caught:
        show.codes("GIF", None)

    assert (caught.value.code, caught.value.exit) == ("MIG-SPEC-043", Exit.NOTHING_CHECKED)
    assert caught.value.params["held"] == "データ項目 88 件"
