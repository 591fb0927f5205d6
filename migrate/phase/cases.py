"""Test cases of a municipality: offered from its mappings, failed rules, Fit&Gap, forms and interfaces.

The patterns are data of ours (`reports/layouts/phase/15/patterns.csv`). A case names conditions, never a value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.forms.answer import Answer
from migrate.model.value import value
from migrate.phase.facts import Business, Facts
from migrate.phase.moved import Move


@value
class Case:
    """One case: its key is the same from run to run."""

    key: str
    business: str
    kind: str
    name: str
    basis: str
    condition: str
    expected: str

    @property
    def row(self) -> Mapping[str, Answer]:
        """As a row of the register; it has not been tried."""
        told = {one: getattr(self, one) for one in ("name", "business", "kind", "basis", "condition", "expected")}
        return {**{key: text for key, text in told.items() if text}, "result": "未実施"}


@cache
def patterns() -> Mapping[str, Mapping[str, str]]:
    """Id of a pattern → its row.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    path = bundled("reports") / "layouts" / "phase" / "15" / "patterns.csv"
    return {row["pattern"]: row for row in tables.read(path)}


@value
class _Maker:
    """Cases of one business."""

    business: Business

    def case(self, pattern: str, basis: str, names: Mapping[str, str | int]) -> Case:
        """A case of a pattern; ``names`` go into its texts and tell it from the others."""
        row = patterns()[pattern]
        told = "\x1f".join((basis, *(str(names[key]) for key in sorted(names) if key not in _LOOSE)))
        return Case(
            key=f"{pattern}-{self.business.id}-{sha256_of_bytes(told.encode())[:10]}",
            business=self.business.id,
            kind=row["kind"],
            name=row["name"].format_map(names),
            basis=basis,
            condition=row["condition"].format_map(names),
            expected=row["expected"].format_map(names),
        )

    def of_move(self, move: Move, codes: Mapping[str, int]) -> Iterator[Case]:
        """What a block of the mapping does to rows: functions, code maps, joins, rules."""
        basis = f"対応表 {move.source}"
        for pattern, row in patterns().items():
            items = dict.fromkeys(one for name in row["functions"].split() for one in move.uses.get(name, ()))
            for item in items:
                yield self.case(pattern, basis, {"item": f"{move.table} {item} ← {move.source}"})
        for code, filled in move.codes.items():
            for item in filled:
                named = f"{move.table} {item} ← {move.source}"
                yield self.case("code", basis, {"item": named, "code": code, "count": codes.get(code, 0)})
        for other in move.joins:
            yield self.case("join", basis, {"table": move.table, "other": other})
        for rule, fate, _ in move.left:
            yield self.case("rule", basis, {"rule": rule, "fate": fate, "source": move.source})

    def of_data(self) -> Iterator[Case]:
        """Everything that is known of its data and functions."""
        data = self.business.data
        for move in data.moved.moves:
            yield from self.of_move(move, data.moved.codes)
        for table in dict.fromkeys(move.table for move in data.moved.moves):
            yield self.case("totals", "突合", {"table": table})
        for check in data.checks or ():
            item = f"{check.table} {check.item}".strip()
            yield self.case(
                "failed", check.code, {"rule": check.title.rstrip("。"), "item": item, "count": check.failed}
            )
        for option in data.moved.options:
            yield self.case("option", f"機能 {option.id}", {"name": option.name})
        for pattern, basis, issues in (
            ("gap", "Fit&Gap", data.function_issues),
            ("difference", "データの比較分析", data.gap_issues),
        ):
            for issue in issues:
                policy = issue.policy or "対応方針は未定"
                yield self.case(
                    pattern,
                    basis,
                    {"id": issue.key, "subject": issue.subject, "reason": issue.reason, "policy": policy},
                )
        for id, name in data.forms:
            yield self.case("form", "標準仕様の帳票", {"id": id, "name": name})


_LOOSE = frozenset({"count", "subject", "policy", "reason", "frequency"})
"""What may change while the case stays the same."""


def cases(facts: Facts) -> tuple[Case, ...]:
    """All cases, business by business; each once."""
    found = []
    for one in facts.businesses:
        maker = _Maker(business=one)
        found += [*maker.of_data(), *_links(facts, maker)]
    return tuple({one.key: one for one in found}.values())


def _links(facts: Facts, maker: _Maker) -> Iterator[Case]:
    """Interfaces of its current systems."""
    own = {one.name for one in maker.business.systems}
    for one in facts.links:
        if own & {one.sender, one.receiver}:
            name = f"{one.sender} → {one.receiver} {one.name}".strip()
            yield maker.case("link", "連携一覧", {"name": name, "frequency": one.frequency or "通常"})
