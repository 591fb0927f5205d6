"""⑰ 条例・規則等改正: forms that the standard replaces, the 例規 behind them, and dates back from the assembly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from migrate.files.digest import sha256_of_bytes
from migrate.forms.answer import Answer
from migrate.forms.form import plain
from migrate.model.document import Cell, Column, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.phase import chapters, contracts, ordinance, register
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.facts import Facts
from migrate.phase.ordinance import ITEM, KEPT, NOT_CHANGED, PROMULGATED, Path
from migrate.phase.plan import calendar

_SUPPOSED = (
    "議会の日程は仮のものです（本ツール独自）。migrate plan init で plan/calendar.csv を作り、自団体の会期に直します。"
)
_NO_GROUND = "定めなし"
_WAITING = 60
"""Forms that nobody has judged, as the document prints them."""


def _offers(facts: Facts) -> Offers:
    return {
        "form": dict(_forms(facts)),
        "rule": {**dict(_usual(facts)), **dict(_behind(facts)), **dict(_none(facts))},
        "lead": {one.id: {"days": one.days, "note": one.basis} for one in ordinance.stages() if not one.session},
    }


def _forms(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """One row a 帳票 of the standard."""
    for one in facts.businesses:
        owner: Mapping[str, Answer] = {"owner": one.departments[0]} if one.departments else {}
        for key, text in ordinance.offered_forms(facts, one.id):
            yield key, {"name": text, "business": one.id, **owner}


def _usual(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """What a municipality usually has to look at, for the businesses that it has."""
    known = {one.id for one in facts.businesses}
    for row in ordinance.usual():
        mine = [id for id in row["businesses"].split() if id in known]
        if mine or not row["businesses"]:
            yield (
                f"usual-{row['row']}",
                {
                    "name": row["name"],
                    "kind": row["kind"],
                    "what": row["what"],
                    "state": "未着手",
                    **({"business": " ".join(mine)} if mine else {}),
                },
            )


def _behind(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """The 例規 that forms to be changed name and the list does not hold yet, one row each."""
    named = defaultdict(list)
    for row in facts.of(ITEM).of("form"):
        if ordinance.unlisted(facts, row):
            named[row.text("ground"), plain(row.text("law"))].append(row)
    for (kind, law), rows in named.items():
        numbers = dict.fromkeys(row.text("number") for row in rows if row.text("number"))
        ids = dict.fromkeys(id for row in rows for id in row.text("business").split())
        owner = next((row.text("owner") for row in rows if row.text("owner")), "")
        yield (
            f"law-{sha256_of_bytes(law.encode())[:12]}",
            {
                "name": rows[0].text("law"),
                "business": " ".join(ids),
                "kind": kind,
                "what": f"様式の改正（{'、'.join(numbers) or f'{len(rows)} 様式'}）",
                "state": "未着手",
                **({"owner": owner} if owner else {}),
            },
        )


def _none(facts: Facts) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    """A row that says so where every form of a business has been judged and none is to be changed."""
    for one in facts.businesses:
        rows = [row for row in facts.of(ITEM).of("form") if register.concerns(row, one.id)]
        settled = rows and not ordinance.waiting(facts, one.id)
        if settled and all(row.text("change") == KEPT or row.text("ground") == _NO_GROUND for row in rows):
            note = "標準の帳票に替わる様式に、改正の要るものがない"
            yield (
                f"none-{one.id}",
                {"name": f"{one.name}: 改正なし", "business": one.id, "state": NOT_CHANGED, "note": note},
            )


def _numbers(facts: Facts) -> Section | None:
    judged = {row.key for row in facts.of(ITEM).of("form")}
    offered = [key for one in facts.businesses for key, _ in ordinance.offered_forms(facts, one.id)]
    found = ordinance.paths(facts)
    if not (offered or judged or found):
        return None
    late, lost = [one for one in found if one.late], [one for one in found if one.lost]
    left = sum(key not in judged for key in offered)
    figures = (
        Figure(label="標準の帳票", value=f"{len(offered):,}", note=f"未判断 {left:,}"),
        Figure(label="改正する例規", value=f"{sum(one.record.text('state') != NOT_CHANGED for one in found):,} 本"),
        Figure(label="公布済み", value=f"{sum(one.record.text('state') == PROMULGATED for one in found):,} 本"),
        Figure(label="遅れ", value=f"{len(late):,} 本", tone=Tone.CAUTION if late else Tone.GOOD),
        Figure(label="施行に間に合わない", value=f"{len(lost):,} 本", tone=Tone.BAD if lost else Tone.GOOD),
    )
    return chapters.of_item(ITEM)["numbers"].section(Figures(figures=figures))


def _due(facts: Facts) -> Section | None:
    rows = [_row(one) for one in ordinance.paths(facts) if one.record.text("state") != NOT_CHANGED]
    if not rows:
        return None
    heads = (
        ("例規", 30),
        ("種類", 11),
        ("業務", 10),
        ("状態", 13),
        ("次にすること", 18),
        ("その期限", 12),
        ("議会", 24),
        ("公布の期限", 12),
        ("施行日", 12),
        ("見立て", 30),
    )
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    notes = (Note(text=_SUPPOSED, tone=Tone.CAUTION),) if not facts.periods else ()
    grid = Grid(title="期日", columns=columns, rows=tuple(rows))
    return chapters.of_item(ITEM)["due"].section(*notes, grid)


def _row(one: Path) -> tuple[Value, ...]:
    record, coming = one.record, one.coming
    publish = next((due for due in one.dues if due.stage.done == PROMULGATED), None)
    first = coming is not None and coming.stage == ordinance.stages()[0]
    return (
        record.text("name"),
        record.text("kind"),
        record.text("business") or "全業務",
        record.text("state") or "未着手",
        f"{coming.stage.name}{'に着手' if first else ''}" if coming else "",
        (coming.begin if first else coming.end).isoformat() if coming else "",
        f"{one.session.name}（{one.session.end.isoformat()} まで）" if one.session else "",
        publish.end.isoformat() if publish else record.text("promulgated"),
        one.force.isoformat() if one.force else "",
        _verdict(one),
    )


def _verdict(one: Path) -> Cell:
    if not one.open:
        return Cell(text="公布済み", tone=Tone.GOOD)
    if one.force is None:
        return Cell(text="施行日も運用開始日も分からず、日を出せません", tone=Tone.CAUTION)
    if not one.record.text("kind"):
        return Cell(text="種類が分からず、日を出せません", tone=Tone.CAUTION)
    if one.lost:
        reach = f"最短の施行は {one.earliest.isoformat()}" if one.earliest else "合う議会が暦にありません"
        return Cell(text=f"施行に間に合いません。{reach}", tone=Tone.BAD)
    if one.late:
        reach = f"いまの日数のままなら、施行は {one.earliest.isoformat()}" if one.earliest else "日数を詰めます"
        return Cell(text=f"{one.late} 営業日の遅れ。{reach}", tone=Tone.CAUTION)
    return Cell(text="間に合います", tone=Tone.GOOD)


def _sessions(facts: Facts) -> Section | None:
    """The sessions from now to the last day of going live: when a 条例 must be where."""
    days = [day for one in facts.businesses if (day := contracts.go_live(facts, one.id))]
    if not days:
        return None
    known, leads = calendar.of(facts.periods), ordinance.leads(facts)
    rows = []
    for one in ordinance.sessions(known):
        if one.end < facts.as_of or one.start > max(days):
            continue
        first = known.before(one.start)
        bill, review = first - leads["bill"], first - leads["bill"] - leads["review"]
        force = known.starting(known.after(one.end) + leads["publish"] + leads["notice"])
        late = known.starting(bill) < facts.as_of
        rows.append(
            (
                one.name,
                f"{one.start.isoformat()} 〜 {one.end.isoformat()}",
                known.starting(review - leads["draft"]).isoformat(),
                known.ending(review).isoformat(),
                Cell(text=known.starting(bill).isoformat(), tone=Tone.MUTED if late else Tone.PLAIN),
                force.isoformat(),
                _waiting_for(facts, one.end),
            )
        )
    if not rows:
        return None
    heads = ("議会", "会期", "改正案に着手", "法規審査へ出す", "議案の締切", "最短の施行日")
    columns = (
        *(Column(title=head, width=26 if head == "会期" else 15) for head in heads),
        Column(title="この議会で議決する条例", numeric=True, width=12),
    )
    return chapters.of_item(ITEM)["sessions"].section(Grid(title="議会", columns=columns, rows=tuple(rows)))


def _waiting_for(facts: Facts, end: date) -> int:
    return sum(one.session is not None and one.session.end == end for one in ordinance.paths(facts))


def _doubts(facts: Facts) -> Section | None:
    told = [
        (
            record.text("name"),
            record.text("business"),
            f"改正が要るのに、「{record.text('law')}」が例規の一覧にありません",
        )
        for record in facts.of(ITEM).of("form")
        if ordinance.unlisted(facts, record)
    ]
    for record in facts.of(ITEM).of("rule"):
        if record.text("state") == PROMULGATED:
            told += [
                (record.text("name"), record.text("business") or "全業務", text)
                for text in ordinance.wrong(facts, record)
            ]
    if not told:
        return None
    columns = (
        Column(title="様式・例規", width=36),
        Column(title="業務", width=14),
        Column(title="合わないこと", width=60),
    )
    return chapters.of_item(ITEM)["doubts"].section(Grid(title="一覧", columns=columns, rows=tuple(told)))


def _waiting(facts: Facts) -> Section | None:
    rows = [(f"{one.id} {one.name}", text) for one in facts.businesses for text in ordinance.waiting(facts, one.id)]
    if not rows:
        return None
    counts = Counter(business for business, _ in rows)
    more = len(rows) - _WAITING
    note = f"ほかの {more:,} 件は様式にあります。" if more > 0 else ""
    summary = Note(text="、".join(f"{business} {count:,} 件" for business, count in counts.items()) + "。")
    columns = (Column(title="業務", width=28), Column(title="帳票", width=60))
    grid = Grid(title="帳票", columns=columns, rows=tuple(rows[:_WAITING]), note=note)
    return chapters.of_item(ITEM)["waiting"].section(summary, grid)


def _lead(facts: Facts) -> Section:
    given = ordinance.leads(facts)
    rows = tuple(
        (
            one.name,
            "、".join(one.kinds),
            "会期に合わせる" if one.session else f"{given[one.id]} 営業日",
            one.basis if one.session or given[one.id] == one.days else "団体が決めた日数",
        )
        for one in ordinance.stages()
    )
    heads = (("作業", 26), ("例規の種類", 34), ("日数", 14), ("根拠", 44))
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    return chapters.of_item(ITEM)["lead"].section(Grid(title="日数", columns=columns, rows=rows))


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    made = (part(facts) for part in (_numbers, _due, _sessions, _doubts, _waiting))
    found = [one for one in made if one]
    registers = [one for one in register.sections(item, facts.of(item), steps) if one.id != "sheet-lead"]
    return (*found, *registers, _lead(facts)) if found or registers else ()


def _holds(facts: Facts, step: int, business: str) -> bool:
    """Every form of the standard is judged, every 例規 that was suggested or is needed is in force by going live."""
    del step
    answers = facts.of(ITEM)
    rules = {row.key: row for row in answers.of("rule")}
    offered = {key for key, row in _usual(facts) if business in str(row.get("business", business)).split()}
    mine = [row for row in answers.of("form") if register.concerns(row, business)]
    return (
        offered <= rules.keys()
        and not ordinance.waiting(facts, business)
        and not any(ordinance.unlisted(facts, row) for row in mine)
        and not any(ordinance.wrong(facts, row) for row in rules.values() if register.concerns(row, business))
    )


ARTEFACT = Artefact(item=ITEM, offers=_offers, sections=_sections, holds=_holds)
