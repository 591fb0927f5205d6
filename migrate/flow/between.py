"""Two editions of one standard, with everything that lies between them."""

from __future__ import annotations

from migrate.mapping.upgrade import Editions
from migrate.model.spec import Spec
from migrate.spec.diff import compare, links, words


def editions(before: Spec, after: Spec) -> Editions:
    """Both editions, paired and compared as `spec diff` does."""
    read = words.load()
    return Editions(
        before=before, after=after, links=links.links(read, before, after), diff=compare.compare(read, before, after)
    )
