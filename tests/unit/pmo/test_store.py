"""The store of collected months: added to, never changed; of a body and month only its latest own word counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from migrate.errors import NothingCheckedError
from migrate.model.pmo import BodyReport
from migrate.pmo import store
from migrate.pmo.received import Received

from ... import nation


def _received(report: BodyReport, **changes: object) -> Received:
    one = Received(report=report, form="JSON", file=f"{report.body.code}.zip", sha256="0" * 64)
    return replace(one, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def reports() -> list[BodyReport]:
    """Two towns and a prefecture of one month."""
    return list(nation.month("2026-01", chosen=(*nation.bodies()[:2], nation.bodies()[-1])))


def test_what_went_in_comes_out(tmp_path: Path, reports: list[BodyReport]) -> None:
    """Rates of bodies and businesses are those of the reports; a prefecture has two businesses."""
    store.add(tmp_path, "2026-01", [_received(one) for one in reports])

    with store.opened(tmp_path) as engine:
        bodies = dict(engine.rows("SELECT body, completion FROM bodies"))
        counts = dict(engine.rows("SELECT body, count(*) FROM businesses GROUP BY body"))

    assert bodies == {one.body.key: pytest.approx(one.completion) for one in reports}
    assert [counts[one.body.key] for one in reports] == [20, 20, 2]


def test_a_correction_counts_whole(tmp_path: Path, reports: list[BodyReport]) -> None:
    """Of a corrected month only the correction counts, with its businesses alone; the old intake stays as it was."""
    first = reports[0]
    store.add(tmp_path, "2026-01", [_received(first)])
    before = {one.name: one.read_bytes() for one in (tmp_path / "2026-01").iterdir()}
    store.add(tmp_path, "2026-01", [_received(replace(first, revision=1, businesses=first.businesses[:18]))])
    store.add(tmp_path, "2026-01", [_received(first, file="おくれて届いた古い版.zip")])

    with store.opened(tmp_path) as engine:
        found = engine.rows("SELECT revision, count(*) FROM businesses GROUP BY revision")

    assert found == [(1, 18)]
    assert before == {name: (tmp_path / "2026-01" / name).read_bytes() for name in before}
    assert store.taken(tmp_path, "2026-01").column("intake").to_pylist() == [1, 2, 3]


def test_printed_rates_stay_beside_computed_ones(tmp_path: Path, reports: list[BodyReport]) -> None:
    """A published rate never replaces what the body's own return computes to; it stands beside it."""
    own = reports[0]
    printed = replace(
        own, printed=0.5, businesses=tuple(replace(one, steps=(), printed=0.25) for one in own.businesses)
    )
    store.add(tmp_path, "2026-01", [_received(own), _received(printed, own=False, form="公表")])

    with store.opened(tmp_path) as engine:
        assert engine.rows("SELECT completion, printed FROM bodies") == [(pytest.approx(own.completion), 0.5)]
        assert set(engine.rows("SELECT printed, length(statuses) FROM businesses")) == {(0.25, 40)}


def test_a_body_without_a_code_is_known_by_prefecture_and_name(tmp_path: Path, reports: list[BodyReport]) -> None:
    """Two towns of one name in two prefectures are two bodies."""
    named = [
        replace(reports[0], body=replace(reports[0].body, code="", prefecture=one)) for one in ("東京都", "広島県")
    ]
    store.add(tmp_path, "2026-01", [_received(one) for one in named])

    with store.opened(tmp_path) as engine:
        assert engine.number("SELECT count(*) FROM bodies") == 2


def test_an_intake_that_was_cut_short_is_not_seen(tmp_path: Path, reports: list[BodyReport]) -> None:
    """Without its file of bodies an intake does not exist; the next one takes its number."""
    store.add(tmp_path, "2026-01", [_received(reports[0])])
    (tmp_path / "2026-01" / "0001-bodies.parquet").unlink()

    assert store.periods(tmp_path) == ()
    assert store.add(tmp_path, "2026-01", [_received(reports[0])]) == 1


@pytest.mark.parametrize("months", [(), ("2026-01",)])
def test_an_empty_store_is_said(tmp_path: Path, months: tuple[str, ...]) -> None:
    """No month, no result: that is an error, not an empty page."""
    with pytest.raises(NothingCheckedError) as caught, store.opened(tmp_path / "保管庫", months):
        pass

    assert caught.value.code == "MIG-PMO-001"
