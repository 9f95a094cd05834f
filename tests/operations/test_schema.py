"""The fixed tables are upgraded with their data; a newer database is refused."""

import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from projections import control, schema
from projections.database import open_store
from projections.generations import prepare
from tests import scenes
from tests.serving import run

DUMPS = Path(__file__).parent / "dumps"


@pytest.fixture
def old_url(database_url: str) -> str:
    """A database of the first program, restored from a dump, with data in it."""
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            connection.executescript((DUMPS / "0001.sqlite.sql").read_text())
        connection.close()
    else:
        with psycopg.connect(database_url) as connection:
            connection.execute((DUMPS / "0001.postgresql.sql").read_text())
    return database_url


def test_an_old_dump_is_upgraded_with_its_data(old_url: str) -> None:
    answer = run(old_url, "posture", "taliban", "--as-of", "2020-04-01", "--json")
    assert answer.returncode == 0, answer.stderr
    assert '"mentions": 1' in answer.stdout
    store = open_store(old_url)
    prepare(store)
    outcomes = scenes.record(store, scenes.fact(0), scenes.fact(9))
    assert [outcome.new for outcome in outcomes] == [False, True]
    store.close()


def test_migrations_make_the_tables_that_the_program_expects(old_url: str) -> None:
    store = open_store(old_url)
    made = inspect(store.engine)
    for table in control.control.sorted_tables:
        columns = {column["name"]: column for column in made.get_columns(table.name)}
        assert set(columns) == {column.name for column in table.columns}
        for column in table.columns:
            assert columns[column.name]["nullable"] == column.nullable
    store.close()


def test_an_older_program_on_a_newer_schema_says_so(database_url: str) -> None:
    store = open_store(database_url)
    with store.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    refused = run(database_url, "status")
    assert refused.returncode == 1
    assert "made by a newer Stanceline" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_program_knows_its_own_revisions() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_current_head() == schema.HEAD
    revisions = {script.revision for script in scripts.walk_revisions()}
    assert revisions == set(schema.KNOWN)
