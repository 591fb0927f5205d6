"""What rows of the catalogue say to their kinds: parameters of queries, conditions on other items."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from migrate.files.bundled import bundled
from migrate.quality import conditions, query
from migrate.quality.catalogue import Rule, rules
from migrate.quality.kinds import Around, Use
from migrate.spec import library

QUERIES = [rule for rule in rules() if rule.kind == "query"]


def use_of(parameters: dict[str, str]) -> Use:
    """A rule with these parameters at 宛名番号 of 住民票."""
    spec = library.resolve("001", library.entries(bundled("specs")), {}).spec
    item = next(item for item in spec.items if item.name == "宛名番号")
    rule = replace(rules()[0], parameters=parameters)
    return Use(rule=rule, spec=spec, table="住民票", item=item, around=Around(specs={}, as_of=date(2026, 11, 23)))


@pytest.mark.parametrize("rule", QUERIES, ids=lambda rule: f"{rule.code}-{rule.business}")
def test_a_query_asks_for_the_parameters_of_its_row(rule: Rule) -> None:
    """No parameter that the SQL does not use, none that the row does not give."""
    assert query.parameters_of(query.query_of(rule.code)) == set(rule.parameters)


def test_a_parameter_is_a_list_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values are quoted; nothing in a row of the catalogue becomes SQL."""
    asked = query.parse("-- 人: 宛名番号\nSELECT _row FROM 人 WHERE 宛名番号 IN {値}")
    monkeypatch.setattr(query, "query_of", lambda code: asked)

    assert "IN ('1', 'a''b')" in query.sql(use_of({"値": "1|a'b"}))


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"住民種別": "1"}, "住民種別 が「1」"),
        ({"住民種別": "1|2", "通称": "*"}, "住民種別 が「1」か「2」、通称 に値がある"),
    ],
)
def test_conditions_in_words(parameters: dict[str, str], words: str) -> None:
    """What the finding says of its condition."""
    assert conditions.words(use_of(parameters)) == words


def test_conditions_need_their_items() -> None:
    """A table without an item of the condition is no table of the rule."""
    assert (conditions.stated(use_of({"住民種別": "1"})), conditions.stated(use_of({"除票区分": "1"}))) == (True, False)
