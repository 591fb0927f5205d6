"""調達仕様書: what is procured, with the chapters that published specifications have; its facts are the town's own."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.document import Block, Column, Document, Grid, Note, Value
from migrate.procure import days, layouts
from migrate.procure.package import Package
from migrate.procure.rfi.situation import SIZES, Business
from migrate.procure.rfp import lists, paper
from migrate.procure.rfp.books import PROPOSAL
from migrate.procure.rfp.tender import Tender

PAPER = "specification"


def document(package: Package, tender: Tender) -> Document:
    """The specification."""
    blocks: dict[str, tuple[Block, ...]] = {
        "overview.words": (lists.grid("words"),),
        "policy.systems": _systems(tender),
        "period.contracts": (lists.grid("contracts"), *_contracts(tender)),
        "scope.included": (lists.grid("included", _around(tender, True)),),
        "scope.excluded": (lists.grid("excluded", _around(tender, False)),),
        "schedule": _schedule(tender),
        "requirements.functions": _functions(tender),
        "requirements.characters": characters(tender),
        "requirements.nonfunctional": (lists.grid("nonfunctional"), *_sizes(tender)),
        "build.links": _links(tender),
        "build.sla": levels(),
        "build.migration": (rounds(tender),),
        "deliverables.list": (lists.grid("deliverables"),),
    }
    return paper.document(PAPER, package, tender, blocks)


def _systems(tender: Tender) -> tuple[Block, ...]:
    columns = (
        paper.BUSINESS,
        Column(title="現行システム", width=24),
        Column(title="製品", width=20),
        Column(title="設置の場所", width=14),
        Column(title="契約の終わり", width=18),
    )
    rows: list[tuple[Value, ...]] = []
    for one in tender.situation.businesses:
        name = f"{one.id} {one.name}"
        rows += ((name, s.name, s.package, s.hosting, days.written(s.contract_end)) for s in one.systems)
        if not one.systems:
            rows.append((name, "（調べていません）", "", "", ""))
    return paper.table("業務と現行システム", columns, rows)


def _contracts(tender: Tender) -> tuple[Block, ...]:
    terms = tender.terms
    spans = (
        ("構築契約の期間", ("build_start", "build_end")),
        ("利用契約の期間", ("use_start", "use_end")),
    )
    listed = [
        (label, f"{days.written(terms.text(first)) or '未定'} から {days.written(terms.text(last)) or '未定'} まで")
        for label, (first, last) in spans
    ]
    return paper.pairs("契約の期間", [*listed, ("稼働の日", days.written(terms.text("go_live")) or "未定")])


def _around(tender: Tender, included: bool) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, one.state) for one in tender.around if one.included is included)


def _schedule(tender: Tender) -> tuple[Block, ...]:
    terms = tender.terms
    told = {
        "公表": terms.text("issued"),
        "提案の期限": terms.text("answers_due"),
        **dict(tender.days),
        "構築契約の始まり": terms.text("build_start"),
        **{f"移行リハーサル（{name}）の終わり": day for name, _, day in _rehearsals(tender)},
        "稼働": terms.text("go_live"),
        "利用契約の始まり": terms.text("use_start"),
        "構築契約の終わり": terms.text("build_end"),
        "利用契約の終わり": terms.text("use_end"),
    }
    dated = sorted((day, name) for name, day in told.items() if days.iso(day))
    listed = [(name, days.written(day)) for day, name in dated]
    return paper.pairs("全体スケジュール", listed or [(name, days.UNSAID) for name in ("提案の期限", "稼働")])


def _rehearsals(tender: Tender) -> tuple[tuple[str, str, str], ...]:
    """Rounds of the plan with the ISO day by which each ends, counted back from the start of operation."""
    return tuple(
        (name, aim, days.shifted(tender.terms.text("go_live"), int(back)) or f"稼働の {-int(back)} 日前")
        for name, aim, back in lists.rows()["rehearsals"]
    )


def rounds(tender: Tender) -> Grid:
    """The rounds of rehearsal."""
    listed = ((name, aim, days.written(day)) for name, aim, day in _rehearsals(tender))
    return lists.grid("rehearsals", ours=tuple(listed))


def _functions(tender: Tender) -> tuple[Block, ...]:
    columns = (
        paper.BUSINESS,
        Column(title="標準仕様の版", width=18),
        Column(title="実装必須", numeric=True, width=11),
        Column(title="採用した標準オプション", numeric=True, width=16),
        Column(title="検討中の標準オプション", numeric=True, width=16),
        Column(title="標準にないもの", numeric=True, width=15),
    )
    known = [one for one in tender.situation.businesses if one.wanted]
    found: list[Block] = [*paper.table("要件の数", columns, [_counts(one) for one in known])]
    if lacking := [f"{one.id} {one.name}" for one in tender.situation.businesses if not one.wanted]:
        text = f"{'、'.join(lacking)}の要件は、標準仕様書のとおりです（対応表はありません）。"
        found.append(Note(text=text))
    return tuple(found)


def _counts(one: Business) -> tuple[Value, ...]:
    options = [each for each in one.wanted if each.option]
    return (
        f"{one.id} {one.name}",
        one.edition,
        sum(each.printed.get("wish") == "必須" for each in one.wanted),
        sum(each.adopt == "採用" for each in options),
        sum(each.adopt not in ("採用", "不採用") for each in options),
        sum(each.sheet == "outside" for each in one.wanted),
    )


def characters(tender: Tender) -> tuple[Block, ...]:
    """How many characters are known to be outside the target."""
    gaiji = [
        (f"{one.name}の外字", f"{one.sizes['gaiji']:,} 字") for one in tender.situation.systems if "gaiji" in one.sizes
    ]
    counted = [(name, f"{number:,}") for name, number in tender.characters.items()]
    return paper.pairs("今わかっている文字の数", [*gaiji, *counted])


def _sizes(tender: Tender) -> tuple[Block, ...]:
    ids = ("users", "terminals", "forms", "interfaces", "batches")
    listed = [one for one in tender.situation.systems if any(id in one.sizes for id in ids)]
    used = [id for id in ids if any(id in one.sizes for one in listed)]
    columns = (Column(title="現行システム", width=30), *(Column(title=SIZES[i], numeric=True, width=12) for i in used))
    return paper.table("現行の規模", columns, [(one.name, *(one.sizes.get(id) for id in used)) for one in listed])


def _links(tender: Tender) -> tuple[Block, ...]:
    columns = (
        Column(title="送り手", width=22),
        Column(title="受け手", width=22),
        Column(title="内容", width=28),
        Column(title="頻度", width=10),
        Column(title="今の方式", width=14),
        Column(title="外部", width=7),
    )
    rows = [
        (one.sender, one.receiver, one.name, one.frequency, one.method, "外部" if one.external else "")
        for one in tender.situation.links
    ]
    none = Note(text="今わかっている連携はありません。標準の連携要件によります。")
    return paper.table("連携", columns, rows) or (none,)


def levels() -> tuple[Grid, ...]:
    """The levels of service that are asked for: the rows of the sheet on which vendors answer."""
    return _asked("sla", "求める水準")


def conditions() -> tuple[Grid, ...]:
    """The terms of contract, likewise."""
    return _asked("contract", "契約の条件")


def _asked(sheet: str, title: str) -> tuple[Grid, ...]:
    columns = (
        Column(title="番号", width=8),
        Column(title="区分", width=16),
        Column(title="項目", width=26),
        Column(title="求める内容", width=54),
    )
    printed: list[Mapping[str, str]] = [one.printed for one in layouts.lines(PROPOSAL)[sheet]]
    rows = [(one["id"], one["section"], one["name"], one["known"]) for one in printed]
    return paper.table(title, columns, rows)
