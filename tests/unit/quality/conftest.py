"""Spec 031 as published, read from the shared facts where there is no bundled copy."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from migrate.model.provenance import Provenance
from migrate.model.spec import CodeList, CodeValue, Item, Spec, SpecKind

TABLE = "住登外者宛名基本情報"


def _item(row: dict[str, str]) -> Item:
    return Item(
        id=row["item_id"],
        name=row["item"],
        romaji=row["romaji"],
        table=row["table"],
        primary_key=row["key"] == "PK",
        foreign_key=False,
        classes=("", "", ""),
        type=row["type"],
        length=row["length"],
        code=row["code"].removeprefix("031-"),
        repeat="",
        output_condition=row["required"],
        definition="",
        description="",
        function="",
        implementation="",
        sample="",
        remarks="",
    )


def _lists(path: Path) -> tuple[CodeList, ...]:
    lists: dict[str, list[CodeValue]] = {}
    names: dict[str, str] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for business, code, name, value, meaning, *_ in csv.reader(stream):
            if business.startswith("031") and code.startswith("031-"):
                lists.setdefault(code[4:], []).append(CodeValue(value=value, meaning=meaning))
                names[code[4:]] = name
    return tuple(CodeList(id=i, published_id=i.lstrip("0"), name=names[i], values=tuple(v)) for i, v in lists.items())


@pytest.fixture(scope="session")
def spec(shared: Path) -> Spec:
    """031@2023-09-29."""
    with (shared / "data" / "official_items.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [r for r in csv.DictReader(stream) if r["confidence"] == "official" and r["table"] == TABLE]
    papers = Provenance(title="", publisher="", edition="", date="", licence="", sha256="", derived="")
    return Spec(
        business="031",
        business_name="住登外者宛名番号管理",
        edition="2023-09-29",
        kind=SpecKind.OFFICIAL,
        title="",
        items=tuple(_item(row) for row in rows),
        code_lists=_lists(shared / "data" / "official_codes.csv"),
        provenance=papers,
    )
