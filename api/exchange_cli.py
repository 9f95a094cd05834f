"""The commands of exchange: import, export, revert, template."""

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict
from rich.markup import escape

from api import cli
from api.exchange import exporting, formats, service, table
from api.parameters import ExportParameters
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
    with cli._store() as store, cli._progress("Importing") as progress:
        answer = service.run(store, Writer(store), asked, progress)
    counts = ", ".join(f"{v} {k}" for k, v in answer.items() if type(v) is int)
    lines = [f"{f['place']}: {f['kind']}: {f['detail']}" for f in answer["findings"]]
    lines.append(f"batch {answer['batch']}: {counts}")
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
) -> None:
    """Write what stands in a format of the field, to a file or to the terminal."""
    asked = cli._asked(as_of=as_of, known_by=known_by, recorded_by=recorded_by, actor=actor)
    parameters = validate(ExportParameters, asked)
    with cli._store() as store, store.reading() as snapshot, cli._progress("Exporting") as bar:
        chosen = exporting.prepared(
            store, snapshot, parameters.coordinates(), parameters.actor, frozenset(asked)
        )
        if output is not None and formats.is_folder(format):
            exporting.to_folder(format, chosen, output)
            return
        found = exporting.parts(format, chosen)
        with output.open("wb") if output else nullcontext(sys.stdout.buffer) as stream:
            done = 0
            for part in found:
                stream.write(part)
                done += len(part)
                bar(done, 0)


@cli.app.command()
def template() -> None:
    """Print a CSV with every column and an example of every event type, to fill in."""
    sys.stdout.write(table.template())
