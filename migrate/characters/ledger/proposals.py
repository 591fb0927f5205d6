"""What may stand for a character, each with its reason. Nothing here is taken by itself: people decide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from migrate.characters import mojijoho, shrink
from migrate.characters.ledger.clusters import MARKS, clusters
from migrate.characters.ledger.repertoire import Repertoire
from migrate.model.characters import CharacterDecision, CharacterKind, CharacterProposal, CharacterVerdict

VENDORS = {
    "～": "〜",
    "－": "−",
    "∥": "‖",
    "―": "—",
    "￠": "¢",
    "￡": "£",
    "￢": "¬",
    "￤": "¦",
}
"""Characters that CP932's table and the JIS tables give for the same code."""
_LOOK_ALIKE = {"∑": "Σ"}
_BOTH_WAYS = VENDORS | {other: one for one, other in VENDORS.items()}
_MOST = 8
_SELECTORS = re.compile(f"[{MARKS}]+$")


def vendor_pair(text: str) -> str:
    """The character that another table gives for the same code; empty where the tables agree.

    >>> vendor_pair("～"), vendor_pair("〜"), vendor_pair("山")
    ('〜', '～', '')
    """
    return _BOTH_WAYS.get(text, "")


def base_of(text: str) -> str:
    """A character without its selectors and marks."""
    return _SELECTORS.sub("", text) or text


def _by_map(text: str) -> Iterator[CharacterProposal]:
    """MJ縮退マップ of the MJ character that the text writes, else of those that it may mean."""
    known, table = mojijoho.load(), shrink.load()
    name = known.name_of(text)
    for mj in (name,) if name else known.forms_of(text):
        for one in table.candidates(mj):
            why = "、".join(dict.fromkeys(reason.table for reason in one.reasons))
            yield CharacterProposal(text=one.text, reason=f"MJ縮退マップ（{why}）")


def _by_form(text: str) -> Iterator[CharacterProposal]:
    base = base_of(text)
    composed = unicodedata.normalize("NFC", text)
    if composed != text and len(composed) < len(text):
        yield CharacterProposal(text=composed, reason="合成ずみの同じ文字")
    if base != text:
        yield CharacterProposal(text=base, reason="異体字セレクタや結合記号を除いた文字")
    known = mojijoho.load()
    if known.name_of(text) is None:
        for mj in known.forms_of(base):
            for writing in known.writings(mj)[:1]:
                yield CharacterProposal(text=writing, reason=f"同じ文字の字形 {mj}")


def _by_compatibility(text: str) -> Iterator[CharacterProposal]:
    if pair := vendor_pair(text):
        yield CharacterProposal(text=pair, reason="文字コード表の違い")
    if text in _LOOK_ALIKE:
        yield CharacterProposal(text=_LOOK_ALIKE[text], reason="形の似た文字")
    if len(text) == 1 and (parts := unicodedata.decomposition(text)):
        codes = [part for part in parts.split() if not part.startswith("<")]
        kind = "互換の文字" if parts.startswith("<") else "同じ文字とされるもの"
        yield CharacterProposal(text="".join(chr(int(code, 16)) for code in codes), reason=f"{kind}（Unicode）")


def _by_others(text: str, decisions: Sequence[CharacterDecision]) -> Iterator[CharacterProposal]:
    for one in decisions:
        if one.text == text and one.verdict is CharacterVerdict.REPLACE:
            yield CharacterProposal(
                text=one.to, reason=f"同じ符号についての「{one.system}」の決定（字形を必ず確かめる）"
            )


def proposals(
    text: str, kind: CharacterKind, target: Repertoire, others: Sequence[CharacterDecision] = ()
) -> tuple[CharacterProposal, ...]:
    """Characters of the target that may stand for ``text``, the nearest first, at most eight.

    ``others`` are decisions of other systems, which may have a gaiji of the same code.
    """
    if kind is CharacterKind.GAIJI:
        found = list(_by_others(text, others))
    elif kind in {CharacterKind.BYTE, CharacterKind.CONTROL}:
        found = []
    else:
        found = [*_by_form(text), *_by_compatibility(text), *_by_map(text)]
    reasons: dict[str, list[str]] = {}
    for one in found:
        if one.text != text and one.text and all(part in target for part in clusters(one.text)):
            reasons.setdefault(one.text, []).append(one.reason)
    return tuple(
        CharacterProposal(text=other, reason="、".join(dict.fromkeys(why)))
        for other, why in list(reasons.items())[:_MOST]
    )
