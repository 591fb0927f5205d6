"""Put decided characters into text: a pure table of what to write, and an Arrow kernel that writes it.

Rows without such a character keep their bytes; a character that is held stays as it is; nothing is normalised.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from migrate.characters.ledger.clusters import MARKS
from migrate.characters.ledger.scan import any_of
from migrate.model.characters import COMMON, CharacterDecision, CharacterVerdict


def replacements(decisions: Iterable[CharacterDecision], system: str) -> Mapping[str, str]:
    """Character → what to write instead of it in rows of ``system``: its own decisions go before those for all.

    >>> one = CharacterDecision(system="税", text="\ue000", verdict=CharacterVerdict.REPLACE, to="髙")
    >>> replacements([one], "税") == {"\ue000": "髙"}, replacements([one], "住記")
    (True, {})
    """
    known = {one.key: one for one in decisions if one.system in {COMMON, system}}
    texts = dict.fromkeys(text for _, text in known)
    in_force = [known.get((system, text)) or known[COMMON, text] for text in texts]
    return {one.text: one.to for one in in_force if one.verdict is CharacterVerdict.REPLACE}


def pattern(replacements: Mapping[str, str]) -> re.Pattern[str]:
    """A regular expression of the keys as whole characters: a key without a selector is not the base of one with it."""
    ordered = sorted(replacements, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, ordered))})(?![{MARKS}])")


def replace(column: pa.Array, replacements: Mapping[str, str]) -> pa.Array:
    """The column with every character that is a key written as its value; null stays null.

    A base character with a selector is one character: a key without the selector does not touch it.

    >>> replace(pa.array(["\ue000田", "山", None]), {"\ue000": "髙"}).to_pylist()
    ['髙田', '山', None]
    """
    if not replacements or not len(column):
        return column
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(column.indices, replace(column.dictionary, replacements))
    mask = pc.fill_null(pc.match_substring_regex(column, any_of({one[0] for one in replacements})), False)
    texts = column.filter(mask)
    if not len(texts):
        return column
    keys = pattern(replacements)
    written = [keys.sub(lambda found: replacements[found[0]], text) for text in texts.to_pylist()]
    return pc.replace_with_mask(column, mask, pa.array(written, column.type))
