"""The read models' tables. Every row knows the position that made it.

A *generation* is one complete set of tables, named ``r<number>_…``: a rebuild fills the
next one beside the current one and then takes over (``projections.control`` says which
one answers).
"""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

VERSION = 8
"""Version of what the projections say; another one in the database means a rebuild."""

ORDER = ("actor", "start_lo", "start_hi", "published", "tie")
"""By which a timeline is read; the ids of facts that agree in all of it order them."""
_ID = String().with_variant(String(collation="C"), "postgresql")
"""Ids compare by code point everywhere, as the rules' ties do."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one generation."""

    metadata: MetaData
    event: Table
    filed: Table
    registered: Table
    replacement: Table
    claim: Table
    timeline: Table
    act: Table
    withdrawal: Table
    revision: Table
    batch: Table
    imported: Table


@lru_cache(maxsize=16)
def tables(generation: int) -> Tables:
    """The tables of a generation; made once, so that compiled statements are found again."""
    metadata = MetaData()
    prefix = f"r{generation}_"
    return Tables(
        metadata,
        _event(metadata, prefix),
        _filed(metadata, prefix),
        _registered(metadata, prefix),
        _replacement(metadata, prefix),
        _claim(metadata, prefix),
        _timeline(metadata, prefix),
        _act(metadata, prefix),
        _withdrawal(metadata, prefix),
        _revision(metadata, prefix),
        _batch(metadata, prefix),
        _imported(metadata, prefix),
    )


def _event(metadata: MetaData, prefix: str) -> Table:
    """One row a position: the log's own index. ``recorded_at`` never runs backwards.

    ``published`` is that of the report of the fact which the event brings, and of nothing else.
    """
    return Table(
        f"{prefix}event",
        metadata,
        Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("recorded_at", BigInteger, nullable=False),
        Column("type", String, nullable=False),
        Column("report", _ID),
        Column("published", Integer),
        Index(f"{prefix}event_type", "type", "position"),
    )


def _filed(metadata: MetaData, prefix: str) -> Table:
    """Events by the report that they are about.

    Not an index: the rows of a group are written in the order of this table, so that each of its
    pages is touched once, and there are many where facts come in no order of their reports.
    """
    return Table(
        f"{prefix}filed",
        metadata,
        Column("report", _ID, nullable=False),
        Column("position", BigInteger, nullable=False),
        PrimaryKeyConstraint("report", "position"),
        sqlite_with_rowid=False,
    )


