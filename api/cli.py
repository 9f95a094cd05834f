"""The command line: serve, load, ask, rebuild."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api import tables
from api.memory import settle
from api.scenario import files, items, located
from api.settings import Settings
from api.writer import GROUP, Writer
from domain.days import day_of
from domain.errors import StancelineError
from domain.validation import validate
from projections import generations
from projections import status as standing
from projections.backup import backup as copy
from projections.database import open_store
from projections.reader import Reader, plain
from projections.store import Store
from projections.window import Window

app = typer.Typer(
    name="stanceline",
    help="Where every actor stood, on any day, as known by any other day.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Actor = Annotated[str, typer.Argument(help="Id of the actor, such as taliban.")]
AsOf = Annotated[str | None, typer.Option(help="D: what was so on this day (default today).")]
KnownBy = Annotated[str | None, typer.Option(help="K: what had been published by this day.")]
RecordedBy = Annotated[
    str | None, typer.Option(help="T: what was recorded by this log position or instant.")
]


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to bind to.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that serve.")] = 1,
) -> None:
    """Serve the API and the page."""
    from api.serving import serve as run

    settings = Settings()
    chosen = settings.host if host is None else host
    if chosen not in ("127.0.0.1", "::1", "localhost"):
        raise _Problem("with no keys configured the server binds to loopback only: 127.0.0.1")
    run(settings, chosen, settings.port if port is None else port, workers)


@app.command()
def load(
    path: Annotated[Path, typer.Argument(help="A scenario: a YAML file, or a folder of them.")],
    as_json: Json = False,
) -> None:
    """Load a scenario; what is there already is left as it is."""
    with _store() as store, _progress("Loading") as progress:
        writer = Writer(store)
        counts = {"recorded": 0, "unchanged": 0}
        found = [item for file in files(path) for item in items(file)]
        for start in range(0, len(found), GROUP):
            group = found[start : start + GROUP]
            writer.process([item.job for item in group])
            for item in group:
                _count(item.job.result.result, item.place, counts)
            progress(min(start + GROUP, len(found)), len(found))
    _print(counts, as_json, f"{counts['recorded']} recorded, {counts['unchanged']} unchanged")


def _count(result: Callable[[], Any], place: str, counts: dict[str, int]) -> None:
    try:
        outcomes = result()
    except StancelineError as error:
        raise located(error, place) from None
    for outcome in outcomes:
        if isinstance(outcome, StancelineError):
            raise located(outcome, place)
        counts["recorded" if outcome.new else "unchanged"] += 1


@app.command()
def posture(
    actor: Actor,
    as_of: AsOf = None,
    known_by: KnownBy = None,
    recorded_by: RecordedBy = None,
    aspect: Annotated[str | None, typer.Option(help="Only this aspect.")] = None,
    toward: Annotated[
        str | None, typer.Option(help="Only toward this actor; none for nobody.")
    ] = None,
    exclude_source: Annotated[
        str | None, typer.Option(help="Leave out what passed through this source.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Where an actor stood."""
    from api.parameters import PostureParameters

    asked = _asked(
        as_of=as_of,
        known_by=known_by,
        recorded_by=recorded_by,
        aspect=aspect,
        toward=toward,
        exclude_source=exclude_source,
    )
    parameters = validate(PostureParameters, asked)
    with _reader() as reader:
        answer = plain(reader.posture(actor, parameters.question(), "active"))
    _print(answer, as_json, tables.posture(answer))


@app.command()
def timeline(
    actor: Actor,
    from_: Annotated[str | None, typer.Option("--from", help="Began on this day or later.")] = None,
    to: Annotated[str | None, typer.Option(help="Began on this day or earlier.")] = None,
    known_by: KnownBy = None,
    recorded_by: RecordedBy = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Entries at the most.")] = 1000,
    as_json: Json = False,
) -> None:
    """What happened, in the order in which it happened."""
    from api.parameters import TimelineParameters

    asked = _asked(**{"from": from_}, to=to, known_by=known_by, recorded_by=recorded_by)
    parameters = validate(TimelineParameters, asked)
    window = Window(actor, 0, parameters.knowledge(), _day(parameters.from_), _day(parameters.to))
    with _reader() as reader:
        answer = plain(reader.timeline(window, parameters.record(), limit, None))
    _print(answer, as_json, tables.timeline(answer))


