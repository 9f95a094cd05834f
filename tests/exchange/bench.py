"""An empty system in a file, and the imports that tests make into it."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from api.exchange import service
from api.scenario import files, items
from api.settings import Settings
from api.writer import Writer
from projections.database import open_store
from projections.reader import Reader, plain
from projections.store import Store

DATA = Path(__file__).parents[1] / "data"
SEEDS = Path(__file__).parents[2] / "seeds"
ON_BOTH = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
"""Marks what is tested on both databases."""
GED = DATA / "ucdp_ged_23_1_sample1000.csv"


class System:
    """One database with its writer and reader."""

    def __init__(self, where: Path | str) -> None:
        self.url = where if isinstance(where, str) else f"sqlite:///{where}"
        self.store: Store = open_store(self.url)
        with self.store.writing():
            self.store.catch_up()
        self.writer = Writer(self.store)
        self.reader = Reader(self.store, Settings().book_claims)

    def bring(self, format: str, path: Path, **said: Any) -> dict[str, Any]:
        """Import a file."""
        asked = service.Import(format=format, path=path, name=said.pop("name", path.name), **said)
        return service.run(self.store, self.writer, asked)

    def send(self, format: str, to: Path, **asked: Any) -> Path:
        """Export to a file."""
        from api.exchange import exporting
        from api.parameters import ExportParameters

        given = ExportParameters.model_validate(asked)
        with self.store.reading() as snapshot:
            export = exporting.prepared(
                self.store, snapshot, given.coordinates(), given.actor, frozenset(asked)
            )
            to.write_bytes(b"".join(exporting.parts(format, export)))
        return to

    def seed(self) -> None:
        """Load the seed scenario."""
        self.writer.process([item.job for file in files(SEEDS) for item in items(file)])

    def head(self) -> int:
        return self.store.journal.head()

    def timeline(self, actor: str, **said: Any) -> list[dict[str, Any]]:
        from projections.window import Window

        answer = plain(self.reader.timeline(Window(actor, 0, **said), None, 1000, None))
        return list(answer["items"])

    def standing(self, actor: str, **said: Any) -> list[dict[str, Any]]:
        return [item for item in self.timeline(actor, **said) if item["state"] == "standing"]

    def postures(self, day: int, known_by: int | None = None) -> Any:
        """What everybody's posture is, positions aside."""
        from domain.days import OPEN
        from projections.coordinates import Coordinates

        at = Coordinates(day, known_by or OPEN)
        found = plain(self.reader.postures(at, "all", 1000, None))
        return json.loads(
            json.dumps(found["items"]),
            object_hook=lambda o: {k: v for k, v in o.items() if k != "position"},
        )

    def actors(self) -> list[str]:
        with self.store.reading() as snapshot:
            table = snapshot.tables.timeline
            return list(snapshot.connection.scalars(select(table.c.actor).distinct()))

    def standing_facts(self) -> int:
        """How many facts are not withdrawn at every K taken together."""
        with self.store.reading() as snapshot:
            event, gone = snapshot.tables.event, snapshot.tables.withdrawal
            total = snapshot.connection.scalar(select(func.count(event.c.published)))
            from domain.claims import NEVER

            taken = snapshot.connection.scalar(
                select(func.count(gone.c.position.distinct())).where(gone.c.until == NEVER)
            )
            return (total or 0) - (taken or 0)

    def dump(self) -> Any:
        """All rows of the read models, to compare with a rebuild."""
        with self.store.reading() as snapshot:
            return {
                table.name.partition("_")[2]: sorted(
                    map(tuple, snapshot.connection.execute(select(table))), key=repr
                )
                for table in snapshot.tables.metadata.sorted_tables
            }

    def close(self) -> None:
        self.store.close()


@contextmanager
def system(where: Path | str) -> Iterator[System]:
    """A system in a file, or in the database of a URL."""
    found = System(where)
    try:
        yield found
    finally:
        found.close()


def ged_rows(number: int = 60) -> list[dict[str, str]]:
    with GED.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))[:number]


def write(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def changed(
    rows: list[dict[str, str]], change: Callable[[dict[str, str]], dict[str, str]], *at: int
) -> list[dict[str, str]]:
    return [{**row, **change(row)} if index in at else row for index, row in enumerate(rows)]


def command(url: str, *arguments: str) -> Any:
    """What a command of ``stanceline`` prints as JSON; in this process, for speed."""
    from typer.testing import CliRunner

    from api import cli, exchange_cli

    assert exchange_cli
    asked = [*arguments, "--json"]
    done = CliRunner().invoke(cli.app, asked, env={"STANCELINE_DATABASE_URL": url})
    if done.exception is not None:
        raise done.exception
    return json.loads(done.stdout)
