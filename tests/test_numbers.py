"""Numbers of personnel that differ: looked at once, they come to what they come to in pairs."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from domain.vocabulary import Value, opposed
from projections.asof.numbers import disagreement

NUMBERS = st.tuples(
    st.sampled_from(["=", "~", "<", "<="]), st.sampled_from([0, 1, 9, 10, 11, 90, 99, 100, 110])
)


@given(st.sets(st.tuples(st.integers(0, 3), NUMBERS), min_size=2, max_size=7))
def test_once_is_two_by_two(voices: set[tuple[int, tuple[str, int]]]) -> None:
    def clash(one: Value, other: Value) -> bool:
        return opposed("force_level", one, other)

    clashes = [a == b for (a, one), (b, other) in combinations(voices, 2) if clash(one, other)]
    expected = "nuanced" if not clashes else "mixed" if all(clashes) else "contested"
    assert disagreement(voices) == expected


def test_thousands_in_one_breath() -> None:
    assert disagreement((0, ("=", number)) for number in range(20_000)) == "mixed"
    assert disagreement((number, ("=", number)) for number in range(20_000)) == "contested"
    assert disagreement((number, ("<", number + 1)) for number in range(20_000)) == "nuanced"
