"""MJ縮退マップ: the characters of JIS X 0213 that an MJ character may be replaced by, each with its reasons.

Data: `specs/characters/mjsm/` (CC BY-SA 2.1 JP). The map ranks nothing across its tables: which candidate is taken is
somebody's decision, and 23,011 of 58,862 characters have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from migrate.characters.stored import Facts, Stored, place
from migrate.model.value import value

_NAME = "MJ文字図形名"


@value
class Reason:
    """Why a character may stand for another."""

    table: str
    """Name of the map's table, such as 戸籍統一文字情報_親字正字."""
    rank: int | None = None
    """順位, from 1: only in 法務省告示582号別表第四."""
    hops: int | None = None
    """ホップ数, from 1: only in 戸籍統一文字情報_親字正字; the fewest where several ways lead there."""


@value
class Candidate:
    """One character that a character may be replaced by; ``text`` may be the character's own base character."""

    text: str
    """縮退UCS."""
    x0213: str
    """縮退X0213: 面区点."""
    reasons: tuple[Reason, ...]
    """In the order of the map's tables."""


class Shrink:
    """The map with its lookups; nothing is read before the first question."""

    def __init__(self, relations: Path, notes: Path | None = None) -> None:
        """``relations`` is `mjsm.parquet`; ``notes`` is `notes.parquet`."""
        self._stored = Stored(relations)
        self._notes_stored = Stored(notes) if notes is not None else None

    @property
    def facts(self) -> Facts:
        """Title, edition and number of relations (MIG-SPEC-089 where the map is not there)."""
        return self._stored.facts

    @cached_property
    def _relations(self) -> Mapping[str, tuple[tuple[str, str, str, int | None, int | None], ...]]:
        table = self._stored.columns(_NAME, "縮退UCS", "縮退X0213", "表", "順位", "ホップ数")
        names, *rest = (column.to_pylist() for column in table.columns)
        found: dict[str, list[tuple[str, str, str, int | None, int | None]]] = {}
        once: dict[str, str] = {}  # one string for each text, not one for each row
        for name, *relation in zip(names, *rest, strict=True):
            text, x0213, reason, rank, hops = relation
            text, x0213, reason = (once.setdefault(word, word) for word in (text, x0213, reason))
            found.setdefault(name, []).append((text, x0213, reason, rank, hops))
        return {name: tuple(relations) for name, relations in found.items()}

    @cached_property
    def _notes(self) -> Mapping[str, str]:
        if self._notes_stored is None:
            return {}
        table = self._notes_stored.columns(_NAME, "参考情報")
        return dict(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def candidates(self, mj: str) -> tuple[Candidate, ...]:
        """The candidates of an MJ name in the order in which the map first names them: no preference is meant."""
        reasons: dict[tuple[str, str], dict[tuple[str, int | None], int | None]] = {}
        for text, x0213, table, rank, hops in self._relations.get(mj, ()):
            known = reasons.setdefault((text, x0213), {})
            fewest = known.get((table, rank))
            known[table, rank] = hops if fewest is None or (hops is not None and hops < fewest) else fewest
        return tuple(
            Candidate(
                text=text,
                x0213=x0213,
                reasons=tuple(Reason(table=table, rank=rank, hops=hops) for (table, rank), hops in known.items()),
            )
            for (text, x0213), known in reasons.items()
        )

    def note(self, mj: str) -> str:
        """参考情報 of the map (国字, 地名外字 …), ``""`` where there is none."""
        return self._notes.get(mj, "")


@cache
def load() -> Shrink:
    """The bundled map; its lookups raise MIG-SPEC-089 where the data was left out of the installation."""
    return Shrink(place("mjsm") / "mjsm.parquet", place("mjsm") / "notes.parquet")
