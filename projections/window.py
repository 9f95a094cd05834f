"""Which rows of an actor's timeline a window holds, a page at a time, in their order."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from domain.days import OPEN
from projections.driver import ask
from projections.snapshots import Snapshot
from projections.tables import ORDER

Key = tuple[int, int, int, int, str]
"""``start_lo``, ``start_hi``, ``published``, ``tie``, ``id``: where a page ended."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which facts of an actor are asked for, at which K and T."""

    actor: str
    position: int
    known_by: int = OPEN
    first: int | None = None
    """Begun, possibly, on this day or later; None for no bound."""
    last: int | None = None
    """Begun, possibly, on this day or earlier; None for no bound."""
    pending: bool = False
    """Whether facts published after K are shown too, as ``not_yet_known``."""


class Entry(NamedTuple):
    """A row of the timeline."""

    actor: str
    start_lo: int
    start_hi: int
    published: int
    id: str
    position: int
    role: str
    spread: int
    tie: int

    @property
    def key(self) -> Key:
        """Its place in the order of the timeline."""
        return self.start_lo, self.start_hi, self.published, self.tie, self.id


class Stretch(NamedTuple):
    """A part of the timeline that is one walk along an index: what to ask, and with what."""

    source: str
    conditions: list[str]
    values: list[Any]

    def statement(self) -> str:
        """The walk, up to a number of rows that is its last value."""
        return (
            f"SELECT t.* FROM {self.source} WHERE {' AND '.join(self.conditions)} "  # noqa: S608
            f"ORDER BY {_KEY} LIMIT ?"
        )


_ORDER = ", ".join(f"t.{name}" for name in ORDER[1:])
_KEY = f"{_ORDER}, t.id"
_SPREADS = ", ".join(f"({spread})" for spread in range(1, OPEN.bit_length() + 1))


def page_of(snapshot: Snapshot, window: Window, after: Key | None, limit: int) -> list[Entry]:
    """Up to ``limit`` rows of the timeline that follow ``after``."""
    found: list[Entry] = []
    for stretch in stretches(snapshot, window, after):
        left = limit - len(found)
        if left > 0:
            rows = ask(snapshot.connection, stretch.statement(), (*stretch.values, left))
            found += map(Entry._make, rows)
    return found


def stretches(snapshot: Snapshot, window: Window, after: Key | None) -> list[Stretch]:
    """The parts of a window, one after the other in the order of the timeline.

    What lies outside is not walked through: entries that began before ``first`` for certain, and
    what happened after K, of which nobody but a forecast could speak by then.
    """
    table, spread, forecasts = _sources(snapshot)
    same = ["t.actor = ?", "t.position <= ?"]
    values: list[Any] = [window.actor, window.position]
    bounded = not window.pending and window.known_by < OPEN
    if bounded:
        same.append("t.published <= ?")
        values.append(window.known_by)
    if window.last is not None:
        same.append("t.start_lo <= ?")
        values.append(window.last)
    if after is not None:
        # SQLite walks from the first of these on; many facts may have begun on the same days.
        same += [f"({_ORDER}) >= (?, ?, ?, ?)", f"({_KEY}) > (?, ?, ?, ?, ?)"]
        values += [*after[:4], *after]
    found = []
    if window.first is not None:
        found.append(_straddling(spread, same, values, window.first))
        same, values = [*same, "t.start_lo >= ?"], [*values, window.first]
    if not bounded:
        return [*found, Stretch(table, same, values)]
    known = Stretch(table, [*same, "t.start_lo <= ?"], [*values, window.known_by])
    forecast = ["t.start_lo > ?", "t.start_lo > t.published"]
    return [*found, known, Stretch(forecasts, same + forecast, [*values, window.known_by])]


def _sources(snapshot: Snapshot) -> tuple[str, str, str]:
    """The table in the order of its days, by its spreads, and by its forecasts.

    SQLite keeps no figures of what is where, and would walk along the key for all of them.
    """
    name = snapshot.tables.timeline.name
    if snapshot.connection.dialect.name != "sqlite":
        return (f"{name} AS t",) * 3
    return (
        f"{name} AS t INDEXED BY {name}_start",
        f"{name} AS t INDEXED BY {name}_spread",
        f"{name} AS t INDEXED BY {name}_forecast",
    )


def _straddling(table: str, same: list[str], values: list[Any], first: int) -> Stretch:
    """Entries that may have begun before ``first`` or since, by how far apart the two days are.

    Those of one ``spread`` lie close before the day, so each is one short look.
    """
    conditions = [
        "t.spread = width.column1",
        "t.spread > 0",
        "t.start_lo > ? - (1 << width.column1)",
        "t.start_lo < ?",
        "t.start_hi >= ?",
    ]
    source = f"(VALUES {_SPREADS}) AS width CROSS JOIN {table}"
    return Stretch(source, same + conditions, [*values, first, first, first])