def _registered(metadata: MetaData, prefix: str) -> Table:
    """Actors, sources and reports with their content as JSON."""
    return Table(
        f"{prefix}registered",
        metadata,
        Column("noun", String, nullable=False),
        Column("id", _ID, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("body", Text, nullable=False),
        PrimaryKeyConstraint("noun", "id"),
        Index(f"{prefix}registered_position", "noun", "position"),
        sqlite_with_rowid=False,
    )


def _replacement(metadata: MetaData, prefix: str) -> Table:
    """Facts that a correction brought: the journal's own keys find all others."""
    return Table(
        f"{prefix}replacement",
        metadata,
        Column("id", _ID, primary_key=True),
        Column("position", BigInteger, nullable=False),
        Column("content_id", _ID, nullable=False),
        sqlite_with_rowid=False,
    )


def _claim(metadata: MetaData, prefix: str) -> Table:
    """A fact on a slot with all that the rules look at (``domain.claims.Claim``)."""
    return Table(
        f"{prefix}claim",
        metadata,
        Column("actor", _ID, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("aspect", String, nullable=False),
        Column("toward", _ID, nullable=False),
        Column("subject", _ID, nullable=False),
        Column("value", String, nullable=False),
        Column("personnel", BigInteger),
        Column("id", _ID, nullable=False),
        Column("report", _ID, nullable=False),
        Column("path", _ID, nullable=False),
        Column("reliability", SmallInteger, nullable=False),
        Column("published", Integer, nullable=False),
        Column("start_lo", Integer, nullable=False),
        Column("start_hi", Integer, nullable=False),
        Column("end_lo", Integer, nullable=False),
        Column("end_hi", Integer, nullable=False),
        Column("vouched", Integer, nullable=False),
        Column("speaks", Integer, nullable=False),
        Column("flags", SmallInteger, nullable=False),
        PrimaryKeyConstraint("actor", "position", "aspect", "toward", "subject").ddl_if(
            dialect="sqlite"
        ),
        # A subject can be longer than an index entry of PostgreSQL may be.
        Index(f"{prefix}claim_position", "actor", "position").ddl_if(dialect="postgresql"),
        sqlite_with_rowid=False,
    )


def _timeline(metadata: MetaData, prefix: str) -> Table:
    """A fact in the timeline of everybody who takes part, in the order in which it was written.

    That of section 7 is an index, which is kept small: facts fall anywhere in it, so what a load
    costs is how many pages it has. ``tie`` stands in it for the id (``rows.tie_of``). ``spread``
    tells how far apart the days of its start are: their difference in binary digits.
    """
    return Table(
        f"{prefix}timeline",
        metadata,
        Column("actor", _ID, nullable=False),
        Column("start_lo", Integer, nullable=False),
        Column("start_hi", Integer, nullable=False),
        Column("published", Integer, nullable=False),
        Column("id", _ID, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("role", String, nullable=False),
        Column("spread", SmallInteger, nullable=False),
        Column("tie", BigInteger, nullable=False),
        Index(f"{prefix}timeline_start", *ORDER, "position"),
        _some(f"{prefix}timeline_spread", "spread > 0", "actor", "spread", "start_lo", "position"),
        _some(f"{prefix}timeline_forecast", "start_lo > published", *ORDER, "position"),
    )


def _some(name: str, condition: str, *columns: str) -> Index:
    """An index of the rows that meet a condition, which a query has to repeat."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


def _act(metadata: MetaData, prefix: str) -> Table:
    """Amendments by what they amend, for decisions; ``until`` where a restoration undid one."""
    return Table(
        f"{prefix}act",
        metadata,
        Column("target_kind", String, nullable=False),
        Column("target", _ID, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("kind", String, nullable=False),
        Column("day", Integer, nullable=False),
        Column("until", BigInteger, nullable=False),
        Column("id", _ID, nullable=False),
        Column("digest", String, nullable=False),
        Column("details", Text, nullable=False),
        PrimaryKeyConstraint("target_kind", "target", "position"),
        Index(f"{prefix}act_position", "position"),
        Index(f"{prefix}act_id", "id"),
        sqlite_with_rowid=False,
    )


def _withdrawal(metadata: MetaData, prefix: str) -> Table:
    """Where in K and T a fact is withdrawn: one row a fact and act."""
    return Table(
        f"{prefix}withdrawal",
        metadata,
        Column("position", BigInteger, nullable=False),
        Column("since", BigInteger, nullable=False),
        Column("target_kind", String, nullable=False),
        Column("target", _ID, nullable=False),
        Column("kind", String, nullable=False),
        Column("day", Integer, nullable=False),
        Column("until", BigInteger, nullable=False),
        PrimaryKeyConstraint("position", "since", "target_kind"),
        Index(f"{prefix}withdrawal_target", "target_kind", "target", "until"),
        sqlite_with_rowid=False,
    )


def _revision(metadata: MetaData, prefix: str) -> Table:
    """The last position that added to, and the last that amended, what an actor's claims say."""
    return Table(
        f"{prefix}revision",
        metadata,
        Column("actor", _ID, primary_key=True),
        Column("added", BigInteger, nullable=False),
        Column("amended", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


def _batch(metadata: MetaData, prefix: str) -> Table:
    """Imports: what was said when each was opened; ``reverted`` is a position or 0."""
    return Table(
        f"{prefix}batch",
        metadata,
        Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
        Column("id", _ID, nullable=False, unique=True),
        Column("dataset", _ID, nullable=False),
        Column("release", _ID, nullable=False),
        Column("reverted", BigInteger, nullable=False),
        Column("body", Text, nullable=False),
        Index(f"{prefix}batch_dataset", "dataset", "position"),
    )


def _imported(metadata: MetaData, prefix: str) -> Table:
    """One row an event that an import recorded: which row of which series it is about."""
    return Table(
        f"{prefix}imported",
        metadata,
        Column("dataset", _ID, nullable=False),
        Column("row", _ID, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("batch", _ID, nullable=False),
        Column("fact", _ID, nullable=False),
        Column("former", _ID, nullable=False),
        Column("kind", String, nullable=False),
        Column("digest", String, nullable=False),
        Column("reverted", BigInteger, nullable=False),
        PrimaryKeyConstraint("dataset", "row", "position"),
        Index(f"{prefix}imported_batch", "batch", "position"),
        Index(f"{prefix}imported_former", "former"),
        sqlite_with_rowid=False,
    )
