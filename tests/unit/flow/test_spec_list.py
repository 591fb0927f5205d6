"""`spec list`, `spec show`, `spec search` and `spec lint` as a user meets them."""

from __future__ import annotations

import pytest

from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow.spec import lint, search, show
from migrate.model.document import Grid


def test_list_shows_twenty_of_twenty() -> None:
    """Every one of the 20 businesses has a spec at hand, with items, edition and provenance; each 業務ID is named."""
    data = records.as_json(show.list_specs(None).data)
    twenty = [one for one in data["businesses"] if one["kind"] == "20業務"]
    named = {system["id"] for one in data["businesses"] for system in one["systems"]}
    held = {one["name"]: sum(s["contents"]["items"] for s in one["systems"] if s["spec"]) for one in twenty}

    assert len(twenty) == 20
    assert [name for name, items in held.items() if not items] == []
    assert named >= {f"{number:03d}" for number in range(1, 40)} - {"033"}
    assert [
        spec for spec in data["specs"] if not spec["provenance"]["licence"] or not spec["provenance"]["sha256"]
    ] == []


def test_counts_are_told_apart() -> None:
    """Items resting on law, on 031, inferred ones and audit items add up to all items of a starter."""
    specs = records.as_json(show.list_specs(None).data)["specs"]
    starters = [spec["contents"] for spec in specs if spec["kind"] == "starter"]

    assert len(starters) == 28
    for one in starters:
        basis = one["basis"]
        assert basis["law"] + basis["same_as_031"] + basis["inferred"] + basis["audit"] == one["items"]
        assert basis["published"] == 0
    assert sum(one["basis"]["law"] for one in starters) > 1100


def test_list_for_people() -> None:
    """A terminal shows every 業務ID once; the long form has the ministry and the known edition."""
    outcome = show.list_specs(None)
    assert outcome.brief is not None
    short = outcome.brief.sections[0].blocks[0]
    long = outcome.document.sections[0].blocks[0]
    assert isinstance(short, Grid)
    assert isinstance(long, Grid)

    ids = [row[0] for row in short.rows]
    assert (len(ids), len(set(ids))) == (38, 38)
    assert "所管" in [column.title for column in long.columns]


def test_show_knows_the_business() -> None:
    """`spec show 住民記録` is 001; it tells the ministry, other names, known editions and interfaces."""
    data = records.as_json(show.show("住民記録", None).data)

    assert (data["business"], data["businesses"][0]["ministry"]) == ("001", "総務省")
    assert "第6.1版" in {edition["edition"] for edition in data["businesses"][0]["editions"]}
    assert {one["id"] for one in data["known_interfaces"]} == {"001o006", "001o009"}


def test_show_of_a_name_with_several_systems() -> None:
    """選挙 stands for five systems: the error names them."""
    with pytest.raises(MigrateError) as caught:
        show.show("選挙", None)

    assert caught.value.code == "MIG-SPEC-090"


@pytest.mark.parametrize("word", ["生年月日", "せいねんがっぴ", "seinengappi"])
def test_search_finds_the_date_of_birth_everywhere(word: str) -> None:
    """The same items of the same specs are found by name, kana and romaji."""
    hits = records.as_json(search.search(word, None).data)["hits"]
    born = {(hit["spec"], hit["item"]["table"]) for hit in hits if hit["item"]["name"] == "生年月日"}

    assert ("001@starter-2026-11", "住民票") in born
    assert ("031@2023-09-29", "住登外者宛名基本情報") in born
    assert len(born) > 15


def test_search_says_what_was_searched() -> None:
    """No hit is said in words; a named spec limits the search."""
    nothing = search.search("zzqx", None)
    limited = records.as_json(search.search("氏名", None, ("031",)).data)

    assert nothing.document.summary.endswith("の仕様の中にありません。")
    assert (limited["specs"], {hit["spec"] for hit in limited["hits"]}) == (["031@2023-09-29"], {"031@2023-09-29"})


def test_lint_of_everything_is_clean() -> None:
    """All bundled specs are examined, and none has a finding."""
    outcome = lint.run((), True, None)

    assert outcome.findings == ()
    assert len(records.as_json(outcome.data)["specs"]) >= 30


def test_lint_of_nothing() -> None:
    """Without a name, --all or a workspace there is nothing to examine: an error, not a clean bill."""
    with pytest.raises(MigrateError) as caught:
        lint.run((), False, None)

    assert caught.value.code == "MIG-SPEC-110"


@pytest.mark.parametrize("reference", ["016", "地方税（共通）", "029"])
def test_standardised_but_not_at_hand(reference: str) -> None:
    """A 業務ID that is standardised but has no spec here is not called unknown: the error says how to get it."""
    with pytest.raises(MigrateError) as caught:
        show.show(reference, None)

    assert caught.value.code == "MIG-SPEC-111"


@pytest.mark.parametrize("reference", ["住民記録＠starter-2026-11", "００１", "gif"])
def test_references_as_they_are_typed(reference: str) -> None:
    """Full width and lower case are understood in every part of a reference."""
    assert records.as_json(show.show(reference, None).data)["spec"] in {"001@starter-2026-11", "GIF@2.3"}
