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
"""Indexes that the fill of a generation goes without: one sort makes each of them for readers."""


def create(connection: Connection, generation: int) -> None:
    """Make the tables of a generation, but not the indexes that are made ``LATER``."""
    drop(connection, generation)
    later = set(later_indexes(generation))
    for table in tables(generation).metadata.sorted_tables:
        connection.execute(CreateTable(table))
        for index in table.indexes - later:
            index.create(connection)


def drop(connection: Connection, generation: int) -> None:
    """Drop the tables of a generation, those that another version made for it included."""
    for name in inspect(connection).get_table_names():
        if name.startswith(f"r{generation}_"):
            connection.execute(DropTable(Table(name, MetaData())))


def later_indexes(generation: int) -> list[Index]:
    """The indexes that are made ``LATER``."""
    return [
        index
        for table in tables(generation).metadata.sorted_tables
        for index in table.indexes
        if str(index.name).partition("_")[2] in LATER
    ]
