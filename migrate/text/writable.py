"""Whether an encoding has a text: what comes back must be what went in, so nothing is replaced in silence."""

from __future__ import annotations

_NOT_CP932 = frozenset("\x80\uf8f0\uf8f1\uf8f2\uf8f3")
"""Characters for which Python's ``cp932`` gives bytes that CP932 does not have (80, A0, FD, FE, FF)."""


def writable(text: str, codec: str) -> bool:
    r"""True where ``codec`` has every character of ``text`` and gives each of them back.

    Python's codecs also write look-alikes, of which another character comes back: those are not had.

    >>> writable("髙橋～", "cp932"), writable("\u301c", "cp932"), writable("𠮷", "cp932"), writable("𠮷", "utf-16-le")
    (True, False, False, True)
    """
    try:
        same = text.encode(codec).decode(codec) == text
    except UnicodeError:
        return False
    return same and not (codec == "cp932" and any(one in text for one in _NOT_CP932))


def unwritable(text: str, codec: str) -> frozenset[str]:
    """The characters of ``text`` that ``codec`` does not have.

    >>> sorted(unwritable("吉𠮷ab", "cp932"))
    ['𠮷']
    """
    if writable(text, codec):
        return frozenset()
    return frozenset(one for one in set(text) if not writable(one, codec))
