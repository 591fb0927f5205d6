"""Failures are settled by waivers, the baseline and thresholds, in this order; nothing is left out of the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from migrate.engine.duckdb import Limits, opened
from migrate.model.quality import CheckResult, Outcome, State
from migrate.model.spec import Spec
from migrate.quality import baseline, sheet, thresholds, waivers
from migrate.quality import run as checks
from migrate.quality.settle import Decisions

from .conftest import TABLE, write_csv

AS_OF = date(2026, 11, 23)
KNOWN = sheet.Known(codes=frozenset({"MIG-DQ-005"}), businesses=frozenset({"031"}))
Run = Callable[..., CheckResult]


def digest(*key: str) -> str:
    """A key digest that a reader can see through."""
    return key[0].zfill(16)[-16:]


def key(number: int) -> str:
    """The digest of the row ``number``."""
    return digest(f"{number:015d}")


@pytest.fixture
def run(spec: Spec, row: Callable[..., dict[str, str]], tmp_path: Path) -> Run:
    """Check rows of which the given ones have a 性別 that is no code."""

    def check(bad: list[int], decisions: Decisions, rows: int = 5) -> CheckResult:
        made = [row(宛名番号=f"{n:015d}", 性別="9" if n in bad else "1") for n in range(1, rows + 1)]
        scratch = tmp_path / str(len(list(tmp_path.iterdir())))
        scratch.mkdir()
        given = checks.Given(data=write_csv(scratch / "rows.csv", made), name="rows.csv")
        setting = checks.Setting(
            scratch=scratch,
            failures=tmp_path / "failures.parquet",
            as_of=AS_OF,
            digest=digest,
            decisions=decisions,
        )
        return checks.run(checks.Subject(spec=spec, given={TABLE: given}), setting)

    return check


def waived(*lines: str) -> Decisions:
    """Waivers of the lines."""
    text = "規則,業務,グループ,項目,キー,担当,理由,期限\n" + "\n".join(lines)
    return Decisions(waivers=waivers.read(text.encode(), KNOWN))


def limited(*lines: str) -> Decisions:
    """Thresholds of the lines."""
    text = "規則,業務,グループ,項目,許容,理由,決めた人,決めた日\n" + "\n".join(lines)
    return Decisions(thresholds=thresholds.read(text.encode(), KNOWN))


def outcome(result: CheckResult) -> Outcome:
    """The check of 性別."""
    (found,) = (one for one in result.outcomes if (one.code, one.item) == ("MIG-DQ-005", "性別"))
    return found


def counts(result: CheckResult) -> tuple[int, int, int, int, int, State]:
    """Failed, waived, known, allowed, open and state of the check of 性別."""
    one = outcome(result)
    return (one.failed, one.waived, one.known, one.allowed, one.open, one.state)


def marks(tmp_path: Path) -> list[tuple[int, str | None]]:
    """Row and settlement in the failures file, in its order."""
    return pl.read_parquet(tmp_path / "failures.parquet").select("row", "settled").rows()


def test_without_decisions_every_failure_is_open(run: Run, tmp_path: Path) -> None:
    """No decision settles nothing."""
    result = run([2, 4], Decisions())

    assert (counts(result), marks(tmp_path)) == ((2, 0, 0, 0, 2, State.FAILED), [(2, None), (4, None)])


def test_a_waiver_settles_the_row_of_its_key(run: Run, tmp_path: Path) -> None:
    """The failure of another row stays open, and only it is a finding."""
    result = run([2, 4], waived(f"MIG-DQ-005,031,{TABLE},性別,{key(2)},係,照会中,2027-03-31"))

    assert counts(result) == (2, 1, 0, 0, 1, State.FAILED)
    assert [(f.code, f.place.row) for f in result.findings] == [("MIG-DQ-005", 4)]
    assert marks(tmp_path) == [(2, "免除"), (4, None)]
    assert [(d.found, d.rows, d.owner, d.date, d.line) for d in result.decisions] == [(1, 1, "係", "2027-03-31", 2)]


def test_a_waiver_of_every_row_passes_the_check(run: Run) -> None:
    """All failures waived: 合格, and the failures are counted."""
    result = run([2, 4], waived("MIG-DQ-005,31,*,*,*,係,照会中,2026/11/23"))

    assert (counts(result), result.findings) == ((2, 2, 0, 0, 0, State.PASSED), ())


def test_an_expired_waiver_fails(run: Run) -> None:
    """On the day after its end its failures are open, and an error says so."""
    result = run([2, 4], waived("MIG-DQ-005,031,*,*,*,係,照会中,2026-11-22"))

    assert counts(result) == (2, 0, 0, 0, 2, State.FAILED)
    assert [(f.code, f.severity.value, f.place.line) for f in result.findings if f.code == "MIG-DQ-042"] == [
        ("MIG-DQ-042", "error", 2)
    ]
    assert [(d.found, d.rows) for d in result.decisions] == [(2, 0)]


def test_a_waiver_in_force_goes_before_an_expired_one(run: Run) -> None:
    """What both name is waived."""
    lines = (
        f"MIG-DQ-005,031,{TABLE},性別,{key(2)},係,照会中,2026-11-22",
        "MIG-DQ-005,031,*,*,*,係,照会中,2027-03-31",
    )
    result = run([2, 4], waived(*lines))

    assert counts(result) == (2, 2, 0, 0, 0, State.PASSED)


def test_a_waiver_without_effect_is_said(run: Run) -> None:
    """A waiver whose row does not fail is a warning."""
    result = run([2], waived(f"MIG-DQ-005,031,{TABLE},性別,{key(3)},係,照会中,2027-03-31"))

    assert [(f.code, f.place.line) for f in result.findings if f.place.file == waivers.FILE] == [("MIG-DQ-043", 2)]


@pytest.mark.parametrize(
    ("limit", "bad", "expected"),
    [
        ("2", [2, 4], (2, 0, 0, 2, 0, State.PASSED)),
        ("2", [2, 3, 4], (3, 0, 0, 0, 3, State.FAILED)),
        ("40%", [2, 4], (2, 0, 0, 2, 0, State.PASSED)),
        ("39.9%", [2, 4], (2, 0, 0, 0, 2, State.FAILED)),
        ("0", [], (0, 0, 0, 0, 0, State.PASSED)),
    ],
)
def test_a_threshold_allows_all_or_nothing(
    run: Run, limit: str, bad: list[int], expected: tuple[int, int, int, int, int, State]
) -> None:
    """Within the limit every failure is allowed; beyond it every one is open."""
    result = run(bad, limited(f"MIG-DQ-005,031,{TABLE},性別,{limit},少数,課長,2026-11-01"))

    assert (counts(result), outcome(result).rows) == (expected, 5)


def test_the_more_exact_threshold_counts(run: Run) -> None:
    """A line that names the item is used, wherever it stands; the other one covers the rest."""
    lines = (
        "MIG-DQ-005,031,*,*,0,厳しく,課長,2026-11-01",
        "MIG-DQ-005,031,*,性別,1,少数,課長,2026-11-01",
    )

    assert counts(run([2], limited(*lines))) == (1, 0, 0, 1, 0, State.PASSED)


def test_a_threshold_of_no_check_is_said(run: Run) -> None:
    """A table or item that the rule never looks at is a warning."""
    result = run([], limited("MIG-DQ-005,031,*,無い項目,1,少数,課長,2026-11-01"))

    assert [(f.code, f.place.line) for f in result.findings] == [("MIG-DQ-044", 2)]


def test_a_threshold_counts_what_no_waiver_settles(run: Run) -> None:
    """Two failures, one waived: a limit of one is kept."""
    both = Decisions(
        waivers=waived(f"MIG-DQ-005,031,*,*,{key(2)},係,照会中,2027-03-31").waivers,
        thresholds=limited("MIG-DQ-005,031,*,*,1,少数,課長,2026-11-01").thresholds,
    )

    assert counts(run([2, 4], both)) == (2, 1, 0, 1, 0, State.PASSED)


def updated(tmp_path: Path, before: Path | None, into: str) -> Path:
    """The baseline with the open failures of the last run."""
    said = baseline.Said(owner="係", reason="旧来", date=AS_OF)
    with opened(tmp_path / "engine", Limits()) as engine:
        baseline.update(engine, before, tmp_path / "failures.parquet", said, tmp_path / into)
    return tmp_path / into


def test_the_baseline_survives_another_order_of_rows(run: Run, tmp_path: Path) -> None:
    """A failure is known by its key: the new one is open."""
    run([2, 4], Decisions())
    known = updated(tmp_path, None, "baseline.parquet")
    result = run([1, 2], Decisions(baseline=known))

    assert counts(result) == (2, 0, 1, 0, 1, State.FAILED)
    assert [f.place.row for f in result.findings] == [1]
    assert [(d.settlement.value, d.rows, d.owner, d.reason) for d in result.decisions] == [("既知", 1, "係", "旧来")]


def test_prune_takes_out_what_does_not_fail_any_more(run: Run, tmp_path: Path) -> None:
    """Entries of rows that were mended go; the others keep their decision."""
    run([2, 4], Decisions())
    known = updated(tmp_path, None, "baseline.parquet")
    run([4], Decisions())
    with opened(tmp_path / "engine", Limits()) as engine:
        left = baseline.prune(engine, known, tmp_path / "failures.parquet", "031", tmp_path / "pruned.parquet")
    kept = pl.read_parquet(tmp_path / "pruned.parquet").select("key", "rows").rows()

    assert (left, kept) == (1, [(key(4), 1)])


def test_an_update_keeps_what_is_known(run: Run, tmp_path: Path) -> None:
    """An entry that covers its failures keeps its reason, a new one gets the new reason."""
    run([2], Decisions())
    known = updated(tmp_path, None, "first.parquet")
    run([2, 4], Decisions(baseline=known))
    said = baseline.Said(owner="別の係", reason="新規", date=AS_OF)
    with opened(tmp_path / "engine", Limits()) as engine:
        baseline.update(engine, known, tmp_path / "failures.parquet", said, tmp_path / "second.parquet")
    kept = pl.read_parquet(tmp_path / "second.parquet").select("key", "owner", "reason").rows()

    assert kept == [(key(2), "係", "旧来"), (key(4), "別の係", "新規")]


def test_one_more_failure_with_a_known_key_is_open(
    spec: Spec, row: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    """The baseline knows how many rows failed under a key."""

    def check(rows: int, decisions: Decisions) -> CheckResult:
        scratch = tmp_path / f"{rows}"
        scratch.mkdir()
        given = checks.Given(data=write_csv(scratch / "rows.csv", [row() for _ in range(rows)]), name="rows.csv")
        failures = tmp_path / "failures.parquet"
        setting = checks.Setting(scratch=scratch, failures=failures, as_of=AS_OF, digest=digest, decisions=decisions)
        return checks.run(checks.Subject(spec=spec, given={TABLE: given}), setting)

    check(2, Decisions())
    result = check(3, Decisions(baseline=updated(tmp_path, None, "baseline.parquet")))
    (found,) = (one for one in result.outcomes if one.code == "MIG-DQ-007")

    assert (found.failed, found.known, found.open) == (2, 1, 1)
