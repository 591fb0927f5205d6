"""The catalogue: 20 businesses, 7 common functions, their 業務ID, names, ministries and known editions."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.model.catalogue import BusinessKind
from migrate.spec import catalogue

CATALOGUE = catalogue.load(bundled("specs") / catalogue.FOLDER)


def test_twenty_businesses_and_seven_common_functions() -> None:
    """The 20 stand in the ministry's published order; the common functions are seven (033 is not confirmed)."""
    standardised = CATALOGUE.of_kind(BusinessKind.STANDARDISED)
    common = CATALOGUE.of_kind(BusinessKind.COMMON)

    assert [business.order for business in standardised] == list(range(1, 21))
    assert [business.systems for business in common] == [
        ("029",), ("030",), ("031",), ("032",), ("034",), ("036",), ("037",),
    ]  # fmt: skip


def test_one_business_is_not_always_one_system() -> None:
    """選挙 is 005 to 009, 就学 017 and 018, the taxes share 014 to 016."""
    by_name = {business.name: business for business in CATALOGUE.businesses}

    assert by_name["選挙人名簿管理"].systems == ("005", "006", "007", "008", "009")
    assert by_name["就学"].systems == ("017", "018")
    assert {
        name: (by_name[name].systems, by_name[name].shared_systems)
        for name in ("固定資産税", "個人住民税", "法人住民税", "軽自動車税")
    } == {
        "固定資産税": (("012",), ("014", "015", "016")),
        "個人住民税": (("010",), ("014", "015", "016")),
        "法人住民税": (("011",), ("014", "015", "016")),
        "軽自動車税": (("013",), ("014", "015", "016")),
    }


def test_every_system_is_in_the_catalogue() -> None:
    """Each 業務ID of a business has a name of its own, and each system but 033 belongs to a business."""
    used = {one for business in CATALOGUE.businesses for one in (*business.systems, *business.shared_systems)}

    assert used == set(CATALOGUE.by_id) - {"033"}


def test_published_names(shared: Path) -> None:
    """Names are the given ones, byte for byte."""
    with (shared / "data" / "businesses.csv").open(encoding="utf-8", newline="") as stream:
        given = [(row["name_mic_dashboard"], row["name_law_digital_agency"]) for row in csv.DictReader(stream)]
    plain = {(name.split("）", 1)[-1] if name.startswith("（") else name, law) for name, law in given}

    assert {(business.name, business.law_name) for business in CATALOGUE.businesses} == plain


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("住民記録", "001"),
        ("住民基本台帳", "001"),
        ("住民記録システム", "001"),
        ("戸籍附票", "004"),
        ("戸籍の附票", "004"),
        ("国保", "024"),
        ("選挙人名簿管理", "006"),
        ("ＥＵＣ", "034"),
        ("なにか", None),
        ("", None),
    ],
)
def test_names_mean_ids(name: str, expected: str | None) -> None:
    """A published name or an alias means its 業務ID; a system's own name comes first."""
    assert catalogue.business_id(CATALOGUE, name) == expected


@pytest.mark.parametrize(("name", "systems"), [("選挙", "005"), ("生保", "021"), ("就学", "018")])
def test_a_name_of_several_systems(name: str, systems: str) -> None:
    """A name that stands for several systems is an error that lists them."""
    with pytest.raises(MigrateError) as caught:
        catalogue.business_id(CATALOGUE, name)

    assert caught.value.code == "MIG-SPEC-090"
    assert systems in str(caught.value.params["systems"])


def test_editions_state_their_certainty() -> None:
    """Every known edition says how sure it is, and all but 子ども・子育て支援 have one."""
    editions = [edition for business in CATALOGUE.businesses for edition in business.editions]
    without = [b.name for b in CATALOGUE.of_kind(BusinessKind.STANDARDISED) if not b.editions]

    assert {edition.certainty for edition in editions} == {"A", "B", "C"}
    assert without == ["子ども・子育て支援"]


def test_interfaces() -> None:
    """Known interfaces belong to known systems; an unknown id is empty, not invented."""
    assert len(CATALOGUE.interfaces) == 31
    assert {one.provider for one in CATALOGUE.interfaces} <= set(CATALOGUE.by_id)
    assert {one.id for one in CATALOGUE.interfaces if one.provider == "037"} == {""}
