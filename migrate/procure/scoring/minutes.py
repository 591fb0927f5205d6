"""議事: what the committee has before it, point by point, with room for what it says and decides. Ours."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.document import Column, Document, Grid, Section, Value
from migrate.procure.scoring import exact
from migrate.procure.scoring.criteria import By
from migrate.procure.scoring.evaluation import Evaluation, points
from migrate.procure.scoring.lock import SHORT
from migrate.procure.scoring.ranking import Verdict
from migrate.procure.scoring.score import State


def document(view: Evaluation) -> Document:
    """The sheet for the meeting."""
    return Document(
        title="選定委員会 議事",
        subtitle=view.title,
        facts=(
            ("団体", view.municipality),
            ("資料の時点", view.as_of.isoformat()),
            ("様式", "本ツール独自（公表された様式ではありません）"),
        ),
        sections=tuple(_sections(view)),
    )


def _sections(view: Evaluation) -> Iterator[Section]:
    if view.inputs.judges:
        columns = (
            Column(title="委員", width=28),
            Column(title="出席", width=10),
            Column(title="採点しない業者（除斥）", width=36),
            Column(title="確認の印・署名", width=26),
        )
        rows = tuple(
            (
                one.name,
                "出席" if one.present else "欠席",
                "、".join(view.name(vendor) for vendor in sorted(one.recused)),
                None,
            )
            for one in view.inputs.judges
        )
        yield Section(id="present", title="委員", blocks=(Grid(title="委員", columns=columns, rows=rows),))
    columns = (
        Column(title="", width=5),
        Column(title="議題", width=20),
        Column(title="事務局の資料", width=46),
        Column(title="意見・決めたこと", width=40),
    )
    rows_ = tuple((str(number), topic, said, None) for number, (topic, said) in enumerate(_agenda(view), start=1))
    yield Section(id="agenda", title="議題", blocks=(Grid(title="議題と決めたこと", columns=columns, rows=rows_),))


def _agenda(view: Evaluation) -> Iterator[tuple[str, Value]]:
    lock, ranking, rules = view.lock, view.ranking, view.inputs.rules
    changed = f"固定し直しが {len(lock.earlier)} 回あります。" if lock.earlier else "固定の後に変わっていません。"
    yield "評価基準の確認", f"{lock.moment} に固定（符号 {lock.sha256[:SHORT]}）。{changed}"
    yield "提案の状況", _offers(view)
    if outside := [one for one in ranking.vendors if one.state in (State.OUT, State.LATE, State.BELOW)]:
        yield "失格・期限後・基準点未満", "\n".join(f"{one.offer.name}: {one.state}。{one.reason}" for one in outside)
    if view.inputs.criteria.given(By.JUDGES):
        yield "採点の確認", _marks(view)
    if len(ranking.ranks) == 1:
        floor = f"最低基準点 {exact.written(rules.floor)} 点を満たすか" if rules.floor is not None else "選ぶかどうか"
        yield "1 者だけの扱い", f"順位のつく業者は 1 者です。{floor}を確かめます。"
    if ranking.ties:
        named = "\n".join("、".join(view.name(one) for one in tie) for tie in ranking.ties)
        yield "くじ", f"同点: {named}\nくじは人が引き、引いた日・立会い・出た順を残します。"
    elif ranking.by_lot and view.draw.on:
        order = "、".join(view.name(one) for one in view.draw.order)
        yield "くじ", f"{view.draw.on.isoformat()} に引いた順: {order}（立会い {view.draw.witness}）"
    yield "順位", _ranks(view)
    if view.moves:
        changed_ = sum(one.changed for one in view.moves)
        yield (
            "配点を動かしたとき",
            f"5 点の上げ下げ {len(view.moves)} 通りのうち、第1位が変わるのは {changed_} 通りです。",
        )
    yield "選定と次点", view.sentence if ranking.verdict is Verdict.FIRST else f"{ranking.verdict}。"
    yield "通知と公表", "業者への通知の日と、公表する範囲（得点、委員の名）を決めます。"


def _offers(view: Evaluation) -> str:
    withdrawn = sum(one.state is State.WITHDRAWN for one in view.ranking.vendors)
    parts = [f"提案 {len(view.inputs.offers)} 者"]
    if withdrawn:
        parts.append(f"うち辞退 {withdrawn} 者")
    if view.inputs.rules.deadline:
        parts.append(f"提出期限 {view.inputs.rules.deadline.isoformat()}")
    return "、".join(parts) + "。"


def _marks(view: Evaluation) -> str:
    waiting = [one.offer.name for one in view.ranking.vendors if one.state is State.OPEN]
    left = f"採点のそろわない業者: {'、'.join(waiting)}。" if waiting else "採点はそろっています。"
    present = sum(one.present for one in view.inputs.judges)
    return f"委員 {present} 人の採点を{view.inputs.rules.combine}でまとめました。{left}"


def _ranks(view: Evaluation) -> str:
    ranked = [one for one in view.ranking.vendors if one.offer.vendor in view.ranking.ranks]
    lines = [f"{view.ranking.ranks[one.offer.vendor]} 位　{one.offer.name}　{points(one)} 点" for one in ranked]
    return "\n".join(lines) or "順位のつく業者はいません。"
