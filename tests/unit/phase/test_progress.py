"""Official rate and evidence are two measures; the history is only ever added to."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.errors import UnreadableError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.document import BarChart
from migrate.model.procedure import Progress, Status
from migrate.model.provenance import FileDigest
from migrate.phase import board, document, history, steps
from migrate.phase.history import Change
from migrate.phase.progress import TOO_LARGE, Business, Witness, artefacts, progress
from migrate.workspace.ledger import Entry, Result

PROCEDURE = steps.load(bundled("specs") / "procedure" / steps.EDITION)
TOWN = Business(id="031", name="住登外者宛名番号管理")
PATH = "out/functions/steps/031-3-2.json"
"""What `gap functions show` leaves of ③-2: proof by itself, whatever it found."""
SHARED = Path(__file__).parents[4] / "shared"
WORDS = {"済": Status.DONE, "中": Status.WORKING, "未": Status.OPEN, "外": Status.NOT_APPLICABLE}


def change(step: int, status: Status, business: str = "031") -> Change:
    return Change(at="2026-11-23T00:00:00+09:00", who="demo", business=business, step=step, status=status)


def files(named: dict[str, str]) -> tuple[FileDigest, ...]:
    return tuple(FileDigest(path=path, sha256=sha256) for path, sha256 in named.items())


def entry(command: str, path: str, sha256: str, result: Result = Result.DONE, at: str = "2026-11-23") -> Entry:
    return Entry(
        at=at, who="demo", command=command, inputs=(), outputs=files({path: sha256}), result=result, findings=0
    )


def state(
    changes: tuple[Change, ...] = (), entries: tuple[Entry, ...] = (), present: dict[str, str] | None = None
) -> Progress:
    return progress(PROCEDURE, TOWN, changes, (Witness(entries=entries, present=present or {}),))


def test_published_rates_follow_from_the_published_statuses() -> None:
    """完了率 = (完了済み + 対象外) / 40, on every published row."""
    facts = SHARED / "published" / "prefecture_steps_2026-01.csv"
    if not facts.is_file():
        pytest.skip("../shared/published/prefecture_steps_2026-01.csv がありません")
    with facts.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    computed = []
    for row in rows:
        changes = tuple(change(n, WORDS[c]) for n, c in enumerate(row["statuses_1_to_40"], start=1))
        computed.append(state(changes).completion)
    assert len(rows) > 0
    assert [float(row["published_rate"]) for row in rows] == computed


def test_without_history_and_ledger_all_steps_are_open() -> None:
    """Nothing set, nothing proven: 40 open steps and no error."""
    found = state()
    assert ([s.status for s in found.steps], found.completion, found.evidenced) == ([Status.OPEN] * 40, 0.0, 0)


def test_evidence_never_moves_the_official_rate() -> None:
    """The ledger speaks for step 9; the rate stays where it was."""
    found = state(entries=(entry("gap functions show", PATH, "a"),), present={PATH: "a"})
    assert ([s.step.number for s in found.steps if s.proven], found.completion) == ([9], 0.0)


def test_a_status_is_no_evidence() -> None:
    """Setting 40 steps done proves none of them."""
    found = state(tuple(change(n, Status.DONE) for n in range(1, 41)))
    assert (found.completion, found.evidenced) == (1.0, 0)


@pytest.mark.parametrize(
    ("entries", "present"),
    [
        (
            (("gap functions show", PATH, "a", Result.FAILED),),
            {PATH: "a"},
        ),
        ((("gap functions show", PATH, "a", Result.DONE),), {}),
        (
            (("gap functions show", PATH, "a", Result.DONE),),
            {PATH: "b"},
        ),
        (
            (("gap functions show", "out/functions/steps/001-3-2.json", "a", Result.DONE),),
            {"out/functions/steps/001-3-2.json": "a"},
        ),
        (
            (("gap functions shows", PATH, "a", Result.DONE),),
            {PATH: "a"},
        ),
    ],
    ids=["failed", "artefact gone", "artefact changed", "other business", "other command"],
)
def test_what_is_no_evidence(entries: tuple[tuple[str, str, str, Result], ...], present: dict[str, str]) -> None:
    """A failed run, a missing or altered artefact, another business or command speak for nothing."""
    assert state(entries=tuple(entry(*one) for one in entries), present=present).evidenced == 0


def test_the_last_run_is_the_one_that_is_named() -> None:
    """Evidence names the newest run that made what still stands; a repetition without change proves nothing new."""
    older, newer = (entry("gap functions show 031", PATH, "a", at=at) for at in ("1", "2"))
    lines = (older, newer, entry("gap functions show 031", PATH, "a", Result.UNCHANGED, at="3"))
    found = state(entries=lines, present={PATH: "a"})
    assert [(e.at, e.result) for s in found.steps for e in s.evidence] == [("2", "完了")]


def test_the_last_change_counts_per_business() -> None:
    """Other businesses' lines do not count; of one's own the last one does; order is not enforced."""
    changes = (change(40, Status.DONE), change(1, Status.DONE, "001"), change(40, Status.WORKING))
    found = state(changes)
    assert (found.steps[39].status, found.steps[0].status) == (Status.WORKING, Status.OPEN)


def test_history_round_trip_keeps_every_byte_before(tmp_path: Path) -> None:
    """A line is added behind whatever stands there; notes with commas, quotes and line breaks survive."""
    first = history.add(b"", change(8, Status.DONE))
    noted = Change(at="t", who="課, 係", business="031", step=9, status=Status.WORKING, note='a,"b"\n=1+1')
    both = history.add(first, noted)
    (tmp_path / history.FILE).write_bytes(both)
    assert both.startswith(first)
    assert (change(8, Status.DONE), noted) == history.read(tables.read(tmp_path / history.FILE), PROCEDURE.steps)


def test_a_lost_line_end_does_not_join_two_lines() -> None:
    """An editor that dropped the last line end harms nothing."""
    first = history.add(b"", change(8, Status.DONE))
    assert history.add(first, change(9, Status.DONE)) == history.add(first.rstrip(b"\n"), change(9, Status.DONE))


@pytest.mark.parametrize("field", [{"step": "41"}, {"status": "完了"}, {"who": None}])
def test_a_history_that_was_tampered_with_is_refused(field: dict[str, str | None]) -> None:
    """A row that ``phase set`` cannot have written is named by its number."""
    good = {"at": "t", "who": "w", "business": "031", "step": "8", "status": "完了済み", "note": ""}
    bad = {key: text for key, text in {**good, **field}.items() if text is not None}
    with pytest.raises(UnreadableError) as caught:
        history.read([good, bad], PROCEDURE.steps)
    assert (caught.value.code, caught.value.where.row) == ("MIG-PHS-003", 2)


def test_artefacts_name_the_business() -> None:
    """Each file once, with the 業務ID in its place."""
    found = artefacts(PROCEDURE, ["031"])
    assert (PATH in found, len(found)) == (True, len(set(found)))


def test_the_chart_holds_every_step_once() -> None:
    """The bars sum to 40 whatever the statuses are."""
    found = state((change(1, Status.DONE), change(20, Status.NOT_APPLICABLE), change(40, Status.WORKING)))
    charts = [block for part in document.sections(found) for block in part.blocks if isinstance(block, BarChart)]
    assert [sum(sum(bar.values) for bar in chart.bars) for chart in charts] == [40]


def test_each_run_proves_exactly_one_step() -> None:
    """Whatever has run and whatever its artefact, the evidence-backed rate moves by that one step and no other."""
    for rule in PROCEDURE.rules:
        path = rule.artefact.format(business="031")
        line = entry(rule.command, path, "a")
        found = state(entries=(line,), present={path: "a"})
        assert [s.step.number for s in found.steps if s.evidence] == [rule.step], rule
        assert found.evidenced == int(rule.passes is steps.Passes.ALWAYS), rule


def test_a_comparison_alone_is_a_trace_of_its_scope() -> None:
    """③-1 is proven by what people confirmed of each business; `gap run`, which it rests on, is a trace."""
    path, proof = "out/gap/031.json", "out/phase/steps/031-3-1.json"
    run = entry("gap run", path, "a")
    (trace,) = state(entries=(run,), present={path: "a"}).steps[7].evidence
    assert (trace.command, trace.proves) == ("gap run", False)
    made = replace(entry("phase make ③-1", proof, "p"), inputs=files({"phase/03/scope.yaml": "s", path: "a"}))
    present = {path: "a", proof: "p", "phase/03/scope.yaml": "s"}
    assert state(entries=(run, made), present=present).steps[7].proven
    (changed,) = state(entries=(run, made), present=present | {path: "b"}).steps[7].evidence
    assert (changed.proves, changed.changed) == (False, path)


def test_the_survey_proves_all_of_its_item_but_the_terms_with_vendors() -> None:
    """②-1, ②-2 and ②-4 rest on `survey show`; ②-3 on the register of terms, the meetings and the roles."""
    rules = {rule.step: (rule.command, rule.rests_on) for rule in PROCEDURE.rules if rule.step in range(4, 8)}
    assert {step: command for step, (command, _) in rules.items()} == {
        4: "survey show",
        5: "survey show",
        6: "phase make",
        7: "survey show",
    }
    assert rules[6][1] == ("registers", "survey/meeting.yaml", "survey/role.yaml")


def test_every_step_can_be_proven() -> None:
    """None of the 40 is left without a rule that proves it."""
    proving = {rule.step for rule in PROCEDURE.rules if rule.passes is not steps.Passes.TRACE}
    assert proving == set(range(1, 41))


@pytest.mark.parametrize(
    ("command", "path", "proven"),
    [
        ("gap functions show", PATH, True),
        ("reconcile run 031", "out/reconcile/031.json", False),
        ("check run 031", "out/check/031.json", False),
    ],
)
def test_open_findings_make_a_trace_where_the_check_must_pass(command: str, path: str, proven: bool) -> None:
    """A comparison is made of findings; a check or a reconciliation that left some is no proof, but is shown."""
    line = replace(entry(command, path, "a", Result.FINDINGS), findings=3)
    found = [s for s in state(entries=(line,), present={path: "a"}).steps if s.evidence]
    assert [(s.proven, s.evidence[0].findings) for s in found] == [(proven, 0 if proven else 3)]


def fresh(inputs: dict[str, str], now: dict[str, str], *later: Entry) -> tuple[bool, str, tuple[str, ...]]:
    """Whether a run on ``inputs`` still proves its step, the input that has changed, and those untold."""
    line = replace(entry("gap functions show", PATH, "a"), inputs=files(inputs))
    found = state(entries=(line, *later), present={PATH: "a"} | now)
    one = found.steps[8]
    return one.proven, one.evidence[0].changed, one.evidence[0].untold


def test_a_changed_input_makes_a_proof_a_trace() -> None:
    """What the run read has changed since, or is gone though it was no data of residents."""
    assert fresh({"mapping/031.yaml": "1"}, {"mapping/031.yaml": "1"}) == (True, "", ())
    assert fresh({"mapping/031.yaml": "1"}, {"mapping/031.yaml": "2"}) == (False, "mapping/031.yaml", ())
    assert fresh({"mapping/031.yaml": "1"}, {}) == (False, "mapping/031.yaml", ())


def test_what_cannot_be_told_is_said() -> None:
    """Deleted source data and files from elsewhere take nothing away; they are named."""
    assert fresh({"source/a.csv": "1", "b.xlsx": "1"}, {}) == (True, "", ("source/a.csv", "b.xlsx"))


def test_a_large_file_is_known_by_later_lines() -> None:
    """It is not hashed: the last later line that noted it says whether it has changed, else nobody can."""
    big = {"source/a.csv": TOO_LARGE}
    same, other = (replace(entry("x", "y", "z"), inputs=files({"source/a.csv": one})) for one in "12")
    assert fresh({"source/a.csv": "1"}, big) == (True, "", ("source/a.csv",))
    assert fresh({"source/a.csv": "1"}, big, same) == (True, "", ())
    assert fresh({"source/a.csv": "1"}, big, same, other) == (False, "source/a.csv", ())


def test_a_register_rests_on_its_own_answers_only() -> None:
    """The proof of ①-1 stays when ①-2 is filled in later, and goes when an answer of ①-1 changes."""
    path = "out/phase/steps/031-1-1.json"
    line = replace(
        entry("phase make ①-1", path, "a"),
        inputs=files({"phase/01/policy.yaml": "1", PATH: "1"}),
    )

    def proven(now: dict[str, str]) -> bool:
        return state(entries=(line,), present={path: "a"} | now).steps[0].proven

    assert proven({"phase/01/policy.yaml": "1", PATH: "2", "phase/01/member.yaml": "1"})
    assert not proven({"phase/01/policy.yaml": "2", PATH: "1"})
    assert not proven({"phase/01/policy.yaml": "1", "phase/01/role.yaml": "1"})


def test_another_workspace_speaks_with_its_own_files() -> None:
    """A foreign line counts while the digest of its artefact travels with it; its name is said."""
    there = Witness(entries=(entry("gap functions show", PATH, "a"),), present={PATH: "a"}, origin="住民データ系")
    gone = replace(there, present={})
    here = Witness(entries=(), present={PATH: "other"})
    found = progress(PROCEDURE, TOWN, (), (here, there)).steps[8]
    assert (found.proven, [one.origin for one in found.evidence]) == (True, ["住民データ系"])
    assert not progress(PROCEDURE, TOWN, (), (here, gone)).steps[8].evidence


def test_the_later_time_counts_wherever_the_line_stands() -> None:
    """A line that was merged from elsewhere stands last in the file and is not the latest."""
    here = replace(change(8, Status.DONE), at="2026-11-24T09:00:00+09:00")
    merged = replace(change(8, Status.WORKING), at="2026-11-23T09:00:00+09:00", origin="住民データ系")
    assert state((here, merged)).steps[7].status is Status.DONE


def test_an_older_history_gets_the_new_columns(tmp_path: Path) -> None:
    """A file of an earlier version is read, and is written anew with empty columns where a line is added."""
    old = 'at,who,business,step,status,note\nt,w,031,8,完了済み,"a,b"\n'.encode()
    both = history.add(old, replace(change(9, Status.DONE), evidence="a.pdf", sha256="1"))
    (tmp_path / history.FILE).write_bytes(both)
    found = history.read(tables.read(tmp_path / history.FILE), PROCEDURE.steps)
    assert [(one.step, one.note, one.evidence, one.sha256) for one in found] == [
        (8, "a,b", "", ""),
        (9, "", "a.pdf", "1"),
    ]


def test_a_large_artefact_still_counts() -> None:
    """It is not hashed either: the line that made it speaks, and it is named among what cannot be told."""
    found = state(entries=(entry("gap functions show", PATH, "a"),), present={PATH: TOO_LARGE}).steps[8]
    assert (found.proven, found.evidence[0].untold) == (True, (PATH,))


def test_published_municipal_rates_are_means_of_their_businesses() -> None:
    """Closed steps of 20 businesses in, the published 「全体」 out, every municipality."""
    facts = SHARED / "published" / "municipality_rates_2026-01.csv"
    if not facts.is_file():
        pytest.skip("../shared/published/municipality_rates_2026-01.csv がありません")
    with facts.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = list(rows[0])[3:]
    closed = {n: state(tuple(change(step, Status.DONE) for step in range(1, n + 1))) for n in range(41)}
    for row in rows:
        found = [replace(closed[round(float(row[name]) * 40)], business=name) for name in names]
        view = board.View(municipality="", main=frozenset(names), progress=tuple(found), systems=(), reasons={})
        assert abs(view.completion - float(row["overall"])) < 0.0001, row["municipality"]
    assert (len(rows) > 0, len(names)) == (True, 20)
