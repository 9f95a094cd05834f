"""Progress of long work on stderr: a bar on a terminal, a line now and then anywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

Report = Callable[[int, int], None]
EVERY = 5.0
"""Seconds between two lines where stderr is no terminal; shorter work prints none."""


@contextmanager
def progress(title: str, unit: str) -> Iterator[Report]:
    """Yields what is called with (done, all there is or 0 where that is not known)."""
    console = Console(stderr=True)
    if console.is_terminal:
        with _bar(console, title, unit) as report:
            yield report
    else:
        yield _lines(title, unit)


@contextmanager
def _bar(console: Console, title: str, unit: str) -> Iterator[Report]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn(f"{{task.completed:,.0f}} {unit}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None, visible=False)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None, visible=True)

        yield report


def _lines(title: str, unit: str) -> Report:
    last = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            of = f" of {total:,}" if total else ""
            sys.stderr.write(f"{title}: {done:,}{of} {unit}\n")

    return report
