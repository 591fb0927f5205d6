"""① 推進体制: chart, areas and people in charge, talks with departments, and the memo for the head of the town."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from migrate.forms.answer import Answer, day
from migrate.forms.records import Record
from migrate.model.document import Block, Cell, Column, Document, Grid, Note, Section, Tone
from migrate.phase import chapters, cost, organisation, organisation_memo, register
from migrate.phase import form as forms
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.artefacts import item08_budget as budget
from migrate.phase.facts import Facts
from migrate.phase.organisation import FIRST, ITEM, SECOND
from migrate.phase.organisation_memo import Money

PLANNED, PEOPLE, REPORTED = 1, 2, 3
"""①-1, ①-2, ①-3."""
_NAMED = 3


def _departments(facts: Facts) -> tuple[str, ...]:
    """Departments of the surveyed systems, each once."""
    return tuple(dict.fromkeys(one for business in facts.businesses for one in business.departments))


def _offers(facts: Facts) -> Offers:
    suggested = organisation.defaults()
    roles: dict[str, dict[str, Answer]] = {key: dict(row) for key, row in suggested["role"].items()}
    if facts.survey and facts.survey.compiled_by:
        roles["office"]["department"] = facts.survey.compiled_by
    if departments := _departments(facts):
        roles["owner"]["department"] = "、".join(departments)
    members: dict[str, dict[str, Answer]] = {}
    for one in facts.businesses:
        for key, part in (("first", FIRST), ("second", SECOND)):
            if one.departments:
                row = {"business": one.id, "part": part, "department": one.departments[0]}
                members[f"{one.id}-{key}"] = dict(row)
    return {
        "role": roles,
        "area": suggested["area"],
        "member": members,
        "decision": organisation_memo.decisions(facts, money(facts)),
    }


def _chart(facts: Facts) -> Iterator[Section]:
    listed = organisation.roles(facts)
    if not listed:
        return
    tops = [one.name for one in listed if not one.above]
    departments = {one.department for one in listed if one.department}
    top = "・".join(tops) or "ありません"
    said = f"{len(listed)} の役割を {len(departments)} の課で担います。最上位は{top}です。"
    blocks: list[Block] = [Note(text=said)]
    if picture := organisation.chart(listed):
        blocks.append(picture)
    if lost := organisation.strangers(listed):
        text = f"「上位の役割」が体制の中に見つからない役割: {'、'.join(lost)}"
        blocks.append(Note(text=text, tone=Tone.CAUTION))
    blocks.append(register.grid(forms.form(ITEM).of("role"), facts.of(ITEM)))
    yield chapters.of_item(ITEM)["chart"].section(*blocks)


def _areas(facts: Facts) -> Iterator[Section]:
    rows = facts.of(ITEM).of("area")
    if not rows:
        return
    decides = Counter(one.text("decide") for one in rows if one.text("decide"))
    said = "、".join(f"{name} {count}" for name, count in decides.most_common())
    known = {one.name for one in organisation.roles(facts)}
    strange = [name for name in decides if known and name not in known]
    left = [name for key, name in organisation.names("area").items() if facts.of(ITEM).get("area", key) is None]
    blocks: list[Block] = [Note(text=f"決める領域の数は、{said} です。")]
    if left:
        blocks.append(Note(text=f"まだ決めていない領域: {'、'.join(left)}", tone=Tone.CAUTION))
    if strange:
        blocks.append(Note(text=f"体制図にない役割が決めることになっています: {'、'.join(strange)}", tone=Tone.CAUTION))
    blocks.append(register.grid(forms.form(ITEM).of("area"), facts.of(ITEM)))
    yield chapters.of_item(ITEM)["areas"].section(*blocks)


def _person(rows: tuple[Record, ...]) -> str:
    """Department, position, name and telephone of those in charge, as far as the register has them."""
    said = (
        " ".join(filter(None, (one.text(id) for id in ("department", "position", "person", "contact"))))
        for one in rows[:_NAMED]
    )
    return "\n".join(said)


def _members(facts: Facts) -> Iterator[Section]:
    charges = organisation.in_charge(facts)
    if not facts.of(ITEM).of("member") and not _departments(facts):
        return
    both = sum(not one.lacking for one in charges)
    said = (
        f"{len(charges)} 業務のうち、主担当と副担当がそろうのは {both} 業務です。"
        f"主担当のいない業務 {sum(not one.first for one in charges)}、"
        f"副担当のいない業務 {sum(not one.second for one in charges)}。"
    )
    rows = tuple(
        (
            f"{one.business.id} {one.business.name}",
            "、".join(one.business.departments),
            _person(one.first),
            _person(one.second),
            Cell(text=f"{one.lacking}なし", tone=Tone.CAUTION) if one.lacking else "",
        )
        for one in charges
    )
    heads = (("業務", 28), ("所管（②の調査）", 20), (FIRST, 30), (SECOND, 30), ("不足", 16))
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    grid = Grid(title="担当者名簿", columns=columns, rows=rows)
    yield chapters.of_item(ITEM)["members"].section(Note(text=said), grid)


def _talks(facts: Facts) -> Iterator[Section]:
    talks = facts.of(ITEM).of("talk")
    heard = {one.text("department") for one in talks}
    silent = [one for one in _departments(facts) if one not in heard]
    blocks: list[Block] = []
    if talks:
        blocks.append(Note(text=f"調整は {len(talks)} 回、相手の課は {len(heard)} です。"))
    if silent:
        text = f"調整の記録のない所管課（②の調査による）: {'、'.join(silent)}"
        blocks.append(Note(text=text, tone=Tone.CAUTION))
    if talks:
        blocks.append(register.grid(forms.form(ITEM).of("talk"), facts.of(ITEM)))
    if blocks:
        yield chapters.of_item(ITEM)["talks"].section(*blocks)


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    found: list[Section] = []
    answers, form = facts.of(item), forms.form(item)
    if PLANNED in steps:
        if answers.of("policy"):
            found.append(chapters.of_item(item)["policy"].section(register.grid(form.of("policy"), answers)))
        found += (*_chart(facts), *_areas(facts))
    if PEOPLE in steps:
        found += (*_members(facts), *_talks(facts))
    if REPORTED in steps:
        found += organisation_memo.sections(facts, money(facts))
        found += (register.section(form.of(id), answers) for id in ("report", "decision") if answers.of(id))
    return tuple(found)


def money(facts: Facts) -> Money:
    """What the budget of ⑧-1 comes to now."""
    told = budget.budget(facts)
    funded = cost.together(cost.funding(told.costs, told.cap)) if told.costs and told.cap is not None else None
    return Money(
        initial=sum(one.total for one in told.costs),
        cap=told.cap,
        general=funded.general if funded else None,
        running=cost.total(told.lines) if told.lines else None,
    )


def _papers(facts: Facts, steps: frozenset[int]) -> Mapping[str, Document]:
    return {organisation_memo.PAPER: organisation_memo.memo(facts, money(facts))} if REPORTED in steps else {}


def _holds(facts: Facts, step: int, business: str) -> bool:
    """①-1: all areas are decided; ①-2: both are in charge; ①-3: the report lies not in the future."""
    answers = facts.of(ITEM)
    if step == PLANNED:
        return all(register.all_printed(forms.form(ITEM).of(id), answers) for id in ("role", "area"))
    if step == PEOPLE:
        return any(one.business.id == business and not one.lacking for one in organisation.in_charge(facts))
    days = (day(one.answers.get("held")) for one in answers.of("report"))
    return any(held is not None and held <= facts.as_of for held in days)


ARTEFACT = Artefact(item=ITEM, offers=_offers, sections=_sections, papers=_papers, holds=_holds)
