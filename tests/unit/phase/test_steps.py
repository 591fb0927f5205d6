"""The steps are the published ones, and a step or a status may be typed in the usual ways."""

from __future__ import annotations

import csv
from pathlib import Path

import click
import pytest
import typer

from migrate.cli.frame.app import build
from migrate.errors import MigrateError, UnreadableError
from migrate.files.bundled import bundled
from migrate.model.procedure import Status
from migrate.phase import steps

FOLDER = bundled("specs") / "procedure" / steps.EDITION
SHARED = Path(__file__).parents[4] / "shared"
KNOWN = steps.load(FOLDER).steps


def test_forty_steps_in_three_phases_and_eighteen_items() -> None:
    """13 + 17 + 10 steps, 18 work items (procedure manual)."""
    sizes = [sum(s.phase == phase for s in KNOWN) for phase in dict.fromkeys(s.phase for s in KNOWN)]
    assert (sizes, len({s.item_number for s in KNOWN})) == ([13, 17, 10], 18)


def test_published_names_are_kept_byte_for_byte() -> None:
    """Names equal the gathered facts, stray blanks included."""
    facts = SHARED / "data" / "steps.csv"
    if not facts.is_file():
        pytest.skip("../shared/data/steps.csv がありません")
    with facts.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    expected = [(int(r["step_no"]), r["step_code"], r["phase"], int(r["item_no"])) for r in rows]
    expected_names = [(r["item_name"], r["step_name"], r["step_name_as_published"]) for r in rows]
    assert expected == [(s.number, s.code, s.phase, s.item_number) for s in KNOWN]
    assert expected_names == [(s.item, s.name, s.published_name) for s in KNOWN]


def test_stray_blank_of_the_published_name_is_there() -> None:
    """A heading that breaks its line keeps the blank that stands in the published file."""
    assert "役割の 認識合わせ" in KNOWN[5].published_name


@pytest.mark.parametrize("text", ["34", "３４", "⑭-3", "14-3", "１４－３", "⑭ー3", " ⑭-3 "])
def test_a_step_is_found_however_it_is_typed(text: str) -> None:
    """Number, circled code and plain code name the same step in any width."""
    assert steps.find_step(KNOWN, text).code == "⑭-3"


@pytest.mark.parametrize("text", ["0", "41", "③-3", "③", "", "-1", "1-", "１．１", "03"])
def test_a_step_that_does_not_exist_is_refused(text: str) -> None:
    """③ alone is a work item: it is not taken for step 3."""
    with pytest.raises(MigrateError) as caught:
        steps.find_step(KNOWN, text)
    assert (caught.value.code, caught.value.params["step"]) == ("MIG-PHS-001", text)


def test_status_words_and_the_alias() -> None:
    """The four published words; 「未」 is 未着手."""
    words = ("完了済み", "作業中", "未着手", "対象外", "未")
    assert [steps.find_status(word) for word in words] == [
        Status.DONE,
        Status.WORKING,
        Status.OPEN,
        Status.NOT_APPLICABLE,
        Status.OPEN,
    ]


@pytest.mark.parametrize("text", ["完了", "済", "done", "", "未 着手"])
def test_an_unknown_status_is_refused(text: str) -> None:
    """No guessing of statuses."""
    with pytest.raises(MigrateError) as caught:
        steps.find_status(text)
    assert caught.value.code == "MIG-PHS-002"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("steps.csv", "number,code,phase,item_number,item,name,published_name\n1,a,b,1,c,d,e\n"),
        ("steps.csv", "number,code,phase,item_number,item,name,published_name\nx,a,b,1,c,d,e\n"),
        ("evidence.csv", "step,command,artefact,passes,rests_on\n99,gap run,x,always,\n"),
        ("evidence.csv", "step,command,artefact,passes,rests_on\n,gap run,x,always,\n"),
    ],
)
def test_damaged_data_is_refused(tmp_path: Path, name: str, text: str) -> None:
    """Anything but the 40 steps, and evidence for none of them, is said."""
    for source in FOLDER.glob("*.csv"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        steps.load(tmp_path)
    assert ("MIG-PHS-005", name) == (caught.value.code, caught.value.where.file)


def test_every_step_has_a_guide() -> None:
    """Who, inputs, outputs and what would prove it stand for each of the 40 steps, in their order."""
    guides = steps.load(FOLDER).guides
    empty = [g.step for g in guides if not (g.who and g.inputs and g.outputs and g.proof)]

    assert ([g.step for g in guides], empty) == ([s.number for s in KNOWN], [])


def test_a_guide_says_what_is_published() -> None:
    """`stated` names columns of the guide; nothing that is our own reading passes as published."""
    columns = {name for g in steps.load(FOLDER).guides for name in g.stated}

    assert columns == {"who", "inputs", "outputs"}


def test_a_missing_guide_is_an_error(tmp_path: Path) -> None:
    """An edition whose guide lacks a step is refused, with the file named."""
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "guide.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "guide.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        steps.load(tmp_path)

    assert (caught.value.code, caught.value.where.file) == ("MIG-PHS-005", "guide.csv")


def test_every_step_names_a_command_besides_phase_set() -> None:
    """Each of the 40 has something to type, and all of it exists in the command line."""
    root = typer.main.get_command(build())
    for guide in steps.load(FOLDER).guides:
        assert [one for one in guide.commands if not one.startswith("phase set")], guide.step
        for command in guide.commands:
            found: object = root
            for word in command.split():
                found = found.commands.get(word, found) if isinstance(found, click.Group) else found
            assert not isinstance(found, click.Group), command


def test_what_comes_before_is_earlier_or_named() -> None:
    """A step rests on other steps only, and no step rests on itself by way of others."""
    guides = {g.step: g for g in steps.load(FOLDER).guides}
    done: set[int] = set()
    while len(done) < len(guides):
        ready = {n for n, g in guides.items() if n not in done and set(g.after) <= done}
        assert ready, sorted(guides.keys() - done)
        done |= ready


def test_every_step_has_a_trap() -> None:
    """Something that usually goes wrong, ours or reported, stands with each step."""
    assert [g.step for g in steps.load(FOLDER).guides if not (g.traps or g.reported)] == []
