"""The reviewed example mapping covers both systems completely."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from migrate import town

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "mappings" / "nanaseno"


@pytest.fixture(scope="module")
def mapping() -> dict:
    return YAML(typ="safe").load((FOLDER / "031.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def blocks(mapping: dict) -> dict[str, dict]:
    return {block["source"]: block for block in mapping["tables"]["住登外者宛名基本情報"]}


def test_every_item_of_the_standard_is_decided_for_both_systems(blocks: dict[str, dict]) -> None:
    """29 items in published order, in each block."""
    path = next((ROOT / "specs").glob("031-*/2023-09-29/items.csv"))
    with path.open(encoding="utf-8", newline="") as stream:
        names = [row["name"] for row in csv.DictReader(stream)]

    assert len(names) == 29
    assert {source: list(block["items"]) for source, block in blocks.items()} == {
        "T_JUTOGAI": names,
        "FUKU_ATENA": names,
    }


def test_an_item_left_empty_says_why(blocks: dict[str, dict]) -> None:
    """An item without a counterpart carries a note."""
    empty = [body for block in blocks.values() for body in block["items"].values() if _expression(body) == "NULL"]

    assert len(empty) > 5
    assert all(body["note"] for body in empty)


def _expression(body: object) -> str:
    return body["expr"] if isinstance(body, dict) else str(body)


def _mentioned(block: dict) -> str:
    rules = [
        str(rule.get("when", "")) + " ".join(rule.get("key", [])) + rule.get("latest_by", "") for rule in block["rows"]
    ]
    return " ".join([*rules, *map(_expression, block["items"].values())])


def test_every_column_is_used_or_dropped_with_a_reason(
    mapping: dict, blocks: dict[str, dict], zei: list, layout: list[tuple[str, int, int]]
) -> None:
    """No column of either system is left out in silence, none is both used and dropped."""
    columns = {"T_JUTOGAI": list(zei[0]), "FUKU_ATENA": [name for name, _, _ in layout]}
    for source, names in columns.items():
        used = {name for name in names if name in _mentioned(blocks[source])}
        dropped = set(mapping["drop"][source])

        assert used | dropped == set(names)
        assert used & dropped == set()


def test_flag_is_turned_round(mapping: dict) -> None:
    """Legacy 1 = 代表 becomes the standard's 0 = 代表宛名."""
    assert mapping["codes"]["daihyo_zei"] == {"1": "0", "0": "1"}


def test_numbers_of_the_two_systems_never_meet(zei: list, fuku: list) -> None:
    """Ten digits filled up with zeros never begin with the welfare's 9; unprefixed they would be one space."""
    tax = {row["ATENA_NO"].decode().rjust(15, "0") for row in zei if row}
    welfare = {"9" + row["ATENA_CD"].decode().strip().rjust(14, "0") for row in fuku if row}

    assert tax & welfare == set()


def test_folder_holds_no_data_of_residents() -> None:
    """Mapping, papers and a page for people; the data are generated."""
    assert sorted(path.name for path in FOLDER.iterdir()) == ["031.yaml", "README.md", "SOURCE.yaml"]


def test_town_is_a_value(made: town.Town) -> None:
    """A town cannot be changed by accident."""
    with pytest.raises(AttributeError):
        made.planted = ()  # type: ignore[misc]
