"""The pages of ⑬-1: where each business stands, what is late, what is common, and a list a business."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from migrate.forms.form import SheetForm
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Document, Grid, Section, Tone, Value
from migrate.phase import chapters, register, settings
from migrate.phase import form as forms
from migrate.phase.facts import Business, Facts
from migrate.phase.settings import (
    CHECK,
    CODE,
    CONFIRMED,
    DECIDED_ON,
    ITEM,
    NOT_NEEDED,
    OPEN,
    PASSED,
    ROLE,
    SETTING,
    UNTRIED,
)

_CHAPTERS = {SETTING: "settings", ROLE: "roles", CODE: "codes", CHECK: "mine"}
_TONES = {
    OPEN: Tone.CAUTION,
    "決定": Tone.PLAIN,
    CONFIRMED: Tone.GOOD,
    NOT_NEEDED: Tone.MUTED,
    PASSED: Tone.GOOD,
    "条件付き": Tone.CAUTION,
    "不合格": Tone.BAD,
    UNTRIED: Tone.CAUTION,
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
    """A row a business: how many of its rows are open, decided, confirmed; how many trials passed; what is lacking."""
    rows = [line for id in ("", *(one.id for one in _ordered(facts))) if (line := _standing(facts, id))]
    if rows:
        heads = ("決めごと", "決定", "確認済み・対象外", "未決", "期限の超過")
        columns = (
            Column(title="業務", width=26),
            *(Column(title=one, numeric=True, width=12) for one in heads),
            Column(title="機能確認", width=10),
            Column(title="まだ書かれていない", numeric=True, width=14),
            Column(title="1 行もない一覧", width=24),
        )
        yield chapters.of_item(ITEM)["progress"].section(Grid(title="業務", columns=columns, rows=tuple(rows)))


def _standing(facts: Facts, id: str) -> tuple[Value, ...]:
    """Where a business stands (without 業務ID: what is common to all); nothing where nothing is known of it."""
    business, sheets = facts.business(id), (*DECIDED_ON, CHECK)
    found = {sheet: _mine(facts, sheet, id) if id else _common(facts, sheet) for sheet in sheets}
    blank = sum(map(len, settings.missing(facts, business).values())) if business else _blank(facts)
    if not blank and not any(found.values()):
        return ()
    decided = [row for sheet in DECIDED_ON for row in found[sheet]]
    states = Counter(row.text("state") for row in decided)
    over = sum(settings.late(row, facts.as_of) for row in (*decided, *found[CHECK]))
    bare = [sheet for sheet in sheets if id and not found[sheet] and not _common(facts, sheet)]
    return (
        f"{business.id} {business.name}" if business else "すべての業務に共通",
        len(decided),
        states["決定"],
        states[CONFIRMED] + states[NOT_NEEDED],
        Cell(text=states[OPEN], tone=Tone.CAUTION if states[OPEN] else Tone.GOOD),
        Cell(text=over, tone=Tone.BAD if over else Tone.GOOD),
        f"{sum(map(settings.done, found[CHECK]))}／{len(found[CHECK])}",
        Cell(text=blank, tone=Tone.CAUTION if blank else Tone.GOOD),
        Cell(text="、".join(_sheet(sheet).name for sheet in bare), tone=Tone.CAUTION) if bare else "",
    )


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
    grids = tuple(_decisions(sheet, rows) for sheet in DECIDED_ON if (rows := _common(facts, sheet)))
    if grids:
        yield chapters.of_item(ITEM)["common"].section(*grids)


def _decisions(sheet: str, rows: Sequence[Record]) -> Grid:
    """Who decided what and why, and whether it has been tried."""
    heads = (("項目", 30), ("決めた内容", 30), ("理由", 26), ("決める人", 22), ("確認", 22), ("期限", 12), ("状態", 10))
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    order = {one.key: place for place, one in enumerate(_sheet(sheet).presets)}
    listed = tuple(
        (
            _name(row),
            row.text("value") + (f"（{people:,} 人）" if isinstance(people := row.answers.get("people"), int) else ""),
            row.text("ground"),
            _who(row, "decider", "decided"),
            _who(row, "checker", "checked"),
            row.text("due"),
            _state(row),
        )
        for row in sorted(rows, key=lambda row: order.get(row.key, len(order)))
    )
    return Grid(title=_sheet(sheet).name, columns=columns, rows=listed)


def _who(row: Record, person: str, day: str) -> str:
    return "\n".join(filter(None, (row.text(person), row.text(day))))


def checks(facts: Facts) -> Iterator[Section]:
    """The trials of all businesses."""
    if rows := facts.of(ITEM).of(CHECK):
        yield chapters.of_item(ITEM)["checks"].section(_trials(rows))


def _trials(found: Sequence[Record]) -> Grid:
    """Trials, those that did not pass first."""
    rank = {word: place for place, word in enumerate(("不合格", "条件付き", UNTRIED, PASSED))}
    rows = tuple(
        (
            _state(row),
            row.text(register.BUSINESS) or "全業務",
            _name(row),
            row.text("way"),
            _who(row, "tester", "checked"),
            row.text("note"),
        )
        for row in sorted(found, key=lambda row: (rank.get(row.text("result"), len(rank)), row.key))
    )
    heads = (
        ("結果", 10),
        ("業務", 10),
        ("機能", 36),
        ("確かめ方", 34),
        ("確かめた人・日", 18),
        ("残ったことと扱い", 28),
    )
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    return Grid(title="機能確認", columns=columns, rows=rows)


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
            yield words[chapter].section(_trials(rows) if sheet == CHECK else _decisions(sheet, rows))
    waiting = tuple(
        (_sheet(sheet).name, _name(Record(sheet=sheet, key=key, answers=row)), str(row.get("hint", "")))
        for sheet, rows in settings.missing(facts, one).items()
        for key, row in rows.items()
    )
    if waiting:
        columns = (Column(title="一覧", width=22), Column(title="項目", width=44), Column(title="手がかり", width=46))
        yield words["waiting"].section(Grid(title="案", columns=columns, rows=waiting))
