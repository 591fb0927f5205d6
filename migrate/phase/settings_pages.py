"""The pages of ⑬-1: where each business stands, what is late, what is common, and a list a business."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from migrate.forms.form import SheetForm
from migrate.forms.records import Answers, Record
from migrate.model.document import Cell, Column, Document, Grid, Section, Tone, Value
from migrate.phase import chapters, register, settings
from migrate.phase import form as forms
from migrate.phase.facts import Business, Facts
from migrate.phase.settings import CHECK, CODE, CONFIRMED, DECIDED_ON, ITEM, OPEN, PASSED, ROLE, SETTING

_CHAPTERS = {SETTING: "settings", ROLE: "roles", CODE: "codes", CHECK: "mine"}
_TONES = {
    OPEN: Tone.CAUTION,
    "決定": Tone.PLAIN,
    CONFIRMED: Tone.GOOD,
    "対象外": Tone.MUTED,
    PASSED: Tone.GOOD,
    "条件付き": Tone.CAUTION,
    "不合格": Tone.BAD,
    "未確認": Tone.CAUTION,
}


def _sheet(id: str) -> SheetForm:
    return forms.form(ITEM).of(id)


def _mine(facts: Facts, sheet: str, business: str) -> tuple[Record, ...]:
    """The rows that name the business."""
    return tuple(one for one in facts.of(ITEM).of(sheet) if business in one.text(register.BUSINESS).split())


def _common(facts: Facts, sheet: str) -> tuple[Record, ...]:
    return tuple(one for one in facts.of(ITEM).of(sheet) if not one.text(register.BUSINESS))


def _name(record: Record) -> str:
    """What a row is about."""
    sheet = _sheet(record.sheet)
    preset = next((one.name for one in sheet.presets if one.key == record.key), "")
    if record.sheet == ROLE:
        return "・".join(filter(None, (record.text("department"), record.text("role"))))
    return preset or record.text("name")


def progress(facts: Facts) -> Iterator[Section]:
    """A row a business: how many of its rows are open, decided, confirmed; how many trials passed."""
    rows: list[tuple[Value, ...]] = []
    for id, label in [("", "共通"), *((one.id, f"{one.id} {one.name}") for one in _ordered(facts))]:
        found = {sheet: _mine(facts, sheet, id) if id else _common(facts, sheet) for sheet in (*DECIDED_ON, CHECK)}
        business = facts.business(id)
        blank = sum(map(len, settings.missing(facts, business).values())) if business else _blank(facts)
        if not any(found.values()):
            continue
        decided = [row for sheet in DECIDED_ON for row in found[sheet]]
        states = Counter(row.text("state") for row in decided)
        over = sum(settings.late(row, facts.as_of) for row in (*decided, *found[CHECK]))
        passed = sum(settings.done(row) for row in found[CHECK])
        rows.append(
            (
                label,
                len(decided),
                states["決定"],
                states[CONFIRMED] + states["対象外"],
                Cell(text=states[OPEN], tone=Tone.CAUTION if states[OPEN] else Tone.GOOD),
                Cell(text=over, tone=Tone.BAD if over else Tone.GOOD),
                f"{passed}／{len(found[CHECK])}",
                Cell(text=blank, tone=Tone.CAUTION if blank else Tone.GOOD),
            )
        )
    if rows:
        heads = ("決めごと", "決定", "確認済み・対象外", "未決", "期限の超過")
        columns = (
            Column(title="業務", width=26),
            *(Column(title=one, numeric=True, width=14) for one in heads),
            Column(title="機能確認", width=12),
            Column(title="まだ書かれていない", numeric=True, width=16),
        )
        yield chapters.of_item(ITEM)["progress"].section(Grid(title="業務", columns=columns, rows=tuple(rows)))


def _blank(facts: Facts) -> int:
    """Printed rows that nobody has answered."""
    form, answers = forms.form(ITEM), facts.of(ITEM)
    return sum(answers.get(sheet.id, one.key) is None for sheet in form.sheets for one in sheet.presets)


def _ordered(facts: Facts) -> tuple[Business, ...]:
    return tuple(sorted(facts.businesses, key=lambda one: one.id))


def late(facts: Facts) -> Iterator[Section]:
    """What is open, overdue first, then by its day."""
    waiting = [row for row in facts.of(ITEM).records if not settings.done(row) and row.text("due")]
    rows = tuple(
        (
            Cell(text=f"{row.text('due')}（超過）", tone=Tone.BAD)
            if settings.late(row, facts.as_of)
            else row.text("due"),
            row.text(register.BUSINESS) or "全業務",
            _sheet(row.sheet).name,
            _name(row),
            row.text("decider") or row.text("tester"),
            _state(row),
        )
        for row in sorted(waiting, key=lambda row: (row.text("due"), row.text(register.BUSINESS), row.sheet, row.key))
    )
    if rows:
        heads = (("期限", 20), ("業務", 10), ("一覧", 20), ("項目", 44), ("決める・確かめる人", 20), ("状態", 10))
        columns = tuple(Column(title=title, width=width) for title, width in heads)
        yield chapters.of_item(ITEM)["late"].section(Grid(title="終わっていないもの", columns=columns, rows=rows))


def _state(row: Record) -> Cell:
    text = row.text("result" if row.sheet == CHECK else "state")
    return Cell(text=text, tone=_TONES.get(text, Tone.PLAIN))


def common(facts: Facts) -> Iterator[Section]:
    """The registers' rows that concern all businesses."""
    grids = tuple(
        register.grid(_sheet(sheet), Answers(records=rows)) for sheet in DECIDED_ON if (rows := _common(facts, sheet))
    )
    if grids:
        yield chapters.of_item(ITEM)["common"].section(*grids)


