"""A reader that tails the log sees every event once, whatever the writers do meanwhile."""

from benchmarks import tailing


def test_no_position_is_skipped_or_seen_twice(server_url: str) -> None:
    seen = tailing.measure(server_url, events=6_000, writers=4)
    assert (seen.skipped, seen.twice, seen.unordered) == (0, 0, 0)
    assert seen.events == 6_000
    assert seen.gaps > 0


def test_the_measurement_sees_what_the_unsafe_mode_skips(server_url: str) -> None:
    """The control: without the table's lock the same reader loses events that were committed."""
    seen = tailing.measure(server_url, events=6_000, writers=4, unsafe=True)
    assert seen.skipped > 0
