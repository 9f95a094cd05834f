"""The fixed tables' own versions, by Alembic; a newer database is refused with a sentence."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from domain.errors import Refused
from domain.journal import Lock
from projections.outages import connected

HEAD = "0002"
"""The last revision in ``migrations/versions``."""
KNOWN = ("0001", "0002")
"""Every revision that this program can start from."""


def upgrade(engine: Engine, writing: Lock) -> None:
    """Bring the fixed tables up to date; raises Refused where they are of a newer program."""
    with connected(engine) as connection:
        found = revision(connection)
    if found == HEAD:
        return
    _check(found)
    with writing(), connected(engine) as connection, connection.begin():
        _run(connection)


def revision(connection: Connection) -> str | None:
    """The revision of the database, or None where Alembic has not seen it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _check(found: str | None) -> None:
    if found is not None and found not in KNOWN:
        raise Refused.at(
            "",
            f"the database has schema {found}, which this program does not know: it was made by "
            f"a newer Stanceline. This one knows up to {HEAD}; start the newer one, or restore a "
            "backup that was taken before the upgrade",
        )


def _run(connection: Connection) -> None:
    # Alembic takes a while to import and is not needed on most starts.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