def checks(facts: Facts) -> Iterator[Section]:
    """The trials, those that did not pass first."""
    order = ("不合格", "条件付き", "未確認", PASSED)
    rank = {word: place for place, word in enumerate(order)}
    found = sorted(facts.of(ITEM).of(CHECK), key=lambda row: (rank.get(row.text("result"), len(order)), row.key))
    rows = tuple(
        (
            _state(row),
            row.text(register.BUSINESS) or "全業務",
            _name(row),
            row.text("way"),
            row.text("tester"),
            row.text("checked"),
            row.text("note"),
        )
        for row in found
    )
    if rows:
        heads = (
            ("結果", 10),
            ("業務", 10),
            ("機能", 34),
            ("確かめ方", 30),
            ("確かめた人", 16),
            ("日", 12),
            ("扱い", 26),
        )
        columns = tuple(Column(title=title, width=width) for title, width in heads)
        yield chapters.of_item(ITEM)["checks"].section(Grid(title="機能確認", columns=columns, rows=rows))


def papers(facts: Facts) -> Mapping[str, Document]:
    """設定項目一覧, one a business of which something is written: name of the file → document."""
    found = {}
    for one in _ordered(facts):
        parts = tuple(_of_business(facts, one))
        if any(part.id != "waiting" for part in parts):
            found[f"13-1-設定項目一覧-{one.id}"] = Document(
                title="設定項目一覧",
                subtitle=f"{one.id} {one.name}",
                facts=(
                    ("団体", facts.municipality),
                    ("時点", facts.as_of.isoformat()),
                    ("標準", one.data.spec or "（比較分析がまだです）"),
                    ("様式", "本ツール独自（公表された様式ではありません）"),
                ),
                summary="だれが・いつ・なぜ決めた設定かを残します。共通の決めごとは「⑬-1 設定項目」にあります。",
                sections=parts,
            )
    return found


def _of_business(facts: Facts, one: Business) -> Iterator[Section]:
    words = chapters.of_item(ITEM)
    for sheet, chapter in _CHAPTERS.items():
        if rows := _mine(facts, sheet, one.id):
            yield words[chapter].section(register.grid(_sheet(sheet), Answers(records=rows)))
    waiting = tuple(
        (_sheet(sheet).name, _name(Record(sheet=sheet, key=key, answers=row)), str(row.get("hint", "")))
        for sheet, rows in settings.missing(facts, one).items()
        for key, row in rows.items()
    )
    if waiting:
        columns = (Column(title="一覧", width=22), Column(title="項目", width=44), Column(title="手がかり", width=46))
        yield words["waiting"].section(Grid(title="案", columns=columns, rows=waiting))
