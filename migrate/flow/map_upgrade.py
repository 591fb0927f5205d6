"""Carry mappings to another edition of their standard: a draft beside each, and everything that needs eyes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import yaml
from migrate.flow import between as pairing
from migrate.flow import decided, edited, gap_effort, loaded, requirements
from migrate.flow.map import files
from migrate.flow.outcome import Outcome
from migrate.gap.decisions import store
from migrate.gap.functions import requirement
from migrate.gap.functions import store as answers
from migrate.mapping import load, upgrade_document
from migrate.mapping.upgrade import Between, Editions, upgrade
from migrate.model.decision import Decision, Decisions
from migrate.model.document import Document
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.spec import Spec
from migrate.model.spec_diff import Effect, Subject
from migrate.model.upgrade import Labour, Touched, Upgrade, Work
from migrate.model.value import value
from migrate.quality import bind, catalogue
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_OWN = Basis(document="本ツール独自", section="版の更新（migrate spec diff）")
_SHEETS = {Subject.FUNCTION: requirement.FUNCTION, Subject.FORM: requirement.FORM}
_LOOK = (Work.RENAME, Work.MOVE, Work.GONE, Work.FORM, Work.CODES)


@value
class MapUpgrade:
    """Result of `map upgrade`."""

    upgrades: tuple[Upgrade, ...]


def _way(between: Between, one: Decision) -> tuple[str, tuple[str, str]]:
    """Why a decision needs eyes (empty: it goes on as it is), and the グループ and item that it is about now."""
    if not one.item:
        return "", ("", "")
    link = between.items.get((one.group, one.item))
    after = between.editions.after.id
    if link is None:
        heirs = between.heirs(one.group, one.item)
        to = f"分かれた先かもしれない新しい項目: {'、'.join(heirs)}。" if heirs else ""
        return f"項目「{one.item}」は {after} にありません。{to}", ("", "")
    to_spot = link.to_group, link.to_item
    if to_spot != (one.group, one.item):
        return f"項目「{one.group}」の「{one.item}」は「{to_spot[0]}」の「{to_spot[1]}」になりました。", to_spot
    if between.forms(link) or between.codes(link):
        return f"項目「{one.item}」の型・桁・必須かコードが変わりました。", to_spot
    return "", to_spot


def decisions_touched(known: Decisions, between: Between) -> tuple[int, tuple[Touched, ...]]:
    """How many decisions go on as they are, and those that need eyes."""
    touched = []
    for one in known.decisions:
        sentence, to = _way(between, one)
        if sentence:
            touched.append(
                Touched(
                    work=Work.DECISION,
                    file=known.path,
                    line=one.line,
                    group=one.group,
                    item=one.item,
                    to_group=to[0],
                    to_item=to[1],
                    sentence=sentence,
                )
            )
    return len(known.decisions) - len(touched), tuple(touched)


def _carried_text(data: bytes, known: Decisions, between: Between) -> bytes:
    """The decisions under the names of the later edition, for people to put in the place of the old ones."""
    document = yaml.loads(data, known.path)
    for row in document["rows"] or ():
        link = between.items.get((str(row.get("group", "")), str(row.get("item", ""))))
        if link is not None and (link.group, link.item) != (link.to_group, link.to_item):
            row["group"], row["item"] = link.to_group, link.to_item
    return yaml.dumps(document)


def checks_touched(before: Spec, touched: Sequence[Touched]) -> Iterator[Touched]:
    """The quality rules that look at items which changed, one line for each item."""
    rules = catalogue.rules()
    places = {(t.group, t.item) for t in touched if t.work in _LOOK and t.item}
    for table in before.tables:
        seen: dict[str, list[str]] = {}
        for one in bind.bind_whole(before, table, rules):
            seen.setdefault(one.use.item.name, []).append(one.use.rule.code)
        for item, codes in seen.items():
            if (table, item) in places:
                sentence = f"「{item}」を見る点検: {'、'.join(codes)}。"
                yield Touched(work=Work.CHECK, group=table, item=item, sentence=sentence)


def _answers(work: Job, editions: Editions) -> Iterator[Touched]:
    """Answers on functions and forms (`fit/<業務ID>/`) whose requirement changed."""
    business = editions.before.business
    given = requirements.fit(work, business)
    told: set[tuple[str, str]] = set()
    for change in editions.diff.changes:
        sheet, named = _SHEETS.get(change.subject), change.item_before
        if sheet is None or named is None or change.effect is Effect.NEUTRAL or (sheet, named.id) in told:
            continue
        if given.get(sheet, named.id) is not None:
            told.add((sheet, named.id))
            file = f"{answers.folder(business)}/{sheet}.csv"
            yield Touched(work=Work.ANSWER, file=file, item=named.id, sentence=f"{named.id}: {change.reason}")


def _labour(work: Job, touched: Sequence[Touched]) -> tuple[Labour, ...]:
    weights, counts = gap_effort.weights_of(work), Counter(one.work for one in touched)
    return tuple(
        Labour(
            key=kind.value,
            title=weights.rows[kind.value].title,
            count=counts[kind],
            each=weights.hours(kind.value),
            hours=round(counts[kind] * weights.hours(kind.value), 2),
        )
        for kind in Work
        if counts[kind]
    )


def _target(to: str, business: str) -> str:
    """``ID@EDITION`` that ``--to`` means for a business; empty where it names another business."""
    named, _, edition = to.rpartition("@")
    return "" if named and named != business else f"{business}@{edition}"


def _one(work: Job, path: Path, to: str, known: Sequence[Decisions]) -> Upgrade | None:
    data, name = work.read(path), work.workspace.relative(path)
    for problem in load.problems(data, name):
        raise MigrateError(problem.code, problem.place, problem.params)
    written = str(yaml.loads(data, name)["spec"])
    target = _target(to, written.partition("@")[0])
    if not target:
        return None
    before, after = loaded.spec(work, written).spec, loaded.spec(work, target).spec
    if before.id == after.id:
        raise MigrateError("MIG-MAP-091", Place(file=name), {"spec": after.id})
    editions = pairing.editions(before, after)
    between, made = Between(editions), upgrade(data, name, editions)
    draft = f"mapping/{path.stem}.{after.edition}.draft.yaml"
    edited.write(work, draft, made.text)
    own = next((one for one in known if one.business == before.business), Decisions(business=before.business))
    kept, decisions = decisions_touched(own, between)
    if any(one.to_item for one in decisions):
        text = _carried_text(work.read(work.workspace.path(own.path)), own, between)
        edited.write(work, f"{store.FOLDER}/drafts/{before.business}.{after.edition}.yaml", text)
    touched = (*made.touched, *decisions, *checks_touched(before, made.touched), *_answers(work, editions))
    return Upgrade(
        file=name,
        draft=draft,
        before=before.id,
        after=after.id,
        carried=made.carried,
        decisions=kept,
        touched=touched,
        labour=_labour(work, touched),
    )


def run(workspace: Workspace, session: Session, to: str, file: Path | None = None) -> Outcome:
    """Write mapping/<名前>.<版>.draft.yaml for the mapping named (else for all), and list what needs eyes.

    Neither the mappings nor the decisions are touched; decisions under new names are in gap/decisions/drafts/.

    Raises:
        NothingCheckedError: MIG-MAP-040 (no mapping).
        UnreadableError: MIG-SYS-001, -007.
        MigrateError: MIG-MAP-001 to -008, -063, -064 (the mapping is not in order), -090 (none is of that business),
            -091 (it is of that edition already), MIG-SPEC-006, MIG-GAP-090.
    """
    with job.run(workspace, session, f"map upgrade --to {to}") as work:
        known = decided.load(work)
        found = [one for path in files(workspace, file) if (one := _one(work, path, to, known)) is not None]
        if not found:
            raise MigrateError("MIG-MAP-090", params={"to": to})
        findings = tuple(_finding(one) for one in found if one.touched)
        work.findings = len(findings)
    return Outcome(
        kind="map-upgrade",
        data=MapUpgrade(upgrades=tuple(found)),
        document=Document(
            title="対応表を次の版へ",
            subtitle=workspace.project.name,
            summary=" ".join(upgrade_document.summary(one) for one in found),
            sections=tuple(s for one in found for s in upgrade_document.sections(one)),
        ),
        findings=findings,
        inputs=tuple(work.inputs.values()),
        notices=tuple(f"{one.draft} に書きました。{one.file} には触れていません。" for one in found),
    )


def _finding(one: Upgrade) -> Finding:
    params: dict[str, str | int] = {"before": one.before, "after": one.after, "count": len(one.touched)}
    place = Place(file=one.file)
    return Finding(code="MIG-MAP-092", severity=Severity.WARNING, place=place, params=params, basis=_OWN)
