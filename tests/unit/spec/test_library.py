"""A spec is found as `ID[@EDITION]`: pin, else newest import, else bundled official, else starter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.files.bundled import bundled
from migrate.model.spec import SpecKind
from migrate.spec import library, parts, store
from migrate.spec.library import Origin

SPEC = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")


def _put(root: Path, folder: str, edition: str, kind: SpecKind = SpecKind.OFFICIAL) -> None:
    target = root / folder / edition
    target.mkdir(parents=True)
    for name, data in store.files(replace(SPEC, edition=edition, kind=kind)).items():
        (target / name).write_bytes(data)


def _choice(tmp_path: Path, reference: str, pins: dict[str, str]) -> tuple[str, Origin]:
    known = library.entries(tmp_path / "bundled", tmp_path / "spec")
    found = library.resolve(reference, known, pins)
    assert found.spec.id in found.why
    return found.spec.edition, found.origin


def test_order_of_choice(tmp_path: Path) -> None:
    """Each source is used only where the ones before it have nothing."""
    bundle, spec = tmp_path / "bundled", tmp_path / "spec"
    _put(bundle, "031-x", "starter", SpecKind.STARTER)
    assert _choice(tmp_path, "031", {}) == ("starter", Origin.BUNDLED)
    _put(bundle, "031-x", "2023-09-29")
    assert _choice(tmp_path, "031", {}) == ("2023-09-29", Origin.BUNDLED)
    _put(spec, "031", "2022-01-01")
    _put(spec, "031", "2022-02-01")
    assert _choice(tmp_path, "031", {}) == ("2022-02-01", Origin.WORKSPACE)
    assert _choice(tmp_path, "031", {"031": "2022-01-01"}) == ("2022-01-01", Origin.WORKSPACE)
    assert _choice(tmp_path, "031", {"031": "2023-09-29"}) == ("2023-09-29", Origin.BUNDLED)
    assert _choice(tmp_path, "031@starter", {"031": "2022-01-01"}) == ("starter", Origin.BUNDLED)


def test_import_wins_over_the_bundled_copy(tmp_path: Path) -> None:
    """Of the same edition the imported one is used, by name and by pin."""
    _put(tmp_path / "bundled", "031-x", "2023-09-29")
    _put(tmp_path / "spec", "031", "2023-09-29")

    assert _choice(tmp_path, "031@2023-09-29", {})[1] == Origin.WORKSPACE
    assert _choice(tmp_path, "031", {"031": "2023-09-29"})[1] == Origin.WORKSPACE


@pytest.mark.parametrize(
    ("reference", "known"),
    [
        ("999", "031"),
        ("31", "031"),
        ("../031", "031"),
        ("", "031"),
        ("031@1999-01-01", "031@2023-09-29"),
        ("031@../../x", "031@2023-09-29"),
    ],
)
def test_unknown(tmp_path: Path, reference: str, known: str) -> None:
    """What does not exist is an error that lists what does: the editions of a known 業務ID, else the ids."""
    _put(tmp_path / "bundled", "031-x", "2023-09-29")
    with pytest.raises(MigrateError) as caught:
        _choice(tmp_path, reference, {})

    assert (caught.value.code, caught.value.params["known"]) == ("MIG-SPEC-006", known)


def test_pin_that_is_not_there(tmp_path: Path) -> None:
    """A pin to an edition that is not at hand is an error, never another edition."""
    _put(tmp_path / "bundled", "031-x", "2023-09-29")
    with pytest.raises(MigrateError) as caught:
        _choice(tmp_path, "031", {"031": "2024-01-01"})

    assert caught.value.params["reference"] == "031@2024-01-01"


def test_full_width_id(tmp_path: Path) -> None:
    """A 業務ID typed in full width is understood."""
    _put(tmp_path / "bundled", "031-x", "2023-09-29")

    assert _choice(tmp_path, "０３１", {})[0] == "2023-09-29"


def test_store_round_trip(tmp_path: Path) -> None:
    """A spec folder gives back exactly the spec, line breaks and full-width letters included."""
    _put(tmp_path, "031", "2023-09-29")

    assert store.read(tmp_path / "031" / "2023-09-29") == SPEC


def test_bundled_bytes_are_what_the_store_writes() -> None:
    """The bundled folder is in the store's own form."""
    folder = bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29"

    assert dict(store.files(SPEC)) == {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(
    ("file", "text", "code"),
    [
        ("items.csv", "id,name\n1,2\n", "MIG-SPEC-007"),
        ("items.csv", ",".join(parts.ITEMS.columns) + "\n", "MIG-SPEC-007"),
        ("items.csv", "", "MIG-SYS-008"),
        ("spec.yaml", "business: '031'\n", "MIG-SPEC-007"),
        ("spec.yaml", "- 1\n", "MIG-SPEC-007"),
        ("spec.yaml", "a: [\n", "MIG-SYS-007"),
        ("SOURCE.yaml", "title: a\n", "MIG-SPEC-007"),
    ],
)
def test_damaged_folder(tmp_path: Path, file: str, text: str, code: str) -> None:
    """A damaged file of a spec folder is named."""
    _put(tmp_path, "031", "2023-09-29")
    folder = tmp_path / "031" / "2023-09-29"
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        store.read(folder)

    assert (code, f"031/2023-09-29/{file}") == (caught.value.code, caught.value.where.file)


@pytest.mark.parametrize("key", ["originals", "schemas"])
def test_papers_that_are_no_list(tmp_path: Path, key: str) -> None:
    """Originals and schemas of the papers are files with a text each; anything else is named, never a crash."""
    _put(tmp_path, "031", "2023-09-29")
    source = tmp_path / "031" / "2023-09-29" / "SOURCE.yaml"
    lines = source.read_text(encoding="utf-8").split("\nschemas:")[0].splitlines()
    source.write_text("\n".join([*lines, f"{key}: 3", ""]), encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        store.read(source.parent)

    assert (caught.value.code, caught.value.where.file) == ("MIG-SPEC-007", "031/2023-09-29/SOURCE.yaml")


def test_missing_file(tmp_path: Path) -> None:
    """A missing file of a spec folder is named."""
    _put(tmp_path, "031", "2023-09-29")
    (tmp_path / "031" / "2023-09-29" / "codes.csv").unlink()
    with pytest.raises(UnreadableError) as caught:
        store.read(tmp_path / "031" / "2023-09-29")

    assert (caught.value.code, caught.value.where.file) == ("MIG-SYS-001", "031/2023-09-29/codes.csv")
