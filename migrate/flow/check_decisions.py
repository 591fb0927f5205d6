"""What people decided about failures, as it stands in the workspace's `check/`, and blank sheets to write it in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from migrate.flow.blank_sheets import Blank, Blanks, make
from migrate.flow.outcome import Outcome
from migrate.flow.spec.at_hand import standardised
from migrate.model.provenance import FileDigest
from migrate.quality import baseline, catalogue, sheet, thresholds, waivers
from migrate.quality.settle import Decisions
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_SHEETS = (
    (thresholds, "許容: 規則ごとに、何件（何 %）までの不合格を残してよいか"),
    (waivers, "免除: だれが、いつまで、どの不合格を引き受けるか"),
)
_HOW = (
    "見出しの下に 1 行ずつ書き、CSV のまま保存してください（# で始まる行は読みません）。"
    "グループ・項目・キーは、すべてに当てるときに * と書きます。理由は必ず書いてください。"
    "どちらも migrate check run が読み、決めた人と理由を結果に載せます。"
)


class Reader(Protocol):
    """What reads the files of a workspace and notes them: a job, or what keeps no record of itself."""

    @property
    def workspace(self) -> Workspace:
        """Whose files these are."""
        ...

    def read(self, path: Path) -> bytes:
        """The bytes of a file, noted as an input."""
        ...

    def note(self, path: Path) -> FileDigest:
        """A file noted as an input."""
        ...


def load(work: Reader, business: str, use_baseline: bool) -> Decisions:
    """What was decided about a business; the files are noted as inputs.

    Raises:
        MigrateError: MIG-DQ-041, a sheet has faulty lines.
        UnreadableError: MIG-DQ-046, the baseline is wanted and cannot be used.
    """
    known = sheet.Known(
        codes=frozenset(rule.code for rule in catalogue.rules()), businesses=frozenset(standardised().by_id)
    )
    found = Decisions()
    path = work.workspace.path(thresholds.FILE)
    if path.is_file():
        found = replace(found, thresholds=thresholds.read(work.read(path), known))
    path = work.workspace.path(waivers.FILE)
    if path.is_file():
        found = replace(found, waivers=waivers.read(work.read(path), known))
    if use_baseline:
        path = work.workspace.path(baseline.FILE)
        baseline.require(path)
        work.note(path)
        found = replace(found, baseline=path)
    return found.about(business)


def notices(workspace: Workspace, used: Decisions, left: int) -> tuple[str, ...]:
    """What was read and what was not, or where decisions about the ``left`` open failures may stand."""
    parts = [f"{thresholds.FILE}（{len(used.thresholds)} 行）"] if used.thresholds else []
    parts += [f"{waivers.FILE}（{len(used.waivers)} 行）"] if used.waivers else []
    parts += [baseline.FILE] if used.baseline else []
    said = [f"決めたことを当てました: {'、'.join(parts)}"] if parts else []
    if left and not parts:
        there = any(workspace.path(module.FILE).is_file() for module, _ in _SHEETS)
        how = "" if there else "（migrate check init でひな形を作れます）"
        said.append(
            f"直さずに残す不合格は、{thresholds.FILE}（許容）か {waivers.FILE}（免除）に理由を書いて決めます{how}。"
        )
    if workspace.path(baseline.FILE).is_file() and not used.baseline:
        said.append(f"{baseline.FILE} は使っていません（使うには --baseline）。")
    unread = _unread(workspace)
    if unread:
        said.append(
            f"読まないファイルがあります: {'、'.join(unread)}。許容と免除は、決まった名前の CSV だけを読みます。"
        )
    return tuple(said)


def _unread(workspace: Workspace) -> tuple[str, ...]:
    """Files beside the sheets that nothing reads, such as one saved as a workbook; not those of an open program."""
    read = {*(module.FILE for module, _ in _SHEETS), baseline.FILE}
    names = sorted(f"check/{path.name}" for path in workspace.path("check").glob("*") if path.name[0] not in "~.")
    return tuple(name for name in names if name not in read)


def init(workspace: Workspace, session: Session) -> Outcome:
    """Make blank sheets where there are none; what people have written is left as it is."""
    sheets = tuple(
        Blank(file=module.FILE, said=said, columns=module.COLUMNS, example=module.EXAMPLE) for module, said in _SHEETS
    )
    return make(workspace, session, Blanks(kind="check-init", title="許容と免除の表", how=_HOW, sheets=sheets))
