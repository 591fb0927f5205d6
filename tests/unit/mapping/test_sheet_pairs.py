"""Pairs of codes in a cell are read whole or not at all."""

import pytest

from migrate.mapping.sheet.pairs import pairs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1:男→1、2:女→2、9:不明→0", {"1": "1", "2": "2", "9": "0"}),
        ("１：男 ⇒ １", {}),
        ("１：男⇒１\n２：女⇒２", {"1": "1", "2": "2"}),
        ("「M」→「1」 「F」→「2」", {"M": "1", "F": "2"}),
        ("01=>1, 02=>2", {"01": "1", "02": "2"}),
        ("1→0、1→2", {}),
        ("1→0、ほかは 9", {}),
        ("和暦→西暦", {}),
        ("半角→全角", {}),
        ("", {}),
    ],
)
def test_pairs(text: str, found: dict[str, str]) -> None:
    """A piece that is no pair, or an old value with two new ones, leaves everything to a person."""
    assert dict(pairs(text)) == found
