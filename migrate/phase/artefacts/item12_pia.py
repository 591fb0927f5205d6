"""⑫ 特定個人情報保護評価: the threshold of each task, its dates, and the systems and links that handle 個人番号."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from migrate.forms import answer
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Grid, Note, Section, Tone, Value
from migrate.phase import contracts, pia, register
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.facts import Facts, System
from migrate.phase.pia import Judged

ITEM, STEP = 12, 30
"""The work item, ⑫-1."""
_YES, _NOT_DONE = "はい", "行わない（重要な変更でない）"
_HEARING = 30
"""Days in which residents are heard."""
_TABLE = (
    "種類は、対象人数・取扱者数・過去 1 年以内の重大事故から決めます。要確認の行は、特定個人情報保護評価に関する規則の"
    "本文を見ていないので、規則と照らしてください。標準準拠システムへの移行がいつも重要な変更に当たるかを示す文は、"
    "見つかっていません。"
)
_WHEN = (
    "評価は、要件定義の終わりまでに、システムの構築を始める前に終えます（規則 第9条第1項、二次資料による）。"
    "日数は、意見の聴取の 30 日（浜松市の例）のほかは本ツール独自です。"
    "見直しは 1 年ごと、再評価は 5 年を経る前です（努める）。"
)


def offers(facts: Facts) -> Offers:
    """A row a business whose systems handle 個人番号 by the survey, until a row of people's own concerns it."""
    kept = facts.of(ITEM).of("work")
    return {
        "work": {
            one.id: {"name": f"{one.name}に関する事務", "business": one.id}
            for one in facts.businesses
            if any(system.my_number == _YES for system in one.systems)
            and not any(register.concerns(record, one.id) for record in kept)
        }
    }


def judged(record: Record) -> Judged | None:
    """The assessment of a row; None where one of its three facts is missing."""
    people, handlers = record.answers.get("people"), record.answers.get("handlers")
    if not isinstance(people, int) or not isinstance(handlers, int) or not record.text("incident"):
        return None
    return pia.judge(people, handlers, record.text("incident") == _YES)


def _day(record: Record, question: str) -> date | None:
    return answer.day(record.answers.get(question))


def construction(facts: Facts, record: Record) -> date | None:
    """The first day of construction of the businesses that a row concerns."""
    days = [
        day
        for one in facts.businesses
        if register.concerns(record, one.id) and (day := contracts.construction(facts, one.id))
    ]
    return min(days, default=None)


def needed(record: Record) -> bool:
    """True where an assessment is to be made; False also where it is not known yet."""
    found = judged(record)
    return found is not None and found.kind != pia.NONE and record.text("reason") not in ("", _NOT_DONE)


def wrong(facts: Facts, record: Record) -> tuple[str, ...]:
    """What keeps an assessment that is needed from being done."""
    kind = judged(record)
    if kind and kind.kind != pia.NONE and record.text("reason") == _NOT_DONE and not _day(record, "before"):
        return ("行わないとしていますが、前回の公表の日がありません",)
    if not needed(record):
        return ()
    found, published, begin = [], _day(record, "published"), construction(facts, record)
    if published is None:
        found.append("まだ公表していません")
    elif published > facts.as_of:
        found.append(f"公表の日（{published}）が、先の日です")
    elif begin and published >= begin:
        found.append(f"公表（{published}）が、構築の開始（{begin}）より前ではありません")
    if kind and kind.kind == pia.FULL:
        found += _full(record, published)
    return tuple(found)


def _full(record: Record, published: date | None) -> list[str]:
    """全項目評価: hearing and third party."""
    found = []
    begin, end, third = (_day(record, one) for one in ("heard_from", "heard_to", "reviewed"))
    if begin is None or end is None:
        found.append("意見聴取の期間がありません")
    elif (end - begin).days + 1 < _HEARING:
        found.append(f"意見聴取が {(end - begin).days + 1} 日です（{_HEARING} 日に足りません）")
    if third is None:
        found.append("第三者点検の日がありません")
    elif published and third > published:
        found.append("第三者点検が、公表より後です")
    return found


def _judgements(facts: Facts) -> tuple[Section, ...]:
    rows: list[tuple[Value, ...]] = []
    for one in facts.of(ITEM).of("work"):
        found = judged(one)
        if found is not None:
            rows.append(
                (
                    one.text("name"),
                    one.answers["people"] if isinstance(one.answers["people"], int) else "",
                    one.answers["handlers"] if isinstance(one.answers["handlers"], int) else "",
                    one.text("incident"),
                    " と ".join(found.papers) or found.kind,
                    Cell(text="公表資料で確認", tone=Tone.GOOD)
                    if found.seen
                    else Cell(text="要確認", tone=Tone.CAUTION),
                    one.text("reason"),
                    one.text("ground"),
                )
            )
    if not rows:
        return ()
    columns = (
        Column(title="事務", width=28),
        Column(title="対象人数", unit="人", numeric=True, width=12),
        Column(title="取扱者数", unit="人", numeric=True, width=10),
        Column(title="重大事故", width=8),
        Column(title="評価", width=26),
        Column(title="表の確かさ", width=14),
        Column(title="行う理由", width=18),
        Column(title="根拠", width=24),
    )
    grid = Grid(title="事務ごとの判断", columns=columns, rows=tuple(rows))
    return (Section(id="judgement", title="しきい値判断", blocks=(Note(text=_TABLE), grid)),)


