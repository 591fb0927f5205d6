"""Every folder with data carries its papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.files import yaml
from migrate.files.bundled import bundled

SPECS = bundled("specs")
_PAPERS = ("title", "publisher", "edition", "date", "licence", "sha256", "derived")


def _data_folders() -> list[Path]:
    return sorted({path.parent for path in SPECS.rglob("*.csv")})


def test_there_are_data_folders() -> None:
    """The test below looks at something."""
    assert SPECS / "031-jutogaisha-atenabango" / "2023-09-29" in _data_folders()


@pytest.mark.parametrize("folder", _data_folders(), ids=lambda path: path.relative_to(SPECS).as_posix())
def test_source_yaml(folder: Path) -> None:
    """SOURCE.yaml names title, publisher, edition, date, licence, sha256 of the original and how it was derived."""
    papers = yaml.load(folder / "SOURCE.yaml")
    empty = [key for key in _PAPERS if papers.get(key) is None or (key != "sha256" and not str(papers[key]).strip())]

    assert empty == []


def test_named_schemas_exist() -> None:
    """The table schemas that our SOURCE.yaml files name are there, and describe the columns in their order."""
    folder = SPECS / "031-jutogaisha-atenabango" / "2023-09-29"
    layout = SPECS / "layouts" / "official-item-definition"
    named = [(folder / n, SPECS.parent / s) for n, s in yaml.load(folder / "SOURCE.yaml")["schemas"].items()]
    named += [(layout / n, layout / s) for n, s in yaml.load(layout / "SOURCE.yaml")["schemas"].items()]

    for data, schema in named:
        header = data.read_text(encoding="utf-8").splitlines()[0]
        fields = yaml.load(schema)["fields"]
        assert header == ",".join(field["name"] for field in fields)
