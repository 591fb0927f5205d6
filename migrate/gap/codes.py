"""Code values that a column holds or may hold, beside the values of the item's code list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from migrate.gap import declared
from migrate.gap.declared import bare
from migrate.gap.link import Link
from migrate.model.finding import Finding, Severity
from migrate.model.gap import CodeGap, CodeUse, Fit
from migrate.model.profile import Care
from migrate.model.spec import CodeList, CodeValue


def _list(link: Link) -> CodeList | None:
    """The item's code list where it fixes the values."""
    found = link.spec.codes.get(link.item.code_list_id) if link.item.code_list_id else None
    return found if found is not None and not found.open else None


def uses(link: Link) -> CodeGap | None:
    """Every value that the column holds with its rows, and every value of the list that it never holds.

    Where no profile tells the values, those that the declaration names. None where the item has no fixed list, or
    neither says anything.
    """
    codes = _list(link)
    if codes is None:
        return None
    return _counted(link, codes) or _declared(link, codes)


def _gap(
    link: Link, codes: CodeList, held: Iterable[CodeUse], unused: Iterable[CodeValue], never: str = "", untold: int = 0
) -> CodeGap:
    """``unused`` are the values of the list that the column has not; ``never`` is what to say of their rows."""
    return CodeGap(
        table=link.item.table,
        item=link.item.name,
        source=link.candidate.table,
        column=link.candidate.column,
        code_list=codes.name,
        held=tuple(held),
        untold=untold,
        unused=tuple(CodeUse(value=one.value, meaning=one.meaning, known=True, rows=never) for one in unused),
    )


def _use(text: str, same: CodeValue | None, rows: str, meant: str) -> CodeUse:
    """A value of the column; ``same`` is that value of the list, ``meant`` another one that its meaning names."""
    return CodeUse(value=text, meaning=same.meaning if same else "", known=same is not None, rows=rows, meant=meant)


def _declared(link: Link, codes: CodeList) -> CodeGap | None:
    found = declared.pairs(link.column, codes)
    if not found or link.candidate.derived:
        return None
    there = {one.meant or one.same for one in found}
    held = (_use(one.declared.value, one.same, "", one.moved) for one in found)
    return _gap(link, codes, held, (one for one in codes.values if one not in there))


def _counted(link: Link, codes: CodeList) -> CodeGap | None:
    if link.held is None or link.held.profile.care is not Care.CODE or not link.held.profile.values:
        return None
    known = {bare(one.value): one for one in codes.values}
    held = [(one.text, one.count) for one in link.held.profile.values if one.text is not None]
    untold = len(link.held.profile.values) - len(held)
    pairs = () if link.candidate.derived else declared.pairs(link.column, codes)
    moved = {bare(one.declared.value): one.moved for one in pairs}
    uses = [_use(text, known.get(bare(text)), count, moved.get(bare(text), "")) for text, count in held]
    told = {bare(one.meant or one.value) for one in uses}
    unused = () if untold else tuple(one for one in codes.values if bare(one.value) not in told)
    return _gap(link, codes, uses, unused, never="0", untold=untold)


def _rows(unknown: Sequence[CodeUse], untold: int) -> int | str:
    """Rows of these values: a number, or the bounds of one where a profile does not tell counts below 10."""
    least = sum(1 if one.rows.startswith("<") else int(one.rows.lstrip(">=")) for one in unknown)
    if all(one.rows.isdigit() for one in unknown) and not untold:
        return least
    if untold or any(one.rows.startswith(">") for one in unknown):
        return f"{least + untold} 以上"
    return f"{least}～{sum(int(one.rows.lstrip('<')) - one.rows.startswith('<') for one in unknown)}"


def _by_value(link: Link, gap: CodeGap) -> Mapping[str, str]:
    """Each value (`bare`) → its rows in words; 0 for a declared one that no row has, unless some are not told."""
    found: dict[str, list[CodeUse]] = defaultdict(list)
    for one in gap.held:
        found[bare(one.value)].append(one)
    never = () if gap.untold else (bare(one.value) for one in declared.codes(link.column))
    return dict.fromkeys(never, "0 行") | {text: _in_words(_rows(ones, 0)) for text, ones in found.items()}


def _in_words(rows: int | str) -> str:
    """A number of rows with its counter: 60 行, 1～9 行, 10 行以上."""
    number, _, bound = str(rows).partition(" ")
    return f"{number} 行{bound}"


def judged(link: Link) -> Iterator[tuple[Fit, Finding]]:
    """MIG-GAP-028: values that neither the list nor a declared meaning knows; -029: values of the list that no row has.

    What the declaration says of its codes: -121, -122, -123.
    """
    codes = _list(link)
    if codes is None:
        return
    gap = _counted(link, codes)
    if not link.candidate.derived:
        yield from declared.judged(link, codes, _by_value(link, gap) if gap is not None else None)
    if gap is None:
        return
    unknown = [one for one in gap.held if not one.known and not one.meant]
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
