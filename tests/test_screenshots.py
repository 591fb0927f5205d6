"""The pictures of the README show what the pages show now."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from . import screenshots

STALE = "the page has changed: python -m tests.screenshots, look at the pictures, commit them"


@pytest.mark.parametrize("name", screenshots.PAGES)
def test_a_picture_is_of_the_page_as_it_is(name: str, tmp_path: Path) -> None:
    """It was taken of a page with the same bytes, and it is a picture of a bearable size."""
    with screenshots.LIST.open(encoding="utf-8", newline="") as stream:
        taken = {row["picture"]: row["page"] for row in csv.DictReader(stream)}
    assert screenshots.digest(screenshots.PAGES[name](tmp_path)) == taken[name], STALE

    picture = (screenshots.FOLDER / name).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert 20_000 < len(picture) < 300_000