@app.command()
def diff(
    actor: Actor,
    from_as_of: AsOf = None,
    to_as_of: AsOf = None,
    from_known_by: KnownBy = None,
    to_known_by: KnownBy = None,
    from_recorded_by: RecordedBy = None,
    to_recorded_by: RecordedBy = None,
    as_json: Json = False,
) -> None:
    """What changed between two points, and why."""
    from api.parameters import DiffParameters

    asked = _asked(
        from_as_of=from_as_of,
        to_as_of=to_as_of,
        from_known_by=from_known_by,
        to_known_by=to_known_by,
        from_recorded_by=from_recorded_by,
        to_recorded_by=to_recorded_by,
    )
    parameters = validate(DiffParameters, asked)
    with _reader() as reader:
        answer = plain(reader.diff(actor, *parameters.coordinates()))
    _print(answer, as_json, tables.diff(answer))


@app.command()
def rebuild(
    cancel: Annotated[bool, typer.Option("--cancel", help="Stop the one under way.")] = False,
    accept_differences: Annotated[
        bool,
        typer.Option("--accept-differences", help="Switch even where the answers differ."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Build the read models anew from the log, beside those in use, then switch over."""
    with _store(catch_up=False) as store:
        if cancel:
            found = generations.cancel(store)
            generations.sweep(store)
            words = "the build is cancelled" if found else "nothing was being built"
            _print({"cancelled": found}, as_json, words)
            return
        with _progress("Rebuilding") as progress:
            position = generations.rebuild(store, progress, accept_differences=accept_differences)
    _print({"position": position}, as_json, f"rebuilt up to position {position}")


@app.command()
def status(as_json: Json = False) -> None:
    """Show how the log and its projections stand, and what could not be applied."""
    with _store(catch_up=False) as store:
        found = standing.status(store).shown()
    _print(found, as_json, tables.status(found))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    as_json: Json = False,
) -> None:
    """Copy an SQLite database while it is in use; docs/operations.md says how to restore it."""
    with _store(catch_up=False) as store:
        copy(store, target)
    _print({"backup": str(target)}, as_json, f"backed up to {target}")


@app.command()
def retry(as_json: Json = False) -> None:
    """Apply parked events after the fix, in their place in the log: by a rebuild."""
    with _store(catch_up=False) as store:
        before = standing.status(store).parked_total
        if before:
            with _progress("Applying") as progress:
                generations.rebuild(store, progress)
        found = standing.status(store).shown()
    answer = {"parked_before": before, **found}
    _print(answer, as_json, f"{before} parked before, {found['parked']} now")


def _day(text: str | None) -> int | None:
    return day_of(text) if text else None


def _asked(**options: str | None) -> dict[str, str]:
    return {name: value for name, value in options.items() if value is not None}


class _Problem(StancelineError):
    """A problem of the command line itself."""


@contextmanager
def _store(*, catch_up: bool = True) -> Iterator[Store]:
    store = open_store(Settings().database_url)
    settle()
    try:
        if catch_up:
            with _progress("Catching up") as progress:
                generations.prepare(store, progress)
        yield store
    finally:
        store.close()


@contextmanager
def _reader() -> Iterator[Reader]:
    with _store() as store:
        yield Reader(store, Settings().book_claims)


@contextmanager
def _progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr while work is long; nothing where stderr is not a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, total=None, visible=False)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield report


def _print(answer: Any, as_json: bool, readable: Any) -> None:
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        width = None if sys.stdout.isatty() else 110
        Console(highlight=False, width=width).print(readable)


def main() -> None:
    """Run the command line; a problem is one sentence on stderr and exit status 1."""
    # The commands of exchange build on this module, so they join it here.
    from api import exchange_cli  # noqa: F401

    try:
        app()
    except StancelineError as error:
        places = [f"  {f.pointer}: {f.detail}" for f in error.findings[1:]]
        sys.stderr.write("\n".join([f"stanceline: {error.detail}", *places]) + "\n")
        sys.exit(1)
