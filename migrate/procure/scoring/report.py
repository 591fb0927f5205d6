"""評価結果書: what came out, how, and every number with its formula. The layout is ours."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from migrate.model.document import Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.procure.scoring import exact, judging
from migrate.procure.scoring.criteria import By
from migrate.procure.scoring.evaluation import Evaluation, points
from migrate.procure.scoring.lock import SHORT, shown
from migrate.procure.scoring.ranking import Verdict
from migrate.procure.scoring.score import State
from migrate.procure.scoring.sensitivity import STEP

_TONES = {State.RANKED: Tone.GOOD, State.OPEN: Tone.CAUTION, State.WITHDRAWN: Tone.MUTED}


def document(view: Evaluation) -> Document:
    """The whole report."""
    sections = (_conclusion(view), _method(view), _ranks(view), _items(view), *_rest(view))
    return Document(
        title="評価結果書",
        subtitle=view.title,
        facts=(
            ("団体", view.municipality),
            ("時点", view.as_of.isoformat()),
            ("様式", "本ツール独自（公表された様式ではありません）"),
        ),
        sections=sections,
    )


def brief(view: Evaluation) -> Document:
    """What a terminal shows: the conclusion and the ranks."""
    return Document(
        title="提案の評価", subtitle=view.title, summary=view.sentence, sections=(_ranks(view), *_moved(view))
    )


def _rest(view: Evaluation) -> Iterator[Section]:
    yield from _without_rank(view)
    yield from _judges(view)
    yield from _moved(view)
    yield from _words(view)
    yield from _trail(view)
    yield from _relocked(view)


def _conclusion(view: Evaluation) -> Section:
    good = view.ranking.verdict is Verdict.FIRST
    notes = [Note(text=view.sentence, tone=Tone.GOOD if good else Tone.CAUTION)]
    if view.ranking.by_lot and view.draw.on:
        notes.append(
            Note(text=f"同点の順は、{view.draw.on.isoformat()} に引いたくじによります（立会い: {view.draw.witness}）。")
        )
    notes.append(
        Note(text=view.decided) if view.decided else Note(text="選定はまだ決まっていません。", tone=Tone.CAUTION)
    )
    if view.decision.reason:
        notes.append(Note(text=f"理由: {view.decision.reason}"))
    return Section(id="conclusion", title="結論", blocks=tuple(notes))


def _pairs(title: str, rows: list[tuple[Value, ...]]) -> Grid:
    return Grid(title=title, columns=(Column(title="事項", width=24), Column(title="内容", width=76)), rows=tuple(rows))


def _method(view: Evaluation) -> Section:
    rules, judges = view.inputs.rules, view.inputs.judges
    present = sum(one.present for one in judges)
    rows: list[tuple[Value, ...]] = [
        ("件名", view.title),
        ("業務", "、".join(view.businesses)),
        ("基準を固定した時刻", view.lock.moment),
        ("固定の符号（SHA-256）", view.lock.sha256),
        ("提案した業者", f"{len(view.inputs.offers)} 者"),
        ("配点の合計", f"{exact.written(view.inputs.criteria.total)} 点"),
    ]
    if view.inputs.criteria.given(By.JUDGES):
        rows += [
            ("委員", f"{len(judges)} 人（出席 {present} 人）"),
            ("委員の点のまとめ", str(rules.combine)),
            ("委員の点の標準化", str(rules.normalise)),
            ("委員の点が空いたとき", str(rules.absence)),
        ]
    rows += [
        ("項目の端数", f"{rules.rounding.text}。項目に決まりがあれば、それによる"),
        ("合計の端数", rules.total.text),
        ("同点のとき", "、".join([*(_item_name(view, one) for one in rules.tie), "くじ"]) + " の順"),
    ]
    if rules.floor is not None:
        rows.append(("最低基準点", f"{exact.written(rules.floor)} 点"))
    if rules.deadline:
        rows.append(("提出期限", rules.deadline.isoformat()))
    named = {one.formula.name: one.formula for one in view.inputs.criteria.items if one.formula and one.formula.name}
    rows += [(f"式「{name}」の出所", "。".join(filter(None, (one.origin, one.note)))) for name, one in named.items()]
    return Section(id="method", title="評価の進め方", blocks=(_pairs("進め方", rows),))


def _item_name(view: Evaluation, number: str) -> str:
    found = view.inputs.criteria.of(number)
    return f"{number} {found.name}の点" if found else number


def _ranks(view: Evaluation) -> Section:
    top = view.inputs.criteria.top
    columns = (
        Column(title="順位", width=6),
        Column(title="業者", width=24),
        *(
            Column(title=f"{one.number} {one.name}", unit=exact.written(one.points), numeric=True, width=14)
            for one in top
        ),
        Column(title="合計", unit=exact.written(view.inputs.criteria.total), numeric=True, width=14),
        Column(title="状態", width=12),
    )
    rows: list[tuple[Value, ...]] = []
    for one in view.ranking.vendors:
        place = view.ranking.ranks.get(one.offer.vendor)
        given = (exact.written(one.points[item.number]) if item.number in one.points else "" for item in top)
        state = Cell(text=str(one.state), tone=_TONES.get(one.state, Tone.BAD))
        rows.append((str(place or ""), one.offer.name, *given, points(one), state))
    return Section(id="ranks", title="順位", blocks=(Grid(title="順位と得点", columns=columns, rows=tuple(rows)),))


def _items(view: Evaluation) -> Section:
    scored = [one for one in view.ranking.vendors if one.points]
    columns = (
        Column(title="番号", width=8),
        Column(title="項目", width=26),
        Column(title="採点", width=8),
        Column(title="配点", numeric=True, width=8),
        *(Column(title=one.offer.name, numeric=True, width=14) for one in scored),
    )
    rows: list[tuple[Value, ...]] = []
    for item in view.inputs.criteria.items:
        if item.by is By.CONDITION:
            continue
        given = (exact.written(one.points[item.number]) if item.number in one.points else "" for one in scored)
        rows.append((item.number, item.name, str(item.by or "合計"), exact.written(item.points), *given))
    note = "計算は分数のまま行い、端数の決まりのところだけで丸めます。「…」の数は、小数第 6 位までを示しています。"
    return Section(
        id="items",
        title="項目ごとの得点",
        blocks=(Grid(title="項目ごと", columns=columns, rows=tuple(rows), note=note),),
    )


def _without_rank(view: Evaluation) -> Iterator[Section]:
    rows = [
        (one.offer.name, Cell(text=str(one.state), tone=_TONES.get(one.state, Tone.BAD)), one.reason or _open(view))
        for one in view.ranking.vendors
        if one.offer.vendor not in view.ranking.ranks
    ]
    if rows:
        columns = (Column(title="業者", width=24), Column(title="状態", width=12), Column(title="理由", width=64))
        grid = Grid(title="順位のつかない業者", columns=columns, rows=tuple(rows))
        yield Section(id="without", title="順位のつかない業者", blocks=(grid,))


def _open(view: Evaluation) -> str:
    return "採点がそろっていません。" if view.ranking.verdict is Verdict.OPEN else ""


def _judges(view: Evaluation) -> Iterator[Section]:
    """Subtotals of the judges' items, judge by judge: a judge far from the others is seen here."""
    items = view.inputs.criteria.given(By.JUDGES)
    if not items:
        return
    judged = [one.offer for one in view.ranking.vendors if one.state not in (State.WITHDRAWN, State.LATE)]
    rows: list[tuple[Value, ...]] = [
        (judge.name, *(_subtotal(view, judge.id, one.vendor) if judge.present else "欠席" for one in judged))
        for judge in view.inputs.judges
    ]
    total = exact.written(sum((one.points for one in items), Fraction()))
    columns = (
        Column(title="委員", width=20),
        *(Column(title=one.name, unit=total, numeric=True, width=16) for one in judged),
    )
    note = "委員がつけた点の小計です。標準化とまとめの前の値で、空いた項目は数えていません。"
    grid = Grid(title="委員ごとの小計", columns=columns, rows=tuple(rows), note=note)
    yield Section(id="judges", title="委員ごとの点", blocks=(grid,))


