"""Characters: what a column's values are written with, beside what the データ型 of the item admits.

Ｎ is a text of full-width characters within 行政事務標準文字 (MJ+), X one of half-width characters (項目定義書 凡例).
Counts are those of a profile; those of code columns are not told, and a code is re-written anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.gap.link import Link
from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit
from migrate.model.kinds import Kind, item_kind
from migrate.model.profile import Care

_HALF = {"half_digit": "半角数字", "half_letter": "半角英字", "half_kana": "半角カナ", "half_mark": "半角記号"}
_FULL = {"full": "全角文字"}


def _unknown(link: Link, counts: dict[str, int]) -> Iterator[tuple[Fit, Finding]]:
    """MIG-GAP-030: characters that nobody knows without looking at the font."""
    gaiji = counts.get("gaiji", 0)
    broken = (link.held.profile.undecodable or 0) if link.held is not None else 0
    if gaiji or broken:
        params = {"gaiji": gaiji, "broken": broken, "rows": max(gaiji, broken)}
        yield Fit.DECIDE, link.finding("MIG-GAP-030", Severity.WARNING, params)


def judged(link: Link) -> Iterator[tuple[Fit, Finding]]:
    """MIG-GAP-030 and -031 (values of another width than the データ型 has)."""
    kind = item_kind(link.item)
    if link.held is None or link.held.profile.care is Care.CODE or kind not in {Kind.WIDE, Kind.TEXT}:
        return
    counts = {one.name: one.count for one in link.held.profile.characters if one.count}
    yield from _unknown(link, counts)
    if link.item.code_list_id or link.candidate.derived:
        return
    wrong = _HALF if kind is Kind.WIDE else _FULL
    found = [(words, counts[name]) for name, words in wrong.items() if name in counts]
    if found:
        params: dict[str, str | int] = {
            "type": link.item.words,
            "what": "、".join(f"{words}のある値 {count} 件" for words, count in found),
            "rows": max(count for _, count in found),
        }
        yield Fit.CONVERT, link.finding("MIG-GAP-031", Severity.INFO, params)
