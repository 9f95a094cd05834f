"""Tell requests that what they wait for is done, from the thread that did it."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

Waiter = asyncio.Future[None]


def wake(waiters: Iterable[Waiter]) -> None:
    """Tell those who wait, all of a loop at once.

    To call a loop from another thread takes longer than everything else about an answer.
    """
    by_loop: dict[asyncio.AbstractEventLoop, list[Waiter]] = {}
    for waiter in waiters:
        by_loop.setdefault(waiter.get_loop(), []).append(waiter)
    for loop, waiting in by_loop.items():
        # A loop that is closed has nobody who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(woken, waiting)


def woken(waiters: Iterable[Waiter]) -> None:
    """The same in the loop itself; those who were told, or have gone away, are left alone."""
    for waiter in waiters:
        if not waiter.done():
            waiter.set_result(None)
