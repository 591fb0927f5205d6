"""⑯ 環境構築・NW: devices and lines to be looked at, how the new system is connected, and whether it is reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Figure, Figures, Grid, Section, Tone, Value
from migrate.phase import chapters, dates, register
from migrate.phase import form as forms
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.facts import Facts, Link, System

ITEM = 16
PREPARED, CONNECTED = 37, 38
_OUTSIDE, _INSIDE = "庁外", "庁内"


def _systems(facts: Facts) -> tuple[System, ...]:
    return tuple({one.key: one for business in facts.businesses for one in business.systems}.values())


def _terminals(facts: Facts) -> int:
    """Terminals of all systems; one that serves several systems is counted with each of them."""
    return sum(one.numbers.get("terminals", 0) for one in _systems(facts))


def _offers(facts: Facts) -> Offers:
    devices: dict[str, dict[str, Answer]] = {}
    if terminals := _terminals(facts):
        text = f"調査では延べ {terminals:,} 台（システムごとの合計）"
        devices["terminal"] = {"current": text, "quantity": terminals}
    if hosts := Counter(one.hosting for one in _systems(facts) if one.hosting):
        devices["server"] = {
            "current": "、".join(f"{place} {count} システム" for place, count in sorted(hosts.items()))
        }
    if gaiji := sum(one.numbers.get("gaiji", 0) for one in _systems(facts)):
        devices["fonts"] = {"current": f"調査では外字 延べ {gaiji:,} 文字"}
    links = {f"link-{one.key}"[:31]: _connection(facts, one) for one in facts.links}
    if facts.links:
        outside = sum(one.external for one in facts.links)
        devices["hub"] = {"current": f"調査では連携 {len(facts.links):,} 本（うち庁外 {outside:,} 本）"}
    return {"device": devices, "connect": links}


def _connection(facts: Facts, link: Link) -> dict[str, Answer]:
    told = {
        "name": f"連携: {link.name or f'{link.sender} → {link.receiver}'}",
        "business": " ".join(facts.concerned(link)),
        "start": link.sender,
        "end": link.receiver,
        "method": link.method,
        "owner": link.department,
    }
    told["due"] = dates.last(facts, CONNECTED)
    return {**{key: text for key, text in told.items() if text}, "result": "未確認"}


def _numbers(facts: Facts) -> Iterator[Section]:
    rows = [
        (one.name, one.department, one.hosting, one.numbers.get("users"), one.numbers.get("terminals"))
        for one in _systems(facts)
        if "users" in one.numbers or "terminals" in one.numbers
    ]
    if rows:
        columns = (
            Column(title="現行システム", width=32),
            Column(title="課", width=20),
            Column(title="置く所", width=20),
            Column(title="利用者", unit="人", numeric=True, width=12),
            Column(title="端末", unit="台", numeric=True, width=12),
        )
        yield chapters.of_item(ITEM)["terminals"].section(Grid(title="システムごと", columns=columns, rows=tuple(rows)))


def _links(facts: Facts) -> Iterator[Section]:
    rows = tuple(
        (
            one.sender,
            one.receiver,
            one.name,
            _OUTSIDE if one.external else _INSIDE,
            one.frequency,
            one.method,
            one.department,
        )
        for one in sorted(facts.links, key=lambda one: (not one.external, one.sender, one.receiver))
    )
    if rows:
        heads = (("送る側", 24), ("受ける側", 24), ("内容", 26), ("相手", 7), ("頻度", 10), ("方法", 18), ("課", 14))
        columns = tuple(Column(title=title, width=width) for title, width in heads)
        yield chapters.of_item(ITEM)["links"].section(Grid(title="連携", columns=columns, rows=rows))


def _bandwidth(facts: Facts) -> Iterator[Section]:
    given = next(iter(facts.of(ITEM).of("design")), None)
    needed, contracted = (given.answers.get(id) if given else None for id in ("bandwidth", "contracted"))
    if not isinstance(needed, int) or not isinstance(contracted, int):
        return
    figures = [
        Figure(label="見積り", value=f"{needed:,} Mbps"),
        Figure(
            label="契約する帯域",
            value=f"{contracted:,} Mbps",
            note="足りません" if contracted < needed else "見積り以上です",
            tone=Tone.BAD if contracted < needed else Tone.GOOD,
        ),
    ]
    if terminals := _terminals(facts):
        each = f"{contracted * 1000 // terminals:,} kbps"
        figures.append(Figure(label="1 台あたり", value=each, note=f"延べ {terminals:,} 台"))
    yield chapters.of_item(ITEM)["bandwidth"].section(Figures(figures=tuple(figures)))


_WORDS = {
    "device": ("need", (("要対応", Tone.CAUTION), ("調査中", Tone.CAUTION), ("不要", Tone.MUTED))),
    "connect": (
        "result",
        (("合格", Tone.GOOD), ("不合格", Tone.BAD), ("未確認", Tone.CAUTION), ("対象外", Tone.MUTED)),
    ),
}


def _progress(facts: Facts, steps: frozenset[int]) -> Iterator[Section]:
    rows: list[tuple[Value, ...]] = []
    form, answers = forms.form(ITEM), facts.of(ITEM)
    for sheet in (form.of(id) for id in _WORDS):
        if sheet.step not in steps:
            continue
        question, words = _WORDS[sheet.id]
        counts = Counter(row.text(question) for row in answers.of(sheet.id))
        rows += [(sheet.name, word, Cell(text=counts[word], tone=tone)) for word, tone in words if counts[word]]
        if sheet.id == "device" and (left := sum(_waiting(row) for row in answers.of(sheet.id))):
            rows.append((sheet.name, "要対応のうち、済んでいないもの", Cell(text=left, tone=Tone.CAUTION)))
        blank = sum(answers.get(sheet.id, one.key) is None for one in sheet.presets)
        if blank:
            rows.append((sheet.name, "まだ書かれていない行", Cell(text=blank, tone=Tone.MUTED)))
    if any(answers.of(id) for id in _WORDS):
        columns = (
            Column(title="一覧", width=24),
            Column(title="状態", width=36),
            Column(title="行", numeric=True, width=10),
        )
        yield chapters.of_item(ITEM)["progress"].section(Grid(title="行の数", columns=columns, rows=tuple(rows)))


def _waiting(row: Record) -> bool:
    """True where something is still to be done or to be found out."""
    need = row.text("need")
    return need == "調査中" or (need == "要対応" and row.text("state") not in ("完了済み", "対象外"))


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    found: list[Section] = [*_progress(facts, steps)]
    if PREPARED in steps:
        found += _numbers(facts)
        found += register.sections(item, facts.of(item), frozenset({PREPARED}))
    if CONNECTED in steps:
        found += (*_bandwidth(facts), *_links(facts))
        found += register.sections(item, facts.of(item), frozenset({CONNECTED}))
    return tuple(found)


def _holds(facts: Facts, step: int, business: str) -> bool:
    id = "device" if step == PREPARED else "connect"
    answers = facts.of(ITEM)
    rows = [row for row in answers.of(id) if register.concerns(row, business)]
    if not register.all_printed(forms.form(ITEM).of(id), answers):
        return False
    if step == PREPARED:
        return not any(_waiting(row) for row in rows)
    offered = {
        key for key, row in _offers(facts)["connect"].items() if business in str(row.get("business", "")).split()
    }
    return offered <= {row.key for row in rows} and all(row.text("result") in ("合格", "対象外") for row in rows)


ARTEFACT = Artefact(item=ITEM, offers=_offers, sections=_sections, holds=_holds)
