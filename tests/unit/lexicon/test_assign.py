"""The assignment is the best pairing overall."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.lexicon.assign import assign


def test_an_item_does_not_take_a_column_that_fits_another_better() -> None:
    """The sum decides, not the first come."""
    assert assign({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.85}) == {0: 1, 1: 0}


def test_nothing_to_assign() -> None:
    """No candidates, no pairs."""
    assert assign({}) == {}


SCORES = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 1000).map(lambda n: n / 1000), max_size=16
)


def best_sum(scores: dict[tuple[int, int], float]) -> float:
    return max(
        sum(scores.get((row, column), 0.0) for row, column in enumerate(order)) for order in permutations(range(5))
    )


@given(SCORES)
@settings(max_examples=120, deadline=None)
def test_no_pairing_has_a_larger_sum(scores: dict[tuple[int, int], float]) -> None:
    """Compared with every pairing there is; each row and each column is used once."""
    chosen = assign(scores)

    assert len(set(chosen.values())) == len(chosen)
    assert abs(sum(scores[pair] for pair in chosen.items()) - best_sum(scores)) < 1e-9