def _subtotal(view: Evaluation, judge: str, vendor: str) -> str:
    if not any(one.id == judge for one in judging.asked(view.inputs.judges, vendor)):
        return "除斥"
    given = [
        view.inputs.marks[judge, vendor, item.number] * item.points
        for item in view.inputs.criteria.given(By.JUDGES)
        if (judge, vendor, item.number) in view.inputs.marks
    ]
    return exact.written(sum(given, Fraction())) if given else "未採点"


def _moved(view: Evaluation) -> Iterator[Section]:
    if not view.moves:
        return
    step = exact.written(STEP)
    changed = [one for one in view.moves if one.changed]
    if not changed:
        text = f"どの配点を {step} 点上げ下げしても、第1位は変わりません（{len(view.moves)} 通り）。"
        yield Section(id="moves", title="配点を動かしたとき", blocks=(Note(text=text, tone=Tone.GOOD),))
        return
    text = f"配点を {step} 点上げ下げした {len(view.moves)} 通りのうち、{len(changed)} 通りで第1位が変わります。"
    columns = (
        Column(title="番号", width=8),
        Column(title="項目", width=30),
        Column(title="配点", numeric=True, width=10),
        Column(title="動かした配点", numeric=True, width=14),
        Column(title="そのときの第1位", width=36),
    )
    rows = tuple(
        (
            one.number,
            one.name,
            exact.written(one.points),
            exact.written(one.moved),
            "、".join(view.name(vendor) for vendor in one.leaders) + ("（同点）" if len(one.leaders) > 1 else ""),
        )
        for one in changed
    )
    note = "ほかの配点はそのままにし、動かした項目の得点を配点に比例させました。最低基準点とくじは見ていません。"
    grid = Grid(title="第1位の変わる動かし方", columns=columns, rows=rows, note=note)
    yield Section(id="moves", title="配点を動かしたとき", blocks=(Note(text=text, tone=Tone.CAUTION), grid))


