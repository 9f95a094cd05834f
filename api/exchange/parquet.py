"""Parquet out, partitioned by the month of recording (``recorded=2026-11/part-0.parquet``).

For DuckDB, pandas and Spark: the partitions are in Hive style. One row a fact; a partition is
written a bounded row group at a time. Over HTTP the folder comes as a ZIP.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from api.exchange.outgoing import Export, origin
from domain.days import OPEN, UNBOUNDED
from projections.standing import Standing

GROUP = 2000
DAYS = ("start_lo", "start_hi", "end_lo", "end_hi", "vouched")
TEXTS = (
    "id",
    "type",
    "report",
    "origin",
    "actor",
    "occurred",
    "quote",
    "headline",
    "kind",
    "place",
)
WORDS = ("mode", "likelihood", "confidence", "note")
SCHEMA = pa.schema(
    [(name, pa.string()) for name in (*TEXTS, *WORDS)]
    + [(name, pa.list_(pa.string())) for name in ("toward", "parties", "attribution")]
    + [(name, pa.date32()) for name in ("published", *DAYS)]
    + [(f"fatalities_{name}", pa.int64()) for name in ("low", "best", "high")]
    + [("latitude", pa.float64()), ("longitude", pa.float64()), ("credibility", pa.int8())]
    + [("denied", pa.bool_()), ("projection", pa.bool_()), ("position", pa.int64())]
    + [("recorded_at", pa.timestamp("us", tz="UTC")), ("body", pa.string())]
)
"""``body`` is the whole fact as JSON, so that no field is lost."""
EMPTY = dict.fromkeys(SCHEMA.names)
SAME = ["type", "report", "origin", "actor", "kind", "mode", "likelihood", "confidence"]
"""Columns whose values repeat; a dictionary of the others would be as large as they are."""

in_order = itemgetter(*SCHEMA.names)


class Row(NamedTuple):
    """A fact as the values of the schema's columns."""

    month: str
    values: tuple[Any, ...]


def write_folder(export: Export, folder: Path) -> int:
    """Write the partitions; returns how many files."""
    writers: dict[str, Any] = {}
    facts = export.facts()
    with ExitStack() as stack:
        while group := [_row(export, standing) for standing in islice(facts, GROUP)]:
            by_month: dict[str, list[tuple[Any, ...]]] = {}
            for row in group:
                by_month.setdefault(row.month, []).append(row.values)
            for month, rows in by_month.items():
                if month not in writers:
                    part = folder / f"recorded={month}" / "part-0.parquet"
                    part.parent.mkdir(parents=True, exist_ok=True)
                    writers[month] = stack.enter_context(
                        pq.ParquetWriter(part, SCHEMA, use_dictionary=SAME)
                    )
                writers[month].write_table(_table(rows))
    return len(writers)


def write(export: Export) -> Iterator[bytes]:
    """The folder as a ZIP, by way of the disk."""
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryFile() as spool:
        write_folder(export, Path(name))
        with zipfile.ZipFile(spool, "w", zipfile.ZIP_STORED) as archive:
            for part in sorted(Path(name).rglob("*.parquet")):
                archive.write(part, part.relative_to(name))
        spool.seek(0)
        while chunk := spool.read(1 << 20):
            yield chunk


def _table(rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = zip(SCHEMA, zip(*rows, strict=True), strict=True)
    arrays = [pa.array(values, field.type) for field, values in columns]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def _row(export: Export, standing: Standing) -> Row:
    body, dated = standing.body, standing.dated
    kept = {k: v for k, v in body.items() if k not in ("content_id", "imported")}
    days = {name: getattr(dated.dates, name) for name in DAYS}
    deaths = body.get("fatalities", {})
    recorded_at = datetime.fromtimestamp(standing.recorded_at / 1_000_000, UTC)
    named = {
        **EMPTY,
        **kept,
        "origin": origin(standing),
        "quote": body["quote"]["exact"],
        "headline": export.headline(dated.fact),
        "published": _day(dated.report.published),
        **{name: _day(day) for name, day in days.items()},
        **{f"fatalities_{name}": deaths.get(name) for name in ("low", "best", "high")},
        "denied": bool(body.get("denied")),
        "projection": dated.dates.projection,
        "position": standing.position,
        "recorded_at": recorded_at,
        "body": orjson.dumps(kept).decode(),
    }
    return Row(f"{recorded_at:%Y-%m}", in_order(named))


def _day(day: int) -> date | None:
    return date.fromordinal(day) if UNBOUNDED < day < OPEN else None
