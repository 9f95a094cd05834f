"""A reader that tails the log sees every event once, whatever the writers do meanwhile."""

from benchmarks import tailing


def test_no_position_is_skipped_or_seen_twice(server_url: str) -> None:
    seen = tailing.measure(server_url, events=6_000, writers=4)
    assert (seen.skipped, seen.twice, seen.unordered) == (0, 0, 0)
    assert seen.events == 6_000
    assert seen.gaps > 0


ATTEMPTS = 8
"""Whether two transactions cross is chance: most attempts see it, not every one."""


def test_the_measurement_sees_what_the_unsafe_mode_skips(server_url: str) -> None:
    """The control: without the table's lock the same reader loses events that were committed."""
    attempts = (
        tailing.measure(server_url, events=8_000, writers=8, unsafe=True) for _ in range(ATTEMPTS)
    )
    assert any(seen.skipped > 0 for seen in attempts)
