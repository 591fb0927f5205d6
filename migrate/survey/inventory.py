"""The one inventory: every system with its facts, how complete its answers are, and who sends what to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from migrate.forms.answer import day
from migrate.forms.form import ALL, Form, SheetForm, plain
from migrate.forms.records import Answers, Count, Record, count, missing
from migrate.model.value import value
from migrate.survey.form import INTERFACE, ISSUE, SYSTEM

NOT_IN_USE = "無"


class PartyKind(StrEnum):
    """What a sender or receiver is."""

    SYSTEM = "業務システム"
    PERIPHERAL = "周辺システム"
    EXTERNAL = "外部の相手"
    UNKNOWN = "一覧にない名前"


@value
class Party:
    """A sender or receiver of the list of interfaces."""

    id: str
    """``system:001``, ``peripheral:gis``; for a name that is in no list ``unknown:`` and the plain name."""
    name: str
    kind: PartyKind


@value
class SystemFacts:
    """One system of the inventory."""

    key: str
    name: str
    in_use: bool
    businesses: tuple[str, ...]
    department: str
    vendor: str
    package: str
    conforming: str
    hosting: str
    contract_end: str
    """ISO day or month, 不明, 未定 or なし; empty where it is not answered."""
    renewal: str
    my_number: str
    numbers: Mapping[str, int]
    """Question id → number, of every question that asks for a number; costs are yen a year, tax included."""
    count: Count
    missing: tuple[str, ...]
    """Labels of the required questions without an answer."""


@value
class Interface:
    """One line of the list of interfaces."""

    key: str
    sender: Party
    receiver: Party
    name: str
    interface_id: str
    frequency: str
    method: str
    my_number: str
    department: str
    count: Count


@value
class OpenIssue:
    """One question that is not settled."""

    key: str
    party: str
    department: str
    due: str
    state: str


@value
class SheetCount:
    """How complete one sheet of the survey is."""

    sheet: str
    step: int
    title: str
    records: int
    count: Count


@value
class Inventory:
    """Everything that the survey knows."""

    systems: tuple[SystemFacts, ...]
    parties: tuple[Party, ...]
    """Systems, peripheral systems and counterparts in use, in the order of the form."""
    interfaces: tuple[Interface, ...]
    issues: tuple[OpenIssue, ...]
    sheets: tuple[SheetCount, ...]
    not_answered: tuple[str, ...]
    """Businesses of the catalogue that no system of the survey handles."""


def _system(form: SheetForm, record: Record) -> SystemFacts:
    text = record.text
    return SystemFacts(
        key=record.key,
        name=text("name") or record.key,
        in_use=text("in_use") != NOT_IN_USE,
        businesses=tuple(text("businesses").split()),
        department=text("department"),
        vendor=text("vendor"),
        package=" ".join(filter(None, (text("package"), text("version")))),
        conforming=text("conforming"),
        hosting=text("hosting"),
        contract_end=text("contract_end"),
        renewal=text("renewal"),
        my_number=text("my_number"),
        numbers={id: given for id, given in record.answers.items() if isinstance(given, int)},
        count=count(form, record.answers),
        missing=tuple(q.label for q in missing(form, record.answers)),
    )


def _listed(form: Form, answers: Answers, names: Mapping[str, str]) -> dict[str, tuple[Party, tuple[str, ...]]]:
    """Every known party by its id, with the names that mean it; what is not in use is left out.

    A business of the catalogue is known by its name (``names``) even where nobody has answered its form yet.
    """
    found: dict[str, tuple[Party, tuple[str, ...]]] = {}
    answered = {record.key for record in answers.of(SYSTEM)}
    for record in answers.of(SYSTEM):
        if record.text("in_use") != NOT_IN_USE:
            party = Party(id=f"{SYSTEM}:{record.key}", name=record.text("name") or record.key, kind=PartyKind.SYSTEM)
            found[party.id] = party, (party.name, record.key)
    for key, name in names.items():
        if key not in answered:
            party = Party(id=f"{SYSTEM}:{key}", name=name, kind=PartyKind.SYSTEM)
            found[party.id] = party, (name,)
    for id, kind in (("peripheral", PartyKind.PERIPHERAL), ("counterpart", PartyKind.EXTERNAL)):
        sheet = form.of(id)
        kept = {record.key: record for record in answers.of(id)}
        for preset in sheet.presets:
            own = kept.pop(preset.key, None)
            name = (own.text("name") if own else "") or preset.name
            party = Party(id=f"{id}:{preset.key}", name=name, kind=kind)
            found[party.id] = party, (name, preset.name, *preset.words)
        for record in kept.values():
            party = Party(id=f"{id}:{record.key}", name=record.text("name") or record.key, kind=kind)
            found[party.id] = party, (party.name,)
    return found


class _Parties:
    """Finds the party that a name means."""

    def __init__(self, form: Form, answers: Answers, names: Mapping[str, str], aliases: Mapping[str, str]) -> None:
        self.listed = _listed(form, answers, names)
        self._ids: dict[str, str] = {}
        for id, (_, words) in self.listed.items():
            for name in words:
                self._ids.setdefault(plain(name), id)
        for name, key in aliases.items():
            if f"{SYSTEM}:{key}" in self.listed:
                self._ids.setdefault(plain(name), f"{SYSTEM}:{key}")

    def of(self, name: str) -> Party:
        """The party of that name."""
        wanted = plain(name)
        id = self._ids.get(wanted) or self._ids.get(wanted.removesuffix("システム"))
        if id is not None:
            return self.listed[id][0]
        return Party(id=f"unknown:{wanted}", name=name or "（空欄）", kind=PartyKind.UNKNOWN)


def _interface(form: SheetForm, record: Record, parties: _Parties) -> Interface:
    return Interface(
        key=record.key,
        sender=parties.of(record.text("sender")),
        receiver=parties.of(record.text("receiver")),
        name=record.text("name"),
        interface_id=record.text("interface_id"),
        frequency=record.text("frequency"),
        method=record.text("method"),
        my_number=record.text("my_number"),
        department=record.text("department"),
        count=count(form, record.answers),
    )


def _issues(answers: Answers) -> tuple[OpenIssue, ...]:
    return tuple(
        OpenIssue(
            key=record.key,
            party=record.text("party"),
            department=record.text("department"),
            due=record.text("due"),
            state=record.text("state") or "未回答",
        )
        for record in answers.of(ISSUE)
        if record.text("state") != "解決"
    )


def _sheets(form: Form, answers: Answers) -> tuple[SheetCount, ...]:
    found = []
    for sheet in form.sheets:
        records = answers.of(sheet.id)
        kept = {record.key: record.answers for record in records}
        for preset in sheet.presets:
            kept[preset.key] = {sheet.first.id: preset.name, **kept.get(preset.key, {})}
        if not sheet.table and sheet.id != SYSTEM:
            kept.setdefault(ALL, {})
        total = Count()
        for given in kept.values():
            total = total.plus(count(sheet, given))
        one = SheetCount(sheet=sheet.id, step=sheet.step, title=sheet.title, records=len(kept), count=total)
        found.append(one)
    return tuple(found)


def inventory(form: Form, answers: Answers, names: Mapping[str, str], aliases: Mapping[str, str]) -> Inventory:
    """The inventory of everything that is answered.

    ``names`` gives the business of each 業務ID that is to be covered; ``aliases`` other names of systems → key.
    """
    parties = _Parties(form, answers, names, aliases)
    interfaces = tuple(_interface(form.of(INTERFACE), r, parties) for r in answers.of(INTERFACE))
    systems = tuple(_system(form.of(SYSTEM), record) for record in answers.of(SYSTEM))
    covered = {business for system in systems for business in (*system.businesses, system.key)}
    seen = dict.fromkeys(party for one in interfaces for party in (one.sender, one.receiver))
    own = {f"{SYSTEM}:{system.key}" for system in systems}
    in_use = [party for party, _ in parties.listed.values() if party.id in own or party in seen]
    return Inventory(
        systems=systems,
        parties=(*in_use, *(p for p in seen if p.kind is PartyKind.UNKNOWN)),
        interfaces=interfaces,
        issues=_issues(answers),
        sheets=_sheets(form, answers),
        not_answered=tuple(name for business, name in names.items() if business not in covered),
    )


def is_before(answer: str, limit: date) -> bool | None:
    """True where a date's answer lies before ``limit``; None where it names no day."""
    known = day(answer)
    return None if known is None else known < limit
