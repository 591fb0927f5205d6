"""名寄せ: what people decided of two old numbers. The tool lists candidates and never decides."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from migrate.errors import MigrateError
from migrate.model.finding import Place
from migrate.model.keys import KeyPlan, SameDecision
from migrate.model.value import value

FILE = "out/restricted/keys/名寄せ.csv"
CANDIDATES = "out/restricted/keys/名寄せの候補.csv"
HEADER = ("種類", "システム", "旧番号", "代表のシステム", "代表の旧番号", "決定", "決めた人", "決めた日", "理由")
SAME, OTHER = "同一", "別人"
Spot = tuple[str, str]
"""System and old number."""


@value
class Member:
    """An old number of a group of one person; the root's own row carries the decision of its first member."""

    spot: Spot
    root: Spot
    decision: SameDecision


def _wrong(name: str, line: int | None, reason: str) -> MigrateError:
    return MigrateError("MIG-CNV-065", Place(file=name, line=line), {"reason": reason})


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _fault(row: dict[str, str], plan: KeyPlan) -> str:
    """Why a row is no decision; empty where it is one. The words hold no value of the row."""
    systems = {name for one in plan.kinds if one.name == row["種類"] for name in one.systems}
    empty = [name for name in HEADER if not row[name]]
    told = {
        f"{'、'.join(empty)}が空です": bool(empty),
        "種類が keys.yaml にありません": not systems,
        "システムが、その種類の sources にありません": not {row["システム"], row["代表のシステム"]} <= systems,
        f"決定に書けるのは {SAME} か {OTHER} です": row["決定"] not in (SAME, OTHER),
        "決めた日は、暦にある日付（2026-11-26 の形）で書きます": not _is_day(row["決めた日"]),
        "自分自身を代表にしています": (row["システム"], row["旧番号"]) == (row["代表のシステム"], row["代表の旧番号"]),
    }
    return next((reason for reason, wrong in told.items() if wrong), "")


def _rows(data: bytes, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        head = next(reader, [])
        if not set(HEADER) <= set(head):
            raise _wrong(name, 1, f"見出しに {'、'.join(HEADER)} が要ります")
        places = {one: head.index(one) for one in HEADER}
        for row in reader:
            if any(one.strip() for one in row):
                yield (
                    reader.line_num,
                    {one: row[at].strip() if at < len(row) else "" for one, at in places.items()},
                )
    except UnicodeDecodeError:
        raise _wrong(name, None, "UTF-8 ではありません（Excel では「CSV UTF-8」で保存します）") from None
    except csv.Error:
        raise _wrong(name, reader.line_num, "CSV の書き方が正しくありません") from None


def load(data: bytes, name: str, plan: KeyPlan) -> tuple[SameDecision, ...]:
    """The decisions in a CSV; rows whose 決定 is empty are none yet.

    Raises:
        MigrateError: MIG-CNV-065 with the line: no such kind or system, something is missing, a day that is none, an
            old number that is told to be two others, numbers that are each other's representative.
    """
    found: list[SameDecision] = []
    roots: dict[tuple[str, str, str], Spot] = {}
    for line, row in _rows(data, name):
        if not row["決定"]:
            continue
        if reason := _fault(row, plan):
            raise _wrong(name, line, reason)
        one = SameDecision(
            kind=row["種類"],
            system=row["システム"],
            old=row["旧番号"],
            root_system=row["代表のシステム"],
            root_old=row["代表の旧番号"],
            same=row["決定"] == SAME,
            decided_by=row["決めた人"],
            decided_on=row["決めた日"],
            reason=row["理由"],
            line=line,
        )
        if one.same and roots.setdefault((one.kind, one.system, one.old), _root(one)) != _root(one):
            raise _wrong(name, line, "同じ旧番号に、代表が二つ書かれています")
        found.append(one)
    _no_circle(found, name)
    return tuple(found)


def _root(one: SameDecision) -> Spot:
    return one.root_system, one.root_old


def _no_circle(found: Sequence[SameDecision], name: str) -> None:
    above = {(one.kind, one.system, one.old): (one.kind, *_root(one)) for one in found if one.same}
    clean: set[tuple[str, str, str]] = set()
    for one in found:
        at, walked = (one.kind, one.system, one.old), set[tuple[str, str, str]]()
        while at in above and at not in clean:
            if at in walked:
                raise _wrong(name, one.line, "代表をたどると、もとの旧番号に戻ります")
            walked.add(at)
            at = above[at]
        clean |= walked


def groups(decided: Sequence[SameDecision]) -> tuple[Member, ...]:
    """The groups of one person that decisions of one kind make, roots included; sorted.

    >>> def said(old: str, root: str) -> SameDecision:
    ...     return SameDecision(kind="k", system="s", old=old, root_system="s", root_old=root, same=True,
    ...                         decided_by="x", decided_on="2026-01-01", reason="r", line=2)
    >>> [(one.spot[1], one.root[1]) for one in groups([said("3", "2"), said("2", "1")])]
    [('1', '1'), ('2', '1'), ('3', '1')]
    """
    above = {(one.system, one.old): one for one in decided if one.same}
    members: dict[Spot, Member] = {}
    for spot, one in sorted(above.items()):
        root = _root(one)
        while root in above:
            root = _root(above[root])
        members[spot] = Member(spot=spot, root=root, decision=one)
        members.setdefault(root, Member(spot=root, root=root, decision=one))
    return tuple(members[spot] for spot in sorted(members))
