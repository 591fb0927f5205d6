"""What a step is about, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.model.document import Column, Document, Grid, Note, Section
from migrate.model.procedure import Step, StepGuide
from migrate.phase.steps import EvidenceRule, Passes

_PASSES: Mapping[Passes, str] = {
    Passes.ALWAYS: "必要なことがそろったときに作られる",
    Passes.LEFT: "残った指摘の数を示す（これだけでは裏づけにならない）",
    Passes.TRACE: "痕跡にとどまる（これだけでは裏づけにならない）",
}
_OURS = "（本ツールの見込み）"
_FIELDS = (("who", "担う人"), ("inputs", "使うもの"), ("outputs", "できるもの"))


def document(shown: Sequence[tuple[Step, StepGuide, Sequence[EvidenceRule]]], known: Sequence[Step]) -> Document:
    """Steps with their guides and rules of evidence; ``known`` are all 40, for the names of those before."""
    first = shown[0][0]
    whole = len(shown) > 1
    return Document(
        title=f"{first.code.partition('-')[0]} {first.item}" if whole else f"{first.code} {first.name}",
        subtitle=first.phase if whole else f"{first.phase}　{first.item}",
        facts=(
            ("出典", "ステップの名は総務省の進捗公表（令和8年1月時点）。手順書の本文は入手できていません"),
            ("順番", "強制しません。「先に済ませるもの」は本ツールの見込みです"),
        ),
        sections=tuple(_section(step, guide, rules, known) for step, guide, rules in shown),
    )


def _section(step: Step, guide: StepGuide, rules: Sequence[EvidenceRule], known: Sequence[Step]) -> Section:
    columns = (Column(title="項目", width=20), Column(title="内容", width=80))
    named = {"who": "、".join(guide.who), "inputs": guide.inputs, "outputs": guide.outputs}
    before = "、".join(f"{known[one - 1].code} {known[one - 1].name}" for one in guide.after)
    rows = (
        *((label, named[one] + ("" if one in guide.stated else _OURS)) for one, label in _FIELDS),
        ("示すもの", guide.proof + _OURS),
        ("先に済ませるもの", before or "ありません"),
        ("打つコマンド", "\n".join(f"migrate {one}" for one in guide.commands)),
    )
    traps = (*(f"{one}{_OURS}" for one in guide.traps), *(f"{one}（公開資料による）" for one in guide.reported))
    blocks = [Grid(title=f"番号 {step.number}", columns=columns, rows=rows)]
    if rules:
        blocks.append(_evidence(rules))
    listed = "\n".join(f"・{one}" for one in traps)
    return Section(
        id=f"step-{step.number}",
        title=f"{step.code} {step.name}",
        blocks=(*blocks, Note(text=f"つまずきやすいところ\n{listed}")),
    )


def _evidence(rules: Sequence[EvidenceRule]) -> Grid:
    columns = (
        Column(title="コマンド", width=28),
        Column(title="成果物", width=40),
        Column(title="裏づけになるとき", width=40),
    )
    rows = tuple(
        (f"migrate {one.command}", one.artefact.format(business="業務ID"), _PASSES[one.passes]) for one in rules
    )
    return Grid(title="裏づけ（本ツール独自）", columns=columns, rows=rows)
