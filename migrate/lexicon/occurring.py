"""Which of some written forms a schema uses: to measure without them.

A dictionary made with a schema at hand answers that schema too well. The honest figure leaves out the forms that were
learned from it; the least figure leaves out every listed form that its names use and no other source of names uses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from migrate.lexicon import spelling
from migrate.lexicon.vocabulary import form_key

_MOST_JOINED = 4
"""Words of a physical name that one form may stand for (``birth_date``)."""
_SURE_INSIDE = 4
"""From so many letters on, a form inside a word without separators counts as used."""


def _latin(name: str, listed: Collection[str]) -> Iterator[str]:
    words = [form_key(word) for word in spelling.words(name)]
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _MOST_JOINED) + 1):
            yield from ("_".join(words[start:end]), "".join(words[start:end]))
    for word in words:
        for start in range(len(word)):
            yield from (
                word[start:end] for end in range(start + _SURE_INSIDE, len(word) + 1) if word[start:end] in listed
            )


def _japanese(name: str) -> Iterator[str]:
    key = form_key(name)
    for start in range(len(key)):
        yield from (key[start:end] for end in range(start + 1, len(key) + 1))


def forms_in(names: Iterable[str], listed: Collection[str]) -> frozenset[str]:
    """Those of the ``listed`` forms (keys) that occur in ``names``, physical or Japanese ones."""
    found = (form for name in names for form in (_latin(name, listed) if spelling.is_latin(name) else _japanese(name)))
    return frozenset(form for form in found if form in listed)
