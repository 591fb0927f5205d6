"""Make a pack of the workspace's mappings, for other bodies with the same product."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.flow import edited
from migrate.flow.map import files
from migrate.flow.outcome import Outcome
from migrate.mapping import load, share
from migrate.model.document import Column, Document, Grid, Section
from migrate.model.finding import Place
from migrate.model.pack import Notes
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FOLDER = "pack"
_NAME = re.compile(r"[0-9a-z][0-9a-z-]{0,60}")
_SHOWN = 5


@value
class Wanted:
    """What the pack is made of."""

    name: str
    title: str = ""
    notes: Notes = Notes.ASK
    file: Path | None = None


@value
class MapPack:
    """Result of `map pack`."""

    folder: str
    specs: tuple[str, ...]
    files: tuple[str, ...]
    notes: int
    """Lines with comments or notes: kept, or left out."""


def _folder(work: Job, name: str) -> str:
    """The pack's folder.

    Raises:
        MigrateError: MIG-MAP-097, the name is none, or taken.
    """
    if not _NAME.fullmatch(name):
        raise MigrateError("MIG-MAP-097", params={"name": name, "reason": "名前は半角の英小文字・数字・ハイフンです"})
    folder = f"{FOLDER}/{name}"
    if work.workspace.path(folder).exists():
        raise MigrateError("MIG-MAP-097", params={"name": name, "reason": f"{folder} が、もうあります"})
    return folder


def _lines(numbers: Sequence[int]) -> str:
    told = "、".join(f"{number} 行目" for number in numbers[:_SHOWN])
    return f"{told}など {len(numbers)} 行" if len(numbers) > _SHOWN else told


def _shared(data: bytes, name: str, notes: Notes) -> tuple[bytes, int]:
    """The mapping as it is handed on, and how many lines had comments or notes.

    Raises:
        MigrateError: MIG-MAP-095 (nobody said what becomes of them), -096 (a line may hold a value of a person).
    """
    told = share.notes(data, name)
    if told and notes is Notes.ASK:
        place = Place(file=name, line=told[0])
        raise MigrateError("MIG-MAP-095", place, {"count": len(told), "lines": _lines(told)})
    text = share.bare(data, name) if told and notes is Notes.DROP else data
    _refuse_personal(text, name)
    return text, len(told)


def _refuse_personal(text: bytes, name: str) -> None:
    for one in share.personal(text):
        raise MigrateError("MIG-MAP-096", Place(file=name, line=one.line), {"why": one.why})


def _papers(title: str, made: str) -> bytes:
    head = {
        "title": title,
        "publisher": "",
        "edition": made[:7],
        "date": made,
        "licence": "",
        "sha256": "",
        "derived": "作業フォルダの対応表から migrate map pack が作りました。住民の値は含みません。",
        "url": "",
    }
    return yaml.dumps(head)


def _readme(title: str, specs: Sequence[str]) -> bytes:
    lines = (
        f"# {title}",
        "",
        f"標準仕様 {'、'.join(specs)} への対応表です。",
        "",
        "使うには: `migrate map draft --pack このフォルダ`。合わない表と列は注釈になり、一覧に出ます。",
        "",
        "渡す前に、SOURCE.yaml の publisher（作った団体）と licence（使ってよい条件）を書いてください。",
    )
    return ("\n".join(lines) + "\n").encode()


def _one(work: Job, path: Path, notes: Notes) -> tuple[str, str, dict[str, bytes], int]:
    """業務ID, the edition, the files (name → bytes) and the lines with notes of one mapping."""
    data, name = work.read(path), work.workspace.relative(path)
    for problem in load.problems(data, name):
        raise MigrateError(problem.code, problem.place, problem.params)
    spec = str(yaml.loads(data, name)["spec"])
    text, told = _shared(data, name, notes)
    business = spec.partition("@")[0]
    found = {f"{business}.yaml": text}
    for beside in share.code_files(data, name):
        codes = work.read(path.parent / beside)
        _refuse_personal(codes, work.workspace.relative(path.parent / beside))
        found[beside] = codes
    return business, spec, found, told


def run(workspace: Workspace, session: Session, wanted: Wanted) -> Outcome:
    """Write pack/<名前>/ with the mapping named (else all): texts and code maps, and no value of a person.

    Raises:
        NothingCheckedError: MIG-MAP-040.
        UnreadableError: MIG-SYS-001, -007.
        MigrateError: MIG-MAP-001 to -008 (a mapping is not in order), -095, -096, -097 (the name), -098 (two mappings
            of one business).
    """
    with job.run(workspace, session, f"map pack {wanted.name}") as work:
        folder = _folder(work, wanted.name)
        specs: dict[str, str] = {}
        told = 0
        for path in files(workspace, wanted.file):
            business, spec, found, count = _one(work, path, wanted.notes)
            if business in specs:
                raise MigrateError("MIG-MAP-098", Place(file=workspace.relative(path)), {"business": business})
            specs[business] = spec
            told += count
            for name, data in found.items():
                work.write(f"{folder}/{name}", data)
        title = wanted.title or wanted.name
        work.write(f"{folder}/SOURCE.yaml", _papers(title, session.as_of.isoformat()))
        edited.write(work, f"{folder}/README.md", _readme(title, tuple(specs.values())))
    result = MapPack(folder=folder, specs=tuple(specs.values()), files=tuple(sorted(work.outputs)), notes=told)
    rows = tuple((name,) for name in result.files)
    grid = Grid(title="書いたファイル", columns=(Column(title="ファイル", width=50),), rows=rows)
    return Outcome(
        kind="map-pack",
        data=result,
        document=Document(
            title="対応表のパック",
            summary=f"{folder} に、{'、'.join(result.specs)} への対応表のパックを作りました。",
            sections=(Section(id="map-pack", title="パック", blocks=(grid,)),),
        ),
        inputs=tuple(work.inputs.values()),
        notices=(
            "長い数字とメールアドレスは調べました。氏名などの言葉は調べられません。渡す前に、人が全体を読んでください。",
        ),
    )
