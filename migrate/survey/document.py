"""The inventory as a document for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from migrate.forms.answer import day, pending
from migrate.forms.form import Form
from migrate.forms.records import Answers, Count
from migrate.model.document import (
    Block,
    Cell,
    Column,
    Diagram,
    Document,
    Figure,
    Figures,
    Grid,
    Note,
    Section,
    Tone,
    Value,
)
from migrate.model.value import value
from migrate.survey.inventory import Inventory, PartyKind, SystemFacts
from migrate.survey.steps import BASICS, INTERFACES, PROVEN, SUMMARY, VENDORS, StepProof

_CODES = {4: "②-1", 5: "②-2", 6: "②-3", 7: "②-4"}
_SIZES = ("tables", "forms", "batches", "interfaces", "customisations", "gaiji", "users", "terminals", "cost_total")
_OWN = (
    "調査票の様式と、どこまで書けば各ステップの裏づけになるかは、本ツール独自です。"
    "②-3 は、ここでそろえたうえで、ベンダごとの条件を migrate phase make ②-3 の様式に書くと裏づけになります。"
    "ステップの状態を変えるには migrate phase set を使います。"
)


@value
class View:
    """What is shown."""

    form: Form
    answers: Answers
    inventory: Inventory
    proofs: tuple[StepProof, ...]
    diagram: Diagram
    as_of: date
    cutover: date | None


def _share(count: Count) -> Cell:
    if not count.asked:
        return Cell(text="対象外", tone=Tone.MUTED)
    tone = Tone.GOOD if count.complete else Tone.BAD if not count.answered else Tone.CAUTION
    return Cell(text=f"{count.answered}／{count.asked}", tone=tone)


def _said(text: str) -> Value:
    """An answer in a cell; one that is missing or still to come is marked."""
    if not text:
        return Cell(text="未記入", tone=Tone.CAUTION)
    return Cell(text=text, tone=Tone.CAUTION) if pending(text) else text


def figures(view: View) -> Figures:
    """Key figures."""
    total = Count()
    for one in view.inventory.sheets:
        total = total.plus(one.count)
    share = total.answered / total.asked if total.asked else 0.0
    overdue = sum((due := day(i.due)) is not None and due < view.as_of for i in view.inventory.issues)
    used = sum(system.in_use for system in view.inventory.systems)
    return Figures(
        figures=(
            Figure(label="調査したシステム", value=f"{len(view.inventory.systems)}", note=f"使っているもの {used}"),
            Figure(label="連携", value=f"{len(view.inventory.interfaces)} 本"),
            Figure(
                label="必須の欄",
                value=f"{share:.1%}",
                note=f"{total.answered:,}／{total.asked:,}（不明・未定 {total.pending:,}）",
                tone=Tone.GOOD if total.complete and total.asked else Tone.CAUTION,
            ),
            Figure(
                label="未解決の確認事項",
                value=f"{len(view.inventory.issues)} 件",
                note=f"期限を過ぎたもの {overdue}",
                tone=Tone.BAD if overdue else Tone.PLAIN,
            ),
        )
    )


def _sheet_grid(view: View) -> Grid:
    columns = (
        Column(title="シート", width=36),
        Column(title="ステップ", width=10),
        Column(title="記録", numeric=True, width=8),
        Column(title="必須の欄", width=14),
        Column(title="不明・未定", numeric=True, width=12),
    )
    rows = tuple(
        (one.title, _CODES[one.step], one.records, _share(one.count), one.count.pending)
        for one in view.inventory.sheets
    )
    return Grid(title="調査票の記入の状況", columns=columns, rows=rows)


def _stands(proof: StepProof) -> Cell:
    if not proof.proven:
        return Cell(text="不足", tone=Tone.CAUTION)
    return Cell(text="裏づけあり" if proof.step in PROVEN else "記録あり", tone=Tone.GOOD)


def _steps_grid(view: View) -> Grid:
    columns = (
        Column(title="業務ID", width=8),
        *(Column(title=_CODES[n], width=10) for n in range(BASICS, SUMMARY + 1)),
        Column(title="次に要るもの", width=60),
    )
    rows: list[tuple[Value, ...]] = []
    for business in dict.fromkeys(proof.business for proof in view.proofs):
        mine = [proof for proof in view.proofs if proof.business == business]
        states = (_stands(proof) for proof in mine)
        rows.append((business, *states, next((p.lacking for p in mine if p.lacking), "")))
    return Grid(title="業務ごとの裏づけ", columns=columns, rows=tuple(rows), note=_OWN)


def _system_row(system: SystemFacts) -> tuple[Value, ...]:
    if not system.in_use:
        return (system.key, system.name, " ".join(system.businesses), "無", *("",) * 6, _share(system.count))
    return (
        system.key,
        system.name,
        " ".join(system.businesses),
        _said(system.department),
        _said(system.vendor),
        _said(system.package),
        _said(system.conforming),
        _said(system.hosting),
        _said(system.contract_end),
        _said(system.my_number),
        _share(system.count),
    )


def systems_grid(view: View) -> Grid:
    """Every system with its facts."""
    columns = (
        Column(title="番号", width=6),
        Column(title="システム", width=22),
        Column(title="業務ID", width=12),
        Column(title="担当課", width=14),
        Column(title="ベンダ", width=18),
        Column(title="パッケージ", width=20),
        Column(title="標準への適合", width=14),
        Column(title="設置", width=14),
        Column(title="契約の終わり", width=12),
        Column(title="個人番号", width=10),
        Column(title="必須の欄", width=12),
    )
    return Grid(title="システムの一覧", columns=columns, rows=tuple(map(_system_row, view.inventory.systems)))


def _sizes_grid(view: View) -> Grid:
    questions = [q for id in _SIZES if (q := view.form.of("system").question(id)) is not None]
    columns = (
        Column(title="システム", width=26),
        *(Column(title=q.label, unit=q.unit, numeric=True, width=12) for q in questions),
    )
    rows = tuple(
        (system.name, *(system.numbers.get(q.id) for q in questions))
        for system in view.inventory.systems
        if system.in_use
    )
    return Grid(title="規模と費用", columns=columns, rows=rows, note="空欄は、未記入か 不明・未定 です。")


def _against(end: date | None, cutover: date | None) -> Value:
    if cutover is None:
        return ""
    if end is None:
        return Cell(text="分かりません", tone=Tone.CAUTION)
    days = (end - cutover).days
    if days < 0:
        return Cell(text=f"{-days} 日 足りない", tone=Tone.BAD)
    return Cell(text=f"{days} 日 残る", tone=Tone.CAUTION) if days else Cell(text="同じ日", tone=Tone.GOOD)


def _contracts_grid(view: View) -> Grid:
    columns = (
        Column(title="システム", width=26),
        Column(title="ベンダ", width=22),
        Column(title="契約の終わり", width=14),
        Column(title="更新", width=16),
        Column(title="切替の日に対して", width=18),
    )
    used = [system for system in view.inventory.systems if system.in_use]
    used.sort(key=lambda one: (day(one.contract_end) or date.max, one.key))
    rows = tuple(
        (s.name, s.vendor, _said(s.contract_end), _said(s.renewal), _against(day(s.contract_end), view.cutover))
        for s in used
    )
    note = (
        f"切替の日は {view.cutover.isoformat()} です。年月だけの契約は、その月の末日までとみなします。"
        if view.cutover
        else "切替の日（--cutover）を指定すると、契約の終わりとの差を示します。"
    )
    return Grid(title="契約の終わり（早い順）", columns=columns, rows=rows, note=note)


def _interfaces_grid(view: View) -> Grid:
    columns = (
        Column(title="行", width=8),
        Column(title="送り手", width=22),
        Column(title="受け手", width=22),
        Column(title="連携の内容", width=26),
        Column(title="連携ID", width=10),
        Column(title="頻度", width=8),
        Column(title="方式", width=10),
        Column(title="個人番号", width=10),
        Column(title="担当課", width=14),
    )
    rows: list[tuple[Value, ...]] = []
    for one in view.inventory.interfaces:
        ends = (
            Cell(text=party.name, tone=Tone.CAUTION) if party.kind is PartyKind.UNKNOWN else party.name
            for party in (one.sender, one.receiver)
        )
        facts = (one.frequency, one.method, one.my_number, one.department)
        rows.append((one.key, *ends, one.name, one.interface_id, *map(_said, facts)))
    return Grid(title="連携一覧", columns=columns, rows=tuple(rows))


def _pairs_grid(view: View) -> Grid:
    """How many interfaces each sender has with each receiver."""
    pairs = Counter((one.sender, one.receiver) for one in view.inventory.interfaces)
    marked = Counter((one.sender, one.receiver) for one in view.inventory.interfaces if one.my_number == "はい")
    columns = (
        Column(title="送り手", width=30),
        Column(title="受け手", width=30),
        Column(title="連携", unit="本", numeric=True, width=10),
        Column(title="うち個人番号を含む", unit="本", numeric=True, width=20),
    )
    rows = tuple((a.name, b.name, number, marked[a, b]) for (a, b), number in pairs.items())
    return Grid(title="送り手と受け手", columns=columns, rows=rows)


def _interface_blocks(view: View) -> tuple[Block, ...]:
    if not view.inventory.interfaces:
        return (Note(text="連携は、まだ 1 本も書かれていません。", tone=Tone.CAUTION),)
    ends = {party.id for one in view.inventory.interfaces for party in (one.sender, one.receiver)}
    alone = [p.name for p in view.inventory.parties if p.kind is PartyKind.SYSTEM and p.id not in ends]
    note = (Note(text=f"連携の書かれていないシステム: {'、'.join(alone)}", tone=Tone.CAUTION),) if alone else ()
    return (view.diagram, *note, _pairs_grid(view), _interfaces_grid(view))


def _issues_grid(view: View) -> Grid:
    columns = (
        Column(title="行", width=8),
        Column(title="確認したいこと", width=44),
        Column(title="システム・相手", width=20),
        Column(title="答える課・会社", width=18),
        Column(title="期限", width=14),
        Column(title="状態", width=10),
    )
    rows: list[tuple[Value, ...]] = []
    for issue in view.inventory.issues:
        due = day(issue.due)
        late = due is not None and due < view.as_of
        kept = view.answers.get("issue", issue.key)
        text = kept.text("question") if kept else ""
        limit = Cell(text=f"{issue.due} 経過", tone=Tone.BAD) if late else _said(issue.due)
        rows.append((issue.key, text, issue.party, _said(issue.department), limit, issue.state))
    return Grid(title="未解決の確認事項", columns=columns, rows=tuple(rows))


def _roles_grid(view: View) -> Grid:
    sheet = view.form.of("role")
    parts = sheet.parts
    columns = (Column(title="作業", width=44), *(Column(title=q.label, width=14) for q in parts))
    kept = {record.key: record for record in view.answers.of("role")}
    names = {preset.key: preset.name for preset in sheet.presets} | {
        k: r.text("task") for k, r in kept.items() if r.text("task")
    }
    rows = tuple(
        (name, *(_said(kept[key].text(q.id) if key in kept else "") for q in parts)) for key, name in names.items()
    )
    return Grid(title="役割分担", columns=columns, rows=rows)


def _meetings_grid(view: View) -> Grid:
    columns = (
        Column(title="打合せの日", width=14),
        Column(title="ベンダ", width=24),
        Column(title="議題", width=40),
        Column(title="次回", width=14),
    )
    kept = sorted(view.answers.of("meeting"), key=lambda record: (record.text("held"), record.key))
    rows = tuple((r.text("held"), r.text("vendor"), r.text("topic"), r.text("next")) for r in kept)
    return Grid(title="打合せの記録", columns=columns, rows=rows)


def _not_answered(view: View) -> tuple[Note, ...]:
    names = view.inventory.not_answered
    if not names:
        return ()
    text = f"調査票に回答のない業務・共通機能が {len(names)} あります: {'、'.join(names)}"
    return (Note(text=text, tone=Tone.MUTED),)


def summary(view: View) -> str:
    """One sentence."""
    proven = sum(proof.proven for proof in view.proofs)
    return (
        f"システム {len(view.inventory.systems)}、連携 {len(view.inventory.interfaces)} 本。"
        f"②-1 から ②-4 のステップの裏づけは、業務ごとに数えて {len(view.proofs)} のうち {proven} です。"
    )


def _document(view: View, sections: Sequence[Section]) -> Document:
    facts = [("時点", view.as_of.isoformat())]
    if view.cutover:
        facts.append(("切替の日", view.cutover.isoformat()))
    facts.append(("様式", "本ツール独自"))
    return Document(
        title="現行システムの概要調査（②-1〜②-4）",
        facts=tuple(facts),
        summary=summary(view),
        sections=tuple(sections),
    )


def document(view: View) -> Document:
    """The whole inventory."""
    return _document(
        view,
        (
            Section(
                id="state",
                title="記入の状況",
                blocks=(figures(view), *_not_answered(view), _sheet_grid(view), _steps_grid(view)),
            ),
            Section(id="systems", title="システム", blocks=(systems_grid(view), _sizes_grid(view))),
            Section(id="contracts", title="契約", blocks=(_contracts_grid(view),)),
            Section(id="interfaces", title="連携", blocks=_interface_blocks(view)),
            Section(
                id="vendors",
                title="ベンダとの確認",
                blocks=(_issues_grid(view), _roles_grid(view), _meetings_grid(view)),
            ),
        ),
    )


def of_steps(view: View) -> Mapping[int, tuple[Block, ...]]:
    """Step 4–7 → the tables and pictures that belong to it, for the documents of ②."""
    return {
        BASICS: (systems_grid(view), _sizes_grid(view)),
        INTERFACES: _interface_blocks(view),
        VENDORS: (_roles_grid(view), _meetings_grid(view), _issues_grid(view)),
        SUMMARY: (_sheet_grid(view), _steps_grid(view)),
    }


def brief(view: View) -> Document:
    """What a terminal shows: the state, not the lists."""
    blocks: tuple[Block, ...] = (figures(view), *_not_answered(view), _sheet_grid(view), _steps_grid(view))
    more = Note(text="一覧は -v、図と一覧は --format html -o 概要調査.html で見られます。")
    return _document(view, (Section(id="state", title="記入の状況", blocks=(*blocks, more)),))