def _timeline(facts: Facts) -> tuple[Section, ...]:
    rows: list[tuple[Value, ...]] = []
    unknown = []
    for one in facts.of(ITEM).of("work"):
        found, begin = judged(one), construction(facts, one)
        if not needed(one) or found is None or _day(one, "published"):
            continue
        if begin is None:
            unknown.append(one.text("name"))
            continue
        for part in pia.timeline(found.kind, begin):
            over = part.end < facts.as_of
            name: Value = Cell(text=part.name, tone=Tone.BAD) if over else part.name
            rows.append((one.text("name"), name, part.start.isoformat(), part.end.isoformat(), part.basis))
        rows.append((one.text("name"), "構築の開始", begin.isoformat(), "", "⑪ の節目・工程表・契約"))
    notes = [Note(text=_WHEN)] if rows else []
    if unknown:
        text = f"構築の開始の日が分からないので、日を出せない事務: {'、'.join(unknown)}。"
        notes.append(Note(text=text + "⑪ に稼働日か節目を書いてください。", tone=Tone.CAUTION))
    if not notes:
        return ()
    columns = (
        Column(title="事務", width=30),
        Column(title="作業", width=30),
        Column(title="初め", width=12),
        Column(title="終わり", width=12),
        Column(title="日数の根拠", width=36),
    )
    grid = (Grid(title="構築の開始から逆算した日", columns=columns, rows=tuple(rows)),) if rows else ()
    return (Section(id="timeline", title="評価の日程", blocks=(*notes, *grid)),)


def _after(facts: Facts) -> tuple[Section, ...]:
    """Yearly reviews and the new assessment of what is published."""
    rows = []
    for one in facts.of(ITEM).of("work"):
        published = _day(one, "published") or _day(one, "before")
        if published is None:
            continue
        coming = next((day for day in pia.reviews(published) if day >= facts.as_of), None)
        last = pia.again(published)
        over = last < facts.as_of
        rows.append(
            (
                one.text("name"),
                published.isoformat(),
                coming.isoformat() if coming else "",
                Cell(text=last.isoformat(), tone=Tone.BAD if over else Tone.PLAIN),
            )
        )
    if not rows:
        return ()
    columns = (
        Column(title="事務", width=36),
        Column(title="公表の日", width=14),
        Column(title="次の年次の見直し", width=18),
        Column(title="再評価（5 年を経る前）", width=24),
    )
    grid = Grid(title="見直しと再評価", columns=columns, rows=tuple(rows))
    return (Section(id="after", title="公表した後", blocks=(grid,)),)


def touched(facts: Facts) -> Mapping[str, System]:
    """The current systems that handle 個人番号, or of which nobody has said that they do not."""
    systems = (one for business in facts.businesses for one in business.systems)
    return {one.key: one for one in systems if one.my_number in (_YES, "不明", "")}


def _touched(facts: Facts) -> tuple[Section, ...]:
    found = touched(facts)
    names = {one.id: one.name for one in facts.businesses}
    rows = tuple(
        (
            one.name,
            "、".join(names.get(id, id) for id in one.businesses),
            one.department,
            one.vendor,
            "扱う" if one.my_number == _YES else Cell(text="不明", tone=Tone.CAUTION),
        )
        for one in found.values()
    )
    links = tuple(
        (
            one.name,
            f"{one.sender} → {one.receiver}",
            "庁外" if one.external else "庁内",
            one.method,
            "含む" if one.my_number == _YES else Cell(text="不明", tone=Tone.CAUTION),
        )
        for one in facts.links
        if one.my_number in (_YES, "不明", "")
    )
    blocks = []
    if rows:
        heads = (("システム", 28), ("業務", 36), ("担当課", 18), ("ベンダ", 20), ("個人番号", 10))
        columns = tuple(Column(title=title, width=width) for title, width in heads)
        blocks.append(Grid(title="移行で替わるシステム", columns=columns, rows=rows))
    if links:
        heads = (("連携の内容", 30), ("送り手と受け手", 44), ("相手", 8), ("方式", 12), ("個人番号", 10))
        columns = tuple(Column(title=title, width=width) for title, width in heads)
        blocks.append(Grid(title="移行で替わる連携", columns=columns, rows=links))
    if not blocks:
        return ()
    return (Section(id="touched", title="個人番号を扱うシステムと連携（②の調査）", blocks=tuple(blocks)),)


def _open(facts: Facts) -> tuple[Section, ...]:
    rows = tuple(
        (one.text("name"), "。".join(said)) for one in facts.of(ITEM).of("work") if (said := wrong(facts, one))
    )
    if not rows:
        return ()
    columns = (Column(title="事務", width=36), Column(title="残っていること", width=80))
    return (
        Section(id="open", title="終わっていない評価", blocks=(Grid(title="事務ごと", columns=columns, rows=rows),)),
    )


def sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    """The whole item; it has one step."""
    del item, steps
    return (*_judgements(facts), *_open(facts), *_timeline(facts), *_after(facts), *_touched(facts))


def holds(facts: Facts, step: int, business: str) -> bool:
    """Every task of the business is judged, and what it needs is published before construction starts."""
    del step
    mine = [one for one in facts.of(ITEM).of("work") if register.concerns(one, business)]
    return all(judged(one) is not None and not wrong(facts, one) for one in mine)


ARTEFACT = Artefact(item=ITEM, offers=offers, sections=sections, holds=holds)
