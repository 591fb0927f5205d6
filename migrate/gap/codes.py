"""Code values that a column holds, beside the values of the item's code list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.gap.link import Link
from migrate.model.finding import Finding, Severity
from migrate.model.gap import CodeGap, CodeUse, Fit
from migrate.model.profile import Care
from migrate.model.spec import CodeList


def _list(link: Link) -> CodeList | None:
    """The item's code list where it fixes the values."""
    found = link.spec.codes.get(link.item.code_list_id) if link.item.code_list_id else None
    return found if found is not None and not found.open else None


def _plain(text: str) -> str:
    """A code without the zeros in front: ``01`` and ``1`` are the same value, written in another way."""
    return text.strip().lstrip("0") or "0"


def uses(link: Link) -> CodeGap | None:
    """Every value that the column holds with its rows, and every value of the list that it never holds.

    None where the item has no fixed list, or the profile tells no values (no code column, or too few rows to tell).
    """
    codes = _list(link)
    if codes is None or link.held is None or link.held.profile.care is not Care.CODE or not link.held.profile.values:
        return None
    meanings = {_plain(one.value): one for one in codes.values}
    held = link.held.profile.values
    told = {_plain(one.text) for one in held if one.text is not None}
    found = [
        CodeUse(
            value=one.text,
            meaning=meanings[_plain(one.text)].meaning if _plain(one.text) in meanings else "",
            known=_plain(one.text) in meanings,
            rows=one.count,
        )
        for one in held
        if one.text is not None
    ]
    untold = sum(one.text is None for one in held)
    unused = () if untold else tuple(one for one in codes.values if _plain(one.value) not in told)
    return CodeGap(
        table=link.item.table,
        item=link.item.name,
        source=link.candidate.table,
        column=link.candidate.column,
        code_list=codes.name,
        held=tuple(found),
        untold=untold,
        unused=tuple(CodeUse(value=one.value, meaning=one.meaning, known=True, rows="0") for one in unused),
    )


def _rows(unknown: Sequence[CodeUse], untold: int) -> int | str:
    """Rows of these values: a number, or the bounds of one where a profile does not tell counts below 10."""
    least = sum(1 if one.rows.startswith("<") else int(one.rows.lstrip(">=")) for one in unknown)
    if all(one.rows.isdigit() for one in unknown) and not untold:
        return least
    if untold or any(one.rows.startswith(">") for one in unknown):
        return f"{least + untold} 以上"
    return f"{least}～{sum(int(one.rows.lstrip('<')) - one.rows.startswith('<') for one in unknown)}"


def judged(link: Link) -> Iterator[tuple[Fit, Finding]]:
    """MIG-GAP-028: values that the list does not have; -029: values of the list that no row has."""
    gap = uses(link)
    if gap is None:
        return
    unknown = [one for one in gap.held if not one.known]
    if unknown or gap.untold:
        params: dict[str, str | int] = {
            "list": gap.code_list,
            "count": len(unknown) + gap.untold,
            "rows": _rows(unknown, gap.untold),
            "whole": link.held.rows if link.held is not None else 0,
        }
        yield Fit.DECIDE, link.finding("MIG-GAP-028", Severity.WARNING, params)
    if gap.unused:
        params = {"list": gap.code_list, "count": len(gap.unused)}
        yield Fit.FIT, link.finding("MIG-GAP-029", Severity.INFO, params)
