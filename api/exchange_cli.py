"""The commands of exchange: import, export, revert, template."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict
from rich.markup import escape

from api import cli
from api.exchange import exporting, formats, service, table
from api.exchange.outgoing import Export
from api.exchange_progress import progress
from api.writer import Writer
from domain.validation import validate
from domain.words import Day


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid")
    published: Day | None = None


@cli.app.command(name="import")
def import_(
    format: Annotated[str, typer.Argument(help="Format, such as ucdp-ged.")],
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    dataset: Annotated[
        str | None, typer.Option(help="Name of the series; the file's stem by default.")
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="The file is the whole dataset: retract the rest.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report what would be done; record nothing.")
    ] = False,
    published: Annotated[
        str | None, typer.Option(help="Day on which this release was published.")
    ] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=COLUMN of a csv; may be repeated.")
    ] = None,
    as_json: cli.Json = False,
) -> None:
    """Import data of the field; the same file again records nothing."""
    asked = service.Import(
        format=format,
        path=file,
        name=file.name,
        dataset=dataset,
        complete=complete,
        dry_run=dry_run,
        published=validate(_Told, {"published": published}).published,
        mapping=service.mapping(map_ or []),
    )
    with cli._store() as store, progress("Importing", "rows") as report:
        answer = service.run(store, Writer(store), asked, report)
    counts = ", ".join(f"{v} {k}" for k, v in answer.items() if type(v) is int)
    lines = [f"{f['place']}: {f['kind']}: {f['detail']}" for f in answer["findings"]]
    lines.append(f"batch {answer['batch']}: {counts}" if answer["batch"] else f"no batch: {counts}")
    lines += [answer["note"]] if answer["note"] else []
    cli._print(answer, as_json, escape("\n".join(lines)))


@cli.app.command()
def revert(
    batch: Annotated[str, typer.Argument(help="Id of the batch, as the import printed it.")],
    reason: Annotated[str, typer.Option(help="Why.")] = "the import was taken back",
    as_json: cli.Json = False,
) -> None:
    """Take a whole import back, as one."""
    with cli._store() as store:
        answer = service.revert(Writer(store), batch, reason)
    word = "taken back" if answer["reverted"] else "was taken back before"
    cli._print(answer, as_json, f"batch {batch} {word}")


@cli.app.command()
def export(
    format: Annotated[str, typer.Argument(help="Format, such as csv or stix.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File, or folder for parquet.")
    ] = None,
    as_of: cli.AsOf = None,
    known_by: cli.KnownBy = None,
    recorded_by: cli.RecordedBy = None,
    actor: Annotated[str | None, typer.Option(help="Only facts of this actor.")] = None,
    as_json: cli.Json = False,
) -> None:
    """Write what stands in a format of the field, to a file or to the terminal."""
    from api.parameters import ExportParameters

    if as_json and output is None:
        raise typer.BadParameter("needs --output: the export itself goes to the terminal")
    asked = cli._asked(as_of=as_of, known_by=known_by, recorded_by=recorded_by, actor=actor)
    parameters = validate(ExportParameters, asked)
    with cli._store() as store, store.reading() as snapshot, progress("Exporting", "facts") as bar:
        written = _Written(bar)
        chosen = exporting.prepared(
            store, snapshot, parameters.coordinates(), parameters.actor, frozenset(asked), written
        )
        size = _write(format, chosen, output)
    if output is not None:
        answer = {
            "format": format,
            "output": str(output),
            **chosen.echoed(),
            "facts": written.facts,
            "bytes": size,
        }
        line = f"{written.facts} {written.unit(format)}, {size} bytes in {output}"
        cli._print(answer, as_json, escape(line))


class _Written:
    """Shows the progress, and keeps the last of it."""

    def __init__(self, show: Callable[[int, int], None]) -> None:
        self._show, self.facts = show, 0

    def __call__(self, done: int, total: int) -> None:
        self.facts = done
        self._show(done, total)

    @staticmethod
    def unit(format: str) -> str:
        return "events" if format == "cloudevents" else "facts"


def _write(format: str, chosen: Export, output: Path | None) -> int:
    """Bytes written; a file takes its place when it is whole."""
    if output is not None and formats.is_folder(format):
        exporting.to_folder(format, chosen, output)
        return sum(part.stat().st_size for part in output.rglob("*") if part.is_file())
    found = exporting.parts(format, chosen)
    if output is None or (output.exists() and not output.is_file()):
        with output.open("wb") if output else nullcontext(sys.stdout.buffer) as stream:
            return sum(map(stream.write, found))
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as stream:
            size = sum(map(stream.write, found))
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return size


@cli.app.command()
def template() -> None:
    """Print a CSV with every column and an example of every event type, to fill in."""
    sys.stdout.write(table.template())
