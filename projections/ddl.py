"""Make the tables and indexes of a generation, and drop them."""

from sqlalchemy import Connection, Index, MetaData, Table, inspect
from sqlalchemy.schema import CreateTable, DropTable

from projections.tables import tables

LATER = (
    "event_type",
    "claim_position",
    "timeline_start",
    "timeline_spread",
    "timeline_forecast",
)
"""Indexes that readers need: one sort when a generation is filled makes each of them."""


def create(connection: Connection, generation: int) -> None:
    """Make the tables of a generation, but not the indexes that are made ``LATER``."""
    drop(connection, generation)
    for table in tables(generation).metadata.sorted_tables:
        connection.execute(CreateTable(table))
    for index in indexes(generation):
        if str(index.name).partition("_")[2] not in LATER:
            index.create(connection)


def drop(connection: Connection, generation: int) -> None:
    """Drop the tables of a generation, those that another version made for it included."""
    for name in inspect(connection).get_table_names():
        if name.startswith(f"r{generation}_"):
            connection.execute(DropTable(Table(name, MetaData())))


def indexes(generation: int) -> list[Index]:
    """All indexes of a generation, beside the keys of its tables."""
    return [index for table in tables(generation).metadata.sorted_tables for index in table.indexes]
