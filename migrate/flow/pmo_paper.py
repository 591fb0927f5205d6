"""`pmo paper`: the paper of one body for its mayor, or of one prefecture for its meeting; works without a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.engine.duckdb import Engine
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import beginning
from migrate.flow import pmo_known, pmo_slips
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.finding import Place
from migrate.model.pmo import Body, BodyKind
from migrate.model.value import value
from migrate.pmo import rollup_relations, store
from migrate.pmo.intake import roster
from migrate.pmo.known import Known, prefectures
from migrate.pmo.paper import mayor, meeting, standing, words
from migrate.pmo.paper.standing import BodyStanding, Peers
from migrate.pmo.slips.rank import Ranked, Slips

__all__ = ["PmoPaper", "Wish", "run"]

_MAX_ROSTER = 16 << 20


@value
class Wish:
    """What is asked for: a body (code or name) or a prefecture, in a month (none: the newest) of a store."""

    store: Path
    body: str = ""
    prefecture: str = ""
    period: str = ""


@value
class PmoPaper:
    """What the paper says. Of one body: ``bodies`` is that one, ``peers`` those beside it."""

    period: str
    prefecture: str
    bodies: tuple[BodyStanding, ...]
    peers: tuple[Peers, ...] = ()
    slips: tuple[Ranked, ...] = ()
    """Of these bodies, by their rank in the whole store."""
    missing: tuple[str, ...] = ()
    """Names of the municipalities of the prefecture that are expected to report and have not."""


def run(wish: Wish) -> Outcome:
    """The paper.

    Raises:
        NothingCheckedError: MIG-PMO-001, -100; -143, nobody of the prefecture has reported.
        MigrateError: MIG-PMO-140 to -142, -144.
    """
    if bool(wish.body) is bool(wish.prefecture):
        raise MigrateError("MIG-PMO-144")
    folder = wish.store.resolve()
    months = pmo_known.months(folder, wish.period)
    known, slips = pmo_known.known(), pmo_slips.found(folder, months)
    with store.opened(folder, months) as engine:
        rollup_relations.define(engine, known)
        make = _of_body if wish.body else _of_prefecture
        data, document = make(engine, known, slips, wish)
    return Outcome(kind="pmo-paper", data=data, document=document, inputs=pmo_known.inputs(folder, months))


def _slips(found: Slips, bodies: Sequence[BodyStanding]) -> tuple[Ranked, ...]:
    keys = {one.key for one in bodies}
    return tuple(one for one in found.ranked if one.body in keys)


def _of_body(engine: Engine, known: Known, slips: Slips, wish: Wish) -> tuple[PmoPaper, Document]:
    (body,) = standing.bodies(engine, known, slips.period, (_key(engine, slips.period, wish),))
    mine = _slips(slips, (body,))
    data = PmoPaper(
        period=slips.period,
        prefecture=body.prefecture,
        bodies=(body,),
        peers=standing.peers(engine, body),
        slips=mine,
    )
    subject = mayor.Subject(
        body=body,
        peers=data.peers,
        slips=mine[0] if mine else None,
        rules=slips.rules.rules,
        steps=known.steps,
        names=known.names,
    )
    return data, mayor.document(subject)


def _key(engine: Engine, period: str, wish: Wish) -> str:
    meant = standing.keys(engine, period, wish.body.strip())
    place = Place(file=wish.store.name)
    if not meant:
        raise MigrateError("MIG-PMO-140", place, {"body": wish.body, "period": period})
    if len(meant) > 1:
        listed = "、".join(f"{key}（{words.whole(prefecture, name)}）" for key, prefecture, name in meant)
        raise MigrateError("MIG-PMO-141", place, {"body": wish.body, "known": listed, "count": len(meant)})
    return meant[0][0]


def _of_prefecture(engine: Engine, known: Known, slips: Slips, wish: Wish) -> tuple[PmoPaper, Document]:
    prefecture = wish.prefecture.strip()
    if prefecture not in prefectures():
        near = [one for one in prefectures() if prefecture and one.startswith(prefecture)]
        raise MigrateError(
            "MIG-PMO-142", params={"prefecture": wish.prefecture, "known": "、".join(near or prefectures())}
        )
    chosen = standing.of_prefecture(engine, slips.period, prefecture)
    if not chosen:
        params = {"prefecture": prefecture, "period": slips.period}
        raise NothingCheckedError("MIG-PMO-143", Place(file=wish.store.name), params)
    bodies = standing.bodies(engine, known, slips.period, chosen)
    data = PmoPaper(
        period=slips.period,
        prefecture=prefecture,
        bodies=bodies,
        slips=_slips(slips, bodies),
        missing=_missing(wish.store.resolve(), bodies, prefecture),
    )
    subject = meeting.Subject(
        prefecture=prefecture,
        period=slips.period,
        bodies=bodies,
        missing=data.missing,
        slips=slips,
        steps=known.steps,
        names=known.names,
    )
    return data, meeting.document(subject)


def _missing(folder: Path, bodies: Sequence[BodyStanding], prefecture: str) -> tuple[str, ...]:
    """By the roster that `pmo collect` keeps in the store; without one, of all municipalities of the prefecture."""
    path = folder / roster.NAME
    listed = roster.parse(beginning.read(path, _MAX_ROSTER), path.name) if path.is_file() else ()
    there = {one.key for one in bodies}
    expected = roster.expectation(listed, (Body(name=one.name, prefecture=one.prefecture) for one in bodies)).bodies
    return tuple(
        one.name
        for one in expected
        if one.prefecture == prefecture and one.kind is BodyKind.MUNICIPALITY and one.key not in there
    )