def _words(view: Evaluation) -> Iterator[Section]:
    if not view.reasons:
        return
    columns = (Column(title="業者", width=22), Column(title="項目", width=26), Column(title="委員の意見", width=60))
    names = {one.number: f"{one.number} {one.name}" for one in view.inputs.criteria.items}
    rows = tuple((view.name(vendor), names[number], text) for vendor, number, text in view.reasons)
    note = "委員の名は示しません。"
    yield Section(id="words", title="委員の意見", blocks=(Grid(title="意見", columns=columns, rows=rows, note=note),))


def _trail(view: Evaluation) -> Iterator[Section]:
    columns = (
        Column(title="番号", width=7),
        Column(title="何の点か", width=20),
        Column(title="式", width=28),
        Column(title="値を入れた式", width=38),
        Column(title="丸める前", numeric=True, width=14),
        Column(title="端数", width=24),
        Column(title="結果", numeric=True, width=12),
    )
    grids = tuple(
        Grid(
            title=f"{one.offer.name} の計算",
            columns=columns,
            rows=tuple(
                (line.number or "計", line.what, line.formula, line.filled, line.exact, line.rounding, line.result)
                for line in one.lines
            ),
        )
        for one in view.ranking.vendors
        if one.lines
    )
    if grids:
        yield Section(id="trail", title="計算の根拠", blocks=grids)


def _relocked(view: Evaluation) -> Iterator[Section]:
    blocks: list[Note | Grid] = []
    if view.lock.offers:
        text = f"基準を固定したとき、提案の値が {view.lock.offers} 者分、すでに入っていました。"
        blocks.append(Note(text=text, tone=Tone.BAD))
    if view.lock.earlier:
        columns = (
            Column(title="時刻", width=28),
            Column(title="前の符号", width=16),
            Column(title="直した理由", width=56),
        )
        rows = tuple((shown(one.at), one.sha256[:SHORT], one.reason) for one in view.lock.earlier)
        blocks.append(Grid(title="固定し直した記録", columns=columns, rows=rows))
    if blocks:
        yield Section(id="relocked", title="基準の固定について", blocks=tuple(blocks))
