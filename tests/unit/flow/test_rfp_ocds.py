"""The open data of a competition are an OCDS 1.1 release, and name nobody who need not be named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from migrate.errors import MigrateError
from migrate.flow import rfp_ocds
from tests.unit.flow.rfp_town import Town, session

SCHEMA = Path(__file__).resolve().parents[1] / "procure" / "schemas" / "ocds-release-schema-1.1.5.json"
DECIDED = {"選定した業者": "v1", "次点": "v2", "決定日": "2027-04-12", "決裁": "町長", "通知日": "2027-04-15"}


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path / "town")
    made.set(件名="税務システム構築・運用業務", 提出期限="2027-04-01")
    made.ready()
    return made


def release(town: Town, named: bool = False) -> dict[str, Any]:
    rfp_ocds.publish(town.workspace, session("2027-04-20"), "ocds-abc123", "", named)
    found: dict[str, Any] = json.loads(town.out(rfp_ocds.FILE).read_text(encoding="utf-8"))
    return found


def faults(found: dict[str, Any]) -> list[str]:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    return [error.message for error in checker.iter_errors(found)]


def test_tender_and_award_are_releases(town: Town) -> None:
    """Before and after the decision, with and without names: the release schema holds."""
    assert faults(release(town)) == []
    town.decide(**DECIDED)
    assert faults(release(town)) == []
    assert faults(release(town, named=True)) == []
    town.decide(**{**DECIDED, "選定した業者": "なし", "次点": "なし"})
    assert faults(release(town)) == []


def test_the_schema_would_see_a_fault(town: Town) -> None:
    """A status that does not exist and an amount as text are faults: the test can fail."""
    town.decide(**DECIDED)
    found = release(town)
    found["tender"]["status"] = "決定"
    found["awards"][0]["value"]["amount"] = "1億円"

    assert len(faults(found)) == 2


def test_only_the_chosen_vendor_is_named(town: Town) -> None:
    """The others are a number, unless the body publishes them."""
    town.decide(**DECIDED)
    found = json.dumps(release(town), ensure_ascii=False)
    assert ("みなとシステム" in found, "やまなみ情報" in found) == (True, False)
    assert json.loads(found)["tender"]["numberOfTenderers"] == 3
    assert json.loads(found)["awards"][0]["value"] == {"amount": 112_000_000, "currency": "JPY"}
    assert "やまなみ情報" in json.dumps(release(town, named=True), ensure_ascii=False)


def test_nobody_is_named_before_the_decision(town: Town) -> None:
    """A tender names no vendor."""
    found = release(town)

    assert (found["tag"], [party["name"] for party in found["parties"]]) == (["tender"], ["七瀬野町"])


@pytest.mark.parametrize("prefix", ["", "ocds-", "ocds-ABC123", "jp-abc123", "ocds-abc1234"])
def test_prefix_must_be_one(town: Town, prefix: str) -> None:
    """The prefix has the form of a registered one; none is made up."""
    with pytest.raises(MigrateError) as caught:
        rfp_ocds.publish(town.workspace, session(), prefix)

    assert caught.value.code == "MIG-RFP-045"
