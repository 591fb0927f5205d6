"""Numbers in a text that can be a 個人番号: twelve digits of which the last one is the check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.text.check_digits import RULES

_TWELVE = re.compile(r"(?<![0-9０-９A-Za-z_.])\d{4}[-－ 　]?\d{4}[-－ 　]?\d{4}(?![0-9０-９A-Za-z_.])")
"""Japanese letters may stand beside it; letters of other words, which make it part of a digest or a name, may not."""


def places(text: str) -> Iterator[int]:
    """Where such numbers begin.

    >>> list(places("番号は1234-5678-9018です。")), list(places("1234 5678 9012"))
    ([3], [])
    """
    for hit in _TWELVE.finditer(text):
        digits = "".join(str(int(one)) for one in hit[0] if one.isdigit())
        if RULES["個人番号"].digit(digits[:11]) == int(digits[11]):
            yield hit.start()
