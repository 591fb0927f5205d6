"""What the dashboard is of: the month, the 20 businesses, the 40 steps, classes of size; `flow` hands it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from migrate.engine import duckdb, municipalities
from migrate.engine.duckdb import Engine
from migrate.model.pmo import BodyKind
from migrate.model.procedure import Step
from migrate.model.value import value

UNKNOWN = "不明"
_EXACT = "1e-9"
"""Rates are sums of fortieths in binary; what is nearer to a bound than this lies on it."""


@value
class Scope:
    """One month of a store and the words for it."""

    period: str
    store: str
    """Its name, for the page."""
    tool: str
    businesses: Mapping[str, str]
    """業務ID → name of the 20, in published order."""
    steps: tuple[Step, ...]
    sizes: tuple[tuple[str, int], ...] = ()
    """Classes of population, the smallest first: name and the least population."""
    reasons: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """Body and 業務ID → why it is thought to slip; empty 業務ID: the body as a whole."""

    def size_of(self, population: int | None) -> str:
        """The class of a population."""
        if population is None:
            return UNKNOWN
        return next((name for name, least in reversed(self.sizes) if population >= least), UNKNOWN)


def prefectures() -> tuple[str, ...]:
    """All prefectures in the order of their codes."""
    return tuple(dict.fromkeys(one.prefecture for one in municipalities.municipalities()))


def ordered(column: str) -> str:
    """SQL: the place of a prefecture in the order of codes; names that are none come last."""
    names = ", ".join(map(duckdb.text, prefectures()))
    return f"coalesce(list_position([{names}], {column}), 99)"


def define(engine: Engine, scope: Scope) -> None:
    """Views of what counts up to the month: ``cells`` (a body and one of the 20), ``rates`` (a body)."""
    known = ", ".join(map(duckdb.text, scope.businesses))
    engine.view(
        "cells",
        f"""SELECT one.*, body.prefecture, body.kind
            FROM businesses one JOIN bodies body USING (period, body)
            WHERE one.business IN ({known}) AND one.period <= {duckdb.text(scope.period)}""",
    )
    engine.view(
        "rates",
        f"""SELECT period, body, any_value(kind) AS kind, any_value(prefecture) AS prefecture,
                   avg(completion) AS rate, min(completion) > 1 - {_EXACT} AS complete,
                   avg(completion) < 0.8 - {_EXACT} AS low
            FROM cells WHERE completion IS NOT NULL GROUP BY period, body""",
    )


def of_municipalities() -> str:
    """SQL: the condition of municipalities; the prefectures' own two businesses and unions are never mixed in."""
    return f"kind = {duckdb.text(BodyKind.MUNICIPALITY.value)}"
